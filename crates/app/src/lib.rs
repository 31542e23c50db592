//! The acts: load, ask the core, save, journal, enqueue, in one transaction.
//!
//! An act is named after what a caseworker does. It answers [`Outcome`]; a refusal is a value with its facts, and what
//! one may not see answers exactly as what does not exist.

pub mod absence;
mod access;
pub mod access_request;
mod act;
pub mod adulthood;
pub mod application;
pub mod assessment;
pub mod break_glass;
pub mod cafe;
pub mod calendar;
pub mod case;
pub mod committee;
pub mod complaint;
pub mod consent;
pub mod council;
pub mod course;
pub mod deadline;
pub mod decision;
pub mod demo;
pub mod dependency;
pub mod document;
pub mod draft;
pub mod enclosure;
pub mod enquiry;
pub mod family;
pub mod field_kit;
pub mod financing;
pub mod form;
pub mod function;
pub mod grant;
pub mod handover;
pub mod handover_check;
pub mod indicator;
pub mod information;
pub mod interface;
pub mod jobs;
pub mod journal;
pub mod letter;
pub mod letter_by_hand;
mod letter_pages;
mod letter_words;
pub mod log;
pub mod master_record;
pub mod meeting;
pub mod meeting_paper;
pub mod network;
pub mod notification;
pub mod outbox;
pub mod outreach;
pub mod party_hearing;
pub mod person;
pub mod plan;
pub mod ports;
pub mod print;
pub mod progress;
pub mod screening;
pub mod search;
pub mod session;
pub mod shared;
pub mod staff;
pub mod standard;
pub mod task;
pub mod toolbox;
pub mod transition;
mod upload;
pub mod worklist;

use content::Content;
use domain::ids::StaffId;
use domain::staff::Staff;
use jiff::{Timestamp, civil::Date};
/// The text of letters as blocks, how it reads, and days in Danish, for pages that show them.
pub use letters::{Readability, dates, markup};
use std::sync::Arc;

/// The system, as the faces outward use it. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    parts: Parts,
    citizen_roles: Vec<String>,
}

/// What an [`App`] is made of.
pub struct Parts {
    /// The database.
    pub store: store::Store,
    /// Procedures, benefits, letters and the rest of `content/`.
    pub content: Content,
    /// Makes PDF.
    pub press: letters::Press,
    /// The clock.
    pub clock: Arc<dyn ports::Clock>,
    /// The random source.
    pub random: Arc<dyn ports::Random>,
    /// The post.
    pub post_box: Arc<dyn ports::PostBox>,
    /// Where the ends of the log's days are kept, outside the database.
    pub second_place: Arc<dyn ports::SecondPlace>,
    /// Whether this is the demo town.
    pub mode: Mode,
}

/// A real installation, or the demo town.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Real.
    Real,
    /// The demo town: one-click sign-in and a banner on every page (K-3).
    Demo,
}

impl std::ops::Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0.parts
    }
}

impl App {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        let citizen_roles = parts.content.citizen_roles();
        Self(Arc::new(Inner { parts, citizen_roles }))
    }

    /// Now, by the app's clock.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Today in the municipality.
    pub fn today(&self) -> Date {
        self.clock.today()
    }

    /// Roles whose deadlines roll in the citizen's favour.
    pub(crate) fn citizen_roles(&self) -> &[String] {
        &self.0.citizen_roles
    }
}

/// Who is asking: a signed-in member of staff, in one request.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The person, with roles as they are now.
    pub staff: Staff,
    /// Hash of the session's secret, for the log.
    pub session: String,
    /// The session's token against forged forms.
    pub csrf: String,
    /// Address the request came from.
    pub ip: String,
    /// Id of the request.
    pub request: String,
    /// The command's own key, so that sending it twice has one effect.
    pub command: Option<Command>,
}

/// A command's key and the fingerprint of what it asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Made by the page or the client.
    pub key: String,
    /// Hash of the body.
    pub fingerprint: String,
}

impl Actor {
    /// The person's id.
    pub fn id(&self) -> StaffId {
        self.staff.id
    }

    /// As the policy asks for it.
    pub fn subject(&self) -> domain::access::Subject {
        domain::access::Subject {
            staff: self.staff.id,
            roles: self.staff.roles.clone(),
            department: self.staff.department.clone(),
            heads: self.staff.heads.clone(),
        }
    }
}

/// What an act answers.
pub type Outcome<T> = Result<T, Refused>;

/// Why an act did not happen.
#[derive(Debug)]
pub enum Refused {
    /// Does not exist, or may not be seen: the same answer.
    NotFound,
    /// The core said no, with its facts.
    Because(Reason),
    /// This very command was done before; here is what it made.
    Replayed(Resource),
    /// Our fault.
    Broken(anyhow::Error),
}

