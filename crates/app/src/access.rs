//! Finds what the actor is to a thing and asks the policy. Asked nowhere else.

use crate::{Actor, Outcome, Refused};
use domain::access::{self, Action, Circumstances, Denied, Object, Permit, Scope, Subject, Target, Yes};
use domain::family::Seen;
use domain::function::Part;
use domain::ids::{CaseId, EnquiryId, FamilyId, PersonId, StaffId};
use domain::staff::Staff;
use std::collections::BTreeSet;
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
    let mut circumstances = circumstances(tx, actor.id(), &case).await?;
    circumstances.deputy = stands_in(tx, actor, &case).await?.into();
    if action == Action::Oversee && case.department != actor.staff.department {
        let opened = family_opens(tx, actor, case.id).await?;
        circumstances.coordinates = match (circumstances.coordinates, opened) {
            (Some(mut parts), Some(opened)) => {
                parts.extend(opened);
                Some(parts)
            }
            (parts, opened) => parts.or(opened),
        };
    }
    Ok(access::decide(&actor.subject(), action, Object::Case, Target::Case(case.id), &circumstances)?)
}

/// Whether somebody else may see a case today: what they are to it, without what they may borrow.
pub(crate) async fn may_see(tx: &mut Tx, staff: &Staff, case: CaseId) -> Outcome<bool> {
    let Some(case) = tx.case_ref(case).await? else { return Ok(false) };
    let mut circumstances = circumstances(tx, staff.id, &case).await?;
    circumstances.break_glass = Yes::No;
    let target = Target::Case(case.id);
    Ok(access::decide(&subject(staff), Action::See, Object::Case, target, &circumstances).is_ok())
}

