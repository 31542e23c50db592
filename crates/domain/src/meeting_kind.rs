//! A kind of meeting as defined (mødetype): who, why, what about and how long; read from `content/moeder/`
//! (`content-formats.md` 2.6).
//!
//! Invitation, agenda and minutes of a meeting are three views of its kind, filled with the words of the case.

use crate::calendar::Calendar;
use crate::deadline::{Actor, Anchor, Counted, Direction, Length, Rule, Span, count};
use crate::family::Gathering;
use jiff::civil::Date;

/// The word a kind's rules count from: the day of the meeting.
pub const MEETING_DAY: &str = "mødet";

/// Who leads an item of the agenda, or takes it on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemOwner {
    /// The leader of the meeting (leder).
    Leader,
    /// Whoever takes the minutes (referent).
    MinuteTaker,
    /// All round the table (alle).
    Everybody,
    /// Those with this role (id in `roller.toml`).
    Role(String),
}

/// Someone the kind expects at the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedParticipant {
    /// Their role (id in `roller.toml`).
    pub role: String,
    /// Who exactly, when the role says too little ("Barnets lærer").
    pub title: Option<String>,
    /// Why they are needed; shown to everybody at the table.
    pub why: String,
    /// When they take part, if not always ("når barnet går i skole").
    pub when: Option<String>,
}

/// An item every meeting of the kind has on its agenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandardItem {
    /// What it is about.
    pub title: String,
    /// What it is to lead to.
    pub purpose: Option<String>,
    /// Who leads it.
    pub owner: Option<ItemOwner>,
    /// How long it may take.
    pub minutes: Option<u32>,
    /// Room for so many items that participants bring; 0 for an item that is itself.
    pub room_for: u32,
    /// The form that is brought up to date here (id in `skemaer/`).
    pub updates: Option<String>,
}

/// A kind of meeting in one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingKind {
    /// File name without extension, e.g. `koordinerende-moede`.
    pub id: String,
    /// First day of this version.
    pub valid_from: Date,
    /// Danish title.
    pub title: String,
    /// Catalogue ids.
    pub catalogue: Vec<String>,
    /// What such a meeting is for, one or two sentences; proposed as the purpose.
    pub purpose: String,
    /// A few lines of help for the one who calls it.
    pub help: Option<String>,
    /// How long it is proposed to last.
    pub minutes: u32,
    /// How long it may last without a warning.
    pub at_most_minutes: Option<u32>,
    /// Who leads it (id in `roller.toml`).
    pub leader: String,
    /// Who is expected.
    pub participants: Vec<ExpectedParticipant>,
    /// The agenda it begins with.
    pub items: Vec<StandardItem>,
    /// What is to be ready before it begins.
    pub preparation: Vec<String>,
    /// Until when participants may send in items, counted back from the meeting.
    pub extra_items: Option<Rule>,
    /// When all have the minutes, counted from the meeting.
    pub minutes_due: Option<Rule>,
    /// Letters that call it (ids in `breve/`).
    pub letters: Vec<String>,
    /// The form that is its agenda on paper (id in `skemaer/`), if one.
    pub form: Option<String>,
    /// Guides at hand (ids in `vejledninger/`).
    pub guides: Vec<String>,
    /// How often it is held, when it has a rhythm.
    pub rhythm: Option<Span>,
    /// The kind that is planned right after it on the same day, with a circle of its own (id in `moeder/`): each
    /// participant is called to the hour of their own circle, and has the minutes of no other.
    pub followed_by: Option<String>,
    /// Which meeting of a family's core team it is, if it is one.
    pub gathering: Option<Gathering>,
}

impl MeetingKind {
    /// Whether the citizen and the family stay away: the core team's own meetings.
    pub fn is_without_family(&self) -> bool {
        matches!(self.gathering, Some(Gathering::Analysis | Gathering::Status))
    }

    /// The last day to send in items for a meeting on this day; `None` when the kind has no such rule.
    ///
    /// All days count (`SD07`), so nothing is rolled: four days before a Monday is the Thursday before.
    pub fn items_until(&self, meeting: Date, calendar: &Calendar) -> Option<Counted> {
        self.extra_items.as_ref().and_then(|rule| counted_from_meeting(rule, meeting, calendar))
    }

    /// The day by which all have the minutes of a meeting on this day (`SD08`); `None` without such a rule.
    pub fn minutes_by(&self, meeting: Date, calendar: &Calendar) -> Option<Counted> {
        self.minutes_due.as_ref().and_then(|rule| counted_from_meeting(rule, meeting, calendar))
    }

    /// How many minutes the agenda takes when each item keeps its time.
    pub fn minutes_of_items(&self) -> u32 {
        self.items.iter().filter_map(|item| item.minutes).fold(0, u32::saturating_add)
    }

    /// Whether a meeting of so many minutes is longer than the kind allows (`SD09`; a warning, never a refusal).
    pub fn is_too_long(&self, minutes: u32) -> bool {
        self.at_most_minutes.is_some_and(|most| minutes > most)
    }
}

