//! What is asked before a database that was there already is served again.

use super::town::*;
use super::{Database, at, now, on_each_database, sqlite};
use crate::audit::{Row, Verdict};
use crate::dialect::Dialect;
use crate::migrate::{self, SCHEMA};
use crate::opening;
use crate::{BackupNeeded, Damaged, Durability, LastStop, Opening, Store, Upgrade};
use sqlx::{AnyConnection, Connection as _, Row as _};
use std::path::PathBuf;

const NOTE: &str = "insert into meta (name, content) values ('note', 'what was there before')";
const NOTED: &str = "select content from meta where name = 'note'";
const VERSION: &str = "select max(number) as number from schema_versions";

async fn connect(db: &Database) -> (AnyConnection, Dialect) {
    let dialect = Dialect::of(&db.options.url).unwrap();
    let mode = dialect.pick("?mode=rwc", "");
    (AnyConnection::connect(&format!("{}{mode}", db.options.url)).await.unwrap(), dialect)
}

/// The database as the program before the last migration left it, with something in it.
async fn make_older(db: &Database) {
    db.store.close().await;
    if let Some(folder) = db.folder() {
        for entry in std::fs::read_dir(folder).unwrap() {
            std::fs::remove_file(entry.unwrap().path()).unwrap();
        }
    } else {
        db.tamper("drop schema public cascade; create schema public;").await;
    }
    let (mut connection, dialect) = connect(db).await;
    migrate::to(&mut connection, dialect, SCHEMA - 1).await.unwrap();
    sqlx::raw_sql(NOTE).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// The schema of the database at an address, and what was noted there.
async fn holds(url: &str) -> (i64, String) {
    let mut connection = AnyConnection::connect(url).await.unwrap();
    let version = sqlx::query(VERSION).fetch_one(&mut connection).await.unwrap().try_get("number").unwrap();
    let note = sqlx::query(NOTED).fetch_one(&mut connection).await.unwrap().try_get("content").unwrap();
    connection.close().await.unwrap();
    (version, note)
}

fn leave(backed_up_before: Option<usize>) -> Opening {
    let upgrade = Upgrade { at: at("2026-11-23T04:40:00Z"), backed_up_before };
    Opening { upgrade: Some(upgrade), last_stop: LastStop::Clean }
}

fn backups(db: &Database) -> Vec<PathBuf> {
    let files = std::fs::read_dir(db.folder().unwrap()).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.to_string_lossy().ends_with(".backup.db")).collect()
}

fn number(schema: usize) -> i64 {
    i64::try_from(schema).unwrap()
}

on_each_database!(r_15_an_older_schema_is_not_changed_without_leave, |db| {
    make_older(&db).await;
    let refused = Store::open(&db.options).await.unwrap_err();
    let expected = BackupNeeded { from: SCHEMA - 1, to: SCHEMA };
    assert_eq!(refused.downcast_ref::<BackupNeeded>(), Some(&expected), "{refused:#}");
    assert_eq!(holds(&db.options.url).await, (number(SCHEMA - 1), "what was there before".to_string()));
});

on_each_database!(r_15_a_backup_stands_before_the_schema_is_changed, |db| {
    make_older(&db).await;
    if db.folder().is_some() {
        Store::open_with(&db.options, &leave(None)).await.unwrap().close().await;
        let [backup] = &backups(&db)[..] else { panic!("one backup, made once") };
        let name = backup.file_name().unwrap().to_str().unwrap().to_string();
        assert_eq!(name, format!("town-schema-{}-2026-11-23T044000Z.backup.db", SCHEMA - 1));
        let was = holds(&format!("sqlite://{}", backup.display())).await;
        assert_eq!(was, (number(SCHEMA - 1), "what was there before".to_string()));
    } else {
        for told in [None, Some(SCHEMA - 1)] {
            let refused = Store::open_with(&db.options, &leave(told)).await.unwrap_err();
            assert!(refused.downcast_ref::<BackupNeeded>().is_some(), "told of {told:?}: {refused:#}");
        }
        Store::open_with(&db.options, &leave(Some(SCHEMA))).await.unwrap().close().await;
    }
    assert_eq!(holds(&db.options.url).await, (number(SCHEMA), "what was there before".to_string()));
    Store::open_with(&db.options, &leave(None)).await.unwrap().close().await;
    assert!(db.folder().is_none() || backups(&db).len() == 1, "nothing to change, nothing to back up");
});

