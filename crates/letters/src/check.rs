//! What is looked at when a letter is loaded, so that no mistake in it waits for the first citizen (check 23).

use crate::facts::{ASKED, Kind, LISTS, ListWord, Words};
use crate::fill::{FillError, fill};
use crate::lix;
use crate::template::{Node, read};
use domain::letter::{Ask, Letter, Part};
use std::collections::BTreeMap;

/// A mistake in a letter, in words its author can mend it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterMistake {
    /// The line of the letter's file.
    pub line: usize,
    /// What is wrong and what to write instead, in Danish.
    pub message: String,
}

/// Every mistake in a letter: its form, words and blocks, the parts it must have, and its readability.
///
/// `blocks` are the shared parts by name. Readability is measured on the text with sample facts.
pub fn check(letter: &Letter, blocks: &BTreeMap<String, String>) -> Vec<LetterMistake> {
    let mut mistakes = form_and_names(letter, blocks);
    mistakes.extend(parts(letter, blocks));
    if mistakes.is_empty() {
        mistakes.extend(with_sample_facts(letter, blocks));
    }
    mistakes.sort_by_key(|mistake| mistake.line);
    mistakes
}

/// Mistakes that keep a letter from being filled.
pub(crate) fn form_and_names(letter: &Letter, blocks: &BTreeMap<String, String>) -> Vec<LetterMistake> {
    let template = read(&letter.text, letter.first_line);
    let mut names = Names { mistakes: template.mistakes, blocks: Some(blocks), asks: &letter.asks, used: Vec::new() };
    names.look(&template.nodes, None);
    let mut mistakes = names.mistakes;
    for (name, line) in names.used {
        let Some(text) = blocks.get(&name) else { continue };
        let block = read(text, 1);
        let mut inner = Names { mistakes: block.mistakes, blocks: None, asks: &[], used: Vec::new() };
        inner.look(&block.nodes, None);
        mistakes.extend(inner.mistakes.into_iter().map(|mistake| LetterMistake {
            line,
            message: format!("i blokken \"{name}\", linje {}: {}", mistake.line, mistake.message),
        }));
    }
    mistakes
}

struct Names<'a> {
    mistakes: Vec<LetterMistake>,
    /// The blocks that may be named here; none inside a block.
    blocks: Option<&'a BTreeMap<String, String>>,
    /// What the letter asks for.
    asks: &'a [Ask],
    used: Vec<(String, usize)>,
}

impl Names<'_> {
    fn look(&mut self, nodes: &[Node], list: Option<&'static ListWord>) {
        for node in nodes {
            match node {
                Node::Word { name, line } => self.word(name, *line, list),
                Node::Block { name, line } => self.block(name, *line),
                Node::If { word, then, otherwise, line, .. } => {
                    self.question(word, *line);
                    self.look(then, list);
                    self.look(otherwise, list);
                }
                Node::Each { list, body } => self.look(body, Some(list)),
                Node::Text(_) | Node::Mark(_) | Node::EndMark => {}
            }
        }
    }

    fn word(&mut self, name: &str, line: usize, list: Option<&'static ListWord>) {
        if let Some((one, field)) = name.split_once('.')
            && let Some(of) = LISTS.iter().find(|of| of.one == one)
        {
            return self.field(name, field, of, line, list);
        }
        if let Some(asked) = name.strip_prefix(ASKED) {
            return self.asked(asked, line);
        }
        let message = match Words::kind_of(name) {
            Some(Kind::Text | Kind::Lines) => return,
            Some(Kind::YesNo) => format!("{name} er et ja/nej-ord. Skriv {{% hvis {name} %}} … {{% slut %}}."),
            Some(Kind::List) => format!("{name} er en liste. Skriv {{% for hver … %}} … {{% slut %}}."),
            None => format!("brevet bruger {{{{ {name} }}}}; ordet findes ikke.{}", nearest(name, tells)),
        };
        self.wrong(line, message);
    }

    fn field(&mut self, name: &str, field: &str, of: &ListWord, line: usize, list: Option<&'static ListWord>) {
        if list.map(|list| list.one) != Some(of.one) {
            self.wrong(
                line,
                format!("{{{{ {name} }}}} kan kun stå mellem {{% for hver {} %}} og {{% slut %}}.", of.one),
            );
        } else if !of.fields.iter().any(|(known, _)| *known == field) {
            let fields: Vec<&str> = of.fields.iter().map(|(known, _)| *known).collect();
            self.wrong(line, format!("{} har ikke \"{field}\". Det har: {}.", of.one, fields.join(", ")));
        }
    }

    /// A word the letter asks for must be one of its `felter`.
    fn asked(&mut self, name: &str, line: usize) {
        let id = name.strip_prefix("har_").unwrap_or(name);
        if !self.asks.iter().any(|ask| ask.id == id) {
            let known: Vec<&str> = self.asks.iter().map(|ask| ask.id.as_str()).collect();
            let known = if known.is_empty() { "ingen".to_owned() } else { known.join(", ") };
            self.wrong(line, format!("brevet bruger svar.{name}, men har ikke feltet \"{id}\". Dets felter: {known}."));
        }
    }

    fn question(&mut self, word: &str, line: usize) {
        if let Some(asked) = word.strip_prefix(ASKED).and_then(|asked| asked.strip_prefix("har_")) {
            return self.asked(asked, line);
        }
        let message = match Words::kind_of(word) {
            Some(Kind::YesNo) => return,
            Some(_) => format!("hvis spørger om ja eller nej; det er {word} ikke.{}", nearest(&companion(word), asks)),
            None => format!("brevet spørger hvis {word}; ordet findes ikke.{}", nearest(word, asks)),
        };
        self.wrong(line, message);
    }

    fn block(&mut self, name: &str, line: usize) {
        match self.blocks {
            None => self.wrong(line, format!("en blok kan ikke bruge en anden blok ({name}).")),
            Some(blocks) if !blocks.contains_key(name) => {
                let known: Vec<&str> = blocks.keys().map(String::as_str).collect();
                self.wrong(
                    line,
                    format!("blokken \"{name}\" findes ikke i breve/blokke/. Der er: {}.", known.join(", ")),
                );
            }
            Some(_) => self.used.push((name.to_owned(), line)),
        }
    }

    fn wrong(&mut self, line: usize, message: String) {
        self.mistakes.push(LetterMistake { line, message });
    }
}

