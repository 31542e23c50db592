//! The small language letters are written in (`content-formats.md` 2.5), read into a tree with the line of every tag.
//!
//! Words, shared blocks, one kind of question, one kind of list and marks of parts; no arithmetic, no nesting beyond
//! one inside another. It is read here rather than by a general engine, so that a mistake names its line and what to
//! write instead.

use crate::LetterMistake;
use crate::facts::{ListWord, Words};
use domain::letter::Part;

/// One piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    /// Text as written.
    Text(String),
    /// `{{ gruppe.ord }}`.
    Word { name: String, line: usize },
    /// `{{> blok }}`.
    Block { name: String, line: usize },
    /// `{% hvis [ikke] ord %} … {% ellers %} … {% slut %}`.
    If { word: String, wanted: Wanted, then: Vec<Node>, otherwise: Vec<Node>, line: usize },
    /// `{% for hver faktum %} … {% slut %}`.
    Each { list: &'static ListWord, body: Vec<Node> },
    /// `{# del: begrundelse, retsregler #}`.
    Mark(Vec<Part>),
    /// `{# slut del #}`.
    EndMark,
}

/// Which answer a question waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Yes,
    No,
}

/// A template read, with all mistakes in its form; the names in it are looked at in [`crate::check`].
pub(crate) struct Template {
    pub nodes: Vec<Node>,
    pub mistakes: Vec<LetterMistake>,
}

