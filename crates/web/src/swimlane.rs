//! A procedure as a picture: swimlanes by role, with "her er vi" when it is a case's own.
//!
//! The picture is SVG with presentation attributes only, since the content security policy allows no inline styles.
//! What it shows by place and line, its text alternative says in words; nothing is told by colour alone.

mod layout;
pub(crate) mod measure;
mod words;

#[cfg(test)]
mod tests;

use domain::procedure::{Procedure, StepId};
use domain::progress::State;
use domain::questionnaire::RoleTitle;
use layout::{BOX_WIDTH, Lane, Layout, Line, Phase, Placed, Words};
use std::collections::BTreeMap;
use std::fmt::Write;

const INK: &str = "#1a1a1a";
const QUIET: &str = "#4d4d4d";
const LINE: &str = "#5c5c5c";
const LANES: [&str; 2] = ["#f2f5f9", "#f7f4ee"];
const HERE: &str = "#004d99";

/// Draws a procedure; with `states`, where a case stands in it.
///
/// `id` must be unique on the page: the text alternative is tied to the picture by it. All text is escaped.
pub fn svg(procedure: &Procedure, roles: &[RoleTitle], states: Option<&BTreeMap<StepId, State>>, id: &str) -> String {
    let state_of = |step: &str| states.and_then(|states| states.get(step));
    let words = procedure.steps.iter().map(|step| Words {
        entry: words::entries(procedure, step),
        title: step.title.clone(),
        status: state_of(&step.id).and_then(words::state),
        exits: words::exits(procedure, step),
    });
    let layout = layout::lay_out(procedure, roles, words.collect());
    let mut out = String::new();
    open(&mut out, procedure, roles, states, id, &layout);
    for (nr, lane) in layout.lanes.iter().enumerate() {
        draw_lane(&mut out, nr, lane, &layout);
    }
    for phase in &layout.phases {
        draw_phase(&mut out, phase, &layout);
    }
    for line in &layout.lines {
        let ends = [line.from, line.to].map(|nr| procedure.steps.get(nr).and_then(|step| state_of(&step.id)));
        draw_line(&mut out, line, ends);
    }
    for (step, placed) in procedure.steps.iter().zip(&layout.boxes) {
        draw_box(&mut out, placed, state_of(&step.id), step.optional);
    }
    out.push_str("</svg>\n");
    out
}

/// What the picture shows, one sentence per step: for the picture's description and for pages that say it beside it.
pub fn in_words(procedure: &Procedure, roles: &[RoleTitle], states: Option<&BTreeMap<StepId, State>>) -> Vec<String> {
    procedure
        .steps
        .iter()
        .enumerate()
        .map(|(nr, step)| {
            let mut said = format!("Trin {}, {}: {}", nr + 1, words::role(roles, &step.role), step.title);
            if let Some(state) = states.and_then(|states| states.get(&step.id)).and_then(words::state) {
                let _ = write!(said, ". {state}");
            }
            let before: Vec<&str> = step
                .after
                .iter()
                .filter_map(|way| match way {
                    domain::procedure::Ref::Step(id) => procedure.step(id).map(|step| step.title.as_str()),
                    _ => None,
                })
                .collect();
            if !before.is_empty() {
                let _ = write!(said, ". Efter: {}", before.join(", "));
            }
            for part in words::entries(procedure, step).into_iter().chain(words::exits(procedure, step)) {
                let _ = write!(said, ". {part}");
            }
            said.push('.');
            said.replace("?.", "?")
        })
        .collect()
}

/// The procedure said back in Danish sentences, one paragraph per step: roles, ways, conditions, deadlines and outcomes.
pub fn read(procedure: &Procedure, roles: &[RoleTitle]) -> Vec<String> {
    procedure.steps.iter().map(|step| words::sentences(procedure, roles, step)).collect()
}

