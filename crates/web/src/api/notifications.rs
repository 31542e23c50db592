//! Notifications of concern for a child: registered, assessed within the hours, decided, answered.

use super::cases::{CaseOpened, CaseReference, CitizenChoice, SEES, WORKS};
use super::codes::{NotificationReply, NotificationResult, NotifiedBy, ReceivedBy};
use super::letters::{self, LetterAnswer};
use super::parts::{
    Answer, At, Body, Created, Day, Json, Reader, Tag, Tagged, Uid, Writer, edited, found, made, top_level,
};
use super::problem;
use crate::form::{Check, Id};
use crate::routes::{Needs, Routes};
use app::notification::{Assess, NotificationView, Register, Settle};
use app::{Actor, App};
use domain::access::{Action, Object};
use domain::ids::{CaseId, LetterId};
use domain::notification::{About, Contact, Notifier};
use jiff::Timestamp;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

const REGISTERS: Needs = Needs::Right(Action::Register, Object::Person);

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/api/v1/notifications", REGISTERS, register_notification)
        .get("/api/v1/notifications/urgent", SEES, list_urgent_notifications)
        .get("/api/v1/cases/{id}/notification", SEES, show_notification)
        .post("/api/v1/cases/{id}/notification/assessment", WORKS, assess_notification)
        .post("/api/v1/cases/{id}/notification/settlement", WORKS, settle_notification)
        .post("/api/v1/cases/{id}/notification/letters", WORKS, write_to_notifier)
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new()
        .routes(utoipa_axum::routes!(register_notification))
        .routes(utoipa_axum::routes!(list_urgent_notifications))
        .routes(utoipa_axum::routes!(show_notification))
        .routes(utoipa_axum::routes!(assess_notification))
        .routes(utoipa_axum::routes!(settle_notification))
        .routes(utoipa_axum::routes!(write_to_notifier))
}

top_level! {
    /// Notifications past the hour the leader is told, not assessed.
    struct UrgentList { notifications: Vec<UrgentNotification> }
    /// A notification; null for a case that did not begin with one.
    struct NotificationAnswer { notification: Option<NotificationShown> }
}

/// A notification nobody has assessed.
#[derive(Serialize, ToSchema)]
struct UrgentNotification {
    /// Its case.
    case: Uid,
    /// The case's number.
    number: String,
    /// Whom it is about.
    citizen: String,
    /// The citizen is protected.
    protected: bool,
    /// The responsible person's name.
    responsible: String,
    /// When it came.
    received_at: At,
    /// Until when it must be assessed.
    due_at: At,
}

/// A notification.
#[derive(Serialize, ToSchema)]
struct NotificationShown {
    /// Its id.
    id: Uid,
    /// When it came.
    received_at: At,
    /// How it came.
    received_by: ReceivedBy,
    /// What the notifier is.
    notified_by: NotifiedBy,
    /// Who notified, for those who may read of others than the citizen.
    notifier: Option<NotifierDetails>,
    /// It is about an unborn child.
    unborn: bool,
    /// When the child is expected, if known.
    expected: Option<Day>,
    /// What was told.
    told: String,
    /// Until when it must be assessed.
    due_at: At,
    /// Whole hours left; negative when they have passed.
    hours_left: i64,
    /// It was assessed late, or is late.
    late: bool,
    /// The assessment.
    assessment: Option<NotificationAssessment>,
    /// What came of it.
    settlement: Option<NotificationSettlement>,
}

/// Who notified.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
struct NotifierDetails {
    /// Full name.
    name: String,
    /// Where they work, for a professional.
    workplace: String,
    /// Address lines.
    address: String,
    /// Telephone.
    phone: String,
}

/// An assessment.
#[derive(Serialize, ToSchema)]
struct NotificationAssessment {
    /// When.
    at: At,
    /// By whom.
    by: Uid,
    /// The child is in danger.
    danger: bool,
    /// Something must be done at once.
    acute: bool,
    /// Why.
    reason: String,
}

/// What came of a notification.
#[derive(Serialize, ToSchema)]
struct NotificationSettlement {
    /// When.
    at: At,
    /// By whom.
    by: Uid,
    /// What.
    result: NotificationResult,
    /// Why.
    reason: String,
}

