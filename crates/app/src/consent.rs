//! Registering and withdrawing consent (samtykke).

use crate::act::Act;
use crate::progress::outcome as subject;
use crate::{Actor, App, Outcome, Reason, Refused, Resource, progress};
use domain::access::Permit;
use domain::case::CaseFile;
use domain::consent::{Consent, Covers, Form, NotAConsent};
use domain::deadline::Span;
use domain::ids::{CaseId, ConsentId, PersonId};
use domain::people::Person;
use domain::setting::Value;
use domain::task::{Origin, Owner};
use domain::words;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The setting with how long before its last day one is reminded.
const REMINDER: &str = "samtykke-varsel";

/// What is typed when a consent is registered.
pub struct Register {
    /// Who gives it.
    pub given_by: PersonId,
    /// Who we may ask, tell or invite, named.
    pub source: String,
    /// What of these it covers.
    pub covers: BTreeSet<Covers>,
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

/// Registers a consent; the question of consent in the procedure is answered by it. A reminder that it runs out becomes a
/// task once; one that goes on where others end settles theirs.
pub async fn register(app: &App, actor: &Actor, case: CaseId, order: Register) -> Outcome<ConsentId> {
    let mut act = app.act(actor, "consent_registered").await?;
    let (permit, mut file) = act.open_case(case).await?;
    let consent = Consent {
        id: ConsentId(act.id()),
        given_by: order.given_by,
        source: order.source.trim().to_string(),
        covers: order.covers,
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
    for ended in file.consents.iter().filter(|known| consent.continues(known)) {
        crate::task::drop_of(&mut act, &permit, case, Origin::Consent(ended.id), "Samtykket er fornyet.").await?;
    }
    remind(&mut act, &permit, &file, &consent).await?;
    file.consents.push(consent);
    progress::report(&mut act, &permit, &mut file, words::Act::Consent, subject("givet")).await?;
    act.journal(&permit, case, &detail).await?;
    act.commit(Resource::Inside(case, id.0)).await?;
    Ok(id)
}

/// So long before its last day one is reminded that a consent runs out; `None` when the municipality has not set it.
pub fn reminded_before(app: &App, today: Date) -> Option<&Span> {
    match &app.content.setting_on(REMINDER, today)?.value {
        Value::Span(span) => Some(span),
        _ => None,
    }
}

/// Gives the responsible person the task of asking whether the consent is renewed. One that is over already needs none.
async fn remind(act: &mut Act<'_>, permit: &Permit, file: &CaseFile, consent: &Consent) -> Outcome<()> {
    let today = act.today();
    let Some(before) = reminded_before(act.app, today).filter(|_| today <= consent.until) else { return Ok(()) };
    let give = crate::task::Give {
        what: format!(
            "Spørg, om samtykket skal fornyes: sidste dag er {}, og påmindelsen kommer {before} før.",
            letters::dates::danish_date(consent.until)
        ),
        owner: Owner::Staff(file.case.responsible),
        due: Some(consent.reminder_on(before, &act.app.content.calendar).max(today)),
        origin: Origin::Consent(consent.id),
        every: None,
        agreed_on: None,
    };
    crate::task::add(act, permit, file, give).await.map(|_| ())
}

/// Registers that the citizen says no: the case is decided on what there is.
pub async fn refuse(app: &App, actor: &Actor, case: CaseId, reason: &str) -> Outcome<()> {
    let mut act = app.act(actor, "consent_refused").await?;
    let (permit, mut file) = act.open_case(case).await?;
    progress::report(&mut act, &permit, &mut file, words::Act::Consent, subject("naegtet")).await?;
    act.journal(&permit, case, reason.trim()).await?;
    act.commit(Resource::Case(case)).await
}

/// Withdraws a consent: from today nothing new is asked for, passed on or invited to on it.
pub async fn withdraw(app: &App, actor: &Actor, case: CaseId, consent: ConsentId) -> Outcome<()> {
    let mut act = app.act(actor, "consent_withdrawn").await?;
    let (permit, file) = act.open_case(case).await?;
    let known = file.consents.iter().find(|known| known.id == consent).ok_or(Refused::NotFound)?;
    let today = act.today();
    act.tx.withdraw_consent(&permit, consent, today).await?;
    let origin = Origin::Consent(consent);
    crate::task::drop_of(&mut act, &permit, case, origin, "Samtykket er trukket tilbage.").await?;
    act.journal(&permit, case, &known.source.clone()).await?;
    act.commit(Resource::Case(case)).await
}

/// Who may consent on a day: the citizen from fifteen, and whoever acts for them. A parent's right ends with the 18th
/// birthday.
pub fn givers(file: &CaseFile, day: Date) -> Vec<&Person> {
    let related = file.related.iter().filter(|person| file.acts_for_citizen(person.id, day));
    std::iter::once(&file.citizen).filter(|citizen| 15 <= citizen.age_on(day)).chain(related).collect()
}

fn may_consent(file: &CaseFile, giver: PersonId, today: Date) -> bool {
    givers(file, today).iter().any(|person| person.id == giver)
}
