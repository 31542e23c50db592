#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

const CHILD: &str = "boernehandicap";
const FAMILY: &str = "boern-og-familie";
const JOBS: &str = "voksenhandicap";

fn departments() -> Vec<String> {
    [CHILD, FAMILY, JOBS].map(str::to_string).to_vec()
}

fn criteria() -> Vec<Criterion> {
    ["to-sektorer", "motivation"]
        .map(|id| Criterion {
            id: id.into(),
            question: "Er det opfyldt?".into(),
            help: String::new(),
            source: "004".into(),
            at_least: None,
        })
        .to_vec()
}

fn staff(nr: u128) -> StaffId {
    StaffId(Uuid::from_u128(nr))
}

fn part(department: &str, share: &str) -> Part {
    Part { department: department.into(), share: Share::parse(share).unwrap(), why: "Har gevinst af den".into() }
}

fn relief(shares: &[(&str, &str)]) -> Measure {
    Measure {
        nr: 1,
        title: "Aflastning".into(),
        grant: None,
        granted_by: CHILD.into(),
        cost: Cost::Monthly(Kroner::from_oere(1_000_000)),
        from: date(2026, 1, 1),
        until: None,
        parts: shares.iter().map(|(department, share)| part(department, share)).collect(),
    }
}

/// The first division, assessed on Monday 5 January 2026.
fn version(nr: u32, from: Date, shares: &[(&str, &str)]) -> Assessment {
    let measures = vec![relief(shares)];
    let answered = |id: &str| Answered { criterion: id.into(), met: Yes::Yes, why: "Tre afdelinger".into() };
    let mut made = Assessment {
        id: FinancingId(Uuid::from_u128(u128::from(nr))),
        family: FamilyId(Uuid::nil()),
        nr,
        from,
        why: "Første vurdering".into(),
        criteria: vec![answered("to-sektorer"), answered("motivation")],
        measures,
        asked: BTreeSet::new(),
        said: Vec::new(),
        by: staff(1),
        at: "2026-01-05T09:00:00Z".parse().unwrap(),
        withdrawn_at: None,
    };
    made.asked = made.payers();
    made
}

fn accepted(mut version: Assessment) -> Assessment {
    let said = |department: &String| Said {
        department: department.clone(),
        answer: Answer::Accepted,
        why: String::new(),
        by: staff(2),
        at: version.at,
    };
    version.said = version.asked.iter().map(said).collect();
    version
}

fn wrong_of(new: &Assessment, earlier: &[Assessment]) -> Vec<Wrong> {
    check(new, earlier, &criteria(), &departments(), date(2026, 1, 5))
}

#[test]
fn a_division_says_who_pays_how_much_of_what_and_why() {
    let whole = version(1, date(2026, 1, 5), &[(CHILD, "60"), (FAMILY, "40")]);
    assert_eq!(wrong_of(&whole, &[]), []);
    let measure = |change: &dyn Fn(&mut Measure)| {
        let mut made = whole.clone();
        change(&mut made.measures[0]);
        wrong_of(&made, &[])
    };
    let one = |why: MeasureWrong| vec![Wrong::Measure(1, why)];
    assert_eq!(measure(&|m| m.title = " ".into()), one(MeasureWrong::TitleMissing));
    assert_eq!(measure(&|m| m.cost = Cost::OneOff(Kroner::default())), one(MeasureWrong::CostMissing));
    assert_eq!(measure(&|m| m.granted_by = "banken".into()), one(MeasureWrong::GranterMissing));
    assert_eq!(measure(&|m| m.until = Some(date(2025, 12, 31))), one(MeasureWrong::EndsBeforeItBegins));
    assert_eq!(measure(&|m| m.parts[1].department = "banken".into()), one(MeasureWrong::UnknownPayer));
    assert_eq!(measure(&|m| m.parts[1].department = CHILD.into()), one(MeasureWrong::PayerTwice));
    assert_eq!(measure(&|m| m.parts[0].why.clear()), one(MeasureWrong::ReasonMissing(CHILD.into())));
    for (share, together) in [("39,99", 9_999), ("40,01", 10_001), ("0", 6_000)] {
        let share = Share::parse(share).unwrap();
        assert_eq!(measure(&|m| m.parts[1].share = share), one(MeasureWrong::NotWhole(together)));
    }
}

