//! The engine at work on a case: acts report themselves, milestones are stored, todos are worked out again.

mod by_hand;
mod rules;

pub use by_hand::{AtStep, MarkDone, annul, leave_out, mark_done, resume, set_deadline, suspend};
pub(crate) use by_hand::{at_step, may_by_role};

use crate::act::Act;
use crate::{App, Outcome, Refused, outreach};
use domain::access::{Permit, Target};
use domain::benefit::Benefit;
use domain::case::{CaseFile, Course};
use domain::deadline::{Pause, Span};
use domain::decision::Missing;
use domain::ids::{CaseId, CourseId};
use domain::information::InformationRequest;
use domain::party_hearing::HearingState;
use domain::procedure::{Begins, FirstDay, Procedure, Ref, Starts, Step};
use domain::progress::{self, ActSubject, Answer, Happening, Milestone, Situation, State, Todo};
use domain::setting::Value;
use domain::words;
use jiff::{Timestamp, civil::Date};
use std::collections::{BTreeMap, BTreeSet};
use store::Tx;
use store::todo::{TodoKind, TodoRow};

/// The procedure a course follows, in the version it began with.
pub(crate) fn procedure_of<'a>(app: &'a App, course: &Course) -> Outcome<&'a Procedure> {
    app.content.procedure_version(&course.procedure, course.version).ok_or_else(|| {
        Refused::Broken(anyhow::anyhow!("procedure {} of {} is not in content", course.procedure, course.version))
    })
}

/// The benefit of a case, in the version in force on the day its application came.
pub(crate) fn benefit_of<'a>(app: &'a App, file: &CaseFile) -> Outcome<&'a Benefit> {
    let day = file.application.as_ref().map_or(file.case.opened_on, |application| application.received_on);
    app.content
        .benefit(&file.case.benefit, day.max(file.case.opened_on))
        .ok_or_else(|| Refused::Broken(anyhow::anyhow!("benefit {} is not in content", file.case.benefit)))
}

/// What the engine asks about a course.
pub(crate) fn situation<'a>(
    app: &'a App,
    file: &CaseFile,
    course: &Course,
    today: Date,
    ready: Answer,
) -> Situation<'a> {
    Situation {
        start: course.began_on,
        start_at: None,
        facts: file.facts(today, ready),
        dates: file.dates(),
        lists: file.lists(today),
        forms: file.forms.clone(),
        ended_courses: file.courses.iter().filter(|c| c.ended_on.is_some()).map(|c| c.procedure.clone()).collect(),
        settings: settings(app, file, course.began_on),
        born: Some(file.citizen.born),
        citizen_roles: app.citizen_roles(),
        calendar: &app.content.calendar,
    }
}

/// Lengths behind `indstilling <id>`. The word `sagsbehandlingstid` means the limit published for the case's benefit.
fn settings(app: &App, file: &CaseFile, day: Date) -> BTreeMap<String, Span> {
    let mut found: BTreeMap<String, Span> = app
        .content
        .settings
        .values()
        .filter_map(|setting| match &setting.on(day)?.value {
            Value::Span(span) => Some((setting.id.clone(), span.clone())),
            _ => None,
        })
        .collect();
    if let Ok(benefit) = benefit_of(app, file)
        && let Some(limit) = found.get(&benefit.processing_limit).cloned()
    {
        found.insert("sagsbehandlingstid".to_string(), limit);
    }
    found
}

/// Whether everything but approval and sending is in place.
pub(crate) fn readiness(app: &App, file: &CaseFile, today: Date) -> Outcome<Vec<Missing>> {
    if file.open_decision().is_none() && !awaits_decision(app, file, today)? {
        return Ok(Vec::new());
    }
    let benefit = benefit_of(app, file)?;
    let mut unsettled = Vec::new();
    for course in file.courses.iter().filter(|course| course.ended_on.is_none()) {
        unsettled.extend(unsettled_before_approval(app, file, course, today)?);
    }
    Ok(domain::decision::missing(file, benefit, &unsettled, &app.content.calendar, today))
}

/// Whether a decision may be begun: the case has none yet and runs no course about a grant, or a course that runs still
/// has one to come (a change of a running grant, a complaint that was right).
pub(crate) fn awaits_decision(app: &App, file: &CaseFile, today: Date) -> Outcome<bool> {
    let begins = file.decisions.is_empty() && file.application.is_some();
    Ok(begins || !deciding_acts(app, file, today)?.is_empty())
}

