//! Words are found where they stand, by those who may read them, and by nobody else.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use app::break_glass::{Purpose, Which};
use app::document::Upload;
use app::journal::Note;
use app::search::{TextHit, TextKind, text};
use domain::access::{Permit, Target, Yes};
use domain::ids::CaseId;
use scenarios::deeds::Application;
use scenarios::people::{ELIAS, IDA, LONE, MAGNUS, NADIA, SOFIE};
use scenarios::{Town, day, play};

const BENEFIT: &str = "kompensation-merudgifter-barn";
const OF_MAGNUS: Application =
    Application { benefit: BENEFIT, citizen: MAGNUS, parents: &[SOFIE], received: "2026-03-02" };
const OF_IDA: Application = Application { benefit: BENEFIT, citizen: IDA, parents: &[LONE], received: "2026-03-02" };
const OF_ELIAS: Application =
    Application { benefit: BENEFIT, citizen: ELIAS, parents: &[NADIA], received: "2026-03-02" };

async fn notes(town: &Town, username: &str, case: CaseId, written: &str) {
    let note = Note { text: written.to_string(), happened_on: town.app.today(), phrase: None, corrects: None };
    app::journal::write(&town.app, &town.actor(username).await, case, note).await.unwrap();
}

async fn lays_on(town: &Town, username: &str, case: CaseId, title: &str) {
    let upload = Upload {
        name: "papir.txt".to_string(),
        bytes: b"En side.".to_vec(),
        title: title.to_string(),
        source: "Tovby Skole".to_string(),
        received_on: town.app.today(),
        answers: None,
    };
    app::document::upload(&town.app, &town.actor(username).await, case, upload).await.unwrap();
}

async fn finds(town: &Town, username: &str, words: &str) -> Vec<TextHit> {
    text(&town.app, &town.actor(username).await, words).await.unwrap()
}

async fn rows_of_the_log(town: &Town) -> i64 {
    match app::log::verify(&town.app, &town.actor("niels").await).await.unwrap() {
        app::log::Verified::Whole { rows, .. } => rows,
        broken => panic!("{broken:?}"),
    }
}

fn whole(hit: &TextHit) -> String {
    format!("{}[{}]{}", hit.excerpt.before, hit.excerpt.word, hit.excerpt.after)
}

#[tokio::test]
async fn notes_letters_and_documents_are_found_by_their_words_newest_first() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", OF_MAGNUS).await;
        notes(town, "karen", case, "Aftalte møde på ÆRØSKØBING Skole. Mor har CPR 620989-9902.").await;
        notes(town, "karen", case, "Nyt møde på Ærøskøbing skole på mandag.").await;
        lays_on(town, "karen", case, "Udtalelse fra Ærøskøbing Skole").await;
        let letter = town.makes_receipt("karen", case).await;

        let hits = finds(town, "karen", "ærøskøbing").await;
        let kinds: Vec<TextKind> = hits.iter().map(|hit| hit.kind).collect();
        assert_eq!(kinds, [TextKind::Note, TextKind::Note, TextKind::Document]);
        assert_eq!(whole(&hits[0]), "Nyt møde på [Ærøskøbing] skole på mandag.");
        assert_eq!(whole(&hits[1]), "Aftalte møde på [ÆRØSKØBING] Skole. Mor har CPR 620989-****.");
        assert_eq!(hits[0].number.to_string(), "2026-000001");
        assert_eq!(finds(town, "karen", "ÆRØ aftalte").await.len(), 1, "every word must stand there");

        let hits = finds(town, "karen", "fået ansøgningen").await;
        assert_eq!(hits.iter().map(|hit| (hit.kind, hit.id)).collect::<Vec<_>>(), [(TextKind::Letter, letter.0)]);
        assert_eq!(hits[0].day, None, "a draft has no day");
        town.sends_letter("karen", case, letter).await;
        let hits = finds(town, "karen", "fået ansøgningen").await;
        assert_eq!(hits.iter().map(|hit| hit.kind).collect::<Vec<_>>(), [TextKind::Letter], "its pages are the letter");
        assert_eq!(hits[0].day, Some(day("2026-03-05")));

        for nothing in ["på", "%", "620989 9902 mor", "6209899902 mor", "findes ikke"] {
            assert!(finds(town, "karen", nothing).await.is_empty(), "{nothing}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_page_shows_what_was_found_kind_by_kind_and_the_log_who_looked() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", OF_ELIAS).await;
        notes(town, "karen", case, "Elias får <b>kaninen</b> med i børnehave.").await;
        let karen = town.signs_in("karen").await;
        let form = karen.opens("/borgere").await.form("/soeg").with("q", "kaninen");
        let page = karen.sends(&form).await.shown();
        assert!(page.says("Notater i journalen") && page.says("1 fundet, de nyeste først"), "{}", page.told());
        assert!(page.says("Adressebeskyttet") && page.says("2026-000001"), "{}", page.told());
        assert!(page.html().contains("<mark>kaninen</mark>"), "{}", page.told());
        assert!(!page.html().contains("<b>kaninen"), "what was written is text, never markup");
        let path = page.links().into_iter().find(|link| link.contains("/journal?foer=")).unwrap();
        assert!(karen.opens(&path).await.says("med i børnehave"), "the link leads to the note");
        // The search leaves one row, and counting them the other.
        let before = rows_of_the_log(town).await;
        assert_eq!(finds(town, "karen", "kaninen").await.len(), 1);
        assert_eq!(rows_of_the_log(town).await - before, 2);

        // People and texts stand beside each other; nothing found is said once.
        let page = karen.sends(&form.with("q", "elias")).await.shown();
        assert!(page.says(ELIAS.name) && page.says("Notater i journalen"), "{}", page.told());
        let form = karen.opens("/borgere").await.form("/soeg").with("q", "giraffen");
        assert!(karen.sends(&form).await.shown().says("Ingen fundet"));
    })
    .await;
}

