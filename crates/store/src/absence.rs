//! Absence of staff and who stands in: days and names of colleagues, nothing of a citizen.

use crate::error::Result;
use crate::row::{Row, args, statements};
use crate::tx::{Tx, changed};
use domain::absence::{Absence, Why};
use domain::access::Permit;
use domain::ids::{AbsenceId, StaffId};
use jiff::civil::Date;

statements! {
    INSERT = "insert into absences (id, staff_id, from_day, until_day, why, deputy_id, registered_by_id, registered_at, \
        version) values ($1, $2, $3, $4, $5, $6, $7, $8, 1)";
    END = "update absences set until_day = $3, version = version + 1 where id = $1 and version = $2";
    ONE = "select id, staff_id, from_day, until_day, why, deputy_id, registered_by_id, registered_at, version \
        from absences where id = $1";
    COVERING = "select id, staff_id, from_day, until_day, why, deputy_id, registered_by_id, registered_at, version \
        from absences where from_day <= $1 and (until_day is null or $1 <= until_day) order by from_day, id";
    OF_DEPUTY = "select id, staff_id, from_day, until_day, why, deputy_id, registered_by_id, registered_at, version \
        from absences where deputy_id = $1 and from_day <= $2 and (until_day is null or $2 <= until_day) \
        order by from_day, id";
    NOT_OVER = "select id, staff_id, from_day, until_day, why, deputy_id, registered_by_id, registered_at, version \
        from absences where (until_day is null or $1 <= until_day) and (until_day is null or from_day <= until_day) \
        order by from_day, id";
}

impl Tx {
    /// Saves a new absence, with version 1. Whether it may be registered is the caller's to check.
    pub async fn insert_absence(&mut self, permit: &Permit, absence: &Absence) -> Result<()> {
        self.writes(permit)?;
        let args = args![
            absence.id,
            absence.staff,
            absence.from,
            absence.until,
            absence.why.code(),
            absence.deputy,
            absence.registered_by,
            absence.registered_at
        ];
        self.run(INSERT, args).await.map(|_| ())
    }

    /// Sets the last day of an absence over the version that was read.
    pub async fn end_absence(&mut self, permit: &Permit, id: AbsenceId, version: i64, last: Date) -> Result<()> {
        self.writes(permit)?;
        changed(self.run(END, args![id, version, last]).await?)
    }

    /// An absence.
    pub async fn absence(&mut self, id: AbsenceId) -> Result<Option<Absence>> {
        self.one(ONE, args![id]).await?.as_ref().map(read).transpose()
    }

    /// The absences that cover a day.
    pub async fn absences_on(&mut self, day: Date) -> Result<Vec<Absence>> {
        self.all(COVERING, args![day]).await?.iter().map(read).collect()
    }

    /// The absences that cover a day and name this person as deputy.
    pub async fn stood_in_for(&mut self, deputy: StaffId, day: Date) -> Result<Vec<Absence>> {
        self.all(OF_DEPUTY, args![deputy, day]).await?.iter().map(read).collect()
    }

    /// The absences that are not over before a day, those to come too, first day first; none that was called off.
    pub async fn absences_from(&mut self, day: Date) -> Result<Vec<Absence>> {
        self.all(NOT_OVER, args![day]).await?.iter().map(read).collect()
    }
}

fn read(row: &Row) -> Result<Absence> {
    Ok(Absence {
        id: row.get("id")?,
        staff: row.get("staff_id")?,
        from: row.get("from_day")?,
        until: row.maybe("until_day")?,
        why: row.code("why", Why::from_code)?,
        deputy: row.maybe("deputy_id")?,
        registered_by: row.get("registered_by_id")?,
        registered_at: row.get("registered_at")?,
        version: row.get("version")?,
    })
}
