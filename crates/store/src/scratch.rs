//! Databases of one test, on a server where databases may be made (`scripts/postgres` starts one). Only for tests of
//! other crates, which contain no SQL; compiled with the feature `scratch`.

use anyhow::Context as _;
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _, Row as _};

/// A database made for one test.
pub struct Scratch {
    server: String,
    name: String,
    /// Its address.
    pub url: String,
}

impl Scratch {
    /// Makes an empty one, by a name no other run has had.
    ///
    /// # Errors
    /// When the server cannot be reached.
    pub async fn make(server: &str) -> anyhow::Result<Scratch> {
        sqlx::any::install_default_drivers();
        let mut bytes = [0u8; 8];
        getrandom::fill(&mut bytes).context("a name by chance")?;
        let name = format!("story_{}", crate::seal::hex(&bytes));
        let (before, _) = server.rsplit_once('/').context("the server's address has no database")?;
        let mut connection = AnyConnection::connect(server).await.context("reaching the server of the tests")?;
        connection.execute(AssertSqlSafe(format!("create database {name}"))).await.context("making a database")?;
        Ok(Scratch { server: server.to_string(), url: format!("{before}/{name}"), name })
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

/// Takes every row of a day and later out of a log, and makes the rest fit so well that nothing inside the database
/// tells: what one with all rights to it could do. Answers the number of the last row there was.
///
/// # Errors
/// When the database says no.
pub async fn cut_the_log(url: &str, from_day: &str) -> anyhow::Result<i64> {
    let mut connection = AnyConnection::connect(url).await.context("reaching a database")?;
    let last: i64 = connection.fetch_one("select max(seq) as seq from audit_heads").await?.try_get("seq")?;
    let unlock = if url.starts_with("sqlite") {
        "drop trigger audit_log_is_not_changed; drop trigger audit_log_is_not_deleted;"
    } else {
        "drop trigger audit_log_is_not_changed on audit_log;"
    };
    let sql = format!(
        "{unlock} delete from audit_log where day >= '{from_day}'; delete from audit_heads where day >= '{from_day}'; \
         update audit_chain set seq = (select max(seq) from audit_log), \
         hash = (select hash from audit_log order by seq desc limit 1);"
    );
    connection.execute(AssertSqlSafe(sql)).await.context("cutting the log")?;
    Ok(last)
}

/// Says of every document that it has so many bytes, as if as much had been laid on.
///
/// # Errors
/// When the database says no.
pub async fn swell_documents(url: &str, bytes: u64) -> anyhow::Result<()> {
    let mut connection = AnyConnection::connect(url).await.context("reaching a database")?;
    connection.execute(AssertSqlSafe(format!("update documents set size = {bytes}"))).await?;
    Ok(())
}
