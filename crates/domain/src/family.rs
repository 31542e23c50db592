//! A family with one entrance (én familie - én indgang): who is of it, which cases of which departments it has, its core
//! team and its coordinator, and what the departments show each other.
//!
//! Facts from `004_dab2e90feaf87893.txt` and `procedures.md` P-08. The family hangs on one case of the children's
//! disability department, the coordinating child's; meetings, plan and report are that case's.

mod change;
pub mod nameless;
mod order;
#[cfg(test)]
mod tests;

pub use change::{Change, ChangeKind, changes};
pub use order::{Circle, Link, in_order};

use crate::calendar::Calendar;
use crate::consent::{Consent, Covers};
use crate::deadline::{Actor, Counted, Direction, Span, count};
use crate::function::Part;
use crate::ids::{CaseId, ConsentId, FamilyId, MeetingId, PersonId, StaffId};
use crate::information::Basis;
use crate::staff::{Staff, coded};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::fmt;

coded! {
    /// What somebody is in the family, as the family itself says it.
    Kin {
        Child = "barn", "A child of the family.";
        Parent = "forælder", "A parent.";
        StepParent = "bonusforælder", "A parent's partner.";
        Sibling = "søskende", "A brother or sister who has grown up.";
        Grandparent = "bedsteforælder", "A grandparent.";
        Other = "anden", "Somebody else the family counts as its own.";
    }
}

coded! {
    /// Meetings the model has; a kind of meeting in `content/moeder` says which it is.
    Gathering {
        Assessment = "udredning", "The core team and the family find out what is needed.";
        Analysis = "analyse", "The core team and outsiders to the case, without the family, before measures start (SD25).";
        Status = "status", "The core team alone, at a fixed rhythm, about the cases where something happened (SD24).";
    }
}

/// A family with its cases, its team and what is shown to whom; ended parts stay, as history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// Its id.
    pub id: FamilyId,
    /// The coordinating child's case, which plan, report and meetings are on.
    pub case: CaseId,
    /// The department of that case, which the family belongs to, by id.
    pub department: String,
    /// Why the family gets one entrance.
    pub why: String,
    /// First day.
    pub begun_on: Date,
    /// Who began it.
    pub begun_by: StaffId,
    /// The day it ended and why, if it did.
    pub ended: Option<(Date, String)>,
    /// Who is of it, those who have left too.
    pub members: Vec<Member>,
    /// Its cases, the coordinating one among them, those taken off too.
    pub cases: Vec<Linked>,
    /// The core team, those who have left too.
    pub team: Vec<Seat>,
    /// Coordinators, oldest first; at most one without a last day.
    pub coordinators: Vec<Term>,
    /// What is opened of which case to which department, closed ones too.
    pub openings: Vec<Opening>,
    /// Examinations the core team chose, in the order they were chosen.
    pub examinations: Vec<Examination>,
    /// Which goal of the plan comes before which.
    pub links: Vec<Link>,
    /// The analysis meetings, oldest first.
    pub analyses: Vec<Analysis>,
    /// Why measures start before the analysis meeting, when that was decided (SD25).
    pub waived: Option<Waived>,
    /// Version for optimistic locking.
    pub version: i64,
}

/// Somebody of the family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// What they are in the family.
    pub kin: Kin,
    /// Why they are counted in.
    pub why: String,
    /// The day they were.
    pub since: Date,
    /// The day they were taken out again, if they were.
    pub until: Option<Date>,
}

/// A case of the family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// The case.
    pub case: CaseId,
    /// Its department, by id.
    pub department: String,
    /// Whose it is.
    pub citizen: PersonId,
    /// Who linked it: somebody who works on it.
    pub by: StaffId,
    /// The day it was linked.
    pub since: Date,
    /// The day it was taken off, if it was.
    pub until: Option<Date>,
}

/// Somebody outside the house. Neither `Debug` nor `Display` tells who.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Outsider {
    /// Name.
    pub name: String,
    /// Where they work.
    pub workplace: String,
    /// Telephone, or for an analysis what they are an expert in.
    pub about: String,
}

impl fmt::Debug for Outsider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outsider(…)")
    }
}

/// Who sits in the core team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sits {
    /// A member of staff.
    Staff(StaffId),
    /// A partner outside the house, with telephone.
    Outside(Outsider),
}

/// A seat in the core team (kerneteam).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Its number within the family.
    pub nr: u32,
    /// Who.
    pub who: Sits,
    /// Why they are needed.
    pub why: String,
    /// First day.
    pub from: Date,
    /// Last day, when it is over or agreed.
    pub until: Option<Date>,
}

