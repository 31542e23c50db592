//! The shipped letters, each as it can be sent.
#![allow(clippy::unwrap_used, clippy::panic, dead_code, reason = "tests; each file of tests uses its part")]

use content::Content;
use domain::letter::Letter;
use jiff::civil::date;
use letters::{Page, Words, fill};
use std::collections::BTreeMap;

pub fn blocks() -> BTreeMap<String, String> {
    Content::shipped().blocks
}

/// The letters; a general decision letter once for each benefit that uses it.
pub fn letters() -> Vec<Letter> {
    Content::shipped().letters_as_sent()
}

/// The letters, a general decision letter only once: what each benefit puts in it changes no page's making.
pub fn letters_once() -> Vec<Letter> {
    let mut seen = std::collections::BTreeSet::new();
    let of_all = letters().into_iter();
    of_all.filter(|letter| seen.insert(letter.id.split("--").next().unwrap().to_owned())).collect()
}

/// The page of a letter with sample facts.
pub fn page(letter: &Letter) -> Page {
    let words = Words::sample_for(letter);
    let filled = fill(letter, &blocks(), &words).unwrap();
    Page::of_letter(&letter.title, &filled.text, date(2026, 3, 31), &words.around(letter)).unwrap()
}
