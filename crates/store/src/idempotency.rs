//! One effect per command, however often it is sent: double click, retry, replay.

use crate::error::Result;
use crate::row::{args, statements};
use crate::tx::Tx;
use domain::ids::StaffId;
use jiff::Timestamp;

statements! {
    ONE = "select fingerprint, answer from idempotency_keys where staff_id = $1 and request_key = $2";
    REMEMBER = "insert into idempotency_keys (staff_id, request_key, fingerprint, answer, at) values ($1, $2, $3, $4, $5)";
    FORGET = "delete from idempotency_keys where at < $1";
}

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replay {
    /// Not seen: do it.
    Fresh,
    /// Done before: give the same answer.
    Answered(String),
    /// Seen with another body: refuse (422).
    OtherBody,
}

impl Tx {
    /// What is known of a person's key; asked first in the act.
    pub async fn replay(&mut self, key: &str, staff: StaffId, fingerprint: &str) -> Result<Replay> {
        let Some(row) = self.one(ONE, args![staff, key]).await? else { return Ok(Replay::Fresh) };
        if row.get::<String>("fingerprint")? != fingerprint {
            return Ok(Replay::OtherBody);
        }
        Ok(Replay::Answered(row.get("answer")?))
    }

    /// Remembers the answer in the same act. Of two that came at the same moment the later gets
    /// `Conflict("idempotency_keys")`, and its act leaves nothing behind; asked again it gets the answer.
    pub async fn remember(&mut self, key: &str, staff: StaffId, fingerprint: &str, answer: &str) -> Result<()> {
        let now = self.now();
        self.run(REMEMBER, args![staff, key, fingerprint, answer, now]).await.map(|_| ())
    }

    /// Forgets answers from before an instant (30 days are kept); how many.
    pub async fn forget_answers(&mut self, before: Timestamp) -> Result<u64> {
        self.run(FORGET, args![before]).await
    }
}
