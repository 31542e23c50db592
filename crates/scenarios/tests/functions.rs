//! Coordinating functions: given, opened as far as consent goes, moved and ended; grants that depend on each other; and
//! the cases that wait for the council.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use domain::decision::Outcome;
use domain::ids::{CaseId, ConsentId};
use scenarios::deeds::Application;
use scenarios::people::{ELIAS, MAGNUS, NADIA, SOFIE};
use scenarios::{Desk, Town, play};

const COMPENSATION: Application = Application {
    benefit: "kompensation-merudgifter-barn",
    citizen: MAGNUS,
    parents: &[SOFIE],
    received: "2026-03-02",
};
const LOST_EARNINGS: Application =
    Application { benefit: "tabt-arbejdsfortjeneste", citizen: MAGNUS, parents: &[SOFIE], received: "2026-03-02" };

/// Karen gives a colleague of the department a function.
async fn given(town: &Town, karen: &Desk<'_>, case: CaseId, model: &str, to: &str) {
    let who = town.staff(to).await.id.to_string();
    let form = karen.opens_case(case, "/funktioner").await.form("/funktioner");
    let form = form.with("funktion", model).with("hvem", &who).with("hvorfor", "Kender familien godt");
    let page = karen.sends(&form).await;
    assert!(page.says("Funktionen er givet"), "{}", page.told());
}

/// Louise of the adults' department coordinates the grants, as far as the consent goes.
async fn louise_coordinates(town: &Town, karen: &Desk<'_>, case: CaseId) -> ConsentId {
    let consent = town.registers_consent("karen", case, "Voksenhandicap").await;
    let louise = town.staff("louise").await.id.to_string();
    let form = karen.opens_case(case, "/funktioner").await.form("/funktioner");
    let form =
        form.with("funktion", "bevillingskoordinator").with("hvem", &louise).with("hvorfor", "Sofies sygedagpenge");
    let refused = karen.sends(&form).await;
    assert_eq!(refused.status.as_u16(), 422);
    assert!(refused.says("arbejder i en anden afdeling"), "{}", refused.told());
    let covered = refused.form("/funktioner").with("grundlag", &consent.to_string());
    let nothing = karen.sends(&covered).await;
    assert!(nothing.says("Vælg de dele af sagen"), "{}", nothing.told());
    let covered = nothing.form("/funktioner").ticking("daekker", "bevillinger");
    let page = karen.sends(&covered).await;
    assert!(page.says("Bevillingskoordinator: Louise Kærlund, Voksenhandicap"), "{}", page.told());
    // Sent twice it is one function.
    karen.sends(&covered).await;
    let again = karen.opens_case(case, "/funktioner").await;
    assert_eq!(again.forms().iter().filter(|form| form.action.ends_with("/slut")).count(), 1, "{}", again.told());
    consent
}

