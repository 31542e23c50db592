//! Registering an application (ansøgning): a case opens with number, responsible person, subject and course.

use crate::person::{self, NewPerson};
use crate::{Actor, App, Outcome, Reason, Resource, progress};
use domain::access::{Action, Object, Permit, Target, Yes};
use domain::application::{self, Application, NotRegistered, Received};
use domain::benefit::Benefit;
use domain::case::Case;
use domain::ids::{CaseId, PersonId, StaffId};
use domain::people::{Relation, RelationKind};
use domain::procedure::Begins;
use domain::progress::ActSubject;
use domain::staff::{Role, Staff};
use domain::words;
use jiff::civil::Date;

/// Who the matter is about or who applies: registered already, or to be created with the application.
pub enum Who {
    /// Registered.
    Registered(PersonId),
    /// To be created.
    New(Box<NewPerson>),
}

/// Who applies.
pub enum Applicant {
    /// The citizen themselves.
    Citizen,
    /// Someone who may act for them, registered as that already.
    Registered(PersonId),
    /// Someone who is registered as that now.
    New(Box<NewPerson>, RelationKind),
}

/// What is typed when an application is registered.
pub struct Register {
    /// The citizen.
    pub citizen: Who,
    /// Who applies.
    pub applicant: Applicant,
    /// The benefit, by id.
    pub benefit: String,
    /// In the applicant's own words.
    pub applied_for: String,
    /// The day it came.
    pub received_on: Date,
    /// How it came.
    pub received_by: Received,
    /// The responsible person; nobody chosen means the one who registers, or the leader of the department that owns it.
    pub responsible: Option<StaffId>,
}

/// Whether anybody applies for it: a case that begins with something else, such as a notification, does not begin with
/// an application.
pub fn is_applied_for(app: &App, benefit: &Benefit, today: Date) -> bool {
    let begins = app.content.procedure(&benefit.procedure, today).map(|procedure| &procedure.begins);
    let elsewhere = matches!(begins, Some(Begins::Act(act)) if act != words::Act::Application.word());
    !benefit.retired && !elsewhere
}

/// Those who can be responsible for a case, in Danish order of names: employed, with a role that does casework.
pub async fn possibly_responsible(app: &App, actor: &Actor) -> Outcome<Vec<Staff>> {
    crate::access::without_case(actor, Action::Register, Object::Person)?;
    let mut staff = crate::staff::all(app).await?;
    staff.retain(|staff| staff.active && (may_own(staff) || staff.roles.contains(&Role::TeamLeader)));
    Ok(staff)
}

pub(crate) fn may_own(staff: &Staff) -> bool {
    let does_casework =
        |role: &Role| matches!(role, Role::Caseworker | Role::OutreachCaseworker | Role::ProfessionalCoordinator);
    staff.roles.iter().any(does_casework)
}

/// Registers an application and opens its case.
///
/// # Errors
/// [`Reason::NoSuchBenefit`], [`Reason::NameMissing`], [`Reason::Application`], [`Reason::ResponsibleElsewhere`]; not
/// found for one whose matters are never the actor's.
pub async fn register(app: &App, actor: &Actor, order: Register) -> Outcome<CaseId> {
    let mut act = app.act(actor, "application_registered").await?;
    let registering = act.without_case(Action::Register, Object::Person)?;
    let today = act.today();
    let benefit = app.content.benefit(&order.benefit, today).ok_or(Reason::NoSuchBenefit)?;
    if benefit.provision_on(order.received_on).is_none() {
        return Err(Reason::NoSuchBenefit.into());
    }
    let citizen = match order.citizen {
        Who::Registered(id) => id,
        Who::New(new) => person::find_or_create(&mut act, &registering, *new).await?,
    };
    if act.tx.conflict(actor.id(), citizen).await? {
        return Err(crate::Refused::NotFound);
    }
    let applicant = applicant(&mut act, &registering, citizen, order.applicant).await?;
    let application = Application {
        applicant,
        applied_for: order.applied_for.trim().to_string(),
        received_on: order.received_on,
        received_by: order.received_by,
    };
    let on_citizen = crate::access::to_register(actor, citizen)?;
    let born = act.tx.person(&on_citizen, citizen).await?.born;
    application::check(&application, born, (benefit.from_age, benefit.to_age), today).map_err(Reason::Application)?;

    let responsible = responsible(&mut act, &benefit.department, order.responsible).await?;
    let year = today.year();
    let case = Case {
        id: CaseId(act.id()),
        number: act.tx.next_case_number(year).await?,
        benefit: benefit.id.clone(),
        department: benefit.department.clone(),
        citizen,
        responsible,
        kle: benefit.kle.clone(),
        opened_on: today,
        closed_on: None,
        closed_to_unit: false,
        version: 1,
    };
    // The one who registers has the right to open the case they register, also in a department not their own.
    let permit = Permit::of_the_system(Target::Case(case.id));
    act.tx.insert_case(&permit, &case).await?;
    act.tx.insert_application(&permit, case.id, &application).await?;
    let mut file = crate::case::load(app, &mut act.tx, &permit, case.id).await?;
    progress::begin(&mut act, &permit, &mut file, &benefit.procedure, application.received_on).await?;
    progress::report(&mut act, &permit, &mut file, words::Act::Application, ActSubject::default()).await?;
    act.touches(case.id, citizen);
    act.journal(&permit, case.id, &application.applied_for).await?;
    act.commit(Resource::Case(case.id)).await?;
    Ok(case.id)
}

