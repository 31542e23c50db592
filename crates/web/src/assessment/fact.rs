//! One fact (oplysning): added, changed, taken out.

use super::{Choice, Choices, Conflict, Errors, Field, Hidden, Known, Place, Summary, Typed as Shown, Weight};
use crate::case::Head;
use crate::error::{Page, page};
use crate::form::{Check, Form as Sent, Id, Ids, done};
use crate::layout::{Frame, Here};
use crate::session::Desk;
use crate::wording::{Wording, danish};
use app::assessment::{self, Fact};
use app::case::View;
use app::{Reason, Refused};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use domain::ids::{CaseId, FindingId};
use serde::Deserialize;

/// A fact as typed. `set` is the fact as the form was made from.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Typed {
    oplysning: String,
    kilde: String,
    dokument: String,
    kendt: String,
    vaegt: String,
    set: String,
}

/// The fields of a fact.
pub(super) struct Form {
    pub(super) text: Field,
    pub(super) source: Field,
    pub(super) document: Choices,
    pub(super) known: Choices,
    pub(super) weight: Choices,
    pub(super) button: &'static str,
    /// Something was typed that is not saved, so the form stands open.
    pub(super) open: bool,
}

impl Form {
    pub(super) fn of(view: &View<'_>, typed: &Typed, errors: &Errors, button: &'static str) -> Self {
        let documents: Vec<Choice> = view
            .documents
            .iter()
            .map(|document| {
                let day = danish::date_plain(document.dated);
                Choice::new(document.id.to_string(), format!("{} ({}, {day})", document.title, document.source))
            })
            .collect();
        let known = [Known::Known, Known::Unknown].map(|known| Choice::new(Wording::code(&known), known.danish()));
        let weight =
            [Weight::NotAgainst, Weight::Against].map(|weight| Choice::new(Wording::code(&weight), weight.danish()));
        let text = Field::text("oplysning", "Oplysningen, som den skal stå i brevet", &typed.oplysning, errors);
        Self {
            text: text.hint("Én oplysning ad gangen, i ord borgeren kan genkende.").rows(3),
            source: Field::line("kilde", "Hvor har vi den fra?", &typed.kilde, errors)
                .hint("For eksempel: Udtalelse fra Tovby Skole, 3. marts. Kilden står i brevet."),
            document: Choices::select("dokument", "Dokumentet, den står i", &documents, &typed.dokument, errors)
                .optional(),
            known: Choices::radios("kendt", "Ved parten, at oplysningen indgår i sagen?", &known, &typed.kendt, errors),
            weight: Choices::radios("vaegt", "Hvordan vejer den?", &weight, &typed.vaegt, errors)
                .hint("Er den til ugunst, og kender parten den ikke, skal parten høres, før der træffes afgørelse."),
            button,
            open: view.file.findings.is_empty()
                || ["oplysning", "kilde", "kendt", "vaegt", "dokument"].iter().any(|field| errors.of(field).is_some()),
        }
    }
}

impl Typed {
    fn of(fact: &Fact) -> Self {
        let mut typed = Self {
            oplysning: fact.text.clone(),
            kilde: fact.source.clone(),
            dokument: fact.document.map(|id| id.to_string()).unwrap_or_default(),
            kendt: Wording::code(&fact.known).into(),
            vaegt: Wording::code(&fact.weight).into(),
            set: String::new(),
        };
        typed.set = typed.seen();
        typed
    }

    /// All of it in one hidden field.
    fn seen(&self) -> String {
        let parts = [&self.oplysning, &self.kilde, &self.dokument, &self.kendt, &self.vaegt];
        serde_json::Value::from(parts.map(|part| serde_json::Value::from(part.as_str())).to_vec()).to_string()
    }

    /// The fact the form was made from; `None` when the field was not made by us.
    fn was(&self) -> Option<Fact> {
        let [text, source, document, known, weight]: [String; 5] = serde_json::from_str(&self.set).ok()?;
        Some(Fact {
            text,
            source,
            document: document.parse().ok(),
            known: super::known(&known)?,
            weight: super::weight(&weight)?,
        })
    }

