//! A handover (sagsbehandlerskift): cases pass from one responsible person to another (P-04; `000_79f29b9f6b4ab44e.txt`,
//! `002_5d334826057af794.txt`).
//!
//! Every open case has exactly one responsible person who works here, at every instant; the database keeps it so. What
//! is open in a case follows its responsible person, and no deadline moves a day because somebody else has it.

use crate::access::{self, Action, Object, Relation};
use crate::ids::{CaseId, HandoverId, StaffId};
use crate::letter::{Letter, Occasion};
use crate::procedure::Condition;
use crate::progress::Answer;
use crate::staff::{Role, Staff, coded};
use crate::words::Fact;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;

#[cfg(test)]
mod tests;

coded! {
    /// Whether it was known beforehand.
    Planned {
        Planned = "planned", "Planlagt: kendt i forvejen.";
        Unplanned = "unplanned", "Ikke planlagt: sygdom, en fratræden fra den ene dag til den anden.";
    }
}

coded! {
    /// How far a handover is.
    State {
        Planned = "planned", "Its day has not come.";
        CarriedOut = "carried-out", "The cases have passed.";
        Ended = "ended", "A temporary one that is over: the cases have gone back.";
        CalledOff = "called-off", "It never came to anything.";
    }
}

/// For how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duration {
    /// For good (varigt).
    Permanent,
    /// For a time (midlertidigt), until the first is back.
    Temporary {
        /// The last day, if one is expected; until further notice without one.
        until: Option<Date>,
    },
}

/// Which of the leaver's open cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// All of them, those opened before the day too.
    All,
    /// These.
    Some(Vec<CaseId>),
}

/// Who takes over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Successor {
    /// One for all.
    One(StaffId),
    /// One for each case.
    PerCase(BTreeMap<CaseId, StaffId>),
    /// Not known yet: the team leader of each case's department has it until somebody is found.
    Leader,
}

/// What is to be handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Who has the cases now.
    pub from: StaffId,
    /// Which.
    pub cases: Which,
    /// Known beforehand or not.
    pub planned: Planned,
    /// For how long.
    pub duration: Duration,
    /// To whom.
    pub successor: Successor,
    /// The first day with the successor; a later day than today is carried out on its morning.
    pub on: Date,
    /// Why, in the leader's words; kept sealed and never told in a letter.
    pub why: String,
    /// What the letters ask for and the handover does not know, by field id; empty ones are left out.
    pub said: BTreeMap<String, String>,
}

/// What a procedure and the choice of a letter ask about a handover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Known beforehand (planlagt).
    pub planned: Answer,
    /// For good (varigt).
    pub permanent: Answer,
    /// Who takes over is known (afløser kendt).
    pub successor_known: Answer,
}

impl Kind {
    /// Of these three.
    pub fn of(planned: Planned, duration: Duration, known: Known) -> Kind {
        let yes = |value: bool| if value { Answer::Yes } else { Answer::No };
        Kind {
            planned: yes(planned == Planned::Planned),
            permanent: yes(duration == Duration::Permanent),
            successor_known: yes(known == Known::Known),
        }
    }

    /// The answer to a fact that is about handovers; unknown to every other.
    pub fn answer(&self, fact: Fact) -> Answer {
        match fact {
            Fact::Planned => self.planned,
            Fact::Permanent => self.permanent,
            Fact::SuccessorKnown => self.successor_known,
            _ => Answer::Unknown,
        }
    }
}

coded! {
    /// Whether who takes over is known.
    Known {
        Known = "known", "Afløser kendt.";
        Unknown = "unknown", "Afløser ikke kendt: lederen har sagen imens.";
    }
}

/// Whom the letter is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// A child: the letter goes to the custody holders.
    Child,
    /// An adult.
    Adult,
}

