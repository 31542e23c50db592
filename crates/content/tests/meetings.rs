//! Kinds of meeting: what they say is read whole, and every slip is told with its line and its remedy.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{Files, base};
use content::{Content, check, load};
use domain::calendar::Calendar;
use domain::meeting_kind::ItemOwner;
use domain::meeting_kind::MeetingKind;
use jiff::civil::date;

const MEETING: &str = r#"titel = "Møde"
gaelder_fra = 2026-01-01
formaal = "Vi aftaler, hvem der gør hvad."
leder = "sagsbehandler"
varighed = "45 minutter"
maks = "1 time"
flere_punkter = "4 dage før mødet"
referat = "5 hverdage efter mødet"
breve = ["kvittering"]
skema = "screening"
vejledning = ["samtale"]
forberedelse = ["Lokale"]
rytme = "3 måneder"
deltagere = [
  { rolle = "borger", hvorfor = "Det er borgerens møde" },
  { rolle = "sagsbehandler", titel = "En kollega", hvorfor = "Skriver referat", naar = "når der er brug for det" },
]
punkter = [
  { titel = "Velkommen", formaal = "Alle kender hinanden", ansvarlig = "leder", minutter = 5 },
  { titel = "Emner", ansvarlig = "alle", minutter = 30, plads = 3 },
  { titel = "Skemaet", ansvarlig = "borger", opdaterer = "screening" },
  { titel = "Opsummering", ansvarlig = "referent", minutter = 10 },
]
"#;

fn with(meeting: &str) -> Files {
    let mut files = base();
    files.insert("moeder/moede.toml".to_string(), meeting.to_string());
    files
}

fn said(files: &Files) -> Vec<String> {
    check(files).into_iter().map(|mistake| mistake.to_string()).collect()
}

#[test]
fn a_kind_of_meeting_is_read_whole() {
    let (content, mistakes) = load(&with(MEETING));
    assert_eq!(mistakes, Vec::new());
    assert_eq!(content.meeting_kind("moede", date(2025, 12, 31)), None);
    let kind = content.meeting_kind("moede", date(2026, 5, 1)).unwrap();
    assert_eq!((kind.minutes, kind.at_most_minutes, kind.minutes_of_items()), (45, Some(60), 45));
    assert_eq!(kind.participants[1].title.as_deref(), Some("En kollega"));
    assert_eq!(kind.items[0].owner, Some(ItemOwner::Leader));
    assert_eq!(kind.items[2].owner, Some(ItemOwner::Role("borger".to_string())));
    assert_eq!((kind.items[1].room_for, kind.items[2].updates.as_deref()), (3, Some("screening")));
    assert_eq!(kind.rhythm.as_ref().unwrap().to_string(), "3 måneder");
    let calendar = Calendar::default();
    // A meeting on Thursday 9 April 2026, the week after Easter.
    assert_eq!(kind.items_until(date(2026, 4, 9), &calendar).unwrap().due, date(2026, 4, 5));
    assert_eq!(kind.minutes_by(date(2026, 4, 9), &calendar).unwrap().due, date(2026, 4, 15));
    assert_eq!(content.meeting_kinds_on(date(2026, 5, 1)).count(), 1);
}

#[test]
#[rustfmt::skip] // One case on one line, so that change and message are read together.
fn a_slip_is_told_with_line_and_remedy() {
    let cases: &[(&str, &str, &str)] = &[
        ("rolle = \"borger\"", "rolle = \"brger\"", "moeder/moede.toml:15: rollen \"brger\" findes ikke i content/roller.toml. Mente du \"borger\"?"),
        ("leder = \"sagsbehandler\"", "leder = \"sagsbehandlre\"", "moeder/moede.toml:4: rollen \"sagsbehandlre\" findes ikke i content/roller.toml. Mente du \"sagsbehandler\"?"),
        ("ansvarlig = \"leder\"", "ansvarlig = \"ledre\"", "moeder/moede.toml:19: \"ledre\" kan ikke være ansvarlig. Mente du \"leder\"?"),
        ("\"kvittering\"", "\"kvitering\"", "moeder/moede.toml:9: brevet \"kvitering\" findes ikke i content/breve/. Mente du \"kvittering\"?"),
        ("skema = \"screening\"", "skema = \"screning\"", "moeder/moede.toml:10: skemaet \"screning\" findes ikke i content/skemaer/. Mente du \"screening\"?"),
        ("opdaterer = \"screening\"", "opdaterer = \"screning\"", "moeder/moede.toml:21: skemaet \"screning\" findes ikke i content/skemaer/. Mente du \"screening\"?"),
        ("\"samtale\"", "\"samtalen\"", "moeder/moede.toml:11: vejledningen \"samtalen\" findes ikke i content/vejledninger/. Mente du \"samtale\"?"),
        ("\"45 minutter\"", "\"kort\"", "moeder/moede.toml:5: \"kort\" er ikke en varighed. Skriv fx \"45 minutter\", højst 8 timer."),
        ("\"45 minutter\"", "\"2 timer\"", "moeder/moede.toml:5: mødet er sat til 120 minutter, men må højst vare 60. Sæt varigheden ned."),
        ("\"45 minutter\"", "\"40 minutter\"", "moeder/moede.toml:18: punkterne tager 45 minutter, men mødet er sat til 40. Giv punkterne mindre tid, eller sæt varigheden op."),
        ("\"1 time\"", "\"9 timer\"", "moeder/moede.toml:6: \"9 timer\" er ikke en varighed. Skriv fx \"45 minutter\", højst 8 timer."),
        ("\"4 dage før mødet\"", "\"4 dage fra mødet\"", "moeder/moede.toml:7: fristen \"4 dage fra mødet\" kan ikke læses ved \"fra\". Skriv fx \"2 arbejdsdage efter fordeling\"."),
        ("\"5 hverdage efter mødet\"", "\"5 hverdage efter start\"", "moeder/moede.toml:8: \"5 hverdage efter start\" regner ikke fra mødet. Skriv fx \"4 dage før mødet\" eller \"5 hverdage efter mødet\"."),
        ("\"5 hverdage efter mødet\"", "\"snarest\"", "moeder/moede.toml:8: \"snarest\" regner ikke fra mødet. Skriv fx \"4 dage før mødet\" eller \"5 hverdage efter mødet\"."),
        ("\"3 måneder\"", "\"hver måned\"", "moeder/moede.toml:13: længden \"hver måned\" kan ikke læses ved \"hver\". Skriv fx \"4 uger\"."),
        ("formaal = \"Vi aftaler, hvem der gør hvad.\"\n", "", "moeder/moede.toml:1: mødet mangler \"formaal\". Skriv formaal = \"…\" (hvad mødet er til)."),
        ("hvorfor = \"Det er borgerens møde\"", "grund = \"Det er borgerens møde\"", "moeder/moede.toml:15: deltageren mangler \"hvorfor\". Skriv hvorfor = \"…\" (hvorfor vedkommende er med)."),
    ];
    for (from, to, expected) in cases {
        assert!(MEETING.contains(from), "{from:?} is not there");
        let found = said(&with(&MEETING.replacen(from, to, 1)));
        assert!(found.iter().any(|line| line == expected), "{from:?} became {to:?}: {found:#?}");
        // A slip takes the file out and nothing else with it.
        let (content, _) = load(&with(&MEETING.replacen(from, to, 1)));
        assert_eq!(content.meeting_kinds.iter().count(), 0, "{from:?} became {to:?}");
        assert!(content.procedure("sag", date(2026, 5, 1)).is_some());
    }
}