fn open(
    out: &mut String,
    procedure: &Procedure,
    roles: &[RoleTitle],
    states: Option<&BTreeMap<StepId, State>>,
    id: &str,
    layout: &Layout,
) {
    let id = escape(id);
    let (width, height) = (layout.width.ceil(), layout.height.ceil());
    let _ = writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="swimlane" role="img" aria-labelledby="{id}-titel" aria-describedby="{id}-tekst" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="'IBM Plex Sans', Arial, sans-serif" font-size="14" fill="{INK}">"#
    );
    let _ = writeln!(out, r#"<title id="{id}-titel">Forløbet {} som svømmebaner</title>"#, escape(&procedure.title));
    let _ = writeln!(out, r#"<desc id="{id}-tekst">{}</desc>"#, escape(&in_words(procedure, roles, states).join(" ")));
    let _ = writeln!(out, r##"<rect width="{width}" height="{height}" fill="#ffffff"/>"##);
}

fn draw_lane(out: &mut String, nr: usize, lane: &Lane, layout: &Layout) {
    let fill = if nr.is_multiple_of(2) { LANES[0] } else { LANES[1] };
    let height = layout.height - 2.0 * layout.top;
    let _ = writeln!(
        out,
        r##"<g class="swimlane-lane"><rect x="{}" y="{}" width="{}" height="{height}" rx="6" fill="{fill}" stroke="#c9ced6"/>"##,
        lane.x, layout.top, lane.width
    );
    let x = lane.x + lane.width / 2.0;
    text(out, &lane.title, x, layout.top + 24.0, r#"font-weight="700" text-anchor="middle""#, 16.0);
    out.push_str("</g>\n");
}

fn draw_phase(out: &mut String, phase: &Phase, layout: &Layout) {
    let _ = writeln!(
        out,
        r#"<g class="swimlane-phase"><path d="M12 {y}H{right}" stroke="{LINE}" stroke-dasharray="2 5" fill="none"/><path d="M15 {top}V{bottom}" stroke="{LINE}" stroke-width="3" fill="none"/>"#,
        y = phase.y,
        right = layout.width - layout.top,
        top = phase.y + 6.0,
        bottom = phase.y + phase.height - 6.0,
    );
    text(out, &phase.title, 24.0, phase.y + 24.0, r#"font-weight="700""#, 18.0);
    out.push_str("</g>\n");
}

/// A line is drawn heavier when the case has gone that way, and lighter when it never will.
fn draw_line(out: &mut String, line: &Line, ends: [Option<&State>; 2]) {
    let (Some((x, y)), Some(before)) = (line.corners.last(), line.corners.iter().rev().nth(1)) else { return };
    let walked =
        |state: Option<&State>| matches!(state, Some(State::Done(_) | State::LeftOut(_) | State::PassedOver(_)));
    let reached = |state: Option<&State>| walked(state) || matches!(state, Some(State::Open(_) | State::Undecided(_)));
    let look = match ends {
        [from, to] if walked(from) && reached(to) => r#"stroke-width="2.5""#,
        [Some(State::FellAway), _] | [_, Some(State::FellAway)] => r#"stroke-width="1.2" stroke-dasharray="3 4""#,
        _ => r#"stroke-width="1.4""#,
    };
    let mut d = String::new();
    for (nr, (x, y)) in line.corners.iter().enumerate() {
        let _ = write!(d, "{}{x:.1} {y:.1}", if nr == 0 { "M" } else { "L" });
    }
    // Every line comes down into its box, so the head needs one shape only.
    debug_assert!(before.1 < *y, "a line comes into a box from above");
    let _ = writeln!(
        out,
        r#"<g class="swimlane-arrow"><path d="{d}" fill="none" stroke="{LINE}" stroke-linejoin="round" {look}/><path d="M{} {}L{x:.1} {y:.1}L{} {}Z" fill="{LINE}"/></g>"#,
        x - 4.5,
        y - 8.0,
        x + 4.5,
        y - 8.0,
    );
}

fn draw_box(out: &mut String, placed: &Placed, state: Option<&State>, optional: bool) {
    let Placed { x, y, height, texts } = placed;
    let (class, border, strength) = match state {
        Some(State::Open(_)) => ("here", HERE, 4),
        Some(State::Undecided(_)) => ("undecided", HERE, 2),
        Some(State::Done(_) | State::LeftOut(_)) => ("done", INK, 2),
        Some(State::FellAway | State::PassedOver(_)) => ("away", QUIET, 1),
        Some(State::Waiting) | None => ("waiting", INK, 1),
    };
    let away = matches!(state, Some(State::FellAway | State::PassedOver(_)));
    let dash = match (away, optional) {
        (true, _) => r#" stroke-dasharray="2 4""#,
        (false, true) => r#" stroke-dasharray="8 4""#,
        (false, false) => "",
    };
    let ink = if away { QUIET } else { INK };
    let _ = writeln!(
        out,
        r##"<g class="swimlane-step swimlane-{class}" fill="{ink}"><rect x="{x}" y="{y}" width="{BOX_WIDTH}" height="{height}" rx="6" fill="#ffffff" stroke="{border}" stroke-width="{strength}"{dash}/>"##
    );
    let mut top = *y;
    text(
        out,
        &texts.entry,
        x + 10.0,
        top + 18.0,
        &format!(r#"font-size="12" font-style="italic" fill="{QUIET}""#),
        16.0,
    );
    top += texts.entry_height();
    text(out, &texts.title, x + 10.0, top + 20.0, r#"font-weight="600""#, 18.0);
    top += 18.0 * f64::from(u32::try_from(texts.title.len()).unwrap_or(0)) + 14.0;
    if !texts.status.is_empty() {
        draw_status(out, placed, top, state);
        top += texts.status_height();
    }
    if !texts.exits.is_empty() {
        let _ = writeln!(out, r##"<path d="M{} {top}h{}" stroke="#c9ced6" fill="none"/>"##, x + 10.0, BOX_WIDTH - 20.0);
        text(out, &texts.exits, x + 10.0, top + 16.0, &format!(r#"font-size="12" fill="{QUIET}""#), 16.0);
    }
    out.push_str("</g>\n");
}

/// The strip that says where the step stands: filled where we are, with a tick where it has happened.
fn draw_status(out: &mut String, placed: &Placed, top: f64, state: Option<&State>) {
    let (x, height) = (placed.x, placed.texts.status_height() - 4.0);
    match state {
        Some(State::Open(_)) => {
            let _ = writeln!(
                out,
                r#"<rect x="{}" y="{top}" width="{}" height="{height}" rx="3" fill="{HERE}"/>"#,
                x + 6.0,
                BOX_WIDTH - 12.0
            );
            text(
                out,
                &placed.texts.status,
                x + 12.0,
                top + 15.0,
                r##"font-size="12" font-weight="700" fill="#ffffff""##,
                16.0,
            );
        }
        Some(State::Done(_)) => {
            let _ = writeln!(
                out,
                r##"<path class="swimlane-tick" d="M{} {}l4 5l8 -10" fill="none" stroke="#1b6b2f" stroke-width="2.5"/>"##,
                x + 10.0,
                top + 11.0
            );
            text(out, &placed.texts.status, x + 28.0, top + 15.0, r#"font-size="12""#, 16.0);
        }
        _ => text(out, &placed.texts.status, x + 10.0, top + 15.0, r#"font-size="12" font-weight="600""#, 16.0),
    }
}

/// Lines of text, one under the other.
fn text(out: &mut String, lines: &[String], x: f64, y: f64, look: &str, step: f64) {
    let mut y = y;
    for line in lines {
        let _ = writeln!(out, r#"<text x="{x:.1}" y="{y:.1}" {look}>{}</text>"#, escape(line));
        y += step;
    }
}

/// Text that cannot become markup.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            // XML has no place for other control characters.
            other if other.is_control() => safe.push(' '),
            other => safe.push(other),
        }
    }
    safe
}
