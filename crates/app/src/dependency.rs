//! The overview of grants that depend on each other (bevillingsoverblik): written down, changed and taken off, with a
//! reminder in good time before days without anything.

use crate::act::{Act, Look};
use crate::{Actor, App, Outcome, Reason, Refused, Resource, access, task};
use domain::access::{Action, Permit, Target};
use domain::case::CaseFile;
use domain::deadline::Span;
use domain::dependency::{self as core, Dependency, NotKept, Stretch, Support, Verdict};
use domain::function::{Overview, Part};
use domain::grant::Grant;
use domain::ids::{CaseId, CaseNumber, DependencyId, GrantId, PersonId, TaskId};
use domain::setting::Value;
use domain::task::{Origin, Owner};
use jiff::civil::Date;
use store::Tx;
use store::dependency::Kept;

/// How long before the last day one is reminded.
const LEAD: &str = "bevillingsoverblik-varsel";

/// A grant the reader may see, with its case.
#[derive(Clone, Debug)]
pub struct SeenGrant {
    /// The grant.
    pub grant: Grant,
    /// Its case.
    pub case: CaseId,
    /// The case's number.
    pub number: CaseNumber,
}

/// A dependency with what its days say.
pub struct Row {
    /// The dependency.
    pub dependency: Dependency,
    /// The case it was written on.
    pub case: CaseId,
    /// From when until when the first runs.
    pub first: Stretch,
    /// And the next.
    pub next: Stretch,
    /// What the days say.
    pub verdict: Verdict,
}

/// The overview.
pub struct Page {
    /// The case one came by.
    pub case: CaseId,
    /// Its number.
    pub number: CaseNumber,
    /// The citizen's name.
    pub citizen: String,
    /// The citizen is protected.
    pub protected: bool,
    /// Grants the reader may see, in the order of their cases.
    pub grants: Vec<SeenGrant>,
    /// What depends on what.
    pub rows: Vec<Row>,
    /// How long before one is reminded; none when the municipality has not set it.
    pub lead: Option<Span>,
    /// The reader may write.
    pub may_write: bool,
    /// Today.
    pub today: Date,
}

/// Shows the overview of a citizen's grants, from one of their cases: what lies in cases the reader may not see is not
/// there.
///
/// # Errors
/// Not found for who may not see what is granted in the case.
pub async fn show(app: &App, actor: &Actor, case: CaseId) -> Outcome<Page> {
    let mut look = app.look(actor, "see_grant_overview").await?;
    let (permit, file) = sees_grants(&mut look, case).await?;
    let today = look.today();
    let grants = seen(&mut look.tx, actor, file.citizen.id).await?;
    let cases = readable(&mut look.tx, actor, file.citizen.id).await?;
    let kept = look.tx.dependencies(&permit, file.citizen.id).await?;
    let known = |kept: &Kept| cases.iter().any(|(case, _)| *case == kept.case);
    let rows = kept.into_iter().filter(known).filter_map(|kept| row(kept, &grants)).collect();
    let may_write = access::to_case(&mut look.tx, actor, case, Action::Coordinate).await.is_ok();
    let page = Page {
        case,
        number: file.case.number,
        citizen: file.citizen.name.clone(),
        protected: file.citizen.is_protected(),
        lead: lead(app, today).cloned(),
        may_write: may_write && file.case.closed_on.is_none(),
        grants,
        rows,
        today,
    };
    look.done(Some(&permit), vec![case.to_string()], vec![file.citizen.id]).await?;
    Ok(page)
}

async fn sees_grants(look: &mut Look<'_>, case: CaseId) -> Outcome<(Permit, CaseFile)> {
    let (permit, file) = look.case(case, Action::Oversee).await?;
    if !permit.shows(Part::Grants) {
        look.denied_case(case).await?;
        return Err(Refused::NotFound);
    }
    Ok((permit, file))
}

/// Cases about the citizen where the actor may see what is granted.
async fn readable(tx: &mut Tx, actor: &Actor, citizen: PersonId) -> Outcome<Vec<(CaseId, Permit)>> {
    let mut found = Vec::new();
    for case in tx.cases_of_person(citizen).await? {
        if case.citizen != citizen {
            continue;
        }
        if let Ok(permit) = access::to_case(tx, actor, case.id, Action::Oversee).await
            && permit.shows(Part::Grants)
        {
            found.push((case.id, permit));
        }
    }
    Ok(found)
}

/// Grants of the citizen in cases where the actor may see them.
async fn seen(tx: &mut Tx, actor: &Actor, citizen: PersonId) -> Outcome<Vec<SeenGrant>> {
    let mut found = Vec::new();
    for (case, permit) in readable(tx, actor, citizen).await? {
        let number = tx.case(&permit, case).await?.number;
        let grants = tx.grants_of_case(&permit, case).await?;
        found.extend(grants.into_iter().map(|grant| SeenGrant { grant, case, number }));
    }
    Ok(found)
}

