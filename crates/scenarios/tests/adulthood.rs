//! The eighteenth birthday: what custody holders said ends by the day, letters go to the young adult, and nobody has to be
//! awake for it. The round of the night writes it down once, however late it comes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use app::application::{Applicant, Register, Who};
use app::person::Terms;
use app::{Actor, Reason, Refused};
use domain::access::Yes;
use domain::adulthood::NotAMandate;
use domain::application::Received;
use domain::consent::{Covers, Form, NotAConsent};
use domain::ids::{CaseId, ConsentId, PersonId};
use domain::information::Basis;
use domain::journal::EntryKind;
use domain::people::RelationKind;
use jiff::civil::{Date, date};
use scenarios::deeds::Application;
use scenarios::people::{AKSEL, BIRTHE, SIGNE, ULLA, VIKTOR};
use scenarios::{Town, play};

const SCHOOL: &str = "Tovby Gymnasium";
const SIGNES: Application =
    Application { benefit: "ledsagelse-barn", citizen: SIGNE, parents: &[BIRTHE], received: "2026-03-02" };
const AKSELS: Application =
    Application { benefit: "ledsagelse-barn", citizen: AKSEL, parents: &[ULLA], received: "2026-02-02" };

async fn parties(town: &Town, case: CaseId, day: Date) -> Vec<PersonId> {
    town.file(case).await.parties_on(day).iter().map(|party| party.id).collect()
}

async fn mother_of(town: &Town, case: CaseId) -> PersonId {
    town.file(case).await.application.unwrap().applicant
}

/// Someone says yes to the school being asked, told and invited.
async fn says_yes(town: &Town, case: CaseId, given_by: PersonId) -> Result<ConsentId, Refused> {
    let today = town.app.today();
    let order = app::consent::Register {
        given_by,
        source: SCHOOL.into(),
        covers: Covers::ALL.iter().copied().collect(),
        about: "Skolegangen".into(),
        purpose: "At forberede overgangen".into(),
        form: Form::Oral,
        given_on: today,
        until: today.saturating_add(jiff::Span::new().months(6)),
    };
    app::consent::register(&town.app, &town.actor("karen").await, case, order).await
}

/// What the journal says of the birthday.
async fn told_of(town: &Town, actor: &Actor, case: CaseId) -> Vec<String> {
    let lines = app::case::journal(&town.app, actor, case, None).await.unwrap();
    let of_age = |kind: &EntryKind| matches!(kind, EntryKind::Act(code) if code == "came_of_age");
    lines.into_iter().filter(|line| of_age(&line.entry.kind)).map(|line| line.entry.text).collect()
}