fn companion(word: &str) -> String {
    match word.rsplit_once('.') {
        Some((group, last)) => format!("{group}.har_{last}"),
        None => format!("har_{word}"),
    }
}

fn asks(kind: Kind) -> bool {
    kind == Kind::YesNo
}

fn tells(kind: Kind) -> bool {
    matches!(kind, Kind::Text | Kind::Lines)
}

/// The known word of a fitting kind with the fewest letters to change, when it is near enough to be meant.
fn nearest(word: &str, fits: fn(Kind) -> bool) -> String {
    let fitting = Words::KNOWN.iter().filter(|(_, kind, _)| fits(*kind));
    let near = fitting.map(|(known, ..)| (distance(word, known), *known)).min();
    match near {
        Some((changes, known)) if changes <= 2 + word.chars().count() / 4 => format!(" Mente du \"{known}\"?"),
        _ => String::new(),
    }
}

/// Letters to insert, remove or change to make one word the other (Levenshtein).
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.chars().count()).collect();
    for (index, a) in (1..).zip(from.chars()) {
        let mut left = index;
        let mut next = vec![index];
        for (b, pair) in to.chars().zip(row.windows(2)) {
            if let [diagonal, above] = pair {
                left = (diagonal + usize::from(a != b)).min(above + 1).min(left + 1);
                next.push(left);
            }
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

fn parts(letter: &Letter, blocks: &BTreeMap<String, String>) -> Vec<LetterMistake> {
    let mut marked = Vec::new();
    collect_parts(&read(&letter.text, letter.first_line).nodes, blocks, &mut marked);
    let mut mistakes = Vec::new();
    for part in letter.occasion.required_parts() {
        if !marked.contains(part) {
            mistakes.push(format!(
                "et brev med anledningen \"{}\" skal have delen \"{}\". Skriv den, og begynd den med {{# del: {1} #}}.",
                letter.occasion.word(),
                part.word()
            ));
        }
    }
    for part in letter.parts.iter().filter(|part| !letter.occasion.required_parts().contains(part)) {
        if !marked.contains(part) {
            mistakes
                .push(format!("\"dele\" nævner \"{}\", men ingen linje i brevet er {{# del: {0} #}}.", part.word()));
        }
    }
    mistakes.into_iter().map(|message| LetterMistake { line: letter.first_line, message }).collect()
}

fn collect_parts(nodes: &[Node], blocks: &BTreeMap<String, String>, marked: &mut Vec<Part>) {
    for node in nodes {
        match node {
            Node::Mark(parts) => marked.extend(parts),
            Node::If { then, otherwise, .. } => {
                collect_parts(then, blocks, marked);
                collect_parts(otherwise, blocks, marked);
            }
            Node::Each { body, .. } => collect_parts(body, blocks, marked),
            Node::Block { name, .. } => {
                if let Some(text) = blocks.get(name) {
                    collect_parts(&read(text, 1).nodes, &BTreeMap::new(), marked);
                }
            }
            Node::Text(_) | Node::Word { .. } | Node::EndMark => {}
        }
    }
}

/// Words this occasion has no fact for, required parts that come out empty, and readability.
fn with_sample_facts(letter: &Letter, blocks: &BTreeMap<String, String>) -> Vec<LetterMistake> {
    let mut messages = Vec::new();
    match fill(letter, blocks, &Words::sample_for(letter)) {
        Ok(filled) => {
            for part in letter.occasion.required_parts().iter().filter(|part| !filled.parts.contains(part)) {
                messages.push(format!("delen \"{}\" er tom, når brevet er udfyldt.", part.word()));
            }
            let found = lix::lix(&filled.text);
            if found > lix::HIGHEST && letter.lix_reason.is_none() {
                messages.push(format!(
                    "lixtallet er {found}; det må højst være {}. Skriv kortere, eller giv grunden i lix_grund.",
                    lix::HIGHEST
                ));
            }
        }
        Err(FillError::NotSet(words)) => {
            let occasion = letter.occasion.word();
            messages.extend(
                words.iter().map(|word| format!("ordet \"{word}\" er aldrig sat for anledningen \"{occasion}\".")),
            );
        }
        Err(error) => messages.push(error.to_string()),
    }
    messages.into_iter().map(|message| LetterMistake { line: letter.first_line, message }).collect()
}
