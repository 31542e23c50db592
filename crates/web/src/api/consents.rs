//! Consents of a case: registered, refused by the citizen, withdrawn.

use super::cases::{Because, Case, CaseAnswer, SEES, WORKS};
use super::codes::{ConsentForm, Covers};
use super::parts::{Answer, Body, Created, Day, Json, NoBody, Reader, Uid, Writer, day, done, found, made, top_level};
use super::problem;
use crate::form::{Check, Id, Ids};
use crate::routes::Routes;
use app::case::View;
use app::consent::Register;
use axum::http::Method;
use domain::ids::{CaseId, ConsentId, PersonId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/cases/{id}/consents", SEES, list_consents)
        .post("/api/v1/cases/{id}/consents", WORKS, register_consent)
        .method(Method::DELETE, "/api/v1/cases/{id}/consents/{consent}", WORKS, withdraw_consent)
        .post("/api/v1/cases/{id}/consents/refusal", WORKS, refuse_consent)
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new()
        .routes(utoipa_axum::routes!(list_consents))
        .routes(utoipa_axum::routes!(register_consent))
        .routes(utoipa_axum::routes!(withdraw_consent))
        .routes(utoipa_axum::routes!(refuse_consent))
}

top_level! {
    /// Consents of a case.
    struct ConsentList { consents: Vec<Consent> }
    /// A consent.
    struct ConsentAnswer { consent: Consent }
}

/// A consent to collect information.
#[derive(Serialize, ToSchema)]
pub(super) struct Consent {
    /// Its id.
    id: Uid,
    /// Who gives it.
    given_by: Uid,
    /// Who we may ask, tell or invite.
    source: String,
    /// What of these it covers.
    covers: Vec<Covers>,
    /// About what.
    about: String,
    /// Why.
    purpose: String,
    /// How it was given.
    form: ConsentForm,
    /// The day it was given.
    given_on: Day,
    /// Last day it holds.
    until: Day,
    /// The day it was withdrawn.
    withdrawn_on: Option<Day>,
    /// Whether it holds today.
    holds: bool,
}

fn consent(view: &View<'_>, consent: &domain::consent::Consent) -> Consent {
    Consent {
        id: Uid(consent.id.0),
        given_by: Uid(consent.given_by.0),
        source: consent.source.clone(),
        covers: consent.covers.iter().map(|covers| (*covers).into()).collect(),
        about: consent.about.clone(),
        purpose: consent.purpose.clone(),
        form: consent.form.into(),
        given_on: Day(consent.given_on),
        until: Day(consent.until),
        withdrawn_on: day(consent.withdrawn_on),
        holds: consent.holds_on(view.today),
    }
}

fn of_case(view: &View<'_>, id: ConsentId) -> Answer<ConsentAnswer> {
    let known = found(view.file.consents.iter().find(|known| known.id == id))?;
    Ok(ConsentAnswer { consent: consent(view, known) })
}

/// Lists the consents of a case
#[utoipa::path(get, path = "/api/v1/cases/{id}/consents", tag = "information",
    responses((status = 200, body = ConsentList)))]
async fn list_consents(Reader { app, actor }: Reader, Id(id): Id<CaseId>) -> Answer<Json<ConsentList>> {
    let view = app::case::show(&app, &actor, id).await?;
    Ok(Json(ConsentList { consents: view.file.consents.iter().map(|known| consent(&view, known)).collect() }))
}

/// A consent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewConsent {
    /// Who gives it: the citizen, or one who may act for them.
    given_by: Uid,
    /// Who we may ask, tell or invite.
    #[schema(example = "Tovby Skole")]
    source: String,
    /// What of these it covers; left out means asking alone.
    #[serde(default = "to_ask")]
    covers: Vec<Covers>,
    /// About what.
    about: String,
    /// Why.
    purpose: String,
    /// How it was given.
    form: ConsentForm,
    /// The day it was given.
    given_on: Day,
    /// Last day it holds.
    until: Day,
}

fn to_ask() -> Vec<Covers> {
    vec![Covers::Fetch]
}

/// Registers a consent
#[utoipa::path(post, path = "/api/v1/cases/{id}/consents", tag = "information", request_body = NewConsent,
    responses((status = 201, body = ConsentAnswer)))]
async fn register_consent(
    Writer { app, actor }: Writer,
    Id(id): Id<CaseId>,
    Body(typed): Body<NewConsent>,
) -> Answer<Created<ConsentAnswer>> {
    let mut check = Check::new();
    let order = Register {
        given_by: PersonId(typed.given_by.0),
        source: check.optional_line("source", &typed.source),
        covers: typed.covers.into_iter().map(Into::into).collect(),
        about: check.optional_text("about", &typed.about),
        purpose: check.optional_text("purpose", &typed.purpose),
        form: typed.form.into(),
        given_on: typed.given_on.0,
        until: typed.until.0,
    };
    problem::unless_right(check)?;
    let new = made(app::consent::register(&app, &actor, id, order).await, ConsentId)?;
    let view = app::case::show(&app, &actor, id).await?;
    Ok(Created(format!("/api/v1/cases/{id}/consents"), of_case(&view, new)?))
}

/// Withdraws a consent
///
/// From today nothing new is asked for on it. The consent stays in the record.
#[utoipa::path(delete, path = "/api/v1/cases/{id}/consents/{consent}", tag = "information",
    responses((status = 200, body = ConsentAnswer)))]
async fn withdraw_consent(
    Writer { app, actor }: Writer,
    Ids(id, consent): Ids<CaseId, ConsentId>,
    _: NoBody,
) -> Answer<Json<ConsentAnswer>> {
    done(app::consent::withdraw(&app, &actor, id, consent).await)?;
    let view = app::case::show(&app, &actor, id).await?;
    Ok(Json(of_case(&view, consent)?))
}

/// Registers that the citizen gives no consent
///
/// The case is decided on what there is.
#[utoipa::path(post, path = "/api/v1/cases/{id}/consents/refusal", tag = "information", request_body = Because,
    responses((status = 200, body = CaseAnswer)))]
async fn refuse_consent(
    Writer { app, actor }: Writer,
    Id(id): Id<CaseId>,
    Body(typed): Body<Because>,
) -> Answer<Json<CaseAnswer>> {
    done(app::consent::refuse(&app, &actor, id, &typed.reason).await)?;
    let view = app::case::show(&app, &actor, id).await?;
    Ok(Json(CaseAnswer { case: Case::of(&view) }))
}
