//! "I dag": what must I do now, for whom, and why by then.

use crate::OWN;
use crate::error::{Page, page};
use crate::layout::{Frame, Here, has_right};
use crate::parts::{Deadline, Outreach, Tab, Tabs};
use crate::routes::Routes;
use crate::session::Desk;
use crate::wording::danish;
use app::worklist::{Block, COUNT_CAP, CaseRow, PAGE, Sheet, TodoKind, TodoRow, Who, WorklistKey, WorklistRow};
use app::{Actor, App, Refused};
use askama::Template;
use axum::extract::Query;
use domain::access::{Action, Object};
use domain::deadline::{Counted, Kind};
use domain::progress::Due;
use jiff::{Timestamp, civil::Date};
use serde::Deserialize;

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new().get("/i-dag", OWN, show)
}

/// Whose sheet, one block alone, and after which row. None of it tells anything about a citizen.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    hvem: String,
    blok: String,
    efter: String,
}

#[derive(Template)]
#[template(path = "worklist/show.html")]
struct Show {
    frame: Frame,
    today: String,
    tabs: Tabs,
    blocks: Vec<BlockView>,
    approvals: Vec<Approval>,
    approves: bool,
    /// For whom the reader stands in today.
    stands_in: Vec<String>,
    /// Enquiries about a citizen of the reader's, that wait for an answer.
    asked: Vec<crate::enquiry::Asked>,
    /// Young people the reader must decide about.
    young: Vec<crate::transition::Waits>,
    /// Meetings of today, and those that are not finished.
    meetings: Option<crate::meeting::Today>,
    /// Notifications past the hour the leader is told, not assessed.
    urgent: Vec<Urgent>,
    /// Uses of break-glass a leader is told of.
    told: Option<usize>,
    /// Complaints past the day a leader is told.
    complaints: usize,
    registers: bool,
    /// One block alone, with a way back to the whole sheet.
    alone: Option<String>,
    later: Option<(String, String)>,
}

/// A block with its rows.
struct BlockView {
    id: &'static str,
    title: &'static str,
    count: String,
    rows: Vec<RowView>,
    nothing: &'static str,
    more: Option<String>,
}

/// A row: for whom, what, by when, and one button.
struct RowView {
    citizen: String,
    protected: bool,
    outreach: Option<Outreach>,
    case: String,
    number: String,
    benefit: String,
    step: String,
    responsible: String,
    waits_for: Option<String>,
    blocked: Vec<String>,
    optional: bool,
    overdue: bool,
    deadline: Option<Deadline>,
    open: String,
}

/// A notification that must be assessed now.
struct Urgent {
    citizen: String,
    protected: bool,
    number: String,
    responsible: String,
    due: String,
    left: String,
    path: String,
}

/// A decision that waits for an approver.
struct Approval {
    citizen: String,
    protected: bool,
    outreach: Option<Outreach>,
    number: String,
    benefit: String,
    responsible: String,
    path: String,
}

async fn show(desk: Desk, Query(wanted): Query<Wanted>) -> Page {
    let only = block(&wanted.blok).map(|block| (block, key(&wanted.efter)));
    let sheet = match app::worklist::today(&desk.app, &desk.actor, who(&desk.actor, &wanted.hvem), only).await {
        Ok(sheet) => sheet,
        // Some roles open no cases at all; their first page says so.
        Err(Refused::NotFound) if !has_right(&desk.actor, Action::See, Object::Case) => {
            return page(&NoCases { frame: desk.frame(Here::Today), log: may_verify(&desk.actor) });
        }
        Err(other) => return Err(other.into()),
    };
    let mut shown = view(&desk, sheet, &wanted);
    if shown.alone.is_none() {
        let urgent = app::notification::urgent(&desk.app, &desk.actor).await?;
        shown.asked = crate::enquiry::asked(&desk).await?;
        shown.young = crate::transition::waits(&desk).await?;
        shown.meetings = Some(crate::meeting::today(&desk).await?);
        shown.urgent = urgent.iter().map(|row| urgent_view(row, desk.app.now())).collect();
    }
    if app::break_glass::is_told(&desk.actor) {
        shown.told = Some(app::break_glass::told(&desk.app, &desk.actor).await?.len());
        shown.complaints = app::complaint::told(&desk.app, &desk.actor).await?;
    }
    page(&shown)
}

#[derive(Template)]
#[template(path = "worklist/no_cases.html")]
struct NoCases {
    frame: Frame,
    log: bool,
}

fn may_verify(actor: &Actor) -> bool {
    has_right(actor, Action::Verify, Object::Log)
}

