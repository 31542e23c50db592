//! Letters of a case: made, read through, changed, sent, and the file of each.

use super::cases::{SEES, WORKS};
use super::codes::{LetterOccasion, LetterProgress, SentBy};
use super::parts::{
    Answer, At, Body, Created, Day, Json, NoBody, Reader, Tag, Tagged, Uid, Writer, day, edited, made, top_level,
};
use super::problem;
use crate::form::{Check, Id, Ids};
use crate::routes::Routes;
use crate::security::download;
use app::letter::{Make, View};
use app::{Actor, App};
use axum::http::Method;
use axum::response::Response;
use domain::ids::{CaseId, LetterId};
use domain::letter::{Addressee, IssuedLetter};
use domain::people::Protection;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/cases/{id}/letters", SEES, list_letters)
        .post("/api/v1/cases/{id}/letters", WORKS, make_letter)
        .get("/api/v1/cases/{id}/letters/{letter}", SEES, show_letter)
        .method(Method::PUT, "/api/v1/cases/{id}/letters/{letter}", WORKS, change_letter)
        .post("/api/v1/cases/{id}/letters/{letter}/send", WORKS, send_letter)
        .get("/api/v1/cases/{id}/letters/{letter}/pdf", SEES, letter_pdf)
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new()
        .routes(utoipa_axum::routes!(list_letters))
        .routes(utoipa_axum::routes!(make_letter))
        .routes(utoipa_axum::routes!(show_letter))
        .routes(utoipa_axum::routes!(change_letter))
        .routes(utoipa_axum::routes!(send_letter))
        .routes(utoipa_axum::routes!(letter_pdf))
}

top_level! {
    /// Letters of a case, newest first.
    pub(super) struct LetterList { letters: Vec<LetterLine> }
    /// A letter.
    pub(super) struct LetterAnswer { letter: Letter }
}

/// A line of a list of letters.
#[derive(Serialize, ToSchema)]
pub(super) struct LetterLine {
    /// Its id, one for life.
    id: Uid,
    /// Heading.
    title: String,
    /// What it answers.
    occasion: LetterOccasion,
    /// Who it goes to.
    to: Recipient,
    /// How it goes.
    channel: SentBy,
    /// How far it is.
    state: LetterProgress,
    /// When it was made.
    made_at: At,
    /// The day it was promised to the post.
    queued_on: Option<Day>,
    /// When the receiver confirmed it.
    sent_at: Option<At>,
    /// Its pages, once they are fixed.
    document: Option<Uid>,
}

/// Who a letter goes to.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Recipient {
    /// A person of the case, by id.
    Person(Uid),
    /// Someone outside, by name.
    Partner(String),
}

impl From<&IssuedLetter> for LetterLine {
    fn from(letter: &IssuedLetter) -> Self {
        Self {
            id: Uid(letter.id.0),
            title: letter.title.clone(),
            occasion: letter.occasion.into(),
            to: match &letter.addressee {
                Addressee::Person(person) => Recipient::Person(Uid(person.0)),
                Addressee::Partner { .. } if app::letter::is_to_notifier(letter) => {
                    Recipient::Partner(app::letter::unnamed(letter).to_string())
                }
                Addressee::Partner { name, .. } => Recipient::Partner(name.clone()),
            },
            channel: letter.channel.into(),
            state: letter.state.into(),
            made_at: At(letter.made_at),
            queued_on: day(letter.queued_on),
            sent_at: letter.sent_at.map(At),
            document: letter.document.map(|document| Uid(document.0)),
        }
    }
}

/// A letter with its text, and what keeps it from being sent.
#[derive(Serialize, ToSchema)]
pub(super) struct Letter {
    /// Its id, one for life.
    id: Uid,
    /// The case.
    case: Uid,
    /// Heading.
    title: String,
    /// The template, by id.
    template: String,
    /// What it answers.
    occasion: LetterOccasion,
    /// Who it goes to.
    to: Recipient,
    /// Their name.
    to_name: String,
    /// The recipient is protected.
    to_protected: bool,
    /// Somebody of the case is protected: what must not be written.
    someone_protected: bool,
    /// How it goes.
    channel: SentBy,
    /// How far it is.
    state: LetterProgress,
    /// The text in the small markup of letters.
    text: String,
    /// How hard it is to read (LIX).
    lix: u32,
    /// Parts that may not be taken out, in the words of content files.
    required_parts: Vec<&'static str>,
    /// Those of them that are missing or empty; it is not sent before they are there.
    missing_parts: Vec<&'static str>,
    /// It should not go out today; the first day that is good for it.
    next_good_day: Option<Day>,
    /// When it was made.
    made_at: At,
    /// The day it was promised to the post.
    queued_on: Option<Day>,
    /// When the receiver confirmed it.
    sent_at: Option<At>,
    /// Its pages, once they are fixed.
    document: Option<Uid>,
}

