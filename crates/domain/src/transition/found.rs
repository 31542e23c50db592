//! Finding: what the query of the night answers of one young person, what is done about it, and by when somebody
//! decides.

use super::{ADULT, Stage};
use crate::calendar::birthday;
use crate::ids::{CaseId, PersonId, TransitionId};
use jiff::civil::Date;

/// A young person the query of the night found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YoungPerson {
    /// Who.
    pub person: PersonId,
    /// The case that says where they belong: one of the department that prepares before others, an open one before a
    /// closed one whose grant runs, then the oldest.
    pub case: CaseId,
    /// Its department.
    pub department: String,
    /// How many cases and grants the person has had, so that one more is seen.
    pub matters: u32,
    /// The track there is.
    pub track: Option<Known>,
}

/// The track there is when the night comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its id.
    pub id: TransitionId,
    /// How far it is.
    pub stage: Stage,
    /// The case it names.
    pub case: Option<CaseId>,
    /// Somebody named a coordinator: the track is in somebody's hands.
    pub named: bool,
    /// How many cases and grants the person had when it was decided.
    pub matters: u32,
    /// Something new has been seen since, and is waiting to be looked at.
    pub news: bool,
}

/// What is done with one young person tonight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tonight {
    /// A track begins.
    Begin,
    /// Nobody has decided and nobody is named: the track follows to the case that is there now.
    Follow(TransitionId),
    /// They were not in the target group, and now there is a case or a grant more.
    News(TransitionId),
    /// Nothing: what somebody decided is never overwritten.
    Nothing,
}

/// What is done with one young person tonight. The same a second time is nothing.
pub fn tonight(young: &YoungPerson) -> Tonight {
    let Some(track) = young.track else { return Tonight::Begin };
    match track.stage {
        Stage::Found if !track.named && track.case != Some(young.case) => Tonight::Follow(track.id),
        Stage::NotTarget if !track.news && track.matters < young.matters => Tonight::News(track.id),
        Stage::Found | Stage::NotTarget | Stage::InTrack | Stage::HandedOver => Tonight::Nothing,
    }
}

/// The rule that gave the day by which somebody decides whether a young person found is taken along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecideRule {
    /// A month after they were found; a goal.
    MonthAfterFound,
    /// A month after the birthday at which the law wants the preparation begun (barnets lov § 123).
    MonthAfterLaw,
    /// The law's month was over when they were found: at once.
    AtOnce,
}

/// By when somebody decides, and the rule that says so.
pub fn decide_by(found_on: Date, born: Date, law_age: u32) -> (Date, DecideRule) {
    let month = |from: Date| from.saturating_add(jiff::Span::new().months(1));
    let (goal, law) = (month(found_on), month(birthday(born, law_age.min(ADULT), 0)));
    if law < found_on {
        (found_on, DecideRule::AtOnce)
    } else if law < goal {
        (law, DecideRule::MonthAfterLaw)
    } else {
        (goal, DecideRule::MonthAfterFound)
    }
}
