//! Each query once, on both databases; and what must never be.
//!
//! SQLite always; PostgreSQL when `TOVHOLDER_TEST_POSTGRES` holds the address of a server where databases may be made
//! (`scripts/postgres` starts one).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod audit;
mod casework;
mod handover;
mod large;
mod lists;
mod opening;
mod people;
mod post;
mod post_receipt;
mod protection;
mod statements;
mod town;
mod transition;

use crate::{Durability, Keys, Options, Store};
use jiff::{Timestamp, civil::Date};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _};
use std::path::Path;
use tempfile::TempDir;

/// A database of one test, removed afterwards.
pub(crate) struct Database {
    pub(crate) store: Store,
    pub(crate) options: Options,
    place: Place,
}

enum Place {
    File(TempDir),
    Server { url: String, name: String },
}

pub(crate) fn keys() -> Keys {
    Keys { seal: [7; 32], lookup: [9; 32] }
}

/// Every database there is to test on.
pub(crate) async fn databases() -> Vec<Database> {
    let mut all = vec![sqlite(Durability::Filling).await];
    #[allow(clippy::disallowed_methods, reason = "only the tests' own server is read from the environment")]
    if let Ok(url) = std::env::var("TOVHOLDER_TEST_POSTGRES") {
        all.push(postgres(url).await);
    }
    all
}

pub(crate) async fn sqlite(durability: Durability) -> Database {
    let folder = tempfile::Builder::new().prefix("tovholder-store-").tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("town.db").display());
    let options = Options { url, keys: keys(), durability };
    Database { store: Store::open(&options).await.unwrap(), options, place: Place::File(folder) }
}

async fn postgres(server: String) -> Database {
    sqlx::any::install_default_drivers();
    let name = format!("test_{}", random());
    let mut connection = AnyConnection::connect(&server).await.unwrap();
    connection.execute(AssertSqlSafe(format!("create database {name}"))).await.unwrap();
    let (before, _) = server.rsplit_once('/').unwrap();
    let options = Options { url: format!("{before}/{name}"), keys: keys(), durability: Durability::Durable };
    let store = Store::open(&options).await.unwrap();
    Database { store, options, place: Place::Server { url: server, name } }
}

impl Database {
    pub(crate) async fn remove(self) {
        self.store.close().await;
        match self.place {
            Place::File(folder) => folder.close().unwrap(),
            Place::Server { url, name } => {
                let mut connection = AnyConnection::connect(&url).await.unwrap();
                connection.execute(AssertSqlSafe(format!("drop database {name} with (force)"))).await.unwrap();
            }
        }
    }

    /// The folder of an SQLite file.
    pub(crate) fn folder(&self) -> Option<&Path> {
        match &self.place {
            Place::File(folder) => Some(folder.path()),
            Place::Server { .. } => None,
        }
    }

    /// Does to the database what nothing in the program can do.
    pub(crate) async fn tamper(&self, sql: &str) {
        let mut connection = AnyConnection::connect(&self.options.url).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(sql.to_string())).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }
}

fn random() -> String {
    let mut bytes = [0u8; 8];
    getrandom::fill(&mut bytes).unwrap();
    crate::seal::hex(&bytes)
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Monday 2 March 2026, nine o'clock in the morning.
pub(crate) fn now() -> Timestamp {
    at("2026-03-02T08:00:00Z")
}

pub(crate) fn today() -> Date {
    day("2026-03-02")
}

/// Runs a test on every database.
macro_rules! on_each_database {
    ($(#[$doc:meta])* $name:ident, |$db:ident| $body:block) => {
        $(#[$doc])*
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            for $db in $crate::tests::databases().await {
                $body
                $db.remove().await;
            }
        }
    };
}
pub(crate) use on_each_database;
