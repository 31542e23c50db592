//! Who is responsible: exactly one who works here on every open case, at every instant, whatever is done; and what
//! follows a case when it passes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod random;

use app::absence::Cases;
use app::handover::Preview;
use app::{Reason, Refused};
use domain::absence::Why;
use domain::access::{Permit, Target};
use domain::handover::{Audience, Duration, Kind, Known, NotHanded, Planned, State, Successor, Wanted, Which};
use domain::ids::{CaseId, TaskId};
use domain::task::{Origin, Owner};
use jiff::civil::Date;
use scenarios::deeds::Application;
use scenarios::people::{MAGNUS, SOFIE};
use scenarios::town::day;
use scenarios::{Town, play};
use std::collections::{BTreeMap, BTreeSet};
use store::handover::Period;

const APPLICATION: Application = Application {
    benefit: "kompensation-merudgifter-barn",
    citizen: MAGNUS,
    parents: &[SOFIE],
    received: "2026-03-02",
};

/// The procedure of a handover; the rest of a case's dates must stand as they stood.
const OF_HANDOVERS: &str = "sagsbehandlerskift";

#[test]
fn the_letter_is_chosen_by_the_table_of_all_sixteen() {
    use Audience::{Adult, Child};
    use Known::{Known as K, Unknown as U};
    use Planned::{Planned as P, Unplanned as N};
    let content = content::Content::shipped();
    let temporary = Duration::Temporary { until: None };
    for (planned, duration, audience, known, expected) in [
        (P, temporary, Child, K, "skift-midlertidigt-planlagt"),
        (P, temporary, Child, U, "skift-midlertidigt-planlagt"),
        (P, Duration::Permanent, Child, K, "skift-varigt-planlagt"),
        (P, Duration::Permanent, Child, U, "sagsbehandlers-ophoer"),
        (N, temporary, Child, K, "skift-midlertidigt-uventet"),
        (N, temporary, Child, U, "skift-midlertidigt-uventet"),
        (N, Duration::Permanent, Child, K, "skift-varigt-uventet"),
        (N, Duration::Permanent, Child, U, "skift-varigt-uventet"),
        (P, temporary, Adult, K, "skift-sagsbehandler-voksen"),
        (P, temporary, Adult, U, "skift-sagsbehandler-voksen"),
        (P, Duration::Permanent, Adult, K, "skift-sagsbehandler-voksen"),
        (P, Duration::Permanent, Adult, U, "sagsbehandlers-ophoer"),
        (N, temporary, Adult, K, "skift-sagsbehandler-voksen"),
        (N, temporary, Adult, U, "skift-sagsbehandler-voksen"),
        (N, Duration::Permanent, Adult, K, "skift-sagsbehandler-voksen"),
        (N, Duration::Permanent, Adult, U, "skift-sagsbehandler-voksen"),
    ] {
        let kind = Kind::of(planned, duration, known);
        let found = domain::handover::letter(content.letters.all_on(day("2026-03-05")), kind, audience);
        assert_eq!(found.map(|letter| letter.id.as_str()), Some(expected), "{kind:?} {audience:?}");
    }
}

async fn wanted(town: &Town, from: &str, to: Option<&str>) -> Wanted {
    Wanted {
        from: town.staff(from).await.id,
        cases: Which::All,
        planned: Planned::Planned,
        duration: Duration::Permanent,
        successor: match to {
            Some(to) => Successor::One(town.staff(to).await.id),
            None => Successor::Leader,
        },
        on: town.app.today(),
        why: "Nyt arbejde.".to_string(),
        said: BTreeMap::new(),
    }
}

async fn periods(town: &Town, case: CaseId) -> Vec<Period> {
    let mut tx = town.app.store.read(town.app.now(), town.app.today()).await.unwrap();
    tx.responsibilities(&Permit::of_the_system(Target::Case(case)), case).await.unwrap()
}

async fn responsible(town: &Town, case: CaseId) -> String {
    let id = town.file(case).await.case.responsible;
    app::staff::all(&town.app).await.unwrap().into_iter().find(|staff| staff.id == id).unwrap().username
}

/// What is due in a case, apart from the handover's own steps.
type Dates = BTreeSet<(String, String, Option<String>, Option<Date>)>;

async fn dates(town: &Town, case: CaseId) -> Dates {
    let file = town.file(case).await;
    let of_handovers: Vec<_> =
        file.courses.iter().filter(|course| course.procedure == OF_HANDOVERS).map(|course| course.id).collect();
    let mut tx = town.app.store.read(town.app.now(), town.app.today()).await.unwrap();
    let todos = tx.todos_of_case(&Permit::of_the_system(Target::Case(case)), case).await.unwrap();
    let own = |todo: &store::todo::TodoRow| todo.course.is_none_or(|course| !of_handovers.contains(&course));
    let line = |todo: store::todo::TodoRow| {
        (todo.course.map(|id| id.to_string()).unwrap_or_default(), todo.step + &todo.title, todo.element, todo.due)
    };
    todos.into_iter().filter(own).map(line).collect()
}

