//! The rules of the derivation, one by one.

use super::*;
use crate::progress::samples::{application, procedure, step};
use crate::words::List;

const MONDAY: Date = date(2026, 3, 2);

fn subject(letter: &str) -> ActSubject {
    ActSubject { letter: Some(letter.into()), ..ActSubject::default() }
}

fn outcome(outcome: &str) -> ActSubject {
    ActSubject { outcome: Some(outcome.into()), ..ActSubject::default() }
}

#[test]
fn where_ways_meet_we_wait_for_all_and_need_one() {
    let mut course = play(
        procedure(
            "p",
            vec![
                step("valg", "r", "start").outcomes("a, b"),
                step("a", "r", "valg:a"),
                step("b", "r", "valg:b"),
                step("side", "r", "start"),
                step("samlet", "r", "a, b, side"),
            ],
        ),
        MONDAY,
    );
    course.done(date(2026, 3, 3), "valg:a").done(date(2026, 3, 4), "a");
    assert_eq!(course.state("b"), State::FellAway);
    assert_eq!(course.state("samlet"), State::Waiting);
    course.done(date(2026, 3, 10), "side");
    assert_eq!(course.state("samlet"), State::Open(date(2026, 3, 10)));
}

#[test]
fn what_only_comes_after_a_way_not_taken_falls_away_too() {
    let steps = vec![step("a", "r", "start").outcomes("ja, nej"), step("b", "r", "a:ja"), step("c", "r", "b")];
    let mut course = play(procedure("p", steps), MONDAY);
    course.done(MONDAY, "a:nej");
    assert_eq!(course.state("c"), State::FellAway);
    // The latest outcome counts: a correction opens the way again.
    course.done(date(2026, 3, 5), "a:ja");
    assert_eq!(course.state("b"), State::Open(date(2026, 3, 5)));
}

#[test]
fn an_offer_holds_nothing_up_and_a_step_after_it_alone_waits() {
    let steps = vec![
        step("tilbud", "r", "start").optional(),
        step("arbejde", "r", "start"),
        step("videre", "r", "tilbud, arbejde"),
        step("kun-efter", "r", "tilbud"),
    ];
    let mut course = play(procedure("p", steps), MONDAY);
    course.done(date(2026, 3, 3), "arbejde");
    assert_eq!(course.state("videre"), State::Open(date(2026, 3, 3)));
    assert_eq!(course.state("kun-efter"), State::Waiting);
    course.done(date(2026, 3, 6), "tilbud");
    assert_eq!(course.state("kun-efter"), State::Open(date(2026, 3, 6)));
}

#[test]
fn a_step_for_each_is_settled_when_all_are() {
    let steps =
        vec![step("brev", "r", "start").for_each(List::CustodyHolders).letter("skift"), step("videre", "r", "brev")];
    let mut course = play(procedure("p", steps), MONDAY);
    assert_eq!(course.state("brev"), State::PassedOver(MONDAY), "a list without elements asks for nothing");
    course.situation.lists.insert(List::CustodyHolders, vec!["mor".into(), "far".into()]);
    course.done_for(date(2026, 3, 3), "brev", "far");
    let left: Vec<_> = course.todos().into_iter().map(|todo| (todo.step, todo.element)).collect();
    assert_eq!(left, vec![("brev".to_string(), Some("mor".to_string()))]);
    let to = |whom: &str| ActSubject { element: Some(whom.into()), ..subject("skift") };
    assert_eq!(course.act(Act::Letter, to("far")), vec![], "it has been sent to him already");
    assert_eq!(course.act(Act::Letter, to("mor")).len(), 1);
    course.done_for(date(2026, 3, 4), "brev", "mor");
    assert_eq!(course.state("videre"), State::Open(date(2026, 3, 4)));
}

#[test]
fn a_citizens_deadline_rolls_to_the_next_day_and_ours_never() {
    let steps = vec![step("svar", "borger", "start").goal("5 dage"), step("vores", "r", "start").goal("5 dage")];
    let course = play(procedure("p", steps), MONDAY);
    // Saturday 7 March 2026.
    assert_eq!(course.due("svar"), Some(date(2026, 3, 9)));
    let ours = course.todo("vores").unwrap().due.unwrap().counted;
    assert_eq!((ours.due, ours.warn_on), (date(2026, 3, 7), Some(date(2026, 3, 6))));
}

