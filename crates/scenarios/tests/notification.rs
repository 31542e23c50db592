//! A notification is assessed within twenty-four hours, Christmas or not; the leader hears of it at twenty; who notified
//! is told to nobody; and a children's examination that is late says so with what is believed so far.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use app::progress::MarkDone;
use domain::ids::{CaseId, CourseId};
use domain::people::RelationKind;
use jiff::civil::date;
use scenarios::browser::Page;
use scenarios::casework::case_of;
use scenarios::desk::Desk;
use scenarios::people::{Citizen, MAGNUS, SOFIE};
use scenarios::{Town, day, play};
use std::collections::BTreeMap;

const TEACHER: &str = "Lisbeth Bjergskov";
const TOLD: &str = "Magnus kom uden vinterjakke og sagde, at der ikke er mad hjemme i julen.";

impl Told<'_> {
    /// A teacher rings about Magnus, now.
    async fn a_teacher_rings(&self, child: &Citizen) -> Page {
        let form = self.desk.opens("/underretning/ny").await.form("/underretning");
        let form = form.with("om", "barn").with("cpr", child.cpr).with("navn", child.name).with("maade", "phone");
        let form = form.with("underretter", "fagperson").with("u_navn", TEACHER).with("u_sted", "Tovby Skole");
        let form = form.with("u_adresse", "Skolevej 10\n9999 Tovby").with("fortalt", TOLD);
        self.desk.sends(&form).await.shown()
    }

    async fn assesses(&self, case: CaseId, danger: &str, acute: &str) -> Page {
        let form = self.page(case).await.form("/underretning/vurdering");
        let form = form.with("fare", danger).with("akut", acute);
        self.desk.sends(&form.with("begrundelse", "Barnet er hos sin mormor i julen.")).await
    }

    async fn settles(&self, case: CaseId, result: &str) -> Page {
        let form = self.page(case).await.form("/underretning/udfald");
        let form = form.with("udfald", result).with("hvorfor", "Fraværet og trivslen skal undersøges.");
        self.desk.sends(&form).await.shown()
    }

    async fn page(&self, case: CaseId) -> Page {
        self.desk.opens(&format!("/sager/{case}/underretning")).await
    }

    /// Makes the letter a button of the page makes, and sends it.
    async fn writes(&self, case: CaseId, kind: &str) {
        let page = self.page(case).await;
        let forms = page.forms();
        let form = forms.into_iter().find(|form| form.value("slags") == Some(kind));
        let letter = self.desk.sends(&form.unwrap_or_else(|| panic!("{}", page.told()))).await.shown();
        self.desk.sends_letter_of(&letter).await;
    }
}

/// Somebody at a browser, taking notifications.
struct Told<'t> {
    desk: Desk<'t>,
}

async fn sits<'t>(town: &'t Town, username: &'static str) -> Told<'t> {
    Told { desk: town.signs_in(username).await }
}

async fn escalated(town: &Town) -> usize {
    app::notification::escalate_due(&town.app).await.unwrap()
}

#[tokio::test]
async fn a_notification_on_christmas_eve_is_assessed_within_twenty_four_hours_of_christmas() {
    play("2026-12-24", async |town| {
        // 16.05 on Christmas Eve.
        town.minutes_later(7 * 60 + 5);
        let rikke = sits(town, "rikke").await;
        let page = rikke.a_teacher_rings(&MAGNUS).await;
        let case = case_of(&page);
        assert!(page.says("Skal vurderes senest fre. 25. december 2026 kl. 16.05"), "{}", page.told());
        assert!(page.says("Lederen får besked fre. 25. december 2026 kl. 12.05"), "{}", page.told());

        // The hour stands on the worklist and on the case, with its rule; no weekend or holiday is passed over.
        let sheet = rikke.desk.opens("/i-dag").await;
        assert!(sheet.says("fre. 25. december 2026 kl. 16.05") && sheet.says("lovfrist"), "{}", sheet.told());
        let shown = rikke.desk.opens_case(case, "").await;
        assert!(shown.says("fre. 25. december 2026 kl. 16.05"), "{}", shown.told());

        // Six weekdays to tell the teacher that it came: 28, 29, 30 and 31 December, Saturday 2 and Monday 4 January.
        let todos = town.todos().await;
        let receipt = todos.iter().find(|(_, todo)| todo.step == "bekraeftelse").unwrap();
        assert!(receipt.1.to_be_confirmed, "the number of weekdays is not confirmed");
        assert_eq!(receipt.1.due, Some(date(2027, 1, 4)));

        // 12.04 on Christmas Day: not yet. 12.06: the leader is told, once.
        town.minutes_later(19 * 60 + 59);
        assert_eq!(escalated(town).await, 0);
        town.minutes_later(2);
        assert_eq!(escalated(town).await, 1);
        assert_eq!(escalated(town).await, 0, "told twice");
        let ole = sits(town, "ole").await;
        let sheet = ole.desk.opens("/i-dag").await;
        assert!(sheet.says("Underretninger, der skal vurderes nu") && sheet.says(MAGNUS.name), "{}", sheet.told());
        assert!(sheet.says("kl. 16.05"), "{}", sheet.told());
        let henrik = sits(town, "henrik").await;
        let sheet = henrik.desk.opens("/i-dag").await;
        assert!(!sheet.says(MAGNUS.name), "another department's leader is told: {}", sheet.told());
        let journal = ole.desk.opens_case(case, "/journal").await;
        assert!(journal.says("Underretning ikke vurderet efter 20 timer"), "{}", journal.told());

        // The leader assesses at half past two, in time.
        town.minutes_later(2 * 60 + 24);
        let ole = sits(town, "ole").await;
        let refused = ole.assesses(case, "nej", "ja").await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());
        assert_eq!(refused.form("/underretning/vurdering").value("akut"), Some("ja"), "what was chosen is still there");
        let page = ole.assesses(case, "ja", "nej").await.shown();
        assert!(page.says("Vurderet inden for 24 timer"), "{}", page.told());
        let sheet = ole.desk.opens("/i-dag").await;
        assert!(!sheet.says("Underretninger, der skal vurderes nu"), "{}", sheet.told());
        assert_eq!(escalated(town).await, 0);
    })
    .await;
}

