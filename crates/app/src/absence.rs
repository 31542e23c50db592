//! Absence of staff: registered and ended by a leader, with the deputy who approves meanwhile.

use crate::{Actor, App, Outcome, Reason, Refused, Resource, access};
use domain::absence::{self as core, Absence, Wanted, Why};
use domain::access::Scope;
use domain::ids::{AbsenceId, StaffId};
use domain::staff::Staff;
use jiff::civil::Date;
use store::Tx;

/// The absences of those a leader leads.
pub struct Page {
    /// Absences that are not over, those to come too.
    pub rows: Vec<Row>,
    /// Those whose absence the reader may register.
    pub colleagues: Vec<Staff>,
    /// Those who may stand in.
    pub deputies: Vec<Staff>,
    /// Today.
    pub today: Date,
}

/// An absence with names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The absence.
    pub absence: Absence,
    /// Who is away, by name.
    pub who: String,
    /// Who stands in, by name.
    pub deputy: Option<String>,
    /// Who registered it, by name.
    pub registered_by: String,
}

/// Somebody who stands in today: nothing of why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandsIn {
    /// Who stands in, by name; nobody by name when the plan's own deputy is enough.
    pub deputy: Option<String>,
    /// Who is away.
    pub absent: Staff,
    /// The last day of it; until further notice without one.
    pub until: Option<Date>,
}

/// Shows the absences of those the reader leads, with whom they may register and who may stand in.
///
/// # Errors
/// Not found for who leads nobody.
pub async fn list(app: &App, actor: &Actor) -> Outcome<Page> {
    if !crate::break_glass::is_told(actor) {
        return Err(Refused::NotFound);
    }
    let mut look = app.look(actor, "see_absences").await?;
    let today = look.today();
    let people = look.tx.all_staff().await?;
    let known = look.tx.absences_from(today).await?;
    let leads = |staff: &Staff| access::to_lead(actor, staff).is_ok();
    let name = |id: StaffId| people.iter().find(|staff| staff.id == id).map(|staff| staff.name.clone());
    let rows: Vec<Row> = known
        .into_iter()
        .filter(|absence| people.iter().any(|staff| staff.id == absence.staff && leads(staff)))
        .map(|absence| Row {
            who: name(absence.staff).unwrap_or_default(),
            deputy: absence.deputy.and_then(name),
            registered_by: name(absence.registered_by).unwrap_or_default(),
            absence,
        })
        .collect();
    look.done(None, rows.iter().map(|row| row.absence.id.to_string()).collect(), Vec::new()).await?;
    let colleagues = people.iter().filter(|staff| staff.active && leads(staff)).cloned().collect();
    let deputies = people.iter().filter(|staff| core::may_deputise(staff)).cloned().collect();
    Ok(Page { rows, colleagues, deputies, today })
}

/// What becomes of the open cases of who is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cases {
    /// They pass to the deputy from the first day, or to the team leader when nobody is named, and come back after.
    PassOn,
    /// They stay: the deputy only approves.
    Stay,
}

impl Cases {
    /// What a page suggests: who is ill cannot plan, so the cases pass on.
    pub fn suggested(why: Why) -> Cases {
        if why == Why::Illness { Cases::PassOn } else { Cases::Stay }
    }
}

/// Registers an absence with who stands in; the cases stay.
///
/// # Errors
/// [`Reason::Absence`]; not found for somebody the actor does not lead.
pub async fn register(app: &App, actor: &Actor, wanted: Wanted) -> Outcome<AbsenceId> {
    register_with(app, actor, wanted, Cases::Stay).await
}

/// Registers an absence with who stands in, and hands the open cases over the same hour when the leader says so.
///
/// # Errors
/// [`Reason::Absence`]; [`Reason::Handover`]; not found for somebody the actor does not lead.
pub async fn register_with(app: &App, actor: &Actor, wanted: Wanted, cases: Cases) -> Outcome<AbsenceId> {
    let mut act = app.act(actor, "absence_registered").await?;
    let people = act.tx.all_staff().await?;
    let staff = people.iter().find(|staff| staff.id == wanted.staff && staff.active).ok_or(Refused::NotFound)?;
    let permit = act.leading(staff)?;
    let known = act.tx.absences_from(wanted.from).await?;
    core::check(&wanted, &people, &known, actor.id()).map_err(Reason::Absence)?;
    let absence = Absence {
        id: AbsenceId(act.id()),
        staff: wanted.staff,
        from: wanted.from,
        until: wanted.until,
        why: wanted.why,
        deputy: wanted.deputy,
        registered_by: actor.id(),
        registered_at: act.tx.now(),
        version: 1,
    };
    act.tx.insert_absence(&permit, &absence).await?;
    // One that is over is written down late: whoever was away has the cases again.
    if cases == Cases::PassOn && absence.until.is_none_or(|until| act.today() <= until) {
        let wanted = passed_on(&absence, act.today());
        crate::handover::for_absence(&mut act, staff, &wanted, absence.id).await?;
    }
    act.because(&about(&absence));
    act.commit(Resource::Absence(absence.id)).await?;
    Ok(absence.id)
}

