//! Access to documents (aktindsigt): who asked, what each paper of the case is given or left out by, and when an answer
//! is due (forvaltningsloven §§ 9-16, offentlighedsloven § 36).
//!
//! Reading order: [`AccessRequest`] and [`State`] (what is asked, how far it is), [`Item`] and [`flags`] (what the system
//! lists and warns about before anybody chooses), [`Choice`] and [`check`] (what may be chosen), [`needs_second_look`]
//! and [`may_clear`] (four eyes), [`answer_by`] (the deadline).

mod flag;

pub use flag::{Flag, Reader, Seen, flags, tells_where};

use crate::calendar::Calendar;
use crate::case::CaseFile;
use crate::deadline::{self, Counted, Direction, Roll, Span, Unit};
use crate::ids::{AccessRequestId, CourseId, DocumentId, EntryId, LetterId, PersonId, StaffId};
use crate::people::RelationKind;
use crate::staff::coded;
use jiff::{Timestamp, civil::Date};
use std::collections::{BTreeMap, BTreeSet};

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

coded! {
    /// What happens to one paper.
    Verdict {
        Give = "give", "Given whole.";
        LeaveOut = "leave-out", "Left out, by a provision.";
        Part = "part", "Given without some of its pages, by a provision.";
        AsPdf = "as-pdf", "A file without pages, given as a PDF that is another document of the case.";
    }
}

/// What was chosen for one paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What happens.
    pub verdict: Verdict,
    /// The provision, by its id in `content/undtagelser.toml`.
    pub provision: Option<String>,
    /// Why: for what is left out, and for what is given although it is flagged.
    pub reason: String,
    /// Pages that are left out, counted from 1.
    pub pages: BTreeSet<u32>,
    /// Who chose it.
    pub by: StaffId,
}

/// All that was chosen for a request.
pub type Choices = BTreeMap<Thing, Choice>;

/// A provision by which something may be left out; read from `content/undtagelser.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provision {
    /// Its id.
    pub id: String,
    /// The paragraph as it is cited.
    pub paragraph: String,
    /// What it is about, in a few words.
    pub title: String,
    /// What it says, in plain Danish.
    pub says: String,
    /// For a party's access, anybody's, or both.
    pub applies: Vec<Capacity>,
    /// Waits for a person to confirm it.
    pub to_be_confirmed: bool,
}

/// What is wrong with the choice for one paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing is chosen.
    NotChosen,
    /// Left out without a provision.
    ProvisionMissing,
    /// The provision is not on the list, or not for who asks.
    NoSuchProvision,
    /// A reason is missing: it is left out, or given although it is flagged.
    ReasonMissing,
    /// It cannot be given in part: only pages of a PDF can be left out.
    NotInPart,
    /// No page is named to be left out.
    PagesMissing,
    /// A page that it does not have.
    PagesOutside {
        /// How many it has.
        pages: u32,
    },
    /// Every page is left out: then the whole paper is.
    EveryPage,
    /// A file without pages cannot be given; it must be put on the case as a PDF.
    NotAsPages,
    /// It has pages, so it is given as it is.
    HasPages,
    /// It tells where a protected person is, on these pages (empty for one given whole only): it is never given.
    TellsWhere {
        /// The pages.
        pages: Vec<u32>,
    },
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
            && matches!(relation.kind, RelationKind::Guardian | RelationKind::Representative)
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

/// All that is wrong with what was chosen, paper by paper, in the order of the list.
pub fn check(items: &[Item], choices: &Choices, provisions: &[Provision], capacity: Capacity) -> Vec<(Thing, Wrong)> {
    let mut wrong = Vec::new();
    for item in items {
        match choices.get(&item.thing) {
            None => wrong.push((item.thing.clone(), Wrong::NotChosen)),
            Some(choice) => {
                let found = check_one(item, choice, provisions, capacity);
                wrong.extend(found.into_iter().map(|wrong| (item.thing.clone(), wrong)));
            }
        }
    }
    wrong
}

fn check_one(item: &Item, choice: &Choice, provisions: &[Provision], capacity: Capacity) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let by_provision = matches!(choice.verdict, Verdict::LeaveOut | Verdict::Part);
    if by_provision {
        match &choice.provision {
            None => wrong.push(Wrong::ProvisionMissing),
            Some(id) => {
                let known = |known: &&Provision| known.id == *id && known.applies.contains(&capacity);
                if !provisions.iter().any(|provision| known(&provision)) {
                    wrong.push(Wrong::NoSuchProvision);
                }
            }
        }
    }
    let flagged = !item.flags.is_empty();
    if choice.reason.trim().is_empty() && (flagged || choice.verdict != Verdict::Give) {
        wrong.push(Wrong::ReasonMissing);
    }
    match (choice.verdict, item.shown) {
        (Verdict::Give | Verdict::Part, Shown::NotAsPages) => wrong.push(Wrong::NotAsPages),
        (Verdict::AsPdf, Shown::Pages(_) | Shown::Whole) => wrong.push(Wrong::HasPages),
        (Verdict::Part, Shown::Whole) => wrong.push(Wrong::NotInPart),
        (Verdict::Part, Shown::Pages(pages)) => wrong.extend(check_pages(&choice.pages, pages)),
        _ => {}
    }
    if let Some(told) = told_where(item, choice) {
        wrong.push(Wrong::TellsWhere { pages: told });
    }
    wrong
}

