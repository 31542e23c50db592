//! What the plan's pages show.

use super::steps::{self, Look, Step};
use crate::case::{Head, Place};
use crate::form::{Errors, date_value};
use crate::layout::{Frame, Here};
use crate::parts::{Alert, Choice, Choices, Deadline, Empty, Field, Hidden, Summary, Tone};
use crate::questionnaire::asked;
use crate::session::Desk;
use crate::wording::{Wording, danish};
use app::plan::{Current, PlanView, Version};
use askama::Template;
use domain::deadline::Kind;
use domain::ids::CaseId;
use domain::plan::{Action, FollowUp, Goal, Plan, Reached, Said, Standing, Who, Why, ids};
use domain::questionnaire::difference::{self, Difference, difference};
use domain::questionnaire::{AnswerRow, Answers, Questionnaire};
use domain::task::State;
use jiff::civil::Date;

/// The prefix of a goal's fields on the page.
pub(super) const PREFIX: &str = "m";

/// Columns of a goal that are said by settling it, not by writing them.
const SETTLED: &[&str] = &[ids::REACHED, ids::REACHED_ON, ids::WENT_WELL, ids::LESS_WELL];

/// A goal that is being written.
#[derive(Clone, Default)]
pub(super) struct Writing {
    /// The goal's row; none for a new one.
    pub row: Option<usize>,
    /// What the goal was called when one began.
    pub was: String,
    /// What is written so far.
    pub cells: AnswerRow,
    /// The day the citizen said it.
    pub said_on: String,
}

/// How a goal went, as typed.
#[derive(Clone, Default)]
pub(super) struct Settling {
    pub row: usize,
    pub reached: String,
    pub on: String,
    pub well: String,
    pub less: String,
}

/// All that may be typed, as it stands.
#[derive(Default)]
pub(super) struct Typed {
    pub writing: Option<Writing>,
    pub settling: Option<Settling>,
    /// Day, status, and whether new goals are needed.
    pub review: Option<(String, String, String)>,
    /// What somebody saved meanwhile.
    pub saved: String,
}

/// A goal as the page shows it.
pub(super) struct GoalRow {
    row: usize,
    nr: usize,
    text: String,
    horizon: &'static str,
    actions: Vec<ActionRow>,
    follow_up: Option<Deadline>,
    follow_up_day: String,
    settled: Option<String>,
    well: String,
    less: String,
    editing: Option<Vec<asked::Question>>,
    was: String,
    reached: Choices,
    on: Field,
    went_well: Field,
    went_less: Field,
    is_settling: bool,
}

struct ActionRow {
    who: String,
    what: String,
    by: Option<Deadline>,
    day: String,
}

/// A version, with what it changed.
struct Was {
    nr: u32,
    when: String,
    by: String,
    lines: Vec<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "plan/show.html")]
pub(super) struct Show {
    frame: Frame,
    head: Head,
    number: String,
    case: CaseId,
    may_work: bool,
    summary: Errors,
    saved: String,
    title: String,
    form: String,
    knew_of: u32,
    begun: bool,
    others: Vec<(String, String)>,
    offered: Vec<(String, String, String)>,
    words: Vec<Said>,
    said_on: String,
    agreed: String,
    picture: String,
    in_words: String,
    next: Option<Deadline>,
    source: String,
    goals: Vec<GoalRow>,
    adding: Option<Vec<asked::Question>>,
    said_field: Field,
    coordination: Vec<[String; 3]>,
    reviews: Vec<[String; 3]>,
    review_on: Field,
    review_status: Field,
    review_goals: Choices,
    reviewing: bool,
    other: Vec<Said>,
    tasks: Vec<(String, String)>,
    history: Vec<Was>,
}

