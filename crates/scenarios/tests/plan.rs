//! A plan is made with the citizen, followed up, and read the same whichever of its forms it is.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use app::plan::PlanView;
use domain::ids::CaseId;
use domain::plan::{Reached, Why};
use domain::task::{Origin, Owner};
use jiff::civil::date;
use scenarios::browser::Page;
use scenarios::deeds::Application;
use scenarios::html::Form;
use scenarios::people::{KIM, MAGNUS, SOFIE};
use scenarios::{Desk, Town, play};

const ADULT: Application =
    Application { benefit: "kompensation-merudgifter-voksen", citizen: KIM, parents: &[], received: "2026-03-02" };
const CHILD: Application = Application {
    benefit: "kompensation-merudgifter-barn",
    citizen: MAGNUS,
    parents: &[SOFIE],
    received: "2026-03-02",
};
const AGREEMENT: &str = "samarbejdsaftale";

/// The cooperation agreement of Monday 2 March, with a goal for the citizen and the caseworker.
async fn agreement(desk: &Desk<'_>, case: CaseId) -> Page {
    let form = desk.opens_case(case, &format!("/skema/{AGREEMENT}")).await.form(&format!("/skema/{AGREEMENT}"));
    let form = form
        .with("f-dato", "2026-03-02")
        .with("f-ord-dag", "2026-03-02")
        .with("f-til-stede", "Kim og Pia")
        .with("f-situation", "Det roder, og jeg sover på sofaen.")
        .with("f-maal", "Jeg vil sove i min egen seng.")
        .with("r-aftaler-0-maal", "En ren seng")
        .with("r-aftaler-0-borger", "Jeg køber sengetøj")
        .with("r-aftaler-0-borger-dag", "2026-03-16")
        .with("r-aftaler-0-kommune", "Følger med i butikken")
        .with("r-aftaler-0-kommune-dag", "2026-03-13")
        .with("r-aftaler-0-opfoelgning", "2026-04-07");
    desk.sends(&form.pressing("Gem skemaet")).await.shown()
}

async fn shown<'a>(town: &'a Town, username: &str, case: CaseId) -> PlanView<'a> {
    app::plan::show(&town.app, &town.actor(username).await, case, None).await.unwrap()
}

fn goal_form(page: &Page, end: &str) -> Form {
    page.form(&format!("/plan/{AGREEMENT}/{end}"))
}

#[tokio::test]
async fn a_cooperation_agreement_is_followed_up_three_months_after_its_day_or_when_a_goal_says() {
    play("2026-03-02", async |town| {
        let case = town.registers("louise", ADULT).await;
        let louise = town.signs_in("louise").await;
        agreement(&louise, case).await;
        let page = louise.opens_case(case, "/plan").await;
        // The citizen's own words come first, before goals.
        let text = page.text();
        assert!(text.find("Jeg vil sove i min egen seng.").unwrap() < text.find("Målene").unwrap(), "{}", page.told());
        assert!(page.says("aftalt for mål 1"), "{}", page.told());
        let next = shown(town, "louise", case).await.current.unwrap().next.unwrap();
        assert_eq!((next.on, next.why), (date(2026, 4, 7), Why::Goal(0)));

        // Over Easter: the Tuesday after Easter Monday (6 April 2026) the goal is looked at.
        town.turn_to("2026-04-07");
        let page = louise.opens_case(case, "/plan").await;
        let form = goal_form(&page, "naaet").with("naaet", "delvist").with("dag", "2026-04-07");
        let without_words = louise.sends(&form).await;
        assert_eq!(without_words.status.as_u16(), 422, "{}", without_words.told());
        let form =
            goal_form(&without_words, "naaet").with("godt", "Sengetøjet er købt.").with("mindre", "Sengen mangler.");
        assert_eq!(form.value("naaet"), Some("delvist"), "what was chosen is kept");
        let page = louise.sends(&form).await.shown();
        assert!(page.says("Målet er nået delvist") && page.says("Sengetøjet er købt."), "{}", page.told());
        let current = shown(town, "louise", case).await.current.unwrap();
        assert_eq!(current.plan.goals[0].reached, Some(Reached::Partly));
        assert_eq!(current.versions.len(), 2);
        // Three months after 2 March is 2 June.
        let next = current.next.unwrap();
        assert_eq!(next.on, date(2026, 6, 2));
        assert!(page.says("3 måneder efter"), "{}", page.told());

        // They go on with it, and follow up on the whole plan.
        let page = louise.sends(&goal_form(&page, "genaabn")).await.shown();
        let form = goal_form(&page, "opfulgt").with("status", "Det går fremad.").with("nye-maal", "nej");
        let page = louise.sends(&form).await.shown();
        assert!(page.says("Det går fremad."), "{}", page.told());
        let next = shown(town, "louise", case).await.current.unwrap().next.unwrap();
        assert_eq!(next.on, date(2026, 7, 7), "three months after one followed up on 7 April");
        let journal = louise.opens_case(case, "/journal").await;
        assert!(
            journal.says("Skrevet, om et mål er nået") && journal.says("mål 1: nået delvist"),
            "{}",
            journal.told()
        );
        assert!(!journal.says("Sengetøjet er købt."), "what a plan says stays in the plan");
    })
    .await;
}