#[tokio::test]
async fn nobody_finds_a_word_of_a_case_they_may_not_read() {
    play("2026-03-05", async |town| {
        let magnus = town.registers("karen", OF_MAGNUS).await;
        let ida = town.registers("karen", OF_IDA).await;
        for case in [magnus, ida] {
            notes(town, "karen", case, "Kaninen bor hos mormor.").await;
            lays_on(town, "karen", case, "Billede af kaninen").await;
        }
        // The department reads both, its leader too; another department and those without cases nothing.
        for reads in ["karen", "jonas", "henrik", "anders"] {
            assert_eq!(finds(town, reads, "kaninen").await.len(), 4, "{reads}");
        }
        for foreign in ["louise", "susanne", "rikke"] {
            assert!(finds(town, foreign, "kaninen").await.is_empty(), "{foreign}");
        }
        for lists_nothing in ["niels", "camilla"] {
            let refused = text(&town.app, &town.actor(lists_nothing).await, "kaninen").await;
            assert!(matches!(refused, Err(app::Refused::NotFound)), "{lists_nothing}");
        }

        // A case of one's own family, and one closed to the department.
        let citizen = town.file(magnus).await.citizen.id;
        let jonas = town.actor("jonas").await;
        let mut tx = town.app.store.write(town.app.now(), town.app.today()).await.unwrap();
        tx.insert_conflict(jonas.id(), citizen, "Nevø").await.unwrap();
        let case = Permit::of_the_system(Target::Case(ida));
        let version = tx.case(&case, ida).await.unwrap().version;
        tx.set_closed_to_unit(&case, ida, version, Yes::Yes).await.unwrap();
        tx.commit().await.unwrap();
        assert!(finds(town, "jonas", "kaninen").await.is_empty(), "neither his nephew's nor the closed one");
        let of = |hits: Vec<TextHit>| hits.iter().map(|hit| hit.case).collect::<Vec<_>>();
        assert_eq!(of(finds(town, "henrik", "kaninen").await), [magnus, magnus]);
        assert_eq!(finds(town, "karen", "kaninen").await.len(), 4, "who is responsible still reads the closed one");
    })
    .await;
}

#[tokio::test]
async fn a_case_opened_in_need_is_searched_while_it_is_open() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", OF_MAGNUS).await;
        notes(town, "karen", case, "Kaninen bor hos mormor.").await;
        let louise = town.actor("louise").await;
        assert!(finds(town, "louise", "kaninen").await.is_empty());
        let which = Which::Number("2026-000001".parse().unwrap());
        let reason = "Borgeren ringer i akut krise";
        app::break_glass::open(&town.app, &louise, which, Purpose::CitizenAsks, reason).await.unwrap();
        assert_eq!(finds(town, "louise", "kaninen").await.len(), 1);
        town.minutes_later(app::break_glass::HOURS * 60 - 1);
        assert_eq!(finds(town, "louise", "kaninen").await.len(), 1);
        town.minutes_later(1);
        assert!(finds(town, "louise", "kaninen").await.is_empty(), "the hours are over");
    })
    .await;
}