/// The letter about a handover by the table of P-04: of those whose conditions all hold, the one with most of them.
pub fn letter<'a>(letters: impl IntoIterator<Item = &'a Letter>, kind: Kind, audience: Audience) -> Option<&'a Letter> {
    let answer = |fact: Fact| match fact {
        Fact::Child if audience == Audience::Child => Answer::Yes,
        Fact::Adult if audience == Audience::Adult => Answer::Yes,
        Fact::Child | Fact::Adult => Answer::No,
        other => kind.answer(other),
    };
    let holds = |condition: &Condition| match condition {
        Condition::Fact(fact) => answer(*fact) == Answer::Yes,
        Condition::Not(inner) => matches!(&**inner, Condition::Fact(fact) if answer(*fact) == Answer::No),
        _ => false,
    };
    letters
        .into_iter()
        // A sibling for children (`id.barn`) is chosen by who reads it, never for the case as such.
        .filter(|letter| letter.occasion == Occasion::CaseworkerChange && !letter.id.contains('.'))
        .filter(|letter| letter.when.iter().all(holds))
        .max_by_key(|letter| letter.when.len())
}

/// One case of a handover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The case.
    pub case: CaseId,
    /// Who takes over; the team leader when nobody is known.
    pub to: StaffId,
    /// Whether the successor was known.
    pub known: Known,
    /// When it passed, once it has.
    pub moved_at: Option<Timestamp>,
    /// When it went back, of a temporary one.
    pub back_at: Option<Timestamp>,
}

/// A handover, as registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// Its id.
    pub id: HandoverId,
    /// Who had the cases.
    pub from: StaffId,
    /// The first day with the successors.
    pub on: Date,
    /// Known beforehand or not.
    pub planned: Planned,
    /// For how long.
    pub duration: Duration,
    /// The one successor of a whole caseload, so that a case opened before the day follows the others.
    pub all_to: Option<AllTo>,
    /// Why.
    pub why: String,
    /// The absence it covers, if it came of one.
    pub absence: Option<crate::ids::AbsenceId>,
    /// Who registered it.
    pub registered_by: StaffId,
    /// When.
    pub registered_at: Timestamp,
    /// How far it is.
    pub state: State,
    /// Its cases.
    pub items: Vec<Item>,
    /// Version for optimistic locking.
    pub version: i64,
}

/// To whom a case goes that is opened between registration and the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AllTo {
    /// To this colleague.
    One(StaffId),
    /// To the team leader.
    Leader,
}

impl Handover {
    /// Whether it is to be carried out on a day.
    pub fn is_due_on(&self, day: Date) -> bool {
        self.state == State::Planned && self.on <= day
    }

    /// Whether it is a temporary one whose cases are with the successors.
    pub fn is_out(&self) -> bool {
        self.state == State::CarriedOut && matches!(self.duration, Duration::Temporary { .. })
    }

    /// The day it was expected to end, if it was.
    pub fn until(&self) -> Option<Date> {
        match self.duration {
            Duration::Temporary { until } => until,
            Duration::Permanent => None,
        }
    }

    /// What letters and procedures ask about it, for one of its cases.
    pub fn kind_for(&self, item: &Item) -> Kind {
        Kind::of(self.planned, self.duration, item.known)
    }
}

/// What somebody still has to do here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holds {
    /// Open cases they are responsible for.
    pub cases: u32,
    /// Open tasks on open cases that are theirs.
    pub tasks: u32,
    /// Functions, on cases and in teams.
    pub functions: u32,
    /// Meetings to come that they lead.
    pub meetings: u32,
}

impl Holds {
    /// Whether there is nothing.
    pub fn is_nothing(&self) -> bool {
        *self == Holds::default()
    }
}

