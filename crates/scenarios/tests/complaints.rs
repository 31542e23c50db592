//! A complaint from the day it comes to what is learnt from it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use domain::complaint::{Answered, Reassessed, Stage};
use domain::decision::{Outcome, State};
use domain::ids::CaseId;
use scenarios::browser::Page;
use scenarios::casework::Goes;
use scenarios::deeds::Application;
use scenarios::people::{ELIAS, MAGNUS, MORTEN, NADIA, PROTECTED_STREET, SOFIE};
use scenarios::{Desk, Town, pdf, play};

const MAGNUS_APPLIES: Application = Application {
    benefit: "kompensation-merudgifter-barn",
    citizen: MAGNUS,
    parents: &[SOFIE],
    received: "2026-03-02",
};
const ELIAS_APPLIES: Application = Application { citizen: ELIAS, parents: &[NADIA, MORTEN], ..MAGNUS_APPLIES };

/// A refusal that Karen recommended and Henrik approved, sent Tuesday 24 March. Sofie has it that day in Digital Post,
/// so that she may complain until Tuesday 21 April.
async fn refused(town: &Town, application: Application) -> CaseId {
    let case = town.registers("karen", application).await;
    town.prepares("karen", case).await;
    town.assesses("karen", case, Outcome::Refusal).await;
    town.hears("karen", case, "2026-03-20").await;
    town.turn_to("2026-03-23");
    town.drafts("karen", case, Outcome::Refusal).await;
    town.submits("karen", case).await.unwrap();
    town.approves("henrik", case).await.unwrap();
    town.turn_to("2026-03-24");
    town.sends_decision("karen", case, "").await.unwrap();
    case
}

/// Karen writes down what was said on the telephone.
async fn registers(karen: &Desk<'_>, case: CaseId, words: &str) -> Page {
    let form = karen.opens_case(case, "/klage").await.form("/klage");
    karen.sends(&form.with("kanal", "telefon").with("ord", words)).await
}

/// Karen asks Jonas, who had nothing to do with the decision, and he reassesses.
async fn jonas_reassesses<'t>(town: &'t Town, karen: &Desk<'_>, case: CaseId, outcome: &str) -> Desk<'t> {
    let jonas = town.staff("jonas").await.id.to_string();
    let form = karen.opens_case(case, "/klage").await.form("/bed").with("genvurderer", &jonas);
    let asked = karen.sends(&form).await.shown();
    assert!(asked.says("Genvurderes af"), "{}", asked.told());
    let jonas = town.signs_in("jonas").await;
    let form = jonas.opens_case(case, "/klage").await.form("/genvurdering").with("resultat", outcome);
    let page = jonas.sends(&form.with("begrundelse", "Vi har set på hele sagen igen og regnet efter.")).await.shown();
    assert!(page.says("Genvurderingen er gemt"), "{}", page.told());
    jonas
}

async fn stage(town: &Town, case: CaseId) -> Stage {
    let file = town.file(case).await;
    file.complaints.last().unwrap().stage(&file.decisions)
}

async fn course_ended(town: &Town, case: CaseId) -> bool {
    let file = town.file(case).await;
    let course = file.complaints.last().unwrap().course;
    file.courses.iter().find(|known| known.id == course).unwrap().ended_on.is_some()
}

async fn birgitte_learns(town: &Town, case: CaseId) {
    let birgitte = town.signs_in("birgitte").await;
    let form = birgitte.opens_case(case, "/klage").await.form("/laering");
    let form = form.ticking("aarsager", "Sagen var ikke oplyst nok");
    let page = birgitte.sends(&form.with("laering", "Spørg skolen, før udgiften afvises.")).await.shown();
    assert!(page.says("Klagen er afsluttet"), "{}", page.told());
    let year = birgitte.opens("/kvalitet/klager").await;
    assert!(year.says("Sagen var ikke oplyst nok") && year.says("Spørg skolen"), "{}", year.told());
}

/// The package that went to Ankestyrelsen, as text.
async fn package(town: &Town, case: CaseId) -> String {
    let complaint = town.file(case).await.complaints.last().unwrap().clone();
    let actor = town.actor("karen").await;
    let package = complaint.forwarded.unwrap().package;
    let (_, _, bytes) = app::document::download(&town.app, &actor, case, package).await.unwrap();
    pdf::text(&bytes)
}