#[tokio::test]
async fn a_coordinator_of_another_department_sees_what_the_consent_covers_until_it_is_withdrawn() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", COMPENSATION).await;
        let (karen, louise) = (town.signs_in("karen").await, town.signs_in("louise").await);
        assert_eq!(louise.get(&format!("/sager/{case}/koordinering")).await.status.as_u16(), 404);
        let consent = louise_coordinates(town, &karen, case).await;
        let head = karen.opens_case(case, "").await;
        assert!(head.says("Bevillingskoordinator") && head.says("Louise Kærlund"), "{}", head.told());

        // The case itself stays closed, with all in it.
        for end in ["", "/journal", "/dokumenter", "/oplysninger", "/vurdering", "/funktioner", "/historik"] {
            assert_eq!(louise.get(&format!("/sager/{case}{end}")).await.status.as_u16(), 404, "{end}");
        }
        let parts = louise.opens(&format!("/sager/{case}/koordinering")).await;
        assert!(parts.says("Du ser dele af sagen") && parts.says("Intet er bevilget i sagen"), "{}", parts.told());
        assert!(!parts.says("Hvem der arbejder med borgeren") && !parts.says("Hvor sagen er"), "{}", parts.told());
        // A month after 5 March is Easter Sunday: the duty is due on the Tuesday.
        assert!(parts.says("Se bevillingsoverblikket igennem") && parts.says("tir. 7. april 2026"), "{}", parts.told());
        let mine = louise.opens("/mine-funktioner").await;
        assert!(mine.says("Bevillingskoordinator: Magnus Holm"), "{}", mine.told());
        // The link of a task leads where she sees the case.
        assert!(louise.opens(&format!("/sager/{case}/opgaver")).await.says("Du ser dele af sagen"));

        town.turn_to("2026-04-07");
        let form = louise.opens(&format!("/sager/{case}/koordinering")).await.form("/koordinering");
        let duty = form.choices("opgave")[0].to_string();
        let done = louise.sends(&form.with("opgave", &duty).with("ord", "Alt hænger sammen")).await;
        assert!(done.says("tor. 7. maj 2026"), "{}", done.told());

        let actor = town.actor("karen").await;
        app::consent::withdraw(&town.app, &actor, case, consent).await.unwrap();
        assert_eq!(louise.get(&format!("/sager/{case}/koordinering")).await.status.as_u16(), 404);
        assert_eq!(louise.get(&format!("/sager/{case}/bevillingsoverblik")).await.status.as_u16(), 404);
        let mine = louise.opens("/mine-funktioner").await;
        assert!(mine.says("åbner intet") && !mine.says("Magnus Holm"), "{}", mine.told());
        let page = karen.opens_case(case, "/funktioner").await;
        assert!(page.says("Samtykket gælder ikke længere"), "{}", page.told());

        let ended = karen.sends(&page.form("/slut").with("grund", "Samtykket er trukket tilbage")).await;
        assert!(ended.says("Tidligere funktioner"), "{}", ended.told());
        let tasks = karen.opens_case(case, "/opgaver").await;
        assert!(tasks.says("Funktionen er ophørt"), "{}", tasks.told());
        assert!(!louise.opens("/mine-funktioner").await.says("Bevillingskoordinator"));
        let journal = karen.opens_case(case, "/journal").await;
        assert!(journal.says("Koordinatorfunktion givet") && journal.says("Koordinatorfunktion ophørt"));
    })
    .await;
}

#[tokio::test]
async fn a_function_passes_to_a_colleague_and_ends_with_the_case() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", COMPENSATION).await;
        let karen = town.signs_in("karen").await;
        given(town, &karen, case, "kontaktperson", "karen").await;
        let page = karen.opens_case(case, "/funktioner").await;
        let empty = karen.sends(&page.form("/flyt")).await;
        assert_eq!(empty.status.as_u16(), 422, "{}", empty.told());
        let jonas = town.staff("jonas").await.id.to_string();
        let moved = karen.sends(&page.form("/flyt").with("hvem", &jonas).with("hvorfor", "Karen holder orlov")).await;
        assert!(moved.says("Kontaktperson: Jonas Havrelund"), "{}", moved.told());
        assert!(moved.says("Ophørt tor. 5. marts 2026 af Karen Tangbjerg: Karen holder orlov"), "{}", moved.told());
        // Jonas works on the case now, as one with a function in the department that has it, and has the duty.
        let desk = town.signs_in("jonas").await;
        assert!(desk.opens_case(case, "/funktioner").await.forms().iter().any(|form| form.action.ends_with("/flyt")));
        let mine = desk.opens("/mine-funktioner").await;
        assert!(mine.says("Spørg samarbejdspartnerne") && mine.says("tir. 7. april 2026"), "{}", mine.told());
        let tasks = karen.opens_case(case, "/opgaver").await;
        assert!(tasks.says("Jonas Havrelund") && tasks.says("Funktionen er ophørt"), "{}", tasks.told());
        let citizen = town.file(case).await.citizen.id;
        let card = karen.opens(&format!("/borgere/{citizen}")).await;
        assert!(card.says("Kontaktperson: Jonas Havrelund"), "{}", card.told());

        let actor = town.actor("karen").await;
        app::case::close(&town.app, &actor, case, "Familien er flyttet").await.unwrap();
        let mine = desk.opens("/mine-funktioner").await;
        assert!(!mine.says("Magnus Holm"), "{}", mine.told());
    })
    .await;
}

