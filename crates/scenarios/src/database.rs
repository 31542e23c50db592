//! A database of one story: SQLite always, PostgreSQL too when `TOVHOLDER_TEST_POSTGRES` names a server.

use std::path::PathBuf;
use store::scratch::Scratch;
use tempfile::TempDir;

/// Which database a story is played on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file of its own.
    Sqlite,
    /// A database of its own on the tests' server.
    Postgres,
}

/// A database of one story, removed afterwards.
pub struct Database {
    /// Its address.
    pub url: String,
    place: Place,
}

enum Place {
    File(TempDir),
    Server(Scratch),
}

#[allow(clippy::disallowed_methods, reason = "only the tests' own server is read from the environment")]
fn server() -> Option<String> {
    std::env::var("TOVHOLDER_TEST_POSTGRES").ok()
}

/// Every kind there is to play on.
pub fn kinds() -> Vec<Kind> {
    std::iter::once(Kind::Sqlite).chain(server().map(|_| Kind::Postgres)).collect()
}

impl Database {
    /// An empty one.
    pub async fn of(kind: Kind) -> Database {
        match kind {
            Kind::Sqlite => {
                let folder = tempfile::Builder::new().prefix("tovholder-story-").tempdir().unwrap();
                let url = format!("sqlite://{}", folder.path().join("town.db").display());
                Database { url, place: Place::File(folder) }
            }
            Kind::Postgres => {
                let scratch = Scratch::make(&server().unwrap()).await.unwrap();
                Database { url: scratch.url.clone(), place: Place::Server(scratch) }
            }
        }
    }

    /// Every file of an SQLite database, for looking into what a thief would get.
    pub fn files(&self) -> Vec<PathBuf> {
        match &self.place {
            Place::File(folder) => {
                std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect()
            }
            Place::Server(_) => Vec::new(),
        }
    }

    /// Removes it.
    pub async fn remove(self) {
        match self.place {
            Place::File(folder) => folder.close().unwrap(),
            Place::Server(scratch) => scratch.remove().await.unwrap(),
        }
    }
}
