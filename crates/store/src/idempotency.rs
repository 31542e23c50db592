//! One effect per command, however often it is sent: double click, retry, replay.

use crate::error::{Error, Result};
use crate::row::{args, statements};
use crate::tx::Tx;
use domain::ids::StaffId;
use jiff::Timestamp;

statements! {
    ONE = "select fingerprint, answer from idempotency_keys where staff_id = $1 and request_key = $2";
    /// The second of two that come at the same moment waits here until the first has ended.
    TAKE = "insert into idempotency_keys (staff_id, request_key, fingerprint, answer, at) values ($1, $2, $3, '', $4) \
        on conflict do nothing";
    REMEMBER = "update idempotency_keys set answer = $4 where staff_id = $1 and request_key = $2 and fingerprint = $3 \
        and answer = ''";
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
    /// Takes a person's key for this act, or says what is known of it; asked first in the act. Of two that come at the
    /// same moment the later waits for the first to end: it gets the same answer, or the key when the first was refused.
    pub async fn replay(&mut self, key: &str, staff: StaffId, fingerprint: &str) -> Result<Replay> {
        let now = self.now();
        if self.run(TAKE, args![staff, key, fingerprint, now]).await? == 1 {
            return Ok(Replay::Fresh);
        }
        let row = self.one(ONE, args![staff, key]).await?.ok_or(Error::Conflict("idempotency_keys"))?;
        if row.get::<String>("fingerprint")? != fingerprint {
            return Ok(Replay::OtherBody);
        }
        Ok(Replay::Answered(row.get("answer")?))
    }

    /// Remembers the answer under the key the act took; `Conflict("idempotency_keys")` when it did not take it.
    pub async fn remember(&mut self, key: &str, staff: StaffId, fingerprint: &str, answer: &str) -> Result<()> {
        match self.run(REMEMBER, args![staff, key, fingerprint, answer]).await? {
            0 => Err(Error::Conflict("idempotency_keys")),
            _ => Ok(()),
        }
    }

    /// Forgets answers from before an instant (30 days are kept); how many.
    pub async fn forget_answers(&mut self, before: Timestamp) -> Result<u64> {
        self.run(FORGET, args![before]).await
    }
}
