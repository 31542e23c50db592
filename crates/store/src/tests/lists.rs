use super::town::*;
use super::{day, on_each_database, today};
use crate::case::{CaseFilter, Open, Who};
use crate::todo::{Block, Counts, TodoKind, TodoRow, WorklistFilter};
use crate::{Error, Tx};
use domain::access::Yes;
use domain::case::Case;
use domain::deadline::Kind;
use domain::ids::{CaseId, CaseNumber, PersonId};
use domain::staff::Function;

const SUNDAY: &str = "2026-03-08";

fn todo(title: &str, due: Option<&str>, waits_for: Option<&str>) -> TodoRow {
    TodoRow {
        course: Some(COURSE),
        task: None,
        owner: None,
        step: "vurdering".into(),
        element: None,
        title: title.into(),
        role: "sagsbehandler".into(),
        kind: TodoKind::Step,
        opens: today(),
        due: due.map(day),
        due_at: None,
        due_kind: due.map(|_| Kind::Goal),
        rule: "7 arbejdsdage efter ansøgningen".into(),
        source: Some("retssikkerhedsloven § 3".into()),
        to_be_confirmed: true,
        set_by_hand: None,
        standing_still_since: None,
        passed_at_start: false,
        warn_on: due.map(day),
        waits_for: waits_for.map(str::to_string),
        blocked: vec!["Samtykke mangler".into()],
        optional: false,
    }
}

fn every_block() -> Vec<TodoRow> {
    vec![
        todo("overskredet", Some("2026-02-27"), None),
        todo("svar udebliver", Some("2026-03-01"), Some("skolen")),
        todo("i dag", Some("2026-03-02"), None),
        todo("søndag", Some(SUNDAY), None),
        todo("venter", Some("2026-03-04"), Some("skolen")),
        todo("mandag", Some("2026-03-09"), None),
        todo("uden dato", None, None),
    ]
}

async fn titles(tx: &mut Tx, scope: &domain::access::Scope, who: Who, block: Block) -> Vec<String> {
    let filter = WorklistFilter { who, block, week_ends: day(SUNDAY) };
    let rows = tx.worklist(scope, &filter, None, 10).await.unwrap();
    rows.into_iter().map(|row| row.todo.title).collect()
}

fn children() -> Who {
    Who::Department("boernehandicap".into())
}

on_each_database!(each_todo_is_in_one_block_and_the_counts_say_the_same, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    tx.replace_todos(&on(CASE), CASE, &every_block()).await.unwrap();
    tx.replace_todos(&on(CASE), CASE, &every_block()).await.unwrap();
    let scope = scope_of(KAREN, "boernehandicap");
    for who in [Who::Mine, children()] {
        assert_eq!(titles(&mut tx, &scope, who.clone(), Block::Overdue).await, ["overskredet", "svar udebliver"]);
        assert_eq!(titles(&mut tx, &scope, who.clone(), Block::Today).await, ["i dag"]);
        assert_eq!(titles(&mut tx, &scope, who.clone(), Block::Week).await, ["søndag"]);
        assert_eq!(titles(&mut tx, &scope, who.clone(), Block::Waiting).await, ["venter"]);
        assert_eq!(titles(&mut tx, &scope, who.clone(), Block::Later).await, ["mandag", "uden dato"]);
        let counts = tx.worklist_counts(&scope, &who, day(SUNDAY)).await.unwrap();
        assert_eq!(counts, Counts { overdue: 2, today: 1, week: 1, waiting: 1, later: 2 });
    }
    assert_eq!(tx.todos_of_case(&on(CASE), CASE).await.unwrap(), every_block_by_date());
    tx.clear_todos().await.unwrap();
    assert_eq!(tx.todos_of_case(&on(CASE), CASE).await.unwrap(), []);
});

fn every_block_by_date() -> Vec<TodoRow> {
    let mut rows = every_block();
    rows.sort_by_key(|row| row.due.unwrap_or(day("9999-12-31")));
    rows
}

on_each_database!(a_worklist_row_says_all_that_the_page_shows_and_pages_by_key, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    tx.replace_todos(&on(CASE), CASE, &every_block()).await.unwrap();
    let scope = scope_of(KAREN, "boernehandicap");
    for who in [Who::Mine, children()] {
        let filter = WorklistFilter { who, block: Block::Overdue, week_ends: day(SUNDAY) };
        let first = tx.worklist(&scope, &filter, None, 1).await.unwrap();
        let row = &first[0];
        assert_eq!((row.case, row.number, row.protected), (CASE, CaseNumber { year: 2026, running: 1 }, true));
        assert_eq!((row.citizen.as_str(), row.responsible.as_str()), ("Magnus Holm", "Karen Tangbjerg"));
        assert_eq!(row.todo, every_block()[0]);
        let second = tx.worklist(&scope, &filter, Some(&row.key), 5).await.unwrap();
        assert_eq!(second.iter().map(|row| row.todo.title.as_str()).collect::<Vec<_>>(), ["svar udebliver"]);
        let none = tx.worklist(&scope, &filter, Some(&second[0].key), 5).await.unwrap();
        assert!(none.is_empty());
    }
});

