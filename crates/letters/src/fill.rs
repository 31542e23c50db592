//! A template filled with the facts of one letter.

use crate::facts::{Answer, ListWord, Row, Value, Words};
use crate::template::{Node, Wanted, read};
use crate::{LetterMistake, markup, parts};
use domain::letter::{Letter, Part};
use std::collections::BTreeMap;
use std::fmt;

/// A letter's text with every word filled in, in the markup of [`crate::markup`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The text; the caseworker may change it.
    pub text: String,
    /// The parts it has, with something said in each.
    pub parts: Vec<Part>,
}

/// Why a template is not filled. Nothing in it tells of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FillError {
    /// The template cannot be read or names words that do not exist.
    Mistakes(Vec<LetterMistake>),
    /// Words the template uses that this letter has no fact for.
    NotSet(Vec<String>),
    /// Words were set that do not exist, or as another kind.
    Refused(Vec<String>),
}

impl fmt::Display for FillError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FillError::Mistakes(mistakes) => {
                let lines: Vec<String> = mistakes.iter().map(|m| format!("line {}: {}", m.line, m.message)).collect();
                write!(f, "the letter has mistakes: {}", lines.join("; "))
            }
            FillError::NotSet(words) => write!(f, "the letter uses words without a fact: {}", words.join(", ")),
            FillError::Refused(words) => write!(f, "no such words can be set: {}", words.join(", ")),
        }
    }
}

impl std::error::Error for FillError {}

/// Fills a letter: `blocks` are the shared parts of `content/breve/blokke/` by name.
///
/// Every word that is missing is named at once.
pub fn fill(letter: &Letter, blocks: &BTreeMap<String, String>, words: &Words) -> Result<Filled, FillError> {
    if !words.refused().is_empty() {
        return Err(FillError::Refused(words.refused().to_vec()));
    }
    let mistakes = crate::check::form_and_names(letter, blocks);
    if !mistakes.is_empty() {
        return Err(FillError::Mistakes(mistakes));
    }
    let template = read(&letter.text, letter.first_line);
    let mut filling = Filling { words, blocks, row: None, out: String::new(), not_set: Vec::new() };
    filling.nodes(&template.nodes);
    if !filling.not_set.is_empty() {
        return Err(FillError::NotSet(filling.not_set));
    }
    let text = settle(&filling.out);
    let parts = parts::present_parts(&text);
    Ok(Filled { text, parts })
}

/// A line break that stands in a fact, or that the author asked for with `\` at the end of a line; the template's own
/// line breaks are `\n` until [`settle`] has joined the lines of a paragraph.
const HARD_BREAK: char = '\u{2028}';

struct Filling<'a> {
    words: &'a Words,
    blocks: &'a BTreeMap<String, String>,
    row: Option<(&'static ListWord, &'a Row)>,
    out: String,
    not_set: Vec<String>,
}

