//! Searching text: notes, and titles of letters and documents, in the cases one may read.

use crate::{Actor, App, Outcome, Refused, access};
use domain::access::Action;
use domain::ids::{CaseId, CaseNumber};
use jiff::civil::Date;
use std::collections::BTreeMap;
pub use store::search::TextKind;
use store::search::{self, TextRow};

/// Most hits of each kind.
pub const MOST_TEXTS: u32 = 20;
/// The longest word of a search must have so many letters: shorter ones stand in every text.
const SHORTEST: usize = 3;
/// A number of so many digits may be the first part of a CPR number; people are found by their number in one counted way
/// only (C-4).
const LONG_NUMBER: usize = 6;
/// Letters shown before and after the word.
const BEFORE: usize = 60;
const AFTER: usize = 120;

/// A text that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextHit {
    /// What it is.
    pub kind: TextKind,
    /// The note, letter or document.
    pub id: uuid::Uuid,
    /// The day it is about; none for a letter that is a draft.
    pub day: Option<Date>,
    /// For a note, what the page of the journal that begins with it comes before.
    pub before: Option<i64>,
    /// The case it stands in.
    pub case: CaseId,
    /// The case's number.
    pub number: CaseNumber,
    /// The citizen's name.
    pub citizen: String,
    /// The citizen is protected.
    pub protected: bool,
    /// The text around the word, without CPR numbers.
    pub excerpt: Excerpt,
}

/// A few words of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// What stands before.
    pub before: String,
    /// What was asked for, as it is written there; empty when it stands in what is masked.
    pub word: String,
    /// What stands after.
    pub after: String,
}

/// Searches notes and titles for every one of the words: kind by kind, newest first, at most [`MOST_TEXTS`] of each. The
/// search leaves its row in the log with the cases and citizens it showed (L-2), never with what was asked for.
///
/// # Errors
/// Not found for those who list no cases.
pub async fn text(app: &App, actor: &Actor, asked: &str) -> Outcome<Vec<TextHit>> {
    let scope = access::scope(actor)?;
    let words = search::words(asked);
    let numbers = words.iter().any(|word| LONG_NUMBER <= word.len() && word.bytes().all(|byte| byte.is_ascii_digit()));
    // As typed: `på` is compared as `paa`, and has two letters.
    let typed = asked.split(|c: char| !c.is_alphanumeric()).map(|word| word.chars().count());
    if numbers || typed.max().is_none_or(|longest| longest < SHORTEST) {
        return Ok(Vec::new());
    }
    let mut look = app.look(actor, "search_text").await?;
    let mut hits = Vec::new();
    let mut persons = Vec::new();
    // The query lists by scope; each case is asked about once more, so that the policy has the last word.
    let mut asked_about = BTreeMap::new();
    for kind in [TextKind::Note, TextKind::Letter, TextKind::Document] {
        for row in look.tx.search_text(&scope, kind, &words, MOST_TEXTS).await? {
            let may = match asked_about.get(&row.case) {
                Some(known) => *known,
                None => match access::to_case(&mut look.tx, actor, row.case, Action::See).await {
                    Ok(_) => true,
                    Err(Refused::NotFound) => false,
                    Err(other) => return Err(other),
                },
            };
            asked_about.insert(row.case, may);
            if may {
                persons.push(row.citizen);
                hits.push(hit(kind, row, &words));
            }
        }
    }
    persons.sort();
    persons.dedup();
    let cases = asked_about.iter().filter(|(_, may)| **may).map(|(case, _)| case.to_string());
    let objects = std::iter::once(format!("terms {}", words.len())).chain(cases).collect();
    look.done(None, objects, persons).await?;
    Ok(hits)
}

fn hit(kind: TextKind, row: TextRow, words: &[String]) -> TextHit {
    TextHit {
        kind,
        id: row.id,
        day: row.day,
        before: (kind == TextKind::Note).then(|| row.newest.saturating_add(1)),
        case: row.case,
        number: row.number,
        citizen: row.name,
        protected: row.protected,
        excerpt: excerpt(&row.text, words),
    }
}

