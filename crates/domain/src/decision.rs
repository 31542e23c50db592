//! The decision (afgørelse): drafted, submitted, approved, sent.
//!
//! Reading order: [`Outcome`] and [`Draft`] (what is decided), [`State`] (how far it is), [`missing`] (what stands in its
//! way), [`may_approve`] and [`may_send`].

mod missing;
mod notice;

pub use missing::{Missing, missing};
pub use notice::earliest_effect;

use crate::benefit::{ApprovalLine, ApprovalPlan, Detail};
use crate::calendar::Calendar;
use crate::deadline::Channel;
use crate::ids::{DecisionId, GrantId, LetterId, PersonId, StaffId};
use crate::setting::Kroner;
use jiff::{Timestamp, civil::Date};
use std::collections::BTreeMap;

/// The outcomes of a decision: three of an application, two about a grant that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Bevilling: full medhold.
    Grant,
    /// Delvis bevilling.
    PartialGrant,
    /// Afslag.
    Refusal,
    /// Nedsættelse: a running grant goes on with less.
    Reduction,
    /// Ophør: a running grant ends or is withdrawn.
    Ending,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: &'static [Outcome] =
        &[Outcome::Grant, Outcome::PartialGrant, Outcome::Refusal, Outcome::Reduction, Outcome::Ending];

    /// The outcomes of an application.
    pub const OF_APPLICATION: &'static [Outcome] = &[Outcome::Grant, Outcome::PartialGrant, Outcome::Refusal];

    /// The id procedures and tables use.
    pub fn code(self) -> &'static str {
        match self {
            Outcome::Grant => "bevilling",
            Outcome::PartialGrant => "delvis-bevilling",
            Outcome::Refusal => "afslag",
            Outcome::Reduction => "nedsaettelse",
            Outcome::Ending => "ophoer",
        }
    }

    /// The code read back.
    pub fn from_code(code: &str) -> Option<Outcome> {
        Self::ALL.iter().copied().find(|outcome| outcome.code() == code)
    }

    /// Whether it is about a grant that runs, not about an application.
    pub fn is_about_a_grant(self) -> bool {
        matches!(self, Outcome::Reduction | Outcome::Ending)
    }

    /// Whether it begins a new grant.
    pub fn begins_a_grant(self) -> bool {
        matches!(self, Outcome::Grant | Outcome::PartialGrant)
    }

    /// Whether it is only bad news, and so is not sent before days on which nobody can be asked (SD21).
    pub fn is_adverse(self) -> bool {
        matches!(self, Outcome::Refusal | Outcome::Reduction | Outcome::Ending)
    }

    /// Whether something is given, so that the letter must say what.
    fn gives(self) -> bool {
        matches!(self, Outcome::Grant | Outcome::PartialGrant | Outcome::Reduction)
    }
}

/// What is proposed: all that the letter will say, besides what it takes from the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The outcome.
    pub outcome: Outcome,
    /// What is granted, in one sentence; empty for a refusal.
    pub granted: String,
    /// What is not granted and why; empty for a grant in full.
    pub not_granted: String,
    /// The reasons: how the considerations lead from facts and law to this outcome.
    pub reasons: String,
    /// How the hearing's comments were treated.
    pub hearing_treatment: String,
    /// The choice the applicant made (group), by id.
    pub choice: Option<String>,
    /// The package, by id.
    pub package: Option<String>,
    /// Kroner a month.
    pub monthly_amount: Option<Kroner>,
    /// Hours a week.
    pub weekly_hours: Option<u32>,
    /// Hours a month.
    pub monthly_hours: Option<u32>,
    /// Kroner, once.
    pub one_off_amount: Option<Kroner>,
    /// Days a week.
    pub weekly_days: Option<u32>,
    /// What else the grant says, as the benefit asks (purpose, provider, place).
    pub details: BTreeMap<Detail, String>,
    /// The running grant it is about: for a reduction or an ending.
    pub grant: Option<GrantId>,
    /// The first day a reduction or an ending takes effect.
    pub effect_on: Option<Date>,
    /// First day of the grant.
    pub from: Option<Date>,
    /// Last day of the grant, if it ends.
    pub until: Option<Date>,
    /// The day of the first follow-up.
    pub follow_up_on: Option<Date>,
}

impl Draft {
    /// A draft with an outcome and nothing written yet.
    pub fn of(outcome: Outcome) -> Draft {
        Draft {
            outcome,
            granted: String::new(),
            not_granted: String::new(),
            reasons: String::new(),
            hearing_treatment: String::new(),
            choice: None,
            package: None,
            monthly_amount: None,
            weekly_hours: None,
            monthly_hours: None,
            one_off_amount: None,
            weekly_days: None,
            details: BTreeMap::new(),
            grant: None,
            effect_on: None,
            from: None,
            until: None,
            follow_up_on: None,
        }
    }
}

