//! The assessment: facts with source, the benefit's criteria, considerations.

use super::cases::{Because, SEES, WORKS};
use super::codes::{KnownToParty, WeighsFor};
use super::parts::{Answer, Body, Created, Reader, Tag, Tagged, Uid, Writer, edited, found, made, stale, top_level};
use super::problem;
use crate::error::Failure;
use crate::form::{Check, Id, Ids};
use crate::routes::Routes;
use app::assessment::{Considerations, Fact};
use app::case::View;
use axum::http::Method;
use domain::assessment::{CriterionAnswer, Finding};
use domain::ids::{CaseId, DocumentId, FindingId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/cases/{id}/assessment", SEES, show_assessment)
        .method(Method::PUT, "/api/v1/cases/{id}/considerations", WORKS, save_considerations)
        .post("/api/v1/cases/{id}/findings", WORKS, add_finding)
        .get("/api/v1/cases/{id}/findings/{finding}", SEES, show_finding)
        .method(Method::PUT, "/api/v1/cases/{id}/findings/{finding}", WORKS, change_finding)
        .method(Method::DELETE, "/api/v1/cases/{id}/findings/{finding}", WORKS, remove_finding)
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new()
        .routes(utoipa_axum::routes!(show_assessment))
        .routes(utoipa_axum::routes!(save_considerations))
        .routes(utoipa_axum::routes!(add_finding))
        .routes(utoipa_axum::routes!(show_finding))
        .routes(utoipa_axum::routes!(change_finding))
        .routes(utoipa_axum::routes!(remove_finding))
}

top_level! {
    /// The assessment of a case.
    struct AssessmentAnswer { assessment: Assessment }
    /// A fact.
    struct FindingAnswer { finding: FindingOfCase }
}

/// The assessment of a case.
#[derive(Serialize, ToSchema)]
struct Assessment {
    /// Facts the decision rests on.
    findings: Vec<FindingOfCase>,
    /// The benefit's criteria, answered or not.
    criteria: Vec<CriterionOfCase>,
    /// The main considerations.
    considerations: String,
}

/// A fact the decision rests on.
#[derive(Serialize, ToSchema)]
struct FindingOfCase {
    /// Its id.
    id: Uid,
    /// The fact, as the letter will say it.
    text: String,
    /// Where it comes from.
    source: String,
    /// The document it stands in.
    document: Option<Uid>,
    /// Whether the party knows it.
    known: KnownToParty,
    /// Which way it weighs.
    weight: WeighsFor,
    /// The party must be heard about it (forvaltningsloven § 19).
    must_be_heard: bool,
    /// For `If-Match`, in quotes.
    version: String,
}

/// A criterion of the benefit.
#[derive(Serialize, ToSchema)]
struct CriterionOfCase {
    /// Its id.
    id: String,
    /// The question.
    question: String,
    /// Its paragraph.
    source: Option<String>,
    /// An unmet necessary criterion rules out a grant in full.
    necessary: bool,
    /// Met or not; null until answered.
    met: Option<bool>,
    /// Why.
    reason: Option<String>,
}

/// A fact carries no number of its own: its version is what it says.
fn version(finding: &Finding) -> String {
    let document = finding.document.map(|document| document.to_string()).unwrap_or_default();
    let (known, weight) = (format!("{:?}", finding.known), format!("{:?}", finding.weight));
    let mut hash = Sha256::new();
    for part in [&finding.text, &finding.source, &document, &known, &weight] {
        hash.update(part.len().to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

impl From<&Finding> for FindingOfCase {
    fn from(finding: &Finding) -> Self {
        Self {
            id: Uid(finding.id.0),
            text: finding.text.clone(),
            source: finding.source.clone(),
            document: finding.document.map(|document| Uid(document.0)),
            known: finding.known.into(),
            weight: finding.weight.into(),
            must_be_heard: finding.must_be_heard(),
            version: version(finding),
        }
    }
}

fn assessment(view: &View<'_>) -> Tagged<AssessmentAnswer> {
    let answers = &view.file.assessment.criteria;
    let criteria = view.benefit.criteria.iter().map(|criterion| CriterionOfCase {
        id: criterion.id.clone(),
        question: criterion.question.clone(),
        source: criterion.source.clone(),
        necessary: criterion.necessary,
        met: answers.get(&criterion.id).map(|answer| answer.met),
        reason: answers.get(&criterion.id).map(|answer| answer.reason.clone()),
    });
    let assessment = Assessment {
        findings: view.file.findings.iter().map(FindingOfCase::from).collect(),
        criteria: criteria.collect(),
        considerations: view.file.assessment.considerations.clone(),
    };
    Tagged(view.file.assessment.version.to_string(), AssessmentAnswer { assessment })
}

fn finding(view: &View<'_>, id: FindingId) -> Answer<Tagged<FindingAnswer>> {
    let known = found(view.file.findings.iter().find(|known| known.id == id))?;
    Ok(Tagged(version(known), FindingAnswer { finding: known.into() }))
}

/// Shows the assessment of a case
#[utoipa::path(get, path = "/api/v1/cases/{id}/assessment", tag = "assessment",
    responses((status = 200, body = AssessmentAnswer)))]
async fn show_assessment(Reader { app, actor }: Reader, Id(id): Id<CaseId>) -> Answer<Tagged<AssessmentAnswer>> {
    Ok(assessment(&app::case::show(&app, &actor, id).await?))
}

/// Considerations and criteria as they shall stand. A criterion that is left out stays as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewConsiderations {
    /// The main considerations.
    considerations: String,
    /// Answers by the criterion's id.
    #[serde(default)]
    criteria: BTreeMap<String, NewCriterion>,
}

