//! The rules of a family, with days written out.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use super::nameless::{Known, Trace, What, find, take_out};
use super::*;
use crate::consent::Form;
use crate::deadline::Unit;
use crate::staff::Role;
use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

const TITLE: &str = "Voksenhandicap";

fn id(nr: u128) -> Uuid {
    Uuid::from_u128(nr)
}

fn staff(nr: u128, department: &str) -> Staff {
    Staff {
        id: StaffId(id(nr)),
        username: format!("nr{nr}"),
        name: "Karen Tangbjerg".to_string(),
        phone: String::new(),
        mail: String::new(),
        roles: vec![Role::Caseworker],
        department: department.to_string(),
        heads: Vec::new(),
        active: true,
    }
}

fn family() -> Family {
    let day = date(2026, 3, 2);
    let member =
        |nr, kin| Member { person: PersonId(id(nr)), kin, why: "De bor sammen".into(), since: day, until: None };
    let linked = |nr, department: &str, citizen| Linked {
        case: CaseId(id(nr)),
        department: department.into(),
        citizen: PersonId(id(citizen)),
        by: StaffId(id(1)),
        since: day,
        until: None,
    };
    Family {
        id: FamilyId(id(100)),
        case: CaseId(id(10)),
        department: "boernehandicap".into(),
        why: "Tre afdelinger".into(),
        begun_on: day,
        begun_by: StaffId(id(1)),
        ended: None,
        members: vec![member(20, Kin::Child), member(21, Kin::Parent), member(22, Kin::Parent)],
        cases: vec![linked(10, "boernehandicap", 20), linked(11, "voksenhandicap", 21)],
        team: Vec::new(),
        coordinators: Vec::new(),
        openings: Vec::new(),
        examinations: Vec::new(),
        links: Vec::new(),
        analyses: Vec::new(),
        waived: None,
        version: 1,
    }
}

fn consent(withdrawn_on: Option<Date>) -> Consent {
    Consent {
        id: ConsentId(id(50)),
        given_by: PersonId(id(21)),
        source: TITLE.to_string(),
        covers: [Covers::Share].into(),
        about: "Hvad der er aftalt".into(),
        purpose: "Én plan".into(),
        form: Form::Written,
        given_on: date(2026, 3, 2),
        until: date(2026, 9, 2),
        withdrawn_on,
    }
}

fn opening(parts: &[Part], basis: Basis) -> Opening {
    Opening {
        nr: 1,
        case: CaseId(id(10)),
        to: "voksenhandicap".into(),
        title: TITLE.into(),
        parts: parts.iter().copied().collect(),
        basis,
        by: StaffId(id(1)),
        at: "2026-03-02T08:00:00Z".parse().unwrap(),
        closed_on: None,
    }
}

#[test]
fn a_family_coordinator_comes_from_the_department_families_are_coordinated_from_and_from_no_other() {
    let (family, day, entrances) = (family(), date(2026, 3, 2), ["boernehandicap"]);
    let ask = |staff: &Staff| family.may_coordinate(staff, "Kender barnet", &entrances, day);
    assert_eq!(ask(&staff(1, "boernehandicap")), Ok(()));
    assert_eq!(ask(&staff(2, "voksenhandicap")), Err(NotDone::CoordinatorFromElsewhere));
    assert_eq!(ask(&Staff { active: false, ..staff(1, "boernehandicap") }), Err(NotDone::OpensNoCases));
    let controller = Staff { roles: vec![Role::Controller], ..staff(1, "boernehandicap") };
    assert_eq!(ask(&controller), Err(NotDone::OpensNoCases));
    assert_eq!(family.may_coordinate(&staff(1, "boernehandicap"), " ", &entrances, day), Err(NotDone::NoReason));
    // Where content names two departments, because the area is parted by paragraphs, both are the entrance.
    let both = ["boernehandicap", "voksenhandicap"];
    assert_eq!(family.may_coordinate(&staff(2, "voksenhandicap"), "Kender barnet", &both, day), Ok(()));
}

