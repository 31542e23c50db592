//! Coordinating functions, what depends on what, and the council's dates, with every day written out.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use common::uuid;
use domain::calendar::Calendar;
use domain::consent::{Consent, Covers, Form};
use domain::council::{Item, NotDone, Rhythm, State};
use domain::deadline::{Span, Unit};
use domain::dependency::{First, Last, Stretch, Verdict, judge, warn_on};
use domain::function::{Duty, Held, House, Model, NotGiven, On, Part, Place, Towards, Wanted, check, first_due};
use domain::ids::{CaseId, ConsentId, CouncilItemId, FunctionId, PersonId, StaffId};
use domain::information::Basis;
use domain::staff::{Role, Staff};
use jiff::civil::{Date, date};

fn day(month: i8, day: i8) -> Date {
    date(2026, month, day)
}

fn staff(nr: u128, department: &str, role: Role) -> Staff {
    Staff {
        id: StaffId(uuid(nr)),
        username: format!("p{nr}"),
        name: format!("Person {nr}"),
        phone: "10 00 00 10".into(),
        mail: "p@tovby.example".into(),
        department: department.into(),
        heads: Vec::new(),
        roles: vec![role],
        active: true,
    }
}

fn model() -> Model {
    Model {
        id: "bevillinger".into(),
        title: "Bevillingskoordinator".into(),
        towards: Towards::Citizen,
        strengths: vec!["Sammenhæng".into()],
        weaknesses: vec!["Tager tid".into()],
        sees: vec![Part::Course, Part::Grants],
        places: vec![Place::Case],
        duties: Vec::new(),
        overview: None,
    }
}

fn wanted(basis: Option<Basis>, covers: &[Part]) -> Wanted {
    Wanted {
        model: "bevillinger".into(),
        staff: StaffId(uuid(2)),
        from: day(3, 5),
        until: None,
        why: "Kender familien".into(),
        covers: covers.to_vec(),
        basis,
    }
}

fn consent(source: &str, covers: Covers, until: Date, withdrawn_on: Option<Date>) -> Consent {
    Consent {
        id: ConsentId(uuid(7)),
        given_by: PersonId(uuid(8)),
        source: source.into(),
        covers: [covers].into(),
        about: "Økonomi".into(),
        purpose: "Koordinering".into(),
        form: Form::Written,
        given_on: day(3, 1),
        until,
        withdrawn_on,
    }
}

fn given(wanted: &Wanted, consents: &[Consent]) -> Result<Vec<Part>, NotGiven> {
    let louise = staff(2, "voksenhandicap", Role::Caseworker);
    let house = House { owner: "boernehandicap", theirs: "Voksenhandicap" };
    check(wanted, (&model(), &On::Case(CaseId(uuid(1)))), (&louise, &house), &[], consents, day(3, 5))
}

fn on_consent() -> Option<Basis> {
    Some(Basis::Consent(ConsentId(uuid(7))))
}

fn by_law(reason: &str) -> Option<Basis> {
    Some(Basis::Law { paragraph: "retssikkerhedsloven § 12 a".into(), reason: reason.into() })
}

#[test]
fn of_another_departments_case_a_function_opens_what_consent_or_law_covers_and_nothing_more() {
    let both = &[Part::Course, Part::Grants][..];
    let names_them = consent("voksenhandicap", Covers::Share, day(9, 1), None);
    type Line = (Wanted, Vec<Consent>, Result<Vec<Part>, NotGiven>);
    let table: Vec<Line> = vec![
        (wanted(None, both), vec![], Err(NotGiven::NoBasis)),
        (wanted(on_consent(), both), vec![], Err(NotGiven::NoBasis)),
        (wanted(on_consent(), both), vec![names_them.clone()], Ok(both.to_vec())),
        (wanted(on_consent(), &[Part::Grants]), vec![names_them.clone()], Ok(vec![Part::Grants])),
        (wanted(on_consent(), &[]), vec![names_them.clone()], Err(NotGiven::NothingCovered)),
        (wanted(on_consent(), &[Part::Meetings]), vec![names_them], Err(NotGiven::MoreThanTheModel)),
        // The consent names the person by name.
        (wanted(on_consent(), both), vec![consent("Person 2", Covers::Share, day(3, 5), None)], Ok(both.to_vec())),
        (
            wanted(on_consent(), both),
            vec![consent("Tovby Skole", Covers::Share, day(9, 1), None)],
            Err(NotGiven::ConsentNamesAnother),
        ),
        (
            wanted(on_consent(), both),
            vec![consent("Voksenhandicap", Covers::Fetch, day(9, 1), None)],
            Err(NotGiven::ConsentIsNotToShare),
        ),
        // The last day of a consent counts, and the day it was withdrawn does not.
        (
            wanted(on_consent(), both),
            vec![consent("Voksenhandicap", Covers::Share, day(3, 4), None)],
            Err(NotGiven::ConsentNotInForce),
        ),
        (
            wanted(on_consent(), both),
            vec![consent("Voksenhandicap", Covers::Share, day(9, 1), Some(day(3, 5)))],
            Err(NotGiven::ConsentNotInForce),
        ),
        (wanted(by_law(" "), both), vec![], Err(NotGiven::LawWithoutReason)),
        (wanted(by_law("Forsørgelsen stopper"), both), vec![], Ok(both.to_vec())),
        (Wanted { why: " ".into(), ..wanted(by_law("x"), both) }, vec![], Err(NotGiven::NoReason)),
        (Wanted { until: Some(day(3, 4)), ..wanted(by_law("x"), both) }, vec![], Err(NotGiven::EndsBeforeItBegins)),
    ];
    for (nr, (wanted, consents, expected)) in table.into_iter().enumerate() {
        assert_eq!(given(&wanted, &consents), expected, "row {nr}");
    }
}

