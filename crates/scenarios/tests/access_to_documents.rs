//! Access to documents: two parents, one of them protected; what each gets, and what never leaves.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use app::access_request::{self as act, Chosen, Next, Register, View};
use app::{Outcome, Reason, Refused};
use domain::access_request::{
    Capacity, Flag, Form, Outcome as Ended, Paper, Refused as Why, Requester, State, Verdict, Wrong,
};
use domain::ids::{AccessRequestId, CaseId, PersonId};
use letters::markup::Block;
use letters::{Contact, Letterhead, Page, Press};
use scenarios::deeds::Application;
use scenarios::people::{Citizen, ELIAS, MAGNUS, MORTEN, NADIA, PROTECTED_STREET, SOFIE, VIKTOR};
use scenarios::{Town, day, play};
use std::io::Write as _;
use std::process::{Command, Stdio};

const DIVORCED: Application = Application {
    benefit: "kompensation-merudgifter-barn",
    citizen: ELIAS,
    parents: &[NADIA, MORTEN],
    received: "2026-03-02",
};

const TOGETHER: Application = Application {
    benefit: "kompensation-merudgifter-barn",
    citizen: MAGNUS,
    parents: &[SOFIE],
    received: "2026-03-02",
};

/// What tells where mother and child are, written as nobody may write it to the father.
const NEEDLES: &[&str] = &["skjulestræde", "10998877", "solstrålen", "fyrtårnet"];

fn told_by(text: &str) -> Vec<&'static str> {
    let squeezed = scenarios::pdf::squeezed(text);
    NEEDLES.iter().copied().filter(|needle| squeezed.contains(needle)).collect()
}

/// What another program reads in a file: its pages, and what it says of itself.
fn read_by_another(pdf: &[u8]) -> String {
    let run = |program: &str, arguments: &[&str]| {
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("poppler-utils are needed to read a file as its receiver does");
        child.stdin.take().unwrap().write_all(pdf).unwrap();
        String::from_utf8_lossy(&child.wait_with_output().unwrap().stdout).into_owned()
    };
    run("pdftotext", &["-", "-"]) + &run("pdfinfo", &["-"]) + &letters::scan::text(pdf).unwrap()
}

/// A statement of three pages; the second tells where the child is in day care and lives.
fn statement() -> Vec<u8> {
    let press = Press::new().unwrap();
    let sheet = |text: &str| {
        let page = Page {
            letterhead: Letterhead { municipality: "Tovby".into(), department: String::new(), address: vec![] },
            recipient: vec![],
            date: day("2026-03-06"),
            case_number: String::new(),
            title: "Udtalelse".into(),
            body: vec![Block::plain(text)],
            contact: Contact::default(),
            attachments: vec![],
        };
        press.pdf(&page).unwrap()
    };
    let sheets = ["Elias er glad for at tegne.", "Han bor på Skjulestræde 7, 2. tv.", "Han sover godt."].map(sheet);
    letters::bundle::join("Udtalelse", &sheets).unwrap()
}

async fn lays(town: &Town, case: CaseId, title: &str, name: &str, bytes: Vec<u8>) {
    let karen = town.actor("karen").await;
    let upload = app::document::Upload {
        name: name.into(),
        bytes,
        title: title.into(),
        source: "Egen læge".into(),
        received_on: town.app.today(),
        answers: None,
    };
    app::document::upload(&town.app, &karen, case, upload).await.unwrap();
}

async fn notes(town: &Town, case: CaseId, text: &str) {
    let karen = town.actor("karen").await;
    let today = town.app.today();
    app::journal::write(
        &town.app,
        &karen,
        case,
        app::journal::Note { text: text.into(), happened_on: today, phrase: None, corrects: None },
    )
    .await
    .unwrap();
}

/// A case with a letter to each parent, a statement, a photo, and notes.
async fn furnished(town: &Town) -> CaseId {
    let case = town.registers("karen", DIVORCED).await;
    let (karen, citizen) = (town.actor("karen").await, town.file(case).await.citizen.id);
    let sibling = domain::people::RelationKind::Sibling;
    app::person::relate(&town.app, &karen, citizen, VIKTOR.new_person(), sibling).await.unwrap();
    let receipt = town.makes_receipt("karen", case).await;
    town.sends_letter("karen", case, receipt).await;
    lays(town, case, "Udtalelse", "udtalelse.pdf", statement()).await;
    lays(town, case, "Egne ord", "ord.txt", "Elias er glad for sin cykel.".into()).await;
    notes(town, case, "Samtale om hverdagen. Alle er enige.").await;
    notes(town, case, "Moren ringede. Hun er flyttet til Skjulestræde\n7, 2. tv.").await;
    notes(town, case, "Viktor Krogsbæk har det svært i skolen.").await;
    town.post_goes().await;
    case
}

