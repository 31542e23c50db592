//! What stands between a case and a decision, and who may approve and send it.
#![allow(missing_docs, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{BIRGITTE, HENRIK, KAREN, MONDAY, benefit, decision, finding, ready, staff, uuid};
use domain::assessment::{Known, Weight};
use domain::benefit::{ApprovalLine, ApprovalPlan};
use domain::calendar::Calendar;
use domain::decision::{self, Missing, NotApproved, NotSent, Outcome, State};
use domain::ids::{FindingId, PartyHearingId, PersonId};
use domain::party_hearing::{HearingState, PartyHearing};
use domain::setting::Kroner;
use jiff::civil::{Date, date};

fn hearing(answer_by: Date, state: HearingState) -> PartyHearing {
    PartyHearing {
        id: PartyHearingId(uuid(80)),
        party: PersonId(uuid(11)),
        findings: vec![FindingId(uuid(61))],
        letter: None,
        sent_on: date(2026, 3, 10),
        answer_by,
        state,
    }
}

#[test]
fn a_case_with_everything_in_place_lacks_nothing() {
    assert_eq!(decision::missing(&ready(), &benefit(), &[], &Calendar::default(), MONDAY), []);
}

#[test]
fn everything_missing_is_told_at_once() {
    let mut file = ready();
    file.application = None;
    file.relations.clear();
    file.findings.clear();
    file.assessment = Default::default();
    file.decisions.clear();
    let steps = [("samtykke".to_string(), "Samtykke".to_string())];
    let found = decision::missing(&file, &benefit(), &steps, &Calendar::default(), MONDAY);
    assert_eq!(
        found,
        [
            Missing::Application,
            Missing::Party,
            Missing::Facts,
            Missing::Considerations,
            Missing::Criterion("Er barnet i målgruppen?".into()),
            Missing::Draft,
            Missing::Step { step: "samtykke".into(), title: "Samtykke".into() },
        ]
    );
}

#[test]
fn an_adverse_fact_the_party_does_not_know_makes_a_hearing_necessary() {
    let mut file = ready();
    file.findings.push(finding(61, Known::Unknown, Weight::Against));
    let missing = Missing::PartyHearing { findings: vec![FindingId(uuid(61))], party: PersonId(uuid(11)) };
    assert_eq!(decision::missing(&file, &benefit(), &[], &Calendar::default(), MONDAY), [missing]);
}

#[test]
fn a_fact_that_is_known_or_not_against_the_party_needs_no_hearing() {
    for (known, weight) in [(Known::Known, Weight::Against), (Known::Unknown, Weight::NotAgainst)] {
        let mut file = ready();
        file.findings.push(finding(61, known, weight));
        assert_eq!(decision::missing(&file, &benefit(), &[], &Calendar::default(), MONDAY), []);
    }
}

#[test]
fn the_last_day_of_the_period_still_belongs_to_the_citizen() {
    let mut file = ready();
    file.findings.push(finding(61, Known::Unknown, Weight::Against));
    file.hearings.push(hearing(MONDAY, HearingState::Sent));
    let waits = Missing::AnswerToPartyHearing { until: MONDAY };
    assert_eq!(
        decision::missing(&file, &benefit(), &[], &Calendar::default(), date(2026, 3, 29)),
        std::slice::from_ref(&waits)
    );
    assert_eq!(decision::missing(&file, &benefit(), &[], &Calendar::default(), MONDAY), [waits]);
    assert_eq!(decision::missing(&file, &benefit(), &[], &Calendar::default(), date(2026, 3, 31)), []);
}