/// An answer to a criterion.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCriterion {
    /// Met or not.
    met: bool,
    /// Why; must be there when it is not met.
    #[serde(default)]
    reason: String,
}

/// Saves considerations and answers to criteria
///
/// `If-Match` carries the version of the assessment.
#[utoipa::path(put, path = "/api/v1/cases/{id}/considerations", tag = "assessment", params(super::openapi::Edits),
    request_body = NewConsiderations, responses((status = 200, body = AssessmentAnswer)))]
async fn save_considerations(
    Writer { app, actor }: Writer,
    Id(id): Id<CaseId>,
    tag: Tag,
    Body(typed): Body<NewConsiderations>,
) -> Answer<Tagged<AssessmentAnswer>> {
    let mut check = Check::new();
    let text = check.optional_text("considerations", &typed.considerations);
    let mut criteria = Vec::new();
    for (criterion, answer) in typed.criteria {
        let reason = check.optional_text("criteria", &answer.reason);
        criteria.push((criterion, CriterionAnswer { met: answer.met, reason }));
    }
    problem::unless_right(check)?;
    let order = Considerations { version: tag.version()?, text, criteria };
    edited(app::assessment::save_considerations(&app, &actor, id, order).await)?;
    Ok(assessment(&app::case::show(&app, &actor, id).await?))
}

/// A fact as it shall stand.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewFinding {
    /// The fact, as the letter will say it.
    text: String,
    /// Where it comes from.
    source: String,
    /// The document it stands in.
    document: Option<Uid>,
    /// Whether the party knows it.
    known: KnownToParty,
    /// Which way it weighs.
    weight: WeighsFor,
}

impl NewFinding {
    fn read(self) -> Result<Fact, Failure> {
        let mut check = Check::new();
        let fact = Fact {
            text: check.optional_text("text", &self.text),
            source: check.optional_line("source", &self.source),
            document: self.document.map(|document| DocumentId(document.0)),
            known: self.known.into(),
            weight: self.weight.into(),
        };
        match check.errors() {
            Some(errors) => Err(problem::fields(&errors)),
            None => Ok(fact),
        }
    }
}

/// Adds a fact
#[utoipa::path(post, path = "/api/v1/cases/{id}/findings", tag = "assessment", request_body = NewFinding,
    responses((status = 201, body = FindingAnswer)))]
async fn add_finding(
    Writer { app, actor }: Writer,
    Id(id): Id<CaseId>,
    Body(typed): Body<NewFinding>,
) -> Answer<Created<FindingAnswer>> {
    let new = made(app::assessment::add_fact(&app, &actor, id, typed.read()?).await, FindingId)?;
    let Tagged(_, answer) = finding(&app::case::show(&app, &actor, id).await?, new)?;
    Ok(Created(format!("/api/v1/cases/{id}/findings/{new}"), answer))
}

/// Shows a fact
#[utoipa::path(get, path = "/api/v1/cases/{id}/findings/{finding}", tag = "assessment",
    responses((status = 200, body = FindingAnswer)))]
async fn show_finding(
    Reader { app, actor }: Reader,
    Ids(id, fact): Ids<CaseId, FindingId>,
) -> Answer<Tagged<FindingAnswer>> {
    finding(&app::case::show(&app, &actor, id).await?, fact)
}

/// Changes a fact
///
/// One that a party has been heard about stands: a new fact is written instead.
#[utoipa::path(put, path = "/api/v1/cases/{id}/findings/{finding}", tag = "assessment", params(super::openapi::Edits),
    request_body = NewFinding, responses((status = 200, body = FindingAnswer)))]
async fn change_finding(
    Writer { app, actor }: Writer,
    Ids(id, fact): Ids<CaseId, FindingId>,
    tag: Tag,
    Body(typed): Body<NewFinding>,
) -> Answer<Tagged<FindingAnswer>> {
    let typed = typed.read()?;
    let view = app::case::show(&app, &actor, id).await?;
    let known = view.file.findings.iter().find(|known| known.id == fact);
    // A fact without text is never stored, so it is none that anybody could have seen: the act refuses it as stale,
    // after it has looked whether this very command was done before.
    let seen = known
        .filter(|known| tag.is(&version(known)))
        .map_or_else(|| Fact { text: String::new(), ..typed.clone() }, Fact::of);
    edited(app::assessment::change_fact(&app, &actor, id, fact, &seen, typed).await)?;
    finding(&app::case::show(&app, &actor, id).await?, fact)
}

/// Takes a fact out of the assessment
///
/// With the reason in the body; the journal keeps what the fact was.
#[utoipa::path(delete, path = "/api/v1/cases/{id}/findings/{finding}", tag = "assessment",
    params(super::openapi::Edits), request_body = Because, responses((status = 200, body = AssessmentAnswer)))]
async fn remove_finding(
    Writer { app, actor }: Writer,
    Ids(id, fact): Ids<CaseId, FindingId>,
    tag: Tag,
    Body(typed): Body<Because>,
) -> Answer<Tagged<AssessmentAnswer>> {
    let view = app::case::show(&app, &actor, id).await?;
    let changed = view.file.findings.iter().any(|known| known.id == fact && !tag.is(&version(known)));
    if changed {
        return Err(stale());
    }
    edited(app::assessment::remove_fact(&app, &actor, id, fact, &typed.reason).await)?;
    Ok(assessment(&app::case::show(&app, &actor, id).await?))
}
