//! The same command sent twice has one effect: a double click, a lost answer, a page sent again from the history.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use domain::decision::Outcome;
use scenarios::browser::Page;
use scenarios::deeds::Application;
use scenarios::html::Form;
use scenarios::people::{MAGNUS, SOFIE};
use scenarios::{Desk, play};

const APPLICATION: Application = Application {
    benefit: "kompensation-merudgifter-barn",
    citizen: MAGNUS,
    parents: &[SOFIE],
    received: "2026-03-02",
};

/// Sends a form twice at the same moment and once more afterwards; all three are told that it is done.
async fn thrice(desk: &Desk<'_>, form: &Form) -> Page {
    assert!(form.value("noegle").is_some_and(|key| 8 <= key.len()), "{} has no key of its own", form.action);
    let (mut one, mut two) = (desk.browser().await, desk.browser().await);
    let (first, second) = tokio::join!(one.send_once(form), two.send_once(form));
    let third = one.send_once(form).await;
    for page in [&first, &second, &third] {
        assert!(page.status.is_redirection(), "{}: {}", form.action, page.told());
        assert_eq!(page.header("location"), first.header("location"), "{} leads elsewhere", form.action);
        one.get(page.header("location")).await.shown();
    }
    one.get(first.header("location")).await.shown()
}

#[tokio::test]
async fn an_application_sent_twice_opens_one_case() {
    play("2026-03-05", async |town| {
        let karen = town.signs_in("karen").await;
        let start = karen.opens("/ansoegning/ny").await.form("/ansoegning/find").with("cpr", MAGNUS.cpr);
        let form = karen.sends(&start).await.shown().form("/ansoegning").with("navn", MAGNUS.name);
        let form = form.with("ydelse", APPLICATION.benefit).with("soegt", "Hjælp").with("modtaget", "2026-03-02");
        let form = form.with("ansoeger", "ny").with("a_cpr", SOFIE.cpr).with("a_navn", SOFIE.name);
        let page = thrice(&karen, &form).await;
        assert!(page.says("2026-000001"), "{}", page.told());
        let list = karen.opens("/mine-sager").await;
        assert!(list.says("2026-000001") && !list.says("2026-000002"), "{}", list.told());

        // The same key for something else is a mistake somebody should hear of.
        let mut browser = karen.browser().await;
        let other = browser.send_once(&form.with("soegt", "Noget helt andet")).await;
        assert_eq!(other.status.as_u16(), 422, "{}", other.told());
    })
    .await;
}

#[tokio::test]
async fn a_consent_a_note_a_fact_and_a_letter_sent_twice_are_there_once() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let karen = town.signs_in("karen").await;
        let form = karen.opens_case(case, "/oplysninger").await.form("/oplysninger/samtykke");
        let giver = form.choices("giver").into_iter().find(|id| !id.is_empty()).unwrap().to_string();
        let way = form.choices("form")[0].to_string();
        let form = form.with("giver", &giver).with("form", &way).with("fra", "Tovby Skole").with("om", "Hverdagen");
        thrice(&karen, &form.with("formaal", "At vurdere").with("fortalt", "ja")).await;
        assert_eq!(town.file(case).await.consents.len(), 1);

        let form = karen.opens_case(case, "/journal").await.form("/journal");
        let field = ["tekst", "notat", "text"].into_iter().find(|name| !form.choices(name).is_empty()).unwrap();
        thrice(&karen, &form.with(field, "Talt med Sofie om forløbet.")).await;
        let page = karen.opens_case(case, "/journal").await;
        assert_eq!(page.text().matches("Talt med Sofie om forløbet.").count(), 1, "{}", page.told());

        let form = karen.opens_case(case, "/vurdering").await.form("/vurdering/oplysning");
        let (known, weight) = (form.choices("kendt")[0].to_string(), form.choices("vaegt")[0].to_string());
        let form = form.with("oplysning", "Magnus går i klub.").with("kilde", "Sofie");
        thrice(&karen, &form.with("kendt", &known).with("vaegt", &weight)).await;
        assert_eq!(town.file(case).await.findings.len(), 1);

        let form = karen.opens_case(case, "/dokumenter").await.form("/breve");
        let letter = thrice(&karen, &form).await;
        thrice(&karen, &letter.form("/gem").pressing("Send")).await;
        town.post_goes().await;
        assert_eq!(town.post.letters().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_decision_sent_twice_reaches_each_party_once() {
    play("2026-03-05", async |town| {
        let case = town.case_with_draft("karen", APPLICATION, Outcome::Grant).await;
        town.submits("karen", case).await.unwrap();
        let birgitte = town.signs_in("birgitte").await;
        thrice(&birgitte, &birgitte.opens_case(case, "/afgoerelse").await.form("/godkend")).await;
        let karen = town.signs_in("karen").await;
        thrice(&karen, &karen.opens_case(case, "/afgoerelse").await.form("/afgoerelse/send")).await;
        town.post_goes().await;
        let file = town.file(case).await;
        assert_eq!((file.grants.len(), file.decisions.len()), (1, 1));
        // The receipt and the decision.
        assert_eq!(town.post.to(SOFIE.cpr).len(), 2);
    })
    .await;
}

#[tokio::test]
async fn every_form_of_a_page_is_a_command_of_its_own() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        town.registers_consent("karen", case, "Tovby Skole").await;
        let karen = town.signs_in("karen").await;
        for part in ["", "/oplysninger", "/dokumenter", "/vurdering"] {
            let forms = karen.opens_case(case, part).await.forms();
            let keys: Vec<String> = forms.iter().filter_map(|form| form.value("noegle").map(str::to_string)).collect();
            let apart: std::collections::BTreeSet<&String> = keys.iter().collect();
            assert!(1 < keys.len() && apart.len() == keys.len(), "{part}: {keys:?}");
        }
        // Back in the browser and another form of the same page: both are done.
        let page = karen.opens_case(case, "/oplysninger").await;
        let mut browser = karen.browser().await;
        let withdrawn = browser.send_once(&page.form("/tilbagekald")).await;
        assert!(withdrawn.status.is_redirection(), "{}", withdrawn.told());
        let refused = browser.send_once(&page.form("/samtykke-nej").with("grund", "Familien vil selv spørge")).await;
        assert!(refused.status.is_redirection(), "{}", refused.told());
    })
    .await;
}

#[tokio::test]
async fn a_key_used_for_something_else_is_refused_alike_on_every_page() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let letter = town.makes_receipt("karen", case).await;
        let karen = town.signs_in("karen").await;
        let mut browser = karen.browser().await;
        let saved = karen.opens_case(case, &format!("/breve/{letter}")).await.form("/gem");
        assert!(browser.send_once(&saved).await.status.is_redirection());
        let note = karen.opens_case(case, "/journal").await.form("/journal").with("tekst", "Talt med Sofie.");
        assert!(browser.send_once(&note).await.status.is_redirection());
        for other in [saved.with("afsnit", "Noget andet"), note.with("tekst", "Talt med skolen.")] {
            let answer = browser.send_once(&other).await;
            assert_eq!(answer.status.as_u16(), 422, "{}", answer.told());
            assert!(answer.says("allerede sendt med et andet indhold"), "{}", answer.told());
        }
    })
    .await;
}
