//! The complaint (klage): received, in time or not, reassessed by somebody else, sent on, answered, learnt from.
//!
//! A complaint needs no form and is never rejected by the municipality: one that comes late goes on to Ankestyrelsen,
//! which may make an exception (retssikkerhedsloven §§ 60, 66 and 67). What the committee for children and young people
//! decided goes straight on.

use crate::calendar::Calendar;
use crate::case::CaseFile;
use crate::deadline::{self, Actor, Counted, Direction, Roll, Span, Unit};
use crate::decision::{Decision, Outcome, SentTo, State};
use crate::ids::{ComplaintId, CourseId, DecisionId, DocumentId, LetterId, PersonId, StaffId};
use crate::people::{Person, RelationKind};
use crate::staff::coded;
use jiff::civil::Date;

coded! {
    /// How a complaint came; every way is as good as the others.
    Channel {
        Letter = "brev", "Brev.";
        Phone = "telefon", "Telefon; vi skriver klagen ned.";
        Portal = "portal", "Digital Post eller selvbetjening.";
        Meeting = "moede", "Møde eller personligt fremmøde.";
    }
}

coded! {
    /// Who made the decision that is complained about.
    DecidedBy {
        Administration = "forvaltningen", "Forvaltningen.";
        Committee = "udvalget", "Børne- og ungeudvalget: klagen går direkte videre, uden genvurdering.";
    }
}

coded! {
    /// What the reassessment came to (genvurdering).
    Reassessed {
        Fully = "medhold", "Fuldt medhold.";
        Partly = "delvist-medhold", "Delvist medhold.";
        Upheld = "fastholdt", "Fastholdt.";
    }
}

impl Reassessed {
    /// The outcome its new decision must have; none when nothing is changed.
    pub fn decision(self) -> Option<Outcome> {
        match self {
            Reassessed::Fully => Some(Outcome::Grant),
            Reassessed::Partly => Some(Outcome::PartialGrant),
            Reassessed::Upheld => None,
        }
    }
}

coded! {
    /// Whether the complaint stands after a new decision that meets it in part.
    Standing {
        Stands = "staar-ved", "Klagen fastholdes.";
        Satisfied = "tilfreds", "Klagen fastholdes ikke.";
        NoAnswer = "intet-svar", "Intet svar inden fristen.";
    }
}

coded! {
    /// What Ankestyrelsen decided.
    Answered {
        Upheld = "stadfaestet", "Stadfæstet.";
        Changed = "aendret", "Ændret.";
        Annulled = "ophaevet", "Ophævet.";
        SentBack = "hjemvist", "Hjemvist.";
        Dismissed = "afvist", "Afvist.";
    }
}

impl Answered {
    /// Whether the decision did not hold: what the yearly figures call a reversal (omgørelse).
    pub fn is_reversal(self) -> bool {
        matches!(self, Answered::Changed | Answered::Annulled | Answered::SentBack)
    }
}

/// The presumed receipt and the last day to complain, as they stood when the complaint was registered (D12).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// The day the complainant had the decision.
    pub received_on: Date,
    /// Last day to complain.
    pub complain_by: Date,
    /// Why another day of receipt than the presumed one is counted from; empty for the presumed one.
    pub late_receipt: String,
}

/// The decision is not carried out meanwhile (opsættende virkning): the exception, with what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    /// From when.
    pub on: Date,
    /// Provision.
    pub basis: String,
    /// Why.
    pub reason: String,
}

/// The reassessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reassessment {
    /// What it came to.
    pub outcome: Reassessed,
    /// Why, in words the letter carries.
    pub reasons: String,
    /// When.
    pub on: Date,
    /// By whom.
    pub by: StaffId,
    /// The new decision: for full and partial.
    pub decision: Option<DecisionId>,
    /// The letter that says it is upheld.
    pub letter: Option<LetterId>,
}

/// Sent on to Ankestyrelsen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forwarded {
    /// When.
    pub on: Date,
    /// The letter.
    pub letter: LetterId,
    /// The one file with everything.
    pub package: DocumentId,
}

