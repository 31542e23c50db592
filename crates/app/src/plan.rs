//! The plan (plan): the cooperation agreement, the action plan, the child's and the joint plan, read from their forms.
//!
//! Each act here gives a new version of the form, so that who changed what, and when, stands in its history. The
//! citizen's own words are changed only on a day the citizen has said so.

mod paper;

pub use paper::pdf;

use crate::act::Act;
use crate::case::View;
use crate::form::{self, Fill, PLAN};
use crate::{Actor, App, Outcome, Reason, Refused, Resource};
use domain::access::Permit;
use domain::case::CaseFile;
use domain::ids::{CaseId, StaffId};
use domain::plan::{self, Change, FollowUp, Goal, Horizon, NotChanged, Plan, Reached, Said, Who, ids};
use domain::questionnaire::{Answers, FieldKind, Questionnaire};
use domain::task::{Origin, Owner, Task};
use jiff::civil::Date;
use store::Tx;
use store::form::FilledForm;

/// A version of a plan.
pub struct Version<'a> {
    /// Its number.
    pub nr: u32,
    /// The form as it was.
    pub form: &'a Questionnaire,
    /// What it says.
    pub answers: Answers,
    /// The day it was saved.
    pub on: Date,
    /// By whom.
    pub by: String,
}

/// The plan a page shows.
pub struct Current<'a> {
    /// Its form as it stands today.
    pub form: &'a Questionnaire,
    /// What it says.
    pub plan: Plan,
    /// The next day one looks at it.
    pub next: Option<FollowUp>,
    /// Its versions, newest first; never empty.
    pub versions: Vec<Version<'a>>,
}

impl Current<'_> {
    /// The number of its latest version.
    pub fn nr(&self) -> u32 {
        self.versions.first().map_or(0, |version| version.nr)
    }
}

/// The plans of a case as their page shows them.
pub struct PlanView<'a> {
    /// The case.
    pub view: View<'a>,
    /// The chosen plan; without a choice the one that was worked on last.
    pub current: Option<Current<'a>>,
    /// Every plan of the case.
    pub plans: Vec<&'a Questionnaire>,
    /// Plans that may be begun: those for the citizen's age that are not begun.
    pub offered: Vec<&'a Questionnaire>,
    /// Tasks that were made of plans in the case.
    pub tasks: Vec<Task>,
}

/// The forms that are plans on a day.
pub fn forms(app: &App, day: Date) -> impl Iterator<Item = &Questionnaire> {
    app.content.questionnaires.all_on(day).filter(|form| form.kept_in.as_deref() == Some(PLAN))
}

/// Whether a case has use for plans: one is begun, or a step of a course asks for one.
pub fn belongs(app: &App, view: &View<'_>) -> bool {
    let asked = |form: &Questionnaire| {
        let asks = |step: &domain::procedure::Step| step.forms.contains(&form.id);
        view.courses.iter().any(|course| course.procedure.steps.iter().any(asks))
    };
    forms(app, view.today).any(|form| view.file.forms.contains_key(&form.id) || asked(form))
}

/// Shows the plan of a case: the named one, else the one that was worked on last.
///
/// # Errors
/// [`Refused::NotFound`] for a form that is no plan.
pub async fn show<'a>(app: &'a App, actor: &Actor, case: CaseId, which: Option<&str>) -> Outcome<PlanView<'a>> {
    let mut look = app.look(actor, "see_plan").await?;
    let (permit, view) = crate::case::gather(app, &mut look, case).await?;
    let kept = look.tx.forms(&permit, case).await?;
    let begun = |form: &&Questionnaire| kept.iter().any(|kept| kept.form == form.id);
    let plans: Vec<&Questionnaire> = forms(app, view.today).filter(begun).collect();
    let last = kept.iter().filter(|kept| plans.iter().any(|plan| plan.id == kept.form));
    let last = last.max_by_key(|kept| (kept.filled_on, kept.nr)).map(|kept| kept.form.as_str());
    let form = match which {
        Some(id) => Some(forms(app, view.today).find(|form| form.id == id).ok_or(Refused::NotFound)?),
        None => plans.iter().find(|form| Some(form.id.as_str()) == last).copied(),
    };
    let current = form.map(|form| current(app, form, &kept, &view)).transpose()?.flatten();
    let age = view.file.citizen.age_on(view.today);
    let fits = |form: &&Questionnaire| {
        form.plan.as_ref().is_some_and(|rule| (rule.ages.0..=rule.ages.1).contains(&age)) && !begun(form)
    };
    let offered = forms(app, view.today).filter(fits).collect();
    let mut tasks = look.tx.tasks(&permit, case).await?;
    tasks.retain(|task| task.origin == Origin::Plan);
    look.done(Some(&permit), vec![case.to_string()], vec![view.file.citizen.id]).await?;
    Ok(PlanView { view, current, plans, offered, tasks })
}

