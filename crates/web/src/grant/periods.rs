//! The periods of a citizen's grants drawn as bars along the months, with a text that says the same.

use askama::Template;
use askama::filters::HtmlSafe;
use domain::grant::Grant;
use jiff::ToSpan;
use jiff::civil::Date;

/// How many months the drawing shows before and after today.
const MONTHS_BACK: i32 = 12;
/// And ahead.
const MONTHS_AHEAD: i32 = 24;
/// Percent: widths are shares of the page, so that the words keep their size on a phone.
const WIDTH: f64 = 100.0;
/// Percent; a grant of a few days is still seen.
const NARROWEST: f64 = 0.5;
const LABEL_HEIGHT: f64 = 22.0;
const ROW: f64 = 46.0;

/// The drawing.
#[derive(Template)]
#[template(path = "grant/periods.html")]
pub(crate) struct Periods {
    height: f64,
    foot: f64,
    bars: Vec<Bar>,
    years: Vec<(f64, String)>,
    today: f64,
    said: String,
}

impl HtmlSafe for Periods {}

struct Bar {
    x: f64,
    y: f64,
    width: f64,
    title: String,
    title_y: f64,
    ends: bool,
}

impl Periods {
    /// The drawing of grants, each with its title; nothing when none runs in the months it shows.
    pub(crate) fn of(grants: &[(String, &Grant)], today: Date) -> Option<Self> {
        let begin = today.first_of_month().saturating_add((-MONTHS_BACK).months());
        let end = today.first_of_month().saturating_add(MONTHS_AHEAD.months());
        // What ended before the drawing begins has no bar in it.
        let shown = |(_, grant): &&(String, &Grant)| grant.until.is_none_or(|until| begin <= until) && grant.from < end;
        let grants: Vec<&(String, &Grant)> = grants.iter().filter(shown).collect();
        if grants.is_empty() {
            return None;
        }
        let days = |from: Date, to: Date| f64::from(from.until(to).map_or(0, |span| span.get_days()));
        let whole = days(begin, end).max(1.0);
        let at = |day: Date| days(begin, day.clamp(begin, end)) / whole * WIDTH;
        let bars = (0_u32..).zip(&grants).map(|(row, (title, grant))| {
            let top = LABEL_HEIGHT + f64::from(row) * ROW;
            let x = at(grant.from);
            let last = grant.until.map_or(end, |until| until.tomorrow().unwrap_or(until));
            Bar {
                x,
                y: top + 18.0,
                width: (at(last) - x).max(NARROWEST),
                title: title.clone(),
                title_y: top + 12.0,
                ends: grant.until.is_some_and(|until| until < end),
            }
        });
        let years = (begin.year()..=end.year()).filter_map(|year| {
            let first = Date::new(year, 1, 1).ok().filter(|first| begin <= *first && *first < end)?;
            Some((at(first), year.to_string()))
        });
        let rows = f64::from(u32::try_from(grants.len()).unwrap_or(u32::MAX));
        let said: Vec<String> =
            grants.iter().map(|(title, grant)| format!("{title}: {}", crate::wording::grant(grant))).collect();
        Some(Self {
            // Years are named above the bars and today below, so that the two never meet.
            height: LABEL_HEIGHT + rows * ROW + LABEL_HEIGHT,
            foot: LABEL_HEIGHT + rows * ROW + LABEL_HEIGHT - 7.0,
            bars: bars.collect(),
            years: years.collect(),
            today: at(today),
            said: format!("{}.", said.join(". ")),
        })
    }
}
