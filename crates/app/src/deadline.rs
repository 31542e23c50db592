//! What date a rule gives, and why: asked outside any case, by the municipality's own calendar.

use crate::App;
use content::rule::parse_rule;
use domain::deadline::{
    Actor, Anchor, Channel, Counted, Direction, Length, Roll, Rule, Span, Unit, count, presumed_receipt, roll,
};
use domain::setting::Value;
use jiff::civil::Date;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Day 0; for an age it is the birthday.
    pub after: Date,
    /// The rule in the grammar of content files: "7 arbejdsdage".
    pub rule: String,
    /// What happens when the last day is a day off.
    pub roll: Roll,
    /// How the letter was sent: the rule then counts from presumed receipt, and `after` is the day of sending.
    pub channel: Option<Channel>,
    /// Who must act; decides how "hverdage" is read.
    pub actor: Actor,
}

/// The date, with every day that did not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Presumed receipt, when a channel was given.
    pub received: Option<Counted>,
    /// The rule as understood.
    pub rule: String,
    /// The date.
    pub counted: Counted,
}

/// Why a rule gives no date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotCounted {
    /// It cannot be read: what is wrong, and what to write instead, in Danish.
    Unreadable(String),
    /// "Snarest" gives no date.
    Soon,
    /// The setting it names has no length.
    NoSetting(String),
    /// Hours count from an instant and are not asked for here.
    Hours,
    /// An age is counted from a birthday, not from a letter.
    AgeFromLetter,
}

/// Counts a rule from a day.
///
/// # Errors
/// [`NotCounted`], when the rule gives no date.
pub fn ask(app: &App, question: &Question) -> Result<Answered, NotCounted> {
    let calendar = &app.content.calendar;
    // Every name is the day the asker gives, so none needs to be known as a date.
    let rule = parse_rule(&question.rule, &|_| false)
        .map_err(|error| NotCounted::Unreadable(format!("{} {}", error.message(), error.advice())))?;
    let (span, anchor, direction) = match &rule {
        Rule::After(length, anchor) => (length_of(app, length, question.after)?, anchor, Direction::Forward),
        Rule::Before(length, anchor) => (length_of(app, length, question.after)?, anchor, Direction::Backward),
        Rule::At(anchor) => (Span(Vec::new()), anchor, Direction::Forward),
        Rule::Soon(_) => return Err(NotCounted::Soon),
    };
    if span.0.iter().any(|(_, unit)| *unit == Unit::Hours) {
        return Err(NotCounted::Hours);
    }
    let received = question.channel.map(|channel| presumed_receipt(question.after, channel, calendar));
    let start = received.as_ref().map_or(question.after, |received| received.due);
    let start = match anchor {
        Anchor::Age { .. } if received.is_some() => return Err(NotCounted::AgeFromLetter),
        Anchor::Age { years, months } => domain::calendar::birthday(start, *years, *months),
        _ => start,
    };
    let counted = count(&span, start, direction, question.actor, calendar);
    Ok(Answered { received, rule: rule.to_string(), counted: roll(counted, question.roll, calendar) })
}

fn length_of(app: &App, length: &Length, day: Date) -> Result<Span, NotCounted> {
    match length {
        Length::Span(span) => Ok(span.clone()),
        Length::Setting(id) => match app.content.setting_on(id, day).map(|dated| &dated.value) {
            Some(Value::Span(span)) => Ok(span.clone()),
            _ => Err(NotCounted::NoSetting(id.clone())),
        },
    }
}
