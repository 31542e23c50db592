//! The journal of a case: notes written in place, and a line for every act.

use crate::case::{Head, Place, SEE};
use crate::draft;
use crate::error::{Failure, Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, date_value, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Alert, Empty, Field, Hidden, Icon, Summary, Tick, Tone};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::{Wording, acts, danish};
use app::case::{JournalLine as Line, PAGE, View};
use app::draft::Field as DraftField;
use app::journal::Note;
use app::{Refused, StepRefused};
use askama::Template;
use axum::extract::Query;
use domain::access::{Action, Object};
use domain::ids::{CaseId, EntryId};
use domain::journal::EntryKind;
use domain::questionnaire::Phrase;
use serde::Deserialize;
use std::collections::BTreeSet;

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new().get("/sager/{id}/journal", SEE, show).post(
        "/sager/{id}/journal",
        Needs::Right(Action::Note, Object::Case),
        write,
    )
}

/// A phrase to begin from, a line to correct, and the line the page goes on before.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    frase: String,
    ret: String,
    foer: String,
}

#[derive(Template)]
#[template(path = "journal/show.html")]
struct Show {
    frame: Frame,
    head: Head,
    number: String,
    case: CaseId,
    may_note: bool,
    phrases: Vec<PhraseView>,
    typed: Typed,
    errors: Errors,
    /// Where what is written is kept, and the notice of what was kept before.
    draft_path: String,
    draft: Option<draft::Notice>,
    /// Fill-ins of the phrase that still stand in the text.
    left: Vec<String>,
    /// The line that is corrected: when, and what it says.
    corrects: Option<(String, String)>,
    lines: Vec<LineView>,
    older: Option<String>,
    first_page: bool,
}

struct PhraseView {
    /// What one types: "tlf · Telefonsamtale".
    name: String,
    id: String,
    text: String,
}

struct LineView {
    id: String,
    icon: Icon,
    title: String,
    when: String,
    iso: String,
    by: String,
    text: String,
    happened: Option<String>,
    corrects: Option<String>,
    corrected: bool,
    correct: Option<String>,
}

/// A note as typed.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    tekst: String,
    dag: String,
    frase: String,
    fra: String,
    retter: String,
    indsaet: String,
    alligevel: String,
}

impl Typed {
    /// As it stood when it was kept.
    fn of(begun: &draft::Begun) -> Self {
        let one = |wanted: &str| begun.fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
        let one = |wanted: &str| one(wanted).unwrap_or_default();
        Self { tekst: one("tekst"), dag: one("dag"), fra: one("fra"), retter: one("retter"), ..Self::default() }
    }
}

async fn show(desk: Desk, Id(case): Id<CaseId>, Query(wanted): Query<Wanted>) -> Page {
    let before = wanted.foer.parse().ok();
    let (view, lines) = app::case::show_journal(&desk.app, &desk.actor, case, before).await?;
    let phrase = desk.app.content.phrase(&wanted.frase, view.today);
    let typed = Typed {
        tekst: phrase.map(|phrase| phrase.text.trim().to_string()).unwrap_or_default(),
        fra: phrase.map(|phrase| phrase.id.clone()).unwrap_or_default(),
        dag: date_value(view.today),
        retter: wanted.ret,
        ..Typed::default()
    };
    let fresh = before.is_none() && typed.tekst.is_empty() && typed.retter.is_empty() && view.may.note;
    let begun = if fresh { draft::begun(&desk, case, DraftField::Note).await? } else { None };
    let typed = begun.as_ref().map_or(typed, Typed::of);
    let mut show = shown(&desk, &view, &lines, before.is_none(), typed, Errors::default());
    show.draft = begun.map(|begun| begun.notice(&show.draft_path, &show.frame));
    page(&show)
}

