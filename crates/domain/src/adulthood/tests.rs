#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use super::*;
use crate::consent::{Covers, Form};
use crate::cpr::Cpr;
use crate::ids::ConsentId;
use crate::people::{Contact, DigitalPost, Located, Protection};
use jiff::civil::date;

const YOUNG: PersonId = PersonId(uuid::Uuid::from_u128(1));
const MOTHER: PersonId = PersonId(uuid::Uuid::from_u128(2));

/// Born 20 March 2009, so 18 on Saturday 20 March 2027.
const BORN: Date = date(2009, 3, 20);
const EVE: Date = date(2027, 3, 19);
const DAY: Date = date(2027, 3, 20);
/// Born on a leap day, so 18 on Thursday 1 March 2026.
const LEAP: Date = date(2008, 2, 29);

fn young(born: Date) -> Person {
    Person {
        id: YOUNG,
        cpr: Cpr::from_storage("8003099902").unwrap(),
        name: "Signe Prøve".into(),
        born,
        contact: Located::new(Contact::default(), Protection::None),
        digital_post: DigitalPost::Registered,
        interpreter: None,
        most_important: String::new(),
        reviewed_on: None,
        version: 1,
    }
}

fn relation(kind: RelationKind, from: Option<Date>) -> Relation {
    Relation { person: YOUNG, other: MOTHER, kind, from, until: None, covers: String::new(), appointed_by: None }
}

fn chosen_by(who: PersonId, from: Date) -> Relation {
    Relation { appointed_by: Some(who), ..relation(RelationKind::Representative, Some(from)) }
}

fn consent(given_by: PersonId, given_on: Date) -> Consent {
    Consent {
        id: ConsentId(uuid::Uuid::from_u128(9)),
        given_by,
        source: "Tovby Gymnasium".into(),
        covers: [Covers::Fetch, Covers::Share, Covers::Invite].into(),
        about: "Skolegangen".into(),
        purpose: "At forberede overgangen".into(),
        form: Form::Written,
        given_on,
        until: date(2027, 12, 31),
        withdrawn_on: None,
    }
}

#[test]
fn one_born_on_a_leap_day_comes_of_age_on_the_first_of_march() {
    assert_eq!((birthday(LEAP), eve(LEAP)), (date(2026, 3, 1), date(2026, 2, 28)));
    assert_eq!((birthday(BORN), eve(BORN)), (DAY, EVE));
    assert_eq!(birthday(date(2010, 1, 1)), date(2028, 1, 1), "the eve lies in the year before");
    assert_eq!(eve(date(2010, 1, 1)), date(2027, 12, 31));
}

#[test]
fn custody_holds_on_the_eve_and_not_on_the_day() {
    for (born, last, first) in [(BORN, EVE, DAY), (LEAP, date(2026, 2, 28), date(2026, 3, 1))] {
        for from in [None, Some(born), Some(last)] {
            let mut relations = [relation(RelationKind::CustodyHolder, from)];
            settle_relations(born, &mut relations);
            assert!(relations[0].holds_on(last), "{born} from {from:?}");
            assert!(!relations[0].holds_on(first), "{born} from {from:?}");
        }
    }
}

#[test]
fn what_ended_before_the_birthday_keeps_its_own_last_day() {
    let mut relations = [relation(RelationKind::CustodyHolder, None)];
    relations[0].until = Some(date(2020, 5, 1));
    settle_relations(BORN, &mut relations);
    assert_eq!(relations[0].until, Some(date(2020, 5, 1)));
}

#[test]
fn a_relation_ends_or_stays_by_its_kind_its_first_day_and_who_chose_it() {
    use RelationKind::{CustodyHolder, Guardian, Parent, PowerOfAttorney, Representative, Sibling};
    let childhood = Some(date(2025, 6, 2));
    let table = [
        (relation(CustodyHolder, childhood), true),
        (relation(Guardian, childhood), true),
        (relation(Guardian, Some(EVE)), true),
        (relation(Guardian, Some(DAY)), false),
        (relation(PowerOfAttorney, Some(DAY)), false),
        (relation(Representative, childhood), true),
        (relation(Representative, Some(DAY)), false),
        (chosen_by(MOTHER, date(2025, 6, 2)), true),
        (chosen_by(YOUNG, date(2025, 6, 2)), false),
        (relation(Parent, childhood), false),
        (relation(Sibling, childhood), false),
    ];
    for (relation, ends) in table {
        assert_eq!(ends_with_childhood(&relation, BORN), ends, "{relation:?}");
    }
}