#[test]
fn each_criterion_is_answered_with_a_reason_and_nothing_is_divided_against_them() {
    let whole = version(1, date(2026, 1, 5), &[(CHILD, "60"), (FAMILY, "40")]);
    let mut silent = whole.clone();
    silent.criteria[0].why.clear();
    assert_eq!(wrong_of(&silent, &[]), [Wrong::CriterionWithoutReason("to-sektorer".into())]);
    let mut unanswered = whole.clone();
    unanswered.criteria.pop();
    assert_eq!(wrong_of(&unanswered, &[]), [Wrong::CriterionUnanswered("motivation".into())]);
    let mut against = whole.clone();
    against.criteria[1].met = Yes::No;
    assert_eq!(wrong_of(&against, &[]), [Wrong::NotPossible]);
    // Not possible and nothing divided: that too is an assessment.
    against.measures.clear();
    assert_eq!(wrong_of(&against, &[]), []);
    let empty = Assessment { measures: Vec::new(), ..whole };
    assert_eq!(wrong_of(&empty, &[]), [Wrong::NothingToDivide]);
}

#[test]
fn a_new_version_begins_after_the_one_that_holds_and_only_one_waits() {
    let first = accepted(version(1, date(2026, 1, 5), &[(CHILD, "60"), (FAMILY, "40")]));
    let second = |from: Date| version(2, from, &[(CHILD, "50"), (FAMILY, "25"), (JOBS, "25")]);
    let begins = date(2026, 1, 5);
    assert_eq!(wrong_of(&second(begins), std::slice::from_ref(&first)), [Wrong::BeginsTooEarly(begins)]);
    assert_eq!(wrong_of(&second(date(2026, 1, 6)), std::slice::from_ref(&first)), []);
    assert_eq!(wrong_of(&second(date(2027, 1, 5)), std::slice::from_ref(&first)), []);
    assert_eq!(wrong_of(&second(date(2027, 1, 6)), std::slice::from_ref(&first)), [Wrong::OutsideTime]);
    let waits = version(2, date(2026, 2, 1), &[(CHILD, "100")]);
    assert_eq!(wrong_of(&version(3, date(2026, 3, 1), &[(CHILD, "100")]), &[first, waits]), [Wrong::OneWaits]);
}

#[test]
fn it_holds_when_all_who_pay_have_accepted_and_never_when_one_declines() {
    let waits = version(1, date(2026, 1, 5), &[(CHILD, "60"), (FAMILY, "40"), (JOBS, "0")]);
    assert_eq!(waits.asked.iter().map(String::as_str).collect::<Vec<_>>(), [FAMILY, CHILD]);
    assert_eq!((waits.standing(), waits.waits_for().len()), (Standing::Waiting, 2));
    assert_eq!(may_answer(&waits, JOBS, Answer::Accepted, "", staff(2)), Err(NotAnswered::NotAsked));
    assert_eq!(may_answer(&waits, FAMILY, Answer::Declined, " ", staff(2)), Err(NotAnswered::ReasonMissing));
    assert_eq!(may_answer(&waits, FAMILY, Answer::Accepted, "", staff(1)), Err(NotAnswered::OwnAssessment));
    assert_eq!(may_answer(&waits, FAMILY, Answer::Accepted, "", staff(2)), Ok(()));
    let mut half = accepted(waits.clone());
    half.said.pop();
    assert_eq!(half.standing(), Standing::Waiting);
    let (done, missing) = (half.said[0].department.clone(), half.waits_for().into_iter().next().unwrap().to_string());
    assert_eq!(may_answer(&half, &done, Answer::Accepted, "", staff(2)), Err(NotAnswered::Already));
    assert_eq!(may_answer(&half, &missing, Answer::Accepted, "", staff(2)), Ok(()));
    let whole = accepted(waits);
    assert_eq!(whole.standing(), Standing::Agreed);
    assert_eq!(may_answer(&whole, FAMILY, Answer::Accepted, "", staff(2)), Err(NotAnswered::NotWaiting));
    let mut declined = whole.clone();
    declined.said[1].answer = Answer::Declined;
    assert_eq!(declined.standing(), Standing::Declined);
    assert!(chain(std::slice::from_ref(&declined)).is_empty());
    let taken_back = Assessment { withdrawn_at: Some(declined.at), ..declined };
    assert_eq!(taken_back.standing(), Standing::Withdrawn);
}

