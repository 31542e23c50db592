//! Enquiries (henvendelser): registered, told to who knows the citizen, and what they become.
//!
//! Who told and what was told stand sealed on the enquiry. The journal of a case says that one came and what it became,
//! and nothing of who told.

mod settle;

use crate::application::Who as Citizen;
use crate::person::{BasicData, basic_data_of, find_or_create};
use crate::worklist::Who;
use crate::{Actor, App, Outcome, Reason, Refused, Resource, access};
use domain::access::{Action, Object, Permit, Target, Yes};
use domain::application::Received;
use domain::benefit::Benefit;
use domain::enquiry::{self, Contact, Enquiry, NotSettled, Referrer};
use domain::ids::{CaseId, CaseNumber, EnquiryId, PersonId};
use domain::procedure::Begins;
use domain::words;
use jiff::civil::Date;

pub use settle::{Answer, Settle, answer, settle};
pub use store::enquiry::{EnquiryRow, NoticeRow};

/// What is typed when an enquiry is registered.
pub struct Register {
    /// The day it came.
    pub received_on: Date,
    /// How it came.
    pub received_by: Received,
    /// Who told.
    pub referrer: Referrer,
    /// What was told.
    pub told: String,
    /// Whom it is about, if that is known.
    pub citizen: Option<Citizen>,
    /// What is known of one who is not found yet.
    pub known: String,
}

/// Registers an enquiry. Those with an open case about the citizen are told, and answer on their own day.
///
/// # Errors
/// [`Reason::Enquiry`], [`Reason::NameMissing`]; not found for one whose matters are never the actor's.
pub async fn register(app: &App, actor: &Actor, order: Register) -> Outcome<EnquiryId> {
    let mut act = app.act(actor, "enquiry_registered").await?;
    let registering = act.without_case(Action::Register, Object::Person)?;
    let person = match order.citizen {
        None => None,
        Some(Citizen::Registered(id)) => Some(id),
        Some(Citizen::New(new)) => Some(find_or_create(&mut act, &registering, *new).await?),
    };
    let enquiry = Enquiry {
        id: EnquiryId(act.id()),
        received_on: order.received_on,
        received_by: order.received_by,
        referrer: order.referrer,
        told: order.told.trim().to_string(),
        person,
        known: order.known.trim().to_string(),
        department: actor.staff.department.clone(),
        closed_to_unit: closed(&mut act, person).await?,
        registered_by: actor.id(),
        registered_at: act.tx.now(),
        settled: None,
        version: 1,
    };
    enquiry::check(&enquiry, act.today()).map_err(Reason::Enquiry)?;
    let permit = Permit::of_the_system(Target::Enquiry(enquiry.id));
    act.tx.insert_enquiry(&permit, &enquiry).await?;
    act.about_enquiry(enquiry.id);
    if let Some(person) = person {
        tell(&mut act, enquiry.id, person).await?;
    }
    act.commit(Resource::Enquiry(enquiry.id)).await?;
    Ok(enquiry.id)
}

/// The person is found: the enquiry no longer waits for that, and who knows them is told.
///
/// # Errors
/// [`NotSettled::FoundAlready`], [`NotSettled::Already`]; [`Reason::Stale`] when somebody was first.
pub async fn find(app: &App, actor: &Actor, id: EnquiryId, version: i64, citizen: Citizen) -> Outcome<()> {
    let mut act = app.act(actor, "enquiry_person_found").await?;
    let (permit, enquiry) = act.enquiry(id, Action::Work).await?;
    if enquiry.settled.is_some() {
        return Err(Reason::EnquiryEnd(NotSettled::Already).into());
    }
    if enquiry.person.is_some() {
        return Err(Reason::EnquiryEnd(NotSettled::FoundAlready).into());
    }
    let registering = access::without_case(actor, Action::Register, Object::Person)?;
    let person = match citizen {
        Citizen::Registered(id) => id,
        Citizen::New(new) => find_or_create(&mut act, &registering, *new).await?,
    };
    let closed = closed(&mut act, Some(person)).await?;
    act.tx.enquiry_found(&permit, (id, version), person, closed).await?;
    act.concerns(person);
    tell(&mut act, id, person).await?;
    act.commit(Resource::Enquiry(id)).await
}

