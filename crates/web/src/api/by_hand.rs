//! Courses begun by hand, and milestones taken back as mistakes.

use super::cases::{Case, CaseAnswer, SEES, WORKS};
use super::parts::{Answer, At, Body, Created, Day, Json, Reader, Uid, Writer, day, done, top_level};
use super::problem;
use crate::form::{Check, Id, Ids};
use crate::routes::Routes;
use app::case::CourseView;
use domain::ids::{CaseId, CourseId};
use domain::progress::{Happening, Milestone, annulled};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/cases/{id}/offered-courses", SEES, list_offered_courses)
        .post("/api/v1/cases/{id}/courses", WORKS, begin_course)
        .get("/api/v1/cases/{id}/milestones", SEES, list_milestones)
        .post("/api/v1/cases/{id}/steps/{step}/annul", WORKS, annul_milestone)
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new()
        .routes(utoipa_axum::routes!(list_offered_courses))
        .routes(utoipa_axum::routes!(begin_course))
        .routes(utoipa_axum::routes!(list_milestones))
        .routes(utoipa_axum::routes!(annul_milestone))
}

top_level! {
    /// Procedures that may be begun by hand in a case.
    struct OfferedCourses { offered_courses: Vec<OfferedCourse> }
    /// What has happened in the courses of a case, course by course, oldest first.
    struct MilestoneList { milestones: Vec<MilestoneLine> }
}

/// A procedure that may be begun.
#[derive(Serialize, ToSchema)]
struct OfferedCourse {
    /// The procedure, by id.
    procedure: String,
    /// Its Danish title.
    title: String,
}

/// Something that happened in a course.
#[derive(Serialize, ToSchema)]
struct MilestoneLine {
    /// The course.
    course: Uid,
    /// Its number in the course, from 1.
    nr: u32,
    /// The day.
    on: Day,
    /// The instant, where hours count.
    at: Option<At>,
    /// `done`, `left_out`, `reopened_from`, `deadline_set`, `suspended`, `resumed` or `annulled`.
    kind: &'static str,
    /// The step, by id.
    step: Option<String>,
    /// Which element, for a step that is made for each of a list.
    element: Option<String>,
    /// How it ended.
    outcome: Option<String>,
    /// The date set by hand.
    due: Option<Day>,
    /// The written reason.
    reason: Option<String>,
    /// The milestone it takes back.
    annuls: Option<u32>,
    /// It was taken back: the case stands as if it had not happened.
    taken_back: bool,
}

fn milestone(course: CourseId, known: &Milestone, taken_back: &std::collections::BTreeSet<u32>) -> MilestoneLine {
    let mut line = MilestoneLine {
        course: Uid(course.0),
        nr: known.nr,
        on: Day(known.day),
        at: known.at.map(At),
        kind: "resumed",
        step: known.what.step().cloned(),
        element: None,
        outcome: None,
        due: None,
        reason: None,
        annuls: None,
        taken_back: taken_back.contains(&known.nr),
    };
    match &known.what {
        Happening::Done { element, outcome, reason, .. } => {
            (line.kind, line.element, line.outcome) = ("done", element.clone(), outcome.clone());
            line.reason.clone_from(reason);
        }
        Happening::LeftOut { element, reason, .. } => {
            (line.kind, line.element, line.reason) = ("left_out", element.clone(), Some(reason.clone()));
        }
        Happening::ReopenedFrom { reason, .. } => {
            (line.kind, line.reason) = ("reopened_from", Some(reason.clone()));
        }
        Happening::DeadlineSet { due, reason, .. } => {
            (line.kind, line.due, line.reason) = ("deadline_set", day(Some(*due)), Some(reason.clone()));
        }
        Happening::Suspended { look_again, reason, .. } => {
            (line.kind, line.due, line.reason) = ("suspended", day(Some(*look_again)), Some(reason.clone()));
        }
        Happening::Resumed => {}
        Happening::Annulled { nr, reason } => {
            (line.kind, line.annuls, line.reason) = ("annulled", Some(*nr), Some(reason.clone()));
        }
    }
    line
}

