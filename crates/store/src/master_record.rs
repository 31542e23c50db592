//! Who went through the stamkort of a person, and when.

use crate::error::Result;
use crate::row::{args, statements};
use crate::tx::Tx;
use domain::access::Permit;
use domain::ids::{CaseId, PersonId};
use domain::master_record::Review;

statements! {
    INSERT = "insert into master_record_reviews (person_id, case_id, on_day, by_id) values ($1, $2, $3, $4)";
    REVIEWED = "update persons set reviewed_on = $2, version = version + 1 where id = $1";
    LATEST = "select r.person_id, r.on_day, s.name from master_record_reviews r join staff s on s.id = r.by_id \
        where r.person_id = $1 order by r.nr desc limit 1";
}

impl Tx {
    /// Notes that the stamkort of the citizen of a case was gone through today, by the one the permit is for.
    pub async fn review_master_record(&mut self, permit: &Permit, case: CaseId, person: PersonId) -> Result<()> {
        self.writes_case(permit, case)?;
        let today = self.today();
        self.run(REVIEWED, args![person, today]).await?;
        self.run(INSERT, args![person, case, today, permit.subject()]).await.map(|_| ())
    }

    /// The last time it was gone through from a case.
    pub async fn last_review(&mut self, permit: &Permit, case: CaseId, person: PersonId) -> Result<Option<Review>> {
        self.reads_case(permit, case)?;
        let row = self.one(LATEST, args![person]).await?;
        row.map(|row| Ok(Review { person: row.get("person_id")?, on: row.get("on_day")?, by: row.get("name")? }))
            .transpose()
    }
}