/// The acts of the steps still to come, in courses that run, that a decision closes.
pub(crate) fn deciding_acts(app: &App, file: &CaseFile, today: Date) -> Outcome<Vec<words::Act>> {
    let mut acts = Vec::new();
    for course in file.courses.iter().filter(|course| course.ended_on.is_none()) {
        let procedure = procedure_of(app, course)?;
        let situation = situation(app, file, course, today, Answer::Yes);
        let states = progress::states(procedure, &course.milestones, &situation);
        let to_come =
            |step: &&Step| matches!(states.get(&step.id), Some(State::Open(_) | State::Undecided(_) | State::Waiting));
        let steps = procedure.steps.iter().filter(to_come).filter_map(|step| step.act);
        acts.extend(steps.filter(|act| matches!(act, words::Act::Decision | words::Act::Change)));
    }
    Ok(acts)
}

/// Steps that may not be left out, lie before the approval and are still to do; those closed by acts that the
/// decision asks about itself are left to it.
fn unsettled_before_approval(
    app: &App,
    file: &CaseFile,
    course: &Course,
    today: Date,
) -> Outcome<Vec<(String, String)>> {
    let procedure = procedure_of(app, course)?;
    let Some(approval) = procedure.steps.iter().find(|step| step.act == Some(words::Act::Approval)) else {
        return Ok(Vec::new());
    };
    let situation = situation(app, file, course, today, Answer::Yes);
    let states = progress::states(procedure, &course.milestones, &situation);
    let asked_elsewhere = |step: &Step| {
        matches!(step.act, Some(words::Act::PartyHearing | words::Act::Approval | words::Act::Submission))
    };
    Ok(steps_before(procedure, approval)
        .into_iter()
        .filter(|step| (step.mandatory || !step.before.is_empty() && !step.optional) && !asked_elsewhere(step))
        .filter(|step| matches!(states.get(&step.id), Some(State::Open(_) | State::Undecided(_) | State::Waiting)))
        .map(|step| (step.id.clone(), step.title.clone()))
        .collect())
}

/// All steps one must come by, or that must be settled, before this one.
fn steps_before<'a>(procedure: &'a Procedure, target: &Step) -> Vec<&'a Step> {
    let mut found: BTreeSet<&str> = BTreeSet::new();
    let mut open: Vec<&str> = vec![&target.id];
    while let Some(id) = open.pop() {
        let Some(step) = procedure.step(id) else { continue };
        let by_way = step.after.iter().filter_map(|reference| match reference {
            Ref::Start => None,
            Ref::Step(step) | Ref::Outcome(step, _) => Some(step.as_str()),
        });
        let by_guard =
            procedure.steps.iter().filter(|other| other.before.iter().any(|b| b == id)).map(|o| o.id.as_str());
        for earlier in by_way.chain(by_guard) {
            if found.insert(earlier) {
                open.push(earlier);
            }
        }
    }
    procedure.steps.iter().filter(|step| found.contains(step.id.as_str())).collect()
}

/// Begins a course of a procedure in a case.
pub(crate) async fn begin(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    procedure: &str,
    began_on: Date,
) -> Outcome<()> {
    let today = act.today();
    let found = act
        .app
        .content
        .procedure(procedure, today)
        .ok_or_else(|| Refused::Broken(anyhow::anyhow!("procedure {procedure} is not in content")))?;
    let course = Course {
        id: CourseId(act.id()),
        procedure: found.id.clone(),
        version: found.valid_from,
        began_on,
        ended_on: None,
        milestones: Vec::new(),
    };
    act.tx.insert_course(permit, file.case.id, &course).await?;
    file.courses.push(course);
    Ok(())
}

/// An act reports itself: every open step of the case that it closes gets its milestone, and what follows from the
/// outcomes follows.
pub(crate) async fn report(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    what: words::Act,
    subject: ActSubject,
) -> Outcome<()> {
    let today = act.today();
    for index in 0..file.courses.len() {
        let Some(course) = file.courses.get(index).filter(|course| course.ended_on.is_none()) else { continue };
        let procedure = procedure_of(act.app, course)?;
        let mut situation = situation(act.app, file, course, today, Answer::Yes);
        if what == words::Act::PartyHearing {
            // The hearing that closes the step is in the file already, so that the step looks passed over by itself.
            situation.facts.insert(words::Fact::HearingNeeded, Answer::Yes);
        }
        let happened = progress::record_act(procedure, &course.milestones, &situation, what, &subject, today);
        for what in happened {
            happen(act, permit, file, index, today, what).await?;
        }
    }
    Ok(())
}

