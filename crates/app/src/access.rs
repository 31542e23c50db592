//! Finds what the actor is to a thing and asks the policy. Asked nowhere else.

use crate::{Actor, Outcome, Refused};
use domain::access::{self, Action, Circumstances, Denied, Object, Permit, Scope, Target};
use domain::ids::{CaseId, PersonId};
use store::Tx;
use store::access::CaseRef;

impl From<Denied> for Refused {
    /// What one may not see does not exist.
    fn from(Denied: Denied) -> Self {
        Refused::NotFound
    }
}

/// The right to do this to a case.
pub(crate) async fn to_case(tx: &mut Tx, actor: &Actor, case: CaseId, action: Action) -> Outcome<Permit> {
    let case = tx.case_ref(case).await?.ok_or(Refused::NotFound)?;
    let circumstances = circumstances(tx, actor, &case).await?;
    Ok(access::decide(&actor.subject(), action, Object::Case, Target::Case(case.id), &circumstances)?)
}

/// The right to do this to a person: by any case about them that the actor has a relation to.
pub(crate) async fn to_person(tx: &mut Tx, actor: &Actor, person: PersonId, action: Action) -> Outcome<Permit> {
    for case in tx.cases_of_person(person).await? {
        let circumstances = circumstances(tx, actor, &case).await?;
        let target = Target::Person(person);
        if let Ok(permit) = access::decide(&actor.subject(), action, Object::Person, target, &circumstances) {
            return Ok(permit);
        }
    }
    Err(Refused::NotFound)
}

/// The right to do what touches no case: registering, one's own lists, the toolbox, the log.
pub(crate) fn without_case(actor: &Actor, action: Action, object: Object) -> Outcome<Permit> {
    Ok(access::decide_without_case(&actor.subject(), action, object)?)
}

/// The right to register something on a person: their basic data and nothing of other cases.
pub(crate) fn to_register(actor: &Actor, person: PersonId) -> Outcome<Permit> {
    Ok(access::decide_registering(&actor.subject(), person)?)
}

/// Whose cases the actor may list.
pub(crate) fn scope(actor: &Actor) -> Outcome<Scope> {
    access::scope(&actor.subject()).ok_or(Refused::NotFound)
}

async fn circumstances(tx: &mut Tx, actor: &Actor, case: &CaseRef) -> Outcome<Circumstances> {
    let now = tx.now();
    Ok(Circumstances {
        department: case.department.clone(),
        has_function: (case.responsible == actor.id() || tx.has_function(actor.id(), case.id, tx.today()).await?)
            .into(),
        closed_to_unit: case.closed_to_unit.into(),
        conflict: tx.conflict(actor.id(), case.citizen).await?.into(),
        break_glass: tx.break_glass_in_force(actor.id(), case.id, now).await?.into(),
    })
}
