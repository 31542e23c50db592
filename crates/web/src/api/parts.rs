//! What every endpoint is made of: days, instants and ids as JSON has them, bodies read strictly, versions and keys,
//! and the shapes of answers.

use super::problem;
use crate::Web;
use crate::error::{Failure, Fault};
use crate::guard;
use crate::session::Who;
use crate::wording::Wording;
use app::{Actor, App, Outcome, Reason, Refused, Resource};
use axum::body::Bytes;
use axum::extract::{FromRef, FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::fmt::Display;
use utoipa::ToSchema;
use uuid::Uuid;

/// A day: `2026-03-30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, format = Date, example = "2026-03-30")]
pub(super) struct Day(pub Date);

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Day {
    /// A day and nothing else: an instant given for a day could be another day here.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let shaped = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let day = text.parse().ok().filter(|_| shaped);
        day.map(Day).ok_or_else(|| D::Error::custom("expected a day"))
    }
}

/// An instant in UTC: `2026-03-30T08:15:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2026-03-30T08:15:00Z")]
pub(super) struct At(pub Timestamp);

/// A random id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(value_type = String, format = "uuid", example = "6f2c1d4e-0000-4000-8000-000000000000")]
pub(super) struct Uid(pub Uuid);

/// Optional days.
pub(super) fn day(day: Option<Date>) -> Option<Day> {
    day.map(Day)
}

/// What a handler answers.
pub(super) type Answer<T> = Result<T, Failure>;

/// Who reads: the app and the signed-in person. Also for what is read by POST, since it must not stand in an address.
pub(super) struct Reader {
    /// The app.
    pub app: App,
    /// Who asks.
    pub actor: Actor,
}

/// Who writes: the same, with the command's own key, without which nothing is written.
pub(super) struct Writer {
    /// The app.
    pub app: App,
    /// Who asks.
    pub actor: Actor,
}

impl<S: Send + Sync> FromRequestParts<S> for Reader
where
    Web: FromRef<S>,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Who(actor) = Who::from_request_parts(parts, state).await?;
        Ok(Reader { app: Web::from_ref(state).app, actor })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Writer
where
    Web: FromRef<S>,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Reader { app, actor } = Reader::from_request_parts(parts, state).await?;
        if actor.command.is_none() {
            return Err(key_missing());
        }
        Ok(Writer { app, actor })
    }
}

/// A command without a key of its own could be done twice by a client that tries again.
pub(super) fn key_missing() -> Failure {
    let detail = "Send headeren Idempotency-Key med en ny nøgle til hver handling: 8 til 64 bogstaver, tal og \
                  bindestreger, for eksempel en UUID.";
    problem::fault(StatusCode::BAD_REQUEST, "idempotency_key_missing", detail)
}

/// A body in JSON, read whole into its type: no unknown fields, typed text brought to one form of writing (W-5).
pub(super) struct Body<T>(pub T);

/// No body; `{}` will do.
pub(super) struct NoBody;

/// The query of an address, read into its type.
pub(super) struct Ask<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        if !is_json(request.headers()) {
            return Err(Fault::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type").into());
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|_| Failure::from(Fault::unreadable()))?;
        read(&bytes).map(Body)
    }
}

impl<S: Send + Sync> FromRequest<S> for NoBody {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Empty {}
        let bytes = Bytes::from_request(request, state).await.map_err(|_| Failure::from(Fault::unreadable()))?;
        if !bytes.is_empty() {
            read::<Empty>(&bytes)?;
        }
        Ok(NoBody)
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Ask<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let read = Query::<T>::from_request_parts(parts, state).await;
        read.map(|query| Ask(query.0)).map_err(|_| {
            let detail = "Adressens parametre kunne ikke læses. Se deres navne og form i /api/v1/openapi.json.";
            problem::fault(StatusCode::UNPROCESSABLE_ENTITY, "query_unreadable", detail)
        })
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim() == "application/json"
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    // The first reading finds the place of a mistake and fields that stand twice; the second has the text cleaned.
    serde_json::from_slice::<T>(bytes).map_err(|error| unreadable(&error))?;
    let mut value: Value = serde_json::from_slice(bytes).map_err(|error| unreadable(&error))?;
    clean(&mut value);
    serde_json::from_value(value).map_err(|error| unreadable(&error))
}

