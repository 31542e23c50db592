//! One's own functions, with the next duty of each and the overview it needs.

use super::link;
use crate::error::{Page, page};
use crate::layout::{Frame, Here};
use crate::parts::{Deadline, Empty};
use crate::session::Desk;
use crate::wording::danish;
use crate::worklist::benefit_title;
use app::function::{InTeam, OnCase};
use askama::Template;
use domain::deadline::Kind;
use domain::function::{Model, Overview};
use domain::task::Task;
use jiff::civil::Date;

#[derive(Template)]
#[template(path = "function/mine.html")]
struct Mine {
    frame: Frame,
    on_cases: Vec<CaseRow>,
    in_teams: Vec<TeamRow>,
}

struct CaseRow {
    title: String,
    citizen: Option<(String, bool)>,
    about: String,
    days: String,
    next: Option<(String, Deadline)>,
    more: usize,
    links: Vec<(String, String)>,
}

struct TeamRow {
    title: String,
    department: String,
    days: String,
    duties: Vec<String>,
    council: bool,
    team: bool,
    overdue: Vec<LateRow>,
}

struct LateRow {
    path: String,
    number: String,
    what: String,
    who: String,
    deadline: Deadline,
}

/// Shows them.
pub(super) async fn show(desk: Desk) -> Page {
    let found = app::function::mine(&desk.app, &desk.actor).await?;
    let today = found.today;
    page(&Mine {
        frame: desk.frame(Here::Coordination),
        on_cases: found.on_cases.iter().map(|own| case_row(&desk, own, today)).collect(),
        in_teams: found.in_teams.iter().map(|own| team_row(&desk, own, today)).collect(),
    })
}

fn case_row(desk: &Desk, own: &OnCase<'_>, today: Date) -> CaseRow {
    let case = own.case;
    let mut links = Vec::new();
    // What a consent that is withdrawn opened is not offered.
    if own.citizen.is_some() {
        links.push(("Det, du ser af sagen".to_string(), format!("/sager/{case}/koordinering")));
        let overview = own.model.and_then(|model| model.overview);
        // The plan is read on the case itself.
        links.extend(overview.filter(|overview| own.opens || *overview != Overview::Plan).map(|one| link(one, case)));
    }
    if own.opens {
        links.push(("Sagen".to_string(), format!("/sager/{case}")));
    }
    CaseRow {
        title: title(own.model, &own.held.model),
        citizen: own.citizen.clone(),
        about: format!("{} · sag {}", benefit_title(&desk.app, &own.benefit, today), own.number),
        days: days(&own.held),
        next: own.duties.first().and_then(|task| Some((task.what.clone(), deadline(task, today)?))),
        more: own.duties.len().saturating_sub(1),
        links,
    }
}

fn team_row(desk: &Desk, own: &InTeam<'_>, today: Date) -> TeamRow {
    let department = desk.app.content.department(&own.department).map(|found| found.title.clone());
    let overview = own.model.and_then(|model| model.overview);
    let duties = own.model.map(|model| model.duties.as_slice()).unwrap_or_default();
    let late = own.overdue.iter().filter_map(|(case, number, task, who)| {
        Some(LateRow {
            path: format!("/sager/{case}/koordinering"),
            number: number.to_string(),
            what: task.what.clone(),
            who: who.clone(),
            deadline: deadline(task, today)?,
        })
    });
    TeamRow {
        title: title(own.model, &own.held.model),
        department: department.unwrap_or_else(|| own.department.clone()),
        days: days(&own.held),
        duties: duties.iter().map(|duty| format!("{} ({})", duty.text, duty.every.every())).collect(),
        council: overview == Some(Overview::Council),
        team: overview == Some(Overview::Team),
        overdue: late.collect(),
    }
}

fn title(model: Option<&Model>, id: &str) -> String {
    model.map_or_else(|| id.to_string(), |model| model.title.clone())
}

fn days(held: &domain::function::Held) -> String {
    format!("Fra {} {}", danish::date_short(held.from), danish::until(held.until))
}

/// The day of a duty with its rhythm.
pub(super) fn deadline(task: &Task, today: Date) -> Option<Deadline> {
    let rule =
        task.every.as_ref().map_or_else(|| "aftalt dag".to_string(), |every| format!("fast pligt: {}", every.every()));
    Some(Deadline::plain(task.due?, rule, Kind::Goal, today))
}
