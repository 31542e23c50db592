//! Nobody is missed: what the night's query finds is what asking everybody one by one finds.

use super::on_each_database;
use super::town::*;
use crate::{Store, Tx};
use domain::access::{Permit, Target, Yes};
use domain::case::Case;
use domain::grant::Grant;
use domain::ids::{CaseId, CaseNumber, GrantId, PersonId, TransitionId};
use domain::people::{Located, Protection};
use domain::transition::{
    Found, Said, School, Stage, State, Tonight, Transition, Window, YoungPerson, tonight, turnings,
};
use jiff::civil::{Date, date};
use jiff::{Span, Timestamp};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use std::collections::BTreeSet;

const HOME: &str = "boernehandicap";
const DEPARTMENTS: [&str; 3] = [HOME, "voksenhandicap", "familieafdeling"];

/// A case of somebody made up: where, whether it is closed, and its grants by first and last day, counted from today.
#[derive(Clone, Debug)]
struct MadeCase {
    department: usize,
    closed: bool,
    grants: Vec<(i64, Option<i64>)>,
}

/// Somebody made up: born so many days from a birthday that counts, protected or not, with cases.
#[derive(Clone, Debug)]
struct Made {
    turns: i16,
    days: i64,
    leap: bool,
    protected: bool,
    cases: Vec<MadeCase>,
}

fn grant() -> impl Strategy<Value = (i64, Option<i64>)> {
    // Ended yesterday, ends today or tomorrow, or without end; began long ago, today, or begins tomorrow.
    (prop_oneof![Just(-400), Just(-1), Just(0), Just(1)], prop_oneof![Just(None), (-3i64..4).prop_map(Some)])
        .prop_map(|(from, until)| (from, until.map(|until| until.max(from))))
}

fn made_case() -> impl Strategy<Value = MadeCase> {
    (0usize..3, any::<bool>(), prop::collection::vec(grant(), 0..3)).prop_map(|(department, closed, grants)| MadeCase {
        department,
        closed,
        grants,
    })
}

fn made() -> impl Strategy<Value = Made> {
    let turns = prop_oneof![Just(14), Just(15), Just(16), Just(17), Just(18), Just(19), Just(40)];
    let cases = prop::collection::vec(made_case(), 0..4);
    (turns, -3i64..4, any::<bool>(), any::<bool>(), cases).prop_map(|(turns, days, leap, protected, cases)| Made {
        turns,
        days,
        leap,
        protected,
        cases,
    })
}

/// Everybody there is, as they were made.
struct Registered {
    person: PersonId,
    born: Date,
    cases: Vec<(Case, Vec<Grant>)>,
}

async fn register(tx: &mut Tx, nr: u128, made: &Made, today: Date) -> Registered {
    let around = today.saturating_sub(Span::new().years(made.turns)).saturating_add(Span::new().days(made.days));
    // On the leap day itself, in the leap year that comes nearest.
    let leap_day = |year: i16| (year - 3..=year).rev().find_map(|year| Date::new(year, 2, 29).ok());
    let born = if made.leap { leap_day(around.year()).unwrap_or(around) } else { around };
    let id = PersonId(id(10_000 + nr));
    // The number is unlike all others; the birth date is what counts here.
    let mut somebody = person(
        id,
        &format!("{:02}{:02}{:02}{:04}", 61 + nr / 4_000, 1 + nr / 400 % 10, 18, 9_000 + nr % 400),
        "Unge Testperson",
    );
    somebody.born = born;
    let protection = if made.protected { Protection::Protected } else { Protection::None };
    somebody.contact = Located::new(somebody.contact.for_owner().clone(), protection);
    tx.insert_person(&for_person(id), &somebody).await.unwrap();
    let mut cases = Vec::new();
    for (at, made) in made.cases.iter().enumerate() {
        let running = u32::try_from(nr).unwrap() * 10 + u32::try_from(at).unwrap() + 100;
        let opened_on = today.saturating_sub(Span::new().days(500));
        let case = Case {
            id: CaseId(self::id(1_000_000 + u128::from(running))),
            number: CaseNumber { year: 2025, running },
            citizen: id,
            department: DEPARTMENTS[made.department].into(),
            opened_on,
            closed_on: made.closed.then(|| today.saturating_sub(Span::new().days(2))),
            ..case(CASE, 1)
        };
        tx.insert_case(&on(case.id), &case).await.unwrap();
        let mut grants = Vec::new();
        for (place, (from, until)) in made.grants.iter().enumerate() {
            let day = |days: i64| today.saturating_add(Span::new().days(days));
            let grant = Grant {
                id: GrantId(self::id(5_000_000 + u128::from(running) * 10 + u128::try_from(place).unwrap())),
                decision: None,
                benefit: "ledsagelse-barn".into(),
                from: day(*from),
                until: until.map(day),
                monthly_amount: None,
                weekly_hours: None,
                monthly_hours: Some(15),
                one_off_amount: None,
                weekly_days: None,
                provider: None,
                replaced_by: None,
                follow_up_on: day(30),
            };
            tx.insert_grant(&on(case.id), case.id, &grant).await.unwrap();
            grants.push(grant);
        }
        cases.push((case, grants));
    }
    Registered { person: id, born, cases }
}

