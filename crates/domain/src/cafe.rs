//! Café meetings about turning eighteen (cafémøde, T-P05): who is invited, who comes, who came.
//!
//! Several families meet, so nobody's letter or list tells of another: an invitation belongs to its own case, and the
//! list for the door has first names alone (`002_5d334826057af794.txt`, recommendation 6, product 6-1).

use crate::ids::{CafeId, CaseId, LetterId, PersonId, StaffId};
use crate::staff::coded;
use jiff::civil::{Date, Time};

/// Most people at one meeting.
pub const MOST: u32 = 500;
/// Most companions one invited may bring.
pub const MOST_COMPANIONS: u32 = 5;

/// A café meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cafe {
    /// Its id.
    pub id: CafeId,
    /// The department that holds it.
    pub department: String,
    /// The day.
    pub day: Date,
    /// When it begins.
    pub from: Time,
    /// When it ends.
    pub until: Time,
    /// Where.
    pub place: String,
    /// What happens, a line for each point.
    pub programme: String,
    /// How many there is room for, companions counted.
    pub capacity: u32,
    /// Last day to answer.
    pub reply_by: Date,
    /// Who made it.
    pub made_by: StaffId,
    /// The day it was called off, if it was.
    pub called_off_on: Option<Date>,
    /// Version for optimistic locking.
    pub version: i64,
}

coded! {
    /// What the invited is.
    Guest {
        Young = "young", "The young person.";
        Parent = "parent", "A custody holder, while there is one.";
    }
}

/// What somebody answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Answer {
    /// Nothing yet.
    #[default]
    None,
    /// They come.
    Comes {
        /// With so many companions.
        companions: u32,
    },
    /// They do not come.
    StaysAway,
}

impl Answer {
    /// Seats it takes.
    pub fn seats(self) -> u32 {
        match self {
            Answer::Comes { companions } => companions.saturating_add(1),
            Answer::None | Answer::StaysAway => 0,
        }
    }
}

coded! {
    /// Whether somebody came.
    Attendance {
        Came = "came", "They came.";
        DidNotCome = "did-not-come", "They did not.";
    }
}

/// An invitation of one person, on their case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The meeting.
    pub cafe: CafeId,
    /// The case it belongs to.
    pub case: CaseId,
    /// Who is invited.
    pub person: PersonId,
    /// What they are.
    pub guest: Guest,
    /// The letter that invites them.
    pub letter: LetterId,
    /// What they answered.
    pub answer: Answer,
    /// Whether they came, once that is written down.
    pub attendance: Option<Attendance>,
}

/// Why a meeting is not made or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotACafe {
    /// No place.
    NoPlace,
    /// No programme.
    NoProgramme,
    /// The day is past.
    Past,
    /// It ends before it begins.
    EndsBeforeItBegins,
    /// Room for nobody, or for more than [`MOST`].
    NoRoom,
    /// The last day to answer is past, or after the meeting.
    ReplyOutsideTime,
    /// There are fewer seats than people who have said they come.
    FewerThanCome,
    /// It is called off.
    CalledOff,
    /// It is over.
    Over,
    /// Nobody was chosen.
    Nobody,
    /// One of those chosen does not turn eighteen in the year chosen, or is invited already.
    NotOfTheYear,
    /// No letter in content invites to a café meeting.
    NoLetter,
    /// There is no room left.
    Full,
    /// More companions than [`MOST_COMPANIONS`].
    TooManyCompanions,
    /// The day has not come.
    NotYet,
}

/// Whether a meeting may be made, or changed to this, when so many seats are taken.
///
/// # Errors
/// [`NotACafe`], the first that is wrong.
pub fn check(cafe: &Cafe, taken: u32, today: Date) -> Result<(), NotACafe> {
    if cafe.place.trim().is_empty() {
        Err(NotACafe::NoPlace)
    } else if cafe.programme.trim().is_empty() {
        Err(NotACafe::NoProgramme)
    } else if cafe.day < today {
        Err(NotACafe::Past)
    } else if cafe.until <= cafe.from {
        Err(NotACafe::EndsBeforeItBegins)
    } else if cafe.capacity == 0 || MOST < cafe.capacity {
        Err(NotACafe::NoRoom)
    } else if cafe.capacity < taken {
        Err(NotACafe::FewerThanCome)
    } else if cafe.reply_by < today || cafe.day < cafe.reply_by {
        Err(NotACafe::ReplyOutsideTime)
    } else {
        Ok(())
    }
}

/// Seats taken by those who come.
pub fn taken<'a>(answers: impl IntoIterator<Item = &'a Answer>) -> u32 {
    answers.into_iter().fold(0, |seats, answer| seats.saturating_add(answer.seats()))
}

impl Cafe {
    /// Whether somebody may be invited today.
    ///
    /// # Errors
    /// [`NotACafe::CalledOff`], [`NotACafe::Over`].
    pub fn may_invite(&self, today: Date) -> Result<(), NotACafe> {
        if self.called_off_on.is_some() {
            Err(NotACafe::CalledOff)
        } else if self.day < today {
            Err(NotACafe::Over)
        } else {
            Ok(())
        }
    }

