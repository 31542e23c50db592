//! The field kit: forms go out with the least there can be in them, come home once, and nothing is overwritten or lost.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use app::form::Fill;
use domain::ids::CaseId;
use domain::questionnaire::{AnswerRow, Answers};
use scenarios::browser::{Browser, Page};
use scenarios::deeds::Application;
use scenarios::people::{Citizen, KIM, MAGNUS, SOFIE};
use scenarios::{Town, play};
use serde_json::{Value, json};

const APPLICATION: Application =
    Application { benefit: "ledsagelse-voksen", citizen: KIM, parents: &[], received: "2026-03-02" };
const CARD: &str = "netvaerkskort";

/// A tablet, signed in.
struct Tablet {
    browser: Browser,
    csrf: String,
}

impl Tablet {
    async fn of(town: &Town, username: &'static str) -> Tablet {
        let mut browser = town.signs_in(username).await.browser().await;
        let csrf = browser.get("/i-dag").await.shown().form("/log-ud").value("csrf").unwrap().to_string();
        Tablet { browser, csrf }
    }

    async fn posts(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let token = [("csrf".to_string(), self.csrf.clone())];
        let fields = fields.iter().map(|(name, value)| ((*name).to_string(), (*value).to_string()));
        self.browser.post_once(path, &token.into_iter().chain(fields).collect::<Vec<_>>()).await
    }

    /// Takes the card of a case along; answers the kit's id.
    async fn takes(&mut self, key: &str, case: CaseId) -> String {
        let chosen = format!("{case}/{CARD}");
        let fields = [("noegle", key), ("navn", "Tablet 4"), ("valgt", chosen.as_str())];
        let taken = self.posts("/feltsaet", &fields).await;
        assert_eq!(taken.status.as_u16(), 303, "{}", taken.told());
        taken.header("location").strip_prefix("/feltsaet/tablet/#hent=").unwrap().to_string()
    }

    async fn fetches(&mut self, kit: &str) -> Value {
        let page = self.browser.get_once(&format!("/feltsaet/kit/{kit}")).await.shown();
        serde_json::from_slice(&page.body).unwrap()
    }

    async fn sends(&mut self, kit: &str, key: &str, home: &Value) -> Page {
        let fields = [("noegle", key), ("svar", &home.to_string())];
        self.posts(&format!("/feltsaet/kit/{kit}/aflever"), &fields).await
    }

    async fn delivers(&mut self, kit: &str, key: &str, home: &Value) -> Value {
        serde_json::from_slice(&self.sends(kit, key, home).await.shown().body).unwrap()
    }
}

/// Kim's card, with one name on it, filled in at the desk.
async fn kims_card(town: &Town, username: &str, case: CaseId, knew_of: u32, sister: &str) {
    let mut answers = Answers::default();
    for (field, answer) in [("udarbejdet-af", "Pia Nørrevang"), ("opdateret", "2026-03-04"), ("navn", KIM.name)] {
        answers.fields.insert(field.into(), vec![answer.into()]);
    }
    let cell = |(column, cell): (&str, &str)| (column.to_string(), cell.to_string());
    let row: AnswerRow =
        [("hvem", "søster"), ("navn", sister), ("telefon", "10 00 09 09")].into_iter().map(cell).collect();
    answers.rows.insert("private".into(), vec![row]);
    let fill = Fill { form: CARD.into(), answers, knew_of, signatures: Vec::new() };
    app::form::fill(&town.app, &town.actor(username).await, case, fill).await.unwrap();
}

/// What the tablet sends home: the sister's row as it came, with contact said, and a neighbour who is new.
fn answered(case: CaseId, base: u32) -> Value {
    json!({
        "case": case.0, "form": CARD, "base": base,
        "fields": { "opdateret": ["2026-03-05"] },
        "rows": { "private": [
            { "from": [1, 0], "cells": { "hvem": "søster", "kontakt": "ja" } },
            { "from": null, "cells": { "hvem": "nabo", "navn": "Villy Brandt" } },
        ] },
        "signatures": [], "note": "Kim viste mig haven.", "late_because": "",
    })
}

async fn cards(town: &Town, username: &str, case: CaseId) -> Vec<Answers> {
    let actor = town.actor(username).await;
    let view = app::form::show(&town.app, &actor, case, CARD).await.unwrap();
    view.filled.into_iter().rev().map(|filled| filled.answers).collect()
}

