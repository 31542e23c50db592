//! The static files, compiled in and served under an address that changes with their content.

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

/// The folder `assets/`: our own style sheet, script and pictures, and what `scripts/assets` fetched.
#[derive(RustEmbed)]
#[folder = "assets/"]
#[exclude = "*.stamp"]
struct Files;

/// Where the static files stand, without a slash at the end: `/static/<version>`.
pub const BASE: &str = concat!("/static/", env!("ASSETS_VERSION"));

/// Serves one file. An address with another version is answered too, but not kept: it comes from a page that was open
/// while a new version of the program was started.
pub async fn serve(Path((version, path)): Path<(String, String)>) -> Response {
    let Some(file) = Files::get(&path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = mime_guess::from_path(&path).first_or_octet_stream();
    let charset = if kind.type_() == "text" || kind.subtype() == "javascript" { "; charset=utf-8" } else { "" };
    let kept = if version == env!("ASSETS_VERSION") { "public, max-age=31536000, immutable" } else { "no-store" };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_str(&format!("{kind}{charset}"))),
        (header::CACHE_CONTROL, Ok(HeaderValue::from_static(kept))),
    ];
    let mut response = file.data.into_response();
    for (name, value) in headers {
        if let Ok(value) = value {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn fetch(version: &str, path: &str) -> Response {
        serve(Path((version.to_string(), path.to_string()))).await
    }

    fn header_of(response: &Response, name: header::HeaderName) -> &str {
        response.headers().get(name).map_or("", |value| value.to_str().unwrap_or_default())
    }

    #[tokio::test]
    async fn a_file_of_this_version_is_kept_for_a_year() {
        let css = fetch(env!("ASSETS_VERSION"), "vendor/dkfds/css/dkfds.min.css").await;
        assert_eq!(css.status(), StatusCode::OK);
        assert_eq!(header_of(&css, header::CONTENT_TYPE), "text/css; charset=utf-8");
        assert!(header_of(&css, header::CACHE_CONTROL).contains("immutable"));
        let old = fetch("0", "vendor/dkfds/css/dkfds.min.css").await;
        assert_eq!(header_of(&old, header::CACHE_CONTROL), "no-store");
    }

    #[tokio::test]
    async fn fonts_and_icons_have_their_types_and_nothing_else_is_served() {
        let font = fetch("0", "vendor/dkfds/fonts/IBMPlexSans/complete/woff2/IBMPlexSans-Regular.woff2").await;
        assert_eq!(header_of(&font, header::CONTENT_TYPE), "font/woff2");
        let icons = fetch("0", "vendor/dkfds/img/all-svg-icons.svg").await;
        assert_eq!(header_of(&icons, header::CONTENT_TYPE), "image/svg+xml");
        for missing in ["", "..", "../Cargo.toml", "vendor/.stamp", "nothing.css"] {
            assert_eq!(fetch("0", missing).await.status(), StatusCode::NOT_FOUND, "{missing}");
        }
    }

    #[test]
    fn every_picture_and_font_the_style_sheets_draw_themselves_is_there() {
        let css = Files::get("vendor/dkfds/css/dkfds.min.css").unwrap();
        let css = String::from_utf8(css.data.into_owned()).unwrap();
        let named = |start: &str, end: &str| -> Vec<String> {
            css.split(start)
                .skip(1)
                .filter_map(|rest| rest.split(end).next())
                .map(|name| format!("{name}{end}"))
                .collect()
        };
        for font in named("url(../fonts/IBMPlexSans/complete/woff2/", ".woff2") {
            let path = format!("vendor/dkfds/fonts/IBMPlexSans/complete/woff2/{font}");
            assert!(Files::get(&path).is_some(), "{path}");
        }
    }
}
