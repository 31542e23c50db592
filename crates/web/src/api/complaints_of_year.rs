//! Complaints of a department in a year, for those who learn from them.

use super::cases::SEES;
use super::complaints::{Complaint, shown};
use super::parts::{Answer, Ask, Json, Reader, Uid, top_level};
use crate::routes::Routes;
use app::complaint::Year;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new().get("/api/v1/complaints", SEES, list_complaints_of_year)
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new().routes(utoipa_axum::routes!(list_complaints_of_year))
}

top_level! {
    /// Complaints of a department in a year.
    struct ComplaintYearAnswer { complaint_year: ComplaintYear }
}

/// Of which department and year.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct YearWanted {
    /// The department, by id; your own unless given.
    department: Option<String>,
    /// The year they came; this one unless given.
    year: Option<i16>,
}

/// Complaints of a department in a year.
#[derive(Serialize, ToSchema)]
struct ComplaintYear {
    /// The department, by id.
    department: String,
    /// The year they came.
    year: i16,
    /// The complaints, newest first.
    complaints: Vec<ComplaintOfYear>,
}

/// A complaint with its case.
#[derive(Serialize, ToSchema)]
struct ComplaintOfYear {
    /// The case.
    case: Uid,
    /// Its number.
    number: String,
    /// The benefit, by id.
    benefit: String,
    /// The day the leader is told has passed, and it is neither reassessed nor sent on.
    escalated: bool,
    /// The complaint.
    complaint: Complaint,
}

impl From<Year> for ComplaintYear {
    fn from(found: Year) -> Self {
        let escalated = found.escalated;
        let line = |row: app::complaint::Listed| ComplaintOfYear {
            case: Uid(row.case.0),
            number: row.number.to_string(),
            benefit: row.benefit,
            escalated: escalated.contains(&row.complaint.id),
            complaint: shown(&row.complaint, row.complaint.stage_when(row.new_decision_sent_on)),
        };
        let complaints = found.complaints.into_iter().map(line).collect();
        Self { department: found.department, year: found.year, complaints }
    }
}

/// Lists the complaints of a department in a year
#[utoipa::path(get, path = "/api/v1/complaints", tag = "complaints", params(YearWanted),
    responses((status = 200, body = ComplaintYearAnswer)))]
async fn list_complaints_of_year(
    Reader { app, actor }: Reader,
    Ask(wanted): Ask<YearWanted>,
) -> Answer<Json<ComplaintYearAnswer>> {
    let year = wanted.year.unwrap_or_else(|| app.today().year());
    let found = app::complaint::of_year(&app, &actor, wanted.department.as_deref(), year).await?;
    Ok(Json(ComplaintYearAnswer { complaint_year: found.into() }))
}
