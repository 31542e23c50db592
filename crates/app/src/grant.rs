//! Grants (bevillinger): what a sent decision does to those that run, those that ran before, and what is to be seen to.

use crate::act::Act;
use crate::{Actor, App, Outcome, Reason, Resource, access, application, progress};
use domain::access::{Action, Object, Permit, Target};
use domain::benefit::{Conversion, Detail};
use domain::case::{Case, CaseFile};
use domain::decision::{Decision, Draft, Missing, Outcome as Result3};
use domain::grant::Grant;
use domain::ids::{CaseId, DecisionId, GrantId, PersonId};
use domain::setting::Kroner;
use domain::words;
use jiff::ToSpan;
use jiff::civil::Date;

pub use store::grant::GrantRow;

/// Does what a sent decision says: begins a grant, puts one in another's place, or ends one the day before the change
/// takes effect. Nothing is overwritten: the grant that was is kept with its last day.
pub(crate) async fn carry_out(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    decision: &Decision,
) -> Outcome<()> {
    let draft = &decision.draft;
    let old = draft.grant.and_then(|id| file.grants.iter().find(|grant| grant.id == id)).cloned();
    let new = match draft.outcome {
        Result3::Refusal | Result3::Ending => None,
        Result3::Grant | Result3::PartialGrant => Some(begun(act, file, decision)?),
        Result3::Reduction => {
            let old = old.as_ref().ok_or(Reason::Submission(vec![Missing::WhichGrant]))?;
            Some(reduced(act, old, decision.id, draft)?)
        }
    };
    if let Some(new) = &new {
        act.tx.insert_grant(permit, file.case.id, new).await?;
    }
    if let Some(old) = &old {
        let first = new.as_ref().map(|new| new.from).or(draft.effect_on);
        end(act, permit, file, old, first, new.as_ref().map(|new| new.id)).await?;
    }
    let changed: Vec<GrantId> = old.iter().chain(&new).map(|grant| grant.id).collect();
    file.grants.extend(new);
    crate::dependency::look_again(act, permit, file, &changed).await
}

/// The old grant's last day is the day before the change; one that ends before that already is left as it is.
async fn end(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    old: &Grant,
    change_on: Option<Date>,
    by: Option<GrantId>,
) -> Outcome<()> {
    let last = change_on.and_then(|day| day.yesterday().ok()).ok_or(Reason::Submission(vec![Missing::EffectDay]))?;
    // A change from before its first day leaves a grant of that one day: it is history, not nothing.
    let last = last.max(old.from);
    if old.until.is_some_and(|until| until < last) {
        return Ok(());
    }
    act.tx.end_grant(permit, file.case.id, old.id, last, by).await?;
    if let Some(known) = file.grants.iter_mut().find(|grant| grant.id == old.id) {
        (known.until, known.replaced_by) = (Some(last), by);
    }
    Ok(())
}

fn begun(act: &Act<'_>, file: &CaseFile, decision: &Decision) -> Outcome<Grant> {
    let draft = &decision.draft;
    // A grant without first day or follow-up never comes so far: both are asked for before it can be submitted.
    let (Some(from), Some(follow_up_on)) = (draft.from, draft.follow_up_on) else {
        return Err(Reason::Submission(vec![Missing::FirstDay, Missing::FollowUp]).into());
    };
    Ok(Grant {
        id: GrantId(act.id()),
        decision: Some(decision.id),
        benefit: file.case.benefit.clone(),
        from,
        until: draft.until,
        monthly_amount: draft.monthly_amount,
        weekly_hours: draft.weekly_hours,
        monthly_hours: draft.monthly_hours,
        one_off_amount: draft.one_off_amount,
        weekly_days: draft.weekly_days,
        provider: provider(draft),
        replaced_by: None,
        follow_up_on,
    })
}

/// What is left of a grant: its new numbers from the day the reduction takes effect, all else as it was.
fn reduced(act: &Act<'_>, old: &Grant, decision: DecisionId, draft: &Draft) -> Outcome<Grant> {
    let from = draft.effect_on.ok_or(Reason::Submission(vec![Missing::EffectDay]))?;
    Ok(Grant {
        id: GrantId(act.id()),
        decision: Some(decision),
        from,
        until: draft.until.or(old.until).filter(|until| from <= *until),
        monthly_amount: draft.monthly_amount,
        weekly_hours: draft.weekly_hours,
        monthly_hours: draft.monthly_hours,
        one_off_amount: draft.one_off_amount,
        weekly_days: draft.weekly_days,
        provider: provider(draft).or_else(|| old.provider.clone()),
        replaced_by: None,
        follow_up_on: draft.follow_up_on.unwrap_or(old.follow_up_on),
        benefit: old.benefit.clone(),
    })
}

fn provider(draft: &Draft) -> Option<String> {
    draft.details.get(&Detail::Provider).map(|said| said.trim().to_string()).filter(|said| !said.is_empty())
}

/// How far ahead the list looks.
const DAYS_AHEAD: i64 = 90;
/// Most rows of one department.
const MOST: u32 = 500;

/// Grants to see to in a department, in the order one reads them.
#[derive(Clone, Debug, Default)]
pub struct ToSeeTo {
    /// Old grants to be decided anew, with the law's last day for it.
    pub to_convert: Vec<(GrantRow, Conversion)>,
    /// Whose follow-up day is past or lies within thirty days.
    pub to_follow_up: Vec<GrantRow>,
    /// That end within thirty days.
    pub ending_30: Vec<GrantRow>,
    /// That end later, within ninety days.
    pub ending_90: Vec<GrantRow>,
}

