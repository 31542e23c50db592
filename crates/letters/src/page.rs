//! What stands on a page: letterhead, address window, heading, body, contact box, attachments.
//!
//! A letter has a recipient and is laid out for a window envelope; a page without one (the stamkort, a form) uses the
//! whole width.

use crate::facts::{Value as Fact, Words};
use crate::fill::FillError;
use crate::markup::{self, Block, Level, Run, Signed, Weight};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::fmt;

/// Who the page comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letterhead {
    /// "Tovby Kommune".
    pub municipality: String,
    /// The department.
    pub department: String,
    /// Its address; also the return address in the envelope's window.
    pub address: Vec<String>,
}

/// The box with whom to ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// Name of what to ask about, and the answer: ("Sagsbehandler", "Mette Holm").
    pub lines: Vec<(String, String)>,
}

/// One document to print.
#[derive(Clone, PartialEq, Eq)]
pub struct Page {
    /// Who it comes from.
    pub letterhead: Letterhead,
    /// Name and address for the window, line by line; empty for a page that is not a letter.
    pub recipient: Vec<String>,
    /// The day it carries, also in the file's own properties.
    pub date: Date,
    /// The case's number, in the box and at the foot of every page.
    pub case_number: String,
    /// Heading, and the title of the file: without names and CPR numbers (D-2).
    pub title: String,
    /// The body.
    pub body: Vec<Block>,
    /// Whom to ask.
    pub contact: Contact,
    /// Titles of attachments.
    pub attachments: Vec<String>,
}

impl Page {
    /// The page of a letter: its `text` as filled in and perhaps changed since, everything around it from the words.
    ///
    /// `title` is the template's, the same in every copy, so that nobody's name slips into it. Every word that the page
    /// needs and does not have is named at once.
    pub fn of_letter(title: &str, text: &str, date: Date, words: &Words) -> Result<Page, FillError> {
        let mut around = Around { words, not_set: Vec::new() };
        let page = Page {
            letterhead: Letterhead {
                municipality: around.text("kommune.navn"),
                department: around.text("afdeling.navn"),
                address: around.lines("afdeling.adresse"),
            },
            recipient: [around.text("modtager.navn")].into_iter().chain(around.lines("modtager.adresse")).collect(),
            date,
            case_number: around.text("sag.nummer"),
            title: title.to_owned(),
            body: markup::blocks(text),
            contact: Contact {
                lines: [
                    ("Sagsbehandler", "sagsbehandler.navn"),
                    ("Telefon", "sagsbehandler.telefon"),
                    ("Vi tager telefonen", "afdeling.telefontid"),
                ]
                .map(|(name, word)| (name.to_owned(), around.text(word)))
                .to_vec(),
            },
            attachments: around.rows("bilagene", "titel"),
        };
        if around.not_set.is_empty() { Ok(page) } else { Err(FillError::NotSet(around.not_set)) }
    }

    /// Characters of everything that is printed once.
    pub(crate) fn characters(&self) -> impl Iterator<Item = char> {
        let mut texts: Vec<&str> =
            vec![&self.letterhead.municipality, &self.letterhead.department, &self.case_number, &self.title];
        texts
            .extend(self.letterhead.address.iter().chain(&self.recipient).chain(&self.attachments).map(String::as_str));
        texts.extend(self.contact.lines.iter().flat_map(|(name, answer)| [name.as_str(), answer.as_str()]));
        for block in &self.body {
            match block {
                Block::Heading { runs, .. } => texts.extend(runs.iter().map(|run| run.text.as_str())),
                Block::Paragraph(lines) | Block::List(lines) => {
                    texts.extend(lines.iter().flatten().map(|run| run.text.as_str()));
                }
                Block::Table { header, rows } => {
                    texts.extend(header.iter().chain(rows.iter().flatten()).map(String::as_str));
                }
                Block::Signatures(places) => {
                    texts.extend(places.iter().flat_map(|place| [place.who.as_str(), place.under.as_str()]));
                }
            }
        }
        texts.into_iter().flat_map(|text| text.chars().filter(|c| is_printed(*c)))
    }