    /// Read into a fact; a document that is not one of the case's cannot be chosen.
    fn read(&self, view: &View<'_>) -> Result<Fact, Errors> {
        let mut check = Check::new();
        let text = check.optional_text("oplysning", &self.oplysning);
        let source = check.optional_line("kilde", &self.kilde);
        if text.is_empty() {
            check.wrong("oplysning", "Skriv oplysningen, som den skal stå i brevet.");
        }
        if source.is_empty() {
            check.wrong("kilde", "Skriv, hvor oplysningen kommer fra.");
        }
        let document = match self.dokument.trim() {
            "" => None,
            typed => check.choice("dokument", typed, |typed| {
                view.documents.iter().map(|document| document.id).find(|id| id.to_string() == typed)
            }),
        };
        let (known, weight) = (super::known(&self.kendt), super::weight(&self.vaegt));
        if known.is_none() {
            check.wrong("kendt", "Vælg, om parten ved, at oplysningen indgår i sagen.");
        }
        if weight.is_none() {
            check.wrong("vaegt", "Vælg, om oplysningen er til ugunst for parten.");
        }
        match (known, weight, check.errors()) {
            (Some(known), Some(weight), None) => Ok(Fact { text, source, document, known, weight }),
            (_, _, errors) => Err(errors.unwrap_or_default()),
        }
    }
}

fn home(case: CaseId) -> String {
    format!("/sager/{case}/vurdering")
}

/// Adds a fact.
pub(super) async fn add(desk: Desk, Id(case): Id<CaseId>, Sent(typed): Sent<Typed>) -> Page {
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    let refused = match typed.read(&view) {
        Ok(fact) => match assessment::add_fact(&desk.app, &desk.actor, case, fact).await {
            Ok(_) | Err(Refused::Replayed(_)) => return Ok(done(&home(case), "Oplysningen er tilføjet.")),
            Err(Refused::Because(reason)) => Errors::one("", reason.danish()),
            Err(other) => return Err(other.into()),
        },
        Err(errors) => errors,
    };
    let shown = Shown { fact: Some(typed), errors: refused, ..Shown::default() };
    super::again(&desk, case, StatusCode::UNPROCESSABLE_ENTITY, shown).await
}

#[derive(Template)]
#[template(path = "assessment/fact.html")]
struct Show {
    frame: Frame,
    head: Head,
    number: String,
    path: String,
    home: String,
    form: Form,
    seen: String,
    why: Field,
    errors: Errors,
    conflicts: Vec<Conflict>,
}

/// What is shown of one fact besides the case.
#[derive(Default)]
struct Again {
    typed: Typed,
    why: String,
    errors: Errors,
    conflicts: Vec<Conflict>,
}

fn the_page(desk: &Desk, view: &View<'_>, fact: FindingId, again: Again) -> Show {
    let case = view.file.case.id;
    let why = Field::line("grund", "Hvorfor tages oplysningen ud?", &again.why, &again.errors)
        .hint("Grunden og oplysningen står i journalen.");
    Show {
        frame: desk.frame(Here::Elsewhere),
        head: Head::of(&desk.app, view, Place::Assessment),
        number: view.file.case.number.to_string(),
        path: format!("{}/oplysning/{fact}", home(case)),
        home: home(case),
        form: Form::of(view, &again.typed, &again.errors, "Gem oplysningen"),
        seen: again.typed.set,
        why,
        errors: again.errors,
        conflicts: again.conflicts,
    }
}

/// The fact as it stands, if it can be changed; else back to the list, which says why it cannot.
fn changeable(view: &View<'_>, id: FindingId) -> Result<Fact, Refused> {
    let found = view.file.findings.iter().find(|finding| finding.id == id).ok_or(Refused::NotFound)?;
    Ok(Fact::of(found))
}

