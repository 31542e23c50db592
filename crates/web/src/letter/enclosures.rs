//! What follows a letter, on its page: chosen among the case's documents, flagged before it is chosen.

use crate::error::{Page, page_again};
use crate::form::{Errors, Form, Ids, done, once};
use crate::layout::Frame;
use crate::letter::{path, view};
use crate::parts::{Choice, Hidden, Tick};
use crate::session::{Desk, Who};
use crate::wording::Wording;
use crate::wording::danish::{date_short, size};
use app::Refused;
use app::letter::View;
use askama::Template;
use domain::enclosure::{Chosen, Offered, ReadThrough};
use domain::ids::{CaseId, DocumentId, LetterId};
use domain::letter::LetterState;
use serde::Deserialize;

/// What is ticked on the page.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Typed {
    version: i64,
    bilag: Vec<String>,
    gennemset: String,
}

/// The block on the letter's page.
#[derive(Template)]
#[template(path = "letter/enclosures.html")]
pub(super) struct Enclosures {
    path: String,
    version: i64,
    errors: Errors,
    hidden: Option<Hidden>,
    /// Those one may tick.
    offered: Vec<Row>,
    /// Those that cannot follow, each with why.
    barred: Vec<Row>,
    read_through: String,
    /// At least one is flagged, so that somebody must say to have read it through.
    any_flagged: bool,
    /// What follows, once nothing can be chosen any more.
    follows: Vec<Row>,
}

impl askama::filters::HtmlSafe for Enclosures {}

/// One document.
struct Row {
    id: DocumentId,
    nr: usize,
    ticked: bool,
    choice: Choice,
    flags: Vec<String>,
    barred: String,
}

impl Enclosures {
    /// Of a letter; `hidden` is given where one may choose.
    pub(super) fn of(view: &View, frame: Option<&Frame>) -> Self {
        let letter = &view.letter;
        let drafted = letter.state == LetterState::Drafted;
        let rows = |keep: &dyn Fn(&&Offered) -> bool| -> Vec<Row> {
            view.enclosures.iter().filter(keep).enumerate().map(|(nr, one)| row(view, nr, one)).collect()
        };
        let chosen = |one: &&Offered| one.chosen == Chosen::Yes;
        Self {
            path: path(letter.case, letter.id),
            version: letter.version,
            errors: Errors::default(),
            hidden: frame.filter(|_| drafted).map(Hidden::of),
            offered: rows(&|one| one.barred.is_none()),
            barred: rows(&|one| one.barred.is_some()),
            read_through: String::new(),
            any_flagged: view.enclosures.iter().any(|one| one.barred.is_none() && !one.flags.is_empty()),
            follows: rows(&chosen),
        }
    }

    /// With what was ticked, and what is wrong with it.
    fn with_typed(mut self, typed: &Typed, errors: Errors) -> Self {
        for row in &mut self.offered {
            row.ticked = typed.bilag.contains(&row.id.to_string());
        }
        self.read_through.clone_from(&typed.gennemset);
        self.errors = errors;
        self
    }

    /// What is wrong, for the summary on top of the page.
    pub(super) fn errors(&self) -> &Errors {
        &self.errors
    }
}

fn row(view: &View, nr: usize, one: &Offered) -> Row {
    let document = &one.document;
    let label = format!("{} {}", crate::document::number(view.number, document), document.title);
    let hint = format!("{}, {}, {}", document.source, date_short(document.dated), size(document.size));
    Row {
        id: document.id,
        nr,
        ticked: one.chosen == Chosen::Yes,
        choice: Choice::new(document.id.to_string(), label).hint(hint),
        flags: one.flags.iter().map(Wording::danish).collect(),
        barred: one.barred.map(|why| why.danish()).unwrap_or_default(),
    }
}

/// Saves which documents follow the letter.
pub(super) async fn choose(
    desk: Desk,
    Ids(case, letter): Ids<CaseId, LetterId>,
    Who(actor): Who,
    Form(typed): Form<Typed>,
) -> Page {
    let chosen: Vec<DocumentId> = typed.bilag.iter().filter_map(|id| id.parse().ok()).collect();
    let read_through = if typed.gennemset == "ja" { ReadThrough::Yes } else { ReadThrough::No };
    let order = app::enclosure::choose(&desk.app, &actor, (case, letter), typed.version, &chosen, read_through);
    match once(order.await) {
        Ok(()) => Ok(done(&path(case, letter), "Bilagene er gemt og står sidst i brevet.")),
        Err(Refused::Because(reason)) => {
            let shown = app::letter::show(&desk.app, &desk.actor, case, letter).await?;
            let errors = Errors::one(field_of(&reason), reason.danish());
            let page = view::Show::of(&desk, &shown);
            page_again(&page.with_enclosures(|enclosures| enclosures.with_typed(&typed, errors)))
        }
        Err(other) => Err(other.into()),
    }
}

fn field_of(reason: &app::Reason) -> &'static str {
    use domain::enclosure::NotEnclosed;
    match reason {
        app::Reason::Enclosure(NotEnclosed::NotReadThrough) => "gennemset",
        app::Reason::Enclosure(_) => "bilag-0",
        _ => "",
    }
}
