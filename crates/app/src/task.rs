//! Tasks (opgaver): given, done and dropped. What procedures ask for is worked out; a task is what somebody promised.

use crate::act::Act;
use crate::case::View;
use crate::{Actor, App, Outcome, Reason, Refused, Resource, access};
use domain::access::{Action, Permit};
use domain::case::CaseFile;
use domain::deadline::{Kind, Span};
use domain::ids::{CaseId, StaffId, TaskId};
use domain::staff::Staff;
use domain::task::{self, NotATask, Origin, Owner, Settled, State, Task};
use jiff::civil::Date;
use store::Tx;
use store::todo::{TodoKind, TodoRow};

/// What is given.
pub struct Give {
    /// What is to be done.
    pub what: String,
    /// Who has it.
    pub owner: Owner,
    /// By when.
    pub due: Option<Date>,
    /// Where it comes from.
    pub origin: Origin,
    /// How often it comes again.
    pub every: Option<Span>,
    /// The day it was agreed; none is today.
    pub agreed_on: Option<Date>,
}

/// Gives somebody a task on a case.
///
/// # Errors
/// [`Reason::Task`].
pub async fn give(app: &App, actor: &Actor, case: CaseId, order: Give) -> Outcome<TaskId> {
    let mut act = app.act(actor, "task_given").await?;
    let (permit, file) = act.open_case(case).await?;
    let id = add(&mut act, &permit, &file, order).await?;
    act.commit(Resource::Inside(case, id.0)).await?;
    Ok(id)
}

/// The same inside another act: a meeting, a plan, a function. Its line in the journal is a task's own.
pub(crate) async fn add(act: &mut Act<'_>, permit: &Permit, file: &CaseFile, order: Give) -> Outcome<TaskId> {
    let agreed_on = order.agreed_on.unwrap_or(act.today()).min(act.today());
    task::check(&order.what, &order.owner, order.due, order.every.as_ref(), agreed_on).map_err(Reason::Task)?;
    if let Owner::Staff(staff) = &order.owner
        && !opens(&mut act.tx, *staff, file.case.id).await?
    {
        return Err(Reason::Task(NotATask::OwnerSeesNothing).into());
    }
    let task = Task {
        id: TaskId(act.id()),
        case: file.case.id,
        what: order.what.trim().to_string(),
        owner: order.owner,
        due: order.due,
        origin: order.origin,
        every: order.every,
        given_by: act.actor.id(),
        given_on: agreed_on,
        state: State::Open,
        version: 1,
    };
    act.tx.insert_task(permit, &task).await?;
    act.journal_as(permit, file.case.id, "task_given", &task.what).await?;
    Ok(task.id)
}

/// Whether a member of staff works here and may open the case.
async fn opens(tx: &mut Tx, staff: StaffId, case: CaseId) -> Outcome<bool> {
    let Some(staff) = tx.staff(staff).await?.filter(|staff| staff.active) else { return Ok(false) };
    // A coordinator of another department has duties on a case they see parts of.
    Ok(access::may_see(tx, &staff, case).await? || access::oversees(tx, &staff, case).await?)
}

/// What is typed when a task is done or dropped.
pub struct Settle {
    /// The version that was read.
    pub version: i64,
    /// The day it was done; dropping is always today.
    pub on: Date,
    /// What came of it, or why it is dropped.
    pub words: String,
}

/// Marks a task done; a standing duty comes again at once.
///
/// # Errors
/// [`Reason::Task`]; [`Reason::Stale`] when somebody was first.
pub async fn done(app: &App, actor: &Actor, case: CaseId, id: TaskId, order: Settle) -> Outcome<()> {
    let (mut act, permit, file, task) = of_case(app, actor, case, (id, order.version), "task_done").await?;
    task.may_be_done(order.on, act.today()).map_err(Reason::Task)?;
    let settled = Settled { on: order.on, by: actor.id(), words: order.words.trim().to_string() };
    act.tx.settle_task(&permit, case, (id, order.version), &State::Done(settled)).await?;
    let came_of_it = if order.words.trim().is_empty() { String::new() } else { format!(". {}", order.words.trim()) };
    act.journal(&permit, case, &format!("{}{came_of_it}", task.what)).await?;
    if let Some(due) = task.next_due(order.on, &app.content.calendar) {
        let next = Task { id: TaskId(act.id()), due: Some(due), given_on: act.today(), version: 1, ..task };
        act.tx.insert_task(&permit, &next).await?;
    }
    act.touches(case, file.case.citizen);
    act.commit(Resource::Case(case)).await
}

