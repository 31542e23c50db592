//! Access to documents: the deadline, what is flagged before anybody chooses, and what may be chosen.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use common::{KAREN, person, ready, staff, uuid};
use domain::access_request::{
    Capacity, Choice, Choices, Flag, Item, New, Outcome, Paper, Provision, Reader, Refused, Requester, Seen, Shown,
    State, Thing, Verdict, Wrong, answer_by, check, flags, may_clear, needs_second_look, outcome, parse_pages,
    register, write_pages,
};
use domain::calendar::Calendar;
use domain::case::CaseFile;
use domain::document::{Direction, Document};
use domain::enclosure::Mark;
use domain::ids::{CaseId, DocumentId, PersonId};
use domain::people::{Contact, DigitalPost, Located, Person, Protection, Relation, RelationKind};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use std::collections::BTreeSet;

#[test]
fn an_answer_is_due_on_the_seventh_working_day_and_the_day_it_came_does_not_count() {
    let calendar = Calendar::default();
    for (came, due, why) in [
        (date(2026, 3, 30), date(2026, 4, 13), "Monday before Easter: three holidays and two weekends"),
        (date(2026, 3, 2), date(2026, 3, 11), "an ordinary Monday"),
        (date(2026, 3, 7), date(2026, 3, 17), "came on a Saturday"),
        (date(2026, 12, 21), date(2027, 1, 5), "Christmas: 24, 25 and 31 December and 1 January"),
        (date(2026, 5, 27), date(2026, 6, 8), "5 June does not count"),
        (date(2026, 4, 24), date(2026, 5, 5), "1 May is a working day, Store Bededag is none any more"),
    ] {
        assert_eq!(answer_by(came, &calendar).due, due, "{why}");
    }
}

#[test]
fn closing_the_town_hall_does_not_stretch_the_deadline() {
    let mut calendar = Calendar::default();
    calendar.closed.insert(date(2026, 3, 4), "Lukket".into());
    calendar.closed.insert(date(2026, 3, 5), "Lukket".into());
    assert_eq!(answer_by(date(2026, 3, 2), &calendar).due, date(2026, 3, 11));
}

fn with(nr: u128, cpr: &str, name: &str, protection: Protection, contact: Contact) -> Person {
    Person {
        contact: Located::new(contact, protection),
        digital_post: DigitalPost::Registered,
        ..person(nr, cpr, name, protection)
    }
}

const MOTHER: PersonId = PersonId(uuid::Uuid::from_u128(21));
const FATHER: PersonId = PersonId(uuid::Uuid::from_u128(22));
const SISTER: PersonId = PersonId(uuid::Uuid::from_u128(23));
const TODAY: Date = date(2026, 3, 30);

/// A child whose mother is protected; the father lives elsewhere and has custody too; a sister is nobody's party.
fn divorced() -> CaseFile {
    let mut file = ready();
    let at = |street: &str, phone: &str| Contact {
        street: street.into(),
        town: "9999 Tovby".into(),
        phone: phone.into(),
        ..Contact::default()
    };
    let relation = |other: PersonId, kind: RelationKind| Relation {
        person: file.citizen.id,
        other,
        kind,
        from: Some(date(2018, 1, 1)),
        until: None,
        covers: String::new(),
        appointed_by: None,
    };
    file.relations = vec![
        relation(MOTHER, RelationKind::CustodyHolder),
        relation(FATHER, RelationKind::CustodyHolder),
        relation(SISTER, RelationKind::Sibling),
    ];
    file.related = vec![
        with(21, "6405929910", "Nadia Prøve", Protection::Protected, at("Skjulestræde 7, 2. tv", "10 99 88 77")),
        with(22, "7001889911", "Morten Prøve", Protection::None, at("Havnekajen 3", "10 00 01 11")),
        with(23, "6206089913", "Viktoria Prøve", Protection::None, at("Havnekajen 3", "")),
    ];
    file
}

fn letter_to(recipient: PersonId) -> Document {
    Document {
        id: DocumentId(uuid(9)),
        case: CaseId(uuid(50)),
        running: 4,
        title: "Vi har fået din ansøgning".into(),
        direction: Direction::Sent,
        source: String::new(),
        dated: date(2026, 3, 9),
        recipient: Some(recipient),
        media_type: "application/pdf".into(),
        size: 10,
        sha256: String::new(),
        stored_at: Timestamp::UNIX_EPOCH,
    }
}