/// The date a rule gives when the day of the meeting is known; `None` for a rule that counts from something else or
/// whose length is a setting, neither of which a kind of meeting can hold.
pub fn counted_from_meeting(rule: &Rule, meeting: Date, calendar: &Calendar) -> Option<Counted> {
    let from_meeting = |anchor: &Anchor| matches!(anchor, Anchor::Named(name) if name == MEETING_DAY);
    let (length, direction) = match rule {
        Rule::After(Length::Span(span), anchor) if from_meeting(anchor) => (span.clone(), Direction::Forward),
        Rule::Before(Length::Span(span), anchor) if from_meeting(anchor) => (span.clone(), Direction::Backward),
        Rule::At(anchor) if from_meeting(anchor) => (Span(Vec::new()), Direction::Forward),
        _ => return None,
    };
    Some(count(&length, meeting, direction, Actor::Authority, calendar))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::deadline::Unit;
    use jiff::civil::date;

    fn kind() -> MeetingKind {
        let span = |n, unit| Length::Span(Span(vec![(n, unit)]));
        let meeting = || Anchor::Named(MEETING_DAY.to_string());
        let item = |minutes| StandardItem {
            title: "Status".to_string(),
            purpose: None,
            owner: Some(ItemOwner::Leader),
            minutes,
            room_for: 0,
            updates: None,
        };
        MeetingKind {
            id: "koordinerende-moede".to_string(),
            valid_from: date(2026, 1, 1),
            title: "Koordinerende møde".to_string(),
            catalogue: Vec::new(),
            purpose: "Hvem gør hvad".to_string(),
            help: None,
            minutes: 60,
            at_most_minutes: Some(60),
            leader: "fremskudt-sagsbehandler".to_string(),
            participants: Vec::new(),
            items: vec![item(Some(10)), item(None), item(Some(5))],
            preparation: Vec::new(),
            extra_items: Some(Rule::Before(span(4, Unit::Days), meeting())),
            minutes_due: Some(Rule::After(span(5, Unit::Weekdays), meeting())),
            letters: Vec::new(),
            form: None,
            guides: Vec::new(),
            rhythm: None,
            followed_by: None,
            gathering: None,
        }
    }

    #[test]
    fn items_may_be_sent_until_four_days_before_whatever_days_they_are() {
        let calendar = Calendar::default();
        let cases = [
            // Thursday 9 April 2026, the week after Easter: Sunday, Easter Day, is the last day.
            (date(2026, 4, 9), date(2026, 4, 5)),
            // Monday 4 May 2026: Thursday 30 April.
            (date(2026, 5, 4), date(2026, 4, 30)),
            // Friday 2 January 2026: Monday 29 December 2025.
            (date(2026, 1, 2), date(2025, 12, 29)),
        ];
        for (meeting, last) in cases {
            let counted = kind().items_until(meeting, &calendar).unwrap();
            assert_eq!((counted.due, counted.skipped.len()), (last, 0), "a meeting on {meeting}");
        }
    }

    #[test]
    fn minutes_are_with_all_five_weekdays_after() {
        let calendar = Calendar::default();
        let cases = [
            // Saturdays count for us: Friday, Saturday, Monday, Tuesday, Wednesday 15 April 2026.
            (date(2026, 4, 9), date(2026, 4, 15)),
            // Tuesday, Wednesday, then Maundy Thursday and Good Friday off, Saturday, Easter off, Tuesday, Wednesday.
            (date(2026, 3, 30), date(2026, 4, 8)),
        ];
        for (meeting, due) in cases {
            assert_eq!(kind().minutes_by(meeting, &calendar).unwrap().due, due, "a meeting on {meeting}");
        }
        let across_christmas = kind().minutes_by(date(2026, 12, 22), &calendar).unwrap();
        let skipped: Vec<Date> = across_christmas.skipped.iter().map(|skipped| skipped.day).collect();
        assert!(skipped.contains(&date(2026, 12, 25)), "{skipped:?}");
        assert!(skipped.contains(&date(2026, 12, 26)), "{skipped:?}");
        assert!(across_christmas.due > date(2026, 12, 29), "{across_christmas:?}");
    }

    #[test]
    fn a_rule_that_counts_from_something_else_gives_no_date() {
        let mut other = kind();
        other.minutes_due = Some(Rule::At(Anchor::Start));
        other.extra_items = None;
        assert_eq!(other.minutes_by(date(2026, 4, 9), &Calendar::default()), None);
        assert_eq!(other.items_until(date(2026, 4, 9), &Calendar::default()), None);
    }

    #[test]
    fn an_hour_is_allowed_and_a_minute_more_is_said() {
        assert!(!kind().is_too_long(60));
        assert!(kind().is_too_long(61));
        assert_eq!(kind().minutes_of_items(), 15);
    }
}
