//! The outbox (udbakke): what is on its way, what has been delivered, and what needs a person.

mod print;

use crate::error::{Page, page};
use crate::form::{Form, Ids, done, once};
use crate::layout::{Frame, Here};
use crate::letter::{delivered, on_its_way};
use crate::parts::{Empty, Hidden};
use crate::routes::{Needs, Routes};
use crate::session::{Desk, Who};
use crate::wording::Wording;
use crate::wording::danish::instant;
use app::App;
use app::outbox::{Listed, PAGE, Post, Why};
use askama::Template;
use axum::extract::{Query, State};
use domain::access::{Action, Object};
use domain::ids::{CaseId, LetterId};
use serde::Deserialize;

/// Its routes.
pub(crate) fn routes() -> Routes {
    let see = Needs::Right(Action::See, Object::Case);
    Routes::new()
        .get("/udbakke", see, show)
        .get("/udbakke/print", see, print::show)
        .get("/udbakke/print/samlet.pdf", see, print::pdf)
        .post("/udbakke/print/sendt", Needs::Right(Action::Note, Object::Case), print::sent)
        .post("/udbakke/{id}/{letter}/igen", Needs::Right(Action::Work, Object::Case), try_again)
}

#[derive(Template)]
#[template(path = "outbox/show.html")]
struct Show {
    frame: Frame,
    failed: Vec<Row>,
    waiting: Vec<Row>,
    /// Letters the office prints, in words; empty when none wait.
    to_print: String,
    delivered: Vec<Row>,
    /// The key of the next page of delivered letters, if there may be one.
    older: Option<i64>,
    /// An older page shows delivered letters alone.
    first: bool,
}

struct Row {
    path: String,
    retry: Option<String>,
    title: String,
    to: String,
    to_protected: bool,
    case_path: String,
    number: String,
    citizen: String,
    citizen_protected: bool,
    said: String,
}

/// Which page of the delivered ones.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    foer: Option<i64>,
}

async fn show(desk: Desk, Query(asked): Query<Asked>) -> Page {
    let post = app::outbox::list(&desk.app, &desk.actor, asked.foer).await?;
    let full = usize::try_from(PAGE).is_ok_and(|page| page <= post.delivered.len());
    page(&Show {
        frame: desk.frame(Here::Outbox),
        failed: post.failed.iter().map(|row| of(row, &post, failed(row))).collect(),
        waiting: post.waiting.iter().map(|row| of(row, &post, waiting(row))).collect(),
        to_print: match post.to_print.len() {
            0 => String::new(),
            1 => "Ét brev venter på at blive printet".into(),
            count => format!("{count} breve venter på at blive printet"),
        },
        delivered: post.delivered.iter().map(|row| of(row, &post, arrived(row))).collect(),
        older: post.delivered.last().filter(|_| full).map(|row| row.nr),
        first: asked.foer.is_none(),
    })
}

fn of(row: &Listed, post: &Post, said: String) -> Row {
    let letter = row.message.letter;
    Row {
        path: crate::letter::path(row.case, letter),
        retry: post.may_retry.contains(&letter).then(|| format!("/udbakke/{}/{letter}/igen", row.case)),
        title: row.title.clone(),
        to: row.to.clone(),
        to_protected: row.to_protected,
        case_path: format!("/sager/{}", row.case),
        number: row.number.to_string(),
        citizen: row.citizen.clone(),
        citizen_protected: row.citizen_protected,
        said,
    }
}

fn failed(row: &Listed) -> String {
    let why = row.message.last_error.as_deref().and_then(Why::from_code).map(|why| why.danish()).unwrap_or_default();
    format!("Opgivet. Lovet afsendt {}. {why}", instant(row.message.promised_at))
}

fn waiting(row: &Listed) -> String {
    on_its_way(&row.message.channel.danish(), Some(&row.message))
}

fn arrived(row: &Listed) -> String {
    let at = row.message.delivered_at.map(instant).unwrap_or_default();
    format!("{} {at}", delivered(row.message.channel))
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

async fn try_again(
    State(app): State<App>,
    Who(actor): Who,
    Ids(case, letter): Ids<CaseId, LetterId>,
    Form(Nothing {}): Form<Nothing>,
) -> Page {
    once(app::outbox::try_again(&app, &actor, case, letter).await)?;
    Ok(done("/udbakke", "Brevet er lagt i udbakken igen og sendes om lidt."))
}
