//! A case to ask rules about: Magnus, eight, whose mother Sofie applies for compensation.
#![allow(dead_code, missing_docs, reason = "each test file uses its part")]

use domain::application::{Application, Received};
use domain::assessment::{Assessment, CriterionAnswer, Finding, Known, Weight};
use domain::benefit::{Benefit, Criterion, DecisionLetters, FollowUpRule, Measure, Provision};
use domain::case::{Case, CaseFile};
use domain::cpr::Cpr;
use domain::deadline::{Span, Unit};
use domain::decision::{Decision, Draft, Outcome, State};
use domain::ids::{CaseId, CaseNumber, DecisionId, FindingId, PersonId, StaffId};
use domain::people::{Contact, DigitalPost, Located, Person, Protection, Relation, RelationKind};
use jiff::civil::{Date, date};
use std::collections::BTreeMap;

pub fn uuid(nr: u128) -> uuid::Uuid {
    uuid::Builder::from_u128(nr).into_uuid()
}

pub const KAREN: u128 = 1;
pub const BIRGITTE: u128 = 2;
pub const HENRIK: u128 = 3;

pub fn staff(nr: u128) -> StaffId {
    StaffId(uuid(nr))
}

pub fn person(nr: u128, cpr: &str, name: &str, protection: Protection) -> Person {
    let cpr = Cpr::from_storage(cpr).expect("a test number can be read");
    Person {
        id: PersonId(uuid(nr)),
        born: cpr.born(),
        cpr,
        name: name.into(),
        contact: Located::new(
            Contact { street: format!("Prøvevej {nr}"), town: "9999 Tovby".into(), ..Contact::default() },
            protection,
        ),
        digital_post: DigitalPost::Registered,
        interpreter: None,
        most_important: String::new(),
        reviewed_on: None,
        version: 1,
    }
}

/// Applied on 2 March 2026; the benefit is barnets lov § 86, before 2024 serviceloven § 41.
pub fn benefit() -> Benefit {
    Benefit {
        id: "kompensation".into(),
        valid_from: date(2025, 9, 1),
        title: "Kompensation".into(),
        in_text: "kompensation".into(),
        catalogue: vec![],
        old_name: None,
        procedure: "ansoegning".into(),
        department: "boernehandicap".into(),
        law: vec![
            Provision {
                paragraph: "serviceloven § 41".into(),
                name: None,
                from: None,
                until: Some(date(2023, 12, 31)),
            },
            Provision { paragraph: "barnets lov § 86".into(), name: None, from: Some(date(2024, 1, 1)), until: None },
        ],
        from_age: None,
        to_age: Some(17),
        target_group: String::new(),
        kle: "34.45.30".into(),
        statistics: None,
        measure: Measure::MonthlyAmount,
        choices: vec![],
        criteria: vec![Criterion {
            id: "maalgruppe".into(),
            question: "Er barnet i målgruppen?".into(),
            source: None,
            help: None,
            necessary: true,
        }],
        packages: vec![],
        amounts: vec![],
        processing_limit: "frist".into(),
        follow_up: FollowUpRule { every: Span(vec![(1, Unit::Years)]), source: "lokal".into() },
        letters: DecisionLetters {
            grant: "a".into(),
            partial: "b".into(),
            refusal: "c".into(),
            change: None,
            ending: None,
            notice: None,
            conversion: None,
        },
        warning: None,
        details: vec![],
        blocks: BTreeMap::new(),
        notice: None,
        conversion: None,
        standard: None,
        forms: vec![],
        child_is_party: false,
        retired: false,
        adult: None,
    }
}

pub fn finding(nr: u128, known: Known, weight: Weight) -> Finding {
    Finding {
        id: FindingId(uuid(nr)),
        text: "Skolen ser ikke en funktionsnedsættelse.".into(),
        source: "Udtalelse fra skolen".into(),
        document: None,
        known,
        weight,
        decided_on: None,
    }
}

pub fn draft(outcome: Outcome) -> Draft {
    Draft {
        granted: "1.105 kr. om måneden".into(),
        not_granted: "Resten".into(),
        reasons: "Udgiften følger ikke af funktionsnedsættelsen.".into(),
        monthly_amount: domain::setting::Kroner::parse("1105"),
        from: Some(date(2026, 4, 1)),
        follow_up_on: Some(date(2027, 4, 1)),
        ..Draft::of(outcome)
    }
}

pub fn decision(outcome: Outcome, state: State) -> Decision {
    Decision { id: DecisionId(uuid(70)), draft: draft(outcome), recommender: staff(KAREN), state, version: 1 }
}

/// A case with nothing missing for a grant in full.
pub fn ready() -> CaseFile {
    let magnus = person(10, "6204179999", "Magnus Holm", Protection::None);
    let sofie = person(11, "6203889998", "Sofie Holm", Protection::None);
    let custody = Relation {
        person: magnus.id,
        other: sofie.id,
        kind: RelationKind::CustodyHolder,
        from: Some(magnus.born),
        until: None,
        covers: String::new(),
        appointed_by: None,
    };
    let met = CriterionAnswer { met: true, reason: "Lægen skriver det.".into() };
    CaseFile {
        case: Case {
            id: CaseId(uuid(50)),
            number: CaseNumber { year: 2026, running: 1 },
            benefit: "kompensation".into(),
            department: "boernehandicap".into(),
            citizen: magnus.id,
            responsible: staff(KAREN),
            kle: "34.45.30".into(),
            opened_on: date(2026, 3, 5),
            closed_on: None,
            closed_to_unit: false,
            version: 1,
        },
        relations: vec![custody],
        courses: vec![],
        application: Some(Application {
            applicant: sofie.id,
            applied_for: "Kompensation for udgifter til kost".into(),
            received_on: date(2026, 3, 2),
            received_by: Received::DigitalPost,
        }),
        related: vec![sofie],
        citizen: magnus,
        notification: None,
        consents: vec![],
        requests: vec![],
        findings: vec![finding(60, Known::Known, Weight::NotAgainst)],
        assessment: Assessment {
            considerations: "Vi har lagt vægt på lægens oplysninger.".into(),
            criteria: BTreeMap::from([("maalgruppe".to_string(), met)]),
            version: 1,
        },
        hearings: vec![],
        decisions: vec![decision(Outcome::Grant, State::Drafted)],
        grants: vec![],
        complaints: vec![],
        handover: None,
        forms: BTreeMap::new(),
        pension_case: domain::progress::Answer::Unknown,
        child_party: domain::case::ChildParty::No,
        review_due: None,
        shared_financing: domain::progress::Answer::Unknown,
        around: domain::family::Around::default(),
    }
}

pub const MONDAY: Date = date(2026, 3, 30);
