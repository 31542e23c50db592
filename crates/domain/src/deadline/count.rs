//! Counting: from a day and a span to a date, with every day that was passed over.
//!
//! All of it saturates: beyond the calendar's first or last day the answer is that day.

use super::{Actor, Channel, Counted, Direction, Roll, Skipped, Span, Unit};
use crate::calendar::{Calendar, DayOff, add_months, later_years};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use std::sync::LazyLock;

/// Weekdays (hverdage) until an ordinary letter is presumed received (`deadlines.md` section 1; 2018 onwards).
const LETTER_WEEKDAYS: u32 = 6;
/// Days until a quick letter is presumed received (`deadlines.md` section 1).
const QUICK_LETTER_DAYS: u32 = 2;
/// Weeks to complain, from receipt (D12).
const COMPLAINT_WEEKS: u32 = 4;

/// The zone of all Danish deadlines.
pub fn copenhagen() -> &'static TimeZone {
    static ZONE: LazyLock<TimeZone> = LazyLock::new(|| {
        // The time zone database is compiled in (`tzdb-bundle-always`), so the zone is found on every machine.
        TimeZone::get("Europe/Copenhagen").expect("the compiled-in time zone database has Europe/Copenhagen")
    });
    &ZONE
}

/// Counts a span from a day; the day itself is day 0 and never counted.
///
/// Parts are counted one after the other, years and months that stand together as one. Working days and weekdays pass
/// over the days that do not count and record them; days, weeks, months and years count straight through. Hours are
/// counted from the midnight the day begins with; who knows the instant uses [`count_hours`]. Nothing is rolled; see
/// [`roll`].
pub fn count(span: &Span, from: Date, direction: Direction, actor: Actor, calendar: &Calendar) -> Counted {
    let mut day = from;
    let mut skipped = Vec::new();
    let mut hours = None::<u32>;
    let mut parts = span.0.iter().peekable();
    while let Some((n, unit)) = parts.next() {
        match unit {
            Unit::Hours => hours = Some(hours.unwrap_or(0).saturating_add(*n)),
            Unit::WorkingDays => day = count_open(day, *n, direction, &mut skipped, |day| calendar.day_off(day)),
            Unit::Weekdays => {
                day = count_open(day, *n, direction, &mut skipped, |day| calendar.not_a_weekday(day, actor));
            }
            Unit::Days => day = shift_days(day, i64::from(*n), direction),
            Unit::Weeks => day = shift_days(day, i64::from(*n) * 7, direction),
            Unit::Years | Unit::Months => {
                let (mut years, mut months) = years_and_months(*n, *unit);
                while let Some((n, unit)) = parts.next_if(|(_, next)| {
                    matches!((unit, next), (Unit::Years, Unit::Months) | (Unit::Months, Unit::Years))
                }) {
                    let more = years_and_months(*n, *unit);
                    years = years.saturating_add(more.0);
                    months = months.saturating_add(more.1);
                }
                day = shift_months(day, years, months, direction);
            }
        }
    }
    skipped.sort_by_key(|skipped| skipped.day);
    match hours {
        None => Counted { due: day, unrolled: day, skipped, warn_on: None, at: None },
        Some(hours) => Counted { skipped, ..count_hours(midnight(day), hours, direction) },
    }
}

/// Counts elapsed hours from an instant, through nights, weekends, holidays and the change of the clock.
///
/// `due` is the Danish date of the resulting instant. Never rolled.
pub fn count_hours(from: Timestamp, hours: u32, direction: Direction) -> Counted {
    let elapsed = SignedDuration::from_hours(i64::from(hours));
    let (at, beyond) = match direction {
        Direction::Forward => (from.checked_add(elapsed), Timestamp::MAX),
        Direction::Backward => (from.checked_sub(elapsed), Timestamp::MIN),
    };
    let at = at.unwrap_or(beyond);
    let due = at.to_zoned(copenhagen().clone()).date();
    Counted { due, unrolled: due, skipped: Vec::new(), warn_on: None, at: Some(at) }
}

