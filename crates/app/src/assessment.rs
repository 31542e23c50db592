//! The assessment (udredning): facts, criteria, considerations; and the draft's ground.

use crate::act::Act;
use crate::draft::Field;
use crate::{Actor, App, Outcome, Reason, Refused, Resource};
use domain::access::Permit;
use domain::assessment::{CriterionAnswer, Finding, Known, Weight};
use domain::case::CaseFile;
use domain::decision::State;
use domain::ids::{CaseId, DocumentId, FindingId};

/// What is typed of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    let (permit, _) = open_assessment(&mut act, case).await?;
    let finding = finding(FindingId(act.id()), fact)?;
    act.tx.insert_finding(&permit, case, &finding).await?;
    act.journal(&permit, case, &finding.source).await?;
    act.commit(Resource::Inside(case, finding.id.0)).await?;
    Ok(finding.id)
}

/// Changes a fact. One that a party has been heard about stands: a new fact is written instead. `seen` is the fact as
/// the form was made from: if somebody changed it meanwhile, nothing is overwritten.
pub async fn change_fact(
    app: &App,
    actor: &Actor,
    case: CaseId,
    id: FindingId,
    seen: &Fact,
    fact: Fact,
) -> Outcome<()> {
    let mut act = app.act(actor, "fact_changed").await?;
    let (permit, file) = open_assessment(&mut act, case).await?;
    let known = file.findings.iter().find(|known| known.id == id).ok_or(Refused::NotFound)?;
    not_decided(known)?;
    not_heard(&file, id)?;
    if Fact::of(known) != *seen {
        return Err(Reason::Stale.into());
    }
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
    let (permit, file) = open_assessment(&mut act, case).await?;
    let known = file.findings.iter().find(|known| known.id == id).ok_or(Refused::NotFound)?;
    not_decided(known)?;
    not_heard(&file, id)?;
    act.tx.remove_finding(&permit, id).await?;
    act.journal(&permit, case, &format!("{} ({}). {}", known.text, known.source, reason.trim())).await?;
    act.commit(Resource::Case(case)).await
}

impl Fact {
    /// A fact as it stands.
    pub fn of(finding: &Finding) -> Fact {
        Fact {
            text: finding.text.clone(),
            source: finding.source.clone(),
            document: finding.document,
            known: finding.known,
            weight: finding.weight,
        }
    }
}

/// The case, if its assessment may be changed: never under an approver's eyes or after the approval, since what was
/// approved is what is sent.
async fn open_assessment(act: &mut Act<'_>, case: CaseId) -> Outcome<(Permit, CaseFile)> {
    let (permit, file) = act.open_case(case).await?;
    if is_decided_on(&file) {
        return Err(Reason::DecisionClosed.into());
    }
    Ok((permit, file))
}

/// Whether a decision on the case waits for approval or has it, so that its ground may not move.
pub fn is_decided_on(file: &CaseFile) -> bool {
    file.open_decision().is_some_and(|open| matches!(open.state, State::Submitted { .. } | State::Approved { .. }))
}

/// Whether the assessment belongs to a decision that was sent and nothing new has begun: neither a new fact nor a new
/// draft.
pub fn is_settled(file: &CaseFile) -> bool {
    let sent = file.decisions.last().is_some_and(|decision| decision.state.is_sent());
    sent && file.findings.iter().all(|finding| finding.decided_on.is_some())
}

fn not_decided(finding: &Finding) -> Outcome<()> {
    if finding.decided_on.is_some() { Err(Reason::AssessmentSettled.into()) } else { Ok(()) }
}

fn not_heard(file: &CaseFile, id: FindingId) -> Outcome<()> {
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
        decided_on: None,
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
    let (permit, file) = open_assessment(&mut act, case).await?;
    if is_settled(&file) {
        return Err(Reason::AssessmentSettled.into());
    }
    let benefit = crate::progress::benefit_of(app, &file)?;
    if file.assessment.version != typed.version {
        return Err(Reason::Stale.into());
    }
    let is_new = |id: &String, answer: &CriterionAnswer| {
        benefit.criteria.iter().any(|criterion| criterion.id == *id) && file.assessment.criteria.get(id) != Some(answer)
    };
    let answers: Vec<_> = typed.criteria.into_iter().filter(|(id, answer)| is_new(id, answer)).collect();
    // The letter names an unmet condition with its reason, so a bare no is not kept.
    if answers.iter().any(|(_, answer)| !answer.met && answer.reason.trim().is_empty()) {
        return Err(Reason::ReasonMissing.into());
    }
    let mut version = act.tx.save_considerations(&permit, case, typed.text.trim(), typed.version).await?;
    for (id, answer) in answers {
        version = act.tx.save_criterion(&permit, case, &id, &answer, version).await?;
    }
    act.tx.forget_draft(&permit, case, actor.id(), Field::Considerations.code()).await?;
    act.journal(&permit, case, "").await?;
    act.commit(Resource::Case(case)).await
}