enum Tag {
    Word(String),
    Block(String),
    If(String, Wanted),
    Else,
    End,
    Each(&'static ListWord),
    Mark(Vec<Part>),
    EndMark,
    Comment,
}

impl Tag {
    /// Tags that put nothing into the text: a line of nothing else disappears with its line break.
    fn is_silent(&self) -> bool {
        !matches!(self, Tag::Word(_) | Tag::Block(_))
    }
}

enum Token {
    Text(String),
    NewLine,
    Tag(Tag, usize),
}

/// Reads a template; `first_line` is the line of its file on which it begins.
pub(crate) fn read(text: &str, first_line: usize) -> Template {
    let mut mistakes = Vec::new();
    let mut tokens = Vec::new();
    for (line, written) in (first_line..).zip(text.replace("\r\n", "\n").trim_end().split('\n')) {
        read_line(written, line, &mut tokens, &mut mistakes);
    }
    let mut reader = Reader { stack: Vec::new(), nodes: Vec::new(), mistakes };
    for token in tokens {
        reader.take(token);
    }
    reader.finish()
}

fn read_line(written: &str, line: usize, tokens: &mut Vec<Token>, mistakes: &mut Vec<LetterMistake>) {
    let mut found = Vec::new();
    let mut rest = written;
    while let Some((before, tag, after)) = next_tag(rest) {
        if !before.is_empty() {
            found.push(Token::Text(before.to_owned()));
        }
        match tag {
            Ok(inner) => match read_tag(inner) {
                Ok(tag) => found.push(Token::Tag(tag, line)),
                Err(message) => mistakes.push(LetterMistake { line, message }),
            },
            Err(open) => mistakes.push(LetterMistake {
                line,
                message: format!("\"{open}\" bliver ikke lukket. Skriv begyndelse og slutning på samme linje."),
            }),
        }
        rest = after;
    }
    if !rest.is_empty() {
        found.push(Token::Text(rest.to_owned()));
    }
    let silent = |token: &Token| match token {
        Token::Tag(tag, _) => tag.is_silent(),
        Token::Text(text) => text.trim().is_empty(),
        Token::NewLine => false,
    };
    let has_tag = found.iter().any(|token| matches!(token, Token::Tag(..)));
    if has_tag && found.iter().all(silent) {
        tokens.extend(found.into_iter().filter(|token| matches!(token, Token::Tag(..))));
    } else {
        tokens.extend(found);
        tokens.push(Token::NewLine);
    }
}

/// The text before the next tag, the tag's own text (or its opening, when it is not closed), and the text after.
fn next_tag(text: &str) -> Option<(&str, Result<&str, &str>, &str)> {
    let openings = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")];
    let (at, open, close) =
        openings.into_iter().filter_map(|(open, close)| Some((text.find(open)?, open, close))).min()?;
    let (before, from) = text.split_at_checked(at)?;
    match from.find(close).and_then(|end| from.split_at_checked(end + close.len())) {
        Some((tag, after)) => Some((before, Ok(tag), after)),
        None => Some((before, Err(open), "")),
    }
}

fn read_tag(tag: &str) -> Result<Tag, String> {
    let inner = |open: &str, close: &str| tag.strip_prefix(open)?.strip_suffix(close).map(str::trim);
    if let Some(word) = inner("{{>", "}}") {
        return Ok(Tag::Block(word.to_owned()));
    }
    if let Some(word) = inner("{{", "}}") {
        return Ok(Tag::Word(word.to_owned()));
    }
    if let Some(comment) = inner("{#", "#}") {
        return read_mark(comment);
    }
    let words: Vec<&str> = inner("{%", "%}").unwrap_or_default().split_whitespace().collect();
    match words.as_slice() {
        ["hvis", "ikke", word] => Ok(Tag::If((*word).to_owned(), Wanted::No)),
        ["hvis", word] => Ok(Tag::If((*word).to_owned(), Wanted::Yes)),
        ["ellers"] => Ok(Tag::Else),
        ["slut"] => Ok(Tag::End),
        ["for", "hver", one] => Words::list_of(one).map(Tag::Each).ok_or_else(|| {
            let lists: Vec<&str> = crate::facts::LISTS.iter().map(|list| list.one).collect();
            format!("\"for hver {one}\" kan ikke bruges. Lister: {}.", lists.join(", "))
        }),
        _ => Err(format!(
            "\"{tag}\" kan ikke læses. Skriv {{% hvis ord %}}, {{% hvis ikke ord %}}, {{% ellers %}}, \
             {{% for hver faktum %}} eller {{% slut %}}."
        )),
    }
}

/// `del: begrundelse, retsregler` begins parts, `slut del` ends them; any other comment is the author's own.
fn read_mark(comment: &str) -> Result<Tag, String> {
    if comment == "slut del" {
        return Ok(Tag::EndMark);
    }
    let Some(names) = comment.strip_prefix("del:").or_else(|| comment.strip_prefix("del ")) else {
        return Ok(Tag::Comment);
    };
    let parts = names.split(',').map(|name| {
        Part::from_word(name.trim()).ok_or_else(|| {
            let known: Vec<&str> = Part::WORDS.iter().map(|(_, word)| *word).collect();
            format!("delen \"{}\" findes ikke. Dele: {}.", name.trim(), known.join(", "))
        })
    });
    parts.collect::<Result<_, _>>().map(Tag::Mark)
}

struct Open {
    tag: Tag,
    line: usize,
    before: Vec<Node>,
    then: Option<Vec<Node>>,
}

struct Reader {
    stack: Vec<Open>,
    nodes: Vec<Node>,
    mistakes: Vec<LetterMistake>,
}

/// An outer question or list and one inside it.
const DEEPEST: usize = 2;

impl Reader {
    fn take(&mut self, token: Token) {
        match token {
            Token::Text(text) => self.nodes.push(Node::Text(text)),
            Token::NewLine => self.nodes.push(Node::Text("\n".to_owned())),
            Token::Tag(Tag::Word(name), line) => self.nodes.push(Node::Word { name, line }),
            Token::Tag(Tag::Block(name), line) => self.nodes.push(Node::Block { name, line }),
            Token::Tag(Tag::Mark(parts), _) => self.nodes.push(Node::Mark(parts)),
            Token::Tag(Tag::EndMark, _) => self.nodes.push(Node::EndMark),
            Token::Tag(Tag::Comment, _) => {}
            Token::Tag(Tag::Else, line) => self.turn(line),
            Token::Tag(Tag::End, line) => self.close(line),
            Token::Tag(tag, line) => {
                if self.stack.len() == DEEPEST {
                    self.wrong(line, "der er lagt mere end én hvis eller liste inden i en anden. Del afsnittet op.");
                }
                let before = std::mem::take(&mut self.nodes);
                self.stack.push(Open { tag, line, before, then: None });
            }
        }
    }

