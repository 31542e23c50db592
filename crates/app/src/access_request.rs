//! Access to documents (aktindsigt): registered, gone through paper by paper, looked at by a second person, answered.
//!
//! What leaves, leaves as the enclosure of the decision letter through the outbox and by no other way.

mod package;
mod papers;

use crate::act::Act;
use crate::case::{self, View as CaseView};
use crate::letter::{self, About};
use crate::{Actor, App, Outcome, Reason, Refused, Resource, progress};
use domain::access::{Action, Permit};
use domain::access_request::{
    self as core, AccessRequest, Capacity, Choice, Choices, Form, Item, Provision, Requester, State, Thing, Verdict,
    Wrong,
};
use domain::case::CaseFile;
use domain::deadline::Counted;
use domain::document::{Direction, Document};
use domain::ids::{AccessRequestId, CaseId, CaseNumber, CourseId, DocumentId, LetterId};
use domain::letter::{Addressee, IssuedLetter, LetterState, Occasion};
use domain::progress::{ActSubject, Answer, Happening};
use domain::words;
use jiff::civil::Date;
use papers::Listed;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is typed when a request is registered.
pub struct Register {
    /// Who asks.
    pub requester: Requester,
    /// As what.
    pub capacity: Capacity,
    /// What a representative acts on; may be empty.
    pub authority: String,
    /// What is asked for.
    pub about: String,
    /// The day it came.
    pub received_on: Date,
    /// How it came.
    pub form: Form,
}

/// A request as its page shows it.
pub struct View<'a> {
    /// The case.
    pub case: CaseView<'a>,
    /// The request.
    pub request: AccessRequest,
    /// Papers, with what must be thought of.
    pub items: Vec<Item>,
    /// What is chosen.
    pub choices: Choices,
    /// What is wrong or missing in it.
    pub wrong: Vec<(Thing, Wrong)>,
    /// Provisions that apply to who asks.
    pub provisions: Vec<&'a Provision>,
    /// The last day to answer or to send a letter of delay, with its reasons.
    pub due: Counted,
    /// The reader may clear or send back; or why not, when it waits for that.
    pub may_clear: Result<(), core::Refused>,
    /// The request's letters, newest first.
    pub letters: Vec<(LetterId, LetterState, Occasion)>,
}

/// A request in the list of a case.
pub struct Row {
    /// The request.
    pub request: AccessRequest,
    /// The last day by law.
    pub due: Counted,
}

/// Requests of a case, newest first, with the case.
pub async fn list<'a>(app: &'a App, actor: &Actor, case: CaseId) -> Outcome<(CaseView<'a>, Vec<Row>)> {
    let mut look = app.look(actor, "see_access_requests").await?;
    let (permit, view) = case::gather(app, &mut look, case).await?;
    let mut requests = look.tx.access_requests(&permit, case).await?;
    requests.reverse();
    look.done(Some(&permit), vec![case.to_string()], vec![view.file.citizen.id]).await?;
    let calendar = &app.content.calendar;
    let row = |request: AccessRequest| Row { due: core::answer_by(request.received_on, calendar), request };
    Ok((view, requests.into_iter().map(row).collect()))
}

/// Shows a request with every paper.
pub async fn show<'a>(app: &'a App, actor: &Actor, case: CaseId, id: AccessRequestId) -> Outcome<View<'a>> {
    let mut look = app.look(actor, "see_access_request").await?;
    let (permit, view) = case::gather(app, &mut look, case).await?;
    let request = look.tx.access_request(&permit, id).await?;
    let choices = look.tx.access_choices(&permit, id).await?;
    let (listed, _) = papers::gather(app, &mut look.tx, &permit, &view.file, &request).await?;
    let items: Vec<Item> = listed.into_iter().map(|listed| listed.item).collect();
    let objects = vec![case.to_string(), id.to_string()];
    look.done(Some(&permit), objects, vec![view.file.citizen.id]).await?;
    let about = |letter: &&IssuedLetter| is_about(letter, id);
    let letters = view.letters.iter().filter(about).map(|l| (l.id, l.state, l.occasion)).collect();
    Ok(View {
        wrong: core::check(&items, &choices, &app.content.exceptions, request.capacity),
        provisions: app.content.exceptions.iter().filter(|p| p.applies.contains(&request.capacity)).collect(),
        due: core::answer_by(request.received_on, &app.content.calendar),
        may_clear: core::may_clear(&request.state, &choices, actor.id()),
        letters,
        case: view,
        request,
        items,
        choices,
    })
}

