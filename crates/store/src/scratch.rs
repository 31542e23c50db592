//! Databases of one test, on a server where databases may be made (`scripts/postgres` starts one). Only for tests of
//! other crates, which contain no SQL; compiled with the feature `scratch`.

use anyhow::Context as _;
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _};

/// A database made for one test.
pub struct Scratch {
    server: String,
    name: String,
    /// Its address.
    pub url: String,
}

impl Scratch {
    /// Makes an empty one; `name` is letters, digits and `_`.
    ///
    /// # Errors
    /// When the server cannot be reached, or the name is another one's.
    pub async fn make(server: &str, name: &str) -> anyhow::Result<Scratch> {
        sqlx::any::install_default_drivers();
        anyhow::ensure!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'), "not a name: {name}");
        let (before, _) = server.rsplit_once('/').context("the server's address has no database")?;
        let mut connection = AnyConnection::connect(server).await.context("reaching the server of the tests")?;
        connection.execute(AssertSqlSafe(format!("create database {name}"))).await.context("making a database")?;
        Ok(Scratch { server: server.to_string(), name: name.to_string(), url: format!("{before}/{name}") })
    }

    /// Removes it, whoever is still connected.
    ///
    /// # Errors
    /// When the server cannot be reached.
    pub async fn remove(self) -> anyhow::Result<()> {
        let mut connection = AnyConnection::connect(&self.server).await.context("reaching the server of the tests")?;
        let sql = format!("drop database {} with (force)", self.name);
        connection.execute(AssertSqlSafe(sql)).await.context("removing a database")?;
        Ok(())
    }
}