fn clean(value: &mut Value) {
    match value {
        Value::String(text) => *text = guard::clean(text),
        Value::Array(items) => items.iter_mut().for_each(clean),
        Value::Object(fields) => fields.values_mut().for_each(clean),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Says where, and which field is missing, but never what stood there: it could be a CPR number (G-5).
fn unreadable(error: &serde_json::Error) -> Failure {
    let (line, column, said) = (error.line(), error.column(), error.to_string());
    let missing = said.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    let detail = match missing {
        Some(field) => format!("Feltet \"{field}\" mangler (linje {line}, tegn {column})."),
        None => format!(
            "JSON-teksten kunne ikke læses ved linje {line}, tegn {column}. Se felternes navne og form i \
             /api/v1/openapi.json."
        ),
    };
    let facts = serde_json::json!({ "line": line, "column": column, "missing_field": missing });
    problem::with_facts(StatusCode::UNPROCESSABLE_ENTITY, "json_unreadable", detail, facts)
}

/// The version an edit was made from, as `If-Match` carries it; without it nothing is edited.
pub(super) struct Tag(String);

impl<S: Send + Sync> FromRequestParts<S> for Tag {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let given = parts.headers.get(header::IF_MATCH).and_then(|tag| tag.to_str().ok()).map(str::trim);
        // "Whatever it is now" would be the last writer winning.
        let given = given.filter(|tag| *tag != "*").ok_or_else(|| {
            let detail =
                "Send headeren If-Match med den ETag, du sidst fik, så ingen skriver oven i en andens arbejde.";
            problem::fault(StatusCode::PRECONDITION_REQUIRED, "version_missing", detail)
        })?;
        let tag = given.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).ok_or_else(stale)?;
        Ok(Tag(tag.to_string()))
    }
}

impl Tag {
    /// As the version of a record.
    pub(super) fn version(&self) -> Result<i64, Failure> {
        self.0.parse().map_err(|_| stale())
    }

    /// Whether it is this one.
    pub(super) fn is(&self, tag: &str) -> bool {
        self.0 == tag
    }
}

/// Somebody saved before: nothing is overwritten.
pub(super) fn stale() -> Failure {
    problem::fault(StatusCode::PRECONDITION_FAILED, Reason::Stale.code(), &Reason::Stale.danish())
}

/// A command is done, now or by the same key before.
pub(super) fn done(outcome: Outcome<()>) -> Answer<()> {
    match outcome {
        Ok(()) | Err(Refused::Replayed(_)) => Ok(()),
        Err(other) => Err(other.into()),
    }
}

/// An edit of what `If-Match` named is done.
pub(super) fn edited<T>(outcome: Outcome<T>) -> Answer<()> {
    match outcome {
        Ok(_) | Err(Refused::Replayed(_)) => Ok(()),
        Err(Refused::Because(Reason::Stale)) => Err(stale()),
        Err(other) => Err(other.into()),
    }
}

/// What a command made, now or by the same key before.
pub(super) fn made<T>(outcome: Outcome<T>, id: impl Fn(Uuid) -> T) -> Answer<T> {
    match outcome {
        Ok(new) => Ok(new),
        Err(Refused::Replayed(Resource::Case(case))) => Ok(id(case.0)),
        Err(Refused::Replayed(Resource::Person(person))) => Ok(id(person.0)),
        Err(Refused::Replayed(Resource::Letter(_, letter))) => Ok(id(letter.0)),
        Err(Refused::Replayed(Resource::Inside(_, thing))) => Ok(id(thing)),
        Err(Refused::Replayed(Resource::Absence(absence))) => Ok(id(absence.0)),
        Err(Refused::Replayed(Resource::Enquiry(enquiry))) => Ok(id(enquiry.0)),
        Err(other) => Err(other.into()),
    }
}

