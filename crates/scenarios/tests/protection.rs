//! The family with divorced parents, child and mother protected, brother not (P-7): nobody who may not know learns from
//! any byte where they are.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use axum::http::Method;
use domain::decision::Outcome;
use domain::ids::CaseId;
use scenarios::browser::{Browser, Page};
use scenarios::deeds::Application;
use scenarios::everywhere::{Things, fill};
use scenarios::people::{ELIAS, MORTEN, NADIA, PROTECTED_STREET, VIKTOR};
use scenarios::town::STAFF;
use scenarios::{Town, html, pdf, play};
use std::collections::{BTreeSet, VecDeque};
use std::io::Write;
use std::sync::{Arc, Mutex};

const APPLICATION: Application = Application {
    benefit: "kompensation-merudgifter-barn",
    citizen: ELIAS,
    parents: &[NADIA, MORTEN],
    received: "2026-03-02",
};

/// What tells where they are, without the spaces and signs that may be set otherwise.
const NEEDLES: &[&str] = &["skjulestræde", "10998877", "solstrålen", "fyrtårnet"];

/// What is found in a text or a PDF that tells where they are.
fn told_by(bytes: &[u8]) -> Vec<&'static str> {
    let text = if bytes.starts_with(b"%PDF") { pdf::text(bytes) } else { String::from_utf8_lossy(bytes).into_owned() };
    let squeezed = pdf::squeezed(&html::unescape(&text.replace("&shy;", "")));
    NEEDLES.iter().copied().filter(|needle| squeezed.contains(needle)).collect()
}

/// Everything the program has written to its log in this process.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A refusal after a hearing of both parents, sent on Tuesday 24 March.
async fn refused(town: &Town) -> CaseId {
    let case = town.registers("karen", APPLICATION).await;
    let (karen, citizen) = (town.actor("karen").await, town.file(case).await.citizen.id);
    let brother = VIKTOR.new_person();
    app::person::relate(&town.app, &karen, citizen, brother, domain::people::RelationKind::Sibling).await.unwrap();
    town.prepares("karen", case).await;
    town.assesses("karen", case, Outcome::Refusal).await;
    town.hears("karen", case, "2026-03-20").await;
    town.turn_to("2026-03-23");
    town.drafts("karen", case, Outcome::Refusal).await;
    town.submits("karen", case).await.unwrap();
    town.approves("henrik", case).await.unwrap();
    town.turn_to("2026-03-24");
    town.sends_decision("karen", case, "").await.unwrap();
    town.post_goes().await;
    case
}

#[tokio::test]
async fn p_7_no_letter_but_her_own_tells_where_the_mother_and_the_child_are() {
    play("2026-03-05", async |town| {
        refused(town).await;
        let (hers, his) = (town.post.to(PROTECTED_STREET), town.post.to(MORTEN.street));
        // Receipt to the applicant; hearing and decision to both.
        assert_eq!((hers.len(), his.len()), (3, 2));
        assert!(pdf::squeezed(&hers[0].text()).contains("skjulestræde"), "her own envelope shows where it goes");
        for letter in town.post.letters().iter().filter(|letter| !letter.to.contains(PROTECTED_STREET)) {
            assert_eq!(told_by(&letter.pdf), [""; 0], "{}", letter.subject);
        }
        for letter in town.post.letters() {
            assert_eq!(told_by(letter.subject.as_bytes()), [""; 0]);
            assert_eq!(told_by(letter.file_name.as_bytes()), [""; 0]);
        }
    })
    .await;
}

