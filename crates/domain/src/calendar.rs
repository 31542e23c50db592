//! Working days and public holidays (kalenderen): the ground all deadlines stand on.
//!
//! Source: `deadlines.md` sections 1 and 2 in the domain notes; holidays by computus.

use crate::deadline::Actor;
use jiff::civil::{Date, Weekday};
use std::collections::BTreeMap;
use std::fmt;

#[cfg(test)]
mod tests;

/// Why a day is not an ordinary day at the town hall.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DayOff {
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
    /// A public holiday (helligdag), with its Danish name.
    Holiday(&'static str),
    /// 5 June, 24 or 31 December: no public holiday, but closed by practice unless the municipality says otherwise.
    Customary(&'static str),
    /// A day the municipality has chosen to close (lukkedag), with its stated reason.
    Closed(String),
}

/// What the municipality decides about its calendar; see `deadlines.md` section 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarSettings {
    /// Whether 5 June counts as a working day. Default false.
    pub constitution_day_works: bool,
    /// Whether 24 December counts as a working day. Default false.
    pub christmas_eve_works: bool,
    /// Whether 31 December counts as a working day. Default false.
    pub new_years_eve_works: bool,
    /// Whether "hverdage" counts Saturdays when the authority must act (the earlier, stricter date). Default true.
    pub saturday_is_weekday_for_us: bool,
    /// Whether "hverdage" counts Saturdays when a citizen is presumed to have received a letter. Default false.
    pub saturday_is_weekday_for_citizen: bool,
}

impl Default for CalendarSettings {
    fn default() -> Self {
        Self {
            constitution_day_works: false,
            christmas_eve_works: false,
            new_years_eve_works: false,
            saturday_is_weekday_for_us: true,
            saturday_is_weekday_for_citizen: false,
        }
    }
}

/// A municipality's calendar: public holidays, customs and its own closing days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// Days closed by the municipality's own choice, with the reason.
    pub closed: BTreeMap<Date, String>,
    /// What the municipality has decided about the days in between.
    pub settings: CalendarSettings,
}

/// Last year in which Store Bededag was a public holiday (abolished from 2024).
const LAST_PRAYER_DAY: i16 = 2023;

/// Whole years on a day; born 29 February turns on 1 March in other years (`deadlines.md` section 1).
pub fn age_on(born: Date, day: Date) -> u32 {
    let years = i32::from(day.year()).saturating_sub(i32::from(born.year()));
    let had_birthday = (born.month(), born.day()) <= (day.month(), day.day());
    u32::try_from(if had_birthday { years } else { years.saturating_sub(1) }).unwrap_or(0)
}

/// The day a person turns so many years and months.
///
/// Born 29 February turns on 1 March in years without that day; a half birthday that its month is too short for falls
/// on the month's last day. Beyond the calendar's end it is the last day of the calendar.
pub fn birthday(born: Date, years: u32, months: u32) -> Date {
    let whole_years = years.saturating_add(months / 12);
    match months % 12 {
        0 => later_years(born, whole_years),
        months => add_months(born, i64::from(whole_years) * 12 + i64::from(months)),
    }
}

/// The same date so many years later; 29 February becomes 1 March where it is missing, as for birthdays.
pub(crate) fn later_years(from: Date, years: u32) -> Date {
    let same = add_months(from, i64::from(years) * 12);
    if same.day() < from.day() { same.tomorrow().unwrap_or(same) } else { same }
}

/// The same day number so many months later (or earlier, when negative), clamped to the month's last day and to the
/// first and last day of the calendar.
pub(crate) fn add_months(from: Date, months: i64) -> Date {
    let month_number = i64::from(from.year()) * 12 + i64::from(from.month()) - 1 + months;
    let year = i16::try_from(month_number.div_euclid(12));
    let month = i8::try_from(month_number.rem_euclid(12) + 1);
    let first = match (year, month) {
        (Ok(year), Ok(month)) => Date::new(year, month, 1).ok(),
        _ => None,
    };
    let beyond = if months < 0 { Date::MIN } else { Date::MAX };
    first.map_or(beyond, |first| {
        Date::new(first.year(), first.month(), from.day().min(first.days_in_month())).unwrap_or(beyond)
    })
}