    /// The page as data for the template; every text in it stays a text.
    pub(crate) fn data(&self) -> Value {
        json!({
            "municipality": printed(&self.letterhead.municipality),
            "department": printed(&self.letterhead.department),
            "address": self.letterhead.address.iter().map(|line| printed(line)).collect::<Vec<_>>(),
            "recipient": self.recipient.iter().map(|line| printed(line)).collect::<Vec<_>>(),
            "date": crate::danish_date(self.date),
            "case_number": printed(&self.case_number),
            "title": printed(&self.title),
            "body": self.body.iter().map(block).collect::<Vec<_>>(),
            "contact": self.contact.lines.iter()
                .map(|(name, answer)| json!([printed(name), printed(answer)])).collect::<Vec<_>>(),
            "attachments": self.attachments.iter().map(|title| printed(title)).collect::<Vec<_>>(),
        })
    }
}

/// Reads what stands around a letter's text, and remembers what is missing.
struct Around<'a> {
    words: &'a Words,
    not_set: Vec<String>,
}

impl Around<'_> {
    fn text(&mut self, word: &str) -> String {
        match self.words.get(word) {
            Some(Fact::Text(text)) => text.clone(),
            _ => self.missing(word),
        }
    }

    fn lines(&mut self, word: &str) -> Vec<String> {
        match self.words.get(word) {
            Some(Fact::Lines(lines)) => lines.clone(),
            _ => {
                self.missing(word);
                Vec::new()
            }
        }
    }

    fn rows(&mut self, word: &str, field: &str) -> Vec<String> {
        match self.words.get(word) {
            Some(Fact::List(rows)) => rows.iter().filter_map(|row| row.get(field).cloned()).collect(),
            _ => {
                self.missing(word);
                Vec::new()
            }
        }
    }

    fn missing(&mut self, word: &str) -> String {
        self.not_set.push(word.to_owned());
        String::new()
    }
}

impl fmt::Debug for Page {
    /// A page is about people: only its size is told.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Page({} blocks)", self.body.len())
    }
}

fn block(block: &Block) -> Value {
    match block {
        Block::Heading { level, runs: text } => {
            let level = match level {
                Level::Section => 2,
                Level::Subsection => 3,
            };
            json!({ "kind": "heading", "level": level, "runs": runs(text) })
        }
        Block::Paragraph(lines) => {
            json!({ "kind": "paragraph", "lines": lines.iter().map(|line| runs(line)).collect::<Vec<_>>() })
        }
        Block::List(items) => {
            json!({ "kind": "list", "items": items.iter().map(|item| runs(item)).collect::<Vec<_>>() })
        }
        Block::Signatures(places) => {
            let place = |place: &Signed| json!({ "who": printed(&place.who), "under": printed(&place.under), "strokes": place.strokes() });
            json!({ "kind": "signatures", "places": places.iter().map(place).collect::<Vec<_>>() })
        }
        Block::Table { header, rows } => {
            let columns = rows.iter().map(Vec::len).chain([header.len(), 1]).max();
            json!({
                "kind": "table",
                "columns": columns,
                "header": header.iter().map(|cell| printed(cell)).collect::<Vec<_>>(),
                "rows": rows.iter()
                    .map(|row| row.iter().map(|cell| printed(cell)).collect::<Vec<_>>()).collect::<Vec<_>>(),
            })
        }
    }
}

fn runs(runs: &[Run]) -> Value {
    let pieces = runs.iter().flat_map(|run| {
        let bold = run.weight == Weight::Bold;
        pieces(&printed(&run.text))
            .into_iter()
            .map(move |(text, hyphens)| json!({ "text": text, "bold": bold, "hyphens": hyphens }))
    });
    pieces.collect()
}

/// A word of so many letters may be divided; dividing shorter ones makes reading harder and saves no room.
const LONG_WORD: usize = 12;

