//! Goals as a line of steps: SVG with presentation attributes only; the page says the same in words.

use crate::swimlane::escape;
use crate::swimlane::measure::wrap;
use std::fmt::Write;

const WIDTH: f64 = 190.0;
const TOP: f64 = 34.0;
const RADIUS: f64 = 17.0;
const TEXT: f64 = 14.0;
const LINE_HEIGHT: f64 = 18.0;
/// Lines a goal may take; the rest stands in words below.
const MOST_LINES: usize = 4;

/// How a step looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Reached.
    Reached,
    /// Reached in part.
    Partly,
    /// Not reached.
    Missed,
    /// Still worked on.
    Open,
    /// Its day is past, and nobody has said how it went.
    Past,
}

/// A goal on the line.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub look: Look,
    /// What it is.
    pub text: String,
    /// How it stands, in words.
    pub said: String,
}

impl Look {
    /// Fill, line and sign: each is told apart without colour.
    fn drawn(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Look::Reached => ("#1f6b3b", "#1f6b3b", "✓"),
            Look::Partly => ("#e6f0ea", "#1f6b3b", "½"),
            Look::Missed => ("#ffffff", "#8a1f1f", "–"),
            Look::Open => ("#ffffff", "#004d99", ""),
            Look::Past => ("#fff3d6", "#7a4b00", "!"),
        }
    }

    fn ink(self) -> &'static str {
        if self == Look::Reached { "#ffffff" } else { "#1a1a1a" }
    }
}

/// The picture; empty when there are no goals.
pub(super) fn svg(steps: &[Step], id: &str) -> String {
    if steps.is_empty() {
        return String::new();
    }
    let wrapped: Vec<Vec<String>> = steps.iter().map(|step| lines(&step.text)).collect();
    let most = wrapped.iter().map(Vec::len).max().unwrap_or(1);
    let width = WIDTH * count(steps.len());
    let height = TOP + RADIUS + 22.0 + LINE_HEIGHT * (count(most) + 1.0) + 8.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         role=\"img\" aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">Målene som trin</title><desc id=\"{id}-d\">{}</desc>",
        escape(&in_words(steps))
    );
    let last = width - WIDTH / 2.0;
    let _ = write!(
        svg,
        "<line x1=\"{}\" y1=\"{TOP}\" x2=\"{last}\" y2=\"{TOP}\" stroke=\"#5c5c5c\" stroke-width=\"2\"/>",
        WIDTH / 2.0
    );
    for (nr, (step, lines)) in steps.iter().zip(&wrapped).enumerate() {
        draw(&mut svg, nr, step, lines);
    }
    svg.push_str("</svg>");
    svg
}

fn draw(svg: &mut String, nr: usize, step: &Step, lines: &[String]) {
    let x = WIDTH * count(nr) + WIDTH / 2.0;
    let (fill, line, sign) = step.look.drawn();
    let dashed = if step.look == Look::Missed { " stroke-dasharray=\"4 3\"" } else { "" };
    let _ = write!(
        svg,
        "<circle cx=\"{x}\" cy=\"{TOP}\" r=\"{RADIUS}\" fill=\"{fill}\" stroke=\"{line}\" stroke-width=\"3\"{dashed}/>"
    );
    let number = nr.saturating_add(1).to_string();
    let shown = if sign.is_empty() { number.as_str() } else { sign };
    let _ = write!(
        svg,
        "<text x=\"{x}\" y=\"{}\" text-anchor=\"middle\" font-size=\"16\" font-weight=\"600\" fill=\"{}\">{shown}</text>",
        TOP + 6.0,
        step.look.ink()
    );
    let mut y = TOP + RADIUS + 22.0;
    for text in lines {
        let _ = write!(
            svg,
            "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\" font-size=\"{TEXT}\" fill=\"#1a1a1a\">{}</text>",
            escape(text)
        );
        y += LINE_HEIGHT;
    }
    let _ = write!(
        svg,
        "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\" font-size=\"{TEXT}\" fill=\"#4d4d4d\">{}</text>",
        escape(&step.said)
    );
}

/// The line in words: "Mål 1, en ren seng: nået. Mål 2 …"
pub(super) fn in_words(steps: &[Step]) -> String {
    let one = |(nr, step): (usize, &Step)| format!("Mål {}, {}: {}.", nr.saturating_add(1), step.text, step.said);
    steps.iter().enumerate().map(one).collect::<Vec<_>>().join(" ")
}

fn lines(text: &str) -> Vec<String> {
    let mut lines = wrap(text, WIDTH - 24.0, TEXT);
    if MOST_LINES < lines.len() {
        lines.truncate(MOST_LINES);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    lines
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(0.0, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_drawn_as_text_and_said_in_words() {
        let step = |look, text: &str, said: &str| Step { look, text: text.into(), said: said.into() };
        let steps =
            [step(Look::Reached, "En <ren> seng", "nået"), step(Look::Past, &"lang ".repeat(80), "dagen er gået")];
        let drawn = svg(&steps, "maal");
        assert!(drawn.contains("En &lt;ren&gt; seng") && !drawn.contains("<ren>"), "{drawn}");
        assert!(drawn.contains("<desc id=\"maal-d\">Mål 1, En &lt;ren&gt; seng: nået. Mål 2,"), "{drawn}");
        assert_eq!(drawn.matches("<circle").count(), 2);
        assert!(svg(&[], "maal").is_empty());
    }
}
