//! Stretches drawn as bars along the months: a hatched end where a day is not known.

use crate::wording::coordination;
use askama::Template;
use askama::filters::HtmlSafe;
use domain::dependency::{First, Last, Stretch};
use jiff::ToSpan;
use jiff::civil::Date;

/// Months the drawing shows before today.
const MONTHS_BACK: i32 = 6;
/// And ahead.
const MONTHS_AHEAD: i32 = 18;
/// Percent: widths are shares of the page, so that the words keep their size on a phone.
const WIDTH: f64 = 100.0;
/// Percent; a stretch of a few days is still seen.
const NARROWEST: f64 = 0.7;
/// Percent; what is not known is this long, at whichever end.
const UNSURE: f64 = 6.0;
const LABEL_HEIGHT: f64 = 22.0;
const ROW: f64 = 46.0;

/// A line of the drawing and of the table beside it.
pub(super) struct Line {
    pub(super) title: String,
    pub(super) stretch: Stretch,
    pub(super) source: String,
    /// It stops before the next begins, or nobody knows.
    pub(super) warns: bool,
}

/// The drawing.
#[derive(Template)]
#[template(path = "dependency/bars.html")]
pub(super) struct Bars {
    height: f64,
    foot: f64,
    today: f64,
    years: Vec<(f64, String)>,
    bars: Vec<Bar>,
    said: String,
}

impl HtmlSafe for Bars {}

struct Bar {
    x: f64,
    y: f64,
    width: f64,
    title: String,
    title_y: f64,
    warns: bool,
    /// Where what is not known is drawn, if anywhere.
    unsure: Vec<(f64, f64)>,
}

impl Bars {
    /// The drawing of these lines; nothing when there are none.
    pub(super) fn of(lines: &[Line], today: Date) -> Option<Bars> {
        if lines.is_empty() {
            return None;
        }
        let begin = today.first_of_month().saturating_add((-MONTHS_BACK).months());
        let end = today.first_of_month().saturating_add(MONTHS_AHEAD.months());
        let days = |from: Date, to: Date| f64::from(from.until(to).map_or(0, |span| span.get_days()));
        let whole = days(begin, end).max(1.0);
        let at = |day: Date| days(begin, day.clamp(begin, end)) / whole * WIDTH;
        let bars = (0_u32..).zip(lines).map(|(row, line)| {
            let top = LABEL_HEIGHT + f64::from(row) * ROW;
            let (x, width, unsure) = place(line.stretch, at(today), &at);
            Bar { x, width, unsure, y: top + 18.0, title: line.title.clone(), title_y: top + 12.0, warns: line.warns }
        });
        let bars: Vec<Bar> = bars.collect();
        let years = (begin.year()..=end.year()).filter_map(|year| {
            let first = Date::new(year, 1, 1).ok().filter(|first| begin <= *first && *first < end)?;
            Some((at(first), year.to_string()))
        });
        let rows = f64::from(u32::try_from(lines.len()).unwrap_or(u32::MAX));
        let said: Vec<String> =
            lines.iter().map(|line| format!("{}: {}", line.title, coordination::stretch(&line.stretch))).collect();
        let height = LABEL_HEIGHT + rows * ROW + LABEL_HEIGHT;
        Some(Bars {
            height,
            foot: height - 7.0,
            today: at(today),
            years: years.collect(),
            bars,
            said: format!("{}.", said.join(". ")),
        })
    }
}

/// Where a stretch begins, how wide it is, and which ends of it nobody knows.
fn place(stretch: Stretch, today: f64, at: &impl Fn(Date) -> f64) -> (f64, f64, Vec<(f64, f64)>) {
    let after = |day: Date| at(day.tomorrow().unwrap_or(day));
    let last = match stretch.last {
        Last::On(day) => after(day),
        Last::Open => WIDTH,
        // It may have ended or go on: it is drawn until today, and a little further without a firm end.
        Last::Unknown => today,
    };
    let first = match stretch.first {
        First::On(day) => at(day),
        // Whatever it begins with, it is not drawn as if it were known.
        First::Unknown => last.max(today),
    };
    let width = (last - first).max(NARROWEST);
    let mut unsure = Vec::new();
    if stretch.first == First::Unknown {
        unsure.push(((first - UNSURE).max(0.0), UNSURE));
    }
    if stretch.last == Last::Unknown {
        unsure.push((first + width, UNSURE));
    }
    (first, width, unsure)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_is_not_known_is_said_and_drawn_as_not_known() {
        let line = |title: &str, first: First, last: Last| Line {
            title: title.into(),
            stretch: Stretch { first, last },
            source: String::new(),
            warns: true,
        };
        let lines = [
            line("Sygedagpenge", First::On(date(2026, 1, 1)), Last::On(date(2026, 3, 31))),
            line("Fleksløn", First::Unknown, Last::Open),
            line("Boligstøtte", First::On(date(2026, 1, 1)), Last::Unknown),
        ];
        let drawn = Bars::of(&lines, date(2026, 3, 5)).unwrap();
        assert_eq!(drawn.bars.iter().map(|bar| bar.unsure.len()).collect::<Vec<_>>(), [0, 1, 1]);
        assert!(drawn.said.contains("Fleksløn: første dag kendes ikke, uden slutdato"), "{}", drawn.said);
        assert!(drawn.said.contains("Boligstøtte: 1. januar 2026, sidste dag kendes ikke"), "{}", drawn.said);
        assert!(Bars::of(&[], date(2026, 3, 5)).is_none());
    }
}
