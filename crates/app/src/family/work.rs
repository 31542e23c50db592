//! What the core team works with: the examinations it chose, which goal waits for which, and the analysis meeting with its
//! summary that names nobody.

use super::{change, gather};
use crate::act::Act;
use crate::shared::{Done, RestsOn, record};
use crate::{Actor, App, Outcome, Reason, Refused, form, progress};
use domain::access::{Action, Permit, Target};
use domain::case::CaseFile;
use domain::consent::Covers;
use domain::family::nameless::{Known, Trace, take_out};
use domain::family::{
    Analysis, Examination, Family, Gathering, Link, NotDone, Outsider, Sits, Waived, in_order, may_give,
};
use domain::ids::{CaseId, ConsentId, FamilyId, MeetingId, PersonId, StaffId};
use domain::people::Person;
use domain::progress::{Answer, Happening, may_leave_out};
use domain::shared::Thing;
use domain::words;
use jiff::civil::Date;
use std::collections::BTreeSet;
use store::Tx;

/// An examination, as ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choose {
    /// Which, and of what.
    pub what: String,
    /// Why.
    pub why: String,
    /// Who has it.
    pub owner: StaffId,
    /// The day it is to be finished.
    pub due: Date,
}

/// The core team chooses an examination for the assessment.
///
/// # Errors
/// [`Reason::Family`].
pub async fn choose_examination(app: &App, actor: &Actor, id: FamilyId, order: Choose) -> Outcome<()> {
    let mut opened = change(app, actor, (id, Action::Work), "family_examination_chosen").await?;
    let today = opened.act.today();
    let refused = if order.what.trim().is_empty() {
        Some(NotDone::Nothing)
    } else if order.why.trim().is_empty() {
        Some(NotDone::NoReason)
    } else if order.due < today {
        Some(NotDone::InThePast)
    } else if !opened.family.sits(order.owner, today) {
        Some(NotDone::OpensNoCases)
    } else {
        None
    };
    if let Some(why) = refused {
        return Err(Reason::Family(why).into());
    }
    let one = Examination {
        nr: 0,
        what: order.what.trim().to_string(),
        why: order.why.trim().to_string(),
        owner: order.owner,
        chosen_on: today,
        due: order.due,
        done: None,
    };
    let line = opened.act.id();
    opened.act.tx.insert_examination(&opened.permit, id, line, &one).await?;
    opened.end("").await
}

/// An examination is finished, with what it came to.
///
/// # Errors
/// [`Reason::Family`]; [`Reason::Stale`] when it was finished already.
pub async fn examined(app: &App, actor: &Actor, id: FamilyId, nr: u32, (on, came_to): (Date, &str)) -> Outcome<()> {
    let mut opened = change(app, actor, (id, Action::Work), "family_examination_done").await?;
    if came_to.trim().is_empty() {
        return Err(Reason::Family(NotDone::Nothing).into());
    }
    if opened.act.today() < on {
        return Err(Reason::Family(NotDone::InTheFuture).into());
    }
    opened.act.tx.finish_examination(&opened.permit, (id, nr), on, came_to.trim()).await?;
    opened.end("").await
}

/// One goal of the plan waits for another; never in a circle.
///
/// # Errors
/// [`Reason::Family`].
pub async fn add_link(app: &App, actor: &Actor, id: FamilyId, (first, next): (&str, &str), why: &str) -> Outcome<()> {
    let mut opened = change(app, actor, (id, Action::Work), "family_goals_linked").await?;
    let link = Link { nr: 0, first: first.trim().into(), next: next.trim().into(), why: why.trim().into() };
    if link.first.is_empty() || link.next.is_empty() {
        return Err(Reason::Family(NotDone::Nothing).into());
    }
    if link.why.is_empty() {
        return Err(Reason::Family(NotDone::NoReason).into());
    }
    let mut links = opened.family.links.clone();
    links.push(link.clone());
    in_order(&links).map_err(|_| Reason::Family(NotDone::GoesInACircle))?;
    let line = opened.act.id();
    opened.act.tx.insert_link(&opened.permit, id, line, &link).await?;
    opened.end("").await
}

