//! Courses of procedures in a case: states, what is to do and by when, and steps done by hand.

use super::cases::{Because, Case, CaseAnswer, WORKS};
use super::codes::{DeadlineKind, WaitingFor};
use super::parts::{Answer, Body, Day, Json, NoBody, Uid, Writer, day, done};
use crate::form::{Id, Ids};
use crate::routes::Routes;
use crate::wording::{Wording, blocked_by};
use app::case::CourseView;
use app::progress::MarkDone;
use axum::http::Method;
use domain::deadline::{Counted, Skipped};
use domain::ids::{CaseId, CourseId};
use domain::progress::{Due, State, TodoKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/api/v1/cases/{id}/steps/{step}/done", WORKS, mark_step_done)
        .post("/api/v1/cases/{id}/steps/{step}/leave-out", WORKS, leave_step_out)
        .method(Method::PUT, "/api/v1/cases/{id}/steps/{step}/deadline", WORKS, set_step_deadline)
        .post("/api/v1/cases/{id}/suspension", WORKS, suspend_case)
        .method(Method::DELETE, "/api/v1/cases/{id}/suspension", WORKS, resume_case)
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new()
        .routes(utoipa_axum::routes!(mark_step_done))
        .routes(utoipa_axum::routes!(leave_step_out))
        .routes(utoipa_axum::routes!(set_step_deadline))
        .routes(utoipa_axum::routes!(suspend_case))
        .routes(utoipa_axum::routes!(resume_case))
}

/// A course of a procedure in a case.
#[derive(Serialize, ToSchema)]
pub(super) struct Course {
    /// Its id.
    pub id: Uid,
    /// The procedure, by id.
    pub procedure: String,
    /// The first day of the version it follows; with the id, the version's name.
    pub version: Day,
    /// Its Danish title.
    pub title: String,
    /// First day.
    pub began_on: Day,
    /// Last day.
    pub ended_on: Option<Day>,
    /// The stages, in order.
    pub phases: Vec<String>,
    /// The stage it stands in, counted from 0.
    pub phase: usize,
    /// Where each step stands, in the procedure's order.
    pub steps: Vec<StepStanding>,
    /// Open steps, questions and what is ahead.
    pub todos: Vec<CourseTodo>,
}

/// Where a step stands.
#[derive(Serialize, ToSchema)]
pub(super) struct StepStanding {
    /// Its id.
    pub id: String,
    /// What is done, or what is decided.
    pub title: String,
    /// `done`, `left_out`, `waiting`, `fell_away`, `passed_over`, `undecided` or `open`.
    pub state: &'static str,
    /// The day it got there, where there is one.
    pub since: Option<Day>,
    /// How it may end; none means just done.
    pub outcomes: Vec<String>,
    /// It is closed by its own act, in the word of content files.
    pub closed_by: Option<&'static str>,
}

/// Something to do.
#[derive(Serialize, ToSchema)]
pub(super) struct CourseTodo {
    /// The step, by id.
    pub step: String,
    /// Which element, for a step that is made for each of a list.
    pub element: Option<String>,
    /// `step`, `question`, `ahead` or `look_again`.
    pub kind: &'static str,
    /// The day it opened, or will.
    pub opens: Day,
    /// Every date by every rule, the one that counts first.
    pub due: Vec<DueDate>,
    /// What holds it back, in Danish.
    pub blocked: Vec<String>,
    /// Offered, never demanded.
    pub optional: bool,
}

/// A date with the rule that made it.
#[derive(Serialize, ToSchema)]
pub(super) struct DueDate {
    /// The date.
    pub due: Day,
    /// Law or goal.
    pub kind: DeadlineKind,
    /// The rule as written.
    pub rule: String,
    /// Paragraph or document behind it.
    pub source: Option<String>,
    /// The day it was counted from.
    pub counted_from: Option<Day>,
    /// Days that did not count.
    pub skipped: Vec<SkippedDay>,
    /// The working day to warn on.
    pub warn_on: Option<Day>,
    /// Why it was set by hand.
    pub set_by_hand: Option<String>,
    /// It had passed before the course began.
    pub passed_at_start: bool,
    /// The clock stands still since that day.
    pub standing_still_since: Option<Day>,
    /// The number in the rule waits for a person to confirm it.
    pub to_be_confirmed: bool,
}

