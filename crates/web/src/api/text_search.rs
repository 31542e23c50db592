//! Searching text: notes, and titles of letters and documents.

use super::cases::SEES;
use super::codes::FoundIn;
use super::parts::{Answer, Body, Day, Json, Reader, Uid, day, top_level};
use super::problem;
use crate::form::Check;
use crate::routes::Routes;
use app::search::TextHit;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

/// Its route.
pub(super) fn routes() -> Routes {
    Routes::new().post("/api/v1/texts/search", SEES, search_texts)
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new().routes(utoipa_axum::routes!(search_texts))
}

top_level! {
    /// What was found: notes, then letters, then documents, each newest first.
    struct TextsFound { texts: Vec<FoundText> }
}

/// Words to search by.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TextSearch {
    /// All of them must stand in the text. The longest has three letters or more.
    words: String,
}

/// A text that was found.
#[derive(Serialize, ToSchema)]
struct FoundText {
    /// What it is.
    found_in: FoundIn,
    /// The note, letter or document.
    id: Uid,
    /// The case it stands in.
    case: Uid,
    /// The case's number.
    number: String,
    /// The citizen's name.
    citizen: String,
    /// The citizen is protected.
    protected: bool,
    /// The day it is about; none for a letter that is a draft.
    day: Option<Day>,
    /// What stands before the word.
    before: String,
    /// The word as it is written there.
    word: String,
    /// What stands after it. CPR numbers are masked.
    after: String,
}

impl From<TextHit> for FoundText {
    fn from(hit: TextHit) -> Self {
        Self {
            found_in: hit.kind.into(),
            id: Uid(hit.id),
            case: Uid(hit.case.0),
            number: hit.number.to_string(),
            citizen: hit.citizen,
            protected: hit.protected,
            day: day(hit.day),
            before: hit.excerpt.before,
            word: hit.excerpt.word,
            after: hit.excerpt.after,
        }
    }
}

/// Searches notes and titles
///
/// In the cases you may list, those you have a function on, and those you hold open by break-glass; at most twenty of
/// each kind. A POST, so that nothing typed stands in an address; it changes nothing and takes no key.
#[utoipa::path(post, path = "/api/v1/texts/search", tag = "cases", request_body = TextSearch,
    responses((status = 200, body = TextsFound)))]
async fn search_texts(Reader { app, actor }: Reader, Body(typed): Body<TextSearch>) -> Answer<Json<TextsFound>> {
    let mut check = Check::new();
    let words = check.line("words", &typed.words);
    problem::unless_right(check)?;
    let hits = app::search::text(&app, &actor, &words).await?;
    Ok(Json(TextsFound { texts: hits.into_iter().map(FoundText::from).collect() }))
}