#[tokio::test]
async fn a_form_goes_out_without_names_and_comes_home_once_with_them() {
    play("2026-03-04", async |town| {
        let case = town.registers("pia", APPLICATION).await;
        kims_card(town, "pia", case, 0, "Sonja Overbæk").await;
        let mut tablet = Tablet::of(town, "pia").await;
        let page = tablet.browser.get("/feltsaet").await.shown();
        assert!(page.says("Netværkskort") && page.says(KIM.name), "{}", page.told());
        let kit = tablet.takes("tag-med-0001", case).await;
        assert_eq!(tablet.takes("tag-med-0001", case).await, kit, "pressed twice it is one kit");

        let out = tablet.fetches(&kit).await;
        let text = out.to_string();
        for private in [KIM.name, KIM.cpr, KIM.street, "Sonja", "10 00 09 09", "Pia Nørrevang"] {
            assert!(!text.contains(private), "{private} goes along: {text}");
        }
        assert_eq!(out["forms"][0]["initials"], "K.O.");
        assert_eq!(out["forms"][0]["taken"]["rows"]["private"][0]["cells"], json!({ "hvem": "søster" }));

        let home = answered(case, 1);
        for time in ["first", "after the answer was lost"] {
            let told = tablet.delivers(&kit, "aflever-0001", &home).await;
            assert_eq!(told["outcome"], "saved", "{time}: {told}");
        }
        let filled = cards(town, "pia", case).await;
        assert_eq!(filled.len(), 2, "sent twice, saved once");
        let rows = &filled[1].rows["private"];
        assert_eq!((rows[0]["navn"].as_str(), rows[0]["kontakt"].as_str()), ("Sonja Overbæk", "ja"));
        assert_eq!(rows[1]["navn"], "Villy Brandt");
        assert_eq!((filled[1].one("navn"), filled[1].one("udarbejdet-af")), (KIM.name, "Pia Nørrevang"));
        assert_eq!(filled[1].one("opdateret"), "2026-03-05");

        // Another key with other answers is no second saving, and does not say that it was one.
        let again = tablet.delivers(&kit, "aflever-0002", &home).await;
        assert_eq!((&again["outcome"], &again["code"]), (&json!("refused"), &json!("field_kit_delivered")));
        let journal = town.signs_in("pia").await.opens_case(case, "/journal").await;
        for line in ["Skemaer taget med på tablet", "Skema fra tablet gemt", "Kim viste mig haven."] {
            assert_eq!(journal.text().matches(line).count(), 1, "{line}: {}", journal.told());
        }
    })
    .await;
}

#[tokio::test]
async fn what_somebody_saved_meanwhile_is_shown_beside_and_both_are_kept() {
    play("2026-03-04", async |town| {
        let case = town.registers("pia", APPLICATION).await;
        kims_card(town, "pia", case, 0, "Sonja Overbæk").await;
        let mut tablet = Tablet::of(town, "pia").await;
        let kit = tablet.takes("tag-med-0001", case).await;
        tablet.fetches(&kit).await;
        kims_card(town, "susanne", case, 1, "Sonja Lund").await;

        let told = tablet.delivers(&kit, "aflever-0001", &answered(case, 1)).await;
        assert_eq!((&told["outcome"], &told["theirs"]["nr"]), (&json!("stale"), &json!(2)), "{told}");
        assert_eq!(told["theirs"]["by"], "Susanne Holtegård");
        assert!(!told.to_string().contains("Sonja"), "theirs goes onto the tablet as little as ours: {told}");
        assert_eq!(cards(town, "pia", case).await.len(), 2, "nothing is laid over what nobody saw");

        // Seen, and joined: the sister is theirs, the neighbour is ours.
        let mut joined = answered(case, 2);
        joined["rows"]["private"][0]["from"] = json!([2, 0]);
        assert_eq!(tablet.delivers(&kit, "aflever-0002", &joined).await["outcome"], "saved");
        let filled = cards(town, "pia", case).await;
        let sister = |nr: usize| filled[nr].rows["private"][0]["navn"].clone();
        assert_eq!([sister(0), sister(1), sister(2)], ["Sonja Overbæk", "Sonja Lund", "Sonja Lund"]);
    })
    .await;
}

