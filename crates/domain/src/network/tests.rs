#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use super::*;
use crate::consent::{Covers, Form};
use crate::ids::PersonId;
use jiff::civil::date;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn field(id: &str, kind: FieldKind) -> Field {
    Field {
        id: id.into(),
        title: id.into(),
        kind,
        required: id == NAME,
        help: None,
        fetch: None,
        options: Vec::new(),
        shown_when: None,
        group: None,
        topic: None,
        whose: None,
    }
}

fn sector(id: &str, columns: &[&str]) -> Section {
    let fields = columns.iter().map(|id| field(id, FieldKind::Text)).collect();
    Section { id: id.into(), title: format!("2. {id}"), help: None, fields, rows: true }
}

fn card() -> Questionnaire {
    let all = [ROLE, NAME, WORKPLACE, PHONE, IN_TOUCH, SAYS_YES, CONFIRMED];
    Questionnaire {
        id: "kort".into(),
        valid_from: date(2026, 1, 1),
        title: "Kort".into(),
        catalogue: Vec::new(),
        help: None,
        many: false,
        kept_in: None,
        plan: None,
        signatures: Vec::new(),
        sections: vec![
            sector(PRIVATE, &all),
            sector("sundhed", &all),
            sector("tolke", &[LANGUAGE, NAME, WORKPLACE, PHONE, CONFIRMED]),
        ],
        results: Vec::new(),
    }
}

fn row(cells: &[(&str, &str)]) -> AnswerRow {
    cells.iter().map(|(column, text)| ((*column).to_string(), (*text).to_string())).collect()
}

fn filled() -> Answers {
    let private = vec![
        row(&[(ROLE, "søster"), (NAME, "Birgit Ågesen"), (PHONE, "20 10 20 10"), (IN_TOUCH, "ja"), (SAYS_YES, "ja")]),
        row(&[(ROLE, "nabo"), (NAME, "Kaj"), (IN_TOUCH, "nej"), (SAYS_YES, "nej"), (CONFIRMED, "2026-04-09")]),
    ];
    let health = vec![row(&[(ROLE, "egen læge"), (NAME, "Lone Dahl"), (WORKPLACE, "Lægehuset Torvet"), (PHONE, "70")])];
    let interpreter = vec![row(&[(LANGUAGE, "somali"), (NAME, "Ayaan")])];
    let rows = [(PRIVATE, private), ("sundhed", health), ("tolke", interpreter)];
    Answers { rows: rows.into_iter().map(|(id, rows)| (id.to_string(), rows)).collect(), fields: BTreeMap::new() }
}

fn all(answers: &Answers) -> Vec<Contact> {
    sectors(&card(), answers).into_iter().flat_map(|sector| sector.contacts).collect()
}

fn at(sector: &str, row: usize) -> Place {
    Place { sector: sector.into(), row }
}

const TODAY: Date = date(2026, 4, 9);

fn consent(source: &str, until: Date, withdrawn_on: Option<Date>) -> Consent {
    Consent {
        id: ConsentId(uuid::Uuid::from_u128(u128::from(until.day().unsigned_abs()))),
        given_by: PersonId(uuid::Uuid::nil()),
        source: source.into(),
        covers: [Covers::Fetch].into(),
        about: "hverdagen".into(),
        purpose: "støtte".into(),
        form: Form::Written,
        given_on: date(2026, 1, 5),
        until,
        withdrawn_on,
    }
}

#[test]
fn everybody_on_the_card_is_read_with_what_is_said_and_what_is_not() {
    let all = all(&filled());
    assert_eq!(all.len(), 4);
    assert_eq!((all[0].name.as_str(), all[0].role.as_str(), all[0].in_touch), ("Birgit Ågesen", "søster", Answer::Yes));
    assert_eq!((all[1].in_touch, all[1].confirmed_on), (Answer::No, Some(TODAY)));
    assert_eq!((all[2].in_touch, all[2].says_yes), (Answer::Unknown, Answer::Unknown));
    assert_eq!(all[3].role, "somali", "an interpreter is told by the language");
    assert_eq!(all[3].place, at("tolke", 0));
}

#[test]
fn a_private_persons_telephone_stays_behind_and_a_workplaces_does_not() {
    let mut card = filled();
    leave_out_private_phones(&mut card);
    let phones: Vec<String> = all(&card).into_iter().map(|contact| contact.phone).collect();
    assert_eq!(phones, ["", "", "70", ""]);
}

