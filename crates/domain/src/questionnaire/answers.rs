//! What was answered in a form: whether it is complete, and what its results are.
//!
//! A form counts and nothing else (`content-formats.md` 2.4). A result that cannot be told is
//! [`Answer::Unknown`] ("kan ikke vurderes"), never no.

use super::{Count, Field, FieldKind, Questionnaire, ResultRule, Section};
use crate::progress::Answer;
use crate::setting::Kroner;
use jiff::civil::{Date, Time};
use std::collections::{BTreeMap, BTreeSet};

/// Yes, and ticked, as answers are kept.
pub const YES: &str = "ja";
/// No.
pub const NO: &str = "nej";

/// One row of a section one adds rows to: answers by column.
pub type AnswerRow = BTreeMap<String, String>;

/// What was answered. Days are kept as `2026-03-31`; a field with several answers has several texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Answers of plain fields, by field; one not answered is not there.
    pub fields: BTreeMap<String, Vec<String>>,
    /// Rows, by section.
    pub rows: BTreeMap<String, Vec<AnswerRow>>,
}

/// Where in a form something is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// A plain field.
    Field(String),
    /// A column of a row, counted from 0, in a section.
    Cell(String, usize, String),
}

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// It must be answered.
    Missing,
    /// No day.
    NotADay,
    /// No time of day.
    NotATime,
    /// No whole number.
    NotANumber,
    /// No number of hours.
    NotHours,
    /// No amount of money.
    NotAnAmount,
    /// None of the choices.
    NotAChoice,
    /// The citizen's own words are others than before, and nothing says that the citizen said them.
    NotTheirWords,
}

impl Answers {
    /// The first answer of a field; empty when there is none.
    pub fn one(&self, field: &str) -> &str {
        self.fields.get(field).and_then(|all| all.first()).map_or("", String::as_str)
    }

    /// All answers of a field.
    pub fn all(&self, field: &str) -> &[String] {
        self.fields.get(field).map_or(&[], Vec::as_slice)
    }

    /// Whether a field is asked at all, as `vises_naar` says.
    pub fn shows(&self, field: &Field) -> bool {
        field.shown_when.as_ref().is_none_or(|(other, answer)| self.all(other).contains(answer))
    }

    fn is_answered(&self, field: &Field) -> bool {
        self.all(&field.id).iter().any(|answer| !answer.trim().is_empty())
    }
}

/// Everything wrong with the answers, at once and in the order of the form. What is not asked is not checked.
pub fn check(form: &Questionnaire, answers: &Answers) -> Vec<(Spot, Wrong)> {
    form.sections.iter().flat_map(|section| check_section(section, answers)).collect()
}

fn check_section(section: &Section, answers: &Answers) -> Vec<(Spot, Wrong)> {
    if !section.rows {
        let shown = section.fields.iter().filter(|field| answers.shows(field));
        let spot = |field: &Field| Spot::Field(field.id.clone());
        return shown.filter_map(|field| Some((spot(field), wrong(field, answers.all(&field.id))?))).collect();
    }
    let rows = answers.rows.get(&section.id).map_or(&[][..], Vec::as_slice);
    let mut found = Vec::new();
    for (nr, row) in rows.iter().enumerate() {
        // A row nobody wrote in is no row.
        if row.values().all(|answer| answer.trim().is_empty()) {
            continue;
        }
        for field in &section.fields {
            let answer: Vec<String> = row.get(&field.id).cloned().into_iter().collect();
            if let Some(wrong) = wrong(field, &answer) {
                found.push((Spot::Cell(section.id.clone(), nr, field.id.clone()), wrong));
            }
        }
    }
    found
}