/// One coordinator's time (familiekoordinator).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Who.
    pub staff: StaffId,
    /// First day.
    pub from: Date,
    /// Last day, once somebody else took over; the day before the other's first.
    pub until: Option<Date>,
    /// Why they, and why the one before stopped.
    pub why: String,
    /// The leader who appointed them.
    pub by: StaffId,
}

/// What is opened of a case to the core team's members from a department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Its number within the family.
    pub nr: u32,
    /// The case.
    pub case: CaseId,
    /// To which department, by id.
    pub to: String,
    /// What that department was called the day it was opened, as a consent names it.
    pub title: String,
    /// Which parts; none opens no more than that there is a case in the department that has it.
    pub parts: BTreeSet<Part>,
    /// What it rests on, asked every time it is looked through.
    pub basis: Basis,
    /// Who opened it: somebody who works on the case.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// The day it was closed by hand, if it was; from then on it opens nothing.
    pub closed_on: Option<Date>,
}

impl Opening {
    /// Whether it opens anything that day. `consents` are those of the case it opens; a withdrawn one closes at once.
    pub fn holds(&self, consents: &[Consent], day: Date) -> bool {
        if self.closed_on.is_some_and(|closed| closed <= day) {
            return false;
        }
        match &self.basis {
            Basis::Law { .. } => true,
            Basis::Consent(id) => consents
                .iter()
                .find(|consent| consent.id == *id)
                .is_some_and(|consent| consent.permits(&self.title, Covers::Share, day).is_ok()),
        }
    }

    /// The consent it rests on, if it rests on one.
    pub fn consent(&self) -> Option<ConsentId> {
        match self.basis {
            Basis::Consent(id) => Some(id),
            Basis::Law { .. } => None,
        }
    }
}

/// What a department may know of a case of another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Nothing, not even that there is one.
    Nothing,
    /// That there is a case in the department that has it.
    Exists,
    /// These parts.
    Parts(BTreeSet<Part>),
}

impl Seen {
    /// Whether the part is among what is seen.
    pub fn shows(&self, part: Part) -> bool {
        matches!(self, Seen::Parts(parts) if parts.contains(&part))
    }
}

/// What a department, by id, sees of a case that day: all that the openings which hold open together.
pub fn seen<'a>(
    openings: impl IntoIterator<Item = &'a Opening>,
    (case, to): (CaseId, &str),
    consents: &[Consent],
    day: Date,
) -> Seen {
    let mine = openings.into_iter().filter(|opening| opening.case == case && opening.to == to);
    let holding: Vec<&Opening> = mine.filter(|opening| opening.holds(consents, day)).collect();
    if holding.is_empty() {
        return Seen::Nothing;
    }
    let parts: BTreeSet<Part> = holding.iter().flat_map(|opening| opening.parts.iter().copied()).collect();
    if parts.is_empty() { Seen::Exists } else { Seen::Parts(parts) }
}

/// An examination of the assessment (udredningsundersøgelse).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examination {
    /// Its number within the family.
    pub nr: u32,
    /// Which, and of what.
    pub what: String,
    /// Why the core team chose it.
    pub why: String,
    /// Who has it.
    pub owner: StaffId,
    /// The day it was chosen.
    pub chosen_on: Date,
    /// The day it is to be finished.
    pub due: Date,
    /// The day it was, and what it came to.
    pub done: Option<(Date, String)>,
}

/// An analysis meeting: without the family, with outsiders who know nothing of who it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Analysis {
    /// The meeting on the coordinating child's case.
    pub meeting: MeetingId,
    /// The summary the outsiders get.
    pub summary: String,
    /// Those from outside the case who get it.
    pub outsiders: Vec<Outsider>,
    /// The consent that lets names stand in it, if the family gave one.
    pub named: Option<ConsentId>,
    /// The day it was given to them.
    pub given_on: Option<Date>,
    /// The direction the meeting recommends.
    pub direction: String,
    /// Version for optimistic locking.
    pub version: i64,
}

/// Measures start before the analysis meeting, and why (SD25).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waived {
    /// The day it was decided.
    pub on: Date,
    /// By whom.
    pub by: StaffId,
    /// Why.
    pub why: String,
}

