//! What stands on a page: letterhead, address window, heading, body, contact box, attachments.
//!
//! A letter has a recipient and is laid out for a window envelope; a page without one (the stamkort, a form) uses the
//! whole width.

use crate::markup::{Block, Level, Run, Weight};
use domain::letter::Letter;
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
    /// Title of a letter as its file states it; the same in every copy, so nobody's name can slip into it.
    pub fn title_of(letter: &Letter) -> String {
        letter.title.clone()
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
    runs.iter().map(|run| json!({ "text": printed(&run.text), "bold": run.weight == Weight::Bold })).collect()
}

fn printed(text: &str) -> String {
    text.chars().filter(|c| is_printed(*c)).collect()
}

/// Control characters, marks of writing direction and joiners of emoji have no shape on paper.
fn is_printed(character: char) -> bool {
    !character.is_control()
        && !matches!(character,
            '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}
