//! What follows a case to its next responsible person, and goes back with it.

use super::system;
use crate::{App, Outcome, Refused};
use domain::access::Permit;
use domain::case::CaseFile;
use domain::function::{Ended, Held as Function, On};
use domain::handover::{Duration, Handover, Item, State as Stage};
use domain::ids::{CaseId, FunctionId, HandoverId, StaffId, TaskId};
use domain::meeting::{Meeting, Participant, State as MeetingState, Who};
use domain::staff::{Function as OnCase, Role};
use domain::task::{Origin, Owner, Settled, State, Task};
use store::Tx;
use store::handover::Thing;

const PASSED_ON: &str = "Sagen har skiftet sagsbehandler.";

/// From whom to whom, on whose word.
#[derive(Clone, Copy)]
struct Way {
    from: StaffId,
    to: StaffId,
    by: StaffId,
}

/// Passes one case: the responsible person, and all of the leaver's that is open in it. No date is touched.
pub(super) async fn over(
    app: &App,
    tx: &mut Tx,
    (handover, item): (&Handover, &Item),
    (file, by): (&mut CaseFile, StaffId),
) -> Outcome<()> {
    let permit = system(item.case);
    let way = Way { from: handover.from, to: item.to, by };
    file.case.version = tx.set_responsible(&permit, item.case, file.case.version, item.to).await?;
    file.case.responsible = item.to;
    tx.handover_moved(&permit, handover.id, item).await?;
    if handover.duration == Duration::Permanent {
        functions(app, tx, &permit, (item.case, &file.case.department), way).await?;
        outreach(tx, &permit, file, way).await?;
    }
    let moved = follow(tx, &permit, item.case, way).await?;
    if handover.is_out() {
        for thing in moved {
            tx.add_handover_thing(&permit, (handover.id, item.case), thing).await?;
        }
    }
    Ok(())
}

/// What the leaver has on the cases of others passes to who is responsible there, when the whole caseload goes for good:
/// nothing stays with somebody who is not here. So does standing in for others.
pub(super) async fn rest(app: &App, tx: &mut Tx, (handover, by): (&Handover, StaffId)) -> Outcome<()> {
    let Some(all_to) = handover.all_to.filter(|_| handover.duration == Duration::Permanent) else { return Ok(()) };
    for held in tx.cases_helped(handover.from).await? {
        let permit = system(held.case);
        let case = tx.case(&permit, held.case).await?;
        let way = Way { from: handover.from, to: case.responsible, by };
        functions(app, tx, &permit, (held.case, &case.department), way).await?;
        follow(tx, &permit, held.case, way).await?;
        crate::progress::refresh(app, tx, held.case).await?;
    }
    let deputy = match all_to {
        domain::handover::AllTo::One(staff) => Some(staff),
        domain::handover::AllTo::Leader => None,
    };
    let stands_in = match deputy {
        Some(id) => tx.staff(id).await?.filter(domain::absence::may_deputise).map(|staff| staff.id),
        None => None,
    };
    let permit = system(handover.items.first().ok_or(Refused::NotFound)?.case);
    tx.move_deputy(&permit, handover.from, stands_in).await?;
    Ok(())
}

/// Open tasks of the leaver and the meetings to come they lead or take part in; answers what passed.
async fn follow(tx: &mut Tx, permit: &Permit, case: CaseId, way: Way) -> Outcome<Vec<Thing>> {
    let mut moved = Vec::new();
    for task in tx.tasks(permit, case).await? {
        if task.is_open() && task.owner == Owner::Staff(way.from) {
            tx.hand_task_over(permit, case, (task.id, task.version), way.to).await?;
            moved.push(Thing::Task(task.id));
        }
    }
    for meeting in tx.meetings(permit, case).await? {
        if meeting.state == MeetingState::Planned && takes_part(&meeting, way.from) {
            let id = meeting.id;
            tx.save_meeting(permit, &instead(meeting, way)).await?;
            moved.push(Thing::Meeting(id));
        }
    }
    Ok(moved)
}

fn takes_part(meeting: &Meeting, staff: StaffId) -> bool {
    meeting.staff().contains(&staff)
}

/// The meeting with the one in the place of the other: as leader, as participant, and never twice at one table. Day,
/// hour and place stay, so nobody has to be told of a change.
fn instead(mut meeting: Meeting, way: Way) -> Meeting {
    if meeting.leader == way.from {
        meeting.leader = way.to;
    }
    let sits = |one: &Participant, who: StaffId| one.who == Who::Staff(who);
    if meeting.participants.iter().any(|one| sits(one, way.to)) {
        meeting.participants.retain(|one| !sits(one, way.from));
    }
    for one in meeting.participants.iter_mut().filter(|one| sits(one, way.from)) {
        one.who = Who::Staff(way.to);
    }
    meeting
}

