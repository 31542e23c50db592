//! Access to documents (aktindsigt): who asked, what each paper of the case is given or left out by, and when an answer
//! is due (forvaltningsloven §§ 9-16, offentlighedsloven § 36).
//!
//! Reading order: [`AccessRequest`] and [`State`] (what is asked, how far it is), [`Item`] and [`flags`] (what the system
//! lists and warns about before anybody chooses), [`Choice`] and [`check`] (what may be chosen), [`needs_second_look`]
//! and [`may_clear`] (four eyes), [`answer_by`] (the deadline).

mod choice;
mod flag;

pub use choice::{
    Choice, Choices, Provision, Verdict, Wrong, check, may_clear, needs_second_look, outcome, parse_pages, write_pages,
};
pub use flag::{Flag, Reader, Seen, flags, tells_where};

use crate::calendar::Calendar;
use crate::case::CaseFile;
use crate::deadline::{self, Counted, Direction, Roll, Span, Unit};
use crate::ids::{AccessRequestId, CourseId, DocumentId, EntryId, LetterId, PersonId, StaffId};
use crate::people::RelationKind;
use crate::staff::coded;
use jiff::{Timestamp, civil::Date};
use std::collections::BTreeMap;

/// Working days an answer may take before a letter of delay is due (D18: forvaltningsloven § 16, offentlighedsloven § 36).
pub const WORKING_DAYS: u32 = 7;

coded! {
    /// What who asks is to the case.
    Capacity {
        Party = "party", "A party of the case (part): forvaltningsloven § 9.";
        Representative = "representative", "Acts for a party (partsrepræsentant, værge): forvaltningsloven § 8.";
        Other = "other", "Anybody else: offentlighedsloven § 7.";
    }
}

coded! {
    /// How the request came. Any form will do.
    Form {
        DigitalPost = "digital-post", "Digital Post.";
        Letter = "letter", "A letter.";
        Mail = "mail", "A mail.";
        Phone = "phone", "By telephone.";
        InPerson = "in-person", "Said to us.";
    }
}

/// Who asks: somebody registered on the case, or somebody outside with name and address.
#[derive(Clone, PartialEq, Eq)]
pub enum Requester {
    /// The citizen or somebody registered with a relation to them.
    Person(PersonId),
    /// Anybody else: a lawyer, a journalist.
    Outside {
        /// Name.
        name: String,
        /// Address lines.
        address: String,
    },
}

impl std::fmt::Debug for Requester {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Requester::Person(id) => write!(f, "Person({id})"),
            Requester::Outside { .. } => f.write_str("Outside(…)"),
        }
    }
}

/// A request for access to the documents of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRequest {
    /// Its id.
    pub id: AccessRequestId,
    /// The course that carries its deadline.
    pub course: CourseId,
    /// Who asks.
    pub requester: Requester,
    /// What they are to the case.
    pub capacity: Capacity,
    /// What a representative acts on, or why somebody else may ask; may be empty for a party.
    pub authority: String,
    /// What they asked for, in their words.
    pub about: String,
    /// The day it came.
    pub received_on: Date,
    /// How it came.
    pub form: Form,
    /// How far it is.
    pub state: State,
    /// The new day we promised in a letter of delay that was sent.
    pub delayed_until: Option<Date>,
    /// Version for optimistic locking.
    pub version: i64,
}

/// How far a request is. Each state carries what it knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Being gone through.
    Open,
    /// Waits for a second person's look.
    Submitted {
        /// By whom.
        by: StaffId,
        /// When.
        at: Timestamp,
    },
    /// Sent back, with the reason.
    Returned {
        /// By whom.
        by: StaffId,
        /// When.
        at: Timestamp,
        /// Why.
        reason: String,
    },
    /// May be answered: looked at, or nothing in it asks for a second look.
    Cleared {
        /// By whom.
        by: StaffId,
        /// When.
        at: Timestamp,
    },
    /// The answer has left the house.
    Answered {
        /// The day.
        on: Date,
        /// How it ended.
        outcome: Outcome,
        /// The decision letter.
        letter: LetterId,
        /// The papers as sent; none when nothing was given.
        document: Option<DocumentId>,
    },
    /// Taken back by who asked, or registered by mistake.
    Withdrawn {
        /// The day.
        on: Date,
        /// Why.
        reason: String,
    },
}

impl State {
    /// Choices may be changed.
    pub fn is_open(&self) -> bool {
        matches!(self, State::Open | State::Returned { .. })
    }

    /// Nothing more happens.
    pub fn is_settled(&self) -> bool {
        matches!(self, State::Answered { .. } | State::Withdrawn { .. })
    }
}

/// How a request ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Everything is given (fuld).
    Full,
    /// Some of it (delvis).
    Partial,
    /// Nothing (afslag).
    Refusal,
}

impl Outcome {
    /// The id procedures and tables use.
    pub fn code(self) -> &'static str {
        match self {
            Outcome::Full => "fuld",
            Outcome::Partial => "delvis",
            Outcome::Refusal => "afslag",
        }
    }

    /// The code read back.
    pub fn from_code(code: &str) -> Option<Outcome> {
        [Outcome::Full, Outcome::Partial, Outcome::Refusal].into_iter().find(|outcome| outcome.code() == code)
    }
}

/// One paper of the case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Thing {
    /// A document: received, sent or our own.
    Document(DocumentId),
    /// A note of the journal.
    Entry(EntryId),
    /// A form as filled in, in one of its versions.
    Form {
        /// The questionnaire.
        form: String,
        /// Which filling-in of it.
        nr: u32,
    },
}

