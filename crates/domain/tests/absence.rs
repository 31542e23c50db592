//! Who approves while an approver is away.
#![allow(missing_docs, reason = "tests")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use common::uuid;
use domain::absence::{Absence, Asked, By, House, NotRegistered, Wanted, Why, check, last_day};
use domain::benefit::ApprovalLine;
use domain::decision::{Decision, Draft, NotApproved, Outcome, State};
use domain::ids::{AbsenceId, DecisionId, StaffId};
use domain::staff::{Role, Staff};
use jiff::Timestamp;
use jiff::civil::{Date, date};

const KAREN: u8 = 1;
const BIRGITTE: u8 = 2;
const HENRIK: u8 = 3;
const ANDERS: u8 = 4;
const LENE: u8 = 5;

fn id(nr: u8) -> StaffId {
    StaffId(uuid(nr.into()))
}

fn person(nr: u8, role: Role) -> Staff {
    Staff {
        id: id(nr),
        username: format!("nr{nr}"),
        name: format!("Nr. {nr}"),
        phone: String::new(),
        mail: String::new(),
        department: "boernehandicap".into(),
        heads: if role == Role::DepartmentHead { vec!["boernehandicap".into()] } else { vec![] },
        roles: vec![role],
        active: true,
    }
}

fn people() -> Vec<Staff> {
    vec![
        person(KAREN, Role::Caseworker),
        person(BIRGITTE, Role::ProfessionalCoordinator),
        person(HENRIK, Role::TeamLeader),
        person(ANDERS, Role::DepartmentHead),
        person(LENE, Role::Controller),
    ]
}

/// Away from Monday 13 to Friday 17 April 2026.
fn away(who: u8, deputy: Option<u8>, registered_by: u8) -> Absence {
    Absence {
        id: AbsenceId(uuid(who.saturating_add(100).into())),
        staff: id(who),
        from: date(2026, 4, 13),
        until: Some(date(2026, 4, 17)),
        why: Why::Holiday,
        deputy: deputy.map(id),
        registered_by: id(registered_by),
        registered_at: Timestamp::UNIX_EPOCH,
        version: 1,
    }
}

fn house(absences: &[Absence], today: Date) -> House {
    House {
        staff: people(),
        approvers: vec![id(BIRGITTE), id(HENRIK), id(ANDERS)],
        away: absences.iter().filter(|absence| absence.covers(today)).cloned().collect(),
    }
}

fn submitted(recommender: u8) -> Decision {
    Decision {
        id: DecisionId(uuid(90)),
        draft: Draft::of(Outcome::Grant),
        recommender: id(recommender),
        state: State::Submitted { at: Timestamp::UNIX_EPOCH },
        version: 2,
    }
}

fn line(approver: &str, deputy: &str) -> ApprovalLine {
    ApprovalLine {
        benefits: vec!["bpa".into()],
        recommender: "sagsbehandler".into(),
        approver: approver.into(),
        outcomes: vec![],
        yearly_cost_up_to: None,
        weekly_hours_up_to: None,
        package: None,
        level_up_to: None,
        deputy: Some(deputy.into()),
        own_competence: false,
    }
}

