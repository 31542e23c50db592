//! What is about HTTP alone: status, redirect, header, cookie, kept form values.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use app::ports::{Answer, Clock, Parcel, PostBox, Random, SecondPlace};
use app::staff::{Employ, employ};
use app::{App, Mode, Parts};
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, Response, StatusCode, header};
use domain::staff::Role;
use jiff::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tower::ServiceExt;
use web::session::CookieKind;
use web::{Settings, Web};

const PASSWORD: &str = "blyanten ligger under lampen";

/// A fixed day: Friday 10 April 2026.
struct Friday;

impl Clock for Friday {
    fn now(&self) -> Timestamp {
        "2026-04-10T08:00:00Z".parse().unwrap()
    }
}

/// Bytes that never repeat; nobody guesses here.
struct Counting(AtomicU64);

impl Random for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let next = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            chunk.copy_from_slice(&next.to_le_bytes()[..chunk.len()]);
        }
    }
}

/// Nothing is sent here.
struct NoPost;

#[async_trait::async_trait]
impl PostBox for NoPost {
    async fn send(&self, _: Parcel) -> anyhow::Result<Answer> {
        anyhow::bail!("no post in these tests")
    }
}

/// Nothing is kept outside.
struct NoPlace;

#[async_trait::async_trait]
impl SecondPlace for NoPlace {
    async fn keep(&self, _: &str, _: &str) -> anyhow::Result<()> {
        anyhow::bail!("no second place in these tests")
    }

    async fn kept(&self) -> anyhow::Result<Vec<(String, String)>> {
        Ok(Vec::new())
    }
}

/// A town hall with Karen, a caseworker, and Niels, the data protection officer.
struct Hall {
    app: App,
    settings: Settings,
    // Held so that the database lives as long as the hall.
    _folder: tempfile::TempDir,
}

impl Hall {
    async fn open(mode: Mode) -> Hall {
        let folder = tempfile::Builder::new().prefix("tovholder-web-").tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("town.db").display());
        let keys = store::Keys { seal: [7; 32], lookup: [9; 32] };
        let options = store::Options { url, keys, durability: store::Durability::Filling };
        let app = App::new(Parts {
            store: store::Store::open(&options).await.unwrap(),
            content: content::Content::shipped(),
            press: letters::Press::new().unwrap(),
            clock: Arc::new(Friday),
            random: Arc::new(Counting(AtomicU64::new(1))),
            post_box: Arc::new(NoPost),
            second_place: Arc::new(NoPlace),
            mode,
        });
        for (username, name, department, role) in [
            ("karen", "Karen Tangbjerg", "boernehandicap", Role::Caseworker),
            ("niels", "Niels Hedevig", "stab", Role::Dpo),
        ] {
            let new = Employ {
                username: username.into(),
                name: name.into(),
                phone: "10 00 00 01".into(),
                mail: format!("{username}@tovby.example"),
                department: department.into(),
                heads: Vec::new(),
                roles: vec![role],
            };
            employ(&app, new, PASSWORD).await.unwrap();
        }
        Hall { app, settings: Settings::default(), _folder: folder }
    }

    async fn ask(&self, request: Request<Body>) -> Response<Body> {
        let web = Web { app: self.app.clone(), settings: Arc::new(self.settings.clone()) };
        web::router(web).oneshot(request).await.unwrap()
    }

    async fn get(&self, path: &str, cookie: &str) -> Response<Body> {
        self.ask(Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, cookie: &str, form: &str) -> Response<Body> {
        let request = Request::post(path)
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request.body(Body::from(form.to_string())).unwrap()).await
    }

    /// Signs in and answers the cookie as a browser sends it back, and the token of the session's pages.
    async fn sign_in(&self, username: &str) -> (String, String) {
        let form = format!("navn={username}&adgangskode={}", PASSWORD.replace(' ', "+"));
        let response = self.post("/log-ind", "", &form).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let cookie = header_of(&response, "set-cookie").split(';').next().unwrap().to_string();
        let secret = cookie.split_once('=').unwrap().1;
        let actor = app::session::who(&self.app, secret, "-", "-").await.unwrap();
        (cookie, actor.csrf)
    }
}

