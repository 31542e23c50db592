#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
use super::*;
use app::ports::{Appointment, Enclosed, PostAddress};
use domain::deadline::Channel;
use domain::ids::LetterId;
use quick_xml::Reader;

const CPR: &str = "6209899902";

fn parcel() -> Parcel {
    let enclosed = |nr: u32, title: &str| Enclosed {
        title: title.into(),
        file_name: format!("2026-000001-bilag-{nr}.pdf"),
        pdf: format!("%PDF bilag {nr}").into_bytes(),
    };
    Parcel {
        message: LetterId("0b0c0d0e-0000-4000-8000-000000000001".parse().unwrap()),
        channel: Channel::Digital,
        subject: "Vi vil høre din mening <om> oplysninger & bilag".into(),
        file_name: "2026-000001-partshoering.pdf".into(),
        pdf: b"%PDF-1.7 \xff\x00".to_vec(),
        enclosures: vec![enclosed(1, "Udtalelse"), enclosed(2, "Lægelig vurdering")],
        to: PostAddress::Cpr(CPR.into()),
        appointment: None,
        case_number: "2026-000001".into(),
        promised_at: "2026-03-31T08:00:00.123456Z".parse().unwrap(),
    }
}

fn sender() -> Sender {
    Sender { cvr: "12345678".into(), name: "Tovby Kommune".into() }
}

/// An element as it was read: its path from the root, and its text.
fn elements(xml: &[u8]) -> Vec<(String, String)> {
    let mut reader = Reader::from_reader(xml);
    let mut path: Vec<String> = Vec::new();
    let mut found: Vec<(String, String)> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).unwrap() {
            Event::Start(start) => {
                let name = String::from_utf8_lossy(start.name().as_ref().as_bytes()).into_owned();
                path.push(name.strip_prefix("memo:").expect("every element is of the one namespace").to_string());
                open.push(found.len());
                found.push((path.join("/"), String::new()));
            }
            Event::Text(text) => {
                let at = *open.last().unwrap();
                found[at].1.push_str(&text.xml10_content());
            }
            Event::GeneralRef(name) => {
                let sign = match name.xml10_content().as_ref() {
                    "lt" => '<',
                    "gt" => '>',
                    "amp" => '&',
                    "quot" => '"',
                    "apos" => '\'',
                    other => panic!("an entity nobody asked for: {other}"),
                };
                let at = *open.last().unwrap();
                found[at].1.push(sign);
            }
            Event::End(_) => {
                path.pop();
                open.pop();
            }
            Event::Eof => return found,
            _ => {}
        }
        buffer.clear();
    }
}

/// The children each element may have, in order; `?` may be left out, `*` may be many (`interop.md` 3.2, those we use
/// and those that could stand between).
const STRUCTURE: &[(&str, &[&str])] = &[
    ("Message", &["MessageHeader", "MessageBody?"]),
    (
        "MessageHeader",
        &[
            "messageType",
            "messageUUID",
            "messageID?",
            "messageCode?",
            "label",
            "notification?",
            "additionalNotification?",
            "reply?",
            "replyByDateTime?",
            "doNotDeliverUntilDate?",
            "mandatory?",
            "legalNotification?",
            "postType?",
            "Sender",
            "Recipient",
            "ContentData?",
            "ForwardData?",
            "ReplyData*",
        ],
    ),
    ("Sender", &["senderID", "idType", "idTypeLabel?", "label", "AttentionData?", "ContactPoint?", "Representative?"]),
    ("Recipient", &["recipientID", "idType", "idTypeLabel?", "label?", "AttentionData?", "ContactPoint?"]),
    ("ContentData", &["CaseID?"]),
    ("CaseID", &["caseID", "caseSystem"]),
    ("MessageBody", &["createdDateTime", "MainDocument", "AdditionalDocument*", "TechnicalDocument*"]),
    ("MainDocument", &["mainDocumentID?", "label?", "File", "Action*"]),
    ("AdditionalDocument", &["additionalDocumentID?", "label?", "File", "Action*"]),
    ("File", &["encodingFormat", "filename", "language", "content"]),
    ("Action", &["label", "actionCode", "startDateTime?", "endDateTime?", "Reservation?"]),
    (
        "Reservation",
        &[
            "description",
            "reservationUUID",
            "abstract",
            "location",
            "startDateTime",
            "endDateTime",
            "organizerMail?",
            "organizerName?",
        ],
    ),
];