/// How far a decision is. Each state carries what it knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Being written.
    Drafted,
    /// Sent for approval.
    Submitted {
        /// When.
        at: Timestamp,
    },
    /// Sent back, with the reason.
    Returned {
        /// By whom.
        by: StaffId,
        /// When.
        at: Timestamp,
        /// Why.
        reason: String,
    },
    /// Approved; not sent yet.
    Approved {
        /// By whom.
        by: StaffId,
        /// For whom, when a deputy approved on behalf of somebody who was away.
        on_behalf_of: Option<StaffId>,
        /// When.
        at: Timestamp,
    },
    /// Sent to every party.
    Sent {
        /// Approved by whom.
        approved_by: StaffId,
        /// On behalf of whom, when a deputy approved.
        on_behalf_of: Option<StaffId>,
        /// The day.
        on: Date,
        /// Letters, one to each party.
        letters: Vec<SentTo>,
    },
}

/// A decision letter as sent to one party, with the period of complaint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentTo {
    /// The party.
    pub party: PersonId,
    /// The letter.
    pub letter: LetterId,
    /// How it went.
    pub channel: Channel,
    /// Presumed receipt.
    pub received_on: Date,
    /// Last day to complain.
    pub complain_by: Date,
}

impl State {
    /// Sent to the parties.
    pub fn is_sent(&self) -> bool {
        matches!(self, State::Sent { .. })
    }
}

/// A decision with its draft, its people and its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Its id.
    pub id: DecisionId,
    /// What is proposed.
    pub draft: Draft,
    /// Who drafted it last (indstiller).
    pub recommender: StaffId,
    /// How far it is.
    pub state: State,
    /// Version for optimistic locking.
    pub version: i64,
}

/// Why a decision is not approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotApproved {
    /// Something is missing.
    NotReady(Vec<Missing>),
    /// It has not been sent for approval, or somebody was there first.
    NotSubmitted,
    /// Nobody approves their own.
    OwnDraft,
    /// The plan asks for a higher level.
    AboveLimit {
        /// Role the plan names.
        needs: String,
    },
}

/// The line of the approval plan that a draft falls under; `None` means the plan has no line, which asks for level 3.
pub fn approval_line<'a>(plan: &'a ApprovalPlan, benefit: &str, draft: &Draft) -> Option<&'a ApprovalLine> {
    // What is paid once is the cost of its year. Hours a month are spread over the weeks, and rounded up.
    let yearly = draft.monthly_amount.map(Kroner::yearly).max(draft.one_off_amount);
    let weekly = draft.weekly_hours.max(draft.monthly_hours.map(|hours| hours.saturating_mul(12).div_ceil(52)));
    plan.lines.iter().find(|line| {
        line.benefits.iter().any(|b| b == benefit)
            && (line.outcomes.is_empty() || line.outcomes.contains(&draft.outcome))
            && line.package.as_ref().is_none_or(|package| draft.package.as_ref() == Some(package))
            && within(line.yearly_cost_up_to, yearly)
            && within(line.weekly_hours_up_to, weekly)
    })
}

fn within<T: PartialOrd>(limit: Option<T>, value: Option<T>) -> bool {
    match (limit, value) {
        (Some(limit), Some(value)) => value <= limit,
        _ => true,
    }
}

/// Whether this person may approve this decision now. `role_level` is the level of the role the plan's line names.
pub fn may_approve(
    decision: &Decision,
    approver: StaffId,
    approver_level: u8,
    line: Option<(&ApprovalLine, u8)>,
    missing: Vec<Missing>,
) -> Result<(), NotApproved> {
    if !matches!(decision.state, State::Submitted { .. }) {
        return Err(NotApproved::NotSubmitted);
    }
    if !missing.is_empty() {
        return Err(NotApproved::NotReady(missing));
    }
    let own_competence = line.is_some_and(|(line, _)| line.own_competence) && decision.draft.outcome == Outcome::Grant;
    if decision.recommender == approver {
        return if own_competence { Ok(()) } else { Err(NotApproved::OwnDraft) };
    }
    let (needs, level) = line.map_or(("afdelingschef", 3), |(line, level)| (line.approver.as_str(), level));
    if approver_level < level {
        return Err(NotApproved::AboveLimit { needs: needs.to_string() });
    }
    Ok(())
}

/// Why a decision is not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotSent {
    /// It is not approved.
    NotApproved,
    /// Something is missing.
    NotReady(Vec<Missing>),
    /// A refusal on a Friday, a day off or the day before one, without a stated reason.
    BadDay {
        /// The next day that is fine.
        next_good_day: Date,
    },
}

/// Whether it may be sent today; `reason` is the stated reason for a refusal on a bad day.
pub fn may_send(
    decision: &Decision,
    calendar: &Calendar,
    today: Date,
    reason: &str,
    missing: Vec<Missing>,
) -> Result<(), NotSent> {
    if !matches!(decision.state, State::Approved { .. }) {
        return Err(NotSent::NotApproved);
    }
    if !missing.is_empty() {
        return Err(NotSent::NotReady(missing));
    }
    if decision.draft.outcome.is_adverse() && calendar.is_bad_day_for_refusals(today) && reason.trim().is_empty() {
        return Err(NotSent::BadDay { next_good_day: calendar.next_good_day_for_refusals(today) });
    }
    Ok(())
}
