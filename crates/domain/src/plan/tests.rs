#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use super::*;
use crate::deadline::Unit;
use crate::questionnaire::{AnswerRow, FieldKind, Section};
use jiff::civil::date;
use proptest::prelude::*;

/// Monday before Easter.
const TODAY: Date = date(2026, 3, 30);

fn field(id: &str, whose: Option<&str>) -> Field {
    Field {
        id: id.into(),
        title: id.into(),
        kind: FieldKind::LongText,
        required: false,
        help: None,
        fetch: None,
        options: Vec::new(),
        shown_when: None,
        group: None,
        topic: None,
        whose: whose.map(Into::into),
    }
}

fn section(id: &str, rows: bool, fields: &[&str]) -> Section {
    let whose = |id: &str| ["situation", "oensker", ids::CITIZEN_DOES].contains(&id).then_some("borger");
    let fields = fields.iter().map(|id| field(id, whose(id))).collect();
    Section { id: id.into(), title: id.into(), help: None, fields, rows }
}

fn form() -> Questionnaire {
    let goals = [
        ids::GOAL,
        ids::HORIZON,
        ids::CITIZEN_DOES,
        ids::CITIZEN_BY,
        ids::WE_DO,
        ids::WHO,
        ids::WE_BY,
        ids::FOLLOW_UP,
        ids::REACHED,
        ids::REACHED_ON,
        ids::WENT_WELL,
        ids::LESS_WELL,
    ];
    Questionnaire {
        id: "plan".into(),
        valid_from: date(2026, 1, 1),
        title: "Plan".into(),
        catalogue: Vec::new(),
        help: None,
        many: false,
        kept_in: Some("plan".into()),
        plan: None,
        signatures: Vec::new(),
        sections: vec![
            section("hoved", false, &[ids::AGREED, ids::PRESENT, ids::SAID_ON, ids::AGAIN]),
            section("ord", false, &["situation", "oensker", "formaal"]),
            section(ids::GOALS, true, &goals),
            section(ids::COORDINATION, true, &[ids::WITH, ids::ABOUT, ids::WHEN]),
            section(ids::REVIEWS, true, &[ids::REVIEWED_ON, ids::STATUS, ids::NEW_GOALS]),
        ],
        results: Vec::new(),
    }
}

fn row(cells: &[(&str, &str)]) -> AnswerRow {
    cells.iter().map(|(column, text)| ((*column).to_string(), (*text).to_string())).collect()
}

fn answers() -> Answers {
    let mut answers = Answers::default();
    for (field, text) in [
        (ids::AGREED, "2026-03-02"),
        (ids::PRESENT, "Torben og Pia"),
        (ids::SAID_ON, "2026-03-02"),
        ("oensker", "Jeg vil sove om natten."),
        ("situation", "Det roder."),
        ("formaal", "Ro i hjemmet."),
    ] {
        answers.fields.insert(field.into(), vec![text.into()]);
    }
    let goal = row(&[
        (ids::GOAL, "En ren seng"),
        (ids::CITIZEN_DOES, "Jeg køber sengetøj"),
        (ids::CITIZEN_BY, "2026-03-16"),
        (ids::WE_DO, "Følger med i butikken"),
        (ids::WHO, "Pia"),
        (ids::FOLLOW_UP, "2026-04-07"),
    ]);
    let far = row(&[(ids::GOAL, "Et arbejde"), (ids::HORIZON, LONG), (ids::FOLLOW_UP, "2026-05-18")]);
    answers.rows.insert(ids::GOALS.into(), vec![goal, far]);
    answers
}

#[test]
fn a_plan_reads_the_citizens_words_first_and_who_does_what_by_when() {
    let plan = read(&form(), &answers());
    let words: Vec<&str> = plan.own_words.iter().map(|said| said.text.as_str()).collect();
    assert_eq!(words, ["Det roder.", "Jeg vil sove om natten."]);
    assert_eq!(plan.other.iter().map(|said| said.text.as_str()).collect::<Vec<_>>(), ["Ro i hjemmet."]);
    let goal = &plan.goals[0];
    assert_eq!(
        goal.actions[0],
        Action { who: Who::Citizen, what: "Jeg køber sengetøj".into(), by: Some(date(2026, 3, 16)) }
    );
    assert_eq!(
        goal.actions[1],
        Action { who: Who::Other("Pia".into()), what: "Følger med i butikken".into(), by: None }
    );
    assert_eq!((goal.horizon, plan.goals[1].horizon), (Horizon::Short, Horizon::Long));
    assert!(lacks(&form()).is_empty());
    let mut poor = form();
    poor.sections.retain(|section| section.id != ids::COORDINATION);
    assert_eq!(lacks(&poor), ["koordinering/hvem", "koordinering/om", "koordinering/hvornaar"]);
}

