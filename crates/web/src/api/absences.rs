//! Absences of staff and who stands in; registered by who leads them.

use super::codes::AbsentBecause;
use super::parts::{Answer, Body, Created, Day, Json, Reader, Tag, Uid, Writer, day, edited, found, made, top_level};
use crate::form::Id;
use crate::routes::{Needs, Routes};
use app::absence::{Cases, Row};
use app::{Actor, App};
use domain::absence::Wanted;
use domain::access::{Action, Object};
use domain::ids::{AbsenceId, StaffId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

const LEADS: Needs = Needs::Right(Action::Lead, Object::Case);
const BROWSES: Needs = Needs::Right(Action::Browse, Object::Toolbox);

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/absences", LEADS, list_absences)
        .post("/api/v1/staff/{staff}/absences", LEADS, register_absence)
        .post("/api/v1/absences/{absence}/end", LEADS, end_absence)
        .get("/api/v1/deputies", BROWSES, list_deputies)
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new()
        .routes(utoipa_axum::routes!(list_absences))
        .routes(utoipa_axum::routes!(register_absence))
        .routes(utoipa_axum::routes!(end_absence))
        .routes(utoipa_axum::routes!(list_deputies))
}

top_level! {
    /// Absences that are not over, of those you lead.
    struct AbsenceList { absences: AbsencesKnown }
    /// An absence.
    struct AbsenceAnswer { absence: AbsenceShown }
    /// Who stands in today.
    struct DeputyList { deputies: Vec<DeputyToday> }
}

/// Absences, with whom they may be registered for and who may stand in.
#[derive(Serialize, ToSchema)]
struct AbsencesKnown {
    /// Those that are not over.
    known: Vec<AbsenceShown>,
    /// Those whose absence you may register.
    colleagues: Vec<Colleague>,
    /// Those who may stand in.
    may_stand_in: Vec<Colleague>,
}

/// A member of staff.
#[derive(Serialize, ToSchema)]
struct Colleague {
    /// Their id.
    id: Uid,
    /// Name.
    name: String,
}

/// An absence.
#[derive(Serialize, ToSchema)]
struct AbsenceShown {
    /// Its id.
    id: Uid,
    /// Its version, to be sent in `If-Match` when it is ended.
    version: i64,
    /// Who is away.
    staff: Uid,
    /// Their name.
    name: String,
    /// First day away.
    from: Day,
    /// Last day away; until further notice without one.
    until: Option<Day>,
    /// Why.
    why: AbsentBecause,
    /// Who stands in; nobody by name when the approval plan's own deputy is enough.
    deputy: Option<Uid>,
    /// Who registered it, by name.
    registered_by: String,
}

impl From<Row> for AbsenceShown {
    fn from(row: Row) -> Self {
        Self {
            id: Uid(row.absence.id.0),
            version: row.absence.version,
            staff: Uid(row.absence.staff.0),
            name: row.who,
            from: Day(row.absence.from),
            until: day(row.absence.until),
            why: row.absence.why.into(),
            deputy: row.absence.deputy.map(|deputy| Uid(deputy.0)),
            registered_by: row.registered_by,
        }
    }
}

/// Somebody who stands in; nothing of why.
#[derive(Serialize, ToSchema)]
struct DeputyToday {
    /// Who is away, by name.
    absent: String,
    /// Who stands in, by name.
    deputy: Option<String>,
    /// The last day of it; until further notice without one.
    until: Option<Day>,
}

/// Lists the absences of those you lead
#[utoipa::path(get, path = "/api/v1/absences", tag = "absences", responses((status = 200, body = AbsenceList)))]
async fn list_absences(Reader { app, actor }: Reader) -> Answer<Json<AbsenceList>> {
    let page = app::absence::list(&app, &actor).await?;
    let people = |staff: Vec<domain::staff::Staff>| {
        staff.into_iter().map(|staff| Colleague { id: Uid(staff.id.0), name: staff.name }).collect()
    };
    let absences = AbsencesKnown {
        known: page.rows.into_iter().map(AbsenceShown::from).collect(),
        colleagues: people(page.colleagues),
        may_stand_in: people(page.deputies),
    };
    Ok(Json(AbsenceList { absences }))
}

/// An absence.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAbsence {
    /// First day away.
    from: Day,
    /// Last day away; until further notice without one.
    until: Option<Day>,
    /// Why.
    why: AbsentBecause,
    /// Who stands in.
    deputy: Option<Uid>,
}

async fn listed(app: &App, actor: &Actor, id: AbsenceId) -> Answer<AbsenceAnswer> {
    let page = app::absence::list(app, actor).await?;
    let row = found(page.rows.into_iter().find(|row| row.absence.id == id))?;
    Ok(AbsenceAnswer { absence: row.into() })
}

/// Registers an absence
///
/// Of somebody you lead. The deputy approves what the absent could, on those days and never their own. Of who is ill,
/// the open cases pass on the same hour; of others they stay.
#[utoipa::path(post, path = "/api/v1/staff/{staff}/absences", tag = "absences", request_body = NewAbsence,
    responses((status = 201, body = AbsenceAnswer)))]
async fn register_absence(
    Writer { app, actor }: Writer,
    Id(staff): Id<StaffId>,
    Body(typed): Body<NewAbsence>,
) -> Answer<Created<AbsenceAnswer>> {
    let wanted = Wanted {
        staff,
        from: typed.from.0,
        until: typed.until.map(|day| day.0),
        why: typed.why.into(),
        deputy: typed.deputy.map(|deputy| StaffId(deputy.0)),
    };
    let cases = Cases::suggested(wanted.why);
    let id = made(app::absence::register_with(&app, &actor, wanted, cases).await, AbsenceId)?;
    Ok(Created("/api/v1/absences".to_string(), listed(&app, &actor, id).await?))
}

/// When somebody is back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BackOn {
    /// The first day back; the first day away, when it never came to anything.
    back_on: Day,
}

/// Ends an absence
///
/// Answers the absences that are left.
#[utoipa::path(post, path = "/api/v1/absences/{absence}/end", tag = "absences", params(super::openapi::Edits),
    request_body = BackOn, responses((status = 200, body = AbsenceList)))]
async fn end_absence(
    writer: Writer,
    Id(absence): Id<AbsenceId>,
    tag: Tag,
    Body(typed): Body<BackOn>,
) -> Answer<Json<AbsenceList>> {
    let Writer { app, actor } = writer;
    edited(app::absence::end(&app, &actor, absence, tag.version()?, typed.back_on.0).await)?;
    list_absences(Reader { app, actor }).await
}

/// Lists who stands in today
///
/// For those who approve and are away.
#[utoipa::path(get, path = "/api/v1/deputies", tag = "absences", responses((status = 200, body = DeputyList)))]
async fn list_deputies(Reader { app, .. }: Reader) -> Answer<Json<DeputyList>> {
    let deputies = app::absence::standing_in(&app).await?.into_iter().map(|stands| DeputyToday {
        absent: stands.absent.name,
        deputy: stands.deputy,
        until: day(stands.until),
    });
    Ok(Json(DeputyList { deputies: deputies.collect() }))
}