#[tokio::test]
async fn a_function_with_a_last_day_ends_by_itself_and_its_duties_do_not_come_again() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", COMPENSATION).await;
        let karen = town.signs_in("karen").await;
        let jonas = town.staff("jonas").await.id.to_string();
        let form = karen.opens_case(case, "/funktioner").await.form("/funktioner").with("funktion", "informatoer");
        let form = form.with("hvem", &jonas).with("hvorfor", "Indtil skolestart").with("til", "2026-03-27");
        assert!(karen.sends(&form).await.says("til og med fre. 27. marts 2026"));
        // Of the two duties only the one that falls before the last day is given.
        let tasks = karen.opens_case(case, "/opgaver").await;
        assert!(tasks.says("Fortæl borgeren") && !tasks.says("Se de kommende møder igennem"), "{}", tasks.told());
        town.turn_to("2026-03-28");
        assert_eq!(app::function::lapse_due(&town.app).await.unwrap(), 1);
        assert_eq!(app::function::lapse_due(&town.app).await.unwrap(), 0);
        let tasks = karen.opens_case(case, "/opgaver").await;
        assert!(tasks.says("Den aftalte sidste dag er nået"), "{}", tasks.told());
    })
    .await;
}

/// A case with a grant that runs from 1 April, given on Monday 23 March.
async fn granted(town: &Town) -> CaseId {
    let case = town.registers("karen", LOST_EARNINGS).await;
    town.prepares("karen", case).await;
    town.assesses("karen", case, Outcome::Grant).await;
    town.turn_to("2026-03-23");
    town.drafts("karen", case, Outcome::Grant).await;
    town.submits("karen", case).await.unwrap();
    town.approves("henrik", case).await.unwrap();
    town.sends_decision("karen", case, "").await.unwrap();
    case
}

#[tokio::test]
async fn sick_pay_does_not_stop_unseen_the_day_before_the_grant_begins() {
    play("2026-03-05", async |town| {
        let case = granted(town).await;
        let karen = town.signs_in("karen").await;
        given(town, &karen, case, "bevillingskoordinator", "jonas").await;
        let grant = town.file(case).await.grants[0].id.to_string();
        let form = karen.opens_case(case, "/bevillingsoverblik").await.form("/bevillingsoverblik");
        let empty = karen.sends(&form).await;
        assert_eq!(empty.status.as_u16(), 422, "{}", empty.told());
        let form = form.with("foerst", "andet").with("foerst_navn", "Sygedagpenge").with("foerst_slut", "dag");
        let form = form.with("foerst_fra", "2025-11-01").with("foerst_til", "2026-03-30").with("saa", &grant);
        let page = karen.sends(&form.with("hvorfor", "Sofie har intet andet at leve af")).await;
        assert!(page.says("Der er intet tir. 31. marts 2026."), "{}", page.told());
        assert!(page.says("8 uger før den sidste dag"), "{}", page.told());
        // Eight weeks before are gone already: Jonas is reminded today, without a word of what it is.
        let tasks = karen.opens_case(case, "/opgaver").await;
        assert!(
            tasks.says("Se på bevillingsoverblikket: der er intet den tirsdag den 31. marts 2026"),
            "{}",
            tasks.told()
        );
        assert!(!karen.opens("/i-dag").await.says("Sygedagpenge"));

        let page = karen.opens_case(case, "/bevillingsoverblik").await;
        let page = karen.sends(&page.form("/dage").with("foerst_til", "2026-03-31")).await;
        assert!(page.says("Hænger sammen") && !page.says("se på det"), "{}", page.told());
        let tasks = karen.opens_case(case, "/opgaver").await;
        assert!(tasks.says("Dagene på overblikket er ændret"), "{}", tasks.told());

        let unknown = karen.sends(&page.form("/dage").with("foerst_slut", "kendes-ikke")).await;
        assert!(unknown.says("Det kendes ikke, hvornår det første stopper"), "{}", unknown.told());
        let off = karen.sends(&unknown.form("/fjern").with("grund", "Sofie er i arbejde")).await;
        assert!(off.says("Intet er skrevet ned"), "{}", off.told());
        // The neighbours' department does not know of it.
        let louise = town.signs_in("louise").await;
        assert_eq!(louise.get(&format!("/sager/{case}/bevillingsoverblik")).await.status.as_u16(), 404);
    })
    .await;
}

