//! "I dag" and the lists of cases: what must I do now, for whom, and why by then.

use crate::{Actor, App, Outcome, access};
use domain::access::Action;
use domain::ids::CaseId;
use store::case::{CaseFilter, CaseRow};
use store::todo::{Block, WorklistFilter, WorklistRow, Whose};

/// Rows shown of a block before one asks for more.
pub const PAGE: i64 = 50;

/// Today's sheet.
pub struct Sheet {
    /// The four blocks, in the order one reads them, each with all it holds and its first rows.
    pub blocks: Vec<(Block, i64, Vec<WorklistRow>)>,
    /// Decisions that wait for this person's approval.
    pub approvals: Vec<CaseRow>,
    /// Whose sheet it is.
    pub whose: Whose,
    /// Today.
    pub today: jiff::civil::Date,
}

/// Shows today's sheet for the person or their department.
pub async fn today(app: &App, actor: &Actor, whose: Whose, after: Option<(Block, String)>) -> Outcome<Sheet> {
    let scope = access::scope(actor)?;
    let mut look = app.look(actor, "see_worklist").await?;
    let today = look.today();
    let counts = look.tx.worklist_counts(&scope, whose, today).await?;
    let mut blocks = Vec::new();
    for block in [Block::Overdue, Block::Today, Block::Week, Block::Waiting] {
        let key = after.as_ref().filter(|(of, _)| *of == block).map(|(_, key)| key.clone());
        let filter = WorklistFilter { whose, block, today };
        let rows = look.tx.worklist(&scope, &filter, key.as_deref(), PAGE).await?;
        blocks.push((block, counts.get(&block).copied().unwrap_or(0), rows));
    }
    let approvals = if actor.staff.roles.iter().any(|role| 0 < role.approval_level()) {
        look.tx.cases_awaiting_approval(&scope, actor.id(), 20).await?
    } else {
        Vec::new()
    };
    let objects = vec![format!("{} rows", blocks.iter().map(|(_, _, rows)| rows.len()).sum::<usize>())];
    look.done(None, objects, Vec::new()).await?;
    Ok(Sheet { blocks, approvals, whose, today })
}

/// Cases of the person or their department, open or closed, by key.
pub async fn cases(app: &App, actor: &Actor, filter: CaseFilter, after: Option<String>) -> Outcome<Vec<CaseRow>> {
    let scope = access::scope(actor)?;
    let mut look = app.look(actor, "see_cases").await?;
    let rows = look.tx.list_cases(&scope, &filter, after.as_deref(), PAGE).await?;
    look.done(None, vec![format!("{} rows", rows.len())], Vec::new()).await?;
    Ok(rows)
}

/// Whether the actor may see a case, for a link offered elsewhere.
pub async fn may_see(app: &App, actor: &Actor, case: CaseId) -> bool {
    let Ok(mut look) = app.look(actor, "may_see").await else { return false };
    access::to_case(&mut look.tx, actor, case, Action::See).await.is_ok()
}
