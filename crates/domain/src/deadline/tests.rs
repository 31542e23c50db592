#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use super::*;
use crate::calendar::{Calendar, CalendarSettings};
use jiff::civil::{Weekday, date};
use proptest::prelude::*;

/// Any day of 1900-2199.
fn days() -> impl Strategy<Value = Date> {
    (0i64..109_000).prop_map(|n| date(1900, 1, 1).saturating_add(jiff::Span::new().days(n)))
}

fn units() -> impl Strategy<Value = Unit> {
    proptest::sample::select(Unit::ALL)
}

fn span(n: u32, unit: Unit) -> Span {
    Span(vec![(n, unit)])
}

fn after(n: u32, unit: Unit, from: Date) -> Counted {
    count(&span(n, unit), from, Direction::Forward, Actor::Authority, &Calendar::default())
}

fn before(n: u32, unit: Unit, from: Date) -> Counted {
    count(&span(n, unit), from, Direction::Backward, Actor::Authority, &Calendar::default())
}

#[test]
fn the_complaint_deadline_is_four_weeks_and_never_ends_on_a_day_off() {
    for (sent, four_weeks, last_day) in [
        // Thursday 4 December 2025; 1 January is a holiday.
        (date(2025, 12, 4), date(2026, 1, 1), date(2026, 1, 2)),
        // Thursday 5 March 2026; Maundy Thursday to Easter Monday are off.
        (date(2026, 3, 5), date(2026, 4, 2), date(2026, 4, 7)),
        // Friday 8 May 2026; Grundlovsdag, then a weekend.
        (date(2026, 5, 8), date(2026, 6, 5), date(2026, 6, 8)),
        // Thursday 26 November 2026; Christmas Eve to Sunday 27 December.
        (date(2026, 11, 26), date(2026, 12, 24), date(2026, 12, 28)),
        // Monday 2 March 2026; Monday 30 March is an ordinary day.
        (date(2026, 3, 2), date(2026, 3, 30), date(2026, 3, 30)),
    ] {
        let counted = complaint_deadline(sent, Channel::Digital, &Calendar::default());
        assert_eq!((counted.unrolled, counted.due), (four_weeks, last_day), "sent on {sent}");
    }
}

#[test]
fn each_day_a_complaint_deadline_is_extended_by_has_its_reason() {
    let counted = complaint_deadline(date(2026, 11, 26), Channel::Digital, &Calendar::default());
    let reasons: Vec<_> = counted.skipped.iter().map(|s| (s.day.day(), s.why.to_string())).collect();
    let expected = [(24, "juleaftensdag"), (25, "juledag"), (26, "2. juledag"), (27, "søndag")];
    assert_eq!(reasons, expected.map(|(day, why)| (day, why.to_owned())));
}

#[test]
fn a_municipality_open_on_christmas_eve_still_extends_the_complaint_deadline() {
    let settings = CalendarSettings { christmas_eve_works: true, ..CalendarSettings::default() };
    let calendar = Calendar { settings, ..Calendar::default() };
    assert_eq!(complaint_deadline(date(2026, 11, 26), Channel::Digital, &calendar).due, date(2026, 12, 28));
}

#[test]
fn seven_working_days_over_easter_2026_end_on_13_april_with_seven_days_passed_over() {
    let counted = after(7, Unit::WorkingDays, date(2026, 3, 30));
    assert_eq!(counted.due, date(2026, 4, 13));
    let passed: Vec<_> = counted.skipped.iter().map(|s| (s.day, s.why.to_string())).collect();
    let expected = [
        (date(2026, 4, 2), "skærtorsdag"),
        (date(2026, 4, 3), "langfredag"),
        (date(2026, 4, 4), "lørdag"),
        (date(2026, 4, 5), "påskedag"),
        (date(2026, 4, 6), "2. påskedag"),
        (date(2026, 4, 11), "lørdag"),
        (date(2026, 4, 12), "søndag"),
    ];
    assert_eq!(passed, expected.map(|(day, why)| (day, why.to_owned())));
}