#[tokio::test]
async fn who_notified_stands_nowhere_but_on_the_notification_and_in_the_letters_to_them() {
    play("2026-02-02", async |town| {
        let rikke = sits(town, "rikke").await;
        let case = case_of(&rikke.a_teacher_rings(&MAGNUS).await);
        rikke.writes(case, "bekraeftelse").await;
        rikke.assesses(case, "nej", "nej").await.shown();
        rikke.settles(case, "intet-videre").await;
        rikke.writes(case, "svar").await;
        town.post_goes().await;
        let letters = town.post.to("Skolevej 10");
        assert_eq!(letters.len(), 2, "the receipt and the answer");
        for letter in &letters {
            let text = letter.text();
            assert!(!text.contains(MAGNUS.name) && !text.contains("vinterjakke"), "{text}");
            assert!(!letter.subject.contains(MAGNUS.name) && !letter.file_name.contains("Bjergskov"));
        }
        assert!(letters[1].text().contains("ikke ført til en undersøgelse"), "{}", letters[1].text());
        for page in ["/journal", "/dokumenter", "/historik", ""] {
            let page = rikke.desk.opens_case(case, page).await;
            assert!(!page.html().contains(TEACHER), "{} names who notified", page.path);
        }
        assert!(rikke.page(case).await.says(TEACHER), "who works on the case may read it");
        for file in town.database.files() {
            let bytes = std::fs::read(&file).unwrap();
            let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
            assert!(!holds(TEACHER) && !holds("vinterjakke"), "{} holds it in the clear", file.display());
        }
    })
    .await;
}

#[tokio::test]
async fn a_notification_goes_to_the_department_that_knows_the_child() {
    play("2026-03-05", async |town| {
        let known = scenarios::deeds::Application {
            benefit: "kompensation-merudgifter-barn",
            citizen: MAGNUS,
            parents: &[SOFIE],
            received: "2026-03-02",
        };
        let first = town.registers("karen", known).await;
        let rikke = sits(town, "rikke").await;
        let page = rikke.a_teacher_rings(&MAGNUS).await;
        assert!(page.says("Ring til dem nu") && page.path == "/i-dag", "{}", page.told());
        let karen = sits(town, "karen").await;
        let mine = town.todos().await.into_iter().find(|(case, todo)| *case != first && todo.step == "vurdering");
        let case = mine.unwrap().0;
        assert!(karen.page(case).await.says("Skal vurderes senest"), "karen knows the child");
        assert_eq!(town.file(case).await.case.department, "boernehandicap");
    })
    .await;
}

async fn marks(town: &Town, case: CaseId, course: CourseId, step: &str, outcome: Option<&str>, asked: Option<&str>) {
    let actor = town.actor("rikke").await;
    let order = MarkDone {
        course: Some(course),
        step: step.to_string(),
        outcome: outcome.map(str::to_string),
        asked: asked.map(day),
        dates: BTreeMap::new(),
        reason: Some("Det står i planen.".to_string()),
        ..MarkDone::default()
    };
    app::progress::mark_done(&town.app, &actor, case, order).await.unwrap();
}

