//! From what counts to where each step stands, and what there is to do.

use super::fold::{Entry, Folded, Plan, fold};
use super::{Answer, Block, Due, Milestone, SUSPENSION, Situation, State, Todo, TodoKind};
use crate::calendar::age_on;
use crate::deadline::{Counted, Kind};
use crate::procedure::{Condition, Outcome, Procedure, Ref, Step, StepId};
use crate::words::{Fact, List};
use jiff::civil::Date;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// What the derivation asks of the world outside the procedure: a real case, or the walk's assumptions.
pub(crate) trait World {
    /// The first day of the course.
    fn start(&self) -> Date;
    /// The answer to a condition that is neither a reference nor an opposite.
    fn answer(&self, condition: &Condition, day: Date) -> Answer;
    /// The elements of a list.
    fn elements(&self, list: List) -> &[String];
}

impl World for Situation<'_> {
    fn start(&self) -> Date {
        self.start
    }

    fn answer(&self, condition: &Condition, day: Date) -> Answer {
        let yes = |holds: bool| if holds { Answer::Yes } else { Answer::No };
        match condition {
            Condition::Form(form) => yes(self.forms.contains_key(form)),
            Condition::FormResult(form, result) => {
                self.forms.get(form).and_then(|results| results.get(result)).copied().unwrap_or(Answer::Unknown)
            }
            Condition::CourseEnded(procedure) => yes(self.ended_courses.contains(procedure)),
            Condition::Turned(years) => self.born.map_or(Answer::Unknown, |born| yes(age_on(born, day) >= *years)),
            Condition::Under(years) => self.born.map_or(Answer::Unknown, |born| yes(age_on(born, day) < *years)),
            Condition::Fact(fact) => self.facts.get(fact).copied().unwrap_or(Answer::Unknown),
            Condition::Not(_) | Condition::Ref(_) => Answer::Unknown,
        }
    }

    fn elements(&self, list: List) -> &[String] {
        self.lists.get(&list).map_or(&[], Vec::as_slice)
    }
}

/// What a reference says of the way here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// Walked on that day (levende).
    Alive(Date),
    /// Not taken (død).
    Dead,
    /// An offer nobody has taken up; holds nothing up.
    Neutral,
    /// Not yet decided (uafgjort).
    Undecided,
}

#[derive(Clone)]
enum Memo {
    New,
    Working,
    Known(State),
}

/// One derivation: the procedure, what counts, and the world; states are worked out once each.
pub(crate) struct Derivation<'a, W: World> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) folded: &'a Folded,
    pub(super) world: &'a W,
    /// The day the course ended, if it has.
    pub(crate) ended: Option<Date>,
    memo: RefCell<Vec<Memo>>,
    /// Steps whose due dates are being counted, so that rules that point at each other give nothing instead of a ring.
    pub(super) counting: RefCell<Vec<usize>>,
}

impl<'a, W: World> Derivation<'a, W> {
    pub(crate) fn new(plan: &'a Plan<'a>, folded: &'a Folded, world: &'a W) -> Self {
        let mut derivation = Self::running_on(plan, folded, world);
        let settled_by_all = plan.procedure().steps.iter().enumerate().filter_map(|(place, step)| {
            let day = match derivation.settled(place, step).filter(|_| step.ends && step.for_each.is_some())? {
                State::Done(day) => day,
                _ => return None,
            };
            Some(day)
        });
        derivation.ended = folded.ended.or(settled_by_all.max());
        derivation
    }

    /// As if nothing had ended the course: what would still be open is what an ending leaves behind.
    pub(crate) fn running_on(plan: &'a Plan<'a>, folded: &'a Folded, world: &'a W) -> Self {
        Self {
            plan,
            folded,
            world,
            ended: None,
            memo: RefCell::new(vec![Memo::New; plan.len()]),
            counting: RefCell::new(Vec::new()),
        }
    }

