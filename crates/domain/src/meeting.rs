//! A meeting (møde) on a case: called with a purpose, held, written down, and told to who was not there.
//!
//! Facts from `001_487a85bffd6471ac.txt` (udrettedagsorden, koordinerende møder). Everybody who is asked to come is told
//! why; nobody from outside is asked without the citizen's consent or a stated provision. What is asked of a meeting by
//! its kind (`content/moeder`) is in [`crate::meeting_kind`]; the rules are in [`rules`].

mod rules;
#[cfg(test)]
mod tests;

pub use rules::{
    NotDone, NotPlanned, Warning, check, closing_day_for_items, late_or_not, may_call, may_cancel, may_hold, may_move,
    may_send_minutes, may_tell_citizen, minutes_due, needs_basis, warnings,
};

use crate::deadline::copenhagen;
use crate::ids::{CaseId, ConsentId, LetterId, MeetingId, PersonId, StaffId};
use crate::task;
use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Timestamp};
use std::fmt;

/// When a meeting is, by the clock in the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// The day.
    pub day: Date,
    /// When it begins.
    pub from: Time,
    /// How long it is planned to last, in minutes.
    pub minutes: u16,
}

impl When {
    /// The instant it begins, by Danish time. An hour that the clock jumps over is read as the hour after.
    pub fn starts(&self) -> Timestamp {
        let local = DateTime::from_parts(self.day, self.from);
        let zoned = copenhagen().to_ambiguous_zoned(local).compatible();
        zoned.map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
    }

    /// The instant it ends.
    pub fn ends(&self) -> Timestamp {
        let length = SignedDuration::from_mins(i64::from(self.minutes));
        self.starts().checked_add(length).unwrap_or(Timestamp::MAX)
    }

    /// The time of day it ends.
    pub fn until(&self) -> Time {
        self.ends().to_zoned(copenhagen().clone()).time()
    }
}

/// What kind of place a meeting is at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spot {
    /// A room of ours.
    #[default]
    Ours,
    /// The citizen's home. Where that is, is told to nobody else when it is protected.
    Home,
    /// Somewhere else: another department, a school, by telephone.
    Elsewhere,
}

/// Where a meeting is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Venue {
    /// What kind of place.
    pub spot: Spot,
    /// The place, as it is told: "Rådhustorvet 1".
    pub place: String,
    /// The room.
    pub room: String,
}

/// Who is told something of a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The citizen, or who acts for the citizen in the same home.
    Citizen,
    /// Anybody else.
    Other,
}

impl Venue {
    /// Place and room as they may be told to this reader; nothing at all of a home that is protected.
    pub fn told_to(&self, reader: Reader, protected: crate::access::Yes) -> Option<String> {
        if self.spot == Spot::Home && reader == Reader::Other && protected == crate::access::Yes::Yes {
            return None;
        }
        let parts: Vec<&str> =
            [self.place.trim(), self.room.trim()].into_iter().filter(|part| !part.is_empty()).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

/// Something to have ready before the meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ready {
    /// What.
    pub what: String,
    /// It is ready.
    pub done: crate::access::Yes,
}

/// Somebody outside the house, as they are asked to come. Neither `Debug` nor `Display` tells who.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Outside {
    /// Name.
    pub name: String,
    /// Where they work, or what they are to the citizen.
    pub workplace: String,
    /// Street and number, postcode and town, one line each.
    pub address: String,
    /// E-mail.
    pub mail: String,
    /// Telephone.
    pub phone: String,
}

impl fmt::Debug for Outside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outside(…)")
    }
}

/// Who takes part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// The citizen the case is about.
    Citizen,
    /// Somebody else of the case.
    Person(PersonId),
    /// A member of staff.
    Staff(StaffId),
    /// Somebody from outside.
    Outside(Outside),
}

/// What somebody answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reply {
    /// Nothing yet (ubesvaret).
    #[default]
    None,
    /// They come (kommer).
    Coming,
    /// They cannot come (afbud).
    Declined,
}

/// How somebody was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// By a letter.
    Letter(LetterId),
    /// By one of us, in person or by telephone; the words say how.
    Spoken(String),
    /// It stands in their list of meetings, as they work here.
    InHouse,
    /// The paper was handed over.
    HandedOver,
}

/// Somebody was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// How.
    pub how: How,
    /// The day.
    pub on: Date,
    /// Which issue of the meeting they were told of; see [`Meeting::issue`].
    pub issue: u32,
}

/// What asking somebody from outside rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ground {
    /// A consent of the case that covers asking them.
    Consent(ConsentId),
    /// A provision of `content/hjemler.toml`, with why it applies here.
    Law {
        /// Its id.
        basis: String,
        /// Why.
        reason: String,
    },
}

/// Somebody who takes part, by a number that is theirs within the meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// Their number.
    pub nr: u32,
    /// Who.
    pub who: Who,
    /// Why they are needed.
    pub why: String,
    /// What the invitation rests on, for those who need it; see [`needs_basis`].
    pub ground: Option<Ground>,
    /// When and how they were asked, or told of the last change.
    pub called: Option<Told>,
    /// What they answered.
    pub reply: Reply,
    /// Whether they came.
    pub came: Option<crate::access::Yes>,
    /// When and how they got the minutes.
    pub minutes: Option<Told>,
}

