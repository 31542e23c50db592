//! A procedure: its picture, and every step said in words.

use super::Version;
use super::about::About;
use crate::decision::role_title;
use crate::error::{Page, page};
use crate::form::Id;
use crate::layout::{Frame, Here};
use crate::parts::Prose;
use crate::session::Desk;
use app::{App, Refused};
use askama::Template;
use axum::extract::Query;
use domain::deadline::Kind;
use domain::procedure::{Procedure, Step};

#[derive(Template)]
#[template(path = "toolbox/procedure.html")]
struct Show {
    frame: Frame,
    title: String,
    about: About,
    citizen_sees: Option<String>,
    /// Drawn by us; every word in it is escaped when it is drawn.
    picture: String,
    phases: Vec<(String, Vec<StepRow>)>,
}

/// A step in words.
struct StepRow {
    id: String,
    title: String,
    role: String,
    said: String,
    help: Option<Prose>,
    deadlines: Vec<StepDeadline>,
    citizen_sees: Option<String>,
    source: Option<String>,
    links: Vec<(String, String)>,
    mandatory: bool,
    optional: bool,
}

/// A deadline rule of a step.
struct StepDeadline {
    rule: String,
    law: bool,
    source: String,
    to_be_confirmed: bool,
}

/// Shows a procedure.
pub(super) async fn show(desk: Desk, Id(id): Id<String>, Query(version): Query<Version>) -> Page {
    let content = &desk.app.content;
    let found = match version.day() {
        Some(day) => content.procedure_version(&id, day),
        None => content.procedure(&id, desk.app.today()).or_else(|| content.procedures.latest(&id)),
    };
    let procedure = found.ok_or(Refused::NotFound)?;
    let days = content.procedures.iter().filter(|other| other.id == id).map(|other| other.valid_from);
    let path = format!("/vaerktoejskasse/procedurer/{id}");
    let based = procedure.based_on.as_ref().and_then(|(base, day)| content.procedure_version(base, *day));
    let about = About::new(&procedure.title, "Arbejdsgang")
        .versions(procedure.valid_from, days, &path)
        .fact("Bygger på", based.map(|base| base.title.clone()).unwrap_or_default())
        .file(&desk.app, "procedurer", &id, procedure.valid_from)
        .warning(procedure.warning.clone());
    page(&Show {
        frame: desk.frame(Here::Toolbox),
        title: procedure.title.clone(),
        about,
        citizen_sees: procedure.citizen_sees.clone(),
        picture: crate::swimlane::svg(procedure, &content.roles, None, "forloeb"),
        phases: phases(&desk.app, procedure),
    })
}

fn phases(app: &App, procedure: &Procedure) -> Vec<(String, Vec<StepRow>)> {
    let said = crate::swimlane::read(procedure, &app.content.roles);
    let mut phases: Vec<(String, Vec<StepRow>)> =
        procedure.phases.iter().map(|phase| (phase.clone(), Vec::new())).collect();
    phases.push(("Uden for faserne".into(), Vec::new()));
    for (step, said) in procedure.steps.iter().zip(said) {
        let row = row(app, step, said);
        let place = phases.iter().position(|(title, _)| Some(title) == step.phase.as_ref());
        let place = place.unwrap_or(phases.len().saturating_sub(1));
        if let Some((_, rows)) = phases.get_mut(place) {
            rows.push(row);
        }
    }
    phases.retain(|(_, rows)| !rows.is_empty());
    phases
}

fn row(app: &App, step: &Step, said: String) -> StepRow {
    let deadlines = step.deadlines.iter().map(|deadline| StepDeadline {
        rule: deadline.text.clone(),
        law: deadline.kind == Kind::Law,
        source: deadline.source.clone().unwrap_or_default(),
        to_be_confirmed: deadline.to_be_confirmed,
    });
    StepRow {
        id: step.id.clone(),
        title: step.title.clone(),
        role: role_title(app, &step.role),
        said,
        help: step.help.as_ref().map(|help| Prose::of(help, 5)),
        deadlines: deadlines.collect(),
        citizen_sees: step.citizen_sees.clone(),
        source: step.source.clone(),
        links: links(app, step),
        mandatory: step.mandatory,
        optional: step.optional,
    }
}

/// Everything at hand in a step, each with its page.
fn links(app: &App, step: &Step) -> Vec<(String, String)> {
    let content = &app.content;
    let mut links = Vec::new();
    for id in step.letters.iter().chain(step.outcomes.iter().flat_map(|outcome| &outcome.letters)) {
        let title = content.letters.latest(id).map_or(id, |letter| &letter.title);
        links.push((format!("Brev: {title}"), format!("/vaerktoejskasse/breve/{id}")));
    }
    for id in &step.forms {
        let title = content.questionnaires.latest(id).map_or(id, |form| &form.title);
        links.push((format!("Skema: {title}"), format!("/vaerktoejskasse/skemaer/{id}")));
    }
    for id in &step.guides {
        let title = content.guide(id).map_or(id, |guide| &guide.title);
        links.push((format!("Vejledning: {title}"), format!("/vaerktoejskasse/vejledninger/{id}")));
    }
    for id in &step.phrases {
        let title = content.phrases.latest(id).map_or(id, |phrase| &phrase.title);
        links.push((format!("Frase: {title}"), format!("/vaerktoejskasse/fraser#{id}")));
    }
    links
}
