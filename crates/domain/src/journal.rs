//! The journal: notes and the record of every act. A note is corrected by a new line, never overwritten.

use crate::ids::{CaseId, EntryId, StaffId};
use jiff::{Timestamp, civil::Date};

/// What a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// Written by hand (notat), perhaps from a phrase.
    Note {
        /// The phrase it began from.
        phrase: Option<String>,
    },
    /// An act of the system's users, by its stable code (`hearing_sent`).
    Act(String),
}

/// A line of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: EntryId,
    /// The case.
    pub case: CaseId,
    /// When it was written.
    pub written_at: Timestamp,
    /// The day of the event, which may lie before.
    pub happened_on: Date,
    /// Who wrote it; nobody for what the system did itself.
    pub by: Option<StaffId>,
    /// What it is.
    pub kind: EntryKind,
    /// The text.
    pub text: String,
    /// The line it corrects.
    pub corrects: Option<EntryId>,
}