/// Everybody asked one by one: who is found, and by which case.
fn asked_one_by_one(all: &[Registered], window: Window, today: Date) -> BTreeSet<(PersonId, CaseId)> {
    let active = |(case, grants): &&(Case, Vec<Grant>)| {
        case.closed_on.is_none() || grants.iter().any(|grant| grant.runs_on(today))
    };
    let found = |somebody: &Registered| {
        let best = somebody.cases.iter().filter(active).map(|(case, _)| case);
        best.min_by_key(|case| (case.department != HOME, case.closed_on.is_some(), case.number))
            .filter(|_| window.holds(somebody.born, today))
            .map(|case| (somebody.person, case.id))
    };
    all.iter().filter_map(found).collect()
}

fn track(young: &YoungPerson, today: Date) -> Transition {
    Transition {
        id: TransitionId(young.person.0),
        person: young.person,
        department: young.department.clone(),
        case: Some(young.case),
        found: Found::Query,
        found_on: today,
        state: State::Found,
        coordinator: None,
        pension: None,
        adult: None,
        news_on: None,
        school: None,
        version: 1,
    }
}

fn of(id: TransitionId) -> Permit {
    Permit::of_the_system(Target::Transition(id))
}

async fn on_day(store: &Store, today: Date) -> Tx {
    let now: Timestamp = today.at(9, 0, 0, 0).in_tz("Europe/Copenhagen").unwrap().timestamp();
    store.write(now, today).await.unwrap()
}

on_each_database!(the_night_finds_exactly_those_whom_asking_everybody_would_find, |db| {
    settle(&db.store).await;
    let window = Window::new(Some(15), 16);
    let mut runner = TestRunner::deterministic();
    let mut all = Vec::new();
    let mut nr = 0;
    // Among them a leap day, the days around one, and the first of March in a year without.
    let days = [
        date(2026, 3, 2),
        date(2027, 2, 28),
        date(2027, 3, 1),
        date(2028, 2, 28),
        date(2028, 2, 29),
        date(2028, 3, 1),
        date(2030, 2, 28),
        date(2030, 3, 1),
    ];
    for today in days {
        let population = prop::collection::vec(made(), 30..50).new_tree(&mut runner).unwrap().current();
        let mut tx = on_day(&db.store, today).await;
        for made in &population {
            all.push(register(&mut tx, nr, made, today).await);
            nr += 1;
        }
        let young = tx.young_people(window.births(today), HOME).await.unwrap();
        let found: BTreeSet<_> = young.iter().map(|young| (young.person, young.case)).collect();
        assert_eq!(found.len(), young.len(), "on {today}, somebody is found twice");
        assert_eq!(found, asked_one_by_one(&all, window, today), "on {today}");
        assert!(!found.is_empty(), "on {today}, the population tests nothing");
        for young in young.iter().filter(|young| tonight(young) == Tonight::Begin) {
            let track = track(young, today);
            assert_eq!(tx.begin_transition(&of(track.id), &track).await.unwrap(), Yes::Yes);
            assert_eq!(tx.begin_transition(&of(track.id), &track).await.unwrap(), Yes::No, "one track for each");
        }
        // The case that says where they belong may be another by now; then the track follows, and the night is over.
        for young in tx.young_people(window.births(today), HOME).await.unwrap() {
            if let Tonight::Follow(id) = tonight(&young) {
                tx.follow_transition(&of(id), id, &young).await.unwrap();
            }
        }
        let again = tx.young_people(window.births(today), HOME).await.unwrap();
        assert!(
            again.iter().all(|young| tonight(young) == Tonight::Nothing),
            "on {today}, a second time does something"
        );
        tx.commit().await.unwrap();
    }
});