#[tokio::test]
async fn on_the_day_itself_everything_that_rested_on_a_mothers_yes_stops_although_no_job_has_run() {
    play("2026-03-02", async |town| {
        let case = town.registers("karen", SIGNES).await;
        let mother = mother_of(town, case).await;
        let consent = says_yes(town, case, mother).await.unwrap();

        // Tuesday, the eve: the mother is the party, and the school may be asked.
        town.turn_to("2026-04-14");
        assert_eq!(parties(town, case, date(2026, 4, 14)).await, [mother]);
        let begun = town.asks("karen", case, SCHOOL, Some(Basis::Consent(consent))).await.unwrap();
        let receipt = town.makes_receipt("karen", case).await;

        // Wednesday, the day: drafts of the eve do not leave, nothing new is begun.
        town.turn_to("2026-04-15");
        let karen = town.actor("karen").await;
        let signe = town.file(case).await.citizen.id;
        assert_eq!(parties(town, case, date(2026, 4, 15)).await, [signe]);
        let late = app::letter::send(&town.app, &karen, case, begun, 1).await;
        assert!(matches!(late, Err(Refused::Because(Reason::Information(_)))), "{late:?}");
        let to_mother = app::letter::send(&town.app, &karen, case, receipt, 1).await;
        assert!(matches!(to_mother, Err(Refused::Because(Reason::NoRecipient))), "{to_mother:?}");
        let asked = town.asks("karen", case, SCHOOL, Some(Basis::Consent(consent))).await;
        assert!(matches!(asked, Err(Refused::Because(Reason::Information(_)))), "{asked:?}");
        let note = app::shared::Note {
            with: SCHOOL.into(),
            about: "At der kommer en ledsager".into(),
            rests_on: Some(app::shared::RestsOn::Consent(consent)),
            found: String::new(),
            on: date(2026, 4, 15),
        };
        let told = app::shared::pass_on(&town.app, &karen, case, note).await;
        assert!(matches!(told, Err(Refused::Because(Reason::NotShared(_)))), "{told:?}");
        let again = says_yes(town, case, mother).await;
        assert!(matches!(again, Err(Refused::Because(Reason::Consent(NotAConsent::NotEntitled)))), "{again:?}");

        // The receipt is for Signe now, and her own yes is what counts.
        let receipt = town.makes_receipt("karen", case).await;
        town.sends_letter("karen", case, receipt).await;
        let own = says_yes(town, case, signe).await.unwrap();
        town.asks("karen", case, SCHOOL, Some(Basis::Consent(own))).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn one_born_on_a_leap_day_is_a_child_through_february_and_of_age_on_the_first_of_march() {
    play("2026-02-02", async |town| {
        let case = town.registers("karen", AKSELS).await;
        let mother = mother_of(town, case).await;
        let aksel = town.file(case).await.citizen.id;
        let consent = says_yes(town, case, mother).await.unwrap();
        town.turn_to("2026-02-28");
        assert_eq!(parties(town, case, date(2026, 2, 28)).await, [mother]);
        assert_eq!(app::adulthood::note_due(&town.app).await.unwrap(), 0);
        town.asks("karen", case, SCHOOL, Some(Basis::Consent(consent))).await.unwrap();
        town.turn_to("2026-03-01");
        assert_eq!(parties(town, case, date(2026, 3, 1)).await, [aksel]);
        assert!(town.asks("karen", case, SCHOOL, Some(Basis::Consent(consent))).await.is_err());
        assert_eq!(app::adulthood::note_due(&town.app).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_night_writes_it_down_once_however_many_nights_were_missed() {
    play("2026-03-02", async |town| {
        let case = town.registers("karen", SIGNES).await;
        says_yes(town, case, mother_of(town, case).await).await.unwrap();
        // An adult's case and a small child's are left alone.
        let grown =
            Application { benefit: "ledsagelse-voksen", citizen: scenarios::people::KIM, parents: &[], ..SIGNES };
        town.registers("louise", grown).await;

        // The program was down over the birthday, and comes back on Saturday.
        town.turn_to("2026-04-18");
        let karen = town.actor("karen").await;
        assert_eq!(app::adulthood::note_due(&town.app).await.unwrap(), 1);
        assert_eq!(app::adulthood::note_due(&town.app).await.unwrap(), 0, "once");
        app::jobs::round(&town.app, 0).await.unwrap();
        let told = told_of(town, &karen, case).await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("15. april 2026") && told[0].contains("værgemålsloven"), "{told:?}");
        assert!(told[0].contains(SCHOOL) && !told[0].contains("Birthe"), "ids and neutral words: {told:?}");

        let tasks = app::task::show(&town.app, &karen, case).await.unwrap().open;
        let about = |word: &str| tasks.iter().filter(|task| task.what.contains(word)).count();
        assert_eq!((about("nye samtykker"), about("fuldmagt"), about("Digital Post")), (1, 1, 0));
        assert!(tasks.iter().all(|task| task.owner == domain::task::Owner::Staff(karen.id())));
    })
    .await;
}

#[tokio::test]
async fn a_power_of_attorney_registered_with_days_and_cover_lets_the_mother_stay_as_long_as_it_holds() {
    play("2026-03-02", async |town| {
        let case = town.registers("karen", SIGNES).await;
        let mother = mother_of(town, case).await;
        let signe = town.file(case).await.citizen.id;
        let karen = town.actor("karen").await;
        let power = |from: Date, covers: &str| {
            let terms =
                Terms { from: Some(from), until: Some(date(2026, 6, 30)), covers: covers.into(), own_choice: Yes::No };
            app::person::relate_on(&town.app, &karen, signe, BIRTHE.new_person(), RelationKind::PowerOfAttorney, terms)
        };
        let early = power(date(2026, 4, 14), "Breve og møder").await;
        assert!(matches!(early, Err(Refused::Because(Reason::Mandate(NotAMandate::BeforeOfAge)))), "{early:?}");
        let empty = power(date(2026, 4, 15), " ").await;
        assert!(matches!(empty, Err(Refused::Because(Reason::Mandate(NotAMandate::CoversNothing)))), "{empty:?}");
        power(date(2026, 4, 15), "Breve og møder om støtte").await.unwrap();

        town.turn_to("2026-04-15");
        assert_eq!(parties(town, case, date(2026, 4, 15)).await, [signe], "Signe alone is the party");
        let receipt = town.makes_receipt("karen", case).await;
        town.sends_letter("karen", case, receipt).await;
        assert!(says_yes(town, case, mother).await.is_ok(), "she acts for Signe");

        // Wednesday 1 July it has ended.
        town.turn_to("2026-07-01");
        assert!(says_yes(town, case, mother).await.is_err());
        assert!(town.file(case).await.has_stepped_back(mother, date(2026, 7, 1)));
    })
    .await;
}

#[tokio::test]
async fn a_representative_of_the_parents_ends_and_one_the_young_person_chose_stays() {
    play("2026-03-02", async |town| {
        let case = town.registers("karen", SIGNES).await;
        let signe = town.file(case).await.citizen.id;
        let karen = town.actor("karen").await;
        let relate = |who: &scenarios::people::Citizen, own_choice: Yes| {
            let (who, terms) = (who.new_person(), Terms { own_choice, ..Terms::default() });
            app::person::relate_on(&town.app, &karen, signe, who, RelationKind::Representative, terms)
        };
        relate(&VIKTOR, Yes::No).await.unwrap();
        relate(&ULLA, Yes::Yes).await.unwrap();
        let acting = async |day: Date| {
            let file = town.file(case).await;
            let acts = |name: &str| file.related.iter().any(|p| p.name == name && file.acts_for_citizen(p.id, day));
            (acts(VIKTOR.name), acts(ULLA.name))
        };
        assert_eq!(acting(date(2026, 4, 14)).await, (true, true));
        assert_eq!(acting(date(2026, 4, 15)).await, (false, true));
    })
    .await;
}

#[tokio::test]
async fn the_page_tells_before_the_day_what_will_change_and_after_it_what_did() {
    play("2026-03-02", async |town| {
        let case = town.registers("karen", SIGNES).await;
        says_yes(town, case, mother_of(town, case).await).await.unwrap();
        let karen = town.signs_in("karen").await;
        let page = karen.opens_case(case, "/18-aar").await;
        assert!(
            page.says("Det ændrer sig på 18-års-dagen") && page.says("onsdag den 15. april 2026"),
            "{}",
            page.told()
        );
        assert!(page.says(SCHOOL) && page.says(BIRTHE.name) && page.says("Ingen fuldmagt"), "{}", page.told());
        for paper in ["/18-aar/udskriv", "/18-aar/til-den-unge"] {
            let paper = karen.opens_case(case, paper).await;
            assert!(paper.says("15. april 2026"), "{}", paper.told());
        }
        // The letter to Signe is filled in from the case; without a contact it is not made.
        let letter = page.forms().into_iter().find(|form| form.action.ends_with("/18-aar/brev")).unwrap();
        let refused = karen.sends(&letter.clone().pressing("Lav »Når du fylder 18 år«")).await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());
        let contact = letter.with("voksen", "Ida Krogh, telefon 99 99 20 11").pressing("Lav »Når du fylder 18 år«");
        let made = karen.sends(&contact).await.shown();
        assert!(made.says("15. april 2026") && made.says("Ida Krogh"), "{}", made.told());

        town.turn_to("2026-04-20");
        app::adulthood::note_due(&town.app).await.unwrap();
        let page = karen.opens_case(case, "/18-aar").await;
        assert!(page.says("Det ændrede sig på 18-års-dagen") && page.says("Skrevet i journalen"), "{}", page.told());
        // Who may not see the case does not see the page.
        let louise = town.signs_in("louise").await;
        assert_eq!(louise.get(&format!("/sager/{case}/18-aar")).await.status.as_u16(), 404);
    })
    .await;
}

#[tokio::test]
async fn nobody_gets_custody_of_one_who_is_of_age() {
    play("2026-04-15", async |town| {
        let actor = town.actor("louise").await;
        let order = Register {
            citizen: Who::New(Box::new(SIGNE.new_person())),
            applicant: Applicant::New(Box::new(BIRTHE.new_person()), RelationKind::CustodyHolder),
            benefit: "ledsagelse-voksen".into(),
            applied_for: "En ledsager".into(),
            received_on: date(2026, 4, 15),
            received_by: Received::Letter,
            responsible: None,
        };
        let refused = app::application::register(&town.app, &actor, order).await;
        assert!(matches!(refused, Err(Refused::Because(Reason::Mandate(NotAMandate::OfAge)))), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn a_grant_for_children_is_listed_with_the_adult_benefit_to_consider_and_becomes_a_task() {
    play("2026-03-02", async |town| {
        let citizen = {
            let case = town.registers("karen", SIGNES).await;
            town.file(case).await.citizen.id
        };
        let karen = town.actor("karen").await;
        let running = app::grant::Running {
            citizen,
            benefit: "ledsagelse-barn".into(),
            old: false,
            from: date(2025, 9, 1),
            until: None,
            monthly_amount: None,
            weekly_hours: None,
            monthly_hours: Some(15),
            provider: None,
            follow_up_on: date(2026, 9, 1),
            source: "Det gamle system, afgørelse af 20. august 2025".into(),
        };
        let case = app::grant::register_running(&town.app, &karen, running).await.unwrap();
        let page = town.signs_in("karen").await.opens_case(case, "/18-aar").await;
        let adult = "serviceloven § 97";
        assert!(page.says("Ledsagelse til unge") && page.says(adult), "{}", page.told());

        town.turn_to("2026-04-15");
        assert_eq!(app::adulthood::note_due(&town.app).await.unwrap(), 2, "both of Signe's cases");
        let tasks = app::task::show(&town.app, &karen, case).await.unwrap().open;
        assert!(tasks.iter().any(|task| task.what.contains(adult)), "the adult benefit is to be considered");
        let told = told_of(town, &karen, case).await;
        assert!(told[0].contains("Bevillinger for børn og unge"), "{told:?}");
    })
    .await;
}
