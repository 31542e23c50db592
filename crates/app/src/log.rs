//! Verifying the audit log: whoever guards the data asks whether every row is as it was written (L-3).

mod kept;

use crate::{Actor, App, Outcome, access, act};
use domain::access::{Action, Object};
use jiff::civil::Date;
pub use kept::keep;
use store::audit;
pub use store::audit::Verdict;

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verified {
    /// Every row is as it was written, and the days fit what is kept outside.
    Whole {
        /// How many rows.
        rows: i64,
        /// How many days' ends are kept outside the database.
        kept: usize,
    },
    /// The first row that is not.
    Broken {
        /// Its number.
        row: i64,
        /// What is wrong with it.
        fault: Fault,
    },
    /// The rows fit each other, and the place outside is not as we left it.
    BrokenOutside {
        /// The file, by its day.
        name: String,
        /// What is wrong with it.
        fault: KeptFault,
    },
}

/// What is wrong with a day's end that is kept outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptFault {
    /// It is not as we signed it.
    Changed,
    /// It was kept, and is gone.
    Missing,
    /// One between it and the one that stands before it is gone.
    MissingBefore,
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

/// Walks the whole log, holds it against what is kept outside, and names the first that is not as it was written.
pub async fn verify(app: &App, actor: &Actor) -> Outcome<Verified> {
    let permit = access::without_case(actor, Action::Verify, Object::Log)?;
    let mut look = app.look(actor, "log_verified").await?;
    let found = kept::check(app, &mut look.tx).await?;
    look.done(Some(&permit), Vec::new(), Vec::new()).await?;
    Ok(found)
}

/// The same for whoever may run the program on the machine; the log says that it was done, and by nobody signed in.
pub async fn verify_by_hand(app: &App) -> Outcome<Verified> {
    let mut tx = app.store.read(app.now(), app.today()).await?;
    let found = kept::check(app, &mut tx).await?;
    drop(tx);
    let row = audit::Row {
        request: "command-line".to_string(),
        ip: "-".to_string(),
        ..act::bare_row(app.now(), "log_verified")
    };
    app.store.audit(row).await?;
    Ok(found)
}