/// Ankestyrelsen's decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What it came to.
    pub outcome: Answered,
    /// The day Ankestyrelsen decided.
    pub decided_on: Date,
    /// The day it came here.
    pub received_on: Date,
    /// Its number there.
    pub number: String,
    /// What it says, in short.
    pub summary: String,
}

/// What is learnt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learning {
    /// Causes from the closed list of the form.
    pub causes: Vec<String>,
    /// What we do differently.
    pub points: String,
    /// When it was written.
    pub on: Date,
    /// By whom.
    pub by: StaffId,
}

/// Who reassesses, and why it is not somebody else, when it is one of the first two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reassessor {
    /// Who.
    pub staff: StaffId,
    /// Why one of the first two reassesses; empty for another person.
    pub reason: String,
}

/// A complaint about a sent decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Its id.
    pub id: ComplaintId,
    /// The course of the procedure that began with it.
    pub course: CourseId,
    /// What is complained about.
    pub decision: DecisionId,
    /// Who complains.
    pub by: PersonId,
    /// The day it came.
    pub received_on: Date,
    /// How it came.
    pub channel: Channel,
    /// What was said, in the complainant's own words.
    pub words: String,
    /// Who made the decision.
    pub decided_by: DecidedBy,
    /// The period of complaint.
    pub period: Period,
    /// Who reassesses, once somebody is chosen.
    pub reassessor: Option<Reassessor>,
    /// The exception that the decision is not carried out meanwhile.
    pub stay: Option<Stay>,
    /// The reassessment.
    pub reassessment: Option<Reassessment>,
    /// Whether it stands after a partial change, and the day that was said.
    pub standing: Option<(Standing, Date)>,
    /// Sent on.
    pub forwarded: Option<Forwarded>,
    /// Ankestyrelsen's decision.
    pub answer: Option<Answer>,
    /// What is learnt.
    pub learning: Option<Learning>,
    /// Version for optimistic locking.
    pub version: i64,
}

/// What is to be done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// It is reassessed.
    Reassess,
    /// The new decision is written, approved and sent on the decision page.
    Decide,
    /// The complainant says whether the rest of the complaint stands.
    AskIfStands,
    /// It is sent on to Ankestyrelsen.
    Forward,
    /// Ankestyrelsen has it.
    AtAppeals,
    /// What is learnt is written down.
    Learn,
    /// Nothing more.
    Over,
}

impl Complaint {
    /// Whether it came in time.
    pub fn is_in_time(&self) -> bool {
        self.received_on <= self.period.complain_by
    }

    /// Whether it goes on without a reassessment: it came late, or the committee decided.
    pub fn goes_straight_on(&self) -> bool {
        !self.is_in_time() || self.decided_by == DecidedBy::Committee
    }

    /// What is to be done next.
    pub fn stage(&self, decisions: &[Decision]) -> Stage {
        let new = self.reassessment.as_ref().and_then(|reassessment| reassessment.decision);
        let sent_on = decisions.iter().find(|decision| Some(decision.id) == new).and_then(|new| match new.state {
            State::Sent { on, .. } => Some(on),
            _ => None,
        });
        self.stage_when(sent_on)
    }

    /// The same, from the day its new decision was sent, if it was.
    pub fn stage_when(&self, new_decision_sent_on: Option<Date>) -> Stage {
        if self.learning.is_some() {
            return Stage::Over;
        }
        if self.answer.is_some() {
            return Stage::Learn;
        }
        if self.forwarded.is_some() {
            return Stage::AtAppeals;
        }
        if self.goes_straight_on() {
            return Stage::Forward;
        }
        let Some(reassessment) = &self.reassessment else { return Stage::Reassess };
        match (reassessment.outcome, new_decision_sent_on, &self.standing) {
            (Reassessed::Upheld, ..) | (Reassessed::Partly, Some(_), Some((Standing::Stands, _))) => Stage::Forward,
            (_, None, _) => Stage::Decide,
            (Reassessed::Partly, Some(_), None) => Stage::AskIfStands,
            (_, Some(_), _) => Stage::Learn,
        }
    }
}