#[test]
fn each_custody_holder_is_heard_by_themselves() {
    let mut file = ready();
    let father = common::person(12, "6505859999", "Peter Holm", domain::people::Protection::None);
    let mut custody = file.relations[0].clone();
    custody.other = father.id;
    file.relations.push(custody);
    file.related.push(father);
    file.findings.push(finding(61, Known::Unknown, Weight::Against));
    let answered = HearingState::Answered { on: date(2026, 3, 20), answer: "Nej".into() };
    file.hearings.push(hearing(MONDAY, answered));
    file.decisions[0].draft.hearing_treatment = "Vi har læst svaret.".into();
    let missing = Missing::PartyHearing { findings: vec![FindingId(uuid(61))], party: PersonId(uuid(12)) };
    assert_eq!(decision::missing(&file, &benefit(), &[], &Calendar::default(), MONDAY), [missing]);
}

#[test]
fn an_answer_must_be_treated_in_the_decision() {
    let mut file = ready();
    file.findings.push(finding(61, Known::Unknown, Weight::Against));
    let answered = HearingState::Answered { on: date(2026, 3, 20), answer: "Det er ikke rigtigt.".into() };
    file.hearings.push(hearing(MONDAY, answered));
    assert_eq!(decision::missing(&file, &benefit(), &[], &Calendar::default(), MONDAY), [Missing::TreatmentOfAnswer]);
}

#[test]
fn a_grant_in_full_may_give_its_reasons_lightly_but_a_refusal_may_not() {
    let mut file = ready();
    file.decisions[0].draft.reasons.clear();
    assert_eq!(decision::missing(&file, &benefit(), &[], &Calendar::default(), MONDAY), []);
    file.decisions[0].draft.outcome = Outcome::Refusal;
    assert_eq!(decision::missing(&file, &benefit(), &[], &Calendar::default(), MONDAY), [Missing::Reasons]);
}

#[test]
fn a_provision_is_the_one_in_force_that_day() {
    let benefit = benefit();
    let on = |day| benefit.provision_on(day).map(|law| law.paragraph.as_str());
    assert_eq!(on(date(2023, 12, 31)), Some("serviceloven § 41"));
    assert_eq!(on(date(2024, 1, 1)), Some("barnets lov § 86"));
}

fn plan() -> ApprovalPlan {
    let line = |approver: &str, outcomes: Vec<Outcome>, limit: Option<&str>| ApprovalLine {
        benefits: vec!["kompensation".into()],
        recommender: "sagsbehandler".into(),
        approver: approver.into(),
        outcomes,
        yearly_cost_up_to: limit.and_then(Kroner::parse),
        weekly_hours_up_to: None,
        package: None,
        level_up_to: None,
        deputy: None,
        own_competence: false,
    };
    ApprovalPlan {
        valid_from: date(2026, 1, 1),
        source: "Bevillingskompetenceplan".into(),
        lines: vec![
            line("faglig-koordinator", vec![Outcome::Grant, Outcome::PartialGrant], Some("13260")),
            line("teamleder", vec![], None),
        ],
    }
}

#[test]
fn the_plan_counts_the_cost_of_a_year() {
    let plan = plan();
    let approver = |amount: &str, outcome| {
        let mut draft = common::draft(outcome);
        draft.monthly_amount = Kroner::parse(amount);
        decision::approval_line(&plan, "kompensation", &draft).map(|line| line.approver.clone())
    };
    assert_eq!(approver("1105", Outcome::Grant).as_deref(), Some("faglig-koordinator"));
    assert_eq!(approver("1105,01", Outcome::Grant).as_deref(), Some("teamleder"));
    assert_eq!(approver("1", Outcome::Refusal).as_deref(), Some("teamleder"));
}

#[test]
fn what_is_paid_once_counts_as_a_year_and_hours_a_month_count_as_hours_a_week() {
    let mut plan = plan();
    let approver = |plan: &ApprovalPlan, draft: &decision::Draft| {
        decision::approval_line(plan, "kompensation", draft).map(|line| line.approver.clone())
    };
    let once =
        |amount: &str| decision::Draft { one_off_amount: Kroner::parse(amount), ..decision::Draft::of(Outcome::Grant) };
    assert_eq!(approver(&plan, &once("13260")).as_deref(), Some("faglig-koordinator"));
    assert_eq!(
        approver(&plan, &once("13260,01")).as_deref(),
        Some("teamleder"),
        "not unlimited because nothing is monthly"
    );
    plan.lines[0].yearly_cost_up_to = None;
    plan.lines[0].weekly_hours_up_to = Some(5);
    let monthly = |hours| decision::Draft { monthly_hours: Some(hours), ..decision::Draft::of(Outcome::Grant) };
    assert_eq!(approver(&plan, &monthly(21)).as_deref(), Some("faglig-koordinator"), "252 hours in 52 weeks");
    assert_eq!(approver(&plan, &monthly(22)).as_deref(), Some("teamleder"), "264 hours in 52 weeks");
}