async fn person(town: &Town, case: CaseId, who: Citizen) -> PersonId {
    let file = town.file(case).await;
    std::iter::once(&file.citizen).chain(&file.related).find(|person| person.name == who.name).unwrap().id
}

async fn asks(town: &Town, case: CaseId, who: Citizen, on: &str) -> AccessRequestId {
    let karen = town.actor("karen").await;
    let order = Register {
        requester: Requester::Person(person(town, case, who).await),
        capacity: Capacity::Party,
        authority: String::new(),
        about: "Alt, hvad der ligger i sagen".into(),
        received_on: day(on),
        form: Form::Phone,
    };
    act::register(&town.app, &karen, case, order).await.unwrap()
}

async fn seen<'t>(town: &'t Town, username: &str, case: CaseId, id: AccessRequestId) -> View<'t> {
    let actor = town.actor(username).await;
    act::show(&town.app, &actor, case, id).await.unwrap()
}

/// Chooses for every paper by its place in the view.
async fn chooses(
    town: &Town,
    case: CaseId,
    id: AccessRequestId,
    next: Next,
    choice: impl Fn(&domain::access_request::Item) -> (Verdict, &'static str, &'static [u32]),
) -> Outcome<()> {
    let karen = town.actor("karen").await;
    let view = seen(town, "karen", case, id).await;
    let chosen = view.items.iter().map(|item| {
        let (verdict, reason, pages) = choice(item);
        let provision = (verdict != Verdict::Give).then(|| "fvl-15b".to_string());
        Chosen {
            thing: item.thing.clone(),
            verdict,
            provision,
            reason: reason.into(),
            pages: pages.iter().copied().collect(),
        }
    });
    let (chosen, version) = (chosen.collect(), view.request.version);
    drop(view);
    act::choose(&town.app, &karen, (case, id), version, chosen, next).await
}

/// What the father may have: the statement without its second page, and neither her letter nor what tells of others.
fn for_the_father(item: &domain::access_request::Item) -> (Verdict, &'static str, &'static [u32]) {
    match (&item.flags[..], item.title.as_str()) {
        ([], _) => (Verdict::Give, "", &[]),
        (_, "Udtalelse") => (Verdict::Part, "Siden handler om andres private forhold.", &[2]),
        _ => (Verdict::LeaveOut, "Det handler om andres private forhold.", &[]),
    }
}

