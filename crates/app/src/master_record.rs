//! The stamkort of a case: the page a newcomer reads first. Read from what is registered, never typed twice; gone through
//! on a rhythm.

mod lines;
mod paper;

pub use lines::{Line, Section};
pub use paper::pdf;

use crate::case::View;
use crate::{Actor, App, Outcome, Resource, access, form, network};
use domain::access::{Action, FieldClass, Permit};
use domain::case::CaseFile;
use domain::deadline::{Kind, Span};
use domain::ids::CaseId;
use domain::master_record::{self as core, Known, Lacking, Review, Turn, Written};
use domain::people::{Contact, Shown};
use domain::questionnaire::{Answers, Questionnaire};
use domain::setting::Value;
use jiff::civil::Date;
use store::Tx;
use store::form::FilledForm;
use store::todo::{TodoKind, TodoRow};

/// What a form is the face of when it holds what stands on the stamkort alone.
pub const MASTER_RECORD: &str = "stamkort";
/// How long a stamkort holds before one goes through it again.
const RHYTHM: &str = "stamkort-rytme";

/// The stamkort of a case.
pub struct Page<'a> {
    /// The case.
    pub view: View<'a>,
    /// What it says, in the order it is read.
    pub sections: Vec<Section>,
    /// "Det vigtigste at vide"; may be empty.
    pub most_important: String,
    /// What it lacks.
    pub lacking: Vec<Lacking>,
    /// How many fields it asks for.
    pub asked: usize,
    /// The last time somebody went through it from a case.
    pub review: Option<Review>,
    /// When it is gone through again; none without a rhythm.
    pub turn: Option<Turn>,
    /// The rhythm as written, and whether it waits for confirmation.
    pub rhythm: Option<(String, bool)>,
    /// The form for what stands here alone.
    pub form: Option<&'a Questionnaire>,
}

/// Shows the stamkort of a case.
///
/// # Errors
/// Not found for who may not see the case; a coordinator of another department has a page of the parts their function
/// opens.
pub async fn show<'a>(app: &'a App, actor: &Actor, case: CaseId) -> Outcome<Page<'a>> {
    let mut look = app.look(actor, "see_master_record").await?;
    let (permit, view) = crate::case::gather(app, &mut look, case).await?;
    let today = view.today;
    let kept = look.tx.forms(&permit, case).await?;
    let form = form_of(app, today);
    let own = match newest(&kept, form)? {
        Some(own) => Some(own),
        None => elsewhere(&mut look.tx, actor, &view.file, form).await?,
    };
    let card = network_card(app, &permit, &kept, today)?;
    let meetings = look.tx.meetings(&permit, case).await?;
    let review = look.tx.last_review(&permit, case, view.file.citizen.id).await?;
    let review = review.filter(|review| Some(review.on) == view.file.citizen.reviewed_on);
    let contact = where_reached(&view.file, &permit);
    let own = own.unwrap_or_default();
    let lacking = core::lacking(&view.file, written(&own, card.len()), &known(&contact), today);
    let seen = lines::Seen { app, view: &view, permit: &permit, contact, own: &own, card: &card, kept: &kept };
    let sections = lines::sections(&seen, &meetings);
    look.done(Some(&permit), vec![case.to_string()], vec![view.file.citizen.id]).await?;
    Ok(Page {
        sections,
        most_important: view.file.citizen.most_important.trim().to_string(),
        asked: core::asked(view.file.citizen.is_child_on(today)),
        lacking,
        review,
        turn: turn(app, &view.file, today),
        rhythm: app.content.setting_on(RHYTHM, today).map(|dated| (dated.text.clone(), dated.to_be_confirmed)),
        form,
        view,
    })
}

/// The form that holds what stands on the stamkort alone; none in a municipality whose content has none.
pub fn form_of(app: &App, day: Date) -> Option<&Questionnaire> {
    app.content.questionnaires.all_on(day).find(|form| form.kept_in.as_deref() == Some(MASTER_RECORD))
}

fn newest(kept: &[FilledForm], form: Option<&Questionnaire>) -> Outcome<Option<Answers>> {
    let Some(form) = form else { return Ok(None) };
    let latest = kept.iter().filter(|kept| kept.form == form.id).max_by_key(|kept| kept.nr);
    latest.map(|kept| form::read(&kept.answers)).transpose()
}

/// What another case of the same citizen says, when this one says nothing and the reader may see that one: nobody types it
/// twice.
async fn elsewhere(
    tx: &mut Tx,
    actor: &Actor,
    file: &CaseFile,
    form: Option<&Questionnaire>,
) -> Outcome<Option<Answers>> {
    for case in tx.cases_of_person(file.citizen.id).await?.into_iter().rev() {
        if case.id == file.case.id || case.citizen != file.citizen.id {
            continue;
        }
        let Ok(permit) = access::to_case(tx, actor, case.id, Action::See).await else { continue };
        if !permit.opens(FieldClass::Sensitive) {
            continue;
        }
        let kept = tx.forms(&permit, case.id).await?;
        if let Some(answers) = newest(&kept, form)? {
            return Ok(Some(answers));
        }
    }
    Ok(None)
}

