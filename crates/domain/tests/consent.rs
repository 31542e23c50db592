//! What a consent lets us do, and with whom; when it ends, nothing new rests on it.
#![allow(missing_docs, reason = "tests")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use common::uuid;
use domain::calendar::Calendar;
use domain::consent::{Consent, Covers, Form, NotAConsent, NotCovered, covering, running_out};
use domain::deadline::{Span, Unit};
use domain::ids::{ConsentId, PersonId, StaffId};
use domain::information::{Basis, may_ask};
use domain::shared::{Inside, LegalBasis, NotShared, OnWhat, Shared, Thing, Wanted, may};
use jiff::civil::{Date, date};
use proptest::prelude::*;

fn consent(covers: &[Covers]) -> Consent {
    Consent {
        id: ConsentId(uuid(20)),
        given_by: PersonId(uuid(11)),
        source: "Tovby Skole".into(),
        covers: covers.iter().copied().collect(),
        about: "Trivsel".into(),
        purpose: "At lægge en fælles plan".into(),
        form: Form::Written,
        given_on: date(2026, 3, 5),
        until: date(2026, 9, 4),
        withdrawn_on: None,
    }
}

#[test]
fn a_consent_lets_us_do_what_it_says_with_whom_it_names_while_it_holds() {
    use Covers::{Fetch, Invite, Share};
    let in_june = date(2026, 6, 1);
    let not_covered = |asked| Err(NotCovered::ForSomethingElse { asked });
    let over = |until| Err(NotCovered::NotInForce { until, withdrawn_on: None });
    let to_ask = consent(&[Fetch]);
    let both = consent(&[Share, Invite]);
    type Line<'a> = (&'a Consent, &'a str, Covers, Date, Result<(), NotCovered>);
    let table: &[Line<'_>] = &[
        (&to_ask, "Tovby Skole", Fetch, in_june, Ok(())),
        (&to_ask, "  tovby   skole ", Fetch, in_june, Ok(())),
        (&to_ask, "Tovby Skole", Share, in_june, not_covered(Share)),
        (&to_ask, "Tovby Skole", Invite, in_june, not_covered(Invite)),
        (&both, "Tovby Skole", Share, in_june, Ok(())),
        (&both, "Tovby Skole", Invite, in_june, Ok(())),
        (&both, "Tovby Skole", Fetch, in_june, not_covered(Fetch)),
        (&both, "Jobcenter Tovby", Share, in_june, Err(NotCovered::NamesAnother { source: "Tovby Skole".into() })),
        (&to_ask, "Tovby Skole", Fetch, date(2026, 3, 5), Ok(())),
        (&to_ask, "Tovby Skole", Fetch, date(2026, 9, 4), Ok(())),
        (&to_ask, "Tovby Skole", Fetch, date(2026, 9, 5), over(date(2026, 9, 4))),
        (&to_ask, "Tovby Skole", Fetch, date(2026, 3, 4), over(date(2026, 9, 4))),
    ];
    for (given, who, what, day, expected) in table {
        assert_eq!(&given.permits(who, *what, *day), expected, "{who} {what:?} {day}");
    }
}

#[test]
fn a_withdrawal_counts_from_its_own_day() {
    let withdrawn = Consent { withdrawn_on: Some(date(2026, 4, 2)), ..consent(Covers::ALL) };
    for what in Covers::ALL {
        assert_eq!(withdrawn.permits("Tovby Skole", *what, date(2026, 4, 1)), Ok(()));
        let over = NotCovered::NotInForce { until: date(2026, 9, 4), withdrawn_on: Some(date(2026, 4, 2)) };
        assert_eq!(withdrawn.permits("Tovby Skole", *what, date(2026, 4, 2)), Err(over));
    }
}

#[test]
fn of_several_consents_the_one_that_lasts_longest_is_used() {
    let longer = Consent { id: ConsentId(uuid(21)), until: date(2026, 12, 1), ..consent(&[Covers::Invite]) };
    let known = [consent(Covers::ALL), longer];
    let found = |what, day| covering(&known, "Tovby Skole", what, day).map(|found| found.id);
    assert_eq!(found(Covers::Invite, date(2026, 6, 1)), Some(ConsentId(uuid(21))));
    assert_eq!(found(Covers::Share, date(2026, 6, 1)), Some(ConsentId(uuid(20))));
    assert_eq!(found(Covers::Share, date(2026, 10, 1)), None);
    assert_eq!(covering(&known, "Lægehuset", Covers::Invite, date(2026, 6, 1)), None);
}

