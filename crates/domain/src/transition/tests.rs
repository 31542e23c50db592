#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

fn id(nr: u128) -> Uuid {
    Uuid::from_u128(nr)
}

fn said() -> Said {
    Said { on: date(2026, 3, 2), by: StaffId(id(9)) }
}

/// Freja, found on Monday 2 March 2026.
fn found() -> Transition {
    Transition {
        id: TransitionId(id(1)),
        person: PersonId(id(2)),
        department: "boernehandicap".into(),
        case: Some(CaseId(id(3))),
        found: Found::Query,
        found_on: date(2026, 3, 2),
        state: State::Found,
        coordinator: None,
        pension: None,
        adult: None,
        news_on: None,
        school: None,
        version: 1,
    }
}

#[test]
fn the_window_opens_on_the_birthday_and_closes_on_the_eighteenth() {
    let choice = Window::new(Some(15), 16);
    // (born, day, whether in the window)
    let rows = [
        (date(2010, 9, 14), date(2025, 9, 13), false),
        (date(2010, 9, 14), date(2025, 9, 14), true),
        (date(2010, 9, 14), date(2028, 9, 13), true),
        (date(2010, 9, 14), date(2028, 9, 14), false),
        // Born on the leap day: turns 15 on Monday 1 March 2027, and 18 on Friday 1 March 2030.
        (date(2012, 2, 29), date(2027, 2, 28), false),
        (date(2012, 2, 29), date(2027, 3, 1), true),
        (date(2012, 2, 29), date(2030, 2, 28), true),
        (date(2012, 2, 29), date(2030, 3, 1), false),
        // The day of the query is itself a leap day, in a year the birth year is not.
        (date(2013, 2, 28), date(2028, 2, 29), true),
        (date(2013, 3, 1), date(2028, 2, 29), false),
    ];
    for (born, today, expected) in rows {
        assert_eq!(choice.holds(born, today), expected, "born {born}, on {today}");
        let births = choice.births(today);
        assert_eq!(births.after < born && born <= births.until, expected, "births: born {born}, on {today}");
    }
}

#[test]
fn the_municipality_may_begin_before_the_law_and_never_after() {
    assert_eq!(Window::new(Some(15), 16).from_age(), 15);
    assert_eq!(Window::new(Some(17), 16).from_age(), 16);
    assert_eq!(Window::new(None, 16).from_age(), 16);
}

proptest! {
    #[test]
    fn two_birth_dates_mean_the_same_as_asking_each_for_their_age(
        born_days in 0i64..9_000,
        today_days in 0i64..4_000,
        choice in 13u32..17,
    ) {
        let born = date(2000, 1, 1).saturating_add(jiff::Span::new().days(born_days));
        let today = date(2022, 1, 1).saturating_add(jiff::Span::new().days(today_days));
        let window = Window::new(Some(choice), 16);
        let births = window.births(today);
        prop_assert_eq!(window.holds(born, today), births.after < born && born <= births.until);
        let age = crate::calendar::age_on(born, today);
        prop_assert_eq!(window.holds(born, today), born <= today && (window.from_age()..ADULT).contains(&age));
    }
}

#[test]
fn the_birthdays_the_transition_goes_by_are_15_16_17_and_a_half_and_18() {
    let days = |born| turnings(born).map(|turning| turning.on);
    assert_eq!(days(date(2010, 9, 14)), [date(2025, 9, 14), date(2026, 9, 14), date(2028, 3, 14), date(2028, 9, 14)]);
    assert_eq!(days(date(2012, 2, 29)), [date(2027, 3, 1), date(2028, 2, 29), date(2029, 8, 29), date(2030, 3, 1)]);
    // Half a year after 31 August is the last day of February.
    assert_eq!(days(date(2009, 8, 31)), [date(2024, 8, 31), date(2025, 8, 31), date(2027, 2, 28), date(2027, 8, 31)]);
    let next = |today| next_turning(date(2010, 9, 14), today).map(|turning| (turning.years, turning.months));
    assert_eq!(next(date(2025, 9, 14)), Some((15, 0)));
    assert_eq!(next(date(2025, 9, 15)), Some((16, 0)));
    assert_eq!(next(date(2028, 3, 14)), Some((17, 6)));
    assert_eq!(next(date(2028, 9, 14)), Some((18, 0)));
    assert_eq!(next(date(2028, 9, 15)), None);
}

#[test]
fn somebody_decides_within_a_month_and_never_later_than_the_law_wants_it_begun() {
    let born = date(2010, 9, 14);
    // (found on, decided by, rule)
    let rows = [
        (date(2025, 9, 14), date(2025, 10, 14), DecideRule::MonthAfterFound),
        (date(2026, 1, 31), date(2026, 2, 28), DecideRule::MonthAfterFound),
        (date(2026, 9, 14), date(2026, 10, 14), DecideRule::MonthAfterFound),
        (date(2026, 9, 20), date(2026, 10, 14), DecideRule::MonthAfterLaw),
        (date(2026, 10, 14), date(2026, 10, 14), DecideRule::MonthAfterLaw),
        // Moved here at seventeen and three quarters, Wednesday 14 June 2028.
        (date(2028, 6, 14), date(2028, 6, 14), DecideRule::AtOnce),
    ];
    for (found_on, by, rule) in rows {
        assert_eq!(decide_by(found_on, born, 16), (by, rule), "found on {found_on}");
    }
}