#[test]
fn a_suspension_moves_our_own_goal_day_for_day_and_by_working_days() {
    let steps = vec![
        step("dage", "r", "start").goal("10 dage").pausing(Pause::Citizen),
        step("arbejdsdage", "r", "start").goal("10 arbejdsdage").pausing(Pause::Any),
        step("uger", "r", "start").goal("2 uger").pausing(Pause::Citizen),
        step("lov", "r", "start").law("2 uger").pausing(Pause::Citizen),
        step("andre", "r", "start").goal("10 dage").pausing(Pause::Others),
    ];
    let mut course = play(procedure("p", steps), MONDAY);
    course.suspended(date(2026, 3, 6), Pause::Citizen, date(2026, 3, 13));
    let still = course.todo("dage").unwrap().due.unwrap();
    assert_eq!(still.standing_still_since, Some(date(2026, 3, 6)));
    assert_eq!(course.todo("lov").unwrap().due.unwrap().standing_still_since, None);
    let look = course.todos().pop().unwrap();
    assert_eq!((look.kind, look.due.unwrap().counted.due), (TodoKind::LookAgain, date(2026, 3, 13)));
    course.add(date(2026, 3, 13), Happening::Resumed);
    assert_eq!(course.due("dage"), Some(date(2026, 3, 19)));
    // Ten working days are 16 March; the week that stood still held five.
    assert_eq!(course.due("arbejdsdage"), Some(date(2026, 3, 23)));
    assert_eq!(course.due("uger"), Some(date(2026, 3, 23)));
    assert_eq!(course.due("lov"), Some(date(2026, 3, 16)));
    assert_eq!(course.due("andre"), Some(date(2026, 3, 12)));
    assert!(course.todos().iter().all(|todo| todo.kind != TodoKind::LookAgain));
}

#[test]
fn a_suspension_after_the_date_moves_nothing() {
    let steps = vec![step("a", "r", "start").goal("10 dage").pausing(Pause::Citizen)];
    let mut course = play(procedure("p", steps), MONDAY);
    course.suspended(date(2026, 3, 20), Pause::Citizen, date(2026, 4, 1)).add(date(2026, 4, 1), Happening::Resumed);
    assert_eq!(course.due("a"), Some(date(2026, 3, 12)));
}

#[test]
fn a_date_set_by_hand_counts_and_the_reckoned_one_is_still_shown() {
    let steps = vec![step("a", "r", "start").goal("2 uger").outcomes("igen igen 1 uge, faerdig")];
    let mut course = play(procedure("p", steps), MONDAY);
    let what = Happening::DeadlineSet { step: "a".into(), due: date(2026, 3, 25), reason: "aftalt".into() };
    course.add(date(2026, 3, 3), what);
    let todo = course.todo("a").unwrap();
    let dates: Vec<Date> = todo.all_due.iter().map(|due| due.counted.due).collect();
    assert_eq!(dates, [date(2026, 3, 25), date(2026, 3, 16)]);
    assert_eq!(todo.due.unwrap().set_by_hand.as_deref(), Some("aftalt"));
    course.done(date(2026, 3, 24), "a:igen");
    assert_eq!(course.due("a"), Some(date(2026, 3, 31)), "the next attempt counts by its own rule");
}

#[test]
fn the_earliest_of_several_dates_is_the_due_date() {
    let steps = vec![step("a", "r", "start").goal("3 uger").law("2 uger").goal_when("1 uge", "barn")];
    let mut course = play(procedure("p", steps), MONDAY);
    assert_eq!(course.due("a"), Some(date(2026, 3, 16)));
    course.fact("barn", Answer::Yes);
    assert_eq!(course.due("a"), Some(date(2026, 3, 9)));
    assert_eq!(course.todo("a").unwrap().all_due.len(), 3);
}

#[test]
fn steps_to_come_by_the_same_rule_on_the_same_day_are_one_line() {
    let steps = vec![
        step("valg", "r", "start").outcomes("a, b, c"),
        step("a", "r", "valg:a").law("4 uger efter start"),
        step("b", "r", "valg:b").law("4 uger efter start"),
        step("c", "r", "valg:c").law("3 uger efter start"),
    ];
    let course = play(procedure("p", steps), MONDAY);
    let ahead: Vec<String> =
        course.todos().into_iter().filter(|todo| todo.kind == TodoKind::Ahead).map(|todo| todo.step).collect();
    assert_eq!(ahead, ["a", "c"]);
}

#[test]
fn rules_that_point_at_each_other_give_no_date_instead_of_a_ring() {
    let steps = vec![
        step("a", "r", "start").goal("1 uge efter fristen for b"),
        step("b", "r", "start").goal("1 uge efter fristen for a"),
    ];
    let course = play(procedure("p", steps), MONDAY);
    assert_eq!((course.due("a"), course.due("b")), (None, None));
}

#[test]
fn a_setting_that_is_not_set_gives_no_date_and_the_history_says_which_rule() {
    let steps = vec![step("a", "r", "start").law("indstilling ukendt efter start").earliest("ved svarfrist")];
    let course = play(procedure("p", steps), MONDAY);
    assert_eq!(course.due("a"), None);
    let history = history(&course.procedure, &course.milestones, &course.situation);
    assert_eq!(history.steps[0].without_date, ["indstilling ukendt efter start", "tidligst"]);
}

