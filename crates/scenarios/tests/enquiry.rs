//! Somebody tells the municipality about a citizen: it is written down, who knows the citizen is told and answers, and it
//! becomes something. Who told stands nowhere but on the enquiry and in the answer to them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use domain::ids::CaseId;
use jiff::civil::date;
use scenarios::browser::Page;
use scenarios::casework::case_of;
use scenarios::deeds::Application;
use scenarios::desk::Desk;
use scenarios::people::{Citizen, KIM, TORBEN};
use scenarios::{Town, play};

const NEIGHBOUR: &str = "Bodil Kringelbach";
const TOLD: &str = "Gardinerne har været trukket for siden jul, og posten ligger på trappen.";
const OUTREACH: &str = "sag:fremskudt-sagsbehandling";

/// Kim applies for a companion: Louise in Voksenhandicap has his case.
async fn kim_has_a_case(town: &Town) -> CaseId {
    let application = Application { benefit: "ledsagelse-voksen", citizen: KIM, parents: &[], received: "2026-03-02" };
    town.registers("louise", application).await
}

/// A neighbour rings, and whoever takes the telephone writes it down on one page.
async fn a_neighbour_rings(desk: &Desk<'_>, about: Option<&Citizen>) -> Page {
    let form = desk.opens("/henvendelse/ny").await.form("/henvendelse");
    let form = form.with("fortalt", TOLD).with("kilde", "neighbour").with("h_navn", NEIGHBOUR);
    let form = form.with("h_adresse", "Ågade 6\n9999 Tovby").with("h_telefon", "10 00 07 07");
    let form = match about {
        Some(citizen) => form.with("cpr", citizen.cpr).with("navn", citizen.name),
        None => form.with("kendt", "Manden i stuen i Ågade 4. Han hedder vist Torben."),
    };
    desk.sends(&form).await.shown()
}

async fn becomes(desk: &Desk<'_>, page: &Page, what: &str, note: &str) -> Page {
    let form = desk.opens(&page.path).await.form("/bliver").with("bliver", what).with("ord", note);
    desk.sends(&form).await
}

#[tokio::test]
async fn a_neighbours_worry_waits_until_the_citizen_is_found_and_becomes_a_case_of_outreach() {
    // Monday of Easter week.
    play("2026-03-30", async |town| {
        let louise = town.signs_in("louise").await;
        let page = a_neighbour_rings(&louise, None).await;
        assert!(page.says("Borgeren er ikke fundet endnu") && page.says("hedder vist Torben"), "{}", page.told());
        assert!(!page.html().contains(OUTREACH), "nobody opens a case about one whom nobody has found");
        let list = louise.opens("/henvendelser").await;
        assert!(list.says("Borgeren er ikke fundet endnu") && list.says("Nabo"), "{}", list.told());

        // The list is of who received it, and of the department; another department does not see it.
        let karen = town.signs_in("karen").await;
        assert_eq!(karen.get(&page.path).await.status.as_u16(), 404);
        assert!(!karen.opens("/henvendelser").await.says("fundet endnu"), "another department's list");

        // Wednesday the name is found; a number without a name is asked about first.
        town.turn_to("2026-04-01");
        let form = louise.opens(&page.path).await.form("/borger").with("cpr", TORBEN.cpr);
        let refused = louise.sends(&form).await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());
        let found = louise.sends(&refused.form("/borger").with("navn", TORBEN.name)).await.shown();
        assert!(found.says(TORBEN.name) && found.says("Ny sag: Fremskudt sagsbehandling"), "{}", found.told());

        let opened = becomes(&louise, &page, OUTREACH, "").await.shown();
        let case = case_of(&opened);
        assert!(opened.says("Sagen er åbnet af henvendelsen"), "{}", opened.told());
        let file = town.file(case).await;
        assert_eq!(file.case.department, "voksenhandicap");
        assert_eq!(file.courses[0].procedure, "fremskudt-sagsbehandling");
        assert_eq!(file.courses[0].began_on, date(2026, 3, 30), "its clocks run from the day it came");
        let done = louise.opens(&page.path).await;
        assert!(done.says("En sag er åbnet") && !done.html().contains("/bliver"), "{}", done.told());
    })
    .await;
}

