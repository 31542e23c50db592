//! What holds for every course, whatever happened in it.

use super::*;
use crate::progress::samples::{application, outreach, transition};
use proptest::prelude::*;

/// One thing that happens: numbers that choose among what is possible there and then.
type Choice = (u8, u8, u8);

/// Plays a course by arbitrary choices: mostly an open step with one of its outcomes, now and then something else.
fn played(procedure: Procedure, choices: &[Choice], facts: u8) -> Play {
    let mut course = play(procedure, date(2026, 1, 5));
    course.situation.born = Some(date(2011, 4, 14));
    course.situation.forms.insert("screening".into(), BTreeMap::new());
    for (nr, fact) in
        ["barn", "samtykke", "samtykke eller hjemmel", "skal partshøres", "afgørelse klar"].iter().enumerate()
    {
        match (facts >> nr) & 1 {
            1 => course.fact(fact, Answer::Yes),
            _ => course.fact(fact, Answer::No),
        };
    }
    let mut day = date(2026, 1, 5);
    for (kind, which, how) in choices {
        day = day.checked_add(jiff::Span::new().days(i64::from(*how % 9))).unwrap();
        let what = next(&course, *kind, usize::from(*which), usize::from(*how), day);
        course.add(day, what);
    }
    course
}

fn next(course: &Play, kind: u8, which: usize, how: usize, day: Date) -> Happening {
    let steps = &course.procedure.steps;
    let any = steps[which % steps.len()].id.clone();
    match kind {
        0 => Happening::Suspended { waiting_for: Pause::Citizen, look_again: day, reason: "r".into() },
        1 => Happening::Resumed,
        2 => Happening::ReopenedFrom { step: any, reason: "r".into() },
        3 => Happening::DeadlineSet { step: any, due: day, reason: "r".into() },
        4 => Happening::LeftOut { step: any, element: None, reason: "r".into() },
        5 => Happening::Annulled { nr: u32::try_from(which).unwrap() % 8 + 1, reason: "r".into() },
        _ => {
            let open: Vec<StepId> =
                course.todos().into_iter().filter(|t| t.kind == TodoKind::Step).map(|todo| todo.step).collect();
            let step = course.procedure.step(open.get(which % open.len().max(1)).unwrap_or(&any)).unwrap();
            let outcome = step.outcomes.get(how % step.outcomes.len().max(1)).map(|outcome| outcome.id.clone());
            Happening::Done { step: step.id.clone(), element: None, outcome, dates: BTreeMap::new(), reason: None }
        }
    }
}

fn any_procedure() -> impl Strategy<Value = Procedure> {
    prop_oneof![Just(application()), Just(outreach()), Just(transition())]
}

fn choices() -> impl Strategy<Value = Vec<Choice>> {
    proptest::collection::vec((0u8..30, any::<u8>(), any::<u8>()), 0..14)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn annulling_the_last_milestone_gives_what_was_before_it(
        procedure in any_procedure(), choices in choices(), facts in any::<u8>(),
    ) {
        let mut course = played(procedure, &choices, facts);
        let Some(last) = course.milestones.last().cloned() else { return Ok(()) };
        let mut before = course.clone();
        before.milestones.pop();
        course.add(last.day, Happening::Annulled { nr: last.nr, reason: "fejl".into() });
        prop_assert_eq!(course.states(), before.states());
        prop_assert_eq!(course.todos(), before.todos());
    }

    #[test]
    fn facts_that_no_step_asks_for_change_nothing(
        procedure in any_procedure(), choices in choices(), facts in any::<u8>(), answers in any::<u32>(),
    ) {
        let course = played(procedure, &choices, facts);
        let mut other = course.clone();
        let asked = course.situation.facts.clone();
        for (nr, fact) in Fact::ALL.iter().enumerate().filter(|(_, fact)| !asked.contains_key(fact)) {
            let answer = [Answer::Yes, Answer::No, Answer::Unknown][(answers as usize >> nr) % 3];
            other.situation.facts.insert(*fact, answer);
        }
        prop_assert_eq!(course.states(), other.states());
        prop_assert_eq!(course.todos(), other.todos());
    }

    #[test]
    fn a_suspension_never_moves_a_deadline_set_by_law(
        procedure in any_procedure(), choices in choices(), facts in any::<u8>(), at in 0u8..14, days in 1i64..90,
    ) {
        let course = played(procedure, &choices, facts);
        let mut suspended = course.clone();
        let place = usize::from(at).min(course.milestones.len());
        let day = course.milestones.get(place).map_or(date(2026, 1, 5), |milestone| milestone.day);
        let what = Happening::Suspended { waiting_for: Pause::Any, look_again: day, reason: "r".into() };
        let until = day.checked_add(jiff::Span::new().days(days)).unwrap();
        // Numbered apart, so that no annulment in the course means one of these.
        suspended.milestones.insert(place, Milestone { nr: 901, day, at: None, what });
        suspended.milestones.push(Milestone { nr: 902, day: until, at: None, what: Happening::Resumed });
        let law = |course: &Play| -> Vec<(StepId, Vec<Date>)> {
            let by_law = |todo: Todo| {
                let dues = todo.all_due.into_iter().filter(|due| due.kind == Kind::Law);
                (todo.step, dues.map(|due| due.counted.due).collect())
            };
            let open = course.todos().into_iter().filter(|todo| todo.kind != TodoKind::LookAgain);
            open.map(by_law).filter(|(_, dues): &(_, Vec<Date>)| !dues.is_empty()).collect()
        };
        prop_assert_eq!(law(&course), law(&suspended));
    }

    #[test]
    fn nothing_is_to_do_for_a_step_that_is_done_left_out_passed_over_or_fell_away(
        procedure in any_procedure(), choices in choices(), facts in any::<u8>(),
    ) {
        let course = played(procedure, &choices, facts);
        let states = course.states();
        for todo in course.todos().into_iter().filter(|todo| todo.kind != TodoKind::LookAgain) {
            let fits = match (&todo.kind, &states[&todo.step]) {
                (TodoKind::Step, State::Open(_)) | (TodoKind::Question(_), State::Undecided(_)) => true,
                (TodoKind::Ahead, State::Waiting) => todo.due.is_some(),
                _ => false,
            };
            prop_assert!(fits, "{todo:?} though {:?}", states[&todo.step]);
        }
    }

    #[test]
    fn the_same_course_gives_the_same_todos_every_time(
        procedure in any_procedure(), choices in choices(), facts in any::<u8>(),
    ) {
        let course = played(procedure, &choices, facts);
        prop_assert_eq!(course.todos(), course.clone().todos());
        let told = history(&course.procedure, &course.milestones, &course.situation);
        let of_steps = told.steps.into_iter().flat_map(|step| step.todos).chain(told.look_again);
        prop_assert_eq!(course.todos(), of_steps.collect::<Vec<_>>());
    }

    #[test]
    fn a_course_that_has_ended_has_nothing_to_do(
        procedure in any_procedure(), choices in choices(), facts in any::<u8>(),
    ) {
        let course = played(procedure, &choices, facts);
        if course.ended_on().is_some() {
            prop_assert_eq!(course.todos(), vec![]);
        }
    }
}