fn current<'a>(
    app: &'a App,
    form: &'a Questionnaire,
    kept: &[FilledForm],
    view: &View<'a>,
) -> Outcome<Option<Current<'a>>> {
    let mut versions = Vec::new();
    for kept in kept.iter().rev().filter(|kept| kept.form == form.id) {
        versions.push(Version {
            nr: kept.nr,
            form: app.content.questionnaire_version(&form.id, kept.form_version).unwrap_or(form),
            answers: form::read(&kept.answers)?,
            on: kept.filled_on,
            by: view.staff_name(kept.filled_by).to_string(),
        });
    }
    let Some(latest) = versions.first() else { return Ok(None) };
    let plan = plan::read(form, &latest.answers);
    let next = plan.next_follow_up(form.plan.as_ref(), &app.content.calendar);
    Ok(Some(Current { form, plan, next, versions }))
}

/// A change of a plan, as ordered by a page.
pub struct Order {
    /// The plan's form.
    pub form: String,
    /// What changes.
    pub change: Change,
    /// The day the citizen said it, when the citizen's own words are among what changes.
    pub said_on: Option<Date>,
    /// The highest version the page knew of.
    pub knew_of: u32,
}

/// Changes a plan: a new version, on the day and by the hand of whoever changes it.
///
/// # Errors
/// [`Reason::Plan`] for what cannot be changed so; [`Reason::FormIncomplete`] for what a row lacks, and when the
/// citizen's words are others and no day is said; [`Reason::Stale`] when somebody changed it since.
pub async fn change(app: &App, actor: &Actor, case: CaseId, order: Order) -> Outcome<u32> {
    let mut act = app.act(actor, code(&order.change)).await?;
    let (permit, mut file) = act.open_case(case).await?;
    let today = act.today();
    let (form, latest) = latest(app, &mut act.tx, &permit, case, &order.form).await?;
    if latest.nr != order.knew_of {
        return Err(Reason::Stale.into());
    }
    let before = form::read(&latest.answers)?;
    let noted = noted(form, &before, &order.change);
    let mut answers = plan::changed(form, &before, order.change, today).map_err(Reason::Plan)?;
    if let Some(day) = order.said_on.filter(|_| plan::words_changed(form, &before, &answers)) {
        answers.fields.insert(ids::SAID_ON.into(), vec![day.to_string()]);
    }
    let fill = Fill { form: form.id.clone(), answers, knew_of: order.knew_of, signatures: Vec::new() };
    let saved = form::save(&mut act, &permit, &mut file, fill).await?;
    act.journal(&permit, case, &noted).await?;
    act.commit(Resource::Case(case)).await?;
    Ok(saved.nr)
}

/// The form of a plan that is begun, with its latest version.
async fn latest<'a>(
    app: &'a App,
    tx: &mut Tx,
    permit: &Permit,
    case: CaseId,
    id: &str,
) -> Outcome<(&'a Questionnaire, FilledForm)> {
    let today = tx.today();
    let form = forms(app, today).find(|form| form.id == id).ok_or(Refused::NotFound)?;
    let kept = tx.forms(permit, case).await?.into_iter().filter(|kept| kept.form == form.id);
    Ok((form, kept.max_by_key(|kept| kept.nr).ok_or(Refused::NotFound)?))
}

fn code(change: &Change) -> &'static str {
    match change {
        Change::AddGoal(_) => "goal_added",
        Change::EditGoal { .. } => "goal_changed",
        Change::DropGoal(_) => "goal_dropped",
        Change::Settle { .. } => "goal_settled",
        Change::Reopen(_) => "goal_reopened",
        Change::Review { .. } => "plan_reviewed",
    }
}

