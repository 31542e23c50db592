//! Families with one entrance: the list, and the page of each, as far as its reader may see.

mod act;
mod sheet;
mod show;

use crate::case::{Head, Place};
use crate::error::{Page, page};
use crate::form::{Errors, Form, Id, done};
use crate::layout::{Frame, Here};
use crate::parts::{Empty, Field, Hidden, Summary, Tabs};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::{Wording, danish};
use crate::worklist::{who, who_code, whose_tabs};
use app::case::View;
use app::worklist::departments;
use app::{Reason, Refused, Resource};
use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect};
use domain::access::{Action, Object};
use domain::ids::CaseId;
use serde::Deserialize;

const SEES: Needs = Needs::Right(Action::See, Object::Family);

/// Its routes. What a reader may do to a family or a case of it is asked by the act.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/familier", SEES, list)
        .get("/sager/{id}/familie", crate::case::SEE, start)
        .post("/sager/{id}/familie", crate::case::WORK, begin)
        .get("/familier/{id}", SEES, show::page_of)
        .post("/familier/{id}", SEES, act::perform)
}

#[derive(Template)]
#[template(path = "family/list.html")]
struct List {
    frame: Frame,
    whose: Tabs,
    chosen: String,
    search: Field,
    rows: Vec<Row>,
    empty: Empty,
}

struct Row {
    path: String,
    child: String,
    protected: bool,
    about: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    hvem: String,
    navn: String,
}

async fn list(desk: Desk, Query(wanted): Query<Wanted>) -> Page {
    let whose = who(&desk.actor, &wanted.hvem);
    let found = app::family::list(&desk.app, &desk.actor, &whose, &wanted.navn).await?;
    let row = |row: app::family::FamilyRow| Row {
        path: format!("/familier/{}", row.id),
        child: row.child,
        protected: row.protected,
        about: format!(
            "{} · siden {} · {}",
            department(&desk, &row.department),
            danish::date_short(row.begun_on),
            row.coordinator.map_or_else(|| "ingen koordinator endnu".to_string(), |name| format!("koordinator {name}"))
        ),
    };
    page(&List {
        frame: desk.frame(Here::Families),
        whose: whose_tabs(&desk.app, "/familier?", &whose, &departments(&desk.actor)?),
        chosen: who_code(&whose).to_string(),
        search: Field::line("navn", "Barnets navn", &wanted.navn, &Errors::default()).optional(),
        rows: found.rows.into_iter().map(row).collect(),
        empty: Empty {
            text: "Her står de familier, du sidder i kerneteamet for, eller som din afdeling koordinerer. En familie \
                   begynder på barnets sag på børnehandicapområdet."
                .into(),
            act: Some(("Mine sager".into(), "/mine-sager".into())),
        },
    })
}

#[derive(Template)]
#[template(path = "family/start.html")]
struct Start {
    frame: Frame,
    head: Head,
    path: String,
    why: Field,
    errors: Errors,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    hvorfor: String,
}

/// From the child's case: the family it is of, or the page that begins one.
async fn start(desk: Desk, Id(case): Id<CaseId>) -> Page {
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    if let Some(family) = view.family {
        return Ok(Redirect::to(&format!("/familier/{family}")).into_response());
    }
    page(&start_view(&desk, &view, "", Errors::default()))
}

fn start_view(desk: &Desk, view: &View<'_>, why: &str, errors: Errors) -> Start {
    let hint = "Hvilke afdelinger hjælper familien, og hvad skal hænge bedre sammen?";
    Start {
        frame: desk.frame(Here::Elsewhere),
        head: Head::of(&desk.app, view, Place::Course),
        path: format!("/sager/{}", view.file.case.id),
        why: Field::text("hvorfor", "Hvorfor får familien én indgang?", why, &errors).rows(3).hint(hint),
        errors,
    }
}

async fn begin(desk: Desk, Id(case): Id<CaseId>, Form(typed): Form<Typed>) -> Page {
    let reason = match app::family::begin(&desk.app, &desk.actor, case, &typed.hvorfor).await {
        Ok(family) | Err(Refused::Replayed(Resource::Family(family))) => {
            return Ok(done(&format!("/familier/{family}"), "Familien har én indgang. Lederen udpeger koordinatoren."));
        }
        Err(Refused::Because(reason @ Reason::Family(_))) => reason,
        Err(other) => return Err(other.into()),
    };
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    crate::error::page_again(&start_view(&desk, &view, &typed.hvorfor, Errors::one("hvorfor", reason.danish())))
}

/// What a department is called.
fn department(desk: &Desk, id: &str) -> String {
    desk.app.content.department(id).map_or_else(|| id.to_string(), |known| known.title.clone())
}
