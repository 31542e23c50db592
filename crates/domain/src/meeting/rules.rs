//! What a meeting must have, and when.

use super::{Meeting, Outside, Placed, State, When, Who};
use crate::access::Yes;
use crate::calendar::Calendar;
use crate::case::CaseFile;
use crate::deadline::{Actor, Counted, Direction, Span, Unit, count};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

/// Participants may send items in until so many days before, when the kind of meeting does not say otherwise (SD07).
const DAYS_FOR_ITEMS: u32 = 4;
/// Weekdays until everybody has the minutes, when the kind of meeting does not say otherwise (SD08).
const WEEKDAYS_FOR_MINUTES: u32 = 5;
/// The longest a meeting can be planned, in minutes: a working day.
const LONGEST: u16 = 480;

/// Why a meeting is not planned so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotPlanned {
    /// It has no name.
    NoTitle,
    /// It does not say what it is to lead to.
    NoPurpose,
    /// It lies in the past.
    InThePast,
    /// It lasts no time, or longer than a working day.
    NoLength,
    /// It does not say where.
    NoPlace,
    /// A participant from outside has no name.
    NoName,
    /// It is not said why a participant is needed.
    NoWhy,
    /// Somebody is there twice.
    Twice,
    /// A person is not of the case.
    NotOfTheCase,
    /// An item has no title.
    ItemWithoutTitle,
    /// The staff or leader chosen works here no more.
    NotStaff,
    /// There are more people or items than a meeting has room for.
    TooMany,
    /// Somebody of the family would take part in a meeting the core team holds without the family.
    FamilyStaysAway,
}

/// Why something is not done with a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDone {
    /// It is held, or called off.
    Over,
    /// Its day has not come.
    NotYet,
    /// It is not held.
    NotHeld,
    /// The citizen was not there, and nobody is named who tells what it came to.
    NobodyInforms,
    /// It is not noted of everybody whether they came.
    AttendanceMissing,
    /// Something agreed has nobody who does it.
    AgreedWithoutOwner,
    /// A reason is missing.
    NoReason,
    /// It is the same day, hour and place as before.
    SameTime,
    /// It is done already.
    Already,
    /// Nobody has that number.
    Nobody,
    /// There is nothing in the minutes.
    NothingWritten,
    /// The letter tells of an earlier time: the meeting was moved or called off since.
    LetterIsOld,
    /// They were asked already, and stay on the list.
    WasCalled,
    /// They have no address, so they are told by hand.
    NoAddress,
    /// How they were told is missing.
    HowMissing,
}

/// What is worth a second look and forbids nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// It is planned for longer than its kind says it should last (SD09).
    LongerThan {
        /// Minutes it should last at most.
        at_most: u16,
    },
    /// The items take longer than the meeting.
    AgendaLonger {
        /// Minutes of all items.
        items: u32,
    },
    /// The citizen is not asked to come.
    WithoutCitizen,
    /// It is on a day off.
    DayOff,
}

/// The day by which participants send in further items, counted backwards from the meeting; never rolled (SD07).
pub fn closing_day_for_items(day: Date, span: Option<&Span>, calendar: &Calendar) -> Counted {
    let usual = Span(vec![(DAYS_FOR_ITEMS, Unit::Days)]);
    count(span.unwrap_or(&usual), day, Direction::Backward, Actor::Authority, calendar)
}

/// The day by which everybody has the minutes of a meeting held on a day (SD08).
pub fn minutes_due(held: Date, span: Option<&Span>, calendar: &Calendar) -> Counted {
    let usual = Span(vec![(WEEKDAYS_FOR_MINUTES, Unit::Weekdays)]);
    count(span.unwrap_or(&usual), held, Direction::Forward, Actor::Authority, calendar)
}

/// Where an item stands that comes in on a day: on the agenda until the closing day, after that under "eventuelt".
pub fn late_or_not(came: Date, closing: Date) -> Placed {
    if closing < came { Placed::AnyOther } else { Placed::Agenda }
}

