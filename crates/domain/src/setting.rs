//! The municipality's dated settings (indstillinger): amounts, lengths, ages; read from `content/indstillinger.toml`.

use crate::deadline::Span;
use jiff::civil::Date;
use std::fmt;

/// An amount of money in whole øre; shown as `1.105,00 kr.`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kroner(i64);

impl Kroner {
    /// From whole øre.
    pub fn from_oere(oere: i64) -> Self {
        Self(oere)
    }

    /// In whole øre.
    pub fn oere(self) -> i64 {
        self.0
    }

    /// Twelve months of it; saturates far above any amount we decide.
    pub fn yearly(self) -> Self {
        Self(self.0.saturating_mul(12))
    }

    /// Reads `1.105,50`, `1105,5`, `1105` or `1.105 kr.`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches("kr.").trim_end_matches("kr").trim();
        let (whole, fraction) = match text.split_once(',') {
            Some((whole, fraction)) => (whole, fraction),
            None => (text, ""),
        };
        let grouped = whole.contains('.');
        if grouped
            && !whole
                .split('.')
                .enumerate()
                .all(|(i, g)| if i == 0 { (1..=3).contains(&g.len()) } else { g.len() == 3 })
        {
            return None;
        }
        let digits: String = whole.chars().filter(|c| *c != '.').collect();
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if digits.is_empty() || digits.len() > 12 || !all_digits(&digits) || fraction.len() > 2 || !all_digits(fraction)
        {
            return None;
        }
        let kroner: i64 = digits.parse().ok()?;
        let oere: i64 = format!("{fraction:0<2}").parse().ok()?;
        kroner.checked_mul(100)?.checked_add(oere).map(Self)
    }
}

impl fmt::Display for Kroner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let oere = self.0.unsigned_abs();
        let whole = (oere / 100).to_string();
        let mut grouped = String::new();
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                grouped.push('.');
            }
            grouped.push(digit);
        }
        write!(f, "{sign}{grouped},{:02} kr.", oere % 100)
    }
}

/// What a setting holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Money.
    Amount(Kroner),
    /// A length of time, with the rule's own words.
    Span(Span),
    /// From and to age, both inclusive.
    AgeInterval(u32, u32),
    /// A number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// Words.
    Text(String),
}

/// A value with the day it begins to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// First day.
    pub from: Date,
    /// The value.
    pub value: Value,
    /// The value as written, for pages.
    pub text: String,
    /// Not confirmed by a person yet: the page says "skal bekræftes".
    pub to_be_confirmed: bool,
}

/// A setting with all its values over time. No value means not set, and every user must say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its id.
    pub id: String,
    /// What it is.
    pub title: String,
    /// Paragraph or decision behind it.
    pub source: Option<String>,
    /// Values, oldest first.
    pub values: Vec<Dated>,
}

impl Setting {
    /// The value in force on a day.
    pub fn on(&self, day: Date) -> Option<&Dated> {
        self.values.iter().rev().find(|dated| dated.from <= day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_written_and_read_the_danish_way() {
        assert_eq!(Kroner::parse("1.105,00 kr."), Some(Kroner::from_oere(110_500)));
        assert_eq!(Kroner::parse("1105"), Some(Kroner::from_oere(110_500)));
        assert_eq!(Kroner::parse("0,5"), Some(Kroner::from_oere(50)));
        for wrong in ["", "1.10", "1,005", "-5", "11.05", "1 105", "1.1055"] {
            assert_eq!(Kroner::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Kroner::from_oere(123_456_789).to_string(), "1.234.567,89 kr.");
    }

    proptest! {
        #[test]
        fn an_amount_shown_reads_back_as_itself(oere in 0i64..1_000_000_000_000) {
            let amount = Kroner::from_oere(oere);
            prop_assert_eq!(Kroner::parse(&amount.to_string()), Some(amount));
        }
    }
}
