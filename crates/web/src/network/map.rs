//! The network card drawn as a map: the citizen in the middle, the sectors around, a dot for everybody on the card.
//!
//! As the swimlanes, the picture is SVG with presentation attributes only, and whatever it shows by line or mark stands
//! beside it in words. A sector grows with those in it, so nobody is drawn over anybody.

use crate::swimlane::escape;
use crate::swimlane::measure::wrap;
use domain::progress::Answer;
use std::fmt::Write;

const INK: &str = "#1a1a1a";
const QUIET: &str = "#4d4d4d";
const LINE: &str = "#5c5c5c";
const CITIZEN: &str = "#004d99";
const FILLS: [&str; 2] = ["#f2f5f9", "#f7f4ee"];

/// Between panels, and around all.
const GAP: f64 = 36.0;
const EDGE: f64 = 8.0;
const PANEL: f64 = 286.0;
/// From the panel's facing edge to a dot, and to its text.
const TO_DOT: f64 = 46.0;
const TO_TEXT: f64 = 64.0;
const PADDING: f64 = 14.0;
const TITLE_LINE: f64 = 20.0;
const TEXT_LINE: f64 = 18.0;
const NAME: f64 = 15.0;
const SMALL: f64 = 13.0;
/// Half the citizen's box.
const CENTRE: (f64, f64) = (128.0, 60.0);

/// What the mark of a dot says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// A consent is in force.
    Consent,
    /// Yes on the card, and no consent.
    OnlySaid,
    /// The citizen says no, or the consent is over.
    No,
    /// Not asked.
    NotAsked,
}

/// Somebody on the map.
#[derive(Clone, Debug)]
pub(super) struct Dot {
    pub name: String,
    /// What they are, where they work, their telephone: a line each, empty ones left out.
    pub lines: Vec<String>,
    pub in_touch: Answer,
    pub mark: Mark,
    /// The mark in words.
    pub said: String,
}

/// A sector on the map.
#[derive(Clone, Debug)]
pub(super) struct Panel {
    pub title: String,
    pub dots: Vec<Dot>,
}

/// Which side of the map a panel stands on: which of its edges faces the citizen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Left,
    Middle,
    Right,
}

/// A panel in its place.
struct Placed<'a> {
    panel: &'a Panel,
    nr: usize,
    x: f64,
    y: f64,
    height: f64,
    side: Side,
    /// Where the citizen's line meets it.
    meets: (f64, f64),
}

