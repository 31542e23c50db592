//! Rules for dates (regel), as content files and the command line write them: `"2 arbejdsdage efter fordeling"`.
//!
//! ```text
//! regel   = spand                          counted from the day the step opened
//!         | spand ("efter" | "før") anker
//!         | "ved" anker
//!         | "snarest" [ "efter" anker ]    no date
//! spand   = tal enhed { ["og"] tal enhed } | "indstilling" id
//! enhed   = timer | arbejdsdage | hverdage | dage | uger | måneder | år      (singular too)
//! anker   = "start" | trin | trin:udfald | dato | "fristen for" trin | "fyldt" tal "år" [ tal "måneder" ]
//! ```
//!
//! Reading says where it stopped. Whether a step or a setting exists is the business of whoever knows them.

use domain::deadline::{Anchor, Length, Rule, Span, Unit};
use domain::words::DateWord;
use std::fmt;

#[cfg(test)]
mod tests;

/// Largest number a rule may hold; more is a slip of the finger, and would only reach the end of the calendar.
const MOST: u32 = 9999;

/// Words the grammar itself needs, so no step may be called so.
const RESERVED: [&str; 8] = ["efter", "før", "ved", "og", "snarest", "indstilling", "fyldt", "fristen"];

/// What we were reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A whole rule.
    Rule,
    /// A length of time.
    Span,
    /// What a rule counts from.
    Anchor,
}

/// Why a text is no rule, and where reading stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError {
    /// What we were reading.
    pub wanted: Wanted,
    /// The whole text as written.
    pub text: String,
    /// The word reading stopped at; empty when the text ended too soon.
    pub at: String,
    /// The word of the grammar nearest to it, if it looks like a slip of the finger.
    pub nearest: Option<&'static str>,
}

impl RuleError {
    /// What is wrong, in Danish without a full stop: `fristen "…" kan ikke læses ved "fra"`.
    pub fn message(&self) -> String {
        let what = match self.wanted {
            Wanted::Rule => "fristen",
            Wanted::Span => "længden",
            Wanted::Anchor => "tidspunktet",
        };
        if self.at.is_empty() {
            format!("{what} \"{}\" slutter for tidligt", self.text)
        } else {
            format!("{what} \"{}\" kan ikke læses ved \"{}\"", self.text, self.at)
        }
    }

    /// What to write instead, in Danish with its full stop.
    pub fn advice(&self) -> String {
        let example = match self.wanted {
            Wanted::Rule => "2 arbejdsdage efter fordeling",
            Wanted::Span => "4 uger",
            Wanted::Anchor => "fyldt 18 år",
        };
        match self.nearest {
            Some(nearest) => format!("Mente du \"{nearest}\"? Skriv fx \"{example}\"."),
            None => format!("Skriv fx \"{example}\"."),
        }
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. {}", self.message(), self.advice())
    }
}

impl std::error::Error for RuleError {}

/// Reads a rule. `is_date` says which names are dates the file asks for itself; the system's own dates
/// ([`DateWord`]) are always known, and every other name is a step.
///
/// # Errors
/// [`RuleError`] says at which word the text stops being a rule.
pub fn parse_rule(text: &str, is_date: &dyn Fn(&str) -> bool) -> Result<Rule, RuleError> {
    let mut words = Words::new(text, Wanted::Rule);
    let rule = if words.take("ved") {
        Rule::At(words.anchor(is_date)?)
    } else if words.take("snarest") {
        Rule::Soon(if words.take("efter") { words.anchor(is_date)? } else { Anchor::Opened })
    } else {
        let length = words.length()?;
        if words.take("efter") {
            Rule::After(length, words.anchor(is_date)?)
        } else if words.take("før") {
            Rule::Before(length, words.anchor(is_date)?)
        } else if words.left.is_empty() {
            Rule::After(length, Anchor::Opened)
        } else {
            return Err(words.stop(&["efter", "før", "og"]));
        }
    };
    words.end().map(|()| rule)
}

/// Reads a length of time that is written out: `"4 uger"`, `"17 år 6 måneder"`, `"1 måned og 2 dage"`.
///
/// # Errors
/// [`RuleError`] says at which word the text stops being a length.
pub fn parse_span(text: &str) -> Result<Span, RuleError> {
    let mut words = Words::new(text, Wanted::Span);
    let span = words.span()?;
    words.end().map(|()| span)
}

/// Reads a length of time, written out or named: `"4 uger"`, `"indstilling sagsbehandlingstid"`.
///
/// # Errors
/// As [`parse_span`].
pub fn parse_length(text: &str) -> Result<Length, RuleError> {
    let mut words = Words::new(text, Wanted::Span);
    let length = words.length()?;
    words.end().map(|()| length)
}

/// Reads what a rule counts from, standing alone: `"fyldt 15 år"`, `"start"`. `is_date` as in [`parse_rule`].
///
/// # Errors
/// [`RuleError`] says at which word the text stops being an anchor.
pub fn parse_anchor(text: &str, is_date: &dyn Fn(&str) -> bool) -> Result<Anchor, RuleError> {
    let mut words = Words::new(text, Wanted::Anchor);
    let anchor = words.anchor(is_date)?;
    words.end().map(|()| anchor)
}

/// The words not read yet.
struct Words<'a> {
    text: &'a str,
    wanted: Wanted,
    left: Vec<&'a str>,
}

