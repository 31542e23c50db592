//! Forms of a case: what each asks, what was answered, and filling one in.

use super::cases::{SEES, WORKS};
use super::codes::FieldAnswered;
use super::parts::{Answer, Body, Day, Reader, Tag, Tagged, Writer, edited, top_level};
use super::problem;
use crate::form::{Check, Ids};
use crate::routes::Routes;
use app::form::{Fill, FormView};
use app::{Actor, App};
use domain::ids::CaseId;
use domain::progress::Answer as Known;
use domain::questionnaire::{AnswerRow, Answers, Field, FieldKind, Questionnaire, Section};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new().get("/api/v1/cases/{id}/forms/{form}", SEES, show_form).post(
        "/api/v1/cases/{id}/forms/{form}",
        WORKS,
        fill_form,
    )
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new().routes(utoipa_axum::routes!(show_form)).routes(utoipa_axum::routes!(fill_form))
}

top_level! {
    /// A form of a case.
    struct FormAnswer { form: FormShown }
}

/// A form as it stands today, with what has been filled in.
#[derive(Serialize, ToSchema)]
struct FormShown {
    /// Its id.
    id: String,
    /// Its Danish title.
    title: String,
    /// A few lines above it.
    help: Option<String>,
    /// It is filled in here; if not, it is the face of something with a path of its own.
    filled_in_here: bool,
    /// Its sections.
    sections: Vec<FormSection>,
    /// What has been filled in, newest first.
    filled: Vec<FormFilled>,
}

/// A section.
#[derive(Serialize, ToSchema)]
struct FormSection {
    /// Its id.
    id: String,
    /// Its heading.
    title: String,
    /// One adds rows of these fields.
    rows: bool,
    /// Its fields.
    fields: Vec<FormField>,
}

/// A field.
#[derive(Serialize, ToSchema)]
struct FormField {
    /// Its id.
    id: String,
    /// The question.
    title: String,
    /// How it is answered.
    kind: FieldAnswered,
    /// Must be answered.
    required: bool,
    /// What may be chosen.
    options: Vec<String>,
    /// Shown only when that other field has that answer.
    shown_when: Option<ShownWhen>,
}

/// When a field is shown.
#[derive(Serialize, ToSchema)]
struct ShownWhen {
    /// The other field.
    field: String,
    /// Its answer.
    answer: String,
}

/// One filling-in.
#[derive(Serialize, ToSchema)]
struct FormFilled {
    /// Its number in the case, from 1.
    nr: u32,
    /// The day.
    filled_on: Day,
    /// By whom, by name.
    by: String,
    /// Answers of plain fields. CPR numbers are masked.
    fields: BTreeMap<String, Vec<String>>,
    /// Rows, by section.
    rows: BTreeMap<String, Vec<BTreeMap<String, String>>>,
    /// Its results: `yes`, `no` or `unknown`.
    results: BTreeMap<String, &'static str>,
}

fn section(section: &Section) -> FormSection {
    let field = |field: &Field| FormField {
        id: field.id.clone(),
        title: field.title.clone(),
        kind: field.kind.into(),
        required: field.required,
        options: field.options.clone(),
        shown_when: field.shown_when.clone().map(|(field, answer)| ShownWhen { field, answer }),
    };
    FormSection {
        id: section.id.clone(),
        title: section.title.clone(),
        rows: section.rows,
        fields: section.fields.iter().map(field).collect(),
    }
}

/// Answers as they may leave: a CPR number never does (C-2).
fn masked(form: &Questionnaire, field: &str, answer: &str) -> String {
    let known = form.sections.iter().flat_map(|section| &section.fields).find(|known| known.id == field);
    // A field that is no longer known is shown as one that was never a number.
    if known.is_some_and(|known| known.kind == FieldKind::Cpr) {
        answer.chars().take(6).chain("-****".chars()).collect()
    } else {
        answer.to_string()
    }
}

fn filled(filled: &app::form::Filled<'_>) -> FormFilled {
    let (form, answers) = (filled.form, &filled.answers);
    let fields = answers
        .fields
        .iter()
        .map(|(id, given)| (id.clone(), given.iter().map(|answer| masked(form, id, answer)).collect::<Vec<_>>()));
    let row = |row: &AnswerRow| row.iter().map(|(id, answer)| (id.clone(), masked(form, id, answer))).collect();
    let rows = answers.rows.iter().map(|(id, rows)| (id.clone(), rows.iter().map(row).collect::<Vec<_>>()));
    let results = filled.results.iter().map(|(id, answer)| {
        let code = match answer {
            Known::Yes => "yes",
            Known::No => "no",
            Known::Unknown => "unknown",
        };
        (id.clone(), code)
    });
    FormFilled {
        nr: filled.nr,
        filled_on: Day(filled.filled_on),
        by: filled.by.clone(),
        fields: fields.collect(),
        rows: rows.collect(),
        results: results.collect(),
    }
}

async fn shown(app: &App, actor: &Actor, case: CaseId, form: &str) -> Answer<Tagged<FormAnswer>> {
    let view: FormView<'_> = app::form::show(app, actor, case, form).await?;
    let form = FormShown {
        id: view.form.id.clone(),
        title: view.form.title.clone(),
        help: view.form.help.clone(),
        filled_in_here: app::form::is_filled_in_here(view.form),
        sections: view.form.sections.iter().map(section).collect(),
        filled: view.filled.iter().map(filled).collect(),
    };
    Ok(Tagged(view.latest().to_string(), FormAnswer { form }))
}

/// Shows a form of a case
///
/// With what it asks and every filling-in. Its version is the number of the newest, `"0"` before there is one.
#[utoipa::path(get, path = "/api/v1/cases/{id}/forms/{form}", tag = "forms",
    responses((status = 200, body = FormAnswer)))]
async fn show_form(Reader { app, actor }: Reader, Ids(id, form): Ids<CaseId, String>) -> Answer<Tagged<FormAnswer>> {
    shown(&app, &actor, id, &form).await
}

/// What is answered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FormAnswers {
    /// Answers of plain fields, by field: a day as `2026-03-31`; several for a field with several.
    fields: BTreeMap<String, Vec<String>>,
    /// Rows, by section.
    #[serde(default)]
    rows: BTreeMap<String, Vec<BTreeMap<String, String>>>,
}

/// Fills in a form
///
/// As a new version; the steps it belongs to are done by it. What is missing or wrong is told field by field
/// (`form_incomplete`, `facts.fields`).
#[utoipa::path(post, path = "/api/v1/cases/{id}/forms/{form}", tag = "forms", params(super::openapi::Edits),
    request_body = FormAnswers, responses((status = 200, body = FormAnswer)))]
async fn fill_form(
    Writer { app, actor }: Writer,
    Ids(id, form): Ids<CaseId, String>,
    tag: Tag,
    Body(typed): Body<FormAnswers>,
) -> Answer<Tagged<FormAnswer>> {
    let mut check = Check::new();
    let plain = typed.fields.values().flatten();
    for answer in plain.chain(typed.rows.values().flatten().flat_map(BTreeMap::values)) {
        check.optional_text("answers", answer);
    }
    problem::unless_right(check)?;
    let knew_of = u32::try_from(tag.version()?).map_err(|_| super::parts::stale())?;
    let answers = Answers { fields: typed.fields, rows: typed.rows };
    edited(
        app::form::fill(&app, &actor, id, Fill { form: form.clone(), answers, knew_of, signatures: Vec::new() }).await,
    )?;
    shown(&app, &actor, id, &form).await
}
