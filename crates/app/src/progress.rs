//! The engine at work on a case: acts report themselves, milestones are stored, todos are worked out again.

use crate::act::Act;
use crate::{App, Outcome, Reason, Refused, StepRefused};
use domain::access::{Permit, Target};
use domain::benefit::Benefit;
use domain::case::{CaseFile, Course};
use domain::deadline::Span;
use domain::decision::Missing;
use domain::ids::{CaseId, CourseId};
use domain::procedure::{Procedure, Ref, Starts, Step};
use domain::progress::{self, ActSubject, Answer, Happening, Milestone, Situation, State, Todo};
use domain::setting::Value;
use domain::words;
use jiff::civil::Date;
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
        facts: file.facts(&app.content.calendar, today, ready),
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
    if file.decisions.last().is_some_and(|decision| decision.state.is_sent()) && file.open_decision().is_none() {
        return Ok(Vec::new());
    }
    let benefit = benefit_of(app, file)?;
    let mut unsettled = Vec::new();
    for course in file.courses.iter().filter(|course| course.ended_on.is_none()) {
        unsettled.extend(unsettled_before_approval(app, file, course, today)?);
    }
    Ok(domain::decision::missing(file, benefit, &unsettled, today))
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
            happen(act, permit, file, index, what).await?;
        }
    }
    Ok(())
}

/// Stores one milestone of a course, and what its outcome begins or ends.
pub(crate) async fn happen(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    index: usize,
    what: Happening,
) -> Outcome<()> {
    let (today, now) = (act.today(), act.tx.now());
    let Some(course) = file.courses.get_mut(index) else { return Ok(()) };
    let procedure = procedure_of(act.app, course)?;
    let nr = u32::try_from(course.milestones.len()).unwrap_or(u32::MAX).saturating_add(1);
    let milestone = Milestone { nr, day: today, at: Some(now), what };
    act.tx.append_milestone(permit, course.id, &milestone).await?;
    let begins = begun_by(procedure, &milestone.what).cloned();
    course.milestones.push(milestone);
    let course_id = course.id;
    let Some(course) = file.courses.get(index) else { return Ok(()) };
    let situation = situation(act.app, file, course, today, Answer::Yes);
    if let Some(day) = progress::ended_on(procedure, &course.milestones, &situation) {
        act.tx.end_course(permit, course_id, day).await?;
        if let Some(course) = file.courses.get_mut(index) {
            course.ended_on = Some(day);
        }
    }
    if let Some(begins) = begins {
        begin(act, permit, file, &begins.procedure, today).await?;
    }
    Ok(())
}

fn begun_by<'a>(procedure: &'a Procedure, what: &Happening) -> Option<&'a Starts> {
    let Happening::Done { step, outcome, .. } = what else { return None };
    let step = procedure.step(step)?;
    let by_outcome = outcome.as_deref().and_then(|outcome| step.outcome(outcome)).and_then(|o| o.starts.as_ref());
    by_outcome.or(step.starts.as_ref())
}

/// The todos of a case's running courses.
pub(crate) fn todos(app: &App, file: &CaseFile, today: Date) -> Outcome<Vec<(CourseId, &'static str, Vec<Todo>)>> {
    let mut found = Vec::new();
    let ready = if readiness(app, file, today)?.is_empty() { Answer::Yes } else { Answer::No };
    for course in file.courses.iter().filter(|course| course.ended_on.is_none()) {
        let procedure = procedure_of(app, course)?;
        let situation = situation(app, file, course, today, ready);
        found.push((course.id, "", progress::todos(procedure, &course.milestones, &situation)));
    }
    Ok(found)
}

/// Works out the copy of the todos anew for one case; the copy can always be thrown away and made again.
pub(crate) async fn refresh(app: &App, tx: &mut Tx, case: CaseId) -> Outcome<()> {
    let permit = Permit::of_the_system(Target::Case(case));
    let file = tx.case_file(&permit, case).await?;
    let mut rows = Vec::new();
    if file.case.closed_on.is_none() {
        for (course, _, todos) in todos(app, &file, tx.today())? {
            let Some(running) = file.courses.iter().find(|running| running.id == course) else { continue };
            let procedure = procedure_of(app, running)?;
            rows.extend(todos.iter().filter_map(|todo| row(course, procedure, todo)));
        }
    }
    Ok(tx.replace_todos(&permit, case, &rows).await?)
}

