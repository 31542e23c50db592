//! The end of a day of the audit log, signed, as it is kept in a place outside the database (L-3).

use crate::audit_verify::{DayHead, Verified, head};
use crate::error::Result;
use crate::open::Store;
use crate::row::{args, statements};
use crate::seal;
use crate::tx::Tx;
use jiff::civil::Date;

statements! {
    ENDED = "select day, seq, hash from audit_heads where day < $1 order by day";
}

/// First line of a kept day end: the way it was written, so that a later way can stand beside it.
const WAY: &str = "tovholder audit log, end of a day, 1";
/// What the signing key is derived for.
const PURPOSE: &str = "tovholder audit heads 1";

/// A day's end as it is kept: bound to the one kept before it, so that none between can be taken away, and signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The day, its last row and that row's hash.
    pub head: DayHead,
    /// Signature of the day kept before; empty for the first.
    pub before: String,
    /// HMAC-SHA-256 over the lines before it, under a key derived from the key that seals.
    pub signature: String,
}

impl Kept {
    fn signed_text(head: &DayHead, before: &str) -> String {
        format!("{WAY}\nday {}\nrow {}\nhash {}\nbefore {before}\n", head.day, head.seq, head.hash)
    }

    /// As it stands in its file.
    pub fn text(&self) -> String {
        format!("{}signature {}\n", Kept::signed_text(&self.head, &self.before), self.signature)
    }

    /// Read back; nothing for a text that is not one, to the last character.
    pub fn read(text: &str) -> Option<Kept> {
        let mut lines = text.lines();
        let mut value = |name: &str| lines.next()?.strip_prefix(name);
        value(WAY)?;
        let day: Date = value("day ")?.parse().ok()?;
        let seq = value("row ")?.parse().ok()?;
        let hash = value("hash ")?.to_string();
        let before = value("before ")?.to_string();
        let signature = value("signature ")?.to_string();
        let kept = Kept { head: DayHead { day, seq, hash }, before, signature };
        (kept.text() == text).then_some(kept)
    }
}

impl Store {
    /// Signs a day's end, to be kept after the one with this signature.
    pub fn sign_head(&self, head: DayHead, before: &str) -> Result<Kept> {
        let text = Kept::signed_text(&head, before);
        let signature = seal::signature(self.keys(), PURPOSE, text.as_bytes())?;
        Ok(Kept { head, before: before.to_string(), signature })
    }

    /// Whether a kept day's end is as we signed it.
    pub fn is_signed(&self, kept: &Kept) -> Result<bool> {
        let text = Kept::signed_text(&kept.head, &kept.before);
        seal::is_signed(self.keys(), PURPOSE, text.as_bytes(), &kept.signature)
    }
}

impl Tx {
    /// The ends of the days before this one, oldest first: for the system itself, which keeps them outside.
    pub async fn ended_days(&mut self, before: Date) -> Result<Vec<DayHead>> {
        let rows = self.all(ENDED, args![before]).await?;
        rows.iter().map(head).collect()
    }

    /// Walks the whole chain for the system itself (the command line, whoever may run it); see [`Self::verify_audit`].
    pub async fn verify_audit_by_hand(&mut self, kept_outside: &[DayHead]) -> Result<Verified> {
        self.walk_audit(kept_outside).await
    }
}