impl Show {
    pub(super) fn of(desk: &Desk, shown: &PlanView<'_>, typed: &Typed, errors: &Errors, summary: Errors) -> Self {
        let view = &shown.view;
        let case = view.file.case.id;
        let current = shown.current.as_ref();
        let plan = current.map(|current| &current.plan);
        let steps: Vec<Step> = plan.map(|plan| steps_of(plan, view.today)).unwrap_or_default();
        let form = current.map(|current| current.form);
        let said = typed.writing.as_ref().map_or_else(|| date_value(view.today), |writing| writing.said_on.clone());
        let (on, status, new_goals) =
            typed.review.clone().unwrap_or_else(|| (date_value(view.today), String::new(), String::new()));
        Self {
            frame: desk.frame(Here::Elsewhere),
            head: Head::of(&desk.app, view, Place::Plan),
            number: view.file.case.number.to_string(),
            case,
            may_work: view.may.work && view.file.case.closed_on.is_none(),
            saved: typed.saved.clone(),
            title: form.map(|form| form.title.clone()).unwrap_or_default(),
            form: form.map(|form| form.id.clone()).unwrap_or_default(),
            knew_of: current.map_or(0, Current::nr),
            begun: current.is_some(),
            others: others(shown),
            offered: shown.offered.iter().map(|form| offered(case, form)).collect(),
            words: plan.map(|plan| plan.own_words.clone()).unwrap_or_default(),
            said_on: plan.and_then(|plan| plan.said_on).map(danish::date_plain).unwrap_or_default(),
            agreed: plan.map(agreed).unwrap_or_default(),
            picture: steps::svg(&steps, "maal"),
            in_words: steps::in_words(&steps),
            next: current.and_then(|current| next(current, view.today)),
            source: form.and_then(|form| form.plan.as_ref()).map(|rule| rule.source.clone()).unwrap_or_default(),
            goals: current.map(|current| goals(shown, current, typed, errors)).unwrap_or_default(),
            adding: form.and_then(|form| adding(form, typed, errors)),
            said_field: Field::date("sagt", "Hvilken dag sagde borgeren det?", &said, errors)
                .hint("Kun når du retter det, borgeren gør. Det er borgerens ord.")
                .optional(),
            coordination: plan.map(coordination).unwrap_or_default(),
            reviews: plan.map(reviews).unwrap_or_default(),
            review_on: Field::date("fulgt-op", "Hvilken dag?", &on, errors),
            review_status: Field::text("status", "Hvordan går det?", &status, errors).rows(4),
            review_goals: Choices::radios("nye-maal", "Er der behov for nye mål?", &yes_no(), &new_goals, errors),
            reviewing: typed.review.is_some(),
            other: plan.map(|plan| told(&plan.other)).unwrap_or_default(),
            tasks: tasks(shown),
            history: current.map(history).unwrap_or_default(),
            summary,
        }
    }
}

fn yes_no() -> Vec<Choice> {
    vec![Choice::new("ja", "Ja"), Choice::new("nej", "Nej")]
}

fn others(shown: &PlanView<'_>) -> Vec<(String, String)> {
    let here = shown.current.as_ref().map(|current| current.form.id.as_str());
    let case = shown.view.file.case.id;
    let other = shown.plans.iter().filter(|form| Some(form.id.as_str()) != here);
    other.map(|form| (format!("/sager/{case}/plan?plan={}", form.id), form.title.clone())).collect()
}

fn offered(case: CaseId, form: &Questionnaire) -> (String, String, String) {
    (format!("/sager/{case}/skema/{}", form.id), form.title.clone(), form.help.clone().unwrap_or_default())
}

fn agreed(plan: &Plan) -> String {
    let day = plan.agreed_on.map(danish::date_plain).unwrap_or_default();
    match (day.as_str(), plan.present.trim()) {
        ("", _) => String::new(),
        (day, "") => format!("Lavet {day}"),
        (day, present) => format!("Lavet {day} af {present}"),
    }
}

/// The rule behind the next day, as it stands beside it.
fn rule(next: &FollowUp) -> String {
    match &next.why {
        Why::Goal(row) => format!("aftalt for mål {}", row.saturating_add(1)),
        Why::Agreed => "aftalt for hele planen".into(),
        Why::Rule { span, from } => format!("{span} efter {}", danish::date_short(*from)),
    }
}

fn next(current: &Current<'_>, today: Date) -> Option<Deadline> {
    current.next.as_ref().map(|next| Deadline::plain(next.on, rule(next), Kind::Goal, today))
}

fn steps_of(plan: &Plan, today: Date) -> Vec<Step> {
    let step = |goal: &Goal| {
        let (look, said) = standing(goal, today);
        Step { look, text: goal.text.clone(), said }
    };
    plan.goals.iter().map(step).collect()
}

fn standing(goal: &Goal, today: Date) -> (Look, String) {
    match goal.standing(today) {
        Standing::Settled(reached) => {
            let look = match reached {
                Reached::Yes => Look::Reached,
                Reached::Partly => Look::Partly,
                Reached::No => Look::Missed,
            };
            (look, reached.danish())
        }
        Standing::FollowUp(day) => (Look::Open, format!("følg op {}", danish::date_short(day))),
        Standing::Past(day) => (Look::Past, format!("dagen er gået: {}", danish::date_short(day))),
        Standing::NoDay => (Look::Open, "ingen dag aftalt".into()),
    }
}

fn goals(shown: &PlanView<'_>, current: &Current<'_>, typed: &Typed, errors: &Errors) -> Vec<GoalRow> {
    let answers = current.versions.first().map(|version| &version.answers);
    current.plan.goals.iter().map(|goal| goal_row(shown, current.form, answers, goal, typed, errors)).collect()
}