/// A todo as its copy keeps it. What a page says of it are the procedure's own Danish words.
fn row(course: CourseId, procedure: &Procedure, todo: &Todo) -> Option<TodoRow> {
    let step = procedure.step(&todo.step)?;
    let due = todo.due.as_ref();
    Some(TodoRow {
        course,
        step: todo.step.clone(),
        element: todo.element.clone(),
        title: step.title.clone(),
        role: step.role.clone(),
        kind: match todo.kind {
            progress::TodoKind::Step => TodoKind::Step,
            progress::TodoKind::Question(_) => TodoKind::Question,
            progress::TodoKind::Ahead => TodoKind::Ahead,
            progress::TodoKind::LookAgain => TodoKind::LookAgain,
        },
        opens: todo.opens,
        due: due.map(|due| due.counted.due),
        due_kind: due.map(|due| due.kind),
        rule: due.map(|due| due.rule.clone()).unwrap_or_default(),
        source: due.and_then(|due| due.source.clone()),
        to_be_confirmed: due.is_some_and(|due| due.to_be_confirmed),
        set_by_hand: due.and_then(|due| due.set_by_hand.clone()),
        standing_still_since: due.and_then(|due| due.standing_still_since),
        passed_at_start: due.is_some_and(|due| due.passed_at_start),
        warn_on: due.and_then(|due| due.counted.warn_on),
        waits_for: step.waits_for.map(|who| waits_for(who).to_string()),
        blocked: todo.blocked.iter().map(|block| blocked(procedure, block)).collect(),
        optional: todo.optional,
    })
}

fn waits_for(who: domain::deadline::Pause) -> &'static str {
    match who {
        domain::deadline::Pause::Citizen => "borgeren",
        domain::deadline::Pause::Others | domain::deadline::Pause::Any => "andre",
    }
}

fn blocked(procedure: &Procedure, block: &progress::Block) -> String {
    match block {
        progress::Block::Step(id) => procedure.step(id).map_or_else(|| id.clone(), |step| step.title.clone()),
        progress::Block::Requires(condition) => condition.to_string(),
    }
}

/// Empties the copy of the todos and works all of it out again; answers how many cases it went through.
pub async fn rebuild(app: &App) -> Outcome<usize> {
    let mut tx = app.store.write(app.now(), app.today()).await?;
    tx.clear_todos().await?;
    let cases: BTreeSet<CaseId> = tx.open_courses_all().await?.into_iter().map(|(case, _)| case).collect();
    for case in &cases {
        refresh(app, &mut tx, *case).await?;
    }
    tx.commit().await?;
    Ok(cases.len())
}

/// Marks a step as done by hand.
pub async fn mark_done(app: &App, actor: &crate::Actor, case: CaseId, done: MarkDone) -> Outcome<()> {
    let mut act = app.act(actor, "step_done").await?;
    let (permit, mut file) = act.open_case(case).await?;
    let (index, procedure) = course_with(app, &file, done.course)?;
    let step = procedure.step(&done.step).ok_or(Reason::Step(StepRefused::Unknown))?;
    check_by_hand(step, &done, act.today())?;
    let course = file.courses.get(index).ok_or(Refused::NotFound)?;
    let situation = situation(app, &file, course, act.today(), Answer::Yes);
    progress::may_do(procedure, &course.milestones, &situation, &done.step, done.element.as_deref())
        .map_err(|blocks| Reason::Step(StepRefused::Blocked(blocks)))?;
    let outcome = done.outcome.as_deref().and_then(|outcome| step.outcome(outcome));
    let detail = match outcome {
        Some(outcome) => format!("{}: {}", step.title, outcome.title),
        None => step.title.clone(),
    };
    let what = Happening::Done {
        step: done.step,
        element: done.element,
        outcome: done.outcome,
        dates: done.dates,
        reason: done.reason.filter(|reason| !reason.trim().is_empty()),
    };
    happen(&mut act, &permit, &mut file, index, what).await?;
    act.journal(&permit, case, &detail).await?;
    act.commit(crate::Resource::Case(case)).await
}

/// What is said when a step is marked as done.
#[derive(Clone, Debug, Default)]
pub struct MarkDone {
    /// The course, when the case has several.
    pub course: Option<CourseId>,
    /// The step.
    pub step: String,
    /// The element of `for_each`.
    pub element: Option<String>,
    /// How it ended.
    pub outcome: Option<String>,
    /// Dates the step asks for.
    pub dates: BTreeMap<String, Date>,
    /// The written reason.
    pub reason: Option<String>,
}