#[tokio::test]
async fn a_refusal_is_complained_about_and_changed_in_part() {
    play("2026-03-05", async |town| {
        let case = refused(town, MAGNUS_APPLIES).await;
        let karen = town.signs_in("karen").await;
        town.turn_to("2026-04-10");
        let page = registers(&karen, case, "Vi kan ikke betale turene selv.").await.shown();
        assert!(page.says("Klagen er registreret") && page.says("tir. 21. april 2026"), "{}", page.told());
        let receipt = page.links().into_iter().find(|link| link.contains("/breve/")).unwrap();
        let letter = karen.opens(&receipt).await;
        assert!(letter.says("Vi kan ikke betale turene selv."), "{}", letter.told());
        karen.sends_letter_of(&letter).await;

        // Karen recommended the refusal: she reassesses it only for a reason.
        let form = karen.opens_case(case, "/klage").await.form("/genvurdering").with("resultat", "fastholdt");
        let refused = karen.sends(&form.with("begrundelse", "Det samme.")).await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());

        let jonas = jonas_reassesses(town, &karen, case, "delvist-medhold").await;
        assert_eq!(stage(town, case).await, Stage::Decide);
        let taken = jonas.writes_decision(case, Goes::Granted, "Gem kladde").await;
        assert_eq!(taken.status.as_u16(), 422, "the decision must say what the reassessment came to: {}", taken.told());
        let taken = jonas.writes_decision(case, Goes::Partly, "Send til godkendelse").await;
        assert!(taken.says("Afgørelsen er sendt til godkendelse"), "{}", taken.told());
        town.turn_to("2026-04-14");
        town.approves("henrik", case).await.unwrap();
        let sent = jonas.sends_decision(case, "").await;
        assert!(sent.says("Afgørelsen er sendt"), "{}", sent.told());
        town.post_goes().await;
        let letter = town.file(case).await.decisions.last().unwrap().clone();
        let State::Sent { letters, .. } = letter.state else { panic!("not sent") };
        let letter = karen.opens_case(case, &format!("/breve/{}", letters[0].letter)).await;
        assert!(letter.says("Du har fået ret i noget af din klage"), "{}", letter.told());
        assert!(letter.says("Vil du holde fast i resten af klagen?"), "{}", letter.told());
        assert_eq!(town.file(case).await.grants.len(), 1);

        assert_eq!(stage(town, case).await, Stage::AskIfStands);
        let form = karen.opens_case(case, "/klage").await.form("/fastholdes").with("staar", "tilfreds");
        karen.sends(&form).await.shown();
        assert_eq!(stage(town, case).await, Stage::Learn);
        birgitte_learns(town, case).await;
        assert!(course_ended(town, case).await);
    })
    .await;
}

#[tokio::test]
async fn a_refusal_is_upheld_sent_on_sent_back_and_decided_again() {
    play("2026-03-05", async |town| {
        let case = refused(town, MAGNUS_APPLIES).await;
        let karen = town.signs_in("karen").await;
        town.turn_to("2026-04-10");
        registers(&karen, case, "Vi er uenige.").await.shown();
        // Day 21 is Friday 1 May: Henrik is told, since nothing has happened.
        town.turn_to("2026-05-01");
        let henrik = town.signs_in("henrik").await;
        assert!(henrik.opens("/i-dag").await.says("Klager over dag 21"));
        assert!(henrik.opens("/kvalitet/klager").await.says("1 klage er over dag 21"));
        jonas_reassesses(town, &karen, case, "fastholdt").await;
        assert_eq!(stage(town, case).await, Stage::Forward);

        town.turn_to("2026-05-05");
        let complaint = town.file(case).await.complaints[0].id;
        let path = format!("/klage/{complaint}/pakke");
        let form = karen.opens_case(case, &path).await.form("/pakke");
        let along = form.offered.iter().find(|(name, _)| name.starts_with("med-")).unwrap().0.clone();
        let unexplained = karen.sends(&form.clone().without(&along).pressing("Send til Ankestyrelsen")).await;
        assert_eq!(unexplained.status.as_u16(), 422, "{}", unexplained.told());
        let seen = karen.sends(&form.clone().pressing("Se pakken, før den sendes")).await;
        assert!(seen.status.is_success(), "{}", seen.told());
        assert_eq!(stage(town, case).await, Stage::Forward, "looking sends nothing");
        let sent = karen.sends(&form.pressing("Send til Ankestyrelsen")).await.shown();
        assert!(sent.says("Klagen er sendt til Ankestyrelsen"), "{}", sent.told());
        town.post_goes().await;
        let text = package(town, case).await;
        for part in [
            "Klagesag til Ankestyrelsen",
            "Indhold",
            "Klagen med klagerens ord",
            "Vi er uenige.",
            "Ansøgningen",
            "Sagens oplysninger og vurdering",
            "Partshøring og svar",
            "Bilag 1",
        ] {
            assert!(text.contains(part), "{part} is not in the package");
        }
        assert_eq!(stage(town, case).await, Stage::AtAppeals);

        town.turn_to("2026-09-14");
        let henrik = town.signs_in("henrik").await;
        let form = henrik.opens_case(case, "/klage").await.form("/svar").with("svar", "hjemvist");
        let form = form.with("afgjort", "2026-09-10").with("nummer", "26-12345").with("kort", "Oplys om kørslen.");
        let page = henrik.sends(&form).await.shown();
        assert!(page.says("Hjemvist"), "{}", page.told());
        let file = town.file(case).await;
        assert_eq!(file.complaints[0].answer.as_ref().unwrap().outcome, Answered::SentBack);
        assert!(file.open_decision().is_some(), "what is sent back is decided again");
        birgitte_learns(town, case).await;

        let again = town.file(case).await.courses.last().unwrap().id;
        for step in ["laes", "oplys"] {
            let path = format!("/sager/{case}/trin/{again}/{step}");
            let at = karen.opens(&path).await;
            let form = at.forms().into_iter().find(|form| form.action == path).unwrap();
            karen.sends(&form).await.shown();
        }
        town.hears_the_child_again("karen", case).await;
        town.drafts("karen", case, Outcome::PartialGrant).await;
        town.submits("karen", case).await.unwrap();
        town.approves("henrik", case).await.unwrap();
        town.sends_decision("karen", case, "").await.unwrap();
        let file = town.file(case).await;
        assert_eq!(file.decisions.len(), 2);
        assert_eq!(file.grants.len(), 1);
        let course = file.courses.iter().find(|course| course.id == again).unwrap();
        assert!(course.ended_on.is_some(), "the decision ends the course that asked for it");
    })
    .await;
}

