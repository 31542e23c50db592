//! Steps done, left out, dated and put to rest by hand.

use super::{begun_by, happen, procedure_of, readiness, situation};
use crate::act::Act;
use crate::{Actor, App, Outcome, Reason, Refused, Resource, StepRefused};
use domain::access::Permit;
use domain::case::{CaseFile, Course};
use domain::deadline::Pause;
use domain::ids::{CaseId, CourseId};
use domain::procedure::{Outcome as StepOutcome, Procedure, Step};
use domain::progress::{self, Answer, Block, Happening, Milestone, NotLeftOut, State};
use domain::words;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What is said when a step is marked as done.
#[derive(Clone, Debug, Default)]
pub struct MarkDone {
    /// The course, when the case has several.
    pub course: Option<CourseId>,
    /// The step.
    pub step: String,
    /// The element of `for_each`.
    pub element: Option<String>,
    /// The day it happened; today unless said.
    pub day: Option<Date>,
    /// How it ended.
    pub outcome: Option<String>,
    /// Dates by name, for who knows the names of the file.
    pub dates: BTreeMap<String, Date>,
    /// The one date the step asks for, for who knows that it asks for one.
    pub asked: Option<Date>,
    /// The written reason.
    pub reason: Option<String>,
}

/// What a page asks about one step besides what the case already shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtStep {
    /// Outcomes that what we know proposes; choosing another asks for a reason.
    pub proposed: Vec<String>,
    /// Outcomes that may be chosen by hand; the others come from the step's own act.
    pub by_hand: Vec<String>,
    /// It may be marked as done here: no act closes it, or it has outcomes of its own beside the act's.
    pub can_be_marked: bool,
    /// It is still to do.
    pub is_open: bool,
    /// What holds it back.
    pub blocked: Vec<Block>,
    /// It is done by other roles than the reader's, who are named.
    pub only_for: Option<StepRefused>,
    /// Why it may not be left out, if it may not.
    pub not_left_out: Option<StepRefused>,
    /// Numbers of the milestones of the step that may be taken back as mistakes.
    pub may_be_mistakes: Vec<u32>,
}

/// Looks at one step of a course.
pub(crate) fn at_step(
    app: &App,
    actor: &Actor,
    file: &CaseFile,
    (course, step): (CourseId, &str),
    today: Date,
) -> Outcome<AtStep> {
    let (index, procedure) = course_with(app, file, Some(course))?;
    let course = file.courses.get(index).ok_or(Refused::NotFound)?;
    let found = procedure.step(step).ok_or(Refused::NotFound)?;
    let ready = if readiness(app, file, today)?.is_empty() { Answer::Yes } else { Answer::No };
    let situation = situation(app, file, course, today, ready);
    let proposed = progress::proposed_outcomes(procedure, &course.milestones, &situation, step);
    let by_hand = found.outcomes.iter().filter(|outcome| is_by_hand(found, Some(&outcome.id)));
    let states = progress::states(procedure, &course.milestones, &situation);
    let left_out = progress::may_leave_out(procedure, &course.milestones, &situation, step);
    let blocked = progress::may_do(procedure, &course.milestones, &situation, step, None);
    let only_for = match may_by_role(app, actor, found) {
        Err(Refused::Because(Reason::Step(why))) => Some(why),
        _ => None,
    };
    let mut by_hand: Vec<String> = by_hand.map(|outcome| outcome.id.clone()).collect();
    let proposed: Vec<String> = proposed.into_iter().map(|outcome| outcome.id.clone()).collect();
    by_hand.sort_by_key(|id| !proposed.contains(id));
    Ok(AtStep {
        can_be_marked: only_for.is_none()
            && if found.outcomes.is_empty() { is_by_hand(found, None) } else { !by_hand.is_empty() },
        proposed,
        by_hand,
        is_open: course.ended_on.is_none() && states.get(step).is_some_and(is_to_do),
        blocked: blocked.err().unwrap_or_default(),
        only_for,
        not_left_out: left_out.err().map(refused),
        may_be_mistakes: course
            .milestones
            .iter()
            .filter(|it| it.what.step().is_some_and(|id| id == step))
            .filter(|it| may_annul(file, course, procedure, it).is_ok())
            .map(|it| it.nr)
            .collect(),
    })
}

