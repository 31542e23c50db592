//! A plan read out of the answers of its form.

use super::{Action, Coordination, Goal, Horizon, LONG, Plan, Reached, Review, Said, Who, ids, is_citizens};
use crate::questionnaire::{AnswerRow, Answers, Field, FieldKind, Questionnaire, Section, YES};
use jiff::civil::Date;

/// Columns of goals a plan cannot be without.
const GOAL_COLUMNS: &[&str] = &[
    ids::GOAL,
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
const COORDINATION_COLUMNS: &[&str] = &[ids::WITH, ids::ABOUT, ids::WHEN];
const REVIEW_COLUMNS: &[&str] = &[ids::REVIEWED_ON, ids::STATUS, ids::NEW_GOALS];
/// Plain fields it cannot be without.
const FIELDS: &[&str] = &[ids::AGREED, ids::PRESENT, ids::SAID_ON];

/// What a form lacks to be a plan: places, as `section/column` or the field alone. Content is checked with it.
pub fn lacks(form: &Questionnaire) -> Vec<String> {
    let tables =
        [(ids::GOALS, GOAL_COLUMNS), (ids::COORDINATION, COORDINATION_COLUMNS), (ids::REVIEWS, REVIEW_COLUMNS)];
    let mut missing = Vec::new();
    for (id, columns) in tables {
        let section = form.sections.iter().find(|section| section.rows && section.id == id);
        let has = |column: &str| section.is_some_and(|section| section.fields.iter().any(|field| field.id == column));
        missing.extend(columns.iter().filter(|column| !has(column)).map(|column| format!("{id}/{column}")));
    }
    let has = |id: &str| plain(form).any(|(_, field)| field.id == id);
    missing.extend(FIELDS.iter().filter(|id| !has(id)).map(|id| (*id).to_string()));
    if !plain(form).any(|(_, field)| is_citizens(field)) {
        missing.push("hvem = \"borger\"".into());
    }
    missing
}

/// The plan a form's answers say.
pub fn read(form: &Questionnaire, answers: &Answers) -> Plan {
    let rows = |section: &str| answers.rows.get(section).map_or(&[][..], Vec::as_slice);
    let answered = || plain(form).filter(|(_, field)| answers.shows(field)).map(|(_, field)| field);
    let said = |field: &Field| Said {
        field: field.id.clone(),
        question: field.title.clone(),
        kind: field.kind,
        text: answers.all(&field.id).join(", "),
    };
    let full = |said: &Said| !said.text.trim().is_empty();
    Plan {
        agreed_on: day(answers.one(ids::AGREED)),
        present: answers.one(ids::PRESENT).to_string(),
        own_words: answered().filter(|field| is_citizens(field)).map(said).filter(full).collect(),
        said_on: day(answers.one(ids::SAID_ON)),
        goals: rows(ids::GOALS).iter().enumerate().map(|(nr, row)| goal(nr, row)).collect(),
        coordination: rows(ids::COORDINATION).iter().map(coordination).collect(),
        reviews: rows(ids::REVIEWS).iter().filter_map(review).collect(),
        again_on: day(answers.one(ids::AGAIN)),
        other: answered().filter(|field| is_other(field)).map(said).filter(full).collect(),
    }
}

fn plain(form: &Questionnaire) -> impl Iterator<Item = (&Section, &Field)> {
    form.sections
        .iter()
        .filter(|section| !section.rows)
        .flat_map(|section| section.fields.iter().map(move |field| (section, field)))
}

/// What a plan says besides what the model has a place for: never who it is about, which the page says.
fn is_other(field: &Field) -> bool {
    let has_a_place = [ids::AGREED, ids::PRESENT, ids::SAID_ON, ids::AGAIN].contains(&field.id.as_str());
    let about_the_person = matches!(field.kind, FieldKind::Cpr | FieldKind::Address) || field.fetch.is_some();
    !has_a_place && !about_the_person && !is_citizens(field)
}

fn goal(row: usize, cells: &AnswerRow) -> Goal {
    let action = |who: Who, what: &str, by: &str| {
        let what = text(cells, what);
        (!what.is_empty()).then(|| Action { who, what, by: day(&text(cells, by)) })
    };
    let us = Who::Other(text(cells, ids::WHO));
    let actions = [action(Who::Citizen, ids::CITIZEN_DOES, ids::CITIZEN_BY), action(us, ids::WE_DO, ids::WE_BY)];
    Goal {
        row,
        text: text(cells, ids::GOAL),
        horizon: if text(cells, ids::HORIZON) == LONG { Horizon::Long } else { Horizon::Short },
        actions: actions.into_iter().flatten().collect(),
        follow_up: day(&text(cells, ids::FOLLOW_UP)),
        reached: Reached::from_word(&text(cells, ids::REACHED)),
        reached_on: day(&text(cells, ids::REACHED_ON)),
        went_well: text(cells, ids::WENT_WELL),
        less_well: text(cells, ids::LESS_WELL),
    }
}

fn coordination(cells: &AnswerRow) -> Coordination {
    Coordination { with: text(cells, ids::WITH), about: text(cells, ids::ABOUT), on: day(&text(cells, ids::WHEN)) }
}

fn review(cells: &AnswerRow) -> Option<Review> {
    let new_goals = text(cells, ids::NEW_GOALS);
    Some(Review {
        on: day(&text(cells, ids::REVIEWED_ON))?,
        status: text(cells, ids::STATUS),
        new_goals: (!new_goals.is_empty()).then(|| new_goals == YES),
    })
}

fn text(cells: &AnswerRow, column: &str) -> String {
    cells.get(column).map(|text| text.trim().to_string()).unwrap_or_default()
}

fn day(text: &str) -> Option<Date> {
    text.trim().parse().ok()
}
