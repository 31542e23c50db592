//! Everything there is to know of a course at once: for `case show --tree` and the case page.

use super::derive::{Derivation, Link};
use super::fold::{Folded, Plan, annulled, fold};
use super::{Happening, Milestone, Situation, State, Todo};
use crate::procedure::{Procedure, Step, StepId};
use jiff::civil::Date;

/// A course laid out step by step.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// Every step, in the order of the file.
    pub steps: Vec<StepHistory>,
    /// What happened to the course as a whole: suspensions, corrections, and steps the procedure no longer has.
    pub course: Vec<Kept>,
    /// Suspensions to look at again.
    pub look_again: Vec<Todo>,
    /// The day it ended.
    pub ended_on: Option<Date>,
}

/// One step with all that concerns it.
#[derive(Clone, Debug, PartialEq)]
pub struct StepHistory {
    /// Its id.
    pub step: StepId,
    /// Its title.
    pub title: String,
    /// Who does it, by role.
    pub role: String,
    /// The heading it stands under.
    pub phase: Option<String>,
    /// Where it stands.
    pub state: State,
    /// How the way to it looks now.
    pub way: Way,
    /// What happened, oldest first, with what no longer counts.
    pub milestones: Vec<Kept>,
    /// What there is to do for it, with dates and rules.
    pub todos: Vec<Todo>,
    /// Rules that give no date yet, as written ("dato mangler").
    pub without_date: Vec<String>,
}

/// Whether a step that has happened lies on the way that was walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Its turn has come, or may still come.
    Walked,
    /// It happened before its turn.
    Early,
    /// It happened on a way that has since been left ("sket på en vej, der siden er forladt").
    Abandoned,
}

/// A milestone and whether it still counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What happened.
    pub milestone: Milestone,
    /// Whether it counts.
    pub standing: Standing,
}

/// Whether a milestone still counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It counts.
    Counts,
    /// It was a mistake.
    Annulled,
    /// The progress was taken up again from before it.
    TakenUpAgain,
}

/// Lays a course out: every step with state, milestones, todos, dates and rules.
pub fn history(procedure: &Procedure, milestones: &[Milestone], situation: &Situation) -> History {
    let plan = Plan::new(procedure);
    let folded = fold(&plan, milestones);
    let derivation = Derivation::new(&plan, &folded, situation);
    let mut todos = derivation.todos();
    let gone = annulled(milestones);
    let standing = |milestone: &Milestone| {
        if gone.contains(&milestone.nr) {
            Standing::Annulled
        } else if counts(&plan, &folded, milestone) {
            Standing::Counts
        } else {
            Standing::TakenUpAgain
        }
    };
    let kept = |milestone: &Milestone| Kept { milestone: milestone.clone(), standing: standing(milestone) };
    let steps = procedure.steps.iter().enumerate().map(|(place, step)| {
        let state = derivation.state(place);
        let own: Vec<Todo> = todos.extract_if(.., |todo| todo.step == step.id).collect();
        StepHistory {
            step: step.id.clone(),
            title: step.title.clone(),
            role: step.role.clone(),
            phase: step.phase.clone(),
            way: way(&derivation, step, &state),
            milestones: milestones.iter().filter(|m| m.what.step() == Some(&step.id)).map(kept).collect(),
            without_date: derivation.without_date(place, step, &state),
            todos: own,
            state,
        }
    });
    let steps = steps.collect();
    let course = milestones
        .iter()
        .filter(|milestone| milestone.what.step().is_none_or(|step| plan.place(step).is_none()))
        .map(kept)
        .collect();
    History { steps, course, look_again: todos, ended_on: derivation.ended }
}

impl Happening {
    /// The step it is about; `None` for what concerns the course as a whole.
    pub fn step(&self) -> Option<&StepId> {
        match self {
            Happening::Done { step, .. }
            | Happening::LeftOut { step, .. }
            | Happening::ReopenedFrom { step, .. }
            | Happening::DeadlineSet { step, .. } => Some(step),
            Happening::Suspended { .. } | Happening::Resumed | Happening::Annulled { .. } => None,
        }
    }
}

fn counts(plan: &Plan, folded: &Folded, milestone: &Milestone) -> bool {
    let Some(log) = milestone.what.step().and_then(|step| plan.place(step)).and_then(|place| folded.log(place)) else {
        return true;
    };
    match milestone.what {
        Happening::Done { .. } => log.entries.iter().any(|entry| entry.nr == milestone.nr),
        Happening::LeftOut { .. } => log.left_out.iter().any(|left| left.nr == milestone.nr),
        Happening::DeadlineSet { .. } => log.by_hand.as_ref().is_some_and(|set| set.nr == milestone.nr),
        _ => true,
    }
}

fn way(derivation: &Derivation<Situation>, step: &Step, state: &State) -> Way {
    if !matches!(state, State::Done(_)) {
        return Way::Walked;
    }
    let links: Vec<Link> = step.after.iter().map(|reference| derivation.link(reference)).collect();
    if links.contains(&Link::Undecided) || links.contains(&Link::Neutral) {
        Way::Early
    } else if links.iter().any(|link| matches!(link, Link::Alive(_))) {
        Way::Walked
    } else {
        Way::Abandoned
    }
}
