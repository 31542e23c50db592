//! Complaints: registered, reassessed, sent on with their papers, answered and learnt from.

use super::cases::{SEES, WORKS};
use super::codes::{AppealOutcome, ComplaintChannel, ComplaintStage, ComplaintStands, DecidedBy, ReassessmentOutcome};
use super::parts::{
    Answer, Body, Created, Day, Json, Reader, Tag, Tagged, Uid, Writer, edited, found, made, top_level,
};
use super::problem;
use crate::form::{Check, Id, Ids};
use crate::routes::{Needs, Routes};
use app::complaint::{Reassess, Register};
use app::{Actor, App};
use domain::access::{Action, Object};
use domain::complaint::{self as core, Complaint as Core};
use domain::decision::Decision;
use domain::ids::{CaseId, ComplaintId, DecisionId, PersonId, StaffId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

const NOTES: Needs = Needs::Right(Action::Note, Object::Case);

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/cases/{id}/complaints", SEES, list_complaints)
        .post("/api/v1/cases/{id}/complaints", WORKS, register_complaint)
        .get("/api/v1/cases/{id}/complaints/{complaint}", SEES, show_complaint)
        .post("/api/v1/cases/{id}/complaints/{complaint}/reassessor", WORKS, ask_to_reassess)
        .post("/api/v1/cases/{id}/complaints/{complaint}/reassessment", WORKS, reassess_complaint)
        .post("/api/v1/cases/{id}/complaints/{complaint}/stay", WORKS, stay_decision)
        .post("/api/v1/cases/{id}/complaints/{complaint}/standing", WORKS, answer_standing)
        .post("/api/v1/cases/{id}/complaints/{complaint}/answer", WORKS, register_appeal_answer)
        .post("/api/v1/cases/{id}/complaints/{complaint}/learning", NOTES, learn_from_complaint)
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new()
        .routes(utoipa_axum::routes!(list_complaints))
        .routes(utoipa_axum::routes!(register_complaint))
        .routes(utoipa_axum::routes!(show_complaint))
        .routes(utoipa_axum::routes!(ask_to_reassess))
        .routes(utoipa_axum::routes!(reassess_complaint))
        .routes(utoipa_axum::routes!(stay_decision))
        .routes(utoipa_axum::routes!(answer_standing))
        .routes(utoipa_axum::routes!(register_appeal_answer))
        .routes(utoipa_axum::routes!(learn_from_complaint))
}

top_level! {
    /// Complaints of a case.
    struct ComplaintList { complaints: Vec<Complaint> }
    /// A complaint.
    pub(super) struct ComplaintAnswer { complaint: Complaint }
}

/// A complaint and how far it is.
#[derive(Serialize, ToSchema)]
pub(super) struct Complaint {
    /// Its id.
    id: Uid,
    /// The decision complained about.
    decision: Uid,
    /// Who complains.
    by: Uid,
    /// The day it came.
    received_on: Day,
    /// How it came.
    channel: ComplaintChannel,
    /// What was said, in their own words.
    words: String,
    /// Who made the decision.
    decided_by: DecidedBy,
    /// The day the decision was received.
    decision_received_on: Day,
    /// The last day to complain.
    complain_by: Day,
    /// Whether it came in time.
    in_time: bool,
    /// Whether it goes on without a reassessment.
    goes_straight_on: bool,
    /// What is to be done next.
    stage: ComplaintStage,
    /// Who reassesses, once chosen.
    reassessor: Option<Uid>,
    /// The exception that the decision is not carried out meanwhile.
    stay: Option<ComplaintStay>,
    /// The reassessment.
    reassessment: Option<ComplaintReassessment>,
    /// Whether it stands after a partial change.
    stands: Option<ComplaintStands>,
    /// The day it was sent on.
    forwarded_on: Option<Day>,
    /// The one file with everything that was sent on.
    package: Option<Uid>,
    /// What Ankestyrelsen decided.
    answer: Option<AppealAnswer>,
    /// What is learnt.
    learning: Option<ComplaintLearning>,
}

/// The decision is not carried out meanwhile.
#[derive(Serialize, ToSchema)]
struct ComplaintStay {
    /// From when.
    on: Day,
    /// The provision.
    basis: String,
    /// Why.
    reason: String,
}

