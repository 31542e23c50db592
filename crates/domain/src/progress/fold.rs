//! Milestones in the order they were stored, folded into what counts now.

use super::{Happening, Milestone};
use crate::deadline::Pause;
use crate::procedure::{Outcome, Procedure, Ref, Step};
use jiff::{Timestamp, civil::Date};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// A procedure with its steps found by id in one step, and who comes after whom.
pub struct Plan<'p> {
    procedure: &'p Procedure,
    by_id: HashMap<&'p str, usize>,
    followers: Vec<Vec<usize>>,
}

impl<'p> Plan<'p> {
    /// Reads the procedure once; references to steps it does not have are left out (the loader reports them).
    pub fn new(procedure: &'p Procedure) -> Self {
        let by_id: HashMap<&str, usize> =
            procedure.steps.iter().enumerate().map(|(nr, step)| (step.id.as_str(), nr)).collect();
        let mut followers = vec![Vec::new(); procedure.steps.len()];
        for (nr, step) in procedure.steps.iter().enumerate() {
            for before in step.after.iter().filter_map(Ref::step_id).filter_map(|id| by_id.get(id)) {
                if let Some(list) = followers.get_mut(*before) {
                    list.push(nr);
                }
            }
        }
        Self { procedure, by_id, followers }
    }

    /// The procedure itself.
    pub fn procedure(&self) -> &'p Procedure {
        self.procedure
    }

    /// The place of a step in the file.
    pub fn place(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The step at a place.
    pub fn step(&self, place: usize) -> Option<&'p Step> {
        self.procedure.steps.get(place)
    }

    /// How many steps there are.
    pub fn len(&self) -> usize {
        self.procedure.steps.len()
    }

    /// Whether the procedure has no steps at all.
    pub fn is_empty(&self) -> bool {
        self.procedure.steps.is_empty()
    }

    /// The step and everything that comes after it by `efter`.
    pub fn from_here(&self, place: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::from([place]);
        let mut queue = VecDeque::from([place]);
        while let Some(next) = queue.pop_front() {
            for follower in self.followers.get(next).into_iter().flatten() {
                if found.insert(*follower) {
                    queue.push_back(*follower);
                }
            }
        }
        found
    }
}

impl Ref {
    /// The step a reference speaks of; `None` for the start.
    pub fn step_id(&self) -> Option<&str> {
        match self {
            Ref::Start => None,
            Ref::Step(id) | Ref::Outcome(id, _) => Some(id),
        }
    }
}

/// One time a step happened.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub nr: u32,
    pub element: Option<String>,
    pub day: Date,
    pub at: Option<Timestamp>,
    /// Place in the step's outcomes.
    pub outcome: Option<usize>,
}

/// A step left out with a reason.
#[derive(Clone, Debug)]
pub(crate) struct LeftOut {
    pub nr: u32,
    pub element: Option<String>,
    pub day: Date,
}

/// A deadline set by hand.
#[derive(Clone, Debug)]
pub(crate) struct ByHand {
    pub nr: u32,
    pub day: Date,
    pub due: Date,
    pub reason: String,
}

/// What counts now for one step.
#[derive(Clone, Debug, Default)]
pub(crate) struct StepLog {
    pub entries: Vec<Entry>,
    pub left_out: Vec<LeftOut>,
    pub by_hand: Option<ByHand>,
    pub reopened: Option<Date>,
}

/// A time the case was suspended.
#[derive(Clone, Debug)]
pub(crate) struct Interval {
    pub waiting_for: Pause,
    pub from: Date,
    pub until: Option<Date>,
    pub look_again: Date,
    pub reason: String,
}

/// Milestones folded: per step what counts now, the pauses, the dates known, and whether the course has ended.
#[derive(Clone, Debug)]
pub struct Folded {
    pub(crate) steps: Vec<StepLog>,
    pub(crate) pauses: Vec<Interval>,
    pub(crate) dates: BTreeMap<String, Date>,
    pub(crate) ended: Option<Date>,
}

impl StepLog {
    /// The latest time this element happened, in the order stored.
    pub(crate) fn latest(&self, element: Option<&str>) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.element.as_deref() == element)
    }

    /// The latest time any element happened, unless the step was left out after it.
    pub(crate) fn latest_of_all(&self) -> Option<&Entry> {
        let entry = self.entries.last()?;
        let later = self.left_out.iter().any(|left| left.nr > entry.nr);
        (!later).then_some(entry)
    }
}

impl Entry {
    /// The outcome as the file defines it.
    pub(crate) fn outcome_in<'p>(&self, step: &'p Step) -> Option<&'p Outcome> {
        self.outcome.and_then(|place| step.outcomes.get(place))
    }
}

/// The numbers that are annulled; an annulment that is itself annulled does nothing.
pub fn annulled(milestones: &[Milestone]) -> BTreeSet<u32> {
    let mut gone = BTreeSet::new();
    for milestone in milestones.iter().rev() {
        if let Happening::Annulled { nr, .. } = milestone.what
            && !gone.contains(&milestone.nr)
        {
            gone.insert(nr);
        }
    }
    gone
}

