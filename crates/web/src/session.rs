//! Who is asking: the cookie, the signed-in person, and the desk a handler works at.
//!
//! All calls to `app::session` for an existing session stand in [`resolve`].

use crate::Web;
use crate::error::{Failure, Fault};
use crate::layout::{Frame, Here};
use crate::security::{Client, RequestId};
use app::{Actor, App, Outcome, Refused};
use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use std::convert::Infallible;

/// How the session's cookie is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CookieKind {
    /// `__Host-` and `Secure`: what everyone uses (S-3).
    #[default]
    Host,
    /// Without both, for plain HTTP on loopback alone: some browsers and test clients send no secure cookie there.
    Loopback,
}

impl CookieKind {
    fn session(self) -> &'static str {
        match self {
            CookieKind::Host => "__Host-tovholder",
            CookieKind::Loopback => "tovholder",
        }
    }

    fn notice(self) -> &'static str {
        match self {
            CookieKind::Host => "__Host-besked",
            CookieKind::Loopback => "besked",
        }
    }

    fn device(self) -> &'static str {
        match self {
            CookieKind::Host => "__Host-feltsaet",
            CookieKind::Loopback => "feltsaet",
        }
    }

    fn set(self, name: &str, value: &str, life: &str) -> Option<HeaderValue> {
        let secure = match self {
            CookieKind::Host => "; Secure",
            CookieKind::Loopback => "",
        };
        HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{life}")).ok()
    }
}

/// Gives the browser its session. The secret is never seen again by us but in the cookie.
pub fn set_cookie(kind: CookieKind, secret: &str, response: &mut Response) {
    if let Some(value) = kind.set(kind.session(), secret, "") {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// Takes it back.
pub fn clear_cookie(kind: CookieKind, response: &mut Response) {
    if let Some(value) = kind.set(kind.session(), "", "; Max-Age=0") {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// Marks the browser a field kit was taken into, for a day longer than the kit lives. Random, and opens nothing.
pub(crate) fn set_device(kind: CookieKind, mark: &str, response: &mut Response) {
    if let Some(value) = kind.set(kind.device(), mark, "; Max-Age=691200") {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// The mark of this browser, if a field kit was taken into it.
pub(crate) fn device(kind: CookieKind, headers: &HeaderMap) -> Option<String> {
    let ours = |mark: &&str| mark.len() == 32 && mark.bytes().all(|byte| byte.is_ascii_hexdigit());
    cookie(headers, kind.device()).filter(ours).map(ToString::to_string)
}

/// The value of a cookie. With two of one name nothing is believed: one of them was put there by somebody else.
fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut found = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value);
    let first = found.next();
    if found.next().is_some() { None } else { first }
}

/// The actor of a request's cookie; nobody without one, or with one that no longer counts.
pub async fn resolve(web: &Web, headers: &HeaderMap, client: &Client, request: &RequestId) -> Outcome<Option<Actor>> {
    let secret = cookie(headers, web.settings.cookie.session());
    let issued = |secret: &&str| secret.len() == 64 && secret.bytes().all(|b| b.is_ascii_hexdigit());
    let Some(secret) = secret.filter(issued) else { return Ok(None) };
    match app::session::who(&web.app, secret, &client.0, &request.0).await {
        Ok(actor) => Ok(Some(actor)),
        Err(Refused::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// The signed-in person. The guard has found them; a route that asks for one without being guarded answers 401.
pub struct Who(pub Actor);

impl<S: Send + Sync> FromRequestParts<S> for Who {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let actor = parts.extensions.get::<Actor>().cloned();
        actor.map(Who).ok_or_else(|| Fault::new(StatusCode::UNAUTHORIZED, "not_signed_in").into())
    }
}

/// What a page handler works at: the app, who asks, and what the page around the page needs.
pub struct Desk {
    /// The app.
    pub app: App,
    /// Who asks.
    pub actor: Actor,
    notice: Option<String>,
}

impl Desk {
    /// The frame of a page, with the place in the menu it belongs to.
    pub fn frame(&self, here: Here) -> Frame {
        Frame::new(&self.app, &self.actor, here, self.notice.clone())
    }
}

impl<S> FromRequestParts<S> for Desk
where
    S: Send + Sync,
    Web: FromRef<S>,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Who(actor) = Who::from_request_parts(parts, state).await?;
        let web = Web::from_ref(state);
        let notice = read_notice(web.settings.cookie, &parts.headers);
        Ok(Desk { app: web.app, actor, notice })
    }
}

/// The address asked from and the request's id, for acts before there is a session.
pub struct Asked {
    /// The address.
    pub ip: String,
    /// The request's id.
    pub request: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let ip = parts.extensions.get::<Client>().map(|client| client.0.clone()).unwrap_or_default();
        let request = parts.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
        Ok(Asked { ip, request })
    }
}

/// Says on the next page what was done ("Samtykket er registreret."). Ours alone: the text is never anything typed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Notice(pub &'static str);

/// Puts the notice of an answer in its cookie, and takes away the one that has now been shown.
pub(crate) fn keep_notice(kind: CookieKind, asked_with: bool, response: &mut Response) {
    let notice = response.extensions_mut().remove::<Notice>();
    let shown = asked_with && response.status().is_success() && is_page(response);
    let header = match notice {
        Some(Notice(text)) => kind.set(kind.notice(), &to_hex(text), "; Max-Age=60"),
        None if shown => kind.set(kind.notice(), "", "; Max-Age=0"),
        None => None,
    };
    if let Some(value) = header {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// Whether the request came with a notice to show.
pub(crate) fn has_notice(kind: CookieKind, headers: &HeaderMap) -> bool {
    cookie(headers, kind.notice()).is_some()
}

fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}

fn read_notice(kind: CookieKind, headers: &HeaderMap) -> Option<String> {
    let text = from_hex(cookie(headers, kind.notice())?)?;
    (!text.is_empty() && text.chars().count() <= 200).then_some(text)
}

fn to_hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(hex: &str) -> Option<String> {
    if !hex.is_ascii() || 1000 < hex.len() {
        return None;
    }
    let bytes: Option<Vec<u8>> = hex
        .as_bytes()
        .chunks(2)
        .map(|pair| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .collect();
    String::from_utf8(bytes?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(cookies: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(cookies).unwrap())])
    }

    #[test]
    fn two_cookies_of_one_name_are_believed_neither() {
        assert_eq!(cookie(&headers("a=1; __Host-tovholder=x; b=2"), "__Host-tovholder"), Some("x"));
        assert_eq!(cookie(&headers("__Host-tovholder=x; __Host-tovholder=y"), "__Host-tovholder"), None);
        assert_eq!(cookie(&headers("a=1"), "__Host-tovholder"), None);
    }

    #[test]
    fn the_cookie_is_host_bound_secure_and_out_of_reach_of_scripts() {
        let mut response = Response::default();
        set_cookie(CookieKind::Host, "abc", &mut response);
        let value = response.headers().get(header::SET_COOKIE).unwrap().to_str().unwrap();
        assert_eq!(value, "__Host-tovholder=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
    }

    #[test]
    fn a_notice_comes_back_as_it_was_said() {
        let text = "Samtykket er registreret, æøå.";
        assert_eq!(from_hex(&to_hex(text)).as_deref(), Some(text));
        assert_eq!(from_hex("zz"), None);
        assert_eq!(from_hex("ff"), None);
    }
}
