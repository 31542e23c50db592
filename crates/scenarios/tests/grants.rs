//! Grants over time: reduced, ended with notice, converted, and every adult benefit once.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use app::Refused;
use app::grant::Running;
use domain::decision::{Missing, Outcome};
use domain::ids::CaseId;
use domain::letter::Occasion;
use domain::setting::Kroner;
use scenarios::deeds::Application;
use scenarios::people::{KIM, MAGNUS, SOFIE};
use scenarios::town::day;
use scenarios::{Town, play};

const LOST_EARNINGS: Application =
    Application { benefit: "tabt-arbejdsfortjeneste", citizen: MAGNUS, parents: &[SOFIE], received: "2026-03-02" };

/// A case with a grant that runs from 1 April, given on Monday 23 March.
async fn granted(town: &Town, caseworker: &str, approver: &str, application: Application) -> CaseId {
    let case = town.registers(caseworker, application).await;
    town.prepares(caseworker, case).await;
    town.assesses(caseworker, case, Outcome::Grant).await;
    town.turn_to("2026-03-23");
    town.drafts(caseworker, case, Outcome::Grant).await;
    town.submits(caseworker, case).await.unwrap();
    town.approves(approver, case).await.unwrap();
    town.sends_decision(caseworker, case, "").await.unwrap();
    case
}

/// The last letter of a case that carries a decision, as its reader reads it.
async fn last_decision_letter(town: &Town, case: CaseId, username: &str) -> (Occasion, String) {
    let view = town.seen_by(&town.actor(username).await, case).await;
    let sent = view.file.decisions.last().unwrap();
    let domain::decision::State::Sent { letters, .. } = &sent.state else { panic!("not sent") };
    let letter = view.letters.iter().find(|letter| letter.id == letters[0].letter).unwrap();
    (letter.occasion, letter.text.clone())
}

#[tokio::test]
async fn lost_earnings_that_stop_run_off_for_fourteen_weeks() {
    play("2026-03-05", async |town| {
        let case = granted(town, "karen", "henrik", LOST_EARNINGS).await;
        let old = town.file(case).await.grants[0].clone();

        // In September Magnus is in an after-school club, and Sofie works full time.
        town.turn_to("2026-09-01");
        town.takes_up("karen", case, "Magnus går i fritidsklub hver dag til kl. 17.", "2026-09-15").await;
        town.turn_to("2026-09-16");
        town.drafts_change("karen", case, Outcome::Ending, "2026-10-01").await;
        let refused = town.submits("karen", case).await.unwrap_err();
        let Refused::Because(app::Reason::Submission(missing)) = refused else { panic!("{refused:?}") };
        // Sofie has Digital Post: received on the day, 14 weeks after Wednesday 16 September.
        assert_eq!(missing, [Missing::NoticeTooShort { earliest: day("2026-12-23") }]);

        town.drafts_change("karen", case, Outcome::Ending, "2026-12-24").await;
        town.submits("karen", case).await.unwrap();
        town.approves("henrik", case).await.unwrap();
        town.sends_decision("karen", case, "").await.unwrap();

        let grants = town.file(case).await.grants;
        assert_eq!(grants.len(), 1);
        assert_eq!(grants[0].until, Some(day("2026-12-23")), "the help goes on through the notice");
        assert_eq!(grants[0].weekly_hours, old.weekly_hours);
        let (occasion, text) = last_decision_letter(town, case, "karen").await;
        assert_eq!(occasion, Occasion::Notice);
        for words in ["14 uger", "torsdag den 24. december 2026", "barnets lov § 87", "Ankestyrelsen"] {
            assert!(text.contains(words), "{words}: {text}");
        }
    })
    .await;
}

#[tokio::test]
async fn personal_assistance_is_reduced_only_after_its_notice() {
    play("2026-03-05", async |town| {
        let application = Application { benefit: "bpa", citizen: KIM, parents: &[], received: "2026-03-02" };
        let case = granted(town, "louise", "anders", application).await;
        town.turn_to("2026-09-01");
        town.takes_up("louise", case, "Kim bruger ikke længere hjælp om natten.", "2026-09-15").await;
        town.turn_to("2026-09-16");
        town.drafts_change("louise", case, Outcome::Reduction, "2026-12-23").await;
        town.submits("louise", case).await.unwrap();
        town.approves("anders", case).await.unwrap();
        town.sends_decision("louise", case, "").await.unwrap();

        let grants = town.file(case).await.grants;
        let [old, new] = grants.as_slice() else { panic!("{grants:?}") };
        assert_eq!((old.until, old.replaced_by), (Some(day("2026-12-22")), Some(new.id)));
        assert_eq!((new.from, new.weekly_hours), (day("2026-12-23"), Some(5)));
        let (occasion, text) = last_decision_letter(town, case, "louise").await;
        assert_eq!(occasion, Occasion::Notice);
        assert!(text.contains("14 uger") && text.contains("serviceloven § 96"), "{text}");
        let page = town.signs_in("louise").await.opens(&format!("/borgere/{}", town.file(case).await.citizen.id)).await;
        assert!(page.html().contains("Bevillingernes perioder"), "{}", page.told());
    })
    .await;
}