on_each_database!(what_was_decided_stands_and_something_new_brings_it_up_again, |db| {
    settle(&db.store).await;
    let today = date(2026, 3, 2);
    let window = Window::new(Some(15), 16);
    let mut tx = on_day(&db.store, today).await;
    let case = MadeCase { department: 0, closed: false, grants: vec![(-10, None)] };
    let made = Made { turns: 16, days: 0, leap: false, protected: true, cases: vec![case] };
    let freja = register(&mut tx, 1, &made, today).await;
    let young = tx.young_people(window.births(today), HOME).await.unwrap();
    let begun = track(&young[0], today);
    let school = School { name: Located::new("Tovby Skole".into(), Protection::Protected), grade: 9 };
    tx.begin_transition(&of(begun.id), &Transition { school: Some(school.clone()), ..begun.clone() }).await.unwrap();

    let mut read = tx.transition(&of(begun.id), begun.id).await.unwrap();
    assert!(read == Transition { school: Some(school), ..begun.clone() }, "a track is read back as it was saved");
    read.state = State::NotTarget(Said { on: today, by: KAREN }, "Flytter til sommer.".into());
    tx.save_transition(&of(begun.id), &read).await.unwrap();
    assert!(tx.save_transition(&of(begun.id), &read).await.is_err(), "somebody was first");
    let decided = tx.young_people(window.births(today), HOME).await.unwrap();
    assert_eq!(decided.iter().map(tonight).collect::<Vec<_>>(), [Tonight::Nothing]);

    let (mut more, _) = freja.cases[0].clone();
    more.id = CaseId(id(77));
    more.number = CaseNumber { year: 2026, running: 7_777 };
    tx.insert_case(&on(more.id), &more).await.unwrap();
    let night = tx.young_people(window.births(today), HOME).await.unwrap();
    assert_eq!(night.iter().map(tonight).collect::<Vec<_>>(), [Tonight::News(begun.id)]);
    assert_eq!(tx.transition_news(&of(begun.id), begun.id).await.unwrap(), Yes::Yes);
    assert_eq!(tx.transition_news(&of(begun.id), begun.id).await.unwrap(), Yes::No);
    let night = tx.young_people(window.births(today), HOME).await.unwrap();
    assert_eq!(night.iter().map(tonight).collect::<Vec<_>>(), [Tonight::Nothing]);

    let rows = tx.list_transitions(&scope_of(KAREN, HOME), Some(HOME), "overgang").await.unwrap();
    assert_eq!(rows.iter().map(|row| (row.stage, row.news_on)).collect::<Vec<_>>(), [(Stage::NotTarget, Some(today))]);
    assert!(
        tx.list_transitions(&scope_of(LOUISE, "voksenhandicap"), Some("voksenhandicap"), "overgang")
            .await
            .unwrap()
            .is_empty()
    );
    assert!(tx.list_transitions(&scope_of(LOUISE, "voksenhandicap"), Some(HOME), "overgang").await.is_err());
    assert!(tx.transition_todos(&scope_of(KAREN, HOME), Some(HOME), "overgang").await.unwrap().is_empty());
    assert_eq!(tx.transitions_waiting_for(KAREN).await.unwrap().len(), 1);
    assert_eq!(turnings(freja.born)[1].on, today);
    tx.commit().await.unwrap();
});
