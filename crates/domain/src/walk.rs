//! The walk: plays a procedure in every way that matters, before anyone has to work with it.
//!
//! It uses the same derivation as the cases do (`content-formats.md` section 4, checks 18 to 21 and 28), so what it finds
//! is what a case would meet.

#[cfg(test)]
mod tests;

use crate::calendar::Calendar;
use crate::procedure::{Condition, Outcome, Procedure, Ref, Step, StepId};
use crate::progress::{Answer, Block, Derivation, Folded, Happening, Milestone, Plan, State, World, must_be_decided};
use crate::words::{Fact, List};
use jiff::civil::{Date, date};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// So many states are looked at before the walk gives up; the largest procedure we know takes a few thousand.
pub const LIMIT: usize = 50_000;

/// A mistake the walk finds in a procedure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WalkFault {
    /// The step can never open (check 18).
    NeverOpens(StepId),
    /// The course can stop without ending (check 19).
    Stalls {
        /// What was done on the way there, as `step` or `step:outcome`.
        path: Vec<String>,
        /// The steps that still wait for something.
        waiting: Vec<StepId>,
    },
    /// From this step there is no way to an end, only a ring that repeats (check 20).
    NoWayToEnd {
        /// A step of the ring.
        step: StepId,
    },
    /// An outcome ends the course while a step that must be done may still be open (check 21).
    EndsWhileOpen {
        /// The ending, as `step` or `step:outcome`.
        outcome: String,
        /// The step that may be open.
        step: StepId,
    },
    /// A step that may not be left out is held by something the citizen decides (check 28).
    HeldByCitizen {
        /// The step.
        step: StepId,
        /// What it waits for.
        condition: Condition,
    },
    /// The procedure has more than [`LIMIT`] states; nothing is known about the rest.
    TooManyStates,
}

/// Walks the procedure and tells every mistake found, each once; empty means it can be carried to its end whatever is
/// decided.
///
/// It plays three ways: always the first open step, always the last, and once per optional step. Facts are asked both
/// ways when a step waits for them, and taken as met where a step only requires them. Days play no part, so any
/// calendar gives the same answer.
pub fn walk(procedure: &Procedure, _calendar: &Calendar) -> Vec<WalkFault> {
    walk_within(procedure, LIMIT)
}

fn walk_within(procedure: &Procedure, limit: usize) -> Vec<WalkFault> {
    let plan = Plan::new(procedure);
    let mut walker = Walker::new(&plan, limit);
    let optional = procedure.steps.iter().enumerate().filter(|(_, step)| step.optional).map(|(place, _)| place);
    let ways = [Way::First, Way::Last].into_iter().chain(optional.map(Way::With));
    let finished = ways.into_iter().all(|way| walker.play(way));
    let mut faults = walker.faults;
    if finished {
        let never = procedure.steps.iter().enumerate().filter(|(place, _)| !walker.opened.contains(place));
        faults.extend(never.map(|(_, step)| WalkFault::NeverOpens(step.id.clone())));
    } else {
        faults.insert(WalkFault::TooManyStates);
    }
    faults.extend(held_by_citizen(procedure));
    faults.into_iter().collect()
}

/// Which open step is done next.
#[derive(Clone, Copy)]
enum Way {
    First,
    Last,
    /// The first, and this optional one whenever it is open.
    With(usize),
}

/// What the walk takes the world to be: what it has assumed so far, and one element in every list.
#[derive(Clone, Default)]
struct Assumed {
    answers: Vec<(Condition, Answer)>,
    element: Vec<String>,
}

/// The walk needs a day, not a date.
const DAY: Date = date(2026, 1, 1);

impl World for Assumed {
    fn start(&self) -> Date {
        DAY
    }

    fn answer(&self, condition: &Condition, _day: Date) -> Answer {
        self.answers.iter().find(|(asked, _)| asked == condition).map_or(Answer::Unknown, |(_, answer)| *answer)
    }

    fn elements(&self, _list: List) -> &[String] {
        &self.element
    }
}

