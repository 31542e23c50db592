//! The shipped content has no mistakes.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use content::{Content, Severity, check, read_dir};
use std::path::Path;

#[test]
fn all_files_in_content_load_without_mistakes() {
    let files = read_dir(Path::new("../../content")).unwrap();
    let wrong: Vec<String> =
        check(&files).into_iter().filter(|m| m.severity == Severity::Error).map(|m| m.to_string()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_compiled_in_is_what_stands_in_the_folder() {
    let (from_folder, _) = Content::from_dir(Path::new("../../content")).unwrap();
    assert_eq!(Content::shipped(), from_folder);
}