/// The leaver's functions on a case pass to the successor when they may hold them, else end. Standing duties keep their
/// days.
async fn functions(
    app: &App,
    tx: &mut Tx,
    permit: &Permit,
    (case, department): (CaseId, &str),
    way: Way,
) -> Outcome<()> {
    let today = tx.today();
    let known = tx.functions_on_case(permit, case).await?;
    let successor = tx.staff(way.to).await?.ok_or(Refused::NotFound)?;
    for old in known.iter().filter(|held| held.staff == way.from && held.is_not_over(today)) {
        let ended = Ended { on: today, by: way.by, because: PASSED_ON.to_string() };
        tx.end_held(permit, old, &ended).await?;
        let has = known.iter().any(|held| held.staff == way.to && held.model == old.model && held.is_not_over(today));
        let model = app.content.function(&old.model);
        let fits = successor.department == department && domain::function::may_hold(&successor) && !has;
        let mut next = None;
        if let Some(model) = model.filter(|_| fits) {
            let held = Function {
                id: FunctionId(app.random.id()),
                on: On::Case(case),
                staff: way.to,
                from: old.from.max(today),
                sees: model.sees.clone(),
                basis: None,
                given_by: way.by,
                given_at: tx.now(),
                ended: None,
                moved_from: Some(old.id),
                version: 1,
                ..old.clone()
            };
            tx.insert_function(permit, &held).await?;
            next = Some(held.id);
        }
        duties(app, tx, permit, (case, old.id, next), way).await?;
    }
    Ok(())
}

/// The open duties of a function that ended: the same, on the same days, with who has it now.
async fn duties(
    app: &App,
    tx: &mut Tx,
    permit: &Permit,
    (case, old, next): (CaseId, FunctionId, Option<FunctionId>),
    way: Way,
) -> Outcome<()> {
    let today = tx.today();
    for task in tx.tasks(permit, case).await? {
        if !task.is_open() || task.origin != Origin::Duty(old) {
            continue;
        }
        let settled = Settled { on: today, by: way.by, words: PASSED_ON.to_string() };
        tx.settle_task(permit, case, (task.id, task.version), &State::Dropped(settled)).await?;
        if let Some(next) = next {
            let again = Task {
                id: TaskId(app.random.id()),
                owner: Owner::Staff(way.to),
                origin: Origin::Duty(next),
                given_by: way.by,
                given_on: today,
                version: 1,
                ..task
            };
            tx.insert_task(permit, &again).await?;
        }
    }
    Ok(())
}

/// The function of outreach passes with the citizen's mark to another outreach caseworker, and else ends with it.
async fn outreach(tx: &mut Tx, permit: &Permit, file: &CaseFile, way: Way) -> Outcome<()> {
    if !tx.end_function(permit, file.case.id, way.from, OnCase::Outreach).await? {
        return Ok(());
    }
    let fits = tx.staff(way.to).await?.is_some_and(|staff| staff.roles.contains(&Role::OutreachCaseworker));
    if fits {
        let function =
            store::access::FunctionOnCase { staff: way.to, function: OnCase::Outreach, from: tx.today(), until: None };
        tx.add_function(permit, file.case.id, &function).await?;
    }
    let marked = tx.outreach_of(permit, file.citizen.id).await?;
    if marked.is_some_and(|(staff, _)| staff == way.from) {
        tx.mark_outreach(permit, file.citizen.id, Some(way.to).filter(|_| fits)).await?;
    }
    Ok(())
}

/// Who covers for the one who covers: a deputy who is away too has handed the case on, for a time. First to last.
async fn covers(
    tx: &mut Tx,
    permit: &Permit,
    (handover, item): (&Handover, &Item),
) -> Outcome<Vec<(HandoverId, StaffId)>> {
    let mut out: Vec<Handover> = tx.handovers_of_case(permit, item.case).await?;
    out.retain(|other| other.is_out() && other.id != handover.id);
    out.reverse();
    let (mut found, mut holder) = (Vec::new(), item.to);
    for other in out {
        let next = other.items.iter().find(|one| one.case == item.case && one.moved_at.is_some());
        let Some(next) = next.filter(|one| one.back_at.is_none() && item.moved_at < one.moved_at) else { continue };
        if other.from == holder {
            holder = next.to;
            found.push((other.id, next.to));
        }
    }
    Ok(found)
}

/// Gives one case back, if it is still with who covered and open; with it the tasks and meetings that followed and are
/// still theirs. Answers whether it went.
pub(super) async fn back(app: &App, tx: &mut Tx, (handover, item): (&Handover, &Item), by: StaffId) -> Outcome<bool> {
    let permit = system(item.case);
    let case = tx.case(&permit, item.case).await?;
    let covers = covers(tx, &permit, (handover, item)).await?;
    let last = covers.last().map_or(item.to, |(_, who)| *who);
    if handover.state != Stage::CarriedOut || case.closed_on.is_some() || case.responsible != last {
        return Ok(false);
    }
    let now_with = |staff: StaffId| staff == item.to || covers.iter().any(|(_, who)| *who == staff);
    tx.set_responsible(&permit, item.case, case.version, handover.from).await?;
    for id in std::iter::once(handover.id).chain(covers.iter().map(|(id, _)| *id)) {
        tx.handover_back(&permit, id, item.case).await?;
    }
    let things = tx.handover_things(&permit, handover.id, item.case).await?;
    for task in tx.tasks(&permit, item.case).await? {
        let theirs = matches!(task.owner, Owner::Staff(owner) if now_with(owner));
        if things.contains(&Thing::Task(task.id)) && task.is_open() && theirs {
            tx.hand_task_over(&permit, item.case, (task.id, task.version), handover.from).await?;
        }
    }
    for meeting in tx.meetings(&permit, item.case).await? {
        let followed = things.contains(&Thing::Meeting(meeting.id));
        let Some(from) = meeting.staff().into_iter().find(|staff| now_with(*staff)) else { continue };
        if followed && meeting.state == MeetingState::Planned {
            let way = Way { from, to: handover.from, by };
            tx.save_meeting(&permit, &instead(meeting, way)).await?;
        }
    }
    crate::progress::refresh(app, tx, item.case).await?;
    Ok(true)
}
