//! A procedure as defined (arbejdsgang): steps, roles, rules and conditions, read from `content/procedurer/`.
//!
//! The types mirror `content-formats.md` section 2.3; what they mean is derived in [`crate::progress`].

use crate::deadline::{Kind, Pause, Roll, Rule, Span};
use jiff::civil::Date;
use std::fmt;

/// Id of a step inside its procedure; never reused for another step.
pub type StepId = String;

/// A procedure in one version.
#[derive(Clone, Debug, PartialEq)]
pub struct Procedure {
    /// File name without extension, e.g. `ansoegning`.
    pub id: String,
    /// First day this version may be begun (`gaelder_fra`); with the id, the version's name.
    pub valid_from: Date,
    /// Danish title.
    pub title: String,
    /// Catalogue ids (`P-01`).
    pub catalogue: Vec<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// Shown on top, for material older than the law.
    pub warning: Option<String>,
    /// What begins it.
    pub begins: Begins,
    /// Offered only in cases these do not speak against (`naar`); whatever begins it otherwise asks nothing.
    pub fits: Vec<Condition>,
    /// What one course of it is about.
    pub about: About,
    /// Dates asked for when the course begins: (id, title).
    pub dates: Vec<AskedDate>,
    /// Headings, for the picture, the citizen and supervision.
    pub phases: Vec<String>,
    /// The procedure it builds on, if any (already merged into `steps`).
    pub based_on: Option<(String, Date)>,
    /// The procedure in one sentence for the citizen.
    pub citizen_sees: Option<String>,
    /// All steps in the order of the file (base first).
    pub steps: Vec<Step>,
}

/// What begins a course of a procedure.
#[derive(Clone, Debug, PartialEq)]
pub enum Begins {
    /// An act reported by the app, by its word (`ansøgning`).
    Act(String),
    /// By hand.
    ByHand,
    /// Only started by another course.
    Course,
    /// Found every night by a date, for those who fulfil the conditions.
    At(Rule, Vec<Condition>),
    /// Every so long.
    Every(Span),
    /// On a day of every year, `MM-DD`.
    Yearly(String),
}

/// What one course is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum About {
    /// One case.
    #[default]
    Case,
    /// One citizen.
    Citizen,
    /// A family.
    Family,
    /// A department.
    Department,
}

/// A date a file asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedDate {
    /// The name rules use.
    pub id: String,
    /// The question.
    pub title: String,
    /// Only with these outcomes; empty means always.
    pub with: Vec<String>,
}

/// A reference in `efter`, `indtil` or `hvis`: `start`, a step, or a step with outcomes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ref {
    /// The first day of the course.
    Start,
    /// The step is settled.
    Step(StepId),
    /// The step's latest outcome is one of these.
    Outcome(StepId, Vec<String>),
}

/// A condition in `hvis`, `kraever` or `foreslaas_af`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// The opposite.
    Not(Box<Condition>),
    /// A reference to a step.
    Ref(Ref),
    /// The form is filled in.
    Form(String),
    /// The form's result is yes: (form, result).
    FormResult(String, String),
    /// A course of that procedure begun from this case has ended.
    CourseEnded(String),
    /// The person has turned so many years on the day the step is reached.
    Turned(u32),
    /// The person is under so many years on that day.
    Under(u32),
    /// A fact of the closed list ([`crate::words::Fact`]).
    Fact(crate::words::Fact),
}

/// A deadline rule on a step.
#[derive(Clone, Debug, PartialEq)]
pub struct StepDeadline {
    /// Law or goal.
    pub kind: Kind,
    /// The rule.
    pub rule: Rule,
    /// The rule as the file writes it, for pages.
    pub text: String,
    /// Paragraph or document; always there for a law.
    pub source: Option<String>,
    /// Only when these hold.
    pub when: Vec<Condition>,
    /// For whom the clock may stand still; only for goals.
    pub pause: Option<Pause>,
    /// Roll-over; `None` means by the lane of the role.
    pub roll: Option<Roll>,
    /// Tell this role when so much time has passed: (span, role).
    pub warn: Option<(Span, String)>,
    /// The number is not confirmed; the page says "skal bekræftes".
    pub to_be_confirmed: bool,
}

/// How an outcome keeps a step open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Again {
    /// Next deadline by the step's own rule, counted from now.
    OwnRule,
    /// So long after now.
    After(Span),
    /// On a day with this name.
    On(String),
}

/// The first day of a course that another begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FirstDay {
    /// The day it is begun.
    #[default]
    Begun,
    /// The first day of the course that begins it ("fra = start"): its clock has run since then.
    Same,
}