#[test]
fn in_the_department_that_has_the_case_no_basis_is_asked_for() {
    let karen = staff(2, "boernehandicap", Role::Caseworker);
    let house = House { owner: "boernehandicap", theirs: "Børnehandicap" };
    let case = On::Case(CaseId(uuid(1)));
    let ask = |staff: &Staff, on: &On, known: &[Held]| {
        check(&wanted(None, &[]), (&model(), on), (staff, &house), known, &[], day(3, 5))
    };
    assert_eq!(ask(&karen, &case, &[]), Ok(vec![Part::Course, Part::Grants]));
    assert_eq!(ask(&karen, &On::Team("boernehandicap".into()), &[]), Err(NotGiven::WrongPlace));
    assert_eq!(ask(&staff(2, "stab", Role::Controller), &case, &[]), Err(NotGiven::OpensNoCases));
    assert_eq!(ask(&Staff { active: false, ..karen.clone() }, &case, &[]), Err(NotGiven::OpensNoCases));
    assert_eq!(ask(&karen, &case, &[held(None)]), Err(NotGiven::HeldAlready));
    assert_eq!(ask(&karen, &case, &[held(Some(day(3, 4)))]), Ok(vec![Part::Course, Part::Grants]));
}

fn held(until: Option<Date>) -> Held {
    Held {
        id: FunctionId(uuid(3)),
        model: "bevillinger".into(),
        on: On::Case(CaseId(uuid(1))),
        staff: StaffId(uuid(2)),
        from: day(3, 2),
        until,
        why: "Kender familien".into(),
        sees: Vec::new(),
        basis: on_consent(),
        given_by: StaffId(uuid(9)),
        given_at: jiff::Timestamp::UNIX_EPOCH,
        ended: None,
        moved_from: None,
        version: 1,
    }
}

#[test]
fn a_function_holds_on_its_last_agreed_day_and_not_on_the_day_it_was_ended() {
    let agreed = held(Some(day(3, 31)));
    assert!(!agreed.holds_on(day(3, 1)) && agreed.holds_on(day(3, 2)));
    assert!(agreed.holds_on(day(3, 31)) && !agreed.holds_on(day(4, 1)));
    let ended = domain::function::Ended { on: day(3, 20), by: StaffId(uuid(9)), because: "Flyttet".into() };
    let ended = Held { ended: Some(ended), ..held(None) };
    assert!(ended.holds_on(day(3, 19)) && !ended.holds_on(day(3, 20)));
    let withdrawn = [consent("Voksenhandicap", Covers::Share, day(9, 1), Some(day(3, 10)))];
    assert!(held(None).basis_holds(&withdrawn, day(3, 9)) && !held(None).basis_holds(&withdrawn, day(3, 10)));
}

#[test]
fn a_duty_that_would_fall_on_easter_monday_is_due_on_the_tuesday() {
    let duty = Duty { text: "Ring".into(), every: Span(vec![(2, Unit::Weeks)]), source: "Egen".into() };
    assert_eq!(first_due(&duty, day(3, 23), &Calendar::default()), day(4, 7));
    assert_eq!(first_due(&duty, day(3, 24), &Calendar::default()), day(4, 7));
    assert_eq!(first_due(&duty, day(4, 7), &Calendar::default()), day(4, 21));
}

fn stretch(first: First, last: Last) -> Stretch {
    Stretch { first, last }
}