    fn turn(&mut self, line: usize) {
        match self.stack.last_mut() {
            Some(open) if matches!(open.tag, Tag::If(..)) && open.then.is_none() => {
                open.then = Some(std::mem::take(&mut self.nodes));
            }
            _ => self.wrong(line, "{% ellers %} hører til en {% hvis … %} og kan kun stå én gang i den."),
        }
    }

    fn close(&mut self, line: usize) {
        let Some(open) = self.stack.pop() else {
            return self.wrong(line, "{% slut %} lukker ingenting. Fjern den, eller skriv {% hvis … %} før den.");
        };
        let body = std::mem::replace(&mut self.nodes, open.before);
        match open.tag {
            Tag::If(word, wanted) => {
                let (then, otherwise) = match open.then {
                    Some(then) => (then, body),
                    None => (body, Vec::new()),
                };
                self.nodes.push(Node::If { word, wanted, then, otherwise, line: open.line });
            }
            Tag::Each(list) => self.nodes.push(Node::Each { list, body }),
            // Only the two above are ever opened.
            _ => {}
        }
    }

    fn finish(mut self) -> Template {
        for open in std::mem::take(&mut self.stack) {
            self.wrong(open.line, "her mangler en {% slut %}.");
        }
        self.mistakes.sort_by_key(|mistake| mistake.line);
        Template { nodes: self.nodes, mistakes: self.mistakes }
    }

    fn wrong(&mut self, line: usize, message: &str) {
        self.mistakes.push(LetterMistake { line, message: message.to_owned() });
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
    use super::*;

    fn messages(text: &str) -> Vec<(usize, String)> {
        read(text, 10).mistakes.into_iter().map(|mistake| (mistake.line, mistake.message)).collect()
    }

    #[test]
    fn a_question_with_both_answers_is_read() {
        let template = read("{% hvis ikke borger.er_barn %}du{% ellers %}I{% slut %}", 1);
        assert!(template.mistakes.is_empty());
        let Node::If { word, wanted, then, otherwise, .. } = &template.nodes[0] else { panic!("not a question") };
        assert_eq!((word.as_str(), *wanted), ("borger.er_barn", Wanted::No));
        assert_eq!(then, &[Node::Text("du".to_owned())]);
        assert_eq!(otherwise, &[Node::Text("I".to_owned())]);
    }

    #[test]
    fn every_mistake_names_its_line() {
        let found = messages("Kære {{ modtager.navn\n{% hvis x %}\n{% hvor %}\n{% for hver ko %}");
        assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [10, 11, 12, 13]);
        assert!(found[1].1.contains("mangler en {% slut %}"));
        assert!(found[3].1.contains("Lister: faktum"));
    }

    #[test]
    fn a_third_level_is_refused_and_so_is_an_end_without_a_beginning() {
        let deep = messages("{% hvis a %}{% hvis b %}{% hvis c %}x{% slut %}{% slut %}{% slut %}");
        assert_eq!(deep.len(), 1);
        let ends = messages("{% slut %}");
        assert!(ends[0].1.contains("lukker ingenting"));
        assert!(messages("{% ellers %}")[0].1.contains("hører til"));
    }

    #[test]
    fn a_mark_may_name_several_parts_and_an_unknown_part_is_a_mistake() {
        assert_eq!(
            read("{# del: begrundelse, retsregler #}\nx", 1).nodes[0],
            Node::Mark(vec![Part::Reasons, Part::Rules])
        );
        assert!(messages("{# del: hensigt #}")[0].1.contains("findes ikke"));
        assert!(messages("{# en note til mig selv #}").is_empty());
    }
}
