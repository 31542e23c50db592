//! Access to documents (aktindsigt): registered, gone through paper by paper, looked at by a second person, answered.
//!
//! What leaves, leaves as the enclosure of the decision letter through the outbox and by no other way.

mod answer;
mod choose;
mod package;
mod papers;

use crate::act::Act;
use crate::case::{self, View as CaseView};
use crate::letter::{self, About};
use crate::{Actor, App, Outcome, Reason, Refused, Resource, progress};
use domain::access::{Action, Permit};
use domain::access_request::{
    self as core, AccessRequest, Capacity, Choices, Form, Item, Provision, Requester, State, Thing, Wrong,
};
use domain::case::CaseFile;
use domain::deadline::Counted;
use domain::ids::{AccessRequestId, CaseId, CourseId, LetterId};
use domain::letter::{IssuedLetter, LetterState, Occasion};
use domain::progress::{ActSubject, Answer, Happening};
use domain::words;
use jiff::civil::Date;

pub use answer::{LeftOut, Told, answer, delay};
pub(crate) use answer::{delay_sent, sent};
pub use choose::{Chosen, Next, choose, clear, give_back, preview, reopen};

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
