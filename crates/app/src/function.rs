//! Coordinating functions (koordinatorfunktioner): given, moved and ended, with their standing duties; and what a function
//! opens to who has it.

mod own;

pub use own::{InTeam, Mine, OnCase, Overseen, mine, oversee};

use crate::act::Act;
use crate::case::View;
use crate::{Actor, App, Outcome, Reason, Refused, Resource, access, task};
use domain::access::{Permit, Scope, Target};
use domain::case::CaseFile;
use domain::function::{self as core, Ended, Held, House, Model, NotGiven, On, Overview, Wanted};
use domain::ids::{CaseId, FunctionId, StaffId};
use domain::staff::Staff;
use domain::task::{Origin, Owner};
use jiff::civil::Date;
use store::Tx;

/// A function with the names a page needs.
pub struct Row<'a> {
    /// The function.
    pub held: Held,
    /// Its model; none when content knows it no longer.
    pub model: Option<&'a Model>,
    /// Who has it.
    pub staff: Staff,
    /// Who gave it, by name.
    pub given_by: String,
    /// Who ended it, by name.
    pub ended_by: String,
    /// What it rests on holds today.
    pub basis_holds: bool,
}

/// The functions of a case.
pub struct Page<'a> {
    /// The case.
    pub view: View<'a>,
    /// Those that run or are to come.
    pub running: Vec<Row<'a>>,
    /// Those that are over, newest first.
    pub over: Vec<Row<'a>>,
    /// Who may be given one, by name.
    pub colleagues: Vec<Staff>,
    /// Items of the council's agenda, newest first, each with the day it stands on while it waits.
    pub council: Vec<(domain::council::Item, Option<domain::council::Sitting>)>,
}

/// Shows the functions of a case.
///
/// # Errors
/// Not found for who may not see the case.
pub async fn show<'a>(app: &'a App, actor: &Actor, case: CaseId) -> Outcome<Page<'a>> {
    let mut look = app.look(actor, "see_functions").await?;
    let (permit, view) = crate::case::gather(app, &mut look, case).await?;
    let held = look.tx.functions_on_case(&permit, case).await?;
    let today = view.today;
    let rows = held.into_iter().filter_map(|held| {
        let basis_holds = held.basis_holds(&view.file.consents, today);
        row(app, held, &view.staff, basis_holds)
    });
    let (running, mut over): (Vec<_>, Vec<_>) = rows.partition(|row| row.held.is_not_over(today));
    over.reverse();
    let colleagues = view.staff.iter().filter(|staff| core::may_hold(staff)).cloned().collect();
    let rhythm = look.tx.council(&view.file.case.department).await?;
    let mut council: Vec<_> = look.tx.council_items(&permit, case).await?.into_iter().collect();
    council.reverse();
    let sitting = |item: &domain::council::Item| {
        rhythm.as_ref().filter(|_| item.waits())?.next(item.not_before.max(today), &app.content.calendar)
    };
    let council = council.into_iter().map(|item| (item.clone(), sitting(&item))).collect();
    look.done(Some(&permit), vec![case.to_string()], vec![view.file.citizen.id]).await?;
    Ok(Page { view, running, over, colleagues, council })
}

fn row<'a>(app: &'a App, held: Held, people: &[Staff], basis_holds: bool) -> Option<Row<'a>> {
    let person = |id: StaffId| people.iter().find(|staff| staff.id == id);
    Some(Row {
        model: app.content.function(&held.model),
        staff: person(held.staff)?.clone(),
        given_by: person(held.given_by).map(|staff| staff.name.clone()).unwrap_or_default(),
        ended_by: held.ended.as_ref().and_then(|end| person(end.by)).map(|by| by.name.clone()).unwrap_or_default(),
        basis_holds,
        held,
    })
}

/// Gives a function on a case, with its duties as tasks that come again.
///
/// # Errors
/// [`Reason::Function`]; not found without the right to work on the case.
pub async fn give(app: &App, actor: &Actor, case: CaseId, wanted: Wanted) -> Outcome<FunctionId> {
    let mut act = app.act(actor, "function_given").await?;
    let (permit, file) = act.open_case(case).await?;
    let (held, detail) = begin(&mut act, &permit, &file, wanted, None).await?;
    act.journal(&permit, case, &detail).await?;
    act.commit(Resource::Inside(case, held.0)).await?;
    Ok(held)
}