fn goal_row(
    shown: &PlanView<'_>,
    form: &Questionnaire,
    answers: Option<&Answers>,
    goal: &Goal,
    typed: &Typed,
    errors: &Errors,
) -> GoalRow {
    let today = shown.view.today;
    let writing = typed.writing.as_ref().filter(|writing| writing.row == Some(goal.row));
    let settling = typed.settling.as_ref().filter(|settling| settling.row == goal.row);
    let none = Errors::default();
    let errors_here = if settling.is_some() { errors } else { &none };
    let kept = settling.cloned().unwrap_or_else(|| Settling { on: date_value(today), ..Settling::default() });
    let choices: Vec<Choice> = Reached::ALL.iter().map(|one| Choice::new(one.word(), capital(&one.danish()))).collect();
    let id = |field: &str| format!("{field}-{}", goal.row);
    let cells = answers.and_then(|answers| answers.rows.get(ids::GOALS)).and_then(|rows| rows.get(goal.row));
    let day = goal.reached_on.map(|day| format!(" {}", danish::date_short(day))).unwrap_or_default();
    GoalRow {
        row: goal.row,
        nr: goal.row.saturating_add(1),
        text: goal.text.clone(),
        horizon: app::plan::horizon(goal.horizon),
        actions: goal.actions.iter().map(|action| action_row(shown, action)).collect(),
        follow_up: goal.follow_up.map(|on| Deadline::plain(on, "aftalt for målet", Kind::Goal, today)),
        follow_up_day: goal.follow_up.map(danish::date_plain).unwrap_or_default(),
        settled: goal.reached.map(|reached| format!("{}{day}", capital(&reached.danish()))),
        well: goal.went_well.clone(),
        less: goal.less_well.clone(),
        editing: writing.map(|writing| {
            let full =
                if writing.cells.is_empty() { cells.cloned().unwrap_or_default() } else { writing.cells.clone() };
            fields(form, &full, errors)
        }),
        was: writing.map_or_else(|| goal.text.clone(), |writing| writing.was.clone()),
        reached: Choices::radios(&id("naaet"), "Er målet nået?", &choices, &kept.reached, errors_here).named("naaet"),
        on: Field::date(&id("dag"), "Hvilken dag er det sagt?", &kept.on, errors_here).named("dag"),
        went_well: Field::text(&id("godt"), "Hvad er gået godt?", &kept.well, errors_here)
            .named("godt")
            .rows(3)
            .optional(),
        went_less: Field::text(&id("mindre"), "Hvad er gået mindre godt?", &kept.less, errors_here)
            .named("mindre")
            .rows(3)
            .optional(),
        is_settling: settling.is_some(),
    }
}

fn action_row(shown: &PlanView<'_>, action: &Action) -> ActionRow {
    let view = &shown.view;
    let who = match &action.who {
        Who::Citizen => "Borgeren".to_string(),
        Who::Other(name) if name.is_empty() => view.responsible.name.clone(),
        Who::Other(name) => name.clone(),
    };
    let by = action.by.map(|by| Deadline::plain(by, "aftalt i planen", Kind::Goal, view.today));
    let day = action.by.map(|by| format!("senest {}", danish::date_plain(by))).unwrap_or_default();
    ActionRow { who, what: action.what.clone(), by, day }
}

fn adding(form: &Questionnaire, typed: &Typed, errors: &Errors) -> Option<Vec<asked::Question>> {
    let writing = typed.writing.as_ref().filter(|writing| writing.row.is_none())?;
    Some(fields(form, &writing.cells, errors))
}

fn fields(form: &Questionnaire, cells: &AnswerRow, errors: &Errors) -> Vec<asked::Question> {
    let written = columns(form).iter().filter(|column| !SETTLED.contains(&column.id.as_str()));
    written.map(|column| asked::cell(column, &name_of(&column.id), cells.get(&column.id), errors)).collect()
}

/// The columns of goals.
pub(super) fn columns(form: &Questionnaire) -> &[domain::questionnaire::Field] {
    let section = form.sections.iter().find(|section| section.rows && section.id == ids::GOALS);
    section.map_or(&[], |section| section.fields.as_slice())
}

/// The name of a goal's field on the page.
pub(super) fn name_of(column: &str) -> String {
    format!("{PREFIX}-{column}")
}

fn told(all: &[Said]) -> Vec<Said> {
    all.iter().map(|said| Said { text: app::plan::told(said), ..said.clone() }).collect()
}

