//! Figures over the quarters as bars: the same stands in words for who listens, and in the table below for everybody.

use super::{figure_said, target_said};
use askama::Template;
use askama::filters::HtmlSafe;
use domain::indicator::{Figure, Quarter};

const WIDTH: i64 = 520;
const TOP: i64 = 22;
const FOOT: i64 = 130;
const BAR: i64 = 44;

/// The bars.
#[derive(Template)]
#[template(path = "indicator/trend.html")]
pub(super) struct Trend {
    said: String,
    bars: Vec<Bar>,
    target: Option<i64>,
}
impl HtmlSafe for Trend {}

struct Bar {
    x: i64,
    middle: i64,
    y: i64,
    height: i64,
    hidden: bool,
    label: String,
    quarter: String,
}

impl Trend {
    /// Of an indicator's figures, oldest first.
    pub(super) fn of(title: &str, trend: &[(Quarter, Figure)], target: Option<i64>, fewest: u32) -> Trend {
        let days = trend.iter().filter_map(|(_, figure)| match figure {
            Figure::Median { days, .. } => Some(*days),
            _ => None,
        });
        let counts_days = days.clone().next().is_some();
        let most = if counts_days { days.chain(target).max().unwrap_or(1).max(1) } else { 100 };
        let height = |value: i64| (FOOT - TOP).saturating_mul(value.clamp(0, most)) / most;
        let step = (WIDTH - 20) / i64::try_from(trend.len().max(1)).unwrap_or(1);
        let bars = (0i64..).zip(trend).map(|(place, (quarter, figure))| {
            let x = step.saturating_mul(place).saturating_add(10);
            let (value, label, hidden) = match figure {
                Figure::Nothing => (0, "-".to_string(), false),
                Figure::TooFew => (most / 3, "få".to_string(), true),
                Figure::Share { .. } => {
                    let percent = i64::from(figure.percent().unwrap_or_default());
                    (percent, format!("{percent} %"), false)
                }
                Figure::Median { days, .. } => (*days, days.to_string(), false),
            };
            let (said, middle) = (quarter.to_string(), x.saturating_add(BAR / 2));
            let height = height(value);
            // "1. kvartal 2026" is too wide for a bar: "1. kv. 26" says the same.
            let short = said.replace("kvartal 20", "kv. ");
            Bar { x, middle, y: FOOT.saturating_sub(height), height, hidden, label, quarter: short }
        });
        let words = trend.iter().map(|(quarter, figure)| format!("{quarter}: {}", figure_said(*figure, fewest)));
        let mut said = format!("{title}. {}", words.collect::<Vec<_>>().join("; "));
        if let Some(target) = target {
            let measured = if counts_days {
                domain::indicator::Measured::DaysToPlan
            } else {
                domain::indicator::Measured::PlanInPlace
            };
            said = format!("{said}. Målet er {}.", target_said(measured, target));
        }
        Trend { said, bars: bars.collect(), target: target.map(|target| FOOT.saturating_sub(height(target))) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_bars_say_what_they_show_and_hide_what_is_hidden() {
        let quarters = Quarter::of(date(2026, 5, 1)).so_many(3);
        let figures = [Figure::Nothing, Figure::TooFew, Figure::Share { met: 4, of: 5 }];
        let trend: Vec<(Quarter, Figure)> = quarters.into_iter().zip(figures).collect();
        let html = Trend::of("Fast kontaktperson", &trend, Some(90), 5).render().unwrap();
        assert!(html.contains("2. kvartal 2026: 80 % (4 af 5)") && html.contains("mindst 90 %"), "{html}");
        assert!(html.contains("1. kvartal 2026: færre end 5: vises ikke") && html.contains("2. kv. 26"), "{html}");
        assert!(html.contains("th-trend-hidden") && html.contains("th-trend-target"), "{html}");
    }
}
