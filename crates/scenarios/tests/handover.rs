//! Cases change hands: nobody's deadline moves, nobody's case is without somebody, and everybody hears of it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use domain::ids::{CaseId, HandoverId, StaffId};
use domain::people::DigitalPost;
use jiff::civil::Date;
use scenarios::browser::Page;
use scenarios::deeds::Application;
use scenarios::people::{Citizen, IDA, KIM, LONE, MAGNUS, SOFIE};
use scenarios::town::day;
use scenarios::{Desk, Town, play};
use std::collections::BTreeMap;

const CHILD: &str = "kompensation-merudgifter-barn";
const ADULT: &str = "ledsagelse-voksen";

fn of_magnus(received: &'static str) -> Application {
    Application { benefit: CHILD, citizen: MAGNUS, parents: &[SOFIE], received }
}

fn of_kim(received: &'static str) -> Application {
    Application { benefit: ADULT, citizen: KIM, parents: &[], received }
}

/// A child of its own for each of many cases, and a parent.
fn child(nr: usize) -> (Citizen, Citizen) {
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let born = |day: usize, year: usize, last: usize| leak(format!("{}04{year:02}{last}", 60 + day));
    let child = Citizen {
        name: leak(format!("Alma Nummer{nr}")),
        cpr: born(nr, 17, 9900 + nr * 2),
        digital_post: DigitalPost::Unknown,
        ..MAGNUS
    };
    let parent = Citizen { name: leak(format!("Rosa Nummer{nr}")), cpr: born(nr, 89, 9900 + nr * 2), ..SOFIE };
    (child, parent)
}

/// Every deadline of these cases as it is kept: which step, of whom, by when.
async fn deadlines(town: &Town, cases: &[CaseId]) -> BTreeMap<(CaseId, String, Option<String>), Date> {
    let kept = town.todos().await.into_iter().filter(|(case, _)| cases.contains(case));
    kept.filter_map(|(case, todo)| Some(((case, todo.step, todo.element), todo.due?))).collect()
}

/// No deadline that stood before stands on another day; what the handover itself asks for has come besides.
async fn none_moved(town: &Town, before: &BTreeMap<(CaseId, String, Option<String>), Date>) {
    let cases: Vec<CaseId> = before.keys().map(|(case, ..)| *case).collect();
    let now = deadlines(town, &cases).await;
    for (which, due) in before {
        assert_eq!(now.get(which), Some(due), "{which:?}");
    }
}

async fn responsible(town: &Town, case: CaseId) -> StaffId {
    town.file(case).await.case.responsible
}

/// Chooses on the leader's page; answers the page that says what would happen.
async fn looks(desk: &Desk<'_>, from: &str, choices: &[(&str, &str)]) -> Page {
    let leaver = desk.town.staff(from).await.id.to_string();
    let mut form = desk.opens("/holdet/skift").await.form("/holdet/skift/nyt").with("hvem", &leaver);
    for (name, value) in choices {
        form = form.with(name, value);
    }
    desk.sends(&form).await
}

/// Confirms what the page shows, with a reason that nobody may read in a letter.
async fn confirms(desk: &Desk<'_>, preview: &Page, said: &[(&str, &str)]) -> Page {
    let mut form = preview.form("/holdet/skift").with("hvorfor", "Sygemeldt med stress");
    for (name, value) in said {
        form = form.with(name, value);
    }
    desk.sends(&form).await
}

fn handover_of(page: &Page) -> HandoverId {
    let id = page.path.strip_prefix("/holdet/skift/").unwrap_or_else(|| panic!("{}: {}", page.path, page.told()));
    id.parse().unwrap()
}

/// The drafts a page of a handover leads to.
fn drafts(page: &Page) -> Vec<String> {
    let mut found: Vec<String> = page.links().into_iter().filter(|link| link.contains("/breve/")).collect();
    found.sort();
    found.dedup();
    found
}

