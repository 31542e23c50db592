//! Rules said back in the words of content files; reading them is the work of `content`.

use super::{Anchor, Length, Rule, Span, Unit};
use std::fmt;

impl Unit {
    /// Every unit.
    pub const ALL: &'static [Unit] =
        &[Unit::Hours, Unit::WorkingDays, Unit::Weekdays, Unit::Days, Unit::Weeks, Unit::Months, Unit::Years];

    /// The Danish word after this number: `1 uge`, `2 uger`.
    pub fn word(self, n: u32) -> &'static str {
        let (one, many) = self.words();
        if n == 1 { one } else { many }
    }

    /// The unit a Danish word means, in singular or plural.
    pub fn from_word(word: &str) -> Option<Unit> {
        Self::ALL.iter().copied().find(|unit| [unit.words().0, unit.words().1].contains(&word))
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Unit::Hours => ("time", "timer"),
            Unit::WorkingDays => ("arbejdsdag", "arbejdsdage"),
            Unit::Weekdays => ("hverdag", "hverdage"),
            Unit::Days => ("dag", "dage"),
            Unit::Weeks => ("uge", "uger"),
            Unit::Months => ("måned", "måneder"),
            Unit::Years => ("år", "år"),
        }
    }
}

impl fmt::Display for Span {
    /// In Danish: "1 uge", "7 arbejdsdage", "17 år 6 måneder".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (n, unit)) in self.0.iter().enumerate() {
            let space = if i == 0 { "" } else { " " };
            write!(f, "{space}{n} {}", unit.word(*n))?;
        }
        Ok(())
    }
}

impl Span {
    /// How often, in Danish: "hver uge", "hver 3. måned", "hvert år".
    pub fn every(&self) -> String {
        match self.0.as_slice() {
            [(1, Unit::Years)] => "hvert år".into(),
            [(1, unit)] => format!("hver {}", unit.word(1)),
            [(number, Unit::Years)] => format!("hvert {number}. år"),
            [(number, unit)] => format!("hver {number}. {}", unit.word(1)),
            _ => format!("med {self} imellem"),
        }
    }
}

impl fmt::Display for Length {
    /// The span, or "indstilling sagsbehandlingstid".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Length::Span(span) => span.fmt(f),
            Length::Setting(id) => write!(f, "indstilling {id}"),
        }
    }
}

impl fmt::Display for Anchor {
    /// As the grammar writes it. The opening of the step has no words there; where a sentence needs it, it is "åbning".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Anchor::Opened => f.write_str("åbning"),
            Anchor::Start => f.write_str("start"),
            Anchor::Step { step, outcomes } if outcomes.is_empty() => f.write_str(step),
            Anchor::Step { step, outcomes } => write!(f, "{step}:{}", outcomes.join("|")),
            Anchor::Named(name) => f.write_str(name),
            Anchor::DeadlineOf(step) => write!(f, "fristen for {step}"),
            Anchor::Age { years, months: 0 } => write!(f, "fyldt {years} år"),
            Anchor::Age { years, months } => write!(f, "fyldt {years} år {months} {}", Unit::Months.word(*months)),
        }
    }
}

impl fmt::Display for Rule {
    /// Back in the grammar of content files ("2 arbejdsdage efter fordeling").
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rule::After(length, Anchor::Opened) => length.fmt(f),
            Rule::After(length, anchor) => write!(f, "{length} efter {anchor}"),
            Rule::Before(length, anchor) => write!(f, "{length} før {anchor}"),
            Rule::At(anchor) => write!(f, "ved {anchor}"),
            Rule::Soon(Anchor::Opened) => f.write_str("snarest"),
            Rule::Soon(anchor) => write!(f, "snarest efter {anchor}"),
        }
    }
}
