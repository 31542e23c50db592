//! Nothing is asked for without consent or a stated legal basis.
#![allow(missing_docs, reason = "tests")]

mod common;

use common::{MONDAY, uuid};
use domain::consent::{Consent, Form, NotAConsent};
use domain::ids::{ConsentId, PersonId};
use domain::information::{Basis, NotAsked, may_ask};
use jiff::civil::date;

fn consent() -> Consent {
    Consent {
        id: ConsentId(uuid(20)),
        given_by: PersonId(uuid(11)),
        source: "Tovby Skole".into(),
        about: "Trivsel og fravær".into(),
        purpose: "At vurdere merudgifter".into(),
        form: Form::Written,
        given_on: date(2026, 3, 5),
        until: date(2026, 6, 5),
        covers: domain::consent::Covers::ALL.iter().copied().collect(),
        withdrawn_on: None,
    }
}

fn ask(source: &str, basis: Option<Basis>, consents: &[Consent]) -> Result<(), NotAsked> {
    may_ask(source, "Trivsel", basis.as_ref(), consents, date(2026, 4, 13), MONDAY)
}

#[test]
fn asking_on_nothing_is_refused() {
    assert_eq!(ask("Tovby Skole", None, &[consent()]), Err(NotAsked::NoBasis));
}

#[test]
fn a_consent_opens_the_one_it_names_and_nobody_else() {
    let basis = || Some(Basis::Consent(consent().id));
    assert_eq!(ask("tovby skole ", basis(), &[consent()]), Ok(()));
    let another = NotAsked::ConsentNamesAnother { source: "Tovby Skole".into() };
    assert_eq!(ask("Lægehuset", basis(), &[consent()]), Err(another));
    assert_eq!(ask("Tovby Skole", basis(), &[]), Err(NotAsked::NoBasis));
}

#[test]
fn a_withdrawn_or_ended_consent_stops_new_requests_at_once() {
    let basis = Some(Basis::Consent(consent().id));
    let withdrawn = Consent { withdrawn_on: Some(MONDAY), ..consent() };
    let refused = NotAsked::ConsentNotInForce { until: date(2026, 6, 5), withdrawn_on: Some(MONDAY) };
    assert_eq!(ask("Tovby Skole", basis.clone(), &[withdrawn]), Err(refused));
    let ended = Consent { until: date(2026, 3, 29), ..consent() };
    let refused = NotAsked::ConsentNotInForce { until: date(2026, 3, 29), withdrawn_on: None };
    assert_eq!(ask("Tovby Skole", basis, &[ended]), Err(refused));
}

#[test]
fn a_provision_needs_its_reason() {
    let law =
        |reason: &str| Some(Basis::Law { paragraph: "retssikkerhedsloven § 11 c".into(), reason: reason.into() });
    assert_eq!(ask("Tovby Skole", law(" "), &[]), Err(NotAsked::LawWithoutReason));
    assert_eq!(ask("Tovby Skole", law("Sagen om barnets sundhed kan ikke vente."), &[]), Ok(()));
}

#[test]
fn a_consent_is_complete_or_it_is_none() {
    assert_eq!(consent().check(MONDAY), Ok(()));
    assert_eq!(Consent { source: " ".into(), ..consent() }.check(MONDAY), Err(NotAConsent::NoSource));
    assert_eq!(Consent { about: String::new(), ..consent() }.check(MONDAY), Err(NotAConsent::NotAbout));
    assert_eq!(Consent { purpose: String::new(), ..consent() }.check(MONDAY), Err(NotAConsent::NoPurpose));
    let tomorrow = Consent { given_on: date(2026, 3, 31), ..consent() };
    assert_eq!(tomorrow.check(MONDAY), Err(NotAConsent::GivenInTheFuture));
    let backwards = Consent { until: date(2026, 3, 4), ..consent() };
    assert_eq!(backwards.check(MONDAY), Err(NotAConsent::EndsBeforeItBegins));
}
