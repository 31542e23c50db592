//! The transition from child to adult (overgang): who is found, what is decided about each, and who takes over.
//!
//! The work itself is a course in the young person's case; a track says whether there is one, and in whose hands it is.

mod board;
mod file;
mod list;
mod night;
mod show;

pub use board::{Board, Card, Column, Filter, Heading, board};
pub use list::{
    Adds, Basis, Import, Imported, Lists, Preview, PreviewRow, forget, import, lists, preview, pupil_begins,
    pupil_enquiry, pupil_left_out, upload,
};
pub use night::{forget_due, identify};
pub use show::{Told, View, Waiting, of_case, show, waiting};
pub use store::school_list::{ListRow, UnknownPupil};
pub use store::transition::{TransitionRow, TransitionTodo};

use crate::act::Act;
use crate::{Actor, App, Outcome, Reason, Refused, Resource, application, progress};
use domain::access::{Action, Object, Permit, Target, Yes};
use domain::benefit::Benefit;
use domain::case::{Case, CaseFile};
use domain::ids::{CaseId, PersonId, StaffId, TransitionId};
use domain::people::Person;
use domain::procedure::Procedure;
use domain::progress::ActSubject;
use domain::setting::Value;
use domain::staff::{Function, Staff};
use domain::transition::{
    self as core, ADULT, Adult, Found, NotDone, Pension, Said, State, Transition, Window, may_confirm, may_hand_over,
    may_judge_pension, may_leave_out, may_take_over,
};
use domain::words;
use jiff::civil::Date;
use store::access::FunctionOnCase;
use store::transition::Event;

/// The age at which the municipality begins, by its own choice.
const CHOICE: &str = "overgang-kommunen-begynder";
/// The age at which the law wants it begun (barnets lov § 123).
const LAW: &str = "overgang-loven-begynder";
/// That age, should nobody have set it: the law does not wait for a setting.
const LAW_AGE: u32 = 16;

/// The ages between which young people are looked for, as the municipality has set them for a day.
pub fn window(app: &App, today: Date) -> Window {
    let number = |id| match app.content.setting_on(id, today).map(|dated| &dated.value) {
        Some(Value::Number(years)) => u32::try_from(*years).ok(),
        _ => None,
    };
    Window::new(number(CHOICE), number(LAW).unwrap_or(LAW_AGE))
}

/// The procedure that taking a young person along begins, and the kind of case that has it; none when content knows
/// none.
pub fn prepares(app: &App, today: Date) -> Option<(&Procedure, &Benefit)> {
    let procedure = progress::begun_by_act(app, words::Act::Transition, today)?;
    let has_it = |benefit: &&Benefit| benefit.procedure == procedure.id && !benefit.retired;
    Some((procedure, app.content.benefits.all_on(today).find(has_it)?))
}

/// Takes a young person along: the preparation begins in their open case, or in a new one of the kind that has it.
/// Answers the case.
///
/// # Errors
/// [`Reason::Transition`]; [`Reason::Stale`] when somebody was first; not found without the right to work on the track.
pub async fn confirm(app: &App, actor: &Actor, id: TransitionId, version: i64) -> Outcome<CaseId> {
    let mut act = app.act(actor, "transition_confirmed").await?;
    let (permit, mut track) = of_version(&mut act, id, version).await?;
    let today = act.today();
    let person = person_of(&mut act, track.person).await?;
    may_confirm(&track, person.born, today).map_err(Reason::Transition)?;
    let (procedure, benefit) = prepares(app, today).ok_or(Reason::Transition(NotDone::NoProcedure))?;
    let case = match open_case_of(&mut act, &track, &benefit.department).await? {
        Some(case) => case,
        None => open_case(&mut act, &track, benefit).await?,
    };
    let (on_case, mut file) = by_system(&mut act, case).await?;
    if !runs(&file, procedure) {
        progress::begin(&mut act, &on_case, &mut file, &procedure.id, today).await?;
    }
    progress::report(&mut act, &on_case, &mut file, words::Act::Transition, ActSubject::default()).await?;
    act.journal(&on_case, case, "").await?;
    track.case = Some(case);
    track.department = file.case.department;
    track.state = State::InTrack(said(&act));
    track.news_on = None;
    act.tx.save_transition(&permit, &track).await?;
    if let Some(coordinator) = track.coordinator {
        opens_to(&mut act, &on_case, case, coordinator).await?;
    }
    tell(&mut act, &permit, id, "confirmed", "").await?;
    act.commit(Resource::Transition(id)).await?;
    Ok(case)
}

