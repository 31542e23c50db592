//! The page that works without a connection: its frame and its service worker. Neither holds any data, and the frame is
//! the same for everybody, so that the browser may keep it.

use crate::error::{Page, page as rendered};
use askama::Template;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// Where it stands, and all its service worker reaches.
pub(super) const HOME: &str = "/feltsaet/tablet/";

#[derive(Template)]
#[template(path = "field_kit/tablet.html")]
struct Tablet {
    assets: &'static str,
}

/// The frame.
pub(super) async fn page() -> Page {
    rendered(&Tablet { assets: crate::assets::BASE })
}

/// The service worker, with the version of the files it keeps. It is never kept itself, so that a new version of the
/// program is found out the next time there is a connection.
pub(super) async fn worker() -> Response {
    let script = include_str!("../../assets/feltsaet/sw.js");
    let body = format!("const BASE = '{}';\n{script}", crate::assets::BASE);
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("service-worker-allowed"), HOME),
    ];
    let mut response = body.into_response();
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[tokio::test]
    async fn every_file_the_worker_keeps_is_there_and_none_is_a_page_with_data() {
        let script = include_str!("../../assets/feltsaet/sw.js");
        let list = script.split("const FILES = [").nth(1).unwrap().split(']').next().unwrap();
        let files: Vec<&str> = list.split('\'').skip(1).step_by(2).collect();
        assert!(8 < files.len(), "{files:?}");
        for file in files {
            let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets").join(file);
            assert!(path.is_file(), "{file} is listed and not there");
        }
        let page = rendered(&Tablet { assets: crate::assets::BASE }).unwrap();
        let html = axum::body::to_bytes(page.into_body(), 1 << 20).await.unwrap();
        let html = String::from_utf8(html.to_vec()).unwrap();
        assert!(!html.contains("csrf") && html.contains("feltsaet/app.js"), "{html}");
    }
}