/// A function passes to somebody else from today.
///
/// # Errors
/// [`Reason::Function`]; [`Reason::Stale`]; not found without the right to work on the case.
pub async fn pass_on(
    app: &App,
    actor: &Actor,
    case: CaseId,
    (id, version): (FunctionId, i64),
    to: Wanted,
) -> Outcome<FunctionId> {
    let mut act = app.act(actor, "function_moved").await?;
    let (permit, file) = act.open_case(case).await?;
    let old = running(&mut act, &permit, case, (id, version)).await?;
    if old.staff == to.staff {
        return Err(Reason::Function(NotGiven::HeldAlready).into());
    }
    let today = act.today();
    stop(&mut act, &permit, case, &old, to.why.trim()).await?;
    let wanted = Wanted { model: old.model.clone(), from: today, ..to };
    let (held, detail) = begin(&mut act, &permit, &file, wanted, Some(old.id)).await?;
    act.journal(&permit, case, &detail).await?;
    act.commit(Resource::Inside(case, held.0)).await?;
    Ok(held)
}

/// Ends a function today, with the reason; its open duties are dropped.
///
/// # Errors
/// [`Reason::Function`]; [`Reason::Stale`]; not found without the right to work on the case.
pub async fn end(app: &App, actor: &Actor, case: CaseId, (id, version): (FunctionId, i64), why: &str) -> Outcome<()> {
    if why.trim().is_empty() {
        return Err(Reason::Function(NotGiven::NoReason).into());
    }
    let mut act = app.act(actor, "function_ended").await?;
    let (permit, _) = act.open_case(case).await?;
    let old = running(&mut act, &permit, case, (id, version)).await?;
    stop(&mut act, &permit, case, &old, why.trim()).await?;
    let name = act.tx.staff(old.staff).await?.map(|staff| staff.name).unwrap_or_default();
    let detail = format!("{}: {name}. {}", title(app, &old.model), why.trim());
    act.journal(&permit, case, &detail).await?;
    act.commit(Resource::Case(case)).await
}

/// Ends all that runs on a case that is closed: a closed case has nothing left to coordinate.
pub(crate) async fn end_all(act: &mut Act<'_>, permit: &Permit, case: CaseId) -> Outcome<()> {
    let today = act.today();
    for held in act.tx.functions_on_case(permit, case).await? {
        if held.is_not_over(today) {
            stop(act, permit, case, &held, "Sagen er lukket.").await?;
        }
    }
    Ok(())
}

/// Ends what those of other departments than the one that has the case now hold without a basis of their own.
pub(crate) async fn end_of_house(act: &mut Act<'_>, permit: &Permit, case: CaseId, department: &str) -> Outcome<()> {
    let today = act.today();
    for held in act.tx.functions_on_case(permit, case).await? {
        let theirs = act.tx.staff(held.staff).await?.is_some_and(|staff| staff.department == department);
        if held.is_not_over(today) && held.basis.is_none() && !theirs {
            stop(act, permit, case, &held, "Sagen er overdraget til en anden afdeling.").await?;
        }
    }
    Ok(())
}

async fn running(act: &mut Act<'_>, permit: &Permit, case: CaseId, (id, version): (FunctionId, i64)) -> Outcome<Held> {
    let found = act.tx.functions_on_case(permit, case).await?.into_iter().find(|held| held.id == id);
    let held = found.ok_or(Refused::NotFound)?;
    if held.ended.is_some() {
        return Err(Reason::Function(NotGiven::OverAlready).into());
    }
    if held.version != version {
        return Err(Reason::Stale.into());
    }
    Ok(held)
}

async fn stop(act: &mut Act<'_>, permit: &Permit, case: CaseId, held: &Held, why: &str) -> Outcome<()> {
    if why.is_empty() {
        return Err(Reason::Function(NotGiven::NoReason).into());
    }
    let ended = Ended { on: act.today(), by: act.actor.id(), because: why.to_string() };
    act.tx.end_held(permit, held, &ended).await?;
    task::drop_of(act, permit, case, Origin::Duty(held.id), "Funktionen er ophørt.").await.map(|_| ())
}

