//! The guard before every route: a session where one is needed, a form that came from our own page, a body that is not
//! too large, and an answer in time. It goes by the route table alone, so that no handler can forget it.

use crate::Web;
use crate::error::{Failure, Fault};
use crate::routes::{Needs, Route, Takes};
use crate::security::{Client, RequestId};
use crate::session;
use app::{Actor, Command};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use sha2::{Digest, Sha256};
use std::time::Duration;
use unicode_normalization::UnicodeNormalization;

/// Field of every form: the session's token against forged forms (W-4).
pub const TOKEN: &str = "csrf";
/// Field of a form that makes something: its own key, so that sending it twice has one effect.
pub const KEY: &str = "noegle";
/// The same as headers, for the API.
const TOKEN_HEADER: HeaderName = HeaderName::from_static("x-csrf-token");
const KEY_HEADER: HeaderName = HeaderName::from_static("idempotency-key");
/// Deepest nesting of a JSON body (W-5).
const JSON_DEPTH: usize = 64;

/// Stands before every route.
pub async fn guard(State(web): State<Web>, request: Request, next: Next) -> Response {
    let Some(route) = find(&request) else {
        // The path is known, the method is not.
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    };
    let limit = if route.takes == Takes::Upload { Duration::from_mins(5) } else { Duration::from_secs(30) };
    match tokio::time::timeout(limit, pass(&web, route, request, next)).await {
        Ok(Ok(response)) => response,
        Ok(Err(failure)) => failure.into_response(),
        Err(_) => Failure::from(Fault::new(StatusCode::SERVICE_UNAVAILABLE, "took_too_long")).into_response(),
    }
}

fn find(request: &Request) -> Option<&'static Route> {
    let path = request.extensions().get::<MatchedPath>()?.as_str();
    let method = if request.method() == Method::HEAD { &Method::GET } else { request.method() };
    crate::table().iter().find(|route| route.path == path && route.method == *method)
}

async fn pass(web: &Web, route: &'static Route, mut request: Request, next: Next) -> Result<Response, Failure> {
    let kind = web.settings.cookie;
    let noticed = session::has_notice(kind, request.headers());
    if let Needs::Right(action, object) = route.needs {
        let client = request.extensions().get::<Client>().cloned().unwrap_or(Client(String::new()));
        let id = request.extensions().get::<RequestId>().cloned().unwrap_or(RequestId(String::new()));
        let Some(mut actor) = session::resolve(web, request.headers(), &client, &id).await? else {
            return Ok(to_the_door(route, &request));
        };
        // What no role of theirs may do to anything of the kind looks like a page that does not exist (A-7).
        let may = domain::access::policy()
            .iter()
            .any(|line| line.action == action && line.object == object && actor.staff.roles.contains(&line.role));
        if !may {
            return Err(Fault::new(StatusCode::NOT_FOUND, "not_found").into());
        }
        if route.method != Method::GET {
            request = checked(route, request, &mut actor).await?;
        }
        request.extensions_mut().insert(actor);
    } else if route.takes == Takes::Form {
        request = limited(route, request).await?;
    }
    let mut response = next.run(request).await;
    session::keep_notice(kind, noticed, &mut response);
    Ok(response)
}

/// Nobody is signed in: to the door, with the page they wanted if it can be asked for again.
fn to_the_door(route: &Route, request: &Request) -> Response {
    if route.is_api() {
        return Failure::from(Fault::new(StatusCode::UNAUTHORIZED, "not_signed_in")).into_response();
    }
    let wanted = request.uri().path_and_query().map(|path| path.as_str()).filter(|_| route.method == Method::GET);
    let door = match wanted {
        Some(path) if path != "/" && path != "/i-dag" => format!("/log-ind?til={}", encode(path)),
        _ => "/log-ind".to_string(),
    };
    // A piece of a page fetched by script must not become a sign-in page in the middle of another.
    if request.headers().contains_key("hx-request") {
        let mut response = StatusCode::UNAUTHORIZED.into_response();
        if let Ok(value) = HeaderValue::from_str(&door) {
            response.headers_mut().insert("hx-redirect", value);
        }
        return response;
    }
    Redirect::to(&door).into_response()
}

