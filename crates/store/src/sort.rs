//! Danish alphabetical order, and the words a name is found by, the same on both databases.

use crate::error::{Error, Result};
use icu_collator::options::CollatorOptions;
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use std::collections::BTreeSet;
use std::sync::LazyLock;

static DANISH: LazyLock<Option<CollatorBorrowed<'static>>> = LazyLock::new(|| {
    let locale: icu_locale::Locale = icu_locale::locale!("da");
    CollatorBorrowed::try_new(CollatorPreferences::from(&locale), CollatorOptions::default()).ok()
});

/// A key whose byte order is Danish alphabetical order; `aa` sorts as `å`. Hexadecimal, so that it is text everywhere.
pub(crate) fn key(text: &str) -> Result<String> {
    let collator = DANISH.as_ref().ok_or_else(|| Error::broken("the Danish alphabet is not compiled in"))?;
    let mut key = Vec::new();
    match collator.write_sort_key_to(text, &mut key) {
        Ok(()) => Ok(crate::seal::hex(&key)),
    }
}

/// The words of a name as they are searched: small letters, and `aa` and `å` each in the other's spelling too.
pub(crate) fn words(name: &str) -> BTreeSet<String> {
    split(name).flat_map(|word| [word.replace("aa", "å"), word.replace('å', "aa"), word]).collect()
}

/// Words of a search that are looked at; more would narrow nothing.
pub(crate) const MOST_WORDS: usize = 4;

/// The words of a search, small letters, longest first, at most [`MOST_WORDS`].
pub(crate) fn asked(search: &str) -> Vec<String> {
    let mut words: Vec<String> = split(search).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    words.truncate(MOST_WORDS);
    words
}

/// The first text after all that begin with `prefix`, in byte order.
pub(crate) fn after_prefix(prefix: &str) -> String {
    format!("{prefix}\u{10FFFF}")
}

fn split(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn double_a_sorts_as_aa_with_ring_after_oe() {
        let mut names = ["Østergaard", "Aabye", "Zinck", "Ågren", "Andersen", "Ærø"];
        names.sort_by_key(|name| key(name).unwrap());
        assert_eq!(names, ["Andersen", "Zinck", "Ærø", "Østergaard", "Aabye", "Ågren"]);
    }

    #[test]
    fn a_name_is_found_in_either_spelling() {
        assert!(words("Ida-Marie Aagaard").contains("ågård"));
        assert!(words("Torben Ågesen").contains("aagesen"));
        assert_eq!(asked("  Åg  torben"), ["torben", "åg"]);
    }
}
