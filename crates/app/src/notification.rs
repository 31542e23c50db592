//! Notifications (underretninger): registered at the instant they came, assessed within twenty-four hours, and told to
//! the leader when they are not.

use crate::act::Act;
use crate::application::Who;
use crate::case::View;
use crate::letter::About as LetterAbout;
use crate::{Actor, App, Outcome, Reason, Refused, Resource, access, act, application, letter, person, progress};
use domain::access::{Action, Object, Permit, Target, Yes};
use domain::application::Received;
use domain::benefit::Benefit;
use domain::case::{Case, CaseFile};
use domain::deadline::{Direction, Length, Rule, Span, Unit, copenhagen, count_hours};
use domain::ids::{CaseId, EntryId, LetterId, NotificationId, PersonId, StaffId};
use domain::journal::{Entry, EntryKind};
use domain::letter::{Addressee, Occasion};
use domain::notification::{
    self, About, Assessment, Contact, NotAssessed, NotRegistered, Notification, Notifier, Result, Settled,
};
use domain::procedure::Procedure;
use domain::progress::{ActSubject, Answer, record_act};
use domain::words;
use jiff::Timestamp;
use jiff::civil::Date;

pub use store::notification::UrgentRow;

/// What is typed when a notification is registered.
pub struct Register {
    /// The child, or the one who is pregnant.
    pub citizen: Who,
    /// Whom it is about.
    pub about: About,
    /// The instant it came.
    pub received_at: Timestamp,
    /// How it came.
    pub received_by: Received,
    /// Who notified.
    pub notifier: Notifier,
    /// What was told.
    pub told: String,
}

/// The procedure and the kind of case of a notification, as content has them.
fn kind_of_case(app: &App, today: Date) -> Outcome<(&Procedure, &Benefit)> {
    let procedure = progress::begun_by_act(app, words::Act::Notification, today)
        .ok_or_else(|| anyhow::anyhow!("no procedure in content begins with a notification"))?;
    let benefit = app.content.benefits.all_on(today).find(|benefit| benefit.procedure == procedure.id);
    Ok((procedure, benefit.ok_or_else(|| anyhow::anyhow!("no kind of case follows {}", procedure.id))?))
}

/// Registers a notification and opens its case, in the department that has the child's open case, else in the one that
/// receives notifications. The clock runs from the instant it came.
///
/// # Errors
/// [`Reason::Notification`], [`Reason::NameMissing`]; not found for one whose matters are never the actor's.
pub async fn register(app: &App, actor: &Actor, order: Register) -> Outcome<CaseId> {
    let mut act = app.act(actor, "notification_registered").await?;
    let registering = act.without_case(Action::Register, Object::Person)?;
    let (today, now) = (act.today(), act.tx.now());
    let when = (order.received_at, now);
    notification::check(when, today, order.about, &order.notifier, &order.told).map_err(Reason::Notification)?;
    let citizen = match order.citizen {
        Who::Registered(id) => id,
        Who::New(new) => person::find_or_create(&mut act, &registering, *new).await?,
    };
    if act.tx.conflict(actor.id(), citizen).await? {
        return Err(Refused::NotFound);
    }
    let received_on = day_of(order.received_at);
    let on_citizen = access::to_register(actor, citizen)?;
    let is_child = act.tx.person(&on_citizen, citizen).await?.is_child_on(received_on);
    if order.about == About::Child && !is_child {
        return Err(Reason::Notification(NotRegistered::NotAChild).into());
    }
    let (procedure, benefit) = kind_of_case(app, today)?;
    let (due_at, warn_at) = clock(procedure, order.received_at)?;
    let home = home(&mut act, citizen, order.about, benefit).await?;
    let year = today.year();
    let case = Case {
        id: CaseId(act.id()),
        number: act.tx.next_case_number(year).await?,
        benefit: benefit.id.clone(),
        department: home.department,
        citizen,
        responsible: home.responsible,
        kle: benefit.kle.clone(),
        opened_on: today,
        closed_on: None,
        closed_to_unit: home.closed_to_unit,
        version: 1,
    };
    let permit = Permit::of_the_system(Target::Case(case.id));
    act.tx.insert_case(&permit, &case).await?;
    let notification = Notification {
        id: NotificationId(act.id()),
        case: case.id,
        received_at: order.received_at,
        received_by: order.received_by,
        notifier: order.notifier,
        about: order.about,
        told: order.told.trim().to_string(),
        due_at,
        warn_at,
        warned_at: None,
        assessment: None,
        settled: None,
        version: 1,
    };
    act.tx.insert_notification(&permit, &notification).await?;
    let mut file = act.tx.case_file(&permit, case.id).await?;
    progress::begin(&mut act, &permit, &mut file, &procedure.id, received_on).await?;
    came(&mut act, &permit, &mut file, order.received_at).await?;
    act.touches(case.id, citizen);
    // Who notified and what was told stand sealed on the notification, never in the journal.
    act.journal(&permit, case.id, &format!("Kom ind {}", written(order.received_at))).await?;
    act.commit(Resource::Case(case.id)).await?;
    Ok(case.id)
}