fn letter(view: &View) -> Letter {
    let line = LetterLine::from(&view.letter);
    let words = |parts: &[domain::letter::Part]| parts.iter().map(|part| part.word()).collect();
    Letter {
        id: line.id,
        case: Uid(view.letter.case.0),
        title: line.title,
        template: view.letter.template.clone(),
        occasion: line.occasion,
        to: line.to,
        to_name: view.to.clone(),
        to_protected: view.protection == Protection::Protected,
        someone_protected: view.someone_protected,
        channel: line.channel,
        state: line.state,
        text: view.letter.text.clone(),
        lix: view.readability.lix,
        required_parts: words(&view.required),
        missing_parts: words(&view.missing),
        next_good_day: day(view.bad_day),
        made_at: line.made_at,
        queued_on: line.queued_on,
        sent_at: line.sent_at,
        document: line.document,
    }
}

async fn shown(app: &App, actor: &Actor, case: CaseId, id: LetterId) -> Answer<Tagged<LetterAnswer>> {
    let view = app::letter::show(app, actor, case, id).await?;
    Ok(Tagged(view.letter.version.to_string(), LetterAnswer { letter: letter(&view) }))
}

/// A letter that was made.
pub(super) async fn created(app: &App, actor: &Actor, case: CaseId, id: LetterId) -> Answer<Created<LetterAnswer>> {
    let Tagged(_, answer) = shown(app, actor, case, id).await?;
    Ok(Created(format!("/api/v1/cases/{case}/letters/{id}"), answer))
}

/// Lists the letters of a case
#[utoipa::path(get, path = "/api/v1/cases/{id}/letters", tag = "letters", responses((status = 200, body = LetterList)))]
async fn list_letters(Reader { app, actor }: Reader, Id(id): Id<CaseId>) -> Answer<Json<LetterList>> {
    let view = app::case::show(&app, &actor, id).await?;
    Ok(Json(LetterList { letters: view.letters.iter().map(LetterLine::from).collect() }))
}

/// A letter to make by hand. Those of requests, hearings and decisions are made by their own acts.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum NewLetter {
    /// The receipt, with the information on personal data.
    Receipt,
    /// The limit will not be met.
    Delay(NewDelay),
}

/// Why it takes longer, and until when.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewDelay {
    /// Why.
    reason: String,
    /// The new date.
    new_date: Day,
}

/// Which letter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LetterWanted {
    /// Which.
    make: NewLetter,
}

/// Makes a receipt or a letter of delay to the applicant
#[utoipa::path(post, path = "/api/v1/cases/{id}/letters", tag = "letters", request_body = LetterWanted,
    responses((status = 201, body = LetterAnswer)))]
async fn make_letter(
    Writer { app, actor }: Writer,
    Id(id): Id<CaseId>,
    Body(typed): Body<LetterWanted>,
) -> Answer<Created<LetterAnswer>> {
    let make = match typed.make {
        NewLetter::Receipt => Make::Receipt,
        NewLetter::Delay(delay) => Make::Delay { reason: delay.reason, new_date: delay.new_date.0 },
    };
    let letter = made(app::letter::make(&app, &actor, id, make).await, LetterId)?;
    created(&app, &actor, id, letter).await
}

/// Shows a letter
#[utoipa::path(get, path = "/api/v1/cases/{id}/letters/{letter}", tag = "letters",
    responses((status = 200, body = LetterAnswer)))]
async fn show_letter(
    Reader { app, actor }: Reader,
    Ids(id, letter): Ids<CaseId, LetterId>,
) -> Answer<Tagged<LetterAnswer>> {
    shown(&app, &actor, id, letter).await
}

/// The text as it shall stand.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LetterText {
    /// In the small markup of letters.
    text: String,
}

/// Changes the text of a letter
#[utoipa::path(put, path = "/api/v1/cases/{id}/letters/{letter}", tag = "letters", params(super::openapi::Edits),
    request_body = LetterText, responses((status = 200, body = LetterAnswer)))]
async fn change_letter(
    Writer { app, actor }: Writer,
    Ids(id, letter): Ids<CaseId, LetterId>,
    tag: Tag,
    Body(typed): Body<LetterText>,
) -> Answer<Tagged<LetterAnswer>> {
    let mut check = Check::new();
    let text = check.text("text", &typed.text);
    problem::unless_right(check)?;
    edited(app::letter::change(&app, &actor, id, letter, tag.version()?, &text).await)?;
    shown(&app, &actor, id, letter).await
}

/// Sends a letter
///
/// Its pages are fixed and it is promised to the post; the state is `sent` once the receiver has confirmed it. The
/// letters of a decision are sent with the decision.
#[utoipa::path(post, path = "/api/v1/cases/{id}/letters/{letter}/send", tag = "letters",
    params(super::openapi::Edits), responses((status = 200, body = LetterAnswer)))]
async fn send_letter(
    Writer { app, actor }: Writer,
    Ids(id, letter): Ids<CaseId, LetterId>,
    tag: Tag,
    _: NoBody,
) -> Answer<Tagged<LetterAnswer>> {
    edited(app::letter::send(&app, &actor, id, letter, tag.version()?).await)?;
    shown(&app, &actor, id, letter).await
}

/// The letter as a PDF
///
/// A protected recipient's address is left out.
#[utoipa::path(get, path = "/api/v1/cases/{id}/letters/{letter}/pdf", tag = "letters",
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>)))]
async fn letter_pdf(Reader { app, actor }: Reader, Ids(id, letter): Ids<CaseId, LetterId>) -> Answer<Response> {
    let (name, bytes) = app::letter::pdf(&app, &actor, id, letter).await?;
    Ok(download(&name, "application/pdf", bytes))
}
