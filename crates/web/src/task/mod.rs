//! "Opgaver": what somebody has promised to do in a case, beside what the procedure asks for.

use crate::case::{Head, Place, SEE, WORK};
use crate::error::{Failure, Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, Ids, date_value, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Deadline, Empty, Field, Hidden, Summary};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::{Wording, danish};
use app::task::{Give, Settle, TasksView};
use app::{Reason, Refused};
use askama::Template;
use axum::response::{IntoResponse, Redirect};
use domain::access::{Action, Object};
use domain::deadline::Kind;
use domain::ids::{CaseId, TaskId};
use domain::task::{NotATask, Origin, Owner, State, Task};
use jiff::civil::Date;
use serde::Deserialize;

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/sager/{id}/opgaver", SEE, show)
        .post("/sager/{id}/opgaver", WORK, give)
        .post("/sager/{id}/opgaver/{task}/gjort", NOTE, is_done)
        .post("/sager/{id}/opgaver/{task}/bortfald", NOTE, dropped)
        .post("/sager/{id}/opgaver/{task}/genaabn", NOTE, reopened)
}

/// Who has a task need not be responsible for the case.
const NOTE: Needs = Needs::Right(Action::Note, Object::Case);
/// The citizen, as a choice beside the colleagues.
const CITIZEN: &str = "borger";
/// Somebody outside the house, who is named.
const OTHER: &str = "anden";

#[derive(Template)]
#[template(path = "task/show.html")]
struct Show {
    frame: Frame,
    head: Head,
    number: String,
    case: CaseId,
    may_work: bool,
    may_note: bool,
    open: Vec<Row>,
    settled: Vec<Row>,
    what: Field,
    owner: Choices,
    other: Field,
    due: Field,
    errors: Errors,
}

/// A task with what can be done to it.
struct Row {
    id: String,
    what: String,
    owner: String,
    from: String,
    deadline: Option<Deadline>,
    version: i64,
    path: String,
    on: Field,
    words: Field,
    why: Field,
    /// How it ended, for a settled one.
    ended: Option<String>,
    may_reopen: bool,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    hvad: String,
    hvem: String,
    navn: String,
    dag: String,
}

/// How a task is settled.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Settling {
    version: i64,
    dag: String,
    ord: String,
    grund: String,
}

async fn show(desk: Desk, Id(case): Id<CaseId>) -> Page {
    match read(&desk, case, None, None, Errors::default()).await {
        Ok(shown) => page(&shown),
        // A coordinator of another department has their duties where they see parts of the case.
        Err(Failure::Refused(Refused::NotFound)) => {
            app::function::oversee(&desk.app, &desk.actor, case).await?;
            Ok(Redirect::to(&format!("/sager/{case}/koordinering")).into_response())
        }
        Err(other) => Err(other),
    }
}

async fn read(
    desk: &Desk,
    case: CaseId,
    typed: Option<Typed>,
    settling: Option<(TaskId, Settling)>,
    errors: Errors,
) -> Result<Show, Failure> {
    let found = app::task::show(&desk.app, &desk.actor, case).await?;
    let view = &found.view;
    let typed = typed.unwrap_or_else(|| Typed { hvem: desk.actor.id().to_string(), ..Typed::default() });
    let open_case = view.file.case.closed_on.is_none();
    let colleagues = found.colleagues.iter().map(|staff| Choice::new(staff.id.to_string(), staff.name.clone()));
    let owners: Vec<Choice> = colleagues
        .chain([Choice::new(CITIZEN, "Borgeren eller familien"), Choice::new(OTHER, "En anden uden for huset")])
        .collect();
    Ok(Show {
        frame: desk.frame(Here::Elsewhere),
        head: Head::of(&desk.app, view, Place::Tasks),
        number: view.file.case.number.to_string(),
        case,
        may_work: view.may.work && open_case,
        may_note: view.may.note && open_case,
        open: found.open.iter().map(|task| row(&found, task, settling.as_ref(), &errors)).collect(),
        settled: found.settled.iter().map(|task| row(&found, task, None, &errors)).collect(),
        what: Field::line("hvad", "Hvad skal gøres?", &typed.hvad, &errors)
            .hint("For eksempel: Ring til jobcentret om praktik."),
        owner: Choices::select("hvem", "Hvem gør det?", &owners, &typed.hvem, &errors),
        other: Field::line("navn", "Navn, når det er en anden", &typed.navn, &errors)
            .optional()
            .hint("Den, der har opgaven uden for huset. Den ansvarlige følger op."),
        due: Field::date("dag", "Hvornår?", &typed.dag, &errors)
            .optional()
            .hint("Uden en dag står opgaven under Senere."),
        errors,
    })
}

