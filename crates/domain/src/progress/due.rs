//! From rules to dates: when a step shows as work, and when it is due.

use super::derive::{Derivation, Link, keeps_open};
use super::fold::{Entry, Interval};
use super::{Answer, Due, Situation, State};
use crate::calendar::birthday;
use crate::deadline::{self, Actor, Anchor, Counted, Direction, Kind, Length, Pause, Roll, Rule, Span, Unit};
use crate::procedure::{Again, Ref, Step, StepDeadline};
use jiff::civil::Date;
use jiff::{Span as Stretch, Timestamp};

/// What a rule is counted from: a day, and the instant where it is known.
#[derive(Clone, Copy)]
struct From {
    day: Date,
    at: Option<Timestamp>,
}

impl From {
    fn day(day: Date) -> Self {
        Self { day, at: None }
    }
}

/// What one rule needs to know of its step.
struct Rules<'s> {
    place: usize,
    step: &'s Step,
    /// The day the step opens as work.
    opened: Option<Date>,
    /// The latest time the step happened, if it was kept open by `igen = true`.
    again: Option<From>,
}

impl Derivation<'_, Situation<'_>> {
    /// The day the step shows as work: the day it opened, or `tidligst` if that is later and known.
    pub(super) fn opens(&self, place: usize, step: &Step) -> Option<Date> {
        let opened = match self.state(place) {
            State::Open(day) | State::Undecided(day) => day,
            State::Done(_) | State::LeftOut(_) => self.reached(step)?,
            State::Waiting | State::FellAway | State::PassedOver(_) => return None,
        };
        Some(self.earliest(place, step).map_or(opened, |day| opened.max(day)))
    }

    /// The day `tidligst` gives, if it is known.
    pub(super) fn earliest(&self, place: usize, step: &Step) -> Option<Date> {
        let rule = step.earliest.as_ref()?;
        let opened = match self.state(place) {
            State::Open(day) | State::Undecided(day) => Some(day),
            _ => None,
        };
        // A step's first day may hang on its own deadline's anchor, but never on itself.
        self.guarded(place, || {
            let rules = Rules { place, step, opened, again: None };
            self.count_rule(rule, &rules, &[]).map(|(counted, _)| counted.due)
        })
    }

    /// All dates of a step, the one that counts first; empty when no rule gives a date (yet).
    ///
    /// A date set by hand counts before the reckoned ones, which are kept beside it. A clock that stands still comes
    /// after those that run: it has no date to be late for.
    pub(super) fn dues(&self, place: usize, element: Option<&str>) -> Vec<Due> {
        self.guarded(place, || Some(self.all_dues(place, element))).unwrap_or_default()
    }

    fn guarded<T>(&self, place: usize, work: impl FnOnce() -> Option<T>) -> Option<T> {
        if self.counting.borrow().contains(&place) {
            return None;
        }
        // `tidligst` is asked for while the dates of the same step are counted, so the mark is set for what comes below.
        self.counting.borrow_mut().push(place);
        let result = work();
        self.counting.borrow_mut().pop();
        result
    }

    fn all_dues(&self, place: usize, element: Option<&str>) -> Vec<Due> {
        let (Some(step), Some(log)) = (self.plan.step(place), self.folded.log(place)) else { return Vec::new() };
        let latest = log.latest(element).filter(|entry| keeps_open(step, entry));
        let opened = self.opens_unguarded(place, step);
        let mut dues = match latest.and_then(|entry| self.next_time(place, step, entry, opened)) {
            Some(next) => vec![next],
            None => self.by_rules(place, step, latest, opened),
        };
        dues.sort_by_key(|due| (due.standing_still_since.is_some(), due.counted.due));
        if let Some(set) = &log.by_hand {
            let own = dues.first();
            let by_hand = Due {
                counted: on(set.due),
                kind: own.map_or(Kind::Goal, |due| due.kind),
                rule: "sat i hånden".to_string(),
                counted_from: Some(set.day),
                source: own.and_then(|due| due.source.clone()),
                set_by_hand: Some(set.reason.clone()),
                passed_at_start: false,
                standing_still_since: None,
                to_be_confirmed: false,
            };
            dues.insert(0, by_hand);
        }
        dues
    }

    /// As [`Self::opens`], from inside the count of the same step's dates.
    fn opens_unguarded(&self, place: usize, step: &Step) -> Option<Date> {
        let mark = self.counting.borrow_mut().pop();
        let opens = self.opens(place, step);
        self.counting.borrow_mut().extend(mark);
        opens
    }

