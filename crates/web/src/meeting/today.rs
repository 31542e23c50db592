//! Meetings on "I dag": those of today, and those one leads that are not finished.

use super::{clock, path};
use crate::error::Failure;
use crate::parts::Deadline;
use crate::session::Desk;
use app::calendar::Stage;
use app::meeting::MyMeeting;
use askama::Template;
use askama::filters::HtmlSafe;
use domain::deadline::Kind;

/// The block on the sheet; it writes nothing when there is nothing.
#[derive(Template)]
#[template(path = "meeting/today.html")]
pub(crate) struct Today {
    rows: Vec<Row>,
}

impl HtmlSafe for Today {}

struct Row {
    when: String,
    title: String,
    citizen: String,
    protected: bool,
    number: String,
    place: String,
    /// What is left to do.
    left: Option<&'static str>,
    minutes: Option<Deadline>,
    path: Option<String>,
}

/// The meetings of the actor's day.
pub(crate) async fn today(desk: &Desk) -> Result<Today, Failure> {
    let today = desk.app.today();
    let unfinished = app::meeting::to_finish(&desk.app, &desk.actor).await?;
    let now = app::meeting::mine(&desk.app, &desk.actor, today, today).await?;
    let coming = now.iter().filter(|one| one.row.stage == Stage::Planned);
    let rows = coming.chain(&unfinished).map(|one| row(one, today)).collect();
    Ok(Today { rows })
}

fn row(one: &MyMeeting, today: jiff::civil::Date) -> Row {
    let row = &one.row;
    let hours = format!("kl. {}-{}", clock(row.when.from), clock(row.when.until()));
    let is_today = row.when.day == today;
    Row {
        when: if is_today { format!("I dag {hours}") } else { crate::wording::danish::date_short(row.when.day) },
        title: if one.opens { row.title.clone() } else { "Møde i en sag, du ikke har adgang til".into() },
        citizen: row.citizen.clone(),
        protected: one.opens && row.protected,
        number: row.number.to_string(),
        place: row.place.clone().unwrap_or_default(),
        left: match row.stage {
            Stage::Held => Some("Referat mangler"),
            Stage::Planned if !is_today => Some("Mangler at blive afsluttet"),
            Stage::Planned | Stage::TooFew | Stage::Cancelled => None,
        },
        minutes: row
            .minutes_due
            .filter(|_| 0 < row.without_minutes)
            .map(|due| Deadline::plain(due, "referatet er hos alle deltagere", Kind::Goal, today)),
        path: one.opens.then(|| path(row.case, row.id)),
    }
}
