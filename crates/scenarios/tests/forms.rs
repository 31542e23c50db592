//! Forms are filled in, signed on the screen, kept in versions that say what changed, and printed empty and filled.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use domain::ids::CaseId;
use scenarios::browser::Page;
use scenarios::deeds::Application;
use scenarios::desk::Desk;
use scenarios::people::{MAGNUS, SOFIE};
use scenarios::{pdf, play};

const APPLICATION: Application = Application {
    benefit: "kompensation-merudgifter-barn",
    citizen: MAGNUS,
    parents: &[SOFIE],
    received: "2026-03-02",
};
const PLAN: &str = "opfoelgningsplan";

async fn follow_up(desk: &Desk<'_>, case: CaseId) -> scenarios::html::Form {
    desk.opens_case(case, &format!("/skema/{PLAN}")).await.form(&format!("/skema/{PLAN}"))
}

async fn filled(desk: &Desk<'_>, case: CaseId) -> scenarios::html::Form {
    follow_up(desk, case).await.with("f-slut", "2026-04-07").with("f-moedes", "ja").with("f-sted", "Hjemme ved bordet")
}

async fn printed(desk: &Desk<'_>, case: CaseId, end: &str) -> Page {
    desk.opens_case(case, &format!("/skema/{PLAN}/{end}")).await
}

#[tokio::test]
async fn a_form_is_signed_on_the_screen_and_the_signature_stands_on_paper() {
    play("2026-04-07", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let karen = town.signs_in("karen").await;
        let page = karen.opens_case(case, &format!("/skema/{PLAN}")).await;
        assert!(page.html().contains("sign.js") && page.html().contains("data-sign"), "{}", page.told());
        let form = filled(&karen, case).await;
        assert_eq!(form.value("f-navn"), Some(MAGNUS.name), "what the case knows is filled in");

        // What is drawn is a path of moves and lines; anything else is refused and what was typed stays.
        let evil = form.clone().with("u-0-navn", MAGNUS.name).with("u-0-streg", "M1 2\" onload=\"x");
        let refused = karen.sends(&evil).await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());
        assert!(refused.says("Underskriften kunne ikke læses"), "{}", refused.told());
        let kept = refused.form(&format!("/skema/{PLAN}"));
        assert_eq!(kept.value("f-sted"), Some("Hjemme ved bordet"));

        let form = kept.with("u-0-streg", "M20 100L200 40L300 160L580 30").with("u-1-kryds", "ja");
        let page = karen.sends(&form).await.shown();
        assert!(page.html().contains("d=\"M20 100L200 40L300 160L580 30\""), "{}", page.html());
        assert!(page.says("Karen Tangbjerg, 7. april 2026 (skrev sit navn)"), "{}", page.told());
        let paper = printed(&karen, case, "udskriv?nr=1").await;
        assert!(paper.html().contains("d=\"M20 100L200 40L300 160L580 30\""), "{}", paper.html());
        assert!(paper.says("skrevet under på skærmen 7. april 2026"), "{}", paper.told());
        let file = printed(&karen, case, "pdf?nr=1").await;
        let text = pdf::squeezed(&pdf::text(&file.body));
        assert!(text.contains(&pdf::squeezed("Hjemme ved bordet")), "{text}");
        assert!(text.contains(&pdf::squeezed("skrevet under på skærmen 7.4.2026")), "{text}");
        assert!(!file.header("content-disposition").contains("Magnus"), "no name in the file's name");

        // The next version is not signed: what was signed is the version it stands under.
        let form = filled(&karen, case).await.with("f-sted", "På biblioteket");
        let page = karen.sends(&form).await.shown();
        assert!(page.says("Ændret: Hvor?") && page.says("På biblioteket"), "{}", page.told());
        let paper = printed(&karen, case, "udskriv?nr=2").await;
        assert!(!paper.says("skrevet under på skærmen") && paper.says("Dato og underskrift"), "{}", paper.told());
    })
    .await;
}

#[tokio::test]
async fn rows_that_come_and_go_are_told_from_version_to_version() {
    play("2026-04-07", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let karen = town.signs_in("karen").await;
        let form = filled(&karen, case).await;
        let more = karen.sends(&form.with("r-hvor-nu-0-navn", "Værestedet").pressing("Tilføj en række")).await;
        let form = more.form(&format!("/skema/{PLAN}")).with("r-hvor-nu-1-navn", "Jobcenteret");
        karen.sends(&form).await.shown();
        let form = filled(&karen, case)
            .await
            .with("r-hvor-nu-0-navn", "Jobcenteret")
            .with("r-hvor-nu-0-telefon", "70 10 70 10");
        let form = form.with("r-hvor-nu-1-navn", "Egen læge");
        let page = karen.sends(&form).await.shown();
        assert!(page.says("Ændret: Hvor går du hen nu?: Jobcenteret"), "{}", page.told());
        assert!(page.says("Tilføjet: Hvor går du hen nu?: Egen læge"), "{}", page.told());
        assert!(page.says("Fjernet: Hvor går du hen nu?: Værestedet"), "{}", page.told());
    })
    .await;
}

#[tokio::test]
async fn every_form_is_printed_empty_from_the_toolbox_and_from_the_case() {
    play("2026-04-07", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let karen = town.signs_in("karen").await;
        let forms: Vec<(String, String, bool)> = content::Content::shipped()
            .questionnaires
            .all_on(jiff::civil::date(2026, 4, 7))
            .map(|form| (form.id.clone(), form.title.clone(), form.signatures.is_empty()))
            .collect();
        assert!(7 < forms.len());
        for (id, title, unsigned) in forms {
            let shelf = karen.opens(&format!("/vaerktoejskasse/skemaer/{id}/udskriv")).await;
            assert!(shelf.says(&title) && !shelf.says(MAGNUS.name), "{id}: {}", shelf.told());
            assert!(shelf.says("Dato og underskrift"), "{id}");
            let own = karen.opens_case(case, &format!("/skema/{id}/udskriv")).await;
            assert!(own.says(&title) && own.says(MAGNUS.name), "{id}: {}", own.told());
            let page = karen.opens_case(case, &format!("/skema/{id}")).await;
            assert_eq!(
                page.html().contains("data-sign-path"),
                !unsigned && page.html().contains("name=\"kendt\""),
                "{id}"
            );
        }
        let agreement = karen.opens("/vaerktoejskasse/skemaer/samtykke").await;
        assert!(agreement.links().iter().any(|link| link.ends_with("/skemaer/samtykke/udskriv")));
    })
    .await;
}

#[tokio::test]
async fn a_registered_consent_is_printed_on_its_form() {
    play("2026-04-07", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let karen = town.signs_in("karen").await;
        town.registers_consent("karen", case, "Tovby Skole").await;
        let page = karen.opens_case(case, "/skema/samtykke").await;
        assert!(page.links().iter().any(|link| link.ends_with("/oplysninger")), "it is registered on its own page");
        let link = page.links().into_iter().find(|link| link.contains("/skema/samtykke/samtykke/")).unwrap();
        let paper = karen.opens(&link).await;
        assert!(paper.says("Tovby Skole") && paper.says(SOFIE.name), "{}", paper.told());
        assert!(paper.says("Dato og underskrift") && !paper.says("Ikke besvaret Hvem må vi"), "{}", paper.told());
    })
    .await;
}