/// What a step or an outcome begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Starts {
    /// The procedure.
    pub procedure: String,
    /// Its first day.
    pub first_day: FirstDay,
    /// In a new case instead of the same.
    pub new_case: bool,
    /// The department of the new case.
    pub department: Option<String>,
}

/// How a step may end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Its id.
    pub id: String,
    /// What the page says.
    pub title: String,
    /// The step stays open.
    pub again: Option<Again>,
    /// That step and all after it open afresh.
    pub back_to: Option<StepId>,
    /// The course is over.
    pub ends: bool,
    /// Begins another course.
    pub starts: Option<Starts>,
    /// A written reason is asked for.
    pub needs_reason: bool,
    /// Proposed when one of these holds.
    pub proposed_by: Vec<Condition>,
    /// Letters that belong to this outcome only.
    pub letters: Vec<String>,
    /// What the citizen reads.
    pub citizen_sees: Option<String>,
}

/// A step (trin): something someone does.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its id.
    pub id: StepId,
    /// What is done, or what is decided.
    pub title: String,
    /// One of the procedure's phases.
    pub phase: Option<String>,
    /// Who does it (id in `roller.toml`).
    pub role: String,
    /// Who takes part.
    pub together_with: Vec<String>,
    /// The way here.
    pub after: Vec<Ref>,
    /// Must be settled before these can be done.
    pub before: Vec<StepId>,
    /// Only for some; else passed over.
    pub when: Vec<Condition>,
    /// Must be in place before the step can be done.
    pub requires: Vec<Condition>,
    /// The offer or duty ends when this has happened.
    pub until: Vec<Ref>,
    /// Not shown as work before this day.
    pub earliest: Option<Rule>,
    /// Deadlines; the earliest that applies counts, all are shown.
    pub deadlines: Vec<StepDeadline>,
    /// How it may end; empty means just "gjort".
    pub outcomes: Vec<Outcome>,
    /// Offered, never demanded, holds nothing up.
    pub optional: bool,
    /// May not be left out, not even with a reason.
    pub mandatory: bool,
    /// Done only by its own role, or by one who takes part; nobody else may, whatever their case.
    pub own_role: bool,
    /// The mark that the citizen has an outreach caseworker is taken off when the step is done.
    pub ends_mark: bool,
    /// One such step for each in this list.
    pub for_each: Option<crate::words::List>,
    /// A date doing the step asks for.
    pub date: Option<AskedDate>,
    /// Stands under "venter på andre"; stops no clock.
    pub waits_for: Option<Pause>,
    /// Closed by this act and nothing else.
    pub act: Option<crate::words::Act>,
    /// Forms at hand.
    pub forms: Vec<String>,
    /// Letters at hand.
    pub letters: Vec<String>,
    /// Phrases at hand.
    pub phrases: Vec<String>,
    /// Guides at hand.
    pub guides: Vec<String>,
    /// Meeting called here.
    pub meeting: Option<String>,
    /// "Sådan gør vi".
    pub help: Option<String>,
    /// What the citizen reads while the step is open.
    pub citizen_sees: Option<String>,
    /// The paragraph or document behind the step itself.
    pub source: Option<String>,
    /// The course is over when the step is done.
    pub ends: bool,
    /// Begins another course when done.
    pub starts: Option<Starts>,
}

impl Procedure {
    /// The step with this id.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }
}

impl Step {
    /// The outcome with this id.
    pub fn outcome(&self, id: &str) -> Option<&Outcome> {
        self.outcomes.iter().find(|outcome| outcome.id == id)
    }
}

impl fmt::Display for Ref {
    /// As content files write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ref::Start => f.write_str("start"),
            Ref::Step(step) => f.write_str(step),
            Ref::Outcome(step, outcomes) => write!(f, "{step}:{}", outcomes.join("|")),
        }
    }
}

impl fmt::Display for Condition {
    /// As content files write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Condition::Not(inner) => write!(f, "ikke {inner}"),
            Condition::Ref(reference) => reference.fmt(f),
            Condition::Form(form) => write!(f, "skema {form}"),
            Condition::FormResult(form, result) => write!(f, "{form} {result}"),
            Condition::CourseEnded(procedure) => write!(f, "forløb {procedure}"),
            Condition::Turned(years) => write!(f, "fyldt {years} år"),
            Condition::Under(years) => write!(f, "under {years} år"),
            Condition::Fact(fact) => f.write_str(fact.word()),
        }
    }
}
