//! The small markup of a letter's text, read into blocks: paragraphs, headings, lists and bold.
//!
//! - A blank line ends a paragraph; a line break inside one is a line break on paper.
//! - `## ` and `### ` begin a heading, `- ` an entry of a list, `**…**` is bold.
//! - `\` before `*`, `#`, `{`, `-` or `\` makes it an ordinary character.
//! - Lines that mark parts (see [`crate::parts`]) are not printed.
//!
//! Everything else is plain text, whatever the typesetter might think of it: blocks reach it as data, never as source.

use crate::parts;

/// Text of one look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The characters.
    pub text: String,
    /// Light or bold.
    pub weight: Weight,
}

/// How heavy a run is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// As the text around it.
    Regular,
    /// Bold.
    Bold,
}

/// Depth of a heading below the title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// `## `
    Section,
    /// `### `
    Subsection,
}

/// A block of a page's body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading below the title.
    Heading {
        /// How deep.
        level: Level,
        /// Its text.
        runs: Vec<Run>,
    },
    /// A paragraph, line by line.
    Paragraph(Vec<Vec<Run>>),
    /// A list, entry by entry.
    List(Vec<Vec<Run>>),
    /// A table (forms, the stamkort); letters' text has none.
    Table {
        /// Headings of the columns; empty when the first column names each row instead.
        header: Vec<String>,
        /// Rows of cells.
        rows: Vec<Vec<String>>,
    },
    /// Places to sign, each with its line; drawn where somebody has signed on the screen.
    Signatures(Vec<Signed>),
}

/// A place to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// As whom.
    pub who: String,
    /// What stands under the line: the name and the day, or what is to be written there.
    pub under: String,
    /// What was drawn, as moves and lines (`M1 2L3 4`) in a box of 600 times 200; empty on paper to be signed.
    pub path: String,
}

impl Signed {
    /// The strokes of the drawing, each a row of points; whatever is not moves and lines draws nothing.
    pub(crate) fn strokes(&self) -> Vec<Vec<(f64, f64)>> {
        let mut strokes: Vec<Vec<(f64, f64)>> = Vec::new();
        for (at, mark) in self.path.match_indices(['M', 'L']) {
            let rest = self.path.get(at.saturating_add(1)..).unwrap_or_default();
            let point = rest.split(['M', 'L']).next().unwrap_or_default();
            let numbers = point.trim().split_once([' ', ',']);
            let Some((x, y)) = numbers.and_then(|(x, y)| Some((x.parse().ok()?, y.parse().ok()?))) else { continue };
            match strokes.last_mut() {
                Some(stroke) if mark == "L" => stroke.push((x, y)),
                _ => strokes.push(vec![(x, y)]),
            }
        }
        strokes.retain(|stroke| 1 < stroke.len());
        strokes
    }
}

impl Block {
    /// A paragraph of plain text, read as it stands.
    pub fn plain(text: impl Into<String>) -> Block {
        Block::Paragraph(vec![vec![Run { text: text.into(), weight: Weight::Regular }]])
    }

    /// A heading of plain text.
    pub fn heading(level: Level, text: impl Into<String>) -> Block {
        Block::Heading { level, runs: vec![Run { text: text.into(), weight: Weight::Regular }] }
    }
}

/// The text as blocks, in order. Any text can be read; there are no mistakes to make.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut paragraph: Vec<Vec<Run>> = Vec::new();
    let mut list: Vec<Vec<Run>> = Vec::new();
    for line in text.lines() {
        if parts::read_mark(line).is_some() {
            continue;
        }
        let line = line.trim();
        let heading = [("### ", Level::Subsection), ("## ", Level::Section)]
            .into_iter()
            .find_map(|(sign, level)| Some((level, line.strip_prefix(sign)?)));
        let entry = line.strip_prefix("- ");
        // Whatever is not an entry ends the list, and whatever is not a line of text ends the paragraph.
        if entry.is_none() && !list.is_empty() {
            found.push(Block::List(std::mem::take(&mut list)));
        }
        if (entry.is_some() || heading.is_some() || line.is_empty()) && !paragraph.is_empty() {
            found.push(Block::Paragraph(std::mem::take(&mut paragraph)));
        }
        if let Some((level, text)) = heading {
            found.push(Block::Heading { level, runs: runs(text.trim()) });
        } else if let Some(text) = entry {
            list.push(runs(text.trim()));
        } else if !line.is_empty() {
            paragraph.push(runs(line));
        }
    }
    if !list.is_empty() {
        found.push(Block::List(list));
    }
    if !paragraph.is_empty() {
        found.push(Block::Paragraph(paragraph));
    }
    found
}

/// Characters that `\` makes ordinary.
const SIGNS: &[char] = &['\\', '*', '#', '{', '-'];

fn runs(text: &str) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    let mut current = String::new();
    let mut weight = Weight::Regular;
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match (character, rest.peek()) {
            ('\\', Some(next)) if SIGNS.contains(next) => {
                current.extend(rest.next());
            }
            ('*', Some('*')) => {
                rest.next();
                push(&mut found, &mut current, weight);
                weight = if weight == Weight::Bold { Weight::Regular } else { Weight::Bold };
            }
            _ => current.push(character),
        }
    }
    push(&mut found, &mut current, weight);
    found
}

fn push(found: &mut Vec<Run>, current: &mut String, weight: Weight) {
    if !current.is_empty() {
        found.push(Run { text: std::mem::take(current), weight });
    }
}

/// A fact's text made safe to stand in the markup: it can begin paragraphs and lists, but no heading, no bold and no
/// mark of a part.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut line_begins = true;
    for character in text.chars() {
        let sign = match character {
            '\\' | '*' | '{' => true,
            '#' => line_begins,
            _ => false,
        };
        if sign {
            safe.push('\\');
        }
        safe.push(character);
        line_begins = character == '\n' || (line_begins && character.is_whitespace());
    }
    safe
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
    use super::*;

    fn plain(text: &str) -> Vec<Run> {
        vec![Run { text: text.to_owned(), weight: Weight::Regular }]
    }

    #[test]
    fn paragraphs_headings_lists_and_bold_are_told_apart() {
        let found =
            blocks("Kære Anna\n\n{# del: oplysninger #}\n## Hvad\nDu får **fem** timer.\nHver uge.\n- en\n- to\nSlut");
        assert_eq!(found[0], Block::Paragraph(vec![plain("Kære Anna")]));
        assert_eq!(found[1], Block::heading(Level::Section, "Hvad"));
        let Block::Paragraph(lines) = &found[2] else { panic!("not a paragraph") };
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0][1], Run { text: "fem".to_owned(), weight: Weight::Bold });
        assert_eq!(found[3], Block::List(vec![plain("en"), plain("to")]));
        assert_eq!(found[4], Block::Paragraph(vec![plain("Slut")]));
    }

    #[test]
    fn an_escaped_fact_reads_back_as_it_was() {
        for text in ["# import", "## Overskrift", "a ** b ** c", "{# del: begrundelse #}", "C:\\mappe\\*", "#let x = 1"]
        {
            assert_eq!(blocks(&escape(text)), [Block::Paragraph(vec![plain(text)])], "{text}");
            assert!(parts::sections(&escape(text)).iter().all(|section| section.parts.is_empty()));
        }
    }
}