on_each_database!(a_list_shows_nothing_outside_ones_scope, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    tx.replace_todos(&on(CASE), CASE, &every_block()).await.unwrap();
    let louise = scope_of(LOUISE, "voksenhandicap");
    let foreign = WorklistFilter { who: children(), block: Block::Today, week_ends: day(SUNDAY) };
    assert!(matches!(tx.worklist(&louise, &foreign, None, 5).await, Err(Error::NotFound)));
    assert!(matches!(tx.worklist_counts(&louise, &children(), day(SUNDAY)).await, Err(Error::NotFound)));
    assert!(titles(&mut tx, &louise, Who::Mine, Block::Today).await.is_empty());
    assert!(tx.search_people(&louise, "magnus", 10).await.unwrap().is_empty());
    // A function on the case from today on puts it in her own list.
    let substitute = crate::access::FunctionOnCase {
        staff: LOUISE,
        function: Function::Substitute,
        from: today(),
        until: Some(today()),
    };
    tx.add_function(&on(CASE), CASE, &substitute).await.unwrap();
    assert_eq!(titles(&mut tx, &louise, Who::Mine, Block::Today).await, ["i dag"]);
    assert_eq!(tx.worklist_counts(&louise, &Who::Mine, day(SUNDAY)).await.unwrap().overdue, 2);
    assert_eq!(tx.search_people(&louise, "magnus", 10).await.unwrap().len(), 1);
    // Her own family's case is never hers to see, function or not.
    tx.insert_conflict(LOUISE, MAGNUS, "søster").await.unwrap();
    assert!(titles(&mut tx, &louise, Who::Mine, Block::Today).await.is_empty());
    assert_eq!(tx.worklist_counts(&louise, &Who::Mine, day(SUNDAY)).await.unwrap(), Counts::default());
    assert!(tx.search_people(&louise, "magnus", 10).await.unwrap().is_empty());
});

on_each_database!(a_case_closed_to_its_department_is_listed_for_named_people_only, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    tx.replace_todos(&on(CASE), CASE, &every_block()).await.unwrap();
    let version = tx.set_closed_to_unit(&on(CASE), CASE, 1, Yes::Yes).await.unwrap();
    let birgitte = scope_of(BIRGITTE, "boernehandicap");
    let open = |who: Who| CaseFilter { who, open: Open::Open };
    assert!(titles(&mut tx, &birgitte, children(), Block::Today).await.is_empty());
    assert!(tx.list_cases(&birgitte, &open(children()), None, 9).await.unwrap().is_empty());
    assert!(tx.search_people(&birgitte, "magnus", 9).await.unwrap().is_empty());
    let karen = scope_of(KAREN, "boernehandicap");
    assert_eq!(titles(&mut tx, &karen, Who::Mine, Block::Today).await, ["i dag"]);
    assert_eq!(tx.list_cases(&karen, &open(Who::Mine), None, 9).await.unwrap().len(), 1);
    tx.set_closed_to_unit(&on(CASE), CASE, version, Yes::No).await.unwrap();
    assert_eq!(titles(&mut tx, &birgitte, children(), Block::Today).await, ["i dag"]);
});

on_each_database!(a_case_and_its_todos_follow_the_responsible_person, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    tx.replace_todos(&on(CASE), CASE, &every_block()).await.unwrap();
    assert_eq!(tx.set_responsible(&on(CASE), CASE, 1, BIRGITTE).await.unwrap(), 2);
    assert!(matches!(tx.set_responsible(&on(CASE), CASE, 1, HENRIK).await, Err(Error::Stale)));
    let (karen, birgitte) = (scope_of(KAREN, "boernehandicap"), scope_of(BIRGITTE, "boernehandicap"));
    assert!(titles(&mut tx, &karen, Who::Mine, Block::Today).await.is_empty());
    assert_eq!(titles(&mut tx, &birgitte, Who::Mine, Block::Today).await, ["i dag"]);
    assert_eq!(tx.bump_case(&on(CASE), CASE, 2).await.unwrap(), 3);
    assert!(matches!(tx.bump_case(&on(CASE), CASE, 2).await, Err(Error::Stale)));
    assert_eq!(tx.close_case(&on(CASE), CASE, 3, today()).await.unwrap(), 4);
    assert!(matches!(tx.bump_case(&on(CASE), CASE, 4).await, Err(Error::Stale)), "a closed case is not worked on");
    assert!(titles(&mut tx, &birgitte, Who::Mine, Block::Today).await.is_empty());
    let closed = CaseFilter { who: Who::Mine, open: Open::Closed };
    let rows = tx.list_cases(&birgitte, &closed, None, 9).await.unwrap();
    assert_eq!((rows[0].closed_on, &rows[0].next), (Some(today()), &None));
    let closed = CaseFilter { who: children(), open: Open::Closed };
    assert_eq!(tx.list_cases(&karen, &closed, None, 9).await.unwrap().len(), 1);
});

