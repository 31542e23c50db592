//! Access to documents: requests of a case, every paper with what must be thought of, choices, and the answer.

use super::access_request_shown::{AccessRequestLine, AccessRequestShown, line, shown};
use super::cases::{Because, SEES, WORKS};
use super::codes::{AccessCapacity, AccessForm, AccessVerdict};
use super::letters::{self, LetterAnswer};
use super::letters_by_hand::OutsideAddress;
use super::parts::{
    Answer, Body, Created, Day, Json, NoBody, Reader, Tag, Tagged, Uid, Writer, edited, made, top_level,
};
use super::problem;
use crate::form::{Check, Id, Ids};
use crate::routes::{Needs, Routes};
use crate::security::download;
use app::access_request::{Chosen, Next, Register};
use app::{Actor, App};
use axum::http::Method;
use axum::response::Response;
use domain::access::{Action, Object};
use domain::access_request::{Requester, Thing};
use domain::ids::{AccessRequestId, CaseId, LetterId, PersonId};
use serde::Deserialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

const APPROVES: Needs = Needs::Right(Action::Approve, Object::Case);

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/cases/{id}/access-requests", SEES, list_access_requests)
        .post("/api/v1/cases/{id}/access-requests", WORKS, register_access_request)
        .get("/api/v1/cases/{id}/access-requests/{access_request}", SEES, show_access_request)
        .method(Method::PUT, "/api/v1/cases/{id}/access-requests/{access_request}/choices", WORKS, choose_papers)
        .get("/api/v1/cases/{id}/access-requests/{access_request}/papers", SEES, preview_access_papers)
        .post("/api/v1/cases/{id}/access-requests/{access_request}/clear", APPROVES, clear_access)
        .post("/api/v1/cases/{id}/access-requests/{access_request}/return", APPROVES, return_access)
        .post("/api/v1/cases/{id}/access-requests/{access_request}/reopen", WORKS, reopen_access)
        .post("/api/v1/cases/{id}/access-requests/{access_request}/answer", WORKS, answer_access)
        .post("/api/v1/cases/{id}/access-requests/{access_request}/delay", WORKS, delay_access)
        .post("/api/v1/cases/{id}/access-requests/{access_request}/withdraw", WORKS, withdraw_access)
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new()
        .routes(utoipa_axum::routes!(list_access_requests))
        .routes(utoipa_axum::routes!(register_access_request))
        .routes(utoipa_axum::routes!(show_access_request))
        .routes(utoipa_axum::routes!(choose_papers))
        .routes(utoipa_axum::routes!(preview_access_papers))
        .routes(utoipa_axum::routes!(clear_access))
        .routes(utoipa_axum::routes!(return_access))
        .routes(utoipa_axum::routes!(reopen_access))
        .routes(utoipa_axum::routes!(answer_access))
        .routes(utoipa_axum::routes!(delay_access))
        .routes(utoipa_axum::routes!(withdraw_access))
}

top_level! {
    /// Requests of a case, newest first.
    struct AccessRequestList { access_requests: Vec<AccessRequestLine> }
    /// A request with every paper.
    struct AccessRequestAnswer { access_request: AccessRequestShown }
}

async fn now(app: &App, actor: &Actor, case: CaseId, id: AccessRequestId) -> Answer<Tagged<AccessRequestAnswer>> {
    let view = app::access_request::show(app, actor, case, id).await?;
    let access_request = shown(&view);
    Ok(Tagged(view.request.version.to_string(), AccessRequestAnswer { access_request }))
}

/// Lists the requests for access to a case
#[utoipa::path(get, path = "/api/v1/cases/{id}/access-requests", tag = "access requests",
    responses((status = 200, body = AccessRequestList)))]
async fn list_access_requests(Reader { app, actor }: Reader, Id(id): Id<CaseId>) -> Answer<Json<AccessRequestList>> {
    let (_, rows) = app::access_request::list(&app, &actor, id).await?;
    let access_requests = rows.iter().map(|row| line(&row.request, row.due.due)).collect();
    Ok(Json(AccessRequestList { access_requests }))
}

/// A request as it came. Any form will do.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAccessRequest {
    /// Who asks.
    requester: NewRequester,
    /// What they are to the case.
    capacity: AccessCapacity,
    /// What a representative acts on.
    #[serde(default)]
    authority: String,
    /// What is asked for.
    about: String,
    /// The day it came.
    received_on: Day,
    /// How it came.
    form: AccessForm,
}

/// Who asks.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum NewRequester {
    /// Somebody registered on the case.
    Person(Uid),
    /// Somebody outside.
    Outside(OutsideAddress),
}

