//! A committee across departments (overgangsudvalg, P-07): it meets on fixed days of the month, cases are put on its
//! agenda, and what it decides is kept with who does it, by when, and when one looks at it again.
//!
//! The council of a department (samråd) has weeks as its rhythm and answers; a committee has months and gives tasks.

use crate::calendar::Calendar;
use crate::council::Sitting;
use crate::ids::{CaseId, CouncilItemId, StaffId};
use jiff::ToSpan;
use jiff::civil::Date;

/// Most months between two meetings.
pub const MOST_MONTHS: u32 = 12;
/// Most meetings that are passed over to find the next: a hundred years of every month.
const MOST_DATES: usize = 1_200;

/// When a forum meets: on the same weekday of its week in the month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rhythm {
    /// The forum, by id.
    pub forum: String,
    /// The first day; which weekday of the month it is, is the forum's.
    pub first: Date,
    /// Months between two meetings.
    pub months: u32,
    /// The hour, as written: "13.00".
    pub at: String,
    /// The room.
    pub place: String,
    /// Version for optimistic locking; 0 before it is saved.
    pub version: i64,
}

/// Why something is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDone {
    /// The rhythm is no rhythm.
    NoRhythm,
    /// The first day is off.
    FirstIsOff,
    /// The hour or the room is missing.
    Incomplete,
    /// The forum has no days yet, so nothing can wait for it.
    NoDays,
    /// The question is missing.
    NoQuestion,
    /// The case waits already.
    WaitsAlready,
    /// The decision, or why it is taken off, is missing.
    NoWords,
    /// Nobody does it, or there is no day.
    NoOwner,
    /// The day lies before the meeting.
    DueBefore,
    /// It is settled already.
    SettledAlready,
    /// The committee has not met yet.
    NotMetYet,
}

/// Which one of its weekday in the month a day is; the fifth counts as the last.
fn nth(day: Date) -> i8 {
    match day.day().saturating_sub(1) / 7 {
        week @ 0..=3 => week.saturating_add(1),
        _ => -1,
    }
}

impl Rhythm {
    /// Whether it can be kept.
    ///
    /// # Errors
    /// [`NotDone`], the first that is wrong.
    pub fn check(&self, calendar: &Calendar) -> Result<(), NotDone> {
        if self.months == 0 || MOST_MONTHS < self.months {
            Err(NotDone::NoRhythm)
        } else if !calendar.is_working_day(self.first) {
            Err(NotDone::FirstIsOff)
        } else if self.at.trim().is_empty() || self.place.trim().is_empty() {
            Err(NotDone::Incomplete)
        } else {
            Ok(())
        }
    }

    /// Meetings from a day on, so many of them. One that falls on a day off is held the next working day.
    pub fn sittings(&self, from: Date, number: usize, calendar: &Calendar) -> Vec<Sitting> {
        if self.months == 0 {
            return Vec::new();
        }
        let (nth, weekday) = (nth(self.first), self.first.weekday());
        let step = i64::from(self.months).months();
        let months = std::iter::successors(Some(self.first.first_of_month()), |month| month.checked_add(step).ok());
        let days = months.filter_map(|month| month.nth_weekday_of_month(nth, weekday).ok());
        let sitting = |day: Date| {
            let on = crate::function::on_working_day(day, calendar);
            Sitting { on, moved: calendar.day_off(day).map(|why| (day, why)) }
        };
        days.take(MOST_DATES).map(sitting).filter(|sitting| from <= sitting.on).take(number).collect()
    }

    /// The first meeting from a day on.
    pub fn next(&self, from: Date, calendar: &Calendar) -> Option<Sitting> {
        self.sittings(from, 1, calendar).into_iter().next()
    }
}

/// A case on the agenda, or what was decided about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its id.
    pub id: CouncilItemId,
    /// The forum, by id.
    pub forum: String,
    /// The case.
    pub case: CaseId,
    /// What the committee is asked.
    pub question: String,
    /// Who asks.
    pub by: StaffId,
    /// The day it was put on.
    pub put_on: Date,
    /// The first day it can be taken.
    pub not_before: Date,
    /// How often it was not reached.
    pub postponed: u32,
    /// How far it is.
    pub state: State,
    /// Version for optimistic locking.
    pub version: i64,
}

/// How far an item is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Waits for the next meeting.
    Waiting,
    /// Decided.
    Decided(Decided),
    /// Taken off the agenda.
    TakenOff {
        /// The day.
        on: Date,
        /// Who.
        by: StaffId,
        /// Why.
        words: String,
    },
}