#[test]
fn conditions_ask_for_age_forms_and_ended_courses() {
    let steps = vec![
        step("barn", "r", "start").when("under 18 år"),
        step("voksen", "r", "start").when("fyldt 18 år"),
        step("screenet", "r", "start").when("screening gruppe-1"),
        step("klar", "r", "start").requires("skema screening"),
    ];
    let mut course = play(procedure("p", steps), date(2026, 4, 14));
    assert_eq!(course.state("barn"), State::Undecided(date(2026, 4, 14)), "the age is not known");
    course.situation.born = Some(date(2008, 4, 14));
    assert_eq!(course.state("barn"), State::PassedOver(date(2026, 4, 14)));
    assert_eq!(course.state("voksen"), State::Open(date(2026, 4, 14)));
    let blocks = |course: &Play| may_do(&course.procedure, &course.milestones, &course.situation, "klar", None);
    assert_eq!(blocks(&course), Err(vec![Block::Requires(Condition::Form("screening".into()))]));
    course.situation.forms.insert("screening".into(), BTreeMap::from([("gruppe-1".into(), Answer::Yes)]));
    assert_eq!(blocks(&course), Ok(()));
    assert_eq!(course.state("screenet"), State::Open(date(2026, 4, 14)));
}

#[test]
fn a_step_that_must_come_before_holds_the_other_back_until_it_is_settled() {
    let mut course = play(application(), MONDAY);
    course.fact("afgørelse klar", Answer::No);
    let refused = may_do(&course.procedure, &course.milestones, &course.situation, "afgoerelse", None);
    let expected = vec![Block::Requires(Condition::Fact(Fact::DecisionReady)), Block::Step("kvittering".into())];
    assert_eq!(refused, Err(expected));
    course.fact("afgørelse klar", Answer::Yes).done(MONDAY, "kvittering");
    assert_eq!(may_do(&course.procedure, &course.milestones, &course.situation, "afgoerelse", None), Ok(()));
}

#[test]
fn a_step_is_not_left_out_when_it_must_be_done_or_others_come_after_its_outcome() {
    let steps = vec![
        step("maa", "r", "start"),
        step("skal", "r", "start").mandatory(),
        step("valg", "r", "start").outcomes("ja, nej"),
        step("efter", "r", "valg:ja"),
    ];
    let mut course = play(procedure("p", steps), MONDAY);
    let asked =
        |course: &Play, step: &str| may_leave_out(&course.procedure, &course.milestones, &course.situation, step);
    assert_eq!(asked(&course, "maa"), Ok(()));
    assert_eq!(asked(&course, "skal"), Err(NotLeftOut::Mandatory));
    assert_eq!(asked(&course, "valg"), Err(NotLeftOut::OutcomesFollow));
    assert_eq!(asked(&course, "x"), Err(NotLeftOut::Unknown));
    course.done(MONDAY, "maa");
    assert_eq!(asked(&course, "maa"), Err(NotLeftOut::Unknown), "it is done");
}

#[test]
fn a_letter_to_each_that_ends_the_course_ends_it_with_the_last() {
    let steps = vec![step("brev", "r", "start").for_each(List::Parties).ends(), step("andet", "r", "start")];
    let mut course = play(procedure("p", steps), MONDAY);
    course.situation.lists.insert(List::Parties, vec!["mor".into(), "far".into()]);
    course.done_for(date(2026, 3, 3), "brev", "mor");
    assert_eq!(course.ended_on(), None);
    course.done_for(date(2026, 3, 5), "brev", "far");
    assert_eq!(course.ended_on(), Some(date(2026, 3, 5)));
    assert_eq!(course.todos(), vec![]);
}

#[test]
fn an_act_closes_the_open_steps_it_is_about_and_no_others() {
    let mut course = play(application(), MONDAY);
    course.fact("barn", Answer::Yes);
    assert_eq!(course.act(Act::Letter, subject("kvittering")), vec![happening("kvittering")]);
    assert_eq!(course.act(Act::Letter, subject("noget-andet")), vec![]);
    assert_eq!(course.act(Act::Consent, outcome("naegtet")), vec![happening("samtykke:naegtet")]);
    assert_eq!(course.act(Act::Consent, outcome("ikke-noedvendigt")), vec![happening("samtykke:ikke-noedvendigt")]);
    assert_eq!(course.act(Act::Decision, outcome("afslag")), vec![], "its turn has not come");
    course.done(MONDAY, "kvittering");
    assert_eq!(course.act(Act::Letter, subject("kvittering")), vec![], "a letter sent twice is only journalled");
}

