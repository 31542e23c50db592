//! The audit log: the ends of its days, and whether every row is as it was written.

use super::parts::{Answer, Day, Json, NoBody, Reader, top_level};
use crate::routes::{Needs, Routes};
use app::log::{DayEnd, Fault, KeptFault, Verified};
use domain::access::{Action, Object};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

const VERIFY: Needs = Needs::Right(Action::Verify, Object::Log);
/// So many days' ends are listed.
const DAYS: usize = 31;

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new().get("/api/v1/log", VERIFY, list_log_days).post("/api/v1/log/verify", VERIFY, verify_log)
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new().routes(utoipa_axum::routes!(list_log_days)).routes(utoipa_axum::routes!(verify_log))
}

top_level! {
    /// The ends of the latest days of the log, newest first.
    struct LogDays { days: Vec<LogDay> }
    /// What a verification found.
    struct LogVerified { verification: Verification }
}

/// The end of one day's rows.
#[derive(Serialize, ToSchema)]
struct LogDay {
    /// The day, in UTC.
    day: Day,
    /// Number of its last row.
    row: i64,
    /// Hash of its last row.
    hash: String,
}

/// What a verification found.
#[derive(Serialize, ToSchema)]
struct Verification {
    /// Every row is as it was written, and the days fit what is kept outside.
    whole: bool,
    /// How many rows, when it is whole.
    rows: Option<i64>,
    /// How many days' ends are kept outside, when it is whole.
    kept: Option<usize>,
    /// The first row that is not as it was written.
    broken_row: Option<i64>,
    /// The file outside that is not as we left it, by its day.
    broken_outside: Option<String>,
    /// What is wrong: `changed`, `removed`, `added`, `moved`, `missing` or `missing_before`.
    fault: Option<&'static str>,
}

impl From<Verified> for Verification {
    fn from(found: Verified) -> Self {
        let mut said =
            Self { whole: false, rows: None, kept: None, broken_row: None, broken_outside: None, fault: None };
        match found {
            Verified::Whole { rows, kept } => (said.whole, said.rows, said.kept) = (true, Some(rows), Some(kept)),
            Verified::Broken { row, fault } => {
                said.broken_row = Some(row);
                said.fault = Some(match fault {
                    Fault::Changed => "changed",
                    Fault::Removed => "removed",
                    Fault::Added => "added",
                    Fault::Moved => "moved",
                });
            }
            Verified::BrokenOutside { name, fault } => {
                said.broken_outside = Some(name);
                said.fault = Some(match fault {
                    KeptFault::Changed => "changed",
                    KeptFault::Missing => "missing",
                    KeptFault::MissingBefore => "missing_before",
                });
            }
        }
        said
    }
}

/// Lists the ends of the log's days
///
/// To be held against what is kept elsewhere.
#[utoipa::path(get, path = "/api/v1/log", tag = "log", responses((status = 200, body = LogDays)))]
async fn list_log_days(Reader { app, actor }: Reader) -> Answer<Json<LogDays>> {
    let ends = app::log::day_ends(&app, &actor, DAYS).await?;
    let line = |end: DayEnd| LogDay { day: Day(end.day), row: end.row, hash: end.hash };
    Ok(Json(LogDays { days: ends.into_iter().map(line).collect() }))
}

/// Verifies the whole log
///
/// Row by row, and against what is kept outside the database. Changes nothing and takes no key.
#[utoipa::path(post, path = "/api/v1/log/verify", tag = "log", responses((status = 200, body = LogVerified)))]
async fn verify_log(Reader { app, actor }: Reader, _: NoBody) -> Answer<Json<LogVerified>> {
    let found = app::log::verify(&app, &actor).await?;
    Ok(Json(LogVerified { verification: found.into() }))
}