fn header_of<'a>(response: &'a Response<Body>, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

async fn text(response: Response<Body>) -> String {
    String::from_utf8(to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_shown_the_door_and_sent_on_afterwards() {
    let hall = Hall::open(Mode::Real).await;
    let response = hall.get("/", "").await;
    assert_eq!((response.status(), header_of(&response, "location")), (StatusCode::SEE_OTHER, "/log-ind"));
    let made_up = format!("__Host-tovholder={}", "a".repeat(64));
    assert_eq!(header_of(&hall.get("/", &made_up).await, "location"), "/log-ind");

    let form = format!("navn=karen&adgangskode={}&til=%2Fborgere", PASSWORD.replace(' ', "+"));
    assert_eq!(header_of(&hall.post("/log-ind", "", &form).await, "location"), "/borgere");
    let foreign = form.replace("%2Fborgere", "https%3A%2F%2Fexample.com");
    assert_eq!(header_of(&hall.post("/log-ind", "", &foreign).await, "location"), "/i-dag");
}

#[tokio::test]
async fn a_wrong_password_keeps_the_name_and_says_nothing_of_which_was_wrong() {
    let hall = Hall::open(Mode::Real).await;
    let wrong = hall.post("/log-ind", "", "navn=karen&adgangskode=forkert").await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = text(wrong).await;
    let unknown = text(hall.post("/log-ind", "", "navn=ingen&adgangskode=forkert").await).await;
    assert!(wrong.contains("value=\"karen\"") && !wrong.contains("forkert"));
    assert_eq!(wrong.replace("karen", "ingen"), unknown);
}

#[tokio::test]
async fn an_act_needs_the_sessions_own_token_and_our_own_page() {
    let hall = Hall::open(Mode::Real).await;
    let (cookie, token) = hall.sign_in("karen").await;
    for form in ["", "csrf=", "csrf=gaet"] {
        assert_eq!(hall.post("/log-ud", &cookie, form).await.status(), StatusCode::FORBIDDEN, "{form:?}");
    }
    let foreign = Request::post("/log-ud")
        .header(header::COOKIE, &cookie)
        .header("sec-fetch-site", "cross-site")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(format!("csrf={token}")))
        .unwrap();
    assert_eq!(hall.ask(foreign).await.status(), StatusCode::FORBIDDEN);

    // Nothing of that signed Karen out; this does, and the cookie is worth nothing afterwards.
    assert_eq!(header_of(&hall.get("/", &cookie).await, "location"), "/i-dag");
    let out = hall.post("/log-ud", &cookie, &format!("csrf={token}")).await;
    assert_eq!((out.status(), header_of(&out, "location")), (StatusCode::SEE_OTHER, "/log-ind"));
    assert!(header_of(&out, "clear-site-data").contains("cookies"));
    assert_eq!(header_of(&hall.get("/", &cookie).await, "location"), "/log-ind");
}

#[tokio::test]
async fn every_answer_carries_the_headers() {
    let hall = Hall::open(Mode::Real).await;
    let static_file = format!("{}/tovholder.css", web::assets::BASE);
    for path in ["/log-ind", "/", "/findes-ikke", "/api/v1/findes-ikke", "/sundhed", &static_file] {
        let response = hall.get(path, "").await;
        assert_eq!(header_of(&response, "content-security-policy"), web::security::CSP, "{path}");
        assert_eq!(header_of(&response, "x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header_of(&response, "referrer-policy"), "no-referrer", "{path}");
        assert!(header_of(&response, "strict-transport-security").starts_with("max-age=31536000"), "{path}");
        let kept = header_of(&response, "cache-control");
        assert_eq!(kept == "no-store", path != static_file, "{path}: {kept}");
        assert_eq!(response.headers().get("access-control-allow-origin"), None, "{path}");
    }
}

#[tokio::test]
async fn methods_nobody_answers_are_refused() {
    let hall = Hall::open(Mode::Real).await;
    for method in [Method::TRACE, Method::OPTIONS, Method::DELETE, Method::PUT, Method::from_bytes(b"BREW").unwrap()] {
        let request = Request::builder().method(&method).uri("/log-ind").body(Body::empty()).unwrap();
        assert_eq!(hall.ask(request).await.status(), StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
}

#[tokio::test]
async fn a_form_with_fields_we_did_not_ask_for_is_not_read() {
    let hall = Hall::open(Mode::Real).await;
    let response = hall.post("/log-ind", "", "navn=karen&adgangskode=x&rolle=administrator").await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(response).await.contains("Formularen kunne ikke læses"));
}

#[tokio::test]
async fn a_body_that_is_too_large_is_not_read() {
    let hall = Hall::open(Mode::Real).await;
    let response = hall.post("/log-ind", "", &format!("navn={}", "a".repeat(2 * 1024 * 1024))).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn the_api_answers_in_problems_with_stable_codes() {
    let hall = Hall::open(Mode::Real).await;
    let response = hall.get("/api/v1/findes-ikke", "").await;
    assert_eq!(header_of(&response, "content-type"), "application/problem+json");
    let problem: serde_json::Value = serde_json::from_str(&text(response).await).unwrap();
    assert_eq!((&problem["code"], &problem["status"]), (&"not_found".into(), &404.into()));
    assert!(!problem["incident"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn one_click_opens_the_demo_town_and_nothing_else() {
    let real = Hall::open(Mode::Real).await;
    let karen = real.app.clone();
    let people = app::staff::all(&karen).await.unwrap();
    let form = format!("person={}", people[0].id);
    assert!(!text(real.get("/log-ind", "").await).await.contains("demobyens"));
    assert_eq!(real.post("/log-ind/demo", "", &form).await.status(), StatusCode::NOT_FOUND);

    let demo = Hall::open(Mode::Demo).await;
    let page = text(demo.get("/log-ind", "").await).await;
    assert!(page.contains("Karen Tangbjerg") && page.contains("Børnehandicap") && page.contains("Demoby"), "{page}");
    let people = app::staff::all(&demo.app).await.unwrap();
    let response = demo.post("/log-ind/demo", "", &format!("person={}", people[0].id)).await;
    assert_eq!(header_of(&response, "location"), "/i-dag");
    assert!(header_of(&response, "set-cookie").starts_with("__Host-tovholder="));
}

#[tokio::test]
async fn the_cookie_without_its_guard_is_only_set_when_asked_for() {
    let mut hall = Hall::open(Mode::Demo).await;
    hall.settings.cookie = CookieKind::Loopback;
    let people = app::staff::all(&hall.app).await.unwrap();
    let response = hall.post("/log-ind/demo", "", &format!("person={}", people[0].id)).await;
    let cookie = header_of(&response, "set-cookie");
    assert!(cookie.starts_with("tovholder=") && !cookie.contains("Secure"), "{cookie}");
}

#[tokio::test]
async fn every_guarded_route_shows_a_stranger_the_door() {
    let hall = Hall::open(Mode::Real).await;
    for route in web::table().iter().filter(|route| route.needs != web::routes::Needs::Nobody) {
        let path = fill(route.path);
        let request = Request::builder().method(&route.method).uri(&path).body(Body::empty()).unwrap();
        let response = hall.ask(request).await;
        let refused = response.status() == StatusCode::UNAUTHORIZED
            || (response.status() == StatusCode::SEE_OTHER && header_of(&response, "location").starts_with("/log-ind"));
        assert!(refused, "{} {path}: {}", route.method, response.status());
    }
}

/// A path with random ids where its template has names.
fn fill(template: &str) -> String {
    let part = |part: &str| {
        if part.starts_with('{') { "00000000-0000-4000-8000-000000000000".into() } else { part.to_string() }
    };
    template.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// A child of eight and the mother who applies; the day is raised by 60, so the numbers belong to nobody.
const CHILD: &str = "700118-9901";
const MOTHER: &str = "650385-9902";

fn application(token: &str, key: &str, applied_for: &str) -> String {
    format!(
        "csrf={token}&noegle={key}&cpr={CHILD}&navn=Ida+Tveje&vej=Enggade+4&by=9999+Tovby&post=unknown\
         &ydelse=kompensation-merudgifter-barn&soegt={applied_for}&modtaget=2026-04-07&maade=digital_post\
         &ansoeger=ny&a_cpr={MOTHER}&a_forhold=custody_holder&a_navn=Mona+Tveje&a_samme=ja&a_post=registered"
    )
}

#[tokio::test]
async fn an_impossible_number_stays_in_its_field_with_the_reason() {
    let hall = Hall::open(Mode::Real).await;
    let (cookie, token) = hall.sign_in("karen").await;
    for (typed, reason) in [("310218-9901", "ikke en dag og en måned"), ("010118", "ti cifre"), ("", "Skriv CPR")] {
        let response = hall.post("/ansoegning/find", &cookie, &format!("csrf={token}&cpr={typed}")).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let page = text(response).await;
        assert!(page.contains(reason) && page.contains(&format!("value=\"{typed}\"")), "{typed}: {page}");
    }
}

#[tokio::test]
async fn an_application_that_lacks_something_keeps_what_was_typed_and_then_opens_one_case() {
    let hall = Hall::open(Mode::Real).await;
    let (cookie, token) = hall.sign_in("karen").await;
    let found = hall.post("/ansoegning/find", &cookie, &format!("csrf={token}&cpr={CHILD}")).await;
    assert_eq!(found.status(), StatusCode::OK);
    assert!(text(found).await.contains("er ikke oprettet endnu"));

    let refused = hall.post("/ansoegning", &cookie, &application(&token, "11111111-a", "")).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = text(refused).await;
    assert!(page.contains("Ida Tveje") && page.contains(MOTHER) && page.contains("#soegt"), "{page}");

    let form = application(&token, "22222222-b", "Bleer+og+handsker");
    let opened = hall.post("/ansoegning", &cookie, &form).await;
    assert_eq!(opened.status(), StatusCode::SEE_OTHER);
    let case = header_of(&opened, "location").to_string();
    assert!(case.starts_with("/sager/"), "{case}");
    let again = hall.post("/ansoegning", &cookie, &form).await;
    assert_eq!((again.status(), header_of(&again, "location")), (StatusCode::SEE_OTHER, case.as_str()));

    let page = text(hall.get("/mine-sager", &cookie).await).await;
    assert_eq!(page.matches("Ida Tveje").count(), 1, "{page}");
    let hits = text(hall.post("/soeg", &cookie, &format!("csrf={token}&q=tveje")).await).await;
    let stamkort = hits.split("href=\"/borgere/").nth(1).unwrap().split('"').next().unwrap();
    let page = text(hall.get(&format!("/borgere/{stamkort}"), &cookie).await).await;
    assert!(page.contains("Mona Tveje") && page.contains("700118-****") && !page.contains("9901"), "{page}");
    let shown = hall.post(&format!("/borgere/{stamkort}/vis"), &cookie, &format!("csrf={token}&hvad=cpr")).await;
    assert!(text(shown).await.contains("700118-9901"));
}

#[tokio::test]
async fn a_stamkort_saved_by_two_shows_both_and_overwrites_nothing() {
    let hall = Hall::open(Mode::Real).await;
    let (cookie, token) = hall.sign_in("karen").await;
    hall.post("/ansoegning", &cookie, &application(&token, "33333333-c", "Bleer")).await;
    let hits = text(hall.post("/soeg", &cookie, &format!("csrf={token}&q=ida")).await).await;
    let id = hits.split("href=\"/borgere/").nth(1).unwrap().split('"').next().unwrap().to_string();
    let keep = |line: &str| {
        format!("csrf={token}&version=1&navn=Ida+Tveje&med_kontakt=ja&vej=Enggade+4&post=unknown&vigtigst={line}")
    };
    let path = format!("/borgere/{id}/rediger");
    let first = hall.post(&path, &cookie, &keep("Ring+efter+kl.+15")).await;
    assert_eq!(first.status(), StatusCode::SEE_OTHER);
    let second = hall.post(&path, &cookie, &keep("Skriv+hellere")).await;
    assert_eq!(second.status(), StatusCode::CONFLICT);
    let page = text(second).await;
    assert!(page.contains("Ring efter kl. 15") && page.contains("Skriv hellere"), "{page}");
    assert!(page.contains("name=\"version\" value=\"2\""), "{page}");
}