/// The text in pieces that may be hyphenated and pieces that may not.
fn pieces(text: &str) -> Vec<(String, bool)> {
    let mut found: Vec<(String, bool)> = Vec::new();
    for word in text.split_inclusive(' ') {
        let long = word.chars().filter(|c| c.is_alphabetic()).count() >= LONG_WORD;
        match found.last_mut() {
            Some((piece, hyphens)) if *hyphens == long => piece.push_str(word),
            _ => found.push((word.to_owned(), long)),
        }
    }
    found
}

fn printed(text: &str) -> String {
    keep_together(&text.chars().filter(|c| is_printed(*c)).collect::<String>())
}

/// Spaces that a line does not break at: inside telephone numbers, dates and amounts, and after "§", "stk.", "kl.".
fn keep_together(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut before = "";
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            kept.push(if belongs_to(before, word) { NO_BREAK } else { ' ' });
        }
        kept.push_str(word);
        before = word;
    }
    kept
}

const NO_BREAK: char = '\u{00A0}';

fn belongs_to(before: &str, word: &str) -> bool {
    let number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let ordinal =
        before.strip_suffix('.').is_some_and(|day| !day.is_empty() && day.chars().all(|c| c.is_ascii_digit()));
    let before_number = ["§", "§§", "stk.", "nr.", "kl.", "artikel", "litra", "nummer"].contains(&before);
    (number(word) && (before_number || before.ends_with(|c: char| c.is_ascii_digit()) || is_month(before)))
        || (ordinal && is_month(word))
        || (number(before) && word.starts_with("kr."))
}

fn is_month(word: &str) -> bool {
    let months = ["januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september"];
    months.contains(&word) || ["oktober", "november", "december"].contains(&word)
}

/// Control characters, marks of writing direction and joiners of emoji have no shape on paper.
fn is_printed(character: char) -> bool {
    !character.is_control()
        && !matches!(character,
            '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
    use super::*;
    use domain::letter::Occasion;
    use jiff::civil::date;

    #[test]
    fn numbers_dates_and_paragraphs_stay_on_one_line() {
        let told = |text: &str| keep_together(text).replace(NO_BREAK, "~");
        assert_eq!(told("Ring på 99 99 10 12. Vi"), "Ring på 99~99~10~12. Vi");
        assert_eq!(told("fredag den 27. marts 2026"), "fredag den 27.~marts~2026");
        assert_eq!(told("barnets lov § 86, stk. 3"), "barnets lov §~86, stk.~3");
        assert_eq!(told("2.500 kr. hver måned"), "2.500~kr. hver måned");
    }

    #[test]
    fn only_long_words_are_divided() {
        let found = pieces("Du kan søge om merudgiftsydelse og hjælp");
        let told: Vec<(&str, bool)> = found.iter().map(|(text, hyphens)| (text.as_str(), *hyphens)).collect();
        assert_eq!(told, [("Du kan søge om ", false), ("merudgiftsydelse ", true), ("og hjælp", false)]);
    }

    #[test]
    fn a_letters_page_names_every_fact_it_lacks() {
        let words = Words::sample(Occasion::Receipt);
        assert!(Page::of_letter("Titel", "Hej", date(2026, 3, 31), &words).is_ok());
        let error =
            Page::of_letter("Titel", "Hej", date(2026, 3, 31), &Words::new().text("sag.nummer", "1")).unwrap_err();
        let FillError::NotSet(words) = error else { panic!("another error") };
        assert_eq!(words.first().map(String::as_str), Some("kommune.navn"));
        assert_eq!(words.len(), 9);
    }

    #[test]
    fn a_page_hides_what_it_says_from_the_log() {
        let page = Page::of_letter("Titel", "Hej", date(2026, 3, 31), &Words::sample(Occasion::Receipt)).unwrap();
        assert_eq!(format!("{page:?}"), "Page(1 blocks)");
    }
}
