//! "I dag", and who is asking.

use super::cases::{CaseLine, SEES};
use super::codes::DeadlineKind;
use super::parts::{Answer, Ask, Day, Json, Reader, Uid, day, top_level};
use super::problem;
use crate::OWN;
use crate::error::Failure;
use crate::routes::Routes;
use app::Mode;
use app::worklist::{Block, COUNT_CAP, TodoKind, Who, WorklistKey, WorklistRow};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new().get("/api/v1/session", OWN, show_session).get("/api/v1/worklist", SEES, show_worklist)
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new().routes(utoipa_axum::routes!(show_session)).routes(utoipa_axum::routes!(show_worklist))
}

top_level! {
    /// Who is asking.
    struct SessionAnswer { session: Session }
    /// Today's sheet.
    struct WorklistAnswer { worklist: Worklist }
}

/// Who is asking, and the token that writes need.
#[derive(Serialize, ToSchema)]
struct Session {
    /// Your id.
    id: Uid,
    /// Your name.
    name: String,
    /// Your department, by id.
    department: String,
    /// Your roles.
    roles: Vec<&'static str>,
    /// Send it back in `X-CSRF-Token` with everything but GET.
    csrf_token: String,
    /// Today in the municipality.
    today: Day,
    /// Whether this is the demo town.
    demo: bool,
}

/// Shows who is asking
///
/// With the token that everything but GET needs in `X-CSRF-Token`.
#[utoipa::path(get, path = "/api/v1/session", tag = "session", responses((status = 200, body = SessionAnswer)))]
async fn show_session(Reader { app, actor }: Reader) -> Answer<Json<SessionAnswer>> {
    let session = Session {
        id: Uid(actor.staff.id.0),
        name: actor.staff.name,
        department: actor.staff.department,
        roles: actor.staff.roles.iter().map(|role| role.code()).collect(),
        csrf_token: actor.csrf,
        today: Day(app.today()),
        demo: app.mode == Mode::Demo,
    };
    Ok(Json(SessionAnswer { session }))
}

/// Today's sheet.
#[derive(Serialize, ToSchema)]
struct Worklist {
    /// Today.
    today: Day,
    /// The blocks, in the order one reads them.
    blocks: Vec<WorklistBlock>,
    /// How many are due after this week, or have no date.
    later: u32,
    /// Decisions that wait for you to approve them.
    approvals: Vec<CaseLine>,
    /// Departments whose sheet you may ask for.
    departments: Vec<String>,
}

/// A block of the sheet.
#[derive(Serialize, ToSchema)]
struct WorklistBlock {
    /// Which.
    block: BlockName,
    /// How many it has; counting ends at 1000.
    count: u32,
    /// There may be more than counted.
    count_is_capped: bool,
    /// Its first 25, or those after the key asked for.
    todos: Vec<WorklistTodo>,
    /// `after` for the next page, while the block has more.
    next: Option<String>,
}

/// A block of the sheet.
#[derive(Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum BlockName {
    /// Due before today.
    Overdue,
    /// Due today.
    Today,
    /// Due this week.
    Week,
    /// Waiting for others, not yet due.
    Waiting,
    /// Later, or without a date; shown only when asked for.
    Later,
}

impl From<Block> for BlockName {
    fn from(block: Block) -> Self {
        match block {
            Block::Overdue => BlockName::Overdue,
            Block::Today => BlockName::Today,
            Block::Week => BlockName::Week,
            Block::Waiting => BlockName::Waiting,
            Block::Later => BlockName::Later,
        }
    }
}

impl From<BlockName> for Block {
    fn from(block: BlockName) -> Self {
        match block {
            BlockName::Overdue => Block::Overdue,
            BlockName::Today => Block::Today,
            BlockName::Week => Block::Week,
            BlockName::Waiting => Block::Waiting,
            BlockName::Later => Block::Later,
        }
    }
}