fn submitted(outcome: Outcome) -> domain::decision::Decision {
    decision(outcome, State::Submitted { at: "2026-03-30T08:00:00Z".parse().expect("an instant") })
}

#[test]
fn nobody_approves_their_own() {
    let plan = plan();
    let line = Some((&plan.lines[1], 2));
    let own = decision::may_approve(&submitted(Outcome::Grant), staff(KAREN), 3, line, vec![]);
    assert_eq!(own, Err(NotApproved::OwnDraft));
    assert_eq!(decision::may_approve(&submitted(Outcome::Grant), staff(HENRIK), 2, line, vec![]), Ok(()));
}

#[test]
fn own_competence_covers_a_grant_in_full_and_never_a_refusal() {
    let mut line = plan().lines[0].clone();
    line.own_competence = true;
    let ask = |outcome| decision::may_approve(&submitted(outcome), staff(KAREN), 0, Some((&line, 1)), vec![]);
    assert_eq!(ask(Outcome::Grant), Ok(()));
    assert_eq!(ask(Outcome::PartialGrant), Err(NotApproved::OwnDraft));
    assert_eq!(ask(Outcome::Refusal), Err(NotApproved::OwnDraft));
}

#[test]
fn a_level_too_low_is_told_who_is_needed_and_no_line_means_the_highest() {
    let plan = plan();
    let line = Some((&plan.lines[1], 2));
    let low = decision::may_approve(&submitted(Outcome::Grant), staff(BIRGITTE), 1, line, vec![]);
    assert_eq!(low, Err(NotApproved::AboveLimit { needs: "teamleder".into() }));
    let none = decision::may_approve(&submitted(Outcome::Grant), staff(HENRIK), 2, None, vec![]);
    assert_eq!(none, Err(NotApproved::AboveLimit { needs: "afdelingschef".into() }));
}

#[test]
fn what_is_approved_already_is_not_approved_again() {
    let approved = decision(
        Outcome::Grant,
        State::Approved { by: staff(HENRIK), on_behalf_of: None, at: "2026-03-30T08:00:00Z".parse().unwrap() },
    );
    assert_eq!(decision::may_approve(&approved, staff(BIRGITTE), 3, None, vec![]), Err(NotApproved::NotSubmitted));
}

#[test]
fn a_refusal_waits_for_a_day_when_somebody_answers_the_telephone() {
    let at = "2026-03-27T08:00:00Z".parse().unwrap();
    let approved = |outcome| decision(outcome, State::Approved { by: staff(HENRIK), on_behalf_of: None, at });
    let send = |outcome, day, reason| decision::may_send(&approved(outcome), &Calendar::default(), day, reason, vec![]);
    let friday = date(2026, 3, 27);
    assert_eq!(send(Outcome::Refusal, friday, ""), Err(NotSent::BadDay { next_good_day: MONDAY }));
    assert_eq!(send(Outcome::Refusal, friday, "Familien har bedt om svaret i dag."), Ok(()));
    assert_eq!(send(Outcome::Grant, friday, ""), Ok(()));
    // Wednesday before Maundy Thursday: the town hall is closed until Tuesday.
    let before_easter = date(2026, 4, 1);
    let bad = NotSent::BadDay { next_good_day: date(2026, 4, 7) };
    assert_eq!(send(Outcome::Refusal, before_easter, ""), Err(bad));
    assert_eq!(send(Outcome::Refusal, MONDAY, ""), Ok(()));
}