#[test]
fn a_letter_is_presumed_received_by_the_way_it_was_sent() {
    for (sent, channel, received) in [
        (date(2026, 3, 7), Channel::Digital, date(2026, 3, 7)),
        (date(2026, 3, 7), Channel::HandedOver, date(2026, 3, 7)),
        (date(2026, 3, 5), Channel::QuickLetter, date(2026, 3, 7)),
        // Thursday 5 March: Fri 6, Mon 9, Tue 10, Wed 11, Thu 12, Fri 13; the Saturday does not count.
        (date(2026, 3, 5), Channel::Letter, date(2026, 3, 13)),
        // Monday 30 March over Easter: Tue 31, Wed 1 April, Tue 7, Wed 8, Thu 9, Fri 10.
        (date(2026, 3, 30), Channel::Letter, date(2026, 4, 10)),
        // Tuesday 22 December: Wed 23, Mon 28, Tue 29, Wed 30, then Mon 4 and Tue 5 January.
        (date(2026, 12, 22), Channel::Letter, date(2027, 1, 5)),
    ] {
        assert_eq!(presumed_receipt(sent, channel, &Calendar::default()).due, received, "{channel:?} sent on {sent}");
    }
}

#[test]
fn a_complaint_about_a_paper_letter_runs_from_its_presumed_receipt() {
    // Sent Thursday 5 March 2026, received Friday 13 March, four weeks is Friday 10 April.
    let counted = complaint_deadline(date(2026, 3, 5), Channel::Letter, &Calendar::default());
    assert_eq!(counted.due, date(2026, 4, 10));
}

#[test]
fn hverdage_give_the_authority_the_earlier_and_the_citizen_the_later_date() {
    // Thursday 5 March 2026: six weekdays with Saturday end on the 12th, without on the 13th.
    let six = span(6, Unit::Weekdays);
    let by = |actor| count(&six, date(2026, 3, 5), Direction::Forward, actor, &Calendar::default()).due;
    assert_eq!(by(Actor::Authority), date(2026, 3, 12));
    assert_eq!(by(Actor::Citizen), date(2026, 3, 13));
}

#[test]
fn months_keep_the_day_number_or_take_the_last_day_of_the_month() {
    for (n, from, due) in [
        (1, date(2026, 1, 15), date(2026, 2, 15)),
        (1, date(2026, 1, 31), date(2026, 2, 28)),
        (1, date(2028, 1, 31), date(2028, 2, 29)),
        (3, date(2026, 11, 30), date(2027, 2, 28)),
        (4, date(2026, 10, 31), date(2027, 2, 28)),
        (12, date(2028, 2, 29), date(2029, 2, 28)),
    ] {
        assert_eq!(after(n, Unit::Months, from).due, due, "{n} months from {from}");
    }
    assert_eq!(before(3, Unit::Months, date(2026, 5, 31)).due, date(2026, 2, 28));
}

#[test]
fn years_from_leap_day_end_on_1_march_as_ages_do() {
    assert_eq!(after(18, Unit::Years, date(2008, 2, 29)).due, date(2026, 3, 1));
    assert_eq!(after(16, Unit::Years, date(2008, 2, 29)).due, date(2024, 2, 29));
    assert_eq!(before(1, Unit::Years, date(2028, 2, 29)).due, date(2027, 2, 28));
}

#[test]
fn years_and_months_together_are_clamped_once() {
    let half_past_17 = Span(vec![(17, Unit::Years), (6, Unit::Months)]);
    let due = |from| count(&half_past_17, from, Direction::Forward, Actor::Authority, &Calendar::default()).due;
    assert_eq!(due(date(2008, 8, 31)), date(2026, 2, 28));
    // Clamped part by part, leap day would first have moved to 1 March 2025 and ended on 1 September.
    assert_eq!(due(date(2008, 2, 29)), date(2025, 8, 29));
    let mixed = Span(vec![(1, Unit::Weeks), (2, Unit::WorkingDays)]);
    let counted = count(&mixed, date(2026, 3, 26), Direction::Forward, Actor::Authority, &Calendar::default());
    assert_eq!(counted.due, date(2026, 4, 8), "a week from Thursday 26 March is Maundy Thursday, then Tue 7 and Wed 8");
}

#[test]
fn four_days_before_a_meeting_counts_backwards_and_names_what_it_passes() {
    assert_eq!(before(4, Unit::Days, date(2026, 4, 7)).due, date(2026, 4, 3));
    let counted = before(2, Unit::WorkingDays, date(2026, 4, 8));
    assert_eq!(counted.due, date(2026, 4, 1));
    assert_eq!(counted.skipped.first().unwrap().day, date(2026, 4, 2), "earliest first");
    assert_eq!(counted.skipped.len(), 5);
}