/// For whom `who` approves a decision of `level` that `recommender` drafted; the error in short.
fn asks(house: &House, who: u8, recommender: u8, level: u8) -> Result<Option<(StaffId, By)>, &'static str> {
    let (line, approver, deputy) = match level {
        1 => (line("faglig-koordinator", "teamleder"), Role::ProfessionalCoordinator, Role::TeamLeader),
        2 => (line("teamleder", "afdelingschef"), Role::TeamLeader, Role::DepartmentHead),
        _ => (line("afdelingschef", "teamleder"), Role::DepartmentHead, Role::TeamLeader),
    };
    let asked = Asked { line: Some((&line, level)), approver, deputy: Some(deputy) };
    let staff = people().into_iter().find(|staff| staff.id == id(who)).unwrap();
    match house.may_approve(&staff, &submitted(recommender), &asked, &[]) {
        Ok(stands_in) => Ok(stands_in.map(|found| (found.absent, found.by))),
        Err(NotApproved::OwnDraft) => Err("own draft"),
        Err(NotApproved::AboveLimit { .. }) => Err("above"),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn a_deputy_has_the_level_of_the_absent_from_the_first_day_to_the_last_and_not_the_day_after() {
    let absences = [away(HENRIK, Some(BIRGITTE), HENRIK)];
    let for_henrik = Ok(Some((id(HENRIK), By::Name)));
    for (day, expected) in [
        (date(2026, 4, 12), Err("above")),
        (date(2026, 4, 13), for_henrik),
        (date(2026, 4, 17), for_henrik),
        (date(2026, 4, 18), Err("above")),
    ] {
        assert_eq!(asks(&house(&absences, day), BIRGITTE, KAREN, 2), expected, "{day}");
    }
}

#[test]
fn who_may_approve_what_while_the_leader_is_away() {
    let today = date(2026, 4, 15);
    let named = [away(HENRIK, Some(BIRGITTE), HENRIK)];
    let caseworker = [away(HENRIK, Some(KAREN), HENRIK)];
    let for_henrik = Ok(Some((id(HENRIK), By::Name)));
    for (what, absences, who, recommender, level, expected) in [
        ("what is within her own level is her own", &named, BIRGITTE, KAREN, 1, Ok(None)),
        ("the absent leader's level", &named, BIRGITTE, KAREN, 2, for_henrik),
        ("nothing above the absent leader's level", &named, BIRGITTE, KAREN, 3, Err("above")),
        ("never her own draft", &named, BIRGITTE, BIRGITTE, 2, Err("own draft")),
        ("never what the absent leader drafted", &named, BIRGITTE, HENRIK, 2, Err("above")),
        ("a colleague who is no deputy approves nothing", &named, KAREN, BIRGITTE, 1, Err("above")),
        ("a caseworker may be chosen", &caseworker, KAREN, BIRGITTE, 2, for_henrik),
        ("and still not for their own draft", &caseworker, KAREN, KAREN, 1, Err("own draft")),
        ("the head is not stopped by it", &named, ANDERS, KAREN, 2, Ok(None)),
    ] {
        assert_eq!(asks(&house(absences, today), who, recommender, level), expected, "{what}");
    }
}

#[test]
fn the_deputy_of_the_plan_steps_in_only_while_everybody_with_the_approvers_role_is_away() {
    let today = date(2026, 4, 15);
    let by_plan = Ok(Some((id(ANDERS), By::Plan)));
    let alone = house(&[away(ANDERS, None, ANDERS)], today);
    assert_eq!(asks(&alone, HENRIK, KAREN, 3), by_plan);
    assert_eq!(asks(&alone, BIRGITTE, KAREN, 3), Err("above"), "only the role the plan names");
    assert_eq!(asks(&alone, HENRIK, HENRIK, 3), Err("own draft"));

    let mut two = alone.clone();
    two.staff.push(person(9, Role::DepartmentHead));
    two.approvers.push(id(9));
    assert_eq!(asks(&two, HENRIK, KAREN, 3), Err("above"), "another head is here");

    let mut vacant = house(&[], today);
    vacant.approvers.retain(|who| *who != id(ANDERS));
    assert_eq!(asks(&vacant, HENRIK, KAREN, 3), Err("above"), "a post nobody holds is no absence");
}

#[test]
fn nobody_rises_above_their_own_level_by_their_own_registration() {
    let today = date(2026, 4, 15);
    for deputy in [None, Some(HENRIK)] {
        let absences = [away(ANDERS, deputy, HENRIK)];
        assert_eq!(asks(&house(&absences, today), HENRIK, KAREN, 3), Err("above"), "{deputy:?}");
    }
    let below = [away(BIRGITTE, Some(HENRIK), HENRIK)];
    assert_eq!(asks(&house(&below, today), HENRIK, KAREN, 1), Ok(None));
}

#[test]
fn an_absence_is_registered_with_a_deputy_who_is_there_and_opens_cases() {
    let known = [away(BIRGITTE, None, HENRIK)];
    let wanted = |staff: u8, from: Date, until: Option<Date>, deputy: Option<u8>| Wanted {
        staff: id(staff),
        from,
        until,
        why: Why::Illness,
        deputy: deputy.map(id),
    };
    let (monday, friday) = (date(2026, 4, 13), date(2026, 4, 17));
    for (wanted, by, expected) in [
        (wanted(HENRIK, monday, Some(friday), Some(KAREN)), HENRIK, Ok(())),
        (wanted(HENRIK, monday, None, None), HENRIK, Ok(())),
        (wanted(HENRIK, friday, Some(monday), None), HENRIK, Err(NotRegistered::EndsBeforeItBegins)),
        (wanted(HENRIK, monday, None, Some(HENRIK)), HENRIK, Err(NotRegistered::OwnDeputy)),
        (wanted(HENRIK, monday, None, Some(LENE)), HENRIK, Err(NotRegistered::DeputyOpensNoCases)),
        (wanted(HENRIK, friday, None, Some(BIRGITTE)), HENRIK, Err(NotRegistered::DeputyAway { from: monday })),
        (wanted(HENRIK, date(2026, 4, 18), None, Some(BIRGITTE)), HENRIK, Ok(())),
        (wanted(BIRGITTE, date(2026, 4, 1), None, None), HENRIK, Err(NotRegistered::AwayAlready { from: monday })),
        (wanted(ANDERS, monday, None, Some(HENRIK)), HENRIK, Err(NotRegistered::DeputyForOneAbove)),
        (wanted(ANDERS, monday, None, Some(HENRIK)), ANDERS, Ok(())),
    ] {
        assert_eq!(check(&wanted, &people(), &known, id(by)), expected, "{wanted:?}");
    }
}

#[test]
fn who_comes_back_early_was_away_until_the_day_before() {
    let absence = away(HENRIK, None, HENRIK);
    assert_eq!(last_day(&absence, date(2026, 4, 15)), Ok(date(2026, 4, 14)));
    assert_eq!(last_day(&absence, date(2026, 4, 18)), Ok(date(2026, 4, 17)));
    assert_eq!(last_day(&absence, date(2026, 4, 20)), Err(NotRegistered::LaterThanRegistered));
    let called_off = Absence { until: last_day(&absence, date(2026, 4, 10)).ok(), ..absence };
    assert_eq!(called_off.until, Some(date(2026, 4, 12)));
    assert!(!called_off.covers(date(2026, 4, 13)) && !called_off.covers(date(2026, 4, 12)));
    assert_eq!(last_day(&called_off, date(2026, 4, 13)), Err(NotRegistered::OverAlready));
}