    /// Where the step at a place stands.
    pub(crate) fn state(&self, place: usize) -> State {
        match self.memo.borrow().get(place) {
            Some(Memo::Known(state)) => return state.clone(),
            // `efter` has no rings; `indtil` and `hvis` may look back at a step that is just being worked out.
            Some(Memo::Working) | None => return State::Waiting,
            Some(Memo::New) => {}
        }
        self.remember(place, Memo::Working);
        let state = self.work_out(place);
        self.remember(place, Memo::Known(state.clone()));
        state
    }

    fn remember(&self, place: usize, memo: Memo) {
        if let Some(slot) = self.memo.borrow_mut().get_mut(place) {
            *slot = memo;
        }
    }

    fn work_out(&self, place: usize) -> State {
        let Some(step) = self.plan.step(place) else { return State::Waiting };
        if let Some(settled) = self.settled(place, step) {
            return settled;
        }
        if self.ended.is_some() {
            return State::FellAway;
        }
        let links: Vec<Link> = step.after.iter().map(|reference| self.link(reference)).collect();
        if links.contains(&Link::Undecided) {
            return State::Waiting;
        }
        let Some(reached) = latest(&links) else {
            return if links.contains(&Link::Neutral) { State::Waiting } else { State::FellAway };
        };
        if step.until.iter().any(|reference| matches!(self.link(reference), Link::Alive(_))) {
            return State::FellAway;
        }
        let answers: Vec<Answer> = step.when.iter().map(|condition| self.condition(condition, reached)).collect();
        if answers.contains(&Answer::No) {
            return State::PassedOver(reached);
        }
        if answers.contains(&Answer::Unknown) {
            return State::Undecided(reached);
        }
        if self.elements(step).is_empty() {
            return State::PassedOver(reached);
        }
        let reopened = self.folded.log(place).and_then(|log| log.reopened);
        State::Open(reopened.map_or(reached, |day| reached.max(day)))
    }

    /// Done or left out, if every element is closed: a step that happened before its turn has happened all the same.
    fn settled(&self, place: usize, step: &Step) -> Option<State> {
        let elements = self.elements(step);
        let log = self.folded.log(place)?;
        if elements.is_empty() || elements.iter().any(|element| !self.is_closed(place, step, *element)) {
            return None;
        }
        let happened = elements.iter().filter_map(|element| log.latest(*element)).map(|entry| entry.day).max();
        if let Some(day) = happened {
            return Some(State::Done(day));
        }
        log.left_out.iter().map(|left| left.day).max().map(State::LeftOut)
    }

    /// Left out, or its latest milestone does not keep it open.
    pub(super) fn is_closed(&self, place: usize, step: &Step, element: Option<&str>) -> bool {
        let Some(log) = self.folded.log(place) else { return false };
        let left_out = log.left_out.iter().any(|left| left.element.as_deref() == element);
        left_out || log.latest(element).is_some_and(|entry| !keeps_open(step, entry))
    }

    /// The elements of the step: one without a name, or those of its list.
    pub(super) fn elements(&self, step: &Step) -> Vec<Option<&str>> {
        match step.for_each {
            None => vec![None],
            Some(list) => self.world.elements(list).iter().map(|element| Some(element.as_str())).collect(),
        }
    }

    /// What a reference says.
    pub(crate) fn link(&self, reference: &Ref) -> Link {
        let Some(id) = reference.step_id() else { return Link::Alive(self.world.start()) };
        let Some(place) = self.plan.place(id) else { return Link::Undecided };
        let Some(step) = self.plan.step(place) else { return Link::Undecided };
        let log = self.folded.log(place);
        if let Ref::Outcome(_, wanted) = reference
            && let Some(entry) = log.and_then(|log| log.latest_of_all())
            && entry.outcome_in(step).is_some_and(|outcome| wanted.contains(&outcome.id))
        {
            return Link::Alive(entry.day);
        }
        let nothing_happened = log.is_none_or(|log| log.entries.is_empty() && log.left_out.is_empty());
        match self.state(place) {
            State::Done(day) | State::LeftOut(day) | State::PassedOver(day) => match reference {
                Ref::Outcome(..) => Link::Dead,
                Ref::Start | Ref::Step(_) => Link::Alive(day),
            },
            State::FellAway => Link::Dead,
            State::Waiting | State::Undecided(_) | State::Open(_) if step.optional && nothing_happened => Link::Neutral,
            State::Waiting | State::Undecided(_) | State::Open(_) => Link::Undecided,
        }
    }