#[tokio::test]
async fn r_15_without_its_backup_a_file_is_not_changed() {
    let db = sqlite(Durability::Durable).await;
    make_older(&db).await;
    let taken = db.folder().unwrap().join(format!("town-schema-{}-2026-11-23T044000Z.backup.db", SCHEMA - 1));
    std::fs::write(&taken, "something else").unwrap();
    assert!(Store::open_with(&db.options, &leave(None)).await.is_err());
    assert_eq!(holds(&db.options.url).await.0, number(SCHEMA - 1));
    assert_eq!(std::fs::read_to_string(&taken).unwrap(), "something else");
    db.remove().await;
}

fn row(action: &str) -> Row {
    Row {
        at: now(),
        subject: None,
        session: None,
        role: None,
        relation: None,
        purpose: String::new(),
        action: action.into(),
        case: None,
        objects: Vec::new(),
        persons: Vec::new(),
        fields: Vec::new(),
        verdict: Verdict::Allowed,
        request: String::new(),
        ip: "-".into(),
    }
}

const KILLED: Opening = Opening { upgrade: None, last_stop: LastStop::Unclean };

on_each_database!(r_16_a_whole_database_opens_after_an_unclean_stop, |db| {
    Store::open_with(&db.options, &KILLED).await.unwrap().close().await;
    for action in ["one", "two", "three"] {
        db.store.audit(row(action)).await.unwrap();
    }
    db.store.close().await;
    Store::open_with(&db.options, &KILLED).await.unwrap().close().await;
});

on_each_database!(r_16_a_log_that_lost_its_last_row_is_not_served_after_an_unclean_stop, |db| {
    for action in ["one", "two", "three"] {
        db.store.audit(row(action)).await.unwrap();
    }
    db.store.close().await;
    super::audit::unlock(&db).await;
    db.tamper("delete from audit_log where seq = 3").await;
    let refused = Store::open_with(&db.options, &KILLED).await.unwrap_err();
    let damaged = refused.downcast_ref::<Damaged>().unwrap();
    assert!(damaged.what.contains("row 3 of the audit log"), "{damaged}");
    Store::open(&db.options).await.unwrap().close().await;
});

on_each_database!(only_the_last_rows_of_the_log_are_walked_after_an_unclean_stop, |db| {
    for nr in 0..6 {
        db.store.audit(row(&nr.to_string())).await.unwrap();
    }
    super::audit::unlock(&db).await;
    db.tamper("update audit_log set purpose = 'x' where seq = 2").await;
    let mut tx = read(&db.store).await;
    assert_eq!(tx.walk_audit_tail(4).await.unwrap(), crate::audit_verify::Verified::Whole { rows: 4 });
    let found = tx.walk_audit_tail(5).await.unwrap();
    assert!(matches!(found, crate::audit_verify::Verified::Broken { seq: 2, .. }), "{found:?}");
});

/// Flips the bytes of every page of a table's B-tree but the first of the file, as a failing disk might.
fn spoil(file: &PathBuf) {
    let mut bytes = std::fs::read(file).unwrap();
    let half = bytes.len() / 2;
    for byte in bytes.iter_mut().skip(half).take(4096) {
        *byte = !*byte;
    }
    std::fs::write(file, bytes).unwrap();
}

#[tokio::test]
async fn r_16_a_spoilt_file_is_found_after_an_unclean_stop_and_beside_serving() {
    let db = sqlite(Durability::Durable).await;
    db.store.quick_check().await.unwrap();
    db.store.close().await;
    spoil(&db.folder().unwrap().join("town.db"));
    let refused = Store::open_with(&db.options, &KILLED).await.unwrap_err();
    assert!(refused.downcast_ref::<Damaged>().is_some(), "{refused:#}");
    let served = Store::open(&db.options).await.unwrap();
    let found = served.quick_check().await.unwrap_err();
    assert!(found.downcast_ref::<Damaged>().is_some(), "{found:#}");
    served.close().await;
    db.remove().await;
}

#[tokio::test]
async fn r_16_a_file_that_is_no_database_is_told_as_damaged() {
    let db = sqlite(Durability::Durable).await;
    db.store.close().await;
    std::fs::write(db.folder().unwrap().join("town.db"), "this was a database once ".repeat(400)).unwrap();
    let refused = Store::open_with(&db.options, &KILLED).await.unwrap_err();
    assert!(refused.downcast_ref::<Damaged>().is_some(), "{refused:#}");
    db.remove().await;
}

#[tokio::test]
async fn r_16_quick_check_says_where() {
    let db = sqlite(Durability::Durable).await;
    db.store.close().await;
    spoil(&db.folder().unwrap().join("town.db"));
    let (mut connection, dialect) = connect(&db).await;
    let found = opening::quick_check(&mut connection, dialect).await.map_err(opening::told_as_damage).unwrap_err();
    assert!(found.to_string().contains("page") || found.to_string().contains("malformed"), "{found}");
    connection.close().await.unwrap();
    db.remove().await;
}