/// What must be in a case that was just read.
pub(super) fn found<T>(thing: Option<T>) -> Answer<T> {
    thing.ok_or_else(|| Refused::NotFound.into())
}

/// The thing.
pub(super) struct Json<T>(pub T);

/// The thing with its version, to be sent back in `If-Match`.
pub(super) struct Tagged<T>(pub String, pub T);

/// Made, and where it stands.
pub(super) struct Created<T>(pub String, pub T);

/// A page of a list, and the address of the next if there is one.
pub(super) struct Page<T>(pub T, pub Option<String>);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

impl<T: Serialize> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        with(header::ETAG, &format!("\"{}\"", self.0), axum::Json(self.1).into_response())
    }
}

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        with(header::LOCATION, &self.0, (StatusCode::CREATED, axum::Json(self.1)).into_response())
    }
}

impl<T: Serialize> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        let response = axum::Json(self.0).into_response();
        match self.1 {
            Some(next) => with(header::LINK, &format!("<{next}>; rel=\"next\""), response),
            None => response,
        }
    }
}

fn with(name: HeaderName, value: &str, mut response: Response) -> Response {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
    response
}

/// The address of the next page: this one, with its last key.
pub(super) fn next_page(path: &str, query: &[(&str, Option<&str>)], key: (&str, impl Display)) -> String {
    let given = query.iter().filter_map(|(name, value)| value.map(|value| (*name, value.to_string())));
    let pairs = given.chain([(key.0, key.1.to_string())]);
    format!("{path}?{}", form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish())
}

/// A struct with one key named after the thing: what every answer is.
macro_rules! top_level {
    ($($(#[$doc:meta])* $vis:vis struct $name:ident { $key:ident: $of:ty })*) => { $(
        $(#[$doc])*
        #[derive(serde::Serialize, utoipa::ToSchema)]
        $vis struct $name {
            /// The thing.
            $vis $key: $of,
        }
    )* };
}
pub(super) use top_level;

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Note {
        text: String,
        on: Day,
    }

    fn problem(text: &str) -> (u16, Value) {
        match read::<Note>(text.as_bytes()) {
            Err(Failure::Fault(fault)) => (fault.status.as_u16(), fault.facts.map(|facts| *facts).unwrap_or_default()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn typed_text_is_kept_in_one_form_of_writing() {
        let note =
            read::<Note>("{\"text\": \"A\u{30a}rhus\\u0000\\r\\nby\", \"on\": \"2026-03-30\"}".as_bytes()).unwrap();
        assert_eq!(note, Note { text: "\u{c5}rhus\nby".into(), on: Day(jiff::civil::date(2026, 3, 30)) });
    }

    #[test]
    fn a_mistake_is_told_by_its_place_and_never_by_its_value() {
        let unknown = problem("{\"text\": \"x\", \"on\": \"2026-03-30\", \"610190-9901\": 1}");
        assert_eq!((unknown.0, &unknown.1["line"]), (422, &1.into()));
        assert!(!format!("{unknown:?}").contains("9901"));
        assert_eq!(problem("{\"text\": \"x\"}").1["missing_field"], "on");
        for day in ["2026-02-30", "2026-03-30T12:00", "30-03-2026", "20260330", ""] {
            assert_eq!(problem(&format!("{{\"text\": \"x\", \"on\": \"{day}\"}}")).0, 422, "{day}");
        }
    }

    #[test]
    fn the_next_page_keeps_what_was_asked_for() {
        let next =
            next_page("/api/v1/cases", &[("department", Some("børn")), ("state", None)], ("after", "2026-000123"));
        assert_eq!(next, "/api/v1/cases?department=b%C3%B8rn&after=2026-000123");
    }
}
