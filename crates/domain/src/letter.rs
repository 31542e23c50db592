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
    /// Someone outside who is asked or told (samarbejdspartner).
    Partner,
    /// The person the case is about (borger), also one who is not a party: a young person, a child.
    Citizen,
    /// Who asked for access to documents (anmoder).
    Requester,
    /// Who notified of concern for a child (underretter).
    Notifier,
    /// Who told of the citizen in the enquiry the case came of (henviser).
    Referrer,
}

impl Recipient {
    /// Every recipient with its Danish word, as `modtager` writes it.
    pub const WORDS: &'static [(Recipient, &'static str)] = &[
        (Recipient::Applicant, "ansøger"),
        (Recipient::Party, "part"),
        (Recipient::Partner, "samarbejdspartner"),
        (Recipient::Citizen, "borger"),
        (Recipient::Requester, "anmoder"),
        (Recipient::Notifier, "underretter"),
        (Recipient::Referrer, "henviser"),
    ];
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
    /// The fourteen weeks before a reduction or withdrawal takes effect (varsling, B-VARSLING).
    Notice,
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
        (Part::Notice, "varsling"),
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
    /// A running grant is reduced (nedsættelse).
    Reduction,
    /// A running grant ends or is withdrawn (ophør).
    Ending,
    /// A reduction or ending that must be notified fourteen weeks before (varsling; serviceloven § 3 a, barnets lov § 11).
    Notice,
    /// Made by hand from the case page (brev): the letter asks for what the case does not know.
    CaseLetter,
    /// The caseworker changes (sagsbehandlerskift).
    CaseworkerChange,
    /// A complaint came (klage modtaget).
    ComplaintReceipt,
    /// Reassessed: the complainant is right in full (genvurdering medhold).
    ReassessedFully,
    /// Reassessed: right in part (genvurdering delvist medhold).
    ReassessedPartly,
    /// Reassessed: no change, sent on to Ankestyrelsen (genvurdering fastholdt).
    ReassessedUpheld,
    /// The case is sent to Ankestyrelsen (oversendelse).
    Forwarding,
    /// Access to documents is decided (aktindsigt).
    AccessDecision,
    /// Access to documents takes longer than seven working days (aktindsigt frist).
    AccessDelay,
    /// A notification of concern came (underretning modtaget).
    NotificationReceipt,
    /// A professional notifier hears whether it led to anything (svar til underretter).
    NotificationFeedback,
    /// Who told of the citizen in an enquiry hears that the task is theirs again (svar til henviser).
    ReferrerReply,
    /// Somebody is asked to come to a meeting (mødeindkaldelse).
    MeetingCall,
    /// A meeting is moved or called off (møde ændret).
    MeetingChange,
    /// The minutes of a meeting (referat).
    Minutes,
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
        (Occasion::Reduction, "nedsættelse"),
        (Occasion::Ending, "ophør"),
        (Occasion::Notice, "varsling"),
        (Occasion::CaseLetter, "brev"),
        (Occasion::CaseworkerChange, "sagsbehandlerskift"),
        (Occasion::ComplaintReceipt, "klage modtaget"),
        (Occasion::ReassessedFully, "genvurdering medhold"),
        (Occasion::ReassessedPartly, "genvurdering delvist medhold"),
        (Occasion::ReassessedUpheld, "genvurdering fastholdt"),
        (Occasion::Forwarding, "oversendelse"),
        (Occasion::AccessDecision, "aktindsigt"),
        (Occasion::AccessDelay, "aktindsigt frist"),
        (Occasion::NotificationReceipt, "underretning modtaget"),
        (Occasion::NotificationFeedback, "svar til underretter"),
        (Occasion::ReferrerReply, "svar til henviser"),
        (Occasion::MeetingCall, "mødeindkaldelse"),
        (Occasion::MeetingChange, "møde ændret"),
        (Occasion::Minutes, "referat"),
    ];

    /// The Danish word.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(occasion, _)| *occasion == self).map_or("", |(_, word)| word)
    }

    /// The word read back.
    pub fn from_word(word: &str) -> Option<Occasion> {
        Self::WORDS.iter().find(|(_, w)| *w == word).map(|(occasion, _)| *occasion)
    }

    /// Whether it says what a reassessment came to. Found by occasion and not named by any benefit, it is filled with the
    /// blocks of whichever benefit the case is about.
    pub fn says_a_reassessment(self) -> bool {
        matches!(self, Occasion::ReassessedFully | Occasion::ReassessedPartly | Occasion::ReassessedUpheld)
    }

    /// Whether such a letter goes to readers of several kinds, and is found for each of them by who reads it.
    pub fn goes_to_several(self) -> bool {
        matches!(self, Occasion::MeetingCall | Occasion::MeetingChange | Occasion::Minutes)
    }

    /// Whether a caseworker chooses such a letter by name on the case page and answers what it asks for.
    pub fn is_made_by_hand(self) -> bool {
        matches!(self, Occasion::CaseLetter | Occasion::CaseworkerChange | Occasion::ReferrerReply)
    }

    /// Parts the law demands of a letter on this occasion, whatever its file says.
    pub fn required_parts(self) -> &'static [Part] {
        use Part::{
            Application, ComplaintGuidance, Contact, Course, Decision, Facts, FollowUp, Gdpr, HearingReply, LegalBasis,
            Reasons, ReplyDate, Rules,
        };
        match self {
            Occasion::Receipt => &[Application, Course, Gdpr, Contact],
            Occasion::PartyHearing => &[Facts, ReplyDate, Contact],
            Occasion::Delay | Occasion::AccessDelay => &[Part::Delay, Contact],
            Occasion::InformationRequest => &[Facts, LegalBasis, ReplyDate, Contact],
            // A grant in full may give its reasons lightly (B-REASON-LIGHT), but never leaves out the rules.
            Occasion::Grant => &[Application, Decision, Rules, HearingReply, FollowUp, ComplaintGuidance, Contact],
            Occasion::PartialGrant => {
                &[Application, Decision, Reasons, Rules, HearingReply, FollowUp, ComplaintGuidance, Contact]
            }
            Occasion::Refusal => &[Application, Decision, Reasons, Rules, HearingReply, ComplaintGuidance, Contact],
            Occasion::Reduction | Occasion::Ending => {
                &[Decision, Reasons, Rules, HearingReply, ComplaintGuidance, Contact]
            }
            Occasion::Notice => &[Decision, Reasons, Rules, HearingReply, Part::Notice, ComplaintGuidance, Contact],
            Occasion::ReassessedFully | Occasion::ReassessedPartly => {
                &[Decision, Reasons, Rules, ComplaintGuidance, Contact]
            }
            Occasion::ReassessedUpheld => &[Decision, Reasons, Rules, Course, Contact],
            Occasion::Forwarding => &[Decision, Reasons, Contact],
            Occasion::AccessDecision => &[Decision, ComplaintGuidance, Contact],
            Occasion::CaseworkerChange | Occasion::ComplaintReceipt => &[Course, Contact],
            Occasion::CaseLetter
            | Occasion::NotificationReceipt
            | Occasion::NotificationFeedback
            | Occasion::ReferrerReply
            | Occasion::MeetingCall
            | Occasion::MeetingChange
            | Occasion::Minutes => &[Contact],
        }
    }
}