/// A reassessment.
#[derive(Serialize, ToSchema)]
struct ComplaintReassessment {
    /// What it came to.
    outcome: ReassessmentOutcome,
    /// Why.
    reasons: String,
    /// When.
    on: Day,
    /// By whom.
    by: Uid,
    /// The new decision, for full and partial.
    decision: Option<Uid>,
    /// The letter that says it is upheld.
    letter: Option<Uid>,
}

/// What Ankestyrelsen decided.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AppealAnswer {
    /// What it came to.
    outcome: AppealOutcome,
    /// The day it was decided.
    decided_on: Day,
    /// The day it came here.
    received_on: Day,
    /// Its number there.
    number: String,
    /// What it says, in short.
    summary: String,
}

/// What is learnt.
#[derive(Serialize, ToSchema)]
struct ComplaintLearning {
    /// Causes from the closed list of the form, in Danish.
    causes: Vec<String>,
    /// What we do differently.
    points: String,
    /// When it was written.
    on: Day,
}

/// A complaint as JSON has it, at a stage of its way.
pub(super) fn shown(known: &Core, stage: core::Stage) -> Complaint {
    Complaint {
        id: Uid(known.id.0),
        decision: Uid(known.decision.0),
        by: Uid(known.by.0),
        received_on: Day(known.received_on),
        channel: known.channel.into(),
        words: known.words.clone(),
        decided_by: known.decided_by.into(),
        decision_received_on: Day(known.period.received_on),
        complain_by: Day(known.period.complain_by),
        in_time: known.is_in_time(),
        goes_straight_on: known.goes_straight_on(),
        stage: stage.into(),
        reassessor: known.reassessor.as_ref().map(|asked| Uid(asked.staff.0)),
        stay: known.stay.as_ref().map(|stay| ComplaintStay {
            on: Day(stay.on),
            basis: stay.basis.clone(),
            reason: stay.reason.clone(),
        }),
        reassessment: known.reassessment.as_ref().map(|done| ComplaintReassessment {
            outcome: done.outcome.into(),
            reasons: done.reasons.clone(),
            on: Day(done.on),
            by: Uid(done.by.0),
            decision: done.decision.map(|id| Uid(id.0)),
            letter: done.letter.map(|id| Uid(id.0)),
        }),
        stands: known.standing.map(|(standing, _)| standing.into()),
        forwarded_on: known.forwarded.as_ref().map(|sent| Day(sent.on)),
        package: known.forwarded.as_ref().map(|sent| Uid(sent.package.0)),
        answer: known.answer.as_ref().map(|answer| AppealAnswer {
            outcome: answer.outcome.into(),
            decided_on: Day(answer.decided_on),
            received_on: Day(answer.received_on),
            number: answer.number.clone(),
            summary: answer.summary.clone(),
        }),
        learning: known.learning.as_ref().map(|learning| ComplaintLearning {
            causes: learning.causes.clone(),
            points: learning.points.clone(),
            on: Day(learning.on),
        }),
    }
}

fn of_case(known: &Core, decisions: &[Decision]) -> Complaint {
    shown(known, known.stage(decisions))
}

/// The complaint as it stands, with its version.
pub(super) async fn now(app: &App, actor: &Actor, case: CaseId, id: ComplaintId) -> Answer<Tagged<ComplaintAnswer>> {
    let view = app::case::show(app, actor, case).await?;
    let known = found(view.file.complaints.iter().find(|known| known.id == id))?;
    let complaint = of_case(known, &view.file.decisions);
    Ok(Tagged(known.version.to_string(), ComplaintAnswer { complaint }))
}

/// Lists the complaints of a case
#[utoipa::path(get, path = "/api/v1/cases/{id}/complaints", tag = "complaints",
    responses((status = 200, body = ComplaintList)))]
async fn list_complaints(Reader { app, actor }: Reader, Id(id): Id<CaseId>) -> Answer<Json<ComplaintList>> {
    let view = app::case::show(&app, &actor, id).await?;
    let complaints = view.file.complaints.iter().map(|known| of_case(known, &view.file.decisions)).collect();
    Ok(Json(ComplaintList { complaints }))
}

/// A complaint as it came.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewComplaint {
    /// About which decision.
    decision: Uid,
    /// Who complains: a party, the applicant, or one who acts for a party.
    by: Uid,
    /// The day it came.
    received_on: Day,
    /// How it came; every way is as good as the others.
    channel: ComplaintChannel,
    /// What was said.
    words: String,
    /// Who made the decision.
    decided_by: DecidedBy,
    /// The day the decision was really received, when later than presumed.
    late_receipt: Option<LateReceipt>,
}