fn encode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The request with its token checked and taken out, and the command's key given to the actor.
async fn checked(route: &Route, request: Request, actor: &mut Actor) -> Result<Request, Failure> {
    let kind = content_type(request.headers()).to_string();
    if kind == "multipart/form-data" {
        // The upload's own extractor checks the token, which is the first field; no other route takes such a body.
        return if route.takes == Takes::Upload { Ok(request) } else { Err(unsupported()) };
    }
    let key = request.headers().get(KEY_HEADER).and_then(|key| key.to_str().ok()).map(ToString::to_string);
    let token = request.headers().get(TOKEN_HEADER).and_then(|token| token.to_str().ok()).map(ToString::to_string);
    let (mut parts, bytes) = read(route, request).await?;
    let is_form = kind == "application/x-www-form-urlencoded" || (kind.is_empty() && bytes.is_empty());
    let (body, token, key) = if is_form {
        let (fields, form_token, form_key) = strip(&bytes);
        let form_key = form_key.map(|key| of_button(&key, parts.uri.path()));
        (Bytes::from(fields), token.or(form_token), key.or(form_key))
    } else if kind == "application/json" && route.is_api() {
        if JSON_DEPTH < depth(&bytes) {
            return Err(Fault::unreadable().into());
        }
        (bytes, token, key)
    } else {
        return Err(unsupported());
    };
    if !token_is_right(token.as_deref(), actor) {
        return Err(Fault::new(StatusCode::FORBIDDEN, "token_missing").into());
    }
    actor.command = command(key, &parts.method, parts.uri.path(), &body);
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// The request with its body read whole, for routes without a session.
async fn limited(route: &Route, request: Request) -> Result<Request, Failure> {
    let (parts, bytes) = read(route, request).await?;
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

async fn read(route: &Route, request: Request) -> Result<(axum::http::request::Parts, Bytes), Failure> {
    let (parts, body) = request.into_parts();
    let too_large = |_| Failure::from(Fault::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
    let bytes = to_bytes(body, route.limit()).await.map_err(too_large)?;
    Ok((parts, bytes))
}

fn unsupported() -> Failure {
    Fault::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type").into()
}

fn content_type(headers: &HeaderMap) -> &str {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim()
}

/// Compared by hash, so that the time says nothing of how much of it was right.
pub(crate) fn token_is_right(given: Option<&str>, actor: &Actor) -> bool {
    let hash = |text: &str| Sha256::digest(text.as_bytes());
    given.is_some_and(|given| !actor.csrf.is_empty() && hash(given) == hash(&actor.csrf))
}

/// One form may have several buttons, each leading to an address of its own: saving a draft and sending it are two
/// commands, and going back in the browser to press the other is no mistake.
fn of_button(key: &str, path: &str) -> String {
    let hash = Sha256::digest(path.as_bytes());
    let mark: String = hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("{key}-{mark}")
}

/// A command with its key and the fingerprint of what it asks. A key that no page of ours makes is not believed.
pub(crate) fn command(key: Option<String>, method: &Method, path: &str, body: &[u8]) -> Option<Command> {
    let key =
        key.filter(|key| (8..=64).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))?;
    let mut hash = Sha256::new();
    for part in [method.as_str().as_bytes(), path.as_bytes(), body] {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    let fingerprint = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Some(Command { key, fingerprint })
}

/// The form without the fields that are the guard's, each value brought to one form of writing.
fn strip(bytes: &[u8]) -> (String, Option<String>, Option<String>) {
    let (mut token, mut key) = (None, None);
    let mut rest = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(bytes) {
        match name.as_ref() {
            TOKEN => token = Some(value.into_owned()),
            KEY => key = Some(value.into_owned()),
            name => {
                rest.append_pair(name, &clean(&value));
            }
        }
    }
    (rest.finish(), token, key)
}

/// Typed text as we keep it: composed characters (NFC), plain line ends, no control characters (W-5).
pub fn clean(text: &str) -> String {
    text.replace("\r\n", "\n").nfc().filter(|c| !c.is_control() || *c == '\n' || *c == '\t').collect()
}

/// How deep a JSON text is nested, without reading it.
fn depth(bytes: &[u8]) -> usize {
    let (mut deepest, mut now, mut in_text, mut escaped) = (0usize, 0usize, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                now = now.saturating_add(1);
                deepest = deepest.max(now);
            }
            b'}' | b']' if !in_text => now = now.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_reaches_its_handler_without_the_fields_of_the_guard() {
        let (rest, token, key) = strip(b"csrf=abc&navn=Ba%CC%8Arse&noegle=12345678&navn=b%0D%0Ac%00");
        assert_eq!(token.as_deref(), Some("abc"));
        assert_eq!(key.as_deref(), Some("12345678"));
        let fields: Vec<(String, String)> = form_urlencoded::parse(rest.as_bytes()).into_owned().collect();
        assert_eq!(fields, [("navn".into(), "B\u{e5}rse".into()), ("navn".into(), "b\nc".into())]);
    }

    #[test]
    fn the_same_key_with_another_body_has_another_fingerprint() {
        let of = |key: &str, body: &[u8]| command(Some(key.into()), &Method::POST, "/sager", body);
        let first = of("0f8fad5b-d9cb", b"a=1").unwrap();
        assert_eq!(Some(first.clone()), of("0f8fad5b-d9cb", b"a=1"));
        assert_ne!(first.fingerprint, of("0f8fad5b-d9cb", b"a=2").unwrap().fingerprint);
        for strange in ["", "kort", "med mellemrum her", "linje\nskift12"] {
            assert_eq!(of(strange, b""), None, "{strange}");
        }
    }

    #[test]
    fn two_buttons_of_one_form_are_two_commands_and_each_keeps_to_its_own() {
        let key = "0b0c0d0e-0000-4000-8000-000000000001-12";
        let (saved, sent) = (of_button(key, "/a/gem"), of_button(key, "/a/send"));
        assert_ne!(saved, sent);
        assert_eq!(saved, of_button(key, "/a/gem"));
        assert!(command(Some(saved), &Method::POST, "/a/gem", b"").is_some());
    }

    #[test]
    fn brackets_inside_a_text_are_not_nesting() {
        assert_eq!(depth(br#"{"a":[1,{"b":"[[[[\"["}]}"#), 3);
        assert_eq!(depth("[".repeat(100).as_bytes()), 100);
        assert_eq!(depth(b"1"), 0);
    }
}
