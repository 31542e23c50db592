//! What went wrong, as a page or as JSON, in one place (1.10 of the house rules; RFC 9457).
//!
//! A handler answers [`Page`]; a [`Failure`] becomes an answer with only its facts in it, and [`words`], which stands
//! around all routes, finds the words, writes the cause to the log, and never shows it.

use crate::security::RequestId;
use crate::wording::Wording;
use app::{Reason, Refused, Resource};
use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use std::sync::Arc;
use tracing::{error, warn};

/// What a page handler answers.
pub type Page = Result<Response, Failure>;

/// A page that could not be shown, an act that did not happen.
#[derive(Debug)]
pub enum Failure {
    /// By the act.
    Refused(Refused),
    /// By the web itself, before any act was asked.
    Fault(Fault),
}

/// The facts of a failure. Carries no words of a citizen's.
#[derive(Clone, Debug)]
pub struct Fault {
    /// HTTP status.
    pub status: StatusCode,
    /// Stable code.
    pub code: &'static str,
    /// What is the case and what to do; empty means the words of the status.
    pub detail: String,
    /// Minutes to wait.
    pub retry_minutes: Option<u64>,
    /// The facts behind the code, for the API.
    pub facts: Option<Box<serde_json::Value>>,
    /// Why, for the log alone.
    pub cause: Option<Arc<anyhow::Error>>,
}

impl Fault {
    /// A fault with the words of its status.
    pub fn new(status: StatusCode, code: &'static str) -> Self {
        Self { status, code, detail: String::new(), retry_minutes: None, facts: None, cause: None }
    }

    /// A form that could not be read: not made by our page, or cut off on the way.
    pub fn unreadable() -> Self {
        let mut fault = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "form_unreadable");
        fault.detail = "Formularen kunne ikke læses. Åbn siden på ny, og prøv igen.".into();
        fault
    }

    fn of_reason(reason: &Reason) -> Self {
        let status = match reason {
            Reason::Stale | Reason::DecisionClosed | Reason::LetterSent => StatusCode::CONFLICT,
            Reason::TryLater { .. } | Reason::TooManyLookups => StatusCode::TOO_MANY_REQUESTS,
            Reason::WrongNameOrPassword => StatusCode::UNAUTHORIZED,
            Reason::LetterTookTooLong => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let retry_minutes = match reason {
            Reason::TryLater { minutes } => Some(minutes.unsigned_abs()),
            Reason::TooManyLookups => Some(60),
            _ => None,
        };
        let facts = crate::api::facts(reason).map(Box::new);
        Self { status, code: reason.code(), detail: reason.danish(), retry_minutes, facts, cause: None }
    }

    /// Heading and advice for a status, where the fault has no words of its own.
    fn words(&self) -> (&'static str, &'static str) {
        match self.status {
            StatusCode::NOT_FOUND => (
                "Siden findes ikke",
                "Adressen fører ikke til noget, du kan åbne. Søg på navn, CPR-nummer eller sagsnummer, eller gå til \
                 forsiden.",
            ),
            StatusCode::FORBIDDEN => (
                "Siden kunne ikke sendes",
                "Formularen kom ikke fra en af vores egne sider, eller den har stået åben for længe. Åbn siden på ny, \
                 og prøv igen.",
            ),
            StatusCode::UNAUTHORIZED => ("Du er ikke logget på", "Log på, og prøv igen."),
            StatusCode::METHOD_NOT_ALLOWED => ("Det kan siden ikke", "Gå tilbage, og brug sidens egne knapper."),
            StatusCode::PAYLOAD_TOO_LARGE => {
                ("Det er for stort", "En fil må højst være 25 MB. Del den op, eller gem den i en mindre udgave.")
            }
            StatusCode::CONFLICT => ("Nogen kom først", "Se, hvordan sagen står nu, og prøv igen."),
            StatusCode::TOO_MANY_REQUESTS => ("Vent lidt", "Der er prøvet for mange gange. Prøv igen senere."),
            StatusCode::SERVICE_UNAVAILABLE => {
                ("Det tog for lang tid", "Intet er gemt af det, du lige sendte. Gå tilbage, og prøv igen om lidt.")
            }
            status if status.is_server_error() => (
                "Noget gik galt hos os",
                "Intet er gemt af det, du lige sendte. Gå tilbage, og prøv igen. Bliver det ved, så ring til \
                 systemadministratoren og oplys referencen.",
            ),
            _ => ("Det kunne ikke lade sig gøre", "Gå tilbage, ret oplysningerne, og prøv igen."),
        }
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Failure::Refused(refused)
    }
}

impl From<Reason> for Failure {
    fn from(reason: Reason) -> Self {
        Failure::Refused(Refused::Because(reason))
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Failure::Fault(fault)
    }
}