    /// The answer to a condition on a day.
    pub(crate) fn condition(&self, condition: &Condition, day: Date) -> Answer {
        match condition {
            Condition::Not(inner) => match self.condition(inner, day) {
                Answer::Yes => Answer::No,
                Answer::No => Answer::Yes,
                Answer::Unknown => Answer::Unknown,
            },
            Condition::Ref(reference) => match self.link(reference) {
                Link::Alive(_) => Answer::Yes,
                Link::Dead | Link::Neutral => Answer::No,
                Link::Undecided => Answer::Unknown,
            },
            other => self.world.answer(other, day),
        }
    }

    /// The day the way here was walked: what conditions on age look at.
    pub(super) fn reached(&self, step: &Step) -> Option<Date> {
        latest(&step.after.iter().map(|reference| self.link(reference)).collect::<Vec<_>>())
    }

    /// What holds the step back: conditions that are not met, and steps that must be settled first.
    pub(crate) fn blocks(&self, step: &Step) -> Vec<Block> {
        let day = self.reached(step).unwrap_or_else(|| self.world.start());
        let conditions = step
            .requires
            .iter()
            .filter(|condition| self.condition(condition, day) != Answer::Yes)
            .map(|condition| Block::Requires(condition.clone()));
        let steps = self
            .plan
            .procedure()
            .steps
            .iter()
            .enumerate()
            .filter(|(_, other)| !other.optional && other.before.contains(&step.id))
            .filter(|(place, _)| matches!(self.state(*place), State::Open(_) | State::Waiting | State::Undecided(_)))
            .map(|(_, other)| Block::Step(other.id.clone()));
        conditions.chain(steps).collect()
    }

    /// The conditions that keep an undecided step from being decided, without their "ikke".
    pub(crate) fn unknown<'c>(&self, step: &'c Step, day: Date) -> Vec<&'c Condition> {
        step.when
            .iter()
            .filter(|condition| self.condition(condition, day) == Answer::Unknown)
            .map(without_not)
            .collect()
    }

    /// All states, by step.
    pub(crate) fn states(&self) -> BTreeMap<StepId, State> {
        let steps = self.plan.procedure().steps.iter().enumerate();
        steps.map(|(place, step)| (step.id.clone(), self.state(place))).collect()
    }
}

fn without_not(condition: &Condition) -> &Condition {
    match condition {
        Condition::Not(inner) => without_not(inner),
        other => other,
    }
}

fn latest(links: &[Link]) -> Option<Date> {
    let days = links.iter().filter_map(|link| match link {
        Link::Alive(day) => Some(*day),
        Link::Dead | Link::Neutral | Link::Undecided => None,
    });
    days.max()
}

/// Whether this time left the step open (`igen`).
pub(super) fn keeps_open(step: &Step, entry: &Entry) -> bool {
    entry.outcome_in(step).is_some_and(|outcome| outcome.again.is_some())
}

/// Where every step stands.
pub fn states(procedure: &Procedure, milestones: &[Milestone], situation: &Situation) -> BTreeMap<StepId, State> {
    let plan = Plan::new(procedure);
    let folded = fold(&plan, milestones);
    Derivation::new(&plan, &folded, situation).states()
}

/// The outcomes of a step that what we know proposes (`foreslaas_af`); choosing another asks for a reason.
pub fn proposed_outcomes<'p>(
    procedure: &'p Procedure,
    milestones: &[Milestone],
    situation: &Situation,
    step: &str,
) -> Vec<&'p Outcome> {
    let plan = Plan::new(procedure);
    let folded = fold(&plan, milestones);
    let derivation = Derivation::new(&plan, &folded, situation);
    let Some(step) = procedure.step(step) else { return Vec::new() };
    let day = derivation.reached(step).unwrap_or(situation.start);
    let holds = |condition: &Condition| derivation.condition(condition, day) == Answer::Yes;
    step.outcomes.iter().filter(|outcome| outcome.proposed_by.iter().any(holds)).collect()
}