/// Registers a request for access
///
/// Its deadline runs from the day it came. A closed case may be asked about too.
#[utoipa::path(post, path = "/api/v1/cases/{id}/access-requests", tag = "access requests",
    request_body = NewAccessRequest, responses((status = 201, body = AccessRequestAnswer)))]
async fn register_access_request(
    Writer { app, actor }: Writer,
    Id(id): Id<CaseId>,
    Body(typed): Body<NewAccessRequest>,
) -> Answer<Created<AccessRequestAnswer>> {
    let mut check = Check::new();
    let order = Register {
        requester: match &typed.requester {
            NewRequester::Person(id) => Requester::Person(PersonId(id.0)),
            NewRequester::Outside(outside) => Requester::Outside {
                name: check.optional_line("name", &outside.name),
                address: check.optional_text("address", &outside.address),
            },
        },
        capacity: typed.capacity.into(),
        authority: check.optional_text("authority", &typed.authority),
        about: check.optional_text("about", &typed.about),
        received_on: typed.received_on.0,
        form: typed.form.into(),
    };
    problem::unless_right(check)?;
    let new = made(app::access_request::register(&app, &actor, id, order).await, AccessRequestId)?;
    let Tagged(_, answer) = now(&app, &actor, id, new).await?;
    Ok(Created(format!("/api/v1/cases/{id}/access-requests/{new}"), answer))
}

/// Shows a request with every paper
#[utoipa::path(get, path = "/api/v1/cases/{id}/access-requests/{access_request}", tag = "access requests",
    responses((status = 200, body = AccessRequestAnswer)))]
async fn show_access_request(
    Reader { app, actor }: Reader,
    Ids(id, request): Ids<CaseId, AccessRequestId>,
) -> Answer<Tagged<AccessRequestAnswer>> {
    now(&app, &actor, id, request).await
}

/// What is chosen for the papers.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChoicesMade {
    /// Papers with what happens to them; those not named keep what was chosen before.
    choices: Vec<NewPaperChoice>,
    /// Hand them on: to a second person where anything is held back or flagged, else straight to the answer.
    #[serde(default)]
    hand_on: bool,
}

/// What happens to a paper.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPaperChoice {
    /// Which, by its key.
    paper: String,
    /// What happens.
    verdict: AccessVerdict,
    /// By which provision, by id.
    provision: Option<String>,
    /// Why: for what is left out, and for what is given although it is flagged.
    #[serde(default)]
    reason: String,
    /// Pages that are left out, from 1.
    #[serde(default)]
    pages: BTreeSet<u32>,
}

/// Chooses what happens to the papers
///
/// Choices may be kept incomplete; when they are handed on, what is missing or wrong is told paper by paper
/// (`access_choices`, `facts.papers`), and nothing is saved.
#[utoipa::path(put, path = "/api/v1/cases/{id}/access-requests/{access_request}/choices", tag = "access requests",
    params(super::openapi::Edits), request_body = ChoicesMade,
    responses((status = 200, body = AccessRequestAnswer)))]
async fn choose_papers(
    Writer { app, actor }: Writer,
    Ids(id, request): Ids<CaseId, AccessRequestId>,
    tag: Tag,
    Body(typed): Body<ChoicesMade>,
) -> Answer<Tagged<AccessRequestAnswer>> {
    let mut check = Check::new();
    let mut chosen = Vec::new();
    for one in typed.choices {
        let Some(thing) = Thing::from_key(&one.paper) else {
            check.wrong("paper", "Papiret findes ikke. Se papirernes nøgler på anmodningen.");
            continue;
        };
        let reason = check.optional_text("reason", &one.reason);
        let (verdict, provision, pages) = (one.verdict.into(), one.provision, one.pages);
        chosen.push(Chosen { thing, verdict, provision, reason, pages });
    }
    problem::unless_right(check)?;
    let next = if typed.hand_on { Next::HandOn } else { Next::Keep };
    edited(app::access_request::choose(&app, &actor, (id, request), tag.version()?, chosen, next).await)?;
    now(&app, &actor, id, request).await
}

/// The papers as they would leave now
///
/// As a PDF. Where somebody of the case is protected, it asks for the right to reveal.
#[utoipa::path(get, path = "/api/v1/cases/{id}/access-requests/{access_request}/papers", tag = "access requests",
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>)))]
async fn preview_access_papers(
    Reader { app, actor }: Reader,
    Ids(id, request): Ids<CaseId, AccessRequestId>,
) -> Answer<Response> {
    let (number, bytes) = app::access_request::preview(&app, &actor, id, request).await?;
    Ok(download(&format!("{number}-aktindsigt.pdf"), "application/pdf", bytes))
}

