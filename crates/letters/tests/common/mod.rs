//! The shipped letters, read with a front matter reader of a few lines: the loader proper is a crate above this one.
#![allow(clippy::unwrap_used, clippy::panic, dead_code, reason = "tests; each file of tests uses its part")]

use domain::letter::{Letter, Occasion, Part, Recipient};
use jiff::civil::date;
use letters::{Page, Words, fill};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/breve")
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let markdown = entries.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    markdown
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap()))
        .collect()
}

/// Front matter and text.
fn split(file: &str) -> (&str, &str) {
    let inside = file.strip_prefix("+++\n").unwrap_or_else(|| panic!("no front matter"));
    inside.split_once("\n+++\n").unwrap_or_else(|| panic!("front matter does not end"))
}

fn value<'a>(front: &'a str, key: &str) -> Option<&'a str> {
    front.lines().find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix('=')).map(str::trim)
}

pub fn blocks() -> BTreeMap<String, String> {
    files(&folder().join("blokke")).into_iter().map(|(name, file)| (name, split(&file).1.to_owned())).collect()
}

pub fn letters() -> Vec<Letter> {
    files(&folder()).into_iter().map(|(id, file)| letter(id, &file)).collect()
}

fn letter(id: String, file: &str) -> Letter {
    let (front, text) = split(file);
    let string = |key| value(front, key).map(|value| value.trim_matches('"').to_owned());
    let occasion = string("anledning").unwrap();
    let parts = value(front, "dele").unwrap_or_default().split('"').skip(1).step_by(2);
    Letter {
        occasion: Occasion::WORDS.iter().find(|(_, word)| *word == occasion).unwrap().0,
        parts: parts.map(|word| Part::from_word(word).unwrap()).collect(),
        valid_from: date(2026, 1, 1),
        title: string("titel").unwrap(),
        catalogue: string("katalog").into_iter().collect(),
        when: Vec::new(),
        recipient: Recipient::Party,
        not_before_days_off: false,
        reply: None,
        summary: string("oversigt").unwrap_or_default(),
        lix_reason: string("lix_grund"),
        text: text.to_owned(),
        first_line: front.lines().count() + 3,
        id,
    }
}

/// The page of a letter with sample facts.
pub fn page(letter: &Letter) -> Page {
    let words = Words::sample(letter.occasion);
    let filled = fill(letter, &blocks(), &words).unwrap();
    Page::of_letter(&letter.title, &filled.text, date(2026, 3, 31), &words).unwrap()
}