fn wrong(field: &Field, answers: &[String]) -> Option<Wrong> {
    // A CPR number is written on paper alone; on the screen it stands on the case and is never asked for.
    if field.kind == FieldKind::Cpr {
        return None;
    }
    let given: Vec<&str> = answers.iter().map(|answer| answer.trim()).filter(|answer| !answer.is_empty()).collect();
    if given.is_empty() {
        return field.required.then_some(Wrong::Missing);
    }
    let fails = |ok: fn(&str) -> bool, wrong: Wrong| given.iter().any(|answer| !ok(answer)).then_some(wrong);
    match field.kind {
        FieldKind::Date => fails(|text| text.parse::<Date>().is_ok(), Wrong::NotADay),
        FieldKind::Time => fails(|text| text.replace('.', ":").parse::<Time>().is_ok(), Wrong::NotATime),
        FieldKind::Number => fails(|text| text.parse::<u32>().is_ok(), Wrong::NotANumber),
        FieldKind::Hours => fails(are_hours, Wrong::NotHours),
        FieldKind::Amount => fails(|text| Kroner::parse(text).is_some(), Wrong::NotAnAmount),
        FieldKind::YesNo => fails(|text| text == YES || text == NO, Wrong::NotAChoice),
        FieldKind::Tick => fails(|text| text == YES, Wrong::NotAChoice),
        FieldKind::Choice | FieldKind::MultiChoice => {
            let known = |answer: &&str| field.options.iter().any(|option| option == answer);
            (!given.iter().all(known)).then_some(Wrong::NotAChoice)
        }
        FieldKind::Text
        | FieldKind::LongText
        | FieldKind::Scale
        | FieldKind::Person
        | FieldKind::Phone
        | FieldKind::Mail
        | FieldKind::Cpr
        | FieldKind::Address
        | FieldKind::File
        | FieldKind::Document => None,
    }
}

/// "37", "7,5": a number with at most two decimals.
fn are_hours(text: &str) -> bool {
    let (whole, part) = text.split_once(',').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(part) && whole.len() <= 4 && part.len() <= 2
}

/// The form's results. `interval` finds the ages behind a setting, both inclusive; not set means that the result cannot
/// be told.
pub fn results(
    form: &Questionnaire,
    answers: &Answers,
    age: u32,
    interval: impl Fn(&str) -> Option<(u32, u32)>,
) -> BTreeMap<String, Answer> {
    let (none, counted): (Vec<&ResultRule>, Vec<&ResultRule>) =
        form.results.iter().partition(|rule| !rule.none_of.is_empty());
    let mut found: BTreeMap<String, Answer> =
        counted.into_iter().map(|rule| (rule.id.clone(), result(form, answers, rule, age, &interval))).collect();
    for rule in none {
        let others: Vec<Answer> = rule.none_of.iter().filter_map(|id| found.get(id).copied()).collect();
        found.insert(rule.id.clone(), none_of(&others));
    }
    found
}

/// None of them: one yes is enough for no, and one that cannot be told leaves it open.
fn none_of(others: &[Answer]) -> Answer {
    if others.contains(&Answer::Yes) {
        Answer::No
    } else if others.contains(&Answer::Unknown) {
        Answer::Unknown
    } else {
        Answer::Yes
    }
}

fn result(
    form: &Questionnaire,
    answers: &Answers,
    rule: &ResultRule,
    age: u32,
    interval: &impl Fn(&str) -> Option<(u32, u32)>,
) -> Answer {
    let by_age = match &rule.age {
        None => Answer::Yes,
        Some(setting) => match interval(setting) {
            None => Answer::Unknown,
            Some((from, to)) if (from..=to).contains(&age) => Answer::Yes,
            Some(_) => Answer::No,
        },
    };
    let counted = rule.counts.iter().map(|count| reached(form, answers, count));
    // All are needed: one no decides, one unknown leaves it open.
    std::iter::once(by_age).chain(counted).fold(Answer::Yes, |all, one| match (all, one) {
        (Answer::No, _) | (_, Answer::No) => Answer::No,
        (Answer::Unknown, _) | (_, Answer::Unknown) => Answer::Unknown,
        (Answer::Yes, Answer::Yes) => Answer::Yes,
    })
}

/// Whether so many were answered so. What must be answered and is not may still make the count: then it is unknown.
fn reached(form: &Questionnaire, answers: &Answers, count: &Count) -> Answer {
    let (mut sure, mut possible) = (Tally::default(), Tally::default());
    let fields = form.sections.iter().filter(|section| !section.rows).flat_map(|section| &section.fields);
    for field in fields.filter(|field| field.group.as_deref() == Some(&count.group) && answers.shows(field)) {
        if is_the_answer(field, answers, count) {
            sure.add(field, count);
            possible.add(field, count);
        } else if field.required && !answers.is_answered(field) {
            possible.add(field, count);
        }
    }
    if count.at_least <= sure.number() {
        Answer::Yes
    } else if count.at_least <= possible.number() {
        Answer::Unknown
    } else {
        Answer::No
    }
}

