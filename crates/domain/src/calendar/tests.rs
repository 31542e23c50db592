#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use super::*;
use jiff::civil::date;
use proptest::prelude::*;

/// Any day of a working life or two, 1900-2199.
fn days() -> impl Strategy<Value = Date> {
    (0i64..109_000).prop_map(|n| date(1900, 1, 1).saturating_add(jiff::Span::new().days(n)))
}

#[test]
fn the_holidays_of_2026_to_2028_are_those_of_the_almanac() {
    let expected = [
        [(1, 1), (4, 2), (4, 3), (4, 5), (4, 6), (5, 14), (5, 24), (5, 25), (12, 25), (12, 26)],
        [(1, 1), (3, 25), (3, 26), (3, 28), (3, 29), (5, 6), (5, 16), (5, 17), (12, 25), (12, 26)],
        [(1, 1), (4, 13), (4, 14), (4, 16), (4, 17), (5, 25), (6, 4), (6, 5), (12, 25), (12, 26)],
    ];
    let names = [
        "nytårsdag",
        "skærtorsdag",
        "langfredag",
        "påskedag",
        "2. påskedag",
        "Kristi himmelfartsdag",
        "pinsedag",
        "2. pinsedag",
        "juledag",
        "2. juledag",
    ];
    for (year, days) in (2026..).zip(expected) {
        let expected: Vec<_> =
            days.iter().zip(names).map(|((month, day), name)| (date(year, *month, *day), name)).collect();
        assert_eq!(holidays_of(year), expected, "{year}");
    }
}

#[test]
fn easter_falls_as_the_almanac_says_also_at_its_earliest_and_latest() {
    for (year, month, day) in [(1818, 3, 22), (1943, 4, 25), (1954, 4, 18), (2000, 4, 23), (2019, 4, 21), (2038, 4, 25)]
    {
        assert_eq!(easter(year), date(year, month, day));
    }
}

#[test]
fn store_bededag_is_a_holiday_up_to_2023_and_a_working_day_after() {
    let calendar = Calendar::default();
    assert_eq!(calendar.day_off(date(2023, 5, 5)), Some(DayOff::Holiday("store bededag")));
    for day in [date(2024, 4, 26), date(2026, 5, 1), date(2027, 4, 23)] {
        assert_eq!(calendar.day_off(day), None, "{day}");
    }
}

#[test]
fn the_friday_after_ascension_is_a_working_day() {
    assert!(Calendar::default().is_working_day(date(2026, 5, 15)));
}

#[test]
fn customary_days_work_where_the_municipality_says_so_but_never_end_a_citizens_deadline() {
    let open = Calendar {
        settings: CalendarSettings {
            constitution_day_works: true,
            christmas_eve_works: true,
            new_years_eve_works: true,
            ..CalendarSettings::default()
        },
        ..Calendar::default()
    };
    let closed = Calendar::default();
    for (day, name) in [
        (date(2026, 6, 5), "grundlovsdag"),
        (date(2026, 12, 24), "juleaftensdag"),
        (date(2026, 12, 31), "nytårsaftensdag"),
    ] {
        assert_eq!(closed.day_off(day), Some(DayOff::Customary(name)));
        assert_eq!(open.day_off(day), None, "{day}");
        assert!(open.is_roll_day(day), "{day}");
    }
}

#[test]
fn one_customary_day_can_work_while_the_others_do_not() {
    let settings = CalendarSettings { christmas_eve_works: true, ..CalendarSettings::default() };
    let calendar = Calendar { settings, ..Calendar::default() };
    assert!(calendar.is_working_day(date(2026, 12, 24)));
    assert!(!calendar.is_working_day(date(2026, 12, 31)));
    assert!(!calendar.is_working_day(date(2026, 6, 5)));
}

#[test]
fn a_chosen_closing_day_is_no_working_day_but_extends_no_citizens_deadline() {
    let bridge = date(2026, 5, 15);
    let calendar = Calendar { closed: [(bridge, "klemmedag".to_owned())].into(), ..Calendar::default() };
    assert_eq!(calendar.day_off(bridge), Some(DayOff::Closed("klemmedag".to_owned())));
    assert_eq!(calendar.day_off(bridge).unwrap().to_string(), "lukkedag (klemmedag)");
    assert!(!calendar.is_roll_day(bridge));
    assert!(calendar.is_weekday(bridge, Actor::Citizen), "the post comes all the same");
}

#[test]
fn hverdage_count_saturdays_for_the_authority_and_not_for_the_citizen() {
    let (calendar, saturday) = (Calendar::default(), date(2026, 3, 7));
    assert!(calendar.is_weekday(saturday, Actor::Authority));
    assert!(!calendar.is_weekday(saturday, Actor::Citizen));
    let turned = CalendarSettings {
        saturday_is_weekday_for_us: false,
        saturday_is_weekday_for_citizen: true,
        ..CalendarSettings::default()
    };
    let calendar = Calendar { settings: turned, ..Calendar::default() };
    assert!(!calendar.is_weekday(saturday, Actor::Authority));
    assert!(calendar.is_weekday(saturday, Actor::Citizen));
    assert!(!calendar.is_weekday(date(2026, 3, 8), Actor::Citizen), "a Sunday never");
    assert!(!calendar.is_weekday(date(2026, 12, 26), Actor::Citizen), "a holiday on a Saturday never");
}