#[test]
fn what_a_parent_consented_to_holds_on_the_eve_and_stops_on_the_day() {
    for (born, last, first) in [(BORN, EVE, DAY), (LEAP, date(2026, 2, 28), date(2026, 3, 1))] {
        let citizen = young(born);
        let mut relations = [relation(RelationKind::CustodyHolder, None)];
        settle_relations(born, &mut relations);
        let given_on = date(2026, 1, 12);
        let mut consents = [consent(MOTHER, given_on), consent(YOUNG, given_on)];
        settle_consents(&citizen, &relations, &mut consents);
        for what in Covers::ALL {
            assert!(consents[0].permits("Tovby Gymnasium", *what, last).is_ok());
            assert!(
                consents[0].permits("Tovby Gymnasium", *what, first).is_err(),
                "{what:?} rests on nothing any more"
            );
            assert!(consents[1].permits("Tovby Gymnasium", *what, first).is_ok(), "the young person's own goes on");
        }
        assert_eq!(consents[1].until, date(2027, 12, 31));
    }
}

#[test]
fn a_consent_of_one_who_was_chosen_by_the_young_person_goes_on_and_one_by_nobody_known_does_not() {
    let citizen = young(BORN);
    let given_on = date(2026, 9, 1);
    let mut relations = [relation(RelationKind::CustodyHolder, None), chosen_by(YOUNG, date(2026, 8, 3))];
    settle_relations(BORN, &mut relations);
    assert!(!is_on_behalf(&consent(MOTHER, given_on), &citizen, &relations));
    assert!(is_on_behalf(&consent(MOTHER, date(2026, 7, 1)), &citizen, &relations), "given before she was chosen");
    assert!(is_on_behalf(&consent(MOTHER, given_on), &citizen, &[]));
    // What a guardian of the adult says from the day on is no child's consent.
    assert!(!is_on_behalf(&consent(MOTHER, DAY), &citizen, &[relation(RelationKind::Guardian, Some(DAY))]));
}

#[test]
fn a_withdrawn_consent_and_a_short_one_keep_their_own_days() {
    let mut consents = [consent(MOTHER, date(2026, 1, 12))];
    consents[0].until = date(2026, 6, 30);
    settle_consents(&young(BORN), &[], &mut consents);
    assert_eq!(consents[0].until, date(2026, 6, 30));
}

#[test]
fn a_power_of_attorney_says_what_it_covers_and_begins_on_the_birthday_at_the_earliest() {
    let covers = "Breve og møder i sager om støtte";
    let power = |from: Option<Date>, covers: &str| Relation {
        covers: covers.into(),
        ..relation(RelationKind::PowerOfAttorney, from)
    };
    let table = [
        (power(Some(DAY), covers), Ok(())),
        (power(Some(DAY), " "), Err(NotAMandate::CoversNothing)),
        (power(Some(DAY), &"a".repeat(LONGEST + 1)), Err(NotAMandate::TooLong)),
        (power(Some(EVE), covers), Err(NotAMandate::BeforeOfAge)),
        (power(None, covers), Err(NotAMandate::BeforeOfAge)),
        (Relation { until: Some(EVE), ..power(Some(DAY), covers) }, Err(NotAMandate::EndsBeforeItBegins)),
        (Relation { until: Some(DAY), ..power(Some(DAY), covers) }, Ok(())),
        (relation(RelationKind::Guardian, Some(date(2026, 1, 12))), Ok(())),
        (relation(RelationKind::CustodyHolder, Some(EVE)), Ok(())),
        (relation(RelationKind::CustodyHolder, Some(DAY)), Err(NotAMandate::OfAge)),
    ];
    for (relation, said) in table {
        assert_eq!(check(&relation, BORN), said, "{relation:?}");
    }
}
