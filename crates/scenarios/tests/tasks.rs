//! A task is given, stands on the sheet of who has it, and is done, dropped or put right.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use app::task::Give;
use domain::deadline::{Span, Unit};
use domain::ids::CaseId;
use domain::task::{Origin, Owner, Task};
use scenarios::browser::Page;
use scenarios::deeds::Application;
use scenarios::people::{MAGNUS, SOFIE};
use scenarios::town::day;
use scenarios::{Town, play};

const APPLICATION: Application = Application {
    benefit: "kompensation-merudgifter-barn",
    citizen: MAGNUS,
    parents: &[SOFIE],
    received: "2026-03-02",
};

/// The tasks of a case, as Karen reads them.
async fn open_tasks(town: &Town, case: CaseId) -> Vec<Task> {
    app::task::show(&town.app, &town.actor("karen").await, case).await.unwrap().open
}

/// The form of the one task that is open.
async fn settling(page: &Page, end: &str) -> scenarios::html::Form {
    let form = page.forms().into_iter().find(|form| form.action.ends_with(end));
    form.unwrap_or_else(|| panic!("no form {end}: {}", page.told()))
}

#[tokio::test]
async fn a_task_stands_on_the_sheet_of_who_has_it_until_it_is_done() {
    play("2026-03-30", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let (karen, jonas) = (town.signs_in("karen").await, town.signs_in("jonas").await);
        let page = karen.opens_case(case, "/opgaver").await;
        assert!(page.says("Ingen opgaver venter"), "{}", page.told());
        let to_jonas = town.staff("jonas").await.id.to_string();
        let form = page
            .form(&format!("/sager/{case}/opgaver"))
            .with("hvad", "Ring til skolen om et møde")
            .with("hvem", &to_jonas)
            .with("dag", "2026-04-07");
        let given = karen.sends(&form).await;
        assert!(given.says("Opgaven er givet.") && given.says("tir. 7. april"), "{}", given.told());
        karen.sends(&form).await;
        assert_eq!(open_tasks(town, case).await.len(), 1, "sent twice it is one task");

        // Jonas has it on his own sheet, with a way to it; he is not responsible for the case.
        let sheet = jonas.opens("/i-dag?hvem=mig").await;
        let later = jonas.opens("/i-dag?hvem=mig&blok=senere").await;
        assert!(!sheet.says("Ring til skolen"), "it is due after this week: {}", sheet.told());
        assert!(later.says("Ring til skolen om et møde") && later.says("aftalt dag"), "{}", later.told());
        town.turn_to("2026-04-08");
        let sheet = jonas.opens("/i-dag?hvem=mig").await;
        assert!(sheet.says("Ring til skolen om et møde"), "{}", sheet.told());
        let hers = karen.opens("/i-dag?hvem=mig").await;
        assert!(!hers.says("Ring til skolen om et møde"), "{}", hers.told());

        let page = jonas.opens_case(case, "/opgaver").await;
        let done = settling(&page, "/gjort").await.with("dag", "2026-04-09");
        let refused = jonas.sends(&done).await;
        assert!(refused.says("Dagen skal ligge fra den dag"), "a day to come: {}", refused.told());
        let done = settling(&refused, "/gjort").await.with("dag", "2026-04-08").with("ord", "Mødet er den 20.");
        let page = jonas.sends(&done).await;
        assert!(page.says("Opgaven er gjort.") && page.says("Mødet er den 20."), "{}", page.told());
        let sheet = jonas.opens("/i-dag?hvem=mig").await;
        assert!(!sheet.says("Ring til skolen"), "{}", sheet.told());
        let journal = karen.opens_case(case, "/journal").await;
        assert!(journal.says("Opgave gjort") && journal.says("Mødet er den 20."), "{}", journal.told());

        // It was the wrong one.
        let page = jonas.opens_case(case, "/opgaver").await;
        let page = jonas.sends(&settling(&page, "/genaabn").await).await;
        assert!(page.says("Opgaven er åbnet igen."), "{}", page.told());
        let dropped = settling(&page, "/bortfald").await;
        let refused = jonas.sends(&dropped).await;
        assert!(refused.says("Skriv, hvorfor opgaven bortfalder."), "{}", refused.told());
        let page = jonas.sends(&settling(&refused, "/bortfald").await.with("grund", "Skolen ringede selv")).await;
        assert!(page.says("Bortfaldet ons. 8. april") && page.says("Skolen ringede selv"), "{}", page.told());
        assert!(open_tasks(town, case).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_task_is_given_only_to_who_may_open_the_case_and_what_it_says_is_kept_from_others() {
    play("2026-03-30", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let karen = town.signs_in("karen").await;
        let page = karen.opens_case(case, "/opgaver").await;
        let form = page.form(&format!("/sager/{case}/opgaver")).with("hvad", "Send et skema");
        let elsewhere = town.staff("louise").await.id;
        assert!(!form.choices("hvem").contains(&elsewhere.to_string().as_str()), "{:?}", form.choices("hvem"));
        let order = Give {
            what: "Send et skema".into(),
            owner: Owner::Staff(elsewhere),
            due: None,
            origin: Origin::ByHand,
            every: None,
            agreed_on: None,
        };
        assert!(app::task::give(&town.app, &town.actor("karen").await, case, order).await.is_err());

        // Somebody outside the house has a name; the responsible person waits for them.
        let nameless = karen.sends(&form.clone().with("hvem", "anden")).await;
        assert!(nameless.says("Skriv navnet på den, der har opgaven."), "{}", nameless.told());
        let page = karen.sends(&form.with("hvem", "anden").with("navn", "Egen læge").with("dag", "2026-04-01")).await;
        assert!(page.says("Egen læge"), "{}", page.told());
        let sheet = karen.opens("/i-dag?hvem=mig").await;
        assert!(sheet.says("Send et skema") && sheet.says("andre"), "{}", sheet.told());
        let louise = town.signs_in("louise").await;
        assert_eq!(louise.get(&format!("/sager/{case}/opgaver")).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn a_standing_duty_comes_again_when_it_is_done_and_not_when_it_is_dropped() {
    play("2026-03-30", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let karen = town.actor("karen").await;
        let order = Give {
            what: "Saml op med dem, der hjælper".into(),
            owner: Owner::Staff(karen.id()),
            due: Some(day("2026-04-15")),
            origin: Origin::ByHand,
            every: Some(Span(vec![(1, Unit::Months)])),
            agreed_on: None,
        };
        app::task::give(&town.app, &karen, case, order).await.unwrap();
        town.turn_to("2026-04-16");
        let desk = town.signs_in("karen").await;
        let page = desk.opens_case(case, "/opgaver").await;
        assert!(page.says("fast opgave: hver måned"), "{}", page.told());
        let page = desk.sends(&settling(&page, "/gjort").await.with("dag", "2026-04-16")).await;
        assert!(page.says("fre. 15. maj"), "{}", page.told());
        let open = open_tasks(town, case).await;
        assert_eq!(open.iter().map(|task| task.due).collect::<Vec<_>>(), [Some(day("2026-05-15"))]);
        let again = page.forms().into_iter().any(|form| form.action.ends_with("/genaabn"));
        assert!(!again, "the old one is not opened beside the new one: {}", page.told());
        desk.sends(&settling(&page, "/bortfald").await.with("grund", "Funktionen er slut")).await;
        assert!(open_tasks(town, case).await.is_empty());
    })
    .await;
}
