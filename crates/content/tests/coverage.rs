//! Nothing that the catalogue names is missing in silence.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use content::{Content, load, read_dir};
use std::path::Path;

const TABLE: &str = "../../docs/coverage.md";
/// When it is set, the table is written anew.
const WRITE: &str = "COVERAGE_UPDATE";

fn in_folder() -> Content {
    Content::from_dir(Path::new("../../content")).unwrap().0
}

#[allow(clippy::disallowed_methods, reason = "whoever changes the content asks for the table to be written")]
fn asked_to_write() -> bool {
    std::env::var_os(WRITE).is_some()
}

#[test]
fn every_entry_has_a_file_or_says_what_it_comes_with() {
    let content = in_folder();
    let entries = content.catalogue.groups.iter().map(|group| group.entries.len()).sum::<usize>();
    assert!(150 < entries, "the catalogue was not read: {entries} entries");
    let gaps = content.catalogue_gaps();
    assert!(gaps.is_empty(), "ret content/katalog.toml eller \"katalog\" i filerne:\n{}", gaps.join("\n"));
}

#[test]
fn the_table_in_docs_is_what_the_files_say() {
    let now = in_folder().coverage();
    if asked_to_write() {
        std::fs::write(TABLE, &now).unwrap();
    }
    let kept = std::fs::read_to_string(TABLE).unwrap_or_default();
    let differs = now.lines().find(|line| !kept.lines().any(|known| known == *line));
    assert!(
        kept == now,
        "docs/coverage.md er ikke, hvad filerne siger ({}). Skriv den: {WRITE}=1 cargo test -p content --test coverage",
        differs.unwrap_or("noget er fjernet")
    );
}

#[test]
fn an_entry_nothing_names_and_a_name_nobody_knows_are_both_told() {
    let mut files = read_dir(Path::new("../../content")).unwrap();
    let receipt = files.get_mut("breve/kvittering.md").unwrap();
    *receipt = receipt.replace("T-L01", "T-L98");
    let phrase = files.keys().find(|path| path.starts_with("fraser/")).unwrap().clone();
    files.remove(&phrase);
    let catalogue = files.get_mut("katalog.toml").unwrap();
    *catalogue = catalogue.replace("{ id = \"T-L02\", ", "{ id = \"T-L02\", kommer = \"kommer snart\", ");
    let gaps = load(&files).0.catalogue_gaps();
    let told = |words: &str| gaps.iter().any(|gap| gap.contains(words));
    assert!(told("T-L01 (Kvittering for en ansøgning) har ingen fil"), "{gaps:?}");
    assert!(told("breve/kvittering.md nævner T-L98"), "{gaps:?}");
    assert!(told("T-L02 har") && told("kommer snart"), "{gaps:?}");
    assert!(told("der er 30 notatfraser; der skal være 31"), "{gaps:?}");
}
