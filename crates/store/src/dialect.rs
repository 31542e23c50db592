//! The few lines where the two databases differ.

/// Which database stands behind the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// The embedded one.
    Sqlite,
    /// The server.
    Postgres,
}

impl Dialect {
    /// By the form of the address; `None` for anything else.
    pub(crate) fn of(url: &str) -> Option<Dialect> {
        match url.split(':').next()? {
            "sqlite" => Some(Dialect::Sqlite),
            "postgres" | "postgresql" => Some(Dialect::Postgres),
            _ => None,
        }
    }

    /// How a writing transaction begins. SQLite takes the write lock at once, so that two writers queue instead of one
    /// failing at its first change.
    pub(crate) fn begin_write(self) -> &'static str {
        self.pick("begin immediate", "begin")
    }

    /// How a reading transaction begins: one consistent view on both.
    pub(crate) fn begin_read(self) -> &'static str {
        self.pick("begin", "begin isolation level repeatable read read only")
    }

    /// One of two texts.
    pub(crate) fn pick(self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self {
            Dialect::Sqlite => sqlite,
            Dialect::Postgres => postgres,
        }
    }

    /// Turns a migration into this database's words.
    ///
    /// `BYTES` and `SERIAL` are types the two call differently; `TEXT` gets the "C" collation on PostgreSQL, so that
    /// order and prefix search are the same bytes on both. Lines between `--sqlite` or `--postgres` and `--both` are
    /// for one of them alone.
    pub(crate) fn translate(self, migration: &str) -> String {
        let mut only: Option<Dialect> = None;
        let mut lines = Vec::new();
        for line in migration.lines() {
            match line.trim() {
                "--sqlite" => only = Some(Dialect::Sqlite),
                "--postgres" => only = Some(Dialect::Postgres),
                "--both" => only = None,
                _ if only.is_none_or(|dialect| dialect == self) => lines.push(self.words(line)),
                _ => {}
            }
        }
        lines.join("\n")
    }

    fn words(self, line: &str) -> String {
        match self {
            Dialect::Sqlite => line.replace(" BYTES", " blob").replace(" SERIAL", " integer primary key autoincrement"),
            Dialect::Postgres => line
                .replace(" BYTES", " bytea")
                .replace(" SERIAL", " bigint generated always as identity primary key")
                .replace(" TEXT", " text collate \"C\""),
        }
    }
}
