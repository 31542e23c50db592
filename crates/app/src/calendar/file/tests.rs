#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
use super::*;
use domain::ids::{CaseId, MeetingId, StaffId};
use domain::meeting::{Next, When};
use domain::staff::Role;
use jiff::civil::{date, time};
use uuid::Uuid;

fn meeting() -> Meeting {
    Meeting {
        id: MeetingId(Uuid::from_u128(7)),
        case: CaseId(Uuid::from_u128(1)),
        kind: Some("koordinerende-moede".to_string()),
        title: "Møde om Torben Ågesens depression".to_string(),
        purpose: "Torben får hjælp til sin depression".to_string(),
        when: When { day: date(2026, 4, 9), from: time(10, 0, 0, 0), minutes: 60 },
        venue: Venue { spot: Spot::Ours, place: "Rådhustorvet 1".to_string(), room: "Lokale 4, 2. sal".to_string() },
        ready: Vec::new(),
        leader: StaffId(Uuid::from_u128(2)),
        participants: Vec::new(),
        items: Vec::new(),
        state: State::Planned,
        issue: 0,
        planned_by: StaffId(Uuid::from_u128(2)),
        planned_at: "2026-03-30T08:00:00Z".parse().unwrap(),
        version: 1,
    }
}

fn leader() -> Staff {
    Staff {
        id: StaffId(Uuid::from_u128(2)),
        username: "pia".to_string(),
        name: "Pia \"P\" Nørrevang".to_string(),
        phone: "00 00 00 00".to_string(),
        mail: "pia@norddal.invalid".to_string(),
        department: "voksenhandicap".to_string(),
        heads: Vec::new(),
        roles: vec![Role::OutreachCaseworker],
        active: true,
    }
}

const NUMBER: CaseNumber = CaseNumber { year: 2026, running: 123 };

fn private() -> Vec<String> {
    ["Torben", "Ågesen", "Torben Ågesen", "Kærvej 9"].map(str::to_string).to_vec()
}

fn at() -> Timestamp {
    "2026-03-30T08:15:00Z".parse().unwrap()
}

/// Reads a file as strictly as the format is written, and gives its unfolded lines.
fn read(file: &str) -> Vec<String> {
    assert!(file.ends_with("\r\n"));
    assert!(!file.replace("\r\n", "").contains(['\r', '\n']), "a bare line end");
    let mut lines: Vec<String> = Vec::new();
    for line in file.split_terminator("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        match line.strip_prefix(' ') {
            Some(more) => lines.last_mut().unwrap().push_str(more),
            None => lines.push(line.to_string()),
        }
    }
    for line in &lines {
        let name = line.split([':', ';']).next().unwrap();
        assert!(name.chars().all(|c| c.is_ascii_uppercase() || c == '-'), "{line}");
        assert!(line.contains(':'), "{line}");
    }
    assert_eq!((lines.first().unwrap().as_str(), lines.last().unwrap().as_str()), ("BEGIN:VCALENDAR", "END:VCALENDAR"));
    let count = |wanted: &str| lines.iter().filter(|line| *line == wanted).count();
    assert_eq!(count("BEGIN:VEVENT"), count("END:VEVENT"));
    lines
}

fn value<'a>(lines: &'a [String], name: &str) -> &'a str {
    let line =
        lines.iter().find(|line| line.split([':', ';']).next() == Some(name)).unwrap_or_else(|| panic!("{name}"));
    line.split_once(':').unwrap().1
}

#[test]
fn an_invitation_says_when_and_where_and_nothing_of_the_citizen() {
    let event = Event::of(&meeting(), NUMBER, &private()).called_by(&leader());
    let file = write(Method::Request, &[event.to(Invited::default())], None, at());
    let lines = read(&file);
    // Ten o'clock in Denmark in April is eight by UTC.
    assert_eq!(value(&lines, "DTSTART"), "20260409T080000Z");
    assert_eq!(value(&lines, "DTEND"), "20260409T090000Z");
    assert_eq!(value(&lines, "METHOD"), "REQUEST");
    assert_eq!(value(&lines, "SEQUENCE"), "0");
    assert_eq!(value(&lines, "SUMMARY"), "Møde\\, sag 2026-000123");
    assert_eq!(value(&lines, "LOCATION"), "Rådhustorvet 1\\, Lokale 4\\, 2. sal");
    assert_eq!(value(&lines, "ORGANIZER"), "mailto:pia@norddal.invalid");
    assert!(file.contains("ORGANIZER;CN=\"Pia P Nørrevang\":mailto:"));
    for word in ["Torben", "Ågesen", "depression", "Kærvej"] {
        assert!(!file.contains(word), "{word} stands in the file");
    }
}

