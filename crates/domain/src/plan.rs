//! A plan (plan): the citizen's own words, goals, who does what by when, and how it went.
//!
//! One model for the cooperation agreement (`001_487a85bffd6471ac.txt`), the action plan (serviceloven § 141), the
//! child's and the young person's plan (barnets lov §§ 91-92, 108-109) and the joint plan (`004_dab2e90feaf87893.txt`).
//! Each is a form whose sections and columns carry the ids below; its versions are the plan's history.

mod change;
mod read;
#[cfg(test)]
mod tests;

pub use change::{Change, NotChanged, changed};
pub use read::{lacks, read};

use crate::calendar::Calendar;
use crate::deadline::{Actor, Direction, Span, count};
use crate::questionnaire::{Answers, Field, FieldKind, NO, Questionnaire, YES};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Ids of what every plan has, as its form names them.
pub mod ids {
    /// The section of goals, a row each.
    pub const GOALS: &str = "aftaler";
    /// The section of what is coordinated with others, a row each.
    pub const COORDINATION: &str = "koordinering";
    /// The section of what was said when one followed up, a row each.
    pub const REVIEWS: &str = "opfoelgning";
    /// The day of the agreement.
    pub const AGREED: &str = "dato";
    /// Who was there.
    pub const PRESENT: &str = "til-stede";
    /// The day the citizen said what stands in their words.
    pub const SAID_ON: &str = "ord-dag";
    /// The day one looks at the plan again, when one was agreed.
    pub const AGAIN: &str = "igen";
    /// A goal.
    pub const GOAL: &str = "maal";
    /// Short or long.
    pub const HORIZON: &str = "horisont";
    /// What the citizen does.
    pub const CITIZEN_DOES: &str = "borger";
    /// By when.
    pub const CITIZEN_BY: &str = "borger-dag";
    /// What the caseworker or somebody else does.
    pub const WE_DO: &str = "kommune";
    /// Who of them.
    pub const WHO: &str = "kommune-hvem";
    /// By when.
    pub const WE_BY: &str = "kommune-dag";
    /// The day one follows up on the goal.
    pub const FOLLOW_UP: &str = "opfoelgning";
    /// Whether it is reached.
    pub const REACHED: &str = "naaet";
    /// The day that was said.
    pub const REACHED_ON: &str = "naaet-dag";
    /// What went well.
    pub const WENT_WELL: &str = "godt";
    /// What went less well.
    pub const LESS_WELL: &str = "mindre-godt";
    /// With whom.
    pub const WITH: &str = "hvem";
    /// About what.
    pub const ABOUT: &str = "om";
    /// When.
    pub const WHEN: &str = "hvornaar";
    /// The day one followed up.
    pub const REVIEWED_ON: &str = "dato";
    /// How it stood.
    pub const STATUS: &str = "status";
    /// Whether new goals are needed.
    pub const NEW_GOALS: &str = "nye-maal";
}

/// Reached in part, as answers are kept.
pub const PARTLY: &str = "delvist";
/// A goal of the next months.
pub const SHORT: &str = "kort";
/// A goal further off.
pub const LONG: &str = "lang";

/// A plan as its latest version says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The day it was agreed.
    pub agreed_on: Option<Date>,
    /// Who was there.
    pub present: String,
    /// The citizen's own words, question by question, in the order of the form.
    pub own_words: Vec<Said>,
    /// The day the citizen said them.
    pub said_on: Option<Date>,
    /// Goals, in the order of the form.
    pub goals: Vec<Goal>,
    /// What is coordinated with others.
    pub coordination: Vec<Coordination>,
    /// What was said when one followed up.
    pub reviews: Vec<Review>,
    /// The day one looks at it again, when one was agreed.
    pub again_on: Option<Date>,
    /// Whatever else it says.
    pub other: Vec<Said>,
}

/// A question with what was said to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The field.
    pub field: String,
    /// The question.
    pub question: String,
    /// Its kind, which says how the text is written: a day is kept as `2026-03-31`.
    pub kind: FieldKind,
    /// What was said.
    pub text: String,
}

/// How far off a goal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Horizon {
    /// The next months.
    Short,
    /// Further off.
    Long,
}

/// Whether a goal is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reached {
    /// It is.
    Yes,
    /// In part.
    Partly,
    /// It is not.
    No,
}

impl Reached {
    /// All, in the order pages list them.
    pub const ALL: &'static [Reached] = &[Reached::Yes, Reached::Partly, Reached::No];

    /// As answers are kept.
    pub fn word(self) -> &'static str {
        match self {
            Reached::Yes => YES,
            Reached::Partly => PARTLY,
            Reached::No => NO,
        }
    }

    /// The word read back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reached| reached.word() == word)
    }
}

/// A goal with what is done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// Its row, from 0.
    pub row: usize,
    /// What it is.
    pub text: String,
    /// How far off.
    pub horizon: Horizon,
    /// Who does what; the citizen first.
    pub actions: Vec<Action>,
    /// The day one follows up.
    pub follow_up: Option<Date>,
    /// Whether it is reached, once that is said.
    pub reached: Option<Reached>,
    /// The day that was said.
    pub reached_on: Option<Date>,
    /// What went well.
    pub went_well: String,
    /// What went less well.
    pub less_well: String,
}