/// What is wrong with the order of an element's children, if anything.
fn misplaced(name: &str, children: &[&str]) -> Option<String> {
    let allowed = STRUCTURE.iter().find(|(known, _)| *known == name).map_or(&[] as &[&str], |(_, allowed)| allowed);
    let mut rest = children.iter().peekable();
    for place in allowed {
        let bare = place.trim_end_matches(['?', '*']);
        let mut count = 0;
        while rest.next_if(|child| **child == bare).is_some() {
            count += 1;
        }
        let right = match place.chars().last() {
            Some('?') => count <= 1,
            Some('*') => true,
            _ => count == 1,
        };
        if !right {
            return Some(format!("{name}: {count} of {place}"));
        }
    }
    rest.next().map(|child| format!("{name}: {child} stands where it may not"))
}

fn faults(xml: &[u8]) -> Vec<String> {
    let all = elements(xml);
    let mut faults = Vec::new();
    for (nr, (path, text)) in all.iter().enumerate() {
        let inside = format!("{path}/");
        let direct = |other: &&(String, String)| other.0.strip_prefix(&inside).is_some_and(|name| !name.contains('/'));
        // Children stand after their parent and before its next sibling of the same name.
        let end = all.iter().skip(nr + 1).position(|other| other.0 == *path).map_or(all.len(), |at| nr + 1 + at);
        let children: Vec<&str> = all[nr + 1..end].iter().filter(direct).map(|(p, _)| &p[inside.len()..]).collect();
        let name = path.rsplit('/').next().unwrap();
        faults.extend(misplaced(name, &children));
        if name != "content" && 256 < text.chars().count() {
            faults.push(format!("{path} is too long"));
        }
        if name.ends_with("DateTime") && (!text.ends_with('Z') || text.parse::<jiff::Timestamp>().is_err()) {
            faults.push(format!("{path} is no instant in UTC"));
        }
        if matches!(name, "messageUUID" | "reservationUUID")
            && uuid::Uuid::parse_str(text).map(|id| id.get_version_num()) != Ok(4)
        {
            faults.push(format!("{path} is not version 4"));
        }
        if name == "filename" && text.contains(['<', '>', ':', '"', '/', '\\', '|', '?', '*', '\u{a0}', '\u{2003}']) {
            faults.push(format!("{path} has a sign that is refused"));
        }
        if name == "language" && text.len() != 2 {
            faults.push(format!("{path} is not two letters"));
        }
    }
    faults
}

fn value(xml: &[u8], path: &str) -> Vec<String> {
    elements(xml).into_iter().filter(|(at, _)| at == path).map(|(_, text)| text).collect()
}