/// The row, when both sides may be seen.
fn row(kept: Kept, grants: &[SeenGrant]) -> Option<Row> {
    let stretch = |support: &Support| match support {
        Support::Elsewhere { stretch, .. } => Some(*stretch),
        Support::Grant(id) => grants.iter().find(|seen| seen.grant.id == *id).map(|seen| Stretch::of(&seen.grant)),
    };
    let (first, next) = (stretch(&kept.dependency.first)?, stretch(&kept.dependency.next)?);
    Some(Row { verdict: core::judge(first, next), dependency: kept.dependency, case: kept.case, first, next })
}

fn lead(app: &App, day: Date) -> Option<&Span> {
    match &app.content.setting_on(LEAD, day)?.value {
        Value::Span(span) => Some(span),
        _ => None,
    }
}

/// What is written down.
pub struct Wanted {
    /// What must not stop.
    pub first: Support,
    /// What must have begun by then.
    pub next: Support,
    /// Why it matters.
    pub why: String,
}

/// Writes down that one thing must not stop before another begins, and gives the reminder.
///
/// # Errors
/// [`Reason::Dependency`]; not found for who may not coordinate on the case.
pub async fn add(app: &App, actor: &Actor, case: CaseId, wanted: Wanted) -> Outcome<DependencyId> {
    let mut act = app.act(actor, "dependency_written").await?;
    let (permit, file) = coordinates(&mut act, case).await?;
    let grants = seen(&mut act.tx, actor, file.citizen.id).await?;
    let ids: Vec<GrantId> = grants.iter().map(|seen| seen.grant.id).collect();
    core::check(&wanted.first, &wanted.next, &wanted.why, &ids).map_err(Reason::Dependency)?;
    let dependency = Dependency {
        id: DependencyId(act.id()),
        first: trimmed(wanted.first),
        next: trimmed(wanted.next),
        why: wanted.why.trim().to_string(),
        by: actor.id(),
        on: act.today(),
        version: 1,
    };
    let verdict = verdict_of(&dependency, &grants);
    let task = remind(&mut act, &permit, &file, verdict).await?;
    act.tx.insert_dependency(&permit, case, &dependency, task).await?;
    act.journal(&permit, case, "").await?;
    act.commit(Resource::Inside(case, dependency.id.0)).await?;
    Ok(dependency.id)
}

fn trimmed(support: Support) -> Support {
    match support {
        Support::Elsewhere { name, stretch } => Support::Elsewhere { name: name.trim().to_string(), stretch },
        grant @ Support::Grant(_) => grant,
    }
}

/// New days of what stems from elsewhere; the reminder follows.
///
/// # Errors
/// [`Reason::Dependency`]; [`Reason::Stale`]; not found for who may not coordinate on the case.
pub async fn change_days(
    app: &App,
    actor: &Actor,
    case: CaseId,
    (id, version): (DependencyId, i64),
    (first, next): (Option<Stretch>, Option<Stretch>),
) -> Outcome<()> {
    let mut act = app.act(actor, "dependency_changed").await?;
    let (permit, file) = coordinates(&mut act, case).await?;
    let mut kept = kept_on(&mut act, &permit, &file, id).await?;
    if kept.dependency.version != version {
        return Err(Reason::Stale.into());
    }
    let grants = seen(&mut act.tx, actor, file.citizen.id).await?;
    for (support, days) in [(&mut kept.dependency.first, first), (&mut kept.dependency.next, next)] {
        if let (Support::Elsewhere { stretch, .. }, Some(days)) = (support, days) {
            *stretch = days;
        }
    }
    let ids: Vec<GrantId> = grants.iter().map(|seen| seen.grant.id).collect();
    let (one, other) = (&kept.dependency.first, &kept.dependency.next);
    core::check(one, other, &kept.dependency.why, &ids).map_err(Reason::Dependency)?;
    let verdict = verdict_of(&kept.dependency, &grants);
    renew(&mut act, &permit, &file, &kept, verdict).await?;
    act.journal(&permit, case, "").await?;
    act.commit(Resource::Inside(case, id.0)).await
}

/// Takes a dependency off the overview, with the reason.
///
/// # Errors
/// [`Reason::Dependency`] without a reason; [`Reason::Stale`]; not found for who may not coordinate on the case.
pub async fn remove(
    app: &App,
    actor: &Actor,
    case: CaseId,
    (id, version): (DependencyId, i64),
    why: &str,
) -> Outcome<()> {
    if why.trim().is_empty() {
        return Err(Reason::Dependency(NotKept::NoReason).into());
    }
    let mut act = app.act(actor, "dependency_removed").await?;
    let (permit, file) = coordinates(&mut act, case).await?;
    let kept = kept_on(&mut act, &permit, &file, id).await?;
    if let Some(task) = kept.task {
        task::drop_if_open(&mut act, &permit, case, task, "Afhængigheden er taget af overblikket.").await?;
    }
    let today = act.today();
    act.tx.remove_dependency(&permit, case, (id, version), (today, actor.id(), why.trim())).await?;
    act.journal(&permit, case, "").await?;
    act.commit(Resource::Case(case)).await
}

