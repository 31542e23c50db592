//! The field kit (feltsæt): forms of chosen cases taken along on a device that may have no connection
//! (`security.md` section 9).
//!
//! A kit lives seven days. What goes along is the least ([`taken`]); what was left out is laid back under the answers
//! when they come home ([`delivered`]). A kit whose time is over, or that its owner ended, is taken in only by a
//! deliberate act with a reason; from one that was revoked nothing is taken, since nobody knows who holds it.

mod carried;

pub use carried::{
    Answered, AnsweredRow, Taken, TakenRow, delivered, initials, is_known, is_left_out, not_asked_any_more, taken,
};

use crate::ids::{CaseId, FieldKitId, StaffId};
use crate::staff::coded;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

/// Days from the download until the device wipes the kit in any case (O-3).
pub const DAYS: i64 = 7;
/// Most forms of one kit: a day's visits, and not an archive.
pub const MOST_FORMS: usize = 20;
/// Longest name of a device, in characters.
pub const LONGEST_LABEL: usize = 60;
/// Longest note that comes home with a form, in characters.
pub const LONGEST_NOTE: usize = 20_000;
/// Shortest reason for revoking a kit, or for taking answers in late, in characters.
pub const SHORTEST_REASON: usize = 10;

/// A kit, as the server knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kit {
    /// Its id.
    pub id: FieldKitId,
    /// Whose it is: nobody else opens or delivers it.
    pub staff: StaffId,
    /// What its owner calls the device.
    pub label: String,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// When the device wipes it, sent or not.
    pub until: Timestamp,
    /// When it was wiped at sign-out.
    pub ended_at: Option<Timestamp>,
    /// By which leader, when and why it was revoked.
    pub revoked: Option<Revoked>,
}

/// That a kit was revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: StaffId,
    /// Why.
    pub reason: String,
}

coded! {
    /// Where a form of a kit stands.
    FormState {
        Taken = "taken", "On the device.";
        Delivered = "delivered", "Saved on the case.";
        GivenUp = "given_up", "Wiped without being sent.";
    }
}

/// A form in a kit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KitForm {
    /// The kit.
    pub kit: FieldKitId,
    /// The case it belongs to.
    pub case: CaseId,
    /// The form, by id.
    pub form: String,
    /// The form's version when it was taken.
    pub form_version: Date,
    /// The number of the answers that were taken along; 0 when nothing had been filled in.
    pub base: u32,
    /// Where it stands.
    pub state: FormState,
}

/// How a kit stands at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// May be opened and delivered.
    Running,
    /// Its seven days are over.
    Late,
    /// Wiped at sign-out.
    Ended,
    /// Revoked: nothing is taken from it.
    Revoked,
}

impl Kit {
    /// A kit taken at an instant.
    pub fn new(id: FieldKitId, staff: StaffId, label: String, taken_at: Timestamp) -> Self {
        let life = SignedDuration::from_hours(DAYS.saturating_mul(24));
        // Past the end of time there is no later instant, and the kit is over at once.
        let until = taken_at.checked_add(life).unwrap_or(taken_at);
        Self { id, staff, label, taken_at, until, ended_at: None, revoked: None }
    }

    /// How it stands. Being revoked weighs more than having ended, and having ended more than being late.
    pub fn standing(&self, now: Timestamp) -> Standing {
        if self.revoked.is_some() {
            Standing::Revoked
        } else if self.ended_at.is_some() {
            Standing::Ended
        } else if self.until <= now {
            Standing::Late
        } else {
            Standing::Running
        }
    }
}

/// Why nothing is taken along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// No form was chosen.
    NothingChosen,
    /// More than [`MOST_FORMS`].
    TooMany,
    /// The device has no name, or one that is too long.
    NoLabel,
    /// The municipality has not said yes to it in the department that owns the case.
    TurnedOff,
    /// A form that is filled in on a page of its own.
    FilledInElsewhere,
}

/// Why a form is not taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDelivered {
    /// The kit was revoked.
    Revoked,
    /// The kit's time is over, or it was ended: it takes a reason.
    LateWithoutReason,
    /// The form was saved before, from this kit.
    Already,
    /// The questions have changed since, and an answer would have no place.
    FormChanged,
}

/// Why a kit is not revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRevoked {
    /// The reason is missing or too short.
    NoReason,
    /// It is over already: ended, revoked, or past its day.
    Over,
}

/// Whether these may be taken along in one kit.
///
/// # Errors
/// The first thing wrong.
pub fn may_take(label: &str, forms: usize) -> Result<(), NotTaken> {
    let named = (1..=LONGEST_LABEL).contains(&label.trim().chars().count());
    match forms {
        0 => Err(NotTaken::NothingChosen),
        _ if MOST_FORMS < forms => Err(NotTaken::TooMany),
        _ if !named => Err(NotTaken::NoLabel),
        _ => Ok(()),
    }
}

