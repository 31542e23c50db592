//! Random acts against the rule: whatever is done and in whatever order, each open case has exactly one who works here.

use super::*;
use domain::ids::{AbsenceId, HandoverId};
use jiff::ToSpan;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

const TEAM: [&str; 4] = ["karen", "jonas", "birgitte", "henrik"];

#[derive(Clone, Debug)]
enum Deed {
    Opens(usize),
    HandsAll { from: usize, to: Option<usize>, temporary: bool, days: i32 },
    HandsOne { nth: usize, to: usize },
    Back(usize),
    CallsOff(usize),
    Closes(usize),
    Reopens(usize),
    Away { who: usize, deputy: Option<usize>, days: i32 },
    Returns(usize),
    Leaves(usize),
    Task { nth: usize, to: usize },
    Morning(i32),
}

fn deed() -> impl Strategy<Value = Deed> {
    let who = || 0..TEAM.len();
    let maybe = || prop::option::weighted(0.8, 0..TEAM.len());
    prop_oneof![
        4 => who().prop_map(Deed::Opens),
        4 => (who(), maybe(), any::<bool>(), 0..3_i32)
            .prop_map(|(from, to, temporary, days)| Deed::HandsAll { from, to, temporary, days }),
        3 => (0..9_usize, who()).prop_map(|(nth, to)| Deed::HandsOne { nth, to }),
        2 => (0..9_usize).prop_map(Deed::Back),
        1 => (0..9_usize).prop_map(Deed::CallsOff),
        2 => (0..9_usize).prop_map(Deed::Closes),
        2 => (0..9_usize).prop_map(Deed::Reopens),
        3 => (who(), maybe(), 0..4_i32).prop_map(|(who, deputy, days)| Deed::Away { who, deputy, days }),
        1 => (0..9_usize).prop_map(Deed::Returns),
        2 => who().prop_map(Deed::Leaves),
        2 => (0..9_usize, who()).prop_map(|(nth, to)| Deed::Task { nth, to }),
        3 => (1..4_i32).prop_map(Deed::Morning),
    ]
}

#[derive(Default)]
struct Sofar {
    cases: Vec<CaseId>,
    closings: BTreeMap<CaseId, usize>,
    handovers: Vec<HandoverId>,
    absences: Vec<AbsenceId>,
    /// How many acts were done and not refused, by kind.
    done: BTreeMap<String, usize>,
}

/// Does it, if it can be done; what is refused is refused with a reason, and never breaks.
async fn does(town: &Town, known: &mut Sofar, deed: &Deed) {
    let app = &town.app;
    let henrik = town.actor("henrik").await;
    let nth = |nth: usize, all: usize| (0 < all).then(|| nth % all.max(1));
    let done = match *deed {
        Deed::Opens(who) => {
            let actor = town.actor(TEAM[who]).await;
            if actor.staff.active {
                let case = town.registers(TEAM[who], APPLICATION).await;
                known.cases.push(case);
            }
            Ok(())
        }
        Deed::HandsAll { from, to, temporary, days } => {
            let order = wanted(town, TEAM[from], to.map(|to| TEAM[to])).await;
            let until = Some(app.today() + (days + 2).days());
            let duration = if temporary { Duration::Temporary { until } } else { Duration::Permanent };
            let order = Wanted { duration, on: app.today() + days.days(), ..order };
            let gone = order.from;
            match app::handover::carry_out(app, &henrik, order).await {
                Ok(id) => {
                    known.handovers.push(id);
                    if !temporary && days == 0 {
                        let mut tx = app.store.read(app.now(), app.today()).await.unwrap();
                        let held = tx.holds(gone).await.unwrap();
                        assert!(held.is_nothing(), "something stayed with who left: {held:?}");
                    }
                    Ok(())
                }
                Err(refused) => Err(refused),
            }
        }
        Deed::HandsOne { nth: at, to } => match nth(at, known.cases.len()) {
            Some(at) => {
                let case = known.cases[at];
                let from = responsible(town, case).await;
                let order = wanted(town, &from, Some(TEAM[to])).await;
                let order = Wanted { cases: Which::Some(vec![case]), planned: Planned::Unplanned, ..order };
                app::handover::carry_out(app, &henrik, order).await.map(|_| ())
            }
            None => Ok(()),
        },
        Deed::Back(at) | Deed::CallsOff(at) => match nth(at, known.handovers.len()) {
            Some(at) => {
                let id = known.handovers[at];
                let mut tx = app.store.read(app.now(), app.today()).await.unwrap();
                let version = tx.handover(id).await.unwrap().unwrap().version;
                drop(tx);
                if matches!(deed, Deed::Back(_)) {
                    app::handover::back(app, &henrik, id, version).await
                } else {
                    app::handover::call_off(app, &henrik, id, version).await
                }
            }
            None => Ok(()),
        },
        Deed::Closes(at) => match nth(at, known.cases.len()) {
            Some(at) => {
                let done = app::case::close(app, &henrik, known.cases[at], "Hjælpen er ikke længere nødvendig.").await;
                if done.is_ok() {
                    *known.closings.entry(known.cases[at]).or_default() += 1;
                }
                done
            }
            None => Ok(()),
        },
        Deed::Reopens(at) => match nth(at, known.cases.len()) {
            Some(at) => {
                let file = town.file(known.cases[at]).await;
                if file.case.closed_on.is_some() {
                    // As a complaint opens it: with who had it, or with the leader.
                    let staff = app::staff::all(app).await.unwrap();
                    let here = staff.iter().any(|one| one.id == file.case.responsible && one.active);
                    let to = if here { file.case.responsible } else { henrik.staff.id };
                    let mut tx = app.store.write(app.now(), app.today()).await.unwrap();
                    let permit = Permit::of_the_system(Target::Case(file.case.id));
                    match tx.reopen_case(&permit, file.case.id, file.case.version, to).await {
                        Ok(()) => tx.commit().await.unwrap(),
                        Err(refused) => {
                            tx.rollback().await.unwrap();
                            assert!(matches!(refused, store::Error::Responsible(_)), "{refused}");
                        }
                    }
                    app::progress::rebuild(app).await.unwrap();
                }
                Ok(())
            }
            None => Ok(()),
        },
        Deed::Away { who, deputy, days } => {
            let mut order = domain::absence::Wanted {
                staff: town.staff(TEAM[who]).await.id,
                from: app.today() + (days % 2).days(),
                until: None,
                why: Why::Illness,
                deputy: None,
            };
            order.until = (days < 3).then(|| order.from + days.days());
            if let Some(deputy) = deputy {
                order.deputy = Some(town.staff(TEAM[deputy]).await.id);
            }
            app::absence::register_with(app, &henrik, order, Cases::PassOn).await.map(|id| known.absences.push(id))
        }
        Deed::Returns(at) => match nth(at, known.absences.len()) {
            Some(at) => app::absence::end(app, &henrik, known.absences[at], 1, app.today()).await,
            None => Ok(()),
        },
        Deed::Leaves(who) => app::staff::lock_out(app, TEAM[who]).await,
        Deed::Task { nth: at, to } => match nth(at, known.cases.len()) {
            Some(at) if town.file(known.cases[at]).await.case.closed_on.is_none() => {
                if town.staff(TEAM[to]).await.active {
                    gives_task(town, known.cases[at], TEAM[to], "2026-06-01").await;
                }
                Ok(())
            }
            _ => Ok(()),
        },
        Deed::Morning(days) => {
            let next = app.today() + days.days();
            town.turn_to(&next.to_string());
            app::handover::carry_out_due(app).await.map(|_| ())
        }
    };
    if done.is_ok() {
        let kind = format!("{deed:?}").split([' ', '(']).next().unwrap().to_string();
        *known.done.entry(kind).or_default() += 1;
    }
    if let Err(Refused::Broken(error)) = done {
        panic!("{deed:?} broke: {error:#}");
    }
}