#[test]
fn a_moved_meeting_is_the_same_event_in_a_later_issue_and_a_cancelled_one_is_taken_out() {
    let mut moved = meeting();
    moved.issue = 1;
    moved.when.day = date(2026, 11, 9);
    let lines = read(&write(method_of(&moved), &[Event::of(&moved, NUMBER, &[])], None, at()));
    assert_eq!((value(&lines, "SEQUENCE"), value(&lines, "METHOD")), ("1", "REQUEST"));
    // In November the clock has gone back.
    assert_eq!(value(&lines, "DTSTART"), "20261109T090000Z");
    let first = read(&write(Method::Request, &[Event::of(&meeting(), NUMBER, &[])], None, at()));
    assert_eq!(value(&lines, "UID"), value(&first, "UID"));

    let mut off = meeting();
    off.issue = 2;
    off.state = State::Cancelled { on: date(2026, 4, 8), reason: "Torben er syg".to_string(), next: Next::AnotherDay };
    let file = write(method_of(&off), &[Event::of(&off, NUMBER, &[])], None, at());
    let lines = read(&file);
    assert_eq!(
        (value(&lines, "METHOD"), value(&lines, "STATUS"), value(&lines, "SEQUENCE")),
        ("CANCEL", "CANCELLED", "2")
    );
    assert_eq!(value(&lines, "UID"), value(&first, "UID"));
    assert!(!file.contains("syg"), "the reason stands in the letter alone");
}

#[test]
fn a_home_or_a_place_that_tells_why_one_goes_there_is_never_in_a_calendar() {
    let cases = [
        (Spot::Home, "Kærvej 9", "", "Se indkaldelsen"),
        (Spot::Elsewhere, "Psykiatrisk afdeling", "", "Se indkaldelsen"),
        (Spot::Ours, "Rådhustorvet 1", "hos Torben", "Se indkaldelsen"),
        (Spot::Ours, "kærvej 9", "", "Se indkaldelsen"),
        (Spot::Ours, "Rådhustorvet 1", "741202-9911", "Se indkaldelsen"),
        (Spot::Ours, "Rådhustorvet 1", "lokale 12", "Rådhustorvet 1\\, lokale 12"),
    ];
    for (spot, place, room, shown) in cases {
        let mut meeting = meeting();
        meeting.venue = Venue { spot, place: place.to_string(), room: room.to_string() };
        let lines = read(&write(Method::Publish, &[Event::of(&meeting, NUMBER, &private())], Some("Møder"), at()));
        assert_eq!(value(&lines, "LOCATION"), shown, "{place}, {room}");
    }
}

#[test]
fn a_long_line_is_folded_between_letters_and_reads_back_whole() {
    for length in [60, 73, 74, 75, 76, 149, 150, 400] {
        let mut meeting = meeting();
        meeting.venue.place = "ø".repeat(length);
        meeting.venue.room = String::new();
        let lines = read(&write(Method::Publish, &[Event::of(&meeting, NUMBER, &[])], None, at()));
        assert_eq!(value(&lines, "LOCATION"), "ø".repeat(length));
    }
}

#[test]
fn what_somebody_typed_begins_no_line_of_its_own() {
    let mut meeting = meeting();
    meeting.venue.place = "Lokale 4\r\nATTENDEE:mailto:ond@example.invalid\r\nX".to_string();
    meeting.venue.room = "a;b,c\\d".to_string();
    let event = Event::of(&meeting, NUMBER, &[])
        .to(Invited { mail: "a@b.invalid\r\nX-EVIL:1".to_string(), reply: Reply::Coming });
    let lines = read(&write(Method::Request, &[event], None, at()));
    assert_eq!(lines.iter().filter(|line| line.starts_with("ATTENDEE")).count(), 1);
    assert!(!lines.iter().any(|line| line.starts_with("X-EVIL")));
    assert!(value(&lines, "LOCATION").ends_with("a\\;b\\,c\\\\d"));
}