/// Shows one fact to be changed.
pub(super) async fn show(desk: Desk, Ids(case, id): Ids<CaseId, FindingId>) -> Page {
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    let fact = changeable(&view, id)?;
    if !view.may.work {
        return Err(Refused::NotFound.into());
    }
    page(&the_page(&desk, &view, id, Again { typed: Typed::of(&fact), ..Again::default() }))
}

/// Changes a fact.
pub(super) async fn change(desk: Desk, Ids(case, id): Ids<CaseId, FindingId>, Sent(typed): Sent<Typed>) -> Page {
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    let now = changeable(&view, id)?;
    let seen = typed.was().ok_or_else(crate::error::Fault::unreadable)?;
    let fact = match typed.read(&view) {
        Ok(fact) => fact,
        Err(errors) => {
            let again = Again { typed, errors, ..Again::default() };
            return shown(&the_page(&desk, &view, id, again), StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    match assessment::change_fact(&desk.app, &desk.actor, case, id, &seen, fact).await {
        Ok(()) | Err(Refused::Replayed(_)) => Ok(done(&home(case), "Oplysningen er ændret.")),
        Err(Refused::Because(Reason::Stale)) => {
            let (by, at) = super::last_done(&desk.app, &desk.actor, case, &["fact_changed"]).await?;
            let conflict = Conflict { what: "Oplysningen".into(), by, at, saved: said(&now), typed: typed.said() };
            // What is saved now is what the next save will be compared with.
            let typed = Typed { set: Typed::of(&now).set, ..typed };
            let again = Again { typed, conflicts: vec![conflict], ..Again::default() };
            shown(&the_page(&desk, &view, id, again), StatusCode::CONFLICT)
        }
        Err(Refused::Because(reason)) => {
            let again = Again { typed, errors: Errors::one("", reason.danish()), ..Again::default() };
            shown(&the_page(&desk, &view, id, again), StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(other) => Err(other.into()),
    }
}

/// Why a fact is taken out.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Why {
    grund: String,
}

/// Takes a fact out.
pub(super) async fn remove(desk: Desk, Ids(case, id): Ids<CaseId, FindingId>, Sent(why): Sent<Why>) -> Page {
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    let mut check = Check::new();
    let grund = check.line("grund", &why.grund);
    let errors = match check.errors() {
        Some(errors) => errors,
        None => match assessment::remove_fact(&desk.app, &desk.actor, case, id, &grund).await {
            Ok(()) | Err(Refused::Replayed(_)) => return Ok(done(&home(case), "Oplysningen er taget ud.")),
            Err(Refused::Because(reason)) => Errors::one("grund", reason.danish()),
            Err(other) => return Err(other.into()),
        },
    };
    let again = Again { typed: Typed::of(&changeable(&view, id)?), why: why.grund, errors, conflicts: Vec::new() };
    shown(&the_page(&desk, &view, id, again), StatusCode::UNPROCESSABLE_ENTITY)
}

fn shown(view: &Show, status: StatusCode) -> Page {
    Ok((status, Html(view.render()?)).into_response())
}

fn said(fact: &Fact) -> String {
    format!("{}\nKilde: {}\n{}. {}.", fact.text, fact.source, fact.known.danish(), fact.weight.danish())
}

impl Typed {
    fn said(&self) -> String {
        let known = super::known(&self.kendt).map(|known| known.danish()).unwrap_or_default();
        let weight = super::weight(&self.vaegt).map(|weight| weight.danish()).unwrap_or_default();
        format!("{}\nKilde: {}\n{known}. {weight}.", self.oplysning, self.kilde)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fact_a_form_was_made_from_comes_back_as_it_was() {
        let fact = Fact {
            text: "Emil går i klub.\nHver dag \"med\" hjælp.".into(),
            source: "Tovby Skole, <udtalelse>".into(),
            document: None,
            known: Known::Unknown,
            weight: Weight::Against,
        };
        assert_eq!(Typed::of(&fact).was(), Some(fact));
        assert_eq!(Typed { set: "[\"for kort\"]".into(), ..Typed::default() }.was(), None);
    }
}