/// Ends an absence: somebody is back on this day, or never was away.
///
/// # Errors
/// [`Reason::Absence`]; [`Reason::Stale`]; not found for somebody the actor does not lead.
pub async fn end(app: &App, actor: &Actor, id: AbsenceId, version: i64, back_on: Date) -> Outcome<()> {
    let mut act = app.act(actor, "absence_ended").await?;
    let mut absence = act.tx.absence(id).await?.ok_or(Refused::NotFound)?;
    let staff = act.tx.staff(absence.staff).await?.ok_or(Refused::NotFound)?;
    let permit = act.leading(&staff)?;
    let last = core::last_day(&absence, back_on).map_err(Reason::Absence)?;
    act.tx.end_absence(&permit, id, version, last).await?;
    absence.until = Some(last);
    for handover in act.tx.handovers_of_absence(id).await? {
        // Back on a later day: the cases come on that morning.
        if handover.is_out() && back_on <= act.today() {
            crate::handover::give_back(&mut act, &handover, &staff).await?;
        } else if handover.state == domain::handover::State::Planned && last < absence.from {
            crate::handover::call_off_one(&mut act, &handover).await?;
        }
    }
    act.because(&about(&absence));
    act.commit(Resource::Absence(id)).await
}

/// The handover that covers an absence: what is known of its length, and nothing of why.
fn passed_on(absence: &Absence, today: Date) -> domain::handover::Wanted {
    use domain::handover::{Duration, Planned, Successor, Which};
    let on = absence.from.max(today);
    domain::handover::Wanted {
        from: absence.staff,
        cases: Which::All,
        planned: if absence.why == Why::Illness { Planned::Unplanned } else { Planned::Planned },
        duration: Duration::Temporary { until: absence.until.filter(|until| on <= *until) },
        successor: absence.deputy.map_or(Successor::Leader, Successor::One),
        on,
        why: "Fravær.".to_string(),
        said: std::collections::BTreeMap::new(),
    }
}

/// The absence as the log keeps it: ids and days, and not why.
fn about(absence: &Absence) -> String {
    let until = absence.until.map_or_else(|| "until further notice".to_string(), |until| format!("until {until}"));
    let deputy = absence.deputy.map_or_else(|| "none".to_string(), |deputy| deputy.to_string());
    format!("staff {} from {} {until}, deputy {deputy}", absence.staff, absence.from)
}

/// Who is away today among those who approve, and who stands in for them; for everybody who may read the plan.
pub async fn standing_in(app: &App) -> Outcome<Vec<StandsIn>> {
    let mut tx = app.store.read(app.now(), app.today()).await?;
    let (people, today) = (tx.all_staff().await?, tx.today());
    let person = |id: StaffId| people.iter().find(|staff| staff.id == id && staff.active);
    let away = tx.absences_on(today).await?.into_iter().filter_map(|absence| {
        let absent = person(absence.staff).filter(|absent| 0 < core::level_of(absent))?.clone();
        let deputy = absence.deputy.and_then(person).map(|staff| staff.name.clone());
        Some(StandsIn { deputy, absent, until: absence.until })
    });
    Ok(away.collect())
}

/// For whom this person stands in today, and where what waits for them may be listed.
pub(crate) async fn stood_in_for(tx: &mut Tx, actor: &Actor) -> Outcome<Vec<(StandsIn, Scope)>> {
    let today = tx.today();
    let mut found = Vec::new();
    for absence in tx.stood_in_for(actor.id(), today).await? {
        let Some(absent) = tx.staff(absence.staff).await?.filter(|staff| staff.active) else { continue };
        let Some(scope) = domain::access::deputy_scope(&actor.subject(), &access::subject(&absent)) else { continue };
        let deputy = Some(actor.staff.name.clone());
        found.push((StandsIn { deputy, absent, until: absence.until }, scope));
    }
    Ok(found)
}
