//! Whatever stands in a file, the loader answers with mistakes and never panics.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::base;
use content::{check, load};
use proptest::prelude::*;

/// The small municipality, and the shipped content when it is there to be spoilt.
fn places() -> Vec<String> {
    base().into_keys().collect()
}

/// Pieces that mean something to the parser, so that random text gets further than the first sign.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "[[trin]]\n",
            "id = ",
            "\"start\"",
            "efter = ",
            "[",
            "]",
            "{ ",
            " }",
            "\n",
            "=",
            ",",
            "2026-01-01",
            "true",
            "\"kontakt:naaet|x\"",
            "frist = { lov = \"1 uge\" }\n",
            "+++\n",
            "{{> ",
            "}}",
            "\"ikke ikke\"",
            "'''",
            "\"\"\"",
            "bygger_paa = \"sag\"\n",
            "#",
            "æ",
            "\\",
            "99999999999999999999",
            "-1",
            "1e999",
            "udfald = [",
            "igen = ",
        ])
        .prop_map(str::to_string),
        any::<char>().prop_map(|sign| sign.to_string()),
        "[a-zæøå:| ]{0,12}".prop_map(|text| format!("\"{text}\"")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_in_any_file(place in prop::sample::select(places()), bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut files = base();
        files.insert(place, String::from_utf8_lossy(&bytes).into_owned());
        load(&files);
    }

    #[test]
    fn any_pieces_in_any_file(place in prop::sample::select(places()), pieces in prop::collection::vec(piece(), 0..60)) {
        let mut files = base();
        files.insert(place, pieces.concat());
        load(&files);
    }

    #[test]
    fn a_good_file_with_a_stretch_replaced(
        place in prop::sample::select(places()),
        from in 0.0..1.0f64,
        length in 0usize..40,
        pieces in prop::collection::vec(piece(), 0..4),
    ) {
        let mut files = base();
        let signs: Vec<char> = files[&place].chars().collect();
        let start = (signs.len() as f64 * from) as usize;
        let end = (start + length).min(signs.len());
        let spoilt: String = signs[..start].iter().chain(pieces.concat().chars().collect::<Vec<_>>().iter()).chain(&signs[end..]).collect();
        files.insert(place, spoilt);
        // Often still without a mistake, and then played through as well.
        check(&files);
    }

    #[test]
    fn any_path_at_all(path in "[a-z./æ0-9-]{0,30}", text in "[a-z=\" \n]{0,40}") {
        let mut files = base();
        files.insert(path, text);
        load(&files);
    }
}
