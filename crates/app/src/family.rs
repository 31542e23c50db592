//! A family with one entrance (P-08): begun on the coordinating child's case, with members, cases, core team, coordinator.
//!
//! Reading order: here what the family is made of; [`look`] (what each reader sees of it), [`opened`] (what departments
//! show each other), [`work`] (examinations, goals, the analysis), [`gather`] (its meetings).

mod gather;
mod look;
mod opened;
mod work;

pub use gather::{Call, call};
pub use look::{
    AnalysisLine, CaseLine, Goals, Listing, May, MeetingLine, MemberLine, OpeningLine, SeatLine, Sees, Status,
    Suggestion, TermLine, View, list, show,
};
pub(crate) use look::{of_case, of_person};
pub use opened::{Open, close, open};
pub use store::family::FamilyRow;
pub use work::{
    Choose, GiveSummary, Write, add_link, choose_examination, drafted_summary, examined, give_summary, known_of,
    remove_link, waive, write_analysis,
};

use crate::act::Act;
use crate::application::Who;
use crate::person::find_or_create;
use crate::{Actor, App, Outcome, Reason, Refused, Resource, progress};
use domain::access::{Action, Object, Permit, Target};
use domain::family::{Family, Kin, Member, NotDone, Seat, Sits, Term, may_coordinate};
use domain::ids::{CaseId, FamilyId, PersonId, StaffId};
use domain::progress::ActSubject;
use domain::staff::Staff;
use domain::words;
use jiff::civil::Date;

/// The departments families are coordinated from, by id: the children's disability department, as content says.
pub fn entrances(app: &App) -> Vec<&str> {
    let found = app.content.departments.iter().filter(|department| department.coordinates_families);
    found.map(|department| department.id.as_str()).collect()
}

/// Begins a family on the case of the child it is coordinated around, and the procedure that content begins with it.
///
/// # Errors
/// [`Reason::Family`]; not found without the right to work on the case.
pub async fn begin(app: &App, actor: &Actor, case: CaseId, why: &str) -> Outcome<FamilyId> {
    let mut act = app.act(actor, "family_begun").await?;
    let (permit, mut file) = act.open_case(case).await?;
    if why.trim().is_empty() {
        return Err(Reason::Family(NotDone::NoReason).into());
    }
    if !entrances(app).contains(&file.case.department.as_str()) {
        return Err(Reason::Family(NotDone::WrongDepartment).into());
    }
    if act.tx.family_of_case(case).await?.is_some() {
        return Err(Reason::Family(NotDone::OtherFamily).into());
    }
    let today = act.today();
    let id = FamilyId(act.id());
    let member = Member {
        person: file.citizen.id,
        kin: Kin::Child,
        why: "Barnet, familien koordineres omkring".to_string(),
        since: today,
        until: None,
    };
    let family = Family {
        id,
        case,
        department: file.case.department.clone(),
        why: why.trim().to_string(),
        begun_on: today,
        begun_by: actor.id(),
        ended: None,
        members: Vec::new(),
        cases: Vec::new(),
        team: Vec::new(),
        coordinators: Vec::new(),
        openings: Vec::new(),
        examinations: Vec::new(),
        links: Vec::new(),
        analyses: Vec::new(),
        waived: None,
        version: 1,
    };
    act.tx.insert_family(&permit, &family).await?;
    let own = Permit::of_the_system(Target::Family(id));
    let line = act.id();
    act.tx.insert_member(&own, id, line, &member).await?;
    act.tx.link_case(&permit, &own, (id, case)).await?;
    let begins = progress::begun_by_act(app, words::Act::Family, today).map(|procedure| procedure.id.clone());
    let runs = |id: &String| file.courses.iter().any(|course| course.procedure == *id && course.ended_on.is_none());
    if let Some(procedure) = begins.filter(|id| !runs(id)) {
        progress::begin(&mut act, &permit, &mut file, &procedure, today).await?;
    }
    act.about_family(id);
    act.journal(&permit, case, "").await?;
    act.commit(Resource::Family(id)).await?;
    Ok(id)
}

/// The day after which what happened is news to the core team: the last status meeting, or the day before it began.
fn change_since(family: &Family, last: Option<Date>) -> Date {
    last.unwrap_or_else(|| family.begun_on.yesterday().unwrap_or(family.begun_on))
}

