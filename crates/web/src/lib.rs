//! HTTP, HTML and JSON: the pages of the staff, and the same acts as an API.
//!
//! Reading order: [`features`] is the list of features and nothing else routes; [`routes`] the table of them; [`guard`]
//! what stands before each; [`session`] who is asking; [`form`], [`layout`], [`parts`] and [`wording`] what pages are
//! made of; [`error`] what becomes of a refusal.

pub mod assets;
mod enquiry;
pub mod error;
pub mod form;
mod grant;
pub mod guard;
pub mod layout;
pub mod parts;
pub mod routes;
pub mod security;
pub mod session;
mod spreadsheet;
pub mod swimlane;
pub mod wording;

mod absence;
mod access_request;
mod adulthood;
mod api;
mod application;
mod assessment;
mod break_glass;
mod cafe;
mod calendar;
mod case;
mod cases;
mod committee;
mod complaint;
mod council;
mod course;
mod decision;
mod demo;
mod dependency;
mod document;
mod draft;
mod family;
mod field_kit;
mod financing;
mod function;
mod handover;
mod history;
mod indicator;
mod information;
mod interface;
mod journal;
mod letter;
pub mod log;
mod master_record;
mod meeting;
mod network;
mod notification;
mod outbox;
mod outreach;
mod party_hearing;
mod person;
mod plan;
mod questionnaire;
mod search;
mod sharing;
mod sign_in;
mod standard;
mod task;
mod toolbox;
mod transition;
mod worklist;

use app::App;
use axum::Router;
use axum::extract::FromRef;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Redirect;
use domain::access::{Action, Object};
use routes::{Needs, Route, Routes};
use std::net::IpAddr;
use std::sync::{Arc, LazyLock};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::csrf::CsrfLayer;

/// What handlers get: the app, and how this installation meets its browsers.
#[derive(Clone)]
pub struct Web {
    /// The app.
    pub app: App,
    /// The settings.
    pub settings: Arc<Settings>,
}

/// How this installation meets its browsers. `cli/config.rs` fills it in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Proxies whose forwarded addresses are believed; none unless configured (W-9).
    pub trusted_proxies: Vec<IpAddr>,
    /// How the session's cookie is set.
    pub cookie: session::CookieKind,
}

impl FromRef<Web> for App {
    fn from_ref(web: &Web) -> App {
        web.app.clone()
    }
}

/// One's own session and start page.
pub(crate) const OWN: Needs = Needs::Right(Action::SignedIn, Object::Worklist);

/// The features. A new one is a folder and a line here.
fn features() -> Routes {
    Routes::new()
        .get("/static/{version}/{*path}", Needs::Nobody, assets::serve)
        .get("/sundhed", Needs::Nobody, health)
        .post("/csp-rapport", Needs::Nobody, security::csp_report)
        .get("/", OWN, start)
        .merge(adulthood::routes())
        .merge(cafe::routes())
        .merge(case::routes())
        .merge(questionnaire::routes())
        .merge(master_record::routes())
        .merge(interface::routes())
        .merge(committee::routes())
        .merge(network::routes())
        .merge(break_glass::routes())
        .merge(journal::routes())
        .merge(handover::routes())
        .merge(history::routes())
        .merge(document::routes())
        .merge(access_request::routes())
        .merge(draft::routes())
        .merge(information::routes())
        .merge(plan::routes())
        .merge(sharing::routes())
        .merge(grant::routes())
        .merge(letter::routes())
        .merge(outbox::routes())
        .merge(api::routes())
        .merge(sign_in::routes())
        .merge(worklist::routes())
        .merge(cases::routes())
        .merge(search::routes())
        .merge(person::routes())
        .merge(application::routes())
        .merge(notification::routes())
        .merge(enquiry::routes())
        .merge(outreach::routes())
        .merge(course::routes())
        .merge(demo::routes())
        .merge(assessment::routes())
        .merge(party_hearing::routes())
        .merge(decision::routes())
        .merge(complaint::routes())
        .merge(toolbox::routes())
        .merge(transition::routes())
        .merge(standard::routes())
        .merge(task::routes())
        .merge(meeting::routes())
        .merge(log::routes())
        .merge(absence::routes())
        .merge(function::routes())
        .merge(dependency::routes())
        .merge(council::routes())
        .merge(calendar::routes())
        .merge(field_kit::routes())
        .merge(family::routes())
        .merge(financing::routes())
        .merge(indicator::routes())
}

static TABLE: LazyLock<Vec<Route>> = LazyLock::new(|| features().into_parts().1);

/// Every route there is, with what it needs.
pub fn table() -> &'static [Route] {
    &TABLE
}

/// The whole web.
pub fn router(web: Web) -> Router {
    let (router, _) = features().into_parts();
    // Fonts are compressed already.
    let worth_it = DefaultPredicate::new().and(NotForContentType::new("font/"));
    router
        .layer(from_fn_with_state(web.clone(), guard::guard))
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(axum::extract::DefaultBodyLimit::max(largest_body()))
        .layer(CsrfLayer::new())
        .layer(from_fn(security::known_methods))
        .layer(CatchPanicLayer::custom(security::panicked))
        .layer(from_fn(error::words))
        .layer(from_fn_with_state(web.clone(), security::surround))
        .layer(CompressionLayer::new().compress_when(worth_it))
        .with_state(web)
}

/// Serves on a listener until told to stop; requests under way are answered first.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    web: Web,
    listener: tokio::net::TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let service = router(web).into_make_service_with_connect_info::<std::net::SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stop).await
}

/// The guard keeps each route to its own limit; this one is for the upload's own reader.
fn largest_body() -> usize {
    table().iter().map(Route::limit).max().unwrap_or_default()
}

/// Alive; says nothing else to those who are not signed in.
async fn health() -> &'static str {
    "ok"
}

async fn start() -> Redirect {
    Redirect::to("/i-dag")
}
