//! What was wrong is put right in the open: a step taken back, a draft thrown away, a fact of a sent decision left alone.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use app::{Reason, Refused, StepRefused};
use domain::decision::Outcome;
use domain::ids::CaseId;
use domain::letter::LetterState;
use domain::progress::Happening;
use scenarios::deeds::Application;
use scenarios::people::{MAGNUS, SOFIE};
use scenarios::{Desk, Town, play};

const APPLICATION: Application = Application {
    benefit: "kompensation-merudgifter-barn",
    citizen: MAGNUS,
    parents: &[SOFIE],
    received: "2026-03-02",
};

async fn step_page(town: &Town, desk: &Desk<'_>, case: CaseId, step: &str) -> scenarios::browser::Page {
    let course = town.file(case).await.courses[0].id;
    desk.opens_case(case, &format!("/trin/{course}/{step}")).await
}

#[tokio::test]
async fn a_step_marked_by_mistake_is_taken_back_with_the_reason_and_may_be_done_again() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        town.marks("karen", case, "screening-bl18", Some("intet-videre"), None).await;
        let karen = town.signs_in("karen").await;
        let page = step_page(town, &karen, case, "screening-bl18").await;
        let form = page.form("/fejl");
        let empty = karen.sends(&form).await;
        assert_eq!(empty.status.as_u16(), 422, "{}", empty.told());
        let back = karen.sends(&form.with("fejl", "Det var en anden families skema")).await.shown();
        assert!(back.says("Det var en fejl: Det var en anden families skema"), "{}", back.told());
        // It is to do once more, and what was taken back cannot be taken back again.
        assert!(!back.form("/screening-bl18").choices("udfald").is_empty(), "{}", back.told());
        assert!(back.forms().iter().all(|form| !form.action.ends_with("/fejl")));
        assert!(karen.opens_case(case, "/journal").await.says("Fejl på et trin taget tilbage"));
        let last = town.file(case).await.courses[0].milestones.last().unwrap().what.clone();
        assert!(matches!(last, Happening::Annulled { .. }), "{last:?}");
    })
    .await;
}

#[tokio::test]
async fn what_a_sent_letter_stands_on_is_not_taken_back() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let receipt = town.makes_receipt("karen", case).await;
        town.sends_letter("karen", case, receipt).await;
        let course = town.file(case).await.courses[0].clone();
        let of_step =
            |milestone: &&domain::progress::Milestone| milestone.what.step().is_some_and(|s| s == "kvittering");
        let nr = course.milestones.iter().find(of_step).unwrap().nr;
        let karen = town.actor("karen").await;
        let refused = app::progress::annul(&town.app, &karen, case, course.id, "kvittering", nr, "Forkert brev").await;
        assert!(matches!(refused, Err(Refused::Because(Reason::Step(StepRefused::StandsOnAct)))), "{refused:?}");
        let desk = town.signs_in("karen").await;
        let page = step_page(town, &desk, case, "kvittering").await;
        assert!(page.forms().iter().all(|form| !form.action.ends_with("/fejl")), "{}", page.told());
    })
    .await;
}

#[tokio::test]
async fn what_an_approver_reads_does_not_move_under_them() {
    play("2026-03-05", async |town| {
        let case = town.case_with_draft("karen", APPLICATION, Outcome::Grant).await;
        town.submits("karen", case).await.unwrap();
        let course = town.file(case).await.courses[0].clone();
        let of_step =
            |milestone: &&domain::progress::Milestone| milestone.what.step().is_some_and(|s| s == "sagsbehandling");
        let nr = course.milestones.iter().find(of_step).unwrap().nr;
        let karen = town.actor("karen").await;
        let refused = app::progress::annul(&town.app, &karen, case, course.id, "sagsbehandling", nr, "Ikke klar").await;
        assert!(matches!(refused, Err(Refused::Because(Reason::DecisionClosed))), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn a_draft_that_shall_not_be_sent_is_thrown_away_with_the_reason_and_a_sent_letter_is_not() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let letter = town.makes_receipt("karen", case).await;
        let karen = town.signs_in("karen").await;
        let form = karen.opens_case(case, &format!("/breve/{letter}")).await.form("/kasser");
        let empty = karen.sends(&form).await;
        assert_eq!(empty.status.as_u16(), 422, "{}", empty.told());
        let page = karen.sends(&form.with("hvorfor", "Skrevet to gange")).await.shown();
        assert!(page.path.ends_with("/dokumenter") && page.says("Udkastet er kasseret"), "{}", page.told());
        assert!(karen.opens_case(case, "/journal").await.says("Skrevet to gange"));
        assert_eq!(karen.get(&format!("/sager/{case}/breve/{letter}")).await.status.as_u16(), 404);

        // The step offers the letter again, and one that was sent stays.
        let letter = town.makes_receipt("karen", case).await;
        town.sends_letter("karen", case, letter).await;
        let actor = town.actor("karen").await;
        let refused = app::letter::discard(&town.app, &actor, case, letter, 2, "Fortrudt").await;
        assert!(matches!(refused, Err(Refused::Because(Reason::LetterSent))), "{refused:?}");
        town.post_goes().await;
        let view = town.seen_by(&actor, case).await;
        assert_eq!(view.letters.iter().map(|letter| letter.state).collect::<Vec<_>>(), [LetterState::Sent]);
    })
    .await;
}

#[tokio::test]
async fn the_facts_of_a_sent_decision_stand_and_a_new_assessment_begins_with_a_new_fact() {
    play("2026-03-05", async |town| {
        let case = town.case_with_draft("karen", APPLICATION, Outcome::Grant).await;
        town.submits("karen", case).await.unwrap();
        town.approves("birgitte", case).await.unwrap();
        town.sends_decision("karen", case, "").await.unwrap();
        let karen = town.signs_in("karen").await;
        let page = karen.opens_case(case, "/vurdering").await;
        assert!(page.says("Ligger fast"), "{}", page.told());

        let actor = town.actor("karen").await;
        let file = town.file(case).await;
        let (fact, seen) = (file.findings[0].id, app::assessment::Fact::of(&file.findings[0]));
        let changed = app::assessment::Fact { text: "Noget andet.".into(), ..seen.clone() };
        let app = &town.app;
        let settled = |outcome: app::Outcome<()>| {
            assert!(matches!(outcome, Err(Refused::Because(Reason::AssessmentSettled))), "{outcome:?}");
        };
        settled(app::assessment::change_fact(app, &actor, case, fact, &seen, changed).await);
        settled(app::assessment::remove_fact(app, &actor, case, fact, "Forkert").await);
        let typed = |version| app::assessment::Considerations { version, text: "Nyt".into(), criteria: Vec::new() };
        let version = file.assessment.version;
        settled(app::assessment::save_considerations(app, &actor, case, typed(version)).await);

        use domain::assessment::{Known, Weight};
        town.writes_fact("karen", case, "Behovet er ændret.", Known::Known, Weight::NotAgainst).await;
        app::assessment::save_considerations(app, &actor, case, typed(version)).await.unwrap();
    })
    .await;
}