/// What the committee decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The day of the meeting.
    pub on: Date,
    /// Who wrote it.
    pub by: StaffId,
    /// What it decided.
    pub words: String,
    /// Who does it.
    pub owner: StaffId,
    /// The day it is done by, and looked at again.
    pub due: Date,
}

impl Decided {
    /// Whether it can be kept.
    ///
    /// # Errors
    /// [`NotDone`], the first that is wrong.
    pub fn check(&self) -> Result<(), NotDone> {
        if self.words.trim().is_empty() {
            Err(NotDone::NoWords)
        } else if self.due < self.on {
            Err(NotDone::DueBefore)
        } else {
            Ok(())
        }
    }
}

impl Item {
    /// Whether it still waits.
    pub fn waits(&self) -> bool {
        self.state == State::Waiting
    }

    /// The meeting it stands on.
    pub fn sitting(&self, rhythm: &Rhythm, today: Date, calendar: &Calendar) -> Option<Sitting> {
        rhythm.next(self.not_before.max(today), calendar)
    }

    /// The meeting whose decision may be written today: the last that was held since the item was put on.
    ///
    /// # Errors
    /// [`NotDone::SettledAlready`], [`NotDone::NotMetYet`].
    pub fn was_taken_on(&self, rhythm: &Rhythm, today: Date, calendar: &Calendar) -> Result<Date, NotDone> {
        if !self.waits() {
            return Err(NotDone::SettledAlready);
        }
        let held = rhythm.sittings(self.not_before, MOST_DATES, calendar).into_iter().map(|sitting| sitting.on);
        held.take_while(|on| *on <= today).last().ok_or(NotDone::NotMetYet)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use jiff::civil::date;

    fn monthly(first: Date) -> Rhythm {
        let text = String::from;
        Rhythm { forum: text("udvalg"), first, months: 1, at: text("13.00"), place: text("Lokale 2"), version: 0 }
    }

    #[test]
    fn a_committee_meets_on_the_same_weekday_of_the_month_and_the_next_working_day_when_that_is_off() {
        let calendar = Calendar::default();
        // Thursday 5 March 2026 is the first Thursday; 2 April is Maundy Thursday, so it meets on Tuesday the 7th.
        let rhythm = monthly(date(2026, 3, 5));
        assert_eq!(rhythm.check(&calendar), Ok(()));
        let days: Vec<Date> = rhythm.sittings(date(2026, 3, 1), 4, &calendar).iter().map(|s| s.on).collect();
        assert_eq!(days, [date(2026, 3, 5), date(2026, 4, 7), date(2026, 5, 7), date(2026, 6, 4)]);
        // The fifth of its weekday is the last in months that have four.
        let last = monthly(date(2026, 3, 31));
        let days: Vec<Date> = last.sittings(date(2026, 4, 1), 2, &calendar).iter().map(|s| s.on).collect();
        assert_eq!(days, [date(2026, 4, 28), date(2026, 5, 26)]);
        assert_eq!(Rhythm { months: 13, ..monthly(date(2026, 3, 5)) }.check(&calendar), Err(NotDone::NoRhythm));
        assert_eq!(monthly(date(2026, 4, 2)).check(&calendar), Err(NotDone::FirstIsOff));
    }

    #[test]
    fn a_decision_is_written_when_the_committee_has_met_and_for_that_meeting() {
        let calendar = Calendar::default();
        let rhythm = monthly(date(2026, 3, 5));
        let item = Item {
            id: CouncilItemId(uuid::Uuid::from_u128(1)),
            forum: "udvalg".into(),
            case: CaseId(uuid::Uuid::from_u128(2)),
            question: "Hvem tager mødet?".into(),
            by: StaffId(uuid::Uuid::from_u128(3)),
            put_on: date(2026, 3, 6),
            not_before: date(2026, 3, 6),
            postponed: 0,
            state: State::Waiting,
            version: 1,
        };
        assert_eq!(item.was_taken_on(&rhythm, date(2026, 4, 6), &calendar), Err(NotDone::NotMetYet));
        assert_eq!(item.was_taken_on(&rhythm, date(2026, 4, 7), &calendar), Ok(date(2026, 4, 7)));
        assert_eq!(item.was_taken_on(&rhythm, date(2026, 5, 20), &calendar), Ok(date(2026, 5, 7)));
    }
}