/// Something to do, with its case.
#[derive(Serialize, ToSchema)]
struct WorklistTodo {
    /// The case.
    case: Uid,
    /// Its number.
    number: String,
    /// The benefit, by id.
    benefit: String,
    /// The citizen's name.
    citizen: String,
    /// The citizen is protected.
    protected: bool,
    /// The responsible person's name.
    responsible: String,
    /// The step, by id.
    step: String,
    /// Its title.
    title: String,
    /// `step`, `question`, `ahead` or `look_again`.
    kind: &'static str,
    /// The day it opened, or will.
    opens: Day,
    /// The date that counts.
    due: Option<Day>,
    /// Law or goal.
    due_kind: Option<DeadlineKind>,
    /// The rule as written; empty without a date.
    rule: String,
    /// Paragraph or document behind the rule.
    source: Option<String>,
    /// The number in the rule waits for a person to confirm it.
    to_be_confirmed: bool,
    /// Whom we wait for, in Danish.
    waits_for: Option<String>,
    /// What holds it back, in Danish.
    blocked: Vec<String>,
}

impl From<WorklistRow> for WorklistTodo {
    fn from(row: WorklistRow) -> Self {
        Self {
            case: Uid(row.case.0),
            number: row.number.to_string(),
            benefit: row.benefit,
            citizen: row.citizen,
            protected: row.protected,
            responsible: row.responsible,
            step: row.todo.step,
            title: row.todo.title,
            kind: match row.todo.kind {
                TodoKind::Step => "step",
                TodoKind::Question => "question",
                TodoKind::Ahead => "ahead",
                TodoKind::LookAgain => "look_again",
                TodoKind::Task => "task",
                TodoKind::MasterRecord => "master_record",
            },
            opens: Day(row.todo.opens),
            due: day(row.todo.due),
            due_kind: row.todo.due_kind.map(Into::into),
            rule: row.todo.rule,
            source: row.todo.source,
            to_be_confirmed: row.todo.to_be_confirmed,
            waits_for: row.todo.waits_for,
            blocked: row.todo.blocked,
        }
    }
}

/// Which sheet.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct SheetWanted {
    /// That of this department; your own unless given.
    department: Option<String>,
    /// One block alone.
    #[param(inline)]
    block: Option<BlockName>,
    /// From after this key; needs `block`.
    after: Option<String>,
}

/// Shows today's sheet
///
/// What is overdue, due today, due this week and waiting for others, each with its date, the rule that made it, and
/// whether that is law or goal.
#[utoipa::path(get, path = "/api/v1/worklist", tag = "worklist", params(SheetWanted),
    responses((status = 200, body = WorklistAnswer)))]
async fn show_worklist(Reader { app, actor }: Reader, Ask(wanted): Ask<SheetWanted>) -> Answer<Json<WorklistAnswer>> {
    let after = wanted.after.as_deref().map(|key| read_key(key).ok_or_else(no_such_key)).transpose()?;
    let only = match (wanted.block, after) {
        (Some(block), after) => Some((block.into(), after)),
        (None, Some(_)) => return Err(no_such_key()),
        (None, None) => None,
    };
    let who = wanted.department.map_or(Who::Mine, Who::Department);
    let sheet = app::worklist::today(&app, &actor, who, only).await?;
    let blocks = sheet.blocks.into_iter().map(|(block, count, rows)| {
        let full = usize::try_from(app::worklist::PAGE).is_ok_and(|page| page <= rows.len());
        WorklistBlock {
            block: block.into(),
            count,
            count_is_capped: COUNT_CAP <= count,
            next: rows.last().filter(|_| full).map(|row| format!("{}.{}", row.key.due, row.key.nr)),
            todos: rows.into_iter().map(WorklistTodo::from).collect(),
        }
    });
    let worklist = Worklist {
        today: Day(sheet.today),
        blocks: blocks.collect(),
        later: sheet.later,
        approvals: sheet.approvals.into_iter().map(CaseLine::from).collect(),
        departments: sheet.departments,
    };
    Ok(Json(WorklistAnswer { worklist }))
}

fn read_key(text: &str) -> Option<WorklistKey> {
    let (due, nr) = text.split_once('.')?;
    Some(WorklistKey { due: due.parse().ok()?, nr: nr.parse().ok()? })
}

fn no_such_key() -> Failure {
    let detail = "Parameteren after skal være den nøgle, den forrige side gav, sammen med samme block.";
    problem::fault(StatusCode::UNPROCESSABLE_ENTITY, "query_unreadable", detail)
}