fn shown(view: &NotificationView<'_>) -> NotificationShown {
    let known = &view.notification;
    let (unborn, expected) = match known.about {
        About::Child => (false, None),
        About::Unborn { expected } => (true, expected.map(Day)),
    };
    NotificationShown {
        id: Uid(known.id.0),
        received_at: At(known.received_at),
        received_by: known.received_by.into(),
        notified_by: known.notifier.kind().into(),
        notifier: view.notifier.clone().map(|contact| NotifierDetails {
            name: contact.name,
            workplace: contact.workplace,
            address: contact.address,
            phone: contact.phone,
        }),
        unborn,
        expected,
        told: known.told.clone(),
        due_at: At(known.due_at),
        hours_left: known.hours_left(view.now),
        late: known.is_late(view.now),
        assessment: known.assessment.as_ref().map(|assessment| NotificationAssessment {
            at: At(assessment.at),
            by: Uid(assessment.by.0),
            danger: assessment.danger == domain::access::Yes::Yes,
            acute: assessment.acute == domain::access::Yes::Yes,
            reason: assessment.reason.clone(),
        }),
        settlement: known.settled.as_ref().map(|settled| NotificationSettlement {
            at: At(settled.at),
            by: Uid(settled.by.0),
            result: settled.result.into(),
            reason: settled.reason.clone(),
        }),
    }
}

async fn now(app: &App, actor: &Actor, case: CaseId) -> Answer<Tagged<NotificationAnswer>> {
    let view = app::notification::show(app, actor, case).await?;
    let notification = Some(shown(&view));
    Ok(Tagged(view.notification.version.to_string(), NotificationAnswer { notification }))
}

/// An instant with its offset: `2026-12-24T15:05:00Z`.
#[derive(Clone, Copy, ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2026-12-24T15:05:00Z")]
struct Instant(Timestamp);

impl<'de> Deserialize<'de> for Instant {
    /// Never a time without its offset: it could be another hour here.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Instant).map_err(|_| D::Error::custom("expected an instant"))
    }
}

/// A notification as it came.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewNotification {
    /// The child, or the one who is pregnant.
    citizen: CitizenChoice,
    /// It is about an unborn child.
    #[serde(default)]
    unborn: bool,
    /// When the child is expected, if known.
    expected: Option<Day>,
    /// The instant it came; the clock of twenty-four hours runs from it.
    received_at: Instant,
    /// How it came.
    received_by: ReceivedBy,
    /// What the notifier is.
    notified_by: NotifiedBy,
    /// Who notified; nothing is kept of one who is anonymous.
    #[serde(default)]
    notifier: NotifierDetails,
    /// What was told.
    told: String,
}

/// Registers a notification
///
/// A case opens in the department that has the child's open case, else in the one that receives notifications, and the
/// clock of twenty-four hours runs.
#[utoipa::path(post, path = "/api/v1/notifications", tag = "notifications", request_body = NewNotification,
    responses((status = 201, body = CaseOpened)))]
async fn register_notification(
    Writer { app, actor }: Writer,
    Body(typed): Body<NewNotification>,
) -> Answer<Created<CaseOpened>> {
    let mut check = Check::new();
    let contact = Contact {
        name: check.optional_line("name", &typed.notifier.name),
        workplace: check.optional_line("workplace", &typed.notifier.workplace),
        address: check.optional_text("address", &typed.notifier.address),
        phone: check.optional_line("phone", &typed.notifier.phone),
    };
    let expected = typed.expected.map(|day| day.0);
    let order = Register {
        citizen: typed.citizen.read(&mut check, app.today())?,
        about: if typed.unborn { About::Unborn { expected } } else { About::Child },
        received_at: typed.received_at.0,
        received_by: typed.received_by.into(),
        notifier: Notifier::new(typed.notified_by.into(), contact),
        told: check.optional_text("told", &typed.told),
    };
    problem::unless_right(check)?;
    let case = made(app::notification::register(&app, &actor, order).await, CaseId)?;
    Ok(Created(format!("/api/v1/cases/{case}/notification"), CaseOpened { case: CaseReference { id: Uid(case.0) } }))
}

/// Lists notifications nobody has assessed in time
///
/// Past the hour the leader is told, in the departments you list.
#[utoipa::path(get, path = "/api/v1/notifications/urgent", tag = "notifications",
    responses((status = 200, body = UrgentList)))]