#[test]
fn a_goal_stands_as_its_day_and_its_answer_say() {
    let goal = read(&form(), &answers()).goals[0].clone();
    assert_eq!(goal.standing(date(2026, 4, 7)), Standing::FollowUp(date(2026, 4, 7)));
    assert_eq!(goal.standing(date(2026, 4, 8)), Standing::Past(date(2026, 4, 7)));
    assert_eq!(Goal { follow_up: None, ..goal.clone() }.standing(TODAY), Standing::NoDay);
    assert_eq!(Goal { reached: Some(Reached::Partly), ..goal }.standing(TODAY), Standing::Settled(Reached::Partly));
}

fn three_months() -> PlanRule {
    PlanRule { ages: (18, 120), review: Some(Span(vec![(3, Unit::Months)])), source: "aftalen".into() }
}

#[test]
fn the_next_follow_up_is_the_earliest_day_nobody_has_followed_up_on() {
    let calendar = Calendar::default();
    let next = |answers: &Answers, rule: Option<&PlanRule>| {
        read(&form(), answers).next_follow_up(rule, &calendar).map(|next| (next.on, next.why))
    };
    let rule = three_months();
    let first = answers();
    assert_eq!(next(&first, Some(&rule)), Some((date(2026, 4, 7), Why::Goal(0))));
    // The first goal is settled, so the second one's day comes; the rule says 2 June, three months after 2 March.
    let settle = |answers: &Answers, row, on| {
        let change = Change::Settle {
            row,
            reached: Reached::Yes,
            on,
            went_well: "Den er købt.".into(),
            less_well: String::new(),
        };
        changed(&form(), answers, change, on).unwrap()
    };
    let second = settle(&first, 0, TODAY);
    assert_eq!(next(&second, Some(&rule)), Some((date(2026, 5, 18), Why::Goal(1))));
    let third = settle(&second, 1, TODAY);
    let by_rule = |from| Why::Rule { span: Span(vec![(3, Unit::Months)]), from };
    assert_eq!(next(&third, Some(&rule)), Some((date(2026, 6, 2), by_rule(date(2026, 3, 2)))));
    assert_eq!(next(&third, None), None);
    // One has followed up on 2 June: three months more.
    let change = Change::Review { on: date(2026, 6, 2), status: "Det går.".into(), new_goals: false };
    let fourth = changed(&form(), &third, change, date(2026, 6, 2)).unwrap();
    assert_eq!(next(&fourth, Some(&rule)), Some((date(2026, 9, 2), by_rule(date(2026, 6, 2)))));
    let mut agreed = fourth.clone();
    agreed.fields.insert(ids::AGAIN.into(), vec!["2026-07-01".into()]);
    assert_eq!(next(&agreed, Some(&rule)), Some((date(2026, 7, 1), Why::Agreed)));
}

#[test]
fn a_goal_is_settled_once_with_a_day_and_words_and_may_be_opened_again() {
    let settle = |on, well: &str| Change::Settle {
        row: 0,
        reached: Reached::Partly,
        on,
        went_well: well.into(),
        less_well: String::new(),
    };
    let try_it = |answers: &Answers, change| changed(&form(), answers, change, TODAY);
    assert_eq!(try_it(&answers(), settle(date(2026, 3, 31), "x")), Err(NotChanged::OutsideTime));
    assert_eq!(try_it(&answers(), settle(date(2026, 3, 1), "x")), Err(NotChanged::OutsideTime));
    assert_eq!(try_it(&answers(), settle(TODAY, " ")), Err(NotChanged::NoWords));
    assert_eq!(try_it(&answers(), Change::Reopen(0)), Err(NotChanged::NotSettled));
    assert_eq!(try_it(&answers(), Change::DropGoal(2)), Err(NotChanged::NoSuchGoal));
    let settled = try_it(&answers(), settle(TODAY, "Lagnet er vasket.")).unwrap();
    assert_eq!(try_it(&settled, settle(TODAY, "igen")), Err(NotChanged::SettledAlready));
    let again = try_it(&settled, Change::Reopen(0)).unwrap();
    let twice = try_it(&again, settle(TODAY, "Nu også dynen.")).unwrap();
    let goal = &read(&form(), &twice).goals[0];
    assert_eq!(goal.reached, Some(Reached::Partly));
    assert_eq!(goal.went_well, "Lagnet er vasket.\nNu også dynen.");
}