    /// The next attempt, when the latest outcome says when (`igen` with a span or a day).
    fn next_time(&self, place: usize, step: &Step, entry: &Entry, opened: Option<Date>) -> Option<Due> {
        let own = step.deadlines.first();
        let (rule, text) = match entry.outcome_in(step)?.again.as_ref()? {
            Again::OwnRule => return None,
            Again::After(span) => {
                (Rule::After(Length::Span(span.clone()), Anchor::Opened), format!("{span} efter sidste gang"))
            }
            Again::On(name) => (Rule::At(Anchor::Named(name.clone())), format!("ved {name}")),
        };
        let rules = Rules { place, step, opened, again: Some(From { day: entry.day, at: entry.at }) };
        let deadline = StepDeadline {
            kind: own.map_or(Kind::Goal, |own| own.kind),
            rule,
            text,
            source: own.and_then(|own| own.source.clone()),
            when: Vec::new(),
            pause: own.and_then(|own| own.pause),
            roll: own.and_then(|own| own.roll),
            warn: None,
            to_be_confirmed: false,
        };
        self.due(&deadline, &rules)
    }

    fn by_rules(&self, place: usize, step: &Step, latest: Option<&Entry>, opened: Option<Date>) -> Vec<Due> {
        let again = latest.map(|entry| From { day: entry.day, at: entry.at });
        let rules = Rules { place, step, opened, again };
        let day = self.reached(step).unwrap_or(self.world.start);
        let applies = |deadline: &&StepDeadline| {
            deadline.when.iter().all(|condition| self.condition(condition, day) == Answer::Yes)
        };
        step.deadlines.iter().filter(applies).filter_map(|deadline| self.due(deadline, &rules)).collect()
    }

    /// The date one deadline gives, rolled and marked; `None` while its anchor is unknown or its setting not set.
    fn due(&self, deadline: &StepDeadline, rules: &Rules) -> Option<Due> {
        let pauses = self.pauses_for(deadline);
        let (mut counted, from) = self.count_rule(&deadline.rule, rules, &pauses)?;
        let passed_at_start = counted.due < self.world.start;
        let original = counted.due;
        if passed_at_start {
            counted = on(rules.opened.unwrap_or(self.world.start));
        }
        let roll = deadline.roll.unwrap_or(match self.actor(rules.step) {
            Actor::Citizen => Roll::Next,
            Actor::Authority => Roll::Previous,
        });
        let mut counted = deadline::roll(counted, roll, self.world.calendar);
        if passed_at_start {
            // The page still shows the day the rule gave.
            counted.unrolled = original;
        }
        let due_day = counted.due;
        let standing_still = |pause: &&&Interval| pause.until.is_none() && pause.from < due_day;
        let standing_still_since = pauses.iter().filter(standing_still).map(|pause| pause.from).min();
        Some(Due {
            counted,
            kind: deadline.kind,
            rule: deadline.text.clone(),
            counted_from: Some(from.day),
            source: deadline.source.clone(),
            set_by_hand: None,
            passed_at_start,
            standing_still_since,
            to_be_confirmed: deadline.to_be_confirmed,
        })
    }

    /// The suspensions that hold this clock. A deadline set by law never stands still, whatever the file says: the
    /// citizen's right to a decision does not wait for us.
    fn pauses_for(&self, deadline: &StepDeadline) -> Vec<&Interval> {
        let Some(pause) = deadline.pause.filter(|_| deadline.kind == Kind::Goal) else { return Vec::new() };
        let holds = |interval: &&Interval| {
            pause == Pause::Any || interval.waiting_for == Pause::Any || interval.waiting_for == pause
        };
        self.folded.pauses.iter().filter(holds).collect()
    }

    fn actor(&self, step: &Step) -> Actor {
        if self.world.citizen_roles.contains(&step.role) { Actor::Citizen } else { Actor::Authority }
    }

    /// The date of a rule before any roll-over, and what it was counted from.
    fn count_rule(&self, rule: &Rule, rules: &Rules, pauses: &[&Interval]) -> Option<(Counted, From)> {
        let (length, anchor) = match rule {
            Rule::After(length, anchor) | Rule::Before(length, anchor) => (Some(length), anchor),
            Rule::At(anchor) => (None, anchor),
            Rule::Soon(_) => return None,
        };
        let from = self.anchor(anchor, rules)?;
        let Some(length) = length else { return Some((on(from.day), from)) };
        let span = match length {
            Length::Span(span) => span,
            Length::Setting(id) => self.world.settings.get(id)?,
        };
        let actor = self.actor(rules.step);
        let counted = match rule {
            Rule::Before(..) => self.count(span, from, Direction::Backward, actor),
            _ => self.count_past_pauses(span, from, actor, pauses),
        };
        Some((counted, from))
    }

    fn count(&self, span: &Span, from: From, direction: Direction, actor: Actor) -> Counted {
        match (from.at, span.0.as_slice()) {
            (Some(at), [(hours, Unit::Hours)]) => deadline::count_hours(at, *hours, direction),
            _ => deadline::count(span, from.day, direction, actor, self.world.calendar),
        }
    }

