//! The leader is away: a deputy approves what the leader could, and not a day longer.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use domain::absence::{Wanted, Why};
use domain::decision::{Draft, Outcome, State};
use domain::ids::CaseId;
use domain::setting::Kroner;
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

/// A refusal that waits: by the plan it takes the leader, whatever it costs.
async fn submitted_refusal(town: &Town, username: &str) -> CaseId {
    let case = town.registers(username, APPLICATION).await;
    town.prepares(username, case).await;
    town.assesses(username, case, Outcome::Refusal).await;
    town.hears(username, case, "2026-03-20").await;
    town.turn_to("2026-03-23");
    town.drafts(username, case, Outcome::Refusal).await;
    town.submits(username, case).await.unwrap();
    case
}

/// Henrik is away from 23 to 27 March 2026, and this colleague stands in.
async fn henrik_is_away(town: &Town, deputy: &'static str) {
    let henrik = town.signs_in("henrik").await;
    let page = henrik.opens("/holdet/fravaer").await;
    assert!(page.says("Ingen er registreret fraværende"), "{}", page.told());
    let (who, stands_in) = (town.staff("henrik").await.id.to_string(), town.staff(deputy).await.id.to_string());
    let form = page
        .form("/holdet/fravaer")
        .with("hvem", &who)
        .with("fra", "2026-03-23")
        .with("til", "2026-03-27")
        .with("aarsag", "holiday")
        .with("stedfortraeder", &stands_in);
    let listed = henrik.sends(&form).await;
    assert!(listed.says("Fraværet er registreret") && listed.says("fre. 27. marts 2026"), "{}", listed.told());
    // Sent twice it is one absence.
    henrik.sends(&form).await;
    let again = henrik.opens("/holdet/fravaer").await;
    assert_eq!(again.forms().iter().filter(|form| form.action.ends_with("/slut")).count(), 1, "{}", again.told());
}

#[tokio::test]
async fn while_the_leader_is_away_the_deputy_approves_on_their_behalf() {
    play("2026-03-05", async |town| {
        let case = submitted_refusal(town, "karen").await;
        assert!(town.approves("birgitte", case).await.is_err(), "a refusal is above Birgitte's own level");
        henrik_is_away(town, "birgitte").await;

        let karen = town.signs_in("karen").await;
        let page = karen.opens_case(case, "/afgoerelse").await;
        let why = "Birgitte Ellemose (stedfortræder for Henrik Vadsted til og med fre. 27. marts 2026)";
        assert!(page.says(why) && page.says("Fraværende: Henrik Vadsted"), "{}", page.told());
        let plan = karen.opens("/vaerktoejskasse/bevillingsplan").await;
        assert!(plan.says("Stedfortræder: Birgitte Ellemose") && !plan.says("Ferie"), "{}", plan.told());

        let birgitte = town.signs_in("birgitte").await;
        let today = birgitte.opens("/i-dag").await;
        assert!(today.says("Du er stedfortræder for Henrik Vadsted"), "{}", today.told());
        assert!(today.links().contains(&format!("/sager/{case}/afgoerelse")), "{}", today.told());
        let approved = birgitte.approves_decision(case).await;
        assert!(approved.says("Birgitte Ellemose på vegne af Henrik Vadsted"), "{}", approved.told());
        let (henrik, by_whom) = (town.staff("henrik").await.id, town.staff("birgitte").await.id);
        let file = town.file(case).await;
        let State::Approved { by, on_behalf_of, .. } = file.open_decision().unwrap().state else {
            panic!("not approved")
        };
        assert_eq!((by, on_behalf_of), (by_whom, Some(henrik)));
        let journal = karen.opens_case(case, "/journal").await;
        assert!(journal.says("Godkendt som stedfortræder på vegne af"), "{}", journal.told());

        town.turn_to("2026-03-24");
        town.sends_decision("karen", case, "").await.unwrap();
        let sent = karen.opens_case(case, "/afgoerelse").await;
        assert!(sent.says("Godkendt af Birgitte Ellemose på vegne af Henrik Vadsted"), "{}", sent.told());
    })
    .await;
}

#[tokio::test]
async fn a_deputy_never_approves_their_own_draft() {
    play("2026-03-05", async |town| {
        let case = submitted_refusal(town, "birgitte").await;
        henrik_is_away(town, "birgitte").await;
        let birgitte = town.signs_in("birgitte").await;
        let page = birgitte.opens_case(case, "/afgoerelse").await;
        assert!(page.says("kan ikke selv godkende"), "{}", page.told());
        let mut forged = page.form("/tag-tilbage");
        forged.action = format!("/sager/{case}/afgoerelse/godkend");
        assert_eq!(birgitte.sends(&forged).await.status.as_u16(), 422);
        assert!(matches!(town.file(case).await.open_decision().unwrap().state, State::Submitted { .. }));
    })
    .await;
}

