//! What can go wrong when saving and loading.

/// What a function of this crate answers.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something was not saved or loaded.
#[derive(Debug)]
pub enum Error {
    /// Somebody was there first: the version or the state is not the one that was read.
    Stale,
    /// It does not exist, or the permit is not for it. Outside these are the same answer.
    NotFound,
    /// A rule of the database says that this can not be twice; the name of the table says which.
    Conflict(&'static str),
    /// The database keeps exactly one responsible person who works here on every open case.
    Responsible(Responsible),
    /// Our fault, or the machine's.
    Broken(anyhow::Error),
}

/// What the database refuses about who is responsible for a case, in the words of its triggers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Responsible {
    /// The person does not work here.
    NotActive,
    /// The person still has open cases, so they cannot be taken out of service.
    HoldsCases,
    /// Who was responsible when cannot be written otherwise than by giving the case to another.
    HistoryIsFixed,
}

impl Responsible {
    const SAID: &'static [(&'static str, Responsible)] = &[
        ("responsible: not active", Responsible::NotActive),
        ("responsible: holds open cases", Responsible::HoldsCases),
        ("responsible: history is fixed", Responsible::HistoryIsFixed),
    ];

    fn of(message: &str) -> Option<Responsible> {
        Self::SAID.iter().find(|(said, _)| message.contains(said)).map(|(_, why)| *why)
    }
}

/// Tables whose unique indexes say something to the caller.
const TABLES: &[&str] = &[
    "cafe_invitations",
    "persons",
    "relations",
    "staff",
    "sessions",
    "cases",
    "courses",
    "milestones",
    "applications",
    "consents",
    "information_requests",
    "documents",
    "findings",
    "party_hearings",
    "decisions",
    "decision_letters",
    "grants",
    "forms",
    "letters",
    "outbox",
    "jobs",
    "journal_entries",
    "audit_log",
    "idempotency_keys",
];

impl Error {
    /// A fault of our own, with what we tried and no personal data.
    pub(crate) fn broken(what: impl Into<String>) -> Self {
        Error::Broken(anyhow::anyhow!(what.into()))
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        if let sqlx::Error::Database(database) = &error
            && let Some(why) = Responsible::of(database.message())
        {
            return Error::Responsible(why);
        }
        if let sqlx::Error::Database(database) = &error
            && database.is_unique_violation()
        {
            // PostgreSQL names the table; SQLite says "UNIQUE constraint failed: table.column".
            let message = database.message();
            let said = message.rsplit(": ").next().unwrap_or_default().split('.').next().unwrap_or_default();
            let table = database.table().unwrap_or(said);
            if let Some(table) = TABLES.iter().find(|known| **known == table) {
                return Error::Conflict(table);
            }
        }
        Error::Broken(without_values(error))
    }
}

/// The databases put values of the row into a message about it (PostgreSQL's DETAIL does not reach `message`, but a
/// failed cast or check may); a log line keeps the code and the constraint and drops the rest.
fn without_values(error: sqlx::Error) -> anyhow::Error {
    match &error {
        sqlx::Error::Database(database) => {
            let code = database.code().unwrap_or_default().into_owned();
            let constraint = database.constraint().unwrap_or_default();
            let said = database.message().split(['"', '\'']).next().unwrap_or_default();
            anyhow::anyhow!("the database refused (code {code}): {said} {constraint}")
        }
        _ => anyhow::Error::new(error),
    }
}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        Error::Broken(error)
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::Stale => f.write_str("somebody was there first"),
            Error::NotFound => f.write_str("not found"),
            Error::Conflict(table) => write!(f, "it is in {table} already"),
            Error::Responsible(why) => write!(f, "who is responsible: {why:?}"),
            Error::Broken(error) => write!(f, "{error:#}"),
        }
    }
}

impl std::error::Error for Error {}