/// The right to do this to a person: by any case about them that the actor has a relation to.
pub(crate) async fn to_person(tx: &mut Tx, actor: &Actor, person: PersonId, action: Action) -> Outcome<Permit> {
    for case in tx.cases_of_person(person).await? {
        let circumstances = circumstances(tx, actor.id(), &case).await?;
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

/// The right to do this to an enquiry: who received it works on it; who was told of it, and the department, read it.
pub(crate) async fn to_enquiry(tx: &mut Tx, actor: &Actor, id: EnquiryId, action: Action) -> Outcome<Permit> {
    let enquiry = tx.enquiry_ref(id).await?.ok_or(Refused::NotFound)?;
    let today = tx.today();
    let received = enquiry.registered_by == actor.id();
    let told = action == Action::See && tx.told_of_enquiry(actor.id(), id, today).await?;
    let conflict = match enquiry.person {
        Some(person) => tx.conflict(actor.id(), person).await?,
        None => false,
    };
    let circumstances = Circumstances {
        department: enquiry.department,
        has_function: (received || told).into(),
        coordinates: None,
        closed_to_unit: enquiry.closed_to_unit.into(),
        conflict: conflict.into(),
        deputy: Yes::No,
        break_glass: Yes::No,
    };
    Ok(access::decide(&actor.subject(), action, Object::Enquiry, Target::Enquiry(id), &circumstances)?)
}

/// The right to do this to a family. Who coordinates or sits in the core team of a family of another department sees it
/// only as long as something of the coordinating child's case is opened to their department.
pub(crate) async fn to_family(tx: &mut Tx, actor: &Actor, id: FamilyId, action: Action) -> Outcome<Permit> {
    let family = tx.family_ref(id).await?.ok_or(Refused::NotFound)?;
    let today = tx.today();
    let sits = tx.sits_in_family(actor.id(), id, today).await?;
    let own = family.department == actor.staff.department;
    let mut coordinates = None;
    if sits && !own {
        coordinates = match seen_of(tx, actor, (id, family.case)).await? {
            Seen::Nothing => None,
            Seen::Exists => Some(BTreeSet::new()),
            Seen::Parts(parts) => Some(parts),
        };
    }
    let circumstances = Circumstances {
        department: family.department,
        has_function: (sits && own).into(),
        coordinates,
        closed_to_unit: family.closed_to_unit.into(),
        conflict: tx.family_conflict(actor.id(), id).await?.into(),
        deputy: Yes::No,
        break_glass: Yes::No,
    };
    Ok(access::decide(&actor.subject(), action, Object::Family, Target::Family(id), &circumstances)?)
}

/// What a family opens of one of its cases to the department of who asks, today.
pub(crate) async fn seen_of(tx: &mut Tx, actor: &Actor, (family, case): (FamilyId, CaseId)) -> Outcome<Seen> {
    let department = actor.staff.department.as_str();
    let (openings, consents) = tx.opened_to(family, case, department).await?;
    Ok(domain::family::seen(&openings, (case, department), &consents, tx.today()))
}

/// The parts of a case of another department that a family opens to who sits in its core team; nothing where it opens no
/// more than that there is a case.
async fn family_opens(tx: &mut Tx, actor: &Actor, case: CaseId) -> Outcome<Option<BTreeSet<Part>>> {
    let mut found: Option<BTreeSet<Part>> = None;
    let today = tx.today();
    for family in tx.families_sat_in(actor.id(), case, today).await? {
        if let Seen::Parts(parts) = seen_of(tx, actor, (family, case)).await? {
            found.get_or_insert_default().extend(parts);
        }
    }
    Ok(found)
}

/// The right to see or work on how a family's costs are divided: its core team sees it, its coordinator and the leader of
/// their department work on it, the leaders of those who pay see it, and so does who keeps the accounts.
pub(crate) async fn to_financing(tx: &mut Tx, actor: &Actor, id: FamilyId, action: Action) -> Outcome<Permit> {
    let family = tx.family_ref(id).await?.ok_or(Refused::NotFound)?;
    let today = tx.today();
    let coordinates = tx.financing_family(id).await?.is_some_and(|known| known.coordinator == Some(actor.id()));
    let sits = action == Action::See && tx.sits_in_family(actor.id(), id, today).await?;
    let target = Target::Financing(id);
    let around = |department: String, function: bool, closed: bool, conflict: bool| Circumstances {
        department,
        has_function: function.into(),
        coordinates: None,
        closed_to_unit: closed.into(),
        conflict: conflict.into(),
        deputy: Yes::No,
        break_glass: Yes::No,
    };
    let conflict = tx.family_conflict(actor.id(), id).await?;
    let own = around(family.department, coordinates || sits, family.closed_to_unit, conflict);
    if let Ok(permit) = access::decide(&actor.subject(), action, Object::Financing, target, &own) {
        return Ok(permit);
    }
    if action != Action::See {
        return Err(Refused::NotFound);
    }
    // Who pays sees what it pays for; nothing of the family stands there, so that a closed case closes nothing.
    for department in tx.financing_departments(id).await? {
        if to_answer_financing(tx, actor, id, &department).await.is_ok() {
            let pays = around(department, false, false, conflict);
            let deputy = Circumstances { deputy: Yes::Yes, ..pays };
            return Ok(access::decide(&actor.subject(), action, Object::Financing, target, &deputy)?);
        }
    }
    Err(Refused::NotFound)
}

/// The right to answer for a department that pays: its leader's, the head's over it, and that of who stands in for them.
pub(crate) async fn to_answer_financing(tx: &mut Tx, actor: &Actor, id: FamilyId, department: &str) -> Outcome<Permit> {
    let today = tx.today();
    let around = Circumstances {
        department: department.to_string(),
        has_function: Yes::No,
        coordinates: None,
        closed_to_unit: Yes::No,
        conflict: tx.family_conflict(actor.id(), id).await?.into(),
        deputy: Yes::No,
        break_glass: Yes::No,
    };
    let (action, object, target) = (Action::Approve, Object::Financing, Target::Financing(id));
    if let Ok(permit) = access::decide(&actor.subject(), action, object, target, &around) {
        return Ok(permit);
    }
    for absence in tx.stood_in_for(actor.id(), today).await? {
        let Some(absent) = tx.staff(absence.staff).await?.filter(|staff| staff.active) else { continue };
        if access::decide(&subject(&absent), action, object, target, &around).is_ok() {
            let stands_in = Circumstances { deputy: Yes::Yes, ..around.clone() };
            return Ok(access::decide(&actor.subject(), action, object, target, &stands_in)?);
        }
    }
    Err(Refused::NotFound)
}

/// The right to do this to a young person's track: who has it in hand, or works on its case, works on it; the department
/// that prepares and who takes over read it.
pub(crate) async fn to_transition(
    tx: &mut Tx,
    actor: &Actor,
    id: domain::ids::TransitionId,
    action: Action,
) -> Outcome<Permit> {
    let track = tx.transition_ref(id).await?.ok_or(Refused::NotFound)?;
    let today = tx.today();
    let in_hand = track.in_hand_of == Some(actor.id());
    let takes_over = action == Action::See && track.adult_coordinator == Some(actor.id());
    let on_case = match track.case {
        Some(case) => tx.has_function(actor.id(), case, today).await?,
        None => false,
    };
    let circumstances = Circumstances {
        department: track.department,
        has_function: (in_hand || takes_over || on_case).into(),
        coordinates: None,
        closed_to_unit: track.closed_to_unit.into(),
        conflict: tx.conflict(actor.id(), track.person).await?.into(),
        deputy: Yes::No,
        break_glass: Yes::No,
    };
    Ok(access::decide(&actor.subject(), action, Object::Transition, Target::Transition(id), &circumstances)?)
}

/// Whose cases the actor may list.
pub(crate) fn scope(actor: &Actor) -> Outcome<Scope> {
    access::scope(&actor.subject()).ok_or(Refused::NotFound)
}

/// The right to lead a member of staff: as leader of the department they work in, or of one they head.
pub(crate) fn to_lead(actor: &Actor, staff: &Staff) -> Outcome<Permit> {
    let departments = std::iter::once(&staff.department).chain(&staff.heads);
    departments.into_iter().find_map(|department| to_lead_in(actor, department).ok()).ok_or(Refused::NotFound)
}

/// The right to lead in a department.
pub(crate) fn to_lead_in(actor: &Actor, department: &str) -> Outcome<Permit> {
    let circumstances = Circumstances {
        department: department.to_string(),
        has_function: Yes::No,
        coordinates: None,
        closed_to_unit: Yes::No,
        conflict: Yes::No,
        deputy: Yes::No,
        break_glass: Yes::No,
    };
    let target = Target::Other(Object::Case);
    Ok(access::decide(&actor.subject(), Action::Lead, Object::Case, target, &circumstances)?)
}

/// Whether somebody else's function opens a case to them today, in whole or in part.
pub(crate) async fn oversees(tx: &mut Tx, staff: &Staff, case: CaseId) -> Outcome<bool> {
    let Some(case) = tx.case_ref(case).await? else { return Ok(false) };
    let circumstances = circumstances(tx, staff.id, &case).await?;
    let target = Target::Case(case.id);
    Ok(access::decide(&subject(staff), Action::Oversee, Object::Case, target, &circumstances).is_ok())
}

/// Whether the actor stands in today for somebody who is away and may approve on the case.
async fn stands_in(tx: &mut Tx, actor: &Actor, case: &CaseRef) -> Outcome<bool> {
    let today = tx.today();
    for absence in tx.stood_in_for(actor.id(), today).await? {
        let Some(absent) = tx.staff(absence.staff).await?.filter(|staff| staff.active) else { continue };
        let around = circumstances(tx, absent.id, case).await?;
        let target = Target::Case(case.id);
        if access::decide(&subject(&absent), Action::Approve, Object::Case, target, &around).is_ok() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A member of staff as the policy asks for them.
pub(crate) fn subject(staff: &Staff) -> Subject {
    Subject {
        staff: staff.id,
        roles: staff.roles.clone(),
        department: staff.department.clone(),
        heads: staff.heads.clone(),
    }
}

async fn circumstances(tx: &mut Tx, staff: StaffId, case: &CaseRef) -> Outcome<Circumstances> {
    let (now, today) = (tx.now(), tx.today());
    Ok(Circumstances {
        department: case.department.clone(),
        has_function: (case.responsible == staff || tx.has_function(staff, case.id, tx.today()).await?).into(),
        coordinates: tx.coordinates(staff, case.id, today).await?,
        closed_to_unit: case.closed_to_unit.into(),
        conflict: tx.conflict(staff, case.citizen).await?.into(),
        deputy: Yes::No,
        break_glass: tx.break_glass_in_force(staff, case.id, now).await?.into(),
    })
}