    /// Days while the clock stands still do not count: each pause that began before the date adds its own days.
    fn count_past_pauses(&self, span: &Span, from: From, actor: Actor, pauses: &[&Interval]) -> Counted {
        let mut counted = self.count(span, from, Direction::Forward, actor);
        let closed = pauses.iter().filter_map(|pause| pause.until.map(|until| (pause.from, until)));
        let (mut extra, mut still_until) = (0u32, from.day);
        for (begin, until) in merged(closed) {
            let begin = begin.max(still_until);
            if begin >= counted.due || until <= begin {
                continue;
            }
            still_until = until;
            match span.0.as_slice() {
                [(number, unit @ (Unit::Days | Unit::WorkingDays | Unit::Weekdays))] => {
                    extra = extra.saturating_add(self.days_that_count(begin, until, *unit, actor));
                    let longer = Span(vec![(number.saturating_add(extra), *unit)]);
                    counted = self.count(&longer, from, Direction::Forward, actor);
                }
                _ => counted = moved(counted, begin, until),
            }
        }
        counted
    }

    /// How many days after `begin`, up to and with `until`, would have counted.
    fn days_that_count(&self, begin: Date, until: Date, unit: Unit, actor: Actor) -> u32 {
        let calendar = self.world.calendar;
        let counts = |day: &Date| match unit {
            Unit::WorkingDays => calendar.is_working_day(*day),
            Unit::Weekdays => calendar.is_weekday(*day, actor),
            _ => true,
        };
        let days = begin.series(Stretch::new().days(1)).skip(1).take_while(|day| *day <= until);
        u32::try_from(days.filter(counts).count()).unwrap_or(u32::MAX)
    }

    /// What a rule counts from; `None` while it is not known.
    fn anchor(&self, anchor: &Anchor, rules: &Rules) -> Option<From> {
        match anchor {
            Anchor::Opened => rules.again.or_else(|| rules.opened.map(From::day)),
            Anchor::Start => Some(From { day: self.world.start, at: self.world.start_at }),
            Anchor::Step { step, outcomes } => {
                if rules.again.is_some() {
                    return rules.again;
                }
                let reference = if outcomes.is_empty() {
                    Ref::Step(step.clone())
                } else {
                    Ref::Outcome(step.clone(), outcomes.clone())
                };
                let Link::Alive(day) = self.link(&reference) else { return None };
                let entry = self.plan.place(step).and_then(|place| self.folded.log(place));
                let at = entry.and_then(|log| log.entries.last()).filter(|entry| entry.day == day);
                let reopened = self.folded.log(rules.place).and_then(|log| log.reopened);
                // Taken up again, the step does not count from a day long before it.
                match reopened.filter(|again| *again > day) {
                    Some(again) => Some(From::day(again)),
                    None => Some(From { day, at: at.and_then(|entry| entry.at) }),
                }
            }
            Anchor::Named(name) => {
                self.folded.dates.get(name).or_else(|| self.world.dates.get(name)).copied().map(From::day)
            }
            Anchor::DeadlineOf(step) => {
                let place = self.plan.place(step)?;
                self.dues(place, None).first().map(|due| From { day: due.counted.due, at: due.counted.at })
            }
            Anchor::Age { years, months } => self.world.born.map(|born| From::day(birthday(born, *years, *months))),
        }
    }

    /// The rules of an open step that give no date yet, as written, for "dato mangler".
    pub(super) fn without_date(&self, place: usize, step: &Step, state: &State) -> Vec<String> {
        if !matches!(state, State::Open(_)) {
            return Vec::new();
        }
        let rules = Rules { place, step, opened: self.opens(place, step), again: None };
        let day = self.reached(step).unwrap_or(self.world.start);
        let silent = |deadline: &&StepDeadline| {
            deadline.when.iter().all(|condition| self.condition(condition, day) == Answer::Yes)
                && self.due(deadline, &rules).is_none()
        };
        let mut found: Vec<String> =
            step.deadlines.iter().filter(silent).map(|deadline| deadline.text.clone()).collect();
        if step.earliest.is_some() && self.earliest(place, step).is_none() {
            found.push("tidligst".to_string());
        }
        found
    }
}

/// A day as it stands.
fn on(day: Date) -> Counted {
    Counted { due: day, unrolled: day, skipped: Vec::new(), warn_on: None, at: None }
}

/// Pauses in order, with those that overlap made one.
fn merged(pauses: impl Iterator<Item = (Date, Date)>) -> Vec<(Date, Date)> {
    let mut sorted: Vec<(Date, Date)> = pauses.collect();
    sorted.sort();
    let mut merged: Vec<(Date, Date)> = Vec::new();
    for (begin, until) in sorted {
        match merged.last_mut() {
            Some(last) if begin <= last.1 => last.1 = last.1.max(until),
            _ => merged.push((begin, until)),
        }
    }
    merged
}

/// The date moved on by as many days as the pause lasted.
fn moved(counted: Counted, begin: Date, until: Date) -> Counted {
    let days = begin.until(until).map(|stretch| stretch.get_days()).unwrap_or(0);
    let by = Stretch::new().days(i64::from(days));
    let due = counted.due.checked_add(by).unwrap_or(Date::MAX);
    let hours = Stretch::new().hours(i64::from(days).saturating_mul(24));
    let at = counted.at.and_then(|at| at.checked_add(hours).ok());
    Counted { due, unrolled: due, at, ..counted }
}
