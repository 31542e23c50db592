//! When a decision may be made, by whom, and when it may be sent.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use domain::decision::{Outcome, State};
use domain::ids::CaseId;
use scenarios::casework::Goes;
use scenarios::deeds::Application;
use scenarios::people::{MAGNUS, SOFIE};
use scenarios::{Town, play};

const APPLICATION: Application = Application {
    benefit: "kompensation-merudgifter-barn",
    citizen: MAGNUS,
    parents: &[SOFIE],
    received: "2026-03-02",
};

/// A case where all is in place but the draft, and Sofie has until Friday 20 March to answer.
async fn heard(town: &Town) -> CaseId {
    let case = town.registers("karen", APPLICATION).await;
    town.prepares("karen", case).await;
    town.assesses("karen", case, Outcome::Refusal).await;
    town.hears("karen", case, "2026-03-20").await;
    case
}

/// A refusal that Henrik has approved on Monday 23 March.
async fn approved_refusal(town: &Town) -> CaseId {
    let case = heard(town).await;
    town.turn_to("2026-03-23");
    town.drafts("karen", case, Outcome::Refusal).await;
    town.submits("karen", case).await.unwrap();
    town.approves("henrik", case).await.unwrap();
    case
}

/// A grant that waits for approval.
async fn submitted_grant(town: &Town, username: &str) -> CaseId {
    let case = town.registers(username, APPLICATION).await;
    town.prepares(username, case).await;
    town.assesses(username, case, Outcome::Grant).await;
    town.drafts(username, case, Outcome::Grant).await;
    town.submits(username, case).await.unwrap();
    case
}

#[tokio::test]
async fn the_last_day_of_the_hearing_still_belongs_to_the_party() {
    play("2026-03-05", async |town| {
        let case = heard(town).await;
        let karen = town.signs_in("karen").await;
        town.turn_to("2026-03-20");
        let page = karen.opens_case(case, "/partshoering").await;
        assert!(!page.html().contains("/udloebet"), "a lapse is offered on the last day: {}", page.told());
        let refused = karen.writes_decision(case, Goes::Refused, "Send til godkendelse").await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());
        assert!(refused.says("20. marts 2026"), "{}", refused.told());
        assert!(matches!(town.file(case).await.open_decision().unwrap().state, State::Drafted));

        // Saturday: the day is over, noted or not.
        town.turn_to("2026-03-21");
        let taken = karen.writes_decision(case, Goes::Refused, "Send til godkendelse").await;
        assert!(taken.says("Afgørelsen er sendt til godkendelse"), "{}", taken.told());
    })
    .await;
}

#[tokio::test]
async fn a_refusal_on_a_friday_asks_for_a_reason() {
    play("2026-03-05", async |town| {
        let case = approved_refusal(town).await;
        let karen = town.signs_in("karen").await;
        town.turn_to("2026-03-27");
        let refused = karen.sends_decision(case, "").await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());
        assert!(refused.says("fredag"), "{}", refused.told());
        assert!(matches!(town.file(case).await.open_decision().unwrap().state, State::Approved { .. }));

        let sent = karen.sends_decision(case, "Sofie har bedt om at få svaret i dag.").await;
        assert!(sent.says("Afgørelsen er sendt"), "{}", sent.told());
        assert!(karen.opens_case(case, "/journal").await.says("Sofie har bedt om at få svaret i dag."));
    })
    .await;
}

