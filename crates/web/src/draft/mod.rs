//! "Gem kladde": a longer text is kept while it is written and stands in its form when the page is opened again.
//!
//! Without script by a button of the form; with it quietly, a little after one stops writing. All that stands in the form
//! is kept, so that nothing beside the text is lost.

use crate::error::{Failure, Page};
use crate::form::{Form, Ids, done, once};
use crate::parts::{Alert, Hidden, Tone};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::danish;
use app::Refused;
use app::draft::Field;
use askama::Template;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use domain::access::{Action, Object};
use domain::ids::CaseId;

/// Its routes. Which right the field asks for is asked by the act; a note is the least.
pub(crate) fn routes() -> Routes {
    Routes::new().post("/sager/{id}/kladde/{felt}", Needs::Right(Action::Note, Object::Case), keep)
}

/// Throws away instead of keeping.
const THROW: &str = "smid";
/// Sent by script: no page is wanted for an answer.
const QUIETLY: &str = "stille";
/// Fields that are worth nothing by themselves.
const BESIDE: [&str; 6] = ["version", "dag", "fra", "retter", "frase", "alligevel"];

/// What stands in a form, by name.
pub(crate) type Fields = Vec<(String, String)>;

/// What somebody has begun, as a page shows it again.
pub(crate) struct Begun {
    /// What stood in the form.
    pub fields: Fields,
    /// When it was kept, in words.
    kept: String,
}

/// What a page with a kept draft says above the form, with a way to throw it away.
#[derive(Template)]
#[template(path = "draft/notice.html")]
pub(crate) struct Notice {
    alert: Alert,
    path: String,
    hidden: Hidden,
}

impl askama::filters::HtmlSafe for Notice {}

impl Begun {
    /// The notice of it on the page of this frame.
    pub(crate) fn notice(&self, path: &str, frame: &crate::layout::Frame) -> Notice {
        let text = format!("Skrevet {}. Kun du kan se den, og den er ikke en del af sagen, før du gemmer.", self.kept);
        let alert = Alert::new(Tone::Info, "Din kladde er sat ind", text);
        Notice { alert, path: path.into(), hidden: Hidden::of(frame) }
    }
}

/// Where a field of a case is kept.
pub(crate) fn path(case: CaseId, field: Field) -> String {
    format!("/sager/{case}/kladde/{}", field.code())
}

/// The page the field stands on.
fn home(case: CaseId, field: Field) -> String {
    match field {
        Field::Note => format!("/sager/{case}/journal#notat"),
        Field::Considerations => format!("/sager/{case}/vurdering#betingelser"),
        Field::Meeting => format!("/sager/{case}/moeder"),
    }
}

async fn keep(desk: Desk, Ids(case, field): Ids<CaseId, String>, Form(sent): Form<Fields>) -> Page {
    let field = Field::from_code(&field).ok_or(Refused::NotFound)?;
    let asks = |what: &str| sent.iter().any(|(name, value)| name == what && !value.is_empty());
    let (throw, quietly) = (asks(THROW), asks(QUIETLY));
    let kept = written(&sent).filter(|_| !throw);
    let notice = match (throw, &kept) {
        (true, _) => "Kladden er smidt ud.",
        (false, None) => "Der er ikke skrevet noget, så der er ingen kladde.",
        (false, Some(_)) => "Kladden er gemt. Den står her, når du kommer tilbage, og kun du kan se den.",
    };
    once(app::draft::keep(&desk.app, &desk.actor, case, field, kept.as_deref()).await)?;
    if quietly { Ok(StatusCode::NO_CONTENT.into_response()) } else { Ok(done(&home(case, field), notice)) }
}

/// What stands in the form, as one text to keep; nothing when nobody has written anything.
fn written(sent: &Fields) -> Option<String> {
    let fields = || sent.iter().filter(|(name, _)| name != THROW && name != QUIETLY && name != "indsaet");
    if !fields().any(|(name, value)| !BESIDE.contains(&name.as_str()) && !value.trim().is_empty()) {
        return None;
    }
    Some(form_urlencoded::Serializer::new(String::new()).extend_pairs(fields()).finish())
}

/// What the actor has begun in a field of the case.
pub(crate) async fn begun(desk: &Desk, case: CaseId, field: Field) -> Result<Option<Begun>, Failure> {
    let found = app::draft::begun(&desk.app, &desk.actor, case, field).await?;
    Ok(found.map(|found| Begun {
        fields: form_urlencoded::parse(found.text.as_bytes()).into_owned().collect(),
        kept: danish::instant(found.kept_at),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> Fields {
        fields.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
    }

    #[test]
    fn a_form_nobody_has_written_in_is_no_draft() {
        assert_eq!(written(&form(&[("tekst", " "), ("dag", "2026-03-30"), ("stille", "ja")])), None);
        let kept = written(&form(&[("tekst", "Møde & aftale"), ("dag", "2026-03-30"), ("stille", "ja")])).unwrap();
        let back: Fields = form_urlencoded::parse(kept.as_bytes()).into_owned().collect();
        assert_eq!(back, form(&[("tekst", "Møde & aftale"), ("dag", "2026-03-30")]));
    }
}