#[tokio::test]
async fn an_examination_that_is_late_is_told_as_provisional_and_goes_on() {
    play("2026-02-02", async |town| {
        let rikke = sits(town, "rikke").await;
        let case = case_of(&rikke.a_teacher_rings(&MAGNUS).await);
        let child = town.file(case).await.citizen.id;
        let actor = town.actor("rikke").await;
        let mother = SOFIE.new_person();
        app::person::relate(&town.app, &actor, child, mother, RelationKind::CustodyHolder).await.unwrap();
        rikke.assesses(case, "nej", "nej").await.shown();

        // Decided ten days later; the four months run from the day the municipality became aware.
        town.turn_to("2026-02-12");
        let rikke = sits(town, "rikke").await;
        rikke.settles(case, "undersoegelse").await;
        let file = town.file(case).await;
        let examination = file.courses.iter().find(|course| course.procedure == "boernefaglig-undersoegelse").unwrap();
        assert_eq!(examination.began_on, day("2026-02-02"));
        marks(town, case, examination.id, "screening", Some("undersoeges"), None).await;
        let todos = town.todos().await;
        let due = |step: &str| todos.iter().find(|(_, todo)| todo.step == step).and_then(|(_, todo)| todo.due);
        assert_eq!(due("faerdig"), Some(date(2026, 6, 2)), "4 months after 2 February");

        // Five working days before the law's day the provisional assessment shows as work.
        town.turn_to("2026-06-03");
        let rikke = sits(town, "rikke").await;
        let sheet = rikke.desk.opens("/i-dag").await;
        assert!(sheet.says("Den foreløbige vurdering er skrevet og sendt"), "{}", sheet.told());
        let step = format!("/sager/{case}/trin/{}/foreloebig-vurdering", examination.id);
        let at = rikke.desk.opens(&step).await;
        assert!(at.says("Overskredet"), "{}", at.told());
        let link = at.links().into_iter().find(|link| link.contains("brev=foreloebig-vurdering")).unwrap();
        let form = rikke.desk.opens(&link).await.form("/brev");
        let form = form.with("svar-opmaerksom", "2026-02-02").with("svar-faerdig", "2026-07-01");
        let form = form.with("svar-grund", "Vi mangler svar fra sygehuset.");
        let form = form.with("svar-vurdering", "Vi mener foreløbig, at Magnus har brug for mere hjælp i skolen.");
        let letter = rikke.desk.sends(&form).await.shown();
        rikke.desk.sends_letter_of(&letter).await;
        town.post_goes().await;
        let letters = town.post.letters();
        let text = letters.last().unwrap().text();
        assert!(text.contains("sygehuset") && text.contains("1. juli 2026"), "{text}");

        // It is told, and the examination is still to be finished.
        let todos = town.todos().await;
        assert!(!todos.iter().any(|(_, todo)| todo.step == "foreloebig-vurdering"), "it is sent");
        assert!(todos.iter().any(|(_, todo)| todo.step == "faerdig"), "the examination goes on");
    })
    .await;
}

#[tokio::test]
async fn a_use_of_force_begins_its_own_course_from_the_day_it_happened() {
    play("2026-03-05", async |town| {
        let rikke = sits(town, "rikke").await;
        let case = case_of(&rikke.a_teacher_rings(&MAGNUS).await);
        let page = rikke.desk.opens_case(case, "/forloeb").await;
        let link = page.links().into_iter().find(|link| link.ends_with("/skema/magtanvendelse"));
        let link = link.unwrap_or_else(|| panic!("{}", page.told()));
        let form = rikke.desk.opens(&link).await.form("/skema/magtanvendelse");
        let which = form.choices("f-skema").into_iter().find(|choice| choice.starts_with("1b")).unwrap().to_string();
        let mut form = form.with("f-skema", &which).with("f-dag", "2026-03-04").with("f-begyndte", "14.30");
        for field in ["bestemmelse", "sted", "personale", "foer", "proevet", "hvad", "hvorfor"] {
            form = form.with(&format!("f-{field}"), "Som beskrevet af stedet.");
        }
        let page = rikke.desk.sends(&form.with("f-skade", "nej")).await.shown();
        assert!(page.path == link || page.path == format!("/sager/{case}"), "{}", page.told());
        let file = town.file(case).await;
        let course = file.courses.iter().find(|course| course.procedure == "magtanvendelse");
        let course = course.unwrap_or_else(|| panic!("{}", page.told()));
        assert_eq!(course.began_on, day("2026-03-04"));
        let todos = town.todos().await;
        assert!(!todos.iter().any(|(_, todo)| todo.step == "registreret"), "the form registers it");
        marks(town, case, course.id, "slags", Some("paa-stedet"), None).await;
        let todos = town.todos().await;
        let reported = todos.iter().find(|(_, todo)| todo.step == "indberettet").unwrap();
        assert!(reported.1.to_be_confirmed && reported.1.due == Some(date(2026, 3, 5)), "{:?}", reported.1);
    })
    .await;
}