#[tokio::test]
async fn a_refusal_before_maundy_thursday_asks_for_a_reason_and_on_the_tuesday_it_does_not() {
    for (day, asks) in [("2026-04-01", true), ("2026-03-31", false)] {
        play("2026-03-05", async |town| {
            let case = approved_refusal(town).await;
            let karen = town.signs_in("karen").await;
            town.turn_to(day);
            let answer = karen.sends_decision(case, "").await;
            assert_eq!(answer.status.as_u16() == 422, asks, "{day}: {}", answer.told());
            assert_eq!(town.file(case).await.open_decision().is_some(), asks, "{day}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_grant_may_go_out_on_any_friday() {
    play("2026-03-05", async |town| {
        let case = submitted_grant(town, "karen").await;
        town.approves("birgitte", case).await.unwrap();
        let karen = town.signs_in("karen").await;
        town.turn_to("2026-03-06");
        let sent = karen.sends_decision(case, "").await;
        assert!(sent.says("Afgørelsen er sendt"), "{}", sent.told());
    })
    .await;
}

#[tokio::test]
async fn two_approvers_at_the_same_moment_give_one_approval_and_one_clear_message() {
    play("2026-03-05", async |town| {
        let case = submitted_grant(town, "karen").await;
        let (henrik, birgitte) = (town.signs_in("henrik").await, town.signs_in("birgitte").await);
        let of_henrik = henrik.opens_case(case, "/afgoerelse").await.form("/godkend");
        let of_birgitte = birgitte.opens_case(case, "/afgoerelse").await.form("/godkend");
        let (first, second) = tokio::join!(henrik.sends(&of_henrik), birgitte.sends(&of_birgitte));
        let approved = |page: &scenarios::browser::Page| page.says("Afgørelsen er godkendt. Sagsbehandleren kan nu");
        assert_ne!(approved(&first), approved(&second), "{}\n{}", first.told(), second.told());
        let (late, winner) =
            if approved(&first) { (second, "Henrik Vadsted") } else { (first, "Birgitte Ellemose") };
        assert_eq!(late.status.as_u16(), 409, "{}", late.told());
        assert!(late.says("En anden var først") && late.says(winner), "{}", late.told());

        let file = town.file(case).await;
        let State::Approved { by, .. } = file.open_decision().unwrap().state else { panic!("not approved") };
        assert_eq!(town.staff(if winner.starts_with('H') { "henrik" } else { "birgitte" }).await.id, by);
        let karen = town.actor("karen").await;
        let journal = app::case::journal(&town.app, &karen, case, None).await.unwrap();
        let approved = |line: &&store::journal::Line| {
            matches!(&line.entry.kind, domain::journal::EntryKind::Act(code) if code == "decision_approved")
        };
        assert_eq!(journal.iter().filter(approved).count(), 1);
    })
    .await;
}

#[tokio::test]
async fn nobody_approves_their_own() {
    play("2026-03-05", async |town| {
        // Birgitte may approve this grant by the plan, but not when she is the one who recommends it.
        let case = submitted_grant(town, "birgitte").await;
        let birgitte = town.signs_in("birgitte").await;
        let page = birgitte.opens_case(case, "/afgoerelse").await;
        assert!(!page.forms().iter().any(|form| form.action.ends_with("/godkend")), "{}", page.told());
        let mut forged = page.form("/tag-tilbage");
        forged.action = format!("/sager/{case}/afgoerelse/godkend");
        let refused = birgitte.sends(&forged).await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());
        assert!(matches!(town.file(case).await.open_decision().unwrap().state, State::Submitted { .. }));
        town.approves("henrik", case).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_caseworker_cannot_approve_at_all() {
    play("2026-03-05", async |town| {
        let case = submitted_grant(town, "karen").await;
        let jonas = town.signs_in("jonas").await;
        let page = jonas.opens_case(case, "/afgoerelse").await;
        assert!(!page.forms().iter().any(|form| form.action.ends_with("/godkend")), "{}", page.told());
        let mut forged = page.form("/log-ud");
        forged.action = format!("/sager/{case}/afgoerelse/godkend");
        forged.fields.push(("version".into(), "2".into()));
        assert_eq!(jonas.sends(&forged).await.status.as_u16(), 404);
        assert!(matches!(town.file(case).await.open_decision().unwrap().state, State::Submitted { .. }));
    })
    .await;
}

#[tokio::test]
async fn all_that_is_missing_is_said_at_once() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let karen = town.signs_in("karen").await;
        let form = karen.opens_case(case, "/afgoerelse").await.form("/afgoerelse");
        let refusal = form.choices("udfald")[2].to_string();
        let page = karen.sends(&form.with("udfald", &refusal).pressing("Send til godkendelse")).await;
        assert_eq!(page.status.as_u16(), 422, "{}", page.told());
        let html = page.html();
        let list = html.split("id=\"mangler-titel\"").nth(1).unwrap().split("</section>").next().unwrap();
        assert!(5 < list.matches("<li>").count(), "{}", page.told());
        for link in scenarios::html::links(list) {
            karen.opens(&link).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_decision_on_paper_is_complained_about_from_the_day_it_was_posted() {
    play("2026-03-05", async |town| {
        town.post.leaves_paper_to_the_office();
        let application = Application {
            benefit: "kompensation-merudgifter-barn",
            citizen: scenarios::people::VIKTOR,
            parents: &[scenarios::people::MORTEN],
            received: "2026-03-02",
        };
        let case = town.registers("karen", application).await;
        town.prepares("karen", case).await;
        town.assesses("karen", case, Outcome::Grant).await;
        town.turn_to("2026-03-23");
        town.drafts("karen", case, Outcome::Grant).await;
        town.submits("karen", case).await.unwrap();
        town.approves("henrik", case).await.unwrap();
        town.sends_decision("karen", case, "").await.unwrap();
        let dates = async || {
            let file = town.file(case).await;
            let State::Sent { letters, .. } = &file.decisions[0].state else { panic!("not sent") };
            (letters[0].letter, letters[0].received_on, letters[0].complain_by)
        };
        // Promised on Monday 23 March: six weekdays later is Tuesday 31 March.
        let (letter, received, _) = dates().await;
        assert_eq!(received, scenarios::town::day("2026-03-31"));
        town.post_goes().await;

        // The office posts it on Wednesday. Six weekdays, no Saturday, Easter's days off: Thursday 2 April is one.
        town.turn_to("2026-03-25");
        let karen = town.actor("karen").await;
        app::print::sent(&town.app, &karen, &[(case, letter)], scenarios::town::day("2026-03-25")).await.unwrap();
        let (_, received, complain) = dates().await;
        assert_eq!(received, scenarios::town::day("2026-04-07"));
        assert_eq!(complain, scenarios::town::day("2026-05-05"));
    })
    .await;
}