fn reader(who: PersonId, capacity: Capacity) -> Reader {
    Reader::of(&divorced(), &Requester::Person(who), capacity, &["Lis Nabo".to_string()], TODAY)
}

fn pages(texts: &[&str]) -> Seen {
    Seen::Text(texts.iter().map(ToString::to_string).collect())
}

#[test]
fn what_is_flagged_depends_on_who_reads() {
    let father = reader(FATHER, Capacity::Party);
    let mother = reader(MOTHER, Capacity::Party);
    let somebody = reader(FATHER, Capacity::Other);
    let told = |pages: &[u32]| Flag::TellsWhere { pages: pages.to_vec() };
    let address = pages(&["Første side", "De bor på Skjulestræde\n7, 2. tv."]);
    let split = pages(&["De bor på Skjulestræde", "7, 2. tv og er glade for det."]);
    let table: &[(&str, &Reader, &Seen, Vec<Flag>)] = &[
        ("nothing", &father, &pages(&["En god dag i skolen."]), vec![]),
        ("the mother's address, for the father", &father, &address, vec![told(&[2])]),
        ("the same, for herself", &mother, &address, vec![]),
        ("an address where two pages meet", &father, &split, vec![told(&[])]),
        ("her telephone written another way", &father, &pages(&["Ring 10998877"]), vec![told(&[1])]),
        ("the parties to each other", &father, &pages(&["Nadia Prøve og Magnus Holm"]), vec![]),
        ("the parties to anybody else", &somebody, &pages(&["Nadia Prøve"]), vec![Flag::NamesOthers]),
        ("a sister", &father, &pages(&["Viktoria Prøve er 17 år."]), vec![Flag::NamesOthers]),
        ("a sister's number", &father, &pages(&["620608-9913"]), vec![Flag::NamesOthers]),
        ("who notified", &father, &pages(&["Lis Nabo ringede."]), vec![Flag::NamesNotifier]),
        ("a scan", &father, &Seen::Unreadable, vec![Flag::Unread]),
    ];
    for (what, reader, seen, expected) in table {
        assert_eq!(&flags(reader, None, &[], "Udtalelse", seen), expected, "{what}");
    }
    let plain = pages(&["Kære Nadia"]);
    assert_eq!(flags(&father, Some(&letter_to(MOTHER)), &[], "Kvittering", &plain), [Flag::ToSomebodyElse]);
    assert_eq!(flags(&mother, Some(&letter_to(MOTHER)), &[], "Kvittering", &plain), []);
    let marked = flags(&father, None, &[Mark::ThirdParty, Mark::TellsWhere], "Udtalelse", &plain);
    assert_eq!(marked, [Flag::MarkedTellsWhere, Flag::MarkedThirdParty]);
    assert_eq!(flags(&father, None, &[], "Besøg på Skjulestræde 7, 2. tv", &plain), [told(&[])], "in the title");
}

#[test]
fn who_lives_with_a_protected_person_knows_where_that_is() {
    let mut file = divorced();
    let home = Contact { street: "Skjulestræde 7, 2. tv".into(), ..Contact::default() };
    file.citizen.contact = Located::new(home, Protection::Protected);
    let of = |who| Reader::of(&file, &Requester::Person(who), Capacity::Party, &[], TODAY);
    assert!(!of(MOTHER).must_not_learn_where());
    assert!(of(FATHER).must_not_learn_where());
    let lawyer = Requester::Outside { name: "Advokat".into(), address: "Torvet 1".into() };
    assert!(Reader::of(&file, &lawyer, Capacity::Representative, &[], TODAY).must_not_learn_where());
}

fn thing(nr: u128) -> Thing {
    Thing::Document(DocumentId(uuid(nr)))
}

fn item(shown: Shown, flags: &[Flag]) -> Item {
    Item {
        thing: thing(1),
        number: 1,
        paper: Paper::Received,
        title: "Udtalelse".into(),
        source: "Tovby Skole".into(),
        dated: TODAY,
        shown,
        flags: flags.to_vec(),
    }
}

fn choice(verdict: Verdict, provision: &str, reason: &str, pages: &[u32]) -> Choice {
    Choice {
        verdict,
        provision: (!provision.is_empty()).then(|| provision.to_string()),
        reason: reason.into(),
        pages: pages.iter().copied().collect(),
        by: staff(KAREN),
    }
}

