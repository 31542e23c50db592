//! Meetings in calendars and on paper: what stands there, what never does, and who opens it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use app::meeting::{Cancel, Guest, Move, NewItem, Plan, Written};
use domain::access::Yes;
use domain::ids::{CaseId, MeetingId};
use domain::meeting::{Agreed, Next, Outside, Spot, Venue, When, Who};
use domain::people::Protection;
use domain::task::Owner;
use jiff::civil::time;
use scenarios::browser::Browser;
use scenarios::deeds::Application;
use scenarios::people::{Citizen, KIM};
use scenarios::town::day;
use scenarios::{Town, pdf, play};

const APPLICATION: Application =
    Application { benefit: "ledsagelse-voksen", citizen: KIM, parents: &[], received: "2026-03-02" };

fn on(text: &str) -> When {
    When { day: day(text), from: time(10, 0, 0, 0), minutes: 60 }
}

fn ours() -> Venue {
    Venue { spot: Spot::Ours, place: "Rådhustorvet 1".to_string(), room: "Lokale 4".to_string() }
}

fn at_home() -> Venue {
    Venue { spot: Spot::Home, place: KIM.street.to_string(), room: String::new() }
}

async fn plans(town: &Town, case: CaseId, when: When, venue: Venue) -> MeetingId {
    let actor = town.actor("louise").await;
    let order = Plan {
        kind: Some("koordinerende-moede".to_string()),
        title: "Kim Overbæks depression".to_string(),
        purpose: "Kim får hjælp til sin depression".to_string(),
        when,
        venue,
        leader: actor.staff.id,
    };
    app::meeting::plan(&town.app, &actor, case, order).await.unwrap()
}

async fn version(town: &Town, case: CaseId, id: MeetingId) -> i64 {
    let actor = town.actor("louise").await;
    app::meeting::show(&town.app, &actor, (case, id)).await.unwrap().meeting.version
}

/// Makes a feed and answers the path of its address.
async fn makes_feed(town: &Town, username: &'static str) -> String {
    let desk = town.signs_in(username).await;
    let page = desk.opens("/kalender").await;
    let made = desk.sends(&page.form("/kalender/adresse")).await.shown();
    assert!(made.says("vises kun denne ene gang"), "{}", made.told());
    let html = made.html();
    let path = html.split("/kalender/").skip(1).find_map(|rest| rest.split_once(".ics").map(|(secret, _)| secret));
    format!("/kalender/{}.ics", path.unwrap())
}

fn nothing_of_kim(text: &str) {
    for word in ["Kim", "Overbæk", "depression", KIM.street, KIM.cpr, "811191"] {
        assert!(!text.contains(word), "{word} stands in {text}");
    }
}

