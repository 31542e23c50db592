//! The access policy, asked as every role in every relation.
#![allow(missing_docs, reason = "tests")]

mod common;

use common::uuid;
use domain::access::{
    self, Action, Circumstances, FieldClass, Object, Relation, Subject, Target, Yes, decide, read_policy,
};
use domain::function::Part;
use domain::ids::{CaseId, StaffId};
use domain::staff::Role;
use proptest::prelude::*;

fn subject(role: Role, department: &str) -> Subject {
    let heads = if role == Role::DepartmentHead { vec!["boernehandicap".to_string()] } else { vec![] };
    Subject { staff: StaffId(uuid(1)), roles: vec![role], department: department.into(), heads }
}

fn circumstances(has_function: Yes) -> Circumstances {
    Circumstances {
        department: "boernehandicap".into(),
        has_function,
        coordinates: None,
        closed_to_unit: Yes::No,
        conflict: Yes::No,
        deputy: Yes::No,
        break_glass: Yes::No,
    }
}

fn may(role: Role, department: &str, action: Action, circumstances: &Circumstances) -> bool {
    let target = Target::Case(CaseId(uuid(50)));
    decide(&subject(role, department), action, Object::Case, target, circumstances).is_ok()
}

#[test]
fn the_policy_can_be_read_and_says_something() {
    assert!(read_policy(include_str!("../../../docs/access-policy.csv")).is_ok());
    assert!(!access::policy().is_empty());
}

#[test]
fn a_colleague_reads_and_notes_and_only_the_responsible_works() {
    let unit = circumstances(Yes::No);
    assert!(may(Role::Caseworker, "boernehandicap", Action::See, &unit));
    assert!(may(Role::Caseworker, "boernehandicap", Action::Note, &unit));
    assert!(!may(Role::Caseworker, "boernehandicap", Action::Work, &unit));
    assert!(may(Role::Caseworker, "boernehandicap", Action::Work, &circumstances(Yes::Yes)));
}

#[test]
fn another_department_sees_nothing_without_break_glass_and_then_only_reads() {
    let mut foreign = circumstances(Yes::No);
    for role in Role::ALL.iter().copied().filter(|role| *role != Role::DepartmentHead) {
        for action in [Action::See, Action::Note, Action::Work, Action::Approve, Action::Reveal] {
            assert!(!may(role, "voksenhandicap", action, &foreign), "{role:?} {action:?}");
        }
    }
    foreign.break_glass = Yes::Yes;
    assert!(may(Role::Caseworker, "voksenhandicap", Action::See, &foreign));
    assert!(!may(Role::Caseworker, "voksenhandicap", Action::Work, &foreign));
    assert!(!may(Role::Controller, "voksenhandicap", Action::See, &foreign));
}

#[test]
fn a_case_closed_to_the_department_is_open_to_named_people_only() {
    let mut closed = circumstances(Yes::No);
    closed.closed_to_unit = Yes::Yes;
    assert!(!may(Role::Caseworker, "boernehandicap", Action::See, &closed));
    assert!(!may(Role::TeamLeader, "boernehandicap", Action::See, &closed));
    closed.has_function = Yes::Yes;
    assert!(may(Role::Caseworker, "boernehandicap", Action::See, &closed));
}

#[test]
fn technical_roles_see_no_case() {
    for role in [Role::Administrator, Role::Dpo, Role::Auditor, Role::Controller] {
        assert!(!may(role, "boernehandicap", Action::See, &circumstances(Yes::Yes)), "{role:?}");
    }
}

#[test]
fn reading_never_opens_a_number_or_a_protected_address() {
    for line in access::policy().iter().filter(|line| line.action != Action::Reveal) {
        assert!(!line.fields.contains(&FieldClass::Cpr), "{line:?}");
        assert!(!line.fields.contains(&FieldClass::AddressProtected), "{line:?}");
    }
}

#[test]
fn only_reading_comes_with_break_glass() {
    for line in access::policy().iter().filter(|line| line.relation == Relation::BreakGlass) {
        assert_eq!(line.action, Action::See, "{line:?}");
    }
}