async fn coordinates(act: &mut Act<'_>, case: CaseId) -> Outcome<(Permit, CaseFile)> {
    let (permit, file) = act.case(case, Action::Coordinate).await?;
    if !permit.shows(Part::Grants) {
        return Err(Refused::NotFound);
    }
    if file.case.closed_on.is_some() {
        return Err(Reason::CaseClosed.into());
    }
    Ok((permit, file))
}

async fn kept_on(act: &mut Act<'_>, permit: &Permit, file: &CaseFile, id: DependencyId) -> Outcome<Kept> {
    let kept = act.tx.dependencies(permit, file.citizen.id).await?;
    let found = kept.into_iter().find(|kept| kept.dependency.id == id && kept.case == file.case.id);
    found.ok_or(Refused::NotFound)
}

/// What the days say; nobody knows the days of a grant that is not among these.
fn verdict_of(dependency: &Dependency, grants: &[SeenGrant]) -> Verdict {
    let stretch = |support: &Support| match support {
        Support::Elsewhere { stretch, .. } => *stretch,
        Support::Grant(id) => grants
            .iter()
            .find(|seen| seen.grant.id == *id)
            .map_or(Stretch { first: core::First::Unknown, last: core::Last::Unknown }, |seen| {
                Stretch::of(&seen.grant)
            }),
    };
    core::judge(stretch(&dependency.first), stretch(&dependency.next))
}

/// Gives whoever coordinates the grants, or the responsible person, the task of closing what stands open.
async fn remind(act: &mut Act<'_>, permit: &Permit, file: &CaseFile, verdict: Verdict) -> Outcome<Option<TaskId>> {
    let (app, today, case) = (act.app, act.today(), file.case.id);
    let Some(lead) = lead(app, today) else { return Ok(None) };
    let Some(due) = core::warn_on(verdict, lead, today, &app.content.calendar) else { return Ok(None) };
    let owner = crate::function::holder(app, &mut act.tx, permit, case, Overview::Grants).await?;
    let give = task::Give {
        what: said(verdict),
        owner: Owner::Staff(owner.unwrap_or(file.case.responsible)),
        due: Some(due),
        origin: Origin::ByHand,
        every: None,
        agreed_on: None,
    };
    task::add(act, permit, file, give).await.map(Some)
}

/// What the task says: days and no names, because it stands on lists.
fn said(verdict: Verdict) -> String {
    let day = letters::dates::danish_date;
    let what = match verdict {
        Verdict::Gap { from, until: Some(until) } if from == until => format!("der er intet den {}", day(from)),
        Verdict::Gap { from, until: Some(until) } => format!("der er intet fra {} til {}", day(from), day(until)),
        Verdict::Gap { from, until: None } => format!("der er intet fra {}", day(from)),
        Verdict::BeginningUnknown { ends } => {
            format!("noget stopper {}, og ingen kender den dag, det næste begynder", day(ends))
        }
        Verdict::EndUnknown => "ingen kender den sidste dag i noget, der ikke må stoppe".to_string(),
        Verdict::Holds { .. } | Verdict::GoesOn => "intet mangler".to_string(),
    };
    format!("Se på bevillingsoverblikket: {what}.")
}

/// Puts a new reminder in the place of the old one.
async fn renew(act: &mut Act<'_>, permit: &Permit, file: &CaseFile, kept: &Kept, verdict: Verdict) -> Outcome<()> {
    if let Some(task) = kept.task {
        task::drop_if_open(act, permit, kept.case, task, "Dagene på overblikket er ændret.").await?;
    }
    let task = remind(act, permit, file, verdict).await?;
    Ok(act.tx.change_dependency(permit, kept.case, &kept.dependency, task).await?)
}

/// A grant has begun, changed or ended: what depends on it is looked at anew, also where it was written on another case
/// of the citizen.
pub(crate) async fn look_again(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &CaseFile,
    changed: &[GrantId],
) -> Outcome<()> {
    let of_changed = |support: &Support| matches!(support, Support::Grant(id) if changed.contains(id));
    let kept = act.tx.dependencies(permit, file.citizen.id).await?;
    for kept in kept {
        if !of_changed(&kept.dependency.first) && !of_changed(&kept.dependency.next) {
            continue;
        }
        // The reminder is the system's own work: whoever decides a grant need not see what else depends on it.
        let system = Permit::of_the_system(Target::Case(kept.case));
        let on = crate::case::load(act.app, &mut act.tx, &system, kept.case).await?;
        if on.case.closed_on.is_some() {
            continue;
        }
        let mut grants = Vec::new();
        for (case, grant) in act.tx.grants_of_person(permit, file.citizen.id).await? {
            grants.push(SeenGrant { grant, case, number: on.case.number });
        }
        let verdict = verdict_of(&kept.dependency, &grants);
        renew(act, &system, &on, &kept, verdict).await?;
        act.touches(kept.case, on.citizen.id);
    }
    Ok(())
}