impl<'a> Words<'a> {
    /// `left` is kept backwards, so that the next word is the last and reading is popping.
    fn new(text: &'a str, wanted: Wanted) -> Self {
        Self { text, wanted, left: text.split_whitespace().rev().collect() }
    }

    fn peek(&self) -> Option<&'a str> {
        self.left.last().copied()
    }

    /// Takes the next word if it is this one.
    fn take(&mut self, word: &str) -> bool {
        self.peek() == Some(word) && self.left.pop().is_some()
    }

    /// Reading stops at the next word, where one of these could have stood.
    fn stop(&self, expected: &[&'static str]) -> RuleError {
        let at = self.peek().unwrap_or_default();
        let nearest = expected
            .iter()
            .copied()
            .map(|word| (strsim::damerau_levenshtein(&at.to_lowercase(), word), word))
            // One slip in a short word and two in a long one; a guess further away only misleads.
            .filter(|(slips, word)| *slips <= 1 + usize::from(word.chars().count() > 4))
            .min_by_key(|(slips, _)| *slips)
            .map(|(_, word)| word)
            .filter(|_| !at.is_empty());
        RuleError { wanted: self.wanted, text: self.text.to_owned(), at: at.to_owned(), nearest }
    }

    fn end(&self) -> Result<(), RuleError> {
        if self.left.is_empty() { Ok(()) } else { Err(self.stop(&[])) }
    }

    fn number(&mut self) -> Result<u32, RuleError> {
        let number = self.peek().filter(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
        match number.and_then(|word| word.parse().ok()).filter(|number| *number <= MOST) {
            Some(number) => {
                self.left.pop();
                Ok(number)
            }
            None => Err(self.stop(&["ved", "snarest", "indstilling"])),
        }
    }

    fn unit(&mut self) -> Result<Unit, RuleError> {
        match self.peek().and_then(Unit::from_word) {
            Some(unit) => {
                self.left.pop();
                Ok(unit)
            }
            None => {
                let singular = Unit::ALL.iter().map(|unit| unit.word(1));
                let plural = Unit::ALL.iter().map(|unit| unit.word(2));
                Err(self.stop(&plural.chain(singular).collect::<Vec<_>>()))
            }
        }
    }

    fn span(&mut self) -> Result<Span, RuleError> {
        let mut parts = vec![(self.number()?, self.unit()?)];
        loop {
            let joined = self.take("og");
            let more = self.peek().is_some_and(|word| word.starts_with(|first: char| first.is_ascii_digit()));
            if !joined && !more {
                return Ok(Span(parts));
            }
            parts.push((self.number()?, self.unit()?));
        }
    }

    fn length(&mut self) -> Result<Length, RuleError> {
        if self.take("indstilling") { Ok(Length::Setting(self.id()?)) } else { self.span().map(Length::Span) }
    }

    /// A name as content files give it. Whether it exists, and is spelt as ids are, is checked where ids are known.
    fn id(&mut self) -> Result<String, RuleError> {
        match self.peek().filter(|word| is_id(word) && !RESERVED.contains(word)) {
            Some(word) => {
                self.left.pop();
                Ok(word.to_owned())
            }
            None => Err(self.stop(&[])),
        }
    }

    fn anchor(&mut self, is_date: &dyn Fn(&str) -> bool) -> Result<Anchor, RuleError> {
        if self.take("start") {
            return Ok(Anchor::Start);
        }
        let rest: Vec<&str> = self.left.iter().rev().copied().collect();
        let rest = rest.join(" ");
        if DateWord::from_word(&rest).is_some() || (!rest.is_empty() && is_date(&rest)) {
            self.left.clear();
            return Ok(Anchor::Named(rest));
        }
        if self.take("fristen") {
            return if self.take("for") { self.id().map(Anchor::DeadlineOf) } else { Err(self.stop(&["for"])) };
        }
        if self.take("fyldt") { self.age() } else { self.step() }
    }

    fn age(&mut self) -> Result<Anchor, RuleError> {
        let years = self.number()?;
        if !self.take("år") {
            return Err(self.stop(&["år"]));
        }
        if self.left.is_empty() {
            return Ok(Anchor::Age { years, months: 0 });
        }
        self.take("og");
        let months = self.number()?;
        if self.take("måned") || self.take("måneder") {
            Ok(Anchor::Age { years, months })
        } else {
            Err(self.stop(&["måneder"]))
        }
    }

    fn step(&mut self) -> Result<Anchor, RuleError> {
        let Some((step, outcomes)) = self.peek().and_then(|word| word.split_once(':')) else {
            return self.id().map(|step| Anchor::Step { step, outcomes: Vec::new() });
        };
        let outcomes: Vec<&str> = outcomes.split('|').collect();
        if !is_id(step) || RESERVED.contains(&step) || step == "start" || !outcomes.iter().all(|outcome| is_id(outcome))
        {
            return Err(self.stop(&[]));
        }
        self.left.pop();
        Ok(Anchor::Step { step: step.to_owned(), outcomes: outcomes.into_iter().map(str::to_owned).collect() })
    }
}

/// Begins with a letter and goes on with letters, digits, hyphens.
fn is_id(word: &str) -> bool {
    word.starts_with(char::is_alphabetic) && word.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
}