#[tokio::test]
async fn a_meetings_file_invites_follows_and_takes_away_and_tells_nothing_of_the_citizen() {
    play("2026-03-30", async |town| {
        let case = town.registers("louise", APPLICATION).await;
        let id = plans(town, case, on("2026-04-09"), ours()).await;
        let louise = town.signs_in("louise").await;
        let path = format!("/sager/{case}/moeder/{id}/kalenderfil");
        let file = louise.opens(&path).await;
        assert_eq!(file.header("content-type"), "text/calendar; charset=utf-8");
        assert!(file.header("content-disposition").contains("moede-2026-"), "{:?}", file.headers);
        let text = file.html();
        assert!(text.contains("METHOD:REQUEST\r\n") && text.contains("SEQUENCE:0\r\n"), "{text}");
        // Ten o'clock on 9 April 2026, in summer time.
        assert!(text.contains("DTSTART:20260409T080000Z\r\n"), "{text}");
        assert!(text.contains("LOCATION:Rådhustorvet 1\\, Lokale 4\r\n"), "{text}");
        nothing_of_kim(&text);

        let actor = town.actor("louise").await;
        app::meeting::call_by_hand(&town.app, &actor, (case, id), 1, "Sagt i telefonen").await.unwrap();
        let order = Move { version: version(town, case, id).await, when: on("2026-04-16"), venue: at_home() };
        app::meeting::move_to(&town.app, &actor, (case, id), order).await.unwrap();
        let text = louise.opens(&path).await.html();
        assert!(text.contains("SEQUENCE:1\r\n") && text.contains("DTSTART:20260416T080000Z\r\n"), "{text}");
        assert!(text.contains("LOCATION:Se indkaldelsen\r\n"), "{text}");
        nothing_of_kim(&text);

        let version = version(town, case, id).await;
        let order = Cancel { version, reason: "Kim er syg".to_string(), next: Next::AnotherDay };
        app::meeting::cancel(&town.app, &actor, (case, id), order).await.unwrap();
        let text = louise.opens(&path).await.html();
        assert!(text.contains("METHOD:CANCEL\r\n") && text.contains("STATUS:CANCELLED\r\n"), "{text}");
        assert!(text.contains("SEQUENCE:2\r\n"), "{text}");
        nothing_of_kim(&text);

        // For who may not see the case there is no file.
        let karen = town.signs_in("karen").await;
        assert_eq!(karen.get(&path).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn a_feed_opens_by_its_address_alone_and_closes_at_once() {
    play("2026-03-30", async |town| {
        let case = town.registers("louise", APPLICATION).await;
        plans(town, case, on("2026-04-09"), ours()).await;
        plans(town, case, on("2026-04-14"), at_home()).await;
        let address = makes_feed(town, "louise").await;

        let mut outlook = Browser::new(town.router());
        let feed = outlook.get_once(&address).await.shown();
        assert_eq!(feed.header("content-type"), "text/calendar; charset=utf-8");
        assert_eq!(feed.header("cache-control"), "no-store");
        let text = feed.html();
        assert_eq!(text.matches("BEGIN:VEVENT").count(), 2, "{text}");
        assert!(text.contains("METHOD:PUBLISH") && text.contains("SUMMARY:Møde\\, sag 2026-"), "{text}");
        nothing_of_kim(&text);

        // Somebody else's feed holds their own meetings, of which there are none.
        let others = makes_feed(town, "pia").await;
        assert!(!outlook.get_once(&others).await.shown().html().contains("BEGIN:VEVENT"));

        // The secret is kept as a hash: the page shows it once, and never again.
        let louise = town.signs_in("louise").await;
        let secret = address.split('/').next_back().unwrap().trim_end_matches(".ics").to_string();
        assert_eq!(secret.len(), 64);
        assert!(!louise.opens("/kalender").await.html().contains(&secret));

        // Renewed, the old address opens no more; ended, the new one neither.
        let renewed = makes_feed(town, "louise").await;
        assert_eq!(outlook.get_once(&address).await.status, 404);
        assert!(outlook.get_once(&renewed).await.status.is_success());
        let closed = louise.sends(&louise.opens("/kalender").await.form("/kalender/stop")).await;
        assert!(closed.says("Kalenderen er lukket"), "{}", closed.told());
        assert_eq!(outlook.get_once(&renewed).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn every_address_that_opens_nothing_answers_the_same() {
    play("2026-03-30", async |town| {
        let ended = makes_feed(town, "louise").await;
        makes_feed(town, "louise").await;
        let mut outside = Browser::new(town.router());
        let mut answers = Vec::new();
        let never = format!("/kalender/{}.ics", "0".repeat(64));
        for path in [ended.as_str(), never.as_str(), "/kalender/kort.ics", "/kalender/uden-endelse"] {
            let page = outside.get_once(path).await;
            let id = page.header("x-request-id").to_string();
            let headers: Vec<_> = page.headers.iter().filter(|(name, _)| *name != "x-request-id").collect();
            answers.push((page.status, format!("{headers:?}"), page.html().replace(&id, "?")));
        }
        assert_eq!(answers[0].0, 404);
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
    })
    .await;
}

#[tokio::test]
async fn a_feed_sent_twice_is_made_once_and_each_reading_is_in_the_log() {
    play("2026-03-30", async |town| {
        let louise = town.signs_in("louise").await;
        let form = louise.opens("/kalender").await.form("/kalender/adresse");
        let first = louise.sends(&form).await;
        assert!(first.says("vises kun denne ene gang"), "{}", first.told());
        let second = louise.sends(&form).await;
        assert!(second.says("vises kun én gang") && !second.says("Kopiér den nu"), "{}", second.told());
        let html = first.html();
        let secret = html.split("/kalender/").find_map(|rest| rest.split_once(".ics")).unwrap().0;
        let mut outlook = Browser::new(town.router());
        let before = rows(town).await;
        for _ in 0..2 {
            outlook.get_once(&format!("/kalender/{secret}.ics")).await.shown();
        }
        // Counting is looking at the log, and leaves a row itself.
        assert_eq!(rows(town).await, before + 1 + 2, "a row for each reading");
        outlook.get_once(&format!("/kalender/{}.ics", "0".repeat(64))).await;
        assert_eq!(rows(town).await, before + 2 + 2, "a guess costs no write");
    })
    .await;
}

#[tokio::test]
async fn one_sees_ones_own_meetings_by_day_and_those_of_closed_cases_without_a_name() {
    play("2026-03-30", async |town| {
        let louise = town.signs_in("louise").await;
        let empty = louise.opens("/moeder").await;
        assert!(empty.says("Du har ingen møder i de fire uger"), "{}", empty.told());
        let case = town.registers("louise", APPLICATION).await;
        let id = plans(town, case, on("2026-04-09"), ours()).await;
        let actor = town.actor("louise").await;
        // Karen of another department is asked to come: she sees when and where, not what the case is about.
        let karen = town.staff("karen").await.id;
        let guest = Guest { who: Who::Staff(karen), why: "Kender skolen".to_string(), ground: None };
        app::meeting::add_guest(&town.app, &actor, (case, id), guest).await.unwrap();

        let page = louise.opens("/moeder").await;
        assert!(page.says("torsdag den 9. april 2026") && page.says("kl. 10.00-11.00"), "{}", page.told());
        assert!(page.says("Kim Overbæk") && page.says("Rådhustorvet 1, Lokale 4"), "{}", page.told());
        assert!(page.links().contains(&format!("/sager/{case}/moeder/{id}")), "{}", page.told());

        let karen = town.signs_in("karen").await;
        let page = karen.opens("/moeder").await;
        assert!(page.says("Møde i en sag, du ikke har adgang til"), "{}", page.told());
        assert!(page.says("kl. 10.00-11.00") && !page.says("Overbæk") && !page.says("depression"), "{}", page.told());
        assert!(!page.links().iter().any(|link| link.contains(&case.to_string())), "{}", page.told());

        // Four weeks later there is nothing, and a day that is none is this week.
        assert!(louise.opens("/moeder?fra=2026-04-27").await.says("Du har ingen møder"));
        assert!(louise.opens("/moeder?fra=i-morgen").await.says("9. april 2026"));
    })
    .await;
}

#[tokio::test]
async fn the_agenda_and_the_minutes_are_one_sheet_that_tells_nobody_where_a_protected_citizen_lives() {
    let hidden = Citizen { protection: Protection::Protected, ..KIM };
    play("2026-03-30", async |town| {
        let case = town.registers("louise", Application { citizen: hidden, ..APPLICATION }).await;
        let id = plans(town, case, on("2026-04-09"), at_home()).await;
        let at = (case, id);
        let actor = town.actor("louise").await;
        let outside = Outside {
            name: "Bodil Vang".to_string(),
            workplace: "Tovby Boligforening".to_string(),
            ..Outside::default()
        };
        let guest = Guest { who: Who::Outside(outside), why: "Kender lejemålet".to_string(), ground: None };
        app::meeting::add_guest(&town.app, &actor, at, guest).await.unwrap();
        let item = NewItem {
            title: "Huslejen".to_string(),
            purpose: "En aftale, Kim kan holde".to_string(),
            owner: "Bodil Vang".to_string(),
            minutes: Some(10),
            sent_by: None,
        };
        app::meeting::add_item(&town.app, &actor, at, item).await.unwrap();
        let louise = town.signs_in("louise").await;
        let paper = format!("/sager/{case}/moeder/{id}");
        let early = louise.get(&format!("{paper}/referat.pdf")).await;
        assert!(!early.status.is_success(), "it is not held: {}", early.told());
        let agenda = louise.opens(&format!("{paper}/dagsorden.pdf")).await;
        let text = pdf::squeezed(&pdf::text(&agenda.body));
        for told in ["torsdag den 9. april 2026 kl. 10.00-11.00", "hos borgeren", "Kender lejemålet", "Huslejen"] {
            assert!(text.contains(&pdf::squeezed(told)), "{told}: {text}");
        }
        // Four days before the meeting is Easter Day, and days are not moved.
        assert!(text.contains(&pdf::squeezed("senest søndag den 5. april 2026")), "{text}");
        assert!(!text.contains(&pdf::squeezed(KIM.street)), "the protected address stands on the sheet");

        town.turn_to("2026-04-09");
        let shown = app::meeting::show(&town.app, &actor, at).await.unwrap().meeting;
        let rent = shown.items.iter().find(|item| item.title == "Huslejen").unwrap().nr;
        let agreed = Agreed {
            what: "Ringer til banken".to_string(),
            owner: Owner::Staff(actor.staff.id),
            due: Some(day("2026-04-14")),
        };
        let citizen = shown.participants.iter().find(|one| one.who == Who::Citizen).unwrap().nr;
        let came = |nr: u32| (nr, if nr == citizen { Yes::No } else { Yes::Yes });
        let written = Written {
            version: shown.version,
            items: vec![(rent, "Kim betaler af over et år".to_string(), vec![agreed])],
            came: shown.participants.iter().map(|one| came(one.nr)).collect(),
        };
        let told_by = Some(Owner::Staff(actor.staff.id));
        app::meeting::hold(&town.app, &actor, at, written, ("Bodil Vang".to_string(), told_by)).await.unwrap();
        let minutes = town.signs_in("louise").await.opens(&format!("{paper}/referat.pdf")).await;
        let text = pdf::squeezed(&pdf::text(&minutes.body));
        for told in
            ["Kim betaler af over et år", "Ringer til banken", "tirsdag den 14. april 2026", "Referent Bodil Vang"]
        {
            assert!(text.contains(&pdf::squeezed(told)), "{told}: {text}");
        }
        assert!(text.contains(&pdf::squeezed("Borgeren var der ikke. Louise Kærlund fortæller")), "{text}");
        assert!(!text.contains(&pdf::squeezed(KIM.street)));
    })
    .await;
}

/// Rows of the log.
async fn rows(town: &Town) -> i64 {
    match app::log::verify_by_hand(&town.app).await.unwrap() {
        app::log::Verified::Whole { rows, .. } => rows,
        broken => panic!("{broken:?}"),
    }
}