/// Drops a task, with the reason; a standing duty does not come again.
///
/// # Errors
/// [`Reason::Task`]; [`Reason::Stale`] when somebody was first.
pub async fn drop(app: &App, actor: &Actor, case: CaseId, id: TaskId, order: Settle) -> Outcome<()> {
    let reason = order.words.trim();
    if reason.is_empty() {
        return Err(Reason::Task(NotATask::NoReason).into());
    }
    let (mut act, permit, file, task) = of_case(app, actor, case, (id, order.version), "task_dropped").await?;
    if !task.is_open() {
        return Err(Reason::Task(NotATask::SettledAlready).into());
    }
    drop_one(&mut act, &permit, &task, reason).await?;
    act.touches(case, file.case.citizen);
    act.commit(Resource::Case(case)).await
}

async fn drop_one(act: &mut Act<'_>, permit: &Permit, task: &Task, reason: &str) -> Outcome<()> {
    let settled = Settled { on: act.today(), by: act.actor.id(), words: reason.to_string() };
    act.tx.settle_task(permit, task.case, (task.id, task.version), &State::Dropped(settled)).await?;
    act.journal_as(permit, task.case, "task_dropped", &format!("{}. {reason}", task.what)).await
}

/// Drops what is still open of one origin: the function has ended, the meeting is called off.
pub(crate) async fn drop_of(
    act: &mut Act<'_>,
    permit: &Permit,
    case: CaseId,
    origin: Origin,
    reason: &str,
) -> Outcome<usize> {
    let mut dropped = 0_usize;
    for task in act.tx.tasks(permit, case).await? {
        if task.origin == origin && task.is_open() {
            drop_one(act, permit, &task, reason).await?;
            dropped = dropped.saturating_add(1);
        }
    }
    Ok(dropped)
}

/// Drops one task if it is still open: what it reminds of has changed.
pub(crate) async fn drop_if_open(
    act: &mut Act<'_>,
    permit: &Permit,
    case: CaseId,
    id: TaskId,
    reason: &str,
) -> Outcome<()> {
    let found = act.tx.tasks(permit, case).await?.into_iter().find(|task| task.id == id && task.is_open());
    match found {
        Some(task) => drop_one(act, permit, &task, reason).await,
        None => Ok(()),
    }
}

/// Opens a task again that was settled by mistake.
///
/// # Errors
/// [`NotATask::CameAgain`] for a standing duty that has come again since; [`Reason::Stale`] when somebody was first.
pub async fn reopen(app: &App, actor: &Actor, case: CaseId, id: TaskId, version: i64) -> Outcome<()> {
    let (mut act, permit, file, task) = of_case(app, actor, case, (id, version), "task_reopened").await?;
    if task.every.is_some() && matches!(task.state, State::Done(_)) {
        return Err(Reason::Task(NotATask::CameAgain).into());
    }
    act.tx.settle_task(&permit, case, (id, version), &State::Open).await?;
    act.journal(&permit, case, &task.what).await?;
    act.touches(case, file.case.citizen);
    act.commit(Resource::Case(case)).await
}

