//! A program at its desk: a hall with staff and one case's people, and what an answer said.
#![allow(
    missing_docs,
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests; each uses its part"
)]

use app::ports::{Answer, Clock, Parcel, PostBox, Random, SecondPlace};
use app::staff::{Employ, employ};
use app::{App, Mode, Parts};
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, header};
use domain::staff::Role;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tower::ServiceExt;
use web::{Settings, Web};

pub const PASSWORD: &str = "blyanten ligger under lampen";
pub const EMIL: &str = "611015-9931";
pub const MOTHER: &str = "610185-9902";
pub const STREET: &str = "Enggade 4, 2. tv";

/// A fixed day: Thursday 9 April 2026.
pub struct Thursday;

impl Clock for Thursday {
    fn now(&self) -> Timestamp {
        "2026-04-09T08:00:00Z".parse().unwrap()
    }
}

/// Bytes that never repeat; nobody guesses here.
pub struct Counting(AtomicU64);

impl Random for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let next = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            chunk.copy_from_slice(&next.to_le_bytes()[..chunk.len()]);
        }
    }
}

/// Nothing is sent here.
pub struct NoPost;

#[async_trait::async_trait]
impl PostBox for NoPost {
    async fn send(&self, _: Parcel) -> anyhow::Result<Answer> {
        anyhow::bail!("no post in these tests")
    }
}

/// Nothing is kept outside.
pub struct NoPlace;

#[async_trait::async_trait]
impl SecondPlace for NoPlace {
    async fn keep(&self, _: &str, _: &str) -> anyhow::Result<()> {
        anyhow::bail!("no second place in these tests")
    }

    async fn kept(&self) -> anyhow::Result<Vec<(String, String)>> {
        Ok(Vec::new())
    }
}

/// A town hall with two departments.
pub struct Hall {
    pub app: App,
    pub folder: tempfile::TempDir,
}

pub const STAFF: &[(&str, &str, &str, Role)] = &[
    ("karen", "Karen Tangbjerg", "boernehandicap", Role::Caseworker),
    ("lone", "Lone Vestmark", "boernehandicap", Role::TeamLeader),
    ("jonas", "Jonas Ellebæk", "voksenhandicap", Role::Caseworker),
];

impl Hall {
    pub async fn open() -> Hall {
        Hall::open_with(content::Content::shipped()).await
    }

    /// A hall that goes by this content.
    pub async fn open_with(content: content::Content) -> Hall {
        let folder = tempfile::Builder::new().prefix("tovholder-api-").tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("town.db").display());
        let keys = store::Keys { seal: [7; 32], lookup: [9; 32] };
        let options = store::Options { url, keys, durability: store::Durability::Filling };
        let app = App::new(Parts {
            store: store::Store::open(&options).await.unwrap(),
            content,
            press: letters::Press::new().unwrap(),
            clock: Arc::new(Thursday),
            random: Arc::new(Counting(AtomicU64::new(1))),
            post_box: Arc::new(NoPost),
            second_place: Arc::new(NoPlace),
            mode: Mode::Real,
        });
        for (username, name, department, role) in STAFF {
            let new = Employ {
                username: (*username).into(),
                name: (*name).into(),
                phone: "10 00 00 01".into(),
                mail: format!("{username}@tovby.example"),
                department: (*department).into(),
                heads: Vec::new(),
                roles: vec![*role],
            };
            employ(&app, new, PASSWORD).await.unwrap();
        }
        Hall { app, folder }
    }

    pub async fn ask(&self, request: Request<Body>) -> Said {
        let web = Web { app: self.app.clone(), settings: Arc::new(Settings::default()) };
        let response = web::router(web).oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let header = |name: &str| {
            response.headers().get(name).map_or(String::new(), |value| value.to_str().unwrap().to_string())
        };
        let (tag, place, kind) = (header("etag"), header("location"), header("content-type"));
        let bytes = to_bytes(response.into_body(), 8 << 20).await.unwrap().to_vec();
        let json = serde_json::from_slice(&bytes).unwrap_or_default();
        Said { status, tag, place, kind, json, bytes }
    }

    /// Signs in by the door and reads the token as a program does.
    pub async fn sign_in(&self, username: &str) -> Desk<'_> {
        let web = Web { app: self.app.clone(), settings: Arc::new(Settings::default()) };
        let form = format!("navn={username}&adgangskode={}", PASSWORD.replace(' ', "+"));
        let request = Request::post("/log-ind")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form))
            .unwrap();
        let response = web::router(web).oneshot(request).await.unwrap();
        let cookie = response.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_string();
        let mut desk = Desk { hall: self, cookie, token: String::new() };
        let session = desk.get("/api/v1/session").await;
        desk.token = session.json["session"]["csrf_token"].as_str().unwrap().to_string();
        desk
    }
}

