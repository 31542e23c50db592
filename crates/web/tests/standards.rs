//! What the council has decided, on pages: service standards for everybody, and the plan of who approves what.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod desk;

use axum::body::Body;
use axum::http::Request;
use content::Content;
use desk::Hall;
use std::collections::BTreeMap;

async fn page(hall: &Hall, path: &str) -> (u16, String) {
    let said = hall.ask(Request::get(path).body(Body::empty()).unwrap()).await;
    (said.status, String::from_utf8_lossy(&said.bytes).into_owned())
}

#[tokio::test]
async fn anybody_reads_every_standard_without_signing_in() {
    let hall = Hall::open().await;
    let (status, list) = page(&hall, "/servicestandarder").await;
    assert_eq!(status, 200);
    for standard in hall.app.content.standards.values() {
        let path = format!("/servicestandarder/{}", standard.id);
        assert!(list.contains(&format!("href=\"{path}\"")), "{path} is not in the list");
        let (status, html) = page(&hall, &path).await;
        assert_eq!(status, 200, "{path}");
        for heading in content::HEADINGS {
            assert!(html.contains(&format!("<h2>{heading}</h2>")), "{path} lacks {heading}");
        }
    }
    let (_, html) = page(&hall, "/servicestandarder/kontant-tilskud-og-bpa").await;
    assert!(html.contains("Borgerstyret personlig assistance (BPA): serviceloven § 96"), "{html}");
    assert!(!html.contains("Du får svar inden"), "an unconfirmed limit is promised to nobody");
    assert_eq!(page(&hall, "/servicestandarder/findes-ikke").await.0, 404);
}

#[tokio::test]
async fn a_standard_is_a_file_and_the_same_one_each_time() {
    let hall = Hall::open().await;
    let get = || async { hall.ask(Request::get("/servicestandarder/bil/pdf").body(Body::empty()).unwrap()).await };
    let (first, second) = (get().await, get().await);
    assert_eq!((first.status, first.kind.as_str()), (200, "application/pdf"));
    assert!(first.bytes.starts_with(b"%PDF") && first.bytes == second.bytes);
    assert_eq!(page(&hall, "/servicestandarder/findes-ikke/pdf").await.0, 404);
}

/// The plan's page as a caseworker sees it, by this content.
async fn plan(files: &BTreeMap<String, String>) -> String {
    let (content, mistakes) = content::load(files);
    let wrong: Vec<_> = mistakes.iter().filter(|mistake| mistake.severity == content::Severity::Error).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let hall = Hall::open_with(content).await;
    let desk = hall.sign_in("karen").await;
    let said = desk.get("/vaerktoejskasse/bevillingsplan").await;
    assert_eq!(said.status, 200);
    String::from_utf8_lossy(&said.bytes).into_owned()
}

#[tokio::test]
async fn the_plan_shows_every_benefit_and_follows_its_file() {
    let files = content::shipped_files();
    let html = plan(&files).await;
    for benefit in Content::shipped().benefits.iter() {
        assert!(html.contains(&format!("<section id=\"{}\"", benefit.id)), "{} is not in the plan", benefit.id);
    }
    let limit = "Højst 20 timer om ugen";
    assert!(html.contains(limit) && !html.contains("Højst 19 timer om ugen"));
    let mut changed = files.clone();
    let file = changed.get_mut("bevillingsplan.toml").unwrap();
    assert!(file.contains("timer_om_ugen = 20 }"));
    *file = file.replace("timer_om_ugen = 20 }", "timer_om_ugen = 19 }");
    let html = plan(&changed).await;
    assert!(html.contains("Højst 19 timer om ugen") && !html.contains(limit), "the page follows the file");
}
