//! Sessions of staff: the id is stored hashed, and one that has ended never opens again (S-3, S-5).

use crate::error::Result;
use crate::row::{args, statements};
use crate::tx::{Tx, found};
use domain::ids::StaffId;
use jiff::Timestamp;

statements! {
    INSERT = "insert into sessions (id_hash, staff_id, csrf_token, created_at, seen_at) values ($1, $2, $3, $4, $4)";
    ONE = "select staff_id, csrf_token, created_at, seen_at from sessions where id_hash = $1 and ended_at is null";
    TOUCH = "update sessions set seen_at = $2 where id_hash = $1 and ended_at is null and seen_at <= $2";
    END = "update sessions set ended_at = $2 where id_hash = $1 and ended_at is null";
    END_OF_STAFF = "update sessions set ended_at = $2 where staff_id = $1 and ended_at is null";
}

/// A session that has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whose.
    pub staff: StaffId,
    /// Token that every form carries (W-4).
    pub csrf_token: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used.
    pub seen_at: Timestamp,
}

impl Tx {
    /// Begins a session under the hash of its id.
    pub async fn insert_session(
        &mut self,
        id_hash: &str,
        staff: StaffId,
        csrf_token: &str,
        at: Timestamp,
    ) -> Result<()> {
        self.run(INSERT, args![id_hash, staff, csrf_token, at]).await.map(|_| ())
    }

    /// A session that has not ended; how long it may be idle is the caller's to say.
    pub async fn session(&mut self, id_hash: &str) -> Result<Option<Session>> {
        let Some(row) = self.one(ONE, args![id_hash]).await? else { return Ok(None) };
        Ok(Some(Session {
            staff: row.get("staff_id")?,
            csrf_token: row.get("csrf_token")?,
            created_at: row.get("created_at")?,
            seen_at: row.get("seen_at")?,
        }))
    }

    /// Notes that it was used.
    pub async fn touch_session(&mut self, id_hash: &str, at: Timestamp) -> Result<()> {
        self.run(TOUCH, args![id_hash, at]).await.map(|_| ())
    }

    /// Ends it.
    pub async fn end_session(&mut self, id_hash: &str, at: Timestamp) -> Result<()> {
        found(self.run(END, args![id_hash, at]).await?)
    }

    /// Ends all of a person's; answers how many.
    pub async fn end_sessions_of(&mut self, staff: StaffId, at: Timestamp) -> Result<u64> {
        self.run(END_OF_STAFF, args![staff, at]).await
    }
}