proptest! {
    /// One's own and close family's case is closed, whatever role, relation or act.
    #[test]
    fn a_conflict_closes_everything(role in 0usize..9, action in 0usize..14, function: bool, glass: bool) {
        let (Some(role), Some(action)) = (Role::ALL.get(role), Action::ALL.get(action)) else { return Ok(()) };
        let asked = Circumstances {
            conflict: Yes::Yes,
            break_glass: glass.into(),
            ..circumstances(function.into())
        };
        prop_assert!(!may(*role, "boernehandicap", *action, &asked));
    }

    /// A stronger relation never takes a right away.
    #[test]
    fn a_function_never_takes_a_right_away(role in 0usize..9, action in 0usize..14) {
        let (Some(role), Some(action)) = (Role::ALL.get(role), Action::ALL.get(action)) else { return Ok(()) };
        let without = may(*role, "boernehandicap", *action, &circumstances(Yes::No));
        let with = may(*role, "boernehandicap", *action, &circumstances(Yes::Yes));
        prop_assert!(with || !without);
    }
}

#[test]
fn a_deputy_reads_and_approves_and_does_nothing_else() {
    let mut standing_in = circumstances(Yes::No);
    standing_in.deputy = Yes::Yes;
    for role in [Role::Caseworker, Role::ProfessionalCoordinator, Role::TeamLeader] {
        let may = |action| may(role, "voksenhandicap", action, &standing_in);
        assert!(may(Action::See) && may(Action::Approve), "{role:?}");
        assert!(!may(Action::Work) && !may(Action::Note) && !may(Action::Reveal), "{role:?}");
    }
    assert!(!may(Role::Controller, "boernehandicap", Action::Approve, &standing_in));
}

#[test]
fn a_coordinator_of_another_department_oversees_the_covered_parts_and_opens_nothing_else() {
    let mut coordinating = circumstances(Yes::No);
    coordinating.coordinates = Some([Part::Grants].into());
    let target = Target::Case(CaseId(uuid(50)));
    for role in [Role::Caseworker, Role::OutreachCaseworker, Role::ProfessionalCoordinator, Role::TeamLeader] {
        let may = |action| may(role, "voksenhandicap", action, &coordinating);
        assert!(may(Action::Oversee) && may(Action::Coordinate), "{role:?}");
        for closed in [Action::See, Action::Note, Action::Work, Action::Approve, Action::Reveal] {
            assert!(!may(closed), "{role:?} {closed:?}");
        }
        let permit = decide(&subject(role, "voksenhandicap"), Action::Oversee, Object::Case, target, &coordinating);
        let permit = permit.unwrap();
        assert_eq!(permit.relation(), Relation::Coordinator);
        let shown: Vec<Part> = Part::ALL.iter().copied().filter(|part| permit.shows(*part)).collect();
        assert_eq!(shown, [Part::Grants]);
        assert!(!permit.opens(FieldClass::Sensitive) && !permit.opens(FieldClass::ThirdParty));
    }
    for role in [Role::Controller, Role::Auditor, Role::Dpo, Role::Administrator] {
        assert!(!may(role, "voksenhandicap", Action::Oversee, &coordinating), "{role:?}");
    }
}

#[test]
fn in_ones_own_department_a_function_is_as_good_as_responsibility_and_opens_a_closed_case() {
    let mut coordinating = circumstances(Yes::No);
    coordinating.coordinates = Some([Part::Grants].into());
    coordinating.closed_to_unit = Yes::Yes;
    assert!(may(Role::Caseworker, "boernehandicap", Action::Work, &coordinating));
    let target = Target::Case(CaseId(uuid(50)));
    let own =
        decide(&subject(Role::Caseworker, "boernehandicap"), Action::Oversee, Object::Case, target, &coordinating);
    assert!(Part::ALL.iter().all(|part| own.as_ref().unwrap().shows(*part)));
    coordinating.conflict = Yes::Yes;
    assert!(!may(Role::Caseworker, "boernehandicap", Action::Oversee, &coordinating));
}

#[test]
fn a_function_whose_basis_covers_nothing_any_more_opens_nothing() {
    let coordinating = circumstances(Yes::No);
    assert!(!may(Role::Caseworker, "voksenhandicap", Action::Oversee, &coordinating));
}