impl Assumed {
    /// With one more answer, and what follows from it.
    fn with(&self, condition: &Condition, answer: Answer) -> Self {
        let mut more = self.clone();
        more.answers.push((condition.clone(), answer));
        let opposite = match condition {
            Condition::Fact(Fact::Child) => Some(Fact::Adult),
            Condition::Fact(Fact::Adult) => Some(Fact::Child),
            _ => None,
        };
        if let Some(fact) = opposite {
            let other = if answer == Answer::Yes { Answer::No } else { Answer::Yes };
            more.answers.push((Condition::Fact(fact), other));
        }
        more
    }
}

/// What tells two states apart: per step how it last went (or that it did not), and what was assumed.
type Key = (Vec<u8>, Vec<String>);

/// One place in the walk.
struct Spot {
    folded: Folded,
    assumed: Assumed,
    from: Option<usize>,
    /// What led here, as `step:outcome`; nothing for the start and for an answered question.
    did: Option<String>,
    /// The step done from here.
    doing: Option<usize>,
    next: Vec<usize>,
    /// The course has ended here, or stopped: its fault is told already.
    over: bool,
}

struct Walker<'p> {
    plan: &'p Plan<'p>,
    /// Outcomes that something comes after, per step.
    matters: Vec<Vec<Option<usize>>>,
    faults: BTreeSet<WalkFault>,
    stalled: BTreeSet<Vec<StepId>>,
    opened: BTreeSet<usize>,
    seen: usize,
    limit: usize,
}

impl<'p> Walker<'p> {
    fn new(plan: &'p Plan<'p>, limit: usize) -> Self {
        let procedure = plan.procedure();
        let matters = procedure.steps.iter().map(|step| outcomes_that_matter(procedure, step)).collect();
        Self {
            plan,
            matters,
            faults: BTreeSet::new(),
            stalled: BTreeSet::new(),
            opened: BTreeSet::new(),
            seen: 0,
            limit,
        }
    }

    /// Plays one way through all states; false when there were too many.
    fn play(&mut self, way: Way) -> bool {
        let mut spots = vec![Spot {
            folded: Folded::new(self.plan),
            assumed: Assumed { answers: Vec::new(), element: vec!["et".to_string()] },
            from: None,
            did: None,
            doing: None,
            next: Vec::new(),
            over: false,
        }];
        let mut known: HashMap<Key, usize> = HashMap::new();
        let mut queue = VecDeque::from([0usize]);
        while let Some(at) = queue.pop_front() {
            self.seen = self.seen.saturating_add(1);
            if self.seen > self.limit {
                return false;
            }
            for reached in self.onward(&mut spots, at, way) {
                let key = key(&reached);
                let place = *known.entry(key).or_insert_with(|| {
                    spots.push(reached);
                    queue.push_back(spots.len() - 1);
                    spots.len() - 1
                });
                if let Some(spot) = spots.get_mut(at) {
                    spot.next.push(place);
                }
            }
        }
        self.rings(&spots);
        true
    }

    /// The states that follow from one, by an answered question or a step done.
    fn onward(&mut self, spots: &mut [Spot], at: usize, way: Way) -> Vec<Spot> {
        let Some(spot) = spots.get(at) else { return Vec::new() };
        let derivation = Derivation::new(self.plan, &spot.folded, &spot.assumed);
        let states: Vec<State> = (0..self.plan.len()).map(|place| derivation.state(place)).collect();
        let is_open = |place: &usize| matches!(states.get(*place), Some(State::Open(_)));
        self.opened.extend((0..self.plan.len()).filter(is_open));
        if derivation.ended.is_some() {
            if let Some(spot) = spots.get_mut(at) {
                spot.over = true;
            }
            return Vec::new();
        }
        if let Some(question) = self.question(&derivation, &states) {
            let answers = [Answer::Yes, Answer::No];
            return answers.map(|answer| spot.asked(at, &question, answer)).into();
        }
        let can_be_done =
            |place: &usize| is_open(place) && self.plan.step(*place).is_some_and(|step| is_free(&derivation, step));
        let required = |place: &usize| self.plan.step(*place).is_some_and(|step| !step.optional);
        let mut free = (0..self.plan.len()).filter(can_be_done).filter(required);
        let chosen = match way {
            Way::Last => free.next_back(),
            Way::First | Way::With(_) => free.next(),
        };
        let extra = match way {
            Way::With(place) if can_be_done(&place) => Some(place),
            _ => None,
        };
        let mut reached = Vec::new();
        for place in chosen.into_iter().chain(extra) {
            for outcome in self.matters.get(place).into_iter().flatten() {
                reached.push(self.done(spot, at, place, *outcome));
            }
        }
        let ended_early: Vec<WalkFault> = reached.iter().flat_map(|after| self.ends_while_open(after)).collect();
        if chosen.is_none() {
            self.stall(spots, at, &states);
        }
        self.faults.extend(ended_early);
        if let Some(spot) = spots.get_mut(at) {
            spot.doing = chosen;
            spot.over = chosen.is_none();
        }
        reached
    }