/// Why something is not done with a complaint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotDone {
    /// The decision is not sent, or is none of this case.
    NoSentDecision,
    /// The day it came lies after today.
    InTheFuture,
    /// The day it came lies before the decision was sent.
    BeforeTheDecision,
    /// Whoever complains is no party and acts for none.
    NotEntitled,
    /// What was said is missing.
    NothingSaid,
    /// The same person's complaint about the same decision is under way.
    UnderWay,
    /// Another day of receipt is counted from, without saying why.
    ReceiptWithoutReason,
    /// It is not its turn.
    NotNow(Stage),
    /// The one who recommended or approved the decision reassesses only for a reason.
    SamePerson,
    /// Somebody else was asked to reassess.
    SomebodyElseWasAsked,
    /// The reasons are missing.
    ReasonsMissing,
    /// Another decision of the case is being written.
    DecisionUnderWay,
    /// The new decision must be what the reassessment came to.
    OtherOutcome(Outcome),
    /// The provision is missing.
    BasisMissing,
    /// The letter to the complainant is not written.
    LetterMissing,
    /// These are left out without a reason, by title.
    LeftOutWithoutReason(Vec<String>),
    /// These cannot be sent along, by title.
    MustNotLeave(Vec<String>),
    /// Ankestyrelsen's number is missing.
    NumberMissing,
    /// It was decided before it was sent on, or came before it was decided.
    DaysOutOfOrder,
    /// No cause, or one that is not on the list.
    NoSuchCause,
}

/// Weeks to complain (D12), and to reassess (D13).
const WEEKS: u32 = 4;

/// Who may complain on a day: the parties, the applicant, and those who act for a party (retssikkerhedsloven § 60).
pub fn complainants(file: &CaseFile, day: Date) -> Vec<&Person> {
    let acts = |kind: RelationKind| kind.acts_for() && kind != RelationKind::CustodyHolder;
    let parties = file.parties_on(day);
    let may = |person: &Person| {
        parties.iter().any(|party| party.id == person.id)
            || file.applicant_on(day).is_some_and(|applicant| applicant.id == person.id)
            || file.relations.iter().any(|r| r.other == person.id && acts(r.kind) && r.holds_on(day))
    };
    file.people().filter(|person| may(person)).collect()
}

/// The letter whose period counts for a complainant: their own, else the one with the last day to complain. Who acts
/// for a party may not lose a day by it.
pub fn letter_of(decision: &Decision, by: PersonId) -> Option<&SentTo> {
    let State::Sent { letters, .. } = &decision.state else { return None };
    letters.iter().find(|sent| sent.party == by).or_else(|| letters.iter().max_by_key(|sent| sent.complain_by))
}

/// The last day to complain for a decision that was really received on this day, extended past days off.
pub fn complain_by(received_on: Date, calendar: &Calendar) -> Counted {
    let weeks = Span(vec![(WEEKS, Unit::Weeks)]);
    let counted = deadline::count(&weeks, received_on, Direction::Forward, Actor::Citizen, calendar);
    deadline::roll(counted, Roll::Next, calendar)
}

/// What is typed when a complaint is registered.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// About which decision.
    pub decision: DecisionId,
    /// Who complains.
    pub by: PersonId,
    /// The day it came.
    pub received_on: Date,
    /// What was said.
    pub words: &'a str,
    /// The day the decision was really received, when it was later than presumed, and why that is believed.
    pub late_receipt: Option<(Date, &'a str)>,
}