/// Says that a young person is not in the target group, and why. They come up again when something new arrives.
///
/// # Errors
/// [`Reason::Transition`]; [`Reason::Stale`]; not found without the right to work on the track.
pub async fn leave_out(app: &App, actor: &Actor, id: TransitionId, version: i64, because: &str) -> Outcome<()> {
    let mut act = app.act(actor, "transition_left_out").await?;
    let (permit, mut track) = of_version(&mut act, id, version).await?;
    let because = because.trim();
    let course_runs = match (track.case, prepares(app, act.today())) {
        (Some(case), Some((procedure, _))) => runs(&by_system(&mut act, case).await?.1, procedure),
        _ => false,
    };
    may_leave_out(&track, because, course_runs.into()).map_err(Reason::Transition)?;
    track.state = State::NotTarget(said(&act), because.to_string());
    track.news_on = None;
    act.tx.save_transition(&permit, &track).await?;
    tell(&mut act, &permit, id, "left-out", because).await?;
    act.commit(Resource::Transition(id)).await
}

/// Names the coordinator of a young person's transition, who can work on the case from then on.
///
/// # Errors
/// [`Reason::Transition`]; [`Reason::Stale`]; not found without the right to work on the track.
pub async fn name_coordinator(
    app: &App,
    actor: &Actor,
    id: TransitionId,
    version: i64,
    coordinator: StaffId,
) -> Outcome<()> {
    let mut act = app.act(actor, "transition_coordinator_named").await?;
    let (permit, mut track) = of_version(&mut act, id, version).await?;
    let staff = caseworker(&mut act, coordinator).await?;
    if staff.department != track.department {
        return Err(Reason::Transition(NotDone::NoCaseworker).into());
    }
    let before = track.coordinator.replace(coordinator);
    if before == track.coordinator {
        return Err(Reason::Transition(NotDone::Already).into());
    }
    act.tx.save_transition(&permit, &track).await?;
    if let (Some(case), State::InTrack(_)) = (track.case, &track.state) {
        let (on_case, _) = by_system(&mut act, case).await?;
        if let Some(before) = before {
            act.tx.end_function(&on_case, case, before, Function::Coordinator).await?;
        }
        opens_to(&mut act, &on_case, case, coordinator).await?;
        act.journal(&on_case, case, &staff.name).await?;
    }
    tell(&mut act, &permit, id, "coordinator", &staff.name).await?;
    act.commit(Resource::Transition(id)).await
}

/// Judges whether it is an obvious pension case; then the job centre's steps are left out.
///
/// # Errors
/// [`Reason::Transition`]; [`Reason::Stale`]; not found without the right to work on the track.
pub async fn judge_pension(
    app: &App,
    actor: &Actor,
    id: TransitionId,
    version: i64,
    (obvious, because): (Yes, &str),
) -> Outcome<()> {
    let mut act = app.act(actor, "transition_pension_judged").await?;
    let (permit, mut track) = of_version(&mut act, id, version).await?;
    let because = because.trim();
    may_judge_pension(&track, because).map_err(Reason::Transition)?;
    track.pension = Some(Pension { obvious, because: because.to_string(), said: said(&act) });
    act.tx.save_transition(&permit, &track).await?;
    let (code, in_case) = match obvious {
        Yes::Yes => ("pension", "transition_pension_obvious"),
        Yes::No => ("no-pension", "transition_pension_not_obvious"),
    };
    if let Some(case) = track.case {
        let (on_case, file) = by_system(&mut act, case).await?;
        // Every open course of the case asks the fact anew.
        if file.case.closed_on.is_none() {
            act.journal_as(&on_case, case, in_case, "").await?;
        }
    }
    tell(&mut act, &permit, id, code, because).await?;
    act.commit(Resource::Transition(id)).await
}

/// Names who takes over in the adult department. They see the track from now on, and the case once it is handed over.
///
/// # Errors
/// [`Reason::Transition`]; [`Reason::Stale`]; not found without the right to work on the track.
pub async fn name_adult(app: &App, actor: &Actor, id: TransitionId, version: i64, coordinator: StaffId) -> Outcome<()> {
    let mut act = app.act(actor, "transition_successor_named").await?;
    let (permit, mut track) = of_version(&mut act, id, version).await?;
    let staff = caseworker(&mut act, coordinator).await?;
    may_take_over(&track, &staff.department).map_err(Reason::Transition)?;
    if act.tx.conflict(coordinator, track.person).await? {
        return Err(Reason::Transition(NotDone::NoCaseworker).into());
    }
    track.adult = Some(Adult { department: staff.department.clone(), coordinator });
    act.tx.save_transition(&permit, &track).await?;
    if let Some(case) = track.case {
        let (on_case, _) = by_system(&mut act, case).await?;
        act.journal(&on_case, case, &staff.name).await?;
    }
    tell(&mut act, &permit, id, "adult", &staff.name).await?;
    act.commit(Resource::Transition(id)).await
}