/// Lists the procedures that may be begun by hand
#[utoipa::path(get, path = "/api/v1/cases/{id}/offered-courses", tag = "cases",
    responses((status = 200, body = OfferedCourses)))]
async fn list_offered_courses(Reader { app, actor }: Reader, Id(id): Id<CaseId>) -> Answer<Json<OfferedCourses>> {
    let (_, offered) = app::course::offered(&app, &actor, id).await?;
    let line = |procedure: &domain::procedure::Procedure| OfferedCourse {
        procedure: procedure.id.clone(),
        title: procedure.title.clone(),
    };
    Ok(Json(OfferedCourses { offered_courses: offered.into_iter().map(line).collect() }))
}

/// A course to begin.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCourse {
    /// The procedure, by id.
    #[schema(example = "boernefaglig-undersoegelse")]
    procedure: String,
    /// The day its clocks run from; today unless given.
    first_day: Option<Day>,
}

/// Begins a course by hand
///
/// An examination, a child's plan, a talk about guardianship. Its clocks run from its first day.
#[utoipa::path(post, path = "/api/v1/cases/{id}/courses", tag = "cases", request_body = NewCourse,
    responses((status = 201, body = CaseAnswer)))]
async fn begin_course(
    Writer { app, actor }: Writer,
    Id(id): Id<CaseId>,
    Body(typed): Body<NewCourse>,
) -> Answer<Created<CaseAnswer>> {
    let first_day = typed.first_day.map_or_else(|| app.today(), |day| day.0);
    done(app::course::begin(&app, &actor, id, &typed.procedure, first_day).await)?;
    let view = app::case::show(&app, &actor, id).await?;
    Ok(Created(format!("/api/v1/cases/{id}"), CaseAnswer { case: Case::of(&view) }))
}

/// Lists what has happened in the courses of a case
#[utoipa::path(get, path = "/api/v1/cases/{id}/milestones", tag = "cases",
    responses((status = 200, body = MilestoneList)))]
async fn list_milestones(Reader { app, actor }: Reader, Id(id): Id<CaseId>) -> Answer<Json<MilestoneList>> {
    let view = app::case::show(&app, &actor, id).await?;
    let of = |course: &CourseView<'_>| {
        let taken_back = annulled(&course.milestones);
        course.milestones.iter().map(|known| milestone(course.id, known, &taken_back)).collect::<Vec<_>>()
    };
    Ok(Json(MilestoneList { milestones: view.courses.iter().flat_map(of).collect() }))
}

/// A mistake.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Mistake {
    /// The course.
    course: Uid,
    /// The milestone, by its number in the course.
    milestone: u32,
    /// Why it is a mistake; it goes into the journal.
    reason: String,
}

/// Takes back a milestone that was a mistake
///
/// The case stands as if it had not happened, and both stay in the history. What stands on an act of its own is put
/// right by a new act.
#[utoipa::path(post, path = "/api/v1/cases/{id}/steps/{step}/annul", tag = "cases", request_body = Mistake,
    responses((status = 200, body = CaseAnswer)))]
async fn annul_milestone(
    Writer { app, actor }: Writer,
    Ids(id, step): Ids<CaseId, String>,
    Body(typed): Body<Mistake>,
) -> Answer<Json<CaseAnswer>> {
    let mut check = Check::new();
    let reason = check.optional_text("reason", &typed.reason);
    problem::unless_right(check)?;
    let course = CourseId(typed.course.0);
    done(app::progress::annul(&app, &actor, id, course, &step, typed.milestone, &reason).await)?;
    let view = app::case::show(&app, &actor, id).await?;
    Ok(Json(CaseAnswer { case: Case::of(&view) }))
}
