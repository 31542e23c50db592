//! Days, instants and sizes the Danish way.

pub use app::dates::{danish_date as date_long, weekday};

use app::dates::month;
use jiff::{Timestamp, civil::Date, civil::Weekday};

fn weekday_short(day: Date) -> &'static str {
    match day.weekday() {
        Weekday::Monday => "man.",
        Weekday::Tuesday => "tir.",
        Weekday::Wednesday => "ons.",
        Weekday::Thursday => "tor.",
        Weekday::Friday => "fre.",
        Weekday::Saturday => "lør.",
        Weekday::Sunday => "søn.",
    }
}

/// "tor. 9. april 2026": how a date stands on a page, never without its weekday.
pub fn date_short(day: Date) -> String {
    format!("{} {}. {} {}", weekday_short(day), day.day(), month(day), day.year())
}

/// "tor. 9. april": where the year is plain.
pub fn date_in_year(day: Date) -> String {
    format!("{} {}. {}", weekday_short(day), day.day(), month(day))
}

/// "9. april 2026".
pub fn date_plain(day: Date) -> String {
    format!("{}. {} {}", day.day(), month(day), day.year())
}

/// "til og med tor. 9. april 2026"; "indtil videre" without a last day.
pub fn until(last: Option<Date>) -> String {
    last.map_or_else(|| "indtil videre".to_string(), |day| format!("til og med {}", date_short(day)))
}

/// "9.4.2026": in tables.
pub fn date_numbers(day: Date) -> String {
    format!("{}.{}.{}", day.day(), day.month(), day.year())
}

/// "tor. 9. april 2026 kl. 14.05", on the municipality's own clock.
pub fn instant(at: Timestamp) -> String {
    let local = app::ports::local(at);
    format!("{} kl. {:02}.{:02}", date_short(local.date()), local.hour(), local.minute())
}

/// How far an instant is, in whole hours and minutes: "om 3 timer", "om 40 minutter", "for 2 timer siden".
pub fn hours(at: Timestamp, now: Timestamp) -> String {
    let minutes = at.duration_since(now).as_mins();
    let (count, unit) = match minutes.abs() {
        minutes if 60 <= minutes => (minutes / 60, if minutes < 120 { "time" } else { "timer" }),
        1 => (1, "minut"),
        minutes => (minutes, "minutter"),
    };
    if minutes < 0 { format!("for {count} {unit} siden") } else { format!("om {count} {unit}") }
}

/// How far a day is from today, in words: "i dag", "i morgen", "om 4 dage", "i går", "for 3 dage siden".
pub fn distance(day: Date, today: Date) -> String {
    let days = today.until(day).map(|span| i64::from(span.get_days())).unwrap_or_default();
    match days {
        0 => "i dag".into(),
        1 => "i morgen".into(),
        -1 => "i går".into(),
        later if later > 0 => format!("om {later} dage"),
        earlier => format!("for {} dage siden", earlier.unsigned_abs()),
    }
}

/// "417 kB", "2,3 MB": the size of a file.
pub fn size(bytes: u64) -> String {
    if bytes < 1000 {
        return super::counted(bytes, "byte", "bytes");
    }
    if bytes < 1_000_000 {
        return format!("{} kB", bytes.div_ceil(1000));
    }
    let tenths = bytes / 100_000;
    format!("{},{} MB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_date_carries_its_weekday() {
        let day = date(2026, 4, 9);
        assert_eq!(date_short(day), "tor. 9. april 2026");
        assert_eq!(date_in_year(day), "tor. 9. april");
        assert_eq!(date_long(day), "torsdag den 9. april 2026");
        assert_eq!(date_numbers(day), "9.4.2026");
        assert_eq!(date_short(date(2026, 3, 1)), "søn. 1. marts 2026");
    }

    #[test]
    fn an_instant_is_read_on_the_clock_of_the_town_hall() {
        // Summer time: two hours ahead of UTC.
        let at: Timestamp = "2026-04-09T12:05:00Z".parse().unwrap();
        assert_eq!(instant(at), "tor. 9. april 2026 kl. 14.05");
        let winter: Timestamp = "2026-01-09T23:30:00Z".parse().unwrap();
        assert_eq!(instant(winter), "lør. 10. januar 2026 kl. 00.30");
    }

    #[test]
    fn a_distance_is_said_in_days_from_today() {
        let today = date(2026, 3, 30);
        assert_eq!(distance(today, today), "i dag");
        assert_eq!(distance(date(2026, 3, 31), today), "i morgen");
        assert_eq!(distance(date(2026, 3, 29), today), "i går");
        assert_eq!(distance(date(2026, 4, 9), today), "om 10 dage");
        assert_eq!(distance(date(2025, 3, 30), today), "for 365 dage siden");
    }

    #[test]
    fn sizes_are_rounded_to_what_one_can_use() {
        assert_eq!(size(1), "1 byte");
        assert_eq!(size(999), "999 bytes");
        assert_eq!(size(416_200), "417 kB");
        assert_eq!(size(2_340_000), "2,3 MB");
    }
}