#[test]
fn a_cancelled_meeting_leaves_the_step_open_and_a_held_one_closes_it() {
    let steps =
        vec![step("a", "r", "start").meeting("m"), step("b", "r", "start").meeting("m").outcomes("holdt, frabedt")];
    let course = play(procedure("p", steps), MONDAY);
    let of = |ended: &str| ActSubject { meeting: Some("m".into()), ..outcome(ended) };
    assert_eq!(course.act(Act::Meeting, of("aflyst")), vec![]);
    assert_eq!(course.act(Act::Meeting, of("holdt")), vec![happening("a"), happening("b:holdt")]);
    assert_eq!(course.act(Act::Meeting, outcome("holdt")), vec![], "another meeting");
}

#[test]
fn an_act_does_not_close_a_step_that_is_held_back() {
    let steps = vec![step("a", "r", "start").requires("samtykke").letter("l")];
    let mut course = play(procedure("p", steps), MONDAY);
    assert_eq!(course.act(Act::Letter, subject("l")), vec![]);
    course.fact("samtykke", Answer::Yes);
    assert_eq!(course.act(Act::Letter, subject("l")), vec![happening("a")]);
}

#[test]
fn what_sends_the_case_back_is_stored_after_what_the_same_act_closes() {
    let steps = vec![
        step("foer", "r", "start"),
        step("a", "r", "foer").act(Act::Approval).outcomes("godkendt, sendt-tilbage tilbage foer"),
        step("b", "r", "start").act(Act::Approval).outcomes("godkendt, sendt-tilbage"),
    ];
    let mut course = play(procedure("p", steps), MONDAY);
    course.done(MONDAY, "foer");
    let found = course.act(Act::Approval, outcome("sendt-tilbage"));
    assert_eq!(found, vec![happening("b:sendt-tilbage"), happening("a:sendt-tilbage")]);
}

#[test]
fn what_happened_on_a_way_since_left_stays_and_is_marked() {
    let steps = vec![step("valg", "r", "start").outcomes("a, b"), step("a", "r", "valg:a"), step("b", "r", "valg:b")];
    let mut course = play(procedure("p", steps), MONDAY);
    course.done(MONDAY, "valg:a").done(date(2026, 3, 3), "a").done(date(2026, 3, 4), "valg:b");
    let history = history(&course.procedure, &course.milestones, &course.situation);
    assert_eq!((history.steps[1].way, &history.steps[1].state), (Way::Abandoned, &State::Done(date(2026, 3, 3))));
    assert_eq!(history.steps[0].milestones.len(), 2);
    assert_eq!(history.steps[2].todos.len(), 1);
}

#[test]
fn a_mistake_is_kept_in_the_history_and_counts_for_nothing() {
    let mut course = play(application(), MONDAY);
    course.fact("barn", Answer::No).done(MONDAY, "samtykke:givet");
    course.add(date(2026, 3, 3), Happening::Annulled { nr: 1, reason: "forkert sag".into() });
    assert_eq!(course.state("samtykke"), State::Open(MONDAY));
    let told = history(&course.procedure, &course.milestones, &course.situation);
    let consent = told.steps.iter().find(|step| step.step == "samtykke").unwrap();
    assert_eq!(consent.milestones[0].standing, Standing::Annulled);
    course.add(date(2026, 3, 4), Happening::Annulled { nr: 2, reason: "den var rigtig".into() });
    assert_eq!(course.state("samtykke"), State::Done(MONDAY));
}

#[test]
fn a_step_taken_up_again_opens_that_day_with_all_after_it_and_the_ended_course_runs_again() {
    let mut course = play(application(), MONDAY);
    course.fact("barn", Answer::No).done(MONDAY, "trukket");
    assert_eq!(course.state("samtykke"), State::FellAway);
    let what = Happening::ReopenedFrom { step: "trukket".into(), reason: "fortrudt".into() };
    course.add(date(2026, 3, 9), what);
    assert_eq!(course.ended_on(), None);
    assert_eq!(course.state("trukket"), State::Open(date(2026, 3, 9)));
    assert_eq!(course.state("samtykke"), State::Open(MONDAY));
}

#[test]
fn an_outcome_is_proposed_when_one_of_its_conditions_holds() {
    let mut course = play(procedure("p", vec![step("a", "r", "start").outcomes("ja, nej")]), MONDAY);
    course.procedure.steps[0].outcomes[0].proposed_by = vec![Condition::Fact(Fact::Child)];
    let proposed = |course: &Play| {
        let found = proposed_outcomes(&course.procedure, &course.milestones, &course.situation, "a");
        found.into_iter().map(|outcome| outcome.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(proposed(&course), Vec::<String>::new());
    course.fact("barn", Answer::Yes);
    assert_eq!(proposed(&course), ["ja"]);
}