/// A day that did not count, and why.
#[derive(Serialize, ToSchema)]
pub(super) struct SkippedDay {
    /// The day.
    pub day: Day,
    /// `saturday`, `sunday`, `holiday`, `customary` or `closed`.
    pub why: &'static str,
    /// In Danish: the holiday's name.
    pub name: String,
}

impl From<&Skipped> for SkippedDay {
    fn from(skipped: &Skipped) -> Self {
        Self { day: Day(skipped.day), why: skipped.why.code(), name: skipped.why.danish() }
    }
}

/// The days a count passed over.
pub(super) fn skipped(counted: &Counted) -> Vec<SkippedDay> {
    counted.skipped.iter().map(SkippedDay::from).collect()
}

/// A course as its reader may see it.
pub(super) fn course(view: &CourseView<'_>) -> Course {
    Course {
        id: Uid(view.id.0),
        procedure: view.procedure.id.clone(),
        version: Day(view.procedure.valid_from),
        title: view.procedure.title.clone(),
        began_on: Day(view.began_on),
        ended_on: day(view.ended_on),
        phases: view.procedure.phases.clone(),
        phase: view.phase,
        steps: steps(view),
        todos: todos(view),
    }
}

fn steps(view: &CourseView<'_>) -> Vec<StepStanding> {
    let known = view.procedure.steps.iter();
    known
        .map(|step| {
            let state = view.states.get(&step.id).unwrap_or(&State::Waiting);
            StepStanding {
                id: step.id.clone(),
                title: step.title.clone(),
                state: state.code(),
                since: since(state),
                outcomes: step.outcomes.iter().map(|outcome| outcome.id.clone()).collect(),
                closed_by: step.act.map(|act| act.word()),
            }
        })
        .collect()
}

fn since(state: &State) -> Option<Day> {
    match state {
        State::Done(on) | State::LeftOut(on) | State::PassedOver(on) | State::Undecided(on) | State::Open(on) => {
            Some(Day(*on))
        }
        State::Waiting | State::FellAway => None,
    }
}

fn todos(view: &CourseView<'_>) -> Vec<CourseTodo> {
    let todos = view.todos.iter();
    todos
        .map(|todo| CourseTodo {
            step: todo.step.clone(),
            element: todo.element.clone(),
            kind: match todo.kind {
                TodoKind::Step => "step",
                TodoKind::Question(_) => "question",
                TodoKind::Ahead => "ahead",
                TodoKind::LookAgain => "look_again",
            },
            opens: Day(todo.opens),
            due: todo.all_due.iter().map(due).collect(),
            blocked: todo.blocked.iter().map(blocked_by).collect(),
            optional: todo.optional,
        })
        .collect()
}

fn due(due: &Due) -> DueDate {
    DueDate {
        due: Day(due.counted.due),
        kind: due.kind.into(),
        rule: due.rule.clone(),
        source: due.source.clone(),
        counted_from: day(due.counted_from),
        skipped: skipped(&due.counted),
        warn_on: day(due.counted.warn_on),
        set_by_hand: due.set_by_hand.clone(),
        passed_at_start: due.passed_at_start,
        standing_still_since: day(due.standing_still_since),
        to_be_confirmed: due.to_be_confirmed,
    }
}

/// How a step ended. All of it may be left out.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
struct StepEnded {
    /// The course, when the case has several that run.
    course: Option<Uid>,
    /// Which element, for a step that is made for each of a list.
    element: Option<String>,
    /// The day it happened; today unless given.
    on: Option<Day>,
    /// How, for a step with outcomes.
    outcome: Option<String>,
    /// The date the step asks for, where it asks for one.
    asked: Option<Day>,
    /// The written reason, where one is asked for.
    reason: Option<String>,
}