#[tokio::test]
async fn a_grant_that_is_ended_is_looked_at_by_who_coordinates_it() {
    play("2026-03-05", async |town| {
        let case = granted(town).await;
        let karen = town.signs_in("karen").await;
        let grant = town.file(case).await.grants[0].id.to_string();
        let form = karen.opens_case(case, "/bevillingsoverblik").await.form("/bevillingsoverblik");
        let form = form.with("foerst", &grant).with("saa", "andet").with("saa_navn", "Løn på fuld tid");
        let page = karen.sends(&form.with("hvorfor", "Familien lever af den")).await;
        assert!(page.says("Det første løber videre uden en sidste dag"), "{}", page.told());
        let open = |text: &str| text.matches("Se på bevillingsoverblikket").count();
        assert_eq!(open(&karen.opens_case(case, "/opgaver").await.text()), 0);

        town.turn_to("2026-09-01");
        town.takes_up("karen", case, "Magnus går i fritidsklub hver dag til kl. 17.", "2026-09-15").await;
        town.turn_to("2026-09-16");
        town.drafts_change("karen", case, Outcome::Ending, "2026-12-24").await;
        town.submits("karen", case).await.unwrap();
        town.approves("henrik", case).await.unwrap();
        town.sends_decision("karen", case, "").await.unwrap();
        let page = karen.opens_case(case, "/bevillingsoverblik").await;
        assert!(page.says("Det første stopper ons. 23. december 2026, og det kendes ikke"), "{}", page.told());
        // Eight weeks before 23 December is Wednesday 28 October.
        let tasks = karen.opens_case(case, "/opgaver").await;
        assert!(tasks.says("ons. 28. oktober 2026"), "{}", tasks.told());
    })
    .await;
}

/// Henrik sets the council on every second Thursday from 5 March 2026.
async fn henrik_sets_the_council(town: &Town) {
    let henrik = town.signs_in("henrik").await;
    let page = henrik.opens("/samraad").await;
    assert!(page.says("Afdelingen har ikke sat dage"), "{}", page.told());
    let form = page.form("/samraad").with("foerste", "2026-03-05").with("uger", "2").with("sted", "Mødelokale 2");
    let page = henrik.sends(&form).await;
    assert!(page.says("hver 2. uge kl. 13.00 i Mødelokale 2"), "{}", page.told());
}

#[tokio::test]
async fn a_case_waits_for_the_council_over_easter_and_its_answer_comes_back_to_the_journal() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", COMPENSATION).await;
        let karen = town.signs_in("karen").await;
        town.turn_to("2026-03-20");
        let ask = async |page: scenarios::browser::Page| {
            karen.sends(&page.form("/samraad").with("spoergsmaal", "Hvem skal være familiens tovholder?")).await
        };
        let early = ask(karen.opens_case(case, "/funktioner").await).await;
        assert!(early.says("har ikke sat dage for samråd"), "{}", early.told());
        henrik_sets_the_council(town).await;
        let page = ask(early).await;
        // Thursday 2 April is Maundy Thursday: the first working day after Easter.
        let when = "tir. 7. april 2026 (flyttet fra tor. 2. april 2026, skærtorsdag)";
        assert!(page.says("Venter på samrådet") && page.says(when), "{}", page.told());
        assert!(karen.opens_case(case, "").await.says("Venter på samrådet"));
        let form = page.forms().into_iter().find(|form| form.action.contains("/samraad/")).unwrap();
        let nothing = karen.sends(&form).await;
        assert_eq!(nothing.status.as_u16(), 422, "{}", nothing.told());
        let soon = karen.sends(&form.clone().with("hvad", "konklusion").with("ord", "Karen")).await;
        assert!(soon.says("har ikke mødtes"), "{}", soon.told());
        let agenda = karen.opens("/samraad").await;
        assert!(
            agenda.says("1. Magnus Holm") && agenda.says("Hvem skal være familiens tovholder?"),
            "{}",
            agenda.told()
        );
        assert!(!town.signs_in("louise").await.opens("/samraad").await.says("Magnus Holm"));

        town.turn_to("2026-04-08");
        let agenda = karen.opens("/samraad").await;
        assert!(
            agenda.says("mangler svar fra sidste samråd") && agenda.says("tor. 16. april 2026"),
            "{}",
            agenda.told()
        );
        let form = settling(&karen, case).await.with("hvad", "naeste");
        let page = karen.sends(&form).await;
        assert!(page.says("ikke nået 1 gang") && page.says("tor. 16. april 2026"), "{}", page.told());

        town.turn_to("2026-04-16");
        let form = settling(&karen, case).await.with("hvad", "konklusion");
        let wordless = karen.sends(&form).await;
        assert_eq!(wordless.status.as_u16(), 422, "{}", wordless.told());
        let page = karen.sends(&form.with("ord", "Karen er tovholder indtil sommerferien.")).await;
        assert!(page.says("Karen er tovholder indtil sommerferien"), "{}", page.told());
        assert!(!karen.opens_case(case, "").await.says("Venter på samrådet"));
        let journal = karen.opens_case(case, "/journal").await;
        assert!(journal.says("Samrådets konklusion"), "{}", journal.told());
        assert!(journal.says("torsdag den 16. april 2026: Karen er tovholder"), "{}", journal.told());
        assert!(karen.opens("/samraad").await.says("Ingen sager venter"));
    })
    .await;
}