/// A family opened to be changed, with the coordinating child's case beside it for journal and course.
pub(crate) struct Opened<'a> {
    pub act: Act<'a>,
    pub permit: Permit,
    pub family: Family,
}

/// Opens a family that runs, for who may do this to it.
pub(crate) async fn change<'a>(
    app: &'a App,
    actor: &'a Actor,
    (id, action): (FamilyId, Action),
    code: &'static str,
) -> Outcome<Opened<'a>> {
    let mut act = app.act(actor, code).await?;
    let (permit, family) = act.family(id, action).await?;
    if !family.runs_on(act.today()) {
        return Err(Reason::Family(NotDone::Over).into());
    }
    Ok(Opened { act, permit, family })
}

impl Opened<'_> {
    /// Writes the act's line on the coordinating child's case and ends the act. Whoever may change the family may not
    /// always read that case, so the line is written for the act and not for the person.
    pub(crate) async fn end(mut self, detail: &str) -> Outcome<()> {
        let case = self.family.case;
        let by_act = Permit::of_the_system(Target::Case(case));
        self.act.journal(&by_act, case, detail).await?;
        self.act.commit(Resource::Family(self.family.id)).await
    }
}

/// Takes somebody into the family: by number, or somebody who is registered with a relation to one of it.
///
/// # Errors
/// [`Reason::Family`], [`Reason::NameMissing`]; not found for one whose matters are never the actor's.
pub async fn add_member(app: &App, actor: &Actor, id: FamilyId, who: Who, kin: Kin, why: &str) -> Outcome<()> {
    let mut opened = change(app, actor, (id, Action::Work), "family_member_added").await?;
    let person = match who {
        Who::Registered(person) => {
            let near = look::near(&mut opened.act.tx, &opened.permit, &opened.family).await?;
            if !near.iter().any(|known| known.person.id == person) {
                return Err(Refused::NotFound);
            }
            person
        }
        Who::New(new) => {
            let registering = opened.act.without_case(Action::Register, Object::Person)?;
            find_or_create(&mut opened.act, &registering, *new).await?
        }
    };
    if opened.act.tx.conflict(actor.id(), person).await? {
        return Err(Refused::NotFound);
    }
    opened.act.concerns(person);
    let today = opened.act.today();
    opened.family.may_add(person, why, today).map_err(Reason::Family)?;
    let member = Member { person, kin, why: why.trim().to_string(), since: today, until: None };
    let line = opened.act.id();
    opened.act.tx.insert_member(&opened.permit, id, line, &member).await?;
    opened.end(kin.code()).await
}

/// Takes somebody out of the family.
///
/// # Errors
/// [`Reason::Family`].
pub async fn take_out(app: &App, actor: &Actor, id: FamilyId, person: PersonId, why: &str) -> Outcome<()> {
    let mut opened = change(app, actor, (id, Action::Work), "family_member_taken_out").await?;
    let today = opened.act.today();
    opened.family.may_take_out(person, why, today).map_err(Reason::Family)?;
    opened.act.tx.member_out(&opened.permit, id, person, today).await?;
    opened.act.concerns(person);
    opened.end(why.trim()).await
}

/// Links a case to the family: whoever works on it and sees the family may, whichever department has it.
///
/// # Errors
/// [`Reason::Family`], [`Reason::CaseClosed`]; not found for who may not work on the case.
pub async fn link_case(app: &App, actor: &Actor, id: FamilyId, case: CaseId) -> Outcome<()> {
    let mut opened = change(app, actor, (id, Action::See), "family_case_linked").await?;
    let (permit, file) = opened.act.open_case(case).await?;
    let today = opened.act.today();
    opened.family.may_link(case, file.citizen.id, today).map_err(Reason::Family)?;
    if opened.act.tx.family_of_case(case).await?.is_some() {
        return Err(Reason::Family(NotDone::OtherFamily).into());
    }
    opened.act.tx.link_case(&permit, &opened.permit, (id, case)).await?;
    // The line stands on the case itself: that it is linked is not for those who read another.
    opened.act.journal(&permit, case, "").await?;
    opened.act.commit(Resource::Family(id)).await
}

