//! The approval plan (bevillingskompetenceplan, T-F20): who may recommend and approve what.

use super::Version;
use super::about::{About, note};
use crate::decision::{limits, role_title};
use crate::error::{Page, page};
use crate::layout::{Frame, Here};
use crate::session::Desk;
use crate::wording::{self, danish};
use app::absence::StandsIn;
use app::{App, Refused};
use askama::Template;
use axum::extract::Query;
use domain::benefit::{ApprovalLine, ApprovalPlan};

#[derive(Template)]
#[template(path = "toolbox/plan.html")]
struct Show {
    frame: Frame,
    about: About,
    benefits: Vec<PlanOf>,
    /// Who of those who approve is away today, and who stands in.
    away: Vec<String>,
    own_competence: bool,
}

/// The lines about one benefit, in the order that counts.
struct PlanOf {
    id: String,
    title: String,
    lines: Vec<Line>,
}

/// A line of the plan.
struct Line {
    recommender: String,
    limits: String,
    approver: String,
    deputy: String,
}

/// Shows the plan.
pub(super) async fn show(desk: Desk, Query(version): Query<Version>) -> Page {
    let content = &desk.app.content;
    let found = match version.day() {
        Some(day) => content.approval_plans.iter().find(|plan| plan.valid_from == day),
        None => content.approval_plan_on(desk.app.today()),
    };
    let plan = found.ok_or(Refused::NotFound)?;
    let days = content.approval_plans.iter().map(|plan| plan.valid_from);
    let about = About::new("Bevillingskompetenceplan", "Regler og tal").versions(
        plan.valid_from,
        days,
        "/vaerktoejskasse/bevillingsplan",
    );
    let about = match note(&desk.app, "bevillingsplan") {
        Some(note) => about.noted(note),
        None => about.fact("Kilde", plan.source.clone()),
    };
    page(&Show {
        frame: desk.frame(Here::Toolbox),
        about,
        benefits: by_benefit(&desk.app, plan),
        away: app::absence::standing_in(&desk.app).await?.iter().map(away).collect(),
        own_competence: plan.lines.iter().any(|line| line.own_competence),
    })
}

/// "Henrik Vadsted (leder) er fraværende til og med …. Stedfortræder: Birgitte Ellemose." Never why.
fn away(who: &StandsIn) -> String {
    let roles = who.absent.roles.iter().filter(|role| 0 < role.approval_level()).map(|role| wording::role(*role));
    let roles = wording::listed(&roles.map(str::to_string).collect::<Vec<_>>());
    let deputy = match &who.deputy {
        Some(deputy) => format!("Stedfortræder: {deputy}."),
        None => "Ingen er valgt; planens kolonne Ved fravær gælder.".to_string(),
    };
    format!("{} ({roles}) er fraværende {}. {deputy}", who.absent.name, danish::until(who.until))
}

fn by_benefit(app: &App, plan: &ApprovalPlan) -> Vec<PlanOf> {
    let mut ids: Vec<&String> = Vec::new();
    for id in plan.lines.iter().flat_map(|line| &line.benefits) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let of = |id: &String| PlanOf {
        id: id.clone(),
        title: app.content.benefits.latest(id).map_or_else(|| id.clone(), |benefit| benefit.title.clone()),
        lines: plan.lines.iter().filter(|line| line.benefits.contains(id)).map(|known| line(app, known)).collect(),
    };
    let mut found: Vec<PlanOf> = ids.into_iter().map(of).collect();
    found.sort_by(|one, other| one.title.cmp(&other.title));
    found
}

fn line(app: &App, line: &ApprovalLine) -> Line {
    let approver = role_title(app, &line.approver);
    let own = if line.own_competence { " (fuld bevilling: den, der indstiller, selv)" } else { "" };
    let limits = limits(app, line);
    let mut letters = limits.chars();
    // A line of the table begins with a capital letter.
    let limits = letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect());
    Line {
        recommender: role_title(app, &line.recommender),
        limits,
        approver: format!("{approver}{own}"),
        deputy: line.deputy.as_ref().map(|role| role_title(app, role)).unwrap_or_default(),
    }
}