/// The text around the first of the words that stands in it; its beginning when none does after masking.
fn excerpt(text: &str, words: &[String]) -> Excerpt {
    let text: Vec<char> = masked(text).into_iter().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let folded: Vec<(char, usize)> =
        text.iter().enumerate().flat_map(|(at, letter)| search::fold(*letter).map(move |one| (one, at))).collect();
    let place = words.iter().filter_map(|word| place(&folded, word)).min();
    let (from, to) = place.unwrap_or((0, 0));
    let part = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default().iter().collect::<String>();
    let begins = word_border(&text, from.saturating_sub(BEFORE), from);
    let ends = to.saturating_add(AFTER).min(text.len());
    let ends = if ends == text.len() { ends } else { last_space(&text, to, ends) };
    let before = if 0 < begins { format!("… {}", part(begins..from)) } else { part(0..from) };
    let after = if ends < text.len() { format!("{} …", part(to..ends)) } else { part(to..ends) };
    Excerpt { before, word: part(from..to), after }
}

/// Where a word stands: from and to, in letters of the text.
fn place(folded: &[(char, usize)], word: &str) -> Option<(usize, usize)> {
    let word: Vec<char> = word.chars().collect();
    let found = folded.windows(word.len().max(1)).find(|window| window.iter().map(|(one, _)| one).eq(word.iter()))?;
    Some((found.first()?.1, found.last()?.1.saturating_add(1)))
}

/// The first place after a space, so that no word is cut in two.
fn word_border(text: &[char], from: usize, before: usize) -> usize {
    if from == 0 {
        return 0;
    }
    let space = text.get(from..before).unwrap_or_default().iter().position(|c| *c == ' ');
    space.map_or(from, |space| from.saturating_add(space).saturating_add(1))
}

fn last_space(text: &[char], after: usize, until: usize) -> usize {
    let space = text.get(after..until).unwrap_or_default().iter().rposition(|c| *c == ' ');
    space.map_or(until, |space| after.saturating_add(space))
}

/// The text with the last four digits of everything that looks like a CPR number hidden (C-3).
fn masked(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text.chars().collect();
    let digit = |letters: &[char], at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    let mut at = 0_usize;
    while at < letters.len() {
        let begins = digit(&letters, at) && !at.checked_sub(1).is_some_and(|before| digit(&letters, before));
        let six = begins && (0..6).all(|n| digit(&letters, at.saturating_add(n)));
        let mut rest = at.saturating_add(6);
        // Typed with a dash, with spaces, or with nothing between.
        while six && rest < at.saturating_add(9) && letters.get(rest).is_some_and(|c| matches!(c, '-' | '–' | ' ')) {
            rest = rest.saturating_add(1);
        }
        let four = six && (0..4).all(|n| digit(&letters, rest.saturating_add(n)));
        if four && !digit(&letters, rest.saturating_add(4)) {
            for hidden in letters.iter_mut().skip(rest).take(4) {
                *hidden = '*';
            }
        }
        at = at.saturating_add(1);
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, asked: &str) -> (String, String, String) {
        let excerpt = excerpt(text, &search::words(asked));
        (excerpt.before, excerpt.word, excerpt.after)
    }

    fn of(before: &str, word: &str, after: &str) -> (String, String, String) {
        (before.to_string(), word.to_string(), after.to_string())
    }

    #[test]
    fn the_word_is_shown_as_it_is_written_whatever_the_letters() {
        assert_eq!(shown("Talte med ÆRØ Skole", "ærø"), of("Talte med ", "ÆRØ", " Skole"));
        assert_eq!(shown("Mødet i Aabenraa", "åbenrå"), of("Mødet i ", "Aabenraa", ""));
        assert_eq!(shown("Mødet\ni Åbenrå", "aabenraa"), of("Mødet i ", "Åbenrå", ""));
    }

    #[test]
    fn a_long_text_is_cut_between_words() {
        let text = format!("{}støtteperson {}", "før ordet ".repeat(20), "efter ordet ".repeat(20));
        let (before, word, after) = shown(&text, "støtteperson");
        assert_eq!(word, "støtteperson");
        assert!(before.starts_with("… før") || before.starts_with("… ordet"), "{before}");
        assert!(after.ends_with("ordet …") || after.ends_with("efter …"), "{after}");
        assert!(before.chars().count() <= BEFORE + 2 && after.chars().count() <= AFTER + 2);
    }

    #[test]
    fn no_excerpt_shows_a_cpr_number() {
        for written in ["610190-9901", "6101909901", "610190 9901", "610190 - 9901", "(610190–9901)"] {
            let (before, word, after) = shown(&format!("Mor er {written}, ringede i dag"), "ringede");
            assert!(!format!("{before}{word}{after}").contains("9901"), "{written}: {before}{word}{after}");
        }
        assert_eq!(shown("Konto 12345678901, sag 2026-000123", "konto").2, " 12345678901, sag 2026-000123");
        assert_eq!(shown("Nummer 610190-9901", "9901").0, "", "a hidden number is not pointed out");
    }
}