/// Saves the function and gives its duties; answers its id and what the journal says.
async fn begin(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &CaseFile,
    wanted: Wanted,
    moved_from: Option<FunctionId>,
) -> Outcome<(FunctionId, String)> {
    let app = act.app;
    let case = file.case.id;
    let known = act.tx.functions_on_case(permit, case).await?;
    let on = On::Case(case);
    let (held, model, name) =
        held_of(act, (on, &file.case.department), wanted, (&known, &file.consents), moved_from).await?;
    act.tx.insert_function(permit, &held).await?;
    for duty in &model.duties {
        let due = core::first_due(duty, held.from.max(act.today()), &app.content.calendar);
        if held.until.is_some_and(|until| until < due) {
            continue;
        }
        let give = task::Give {
            what: duty.text.clone(),
            owner: Owner::Staff(held.staff),
            due: Some(due),
            origin: Origin::Duty(held.id),
            every: Some(duty.every.clone()),
            agreed_on: None,
        };
        task::add(act, permit, file, give).await?;
    }
    let detail = format!("{}: {name}, fra {}. {}", model.title, letters::dates::danish_date(held.from), held.why);
    Ok((held.id, detail))
}

/// The function as it would be held, checked.
async fn held_of<'a>(
    act: &mut Act<'a>,
    (on, owner): (On, &str),
    wanted: Wanted,
    (known, consents): (&[Held], &[domain::consent::Consent]),
    moved_from: Option<FunctionId>,
) -> Outcome<(Held, &'a Model, String)> {
    let app = act.app;
    let no_such = || Reason::Function(NotGiven::NoSuchModel);
    let model = app.content.function(&wanted.model).ok_or_else(no_such)?;
    let nobody = || Reason::Function(NotGiven::OpensNoCases);
    let staff = act.tx.staff(wanted.staff).await?.ok_or_else(nobody)?;
    let theirs = app.content.department(&staff.department).map(|found| found.title.clone()).unwrap_or_default();
    let house = House { owner, theirs: &theirs };
    let sees =
        core::check(&wanted, (model, &on), (&staff, &house), known, consents, act.today()).map_err(Reason::Function)?;
    // One's own department asks for no basis, and keeps none.
    let basis = wanted.basis.filter(|_| staff.department != owner);
    let held = Held {
        id: FunctionId(act.id()),
        model: model.id.clone(),
        on,
        staff: staff.id,
        from: wanted.from,
        until: wanted.until,
        why: wanted.why.trim().to_string(),
        sees,
        basis,
        given_by: act.actor.id(),
        given_at: act.tx.now(),
        ended: None,
        moved_from,
        version: 1,
    };
    Ok((held, model, staff.name))
}

fn title<'a>(app: &'a App, model: &'a str) -> &'a str {
    app.content.function(model).map_or(model, |model| model.title.as_str())
}

/// The functions of a department.
pub struct TeamPage<'a> {
    /// The departments the reader lists.
    pub departments: Vec<String>,
    /// The one that is shown.
    pub department: String,
    /// Those that run or are to come.
    pub running: Vec<Row<'a>>,
    /// Those that are over, newest first.
    pub over: Vec<Row<'a>>,
    /// Who may be given one.
    pub colleagues: Vec<Staff>,
    /// The reader leads here.
    pub may_lead: bool,
    /// Today.
    pub today: Date,
}

/// Shows the functions of a department.
///
/// # Errors
/// Not found for who lists no cases, or for a department they list nothing of.
pub async fn team<'a>(app: &'a App, actor: &Actor, department: &str) -> Outcome<TeamPage<'a>> {
    let scope = access::scope(actor)?;
    let department = chosen(&scope, department)?;
    let mut look = app.look(actor, "see_team_functions").await?;
    let today = look.today();
    let people = look.tx.all_staff().await?;
    let held = look.tx.functions_in_team(&scope, &department).await?;
    let ids = held.iter().map(|held| held.id.to_string()).collect();
    let rows = held.into_iter().filter_map(|held| row(app, held, &people, true));
    let (running, mut over): (Vec<_>, Vec<_>) = rows.partition(|row| row.held.is_not_over(today));
    over.reverse();
    look.done(None, ids, Vec::new()).await?;
    let colleagues = people.into_iter().filter(core::may_hold).collect();
    let may_lead = access::to_lead_in(actor, &department).is_ok();
    Ok(TeamPage { departments: scope.departments().to_vec(), department, running, over, colleagues, may_lead, today })
}

/// The department asked for if the scope has it, else the first.
pub(crate) fn chosen(scope: &Scope, asked: &str) -> Outcome<String> {
    let departments = scope.departments();
    let found = departments.iter().find(|known| *known == asked).or_else(|| departments.first());
    found.cloned().ok_or(Refused::NotFound)
}