pub(super) fn is_the_answer(field: &Field, answers: &Answers, count: &Count) -> bool {
    let wanted = count.answer.as_deref().unwrap_or(YES);
    answers.all(&field.id).iter().any(|answer| answer.trim() == wanted)
}

/// Counts fields, or their topics once each.
#[derive(Default)]
struct Tally {
    fields: u32,
    topics: BTreeSet<String>,
    by_topic: bool,
}

impl Tally {
    fn add(&mut self, field: &Field, count: &Count) {
        self.by_topic = count.different_topics;
        self.fields = self.fields.saturating_add(1);
        self.topics.extend(field.topic.clone());
    }

    fn number(&self) -> u32 {
        if self.by_topic { u32::try_from(self.topics.len()).unwrap_or(u32::MAX) } else { self.fields }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn field(id: &str, kind: FieldKind) -> Field {
        Field {
            id: id.into(),
            title: id.into(),
            kind,
            required: true,
            help: None,
            fetch: None,
            options: Vec::new(),
            shown_when: None,
            group: None,
            topic: None,
            whose: None,
        }
    }

    fn sign(id: &str, topic: &str) -> Field {
        Field { group: Some("tegn".into()), topic: Some(topic.into()), ..field(id, FieldKind::YesNo) }
    }

    fn form(fields: Vec<Field>, results: Vec<ResultRule>) -> Questionnaire {
        Questionnaire {
            id: "proeve".into(),
            valid_from: date(2025, 9, 1),
            title: "Prøve".into(),
            catalogue: Vec::new(),
            help: None,
            many: false,
            kept_in: None,
            plan: None,
            signatures: Vec::new(),
            sections: vec![Section { id: "a".into(), title: "A".into(), help: None, fields, rows: false }],
            results,
        }
    }

    fn rule(at_least: u32, different_topics: bool) -> ResultRule {
        let count = Count { at_least, group: "tegn".into(), answer: None, different_topics };
        ResultRule { id: "fund".into(), title: "Fund".into(), age: None, counts: vec![count], none_of: Vec::new() }
    }

    fn answers(given: &[(&str, &str)]) -> Answers {
        let fields = given.iter().map(|(field, answer)| ((*field).to_string(), vec![(*answer).to_string()])).collect();
        Answers { fields, rows: BTreeMap::new() }
    }

    fn told(form: &Questionnaire, given: &[(&str, &str)]) -> Answer {
        results(form, &answers(given), 10, |_| None)["fund"]
    }

    #[test]
    fn so_many_yes_make_the_result_and_no_less() {
        let form = form(vec![sign("x", "hjem"), sign("y", "hjem"), sign("z", "skole")], vec![rule(2, false)]);
        assert_eq!(told(&form, &[("x", "ja"), ("y", "ja"), ("z", "nej")]), Answer::Yes);
        assert_eq!(told(&form, &[("x", "ja"), ("y", "nej"), ("z", "nej")]), Answer::No);
    }

    #[test]
    fn a_topic_counts_once() {
        let form = form(vec![sign("x", "hjem"), sign("y", "hjem"), sign("z", "skole")], vec![rule(2, true)]);
        assert_eq!(told(&form, &[("x", "ja"), ("y", "ja"), ("z", "nej")]), Answer::No);
        assert_eq!(told(&form, &[("x", "ja"), ("y", "nej"), ("z", "ja")]), Answer::Yes);
    }

    #[test]
    fn what_must_be_answered_and_is_not_leaves_the_result_open() {
        let mut may_be_left = sign("z", "skole");
        may_be_left.required = false;
        let form = form(vec![sign("x", "hjem"), sign("y", "hjem"), may_be_left], vec![rule(2, false)]);
        assert_eq!(told(&form, &[("x", "ja")]), Answer::Unknown);
        assert_eq!(told(&form, &[("x", "nej")]), Answer::No);
        assert_eq!(told(&form, &[("x", "ja"), ("y", "nej")]), Answer::No, "an optional field left empty is no yes");
    }

    #[test]
    fn an_age_interval_that_is_not_set_cannot_be_judged_and_is_never_a_no() {
        let mut by_age = rule(1, false);
        by_age.age = Some("alder-proeve".into());
        let form = form(vec![sign("x", "hjem")], vec![by_age]);
        let told = |answer: &str, age: u32, interval: Option<(u32, u32)>| {
            results(&form, &answers(&[("x", answer)]), age, |id| (id == "alder-proeve").then_some(interval)?)["fund"]
        };
        assert_eq!(told("ja", 10, None), Answer::Unknown);
        assert_eq!(told("ja", 10, Some((10, 12))), Answer::Yes);
        assert_eq!(told("ja", 13, Some((10, 12))), Answer::No);
        assert_eq!(told("nej", 10, None), Answer::No, "the count already says no");
    }

    #[test]
    fn a_named_answer_is_counted_instead_of_yes() {
        let mut no_counts = rule(2, false);
        no_counts.counts[0].answer = Some(NO.into());
        let form = form(vec![sign("x", "hjem"), sign("y", "hjem")], vec![no_counts]);
        assert_eq!(told(&form, &[("x", "nej"), ("y", "nej")]), Answer::Yes);
        assert_eq!(told(&form, &[("x", "nej"), ("y", "ja")]), Answer::No);
    }

    #[test]
    fn a_field_that_is_not_asked_is_neither_missing_nor_counted() {
        let mut hidden = sign("y", "hjem");
        hidden.shown_when = Some(("x".into(), YES.into()));
        let form = form(vec![sign("x", "skole"), hidden], vec![rule(1, false)]);
        assert_eq!(check(&form, &answers(&[("x", "nej")])), []);
        assert_eq!(told(&form, &[("x", "nej"), ("y", "ja")]), Answer::No);
        assert_eq!(check(&form, &answers(&[("x", "ja")])), [(Spot::Field("y".into()), Wrong::Missing)]);
    }

    #[test]
    fn every_mistake_is_found_at_once_and_in_order() {
        let mut choice = field("slags", FieldKind::Choice);
        choice.options = vec!["medicin".into(), "bil".into()];
        let fields = vec![
            field("dag", FieldKind::Date),
            field("tal", FieldKind::Number),
            field("timer", FieldKind::Hours),
            field("penge", FieldKind::Amount),
            choice,
            field("navn", FieldKind::Person),
        ];
        let given =
            answers(&[("dag", "31.2.2026"), ("tal", "7,5"), ("timer", "mange"), ("penge", "-5"), ("slags", "båd")]);
        let found: Vec<Wrong> = check(&form(fields, Vec::new()), &given).into_iter().map(|(_, wrong)| wrong).collect();
        let expected =
            [Wrong::NotADay, Wrong::NotANumber, Wrong::NotHours, Wrong::NotAnAmount, Wrong::NotAChoice, Wrong::Missing];
        assert_eq!(found, expected);
        assert!(are_hours("37") && are_hours("7,5") && !are_hours("7,") && !are_hours(",5") && !are_hours("7,125"));
    }

    #[test]
    fn an_empty_row_is_no_row_and_a_begun_one_must_be_whole() {
        let mut form = form(vec![field("hvad", FieldKind::Text), field("beloeb", FieldKind::Amount)], Vec::new());
        form.sections[0].rows = true;
        let row = |hvad: &str, amount: &str| {
            AnswerRow::from([("hvad".to_string(), hvad.to_string()), ("beloeb".to_string(), amount.to_string())])
        };
        let rows = vec![row("", " "), row("Medicin", "1.105,00"), row("Kørsel", "")];
        let given = Answers { rows: BTreeMap::from([("a".to_string(), rows)]), ..Answers::default() };
        assert_eq!(check(&form, &given), [(Spot::Cell("a".into(), 2, "beloeb".into()), Wrong::Missing)]);
    }

    proptest! {
        #[test]
        fn one_more_yes_never_undoes_a_result(first in 0u8..32, more in 0u8..32, at_least in 1u32..6) {
            let fields: Vec<Field> = (0..5).map(|nr| sign(&format!("f{nr}"), &format!("t{}", nr % 3))).collect();
            for by_topic in [false, true] {
                let form = form(fields.clone(), vec![rule(at_least, by_topic)]);
                let given = |bits: u8| {
                    let answer = |nr: u8| (format!("f{nr}"), vec![if bits >> nr & 1 == 1 { YES } else { NO }.to_string()]);
                    Answers { fields: (0..5).map(answer).collect(), rows: BTreeMap::new() }
                };
                let told = |bits: u8| results(&form, &given(bits), 10, |_| None)["fund"];
                prop_assert!(told(first) != Answer::Yes || told(first | more) == Answer::Yes);
                prop_assert!(told(first) != Answer::Unknown, "everything was answered");
            }
        }
    }
}
