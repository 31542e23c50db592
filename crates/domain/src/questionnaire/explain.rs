//! Why a form's result is what it is: which answers counted, from which topics, and what is missing.

use super::answers::{is_the_answer, results};
use super::{Answers, Count, Field, Questionnaire, ResultRule};
use crate::progress::Answer;
use std::collections::BTreeSet;

/// One result with its reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The result's id.
    pub id: String,
    /// What it means.
    pub title: String,
    /// What it is.
    pub answer: Answer,
    /// What the age said.
    pub age: ByAge,
    /// What was counted, one for each count.
    pub counts: Vec<Counted>,
    /// Titles of the results none of which may be; empty for one that counts.
    pub none_of: Vec<String>,
}

/// What the age said to a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ByAge {
    /// The result does not ask for it.
    NotAsked,
    /// The ages are not set: the result cannot be told. The setting is named, so that it can be set.
    NotSet(String),
    /// Within these ages, both inclusive.
    Within(u32, u32),
    /// Outside them.
    Outside(u32, u32),
}

/// One count with what it found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// At least so many were asked for …
    pub at_least: u32,
    /// … from so many different topics; each topic counts once.
    pub different_topics: bool,
    /// The group.
    pub group: String,
    /// Every answer of the group that was the one asked for, by the title of the field and its section.
    pub found: Vec<(String, String)>,
    /// How many of them count.
    pub number: u32,
}

impl Counted {
    /// How many more are needed; 0 when there are enough.
    pub fn missing(&self) -> u32 {
        self.at_least.saturating_sub(self.number)
    }
}

/// Every result of a form with its reasons; `age` and `interval` as for [`results`].
pub fn explain(
    form: &Questionnaire,
    answers: &Answers,
    age: u32,
    interval: impl Fn(&str) -> Option<(u32, u32)>,
) -> Vec<Explained> {
    let found = results(form, answers, age, &interval);
    let title = |id: &String| form.results.iter().find(|rule| rule.id == *id).map(|rule| rule.title.clone());
    form.results
        .iter()
        .map(|rule| Explained {
            id: rule.id.clone(),
            title: rule.title.clone(),
            answer: found.get(&rule.id).copied().unwrap_or(Answer::Unknown),
            age: by_age(rule, age, &interval),
            counts: rule.counts.iter().map(|count| counted(form, answers, count)).collect(),
            none_of: rule.none_of.iter().filter_map(title).collect(),
        })
        .collect()
}

fn by_age(rule: &ResultRule, age: u32, interval: &impl Fn(&str) -> Option<(u32, u32)>) -> ByAge {
    let Some(setting) = &rule.age else { return ByAge::NotAsked };
    match interval(setting) {
        None => ByAge::NotSet(setting.clone()),
        Some((from, to)) if (from..=to).contains(&age) => ByAge::Within(from, to),
        Some((from, to)) => ByAge::Outside(from, to),
    }
}

fn counted(form: &Questionnaire, answers: &Answers, count: &Count) -> Counted {
    let counts = |field: &&Field| {
        field.group.as_deref() == Some(&count.group) && answers.shows(field) && is_the_answer(field, answers, count)
    };
    let mut found = Vec::new();
    let mut topics = BTreeSet::new();
    for section in form.sections.iter().filter(|section| !section.rows) {
        for field in section.fields.iter().filter(counts) {
            found.push((field.title.clone(), section.title.clone()));
            topics.extend(field.topic.clone());
        }
    }
    let number = if count.different_topics { topics.len() } else { found.len() };
    Counted {
        at_least: count.at_least,
        different_topics: count.different_topics,
        group: count.group.clone(),
        found,
        number: u32::try_from(number).unwrap_or(u32::MAX),
    }
}
