//! The network card is filled in at the kitchen table, looked at again at a meeting, and keeps who changed what.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use domain::ids::CaseId;
use domain::network::Standing;
use scenarios::browser::Page;
use scenarios::deeds::Application;
use scenarios::desk::Desk;
use scenarios::html::Form;
use scenarios::people::{MAGNUS, SOFIE};
use scenarios::{Town, day, play};

const APPLICATION: Application = Application {
    benefit: "kompensation-merudgifter-barn",
    citizen: MAGNUS,
    parents: &[SOFIE],
    received: "2026-03-02",
};
const AUNT: &str = "Grethe Engholm";
const DOCTOR: &str = "Egen læge Lone Dahl";

/// The form that adds somebody in a sector, opened from the page's own link.
async fn adding(desk: &Desk<'_>, case: CaseId, sector: &str) -> Form {
    let page = desk.opens_case(case, &format!("/netvaerk?ny={sector}")).await;
    page.form(&format!("/sager/{case}/netvaerk/tilfoej"))
}

async fn aunt_stands_on_the_card(desk: &Desk<'_>, case: CaseId) -> Page {
    let form = adding(desk, case, "private").await;
    let form = form.with("k-navn", AUNT).with("k-hvem", "moster").with("k-telefon", "20 10 20 10");
    desk.sends(&form.with("k-kontakt", "ja").with("k-samtykke", "ja")).await.shown()
}

/// The form of the first contact of the private sector, as its edit link opens it.
async fn editing(desk: &Desk<'_>, case: CaseId) -> Form {
    let page = desk.opens_case(case, "/netvaerk?ret=private-0").await;
    page.form(&format!("/sager/{case}/netvaerk/ret"))
}

#[tokio::test]
async fn the_card_grows_row_by_row_and_keeps_who_changed_what() {
    play("2026-04-07", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let karen = town.signs_in("karen").await;
        let page = karen.opens_case(case, "/netvaerk").await;
        assert!(page.says("Ingen står på kortet endnu"), "{}", page.told());

        let page = aunt_stands_on_the_card(&karen, case).await;
        assert!(page.says(AUNT) && page.says("20 10 20 10") && page.says("Har kontakt"), "{}", page.told());
        assert!(page.says("Sagt ja, men intet samtykke registreret"), "a yes is no consent: {}", page.told());
        assert!(page.says("7. april 2026 af Karen Tangbjerg"), "{}", page.told());
        assert!(page.html().contains("<title id=\"netvaerk-titel\">Netværkskort med 1 kontakt</title>"));

        // A row nobody wrote in is not taken, and what must stand is asked for at its field.
        let empty = adding(&karen, case, "sundhed").await;
        let refused = karen.sends(&empty).await;
        assert_eq!(refused.status.as_u16(), 422);
        let half = adding(&karen, case, "sundhed").await.with("k-hvem", "egen læge");
        let refused = karen.sends(&half).await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());
        let kept = refused.form(&format!("/sager/{case}/netvaerk/tilfoej"));
        assert_eq!(kept.value("k-hvem"), Some("egen læge"), "what was typed stays");
        karen.sends(&kept.with("k-navn", DOCTOR).with("k-sted", "Lægehuset Torvet")).await.shown();

        // A week later she has a new number; the day it was changed is the day it was looked at.
        town.turn_to("2026-04-14");
        let page = karen.sends(&editing(&karen, case).await.with("k-telefon", "30 40 30 40")).await.shown();
        assert!(page.says("Ændret: Grethe Engholm") && page.says("»20 10 20 10«"), "{}", page.told());

        let page = karen.opens_case(case, "/netvaerk?ret=private-0").await;
        let page = karen.sends(&page.form(&format!("/sager/{case}/netvaerk/fjern"))).await.shown();
        assert!(page.says("Fjernet: Grethe Engholm fra 2. Private"), "{}", page.told());
        let view = app::network::show(&town.app, &town.actor("karen").await, case).await.unwrap();
        assert_eq!(view.versions.len(), 4, "each act is a version");
        assert_eq!(view.everybody().count(), 1);
        let was = karen.opens_case(case, "/skema/netvaerkskort/udskriv?nr=2").await;
        assert!(was.says(AUNT) && was.says(DOCTOR), "the card as it was: {}", was.told());

        // The journal says where on the card and never who: they are not the citizen.
        let journal = karen.opens_case(case, "/journal").await;
        assert!(journal.says("Netværkskort: kontakt tilføjet") && journal.says("2. Private"), "{}", journal.told());
        assert!(!journal.says(AUNT) && !journal.says(DOCTOR), "{}", journal.told());
    })
    .await;
}

