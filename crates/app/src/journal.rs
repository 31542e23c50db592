//! Notes (notatpligt): written in place, from a phrase or by hand, corrected by a new line.

use crate::draft::Field;
use crate::{Actor, App, Outcome, Reason, Refused, Resource};
use domain::access::Action;
use domain::ids::{CaseId, EntryId};
use domain::journal::{Entry, EntryKind};
use jiff::civil::Date;

/// What is typed of a note.
pub struct Note {
    /// The text.
    pub text: String,
    /// The day of the event.
    pub happened_on: Date,
    /// The phrase it began from.
    pub phrase: Option<String>,
    /// The line it corrects.
    pub corrects: Option<EntryId>,
}

/// Writes a note.
pub async fn write(app: &App, actor: &Actor, case: CaseId, note: Note) -> Outcome<EntryId> {
    if note.text.trim().is_empty() {
        return Err(Reason::NoteEmpty.into());
    }
    let mut act = app.act(actor, "note_written").await?;
    let (permit, _) = act.case(case, Action::Note).await?;
    if act.today() < note.happened_on {
        return Err(Reason::Step(crate::StepRefused::InTheFuture).into());
    }
    if let Some(corrected) = note.corrects
        && !act.tx.entry_exists(&permit, case, corrected).await?
    {
        return Err(Refused::NotFound);
    }
    let entry = Entry {
        id: EntryId(act.id()),
        case,
        written_at: act.tx.now(),
        happened_on: note.happened_on,
        by: Some(actor.id()),
        kind: EntryKind::Note { phrase: note.phrase },
        text: note.text.trim().to_string(),
        corrects: note.corrects,
    };
    act.tx.append_entry(&permit, &entry).await?;
    act.tx.forget_draft(&permit, case, actor.id(), Field::Note.code()).await?;
    act.commit(Resource::Inside(case, entry.id.0)).await?;
    Ok(entry.id)
}
