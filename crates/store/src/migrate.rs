//! Migrations: numbered, forward only, each in a transaction; a newer schema than ours is refused.

use crate::dialect::Dialect;
use crate::opening::{self, Opening};
use anyhow::{Context as _, bail};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _, Row as _};

/// Every migration, oldest first; never changed once released.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_people.sql"),
    include_str!("../migrations/0002_cases.sql"),
    include_str!("../migrations/0003_work.sql"),
    include_str!("../migrations/0004_audit.sql"),
    include_str!("../migrations/0005_post.sql"),
    include_str!("../migrations/0006_fixed_and_begun.sql"),
    include_str!("../migrations/0007_complaints.sql"),
    include_str!("../migrations/0008_notifications.sql"),
    include_str!("../migrations/0009_access_requests.sql"),
    include_str!("../migrations/0010_absences.sql"),
    include_str!("../migrations/0011_text_search.sql"),
    include_str!("../migrations/0012_tasks.sql"),
    include_str!("../migrations/0013_enquiries.sql"),
    include_str!("../migrations/0014_signatures.sql"),
    include_str!("../migrations/0015_consents_shared.sql"),
    include_str!("../migrations/0016_meetings.sql"),
    include_str!("../migrations/0017_calendars.sql"),
    include_str!("../migrations/0018_functions.sql"),
    include_str!("../migrations/0019_field_kits.sql"),
    include_str!("../migrations/0020_responsibilities.sql"),
    include_str!("../migrations/0021_transitions.sql"),
    include_str!("../migrations/0022_adulthood.sql"),
    include_str!("../migrations/0023_families.sql"),
    include_str!("../migrations/0024_financing.sql"),
    include_str!("../migrations/0025_interfaces.sql"),
];

/// The number of the schema this program was written for.
pub const SCHEMA: usize = MIGRATIONS.len();

const VERSIONS: &str = "create table if not exists schema_versions (number bigint primary key)";
const CURRENT: &str = "select coalesce(max(number), 0) as current from schema_versions";
const ADD: &str = "insert into schema_versions (number) values ($1)";
/// Two programs that start at once on one server do not both migrate; SQLite's write lock does the same.
const ALONE: &str = "select pg_advisory_xact_lock(7063155)";

/// Brings the database to [`SCHEMA`]; resumes where an earlier run stopped. One that holds data is backed up before.
pub(crate) async fn run(connection: &mut AnyConnection, dialect: Dialect, opening: &Opening) -> anyhow::Result<()> {
    let current = current(connection, dialect).await?;
    if SCHEMA < current {
        bail!("the database has schema {current}, this program knows {SCHEMA}: start a newer program");
    }
    if 0 < current && current < SCHEMA {
        opening::backup_before(connection, dialect, opening, (current, SCHEMA)).await?;
    }
    to(connection, dialect, SCHEMA).await
}

/// The number of the database's schema; 0 for an empty one.
async fn current(connection: &mut AnyConnection, dialect: Dialect) -> anyhow::Result<usize> {
    let mut tx = connection.begin_with(dialect.begin_write()).await.context("beginning to look at the schema")?;
    let current = schema(&mut tx, dialect).await?;
    tx.commit().await.context("ending to look at the schema")?;
    Ok(current)
}

async fn schema(tx: &mut AnyConnection, dialect: Dialect) -> anyhow::Result<usize> {
    if dialect == Dialect::Postgres {
        tx.execute(ALONE).await.context("waiting for another migration")?;
    }
    tx.execute(VERSIONS).await.context("making the table of schema versions")?;
    let current: i64 = tx.fetch_one(CURRENT).await.context("reading the schema version")?.try_get("current")?;
    usize::try_from(current).context("the schema version is negative")
}

/// Does the migrations up to this number that are not done yet.
pub(crate) async fn to(connection: &mut AnyConnection, dialect: Dialect, last: usize) -> anyhow::Result<()> {
    loop {
        let mut tx = connection.begin_with(dialect.begin_write()).await.context("beginning a migration")?;
        let current = schema(&mut tx, dialect).await?;
        let Some(migration) = MIGRATIONS.get(current).filter(|_| current < last) else {
            return tx.commit().await.context("ending the migrations");
        };
        let number = current.saturating_add(1);
        sqlx::raw_sql(AssertSqlSafe(dialect.translate(migration)))
            .execute(&mut *tx)
            .await
            .with_context(|| format!("migration {number}"))?;
        sqlx::query(ADD).bind(i64::try_from(number)?).execute(&mut *tx).await.context("noting a migration")?;
        tx.commit().await.with_context(|| format!("committing migration {number}"))?;
        tracing::info!(number, "migrated");
    }
}
