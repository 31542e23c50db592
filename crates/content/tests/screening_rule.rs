//! The rule of the screening form (T-F01), over every combination of what can be counted: three criteria of category 1
//! and seven topics of category 2, held up against a second reading of the rule written here.
//!
//! The source gives two age groups whose ages are missing. The ages below are the test's own and stand in no file.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use content::Content;
use domain::progress::Answer;
use domain::questionnaire::{Answers, ByAge, Questionnaire, explain, results};
use jiff::civil::date;
use std::collections::BTreeMap;

const FIRST: &[&str] = &["c1-1", "c1-2", "c1-3"];
const TOPICS: &[&[&str]] = &[
    &["a1", "a2", "a3", "a4"],
    &["b1", "b2", "b3", "b4", "b5", "b6"],
    &["c1", "c2", "c3"],
    &["d1", "d2", "d3", "d4", "d5", "d6"],
    &["e1", "e2"],
    &["f1"],
    &["g1"],
];
const YOUNG: (u32, u32) = (20, 29);
const OLDER: (u32, u32) = (30, 60);

fn form() -> Questionnaire {
    Content::shipped().questionnaire("screening", date(2026, 3, 30)).unwrap().clone()
}

/// How the topics of a combination are ticked: one criterion of each, or every one.
#[derive(Clone, Copy, Debug)]
enum Ticks {
    One(usize),
    All,
}

fn answers(mask: u32, ticks: Ticks) -> Answers {
    let mut fields = BTreeMap::new();
    let mut tick = |id: &str| fields.insert(id.to_string(), vec!["ja".to_string()]);
    for (nr, id) in FIRST.iter().enumerate() {
        if mask & (1 << nr) != 0 {
            tick(id);
        }
    }
    for (nr, topic) in TOPICS.iter().enumerate() {
        if mask & (1 << (nr + FIRST.len())) == 0 {
            continue;
        }
        match ticks {
            Ticks::One(which) => {
                tick(topic[which % topic.len()]);
            }
            Ticks::All => topic.iter().for_each(|id| {
                tick(id);
            }),
        }
    }
    Answers { fields, rows: BTreeMap::new() }
}

/// The rule read a second time, from the source: group 1 two topics; group 2 one of category 1 and two topics.
fn by_hand(mask: u32, group: u8, age: u32, ages: Option<(u32, u32)>) -> Answer {
    let first = (mask & 0b111).count_ones();
    let topics = (mask >> 3).count_ones();
    let enough = match group {
        1 => topics > 1,
        _ => topics > 1 && first > 0,
    };
    match ages {
        // What the criteria rule out is no, whatever the ages will be; else nobody can tell before they are set.
        None if !enough => Answer::No,
        None => Answer::Unknown,
        Some((from, to)) if enough && age >= from && age <= to => Answer::Yes,
        Some(_) => Answer::No,
    }
}

fn neither(one: Answer, two: Answer) -> Answer {
    match (one, two) {
        (Answer::Yes, _) | (_, Answer::Yes) => Answer::No,
        (Answer::No, Answer::No) => Answer::Yes,
        _ => Answer::Unknown,
    }
}

#[test]
fn every_combination_of_counted_topics_gives_what_the_rule_says_at_every_border_of_the_ages() {
    let form = form();
    type Ages = Option<(u32, u32)>;
    let settings: [(Ages, Ages); 4] =
        [(None, None), (Some(YOUNG), None), (None, Some(OLDER)), (Some(YOUNG), Some(OLDER))];
    let ages = [0, 19, 20, 25, 29, 30, 45, 60, 61, 110];
    let mut seen = 0_u32;
    for mask in 0..1_u32 << 10 {
        for ticks in [Ticks::One(0), Ticks::One(1), Ticks::One(5), Ticks::All] {
            let answers = answers(mask, ticks);
            for (one, two) in settings {
                let interval = |id: &str| match id {
                    "screening-alder-1" => one,
                    "screening-alder-2" => two,
                    other => panic!("{other} is no setting of the form"),
                };
                for age in ages {
                    let found = results(&form, &answers, age, interval);
                    let (first, second) = (by_hand(mask, 1, age, one), by_hand(mask, 2, age, two));
                    let told = format!("{mask:010b} {ticks:?} at {age} with {one:?} and {two:?}");
                    assert_eq!(found["gruppe-1"], first, "group 1: {told}");
                    assert_eq!(found["gruppe-2"], second, "group 2: {told}");
                    assert_eq!(found["uden-for"], neither(first, second), "outside: {told}");
                    seen += 1;
                }
            }
        }
    }
    assert_eq!(seen, 1024 * 4 * 4 * 10);
}

#[test]
fn the_reasons_say_what_counted_and_add_up_to_the_result() {
    let form = form();
    for mask in 0..1_u32 << 10 {
        let answers = answers(mask, Ticks::All);
        let interval = |id: &str| Some(if id.ends_with('1') { YOUNG } else { OLDER });
        for age in [25, 45] {
            let found = results(&form, &answers, age, interval);
            for why in explain(&form, &answers, age, interval) {
                assert_eq!(why.answer, found[&why.id], "{mask:010b}");
                if why.counts.is_empty() {
                    assert_eq!(why.none_of.len(), 2);
                    continue;
                }
                let enough = why.counts.iter().all(|count| count.missing() == 0);
                let by_age = matches!(why.age, ByAge::Within(..));
                assert_eq!(why.answer == Answer::Yes, enough && by_age, "{mask:010b} at {age}: {}", why.id);
                let topics = why.counts.iter().find(|count| count.different_topics).unwrap();
                assert_eq!(topics.number, (mask >> 3).count_ones(), "a topic counts once however many are ticked");
            }
        }
    }
}

#[test]
fn as_shipped_the_ages_are_not_set_and_no_group_can_be_told() {
    let content = Content::shipped();
    let form = form();
    let full = answers((1 << 10) - 1, Ticks::One(0));
    let interval = |id: &str| match content.setting_on(id, date(2026, 3, 30)) {
        Some(value) => panic!("{id} has a value of its own: {value:?}"),
        None => None,
    };
    for why in explain(&form, &full, 52, interval) {
        assert_eq!(why.answer, Answer::Unknown, "{}", why.id);
        if !why.counts.is_empty() {
            assert!(matches!(&why.age, ByAge::NotSet(id) if id.starts_with("screening-alder-")), "{:?}", why.age);
        }
    }
}