fn check_by_hand(step: &Step, done: &MarkDone, _today: Date) -> Outcome<()> {
    if let Some(act) = step.act {
        // A letter that was not sent is never ticked off; outcomes of the file's own may be chosen by hand.
        let own = done.outcome.as_deref().is_some_and(|outcome| !act.outcomes().contains(&outcome));
        if !own || act.outcomes().is_empty() {
            return Err(Reason::Step(StepRefused::ClosedByAct(act)).into());
        }
    }
    let outcome = match &done.outcome {
        None if step.outcomes.is_empty() => None,
        None => return Err(Reason::Step(StepRefused::OutcomeMissing).into()),
        Some(id) => Some(step.outcome(id).ok_or(Reason::Step(StepRefused::OutcomeMissing))?),
    };
    if outcome.is_some_and(|outcome| outcome.needs_reason) && blank(done.reason.as_deref()) {
        return Err(Reason::Step(StepRefused::ReasonMissing).into());
    }
    if let Some(asked) = &step.date {
        let applies =
            asked.with.is_empty() || done.outcome.as_ref().is_some_and(|outcome| asked.with.contains(outcome));
        if applies && !done.dates.contains_key(&asked.id) {
            return Err(Reason::Step(StepRefused::DateMissing).into());
        }
    }
    Ok(())
}

fn blank(text: Option<&str>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}

/// Leaves a step out for a stated reason ("spring over").
pub async fn leave_out(
    app: &App,
    actor: &crate::Actor,
    case: CaseId,
    course: Option<CourseId>,
    step: &str,
    reason: &str,
) -> Outcome<()> {
    let mut act = app.act(actor, "step_left_out").await?;
    let (permit, mut file) = act.open_case(case).await?;
    let (index, procedure) = course_with(app, &file, course)?;
    let title = procedure.step(step).ok_or(Reason::Step(StepRefused::Unknown))?.title.clone();
    if blank(Some(reason)) {
        return Err(Reason::Step(StepRefused::ReasonMissing).into());
    }
    let running = file.courses.get(index).ok_or(Refused::NotFound)?;
    let situation = situation(app, &file, running, act.today(), Answer::Yes);
    progress::may_leave_out(procedure, &running.milestones, &situation, step).map_err(|no| {
        Reason::Step(match no {
            progress::NotLeftOut::Mandatory => StepRefused::Mandatory,
            progress::NotLeftOut::OutcomesFollow => StepRefused::OutcomesFollow,
            progress::NotLeftOut::Unknown => StepRefused::Unknown,
        })
    })?;
    let what = Happening::LeftOut { step: step.to_string(), element: None, reason: reason.trim().to_string() };
    happen(&mut act, &permit, &mut file, index, what).await?;
    act.journal(&permit, case, &format!("{title}: {}", reason.trim())).await?;
    act.commit(crate::Resource::Case(case)).await
}

/// Suspends the case while we wait (sat i bero): the municipality's own goals stand still, statutory deadlines do not.
pub async fn suspend(
    app: &App,
    actor: &crate::Actor,
    case: CaseId,
    waiting_for: domain::deadline::Pause,
    look_again: Date,
    reason: &str,
) -> Outcome<()> {
    let mut act = app.act(actor, "suspended").await?;
    let (permit, mut file) = act.open_case(case).await?;
    if blank(Some(reason)) {
        return Err(Reason::ReasonMissing.into());
    }
    if look_again <= act.today() {
        return Err(Reason::Step(StepRefused::DateMissing).into());
    }
    let (index, _) = course_with(app, &file, None)?;
    let what = Happening::Suspended { waiting_for, look_again, reason: reason.trim().to_string() };
    happen(&mut act, &permit, &mut file, index, what).await?;
    act.journal(&permit, case, reason.trim()).await?;
    act.commit(crate::Resource::Case(case)).await
}

/// Takes a suspended case up again.
pub async fn resume(app: &App, actor: &crate::Actor, case: CaseId) -> Outcome<()> {
    let mut act = app.act(actor, "resumed").await?;
    let (permit, mut file) = act.open_case(case).await?;
    let (index, _) = course_with(app, &file, None)?;
    happen(&mut act, &permit, &mut file, index, Happening::Resumed).await?;
    act.journal(&permit, case, "").await?;
    act.commit(crate::Resource::Case(case)).await
}

/// The course asked for, or the first that runs, with its procedure.
fn course_with<'a>(app: &'a App, file: &CaseFile, course: Option<CourseId>) -> Outcome<(usize, &'a Procedure)> {
    let index = file
        .courses
        .iter()
        .position(|running| course.map_or(running.ended_on.is_none(), |id| running.id == id))
        .ok_or(Refused::NotFound)?;
    let running = file.courses.get(index).ok_or(Refused::NotFound)?;
    Ok((index, procedure_of(app, running)?))
}

/// An act that ended with this outcome.
pub(crate) fn outcome(id: &str) -> ActSubject {
    ActSubject { outcome: Some(id.to_string()), ..ActSubject::default() }
}
