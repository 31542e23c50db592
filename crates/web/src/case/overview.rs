//! What the case page says of its courses: next step, open steps, what waits, what is ahead, what has happened.

use super::links;
use crate::parts::Deadline;
use crate::swimlane;
use crate::wording::danish;
use app::App;
use app::case::{CourseView, View};
use domain::procedure::{Condition, Step, StepId};
use domain::progress::{Block, Happening, State, Todo, TodoKind};
use domain::words::{Act, Fact};
use std::collections::BTreeMap;

/// Something to do, to wait for, or to come.
pub(crate) struct Task {
    /// What it is.
    pub title: String,
    /// Its own page; none for looking again at a suspended case.
    pub path: Option<String>,
    /// The button: what it says, where it leads.
    pub act: (String, String),
    /// Whom it waits for, or what it is; may be empty.
    pub note: String,
    /// What holds it back.
    pub blocked: Vec<String>,
    /// All its dates, the counting one first.
    pub deadlines: Vec<Deadline>,
}

/// Everything to do on a case, sorted by how one reads it.
#[derive(Default)]
pub(crate) struct Tasks {
    /// The one thing to do now.
    pub next: Option<Task>,
    /// Other open steps.
    pub open: Vec<Task>,
    /// What waits for others.
    pub waiting: Vec<Task>,
    /// What is to come, with its day.
    pub ahead: Vec<Task>,
    /// What may be done.
    pub offers: Vec<Task>,
}

/// Sorts the todos of all running courses.
pub(crate) fn tasks(app: &App, view: &View<'_>) -> Tasks {
    let mut tasks = Tasks::default();
    let mut open: Vec<(Option<jiff::civil::Date>, Task)> = Vec::new();
    for course in view.courses.iter().filter(|course| course.ended_on.is_none()) {
        for todo in &course.todos {
            let step = course.procedure.step(&todo.step);
            let task = task(view, course, todo, step);
            let due = todo.due.as_ref().map(|due| due.counted.due);
            match &todo.kind {
                TodoKind::Ahead => tasks.ahead.push(task),
                // Its day to show as work has not come.
                TodoKind::Step if view.today < todo.opens => tasks.ahead.push(task),
                TodoKind::LookAgain if due.is_some_and(|due| view.today < due) => tasks.waiting.push(task),
                TodoKind::Step if todo.optional => tasks.offers.push(task),
                TodoKind::Step if !task.note.is_empty() || is_for_another(app, view, step) => {
                    tasks.waiting.push(named(app, task, step));
                }
                TodoKind::Step | TodoKind::Question(_) | TodoKind::LookAgain => open.push((due, task)),
            }
        }
    }
    // What can be done now comes first, then what is due first; a step without a date comes last.
    open.sort_by_key(|(due, task)| (!task.blocked.is_empty(), due.is_none(), *due));
    let mut open: Vec<Task> = open.into_iter().map(|(_, task)| task).collect();
    // When all our own work is held back, the next thing is what somebody owes us.
    let held_back = open.iter().all(|task| !task.blocked.is_empty());
    let first = if held_back && !tasks.waiting.is_empty() { &mut tasks.waiting } else { &mut open };
    tasks.next = (!first.is_empty()).then(|| first.remove(0));
    tasks.open = open;
    tasks.ahead.sort_by(|a, b| a.first_day().cmp(&b.first_day()));
    tasks
}

impl Task {
    fn first_day(&self) -> Option<&str> {
        self.deadlines.first().map(|deadline| deadline.iso.as_str())
    }
}

/// The approval is somebody else's work for everybody who may not approve; a citizen's step is the citizen's.
fn is_for_another(app: &App, view: &View<'_>, step: Option<&Step>) -> bool {
    step.is_some_and(|step| {
        let approval = step.act == Some(Act::Approval) && !view.may.approve;
        approval || app.content.role(&step.role).is_some_and(|role| role.citizen)
    })
}

fn named(app: &App, mut task: Task, step: Option<&Step>) -> Task {
    if task.note.is_empty() {
        let role = step.and_then(|step| app.content.role(&step.role)).map(|role| role.title.to_lowercase());
        task.note = format!("Venter på {}", role.as_deref().unwrap_or("andre"));
    }
    task
}