fn check_pages(left_out: &BTreeSet<u32>, pages: u32) -> Option<Wrong> {
    let outside = left_out.iter().any(|page| !(1..=pages).contains(page));
    let all = u32::try_from(left_out.len()).is_ok_and(|left_out| left_out == pages);
    match () {
        () if left_out.is_empty() => Some(Wrong::PagesMissing),
        () if outside => Some(Wrong::PagesOutside { pages }),
        () if all => Some(Wrong::EveryPage),
        () => None,
    }
}

/// Pages that would be given although they tell where somebody is; none when nothing is told. A reason does not help.
fn told_where(item: &Item, choice: &Choice) -> Option<Vec<u32>> {
    if item.flags.contains(&Flag::MarkedTellsWhere) && choice.verdict == Verdict::Give {
        return Some(Vec::new());
    }
    let found = item.flags.iter().find_map(|flag| match flag {
        Flag::TellsWhere { pages } => Some(pages),
        _ => None,
    })?;
    match choice.verdict {
        Verdict::Give => Some(found.clone()),
        // It stands in the title, or where pages meet: no page can be left out to hide it.
        Verdict::Part if found.is_empty() => Some(Vec::new()),
        Verdict::Part => {
            let given: Vec<u32> = found.iter().copied().filter(|page| !choice.pages.contains(page)).collect();
            (!given.is_empty()).then_some(given)
        }
        Verdict::LeaveOut | Verdict::AsPdf => None,
    }
}

/// Whether a second person must look: something is left out, given in part, or flagged.
pub fn needs_second_look(items: &[Item], choices: &Choices) -> bool {
    items.iter().any(|item| !item.flags.is_empty()) || choices.values().any(|choice| choice.verdict != Verdict::Give)
}

/// Whether this person may clear or send back what others chose: never their own work.
///
/// # Errors
/// [`Refused::NotNow`] unless it waits for a second look; [`Refused::OwnWork`].
pub fn may_clear(state: &State, choices: &Choices, who: StaffId) -> Result<(), Refused> {
    let State::Submitted { by, .. } = state else { return Err(Refused::NotNow) };
    if *by == who || choices.values().any(|choice| choice.by == who) { Err(Refused::OwnWork) } else { Ok(()) }
}

/// How the request ends by what was chosen. A case without papers is given in full.
pub fn outcome(choices: &Choices) -> Outcome {
    let given = choices.values().any(|choice| matches!(choice.verdict, Verdict::Give | Verdict::Part));
    let withheld = choices.values().any(|choice| matches!(choice.verdict, Verdict::LeaveOut | Verdict::Part));
    match (given, withheld) {
        (_, false) => Outcome::Full,
        (true, true) => Outcome::Partial,
        (false, true) => Outcome::Refusal,
    }
}

/// Page numbers as people write them: `1-3, 7`. None when it cannot be read, or a range runs backwards or is absurd.
pub fn parse_pages(text: &str) -> Option<BTreeSet<u32>> {
    let mut found = BTreeSet::new();
    for piece in text.split([',', ';']).map(str::trim).filter(|piece| !piece.is_empty()) {
        let (from, to) = match piece.split_once(['-', '–']) {
            Some((from, to)) => (from.trim().parse().ok()?, to.trim().parse().ok()?),
            None => {
                let page: u32 = piece.parse().ok()?;
                (page, page)
            }
        };
        if from == 0 || to < from || 10_000 < to {
            return None;
        }
        found.extend(from..=to);
    }
    Some(found)
}

/// Page numbers as read by people: `1-3, 7`.
pub fn write_pages(pages: &BTreeSet<u32>) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for page in pages {
        match ranges.last_mut() {
            Some((_, to)) if to.checked_add(1) == Some(*page) => *to = *page,
            _ => ranges.push((*page, *page)),
        }
    }
    let written = |(from, to): &(u32, u32)| if from == to { from.to_string() } else { format!("{from}-{to}") };
    ranges.iter().map(written).collect::<Vec<_>>().join(", ")
}