/// Own work first; who leads begins with the department.
pub(crate) fn who(actor: &Actor, asked: &str) -> Who {
    let leads = has_right(actor, Action::Lead, Object::Case);
    let begins_with = actor.staff.heads.first().or(Some(&actor.staff.department)).filter(|_| leads);
    match asked {
        "" => begins_with.map_or(Who::Mine, |department| Who::Department(department.clone())),
        "mig" => Who::Mine,
        department => Who::Department(department.to_string()),
    }
}

/// Back into an address.
pub(crate) fn who_code(who: &Who) -> &str {
    match who {
        Who::Mine => "mig",
        Who::Department(department) => department,
    }
}

/// Mine, and each department whose list the reader may see.
pub(crate) fn whose_tabs(app: &App, path: &str, who: &Who, departments: &[String]) -> Tabs {
    let mine = Tab { title: "Mig".into(), path: format!("{path}hvem=mig"), current: *who == Who::Mine, count: None };
    let others = departments.iter().filter_map(|id| {
        let department = app.content.department(id)?;
        let current = *who == Who::Department(id.clone());
        Some(Tab { title: department.title.clone(), path: format!("{path}hvem={id}"), current, count: None })
    });
    Tabs { label: "Hvis arbejde".into(), tabs: std::iter::once(mine).chain(others).collect() }
}

fn view(desk: &Desk, sheet: Sheet, wanted: &Wanted) -> Show {
    let whose = who_code(&sheet.who).to_string();
    let alone = block(&wanted.blok).map(|_| format!("/i-dag?hvem={whose}"));
    let first_page = wanted.efter.is_empty();
    let later = (alone.is_none() && 0 < sheet.later)
        .then(|| (capped(sheet.later), format!("/i-dag?hvem={whose}&blok={}", code(Block::Later))));
    let blocks = sheet
        .blocks
        .iter()
        .map(|(block, count, rows)| block_view(&desk.app, *block, *count, rows, &sheet, first_page))
        .collect();
    Show {
        frame: desk.frame(Here::Today),
        today: crate::wording::danish::date_long(sheet.today),
        tabs: whose_tabs(&desk.app, "/i-dag?", &sheet.who, &sheet.departments),
        blocks,
        approves: alone.is_none()
            && (desk.actor.staff.roles.iter().any(|role| 0 < role.approval_level()) || !sheet.stands_in.is_empty()),
        stands_in: sheet
            .stands_in
            .iter()
            .map(|who| format!("Du er stedfortræder for {} {}.", who.absent.name, danish::until(who.until)))
            .collect(),
        approvals: sheet.approvals.iter().map(|row| approval(&desk.app, row, sheet.today)).collect(),
        asked: Vec::new(),
        young: Vec::new(),
        meetings: None,
        urgent: Vec::new(),
        told: None,
        complaints: 0,
        registers: has_right(&desk.actor, Action::Register, Object::Person),
        alone,
        later,
    }
}

fn block_view(app: &App, block: Block, count: u32, rows: &[WorklistRow], sheet: &Sheet, first_page: bool) -> BlockView {
    let full = usize::try_from(PAGE).is_ok_and(|page| page <= rows.len());
    let more = rows.last().filter(|_| full && (!first_page || PAGE < count)).map(|last| {
        let whose = who_code(&sheet.who);
        format!("/i-dag?hvem={whose}&blok={}&efter={}_{}", code(block), last.key.due, last.key.nr)
    });
    BlockView {
        id: code(block),
        title: title(block),
        count: capped(count),
        rows: rows.iter().map(|row| row_view(app, row, sheet)).collect(),
        nothing: nothing(block, first_page),
        more,
    }
}

fn row_view(app: &App, row: &WorklistRow, sheet: &Sheet) -> RowView {
    let todo = &row.todo;
    let case = format!("/sager/{}", row.case);
    let open = match (todo.kind, todo.course, todo.task) {
        (TodoKind::Step | TodoKind::Question, Some(course), _) if todo.element.is_none() => {
            format!("{case}/trin/{course}/{}", todo.step)
        }
        (TodoKind::MasterRecord, ..) => format!("{case}/stamkort"),
        (TodoKind::Task, _, Some(task)) => format!("{case}/opgaver#opgave-{task}"),
        _ => case.clone(),
    };
    RowView {
        citizen: row.citizen.clone(),
        protected: row.protected,
        outreach: row.outreach.clone().map(Outreach::new),
        number: row.number.to_string(),
        benefit: benefit_title(app, &row.benefit, sheet.today),
        step: todo.element.as_ref().map_or_else(|| todo.title.clone(), |of| format!("{}: {of}", todo.title)),
        responsible: if sheet.who == Who::Mine { String::new() } else { row.responsible.clone() },
        waits_for: todo.waits_for.clone(),
        blocked: todo.blocked.clone(),
        optional: todo.optional,
        overdue: todo.due.is_some_and(|due| due < sheet.today) || todo.due_at.is_some_and(|at| at < sheet.now),
        deadline: deadline(todo, sheet.today, sheet.now),
        open,
        case,
    }
}