fn task(view: &View<'_>, course: &CourseView<'_>, todo: &Todo, step: Option<&Step>) -> Task {
    let case = format!("/sager/{}", view.file.case.id);
    let path = step.map(|step| links::step_path(view, course.id, &step.id));
    let deadlines = todo.all_due.iter().map(|due| Deadline::at(due, view.today, view.now)).collect();
    let Some(step) = step else {
        let title = "Se på sagen igen: den er sat i bero".to_string();
        let act = ("Tag sagen op igen".to_string(), format!("{case}#bero"));
        return Task { title, path: None, act, note: String::new(), blocked: Vec::new(), deadlines };
    };
    let own = path.clone().unwrap_or(case);
    let act = match &todo.kind {
        TodoKind::Step | TodoKind::LookAgain => links::act_of(view, step),
        TodoKind::Question(_) | TodoKind::Ahead => None,
    };
    Task {
        title: element(view, todo).map_or_else(|| step.title.clone(), |who| format!("{}: {who}", step.title)),
        act: act.unwrap_or_else(|| ("Åbn trinnet".to_string(), own)),
        path,
        note: waits(view, step),
        blocked: match &todo.kind {
            TodoKind::Question(facts) => facts.iter().map(|fact| format!("Uafklaret: {}", fact.meaning())).collect(),
            _ => todo.blocked.iter().map(|block| blocked(course, block)).collect(),
        },
        deadlines,
    }
}

fn waits(view: &View<'_>, step: &Step) -> String {
    use domain::deadline::Pause;
    match app::progress::waits_for(&view.file, step) {
        Some(Pause::Citizen) => "Venter på borgeren".into(),
        Some(Pause::Others | Pause::Any) => "Venter på svar fra andre".into(),
        None => String::new(),
    }
}

/// Who or what one of several such steps is about.
fn element(view: &View<'_>, todo: &Todo) -> Option<String> {
    let id = todo.element.as_ref()?;
    let person = view.file.people().find(|person| person.id.to_string() == *id).map(|person| person.name.clone());
    let grant = view.file.grants.iter().find(|grant| grant.id.to_string() == *id);
    person.or_else(|| grant.map(|grant| format!("bevilling fra {}", danish::date_plain(grant.from))))
}

/// What holds a step back, with the titles of this procedure.
pub(crate) fn blocked(course: &CourseView<'_>, block: &Block) -> String {
    let title = |id: &String| course.procedure.step(id).map_or(id.as_str(), |step| &step.title).to_string();
    match block {
        Block::Step(id) => format!("Venter på trinnet »{}«", title(id)),
        Block::Requires(Condition::Fact(Fact::DecisionReady)) => {
            "Noget mangler før afgørelsen; se »Mangler før afgørelse« på sagens første side".into()
        }
        Block::Requires(Condition::Fact(fact)) => format!("Skal være på plads: {}", fact.meaning()),
        Block::Requires(Condition::Form(form)) => format!("Mangler: skemaet »{form}« er ikke udfyldt"),
        Block::Requires(condition) => format!("Venter på, at {}", crate::wording::condition(condition)),
    }
}

/// Something that has happened in a course.
pub(crate) struct Happened {
    /// The day.
    pub day: String,
    /// ISO.
    pub iso: String,
    /// Which step, and how it ended.
    pub title: String,
    /// The reason; may be empty.
    pub reason: String,
    /// Left out.
    pub left_out: bool,
    /// Its number in the course.
    pub nr: u32,
    /// Its step, as the end of that page's address: course and step.
    pub at: Option<String>,
    /// Why it was taken back as a mistake; it does not count.
    pub mistake: Option<String>,
}

/// A course as the page draws it.
pub(crate) struct Drawn {
    /// Its title.
    pub title: String,
    /// The version and the first day, in words.
    pub began: String,
    /// The last day, in words.
    pub ended: Option<String>,
    /// Shown on top, for material older than the law.
    pub warning: Option<String>,
    /// The picture: SVG made by us, all text in it escaped.
    pub picture: String,
    /// The same in sentences.
    pub in_words: Vec<String>,
    /// What has happened, oldest first.
    pub happened: Vec<Happened>,
}

