//! Who is responsible for a case: exactly one who works here, at every instant, whatever is tried.

use super::town::*;
use super::*;
use crate::{Error, Responsible};
use domain::handover::{AllTo, Duration, Handover, Item, Known, Planned, State};
use domain::ids::{HandoverId, StaffId};
use jiff::SignedDuration;

/// Tries what nothing in the program does; answers what the database says.
async fn tries(db: &Database, sql: &str) -> Result<(), String> {
    let mut connection = AnyConnection::connect(&db.options.url).await.unwrap();
    let done = sqlx::raw_sql(AssertSqlSafe(sql.to_string())).execute(&mut connection).await;
    connection.close().await.unwrap();
    done.map(|_| ()).map_err(|error| error.to_string())
}

async fn refused(db: &Database, sql: &str, says: &str) {
    let said = tries(db, sql).await.expect_err(sql);
    assert!(said.contains(says), "{sql}\n{said}");
}

async fn periods(db: &Database) -> Vec<(StaffId, Timestamp, Option<Timestamp>)> {
    let mut tx = db.store.read(now(), today()).await.unwrap();
    let found = tx.responsibilities(&on(CASE), CASE).await.unwrap();
    found.into_iter().map(|period| (period.staff, period.from, period.until)).collect()
}

fn later(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

on_each_database!(every_change_of_the_responsible_person_is_written_down_and_periods_touch, |db| {
    settle(&db.store).await;
    let mut tx = db.store.write(later(5), today()).await.unwrap();
    tx.set_responsible(&on(CASE), CASE, 1, BIRGITTE).await.unwrap();
    // Twice at the same instant: the database still tells which came first.
    tx.set_responsible(&on(CASE), CASE, 2, HENRIK).await.unwrap();
    let again = tx.set_responsible(&on(CASE), CASE, 3, HENRIK).await;
    assert!(matches!(again, Err(Error::Stale)), "giving it to who has it is no change");
    tx.commit().await.unwrap();
    let mut tx = db.store.write(later(10), today()).await.unwrap();
    tx.close_case(&on(CASE), CASE, 3, today()).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.store.write(later(20), today()).await.unwrap();
    tx.reopen_case(&on(CASE), CASE, 4, KAREN).await.unwrap();
    tx.commit().await.unwrap();

    let moment = SignedDuration::from_micros(1);
    assert_eq!(
        periods(&db).await,
        [
            (KAREN, now(), Some(later(5))),
            (BIRGITTE, later(5), Some(later(5) + moment)),
            (HENRIK, later(5) + moment, Some(later(10))),
            (KAREN, later(20), None),
        ]
    );
});

on_each_database!(a_clock_that_goes_back_leaves_no_gap, |db| {
    settle(&db.store).await;
    let mut tx = db.store.write(later(-60), today()).await.unwrap();
    tx.set_responsible(&on(CASE), CASE, 1, BIRGITTE).await.unwrap();
    tx.commit().await.unwrap();
    let moment = now() + SignedDuration::from_micros(1);
    assert_eq!(periods(&db).await, [(KAREN, now(), Some(moment)), (BIRGITTE, moment, None)]);
});

on_each_database!(nobody_who_does_not_work_here_is_given_an_open_case, |db| {
    settle(&db.store).await;
    let mut tx = db.store.write(later(1), today()).await.unwrap();
    let birgitte = tx.staff(BIRGITTE).await.unwrap().unwrap();
    tx.save_staff(&domain::staff::Staff { active: false, ..birgitte }).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.store.write(later(2), today()).await.unwrap();
    let given = tx.set_responsible(&on(CASE), CASE, 1, BIRGITTE).await;
    assert!(matches!(given, Err(Error::Responsible(Responsible::NotActive))), "{given:?}");
    tx.rollback().await.unwrap();
    let mut tx = db.store.write(later(2), today()).await.unwrap();
    tx.close_case(&on(CASE), CASE, 1, today()).await.unwrap();
    let reopened = tx.reopen_case(&on(CASE), CASE, 2, BIRGITTE).await;
    assert!(matches!(reopened, Err(Error::Responsible(Responsible::NotActive))), "{reopened:?}");
    tx.rollback().await.unwrap();
    assert_eq!(periods(&db).await, [(KAREN, now(), None)]);
});

on_each_database!(nobody_with_open_cases_is_taken_out_of_service, |db| {
    settle(&db.store).await;
    let mut tx = db.store.write(later(1), today()).await.unwrap();
    let karen = tx.staff(KAREN).await.unwrap().unwrap();
    let gone = domain::staff::Staff { active: false, ..karen };
    let refused = tx.save_staff(&gone).await;
    assert!(matches!(refused, Err(Error::Responsible(Responsible::HoldsCases))), "{refused:?}");
    tx.rollback().await.unwrap();
    let mut tx = db.store.write(later(2), today()).await.unwrap();
    tx.close_case(&on(CASE), CASE, 1, today()).await.unwrap();
    tx.save_staff(&gone).await.unwrap();
    tx.commit().await.unwrap();
});

on_each_database!(the_database_refuses_every_way_round_the_rule, |db| {
    settle(&db.store).await;
    let mut tx = db.store.write(later(1), today()).await.unwrap();
    tx.set_responsible(&on(CASE), CASE, 1, BIRGITTE).await.unwrap();
    tx.commit().await.unwrap();
    let before = periods(&db).await;
    let fixed = "responsible: history is fixed";
    let (birgitte, karen, henrik) = (BIRGITTE, KAREN, HENRIK);
    for (sql, says) in [
        // The case without its history.
        (format!("update cases set responsible_id = '{karen}'"), fixed),
        (format!("update cases set responsible_id = '{karen}', responsible_at = responsible_at - 1"), fixed),
        ("update cases set responsible_at = responsible_at + 1".to_string(), fixed),
        ("update cases set closed_on = '2026-03-02'".to_string(), fixed),
        (
            format!(
                "update cases set closed_on = '2026-03-02', responsible_id = '{karen}', responsible_at = responsible_at + 1"
            ),
            fixed,
        ),
        // The history without its case.
        ("delete from responsibilities".to_string(), fixed),
        ("update responsibilities set until_at = from_at + 1 where until_at is null".to_string(), fixed),
        ("update responsibilities set until_at = null".to_string(), fixed),
        (format!("update responsibilities set staff_id = '{henrik}'"), fixed),
        ("update responsibilities set from_at = from_at - 1".to_string(), fixed),
        (format!("insert into responsibilities (case_id, staff_id, from_at) values ('{CASE}', '{henrik}', 5)"), fixed),
        (
            format!(
                "insert into responsibilities (case_id, staff_id, from_at, until_at) values ('{CASE}', '{henrik}', 5, 6)"
            ),
            fixed,
        ),
        // Two at once.
        (
            format!(
                "insert into responsibilities (case_id, staff_id, from_at) \
                 select id, '{birgitte}', responsible_at from cases where id = '{CASE}'"
            ),
            "",
        ),
        // Nobody.
        ("delete from cases".to_string(), ""),
        (format!("update staff set active = 0 where id = '{birgitte}'"), "responsible: holds open cases"),
        (format!("update staff set active = 2 where id = '{birgitte}'"), ""),
        ("update cases set responsible_id = null, responsible_at = responsible_at + 1".to_string(), ""),
    ] {
        refused(&db, &sql, says).await;
    }
    assert_eq!(periods(&db).await, before, "nothing of it left a trace");
});

on_each_database!(a_case_is_not_opened_with_somebody_who_is_gone, |db| {
    settle(&db.store).await;
    let mut tx = db.store.write(later(1), today()).await.unwrap();
    let birgitte = tx.staff(BIRGITTE).await.unwrap().unwrap();
    tx.save_staff(&domain::staff::Staff { active: false, ..birgitte }).await.unwrap();
    let other = domain::ids::CaseId(id(77));
    let theirs = domain::case::Case { responsible: BIRGITTE, ..case(other, 7) };
    let opened = tx.insert_case(&for_person(MAGNUS), &theirs).await;
    assert!(matches!(opened, Err(Error::Responsible(Responsible::NotActive))), "{opened:?}");
    tx.rollback().await.unwrap();
});

on_each_database!(a_handover_is_kept_with_its_cases_and_its_reason_sealed, |db| {
    settle(&db.store).await;
    let one = Handover {
        id: HandoverId(id(90)),
        from: KAREN,
        on: today(),
        planned: Planned::Unplanned,
        duration: Duration::Temporary { until: Some(day("2026-03-20")) },
        all_to: Some(AllTo::One(BIRGITTE)),
        why: "Syg i to uger.".to_string(),
        absence: None,
        registered_by: HENRIK,
        registered_at: now(),
        state: State::CarriedOut,
        items: vec![Item { case: CASE, to: BIRGITTE, known: Known::Known, moved_at: None, back_at: None }],
        version: 1,
    };
    let mut tx = db.store.write(later(3), today()).await.unwrap();
    tx.insert_handover(&on(CASE), &one).await.unwrap();
    tx.set_responsible(&on(CASE), CASE, 1, BIRGITTE).await.unwrap();
    tx.handover_moved(&on(CASE), one.id, &one.items[0]).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.store.read(later(4), today()).await.unwrap();
    let found = tx.handover(one.id).await.unwrap().unwrap();
    let moved = Item { moved_at: Some(later(3)), ..one.items[0].clone() };
    assert_eq!(found, Handover { items: vec![moved], ..one.clone() });
    let history = tx.responsibilities(&on(CASE), CASE).await.unwrap();
    assert_eq!(history.last().unwrap().handover, Some(one.id), "the period knows what it came of");
    let kind = tx.case_file(&on(CASE), CASE).await.unwrap().handover.unwrap();
    assert_eq!(kind, Some(&one).map(|one| one.kind_for(&one.items[0])).unwrap());
    assert_eq!(tx.handovers_since(day("2026-01-01")).await.unwrap().len(), 1);
    assert_eq!(tx.handovers_due(today()).await.unwrap(), [], "it is carried out");
    let stale =
        db.store.write(later(5), today()).await.unwrap().set_handover_state(&on(CASE), (one.id, 9), State::Ended).await;
    assert!(matches!(stale, Err(Error::Stale)));
});

/// An empty database in the place of this one.
async fn emptied(db: &Database) -> (AnyConnection, crate::dialect::Dialect) {
    db.store.close().await;
    if let Some(folder) = db.folder() {
        for entry in std::fs::read_dir(folder).unwrap() {
            std::fs::remove_file(entry.unwrap().path()).unwrap();
        }
    } else {
        db.tamper("drop schema public cascade; create schema public;").await;
    }
    let dialect = crate::dialect::Dialect::of(&db.options.url).unwrap();
    let mode = dialect.pick("?mode=rwc", "");
    (AnyConnection::connect(&format!("{}{mode}", db.options.url)).await.unwrap(), dialect)
}

/// Rows as a database of the schema before held them: an open case of somebody here, one of somebody who is gone, and one
/// that is closed.
const BEFORE: &str = "\
    insert into staff (id, username, name, sort_key, phone, mail, department, heads, active, password_hash) values \
    ('a', 'karen', 'K', 'k', '', '', 'boernehandicap', '', 1, 'x'), ('b', 'gone', 'G', 'g', '', '', 'boernehandicap', '', 0, 'x'), \
    ('c', 'henrik', 'H', 'h', '', '', 'boernehandicap', '', 1, 'x'), ('d', 'away', 'A', 'a', '', '', 'voksenhandicap', '', 0, 'x'); \
    insert into staff_roles (staff_id, role) values ('a', 'caseworker'), ('b', 'caseworker'), ('c', 'team_leader'), \
    ('d', 'caseworker');";

on_each_database!(an_older_database_gets_its_history_and_is_relieved_of_who_is_gone, |db| {
    let (mut connection, dialect) = emptied(&db).await;
    crate::migrate::to(&mut connection, dialect, 19).await.unwrap();
    sqlx::raw_sql(BEFORE).execute(&mut connection).await.unwrap();
    let columns = "id, number, benefit, department, citizen_id, responsible_id, kle, opened_on, closed_on, closed_to_unit, version";
    // The citizen is left out: the history is about who works here.
    let alone = dialect.pick("pragma foreign_keys = off", "set session_replication_role = replica");
    sqlx::raw_sql(alone).execute(&mut connection).await.unwrap();
    for (case, responsible, department, closed) in [
        ("1", "a", "boernehandicap", "null"),
        ("2", "b", "boernehandicap", "null"),
        ("3", "b", "boernehandicap", "'2026-02-01'"),
        ("4", "d", "voksenhandicap", "null"),
    ] {
        let row = format!(
            "insert into cases ({columns}) values ('{case}', '2026-{case}', 'x', '{department}', 'p', '{responsible}', '', \
             '2026-01-05', {closed}, 0, 1)"
        );
        sqlx::raw_sql(AssertSqlSafe(row)).execute(&mut connection).await.unwrap();
    }
    crate::migrate::to(&mut connection, dialect, 20).await.unwrap();
    let found = "select c.id, r.staff_id, r.from_at, r.until_at from cases c join responsibilities r on r.case_id = c.id \
        order by c.id";
    let rows = sqlx::query(found).fetch_all(&mut connection).await.unwrap();
    let read = |row: &sqlx::any::AnyRow| {
        use sqlx::Row as _;
        let staff: String = row.get("staff_id");
        (staff, row.get::<i64, _>("from_at"), row.get::<Option<i64>, _>("until_at"))
    };
    let (opened, closed) =
        (at("2026-01-05T00:00:00Z").as_microsecond(), at("2026-02-01T00:00:00Z").as_microsecond() + 1);
    assert_eq!(
        rows.iter().map(read).collect::<Vec<_>>(),
        [
            ("a".to_string(), opened, None),
            ("c".to_string(), opened, None),
            ("b".to_string(), opened, Some(closed)),
            // No leader there to take it over: it is as it was, until somebody hands it over.
            ("d".to_string(), opened, None),
        ]
    );
    connection.close().await.unwrap();
});