/// Why something is not done with a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotDone {
    /// The case lies in a department that coordinates no families.
    WrongDepartment,
    /// The case is of another family already.
    OtherFamily,
    /// A reason is missing.
    NoReason,
    /// It is over.
    Over,
    /// The person is of the family already.
    MemberAlready,
    /// The coordinating child stays as long as the family does.
    TheChildStays,
    /// Nobody is of the family whom the case is about.
    NotAMember,
    /// Somebody of the family has a case among its cases, and stays as long as it does.
    HasACase,
    /// The case is among the family's already.
    LinkedAlready,
    /// The coordinating child's case stays.
    TheCaseStays,
    /// The coordinator does not come from the children's disability department.
    CoordinatorFromElsewhere,
    /// The person does not work here, or their roles open no cases.
    OpensNoCases,
    /// They have it already.
    HeldAlready,
    /// The last day lies before the first.
    EndsBeforeItBegins,
    /// A name is missing.
    NoName,
    /// The department one would open to is none, or is the one that has the case.
    NoSuchDepartment,
    /// It is closed already.
    ClosedAlready,
    /// What is to be done is missing.
    Nothing,
    /// The day to be finished lies before today.
    InThePast,
    /// The day lies after today.
    InTheFuture,
    /// The one named is of the core team or works on one of the family's cases, and so is no outsider.
    NoOutsider,
    /// The summary tells who the family is.
    TellsWho,
    /// The consent does not let names stand in the summary.
    ConsentDoesNotName,
    /// It was given to them already, and stands as it was.
    GivenAlready,
    /// Nobody gets the summary.
    NobodyGetsIt,
    /// The analysis meeting has been held.
    AnalysisHeld,
    /// The goals would wait for each other in a circle.
    GoesInACircle,
}

impl Family {
    /// Whether it runs on a day.
    pub fn runs_on(&self, day: Date) -> bool {
        self.begun_on <= day && self.ended.as_ref().is_none_or(|(ended, _)| day < *ended)
    }

    /// Who coordinates on a day.
    pub fn coordinator_on(&self, day: Date) -> Option<StaffId> {
        self.coordinators.iter().rev().find(|term| holds(term.from, term.until, day)).map(|term| term.staff)
    }

    /// Those of the core team on a day.
    pub fn team_on(&self, day: Date) -> impl Iterator<Item = &Seat> {
        self.team.iter().filter(move |seat| holds(seat.from, seat.until, day))
    }

    /// Whether a member of staff is of the core team, or coordinates, on a day.
    pub fn sits(&self, staff: StaffId, day: Date) -> bool {
        self.coordinator_on(day) == Some(staff) || self.team_on(day).any(|seat| seat.who == Sits::Staff(staff))
    }

    /// Those of the family on a day.
    pub fn members_on(&self, day: Date) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(move |member| member.since <= day && member.until.is_none_or(|until| day < until))
    }

    /// The family's cases on a day.
    pub fn cases_on(&self, day: Date) -> impl Iterator<Item = &Linked> {
        self.cases.iter().filter(move |linked| linked.since <= day && linked.until.is_none_or(|until| day < until))
    }

    /// Departments with a case of the family on a day, by id.
    pub fn departments_on(&self, day: Date) -> BTreeSet<&str> {
        self.cases_on(day).map(|linked| linked.department.as_str()).collect()
    }

    /// Whether this person may be taken into the family.
    ///
    /// # Errors
    /// [`NotDone`].
    pub fn may_add(&self, person: PersonId, why: &str, day: Date) -> Result<(), NotDone> {
        said(why)?;
        if self.members_on(day).any(|member| member.person == person) {
            return Err(NotDone::MemberAlready);
        }
        Ok(())
    }

    /// Whether this person may be taken out of the family: not as long as one of its cases is about them.
    ///
    /// # Errors
    /// [`NotDone`].
    pub fn may_take_out(&self, person: PersonId, why: &str, day: Date) -> Result<(), NotDone> {
        said(why)?;
        let theirs = |linked: &&Linked| linked.citizen == person;
        if !self.members_on(day).any(|member| member.person == person) {
            return Err(NotDone::NotAMember);
        }
        match self.cases_on(day).find(theirs) {
            Some(linked) if linked.case == self.case => Err(NotDone::TheChildStays),
            Some(_) => Err(NotDone::HasACase),
            None => Ok(()),
        }
    }

    /// Whether a case about this citizen may be linked.
    ///
    /// # Errors
    /// [`NotDone`].
    pub fn may_link(&self, case: CaseId, citizen: PersonId, day: Date) -> Result<(), NotDone> {
        if self.cases_on(day).any(|linked| linked.case == case) {
            return Err(NotDone::LinkedAlready);
        }
        if self.members_on(day).any(|member| member.person == citizen) { Ok(()) } else { Err(NotDone::NotAMember) }
    }

    /// Whether this member of staff may coordinate from today. `entrances` are the departments families are coordinated
    /// from: always the children's disability department, as content says which that is (P-08 step 1).
    ///
    /// # Errors
    /// [`NotDone`].
    pub fn may_coordinate(&self, staff: &Staff, why: &str, entrances: &[&str], day: Date) -> Result<(), NotDone> {
        said(why)?;
        may_coordinate(staff, entrances)?;
        if self.coordinator_on(day) == Some(staff.id) { Err(NotDone::HeldAlready) } else { Ok(()) }
    }

    /// Whether this seat may be given; `roles` says whether the member of staff may have a function on a case at all.
    ///
    /// # Errors
    /// [`NotDone`].
    pub fn may_seat(&self, seat: &Seat, staff: Option<&Staff>, day: Date) -> Result<(), NotDone> {
        said(&seat.why)?;
        if seat.until.is_some_and(|until| until < seat.from) {
            return Err(NotDone::EndsBeforeItBegins);
        }
        match &seat.who {
            Sits::Staff(id) => {
                let staff = staff.filter(|staff| staff.id == *id).ok_or(NotDone::OpensNoCases)?;
                if !crate::function::may_hold(staff) {
                    return Err(NotDone::OpensNoCases);
                }
            }
            Sits::Outside(outsider) if outsider.name.trim().is_empty() => return Err(NotDone::NoName),
            Sits::Outside(_) => {}
        }
        let runs = |known: &&Seat| known.until.is_none_or(|until| day <= until);
        if self.team.iter().filter(runs).any(|known| known.who == seat.who) {
            return Err(NotDone::HeldAlready);
        }
        Ok(())
    }

    /// Whether measures may start: the analysis meeting has been held, or it was decided with a reason not to wait (SD25).
    pub fn measures_may_start(&self, analysis_held: Option<Date>, day: Date) -> bool {
        analysis_held.is_some_and(|held| held <= day) || self.waived.as_ref().is_some_and(|waived| waived.on <= day)
    }
}

