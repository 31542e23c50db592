//! Consent (samtykke): who gives it, from whom we may ask, about what, why, until when (B-CONSENT).

use crate::ids::{ConsentId, PersonId};
use jiff::civil::Date;

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

/// A consent to collect information.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Its id.
    pub id: ConsentId,
    /// Who gives it: the citizen, or who may act for them.
    pub given_by: PersonId,
    /// From whom we may ask, named ("Tovby Skole").
    pub source: String,
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
        if self.source.trim().is_empty() {
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
}
