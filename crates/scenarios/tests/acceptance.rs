//! From arrival to a sent decision, with only what the pages offer: the same walk for every benefit.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use scenarios::casework::{Fact, Goes};
use scenarios::deeds::Application;
use scenarios::people::{IDA, KIM, LONE, MAGNUS, SOFIE};
use scenarios::{Town, pdf, play};

const COMPENSATION: Application = Application {
    benefit: "kompensation-merudgifter-barn",
    citizen: MAGNUS,
    parents: &[SOFIE],
    received: "2026-03-02",
};

/// Thursday 5 March to Wednesday 25 March 2026.
async fn walk(town: &Town, username: &'static str, approver: &'static str, application: Application, goes: Goes) {
    let caseworker = town.signs_in(username).await;
    let case = caseworker.registers_application(application).await;
    let number = town.file(case).await.case.number.to_string();
    let page = caseworker.opens_case(case, "").await;
    for words in [&number, application.citizen.name, "Mangler før afgørelse", "Kvittering"] {
        assert!(page.says(words), "{words}: {}", page.told());
    }
    caseworker.sends_receipt(case).await;
    assert_eq!(town.post_goes().await, 1);

    // Nobody is asked without a yes; then the school is, and answers.
    caseworker.registers_yes(case, "Tovby Skole").await;
    let consent = town.file(case).await.consents[0].id.to_string();
    let letter = caseworker.asks_source(case, "Tovby Skole", Some(&consent)).await.shown();
    caseworker.sends_letter_of(&letter).await;
    town.turn_to("2026-03-09");
    caseworker.lays_answer_on(case, "Tovby Skole").await;

    let known = Fact { text: "Familien planlægger hver dag i detaljer.", source: "Ansøgningen", to_be_heard: false };
    caseworker.writes(case, known).await;
    if goes != Goes::Granted {
        let text = "Hverdagen fungerer uden den hjælp, der er søgt om.";
        caseworker.writes(case, Fact { text, source: "Udtalelse fra Tovby Skole", to_be_heard: true }).await;
    }
    caseworker.weighs(case, goes).await;
    caseworker.settles_missing_steps(case).await;

    if goes != Goes::Granted {
        let page = caseworker.opens_case(case, "").await;
        assert!(page.links().iter().any(|link| link.ends_with("/partshoering")), "{}", page.told());
        caseworker.hears_parties(case, "2026-03-20").await;
        town.turn_to("2026-03-20");
        let refused = caseworker.writes_decision(case, goes, "Send til godkendelse").await;
        assert_eq!(refused.status.as_u16(), 422, "the last day still belongs to the party: {}", refused.told());
    }
    town.turn_to("2026-03-23");
    let page = caseworker.writes_decision(case, goes, "Send til godkendelse").await;
    assert!(page.says("Afgørelsen er sendt til godkendelse"), "{}", page.told());

    let approver = town.signs_in(approver).await;
    assert!(approver.opens("/i-dag").await.says(&number), "{}", approver.opens("/i-dag").await.told());
    let page = approver.approves_decision(case).await;
    assert!(page.says("Afgørelsen er godkendt"), "{}", page.told());

    town.turn_to("2026-03-25");
    let page = caseworker.sends_decision(case, "").await;
    assert!(page.says("Afgørelsen er sendt"), "{}", page.told());
    assert!(page.says("Klagefrist"), "{}", page.told());
    town.post_goes().await;

    // The party can read why, by which law, and how to complain.
    let receiver = application.parents.first().unwrap_or(&application.citizen);
    let letters = town.post.to(receiver.letter_box());
    let decision = pdf::squeezed(&letters.last().unwrap().text());
    let law = if application.benefit == "ledsagelse-voksen" { "serviceloven" } else { "barnets lov" };
    let mut words = vec![law, "klage", "Ankestyrelsen"];
    if goes != Goes::Granted {
        words.push("Hverdagen fungerer uden den hjælp, der er søgt om");
    }
    for words in words {
        assert!(decision.contains(&pdf::squeezed(words)), "{words}: {decision}");
    }

    let grants = &town.file(case).await.grants;
    assert_eq!(grants.len(), usize::from(goes != Goes::Refused));
    if goes != Goes::Refused {
        assert!(caseworker.opens_case(case, "").await.says("Opfølgning"));
    }
    assert!(caseworker.opens_case(case, "/journal").await.says("Udtalelse"));
    assert!(caseworker.opens_case(case, "/historik").await.says("Tangbjerg") || username != "karen");
}

#[tokio::test]
async fn an_application_for_compensation_is_granted() {
    play("2026-03-05", async |town| walk(town, "karen", "henrik", COMPENSATION, Goes::Granted).await).await;
}

#[tokio::test]
async fn an_application_for_compensation_is_granted_in_part() {
    play("2026-03-05", async |town| walk(town, "karen", "henrik", COMPENSATION, Goes::Partly).await).await;
}

#[tokio::test]
async fn an_application_for_compensation_is_refused() {
    play("2026-03-05", async |town| walk(town, "karen", "henrik", COMPENSATION, Goes::Refused).await).await;
}

#[tokio::test]
async fn the_same_walk_carries_lost_earnings() {
    let application =
        Application { benefit: "tabt-arbejdsfortjeneste", citizen: IDA, parents: &[LONE], received: "2026-03-02" };
    play("2026-03-05", async |town| walk(town, "karen", "henrik", application, Goes::Granted).await).await;
    play("2026-03-05", async |town| walk(town, "karen", "henrik", application, Goes::Refused).await).await;
}

#[tokio::test]
async fn the_same_walk_carries_a_companion_for_a_grown_up() {
    let application = Application { benefit: "ledsagelse-voksen", citizen: KIM, parents: &[], received: "2026-03-02" };
    play("2026-03-05", async |town| walk(town, "louise", "susanne", application, Goes::Granted).await).await;
    play("2026-03-05", async |town| walk(town, "louise", "susanne", application, Goes::Refused).await).await;
}
