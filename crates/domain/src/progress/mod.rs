//! The engine: milestones in, open steps out (`content-formats.md` section 3).
//!
//! We store what happened and nothing else about progress; everything here is derived, without a clock.
//!
//! Reading order: [`fold`] (milestones to a log), `derive` (log to states and todos), `due` (rules to dates), `act` (what
//! may be done, and what an act closes), `history` (everything, for those who must see why).

mod act;
mod derive;
mod due;
mod fold;
mod history;
#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;

pub(crate) use act::must_be_decided;
pub use act::{ActSubject, NotLeftOut, may_do, may_leave_out, record_act};
pub(crate) use derive::{Derivation, World};
pub use derive::{proposed_outcomes, states, todos};

pub use fold::{Folded, Plan, annulled, fold};
pub use history::{History, Kept, Standing, StepHistory, Way, history};

use crate::calendar::Calendar;
use crate::deadline::{Counted, Kind, Pause, Span};
use crate::procedure::{Condition, Procedure, StepId};
use crate::words::{Fact, List};
use jiff::{Timestamp, civil::Date};
use std::collections::BTreeMap;

/// What happened in a course, in the order it was stored (milepæl).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// Running number in the course, from 1; what [`Happening::Annulled`] points at.
    pub nr: u32,
    /// The day it happened.
    pub day: Date,
    /// The instant, where hours count.
    pub at: Option<Timestamp>,
    /// What happened.
    pub what: Happening,
}

/// The kinds of milestone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// The step ended so.
    Done {
        /// Which step.
        step: StepId,
        /// Which element of `for_each`.
        element: Option<String>,
        /// How, for steps with outcomes.
        outcome: Option<String>,
        /// Dates that were asked for.
        dates: BTreeMap<String, Date>,
        /// The written reason, when one was asked for.
        reason: Option<String>,
    },
    /// Left out, with a reason ("spring over").
    LeftOut {
        /// Which step.
        step: StepId,
        /// Which element.
        element: Option<String>,
        /// Why.
        reason: String,
    },
    /// That step and all after it opened afresh, for a stated reason.
    ReopenedFrom {
        /// Which step.
        step: StepId,
        /// Why.
        reason: String,
    },
    /// A deadline set by hand.
    DeadlineSet {
        /// Which step.
        step: StepId,
        /// The date chosen.
        due: Date,
        /// Why.
        reason: String,
    },
    /// Suspended (sat i bero) while we wait.
    Suspended {
        /// For whom.
        waiting_for: Pause,
        /// The day to look again.
        look_again: Date,
        /// Why.
        reason: String,
    },
    /// Taken up again.
    Resumed,
    /// A mistake put right: the engine acts as if number `nr` were not there.
    Annulled {
        /// Which milestone.
        nr: u32,
        /// Why.
        reason: String,
    },
}

/// A condition's or a fact's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// A judgement not yet made.
    Unknown,
}

/// Everything the engine needs to know besides the procedure and its milestones.
#[derive(Clone, Debug)]
pub struct Situation<'a> {
    /// The first day of the course (the day the application came).
    pub start: Date,
    /// The instant the course began, where hours count.
    pub start_at: Option<Timestamp>,
    /// Facts of the case as they are now; one not named is unknown.
    pub facts: BTreeMap<Fact, Answer>,
    /// Known dates, by the word rules use.
    pub dates: BTreeMap<String, Date>,
    /// Elements of each list.
    pub lists: BTreeMap<List, Vec<String>>,
    /// Forms filled in, with the results that are decided.
    pub forms: BTreeMap<String, BTreeMap<String, Answer>>,
    /// Procedures whose courses begun from this case have ended.
    pub ended_courses: Vec<String>,
    /// Lengths behind `indstilling <id>`, already chosen for the benefit and day; one not there is not set.
    pub settings: BTreeMap<String, Span>,
    /// Birth date of the person the course is about.
    pub born: Option<Date>,
    /// Roles whose lane is the citizen's: their deadlines roll to the next day.
    pub citizen_roles: &'a [String],
    /// The calendar.
    pub calendar: &'a Calendar,
}

/// The step id of the row that a suspension leaves among the todos; no file can write an id like it.
pub const SUSPENSION: &str = "_sat-i-bero";

/// The day the course ended, by the milestones that count; `None` while it runs.
pub fn ended_on(procedure: &Procedure, milestones: &[Milestone], situation: &Situation) -> Option<Date> {
    let plan = Plan::new(procedure);
    let folded = fold(&plan, milestones);
    Derivation::new(&plan, &folded, situation).ended
}

/// Where a step stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Happened; the latest day.
    Done(Date),
    /// Left out on that day.
    LeftOut(Date),
    /// Not yet its turn.
    Waiting,
    /// Its way was not taken, or the course is over (bortfaldet).
    FellAway,
    /// Its condition is not met; the way goes on (forbigået).
    PassedOver(Date),
    /// Its condition asks for facts not yet known (uafklaret).
    Undecided(Date),
    /// Open since that day.
    Open(Date),
}

/// A due date of a step by one of its rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The counted date with its reasons.
    pub counted: Counted,
    /// Law or goal.
    pub kind: Kind,
    /// The rule as written, or "sat i hånden".
    pub rule: String,
    /// The day it was counted from.
    pub counted_from: Option<Date>,
    /// Paragraph or document.
    pub source: Option<String>,
    /// Why it was set by hand, if it was.
    pub set_by_hand: Option<String>,
    /// It had passed before the course began ("var passeret, da vi begyndte").
    pub passed_at_start: bool,
    /// The clock stands still since that day.
    pub standing_still_since: Option<Date>,
    /// The number is not confirmed.
    pub to_be_confirmed: bool,
}

/// What holds an open step back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A condition in `kraever` that does not hold (or is not known).
    Requires(Condition),
    /// Another step that must be settled first.
    Step(StepId),
}

/// An open step, a question, or something to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Todo {
    /// Which step.
    pub step: StepId,
    /// Which element of `for_each`.
    pub element: Option<String>,
    /// What it is.
    pub kind: TodoKind,
    /// The day it opened, or will show as work.
    pub opens: Date,
    /// The date that counts (the earliest), if any rule gives one.
    pub due: Option<Due>,
    /// All dates by all rules, the counting one first.
    pub all_due: Vec<Due>,
    /// What holds it back; empty means it can be done now.
    pub blocked: Vec<Block>,
    /// Offered, never demanded.
    pub optional: bool,
}

/// The kinds of todo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TodoKind {
    /// A step to do.
    Step,
    /// Facts to be judged before the step's turn is known.
    Question(Vec<Fact>),
    /// Not yet its turn, but its date is known (the clock runs already).
    Ahead,
    /// The case is suspended; look again on the due date.
    LookAgain,
}
