//! A browser: cookies kept, redirects followed, forms sent as they stand on the page.

use crate::html::{self, Form};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use std::collections::BTreeMap;
use tower::ServiceExt;

/// A browser with its cookies.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Page {
    /// The path asked for last, after redirects.
    pub path: String,
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its bytes.
    pub body: Vec<u8>,
}

/// A file of a form.
pub struct File<'a> {
    /// The field.
    pub field: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

impl Page {
    /// The page as it came.
    pub fn html(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// What is read on it.
    pub fn text(&self) -> String {
        html::text(&self.html())
    }

    /// What is read on the page proper, cut where it gets long: for saying what went wrong.
    pub fn told(&self) -> String {
        let html = self.html();
        let main = html.split_once("<main").map_or(html.as_str(), |(_, after)| after);
        let main = main.split("</main>").next().unwrap_or_default();
        let text = html::text(&format!("<main{main}")).chars().take(1200).collect::<String>();
        format!("{} {}: {text}", self.status, self.path)
    }

    /// Whether it says this.
    pub fn says(&self, words: &str) -> bool {
        self.text().contains(words)
    }

    /// A header; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Where its links lead.
    pub fn links(&self) -> Vec<String> {
        html::links(&self.html())
    }

    /// Its forms.
    pub fn forms(&self) -> Vec<Form> {
        html::forms(&self.html(), self.path.split('?').next().unwrap_or_default())
    }

    /// The form that is sent to a path that ends like this.
    ///
    /// # Panics
    /// When the page offers none.
    pub fn form(&self, action: &str) -> Form {
        let forms = self.forms();
        let found = forms.iter().find(|form| form.action.ends_with(action));
        let known = || forms.iter().map(|form| form.action.clone()).collect::<Vec<_>>();
        let said = || self.text().chars().take(1500).collect::<String>();
        found.cloned().unwrap_or_else(|| {
            panic!("no form to {action} on {} ({}): {:?}\n{}", self.path, self.status, known(), said())
        })
    }

    /// The page itself, when it was shown.
    ///
    /// # Panics
    /// When it was not.
    pub fn shown(self) -> Page {
        assert_eq!(
            self.status,
            StatusCode::OK,
            "{}: {}",
            self.path,
            self.text().chars().take(1500).collect::<String>()
        );
        self
    }
}

impl Browser {
    /// A new one, without cookies.
    pub fn new(router: Router) -> Browser {
        Browser { router, cookies: BTreeMap::new() }
    }

    /// Sends a request as it is; redirects are not followed.
    pub async fn ask(&mut self, mut request: Request<Body>) -> Page {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request.headers_mut().insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
        let path = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for set in parts.headers.get_all(header::SET_COOKIE) {
            self.keep(set.to_str().unwrap());
        }
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Page { path, status: parts.status, headers: parts.headers, body }
    }

    fn keep(&mut self, set: &str) {
        let (pair, attributes) = set.split_once(';').unwrap_or((set, ""));
        let Some((name, value)) = pair.split_once('=') else { return };
        if attributes.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_string(), value.to_string());
        }
    }

    /// Opens a page, and those it leads on to.
    pub async fn get(&mut self, path: &str) -> Page {
        let mut page = self.get_once(path).await;
        for _ in 0..5 {
            if !page.status.is_redirection() {
                return page;
            }
            let to = page.header("location").to_string();
            page = self.get_once(&to).await;
        }
        panic!("{path} leads round and round");
    }

    /// Opens a page and nothing after it.
    pub async fn get_once(&mut self, path: &str) -> Page {
        self.ask(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Sends a form and nothing after it.
    pub async fn post_once(&mut self, path: &str, fields: &[(String, String)]) -> Page {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body.join("&")))
            .unwrap();
        self.ask(request).await
    }

    /// Sends a form as it stands and opens the page it leads to.
    pub async fn send(&mut self, form: &Form) -> Page {
        let answer = self.send_once(form).await;
        if answer.status.is_redirection() { self.get(answer.header("location")).await } else { answer }
    }

    /// Sends a form as it stands and nothing after it.
    pub async fn send_once(&mut self, form: &Form) -> Page {
        if form.multipart {
            return self.send_file_once(form, None).await;
        }
        if form.method == "get" {
            let query: Vec<String> =
                form.fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
            return self.get_once(&format!("{}?{}", form.action, query.join("&"))).await;
        }
        self.post_once(&form.action, &form.fields).await
    }

    /// Sends a form with a file and opens the page it leads to.
    pub async fn send_file(&mut self, form: &Form, file: File<'_>) -> Page {
        let answer = self.send_file_once(form, Some(file)).await;
        if answer.status.is_redirection() { self.get(answer.header("location")).await } else { answer }
    }

    async fn send_file_once(&mut self, form: &Form, file: Option<File<'_>>) -> Page {
        const LINE: &str = "------stories";
        let mut body = Vec::new();
        for (name, value) in &form.fields {
            if file.as_ref().is_some_and(|file| file.field == name) {
                continue;
            }
            body.extend(
                format!("--{LINE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        if let Some(File { field, name, bytes }) = file {
            assert!(
                form.offered.iter().any(|(offered, _)| offered == field),
                "no file field {field}: {:?}",
                form.offered
            );
            let head =
                format!("--{LINE}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n");
            body.extend(head.bytes());
            body.extend_from_slice(bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{LINE}--\r\n").bytes());
        let request = Request::post(&form.action)
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={LINE}"))
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body))
            .unwrap();
        self.ask(request).await
    }
}

/// A value as a form sends it.
pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(b).to_string(),
            b' ' => "+".to_string(),
            b => format!("%{b:02X}"),
        })
        .collect()
}
