//! The calendar: holidays, customary days off, the municipality's own closing days, and what counts as what.

use super::about::{About, note};
use crate::error::{Page, page};
use crate::layout::{Frame, Here};
use crate::session::Desk;
use crate::wording::danish;
use askama::Template;
use axum::extract::Query;
use domain::calendar::{Calendar, DayOff, holidays_of};
use jiff::civil::{Date, date};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "toolbox/calendar.html")]
struct Show {
    frame: Frame,
    about: About,
    year: i16,
    before: Option<i16>,
    after: Option<i16>,
    days: Vec<Day>,
    customs: Vec<(&'static str, &'static str)>,
}

/// A day that is not like the others.
struct Day {
    date: String,
    iso: String,
    name: String,
    kind: &'static str,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    aar: String,
}

/// Years one can ask for.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2100;

/// Shows a year.
pub(super) async fn show(desk: Desk, Query(wanted): Query<Wanted>) -> Page {
    let year = wanted.aar.trim().parse().ok().filter(|year| YEARS.contains(year));
    let year = year.unwrap_or_else(|| desk.app.today().year());
    let calendar = &desk.app.content.calendar;
    let about = About::new(&format!("Kalender {year}"), "Regler og tal");
    let about = match note(&desk.app, "lukkedage") {
        Some(note) => about.noted(note),
        None => about,
    };
    let beside = |year: Option<i16>| year.filter(|year| YEARS.contains(year));
    page(&Show {
        frame: desk.frame(Here::Toolbox),
        about,
        year,
        before: beside(year.checked_sub(1)),
        after: beside(year.checked_add(1)),
        days: days(calendar, year),
        customs: customs(calendar),
    })
}

/// Every holiday, also one on a weekend, and every other day that is off for another reason than the weekend.
fn days(calendar: &Calendar, year: i16) -> Vec<Day> {
    let holidays = holidays_of(year);
    let mut day = date(year, 1, 1);
    let mut found = Vec::new();
    while day.year() == year {
        let name = holidays.iter().find(|(holiday, _)| *holiday == day).map(|(_, name)| (*name).to_string());
        let of = match (name, calendar.day_off(day)) {
            (Some(name), _) => Some((name, "helligdag")),
            (None, Some(DayOff::Customary(name))) => Some((name.to_string(), "lukket efter sædvane")),
            (None, Some(DayOff::Closed(reason))) => Some((reason, "kommunens egen lukkedag")),
            (None, _) => None,
        };
        found.extend(of.map(|(name, kind)| row(day, name, kind)));
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    found
}

fn row(day: Date, name: String, kind: &'static str) -> Day {
    Day { date: danish::date_short(day), iso: day.to_string(), name, kind }
}

fn customs(calendar: &Calendar) -> Vec<(&'static str, &'static str)> {
    let settings = &calendar.settings;
    let works = |yes: bool| if yes { "arbejdsdag" } else { "ikke arbejdsdag" };
    let counts = |yes: bool| if yes { "tæller med som hverdag" } else { "tæller ikke med som hverdag" };
    vec![
        ("Grundlovsdag, 5. juni", works(settings.constitution_day_works)),
        ("Juleaftensdag, 24. december", works(settings.christmas_eve_works)),
        ("Nytårsaftensdag, 31. december", works(settings.new_years_eve_works)),
        ("Lørdag, når kommunen skal nå noget", counts(settings.saturday_is_weekday_for_us)),
        ("Lørdag, når et brev regnes for modtaget", counts(settings.saturday_is_weekday_for_citizen)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_shows_easter_and_our_own_closing_day_but_no_plain_weekend() {
        let mut calendar = Calendar::default();
        calendar.closed.insert(date(2027, 5, 7), "Dagen efter Kristi himmelfartsdag".into());
        let days = days(&calendar, 2027);
        let of = |iso: &str| days.iter().find(|day| day.iso == iso).map(|day| day.kind);
        assert_eq!(of("2027-03-28"), Some("helligdag"), "påskedag is a Sunday and still a holiday");
        assert_eq!(of("2027-05-07"), Some("kommunens egen lukkedag"));
        assert_eq!(of("2027-12-24"), Some("lukket efter sædvane"));
        assert_eq!(of("2027-01-02"), None);
    }
}