/// What a benefit is called today; its id when content no longer has it.
pub(crate) fn benefit_title(app: &App, id: &str, today: Date) -> String {
    app.content.benefit(id, today).map_or_else(|| id.to_string(), |benefit| benefit.title.clone())
}

/// The deadline of a row, from the copy the engine made.
pub(crate) fn deadline(todo: &TodoRow, today: Date, now: Timestamp) -> Option<Deadline> {
    let due = todo.due?;
    let counted = Counted { due, unrolled: due, skipped: Vec::new(), warn_on: todo.warn_on, at: todo.due_at };
    let due = Due {
        counted,
        kind: todo.due_kind.unwrap_or(Kind::Goal),
        rule: todo.rule.clone(),
        counted_from: None,
        source: todo.source.clone(),
        set_by_hand: todo.set_by_hand.clone(),
        passed_at_start: todo.passed_at_start,
        standing_still_since: todo.standing_still_since,
        to_be_confirmed: todo.to_be_confirmed,
    };
    Some(Deadline::at(&due, today, now))
}

fn urgent_view(row: &app::notification::UrgentRow, now: Timestamp) -> Urgent {
    Urgent {
        citizen: row.citizen.clone(),
        protected: row.protected,
        number: row.number.to_string(),
        responsible: row.responsible.clone(),
        due: danish::instant(row.due_at),
        left: danish::hours(row.due_at, now),
        path: format!("/sager/{}/underretning", row.case),
    }
}

fn approval(app: &App, row: &CaseRow, today: Date) -> Approval {
    Approval {
        citizen: row.citizen.clone(),
        protected: row.protected,
        outreach: row.outreach.clone().map(Outreach::new),
        number: row.number.to_string(),
        benefit: benefit_title(app, &row.benefit, today),
        responsible: row.responsible.clone(),
        path: format!("/sager/{}/afgoerelse", row.id),
    }
}

fn capped(count: u32) -> String {
    if COUNT_CAP <= count { format!("{COUNT_CAP}+") } else { count.to_string() }
}

fn code(block: Block) -> &'static str {
    match block {
        Block::Overdue => "overskredet",
        Block::Today => "i-dag",
        Block::Week => "denne-uge",
        Block::Waiting => "venter",
        Block::Later => "senere",
    }
}

fn block(code: &str) -> Option<Block> {
    [Block::Overdue, Block::Today, Block::Week, Block::Waiting, Block::Later]
        .into_iter()
        .find(|block| self::code(*block) == code)
}

fn title(block: Block) -> &'static str {
    match block {
        Block::Overdue => "Overskredet",
        Block::Today => "I dag",
        Block::Week => "Denne uge",
        Block::Waiting => "Venter på andre",
        Block::Later => "Senere",
    }
}

fn nothing(block: Block, first_page: bool) -> &'static str {
    if !first_page {
        return "Der er ikke flere.";
    }
    match block {
        Block::Overdue => "Intet er overskredet.",
        Block::Today => "Intet har frist i dag. Trin, der skal være gjort inden dagens slutning, kommer her.",
        Block::Week => "Intet har frist resten af ugen.",
        Block::Waiting => {
            "Vi venter ikke på nogen. Partshøringer, bestilte oplysninger og godkendelser, der er ude af huset, kommer \
             her."
        }
        Block::Later => "Intet ligger senere.",
    }
}

/// The key of the next page, as the page before wrote it.
fn key(text: &str) -> Option<WorklistKey> {
    let (due, nr) = text.split_once('_')?;
    Some(WorklistKey { due: due.parse().ok()?, nr: nr.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_and_a_place_in_it_are_read_back_from_the_address() {
        for known in [Block::Overdue, Block::Today, Block::Week, Block::Waiting, Block::Later] {
            assert_eq!(block(code(known)), Some(known));
        }
        assert_eq!(block("alt"), None);
        let there = key("2026-03-30_417").unwrap();
        assert_eq!((there.due, there.nr), (jiff::civil::date(2026, 3, 30), 417));
        assert_eq!(key("2026-03-30"), None);
        assert_eq!(key("i dag_1"), None);
    }

    #[test]
    fn a_count_says_when_it_stops_counting() {
        assert_eq!(capped(12), "12");
        assert_eq!(capped(COUNT_CAP), "1000+");
    }
}