/// Whether the citizen's matters are open to named people only; never at all for one whose own they are.
async fn closed(act: &mut crate::act::Act<'_>, person: Option<PersonId>) -> Outcome<Yes> {
    let Some(person) = person else { return Ok(Yes::No) };
    if act.tx.conflict(act.actor.id(), person).await? {
        return Err(Refused::NotFound);
    }
    act.concerns(person);
    let cases = act.tx.cases_of_person(person).await?;
    Ok(cases.iter().any(|case| case.citizen == person && case.closed_to_unit).into())
}

/// Tells the responsible person of every open case of the citizen's own, except who does the telling.
async fn tell(act: &mut crate::act::Act<'_>, id: EnquiryId, person: PersonId) -> Outcome<()> {
    let permit = Permit::of_the_system(Target::Enquiry(id));
    let cases = act.tx.cases_of_person(person).await?;
    let others = cases.into_iter().filter(|case| case.open && case.citizen == person);
    for case in others.filter(|case| case.responsible != act.actor.id()).map(|case| case.id).collect::<Vec<_>>() {
        act.tx.tell_of_enquiry(&permit, id, case).await?;
    }
    Ok(())
}

/// Kinds of case an enquiry opens: those whose procedure begins with one, by title.
pub fn kinds(app: &App, today: Date) -> Vec<&Benefit> {
    let begins = |benefit: &&Benefit| {
        let procedure = app.content.procedure(&benefit.procedure, today);
        let by_enquiry = |begins: &Begins| matches!(begins, Begins::Act(act) if act == words::Act::Enquiry.word());
        !benefit.retired && procedure.is_some_and(|procedure| by_enquiry(&procedure.begins))
    };
    let mut found: Vec<&Benefit> = app.content.benefits.all_on(today).filter(begins).collect();
    found.sort_by(|one, other| one.title.cmp(&other.title));
    found
}

/// What came of telling those who know the citizen. Never which case, nor whose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Told, and have not answered.
    pub waiting: usize,
    /// Answered that it means nothing to their case.
    pub nothing: usize,
    /// Somebody has taken it.
    pub taken: bool,
}

/// An enquiry as its page shows it.
pub struct View {
    /// The enquiry.
    pub enquiry: Enquiry,
    /// Who told, for those who may read of others than the citizen.
    pub referrer: Option<Contact>,
    /// Whom it is about, with those of their cases the reader may know of.
    pub person: Option<BasicData>,
    /// Their outreach caseworker.
    pub outreach: Option<String>,
    /// What came of telling others.
    pub told: Told,
    /// Open cases of the reader's own that ask for an answer from them.
    pub to_answer: Vec<(CaseId, CaseNumber)>,
    /// The case it became or belongs to, if the reader may open it.
    pub case: Option<(CaseId, CaseNumber)>,
    /// The reader may work on it.
    pub may_work: bool,
    /// Who received it.
    pub registered_by: String,
    /// Who settled it.
    pub settled_by: String,
    /// Today.
    pub today: Date,
}

