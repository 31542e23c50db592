//! Handover of cases (sagsbehandlerskift, P-04): one act for one case or a whole caseload, in one transaction; and back.
//!
//! Reading order: `house` (who takes over, and who has it while nobody is known), `pass` (what follows a case), `told`
//! (which letter, and what it says), `due` (what is done on the morning of its day), `look` (what its pages show).

mod due;
mod house;
mod look;
mod pass;
mod told;

pub use due::carry_out_due;
pub use look::{
    CasePreview, Colleague, LetterPreview, Page, PeriodRow, Preview, Row, View, history, list, preview, show,
};

use crate::act::Act;
use crate::{Actor, App, Outcome, Reason, Refused, Resource, access, progress};
use domain::access::{Action, Permit, Target};
use domain::case::CaseFile;
use domain::handover::{self as core, AllTo, Handover, Item, Kind, NotHanded, State, Successor, Wanted, Which};
use domain::ids::{AbsenceId, CaseId, HandoverId, StaffId};
use domain::progress::ActSubject;
use domain::staff::Staff;
use domain::words;
use house::House;
use letters::danish_date;
use std::collections::BTreeSet;
use store::Tx;
use store::handover::Held;

impl From<NotHanded> for Refused {
    fn from(why: NotHanded) -> Self {
        Reason::Handover(why).into()
    }
}

/// By what right somebody hands over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Right {
    /// They lead the one who leaves.
    Leads,
    /// The cases are their own.
    Own,
}

/// Whether a letter that cannot be written yet stops the handover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Letters {
    /// All that its fields ask for must be said.
    Demanded,
    /// It waits: somebody is ill this hour, and the cases cannot.
    WhenKnown,
}

fn right(actor: &Actor, from: &Staff) -> Outcome<Right> {
    if access::to_lead(actor, from).is_ok() {
        return Ok(Right::Leads);
    }
    if actor.id() == from.id { Ok(Right::Own) } else { Err(Refused::NotFound) }
}

/// Hands cases over: today at once, on a later day by its morning. Responsibility, tasks, meetings to lead and functions
/// follow to the successor; no deadline moves; each case gets its line in the journal and drafts of its letters.
///
/// # Errors
/// [`Reason::Handover`]; [`Reason::LetterAsks`] when a letter needs more said; not found for who neither leads the leaver
/// nor is the leaver, and for a case that is not the leaver's.
pub async fn carry_out(app: &App, actor: &Actor, wanted: Wanted) -> Outcome<HandoverId> {
    let mut act = app.act(actor, "case_handed_over").await?;
    let from = act.tx.staff(wanted.from).await?.ok_or(Refused::NotFound)?;
    let right = right(actor, &from)?;
    if right == Right::Leads {
        act.leading(&from)?;
    }
    let id = register(&mut act, (&from, right), &wanted, (None, Letters::Demanded)).await?;
    act.commit(Resource::Handover(id)).await?;
    Ok(id)
}

/// The same inside the act that registers an absence: an unplanned temporary handover of all open cases to the deputy, or
/// to the team leader. None when there is no case to hand over.
pub(crate) async fn for_absence(act: &mut Act<'_>, from: &Staff, wanted: &Wanted, absence: AbsenceId) -> Outcome<()> {
    if act.tx.cases_held(from.id).await?.is_empty() {
        return Ok(());
    }
    register(act, (from, Right::Leads), wanted, (Some(absence), Letters::WhenKnown)).await.map(|_| ())
}

async fn register(
    act: &mut Act<'_>,
    (from, right): (&Staff, Right),
    wanted: &Wanted,
    (absence, letters): (Option<AbsenceId>, Letters),
) -> Outcome<HandoverId> {
    let today = act.today();
    core::check(wanted, today)?;
    if right == Right::Own && wanted.successor == Successor::Leader {
        return Err(NotHanded::OwnNeedsColleague.into());
    }
    let house = House::on(&mut act.tx, wanted.on).await?;
    let held = chosen(act, right, wanted).await?;
    let mut items = Vec::new();
    for one in &held {
        if let Some(on) = act.tx.planned_handover_of(one.case).await? {
            return Err(NotHanded::PlannedAlready { on }.into());
        }
        let (to, known) = match (&wanted.successor, letters) {
            // Somebody is ill this hour: a case the deputy cannot take is the team leader's, and waits for nobody.
            (Successor::One(deputy), Letters::WhenKnown) => {
                house.on_the_day(&mut act.tx, (from.id, one), Some(AllTo::One(*deputy))).await?
            }
            _ => house.successor(&mut act.tx, wanted, one).await?,
        };
        items.push(Item { case: one.case, to, known, moved_at: None, back_at: None });
    }
    let state = if today < wanted.on { State::Planned } else { State::CarriedOut };
    let handover = Handover {
        id: HandoverId(act.id()),
        from: from.id,
        on: wanted.on,
        planned: wanted.planned,
        duration: wanted.duration,
        all_to: match (&wanted.cases, &wanted.successor) {
            (Which::All, Successor::One(staff)) => Some(AllTo::One(*staff)),
            (Which::All, Successor::PerCase(_) | Successor::Leader) => Some(AllTo::Leader),
            (Which::Some(_), _) => None,
        },
        why: wanted.why.trim().to_string(),
        absence,
        registered_by: act.actor.id(),
        registered_at: act.tx.now(),
        state,
        items,
        version: 1,
    };
    let first = handover.items.first().ok_or(NotHanded::NothingToHand)?.case;
    act.tx.insert_handover(&system(first), &handover).await?;
    for item in &handover.items {
        begin(act, &handover, item, (wanted, &house), letters).await?;
    }
    if state == State::CarriedOut {
        pass::rest(act.app, &mut act.tx, (&handover, act.actor.id())).await?;
    }
    act.because(&format!("staff {} handover {}", from.id, handover.id));
    Ok(handover.id)
}