async fn gives_task(town: &Town, case: CaseId, to: &str, due: &str) -> TaskId {
    let give = app::task::Give {
        what: "Ringe til skolen".to_string(),
        owner: Owner::Staff(town.staff(to).await.id),
        due: Some(day(due)),
        origin: Origin::ByHand,
        every: None,
        agreed_on: None,
    };
    let by = town.actor(&responsible(town, case).await).await;
    app::task::give(&town.app, &by, case, give).await.unwrap()
}

async fn owner(town: &Town, case: CaseId, task: TaskId) -> Owner {
    let mut tx = town.app.store.read(town.app.now(), town.app.today()).await.unwrap();
    let tasks = tx.tasks(&Permit::of_the_system(Target::Case(case)), case).await.unwrap();
    tasks.into_iter().find(|one| one.id == task).unwrap().owner
}

fn why(refused: Refused) -> NotHanded {
    match refused {
        Refused::Because(Reason::Handover(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_whole_caseload_passes_in_one_act_with_its_tasks_and_no_date_moves() {
    play("2026-03-05", async |town| {
        let (first, second) = (town.registers("karen", APPLICATION).await, town.registers("karen", APPLICATION).await);
        let others = town.registers("birgitte", APPLICATION).await;
        let own = gives_task(town, first, "karen", "2026-03-09").await;
        let helped = gives_task(town, others, "karen", "2026-03-10").await;
        let not_hers = gives_task(town, second, "birgitte", "2026-03-11").await;
        let before = [dates(town, first).await, dates(town, second).await, dates(town, others).await];
        let henrik = town.actor("henrik").await;
        let order = wanted(town, "karen", Some("jonas")).await;
        let shown: Preview = app::handover::preview(&town.app, &henrik, &order).await.unwrap();
        assert_eq!((shown.rows.len(), shown.hidden, shown.wrong), (2, 0, None));
        assert_eq!(shown.rows[0].tasks.len(), 1, "what follows is shown before");
        assert_eq!(shown.rows[0].letter.as_ref().unwrap().template, "skift-varigt-planlagt");
        assert!(!shown.rows[0].deadlines.is_empty());

        let stays = app::staff::lock_out(&town.app, "karen").await.unwrap_err();
        assert!(matches!(why(stays), NotHanded::StillHolds(held) if (held.cases, held.tasks) == (2, 2)));
        let id = app::handover::carry_out(&town.app, &henrik, order).await.unwrap();
        let jonas = town.staff("jonas").await.id;
        for case in [first, second] {
            assert_eq!(responsible(town, case).await, "jonas");
            let history = periods(town, case).await;
            assert_eq!((history.len(), history[1].staff, history[1].handover), (2, jonas, Some(id)));
        }
        assert_eq!(owner(town, first, own).await, Owner::Staff(jonas));
        assert_eq!(owner(town, second, not_hers).await, Owner::Staff(town.staff("birgitte").await.id));
        let there = Owner::Staff(town.staff("birgitte").await.id);
        assert_eq!(owner(town, others, helped).await, there, "on another's case it is whose case it is");
        assert_eq!(before, [dates(town, first).await, dates(town, second).await, dates(town, others).await]);
        let view = town.seen_by(&henrik, first).await;
        assert_eq!(view.letters.len(), 1);
        assert!(view.letters[0].text.contains("Jonas Havrelund") && view.letters[0].text.contains("Karen Tangbjerg"));
        assert!(!view.letters[0].text.contains("Nyt arbejde"), "why is never told");
        drop(view);
        app::staff::lock_out(&town.app, "karen").await.unwrap();
        assert!(!town.staff("karen").await.active);
        let back = app::handover::carry_out(&town.app, &henrik, wanted(town, "jonas", Some("karen")).await).await;
        assert_eq!(why(back.unwrap_err()), NotHanded::SuccessorOpensNoCases);
    })
    .await;
}

#[tokio::test]
async fn illness_gives_the_deputy_the_cases_the_same_hour_and_takes_them_back() {
    play("2026-03-05", async |town| {
        let cases = [town.registers("karen", APPLICATION).await, town.registers("karen", APPLICATION).await];
        let task = gives_task(town, cases[0], "karen", "2026-03-05").await;
        let before = dates(town, cases[0]).await;
        let henrik = town.actor("henrik").await;
        let order = domain::absence::Wanted {
            staff: town.staff("karen").await.id,
            from: day("2026-03-05"),
            until: None,
            why: Why::Illness,
            deputy: Some(town.staff("jonas").await.id),
        };
        assert_eq!((Cases::suggested(Why::Illness), Cases::suggested(Why::Holiday)), (Cases::PassOn, Cases::Stay));
        let id = app::absence::register_with(&town.app, &henrik, order, Cases::PassOn).await.unwrap();
        assert_eq!(responsible(town, cases[1]).await, "jonas");
        let jonas = town.actor("jonas").await;
        let sheet = app::worklist::today(&town.app, &jonas, app::worklist::Who::Mine, None).await.unwrap();
        let listed: Vec<_> = sheet.blocks.iter().flat_map(|(_, _, rows)| rows).map(|row| row.todo.task).collect();
        assert!(listed.contains(&Some(task)), "what is due today stands on the deputy's list");
        let page = app::handover::list(&town.app, &jonas).await.unwrap();
        assert_eq!(page.rows.len(), 1);
        let seen = app::handover::show(&town.app, &jonas, page.rows[0].handover.id).await.unwrap();
        assert_eq!(seen.rows.len(), 2);
        assert!(seen.rows.iter().any(|row| row.due_by(day("2026-03-05")).count() == 1));
        assert_eq!(seen.row.handover.why, "", "why somebody is away is not told to those who cover");
        let letters = town.seen_by(&henrik, cases[0]).await.letters;
        assert_eq!(letters[0].template, "skift-midlertidigt-uventet");

        town.turn_to("2026-03-19");
        app::absence::end(&town.app, &henrik, id, 1, day("2026-03-19")).await.unwrap();
        for case in cases {
            assert_eq!(responsible(town, case).await, "karen");
            assert_eq!(periods(town, case).await.len(), 3);
            let course = town.file(case).await.courses.into_iter().find(|one| one.procedure == OF_HANDOVERS).unwrap();
            assert_eq!(course.ended_on, Some(day("2026-03-19")), "the course of the handover is over");
        }
        assert_eq!(owner(town, cases[0], task).await, Owner::Staff(town.staff("karen").await.id));
        assert_eq!(before, dates(town, cases[0]).await);
    })
    .await;
}

fn ill(who: domain::ids::StaffId, deputy: Option<domain::ids::StaffId>) -> domain::absence::Wanted {
    domain::absence::Wanted { staff: who, from: day("2026-03-05"), until: None, why: Why::Illness, deputy }
}

#[tokio::test]
async fn a_case_comes_back_though_who_covered_was_ill_too_and_nobody_waits_for_a_deputy_of_elsewhere() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let task = gives_task(town, case, "karen", "2026-03-09").await;
        let henrik = town.actor("henrik").await;
        let id = async |name: &str| town.staff(name).await.id;
        let first = ill(id("karen").await, Some(id("jonas").await));
        let first = app::absence::register_with(&town.app, &henrik, first, Cases::PassOn).await.unwrap();
        town.minutes_later(5);
        // Louise may approve for him, and works in another department: the team leader has the case.
        let second = ill(id("jonas").await, Some(id("louise").await));
        let second = app::absence::register_with(&town.app, &henrik, second, Cases::PassOn).await.unwrap();
        assert_eq!(responsible(town, case).await, "henrik");
        assert_eq!(owner(town, case, task).await, Owner::Staff(id("henrik").await));
        town.minutes_later(5);
        app::absence::end(&town.app, &henrik, first, 1, day("2026-03-05")).await.unwrap();
        assert_eq!(responsible(town, case).await, "karen");
        assert_eq!(owner(town, case, task).await, Owner::Staff(id("karen").await));
        town.minutes_later(5);
        app::absence::end(&town.app, &henrik, second, 1, day("2026-03-05")).await.unwrap();
        assert_eq!(responsible(town, case).await, "karen", "Jonas gets nothing back that was never his");
        let names: Vec<_> = app::handover::history(&town.app, &henrik, case).await.unwrap();
        let names: Vec<_> = names.iter().map(|period| period.name.split(' ').next().unwrap()).collect();
        assert_eq!(names, ["Karen", "Jonas", "Henrik", "Karen"]);
    })
    .await;
}

#[tokio::test]
async fn the_cases_come_back_on_the_morning_after_the_last_day_away() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let henrik = town.actor("henrik").await;
        let order = domain::absence::Wanted {
            staff: town.staff("karen").await.id,
            from: day("2026-03-09"),
            until: Some(day("2026-03-13")),
            why: Why::Leave,
            deputy: None,
        };
        app::absence::register_with(&town.app, &henrik, order, Cases::PassOn).await.unwrap();
        assert_eq!(responsible(town, case).await, "karen");
        for (morning, who) in
            [("2026-03-08", "karen"), ("2026-03-09", "henrik"), ("2026-03-13", "henrik"), ("2026-03-14", "karen")]
        {
            town.turn_to(morning);
            app::handover::carry_out_due(&town.app).await.unwrap();
            assert_eq!(responsible(town, case).await, who, "{morning}");
        }
        assert_eq!(app::handover::carry_out_due(&town.app).await.unwrap(), 0, "once is enough");
    })
    .await;
}