/// One goal waits for another no longer.
pub async fn remove_link(app: &App, actor: &Actor, id: FamilyId, nr: u32) -> Outcome<()> {
    let mut opened = change(app, actor, (id, Action::Work), "family_goals_unlinked").await?;
    opened.act.tx.remove_link(&opened.permit, (id, nr)).await?;
    opened.end("").await
}

/// Measures start before the analysis meeting, with the reason why they cannot wait (SD25).
///
/// # Errors
/// [`Reason::Family`]; [`Reason::Stale`] when that was decided already.
pub async fn waive(app: &App, actor: &Actor, id: FamilyId, why: &str) -> Outcome<()> {
    let mut opened = change(app, actor, (id, Action::Work), "family_analysis_waived").await?;
    let today = opened.act.today();
    if why.trim().is_empty() {
        return Err(Reason::Family(NotDone::NoReason).into());
    }
    let case = opened.family.case;
    let by_act = Permit::of_the_system(Target::Case(case));
    let meetings = opened.act.tx.meetings(&by_act, case).await?;
    let is_analysis = |kind: &Option<String>, day| {
        gather::kind(app, Gathering::Analysis, day).is_some_and(|known| kind.as_deref() == Some(known.id.as_str()))
    };
    if meetings.iter().any(|meeting| meeting.held().is_some() && is_analysis(&meeting.kind, meeting.when.day)) {
        return Err(Reason::Family(NotDone::AnalysisHeld).into());
    }
    let waived = Waived { on: today, by: actor.id(), why: why.trim().to_string() };
    opened.act.tx.waive_analysis(&opened.permit, id, &waived).await?;
    let mut file = crate::case::load(app, &mut opened.act.tx, &by_act, case).await?;
    leave_out_analysis(&mut opened.act, &by_act, &mut file, &waived.why).await?;
    opened.act.touches(case, file.citizen.id);
    opened.end(why.trim()).await
}

/// The step of the analysis meeting is left out of the courses that run, so that it holds the measures back no longer.
async fn leave_out_analysis(act: &mut Act<'_>, permit: &Permit, file: &mut CaseFile, why: &str) -> Outcome<()> {
    let today = act.today();
    let Some(kind) = gather::kind(act.app, Gathering::Analysis, today).map(|kind| kind.id.as_str()) else {
        return Ok(());
    };
    for index in 0..file.courses.len() {
        let Some(course) = file.courses.get(index).filter(|course| course.ended_on.is_none()) else { continue };
        let procedure = progress::procedure_of(act.app, course)?;
        let situation = progress::situation(act.app, file, course, today, Answer::Yes);
        let may = |step: &str| may_leave_out(procedure, &course.milestones, &situation, step).is_ok();
        let of_analysis = procedure.steps.iter().filter(|step| step.meeting.as_deref() == Some(kind));
        let steps: Vec<String> = of_analysis.map(|step| step.id.clone()).filter(|step| may(step)).collect();
        for step in steps {
            let what = Happening::LeftOut { step, element: None, reason: why.to_string() };
            progress::happen(act, permit, file, index, today, what).await?;
        }
    }
    Ok(())
}

/// What is written of an analysis meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// The meeting.
    pub meeting: MeetingId,
    /// The version that was read; 0 when nothing was written yet.
    pub version: i64,
    /// The summary.
    pub summary: String,
    /// Who from outside the case gets it.
    pub outsiders: Vec<Outsider>,
    /// What the meeting recommends.
    pub direction: String,
}

/// Writes the summary, who gets it, and what the meeting recommends. What was given to somebody stands as it was; the
/// direction is written afterwards too.
///
/// # Errors
/// [`Reason::Family`]; [`Reason::Stale`] when somebody was first; not found for a meeting that is no analysis.
pub async fn write_analysis(app: &App, actor: &Actor, id: FamilyId, order: Write) -> Outcome<()> {
    let mut opened = change(app, actor, (id, Action::Work), "family_analysis_written").await?;
    let case = opened.family.case;
    let by_act = Permit::of_the_system(Target::Case(case));
    let meeting = opened.act.tx.meeting(&by_act, case, order.meeting).await?.ok_or(Refused::NotFound)?;
    let kind = gather::kind(app, Gathering::Analysis, meeting.when.day).ok_or(Refused::NotFound)?;
    if meeting.kind.as_deref() != Some(kind.id.as_str()) {
        return Err(Refused::NotFound);
    }
    let known = opened.family.analyses.iter().find(|known| known.meeting == order.meeting);
    let outsiders: Vec<Outsider> = order.outsiders.into_iter().filter(|one| !one.name.trim().is_empty()).collect();
    let given = known.filter(|known| known.given_on.is_some());
    if given.is_some_and(|given| given.summary.trim() != order.summary.trim() || given.outsiders != outsiders) {
        return Err(Reason::Family(NotDone::GivenAlready).into());
    }
    let analysis = Analysis {
        meeting: order.meeting,
        summary: order.summary.trim().to_string(),
        outsiders,
        named: None,
        given_on: None,
        direction: order.direction.trim().to_string(),
        version: order.version,
    };
    opened.act.tx.save_analysis(&opened.permit, id, &analysis).await?;
    opened.end("").await
}

