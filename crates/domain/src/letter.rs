//! A letter as defined (brev): occasion, recipient, required parts, text with words to fill; read from `content/breve/`.
//!
//! The text is kept as the author wrote it; making pages of it is the crate `letters`.

use crate::deadline::{Channel, Rule};
use crate::ids::{CaseId, DocumentId, LetterId, PersonId, StaffId};
use crate::procedure::Condition;
use jiff::{Timestamp, civil::Date};

/// Who a letter goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recipient {
    /// Who applied (ansøger).
    Applicant,
    /// Each party (part): a custody holder for a child, the citizen for an adult.
    Party,
    /// Someone outside who is asked for information (samarbejdspartner).
    Partner,
}

/// A part a letter must have; a decision's parts follow from its occasion (B-DEC).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// What was applied for and when (ansøgningen).
    Application,
    /// The decision in one sentence (afgørelsen).
    Decision,
    /// Reasons: facts and considerations (begrundelse).
    Reasons,
    /// Law in force that day (retsregler).
    Rules,
    /// How hearing comments were treated (partshøringssvar).
    HearingReply,
    /// Duty to report changes, follow-up (opfølgning).
    FollowUp,
    /// How to complain (klagevejledning).
    ComplaintGuidance,
    /// Information on processing of personal data (databeskyttelse).
    Gdpr,
    /// What is heard about (oplysninger).
    Facts,
    /// Last day to reply (svarfrist).
    ReplyDate,
    /// What happens next and when (forløb).
    Course,
    /// Whom to ask (kontakt).
    Contact,
    /// Consent or legal basis relied on (hjemmel).
    LegalBasis,
    /// The reason for being late and the new date (forsinkelse).
    Delay,
}

impl Part {
    /// Every part with its Danish word, as `dele` writes it and as `{# del … #}` marks it in the text.
    pub const WORDS: &'static [(Part, &'static str)] = &[
        (Part::Application, "ansøgningen"),
        (Part::Decision, "afgørelsen"),
        (Part::Reasons, "begrundelse"),
        (Part::Rules, "retsregler"),
        (Part::HearingReply, "partshøringssvar"),
        (Part::FollowUp, "opfølgning"),
        (Part::ComplaintGuidance, "klagevejledning"),
        (Part::Gdpr, "databeskyttelse"),
        (Part::Facts, "oplysninger"),
        (Part::ReplyDate, "svarfrist"),
        (Part::Course, "forløb"),
        (Part::Contact, "kontakt"),
        (Part::LegalBasis, "hjemmel"),
        (Part::Delay, "forsinkelse"),
    ];

    /// The Danish word.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(part, _)| *part == self).map_or("", |(_, word)| word)
    }

    /// The word read back.
    pub fn from_word(word: &str) -> Option<Part> {
        Self::WORDS.iter().find(|(_, w)| *w == word).map(|(part, _)| *part)
    }
}

/// What a letter answers (anledning).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Occasion {
    /// An application came (kvittering).
    Receipt,
    /// Party hearing (partshøring).
    PartyHearing,
    /// The limit will not be met (fristforlængelse).
    Delay,
    /// Information is asked for (anmodning om oplysninger).
    InformationRequest,
    /// Grant (bevilling).
    Grant,
    /// Partial grant (delvis bevilling).
    PartialGrant,
    /// Refusal (afslag).
    Refusal,
}

