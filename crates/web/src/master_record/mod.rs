//! The stamkort of a case: the page a newcomer reads first.

use crate::case::{Head, Place, SEE, WORK};
use crate::error::{Failure, Page, page};
use crate::form::{Form, Id, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Deadline, Hidden};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::{Wording, danish};
use app::Refused;
use app::master_record::{self as act, Page as Found, Section};
use askama::Template;
use axum::response::{IntoResponse, Redirect};
use domain::access::{Action, Object};
use domain::deadline::Kind;
use domain::ids::CaseId;
use domain::master_record::Lacking;
use serde::Deserialize;

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/sager/{id}/stamkort", Needs::Right(Action::Oversee, Object::Case), show)
        .get("/sager/{id}/stamkort/pdf", SEE, pdf)
        .post("/sager/{id}/stamkort/gennemgaaet", WORK, reviewed)
}

#[derive(Template)]
#[template(path = "master_record/show.html")]
struct Show {
    frame: Frame,
    head: Head,
    path: String,
    number: String,
    most_important: String,
    sections: Vec<Section>,
    lacking: Vec<(String, String)>,
    filled: usize,
    asked: usize,
    reviewed: String,
    turn: Option<Deadline>,
    form: Option<String>,
    person: String,
    may_work: bool,
}

async fn show(desk: Desk, Id(case): Id<CaseId>) -> Page {
    match act::show(&desk.app, &desk.actor, case).await {
        Ok(found) => page(&view(&desk, &found)),
        // A coordinator of another department sees the parts their function opens, and nothing else.
        Err(Refused::NotFound) => {
            app::function::oversee(&desk.app, &desk.actor, case).await?;
            Ok(Redirect::to(&format!("/sager/{case}/koordinering")).into_response())
        }
        Err(other) => Err(Failure::from(other)),
    }
}

fn view(desk: &Desk, found: &Found<'_>) -> Show {
    let (view, citizen) = (&found.view, &found.view.file.citizen);
    let path = format!("/sager/{}/stamkort", view.file.case.id);
    let form = found.form.map(|form| format!("/sager/{}/skema/{}", view.file.case.id, form.id));
    let day =
        citizen.reviewed_on.map(|on| format!("{} ({})", danish::date_short(on), danish::distance(on, view.today)));
    let reviewed = match (day, &found.review) {
        (None, _) => "Aldrig".to_string(),
        (Some(day), Some(review)) => format!("{day} af {}", review.by),
        (Some(day), None) => day,
    };
    let turn = found.turn.map(|turn| {
        let rule = found.rhythm.as_ref().map(|(text, _)| format!("{text} efter sidste gennemgang")).unwrap_or_default();
        let mut deadline = Deadline::plain(turn.due, rule, Kind::Goal, view.today);
        deadline.to_be_confirmed = found.rhythm.as_ref().is_some_and(|(_, to_be_confirmed)| *to_be_confirmed);
        deadline
    });
    Show {
        frame: desk.frame(Here::Elsewhere),
        head: Head::of(&desk.app, view, Place::MasterRecord),
        number: view.file.case.number.to_string(),
        most_important: found.most_important.clone(),
        sections: found.sections.clone(),
        lacking: found.lacking.iter().map(|what| (what.danish(), mended(*what, found, form.as_deref()))).collect(),
        filled: found.asked.saturating_sub(found.lacking.len()),
        asked: found.asked,
        reviewed,
        turn,
        form,
        person: format!("/borgere/{}", citizen.id),
        may_work: view.may.work && view.file.case.closed_on.is_none(),
        path,
    }
}

/// Where what lacks is filled in.
fn mended(what: Lacking, found: &Found<'_>, form: Option<&str>) -> String {
    let file = &found.view.file;
    let person = format!("/borgere/{}", file.citizen.id);
    let form = form.unwrap_or_default();
    match what {
        Lacking::MostImportant => format!("{person}/rediger#vigtigst"),
        Lacking::CustodyHolder => format!("{person}#tilfoej-relation"),
        Lacking::Address => format!("{person}/rediger#vej"),
        Lacking::DigitalPost => format!("{person}/rediger#post"),
        Lacking::Occupation => format!("{person}/rediger"),
        Lacking::PreferredContact | Lacking::Diagnoses | Lacking::KeyDates | Lacking::Risks => form.to_string(),
        Lacking::Network => format!("/sager/{}/netvaerk", file.case.id),
        Lacking::Review => "#gennemgang".to_string(),
    }
}

async fn pdf(desk: Desk, Id(case): Id<CaseId>) -> Page {
    let (name, pdf) = act::pdf(&desk.app, &desk.actor, case).await?;
    Ok(crate::security::download(&name, "application/pdf", pdf))
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Nothing {}

async fn reviewed(desk: Desk, Id(case): Id<CaseId>, Form(Nothing {}): Form<Nothing>) -> Page {
    once(act::review(&desk.app, &desk.actor, case).await)?;
    Ok(done(&format!("/sager/{case}/stamkort"), "Stamkortet er gennemgået i dag."))
}