    /// The first thing an undecided step asks that can be answered both ways.
    fn question(&self, derivation: &Derivation<Assumed>, states: &[State]) -> Option<Condition> {
        let undecided = states.iter().enumerate().filter(|(_, state)| matches!(state, State::Undecided(_)));
        undecided
            .filter_map(|(place, _)| self.plan.step(place))
            .flat_map(|step| derivation.unknown(step, DAY))
            .find(|condition| !matches!(condition, Condition::Ref(_)))
            .cloned()
    }

    fn done(&self, spot: &Spot, at: usize, place: usize, outcome: Option<usize>) -> Spot {
        let step = self.plan.step(place);
        let chosen = step.and_then(|step| outcome.and_then(|nr| step.outcomes.get(nr)));
        let id = step.map(|step| step.id.clone()).unwrap_or_default();
        let element = step.and_then(|step| step.for_each).and(spot.assumed.element.first().cloned());
        let milestone = Milestone {
            nr: 0,
            day: DAY,
            at: None,
            what: Happening::Done {
                step: id.clone(),
                element,
                outcome: chosen.map(|outcome| outcome.id.clone()),
                dates: BTreeMap::new(),
                reason: None,
            },
        };
        let mut folded = spot.folded.clone();
        folded.add(self.plan, &milestone);
        Spot {
            folded,
            assumed: spot.assumed.clone(),
            from: Some(at),
            did: Some(named(&id, chosen)),
            doing: None,
            next: Vec::new(),
            over: false,
        }
    }

    /// Steps that would still be open if this state had not ended the course (check 21).
    fn ends_while_open(&self, after: &Spot) -> Vec<WalkFault> {
        if Derivation::new(self.plan, &after.folded, &after.assumed).ended.is_none() {
            return Vec::new();
        }
        let Some(did) = &after.did else { return Vec::new() };
        let (id, outcome) = did.split_once(':').unwrap_or((did, ""));
        let Some(ending) = self.plan.procedure().step(id) else { return Vec::new() };
        if ending.optional || ending.outcome(outcome).is_some_and(|outcome| outcome.needs_reason) {
            return Vec::new();
        }
        let derivation = Derivation::running_on(self.plan, &after.folded, &after.assumed);
        let steps = self.plan.procedure().steps.iter().enumerate();
        steps
            .filter(|(place, step)| !step.optional && matches!(derivation.state(*place), State::Open(_)))
            .map(|(_, step)| WalkFault::EndsWhileOpen { outcome: did.clone(), step: step.id.clone() })
            .collect()
    }

    fn stall(&mut self, spots: &[Spot], at: usize, states: &[State]) {
        let waits = |state: &State| matches!(state, State::Open(_) | State::Waiting | State::Undecided(_));
        let steps = self.plan.procedure().steps.iter().zip(states);
        let waiting: Vec<StepId> =
            steps.filter(|(step, state)| !step.optional && waits(state)).map(|(step, _)| step.id.clone()).collect();
        // The first way to a stop is the shortest; the same stop by other ways is not told again.
        if self.stalled.insert(waiting.clone()) {
            self.faults.insert(WalkFault::Stalls { path: path(spots, at), waiting });
        }
    }

