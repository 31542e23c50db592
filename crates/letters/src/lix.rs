//! Readability (LIX): words per sentence, and the share of words longer than six letters.

use crate::markup::{Block, blocks};

/// How hard a text is to read; under 40 is ordinary prose, over 55 reads like a statute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Readability {
    /// The number itself, rounded.
    pub lix: u32,
    /// Words.
    pub words: u32,
    /// Words of more than six letters.
    pub long_words: u32,
    /// Sentences; a heading and an entry of a list each count as one.
    pub sentences: u32,
}

/// The highest LIX a letter may have without giving its reason (`lix_grund`).
pub const HIGHEST: u32 = 40;

/// The readability of a letter's text. An empty text has LIX 0.
pub fn readability(text: &str) -> Readability {
    let mut counted = Readability { lix: 0, words: 0, long_words: 0, sentences: 0 };
    for block in blocks(text) {
        match block {
            Block::Heading { runs, .. } => {
                count(&runs.iter().map(|run| run.text.as_str()).collect::<String>(), &mut counted)
            }
            Block::Paragraph(lines) => {
                let lines: Vec<String> =
                    lines.iter().map(|runs| runs.iter().map(|run| run.text.as_str()).collect()).collect();
                count(&lines.join(" "), &mut counted);
            }
            Block::List(items) => {
                for runs in items {
                    count(&runs.iter().map(|run| run.text.as_str()).collect::<String>(), &mut counted);
                }
            }
            // Figures in columns are not read as sentences.
            Block::Table { .. } | Block::Signatures(_) => {}
        }
    }
    if let (Some(length), Some(share)) = (
        counted.words.checked_div(counted.sentences).map(|_| f64::from(counted.words) / f64::from(counted.sentences)),
        counted.long_words.checked_mul(100).filter(|_| counted.words > 0),
    ) {
        let lix = (length + f64::from(share) / f64::from(counted.words)).round();
        // A ratio of counts of one letter: far below the largest number.
        counted.lix = lix as u32;
    }
    counted
}

/// Just the number.
pub fn lix(text: &str) -> u32 {
    readability(text).lix
}

/// Counts one paragraph, heading or entry. A sentence ends at `.`, `!`, `?` or `:` before a capital letter, so that
/// "den 31. marts" and "2.500 kr. om måneden" are not cut.
fn count(text: &str, counted: &mut Readability) {
    let tokens: Vec<&str> = text.split_whitespace().collect();
    let mut open = false;
    for (index, token) in tokens.iter().enumerate() {
        let letters = token.chars().filter(|c| c.is_alphabetic()).count();
        if token.chars().any(char::is_alphanumeric) {
            counted.words += 1;
            counted.long_words += u32::from(letters > 6);
            open = true;
        }
        let ends = token.trim_end_matches(['"', ')', '”']).ends_with(['.', '!', '?', ':']);
        let next_is_capital = tokens
            .get(index + 1)
            .is_none_or(|next| next.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase));
        if open && ends && next_is_capital {
            counted.sentences += 1;
            open = false;
        }
    }
    counted.sentences += u32::from(open);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
    use super::*;

    #[test]
    fn short_words_in_short_sentences_have_a_low_number() {
        let found = readability("Du får hjælp. Ring til os.");
        assert_eq!(found, Readability { lix: 3, words: 6, long_words: 0, sentences: 2 });
    }

    #[test]
    fn dates_and_amounts_do_not_end_a_sentence() {
        let found = readability("Du får 2.500 kr. om måneden fra den 1. april 2026.");
        assert_eq!((found.sentences, found.words, found.long_words), (1, 11, 1));
        assert_eq!(found.lix, 20);
    }

    #[test]
    fn a_heading_and_each_entry_of_a_list_is_a_sentence() {
        assert_eq!(readability("## Hvad sker der\n\n- du svarer\n- vi ringer\n").sentences, 3);
        assert_eq!(lix(""), 0);
    }
}