/// Draws the map; `id` must be unique on the page. All text is escaped.
pub(super) fn svg(citizen: &str, panels: &[Panel], id: &str) -> String {
    let (placed, width, height, centre) = place(panels);
    let mut out = String::new();
    let (shown, tall) = (width.ceil(), (height + LEGEND).ceil());
    let id = escape(id);
    let _ = writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="network-map" role="img" aria-labelledby="{id}-titel" aria-describedby="{id}-tekst" viewBox="0 0 {shown} {tall}" width="{shown}" height="{tall}" font-family="'IBM Plex Sans', Arial, sans-serif" font-size="{SMALL}" fill="{INK}">"#
    );
    let number: usize = panels.iter().map(|panel| panel.dots.len()).sum();
    let _ = writeln!(out, r#"<title id="{id}-titel">Netværkskort med {}</title>"#, people(number));
    let _ = writeln!(out, r#"<desc id="{id}-tekst">{}</desc>"#, escape(&in_words(citizen, panels).join(" ")));
    let _ = writeln!(out, r##"<rect width="{shown}" height="{tall}" fill="#ffffff"/>"##);
    for one in &placed {
        let (x, y) = one.meets;
        let _ = writeln!(
            out,
            r#"<path class="network-trunk" d="M{:.1} {:.1}L{x:.1} {y:.1}" stroke="{LINE}" stroke-width="2" fill="none"/>"#,
            centre.0, centre.1
        );
    }
    draw_citizen(&mut out, citizen, centre);
    for one in &placed {
        draw_panel(&mut out, one);
    }
    draw_legend(&mut out, height);
    out.push_str("</svg>\n");
    out
}

/// What the map shows, a sentence for the middle and one for each sector with somebody in it.
pub(super) fn in_words(citizen: &str, panels: &[Panel]) -> Vec<String> {
    let mut said = vec![format!("I midten: {citizen}.")];
    for panel in panels.iter().filter(|panel| !panel.dots.is_empty()) {
        let dot = |dot: &Dot| {
            let lines: Vec<&str> =
                std::iter::once(dot.name.as_str()).chain(dot.lines.iter().map(String::as_str)).collect();
            format!("{}, {}, {}", lines.join(", "), in_touch(dot.in_touch), dot.said)
        };
        said.push(format!("{}: {}.", panel.title, panel.dots.iter().map(dot).collect::<Vec<_>>().join("; ")));
    }
    let empty: Vec<&str> =
        panels.iter().filter(|panel| panel.dots.is_empty()).map(|panel| panel.title.as_str()).collect();
    if !empty.is_empty() {
        said.push(format!("Ingen endnu i: {}.", empty.join(", ")));
    }
    said
}

/// Contact in words.
pub(super) fn in_touch(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "har kontakt",
        Answer::No => "har ikke kontakt",
        Answer::Unknown => "kontakten kendes ikke",
    }
}

fn people(number: usize) -> String {
    crate::wording::counted(u64::try_from(number).unwrap_or(u64::MAX), "kontakt", "kontakter")
}

fn height(panel: &Panel) -> f64 {
    let titles = wrap(&panel.title, PANEL - 2.0 * PADDING, NAME).len().max(1);
    let dots: f64 = panel.dots.iter().map(|dot| texts(dot).len()).map(tall).sum();
    let empty = if panel.dots.is_empty() { TEXT_LINE } else { 0.0 };
    float(titles) * TITLE_LINE + dots + empty + 2.0 * PADDING
}

fn tall(lines: usize) -> f64 {
    float(lines) * TEXT_LINE + 12.0
}

fn float(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// The lines of a contact, each no wider than its room; the first are the name's.
fn texts(dot: &Dot) -> Vec<(String, bool)> {
    let room = PANEL - TO_TEXT - PADDING;
    let name = wrap(&dot.name, room, NAME * 1.06).into_iter().map(|line| (line, true));
    let rest = dot.lines.iter().chain(std::iter::once(&dot.said));
    let rest = rest.flat_map(|line| wrap(line, room, SMALL)).map(|line| (line, false));
    name.chain(rest).collect()
}

/// Clockwise from the upper left corner: three above, three below, the others at the sides. Answers the panels in their
/// places, the width, the height, and the middle.
fn place(panels: &[Panel]) -> (Vec<Placed<'_>>, f64, f64, (f64, f64)) {
    let across = panels.len().min(3);
    let left_over = panels.len().saturating_sub(across);
    let below = left_over.min(3);
    let sides = left_over.saturating_sub(below);
    let right = sides.div_ceil(2);
    let numbered: Vec<(usize, &Panel)> = panels.iter().enumerate().collect();
    let (above, rest) = numbered.split_at(across);
    let (right, rest) = rest.split_at(right.min(rest.len()));
    let (below, left) = rest.split_at(below.min(rest.len()));
    let column = |nr: usize| EDGE + float(nr) * (PANEL + GAP);
    let tallest = |row: &[(usize, &Panel)]| row.iter().map(|(_, panel)| height(panel)).fold(0.0, f64::max);
    let stacked = |side: &[(usize, &Panel)]| {
        side.iter().map(|(_, panel)| height(panel)).sum::<f64>() + float(side.len().saturating_sub(1)) * GAP
    };
    let (top, bottom) = (tallest(above), tallest(below));
    let middle = [stacked(left), stacked(right), 2.0 * CENTRE.1 + 2.0 * GAP].into_iter().fold(0.0, f64::max);
    let upper = EDGE + top + GAP;
    let lower = upper + middle + GAP;
    let centre = (column(1) + PANEL / 2.0, upper + middle / 2.0);
    let mut placed = Vec::new();
    let side_of = |nr: usize| [Side::Left, Side::Middle, Side::Right].get(nr).copied().unwrap_or(Side::Right);
    let mut row = |panels: Vec<&(usize, &'_ Panel)>, y: f64, tall: f64, toward: f64| {
        for (at, (nr, _)) in panels.into_iter().enumerate() {
            let (x, side) = (column(at), side_of(at));
            let meets = match side {
                Side::Left => (x + PANEL, toward),
                Side::Middle => (centre.0, if y < centre.1 { y + tall } else { y }),
                Side::Right => (x, toward),
            };
            placed.push((*nr, Place { x, y, height: tall, side, meets }));
        }
    };
    row(above.iter().collect(), EDGE, top, EDGE + top - 20.0);
    // Below one walks back, so that the order goes around.
    row(below.iter().rev().collect(), lower, bottom, lower + 20.0);
    let mut column_of = |panels: Vec<&(usize, &'_ Panel)>, side: Side| {
        let tall: f64 = panels.iter().map(|(_, panel)| height(panel)).sum();
        let spare = middle - tall - float(panels.len().saturating_sub(1)) * GAP;
        let each = spare / float(panels.len().max(1));
        let x = if side == Side::Left { column(0) } else { column(2) };
        let mut y = upper;
        for (nr, panel) in panels {
            let height = height(panel) + each;
            let meets = (if side == Side::Left { x + PANEL } else { x }, y + height / 2.0);
            placed.push((*nr, Place { x, y, height, side, meets }));
            y += height + GAP;
        }
    };
    column_of(right.iter().collect(), Side::Right);
    column_of(left.iter().rev().collect(), Side::Left);
    placed.sort_by_key(|(nr, _)| *nr);
    let placed = panels.iter().zip(placed).map(|(panel, (nr, place))| Placed {
        panel,
        nr,
        x: place.x,
        y: place.y,
        height: place.height,
        side: place.side,
        meets: place.meets,
    });
    (placed.collect(), column(2) + PANEL + EDGE, lower + bottom + EDGE, centre)
}

struct Place {
    x: f64,
    y: f64,
    height: f64,
    side: Side,
    meets: (f64, f64),
}

fn draw_citizen(out: &mut String, citizen: &str, (x, y): (f64, f64)) {
    let (half, tall) = CENTRE;
    let _ = writeln!(
        out,
        r##"<g class="network-citizen"><ellipse cx="{x:.1}" cy="{y:.1}" rx="{half}" ry="{tall}" fill="#ffffff" stroke="{CITIZEN}" stroke-width="4"/>"##
    );
    let lines = wrap(citizen, 2.0 * half - 60.0, 18.0);
    let first = y + 6.0 - (float(lines.len()) - 1.0) * 11.0;
    for (nr, line) in lines.iter().enumerate() {
        let at = first + float(nr) * 22.0;
        let _ = writeln!(
            out,
            r#"<text x="{x:.1}" y="{at:.1}" font-size="18" font-weight="700" text-anchor="middle">{}</text>"#,
            escape(line)
        );
    }
    out.push_str("</g>\n");
}

fn draw_panel(out: &mut String, placed: &Placed<'_>) {
    let Placed { panel, nr, x, y, height, side, .. } = placed;
    let fill = FILLS.get(nr % 2).copied().unwrap_or("#ffffff");
    // The edge that faces the citizen is the stem from which those in the sector branch.
    let stem = if *side == Side::Left { x + PANEL } else { *x };
    let _ = writeln!(
        out,
        r##"<g class="network-sector"><rect x="{x:.1}" y="{y:.1}" width="{PANEL}" height="{height:.1}" rx="6" fill="{fill}" stroke="#8b919c"/><path d="M{stem:.1} {:.1}V{:.1}" stroke="{LINE}" stroke-width="3" fill="none"/>"##,
        y + 6.0,
        y + height - 6.0,
    );
    let (title_x, anchor) = if *side == Side::Left { (x + PANEL - PADDING, "end") } else { (x + PADDING, "start") };
    let mut at = y + PADDING;
    for line in wrap(&panel.title, PANEL - 2.0 * PADDING, NAME) {
        at += TITLE_LINE;
        let _ = writeln!(
            out,
            r#"<text x="{title_x:.1}" y="{:.1}" font-size="{NAME}" font-weight="700" text-anchor="{anchor}">{}</text>"#,
            at - 4.0,
            escape(&line)
        );
    }
    if panel.dots.is_empty() {
        let _ = writeln!(
            out,
            r#"<text x="{title_x:.1}" y="{:.1}" fill="{QUIET}" font-style="italic" text-anchor="{anchor}">Ingen endnu</text>"#,
            at + TEXT_LINE - 4.0
        );
    }
    for dot in &panel.dots {
        at = draw_dot(out, dot, stem, at, *side);
    }
    out.push_str("</g>\n");
}

/// Draws one contact from the stem and answers where the next begins.
fn draw_dot(out: &mut String, dot: &Dot, stem: f64, top: f64, side: Side) -> f64 {
    let (toward, anchor) = if side == Side::Left { (-1.0, "end") } else { (1.0, "start") };
    let (x, y) = (stem + toward * TO_DOT, top + 16.0);
    let style = match dot.in_touch {
        Answer::Yes => "",
        Answer::No => r#" stroke-dasharray="9 6""#,
        Answer::Unknown => r#" stroke-dasharray="2 5""#,
    };
    let _ = writeln!(
        out,
        r#"<g class="network-contact"><path d="M{stem:.1} {y:.1}H{:.1}" stroke="{LINE}" stroke-width="2.5" fill="none"{style}/>"#,
        x - toward * 9.0
    );
    draw_mark(out, dot.mark, x, y);
    let mut at = top + 4.0;
    for (line, is_name) in texts(dot) {
        at += TEXT_LINE;
        let look =
            if is_name { format!(r#"font-size="{NAME}" font-weight="600""#) } else { format!(r#"fill="{QUIET}""#) };
        let _ = writeln!(
            out,
            r#"<text x="{:.1}" y="{:.1}" {look} text-anchor="{anchor}">{}</text>"#,
            stem + toward * TO_TEXT,
            at - 1.0,
            escape(&line)
        );
    }
    out.push_str("</g>\n");
    top + tall(texts(dot).len())
}

/// Each mark has a shape of its own: filled with a tick, ring with an exclamation mark, ring with a cross, empty ring.
fn draw_mark(out: &mut String, mark: Mark, x: f64, y: f64) {
    let fill = if mark == Mark::Consent { CITIZEN } else { "#ffffff" };
    let _ =
        writeln!(out, r#"<circle cx="{x:.1}" cy="{y:.1}" r="9" fill="{fill}" stroke="{CITIZEN}" stroke-width="2"/>"#);
    let path = match mark {
        Mark::Consent => format!("M{:.1} {:.1}l3.2 3.4l5.6 -6.6", x - 4.2, y + 0.4),
        Mark::OnlySaid => format!("M{x:.1} {:.1}v5.6M{x:.1} {:.1}v1.6", y - 4.8, y + 3.4),
        Mark::No => format!("M{:.1} {:.1}l6.8 6.8M{:.1} {:.1}l-6.8 6.8", x - 3.4, y - 3.4, x + 3.4, y - 3.4),
        Mark::NotAsked => return,
    };
    let ink = if mark == Mark::Consent { "#ffffff" } else { INK };
    let _ = writeln!(out, r#"<path d="{path}" stroke="{ink}" stroke-width="2" stroke-linecap="round" fill="none"/>"#);
}

/// Room for the explanation under the map.
const LEGEND: f64 = 64.0;

fn draw_legend(out: &mut String, top: f64) {
    let marks = [
        (Mark::Consent, "samtykke gælder"),
        (Mark::OnlySaid, "har sagt ja, samtykke mangler"),
        (Mark::No, "nej, eller samtykket er slut"),
        (Mark::NotAsked, "ikke spurgt"),
    ];
    let lines = [(Answer::Yes, "har kontakt"), (Answer::No, "har ikke kontakt"), (Answer::Unknown, "kendes ikke")];
    out.push_str("<g class=\"network-legend\">\n");
    let y = top + 18.0;
    for (nr, (answer, said)) in lines.into_iter().enumerate() {
        let x = EDGE + float(nr) * 232.0;
        let style = match answer {
            Answer::Yes => "",
            Answer::No => r#" stroke-dasharray="9 6""#,
            Answer::Unknown => r#" stroke-dasharray="2 5""#,
        };
        let _ = writeln!(
            out,
            r#"<path d="M{x:.1} {y:.1}h48" stroke="{LINE}" stroke-width="2.5" fill="none"{style}/><text x="{:.1}" y="{:.1}">{said}</text>"#,
            x + 58.0,
            y + 4.0
        );
    }
    let y = top + 46.0;
    for (nr, (mark, said)) in marks.into_iter().enumerate() {
        let x = EDGE + 12.0 + float(nr) * 232.0;
        draw_mark(out, mark, x, y);
        let _ = writeln!(out, r#"<text x="{:.1}" y="{:.1}">{said}</text>"#, x + 16.0, y + 4.0);
    }
    out.push_str("</g>\n");
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "tests")]

    use super::*;
    use proptest::prelude::*;

    fn dot(name: &str, in_touch: Answer, mark: Mark) -> Dot {
        let lines = vec!["egen læge".to_string(), "Lægehuset Torvet".to_string()];
        Dot { name: name.into(), lines, in_touch, mark, said: "samtykke til 30. juni 2026".into() }
    }

    fn panels(numbers: &[usize]) -> Vec<Panel> {
        let panel = |(nr, number): (usize, &usize)| Panel {
            title: format!("{}. En del", nr + 1),
            dots: (0..*number).map(|nr| dot(&format!("Navn {nr}"), Answer::Yes, Mark::Consent)).collect(),
        };
        numbers.iter().enumerate().map(panel).collect()
    }

    #[test]
    fn the_text_says_all_that_the_map_shows() {
        let shown = [
            Panel { title: "7. Sundhed".into(), dots: vec![dot("Lone <Dahl>", Answer::No, Mark::OnlySaid)] },
            Panel { title: "9. Kriminalforsorgen".into(), dots: Vec::new() },
        ];
        let said = in_words("Torben Ågesen", &shown).join(" ");
        assert_eq!(
            said,
            "I midten: Torben Ågesen. 7. Sundhed: Lone <Dahl>, egen læge, Lægehuset Torvet, har ikke kontakt, samtykke \
             til 30. juni 2026. Ingen endnu i: 9. Kriminalforsorgen."
        );
        let svg = svg("Torben Ågesen", &shown, "kort");
        assert!(svg.contains("<title id=\"kort-titel\">Netværkskort med 1 kontakt</title>"), "{svg}");
        assert!(svg.contains("Lone &lt;Dahl&gt;") && !svg.contains("<Dahl>"), "{svg}");
        assert!(svg.contains(r#"stroke-dasharray="9 6""#), "no contact is a broken line");
        assert!(!svg.contains(" style="), "the content security policy allows no inline style");
    }

    #[test]
    fn ten_sectors_stand_around_the_middle_in_order() {
        let shown = panels(&[1, 2, 0, 1, 0, 3, 1, 0, 0, 1]);
        let (placed, width, height, centre) = place(&shown);
        let sides: Vec<Side> = placed.iter().map(|one| one.side).collect();
        use Side::{Left as L, Middle as M, Right as R};
        assert_eq!(sides, [L, M, R, R, R, R, M, L, L, L], "clockwise");
        assert!(placed[8].y > placed[9].y, "the last stands above the last but one, back at the beginning");
        assert!(placed.iter().all(|one| one.x >= 0.0 && one.x + PANEL <= width && one.y + one.height <= height));
        assert!(0.0 < centre.0 && centre.1 < height);
    }

    proptest! {
        #[test]
        fn no_sector_covers_another_or_the_citizen(numbers in prop::collection::vec(0_usize..7, 1..12)) {
            let shown = panels(&numbers);
            let (placed, _, _, centre) = place(&shown);
            prop_assert_eq!(placed.len(), numbers.len());
            for (nr, one) in placed.iter().enumerate() {
                for other in placed.iter().skip(nr + 1) {
                    let beside = one.x + PANEL <= other.x || other.x + PANEL <= one.x;
                    let above = one.y + one.height <= other.y || other.y + other.height <= one.y;
                    prop_assert!(beside || above, "{} covers {}", one.nr, other.nr);
                }
                let clear = one.x + PANEL <= centre.0 - CENTRE.0 || centre.0 + CENTRE.0 <= one.x
                    || one.y + one.height <= centre.1 - CENTRE.1 || centre.1 + CENTRE.1 <= one.y;
                prop_assert!(clear, "{} covers the citizen", one.nr);
            }
        }
    }
}