/// The adult coordinator takes over: the case is opened to them, and the act "overdragelse" is reported to it.
///
/// # Errors
/// [`Reason::Transition`]; [`Reason::Stale`]; not found without the right to work on the track.
pub async fn hand_over(app: &App, actor: &Actor, id: TransitionId, version: i64) -> Outcome<()> {
    let mut act = app.act(actor, "transition_handed_over").await?;
    let (permit, mut track) = of_version(&mut act, id, version).await?;
    let adult = may_hand_over(&track).map_err(Reason::Transition)?.clone();
    let staff = caseworker(&mut act, adult.coordinator).await?;
    track.state = State::HandedOver(said(&act));
    act.tx.save_transition(&permit, &track).await?;
    if let Some(case) = track.case {
        let (on_case, mut file) = by_system(&mut act, case).await?;
        opens_to(&mut act, &on_case, case, adult.coordinator).await?;
        let subject = progress::outcome("overdraget");
        progress::report(&mut act, &on_case, &mut file, words::Act::Transfer, subject).await?;
        act.journal(&on_case, case, &staff.name).await?;
    }
    tell(&mut act, &permit, id, "handed-over", &staff.name).await?;
    act.commit(Resource::Transition(id)).await
}

/// Youngest that is taken along by hand: in the 8th grade, when the school's list names them first.
const YOUNGEST: u32 = 13;

/// Begins a track for somebody who is registered, by hand; answers theirs when there is one.
///
/// # Errors
/// [`Reason::Transition`]; not found for one whose matters are never the actor's.
pub async fn begin_by_hand(app: &App, actor: &Actor, person: PersonId) -> Outcome<TransitionId> {
    let mut act = app.act(actor, "transition_begun").await?;
    act.without_case(Action::Register, Object::Person)?;
    if act.tx.conflict(actor.id(), person).await? {
        return Err(Refused::NotFound);
    }
    act.concerns(person);
    if let Some(known) = act.tx.transition_of(person).await? {
        return match crate::access::to_transition(&mut act.tx, actor, known, Action::See).await {
            Ok(_) => Ok(known),
            Err(Refused::NotFound) => Err(Reason::Transition(NotDone::HasTrack).into()),
            Err(other) => Err(other),
        };
    }
    let born = person_of(&mut act, person).await?.born;
    if !(YOUNGEST..ADULT).contains(&domain::calendar::age_on(born, act.today())) {
        return Err(Reason::Transition(NotDone::OutsideAge).into());
    }
    let id = begin(&mut act, person, Found::ByHand, None).await?;
    act.commit(Resource::Transition(id)).await?;
    Ok(id)
}

/// Begins a track inside an act, in the department of the person's open case or in the actor's own.
async fn begin(
    act: &mut Act<'_>,
    person: PersonId,
    found: Found,
    school: Option<core::School>,
) -> Outcome<TransitionId> {
    let home = prepares(act.app, act.today()).map(|(_, benefit)| benefit.department.clone()).unwrap_or_default();
    let case = best_case(act, person, &home).await?;
    let track = Transition {
        id: TransitionId(act.id()),
        person,
        department: case.as_ref().map_or_else(|| act.actor.staff.department.clone(), |case| case.department.clone()),
        case: case.as_ref().map(|case| case.id),
        found,
        found_on: act.today(),
        state: State::Found,
        // Without a case nobody is responsible yet: whoever begins it has it in hand until somebody is named.
        coordinator: if case.is_none() { Some(act.actor.id()) } else { None },
        pension: None,
        adult: None,
        news_on: None,
        school,
        version: 1,
    };
    let permit = Permit::of_the_system(Target::Transition(track.id));
    if act.tx.begin_transition(&permit, &track).await? == Yes::No {
        return Err(Reason::Stale.into());
    }
    act.about_transition(track.id);
    act.concerns(person);
    tell(act, &permit, track.id, "found", found.code()).await?;
    Ok(track.id)
}