#[test]
fn a_consent_to_nothing_is_none() {
    assert_eq!(consent(&[]).check(date(2026, 3, 5)), Err(NotAConsent::CoversNothing));
}

#[test]
fn a_consent_runs_out_three_weeks_before_its_last_day_unless_another_goes_on() {
    let before = Span(vec![(3, Unit::Weeks)]);
    let calendar = Calendar::default();
    let one = consent(&[Covers::Fetch]);
    let soon = |known: &[Consent], today| {
        running_out(known, &before, &calendar, today).iter().map(|(found, on)| (found.id, *on)).collect::<Vec<_>>()
    };
    // 4 September less three weeks is 14 August.
    assert_eq!(soon(std::slice::from_ref(&one), date(2026, 8, 13)), []);
    assert_eq!(soon(std::slice::from_ref(&one), date(2026, 8, 14)), [(one.id, date(2026, 8, 14))]);
    assert_eq!(soon(std::slice::from_ref(&one), date(2026, 9, 5)), []);
    let wider = Consent { id: ConsentId(uuid(21)), until: date(2027, 3, 4), ..consent(Covers::ALL) };
    assert_eq!(soon(&[one.clone(), wider], date(2026, 8, 20)), []);
    // One that covers less does not go on from it.
    let narrower = Consent { id: ConsentId(uuid(22)), until: date(2027, 3, 4), ..consent(&[Covers::Invite]) };
    assert_eq!(soon(&[one.clone(), narrower], date(2026, 8, 20)), [(one.id, date(2026, 8, 14))]);
    let withdrawn = Consent { withdrawn_on: Some(date(2026, 8, 1)), ..one };
    assert_eq!(soon(&[withdrawn], date(2026, 8, 20)), []);
}

fn inside_only() -> LegalBasis {
    LegalBasis {
        id: "egne".into(),
        paragraph: "forvaltningsloven § 32".into(),
        title: "Egne afdelinger".into(),
        covers: [Covers::Fetch].into(),
        inside_only: true,
        when: "Når opgaven kræver det.".into(),
        to_be_confirmed: false,
    }
}

#[test]
fn a_provision_opens_only_for_what_the_list_says_and_with_a_reason() {
    let bases = [inside_only()];
    let asked = |what, basis: &'static str, reason: &'static str, inside| {
        let on_what = Some(OnWhat::Law { basis, reason });
        may(&Wanted { what, with: "Voksenhandicap", about: "Støtte", on_what, inside }, &[], &bases, date(2026, 4, 7))
    };
    let law =
        Basis::Law { paragraph: "forvaltningsloven § 32".into(), reason: "Indsatsen skal hænge sammen.".into() };
    let reason = "Indsatsen skal hænge sammen.";
    assert_eq!(asked(Covers::Fetch, "egne", reason, Inside::Yes), Ok(law));
    assert_eq!(asked(Covers::Fetch, "egne", " ", Inside::Yes), Err(NotShared::LawWithoutReason));
    assert_eq!(asked(Covers::Fetch, "egne", reason, Inside::No), Err(NotShared::NotInside));
    assert_eq!(asked(Covers::Share, "egne", reason, Inside::Yes), Err(NotShared::LawIsForSomethingElse));
    assert_eq!(asked(Covers::Fetch, "findes ikke", reason, Inside::Yes), Err(NotShared::LawIsForSomethingElse));
    let nothing =
        Wanted { what: Covers::Fetch, with: "Voksenhandicap", about: "Støtte", on_what: None, inside: Inside::Yes };
    assert_eq!(may(&nothing, &[], &bases, date(2026, 4, 7)), Err(NotShared::NoBasis));
    let nobody = Wanted { with: " ", ..nothing };
    assert_eq!(may(&nobody, &[], &bases, date(2026, 4, 7)), Err(NotShared::Incomplete));
}

