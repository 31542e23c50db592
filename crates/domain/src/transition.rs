//! The transition from child to adult (overgang): who is found, how far each young person is, and what is decided
//! (`procedures.md` P-06; barnets lov §§ 122-123).
//!
//! A track is not the work: the work is a course in the young person's case. The track says that somebody was found,
//! whether they are taken along, by whom, and who takes over.

mod found;
#[cfg(test)]
mod tests;

pub use found::{DecideRule, Known, Tonight, YoungPerson, decide_by, tonight};

use crate::access::Yes;
use crate::calendar::birthday;
use crate::ids::{CaseId, PersonId, StaffId, TransitionId};
use crate::people::Located;
use crate::progress::Answer;
use crate::staff::coded;
use jiff::civil::Date;
use std::fmt;

/// The age at which the preparation must be over: the law makes it so, and no municipality chooses another.
pub const ADULT: u32 = 18;

coded! {
    /// How a young person was found.
    Found {
        Query = "query", "Fundet i natten: en åben sag eller en løbende bevilling.";
        List = "list", "Står på skolens liste.";
        ByHand = "hand", "Taget med i hånden.";
    }
}

coded! {
    /// How far a track is.
    Stage {
        Found = "found", "Fundet: der skal tages stilling.";
        InTrack = "in-track", "I overgang.";
        HandedOver = "handed-over", "Overdraget til voksenområdet.";
        NotTarget = "not-target", "Ikke i målgruppen.";
    }
}

/// The ages between which young people are looked for: from the birthday that opens it to the day before the 18th.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    from: u32,
    law: u32,
}

/// The birth dates a [`Window`] means on a day: after the one, until and with the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Births {
    /// Everybody born on this day or before is an adult.
    pub after: Date,
    /// The youngest who are in it.
    pub until: Date,
}

impl Window {
    /// The municipality may begin earlier than the law, never later.
    pub fn new(choice: Option<u32>, law: u32) -> Self {
        Self { from: choice.unwrap_or(law).min(law), law }
    }

    /// The age at which the municipality begins.
    pub fn from_age(self) -> u32 {
        self.from
    }

    /// The age at which the law wants the preparation begun (barnets lov § 123).
    pub fn law_age(self) -> u32 {
        self.law
    }

    /// Whether somebody born then is in it on a day.
    pub fn holds(self, born: Date, today: Date) -> bool {
        birthday(born, self.from, 0) <= today && today < birthday(born, ADULT, 0)
    }

    /// The same as two birth dates, for a query. One born 29 February turns on 1 March in years without that day.
    pub fn births(self, today: Date) -> Births {
        Births { after: last_born(today, ADULT), until: last_born(today, self.from) }
    }
}

/// The latest birth date that has turned so many years on a day.
fn last_born(today: Date, years: u32) -> Date {
    today.saturating_sub(jiff::Span::new().years(i64::from(years)))
}

/// A birthday the transition goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turning {
    /// Years.
    pub years: u32,
    /// Months on top: 6 at seventeen and a half.
    pub months: u32,
    /// The day.
    pub on: Date,
}

/// The birthdays the transition goes by: 15, 16, 17½ and 18 (`003_d0dbe17021083762.txt`; barnets lov § 123).
pub fn turnings(born: Date) -> [Turning; 4] {
    [(15, 0), (16, 0), (17, 6), (ADULT, 0)].map(|(years, months)| Turning {
        years,
        months,
        on: birthday(born, years, months),
    })
}

/// The next of them, today included; none for an adult.
pub fn next_turning(born: Date, today: Date) -> Option<Turning> {
    turnings(born).into_iter().find(|turning| today <= turning.on)
}

/// What somebody decided, when and who.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// The day.
    pub on: Date,
    /// By whom.
    pub by: StaffId,
}

/// How far a track is, with what was said.
#[derive(Clone, PartialEq, Eq)]
pub enum State {
    /// Nobody has decided yet.
    Found,
    /// Taken along.
    InTrack(Said),
    /// The adult department has taken over.
    HandedOver(Said),
    /// Not in the target group, with the reason. Comes up again when something new arrives.
    NotTarget(Said, String),
}

impl State {
    /// Without what was said.
    pub fn stage(&self) -> Stage {
        match self {
            State::Found => Stage::Found,
            State::InTrack(_) => Stage::InTrack,
            State::HandedOver(_) => Stage::HandedOver,
            State::NotTarget(..) => Stage::NotTarget,
        }
    }

    /// When it was decided and by whom.
    pub fn said(&self) -> Option<Said> {
        match self {
            State::Found => None,
            State::InTrack(said) | State::HandedOver(said) | State::NotTarget(said, _) => Some(*said),
        }
    }
}

/// Whether it is obvious that the young person will have early retirement pension (åbenlys pensionssag).
#[derive(Clone, PartialEq, Eq)]
pub struct Pension {
    /// Obvious: the job centre is left out.
    pub obvious: Yes,
    /// Why; tells of health.
    pub because: String,
    /// When and who.
    pub said: Said,
}

/// Who takes over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adult {
    /// The adult department, by id.
    pub department: String,
    /// Its coordinator.
    pub coordinator: StaffId,
}