#[test]
fn a_yes_on_the_card_is_no_consent_and_a_consent_counts_by_name_or_place() {
    let all = all(&filled());
    let later = date(2026, 6, 30);
    let cases: &[(usize, &[Consent], Standing)] = &[
        (0, &[], Standing::OnlySaid),
        (1, &[], Standing::No),
        (2, &[], Standing::NotAsked),
        (2, &[consent("lægehuset  torvet", later, None)], Standing::InForce(consent("", later, None).id, later)),
        (2, &[consent("LONE DAHL", later, None)], Standing::InForce(consent("", later, None).id, later)),
        (2, &[consent("Lone Dahlgaard", later, None)], Standing::NotAsked),
        (2, &[consent("Lægehuset", later, None)], Standing::NotAsked),
        (0, &[consent("Birgit Ågesen", date(2026, 4, 8), None)], Standing::Over(ConsentId(uuid::Uuid::from_u128(8)))),
        (0, &[consent("Birgit Ågesen", TODAY, None)], Standing::InForce(ConsentId(uuid::Uuid::from_u128(9)), TODAY)),
        (0, &[consent("Birgit Ågesen", later, Some(TODAY))], Standing::Over(consent("", later, None).id)),
        (3, &[consent("Tolken Ayaan", later, None)], Standing::NotAsked),
    ];
    for (nr, consents, expected) in cases {
        let told = consents.iter().map(|c| c.source.as_str()).collect::<Vec<_>>();
        assert_eq!(all[*nr].standing(consents, TODAY), *expected, "{nr} {told:?}");
    }
}

#[test]
fn a_row_needs_looking_at_the_day_after_it_holds() {
    let holds_until = |day: Date| day.saturating_add(jiff::Span::new().months(6));
    let mut contact = all(&filled()).remove(1);
    assert!(!contact.needs_confirming(date(2026, 10, 9), holds_until), "the last day");
    assert!(contact.needs_confirming(date(2026, 10, 10), holds_until));
    contact.confirmed_on = None;
    assert!(contact.needs_confirming(TODAY, holds_until), "never confirmed");
}

#[test]
fn each_change_gives_the_answers_of_the_next_version() {
    let change = |change| changed(&card(), &filled(), change, TODAY);
    let added = change(Change::Add { sector: "sundhed".into(), row: row(&[(NAME, "Pia"), (PHONE, " ")]) }).unwrap();
    assert_eq!(added.rows["sundhed"][1], row(&[(NAME, "Pia"), (CONFIRMED, "2026-04-09")]));

    let older = row(&[(NAME, "Pia"), (CONFIRMED, "2026-03-01")]);
    let added = change(Change::Add { sector: "sundhed".into(), row: older.clone() }).unwrap();
    assert_eq!(added.rows["sundhed"][1], older, "a day that was said stands");

    let edited = change(Change::Edit { at: at(PRIVATE, 0), row: row(&[(NAME, "Birgit Holm"), (PHONE, "")]) }).unwrap();
    assert_eq!(edited.rows[PRIVATE][0][NAME], "Birgit Holm");
    assert_eq!(edited.rows[PRIVATE][0].get(PHONE), None, "emptied");
    assert_eq!(edited.rows[PRIVATE][0][ROLE], "søster", "what the page did not show is kept");

    let removed = change(Change::Remove(at(PRIVATE, 0))).unwrap();
    assert_eq!(removed.rows[PRIVATE].len(), 1);
    assert_eq!(removed.rows[PRIVATE][0][NAME], "Kaj");

    let confirmed = change(Change::Confirm(at(PRIVATE, 0))).unwrap();
    assert_eq!(confirmed.rows[PRIVATE][0][CONFIRMED], "2026-04-09");
    assert_eq!(confirmed.rows["sundhed"][0].get(CONFIRMED), None);

    let all_confirmed = change(Change::ConfirmAll).unwrap();
    assert!(all_confirmed.rows.values().flatten().all(|row| row[CONFIRMED] == "2026-04-09"));
}

#[test]
fn what_is_not_on_the_card_cannot_be_changed() {
    for at in [at(PRIVATE, 2), at("sport", 0)] {
        assert_eq!(changed(&card(), &filled(), Change::Remove(at.clone()), TODAY), Err(NotChanged::NotThere));
        assert_eq!(changed(&card(), &filled(), Change::Confirm(at), TODAY), Err(NotChanged::NotThere));
    }
    let nowhere = Change::Add { sector: "sport".into(), row: row(&[(NAME, "Pia")]) };
    assert_eq!(changed(&card(), &filled(), nowhere, TODAY), Err(NotChanged::NotThere));
    assert_eq!(changed(&card(), &Answers::default(), Change::ConfirmAll, TODAY), Err(NotChanged::Empty));
}

#[test]
fn a_card_without_the_columns_of_the_map_is_told_what_it_lacks() {
    assert_eq!(lacks(&card()), []);
    let mut poor = card();
    poor.sections = vec![sector("sundhed", &[ROLE, CONFIRMED])];
    assert_eq!(lacks(&poor), [("sundhed".to_string(), NAME), (PRIVATE.to_string(), NAME)]);
}

proptest! {
    #[test]
    fn a_change_touches_one_row_and_leaves_the_others(which in 0_usize..2, kind in 0_u8..3) {
        let before = filled();
        let place = at(PRIVATE, which);
        let change = match kind {
            0 => Change::Edit { at: place, row: row(&[(NAME, "Pia")]) },
            1 => Change::Remove(place),
            _ => Change::Confirm(place),
        };
        let after = changed(&card(), &before, change, TODAY).unwrap();
        let other = 1 - which;
        prop_assert!(after.rows[PRIVATE].contains(&before.rows[PRIVATE][other]));
        prop_assert_eq!(&after.rows["sundhed"], &before.rows["sundhed"]);
        prop_assert_eq!(&after.rows["tolke"], &before.rows["tolke"]);
    }
}