/// Something somebody does about a goal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Who.
    pub who: Who,
    /// What.
    pub what: String,
    /// By when.
    pub by: Option<Date>,
}

/// Who does something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// The citizen.
    Citizen,
    /// The caseworker or somebody else, as the plan names them; may be empty.
    Other(String),
}

/// Something that is coordinated with somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coordination {
    /// With whom.
    pub with: String,
    /// About what.
    pub about: String,
    /// When.
    pub on: Option<Date>,
}

/// What was said when one followed up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// The day.
    pub on: Date,
    /// How it stood.
    pub status: String,
    /// Whether new goals are needed, if that was said.
    pub new_goals: Option<bool>,
}

/// How a goal stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Said to be reached, partly or not.
    Settled(Reached),
    /// One follows up on that day, and it is not past.
    FollowUp(Date),
    /// The day is past, and nobody has said how it went.
    Past(Date),
    /// No day is agreed.
    NoDay,
}

impl Goal {
    /// How it stands.
    pub fn standing(&self, today: Date) -> Standing {
        match (self.reached, self.follow_up) {
            (Some(reached), _) => Standing::Settled(reached),
            (None, Some(day)) if day < today => Standing::Past(day),
            (None, Some(day)) => Standing::FollowUp(day),
            (None, None) => Standing::NoDay,
        }
    }
}

/// When a form that is a plan is followed up, and whom it is for (`plan` in its file).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRule {
    /// Ages it is for, both inclusive.
    pub ages: (u32, u32),
    /// So long after the agreement, or after one last followed up; none where the law sets no length.
    pub review: Option<Span>,
    /// Where that is from.
    pub source: String,
}

/// The next day one looks at the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// The day.
    pub on: Date,
    /// Why that day.
    pub why: Why,
}

/// Why one follows up on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// A goal, by its row, says so.
    Goal(usize),
    /// It was agreed for the whole plan.
    Agreed,
    /// The rule of the plan, counted from a day.
    Rule {
        /// The length.
        span: Span,
        /// From when.
        from: Date,
    },
}

impl Plan {
    /// The day one last followed up, if one has.
    pub fn last_review(&self) -> Option<Date> {
        self.reviews.iter().map(|review| review.on).max()
    }

    /// Goals that nobody has said how went.
    pub fn open_goals(&self) -> impl Iterator<Item = &Goal> {
        self.goals.iter().filter(|goal| goal.reached.is_none())
    }

    /// The next day one looks at it: the earliest of what the open goals say, what was agreed for the whole, and what
    /// the rule of its form gives. A day one has followed up on or after is settled. A plan whose goals are all settled
    /// is still looked at by its rule.
    pub fn next_follow_up(&self, rule: Option<&PlanRule>, calendar: &Calendar) -> Option<FollowUp> {
        let last = self.last_review();
        let ahead = |day: &Date| last.is_none_or(|last| last < *day);
        let goals = self
            .open_goals()
            .filter_map(|goal| Some(FollowUp { on: goal.follow_up.filter(ahead)?, why: Why::Goal(goal.row) }));
        let agreed = self.again_on.filter(ahead).map(|on| FollowUp { on, why: Why::Agreed });
        let by_rule = rule.and_then(|rule| rule.review.as_ref()).and_then(|span| {
            let from = self.agreed_on.max(last)?;
            let on = count(span, from, Direction::Forward, Actor::Authority, calendar).due;
            Some(FollowUp { on, why: Why::Rule { span: span.clone(), from } })
        });
        goals.chain(agreed).chain(by_rule).min_by_key(|next| next.on)
    }
}

/// The citizen's words in a form: every text that content says is theirs, and how often it stands there.
fn citizens_words<'a>(form: &'a Questionnaire, answers: &'a Answers) -> BTreeMap<(&'a str, &'a str), usize> {
    let mut found = BTreeMap::new();
    for section in &form.sections {
        for field in section.fields.iter().filter(|field| is_citizens(field)) {
            let texts: Vec<&String> = if section.rows {
                let rows = answers.rows.get(&section.id).map_or(&[][..], Vec::as_slice);
                rows.iter().filter_map(|row| row.get(&field.id)).collect()
            } else {
                answers.all(&field.id).iter().collect()
            };
            for text in texts.into_iter().map(|text| text.trim()).filter(|text| !text.is_empty()) {
                let times: &mut usize = found.entry((field.id.as_str(), text)).or_default();
                *times = times.saturating_add(1);
            }
        }
    }
    found
}

fn is_citizens(field: &Field) -> bool {
    field.whose.as_deref() == Some("borger")
}

/// Whether the citizen's own words are others than before. Theirs are never edited by others.
pub fn words_changed(form: &Questionnaire, before: &Answers, after: &Answers) -> bool {
    citizens_words(form, before) != citizens_words(form, after)
}

/// Whether a version may be kept as far as the citizen's words go: when they are others than before, the day the citizen
/// said them must be later than the day of the words before, or today.
pub fn said_by_the_citizen(form: &Questionnaire, before: &Answers, after: &Answers, today: Date) -> bool {
    if !words_changed(form, before, after) {
        return true;
    }
    let day = |answers: &Answers| answers.one(ids::SAID_ON).parse::<Date>().ok();
    let later = |now: Date| now == today || day(before).is_none_or(|before| before < now);
    day(after).is_some_and(|now| now <= today && later(now))
}