#[test]
fn a_customary_day_is_a_hverdag_for_the_authority_and_not_for_the_citizen() {
    let (calendar, christmas_eve) = (Calendar::default(), date(2026, 12, 24));
    assert!(calendar.is_weekday(christmas_eve, Actor::Authority));
    assert!(!calendar.is_weekday(christmas_eve, Actor::Citizen));
}

#[test]
fn a_refusal_waits_past_fridays_holidays_and_the_day_before_them() {
    let mut calendar = Calendar::default();
    for (ready, sent) in [
        // An ordinary Thursday is fine, the Friday waits for Monday.
        (date(2026, 3, 5), date(2026, 3, 5)),
        (date(2026, 3, 6), date(2026, 3, 9)),
        (date(2026, 3, 7), date(2026, 3, 9)),
        // Wednesday 1 April is the day before Maundy Thursday; Easter Monday is 6 April.
        (date(2026, 3, 31), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 4, 7)),
        // Ascension Day is Thursday 14 May, so Wednesday, Thursday and Friday are bad.
        (date(2026, 5, 13), date(2026, 5, 18)),
        // Grundlovsdag 2026 is a Friday: the Thursday before it is bad too.
        (date(2026, 6, 4), date(2026, 6, 8)),
        // Whit Monday is 25 May: Friday 22 May waits until Tuesday.
        (date(2026, 5, 22), date(2026, 5, 26)),
        // From Wednesday 23 December: 24 is customary, 25 a Friday and holiday.
        (date(2026, 12, 23), date(2026, 12, 28)),
        // Wednesday 30 December is before 31 December; 1 January is a Friday.
        (date(2026, 12, 30), date(2027, 1, 4)),
    ] {
        assert_eq!(calendar.next_good_day_for_refusals(ready), sent, "ready on {ready}");
        assert_eq!(calendar.is_bad_day_for_refusals(ready), ready != sent, "{ready}");
    }
    calendar.closed.insert(date(2026, 3, 10), "personaledag".to_owned());
    assert_eq!(calendar.next_good_day_for_refusals(date(2026, 3, 9)), date(2026, 3, 11));
}

#[test]
fn born_on_leap_day_turns_on_1_march_in_other_years() {
    let born = date(2008, 2, 29);
    assert_eq!(birthday(born, 18, 0), date(2026, 3, 1));
    assert_eq!(birthday(born, 17, 12), date(2026, 3, 1));
    assert_eq!(birthday(born, 16, 0), date(2024, 2, 29));
    assert_eq!(birthday(born, 17, 6), date(2025, 8, 29));
    assert_eq!(age_on(born, date(2026, 2, 28)), 17);
    assert_eq!(age_on(born, date(2026, 3, 1)), 18);
}

#[test]
fn a_half_birthday_that_its_month_is_too_short_for_falls_on_the_last_day() {
    assert_eq!(birthday(date(2008, 8, 31), 17, 6), date(2026, 2, 28));
    assert_eq!(birthday(date(2008, 8, 29), 17, 6), date(2026, 2, 28));
    assert_eq!(birthday(date(2010, 12, 31), 15, 6), date(2026, 6, 30));
}

#[test]
fn nothing_breaks_at_the_ends_of_the_calendar() {
    let calendar = Calendar::default();
    assert_eq!(birthday(Date::MAX, u32::MAX, u32::MAX), Date::MAX);
    assert_eq!(add_months(Date::MIN, -1), Date::MIN);
    assert_eq!(calendar.next_good_day_for_refusals(Date::MAX), Date::MAX);
    assert_eq!(calendar.working_day_before(Date::MIN), Date::MIN);
    for year in [-9999, -4, -1, 0, 1, 4, 9999] {
        assert!(holidays_of(year).len() >= 10, "{year}");
    }
}

proptest! {
    #[test]
    fn easter_is_a_sunday_between_22_march_and_25_april(year in -9999i16..=9999) {
        let easter = easter(year);
        prop_assert_eq!(easter.weekday(), Weekday::Sunday);
        prop_assert!((date(year, 3, 22)..=date(year, 4, 25)).contains(&easter));
    }

    #[test]
    fn the_age_changes_on_the_birthday_and_not_the_day_before(born in days(), years in 1u32..100) {
        let birthday = birthday(born, years, 0);
        prop_assert_eq!(age_on(born, birthday), years);
        prop_assert_eq!(age_on(born, birthday.yesterday().unwrap()), years - 1);
    }

    #[test]
    fn a_good_day_for_refusals_is_the_first_open_day_with_an_open_day_after_it(day in days()) {
        let calendar = Calendar::default();
        let good = calendar.next_good_day_for_refusals(day);
        prop_assert!(good >= day);
        prop_assert!(calendar.is_working_day(good) && calendar.is_working_day(good.tomorrow().unwrap()));
        prop_assert!(good.weekday() != Weekday::Friday);
        let mut passed = day;
        while passed < good {
            prop_assert!(calendar.is_bad_day_for_refusals(passed));
            passed = passed.tomorrow().unwrap();
        }
    }

    #[test]
    fn every_roll_day_of_an_ordinary_calendar_is_a_day_off_and_the_other_way_round(day in days()) {
        let calendar = Calendar::default();
        prop_assert_eq!(calendar.roll_day(day), calendar.day_off(day));
    }
}