#[tokio::test]
async fn somebody_on_the_card_is_asked_to_a_meeting_by_choosing_them() {
    play("2026-04-07", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let karen = town.signs_in("karen").await;
        aunt_stands_on_the_card(&karen, case).await;
        let meeting = town.plans_meeting("karen", case, "netvaerksmoede", day("2026-04-20")).await;
        let path = format!("/moeder/{meeting}");
        let form = karen.opens_case(case, &path).await.form("/deltager");
        let choices = form.choices("hvem");
        let aunt = choices.iter().find(|value| value.ends_with(AUNT)).unwrap().to_string();
        let chosen = form.with("hvem", &aunt).with("hvorfor", "Hun henter Magnus hver torsdag");
        let page = karen.sends(&chosen).await.shown();
        assert!(page.says(AUNT) && page.says("Hun henter Magnus hver torsdag"), "{}", page.told());
        let form = page.form("/deltager");
        assert!(!form.choices("hvem").contains(&aunt.as_str()), "she is on the meeting already");

        // The card is changed while the page is open: nobody else is asked in her place.
        let late = form.with("hvem", "n:private-0:En anden").with("hvorfor", "Fra en gammel side");
        let refused = karen.sends(&late).await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());
        assert!(refused.says("Vælg, hvem der skal med"), "{}", refused.told());
    })
    .await;
}

#[tokio::test]
async fn the_card_is_looked_at_again_after_half_a_year() {
    play("2026-04-07", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let karen = town.signs_in("karen").await;
        aunt_stands_on_the_card(&karen, case).await;
        // 7 April and six months is 7 October: that day the row still holds.
        town.turn_to("2026-10-07");
        let page = town.signs_in("karen").await.opens_case(case, "/netvaerk").await;
        assert!(page.says("Alle rækker er bekræftet inden for 6 måneder"), "{}", page.told());
        town.turn_to("2026-10-08");
        let karen = town.signs_in("karen").await;
        let page = karen.opens_case(case, "/netvaerk").await;
        assert!(page.says("1 række skal ses igennem igen") && page.says("Skal ses igennem"), "{}", page.told());
        let form = page.form(&format!("/sager/{case}/netvaerk/bekraeft-alle"));
        let page = karen.sends(&form).await.shown();
        assert!(page.says("Bekræftet 1 kontakt: Grethe Engholm") && page.says("8. oktober 2026"), "{}", page.told());
        let again = karen.sends(&form).await;
        assert!(again.status.is_success(), "sent twice it is confirmed once");
        let view = app::network::show(&town.app, &town.actor("karen").await, case).await.unwrap();
        assert_eq!(view.versions.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_laid_over_what_somebody_else_changed_meanwhile() {
    play("2026-04-07", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let karen = town.signs_in("karen").await;
        aunt_stands_on_the_card(&karen, case).await;
        // Two pages are open. The one removes the aunt and puts a neighbour in her place, the other has her new number.
        let late = editing(&karen, case).await.with("k-telefon", "30 40 30 40");
        let page = karen.opens_case(case, "/netvaerk?ret=private-0").await;
        karen.sends(&page.form(&format!("/sager/{case}/netvaerk/fjern"))).await.shown();
        let neighbour = adding(&karen, case, "private").await.with("k-navn", "Kaj Sand").with("k-hvem", "nabo");
        karen.sends(&neighbour).await.shown();
        let refused = karen.sends(&late).await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());
        assert!(refused.says("Står ikke længere på kortet"), "{}", refused.told());
        let again = refused.form(&format!("/sager/{case}/netvaerk/tilfoej"));
        assert_eq!(again.value("k-telefon"), Some("30 40 30 40"), "what was typed is there, for somebody new");
        let view = app::network::show(&town.app, &town.actor("karen").await, case).await.unwrap();
        let names: Vec<&str> = view.everybody().map(|known| known.contact.name.as_str()).collect();
        assert_eq!(names, ["Kaj Sand"], "the neighbour has not become the aunt");
        karen.sends(&again).await.shown();
        let view = app::network::show(&town.app, &town.actor("karen").await, case).await.unwrap();
        assert_eq!(view.everybody().count(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_consent_is_registered_from_the_card_and_its_end_shows_on_it() {
    play("2026-04-07", async |town: &Town| {
        let case = town.registers("karen", APPLICATION).await;
        let karen = town.signs_in("karen").await;
        let page = aunt_stands_on_the_card(&karen, case).await;
        let link = page.links().into_iter().find(|link| link.contains("oplysninger?kontakt=")).unwrap();
        assert!(!link.contains("Grethe"), "no name in an address: {link}");
        let form = karen.opens(&link).await.form("/oplysninger/samtykke");
        assert_eq!(form.value("fra"), Some(AUNT), "the name is filled in");
        town.registers_consent("karen", case, AUNT).await;
        let view = app::network::show(&town.app, &town.actor("karen").await, case).await.unwrap();
        let standing = view.everybody().next().unwrap().standing;
        assert!(matches!(standing, Standing::InForce(..)), "{standing:?}");
        let page = karen.opens_case(case, "/netvaerk").await;
        assert!(page.says("Samtykke til og med"), "{}", page.told());
        let consent = town.file(case).await.consents[0].id;
        app::consent::withdraw(&town.app, &town.actor("karen").await, case, consent).await.unwrap();
        let page = karen.opens_case(case, "/netvaerk").await;
        assert!(page.says("Samtykket gælder ikke længere"), "{}", page.told());
    })
    .await;
}

#[tokio::test]
async fn the_card_of_a_foreign_case_does_not_exist() {
    play("2026-04-07", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let louise = town.signs_in("louise").await;
        for path in ["/netvaerk", "/netvaerk/udskriv", "/skema/netvaerkskort"] {
            let page = louise.get(&format!("/sager/{case}{path}")).await;
            assert_eq!(page.status.as_u16(), 404, "{path}");
        }
    })
    .await;
}