#[test]
fn a_coordinators_last_day_is_theirs_and_the_next_ones_first_day_is_not() {
    let mut family = family();
    let term =
        |nr, from, until| Term { staff: StaffId(id(nr)), from, until, why: "Kender barnet".into(), by: StaffId(id(9)) };
    family.coordinators = vec![term(1, date(2026, 3, 2), Some(date(2026, 4, 30))), term(2, date(2026, 5, 1), None)];
    assert_eq!(family.coordinator_on(date(2026, 3, 1)), None);
    assert_eq!(family.coordinator_on(date(2026, 4, 30)), Some(StaffId(id(1))));
    assert_eq!(family.coordinator_on(date(2026, 5, 1)), Some(StaffId(id(2))));
}

#[test]
fn the_coordinating_child_and_whoever_has_a_case_stay_and_others_may_leave() {
    let (family, day) = (family(), date(2026, 3, 20));
    let out = |nr| family.may_take_out(PersonId(id(nr)), "Flyttet", day);
    assert_eq!(out(20), Err(NotDone::TheChildStays));
    assert_eq!(out(21), Err(NotDone::HasACase));
    assert_eq!(out(22), Ok(()));
    assert_eq!(out(23), Err(NotDone::NotAMember));
    assert_eq!(family.may_add(PersonId(id(22)), "Igen", day), Err(NotDone::MemberAlready));
    assert_eq!(family.may_add(PersonId(id(23)), "Farmor passer børnene", day), Ok(()));
    assert_eq!(family.may_link(CaseId(id(12)), PersonId(id(23)), day), Err(NotDone::NotAMember));
    assert_eq!(family.may_link(CaseId(id(11)), PersonId(id(21)), day), Err(NotDone::LinkedAlready));
    assert_eq!(family.may_link(CaseId(id(12)), PersonId(id(22)), day), Ok(()));
    assert_eq!(family.departments_on(day), ["boernehandicap", "voksenhandicap"].into());
}

#[test]
fn a_department_sees_what_is_opened_to_it_while_the_consent_holds_and_nothing_from_the_day_it_is_withdrawn() {
    let rests = Basis::Consent(ConsentId(id(50)));
    let opened = [opening(&[Part::Grants], rests.clone()), opening(&[Part::Tasks], rests)];
    let case = CaseId(id(10));
    let ask = |consents: &[Consent], to: &str, day| seen(&opened, (case, to), consents, day);
    let day = date(2026, 4, 15);
    let given = [consent(None)];
    assert_eq!(ask(&given, "voksenhandicap", day), Seen::Parts([Part::Grants, Part::Tasks].into()));
    assert_eq!(ask(&given, "boern-og-familie", day), Seen::Nothing, "another department");
    let elsewhere = [Consent { source: "Voksenstøtte".into(), ..consent(None) }];
    assert_eq!(ask(&elsewhere, "voksenhandicap", day), Seen::Nothing, "a consent names whom it names");
    assert_eq!(ask(&[], "voksenhandicap", day), Seen::Nothing, "a consent that is not the case's");
    assert_eq!(ask(&given, "voksenhandicap", date(2026, 9, 3)), Seen::Nothing, "it has run out");
    let withdrawn = [consent(Some(day))];
    assert_eq!(ask(&withdrawn, "voksenhandicap", date(2026, 4, 14)), Seen::Parts([Part::Grants, Part::Tasks].into()));
    assert_eq!(ask(&withdrawn, "voksenhandicap", day), Seen::Nothing, "on the day itself");
    // A consent to be invited is none to be told.
    let other = [Consent { covers: [Covers::Invite].into(), ..consent(None) }];
    assert_eq!(ask(&other, "voksenhandicap", day), Seen::Nothing);
}

