//! A small town: three members of staff, a child with two parents, and a case.

use super::{now, today};
use crate::{Store, Tx};
use domain::access::{Action, Circumstances, Object, Permit, Scope, Subject, Target, Yes, decide, scope};
use domain::case::{Case, Course};
use domain::cpr::Cpr;
use domain::ids::{CaseId, CaseNumber, CourseId, PersonId, StaffId};
use domain::people::{Contact, DigitalPost, Located, Person, Protection, Relation, RelationKind};
use domain::progress::{Happening, Milestone};
use domain::staff::{Role, Staff};
use std::collections::BTreeMap;
use uuid::Uuid;

pub(crate) fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub(crate) const KAREN: StaffId = StaffId(Uuid::from_u128(1));
pub(crate) const BIRGITTE: StaffId = StaffId(Uuid::from_u128(2));
pub(crate) const HENRIK: StaffId = StaffId(Uuid::from_u128(3));
pub(crate) const LOUISE: StaffId = StaffId(Uuid::from_u128(4));
pub(crate) const MAGNUS: PersonId = PersonId(Uuid::from_u128(10));
pub(crate) const SOFIE: PersonId = PersonId(Uuid::from_u128(11));
pub(crate) const CASE: CaseId = CaseId(Uuid::from_u128(20));
pub(crate) const COURSE: CourseId = CourseId(Uuid::from_u128(30));

pub(crate) fn staff(who: StaffId, username: &str, name: &str, department: &str, roles: &[Role]) -> Staff {
    Staff {
        id: who,
        username: username.into(),
        name: name.into(),
        phone: "10 00 00 01".into(),
        mail: format!("{username}@tovby.example"),
        department: department.into(),
        heads: vec![],
        roles: roles.to_vec(),
        active: true,
    }
}

pub(crate) fn person(who: PersonId, cpr: &str, name: &str) -> Person {
    let cpr = Cpr::from_storage(cpr).unwrap();
    let contact = Contact {
        street: "Hemmelighedsvej 44".into(),
        town: "9999 Tovby".into(),
        phone: "10 00 00 44".into(),
        mail: "kontakt@tovby.example".into(),
        occupation: "Tovby Skole".into(),
    };
    Person {
        id: who,
        born: cpr.born(),
        cpr,
        name: name.into(),
        contact: Located::new(contact, Protection::Protected),
        digital_post: DigitalPost::Registered,
        interpreter: Some("arabisk".into()),
        most_important: "Ring før besøg".into(),
        reviewed_on: Some(today()),
        version: 1,
    }
}

pub(crate) fn case(who: CaseId, running: u32) -> Case {
    Case {
        id: who,
        number: CaseNumber { year: 2026, running },
        benefit: "kompensation-barn".into(),
        department: "boernehandicap".into(),
        citizen: MAGNUS,
        responsible: KAREN,
        kle: "27.24.00".into(),
        opened_on: today(),
        closed_on: None,
        closed_to_unit: false,
        version: 1,
    }
}

/// The system's own permit, which may change things.
pub(crate) fn on(case: CaseId) -> Permit {
    Permit::of_the_system(Target::Case(case))
}

pub(crate) fn for_person(person: PersonId) -> Permit {
    Permit::of_the_system(Target::Person(person))
}

pub(crate) fn subject(who: StaffId, department: &str, role: Role) -> Subject {
    Subject { staff: who, roles: vec![role], department: department.into(), heads: vec![] }
}

pub(crate) fn scope_of(who: StaffId, department: &str) -> Scope {
    scope(&subject(who, department, Role::Caseworker)).unwrap()
}

/// A permit to read a case and nothing more.
pub(crate) fn to_see(who: StaffId, case: CaseId) -> Permit {
    let circumstances = Circumstances {
        department: "boernehandicap".into(),
        has_function: Yes::No,
        coordinates: None,
        closed_to_unit: Yes::No,
        conflict: Yes::No,
        deputy: Yes::No,
        break_glass: Yes::No,
    };
    let subject = subject(who, "boernehandicap", Role::Caseworker);
    decide(&subject, Action::See, Object::Case, Target::Case(case), &circumstances).unwrap()
}

pub(crate) async fn write(store: &Store) -> Tx {
    store.write(now(), today()).await.unwrap()
}

pub(crate) async fn read(store: &Store) -> Tx {
    store.read(now(), today()).await.unwrap()
}

pub(crate) fn course() -> Course {
    let done = Happening::Done {
        step: "ansoegning-modtaget".into(),
        element: None,
        outcome: None,
        dates: BTreeMap::new(),
        reason: None,
    };
    Course {
        id: COURSE,
        procedure: "ansoegning".into(),
        version: super::day("2026-01-01"),
        began_on: today(),
        ended_on: None,
        milestones: vec![Milestone { nr: 1, day: today(), at: None, what: done }],
    }
}

/// Fills a database with staff, Magnus, his mother, his case and its course.
pub(crate) async fn settle(store: &Store) {
    let mut tx = write(store).await;
    for (who, username, name, department, role) in [
        (KAREN, "karen", "Karen Tangbjerg", "boernehandicap", Role::Caseworker),
        (BIRGITTE, "birgitte", "Birgitte Ellemose", "boernehandicap", Role::ProfessionalCoordinator),
        (HENRIK, "henrik", "Henrik Vadsted", "boernehandicap", Role::TeamLeader),
        (LOUISE, "louise", "Louise Kærlund", "voksenhandicap", Role::Caseworker),
    ] {
        tx.insert_staff(&staff(who, username, name, department, &[role]), "hash").await.unwrap();
    }
    tx.insert_person(&for_person(MAGNUS), &person(MAGNUS, "6503189901", "Magnus Holm")).await.unwrap();
    tx.insert_person(&for_person(SOFIE), &person(SOFIE, "7207889902", "Sofie Aagaard Holm")).await.unwrap();
    let relation = Relation {
        person: MAGNUS,
        other: SOFIE,
        kind: RelationKind::CustodyHolder,
        from: None,
        until: None,
        covers: String::new(),
        appointed_by: None,
    };
    tx.insert_relation(&for_person(MAGNUS), &relation).await.unwrap();
    tx.insert_case(&for_person(MAGNUS), &case(CASE, 1)).await.unwrap();
    tx.insert_course(&on(CASE), CASE, &course()).await.unwrap();
    tx.commit().await.unwrap();
}