#[tokio::test]
async fn p_7_no_page_no_answer_of_the_api_no_log_line_and_no_file_tells_where_they_are() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE);
    subscriber.with_writer(move || writer.clone()).with_ansi(false).init();
    play("2026-03-05", async |town| {
        let case = refused(town).await;
        let things = Things::of(town, "karen", case).await;
        for (username, _, department, _) in STAFF {
            let desk = town.signs_in(username).await;
            let mut browser = desk.browser().await;
            let seen = looked_through(town, username, &mut browser, &things).await;
            let may_reveal = *department == "boernehandicap" || *username == "anders";
            assert!(!may_reveal || 30 < seen.len(), "{username} saw only {} pages", seen.len());
            for page in seen {
                let found = told_by(&page.body);
                // A letter to the mother as she got it: for those who may, and noted in Historik.
                let her_own = page.path.contains("/dokumenter/") || page.path.contains("/documents/");
                assert!(found.is_empty() || (may_reveal && her_own), "{username} {}: {found:?}", page.path);
            }
        }
        for file in town.database.files() {
            let bytes = std::fs::read(&file).unwrap();
            for secret in ["Skjulestræde", "10 99 88 77", "Solstrålen", NADIA.cpr, ELIAS.cpr, MORTEN.cpr] {
                let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
                assert!(!found, "{secret} stands in {}", file.display());
            }
        }
    })
    .await;
    let log = log.0.lock().unwrap().clone();
    assert!(!log.is_empty(), "the log was not listened to");
    assert_eq!(told_by(&log), [""; 0]);
    let log = String::from_utf8_lossy(&log);
    for person in [ELIAS, NADIA, MORTEN, VIKTOR] {
        assert!(!log.contains(person.cpr) && !log.contains(person.name), "a person stands in the log");
    }
}

/// Every page and answer one can come to by links and by the route table, none of them more than once.
async fn looked_through(town: &Town, username: &str, browser: &mut Browser, things: &Things) -> Vec<Page> {
    let sets_letters = username == "karen";
    let file = town.file(things.case).await;
    let mut open: VecDeque<String> = ["/i-dag", "/mine-sager", "/borgere", "/udbakke"].map(str::to_string).into();
    open.extend(web::table().iter().filter(|route| route.method == Method::GET).map(|route| fill(route, Some(things))));
    open.extend(std::iter::once(&file.citizen).chain(&file.related).map(|person| format!("/borgere/{}", person.id)));
    let (mut known, mut seen) = (BTreeSet::new(), Vec::new());
    while let Some(path) = open.pop_front() {
        let path = path.split('#').next().unwrap().to_string();
        // The pages of a letter are set alike for every reader; the caseworker's are looked at.
        let set = path.ends_with(".png") || (path.ends_with("/pdf") && !sets_letters);
        let elsewhere = path.starts_with("/static/") || path.starts_with("/vaerktoejskasse") || set;
        if elsewhere || !path.starts_with('/') || !known.insert(path.clone()) || 400 < known.len() {
            continue;
        }
        let page = browser.get_once(&path).await;
        assert!(!page.status.is_server_error(), "{}", page.told());
        if page.header("content-type").starts_with("text/html") {
            open.extend(page.links());
        }
        seen.push(page);
    }
    seen
}

#[tokio::test]
async fn p_6_a_letter_that_would_tell_the_father_where_they_are_is_stopped() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let actor = town.actor("karen").await;
        let fact = app::assessment::Fact {
            text: "Elias klarer sig godt uden ekstra hjælp.".into(),
            source: "Solstrålen  børnehave".into(),
            document: None,
            known: domain::assessment::Known::Unknown,
            weight: domain::assessment::Weight::Against,
        };
        app::assessment::add_fact(&town.app, &actor, case, fact).await.unwrap();
        let karen = town.signs_in("karen").await;
        let form = karen.opens_case(case, "/partshoering").await.form("/partshoering").with("svarfrist", "2026-03-20");
        karen.sends(&form).await;
        let links = karen.opens_case(case, "/dokumenter").await.links();
        let letters: BTreeSet<String> = links.into_iter().filter(|link| link.contains("/breve/")).collect();
        assert_eq!(letters.len(), 2);
        let mut stopped = 0;
        for link in letters {
            let letter = karen.opens(&link).await;
            let to_morten = letter.told().contains(MORTEN.name);
            let answer = karen.sends(&letter.form("/gem").pressing("Send")).await;
            if to_morten {
                assert_eq!(answer.status.as_u16(), 422, "{}", answer.told());
                stopped += 1;
            }
        }
        assert_eq!(stopped, 1);
        town.post_goes().await;
        assert!(town.post.to(MORTEN.street).is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_day_care_of_a_protected_child_can_be_asked_and_is_told_nothing_else() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let karen = town.signs_in("karen").await;
        karen.registers_yes(case, ELIAS.occupation).await;
        let consent = town.file(case).await.consents[0].id.to_string();
        let letter = karen.asks_source(case, ELIAS.occupation, Some(&consent)).await.shown();
        karen.sends_letter_of(&letter).await;
        town.post_goes().await;
        let letters = town.post.to(ELIAS.occupation);
        assert_eq!(letters.len(), 1);
        let found = told_by(&letters[0].pdf);
        assert_eq!(found, ["solstrålen"], "its own name on the envelope and nothing more");
    })
    .await;
}

