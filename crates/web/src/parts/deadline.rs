//! A deadline on a page: never a date alone.

use crate::wording::{Wording, danish};
use askama::Template;
use domain::deadline::Kind;
use domain::progress::Due;
use jiff::{Timestamp, civil::Date};

/// "tor. 9. april 2026 · 7 arbejdsdage efter modtagelsen · lovfrist", and in words when it is overdue.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "parts/deadline.html")]
pub struct Deadline {
    /// The date, ISO, for machines.
    pub iso: String,
    /// The date with its weekday.
    pub date: String,
    /// How far from today: "om 4 dage", "for 2 dage siden".
    pub distance: String,
    /// The rule, as content writes it.
    pub rule: String,
    /// "lovfrist" or "mål".
    pub kind: String,
    /// It is set by law.
    pub law: bool,
    /// It has passed.
    pub overdue: bool,
    /// It is today.
    pub today: bool,
    /// The number in the rule is not confirmed.
    pub to_be_confirmed: bool,
    /// The paragraph or document behind it.
    pub source: Option<String>,
    /// Why it was set by hand.
    pub set_by_hand: Option<String>,
    /// The clock stands still since that day, in words.
    pub standing_still: Option<String>,
    /// It had passed when the course began.
    pub passed_at_start: bool,
    /// The day to warn on, when the last day is a day off, in words.
    pub warn_on: Option<String>,
    /// Days that did not count, each with its reason: "tor. 2. april: skærtorsdag".
    pub skipped: Vec<String>,
}

impl Deadline {
    /// Of a due date as the engine gives it, seen from today.
    pub fn of(due: &Due, today: Date) -> Self {
        let day = due.counted.due;
        Self {
            iso: day.to_string(),
            date: match due.counted.at {
                Some(at) => danish::instant(at),
                None => danish::date_short(day),
            },
            distance: danish::distance(day, today),
            rule: due.rule.clone(),
            kind: due.kind.danish(),
            law: due.kind == Kind::Law,
            overdue: day < today,
            today: day == today,
            to_be_confirmed: due.to_be_confirmed,
            source: due.source.clone(),
            set_by_hand: due.set_by_hand.clone(),
            standing_still: due.standing_still_since.map(danish::date_short),
            passed_at_start: due.passed_at_start,
            warn_on: due.counted.warn_on.map(danish::date_short),
            skipped: due
                .counted
                .skipped
                .iter()
                .map(|skipped| format!("{}: {}", danish::date_in_year(skipped.day), skipped.why.danish()))
                .collect(),
        }
    }

    /// The same at an instant: a clock of hours has run out when its hour has, not when its day has.
    pub fn at(due: &Due, today: Date, now: Timestamp) -> Self {
        let mut deadline = Self::of(due, today);
        if let Some(at) = due.counted.at {
            deadline.overdue = at < now;
            deadline.today &= !deadline.overdue;
            deadline.distance = danish::hours(at, now);
        }
        deadline
    }

    /// Of a date with its rule, for what no step of a procedure carries (an answer date, a complaint date).
    pub fn plain(day: Date, rule: impl Into<String>, kind: Kind, today: Date) -> Self {
        let counted =
            domain::deadline::Counted { due: day, unrolled: day, skipped: Vec::new(), warn_on: None, at: None };
        let due = Due {
            counted,
            kind,
            rule: rule.into(),
            counted_from: None,
            source: None,
            set_by_hand: None,
            passed_at_start: false,
            standing_still_since: None,
            to_be_confirmed: false,
        };
        Self::of(&due, today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn hearing() -> Deadline {
        Deadline::plain(date(2026, 4, 9), "7 arbejdsdage efter modtagelsen", Kind::Law, date(2026, 4, 7))
    }

    #[test]
    fn a_date_is_shown_with_weekday_rule_and_kind() {
        let html = hearing().render().unwrap();
        for part in ["tor. 9. april 2026", "7 arbejdsdage efter modtagelsen", "lovfrist", "om 2 dage", "2026-04-09"] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(!html.contains("Overskredet") && !html.contains("skal bekræftes"));
    }

    #[test]
    fn overdue_is_said_in_words_and_with_an_icon() {
        let late = Deadline::plain(date(2026, 4, 9), "svarfrist", Kind::Goal, date(2026, 4, 10));
        let html = late.render().unwrap();
        assert!(html.contains("Overskredet") && html.contains("#error") && html.contains("mål"), "{html}");
        let last_day = Deadline::plain(date(2026, 4, 9), "svarfrist", Kind::Goal, date(2026, 4, 9));
        assert!(!last_day.overdue && last_day.today);
    }

    #[test]
    fn an_unconfirmed_number_says_so() {
        let mut deadline = hearing();
        deadline.to_be_confirmed = true;
        deadline.skipped = vec!["tor. 2. april: skærtorsdag".into()];
        let html = deadline.render().unwrap();
        assert!(html.contains("skal bekræftes") && html.contains("skærtorsdag"), "{html}");
    }
}
