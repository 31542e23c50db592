//! The assessment (udredning): facts, criteria, considerations; and the draft's ground.

use crate::{Actor, App, Outcome, Reason, Refused, Resource};
use domain::assessment::{CriterionAnswer, Finding, Known, Weight};
use domain::ids::{CaseId, DocumentId, FindingId};

/// What is typed of a fact.
pub struct Fact {
    /// The fact.
    pub text: String,
    /// Where it comes from.
    pub source: String,
    /// The document it stands in.
    pub document: Option<DocumentId>,
    /// Whether the party knows it.
    pub known: Known,
    /// Which way it weighs.
    pub weight: Weight,
}

/// Adds a fact.
pub async fn add_fact(app: &App, actor: &Actor, case: CaseId, fact: Fact) -> Outcome<FindingId> {
    let mut act = app.act(actor, "fact_added").await?;
    let (permit, _) = act.open_case(case).await?;
    let finding = finding(FindingId(act.id()), fact)?;
    act.tx.insert_finding(&permit, case, &finding).await?;
    act.journal(&permit, case, &finding.source).await?;
    act.commit(Resource::Case(case)).await?;
    Ok(finding.id)
}

/// Changes a fact. One that a party has been heard about stands: a new fact is written instead.
pub async fn change_fact(app: &App, actor: &Actor, case: CaseId, id: FindingId, fact: Fact) -> Outcome<()> {
    let mut act = app.act(actor, "fact_changed").await?;
    let (permit, file) = act.open_case(case).await?;
    if !file.findings.iter().any(|known| known.id == id) {
        return Err(Refused::NotFound);
    }
    not_heard(&file, id)?;
    let finding = finding(id, fact)?;
    act.tx.save_finding(&permit, case, &finding).await?;
    act.journal(&permit, case, &finding.source).await?;
    act.commit(Resource::Case(case)).await
}

/// Takes a fact out of the assessment, with the reason; the journal keeps what it was.
pub async fn remove_fact(app: &App, actor: &Actor, case: CaseId, id: FindingId, reason: &str) -> Outcome<()> {
    if reason.trim().is_empty() {
        return Err(Reason::ReasonMissing.into());
    }
    let mut act = app.act(actor, "fact_removed").await?;
    let (permit, file) = act.open_case(case).await?;
    let known = file.findings.iter().find(|known| known.id == id).ok_or(Refused::NotFound)?;
    not_heard(&file, id)?;
    act.tx.remove_finding(&permit, id).await?;
    act.journal(&permit, case, &format!("{} ({}). {}", known.text, known.source, reason.trim())).await?;
    act.commit(Resource::Case(case)).await
}

fn not_heard(file: &domain::case::CaseFile, id: FindingId) -> Outcome<()> {
    if file.hearings.iter().any(|hearing| hearing.findings.contains(&id)) {
        return Err(Reason::FindingWasHeard.into());
    }
    Ok(())
}

fn finding(id: FindingId, fact: Fact) -> Outcome<Finding> {
    if fact.text.trim().is_empty() || fact.source.trim().is_empty() {
        return Err(Reason::FindingIncomplete.into());
    }
    Ok(Finding {
        id,
        text: fact.text.trim().to_string(),
        source: fact.source.trim().to_string(),
        document: fact.document,
        known: fact.known,
        weight: fact.weight,
    })
}

/// What is typed of considerations and criteria, with the version the form was made from.
pub struct Considerations {
    /// The version.
    pub version: i64,
    /// The main considerations.
    pub text: String,
    /// Answers by the criterion's id.
    pub criteria: Vec<(String, CriterionAnswer)>,
}

/// Saves considerations and answers to the benefit's criteria.
pub async fn save_considerations(app: &App, actor: &Actor, case: CaseId, typed: Considerations) -> Outcome<()> {
    let mut act = app.act(actor, "considerations_saved").await?;
    let (permit, file) = act.open_case(case).await?;
    let benefit = crate::progress::benefit_of(app, &file)?;
    if file.assessment.version != typed.version {
        return Err(Reason::Stale.into());
    }
    let mut version = act.tx.save_considerations(&permit, case, typed.text.trim(), typed.version).await?;
    for (id, answer) in typed.criteria {
        if benefit.criteria.iter().any(|criterion| criterion.id == id) {
            version = act.tx.save_criterion(&permit, case, &id, &answer, version).await?;
        }
    }
    act.journal(&permit, case, "").await?;
    act.commit(Resource::Case(case)).await
}
