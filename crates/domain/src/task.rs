//! A task (opgave): something somebody has promised to do, beside what the procedure asks for.
//!
//! Agreed at a meeting, in a plan, by hand, or the standing duty of a function (`003_d0dbe17021083762.txt`). It has an
//! owner, and a day when one was agreed.

use crate::calendar::Calendar;
use crate::deadline::{Actor, Direction, Span, count};
use crate::ids::{CaseId, FunctionId, MeetingId, StaffId, TaskId};
use jiff::civil::Date;

/// Most characters of a task: it is a line on a list, not a note.
pub const LONGEST: usize = 500;
/// A task that comes again is looked for this many times before it is given up; every day for years is fewer.
const MOST_TURNS: usize = 4_000;

/// A task of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// The case.
    pub case: CaseId,
    /// What is to be done.
    pub what: String,
    /// Who has it.
    pub owner: Owner,
    /// By when, if a day was agreed.
    pub due: Option<Date>,
    /// Where it comes from.
    pub origin: Origin,
    /// How often it comes again, for a standing duty.
    pub every: Option<Span>,
    /// Who gave it.
    pub given_by: StaffId,
    /// The day it was agreed.
    pub given_on: Date,
    /// How far it is.
    pub state: State,
    /// Version for optimistic locking.
    pub version: i64,
}

/// Who has a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A member of staff.
    Staff(StaffId),
    /// The citizen; we follow up.
    Citizen,
    /// Somebody outside the house, named; we follow up.
    Other(String),
}

/// Where a task comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Written by hand.
    ByHand,
    /// Agreed at a meeting.
    Meeting(MeetingId),
    /// Agreed in a plan.
    Plan,
    /// The standing duty of a function.
    Duty(FunctionId),
    /// A consent runs out.
    Consent(crate::ids::ConsentId),
}

/// How far a task is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// To do.
    Open,
    /// Done.
    Done(Settled),
    /// Not to be done after all; the words say why.
    Dropped(Settled),
}

/// How a task ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The day.
    pub on: Date,
    /// Who says so.
    pub by: StaffId,
    /// What came of it, or why it is dropped.
    pub words: String,
}

/// Why a task is not given or settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotATask {
    /// It does not say what is to be done.
    Empty,
    /// It is longer than [`LONGEST`].
    TooLong,
    /// Its day lies before it was agreed.
    DueBefore,
    /// It is to come again, but has no first day.
    AgainWithoutDay,
    /// Nobody is named.
    NoOwner,
    /// The one chosen may not open the case.
    OwnerSeesNothing,
    /// It is settled already.
    SettledAlready,
    /// It would be done before it was given, or on a day to come.
    OutsideTime,
    /// Dropping asks for a reason.
    NoReason,
    /// It has come again since, so it is not opened once more.
    CameAgain,
}

/// Whether a task agreed on a day may be given; that its owner may open the case is asked by who knows the policy.
///
/// # Errors
/// [`NotATask`], the first that is wrong.
pub fn check(
    what: &str,
    owner: &Owner,
    due: Option<Date>,
    every: Option<&Span>,
    agreed_on: Date,
) -> Result<(), NotATask> {
    if what.trim().is_empty() {
        return Err(NotATask::Empty);
    }
    if LONGEST < what.trim().chars().count() {
        return Err(NotATask::TooLong);
    }
    if matches!(owner, Owner::Other(name) if name.trim().is_empty()) {
        return Err(NotATask::NoOwner);
    }
    if due.is_some_and(|due| due < agreed_on) {
        return Err(NotATask::DueBefore);
    }
    if every.is_some() && due.is_none() {
        return Err(NotATask::AgainWithoutDay);
    }
    Ok(())
}

impl Task {
    /// Whether it is still to do.
    pub fn is_open(&self) -> bool {
        self.state == State::Open
    }

    /// Whether it may be marked done on a day.
    ///
    /// # Errors
    /// [`NotATask::SettledAlready`], [`NotATask::OutsideTime`].
    pub fn may_be_done(&self, on: Date, today: Date) -> Result<(), NotATask> {
        if !self.is_open() {
            return Err(NotATask::SettledAlready);
        }
        if on < self.given_on || today < on {
            return Err(NotATask::OutsideTime);
        }
        Ok(())
    }

    /// The day it comes again after it was done: counted from its own day, so that a late month does not move the next.
    /// None for a task that does not come again, or when the rhythm is no length at all.
    pub fn next_due(&self, done_on: Date, calendar: &Calendar) -> Option<Date> {
        let every = self.every.as_ref()?;
        let mut due = self.due?;
        for _ in 0..MOST_TURNS {
            let next = count(every, due, Direction::Forward, Actor::Authority, calendar).due;
            if next <= due {
                return None;
            }
            due = next;
            if done_on < due {
                return Some(due);
            }
        }
        None
    }
}