/// What the journal keeps: which plan and which goal, by number. What it says stays in the plan.
fn noted(form: &Questionnaire, before: &Answers, change: &Change) -> String {
    let goal = |row: usize| format!("{}, mål {}", form.title, row.saturating_add(1));
    match change {
        Change::AddGoal(_) => goal(before.rows.get(ids::GOALS).map_or(0, Vec::len)),
        Change::EditGoal { row, .. } | Change::DropGoal(row) | Change::Reopen(row) => goal(*row),
        Change::Settle { row, reached, .. } => {
            let how = match reached {
                Reached::Yes => "nået",
                Reached::Partly => "nået delvist",
                Reached::No => "ikke nået",
            };
            format!("{}: {how}", goal(*row))
        }
        Change::Review { .. } => form.title.clone(),
    }
}

/// Makes tasks of what the plan has agreed with a day: each action, and following up on each open goal. One that has
/// been made a task before is not made one again. Answers how many were made.
///
/// # Errors
/// [`Reason::Plan`] with [`NotChanged::NothingAgreed`] when there is nothing left to make tasks of.
pub async fn make_tasks(app: &App, actor: &Actor, case: CaseId, form: &str) -> Outcome<usize> {
    let mut act = app.act(actor, "plan_made_tasks").await?;
    let (permit, file) = act.open_case(case).await?;
    let (form, latest) = latest(app, &mut act.tx, &permit, case, form).await?;
    let plan = plan::read(form, &form::read(&latest.answers)?);
    let made: Vec<Task> = act.tx.tasks(&permit, case).await?;
    let mut number = 0_usize;
    for give in agreed(&mut act, &file, &plan).await? {
        if made.iter().any(|task| task.origin == Origin::Plan && task.what == give.what && task.due == give.due) {
            continue;
        }
        crate::task::add(&mut act, &permit, &file, give).await?;
        number = number.saturating_add(1);
    }
    if number == 0 {
        return Err(Reason::Plan(NotChanged::NothingAgreed).into());
    }
    act.journal(&permit, case, &form.title).await?;
    act.commit(Resource::Case(case)).await?;
    Ok(number)
}

/// Everything with a day that is still ahead of the plan.
async fn agreed(act: &mut Act<'_>, file: &CaseFile, plan: &Plan) -> Outcome<Vec<crate::task::Give>> {
    let staff = act.tx.all_staff().await?;
    let responsible = file.case.responsible;
    let owner_of = |who: &Who| match who {
        Who::Citizen => Owner::Citizen,
        Who::Other(name) if name.trim().is_empty() => Owner::Staff(responsible),
        Who::Other(name) => {
            let known = staff.iter().find(|staff| staff.active && staff.name.eq_ignore_ascii_case(name.trim()));
            known.map_or_else(|| Owner::Other(name.trim().to_string()), |staff| Owner::Staff(staff.id))
        }
    };
    let since = plan.agreed_on;
    let mut found = Vec::new();
    for goal in plan.open_goals() {
        for action in &goal.actions {
            found.extend(action.by.map(|by| give(owner_of(&action.who), line(&action.what), by, since)));
        }
        found.extend(goal.follow_up.map(|on| give(Owner::Staff(responsible), following_up(goal), on, since)));
    }
    Ok(found)
}

fn give(owner: Owner, what: String, due: Date, agreed_on: Option<Date>) -> crate::task::Give {
    crate::task::Give { what, owner, due: Some(due), origin: Origin::Plan, every: None, agreed_on }
}

fn following_up(goal: &Goal) -> String {
    line(&format!("Følg op på målet: {}", goal.text))
}

/// As one line a list has room for.
fn line(text: &str) -> String {
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    plain.chars().take(domain::task::LONGEST).collect()
}

/// What was said as people write it: a day in full, a yes with a capital.
pub fn told(said: &Said) -> String {
    match said.kind {
        FieldKind::Date => said.text.parse().map_or_else(|_| said.text.clone(), letters::dates::danish_date),
        FieldKind::YesNo | FieldKind::Choice | FieldKind::Tick => {
            let mut letters = said.text.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
        }
        _ => said.text.clone(),
    }
}

/// What a horizon is called, for pages and papers alike.
pub fn horizon(horizon: Horizon) -> &'static str {
    match horizon {
        Horizon::Short => "de næste måneder",
        Horizon::Long => "længere frem",
    }
}

/// Whose name an action carries; the responsible person's when the plan names nobody.
pub(crate) fn who_does(who: &Who, staff: &[domain::staff::Staff], responsible: StaffId) -> Option<String> {
    match who {
        Who::Citizen => None,
        Who::Other(name) if !name.trim().is_empty() => Some(name.trim().to_string()),
        Who::Other(_) => staff.iter().find(|one| one.id == responsible).map(|one| one.name.clone()),
    }
}