fn shown(desk: &Desk, view: &View<'_>, lines: &[Line], first_page: bool, typed: Typed, errors: Errors) -> Show {
    let case = view.file.case.id;
    let may_note = view.may.note;
    let corrected: BTreeSet<EntryId> = lines.iter().filter_map(|line| line.entry.corrects).collect();
    let of = |id: EntryId| lines.iter().find(|line| line.entry.id == id);
    let asked = typed.retter.parse().ok().and_then(of);
    let last = lines.last().filter(|_| lines.len() == usize::try_from(PAGE).unwrap_or(usize::MAX));
    Show {
        frame: desk.frame(Here::Elsewhere),
        head: Head::of(&desk.app, view, Place::Journal),
        number: view.file.case.number.to_string(),
        case,
        may_note,
        phrases: phrases(desk, view)
            .into_iter()
            .map(|phrase| PhraseView { name: name(phrase), id: phrase.id.clone(), text: phrase.text.trim().into() })
            .collect(),
        left: fill_ins(&typed.tekst),
        corrects: asked.map(|line| (danish::instant(line.entry.written_at), line.entry.text.clone())),
        lines: lines.iter().map(|line| line_view(desk, view, line, &corrected, may_note)).collect(),
        older: last.map(|line| format!("/sager/{case}/journal?foer={}", line.nr)),
        first_page,
        typed,
        errors,
        draft_path: draft::path(case, DraftField::Note),
        draft: None,
    }
}

/// Phrases in force, in the order of their codes.
fn phrases<'a>(desk: &'a Desk, view: &View<'_>) -> Vec<&'a Phrase> {
    let mut phrases: Vec<&Phrase> = desk.app.content.phrases.all_on(view.today).collect();
    phrases.sort_by(|a, b| a.code.cmp(&b.code));
    phrases
}

fn name(phrase: &Phrase) -> String {
    format!("{} · {}", phrase.shortcut, phrase.title)
}

/// The phrase meant by what was typed: its whole name, its short key, or the beginning of its title.
fn meant<'a>(phrases: &[&'a Phrase], typed: &str) -> Option<&'a Phrase> {
    let typed = typed.trim().to_lowercase();
    let is = |test: &dyn Fn(&Phrase) -> bool| phrases.iter().copied().find(|phrase| test(phrase));
    if typed.is_empty() {
        return None;
    }
    is(&|phrase| name(phrase).to_lowercase() == typed || phrase.shortcut.to_lowercase() == typed)
        .or_else(|| is(&|phrase| phrase.title.to_lowercase().starts_with(&typed)))
}

/// The fill-ins that still stand in a text, each once: "hvem", "dato".
fn fill_ins(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for part in text.split('[').skip(1) {
        let Some((inside, _)) = part.split_once(']') else { continue };
        let inside = inside.trim().to_string();
        if !inside.is_empty() && !inside.contains('\n') && !found.contains(&inside) {
            found.push(inside);
        }
    }
    found
}

async fn write(desk: Desk, Id(case): Id<CaseId>, Form(mut typed): Form<Typed>) -> Page {
    let errors = if typed.indsaet.is_empty() {
        match note(&desk, case, &typed).await? {
            None => return Ok(done(&format!("/sager/{case}/journal"), "Notatet er skrevet i journalen.")),
            Some(errors) => errors,
        }
    } else {
        Errors::default()
    };
    let (view, lines) = app::case::show_journal(&desk.app, &desk.actor, case, None).await?;
    let mut errors = errors;
    if !typed.indsaet.is_empty() {
        match meant(&phrases(&desk, &view), &typed.frase) {
            Some(phrase) => {
                let apart = if typed.tekst.trim().is_empty() { "" } else { "\n\n" };
                typed.tekst = format!("{}{apart}{}", typed.tekst.trim_end(), phrase.text.trim());
                typed.fra = phrase.id.clone();
                typed.frase = String::new();
                // Nothing is wrong: the same page again, with the phrase in the text.
                return page(&shown(&desk, &view, &lines, true, typed, errors));
            }
            None => errors.add("frase", "Ingen frase hedder det. Vælg en fra listen."),
        }
    }
    page_again(&shown(&desk, &view, &lines, true, typed, errors))
}