/// Sick pay, and what is to take over.
#[test]
fn what_must_not_stop_before_the_next_begins() {
    let from = |begins: Date| stretch(First::On(begins), Last::Open);
    let until = |ends: Date| stretch(First::On(day(1, 1)), Last::On(ends));
    let gap = |from: Date, until: Option<Date>| Verdict::Gap { from, until };
    let table = [
        ("begins the day after", until(day(3, 31)), from(day(4, 1)), Verdict::Holds { ends: day(3, 31) }),
        ("begins on the last day", until(day(3, 31)), from(day(3, 31)), Verdict::Holds { ends: day(3, 31) }),
        ("runs already", until(day(3, 31)), from(day(1, 1)), Verdict::Holds { ends: day(3, 31) }),
        ("one day between", until(day(3, 31)), from(day(4, 2)), gap(day(4, 1), Some(day(4, 1)))),
        ("a month between", until(day(3, 31)), from(day(5, 1)), gap(day(4, 1), Some(day(4, 30)))),
        (
            "over the year's end",
            until(date(2026, 12, 31)),
            from(date(2027, 1, 1)),
            Verdict::Holds { ends: date(2026, 12, 31) },
        ),
        ("goes on", stretch(First::On(day(1, 1)), Last::Open), from(day(5, 1)), Verdict::GoesOn),
        (
            "goes on, and the next is unknown",
            stretch(First::Unknown, Last::Open),
            stretch(First::Unknown, Last::Unknown),
            Verdict::GoesOn,
        ),
        ("nobody knows when it stops", stretch(First::Unknown, Last::Unknown), from(day(5, 1)), Verdict::EndUnknown),
        (
            "nobody knows when the next begins",
            until(day(3, 31)),
            stretch(First::Unknown, Last::Unknown),
            Verdict::BeginningUnknown { ends: day(3, 31) },
        ),
        (
            "the next is over before",
            until(day(3, 31)),
            stretch(First::On(day(1, 1)), Last::On(day(3, 1))),
            gap(day(4, 1), None),
        ),
        (
            "the next is over the same day",
            until(day(3, 31)),
            stretch(First::On(day(1, 1)), Last::On(day(3, 31))),
            gap(day(4, 1), None),
        ),
        (
            "the next's own end is unknown",
            until(day(3, 31)),
            stretch(First::On(day(4, 1)), Last::Unknown),
            Verdict::Holds { ends: day(3, 31) },
        ),
    ];
    for (said, first, next, expected) in table {
        assert_eq!(judge(first, next), expected, "{said}");
    }
}

#[test]
fn a_dependency_names_two_things_the_writer_may_see() {
    use domain::dependency::{NotKept, Support, check};
    use domain::ids::GrantId;
    let seen = [GrantId(uuid(1)), GrantId(uuid(2))];
    let grant = |nr: u128| Support::Grant(GrantId(uuid(nr)));
    let pay =
        |name: &str, first: First, last: Last| Support::Elsewhere { name: name.into(), stretch: stretch(first, last) };
    let sick_pay = pay("Sygedagpenge", First::Unknown, Last::On(day(3, 31)));
    let table = [
        (grant(1), grant(2), "Ellers er der intet", Ok(())),
        (sick_pay.clone(), grant(1), "Ellers er der intet", Ok(())),
        (grant(1), grant(1), "Ellers er der intet", Err(NotKept::OnItself)),
        (grant(1), grant(3), "Ellers er der intet", Err(NotKept::NoSuchGrant)),
        (sick_pay.clone(), pay(" ", First::Unknown, Last::Open), "Ellers er der intet", Err(NotKept::NoName)),
        (
            sick_pay.clone(),
            pay("Løn", First::On(day(4, 2)), Last::On(day(4, 1))),
            "x",
            Err(NotKept::EndsBeforeItBegins),
        ),
        (sick_pay, grant(1), "  ", Err(NotKept::NoReason)),
    ];
    for (nr, (first, next, why, expected)) in table.into_iter().enumerate() {
        assert_eq!(check(&first, &next, why, &seen), expected, "row {nr}");
    }
}

#[test]
fn one_is_reminded_in_good_time_on_a_working_day() {
    let calendar = Calendar::default();
    let eight_weeks = Span(vec![(8, Unit::Weeks)]);
    let remind = |verdict: Verdict, today: Date| warn_on(verdict, &eight_weeks, today, &calendar);
    // Eight weeks before 31 May 2026 is Sunday 5 April, Easter Sunday: the Wednesday before Maundy Thursday.
    assert_eq!(remind(Verdict::Gap { from: day(6, 1), until: None }, day(3, 5)), Some(day(4, 1)));
    assert_eq!(remind(Verdict::BeginningUnknown { ends: day(6, 30) }, day(3, 5)), Some(day(5, 5)));
    // It is later than that already: today, or the next working day.
    assert_eq!(remind(Verdict::Gap { from: day(4, 1), until: None }, day(3, 5)), Some(day(3, 5)));
    assert_eq!(remind(Verdict::Gap { from: day(4, 1), until: None }, day(3, 7)), Some(day(3, 9)));
    assert_eq!(remind(Verdict::EndUnknown, day(3, 5)), Some(day(3, 5)));
    assert_eq!(remind(Verdict::Holds { ends: day(6, 30) }, day(3, 5)), None);
    assert_eq!(remind(Verdict::GoesOn, day(3, 5)), None);
}