/// Whether a form of the kit may be taken in now.
///
/// # Errors
/// The first thing in the way.
pub fn may_deliver(kit: &Kit, form: &KitForm, now: Timestamp, late_because: &str) -> Result<(), NotDelivered> {
    match kit.standing(now) {
        Standing::Revoked => return Err(NotDelivered::Revoked),
        _ if form.state == FormState::Delivered => return Err(NotDelivered::Already),
        Standing::Late | Standing::Ended if !is_reason(late_because) => return Err(NotDelivered::LateWithoutReason),
        Standing::Running | Standing::Late | Standing::Ended => {}
    }
    Ok(())
}

/// Whether the kit may be revoked now.
///
/// # Errors
/// The first thing in the way.
pub fn may_revoke(kit: &Kit, now: Timestamp, reason: &str) -> Result<(), NotRevoked> {
    if kit.standing(now) != Standing::Running {
        Err(NotRevoked::Over)
    } else if is_reason(reason) {
        Ok(())
    } else {
        Err(NotRevoked::NoReason)
    }
}

fn is_reason(text: &str) -> bool {
    SHORTEST_REASON <= text.trim().chars().count()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use jiff::civil::date;

    const REASON: &str = "Batteriet var fladt i en uge.";

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn kit() -> Kit {
        let id = uuid::Uuid::from_u128;
        // Tuesday 31 March 2026, the week before Easter.
        Kit::new(FieldKitId(id(1)), StaffId(id(2)), "Tablet 4".into(), at("2026-03-31T07:00:00Z"))
    }

    fn form(kit: &Kit, state: FormState) -> KitForm {
        let case = CaseId(uuid::Uuid::from_u128(3));
        KitForm { kit: kit.id, case, form: "netvaerkskort".into(), form_version: date(2026, 1, 1), base: 1, state }
    }

    #[test]
    fn a_kit_taken_on_tuesday_before_easter_is_over_on_the_tuesday_after() {
        let kit = kit();
        assert_eq!(kit.until, at("2026-04-07T07:00:00Z"));
        assert_eq!(kit.standing(at("2026-04-07T06:59:59Z")), Standing::Running);
        assert_eq!(kit.standing(at("2026-04-07T07:00:00Z")), Standing::Late);
    }

    #[test]
    fn what_is_revoked_stays_so_when_it_is_late_and_when_it_ended() {
        let mut kit = kit();
        kit.ended_at = Some(at("2026-04-01T07:00:00Z"));
        assert_eq!(kit.standing(at("2026-04-20T07:00:00Z")), Standing::Ended);
        kit.revoked =
            Some(Revoked { at: at("2026-04-01T08:00:00Z"), by: kit.staff, reason: "Stjålet i toget.".into() });
        assert_eq!(kit.standing(at("2026-04-20T07:00:00Z")), Standing::Revoked);
    }

    #[test]
    fn answers_are_taken_in_by_how_the_kit_stands() {
        let (running, late) = (at("2026-04-01T07:00:00Z"), at("2026-04-08T07:00:00Z"));
        let open = kit();
        let mut ended = kit();
        ended.ended_at = Some(running);
        let mut revoked = kit();
        revoked.revoked = Some(Revoked { at: running, by: revoked.staff, reason: REASON.into() });
        let table = [
            (&open, FormState::Taken, running, "", Ok(())),
            (&open, FormState::Delivered, running, "", Err(NotDelivered::Already)),
            (&open, FormState::Taken, late, "", Err(NotDelivered::LateWithoutReason)),
            (&open, FormState::Taken, late, "for kort", Err(NotDelivered::LateWithoutReason)),
            (&open, FormState::Taken, late, REASON, Ok(())),
            // Given up at sign-out, and then found after all: nothing that was written is lost for that.
            (&ended, FormState::GivenUp, running, "", Err(NotDelivered::LateWithoutReason)),
            (&ended, FormState::GivenUp, running, REASON, Ok(())),
            (&ended, FormState::Delivered, running, REASON, Err(NotDelivered::Already)),
            (&revoked, FormState::Taken, running, REASON, Err(NotDelivered::Revoked)),
        ];
        for (nr, (kit, state, now, reason, expected)) in table.into_iter().enumerate() {
            assert_eq!(may_deliver(kit, &form(kit, state), now, reason), expected, "line {nr}");
        }
    }

    #[test]
    fn only_a_running_kit_is_revoked_and_only_with_a_reason() {
        let kit = kit();
        let now = at("2026-04-01T07:00:00Z");
        assert_eq!(may_revoke(&kit, now, "Glemt i bussen i går."), Ok(()));
        assert_eq!(may_revoke(&kit, now, "  væk    "), Err(NotRevoked::NoReason));
        assert_eq!(may_revoke(&kit, at("2026-04-08T07:00:00Z"), REASON), Err(NotRevoked::Over));
    }

    #[test]
    fn a_kit_has_a_name_and_no_more_forms_than_a_day_of_visits() {
        assert_eq!(may_take("Tablet 4", 1), Ok(()));
        assert_eq!(may_take("Tablet 4", 0), Err(NotTaken::NothingChosen));
        assert_eq!(may_take("Tablet 4", MOST_FORMS + 1), Err(NotTaken::TooMany));
        assert_eq!(may_take("  ", 2), Err(NotTaken::NoLabel));
        assert_eq!(may_take(&"a".repeat(LONGEST_LABEL + 1), 2), Err(NotTaken::NoLabel));
    }
}