/// Shows an enquiry to those who received it, were told of it, or work where it came in.
pub async fn show(app: &App, actor: &Actor, id: EnquiryId) -> Outcome<View> {
    let mut look = app.look(actor, "see_enquiry").await?;
    let permit = match access::to_enquiry(&mut look.tx, actor, id, Action::See).await {
        Ok(permit) => permit,
        Err(refused) => {
            look.denied(vec![id.to_string()]).await?;
            return Err(refused);
        }
    };
    let enquiry = look.tx.enquiry(&permit, id).await?;
    let may_work = access::to_enquiry(&mut look.tx, actor, id, Action::Work).await.is_ok();
    let notices = look.tx.enquiry_notices(&permit, id).await?;
    let (mut told, mut to_answer) = (Told::default(), Vec::new());
    for notice in &notices {
        match notice.answer {
            Some((enquiry::Reply::Mine, ..)) => told.taken = true,
            Some((enquiry::Reply::Nothing, ..)) => told.nothing = told.nothing.saturating_add(1),
            None => told.waiting = told.waiting.saturating_add(1),
        }
        let mine = notice.answer.is_none() && enquiry.settled.is_none();
        if mine && access::to_case(&mut look.tx, actor, notice.case, Action::Work).await.is_ok() {
            to_answer.extend(look.tx.case_ref(notice.case).await?.map(|case| (case.id, case.number)));
        }
    }
    let case = match enquiry.settled.as_ref().and_then(|settled| settled.case) {
        Some(case) if access::to_case(&mut look.tx, actor, case, Action::See).await.is_ok() => {
            look.tx.case_ref(case).await?.map(|case| (case.id, case.number))
        }
        _ => None,
    };
    let outreach = match enquiry.person {
        Some(person) => look.tx.outreach_of(&access::to_register(actor, person)?, person).await?.map(|(_, name)| name),
        None => None,
    };
    let staff = look.tx.all_staff().await?;
    let name = |id| staff.iter().find(|staff| staff.id == id).map(|staff| staff.name.clone()).unwrap_or_default();
    let today = look.today();
    look.done(Some(&permit), vec![id.to_string()], enquiry.person.into_iter().collect()).await?;
    let person = match enquiry.person {
        Some(person) => Some(basic_data_of(app, actor, person).await?),
        None => None,
    };
    Ok(View {
        referrer: enquiry.referrer.for_reader(&permit).cloned(),
        registered_by: name(enquiry.registered_by),
        settled_by: enquiry.settled.as_ref().map(|settled| name(settled.by)).unwrap_or_default(),
        person,
        outreach,
        told,
        to_answer,
        case,
        may_work,
        today,
        enquiry,
    })
}

/// Enquiries one received or a department did: those that wait, or those that are over.
pub async fn list(app: &App, actor: &Actor, who: &Who, open: Yes) -> Outcome<Vec<EnquiryRow>> {
    let scope = access::scope(actor)?;
    let mut look = app.look(actor, "see_enquiries").await?;
    let rows = look.tx.list_enquiries(&scope, who, open).await?;
    look.done(None, rows.iter().map(|row| row.id.to_string()).collect(), Vec::new()).await?;
    Ok(rows)
}

/// Enquiries that wait for an answer from the actor, for the top of their day.
pub async fn waiting(app: &App, actor: &Actor) -> Outcome<Vec<NoticeRow>> {
    let mut look = app.look(actor, "see_enquiries").await?;
    let rows = look.tx.enquiries_to_answer(actor.id()).await?;
    if !rows.is_empty() {
        look.done(None, rows.iter().map(|row| row.enquiry.to_string()).collect(), Vec::new()).await?;
    }
    Ok(rows)
}

/// Who told of the citizen in the enquiry a case came of, and the day it came: to whom a letter to the referrer goes.
/// `None` when no enquiry opened the case, or nobody is named.
///
/// # Errors
/// Not found without the right to work on the case.
pub async fn referrer_of(app: &App, actor: &Actor, case: CaseId) -> Outcome<Option<(Contact, Date)>> {
    let mut look = app.look(actor, "see_referrer").await?;
    let (permit, file) = look.case(case, Action::Work).await?;
    let mut found = None;
    for (id, day) in look.tx.enquiries_of_case(&permit, case).await? {
        let enquiry = look.tx.enquiry(&Permit::of_the_system(Target::Enquiry(id)), id).await?;
        let opened_it = enquiry.settled.as_ref().is_some_and(|settled| settled.case == Some(case));
        let contact = enquiry.referrer.for_reader(&permit).filter(|contact| !contact.name.trim().is_empty());
        found = found.or_else(|| contact.filter(|_| opened_it).map(|contact| (contact.clone(), day)));
    }
    look.done(Some(&permit), vec![case.to_string()], vec![file.citizen.id]).await?;
    Ok(found)
}
