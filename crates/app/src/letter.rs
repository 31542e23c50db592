//! Letters (breve): made from the case, read through, perhaps changed, promised. Sending is the outbox's.
//!
//! Reading order: [`About`] (what a letter is about, kept with it), [`make`] (from the case to a draft), [`change`] (a
//! draft by hand), [`send`] (checked once more, promised, and what it does done).

mod changed;
mod made;
mod sent;
mod told;

use crate::{App, Outcome};
use domain::case::CaseFile;
use domain::deadline::Channel;
use domain::information::Basis;
use domain::letter::{Addressee, IssuedLetter, Part};
use domain::people::Person;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub(crate) use crate::letter_pages::render;
pub use crate::letter_pages::{View, pdf, picture, show};
pub(crate) use changed::answers_access;
pub use changed::{change, change_sections, discard};
pub use made::{Make, make};
pub(crate) use made::{draft, fill, issue, issue_as, speaks_not_against, template};
pub use sent::{Pressed, is_to_notifier, send, send_as_seen, unnamed};
pub(crate) use sent::{check_recipient, document_of, may_leave, promise, promise_as};
pub(crate) use told::{says_where, tells_where};

/// What a letter is about, besides the case itself. Kept with the letter, so that sending it can do what it promises.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum About {
    /// Nothing more.
    Case,
    /// A hearing of one party about some facts.
    Hearing {
        /// Who is heard.
        party: uuid::Uuid,
        /// About what.
        findings: Vec<uuid::Uuid>,
        /// Last day to answer.
        answer_by: Date,
    },
    /// A request for information.
    Request(Request),
    /// Being late.
    Delay {
        /// Why.
        reason: String,
        /// The new date.
        new_date: Date,
    },
    /// A notification, to who made it.
    Notification {
        /// When it came, in words.
        received: String,
        /// They work with the child.
        professional: bool,
        /// Whether it led to anything, once that is decided.
        led_to_something: Option<bool>,
    },
    /// Made by hand: what its fields say, as the letter writes it.
    ByHand {
        /// By field.
        answers: BTreeMap<String, String>,
    },
    /// A meeting, to one who takes part.
    Meeting(crate::meeting::MeetingLetter),
    /// An answer to a request for access to documents.
    Access(crate::access_request::Told),
    /// Access to documents takes longer than the law allows.
    AccessDelay {
        /// The request.
        request: uuid::Uuid,
        /// What was asked for.
        about: String,
        /// The day it came.
        received_on: Date,
        /// Why.
        reason: String,
        /// The new date.
        new_date: Date,
    },
    /// A decision, to one party.
    Decision {
        /// The party.
        party: uuid::Uuid,
    },
    /// A complaint, and the decision it is about.
    Complaint {
        /// The complaint.
        complaint: uuid::Uuid,
        /// What else is said to Ankestyrelsen; empty for who complains.
        remark: String,
    },
}

/// What a letter was made from, kept beside it so that it can be explained, set and sent later (D-3).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    /// What it is about.
    pub about: About,
    /// The words it was filled from.
    pub words: String,
}

impl Snapshot {
    /// The snapshot of a letter.
    pub(crate) fn of(letter: &IssuedLetter) -> Outcome<Snapshot> {
        Ok(serde_json::from_str(&letter.snapshot).map_err(anyhow::Error::from)?)
    }
}

/// A request for information, as its letter keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Request {
    /// Who is asked.
    pub source: String,
    /// Their address.
    pub address: String,
    /// About what.
    pub about: String,
    /// What it rests on.
    pub basis: RequestBasis,
    /// Last day to answer.
    pub reply_by: Date,
}

/// What a request rests on, as its letter keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum RequestBasis {
    /// A consent.
    Consent(uuid::Uuid),
    /// A provision.
    Law {
        /// Which.
        paragraph: String,
        /// Why it applies.
        reason: String,
    },
}

impl From<&Basis> for RequestBasis {
    fn from(basis: &Basis) -> Self {
        match basis {
            Basis::Consent(id) => RequestBasis::Consent(id.0),
            Basis::Law { paragraph, reason } => {
                RequestBasis::Law { paragraph: paragraph.clone(), reason: reason.clone() }
            }
        }
    }
}

impl From<&RequestBasis> for Basis {
    fn from(basis: &RequestBasis) -> Self {
        match basis {
            RequestBasis::Consent(id) => Basis::Consent(domain::ids::ConsentId(*id)),
            RequestBasis::Law { paragraph, reason } => {
                Basis::Law { paragraph: paragraph.clone(), reason: reason.clone() }
            }
        }
    }
}

/// How a letter goes to this recipient: by Digital Post to whoever is registered for it.
pub(crate) fn channel(file: &CaseFile, addressee: &Addressee) -> Channel {
    match addressee {
        Addressee::Person(id) => file.person(*id).map_or(Channel::Letter, Person::channel),
        Addressee::Partner { .. } => Channel::Letter,
    }
}

/// Parts a letter must have: those of its occasion and those its file says.
pub(crate) fn required(app: &App, letter: &IssuedLetter) -> Vec<Part> {
    let mut parts = letter.occasion.required_parts().to_vec();
    if let Some(template) = app.content.letter_version(&letter.template, letter.template_version) {
        parts.extend(template.parts.iter().copied());
    }
    parts.sort();
    parts.dedup();
    parts
}