impl Participant {
    /// Which reader they are, for what may be told of the place.
    pub fn reader(&self) -> Reader {
        match self.who {
            Who::Citizen => Reader::Citizen,
            Who::Person(_) | Who::Staff(_) | Who::Outside(_) => Reader::Other,
        }
    }
}

/// Where an item of the agenda stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Placed {
    /// On the agenda.
    #[default]
    Agenda,
    /// Under "eventuelt", since it came too late (SD07).
    AnyOther,
}

/// What was agreed: who does what by when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// What.
    pub what: String,
    /// Who.
    pub owner: task::Owner,
    /// By when, if a day was agreed.
    pub due: Option<Date>,
}

/// An item of the agenda, by a number that is its within the meeting; they stand in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its number.
    pub nr: u32,
    /// What it is about.
    pub title: String,
    /// What it is to lead to.
    pub purpose: String,
    /// Who has it, as written on the agenda.
    pub owner: String,
    /// Minutes set aside.
    pub minutes: Option<u16>,
    /// Where it stands.
    pub placed: Placed,
    /// The participant who sent it in, if one did.
    pub sent_by: Option<u32>,
    /// What was decided.
    pub decision: String,
    /// Who does what.
    pub agreed: Vec<Agreed>,
}

/// A meeting that was held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The day.
    pub on: Date,
    /// Who ended it here.
    pub by: StaffId,
    /// Who wrote the minutes (referent), if somebody was chosen.
    pub writer: String,
    /// Who tells the citizen what it came to, when the citizen was not there.
    pub informs: Option<task::Owner>,
    /// Until when everybody has the minutes (SD08).
    pub minutes_due: Date,
    /// The day the citizen was told.
    pub citizen_told_on: Option<Date>,
}

/// How far a meeting is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// To come.
    Planned,
    /// Held.
    Held(Held),
    /// Too few came for it to be held (udeblevet).
    TooFew {
        /// The day.
        on: Date,
        /// Who was missing, or what was done instead.
        note: String,
    },
    /// Called off.
    Cancelled {
        /// The day.
        on: Date,
        /// Why; told to those who were asked.
        reason: String,
        /// Whether another day is to be found.
        next: Next,
    },
}

/// Whether a meeting that was called off is to be held later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Another day is found.
    AnotherDay,
    /// It comes to nothing.
    None,
}

/// A meeting on a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// Its id.
    pub id: MeetingId,
    /// The case.
    pub case: CaseId,
    /// Its kind (`content/moeder`), if it is of one.
    pub kind: Option<String>,
    /// What it is called.
    pub title: String,
    /// What it is to lead to.
    pub purpose: String,
    /// When.
    pub when: When,
    /// Where.
    pub venue: Venue,
    /// Things to have ready.
    pub ready: Vec<Ready>,
    /// Who leads it.
    pub leader: StaffId,
    /// Who takes part, in the order they were put on.
    pub participants: Vec<Participant>,
    /// The agenda, in its order.
    pub items: Vec<Item>,
    /// How far it is.
    pub state: State,
    /// 0 as first planned; one more each time it is moved or called off. What a calendar calls SEQUENCE.
    pub issue: u32,
    /// Who planned it.
    pub planned_by: StaffId,
    /// When it was planned.
    pub planned_at: Timestamp,
    /// Version for optimistic locking.
    pub version: i64,
}

impl Meeting {
    /// A participant by number.
    pub fn participant(&self, nr: u32) -> Option<&Participant> {
        self.participants.iter().find(|participant| participant.nr == nr)
    }

    /// The next free number of a participant.
    pub fn next_participant(&self) -> u32 {
        self.participants.iter().map(|participant| participant.nr).max().unwrap_or(0).saturating_add(1)
    }

    /// The next free number of an item.
    pub fn next_item(&self) -> u32 {
        self.items.iter().map(|item| item.nr).max().unwrap_or(0).saturating_add(1)
    }

    /// Staff who take part, with the leader: those in whose lists of meetings it stands.
    pub fn staff(&self) -> std::collections::BTreeSet<StaffId> {
        let taking_part = self.participants.iter().filter_map(|participant| match participant.who {
            Who::Staff(id) => Some(id),
            _ => None,
        });
        taking_part.chain([self.leader]).collect()
    }

    /// Those who were asked, or told of an earlier issue, and do not know of this one.
    pub fn to_tell(&self) -> impl Iterator<Item = &Participant> {
        self.participants.iter().filter(|one| one.called.as_ref().is_some_and(|told| told.issue < self.issue))
    }

    /// Somebody was asked to come.
    pub fn is_called(&self) -> bool {
        self.participants.iter().any(|participant| participant.called.is_some())
    }

    /// Whether the citizen takes part in the plan, and came; `None` as long as it is not held.
    pub fn citizen_came(&self) -> Option<bool> {
        let State::Held(_) = self.state else { return None };
        let citizen = self.participants.iter().find(|participant| participant.who == Who::Citizen);
        Some(citizen.and_then(|citizen| citizen.came) == Some(crate::access::Yes::Yes))
    }

    /// How it was held, if it was.
    pub fn held(&self) -> Option<&Held> {
        match &self.state {
            State::Held(held) => Some(held),
            State::Planned | State::TooFew { .. } | State::Cancelled { .. } => None,
        }
    }

    /// Everybody who is to have the minutes and has not.
    pub fn without_minutes(&self) -> impl Iterator<Item = &Participant> {
        let held = self.held().is_some();
        self.participants.iter().filter(move |participant| held && participant.minutes.is_none())
    }
}