/// The permit of the work on one case of a handover: the right to the whole was asked once, and a case the leader may not
/// read passes with the others, unread.
fn system(case: CaseId) -> Permit {
    Permit::of_the_system(Target::Case(case))
}

/// The cases that are meant. One the actor may not see does not exist when it is named, and follows when all are meant.
async fn chosen(act: &mut Act<'_>, right: Right, wanted: &Wanted) -> Outcome<Vec<Held>> {
    let held = act.tx.cases_held(wanted.from).await?;
    let Which::Some(named) = &wanted.cases else {
        return if held.is_empty() { Err(NotHanded::NothingToHand.into()) } else { Ok(held) };
    };
    let named: BTreeSet<CaseId> = named.iter().copied().collect();
    let action = if right == Right::Own { Action::Work } else { Action::See };
    for case in &named {
        access::to_case(&mut act.tx, act.actor, *case, action).await?;
    }
    let meant: Vec<Held> = held.into_iter().filter(|one| named.contains(&one.case)).collect();
    if meant.is_empty() {
        return Err(NotHanded::NothingToHand.into());
    }
    if meant.len() < named.len() { Err(Refused::NotFound) } else { Ok(meant) }
}

/// What is done in one case: the procedure hears of it, the case passes if its day is here, and the letters are drafted.
async fn begin(
    act: &mut Act<'_>,
    handover: &Handover,
    item: &Item,
    (wanted, house): (&Wanted, &House),
    letters: Letters,
) -> Outcome<()> {
    let permit = system(item.case);
    let mut file = crate::case::load(act.app, &mut act.tx, &permit, item.case).await?;
    let before = act.tx.handovers_of_case(&permit, item.case).await?.into_iter().find(|old| old.id != handover.id);
    report(act, &permit, &mut file, (before.as_ref(), handover, item)).await?;
    let (code, verb) = match handover.state {
        State::Planned => ("handover_planned", "fra"),
        _ => ("case_handed_over", "den"),
    };
    if handover.state == State::CarriedOut {
        pass::over(act.app, &mut act.tx, (handover, item), (&mut file, act.actor.id())).await?;
    }
    let named = |id: StaffId| house.name(id);
    let (from, to, day) = (named(handover.from), named(item.to), danish_date(handover.on));
    act.journal_as(&permit, item.case, code, &format!("Fra {from} til {to} {verb} {day}")).await?;
    let leaver = told::first(act, &permit, (before.as_ref(), handover)).await?;
    told::draft(act, &permit, &file, (handover, item, leaver), (wanted, house), letters).await?;
    act.touches(item.case, file.citizen.id);
    Ok(())
}

/// The procedure of a handover begins in the case, or what runs of it hears that the case has passed again. What runs is
/// asked with the facts it began with: that a successor is found is what closes the step that waits for one.
async fn report(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    (before, handover, item): (Option<&Handover>, &Handover, &Item),
) -> Outcome<()> {
    let kind = handover.kind_for(item);
    let Some(procedure) = progress::begun_by_act(act.app, words::Act::Handover, act.today()).map(|p| p.id.clone())
    else {
        file.handover = Some(kind);
        return progress::report(act, permit, file, words::Act::Handover, ActSubject::default()).await;
    };
    let runs =
        |file: &CaseFile| file.courses.iter().any(|course| course.procedure == procedure && course.ended_on.is_none());
    if runs(file) {
        file.handover = before.and_then(|old| kind_in(old, file.case.id)).or(Some(kind));
        progress::report(act, permit, file, words::Act::Handover, ActSubject::default()).await?;
    }
    file.handover = Some(kind);
    if !runs(file) {
        progress::begin(act, permit, file, &procedure, handover.on).await?;
        progress::report(act, permit, file, words::Act::Handover, ActSubject::default()).await?;
    }
    Ok(())
}

