//! The decision (afgørelse): what is missing; drafted, submitted, approved, sent.

use crate::benefit::{ApprovalLine, ApprovalPlan, Benefit, Detail, Measure};
use crate::calendar::Calendar;
use crate::case::CaseFile;
use crate::deadline::Channel;
use crate::ids::{DecisionId, FindingId, GrantId, LetterId, PersonId, StaffId};
use crate::setting::Kroner;
use jiff::{Timestamp, civil::Date};
use std::collections::BTreeMap;

mod notice;

pub use notice::earliest_effect;

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

/// Something that stands between the case and a decision. The page shows each with a link to where it is mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// No application is registered.
    Application,
    /// Nobody is a party: the child has no registered custody holder.
    Party,
    /// The benefit has no provision in force on the decision day.
    ProvisionInForce,
    /// No draft.
    Draft,
    /// No facts are written.
    Facts,
    /// A fact has no source.
    SourceOfFact(FindingId),
    /// No considerations are written.
    Considerations,
    /// A necessary criterion is not answered, by its question.
    Criterion(String),
    /// A necessary criterion is not met, yet the outcome is a grant in full.
    GrantDespiteUnmetCriterion(String),
    /// An adverse fact that this party does not know has not been heard.
    PartyHearing {
        /// The facts.
        findings: Vec<FindingId>,
        /// Who must be heard.
        party: PersonId,
    },
    /// The hearing period is not over.
    AnswerToPartyHearing {
        /// Its last day, which still belongs to the citizen.
        until: Date,
    },
    /// The hearing was answered, and the draft does not say how the answer was treated.
    TreatmentOfAnswer,
    /// Reasons are missing (a refusal or partial grant; a grant in full may give them lightly).
    Reasons,
    /// What is granted is not said.
    WhatIsGranted,
    /// What is not granted, and why, is not said.
    WhatIsNotGranted,
    /// The applicant's choice (group) is not registered.
    Choice,
    /// The amount is missing.
    Amount,
    /// The hours are missing.
    Hours,
    /// The first day is missing.
    FirstDay,
    /// The last day lies before the first.
    EndsBeforeItBegins,
    /// The follow-up date is missing.
    FollowUp,
    /// Something else the grant must say is not said.
    Detail(Detail),
    /// A reduction or an ending says nothing of which grant it is about, or that grant does not run.
    WhichGrant,
    /// The day a reduction or an ending takes effect is missing.
    EffectDay,
    /// It would take effect before the notice is over (serviceloven § 3 a, barnets lov § 11).
    NoticeTooShort {
        /// The first day that is late enough, if it is sent today.
        earliest: Date,
    },
    /// A new grant in the place of one that runs gives less, or ends sooner, where the law wants that notified: then it
    /// is a reduction or an ending, and is decided as one.
    TakesHelpWithoutNotice,
    /// Information is used that was asked for and has not come or been given up.
    OpenRequest(String),
    /// A step of the procedure that may not be left out is not settled, though it lies before the decision
    /// (the screening of barnets lov § 18, the question of consent).
    Step {
        /// Its id.
        step: crate::procedure::StepId,
        /// Its title.
        title: String,
    },
}

/// All that stands between the case and a decision that can be submitted for approval; empty means ready.
///
/// The whole list, not the first obstacle: the caseworker plans a week from it.
///
/// `unsettled` are the steps of the procedure that may not be left out, lie before the decision and are still open:
/// id and title.
pub fn missing(
    file: &CaseFile,
    benefit: &Benefit,
    unsettled: &[(String, String)],
    calendar: &Calendar,
    today: Date,
) -> Vec<Missing> {
    let mut found = Vec::new();
    for check in CHECKS {
        check(file, benefit, today, &mut found);
    }
    notice::is_long_enough(file, benefit, calendar, today, &mut found);
    notice::is_not_gone_around(file, benefit, calendar, today, &mut found);
    found.extend(unsettled.iter().map(|(step, title)| Missing::Step { step: step.clone(), title: title.clone() }));
    found
}

