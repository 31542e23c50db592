//! All that stands between a case and its decision.

use super::{Draft, Outcome, notice};
use crate::benefit::{Benefit, Detail, Measure};
use crate::calendar::Calendar;
use crate::case::CaseFile;
use crate::ids::{FindingId, GrantId, PersonId};
use jiff::civil::Date;

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