/// The track in the version that was read.
async fn of_version(act: &mut Act<'_>, id: TransitionId, version: i64) -> Outcome<(Permit, Transition)> {
    let (permit, track) = act.transition(id, Action::Work).await?;
    if track.version == version { Ok((permit, track)) } else { Err(Reason::Stale.into()) }
}

fn said(act: &Act<'_>) -> Said {
    Said { on: act.today(), by: act.actor.id() }
}

/// The young person. The right to their track is the right to know whose it is.
async fn person_of(act: &mut Act<'_>, person: PersonId) -> Outcome<Person> {
    Ok(act.tx.person(&Permit::of_the_system(Target::Person(person)), person).await?)
}

/// The case the preparation stands in. The right to the track is the right to begin, end and report the preparation,
/// also for a coordinator who does not work on the case otherwise.
async fn by_system(act: &mut Act<'_>, case: CaseId) -> Outcome<(Permit, CaseFile)> {
    let permit = Permit::of_the_system(Target::Case(case));
    let file = crate::case::load(act.app, &mut act.tx, &permit, case).await?;
    act.touches(case, file.citizen.id);
    Ok((permit, file))
}

fn runs(file: &CaseFile, procedure: &Procedure) -> bool {
    file.courses.iter().any(|course| course.procedure == procedure.id && course.ended_on.is_none())
}

/// The open case a track names, or else the person's best one.
async fn open_case_of(act: &mut Act<'_>, track: &Transition, home: &str) -> Outcome<Option<CaseId>> {
    if let Some(case) = track.case
        && act.tx.case_ref(case).await?.is_some_and(|case| case.open)
    {
        return Ok(Some(case));
    }
    Ok(best_case(act, track.person, home).await?.map(|case| case.id))
}

/// The person's own open case: of the department that prepares before others, then the oldest.
async fn best_case(act: &mut Act<'_>, person: PersonId, home: &str) -> Outcome<Option<store::access::CaseRef>> {
    let cases = act.tx.cases_of_person(person).await?;
    let open = cases.into_iter().filter(|case| case.open && case.citizen == person);
    Ok(open.min_by_key(|case| (case.department != home, case.number)))
}

/// Opens a case of the kind that has the preparation.
async fn open_case(act: &mut Act<'_>, track: &Transition, benefit: &Benefit) -> Outcome<CaseId> {
    let today = act.today();
    let before = act.tx.cases_of_person(track.person).await?;
    let closed = before.iter().any(|case| case.citizen == track.person && case.closed_to_unit);
    let staff = act.tx.all_staff().await?;
    let works_there =
        |id: &StaffId| staff.iter().any(|s| s.id == *id && s.active && s.department == benefit.department);
    let coordinator = track.coordinator.filter(works_there);
    let case = Case {
        id: CaseId(act.id()),
        number: act.tx.next_case_number(today.year()).await?,
        benefit: benefit.id.clone(),
        department: benefit.department.clone(),
        citizen: track.person,
        responsible: application::responsible(act, &benefit.department, coordinator).await?,
        kle: benefit.kle.clone(),
        opened_on: today,
        closed_on: None,
        closed_to_unit: closed,
        version: 1,
    };
    let permit = Permit::of_the_system(Target::Case(case.id));
    act.tx.insert_case(&permit, &case).await?;
    act.touches(case.id, track.person);
    act.journal_as(&permit, case.id, "transition_opened_case", "").await?;
    Ok(case.id)
}

/// Somebody who does casework and works here.
async fn caseworker(act: &mut Act<'_>, id: StaffId) -> Outcome<Staff> {
    let staff = act.tx.staff(id).await?.filter(|staff| staff.active && application::may_own(staff));
    staff.ok_or_else(|| Reason::Transition(NotDone::NoCaseworker).into())
}

/// Who has it in hand can work on the case.
async fn opens_to(act: &mut Act<'_>, permit: &Permit, case: CaseId, staff: StaffId) -> Outcome<()> {
    let today = act.today();
    if act.tx.has_function(staff, case, today).await? {
        return Ok(());
    }
    let function = FunctionOnCase { staff, function: Function::Coordinator, from: today, until: None };
    Ok(act.tx.add_function(permit, case, &function).await?)
}

/// A line of the track's history.
async fn tell(act: &mut Act<'_>, permit: &Permit, id: TransitionId, code: &str, detail: &str) -> Outcome<()> {
    let by = Some(act.actor.id());
    let event = Event { at: act.tx.now(), by, code: code.to_string(), detail: detail.to_string() };
    Ok(act.tx.append_transition_event(permit, id, &event).await?)
}
