//! What the compiler cannot keep.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Longest file of our own, in lines.
const LONGEST: usize = 600;
/// Folders that hold nothing of our own.
const NOT_OURS: &[&str] = &["target", ".git", "node_modules", "vendor"];

struct File {
    /// Its path from the root, with `/`.
    path: String,
    text: String,
}

impl File {
    fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// A file of tests, or of what only tests use.
    fn is_test(&self) -> bool {
        let path = &self.path;
        path.contains("/tests/") || path.ends_with("/tests.rs") || path.starts_with("crates/scenarios/")
    }

    /// What is compiled into the program: without tests at the end of the file, and without comments.
    fn code(&self) -> String {
        let program = self.text.split("#[cfg(test)]\nmod ").next().unwrap();
        program.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
    }

    fn is_in(&self, folder: &str) -> bool {
        self.path.starts_with(folder)
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Every text file of the project.
fn files() -> Vec<File> {
    let root = root();
    let (mut found, mut open) = (Vec::new(), vec![root.clone()]);
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                // A folder of demo data is marked by what it holds, and is nobody's source.
                if !NOT_OURS.contains(&name.as_str()) && !path.join("tovholder.db").exists() {
                    open.push(path);
                }
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                let path = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                found.push(File { path, text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(100 < found.len(), "the project was not found");
    found
}

/// The Rust files of the program itself.
fn program(files: &[File]) -> impl Iterator<Item = &File> {
    files
        .iter()
        .filter(|file| file.is_rust() && file.is_in("crates/") && file.path.contains("/src/") && !file.is_test())
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

#[test]
fn every_term_of_the_glossary_has_its_place_in_the_code() {
    let files = files();
    let mut known: BTreeSet<String> = BTreeSet::new();
    for file in program(&files) {
        known.extend(words(&file.code()).map(str::to_string));
        let stem = Path::new(&file.path).file_stem().unwrap().to_string_lossy().into_owned();
        known.insert(if stem == "mod" { file.path.rsplit('/').nth(1).unwrap().to_string() } else { stem });
    }
    let glossary = &files.iter().find(|file| file.path == "docs/glossary.md").unwrap().text;
    let (mut lost, mut terms) = (Vec::new(), 0);
    // A term may have its word before it has its code, and then its row says so.
    let rows = glossary.lines().filter(|line| line.starts_with("| ") && !line.contains("| later work"));
    let is_known = |word: &str| known.contains(word) || known.iter().any(|k| k.starts_with(&format!("{word}_")));
    for row in rows {
        let cells: Vec<&str> = row.split(" | ").collect();
        let code = cells.get(1).copied().unwrap_or_default();
        for term in code.split('`').skip(1).step_by(2) {
            terms += 1;
            lost.extend(words(term).filter(|word| !is_known(word)).map(|word| format!("{word} of `{term}`")));
        }
    }
    assert!(100 < terms, "the glossary was not read: {terms} terms");
    assert!(lost.is_empty(), "in the glossary and nowhere in the code: {lost:?}");
}

#[test]
fn a_file_is_short_enough_to_be_held_at_once() {
    let too_long: Vec<String> = files()
        .iter()
        .filter(|file| [".rs", ".html", ".sql", ".md"].iter().any(|kind| file.path.ends_with(kind)))
        .map(|file| (file.text.lines().count(), &file.path))
        .filter(|(lines, _)| LONGEST < *lines)
        .map(|(lines, path)| format!("{path}: {lines}"))
        .collect();
    assert!(too_long.is_empty(), "longer than {LONGEST} lines: {too_long:?}");
}

#[test]
fn nothing_is_left_for_later() {
    // Put together here, so that this file does not find itself.
    let marks = [["to", "do!("], ["unimple", "mented!"], ["FIX", "ME"], ["TO", "DO:"], ["X", "XX"]].map(|m| m.concat());
    let mut found = Vec::new();
    for file in files().iter().filter(|file| file.is_rust() || file.path.ends_with(".html")) {
        for (nr, line) in file.text.lines().enumerate() {
            found.extend(marks.iter().filter(|mark| line.contains(*mark)).map(|_| format!("{}:{}", file.path, nr + 1)));
        }
    }
    assert!(found.is_empty(), "{found:?}");
}

/// The lines of a table of a `Cargo.toml`, with the line before each.
fn table<'a>(text: &'a str, name: &str) -> Vec<(&'a str, &'a str)> {
    let lines: Vec<&str> = text.lines().collect();
    let Some(start) = lines.iter().position(|line| *line == format!("[{name}]")) else { return Vec::new() };
    let length = lines[start + 1..].iter().take_while(|line| !line.starts_with('[')).count();
    lines[start..=start + length].windows(2).map(|pair| (pair[0].trim(), pair[1].trim())).collect()
}

#[test]
fn every_dependency_says_what_it_is_for() {
    let files = files();
    let manifest = &files.iter().find(|file| file.path == "Cargo.toml").unwrap().text;
    let unsaid: Vec<&str> = table(manifest, "workspace.dependencies")
        .into_iter()
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#') && !line.contains("path = \"crates/"))
        .filter(|(before, _)| !before.starts_with('#'))
        .map(|(_, line)| line)
        .collect();
    // Two of one family may stand under one line.
    let unsaid: Vec<&str> = unsaid.into_iter().filter(|line| !line.starts_with("typst")).collect();
    assert!(unsaid.is_empty(), "without a line saying what it is for: {unsaid:?}");
    for file in files.iter().filter(|file| file.path.starts_with("crates/") && file.path.ends_with("/Cargo.toml")) {
        for name in ["dependencies", "dev-dependencies", "build-dependencies"] {
            for (_, line) in table(&file.text, name).into_iter().filter(|(_, line)| !line.starts_with('#')) {
                let here = line.is_empty() || line.contains("workspace = true");
                assert!(here, "{}: {line} is not one of the workspace's", file.path);
            }
        }
    }
}

#[test]
fn the_crates_depend_downwards() {
    let below: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("domain", &[] as &[&str]),
        ("content", &["domain"]),
        ("letters", &["domain"]),
        ("store", &["domain"]),
        ("app", &["domain", "content", "letters", "store"]),
        ("integrations", &["domain", "app"]),
        ("web", &["domain", "app"]),
    ]);
    let files = files();
    for (name, allowed) in &below {
        let manifest = files.iter().find(|file| file.path == format!("crates/{name}/Cargo.toml")).unwrap();
        for (_, line) in table(&manifest.text, "dependencies") {
            let dependency = line.split(['.', ' ', '=']).next().unwrap_or_default();
            let sideways = below.contains_key(dependency) && !allowed.contains(&dependency);
            assert!(!sideways && dependency != "cli", "{name} depends on {dependency}");
        }
    }
}

#[test]
fn only_the_store_speaks_sql() {
    let files = files();
    let speaks = ["select ", "insert into ", "delete from ", "create table ", "alter table "];
    for file in program(&files).filter(|file| !file.is_in("crates/store/")) {
        let code = file.code().to_lowercase();
        let found = speaks.iter().find(|words| code.contains(&format!("\"{words}")));
        assert_eq!(found, None, "{}", file.path);
        assert!(!code.contains("sqlx"), "{}", file.path);
    }
    for file in files.iter().filter(|file| file.path.ends_with("/Cargo.toml") && !file.is_in("crates/store/")) {
        assert!(!file.text.contains("sqlx"), "{}", file.path);
    }
}

#[test]
fn only_the_command_line_reads_the_environment() {
    for file in program(&files()).filter(|file| !file.is_in("crates/cli/")) {
        let code = file.code();
        for word in ["env::var", "env::vars", "env::args", "env::current_dir"] {
            assert!(!code.contains(word), "{} reads {word}", file.path);
        }
    }
}

#[test]
fn the_core_has_no_clock_no_chance_no_files_and_no_formats() {
    let files = files();
    for file in program(&files).filter(|file| file.is_in("crates/domain/")) {
        let code = file.code();
        for word in ["Serialize", "serde", "std::fs", "std::net", "::now(", "tokio", "async fn", "println!"] {
            assert!(!code.contains(word), "{}: {word}", file.path);
        }
    }
    let manifest = files.iter().find(|file| file.path == "crates/domain/Cargo.toml").unwrap();
    assert!(!manifest.text.contains("serde"), "the core depends on serde");
}

#[test]
fn no_rust_names_a_benefit() {
    let files = files();
    let benefits: Vec<&str> =
        files.iter().filter_map(|file| file.path.strip_prefix("content/ydelser/")?.strip_suffix(".toml")).collect();
    assert!(3 <= benefits.len());
    for file in program(&files).filter(|file| !file.is_in("crates/cli/src/demo/")) {
        // An example in the description of the API is read by people and by nothing else.
        let code: Vec<String> =
            file.code().lines().filter(|line| !line.contains("schema(example")).map(str::to_string).collect();
        for benefit in &benefits {
            assert!(!code.iter().any(|line| line.contains(&format!("\"{benefit}\""))), "{} names {benefit}", file.path);
        }
    }
}

#[test]
fn decisions_about_the_house_have_numbers_of_their_own() {
    let mut by_number: BTreeMap<String, String> = BTreeMap::new();
    for file in files().iter().filter(|file| file.is_in("docs/adr/")) {
        let name = file.path.trim_start_matches("docs/adr/");
        let number: String = name.chars().take_while(char::is_ascii_digit).collect();
        assert_eq!(number.len(), 4, "{name}");
        let first = by_number.insert(number.clone(), name.to_string());
        assert_eq!(first, None, "{number} is taken twice, also by {name}");
        assert!(file.text.contains("What would change our mind"), "{name}");
    }
    assert!(7 <= by_number.len());
}

/// Runs of exactly ten digits, with or without the dash after six, as (birth date, serial).
fn ten_digits(text: &str) -> Vec<(usize, String)> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let word = |at: usize| bytes.get(at).is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'#'));
    let mut found = Vec::new();
    for at in 0..bytes.len() {
        if !digit(at) || (0 < at && (word(at - 1) || bytes[at - 1] == b'.' || bytes[at - 1] == b'-')) {
            continue;
        }
        if !(at..at + 6).all(digit) {
            continue;
        }
        let serial = if bytes.get(at + 6) == Some(&b'-') { at + 7 } else { at + 6 };
        let after = bytes.get(serial + 4).copied().unwrap_or(b' ');
        if (serial..serial + 4).all(digit) && !word(serial + 4) && after != b'-' {
            let line = text[..at].matches('\n').count() + 1;
            found.push((line, format!("{}{}", &text[at..at + 6], &text[serial..serial + 4])));
        }
    }
    found
}

