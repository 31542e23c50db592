//! What was applied for.

use crate::error::Result;
use crate::row::{args, codes, statements};
use crate::tx::Tx;
use domain::access::Permit;
use domain::application::{Application, Received};
use domain::ids::CaseId;

statements! {
    INSERT = "insert into applications (case_id, applicant_id, applied_for, received_on, received_by) \
        values ($1, $2, $3, $4, $5)";
    ONE = "select applicant_id, applied_for, received_on, received_by from applications where case_id = $1";
}

codes! { received_code, received, Received,
    Received::DigitalPost = "digital-post", Received::Letter = "letter", Received::Phone = "phone",
    Received::Mail = "mail", Received::InPerson = "in-person",
}

impl Tx {
    /// Saves the application of a case; there is one.
    pub async fn insert_application(&mut self, permit: &Permit, case: CaseId, application: &Application) -> Result<()> {
        self.writes_case(permit, case)?;
        let received_by = received_code(application.received_by);
        let args = args![case, application.applicant, application.applied_for, application.received_on, received_by];
        self.run(INSERT, args).await.map(|_| ())
    }

    pub(crate) async fn load_application(&mut self, case: CaseId) -> Result<Option<Application>> {
        let Some(row) = self.one(ONE, args![case]).await? else { return Ok(None) };
        Ok(Some(Application {
            applicant: row.get("applicant_id")?,
            applied_for: row.get("applied_for")?,
            received_on: row.get("received_on")?,
            received_by: row.code("received_by", received)?,
        }))
    }
}
