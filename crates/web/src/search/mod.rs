//! The search: by name, CPR number, case number, or words of notes and titles. It is sent as a form, so that nothing private stands in an address.

use crate::error::{Failure, Page, page, page_again};
use crate::form::{Errors, Form, LINE};
use crate::layout::{Frame, Here, has_right};
use crate::parts::{Empty, Field, Hidden, Outreach, Summary};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::{Wording, counted, danish};
use app::Refused;
use app::person::{Found, PersonHit};
use app::search::{Excerpt, MOST_TEXTS, TextHit, TextKind};
use askama::Template;
use axum::response::{IntoResponse, Redirect};
use domain::access::{Action, Object};
use jiff::civil::Date;
use serde::Deserialize;

const SEES: Needs = Needs::Right(Action::See, Object::Person);

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new().get("/borgere", SEES, show).post("/soeg", SEES, search)
}

#[derive(Template)]
#[template(path = "search/show.html")]
struct Show {
    frame: Frame,
    q: String,
    errors: Errors,
    results: Results,
    /// What stands in notes and titles, kind by kind.
    texts: Vec<Texts>,
    registers: bool,
    /// May open a foreign case with a reason.
    glass: bool,
}

/// What stands under the search field.
enum Results {
    /// Nothing has been asked.
    None,
    /// People, and how many in words.
    People(String, Vec<Hit>),
    /// Nobody the reader has to do with.
    Nobody(Empty),
    /// A CPR number of nobody the reader has to do with: whether it is known is not said. The number goes on as typed.
    Register(String),
}

struct Hit {
    path: String,
    name: String,
    born: String,
    protected: bool,
    outreach: Option<Outreach>,
    cases: Vec<(String, String)>,
}

/// Texts of one kind.
struct Texts {
    title: &'static str,
    /// How many, in words.
    number: String,
    lines: Vec<Text>,
}

struct Text {
    path: String,
    excerpt: Excerpt,
    citizen: String,
    protected: bool,
    number: String,
    case: String,
    /// The day, or that it is a draft.
    when: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    q: String,
}

async fn show(desk: Desk) -> Page {
    page(&view(&desk, String::new(), Errors::default(), Results::None))
}

fn view(desk: &Desk, q: String, errors: Errors, results: Results) -> Show {
    let registers = has_right(&desk.actor, Action::Register, Object::Person);
    let glass = has_right(&desk.actor, Action::BreakGlass, Object::Case);
    Show { frame: desk.frame(Here::People), q, errors, results, texts: Vec::new(), registers, glass }
}

async fn search(desk: Desk, Form(typed): Form<Typed>) -> Page {
    let q = typed.q.chars().take(LINE).collect::<String>();
    if q.trim().is_empty() {
        let errors = Errors::one("q", "Skriv et navn, et CPR-nummer, et sagsnummer eller ord fra en sag.");
        return page_again(&view(&desk, q, errors, Results::None));
    }
    let results = match app::person::search(&desk.app, &desk.actor, &q).await {
        Ok(Found::Case(case)) => return Ok(Redirect::to(&format!("/sager/{case}")).into_response()),
        Ok(Found::Person(person)) => return Ok(Redirect::to(&format!("/borgere/{person}")).into_response()),
        Ok(Found::People(hits)) if !hits.is_empty() => {
            let number = u64::try_from(hits.len()).unwrap_or(u64::MAX);
            let number = if number == u64::from(app::person::MOST_HITS) {
                format!("De første {number}. Skriv mere af navnet for at finde færre.")
            } else {
                format!("{} fundet", counted(number, "borger", "borgere"))
            };
            let today = desk.app.today();
            Results::People(number, hits.iter().map(|hit| hit_view(hit, today)).collect())
        }
        Ok(Found::Register(_)) => Results::Register(q.clone()),
        Ok(Found::People(_)) | Err(Refused::NotFound) => Results::Nobody(nobody()),
        Err(Refused::Because(reason)) => {
            return page_again(&view(&desk, q, Errors::one("q", reason.danish()), Results::None));
        }
        Err(other) => return Err(other.into()),
    };
    let texts = match &results {
        Results::People(..) | Results::Nobody(_) => texts(&desk, &q).await?,
        Results::None | Results::Register(_) => Vec::new(),
    };
    let mut found = view(&desk, q, Errors::default(), results);
    found.texts = texts;
    page(&found)
}

/// What stands in notes and titles, for those who list cases.
async fn texts(desk: &Desk, q: &str) -> Result<Vec<Texts>, Failure> {
    let hits = match app::search::text(&desk.app, &desk.actor, q).await {
        Err(Refused::NotFound) => Vec::new(),
        other => other?,
    };
    let kinds =
        [(TextKind::Note, "Notater i journalen"), (TextKind::Letter, "Breve"), (TextKind::Document, "Dokumenter")];
    let of = |(kind, title)| {
        let lines: Vec<Text> = hits.iter().filter(|hit| hit.kind == kind).map(text_view).collect();
        let number = u64::try_from(lines.len()).unwrap_or(u64::MAX);
        let number = if number == u64::from(MOST_TEXTS) {
            format!("De {number} nyeste. Skriv flere ord for at finde færre.")
        } else {
            format!("{number} fundet, de nyeste først")
        };
        Texts { title, number, lines }
    };
    Ok(kinds.map(of).into_iter().filter(|texts| !texts.lines.is_empty()).collect())
}

fn text_view(hit: &TextHit) -> Text {
    let case = format!("/sager/{}", hit.case);
    let path = match (hit.kind, hit.before) {
        (TextKind::Note, Some(before)) => format!("{case}/journal?foer={before}"),
        (TextKind::Note, None) => format!("{case}/journal"),
        (TextKind::Letter, _) => format!("{case}/breve/{}", hit.id),
        (TextKind::Document, _) => format!("{case}/dokumenter/{}", hit.id),
    };
    Text {
        path,
        excerpt: hit.excerpt.clone(),
        citizen: hit.citizen.clone(),
        protected: hit.protected,
        number: hit.number.to_string(),
        case,
        when: hit.day.map_or_else(|| "Kladde".to_string(), danish::date_plain),
    }
}

fn hit_view(hit: &PersonHit, today: Date) -> Hit {
    let age = domain::calendar::age_on(hit.born, today);
    Hit {
        path: format!("/borgere/{}", hit.id),
        name: hit.name.clone(),
        born: format!("{age} år, født {}", danish::date_plain(hit.born)),
        protected: hit.protected,
        outreach: hit.outreach.clone().map(Outreach::new),
        cases: hit.cases.iter().map(|(id, number)| (number.to_string(), format!("/sager/{id}"))).collect(),
    }
}

fn nobody() -> Empty {
    Empty {
        text:
            "Ingen fundet blandt de borgere, du har en sag med. Prøv begyndelsen af for- eller efternavnet, eller søg \
               på hele CPR-nummeret."
                .into(),
        act: None,
    }
}
