//! What must not stop before something else begins (gensidig afhængighed): the overview of the grant coordinator, so that
//! sick pay does not run out before another income is there (P-23, `003_d0dbe17021083762.txt`).

use crate::calendar::Calendar;
use crate::deadline::{Actor, Direction, Span, count};
use crate::grant::Grant;
use crate::ids::{DependencyId, GrantId, StaffId};
use jiff::civil::Date;

/// The first day of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// This day.
    On(Date),
    /// Not known.
    Unknown,
}

/// The last day of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Last {
    /// This day; it counts.
    On(Date),
    /// It goes on until something is decided.
    Open,
    /// Not known.
    Unknown,
}

/// From when until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// First day.
    pub first: First,
    /// Last day.
    pub last: Last,
}

impl Stretch {
    /// Of a grant, whose days are always known.
    pub fn of(grant: &Grant) -> Stretch {
        Stretch { first: First::On(grant.from), last: grant.until.map_or(Last::Open, Last::On) }
    }
}

/// What a citizen lives by or is helped with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Support {
    /// A grant here.
    Grant(GrantId),
    /// An income or a benefit from elsewhere, named.
    Elsewhere {
        /// E.g. "Sygedagpenge".
        name: String,
        /// From when until when, as far as it is known.
        stretch: Stretch,
    },
}

/// "This must not stop before that begins."
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// Its id.
    pub id: DependencyId,
    /// What must not stop.
    pub first: Support,
    /// What must have begun by then.
    pub next: Support,
    /// Why it matters.
    pub why: String,
    /// Who wrote it down.
    pub by: StaffId,
    /// The day.
    pub on: Date,
    /// Version for optimistic locking.
    pub version: i64,
}

/// Why a dependency is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotKept {
    /// What comes from elsewhere has no name.
    NoName,
    /// A grant is chosen that the reader may not see, or that is not the citizen's.
    NoSuchGrant,
    /// Nothing depends on itself.
    OnItself,
    /// A last day lies before the first.
    EndsBeforeItBegins,
    /// Why it matters, or why it matters no more, is missing.
    NoReason,
}

/// Whether a dependency can be written down by one who sees these grants of the citizen.
///
/// # Errors
/// [`NotKept`], the first that is wrong.
pub fn check(first: &Support, next: &Support, why: &str, seen: &[GrantId]) -> Result<(), NotKept> {
    for support in [first, next] {
        match support {
            Support::Grant(grant) if !seen.contains(grant) => return Err(NotKept::NoSuchGrant),
            Support::Grant(_) => {}
            Support::Elsewhere { name, .. } if name.trim().is_empty() => return Err(NotKept::NoName),
            Support::Elsewhere { stretch: Stretch { first: First::On(begins), last: Last::On(ends) }, .. }
                if ends < begins =>
            {
                return Err(NotKept::EndsBeforeItBegins);
            }
            Support::Elsewhere { .. } => {}
        }
    }
    if matches!((first, next), (Support::Grant(one), Support::Grant(other)) if one == other) {
        return Err(NotKept::OnItself);
    }
    if why.trim().is_empty() { Err(NotKept::NoReason) } else { Ok(()) }
}

/// What the days say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The next runs when the first stops, or begins the day after.
    Holds {
        /// The first's last day.
        ends: Date,
    },
    /// The first has no last day; there is nothing to bridge yet.
    GoesOn,
    /// Days without either.
    Gap {
        /// First day without.
        from: Date,
        /// Last day without; none when nothing follows.
        until: Option<Date>,
    },
    /// The first stops, and nobody knows when the next begins.
    BeginningUnknown {
        /// The first's last day.
        ends: Date,
    },
    /// Nobody knows when the first stops.
    EndUnknown,
}

impl Verdict {
    /// Whether somebody must do something about it.
    pub fn warns(self) -> bool {
        match self {
            Verdict::Gap { .. } | Verdict::BeginningUnknown { .. } | Verdict::EndUnknown => true,
            Verdict::Holds { .. } | Verdict::GoesOn => false,
        }
    }

    /// The last day that is covered, when it is known.
    pub fn covered_until(self) -> Option<Date> {
        match self {
            Verdict::Holds { ends } | Verdict::BeginningUnknown { ends } => Some(ends),
            Verdict::Gap { from, .. } => from.yesterday().ok(),
            Verdict::GoesOn | Verdict::EndUnknown => None,
        }
    }
}

/// Whether the first stops before the next begins. The day after a last day is the first without it, so a next that
/// begins that day leaves no gap.
pub fn judge(first: Stretch, next: Stretch) -> Verdict {
    let ends = match first.last {
        Last::Open => return Verdict::GoesOn,
        Last::Unknown => return Verdict::EndUnknown,
        Last::On(ends) => ends,
    };
    let First::On(begins) = next.first else { return Verdict::BeginningUnknown { ends } };
    let Ok(without) = ends.tomorrow() else { return Verdict::GoesOn };
    // One that is over by then does not help, whenever it began.
    if matches!(next.last, Last::On(over) if over <= ends) {
        return Verdict::Gap { from: without, until: None };
    }
    if begins <= without {
        Verdict::Holds { ends }
    } else {
        Verdict::Gap { from: without, until: begins.yesterday().ok() }
    }
}

/// The day to be reminded: so long before the first day without, on a working day, and never before today.
pub fn warn_on(verdict: Verdict, lead: &Span, today: Date, calendar: &Calendar) -> Option<Date> {
    if !verdict.warns() {
        return None;
    }
    // Of an unknown end there is no day to count from: it is asked for at once.
    let Some(last) = verdict.covered_until() else { return Some(crate::function::on_working_day(today, calendar)) };
    let early = count(lead, last, Direction::Backward, Actor::Authority, calendar).due;
    let early = if calendar.is_working_day(early) { early } else { calendar.working_day_before(early) };
    Some(if early <= today { crate::function::on_working_day(today, calendar) } else { early })
}