async fn settling(karen: &Desk<'_>, case: CaseId) -> scenarios::html::Form {
    let page = karen.opens_case(case, "/funktioner").await;
    page.forms().into_iter().find(|form| form.action.contains("/samraad/")).unwrap()
}

#[tokio::test]
async fn the_team_coordinator_sees_whose_coordinating_duties_are_late() {
    play("2026-03-05", async |town| {
        let protected = Application {
            benefit: "kompensation-merudgifter-barn",
            citizen: ELIAS,
            parents: &[NADIA],
            received: "2026-03-02",
        };
        let case = town.registers("karen", protected).await;
        let (karen, henrik) = (town.signs_in("karen").await, town.signs_in("henrik").await);
        given(town, &karen, case, "informatoer", "jonas").await;
        let birgitte_id = town.staff("birgitte").await.id.to_string();
        let page = henrik.opens("/holdet/funktioner").await;
        let form = page.form("/holdet/funktioner").with("funktion", "teamkoordinator").with("hvem", &birgitte_id);
        let page = henrik.sends(&form.with("hvorfor", "Holder holdet samlet")).await;
        assert!(page.says("Teamkoordinator: Birgitte Ellemose, Børnehandicap"), "{}", page.told());
        assert!(!karen.opens("/holdet/funktioner").await.forms().iter().any(|form| form.action.ends_with("/slut")));

        // Two weeks after 5 March is Thursday 19 March.
        town.turn_to("2026-03-20");
        let jonas = town.signs_in("jonas").await;
        let own = jonas.opens("/mine-funktioner").await;
        assert!(own.says("Elias Tveje") && own.says("Adressebeskyttet"), "{}", own.told());
        let birgitte = town.signs_in("birgitte").await;
        let mine = birgitte.opens("/mine-funktioner").await;
        assert!(mine.says("Fortæl borgeren") && mine.says("Jonas Havrelund"), "{}", mine.told());
        assert!(mine.says("tor. 19. marts 2026") && !mine.says("Elias"), "{}", mine.told());

        let page = henrik.opens("/holdet/funktioner").await;
        let form = page.form("/slut");
        let choice = form.choices("hvilken")[0].to_string();
        let ended = henrik.sends(&form.with("hvilken", &choice).with("grund", "Ny organisering")).await;
        assert!(ended.says("Ingen har en funktion på holdet") && ended.says("Ny organisering"), "{}", ended.told());
        let toolbox = karen.opens("/vaerktoejskasse/funktioner").await;
        for title in [
            "Vejviser",
            "Informatør",
            "Bevillingskoordinator",
            "Handleplanskoordinator",
            "Kontaktperson",
            "Teamkoordinator",
            "Samråd",
        ] {
            assert!(toolbox.says(title), "{title}");
        }
    })
    .await;
}
