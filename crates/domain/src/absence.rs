//! Absence (fravær) and deputies (stedfortrædere): who approves while an approver is away (`people-and-roles.md`
//! section 6).
//!
//! A deputy has what the absent could approve, for the days of the absence and not a day longer, and never what either
//! of the two drafted. Nobody is made a deputy for one above them by their own registration.

use crate::access::{self, Action, Object, Relation};
use crate::benefit::ApprovalLine;
use crate::decision::{self, Decision, Missing, NotApproved};
use crate::ids::{AbsenceId, StaffId};
use crate::staff::{Role, Staff, coded};
use jiff::Timestamp;
use jiff::civil::Date;

coded! {
    /// Why somebody is away; nothing more private than one word.
    Why {
        Holiday = "holiday", "Ferie.";
        Illness = "illness", "Sygdom.";
        Leave = "leave", "Orlov.";
        Other = "other", "Andet.";
    }
}

/// An absence, as registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// Its id.
    pub id: AbsenceId,
    /// Who is away.
    pub staff: StaffId,
    /// First day away.
    pub from: Date,
    /// Last day away; until further notice without one. A day before the first says that it was called off.
    pub until: Option<Date>,
    /// Why.
    pub why: Why,
    /// Who stands in; nobody by name when the approval plan's own deputy is enough.
    pub deputy: Option<StaffId>,
    /// Who registered it.
    pub registered_by: StaffId,
    /// When.
    pub registered_at: Timestamp,
    /// Version for optimistic locking.
    pub version: i64,
}

impl Absence {
    /// Whether it covers the day; the last day counts.
    pub fn covers(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// Whether it covers any of these days.
    fn meets(&self, from: Date, until: Option<Date>) -> bool {
        let ends_before = self.until.is_some_and(|own| own < from || own < self.from);
        let begins_after = until.is_some_and(|until| until < self.from);
        !ends_before && !begins_after
    }
}

/// What is to be registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Who is away.
    pub staff: StaffId,
    /// First day away.
    pub from: Date,
    /// Last day away; until further notice without one.
    pub until: Option<Date>,
    /// Why.
    pub why: Why,
    /// Who stands in.
    pub deputy: Option<StaffId>,
}

/// Why an absence is not registered or ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRegistered {
    /// The last day lies before the first.
    EndsBeforeItBegins,
    /// The person is registered away on some of these days already.
    AwayAlready {
        /// First day of that absence.
        from: Date,
    },
    /// Nobody stands in for themselves.
    OwnDeputy,
    /// The deputy's roles open no cases.
    DeputyOpensNoCases,
    /// The deputy is registered away on some of these days.
    DeputyAway {
        /// First day of that absence.
        from: Date,
    },
    /// Nobody makes themselves the deputy of one who may approve more than they.
    DeputyForOneAbove,
    /// It ended or was called off already.
    OverAlready,
    /// The day back lies after the last day that is registered: that is a new absence.
    LaterThanRegistered,
}

/// The level a person may approve at by their own roles (0: none).
pub fn level_of(staff: &Staff) -> u8 {
    staff.roles.iter().map(|role| role.approval_level()).max().unwrap_or(0)
}

/// Whether one of the person's roles may approve as a deputy at all, by the access policy.
pub fn may_deputise(staff: &Staff) -> bool {
    staff.active
        && access::policy().iter().any(|line| {
            line.relation == Relation::Deputy
                && line.action == Action::Approve
                && line.object == Object::Case
                && staff.roles.contains(&line.role)
        })
}

/// Whether the absence may be registered by this person; `known` are absences that are not over before its first day.
pub fn check(wanted: &Wanted, people: &[Staff], known: &[Absence], by: StaffId) -> Result<(), NotRegistered> {
    if wanted.until.is_some_and(|until| until < wanted.from) {
        return Err(NotRegistered::EndsBeforeItBegins);
    }
    let away =
        |who: StaffId| known.iter().find(|absence| absence.staff == who && absence.meets(wanted.from, wanted.until));
    if let Some(other) = away(wanted.staff) {
        return Err(NotRegistered::AwayAlready { from: other.from });
    }
    let Some(deputy) = wanted.deputy else { return Ok(()) };
    if deputy == wanted.staff {
        return Err(NotRegistered::OwnDeputy);
    }
    let person = |id: StaffId| people.iter().find(|staff| staff.id == id);
    let Some(stands_in) = person(deputy).filter(|staff| may_deputise(staff)) else {
        return Err(NotRegistered::DeputyOpensNoCases);
    };
    if let Some(other) = away(deputy) {
        return Err(NotRegistered::DeputyAway { from: other.from });
    }
    if deputy == by && person(wanted.staff).is_some_and(|absent| level_of(stands_in) < level_of(absent)) {
        return Err(NotRegistered::DeputyForOneAbove);
    }
    Ok(())
}

/// The last day away when somebody is back on this day; the day before the first when it never came to anything.
pub fn last_day(absence: &Absence, back_on: Date) -> Result<Date, NotRegistered> {
    let last = back_on.yesterday().unwrap_or(back_on);
    match absence.until {
        Some(until) if until < absence.from => Err(NotRegistered::OverAlready),
        Some(until) if until < last => Err(NotRegistered::LaterThanRegistered),
        Some(_) | None => Ok(last.max(absence.from.yesterday().unwrap_or(absence.from))),
    }
}