/// Everybody on the newest network card, without private people's numbers for who may not see what concerns others.
fn network_card(
    app: &App,
    permit: &Permit,
    kept: &[FilledForm],
    today: Date,
) -> Outcome<Vec<domain::network::Contact>> {
    let Some(card) = network::card(app, today) else { return Ok(Vec::new()) };
    let Some(mut answers) = newest(kept, Some(card))? else { return Ok(Vec::new()) };
    if !permit.opens(FieldClass::ThirdParty) {
        domain::network::leave_out_private_phones(&mut answers);
    }
    Ok(domain::network::sectors(card, &answers).into_iter().flat_map(|sector| sector.contacts).collect())
}

/// Where the citizen is reached, as far as this reader may see it.
fn where_reached(file: &CaseFile, permit: &Permit) -> Shown<Contact> {
    let around: Vec<domain::people::Person> = file.people().cloned().collect();
    crate::person::where_reached(&file.citizen, &around, permit).0
}

/// What is hidden counts as there: what lacks must not tell where somebody is not.
fn known(contact: &Shown<Contact>) -> Known {
    match contact {
        Shown::Protected => Known { address: true, occupation: true },
        Shown::Value(contact) => {
            Known { address: !contact.street.trim().is_empty(), occupation: !contact.occupation.trim().is_empty() }
        }
    }
}

fn written(own: &Answers, on_the_card: usize) -> Written {
    let said = |field: &str| !own.one(field).trim().is_empty();
    let rows = |section: &str| own.rows.get(section).is_some_and(|rows| !rows.is_empty());
    Written {
        preferred_contact: said(lines::ids::PREFERRED_CONTACT),
        diagnoses: rows(lines::ids::DIAGNOSES),
        network: on_the_card != 0,
        key_dates: rows(lines::ids::KEY_DATES),
        risks: said(lines::ids::RISKS),
        occupation: said(lines::ids::OCCUPATION),
    }
}

fn rhythm(app: &App, today: Date) -> Option<&Span> {
    match &app.content.setting_on(RHYTHM, today)?.value {
        Value::Span(span) => Some(span),
        _ => None,
    }
}

/// The next turn of the stamkort of a case; none without a rhythm.
fn turn(app: &App, file: &CaseFile, today: Date) -> Option<Turn> {
    let every = rhythm(app, today)?;
    Some(core::next_turn(file.citizen.reviewed_on, file.case.opened_on, every, &app.content.calendar))
}

/// The day the stamkort is to be gone through by, as rules ask for it.
pub(crate) fn due(app: &App, file: &CaseFile, today: Date) -> Option<Date> {
    turn(app, file, today).map(|turn| turn.due)
}

/// Going through it, as a line of the responsible person's list from some days before it is due.
pub(crate) fn row(app: &App, file: &CaseFile, today: Date) -> Option<TodoRow> {
    let turn = turn(app, file, today)?;
    let course = file.courses.iter().find(|course| course.ended_on.is_none())?;
    let (text, to_be_confirmed) =
        app.content.setting_on(RHYTHM, today).map(|dated| (dated.text.clone(), dated.to_be_confirmed))?;
    Some(TodoRow {
        course: Some(course.id),
        task: None,
        owner: None,
        step: MASTER_RECORD.to_string(),
        element: None,
        title: "Gennemgå stamkortet".to_string(),
        role: String::new(),
        kind: TodoKind::MasterRecord,
        opens: turn.opens,
        due: Some(turn.due),
        due_at: None,
        due_kind: Some(Kind::Goal),
        rule: format!("{text} efter sidste gennemgang"),
        source: Some("vores valg".to_string()),
        to_be_confirmed,
        set_by_hand: None,
        standing_still_since: None,
        passed_at_start: false,
        warn_on: None,
        waits_for: None,
        blocked: Vec::new(),
        optional: false,
    })
}

/// Somebody went through the stamkort of a case today.
///
/// # Errors
/// Not found without the right to work on the case.
pub async fn review(app: &App, actor: &Actor, case: CaseId) -> Outcome<()> {
    let mut act = app.act(actor, "master_record_reviewed").await?;
    let (permit, file) = act.open_case(case).await?;
    act.tx.review_master_record(&permit, case, file.citizen.id).await?;
    act.journal(&permit, case, "").await?;
    // Other cases of the same citizen have their day from the same stamkort.
    for other in act.tx.cases_of_person(file.citizen.id).await? {
        if other.citizen == file.citizen.id && other.id != case {
            crate::progress::refresh(app, &mut act.tx, other.id).await?;
        }
    }
    act.commit(Resource::Case(case)).await
}
