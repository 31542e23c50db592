//! The stamkort of a case (T-F10): the page a newcomer reads first. It is read from what is registered; here stands what
//! it may lack, and when it is to be gone through again.

use crate::deadline::{Actor, Direction, Span, count};
use crate::ids::PersonId;
use crate::{calendar::Calendar, case::CaseFile, people::RelationKind};
use jiff::civil::Date;

/// Days before it is due that going through it stands on the list.
const AHEAD_DAYS: i64 = 14;

/// A field of the stamkort that is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lacking {
    /// "Det vigtigste at vide".
    MostImportant,
    /// A child's custody holder.
    CustodyHolder,
    /// An address; never asked of who is protected, whose address is not for every reader.
    Address,
    /// Whether Digital Post reaches them.
    DigitalPost,
    /// School, day care or work.
    Occupation,
    /// How the citizen or the family would rather be reached.
    PreferredContact,
    /// Diagnoses or what the impairment is, with where it is known from.
    Diagnoses,
    /// The network card.
    Network,
    /// Days that matter.
    KeyDates,
    /// What to be careful of.
    Risks,
    /// It has never been gone through.
    Review,
}

/// How many fields the stamkort asks for; a custody holder is asked of children alone.
pub fn asked(is_child: bool) -> usize {
    if is_child { 11 } else { 10 }
}

/// What is known besides the file of the case: read from the form of the stamkort and the network card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Preferred contact is written.
    pub preferred_contact: bool,
    /// A diagnosis or impairment is written.
    pub diagnoses: bool,
    /// The network card has somebody on it.
    pub network: bool,
    /// A day is written.
    pub key_dates: bool,
    /// Risks are written; that there are none is written too.
    pub risks: bool,
    /// School or work is written in the form.
    pub occupation: bool,
}

/// What the stamkort of a case lacks, in the order it is read.
pub fn lacking(file: &CaseFile, written: Written, contact: &Known, today: Date) -> Vec<Lacking> {
    let person = &file.citizen;
    let holder = |kind: RelationKind| file.relations.iter().any(|r| r.kind == kind && r.holds_on(today));
    let mut found = Vec::new();
    let mut ask = |missing: bool, what: Lacking| {
        if missing {
            found.push(what);
        }
    };
    ask(person.most_important.trim().is_empty(), Lacking::MostImportant);
    ask(person.is_child_on(today) && !holder(RelationKind::CustodyHolder), Lacking::CustodyHolder);
    ask(!contact.address, Lacking::Address);
    ask(person.digital_post == crate::people::DigitalPost::Unknown, Lacking::DigitalPost);
    ask(!contact.occupation && !written.occupation, Lacking::Occupation);
    ask(!written.preferred_contact, Lacking::PreferredContact);
    ask(!written.diagnoses, Lacking::Diagnoses);
    ask(!written.network, Lacking::Network);
    ask(!written.key_dates, Lacking::KeyDates);
    ask(!written.risks, Lacking::Risks);
    ask(person.reviewed_on.is_none(), Lacking::Review);
    found
}

/// Which parts of where a person is reached are filled in, said without saying where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// An address.
    pub address: bool,
    /// School or work.
    pub occupation: bool,
}

/// When the stamkort is gone through again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// From this day it stands on the responsible person's list.
    pub opens: Date,
    /// The day it is due.
    pub due: Date,
}

/// The next turn: so long after it was gone through, or after the case was opened when it never was.
pub fn next_turn(reviewed_on: Option<Date>, opened_on: Date, every: &Span, calendar: &Calendar) -> Turn {
    let from = reviewed_on.map_or(opened_on, |day| day.max(opened_on));
    let due = count(every, from, Direction::Forward, Actor::Authority, calendar).due;
    Turn { opens: due.checked_sub(jiff::Span::new().days(AHEAD_DAYS)).unwrap_or(due).max(from), due }
}

/// That somebody went through the stamkort of a person, on a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Whose.
    pub person: PersonId,
    /// The day.
    pub on: Date,
    /// Who, by name.
    pub by: String,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::deadline::Unit;
    use jiff::civil::date;

    #[test]
    fn the_next_turn_is_a_rhythm_after_it_was_gone_through_or_after_the_case_was_opened() {
        let calendar = Calendar::default();
        let year = Span(vec![(1, Unit::Years)]);
        let opened = date(2026, 3, 5);
        let never = next_turn(None, opened, &year, &calendar);
        assert_eq!((never.opens, never.due), (date(2027, 2, 19), date(2027, 3, 5)));
        // Gone through before this case was opened: the case begins its own rhythm.
        assert_eq!(next_turn(Some(date(2025, 1, 1)), opened, &year, &calendar), never);
        let later = next_turn(Some(date(2026, 6, 1)), opened, &year, &calendar);
        assert_eq!(later.due, date(2027, 6, 1));
        // A rhythm shorter than the time ahead stands on the list from the first day.
        let week = Span(vec![(1, Unit::Weeks)]);
        assert_eq!(next_turn(None, opened, &week, &calendar), Turn { opens: opened, due: date(2026, 3, 12) });
    }
}