#[tokio::test]
async fn p_9_nobody_finds_them_by_where_they_are() {
    play("2026-03-05", async |town| {
        town.registers("karen", APPLICATION).await;
        for username in ["karen", "louise"] {
            let desk = town.signs_in(username).await;
            let form = desk.opens("/borgere").await.form("/soeg");
            let field =
                form.offered.iter().map(|(name, _)| name.clone()).find(|name| name != "csrf" && name != "noegle");
            for words in ["Skjulestræde", "Solstrålen", "10 99 88 77"] {
                let page = desk.sends(&form.clone().with(field.as_deref().unwrap(), words)).await;
                assert!(!page.says(ELIAS.name) && !page.says(NADIA.name), "{words}: {}", page.told());
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_reveal_is_an_act_of_its_own_and_stands_in_historik() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let nadia = town.file(case).await.related.iter().find(|person| person.name == NADIA.name).unwrap().id;
        let elias = town.file(case).await.citizen.id;
        let karen = town.signs_in("karen").await;
        let page = karen.opens(&format!("/borgere/{elias}")).await;
        assert!(page.says("Adressebeskyttet") && told_by(&page.body).is_empty(), "{}", page.told());
        let forms = page.forms();
        let ask = forms
            .iter()
            .filter(|form| form.action.ends_with("/vis"))
            .find(|form| form.buttons.iter().any(|button| button.field.1 == "adresse"));
        let mut ask = ask.unwrap().clone();
        ask.fields.push(("hvad".into(), "adresse".into()));
        let shown = karen.sends(&ask).await.shown();
        assert!(shown.says(PROTECTED_STREET), "{}", shown.told());
        // And it is not there the next time, and not for a colleague of another department.
        assert!(told_by(&karen.opens(&format!("/borgere/{elias}")).await.body).is_empty());
        let louise = town.signs_in("louise").await;
        for person in [elias, nadia] {
            assert_eq!(louise.get(&format!("/borgere/{person}")).await.status.as_u16(), 404);
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_is_shown_an_address_for_the_sake_of_a_form_they_may_not_send() {
    play("2026-03-05", async |town| {
        let application = Application {
            benefit: "kompensation-merudgifter-barn",
            citizen: ELIAS,
            parents: &[NADIA],
            received: "2026-03-02",
        };
        let case = town.registers("karen", application).await;
        let citizen = town.file(case).await.citizen.id;
        // Of the same unit: may see and reveal, and may not keep the stamkort.
        let jonas = town.signs_in("jonas").await;
        let mut form = jonas.opens(&format!("/borgere/{citizen}")).await.form("/vis");
        form.action = format!("/borgere/{citizen}/rediger/vis");
        let answer = jonas.sends(&form.without("hvad")).await;
        assert_eq!(answer.status.as_u16(), 404, "{}", answer.told());
        assert!(!answer.html().contains(ELIAS.street));
        let karen = town.signs_in("karen").await;
        let mut form = karen.opens(&format!("/borgere/{citizen}")).await.form("/vis");
        form.action = format!("/borgere/{citizen}/rediger/vis");
        let page = karen.sends(&form.without("hvad")).await.shown();
        assert_eq!(page.form("/rediger").value("vej"), Some(ELIAS.street), "{}", page.told());
    })
    .await;
}