/// Where the case lies, and with whom.
struct Home {
    department: String,
    responsible: StaffId,
    closed_to_unit: bool,
}

/// With the one who knows the child, if the child has an open case; an unborn child has none.
async fn home(act: &mut Act<'_>, citizen: PersonId, about: About, benefit: &Benefit) -> Outcome<Home> {
    let cases = if about == About::Child { act.tx.cases_of_person(citizen).await? } else { Vec::new() };
    let open = cases.into_iter().filter(|case| case.open && case.citizen == citizen);
    let Some(known) = open.max_by_key(|case| case.number) else {
        let department = benefit.department.clone();
        let responsible = application::responsible(act, &department, None).await?;
        return Ok(Home { department, responsible, closed_to_unit: false });
    };
    let department = known.department;
    let responsible = match application::responsible(act, &department, Some(known.responsible)).await {
        Ok(responsible) => responsible,
        Err(Refused::Because(Reason::ResponsibleElsewhere)) => application::responsible(act, &department, None).await?,
        Err(other) => return Err(other),
    };
    Ok(Home { department, responsible, closed_to_unit: known.closed_to_unit })
}

/// The step of receiving it is done at the instant it came, from which the hours are counted.
async fn came(act: &mut Act<'_>, permit: &Permit, file: &mut CaseFile, at: Timestamp) -> Outcome<()> {
    let index = file.courses.len().saturating_sub(1);
    let Some(course) = file.courses.get(index) else { return Ok(()) };
    let (day, procedure) = (course.began_on, progress::procedure_of(act.app, course)?);
    let situation = progress::situation(act.app, file, course, act.today(), Answer::Yes);
    let subject = ActSubject::default();
    let happened = record_act(procedure, &course.milestones, &situation, words::Act::Notification, &subject, day);
    for what in happened {
        progress::happen_at(act, permit, file, index, (day, Some(at)), what).await?;
    }
    Ok(())
}

/// Until when it must be assessed, and when the leader is told that it is not: both in the procedure, in hours.
fn clock(procedure: &Procedure, received_at: Timestamp) -> Outcome<(Timestamp, Timestamp)> {
    let steps = procedure.steps.iter().filter(|step| step.act == Some(words::Act::Notification));
    let found = steps.flat_map(|step| &step.deadlines).find_map(|deadline| {
        let (warn, _) = deadline.warn.as_ref()?;
        let Rule::After(Length::Span(span), _) = &deadline.rule else { return None };
        Some((hours(span)?, hours(warn)?))
    });
    let (due, warn) = found.ok_or_else(|| anyhow::anyhow!("{} has no clock of hours with a warning", procedure.id))?;
    let after = |hours: u32| count_hours(received_at, hours, Direction::Forward).at.unwrap_or(received_at);
    Ok((after(due), after(warn)))
}

fn hours(span: &Span) -> Option<u32> {
    match span.0.as_slice() {
        [(hours, Unit::Hours)] => Some(*hours),
        _ => None,
    }
}

fn day_of(at: Timestamp) -> Date {
    at.to_zoned(copenhagen().clone()).date()
}

/// "torsdag den 24. december 2026 kl. 16.05", as journal and letters write it.
fn written(at: Timestamp) -> String {
    let local = at.to_zoned(copenhagen().clone());
    format!("{} kl. {}.{:02}", letters::danish_date(local.date()), local.hour(), local.minute())
}

/// A notification as its page shows it.
pub struct NotificationView<'a> {
    /// The case.
    pub view: View<'a>,
    /// The notification.
    pub notification: Notification,
    /// Who notified, for those who may read of others than the citizen.
    pub notifier: Option<Contact>,
    /// Now, for the clock.
    pub now: Timestamp,
}