fn row(found: &TasksView<'_>, task: &Task, settling: Option<&(TaskId, Settling)>, errors: &Errors) -> Row {
    let today = found.view.today;
    let typed = settling.filter(|(id, _)| *id == task.id).map(|(_, typed)| typed);
    let none = Errors::default();
    let errors = if typed.is_some() { errors } else { &none };
    let text = |of: fn(&Settling) -> &String| typed.map_or("", |typed| of(typed).as_str());
    let day = typed.map_or_else(|| date_value(today), |typed| typed.dag.clone());
    Row {
        id: task.id.to_string(),
        what: task.what.clone(),
        owner: owner(found, &task.owner),
        from: format!(
            "{} {} af {}",
            origin(task.origin),
            danish::date_short(task.given_on),
            found.view.staff_name(task.given_by)
        ),
        deadline: task.due.map(|due| Deadline::plain(due, again(task), Kind::Goal, today)),
        version: task.version,
        path: format!("/sager/{}/opgaver/{}", task.case, task.id),
        on: Field::date(&format!("dag-{}", task.id), "Gjort den", &day, &renamed(errors, "dag", task)).named("dag"),
        words: Field::line(&format!("ord-{}", task.id), "Hvad kom der ud af det?", text(|typed| &typed.ord), errors)
            .named("ord")
            .optional(),
        why: Field::line(
            &format!("grund-{}", task.id),
            "Hvorfor bortfalder den?",
            text(|typed| &typed.grund),
            &renamed(errors, "grund", task),
        )
        .named("grund"),
        ended: ended(found, task),
        may_reopen: !(task.every.is_some() && matches!(task.state, State::Done(_))),
    }
}

/// Each row has its own fields, so an error names the row's.
fn renamed(errors: &Errors, field: &str, task: &Task) -> Errors {
    errors.of(field).map_or_else(Errors::default, |error| Errors::one(format!("{field}-{}", task.id), error))
}

fn owner(found: &TasksView<'_>, owner: &Owner) -> String {
    match owner {
        Owner::Staff(staff) => found.view.staff_name(*staff).to_string(),
        Owner::Citizen => "Borgeren eller familien".into(),
        Owner::Other(name) => name.clone(),
    }
}

fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::ByHand => "Skrevet",
        Origin::Meeting(_) => "Aftalt på mødet",
        Origin::Plan => "Aftalt i planen",
        Origin::Duty(_) => "Fast opgave, givet",
        Origin::Consent(_) => "Samtykket udløber, skrevet",
    }
}

fn again(task: &Task) -> String {
    task.every.as_ref().map_or_else(|| "aftalt dag".to_string(), |every| format!("fast opgave: {}", every.every()))
}

fn ended(found: &TasksView<'_>, task: &Task) -> Option<String> {
    let (word, settled) = match &task.state {
        State::Open => return None,
        State::Done(settled) => ("Gjort", settled),
        State::Dropped(settled) => ("Bortfaldet", settled),
    };
    let words = if settled.words.is_empty() { String::new() } else { format!(": {}", settled.words) };
    let by = found.view.staff_name(settled.by);
    Some(format!("{word} {}, skrevet af {by}{words}", danish::date_short(settled.on)))
}

