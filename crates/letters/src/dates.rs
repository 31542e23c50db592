//! Days as they are written in Danish: the one home of the names of weekdays and months, for letters and for pages.

use jiff::civil::{Date, Weekday};

/// A date as every letter writes it, in full with its weekday: "tirsdag den 31. marts 2026" (B-DATES).
pub fn danish_date(date: Date) -> String {
    format!("{} den {}. {} {}", weekday(date), date.day(), month(date), date.year())
}

/// "torsdag".
pub fn weekday(day: Date) -> &'static str {
    match day.weekday() {
        Weekday::Monday => "mandag",
        Weekday::Tuesday => "tirsdag",
        Weekday::Wednesday => "onsdag",
        Weekday::Thursday => "torsdag",
        Weekday::Friday => "fredag",
        Weekday::Saturday => "lørdag",
        Weekday::Sunday => "søndag",
    }
}

/// "april".
pub fn month(day: Date) -> &'static str {
    match day.month() {
        1 => "januar",
        2 => "februar",
        3 => "marts",
        4 => "april",
        5 => "maj",
        6 => "juni",
        7 => "juli",
        8 => "august",
        9 => "september",
        10 => "oktober",
        11 => "november",
        _ => "december",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_date_is_written_in_full_with_its_weekday() {
        assert_eq!(danish_date(date(2026, 3, 31)), "tirsdag den 31. marts 2026");
        assert_eq!(danish_date(date(2028, 2, 29)), "tirsdag den 29. februar 2028");
    }
}
