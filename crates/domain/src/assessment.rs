//! The assessment (udredning): facts with source, the criteria of the benefit, and the considerations.

use crate::ids::{DocumentId, FindingId};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Whether the party knows that this fact is part of the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Known {
    /// The party knows it, or gave it themselves.
    Known,
    /// The party does not know it.
    Unknown,
}

/// Which way a fact weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// Against the party, and it matters (til ugunst og af væsentlig betydning).
    Against,
    /// For the party, or neither.
    NotAgainst,
}

/// A fact (oplysning) that the decision rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its id.
    pub id: FindingId,
    /// The fact, as the letter will say it.
    pub text: String,
    /// Where it comes from.
    pub source: String,
    /// The document it stands in, if one.
    pub document: Option<DocumentId>,
    /// Whether the party knows it.
    pub known: Known,
    /// Which way it weighs.
    pub weight: Weight,
    /// The day a decision that rests on it was sent: from then on it stands as it is.
    pub decided_on: Option<Date>,
}

impl Finding {
    /// The party must be heard about it (forvaltningsloven § 19).
    pub fn must_be_heard(&self) -> bool {
        self.known == Known::Unknown && self.weight == Weight::Against
    }
}

/// An answer to one of the benefit's criteria, with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriterionAnswer {
    /// Met or not.
    pub met: bool,
    /// Why.
    pub reason: String,
}

/// Considerations and criteria of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assessment {
    /// The main considerations (hovedhensyn) in the caseworker's words.
    pub considerations: String,
    /// Answers by the criterion's id.
    pub criteria: BTreeMap<String, CriterionAnswer>,
    /// Version for optimistic locking.
    pub version: i64,
}
