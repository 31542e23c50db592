//! Nødadgang (break-glass): a foreign case opened for eight hours, for a stated purpose and reason.

use crate::OWN;
use crate::error::{Failure, Page, page, page_again};
use crate::form::{Check, Errors, Form, done};
use crate::layout::{Frame, Here, has_right};
use crate::parts::{Alert, Choice, Choices, Empty, Field, Hidden, Summary, Tone};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::{Wording, acts, danish};
use app::break_glass::{HOURS, Purpose, SHORTEST_REASON, UsedBreakGlass, Which, is_told, told};
use app::{Reason, Refused, Resource};
use askama::Template;
use domain::access::{Action, Object};
use domain::cpr::Cpr;
use domain::ids::CaseNumber;
use serde::Deserialize;

/// Its routes. The page is also where leaders are told, some of whom may not break the glass themselves.
pub(crate) fn routes() -> Routes {
    let may = Needs::Right(Action::BreakGlass, Object::Case);
    Routes::new().get("/noedadgang", OWN, show).post("/noedadgang", may, open)
}

#[derive(Template)]
#[template(path = "break_glass/show.html")]
struct Show {
    frame: Frame,
    may: bool,
    hours: i64,
    hint: String,
    purposes: Vec<Choice>,
    typed: Typed,
    errors: Errors,
    told: Option<Vec<Told>>,
}

/// A use, as the leader is told.
struct Told {
    when: String,
    iso: String,
    until: String,
    by: String,
    number: String,
    path: String,
    purpose: String,
    reason: String,
}

/// What is typed.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    hvilken: String,
    formaal: String,
    grund: String,
}

async fn show(desk: Desk) -> Page {
    page(&view(&desk, Typed::default(), Errors::default()).await?)
}

async fn view(desk: &Desk, typed: Typed, errors: Errors) -> Result<Show, Failure> {
    let may = has_right(&desk.actor, Action::BreakGlass, Object::Case);
    let leads = is_told(&desk.actor);
    if !may && !leads {
        return Err(Refused::NotFound.into());
    }
    let used = if leads { Some(told(&desk.app, &desk.actor).await?) } else { None };
    let purposes = Purpose::ALL.iter().map(|(_, code)| Choice::new(*code, acts::purpose(code).unwrap_or(code)));
    Ok(Show {
        frame: desk.frame(Here::Elsewhere),
        may,
        hours: HOURS,
        hint: format!("Mindst {SHORTEST_REASON} tegn. Skriv det, så din leder og borgeren kan forstå det."),
        purposes: purposes.collect(),
        typed,
        errors,
        told: used.map(|used| used.iter().map(told_view).collect()),
    })
}

fn told_view(used: &UsedBreakGlass) -> Told {
    Told {
        when: danish::instant(used.at),
        iso: used.at.to_string(),
        until: danish::instant(used.until),
        by: used.by.clone(),
        number: used.number.to_string(),
        path: format!("/sager/{}/historik", used.case),
        purpose: acts::purpose(&used.purpose).unwrap_or(&used.purpose).to_string(),
        reason: used.reason.clone(),
    }
}

async fn open(desk: Desk, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let which = which(&desk, &mut check, &typed.hvilken);
    let purpose = check.choice("formaal", &typed.formaal, |code| {
        Purpose::ALL.iter().find(|(_, known)| *known == code).map(|(purpose, _)| *purpose)
    });
    let reason = check.text("grund", &typed.grund);
    if !reason.is_empty() && reason.chars().count() < SHORTEST_REASON {
        check.wrong("grund", format!("Grunden er for kort. Skriv mindst {SHORTEST_REASON} tegn."));
    }
    let errors = match (check.errors(), which, purpose) {
        (None, Some(which), Some(purpose)) => {
            match app::break_glass::open(&desk.app, &desk.actor, which, purpose, &reason).await {
                Ok(cases) => match cases.first() {
                    Some(case) => return Ok(done(&format!("/sager/{case}"), OPENED)),
                    None => Errors::one("hvilken", NOTHING),
                },
                Err(Refused::Replayed(Resource::Case(case))) => return Ok(done(&format!("/sager/{case}"), OPENED)),
                Err(Refused::NotFound) => Errors::one("hvilken", NOTHING),
                Err(Refused::Because(reason @ Reason::TooManyLookups)) => return Err(reason.into()),
                Err(Refused::Because(reason)) => Errors::one("", reason.danish()),
                Err(other) => return Err(other.into()),
            }
        }
        (errors, _, _) => errors.unwrap_or_default(),
    };
    page_again(&view(&desk, typed, errors).await?)
}

const OPENED: &str = "Sagen er åbnet for dig i otte timer. Lederen har fået besked. Har borgeren flere sager, står de på borgerens side.";
const NOTHING: &str = "Der er ingen sag at åbne med det nummer. Forsøget er noteret.";

/// A CPR number or a case number; which one is seen from its form.
fn which(desk: &Desk, check: &mut Check, typed: &str) -> Option<Which> {
    let typed = check.line("hvilken", typed);
    if typed.is_empty() {
        return None;
    }
    if let Ok(number) = typed.parse::<CaseNumber>() {
        return Some(Which::Number(number));
    }
    match Cpr::parse(&typed, desk.app.today()) {
        Ok(cpr) => Some(Which::Cpr(cpr)),
        Err(why) => {
            check.wrong(
                "hvilken",
                format!("Det er hverken et sagsnummer (2026-000123) eller et CPR-nummer. {}", why.danish()),
            );
            None
        }
    }
}
