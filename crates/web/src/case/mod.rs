//! The case page (sag): where it stands, what is next, what is missing, and the steps of its procedure.

mod head;
pub(crate) mod links;
mod overview;
mod step;

pub(crate) use head::{Head, Place};

use crate::error::{Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, date_value, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Alert, Choice, Choices, Empty, Field, Hidden, Summary, Tone};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::Wording;
use app::case::View;
use app::{Reason, Refused};
use askama::Template;
use domain::access::{Action, Object};
use domain::deadline::Pause;
use domain::ids::CaseId;
use jiff::ToSpan;
use overview::{Drawn, Tasks};
use serde::Deserialize;

/// Reading a case.
pub(crate) const SEE: Needs = Needs::Right(Action::See, Object::Case);
/// Working on a case.
pub(crate) const WORK: Needs = Needs::Right(Action::Work, Object::Case);

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/sager/{id}", SEE, show)
        .post("/sager/{id}/pause", WORK, suspend)
        .post("/sager/{id}/genoptag", WORK, resume)
        .post("/sager/{id}/luk", WORK, close)
        .merge(step::routes())
}

#[derive(Template)]
#[template(path = "case/show.html")]
struct Show {
    frame: Frame,
    head: Head,
    number: String,
    case: CaseId,
    tasks: Tasks,
    /// What the receiver of the case looks at, while its handover runs.
    handed_over: Option<crate::handover::Checklist>,
    missing: Vec<(String, String)>,
    /// A decision is still to be made.
    undecided: bool,
    over: Option<&'static str>,
    courses: Vec<Drawn>,
    sees: Vec<String>,
    may_work: bool,
    /// A family with one entrance may begin here.
    may_begin_family: bool,
    /// The button of the next step is for the reader.
    may_act: bool,
    suspended: bool,
    waiting_for: Vec<Choice>,
    rest: Rest,
    rest_errors: Errors,
    closing: Closing,
    close_errors: Errors,
}

async fn show(desk: Desk, Id(case): Id<CaseId>) -> Page {
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    page(&shown(&desk, &view))
}

fn shown(desk: &Desk, view: &View<'_>) -> Show {
    let case = &view.file.case;
    let running = view.courses.iter().any(|course| course.ended_on.is_none());
    let mut courses: Vec<Drawn> = view
        .courses
        .iter()
        .enumerate()
        .map(|(nr, course)| overview::drawn(&desk.app, course, nr, view.today))
        .collect();
    // What still runs is read first.
    courses.sort_by_key(|course| course.ended.is_some());
    let tasks = if case.closed_on.is_some() { Tasks::default() } else { overview::tasks(&desk.app, view) };
    Show {
        frame: desk.frame(Here::Elsewhere),
        head: Head::of(&desk.app, view, Place::Course),
        number: case.number.to_string(),
        case: case.id,
        over: match (case.closed_on, running) {
            (Some(_), _) => Some("Sagen er lukket. Der er ikke mere at gøre."),
            (None, false) => Some("Alle trin er gjort. Sagen kan lukkes, når intet mere ventes."),
            (None, true) => None,
        },
        tasks,
        handed_over: crate::handover::checklist(view),
        missing: crate::decision::missing_lines(view),
        undecided: running && (!view.missing.is_empty() || view.file.decisions.iter().all(|d| !d.state.is_sent())),
        courses,
        sees: overview::citizen_sees(view),
        may_work: view.may.work && case.closed_on.is_none(),
        may_begin_family: view.may_begin_family && view.family.is_none(),
        may_act: (view.may.work || view.may.approve) && case.closed_on.is_none(),
        suspended: head::suspended(view).is_some(),
        waiting_for: vec![
            Choice::new("citizen", "Borgeren eller familien"),
            Choice::new("others", "Andre, vi har spurgt"),
        ],
        rest: Rest {
            paa: "citizen".into(),
            igen: date_value(view.today.saturating_add(14.days())),
            grund: String::new(),
        },
        rest_errors: Errors::default(),
        closing: Closing::default(),
        close_errors: Errors::default(),
    }
}

/// Sets a case to rest.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Rest {
    paa: String,
    igen: String,
    grund: String,
}

async fn suspend(desk: Desk, Id(case): Id<CaseId>, Form(typed): Form<Rest>) -> Page {
    let mut check = Check::new();
    let who = check.choice("paa", &typed.paa, |code| match code {
        "citizen" => Some(Pause::Citizen),
        "others" => Some(Pause::Others),
        _ => None,
    });
    let day = check.date("igen", &typed.igen);
    let reason = check.text("grund", &typed.grund);
    let errors = match (check.errors(), who, day) {
        (None, Some(who), Some(day)) => {
            match once(app::progress::suspend(&desk.app, &desk.actor, case, who, day, &reason).await) {
                Ok(()) => return Ok(done(&format!("/sager/{case}"), "Sagen er sat i bero.")),
                Err(Refused::Because(Reason::Step(app::StepRefused::DateMissing))) => {
                    Errors::one("igen", "Vælg en dag efter i dag, hvor vi ser på sagen igen.")
                }
                Err(Refused::Because(reason)) => Errors::one("", reason.danish()),
                Err(other) => return Err(other.into()),
            }
        }
        (errors, _, _) => errors.unwrap_or_default(),
    };
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    page_again(&Show { rest: typed, rest_errors: errors, ..shown(&desk, &view) })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

async fn resume(desk: Desk, Id(case): Id<CaseId>, Form(Nothing {}): Form<Nothing>) -> Page {
    once(app::progress::resume(&desk.app, &desk.actor, case).await)?;
    Ok(done(&format!("/sager/{case}"), "Sagen er taget op igen. Målene løber videre fra i dag."))
}

/// Closes a case.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Closing {
    hvorfor: String,
}

async fn close(desk: Desk, Id(case): Id<CaseId>, Form(typed): Form<Closing>) -> Page {
    let mut check = Check::new();
    let reason = check.text("hvorfor", &typed.hvorfor);
    let errors = match check.errors() {
        None => match once(app::case::close(&desk.app, &desk.actor, case, &reason).await) {
            Ok(()) => return Ok(done(&format!("/sager/{case}"), "Sagen er lukket.")),
            Err(Refused::Because(reason)) => Errors::one("", reason.danish()),
            Err(other) => return Err(other.into()),
        },
        Some(errors) => errors,
    };
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    page_again(&Show { closing: typed, close_errors: errors, ..shown(&desk, &view) })
}