/// Shows the notification of a case.
pub async fn show<'a>(app: &'a App, actor: &Actor, case: CaseId) -> Outcome<NotificationView<'a>> {
    let mut look = app.look(actor, "see_notification").await?;
    let (permit, view) = crate::case::gather(app, &mut look, case).await?;
    let Some(notification) = view.file.notification.clone() else {
        look.done(Some(&permit), vec![case.to_string()], vec![view.file.citizen.id]).await?;
        return Err(none());
    };
    let notifier = notification.notifier.for_reader(&permit).cloned();
    let now = look.tx.now();
    look.done(Some(&permit), vec![case.to_string(), notification.id.to_string()], vec![view.file.citizen.id]).await?;
    Ok(NotificationView { view, notification, notifier, now })
}

/// The case did not begin with a notification.
fn none() -> Refused {
    Reason::NotificationAssessment(NotAssessed::NoNotification).into()
}

/// What is typed about the danger.
pub struct Assess {
    /// The version that was read.
    pub version: i64,
    /// The child's health or development is in danger.
    pub danger: Yes,
    /// Something must be done at once.
    pub acute: Yes,
    /// Why.
    pub reason: String,
}

/// Assesses a notification: is the child in danger, and must something be done at once?
///
/// # Errors
/// [`Reason::NotificationAssessment`]; [`Reason::Stale`] when somebody was first.
pub async fn assess(app: &App, actor: &Actor, case: CaseId, order: Assess) -> Outcome<()> {
    let mut act = app.act(actor, "notification_assessed").await?;
    let (permit, mut file) = act.open_case(case).await?;
    let notification = of_version(&file, order.version)?;
    notification::may_assess(&notification, order.danger, order.acute, &order.reason)
        .map_err(Reason::NotificationAssessment)?;
    let assessment = Assessment {
        at: act.tx.now(),
        by: actor.id(),
        danger: order.danger,
        acute: order.acute,
        reason: order.reason.trim().to_string(),
    };
    act.tx.assess_notification(&permit, case, order.version, &assessment).await?;
    let detail = format!("{}. {}", said(&assessment), assessment.reason);
    report(&mut act, &permit, &mut file, assessment.outcome(), &assessment.reason).await?;
    act.journal(&permit, case, &detail).await?;
    act.commit(Resource::Case(case)).await
}

fn said(assessment: &Assessment) -> &'static str {
    match (assessment.danger, assessment.acute) {
        (_, Yes::Yes) => "Barnet er i fare, og der skal handles straks",
        (Yes::Yes, Yes::No) => "Barnet er i fare, men der skal ikke handles straks",
        (Yes::No, Yes::No) => "Barnet er ikke i fare lige nu",
    }
}

/// What is typed about what comes of it.
pub struct Settle {
    /// The version that was read.
    pub version: i64,
    /// What.
    pub result: Result,
    /// Why.
    pub reason: String,
}

/// Decides what comes of a notification; a children's examination begins in the same case, counted from the day the
/// notification came.
///
/// # Errors
/// [`Reason::NotificationAssessment`]; [`Reason::Stale`] when somebody was first.
pub async fn settle(app: &App, actor: &Actor, case: CaseId, order: Settle) -> Outcome<()> {
    let mut act = app.act(actor, "notification_settled").await?;
    let (permit, mut file) = act.open_case(case).await?;
    let notification = of_version(&file, order.version)?;
    notification::may_settle(&notification, &order.reason).map_err(Reason::NotificationAssessment)?;
    let reason = order.reason.trim().to_string();
    let settled = Settled { at: act.tx.now(), by: actor.id(), result: order.result, reason: reason.clone() };
    act.tx.settle_notification(&permit, case, order.version, &settled).await?;
    report(&mut act, &permit, &mut file, order.result.outcome(), &reason).await?;
    let title = title_of_outcome(app, &file, order.result.outcome());
    act.journal(&permit, case, &format!("{title}. {reason}")).await?;
    act.commit(Resource::Case(case)).await
}

/// What the procedure calls an outcome of the act.
fn title_of_outcome(app: &App, file: &CaseFile, outcome: &str) -> String {
    let procedures = file.courses.iter().filter_map(|course| progress::procedure_of(app, course).ok());
    let mut steps = procedures.flat_map(|procedure| &procedure.steps);
    let found = steps.find_map(|step| step.outcome(outcome).filter(|_| step.act == Some(words::Act::Notification)));
    found.map_or_else(|| outcome.to_string(), |outcome| outcome.title.clone())
}

fn of_version(file: &CaseFile, version: i64) -> Outcome<Notification> {
    let notification = file.notification.clone().ok_or_else(none)?;
    if notification.version == version { Ok(notification) } else { Err(Reason::Stale.into()) }
}