/// The grants of a department that end, are to be followed up or decided anew.
///
/// # Errors
/// Not found for a department the reader lists nothing of.
pub async fn to_see_to(app: &App, actor: &Actor, department: &str) -> Outcome<ToSeeTo> {
    let scope = access::scope(actor)?;
    let mut look = app.look(actor, "see_grants").await?;
    let today = look.today();
    let until = today.saturating_add(DAYS_AHEAD.days());
    let rows = look.tx.grants_to_see_to(&scope, department, until, MOST).await?;
    let soon = today.saturating_add(30.days());
    let mut found = ToSeeTo::default();
    let count = rows.len();
    for row in rows {
        let benefit = app.content.benefit(&row.case_benefit, today);
        let conversion = benefit.and_then(|benefit| benefit.conversion.as_ref());
        if let Some(conversion) = conversion.filter(|conversion| conversion.of == row.grant.benefit) {
            found.to_convert.push((row, conversion.clone()));
        } else if row.grant.ends_within(30, today) {
            found.ending_30.push(row);
        } else if row.grant.ends_within(DAYS_AHEAD, today) {
            found.ending_90.push(row);
        } else if row.grant.follow_up_on <= soon {
            found.to_follow_up.push(row);
        }
    }
    look.done(None, vec![format!("{count} rows")], Vec::new()).await?;
    Ok(found)
}

/// A grant that ran before its case was in the system.
#[derive(Clone, Debug)]
pub struct Running {
    /// The citizen.
    pub citizen: PersonId,
    /// The benefit it will be decided as from now on, by id.
    pub benefit: String,
    /// It was given as the old benefit that this one replaces (merudgiftsydelse).
    pub old: bool,
    /// First day.
    pub from: Date,
    /// Last day, if it ends.
    pub until: Option<Date>,
    /// Kroner a month.
    pub monthly_amount: Option<Kroner>,
    /// Hours a week.
    pub weekly_hours: Option<u32>,
    /// Hours a month.
    pub monthly_hours: Option<u32>,
    /// Who gives the help.
    pub provider: Option<String>,
    /// The next follow-up.
    pub follow_up_on: Date,
    /// Where the decision is found: system, file number, date.
    pub source: String,
}

/// Takes a grant that runs into the system: a case opens with it, and its follow-up or its conversion begins.
///
/// # Errors
/// [`Reason::NoSuchBenefit`], [`Reason::ReasonMissing`] without a source, [`Reason::GrantDays`] for days that do not
/// fit; not found for one whose matters are never the actor's.
pub async fn register_running(app: &App, actor: &Actor, order: Running) -> Outcome<CaseId> {
    let mut act = app.act(actor, "grant_registered").await?;
    act.without_case(Action::Register, Object::Person)?;
    let today = act.today();
    let benefit = app.content.benefit(&order.benefit, today).ok_or(Reason::NoSuchBenefit)?;
    if order.source.trim().is_empty() {
        return Err(Reason::ReasonMissing.into());
    }
    if today < order.from || order.until.is_some_and(|until| until < today) {
        return Err(Reason::GrantDays.into());
    }
    if act.tx.conflict(actor.id(), order.citizen).await? {
        return Err(crate::Refused::NotFound);
    }
    // Nobody has a grant who is not registered.
    let on_citizen = access::to_register(actor, order.citizen)?;
    act.tx.person(&on_citizen, order.citizen).await?;
    let conversion = benefit.conversion.as_ref().filter(|_| order.old);
    if order.old && conversion.is_none() {
        return Err(Reason::NoSuchBenefit.into());
    }
    let case = Case {
        id: CaseId(act.id()),
        number: act.tx.next_case_number(today.year()).await?,
        benefit: benefit.id.clone(),
        department: benefit.department.clone(),
        citizen: order.citizen,
        responsible: application::responsible(&mut act, &benefit.department, None).await?,
        kle: benefit.kle.clone(),
        opened_on: today,
        closed_on: None,
        closed_to_unit: false,
        version: 1,
    };
    let grant = Grant {
        id: GrantId(act.id()),
        decision: None,
        benefit: conversion.map_or_else(|| benefit.id.clone(), |conversion| conversion.of.clone()),
        from: order.from,
        until: order.until,
        monthly_amount: order.monthly_amount,
        weekly_hours: order.weekly_hours,
        monthly_hours: order.monthly_hours,
        one_off_amount: None,
        weekly_days: None,
        provider: order.provider.map(|said| said.trim().to_string()).filter(|said| !said.is_empty()),
        replaced_by: None,
        follow_up_on: order.follow_up_on,
    };
    let permit = Permit::of_the_system(Target::Case(case.id));
    act.tx.insert_case(&permit, &case).await?;
    act.tx.insert_grant(&permit, case.id, &grant).await?;
    let mut file = crate::case::load(app, &mut act.tx, &permit, case.id).await?;
    let taken_in = if conversion.is_some() { words::Act::OldGrantTakenIn } else { words::Act::GrantTakenIn };
    let course = progress::begun_by_act(app, taken_in, today)
        .ok_or_else(|| anyhow::anyhow!("no procedure begins with {}", taken_in.word()))?;
    progress::begin(&mut act, &permit, &mut file, &course.id, today).await?;
    act.touches(case.id, order.citizen);
    act.journal(&permit, case.id, order.source.trim()).await?;
    act.commit(Resource::Case(case.id)).await?;
    Ok(case.id)
}
