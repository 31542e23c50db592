//! Break-glass: a foreign case opened for some hours with purpose and reason, and what leaders are told of it.

use super::cases::{CaseOpened, CaseReference};
use super::codes::BreakGlassPurpose;
use super::parts::{Answer, At, Body, Created, Json, Reader, Uid, Writer, made, top_level};
use super::problem;
use crate::form::Check;
use crate::routes::{Needs, Routes};
use app::Reason;
use app::break_glass::{UsedBreakGlass, Which};
use domain::access::{Action, Object};
use domain::cpr::Cpr;
use domain::ids::CaseId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

const BREAKS: Needs = Needs::Right(Action::BreakGlass, Object::Case);
const LEADS: Needs = Needs::Right(Action::Lead, Object::Case);

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new().get("/api/v1/break-glasses", LEADS, list_break_glasses).post(
        "/api/v1/break-glasses",
        BREAKS,
        open_in_need,
    )
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new().routes(utoipa_axum::routes!(list_break_glasses)).routes(utoipa_axum::routes!(open_in_need))
}

top_level! {
    /// Uses of the last thirty days, newest first.
    struct BreakGlassList { break_glasses: Vec<BreakGlassUsed> }
}

/// A use, as the leader is told.
#[derive(Serialize, ToSchema)]
struct BreakGlassUsed {
    /// The case.
    case: Uid,
    /// Its number.
    number: String,
    /// Who, by name.
    by: String,
    /// What for, by code.
    #[schema(example = "danger")]
    purpose: String,
    /// The written reason.
    reason: String,
    /// From when.
    at: At,
    /// Until when, exclusive.
    until: At,
}

impl From<UsedBreakGlass> for BreakGlassUsed {
    fn from(used: UsedBreakGlass) -> Self {
        Self {
            case: Uid(used.case.0),
            number: used.number.to_string(),
            by: used.by,
            purpose: used.purpose,
            reason: used.reason,
            at: At(used.at),
            until: At(used.until),
        }
    }
}

/// Lists the uses of break-glass
///
/// Of the last thirty days, on cases of the departments you lead.
#[utoipa::path(get, path = "/api/v1/break-glasses", tag = "break-glass",
    responses((status = 200, body = BreakGlassList)))]
async fn list_break_glasses(Reader { app, actor }: Reader) -> Answer<Json<BreakGlassList>> {
    let used = app::break_glass::told(&app, &actor).await?;
    Ok(Json(BreakGlassList { break_glasses: used.into_iter().map(BreakGlassUsed::from).collect() }))
}

/// What is opened, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewBreakGlass {
    /// Which.
    open: OpenedInNeed,
    /// What for.
    purpose: BreakGlassPurpose,
    /// Why, in at least fifteen characters; the leader and the citizen can read it.
    reason: String,
}

/// Which cases.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum OpenedInNeed {
    /// The case with this number.
    Number(String),
    /// Every case of the person with this CPR number.
    Cpr(String),
}

/// Opens a foreign case in need
///
/// For eight hours, to be read. The leader is told and the citizen can see it. Answers the first case; with a CPR
/// number all of the person's are open. A number nobody has answers as one that opens nothing, and is logged too.
#[utoipa::path(post, path = "/api/v1/break-glasses", tag = "break-glass", request_body = NewBreakGlass,
    responses((status = 201, body = CaseOpened)))]
async fn open_in_need(Writer { app, actor }: Writer, Body(typed): Body<NewBreakGlass>) -> Answer<Created<CaseOpened>> {
    let mut check = Check::new();
    let reason = check.optional_text("reason", &typed.reason);
    let which = match &typed.open {
        OpenedInNeed::Cpr(cpr) => Some(Which::Cpr(Cpr::parse(cpr, app.today()).map_err(Reason::Cpr)?)),
        OpenedInNeed::Number(number) => number.trim().parse().ok().map(Which::Number),
    };
    if which.is_none() {
        check.wrong("number", "Skriv sagsnummeret som 2026-000123.");
    }
    let which = match (check.errors(), which) {
        (None, Some(which)) => which,
        (errors, _) => return Err(problem::fields(&errors.unwrap_or_default())),
    };
    let opened = app::break_glass::open(&app, &actor, which, typed.purpose.into(), &reason).await;
    let first = opened.map(|cases| cases.first().copied());
    let case = super::parts::found(made(first, |case| Some(CaseId(case)))?)?;
    Ok(Created(format!("/api/v1/cases/{case}"), CaseOpened { case: CaseReference { id: Uid(case.0) } }))
}