/// Another day of receipt than the presumed one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LateReceipt {
    /// The day.
    on: Day,
    /// Why it is believed.
    reason: String,
}

/// Registers a complaint
///
/// A closed case opens again, the procedure begins with the day the complaint came, and the receipt is made. One that
/// came late goes straight on; the municipality rejects none.
#[utoipa::path(post, path = "/api/v1/cases/{id}/complaints", tag = "complaints", request_body = NewComplaint,
    responses((status = 201, body = ComplaintAnswer)))]
async fn register_complaint(
    Writer { app, actor }: Writer,
    Id(id): Id<CaseId>,
    Body(typed): Body<NewComplaint>,
) -> Answer<Created<ComplaintAnswer>> {
    let mut check = Check::new();
    let order = Register {
        decision: DecisionId(typed.decision.0),
        by: PersonId(typed.by.0),
        received_on: typed.received_on.0,
        channel: typed.channel.into(),
        words: check.optional_text("words", &typed.words),
        decided_by: typed.decided_by.into(),
        late_receipt: typed.late_receipt.map(|late| (late.on.0, check.optional_text("reason", &late.reason))),
    };
    problem::unless_right(check)?;
    let new = made(app::complaint::register(&app, &actor, id, order).await, ComplaintId)?;
    let Tagged(_, answer) = now(&app, &actor, id, new).await?;
    Ok(Created(format!("/api/v1/cases/{id}/complaints/{new}"), answer))
}

/// Shows a complaint
#[utoipa::path(get, path = "/api/v1/cases/{id}/complaints/{complaint}", tag = "complaints",
    responses((status = 200, body = ComplaintAnswer)))]
async fn show_complaint(
    Reader { app, actor }: Reader,
    Ids(id, complaint): Ids<CaseId, ComplaintId>,
) -> Answer<Tagged<ComplaintAnswer>> {
    now(&app, &actor, id, complaint).await
}

/// Who reassesses.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReassessorWanted {
    /// The member of staff.
    staff: Uid,
    /// Why, when it is one of the two who recommended and approved the decision.
    #[serde(default)]
    reason: String,
}

/// Asks somebody to reassess
///
/// Somebody else than the two who made the decision, unless a reason is given.
#[utoipa::path(post, path = "/api/v1/cases/{id}/complaints/{complaint}/reassessor", tag = "complaints",
    params(super::openapi::Edits), request_body = ReassessorWanted, responses((status = 200, body = ComplaintAnswer)))]
async fn ask_to_reassess(
    Writer { app, actor }: Writer,
    Ids(id, complaint): Ids<CaseId, ComplaintId>,
    tag: Tag,
    Body(typed): Body<ReassessorWanted>,
) -> Answer<Tagged<ComplaintAnswer>> {
    let staff = StaffId(typed.staff.0);
    let (which, version) = ((id, complaint), tag.version()?);
    edited(app::complaint::ask_to_reassess(&app, &actor, which, version, staff, &typed.reason).await)?;
    now(&app, &actor, id, complaint).await
}

/// A reassessment.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewReassessment {
    /// What it comes to.
    outcome: ReassessmentOutcome,
    /// Why, in words the letter carries.
    reasons: String,
    /// Why one of the two who made the decision does it, when nobody else was asked.
    #[serde(default)]
    same_person: String,
}

/// Reassesses a complaint
///
/// Full and partial draft a new decision, which is written, approved and sent as any; upheld makes its letter.
#[utoipa::path(post, path = "/api/v1/cases/{id}/complaints/{complaint}/reassessment", tag = "complaints",
    params(super::openapi::Edits), request_body = NewReassessment, responses((status = 200, body = ComplaintAnswer)))]
async fn reassess_complaint(
    Writer { app, actor }: Writer,
    Ids(id, complaint): Ids<CaseId, ComplaintId>,
    tag: Tag,
    Body(typed): Body<NewReassessment>,
) -> Answer<Tagged<ComplaintAnswer>> {
    let mut check = Check::new();
    let order = Reassess {
        outcome: typed.outcome.into(),
        reasons: check.optional_text("reasons", &typed.reasons),
        same_person: check.optional_text("same_person", &typed.same_person),
    };
    problem::unless_right(check)?;
    edited(app::complaint::reassess(&app, &actor, (id, complaint), tag.version()?, order).await)?;
    now(&app, &actor, id, complaint).await
}

