//! Access to documents: requests of a case, every paper with what must be thought of, choices, and the answer.

use super::cases::{Because, SEES, WORKS};
use super::codes::{AccessCapacity, AccessForm, AccessPaper, AccessVerdict};
use super::letters::{self, LetterAnswer};
use super::letters_by_hand::OutsideAddress;
use super::parts::{
    Answer, Body, Created, Day, Json, NoBody, Reader, Tag, Tagged, Uid, Writer, day, edited, made, top_level,
};
use super::problem;
use crate::form::{Check, Id, Ids};
use crate::routes::{Needs, Routes};
use crate::security::download;
use crate::wording::Wording;
use app::access_request::{Chosen, Next, Register, View};
use app::{Actor, App};
use axum::http::Method;
use axum::response::Response;
use domain::access::{Action, Object};
use domain::access_request::{AccessRequest as Core, Flag, Item, Requester, Shown, State, Thing, Wrong};
use domain::ids::{AccessRequestId, CaseId, LetterId, PersonId};
use serde::{Deserialize, Serialize};
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

/// A request for access.
#[derive(Serialize, ToSchema)]
struct AccessRequestLine {
    /// Its id.
    id: Uid,
    /// Who asks.
    requester: AccessRequester,
    /// What they are to the case.
    capacity: AccessCapacity,
    /// What a representative acts on.
    authority: String,
    /// What is asked for.
    about: String,
    /// The day it came.
    received_on: Day,
    /// How it came.
    form: AccessForm,
    /// `open`, `submitted`, `returned`, `cleared`, `answered` or `withdrawn`.
    state: &'static str,
    /// Why it was returned or withdrawn.
    reason: Option<String>,
    /// How it was answered: `full`, `partial` or `refusal`.
    outcome: Option<&'static str>,
    /// The last day to answer or to send a letter of delay.
    answer_by: Day,
    /// The new day of a letter of delay that was sent.
    delayed_until: Option<Day>,
}

/// Who asks.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum AccessRequester {
    /// Somebody registered on the case.
    Person(Uid),
    /// Somebody outside, by name.
    Outside(String),
}

fn line(request: &Core, answer_by: jiff::civil::Date) -> AccessRequestLine {
    let (state, reason, outcome) = match &request.state {
        State::Open => ("open", None, None),
        State::Submitted { .. } => ("submitted", None, None),
        State::Returned { reason, .. } => ("returned", Some(reason.clone()), None),
        State::Cleared { .. } => ("cleared", None, None),
        State::Answered { outcome, .. } => {
            let outcome = match outcome {
                domain::access_request::Outcome::Full => "full",
                domain::access_request::Outcome::Partial => "partial",
                domain::access_request::Outcome::Refusal => "refusal",
            };
            ("answered", None, Some(outcome))
        }
        State::Withdrawn { reason, .. } => ("withdrawn", Some(reason.clone()), None),
    };
    AccessRequestLine {
        id: Uid(request.id.0),
        requester: match &request.requester {
            Requester::Person(id) => AccessRequester::Person(Uid(id.0)),
            Requester::Outside { name, .. } => AccessRequester::Outside(name.clone()),
        },
        capacity: request.capacity.into(),
        authority: request.authority.clone(),
        about: request.about.clone(),
        received_on: Day(request.received_on),
        form: request.form.into(),
        state,
        reason,
        outcome,
        answer_by: Day(answer_by),
        delayed_until: day(request.delayed_until),
    }
}

/// A request with every paper of the case.
#[derive(Serialize, ToSchema)]
struct AccessRequestShown {
    /// The request.
    request: AccessRequestLine,
    /// Every paper of the case, with what must be thought of and what is chosen.
    papers: Vec<AccessPaperShown>,
    /// Provisions that apply to who asks.
    provisions: Vec<AccessProvision>,
    /// You may clear it or send it back.
    you_may_clear: bool,
    /// Its letters, newest first.
    letters: Vec<Uid>,
}

/// A paper of the case.
#[derive(Serialize, ToSchema)]
struct AccessPaperShown {
    /// What names it in choices.
    key: String,
    /// Its number among the papers, from 1.
    number: u32,
    /// What it is.
    paper: AccessPaper,
    /// Its title.
    title: String,
    /// Who it comes from or went to.
    source: String,
    /// The day it came, went or was written.
    dated: Day,
    /// How many pages it has, when single ones can be left out.
    pages: Option<u32>,
    /// It has no pages, and cannot be given as it is.
    without_pages: bool,
    /// What must be thought of before it is given.
    flags: Vec<AccessFlag>,
    /// What is chosen.
    choice: Option<PaperChoice>,
    /// What is wrong or missing in the choice, by stable code, with Danish words.
    wrong: Vec<WrongChoice>,
}

