//! A content file as a tree of values, each with the line it stands on.
//!
//! The parser knows no dates, so a bare day (`gaelder_fra = 2026-01-01`) is put in quotes before parsing; lines stay.

use crate::mistake::Mistakes;
use jiff::civil::Date;
use toml_span::{ErrorKind, value::ValueInner};

/// A value and its line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    /// Line in the file, from 1; for a table under a heading, the heading's.
    pub(crate) line: usize,
    pub(crate) value: Value,
}

/// The kinds of value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Text(String),
    Number(i64),
    Decimal(f64),
    Flag(bool),
    List(Vec<Node>),
    Table(Vec<Entry>),
}

/// A key of a table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) line: usize,
    pub(crate) node: Node,
}

impl Node {
    pub(crate) fn entries(&self) -> &[Entry] {
        if let Value::Table(entries) = &self.value { entries } else { &[] }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }

    /// The line of a key, or of the table when the key is not there.
    pub(crate) fn line_of(&self, key: &str) -> usize {
        self.entries().iter().find(|entry| entry.key == key).map_or(self.line, |entry| entry.line)
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    pub(crate) fn text(&self, key: &str) -> Option<String> {
        self.get(key).and_then(Node::as_text).map(str::to_string)
    }

    /// The text of a required key; empty when it is missing, which the shape has already reported.
    pub(crate) fn text_or_empty(&self, key: &str) -> String {
        self.text(key).unwrap_or_default()
    }

    /// One text or a list of them, each with its line.
    pub(crate) fn texts(&self, key: &str) -> Vec<(String, usize)> {
        let line = self.line_of(key);
        match self.get(key).map(|node| &node.value) {
            Some(Value::Text(text)) => vec![(text.clone(), line)],
            Some(Value::List(items)) => {
                items.iter().filter_map(|item| item.as_text().map(|text| (text.to_string(), item.line))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The same without lines.
    pub(crate) fn words(&self, key: &str) -> Vec<String> {
        self.texts(key).into_iter().map(|(text, _)| text).collect()
    }

    pub(crate) fn date(&self, key: &str) -> Option<Date> {
        self.get(key).and_then(Node::as_text).and_then(|text| text.parse().ok())
    }

    pub(crate) fn flag(&self, key: &str) -> bool {
        self.optional_flag(key).unwrap_or(false)
    }

    pub(crate) fn optional_flag(&self, key: &str) -> Option<bool> {
        if let Some(Value::Flag(flag)) = self.get(key).map(|node| &node.value) { Some(*flag) } else { None }
    }

    pub(crate) fn number(&self, key: &str) -> Option<u32> {
        if let Some(Value::Number(number)) = self.get(key).map(|node| &node.value) {
            u32::try_from(*number).ok()
        } else {
            None
        }
    }

    /// The tables of a list, or the one table that stands there alone.
    pub(crate) fn tables(&self, key: &str) -> Vec<&Node> {
        match self.get(key) {
            Some(node) => match &node.value {
                Value::List(items) => items.iter().filter(|item| matches!(item.value, Value::Table(_))).collect(),
                Value::Table(_) => vec![node],
                _ => Vec::new(),
            },
            None => Vec::new(),
        }
    }

    /// The value as the file might write it, short; for messages.
    pub(crate) fn shown(&self) -> String {
        match &self.value {
            Value::Text(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Decimal(number) => number.to_string(),
            Value::Flag(flag) => flag.to_string(),
            Value::List(_) => "[ … ]".to_string(),
            Value::Table(_) => "{ … }".to_string(),
        }
    }
}

/// Reads TOML; a file that is not TOML gives one mistake and nothing else.
pub(crate) fn parse(file: &str, text: &str, mistakes: &mut Mistakes) -> Option<Node> {
    let text = quote_dates(text);
    let starts: Vec<usize> =
        std::iter::once(0).chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1)).collect();
    match toml_span::parse(&text) {
        Ok(value) => Some(convert(&value, &starts)),
        Err(error) => {
            let (message, advice) = say(&error.kind, &starts);
            mistakes.error(file, line_at(&starts, error.span.start), message, advice);
            None
        }
    }
}

fn line_at(starts: &[usize], at: usize) -> usize {
    starts.partition_point(|start| *start <= at).max(1)
}

fn convert(value: &toml_span::Value<'_>, starts: &[usize]) -> Node {
    let line = line_at(starts, value.span.start);
    let value = match value.as_ref() {
        ValueInner::String(text) => Value::Text(text.to_string()),
        ValueInner::Integer(number) => Value::Number(*number),
        ValueInner::Float(number) => Value::Decimal(*number),
        ValueInner::Boolean(flag) => Value::Flag(*flag),
        ValueInner::Array(items) => Value::List(items.iter().map(|item| convert(item, starts)).collect()),
        ValueInner::Table(table) => {
            let mut entries: Vec<(usize, Entry)> = table
                .iter()
                .map(|(key, value)| {
                    let entry = Entry {
                        key: key.name.to_string(),
                        line: line_at(starts, key.span.start),
                        node: convert(value, starts),
                    };
                    (key.span.start, entry)
                })
                .collect();
            entries.sort_by_key(|(at, _)| *at);
            Value::Table(entries.into_iter().map(|(_, entry)| entry).collect())
        }
    };
    Node { line, value }
}

fn say(kind: &ErrorKind, starts: &[usize]) -> (String, String) {
    match kind {
        ErrorKind::DuplicateKey { key, first } => (
            format!("nøglen \"{key}\" står to gange"),
            format!("Den står også på linje {}; behold den ene.", line_at(starts, first.start)),
        ),
        ErrorKind::DuplicateTable { name, first } => (
            format!("overskriften [{name}] står to gange"),
            format!(
                "Den står også på linje {}; skriv [[{name}]], hvis der skal være flere.",
                line_at(starts, first.start)
            ),
        ),
        ErrorKind::UnterminatedString | ErrorKind::InvalidCharInString(_) => {
            ("en tekst er ikke lukket".to_string(), "Slut den med det anførselstegn, den begynder med.".to_string())
        }
        ErrorKind::InvalidEscape(sign) => {
            (format!("\\{sign} kan ikke stå i en tekst"), "Skriv \\\\ for en skråstreg.".to_string())
        }
        ErrorKind::InvalidNumber => (
            "tallet eller dagen kan ikke læses".to_string(),
            "Skriv et tal som 12, en dag som 2026-01-01 og alt andet i anførselstegn.".to_string(),
        ),
        ErrorKind::UnquotedString => ("en tekst mangler anførselstegn".to_string(), "Skriv \"…\" om den.".to_string()),
        ErrorKind::ExceededDepthLimit => {
            ("der er for mange lister inde i hinanden".to_string(), "Del indholdet op.".to_string())
        }
        _ => (
            "filen kan ikke læses her".to_string(),
            "Se efter et manglende lighedstegn, komma, anførselstegn eller en parentes.".to_string(),
        ),
    }
}

/// Which kind of text we are inside while looking for bare days.
#[derive(Clone, Copy, PartialEq)]
enum Inside {
    Nothing,
    Comment,
    Quoted(&'static str),
}

/// Puts `2026-01-01` in quotes where it stands bare as a value; touches neither texts nor comments.
fn quote_dates(text: &str) -> String {
    const QUOTES: [&str; 4] = ["\"\"\"", "'''", "\"", "'"];
    let mut out = String::with_capacity(text.len() + 64);
    let mut inside = Inside::Nothing;
    let mut rest = text;
    let mut before = '\n';
    while let Some(sign) = rest.chars().next() {
        let mut taken = sign.len_utf8();
        match inside {
            Inside::Nothing => {
                if let Some(quote) = QUOTES.into_iter().find(|quote| rest.starts_with(quote)) {
                    inside = Inside::Quoted(quote);
                    taken = quote.len();
                } else if sign == '#' {
                    inside = Inside::Comment;
                } else if let Some(day) = bare_date(rest, before) {
                    out.push('"');
                    out.push_str(day);
                    out.push('"');
                    before = '0';
                    rest = rest.get(day.len()..).unwrap_or_default();
                    continue;
                }
            }
            Inside::Comment if sign == '\n' => inside = Inside::Nothing,
            Inside::Comment => {}
            Inside::Quoted(quote) => {
                if rest.starts_with(quote) {
                    inside = Inside::Nothing;
                    taken = quote.len();
                } else if sign == '\\' && quote.starts_with('"') {
                    taken += rest.chars().nth(1).map_or(0, char::len_utf8);
                } else if sign == '\n' && quote.len() == 1 {
                    // An unclosed text: the parser says so; we must not read the rest of the file as part of it.
                    inside = Inside::Nothing;
                }
            }
        }
        let (piece, remaining) = rest.split_at_checked(taken).unwrap_or((rest, ""));
        out.push_str(piece);
        before = sign;
        rest = remaining;
    }
    out
}

/// The day that begins here, when it stands as a value of its own.
fn bare_date(rest: &str, before: char) -> Option<&str> {
    if !matches!(before, '=' | ' ' | '\t' | '[' | ',' | '{' | '\n') {
        return None;
    }
    let day = rest.get(..10)?;
    let looks_right =
        day.bytes().enumerate().all(|(i, b)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
    let next = rest.get(10..).and_then(|tail| tail.chars().next());
    let ends = next.is_none_or(|sign| matches!(sign, ' ' | '\t' | ',' | ']' | '}' | '#' | '\n' | '\r'));
    (looks_right && ends).then_some(day)
}

/// The two halves of a Markdown file: the front matter with lines kept, and the text with its first line.
pub(crate) struct Halves {
    pub(crate) front: String,
    pub(crate) text: String,
    pub(crate) first_line: usize,
}

/// Splits at the `+++` lines; `None` when there is no closed front matter.
pub(crate) fn split(text: &str) -> Option<Halves> {
    let text = text.replace("\r\n", "\n");
    let inner = text.strip_prefix("+++\n")?;
    let (front, body) = if let Some(body) = inner.strip_prefix("+++\n") {
        ("", body)
    } else if let Some((front, body)) = inner.split_once("\n+++\n") {
        (front, body)
    } else {
        (inner.strip_suffix("\n+++")?, "")
    };
    let blank = body.len() - body.trim_start_matches('\n').len();
    Some(Halves {
        // One empty line stands for the opening mark, so that lines in messages are the file's.
        front: format!("\n{front}"),
        text: body.trim_start_matches('\n').to_string(),
        first_line: front.lines().count() + 3 + blank,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_day_is_quoted_and_one_in_a_text_or_comment_is_not() {
        let text = "a = 2026-01-01 # 2026-01-02\nb = \"2026-01-03 og\"\nc = [2026-01-04,{ d = 2026-01-05 }]\ne = '''\n2026-01-06'''\n";
        let quoted = quote_dates(text);
        assert_eq!(
            quoted,
            "a = \"2026-01-01\" # 2026-01-02\nb = \"2026-01-03 og\"\nc = [\"2026-01-04\",{ d = \"2026-01-05\" }]\ne = '''\n2026-01-06'''\n"
        );
    }

    #[test]
    fn the_text_of_a_letter_knows_its_first_line() {
        let halves = split("+++\ntitel = \"a\"\nkilde = \"b\"\n+++\n\nKære\n").unwrap();
        assert_eq!((halves.text.as_str(), halves.first_line), ("Kære\n", 6));
        let mut mistakes = Mistakes::default();
        assert_eq!(parse("x", &halves.front, &mut mistakes).unwrap().line_of("kilde"), 3);
    }
}