fn is_to_do(state: &State) -> bool {
    matches!(state, State::Open(_) | State::Undecided(_) | State::Waiting)
}

/// Acts that have no page of their own: the step's page is where they are done.
fn is_done_at_the_step(act: words::Act) -> bool {
    act == words::Act::FollowUp
}

/// A letter that was not sent is never ticked off; outcomes of the file's own may be chosen by hand.
fn is_by_hand(step: &Step, outcome: Option<&str>) -> bool {
    let Some(act) = step.act.filter(|act| !is_done_at_the_step(*act)) else { return true };
    !act.outcomes().is_empty() && outcome.is_some_and(|outcome| !act.outcomes().contains(&outcome))
}

/// Marks a step as done by hand.
pub async fn mark_done(app: &App, actor: &Actor, case: CaseId, mut done: MarkDone) -> Outcome<()> {
    let mut act = app.act(actor, "step_done").await?;
    let (permit, mut file) = act.open_case(case).await?;
    let (index, procedure) = course_with(app, &file, done.course)?;
    let step = procedure.step(&done.step).ok_or(Reason::Step(StepRefused::Unknown))?;
    done.dates.extend(step.date.iter().filter_map(|asked| Some((asked.id.clone(), done.asked?))));
    let course = file.courses.get(index).ok_or(Refused::NotFound)?;
    let day = done.day.unwrap_or(act.today());
    if act.today() < day {
        return Err(Reason::Step(StepRefused::InTheFuture).into());
    }
    let situation = situation(app, &file, course, act.today(), Answer::Yes);
    let states = progress::states(procedure, &course.milestones, &situation);
    if course.ended_on.is_some() || day < course.began_on || !states.get(&done.step).is_some_and(is_to_do) {
        return Err(Reason::Step(StepRefused::NotOpen).into());
    }
    may_by_role(app, actor, step)?;
    let proposed = progress::proposed_outcomes(procedure, &course.milestones, &situation, &done.step);
    let against = is_against(step, &proposed, done.outcome.as_deref());
    check_by_hand(step, &done, against)?;
    progress::may_do(procedure, &course.milestones, &situation, &done.step, done.element.as_deref())
        .map_err(|blocks| Reason::Step(StepRefused::Blocked(blocks)))?;
    let detail = detail(step, &done);
    let what = Happening::Done {
        step: done.step,
        element: done.element,
        outcome: done.outcome,
        dates: done.dates,
        reason: done.reason.map(|reason| reason.trim().to_string()).filter(|reason| !reason.is_empty()),
    };
    happen(&mut act, &permit, &mut file, index, day, what).await?;
    act.journal(&permit, case, &detail).await?;
    act.commit(Resource::Case(case)).await
}

/// "Screening: Ikke brug for mere. Grunden."
fn detail(step: &Step, done: &MarkDone) -> String {
    let outcome = done.outcome.as_deref().and_then(|outcome| step.outcome(outcome));
    let ended = outcome.map_or_else(
        || step.title.clone(),
        |outcome| {
            let colon = if step.title.ends_with('?') { "" } else { ":" };
            format!("{}{colon} {}", step.title, outcome.title)
        },
    );
    match done.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty()) {
        Some(reason) => format!("{ended}. {reason}"),
        None => ended,
    }
}

/// Whether an outcome is another than what we know proposes: others are proposed and it is not, or it is one that would
/// have been proposed had we known what it says.
fn is_against(step: &Step, proposed: &[&StepOutcome], chosen: Option<&str>) -> bool {
    if proposed.iter().any(|outcome| Some(outcome.id.as_str()) == chosen) {
        return false;
    }
    let found = chosen.and_then(|chosen| step.outcome(chosen));
    !proposed.is_empty() || found.is_some_and(|outcome| !outcome.proposed_by.is_empty())
}

