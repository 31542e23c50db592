//! Consent (samtykke): who gives it, with whom it lets us do what, about what, why, until when (B-CONSENT).

use crate::calendar::Calendar;
use crate::deadline::{Actor, Direction, Span, count};
use crate::ids::{ConsentId, PersonId};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What a consent lets us do with the one it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Covers {
    /// Ask them for information (indhente).
    Fetch,
    /// Pass information on to them (videregive).
    Share,
    /// Invite them to meetings about the citizen.
    Invite,
}

impl Covers {
    /// All of them, in the order pages list them.
    pub const ALL: &'static [Covers] = &[Covers::Fetch, Covers::Share, Covers::Invite];
}

/// How consent was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// In writing, signed.
    Written,
    /// Spoken, with a note in the journal.
    Oral,
    /// By Digital Post or self-service.
    Digital,
}

/// A consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Its id.
    pub id: ConsentId,
    /// Who gives it: the citizen, or who may act for them.
    pub given_by: PersonId,
    /// Who it names: the one we may ask, tell or invite ("Tovby Skole").
    pub source: String,
    /// What it lets us do with them; never nothing.
    pub covers: BTreeSet<Covers>,
    /// About what.
    pub about: String,
    /// Why.
    pub purpose: String,
    /// How it was given.
    pub form: Form,
    /// The day it was given.
    pub given_on: Date,
    /// Last day it holds.
    pub until: Date,
    /// The day it was withdrawn, if it was; from then on nothing new is asked for.
    pub withdrawn_on: Option<Date>,
}

/// Why a consent is not registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAConsent {
    /// It covers nothing.
    CoversNothing,
    /// A named source is missing.
    NoSource,
    /// What it is about is missing.
    NotAbout,
    /// The purpose is missing.
    NoPurpose,
    /// It would end before it was given.
    EndsBeforeItBegins,
    /// Given on a day to come.
    GivenInTheFuture,
    /// The giver is neither the citizen nor one who may act for them.
    NotEntitled,
}

impl Consent {
    /// Whether it can be registered today.
    pub fn check(&self, today: Date) -> Result<(), NotAConsent> {
        if self.covers.is_empty() {
            Err(NotAConsent::CoversNothing)
        } else if self.source.trim().is_empty() {
            Err(NotAConsent::NoSource)
        } else if self.about.trim().is_empty() {
            Err(NotAConsent::NotAbout)
        } else if self.purpose.trim().is_empty() {
            Err(NotAConsent::NoPurpose)
        } else if today < self.given_on {
            Err(NotAConsent::GivenInTheFuture)
        } else if self.until < self.given_on {
            Err(NotAConsent::EndsBeforeItBegins)
        } else {
            Ok(())
        }
    }

    /// Whether it holds on a day. A withdrawal counts from the day itself.
    pub fn holds_on(&self, day: Date) -> bool {
        self.given_on <= day && day <= self.until && self.withdrawn_on.is_none_or(|withdrawn| day < withdrawn)
    }

    /// Whether this may be done with somebody on a day, resting on this consent.
    ///
    /// # Errors
    /// [`NotCovered`], the first that is wrong: a consent that is over stops everything, whoever it names.
    pub fn permits(&self, who: &str, what: Covers, day: Date) -> Result<(), NotCovered> {
        if !self.holds_on(day) {
            return Err(NotCovered::NotInForce { until: self.until, withdrawn_on: self.withdrawn_on });
        }
        if !self.names(who) {
            return Err(NotCovered::NamesAnother { source: self.source.clone() });
        }
        if !self.covers.contains(&what) {
            return Err(NotCovered::ForSomethingElse { asked: what });
        }
        Ok(())
    }

    /// Whether it names them, whatever the case of the letters and the spaces between.
    pub fn names(&self, who: &str) -> bool {
        plain(&self.source) == plain(who)
    }

    /// Whether it goes on where another ends: the same name, at least the same things, and a later last day.
    pub fn continues(&self, other: &Consent) -> bool {
        self.id != other.id
            && self.names(&other.source)
            && self.covers.is_superset(&other.covers)
            && other.until < self.until
    }

    /// The day one is reminded that it runs out: so long before its last day, but not before it was given.
    pub fn reminder_on(&self, before: &Span, calendar: &Calendar) -> Date {
        count(before, self.until, Direction::Backward, Actor::Authority, calendar).due.max(self.given_on)
    }
}

/// Why something may not be done on a consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotCovered {
    /// It does not hold that day.
    NotInForce {
        /// Its last day.
        until: Date,
        /// The day it was withdrawn, if it was.
        withdrawn_on: Option<Date>,
    },
    /// It names somebody else.
    NamesAnother {
        /// Whom it names.
        source: String,
    },
    /// It does not cover this.
    ForSomethingElse {
        /// What was asked.
        asked: Covers,
    },
}

/// The consent that lets us do this with somebody on a day: of several, the one that lasts longest.
pub fn covering<'a>(consents: &'a [Consent], who: &str, what: Covers, day: Date) -> Option<&'a Consent> {
    consents.iter().filter(|consent| consent.permits(who, what, day).is_ok()).max_by_key(|consent| consent.until)
}

/// Consents in force that run out so soon that one is to decide whether they are renewed, soonest first, each with the
/// day of its reminder. One that another goes on from is settled and not among them.
pub fn running_out<'a>(
    consents: &'a [Consent],
    before: &Span,
    calendar: &Calendar,
    today: Date,
) -> Vec<(&'a Consent, Date)> {
    let goes_on = |one: &Consent| consents.iter().any(|next| next.withdrawn_on.is_none() && next.continues(one));
    let in_force = consents.iter().filter(|consent| consent.holds_on(today) && !goes_on(consent));
    let reminded = in_force.map(|consent| (consent, consent.reminder_on(before, calendar)));
    let mut found: Vec<(&Consent, Date)> = reminded.filter(|(_, on)| *on <= today).collect();
    found.sort_by_key(|(consent, _)| consent.until);
    found
}

/// A name as it is compared.
fn plain(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