async fn give(desk: Desk, Id(case): Id<CaseId>, Form(typed): Form<Typed>) -> Page {
    let errors = match typed_task(&typed) {
        Ok(order) => match once(app::task::give(&desk.app, &desk.actor, case, order).await) {
            Ok(()) => return Ok(done(&home(case), "Opgaven er givet.")),
            Err(Refused::Because(Reason::Task(why))) => Errors::one(field(why), why.danish()),
            Err(other) => return Err(other.into()),
        },
        Err(errors) => errors,
    };
    page_again(&read(&desk, case, Some(typed), None, errors).await?)
}

fn typed_task(typed: &Typed) -> Result<Give, Errors> {
    let mut check = Check::new();
    let what = typed.hvad.trim().to_string();
    let due = check.optional_date("dag", &typed.dag);
    let owner = match typed.hvem.trim() {
        CITIZEN => Some(Owner::Citizen),
        OTHER => Some(Owner::Other(check.optional_line("navn", &typed.navn))),
        staff => check.id("hvem", staff).map(Owner::Staff),
    };
    match (check.errors(), owner) {
        (None, Some(owner)) => Ok(Give { what, owner, due, origin: Origin::ByHand, every: None, agreed_on: None }),
        (errors, _) => Err(errors.unwrap_or_default()),
    }
}

/// The field a refusal is about.
fn field(why: NotATask) -> &'static str {
    match why {
        NotATask::Empty | NotATask::TooLong => "hvad",
        NotATask::NoOwner => "navn",
        NotATask::OwnerSeesNothing => "hvem",
        NotATask::DueBefore | NotATask::AgainWithoutDay | NotATask::OutsideTime => "dag",
        NotATask::NoReason => "grund",
        NotATask::SettledAlready | NotATask::CameAgain => "",
    }
}

async fn is_done(desk: Desk, Ids(case, task): Ids<CaseId, TaskId>, Form(typed): Form<Settling>) -> Page {
    let mut check = Check::new();
    let day = check.date("dag", &typed.dag);
    let words = check.optional_text("ord", &typed.ord);
    let errors = match (check.errors(), day) {
        (None, Some(on)) => {
            let order = Settle { version: typed.version, on, words };
            match answered(case, app::task::done(&desk.app, &desk.actor, case, task, order).await, "Opgaven er gjort.")?
            {
                Ok(page) => return Ok(page),
                Err(errors) => errors,
            }
        }
        (errors, _) => errors.unwrap_or_default(),
    };
    page_again(&read(&desk, case, None, Some((task, typed)), errors).await?)
}

async fn dropped(desk: Desk, Ids(case, task): Ids<CaseId, TaskId>, Form(typed): Form<Settling>) -> Page {
    let order = Settle { version: typed.version, on: Date::default(), words: typed.grund.clone() };
    let outcome = app::task::drop(&desk.app, &desk.actor, case, task, order).await;
    match answered(case, outcome, "Opgaven er bortfaldet.")? {
        Ok(page) => Ok(page),
        Err(errors) => page_again(&read(&desk, case, None, Some((task, typed)), errors).await?),
    }
}

async fn reopened(desk: Desk, Ids(case, task): Ids<CaseId, TaskId>, Form(typed): Form<Settling>) -> Page {
    let outcome = app::task::reopen(&desk.app, &desk.actor, case, task, typed.version).await;
    match answered(case, outcome, "Opgaven er åbnet igen.")? {
        Ok(page) => Ok(page),
        Err(errors) => page_again(&read(&desk, case, None, Some((task, typed)), errors).await?),
    }
}

/// Back to the page with a notice, or what is wrong.
fn answered(
    case: CaseId,
    outcome: app::Outcome<()>,
    notice: &'static str,
) -> Result<Result<axum::response::Response, Errors>, Failure> {
    match once(outcome) {
        Ok(()) => Ok(Ok(done(&home(case), notice))),
        Err(Refused::Because(Reason::Task(why))) => Ok(Err(Errors::one(field(why), why.danish()))),
        Err(other) => Err(other.into()),
    }
}

fn home(case: CaseId) -> String {
    format!("/sager/{case}/opgaver")
}