/// How something a letter asks for is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AskKind {
    /// A line.
    Text,
    /// Several lines.
    LongText,
    /// A day; the letter writes it in full.
    Date,
    /// A time of day, as `14.30`.
    Time,
}

impl AskKind {
    /// Every kind with its word, as `felter` writes it.
    pub const WORDS: &'static [(AskKind, &'static str)] = &[
        (AskKind::Text, "tekst"),
        (AskKind::LongText, "langtekst"),
        (AskKind::Date, "dato"),
        (AskKind::Time, "klokkeslaet"),
    ];
}

/// Something a letter asks for that the case does not know (felt): the day of a meeting, who takes over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The text writes it as `{{ svar.<id> }}`.
    pub id: String,
    /// The question, in Danish.
    pub title: String,
    /// How it is typed.
    pub kind: AskKind,
    /// A line of help.
    pub help: Option<String>,
    /// What it says in samples.
    pub sample: String,
    /// It may be left empty; the text asks `{% hvis svar.har_<id> %}` first.
    pub optional: bool,
}

/// What a letter's page says above and below the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Head {
    /// The case's number stands in the box and at the foot.
    #[default]
    Case,
    /// No case number: a letter that may reach somebody who is not to know of the case.
    WithoutCase,
}

impl Head {
    /// The words `hoved` may say; a letter that says nothing has the case's number.
    pub const WORDS: &'static [(Head, &'static str)] = &[(Head::WithoutCase, "uden sag")];
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
    /// What stands around its text.
    pub head: Head,
    /// What it asks for when it is made.
    pub asks: Vec<Ask>,
    /// The text in the Danish template language; shared blocks are named in it (`{{> kontakt }}`), not put in.
    pub text: String,
    /// The line of the file on which the text begins, so that a mistake can be pointed at.
    pub first_line: usize,
}

/// Places in a general decision letter that each benefit fills with blocks of its own (`{{> ydelse.regler }}`).
pub const SLOTS: &[&str] = &["ydelse.regler", "ydelse.indhold", "ydelse.afslag"];

impl Letter {
    /// Whether it has places that a benefit must fill.
    pub fn has_slots(&self) -> bool {
        SLOTS.iter().any(|slot| self.text.contains(&format!("{{{{> {slot} }}}}")))
    }

    /// The letter as it is for one benefit: its blocks stand in the slots, and a slot it has no block for is empty.
    #[must_use]
    pub fn for_benefit(&self, benefit: &crate::benefit::Benefit) -> Letter {
        let mut letter = self.clone();
        for slot in SLOTS {
            let block = benefit.blocks.get(slot.trim_start_matches("ydelse."));
            let named = block.map(|block| format!("{{{{> {block} }}}}")).unwrap_or_default();
            letter.text = letter.text.replace(&format!("{{{{> {slot} }}}}"), &named);
        }
        letter
    }
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