fn is_about(letter: &IssuedLetter, id: AccessRequestId) -> bool {
    letter::Snapshot::of(letter).is_ok_and(|snapshot| match snapshot.about {
        About::Access(told) => told.request == id.0,
        About::AccessDelay { request, .. } => request == id.0,
        _ => false,
    })
}

/// Registers a request and begins its course, whose deadline runs from the day it came. A closed case may be asked about
/// too.
pub async fn register(app: &App, actor: &Actor, case: CaseId, order: Register) -> Outcome<AccessRequestId> {
    let mut act = app.act(actor, "access_requested").await?;
    let (permit, mut file) = act.case(case, Action::Work).await?;
    let new = core::New {
        requester: &order.requester,
        capacity: order.capacity,
        authority: &order.authority,
        about: &order.about,
        received_on: order.received_on,
    };
    core::register(&new, &file, act.today()).map_err(refused)?;
    let course = begin(&mut act, &permit, &mut file, order.received_on).await?;
    let request = AccessRequest {
        id: AccessRequestId(act.id()),
        course,
        requester: trimmed(order.requester),
        capacity: order.capacity,
        authority: order.authority.trim().to_string(),
        about: order.about.trim().to_string(),
        received_on: order.received_on,
        form: order.form,
        state: State::Open,
        delayed_until: None,
        version: 1,
    };
    act.tx.insert_access_request(&permit, case, &request).await?;
    if let Requester::Person(id) = request.requester {
        act.concerns(id);
    }
    act.journal(&permit, case, &request.about).await?;
    act.commit(Resource::Inside(case, request.id.0)).await?;
    Ok(request.id)
}

fn trimmed(requester: Requester) -> Requester {
    match requester {
        Requester::Outside { name, address } => {
            Requester::Outside { name: name.trim().to_string(), address: address.trim().to_string() }
        }
        person => person,
    }
}

/// Begins the course that is closed by answering a request: the procedure is found by that act, not by its name.
async fn begin(act: &mut Act<'_>, permit: &Permit, file: &mut CaseFile, came: Date) -> Outcome<CourseId> {
    let today = act.today();
    let mut procedures = act.app.content.procedures.all_on(today);
    let found = procedures
        .find(|procedure| procedure.steps.iter().any(is_answer))
        .ok_or_else(|| anyhow::anyhow!("no procedure is closed by answering a request for access"))?;
    let (id, step) = (found.id.clone(), found.steps.iter().find(|step| is_answer(step)).map(|step| step.id.clone()));
    drop(procedures);
    progress::begin(act, permit, file, &id, came).await?;
    let index = file.courses.len().saturating_sub(1);
    let course = file.courses.last().map(|course| course.id).ok_or(Refused::NotFound)?;
    let calendar = act.app.content.calendar.clone();
    let due = core::answer_by(came, &calendar).due;
    // The municipality's own closing days stretch its goals, but not this.
    if let Some(step) = step.filter(|_| !calendar.closed.is_empty()) {
        let reason = "Kommunens egne lukkedage gør ikke fristen for aktindsigt længere.".to_string();
        progress::happen(act, permit, file, index, today, Happening::DeadlineSet { step, due, reason }).await?;
    }
    Ok(course)
}

fn is_answer(step: &domain::procedure::Step) -> bool {
    step.act == Some(words::Act::AccessToDocuments)
}