/// Everything the post has brought this person, as text.
fn read_by(town: &Town, citizen: &Citizen) -> String {
    town.post.to(citizen.letter_box()).iter().map(|letter| letter.text()).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn on_a_monday_of_illness_the_deputy_has_twelve_cases_the_same_hour_and_no_deadline_moves() {
    play("2026-03-13", async |town| {
        let mut cases = Vec::new();
        for nr in 1..=12 {
            let (citizen, parent) = child(nr);
            // Five working days after 9 March are over on Monday 16 March.
            let received = if nr <= 3 { "2026-03-09" } else { "2026-03-12" };
            let parents: &'static [Citizen] = Box::leak(Box::new([parent]));
            cases.push(town.registers("karen", Application { benefit: CHILD, citizen, parents, received }).await);
        }
        town.turn_to("2026-03-16");
        let before = deadlines(town, &cases).await;
        let today: Vec<_> = before.iter().filter(|(_, due)| **due == day("2026-03-16")).collect();
        let receipts = today.iter().filter(|((_, step, _), _)| step == "kvittering").count();
        assert_eq!(receipts, 3, "{before:?}");
        let urgent = format!("{} frister er i dag", today.len());

        let henrik = town.signs_in("henrik").await;
        let jonas = town.staff("jonas").await;
        let to = jonas.id.to_string();
        let chosen = [("slags", "unplanned"), ("varighed", "midlertidigt"), ("afloeser", to.as_str())];
        let preview = looks(&henrik, "karen", &chosen).await.shown();
        for told in ["Sager 12", urgent.as_str(), "Ingen frist flytter sig", "Jonas Havrelund", "Autosvar"] {
            assert!(preview.says(told), "{told}: {}", preview.told());
        }
        assert!(preview.says("Sagsbehandleren er ikke på arbejde i øjeblikket"), "{}", preview.told());
        assert_eq!(responsible(town, cases[0]).await, town.staff("karen").await.id, "looking changes nothing");

        let page = confirms(&henrik, &preview, &[("svar-laengde", "omkring to uger")]).await.shown();
        handover_of(&page);
        for case in &cases {
            assert_eq!(responsible(town, *case).await, jonas.id);
        }
        none_moved(town, &before).await;
        let jonas = town.signs_in("jonas").await;
        let sheet = jonas.opens("/i-dag").await;
        for case in &cases[..3] {
            let number = town.file(*case).await.case.number.to_string();
            assert!(sheet.says(&number), "{number}: {}", sheet.told());
        }

        // The leader reads the letters through and sends them; why is in none of them, nor on the case.
        let letters = drafts(&page);
        assert_eq!(letters.len(), 12, "{}", page.told());
        for letter in &letters {
            let shown = henrik.opens(letter).await;
            henrik.sends_letter_of(&shown).await;
        }
        town.post_goes().await;
        let (_, parent) = child(1);
        let read = read_by(town, &parent);
        assert!(read.contains("Karen Tangbjerg er ikke på arbejde") && read.contains("Jonas Havrelund"), "{read}");
        assert!(read.contains("omkring to uger") && !read.contains("stress"), "{read}");
        let journal = jonas.opens_case(cases[0], "/journal").await;
        assert!(journal.says("Sagen har skiftet sagsbehandler") && !journal.says("stress"), "{}", journal.told());
        // What the receiver looks at stands on the case, with who had it.
        let case = jonas.opens_case(cases[0], "").await;
        assert!(case.says("Overtaget sag") && case.says("Stamkort"), "{}", case.told());
        let history = jonas.opens_case(cases[0], "/skift").await;
        assert!(history.says("Karen Tangbjerg") && history.says("ansvarlig nu"), "{}", history.told());
    })
    .await;
}

#[tokio::test]
async fn who_leaves_with_no_successor_leaves_the_leader_responsible_until_somebody_is_found() {
    play("2026-03-02", async |town| {
        let case = town.registers("karen", of_magnus("2026-03-02")).await;
        let before = deadlines(town, &[case]).await;
        let henrik = town.signs_in("henrik").await;
        let chosen = [("slags", "planned"), ("varighed", "varigt"), ("afloeser", "leder"), ("dag", "2026-03-16")];
        let preview = looks(&henrik, "karen", &chosen).await.shown();
        assert!(preview.says("Sagsbehandleren holder op"), "{}", preview.told());
        assert!(preview.says("Henrik Vadsted er ansvarlig"), "{}", preview.told());
        let page = confirms(&henrik, &preview, &[]).await.shown();
        let first = handover_of(&page);
        assert!(page.says("Planlagt"), "{}", page.told());
        assert_eq!(responsible(town, case).await, town.staff("karen").await.id, "her last day has not come");

        // Karen sends the letter while it is hers to send.
        let karen = town.signs_in("karen").await;
        let own = karen.opens(&format!("/holdet/skift/{first}")).await;
        let shown = karen.opens(&drafts(&own)[0]).await;
        karen.sends_letter_of(&shown).await;
        town.post_goes().await;
        let read = read_by(town, &SOFIE);
        assert!(read.contains("Karen Tangbjerg holder op") && read.contains("søndag den 15. marts 2026"), "{read}");
        assert!(read.contains("Henrik Vadsted") && !read.contains("stress"), "{read}");

        town.turn_to("2026-03-16");
        app::handover::carry_out_due(&town.app).await.unwrap();
        assert_eq!(responsible(town, case).await, town.staff("henrik").await.id);
        none_moved(town, &before).await;
        let waiting = henrik.opens(&format!("/holdet/skift/{first}")).await;
        assert!(waiting.says("Venter på en ny sagsbehandler"), "{}", waiting.told());

        // Somebody is found: the leader allocates the case from there, and the new one writes to the family.
        town.turn_to("2026-03-18");
        let henrik = town.signs_in("henrik").await;
        let waiting = henrik.opens(&format!("/holdet/skift/{first}")).await;
        let on = waiting.links().into_iter().find(|link| link.starts_with("/holdet/skift/nyt?")).unwrap();
        let preview = henrik.opens(&on).await;
        let jonas = town.staff("jonas").await;
        let page = confirms(&henrik, &preview, &[(&format!("til-{case}"), &jonas.id.to_string())]).await.shown();
        handover_of(&page);
        assert_eq!(responsible(town, case).await, jonas.id);
        let found = town.seen_by(&town.actor("jonas").await, case).await;
        let course = app::handover_check::course(&found).unwrap();
        let closed = |step: &str| {
            course.milestones.iter().any(|milestone| milestone.what.step().is_some_and(|known| known == step))
        };
        assert!(closed("registreret") && closed("afloeser"), "{:?} {:?}", course.began_on, course.milestones);
        let remains = app::handover_check::remains(course);
        assert!(remains.iter().any(|known| known.step == "gennemgang" && known.open), "the new one goes it through");

        let jonas = town.signs_in("jonas").await;
        let form = jonas.opens_case(case, "/brev?brev=orientering-ny-sagsbehandler").await.form("/brev");
        let form = form.with("svar-om", "Jeg er socialrådgiver.").with("svar-dag", "2026-03-20");
        let letter = jonas.sends(&form.with("svar-hvordan", "Jeg ringer om formiddagen")).await.shown();
        jonas.sends_letter_of(&letter).await;
        town.post_goes().await;
        assert!(read_by(town, &SOFIE).contains("Jeg hedder Jonas Havrelund"), "{}", read_by(town, &SOFIE));
        let found = town.seen_by(&town.actor("jonas").await, case).await;
        let remains = app::handover_check::remains(app::handover_check::course(&found).unwrap());
        let presented = remains.iter().find(|known| known.step == "praesentation").unwrap();
        let course = app::handover_check::course(&found).unwrap();
        assert!(presented.settled.is_some(), "the letter closes the step: {:?} {:?}", course.states, course.milestones);
    })
    .await;
}

#[tokio::test]
async fn a_planned_change_for_good_is_told_to_a_child_s_parent_and_to_an_adult_in_letters_of_their_own() {
    play("2026-03-02", async |town| {
        let child = town.registers("karen", of_magnus("2026-03-02")).await;
        let adult = town.registers("louise", of_kim("2026-03-02")).await;
        for (leader, from, to, case, citizen, title, says) in [
            (
                "henrik",
                "karen",
                "jonas",
                child,
                SOFIE,
                "Sagen får en ny sagsbehandler",
                "mødes med både den gamle og den nye",
            ),
            ("susanne", "louise", "pia", adult, KIM, "Din sagsbehandler skifter", "har været din sagsbehandler"),
        ] {
            let desk = town.signs_in(leader).await;
            let to_id = town.staff(to).await.id.to_string();
            let chosen = [("slags", "planned"), ("varighed", "varigt"), ("afloeser", to_id.as_str())];
            let preview = looks(&desk, from, &chosen).await.shown();
            assert!(preview.says(title), "{}", preview.told());
            let page = confirms(&desk, &preview, &[]).await.shown();
            let shown = desk.opens(&drafts(&page)[0]).await;
            desk.sends_letter_of(&shown).await;
            town.post_goes().await;
            assert_eq!(responsible(town, case).await, town.staff(to).await.id);
            let read = read_by(town, &citizen);
            let name = town.staff(to).await.name;
            assert!(read.contains(says) && read.contains(&name) && !read.contains("stress"), "{read}");
        }
        // The note fetches what stands open, so that nobody copies a deadline by hand.
        let jonas = town.signs_in("jonas").await;
        let note = jonas.opens_case(child, "/skema/overleveringsnotat").await;
        assert!(note.html().contains("Kvitteringsbrevet sendes"), "{}", note.told());
    })
    .await;
}

#[tokio::test]
async fn a_planned_change_for_a_time_goes_and_comes_back() {
    play("2026-03-02", async |town| {
        let case = town.registers("karen", of_magnus("2026-03-02")).await;
        let other = town
            .registers("karen", Application { benefit: CHILD, citizen: IDA, parents: &[LONE], received: "2026-03-02" })
            .await;
        let before = deadlines(town, &[case, other]).await;
        let henrik = town.signs_in("henrik").await;
        let jonas = town.staff("jonas").await.id.to_string();
        let chosen = [
            ("omfang", "nogle"),
            ("slags", "planned"),
            ("varighed", "midlertidigt"),
            ("til", "2026-04-30"),
            ("afloeser", jonas.as_str()),
        ];
        let preview = looks(&henrik, "karen", &chosen).await.shown();
        let nothing = confirms(&henrik, &preview, &[]).await;
        assert_eq!(nothing.status.as_u16(), 422);
        assert!(nothing.says("Sæt kryds ved mindst én sag"), "{}", nothing.told());
        let form =
            preview.form("/holdet/skift").ticking("sag", &case.to_string()).with("hvorfor", "Kursus i otte uger");
        let page = henrik.sends(&form).await.shown();
        let id = handover_of(&page);
        // The same form sent twice is one handover.
        assert_eq!(handover_of(&henrik.sends(&form).await), id);
        assert_eq!(responsible(town, case).await.to_string(), jonas);
        assert_eq!(responsible(town, other).await, town.staff("karen").await.id, "it was not chosen");
        let shown = henrik.opens(&drafts(&page)[0]).await;
        henrik.sends_letter_of(&shown).await;
        town.post_goes().await;
        let read = read_by(town, &SOFIE);
        assert!(read.contains("er væk for en tid") && read.contains("fredag den 1. maj 2026"), "{read}");

        town.turn_to("2026-04-20");
        let henrik = town.signs_in("henrik").await;
        let page = henrik.opens(&format!("/holdet/skift/{id}")).await;
        let back = henrik.sends(&page.form("/tilbage")).await.shown();
        assert!(back.says("Tilbage igen") && back.says("Sagerne er gået tilbage"), "{}", back.told());
        assert_eq!(responsible(town, case).await, town.staff("karen").await.id);
        none_moved(town, &before).await;
        let again = henrik.sends(&page.form("/tilbage")).await;
        assert!(!again.says("fejl hos os"), "{}", again.told());
        let karen = town.signs_in("karen").await;
        let history = karen.opens_case(case, "/skift").await;
        assert!(history.says("Jonas Havrelund") && !history.says("Overtaget sag"), "{}", history.told());
    })
    .await;
}

#[tokio::test]
async fn the_responsible_person_gives_one_case_to_a_colleague() {
    play("2026-03-02", async |town| {
        let case = town.registers("karen", of_magnus("2026-03-02")).await;
        let before = deadlines(town, &[case]).await;
        let karen = town.signs_in("karen").await;
        let page = karen.opens_case(case, "/skift").await;
        let form = page.form("/skift");
        assert!(!form.choices("afloeser").contains(&"leder"), "that nobody is known is the leader's to say");
        let empty = karen.sends(&form).await;
        assert_eq!(empty.status.as_u16(), 422);
        assert!(empty.says("Vælg, hvem der overtager") && empty.says("Feltet skal udfyldes"), "{}", empty.told());
        let jonas = town.staff("jonas").await;
        let form = form.with("afloeser", &jonas.id.to_string()).with("hvorfor", "Vi fordeler sagerne på ny");
        let given = karen.sends(&form).await.shown();
        assert!(given.says("Sagen har skiftet hånd") && given.says("Overtaget sag"), "{}", given.told());
        assert_eq!(responsible(town, case).await, jonas.id);
        none_moved(town, &before).await;
        assert!(town.seen_by(&town.actor("jonas").await, case).await.letters.len() == 1);

        // The receiver goes the case through, and the step is closed by the form.
        let jonas = town.signs_in("jonas").await;
        let review = jonas.opens_case(case, "/skema/gennemgang-ved-skift").await;
        let mut form = review.form("/skema/gennemgang-ved-skift");
        for field in form.offered.clone().into_iter().filter(|(_, value)| value == "ja") {
            form = form.with(&field.0, "ja");
        }
        let dated =
            form.offered.iter().map(|(name, _)| name.clone()).find(|name| name.contains("naeste-kontakt")).unwrap();
        let risks = form.offered.iter().map(|(name, _)| name.clone()).find(|name| name.contains("risici")).unwrap();
        jonas.sends(&form.with(&dated, "2026-03-10").with(&risks, "nej")).await.shown();
        let found = town.seen_by(&town.actor("jonas").await, case).await;
        let remains = app::handover_check::remains(app::handover_check::course(&found).unwrap());
        let review = remains.iter().find(|known| known.step == "gennemgang").unwrap();
        assert_eq!(review.settled, Some(day("2026-03-02")));
    })
    .await;
}

#[tokio::test]
async fn whoever_has_no_right_to_it_gets_nothing() {
    play("2026-03-02", async |town| {
        let case = town.registers("karen", of_magnus("2026-03-02")).await;
        for username in ["karen", "jonas", "louise", "lene", "camilla", "niels"] {
            let desk = town.signs_in(username).await;
            assert_eq!(desk.get("/holdet/skift").await.status.as_u16(), 404, "{username}");
        }
        // A leader of another department chooses among their own.
        let susanne = town.signs_in("susanne").await;
        let karen = town.staff("karen").await.id.to_string();
        let page = susanne.opens("/holdet/skift").await;
        assert!(!page.form("/holdet/skift/nyt").choices("hvem").contains(&karen.as_str()), "{}", page.told());
        let path = format!(
            "/holdet/skift/nyt?hvem={karen}&omfang=alle&slags=planned&varighed=varigt&afloeser=leder&dag=2026-03-02"
        );
        assert_eq!(susanne.get(&path).await.status.as_u16(), 404);
        assert_eq!(susanne.get(&format!("/sager/{case}/skift")).await.status.as_u16(), 404);
        // A colleague reads who has it and is offered nothing.
        let jonas = town.signs_in("jonas").await;
        let read = jonas.opens_case(case, "/skift").await;
        assert!(read.forms().iter().all(|form| !form.action.ends_with("/skift")), "{}", read.told());
        let henrik = town.signs_in("henrik").await;
        let preview = looks(&henrik, "karen", &[("slags", "planned"), ("varighed", "varigt")]).await.shown();
        let page = confirms(&henrik, &preview, &[]).await.shown();
        let id = handover_of(&page);
        assert_eq!(susanne.get(&format!("/holdet/skift/{id}")).await.status.as_u16(), 404);
        assert_eq!(jonas.get(&format!("/holdet/skift/{id}")).await.status.as_u16(), 404);
        assert_eq!(responsible(town, case).await, town.staff("henrik").await.id);
    })
    .await;
}