fn provisions() -> Vec<Provision> {
    let provision = |id: &str, applies: Capacity| Provision {
        id: id.into(),
        paragraph: "forvaltningsloven § 15 b".into(),
        title: "Private interesser".into(),
        says: "Hensynet til andre vejer tungere.".into(),
        applies: vec![applies],
        to_be_confirmed: false,
    };
    vec![provision("andre", Capacity::Party), provision("oflov", Capacity::Other)]
}

fn wrong(item: &Item, choice: Choice) -> Vec<Wrong> {
    let choices = Choices::from([(item.thing.clone(), choice)]);
    check(std::slice::from_ref(item), &choices, &provisions(), Capacity::Party).into_iter().map(|(_, w)| w).collect()
}

#[test]
fn what_is_flagged_is_not_given_without_a_reason_and_what_tells_where_is_never_given() {
    let plain = item(Shown::Pages(3), &[]);
    let others = item(Shown::Pages(3), &[Flag::NamesOthers]);
    let where_ = item(Shown::Pages(3), &[Flag::TellsWhere { pages: vec![2] }]);
    let marked = item(Shown::Pages(3), &[Flag::MarkedTellsWhere]);
    let why = "Partens advokat har samtykket.";
    assert_eq!(wrong(&plain, choice(Verdict::Give, "", "", &[])), []);
    assert_eq!(wrong(&others, choice(Verdict::Give, "", " ", &[])), [Wrong::ReasonMissing]);
    assert_eq!(wrong(&others, choice(Verdict::Give, "", why, &[])), []);
    assert_eq!(wrong(&where_, choice(Verdict::Give, "", why, &[])), [Wrong::TellsWhere { pages: vec![2] }]);
    assert_eq!(wrong(&where_, choice(Verdict::Part, "andre", why, &[1])), [Wrong::TellsWhere { pages: vec![2] }]);
    assert_eq!(wrong(&where_, choice(Verdict::Part, "andre", why, &[2])), []);
    assert_eq!(wrong(&where_, choice(Verdict::LeaveOut, "andre", why, &[])), []);
    assert_eq!(wrong(&marked, choice(Verdict::Give, "", why, &[])), [Wrong::TellsWhere { pages: vec![] }]);
    assert_eq!(wrong(&marked, choice(Verdict::Part, "andre", why, &[3])), []);
}

#[test]
fn something_is_left_out_only_by_a_provision_of_the_list_and_with_a_reason() {
    let paper = item(Shown::Pages(3), &[]);
    assert_eq!(wrong(&paper, choice(Verdict::LeaveOut, "", "", &[])), [Wrong::ProvisionMissing, Wrong::ReasonMissing]);
    assert_eq!(wrong(&paper, choice(Verdict::LeaveOut, "ukendt", "Fordi", &[])), [Wrong::NoSuchProvision]);
    assert_eq!(wrong(&paper, choice(Verdict::LeaveOut, "oflov", "Fordi", &[])), [Wrong::NoSuchProvision]);
    let part = |pages: &[u32]| wrong(&paper, choice(Verdict::Part, "andre", "Fordi", pages));
    assert_eq!(part(&[]), [Wrong::PagesMissing]);
    assert_eq!(part(&[4]), [Wrong::PagesOutside { pages: 3 }]);
    assert_eq!(part(&[1, 2, 3]), [Wrong::EveryPage]);
    assert_eq!(part(&[1, 3]), []);
    let note = item(Shown::Whole, &[]);
    assert_eq!(wrong(&note, choice(Verdict::Part, "andre", "Fordi", &[1])), [Wrong::NotInPart]);
    let office = item(Shown::NotAsPages, &[Flag::Unread]);
    assert_eq!(wrong(&office, choice(Verdict::Give, "", "Fordi", &[])), [Wrong::NotAsPages]);
    assert_eq!(wrong(&office, choice(Verdict::AsPdf, "", "Nr. 3", &[])), []);
    assert_eq!(wrong(&paper, choice(Verdict::AsPdf, "", "Nr. 3", &[])), [Wrong::HasPages]);
    let nothing = check(std::slice::from_ref(&paper), &Choices::new(), &provisions(), Capacity::Party);
    assert_eq!(nothing, [(thing(1), Wrong::NotChosen)]);
}

