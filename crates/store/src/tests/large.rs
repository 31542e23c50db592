//! A municipality with many cases: what the lists cost. Prints figures; run by hand:
//! `cargo test -p store a_large_town -- --ignored --nocapture`.

use super::town::*;
use super::{Database, databases, day, today};
use crate::case::{CaseFilter, Open, Who};
use crate::todo::{Block, TodoKind, TodoRow, WorklistFilter};
use domain::access::Scope;
use domain::case::{Case, Course};
use domain::ids::{CaseId, CaseNumber, CourseId, PersonId, StaffId};
use domain::staff::Role;
use std::time::{Duration, Instant};

const CASES: u32 = 100_000;
const STAFF: u32 = 60;
const DEPARTMENTS: [&str; 3] = ["boernehandicap", "voksenhandicap", "boern-og-familie"];
const FIRST: [&str; 8] = ["Mag", "Id", "Eli", "Sof", "Ås", "Tor", "Fre", "Ki"];
const FIRST_END: [&str; 7] = ["nus", "a", "as", "ie", "e", "ben", "m"];
const LAST: [&str; 8] = ["Hol", "Aa", "Tve", "Krogs", "Brink", "Over", "Ros", "Lund"];
const LAST_END: [&str; 9] = ["m", "gaard", "je", "bæk", "holt", "by", "vang", "toft", "lev"];

fn pick<T: Copy>(from: &[T], n: u32) -> T {
    from[n as usize % from.len()]
}

/// Two hundred surnames' worth of variety: as in life, the most common name is some percent of the people.
fn name(n: u32) -> String {
    let (a, b) = (n.wrapping_mul(2_654_435_761) >> 8, n.wrapping_mul(40_503) >> 3);
    let last = |n: u32| format!("{}{}", pick(&LAST, n), pick(&LAST_END, n / 8));
    format!("{}{} {} {}", pick(&FIRST, a), pick(&FIRST_END, a / 8), last(b), last(a / 56))
}

async fn fill(db: &Database) {
    let mut tx = write(&db.store).await;
    for n in 0..STAFF {
        let who = StaffId(id(u128::from(n) + 1));
        let one =
            staff(who, &format!("s{n}"), &format!("Sagsbehandler {n}"), pick(&DEPARTMENTS, n), &[Role::Caseworker]);
        tx.insert_staff(&one, "hash").await.unwrap();
    }
    for n in 0..CASES {
        let who = PersonId(id(1_000_000 + u128::from(n)));
        let this = CaseId(id(2_000_000 + u128::from(n)));
        let course = CourseId(id(3_000_000 + u128::from(n)));
        let name = name(n);
        let cpr = format!("{:02}{:02}{:02}{:04}", 61 + n % 28, 1 + n / 28 % 12, n / 336 % 100, n / 33_600 + 9900);
        tx.insert_person(&for_person(who), &person(who, &cpr, &name)).await.unwrap();
        let number = CaseNumber { year: 2026, running: n + 1 };
        let responsible = StaffId(id(u128::from(n % STAFF) + 1));
        let department = pick(&DEPARTMENTS, n % STAFF).to_string();
        let one = Case { id: this, number, citizen: who, responsible, department, ..case(this, n + 1) };
        tx.insert_case(&for_person(who), &one).await.unwrap();
        tx.insert_course(&on(this), this, &Course { id: course, ..super::town::course() }).await.unwrap();
        let todos: Vec<TodoRow> = (0..4).map(|k| todo(course, n, k)).collect();
        tx.replace_todos(&on(this), this, &todos).await.unwrap();
        if n % 5_000 == 4_999 {
            tx.commit().await.unwrap();
            tx = write(&db.store).await;
        }
    }
    tx.commit().await.unwrap();
    db.store.gather_statistics().await.unwrap();
}

fn todo(course: CourseId, n: u32, k: u32) -> TodoRow {
    let days = i64::from((n / STAFF * 7 + k * 31) % 120) - 20;
    let due = today().saturating_add(jiff::Span::new().days(days));
    TodoRow {
        course: Some(course),
        task: None,
        owner: None,
        step: format!("trin-{k}"),
        element: None,
        title: "Vurder behovet".into(),
        role: "sagsbehandler".into(),
        kind: TodoKind::Step,
        opens: today(),
        due: Some(due),
        due_at: None,
        due_kind: Some(domain::deadline::Kind::Goal),
        rule: "7 arbejdsdage".into(),
        source: None,
        to_be_confirmed: false,
        set_by_hand: None,
        standing_still_since: None,
        passed_at_start: false,
        warn_on: None,
        waits_for: (k == 3).then(|| "skolen".to_string()),
        blocked: vec![],
        optional: false,
    }
}

fn show(what: &str, mut times: Vec<Duration>) {
    times.sort();
    println!("  {what:<28} p50 {:>9.2?}  p99 {:>9.2?}", times[times.len() / 2], times[times.len() * 99 / 100]);
}

async fn measure(db: &Database, who: &Who, scope: &Scope, name: &str) {
    let week_ends = day("2026-03-08");
    let (mut rows, mut counts, mut cases) = (vec![], vec![], vec![]);
    for n in 0..50 {
        let mut tx = read(&db.store).await;
        let block = pick(&[Block::Overdue, Block::Today, Block::Week, Block::Waiting, Block::Later], n);
        let begun = Instant::now();
        let filter = WorklistFilter { who: who.clone(), block, week_ends };
        assert!(!tx.worklist(scope, &filter, None, 50).await.unwrap().is_empty(), "{block:?}");
        rows.push(begun.elapsed());
        let begun = Instant::now();
        tx.worklist_counts(scope, who, week_ends).await.unwrap();
        counts.push(begun.elapsed());
        let begun = Instant::now();
        let filter = CaseFilter { who: who.clone(), open: Open::Open };
        assert_eq!(tx.list_cases(scope, &filter, None, 50).await.unwrap().len(), 50);
        cases.push(begun.elapsed());
    }
    show(&format!("worklist block, {name}"), rows);
    show(&format!("worklist counts, {name}"), counts);
    show(&format!("cases, {name}"), cases);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes; prints figures"]
async fn a_large_town_is_listed_quickly() {
    for db in databases().await {
        let begun = Instant::now();
        fill(&db).await;
        println!("{:?}: {CASES} cases in {:.1?}", db.store, begun.elapsed());
        let scope = scope_of(StaffId(id(1)), DEPARTMENTS[0]);
        measure(&db, &Who::Mine, &scope, "mine").await;
        measure(&db, &Who::Department(DEPARTMENTS[0].into()), &scope, "department").await;
        for search in ["magnus", "aagaard torben", "h", "holm", "åse lund"] {
            let mut times = vec![];
            for _ in 0..20 {
                let mut tx = read(&db.store).await;
                let begun = Instant::now();
                assert!(!tx.search_people(&scope, search, 20).await.unwrap().is_empty(), "{search}");
                times.push(begun.elapsed());
            }
            show(&format!("search {search}"), times);
        }
        let mut times = vec![];
        for n in 0..200u32 {
            let mut tx = read(&db.store).await;
            let this = CaseId(id(2_000_000 + u128::from(n * 411)));
            let begun = Instant::now();
            tx.case_file(&on(this), this).await.unwrap();
            times.push(begun.elapsed());
        }
        show("case file", times);
        db.remove().await;
    }
}