/// What a command made, so that doing it again can point at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// A case.
    Case(domain::ids::CaseId),
    /// A letter of a case.
    Letter(domain::ids::CaseId, domain::ids::LetterId),
    /// Something else in a case, by its id: a consent, a fact, a document, a line of the journal.
    Inside(domain::ids::CaseId, uuid::Uuid),
    /// A person.
    Person(domain::ids::PersonId),
    /// An absence of a member of staff.
    Absence(domain::ids::AbsenceId),
    /// An enquiry.
    Enquiry(domain::ids::EnquiryId),
    /// A handover of cases.
    Handover(domain::ids::HandoverId),
    /// A young person's track from child to adult.
    Transition(domain::ids::TransitionId),
    /// A school's list, or a row of one.
    SchoolList(uuid::Uuid),
    /// A field kit.
    FieldKit(domain::ids::FieldKitId),
    /// A family.
    Family(domain::ids::FamilyId),
    /// Something of a member of staff's own, of which there is one: their calendar.
    Own(StaffId),
}

/// The core's refusals, and the few of the acts themselves. One sentence each in `web/src/wording.rs`.
#[derive(Debug)]
pub enum Reason {
    /// No CPR number.
    Cpr(domain::cpr::NotACpr),
    /// The person is registered already.
    PersonExists(domain::ids::PersonId),
    /// A name is missing.
    NameMissing,
    /// The absence is not registered or ended.
    Absence(domain::absence::NotRegistered),
    /// The task is not given or settled.
    Task(domain::task::NotATask),
    /// The notification is not registered.
    Notification(domain::notification::NotRegistered),
    /// The notification is not assessed, or not decided.
    NotificationAssessment(domain::notification::NotAssessed),
    /// The enquiry is not registered.
    Enquiry(domain::enquiry::NotRegistered),
    /// How costs are divided is not assessed so: all that is wrong.
    Financing(Vec<domain::financing::Wrong>),
    /// A department's answer is not taken, or a version not taken back.
    FinancingAnswer(domain::financing::NotAnswered),
    /// Something is not done with a young person's track.
    Transition(domain::transition::NotDone),
    /// The file is no list of pupils.
    SchoolList(domain::school_list::NotAList),
    /// The list is not taken in.
    NotImported(domain::school_list::NotImported),
    /// The enquiry is not settled, or not answered.
    EnquiryEnd(domain::enquiry::NotSettled),
    /// The chosen person is no outreach caseworker of the department the case lies in.
    NoOutreachCaseworker,
    /// The application is not registered.
    Application(domain::application::NotRegistered),
    /// The benefit is unknown, or has no law on that day.
    NoSuchBenefit,
    /// The chosen responsible person does not work in the department that owns the benefit.
    ResponsibleElsewhere,
    /// A person cannot be their own custody holder, guardian or sibling.
    RelatedToThemselves,
    /// The relation with days is not registered.
    Mandate(domain::adulthood::NotAMandate),
    /// The café meeting is not made, or something is not done with it.
    Cafe(domain::cafe::NotACafe),
    /// The consent is not registered.
    Consent(domain::consent::NotAConsent),
    /// The meeting is not planned so: all that is wrong.
    MeetingPlan(Vec<domain::meeting::NotPlanned>),
    /// Something is not done with a meeting.
    Meeting(domain::meeting::NotDone),
    /// The plan is not changed.
    Plan(domain::plan::NotChanged),
    /// It is not passed on, taken in or invited to.
    NotShared(domain::shared::NotShared),
    /// We may not ask.
    Information(domain::information::NotAsked),
    /// The hearing is not sent.
    Hearing(domain::party_hearing::NotSent),
    /// The hearing is not closed.
    HearingOpen(domain::party_hearing::NotClosed),
    /// The fact says nothing or has no source.
    FindingIncomplete,
    /// A fact that has been heard about is not changed or removed.
    FindingWasHeard,
    /// A decision that rests on it was sent, and nothing new has begun.
    AssessmentSettled,
    /// The decision is not submitted: all that is missing.
    Submission(Vec<domain::decision::Missing>),
    /// The decision is not approved.
    Approval(domain::decision::NotApproved),
    /// The decision is not sent.
    Sending(domain::decision::NotSent),
    /// The decision is in a state where this cannot be done (submitted, approved or sent).
    DecisionClosed,
    /// Access to documents: why something is not done.
    AccessRequest(Box<domain::access_request::Refused>),
    /// The file is not taken.
    Document(domain::document::NotTaken),
    /// One of several files is not taken, and so none of them.
    OneOfFiles {
        /// Which, from 1: a file's name may hold what no message repeats.
        nr: usize,
        /// Why.
        why: domain::document::NotTaken,
    },
    /// The step cannot be done.
    Step(StepRefused),
    /// The letter lacks required parts.
    LetterParts(Vec<domain::letter::Part>),
    /// A word of the letter is not known for this case.
    LetterWord(String),
    /// A grant that runs must have begun, and not be over.
    GrantDays,
    /// Fields of a letter that are not answered as they must be.
    LetterAsks(Vec<(String, letter_by_hand::NotAnswered)>),
    /// Characters of the letter that the fonts have no shape for.
    LetterCharacters(Vec<char>),
    /// The letter is longer than can be printed.
    LetterTooLong,
    /// Setting the letter took too long and was given up (D-1).
    LetterTookTooLong,
    /// The new date of a delay is not after today.
    NewDateNotAhead,
    /// The letter has been sent; it can no longer be changed.
    LetterSent,
    /// The letter carries something that tells where a protected person is (P-6).
    LetterTellsWhere,
    /// Documents cannot follow the letter.
    Enclosure(domain::enclosure::NotEnclosed),
    /// No printed letter was chosen.
    NothingPrinted,
    /// The day a printed letter was sent lies before it was written, or ahead.
    SentOutsideTime,
    /// Nobody to send it to.
    NoRecipient,
    /// The form is not filled in: all that is wrong, by place.
    FormIncomplete(Vec<(domain::questionnaire::Spot, domain::questionnaire::Wrong)>),
    /// The network card is not changed.
    Network(domain::network::NotChanged),
    /// The form is not signed as it must be.
    Signature(domain::questionnaire::NotSigned),
    /// Nothing is taken along.
    FieldKit(domain::field_kit::NotTaken),
    /// A form does not come home from a device.
    NotDelivered(domain::field_kit::NotDelivered),
    /// A kit is not revoked.
    FieldKitNotRevoked(domain::field_kit::NotRevoked),
    /// Cases are not handed over, or somebody is not taken out of service.
    Handover(domain::handover::NotHanded),
    /// The function is not given, moved or ended.
    Function(domain::function::NotGiven),
    /// What depends on what is not kept.
    Dependency(domain::dependency::NotKept),
    /// Something is not done with a family.
    Family(domain::family::NotDone),
    /// Something is not done with the council's agenda.
    Council(domain::council::NotDone),
    /// Something is not done with a committee's agenda.
    Committee(domain::committee::NotDone),
    /// A case does not pass to another department, or a contract is not made.
    Interface(domain::interface::NotDone),
    /// The note is empty.
    NoteEmpty,
    /// A reason is missing or too short.
    ReasonMissing,
    /// Somebody saved before: nothing is overwritten.
    Stale,
    /// Something is not done with a complaint.
    Complaint(domain::complaint::NotDone),
    /// The case is closed.
    CaseClosed,
    /// Wrong name or password; the same answer for both.
    WrongNameOrPassword,
    /// Too many tries; look again later.
    TryLater {
        /// Whole minutes to wait.
        minutes: i64,
    },
    /// Too many look-ups by CPR number this hour (C-4).
    TooManyLookups,
    /// The same key was used for something else.
    KeyReused,
    /// Roles that cannot be joined, none at all, or a department that does not exist.
    RolesDoNotFit,
    /// The password is too short or easily guessed.
    WeakPassword,
}