#[test]
fn hours_run_through_the_weekend_and_the_change_of_the_clock_and_are_never_rolled() {
    // Friday 27 March 2026 at 15:30 in Copenhagen (UTC+1).
    let friday: Timestamp = "2026-03-27T14:30:00Z".parse().unwrap();
    let counted = count_hours(friday, 24, Direction::Forward);
    assert_eq!(counted.due, date(2026, 3, 28));
    assert_eq!(counted.at, Some("2026-03-28T14:30:00Z".parse().unwrap()));
    assert_eq!(roll(counted.clone(), Roll::Next, &Calendar::default()), counted);
    assert_eq!(roll(counted.clone(), Roll::Previous, &Calendar::default()), counted);
    // Summer time begins on Sunday 29 March: 48 hours later the clock shows an hour more.
    let counted = count_hours(friday, 48, Direction::Forward);
    assert_eq!(counted.at.unwrap().to_zoned(copenhagen().clone()).time(), jiff::civil::time(16, 30, 0, 0));
}

#[test]
fn hours_from_a_day_begin_with_its_midnight_in_denmark() {
    let counted = after(24, Unit::Hours, date(2026, 7, 1));
    assert_eq!((counted.due, counted.at), (date(2026, 7, 2), Some("2026-07-01T22:00:00Z".parse().unwrap())));
}

#[test]
fn the_authority_is_warned_on_the_working_day_before_a_last_day_off() {
    let calendar = Calendar::default();
    // Two weeks from Sunday 22 March 2026 is Easter Sunday; the working day before it is Wednesday 1 April.
    let counted = roll(after(2, Unit::Weeks, date(2026, 3, 22)), Roll::Previous, &calendar);
    assert_eq!((counted.due, counted.warn_on), (date(2026, 4, 5), Some(date(2026, 4, 1))));
    let counted = roll(after(2, Unit::Weeks, date(2026, 3, 2)), Roll::Previous, &calendar);
    assert_eq!((counted.due, counted.warn_on), (date(2026, 3, 16), None));
}

#[test]
fn an_own_closing_day_delays_working_days_but_rolls_no_citizens_deadline() {
    let bridge = date(2026, 5, 15);
    let calendar = Calendar { closed: [(bridge, "klemmedag".to_owned())].into(), ..Calendar::default() };
    let one = count(&span(1, Unit::WorkingDays), date(2026, 5, 13), Direction::Forward, Actor::Authority, &calendar);
    assert_eq!(one.due, date(2026, 5, 18));
    assert_eq!(complaint_deadline(date(2026, 4, 17), Channel::Digital, &calendar).due, bridge);
}

#[test]
fn rules_are_said_in_danish_with_one_and_many() {
    for (n, unit, said) in [
        (1, Unit::Weeks, "1 uge"),
        (2, Unit::Weeks, "2 uger"),
        (7, Unit::WorkingDays, "7 arbejdsdage"),
        (1, Unit::WorkingDays, "1 arbejdsdag"),
        (1, Unit::Weekdays, "1 hverdag"),
        (24, Unit::Hours, "24 timer"),
        (1, Unit::Hours, "1 time"),
        (1, Unit::Months, "1 måned"),
        (18, Unit::Years, "18 år"),
    ] {
        assert_eq!(span(n, unit).to_string(), said);
    }
    let rule = Rule::At(Anchor::Age { years: 17, months: 6 });
    assert_eq!(rule.to_string(), "ved fyldt 17 år 6 måneder");
    let rule = Rule::Before(Length::Span(span(5, Unit::WorkingDays)), Anchor::DeadlineOf("afgoerelse".to_owned()));
    assert_eq!(rule.to_string(), "5 arbejdsdage før fristen for afgoerelse");
}

#[test]
fn the_ends_of_the_calendar_hold_every_count() {
    let calendar = Calendar::default();
    for unit in
        Unit::ALL.iter().copied().filter(|unit| !matches!(unit, Unit::WorkingDays | Unit::Weekdays | Unit::Hours))
    {
        assert_eq!(after(u32::MAX, unit, date(2026, 1, 1)).due, Date::MAX, "{unit:?}");
        assert_eq!(before(u32::MAX, unit, date(2026, 1, 1)).due, Date::MIN, "{unit:?}");
    }
    for unit in [Unit::WorkingDays, Unit::Weekdays] {
        assert_eq!(after(u32::MAX, unit, date(9999, 1, 1)).due, Date::MAX);
        assert_eq!(before(u32::MAX, unit, date(-9999, 12, 31)).due, Date::MIN);
    }
    for day in [Date::MIN, Date::MAX, date(9999, 12, 30), date(0, 1, 1)] {
        for unit in Unit::ALL.iter().copied() {
            for direction in [Direction::Forward, Direction::Backward] {
                let counted = count(&span(9, unit), day, direction, Actor::Citizen, &calendar);
                let _ = roll(counted.clone(), Roll::Previous, &calendar);
                let _ = roll(counted, Roll::Next, &calendar);
            }
        }
        let _ = complaint_deadline(day, Channel::Letter, &calendar);
    }
}

