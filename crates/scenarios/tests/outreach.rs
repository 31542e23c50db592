//! Outreach casework, branch by branch: who judges, who has the citizen, a door that stays closed over Christmas, a no, a
//! way back to the referrer, an ordinary caseworker who joins, and the follow-up months after.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use app::enquiry::{Register, Settle};
use app::form::Fill;
use app::progress::MarkDone;
use app::{Outcome, Reason, Refused, StepRefused};
use domain::access::Yes;
use domain::application::Received;
use domain::enquiry::{Became, Contact, Referrer, Source};
use domain::ids::{CaseId, CourseId};
use domain::questionnaire::Answers;
use jiff::civil::{Date, date};
use scenarios::people::TORBEN;
use scenarios::{Town, day, play};
use std::collections::BTreeMap;
use store::todo::TodoRow;

const NEIGHBOUR: &str = "Bodil Kringelbach";
const MARK: &str = "Har fremskudt sagsbehandler: Pia Nørrevang";

/// A case of outreach in a town.
struct Course<'t> {
    town: &'t Town,
    case: CaseId,
    id: CourseId,
}

/// A neighbour told somebody today, and they opened the case it becomes.
async fn begins<'t>(town: &'t Town, who: &str) -> Course<'t> {
    let actor = town.actor(who).await;
    let contact = Contact {
        name: NEIGHBOUR.into(),
        address: "Ågade 6\n9999 Tovby".into(),
        phone: "10 00 07 07".into(),
        ..Contact::default()
    };
    let order = Register {
        received_on: town.app.today(),
        received_by: Received::Phone,
        referrer: Referrer::new(Source::Neighbour, Yes::No, contact),
        told: "Gardinerne har været trukket for siden jul.".into(),
        citizen: Some(app::application::Who::New(Box::new(TORBEN.new_person()))),
        known: String::new(),
    };
    let enquiry = app::enquiry::register(&town.app, &actor, order).await.unwrap();
    let order = Settle {
        version: 1,
        became: Became::Case,
        note: String::new(),
        kind: Some("fremskudt-sagsbehandling".into()),
        case: None,
    };
    let case = app::enquiry::settle(&town.app, &actor, enquiry, order).await.unwrap().unwrap();
    let id = town.file(case).await.courses[0].id;
    Course { town, case, id }
}

