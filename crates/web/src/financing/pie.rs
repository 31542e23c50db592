//! Shares as a pie: each slice has a letter and a pattern, so that nobody needs the colours, and the same in words.

use askama::Template;
use askama::filters::HtmlSafe;
use domain::financing::Share;
use domain::setting::Kroner;
use std::f64::consts::TAU;

/// Middle and radius of the pie.
const MIDDLE: f64 = 110.0;
const RADIUS: f64 = 100.0;
/// How many patterns there are; more departments begin over, and still have their letter.
const PATTERNS: usize = 6;

/// A pie.
#[derive(Template)]
#[template(path = "financing/pie.html")]
pub(super) struct Pie {
    said: String,
    slices: Vec<Slice>,
}
impl HtmlSafe for Pie {}

struct Slice {
    letter: char,
    title: String,
    share: String,
    amount: String,
    pattern: usize,
    /// Where its letter stands; none in a slice too narrow to hold one.
    label: Option<(f64, f64)>,
    /// None for a slice that is all of it: a circle.
    path: Option<String>,
}

impl Pie {
    /// Of amounts by what they are called; `None` when there is nothing to divide.
    pub(super) fn of(parts: &[(String, Kroner)]) -> Option<Pie> {
        let parts: Vec<&(String, Kroner)> = parts.iter().filter(|(_, amount)| Kroner::default() < *amount).collect();
        let total: i64 = parts.iter().map(|(_, amount)| amount.oere()).sum();
        if total <= 0 {
            return None;
        }
        let mut slices = Vec::new();
        let mut before = 0i64;
        for (index, (title, amount)) in parts.iter().enumerate() {
            let (begins, ends) = (turn(before, total), turn(before.saturating_add(amount.oere()), total));
            before = before.saturating_add(amount.oere());
            let middle = f64::midpoint(begins, ends);
            slices.push(Slice {
                letter: letter(index),
                title: title.clone(),
                share: share(amount.oere(), total).to_string(),
                amount: amount.to_string(),
                pattern: index % PATTERNS,
                label: (0.035 < ends - begins).then(|| point(middle, RADIUS * 0.62)),
                path: (amount.oere() < total).then(|| wedge(begins, ends)),
            });
        }
        let said = slices.iter().map(|slice| format!("{}: {} {}", slice.letter, slice.title, slice.share));
        Some(Pie { said: said.collect::<Vec<_>>().join(", "), slices })
    }
}

fn letter(index: usize) -> char {
    u8::try_from(index)
        .ok()
        .and_then(|index| b'A'.checked_add(index))
        .filter(u8::is_ascii_uppercase)
        .map_or('*', char::from)
}

/// A share of the amounts, to the nearest hundredth of a percent.
pub(super) fn share(part: i64, total: i64) -> Share {
    let doubled = i128::from(part).saturating_mul(20_000).saturating_add(i128::from(total));
    let points = doubled.checked_div(i128::from(total).saturating_mul(2)).unwrap_or_default();
    u32::try_from(points).ok().and_then(Share::from_points).unwrap_or(Share::WHOLE)
}

/// How far round the pie an amount is, from 0 to 1.
fn turn(oere: i64, total: i64) -> f64 {
    let hundredths = i128::from(oere).saturating_mul(1_000_000).checked_div(i128::from(total)).unwrap_or_default();
    f64::from(i32::try_from(hundredths).unwrap_or_default()) / 1_000_000.0
}

/// A point on the pie, from the top and with the clock.
fn point(turn: f64, radius: f64) -> (f64, f64) {
    let (sin, cos) = (turn * TAU).sin_cos();
    (MIDDLE + radius * sin, MIDDLE - radius * cos)
}

fn wedge(begins: f64, ends: f64) -> String {
    let ((from_x, from_y), (to_x, to_y)) = (point(begins, RADIUS), point(ends, RADIUS));
    let large = u8::from(0.5 < ends - begins);
    format!("M {MIDDLE} {MIDDLE} L {from_x:.2} {from_y:.2} A {RADIUS} {RADIUS} 0 {large} 1 {to_x:.2} {to_y:.2} Z")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn pie(oere: &[i64]) -> Option<Pie> {
        let parts: Vec<(String, Kroner)> =
            oere.iter().enumerate().map(|(nr, oere)| (format!("Afdeling {nr}"), Kroner::from_oere(*oere))).collect();
        Pie::of(&parts)
    }

    #[test]
    fn a_pie_says_in_words_what_it_shows() {
        let html = pie(&[600_000, 400_000]).unwrap().render().unwrap();
        assert!(html.contains("A: Afdeling 0 60 %, B: Afdeling 1 40 %"), "{html}");
        assert!(html.contains("role=\"img\"") && html.contains("6.000,00 kr."), "{html}");
        let html = pie(&[1, 1, 1]).unwrap().render().unwrap();
        assert!(html.contains("33,33 %"), "{html}");
    }

    #[test]
    fn one_who_pays_all_is_a_whole_circle_and_nothing_is_no_pie() {
        let html = pie(&[0, 500]).unwrap().render().unwrap();
        assert!(html.contains("<circle") && html.contains("100 %") && !html.contains("Afdeling 0"), "{html}");
        assert!(pie(&[0, 0]).is_none() && pie(&[]).is_none());
    }

    #[test]
    fn half_a_pie_goes_from_the_top_to_the_bottom() {
        assert_eq!(wedge(0.0, 0.5), "M 110 110 L 110.00 10.00 A 100 100 0 0 1 110.00 210.00 Z");
        assert!(wedge(0.0, 0.75).contains(" 0 1 1 10.00 110.00"));
    }
}
