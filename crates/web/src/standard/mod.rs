//! Service standards (servicestandarder): public pages, read without signing in, and the same as PDF.

use crate::Web;
use crate::error::{Page, page};
use crate::form::Id;
use crate::parts::Prose;
use crate::routes::{Needs, Routes};
use crate::security;
use crate::wording::danish;
use app::standard::ServiceStandard;
use app::{App, Refused};
use askama::Template;
use axum::extract::State;
use domain::benefit::Benefit;
use jiff::civil::Date;

/// Its routes: what the council has decided is for everybody to read.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/servicestandarder", Needs::Nobody, list)
        .get("/servicestandarder/{id}", Needs::Nobody, show)
        .get("/servicestandarder/{id}/pdf", Needs::Nobody, pdf)
}

/// Where a standard is read.
pub(crate) fn path(id: &str) -> String {
    format!("/servicestandarder/{id}")
}

#[derive(Template)]
#[template(path = "standard/list.html")]
struct List {
    assets: &'static str,
    municipality: String,
    rows: Vec<Row>,
}

/// A standard in the list.
struct Row {
    title: String,
    path: String,
    target_group: String,
}

#[derive(Template)]
#[template(path = "standard/show.html")]
struct Show {
    assets: &'static str,
    municipality: String,
    title: String,
    path: String,
    from: String,
    review: String,
    /// The day of review has passed.
    late: bool,
    prose: Prose,
    benefits: Vec<Decided>,
}

/// A benefit the standard is about: title, provision in force, and the limit for an answer when it is confirmed.
struct Decided {
    title: String,
    provision: String,
    limit: Option<String>,
}

async fn list(State(web): State<Web>) -> Page {
    let content = &web.app.content;
    let row = |standard: &ServiceStandard| Row {
        title: standard.title.clone(),
        path: path(&standard.id),
        target_group: standard.sections.first().map(|(_, text)| text.clone()).unwrap_or_default(),
    };
    let mut rows: Vec<Row> = content.standards.values().map(row).collect();
    rows.sort_by(|one, other| one.title.cmp(&other.title));
    page(&List { assets: crate::assets::BASE, municipality: content.municipality.name.clone(), rows })
}

async fn show(State(web): State<Web>, Id(id): Id<String>) -> Page {
    let today = web.app.today();
    let standard = web.app.content.standard(&id).ok_or(Refused::NotFound)?;
    page(&Show {
        assets: crate::assets::BASE,
        municipality: web.app.content.municipality.name.clone(),
        title: standard.title.clone(),
        path: path(&id),
        from: danish::date_plain(standard.valid_from),
        review: danish::date_plain(standard.review_on),
        late: standard.review_on < today,
        prose: Prose::of(&standard.markdown(), 2),
        benefits: benefits(&web.app, &id, today),
    })
}

/// The benefits that can be applied for today under a standard.
fn benefits(app: &App, standard: &str, today: Date) -> Vec<Decided> {
    let about = |benefit: &&Benefit| benefit.standard.as_deref() == Some(standard) && !benefit.retired;
    let decided = |benefit: &Benefit| {
        let provision = benefit.provision_on(today)?.paragraph.clone();
        let limit = app.content.setting_on(&benefit.processing_limit, today);
        let limit = limit.filter(|dated| !dated.to_be_confirmed).map(|dated| dated.text.clone());
        Some(Decided { title: benefit.title.clone(), provision, limit })
    };
    app.content.benefits.all_on(today).filter(about).filter_map(decided).collect()
}

async fn pdf(State(app): State<App>, Id(id): Id<String>) -> Page {
    let bytes = app::standard::pdf(&app, &id).await?;
    Ok(security::download(&format!("servicestandard-{id}.pdf"), "application/pdf", bytes.to_vec()))
}