#[tokio::test]
async fn a_lost_tablet_is_revoked_by_the_leader_and_nothing_is_taken_from_it() {
    play("2026-03-04", async |town| {
        let case = town.registers("pia", APPLICATION).await;
        let mut tablet = Tablet::of(town, "pia").await;
        let kit = tablet.takes("tag-med-0001", case).await;
        let mut finder = Browser::new(town.router());
        let asked = format!("/feltsaet/spaerret/{kit}");
        assert_eq!(finder.get_once(&asked).await.shown().body, br#"{"wipe":false}"#);

        let susanne = town.signs_in("susanne").await;
        let list = susanne.opens("/holdet/feltsaet").await;
        assert!(list.says("Pia Nørrevang: Tablet 4") && list.says("1 skema, 1 ikke sendt"), "{}", list.told());
        assert!(!list.says(KIM.name), "the list holds nothing of a citizen: {}", list.told());
        let form = list.form("/spaer");
        let short = susanne.sends(&form.clone().with("begrundelse", "væk")).await;
        assert!(short.status.as_u16() == 422 && short.says("mindst 10 tegn"), "{}", short.told());
        let done = susanne.sends(&form.with("begrundelse", "Stjålet af en bil på Spilvej.")).await.shown();
        assert!(done.says("Spærret") && done.says("Stjålet af en bil"), "{}", done.told());

        assert_eq!(finder.get_once(&asked).await.shown().body, br#"{"wipe":true}"#);
        assert_eq!(tablet.browser.get_once(&format!("/feltsaet/kit/{kit}")).await.status.as_u16(), 404);
        let mut home = answered(case, 0);
        home["late_because"] = json!("Jeg fandt den igen under sædet.");
        assert_eq!(tablet.delivers(&kit, "aflever-0001", &home).await["code"], "field_kit_revoked");
        assert!(cards(town, "pia", case).await.is_empty());
        let journal = town.signs_in("pia").await.opens_case(case, "/journal").await;
        assert!(journal.says("Feltsæt spærret, fordi tabletten er væk"), "{}", journal.told());
        // Another department's leader leads neither her nor her kit.
        let henrik = town.signs_in("henrik").await;
        assert!(!henrik.opens("/holdet/feltsaet").await.says("Pia Nørrevang"));
    })
    .await;
}

#[tokio::test]
async fn answers_that_come_after_easter_are_taken_in_only_when_it_is_said_why() {
    // Taken on Wednesday before Easter 2026, and over on the Wednesday after; it comes home on the Thursday.
    play("2026-04-01", async |town| {
        let case = town.registers("pia", Application { received: "2026-03-30", ..APPLICATION }).await;
        kims_card(town, "pia", case, 0, "Sonja Overbæk").await;
        let kit = Tablet::of(town, "pia").await.takes("tag-med-0001", case).await;
        town.turn_to("2026-04-09");
        let mut tablet = Tablet::of(town, "pia").await;
        assert_eq!(tablet.browser.get_once(&format!("/feltsaet/kit/{kit}")).await.status.as_u16(), 404);
        let mut home = answered(case, 1);
        let told = tablet.delivers(&kit, "aflever-0001", &home).await;
        assert_eq!(told["code"], "field_kit_late", "{told}");
        home["late_because"] = json!("Tabletten var løbet tør for strøm i påsken.");
        assert_eq!(tablet.delivers(&kit, "aflever-0002", &home).await["outcome"], "saved");
        let journal = town.signs_in("pia").await.opens_case(case, "/journal").await;
        assert!(journal.says("Taget ind efter feltsættets tid: Tabletten var løbet tør"), "{}", journal.told());
    })
    .await;
}

#[tokio::test]
async fn a_foreign_case_a_foreign_kit_and_a_department_without_the_field_kit_give_nothing() {
    play("2026-03-04", async |town| {
        let own = town.registers("pia", APPLICATION).await;
        let citizen = Citizen { cpr: "8111919909", ..KIM };
        let foreign = town.registers("louise", Application { citizen, ..APPLICATION }).await;
        let mut tablet = Tablet::of(town, "pia").await;
        let chosen = format!("{foreign}/{CARD}");
        let fields = [("noegle", "tag-med-0009"), ("navn", "Tablet 4"), ("valgt", chosen.as_str())];
        assert_eq!(tablet.posts("/feltsaet", &fields).await.status.as_u16(), 404, "she may see it, and not work on it");
        let kit = tablet.takes("tag-med-0001", own).await;
        assert_eq!(tablet.sends(&kit, "aflever-0009", &answered(foreign, 0)).await.status.as_u16(), 404);

        let mut other = Tablet::of(town, "louise").await;
        assert_eq!(other.browser.get_once(&format!("/feltsaet/kit/{kit}")).await.status.as_u16(), 404);
        assert_eq!(other.sends(&kit, "aflever-0001", &answered(own, 0)).await.status.as_u16(), 404);

        let children =
            Application { benefit: "kompensation-merudgifter-barn", citizen: MAGNUS, parents: &[SOFIE], ..APPLICATION };
        let case = town.registers("karen", children).await;
        let mut karen = Tablet::of(town, "karen").await;
        let today = karen.browser.get("/i-dag").await.shown();
        assert!(!today.links().contains(&"/feltsaet".to_string()), "{}", today.told());
        let page = karen.browser.get("/feltsaet").await.shown();
        assert!(page.says("Feltsættet er slået fra"), "{}", page.told());
        let chosen = format!("{case}/{CARD}");
        let refused =
            karen.posts("/feltsaet", &[("noegle", "tag-med-0002"), ("navn", "Min"), ("valgt", &chosen)]).await;
        assert!(refused.status.as_u16() == 422 && refused.says("ikke slået feltsættet til"), "{}", refused.told());
    })
    .await;
}

#[tokio::test]
async fn signing_out_ends_what_is_on_that_device_and_no_other() {
    play("2026-03-04", async |town| {
        let case = town.registers("pia", APPLICATION).await;
        let (mut tablet, mut desk) = (Tablet::of(town, "pia").await, Tablet::of(town, "pia").await);
        let (kit, other) = (tablet.takes("tag-med-0001", case).await, desk.takes("tag-med-0002", case).await);
        let out = tablet.posts("/log-ud", &[]).await;
        assert!(out.header("clear-site-data").contains("storage"));
        let known: Value = serde_json::from_slice(&desk.browser.get_once("/feltsaet/kit").await.shown().body).unwrap();
        let standing = |id: &str| {
            let kits = known["kits"].as_array().unwrap();
            kits.iter().find(|kit| kit["id"] == *id).unwrap()["standing"].as_str().unwrap().to_string()
        };
        assert_eq!((standing(&kit), standing(&other)), ("ended".to_string(), "running".to_string()));
    })
    .await;
}
