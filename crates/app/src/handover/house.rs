//! Who takes a case over, and who has it while nobody is known.

use crate::{Outcome, Refused};
use domain::absence::Absence;
use domain::handover::{self as core, AllTo, Known, NotHanded, Successor, Wanted};
use domain::ids::{PersonId, StaffId};
use domain::staff::Staff;
use jiff::civil::Date;
use store::Tx;
use store::handover::Held;

/// Who works here, and who is away on the day of the handover.
pub(super) struct House {
    people: Vec<Staff>,
    away: Vec<Absence>,
}

impl House {
    /// As known for a day.
    pub(super) async fn on(tx: &mut Tx, day: Date) -> Outcome<House> {
        Ok(House { people: tx.all_staff().await?, away: tx.absences_on(day).await? })
    }

    /// Somebody.
    pub(super) fn person(&self, id: StaffId) -> Option<&Staff> {
        self.people.iter().find(|staff| staff.id == id)
    }

    /// Their name.
    pub(super) fn name(&self, id: StaffId) -> String {
        self.person(id).map(|staff| staff.name.clone()).unwrap_or_default()
    }

    /// Name and telephone, as a letter gives them.
    pub(super) fn reached(&self, id: StaffId) -> String {
        let Some(staff) = self.person(id) else { return String::new() };
        if staff.phone.trim().is_empty() {
            staff.name.clone()
        } else {
            format!("{}, telefon {}", staff.name, staff.phone)
        }
    }

    /// A team leader of the department, to be named in a letter.
    pub(super) fn leads(&self, department: &str) -> Option<StaffId> {
        let leads = |staff: &&Staff| {
            staff.active && staff.department == department && staff.roles.contains(&domain::staff::Role::TeamLeader)
        };
        self.people.iter().find(leads).map(|leader| leader.id)
    }

    /// Everybody who works here.
    pub(super) fn people(&self) -> &[Staff] {
        &self.people
    }

    /// Who takes this case, by what is wanted.
    pub(super) async fn successor(&self, tx: &mut Tx, wanted: &Wanted, held: &Held) -> Outcome<(StaffId, Known)> {
        let named = match &wanted.successor {
            Successor::One(staff) => Some(*staff),
            // One that the leader may not see could not be chosen for: it is the team leader's until somebody is named.
            Successor::PerCase(each) if held.closed_to_unit => each.get(&held.case).copied(),
            Successor::PerCase(each) => Some(*each.get(&held.case).ok_or(NotHanded::SuccessorMissing)?),
            Successor::Leader => None,
        };
        match named {
            Some(staff) => Ok((self.named(tx, staff, (wanted.from, held)).await?, Known::Known)),
            None => Ok((self.leader(tx, (&held.department, held.citizen), wanted.from).await?, Known::Unknown)),
        }
    }

    /// Who takes a case on the morning of the day, when it was opened since or the chosen one cannot any more.
    pub(super) async fn on_the_day(
        &self,
        tx: &mut Tx,
        (from, held): (StaffId, &Held),
        to: Option<AllTo>,
    ) -> Outcome<(StaffId, Known)> {
        if let Some(AllTo::One(staff)) = to
            && let Ok(staff) = self.named(tx, staff, (from, held)).await
        {
            return Ok((staff, Known::Known));
        }
        Ok((self.leader(tx, (&held.department, held.citizen), from).await?, Known::Unknown))
    }

    async fn named(&self, tx: &mut Tx, to: StaffId, (from, held): (StaffId, &Held)) -> Outcome<StaffId> {
        let staff = self.person(to).ok_or(NotHanded::SuccessorOpensNoCases)?;
        let away = self.away.iter().find(|absence| absence.staff == to).map(|absence| absence.from);
        core::may_take(staff, from, &held.department, away)?;
        if tx.conflict(to, held.citizen).await? {
            return Err(NotHanded::SuccessorTooClose.into());
        }
        Ok(to)
    }

    /// Who has a case while nobody is known.
    pub(super) async fn leader(
        &self,
        tx: &mut Tx,
        (department, citizen): (&str, PersonId),
        leaver: StaffId,
    ) -> Result<StaffId, Refused> {
        let mut barred = Vec::new();
        for staff in self.people.iter().filter(|staff| staff.active && staff.department == department) {
            if tx.conflict(staff.id, citizen).await? {
                barred.push(staff.id);
            }
        }
        let away: Vec<_> = self.away.iter().map(|absence| (absence.staff, absence.deputy)).collect();
        let found = core::fallback(&self.people, (department, leaver), &away, &barred);
        Ok(found.ok_or(NotHanded::NoLeader)?.id)
    }
}