#[test]
fn a_second_person_looks_where_anything_is_held_back_or_flagged_and_never_at_their_own() {
    let plain = item(Shown::Pages(1), &[]);
    let give = Choices::from([(thing(1), choice(Verdict::Give, "", "", &[]))]);
    let part = Choices::from([(thing(1), choice(Verdict::Part, "andre", "Fordi", &[1]))]);
    assert!(!needs_second_look(std::slice::from_ref(&plain), &give));
    assert!(needs_second_look(std::slice::from_ref(&plain), &part));
    assert!(needs_second_look(&[item(Shown::Pages(1), &[Flag::Unread])], &give));
    let submitted = State::Submitted { by: staff(2), at: Timestamp::UNIX_EPOCH };
    assert_eq!(may_clear(&submitted, &part, staff(2)), Err(Refused::OwnWork), "who submitted");
    assert_eq!(may_clear(&submitted, &part, staff(KAREN)), Err(Refused::OwnWork), "who chose");
    assert_eq!(may_clear(&submitted, &part, staff(3)), Ok(()));
    assert_eq!(may_clear(&State::Open, &part, staff(3)), Err(Refused::NotNow));
}

#[test]
fn it_ends_in_full_in_part_or_with_nothing() {
    let of = |verdicts: &[Verdict]| {
        let choices = (1..).zip(verdicts).map(|(nr, verdict)| (thing(nr), choice(*verdict, "andre", "Fordi", &[1])));
        outcome(&choices.collect())
    };
    assert_eq!(of(&[Verdict::Give, Verdict::AsPdf]), Outcome::Full);
    assert_eq!(of(&[]), Outcome::Full);
    assert_eq!(of(&[Verdict::Give, Verdict::LeaveOut]), Outcome::Partial);
    assert_eq!(of(&[Verdict::Part]), Outcome::Partial);
    assert_eq!(of(&[Verdict::LeaveOut, Verdict::LeaveOut]), Outcome::Refusal);
}

#[test]
fn a_request_says_who_asks_for_what_and_as_what() {
    let file = divorced();
    let father = Requester::Person(FATHER);
    let sister = Requester::Person(SISTER);
    let lawyer = Requester::Outside { name: "Advokat Bo".into(), address: "Torvet 1\n9999 Tovby".into() };
    let nobody = Requester::Outside { name: " ".into(), address: "Torvet 1".into() };
    let stranger = Requester::Person(PersonId(uuid(99)));
    let ask = |requester: &Requester, capacity, authority: &str, about: &str, received_on| {
        register(&New { requester, capacity, authority, about, received_on }, &file, TODAY)
    };
    assert_eq!(ask(&father, Capacity::Party, "", "Hele sagen", TODAY), Ok(()));
    assert_eq!(ask(&sister, Capacity::Party, "", "Hele sagen", TODAY), Err(Refused::NotAParty));
    assert_eq!(ask(&sister, Capacity::Other, "", "Hele sagen", TODAY), Ok(()));
    assert_eq!(ask(&stranger, Capacity::Other, "", "Hele sagen", TODAY), Err(Refused::NobodyAsks));
    assert_eq!(ask(&nobody, Capacity::Other, "", "Hele sagen", TODAY), Err(Refused::NobodyAsks));
    assert_eq!(ask(&lawyer, Capacity::Representative, "", "Hele sagen", TODAY), Err(Refused::NoAuthority));
    assert_eq!(ask(&lawyer, Capacity::Representative, "Fuldmagt af 2. marts", "Hele sagen", TODAY), Ok(()));
    assert_eq!(ask(&lawyer, Capacity::Party, "", "Hele sagen", TODAY), Err(Refused::NotAParty));
    assert_eq!(ask(&father, Capacity::Party, "", " ", TODAY), Err(Refused::NothingAsked));
    assert_eq!(ask(&father, Capacity::Party, "", "Sagen", date(2026, 3, 31)), Err(Refused::InTheFuture));
}

#[test]
fn pages_are_read_and_written_as_people_do() {
    let set = |pages: &[u32]| pages.iter().copied().collect::<BTreeSet<u32>>();
    assert_eq!(parse_pages(" 3, 1-2;7 "), Some(set(&[1, 2, 3, 7])));
    assert_eq!(parse_pages(""), Some(set(&[])));
    for text in ["0", "3-1", "a", "1-99999999", "1--2"] {
        assert_eq!(parse_pages(text), None, "{text}");
    }
    assert_eq!(write_pages(&set(&[1, 2, 3, 7])), "1-3, 7");
    assert_eq!(
        Thing::from_key(&Thing::Form { form: "a:b".into(), nr: 2 }.key()),
        Some(Thing::Form { form: "a:b".into(), nr: 2 })
    );
    assert_eq!(Thing::from_key("dokument:x"), None);
}