/// Takes a case off the family, and closes what was opened of it.
///
/// # Errors
/// [`Reason::Family`]; not found for who may not work on the case.
pub async fn take_off(app: &App, actor: &Actor, id: FamilyId, case: CaseId, why: &str) -> Outcome<()> {
    let mut opened = change(app, actor, (id, Action::See), "family_case_taken_off").await?;
    let (permit, _) = opened.act.case(case, Action::Work).await?;
    if why.trim().is_empty() {
        return Err(Reason::Family(NotDone::NoReason).into());
    }
    if case == opened.family.case {
        return Err(Reason::Family(NotDone::TheCaseStays).into());
    }
    opened.act.tx.case_off(&permit, (id, case)).await?;
    opened.act.journal(&permit, case, why.trim()).await?;
    opened.act.commit(Resource::Family(id)).await
}

/// A team leader appoints the family's coordinator from today; whoever was it before is so no more.
///
/// # Errors
/// [`Reason::Family`]: the coordinator always comes from the children's disability department.
pub async fn appoint(app: &App, actor: &Actor, id: FamilyId, staff: StaffId, why: &str) -> Outcome<()> {
    let mut opened = change(app, actor, (id, Action::Lead), "family_coordinator_appointed").await?;
    let today = opened.act.today();
    let chosen = opened.act.tx.staff(staff).await?.ok_or(Reason::Family(NotDone::OpensNoCases))?;
    opened.family.may_coordinate(&chosen, why, &entrances(app), today).map_err(Reason::Family)?;
    let term = Term { staff, from: today, until: None, why: why.trim().to_string(), by: actor.id() };
    let line = opened.act.id();
    opened.act.tx.insert_term(&opened.permit, id, line, &term).await?;
    let by_act = Permit::of_the_system(Target::Case(opened.family.case));
    let mut file = crate::case::load(app, &mut opened.act.tx, &by_act, opened.family.case).await?;
    let subject = ActSubject::default();
    progress::report(&mut opened.act, &by_act, &mut file, words::Act::Family, subject).await?;
    opened.act.touches(opened.family.case, file.citizen.id);
    opened.end(&chosen.name).await
}

/// Who may be appointed, by name.
pub fn candidates<'s>(app: &App, staff: &'s [Staff]) -> Vec<&'s Staff> {
    let entrances = entrances(app);
    staff.iter().filter(|one| may_coordinate(one, &entrances).is_ok()).collect()
}

/// Gives somebody a seat in the core team.
///
/// # Errors
/// [`Reason::Family`].
pub async fn seat(
    app: &App,
    actor: &Actor,
    id: FamilyId,
    (who, why): (Sits, &str),
    (from, until): (Date, Option<Date>),
) -> Outcome<()> {
    let mut opened = change(app, actor, (id, Action::Work), "family_seat_given").await?;
    let staff = match &who {
        Sits::Staff(staff) => opened.act.tx.staff(*staff).await?,
        Sits::Outside(_) => None,
    };
    let seat = Seat { nr: 0, who, why: why.trim().to_string(), from, until };
    opened.family.may_seat(&seat, staff.as_ref(), opened.act.today()).map_err(Reason::Family)?;
    let line = opened.act.id();
    opened.act.tx.insert_seat(&opened.permit, id, line, &seat).await?;
    let said = staff.map_or_else(|| "en samarbejdspartner".to_string(), |staff| staff.name);
    opened.end(&said).await
}

/// Ends a seat: from today it opens nothing.
///
/// # Errors
/// [`Reason::Stale`] when it had ended already.
pub async fn unseat(app: &App, actor: &Actor, id: FamilyId, nr: u32) -> Outcome<()> {
    let mut opened = change(app, actor, (id, Action::Work), "family_seat_ended").await?;
    let today = opened.act.today();
    opened.act.tx.end_seat(&opened.permit, (id, nr), today.yesterday().unwrap_or(today)).await?;
    opened.end("").await
}

/// Ends the family; its cases go on by themselves, and nothing of them is shown across any more.
///
/// # Errors
/// [`Reason::Family`]; [`Reason::Stale`] when somebody was first.
pub async fn end(app: &App, actor: &Actor, (id, version): (FamilyId, i64), why: &str) -> Outcome<()> {
    let mut opened = change(app, actor, (id, Action::Lead), "family_ended").await?;
    if why.trim().is_empty() {
        return Err(Reason::Family(NotDone::NoReason).into());
    }
    let today = opened.act.today();
    opened.act.tx.end_family(&opened.permit, (id, version), today, why.trim()).await?;
    opened.end(why.trim()).await
}