/// What was chosen for one paper, as typed.
pub struct Chosen {
    /// Which paper.
    pub thing: Thing,
    /// What happens to it.
    pub verdict: Verdict,
    /// By which provision.
    pub provision: Option<String>,
    /// Why.
    pub reason: String,
    /// Pages left out.
    pub pages: BTreeSet<u32>,
}

/// What is done with the choices besides keeping them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing: they may be incomplete.
    Keep,
    /// Hand them on: to a second person where anything is held back or flagged, else straight to the answer.
    HandOn,
}

/// Saves choices, and hands them on if told to.
///
/// # Errors
/// Not found for a paper that is not listed; what is missing or wrong when they are handed on: then nothing is saved.
pub async fn choose(
    app: &App,
    actor: &Actor,
    (case, id): (CaseId, AccessRequestId),
    version: i64,
    chosen: Vec<Chosen>,
    next: Next,
) -> Outcome<()> {
    let mut act = app.act(actor, "access_chosen").await?;
    let (permit, mut file) = act.case(case, Action::Work).await?;
    let request = open(&mut act, &permit, id).await?;
    let (listed, reader) = papers::gather(app, &mut act.tx, &permit, &file, &request).await?;
    let known = act.tx.access_choices(&permit, id).await?;
    let mut changed = Choices::new();
    for one in chosen {
        if !listed.iter().any(|listed| listed.item.thing == one.thing) {
            return Err(Refused::NotFound);
        }
        let by_provision = matches!(one.verdict, Verdict::LeaveOut | Verdict::Part);
        let choice = Choice {
            verdict: one.verdict,
            provision: one.provision.filter(|_| by_provision),
            reason: one.reason.trim().to_string(),
            pages: if one.verdict == Verdict::Part { one.pages } else { BTreeSet::new() },
            by: actor.id(),
        };
        // Who did not change a choice has not made it.
        let same = |before: &Choice| Choice { by: before.by, ..choice.clone() } == *before;
        if !known.get(&one.thing).is_some_and(same) {
            changed.insert(one.thing, choice);
        }
    }
    act.tx.choose_access(&permit, id, version, &changed).await?;
    act.journal(&permit, case, &format!("{} papirer", changed.len())).await?;
    if next == Next::HandOn {
        hand_on(&mut act, &permit, &mut file, &request, version.saturating_add(1), (&listed, &reader)).await?;
    }
    act.commit(Resource::Inside(case, id.0)).await
}

/// The request, if its choices may still be changed.
async fn open(act: &mut Act<'_>, permit: &Permit, id: AccessRequestId) -> Outcome<AccessRequest> {
    let request = act.tx.access_request(permit, id).await?;
    if request.state.is_open() { Ok(request) } else { Err(refused(core::Refused::NotNow)) }
}

async fn hand_on(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    request: &AccessRequest,
    version: i64,
    (listed, reader): (&[Listed], &core::Reader),
) -> Outcome<()> {
    let choices = complete(act, permit, request, listed).await?;
    let items: Vec<Item> = listed.iter().map(|listed| listed.item.clone()).collect();
    // Made once now, so that what cannot be taken apart or still tells something is said to who can mend it.
    package::make(act.app, (&mut act.tx, permit), file, request, (listed, reader), &choices).await?;
    let (by, at) = (act.actor.id(), act.tx.now());
    let next =
        if core::needs_second_look(&items, &choices) { State::Submitted { by, at } } else { State::Cleared { by, at } };
    act.tx.set_access_state(permit, request.id, version, &next).await?;
    close_steps_without_act(act, permit, file, request.course).await?;
    act.journal_as(permit, file.case.id, "access_submitted", &request.about).await
}