impl Thing {
    /// How it is kept and sent by pages: `dokument:…`, `notat:…`, `skema:…:1`.
    pub fn key(&self) -> String {
        match self {
            Thing::Document(id) => format!("dokument:{id}"),
            Thing::Entry(id) => format!("notat:{id}"),
            Thing::Form { form, nr } => format!("skema:{form}:{nr}"),
        }
    }

    /// The key read back.
    pub fn from_key(key: &str) -> Option<Thing> {
        let (kind, rest) = key.split_once(':')?;
        match kind {
            "dokument" => rest.parse().ok().map(Thing::Document),
            "notat" => rest.parse().ok().map(Thing::Entry),
            "skema" => {
                let (form, nr) = rest.rsplit_once(':')?;
                Some(Thing::Form { form: form.to_string(), nr: nr.parse().ok()? })
            }
            _ => None,
        }
    }
}

/// What kind of paper it is, as the contents page may name it also when it is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Paper {
    /// Came in.
    Received,
    /// A letter we sent.
    Letter,
    /// A decision we sent.
    Decision,
    /// A paper of our own.
    Internal,
    /// A note of the journal.
    Note,
    /// A form filled in.
    Form,
}

/// How a paper can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A PDF with so many pages: single pages can be left out.
    Pages(u32),
    /// Set or drawn as pages by us: given whole or not at all.
    Whole,
    /// A file that has no pages: it must be put on the case as a PDF.
    NotAsPages,
}

/// One paper of the case as it is listed for who chooses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Which.
    pub thing: Thing,
    /// Its number among the papers, from 1; documents keep their order in the case.
    pub number: u32,
    /// What it is.
    pub paper: Paper,
    /// Its title.
    pub title: String,
    /// Who it comes from or went to.
    pub source: String,
    /// The day it came, went or was written.
    pub dated: Date,
    /// How it can be shown.
    pub shown: Shown,
    /// What must be thought of before it is given.
    pub flags: Vec<Flag>,
}

/// Why something is not done with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The day it came lies after today.
    InTheFuture,
    /// Nobody is named.
    NobodyAsks,
    /// Whoever asks is no party of the case.
    NotAParty,
    /// Whoever asks is not registered as guardian or representative, and no authority is stated.
    NoAuthority,
    /// What is asked for is not written.
    NothingAsked,
    /// The request is in a state where this cannot be done.
    NotNow,
    /// Choices are missing or wrong, by paper.
    Choices(Vec<(Thing, Wrong)>),
    /// A second person must look; whoever chose or submitted may not.
    OwnWork,
    /// A reason is missing.
    ReasonMissing,
    /// The new day is not after today.
    NotAhead,
    /// The finished papers tell where a protected person is: nothing leaves.
    TellsWhere,
    /// A paper could not be read or taken apart, so it cannot be given like this.
    Unreadable(Thing),
    /// The finished papers are too large for one message.
    TooLarge,
    /// A paper was changed or came after the choices were made.
    PapersDiffer,
}

/// What is typed when a request is registered.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// Who asks.
    pub requester: &'a Requester,
    /// As what.
    pub capacity: Capacity,
    /// What a representative acts on.
    pub authority: &'a str,
    /// What is asked for.
    pub about: &'a str,
    /// The day it came.
    pub received_on: Date,
}

/// Whether a request may be registered.
///
/// # Errors
/// What is missing, or that who asks is not what they are said to be.
pub fn register(new: &New<'_>, file: &CaseFile, today: Date) -> Result<(), Refused> {
    if today < new.received_on {
        return Err(Refused::InTheFuture);
    }
    if new.about.trim().is_empty() {
        return Err(Refused::NothingAsked);
    }
    let person = match new.requester {
        Requester::Person(id) => Some(*id),
        Requester::Outside { name, address } if name.trim().is_empty() || address.trim().is_empty() => {
            return Err(Refused::NobodyAsks);
        }
        Requester::Outside { .. } => None,
    };
    if let Some(id) = person
        && id != file.citizen.id
        && !file.related.iter().any(|related| related.id == id)
    {
        return Err(Refused::NobodyAsks);
    }
    match new.capacity {
        Capacity::Party if !file.parties_on(today).iter().any(|party| Some(party.id) == person) => {
            Err(Refused::NotAParty)
        }
        Capacity::Representative if !represents(file, person, today) && new.authority.trim().is_empty() => {
            Err(Refused::NoAuthority)
        }
        Capacity::Party | Capacity::Representative | Capacity::Other => Ok(()),
    }
}

/// Registered as guardian or representative on that day.
fn represents(file: &CaseFile, person: Option<PersonId>, today: Date) -> bool {
    file.relations.iter().any(|relation| {
        Some(relation.other) == person
            && relation.holds_on(today)
            && relation.kind.acts_for()
            && relation.kind != RelationKind::CustodyHolder
    })
}

/// The last day to answer or to send a letter of delay: seven working days after the day it came, that day not counted
/// (D18). The municipality's own closing days do not stretch it; holidays and the customary days off do.
pub fn answer_by(received_on: Date, calendar: &Calendar) -> Counted {
    let statutory = Calendar { closed: BTreeMap::new(), settings: calendar.settings.clone() };
    let span = Span(vec![(WORKING_DAYS, Unit::WorkingDays)]);
    let counted = deadline::count(&span, received_on, Direction::Forward, deadline::Actor::Authority, &statutory);
    deadline::roll(counted, Roll::Previous, &statutory)
}
