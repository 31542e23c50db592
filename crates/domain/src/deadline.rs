//! A rule for a date (frist), and the date it gives.
//!
//! A deadline carries its rule, its kind (law or goal) and every day that was skipped on the way, so that a page can
//! always answer "why this date?".

use crate::calendar::DayOff;
use jiff::{Timestamp, civil::Date};

mod count;
mod text;

pub use count::{complaint_deadline, copenhagen, count, count_hours, presumed_receipt, roll};

#[cfg(test)]
mod tests;

/// The units a rule may count in; `deadlines.md` section 1 says what each means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Elapsed hours, through nights and holidays (timer).
    Hours,
    /// Monday to Friday, no holidays, no customary or chosen closing days (arbejdsdage).
    WorkingDays,
    /// Hverdage: whether Saturdays count follows the calendar's setting for who must act.
    Weekdays,
    /// All days (dage).
    Days,
    /// Same weekday n weeks later (uger).
    Weeks,
    /// Same day number n months later, clamped to the month's last day (måneder).
    Months,
    /// Same date n years later (år); 29 February becomes 1 March where it is missing, as for birthdays.
    Years,
}

/// A length of time as the rule says it: "17 år 6 måneder" has two parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span(pub Vec<(u32, Unit)>);

/// What a span is: written in the rule, or named and looked up in the municipality's settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Length {
    /// Written where it stands.
    Span(Span),
    /// "indstilling <id>": the municipality's dated setting, or the one the benefit names for that role.
    Setting(String),
}

/// What a rule counts from (anker).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// None written: the day the step opened.
    Opened,
    /// The first day of the course.
    Start,
    /// A step is settled, or its latest outcome is one of these (empty: any).
    Step {
        /// The step's id.
        step: String,
        /// Outcomes that count; empty means settled in any way.
        outcomes: Vec<String>,
    },
    /// A date with a name: one the system knows, or one the file asks for itself.
    Named(String),
    /// The due date of another step ("fristen for afgoerelse").
    DeadlineOf(String),
    /// The day the person turns so old ("fyldt 17 år 6 måneder").
    Age {
        /// Whole years.
        years: u32,
        /// And months.
        months: u32,
    },
}

/// A rule for a date, as written in content ("2 arbejdsdage efter fordeling").
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// So long after the anchor. Day 0 is not counted.
    After(Length, Anchor),
    /// So long before the anchor.
    Before(Length, Anchor),
    /// On the anchor's day ("ved fyldt 16 år").
    At(Anchor),
    /// As soon as possible: no date; the page asks for a day to look again.
    Soon(Anchor),
}

/// Whether overrunning is a breach of law or missing our own ambition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Set by law (lovfrist).
    Law,
    /// The municipality's own goal (mål).
    Goal,
}

/// What happens when the last day is not a day one can act on; R0, R1 and R2 in `deadlines.md`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Roll {
    /// The date stands (R0).
    #[default]
    None,
    /// On to the next day that is neither weekend, holiday, 5 June, 24 nor 31 December (R1; the citizen's deadlines).
    Next,
    /// The date stands, but we warn for the working day before (R2; the authority's own deadlines).
    Previous,
}

/// Which way a span is counted from its anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Later ("efter").
    Forward,
    /// Earlier ("før").
    Backward,
}

/// For whom a clock may stand still while a case is suspended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pause {
    /// Waiting for the citizen (borger).
    Citizen,
    /// Waiting for others (andre).
    Others,
    /// Any suspension (alle).
    Any,
}

/// Who must act within the deadline; decides how "hverdage" is read and which way it rolls by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Actor {
    /// The authority.
    Authority,
    /// The citizen.
    Citizen,
}

/// How a letter reaches its reader; decides the presumed day of receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// Digital Post: the day it is available.
    Digital,
    /// Ordinary letter: six weekdays after sending.
    Letter,
    /// Quickbrev: two days after sending.
    QuickLetter,
    /// Handed over or read aloud: the same day.
    HandedOver,
}

/// One day a count passed over, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The day.
    pub day: Date,
    /// Why it did not count.
    pub why: DayOff,
}

/// A counted date with its reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The date the rule gives, rolled as asked.
    pub due: Date,
    /// The date before any roll-over.
    pub unrolled: Date,
    /// Days that did not count, earliest first, and after them those of the roll-over.
    pub skipped: Vec<Skipped>,
    /// The working day to warn on, when the last day is a day off and the roll is [`Roll::Previous`].
    pub warn_on: Option<Date>,
    /// The instant, when the rule counts hours.
    pub at: Option<Timestamp>,
}
