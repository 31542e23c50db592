//! "I dag" and the lists of cases: what must I do now, for whom, and why by then.

use crate::absence::StandsIn;
use crate::{Actor, App, Outcome, access};
use domain::ids::CaseNumber;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use store::todo::{Counts, WorklistFilter};

pub use store::case::{CaseFilter, CaseRow, NextDate, Open, Who};
pub use store::todo::{Block, COUNT_CAP, TodoKind, TodoRow, WorklistKey, WorklistRow};

/// Rows of a block before one asks for more.
pub const PAGE: u32 = 25;

/// Today's sheet.
pub struct Sheet {
    /// The four blocks in the order one reads them, each with how many it has and its rows.
    pub blocks: Vec<(Block, u32, Vec<WorklistRow>)>,
    /// Decisions that wait for an approver in the departments this person approves for.
    pub approvals: Vec<CaseRow>,
    /// For whom the reader stands in today; what waits for them is among the approvals.
    pub stands_in: Vec<StandsIn>,
    /// How many are due after this week, or have no date.
    pub later: u32,
    /// Whose sheet it is.
    pub who: Who,
    /// Departments whose sheet the reader may ask for.
    pub departments: Vec<String>,
    /// Today.
    pub today: Date,
    /// Now, for clocks of hours.
    pub now: jiff::Timestamp,
}

/// Shows today's sheet; with `only`, one block from after a row. What is later is shown only when asked for.
pub async fn today(app: &App, actor: &Actor, who: Who, only: Option<(Block, Option<WorklistKey>)>) -> Outcome<Sheet> {
    let scope = access::scope(actor)?;
    let mut look = app.look(actor, "see_worklist").await?;
    let (today, now) = (look.today(), look.tx.now());
    let week_ends = end_of_week(today);
    let counts = look.tx.worklist_counts(&scope, &who, week_ends).await?;
    let mut blocks = Vec::new();
    for block in [Block::Overdue, Block::Today, Block::Week, Block::Waiting, Block::Later] {
        let after = match &only {
            Some((chosen, _)) if *chosen != block => continue,
            Some((_, after)) => after.as_ref(),
            None if block == Block::Later => continue,
            None => None,
        };
        let filter = WorklistFilter { who: who.clone(), block, week_ends };
        let rows = look.tx.worklist(&scope, &filter, after, PAGE).await?;
        blocks.push((block, count(&counts, block), rows));
    }
    let approves = actor.staff.roles.iter().any(|role| 0 < role.approval_level());
    let (mut approvals, mut stands_in) = (Vec::new(), Vec::new());
    if only.is_none() {
        if approves {
            approvals = look.tx.awaiting_approval(&scope, PAGE).await?;
        }
        for (absent, lent) in crate::absence::stood_in_for(&mut look.tx, actor).await? {
            let more = look.tx.awaiting_approval(&lent, PAGE).await?;
            let listed: Vec<_> = approvals.iter().map(|row| row.id).collect();
            approvals.extend(more.into_iter().filter(|row| !listed.contains(&row.id)));
            stands_in.push(absent);
        }
    }
    let rows: usize = blocks.iter().map(|(_, _, rows)| rows.len()).sum();
    look.done(None, vec![format!("{rows} rows")], Vec::new()).await?;
    let (later, departments) = (counts.later, scope.departments().to_vec());
    Ok(Sheet { blocks, approvals, stands_in, later, who, departments, today, now })
}

fn count(counts: &Counts, block: Block) -> u32 {
    match block {
        Block::Overdue => counts.overdue,
        Block::Today => counts.today,
        Block::Week => counts.week,
        Block::Waiting => counts.waiting,
        Block::Later => counts.later,
    }
}

/// The Sunday this week ends on.
fn end_of_week(today: Date) -> Date {
    let days = Weekday::Sunday.since(today.weekday());
    today.saturating_add(i32::from(days).days())
}

/// Departments whose lists the reader may ask for, besides their own cases.
///
/// # Errors
/// Not found for roles that list no cases.
pub fn departments(actor: &Actor) -> Outcome<Vec<String>> {
    Ok(access::scope(actor)?.departments().to_vec())
}

/// Cases of the person or their department, newest number first, from after one.
pub async fn cases(app: &App, actor: &Actor, filter: &CaseFilter, after: Option<CaseNumber>) -> Outcome<Vec<CaseRow>> {
    let scope = access::scope(actor)?;
    let mut look = app.look(actor, "see_cases").await?;
    let rows = look.tx.list_cases(&scope, filter, after, PAGE).await?;
    look.done(None, vec![format!("{} rows", rows.len())], Vec::new()).await?;
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_week_ends_on_sunday() {
        assert_eq!(end_of_week(date(2026, 3, 30)), date(2026, 4, 5));
        assert_eq!(end_of_week(date(2026, 4, 4)), date(2026, 4, 5));
        assert_eq!(end_of_week(date(2026, 4, 5)), date(2026, 4, 5));
    }
}