#[tokio::test]
async fn a_reduction_without_a_new_fact_that_was_heard_is_not_sent() {
    play("2026-03-05", async |town| {
        let case = granted(town, "karen", "henrik", LOST_EARNINGS).await;
        town.turn_to("2026-09-01");
        town.takes_up("karen", case, "Magnus går i fritidsklub hver dag til kl. 17.", "2026-09-15").await;
        town.drafts_change("karen", case, Outcome::Reduction, "2027-01-04").await;
        let refused = town.submits("karen", case).await.unwrap_err();
        let Refused::Because(app::Reason::Submission(missing)) = refused else { panic!("{refused:?}") };
        assert!(missing.contains(&Missing::AnswerToPartyHearing { until: day("2026-09-15") }), "{missing:?}");
    })
    .await;
}

#[tokio::test]
async fn an_old_grant_is_taken_in_listed_and_decided_anew() {
    play("2026-03-05", async |town| {
        // Magnus is known from another case.
        let known = town.registers("karen", LOST_EARNINGS).await;
        let magnus = town.file(known).await.citizen.id;
        let karen = town.actor("karen").await;
        let order = Running {
            citizen: magnus,
            benefit: "kompensation-merudgifter-barn".into(),
            old: true,
            from: day("2023-05-01"),
            until: None,
            monthly_amount: Some(Kroner::from_oere(150_000)),
            weekly_hours: None,
            monthly_hours: None,
            provider: None,
            follow_up_on: day("2026-05-01"),
            source: "Det gamle fagsystem, journal 2023-118, 17. april 2023".into(),
        };
        let case = app::grant::register_running(&town.app, &karen, order).await.unwrap();
        let listed = app::grant::to_see_to(&town.app, &karen, "boernehandicap").await.unwrap();
        let [(row, conversion)] = listed.to_convert.as_slice() else { panic!("{listed:?}") };
        assert_eq!((row.case, conversion.by), (case, day("2027-09-01")));
        let page = town.signs_in("karen").await.opens("/bevillinger").await;
        assert!(page.says("1. september 2027") && page.says("1.500"), "{}", page.told());

        town.marks("karen", case, "gruppevalg", Some("valgt"), None).await;
        town.assesses_anew("karen", case).await;
        town.drafts_instead("karen", case, "2026-04-01").await;
        town.submits("karen", case).await.unwrap();
        town.approves("henrik", case).await.unwrap();
        town.sends_decision("karen", case, "").await.unwrap();
        let grants = town.file(case).await.grants;
        let [old, new] = grants.as_slice() else { panic!("{grants:?}") };
        assert_eq!((old.benefit.as_str(), old.until), ("merudgiftsydelse-barn", Some(day("2026-03-31"))));
        assert_eq!((new.from, old.replaced_by), (day("2026-04-01"), Some(new.id)));
        let (_, text) = last_decision_letter(town, case, "karen").await;
        assert!(text.contains("barnets lov § 86") && !text.contains("serviceloven § 41"), "{text}");
        let listed = app::grant::to_see_to(&town.app, &karen, "boernehandicap").await.unwrap();
        assert!(listed.to_convert.is_empty(), "{listed:?}");
    })
    .await;
}

#[tokio::test]
async fn every_adult_benefit_is_granted_by_its_own_provision() {
    play("2026-03-05", async |town| {
        for (benefit, paragraph) in [
            ("socialpaedagogisk-stoette", "serviceloven § 85"),
            ("kontant-tilskud", "serviceloven § 95"),
            ("beskyttet-beskaeftigelse", "serviceloven § 103"),
            ("aktivitets-og-samvaerstilbud", "serviceloven § 104"),
            ("midlertidigt-botilbud", "serviceloven § 107"),
            ("laengerevarende-botilbud", "serviceloven § 108"),
            ("hjaelpemiddel-voksen", "serviceloven § 112"),
        ] {
            let application = Application { benefit, citizen: KIM, parents: &[], received: "2026-03-02" };
            town.turn_to("2026-03-05");
            let case = granted(town, "louise", "anders", application).await;
            let (occasion, text) = last_decision_letter(town, case, "louise").await;
            assert_eq!(occasion, Occasion::Grant, "{benefit}");
            assert!(text.contains(paragraph), "{benefit}: {text}");
            assert!(text.contains("Ankestyrelsen"), "{benefit}: {text}");
        }
    })
    .await;
}