/// By what somebody stands in for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Named when the absence was registered.
    Name,
    /// The plan's deputy role, because everybody with the approver's role is away.
    Plan,
}

/// For whom somebody stands in today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StandIn {
    /// Who is away.
    pub absent: StaffId,
    /// The last day of it; until further notice without one.
    pub until: Option<Date>,
    /// By what.
    pub by: By,
}

/// A level somebody may approve a decision at today, and by what: their own, or another's while they are away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authority {
    /// The level.
    pub level: u8,
    /// For whom, if not by their own role.
    pub stands_in: Option<StandIn>,
}

/// What the approval plan asks of who approves: the roles it names, as roles with rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked<'a> {
    /// The plan's line with the level of the role it names; `None` asks for the head of the department.
    pub line: Option<(&'a ApprovalLine, u8)>,
    /// The role that approves.
    pub approver: Role,
    /// The role that stands in while everybody with the approver's role is away.
    pub deputy: Option<Role>,
}

/// Who works here, who of them may approve on the case by their own place in the house, and who is away today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct House {
    /// Everybody who works here.
    pub staff: Vec<Staff>,
    /// Those who may approve on this case by their own role and relation, whatever the level.
    pub approvers: Vec<StaffId>,
    /// Absences that cover today.
    pub away: Vec<Absence>,
}

impl House {
    /// The absence of a person today.
    pub fn absence(&self, who: StaffId) -> Option<&Absence> {
        self.away.iter().find(|absence| absence.staff == who)
    }

    fn person(&self, id: StaffId) -> Option<&Staff> {
        self.staff.iter().find(|staff| staff.id == id && staff.active)
    }

    /// Every authority this person has over the decision today, their own first.
    pub fn authorities(&self, who: &Staff, decision: &Decision, asked: &Asked<'_>) -> Vec<Authority> {
        let mut found = Vec::new();
        if self.approvers.contains(&who.id) {
            found.push(Authority { level: level_of(who), stands_in: None });
        }
        let named = self.away.iter().filter(|absence| absence.deputy == Some(who.id));
        found.extend(named.filter_map(|absence| self.lent(who, absence, decision, By::Name)));
        found.extend(self.by_plan(who, decision, asked));
        found
    }

    /// What the absent lend to this person: nothing of what the absent drafted themselves, and nothing above the
    /// person's own level by their own registration.
    fn lent(&self, who: &Staff, absence: &Absence, decision: &Decision, by: By) -> Option<Authority> {
        let absent = self.person(absence.staff).filter(|absent| self.approvers.contains(&absent.id))?;
        let level = level_of(absent);
        let taken = absence.registered_by == who.id && level_of(who) < level;
        if taken || decision.recommender == absent.id {
            return None;
        }
        Some(Authority { level, stands_in: Some(StandIn { absent: absent.id, until: absence.until, by }) })
    }

    /// The plan's deputy, while everybody with the approver's role is away. A post that nobody holds is no absence.
    fn by_plan(&self, who: &Staff, decision: &Decision, asked: &Asked<'_>) -> Option<Authority> {
        let role = asked.deputy.filter(|role| who.roles.contains(role))?;
        if !self.approvers.contains(&who.id) || role == asked.approver {
            return None;
        }
        let holders: Vec<&Staff> = self
            .approvers
            .iter()
            .filter_map(|id| self.person(*id))
            .filter(|staff| staff.roles.contains(&asked.approver))
            .collect();
        let away: Vec<&Absence> = holders.iter().filter_map(|holder| self.absence(holder.id)).collect();
        if away.len() < holders.len() {
            return None;
        }
        let lent: Vec<Authority> =
            away.iter().filter_map(|absence| self.lent(who, absence, decision, By::Plan)).collect();
        let first = lent.first().filter(|_| lent.len() == away.len())?;
        let level = asked.approver.approval_level();
        // It lasts until the first of them is back.
        let until = away.iter().filter_map(|absence| absence.until).min();
        Some(Authority { level, stands_in: first.stands_in.map(|stands_in| StandIn { until, ..stands_in }) })
    }

    /// Whether this person may approve the decision now, and for whom if not by their own role.
    pub fn may_approve(
        &self,
        who: &Staff,
        decision: &Decision,
        asked: &Asked<'_>,
        missing: &[Missing],
    ) -> Result<Option<StandIn>, NotApproved> {
        let mut refusal = None;
        for authority in self.authorities(who, decision, asked) {
            match decision::may_approve(decision, who.id, authority.level, asked.line, missing.to_vec()) {
                Ok(()) => return Ok(authority.stands_in),
                Err(why) => refusal = refusal.or(Some(why)),
            }
        }
        Err(refusal.unwrap_or(NotApproved::AboveLimit { needs: needed(asked) }))
    }
}

fn needed(asked: &Asked<'_>) -> String {
    asked.line.map_or_else(|| "afdelingschef".to_string(), |(line, _)| line.approver.clone())
}