fn why(outcome: Outcome<()>) -> Why {
    match outcome {
        Err(Refused::Because(Reason::AccessRequest(why))) => *why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn d_4_the_father_gets_the_case_and_nothing_that_tells_where_the_mother_and_the_child_are() {
    play("2026-03-05", async |town| {
        let case = furnished(town).await;
        town.turn_to("2026-03-30");
        let id = asks(town, case, MORTEN, "2026-03-30").await;
        let view = seen(town, "karen", case, id).await;
        assert_eq!(view.due.due, day("2026-04-13"), "seven working days, three holidays and two weekends on the way");
        let flags = |title: &str| &view.items.iter().find(|item| item.title == title).unwrap().flags;
        assert_eq!(*flags("Udtalelse"), [Flag::TellsWhere { pages: vec![2] }]);
        assert!(flags("Egne ord").is_empty());
        let hers = view.items.iter().find(|item| item.paper == Paper::Letter).unwrap();
        assert!(
            hers.flags.contains(&Flag::ToSomebodyElse) && hers.flags.contains(&Flag::TellsWhere { pages: vec![1] })
        );
        let notes: Vec<_> = view.items.iter().filter(|i| i.paper == Paper::Note).map(|i| i.flags.clone()).collect();
        assert_eq!(notes, [vec![], vec![Flag::TellsWhere { pages: vec![1] }], vec![Flag::NamesOthers]]);
        drop(view);

        // Nothing that tells where somebody is can be given, whatever the reason; the rest not without one.
        let everything = chooses(town, case, id, Next::HandOn, |_| (Verdict::Give, "Faderen må se det.", &[])).await;
        let Why::Choices(wrong) = why(everything) else { panic!("given") };
        assert_eq!(wrong.iter().filter(|(_, wrong)| matches!(wrong, Wrong::TellsWhere { .. })).count(), 3);
        let silent = chooses(town, case, id, Next::HandOn, |item| (for_the_father(item).0, "", &[2])).await;
        let Why::Choices(wrong) = why(silent) else { panic!("given") };
        assert!(wrong.iter().any(|(_, wrong)| *wrong == Wrong::ReasonMissing));
        chooses(town, case, id, Next::HandOn, for_the_father).await.unwrap();

        // A second person looks, and never at their own.
        let karen = town.actor("karen").await;
        let version = seen(town, "karen", case, id).await.request.version;
        assert!(
            matches!(act::answer(&town.app, &karen, case, id).await, Err(Refused::Because(_))),
            "not looked at yet"
        );
        let own = act::clear(&town.app, &karen, case, id, version).await;
        assert!(matches!(own, Err(Refused::NotFound)), "who works on the case cannot approve it");
        let birgitte = town.actor("birgitte").await;
        act::clear(&town.app, &birgitte, case, id, version).await.unwrap();
        assert!(act::clear(&town.app, &birgitte, case, id, version).await.is_err(), "two who press have one effect");
        let (_, preview) = act::preview(&town.app, &birgitte, case, id).await.unwrap();

        let letter = act::answer(&town.app, &karen, case, id).await.unwrap();
        town.sends_letter("karen", case, letter).await;
        town.post_goes().await;
        let his = town.post.to(MORTEN.street);
        let answer = his.last().unwrap();
        let [papers] = &answer.enclosures[..] else { panic!("{} enclosures", answer.enclosures.len()) };
        assert!(papers.pdf == preview, "what was looked at is what left, byte for byte");
        let text = read_by_another(&papers.pdf);
        assert_eq!(told_by(&text), [""; 0], "{text}");
        assert_eq!(told_by(&format!("{} {} {}", answer.subject, answer.file_name, answer.text())), [""; 0]);
        assert_eq!(told_by(&format!("{} {}", papers.title, papers.file_name)), [""; 0]);
        for person in [NADIA.cpr, VIKTOR.cpr, VIKTOR.name, "svært i skolen"] {
            assert!(!text.contains(person), "{person}");
        }
        for given in ["glad for sin cykel", "glad for at tegne", "Han sover godt", "Alle er enige", "Indhold"] {
            assert!(text.contains(given), "{given} is missing in {text}");
        }
        assert!(text.contains("uden side 2") && text.contains("forvaltningsloven § 15 b"), "{text}");
        let said = scenarios::pdf::squeezed(&answer.text());
        assert!(said.contains("klageoverafgørelsen") && said.contains("delafpapirerne"), "{said}");

        let view = seen(town, "karen", case, id).await;
        assert!(matches!(view.request.state, State::Answered { outcome: Ended::Partial, document: Some(_), .. }));
        let file = town.file(case).await;
        assert_eq!(file.courses.last().unwrap().ended_on, Some(day("2026-03-30")));
        let lines = app::case::journal(&town.app, &karen, case, None).await.unwrap();
        for code in ["access_requested", "access_chosen", "access_submitted", "access_cleared", "access_answered"] {
            let kind = domain::journal::EntryKind::Act(code.into());
            assert!(lines.iter().any(|line| line.entry.kind == kind), "{code} is not in the journal");
        }
        let history = app::case::history(&town.app, &karen, case, None).await.unwrap();
        assert!(history.iter().any(|line| line.action == "see_access_papers"), "that the papers were read is logged");
    })
    .await;
}

#[tokio::test]
async fn the_mother_gets_what_tells_where_she_lives_herself() {
    play("2026-03-05", async |town| {
        let case = furnished(town).await;
        town.turn_to("2026-03-30");
        let id = asks(town, case, NADIA, "2026-03-30").await;
        let view = seen(town, "karen", case, id).await;
        let flagged: Vec<_> = view.items.iter().flat_map(|item| item.flags.clone()).collect();
        assert_eq!(flagged, [Flag::NamesOthers], "the brother alone");
        drop(view);
        chooses(town, case, id, Next::HandOn, |_| (Verdict::Give, "Familien har selv fortalt det.", &[]))
            .await
            .unwrap();
        let version = seen(town, "birgitte", case, id).await.request.version;
        act::clear(&town.app, &town.actor("birgitte").await, case, id, version).await.unwrap();
        let letter = act::answer(&town.app, &town.actor("karen").await, case, id).await.unwrap();
        town.sends_letter("karen", case, letter).await;
        town.post_goes().await;
        let hers = town.post.to(PROTECTED_STREET);
        let text = read_by_another(&hers.last().unwrap().enclosures[0].pdf);
        assert_eq!(told_by(&text), ["skjulestræde"], "her own address");
        assert!(town.post.to(MORTEN.street).is_empty(), "nothing goes to anybody else");
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_takes_longer_is_told_by_day_seven_and_two_requests_keep_their_own_deadlines() {
    play("2026-03-05", async |town| {
        let case = furnished(town).await;
        town.turn_to("2026-03-30");
        let (his, hers) = (asks(town, case, MORTEN, "2026-03-30").await, asks(town, case, NADIA, "2026-03-26").await);
        let karen = town.actor("karen").await;
        let past = act::delay(&town.app, &karen, (case, his), "Sagen er stor.", day("2026-03-30")).await;
        assert!(matches!(past, Err(Refused::Because(Reason::AccessRequest(why))) if *why == Why::NotAhead));
        let letter = act::delay(&town.app, &karen, (case, his), "Sagen er stor.", day("2026-04-24")).await.unwrap();
        assert_eq!(seen(town, "karen", case, his).await.request.delayed_until, None, "not before the letter leaves");
        town.sends_letter("karen", case, letter).await;
        town.post_goes().await;
        let said = town.post.to(MORTEN.street).last().unwrap().text();
        assert!(said.contains("24. april 2026") && said.contains("Sagen er stor."), "{said}");
        let due = |course| {
            let rows = town.todos();
            async move {
                rows.await
                    .into_iter()
                    .find(|(_, row)| row.course == Some(course) && row.step == "besvarelse")
                    .unwrap()
                    .1
                    .due
            }
        };
        let his_course = seen(town, "karen", case, his).await.request.course;
        let her_course = seen(town, "karen", case, hers).await.request.course;
        assert_eq!(due(his_course).await, Some(day("2026-04-24")));
        assert_eq!(due(her_course).await, Some(day("2026-04-09")), "the other request keeps its day");

        // Taken back: its own course ends, the other's does not.
        let version = seen(town, "karen", case, hers).await.request.version;
        let silent = act::withdraw(&town.app, &karen, (case, hers), version, " ").await;
        assert_eq!(why(silent), Why::ReasonMissing);
        act::withdraw(&town.app, &karen, (case, hers), version, "Hun ringede og fortrød.").await.unwrap();
        let file = town.file(case).await;
        let ended = |course| file.courses.iter().find(|known| known.id == course).unwrap().ended_on;
        assert_eq!((ended(her_course), ended(his_course)), (Some(day("2026-03-30")), None));
    })
    .await;
}

#[tokio::test]
async fn where_nothing_is_held_back_it_is_answered_the_same_day_and_by_the_pages_alone() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", TOGETHER).await;
        lays(town, case, "Egne ord", "ord.txt", "Magnus er glad for sin cykel.".into()).await;
        let karen = town.signs_in("karen").await;
        let path = format!("/sager/{case}/aktindsigt");
        let documents = karen.opens(&format!("/sager/{case}/dokumenter")).await;
        assert!(documents.links().contains(&path), "one gets there from the case");
        let form = karen.opens(&path).await.form(&path);
        let sofie = person(town, case, SOFIE).await.to_string();
        let form = form.with("hvem", &sofie).with("som", "party").with("maade", "phone").with("dag", "2026-03-05");
        let refused = karen.sends(&form.clone().with("om", "")).await;
        assert_eq!(refused.status.as_u16(), 422);
        let page = karen.sends(&form.with("om", "Hele sagen")).await.shown();
        assert!(page.text().contains("man. 16. marts") || page.text().contains("16. marts 2026"), "{}", page.text());
        let request = page.path.clone();
        let page = karen.sends(&page.form(&request).pressing("Gem, og send videre")).await.shown();
        assert!(page.text().contains("Klar til svar"), "nothing asks for a second look: {}", page.text());
        let letter = karen.sends(&page.form(&format!("{request}/svar"))).await.shown();
        assert!(letter.text().contains("aktindsigt i det hele"), "{}", letter.text());
        let id = letter.path.rsplit('/').next().unwrap().parse().unwrap();
        town.sends_letter("karen", case, id).await;
        town.post_goes().await;
        let sent = town.post.to(SOFIE.cpr);
        assert!(read_by_another(&sent.last().unwrap().enclosures[0].pdf).contains("glad for sin cykel"));
        let page = karen.opens(&request).await;
        assert!(page.text().contains("aktindsigt i det hele"), "{}", page.text());
    })
    .await;
}