#[tokio::test]
async fn a_planned_handover_waits_for_its_morning_and_takes_what_was_opened_since() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let henrik = town.actor("henrik").await;
        let order = Wanted { on: day("2026-04-01"), ..wanted(town, "karen", Some("jonas")).await };
        let id = app::handover::carry_out(&town.app, &henrik, order.clone()).await.unwrap();
        assert_eq!(responsible(town, case).await, "karen");
        assert_eq!(town.seen_by(&henrik, case).await.letters.len(), 1, "the letter is ready while Karen is here");
        let twice = app::handover::carry_out(&town.app, &henrik, order).await.unwrap_err();
        assert_eq!(why(twice), NotHanded::PlannedAlready { on: day("2026-04-01") });
        town.turn_to("2026-03-20");
        let since = town.registers("karen", APPLICATION).await;
        town.turn_to("2026-04-01");
        assert_eq!(app::handover::carry_out_due(&town.app).await.unwrap(), 1);
        assert_eq!((responsible(town, case).await, responsible(town, since).await), ("jonas".into(), "jonas".into()));
        let shown = app::handover::show(&town.app, &henrik, id).await.unwrap();
        assert_eq!((shown.row.handover.state, shown.rows.len()), (State::CarriedOut, 2));
        app::staff::lock_out(&town.app, "karen").await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_planned_handover_is_called_off_and_leaves_nothing() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let henrik = town.actor("henrik").await;
        let order = Wanted { on: day("2026-04-01"), ..wanted(town, "karen", None).await };
        let id = app::handover::carry_out(&town.app, &henrik, order).await.unwrap();
        app::handover::call_off(&town.app, &henrik, id, 1).await.unwrap();
        let again = app::handover::call_off(&town.app, &henrik, id, 2).await.unwrap_err();
        assert_eq!(why(again), NotHanded::OverAlready);
        town.turn_to("2026-04-01");
        assert_eq!(app::handover::carry_out_due(&town.app).await.unwrap(), 0);
        assert_eq!(responsible(town, case).await, "karen");
        assert!(town.file(case).await.courses.iter().all(|c| c.procedure != OF_HANDOVERS || c.ended_on.is_some()));
    })
    .await;
}