/// Clears a request to be answered
///
/// By a second person: whoever chose or handed on may not.
#[utoipa::path(post, path = "/api/v1/cases/{id}/access-requests/{access_request}/clear", tag = "access requests",
    params(super::openapi::Edits), responses((status = 200, body = AccessRequestAnswer)))]
async fn clear_access(
    Writer { app, actor }: Writer,
    Ids(id, request): Ids<CaseId, AccessRequestId>,
    tag: Tag,
    _: NoBody,
) -> Answer<Tagged<AccessRequestAnswer>> {
    edited(app::access_request::clear(&app, &actor, id, request, tag.version()?).await)?;
    now(&app, &actor, id, request).await
}

/// Sends a request back
///
/// By the second person, with the reason.
#[utoipa::path(post, path = "/api/v1/cases/{id}/access-requests/{access_request}/return", tag = "access requests",
    params(super::openapi::Edits), request_body = Because, responses((status = 200, body = AccessRequestAnswer)))]
async fn return_access(
    Writer { app, actor }: Writer,
    Ids(id, request): Ids<CaseId, AccessRequestId>,
    tag: Tag,
    Body(typed): Body<Because>,
) -> Answer<Tagged<AccessRequestAnswer>> {
    edited(app::access_request::give_back(&app, &actor, (id, request), tag.version()?, &typed.reason).await)?;
    now(&app, &actor, id, request).await
}

/// Opens the choices again
///
/// Before the answer is sent: something came that belongs to it, or was seen wrongly.
#[utoipa::path(post, path = "/api/v1/cases/{id}/access-requests/{access_request}/reopen", tag = "access requests",
    params(super::openapi::Edits), request_body = Because, responses((status = 200, body = AccessRequestAnswer)))]
async fn reopen_access(
    Writer { app, actor }: Writer,
    Ids(id, request): Ids<CaseId, AccessRequestId>,
    tag: Tag,
    Body(typed): Body<Because>,
) -> Answer<Tagged<AccessRequestAnswer>> {
    edited(app::access_request::reopen(&app, &actor, (id, request), tag.version()?, &typed.reason).await)?;
    now(&app, &actor, id, request).await
}

/// Makes the decision letter of a request
///
/// It is read through and sent as any letter, and the papers follow it.
#[utoipa::path(post, path = "/api/v1/cases/{id}/access-requests/{access_request}/answer", tag = "access requests",
    responses((status = 201, body = LetterAnswer)))]
async fn answer_access(
    Writer { app, actor }: Writer,
    Ids(id, request): Ids<CaseId, AccessRequestId>,
    _: NoBody,
) -> Answer<Created<LetterAnswer>> {
    let letter = made(app::access_request::answer(&app, &actor, id, request).await, LetterId)?;
    letters::created(&app, &actor, id, letter).await
}

/// Why it takes longer, and until when.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAccessDelay {
    /// Why.
    reason: String,
    /// The new day.
    new_date: Day,
}

/// Makes the letter of delay of a request
///
/// When it is sent, the new day replaces the deadline.
#[utoipa::path(post, path = "/api/v1/cases/{id}/access-requests/{access_request}/delay", tag = "access requests",
    request_body = NewAccessDelay, responses((status = 201, body = LetterAnswer)))]
async fn delay_access(
    Writer { app, actor }: Writer,
    Ids(id, request): Ids<CaseId, AccessRequestId>,
    Body(typed): Body<NewAccessDelay>,
) -> Answer<Created<LetterAnswer>> {
    let new_date = typed.new_date.0;
    let outcome = app::access_request::delay(&app, &actor, (id, request), &typed.reason, new_date).await;
    letters::created(&app, &actor, id, made(outcome, LetterId)?).await
}

/// Withdraws a request
///
/// Taken back by who asked, or registered by mistake.
#[utoipa::path(post, path = "/api/v1/cases/{id}/access-requests/{access_request}/withdraw", tag = "access requests",
    params(super::openapi::Edits), request_body = Because, responses((status = 200, body = AccessRequestAnswer)))]
async fn withdraw_access(
    Writer { app, actor }: Writer,
    Ids(id, request): Ids<CaseId, AccessRequestId>,
    tag: Tag,
    Body(typed): Body<Because>,
) -> Answer<Tagged<AccessRequestAnswer>> {
    edited(app::access_request::withdraw(&app, &actor, (id, request), tag.version()?, &typed.reason).await)?;
    now(&app, &actor, id, request).await
}