fn coordination(plan: &Plan) -> Vec<[String; 3]> {
    let row = |one: &domain::plan::Coordination| {
        [one.with.clone(), one.about.clone(), one.on.map(danish::date_plain).unwrap_or_default()]
    };
    plan.coordination.iter().map(row).collect()
}

fn reviews(plan: &Plan) -> Vec<[String; 3]> {
    let row = |one: &domain::plan::Review| {
        let new_goals = match one.new_goals {
            Some(true) => "Ja",
            Some(false) => "Nej",
            None => "",
        };
        [danish::date_plain(one.on), one.status.clone(), new_goals.to_string()]
    };
    plan.reviews.iter().rev().map(row).collect()
}

fn tasks(shown: &PlanView<'_>) -> Vec<(String, String)> {
    let state = |state: &State, due: Option<Date>| match state {
        State::Open => due.map_or_else(|| "åben".to_string(), |due| format!("senest {}", danish::date_short(due))),
        State::Done(settled) => format!("gjort {}", danish::date_short(settled.on)),
        State::Dropped(settled) => format!("bortfaldet {}", danish::date_short(settled.on)),
    };
    shown.tasks.iter().map(|task| (task.what.clone(), state(&task.state, task.due))).collect()
}

fn history(current: &Current<'_>) -> Vec<Was> {
    let nothing = Answers::default();
    let versions = &current.versions;
    let before = |nr: usize| versions.get(nr.saturating_add(1)).map_or(&nothing, |version| &version.answers);
    versions.iter().enumerate().map(|(nr, version)| was(version, before(nr))).collect()
}

fn was(version: &Version<'_>, before: &Answers) -> Was {
    let first = before.fields.is_empty() && before.rows.is_empty();
    let lines = if first {
        vec!["Planen er begyndt.".to_string()]
    } else {
        difference(version.form, before, &version.answers).iter().map(line).collect()
    };
    Was { nr: version.nr, when: danish::date_short(version.on), by: version.by.clone(), lines }
}

fn line(one: &Difference<'_>) -> String {
    let told = |field, given: &[String]| match asked::answer(field, Some(given)) {
        said if said.is_empty() => "intet".to_string(),
        said => format!("»{said}«"),
    };
    let cells = one.cells.iter().map(|cell| {
        let title = cell.field.title.trim_end_matches('?');
        format!("{title} fra {} til {}", told(cell.field, &cell.before), told(cell.field, &cell.after))
    });
    let cells = cells.collect::<Vec<_>>().join("; ");
    match (one.kind, one.row.as_str()) {
        (difference::Kind::Added, "") | (difference::Kind::Changed, "") | (difference::Kind::Removed, "") => {
            format!("Ændret: {cells}")
        }
        (difference::Kind::Added, row) => format!("Tilføjet: {row}"),
        (difference::Kind::Removed, row) => format!("Taget ud: {row}"),
        (difference::Kind::Changed, row) => format!("Ændret: {row}. {cells}"),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The plan for the citizen: plain, large, to be printed or read together at the table.
#[derive(Template)]
#[template(path = "plan/citizen.html")]
pub(super) struct Citizen {
    frame: Frame,
    number: String,
    back: String,
    pdf: String,
    title: String,
    citizen: String,
    agreed: String,
    said_on: String,
    words: Vec<Said>,
    picture: String,
    goals: Vec<GoalRow>,
    coordination: Vec<[String; 3]>,
    other: Vec<Said>,
    next: Option<String>,
    reviews: Vec<[String; 3]>,
    caseworker: String,
    phone: String,
}

impl Citizen {
    pub(super) fn of(desk: &Desk, shown: &PlanView<'_>, current: &Current<'_>) -> Self {
        let view = &shown.view;
        let case = view.file.case.id;
        let plan = &current.plan;
        let form = &current.form.id;
        Self {
            frame: desk.frame(Here::Elsewhere),
            number: view.file.case.number.to_string(),
            back: format!("/sager/{case}/plan?plan={form}"),
            pdf: format!("/sager/{case}/plan/{form}/pdf"),
            title: current.form.title.clone(),
            citizen: view.file.citizen.name.clone(),
            agreed: agreed(plan),
            said_on: plan.said_on.map(danish::date_plain).unwrap_or_default(),
            words: plan.own_words.clone(),
            picture: steps::svg(&steps_of(plan, view.today), "maal"),
            goals: goals(shown, current, &Typed::default(), &Errors::default()),
            coordination: coordination(plan),
            other: told(&plan.other),
            next: current.next.as_ref().map(|next| danish::date_plain(next.on)),
            reviews: reviews(plan),
            caseworker: view.responsible.name.clone(),
            phone: view.responsible.phone.clone(),
        }
    }
}