/// The choices, when every paper has one and nothing is wrong.
async fn complete(act: &mut Act<'_>, permit: &Permit, request: &AccessRequest, listed: &[Listed]) -> Outcome<Choices> {
    let mut choices = act.tx.access_choices(permit, request.id).await?;
    // A paper that is not listed any more (its case changed hands, it was an answer) is not part of this.
    choices.retain(|thing, _| listed.iter().any(|listed| listed.item.thing == *thing));
    let items: Vec<Item> = listed.iter().map(|listed| listed.item.clone()).collect();
    let wrong = core::check(&items, &choices, &act.app.content.exceptions, request.capacity);
    if wrong.is_empty() { Ok(choices) } else { Err(refused(core::Refused::Choices(wrong))) }
}

/// Going through the papers is done on the request's own page: the steps of its course that no act closes are done.
async fn close_steps_without_act(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    course: CourseId,
) -> Outcome<()> {
    let today = act.today();
    let Some(index) = file.courses.iter().position(|known| known.id == course) else { return Ok(()) };
    let Some(running) = file.courses.get(index) else { return Ok(()) };
    let procedure = progress::procedure_of(act.app, running)?;
    let situation = progress::situation(act.app, file, running, today, Answer::Yes);
    let states = domain::progress::states(procedure, &running.milestones, &situation);
    let is_open = |id: &str| matches!(states.get(id), Some(domain::progress::State::Open(_)));
    let steps = procedure.steps.iter().filter(|step| step.act.is_none() && step.outcomes.is_empty());
    let open: Vec<String> = steps.filter(|step| is_open(&step.id)).map(|step| step.id.clone()).collect();
    for step in open {
        let done = Happening::Done { step, element: None, outcome: None, dates: BTreeMap::new(), reason: None };
        progress::happen(act, permit, file, index, today, done).await?;
    }
    Ok(())
}

/// A second person has looked: the request may be answered.
pub async fn clear(app: &App, actor: &Actor, case: CaseId, id: AccessRequestId, version: i64) -> Outcome<()> {
    let mut act = app.act(actor, "access_cleared").await?;
    let (permit, file) = act.case(case, Action::Approve).await?;
    let request = act.tx.access_request(&permit, id).await?;
    let (listed, _) = papers::gather(app, &mut act.tx, &permit, &file, &request).await?;
    let choices = act.tx.access_choices(&permit, id).await?;
    core::may_clear(&request.state, &choices, actor.id()).map_err(refused)?;
    complete(&mut act, &permit, &request, &listed).await?;
    let cleared = State::Cleared { by: actor.id(), at: act.tx.now() };
    act.tx.set_access_state(&permit, id, version, &cleared).await?;
    act.journal(&permit, case, &request.about).await?;
    act.commit(Resource::Inside(case, id.0)).await
}

/// A second person sends it back, with the reason.
pub async fn give_back(
    app: &App,
    actor: &Actor,
    (case, id): (CaseId, AccessRequestId),
    version: i64,
    reason: &str,
) -> Outcome<()> {
    let mut act = app.act(actor, "access_returned").await?;
    let (permit, _) = act.case(case, Action::Approve).await?;
    let request = act.tx.access_request(&permit, id).await?;
    let choices = act.tx.access_choices(&permit, id).await?;
    core::may_clear(&request.state, &choices, actor.id()).map_err(refused)?;
    let reason = stated(reason)?;
    let returned = State::Returned { by: actor.id(), at: act.tx.now(), reason: reason.clone() };
    act.tx.set_access_state(&permit, id, version, &returned).await?;
    act.journal(&permit, case, &reason).await?;
    act.commit(Resource::Inside(case, id.0)).await
}

/// Opens the choices again before the answer is sent: something came that belongs to it, or was seen wrongly.
pub async fn reopen(
    app: &App,
    actor: &Actor,
    (case, id): (CaseId, AccessRequestId),
    version: i64,
    reason: &str,
) -> Outcome<()> {
    let mut act = app.act(actor, "access_reopened").await?;
    let (permit, _) = act.case(case, Action::Work).await?;
    let request = act.tx.access_request(&permit, id).await?;
    if !matches!(request.state, State::Submitted { .. } | State::Cleared { .. }) {
        return Err(refused(core::Refused::NotNow));
    }
    let reason = stated(reason)?;
    let returned = State::Returned { by: actor.id(), at: act.tx.now(), reason: reason.clone() };
    act.tx.set_access_state(&permit, id, version, &returned).await?;
    act.journal(&permit, case, &reason).await?;
    act.commit(Resource::Inside(case, id.0)).await
}

