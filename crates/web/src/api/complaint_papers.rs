//! The papers of a complaint: which go along to Ankestyrelsen, the one file of them, and sending it on.

use super::cases::{SEES, WORKS};
use super::codes::{PaperFlag, PaperProposed};
use super::complaints::{ComplaintAnswer, now};
use super::parts::{Answer, Body, Day, Json, Reader, Tag, Tagged, Writer, day, edited, top_level};
use super::problem;
use crate::error::Failure;
use crate::form::{Check, Ids};
use crate::routes::Routes;
use crate::security::download;
use app::complaint::package::{self, Choice, Item};
use axum::response::Response;
use domain::ids::{CaseId, ComplaintId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/cases/{id}/complaints/{complaint}/papers", SEES, list_complaint_papers)
        .post("/api/v1/cases/{id}/complaints/{complaint}/package", WORKS, preview_package)
        .post("/api/v1/cases/{id}/complaints/{complaint}/forward", WORKS, forward_complaint)
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new()
        .routes(utoipa_axum::routes!(list_complaint_papers))
        .routes(utoipa_axum::routes!(preview_package))
        .routes(utoipa_axum::routes!(forward_complaint))
}

top_level! {
    /// Papers of the case, as they may go along.
    struct ComplaintPapers { papers: Vec<ComplaintPaper> }
}

/// A paper of the case.
#[derive(Serialize, ToSchema)]
struct ComplaintPaper {
    /// What names it in `along` and `reasons`.
    key: String,
    /// Its title, without names.
    title: String,
    /// The day it came, went or was written.
    dated: Option<Day>,
    /// Whether it goes along, as first proposed.
    proposed: PaperProposed,
    /// What to look at before it goes.
    flags: Vec<PaperFlag>,
}

impl From<Item> for ComplaintPaper {
    fn from(item: Item) -> Self {
        Self {
            key: item.key,
            title: item.title,
            dated: day(item.dated),
            proposed: item.proposed.into(),
            flags: item.flags.into_iter().map(PaperFlag::from).collect(),
        }
    }
}

/// Lists the papers that may go along
#[utoipa::path(get, path = "/api/v1/cases/{id}/complaints/{complaint}/papers", tag = "complaints",
    responses((status = 200, body = ComplaintPapers)))]
async fn list_complaint_papers(
    Reader { app, actor }: Reader,
    Ids(id, complaint): Ids<CaseId, ComplaintId>,
) -> Answer<Json<ComplaintPapers>> {
    let items = package::items(&app, &actor, id, complaint).await?;
    Ok(Json(ComplaintPapers { papers: items.into_iter().map(ComplaintPaper::from).collect() }))
}

/// Which papers go along.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PapersChosen {
    /// Keys of those that go along; those that always go need not be named.
    along: BTreeSet<String>,
    /// Why a paper goes another way than proposed, by key.
    #[serde(default)]
    reasons: BTreeMap<String, String>,
    /// What else is said to Ankestyrelsen.
    #[serde(default)]
    remark: String,
}

impl PapersChosen {
    fn read(self) -> Result<Choice, Failure> {
        let mut check = Check::new();
        for reason in self.reasons.values() {
            check.optional_text("reasons", reason);
        }
        let remark = check.optional_text("remark", &self.remark);
        match check.errors() {
            Some(errors) => Err(problem::fields(&errors)),
            None => Ok(Choice { along: self.along, reasons: self.reasons, remark }),
        }
    }
}

/// The file as it would be sent now
///
/// Nothing is saved and nothing leaves; takes no key.
#[utoipa::path(post, path = "/api/v1/cases/{id}/complaints/{complaint}/package", tag = "complaints",
    request_body = PapersChosen, responses((status = 200, content_type = "application/pdf", body = Vec<u8>)))]
async fn preview_package(
    Reader { app, actor }: Reader,
    Ids(id, complaint): Ids<CaseId, ComplaintId>,
    Body(typed): Body<PapersChosen>,
) -> Answer<Response> {
    let (name, bytes) = package::preview(&app, &actor, (id, complaint), &typed.read()?).await?;
    Ok(download(&name, "application/pdf", bytes))
}

/// Sends a complaint on to Ankestyrelsen
///
/// With every paper that belongs, as one file with contents; and the letter to who complained when the decision is
/// upheld.
#[utoipa::path(post, path = "/api/v1/cases/{id}/complaints/{complaint}/forward", tag = "complaints",
    params(super::openapi::Edits), request_body = PapersChosen, responses((status = 200, body = ComplaintAnswer)))]
async fn forward_complaint(
    Writer { app, actor }: Writer,
    Ids(id, complaint): Ids<CaseId, ComplaintId>,
    tag: Tag,
    Body(typed): Body<PapersChosen>,
) -> Answer<Tagged<ComplaintAnswer>> {
    let (version, choice) = (tag.version()?, typed.read()?);
    edited(package::forward(&app, &actor, (id, complaint), version, &choice).await)?;
    now(&app, &actor, id, complaint).await
}
