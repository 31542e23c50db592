//! Opening a database: what is checked before anything is served.

use crate::audit::Appender;
use crate::audit_verify::Verified;
use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::opening::{self, Damaged, LastStop, Opening, told_as_damage};
use crate::seal::{self, Keys};
use crate::tx::Tx;
use crate::{meta, migrate};
use anyhow::{Context as _, bail};
use jiff::{Timestamp, civil::Date};
use sqlx::any::AnyPoolOptions;
use sqlx::{Any, AnyConnection, AnyPool, Connection as _, Row as _, Transaction};
use std::sync::Arc;
use std::time::Duration;

/// Whether a commit waits for the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Saved means saved: serving always.
    Durable,
    /// A new demo file is being filled; losing it costs a new start. Never for serving.
    Filling,
}

/// What is needed to open a database.
#[derive(Clone, Debug)]
pub struct Options {
    /// `sqlite:///path/to/file.db` or `postgres://…`.
    pub url: String,
    /// Keys of the municipality.
    pub keys: Keys,
    /// Whether a commit waits for the disk.
    pub durability: Durability,
}

/// The database of one municipality. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    dialect: Dialect,
    keys: Arc<Keys>,
    readers: AnyPool,
    writers: AnyPool,
    appender: Appender,
}

/// Rows of the log that are walked after an unclean stop: far more than one second of work writes.
const LOG_TAIL: i64 = 10_000;

/// Oldest SQLite without the fault that can corrupt a WAL file: 3.51.3.
const OLDEST_SQLITE: i32 = 3_051_003;

const SQLITE_VERSION: &str = "select sqlite_version() as version";
const SQLITE_EVERY_CONNECTION: &str = "pragma journal_mode = wal; pragma foreign_keys = on; pragma busy_timeout = 10000; \
     pragma mmap_size = 0; pragma temp_store = memory; pragma cache_size = -16000; pragma wal_autocheckpoint = 2000;";
const POSTGRES_SETTING: &str = "select current_setting($1) as setting";
/// What PostgreSQL must be set to, or saved does not mean saved.
const POSTGRES_DURABLE: &[(&str, &[&str])] = &[
    ("fsync", &["on"]),
    ("full_page_writes", &["on"]),
    ("synchronous_commit", &["on", "remote_apply"]),
    ("data_sync_retry", &["off"]),
    ("data_checksums", &["on"]),
];

impl Store {
    /// Opens a new database, or one of our own schema that was closed well; see [`Store::open_with`].
    ///
    /// # Errors
    /// As [`Store::open_with`].
    pub async fn open(options: &Options) -> anyhow::Result<Store> {
        Store::open_with(options, &Opening::default()).await
    }

    /// Opens, checks and migrates; must be called inside a runtime, which the log's appender lives in.
    ///
    /// # Errors
    /// A library or a server that is not durable, a newer schema, keys that are not those of this database;
    /// [`Damaged`](crate::Damaged) when it is not whole after an unclean stop, and
    /// [`BackupNeeded`](crate::BackupNeeded) when an older schema may not be changed yet.
    pub async fn open_with(options: &Options, opening: &Opening) -> anyhow::Result<Store> {
        Store::open_checked(options, opening).await.map_err(told_as_damage)
    }

    async fn open_checked(options: &Options, opening: &Opening) -> anyhow::Result<Store> {
        sqlx::any::install_default_drivers();
        let dialect = Dialect::of(&options.url).context("the database address begins with sqlite: or postgres:")?;
        let mut first =
            AnyConnection::connect(&address(dialect, &options.url)).await.context("opening the database")?;
        prepare(&mut first, dialect, options.durability, Use::Write).await?;
        match dialect {
            Dialect::Sqlite => check_sqlite(&mut first).await?,
            Dialect::Postgres => check_postgres(&mut first, options.durability).await?,
        }
        if opening.last_stop == LastStop::Unclean {
            opening::quick_check(&mut first, dialect).await?;
        }
        migrate::run(&mut first, dialect, opening).await?;
        first.close().await.context("closing the first connection")?;
        let (readers, writers) = pools(dialect, options).await?;
        let keys = Arc::new(options.keys.clone());
        let appender = Appender::start(writers.clone(), dialect, keys.clone());
        let store = Store { inner: Arc::new(Inner { dialect, keys, readers, writers, appender }) };
        store.check_keys().await?;
        if opening.last_stop == LastStop::Unclean {
            store.check_log().await?;
        }
        Ok(store)
    }