#[tokio::test]
async fn a_complaint_one_day_late_goes_on_and_is_never_rejected() {
    for (day, in_time) in [("2026-04-21", true), ("2026-04-22", false)] {
        play("2026-03-05", async |town| {
            let case = refused(town, MAGNUS_APPLIES).await;
            let karen = town.signs_in("karen").await;
            town.turn_to(day);
            let page = registers(&karen, case, "Vi klager.").await.shown();
            assert_eq!(page.says("Klagen er kommet for sent"), !in_time, "{day}: {}", page.told());
            assert_eq!(stage(town, case).await, if in_time { Stage::Reassess } else { Stage::Forward });
            if in_time {
                return;
            }
            let complaint = town.file(case).await.complaints[0].id;
            let form = karen.opens_case(case, &format!("/klage/{complaint}/pakke")).await.form("/pakke");
            let sent = karen.sends(&form.pressing("Send til Ankestyrelsen")).await.shown();
            assert!(sent.says("Klagen er sendt til Ankestyrelsen"), "{}", sent.told());
            let text = package(town, case).await;
            assert!(text.contains("Klagen er kommet for sent"), "Ankestyrelsen is told that it came late");
        })
        .await;
    }
}

#[tokio::test]
async fn what_tells_where_a_protected_parent_lives_does_not_follow_the_other_parents_complaint() {
    play("2026-03-05", async |town| {
        let case = refused(town, ELIAS_APPLIES).await;
        let karen = town.signs_in("karen").await;
        town.turn_to("2026-04-10");
        let morten = town.file(case).await.related.iter().find(|p| p.name == MORTEN.name).unwrap().id.to_string();
        let form = karen.opens_case(case, "/klage").await.form("/klage").with("klager", &morten);
        let words = format!("Jeg ved godt, at de bor på {PROTECTED_STREET}.");
        karen.sends(&form.with("kanal", "brev").with("ord", &words)).await.shown();
        let form = karen.opens_case(case, "/journal").await.form("/journal");
        karen.sends(&form.with("tekst", &format!("Nadia ringede fra {PROTECTED_STREET}."))).await.shown();
        jonas_reassesses(town, &karen, case, "fastholdt").await;
        let complaint = town.file(case).await.complaints[0].id;
        let page = karen.opens_case(case, &format!("/klage/{complaint}/pakke")).await;
        assert!(page.says("kan ikke sendes med"), "the note that tells is never sent: {}", page.told());
        let sent = karen.sends(&page.form("/pakke").pressing("Send til Ankestyrelsen")).await.shown();
        assert!(sent.says("Klagen er sendt til Ankestyrelsen"), "{}", sent.told());
        let complaint = town.file(case).await.complaints[0].clone();
        assert_eq!(complaint.reassessment.unwrap().outcome, Reassessed::Upheld);
        let actor = town.actor("karen").await;
        let package = complaint.forwarded.unwrap().package;
        let (_, _, bytes) = app::document::download(&town.app, &actor, case, package).await.unwrap();
        let text = pdf::text(&bytes);
        assert!(!pdf::squeezed(&text).contains("skjulestræde"), "the address came along");
        assert!(!text.contains("Skjulestræde"), "the address came along");
        assert!(text.contains("[adressebeskyttet]"), "the words of the complaint are there without it");
    })
    .await;
}
