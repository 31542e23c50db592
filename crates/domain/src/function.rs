//! Coordinating functions (koordinatorfunktioner): seven models of who holds a matter together (P-23,
//! `003_d0dbe17021083762.txt`), given to a person on a case or in a department.
//!
//! A model says what the function opens and which duties it brings. Of another department's case it opens only parts, and
//! only those a consent or a stated provision covers (`people-and-roles.md` section 3).

use crate::access::{self, Action, Object, Relation};
use crate::calendar::Calendar;
use crate::consent::{Consent, Covers, NotCovered};
use crate::deadline::{Actor, Direction, Span, count};
use crate::ids::{CaseId, ConsentId, FunctionId, StaffId};
use crate::information::Basis;
use crate::staff::{Staff, coded};
use jiff::Timestamp;
use jiff::civil::Date;

coded! {
    /// Whom a function is for.
    Towards {
        Citizen = "borger", "On the stage: the citizen meets one coherent effort (forløbsrettet).";
        Municipality = "kommune", "Behind the curtain: the professionals work towards the same (faglig).";
    }
}

coded! {
    /// A part of a case that a function may open to somebody of another department.
    Part {
        Course = "forløb", "The stage, and what is due.";
        Tasks = "opgaver", "What is agreed, and who does it.";
        Grants = "bevillinger", "What is granted, from when until when.";
        Contacts = "kontakter", "Who works with the citizen, with telephone.";
        Meetings = "møder", "Which meetings there are.";
    }
}

coded! {
    /// What a function may be given on.
    Place {
        Case = "sag", "One case.";
        Team = "hold", "A department.";
    }
}

coded! {
    /// The overview a function needs.
    Overview {
        Grants = "bevillinger", "Grants that depend on each other, as bars over time.";
        Council = "samråd", "The agenda of cases that wait for the next fixed date.";
        Plan = "plan", "The one plan.";
        Entrance = "indgang", "Name and telephone for professionals outside.";
        Team = "hold", "Coordination tasks of the team's cases that are overdue.";
    }
}

/// A standing duty of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// What is to be done, as a task says it.
    pub text: String,
    /// How often.
    pub every: Span,
    /// Where it comes from.
    pub source: String,
}

/// A model of coordinating, as content defines it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Whom it is for.
    pub towards: Towards,
    /// What it is good at.
    pub strengths: Vec<String>,
    /// What to mind.
    pub weaknesses: Vec<String>,
    /// What it may open.
    pub sees: Vec<Part>,
    /// What it may be given on.
    pub places: Vec<Place>,
    /// Its standing duties.
    pub duties: Vec<Duty>,
    /// The overview it needs, if one.
    pub overview: Option<Overview>,
}

/// What somebody has a function on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum On {
    /// A case.
    Case(CaseId),
    /// A department, by id.
    Team(String),
}

impl On {
    /// Which of the two.
    pub fn place(&self) -> Place {
        match self {
            On::Case(_) => Place::Case,
            On::Team(_) => Place::Team,
        }
    }
}

/// A function somebody has or had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its id.
    pub id: FunctionId,
    /// The model, by id.
    pub model: String,
    /// On what.
    pub on: On,
    /// Who.
    pub staff: StaffId,
    /// First day.
    pub from: Date,
    /// Last day, if one was agreed.
    pub until: Option<Date>,
    /// Why they.
    pub why: String,
    /// The parts it opens to somebody of another department.
    pub sees: Vec<Part>,
    /// What it rests on when the person is of another department.
    pub basis: Option<Basis>,
    /// Who gave it.
    pub given_by: StaffId,
    /// When.
    pub given_at: Timestamp,
    /// How it ended before its day.
    pub ended: Option<Ended>,
    /// The function it took over from, when the placement moved.
    pub moved_from: Option<FunctionId>,
    /// Version for optimistic locking.
    pub version: i64,
}

/// The end of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// From this day on it opens nothing.
    pub on: Date,
    /// Who ended it.
    pub by: StaffId,
    /// Why.
    pub because: String,
}

impl Held {
    /// Whether it holds on a day; the last agreed day counts, the day it was ended does not.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day
            && self.until.is_none_or(|until| day <= until)
            && self.ended.as_ref().is_none_or(|ended| day < ended.on)
    }

    /// Whether it holds on a day or begins later.
    pub fn is_not_over(&self, day: Date) -> bool {
        self.until.is_none_or(|until| day <= until) && self.ended.is_none()
    }

    /// The consent it rests on, if it rests on one.
    pub fn consent(&self) -> Option<ConsentId> {
        match &self.basis {
            Some(Basis::Consent(id)) => Some(*id),
            Some(Basis::Law { .. }) | None => None,
        }
    }

    /// Whether what it rests on holds that day: one's own department needs nothing, a provision stays.
    pub fn basis_holds(&self, consents: &[Consent], day: Date) -> bool {
        self.consent().is_none_or(|id| consents.iter().any(|consent| consent.id == id && consent.holds_on(day)))
    }
}

