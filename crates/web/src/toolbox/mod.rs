//! The toolbox (værktøjskasse): everything content says, readable and searchable, with owner, version and source.

mod about;
mod benefit;
mod calendar;
mod function;
mod letter;
mod meeting;
mod plan;
mod procedure;
mod shelf;
mod small;

use crate::error::{Page, page};
use crate::layout::{Frame, Here};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use askama::Template;
use axum::extract::Query;
use domain::access::{Action, Object};
use jiff::civil::Date;
use serde::Deserialize;
use shelf::{Item, Kind};

const BROWSE: Needs = Needs::Right(Action::Browse, Object::Toolbox);

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/vaerktoejskasse", BROWSE, show)
        .get("/vaerktoejskasse/procedurer/{id}", BROWSE, procedure::show)
        .get("/vaerktoejskasse/ydelser/{id}", BROWSE, benefit::show)
        .get("/vaerktoejskasse/breve/{id}", BROWSE, letter::show)
        .get("/vaerktoejskasse/skemaer/{id}", BROWSE, small::form)
        .get("/vaerktoejskasse/moeder/{id}", BROWSE, meeting::show)
        .get("/vaerktoejskasse/vejledninger/{id}", BROWSE, small::guide)
        .get("/vaerktoejskasse/fraser", BROWSE, small::phrases)
        .get("/vaerktoejskasse/bevillingsplan", BROWSE, plan::show)
        .get("/vaerktoejskasse/indstillinger", BROWSE, small::settings)
        .get("/vaerktoejskasse/funktioner", BROWSE, function::show)
        .get("/vaerktoejskasse/kalender", BROWSE, calendar::show)
}

#[derive(Template)]
#[template(path = "toolbox/index.html")]
struct Index {
    frame: Frame,
    asked: String,
    shelves: Vec<(Kind, Vec<Item>)>,
    found: usize,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
}

/// Which version of a thing is wanted; the one in force today without.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Version {
    fra: String,
}

impl Version {
    fn day(&self) -> Option<Date> {
        self.fra.parse().ok()
    }
}

async fn show(desk: Desk, Query(asked): Query<Asked>) -> Page {
    let wanted: Vec<String> = asked.q.split_whitespace().map(str::to_lowercase).collect();
    let items = shelf::all(&desk.app, desk.app.today());
    let fits: Vec<Item> = items.into_iter().filter(|item| item.fits(&wanted)).collect();
    let found = fits.len();
    let mut shelves: Vec<(Kind, Vec<Item>)> = Kind::ALL.iter().map(|kind| (*kind, Vec::new())).collect();
    for item in fits {
        if let Some((_, shelf)) = shelves.iter_mut().find(|(kind, _)| *kind == item.kind) {
            shelf.push(item);
        }
    }
    shelves.retain(|(_, shelf)| !shelf.is_empty());
    page(&Index { frame: desk.frame(Here::Toolbox), asked: asked.q, shelves, found })
}
