//! Tasks: what may be given, and when a standing duty comes again.
#![allow(missing_docs, reason = "tests")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use common::uuid;
use domain::calendar::Calendar;
use domain::deadline::{Span, Unit};
use domain::ids::{CaseId, StaffId, TaskId};
use domain::task::{LONGEST, NotATask, Origin, Owner, Settled, State, Task, check};
use jiff::civil::{Date, date};
use proptest::prelude::*;

const KAREN: StaffId = StaffId(uuid::Uuid::from_u128(1));

fn monthly() -> Span {
    Span(vec![(1, Unit::Months)])
}

fn duty(due: Option<Date>, every: Option<Span>) -> Task {
    Task {
        id: TaskId(uuid(7)),
        case: CaseId(uuid(8)),
        what: "Ring til jobcentret".into(),
        owner: Owner::Staff(KAREN),
        due,
        origin: Origin::ByHand,
        every,
        given_by: KAREN,
        given_on: date(2026, 3, 2),
        state: State::Open,
        version: 1,
    }
}

#[test]
fn a_task_says_what_who_and_when_and_no_day_before_it_was_agreed() {
    let agreed = date(2026, 3, 30);
    let given = |what: &str, owner: Owner, due, every: Option<Span>| check(what, &owner, due, every.as_ref(), agreed);
    assert_eq!(given("Ring", Owner::Citizen, None, None), Ok(()));
    assert_eq!(given("Ring", Owner::Citizen, Some(agreed), None), Ok(()), "the same day");
    assert_eq!(given("Ring", Owner::Citizen, Some(date(2026, 3, 29)), None), Err(NotATask::DueBefore));
    assert_eq!(given("  ", Owner::Citizen, None, None), Err(NotATask::Empty));
    assert_eq!(given(&"å".repeat(LONGEST), Owner::Citizen, None, None), Ok(()));
    assert_eq!(given(&"å".repeat(LONGEST + 1), Owner::Citizen, None, None), Err(NotATask::TooLong));
    assert_eq!(given("Ring", Owner::Other(" ".into()), None, None), Err(NotATask::NoOwner));
    assert_eq!(given("Ring", Owner::Citizen, None, Some(monthly())), Err(NotATask::AgainWithoutDay));
}

#[test]
fn a_task_is_done_once_between_the_day_it_was_given_and_today() {
    let today = date(2026, 4, 9);
    let open = duty(None, None);
    assert_eq!(open.may_be_done(date(2026, 3, 2), today), Ok(()));
    assert_eq!(open.may_be_done(today, today), Ok(()));
    assert_eq!(open.may_be_done(date(2026, 3, 1), today), Err(NotATask::OutsideTime));
    assert_eq!(open.may_be_done(date(2026, 4, 10), today), Err(NotATask::OutsideTime));
    let settled = Settled { on: today, by: KAREN, words: String::new() };
    let done = Task { state: State::Done(settled.clone()), ..open.clone() };
    assert_eq!(done.may_be_done(today, today), Err(NotATask::SettledAlready));
    let dropped = Task { state: State::Dropped(settled), ..open };
    assert_eq!(dropped.may_be_done(today, today), Err(NotATask::SettledAlready));
}

#[test]
fn a_standing_duty_comes_again_counted_from_its_own_day() {
    let calendar = Calendar::default();
    let table = [
        // Done on its day, early, late within the month, and more than a month late.
        (date(2026, 3, 15), date(2026, 3, 15), Some(date(2026, 4, 15))),
        (date(2026, 3, 15), date(2026, 3, 2), Some(date(2026, 4, 15))),
        (date(2026, 3, 15), date(2026, 4, 14), Some(date(2026, 4, 15))),
        (date(2026, 3, 15), date(2026, 4, 15), Some(date(2026, 5, 15))),
        (date(2026, 3, 15), date(2026, 8, 1), Some(date(2026, 8, 15))),
    ];
    for (due, done_on, next) in table {
        assert_eq!(duty(Some(due), Some(monthly())).next_due(done_on, &calendar), next, "{due} done {done_on}");
    }
    assert_eq!(duty(Some(date(2026, 3, 15)), None).next_due(date(2026, 3, 15), &calendar), None);
    let never = Span(Vec::new());
    assert_eq!(duty(Some(date(2026, 3, 15)), Some(never)).next_due(date(2026, 3, 15), &calendar), None);
}

proptest! {
    #[test]
    fn a_duty_never_comes_again_on_a_day_that_has_been(weeks in 1_u32..9, late in 0_i32..900) {
        let due = date(2026, 3, 16);
        let done_on = due.saturating_add(jiff::Span::new().days(late));
        let every = Span(vec![(weeks, Unit::Weeks)]);
        let next = duty(Some(due), Some(every)).next_due(done_on, &Calendar::default()).unwrap();
        prop_assert!(done_on < next);
        let days = (next - due).get_days();
        prop_assert_eq!(days % (7 * i32::try_from(weeks).unwrap()), 0);
        prop_assert!((next - done_on).get_days() <= 7 * i32::try_from(weeks).unwrap());
    }
}
