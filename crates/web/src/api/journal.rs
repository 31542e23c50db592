//! The journal of a case, and who saw and did what.

use super::cases::SEES;
use super::parts::{Answer, Ask, At, Body, Created, Day, Page, Reader, Uid, Writer, made, next_page, top_level};
use super::problem;
use crate::form::{Check, Id};
use crate::routes::{Needs, Routes};
use app::case::PAGE;
use app::journal::Note;
use app::log::Verdict;
use domain::access::{Action, Object};
use domain::ids::{CaseId, EntryId};
use domain::journal::EntryKind;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

const NOTES: Needs = Needs::Right(Action::Note, Object::Case);

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/cases/{id}/journal", SEES, show_journal)
        .post("/api/v1/cases/{id}/journal", NOTES, write_note)
        .get("/api/v1/cases/{id}/history", SEES, show_history)
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new()
        .routes(utoipa_axum::routes!(show_journal))
        .routes(utoipa_axum::routes!(write_note))
        .routes(utoipa_axum::routes!(show_history))
}

top_level! {
    /// Lines of the journal, newest first.
    struct JournalAnswer { journal: Vec<JournalLine> }
    /// The note that was written.
    struct NoteAnswer { note: NoteReference }
    /// Who saw and did what, newest first.
    struct HistoryAnswer { history: Vec<HistoryLine> }
}

/// A line of the journal.
#[derive(Serialize, ToSchema)]
struct JournalLine {
    /// Its id.
    id: Uid,
    /// What it is.
    kind: JournalKind,
    /// The phrase a note began from, or the act's stable code.
    code: Option<String>,
    /// The text.
    text: String,
    /// The day of the event.
    happened_on: Day,
    /// When it was written.
    written_at: At,
    /// Who wrote it; nobody for what the system did itself.
    by: Option<String>,
    /// The line it corrects.
    corrects: Option<Uid>,
}

/// What a line is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum JournalKind {
    /// Written by hand.
    Note,
    /// An act.
    Act,
}

/// A note by its id.
#[derive(Serialize, ToSchema)]
struct NoteReference {
    /// Its id, for a later correction.
    id: Uid,
}

/// A line of the history.
#[derive(Serialize, ToSchema)]
struct HistoryLine {
    /// When.
    at: At,
    /// Who; nobody for the system itself.
    by: Option<String>,
    /// Their department, by id.
    department: Option<String>,
    /// By which role.
    role: Option<&'static str>,
    /// By which relation to the case.
    relation: Option<&'static str>,
    /// Stable code of what was done.
    #[schema(example = "see_case")]
    action: String,
    /// What for, where it was asked for.
    purpose: String,
    /// Classes of fields that were open.
    fields: Vec<&'static str>,
    /// Whether it was allowed.
    allowed: bool,
}

/// Where a page begins.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Before {
    /// Lines before this one; the next page's address carries it.
    before: Option<i64>,
}

fn next(path: String, last: Option<i64>, shown: usize) -> Option<String> {
    let full = usize::try_from(PAGE).is_ok_and(|page| page <= shown);
    last.filter(|_| full).map(|key| next_page(&path, &[], ("before", key)))
}

/// Shows the journal of a case
///
/// Newest first, 100 lines at a time; `Link: rel="next"` leads to the next page.
#[utoipa::path(get, path = "/api/v1/cases/{id}/journal", tag = "journal", params(Before),
    responses((status = 200, body = JournalAnswer)))]
async fn show_journal(
    Reader { app, actor }: Reader,
    Id(id): Id<CaseId>,
    Ask(wanted): Ask<Before>,
) -> Answer<Page<JournalAnswer>> {
    let lines = app::case::journal(&app, &actor, id, wanted.before).await?;
    let more = next(format!("/api/v1/cases/{id}/journal"), lines.last().map(|line| line.nr), lines.len());
    let journal = lines
        .into_iter()
        .map(|line| {
            let (kind, code) = match line.entry.kind {
                EntryKind::Note { phrase } => (JournalKind::Note, phrase),
                EntryKind::Act(code) => (JournalKind::Act, Some(code)),
            };
            JournalLine {
                id: Uid(line.entry.id.0),
                kind,
                code,
                text: line.entry.text,
                happened_on: Day(line.entry.happened_on),
                written_at: At(line.entry.written_at),
                by: line.by,
                corrects: line.entry.corrects.map(|corrected| Uid(corrected.0)),
            }
        })
        .collect();
    Ok(Page(JournalAnswer { journal }, more))
}

/// A note.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewNote {
    /// The text.
    text: String,
    /// The day of the event; today unless given.
    happened_on: Option<Day>,
    /// The phrase it began from, by id.
    phrase: Option<String>,
    /// The line it corrects.
    corrects: Option<Uid>,
}

/// Writes a note
///
/// A note is never changed; a later one corrects it.
#[utoipa::path(post, path = "/api/v1/cases/{id}/journal", tag = "journal", request_body = NewNote,
    responses((status = 201, body = NoteAnswer)))]
async fn write_note(
    Writer { app, actor }: Writer,
    Id(id): Id<CaseId>,
    Body(typed): Body<NewNote>,
) -> Answer<Created<NoteAnswer>> {
    let mut check = Check::new();
    let note = Note {
        text: check.optional_text("text", &typed.text),
        happened_on: typed.happened_on.map_or_else(|| app.today(), |day| day.0),
        phrase: typed.phrase.as_ref().map(|phrase| check.optional_line("phrase", phrase)),
        corrects: typed.corrects.map(|line| EntryId(line.0)),
    };
    problem::unless_right(check)?;
    let new = made(app::journal::write(&app, &actor, id, note).await, EntryId)?;
    Ok(Created(format!("/api/v1/cases/{id}/journal"), NoteAnswer { note: NoteReference { id: Uid(new.0) } }))
}

/// Shows who saw and did what
///
/// Newest first, 100 lines at a time.
#[utoipa::path(get, path = "/api/v1/cases/{id}/history", tag = "journal", params(Before),
    responses((status = 200, body = HistoryAnswer)))]
async fn show_history(
    Reader { app, actor }: Reader,
    Id(id): Id<CaseId>,
    Ask(wanted): Ask<Before>,
) -> Answer<Page<HistoryAnswer>> {
    let lines = app::case::history(&app, &actor, id, wanted.before).await?;
    let more = next(format!("/api/v1/cases/{id}/history"), lines.last().map(|line| line.seq), lines.len());
    let history = lines
        .into_iter()
        .map(|seen| HistoryLine {
            at: At(seen.at),
            by: seen.by,
            department: seen.department,
            role: seen.role.map(|role| role.code()),
            relation: seen.relation.map(|relation| relation.code()),
            action: seen.action,
            purpose: seen.purpose,
            fields: seen.fields.iter().map(|field| field.code()).collect(),
            allowed: seen.verdict == Verdict::Allowed,
        })
        .collect();
    Ok(Page(HistoryAnswer { history }, more))
}