/// Which summary, and the consent that lets names stand in it, if the family gave one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GiveSummary {
    /// The meeting.
    pub meeting: MeetingId,
    /// The version that was read.
    pub version: i64,
    /// The consent, when names stand in it.
    pub named: Option<ConsentId>,
}

/// Gives the outsiders the summary. Refused when it tells who the family is and no consent names each who gets it.
///
/// # Errors
/// [`Reason::Family`]; [`Reason::NotShared`]; [`Reason::Stale`] when it was changed in between.
pub async fn give_summary(app: &App, actor: &Actor, id: FamilyId, order: GiveSummary) -> Outcome<()> {
    let mut opened = change(app, actor, (id, Action::Work), "family_summary_given").await?;
    let today = opened.act.today();
    let case = opened.family.case;
    let known = opened.family.analyses.iter().find(|known| known.meeting == order.meeting);
    let analysis = known.ok_or(Reason::Family(NotDone::Nothing))?.clone();
    let by_act = Permit::of_the_system(Target::Case(case));
    let file = crate::case::load(app, &mut opened.act.tx, &by_act, case).await?;
    let traces = known_of(&mut opened.act.tx, &opened.permit, &opened.family).await?;
    let inside = inside(&mut opened.act.tx, &opened.family, today).await?;
    let covers = |consent: ConsentId| {
        let found = file.consents.iter().find(|found| found.id == consent);
        let names = |one: &Outsider| {
            found.is_some_and(|found| {
                let may = |who: &str| found.permits(who, Covers::Share, today).is_ok();
                may(&one.name) || may(&one.workplace)
            })
        };
        analysis.outsiders.iter().all(names)
    };
    may_give(&analysis, &traces, &inside, order.named.map(covers)).map_err(Reason::Family)?;
    if let Some(consent) = order.named {
        share(&mut opened.act, &by_act, &file, &analysis, consent).await?;
    }
    let which = (id, order.meeting, order.version);
    opened.act.tx.analysis_given(&opened.permit, which, today, order.named).await?;
    let said = if order.named.is_some() { "med navne" } else { "uden navne" };
    opened.end(said).await
}

/// With names it is information about the citizen, and stands among what was shared.
async fn share(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &CaseFile,
    analysis: &Analysis,
    consent: ConsentId,
) -> Outcome<()> {
    let rests_on = RestsOn::Consent(consent);
    let named = file.consents.iter().find(|found| found.id == consent).map(|found| found.source.clone());
    let today = act.today();
    for one in &analysis.outsiders {
        let by_workplace = named.as_ref().is_some_and(|source| *source == one.workplace);
        let done = Done {
            rests_on: Some(&rests_on),
            what: Covers::Share,
            with: if by_workplace { &one.workplace } else { &one.name },
            about: "Resuméet til det tværfaglige analysemøde",
            found: "",
            on: today,
            thing: Thing::Meeting(analysis.meeting),
        };
        record(act, permit, file, done).await?;
    }
    Ok(())
}