/// What there is to do, in the order of the file: open steps, questions, what is to come, and suspensions to look at.
///
/// Without a clock: a todo carries the day it opens and the day it is due, so a stored copy stays true overnight, and
/// "kommer" and "overskredet" are comparisons on the page. A course that has ended has none.
pub fn todos(procedure: &Procedure, milestones: &[Milestone], situation: &Situation) -> Vec<Todo> {
    let plan = Plan::new(procedure);
    let folded = fold(&plan, milestones);
    Derivation::new(&plan, &folded, situation).todos()
}

impl Derivation<'_, Situation<'_>> {
    /// All todos; see [`todos`].
    pub(super) fn todos(&self) -> Vec<Todo> {
        let mut found = Vec::new();
        // Several steps to come by the same rule on the same day are one line: the clock runs once.
        let mut ahead: BTreeSet<(String, Date)> = BTreeSet::new();
        for (place, step) in self.plan.procedure().steps.iter().enumerate() {
            match self.state(place) {
                State::Open(_) => found.extend(self.open_todos(place, step)),
                State::Undecided(day) => found.push(self.question(place, step, day)),
                State::Waiting if !step.optional => {
                    let dues = self.dues(place, None);
                    if let Some(first) = dues.first()
                        && ahead.insert((first.rule.clone(), first.counted.due))
                    {
                        let opens = self.earliest(place, step).or(first.counted_from).unwrap_or(self.world.start);
                        found.push(self.todo(step, None, TodoKind::Ahead, opens, dues));
                    }
                }
                _ => {}
            }
        }
        if self.ended.is_none() {
            found.extend(self.look_again());
        }
        found
    }

    fn open_todos(&self, place: usize, step: &Step) -> Vec<Todo> {
        let opens = self.opens(place, step).unwrap_or(self.world.start);
        self.elements(step)
            .into_iter()
            .filter(|element| !self.is_closed(place, step, *element))
            .map(|element| {
                let dues = self.dues(place, element);
                let mut todo = self.todo(step, element, TodoKind::Step, opens, dues);
                todo.blocked = self.blocks(step);
                todo
            })
            .collect()
    }

    fn question(&self, place: usize, step: &Step, day: Date) -> Todo {
        let unknown = self.unknown(step, day);
        let facts: Vec<Fact> = unknown
            .iter()
            .filter_map(|condition| match condition {
                Condition::Fact(fact) => Some(*fact),
                _ => None,
            })
            .collect();
        let mut todo = self.todo(step, None, TodoKind::Question(facts), day, self.dues(place, None));
        todo.blocked = unknown.into_iter().cloned().map(Block::Requires).collect();
        todo
    }

    fn todo(&self, step: &Step, element: Option<&str>, kind: TodoKind, opens: Date, all_due: Vec<Due>) -> Todo {
        Todo {
            step: step.id.clone(),
            element: element.map(str::to_string),
            kind,
            opens,
            due: all_due.first().cloned(),
            all_due,
            blocked: Vec::new(),
            optional: step.optional,
        }
    }

    /// A suspension is itself a row, or a waiting case would be seen by nobody.
    fn look_again(&self) -> Vec<Todo> {
        let open = self.folded.pauses.iter().filter(|pause| pause.until.is_none());
        open.map(|pause| {
            let due = Due {
                counted: Counted {
                    due: pause.look_again,
                    unrolled: pause.look_again,
                    skipped: Vec::new(),
                    warn_on: None,
                    at: None,
                },
                kind: Kind::Goal,
                rule: "se på sagen igen".to_string(),
                counted_from: Some(pause.from),
                source: None,
                set_by_hand: Some(pause.reason.clone()),
                passed_at_start: false,
                standing_still_since: None,
                to_be_confirmed: false,
            };
            Todo {
                step: SUSPENSION.to_string(),
                element: None,
                kind: TodoKind::LookAgain,
                opens: pause.from,
                due: Some(due.clone()),
                all_due: vec![due],
                blocked: Vec::new(),
                optional: false,
            }
        })
        .collect()
    }
}