#[tokio::test]
async fn the_leader_has_the_cases_until_somebody_is_found_and_the_letter_names_who_left() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let (karen, henrik) = (town.actor("karen").await, town.actor("henrik").await);
        let order = wanted(town, "karen", None).await;
        let alone = app::handover::carry_out(&town.app, &karen, order.clone()).await.unwrap_err();
        assert_eq!(why(alone), NotHanded::OwnNeedsColleague);
        app::handover::carry_out(&town.app, &henrik, order).await.unwrap();
        assert_eq!(responsible(town, case).await, "henrik");
        let letters = town.seen_by(&henrik, case).await.letters;
        assert_eq!(letters[0].template, "sagsbehandlers-ophoer");

        let found = wanted(town, "henrik", Some("jonas")).await;
        app::handover::carry_out(&town.app, &henrik, found).await.unwrap();
        let letters = town.seen_by(&henrik, case).await.letters;
        let newest = letters.iter().find(|letter| letter.template == "skift-varigt-planlagt").unwrap();
        assert!(newest.text.contains("Karen Tangbjerg") && newest.text.contains("Jonas Havrelund"), "{}", newest.text);
        let courses: Vec<_> =
            town.file(case).await.courses.into_iter().filter(|c| c.procedure == OF_HANDOVERS).collect();
        assert_eq!(courses.len(), 1, "it is one change of caseworker for the family");
    })
    .await;
}

#[tokio::test]
async fn who_neither_leads_nor_owns_is_told_of_nothing() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let order = wanted(town, "karen", Some("jonas")).await;
        for outsider in ["jonas", "susanne", "louise"] {
            let actor = town.actor(outsider).await;
            let refused = app::handover::carry_out(&town.app, &actor, order.clone()).await;
            assert!(matches!(refused, Err(Refused::NotFound)), "{outsider}");
            assert!(matches!(app::handover::preview(&town.app, &actor, &order).await, Err(Refused::NotFound)));
        }
        let karen = town.actor("karen").await;
        let one = Wanted { cases: Which::Some(vec![case]), ..order };
        app::handover::carry_out(&town.app, &karen, one).await.unwrap();
        assert_eq!(responsible(town, case).await, "jonas", "one gives one's own case to a named colleague");
    })
    .await;
}