/// The request is taken back by who asked, or was registered by mistake.
pub async fn withdraw(
    app: &App,
    actor: &Actor,
    (case, id): (CaseId, AccessRequestId),
    version: i64,
    reason: &str,
) -> Outcome<()> {
    let mut act = app.act(actor, "access_withdrawn").await?;
    let (permit, mut file) = act.case(case, Action::Work).await?;
    let request = act.tx.access_request(&permit, id).await?;
    let reason = stated(reason)?;
    let withdrawn = State::Withdrawn { on: act.today(), reason: reason.clone() };
    act.tx.set_access_state(&permit, id, version, &withdrawn).await?;
    report(&mut act, &permit, &mut file, request.course, "frafaldet", Some(reason.clone())).await?;
    act.journal(&permit, case, &reason).await?;
    act.commit(Resource::Inside(case, id.0)).await
}

fn stated(reason: &str) -> Outcome<String> {
    let reason = reason.trim();
    if reason.is_empty() { Err(refused(core::Refused::ReasonMissing)) } else { Ok(reason.to_string()) }
}

/// The papers as they would leave now, for who prepares or looks at them. Where somebody is protected, the reader needs
/// the right to reveal, as for any letter.
pub async fn preview(app: &App, actor: &Actor, case: CaseId, id: AccessRequestId) -> Outcome<(CaseNumber, Vec<u8>)> {
    let mut look = app.look(actor, "see_access_papers").await?;
    let (permit, file) = look.case(case, Action::See).await?;
    if file.someone_is_protected() {
        let reveal = crate::access::to_case(&mut look.tx, actor, case, Action::Reveal).await;
        if reveal.is_err() {
            look.denied(vec![id.to_string()]).await?;
            return Err(Refused::NotFound);
        }
    }
    let request = look.tx.access_request(&permit, id).await?;
    let (listed, reader) = papers::gather(app, &mut look.tx, &permit, &file, &request).await?;
    let choices = look.tx.access_choices(&permit, id).await?;
    let items: Vec<Item> = listed.iter().map(|listed| listed.item.clone()).collect();
    let wrong = core::check(&items, &choices, &app.content.exceptions, request.capacity);
    if !wrong.is_empty() {
        return Err(refused(core::Refused::Choices(wrong)));
    }
    let pdf = package::make(app, (&mut look.tx, &permit), &file, &request, (&listed, &reader), &choices).await?;
    look.done(Some(&permit), vec![case.to_string(), id.to_string()], vec![file.citizen.id]).await?;
    Ok((file.case.number, pdf))
}

/// What the decision letter says, kept with it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Told {
    /// The request.
    pub request: uuid::Uuid,
    /// What was asked for.
    pub about: String,
    /// The day it came.
    pub received_on: Date,
    /// As party, for a party, or as anybody else.
    pub capacity: String,
    /// How it ends, by its code.
    pub outcome: String,
    /// What is left out.
    pub left_out: Vec<LeftOut>,
}

/// Something left out, as the letter says it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LeftOut {
    /// Number, kind and day.
    pub paper: String,
    /// The whole, or which pages.
    pub extent: String,
    /// The provision.
    pub paragraph: String,
    /// What it says.
    pub says: String,
    /// Why here.
    pub reason: String,
}

