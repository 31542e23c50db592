//! Collecting information (indhentning af oplysninger): never without consent or a stated legal basis.

use crate::consent::{Consent, Covers, NotCovered};
use crate::ids::{ConsentId, DocumentId, InformationRequestId, LetterId};
use jiff::civil::Date;

/// What a request rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// A consent of the case.
    Consent(ConsentId),
    /// A provision, with why it applies here.
    Law {
        /// E.g. "retssikkerhedsloven § 11 c".
        paragraph: String,
        /// Why it applies.
        reason: String,
    },
}

/// A request for information (anmodning om oplysninger).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InformationRequest {
    /// Its id.
    pub id: InformationRequestId,
    /// Who is asked, named.
    pub source: String,
    /// Postal or secure address of the one asked.
    pub address: String,
    /// What is asked for.
    pub about: String,
    /// What it rests on.
    pub basis: Basis,
    /// Last day to answer.
    pub reply_by: Date,
    /// The letter.
    pub letter: Option<LetterId>,
    /// How far it is.
    pub state: RequestState,
}

/// How far a request is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestState {
    /// Asked.
    Sent {
        /// The day.
        on: Date,
    },
    /// Answered, with the document it came in.
    Answered {
        /// The day.
        on: Date,
        /// The answer.
        document: DocumentId,
    },
    /// Given up, with the reason.
    GivenUp {
        /// The day.
        on: Date,
        /// Why.
        reason: String,
    },
}

/// Why we may not ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAsked {
    /// Neither consent nor a legal basis is stated.
    NoBasis,
    /// The consent does not hold today.
    ConsentNotInForce {
        /// Its last day.
        until: Date,
        /// The day it was withdrawn, if it was.
        withdrawn_on: Option<Date>,
    },
    /// The consent names somebody else.
    ConsentNamesAnother {
        /// Whom it names.
        source: String,
    },
    /// The consent lets us do something else, but not ask.
    ConsentIsNotToAsk,
    /// The provision or the reason why it applies is missing.
    LawWithoutReason,
    /// Who is asked, or about what, is missing.
    Incomplete,
    /// The last day to answer is not after today.
    ReplyDateTooEarly,
}

impl From<NotCovered> for NotAsked {
    fn from(why: NotCovered) -> Self {
        match why {
            NotCovered::NotInForce { until, withdrawn_on } => NotAsked::ConsentNotInForce { until, withdrawn_on },
            NotCovered::NamesAnother { source } => NotAsked::ConsentNamesAnother { source },
            NotCovered::ForSomethingElse { .. } => NotAsked::ConsentIsNotToAsk,
        }
    }
}

/// Whether this request may be made today.
pub fn may_ask(
    source: &str,
    about: &str,
    basis: Option<&Basis>,
    consents: &[Consent],
    reply_by: Date,
    today: Date,
) -> Result<(), NotAsked> {
    if source.trim().is_empty() || about.trim().is_empty() {
        return Err(NotAsked::Incomplete);
    }
    if reply_by <= today {
        return Err(NotAsked::ReplyDateTooEarly);
    }
    match basis {
        None => Err(NotAsked::NoBasis),
        Some(Basis::Law { paragraph, reason }) if paragraph.trim().is_empty() || reason.trim().is_empty() => {
            Err(NotAsked::LawWithoutReason)
        }
        Some(Basis::Law { .. }) => Ok(()),
        Some(Basis::Consent(id)) => {
            let consent = consents.iter().find(|consent| consent.id == *id).ok_or(NotAsked::NoBasis)?;
            consent.permits(source, Covers::Fetch, today)?;
            Ok(())
        }
    }
}

impl InformationRequest {
    /// Whether it rests on a provision rather than a consent.
    pub fn rests_on_law(&self) -> bool {
        matches!(self.basis, Basis::Law { .. })
    }

    /// Whether we still wait for an answer.
    pub fn is_open(&self) -> bool {
        matches!(self.state, RequestState::Sent { .. })
    }
}
