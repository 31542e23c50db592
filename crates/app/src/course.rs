//! A further course in a case, begun by hand: an examination, a child's plan, a talk about guardianship.

use crate::{Actor, App, Outcome, Reason, Resource, StepRefused, case, letter, progress};
use domain::ids::CaseId;
use domain::procedure::{Begins, Procedure};
use domain::words::Act;
use jiff::civil::Date;

/// The procedures that may be begun by hand and that nothing known of the case speaks against, in Danish order of their
/// titles, with the case they may be begun in.
pub async fn offered<'a>(app: &'a App, actor: &Actor, id: CaseId) -> Outcome<(case::View<'a>, Vec<&'a Procedure>)> {
    let view = case::show(app, actor, id).await?;
    let runs = |procedure: &Procedure| {
        view.file.courses.iter().any(|course| course.procedure == procedure.id && course.ended_on.is_none())
    };
    let mut offered: Vec<&Procedure> = app
        .content
        .procedures
        .all_on(view.today)
        .filter(|procedure| may_be_begun(procedure) && !runs(procedure) && !has_its_own_page(procedure))
        .filter(|procedure| letter::speaks_not_against(&procedure.fits, &view.file, view.today))
        .collect();
    offered.sort_by(|one, other| one.title.cmp(&other.title));
    Ok((view, offered))
}

/// Begun by hand; so is what an enquiry begins, when the citizen has a case already and the enquiry belongs to it.
fn may_be_begun(procedure: &Procedure) -> bool {
    match &procedure.begins {
        Begins::ByHand => true,
        Begins::Act(act) => act == Act::Enquiry.word(),
        _ => false,
    }
}

/// Access to documents begins where the request is registered: without one its course would be about nobody.
fn has_its_own_page(procedure: &Procedure) -> bool {
    procedure.steps.iter().any(|step| step.act == Some(Act::AccessToDocuments))
}

/// Begins a course of a procedure by hand; its clocks run from its first day.
///
/// # Errors
/// [`StepRefused::Unknown`] when no such procedure is begun by hand in such a case, [`StepRefused::NotOpen`] when it runs already,
/// [`StepRefused::InTheFuture`].
pub async fn begin(app: &App, actor: &Actor, id: CaseId, procedure: &str, first_day: Date) -> Outcome<()> {
    let mut act = app.act(actor, "course_begun").await?;
    let (permit, mut file) = act.open_case(id).await?;
    let today = act.today();
    let found = app.content.procedure(procedure, today).filter(|found| may_be_begun(found));
    let found = found.filter(|found| letter::speaks_not_against(&found.fits, &file, today));
    let found = found.ok_or(Reason::Step(StepRefused::Unknown))?;
    if file.courses.iter().any(|course| course.procedure == found.id && course.ended_on.is_none()) {
        return Err(Reason::Step(StepRefused::NotOpen).into());
    }
    if today < first_day {
        return Err(Reason::Step(StepRefused::InTheFuture).into());
    }
    progress::begin(&mut act, &permit, &mut file, &found.id, first_day).await?;
    act.journal(&permit, id, &format!("{}. Første dag: {}", found.title, letters::danish_date(first_day))).await?;
    act.commit(Resource::Case(id)).await
}