#[test]
fn an_opening_without_parts_tells_that_there_is_a_case_and_no_opening_tells_nothing() {
    let law = Basis::Law { paragraph: "forvaltningsloven § 32".into(), reason: "Samme familie".into() };
    let only = [opening(&[], law.clone())];
    let day = date(2026, 4, 15);
    let ask = |openings: &[Opening], day| seen(openings, (CaseId(id(10)), "voksenhandicap"), &[], day);
    assert_eq!(ask(&only, day), Seen::Exists);
    assert_eq!(ask(&[], day), Seen::Nothing);
    let closed = [Opening { closed_on: Some(day), ..opening(&[Part::Tasks], law) }];
    assert_eq!(ask(&closed, date(2026, 4, 14)), Seen::Parts([Part::Tasks].into()));
    assert_eq!(ask(&closed, day), Seen::Nothing, "closed by hand the same day");
}

#[test]
fn measures_wait_for_the_analysis_meeting_or_for_a_reason_not_to() {
    let mut family = family();
    let day = date(2026, 4, 15);
    assert!(!family.measures_may_start(None, day));
    assert!(!family.measures_may_start(Some(date(2026, 4, 16)), day), "tomorrow's meeting");
    assert!(family.measures_may_start(Some(day), day));
    family.waived = Some(Waived { on: day, by: StaffId(id(9)), why: "Aflastningen kan ikke vente".into() });
    assert!(family.measures_may_start(None, day));
}

#[test]
fn the_core_team_meets_one_rhythm_after_it_last_met() {
    let calendar = Calendar::default();
    let rhythm = Span(vec![(4, Unit::Weeks)]);
    // Monday 2 March and four weeks: Monday 30 March.
    assert_eq!(next_status(None, date(2026, 3, 2), &rhythm, &calendar).due, date(2026, 3, 30));
    assert_eq!(next_status(Some(date(2026, 3, 26)), date(2026, 3, 2), &rhythm, &calendar).due, date(2026, 4, 23));
}

#[test]
fn goals_stand_in_the_order_they_wait_for_each_other_and_never_in_a_circle() {
    let link = |nr, first: &str, next: &str| Link {
        nr,
        first: first.into(),
        next: next.into(),
        why: "Det hænger sammen".into(),
    };
    let links = [
        link(1, "Magnus sover om natten", "Sofie begynder på arbejde"),
        link(2, "Aflastning er på plads", "Magnus sover om natten"),
    ];
    assert_eq!(
        in_order(&links).unwrap(),
        ["Aflastning er på plads", "Magnus sover om natten", "Sofie begynder på arbejde"]
    );
    let circle = [links[0].clone(), link(3, "Sofie begynder på arbejde", "Magnus sover om natten")];
    assert_eq!(in_order(&circle), Err(Circle));
    assert_eq!(in_order(&[link(4, "Ro", "Ro")]), Err(Circle), "nothing waits for itself");
}

fn known() -> Known {
    let trace = |kin, name: &str, cpr: &str, street: &str, phone: &str, place: &str| Trace {
        kin: Some(kin),
        name: name.into(),
        cpr: cpr.into(),
        street: street.into(),
        phone: phone.into(),
        mail: String::new(),
        places: if place.is_empty() { Vec::new() } else { vec![place.into()] },
    };
    Known {
        people: vec![
            trace(Kin::Child, "Elias Tveje", "6308199909", "Skjulestræde 7, 2. tv", "", "Solstrålen Børnehave"),
            trace(Kin::Child, "Åse-Marie Tveje", "7104129902", "Skjulestræde 7, 2. tv", "", "Tovby Skole"),
            trace(
                Kin::Parent,
                "Nadia Tveje",
                "6405929910",
                "Skjulestræde 7, 2. tv",
                "10 99 88 77",
                "Fyrtårnets Bageri",
            ),
        ],
        case_numbers: vec!["2026-000123".into()],
    }
}