type Check = fn(&CaseFile, &Benefit, Date, &mut Vec<Missing>);

const CHECKS: &[Check] = &[
    application_and_parties,
    provision_is_in_force,
    facts_have_sources,
    criteria_are_answered,
    requests_are_settled,
    party_hearing_is_settled,
    draft_is_complete,
    grant_is_complete,
    change_is_complete,
];

fn application_and_parties(file: &CaseFile, _: &Benefit, today: Date, found: &mut Vec<Missing>) {
    let about_a_grant = file.open_decision().is_some_and(|decision| decision.draft.grant.is_some());
    if file.application.is_none() && !about_a_grant {
        found.push(Missing::Application);
    }
    if file.parties_on(today).is_empty() {
        found.push(Missing::Party);
    }
}

fn provision_is_in_force(_: &CaseFile, benefit: &Benefit, today: Date, found: &mut Vec<Missing>) {
    if benefit.provision_on(today).is_none() {
        found.push(Missing::ProvisionInForce);
    }
}

fn facts_have_sources(file: &CaseFile, _: &Benefit, _: Date, found: &mut Vec<Missing>) {
    if file.findings.is_empty() {
        found.push(Missing::Facts);
    }
    let unsourced = file.findings.iter().filter(|finding| finding.source.trim().is_empty());
    found.extend(unsourced.map(|finding| Missing::SourceOfFact(finding.id)));
    if file.assessment.considerations.trim().is_empty() {
        found.push(Missing::Considerations);
    }
}

fn criteria_are_answered(file: &CaseFile, benefit: &Benefit, _: Date, found: &mut Vec<Missing>) {
    let outcome = file.open_decision().map(|decision| decision.draft.outcome);
    for criterion in benefit.criteria.iter().filter(|criterion| criterion.necessary) {
        match file.assessment.criteria.get(&criterion.id) {
            None => found.push(Missing::Criterion(criterion.question.clone())),
            Some(answer) if !answer.met && outcome == Some(Outcome::Grant) => {
                found.push(Missing::GrantDespiteUnmetCriterion(criterion.question.clone()));
            }
            Some(_) => {}
        }
    }
}

fn requests_are_settled(file: &CaseFile, _: &Benefit, _: Date, found: &mut Vec<Missing>) {
    found.extend(
        file.requests
            .iter()
            .filter(|request| request.is_open())
            .map(|request| Missing::OpenRequest(request.source.clone())),
    );
}

/// Every party must have been heard about every adverse fact they do not know, and the last day of the period still
/// belongs to them (forvaltningsloven § 19).
fn party_hearing_is_settled(file: &CaseFile, _: &Benefit, today: Date, found: &mut Vec<Missing>) {
    for party in file.parties_on(today) {
        let hearings = || file.hearings.iter().filter(|hearing| hearing.party == party.id);
        let unheard: Vec<FindingId> = file
            .findings
            .iter()
            .filter(|finding| finding.must_be_heard())
            .map(|finding| finding.id)
            .filter(|id| !hearings().any(|hearing| hearing.findings.contains(id)))
            .collect();
        if !unheard.is_empty() {
            found.push(Missing::PartyHearing { findings: unheard, party: party.id });
        }
        if let Some(until) = hearings().filter(|h| !h.is_settled_on(today)).map(|h| h.answer_by).max() {
            found.push(Missing::AnswerToPartyHearing { until });
        }
    }
}

fn draft_is_complete(file: &CaseFile, _: &Benefit, _: Date, found: &mut Vec<Missing>) {
    let Some(decision) = file.open_decision() else {
        found.push(Missing::Draft);
        return;
    };
    let draft = &decision.draft;
    let blank = |text: &str| text.trim().is_empty();
    if draft.outcome != Outcome::Grant && blank(&draft.reasons) {
        found.push(Missing::Reasons);
    }
    if draft.outcome.gives() && blank(&draft.granted) {
        found.push(Missing::WhatIsGranted);
    }
    if draft.outcome != Outcome::Grant && blank(&draft.not_granted) {
        found.push(Missing::WhatIsNotGranted);
    }
    let answered = file
        .hearings
        .iter()
        .any(|hearing| matches!(hearing.state, crate::party_hearing::HearingState::Answered { .. }));
    if answered && blank(&draft.hearing_treatment) {
        found.push(Missing::TreatmentOfAnswer);
    }
}