/// Marks a step as done
///
/// A step that is closed by its own act (a letter, a consent, a decision) is refused with `step_closed_by_act`.
#[utoipa::path(post, path = "/api/v1/cases/{id}/steps/{step}/done", tag = "cases", request_body = StepEnded,
    responses((status = 200, body = CaseAnswer)))]
async fn mark_step_done(
    writer: Writer,
    Ids(id, step): Ids<CaseId, String>,
    Body(typed): Body<StepEnded>,
) -> Answer<Json<CaseAnswer>> {
    let order = MarkDone {
        course: typed.course.map(|course| CourseId(course.0)),
        step,
        element: typed.element,
        day: typed.on.map(|on| on.0),
        outcome: typed.outcome,
        asked: typed.asked.map(|day| day.0),
        reason: typed.reason,
        ..MarkDone::default()
    };
    done(app::progress::mark_done(&writer.app, &writer.actor, id, order).await)?;
    case(&writer, id).await
}

/// Leaves a step out
///
/// With the reason ("spring over"). A step that may not be left out says so.
#[utoipa::path(post, path = "/api/v1/cases/{id}/steps/{step}/leave-out", tag = "cases", request_body = Because,
    responses((status = 200, body = CaseAnswer)))]
async fn leave_step_out(
    writer: Writer,
    Ids(id, step): Ids<CaseId, String>,
    Body(typed): Body<Because>,
) -> Answer<Json<CaseAnswer>> {
    done(app::progress::leave_out(&writer.app, &writer.actor, id, None, &step, &typed.reason).await)?;
    case(&writer, id).await
}

/// A date set by hand.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewDeadline {
    /// The course the step belongs to.
    course: Uid,
    /// The date.
    due: Day,
    /// Why.
    reason: String,
}

/// Sets the date of a step by hand
///
/// The date the rule gives stays beside it.
#[utoipa::path(put, path = "/api/v1/cases/{id}/steps/{step}/deadline", tag = "cases", request_body = NewDeadline,
    responses((status = 200, body = CaseAnswer)))]
async fn set_step_deadline(
    writer: Writer,
    Ids(id, step): Ids<CaseId, String>,
    Body(typed): Body<NewDeadline>,
) -> Answer<Json<CaseAnswer>> {
    let course = CourseId(typed.course.0);
    let (due, reason) = (typed.due.0, &typed.reason);
    done(app::progress::set_deadline(&writer.app, &writer.actor, id, course, &step, due, reason).await)?;
    case(&writer, id).await
}

/// Why and until when a case stands still.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSuspension {
    /// For whom we wait.
    waiting_for: WaitingFor,
    /// The day to look at it again.
    look_again: Day,
    /// Why.
    reason: String,
}

/// Suspends a case
///
/// The municipality's own goals stand still; deadlines set by law never do.
#[utoipa::path(post, path = "/api/v1/cases/{id}/suspension", tag = "cases", request_body = NewSuspension,
    responses((status = 200, body = CaseAnswer)))]
async fn suspend_case(
    writer: Writer,
    Id(id): Id<CaseId>,
    Body(typed): Body<NewSuspension>,
) -> Answer<Json<CaseAnswer>> {
    let (who, again) = (typed.waiting_for.into(), typed.look_again.0);
    done(app::progress::suspend(&writer.app, &writer.actor, id, who, again, &typed.reason).await)?;
    case(&writer, id).await
}

/// Takes a suspended case up again
#[utoipa::path(delete, path = "/api/v1/cases/{id}/suspension", tag = "cases",
    responses((status = 200, body = CaseAnswer)))]
async fn resume_case(writer: Writer, Id(id): Id<CaseId>, _: NoBody) -> Answer<Json<CaseAnswer>> {
    done(app::progress::resume(&writer.app, &writer.actor, id).await)?;
    case(&writer, id).await
}

async fn case(writer: &Writer, id: CaseId) -> Answer<Json<CaseAnswer>> {
    let view = app::case::show(&writer.app, &writer.actor, id).await?;
    Ok(Json(CaseAnswer { case: Case::of(&view) }))
}