/// Easter Sunday (påskedag) in the Gregorian calendar, by Meeus, Jones and Butcher.
fn easter(year: i16) -> Date {
    let y = i32::from(year);
    let (a, b, c) = (y.rem_euclid(19), y.div_euclid(100), y.rem_euclid(100));
    let leap_correction = b.div_euclid(4);
    let moon_correction = (b - (b + 8).div_euclid(25) + 1).div_euclid(3);
    let h = (19 * a + b - leap_correction - moon_correction + 15).rem_euclid(30);
    let l = (32 + 2 * b.rem_euclid(4) + 2 * (c / 4) - h - c % 4).rem_euclid(7);
    let m = (a + 11 * h + 22 * l) / 451;
    let march_based = h + l - 7 * m + 114;
    // March or April by construction, so both conversions and the date hold in every year.
    let month = i8::try_from(march_based / 31).unwrap_or(4);
    let day = i8::try_from(march_based % 31 + 1).unwrap_or(1);
    Date::new(year, month, day).unwrap_or(Date::MIN)
}

/// The name of the public holiday on a day, if it is one.
fn holiday(day: Date) -> Option<&'static str> {
    match (day.month(), day.day()) {
        (1, 1) => return Some("nytårsdag"),
        (12, 25) => return Some("juledag"),
        (12, 26) => return Some("2. juledag"),
        _ => {}
    }
    match i32::from(day.day_of_year()) - i32::from(easter(day.year()).day_of_year()) {
        -3 => Some("skærtorsdag"),
        -2 => Some("langfredag"),
        0 => Some("påskedag"),
        1 => Some("2. påskedag"),
        26 if day.year() <= LAST_PRAYER_DAY => Some("store bededag"),
        39 => Some("Kristi himmelfartsdag"),
        49 => Some("pinsedag"),
        50 => Some("2. pinsedag"),
        _ => None,
    }
}

/// The public holidays of a year with their Danish names, in the order they fall.
pub fn holidays_of(year: i16) -> Vec<(Date, &'static str)> {
    let Ok(first) = Date::new(year, 1, 1) else { return Vec::new() };
    // The range of the last year ends with the calendar itself.
    first
        .series(jiff::Span::new().days(1))
        .take_while(|day| day.year() == year)
        .filter_map(|day| holiday(day).map(|name| (day, name)))
        .collect()
}

/// Why a day is off everywhere in the country, whatever the municipality decides.
fn weekend_or_holiday(day: Date) -> Option<DayOff> {
    holiday(day).map(DayOff::Holiday).or_else(|| match day.weekday() {
        Weekday::Saturday => Some(DayOff::Saturday),
        Weekday::Sunday => Some(DayOff::Sunday),
        _ => None,
    })
}

/// The name of the customary day off on a day, if it is one.
fn customary(day: Date) -> Option<&'static str> {
    match (day.month(), day.day()) {
        (6, 5) => Some("grundlovsdag"),
        (12, 24) => Some("juleaftensdag"),
        (12, 31) => Some("nytårsaftensdag"),
        _ => None,
    }
}

impl fmt::Display for DayOff {
    /// The reason in Danish, as it stands after the date: "lørdag", "skærtorsdag", "lukkedag (klemmedag)".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DayOff::Saturday => f.write_str("lørdag"),
            DayOff::Sunday => f.write_str("søndag"),
            DayOff::Holiday(name) | DayOff::Customary(name) => f.write_str(name),
            DayOff::Closed(reason) if reason.is_empty() => f.write_str("lukkedag"),
            DayOff::Closed(reason) => write!(f, "lukkedag ({reason})"),
        }
    }
}

impl Calendar {
    /// Why nobody works at the town hall that day; `None` on a working day.
    ///
    /// A holiday on a weekend is named as the holiday; a customary or chosen closing day on a weekend as the weekend.
    pub fn day_off(&self, day: Date) -> Option<DayOff> {
        weekend_or_holiday(day)
            .or_else(|| self.customary_off(day))
            .or_else(|| self.closed.get(&day).cloned().map(DayOff::Closed))
    }