#[test]
fn who_paid_before_is_asked_too_when_the_division_changes() {
    let first = accepted(version(1, date(2026, 1, 5), &[(CHILD, "60"), (FAMILY, "40")]));
    let second = version(2, date(2026, 7, 1), &[(CHILD, "50"), (JOBS, "50")]);
    let asked = to_be_asked(&second, &[first]);
    assert_eq!(asked.iter().map(String::as_str).collect::<Vec<_>>(), [FAMILY, CHILD, JOBS]);
}

#[test]
fn shares_changed_after_half_a_year_split_the_year_on_that_day() {
    let first = accepted(version(1, date(2026, 1, 1), &[(CHILD, "60"), (FAMILY, "40")]));
    let second = accepted(version(2, date(2026, 7, 1), &[(CHILD, "50"), (FAMILY, "25"), (JOBS, "25")]));
    let declined = {
        let mut never = accepted(version(3, date(2026, 10, 1), &[(CHILD, "100")]));
        never.said[0].answer = Answer::Declined;
        never
    };
    let versions = [first, second, declined];
    let periods: Vec<(u32, Option<Date>)> = chain(&versions).into_iter().map(|(v, until)| (v.nr, until)).collect();
    assert_eq!(periods, [(1, Some(date(2026, 6, 30))), (2, None)]);
    assert_eq!(in_force_on(&versions, date(2025, 12, 31)).map(|v| v.nr), None);
    assert_eq!(in_force_on(&versions, date(2026, 6, 30)).map(|v| v.nr), Some(1));
    assert_eq!(in_force_on(&versions, date(2026, 7, 1)).map(|v| v.nr), Some(2));
    let lines = owed(&versions, date(2026, 1, 1), date(2026, 12, 31));
    let said: Vec<(u32, &str, i64)> =
        lines.iter().map(|line| (line.version.nr, line.part.department.as_str(), line.amount.oere())).collect();
    // Six months of 10.000 kroner each half.
    assert_eq!(
        said,
        [
            (1, CHILD, 3_600_000),
            (1, FAMILY, 2_400_000),
            (2, CHILD, 3_000_000),
            (2, FAMILY, 1_500_000),
            (2, JOBS, 1_500_000)
        ]
    );
}

#[test]
fn what_is_paid_once_falls_on_its_first_day_alone() {
    let mut once = version(1, date(2026, 1, 1), &[(CHILD, "50"), (FAMILY, "50")]);
    once.measures[0].cost = Cost::OneOff(Kroner::from_oere(99_999));
    once.measures[0].from = date(2026, 3, 31);
    let versions = [accepted(once)];
    assert!(owed(&versions, date(2026, 1, 1), date(2026, 3, 30)).is_empty());
    assert!(owed(&versions, date(2026, 4, 1), date(2026, 12, 31)).is_empty());
    let lines = owed(&versions, date(2026, 3, 31), date(2026, 3, 31));
    assert_eq!(lines.iter().map(|line| line.amount.oere()).collect::<Vec<_>>(), [50_000, 49_999]);
}

proptest! {
    #[test]
    fn no_day_is_without_a_division_or_under_two(
        gaps in prop::collection::vec((1i64..200, 0u8..4), 1..8),
    ) {
        let mut versions = Vec::new();
        let mut from = date(2026, 1, 1);
        for (nr, (days, fate)) in (1u32..).zip(gaps) {
            let mut made = accepted(version(nr, from, &[(CHILD, "60"), (FAMILY, "40")]));
            match fate {
                0 => made.said[0].answer = Answer::Declined,
                1 => made.withdrawn_at = Some(made.at),
                _ => from = from.saturating_add(days.days()),
            }
            versions.push(made);
        }
        let chain = chain(&versions);
        for pair in chain.windows(2) {
            prop_assert_eq!(pair[0].1.unwrap().tomorrow().unwrap(), pair[1].0.from);
            prop_assert!(pair[0].0.from <= pair[0].1.unwrap());
        }
        prop_assert!(chain.last().is_none_or(|(_, until)| until.is_none()));
        // What is owed for the years together is what the measure costs, whatever days the versions changed on.
        if let Some((first, _)) = chain.first() {
            let until = date(2030, 12, 31);
            let total: i64 = owed(&versions, first.from, until).iter().map(|line| line.amount.oere()).sum();
            prop_assert_eq!(total, relief(&[]).cost_over(first.from, until).oere());
        }
    }
}