fn every_second_thursday(first: Date) -> Rhythm {
    Rhythm {
        department: "boernehandicap".into(),
        first,
        weeks: 2,
        at: "13.00".into(),
        place: "Mødelokale 2".into(),
        version: 1,
    }
}

#[test]
fn a_sitting_on_maundy_thursday_is_held_the_first_working_day_after_easter() {
    let calendar = Calendar::default();
    // 2 April 2026 is Maundy Thursday; Friday, Saturday, Sunday and Easter Monday are off too.
    let rhythm = every_second_thursday(day(3, 5));
    let days: Vec<Date> = rhythm.sittings(day(3, 5), 4, &calendar).into_iter().map(|sitting| sitting.on).collect();
    assert_eq!(days, [day(3, 5), day(3, 19), day(4, 7), day(4, 16)]);
    let moved = rhythm.next(day(3, 20), &calendar).unwrap();
    assert_eq!(moved.moved.map(|(day, _)| day), Some(day(4, 2)));
    // The sitting that was moved is still ahead on the days it was moved over.
    assert_eq!(rhythm.next(day(4, 4), &calendar).unwrap().on, day(4, 7));
    assert_eq!(rhythm.next(day(4, 8), &calendar).unwrap().on, day(4, 16));
}

#[test]
fn a_sitting_on_christmas_eve_is_held_after_christmas() {
    let calendar = Calendar::default();
    let rhythm = every_second_thursday(date(2026, 12, 10));
    let sitting = rhythm.next(date(2026, 12, 11), &calendar).unwrap();
    // 24 December 2026 is a Thursday; the 25th to 27th are holidays and a weekend.
    assert_eq!(sitting.on, date(2026, 12, 28));
}

#[test]
fn a_rhythm_is_checked_before_it_is_kept() {
    let calendar = Calendar::default();
    let good = every_second_thursday(day(3, 5));
    assert_eq!(good.check(&calendar), Ok(()));
    assert_eq!(Rhythm { weeks: 0, ..good.clone() }.check(&calendar), Err(NotDone::NoRhythm));
    assert_eq!(Rhythm { weeks: 13, ..good.clone() }.check(&calendar), Err(NotDone::NoRhythm));
    assert_eq!(Rhythm { first: day(4, 2), ..good.clone() }.check(&calendar), Err(NotDone::FirstIsOff));
    assert_eq!(Rhythm { at: " ".into(), ..good.clone() }.check(&calendar), Err(NotDone::Incomplete));
    assert!(Rhythm { weeks: 0, ..good }.sittings(day(3, 5), 3, &calendar).is_empty());
}

#[test]
fn what_the_council_did_not_reach_stands_on_the_next_date() {
    let calendar = Calendar::default();
    let rhythm = every_second_thursday(day(3, 5));
    let item = Item {
        id: CouncilItemId(uuid(4)),
        case: CaseId(uuid(1)),
        question: "Hvem skal være tovholder?".into(),
        by: StaffId(uuid(2)),
        put_on: day(3, 6),
        not_before: day(3, 6),
        postponed: 0,
        state: State::Waiting,
        version: 1,
    };
    assert_eq!(item.sitting(&rhythm, day(3, 6), &calendar).unwrap().on, day(3, 19));
    assert_eq!(item.was_taken_on(&rhythm, day(3, 18), &calendar), Err(NotDone::NotMetYet));
    assert_eq!(item.was_taken_on(&rhythm, day(3, 19), &calendar), Ok(day(3, 19)));
    // Written the day after the sitting: it was taken at that one.
    assert_eq!(item.was_taken_on(&rhythm, day(3, 20), &calendar), Ok(day(3, 19)));
    let postponed = Item { not_before: day(3, 20), postponed: 1, ..item.clone() };
    assert_eq!(postponed.sitting(&rhythm, day(3, 19), &calendar).unwrap().on, day(4, 7));
    // Nobody said that it was not reached: it is not lost.
    assert_eq!(item.sitting(&rhythm, day(3, 25), &calendar).unwrap().on, day(4, 7));
    let over = State::Concluded { on: day(3, 19), by: StaffId(uuid(2)), words: "Karen".into() };
    assert_eq!(Item { state: over, ..item }.was_taken_on(&rhythm, day(4, 8), &calendar), Err(NotDone::SettledAlready));
}