/// Everything that keeps a meeting from being planned so; `staff` says whether a member of staff works here.
pub fn check(
    meeting: &Meeting,
    file: &CaseFile,
    now: Timestamp,
    staff: impl Fn(crate::ids::StaffId) -> bool,
) -> Vec<NotPlanned> {
    let mut wrong = Vec::new();
    let mut when = |is: bool, what: NotPlanned| {
        if is && !wrong.contains(&what) {
            wrong.push(what);
        }
    };
    when(meeting.title.trim().is_empty(), NotPlanned::NoTitle);
    when(meeting.purpose.trim().is_empty(), NotPlanned::NoPurpose);
    // What happened this morning is still written down in the afternoon: the kitchen table had no screen.
    when(meeting.when.starts() < now.checked_sub(SignedDuration::from_hours(24)).unwrap_or(now), NotPlanned::InThePast);
    when(!(1..=LONGEST).contains(&meeting.when.minutes), NotPlanned::NoLength);
    let somewhere = meeting.venue.spot == super::Spot::Home || !meeting.venue.place.trim().is_empty();
    when(!somewhere, NotPlanned::NoPlace);
    when(!staff(meeting.leader), NotPlanned::NotStaff);
    for (place, one) in meeting.participants.iter().enumerate() {
        when(one.why.trim().is_empty(), NotPlanned::NoWhy);
        when(
            meeting.participants.iter().skip(place.saturating_add(1)).any(|other| same(&one.who, &other.who)),
            NotPlanned::Twice,
        );
        match &one.who {
            Who::Citizen => {}
            Who::Person(id) => when(file.person(*id).is_none() || *id == file.citizen.id, NotPlanned::NotOfTheCase),
            Who::Staff(id) => when(!staff(*id), NotPlanned::NotStaff),
            Who::Outside(outside) => when(outside.name.trim().is_empty(), NotPlanned::NoName),
        }
    }
    for item in &meeting.items {
        when(item.title.trim().is_empty(), NotPlanned::ItemWithoutTitle);
    }
    wrong
}

fn same(one: &Who, other: &Who) -> bool {
    match (one, other) {
        (Who::Outside(one), Who::Outside(other)) => {
            let key = |outside: &Outside| (outside.name.trim().to_lowercase(), outside.workplace.trim().to_lowercase());
            key(one) == key(other)
        }
        _ => one == other,
    }
}

/// What is worth a second look; `at_most` are the minutes a meeting of its kind should last.
pub fn warnings(meeting: &Meeting, at_most: Option<u16>, calendar: &Calendar) -> Vec<Warning> {
    let mut found = Vec::new();
    if let Some(at_most) = at_most.filter(|at_most| *at_most < meeting.when.minutes) {
        found.push(Warning::LongerThan { at_most });
    }
    let items: u32 = meeting.items.iter().filter_map(|item| item.minutes).map(u32::from).sum();
    if u32::from(meeting.when.minutes) < items {
        found.push(Warning::AgendaLonger { items });
    }
    if !meeting.participants.iter().any(|participant| participant.who == Who::Citizen) {
        found.push(Warning::WithoutCitizen);
    }
    if !calendar.is_working_day(meeting.when.day) {
        found.push(Warning::DayOff);
    }
    found
}

/// Whether asking somebody to come needs the citizen's consent or a provision: everybody but the citizen, whoever acts
/// for the citizen, and our own staff, who are bound to the case.
pub fn needs_basis(who: &Who, file: &CaseFile, day: Date) -> Yes {
    let acts_for = |id| file.parties_on(day).iter().any(|party| party.id == id) || file.acts_for_citizen(id, day);
    match who {
        Who::Citizen | Who::Staff(_) => Yes::No,
        Who::Person(id) if acts_for(*id) => Yes::No,
        Who::Person(_) | Who::Outside(_) => Yes::Yes,
    }
}