proptest! {
    #[test]
    fn n_working_days_later_is_a_working_day_with_exactly_n_in_between(from in days(), n in 1u32..60) {
        let calendar = Calendar::default();
        let counted = after(n, Unit::WorkingDays, from);
        prop_assert!(calendar.is_working_day(counted.due));
        let passed: Vec<Date> = from.tomorrow().unwrap().series(jiff::Span::new().days(1)).take_while(|d| *d <= counted.due).collect();
        let working = passed.iter().filter(|day| calendar.is_working_day(**day)).count();
        prop_assert_eq!(working, usize::try_from(n).unwrap());
        prop_assert_eq!(passed.len(), working + counted.skipped.len());
    }

    #[test]
    fn weekdays_never_end_on_a_sunday_or_holiday_and_the_citizen_is_never_earlier(from in days(), n in 1u32..60) {
        let calendar = Calendar::default();
        let by = |actor| count(&span(n, Unit::Weekdays), from, Direction::Forward, actor, &calendar).due;
        prop_assert!(by(Actor::Authority).weekday() != Weekday::Sunday);
        prop_assert!(by(Actor::Authority) <= by(Actor::Citizen));
        prop_assert!(calendar.is_working_day(by(Actor::Citizen)));
    }

    #[test]
    fn weeks_keep_the_weekday(from in days(), n in 0u32..500) {
        prop_assert_eq!(after(n, Unit::Weeks, from).due.weekday(), from.weekday());
    }

    #[test]
    fn rolling_is_idempotent_and_never_lands_on_a_roll_day(from in days(), n in 0u32..400, unit in units()) {
        let calendar = Calendar::default();
        let counted = after(n, unit, from);
        let once = roll(counted.clone(), Roll::Next, &calendar);
        prop_assert_eq!(&roll(once.clone(), Roll::Next, &calendar), &once);
        prop_assert!(once.due >= counted.due);
        prop_assert!(unit == Unit::Hours || !calendar.is_roll_day(once.due));
    }

    #[test]
    fn counting_back_undoes_counting_on_for_days_and_weeks(from in days(), n in 0u32..5000) {
        for unit in [Unit::Days, Unit::Weeks] {
            prop_assert_eq!(before(n, unit, after(n, unit, from).due).due, from);
        }
    }

    #[test]
    fn counting_back_working_days_undoes_counting_on_from_a_working_day(from in days(), n in 0u32..60) {
        prop_assume!(Calendar::default().is_working_day(from));
        prop_assert_eq!(before(n, Unit::WorkingDays, after(n, Unit::WorkingDays, from).due).due, from);
    }

    #[test]
    fn months_keep_the_day_number_or_fall_on_the_last_of_the_month(from in days(), n in 0u32..600) {
        let due = after(n, Unit::Months, from).due;
        prop_assert!(due.day() == from.day() || (due.day() < from.day() && due.day() == due.days_in_month()));
        let months = |day: Date| i64::from(day.year()) * 12 + i64::from(day.month());
        prop_assert_eq!(months(due) - months(from), i64::from(n));
    }

    #[test]
    fn more_time_is_never_an_earlier_date(from in days(), n in 0u32..200, unit in units()) {
        prop_assert!(after(n, unit, from).due <= after(n + 1, unit, from).due);
    }

    #[test]
    fn the_complaint_deadline_is_at_least_four_weeks_and_an_open_day(sent in days()) {
        let calendar = Calendar::default();
        for channel in [Channel::Digital, Channel::Letter, Channel::QuickLetter, Channel::HandedOver] {
            let counted = complaint_deadline(sent, channel, &calendar);
            prop_assert!(counted.unrolled == presumed_receipt(sent, channel, &calendar).due.saturating_add(jiff::Span::new().weeks(4)));
            prop_assert!(counted.due >= counted.unrolled && !calendar.is_roll_day(counted.due));
        }
    }
}

#[test]
fn a_rhythm_is_said_as_one_says_it() {
    let said = |number: u32, unit: Unit| Span(vec![(number, unit)]).every();
    assert_eq!(said(1, Unit::Months), "hver måned");
    assert_eq!(said(2, Unit::Weeks), "hver 2. uge");
    assert_eq!(said(1, Unit::Years), "hvert år");
    assert_eq!(said(2, Unit::Years), "hvert 2. år");
    assert_eq!(said(10, Unit::WorkingDays), "hver 10. arbejdsdag");
    assert_eq!(Span(vec![(1, Unit::Months), (2, Unit::Weeks)]).every(), "med 1 måned 2 uger imellem");
}