/// One who works here on every open case, periods that touch, and as many ends as the case was closed.
async fn stands(town: &Town, known: &Sofar, deed: &Deed) {
    let staff = app::staff::all(&town.app).await.unwrap();
    for case in &known.cases {
        let file = town.file(*case).await;
        let history = periods(town, *case).await;
        let open = history.iter().filter(|period| period.until.is_none()).count();
        let last = history.last().unwrap();
        if file.case.closed_on.is_none() {
            assert_eq!(open, 1, "{deed:?}: {history:?}");
            assert_eq!((last.until, last.staff), (None, file.case.responsible), "{deed:?}: {history:?}");
            let who = staff.iter().find(|one| one.id == last.staff).unwrap();
            assert!(who.active, "{deed:?}: {} is gone", who.username);
        } else {
            assert_eq!(open, 0, "{deed:?}: a closed case waits for nobody");
        }
        let mut ends = usize::from(last.until.is_some());
        for pair in history.windows(2) {
            let until = pair[0].until.expect("only the last is open");
            assert!(pair[0].from < until && until <= pair[1].from, "{deed:?}: {history:?}");
            ends += usize::from(until != pair[1].from);
        }
        assert_eq!(ends, known.closings.get(case).copied().unwrap_or(0), "{deed:?}: a gap nobody made: {history:?}");
    }
}

#[test]
fn after_any_acts_every_open_case_has_had_exactly_one_who_works_here_at_every_instant() {
    let all = std::cell::RefCell::new(BTreeMap::<String, usize>::new());
    let config = Config { cases: 12, max_shrink_iters: 40, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let deeds = prop::collection::vec(deed(), 12..30);
    runner
        .run(&deeds, |deeds| {
            runtime.block_on(play("2026-03-05", async |town| {
                let mut known = Sofar::default();
                for deed in &deeds {
                    town.minutes_later(1);
                    let before = all_dates(town, &known).await;
                    does(town, &mut known, deed).await;
                    stands(town, &known, deed).await;
                    if !matches!(deed, Deed::Closes(_) | Deed::Reopens(_) | Deed::Task { .. } | Deed::Morning(_)) {
                        let after = all_dates(town, &known).await;
                        for (case, dates) in before {
                            assert_eq!(after.get(&case), Some(&dates), "{deed:?} moved a date");
                        }
                    }
                }
                for (kind, times) in known.done {
                    *all.borrow_mut().entry(kind).or_default() += times;
                }
            }));
            Ok(())
        })
        .unwrap();
    for kind in ["Opens", "HandsAll", "HandsOne", "Back", "CallsOff", "Closes", "Away", "Returns", "Leaves", "Task"] {
        assert!(all.borrow().contains_key(kind), "{kind} was always refused, so nothing is proved of it: {all:?}");
    }
}

async fn all_dates(town: &Town, known: &Sofar) -> BTreeMap<CaseId, Dates> {
    let mut found = BTreeMap::new();
    for case in &known.cases {
        found.insert(*case, dates(town, *case).await);
    }
    found
}