impl Course<'_> {
    async fn marks(&self, who: &str, step: &str, outcome: &str, reason: &str) -> Outcome<()> {
        let order = MarkDone {
            course: Some(self.id),
            step: step.into(),
            outcome: (!outcome.is_empty()).then(|| outcome.into()),
            reason: (!reason.is_empty()).then(|| reason.into()),
            ..MarkDone::default()
        };
        app::progress::mark_done(&self.town.app, &self.town.actor(who).await, self.case, order).await
    }

    /// Pia does a step today.
    async fn does(&self, step: &str, outcome: &str) {
        self.marks("pia", step, outcome, "Som aftalt.").await.unwrap_or_else(|why| panic!("{step}:{outcome} {why:?}"));
    }

    async fn on(&self, day: &str, step: &str, outcome: &str) {
        self.town.turn_to(day);
        self.does(step, outcome).await;
    }

    async fn leaves_out(&self, step: &str) {
        let pia = self.town.actor("pia").await;
        let left = app::progress::leave_out(&self.town.app, &pia, self.case, Some(self.id), step, "Ikke nu.").await;
        left.unwrap_or_else(|why| panic!("{step}: {why:?}"));
    }

    async fn fills(&self, who: &str, form: &str, answers: &[(&str, &str)]) {
        let fields = answers.iter().map(|(field, answer)| ((*field).into(), vec![(*answer).into()])).collect();
        let answers = Answers { fields, rows: BTreeMap::new() };
        let fill = Fill { form: form.into(), answers, knew_of: 0, signatures: Vec::new() };
        app::form::fill(&self.town.app, &self.town.actor(who).await, self.case, fill).await.unwrap();
    }

    /// The screening: one criterion of category 1 and three of category 2, two of them in one topic.
    async fn screens(&self, who: &str) {
        let answers = [
            ("c1-3", "ja"),
            ("b1", "ja"),
            ("b2", "ja"),
            ("c3", "ja"),
            ("navn", TORBEN.name),
            ("dato", "2026-03-30"),
            ("henviser", "En nabo"),
            ("modtaget-af", "Louise Kærlund"),
        ];
        self.fills(who, "screening", &answers).await;
        self.marks(who, "videregivelse", "videregives", "").await.unwrap();
    }

    /// Susanne finds that the citizen belongs here, and chooses Pia.
    async fn allocates(&self) {
        self.screens("susanne").await;
        self.marks("susanne", "vurdering", "i-maalgruppe", "Vi er enige på holdet.").await.unwrap();
        let pia = self.town.staff("pia").await.id;
        app::outreach::allocate(&self.town.app, &self.town.actor("susanne").await, self.case, pia).await.unwrap();
    }

    /// The first meeting is held, and there is no consent to talk with anybody.
    async fn meets(&self, day: &str) {
        self.does("kontakt", "naaet").await;
        let order = MarkDone {
            course: Some(self.id),
            step: "aftale-foerste-moede".into(),
            asked: Some(scenarios::day(day)),
            ..MarkDone::default()
        };
        let pia = self.town.actor("pia").await;
        app::progress::mark_done(&self.town.app, &pia, self.case, order).await.unwrap();
        self.on(day, "foerste-moede", "holdt").await;
        self.does("samtykke", "nej").await;
        self.does("raadgivning", "").await;
        self.does("intern-sagsoplysning", "ikke-noedvendigt").await;
        self.does("koordinerende-moede-aftalt", "nej").await;
    }

    async fn todo(&self, step: &str) -> Option<TodoRow> {
        let todos = self.town.todos().await;
        todos.into_iter().find(|(case, todo)| *case == self.case && todo.step == step).map(|(_, todo)| todo)
    }

    async fn is_due(&self, step: &str, on: Date) {
        let todo = self.todo(step).await.unwrap_or_else(|| panic!("{step} is nothing to do"));
        assert_eq!(todo.due, Some(on), "{step}: {}", todo.rule);
    }

    /// Where the mark stands for Louise, who works in the department: on the citizen, the case and the lists.
    async fn marked(&self) -> Vec<bool> {
        let louise = self.town.signs_in("louise").await;
        let person = self.town.file(self.case).await.citizen.id;
        let mut found = Vec::new();
        for path in
            [format!("/borgere/{person}"), format!("/sager/{}", self.case), "/mine-sager?hvem=voksenhandicap".into()]
        {
            found.push(louise.opens(&path).await.says(MARK));
        }
        let form = louise.opens("/borgere").await.form("/soeg").with("q", "Torben");
        found.push(louise.sends(&form).await.shown().says(MARK));
        found
    }

    async fn has_ended(&self) -> bool {
        let file = self.town.file(self.case).await;
        file.courses.iter().find(|course| course.id == self.id).unwrap().ended_on.is_some()
    }

    async fn runs(&self, procedure: &str) -> bool {
        let file = self.town.file(self.case).await;
        file.courses.iter().any(|course| course.procedure == procedure && course.ended_on.is_none())
    }
}