fn kind_in(handover: &Handover, case: CaseId) -> Option<Kind> {
    handover.items.iter().find(|item| item.case == case).map(|item| handover.kind_for(item))
}

/// Ends a temporary handover today: the cases still with who covered go back, with the tasks and meetings that followed.
///
/// # Errors
/// [`Reason::Handover`]; [`Reason::Stale`]; not found for who does not lead the one who is back.
pub async fn back(app: &App, actor: &Actor, id: HandoverId, version: i64) -> Outcome<()> {
    let mut act = app.act(actor, "case_handed_back").await?;
    let handover = act.tx.handover(id).await?.ok_or(Refused::NotFound)?;
    let from = act.tx.staff(handover.from).await?.ok_or(Refused::NotFound)?;
    act.leading(&from)?;
    if handover.version != version {
        return Err(Reason::Stale.into());
    }
    give_back(&mut act, &handover, &from).await?;
    act.commit(Resource::Handover(id)).await
}

/// The same inside another act: somebody is back from an absence.
pub(crate) async fn give_back(act: &mut Act<'_>, handover: &Handover, from: &Staff) -> Outcome<()> {
    if !handover.is_out() {
        return Err(NotHanded::NotOut.into());
    }
    if !core::may_be_responsible(from) {
        return Err(NotHanded::FirstIsGone.into());
    }
    let by = act.actor.id();
    for item in &handover.items {
        let permit = system(item.case);
        if !pass::back(act.app, &mut act.tx, (handover, item), by).await? {
            continue;
        }
        let mut file = crate::case::load(act.app, &mut act.tx, &permit, item.case).await?;
        file.handover = Some(handover.kind_for(item));
        progress::report(act, &permit, &mut file, words::Act::Handover, ActSubject::default()).await?;
        act.journal_as(&permit, item.case, "case_handed_back", &format!("Tilbage til {}", from.name)).await?;
        act.touches(item.case, file.citizen.id);
    }
    let over = (handover.id, handover.version);
    act.tx.set_handover_state(&system(first_case(handover)?), over, State::Ended).await?;
    act.because(&format!("staff {} handover {}", from.id, handover.id));
    Ok(())
}

fn first_case(handover: &Handover) -> Outcome<CaseId> {
    Ok(handover.items.first().ok_or(Refused::NotFound)?.case)
}

/// Calls a planned handover off before its day; the course it began in each case ends, and drafts that were not sent stay
/// for somebody to discard.
///
/// # Errors
/// [`Reason::Handover`]; [`Reason::Stale`]; not found for who neither leads the leaver nor is the leaver.
pub async fn call_off(app: &App, actor: &Actor, id: HandoverId, version: i64) -> Outcome<()> {
    let mut act = app.act(actor, "handover_called_off").await?;
    let handover = act.tx.handover(id).await?.ok_or(Refused::NotFound)?;
    let from = act.tx.staff(handover.from).await?.ok_or(Refused::NotFound)?;
    if right(actor, &from)? == Right::Leads {
        act.leading(&from)?;
    } else if handover.registered_by != actor.id() {
        return Err(Refused::NotFound);
    }
    if handover.version != version {
        return Err(Reason::Stale.into());
    }
    call_off_one(&mut act, &handover).await?;
    act.commit(Resource::Handover(id)).await
}

/// The same inside another act: an absence that never came to anything.
pub(crate) async fn call_off_one(act: &mut Act<'_>, handover: &Handover) -> Outcome<()> {
    if handover.state != State::Planned {
        return Err(NotHanded::OverAlready.into());
    }
    let today = act.today();
    let procedure = progress::begun_by_act(act.app, words::Act::Handover, today).map(|p| p.id.clone());
    for item in &handover.items {
        let permit = system(item.case);
        let file = crate::case::load(act.app, &mut act.tx, &permit, item.case).await?;
        if file.case.closed_on.is_some() {
            continue;
        }
        let of_this =
            |course: &&domain::case::Course| Some(&course.procedure) == procedure.as_ref() && course.ended_on.is_none();
        for course in file.courses.iter().filter(of_this) {
            act.tx.end_course(&permit, course.id, today).await?;
        }
        act.journal_as(&permit, item.case, "handover_called_off", &danish_date(handover.on)).await?;
        act.touches(item.case, file.citizen.id);
    }
    let over = (handover.id, handover.version);
    act.tx.set_handover_state(&system(first_case(handover)?), over, State::CalledOff).await?;
    Ok(())
}

/// Who is responsible for a closed case that opens again: the one who was, when they still work here, else who has it
/// while nobody is known.
pub(crate) async fn when_reopened(tx: &mut Tx, case: &domain::case::Case) -> Outcome<StaffId> {
    let today = tx.today();
    let house = House::on(tx, today).await?;
    if house.person(case.responsible).is_some_and(|staff| staff.active) {
        return Ok(case.responsible);
    }
    house.leader(tx, (&case.department, case.citizen), case.responsible).await
}
