//! Break-glass (nødadgang): a foreign case opened for eight hours, with purpose and reason; the leader is told.

use crate::{Actor, App, Outcome, Reason, Refused, Resource};
use domain::access::{Action, Object};
use domain::cpr::Cpr;
use domain::ids::{CaseId, CaseNumber};
use jiff::SignedDuration;
use store::access::BreakGlass;

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

/// Opens the cases for reading. A number nobody has answers the same way and is logged too.
pub async fn open(app: &App, actor: &Actor, which: Which, purpose: Purpose, reason: &str) -> Outcome<Vec<CaseId>> {
    if reason.trim().chars().count() < SHORTEST_REASON {
        return Err(Reason::ReasonMissing.into());
    }
    let mut act = app.act(actor, "break_glass").await?;
    act.without_case(Action::BreakGlass, Object::Case)?;
    act.because(&format!("{}: {}", purpose.code(), reason.trim()));
    let found = match which {
        Which::Number(number) => act.tx.case_by_number(number).await?.into_iter().collect(),
        Which::Cpr(cpr) => match act.tx.person_by_cpr(&cpr).await? {
            Some(person) => act.tx.cases_of_person(person).await?.into_iter().map(|case| case.id).collect(),
            None => Vec::new(),
        },
    };
    let until = act.tx.now().saturating_add(SignedDuration::from_hours(HOURS)).unwrap_or(act.tx.now());
    let mut opened: Vec<CaseId> = Vec::new();
    for case in found {
        let Some(reference) = act.tx.case_ref(case).await? else { continue };
        // One's own and close family's cases stay closed, whatever the reason.
        if act.tx.conflict(actor.id(), reference.citizen).await? {
            continue;
        }
        let id = act.id();
        let glass = BreakGlass {
            id,
            staff: actor.id(),
            case,
            purpose: purpose.code().to_string(),
            reason: reason.trim().to_string(),
            at: act.tx.now(),
            until,
        };
        act.tx.insert_break_glass(&glass).await?;
        let permit = domain::access::Permit::of_the_system(domain::access::Target::Case(case));
        act.journal(&permit, case, purpose.code()).await?;
        act.touches(case, reference.citizen);
        opened.push(case);
    }
    let Some(first) = opened.first().copied() else { return Err(Refused::NotFound) };
    act.commit(Resource::Case(first)).await?;
    Ok(opened)
}
