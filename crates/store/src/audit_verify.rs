//! Verifying the audit log: names the first row that was changed, removed, added or moved (L-3).

use crate::audit::Texts;
use crate::error::Result;
use crate::row::{Row as DbRow, args, statements};
use crate::tx::Tx;
use domain::access::{Action, Permit};
use jiff::civil::Date;

statements! {
    PAGE = "select seq, day, at, subject_id, session, role, relation, purpose, action, case_id, objects, persons, fields, \
        verdict, request, ip, prev_hash, hash from audit_log where seq > $1 order by seq limit 1000";
    END = "select seq, hash from audit_chain where id = 1";
    HEADS = "select day, seq, hash from audit_heads order by day";
    HEAD_ROW = "select a.hash, (select max(b.seq) from audit_log b where b.day = a.day) as last_of_day from audit_log a \
        where a.seq = $1 and a.day = $2";
    BEFORE = "select seq, hash, prev_hash from audit_log where seq <= $1 order by seq desc limit 1";
    HASH_EXISTS = "select 1 as yes from audit_log where hash = $1 limit 1";
}

/// The end of one day's part of the chain, as handed to a place outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayHead {
    /// The day (UTC).
    pub day: Date,
    /// Number of its last row.
    pub seq: i64,
    /// Hash of its last row.
    pub hash: String,
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Its content is not what was written.
    Changed,
    /// It is gone.
    Removed,
    /// It was put in by other means.
    Added,
    /// It stands where it was not written.
    Moved,
}

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verified {
    /// Every row is as it was written.
    Whole {
        /// How many.
        rows: i64,
    },
    /// The first row that is not.
    Broken {
        /// Its number.
        seq: i64,
        /// What is wrong.
        fault: Fault,
    },
}

/// The row before, as the chain needs it.
#[derive(Default)]
struct Last {
    seq: i64,
    hash: String,
    prev: String,
}

impl Tx {
    /// Walks the whole chain, and checks it against the day heads kept outside, if there are any.
    ///
    /// # Errors
    /// `NotFound` for a permit that is not for verifying.
    pub async fn verify_audit(&mut self, permit: &Permit, kept_outside: &[DayHead]) -> Result<Verified> {
        if permit.action() != Action::Verify {
            return Err(crate::error::Error::NotFound);
        }
        self.walk_audit(kept_outside).await
    }

    /// The same without asking for a permit: it answers nothing but whether the log is whole.
    pub(crate) async fn walk_audit(&mut self, kept_outside: &[DayHead]) -> Result<Verified> {
        let last = match self.walk_from(Last::default()).await? {
            Ok(last) => last,
            Err(broken) => return Ok(broken),
        };
        let mut heads = self.heads().await?;
        heads.extend_from_slice(kept_outside);
        for head in &heads {
            if let Some(broken) = self.check_head(head, kept_outside.contains(head)).await? {
                return Ok(broken);
            }
        }
        Ok(Verified::Whole { rows: last.seq })
    }

    /// Walks the last rows only, and the end: what a process that was killed might have left torn.
    pub(crate) async fn walk_audit_tail(&mut self, rows: i64) -> Result<Verified> {
        let end = match self.one(END, args![]).await? {
            Some(end) => end.get::<i64>("seq")?,
            None => i64::MAX,
        };
        let from = match self.one(BEFORE, args![end.saturating_sub(rows)]).await? {
            Some(row) => Last { seq: row.get("seq")?, hash: row.get("hash")?, prev: row.get("prev_hash")? },
            None => Last::default(),
        };
        let first = from.seq;
        Ok(match self.walk_from(from).await? {
            Ok(last) => Verified::Whole { rows: last.seq.saturating_sub(first) },
            Err(broken) => broken,
        })
    }

    /// Walks on from a row to the end of the chain; answers the last row, or what is broken.
    async fn walk_from(&mut self, mut last: Last) -> Result<std::result::Result<Last, Verified>> {
        loop {
            let rows = self.all(PAGE, args![last.seq]).await?;
            if rows.is_empty() {
                break;
            }
            for row in &rows {
                if let Some(broken) = self.check_row(row, &last).await? {
                    return Ok(Err(broken));
                }
                last = Last { seq: row.get("seq")?, hash: row.get("hash")?, prev: row.get("prev_hash")? };
            }
        }
        Ok(match self.check_end(&last).await? {
            Some(broken) => Err(broken),
            None => Ok(last),
        })
    }

