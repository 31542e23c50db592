//! Whole courses, on the days `content-formats.md` names.

use super::*;
use crate::progress::samples::{application, outreach, transition};

fn allocated() -> Play {
    let mut course = play(outreach(), date(2026, 3, 23));
    course.situation.forms.insert("screening".into(), BTreeMap::new());
    course
        .done(date(2026, 3, 24), "videregivelse:videregives")
        .done(date(2026, 3, 25), "vurdering:i-maalgruppe")
        .done(date(2026, 3, 26), "fordeling");
    course
}

#[test]
fn contact_is_due_two_working_days_after_allocation_and_again_after_each_attempt() {
    let mut course = allocated();
    assert_eq!(course.due("kontakt"), Some(date(2026, 3, 30)));
    course.done(date(2026, 3, 30), "kontakt:doer-lukket");
    assert_eq!(course.due("kontakt"), Some(date(2026, 3, 31)));
    assert!(course.todo("andet-besoeg").unwrap().optional, "the second visit is offered while the door stays closed");
    course.done(date(2026, 4, 1), "kontakt:intet-svar");
    // Skærtorsdag 2 April to 2. påskedag 6 April do not count.
    assert_eq!(course.due("kontakt"), Some(date(2026, 4, 8)));
    assert_eq!(course.todo("kontakt").unwrap().due.unwrap().rule, "2 arbejdsdage efter sidste gang");
}

fn met() -> Play {
    let mut course = allocated();
    course.done(date(2026, 4, 8), "kontakt:naaet").done_with_date(
        date(2026, 4, 8),
        "aftale-foerste-moede",
        "moededag",
        date(2026, 4, 13),
    );
    assert_eq!(course.due("intern-sagsoplysning"), Some(date(2026, 4, 13)));
    assert_eq!(course.due("foerste-moede"), Some(date(2026, 4, 15)));
    course.done(date(2026, 4, 13), "foerste-moede:holdt");
    course
}

#[test]
fn after_the_first_meeting_advice_is_due_in_two_days_and_needs_in_a_month() {
    let mut course = met();
    course.fact("samtykke", Answer::No);
    assert_eq!(course.due("raadgivning"), Some(date(2026, 4, 15)));
    assert_eq!(course.due("behovsvurdering"), Some(date(2026, 5, 13)));
    assert_eq!(course.state("ekstern-sagsoplysning"), State::PassedOver(date(2026, 4, 13)));
}

#[test]
fn refused_consent_leaves_no_open_step_for_external_information() {
    let mut course = met();
    course.fact("samtykke", Answer::No);
    assert_eq!(course.todo("ekstern-sagsoplysning"), None);
    course.fact("samtykke", Answer::Yes);
    assert_eq!(course.todo("ekstern-sagsoplysning").unwrap().kind, TodoKind::Step);
    course.situation.facts.clear();
    let question = course.todo("ekstern-sagsoplysning").unwrap();
    assert_eq!(question.kind, TodoKind::Question(vec![Fact::Consent]));
    assert_eq!(course.state("behovsvurdering"), State::Waiting);
}

fn coordinated() -> Play {
    let mut course = met();
    course.fact("samtykke", Answer::Yes);
    course
        .done(date(2026, 4, 20), "ekstern-sagsoplysning")
        .done(date(2026, 5, 11), "behovsvurdering:koordinering")
        .done_with_date(
            date(2026, 5, 11),
            "koordinerende-moede-aftalt:ja-internt",
            "koordineringsdag",
            date(2026, 5, 20),
        )
        .done(date(2026, 5, 12), "indkaldelse");
    course
}

#[test]
fn minutes_are_due_in_five_weekdays_where_saturday_counts_and_whit_monday_does_not() {
    let mut course = coordinated();
    assert_eq!(course.due("flere-punkter"), Some(date(2026, 5, 16)));
    course.done(date(2026, 5, 20), "koordinerende-moede:holdt");
    assert_eq!(course.due("opdatering"), Some(date(2026, 5, 27)));
    assert_eq!(course.state("flere-punkter"), State::FellAway);
}

#[test]
fn a_second_coordinating_meeting_counts_from_july_and_not_from_april() {
    let mut course = coordinated();
    // Five working days after 13 April, though it opened in May: the goal was missed before it began.
    assert_eq!(course.due("koordinerende-moede"), Some(date(2026, 4, 20)));
    course
        .done(date(2026, 5, 20), "koordinerende-moede:holdt")
        .done(date(2026, 5, 27), "opdatering")
        .done(date(2026, 7, 13), "opfoelgning:nyt-moede");
    assert_eq!(course.state("koordinerende-moede-aftalt"), State::Open(date(2026, 7, 13)));
    assert_eq!(course.state("opfoelgning"), State::Waiting);
    course
        .done_with_date(
            date(2026, 7, 13),
            "koordinerende-moede-aftalt:ja-internt",
            "koordineringsdag",
            date(2026, 7, 20),
        )
        .done(date(2026, 7, 14), "indkaldelse");
    assert_eq!(course.due("koordinerende-moede"), Some(date(2026, 7, 20)));
}