#[test]
fn an_empty_table_of_participants_or_items_is_told() {
    let begin = MEETING.split("deltagere = [").next().unwrap();
    let found = said(&with(&format!("{begin}deltagere = []\npunkter = []\n")));
    for what in ["mødet har ingen deltagere", "mødet har ingen punkter"] {
        assert!(found.iter().any(|line| line.contains(what)), "{what}: {found:#?}");
    }
}

#[test]
fn a_step_calls_a_meeting_that_is_there() {
    let mut files = with(MEETING);
    let step = files.get_mut("procedurer/sag.toml").unwrap();
    *step = step.replacen("vejledning = \"samtale\"", "moede = \"moede\"", 1);
    assert_eq!(said(&files), Vec::<String>::new());
    files.remove("moeder/moede.toml");
    assert!(said(&files).iter().any(|line| line.contains("mødet \"moede\" findes ikke i content/moeder/")));
}

#[test]
fn the_shipped_meetings_say_why_each_is_there_and_keep_to_their_time() {
    let content = Content::shipped();
    let today = date(2026, 3, 2);
    let ids: Vec<&str> = content.meeting_kinds_on(today).map(|kind| kind.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "andet-overdragelsesmoede",
            "den-gode-overgang",
            "elevkonference",
            "foerste-moede",
            "foerste-overdragelsesmoede",
            "fra-ung-til-voksen",
            "koordinerende-moede",
            "moede-16-aar",
            "moede-med-jobcenter",
            "netvaerksmoede",
            "opfoelgningsmoede",
            "statusmoede-kerneteam",
            "tretrinsmoede-fagfolk",
            "tretrinsmoede-internt",
            "tretrinsmoede-ung",
            "tvaerfagligt-analysemoede",
            "tvaerfagligt-udredningsmoede",
        ]
    );
    // Where professionals meet without the citizen, the file says how the citizen is told of it; no other may.
    let without: Vec<&str> = content
        .meeting_kinds_on(today)
        .filter(|kind| kind.participants.iter().all(|one| one.role != "borger"))
        .map(|kind| kind.id.as_str())
        .collect();
    assert_eq!(
        without,
        [
            "den-gode-overgang",
            "elevkonference",
            "fra-ung-til-voksen",
            "statusmoede-kerneteam",
            "tretrinsmoede-fagfolk",
            "tretrinsmoede-internt",
            "tvaerfagligt-analysemoede",
        ]
    );
    let tells = |kind: &MeetingKind| {
        let items = kind.items.iter().map(|item| item.title.as_str());
        let said = items.chain(kind.help.as_deref()).chain([kind.purpose.as_str()]);
        said.chain(kind.preparation.iter().map(String::as_str))
            .any(|text| ["den unge", "familien", "borgeren"].iter().any(|who| text.to_lowercase().contains(who)))
    };
    for kind in content.meeting_kinds_on(today) {
        let asked = kind.participants.iter().any(|one| one.role == "borger");
        assert!(asked || tells(kind), "{}: the citizen is not asked, and nobody tells them", kind.id);
        assert!(kind.items.iter().all(|item| item.purpose.is_some()), "{}: an item without a purpose", kind.id);
        assert!(kind.items.iter().all(|item| item.minutes.is_some()), "{}: an item without its time", kind.id);
    }
    // An hour at most, items four days before, minutes five weekdays after (SD07 to SD09).
    let coordinating = content.meeting_kind("koordinerende-moede", today).unwrap();
    assert_eq!(coordinating.at_most_minutes, Some(60));
    assert_eq!(coordinating.items_until(date(2026, 5, 11), &content.calendar).unwrap().due, date(2026, 5, 7));
    assert_eq!(coordinating.minutes_by(date(2026, 5, 4), &content.calendar).unwrap().due, date(2026, 5, 9));
}
