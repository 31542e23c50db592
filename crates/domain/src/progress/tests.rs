//! The engine on chosen days: outreach and transition as they are played in `content-formats.md`, and the rules one by one.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod played;
mod properties;
mod rules;

use super::samples::span;
use super::*;
use crate::calendar::Calendar;
use crate::words::Act;
use jiff::civil::date;
use std::sync::LazyLock;

pub(super) static CALENDAR: LazyLock<Calendar> = LazyLock::new(Calendar::default);
pub(super) static CITIZENS: LazyLock<Vec<String>> = LazyLock::new(|| vec!["borger".to_string()]);

/// A course being played.
#[derive(Clone)]
pub(super) struct Play {
    pub procedure: Procedure,
    pub milestones: Vec<Milestone>,
    pub situation: Situation<'static>,
}

pub(super) fn play(procedure: Procedure, start: Date) -> Play {
    let situation = Situation {
        start,
        start_at: None,
        facts: BTreeMap::new(),
        dates: BTreeMap::new(),
        lists: BTreeMap::new(),
        forms: BTreeMap::new(),
        ended_courses: vec![],
        settings: BTreeMap::from([("sagsbehandlingstid".to_string(), span("12 uger"))]),
        born: None,
        citizen_roles: &CITIZENS,
        calendar: &CALENDAR,
    };
    Play { procedure, milestones: vec![], situation }
}

/// "kontakt" or "kontakt:naaet", without dates.
pub(super) fn happening(step: &str) -> Happening {
    let (step, outcome) =
        step.split_once(':').map_or((step, None), |(step, outcome)| (step, Some(outcome.to_string())));
    Happening::Done { step: step.into(), element: None, outcome, dates: BTreeMap::new(), reason: None }
}

impl Play {
    pub fn add(&mut self, day: Date, what: Happening) -> &mut Self {
        let nr = u32::try_from(self.milestones.len()).unwrap() + 1;
        self.milestones.push(Milestone { nr, day, at: None, what });
        self
    }

    pub fn done(&mut self, day: Date, step: &str) -> &mut Self {
        self.add(day, happening(step))
    }

    pub fn done_for(&mut self, day: Date, step: &str, whom: &str) -> &mut Self {
        let what = Happening::Done {
            step: step.into(),
            element: Some(whom.into()),
            outcome: None,
            dates: BTreeMap::new(),
            reason: None,
        };
        self.add(day, what)
    }

    pub fn done_with_date(&mut self, day: Date, step: &str, name: &str, agreed: Date) -> &mut Self {
        let mut what = happening(step);
        if let Happening::Done { dates, .. } = &mut what {
            dates.insert(name.into(), agreed);
        }
        self.add(day, what)
    }

    pub fn suspended(&mut self, day: Date, waiting_for: Pause, look_again: Date) -> &mut Self {
        self.add(day, Happening::Suspended { waiting_for, look_again, reason: "venter".into() })
    }

    pub fn fact(&mut self, word: &str, answer: Answer) -> &mut Self {
        self.situation.facts.insert(Fact::from_word(word).unwrap(), answer);
        self
    }

    pub fn states(&self) -> BTreeMap<StepId, State> {
        states(&self.procedure, &self.milestones, &self.situation)
    }

    pub fn state(&self, step: &str) -> State {
        self.states()[step].clone()
    }

    pub fn todos(&self) -> Vec<Todo> {
        todos(&self.procedure, &self.milestones, &self.situation)
    }

    pub fn todo(&self, step: &str) -> Option<Todo> {
        self.todos().into_iter().find(|todo| todo.step == step)
    }

    pub fn due(&self, step: &str) -> Option<Date> {
        self.todo(step)?.due.map(|due| due.counted.due)
    }

    /// The steps that are work on a day: open, not ahead, not to come.
    pub fn work_on(&self, day: Date) -> Vec<String> {
        let work = |todo: &Todo| todo.kind == TodoKind::Step && !todo.optional && todo.opens <= day;
        self.todos().into_iter().filter(work).map(|todo| todo.step).collect()
    }

    pub fn ended_on(&self) -> Option<Date> {
        ended_on(&self.procedure, &self.milestones, &self.situation)
    }

    pub fn act(&self, act: Act, subject: ActSubject) -> Vec<Happening> {
        record_act(&self.procedure, &self.milestones, &self.situation, act, &subject, self.situation.start)
    }
}