    /// The head of each day, to be handed to a place outside.
    pub async fn day_heads(&mut self, permit: &Permit) -> Result<Vec<DayHead>> {
        if permit.action() != Action::Verify {
            return Err(crate::error::Error::NotFound);
        }
        self.heads().await
    }

    async fn heads(&mut self) -> Result<Vec<DayHead>> {
        self.all(HEADS, args![]).await?.iter().map(head).collect()
    }

    async fn check_row(&mut self, row: &DbRow, last: &Last) -> Result<Option<Verified>> {
        let (seq, prev, hash): (i64, String, String) = (row.get("seq")?, row.get("prev_hash")?, row.get("hash")?);
        let expected = last.seq.saturating_add(1);
        let broken = |seq: i64, fault: Fault| Ok(Some(Verified::Broken { seq, fault }));
        if seq != expected {
            return broken(expected, Fault::Removed);
        }
        if texts(row)?.hash(&prev) != hash {
            return broken(seq, Fault::Changed);
        }
        if prev == last.hash {
            return Ok(None);
        }
        if prev == last.prev && last.seq != 0 {
            // This row follows the one before the last: the last was put in between.
            return broken(last.seq, Fault::Added);
        }
        let predecessor_is_elsewhere = prev.is_empty() || self.one(HASH_EXISTS, args![prev]).await?.is_some();
        broken(seq, if predecessor_is_elsewhere { Fault::Moved } else { Fault::Removed })
    }

    async fn check_end(&mut self, last: &Last) -> Result<Option<Verified>> {
        let broken = |seq: i64, fault: Fault| Ok(Some(Verified::Broken { seq, fault }));
        let Some(end) = self.one(END, args![]).await? else { return broken(last.seq, Fault::Removed) };
        let (seq, hash): (i64, String) = (end.get("seq")?, end.get("hash")?);
        if last.seq < seq {
            broken(last.seq.saturating_add(1), Fault::Removed)
        } else if seq < last.seq {
            broken(seq.saturating_add(1), Fault::Added)
        } else if hash == last.hash {
            Ok(None)
        } else if hash == last.prev {
            broken(seq, Fault::Added)
        } else {
            broken(seq, Fault::Changed)
        }
    }

    /// A head kept outside may be older than the day's last row; the one in the table may not.
    async fn check_head(&mut self, head: &DayHead, outside: bool) -> Result<Option<Verified>> {
        let broken = |fault: Fault| Ok(Some(Verified::Broken { seq: head.seq, fault }));
        match self.one(HEAD_ROW, args![head.seq, head.day]).await? {
            None => broken(Fault::Removed),
            Some(row) if row.get::<String>("hash")? != head.hash => broken(Fault::Changed),
            Some(row) if !outside && row.get::<i64>("last_of_day")? != head.seq => broken(Fault::Changed),
            Some(_) => Ok(None),
        }
    }
}

pub(crate) fn head(row: &DbRow) -> Result<DayHead> {
    Ok(DayHead { day: row.get("day")?, seq: row.get("seq")?, hash: row.get("hash")? })
}

fn texts(row: &DbRow) -> Result<Texts> {
    let id = |column: &str| -> Result<Option<String>> { row.maybe::<String>(column) };
    Ok(Texts {
        day: row.get("day")?,
        at: row.get("at")?,
        subject: id("subject_id")?,
        session: row.maybe("session")?,
        role: row.maybe("role")?,
        relation: row.maybe("relation")?,
        purpose: row.get("purpose")?,
        action: row.get("action")?,
        case: id("case_id")?,
        objects: row.get("objects")?,
        persons: row.get("persons")?,
        fields: row.get("fields")?,
        verdict: row.get("verdict")?,
        request: row.get("request")?,
        ip: row.get("ip")?,
    })
}