#[test]
fn a_letter_with_enclosures_is_a_message_as_memo_1_2_wants_it() {
    let xml = message(&parcel(), CPR, &sender()).unwrap();
    assert_eq!(faults(&xml), [] as [String; 0]);
    let text = String::from_utf8(xml.clone()).unwrap();
    assert!(text.starts_with(r#"<?xml version="1.0" encoding="UTF-8"?><memo:Message "#), "{text}");
    assert!(text.contains(r#"xmlns:memo="https://DigitalPost.dk/MeMo-1""#) && text.contains(r#"memoVersion="1.2""#));
    let one = |path: &str| value(&xml, path).remove(0);
    assert_eq!(one("Message/MessageHeader/messageUUID"), "0b0c0d0e-0000-4000-8000-000000000001");
    assert_eq!(one("Message/MessageHeader/label"), "Vi vil høre din mening <om> oplysninger & bilag");
    assert_eq!(one("Message/MessageHeader/Sender/senderID"), "12345678");
    assert_eq!(one("Message/MessageHeader/Recipient/recipientID"), CPR);
    assert_eq!(one("Message/MessageHeader/ContentData/CaseID/caseID"), "2026-000001");
    assert_eq!(one("Message/MessageBody/createdDateTime"), "2026-03-31T08:00:00Z");
    let bytes = |path: &str| -> Vec<Vec<u8>> {
        value(&xml, path).iter().map(|text| base64::engine::general_purpose::STANDARD.decode(text).unwrap()).collect()
    };
    assert_eq!(bytes("Message/MessageBody/MainDocument/File/content"), [parcel().pdf]);
    let follow: Vec<Vec<u8>> = parcel().enclosures.into_iter().map(|one| one.pdf).collect();
    assert_eq!(bytes("Message/MessageBody/AdditionalDocument/File/content"), follow);
    assert_eq!(value(&xml, "Message/MessageBody/AdditionalDocument/label"), ["Udtalelse", "Lægelig vurdering"]);
}

#[test]
fn a_letter_that_calls_to_a_meeting_brings_the_hour_for_the_readers_calendar() {
    let appointment = Appointment {
        id: "0b0c0d0e-0000-4000-8000-000000000007".parse().unwrap(),
        starts: "2026-04-09T08:00:00Z".parse().unwrap(),
        ends: "2026-04-09T09:00:00Z".parse().unwrap(),
        title: "Møde, sag 2026-000001".into(),
        place: "Rådhustorvet 1, lokale 4".into(),
        leader: "Pia Nørrevang".into(),
        mail: "pia@tovby.example".into(),
    };
    let xml = message(&Parcel { appointment: Some(appointment), ..parcel() }, CPR, &sender()).unwrap();
    assert_eq!(faults(&xml), [] as [String; 0]);
    let one = |name: &str| value(&xml, &format!("Message/MessageBody/MainDocument/Action/{name}")).remove(0);
    assert_eq!(one("actionCode"), "AFTALE");
    assert_eq!(one("Reservation/reservationUUID"), "0b0c0d0e-0000-4000-8000-000000000007");
    assert_eq!(one("Reservation/startDateTime"), "2026-04-09T08:00:00Z");
    assert_eq!(one("Reservation/location"), "Rådhustorvet 1, lokale 4");
    assert_eq!(one("Reservation/organizerMail"), "pia@tovby.example");
    assert_eq!(value(&xml, "Message/MessageBody/AdditionalDocument/Action"), [] as [String; 0]);
}

#[test]
fn the_same_letter_makes_the_same_bytes_at_every_try() {
    assert_eq!(message(&parcel(), CPR, &sender()).unwrap(), message(&parcel(), CPR, &sender()).unwrap());
}

#[test]
fn what_does_not_fit_a_field_is_made_to_fit() {
    let odd =
        Parcel { subject: format!("To\u{1}linjer\n{}", "æ".repeat(400)), file_name: "a/b:c?.pdf".into(), ..parcel() };
    let xml = message(&odd, CPR, &sender()).unwrap();
    assert_eq!(faults(&xml), [] as [String; 0]);
    assert_eq!(value(&xml, "Message/MessageBody/MainDocument/File/filename"), ["a_b_c_.pdf"]);
}

#[test]
fn a_message_to_nobody_or_from_nobody_is_not_written() {
    assert!(message(&parcel(), "620989990", &sender()).is_err());
    assert!(message(&parcel(), CPR, &Sender { cvr: "DK12345678".into(), name: "Tovby".into() }).is_err());
}

#[test]
fn the_measure_itself_finds_what_is_out_of_order() {
    let xml = String::from_utf8(message(&parcel(), CPR, &sender()).unwrap()).unwrap();
    for (right, wrong) in [
        ("<memo:idType>CVR</memo:idType>", ""),
        ("<memo:messageType>DIGITALPOST</memo:messageType>", "<memo:mandatory>true</memo:mandatory>"),
        ("08:00:00Z", "08:00:00"),
        ("-4000-", "-7000-"),
        ("partshoering.pdf", "parts?hoering.pdf"),
    ] {
        assert!(xml.contains(right), "{right}");
        assert_ne!(faults(xml.replace(right, wrong).as_bytes()), [] as [String; 0], "{wrong}");
    }
}
