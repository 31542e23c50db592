//! Pupils of a list whom nobody knows: taken along, written down as an enquiry, or not in the target group.

use super::school;
use crate::act::Act;
use crate::person::{NewPerson, find_or_create};
use crate::transition::begin;
use crate::{Actor, App, Outcome, Reason, Resource};
use domain::access::{Action, Object, Permit, Target, Yes};
use domain::application::Received;
use domain::enquiry::{self, Contact as TellerContact, Enquiry, Referrer, Source};
use domain::ids::{EnquiryId, PersonId, TransitionId};
use domain::people::{Contact, DigitalPost, Protection};
use domain::school_list::Became;
use domain::transition::{Found, NotDone};
use store::school_list::UnknownPupil;
use uuid::Uuid;

/// The pupil is registered and has a track from now on.
///
/// # Errors
/// [`Reason::Transition`] when they have one by now; [`Reason::Stale`]; not found for a row that is settled or gone.
pub async fn pupil_begins(app: &App, actor: &Actor, id: Uuid, protection: Protection) -> Outcome<TransitionId> {
    let mut act = app.act(actor, "school_list_pupil_taken_along").await?;
    let (permit, row, person) = registered(&mut act, id, protection).await?;
    if act.tx.transition_of(person).await?.is_some() {
        return Err(Reason::Transition(NotDone::HasTrack).into());
    }
    let track = begin(&mut act, person, Found::List, Some(school(&row.pupil))).await?;
    act.tx.settle_unknown_pupil(&permit, id, Became::Track, "").await?;
    act.commit(Resource::Transition(track)).await?;
    Ok(track)
}

/// The pupil is registered, and what the list told is an enquiry that somebody decides about.
///
/// # Errors
/// [`Reason::Stale`]; not found for a row that is settled or gone.
pub async fn pupil_enquiry(app: &App, actor: &Actor, id: Uuid, protection: Protection) -> Outcome<EnquiryId> {
    let mut act = app.act(actor, "enquiry_registered").await?;
    let (permit, row, person) = registered(&mut act, id, protection).await?;
    let cases = act.tx.cases_of_person(person).await?;
    let closed = cases.iter().any(|case| case.citizen == person && case.closed_to_unit);
    let teller = TellerContact { name: actor.staff.name.clone(), ..TellerContact::default() };
    let enquiry = Enquiry {
        id: EnquiryId(act.id()),
        received_on: act.today(),
        received_by: Received::Mail,
        referrer: Referrer::new(Source::OwnDepartment, Yes::No, teller),
        told: format!(
            "Står på skolens liste over elever i 8.-10. klasse: {}, {}. klasse. Ingen her kender den unge.",
            row.pupil.school, row.pupil.grade
        ),
        person: Some(person),
        known: String::new(),
        department: actor.staff.department.clone(),
        closed_to_unit: closed.into(),
        registered_by: actor.id(),
        registered_at: act.tx.now(),
        settled: None,
        version: 1,
    };
    enquiry::check(&enquiry, act.today()).map_err(Reason::Enquiry)?;
    let by_system = Permit::of_the_system(Target::Enquiry(enquiry.id));
    act.tx.insert_enquiry(&by_system, &enquiry).await?;
    act.about_enquiry(enquiry.id);
    act.tx.settle_unknown_pupil(&permit, id, Became::Enquiry, "").await?;
    act.commit(Resource::Enquiry(enquiry.id)).await?;
    Ok(enquiry.id)
}

/// The pupil is not in the target group, and why; nobody is registered.
///
/// # Errors
/// [`Reason::Transition`]; [`Reason::Stale`]; not found for a row that is settled or gone.
pub async fn pupil_left_out(app: &App, actor: &Actor, id: Uuid, because: &str) -> Outcome<()> {
    let mut act = app.act(actor, "school_list_pupil_left_out").await?;
    let permit = act.without_case(Action::Register, Object::Transition)?;
    let because = because.trim();
    if because.is_empty() {
        return Err(Reason::Transition(NotDone::NoReason).into());
    }
    let row = act.tx.unknown_pupil(&permit, id, &actor.staff.department).await?;
    act.tx.settle_unknown_pupil(&permit, row.id, Became::NotTarget, because).await?;
    act.commit(Resource::SchoolList(id)).await
}

/// The row, and the pupil as a person: found by now, or created.
async fn registered(act: &mut Act<'_>, id: Uuid, protection: Protection) -> Outcome<(Permit, UnknownPupil, PersonId)> {
    let registering = act.without_case(Action::Register, Object::Person)?;
    let permit = act.without_case(Action::Register, Object::Transition)?;
    let row = act.tx.unknown_pupil(&permit, id, &act.actor.staff.department.clone()).await?;
    let new = NewPerson {
        cpr: row.pupil.cpr.clone(),
        name: row.pupil.name.clone(),
        contact: Contact::default(),
        protection,
        digital_post: DigitalPost::Unknown,
        interpreter: None,
    };
    let person = find_or_create(act, &registering, new).await?;
    if act.tx.conflict(act.actor.id(), person).await? {
        return Err(crate::Refused::NotFound);
    }
    Ok((permit, row, person))
}