    /// The last rows of the audit log are as they were written: what was answered before a process was killed is there.
    async fn check_log(&self) -> anyhow::Result<()> {
        let mut tx = self.read(Timestamp::UNIX_EPOCH, Date::ZERO).await?;
        match tx.walk_audit_tail(LOG_TAIL).await? {
            Verified::Whole { rows } => {
                tracing::warn!(
                    rows,
                    "The last stop was not a clean one; the database and the end of the log are whole"
                );
                Ok(())
            }
            Verified::Broken { seq, fault } => {
                bail!(Damaged { what: format!("row {seq} of the audit log is not as it was written ({fault:?})") })
            }
        }
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.inner.keys
    }

    pub(crate) fn readers(&self) -> (&AnyPool, Dialect) {
        (&self.inner.readers, self.inner.dialect)
    }

    /// Begins an act. `now` is cut to microseconds, so that what is saved is what was said.
    ///
    /// On SQLite one act writes at a time and the others wait in line. One that holds an act must not wait for another
    /// (nor call [`Store::audit`]) before it is committed or dropped.
    pub async fn write(&self, now: Timestamp, today: Date) -> Result<Tx> {
        let inner = &self.inner;
        let tx = begin(&inner.writers, inner.dialect.begin_write()).await?;
        Ok(Tx::new(tx, inner.dialect, inner.keys.clone(), now, today))
    }

    /// Begins to read: one view of the database, whatever is written meanwhile.
    pub async fn read(&self, now: Timestamp, today: Date) -> Result<Tx> {
        let inner = &self.inner;
        let tx = begin(&inner.readers, inner.dialect.begin_read()).await?;
        Ok(Tx::new(tx, inner.dialect, inner.keys.clone(), now, today))
    }

    /// Writes a row of the audit log and returns when it is durable: for reads, before the answer leaves (L-2).
    /// Rows of requests that come together share one commit.
    pub async fn audit(&self, row: crate::audit::Row) -> Result<()> {
        self.inner.appender.append(row).await
    }

    /// Lets the database count its tables, so that it chooses its ways well: after filling, and every night.
    pub async fn gather_statistics(&self) -> Result<()> {
        const ANALYZE: &str = "analyze";
        sqlx::query(ANALYZE).execute(&self.inner.writers).await?;
        Ok(())
    }

    /// Closes every connection; on SQLite the log is folded into the file.
    pub async fn close(&self) {
        self.inner.readers.close().await;
        self.inner.writers.close().await;
    }

    /// A key that does not fit would make every stored value unreadable one by one; say so once, at the start.
    async fn check_keys(&self) -> anyhow::Result<()> {
        const PLAIN: &[u8] = b"Tovholder";
        let mut tx = self.write(Timestamp::UNIX_EPOCH, Date::ZERO).await?;
        let keys = self.inner.keys.clone();
        match (tx.meta(meta::SEAL_CHECK).await?, tx.meta(meta::LOOKUP_CHECK).await?) {
            (Some(sealed), Some(lookup)) => {
                let opened = seal::open(&keys, "meta.seal_check:1", &seal::from_hex(&sealed));
                if !opened.is_ok_and(|plain| plain == PLAIN) || seal::keyed(&keys, PLAIN)? != lookup {
                    bail!("the keys are not the keys of this database");
                }
            }
            _ => {
                let sealed = seal::hex(&seal::seal(&keys, "meta.seal_check:1", PLAIN)?);
                tx.set_meta(meta::SEAL_CHECK, &sealed).await?;
                tx.set_meta(meta::LOOKUP_CHECK, &seal::keyed(&keys, PLAIN)?).await?;
                tx.commit().await?;
            }
        }
        Ok(())
    }
}