async fn list_urgent_notifications(Reader { app, actor }: Reader) -> Answer<Json<UrgentList>> {
    let rows = app::notification::urgent(&app, &actor).await?;
    let line = |row: app::notification::UrgentRow| UrgentNotification {
        case: Uid(row.case.0),
        number: row.number.to_string(),
        citizen: row.citizen,
        protected: row.protected,
        responsible: row.responsible,
        received_at: At(row.received_at),
        due_at: At(row.due_at),
    };
    Ok(Json(UrgentList { notifications: rows.into_iter().map(line).collect() }))
}

/// Shows the notification a case began with
///
/// Null, with version `"0"`, for a case that did not begin with one.
#[utoipa::path(get, path = "/api/v1/cases/{id}/notification", tag = "notifications",
    responses((status = 200, body = NotificationAnswer)))]
async fn show_notification(Reader { app, actor }: Reader, Id(id): Id<CaseId>) -> Answer<Tagged<NotificationAnswer>> {
    let view = app::case::show(&app, &actor, id).await?;
    if view.file.notification.is_none() {
        return Ok(Tagged("0".to_string(), NotificationAnswer { notification: None }));
    }
    now(&app, &actor, id).await
}

/// An assessment.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewNotificationAssessment {
    /// The child's health or development is in danger.
    danger: bool,
    /// Something must be done at once.
    acute: bool,
    /// Why.
    reason: String,
}

/// Assesses a notification
#[utoipa::path(post, path = "/api/v1/cases/{id}/notification/assessment", tag = "notifications",
    params(super::openapi::Edits), request_body = NewNotificationAssessment,
    responses((status = 200, body = NotificationAnswer)))]
async fn assess_notification(
    Writer { app, actor }: Writer,
    Id(id): Id<CaseId>,
    tag: Tag,
    Body(typed): Body<NewNotificationAssessment>,
) -> Answer<Tagged<NotificationAnswer>> {
    let mut check = Check::new();
    let order = Assess {
        version: tag.version()?,
        danger: typed.danger.into(),
        acute: typed.acute.into(),
        reason: check.optional_text("reason", &typed.reason),
    };
    problem::unless_right(check)?;
    edited(app::notification::assess(&app, &actor, id, order).await)?;
    now(&app, &actor, id).await
}

/// What comes of a notification.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewNotificationSettlement {
    /// What.
    result: NotificationResult,
    /// Why.
    reason: String,
}

/// Decides what comes of a notification
///
/// A children's examination begins in the same case, counted from the day the notification came.
#[utoipa::path(post, path = "/api/v1/cases/{id}/notification/settlement", tag = "notifications",
    params(super::openapi::Edits), request_body = NewNotificationSettlement,
    responses((status = 200, body = NotificationAnswer)))]
async fn settle_notification(
    Writer { app, actor }: Writer,
    Id(id): Id<CaseId>,
    tag: Tag,
    Body(typed): Body<NewNotificationSettlement>,
) -> Answer<Tagged<NotificationAnswer>> {
    let mut check = Check::new();
    let reason = check.optional_text("reason", &typed.reason);
    problem::unless_right(check)?;
    let order = Settle { version: tag.version()?, result: typed.result.into(), reason };
    edited(app::notification::settle(&app, &actor, id, order).await)?;
    now(&app, &actor, id).await
}

/// Which letter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LetterToNotifier {
    /// Which.
    make: NotificationReply,
}

/// Makes a letter to who notified
///
/// With nothing of the case in it; it is read through and sent as any letter.
#[utoipa::path(post, path = "/api/v1/cases/{id}/notification/letters", tag = "notifications",
    request_body = LetterToNotifier, responses((status = 201, body = LetterAnswer)))]
async fn write_to_notifier(
    Writer { app, actor }: Writer,
    Id(id): Id<CaseId>,
    Body(typed): Body<LetterToNotifier>,
) -> Answer<Created<LetterAnswer>> {
    // A case that did not begin with a notification has nobody to write to.
    let view = app::case::show(&app, &actor, id).await?;
    found(view.file.notification.as_ref())?;
    let letter = made(app::notification::write(&app, &actor, id, typed.make.into()).await, LetterId)?;
    letters::created(&app, &actor, id, letter).await
}