    /// States from which neither an end nor a stop is reached only repeat (check 20).
    fn rings(&mut self, spots: &[Spot]) {
        let mut back: Vec<Vec<usize>> = vec![Vec::new(); spots.len()];
        for (at, spot) in spots.iter().enumerate() {
            for next in &spot.next {
                if let Some(list) = back.get_mut(*next) {
                    list.push(at);
                }
            }
        }
        let over = spots.iter().enumerate().filter(|(_, spot)| spot.over).map(|(at, _)| at);
        let mut good: BTreeSet<usize> = over.collect();
        let mut queue: VecDeque<usize> = good.iter().copied().collect();
        while let Some(at) = queue.pop_front() {
            for before in back.get(at).into_iter().flatten() {
                if good.insert(*before) {
                    queue.push_back(*before);
                }
            }
        }
        let lost = spots.iter().enumerate().filter(|(at, _)| !good.contains(at)).filter_map(|(_, spot)| spot.doing);
        let steps: Vec<WalkFault> = lost
            .filter_map(|place| self.plan.step(place))
            .map(|step| WalkFault::NoWayToEnd { step: step.id.clone() })
            .collect();
        self.faults.extend(steps);
    }
}

impl Spot {
    fn asked(&self, at: usize, condition: &Condition, answer: Answer) -> Self {
        Self {
            folded: self.folded.clone(),
            assumed: self.assumed.with(condition, answer),
            from: Some(at),
            did: None,
            doing: None,
            next: Vec::new(),
            over: false,
        }
    }
}

/// Not held back by another step; what it requires of the case is taken as met.
fn is_free(derivation: &Derivation<Assumed>, step: &Step) -> bool {
    !derivation.blocks(step).iter().any(|block| matches!(block, Block::Step(_)))
}

fn key(spot: &Spot) -> Key {
    let mut facts: Vec<String> = spot.assumed.answers.iter().map(|answer| format!("{answer:?}")).collect();
    facts.sort();
    (spot.folded.fingerprint(), facts)
}

fn named(step: &str, outcome: Option<&Outcome>) -> String {
    match outcome {
        Some(outcome) => format!("{step}:{}", outcome.id),
        None => step.to_string(),
    }
}

fn path(spots: &[Spot], at: usize) -> Vec<String> {
    let mut path = Vec::new();
    let mut place = Some(at);
    while let Some(spot) = place.and_then(|place| spots.get(place)) {
        path.extend(spot.did.clone());
        place = spot.from;
    }
    path.reverse();
    path
}

/// The outcomes worth playing: those something refers to, and those that repeat, go back or end; of all others one, since
/// they lead the same way. `None` for a step without outcomes.
fn outcomes_that_matter(procedure: &Procedure, step: &Step) -> Vec<Option<usize>> {
    let named = |outcome: &Outcome| {
        let refers = |reference: &Ref| matches!(reference, Ref::Outcome(id, list) if *id == step.id && list.contains(&outcome.id));
        procedure.steps.iter().any(|other| {
            let conditions = other.when.iter().chain(&other.requires);
            other.after.iter().chain(&other.until).any(refers) || conditions.filter_map(reference_in).any(refers)
        })
    };
    let turns = |outcome: &Outcome| outcome.again.is_some() || outcome.back_to.is_some() || outcome.ends;
    let (mut matter, mut other) = (Vec::new(), None);
    for (nr, outcome) in step.outcomes.iter().enumerate() {
        if turns(outcome) || named(outcome) {
            matter.push(Some(nr));
        } else {
            other.get_or_insert(nr);
        }
    }
    matter.extend(other.map(Some));
    if matter.is_empty() { vec![None] } else { matter }
}

fn reference_in(condition: &Condition) -> Option<&Ref> {
    match condition {
        Condition::Not(inner) => reference_in(inner),
        Condition::Ref(reference) => Some(reference),
        _ => None,
    }
}

/// Check 28. A step passed over, or ended, when the citizen says no has a way already.
fn held_by_citizen(procedure: &Procedure) -> Vec<WalkFault> {
    let consent = Condition::Fact(Fact::Consent);
    let held = procedure.steps.iter().filter(|step| {
        let must = must_be_decided(procedure, &step.id).is_some() && !step.optional;
        must && step.requires.contains(&consent) && !step.when.contains(&consent) && step.until.is_empty()
    });
    held.map(|step| WalkFault::HeldByCitizen { step: step.id.clone(), condition: consent.clone() }).collect()
}
