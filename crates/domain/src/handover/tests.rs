#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
use super::*;
use jiff::civil::date;

fn id(nr: u128) -> StaffId {
    StaffId(uuid::Uuid::from_u128(nr))
}

fn person(nr: u128, department: &str, role: Role) -> Staff {
    Staff {
        id: id(nr),
        username: format!("person{nr}"),
        name: String::new(),
        phone: String::new(),
        mail: String::new(),
        department: department.into(),
        heads: vec![],
        roles: vec![role],
        active: true,
    }
}

fn wanted() -> Wanted {
    Wanted {
        from: id(1),
        cases: Which::All,
        planned: Planned::Planned,
        duration: Duration::Permanent,
        successor: Successor::One(id(2)),
        on: date(2026, 4, 1),
        why: "Nyt arbejde.".into(),
        said: BTreeMap::new(),
    }
}

#[test]
fn a_handover_has_a_reason_and_a_day_that_is_not_behind() {
    let today = date(2026, 4, 1);
    assert_eq!(check(&wanted(), today), Ok(()));
    assert_eq!(check(&Wanted { why: "  ".into(), ..wanted() }, today), Err(NotHanded::NoReason));
    assert_eq!(check(&wanted(), date(2026, 4, 2)), Err(NotHanded::DayBehind));
    let ends = |until| Wanted { duration: Duration::Temporary { until: Some(until) }, ..wanted() };
    assert_eq!(check(&ends(date(2026, 3, 31)), today), Err(NotHanded::EndsBeforeItBegins));
    assert_eq!(check(&ends(date(2026, 4, 1)), today), Ok(()), "one day is a handover too");
}

#[test]
fn who_takes_over_works_in_the_department_is_here_and_does_casework() {
    let child = "boernehandicap";
    let karen = person(2, child, Role::Caseworker);
    assert_eq!(may_take(&karen, id(1), child, None), Ok(()));
    assert_eq!(may_take(&karen, id(2), child, None), Err(NotHanded::ToThemselves));
    assert_eq!(may_take(&karen, id(1), "voksenhandicap", None), Err(NotHanded::SuccessorElsewhere));
    let monday = date(2026, 3, 30);
    assert_eq!(may_take(&karen, id(1), child, Some(monday)), Err(NotHanded::SuccessorAway { from: monday }));
    let gone = Staff { active: false, ..karen.clone() };
    assert_eq!(may_take(&gone, id(1), child, None), Err(NotHanded::SuccessorOpensNoCases));
    let lene = person(3, child, Role::Controller);
    assert_eq!(may_take(&lene, id(1), child, None), Err(NotHanded::SuccessorOpensNoCases));
}

#[test]
fn while_nobody_is_known_a_team_leader_has_the_case_and_never_the_one_who_leaves() {
    let child = "boernehandicap";
    let (henrik, other) = (person(1, child, Role::TeamLeader), person(2, child, Role::TeamLeader));
    let karen = person(3, child, Role::Caseworker);
    let elsewhere = person(4, "voksenhandicap", Role::TeamLeader);
    let people = [elsewhere.clone(), karen.clone(), henrik.clone(), other.clone()];
    let found = |leaver: u128, away: &[(StaffId, Option<StaffId>)], barred: &[StaffId]| {
        fallback(&people, (child, id(leaver)), away, barred).map(|staff| staff.id)
    };
    assert_eq!(found(3, &[], &[]), Some(id(1)));
    assert_eq!(found(1, &[], &[]), Some(id(2)), "a leader who leaves does not keep the case");
    assert_eq!(found(3, &[(id(1), None)], &[]), Some(id(2)), "a leader who is here comes first");
    assert_eq!(found(3, &[], &[id(1)]), Some(id(2)), "a citizen of one's own family is never one's own case");

    let people = [elsewhere, karen, henrik];
    let found = |leaver: u128, away: &[(StaffId, Option<StaffId>)]| {
        fallback(&people, (child, id(leaver)), away, &[]).map(|staff| staff.id)
    };
    assert_eq!(found(5, &[(id(1), Some(id(3)))]), Some(id(3)), "who stands in for the leader");
    assert_eq!(found(3, &[(id(1), Some(id(3)))]), Some(id(1)), "the leaver does not stand in for that");
    assert_eq!(found(3, &[(id(1), None)]), Some(id(1)), "somebody who is away is better than nobody");
    assert_eq!(found(1, &[]), None, "the only leader leaves");
}

#[test]
fn the_facts_of_a_handover_answer_a_procedure() {
    let kind = Kind::of(Planned::Unplanned, Duration::Temporary { until: None }, Known::Unknown);
    assert_eq!(kind.answer(Fact::Planned), Answer::No);
    assert_eq!(kind.answer(Fact::Permanent), Answer::No);
    assert_eq!(kind.answer(Fact::SuccessorKnown), Answer::No);
    assert_eq!(kind.answer(Fact::Child), Answer::Unknown);
    let kind = Kind::of(Planned::Planned, Duration::Permanent, Known::Known);
    let all = [Fact::Planned, Fact::Permanent, Fact::SuccessorKnown].map(|fact| kind.answer(fact));
    assert_eq!(all, [Answer::Yes; 3]);
}
