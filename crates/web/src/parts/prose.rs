//! Running text on a page: letters, guides, what people wrote. A small model of blocks, never anybody's HTML (W-7).

use app::markup::{self, Block, Level, Run, Weight};
use askama::Template;

/// A text of headings, paragraphs, lists and bold, as HTML of our own making.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/prose.html")]
pub struct Prose {
    blocks: Vec<Piece>,
    /// Depth of the text's first heading on the page.
    top: u8,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Heading(u8, Vec<Span>),
    Lines(Vec<Vec<Span>>),
    Bullets(Vec<Vec<Span>>),
    Numbers(Vec<Vec<Span>>),
    Table(Vec<String>, Vec<Vec<String>>),
}

/// Text of one look.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Span {
    text: String,
    bold: bool,
}

impl Prose {
    /// Of a text in the small markup of letters and guides; `top` is the depth of its headings (2 for `h2`).
    pub fn of(text: &str, top: u8) -> Self {
        Self { blocks: markup::blocks(text).into_iter().map(piece).collect(), top }
    }

    fn depth(&self, level: &u8) -> u8 {
        self.top.saturating_add(*level).clamp(1, 6)
    }
}

fn piece(block: Block) -> Piece {
    match block {
        Block::Heading { level, runs } => Piece::Heading(u8::from(level == Level::Subsection), spans(runs)),
        Block::List(entries) => Piece::Bullets(entries.into_iter().map(spans).collect()),
        Block::Table { header, rows } => Piece::Table(header, rows),
        // Text has no places to sign; should one come, who signs is a line of the list.
        Block::Signatures(places) => {
            Piece::Bullets(places.into_iter().map(|place| vec![Span { bold: false, text: place.who }]).collect())
        }
        Block::Paragraph(lines) => {
            let numbered = lines.iter().all(|line| line.first().is_some_and(|run| number(&run.text).is_some()));
            if numbered {
                Piece::Numbers(lines.into_iter().map(|line| spans(without_number(line))).collect())
            } else {
                Piece::Lines(lines.into_iter().map(spans).collect())
            }
        }
    }
}

/// The text after "1. " at its beginning.
fn number(text: &str) -> Option<&str> {
    let (digits, rest) = text.split_once(". ").or_else(|| Some((text.strip_suffix(". ")?, "")))?;
    (!digits.is_empty() && digits.len() <= 2 && digits.bytes().all(|b| b.is_ascii_digit())).then_some(rest)
}

fn without_number(mut line: Vec<Run>) -> Vec<Run> {
    if let Some(first) = line.first_mut()
        && let Some(rest) = number(&first.text)
    {
        first.text = rest.to_string();
    }
    line
}

fn spans(runs: Vec<Run>) -> Vec<Span> {
    runs.into_iter().map(|run| Span { bold: run.weight == Weight::Bold, text: run.text }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_bring_its_own_html() {
        let html = Prose::of("## <b>Hvad</b>\n\n<script>alert(1)</script>\n\n- **<i>fed</i>**", 2).render().unwrap();
        assert!(!html.contains("<script") && !html.contains("<b>") && !html.contains("<i>"), "{html}");
        assert!(html.contains("<h2>") && html.contains("<li><strong>"), "{html}");
    }

    #[test]
    fn lines_that_begin_with_numbers_are_a_list_in_order() {
        let html = Prose::of("1. **Modtag.** Skriv dagen.\n2. Kvittér.\n\nI alt 2. gang.", 3).render().unwrap();
        assert!(html.contains("<ol><li><strong>Modtag.</strong> Skriv dagen.</li><li>Kvittér.</li></ol>"), "{html}");
        assert!(html.contains("<p>I alt 2. gang.</p>"), "{html}");
    }

    #[test]
    fn the_marks_of_parts_are_not_shown() {
        let html = Prose::of("{# del: afgørelsen #}\n## Afgørelsen\nVi siger ja.", 3).render().unwrap();
        assert!(!html.contains("del:") && html.contains("<h3>Afgørelsen</h3>"), "{html}");
    }
}