/// Makes the decision letter (T-L30); it is read through and sent as any letter, and the papers follow it.
pub async fn answer(app: &App, actor: &Actor, case: CaseId, id: AccessRequestId) -> Outcome<LetterId> {
    let mut act = app.act(actor, "access_answer_made").await?;
    let (permit, file) = act.case(case, Action::Work).await?;
    let request = act.tx.access_request(&permit, id).await?;
    if !matches!(request.state, State::Cleared { .. }) {
        return Err(refused(core::Refused::NotNow));
    }
    let (listed, _) = papers::gather(app, &mut act.tx, &permit, &file, &request).await?;
    let choices = complete(&mut act, &permit, &request, &listed).await?;
    let about = About::Access(told(app, &request, &listed, &choices));
    let to = addressee(&request.requester);
    let letter = letter::draft(&mut act, &permit, &file, Occasion::AccessDecision, to, about).await?;
    act.commit(Resource::Letter(case, letter)).await?;
    Ok(letter)
}

fn told(app: &App, request: &AccessRequest, listed: &[Listed], choices: &Choices) -> Told {
    let left_out = listed.iter().filter_map(|paper| {
        let choice = choices.get(&paper.item.thing)?;
        let extent = match choice.verdict {
            Verdict::LeaveOut => "hele papiret".to_string(),
            Verdict::Part => format!("side {}", core::write_pages(&choice.pages)),
            Verdict::Give | Verdict::AsPdf => return None,
        };
        let provision = app.content.exceptions.iter().find(|p| Some(&p.id) == choice.provision.as_ref())?;
        Some(LeftOut {
            paper: package::named(&paper.item),
            extent,
            paragraph: provision.paragraph.clone(),
            says: provision.says.clone(),
            reason: choice.reason.clone(),
        })
    });
    Told {
        request: request.id.0,
        about: request.about.clone(),
        received_on: request.received_on,
        capacity: request.capacity.code().to_string(),
        outcome: core::outcome(choices).code().to_string(),
        left_out: left_out.collect(),
    }
}

fn addressee(requester: &Requester) -> Addressee {
    match requester {
        Requester::Person(id) => Addressee::Person(*id),
        Requester::Outside { name, address } => Addressee::Partner { name: name.clone(), address: address.clone() },
    }
}

/// Makes the letter of delay (T-L30): why, and the new day.
pub async fn delay(
    app: &App,
    actor: &Actor,
    (case, id): (CaseId, AccessRequestId),
    reason: &str,
    new_date: Date,
) -> Outcome<LetterId> {
    let mut act = app.act(actor, "access_delay_made").await?;
    let (permit, file) = act.case(case, Action::Work).await?;
    let request = act.tx.access_request(&permit, id).await?;
    if request.state.is_settled() {
        return Err(refused(core::Refused::NotNow));
    }
    let reason = stated(reason)?;
    if new_date <= act.today() {
        return Err(refused(core::Refused::NotAhead));
    }
    let (about, received_on) = (request.about.clone(), request.received_on);
    let about = About::AccessDelay { request: id.0, about, received_on, reason, new_date };
    let to = addressee(&request.requester);
    let letter = letter::draft(&mut act, &permit, &file, Occasion::AccessDelay, to, about).await?;
    act.commit(Resource::Letter(case, letter)).await?;
    Ok(letter)
}

/// The letter of delay leaves: the new day replaces the deadline of the request's own course.
pub(crate) async fn delay_sent(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    letter: &IssuedLetter,
    (id, reason, new_date): (AccessRequestId, String, Date),
) -> Outcome<()> {
    let today = act.today();
    let request = act.tx.access_request(permit, id).await?;
    if request.state.is_settled() || letter.addressee != addressee(&request.requester) {
        return Err(refused(core::Refused::NotNow));
    }
    if new_date <= today {
        return Err(refused(core::Refused::NotAhead));
    }
    act.tx.delay_access(permit, id, new_date).await?;
    let Some(index) = file.courses.iter().position(|known| known.id == request.course) else { return Ok(()) };
    let Some(course) = file.courses.get(index) else { return Ok(()) };
    let procedure = progress::procedure_of(act.app, course)?;
    let step = procedure.steps.iter().find(|step| is_answer(step)).map(|step| step.id.clone());
    if let Some(step) = step {
        let set = Happening::DeadlineSet { step, due: new_date, reason };
        progress::happen(act, permit, file, index, today, set).await?;
    }
    Ok(())
}

