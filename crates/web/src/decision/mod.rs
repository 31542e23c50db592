//! The decision (afgørelse): one page in five parts with the letter beside it; approval; sending.

mod approval;
mod fields;
mod missing;
mod pane;
mod typed;
mod view;

pub(crate) use approval::{limits, role_title};
pub(crate) use missing::{lines as missing_lines, mended_at, said as missing_said};

use crate::error::{Page, page};
use crate::form::{Errors, Form, Id, done};
use crate::parts::{Alert, Conflict, Tone};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::{Wording, danish};
use app::decision::page as decision_page;
use app::{Outcome, Reason, Refused, decision};
use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use domain::access::{Action, Object};
use domain::decision::State;
use domain::ids::CaseId;
use serde::Deserialize;
use typed::Typed;

const SEE: Needs = Needs::Right(Action::See, Object::Case);
const WORK: Needs = Needs::Right(Action::Work, Object::Case);
const APPROVE: Needs = Needs::Right(Action::Approve, Object::Case);

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/sager/{id}/afgoerelse", SEE, show)
        .post("/sager/{id}/afgoerelse", WORK, write)
        .post("/sager/{id}/afgoerelse/brev", WORK, letter)
        .post("/sager/{id}/afgoerelse/tag-tilbage", WORK, take_back)
        .post("/sager/{id}/afgoerelse/godkend", APPROVE, approve)
        .post("/sager/{id}/afgoerelse/send-tilbage", APPROVE, give_back)
        .post("/sager/{id}/afgoerelse/send", WORK, send)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    laeser: String,
}

fn home(case: CaseId) -> String {
    format!("/sager/{case}/afgoerelse")
}

async fn show(desk: Desk, Id(case): Id<CaseId>, Query(wanted): Query<Wanted>) -> Page {
    let found = decision_page::show(&desk.app, &desk.actor, case, None, wanted.laeser.parse().ok()).await?;
    page(&view::Show::of(&desk, &found, Again::default()))
}

/// What is shown besides the case when the page comes again.
#[derive(Default)]
struct Again {
    typed: Option<Typed>,
    errors: Errors,
    conflicts: Vec<Conflict>,
    /// Somebody was first: who, and what they did.
    first: Option<Alert>,
    /// The reason typed for sending back, or for sending on a bad day.
    reason: String,
}

async fn again(desk: &Desk, case: CaseId, status: StatusCode, again: Again) -> Page {
    let draft = again.typed.as_ref().and_then(Typed::readable);
    let reader = again.typed.as_ref().and_then(Typed::reader);
    let found = decision_page::show(&desk.app, &desk.actor, case, draft, reader).await?;
    Ok((status, Html(view::Show::of(desk, &found, again).render()?)).into_response())
}

/// Saves the draft; shows the letter without saving; or saves and sends for approval: by the button that was pressed.
async fn write(desk: Desk, Id(case): Id<CaseId>, Form(typed): Form<Typed>) -> Page {
    if typed.knap == "vis" {
        return again(&desk, case, StatusCode::OK, Again { typed: Some(typed), ..Again::default() }).await;
    }
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    let draft = match typed.read(view.benefit) {
        Ok(draft) => draft,
        Err(errors) => {
            let shown = Again { typed: Some(typed), errors, ..Again::default() };
            return again(&desk, case, StatusCode::UNPROCESSABLE_ENTITY, shown).await;
        }
    };
    let submits = typed.knap == "godkendelse";
    let version = typed.version.trim().parse().unwrap_or(0);
    let mut actor = desk.actor.clone();
    if submits {
        // The form's key belongs to the sending; the draft is guarded by its version.
        actor.command = None;
    }
    match decision::save_draft(&desk.app, &actor, case, version, draft).await {
        Ok(_) => {}
        Err(Refused::Replayed(_)) => return Ok(done(&home(case), "Kladden er gemt.")),
        Err(Refused::Because(Reason::Stale)) => return stale(&desk, case, typed).await,
        Err(other) => return refused(&desk, case, other, Again { typed: Some(typed), ..Again::default() }).await,
    }
    if !submits {
        return Ok(done(&home(case), "Kladden er gemt."));
    }
    let saved = app::case::show(&desk.app, &desk.actor, case).await?;
    let version = saved.file.open_decision().map_or(0, |open| open.version);
    match decision::submit(&desk.app, &desk.actor, case, version).await {
        Ok(()) | Err(Refused::Replayed(_)) => Ok(done(&home(case), "Afgørelsen er sendt til godkendelse.")),
        Err(other) => refused(&desk, case, other, Again::default()).await,
    }
}

/// Somebody saved first: both texts beside each other, and nothing typed is lost.
async fn stale(desk: &Desk, case: CaseId, mut typed: Typed) -> Page {
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    let (by, at) = crate::assessment::last_done(&desk.app, &desk.actor, case, &["decision_drafted"]).await?;
    let mut conflicts = Vec::new();
    if let (Some(open), Some(draft)) = (view.file.open_decision(), typed.readable()) {
        let saved = view::said(view.benefit, &open.draft);
        for (saved, typed) in saved.into_iter().zip(view::said(view.benefit, &draft)).filter(|(a, b)| a != b) {
            let (by, at) = (by.clone(), at.clone());
            conflicts.push(Conflict { what: saved.0.into(), by, at, saved: saved.1, typed: typed.1 });
        }
        typed.version = open.version.to_string();
    }
    again(desk, case, StatusCode::CONFLICT, Again { typed: Some(typed), conflicts, ..Again::default() }).await
}