/// Applies what happens when the last day is not a day one can act on; what hours gave stays as it is.
///
/// [`Roll::Next`] moves the due date past weekends, holidays, 5 June, 24 and 31 December and records them.
/// [`Roll::Previous`] keeps the due date and names the working day before to warn on, if the due date is a day off.
pub fn roll(counted: Counted, roll: Roll, calendar: &Calendar) -> Counted {
    if counted.at.is_some() {
        return counted;
    }
    let mut counted = counted;
    match roll {
        Roll::None => {}
        Roll::Next => {
            while let Some(why) = calendar.roll_day(counted.due) {
                let Ok(tomorrow) = counted.due.tomorrow() else { break };
                counted.skipped.push(Skipped { day: counted.due, why });
                counted.due = tomorrow;
            }
        }
        Roll::Previous => {
            counted.warn_on = (!calendar.is_working_day(counted.due)).then(|| calendar.working_day_before(counted.due));
        }
    }
    counted
}

/// The day a letter is presumed received, by the way it was sent (`deadlines.md` section 1).
///
/// Weekdays are read as for the citizen, the later date. The start of a deadline is never moved: a digital letter that
/// is available on a Saturday is received that day.
pub fn presumed_receipt(sent: Date, channel: Channel, calendar: &Calendar) -> Counted {
    let after = match channel {
        Channel::Digital | Channel::HandedOver => Span(Vec::new()),
        Channel::Letter => Span(vec![(LETTER_WEEKDAYS, Unit::Weekdays)]),
        Channel::QuickLetter => Span(vec![(QUICK_LETTER_DAYS, Unit::Days)]),
    };
    count(&after, sent, Direction::Forward, Actor::Citizen, calendar)
}

/// The last day to complain (D12): four weeks from presumed receipt, extended past days off in the citizen's favour.
///
/// `skipped` holds the days of the extension alone; those before receipt are in [`presumed_receipt`].
pub fn complaint_deadline(sent: Date, channel: Channel, calendar: &Calendar) -> Counted {
    let received = presumed_receipt(sent, channel, calendar).due;
    let four_weeks = Span(vec![(COMPLAINT_WEEKS, Unit::Weeks)]);
    roll(count(&four_weeks, received, Direction::Forward, Actor::Citizen, calendar), Roll::Next, calendar)
}

/// Passes over days that are off until `n` days have counted.
fn count_open(
    from: Date,
    n: u32,
    direction: Direction,
    skipped: &mut Vec<Skipped>,
    off: impl Fn(Date) -> Option<DayOff>,
) -> Date {
    let mut day = from;
    let mut left = n;
    while left > 0 {
        let next = match direction {
            Direction::Forward => day.tomorrow(),
            Direction::Backward => day.yesterday(),
        };
        let Ok(next) = next else { break };
        day = next;
        match off(day) {
            Some(why) => skipped.push(Skipped { day, why }),
            None => left -= 1,
        }
    }
    day
}

fn shift_days(from: Date, days: i64, direction: Direction) -> Date {
    let span = SignedDuration::from_hours(days.saturating_mul(24));
    match direction {
        Direction::Forward => from.saturating_add(span),
        Direction::Backward => from.saturating_sub(span),
    }
}

fn years_and_months(n: u32, unit: Unit) -> (u32, u32) {
    if unit == Unit::Years { (n, 0) } else { (0, n) }
}

/// Whole years from 29 February end on 1 March, as ages do; with months the month's last day holds. Backwards the
/// month's last day holds in both, which is the earlier and safer date.
fn shift_months(from: Date, years: u32, months: u32, direction: Direction) -> Date {
    let total = i64::from(years) * 12 + i64::from(months);
    match direction {
        Direction::Forward if months == 0 => later_years(from, years),
        Direction::Forward => add_months(from, total),
        Direction::Backward => add_months(from, -total),
    }
}

/// The instant a Danish day begins; the ends of time where the calendar is wider than the clock.
fn midnight(day: Date) -> Timestamp {
    let end = if day.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    day.to_zoned(copenhagen().clone()).map_or(end, |zoned| zoned.timestamp())
}