impl Occasion {
    /// Every occasion with its Danish word.
    pub const WORDS: &'static [(Occasion, &'static str)] = &[
        (Occasion::Receipt, "kvittering"),
        (Occasion::PartyHearing, "partshøring"),
        (Occasion::Delay, "fristforlængelse"),
        (Occasion::InformationRequest, "anmodning om oplysninger"),
        (Occasion::Grant, "bevilling"),
        (Occasion::PartialGrant, "delvis bevilling"),
        (Occasion::Refusal, "afslag"),
    ];

    /// Parts the law demands of a letter on this occasion, whatever its file says.
    pub fn required_parts(self) -> &'static [Part] {
        match self {
            Occasion::Receipt => &[Part::Application, Part::Course, Part::Gdpr, Part::Contact],
            Occasion::PartyHearing => &[Part::Facts, Part::ReplyDate, Part::Contact],
            Occasion::Delay => &[Part::Delay, Part::Contact],
            Occasion::InformationRequest => &[Part::Facts, Part::LegalBasis, Part::ReplyDate, Part::Contact],
            // A grant in full may give its reasons lightly (B-REASON-LIGHT), but never leaves out the rules.
            Occasion::Grant => &[
                Part::Application,
                Part::Decision,
                Part::Rules,
                Part::HearingReply,
                Part::FollowUp,
                Part::ComplaintGuidance,
                Part::Contact,
            ],
            Occasion::PartialGrant => &[
                Part::Application,
                Part::Decision,
                Part::Reasons,
                Part::Rules,
                Part::HearingReply,
                Part::FollowUp,
                Part::ComplaintGuidance,
                Part::Contact,
            ],
            Occasion::Refusal => &[
                Part::Application,
                Part::Decision,
                Part::Reasons,
                Part::Rules,
                Part::HearingReply,
                Part::ComplaintGuidance,
                Part::Contact,
            ],
        }
    }
}

/// A letter template in one version.
#[derive(Clone, Debug, PartialEq)]
pub struct Letter {
    /// File name without extension.
    pub id: String,
    /// First day of this version.
    pub valid_from: Date,
    /// Heading of the letter.
    pub title: String,
    /// Catalogue ids (`T-L01`).
    pub catalogue: Vec<String>,
    /// What it answers.
    pub occasion: Occasion,
    /// Conditions of use among letters of the same occasion.
    pub when: Vec<Condition>,
    /// Who it goes to.
    pub recipient: Recipient,
    /// Parts it says it has.
    pub parts: Vec<Part>,
    /// Days it is not sent on without a reason: true for refusals ("fredag", "dag før helligdag").
    pub not_before_days_off: bool,
    /// Last day to answer, when the letter asks for one.
    pub reply: Option<Rule>,
    /// One line for the journal.
    pub summary: String,
    /// Why its readability may be above 40, if it is.
    pub lix_reason: Option<String>,
    /// The text in the Danish template language; shared blocks are named in it (`{{> kontakt }}`), not put in.
    pub text: String,
    /// The line of the file on which the text begins, so that a mistake can be pointed at.
    pub first_line: usize,
}

/// Who one letter goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Addressee {
    /// A person of the case.
    Person(PersonId),
    /// Someone outside, named with an address.
    Partner {
        /// Name.
        name: String,
        /// Address lines.
        address: String,
    },
}

/// How far one letter is. "Sent" is set by the receipt, not by the attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LetterState {
    /// Made, may still be changed.
    Drafted,
    /// Promised: its pages are fixed and it waits in the outbox.
    Queued,
    /// The receiver has confirmed it.
    Sent,
    /// Given up after many tries; a person must look.
    Failed,
}

/// One letter to one recipient: made, promised, sent (D-3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedLetter {
    /// Its id, one for life: also the message id at the receiver.
    pub id: LetterId,
    /// The case.
    pub case: CaseId,
    /// The template.
    pub template: String,
    /// Its version.
    pub template_version: Date,
    /// What it answers.
    pub occasion: Occasion,
    /// Who it goes to.
    pub addressee: Addressee,
    /// Heading.
    pub title: String,
    /// The text as it stands: filled in and perhaps changed by the caseworker, in the small markup of letters.
    pub text: String,
    /// How it goes.
    pub channel: Channel,
    /// How far it is.
    pub state: LetterState,
    /// The PDF, once its pages are fixed.
    pub document: Option<DocumentId>,
    /// The words it was filled from, as JSON, kept so that it can be explained later.
    pub snapshot: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Who made it.
    pub by: StaffId,
    /// The day it was promised, if it was.
    pub queued_on: Option<Date>,
    /// When the receiver confirmed it.
    pub sent_at: Option<Timestamp>,
    /// Version for optimistic locking.
    pub version: i64,
}
