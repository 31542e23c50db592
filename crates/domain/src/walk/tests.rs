//! Small procedures with one mistake each, and the played ones without any.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
use super::*;
use crate::progress::samples::{application, condition, outreach, procedure, step, transition};

fn faults(procedure: &Procedure) -> Vec<WalkFault> {
    walk(procedure, &Calendar::default())
}

#[test]
fn the_application_can_be_carried_to_its_end_whatever_is_decided() {
    assert_eq!(faults(&application()), vec![]);
}

#[test]
fn outreach_can_be_carried_to_its_end_whatever_is_decided() {
    assert_eq!(faults(&outreach()), vec![]);
}

#[test]
fn transition_can_be_carried_to_its_end_whatever_is_decided() {
    assert_eq!(faults(&transition()), vec![]);
}

#[test]
fn a_step_after_an_outcome_that_ends_the_course_never_opens() {
    let procedure = procedure(
        "p",
        vec![
            step("a", "r", "start").outcomes("ja, nej afslutter"),
            step("b", "r", "a:ja").ends(),
            step("c", "r", "a:nej"),
        ],
    );
    assert_eq!(
        faults(&procedure),
        vec![WalkFault::NeverOpens("c".into()), WalkFault::EndsWhileOpen { outcome: "a:nej".into(), step: "c".into() }]
    );
}

#[test]
fn a_branch_that_ends_nothing_is_told_with_the_way_there() {
    let procedure = procedure(
        "p",
        vec![step("a", "r", "start"), step("b", "r", "a").outcomes("ja, nej"), step("c", "r", "b:ja").ends()],
    );
    let expected = WalkFault::Stalls { path: vec!["a".into(), "b:nej".into()], waiting: vec![] };
    assert_eq!(faults(&procedure), vec![expected]);
}

#[test]
fn two_steps_that_wait_for_each_other_are_told_as_what_waits() {
    let procedure = procedure(
        "p",
        vec![
            step("a", "r", "start").before("b"),
            step("b", "r", "start").before("a"),
            step("slut", "r", "a, b").ends(),
        ],
    );
    let waiting = vec!["a".to_string(), "b".into(), "slut".into()];
    assert_eq!(
        faults(&procedure),
        vec![WalkFault::NeverOpens("slut".into()), WalkFault::Stalls { path: vec![], waiting },]
    );
}

#[test]
fn a_step_that_only_repeats_has_no_way_to_an_end() {
    let procedure = procedure("p", vec![step("a", "r", "start").outcomes("igen igen"), step("b", "r", "a").ends()]);
    assert_eq!(faults(&procedure), vec![WalkFault::NeverOpens("b".into()), WalkFault::NoWayToEnd { step: "a".into() }]);
}

#[test]
fn two_steps_that_send_the_case_back_and_forth_have_no_way_to_an_end() {
    let procedure = procedure(
        "p",
        vec![step("a", "r", "start"), step("b", "r", "a").outcomes("om tilbage a"), step("c", "r", "b").ends()],
    );
    let found = faults(&procedure);
    assert!(found.contains(&WalkFault::NoWayToEnd { step: "a".into() }), "{found:?}");
    assert!(found.contains(&WalkFault::NoWayToEnd { step: "b".into() }), "{found:?}");
}

#[test]
fn an_end_beside_a_track_that_may_be_open_is_told() {
    let mut procedure = procedure("p", vec![step("a", "r", "start"), step("b", "r", "start").ends()]);
    let fault = WalkFault::EndsWhileOpen { outcome: "b".into(), step: "a".into() };
    assert_eq!(faults(&procedure), vec![fault]);
    procedure.steps[0].before = vec!["b".into()];
    assert_eq!(faults(&procedure), vec![]);
}

#[test]
fn an_end_that_asks_for_a_reason_or_is_optional_may_leave_work_behind() {
    let reason = procedure(
        "p",
        vec![
            step("a", "r", "start").before("c"),
            step("b", "r", "start").outcomes("slut afslutter begrund, videre"),
            step("c", "r", "b:videre").ends(),
        ],
    );
    assert_eq!(faults(&reason), vec![]);
    let offer = procedure(
        "p",
        vec![step("a", "r", "start"), step("trukket", "r", "start").optional().ends(), step("b", "r", "a").ends()],
    );
    assert_eq!(faults(&offer), vec![]);
}

#[test]
fn a_fact_is_asked_both_ways() {
    let procedure = procedure(
        "p",
        vec![
            step("a", "r", "start").when("barn").outcomes("ja, nej"),
            step("b", "r", "a:ja").ends(),
            step("c", "r", "a:nej").ends(),
        ],
    );
    // For an adult `a` is passed over, and neither of the ways after it is taken.
    assert_eq!(faults(&procedure), vec![WalkFault::Stalls { path: vec![], waiting: vec![] }]);
}

#[test]
fn a_step_that_must_be_done_is_not_held_by_a_consent_the_citizen_may_refuse() {
    let held = |step: Step| faults(&procedure("p", vec![step.mandatory().ends()]));
    let fault = WalkFault::HeldByCitizen { step: "a".into(), condition: condition("samtykke") };
    assert_eq!(held(step("a", "r", "start").requires("samtykke")), vec![fault]);
    assert_eq!(held(step("a", "r", "start").requires("afgørelse klar")), vec![]);
}

#[test]
fn tracks_side_by_side_are_played_one_after_the_other() {
    let mut steps: Vec<Step> = (0..12)
        .map(|nr| step(&format!("s{nr}"), "r", "start").outcomes("a igen, b igen, c igen, d igen, e").before("slut"))
        .collect();
    steps.push(step("slut", "r", "s0").ends());
    assert_eq!(faults(&procedure("p", steps)), vec![]);
}

#[test]
fn the_application_takes_a_few_thousand_states() {
    let procedure = application();
    let plan = Plan::new(&procedure);
    let mut walker = Walker::new(&plan, LIMIT);
    assert!(walker.play(Way::First) && walker.play(Way::Last));
    assert!((50..5_000).contains(&walker.seen), "{}", walker.seen);
}

#[test]
fn a_procedure_with_too_many_ways_says_so_instead_of_running_for_ever() {
    // Every choice is remembered by an offer that comes after it, so the states double with each.
    let steps: Vec<Step> = (0..16)
        .map(|nr| {
            let after = if nr == 0 { "start".into() } else { format!("s{}", nr - 1) };
            step(&format!("s{nr}"), "r", &after).outcomes("a, b, c, slut afslutter begrund")
        })
        .chain((0..16).map(|nr| step(&format!("t{nr}"), "r", &format!("s{nr}:a")).optional()))
        .chain((0..16).map(|nr| step(&format!("u{nr}"), "r", &format!("s{nr}:b")).optional()))
        .chain([step("slut", "r", "s15").ends()])
        .collect();
    assert!(walk_within(&procedure("p", steps), 2_000).contains(&WalkFault::TooManyStates));
}