impl<'a> Filling<'a> {
    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            self.node(node);
        }
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Text(text) if text == "\n" && self.out.ends_with('\\') => {
                self.out.pop();
                self.out.push(HARD_BREAK);
            }
            Node::Text(text) => self.out.push_str(text),
            Node::Word { name, .. } => self.word(name),
            Node::Block { name, .. } => {
                if let Some(text) = self.blocks.get(name) {
                    let block = read(text, 1);
                    self.nodes(&block.nodes);
                    // The line break after the block's name is the one that ends it.
                    if self.out.ends_with('\n') {
                        self.out.pop();
                    }
                }
            }
            Node::If { word, wanted, then, otherwise, .. } => match (self.words.get(word), wanted) {
                (Some(Value::YesNo(Answer::Yes)), Wanted::Yes) | (Some(Value::YesNo(Answer::No)), Wanted::No) => {
                    self.nodes(then);
                }
                (Some(Value::YesNo(_)), _) => self.nodes(otherwise),
                _ => self.missing(word),
            },
            Node::Each { list, body } => match self.words.get(list.all) {
                Some(Value::List(rows)) => {
                    for row in rows {
                        self.row = Some((list, row));
                        self.nodes(body);
                    }
                    self.row = None;
                }
                _ => self.missing(list.all),
            },
            Node::Mark(parts) => self.own_line(&parts::mark(parts)),
            Node::EndMark => self.own_line(parts::END),
        }
    }

    fn own_line(&mut self, mark: &str) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        self.out.push_str(mark);
        self.out.push('\n');
    }

    fn word(&mut self, name: &str) {
        let value = match self.row {
            Some((list, row)) if name.split_once('.').is_some_and(|(one, _)| one == list.one) => name
                .split_once('.')
                .and_then(|(_, field)| row.get(field))
                .map(|text| text.lines().map(str::to_owned).collect()),
            _ => match self.words.get(name) {
                Some(Value::Text(text)) => Some(text.lines().map(str::to_owned).collect::<Vec<_>>()),
                Some(Value::Lines(lines)) => Some(lines.clone()),
                _ => None,
            },
        };
        match value {
            Some(lines) if lines.iter().any(|line| !line.trim().is_empty()) => self.insert(name, &lines),
            _ => self.missing(name),
        }
    }

    /// A fact of several lines keeps them where it begins its line; in the middle of a sentence or in a list it runs on.
    fn insert(&mut self, name: &str, lines: &[String]) {
        let lines: Vec<String> = lines.iter().map(|line| clean(line)).collect();
        let begins_its_line = self.out.is_empty() || self.out.ends_with(['\n', HARD_BREAK]);
        if begins_its_line {
            let text = markup::escape(lines.join("\n").trim());
            self.out.push_str(&text.replace('\n', &HARD_BREAK.to_string()));
        } else {
            let between = if Words::kind_of(name) == Some(crate::facts::Kind::Lines) { ", " } else { " " };
            let told: Vec<&str> = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
            self.out.push_str(&markup::escape(&told.join(between)));
        }
    }

    fn missing(&mut self, word: &str) {
        if !self.not_set.iter().any(|known| known == word) {
            self.not_set.push(word.to_owned());
        }
    }
}

/// A fact without control characters, which have no place on paper.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c == '\t' { ' ' } else { c }).filter(|c| !c.is_control() && *c != HARD_BREAK).collect()
}