/// The decision letter leaves, and the papers with it: made anew from what was cleared, read through, stored as what
/// who asked got, and enclosed.
pub(crate) async fn sent(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    letter: &IssuedLetter,
    told: &Told,
) -> Outcome<()> {
    let id = AccessRequestId(told.request);
    let request = act.tx.access_request(permit, id).await?;
    let cleared = matches!(request.state, State::Cleared { .. });
    if !cleared || letter.addressee != addressee(&request.requester) {
        return Err(refused(core::Refused::NotNow));
    }
    let (listed, reader) = papers::gather(act.app, &mut act.tx, permit, file, &request).await?;
    let choices = complete(act, permit, &request, &listed).await?;
    let outcome = core::outcome(&choices);
    if !says_the_same(told, &self::told(act.app, &request, &listed, &choices)) {
        // The letter was made from other choices than those that would leave.
        return Err(refused(core::Refused::PapersDiffer));
    }
    let mut document = None;
    if outcome != core::Outcome::Refusal {
        let app = act.app;
        let pdf = package::make(app, (&mut act.tx, permit), file, &request, (&listed, &reader), &choices).await?;
        let stored = document_of(act, file, letter, &pdf);
        let stored = act.tx.insert_document(permit, stored, &pdf).await?;
        act.tx.set_enclosures(permit, letter.id, &[stored.id]).await?;
        document = Some(stored.id);
    }
    let answered = State::Answered { on: act.today(), outcome, letter: letter.id, document };
    act.tx.set_access_state(permit, id, request.version, &answered).await?;
    report(act, permit, file, request.course, outcome.code(), None).await?;
    act.journal_as(permit, file.case.id, "access_answered", &request.about).await
}

fn says_the_same(made: &Told, now: &Told) -> bool {
    let rows = |told: &Told| {
        told.left_out.iter().map(|l| (l.paper.clone(), l.extent.clone(), l.paragraph.clone())).collect::<Vec<_>>()
    };
    made.outcome == now.outcome && rows(made) == rows(now)
}

fn document_of(act: &Act<'_>, file: &CaseFile, letter: &IssuedLetter, pdf: &[u8]) -> Document {
    let (source, recipient) = match &letter.addressee {
        Addressee::Person(id) => (letter::person(file, *id).map(|p| p.name.clone()).unwrap_or_default(), Some(*id)),
        Addressee::Partner { name, .. } => (name.clone(), None),
    };
    Document {
        id: DocumentId(act.id()),
        case: letter.case,
        running: 0,
        title: package::TITLE.to_string(),
        direction: Direction::Sent,
        source,
        dated: act.today(),
        recipient,
        media_type: "application/pdf".to_string(),
        size: u64::try_from(pdf.len()).unwrap_or(u64::MAX),
        sha256: String::new(),
        stored_at: act.tx.now(),
    }
}

/// Reports the answer to the request's own course: another request of the same case has its own.
async fn report(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    course: CourseId,
    outcome: &str,
    reason: Option<String>,
) -> Outcome<()> {
    let today = act.today();
    let Some(index) = file.courses.iter().position(|known| known.id == course) else { return Ok(()) };
    let Some(running) = file.courses.get(index) else { return Ok(()) };
    let procedure = progress::procedure_of(act.app, running)?;
    let situation = progress::situation(act.app, file, running, today, Answer::Yes);
    let subject = ActSubject { outcome: Some(outcome.to_string()), reason, ..ActSubject::default() };
    let what = words::Act::AccessToDocuments;
    let happened = domain::progress::record_act(procedure, &running.milestones, &situation, what, &subject, today);
    for what in happened {
        progress::happen(act, permit, file, index, today, what).await?;
    }
    Ok(())
}

fn refused(why: core::Refused) -> Refused {
    Reason::AccessRequest(Box::new(why)).into()
}
