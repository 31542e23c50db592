//! "Mine sager": the cases of one person or a department, open or closed.

use crate::error::{Page, page};
use crate::layout::{Frame, Here, has_right};
use crate::parts::{Deadline, Empty, Outreach, Tab, Tabs};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::danish;
use crate::worklist::{benefit_title, who, who_code, whose_tabs};
use app::App;
use app::worklist::{CaseFilter, CaseRow, Open, PAGE, Who, cases, departments};
use askama::Template;
use axum::extract::Query;
use domain::access::{Action, Object};
use domain::ids::CaseNumber;
use jiff::civil::Date;
use serde::Deserialize;

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new().get("/mine-sager", Needs::Right(Action::See, Object::Case), show)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    hvem: String,
    lukkede: String,
    efter: String,
}

#[derive(Template)]
#[template(path = "cases/show.html")]
struct Show {
    frame: Frame,
    title: &'static str,
    whose: Tabs,
    which: Tabs,
    rows: Vec<RowView>,
    empty: Empty,
    more: Option<String>,
    closed: bool,
}

struct RowView {
    path: String,
    number: String,
    citizen: String,
    protected: bool,
    outreach: Option<Outreach>,
    benefit: String,
    responsible: String,
    opened: String,
    closed: Option<String>,
    next: Option<Deadline>,
    overdue: bool,
}

async fn show(desk: Desk, Query(wanted): Query<Wanted>) -> Page {
    let whose = who(&desk.actor, &wanted.hvem);
    let open = if wanted.lukkede == "ja" { Open::Closed } else { Open::Open };
    let filter = CaseFilter { who: whose, open };
    let after: Option<CaseNumber> = wanted.efter.parse().ok();
    let rows = cases(&desk.app, &desk.actor, &filter, after).await?;
    page(&view(&desk, &filter, after, &rows)?)
}

fn view(desk: &Desk, filter: &CaseFilter, after: Option<CaseNumber>, rows: &[CaseRow]) -> Result<Show, app::Refused> {
    let closed = filter.open == Open::Closed;
    let here = format!("/mine-sager?hvem={}", who_code(&filter.who));
    let tab = |title: &str, path: String, current| Tab { title: title.into(), path, current, count: None };
    let which = Tabs {
        label: "Åbne eller lukkede".into(),
        tabs: vec![tab("Åbne", here.clone(), !closed), tab("Lukkede", format!("{here}&lukkede=ja"), closed)],
    };
    let path = if closed { "/mine-sager?lukkede=ja&" } else { "/mine-sager?" };
    let full = usize::try_from(PAGE).is_ok_and(|page| page <= rows.len());
    let state = if closed { "&lukkede=ja" } else { "" };
    let more = rows.last().filter(|_| full).map(|last| format!("{here}{state}&efter={}", last.number));
    let today = desk.app.today();
    Ok(Show {
        frame: desk.frame(Here::MyCases),
        title: if filter.who == Who::Mine { "Mine sager" } else { "Afdelingens sager" },
        whose: whose_tabs(&desk.app, path, &filter.who, &departments(&desk.actor)?),
        which,
        rows: rows.iter().map(|row| row_view(&desk.app, row, today)).collect(),
        empty: empty(desk, filter, after.is_some()),
        more,
        closed,
    })
}

fn row_view(app: &App, row: &CaseRow, today: Date) -> RowView {
    RowView {
        path: format!("/sager/{}", row.id),
        number: row.number.to_string(),
        citizen: row.citizen.clone(),
        protected: row.protected,
        outreach: row.outreach.clone().map(Outreach::new),
        benefit: benefit_title(app, &row.benefit, today),
        responsible: row.responsible.clone(),
        opened: danish::date_short(row.opened_on),
        closed: row.closed_on.map(danish::date_short),
        overdue: row.next.as_ref().is_some_and(|next| next.due < today),
        next: row.next.as_ref().map(|next| Deadline {
            to_be_confirmed: next.to_be_confirmed,
            ..Deadline::plain(next.due, next.rule.clone(), next.kind, today)
        }),
    }
}

fn empty(desk: &Desk, filter: &CaseFilter, further: bool) -> Empty {
    let text = match (&filter.who, filter.open) {
        _ if further => "Der er ikke flere.",
        (Who::Mine, Open::Open) => "Her står de sager, du er ansvarlig for eller har en opgave på. Du har ingen åbne.",
        (Who::Mine, Open::Closed) => "Her kommer de sager, du har haft, når de er lukket.",
        (Who::Department(_), Open::Open) => "Her står afdelingens åbne sager. Der er ingen.",
        (Who::Department(_), Open::Closed) => "Her kommer afdelingens sager, når de er lukket.",
    };
    let registers = has_right(&desk.actor, Action::Register, Object::Person) && filter.open == Open::Open && !further;
    Empty { text: text.into(), act: registers.then(|| ("Ny ansøgning".into(), "/ansoegning/ny".into())) }
}