impl From<anyhow::Error> for Failure {
    fn from(cause: anyhow::Error) -> Self {
        Failure::Refused(Refused::Broken(cause))
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Self {
        anyhow::Error::new(error).context("filling in a page").into()
    }
}

/// Where a thing stands among the pages.
pub fn place(made: &Resource) -> String {
    match made {
        Resource::Case(case) | Resource::Inside(case, _) => format!("/sager/{case}"),
        Resource::Letter(case, letter) => format!("/sager/{case}/breve/{letter}"),
        Resource::Person(person) => format!("/borgere/{person}"),
        Resource::Absence(_) => "/holdet/fravaer".to_string(),
        Resource::Handover(handover) => format!("/holdet/skift/{handover}"),
        Resource::Family(family) => format!("/familier/{family}"),
        Resource::Own(_) => "/kalender".to_string(),
        Resource::FieldKit(kit) => crate::field_kit::fetched(*kit),
        Resource::Transition(track) => crate::transition::path(*track),
        Resource::SchoolList(_) => "/overgang/liste".to_string(),
        Resource::Enquiry(enquiry) => format!("/henvendelser/{enquiry}"),
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let fault = match self {
            Failure::Fault(fault) => fault,
            Failure::Refused(Refused::NotFound) => Fault::new(StatusCode::NOT_FOUND, "not_found"),
            Failure::Refused(Refused::Because(reason)) => Fault::of_reason(&reason),
            // The same form sent twice made one thing; the second sender is shown it.
            Failure::Refused(Refused::Replayed(made)) => return Redirect::to(&place(&made)).into_response(),
            Failure::Refused(Refused::Broken(cause)) => {
                let mut fault = Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "broken");
                fault.cause = Some(Arc::new(cause));
                fault
            }
        };
        let mut response = fault.status.into_response();
        response.extensions_mut().insert(fault);
        response
    }
}

/// A template as a page.
pub fn page(view: &impl Template) -> Page {
    Ok(Html(view.render()?).into_response())
}

/// A form shown again with what was typed and why it was not taken.
pub fn page_again(view: &impl Template) -> Page {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(view.render()?)).into_response())
}

#[derive(Template)]
#[template(path = "layout/error.html")]
struct ErrorPage<'a> {
    assets: &'static str,
    title: &'a str,
    detail: &'a str,
    incident: &'a str,
    sign_in: bool,
}

/// Around all routes: gives each failure its words.
pub async fn words(request: Request, next: Next) -> Response {
    let json = request.uri().path().starts_with("/api/");
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let mut response = next.run(request).await;
    let status = response.status();
    let fault = match response.extensions_mut().remove::<Fault>() {
        Some(fault) => fault,
        // A page that was shown again says itself what is wrong.
        None if !status.is_client_error() && !status.is_server_error() => return response,
        None if has_own_words(&response) => return response,
        None => Fault::new(status, of_status(status)),
    };
    log(&fault, &id);
    let (heading, advice) = fault.words();
    let detail = if fault.detail.is_empty() { advice } else { &fault.detail };
    let mut shown = if json { problem(&fault, heading, detail, &id) } else { error_page(&fault, heading, detail, &id) };
    *shown.status_mut() = fault.status;
    // What the layers inside had to say (cookies, allowed methods) goes along.
    for name in [header::SET_COOKIE, header::ALLOW, header::WWW_AUTHENTICATE] {
        for value in response.headers().get_all(&name) {
            shown.headers_mut().append(&name, value.clone());
        }
    }
    if let Some(minutes) = fault.retry_minutes {
        shown.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(minutes.saturating_mul(60)));
    }
    shown
}

fn has_own_words(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.starts_with("text/html") || kind.starts_with("application/problem+json")
}

fn of_status(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "not_found",
        StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
        StatusCode::PAYLOAD_TOO_LARGE => "too_large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "unsupported_media_type",
        StatusCode::UNAUTHORIZED => "not_signed_in",
        StatusCode::FORBIDDEN => "cross_site",
        status if status.is_server_error() => "broken",
        _ => "bad_request",
    }
}

/// The cause stands in the log, once, under the id the page shows; it carries no personal data by the rule of `context`.
fn log(fault: &Fault, id: &str) {
    let cause = fault.cause.as_ref().map(|cause| format!("{cause:#}")).unwrap_or_default();
    if fault.status.is_server_error() {
        error!(request = %id, code = fault.code, cause = %cause, "Request failed");
    } else if fault.status == StatusCode::FORBIDDEN {
        warn!(request = %id, code = fault.code, "Request refused");
    }
}

fn error_page(fault: &Fault, title: &str, detail: &str, incident: &str) -> Response {
    let sign_in = fault.status == StatusCode::UNAUTHORIZED;
    let view = ErrorPage { assets: crate::assets::BASE, title, detail, incident, sign_in };
    // A page of errors that cannot be filled in is answered in plain words.
    view.render().map_or_else(|_| detail.to_string().into_response(), |html| Html(html).into_response())
}

fn problem(fault: &Fault, title: &str, detail: &str, incident: &str) -> Response {
    let mut body = serde_json::json!({
        "type": "about:blank",
        "title": title,
        "status": fault.status.as_u16(),
        "code": fault.code,
        "detail": detail,
        "incident": incident,
    });
    if let (Some(facts), Some(fields)) = (&fault.facts, body.as_object_mut()) {
        fields.insert("facts".to_string(), *facts.clone());
    }
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))], body.to_string()).into_response()
}
