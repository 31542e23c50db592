//! How much may be laid on a case (D-6), on both databases.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use app::document::{File, Received, upload_files};
use app::{Command, Outcome, Reason, Refused};
use domain::document::{MAX_CASE_DAY, NotTaken};
use domain::ids::{CaseId, DocumentId};
use scenarios::deeds::Application;
use scenarios::people::{IDA, LONE, MAGNUS, SOFIE};
use scenarios::{Town, browser, play};

const APPLICATION: Application = Application {
    benefit: "kompensation-merudgifter-barn",
    citizen: MAGNUS,
    parents: &[SOFIE],
    received: "2026-03-02",
};

const MB: usize = 1024 * 1024;

fn texts(count: usize, size: usize) -> Vec<File> {
    (1..=count).map(|nr| File { name: format!("side-{nr}.txt"), bytes: vec![b'a'; size] }).collect()
}

async fn lay_on(town: &Town, case: CaseId, files: Vec<File>, title: &str, key: &str) -> Outcome<DocumentId> {
    let mut actor = town.actor("karen").await;
    actor.command = Some(Command { key: key.to_string(), fingerprint: key.to_string() });
    let received = Received { title: title.into(), source: "Tovby Skole".into(), on: town.app.today(), answers: None };
    upload_files(&town.app, &actor, case, files, received).await
}

async fn titles(town: &Town, case: CaseId) -> Vec<String> {
    let view = app::case::show(&town.app, &town.actor("karen").await, case).await.unwrap();
    let mut documents: Vec<_> = view.documents.iter().map(|document| (document.running, &document.title)).collect();
    documents.sort();
    documents.into_iter().map(|(_, title)| title.clone()).collect()
}

fn why(outcome: Outcome<DocumentId>) -> (Option<usize>, NotTaken) {
    match outcome {
        Err(Refused::Because(Reason::Document(why))) => (None, why),
        Err(Refused::Because(Reason::OneOfFiles { nr, why })) => (Some(nr), why),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn d_6_twenty_files_are_laid_on_together_and_one_more_is_too_many() {
    play("2026-03-04", async |town: &Town| {
        let case = town.registers("karen", APPLICATION).await;
        let before = titles(town, case).await.len();
        assert_eq!(why(lay_on(town, case, texts(21, 10), "", "too-many-1").await), (None, NotTaken::TooManyFiles));
        assert_eq!(titles(town, case).await.len(), before);

        lay_on(town, case, texts(20, 10), "Udtalelse", "twenty-1").await.unwrap();
        assert!(matches!(lay_on(town, case, texts(20, 10), "Udtalelse", "twenty-1").await, Err(Refused::Replayed(_))));
        let laid = titles(town, case).await.split_off(before);
        assert_eq!(laid.len(), 20, "once each");
        assert_eq!((laid[0].as_str(), laid[19].as_str()), ("Udtalelse: side-1.txt", "Udtalelse: side-20.txt"));
    })
    .await;
}

#[tokio::test]
async fn d_6_one_file_that_is_not_taken_keeps_all_of_them_out_and_is_named_by_its_number() {
    play("2026-03-04", async |town: &Town| {
        let case = town.registers("karen", APPLICATION).await;
        let before = titles(town, case).await;
        let mut files = texts(3, 10);
        files[1].name = "side-2.pdf".into();
        let refused = lay_on(town, case, files, "", "one-is-wrong").await;
        assert_eq!(why(refused), (Some(2), NotTaken::ContentDiffersFromName));
        assert_eq!(titles(town, case).await, before);
    })
    .await;
}

#[tokio::test]
async fn d_6_more_than_a_hundred_megabytes_at_once_are_refused() {
    play("2026-03-04", async |town: &Town| {
        let case = town.registers("karen", APPLICATION).await;
        let mut files = texts(4, 25 * MB);
        files.extend(texts(1, 1));
        assert_eq!(why(lay_on(town, case, files, "", "too-large-1").await), (None, NotTaken::SubmissionTooLarge));
        let one = texts(1, 25 * MB + 1);
        assert_eq!(why(lay_on(town, case, one, "", "too-large-2").await), (None, NotTaken::TooLarge));
    })
    .await;
}

#[tokio::test]
async fn d_6_a_case_takes_a_gigabyte_in_on_a_day_and_the_rest_the_day_after() {
    play("2026-03-04", async |town: &Town| {
        let case = town.registers("karen", APPLICATION).await;
        lay_on(town, case, texts(1, 10), "", "morning-1").await.unwrap();
        store::scratch::swell_documents(&town.database.url, MAX_CASE_DAY - 10).await.unwrap();
        lay_on(town, case, texts(1, 10), "", "just-fits").await.unwrap();
        assert_eq!(why(lay_on(town, case, texts(1, 1), "", "one-more-1").await), (None, NotTaken::CaseFullToday));
        let other = Application { citizen: IDA, parents: &[LONE], ..APPLICATION };
        let other = town.registers("karen", other).await;
        lay_on(town, other, texts(1, 1), "", "other-case").await.unwrap();

        let karen = town.signs_in("karen").await;
        let form = karen.opens_case(case, "/dokumenter").await.form("/dokumenter").with("kilde", "Tovby Skole");
        let page = karen.sends_file(&form, browser::File { field: "fil", name: "svar.txt", bytes: b"svar" }).await;
        assert!(page.says("1 GB") && page.says("i morgen"), "{}", page.told());

        town.turn_to("2026-03-05");
        lay_on(town, case, texts(1, 1), "", "next-day-1").await.unwrap();
    })
    .await;
}