#[tokio::test]
async fn a_deputy_from_another_department_reads_and_approves_until_the_last_day_and_then_sees_nothing() {
    play("2026-03-05", async |town| {
        let case = submitted_refusal(town, "karen").await;
        let louise = town.signs_in("louise").await;
        assert_eq!(louise.get(&format!("/sager/{case}/afgoerelse")).await.status.as_u16(), 404);
        henrik_is_away(town, "louise").await;
        let today = louise.opens("/i-dag").await;
        assert!(today.links().contains(&format!("/sager/{case}/afgoerelse")), "{}", today.told());

        town.turn_to("2026-03-27");
        assert!(louise.opens_case(case, "/afgoerelse").await.says("på vegne af Henrik Vadsted"));
        town.turn_to("2026-03-28");
        assert_eq!(louise.get(&format!("/sager/{case}/afgoerelse")).await.status.as_u16(), 404);
        assert!(town.approves("louise", case).await.is_err());
        town.approves("henrik", case).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn who_comes_back_early_takes_the_right_back() {
    play("2026-03-05", async |town| {
        let case = submitted_refusal(town, "karen").await;
        henrik_is_away(town, "birgitte").await;
        town.turn_to("2026-03-25");
        let henrik = town.signs_in("henrik").await;
        let listed = henrik.opens("/holdet/fravaer").await;
        let late = henrik.sends(&listed.form("/slut").with("dag", "2026-04-15")).await;
        assert_eq!(late.status.as_u16(), 422, "{}", late.told());
        let back = henrik.sends(&listed.form("/slut").with("dag", "2026-03-25")).await;
        assert!(back.says("Fraværet er afsluttet"), "{}", back.told());
        assert!(town.approves("birgitte", case).await.is_err());
    })
    .await;
}

/// A grant of 120,000 kroner a year, which by the plan takes the head of the department.
async fn submitted_dear_grant(town: &Town, username: &str) -> CaseId {
    let case = town.registers(username, APPLICATION).await;
    town.prepares(username, case).await;
    town.assesses(username, case, Outcome::Grant).await;
    town.drafts(username, case, Outcome::Grant).await;
    let open = town.file(case).await.open_decision().unwrap().clone();
    let draft = Draft { monthly_amount: Some(Kroner::from_oere(1_000_000)), ..open.draft };
    let actor = town.actor(username).await;
    app::decision::save_draft(&town.app, &actor, case, open.version, draft).await.unwrap();
    town.submits(username, case).await.unwrap();
    case
}

#[tokio::test]
async fn the_plans_own_deputy_steps_in_while_the_head_is_away_unless_they_registered_it_themselves() {
    play("2026-03-05", async |town| {
        let case = submitted_dear_grant(town, "karen").await;
        assert!(town.approves("henrik", case).await.is_err(), "it takes the head");
        let (anders, henrik) = (town.actor("anders").await, town.actor("henrik").await);
        let head_is_away =
            Wanted { staff: anders.id(), from: day("2026-03-05"), until: None, why: Why::Illness, deputy: None };
        // A leader of a department may register that the head is ill, and gains nothing by it.
        let registered = app::absence::register(&town.app, &henrik, head_is_away).await.unwrap();
        assert!(town.approves("henrik", case).await.is_err(), "raised by their own registration");
        app::absence::end(&town.app, &anders, registered, 1, day("2026-03-05")).await.unwrap();

        let susanne = town.actor("susanne").await;
        let henrik_is_ill = Wanted { staff: henrik.id(), ..head_is_away };
        assert!(app::absence::register(&town.app, &susanne, henrik_is_ill).await.is_err(), "of another department");
        app::absence::register(&town.app, &susanne, head_is_away).await.unwrap();
        let desk = town.signs_in("henrik").await;
        let page = desk.opens_case(case, "/afgoerelse").await;
        assert!(page.says("stedfortræder efter planen for Anders Lyngtoft indtil videre"), "{}", page.told());
        let approved = desk.approves_decision(case).await;
        assert!(approved.says("Henrik Vadsted på vegne af Anders Lyngtoft"), "{}", approved.told());
    })
    .await;
}

#[tokio::test]
async fn absence_is_for_those_who_lead_and_only_over_their_own() {
    play("2026-03-05", async |town| {
        henrik_is_away(town, "birgitte").await;
        for username in ["karen", "birgitte", "lene", "camilla"] {
            let desk = town.signs_in(username).await;
            assert_eq!(desk.get("/holdet/fravaer").await.status.as_u16(), 404, "{username}");
        }
        let ole = town.signs_in("ole").await;
        assert!(!ole.opens("/holdet/fravaer").await.says("Henrik Vadsted til"), "another department's absence");
        let anders = town.signs_in("anders").await;
        let listed = anders.opens("/holdet/fravaer").await;
        assert!(listed.says("Birgitte Ellemose"), "{}", listed.told());
        let mut forged = listed.form("/slut");
        let own = ole.opens("/holdet/fravaer").await.form("/holdet/fravaer");
        forged.fields.retain(|(name, _)| name != "csrf" && name != "noegle");
        forged.fields.extend(own.fields.into_iter().filter(|(name, _)| name == "csrf" || name == "noegle"));
        assert_eq!(ole.sends(&forged).await.status.as_u16(), 404);
    })
    .await;
}