/// Everything that tells who the family is: its members, whoever is registered around them, and its cases' numbers.
pub async fn known_of(tx: &mut Tx, permit: &Permit, family: &Family) -> Outcome<Known> {
    let today = tx.today();
    let (mut known, mut seen): (Known, BTreeSet<PersonId>) = Default::default();
    for member in &family.members {
        let person = tx.person(permit, member.person).await?;
        if seen.insert(person.id) {
            known.people.push(trace(&person, Some(member.kin)));
        }
    }
    for member in &family.members {
        let (_, related) = tx.relations_of(permit, member.person).await?;
        for person in related {
            if seen.insert(person.id) {
                known.people.push(trace(&person, Some(domain::family::Kin::Other)));
            }
        }
    }
    for linked in family.cases_on(today) {
        known.case_numbers.extend(tx.case_ref(linked.case).await?.map(|case| case.number.to_string()));
    }
    Ok(known)
}

fn trace(person: &Person, kin: Option<domain::family::Kin>) -> Trace {
    let contact = person.contact.expose_for_storage();
    Trace {
        kin,
        name: person.name.clone(),
        cpr: person.cpr.expose_for_storage().to_string(),
        street: contact.street.clone(),
        phone: contact.phone.clone(),
        mail: contact.mail.clone(),
        places: Some(contact.occupation.clone()).filter(|place| !place.trim().is_empty()).into_iter().collect(),
    }
}

/// Names of the core team and of those responsible for the family's cases: they are no outsiders.
async fn inside(tx: &mut Tx, family: &Family, today: Date) -> Outcome<Vec<String>> {
    let staff = tx.all_staff().await?;
    let mut ids: BTreeSet<StaffId> = family.coordinator_on(today).into_iter().collect();
    let mut names = Vec::new();
    for seat in family.team_on(today) {
        match &seat.who {
            Sits::Staff(staff) => {
                ids.insert(*staff);
            }
            Sits::Outside(one) => names.push(one.name.clone()),
        }
    }
    let cases: Vec<CaseId> = family.cases_on(today).map(|linked| linked.case).collect();
    for case in cases {
        ids.extend(tx.case_ref(case).await?.map(|case| case.responsible));
    }
    names.extend(staff.into_iter().filter(|one| ids.contains(&one.id)).map(|one| one.name));
    Ok(names)
}

/// A first draft of the summary: the joint report of the coordinating child's case with everything taken out that tells
/// who the family is. `None` when no report is filled in. The report is the form, no plan, that the family's procedure
/// asks for.
pub async fn drafted_summary(app: &App, actor: &Actor, id: FamilyId) -> Outcome<Option<String>> {
    let mut look = app.look(actor, "see_family_report").await?;
    let permit = crate::access::to_family(&mut look.tx, actor, id, Action::Work).await?;
    let family = look.tx.family(&permit, id).await?;
    let today = look.today();
    let by_act = Permit::of_the_system(Target::Case(family.case));
    let asked = forms_of_procedure(app, today);
    let kept = look.tx.forms(&by_act, family.case).await?;
    let report = kept.iter().rev().find(|kept| {
        let form = app.content.questionnaire_version(&kept.form, kept.form_version);
        asked.contains(&kept.form) && form.is_some_and(|form| form.kept_in.is_none())
    });
    let mut text = None;
    if let Some(report) = report {
        let answers = form::read(&report.answers)?;
        let known = known_of(&mut look.tx, &permit, &family).await?;
        let form = app.content.questionnaire_version(&report.form, report.form_version);
        text = form.map(|form| take_out(&written(form, &answers), &known));
    }
    look.done(None, vec![id.to_string(), family.case.to_string()], Vec::new()).await?;
    Ok(text)
}

/// Forms the procedure of the model asks for.
pub(crate) fn forms_of_procedure(app: &App, today: Date) -> BTreeSet<String> {
    let procedure = crate::progress::begun_by_act(app, words::Act::Family, today);
    procedure.into_iter().flat_map(|procedure| &procedure.steps).flat_map(|step| step.forms.iter().cloned()).collect()
}

/// The long answers of a form under their questions; who it is about, days and names have fields of other kinds.
fn written(form: &domain::questionnaire::Questionnaire, answers: &domain::questionnaire::Answers) -> String {
    use domain::questionnaire::FieldKind;
    let fields = form.sections.iter().filter(|section| !section.rows).flat_map(|section| &section.fields);
    let said = fields.filter(|field| field.kind == FieldKind::LongText).filter_map(|field| {
        let text = answers.one(&field.id).trim();
        (!text.is_empty()).then(|| format!("{}\n{text}", field.title))
    });
    said.collect::<Vec<_>>().join("\n\n")
}
