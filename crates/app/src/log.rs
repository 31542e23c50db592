//! Verifying the audit log: whoever guards the data asks whether every row is as it was written (L-3).

use crate::{Actor, App, Outcome, access};
use domain::access::{Action, Object};
use jiff::civil::Date;
pub use store::audit::Verdict;
use store::audit_verify::{Fault as Found, Verified as Answer};

/// What a verification found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verified {
    /// Every row is as it was written.
    Whole {
        /// How many.
        rows: i64,
    },
    /// The first row that is not.
    Broken {
        /// Its number.
        row: i64,
        /// What is wrong with it.
        fault: Fault,
    },
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

/// The end of one day's rows: kept outside, it shows later whether the day was rewritten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayEnd {
    /// The day (UTC).
    pub day: Date,
    /// Number of its last row.
    pub row: i64,
    /// Hash of its last row.
    pub hash: String,
}

/// The ends of the latest days, newest first.
pub async fn day_ends(app: &App, actor: &Actor, most: usize) -> Outcome<Vec<DayEnd>> {
    let permit = access::without_case(actor, Action::Verify, Object::Log)?;
    let mut look = app.look(actor, "see_log").await?;
    let heads = look.tx.day_heads(&permit).await?;
    look.done(Some(&permit), Vec::new(), Vec::new()).await?;
    Ok(heads
        .into_iter()
        .rev()
        .take(most)
        .map(|head| DayEnd { day: head.day, row: head.seq, hash: head.hash })
        .collect())
}

/// Walks the whole log and names the first row that is not as it was written.
pub async fn verify(app: &App, actor: &Actor) -> Outcome<Verified> {
    let permit = access::without_case(actor, Action::Verify, Object::Log)?;
    let mut look = app.look(actor, "log_verified").await?;
    let found = look.tx.verify_audit(&permit, &[]).await?;
    look.done(Some(&permit), Vec::new(), Vec::new()).await?;
    Ok(match found {
        Answer::Whole { rows } => Verified::Whole { rows },
        Answer::Broken { seq, fault } => Verified::Broken {
            row: seq,
            fault: match fault {
                Found::Changed => Fault::Changed,
                Found::Removed => Fault::Removed,
                Found::Added => Fault::Added,
                Found::Moved => Fault::Moved,
            },
        },
    })
}