fn grant_is_complete(file: &CaseFile, benefit: &Benefit, _: Date, found: &mut Vec<Missing>) {
    let Some(draft) = file.open_decision().map(|decision| &decision.draft) else { return };
    if !draft.outcome.begins_a_grant() {
        return;
    }
    if !benefit.choices.is_empty() && draft.choice.is_none() {
        found.push(Missing::Choice);
    }
    found.extend(unmeasured(draft, benefit.measure));
    found.extend(benefit.details.iter().filter(|detail| is_unsaid(draft, **detail)).copied().map(Missing::Detail));
    match (draft.from, draft.until) {
        (None, _) => found.push(Missing::FirstDay),
        (Some(from), Some(until)) if until < from => found.push(Missing::EndsBeforeItBegins),
        _ => {}
    }
    if draft.follow_up_on.is_none() {
        found.push(Missing::FollowUp);
    }
}

fn is_unsaid(draft: &Draft, detail: Detail) -> bool {
    draft.details.get(&detail).is_none_or(|said| said.trim().is_empty())
}

/// The numbers a grant of this measure must have and this draft has not.
fn unmeasured(draft: &Draft, measure: Measure) -> Vec<Missing> {
    let amount = |there: bool| if there { None } else { Some(Missing::Amount) };
    let hours = |there: bool| if there { None } else { Some(Missing::Hours) };
    let found = match measure {
        Measure::MonthlyAmount => [amount(draft.monthly_amount.is_some()), None],
        Measure::WeeklyHoursAndAmount => [amount(draft.monthly_amount.is_some()), hours(draft.weekly_hours.is_some())],
        Measure::MonthlyHours => [hours(draft.monthly_hours.is_some()), None],
        Measure::WeeklyHours => [hours(draft.weekly_hours.is_some()), None],
        Measure::OneOffAmount => [amount(draft.one_off_amount.is_some()), None],
        Measure::WeeklyDays => [hours(draft.weekly_days.is_some()), None],
        Measure::Uncounted => [None, None],
    };
    found.into_iter().flatten().collect()
}

/// A reduction or an ending says which grant, what is left of it, and from which day.
fn change_is_complete(file: &CaseFile, benefit: &Benefit, today: Date, found: &mut Vec<Missing>) {
    let Some(draft) = file.open_decision().map(|decision| &decision.draft) else { return };
    let runs = |id: GrantId| file.grants.iter().any(|grant| grant.id == id && grant.runs_on_or_after(today));
    // Two grants of one benefit do not run beside each other in a case: the new one says which it takes over.
    let beside = draft.outcome.begins_a_grant() && file.grants.iter().any(|grant| grant.runs_on_or_after(today));
    if beside && !draft.grant.is_some_and(runs) {
        found.push(Missing::WhichGrant);
    }
    if !draft.outcome.is_about_a_grant() {
        return;
    }
    if !draft.grant.is_some_and(runs) {
        found.push(Missing::WhichGrant);
    }
    if draft.outcome == Outcome::Reduction {
        found.extend(unmeasured(draft, benefit.measure));
        // What goes on is a measure like any other: its decision says why and for how long (barnets lov § 32, stk. 3).
        let goes_on = [Detail::Purpose, Detail::ExpectedDuration];
        let asked = goes_on.into_iter().filter(|detail| benefit.details.contains(detail));
        found.extend(asked.filter(|detail| is_unsaid(draft, *detail)).map(Missing::Detail));
    }
    if draft.effect_on.is_none() {
        found.push(Missing::EffectDay);
    }
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