/// Why cases are not handed over, or not given back, or somebody is not taken out of service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotHanded {
    /// There is no open case to hand over.
    NothingToHand,
    /// A reason is missing.
    NoReason,
    /// The day lies before today.
    DayBehind,
    /// The last day lies before the first.
    EndsBeforeItBegins,
    /// Nobody takes over from themselves.
    ToThemselves,
    /// No successor is chosen for one of the cases.
    SuccessorMissing,
    /// The successor does not work here, or their roles do no casework.
    SuccessorOpensNoCases,
    /// The successor does not work in the department the case lies in.
    SuccessorElsewhere,
    /// The successor is registered away on the day.
    SuccessorAway {
        /// First day of that absence.
        from: Date,
    },
    /// The successor is too close to the citizen of one of the cases.
    SuccessorTooClose,
    /// Nobody is chosen, and the department has no team leader who could hold the case.
    NoLeader,
    /// One hands one's own cases to a named colleague; that nobody is known is the leader's to say.
    OwnNeedsColleague,
    /// One of the cases is part of a planned handover already.
    PlannedAlready {
        /// The day of that one.
        on: Date,
    },
    /// It is not a temporary one that is out.
    NotOut,
    /// It was carried out or called off already.
    OverAlready,
    /// The first is not here to have the cases back: taken out of service.
    FirstIsGone,
    /// The person chosen as responsible does not work here any more. The database said so.
    NotActive,
    /// The person still has open cases: hand them over first. The database said so.
    HoldsCases,
    /// The history of who was responsible cannot be changed. The database said so.
    HistoryIsFixed,
    /// Somebody who is to be taken out of service still has something.
    StillHolds(Holds),
}

/// Whether one of the person's roles may be responsible for a case at all, by the access policy.
pub fn may_be_responsible(staff: &Staff) -> bool {
    staff.active
        && access::policy().iter().any(|line| {
            line.relation == Relation::Responsible
                && line.action == Action::Work
                && line.object == Object::Case
                && staff.roles.contains(&line.role)
        })
}

/// What does not depend on any one case.
///
/// # Errors
/// [`NotHanded`], the first that is wrong.
pub fn check(wanted: &Wanted, today: Date) -> Result<(), NotHanded> {
    if wanted.why.trim().is_empty() {
        return Err(NotHanded::NoReason);
    }
    if wanted.on < today {
        return Err(NotHanded::DayBehind);
    }
    if let Duration::Temporary { until: Some(until) } = wanted.duration
        && until < wanted.on
    {
        return Err(NotHanded::EndsBeforeItBegins);
    }
    Ok(())
}

/// Whether this person may take a case of this department over on a day; `away` is the first day of an absence of theirs
/// that covers it.
///
/// # Errors
/// [`NotHanded`], the first that is wrong.
pub fn may_take(to: &Staff, from: StaffId, department: &str, away: Option<Date>) -> Result<(), NotHanded> {
    if to.id == from {
        return Err(NotHanded::ToThemselves);
    }
    if !may_be_responsible(to) {
        return Err(NotHanded::SuccessorOpensNoCases);
    }
    if to.department != department && !to.heads.iter().any(|head| head == department) {
        return Err(NotHanded::SuccessorElsewhere);
    }
    match away {
        Some(from) => Err(NotHanded::SuccessorAway { from }),
        None => Ok(()),
    }
}

/// Who has a case of this department while nobody is known: a team leader of the department who is here, else who stands
/// in for one that is away, else one that is away. Never the leaver, and never one `barred` from this citizen.
///
/// `away` lists who is away that day with who stands in.
pub fn fallback<'a>(
    people: &'a [Staff],
    (department, leaver): (&str, StaffId),
    away: &[(StaffId, Option<StaffId>)],
    barred: &[StaffId],
) -> Option<&'a Staff> {
    let fits = |staff: &&Staff| staff.id != leaver && may_be_responsible(staff) && !barred.contains(&staff.id);
    let is_away = |id: StaffId| away.iter().any(|(absent, _)| *absent == id);
    let leads = |staff: &&Staff| staff.department == department && staff.roles.contains(&Role::TeamLeader);
    let deputies = || {
        let leaders = people.iter().filter(leads).filter(|leader| leader.active);
        leaders.filter_map(|leader| {
            let named = away.iter().find(|(absent, _)| *absent == leader.id)?.1?;
            people.iter().find(|staff| staff.id == named).filter(|staff| staff.department == department)
        })
    };
    let here = |staff: &&Staff| !is_away(staff.id);
    let present = people.iter().filter(leads).filter(fits).find(here);
    present.or_else(|| deputies().filter(fits).find(here)).or_else(|| people.iter().filter(leads).find(fits))
}
