//! Nobody is asked without a yes or a provision, and a yes that is taken back stops what is new.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use scenarios::deeds::Application;
use scenarios::people::{MAGNUS, SOFIE};
use scenarios::play;

const APPLICATION: Application = Application {
    benefit: "kompensation-merudgifter-barn",
    citizen: MAGNUS,
    parents: &[SOFIE],
    received: "2026-03-02",
};
const SCHOOL: &str = "Tovby Skole";

#[tokio::test]
async fn the_school_is_not_asked_without_consent() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let karen = town.signs_in("karen").await;
        let refused = karen.asks_source(case, SCHOOL, None).await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());
        assert!(refused.says("samtykke"), "{}", refused.told());
        // What was typed is still there.
        assert_eq!(refused.form("/oplysninger/anmodning").value("hos"), Some(SCHOOL));
        let page = karen.opens_case(case, "/dokumenter").await;
        assert!(!page.links().iter().any(|link| link.contains("/breve/")), "a letter was made: {}", page.told());
        town.post_goes().await;
        assert!(town.post.letters().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_consent_to_one_source_is_not_a_consent_to_another() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let karen = town.signs_in("karen").await;
        karen.registers_yes(case, SCHOOL).await;
        let consent = town.file(case).await.consents[0].id.to_string();
        let refused = karen.asks_source(case, "Lægehuset Spilvej", Some(&consent)).await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());
        assert!(refused.says(SCHOOL), "{}", refused.told());
    })
    .await;
}

#[tokio::test]
async fn a_consent_that_is_taken_back_stops_new_questions_and_letters_not_yet_sent() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let karen = town.signs_in("karen").await;
        karen.registers_yes(case, SCHOOL).await;
        let consent = town.file(case).await.consents[0].id.to_string();
        let asks = karen.opens_case(case, "/oplysninger").await.form("/oplysninger/anmodning");
        let letter = karen.asks_source(case, SCHOOL, Some(&consent)).await.shown();

        town.turn_to("2026-03-09");
        let page = karen.opens_case(case, "/oplysninger").await;
        karen.sends(&page.form("/tilbagekald")).await.shown();
        let page = karen.opens_case(case, "/oplysninger").await;
        let offered = page.form("/oplysninger/anmodning");
        assert!(!offered.choices("grundlag").contains(&consent.as_str()), "{}", page.told());

        // The letter that was made on it stays where it is.
        let letter = karen.opens(&letter.path).await;
        let refused = karen.sends(&letter.form("/gem").pressing("Send")).await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());

        // And a page that was open all the while helps nobody.
        let csrf = offered.value("csrf").unwrap().to_string();
        let old =
            asks.with("csrf", &csrf).with("hos", SCHOOL).with("adresse", "Tovværksgade 1").with("hvad", "Udtalelse");
        let refused = karen.sends(&old.with("grundlag", &consent)).await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());
        town.post_goes().await;
        assert!(town.post.letters().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_stated_provision_is_a_reason_to_ask_and_half_of_one_is_not() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let karen = town.signs_in("karen").await;
        let form = karen.opens_case(case, "/oplysninger").await.form("/oplysninger/anmodning");
        let law = form.choices("grundlag").last().unwrap().to_string();
        let form = form.with("grundlag", &law).with("hos", SCHOOL).with("adresse", "Tovværksgade 1\n9999 Tovby");
        let form = form.with("hvad", "En kort udtalelse").with("bestemmelse", "retssikkerhedsloven § 11 c, stk. 1");
        let refused = karen.sends(&form).await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());
        let form = refused.form("/oplysninger/anmodning").with("begrundelse", "Sagen kan ikke vente, fordi …");
        let letter = karen.sends(&form).await.shown();
        karen.sends_letter_of(&letter).await;
        assert!(town.file(case).await.requests[0].rests_on_law());
    })
    .await;
}