/// The task in the version that was read, for whoever may write on the case: who has it need not be responsible.
async fn of_case<'a>(
    app: &'a App,
    actor: &'a Actor,
    case: CaseId,
    (id, version): (TaskId, i64),
    action: &'static str,
) -> Outcome<(Act<'a>, Permit, CaseFile, Task)> {
    let mut act = app.act(actor, action).await?;
    let (permit, file) = match act.case(case, Action::Note).await {
        Ok(found) => found,
        // A coordinator of another department settles their own duties there and nothing else.
        Err(_) => act.case(case, Action::Coordinate).await?,
    };
    if file.case.closed_on.is_some() {
        return Err(Reason::CaseClosed.into());
    }
    let found = act.tx.tasks(&permit, case).await?.into_iter().find(|task| task.id == id).ok_or(Refused::NotFound)?;
    if permit.action() == Action::Coordinate && found.owner != Owner::Staff(actor.id()) {
        return Err(Refused::NotFound);
    }
    if found.version != version {
        return Err(Reason::Stale.into());
    }
    Ok((act, permit, file, found))
}

/// The tasks of a case as their page shows them.
pub struct TasksView<'a> {
    /// The case.
    pub view: View<'a>,
    /// To do: those with a day first, by day.
    pub open: Vec<Task>,
    /// Settled, newest first.
    pub settled: Vec<Task>,
    /// Staff who may be given one: those who may open the case.
    pub colleagues: Vec<Staff>,
}

/// Shows the tasks of a case.
pub async fn show<'a>(app: &'a App, actor: &Actor, case: CaseId) -> Outcome<TasksView<'a>> {
    let mut look = app.look(actor, "see_tasks").await?;
    let (permit, view) = crate::case::gather(app, &mut look, case).await?;
    let (mut open, mut settled): (Vec<Task>, Vec<Task>) =
        look.tx.tasks(&permit, case).await?.into_iter().partition(Task::is_open);
    open.sort_by_key(|task| task.due.unwrap_or(Date::MAX));
    settled.reverse();
    let mut colleagues = Vec::new();
    for staff in view.staff.iter().filter(|staff| staff.active) {
        if access::may_see(&mut look.tx, staff, case).await? {
            colleagues.push(staff.clone());
        }
    }
    look.done(Some(&permit), vec![case.to_string()], vec![view.file.citizen.id]).await?;
    Ok(TasksView { view, open, settled, colleagues })
}

/// Open tasks as rows of the copy that lists read. A colleague who may no longer open the case has it no longer on a
/// list: then it is the responsible person's.
pub(crate) async fn rows(tx: &mut Tx, permit: &Permit, file: &CaseFile) -> Outcome<Vec<TodoRow>> {
    let mut rows = Vec::new();
    for task in tx.tasks(permit, file.case.id).await?.into_iter().filter(Task::is_open) {
        let owner = match task.owner {
            Owner::Staff(staff) if opens(tx, staff, file.case.id).await? => Some(staff),
            _ => None,
        };
        rows.push(row(&task, owner));
    }
    Ok(rows)
}

fn row(task: &Task, owner: Option<StaffId>) -> TodoRow {
    TodoRow {
        course: None,
        task: Some(task.id),
        owner,
        step: String::new(),
        element: None,
        title: task.what.clone(),
        role: String::new(),
        kind: TodoKind::Task,
        opens: task.given_on,
        due: task.due,
        due_at: None,
        due_kind: task.due.map(|_| Kind::Goal),
        rule: task.due.map(|_| said(task)).unwrap_or_default(),
        source: None,
        to_be_confirmed: false,
        set_by_hand: None,
        standing_still_since: None,
        passed_at_start: false,
        warn_on: None,
        waits_for: match task.owner {
            Owner::Staff(_) => None,
            Owner::Citizen => Some("borgeren".to_string()),
            Owner::Other(_) => Some("andre".to_string()),
        },
        blocked: Vec::new(),
        optional: false,
    }
}

/// The rule behind its day: an agreement, or how often a duty comes.
fn said(task: &Task) -> String {
    match (&task.every, task.origin) {
        (Some(every), _) => format!("fast opgave: {}", every.every()),
        (None, Origin::Meeting(_)) => "aftalt på et møde".into(),
        (None, Origin::Plan) => "aftalt i planen".into(),
        (None, Origin::Consent(_)) => "samtykket udløber".into(),
        (None, Origin::ByHand | Origin::Duty(_)) => "aftalt dag".into(),
    }
}
