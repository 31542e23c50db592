//! A letter (brev): its text in sections beside its pages as pictures; saved, sent, and what became of it.

mod by_hand;
mod enclosures;
mod view;

pub(crate) use by_hand::said as not_answered;
pub(crate) use view::{delivered, on_its_way};

use crate::error::{Failure, Fault, Page, page, page_again};
use crate::form::{Check, Errors, Form, Ids, done, once};
use crate::routes::{Needs, Routes};
use crate::security;
use crate::session::{Desk, Who};
use crate::wording::Wording;
use app::letter::{Pressed, View};
use app::{App, Outcome, Reason, Refused};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use domain::access::{Action, Object};
use domain::ids::{CaseId, LetterId};
use serde::Deserialize;

/// Its routes.
pub(crate) fn routes() -> Routes {
    let see = Needs::Right(Action::See, Object::Case);
    let work = Needs::Right(Action::Work, Object::Case);
    Routes::new()
        .get("/sager/{id}/brev", work, by_hand::choose)
        .post("/sager/{id}/brev", work, by_hand::make)
        .get("/sager/{id}/breve/{letter}", see, show)
        .get("/sager/{id}/breve/{letter}/pdf", see, pdf)
        .get("/sager/{id}/breve/{letter}/side/{nr}", see, side)
        .post("/sager/{id}/breve/{letter}/gem", work, save)
        .post("/sager/{id}/breve/{letter}/send", work, send)
        .post("/sager/{id}/breve/{letter}/bilag", work, enclosures::choose)
        .post("/sager/{id}/breve/{letter}/igen", work, try_again)
        .post("/sager/{id}/breve/{letter}/kasser", work, discard)
}

/// What is typed on the page.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    version: i64,
    #[serde(default)]
    afsnit: Vec<String>,
}

async fn show(desk: Desk, Ids(case, letter): Ids<CaseId, LetterId>) -> Page {
    let shown = app::letter::show(&desk.app, &desk.actor, case, letter).await?;
    page(&view::Show::of(&desk, &shown))
}

async fn pdf(State(app): State<App>, Who(actor): Who, Ids(case, letter): Ids<CaseId, LetterId>) -> Page {
    let (name, bytes) = app::letter::pdf(&app, &actor, case, letter).await?;
    Ok(security::download(&name, "application/pdf", bytes))
}

/// "3.png": the third page.
async fn side(
    State(app): State<App>,
    Who(actor): Who,
    Path((case, letter, nr)): Path<(String, String, String)>,
) -> Page {
    let not_found = || Failure::from(Fault::new(StatusCode::NOT_FOUND, "not_found"));
    let nr = nr.strip_suffix(".png").and_then(|nr| nr.parse().ok()).ok_or_else(not_found)?;
    let case = case.parse().map_err(|_| not_found())?;
    let letter = letter.parse().map_err(|_| not_found())?;
    let bytes = app::letter::picture(&app, &actor, case, letter, nr).await?;
    Ok(security::picture("image/png", bytes))
}

async fn save(desk: Desk, Ids(case, letter): Ids<CaseId, LetterId>, who: Who, Form(typed): Form<Typed>) -> Page {
    let saved = app::letter::change_sections(&desk.app, &who.0, case, letter, typed.version, &typed.afsnit).await;
    answer(&desk, (case, letter), typed, once(saved).map(|()| "Brevet er gemt.")).await
}

async fn send(desk: Desk, Ids(case, letter): Ids<CaseId, LetterId>, who: Who, Form(typed): Form<Typed>) -> Page {
    let pressed = app::letter::send_as_seen(&desk.app, &who.0, case, letter, typed.version, &typed.afsnit).await;
    let said = pressed.map(|pressed| match pressed {
        Pressed::Sent => "Brevet er sendt og ligger i udbakken.",
        Pressed::SavedFirst => "Teksten var ændret og er gemt, men ikke sendt. Læs siderne igennem, og tryk Send igen.",
    });
    answer(&desk, (case, letter), typed, said).await
}

/// On to the page with what was done; or the page again with why not, and with all that was typed.
async fn answer(desk: &Desk, ids: (CaseId, LetterId), typed: Typed, said: Outcome<&'static str>) -> Page {
    let (case, letter) = ids;
    match said {
        Ok(notice) => Ok(done(&path(case, letter), notice)),
        Err(Refused::Because(reason)) => {
            let shown = app::letter::show(&desk.app, &desk.actor, case, letter).await?;
            again(desk, &shown, typed, &reason)
        }
        Err(other) => Err(other.into()),
    }
}

fn again(desk: &Desk, shown: &View, typed: Typed, reason: &Reason) -> Page {
    let status = match reason {
        Reason::Stale | Reason::LetterSent => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let errors = Errors::one("", reason.danish());
    let clash = matches!(reason, Reason::Stale | Reason::LetterSent);
    let view = if clash {
        view::Show::of(desk, shown).with_clash(shown, typed.afsnit, errors)
    } else {
        view::Show::of(desk, shown).with_typed(typed.afsnit, errors)
    };
    Ok((status, Html(askama::Template::render(&view)?)).into_response())
}

/// A draft is thrown away.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Discarded {
    version: i64,
    hvorfor: String,
}

async fn discard(desk: Desk, Ids(case, letter): Ids<CaseId, LetterId>, who: Who, Form(typed): Form<Discarded>) -> Page {
    let mut check = Check::new();
    let reason = check.text("hvorfor", &typed.hvorfor);
    let errors = match check.errors() {
        Some(errors) => errors,
        None => match once(app::letter::discard(&desk.app, &who.0, case, letter, typed.version, &reason).await) {
            Ok(()) => {
                return Ok(done(
                    &format!("/sager/{case}/dokumenter"),
                    "Udkastet er kasseret. Grunden står i journalen.",
                ));
            }
            Err(Refused::Because(reason)) => Errors::one("", reason.danish()),
            Err(other) => return Err(other.into()),
        },
    };
    let shown = app::letter::show(&desk.app, &desk.actor, case, letter).await?;
    page_again(&view::Show::of(&desk, &shown).with_discarding(typed.hvorfor, errors))
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
    Ok(done(&path(case, letter), "Brevet ligger i udbakken igen og sendes om lidt."))
}

/// Where a letter's page is.
pub(crate) fn path(case: CaseId, letter: LetterId) -> String {
    format!("/sager/{case}/breve/{letter}")
}