/// Whether this member of staff may coordinate a family at all.
///
/// # Errors
/// [`NotDone::CoordinatorFromElsewhere`], [`NotDone::OpensNoCases`].
pub fn may_coordinate(staff: &Staff, entrances: &[&str]) -> Result<(), NotDone> {
    if !entrances.contains(&staff.department.as_str()) {
        return Err(NotDone::CoordinatorFromElsewhere);
    }
    if crate::function::may_hold(staff) { Ok(()) } else { Err(NotDone::OpensNoCases) }
}

/// Whether a summary may be given to these outsiders: nobody of it is known to the family's cases, and it names nobody
/// unless a consent lets it. `inside` are the names of the core team and of those who work on the family's cases;
/// `named` says whether the consent that was chosen covers passing information on to each of them.
///
/// # Errors
/// [`NotDone`].
pub fn may_give(
    analysis: &Analysis,
    known: &nameless::Known,
    inside: &[String],
    named: Option<bool>,
) -> Result<(), NotDone> {
    if analysis.given_on.is_some() {
        return Err(NotDone::GivenAlready);
    }
    if analysis.summary.trim().is_empty() {
        return Err(NotDone::Nothing);
    }
    if analysis.outsiders.is_empty() {
        return Err(NotDone::NobodyGetsIt);
    }
    if analysis.outsiders.iter().any(|outsider| outsider.name.trim().is_empty()) {
        return Err(NotDone::NoName);
    }
    if analysis.outsiders.iter().any(|outsider| is_inside(outsider, inside)) {
        return Err(NotDone::NoOutsider);
    }
    match named {
        Some(true) => Ok(()),
        Some(false) => Err(NotDone::ConsentDoesNotName),
        None if nameless::find(&analysis.summary, known).is_empty() => Ok(()),
        None => Err(NotDone::TellsWho),
    }
}

/// Whether the one named is of those who know the case.
fn is_inside(outsider: &Outsider, inside: &[String]) -> bool {
    let plain = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    inside.iter().any(|name| plain(name) == plain(&outsider.name))
}

/// The day by which the core team meets next: one rhythm after it last met, or after the family began (SD24).
pub fn next_status(last_held: Option<Date>, begun_on: Date, rhythm: &Span, calendar: &Calendar) -> Counted {
    count(rhythm, last_held.unwrap_or(begun_on), Direction::Forward, Actor::Authority, calendar)
}

/// The family a case is of, as rules may ask about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// The family, if the case is one of a family's that runs.
    pub family: Option<FamilyId>,
    /// Its cases that are open, if it is the family's coordinating case.
    pub cases: Vec<CaseId>,
    /// Departments with an open case of the citizen's or the family's, by id.
    pub departments: BTreeSet<String>,
}

/// The last day counts.
fn holds(from: Date, until: Option<Date>, day: Date) -> bool {
    from <= day && until.is_none_or(|until| day <= until)
}

/// A reason that says something.
fn said(why: &str) -> Result<(), NotDone> {
    if why.trim().is_empty() { Err(NotDone::NoReason) } else { Ok(()) }
}