#[test]
fn ten_digits_are_found_with_and_without_the_dash() {
    let found = |text: &str| ten_digits(text).len();
    assert_eq!(found("a 6101709901 b 610170-9901, \"6101709901\""), 3);
    assert_eq!(found("12345678901 a6101709901 1.6101709901 610170-99012 20260331-1200 6101709901ab"), 0);
}

#[test]
fn no_number_that_could_belong_to_somebody_stands_anywhere() {
    let mut real = Vec::new();
    // The rule of the seventh digit is about numbers of every century, so its own tests name some; they are of people who
    // would be older than 120 or are not born yet, or have the last digits of tests.
    let own = ["crates/domain/src/cpr/tests.rs"];
    let skip = |path: &str| path.ends_with(".lock") || path.ends_with("lock.json") || own.contains(&path);
    for file in files().iter().filter(|file| !skip(&file.path)) {
        for (line, number) in ten_digits(&file.text) {
            let part = |from: usize, to: usize| number[from..to].parse::<u32>().unwrap();
            let (day, month) = (part(0, 2), part(2, 4));
            let longest = match month {
                2 => 29,
                4 | 6 | 9 | 11 => 30,
                1..=12 => 31,
                _ => 0,
            };
            let could_be_born = (1..=longest).contains(&day) || (61..=60 + longest).contains(&day);
            let of_a_test = 61 <= day && matches!(&number[6..8], "99" | "09");
            if could_be_born && !of_a_test {
                real.push(format!("{}:{line}", file.path));
            }
        }
    }
    assert!(real.is_empty(), "{real:?}");
}