#[test]
fn a_citizen_who_says_no_twice_ends_with_a_support_person_and_nothing_stays_open() {
    let mut course = allocated();
    course.done(date(2026, 3, 27), "kontakt:frabedt");
    assert_eq!(course.work_on(date(2026, 3, 27)), ["skp-vurdering"]);
    course.done(date(2026, 3, 27), "skp-vurdering:mere");
    assert_eq!(course.state("kontakt"), State::Open(date(2026, 3, 27)));
    course.done(date(2026, 4, 10), "kontakt:frabedt").done(date(2026, 4, 10), "skp-vurdering:skp");
    assert_eq!(course.ended_on(), Some(date(2026, 4, 10)));
    assert_eq!(course.todos(), vec![]);
}

#[test]
fn a_no_at_the_first_meeting_comes_to_the_same_question_and_nothing_else_stays_open() {
    let mut course = allocated();
    course
        .done(date(2026, 4, 8), "kontakt:naaet")
        .done_with_date(date(2026, 4, 8), "aftale-foerste-moede", "moededag", date(2026, 4, 13))
        .done(date(2026, 4, 13), "foerste-moede:frabedt");
    assert_eq!(course.todos().into_iter().map(|todo| todo.step).collect::<Vec<_>>(), ["skp-vurdering"]);
}

#[test]
fn the_meeting_half_a_year_after_shows_as_work_after_three_months() {
    let mut course = met();
    course.fact("samtykke", Answer::No);
    course
        .done(date(2026, 4, 15), "intern-sagsoplysning")
        .done(date(2026, 4, 15), "raadgivning")
        .done(date(2026, 5, 11), "behovsvurdering:intet-behov")
        .done(date(2026, 5, 12), "afslutning");
    let after = course.todo("efter-afslutning").unwrap();
    assert_eq!((after.opens, after.due.unwrap().counted.due), (date(2026, 8, 12), date(2026, 11, 12)));
}

/// A girl born 14 April 2011.
fn girl(start: Date) -> Play {
    let mut course = play(transition(), start);
    course.situation.born = Some(date(2011, 4, 14));
    course
}

#[test]
fn on_her_fifteenth_birthday_there_is_one_step_and_the_rest_is_to_come() {
    let mut course = girl(date(2026, 4, 14));
    assert_eq!(course.work_on(date(2026, 4, 14)), ["maalgruppe"]);
    assert_eq!(course.due("maalgruppe"), Some(date(2026, 5, 14)));
    course.done(date(2026, 4, 14), "maalgruppe:ja");
    let opens = |step: &str| course.todo(step).unwrap().opens;
    assert_eq!(opens("indkaldelse-16"), date(2027, 2, 14));
    assert_eq!(opens("opstart-16"), date(2027, 4, 14));
    assert_eq!(opens("info-18"), date(2028, 4, 14));
    assert_eq!(opens("voksen-ansoegninger"), date(2028, 9, 14));
    assert_eq!(opens("tillykke"), date(2029, 3, 14));
    assert_eq!(course.due("opstart-16"), Some(date(2027, 5, 14)));
    assert_eq!(course.todo("opstart-16").unwrap().due.unwrap().kind, Kind::Law);
    assert_eq!(course.work_on(date(2026, 4, 15)), ["elevkonference"]);
}

fn until_the_pension_question(answer: &str) -> Play {
    let mut course = girl(date(2026, 4, 14));
    course
        .done(date(2026, 4, 14), "maalgruppe:ja")
        .done_with_date(date(2027, 2, 20), "indkaldelse-16", "moede-16", date(2027, 4, 20))
        .done(date(2027, 4, 15), "opstart-16")
        .done(date(2027, 4, 20), "moede-16-holdt")
        .done(date(2027, 5, 20), "oensker-behov")
        .done(date(2028, 3, 1), answer);
    course
}

#[test]
fn as_a_pension_case_the_job_centre_falls_away_and_the_three_meetings_open_with_what_is_left() {
    let mut course = until_the_pension_question("pensionssag:ja");
    for step in ["kontakt-jobcenter", "moede-jobcenter", "ressourceprofil"] {
        assert_eq!(course.state(step), State::FellAway, "{step}");
    }
    course.done(date(2028, 10, 1), "voksen-ansoegninger");
    assert_eq!(course.state("tretrinsmoede"), State::Open(date(2028, 10, 1)));
    course.done(date(2029, 1, 10), "tretrinsmoede:mere-tid");
    assert_eq!(course.due("tretrinsmoede"), Some(date(2029, 2, 10)));
}