#[test]
fn a_goal_must_say_what_it_is_and_is_not_settled_by_being_edited() {
    let try_it = |change| changed(&form(), &answers(), change, TODAY);
    assert_eq!(try_it(Change::AddGoal(row(&[(ids::WE_DO, "Ringer")]))), Err(NotChanged::EmptyGoal));
    let emptied = Change::EditGoal { row: 0, cells: row(&[(ids::GOAL, " ")]) };
    assert_eq!(try_it(emptied), Err(NotChanged::EmptyGoal));
    let edited =
        Change::EditGoal { row: 0, cells: row(&[(ids::WE_BY, "2026-04-01"), (ids::REACHED, "ja"), ("x", "y")]) };
    let edited = try_it(edited).unwrap();
    let goal = &read(&form(), &edited).goals[0];
    assert_eq!((goal.reached, goal.actions[1].by), (None, Some(date(2026, 4, 1))));
    assert!(!edited.rows[ids::GOALS][0].contains_key("x"));
}

#[test]
fn the_citizens_words_change_only_when_the_citizen_has_said_so() {
    let (form, before) = (form(), answers());
    let with = |words: &str, day: &str| {
        let mut after = before.clone();
        after.fields.insert("oensker".into(), vec![words.into()]);
        after.fields.insert(ids::SAID_ON.into(), vec![day.into()]);
        after
    };
    let table: &[(&str, &str, bool)] = &[
        // The same words stand whatever day.
        ("Jeg vil sove om natten.", "2026-03-02", true),
        // Other words, and nobody says that the citizen said them.
        ("Borgeren ønsker bedre søvn.", "2026-03-02", false),
        ("Borgeren ønsker bedre søvn.", "", false),
        ("Borgeren ønsker bedre søvn.", "2026-02-27", false),
        ("Borgeren ønsker bedre søvn.", "2026-03-31", false),
        // The citizen said them since, or today.
        ("Jeg vil sove i min egen seng.", "2026-03-10", true),
        ("Jeg vil sove i min egen seng.", "2026-03-30", true),
        // Words that are taken away are changed too.
        ("", "2026-03-02", false),
    ];
    for (words, day, kept) in table {
        assert_eq!(said_by_the_citizen(&form, &before, &with(words, day), TODAY), *kept, "{words} {day}");
    }
    // What the caseworker writes is the caseworker's.
    let mut after = before.clone();
    after.rows.get_mut(ids::GOALS).unwrap()[0].insert(ids::WE_DO.into(), "Noget andet".into());
    assert!(said_by_the_citizen(&form, &before, &after, TODAY));
    after.rows.get_mut(ids::GOALS).unwrap()[0].insert(ids::CITIZEN_DOES.into(), "Skal købe sengetøj".into());
    assert!(!said_by_the_citizen(&form, &before, &after, TODAY));
    // Goals that only change places leave the words alone.
    let mut moved = before.clone();
    moved.rows.get_mut(ids::GOALS).unwrap().reverse();
    assert!(!words_changed(&form, &before, &moved));
}

proptest! {
    #[test]
    fn no_change_of_a_goal_by_us_touches_the_citizens_words(
        which in 0..2_usize, what in "[a-zæøå ]{1,20}", well in "[a-zæøå ]{0,20}", days in 0..60_i64
    ) {
        let today = date(2026, 3, 2).saturating_add(jiff::Span::new().days(days));
        let changes = [
            Change::EditGoal { row: which, cells: row(&[(ids::WE_DO, &what), (ids::FOLLOW_UP, "2026-04-20")]) },
            Change::Settle { row: which, reached: Reached::No, on: today, went_well: well.clone(), less_well: what.clone() },
            Change::Review { on: today, status: what.clone(), new_goals: true },
            Change::AddGoal(row(&[(ids::GOAL, &what), (ids::WE_DO, &well)])),
        ];
        for change in changes {
            if let Ok(after) = changed(&form(), &answers(), change, today) {
                prop_assert!(!words_changed(&form(), &answers(), &after));
                prop_assert!(said_by_the_citizen(&form(), &answers(), &after, today));
            }
        }
    }
}
