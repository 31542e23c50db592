//! What is given and what is left out: chosen paper by paper, handed on, looked at by a second person.

use super::papers::{self, Listed};
use super::{package, refused, stated};
use crate::act::Act;
use crate::{Actor, App, Outcome, Refused, Resource, progress};
use domain::access::{Action, Permit};
use domain::access_request::{self as core, AccessRequest, Choice, Choices, Item, State, Thing, Verdict};
use domain::case::CaseFile;
use domain::ids::{AccessRequestId, CaseId, CaseNumber, CourseId};
use domain::progress::{Answer, Happening};
use std::collections::{BTreeMap, BTreeSet};

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
pub(super) async fn complete(
    act: &mut Act<'_>,
    permit: &Permit,
    request: &AccessRequest,
    listed: &[Listed],
) -> Outcome<Choices> {
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
    returned(act, &permit, (case, id), version, reason).await
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
    returned(act, &permit, (case, id), version, reason).await
}

/// Sent back: the reason is its state, and stands in the journal.
async fn returned(
    mut act: Act<'_>,
    permit: &Permit,
    (case, id): (CaseId, AccessRequestId),
    version: i64,
    reason: &str,
) -> Outcome<()> {
    let reason = stated(reason)?;
    let returned = State::Returned { by: act.actor.id(), at: act.tx.now(), reason: reason.clone() };
    act.tx.set_access_state(permit, id, version, &returned).await?;
    act.journal(permit, case, &reason).await?;
    act.commit(Resource::Inside(case, id.0)).await
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