#[test]
fn otherwise_the_job_centre_is_contacted_a_month_before_seventeen_and_a_half() {
    let course = until_the_pension_question("pensionssag:nej");
    let contact = course.todo("kontakt-jobcenter").unwrap();
    assert_eq!((contact.opens, contact.due.unwrap().counted.due), (date(2028, 9, 14), date(2028, 10, 14)));
    assert_eq!(contact.blocked, vec![Block::Requires(Condition::Fact(Fact::Consent))]);
    assert_eq!(course.state("tretrinsmoede"), State::Waiting);
}

#[test]
fn one_who_moves_here_late_has_five_steps_due_at_once_none_of_them_our_breach() {
    let here = date(2029, 1, 14);
    let mut course = girl(here);
    course.done(here, "maalgruppe:ja");
    let passed: Vec<(String, Date)> = course
        .todos()
        .into_iter()
        .filter(|todo| todo.kind == TodoKind::Step && todo.due.as_ref().is_some_and(|due| due.passed_at_start))
        .map(|todo| (todo.step, todo.due.unwrap().counted.due))
        .collect();
    let steps = ["elevkonference", "indkaldelse-16", "opstart-16", "info-18", "voksen-ansoegninger"];
    assert_eq!(passed, steps.map(|step| (step.to_string(), here)));
    // The day the law gave is still there to be shown.
    assert_eq!(course.todo("opstart-16").unwrap().due.unwrap().counted.unrolled, date(2027, 5, 14));
}

/// An application that came on Monday 2 March 2026.
fn applied(child: Answer) -> Play {
    let mut course = play(application(), date(2026, 3, 2));
    course.fact("barn", child).fact("samtykke eller hjemmel", Answer::Yes).fact("skal partshøres", Answer::No);
    course.fact("afgørelse klar", Answer::Yes);
    course
}

#[test]
fn the_clock_of_the_decision_is_shown_from_the_first_day() {
    let course = applied(Answer::Yes);
    let ahead = course.todo("afgoerelse").unwrap();
    assert_eq!(ahead.kind, TodoKind::Ahead);
    let due = ahead.due.unwrap();
    assert_eq!((due.counted.due, due.kind), (date(2026, 5, 25), Kind::Law));
    // 25 May 2026 is 2. pinsedag: the date stands, and we warn on the last working day before it.
    assert_eq!(due.counted.warn_on, Some(date(2026, 5, 22)));
    let extension = course.todo("forlaengelse").unwrap();
    assert_eq!((extension.opens, extension.due.unwrap().counted.due), (date(2026, 5, 18), date(2026, 5, 25)));
}

#[test]
fn an_application_is_carried_to_a_refusal_and_ends_with_the_talk() {
    let mut course = applied(Answer::Yes);
    assert_eq!(course.work_on(date(2026, 3, 2)), ["kvittering", "screening-bl18", "samtykke"]);
    course
        .done(date(2026, 3, 4), "kvittering")
        .done(date(2026, 3, 5), "screening-bl18:intet-videre")
        .done(date(2026, 3, 5), "samtykke:givet")
        .done(date(2026, 3, 30), "indhent")
        .done(date(2026, 4, 7), "sagsbehandling:klar");
    assert_eq!(course.state("partshoering"), State::PassedOver(date(2026, 4, 7)));
    assert_eq!(course.work_on(date(2026, 4, 7)), ["afgoerelse-klar"]);
    course.done(date(2026, 4, 14), "afgoerelse-klar").done(date(2026, 4, 15), "godkendelse:sendt-tilbage");
    assert_eq!(course.work_on(date(2026, 4, 15)), ["afgoerelse-klar"]);
    course.done(date(2026, 4, 16), "afgoerelse-klar").done(date(2026, 4, 16), "godkendelse:godkendt");
    assert_eq!(course.due("afgoerelse"), Some(date(2026, 5, 25)));
    course.done(date(2026, 4, 20), "afgoerelse:afslag");
    assert_eq!(course.todos().len(), 1);
    assert_eq!(course.due("samtale"), Some(date(2026, 4, 27)));
    course.done(date(2026, 4, 22), "samtale");
    assert_eq!(course.ended_on(), Some(date(2026, 4, 22)));
}

#[test]
fn a_new_adverse_fact_makes_the_hearing_necessary_after_all() {
    let mut course = applied(Answer::No);
    course.done(date(2026, 3, 5), "samtykke:naegtet").done(date(2026, 3, 20), "sagsbehandling:klar");
    assert_eq!(course.state("screening-bl18"), State::PassedOver(date(2026, 3, 2)));
    assert_eq!(course.state("afgoerelse-klar"), State::Open(date(2026, 3, 20)));
    course.fact("skal partshøres", Answer::Yes);
    assert_eq!(course.state("partshoering"), State::Open(date(2026, 3, 20)));
    assert_eq!(course.state("afgoerelse-klar"), State::Waiting);
}
