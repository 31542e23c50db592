//! A café meeting on what changes at eighteen: a year group invited, each by a letter that tells of nobody else, answers,
//! the list for the door, and who did not come is followed up.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use app::cafe::{Invite, Plan};
use app::{Reason, Refused};
use domain::access::Yes;
use domain::cafe::{Answer, Attendance, Guest, NotACafe};
use domain::ids::{CafeId, CaseId};
use jiff::civil::{date, time};
use scenarios::deeds::Application;
use scenarios::people::{AKSEL, BIRTHE, MAGNUS, SIGNE, SOFIE, ULLA};
use scenarios::{Town, play};

const BENEFIT: &str = "ledsagelse-barn";

fn plan(capacity: u32) -> Plan {
    Plan {
        day: date(2026, 2, 19),
        from: time(16, 30, 0, 0),
        until: time(18, 30, 0, 0),
        place: "Biblioteket, sal 2".into(),
        programme: "Karen fra Børnehandicap og Louise fra Voksenhandicap".into(),
        capacity,
        reply_by: date(2026, 2, 12),
    }
}

/// Signe and Aksel turn 18 in 2026; Magnus is eight.
async fn three_families(town: &Town) -> (CaseId, CaseId) {
    let application = |citizen, parents| Application { benefit: BENEFIT, citizen, parents, received: "2026-01-05" };
    let signe = town.registers("karen", application(SIGNE, &[BIRTHE])).await;
    let aksel = town.registers("karen", application(AKSEL, &[ULLA])).await;
    let small = Application { benefit: "kompensation-merudgifter-barn", ..application(MAGNUS, &[SOFIE]) };
    town.registers("karen", small).await;
    (signe, aksel)
}

async fn planned(town: &Town, capacity: u32) -> CafeId {
    app::cafe::plan(&town.app, &town.actor("karen").await, plan(capacity)).await.unwrap()
}

#[tokio::test]
async fn a_year_group_is_invited_each_by_a_letter_that_tells_of_nobody_else() {
    play("2026-01-12", async |town| {
        let (signe, aksel) = three_families(town).await;
        let karen = town.signs_in("karen").await;
        let form = karen.opens("/overgang/cafe/ny").await.form("/overgang/cafe");
        let form = form.with("sted", "Biblioteket, sal 2").with("program", "Karen og Louise fortæller");
        let page = karen.sends(&form.with("dag", "2026-02-19").with("senest", "2026-02-12")).await.shown();
        let page = karen.opens(&format!("{}?aar=2026", page.path)).await;
        assert!(page.says(SIGNE.name) && page.says(AKSEL.name) && !page.says(MAGNUS.name), "{}", page.told());
        let form = page.form("/indbyd").ticking("sager", &signe.to_string()).ticking("sager", &aksel.to_string());
        let shown = karen.sends(&form).await.shown();
        assert!(shown.says("Indbydelserne er sendt"), "{}", shown.told());
        let shown = karen.opens(page.path.split('?').next().unwrap()).await;
        for name in [SIGNE.name, AKSEL.name, BIRTHE.name, ULLA.name] {
            assert!(shown.says(name), "{name}: {}", shown.told());
        }

        let actor = town.actor("karen").await;
        for (case, others) in [(signe, [AKSEL.name, ULLA.name]), (aksel, [SIGNE.name, BIRTHE.name])] {
            let letters = town.seen_by(&actor, case).await.letters;
            assert_eq!(letters.len(), 2, "one to the young person and one to the mother");
            for letter in letters {
                assert!(letter.text.contains("Biblioteket, sal 2") && letter.text.contains("16.30"), "{}", letter.text);
                assert!(others.iter().all(|other| !letter.text.contains(other)), "{}", letter.text);
            }
            let journal = karen.opens_case(case, "/journal").await;
            assert!(journal.says("Indbudt til cafémøde"), "{}", journal.told());
            assert!(others.iter().all(|other| !journal.says(other)), "{}", journal.told());
        }
        // Another department knows of no such meeting.
        let louise = town.signs_in("louise").await;
        assert_eq!(louise.get(&shown.path).await.status.as_u16(), 404);
        assert!(!louise.opens("/overgang/cafe").await.says("Biblioteket"));
    })
    .await;
}