/// Why a step cannot be marked as done or left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepRefused {
    /// Not known in this procedure.
    Unknown,
    /// Settled already, not on the way that was taken, or its course has ended or had not begun.
    NotOpen,
    /// Held back by these.
    Blocked(Vec<domain::progress::Block>),
    /// Closed by its own act and nothing else.
    ClosedByAct(domain::words::Act),
    /// One of its outcomes must be chosen.
    OutcomeMissing,
    /// It is done by these roles and nobody else, by their titles.
    OtherRole(Vec<String>),
    /// Its date must be given.
    DateMissing,
    /// A written reason is asked for.
    ReasonMissing,
    /// May not be left out.
    Mandatory,
    /// Other steps come after its outcomes, so it must be decided.
    OutcomesFollow,
    /// The day lies after today.
    InTheFuture,
    /// A mistake that cannot be taken back: an act stands on it, and is put right by a new act.
    StandsOnAct,
    /// A mistake that cannot be taken back: another course began with it.
    BeganAnother,
}

impl From<Reason> for Refused {
    fn from(reason: Reason) -> Self {
        Refused::Because(reason)
    }
}

impl From<anyhow::Error> for Refused {
    fn from(error: anyhow::Error) -> Self {
        Refused::Broken(error)
    }
}

impl From<store::Error> for Refused {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::NotFound => Refused::NotFound,
            store::Error::Stale | store::Error::Conflict(_) => Refused::Because(Reason::Stale),
            store::Error::Responsible(why) => Refused::Because(Reason::Handover(match why {
                store::Responsible::NotActive => domain::handover::NotHanded::NotActive,
                store::Responsible::HoldsCases => domain::handover::NotHanded::HoldsCases,
                store::Responsible::HistoryIsFixed => domain::handover::NotHanded::HistoryIsFixed,
            })),
            store::Error::Broken(error) => Refused::Broken(error),
        }
    }
}