/// Why a decision is not carried out meanwhile.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewStay {
    /// The provision.
    basis: String,
    /// Why.
    reason: String,
}

/// Lets the decision wait
///
/// An exception: a complaint does not by itself keep a decision from being carried out.
#[utoipa::path(post, path = "/api/v1/cases/{id}/complaints/{complaint}/stay", tag = "complaints",
    params(super::openapi::Edits), request_body = NewStay, responses((status = 200, body = ComplaintAnswer)))]
async fn stay_decision(
    Writer { app, actor }: Writer,
    Ids(id, complaint): Ids<CaseId, ComplaintId>,
    tag: Tag,
    Body(typed): Body<NewStay>,
) -> Answer<Tagged<ComplaintAnswer>> {
    let mut check = Check::new();
    let (basis, reason) = (check.optional_line("basis", &typed.basis), check.optional_text("reason", &typed.reason));
    problem::unless_right(check)?;
    edited(app::complaint::stay(&app, &actor, (id, complaint), tag.version()?, &basis, &reason).await)?;
    now(&app, &actor, id, complaint).await
}

/// Whether the rest stands.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewStanding {
    /// What was said.
    stands: ComplaintStands,
}

/// Registers whether the rest of the complaint stands
///
/// After a new decision that meets it in part.
#[utoipa::path(post, path = "/api/v1/cases/{id}/complaints/{complaint}/standing", tag = "complaints",
    params(super::openapi::Edits), request_body = NewStanding, responses((status = 200, body = ComplaintAnswer)))]
async fn answer_standing(
    Writer { app, actor }: Writer,
    Ids(id, complaint): Ids<CaseId, ComplaintId>,
    tag: Tag,
    Body(typed): Body<NewStanding>,
) -> Answer<Tagged<ComplaintAnswer>> {
    let stands = typed.stands.into();
    edited(app::complaint::answer_standing(&app, &actor, (id, complaint), tag.version()?, stands).await)?;
    now(&app, &actor, id, complaint).await
}

/// Registers what Ankestyrelsen decided
///
/// Where the decision did not hold, a new one is drafted.
#[utoipa::path(post, path = "/api/v1/cases/{id}/complaints/{complaint}/answer", tag = "complaints",
    params(super::openapi::Edits), request_body = AppealAnswer, responses((status = 200, body = ComplaintAnswer)))]
async fn register_appeal_answer(
    Writer { app, actor }: Writer,
    Ids(id, complaint): Ids<CaseId, ComplaintId>,
    tag: Tag,
    Body(typed): Body<AppealAnswer>,
) -> Answer<Tagged<ComplaintAnswer>> {
    let mut check = Check::new();
    let answer = core::Answer {
        outcome: typed.outcome.into(),
        decided_on: typed.decided_on.0,
        received_on: typed.received_on.0,
        number: check.optional_line("number", &typed.number),
        summary: check.optional_text("summary", &typed.summary),
    };
    problem::unless_right(check)?;
    edited(app::complaint::register_answer(&app, &actor, (id, complaint), tag.version()?, answer).await)?;
    now(&app, &actor, id, complaint).await
}

/// What is learnt.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewLearning {
    /// Causes from the closed list of the form, in Danish.
    causes: Vec<String>,
    /// What we do differently.
    #[serde(default)]
    points: String,
}

/// Writes down what is learnt
#[utoipa::path(post, path = "/api/v1/cases/{id}/complaints/{complaint}/learning", tag = "complaints",
    params(super::openapi::Edits), request_body = NewLearning, responses((status = 200, body = ComplaintAnswer)))]
async fn learn_from_complaint(
    Writer { app, actor }: Writer,
    Ids(id, complaint): Ids<CaseId, ComplaintId>,
    tag: Tag,
    Body(typed): Body<NewLearning>,
) -> Answer<Tagged<ComplaintAnswer>> {
    let mut check = Check::new();
    let points = check.optional_text("points", &typed.points);
    problem::unless_right(check)?;
    edited(app::complaint::learn(&app, &actor, (id, complaint), tag.version()?, &typed.causes, &points).await)?;
    now(&app, &actor, id, complaint).await
}