/// Folds the milestones of a course in the order they were stored (`content-formats.md` section 3).
pub fn fold(plan: &Plan, milestones: &[Milestone]) -> Folded {
    let gone = annulled(milestones);
    let mut folded = Folded::new(plan);
    for milestone in milestones.iter().filter(|milestone| !gone.contains(&milestone.nr)) {
        folded.add(plan, milestone);
    }
    folded
}

impl Folded {
    /// A course in which nothing has happened yet.
    pub(crate) fn new(plan: &Plan) -> Self {
        Self { steps: vec![StepLog::default(); plan.len()], pauses: Vec::new(), dates: BTreeMap::new(), ended: None }
    }

    /// What counts for the step at a place.
    pub(crate) fn log(&self, place: usize) -> Option<&StepLog> {
        self.steps.get(place)
    }

    /// One more milestone, which is not annulled. Steps the procedure does not have are passed by.
    pub(crate) fn add(&mut self, plan: &Plan, milestone: &Milestone) {
        let day = milestone.day;
        match &milestone.what {
            Happening::Done { step, element, outcome, dates, .. } => {
                self.dates.extend(dates.iter().map(|(name, date)| (name.clone(), *date)));
                if let Some(place) = plan.place(step) {
                    self.done(plan, place, milestone, element.clone(), outcome.as_deref());
                }
            }
            Happening::LeftOut { step, element, .. } => {
                if let Some(log) = plan.place(step).and_then(|place| self.steps.get_mut(place)) {
                    log.left_out.push(LeftOut { nr: milestone.nr, element: element.clone(), day });
                }
            }
            Happening::ReopenedFrom { step, .. } => {
                if let Some(place) = plan.place(step) {
                    self.go_back(plan, place, day);
                }
            }
            Happening::DeadlineSet { step, due, reason } => {
                if let Some(log) = plan.place(step).and_then(|place| self.steps.get_mut(place)) {
                    log.by_hand = Some(ByHand { nr: milestone.nr, day, due: *due, reason: reason.clone() });
                }
            }
            Happening::Suspended { waiting_for, look_again, reason } => {
                // A second suspension for the same party takes over from the first, or one resumption would leave two rows.
                self.close_pauses(day, Some(*waiting_for));
                self.pauses.push(Interval {
                    waiting_for: *waiting_for,
                    from: day,
                    until: None,
                    look_again: *look_again,
                    reason: reason.clone(),
                });
            }
            Happening::Resumed => self.close_pauses(day, None),
            Happening::Annulled { .. } => {}
        }
    }

    fn done(
        &mut self,
        plan: &Plan,
        place: usize,
        milestone: &Milestone,
        element: Option<String>,
        outcome: Option<&str>,
    ) {
        let Some(step) = plan.step(place) else { return };
        let found = outcome.and_then(|id| step.outcomes.iter().position(|outcome| outcome.id == id));
        let chosen = found.and_then(|nr| step.outcomes.get(nr));
        if let Some(log) = self.steps.get_mut(place) {
            log.left_out.retain(|left| left.element != element);
            // A date set by hand was for this attempt; the next one counts by its own rule again.
            if chosen.is_some_and(|outcome| outcome.again.is_some()) {
                log.by_hand = None;
            }
            log.entries.push(Entry { nr: milestone.nr, element, day: milestone.day, at: milestone.at, outcome: found });
        }
        if let Some(back) = chosen.and_then(|outcome| outcome.back_to.as_deref()).and_then(|id| plan.place(id)) {
            self.go_back(plan, back, milestone.day);
        }
        // One made for each in a list ends the course when all are settled, which only the derivation knows.
        let ends = step.ends && step.for_each.is_none();
        if ends || chosen.is_some_and(|outcome| outcome.ends) {
            self.ended = Some(milestone.day);
        }
    }

    /// How each step last went, in one number each: what tells the states of a walk apart.
    pub(crate) fn fingerprint(&self) -> Vec<u8> {
        let last = |log: &StepLog| match (log.entries.last(), log.left_out.last()) {
            (_, Some(_)) => 1,
            (None, None) => 0,
            (Some(entry), None) => {
                entry.outcome.map_or(2, |nr| u8::try_from(nr).unwrap_or(u8::MAX - 3).saturating_add(3))
            }
        };
        self.steps.iter().map(last).collect()
    }

    /// The history stays; the progress is taken up again from this step.
    fn go_back(&mut self, plan: &Plan, place: usize, day: Date) {
        for after in plan.from_here(place) {
            if let Some(log) = self.steps.get_mut(after) {
                *log = StepLog { reopened: Some(day), ..StepLog::default() };
            }
        }
        self.ended = None;
    }

    fn close_pauses(&mut self, day: Date, only: Option<Pause>) {
        for pause in &mut self.pauses {
            if pause.until.is_none() && only.is_none_or(|party| party == pause.waiting_for) {
                pause.until = Some(day);
            }
        }
    }
}