/// The period of complaint, if it may be registered.
///
/// # Errors
/// What is wrong; never that it came late.
pub fn check(new: &New<'_>, file: &CaseFile, calendar: &Calendar, today: Date) -> Result<Period, NotDone> {
    let decision = file.decisions.iter().find(|decision| decision.id == new.decision);
    let decision = decision.ok_or(NotDone::NoSentDecision)?;
    let State::Sent { on, .. } = &decision.state else { return Err(NotDone::NoSentDecision) };
    let sent = letter_of(decision, new.by).ok_or(NotDone::NoSentDecision)?;
    if today < new.received_on {
        return Err(NotDone::InTheFuture);
    }
    if new.received_on < *on {
        return Err(NotDone::BeforeTheDecision);
    }
    if !complainants(file, today).iter().any(|person| person.id == new.by) {
        return Err(NotDone::NotEntitled);
    }
    if new.words.trim().is_empty() {
        return Err(NotDone::NothingSaid);
    }
    let same = |known: &&Complaint| known.decision == new.decision && known.by == new.by;
    if file.complaints.iter().filter(same).any(|known| known.stage(&file.decisions) < Stage::Learn) {
        return Err(NotDone::UnderWay);
    }
    match new.late_receipt {
        Some((_, reason)) if reason.trim().is_empty() => Err(NotDone::ReceiptWithoutReason),
        Some((day, reason)) if sent.received_on < day => Ok(Period {
            received_on: day,
            complain_by: complain_by(day, calendar).due,
            late_receipt: reason.trim().to_string(),
        }),
        _ => Ok(Period { received_on: sent.received_on, complain_by: sent.complain_by, late_receipt: String::new() }),
    }
}

/// The two who made the decision: they reassess it only for a reason.
pub fn first_two(decision: &Decision) -> Vec<StaffId> {
    let approved_by = match decision.state {
        State::Sent { approved_by, .. } => Some(approved_by),
        _ => None,
    };
    std::iter::once(decision.recommender).chain(approved_by).collect()
}

/// Whether this person may be asked to reassess, or may do it without having been asked.
///
/// # Errors
/// [`NotDone::SamePerson`] for one of the first two without a reason.
pub fn may_reassess(decision: &Decision, who: StaffId, reason: &str) -> Result<(), NotDone> {
    if first_two(decision).contains(&who) && reason.trim().is_empty() { Err(NotDone::SamePerson) } else { Ok(()) }
}

/// Whether a decision may say this: one that follows a reassessment says what the reassessment came to.
///
/// # Errors
/// [`NotDone::OtherOutcome`] with the outcome it must have.
pub fn check_outcome(complaints: &[Complaint], decision: DecisionId, outcome: Outcome) -> Result<(), NotDone> {
    match reassessed_by(complaints, decision).and_then(|complaint| complaint.reassessment.as_ref()?.outcome.decision())
    {
        Some(must) if must != outcome => Err(NotDone::OtherOutcome(must)),
        _ => Ok(()),
    }
}

/// The complaint a decision answers, if it follows a reassessment.
pub fn reassessed_by(complaints: &[Complaint], decision: DecisionId) -> Option<&Complaint> {
    complaints.iter().find(|complaint| {
        complaint.reassessment.as_ref().is_some_and(|reassessment| reassessment.decision == Some(decision))
    })
}

/// Whether Ankestyrelsen's decision may be registered.
///
/// # Errors
/// What is wrong.
pub fn check_answer(complaint: &Complaint, answer: &Answer, today: Date) -> Result<(), NotDone> {
    let Some(forwarded) = &complaint.forwarded else { return Err(NotDone::NotNow(Stage::Forward)) };
    if complaint.answer.is_some() {
        return Err(NotDone::NotNow(Stage::Learn));
    }
    if today < answer.received_on {
        return Err(NotDone::InTheFuture);
    }
    if answer.decided_on < forwarded.on || answer.received_on < answer.decided_on {
        return Err(NotDone::DaysOutOfOrder);
    }
    if answer.number.trim().is_empty() {
        return Err(NotDone::NumberMissing);
    }
    Ok(())
}

/// The last day to have reassessed a complaint and, if it is not met in full, sent it on (D13, retssikkerhedsloven § 66).
pub fn reassess_by(received_on: Date, calendar: &Calendar) -> Counted {
    let weeks = Span(vec![(WEEKS, Unit::Weeks)]);
    let counted = deadline::count(&weeks, received_on, Direction::Forward, Actor::Authority, calendar);
    deadline::roll(counted, Roll::Previous, calendar)
}
