//! Requests for information: made as letters, answered by documents, or given up.

use super::cases::{Because, SEES, WORKS};
use super::letters::{self, LetterAnswer};
use super::parts::{Answer, Body, Created, Day, Json, Reader, Uid, Writer, done, found, made, top_level};
use super::problem;
use crate::form::{Check, Id, Ids};
use crate::routes::Routes;
use app::information::Ask;
use domain::ids::{CaseId, ConsentId, InformationRequestId, LetterId};
use domain::information::{InformationRequest, RequestState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/cases/{id}/information-requests", SEES, list_requests)
        .post("/api/v1/cases/{id}/information-requests", WORKS, prepare_request)
        .post("/api/v1/cases/{id}/information-requests/{request}/give-up", WORKS, give_request_up)
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new()
        .routes(utoipa_axum::routes!(list_requests))
        .routes(utoipa_axum::routes!(prepare_request))
        .routes(utoipa_axum::routes!(give_request_up))
}

top_level! {
    /// Requests of a case.
    struct RequestList { information_requests: Vec<Request> }
    /// A request.
    struct RequestAnswer { information_request: Request }
}

/// A request for information.
#[derive(Serialize, ToSchema)]
struct Request {
    /// Its id.
    id: Uid,
    /// Who is asked.
    source: String,
    /// About what.
    about: String,
    /// What it rests on.
    basis: LegalBasis,
    /// Last day to answer.
    reply_by: Day,
    /// The letter.
    letter: Option<Uid>,
    /// How far it is.
    progress: RequestProgress,
}

/// What a request rests on.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum LegalBasis {
    /// A consent of the case, by id.
    Consent(Uid),
    /// A provision.
    Law(LawBasis),
}

/// A provision, with why it applies here.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LawBasis {
    /// Which.
    #[schema(example = "retssikkerhedsloven § 11 c")]
    paragraph: String,
    /// Why it applies.
    reason: String,
}

/// How far a request is.
#[derive(Serialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
enum RequestProgress {
    /// Asked.
    Sent {
        /// The day.
        on: Day,
    },
    /// Answered.
    Answered {
        /// The day.
        on: Day,
        /// The document the answer came in.
        document: Uid,
    },
    /// Given up.
    GivenUp {
        /// The day.
        on: Day,
        /// Why.
        reason: String,
    },
}

impl From<&InformationRequest> for Request {
    fn from(request: &InformationRequest) -> Self {
        Self {
            id: Uid(request.id.0),
            source: request.source.clone(),
            about: request.about.clone(),
            basis: match &request.basis {
                domain::information::Basis::Consent(consent) => LegalBasis::Consent(Uid(consent.0)),
                domain::information::Basis::Law { paragraph, reason } => {
                    LegalBasis::Law(LawBasis { paragraph: paragraph.clone(), reason: reason.clone() })
                }
            },
            reply_by: Day(request.reply_by),
            letter: request.letter.map(|letter| Uid(letter.0)),
            progress: match &request.state {
                RequestState::Sent { on } => RequestProgress::Sent { on: Day(*on) },
                RequestState::Answered { on, document } => {
                    RequestProgress::Answered { on: Day(*on), document: Uid(document.0) }
                }
                RequestState::GivenUp { on, reason } => {
                    RequestProgress::GivenUp { on: Day(*on), reason: reason.clone() }
                }
            },
        }
    }
}

/// Lists the requests for information of a case
#[utoipa::path(get, path = "/api/v1/cases/{id}/information-requests", tag = "information",
    responses((status = 200, body = RequestList)))]
async fn list_requests(Reader { app, actor }: Reader, Id(id): Id<CaseId>) -> Answer<Json<RequestList>> {
    let view = app::case::show(&app, &actor, id).await?;
    Ok(Json(RequestList { information_requests: view.file.requests.iter().map(Request::from).collect() }))
}

/// What is asked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRequest {
    /// Who is asked; left out asks the one the consent names.
    #[serde(default)]
    source: String,
    /// Postal address of the one asked.
    address: String,
    /// What is asked for.
    about: String,
    /// What it rests on; without it the request is refused with `request_without_basis`.
    basis: Option<LegalBasis>,
    /// Last day to answer.
    reply_by: Day,
}

/// Makes the letter that asks for information
///
/// The request is open once the letter is sent. Asking without a consent in force or a stated provision is refused.
#[utoipa::path(post, path = "/api/v1/cases/{id}/information-requests", tag = "information", request_body = NewRequest,
    responses((status = 201, body = LetterAnswer)))]
async fn prepare_request(
    Writer { app, actor }: Writer,
    Id(id): Id<CaseId>,
    Body(typed): Body<NewRequest>,
) -> Answer<Created<LetterAnswer>> {
    let mut check = Check::new();
    let ask = Ask {
        source: check.optional_line("source", &typed.source),
        address: check.optional_text("address", &typed.address),
        about: check.optional_text("about", &typed.about),
        basis: typed.basis.map(|basis| match basis {
            LegalBasis::Consent(consent) => domain::information::Basis::Consent(ConsentId(consent.0)),
            LegalBasis::Law(law) => domain::information::Basis::Law {
                paragraph: check.optional_line("paragraph", &law.paragraph),
                reason: check.optional_text("reason", &law.reason),
            },
        }),
        reply_by: typed.reply_by.0,
    };
    problem::unless_right(check)?;
    let letter = made(app::information::prepare(&app, &actor, id, ask).await, LetterId)?;
    letters::created(&app, &actor, id, letter).await
}

/// Gives a request up
///
/// The case goes on without the answer.
#[utoipa::path(post, path = "/api/v1/cases/{id}/information-requests/{request}/give-up", tag = "information",
    request_body = Because, responses((status = 200, body = RequestAnswer)))]
async fn give_request_up(
    Writer { app, actor }: Writer,
    Ids(id, request): Ids<CaseId, InformationRequestId>,
    Body(typed): Body<Because>,
) -> Answer<Json<RequestAnswer>> {
    done(app::information::give_up(&app, &actor, id, request, &typed.reason).await)?;
    let view = app::case::show(&app, &actor, id).await?;
    let known = found(view.file.requests.iter().find(|known| known.id == request))?;
    Ok(Json(RequestAnswer { information_request: known.into() }))
}