/// A step with `kun_rollen` is done by its own role, or one of those who take part, and by nobody else.
///
/// # Errors
/// [`StepRefused::OtherRole`] with those who may.
pub(crate) fn may_by_role(app: &App, actor: &Actor, step: &Step) -> Outcome<()> {
    let may = |id: &String| *id == step.role || step.together_with.contains(id);
    let titles: Vec<_> = app.content.roles.iter().filter(|title| title.code.is_some() && may(&title.id)).collect();
    let codes: Vec<&str> = actor.staff.roles.iter().map(|role| role.code()).collect();
    if !step.own_role || titles.iter().any(|title| title.code.as_deref().is_some_and(|code| codes.contains(&code))) {
        return Ok(());
    }
    Err(Reason::Step(StepRefused::OtherRole(titles.into_iter().map(|title| title.title.clone()).collect())).into())
}

/// `against` says that what we know proposes another outcome, which asks for a reason too.
fn check_by_hand(step: &Step, done: &MarkDone, against: impl Into<Against>) -> Outcome<()> {
    if let Some(act) = step.act
        && !is_by_hand(step, done.outcome.as_deref())
    {
        return Err(Reason::Step(StepRefused::ClosedByAct(act)).into());
    }
    let outcome = match &done.outcome {
        None if step.outcomes.is_empty() => None,
        None => return Err(Reason::Step(StepRefused::OutcomeMissing).into()),
        Some(id) => Some(step.outcome(id).ok_or(Reason::Step(StepRefused::OutcomeMissing))?),
    };
    let asks = outcome.is_some_and(|outcome| outcome.needs_reason) || against.into() == Against::Proposal;
    if asks && is_blank(done.reason.as_deref()) {
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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Against {
    Proposal,
    Nothing,
}

impl From<bool> for Against {
    fn from(against: bool) -> Self {
        if against { Against::Proposal } else { Against::Nothing }
    }
}

fn is_blank(text: Option<&str>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}

fn refused(no: NotLeftOut) -> StepRefused {
    match no {
        NotLeftOut::Mandatory => StepRefused::Mandatory,
        NotLeftOut::OutcomesFollow => StepRefused::OutcomesFollow,
        NotLeftOut::Unknown => StepRefused::NotOpen,
    }
}

/// Leaves a step out for a stated reason ("spring over").
pub async fn leave_out(
    app: &App,
    actor: &Actor,
    case: CaseId,
    course: Option<CourseId>,
    step: &str,
    reason: &str,
) -> Outcome<()> {
    let mut act = app.act(actor, "step_left_out").await?;
    let (permit, file) = act.open_case(case).await?;
    let (index, procedure) = course_with(app, &file, course)?;
    let title = procedure.step(step).ok_or(Reason::Step(StepRefused::Unknown))?.title.clone();
    let running = file.courses.get(index).ok_or(Refused::NotFound)?;
    let situation = situation(app, &file, running, act.today(), Answer::Yes);
    progress::may_leave_out(procedure, &running.milestones, &situation, step)
        .map_err(|no| Reason::Step(refused(no)))?;
    if is_blank(Some(reason)) {
        return Err(Reason::Step(StepRefused::ReasonMissing).into());
    }
    let what = Happening::LeftOut { step: step.to_string(), element: None, reason: reason.trim().to_string() };
    act_on(act, permit, file, index, what, &format!("{title}: {}", reason.trim())).await
}

/// Sets the date of a step by hand, for a stated reason; the date the rule gives stays beside it.
pub async fn set_deadline(
    app: &App,
    actor: &Actor,
    case: CaseId,
    course: CourseId,
    step: &str,
    due: Date,
    reason: &str,
) -> Outcome<()> {
    let mut act = app.act(actor, "deadline_set").await?;
    let (permit, file) = act.open_case(case).await?;
    let (index, procedure) = course_with(app, &file, Some(course))?;
    let title = procedure.step(step).ok_or(Reason::Step(StepRefused::Unknown))?.title.clone();
    let running = file.courses.get(index).ok_or(Refused::NotFound)?;
    let situation = situation(app, &file, running, act.today(), Answer::Yes);
    let states = progress::states(procedure, &running.milestones, &situation);
    if running.ended_on.is_some() || !states.get(step).is_some_and(is_to_do) {
        return Err(Reason::Step(StepRefused::NotOpen).into());
    }
    if due < act.today() {
        return Err(Reason::Step(StepRefused::DateMissing).into());
    }
    if is_blank(Some(reason)) {
        return Err(Reason::Step(StepRefused::ReasonMissing).into());
    }
    let detail = format!("{title}: {}.{}.{}. {}", due.day(), due.month(), due.year(), reason.trim());
    let what = Happening::DeadlineSet { step: step.to_string(), due, reason: reason.trim().to_string() };
    act_on(act, permit, file, index, what, &detail).await
}

/// Takes back a milestone of a step that was a mistake: the engine acts as if it had not happened, and both stay in the
/// history. What an act brought about is put right by a new act.
pub async fn annul(
    app: &App,
    actor: &Actor,
    case: CaseId,
    course: CourseId,
    step: &str,
    nr: u32,
    reason: &str,
) -> Outcome<()> {
    let mut act = app.act(actor, "step_annulled").await?;
    let (permit, file) = act.open_case(case).await?;
    let (index, procedure) = course_with(app, &file, Some(course))?;
    let running = file.courses.get(index).ok_or(Refused::NotFound)?;
    let mistake = running.milestones.iter().find(|milestone| milestone.nr == nr).ok_or(Refused::NotFound)?;
    if mistake.what.step().is_none_or(|about| about != step) {
        return Err(Refused::NotFound);
    }
    may_annul(&file, running, procedure, mistake)?;
    if is_blank(Some(reason)) {
        return Err(Reason::Step(StepRefused::ReasonMissing).into());
    }
    let title = procedure.step(step).map_or(step, |step| &step.title);
    let detail = format!("{title}: {}", reason.trim());
    let what = Happening::Annulled { nr, reason: reason.trim().to_string() };
    act_on(act, permit, file, index, what, &detail).await
}

/// Whether a milestone may be taken back: done, left out or dated by hand in a course that runs, not taken back before,
/// and with nothing that has left the house standing on it.
fn may_annul(file: &CaseFile, course: &Course, procedure: &Procedure, mistake: &Milestone) -> Result<(), Reason> {
    if course.ended_on.is_some() || progress::annulled(&course.milestones).contains(&mistake.nr) {
        return Err(Reason::Step(StepRefused::NotOpen));
    }
    match &mistake.what {
        Happening::LeftOut { .. } | Happening::DeadlineSet { .. } => {}
        Happening::Done { step, outcome, .. } => {
            let step = procedure.step(step).ok_or(Reason::Step(StepRefused::Unknown))?;
            if !is_by_hand(step, outcome.as_deref()) {
                return Err(Reason::Step(StepRefused::StandsOnAct));
            }
            if begun_by(procedure, &mistake.what).is_some() {
                return Err(Reason::Step(StepRefused::BeganAnother));
            }
        }
        Happening::ReopenedFrom { .. }
        | Happening::Suspended { .. }
        | Happening::Resumed
        | Happening::Annulled { .. } => return Err(Reason::Step(StepRefused::NotOpen)),
    }
    // What an approver reads, or has approved, does not move under them.
    if crate::assessment::is_decided_on(file) {
        return Err(Reason::DecisionClosed);
    }
    Ok(())
}

/// Suspends the case while we wait (sat i bero): the municipality's own goals stand still, statutory deadlines do not.
pub async fn suspend(
    app: &App,
    actor: &Actor,
    case: CaseId,
    waiting_for: Pause,
    look_again: Date,
    reason: &str,
) -> Outcome<()> {
    let mut act = app.act(actor, "suspended").await?;
    let (permit, file) = act.open_case(case).await?;
    if is_blank(Some(reason)) {
        return Err(Reason::ReasonMissing.into());
    }
    if look_again <= act.today() {
        return Err(Reason::Step(StepRefused::DateMissing).into());
    }
    let (index, _) = course_with(app, &file, None)?;
    if is_suspended(&file, index) {
        return Err(Reason::Stale.into());
    }
    let what = Happening::Suspended { waiting_for, look_again, reason: reason.trim().to_string() };
    act_on(act, permit, file, index, what, reason.trim()).await
}

/// Takes a suspended case up again.
pub async fn resume(app: &App, actor: &Actor, case: CaseId) -> Outcome<()> {
    let mut act = app.act(actor, "resumed").await?;
    let (permit, file) = act.open_case(case).await?;
    let (index, _) = course_with(app, &file, None)?;
    if !is_suspended(&file, index) {
        return Err(Reason::Stale.into());
    }
    act_on(act, permit, file, index, Happening::Resumed, "").await
}

fn is_suspended(file: &CaseFile, course: usize) -> bool {
    let milestones = file.courses.get(course).map_or(&[][..], |course| course.milestones.as_slice());
    let last = milestones.iter().rev().find_map(|milestone| match milestone.what {
        Happening::Suspended { .. } => Some(true),
        Happening::Resumed => Some(false),
        _ => None,
    });
    last.unwrap_or(false)
}

/// Stores what happened today, journals it and ends the act.
async fn act_on(
    mut act: Act<'_>,
    permit: Permit,
    mut file: CaseFile,
    index: usize,
    what: Happening,
    detail: &str,
) -> Outcome<()> {
    let (case, today) = (file.case.id, act.today());
    happen(&mut act, &permit, &mut file, index, today, what).await?;
    act.journal(&permit, case, detail).await?;
    act.commit(Resource::Case(case)).await
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use jiff::civil::date;

    fn step(procedure: &str, step: &str) -> Step {
        let content = content::Content::shipped();
        content.procedure(procedure, date(2026, 3, 30)).unwrap().step(step).unwrap().clone()
    }

    fn done(outcome: &str, reason: &str) -> MarkDone {
        MarkDone { outcome: Some(outcome.into()), reason: Some(reason.into()), ..MarkDone::default() }
    }

    fn refusal(step: &Step, done: &MarkDone, against: bool) -> Option<StepRefused> {
        match check_by_hand(step, done, against) {
            Err(Refused::Because(Reason::Step(why))) => Some(why),
            _ => None,
        }
    }

    #[test]
    fn a_letter_that_was_not_sent_is_never_ticked_off() {
        let receipt = step("ansoegning", "kvittering");
        let refused = refusal(&receipt, &MarkDone::default(), false);
        assert_eq!(refused, Some(StepRefused::ClosedByAct(words::Act::Letter)));
    }

    #[test]
    fn an_outcome_of_the_files_own_may_be_chosen_beside_the_act_and_one_of_the_acts_may_not() {
        let consent = step("ansoegning", "samtykke");
        assert_eq!(refusal(&consent, &done("ikke-noedvendigt", ""), false), None);
        let given = refusal(&consent, &done("givet", ""), false);
        assert_eq!(given, Some(StepRefused::ClosedByAct(words::Act::Consent)));
        assert_eq!(refusal(&consent, &done("hjemmel", " "), false), Some(StepRefused::ReasonMissing));
    }

    #[test]
    fn another_outcome_than_the_one_proposed_asks_for_a_reason() {
        let screening = step("ansoegning", "screening-bl18");
        assert_eq!(refusal(&screening, &done("intet-videre", ""), false), None);
        assert_eq!(refusal(&screening, &done("intet-videre", ""), true), Some(StepRefused::ReasonMissing));
        assert_eq!(refusal(&screening, &done("intet-videre", "Skolen er enig."), true), None);
    }

    #[test]
    fn a_follow_up_is_done_on_its_step_and_asks_for_the_next_day() {
        let follow_up = step("opfoelgning", "opfoelgning");
        let mut done = done("fortsaet", "");
        assert_eq!(refusal(&follow_up, &done, false), Some(StepRefused::DateMissing));
        done.dates.insert("naeste-opfoelgning".into(), date(2027, 3, 30));
        assert_eq!(refusal(&follow_up, &done, false), None);
    }
}
