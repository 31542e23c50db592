//! Those who have come of age in an open case: what the nightly round has still to write down.

use crate::error::Result;
use crate::row::{args, statements};
use crate::tx::Tx;
use domain::access::Permit;
use domain::ids::CaseId;
use jiff::civil::Date;

/// Cases one round writes about; the rest comes with the next.
const A_ROUND: u32 = 200;

statements! {
    /// Open cases about people of age that nothing is written in yet. `$1` is the last birth date of those of age today.
    UNTOLD = "select c.id, c.opened_on, p.born from cases c join persons p on p.id = c.citizen_id \
        where c.closed_on is null and p.born <= $1 \
        and c.opened_on < (cast(cast(substr(p.born, 1, 4) as bigint) + 18 as text) || substr(p.born, 5)) \
        and c.id not in (select case_id from came_of_age) order by p.born, c.number limit $2";
    TOLD = "insert into came_of_age (case_id, birthday, noted_on) values ($1, $2, $3) on conflict do nothing";
    NOTED = "select noted_on from came_of_age where case_id = $1";
}

impl Tx {
    /// Open cases that began in the citizen's childhood, who is of age today, and in which that is not written yet. For
    /// the system's own work.
    pub async fn untold_of_age(&mut self, born_by: Date) -> Result<Vec<(CaseId, Date)>> {
        let rows = self.all(UNTOLD, args![born_by, A_ROUND]).await?;
        rows.iter().map(|row| Ok((row.get("id")?, row.get("born")?))).collect()
    }

    /// What the birthday changed is written in the case. Answers whether it was not before.
    pub async fn told_of_age(&mut self, permit: &Permit, case: CaseId, birthday: Date) -> Result<bool> {
        self.writes_case(permit, case)?;
        let today = self.today();
        Ok(self.run(TOLD, args![case, birthday, today]).await? == 1)
    }

    /// The day it was written in the case, if it was.
    pub async fn noted_of_age(&mut self, permit: &Permit, case: CaseId) -> Result<Option<Date>> {
        self.reads_case(permit, case)?;
        self.one(NOTED, args![case]).await?.map(|row| row.get("noted_on")).transpose()
    }
}
