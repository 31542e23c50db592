//! The council (samråd): a fixed group that meets on fixed dates and decides the course of cases that wait for it (P-23,
//! `003_d0dbe17021083762.txt`). Its weakness is that a citizen waits for the date; so the date always stands on the case,
//! and a case that was not reached stands on the next.

use crate::calendar::{Calendar, DayOff};
use crate::ids::{CaseId, CouncilItemId, StaffId};
use jiff::ToSpan;
use jiff::civil::Date;

/// When the council of a department meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rhythm {
    /// The department, by id.
    pub department: String,
    /// The first date; its weekday is the council's.
    pub first: Date,
    /// Weeks between two dates.
    pub weeks: u32,
    /// The hour, as written: "13.00".
    pub at: String,
    /// The room.
    pub place: String,
    /// Version for optimistic locking; 0 before it is saved.
    pub version: i64,
}

/// Most weeks between two dates: a case must not wait longer than that.
pub const MOST_WEEKS: u32 = 12;
/// Most dates that are passed over to find the next: more than two hundred years of every week.
const MOST_DATES: usize = 12_000;

/// A date the council meets on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sitting {
    /// The day.
    pub on: Date,
    /// The day by the rhythm and why it is off, when the sitting was moved to the next working day.
    pub moved: Option<(Date, DayOff)>,
}

/// Why something is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDone {
    /// The rhythm is no rhythm: no week at all, or more than [`MOST_WEEKS`].
    NoRhythm,
    /// The first date is off: a weekend, a holiday or a closing day.
    FirstIsOff,
    /// The hour or the room is missing.
    Incomplete,
    /// The department has no council yet.
    NoCouncil,
    /// The question is missing.
    NoQuestion,
    /// The case waits for the council already.
    WaitsAlready,
    /// The conclusion, or why it is taken off, is missing.
    NoWords,
    /// It is settled already.
    SettledAlready,
    /// The council has not met yet.
    NotMetYet,
}

impl Rhythm {
    /// Whether it can be kept.
    ///
    /// # Errors
    /// [`NotDone`], the first that is wrong.
    pub fn check(&self, calendar: &Calendar) -> Result<(), NotDone> {
        if self.weeks == 0 || MOST_WEEKS < self.weeks {
            Err(NotDone::NoRhythm)
        } else if !calendar.is_working_day(self.first) {
            Err(NotDone::FirstIsOff)
        } else if self.at.trim().is_empty() || self.place.trim().is_empty() {
            Err(NotDone::Incomplete)
        } else {
            Ok(())
        }
    }

    /// The sittings from a day on, so many of them. One that falls on a day off is held the next working day.
    pub fn sittings(&self, from: Date, number: usize, calendar: &Calendar) -> Vec<Sitting> {
        if self.weeks == 0 {
            return Vec::new();
        }
        let step = i64::from(self.weeks).weeks();
        let days = std::iter::successors(Some(self.first), |day| day.checked_add(step).ok());
        let sitting = |day: Date| {
            let on = crate::function::on_working_day(day, calendar);
            let moved = calendar.day_off(day).map(|why| (day, why));
            Sitting { on, moved }
        };
        days.take(MOST_DATES).map(sitting).filter(|sitting| from <= sitting.on).take(number).collect()
    }

    /// The first sitting from a day on.
    pub fn next(&self, from: Date, calendar: &Calendar) -> Option<Sitting> {
        self.sittings(from, 1, calendar).into_iter().next()
    }
}

/// A case on the council's agenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its id.
    pub id: CouncilItemId,
    /// The case.
    pub case: CaseId,
    /// What the council is asked.
    pub question: String,
    /// Who asks.
    pub by: StaffId,
    /// The day it was put on.
    pub put_on: Date,
    /// The first day it can be taken: the day after each sitting that did not reach it.
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
    /// Waits for the next sitting.
    Waiting,
    /// Answered.
    Concluded {
        /// The day of the sitting.
        on: Date,
        /// Who wrote it.
        by: StaffId,
        /// What the council said.
        words: String,
    },
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

impl Item {
    /// Whether it still waits.
    pub fn waits(&self) -> bool {
        self.state == State::Waiting
    }

    /// The sitting it stands on: the first from today or from the day it can be taken.
    pub fn sitting(&self, rhythm: &Rhythm, today: Date, calendar: &Calendar) -> Option<Sitting> {
        rhythm.next(self.not_before.max(today), calendar)
    }

    /// The sitting whose conclusion may be written today: the last that was held since the item was put on.
    ///
    /// # Errors
    /// [`NotDone::SettledAlready`], [`NotDone::NotMetYet`].
    pub fn was_taken_on(&self, rhythm: &Rhythm, today: Date, calendar: &Calendar) -> Result<Date, NotDone> {
        if !self.waits() {
            return Err(NotDone::SettledAlready);
        }
        let mut held = None;
        let mut from = self.not_before;
        while let Some(sitting) = rhythm.next(from, calendar).filter(|sitting| sitting.on <= today) {
            held = Some(sitting.on);
            let Ok(after) = sitting.on.tomorrow() else { break };
            from = after;
        }
        held.ok_or(NotDone::NotMetYet)
    }
}
