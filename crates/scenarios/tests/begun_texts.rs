//! "Gem kladde": what one has begun stands there when the page is opened again, for oneself alone, until it is saved.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use domain::access::{Permit, Target};
use scenarios::deeds::Application;
use scenarios::people::{MAGNUS, SOFIE};
use scenarios::play;

const APPLICATION: Application = Application {
    benefit: "kompensation-merudgifter-barn",
    citizen: MAGNUS,
    parents: &[SOFIE],
    received: "2026-03-02",
};

#[tokio::test]
async fn a_note_that_was_begun_is_there_again_for_its_writer_alone_until_it_is_saved() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let karen = town.signs_in("karen").await;
        let form = karen.opens_case(case, "/journal").await.form("/journal");
        let begun = form.with("tekst", "Sofie fortæller, at nætterne").with("dag", "2026-03-04").pressing("Gem kladde");
        let page = karen.sends(&begun).await.shown();
        assert!(page.says("Din kladde er sat ind"), "{}", page.told());
        let form = karen.opens_case(case, "/journal").await.form("/journal");
        assert_eq!(form.value("tekst"), Some("Sofie fortæller, at nætterne"));
        assert_eq!(form.value("dag"), Some("2026-03-04"));
        // It is no part of the case, and a colleague does not see it.
        for file in town.database.files() {
            let bytes = std::fs::read(&file).unwrap();
            let text = "nætterne".as_bytes();
            assert!(!bytes.windows(text.len()).any(|part| part == text), "a begun text is sealed");
        }
        let jonas = town.signs_in("jonas").await;
        let other = jonas.opens_case(case, "/journal").await;
        assert!(!other.says("nætterne") && !other.html().contains("nætterne"), "{}", other.told());

        let saved = karen.sends(&form.with("tekst", "Sofie fortæller, at nætterne er svære.")).await.shown();
        assert!(saved.says("nætterne er svære."), "{}", saved.told());
        let page = karen.opens_case(case, "/journal").await;
        assert_eq!(page.form("/journal").value("tekst"), Some(""), "{}", page.told());
    })
    .await;
}

#[tokio::test]
async fn an_assessment_that_was_begun_keeps_its_answers_and_tells_when_a_colleague_saved_first() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let karen = town.signs_in("karen").await;
        let page = karen.opens_case(case, "/vurdering").await;
        let form = |page: &scenarios::browser::Page| {
            page.forms().into_iter().find(|form| form.action.ends_with(&format!("{case}/vurdering"))).unwrap()
        };
        let asked = form(&page);
        let criterion = asked.offered.iter().find(|(name, _)| name.starts_with("betingelse-")).unwrap().0.clone();
        let begun = asked.clone().with("hensyn", "Kosten fylder mest").with(&criterion, "ja").pressing("Gem kladde");
        karen.sends(&begun).await.shown();
        let page = karen.opens_case(case, "/vurdering").await;
        let again = form(&page);
        assert_eq!((again.value("hensyn"), again.value(&criterion)), (Some("Kosten fylder mest"), Some("ja")));

        // Somebody else saved meanwhile: saving what was begun overwrites nothing.
        let mut tx = town.app.store.write(town.app.now(), town.app.today()).await.unwrap();
        let permit = Permit::of_the_system(Target::Case(case));
        tx.save_considerations(&permit, case, "Vasken fylder mest", 0).await.unwrap();
        tx.commit().await.unwrap();
        let late = karen.sends(&form(&karen.opens_case(case, "/vurdering").await)).await;
        assert_eq!(late.status.as_u16(), 409, "{}", late.told());
        assert!(late.says("Vasken fylder mest"), "{}", late.told());
    })
    .await;
}

#[tokio::test]
async fn a_draft_is_thrown_away_by_its_own_button() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let karen = town.signs_in("karen").await;
        let form = karen.opens_case(case, "/journal").await.form("/journal").with("tekst", "Ikke så vigtigt");
        let page = karen.sends(&form.pressing("Gem kladde")).await.shown();
        let throw = page.form("/kladde/notat").pressing("Smid kladden ud");
        let page = karen.sends(&throw).await.shown();
        assert!(page.says("Kladden er smidt ud"), "{}", page.told());
        assert_eq!(page.form("/journal").value("tekst"), Some(""));
    })
    .await;
}