/// Who applies must be the citizen or one who may act for them (custody holder, guardian, representative).
async fn applicant(
    act: &mut crate::act::Act<'_>,
    permit: &Permit,
    citizen: PersonId,
    chosen: Applicant,
) -> Outcome<PersonId> {
    match chosen {
        Applicant::Citizen => {
            let on_citizen = crate::access::to_register(act.actor, citizen)?;
            // Others apply for a child: in the disability benefits the child is not a party (barnets lov § 3).
            if act.tx.person(&on_citizen, citizen).await?.is_child_on(act.today()) {
                return Err(Reason::Application(NotRegistered::NotEntitled).into());
            }
            Ok(citizen)
        }
        Applicant::Registered(id) => {
            let on_citizen = crate::access::to_register(act.actor, citizen)?;
            let (relations, _) = act.tx.relations_of(&on_citizen, citizen).await?;
            let today = act.today();
            let may_act =
                |relation: &Relation| relation.other == id && relation.holds_on(today) && relation.kind.acts_for();
            if relations.iter().any(may_act) {
                Ok(id)
            } else {
                Err(Reason::Application(NotRegistered::NotEntitled).into())
            }
        }
        Applicant::New(new, kind) => {
            // A power of attorney is registered with what it covers and its days, on the stamkort.
            if matches!(kind, RelationKind::Sibling | RelationKind::Parent | RelationKind::PowerOfAttorney) {
                return Err(Reason::Application(NotRegistered::NotEntitled).into());
            }
            let other = person::find_or_create(act, permit, *new).await?;
            let on_citizen = crate::access::to_register(act.actor, citizen)?;
            person::relate_found(act, &on_citizen, citizen, other, kind).await?;
            Ok(other)
        }
    }
}

/// The chosen person, else the one who registers when the case is their department's, else its leader: a case without
/// a responsible person cannot exist.
pub(crate) async fn responsible(
    act: &mut crate::act::Act<'_>,
    department: &str,
    chosen: Option<StaffId>,
) -> Outcome<StaffId> {
    let staff = act.tx.all_staff().await?;
    let works_here = |id: StaffId| staff.iter().any(|s| s.id == id && s.active && s.department == department);
    if let Some(chosen) = chosen {
        return if works_here(chosen) { Ok(chosen) } else { Err(Reason::ResponsibleElsewhere.into()) };
    }
    if works_here(act.actor.id()) && may_own(&act.actor.staff) {
        return Ok(act.actor.id());
    }
    staff
        .iter()
        .find(|s| s.active && s.department == department && s.roles.contains(&Role::TeamLeader))
        .map(|leader| leader.id)
        .ok_or_else(|| crate::Refused::Broken(anyhow::anyhow!("department {department} has no leader")))
}

/// Whether the one who registered a case may also open it; a case of another department goes to those who work there.
///
/// # Errors
/// Broken storage only.
pub async fn may_open(app: &App, actor: &Actor, case: CaseId) -> Outcome<Yes> {
    let mut tx = app.store.read(app.now(), app.today()).await?;
    match crate::access::to_case(&mut tx, actor, case, Action::See).await {
        Ok(_) => Ok(Yes::Yes),
        Err(crate::Refused::NotFound) => Ok(Yes::No),
        Err(other) => Err(other),
    }
}