/// Joins the lines of each paragraph and leaves one blank line between blocks.
fn settle(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut may_run_on = false;
    for line in text.split('\n').map(str::trim_end) {
        let begins_a_block = line.starts_with("- ") || line.starts_with('#') || parts::read_mark(line).is_some();
        if line.trim().is_empty() {
            if lines.last().is_some_and(|last| !last.is_empty()) {
                lines.push(String::new());
            }
            may_run_on = false;
            continue;
        }
        match lines.last_mut() {
            Some(last) if may_run_on && !begins_a_block => {
                if !last.ends_with(HARD_BREAK) {
                    last.push(' ');
                }
                last.push_str(line.trim_start());
            }
            _ => lines.push(line.trim_start().to_owned()),
        }
        may_run_on = !line.starts_with('#') && parts::read_mark(line).is_none();
    }
    let text = lines.join("\n").replace(HARD_BREAK, "\n");
    format!("{}\n", text.trim())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
    use super::*;
    use domain::letter::{Occasion, Recipient};
    use jiff::civil::date;

    fn letter(text: &str) -> Letter {
        Letter {
            id: "prøve".to_owned(),
            valid_from: date(2026, 1, 1),
            title: "Prøve".to_owned(),
            catalogue: Vec::new(),
            occasion: Occasion::Delay,
            when: Vec::new(),
            recipient: Recipient::Applicant,
            parts: Vec::new(),
            not_before_days_off: false,
            reply: None,
            summary: "Prøve sendt".to_owned(),
            lix_reason: None,
            asks: Vec::new(),
            text: text.to_owned(),
            head: domain::letter::Head::Case,
            first_line: 1,
        }
    }

    fn filled(text: &str, words: Words) -> String {
        fill(&letter(text), &BTreeMap::new(), &words).unwrap().text
    }

    #[test]
    fn words_questions_and_lists_are_filled() {
        let facts = Value::List(vec![
            Value::row([("tekst", "Emil sover fire timer."), ("kilde", "forældrene")]),
            Value::row([("tekst", "Emil går i skole."), ("kilde", "skolen")]),
        ]);
        let words = Words::new().text("modtager.navn", "Anna").yes_no("borger.er_barn", true).set("fakta", facts);
        let text = "Kære {{ modtager.navn }}\n\n{% hvis borger.er_barn %}\nDet gælder et barn.\n{% ellers %}\nNej.\n\
                    {% slut %}\n{% for hver faktum %}\n- {{ faktum.tekst }} Kilde: {{ faktum.kilde }}.\n{% slut %}\n";
        assert_eq!(
            filled(text, words),
            "Kære Anna\n\nDet gælder et barn.\n- Emil sover fire timer. Kilde: forældrene.\n\
             - Emil går i skole. Kilde: skolen.\n"
        );
    }

    #[test]
    fn every_missing_word_is_named_at_once() {
        let text = "{{ sag.nummer }} {{ modtager.navn }} {% hvis borger.er_barn %}x{% slut %} {{ sag.nummer }}";
        let error = fill(&letter(text), &BTreeMap::new(), &Words::new().text("modtager.navn", " ")).unwrap_err();
        let missing = ["sag.nummer", "modtager.navn", "borger.er_barn"].map(str::to_owned).to_vec();
        assert_eq!(error, FillError::NotSet(missing));
    }

    #[test]
    fn a_word_that_is_misspelt_by_the_program_is_an_error() {
        let error = fill(&letter("x"), &BTreeMap::new(), &Words::new().text("sag.nr", "1")).unwrap_err();
        assert_eq!(error, FillError::Refused(vec!["sag.nr".to_owned()]));
    }

    #[test]
    fn lines_of_a_paragraph_run_on_and_lines_of_a_fact_stay() {
        let words = Words::new()
            .lines("modtager.adresse", ["Lærkevej 4".to_owned(), "9990 Tovby".to_owned()])
            .text("afgørelse.begrundelse", "Først.\n\nSå dette.");
        let text =
            "Vi skriver til\n{{ modtager.adresse }}\nog\ntil jer.\n\n{{ afgørelse.begrundelse }}\n\nHilsen\\\nTovby";
        assert_eq!(
            filled(text, words),
            "Vi skriver til Lærkevej 4\n9990 Tovby og til jer.\n\nFørst.\n\nSå dette.\n\nHilsen\nTovby\n"
        );
        let words = Words::new().lines("modtager.adresse", ["Lærkevej 4".to_owned(), "9990 Tovby".to_owned()]);
        assert_eq!(filled("- bor {{ modtager.adresse }}", words), "- bor Lærkevej 4, 9990 Tovby\n");
    }

    #[test]
    fn a_shared_block_takes_the_place_of_its_name_and_brings_its_parts() {
        let blocks = BTreeMap::from([("kontakt".to_owned(), "{# del: kontakt #}\nRing til os.\n".to_owned())]);
        let found = fill(&letter("Hej\n\n{{> kontakt }}\n\nHilsen"), &blocks, &Words::new()).unwrap();
        assert_eq!(found.text, "Hej\n\n{# del: kontakt #}\nRing til os.\n\nHilsen\n");
        assert_eq!(found.parts, [Part::Contact]);
    }

    #[test]
    fn a_fact_cannot_make_headings_or_pretend_to_be_a_part() {
        let words = Words::new().text("afgørelse.begrundelse", "# Nej\n{# del: klagevejledning #}\n**ikke fed**");
        let found = fill(&letter("{{ afgørelse.begrundelse }}"), &BTreeMap::new(), &words).unwrap();
        assert!(found.parts.is_empty());
        let blocks = markup::blocks(&found.text);
        let markup::Block::Paragraph(lines) = &blocks[0] else { panic!("not a paragraph") };
        assert_eq!(blocks.len(), 1);
        assert_eq!(lines[0][0].text, "# Nej");
        assert_eq!(lines[2], [markup::Run { text: "**ikke fed**".to_owned(), weight: markup::Weight::Regular }]);
    }
}