on_each_database!(cases_are_listed_newest_first_with_their_next_date_and_paged_by_number, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    tx.replace_todos(&on(CASE), CASE, &every_block()).await.unwrap();
    for running in 2..=4 {
        let number = tx.next_case_number(2026).await.unwrap();
        assert_eq!(number.running, running - 1, "the settled case was numbered by hand");
        let next = case(CaseId(id(u128::from(running) + 100)), running);
        tx.insert_case(&for_person(MAGNUS), &next).await.unwrap();
    }
    assert_eq!(tx.next_case_number(2027).await.unwrap(), CaseNumber { year: 2027, running: 1 });
    let scope = scope_of(KAREN, "boernehandicap");
    for who in [Who::Mine, children()] {
        let filter = CaseFilter { who, open: Open::Open };
        let page = tx.list_cases(&scope, &filter, None, 3).await.unwrap();
        assert_eq!(page.iter().map(|row| row.number.running).collect::<Vec<_>>(), [4, 3, 2]);
        let rest = tx.list_cases(&scope, &filter, Some(page[2].number), 3).await.unwrap();
        assert_eq!(rest.len(), 1);
        assert_eq!((rest[0].id, rest[0].protected), (CASE, true));
        let next = rest[0].next.clone().unwrap();
        assert_eq!((next.due, next.kind), (day("2026-02-27"), Kind::Goal), "a date is never alone");
        assert_eq!(next.rule, "7 arbejdsdage efter ansøgningen");
        assert_eq!((rest[0].citizen.as_str(), rest[0].responsible.as_str()), ("Magnus Holm", "Karen Tangbjerg"));
    }
});

on_each_database!(people_are_found_by_the_beginnings_of_their_names_in_danish_order, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let names = ["Åse Holmberg", "Aage Holmberg", "Ægir Holmberg", "Bent Holmberg"];
    for (nr, name) in (0u32..).zip(names) {
        let who = PersonId(id(200 + u128::from(nr)));
        tx.insert_person(&for_person(who), &person(who, &format!("650318991{nr}"), name)).await.unwrap();
        let theirs = Case { citizen: who, ..case(CaseId(id(300 + u128::from(nr))), 10 + nr) };
        tx.insert_case(&for_person(who), &theirs).await.unwrap();
    }
    let second = Case { citizen: MAGNUS, ..case(CaseId(id(400)), 30) };
    tx.insert_case(&for_person(MAGNUS), &second).await.unwrap();
    let scope = scope_of(KAREN, "boernehandicap");
    let found = tx.search_people(&scope, "holm", 9).await.unwrap();
    let names: Vec<&str> = found.iter().map(|hit| hit.name.as_str()).collect();
    assert_eq!(names, ["Bent Holmberg", "Magnus Holm", "Ægir Holmberg", "Aage Holmberg", "Åse Holmberg"]);
    let magnus = &found[1];
    assert_eq!(magnus.cases.iter().map(|(_, number)| number.running).collect::<Vec<_>>(), [1, 30]);
    assert!(magnus.protected);
    assert_eq!(tx.search_people(&scope, "holm åg", 9).await.unwrap()[0].name, "Aage Holmberg");
    assert_eq!(tx.search_people(&scope, "holm", 2).await.unwrap().len(), 2);
    assert!(tx.search_people(&scope, "  ", 9).await.unwrap().is_empty());
    assert!(tx.search_people(&scope, "olm", 9).await.unwrap().is_empty(), "not in the middle of a word");
    assert!(tx.search_people(&scope, "%", 9).await.unwrap().is_empty());
    assert!(tx.search_people(&scope, "sofie", 9).await.unwrap().is_empty(), "she has no case of her own");
});

on_each_database!(decisions_that_wait_for_approval_are_listed_oldest_first_and_never_to_who_drafted_them, |db| {
    use domain::decision::State;
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let second = CaseId(id(21));
    tx.insert_case(&for_person(MAGNUS), &case(second, 2)).await.unwrap();
    for (nr, on_case) in [(50, CASE), (51, second)] {
        let decision = super::casework::decision(domain::ids::DecisionId(id(nr)));
        tx.insert_decision(&on(on_case), on_case, &decision).await.unwrap();
        let submitted = State::Submitted { at: super::now() };
        tx.set_decision_state(&on(on_case), decision.id, 1, &submitted).await.unwrap();
    }
    let waiting = tx.awaiting_approval(&scope_of(BIRGITTE, "boernehandicap"), 9).await.unwrap();
    assert_eq!(waiting.iter().map(|row| row.number.running).collect::<Vec<_>>(), [1, 2]);
    assert!(tx.awaiting_approval(&scope_of(KAREN, "boernehandicap"), 9).await.unwrap().is_empty());
    assert!(tx.awaiting_approval(&scope_of(LOUISE, "voksenhandicap"), 9).await.unwrap().is_empty());
});