async fn report(act: &mut Act<'_>, permit: &Permit, file: &mut CaseFile, outcome: &str, reason: &str) -> Outcome<()> {
    let subject = ActSubject { reason: Some(reason.to_string()), ..progress::outcome(outcome) };
    progress::report(act, permit, file, words::Act::Notification, subject).await
}

/// A letter to who notified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// That the notification came (T-L24).
    Receipt,
    /// To a professional: whether it led to anything (T-L25).
    Feedback,
}

/// Makes a letter to who notified, with nothing of the case in it.
///
/// # Errors
/// [`Reason::NoRecipient`] when they are anonymous or left no address; [`NotAssessed::AssessmentFirst`] for an answer
/// before it is decided what comes of it.
pub async fn write(app: &App, actor: &Actor, case: CaseId, reply: Reply) -> Outcome<LetterId> {
    let mut act = app.act(actor, "letter_made").await?;
    let (permit, file) = act.open_case(case).await?;
    let notification = file.notification.clone().ok_or_else(none)?;
    let contact = notification.notifier.for_reader(&permit).ok_or(Reason::NoRecipient)?;
    if contact.name.trim().is_empty() || contact.address.trim().is_empty() {
        return Err(Reason::NoRecipient.into());
    }
    let professional = notification.notifier.kind() == notification::NotifierKind::Professional;
    let led_to_something = match (reply, &notification.settled) {
        (Reply::Receipt, _) => None,
        (Reply::Feedback, _) if !professional => return Err(Reason::NoRecipient.into()),
        (Reply::Feedback, Some(settled)) => Some(settled.result.led_to_something()),
        (Reply::Feedback, None) => {
            return Err(Reason::NotificationAssessment(NotAssessed::AssessmentFirst).into());
        }
    };
    let occasion = match reply {
        Reply::Receipt => Occasion::NotificationReceipt,
        Reply::Feedback => Occasion::NotificationFeedback,
    };
    let addressee = Addressee::Partner { name: contact.name.clone(), address: contact.address.clone() };
    let received = written(notification.received_at);
    let about = LetterAbout::Notification { received, professional, led_to_something };
    let id = letter::draft(&mut act, &permit, &file, occasion, addressee, about).await?;
    act.commit(Resource::Letter(case, id)).await?;
    Ok(id)
}

/// Tells the leader of notifications nobody has assessed at their hour: it stands on the leader's day, in the journal and
/// in the log. Answers how many.
pub async fn escalate_due(app: &App) -> Outcome<usize> {
    let mut tx = app.store.read(app.now(), app.today()).await?;
    let cases = tx.notifications_to_warn_of(app.now()).await?;
    drop(tx);
    let mut told = 0_usize;
    for case in cases {
        let mut tx = app.store.write(app.now(), app.today()).await?;
        let permit = Permit::of_the_system(Target::Case(case));
        let file = tx.case_file(&permit, case).await?;
        let Some(notification) = file.notification.filter(|notification| notification.must_be_escalated(tx.now()))
        else {
            continue;
        };
        if !tx.notification_warned(&permit, case).await? {
            continue;
        }
        let entry = Entry {
            id: EntryId(app.random.id()),
            case,
            written_at: tx.now(),
            happened_on: tx.today(),
            by: None,
            kind: EntryKind::Act("notification_escalated".to_string()),
            text: format!(
                "Underretningen er ikke vurderet. Lederen og vagten skal vide det nu. Fristen er {}.",
                written(notification.due_at)
            ),
            corrects: None,
        };
        tx.append_entry(&permit, &entry).await?;
        let row = store::audit::Row {
            case: Some(case),
            persons: vec![file.citizen.id],
            ..act::bare_row(tx.now(), "notification_escalated")
        };
        tx.audit(row);
        tx.commit().await?;
        told = told.saturating_add(1);
    }
    Ok(told)
}

/// Notifications past the hour the leader is told, not assessed, in the departments the actor sees: for the top of their
/// day.
pub async fn urgent(app: &App, actor: &Actor) -> Outcome<Vec<UrgentRow>> {
    let scope = access::scope(actor)?;
    let mut look = app.look(actor, "see_urgent_notifications").await?;
    let rows = look.tx.urgent_notifications(&scope).await?;
    if !rows.is_empty() {
        look.done(None, rows.iter().map(|row| row.case.to_string()).collect(), Vec::new()).await?;
    }
    Ok(rows)
}
