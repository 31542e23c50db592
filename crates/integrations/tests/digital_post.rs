//! Digital Post over a real line: a gateway that fails, repeats and dies, and one message per id all the same.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, missing_docs, reason = "tests")]

use app::ports::{Answer, Parcel, PostAddress, PostBox, Receipt};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::put;
use domain::deadline::Channel;
use domain::ids::LetterId;
use integrations::digital_post::endpoint::Access;
use integrations::digital_post::{DigitalPost, Endpoint, Sender, Way};
use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// What becomes of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weather {
    /// In trouble; nothing is kept.
    Trouble,
    /// The message is kept, and the gateway dies before it answers.
    DiesBetween,
    /// The message is not taken, now or ever.
    NotTaken,
    /// Sends one on to another address.
    SentOn,
}

/// A gateway as it lives on when its process does not.
#[derive(Default)]
struct Gateway {
    weather: VecDeque<Weather>,
    calls: usize,
    messages: BTreeMap<String, Vec<u8>>,
    receipts: BTreeMap<String, String>,
    keys: Vec<String>,
}

type Shared = Arc<Mutex<Gateway>>;

async fn takes(State(shared): State<Shared>, Path(id): Path<String>, headers: HeaderMap, xml: Bytes) -> Response {
    let weather = {
        let mut gateway = shared.lock().unwrap();
        gateway.calls += 1;
        gateway.keys.extend(headers.get(header::AUTHORIZATION).map(|key| key.to_str().unwrap().to_string()));
        let weather = gateway.weather.pop_front();
        if matches!(weather, None | Some(Weather::DiesBetween)) {
            gateway.messages.entry(id.clone()).or_insert_with(|| xml.to_vec());
        }
        weather
    };
    match weather {
        None => StatusCode::ACCEPTED.into_response(),
        Some(Weather::Trouble) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Some(Weather::NotTaken) => StatusCode::UNPROCESSABLE_ENTITY.into_response(),
        Some(Weather::SentOn) => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, "/andet/sted")]).into_response(),
        // The line is cut without a word.
        Some(Weather::DiesBetween) => panic!("the gateway dies"),
    }
}