#[tokio::test]
async fn who_told_stands_on_the_enquiry_and_in_no_journal_list_or_file() {
    play("2026-03-30", async |town| {
        let louise = town.signs_in("louise").await;
        let page = a_neighbour_rings(&louise, Some(&TORBEN)).await;
        let case = case_of(&becomes(&louise, &page, OUTREACH, "").await.shown());
        for part in ["", "/journal", "/historik", "/dokumenter"] {
            let shown = louise.opens_case(case, part).await;
            assert!(!shown.html().contains(NEIGHBOUR) && !shown.html().contains("Gardinerne"), "{}", shown.path);
        }
        assert!(!louise.opens("/henvendelser?lukkede=ja").await.html().contains(NEIGHBOUR));
        assert!(louise.opens(&page.path).await.says(NEIGHBOUR), "who works with it reads it");
        for file in town.database.files() {
            let bytes = std::fs::read(&file).unwrap();
            let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
            assert!(!holds(NEIGHBOUR) && !holds("Gardinerne"), "{} holds it in the clear", file.display());
        }
    })
    .await;
}

#[tokio::test]
async fn nothing_is_kept_of_one_who_will_not_be_named() {
    play("2026-03-30", async |town| {
        let louise = town.signs_in("louise").await;
        let form = louise.opens("/henvendelse/ny").await.form("/henvendelse");
        let form = form.with("fortalt", TOLD).with("kilde", "shop").with("cpr", TORBEN.cpr).with("navn", TORBEN.name);
        let refused = louise.sends(&form).await;
        assert_eq!(refused.status.as_u16(), 422, "one who may be named has a name");
        let again = refused.form("/henvendelse");
        assert_eq!(again.value("fortalt"), Some(TOLD), "what was typed is still there");
        let page = louise.sends(&again.with("h_navn", NEIGHBOUR).ticking("anonym", "ja")).await.shown();
        assert!(page.says("der ikke vil nævnes") && !page.html().contains(NEIGHBOUR), "{}", page.told());
    })
    .await;
}

#[tokio::test]
async fn the_one_who_knows_the_citizen_is_told_and_takes_it_and_who_asked_never_learns_which_case() {
    play("2026-03-30", async |town| {
        let case = kim_has_a_case(town).await;
        let number = town.file(case).await.case.number.to_string();
        let karen = town.signs_in("karen").await;
        let page = a_neighbour_rings(&karen, Some(&KIM)).await;
        assert!(page.says("1 kollega, der kender borgeren, har fået besked"), "{}", page.told());
        assert!(!page.html().contains(&number) && !page.says("Ledsagelse"), "{}", page.told());
        assert!(!page.html().contains("Louise Kærlund"), "not even whose case it is");

        let louise = town.signs_in("louise").await;
        let sheet = louise.opens("/i-dag").await;
        assert!(sheet.says("Ny henvendelse om en borger i din sag") && sheet.says(KIM.name), "{}", sheet.told());
        let told = louise.opens(&page.path).await;
        assert!(told.says(TOLD) && told.says(&number), "{}", told.told());
        let form = told.form("/svar").with("svar", "mine");
        let silent = louise.sends(&form).await;
        assert_eq!(silent.status.as_u16(), 422, "an answer says why");
        let form = silent.form("/svar").with("svar_ord", "Vi taler om det på mødet i næste uge.");
        louise.sends(&form).await.shown();
        let journal = louise.opens_case(case, "/journal").await;
        assert!(
            journal.says("Henvendelse taget med i sagen") && journal.says("på mødet i næste uge"),
            "{}",
            journal.told()
        );
        assert!(!journal.html().contains(NEIGHBOUR), "{}", journal.told());
        assert!(!louise.opens("/i-dag").await.says("Ny henvendelse om en borger"), "it is answered");

        let page = karen.opens(&page.path).await;
        assert!(page.says("har taget henvendelsen"), "{}", page.told());
        assert!(!page.html().contains(&number) && !page.html().contains("Louise Kærlund"), "{}", page.told());
        assert_eq!(karen.get(&format!("/sager/{case}")).await.status.as_u16(), 404);
    })
    .await;
}

#[tokio::test]
async fn the_one_who_knows_the_citizen_may_say_that_it_means_nothing_to_their_case() {
    play("2026-03-30", async |town| {
        let case = kim_has_a_case(town).await;
        let karen = town.signs_in("karen").await;
        let page = a_neighbour_rings(&karen, Some(&KIM)).await;
        let louise = town.signs_in("louise").await;
        let form = louise.opens(&page.path).await.form("/svar").with("svar", "nothing");
        louise.sends(&form.with("svar_ord", "Ledsagelsen går sin gang.")).await.shown();
        let journal = louise.opens_case(case, "/journal").await;
        assert!(journal.says("Henvendelse uden betydning for sagen"), "{}", journal.told());
        let page = karen.opens(&page.path).await;
        assert!(page.says("ingen betydning har for det, de arbejder med"), "{}", page.told());
        // It is still Karen's: she gives advice, and must say which.
        let refused = becomes(&karen, &page, "advice", " ").await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());
        let done =
            becomes(&karen, &page, "advice", "Naboen ringer til 112, hvis der lugter af brændt igen.").await.shown();
        assert!(done.says("Råd og vejledning givet") && done.says("brændt igen"), "{}", done.told());
    })
    .await;
}