/// Stores one milestone of a course, on the day it happened, and what its outcome begins or ends.
pub(crate) async fn happen(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    index: usize,
    day: Date,
    what: Happening,
) -> Outcome<()> {
    // The instant is known only of what is told as it happens.
    let at = (day == act.today()).then_some(act.tx.now());
    happen_at(act, permit, file, index, (day, at), what).await
}

/// The same, of what happened at an instant that is known though it lies before now: hours are counted from it.
pub(crate) async fn happen_at(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    index: usize,
    (day, at): (Date, Option<Timestamp>),
    what: Happening,
) -> Outcome<()> {
    let today = act.today();
    let Some(course) = file.courses.get_mut(index) else { return Ok(()) };
    let procedure = procedure_of(act.app, course)?;
    let nr = u32::try_from(course.milestones.len()).unwrap_or(u32::MAX).saturating_add(1);
    let milestone = Milestone { nr, day, at, what };
    act.tx.append_milestone(permit, course.id, &milestone).await?;
    let begins = begun_by(procedure, &milestone.what).cloned();
    let unmarks = milestone.what.step().and_then(|step| procedure.step(step)).is_some_and(|step| step.ends_mark)
        && matches!(milestone.what, Happening::Done { .. });
    let allocates = procedure.steps.iter().any(|step| step.act == Some(words::Act::Allocation));
    let mut ended = false;
    course.milestones.push(milestone);
    let (course_id, began_on) = (course.id, course.began_on);
    let Some(course) = file.courses.get(index) else { return Ok(()) };
    let situation = situation(act.app, file, course, today, Answer::Yes);
    if let Some(day) = progress::ended_on(procedure, &course.milestones, &situation) {
        act.tx.end_course(permit, course_id, day).await?;
        if let Some(course) = file.courses.get_mut(index) {
            course.ended_on = Some(day);
        }
        ended = true;
    }
    if allocates && ended {
        outreach::over(act, permit, file).await?;
    } else if unmarks {
        outreach::unmark(act, permit, file).await?;
    }
    // What runs already is not begun once more: one follow-up looks at every grant of the case.
    let runs = |begins: &Starts| file.courses.iter().any(|c| c.procedure == begins.procedure && c.ended_on.is_none());
    if let Some(begins) = begins.filter(|begins| !runs(begins)) {
        let first_day = match begins.first_day {
            FirstDay::Begun => today,
            FirstDay::Same => began_on,
        };
        begin(act, permit, file, &begins.procedure, first_day).await?;
    }
    Ok(())
}

/// The procedure an act itself begins ("begynder = magtanvendelse"), if content has one.
pub(crate) fn begun_by_act(app: &App, act: words::Act, today: Date) -> Option<&Procedure> {
    let begins = |procedure: &&Procedure| matches!(&procedure.begins, Begins::Act(word) if word == act.word());
    app.content.procedures.all_on(today).find(begins)
}

fn begun_by<'a>(procedure: &'a Procedure, what: &Happening) -> Option<&'a Starts> {
    let Happening::Done { step, outcome, .. } = what else { return None };
    let step = procedure.step(step)?;
    let by_outcome = outcome.as_deref().and_then(|outcome| step.outcome(outcome)).and_then(|o| o.starts.as_ref());
    by_outcome.or(step.starts.as_ref())
}

/// What there is to do in a course, each date with its rule in words a page can show.
pub(crate) fn todos_of(
    app: &App,
    file: &CaseFile,
    course: &Course,
    procedure: &Procedure,
    situation: &Situation<'_>,
) -> Vec<Todo> {
    let mut todos = progress::todos(procedure, &course.milestones, situation);
    rules::say(app, file, course, procedure, &mut todos);
    todos
}

/// For whom a step waits now. A step that waits for an answer is our own work until somebody has been asked.
pub fn waits_for(file: &CaseFile, step: &Step) -> Option<Pause> {
    let asked = match step.act {
        Some(words::Act::Information) => file.requests.iter().any(InformationRequest::is_open),
        Some(words::Act::PartyHearing) => file.hearings.iter().any(|hearing| hearing.state == HearingState::Sent),
        _ => true,
    };
    step.waits_for.filter(|_| asked)
}