/// The school the list told, which tells where a young person is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct School {
    /// Its name.
    pub name: Located<String>,
    /// The grade, 8 to 10.
    pub grade: u8,
}

/// A young person's track.
#[derive(Clone, PartialEq, Eq)]
pub struct Transition {
    /// Its id.
    pub id: TransitionId,
    /// Who.
    pub person: PersonId,
    /// The department that prepares.
    pub department: String,
    /// The case the preparation stands in, or will.
    pub case: Option<CaseId>,
    /// How they were found.
    pub found: Found,
    /// When.
    pub found_on: Date,
    /// How far it is.
    pub state: State,
    /// The coordinator, once named; until then whoever is responsible for the case.
    pub coordinator: Option<StaffId>,
    /// Whether it is an obvious pension case, once judged.
    pub pension: Option<Pension>,
    /// Who takes over, once named.
    pub adult: Option<Adult>,
    /// Something new arrived after it was decided that they are not in the target group.
    pub news_on: Option<Date>,
    /// What the school's list told.
    pub school: Option<School>,
    /// Version for optimistic locking.
    pub version: i64,
}

impl fmt::Debug for Transition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Transition({}, {:?}, …)", self.id, self.state.stage())
    }
}

impl Transition {
    /// Somebody must decide: found and nothing said, or something new since it was said that they are not in the group.
    pub fn waits_for_a_decision(&self) -> bool {
        matches!(self.state, State::Found) || matches!(self.state, State::NotTarget(..)) && self.news_on.is_some()
    }

    /// What the fact "åbenlys pensionssag" answers: unknown until somebody has judged it.
    pub fn pension_case(&self) -> Answer {
        match self.pension.as_ref().map(|pension| pension.obvious) {
            None => Answer::Unknown,
            Some(Yes::Yes) => Answer::Yes,
            Some(Yes::No) => Answer::No,
        }
    }
}

/// Why something is not done with a track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDone {
    /// That is decided already.
    Already,
    /// The young person is an adult: nothing is prepared any more.
    Adult,
    /// The reason is missing.
    NoReason,
    /// The preparation runs in the case: it is ended there, by its own steps.
    CourseRuns,
    /// First it must be said that the young person is in the track.
    NotInTrack,
    /// First say who takes over.
    NobodyTakesOver,
    /// The one who prepares and the one who takes over work in one department.
    SameDepartment,
    /// No such member of staff does casework there.
    NoCaseworker,
    /// No procedure begins with it, or no kind of case has that procedure.
    NoProcedure,
    /// The young person has a track.
    HasTrack,
    /// The age is outside what the transition is for.
    OutsideAge,
}

/// Whether the young person can be taken along.
///
/// # Errors
/// Why not.
pub fn may_confirm(track: &Transition, born: Date, today: Date) -> Result<(), NotDone> {
    if matches!(track.state, State::InTrack(_) | State::HandedOver(_)) {
        return Err(NotDone::Already);
    }
    if birthday(born, ADULT, 0) <= today { Err(NotDone::Adult) } else { Ok(()) }
}

/// Whether it can be said that the young person is not in the target group; `course_runs` is whether the preparation
/// stands open in the case.
///
/// # Errors
/// Why not.
pub fn may_leave_out(track: &Transition, because: &str, course_runs: Yes) -> Result<(), NotDone> {
    match track.state {
        State::HandedOver(_) => Err(NotDone::Already),
        State::NotTarget(..) if track.news_on.is_none() => Err(NotDone::Already),
        _ if because.trim().is_empty() => Err(NotDone::NoReason),
        _ if course_runs == Yes::Yes => Err(NotDone::CourseRuns),
        _ => Ok(()),
    }
}

/// Whether this department can be the one that takes over.
///
/// # Errors
/// Why not.
pub fn may_take_over(track: &Transition, department: &str) -> Result<(), NotDone> {
    match track.state {
        State::InTrack(_) if track.department == department => Err(NotDone::SameDepartment),
        State::InTrack(_) => Ok(()),
        State::HandedOver(_) => Err(NotDone::Already),
        State::Found | State::NotTarget(..) => Err(NotDone::NotInTrack),
    }
}

/// Who takes over, if it can be handed over now.
///
/// # Errors
/// Why not.
pub fn may_hand_over(track: &Transition) -> Result<&Adult, NotDone> {
    match (&track.state, &track.adult) {
        (State::HandedOver(_), _) => Err(NotDone::Already),
        (State::Found | State::NotTarget(..), _) => Err(NotDone::NotInTrack),
        (State::InTrack(_), None) => Err(NotDone::NobodyTakesOver),
        (State::InTrack(_), Some(adult)) => Ok(adult),
    }
}

/// Whether a judgement of an obvious pension case can be kept.
///
/// # Errors
/// Why not.
pub fn may_judge_pension(track: &Transition, because: &str) -> Result<(), NotDone> {
    match track.state {
        State::HandedOver(_) => Err(NotDone::Already),
        State::NotTarget(..) => Err(NotDone::NotInTrack),
        _ if because.trim().is_empty() => Err(NotDone::NoReason),
        _ => Ok(()),
    }
}
