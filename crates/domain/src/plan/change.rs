//! Changes of a plan, each giving the answers of its next version.

use super::{Reached, ids};
use crate::questionnaire::{AnswerRow, Answers, NO, Questionnaire, YES};
use jiff::civil::Date;

/// One change of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A goal more.
    AddGoal(AnswerRow),
    /// A goal says something else.
    EditGoal {
        /// Its row, from 0.
        row: usize,
        /// What it says now; columns that are not named keep what they said.
        cells: AnswerRow,
    },
    /// A goal is dropped.
    DropGoal(usize),
    /// Somebody says how a goal went.
    Settle {
        /// Its row, from 0.
        row: usize,
        /// Reached, in part, or not.
        reached: Reached,
        /// The day.
        on: Date,
        /// What went well.
        went_well: String,
        /// What went less well.
        less_well: String,
    },
    /// A goal is worked on again.
    Reopen(usize),
    /// One has followed up on the whole plan.
    Review {
        /// The day.
        on: Date,
        /// How it stands.
        status: String,
        /// Whether new goals are needed.
        new_goals: bool,
    },
}

/// Why a plan is not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotChanged {
    /// There is no such goal.
    NoSuchGoal,
    /// It does not say what the goal is.
    EmptyGoal,
    /// The day lies before the agreement or ahead.
    OutsideTime,
    /// Neither what went well nor what went less well is said.
    NoWords,
    /// It is settled already.
    SettledAlready,
    /// It is not settled.
    NotSettled,
    /// Nothing with a day is left to make tasks of.
    NothingAgreed,
}

/// The answers of the plan's next version.
///
/// # Errors
/// [`NotChanged`]; nothing is changed then.
pub fn changed(form: &Questionnaire, answers: &Answers, change: Change, today: Date) -> Result<Answers, NotChanged> {
    let mut next = answers.clone();
    let agreed: Option<Date> = answers.one(ids::AGREED).parse().ok();
    let in_time = |on: Date| on <= today && agreed.is_none_or(|agreed| agreed <= on);
    match change {
        Change::AddGoal(cells) => {
            let cells = known(form, cells);
            says_something(&cells)?;
            next.rows.entry(ids::GOALS.into()).or_default().push(cells);
        }
        Change::EditGoal { row, cells } => {
            let cells = known(form, cells);
            let goal = goal_of(&mut next, row)?;
            for (column, text) in cells {
                if text.trim().is_empty() {
                    goal.remove(&column)
                } else {
                    goal.insert(column, text)
                };
            }
            says_something(goal)?;
        }
        Change::DropGoal(row) => {
            goal_of(&mut next, row)?;
            if let Some(goals) = next.rows.get_mut(ids::GOALS) {
                goals.remove(row);
            }
        }
        Change::Settle { row, reached, on, went_well, less_well } => {
            if !in_time(on) {
                return Err(NotChanged::OutsideTime);
            }
            if went_well.trim().is_empty() && less_well.trim().is_empty() {
                return Err(NotChanged::NoWords);
            }
            let goal = goal_of(&mut next, row)?;
            if is_settled(goal) {
                return Err(NotChanged::SettledAlready);
            }
            goal.insert(ids::REACHED.into(), reached.word().into());
            goal.insert(ids::REACHED_ON.into(), on.to_string());
            put(goal, ids::WENT_WELL, &went_well);
            put(goal, ids::LESS_WELL, &less_well);
        }
        Change::Reopen(row) => {
            let goal = goal_of(&mut next, row)?;
            if !is_settled(goal) {
                return Err(NotChanged::NotSettled);
            }
            // What went well and less well was said, and stays.
            goal.remove(ids::REACHED);
            goal.remove(ids::REACHED_ON);
        }
        Change::Review { on, status, new_goals } => {
            if !in_time(on) {
                return Err(NotChanged::OutsideTime);
            }
            if status.trim().is_empty() {
                return Err(NotChanged::NoWords);
            }
            let row = AnswerRow::from([
                (ids::REVIEWED_ON.to_string(), on.to_string()),
                (ids::STATUS.to_string(), status.trim().to_string()),
                (ids::NEW_GOALS.to_string(), if new_goals { YES } else { NO }.to_string()),
            ]);
            next.rows.entry(ids::REVIEWS.into()).or_default().push(row);
        }
    }
    Ok(next)
}

/// Columns the form asks about goals, and nothing else; whether it is reached is said by settling it.
fn known(form: &Questionnaire, cells: AnswerRow) -> AnswerRow {
    let section = form.sections.iter().find(|section| section.rows && section.id == ids::GOALS);
    let columns = section.map_or(&[][..], |section| section.fields.as_slice());
    let asked = |column: &str| columns.iter().any(|field| field.id == column);
    let open = |column: &str| column != ids::REACHED && column != ids::REACHED_ON;
    cells.into_iter().filter(|(column, _)| asked(column) && open(column)).collect()
}

fn says_something(cells: &AnswerRow) -> Result<(), NotChanged> {
    let says = cells.get(ids::GOAL).is_some_and(|text| !text.trim().is_empty());
    if says { Ok(()) } else { Err(NotChanged::EmptyGoal) }
}

fn goal_of(answers: &mut Answers, row: usize) -> Result<&mut AnswerRow, NotChanged> {
    answers.rows.get_mut(ids::GOALS).and_then(|goals| goals.get_mut(row)).ok_or(NotChanged::NoSuchGoal)
}

fn is_settled(goal: &AnswerRow) -> bool {
    goal.get(ids::REACHED).is_some_and(|word| Reached::from_word(word.trim()).is_some())
}

/// What is said is added to what was said before, so that a goal that was opened again keeps both.
fn put(goal: &mut AnswerRow, column: &str, text: &str) {
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    let said = goal.entry(column.to_string()).or_default();
    if !said.trim().is_empty() {
        said.push('\n');
    }
    said.push_str(text);
}
