//! Private calendar feeds of staff: one that opens for each, kept by the hash of its address.

use crate::error::Result;
use crate::row::{args, statements};
use crate::tx::Tx;
use domain::ids::StaffId;
use jiff::Timestamp;

statements! {
    INSERT = "insert into calendar_feeds (token_hash, staff_id, made_at) values ($1, $2, $3)";
    END = "update calendar_feeds set ended_at = $2 where staff_id = $1 and ended_at is null";
    WHOSE = "select staff_id from calendar_feeds where token_hash = $1 and ended_at is null";
    SINCE = "select made_at from calendar_feeds where staff_id = $1 and ended_at is null";
}

impl Tx {
    /// Makes the feed that opens from now on for its owner; any they had opens no more.
    pub async fn make_calendar_feed(&mut self, token_hash: &str, staff: StaffId) -> Result<()> {
        self.end_calendar_feed(staff).await?;
        let now = self.now();
        self.run(INSERT, args![token_hash, staff, now]).await.map(|_| ())
    }

    /// Ends the feed of a member of staff; answers how many that were, none or one.
    pub async fn end_calendar_feed(&mut self, staff: StaffId) -> Result<u64> {
        let now = self.now();
        self.run(END, args![staff, now]).await
    }

    /// Whose feed an address opens, by its hash.
    pub async fn calendar_feed(&mut self, token_hash: &str) -> Result<Option<StaffId>> {
        self.one(WHOSE, args![token_hash]).await?.map(|row| row.get("staff_id")).transpose()
    }

    /// Since when somebody has had a feed that opens; none when they have none.
    pub async fn calendar_feed_since(&mut self, staff: StaffId) -> Result<Option<Timestamp>> {
        self.one(SINCE, args![staff]).await?.map(|row| row.get("made_at")).transpose()
    }
}