/// The page again with why the act did not happen.
async fn refused(desk: &Desk, case: CaseId, refused: Refused, mut shown: Again) -> Page {
    let Refused::Because(reason) = refused else { return Err(refused.into()) };
    let status = match &reason {
        Reason::Stale | Reason::DecisionClosed => StatusCode::CONFLICT,
        Reason::Approval(domain::decision::NotApproved::NotSubmitted) => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let field = match &reason {
        Reason::ReasonMissing | Reason::Sending(domain::decision::NotSent::BadDay { .. }) => "grund",
        _ => "",
    };
    shown.errors = match &reason {
        // All that is missing stands on the page already, each with its link.
        Reason::Submission(missing) => Errors::one("", not_ready(missing.len())),
        _ => Errors::one(field, reason.danish()),
    };
    again(desk, case, status, shown).await
}

fn not_ready(count: usize) -> String {
    format!(
        "Kladden er gemt, men afgørelsen kan ikke sendes til godkendelse endnu. Der mangler {count} ting; se listen."
    )
}

/// The letter of what is being written, as a piece of the page.
async fn letter(desk: Desk, Id(case): Id<CaseId>, Form(typed): Form<Typed>) -> Page {
    let pane = match typed.readable() {
        None => pane::Pane::not_yet(),
        Some(draft) => {
            let found = decision_page::letter(&desk.app, &desk.actor, case, draft, typed.reader()).await?;
            pane::Pane::of(&found, None)
        }
    };
    page(&pane)
}

/// A button with the version it was shown for, and perhaps a reason.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Pressed {
    version: i64,
    grund: String,
}

async fn take_back(desk: Desk, Id(case): Id<CaseId>, Form(pressed): Form<Pressed>) -> Page {
    let outcome = decision::take_back(&desk.app, &desk.actor, case, pressed.version).await;
    after(&desk, case, outcome, pressed, "Afgørelsen er trukket tilbage. Du kan skrive videre på den.").await
}

async fn approve(desk: Desk, Id(case): Id<CaseId>, Form(pressed): Form<Pressed>) -> Page {
    let outcome = decision::approve(&desk.app, &desk.actor, case, pressed.version).await;
    after(&desk, case, outcome, pressed, "Afgørelsen er godkendt. Sagsbehandleren kan nu sende den.").await
}

async fn give_back(desk: Desk, Id(case): Id<CaseId>, Form(pressed): Form<Pressed>) -> Page {
    if pressed.grund.trim().is_empty() {
        let errors = Errors::one("grund", "Skriv, hvad der skal rettes eller oplyses.");
        let shown = Again { errors, ..Again::default() };
        return again(&desk, case, StatusCode::UNPROCESSABLE_ENTITY, shown).await;
    }
    let outcome = decision::give_back(&desk.app, &desk.actor, case, pressed.version, &pressed.grund).await;
    after(&desk, case, outcome, pressed, "Afgørelsen er sendt tilbage med din begrundelse.").await
}

async fn send(desk: Desk, Id(case): Id<CaseId>, Form(pressed): Form<Pressed>) -> Page {
    let outcome = decision::send(&desk.app, &desk.actor, case, pressed.version, &pressed.grund).await;
    after(&desk, case, outcome, pressed, "Afgørelsen er sendt. Her kan du se til hvem, og hvornår der kan klages.")
        .await
}

async fn after(desk: &Desk, case: CaseId, outcome: Outcome<()>, pressed: Pressed, notice: &'static str) -> Page {
    let refusal = match outcome {
        Ok(()) | Err(Refused::Replayed(_)) => return Ok(done(&home(case), notice)),
        Err(refusal) => refusal,
    };
    let mut shown = Again { reason: pressed.grund, ..Again::default() };
    let late = matches!(
        refusal,
        Refused::Because(Reason::Stale | Reason::Approval(domain::decision::NotApproved::NotSubmitted))
    );
    if late {
        shown.first = who_was_first(desk, case).await?;
    }
    refused(desk, case, refusal, shown).await
}

/// Two decided at the same moment: the second is told who was first, and what became of it.
async fn who_was_first(desk: &Desk, case: CaseId) -> Outcome<Option<Alert>> {
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    let Some(last) = view.file.decisions.last() else { return Ok(None) };
    Ok(match &last.state {
        State::Approved { by, at, .. } => {
            let text = format!(
                "{} godkendte den {}. Der er kun én godkendelse, og din er ikke brugt. Du behøver ikke gøre mere.",
                view.staff_name(*by),
                danish::instant(*at)
            );
            Some(Alert::new(Tone::Info, "En anden var først: afgørelsen er godkendt", text))
        }
        State::Returned { by, at, reason } => {
            let text = format!(
                "{} sendte den tilbage {} med denne grund: {reason}",
                view.staff_name(*by),
                danish::instant(*at)
            );
            Some(Alert::new(Tone::Info, "En anden var først: afgørelsen er sendt tilbage", text))
        }
        State::Drafted | State::Submitted { .. } => {
            let text = "Udkastet er ændret, siden du åbnede siden. Læs det, som det er nu, før du tager stilling.";
            Some(Alert::new(Tone::Info, "Udkastet er et andet nu", text))
        }
        State::Sent { on, .. } => {
            let text = format!("Den blev sendt {}.", danish::date_long(*on));
            Some(Alert::new(Tone::Info, "Afgørelsen er sendt", text))
        }
    })
}