/// Begins a transaction, and is never left half-way: whoever asked may go away meanwhile (a browser that is closed, a
/// time-out), and on PostgreSQL the connection would go back to the others inside a transaction that nobody ends.
async fn begin(pool: &AnyPool, statement: &'static str) -> Result<Transaction<'static, Any>> {
    let pool = pool.clone();
    let begun = tokio::spawn(async move { pool.begin_with(statement).await }).await;
    Ok(begun.map_err(|_| Error::broken("beginning was stopped: the program is ending"))??)
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({:?})", self.inner.dialect)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Read,
    Write,
}

fn address(dialect: Dialect, url: &str) -> String {
    match dialect {
        Dialect::Sqlite if !url.contains('?') => format!("{url}?mode=rwc"),
        _ => url.to_string(),
    }
}

/// SQLite has one writer, so one connection writes and requests queue for it in order; PostgreSQL shares one pool.
async fn pools(dialect: Dialect, options: &Options) -> anyhow::Result<(AnyPool, AnyPool)> {
    match dialect {
        Dialect::Sqlite => {
            let readers = pool(8, dialect, options, Use::Read).await?;
            Ok((readers, pool(1, dialect, options, Use::Write).await?))
        }
        Dialect::Postgres => {
            let both = pool(20, dialect, options, Use::Write).await?;
            Ok((both.clone(), both))
        }
    }
}

async fn pool(size: u32, dialect: Dialect, options: &Options, used_for: Use) -> anyhow::Result<AnyPool> {
    let durability = options.durability;
    AnyPoolOptions::new()
        .max_connections(size)
        .acquire_timeout(Duration::from_secs(30))
        .idle_timeout(None)
        .max_lifetime(None)
        // A file does not go away between two questions; a server may.
        .test_before_acquire(dialect == Dialect::Postgres)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                prepare(connection, dialect, durability, used_for)
                    .await
                    .map_err(|error| sqlx::Error::Io(std::io::Error::other(error)))
            })
        })
        .connect(&address(dialect, &options.url))
        .await
        .context("opening the database")
}

async fn prepare(
    connection: &mut AnyConnection,
    dialect: Dialect,
    durability: Durability,
    used_for: Use,
) -> anyhow::Result<()> {
    let mut settings: Vec<&'static str> = Vec::new();
    match dialect {
        Dialect::Sqlite => {
            settings.push(SQLITE_EVERY_CONNECTION);
            settings.push(match durability {
                Durability::Durable => "pragma synchronous = full",
                Durability::Filling => "pragma synchronous = off",
            });
            if used_for == Use::Read {
                settings.push("pragma query_only = on");
            }
        }
        Dialect::Postgres => {
            settings.push("set timezone to 'UTC'");
            if durability == Durability::Filling {
                settings.push("set synchronous_commit to off");
            }
        }
    }
    for setting in settings {
        sqlx::raw_sql(setting).execute(&mut *connection).await.context("setting up a connection")?;
    }
    Ok(())
}

async fn check_sqlite(connection: &mut AnyConnection) -> anyhow::Result<()> {
    let version: String = sqlx::query(SQLITE_VERSION).fetch_one(&mut *connection).await?.try_get("version")?;
    if number(&version) < OLDEST_SQLITE {
        bail!("SQLite {version} can damage its log; 3.51.3 or newer is needed");
    }
    let mode: String = sqlx::query("pragma journal_mode").fetch_one(&mut *connection).await?.try_get(0)?;
    if mode != "wal" {
        bail!("SQLite cannot keep its log beside the file here (journal mode {mode}); choose a folder on a local disk");
    }
    Ok(())
}

fn number(version: &str) -> i32 {
    let mut parts = version.split('.').map(|part| part.parse::<i32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    let (major, minor, patch) = (next(), next(), next());
    major.saturating_mul(1_000_000).saturating_add(minor.saturating_mul(1000)).saturating_add(patch)
}

async fn check_postgres(connection: &mut AnyConnection, durability: Durability) -> anyhow::Result<()> {
    for (name, allowed) in POSTGRES_DURABLE {
        if durability == Durability::Filling && *name == "synchronous_commit" {
            continue;
        }
        let setting: String =
            sqlx::query(POSTGRES_SETTING).bind(*name).fetch_one(&mut *connection).await?.try_get("setting")?;
        if !allowed.contains(&setting.as_str()) {
            bail!(
                "PostgreSQL has {name} = {setting}; it must be {} or what is saved may be lost",
                allowed.join(" or ")
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_versions_compare_as_numbers() {
        assert!(number("3.51.2") < OLDEST_SQLITE);
        assert!(OLDEST_SQLITE <= number("3.51.3") && OLDEST_SQLITE < number("3.52.0"));
        assert_eq!(seal::from_hex(&seal::hex(&[0, 1, 0xfe])), [0, 1, 0xfe]);
    }
}
