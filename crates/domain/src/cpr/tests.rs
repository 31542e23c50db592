#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use super::*;
use jiff::civil::date;
use proptest::prelude::*;

/// A day in the year 2060, so that every century can be read.
fn far_ahead() -> Date {
    date(2060, 1, 1)
}

#[test]
fn the_seventh_digit_decides_the_century() {
    for (number, born) in [
        ("0101010007", date(1901, 1, 1)),
        ("0101364009", date(2036, 1, 1)),
        ("0101374009", date(1937, 1, 1)),
        ("0101575009", date(2057, 1, 1)),
        ("0101585009", date(1858, 1, 1)),
        ("0407949995", date(1994, 7, 4)),
        ("6101059997", date(2005, 1, 1)),
    ] {
        assert_eq!(Cpr::parse(number, far_ahead()).unwrap().born(), born, "{number}");
    }
}

#[test]
fn a_number_without_modulus_11_is_as_good_as_any() {
    assert!(Cpr::parse("0101010007", far_ahead()).unwrap().fits_modulus_11());
    let without = Cpr::parse("0407949995", far_ahead()).unwrap();
    assert!(!without.fits_modulus_11());
}

#[test]
fn the_last_digit_says_the_sex_and_the_first_a_replacement_number() {
    let man = Cpr::parse("0101010007", far_ahead()).unwrap();
    assert_eq!((man.sex(), man.is_replacement()), (Sex::Male, false));
    let replaced = Cpr::parse("6101059997", far_ahead()).unwrap();
    assert_eq!((replaced.sex(), replaced.is_replacement()), (Sex::Male, true));
    assert_eq!(Cpr::parse("9112059998", far_ahead()).unwrap().sex(), Sex::Female);
    assert_eq!(Cpr::parse("9112059998", far_ahead()).unwrap().born(), date(2005, 12, 31));
}

#[test]
fn a_number_is_read_with_hyphen_or_spaces_and_kept_without() {
    for text in ["610105-9997", "6101059997", "  610105-9997 ", "610105 9997"] {
        assert_eq!(Cpr::parse(text, far_ahead()).unwrap().expose_for_storage(), "6101059997", "{text}");
    }
}

#[test]
fn what_is_no_number_is_refused_with_the_rule_it_breaks() {
    for (text, why) in [
        ("0413949995", NotACpr::NoSuchDay),
        ("3002949995", NotACpr::NoSuchDay),
        ("0001949995", NotACpr::NoSuchDay),
        ("3201949995", NotACpr::NoSuchDay),
        ("6001949995", NotACpr::NoSuchDay),
        ("9201949995", NotACpr::NoSuchDay),
        ("9902059995", NotACpr::NoSuchDay),
        ("0100949995", NotACpr::NoSuchDay),
        ("2902059995", NotACpr::NoSuchDayThatYear),
        ("8902059995", NotACpr::NoSuchDayThatYear),
        ("2902000001", NotACpr::NoSuchDayThatYear),
        ("040794-999", NotACpr::Form),
        ("0407-949995", NotACpr::Form),
        ("040794--9995", NotACpr::Form),
        ("040794999x", NotACpr::Form),
        ("040794-99951", NotACpr::Form),
        ("٠407949995", NotACpr::Form),
        ("æøå07949995", NotACpr::Form),
        ("", NotACpr::Form),
    ] {
        assert_eq!(Cpr::parse(text, far_ahead()), Err(why), "{text}");
    }
}

#[test]
fn leap_day_is_a_birthday_in_leap_years() {
    assert_eq!(Cpr::parse("8902089995", far_ahead()).unwrap().born(), date(2008, 2, 29));
    // 1900 was none, 2000 was one; the seventh digit tells them apart.
    assert_eq!(Cpr::parse("2902004001", far_ahead()).unwrap().born(), date(2000, 2, 29));
}

#[test]
fn someone_not_born_yet_is_refused_by_the_age_rule_alone() {
    let today = date(2026, 4, 1);
    assert_eq!(Cpr::parse("0101364009", today), Err(NotACpr::NotBornYet));
    assert_eq!(Cpr::parse("6204269996", today), Err(NotACpr::NotBornYet), "tomorrow");
    assert_eq!(Cpr::parse("6104269996", today).unwrap().born(), today, "born today");
    assert_eq!(Cpr::from_storage("0101364009").unwrap().born(), date(2036, 1, 1));
}

#[test]
fn the_store_gives_back_ten_digits_and_nothing_looser() {
    assert!(Cpr::from_storage("6101059997").is_some());
    assert_eq!(Cpr::from_storage("610105-9997"), None);
    assert_eq!(Cpr::from_storage("0413949995"), None);
}

#[test]
fn a_number_never_shows_itself_unasked() {
    let cpr = Cpr::parse("6101059997", far_ahead()).unwrap();
    assert_eq!(format!("{cpr:?}"), "Cpr(******-****)");
    assert_eq!(cpr.masked(), "610105-****");
}

proptest! {
    #[test]
    fn ten_digits_of_any_kind_are_read_or_refused_and_modulus_11_has_no_say(number in "[0-9]{10}") {
        match Cpr::parse(&number, far_ahead()) {
            Ok(cpr) => prop_assert_eq!(cpr.expose_for_storage(), number.as_str()),
            Err(why) => prop_assert!(why != NotACpr::Form),
        }
    }

    #[test]
    fn every_serial_on_a_real_day_is_a_number_whatever_its_sum(serial in 0u32..4000, day in 1i8..=28, month in 1i8..=12) {
        let cpr = Cpr::parse(&format!("{day:02}{month:02}94{serial:04}"), far_ahead());
        prop_assert_eq!(cpr.map(|cpr| cpr.born()), Ok(date(1994, month, day)));
    }

    #[test]
    fn a_raised_day_is_the_same_birthday(serial in 9900u32..=9999, day in 1i8..=28, month in 1i8..=12, year in 0i8..=36) {
        let plain = Cpr::parse(&format!("{day:02}{month:02}{year:02}{serial}"), far_ahead()).unwrap();
        let raised = Cpr::parse(&format!("{}{month:02}{year:02}{serial}", day + 60), far_ahead()).unwrap();
        prop_assert_eq!(plain.born(), raised.born());
        prop_assert!(raised.is_replacement() && !plain.is_replacement());
    }

    #[test]
    fn no_text_makes_the_reading_break(text in "\\PC{0,14}") {
        let _ = Cpr::parse(&text, far_ahead());
        let _ = Cpr::from_storage(&text);
    }
}