/// What must be thought of.
#[derive(Serialize, ToSchema)]
struct AccessFlag {
    /// `tells_where`, `marked_tells_where`, `marked_third_party`, `names_others`, `names_notifier`, `to_somebody_else`
    /// or `unread`.
    code: &'static str,
    /// On these pages, where they are known.
    pages: Vec<u32>,
}

impl From<&Flag> for AccessFlag {
    fn from(flag: &Flag) -> Self {
        let (code, pages) = match flag {
            Flag::TellsWhere { pages } => ("tells_where", pages.clone()),
            Flag::MarkedTellsWhere => ("marked_tells_where", Vec::new()),
            Flag::MarkedThirdParty => ("marked_third_party", Vec::new()),
            Flag::NamesOthers => ("names_others", Vec::new()),
            Flag::NamesNotifier => ("names_notifier", Vec::new()),
            Flag::ToSomebodyElse => ("to_somebody_else", Vec::new()),
            Flag::Unread => ("unread", Vec::new()),
        };
        Self { code, pages }
    }
}

/// What happens to a paper.
#[derive(Serialize, ToSchema)]
struct PaperChoice {
    /// What happens.
    verdict: AccessVerdict,
    /// By which provision, by id.
    provision: Option<String>,
    /// Why.
    reason: String,
    /// Pages that are left out, from 1.
    pages: Vec<u32>,
}

/// What is wrong with a choice.
#[derive(Serialize, ToSchema)]
struct WrongChoice {
    /// Stable code.
    #[schema(example = "provision_missing")]
    code: &'static str,
    /// In Danish.
    detail: String,
}

/// A provision by which something may be left out.
#[derive(Serialize, ToSchema)]
struct AccessProvision {
    /// Its id.
    id: String,
    /// The paragraph.
    paragraph: String,
    /// What it says, in plain Danish.
    says: String,
    /// Waits for a person to confirm it.
    to_be_confirmed: bool,
}

fn paper(view: &View<'_>, item: &Item) -> AccessPaperShown {
    let wrong = |(thing, wrong): &(Thing, Wrong)| {
        (*thing == item.thing).then(|| WrongChoice { code: wrong.code(), detail: wrong.danish() })
    };
    let choice = view.choices.get(&item.thing).map(|choice| PaperChoice {
        verdict: choice.verdict.into(),
        provision: choice.provision.clone(),
        reason: choice.reason.clone(),
        pages: choice.pages.iter().copied().collect(),
    });
    AccessPaperShown {
        key: item.thing.key(),
        number: item.number,
        paper: item.paper.into(),
        title: item.title.clone(),
        source: item.source.clone(),
        dated: Day(item.dated),
        pages: match item.shown {
            Shown::Pages(pages) => Some(pages),
            Shown::Whole | Shown::NotAsPages => None,
        },
        without_pages: item.shown == Shown::NotAsPages,
        flags: item.flags.iter().map(AccessFlag::from).collect(),
        choice,
        wrong: view.wrong.iter().filter_map(wrong).collect(),
    }
}

async fn now(app: &App, actor: &Actor, case: CaseId, id: AccessRequestId) -> Answer<Tagged<AccessRequestAnswer>> {
    let view = app::access_request::show(app, actor, case, id).await?;
    let provision = |known: &&domain::access_request::Provision| AccessProvision {
        id: known.id.clone(),
        paragraph: known.paragraph.clone(),
        says: known.says.clone(),
        to_be_confirmed: known.to_be_confirmed,
    };
    let access_request = AccessRequestShown {
        request: line(&view.request, view.due.due),
        papers: view.items.iter().map(|item| paper(&view, item)).collect(),
        provisions: view.provisions.iter().map(provision).collect(),
        you_may_clear: view.case.may.approve && view.may_clear.is_ok(),
        letters: view.letters.iter().map(|(letter, ..)| Uid(letter.0)).collect(),
    };
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
    if let Some(errors) = check.errors() {
        return Err(problem::fields(&errors));
    }
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
    if let Some(errors) = check.errors() {
        return Err(problem::fields(&errors));
    }
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