/// An answer.
#[derive(Debug)]
pub struct Said {
    pub status: u16,
    pub tag: String,
    pub place: String,
    pub kind: String,
    pub json: Value,
    pub bytes: Vec<u8>,
}

impl Said {
    /// The thing under the one key, of an answer with this status.
    pub fn thing(&self, status: u16, key: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.json);
        assert_eq!(self.json.as_object().unwrap().keys().collect::<Vec<_>>(), [key]);
        self.json[key].clone()
    }

    /// The facts of a problem with this status and code.
    pub fn refused(&self, status: u16, code: &str) -> Value {
        assert_eq!((self.status, self.json["code"].as_str()), (status, Some(code)), "{}", self.json);
        assert_eq!(self.kind, "application/problem+json");
        self.json["facts"].clone()
    }
}

/// A signed-in program.
pub struct Desk<'h> {
    pub hall: &'h Hall,
    pub cookie: String,
    pub token: String,
}

pub fn fresh_key() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("test-key-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

impl Desk<'_> {
    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        Request::builder().method(method).uri(path).header(header::COOKIE, &self.cookie)
    }

    pub async fn get(&self, path: &str) -> Said {
        self.hall.ask(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    pub async fn send(&self, method: Method, path: &str, key: &str, tag: Option<&str>, body: &Value) -> Said {
        let mut request = self
            .request(method, path)
            .header("x-csrf-token", &self.token)
            .header("idempotency-key", key)
            .header(header::CONTENT_TYPE, "application/json");
        if let Some(tag) = tag {
            request = request.header(header::IF_MATCH, tag);
        }
        self.hall.ask(request.body(Body::from(body.to_string())).unwrap()).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Said {
        self.send(Method::POST, path, &fresh_key(), None, &body).await
    }

    pub async fn edit(&self, method: Method, path: &str, tag: &str, body: Value) -> Said {
        self.send(method, path, &fresh_key(), Some(tag), &body).await
    }

    pub async fn upload(&self, path: &str, parts: &[(&str, &str)]) -> Said {
        let part =
            |(head, body): &(&str, &str)| format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n");
        let body: String = parts.iter().map(part).chain(["--x--\r\n".to_string()]).collect();
        let request = self
            .request(Method::POST, path)
            .header("x-csrf-token", &self.token)
            .header("idempotency-key", fresh_key())
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        self.hall.ask(request.body(Body::from(body)).unwrap()).await
    }

    /// Registers Emil's application, with a mother whose address is protected; answers the case's id.
    pub async fn registers(&self) -> String {
        let said = self.post("/api/v1/applications", application()).await;
        said.thing(201, "case")["id"].as_str().unwrap().to_string()
    }
}

pub fn application() -> Value {
    json!({
        "citizen": { "new": { "cpr": EMIL, "name": "Emil Sandager" } },
        "applicant": { "new": {
            "person": {
                "cpr": MOTHER,
                "name": "Sofie Sandager",
                "contact": { "street": STREET, "town": "9999 Tovby", "phone": "10 00 00 02" },
                "protected": true,
                "digital_post": "registered",
            },
            "relation": "custody_holder",
        } },
        "benefit": "kompensation-merudgifter-barn",
        "applied_for": "Udgifter til bleer og kørsel",
        "received_on": "2026-04-06",
        "received_by": "letter",
    })
}
