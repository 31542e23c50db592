//! What a stolen file shows, what a wrong key opens, and what is refused at the start.

use super::casework::document;
use super::town::*;
use super::{Database, databases, day, now, on_each_database, sqlite, today};
use crate::{Durability, Keys, Options, Store};
use domain::information::{Basis, InformationRequest, RequestState};
use domain::letter::{Addressee, IssuedLetter, LetterState, Occasion};

const SECRETS: &[&str] = &["6503189901", "650318-9901", "Hemmelighedsvej", "Tovby Skole", "10 00 00 44", "Bilagstekst"];

async fn fill(db: &Database) {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let stored = domain::document::Document { source: "skole".into(), ..document(60) };
    tx.insert_document(&on(CASE), stored, "Bilagstekst om Hemmelighedsvej".as_bytes()).await.unwrap();
    let letter = IssuedLetter {
        id: domain::ids::LetterId(id(70)),
        case: CASE,
        template: "anmodning".into(),
        template_version: day("2026-01-01"),
        occasion: Occasion::InformationRequest,
        addressee: Addressee::Partner { name: "Tovby Skole".into(), address: "Hemmelighedsvej 2".into() },
        title: "Anmodning om oplysninger".into(),
        text: "Vedrørende 650318-9901, Hemmelighedsvej 44".into(),
        channel: domain::deadline::Channel::Letter,
        state: LetterState::Drafted,
        document: None,
        snapshot: r#"{"cpr":"650318-9901"}"#.into(),
        made_at: now(),
        by: KAREN,
        queued_on: None,
        sent_at: None,
        version: 1,
    };
    tx.insert_letter(&on(CASE), &letter).await.unwrap();
    let request = InformationRequest {
        id: domain::ids::InformationRequestId(id(41)),
        source: "skolen".into(),
        address: "Hemmelighedsvej 2".into(),
        about: "fravær".into(),
        basis: Basis::Law { paragraph: "§ 11 c".into(), reason: "nødvendigt".into() },
        reply_by: day("2026-03-16"),
        letter: None,
        state: RequestState::Sent { on: today() },
    };
    tx.insert_request(&on(CASE), CASE, &request).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c_3_a_stolen_file_shows_no_cpr_number_and_no_address() {
    let db = sqlite(Durability::Durable).await;
    fill(&db).await;
    let mut searched = 0usize;
    for entry in std::fs::read_dir(db.folder().unwrap()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        searched += bytes.windows(6).filter(|window| window == b"Magnus").count();
        for secret in SECRETS {
            let shown = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!shown, "the file shows {secret}");
        }
    }
    assert!(searched > 0, "the search finds what is not sealed, so it would find what should be");
    db.remove().await;
}

on_each_database!(another_key_is_refused_at_the_start, |db| {
    settle(&db.store).await;
    for wrong in [Keys { seal: [8; 32], ..super::keys() }, Keys { lookup: [8; 32], ..super::keys() }] {
        let opened = Store::open(&Options { keys: wrong, ..db.options.clone() }).await;
        assert_eq!(opened.err().unwrap().to_string(), "the keys are not the keys of this database");
    }
    assert!(Store::open(&db.options).await.is_ok());
});

on_each_database!(a_newer_schema_is_refused, |db| {
    db.tamper("insert into schema_versions (number) values (999)").await;
    let refused = Store::open(&db.options).await.err().unwrap().to_string();
    assert!(refused.contains("start a newer program"), "{refused}");
});

on_each_database!(an_error_says_nothing_of_a_person, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let long_name = person(domain::ids::PersonId(id(12)), "6503189905", "Hemmelig Hansen");
    tx.insert_person(&for_person(long_name.id), &long_name).await.unwrap();
    let sql = "insert into staff_roles (staff_id, role) select p.name, p.name from persons p";
    let error = tx.run(sql, crate::row::Args::default()).await.err().unwrap();
    assert!(!format!("{error:?}{error}").contains("Hansen"), "{error:?}");
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_programs_that_start_at_once_migrate_once() {
    for db in databases().await {
        let opens = (0..4).map(|_| {
            let options = db.options.clone();
            tokio::spawn(async move { Store::open(&options).await.map(|_| ()) })
        });
        for open in opens.collect::<Vec<_>>() {
            open.await.unwrap().unwrap();
        }
        db.remove().await;
    }
}

on_each_database!(an_act_reads_what_it_wrote_and_a_reader_does_not_until_it_is_committed, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    tx.set_meta("a", "1").await.unwrap();
    assert_eq!(tx.meta("a").await.unwrap().as_deref(), Some("1"));
    let mut reader = read(&db.store).await;
    assert_eq!(reader.meta("a").await.unwrap(), None);
    tx.commit().await.unwrap();
    assert_eq!(reader.meta("a").await.unwrap(), None, "a reader keeps its view");
    drop(reader);
    assert_eq!(read(&db.store).await.meta("a").await.unwrap().as_deref(), Some("1"));
    let mut reader = read(&db.store).await;
    assert!(reader.set_meta("a", "2").await.is_err(), "a reader does not write");
});
