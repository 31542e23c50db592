//! What stands around every route: headers, request id, the address asked from, cross-site check, panics, methods.
//!
//! Source: `security.md` section 6. The names of the rules (W-2 …) stand where they are kept.

use crate::Web;
use crate::error::Fault;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::any::Any;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// The content security policy of every answer (W-2): nothing but our own files, nothing inline, nothing framed.
pub const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
    connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; \
    base-uri 'none'; object-src 'none'; report-uri /csp-rapport";

/// The same, and the answer can do nothing at all in the browser: for bytes that came from outside (D-7).
const CSP_SANDBOX: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox";

/// Headers of every answer (W-3).
static HEADERS: [(HeaderName, &str); 7] = [
    (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (header::X_FRAME_OPTIONS, "DENY"),
];

/// The id of a request: in the log, in the audit log, on an error page. Made by us, never taken over.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// The address a request came from.
#[derive(Clone, Debug)]
pub struct Client(pub String);

/// Marks an answer whose bytes came from outside, so that its policy is the sandbox.
#[derive(Clone, Copy, Debug)]
struct Sandboxed;

/// Outermost: gives the request its id and address, and the answer its headers.
pub async fn surround(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let id = web.app.random.id().to_string();
    let client = client(&web, &request);
    request.extensions_mut().insert(RequestId(id.clone()));
    request.extensions_mut().insert(client);
    let mut response = next.run(request).await;
    let csp = if response.extensions().get::<Sandboxed>().is_some() { CSP_SANDBOX } else { CSP };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(csp));
    for (name, value) in &HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Static files say themselves how long they keep; all else is about somebody and is kept nowhere.
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert("x-request-id", id);
    }
    response
}

/// The address asked from. A forwarded header counts only from a configured proxy (W-9), and of its addresses the last
/// that is not itself such a proxy: everything before it can be made up.
fn client(web: &Web, request: &Request) -> Client {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let trusted = |ip: &IpAddr| web.settings.trusted_proxies.contains(ip);
    let address = match peer {
        Some(peer) if trusted(&peer) => {
            forwarded(request.headers()).into_iter().rev().find(|ip| !trusted(ip)).or(Some(peer))
        }
        other => other,
    };
    Client(address.map_or_else(|| "-".to_string(), |ip| ip.to_canonical().to_string()))
}

fn forwarded(headers: &HeaderMap) -> Vec<IpAddr> {
    headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|part| part.trim().parse().ok())
        .collect()
}

/// Methods nobody here answers are refused before anything else looks at the request (W-3: no TRACE).
pub async fn known_methods(request: Request, next: Next) -> Response {
    const KNOWN: &[Method] = &[Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
    if KNOWN.contains(request.method()) {
        next.run(request).await
    } else {
        StatusCode::METHOD_NOT_ALLOWED.into_response()
    }
}

/// A panic is our fault, not the end of the process (G-1).
pub fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response {
    let text = cause
        .downcast_ref::<&str>()
        .map(ToString::to_string)
        .or_else(|| cause.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".into());
    let mut fault = Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "broken");
    fault.cause = Some(Arc::new(anyhow::anyhow!("panicked: {text}")));
    let mut response = fault.status.into_response();
    response.extensions_mut().insert(fault);
    response
}

/// Bytes that came from outside, or leave the house as a file: never shown on our origin (D-7). The name is already a
/// clean one, without a person's name in it.
pub fn download(name: &str, media_type: &str, bytes: Vec<u8>) -> Response {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_. ".contains(c) { c } else { '_' }).collect();
    let encoded: String = name
        .bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b"-_.".contains(&b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect();
    let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}");
    let mut response = Body::from(bytes).into_response();
    response.extensions_mut().insert(Sandboxed);
    let headers = response.headers_mut();
    let octets = || HeaderValue::from_static("application/octet-stream");
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(media_type).unwrap_or_else(|_| octets()));
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// A picture we made ourselves (a page of a letter, a drawing), shown in place.
pub fn picture(media_type: &'static str, bytes: Vec<u8>) -> Response {
    let mut response = Body::from(bytes).into_response();
    // An SVG opened by its own address must not be a page of ours.
    response.extensions_mut().insert(Sandboxed);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

/// Where browsers report what the policy stopped. Only the rule that was broken goes to the log: addresses and samples
/// could hold anything.
pub async fn csp_report(body: String) -> StatusCode {
    let report: serde_json::Value = serde_json::from_str(&body).unwrap_or_default();
    let rule = report.get("csp-report").and_then(|r| r.get("effective-directive")).and_then(|d| d.as_str());
    let rule: String =
        rule.unwrap_or("unknown").chars().filter(|c| c.is_ascii_lowercase() || *c == '-').take(40).collect();
    tracing::warn!(rule = %rule, "A browser stopped something our content security policy forbids");
    StatusCode::NO_CONTENT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_download_is_never_shown_in_place() {
        let file = download("2026-000123-07-afgørelse.pdf", "application/pdf", b"%PDF".to_vec());
        let disposition = file.headers().get(header::CONTENT_DISPOSITION).unwrap().to_str().unwrap();
        assert!(disposition.starts_with("attachment; filename=\"2026-000123-07-afg_relse.pdf\""), "{disposition}");
        assert!(disposition.ends_with("afg%C3%B8relse.pdf"), "{disposition}");
        assert!(file.extensions().get::<Sandboxed>().is_some());
    }

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        let file = download("a\"; filename=\"b.html\r\nX: y", "text/plain", Vec::new());
        let disposition = file.headers().get(header::CONTENT_DISPOSITION).unwrap().to_str().unwrap();
        assert_eq!(disposition.matches('"').count(), 2, "{disposition}");
    }

    #[test]
    fn the_policy_allows_nothing_inline_and_no_other_host() {
        assert!(!CSP.contains("unsafe") && !CSP.contains("http") && !CSP.contains('*'));
        assert!(CSP.starts_with("default-src 'none'"));
    }
}
