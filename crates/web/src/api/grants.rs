//! Grants to see to in a department, and taking in one that ran before its case was here.

use super::cases::{CaseOpened, CaseReference, SEES};
use super::parts::{Answer, Ask, Body, Created, Day, Json, Reader, Uid, Writer, day, made, top_level};
use super::problem;
use crate::form::Check;
use crate::routes::{Needs, Routes};
use app::grant::{GrantRow, Running};
use domain::access::{Action, Object};
use domain::ids::{CaseId, PersonId};
use domain::setting::Kroner;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

const REGISTERS: Needs = Needs::Right(Action::Register, Object::Person);

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new().get("/api/v1/grants", SEES, list_grants).post("/api/v1/grants", REGISTERS, register_running_grant)
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new().routes(utoipa_axum::routes!(list_grants)).routes(utoipa_axum::routes!(register_running_grant))
}

top_level! {
    /// Grants to see to.
    struct GrantsAnswer { grants: GrantsToSeeTo }
}

/// Grants of a department, in the order one sees to them.
#[derive(Serialize, ToSchema)]
struct GrantsToSeeTo {
    /// The department, by id.
    department: String,
    /// Old grants to be decided anew.
    to_convert: Vec<GrantToSeeTo>,
    /// Whose follow-up is past or within thirty days.
    to_follow_up: Vec<GrantToSeeTo>,
    /// That end within thirty days.
    ending_within_30_days: Vec<GrantToSeeTo>,
    /// That end later, within ninety days.
    ending_within_90_days: Vec<GrantToSeeTo>,
}

/// A grant with its case.
#[derive(Serialize, ToSchema)]
struct GrantToSeeTo {
    /// Its id.
    id: Uid,
    /// The case it stems from.
    case: Uid,
    /// The case's number.
    number: String,
    /// The citizen's name.
    citizen: String,
    /// The citizen is protected.
    protected: bool,
    /// The responsible person's name.
    responsible: String,
    /// The benefit, by id.
    benefit: String,
    /// First day.
    from: Day,
    /// Last day, if it ends.
    until: Option<Day>,
    /// Øre a month.
    monthly_amount_oere: Option<i64>,
    /// Øre, once.
    one_off_amount_oere: Option<i64>,
    /// Hours a week.
    weekly_hours: Option<u32>,
    /// Hours a month.
    monthly_hours: Option<u32>,
    /// Days a week.
    weekly_days: Option<u32>,
    /// Who gives the help.
    provider: Option<String>,
    /// The day of the next follow-up.
    follow_up_on: Day,
    /// The law's last day to decide it anew, for an old one.
    convert_by: Option<Day>,
}

impl From<GrantRow> for GrantToSeeTo {
    fn from(row: GrantRow) -> Self {
        let grant = row.grant;
        Self {
            id: Uid(grant.id.0),
            case: Uid(row.case.0),
            number: row.number.to_string(),
            citizen: row.citizen,
            protected: row.protected,
            responsible: row.responsible,
            benefit: grant.benefit,
            from: Day(grant.from),
            until: day(grant.until),
            monthly_amount_oere: grant.monthly_amount.map(Kroner::oere),
            one_off_amount_oere: grant.one_off_amount.map(Kroner::oere),
            weekly_hours: grant.weekly_hours,
            monthly_hours: grant.monthly_hours,
            weekly_days: grant.weekly_days,
            provider: grant.provider,
            follow_up_on: Day(grant.follow_up_on),
            convert_by: None,
        }
    }
}

/// Of which department.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct GrantsWanted {
    /// The department, by id; your own unless given.
    department: Option<String>,
}

/// Lists the grants to see to
///
/// That are to be decided anew, followed up, or end within ninety days.
#[utoipa::path(get, path = "/api/v1/grants", tag = "grants", params(GrantsWanted),
    responses((status = 200, body = GrantsAnswer)))]
async fn list_grants(Reader { app, actor }: Reader, Ask(wanted): Ask<GrantsWanted>) -> Answer<Json<GrantsAnswer>> {
    let department = match wanted.department {
        Some(department) => department,
        None => app::worklist::departments(&actor)?.into_iter().next().unwrap_or_default(),
    };
    let found = app::grant::to_see_to(&app, &actor, &department).await?;
    let convert = found
        .to_convert
        .into_iter()
        .map(|(row, conversion)| GrantToSeeTo { convert_by: Some(Day(conversion.by)), ..GrantToSeeTo::from(row) });
    let all = |rows: Vec<GrantRow>| rows.into_iter().map(GrantToSeeTo::from).collect();
    let grants = GrantsToSeeTo {
        department,
        to_convert: convert.collect(),
        to_follow_up: all(found.to_follow_up),
        ending_within_30_days: all(found.ending_30),
        ending_within_90_days: all(found.ending_90),
    };
    Ok(Json(GrantsAnswer { grants }))
}

/// A grant that runs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RunningGrant {
    /// The citizen, registered already.
    citizen: Uid,
    /// The benefit it is decided as from now on, by id.
    #[schema(example = "kompensation-merudgifter-barn")]
    benefit: String,
    /// It was given as the old benefit that this one replaces, and is to be decided anew.
    #[serde(default)]
    old: bool,
    /// First day.
    from: Day,
    /// Last day, if it ends.
    until: Option<Day>,
    /// Øre a month.
    monthly_amount_oere: Option<i64>,
    /// Hours a week.
    weekly_hours: Option<u32>,
    /// Hours a month.
    monthly_hours: Option<u32>,
    /// Who gives the help.
    provider: Option<String>,
    /// The next follow-up.
    follow_up_on: Day,
    /// Where the decision is found: system, file number, date.
    source: String,
}

/// Takes in a grant that runs
///
/// A case opens with it, and its follow-up or its conversion begins.
#[utoipa::path(post, path = "/api/v1/grants", tag = "grants", request_body = RunningGrant,
    responses((status = 201, body = CaseOpened)))]
async fn register_running_grant(
    Writer { app, actor }: Writer,
    Body(typed): Body<RunningGrant>,
) -> Answer<Created<CaseOpened>> {
    let mut check = Check::new();
    if typed.monthly_amount_oere.is_some_and(|amount| amount < 0) {
        check.wrong("monthly_amount_oere", "Beløbet er mindre end nul.");
    }
    let order = Running {
        citizen: PersonId(typed.citizen.0),
        benefit: typed.benefit,
        old: typed.old,
        from: typed.from.0,
        until: typed.until.map(|day| day.0),
        monthly_amount: typed.monthly_amount_oere.map(Kroner::from_oere),
        weekly_hours: typed.weekly_hours,
        monthly_hours: typed.monthly_hours,
        provider: typed.provider.as_ref().map(|name| check.optional_line("provider", name)),
        follow_up_on: typed.follow_up_on.0,
        source: check.optional_line("source", &typed.source),
    };
    problem::unless_right(check)?;
    let case = made(app::grant::register_running(&app, &actor, order).await, CaseId)?;
    Ok(Created(format!("/api/v1/cases/{case}"), CaseOpened { case: CaseReference { id: Uid(case.0) } }))
}