/// A function to be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The model, by id.
    pub model: String,
    /// Who.
    pub staff: StaffId,
    /// First day.
    pub from: Date,
    /// Last day, if one is agreed.
    pub until: Option<Date>,
    /// Why they.
    pub why: String,
    /// The parts the basis covers, for somebody of another department.
    pub covers: Vec<Part>,
    /// What it rests on, for somebody of another department.
    pub basis: Option<Basis>,
}

/// Why a function is not given, moved or ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotGiven {
    /// There is no such model.
    NoSuchModel,
    /// The model is not given on this.
    WrongPlace,
    /// A reason is missing.
    NoReason,
    /// The last day lies before the first, or before today.
    EndsBeforeItBegins,
    /// The person does not work here, or their roles open no cases.
    OpensNoCases,
    /// They have it already.
    HeldAlready,
    /// The person is of another department, and neither consent nor provision is stated.
    NoBasis,
    /// The consent does not hold.
    ConsentNotInForce,
    /// The consent names neither the person nor their department.
    ConsentNamesAnother,
    /// The consent lets us do something else, but not pass information on.
    ConsentIsNotToShare,
    /// The provision or why it applies is missing.
    LawWithoutReason,
    /// The person is of another department, and no part is chosen that the basis covers.
    NothingCovered,
    /// A part is chosen that the model does not open.
    MoreThanTheModel,
    /// It is over already.
    OverAlready,
}

/// Whether one of the person's roles may hold a function at all, by the access policy.
pub fn may_hold(staff: &Staff) -> bool {
    staff.active
        && access::policy().iter().any(|line| {
            line.relation == Relation::Coordinator
                && line.action == Action::Oversee
                && line.object == Object::Case
                && staff.roles.contains(&line.role)
        })
}

/// The departments a function stands between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct House<'a> {
    /// The department that has the case, or that the team is, by id.
    pub owner: &'a str,
    /// What the person's own department is called, as a consent names it.
    pub theirs: &'a str,
}

/// Whether the function may be given today, and which parts it opens. `known` are those already held on the same thing,
/// `consents` those of the case.
///
/// # Errors
/// [`NotGiven`], the first that is wrong.
pub fn check(
    wanted: &Wanted,
    (model, on): (&Model, &On),
    (staff, house): (&Staff, &House<'_>),
    known: &[Held],
    consents: &[Consent],
    today: Date,
) -> Result<Vec<Part>, NotGiven> {
    if !model.places.contains(&on.place()) {
        return Err(NotGiven::WrongPlace);
    }
    if wanted.why.trim().is_empty() {
        return Err(NotGiven::NoReason);
    }
    if wanted.until.is_some_and(|until| until < wanted.from || until < today) {
        return Err(NotGiven::EndsBeforeItBegins);
    }
    if !may_hold(staff) {
        return Err(NotGiven::OpensNoCases);
    }
    let same = |held: &&Held| held.staff == staff.id && held.model == model.id && held.is_not_over(today);
    if known.iter().any(|held| same(&held)) {
        return Err(NotGiven::HeldAlready);
    }
    if staff.department == house.owner {
        return Ok(model.sees.clone());
    }
    // A function in a team opens no case by itself.
    if on.place() == Place::Team {
        return Ok(Vec::new());
    }
    rests(wanted.basis.as_ref(), consents, (staff, house), today)?;
    if wanted.covers.is_empty() {
        return Err(NotGiven::NothingCovered);
    }
    if wanted.covers.iter().any(|part| !model.sees.contains(part)) {
        return Err(NotGiven::MoreThanTheModel);
    }
    Ok(wanted.covers.clone())
}

/// A consent must be to pass information on, and name the department or the person: nobody consents to "somebody".
fn rests(
    basis: Option<&Basis>,
    consents: &[Consent],
    (staff, house): (&Staff, &House<'_>),
    today: Date,
) -> Result<(), NotGiven> {
    match basis {
        None => Err(NotGiven::NoBasis),
        Some(Basis::Law { paragraph, reason }) if paragraph.trim().is_empty() || reason.trim().is_empty() => {
            Err(NotGiven::LawWithoutReason)
        }
        Some(Basis::Law { .. }) => Ok(()),
        Some(Basis::Consent(id)) => {
            let consent = consents.iter().find(|consent| consent.id == *id).ok_or(NotGiven::NoBasis)?;
            let named = if consent.names(house.theirs) { house.theirs } else { &staff.name };
            consent.permits(named, Covers::Share, today).map_err(|why| match why {
                NotCovered::NotInForce { .. } => NotGiven::ConsentNotInForce,
                NotCovered::NamesAnother { .. } => NotGiven::ConsentNamesAnother,
                NotCovered::ForSomethingElse { .. } => NotGiven::ConsentIsNotToShare,
            })
        }
    }
}

/// The first day a duty is due: so long after the function began, on a working day.
pub fn first_due(duty: &Duty, from: Date, calendar: &Calendar) -> Date {
    on_working_day(count(&duty.every, from, Direction::Forward, Actor::Authority, calendar).due, calendar)
}

/// The day itself, or the next working day after it.
pub fn on_working_day(day: Date, calendar: &Calendar) -> Date {
    let mut found = day;
    while !calendar.is_working_day(found) {
        let Ok(next) = found.tomorrow() else { break };
        found = next;
    }
    found
}
