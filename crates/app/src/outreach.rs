//! Allocation (fordeling): a citizen gets an outreach caseworker, and the mark that says so wherever the citizen appears.
//!
//! The mark stands on the person, the function on the case. The mark goes when a step says so (`fjerner_maerke`), the
//! function when the course it was given in is over; both by hand too.

use crate::act::Act;
use crate::case::View;
use crate::{Actor, App, Outcome, Reason, Resource, StepRefused, progress};
use domain::access::Permit;
use domain::case::CaseFile;
use domain::ids::{CaseId, StaffId};
use domain::procedure::Step;
use domain::progress::{ActSubject, Answer, State};
use domain::staff::{Function, Role, Staff};
use domain::words;

/// What the page of the allocation shows.
pub struct Allocation<'a> {
    /// The case.
    pub view: View<'a>,
    /// Those who can be chosen, in Danish order of names.
    pub candidates: Vec<Staff>,
    /// Who has it on this case, by function.
    pub current: Option<Staff>,
    /// The reader may choose.
    pub may: bool,
}

/// Shows who is the citizen's outreach caseworker, and who can be.
///
/// # Errors
/// Not found without the right to see the case.
pub async fn show<'a>(app: &'a App, actor: &Actor, case: CaseId) -> Outcome<Allocation<'a>> {
    let mut look = app.look(actor, "see_case").await?;
    let (permit, view) = crate::case::gather(app, &mut look, case).await?;
    let today = look.today();
    let functions = look.tx.functions(&permit, case).await?;
    let holds = functions.iter().rev().find(|function| {
        function.function == Function::Outreach
            && function.from <= today
            && function.until.is_none_or(|until| today <= until)
    });
    let current = holds.and_then(|holds| view.staff.iter().find(|staff| staff.id == holds.staff)).cloned();
    let department = view.file.case.department.clone();
    let candidates = view.staff.iter().filter(|staff| can_be(staff, &department)).cloned().collect();
    let may = view.may.work && view.file.case.closed_on.is_none() && may_allocate(app, actor, &view.file).is_ok();
    look.done(Some(&permit), vec![case.to_string()], vec![view.file.citizen.id]).await?;
    Ok(Allocation { view, candidates, current, may })
}

/// An outreach caseworker of the department.
fn can_be(staff: &Staff, department: &str) -> bool {
    staff.active && staff.department == department && staff.roles.contains(&Role::OutreachCaseworker)
}

/// Whether a step of the case that allocates lets this person do it.
fn may_allocate(app: &App, actor: &Actor, file: &CaseFile) -> Outcome<()> {
    for course in file.courses.iter().filter(|course| course.ended_on.is_none()) {
        let procedure = progress::procedure_of(app, course)?;
        for step in procedure.steps.iter().filter(|step| allocates(step)) {
            progress::may_by_role(app, actor, step)?;
        }
    }
    Ok(())
}

fn allocates(step: &Step) -> bool {
    step.act == Some(words::Act::Allocation)
}

/// Chooses the outreach caseworker: they get the function on the case from today, the case itself when it is about
/// nothing else, and the citizen is marked. Choosing another later moves it all.
///
/// # Errors
/// [`Reason::NoOutreachCaseworker`]; [`StepRefused::NotOpen`] before it is judged that the citizen belongs here;
/// [`StepRefused::OtherRole`].
pub async fn allocate(app: &App, actor: &Actor, case: CaseId, to: StaffId) -> Outcome<()> {
    let mut act = app.act(actor, "outreach_allocated").await?;
    let (permit, mut file) = act.open_case(case).await?;
    may_allocate(app, actor, &file)?;
    let staff = act.tx.staff(to).await?.filter(|staff| can_be(staff, &file.case.department));
    let staff = staff.ok_or(Reason::NoOutreachCaseworker)?;
    let owns = is_reached(&act, &file)?;
    end_functions(&mut act, &permit, case).await?;
    let function =
        store::access::FunctionOnCase { staff: to, function: Function::Outreach, from: act.today(), until: None };
    act.tx.add_function(&permit, case, &function).await?;
    act.tx.mark_outreach(&permit, file.citizen.id, Some(to)).await?;
    if owns && file.case.responsible != to {
        file.case.version = act.tx.set_responsible(&permit, case, file.case.version, to).await?;
        file.case.responsible = to;
    }
    progress::report(&mut act, &permit, &mut file, words::Act::Allocation, ActSubject::default()).await?;
    act.journal(&permit, case, &staff.name).await?;
    act.commit(Resource::Case(case)).await
}

/// Whether the step that allocates is reached; answers whether the case is about nothing else than its course.
fn is_reached(act: &Act<'_>, file: &CaseFile) -> Outcome<bool> {
    let app = act.app;
    for course in file.courses.iter().filter(|course| course.ended_on.is_none()) {
        let procedure = progress::procedure_of(app, course)?;
        let situation = progress::situation(app, file, course, act.today(), Answer::Yes);
        let states = domain::progress::states(procedure, &course.milestones, &situation);
        let reached = |step: &&Step| matches!(states.get(&step.id), Some(State::Open(_) | State::Done(_)));
        if procedure.steps.iter().filter(|step| allocates(step)).any(|step| reached(&step)) {
            return Ok(progress::benefit_of(app, file)?.procedure == procedure.id);
        }
    }
    Err(Reason::Step(StepRefused::NotOpen).into())
}

/// Takes the mark off by hand, and the function with it.
///
/// # Errors
/// [`Reason::ReasonMissing`].
pub async fn end(app: &App, actor: &Actor, case: CaseId, reason: &str) -> Outcome<()> {
    let mut act = app.act(actor, "outreach_ended").await?;
    let (permit, file) = act.open_case(case).await?;
    may_allocate(app, actor, &file)?;
    if reason.trim().is_empty() {
        return Err(Reason::ReasonMissing.into());
    }
    over(&mut act, &permit, &file).await?;
    act.journal(&permit, case, reason.trim()).await?;
    act.commit(Resource::Case(case)).await
}

/// The course that gave the function is over: function and mark go.
pub(crate) async fn over(act: &mut Act<'_>, permit: &Permit, file: &CaseFile) -> Outcome<()> {
    unmark(act, permit, file).await?;
    end_functions(act, permit, file.case.id).await
}

/// The mark goes; the function stays for what is still to be followed up. A mark of another case's stays.
pub(crate) async fn unmark(act: &mut Act<'_>, permit: &Permit, file: &CaseFile) -> Outcome<()> {
    let Some((marked, _)) = act.tx.outreach_of(permit, file.citizen.id).await? else { return Ok(()) };
    let functions = act.tx.functions(permit, file.case.id).await?;
    if functions.iter().any(|function| function.function == Function::Outreach && function.staff == marked) {
        act.tx.mark_outreach(permit, file.citizen.id, None).await?;
    }
    Ok(())
}

async fn end_functions(act: &mut Act<'_>, permit: &Permit, case: CaseId) -> Outcome<()> {
    let today = act.today();
    let functions = act.tx.functions(permit, case).await?;
    let runs = |function: &&store::access::FunctionOnCase| {
        function.function == Function::Outreach && function.until.is_none_or(|until| today <= until)
    };
    for function in functions.iter().filter(runs) {
        act.tx.end_function(permit, case, function.staff, Function::Outreach).await?;
    }
    Ok(())
}