#[tokio::test]
async fn the_citizens_words_are_changed_by_nobody_else() {
    play("2026-03-02", async |town| {
        let case = town.registers("louise", ADULT).await;
        let louise = town.signs_in("louise").await;
        agreement(&louise, case).await;
        town.turn_to("2026-03-30");
        // The caseworker would put it more neatly.
        let form = louise.opens_case(case, &format!("/skema/{AGREEMENT}")).await.form(&format!("/skema/{AGREEMENT}"));
        let neater = form.with("f-maal", "Borgeren ønsker en bedre døgnrytme.").pressing("Gem skemaet");
        let refused = louise.sends(&neater).await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());
        assert!(refused.says("Kun borgeren ændrer dem"), "{}", refused.told());
        assert_eq!(shown(town, "louise", case).await.current.unwrap().versions.len(), 1);
        // On the plan's page neither: what the citizen does is the citizen's.
        let page = louise.opens_case(case, &format!("/plan?plan={AGREEMENT}&ret=0")).await;
        let form = goal_form(&page, "ret").with("m-borger", "Køber sengetøj og maling").with("sagt", "");
        let refused = louise.sends(&form).await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());
        // The citizen said it today: then it is theirs.
        let form = goal_form(&refused, "ret").with("sagt", "2026-03-30");
        louise.sends(&form).await.shown();
        let current = shown(town, "louise", case).await.current.unwrap();
        assert_eq!(current.plan.said_on, Some(date(2026, 3, 30)));
        assert_eq!(current.plan.goals[0].actions[0].what, "Køber sengetøj og maling");
        let page = louise.opens_case(case, "/plan").await;
        assert!(page.says("»Jeg køber sengetøj« til »Køber sengetøj og maling«"), "{}", page.told());
    })
    .await;
}

#[tokio::test]
async fn what_is_agreed_with_a_day_becomes_tasks_once() {
    play("2026-03-02", async |town| {
        let case = town.registers("louise", ADULT).await;
        let louise = town.signs_in("louise").await;
        agreement(&louise, case).await;
        let page = louise.opens_case(case, "/plan").await;
        let make = goal_form(&page, "opgaver");
        louise.sends(&make).await.shown();
        let page = louise.opens_case(case, "/plan").await;
        let again = louise.sends(&goal_form(&page, "opgaver")).await;
        assert_eq!(again.status.as_u16(), 422, "{}", again.told());
        let tasks = shown(town, "louise", case).await.tasks;
        assert!(tasks.iter().all(|task| task.origin == Origin::Plan));
        let told: Vec<_> = tasks.iter().map(|task| (task.what.as_str(), task.due.unwrap())).collect();
        assert_eq!(
            told,
            [
                ("Jeg køber sengetøj", date(2026, 3, 16)),
                ("Følger med i butikken", date(2026, 3, 13)),
                ("Følg op på målet: En ren seng", date(2026, 4, 7)),
            ]
        );
        assert_eq!(tasks[0].owner, Owner::Citizen);
        assert_eq!(tasks[1].owner, Owner::Staff(town.staff("louise").await.id));
    })
    .await;
}

#[tokio::test]
async fn two_who_change_a_plan_at_once_lose_nothing() {
    play("2026-03-02", async |town| {
        let case = town.registers("louise", ADULT).await;
        let louise = town.signs_in("louise").await;
        agreement(&louise, case).await;
        let open = louise.opens_case(case, &format!("/plan?plan={AGREEMENT}&ret=0")).await;
        let form = goal_form(&open, "ret").with("m-kommune", "Ringer til møbellageret");
        let page = louise.opens_case(case, &format!("/plan?plan={AGREEMENT}&ny=ja")).await;
        let added = goal_form(&page, "maal").with("m-maal", "Et bord").with("m-opfoelgning", "2026-05-04");
        louise.sends(&added).await.shown();
        let refused = louise.sends(&form).await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());
        let form = goal_form(&refused, "ret");
        assert_eq!(form.value("m-kommune"), Some("Ringer til møbellageret"), "what was typed stays");
        louise.sends(&form).await.shown();
        let current = shown(town, "louise", case).await.current.unwrap();
        assert_eq!(current.plan.goals.len(), 2);
        assert_eq!(current.plan.goals[0].actions[1].what, "Ringer til møbellageret");
    })
    .await;
}

#[tokio::test]
async fn each_kind_of_plan_is_offered_by_age_and_read_as_one() {
    play("2026-03-02", async |town| {
        let (adult, child) = (town.registers("louise", ADULT).await, town.registers("karen", CHILD).await);
        let offered = async |username: &'static str, case| {
            let plans = shown(town, username, case).await.offered;
            plans.iter().map(|form| form.id.clone()).collect::<Vec<_>>()
        };
        assert_eq!(offered("louise", adult).await, ["faelles-plan", "handleplan", "samarbejdsaftale"]);
        assert_eq!(offered("karen", child).await, ["barnets-plan", "faelles-plan"]);
        let began = town.begins_plan("karen", child).await;
        assert_eq!(began, "barnets-plan");
        let karen = town.signs_in("karen").await;
        let page = karen.opens_case(child, "/plan").await;
        assert!(page.says("Barnets plan") && page.says("aftalt for hele planen"), "{}", page.told());
        let paper = karen.opens(&format!("/sager/{child}/plan/{began}/borger")).await.shown();
        assert!(paper.says("Dine egne ord"), "{}", paper.told());
        let pdf = karen.get(&format!("/sager/{child}/plan/{began}/pdf")).await;
        assert_eq!(pdf.header("content-type"), "application/pdf");
        let text = scenarios::pdf::text(&pdf.body);
        assert!(text.contains("Dine egne ord"), "{text}");
        // A plan of a case one may not see does not exist.
        let louise = town.signs_in("louise").await;
        assert_eq!(louise.get(&format!("/sager/{child}/plan")).await.status.as_u16(), 404);
    })
    .await;
}
