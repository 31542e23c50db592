//! What may be done, what may be left out, and which steps an act closes.

use super::derive::Derivation;
use super::fold::{Plan, fold};
use super::{Block, Happening, Milestone, Situation, State};
use crate::procedure::{Procedure, Ref, Step};
use crate::words::Act;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Why a step may not be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotLeftOut {
    /// The procedure has no such step, or it is settled: there is nothing to leave out.
    Unknown,
    /// Not even with a reason (`ufravigelig`).
    Mandatory,
    /// Other steps come after one of its outcomes, so it must be decided.
    OutcomesFollow,
}

/// What an act was about, as it reports itself to the courses of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActSubject {
    /// The letter sent, by its content id.
    pub letter: Option<String>,
    /// The form filled in.
    pub form: Option<String>,
    /// The meeting held.
    pub meeting: Option<String>,
    /// How it ended: an outcome of the act, or one the file added and the page asked for.
    pub outcome: Option<String>,
    /// Dates the page asked for; a step keeps those it asks for itself.
    pub dates: BTreeMap<String, Date>,
    /// Which element, for steps made for each in a list.
    pub element: Option<String>,
    /// The written reason, where one was asked for.
    pub reason: Option<String>,
}

/// Whether the step may be marked as done: nothing in `kraever` is missing, and nothing that must come before is open.
///
/// A step not yet open may be done early. The element plays no part yet: conditions are asked of the case.
///
/// # Errors
/// All that holds it back.
pub fn may_do(
    procedure: &Procedure,
    milestones: &[Milestone],
    situation: &Situation,
    step: &str,
    _element: Option<&str>,
) -> Result<(), Vec<Block>> {
    let plan = Plan::new(procedure);
    let folded = fold(&plan, milestones);
    let derivation = Derivation::new(&plan, &folded, situation);
    let blocks = procedure.step(step).map(|step| derivation.blocks(step)).unwrap_or_default();
    if blocks.is_empty() { Ok(()) } else { Err(blocks) }
}

/// Whether the step may be left out with a reason ("spring over").
///
/// # Errors
/// Never for a step that is `ufravigelig`, nor when other steps come after one of its outcomes: then it is decided. Nor
/// for one that is settled already.
pub fn may_leave_out(
    procedure: &Procedure,
    milestones: &[Milestone],
    situation: &Situation,
    step: &str,
) -> Result<(), NotLeftOut> {
    let plan = Plan::new(procedure);
    let folded = fold(&plan, milestones);
    let state = plan.place(step).map(|place| Derivation::new(&plan, &folded, situation).state(place));
    if !matches!(state, Some(State::Open(_) | State::Waiting | State::Undecided(_))) {
        return Err(NotLeftOut::Unknown);
    }
    match must_be_decided(procedure, step) {
        Some(why) => Err(why),
        None => Ok(()),
    }
}

/// Why a step can never be left out, whatever has happened.
pub(crate) fn must_be_decided(procedure: &Procedure, step: &str) -> Option<NotLeftOut> {
    if procedure.step(step)?.mandatory {
        return Some(NotLeftOut::Mandatory);
    }
    let follows = |other: &Step| other.after.iter().any(|way| matches!(way, Ref::Outcome(id, _) if id == step));
    procedure.steps.iter().any(follows).then_some(NotLeftOut::OutcomesFollow)
}

/// The milestones an act gives: one for every open step that is closed by this act, with this letter, form or meeting.
///
/// A step that names no letter (form, meeting) is closed by any. An outcome the step does not name leaves it open (a
/// cancelled meeting); a step without outcomes is closed by the act's first. A step held back stays open, as does one
/// made for each in a list when the subject names no open element. An act from before the course began belongs to
/// another course. An act that closes nothing is only journalled.
pub fn record_act(
    procedure: &Procedure,
    milestones: &[Milestone],
    situation: &Situation,
    act: Act,
    subject: &ActSubject,
    day: Date,
) -> Vec<Happening> {
    let plan = Plan::new(procedure);
    let folded = fold(&plan, milestones);
    let derivation = Derivation::new(&plan, &folded, situation);
    let mut found: Vec<(Turning, Happening)> = Vec::new();
    if day < situation.start {
        return Vec::new();
    }
    for (place, step) in procedure.steps.iter().enumerate() {
        let open = matches!(derivation.state(place), State::Open(_));
        if !open || step.act != Some(act) || !is_about(step, act, subject) || !derivation.blocks(step).is_empty() {
            continue;
        }
        let element = subject.element.as_deref().filter(|_| step.for_each.is_some());
        if !derivation.elements(step).contains(&element) || derivation.is_closed(place, step, element) {
            continue;
        }
        if let Some(outcome) = outcome_for(step, act, subject) {
            found.push((turning(step, outcome.as_deref()), done(step, element, outcome, subject)));
        }
    }
    // What sends the case back or ends it is stored last, or it would undo what the same act has just done.
    found.sort_by_key(|(turning, _)| *turning);
    found.into_iter().map(|(_, happening)| happening).collect()
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turning {
    Onward,
    Back,
    End,
}

fn turning(step: &Step, outcome: Option<&str>) -> Turning {
    let chosen = outcome.and_then(|id| step.outcome(id));
    if step.ends || chosen.is_some_and(|outcome| outcome.ends) {
        Turning::End
    } else if chosen.is_some_and(|outcome| outcome.back_to.is_some()) {
        Turning::Back
    } else {
        Turning::Onward
    }
}

fn is_about(step: &Step, act: Act, subject: &ActSubject) -> bool {
    match act {
        Act::Letter => {
            let of_outcomes = step.outcomes.iter().flat_map(|outcome| &outcome.letters);
            let mut named = step.letters.iter().chain(of_outcomes).peekable();
            named.peek().is_none() || named.any(|letter| Some(letter) == subject.letter.as_ref())
        }
        Act::Form => step.forms.is_empty() || step.forms.iter().any(|form| Some(form) == subject.form.as_ref()),
        Act::Meeting => step.meeting.is_none() || step.meeting == subject.meeting,
        _ => true,
    }
}

/// The outcome the step is closed with; the outer `None` leaves it open.
fn outcome_for(step: &Step, act: Act, subject: &ActSubject) -> Option<Option<String>> {
    if step.outcomes.is_empty() {
        let first = act.outcomes().first();
        let fits = match (&subject.outcome, first) {
            (Some(outcome), Some(first)) => outcome == first,
            (None, _) | (_, None) => true,
        };
        return fits.then_some(None);
    }
    if let Some(outcome) = &subject.outcome {
        return step.outcome(outcome).map(|outcome| Some(outcome.id.clone()));
    }
    // A letter that belongs to one outcome only says which outcome it was.
    let letter = subject.letter.as_ref().filter(|_| act == Act::Letter)?;
    let mut belonging = step.outcomes.iter().filter(|outcome| outcome.letters.contains(letter));
    match (belonging.next(), belonging.next()) {
        (Some(only), None) => Some(Some(only.id.clone())),
        _ => None,
    }
}

fn done(step: &Step, element: Option<&str>, outcome: Option<String>, subject: &ActSubject) -> Happening {
    let asked = step.date.as_ref().map(|date| date.id.as_str());
    Happening::Done {
        step: step.id.clone(),
        element: element.map(str::to_string),
        outcome,
        dates: subject
            .dates
            .iter()
            .filter(|(name, _)| Some(name.as_str()) == asked)
            .map(|(name, date)| (name.clone(), *date))
            .collect(),
        reason: subject.reason.clone(),
    }
}