/// Writes the note; answers what is wrong if it was not written.
async fn note(desk: &Desk, case: CaseId, typed: &Typed) -> Result<Option<Errors>, Failure> {
    let mut check = Check::new();
    let text = check.text("tekst", &typed.tekst);
    let day = check.date("dag", &typed.dag);
    let left = fill_ins(&typed.tekst);
    if !left.is_empty() && !typed.fra.is_empty() && typed.alligevel.is_empty() {
        let which: Vec<String> = left.iter().map(|word| format!("[{word}]")).collect();
        check.wrong("tekst", format!("Frasen er ikke udfyldt: {}. Skriv det, eller slet det.", which.join(", ")));
    }
    let Some(day) = day else { return Ok(check.errors()) };
    if let Some(errors) = check.errors() {
        return Ok(Some(errors));
    }
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_string());
    let corrects = match filled(&typed.retter) {
        None => None,
        Some(id) => Some(id.parse().map_err(|_| Refused::NotFound)?),
    };
    let note = Note { text, happened_on: day, phrase: filled(&typed.fra), corrects };
    match once(app::journal::write(&desk.app, &desk.actor, case, note).await) {
        Ok(()) => Ok(None),
        Err(Refused::Because(reason)) => {
            let in_future = matches!(reason, app::Reason::Step(StepRefused::InTheFuture));
            Ok(Some(Errors::one(if in_future { "dag" } else { "tekst" }, reason.danish())))
        }
        Err(other) => Err(other.into()),
    }
}

fn line_view(desk: &Desk, view: &View<'_>, line: &Line, corrected: &BTreeSet<EntryId>, may_note: bool) -> LineView {
    let entry = &line.entry;
    let (icon, title, text) = match &entry.kind {
        EntryKind::Note { phrase } => {
            let phrase = phrase.as_deref().and_then(|id| desk.app.content.phrase(id, view.today));
            let title = phrase.map_or_else(|| "Notat".to_string(), |phrase| format!("Notat: {}", phrase.title));
            ("chat", title, entry.text.clone())
        }
        EntryKind::Act(code) => (acts::icon(code), acts::done(code).to_string(), acts::detail(code, &entry.text)),
    };
    let written_on = app::ports::local(entry.written_at).date();
    let path = format!("/sager/{}/journal", view.file.case.id);
    let is_note = matches!(entry.kind, EntryKind::Note { .. });
    LineView {
        id: format!("linje-{}", entry.id),
        icon: crate::parts::icon(icon),
        title,
        when: danish::instant(entry.written_at),
        iso: entry.written_at.to_string(),
        by: line.by.clone().unwrap_or_default(),
        text,
        happened: (written_on != entry.happened_on).then(|| danish::date_short(entry.happened_on)),
        corrects: entry.corrects.map(|id| format!("{path}#linje-{id}")),
        corrected: corrected.contains(&entry.id),
        correct: (may_note && is_note).then(|| format!("{path}?ret={}#notat", entry.id)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fill_ins_that_are_left_are_named_once_each() {
        let text = "Samtale med [hvem] den [dato]. [hvem] sagde: [med egne ord]. En [ åben";
        assert_eq!(fill_ins(text), ["hvem", "dato", "med egne ord"]);
        assert!(fill_ins("Ingen at udfylde [] her.").is_empty());
    }

    #[test]
    fn a_phrase_is_found_by_short_key_name_or_beginning() {
        let content = content::Content::shipped();
        let phrases: Vec<&Phrase> = content.phrases.all_on(jiff::civil::date(2026, 3, 30)).collect();
        for typed in ["tlf", "TLF · telefonsamtale", "Telefon"] {
            assert_eq!(meant(&phrases, typed).map(|phrase| phrase.id.as_str()), Some("telefonsamtale"), "{typed}");
        }
        assert!(meant(&phrases, "").is_none() && meant(&phrases, "findes ikke").is_none());
    }
}