/// Whether somebody can be asked to come, or told of the last change; whether they may be is a matter of [`needs_basis`]
/// and [`crate::shared::may`].
///
/// # Errors
/// [`NotDone`].
pub fn may_call(meeting: &Meeting, nr: u32) -> Result<(), NotDone> {
    let participant = meeting.participant(nr).ok_or(NotDone::Nobody)?;
    let knows = participant.called.as_ref().is_some_and(|told| told.issue == meeting.issue);
    match meeting.state {
        State::Planned | State::Cancelled { .. } if knows => Err(NotDone::Already),
        State::Planned => Ok(()),
        // That it is called off is told to those who were asked, and to nobody else.
        State::Cancelled { .. } if participant.called.is_some() => Ok(()),
        State::Cancelled { .. } | State::Held(_) | State::TooFew { .. } => Err(NotDone::Over),
    }
}

/// Whether it can be moved to another time or place.
///
/// # Errors
/// [`NotDone`].
pub fn may_move(meeting: &Meeting, to: When, venue: &super::Venue) -> Result<(), NotDone> {
    if meeting.state != State::Planned {
        return Err(NotDone::Over);
    }
    if meeting.when == to && meeting.venue == *venue { Err(NotDone::SameTime) } else { Ok(()) }
}

/// Whether it can be called off.
///
/// # Errors
/// [`NotDone`].
pub fn may_cancel(meeting: &Meeting, reason: &str) -> Result<(), NotDone> {
    if meeting.state != State::Planned {
        return Err(NotDone::Over);
    }
    if reason.trim().is_empty() { Err(NotDone::NoReason) } else { Ok(()) }
}

/// Whether it can be ended as held, with everybody's attendance noted and somebody who tells the citizen.
///
/// # Errors
/// [`NotDone`], the first that is wrong.
pub fn may_hold(meeting: &Meeting, today: Date, informs: Option<&crate::task::Owner>) -> Result<(), NotDone> {
    if meeting.state != State::Planned {
        return Err(NotDone::Over);
    }
    if today < meeting.when.day {
        return Err(NotDone::NotYet);
    }
    if meeting.participants.iter().any(|participant| participant.came.is_none()) {
        return Err(NotDone::AttendanceMissing);
    }
    let nobody =
        |owner: &crate::task::Owner| matches!(owner, crate::task::Owner::Other(name) if name.trim().is_empty());
    if meeting.items.iter().flat_map(|item| &item.agreed).any(|agreed| nobody(&agreed.owner)) {
        return Err(NotDone::AgreedWithoutOwner);
    }
    let citizen = meeting.participants.iter().find(|participant| participant.who == Who::Citizen);
    let came = citizen.and_then(|citizen| citizen.came) == Some(Yes::Yes);
    let told_by = |owner: &crate::task::Owner| !nobody(owner) && *owner != crate::task::Owner::Citizen;
    if came || informs.is_some_and(told_by) { Ok(()) } else { Err(NotDone::NobodyInforms) }
}

/// Whether a participant can be sent the minutes.
///
/// # Errors
/// [`NotDone`].
pub fn may_send_minutes(meeting: &Meeting, nr: u32) -> Result<(), NotDone> {
    if meeting.held().is_none() {
        return Err(NotDone::NotHeld);
    }
    let said = |item: &super::Item| !item.decision.trim().is_empty() || !item.agreed.is_empty();
    if !meeting.items.iter().any(said) {
        return Err(NotDone::NothingWritten);
    }
    match meeting.participant(nr) {
        None => Err(NotDone::Nobody),
        Some(participant) if participant.minutes.is_some() => Err(NotDone::Already),
        Some(_) => Ok(()),
    }
}

/// Whether it can be noted that the citizen knows what the meeting came to.
///
/// # Errors
/// [`NotDone`].
pub fn may_tell_citizen(meeting: &Meeting) -> Result<(), NotDone> {
    let held = meeting.held().ok_or(NotDone::NotHeld)?;
    if held.citizen_told_on.is_some() { Err(NotDone::Already) } else { Ok(()) }
}