#[tokio::test]
async fn a_known_case_is_shown_to_those_who_may_know_of_it_and_the_enquiry_goes_there() {
    play("2026-03-30", async |town| {
        let case = kim_has_a_case(town).await;
        let louise = town.signs_in("louise").await;
        let page = a_neighbour_rings(&louise, Some(&KIM)).await;
        let number = town.file(case).await.case.number.to_string();
        assert!(page.says(&format!("Den hører til sag {number}")), "{}", page.told());
        let done = becomes(&louise, &page, &format!("hoerer-til:{case}"), "Taget op med Kim i dag.").await.shown();
        assert!(done.says("Hører til en sag, der er i gang"), "{}", done.told());
        let head = louise.opens_case(case, "").await;
        assert!(head.links().contains(&page.path), "the case leads to the enquiry");

        // Pia sees the case of her department, and is not the one who works on it.
        let pia = town.signs_in("pia").await;
        let page = a_neighbour_rings(&pia, Some(&KIM)).await;
        assert!(page.says(&format!("Den hører til sag {number}")), "{}", page.told());
        let refused = becomes(&pia, &page, &format!("hoerer-til:{case}"), "").await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());
    })
    .await;
}

#[tokio::test]
async fn an_enquiry_is_passed_on_becomes_a_notification_or_an_application_or_ends() {
    play("2026-03-30", async |town| {
        let louise = town.signs_in("louise").await;
        let page = a_neighbour_rings(&louise, Some(&TORBEN)).await;
        let passed = becomes(&louise, &page, "passed-on", "Til Jobcenteret, som har bedt om det.").await.shown();
        assert!(passed.says("Givet videre") && passed.says("Jobcenteret"), "{}", passed.told());
        let page = a_neighbour_rings(&louise, Some(&TORBEN)).await;
        let notify = becomes(&louise, &page, "notification", "").await.shown();
        assert!(notify.links().contains(&"/underretning/ny".to_string()), "{}", notify.told());
        let page = a_neighbour_rings(&louise, Some(&TORBEN)).await;
        let apply = becomes(&louise, &page, "application", "").await.shown();
        let form = louise.sends(&apply.form("/ansoegning/find")).await.shown();
        assert!(form.says(TORBEN.name) && form.says("Hvad søges der om?"), "{}", form.told());
        let page = a_neighbour_rings(&louise, None).await;
        let refused = becomes(&louise, &page, "nothing", "").await;
        assert_eq!(refused.status.as_u16(), 422, "an enquiry that ends says why");
        let ended = becomes(&louise, &page, "nothing", "Ingen i opgangen kender ham.").await.shown();
        assert!(ended.says("Lukket uden mere") && ended.says("Ingen i opgangen"), "{}", ended.told());
        let over = louise.opens("/henvendelser?lukkede=ja").await;
        assert!(over.says("Givet videre") && over.says("Lukket uden mere"), "{}", over.told());
        let waiting = louise.opens("/henvendelser").await;
        assert!(waiting.says("Der er ingen, der venter"), "{}", waiting.told());
    })
    .await;
}

#[tokio::test]
async fn an_enquiry_in_ordinary_casework_opens_a_case_with_a_caseworker() {
    play("2026-03-31", async |town| {
        let louise = town.signs_in("louise").await;
        let page = a_neighbour_rings(&louise, Some(&TORBEN)).await;
        let case = case_of(&becomes(&louise, &page, "sag:ordinaer-henvendelse", "").await.shown());
        let file = town.file(case).await;
        assert_eq!(file.courses[0].procedure, "ordinaer-henvendelse");
        let todos = town.todos().await;
        let (_, todo) = todos.iter().find(|(of, todo)| *of == case && todo.step == "sagsbehandler").unwrap();
        // 5 working days after 31 March: 1 April, then past Easter 7, 8, 9 and 10 April.
        assert_eq!(todo.due, Some(date(2026, 4, 10)), "{}", todo.rule);
    })
    .await;
}