fn refused(outcome: Outcome<()>) -> StepRefused {
    match outcome {
        Err(Refused::Because(Reason::Step(why))) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_form_counts_and_says_why_and_outreach_or_its_leader_judges() {
    play("2026-03-30", async |town| {
        let course = begins(town, "louise").await;
        course.screens("louise").await;

        // The ages are not set: it cannot be told, and it says so with where they are set.
        let louise = town.signs_in("louise").await;
        for path in ["/skema/screening".to_string(), format!("/trin/{}/vurdering", course.id)] {
            let page = louise.opens_case(course.case, &path).await;
            assert!(page.says("Kan ikke vurderes"), "{}", page.told());
            assert!(page.says("aldersgrænsen for »Målgruppe 1« er ikke sat"), "{}", page.told());
            assert!(page.says("Kategori 2: 2 emner tæller. Der kræves mindst 2 emner"), "{}", page.told());
            assert!(page.says("Kategori 1: 1 kryds tæller"), "{}", page.told());
        }
        let page = louise.opens_case(course.case, &format!("/trin/{}/vurdering", course.id)).await;
        assert!(page.says("Trinnet gøres kun af") && page.says("Fremskudt sagsbehandler"), "{}", page.told());
        let why = refused(course.marks("louise", "vurdering", "i-maalgruppe", "Det mener jeg.").await);
        assert!(matches!(why, StepRefused::OtherRole(_)), "{why:?}");

        // Susanne leads: what the form does not show asks for a reason.
        let why = refused(course.marks("susanne", "vurdering", "i-maalgruppe", "").await);
        assert_eq!(why, StepRefused::ReasonMissing);
        let pia = town.staff("pia").await.id;
        let susanne = town.actor("susanne").await;
        let early = app::outreach::allocate(&town.app, &susanne, course.case, pia).await;
        assert_eq!(refused(early), StepRefused::NotOpen, "nobody is allocated before it is judged");
        course.marks("susanne", "vurdering", "i-maalgruppe", "Vi er enige på holdet.").await.unwrap();
        let louises = app::outreach::allocate(&town.app, &town.actor("louise").await, course.case, pia).await;
        assert!(matches!(refused(louises), StepRefused::OtherRole(_)));
        let ordinary = town.staff("louise").await.id;
        let wrong = app::outreach::allocate(&town.app, &susanne, course.case, ordinary).await;
        assert!(matches!(wrong, Err(Refused::Because(Reason::NoOutreachCaseworker))), "{wrong:?}");
    })
    .await;
}

#[tokio::test]
async fn what_is_known_and_in_contact_goes_to_ordinary_casework() {
    play("2026-03-30", async |town| {
        let course = begins(town, "susanne").await;
        course.marks("susanne", "videregivelse", "ordinaer", "").await.unwrap();
        assert!(course.has_ended().await && course.runs("ordinaer-henvendelse").await);
        // 5 working days after Monday 30 March: 31 March, 1 April, then past Easter 7, 8 and 9 April.
        course.is_due("sagsbehandler", date(2026, 4, 9)).await;
    })
    .await;
}

#[tokio::test]
async fn not_in_the_target_group_goes_back_to_the_referrer_with_nothing_of_the_citizen() {
    play("2026-03-30", async |town| {
        let course = begins(town, "susanne").await;
        course.screens("susanne").await;
        course.marks("susanne", "vurdering", "ikke-maalgruppe", "Det er en nabostrid.").await.unwrap();
        // 5 working days after 30 March, past Maundy Thursday, Good Friday and Easter Monday.
        course.is_due("tilbage-til-henviser", date(2026, 4, 9)).await;

        let susanne = town.signs_in("susanne").await;
        let at = susanne.opens_case(course.case, &format!("/trin/{}/tilbage-til-henviser", course.id)).await;
        let link = at.links().into_iter().find(|link| link.contains("/brev?brev=")).unwrap();
        let form = susanne.opens(&link).await.form("/brev");
        assert_eq!(form.value("navn"), Some(NEIGHBOUR), "from the enquiry");
        assert_eq!(form.value("svar-dag"), Some("2026-03-30"), "the day it came");
        let letter = susanne.sends(&form).await.shown();
        susanne.sends_letter_of(&letter).await;
        town.post_goes().await;
        let letters = town.post.to("Ågade 6");
        assert_eq!(letters.len(), 1);
        let letter = &letters[0];
        let text = letter.text();
        for private in ["Torben", "Ågesen", "720573", "Ågade 4", "Gardinerne", "nabostrid", "fremskudt"] {
            assert!(!text.to_lowercase().contains(&private.to_lowercase()), "{private}: {text}");
            assert!(!letter.subject.contains(private) && !letter.file_name.contains(private), "{private}");
        }
        assert!(text.contains("igen jer, der har opgaven") && text.contains("30. marts 2026"), "{text}");
        assert!(course.has_ended().await, "the letter ends it");
        let papers = susanne.opens_case(course.case, "/dokumenter").await;
        assert!(!papers.html().contains(NEIGHBOUR), "no list of papers names who told");
    })
    .await;
}

#[tokio::test]
async fn the_citizen_is_marked_wherever_they_appear_until_both_agree_that_the_contact_passes_on() {
    play("2026-03-30", async |town| {
        let course = begins(town, "susanne").await;
        assert_eq!(course.marked().await, [false; 4]);
        // Tuesday of Easter week.
        town.turn_to("2026-03-31");
        course.allocates().await;
        assert_eq!(course.marked().await, [true; 4], "citizen, case, list, search");
        assert_eq!(town.file(course.case).await.case.responsible, town.staff("pia").await.id, "it is Pia's case now");
        // 2 working days after 31 March: 1 April and, past Easter, 7 April.
        course.is_due("kontakt", date(2026, 4, 7)).await;

        town.turn_to("2026-04-07");
        let pia = town.signs_in("pia").await;
        assert!(pia.opens("/i-dag").await.says(MARK), "on the day's sheet too");
        course.meets("2026-04-14").await;
        // A month after 14 April is Ascension Day: the goal stands, and one is reminded the day before.
        course.is_due("behovsvurdering", date(2026, 5, 14)).await;
        assert_eq!(course.todo("behovsvurdering").await.unwrap().warn_on, Some(date(2026, 5, 13)));

        course.on("2026-05-12", "behovsvurdering", "ordinaer-med").await;
        assert!(course.runs("ordinaer-henvendelse").await && course.runs("fremskudt-sagsbehandling").await);
        // 5 working days after Tuesday 12 May: 13, 15, 18, 19 and 20 May; the 14th is Ascension Day.
        course.is_due("sagsbehandler", date(2026, 5, 20)).await;
        assert_eq!(course.marked().await, [true; 4], "the outreach worker keeps the contact");

        course.leaves_out("samarbejdsaftale").await;
        course.on("2026-08-14", "opfoelgning", "klar").await;
        course.does("overgang-aftalt", "ikke-endnu").await;
        assert_eq!(course.marked().await, [true; 4], "only one of them agrees");
        course.is_due("overgang-aftalt", date(2026, 9, 14)).await;
        course.on("2026-09-14", "overgang-aftalt", "enige").await;
        let why = refused(course.marks("pia", "afslutning", "", "").await);
        assert!(matches!(why, StepRefused::Blocked(_)), "first the plan for the follow-up: {why:?}");
        town.turn_to("2026-09-25");
        course
            .fills("pia", "opfoelgningsplan", &[("navn", TORBEN.name), ("slut", "2026-09-25"), ("moedes", "nej")])
            .await;
        course.does("afslutning", "").await;
        assert_eq!(course.marked().await, [false; 4], "the mark is off");

        // Between three and six months after: from Christmas Day until Maundy Thursday, with a reminder the day before.
        let todo = course.todo("efter-afslutning").await.unwrap();
        assert_eq!((todo.opens, todo.due), (date(2026, 12, 25), Some(date(2027, 3, 25))), "{}", todo.rule);
        assert_eq!(todo.warn_on, Some(date(2027, 3, 24)));
        course.on("2027-01-05", "efter-afslutning", "naeste-tilbud").await;
        assert!(course.has_ended().await, "the next service told how it goes");
    })
    .await;
}

#[tokio::test]
async fn a_door_that_stays_closed_over_christmas_leads_to_a_support_and_contact_person() {
    play("2026-12-21", async |town| {
        let course = begins(town, "susanne").await;
        course.allocates().await;
        // 2 working days after Monday 21 December.
        course.is_due("kontakt", date(2026, 12, 23)).await;
        course.on("2026-12-22", "kontakt", "telefon").await;
        // Again in 2 working days: 23 December, and the next one is Monday the 28th.
        course.is_due("kontakt", date(2026, 12, 28)).await;
        course.on("2026-12-23", "kontakt", "brev").await;
        // 5 working days: 28, 29 and 30 December, 4 and 5 January; New Year's Eve is none.
        course.is_due("kontakt", date(2027, 1, 5)).await;
        course.on("2026-12-28", "kontakt", "doer-lukket").await;
        course.is_due("efter-lukket-doer", date(2026, 12, 29)).await;
        course.on("2026-12-29", "efter-lukket-doer", "ingen-kontakt").await;
        course.is_due("andet-besoeg-varsel", date(2027, 1, 4)).await;
        let silent = refused(course.marks("pia", "andet-besoeg-varsel", "uvarslet", "").await);
        assert_eq!(silent, StepRefused::ReasonMissing, "who comes unannounced says why");
        course.on("2026-12-30", "andet-besoeg-varsel", "uvarslet").await;
        // 5 working days after 30 December: 4 to 8 January.
        course.is_due("andet-besoeg", date(2027, 1, 8)).await;
        course.on("2027-01-08", "andet-besoeg", "doer-lukket").await;
        course.is_due("skp-vurdering", date(2027, 1, 15)).await;
        course.on("2027-01-11", "skp-vurdering", "skp").await;
        assert!(course.has_ended().await && course.runs("stoette-kontaktperson").await);
        assert_eq!(course.marked().await, [false; 4], "the mark ends with the course");

        let pia = town.signs_in("pia").await;
        let journal = pia.opens_case(course.case, "/journal").await;
        for attempt in ["Ringet, ingen tog den", "Brev sendt i almindelig kuvert", "døren blev ikke åbnet"] {
            assert!(journal.says(attempt), "every attempt stands in the journal: {}", journal.told());
        }
    })
    .await;
}

#[tokio::test]
async fn an_announced_second_visit_opens_the_door() {
    play("2026-12-21", async |town| {
        let course = begins(town, "susanne").await;
        course.allocates().await;
        course.on("2026-12-22", "kontakt", "doer-lukket").await;
        course.does("efter-lukket-doer", "ingen-kontakt").await;
        course.does("andet-besoeg-varsel", "varslet").await;
        course.on("2026-12-29", "andet-besoeg", "naaet").await;
        // One working day: 30 December; the meeting within five: 30 December and 4, 5, 6 and 7 January.
        course.is_due("aftale-foerste-moede", date(2026, 12, 30)).await;
        course.is_due("foerste-moede", date(2027, 1, 7)).await;
    })
    .await;
}

#[tokio::test]
async fn a_citizen_who_declines_is_talked_over_and_may_be_asked_once_more() {
    play("2026-03-30", async |town| {
        let course = begins(town, "susanne").await;
        course.allocates().await;
        course.on("2026-04-01", "kontakt", "frabedt").await;
        // 5 working days after 1 April: 7, 8, 9, 10 and 13 April.
        course.is_due("skp-vurdering", date(2026, 4, 13)).await;
        course.on("2026-04-08", "skp-vurdering", "mere").await;
        assert!(course.todo("kontakt").await.is_some(), "we try a little more");
        assert_eq!(course.marked().await, [true; 4]);
        course.on("2026-04-09", "kontakt", "opgivet").await;
        let silent = refused(course.marks("pia", "skp-vurdering", "slut", "").await);
        assert_eq!(silent, StepRefused::ReasonMissing);
        course.does("skp-vurdering", "slut").await;
        assert!(course.has_ended().await);
        assert_eq!(course.marked().await, [false; 4]);
    })
    .await;
}

#[tokio::test]
async fn without_consent_nobody_is_asked_and_without_a_need_it_ends_with_a_meeting_months_later() {
    play("2026-03-31", async |town| {
        let course = begins(town, "susanne").await;
        course.allocates().await;
        town.turn_to("2026-04-07");
        course.meets("2026-04-14").await;
        assert!(course.todo("ekstern-sagsoplysning").await.is_none(), "no consent, nobody outside is asked");
        course.on("2026-04-28", "behovsvurdering", "intet-behov").await;
        course
            .fills(
                "pia",
                "opfoelgningsplan",
                &[("navn", TORBEN.name), ("slut", "2026-04-28"), ("moedes", "ja"), ("dato", "2026-08-03")],
            )
            .await;
        course.does("afslutning", "").await;
        let todo = course.todo("efter-afslutning").await.unwrap();
        assert_eq!((todo.opens, todo.due), (day("2026-07-28"), Some(day("2026-10-28"))), "{}", todo.rule);
        course.on("2026-08-03", "efter-afslutning", "godt").await;
        assert!(course.has_ended().await, "they met, and it goes well");
    })
    .await;
}

#[tokio::test]
async fn the_mark_is_moved_to_another_and_taken_off_by_hand_with_a_reason() {
    play("2026-03-31", async |town| {
        let course = begins(town, "susanne").await;
        course.allocates().await;
        let susanne = town.signs_in("susanne").await;
        let page = susanne.opens_case(course.case, "/fremskudt").await;
        assert!(page.says("Pia Nørrevang er borgerens fremskudte sagsbehandler"), "{}", page.told());
        let refused = susanne.sends(&page.form("/fremskudt/ophoer")).await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());
        let form = refused.form("/fremskudt/ophoer").with("grund", "Borgeren har bedt om det.");
        susanne.sends(&form).await.shown();
        assert_eq!(course.marked().await, [false; 4]);
        let form = susanne.opens_case(course.case, "/fremskudt").await.form("/fremskudt");
        let pia = town.staff("pia").await.id.to_string();
        susanne.sends(&form.with("hvem", &pia)).await.shown();
        assert_eq!(course.marked().await, [true; 4]);
    })
    .await;
}
