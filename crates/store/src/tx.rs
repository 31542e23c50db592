//! One act, one transaction: with its day, its journal, its todos, its promises and its audit rows inside.

use crate::audit;
use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::row::{Args, Row, args, statements};
use crate::seal::{self, Keys};
use domain::access::{Action, Permit, Target};
use domain::ids::{CaseId, PersonId};
use jiff::{Timestamp, civil::Date};
use sqlx::{Any, Transaction};
use std::sync::Arc;

/// A transaction that knows its day. Dropped without [`Tx::commit`] it leaves nothing behind.
pub struct Tx {
    db: Transaction<'static, Any>,
    dialect: Dialect,
    keys: Arc<Keys>,
    now: Timestamp,
    today: Date,
    audit: Vec<audit::Row>,
}

statements! {
    PERSON_IS_ON_CASE = "select 1 as yes from cases c where c.id = $1 and (c.citizen_id = $2 or exists \
        (select 1 from relations r where r.person_id = c.citizen_id and r.other_id = $2))";
    PERSON_IS_OF_FAMILY = "select 1 as yes from family_members where family_id = $1 and person_id = $2 limit 1";
}

impl Tx {
    pub(crate) fn new(
        db: Transaction<'static, Any>,
        dialect: Dialect,
        keys: Arc<Keys>,
        now: Timestamp,
        today: Date,
    ) -> Self {
        let now = Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now);
        Self { db, dialect, keys, now, today, audit: Vec::new() }
    }

    /// The instant of the act.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The day of the act; the only day an act knows.
    pub fn today(&self) -> Date {
        self.today
    }

    /// Notes a row for the audit log. It is appended as the last step of [`Tx::commit`], so that the end of the chain is
    /// held only for a moment, and stands or falls with the act.
    pub fn audit(&mut self, row: audit::Row) {
        self.audit.push(row);
    }

    /// Makes the act durable. Only after `Ok` may a success be answered.
    pub async fn commit(mut self) -> Result<()> {
        let rows = std::mem::take(&mut self.audit);
        if !rows.is_empty() {
            audit::append(&mut self, &rows).await?;
        }
        self.db.commit().await.map_err(Error::from)
    }

    /// Gives the act up and waits until nothing of it is left, its locks included; dropping does the same a little later.
    pub async fn rollback(self) -> Result<()> {
        self.db.rollback().await.map_err(Error::from)
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    pub(crate) async fn run(&mut self, sql: &'static str, args: Args) -> Result<u64> {
        let result = sqlx::query_with(sql, args.0).execute(&mut *self.db).await?;
        Ok(result.rows_affected())
    }

    pub(crate) async fn one(&mut self, sql: &'static str, args: Args) -> Result<Option<Row>> {
        Ok(sqlx::query_with(sql, args.0).fetch_optional(&mut *self.db).await?.map(Row))
    }

    pub(crate) async fn all(&mut self, sql: &'static str, args: Args) -> Result<Vec<Row>> {
        Ok(sqlx::query_with(sql, args.0).fetch_all(&mut *self.db).await?.into_iter().map(Row).collect())
    }

    pub(crate) fn seal(&self, place: &str, id: &dyn std::fmt::Display, plain: &str) -> Result<Vec<u8>> {
        seal::seal(&self.keys, &format!("{place}:{id}"), plain.as_bytes())
    }

    pub(crate) fn unseal(&self, place: &str, id: &dyn std::fmt::Display, sealed: &[u8]) -> Result<String> {
        seal::open_text(&self.keys, &format!("{place}:{id}"), sealed)
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The permit is for this case, or nothing is found.
    pub(crate) fn reads_case(&self, permit: &Permit, case: CaseId) -> Result<()> {
        if permit.target() == Target::Case(case) { Ok(()) } else { Err(Error::NotFound) }
    }

    /// The permit is for this case and for changing it; that one may read never implies that one may change.
    pub(crate) fn writes_case(&self, permit: &Permit, case: CaseId) -> Result<()> {
        self.writes(permit)?;
        self.reads_case(permit, case)
    }

    /// The case a writing permit is for.
    pub(crate) fn case_to_write(&self, permit: &Permit) -> Result<CaseId> {
        self.writes(permit)?;
        permit.case().ok_or(Error::NotFound)
    }

    pub(crate) fn writes(&self, permit: &Permit) -> Result<()> {
        match permit.action() {
            Action::Note
            | Action::Work
            | Action::Coordinate
            | Action::Approve
            | Action::Register
            | Action::Lead
            | Action::Administer => Ok(()),
            Action::See
            | Action::Oversee
            | Action::Reveal
            | Action::BreakGlass
            | Action::Verify
            | Action::Browse
            | Action::SignedIn => Err(Error::broken("a permit for reading was handed to a function that writes")),
        }
    }

    /// The permit is for this person, or for a case they are the citizen of or related to.
    pub(crate) async fn reads_person(&mut self, permit: &Permit, person: PersonId) -> Result<()> {
        match permit.target() {
            Target::Person(id) if id == person => Ok(()),
            Target::Case(case) => {
                let found = self.one(PERSON_IS_ON_CASE, args![case, person]).await?;
                found.map(|_| ()).ok_or(Error::NotFound)
            }
            Target::Family(family) => {
                let found = self.one(PERSON_IS_OF_FAMILY, args![family, person]).await?;
                found.map(|_| ()).ok_or(Error::NotFound)
            }
            Target::Person(_)
            | Target::Enquiry(_)
            | Target::Transition(_)
            | Target::Financing(_)
            | Target::Other(_) => Err(Error::NotFound),
        }
    }
}

/// One row was changed, or somebody was there first.
pub(crate) fn changed(rows: u64) -> Result<()> {
    match rows {
        1 => Ok(()),
        _ => Err(Error::Stale),
    }
}

/// One row was there, or it does not exist.
pub(crate) fn found(rows: u64) -> Result<()> {
    match rows {
        0 => Err(Error::NotFound),
        _ => Ok(()),
    }
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tx({})", self.today)
    }
}