/// Works out the copy of the todos anew for one case; the copy can always be thrown away and made again.
pub(crate) async fn refresh(app: &App, tx: &mut Tx, case: CaseId) -> Outcome<()> {
    let permit = Permit::of_the_system(Target::Case(case));
    let file = crate::case::load(app, tx, &permit, case).await?;
    let mut rows = Vec::new();
    if file.case.closed_on.is_none() {
        let today = tx.today();
        let ready = if readiness(app, &file, today)?.is_empty() { Answer::Yes } else { Answer::No };
        for course in file.courses.iter().filter(|course| course.ended_on.is_none()) {
            let procedure = procedure_of(app, course)?;
            let situation = situation(app, &file, course, today, ready);
            let todos = todos_of(app, &file, course, procedure, &situation);
            rows.extend(todos.iter().filter_map(|todo| row(&file, course.id, procedure, todo)));
        }
        rows.extend(crate::master_record::row(app, &file, today));
        rows.extend(crate::task::rows(tx, &permit, &file).await?);
    }
    Ok(tx.replace_todos(&permit, case, &rows).await?)
}

/// A todo as its copy keeps it. What a page says of it are the procedure's own Danish words.
fn row(file: &CaseFile, course: CourseId, procedure: &Procedure, todo: &Todo) -> Option<TodoRow> {
    // A suspended case is looked at again on a day: a row of its own, with no step of the procedure behind it.
    let step = procedure.step(&todo.step);
    if step.is_none() && todo.kind != progress::TodoKind::LookAgain {
        return None;
    }
    let due = todo.due.as_ref();
    // What is offered, never demanded and without a day stands on the case; on a list of work it would hide the work.
    if todo.optional && due.is_none() {
        return None;
    }
    Some(TodoRow {
        course: Some(course),
        task: None,
        owner: None,
        step: todo.step.clone(),
        element: todo.element.clone(),
        title: step.map_or_else(|| "Se på sagen igen".to_string(), |step| step.title.clone()),
        role: step.map(|step| step.role.clone()).unwrap_or_default(),
        kind: match todo.kind {
            progress::TodoKind::Step => TodoKind::Step,
            progress::TodoKind::Question(_) => TodoKind::Question,
            progress::TodoKind::Ahead => TodoKind::Ahead,
            progress::TodoKind::LookAgain => TodoKind::LookAgain,
        },
        opens: todo.opens,
        due: due.map(|due| due.counted.due),
        due_at: due.and_then(|due| due.counted.at),
        due_kind: due.map(|due| due.kind),
        rule: due.map(|due| due.rule.clone()).unwrap_or_default(),
        source: due.and_then(|due| due.source.clone()),
        to_be_confirmed: due.is_some_and(|due| due.to_be_confirmed),
        set_by_hand: due.and_then(|due| due.set_by_hand.clone()),
        standing_still_since: due.and_then(|due| due.standing_still_since),
        passed_at_start: due.is_some_and(|due| due.passed_at_start),
        warn_on: due.and_then(|due| due.counted.warn_on),
        // Looking again is our own work on its day.
        waits_for: step.and_then(|step| {
            // Nobody approves their own, so the one who is responsible waits for a colleague.
            let approval = (step.act == Some(words::Act::Approval)).then_some("en kollega, der kan godkende");
            approval.or_else(|| waits_for(file, step).map(whom)).map(str::to_string)
        }),
        blocked: todo.blocked.iter().map(|block| blocked(procedure, block)).collect(),
        optional: todo.optional,
    })
}

fn whom(who: Pause) -> &'static str {
    match who {
        Pause::Citizen => "borgeren",
        Pause::Others | Pause::Any => "andre",
    }
}

fn blocked(procedure: &Procedure, block: &progress::Block) -> String {
    match block {
        progress::Block::Step(id) => procedure.step(id).map_or_else(|| id.clone(), |step| step.title.clone()),
        progress::Block::Requires(domain::procedure::Condition::Fact(fact)) => fact.meaning().to_string(),
        progress::Block::Requires(condition) => condition.to_string(),
    }
}

/// Empties the copy of the todos and works all of it out again; answers how many cases it went through.
pub async fn rebuild(app: &App) -> Outcome<usize> {
    let mut tx = app.store.write(app.now(), app.today()).await?;
    tx.clear_todos().await?;
    let mut cases: BTreeSet<CaseId> = tx.open_courses_all().await?.into_iter().map(|(case, _)| case).collect();
    cases.extend(tx.cases_with_tasks().await?);
    for case in &cases {
        refresh(app, &mut tx, *case).await?;
    }
    tx.commit().await?;
    Ok(cases.len())
}

/// An act that ended with this outcome.
pub(crate) fn outcome(id: &str) -> ActSubject {
    ActSubject { outcome: Some(id.to_string()), ..ActSubject::default() }
}