/// Draws a course with "her er vi".
pub(crate) fn drawn(app: &App, course: &CourseView<'_>, number: usize, today: jiff::civil::Date) -> Drawn {
    let procedure = course.procedure;
    let states = here(course, today);
    let roles = &app.content.roles;
    Drawn {
        title: procedure.title.clone(),
        began: danish::date_short(course.began_on),
        ended: course.ended_on.map(danish::date_short),
        warning: procedure.warning.clone(),
        picture: swimlane::svg(procedure, roles, Some(&states), &format!("forloeb-{number}")),
        in_words: swimlane::in_words(procedure, roles, Some(&states)),
        happened: course.milestones.iter().filter_map(|milestone| happened(course, milestone)).collect(),
    }
}

/// What has happened with one step, oldest first.
pub(crate) fn drawn_step(course: &CourseView<'_>, step: &str) -> Vec<Happened> {
    let about = |milestone: &&domain::progress::Milestone| milestone.what.step().is_some_and(|id| id == step);
    course.milestones.iter().filter(about).filter_map(|milestone| happened(course, milestone)).collect()
}

/// The states as the picture marks them: "her er vi" belongs to work, not to offers and not to what shows later.
fn here(course: &CourseView<'_>, today: jiff::civil::Date) -> BTreeMap<StepId, State> {
    let is_work = |step: &StepId| {
        let mut todos = course.todos.iter().filter(|todo| todo.step == *step);
        todos.any(|todo| !todo.optional && todo.opens <= today)
    };
    let marked = course.states.iter().map(|(step, state)| match state {
        State::Open(_) if !is_work(step) => (step.clone(), State::Waiting),
        state => (step.clone(), state.clone()),
    });
    marked.collect()
}

fn happened(course: &CourseView<'_>, milestone: &domain::progress::Milestone) -> Option<Happened> {
    let title = |id: &String| course.procedure.step(id).map_or(id.as_str(), |step| &step.title).to_string();
    let (title, reason, left_out) = match &milestone.what {
        Happening::Done { step, outcome, reason, .. } => {
            let outcome = outcome.as_ref().and_then(|outcome| course.procedure.step(step)?.outcome(outcome));
            let said = outcome.map_or_else(|| title(step), |outcome| format!("{}: {}", title(step), outcome.title));
            (said.replace("?:", "?"), reason.clone().unwrap_or_default(), false)
        }
        Happening::LeftOut { step, reason, .. } => (title(step), reason.clone(), true),
        Happening::ReopenedFrom { step, reason } => {
            (format!("Taget op igen fra »{}«", title(step)), reason.clone(), false)
        }
        Happening::DeadlineSet { step, due, reason } => {
            (format!("Fristen for »{}« sat til {}", title(step), danish::date_short(*due)), reason.clone(), false)
        }
        Happening::Suspended { look_again, reason, .. } => {
            (format!("Sat i bero til {}", danish::date_short(*look_again)), reason.clone(), false)
        }
        Happening::Resumed => ("Taget op igen".into(), String::new(), false),
        // It stands on the line of what was taken back.
        Happening::Annulled { .. } => return None,
    };
    Some(Happened {
        day: danish::date_short(milestone.day),
        iso: milestone.day.to_string(),
        title,
        reason,
        left_out,
        nr: milestone.nr,
        at: milestone.what.step().map(|step| format!("{}/{step}", course.id)),
        mistake: mistake(course, milestone.nr),
    })
}

/// Why a milestone was taken back, if it was.
fn mistake(course: &CourseView<'_>, nr: u32) -> Option<String> {
    if !domain::progress::annulled(&course.milestones).contains(&nr) {
        return None;
    }
    course.milestones.iter().rev().find_map(|later| match &later.what {
        Happening::Annulled { nr: annuls, reason } if *annuls == nr => Some(reason.clone()),
        _ => None,
    })
}

/// What the citizen reads now: what it is about, and what happens while each step is open.
pub(crate) fn citizen_sees(view: &View<'_>) -> Vec<String> {
    let running = view.courses.iter().filter(|course| course.ended_on.is_none());
    running
        .flat_map(|course| {
            let steps = course.todos.iter().filter(|todo| todo.kind == TodoKind::Step);
            let lines = steps.filter_map(|todo| course.procedure.step(&todo.step)?.citizen_sees.clone());
            course.procedure.citizen_sees.clone().into_iter().chain(lines)
        })
        .collect()
}
