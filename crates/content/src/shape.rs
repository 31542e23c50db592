//! Which keys a table may have, and of what kind: one list per table, from which the loader finds unknown, missing and
//! wrong keys, and from which the JSON Schema for editors is written. There is no second list to keep in step.

use crate::mistake::{Mistakes, did_you_mean, nearest};
use crate::node::{Node, Value};
use jiff::civil::Date;

/// The kinds a value may be.
pub enum Kind {
    /// Words for people.
    Text,
    /// A name in small letters, digits and hyphens.
    Id,
    /// A day, `2026-01-01`.
    Day,
    /// `true` or `false`.
    Flag,
    /// A whole number from 0.
    Number,
    /// Any plain value; what it must be follows from another key.
    Plain,
    /// A text with a grammar of its own, named here ("en regel, fx \"2 uger efter start\"").
    Grammar(&'static str),
    /// One of a closed list.
    Word(fn() -> Vec<&'static str>),
    /// One or several.
    OneOrMore(&'static Kind),
    /// Several.
    List(&'static Kind),
    /// A table.
    Table(&'static Shape),
    /// A table whose keys the file chooses.
    Named(&'static Kind),
    /// One of these kinds.
    Either(&'static [Kind]),
}

/// A key of a table.
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What may stand there.
    pub kind: Kind,
    /// Whether the table is incomplete without it.
    pub required: bool,
    /// What it means, one Danish phrase.
    pub meaning: &'static str,
    /// What to say when it is missing, when the kind does not say enough.
    pub ask: Option<&'static str>,
}

/// A key that must be there.
pub const fn must(name: &'static str, kind: Kind, meaning: &'static str) -> Key {
    Key { name, kind, required: true, meaning, ask: None }
}

/// A key that may be there.
pub const fn may(name: &'static str, kind: Kind, meaning: &'static str) -> Key {
    Key { name, kind, required: false, meaning, ask: None }
}

impl Key {
    /// With advice of its own for when it is missing.
    pub const fn ask(self, ask: &'static str) -> Key {
        Key { name: self.name, kind: self.kind, required: self.required, meaning: self.meaning, ask: Some(ask) }
    }
}

/// A table: its name in messages and its keys.
pub struct Shape {
    /// With the article, as messages say it: "trinnet".
    pub name: &'static str,
    /// The keys of its own.
    pub keys: &'static [Key],
    /// Whether it also takes the keys of every file ([`crate::formats::EVERY_FILE`]).
    pub whole_file: bool,
}

impl Shape {
    /// All keys, with those of every file.
    pub fn all_keys(&self) -> impl Iterator<Item = &'static Key> + use<> {
        let common: &'static [Key] = if self.whole_file { crate::formats::EVERY_FILE } else { &[] };
        // A file's own word on a key (required `gaelder_fra`) goes before the common one.
        let own: &'static [Key] = self.keys;
        own.iter().chain(common.iter().filter(move |key| own.iter().all(|mine| mine.name != key.name)))
    }

    fn key(&self, name: &str) -> Option<&'static Key> {
        self.all_keys().find(|key| key.name == name)
    }

    /// The table in a message: `trinnet "kontakt"`.
    fn called(&self, node: &Node) -> String {
        match node.get("id").and_then(Node::as_text) {
            Some(id) => format!("{} \"{id}\"", self.name),
            None => self.name.to_string(),
        }
    }
}

/// Checks 1 to 4: unknown key, missing key, wrong type or word, id used twice.
pub(crate) fn check(file: &str, node: &Node, shape: &Shape, mistakes: &mut Mistakes) {
    for entry in node.entries() {
        match shape.key(&entry.key) {
            Some(key) => check_value(file, &entry.node, &key.kind, key.name, mistakes),
            None => {
                let names: Vec<&str> = shape.all_keys().map(|key| key.name).collect();
                let otherwise = format!("Her kan stå: {}.", names.join(", "));
                mistakes.error(
                    file,
                    entry.line,
                    format!("ukendt nøgle \"{}\" i {}", entry.key, shape.called(node)),
                    did_you_mean(&entry.key, names.iter().copied(), &otherwise),
                );
            }
        }
    }
    for key in shape.all_keys().filter(|key| key.required && node.get(key.name).is_none()) {
        let advice = match key.ask {
            Some(ask) => ask.to_string(),
            None => format!("Skriv {} = {} ({}).", key.name, sample(&key.kind), key.meaning),
        };
        mistakes.error(file, node.line, format!("{} mangler \"{}\"", shape.called(node), key.name), advice);
    }
}

fn check_value(file: &str, node: &Node, kind: &Kind, name: &str, mistakes: &mut Mistakes) {
    match (kind, &node.value) {
        (Kind::Text | Kind::Grammar(_), Value::Text(text)) => {
            if text.trim().is_empty() {
                mistakes.error(file, node.line, format!("\"{name}\" er tom"), "Skriv noget, eller fjern nøglen.");
            }
        }
        (Kind::Id, Value::Text(text)) => check_id(file, node.line, text, mistakes),
        (Kind::Word(words), Value::Text(text)) => check_word(file, node.line, text, &words(), mistakes),
        (Kind::Day, Value::Text(text)) if text.parse::<Date>().is_ok() => {}
        (Kind::Flag, Value::Flag(_)) => {}
        (Kind::Number, Value::Number(number)) if u32::try_from(*number).is_ok() => {}
        (Kind::Plain, Value::Text(_) | Value::Number(_) | Value::Decimal(_) | Value::Flag(_) | Value::List(_)) => {}
        (Kind::OneOrMore(inner) | Kind::List(inner), Value::List(items)) => {
            for item in items {
                check_value(file, item, inner, name, mistakes);
            }
            check_unique(file, items, inner, mistakes);
        }
        (Kind::OneOrMore(inner), _) => check_value(file, node, inner, name, mistakes),
        (Kind::Table(shape), Value::Table(_)) => check(file, node, shape, mistakes),
        (Kind::Named(inner), Value::Table(entries)) => {
            for entry in entries {
                check_value(file, &entry.node, inner, &entry.key, mistakes);
            }
        }
        (Kind::Either(kinds), _) => match kinds.iter().find(|kind| fits(kind, &node.value)) {
            Some(kind) => check_value(file, node, kind, name, mistakes),
            None => wrong(file, node, kind, name, mistakes),
        },
        _ => wrong(file, node, kind, name, mistakes),
    }
}

/// Whether the value is of the right sort, before its content is looked at.
fn fits(kind: &Kind, value: &Value) -> bool {
    match kind {
        Kind::Text | Kind::Grammar(_) | Kind::Id | Kind::Word(_) | Kind::Day => matches!(value, Value::Text(_)),
        Kind::Flag => matches!(value, Value::Flag(_)),
        Kind::Number => matches!(value, Value::Number(_)),
        Kind::Plain => !matches!(value, Value::Table(_)),
        Kind::List(_) => matches!(value, Value::List(_)),
        Kind::OneOrMore(inner) => matches!(value, Value::List(_)) || fits(inner, value),
        Kind::Table(_) | Kind::Named(_) => matches!(value, Value::Table(_)),
        Kind::Either(kinds) => kinds.iter().any(|kind| fits(kind, value)),
    }
}

fn wrong(file: &str, node: &Node, kind: &Kind, name: &str, mistakes: &mut Mistakes) {
    let advice = format!("Skriv {name} = {}.", sample(kind));
    mistakes.error(file, node.line, format!("\"{}\" kan ikke stå i \"{name}\"", node.shown()), advice);
}

/// What stands in a place of this kind, for advice.
fn sample(kind: &Kind) -> String {
    match kind {
        Kind::Text => "\"…\"".to_string(),
        Kind::Id => "\"et-navn\"".to_string(),
        Kind::Grammar(example) => (*example).to_string(),
        Kind::Day => "2026-01-01".to_string(),
        Kind::Flag => "true".to_string(),
        Kind::Number => "et helt tal".to_string(),
        Kind::Plain => "en værdi".to_string(),
        Kind::Word(words) => words().iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" eller "),
        Kind::OneOrMore(inner) => sample(inner),
        Kind::List(inner) => format!("[{}]", sample(inner)),
        Kind::Table(shape) => {
            let required = shape.all_keys().filter(|key| key.required).map(|key| key.name);
            format!("{{ {} … }}", required.map(|name| format!("{name} = …,")).collect::<Vec<_>>().join(" "))
        }
        Kind::Named(inner) => format!("{{ navn = {} }}", sample(inner)),
        Kind::Either(kinds) => kinds.iter().map(sample).collect::<Vec<_>>().join(" eller "),
    }
}

/// Whether a text can be an id.
pub(crate) fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn check_id(file: &str, line: usize, text: &str, mistakes: &mut Mistakes) {
    if !is_id(text) {
        mistakes.error(
            file,
            line,
            format!("id \"{text}\" kan ikke bruges"),
            "Brug små bogstaver a-z, tal og bindestreg; skriv ae, oe og aa.",
        );
    }
}

fn check_word(file: &str, line: usize, text: &str, words: &[&'static str], mistakes: &mut Mistakes) {
    if !words.contains(&text) {
        let near = nearest(text, words.iter().copied()).map_or(String::new(), |near| format!("Mente du \"{near}\"? "));
        let advice = format!("{near}Skriv en af: {}.", words.join(", "));
        mistakes.error(file, line, format!("\"{text}\" kan ikke stå her"), advice);
    }
}

fn check_unique(file: &str, items: &[Node], kind: &Kind, mistakes: &mut Mistakes) {
    if !matches!(kind, Kind::Table(_)) {
        return;
    }
    let mut seen: Vec<(&str, usize)> = Vec::new();
    for item in items {
        let Some(id) = item.get("id").and_then(Node::as_text) else { continue };
        let line = item.line_of("id");
        match seen.iter().find(|(other, _)| *other == id) {
            Some((_, first)) => mistakes.error(
                file,
                line,
                format!("id \"{id}\" er brugt før, på linje {first}"),
                "Find på et andet; to ting må ikke hedde det samme.",
            ),
            None => seen.push((id, line)),
        }
    }
}