    /// Whether a day counts as arbejdsdag: Monday to Friday, no holiday, no customary or chosen closing day.
    pub fn is_working_day(&self, day: Date) -> bool {
        self.day_off(day).is_none()
    }

    /// Whether a day counts as hverdag for whoever must act.
    pub fn is_weekday(&self, day: Date, actor: Actor) -> bool {
        self.not_a_weekday(day, actor).is_none()
    }

    /// Why a day does not count as hverdag.
    ///
    /// The word is ambiguous, so we read it the safe way (`deadlines.md` section 1): the authority counts as many days
    /// as it can and must act early, the citizen as few and gets the later date. Saturdays follow a setting each; 5
    /// June, 24 and 31 December count for the authority, and for the citizen where they are working days. The
    /// municipality's own closing days never lengthen hverdage, since the post is delivered all the same.
    pub fn not_a_weekday(&self, day: Date, actor: Actor) -> Option<DayOff> {
        let saturday_counts = match actor {
            Actor::Authority => self.settings.saturday_is_weekday_for_us,
            Actor::Citizen => self.settings.saturday_is_weekday_for_citizen,
        };
        match weekend_or_holiday(day) {
            Some(DayOff::Saturday) if !saturday_counts => Some(DayOff::Saturday),
            None | Some(DayOff::Saturday) => match actor {
                Actor::Authority => None,
                Actor::Citizen => self.customary_off(day),
            },
            off => off,
        }
    }

    /// Why a citizen's deadline may not end on this day (R1): a weekend, a holiday, 5 June, 24 or 31 December.
    ///
    /// The three customary days count here whatever the municipality has decided, and its own closing days never do:
    /// what it chooses for its own hours neither shortens nor lengthens a citizen's right.
    pub fn roll_day(&self, day: Date) -> Option<DayOff> {
        weekend_or_holiday(day).or_else(|| customary(day).map(DayOff::Customary))
    }

    /// Whether a citizen's deadline that ends on this day is extended (R1); see [`Calendar::roll_day`].
    pub fn is_roll_day(&self, day: Date) -> bool {
        self.roll_day(day).is_some()
    }

    /// The last working day before this one; the first day of the calendar if there is none.
    pub fn working_day_before(&self, day: Date) -> Date {
        let mut day = day;
        while let Ok(yesterday) = day.yesterday() {
            day = yesterday;
            if self.is_working_day(day) {
                break;
            }
        }
        day
    }

    /// Whether a refusal should wait: a Friday, a day off, or the day before a holiday, a customary or a chosen closing
    /// day (SD21), so that nobody opens a refusal when there is no one to ring.
    pub fn is_bad_day_for_refusals(&self, day: Date) -> bool {
        // A Saturday needs no look ahead: the day before it is a Friday, which is bad in itself.
        let before_a_day_off = day.tomorrow().is_ok_and(|tomorrow| !self.is_working_day(tomorrow));
        day.weekday() == Weekday::Friday || !self.is_working_day(day) || before_a_day_off
    }

    /// The first day from this one on, itself included, on which a refusal may be sent without a stated reason (SD21):
    /// an open day that is no Friday and is not followed by a day off. A Thursday before a Friday holiday is passed
    /// over too. At the calendar's end it is the last day there is.
    pub fn next_good_day_for_refusals(&self, day: Date) -> Date {
        let mut day = day;
        while self.is_bad_day_for_refusals(day) {
            let Ok(tomorrow) = day.tomorrow() else { break };
            day = tomorrow;
        }
        day
    }

    fn customary_off(&self, day: Date) -> Option<DayOff> {
        let works = match day.month() {
            6 => self.settings.constitution_day_works,
            _ if day.day() == 24 => self.settings.christmas_eve_works,
            _ => self.settings.new_years_eve_works,
        };
        customary(day).filter(|_| !works).map(DayOff::Customary)
    }
}
