//! What is asked before a database that was there already is served: is it whole, and is there a backup to go back to
//! if its schema is to be changed?

use crate::dialect::Dialect;
use crate::open::Store;
use anyhow::{Context as _, bail};
use jiff::Timestamp;
use sqlx::{AnyConnection, AnyPool, Row as _};
use std::path::{Path, PathBuf};

/// What the one who opens knows of the time before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opening {
    /// How an older schema may be brought up to ours; without it an older schema is refused.
    pub upgrade: Option<Upgrade>,
    /// How the program stopped the last time.
    pub last_stop: LastStop,
}

/// Leave to change the schema of a database that holds data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upgrade {
    /// Now: it stands in the name of the backup.
    pub at: Timestamp,
    /// The schema before which a backup was taken, as the one who runs it says. PostgreSQL is changed only when it is
    /// the schema of this program; an SQLite file is backed up here all the same.
    pub backed_up_before: Option<usize>,
}

/// How the program stopped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LastStop {
    /// It ended by itself, or was never started.
    #[default]
    Clean,
    /// It was killed, or the machine was: the database is checked before it is used.
    Unclean,
}

/// The database is not as it was written; nothing may be served from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damaged {
    /// What the check said: places in the file or rows of the log, no content.
    pub what: String,
}

impl std::fmt::Display for Damaged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the database is damaged: {}", self.what)
    }
}

impl std::error::Error for Damaged {}

/// The schema is older than the program, and nobody has said that there is a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackupNeeded {
    /// The schema of the database.
    pub from: usize,
    /// The schema of the program.
    pub to: usize,
}

impl std::fmt::Display for BackupNeeded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "the database has schema {}, this program needs {}: take a backup first, and say so",
            self.from, self.to
        )
    }
}

impl std::error::Error for BackupNeeded {}

const QUICK_CHECK: &str = "pragma quick_check(5)";
const QUICK_CHECK_OF_COPY: &str = "pragma backup.quick_check(5)";
const FILE: &str = "select file from pragma_database_list where name = 'main'";
const COPY: &str = "vacuum into $1";
const ATTACH: &str = "attach database $1 as backup";
const DETACH: &str = "detach database backup";

/// Sees to it that there is a backup before the schema is changed.
pub(crate) async fn backup_before(
    connection: &mut AnyConnection,
    dialect: Dialect,
    opening: &Opening,
    (from, to): (usize, usize),
) -> anyhow::Result<()> {
    let Some(upgrade) = &opening.upgrade else { return Err(BackupNeeded { from, to }.into()) };
    match dialect {
        Dialect::Sqlite => {
            let file = copy(connection, upgrade.at, from).await.context("backing up before the schema is changed")?;
            tracing::warn!(file = %file.display(), from, to, "A backup was made before the schema is changed");
            Ok(())
        }
        Dialect::Postgres if upgrade.backed_up_before == Some(to) => {
            tracing::warn!(from, to, "The schema is changed; we were told that a backup was taken");
            Ok(())
        }
        Dialect::Postgres => Err(BackupNeeded { from, to }.into()),
    }
}

/// Copies the whole database to a new file beside it, reads the copy through, and waits until it is on the disk.
async fn copy(connection: &mut AnyConnection, at: Timestamp, schema: usize) -> anyhow::Result<PathBuf> {
    let file: String = sqlx::query(FILE).fetch_one(&mut *connection).await?.try_get("file")?;
    let file = PathBuf::from(file);
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let second = at.strftime("%Y-%m-%dT%H%M%SZ");
    let kept = file.with_file_name(format!("{stem}-schema-{schema}-{second}.backup.db"));
    let name = kept.to_str().context("the folder's name is not text")?;
    sqlx::query(COPY).bind(name).execute(&mut *connection).await.context("copying")?;
    sqlx::query(ATTACH).bind(name).execute(&mut *connection).await.context("opening the copy")?;
    let found = ask(connection, QUICK_CHECK_OF_COPY).await;
    sqlx::query(DETACH).execute(&mut *connection).await.context("closing the copy")?;
    if let Some(what) = found? {
        bail!(Damaged { what });
    }
    on_the_disk(&file, &kept).context("bringing the copy to the disk")?;
    Ok(kept)
}

/// The copy is read by those who may read the original, and a power cut does not take it away again.
fn on_the_disk(original: &Path, kept: &Path) -> anyhow::Result<()> {
    std::fs::set_permissions(kept, std::fs::metadata(original)?.permissions())?;
    std::fs::File::open(kept)?.sync_all()?;
    if let Some(folder) = kept.parent() {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Is the file whole? PostgreSQL answers for its own pages: checksums are asked for when it is opened.
pub(crate) async fn quick_check(connection: &mut AnyConnection, dialect: Dialect) -> anyhow::Result<()> {
    match dialect {
        Dialect::Postgres => Ok(()),
        Dialect::Sqlite => match ask(connection, QUICK_CHECK).await? {
            None => Ok(()),
            Some(what) => bail!(Damaged { what }),
        },
    }
}

/// What a check of SQLite's complains of, if anything.
async fn ask(connection: &mut AnyConnection, check: &'static str) -> anyhow::Result<Option<String>> {
    let rows = sqlx::query(check).fetch_all(connection).await?;
    let said = rows.iter().map(|row| row.try_get::<String, _>(0)).collect::<Result<Vec<_>, _>>()?;
    Ok((said != ["ok"]).then(|| said.join("; ")))
}

/// A file so damaged that SQLite could not even read it is told as damaged too (SQLITE_CORRUPT, SQLITE_NOTADB).
pub(crate) fn told_as_damage(error: anyhow::Error) -> anyhow::Error {
    let said = error.chain().find_map(|cause| match cause.downcast_ref::<sqlx::Error>() {
        Some(sqlx::Error::Database(database)) => {
            let code: i32 = database.code()?.parse().ok()?;
            matches!(code & 0xff, 11 | 26).then(|| database.message().to_string())
        }
        _ => None,
    });
    match said {
        Some(what) => Damaged { what }.into(),
        None => error,
    }
}

impl Store {
    /// Reads an SQLite file through for damage, beside whatever is served; a server looks after its own.
    ///
    /// # Errors
    /// [`Damaged`], or that it could not be read.
    pub async fn quick_check(&self) -> anyhow::Result<()> {
        let (readers, dialect): (&AnyPool, Dialect) = self.readers();
        let mut connection = readers.acquire().await.context("waiting for a connection")?;
        quick_check(&mut connection, dialect).await.map_err(told_as_damage)
    }
}