#[test]
fn a_night_begins_what_is_not_there_and_overwrites_nothing_that_was_decided() {
    let known = |stage| Known {
        id: TransitionId(id(1)),
        stage,
        case: Some(CaseId(id(3))),
        named: false,
        matters: 2,
        news: false,
    };
    let young = |track| YoungPerson {
        person: PersonId(id(2)),
        case: CaseId(id(3)),
        department: "boernehandicap".into(),
        matters: 2,
        track,
    };
    let track = TransitionId(id(1));
    let elsewhere = Some(CaseId(id(4)));
    let rows = [
        ("nobody knew", None, 2, Tonight::Begin),
        ("found last night", Some(known(Stage::Found)), 2, Tonight::Nothing),
        ("another case now", Some(Known { case: elsewhere, ..known(Stage::Found) }), 2, Tonight::Follow(track)),
        ("no case before", Some(Known { case: None, ..known(Stage::Found) }), 2, Tonight::Follow(track)),
        ("in hand", Some(Known { case: None, named: true, ..known(Stage::Found) }), 2, Tonight::Nothing),
        ("in track", Some(Known { case: elsewhere, ..known(Stage::InTrack) }), 3, Tonight::Nothing),
        ("handed over", Some(Known { case: elsewhere, ..known(Stage::HandedOver) }), 3, Tonight::Nothing),
        ("not in the group", Some(known(Stage::NotTarget)), 2, Tonight::Nothing),
        ("a grant more", Some(known(Stage::NotTarget)), 3, Tonight::News(track)),
        ("seen already", Some(Known { news: true, ..known(Stage::NotTarget) }), 3, Tonight::Nothing),
    ];
    for (what, known, matters, expected) in rows {
        assert_eq!(tonight(&YoungPerson { matters, ..young(known) }), expected, "{what}");
    }
}

#[test]
fn what_may_be_decided_hangs_on_what_was_decided() {
    let born = date(2010, 9, 14);
    let (seventeen, adult) = (date(2028, 9, 13), date(2028, 9, 14));
    let with = |state| Transition { state, ..found() };
    let left_out = || State::NotTarget(said(), "Flytter til efteråret.".into());
    assert_eq!(may_confirm(&found(), born, seventeen), Ok(()));
    assert_eq!(may_confirm(&found(), born, adult), Err(NotDone::Adult));
    assert_eq!(may_confirm(&with(left_out()), born, seventeen), Ok(()));
    assert_eq!(may_confirm(&with(State::InTrack(said())), born, seventeen), Err(NotDone::Already));

    assert_eq!(may_leave_out(&found(), " ", Yes::No), Err(NotDone::NoReason));
    assert_eq!(may_leave_out(&found(), "Let funktionsnedsættelse.", Yes::No), Ok(()));
    assert_eq!(may_leave_out(&with(State::InTrack(said())), "Flyttet.", Yes::Yes), Err(NotDone::CourseRuns));
    assert_eq!(may_leave_out(&with(State::InTrack(said())), "Flyttet.", Yes::No), Ok(()));
    assert_eq!(may_leave_out(&with(left_out()), "Igen.", Yes::No), Err(NotDone::Already));
    let news = Transition { news_on: Some(date(2026, 4, 1)), ..with(left_out()) };
    assert_eq!(may_leave_out(&news, "Stadig ikke.", Yes::No), Ok(()));
    assert!(news.waits_for_a_decision() && found().waits_for_a_decision());
    assert!(!with(left_out()).waits_for_a_decision() && !with(State::InTrack(said())).waits_for_a_decision());
}

#[test]
fn it_is_handed_over_by_one_department_to_another_that_is_named() {
    let in_track = Transition { state: State::InTrack(said()), ..found() };
    assert_eq!(may_take_over(&found(), "voksenhandicap"), Err(NotDone::NotInTrack));
    assert_eq!(may_take_over(&in_track, "boernehandicap"), Err(NotDone::SameDepartment));
    assert_eq!(may_take_over(&in_track, "voksenhandicap"), Ok(()));
    assert_eq!(may_hand_over(&in_track), Err(NotDone::NobodyTakesOver));
    let adult = Adult { department: "voksenhandicap".into(), coordinator: StaffId(id(8)) };
    let named = Transition { adult: Some(adult.clone()), ..in_track };
    assert_eq!(may_hand_over(&named), Ok(&adult));
    let over = Transition { state: State::HandedOver(said()), ..named };
    assert_eq!(may_hand_over(&over), Err(NotDone::Already));
}

#[test]
fn a_pension_case_is_unknown_until_somebody_has_judged_it_and_said_why() {
    assert_eq!(found().pension_case(), Answer::Unknown);
    let judged = |obvious| Transition {
        pension: Some(Pension { obvious, because: "Varigt og omfattende plejebehov.".into(), said: said() }),
        ..found()
    };
    assert_eq!(judged(Yes::Yes).pension_case(), Answer::Yes);
    assert_eq!(judged(Yes::No).pension_case(), Answer::No);
    assert_eq!(may_judge_pension(&found(), ""), Err(NotDone::NoReason));
    assert_eq!(may_judge_pension(&found(), "Varigt og omfattende plejebehov."), Ok(()));
    assert!(!format!("{:?}", judged(Yes::Yes)).contains("plejebehov"));
}