/// A case with a grant of 2.000 kroner a month without an end, and a draft about it; the benefit wants fourteen weeks'
/// notice.
fn about_a_running_grant(draft: domain::decision::Draft) -> (domain::case::CaseFile, domain::benefit::Benefit) {
    let grant = domain::grant::Grant {
        id: domain::ids::GrantId(uuid(90)),
        decision: None,
        benefit: "kompensation".into(),
        from: date(2025, 9, 1),
        until: None,
        monthly_amount: Kroner::parse("2000"),
        weekly_hours: None,
        monthly_hours: None,
        one_off_amount: None,
        weekly_days: None,
        provider: None,
        replaced_by: None,
        follow_up_on: date(2026, 9, 1),
    };
    let notice = domain::benefit::NoticeRule {
        span: domain::deadline::Span(vec![(14, domain::deadline::Unit::Weeks)]),
        outcomes: vec![Outcome::Reduction, Outcome::Ending],
        source: "serviceloven § 3 a".into(),
    };
    let mut file = ready();
    file.decisions[0].draft = domain::decision::Draft { grant: Some(grant.id), ..draft };
    file.grants.push(grant);
    (file, domain::benefit::Benefit { notice: Some(notice), ..benefit() })
}

#[test]
fn a_new_grant_of_less_does_not_go_around_the_notice() {
    let draft = |amount: &str| domain::decision::Draft {
        monthly_amount: Kroner::parse(amount),
        ..common::draft(Outcome::PartialGrant)
    };
    for (amount, missing) in [("1999", vec![Missing::TakesHelpWithoutNotice]), ("2000", vec![]), ("2500", vec![])] {
        let (file, benefit) = about_a_running_grant(draft(amount));
        assert_eq!(decision::missing(&file, &benefit, &[], &Calendar::default(), MONDAY), missing, "{amount}");
        let without = domain::benefit::Benefit { notice: None, ..benefit };
        assert_eq!(decision::missing(&file, &without, &[], &Calendar::default(), MONDAY), [], "{amount}");
    }
}

#[test]
fn what_goes_on_for_a_week_only_is_an_ending() {
    // Sofie has Digital Post: sent and received on Monday 30 March. Fourteen weeks later it is Monday 6 July, the first
    // day on which an ending could take effect.
    for (until, missing) in [(date(2026, 7, 4), vec![Missing::TakesHelpWithoutNotice]), (date(2026, 7, 5), vec![])] {
        let new = common::draft(Outcome::Grant);
        let new = domain::decision::Draft { until: Some(until), monthly_amount: Kroner::parse("2000"), ..new };
        let (file, benefit) = about_a_running_grant(new);
        let earliest =
            decision::earliest_effect(&file, &benefit, Outcome::Ending, &Calendar::default(), MONDAY).unwrap();
        assert_eq!(earliest, date(2026, 7, 6));
        assert_eq!(decision::missing(&file, &benefit, &[], &Calendar::default(), MONDAY), missing, "{until}");
    }
}

#[test]
fn a_reduced_measure_says_its_purpose_and_how_long_it_is_expected_to_last() {
    use domain::benefit::Detail;
    let reduced =
        domain::decision::Draft { from: None, effect_on: Some(date(2026, 8, 1)), ..common::draft(Outcome::Reduction) };
    let (mut file, mut benefit) = about_a_running_grant(reduced);
    benefit.details = vec![Detail::Purpose, Detail::ExpectedDuration, Detail::Provider];
    let asked = [Missing::Detail(Detail::Purpose), Missing::Detail(Detail::ExpectedDuration)];
    assert_eq!(decision::missing(&file, &benefit, &[], &Calendar::default(), MONDAY), asked);
    let said = [(Detail::Purpose, "Ro efter skole".into()), (Detail::ExpectedDuration, "Et halvt år".into())];
    file.decisions[0].draft.details = said.into();
    assert_eq!(decision::missing(&file, &benefit, &[], &Calendar::default(), MONDAY), []);
}