#[test]
fn each_trace_of_the_family_is_found_and_taken_out() {
    for (text, what, without) in [
        ("Elias vil gerne i børnehave.", What::Name, "[barn 1] vil gerne i børnehave."),
        ("elias' mor", What::Name, "[barn 1]' mor"),
        ("ELIAS TVEJES mor", What::Name, "[barn 1] mor"),
        ("Det er Aase Marie, der sover.", What::Name, "Det er [barn 2], der sover."),
        ("Det er A\u{30a}se, der sover.", What::Name, "Det er [barn 2], der sover."),
        ("E\u{ad}li\u{200b}as sover.", What::Name, "[barn 1] sover."),
        ("E.T. sover, og N. T. er træt.", What::Initials, "[barn 1]. sover, og [forælder]. er træt."),
        ("ET er stille.", What::Initials, "[barn 1] er stille."),
        ("N. er træt.", What::Initials, "[forælder]. er træt."),
        ("Nummer 630819-9909 står her.", What::Cpr, "Nummer [nummer] står her."),
        ("Nummer 630819 9909 står her.", What::Cpr, "Nummer [nummer] står her."),
        ("Født 19.08.63? Nej, 630819.", What::Cpr, "Født 19.08.63? Nej, [nummer]."),
        ("Et andet nummer: 610180-9912.", What::Cpr, "Et andet nummer: [nummer]."),
        ("De bor i Skjulestræde 7.", What::Address, "De bor i [adresse] 7."),
        ("skjulestraede", What::Address, "[adresse]"),
        ("Ring på 10998877.", What::Contact, "Ring på [telefon]."),
        ("Ring på +45 10 99 88 77.", What::Contact, "Ring på +[telefon]."),
        ("Går på Tovby  Skole i dag.", What::Place, "Går på [sted] i dag."),
        ("Solstrålen-Børnehaves leder", What::Place, "[sted] leder"),
        ("Sag 2026-000123 er åben.", What::CaseNumber, "Sag [sag] er åben."),
    ] {
        let found = find(text, &known());
        assert!(found.iter().any(|one| one.what == what), "{text}: {found:?}");
        assert_eq!(take_out(text, &known()), without, "{text}");
        assert!(find(&take_out(text, &known()), &known()).is_empty(), "{text}");
    }
}

#[test]
fn what_tells_nobody_is_left_alone() {
    for text in [
        "Barnet er fem år og går i børnehave. I ved, at det går godt.",
        "Familien bor i en lejlighed på 2. sal, tv.",
        "Der er tale om 15 timer om måneden fra den 1. april 2026.",
        "En skole i kommunen har sagt, at barnet trives i små grupper.",
    ] {
        assert_eq!(find(text, &known()), Vec::new(), "{text}");
    }
}

#[test]
fn a_summary_that_tells_who_is_not_given_unless_a_consent_names_each_who_gets_it() {
    let outsider = |name: &str| Outsider { name: name.into(), workplace: "Solgården".into(), about: "Søvn".into() };
    let analysis = |summary: &str, outsiders: Vec<Outsider>| Analysis {
        meeting: MeetingId(id(60)),
        summary: summary.into(),
        outsiders,
        named: None,
        given_on: None,
        direction: String::new(),
        version: 1,
    };
    let inside = ["Karen  Tangbjerg".to_string()];
    let ask = |analysis: &Analysis, named| may_give(analysis, &known(), &inside, named);
    let nameless = analysis("Et barn på fem sover ikke.", vec![outsider("Bo Terp")]);
    assert_eq!(ask(&nameless, None), Ok(()));
    let telling = analysis("Elias på fem sover ikke.", vec![outsider("Bo Terp")]);
    assert_eq!(ask(&telling, None), Err(NotDone::TellsWho));
    assert_eq!(ask(&telling, Some(false)), Err(NotDone::ConsentDoesNotName));
    assert_eq!(ask(&telling, Some(true)), Ok(()));
    assert_eq!(ask(&analysis(" ", vec![outsider("Bo Terp")]), None), Err(NotDone::Nothing));
    assert_eq!(ask(&analysis("Et barn.", Vec::new()), None), Err(NotDone::NobodyGetsIt));
    assert_eq!(ask(&analysis("Et barn.", vec![outsider("karen tangbjerg")]), None), Err(NotDone::NoOutsider));
    let given = Analysis { given_on: Some(date(2026, 4, 15)), ..nameless };
    assert_eq!(ask(&given, None), Err(NotDone::GivenAlready));
}

