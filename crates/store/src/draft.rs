//! What somebody has begun to write on a case and not saved yet: theirs alone, sealed, one text for each field.

use crate::error::Result;
use crate::row::{args, statements};
use crate::tx::Tx;
use domain::access::Permit;
use domain::ids::{CaseId, StaffId};
use jiff::Timestamp;

statements! {
    KEEP = "insert into drafts (staff_id, case_id, field, text_sealed, kept_at) \
        values ($1, $2, $3, $4, $5) on conflict (staff_id, case_id, field) do update \
        set text_sealed = excluded.text_sealed, kept_at = excluded.kept_at";
    ONE = "select text_sealed, kept_at from drafts where staff_id = $1 and case_id = $2 and field = $3";
    FORGET = "delete from drafts where staff_id = $1 and case_id = $2 and field = $3";
    FORGET_OLD = "delete from drafts where kept_at < $1";
}

/// A text that was begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// What stands in the form so far, as its page wrote it.
    pub text: String,
    /// When it was kept.
    pub kept_at: Timestamp,
}

impl Tx {
    /// Keeps what somebody has written so far in a field of a case, over what they kept there before.
    pub async fn keep_draft(
        &mut self,
        permit: &Permit,
        case: CaseId,
        by: StaffId,
        field: &str,
        text: &str,
    ) -> Result<()> {
        self.writes_case(permit, case)?;
        let sealed = self.seal("drafts.text", &place(by, case, field), text)?;
        let now = self.now();
        self.run(KEEP, args![by, case, field, sealed, now]).await.map(|_| ())
    }

    /// What somebody has begun in a field of a case.
    pub async fn draft(&mut self, permit: &Permit, case: CaseId, by: StaffId, field: &str) -> Result<Option<Begun>> {
        self.reads_case(permit, case)?;
        let Some(row) = self.one(ONE, args![by, case, field]).await? else { return Ok(None) };
        let sealed: Vec<u8> = row.get("text_sealed")?;
        Ok(Some(Begun {
            text: self.unseal("drafts.text", &place(by, case, field), &sealed)?,
            kept_at: row.get("kept_at")?,
        }))
    }

    /// Throws away what somebody had begun in a field of a case, if anything.
    pub async fn forget_draft(&mut self, permit: &Permit, case: CaseId, by: StaffId, field: &str) -> Result<()> {
        self.writes_case(permit, case)?;
        self.run(FORGET, args![by, case, field]).await.map(|_| ())
    }

    /// Throws away what was begun before this moment and never saved; answers how many.
    pub async fn forget_drafts_before(&mut self, before: Timestamp) -> Result<u64> {
        self.run(FORGET_OLD, args![before]).await
    }
}

fn place(by: StaffId, case: CaseId, field: &str) -> String {
    format!("{by}/{case}/{field}")
}