/// Gives a function in a department.
///
/// # Errors
/// [`Reason::Function`]; not found for who does not lead there.
pub async fn give_in_team(app: &App, actor: &Actor, department: &str, wanted: Wanted) -> Outcome<FunctionId> {
    let mut act = app.act(actor, "team_function_given").await?;
    let permit = act.leading_in(department)?;
    let known = act.tx.functions_led(&permit, department).await?;
    let on = On::Team(department.to_string());
    let (held, ..) = held_of(&mut act, (on, department), wanted, (&known, &[]), None).await?;
    act.tx.insert_function(&permit, &held).await?;
    act.because(&format!("staff {} model {}", held.staff, held.model));
    act.commit(Resource::Own(actor.id())).await?;
    Ok(held.id)
}

/// Ends a function in a department, with the reason.
///
/// # Errors
/// [`Reason::Function`]; [`Reason::Stale`]; not found for who does not lead there.
pub async fn end_in_team(app: &App, actor: &Actor, (id, version): (FunctionId, i64), why: &str) -> Outcome<()> {
    if why.trim().is_empty() {
        return Err(Reason::Function(NotGiven::NoReason).into());
    }
    let mut act = app.act(actor, "team_function_ended").await?;
    let held = act.tx.team_function(id).await?.ok_or(Refused::NotFound)?;
    let On::Team(department) = &held.on else { return Err(Refused::NotFound) };
    let permit = act.leading_in(department)?;
    if held.ended.is_some() {
        return Err(Reason::Function(NotGiven::OverAlready).into());
    }
    if held.version != version {
        return Err(Reason::Stale.into());
    }
    let ended = Ended { on: act.today(), by: actor.id(), because: why.trim().to_string() };
    act.tx.end_held(&permit, &held, &ended).await?;
    act.because(&format!("staff {} model {}", held.staff, held.model));
    act.commit(Resource::Own(actor.id())).await
}

/// Who coordinates on a case today: what the function is called, and who has it.
pub(crate) async fn coordinators(
    app: &App,
    tx: &mut Tx,
    permit: &Permit,
    case: CaseId,
) -> Outcome<Vec<(String, Staff)>> {
    let today = tx.today();
    let mut found = Vec::new();
    for held in tx.functions_on_case(permit, case).await?.into_iter().filter(|held| held.holds_on(today)) {
        if let Some(staff) = tx.staff(held.staff).await? {
            found.push((title(app, &held.model).to_string(), staff));
        }
    }
    Ok(found)
}

/// Who holds a model with this overview on a case today, first given first.
pub(crate) async fn holder(
    app: &App,
    tx: &mut Tx,
    permit: &Permit,
    case: CaseId,
    overview: Overview,
) -> Outcome<Option<StaffId>> {
    let today = tx.today();
    let held = tx.functions_on_case(permit, case).await?;
    let has = |held: &&Held| app.content.function(&held.model).is_some_and(|model| model.overview == Some(overview));
    Ok(held.iter().filter(|held| held.holds_on(today)).find(has).map(|held| held.staff))
}

/// Ends functions whose last agreed day has passed, so that their duties do not come again. Answers how many.
pub async fn lapse_due(app: &App) -> Outcome<usize> {
    let mut tx = app.store.read(app.now(), app.today()).await?;
    let lapsed = tx.lapsed_functions(app.today()).await?;
    drop(tx);
    let mut ended = 0_usize;
    for held in lapsed {
        let On::Case(case) = held.on else { continue };
        let mut tx = app.store.write(app.now(), app.today()).await?;
        let permit = Permit::of_the_system(Target::Case(case));
        let (today, because) = (tx.today(), "Den aftalte sidste dag er nået.".to_string());
        tx.end_held(&permit, &held, &Ended { on: today, by: held.given_by, because: because.clone() }).await?;
        for task in tx.tasks(&permit, case).await? {
            if task.is_open() && task.origin == Origin::Duty(held.id) {
                let settled = domain::task::Settled { on: today, by: held.given_by, words: because.clone() };
                let dropped = domain::task::State::Dropped(settled);
                tx.settle_task(&permit, case, (task.id, task.version), &dropped).await?;
            }
        }
        crate::progress::refresh(app, &mut tx, case).await?;
        let row = store::audit::Row {
            case: Some(case),
            objects: vec![held.id.to_string()],
            ..crate::act::bare_row(tx.now(), "function_lapsed")
        };
        tx.audit(row);
        tx.commit().await?;
        ended = ended.saturating_add(1);
    }
    Ok(ended)
}
