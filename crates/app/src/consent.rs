//! Registering and withdrawing consent (samtykke).

use crate::progress::outcome as subject;
use crate::{Actor, App, Outcome, Reason, Refused, Resource, progress};
use domain::case::CaseFile;
use domain::consent::{Consent, Form, NotAConsent};
use domain::ids::{CaseId, ConsentId, PersonId};
use domain::people::{Person, RelationKind};
use domain::words;
use jiff::civil::Date;

/// What is typed when a consent is registered.
pub struct Register {
    /// Who gives it.
    pub given_by: PersonId,
    /// From whom we may ask.
    pub source: String,
    /// About what.
    pub about: String,
    /// Why.
    pub purpose: String,
    /// How it was given.
    pub form: Form,
    /// The day it was given.
    pub given_on: Date,
    /// Last day it holds.
    pub until: Date,
}

/// Registers a consent; the question of consent in the procedure is answered by it.
pub async fn register(app: &App, actor: &Actor, case: CaseId, order: Register) -> Outcome<ConsentId> {
    let mut act = app.act(actor, "consent_registered").await?;
    let (permit, mut file) = act.open_case(case).await?;
    let consent = Consent {
        id: ConsentId(act.id()),
        given_by: order.given_by,
        source: order.source.trim().to_string(),
        about: order.about.trim().to_string(),
        purpose: order.purpose.trim().to_string(),
        form: order.form,
        given_on: order.given_on,
        until: order.until,
        withdrawn_on: None,
    };
    consent.check(act.today()).map_err(Reason::Consent)?;
    if !may_consent(&file, order.given_by, act.today()) {
        return Err(Reason::Consent(NotAConsent::NotEntitled).into());
    }
    act.tx.insert_consent(&permit, case, &consent).await?;
    let detail = consent.source.clone();
    let id = consent.id;
    file.consents.push(consent);
    progress::report(&mut act, &permit, &mut file, words::Act::Consent, subject("givet")).await?;
    act.journal(&permit, case, &detail).await?;
    act.commit(Resource::Inside(case, id.0)).await?;
    Ok(id)
}

/// Registers that the citizen says no: the case is decided on what there is.
pub async fn refuse(app: &App, actor: &Actor, case: CaseId, reason: &str) -> Outcome<()> {
    let mut act = app.act(actor, "consent_refused").await?;
    let (permit, mut file) = act.open_case(case).await?;
    progress::report(&mut act, &permit, &mut file, words::Act::Consent, subject("naegtet")).await?;
    act.journal(&permit, case, reason.trim()).await?;
    act.commit(Resource::Case(case)).await
}

/// Withdraws a consent: from today nothing new is asked for on it.
pub async fn withdraw(app: &App, actor: &Actor, case: CaseId, consent: ConsentId) -> Outcome<()> {
    let mut act = app.act(actor, "consent_withdrawn").await?;
    let (permit, file) = act.open_case(case).await?;
    let known = file.consents.iter().find(|known| known.id == consent).ok_or(Refused::NotFound)?;
    let today = act.today();
    act.tx.withdraw_consent(&permit, consent, today).await?;
    act.journal(&permit, case, &known.source.clone()).await?;
    act.commit(Resource::Case(case)).await
}

/// Who may consent on a day: the citizen from fifteen, custody holders, guardians and representatives.
pub fn givers(file: &CaseFile, day: Date) -> Vec<&Person> {
    let acts_for = |kind: RelationKind| {
        matches!(kind, RelationKind::CustodyHolder | RelationKind::Guardian | RelationKind::Representative)
    };
    let related = file
        .related
        .iter()
        .filter(|person| file.relations.iter().any(|r| r.other == person.id && acts_for(r.kind) && r.holds_on(day)));
    std::iter::once(&file.citizen).filter(|citizen| 15 <= citizen.age_on(day)).chain(related).collect()
}

fn may_consent(file: &CaseFile, giver: PersonId, today: Date) -> bool {
    givers(file, today).iter().any(|person| person.id == giver)
}