async fn answers(State(shared): State<Shared>, Path(id): Path<String>) -> Response {
    match shared.lock().unwrap().receipts.get(&id) {
        Some(receipt) => receipt.clone().into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A gateway that runs until it is dropped.
struct Running {
    task: tokio::task::JoinHandle<()>,
    address: SocketAddr,
}

impl Running {
    async fn at(address: SocketAddr, shared: &Shared) -> Running {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().route("/memo/{id}", put(takes).get(answers)).with_state(shared.clone());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Running { task, address }
    }

    async fn begin(shared: &Shared) -> Running {
        Self::at(SocketAddr::from(([127, 0, 0, 1], 0)), shared).await
    }

    fn post(&self) -> DigitalPost {
        let access = Access { token: Some("hemmelig\n".into()), ..Access::default() };
        let endpoint = Endpoint::new(&format!("http://{}/memo/", self.address), access).unwrap();
        let sender = Sender { cvr: "12345678".into(), name: "Tovby Kommune".into() };
        DigitalPost::new(sender, Way::Endpoint(endpoint))
    }

    async fn dies(self) {
        self.task.abort();
        let _ended = self.task.await;
    }
}

fn message(nr: u128) -> LetterId {
    LetterId(uuid::Builder::from_random_bytes(nr.to_be_bytes()).into_uuid())
}

fn parcel(nr: u128) -> Parcel {
    Parcel {
        message: message(nr),
        channel: Channel::Digital,
        subject: "Kvittering for din ansøgning".into(),
        file_name: "2026-000001-kvittering.pdf".into(),
        pdf: b"%PDF-1.7".to_vec(),
        enclosures: Vec::new(),
        to: PostAddress::Cpr("6209899902".into()),
        appointment: None,
        case_number: "2026-000001".into(),
        promised_at: "2026-03-31T08:00:00Z".parse().unwrap(),
    }
}

#[tokio::test]
async fn r_7_a_gateway_that_fails_repeats_and_dies_between_has_each_message_once() {
    let shared = Shared::default();
    let running = Running::begin(&shared).await;
    let post = running.post();
    let weather = [Weather::Trouble, Weather::DiesBetween, Weather::DiesBetween, Weather::Trouble];
    shared.lock().unwrap().weather.extend(weather);
    for weather in weather {
        assert!(post.send(parcel(1)).await.is_err(), "{weather:?}");
    }
    for _ in 0..2 {
        assert_eq!(post.send(parcel(1)).await.unwrap(), Answer::Accepted);
    }
    post.send(parcel(2)).await.unwrap();
    let gateway = shared.lock().unwrap();
    assert_eq!((gateway.calls, gateway.messages.len()), (7, 2));
    let xml = String::from_utf8(gateway.messages[&message(1).to_string()].clone()).unwrap();
    assert!(xml.contains(&format!("<memo:messageUUID>{}</memo:messageUUID>", message(1))), "{xml}");
    assert!(gateway.keys.iter().all(|key| key == "Bearer hemmelig"), "the key goes with every call");
}

#[tokio::test]
async fn a_gateway_that_is_gone_and_comes_back_gets_the_message_once() {
    let shared = Shared::default();
    let running = Running::begin(&shared).await;
    let (post, address) = (running.post(), running.address);
    post.send(parcel(1)).await.unwrap();
    running.dies().await;
    let gone = post.send(parcel(2)).await.unwrap_err();
    assert!(!format!("{gone:?}").contains(&address.to_string()), "the address is not told: {gone:?}");
    assert!(post.receipt(message(1)).await.is_err());
    let _back = Running::at(address, &shared).await;
    post.send(parcel(1)).await.unwrap();
    post.send(parcel(2)).await.unwrap();
    assert_eq!(shared.lock().unwrap().messages.len(), 2);
}

#[tokio::test]
async fn r_8_what_became_of_a_message_is_what_its_receipt_says() {
    let shared = Shared::default();
    let running = Running::begin(&shared).await;
    let post = running.post();
    post.send(parcel(1)).await.unwrap();
    assert_eq!(post.receipt(message(1)).await.unwrap(), Answer::Accepted, "no receipt yet");
    let says = |nr: u128, text: &str| {
        let text = text.replace("ID", &message(nr).to_string());
        shared.lock().unwrap().receipts.insert(message(nr).to_string(), text);
    };
    says(1, r#"{"message":"ID","state":"delivered","at":"2026-03-31T09:00:00Z","reference":"DP-1"}"#);
    let arrived_at = "2026-03-31T09:00:00Z".parse().unwrap();
    let delivered = Answer::Delivered(Receipt { arrived_at, reference: "DP-1".into() });
    assert_eq!(post.receipt(message(1)).await.unwrap(), delivered);
    assert_eq!(post.receipt(message(1)).await.unwrap(), delivered, "asked twice it says the same");
    says(2, r#"{"message":"ID","state":"failed"}"#);
    assert_eq!(post.receipt(message(2)).await.unwrap(), Answer::Refused);
    says(3, &format!(r#"{{"message":"ID","state":"failed","why":"{}"}}"#, "x".repeat(70_000)));
    assert!(post.receipt(message(3)).await.is_err(), "an answer is read only so far");
}

#[tokio::test]
async fn what_the_gateway_does_not_take_is_refused_at_once_and_nobody_is_followed_elsewhere() {
    let shared = Shared::default();
    let running = Running::begin(&shared).await;
    let post = running.post();
    shared.lock().unwrap().weather.extend([Weather::NotTaken, Weather::SentOn]);
    assert_eq!(post.send(parcel(1)).await.unwrap(), Answer::Refused);
    assert!(post.send(parcel(1)).await.is_err());
    assert!(shared.lock().unwrap().messages.is_empty());
    assert!(post.takes(Channel::Digital) && !post.takes(Channel::Letter), "paper is the office's");
}
