//! Break-glass (nødadgang): a foreign case opened for eight hours, with purpose and reason; the leader is told.

use crate::act::{Act, row};
use crate::{Actor, App, Outcome, Reason, Refused, Resource, access};
use domain::access::{Action, Object};
use domain::cpr::Cpr;
use domain::ids::{CaseId, CaseNumber};
use jiff::SignedDuration;
use store::access::BreakGlass;
use store::audit::Verdict;

pub use store::access::UsedBreakGlass;

/// Purposes to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Danger to life or health.
    Danger,
    /// A child's safety.
    ChildSafety,
    /// The responsible person cannot be reached and a deadline passes.
    DeadlinePasses,
    /// The citizen asks here and now.
    CitizenAsks,
}

impl Purpose {
    /// Every purpose with its stable code.
    pub const ALL: &'static [(Purpose, &'static str)] = &[
        (Purpose::Danger, "danger"),
        (Purpose::ChildSafety, "child_safety"),
        (Purpose::DeadlinePasses, "deadline_passes"),
        (Purpose::CitizenAsks, "citizen_asks"),
    ];

    /// Its code.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(purpose, _)| *purpose == self).map_or("", |(_, code)| code)
    }
}

/// How long it lasts.
pub const HOURS: i64 = 8;
/// Shortest reason, in characters.
pub const SHORTEST_REASON: usize = 15;

/// Which cases: by number, or all of a person's by CPR number.
pub enum Which {
    /// By case number.
    Number(CaseNumber),
    /// By CPR number.
    Cpr(Cpr),
}

/// How far back a leader's list of uses reaches.
const TOLD_DAYS: i64 = 30;
/// Most uses on that list.
const MOST_TOLD: u32 = 100;

/// Opens the cases for reading. A number nobody has answers the same way and is logged too.
///
/// # Errors
/// [`Reason::ReasonMissing`] for a reason that is too short; [`Reason::TooManyLookups`]; not found.
pub async fn open(app: &App, actor: &Actor, which: Which, purpose: Purpose, reason: &str) -> Outcome<Vec<CaseId>> {
    let reason = reason.trim();
    if reason.chars().count() < SHORTEST_REASON {
        return Err(Reason::ReasonMissing.into());
    }
    access::without_case(actor, Action::BreakGlass, Object::Case)?;
    if let Which::Cpr(_) = which {
        let mut tx = app.store.write(app.now(), app.today()).await?;
        crate::person::count_lookup(&mut tx, actor).await?;
        tx.commit().await?;
    }
    let mut act = app.act(actor, "break_glass").await?;
    act.without_case(Action::BreakGlass, Object::Case)?;
    let why = format!("{}: {reason}", purpose.code());
    act.because(&why);
    let (found, asked) = match which {
        Which::Number(number) => {
            (act.tx.case_by_number(number).await?.into_iter().collect(), format!("case number {number}"))
        }
        Which::Cpr(cpr) => (cases_of(&mut act, &cpr).await?, format!("cpr {}", act.tx.cpr_hash(&cpr)?)),
    };
    let opened = break_each(&mut act, found, purpose, reason).await?;
    let Some(first) = opened.first().copied() else {
        let mut denied = row(actor, app.now(), "break_glass", Verdict::Denied);
        denied.purpose = why;
        denied.objects = vec![asked];
        drop(act);
        app.store.audit(denied).await?;
        return Err(Refused::NotFound);
    };
    // Each case has the opening in its own history.
    for case in opened.iter().skip(1) {
        let mut also = row(actor, act.tx.now(), "break_glass", Verdict::Allowed);
        also.purpose = why.clone();
        also.case = Some(*case);
        act.tx.audit(also);
    }
    act.commit(Resource::Case(first)).await?;
    Ok(opened)
}

async fn cases_of(act: &mut Act<'_>, cpr: &Cpr) -> Outcome<Vec<CaseId>> {
    let Some(person) = act.tx.person_by_cpr(cpr).await? else { return Ok(Vec::new()) };
    Ok(act.tx.cases_of_person(person).await?.into_iter().map(|case| case.id).collect())
}

async fn break_each(act: &mut Act<'_>, found: Vec<CaseId>, purpose: Purpose, reason: &str) -> Outcome<Vec<CaseId>> {
    let now = act.tx.now();
    let until = now.saturating_add(SignedDuration::from_hours(HOURS)).unwrap_or(now);
    let mut opened: Vec<CaseId> = Vec::new();
    for case in found {
        let Some(reference) = act.tx.case_ref(case).await? else { continue };
        // One's own and close family's cases stay closed, whatever the reason.
        if act.tx.conflict(act.actor.id(), reference.citizen).await? {
            continue;
        }
        let glass = BreakGlass {
            id: act.id(),
            staff: act.actor.id(),
            case,
            purpose: purpose.code().to_string(),
            reason: reason.to_string(),
            at: now,
            until,
        };
        act.tx.insert_break_glass(&glass).await?;
        let permit = domain::access::Permit::of_the_system(domain::access::Target::Case(case));
        act.journal(&permit, case, purpose.code()).await?;
        act.touches(case, reference.citizen);
        opened.push(case);
    }
    Ok(opened)
}

/// Whether the actor is told when somebody breaks the glass: whoever leads a department.
pub fn is_told(actor: &Actor) -> bool {
    domain::access::policy().iter().any(|line| line.action == Action::Lead && actor.staff.roles.contains(&line.role))
}

/// What a leader is told: the uses of the last thirty days on cases of the departments they lead, newest first.
pub async fn told(app: &App, actor: &Actor) -> Outcome<Vec<UsedBreakGlass>> {
    if !is_told(actor) {
        return Err(Refused::NotFound);
    }
    let scope = access::scope(actor)?;
    let mut look = app.look(actor, "see_break_glasses").await?;
    let now = look.tx.now();
    let since = now.saturating_sub(SignedDuration::from_hours(24 * TOLD_DAYS)).unwrap_or(now);
    let used = look.tx.break_glasses(&scope, since, MOST_TOLD).await?;
    look.done(None, vec![format!("{} rows", used.len())], Vec::new()).await?;
    Ok(used)
}