    /// Whether an answer may be written down when the others take so many seats.
    ///
    /// # Errors
    /// [`NotACafe::CalledOff`], [`NotACafe::TooManyCompanions`], [`NotACafe::Full`].
    pub fn may_answer(&self, answer: Answer, others: u32) -> Result<(), NotACafe> {
        if self.called_off_on.is_some() {
            return Err(NotACafe::CalledOff);
        }
        if let Answer::Comes { companions } = answer {
            if MOST_COMPANIONS < companions {
                return Err(NotACafe::TooManyCompanions);
            }
            if self.capacity < others.saturating_add(answer.seats()) {
                return Err(NotACafe::Full);
            }
        }
        Ok(())
    }

    /// Whether it may be written down today who came.
    ///
    /// # Errors
    /// [`NotACafe::CalledOff`], [`NotACafe::NotYet`].
    pub fn may_note_attendance(&self, today: Date) -> Result<(), NotACafe> {
        if self.called_off_on.is_some() {
            Err(NotACafe::CalledOff)
        } else if today < self.day {
            Err(NotACafe::NotYet)
        } else {
            Ok(())
        }
    }
}

/// Whether somebody turns eighteen in a year.
pub fn is_of_the_year(born: Date, year: i16) -> bool {
    crate::adulthood::birthday(born).year() == year
}

/// The name as it stands on the list for the door.
pub fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

    use super::*;
    use jiff::civil::{date, time};

    /// Thursday 8 October 2026, for twelve; today is Tuesday 1 September.
    const TODAY: Date = date(2026, 9, 1);

    fn cafe() -> Cafe {
        Cafe {
            id: CafeId(uuid::Uuid::from_u128(1)),
            department: "boernehandicap".into(),
            day: date(2026, 10, 8),
            from: time(16, 30, 0, 0),
            until: time(18, 30, 0, 0),
            place: "Biblioteket, sal 2".into(),
            programme: "Kaffe og velkomst".into(),
            capacity: 12,
            reply_by: date(2026, 9, 24),
            made_by: StaffId(uuid::Uuid::from_u128(2)),
            called_off_on: None,
            version: 1,
        }
    }

    #[test]
    fn a_meeting_lacks_what_it_lacks() {
        let table = [
            (cafe(), 12, Ok(())),
            (Cafe { place: " ".into(), ..cafe() }, 0, Err(NotACafe::NoPlace)),
            (Cafe { programme: String::new(), ..cafe() }, 0, Err(NotACafe::NoProgramme)),
            (Cafe { day: date(2026, 8, 31), ..cafe() }, 0, Err(NotACafe::Past)),
            (Cafe { until: time(16, 30, 0, 0), ..cafe() }, 0, Err(NotACafe::EndsBeforeItBegins)),
            (Cafe { capacity: 0, ..cafe() }, 0, Err(NotACafe::NoRoom)),
            (cafe(), 13, Err(NotACafe::FewerThanCome)),
            (Cafe { reply_by: date(2026, 10, 9), ..cafe() }, 0, Err(NotACafe::ReplyOutsideTime)),
            (Cafe { reply_by: date(2026, 8, 31), ..cafe() }, 0, Err(NotACafe::ReplyOutsideTime)),
        ];
        for (cafe, taken, said) in table {
            assert_eq!(check(&cafe, taken, TODAY), said, "{cafe:?}");
        }
    }

    #[test]
    fn the_last_seat_is_given_once() {
        let comes = |companions| Answer::Comes { companions };
        assert_eq!(taken(&[comes(1), Answer::StaysAway, Answer::None, comes(0)]), 3);
        assert_eq!(cafe().may_answer(comes(1), 10), Ok(()));
        assert_eq!(cafe().may_answer(comes(1), 11), Err(NotACafe::Full));
        assert_eq!(cafe().may_answer(Answer::StaysAway, 12), Ok(()));
        assert_eq!(cafe().may_answer(comes(6), 0), Err(NotACafe::TooManyCompanions));
    }

    #[test]
    fn nobody_is_invited_to_what_is_over_and_nobody_has_come_before_the_day() {
        let called_off = Cafe { called_off_on: Some(TODAY), ..cafe() };
        assert_eq!(cafe().may_invite(date(2026, 10, 8)), Ok(()));
        assert_eq!(cafe().may_invite(date(2026, 10, 9)), Err(NotACafe::Over));
        assert_eq!(cafe().may_note_attendance(date(2026, 10, 7)), Err(NotACafe::NotYet));
        assert_eq!(cafe().may_note_attendance(date(2026, 10, 8)), Ok(()));
        assert_eq!(called_off.may_invite(TODAY), Err(NotACafe::CalledOff));
        assert_eq!(called_off.may_answer(Answer::StaysAway, 0), Err(NotACafe::CalledOff));
    }

    #[test]
    fn a_year_group_is_who_turns_eighteen_in_it() {
        assert!(is_of_the_year(date(2009, 1, 1), 2027) && is_of_the_year(date(2009, 12, 31), 2027));
        assert!(!is_of_the_year(date(2008, 12, 31), 2027));
        assert_eq!(first_name("  Signe Marie Prøve"), "Signe");
    }
}
