//! Letters made by hand: which a case offers, what each asks, and making one; and throwing a draft away.

use super::cases::{Because, WORKS};
use super::codes::AskedAs;
use super::letters::{LetterLine, LetterList};
use super::parts::{Answer, Body, Created, Json, Reader, Tag, Uid, Writer, edited, found, made, top_level};
use super::problem;
use crate::form::{Check, Id, Ids};
use crate::routes::Routes;
use app::letter_by_hand::To;
use axum::http::{Method, StatusCode};
use domain::ids::{CaseId, LetterId, PersonId};
use domain::letter::{Ask, Letter};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/cases/{id}/letter-templates", WORKS, list_letter_templates)
        .post("/api/v1/cases/{id}/letters-by-hand", WORKS, make_letter_by_hand)
        .method(Method::DELETE, "/api/v1/cases/{id}/letters/{letter}", WORKS, discard_letter)
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new()
        .routes(utoipa_axum::routes!(list_letter_templates))
        .routes(utoipa_axum::routes!(make_letter_by_hand))
        .routes(utoipa_axum::routes!(discard_letter))
}

top_level! {
    /// Letters that can be made by hand, by title.
    struct TemplateList { letter_templates: Vec<LetterTemplate> }
}

/// A letter that can be made by hand.
#[derive(Serialize, ToSchema)]
struct LetterTemplate {
    /// Its id.
    id: String,
    /// Its title.
    title: String,
    /// It goes to someone outside the case, by name and address.
    goes_outside: bool,
    /// What it asks, in order.
    asks: Vec<LetterAsk>,
}

/// Something a letter asks.
#[derive(Serialize, ToSchema)]
struct LetterAsk {
    /// Its id: the name of the answer.
    id: String,
    /// The question, in Danish.
    title: String,
    /// How it is answered.
    kind: AskedAs,
    /// A line of help.
    help: Option<String>,
    /// May be left out.
    optional: bool,
}

impl From<&Letter> for LetterTemplate {
    fn from(letter: &Letter) -> Self {
        let ask = |ask: &Ask| LetterAsk {
            id: ask.id.clone(),
            title: ask.title.clone(),
            kind: ask.kind.into(),
            help: ask.help.clone(),
            optional: ask.optional,
        };
        Self {
            id: letter.id.clone(),
            title: letter.title.clone(),
            goes_outside: app::letter_by_hand::is_outside(letter.recipient),
            asks: letter.asks.iter().map(ask).collect(),
        }
    }
}

/// Lists the letters a case offers
///
/// Those that can be made by hand today, each with what it asks.
#[utoipa::path(get, path = "/api/v1/cases/{id}/letter-templates", tag = "letters",
    responses((status = 200, body = TemplateList)))]
async fn list_letter_templates(Reader { app, actor }: Reader, Id(id): Id<CaseId>) -> Answer<Json<TemplateList>> {
    let view = app::case::show(&app, &actor, id).await?;
    if !view.may.work {
        return Err(app::Refused::NotFound.into());
    }
    let offered = app::letter_by_hand::offered(&app, &view.file, view.today);
    Ok(Json(TemplateList { letter_templates: offered.into_iter().map(LetterTemplate::from).collect() }))
}

/// A letter to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewLetterByHand {
    /// The template, by id.
    template: String,
    /// The answers, by the id of what is asked: a day as `2026-03-30`, a time as `14.30`.
    #[serde(default)]
    answers: BTreeMap<String, String>,
    /// Who it goes to.
    to: LetterTo,
}

/// Who a letter made by hand goes to.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum LetterTo {
    /// Every party, each their own letter.
    Parties,
    /// Someone of the case.
    Person(Uid),
    /// Someone outside.
    Outside(OutsideAddress),
}

/// Someone outside the case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OutsideAddress {
    /// Name.
    pub name: String,
    /// Address lines.
    pub address: String,
}

/// Makes a letter by hand
///
/// One draft to each recipient; each is read through, changed and sent as any letter. Answers that cannot be used are
/// told all at once (`letter_field_missing`).
#[utoipa::path(post, path = "/api/v1/cases/{id}/letters-by-hand", tag = "letters", request_body = NewLetterByHand,
    responses((status = 201, body = LetterList)))]
async fn make_letter_by_hand(
    Writer { app, actor }: Writer,
    Id(id): Id<CaseId>,
    Body(typed): Body<NewLetterByHand>,
) -> Answer<Created<LetterList>> {
    let mut check = Check::new();
    for answer in typed.answers.values() {
        check.optional_text("answers", answer);
    }
    let to = match &typed.to {
        LetterTo::Parties => To::Parties,
        LetterTo::Person(id) => To::Person(PersonId(id.0)),
        LetterTo::Outside(outside) => To::Outside {
            name: check.optional_line("name", &outside.name),
            address: check.optional_text("address", &outside.address),
        },
    };
    problem::unless_right(check)?;
    // A case one may not see comes first: then nothing is said about templates either.
    let view = app::case::show(&app, &actor, id).await?;
    if app.content.letter(&typed.template, view.today).is_none() {
        let detail = "Brevet findes ikke. Se dem, sagen tilbyder, under letter-templates.";
        return Err(problem::fault(StatusCode::UNPROCESSABLE_ENTITY, "letter_template_unknown", detail));
    }
    let outcome = app::letter_by_hand::make(&app, &actor, id, &typed.template, &typed.answers, to).await;
    let first = outcome.map(|letters| letters.first().copied());
    let first = found(made(first, |letter| Some(LetterId(letter)))?)?;
    let view = app::case::show(&app, &actor, id).await?;
    // Of a command done before only the first letter is remembered; the others were made in the same instant.
    let made = found(view.letters.iter().find(|letter| letter.id == first))?;
    let together = view.letters.iter().filter(|l| l.made_at == made.made_at && l.occasion == made.occasion);
    let letters = together.map(LetterLine::from).collect();
    Ok(Created(format!("/api/v1/cases/{id}/letters/{first}"), LetterList { letters }))
}

/// Throws a draft of a letter away
///
/// With the reason, which goes into the journal. A letter that was promised to the post stays.
#[utoipa::path(delete, path = "/api/v1/cases/{id}/letters/{letter}", tag = "letters", params(super::openapi::Edits),
    request_body = Because, responses((status = 200, body = LetterList)))]
async fn discard_letter(
    Writer { app, actor }: Writer,
    Ids(id, letter): Ids<CaseId, LetterId>,
    tag: Tag,
    Body(typed): Body<Because>,
) -> Answer<Json<LetterList>> {
    edited(app::letter::discard(&app, &actor, id, letter, tag.version()?, &typed.reason).await)?;
    let view = app::case::show(&app, &actor, id).await?;
    Ok(Json(LetterList { letters: view.letters.iter().map(LetterLine::from).collect() }))
}