/// Ways in which a trace is written when somebody is not careful.
fn written(trace: &str, way: u8) -> String {
    let big = trace.to_uppercase();
    match way % 6 {
        0 => trace.to_string(),
        1 => trace.to_lowercase(),
        2 => big,
        3 => format!("{trace}s"),
        4 => trace.replace('å', "aa").replace('Å', "Aa").replace('æ', "ae").replace('ø', "oe"),
        _ => trace.chars().flat_map(|letter| [letter, '\u{ad}']).collect(),
    }
}

proptest! {
    /// Whatever stands around it and however it is written: a name, a street or a place is never given away.
    #[test]
    fn no_summary_with_a_trace_of_the_family_passes(
        before in "[a-zæøå ,.]{0,30}", after in "[a-zæøå ,.]{0,30}", which in 0usize..8, way in 0u8..6
    ) {
        let traces = ["Elias", "Åse-Marie", "Nadia Tveje", "Tveje", "Skjulestræde", "Tovby Skole", "Fyrtårnets Bageri", "Solstrålen Børnehave"];
        let text = format!("{before} {} {after}", written(traces[which], way));
        prop_assert!(!find(&text, &known()).is_empty(), "{text}");
        let without = take_out(&text, &known());
        prop_assert_eq!(find(&without, &known()), Vec::new(), "{}", without);
        for trace in ["elias", "nadia", "tveje", "skjulestræde"] {
            prop_assert!(!without.to_lowercase().contains(trace), "{}", without);
        }
    }

    /// The number of somebody of the family passes with no sign between its digits, nor with one.
    #[test]
    fn no_summary_with_a_number_of_the_family_passes(who in 0usize..3, sign in "[ ./-]?", before in "[a-z ]{0,10}") {
        let cpr = known().people[who].cpr.clone();
        let text = format!("{before} {}{sign}{} er nummeret", &cpr[..6], &cpr[6..]);
        prop_assert!(find(&text, &known()).iter().any(|one| one.what == What::Cpr), "{text}");
        prop_assert!(!take_out(&text, &known()).contains(&cpr[6..]));
    }

    /// The order of the goals keeps every link, and a set of goals that cannot be ordered is a circle.
    #[test]
    fn in_the_order_of_the_goals_each_comes_after_those_it_waits_for(pairs in prop::collection::vec((0u8..6, 0u8..6), 0..10)) {
        let link = |(nr, (first, next)): (u32, &(u8, u8))| Link {
            nr, first: format!("mål {first}"), next: format!("mål {next}"), why: "fordi".into(),
        };
        let links: Vec<Link> = (1..).zip(&pairs).map(link).collect();
        if let Ok(order) = in_order(&links) {
            let place = |goal: &str| order.iter().position(|known| *known == goal).unwrap();
            prop_assert!(links.iter().all(|link| place(&link.first) < place(&link.next)));
        } else {
            // Following what a goal waits for leads from some goal back to itself.
            let reaches = |from: u8| {
                let mut seen = BTreeSet::from([from]);
                loop {
                    let more: Vec<u8> = pairs.iter().filter(|(first, _)| seen.contains(first)).map(|(_, next)| *next).collect();
                    let before = seen.len();
                    let back = more.contains(&from);
                    seen.extend(more);
                    if back { return true; }
                    if seen.len() == before { return false; }
                }
            };
            prop_assert!((0..6).any(reaches));
        }
    }
}
