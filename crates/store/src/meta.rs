//! What the system notes about itself: names and values, nothing of a citizen.

use crate::error::Result;
use crate::row::{args, statements};
use crate::tx::Tx;

/// A known text sealed with the key of this database.
pub(crate) const SEAL_CHECK: &str = "seal-check";
/// The keyed hash of a known text.
pub(crate) const LOOKUP_CHECK: &str = "lookup-check";

statements! {
    GET = "select content from meta where name = $1";
    SET = "insert into meta (name, content) values ($1, $2) on conflict (name) do update set content = excluded.content";
}

impl Tx {
    /// A value noted before.
    pub async fn meta(&mut self, name: &str) -> Result<Option<String>> {
        self.one(GET, args![name]).await?.map(|row| row.get("content")).transpose()
    }

    /// Notes a value, in place of any before.
    pub async fn set_meta(&mut self, name: &str, content: &str) -> Result<()> {
        self.run(SET, args![name, content]).await.map(|_| ())
    }
}