/// Something somebody does one day.
#[derive(Clone, Debug)]
enum Deed {
    Give(usize, Vec<Covers>, i64),
    Withdraw(usize),
    Ask(usize, usize),
    Do(usize, usize, Covers),
    Wait(i64),
}

const NAMES: &[&str] = &["Tovby Skole", "Jobcenter Tovby", "Lægehuset Spilvej"];

fn deed() -> impl Strategy<Value = Deed> {
    let covers = || proptest::sample::select(Covers::ALL.to_vec());
    prop_oneof![
        (0..NAMES.len(), proptest::collection::vec(covers(), 0..3), 0..200_i64)
            .prop_map(|(who, covers, days)| Deed::Give(who, covers, days)),
        (0..8_usize).prop_map(Deed::Withdraw),
        (0..8_usize, 0..NAMES.len()).prop_map(|(on, who)| Deed::Ask(on, who)),
        (0..8_usize, 0..NAMES.len(), covers()).prop_map(|(on, who, what)| Deed::Do(on, who, what)),
        (0..40_i64).prop_map(Deed::Wait),
    ]
}

proptest! {
    #[test]
    fn after_a_withdrawal_nothing_new_rests_on_it_in_whatever_order_things_are_done(
        deeds in proptest::collection::vec(deed(), 0..60)
    ) {
        let mut today = date(2026, 3, 30);
        let mut known: Vec<Consent> = Vec::new();
        let mut shared: Vec<Shared> = Vec::new();
        let mut asked: Vec<(ConsentId, Date)> = Vec::new();
        for deed in deeds {
            match deed {
                Deed::Wait(days) => today = today.saturating_add(jiff::Span::new().days(days)),
                Deed::Give(who, covers, days) => {
                    let given = Consent {
                        id: ConsentId(uuid(100 + known.len() as u128)),
                        source: NAMES[who].into(),
                        given_on: today,
                        until: today.saturating_add(jiff::Span::new().days(days)),
                        ..consent(&covers)
                    };
                    if given.check(today).is_ok() {
                        known.push(given);
                    }
                }
                Deed::Withdraw(nr) => {
                    if let Some(given) = known.get_mut(nr).filter(|given| given.withdrawn_on.is_none()) {
                        given.withdrawn_on = Some(today);
                    }
                }
                Deed::Ask(nr, who) => {
                    let Some(id) = known.get(nr).map(|given| given.id) else { continue };
                    let basis = Basis::Consent(id);
                    let reply = today.saturating_add(jiff::Span::new().days(14));
                    if may_ask(NAMES[who], "Trivsel", Some(&basis), &known, reply, today).is_ok() {
                        prop_assert_eq!(known[nr].withdrawn_on, None, "asked after the withdrawal");
                        asked.push((id, today));
                    }
                }
                Deed::Do(nr, who, what) => {
                    let Some(id) = known.get(nr).map(|given| given.id) else { continue };
                    let on_what = Some(OnWhat::Consent(id));
                    let wanted = Wanted { what, with: NAMES[who], about: "Trivsel", on_what, inside: Inside::No };
                    if let Ok(basis) = may(&wanted, &known, &[], today) {
                        prop_assert_eq!(known[nr].withdrawn_on, None, "{:?} after the withdrawal", what);
                        shared.push(Shared {
                            basis,
                            what,
                            with: NAMES[who].into(),
                            about: "Trivsel".into(),
                            found: String::new(),
                            on: today,
                            by: StaffId(uuid(1)),
                            thing: Thing::Noted,
                        });
                    }
                }
            }
        }
        for given in &known {
            let end = given.withdrawn_on.unwrap_or(Date::MAX);
            for line in shared.iter().filter(|line| line.rests_on(given.id)) {
                prop_assert!(line.on <= end && line.on <= given.until, "{:?} on {}", given, line.on);
                prop_assert!(given.covers.contains(&line.what) && given.names(&line.with));
            }
            for (_, on) in asked.iter().filter(|(id, _)| *id == given.id) {
                prop_assert!(*on <= end && *on <= given.until && given.covers.contains(&Covers::Fetch));
            }
        }
    }
}