#[tokio::test]
async fn the_last_seat_is_given_once_and_the_door_reads_first_names_alone() {
    play("2026-01-12", async |town| {
        let (signe, aksel) = three_families(town).await;
        let cafe = planned(town, 2).await;
        let karen = town.actor("karen").await;
        let invite = |cases: Vec<CaseId>, year| {
            app::cafe::invite(&town.app, &karen, cafe, Invite { year, cases, parents: Yes::No })
        };
        let wrong = invite(vec![signe], 2027).await;
        assert!(matches!(wrong, Err(Refused::Because(Reason::Cafe(NotACafe::NotOfTheYear)))), "{wrong:?}");
        invite(vec![signe, aksel], 2026).await.unwrap();
        let twice = invite(vec![signe], 2026).await;
        assert!(matches!(twice, Err(Refused::Because(Reason::Cafe(NotACafe::NotOfTheYear)))), "{twice:?}");

        let person = async |case| town.file(case).await.citizen.id;
        let (of_signe, of_aksel) = ((signe, person(signe).await), (aksel, person(aksel).await));
        let answer = |who, said| app::cafe::answer(&town.app, &karen, cafe, who, said);
        answer(of_signe, Answer::Comes { companions: 1 }).await.unwrap();
        let full = answer(of_aksel, Answer::Comes { companions: 0 }).await;
        assert!(matches!(full, Err(Refused::Because(Reason::Cafe(NotACafe::Full)))), "{full:?}");
        answer(of_signe, Answer::Comes { companions: 0 }).await.unwrap();
        answer(of_aksel, Answer::Comes { companions: 0 }).await.unwrap();

        let door = town.signs_in("karen").await.opens(&format!("/overgang/cafe/{cafe}/doeren")).await;
        assert!(door.says("Signe") && door.says("Aksel"), "{}", door.told());
        assert!(!door.says("Rørvang") && !door.says("Skytteholm") && !door.says("2026-0"), "{}", door.told());
    })
    .await;
}

#[tokio::test]
async fn who_did_not_come_is_followed_up_once_and_each_case_has_its_own_line() {
    play("2026-01-12", async |town| {
        let (signe, aksel) = three_families(town).await;
        let cafe = planned(town, 30).await;
        let karen = town.actor("karen").await;
        let order = Invite { year: 2026, cases: vec![signe, aksel], parents: Yes::Yes };
        app::cafe::invite(&town.app, &karen, cafe, order).await.unwrap();
        let shown = app::cafe::show(&town.app, &karen, cafe, None).await.unwrap();
        let marks = || {
            let of = |row: &app::cafe::InvitedRow| {
                let came = row.invitation.case == signe && row.invitation.guest == Guest::Young;
                let came = if came { Attendance::Came } else { Attendance::DidNotCome };
                (row.invitation.case, row.invitation.person, came)
            };
            shown.invited.iter().map(of).collect::<Vec<_>>()
        };
        let early = app::cafe::attended(&town.app, &karen, cafe, marks()).await;
        assert!(matches!(early, Err(Refused::Because(Reason::Cafe(NotACafe::NotYet)))), "{early:?}");
        town.turn_to("2026-02-20");
        app::cafe::attended(&town.app, &karen, cafe, marks()).await.unwrap();
        app::cafe::attended(&town.app, &karen, cafe, marks()).await.unwrap();
        let calls = async |case| {
            let tasks = app::task::show(&town.app, &karen, case).await.unwrap().open;
            tasks.iter().filter(|task| task.what.contains("Ring til familien")).count()
        };
        assert_eq!((calls(signe).await, calls(aksel).await), (0, 1), "Signe came, and Aksel's family is rung once");
        let journal = app::case::journal(&town.app, &karen, signe, None).await.unwrap();
        let lines = journal.iter().filter(|line| line.entry.text.contains("1 af 2 indbudte kom")).count();
        assert_eq!(lines, 1);
    })
    .await;
}

#[tokio::test]
async fn a_colleague_invites_and_the_responsible_person_sends() {
    play("2026-01-12", async |town| {
        let (signe, _) = three_families(town).await;
        let jonas = town.actor("jonas").await;
        // Jonas may write a note on Karen's case, and nothing more.
        let cafe = app::cafe::plan(&town.app, &jonas, plan(30)).await.unwrap();
        let order = Invite { year: 2026, cases: vec![signe], parents: Yes::No };
        let came_of_it = app::cafe::invite(&town.app, &jonas, cafe, order).await.unwrap();
        assert_eq!((came_of_it.sent, came_of_it.left), (0, 1));
        let karen = town.actor("karen").await;
        let tasks = app::task::show(&town.app, &karen, signe).await.unwrap().open;
        assert!(tasks.iter().any(|task| task.what.contains("Send indbydelserne")), "the letter waits for Karen");
        app::cafe::call_off(&town.app, &jonas, cafe, 1).await.unwrap();
        let tasks = app::task::show(&town.app, &karen, signe).await.unwrap().open;
        assert!(tasks.iter().any(|task| task.what.contains("aflyst")), "and the family is to be told");
    })
    .await;
}
