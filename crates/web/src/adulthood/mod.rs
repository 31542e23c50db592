//! "18 år": what the 18th birthday changes in a case, told before the day and after, on screen and on paper.

mod view;

use crate::case::{Head, Place, SEE, WORK};
use crate::error::{Page, page, page_again};
use crate::form::{Errors, Form, Id, done, once_letter};
use crate::layout::{Frame, Here};
use crate::parts::{Field, Hidden, Person, Summary};
use crate::routes::Routes;
use crate::session::Desk;
use crate::wording::Wording;
use app::Refused;
use app::adulthood::Overview;
use askama::Template;
use domain::ids::CaseId;
use serde::Deserialize;

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/sager/{id}/18-aar", SEE, show)
        .get("/sager/{id}/18-aar/udskriv", SEE, print)
        .get("/sager/{id}/18-aar/til-den-unge", SEE, for_the_young)
        .post("/sager/{id}/18-aar/brev", WORK, write)
}

/// What the birthday changes, as its pages show it.
struct Told {
    case: CaseId,
    number: String,
    /// There is something to tell; else why not.
    nothing: Option<&'static str>,
    /// The day, with its weekday.
    day: String,
    /// "om 3 måneder".
    distance: String,
    /// The last day as a child.
    eve: String,
    /// The day has come.
    is_past: bool,
    /// The day it was written in the journal.
    noted: Option<String>,
    citizen: String,
    person: String,
    consents: Vec<Consent>,
    kept: Vec<Consent>,
    ends: Vec<Around>,
    mandates: Vec<Around>,
    letters_before: String,
    letters_after: String,
    post: String,
    grants: Vec<Ending>,
}

/// A consent that stops, or goes on.
struct Consent {
    with: String,
    about: String,
    covers: String,
    by: String,
    until: String,
}

/// Somebody around the citizen.
struct Around {
    person: Person,
    days: String,
    covers: String,
}

/// A grant that ends.
struct Ending {
    title: String,
    since: String,
    /// The adult benefit to consider.
    adult: Option<Adult>,
}

/// An adult benefit.
struct Adult {
    title: String,
    law: String,
    path: String,
}

/// A letter about the birthday.
struct Offer {
    id: String,
    title: String,
    what: String,
}

#[derive(Template)]
#[template(path = "adulthood/show.html")]
struct Show {
    frame: Frame,
    head: Head,
    told: Told,
    letters: Vec<Offer>,
    contact: Field,
    may_work: bool,
    errors: Errors,
}

#[derive(Template)]
#[template(path = "adulthood/print.html")]
struct Print {
    frame: Frame,
    told: Told,
    today: String,
}

#[derive(Template)]
#[template(path = "adulthood/young.html")]
struct Young {
    frame: Frame,
    told: Told,
    contact: String,
    phone: String,
}

async fn show(desk: Desk, Id(case): Id<CaseId>) -> Page {
    let overview = app::adulthood::show(&desk.app, &desk.actor, case).await?;
    page(&whole(&desk, &overview, "", Errors::default()))
}

fn whole(desk: &Desk, overview: &Overview<'_>, contact: &str, errors: Errors) -> Show {
    let view = &overview.view;
    Show {
        frame: desk.frame(Here::Elsewhere),
        head: Head::of(&desk.app, view, Place::Birthday),
        told: view::told(&desk.app, overview),
        letters: overview
            .letters
            .iter()
            .map(|letter| Offer { id: letter.id.clone(), title: letter.title.clone(), what: letter.summary.clone() })
            .collect(),
        contact: Field::line("voksen", "Hvem er kontakten i voksenafdelingen? Navn og telefon", contact, &errors),
        may_work: view.may.work && view.file.case.closed_on.is_none(),
        errors,
    }
}

async fn print(desk: Desk, Id(case): Id<CaseId>) -> Page {
    let overview = app::adulthood::show(&desk.app, &desk.actor, case).await?;
    let today = crate::wording::danish::date_long(overview.view.today);
    page(&Print { told: view::told(&desk.app, &overview), frame: desk.frame(Here::Elsewhere), today })
}

async fn for_the_young(desk: Desk, Id(case): Id<CaseId>) -> Page {
    let overview = app::adulthood::show(&desk.app, &desk.actor, case).await?;
    let responsible = &overview.view.responsible;
    page(&Young {
        contact: responsible.name.clone(),
        phone: responsible.phone.clone(),
        told: view::told(&desk.app, &overview),
        frame: desk.frame(Here::Elsewhere),
    })
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    brev: String,
    voksen: String,
}

/// Makes one of the letters, filled in from the case.
async fn write(desk: Desk, Id(case): Id<CaseId>, Form(typed): Form<Typed>) -> Page {
    let made = if typed.voksen.trim().is_empty() {
        Err("Skriv navn og telefon på den, der er kontakt i voksenafdelingen. Det står i brevet.".to_string())
    } else {
        match once_letter(app::adulthood::write(&desk.app, &desk.actor, case, &typed.brev, &typed.voksen).await) {
            Ok(letter) => Ok(letter),
            Err(Refused::Because(reason)) => Err(reason.danish()),
            Err(other) => return Err(other.into()),
        }
    };
    match made {
        Ok(letter) => {
            let path = format!("/sager/{case}/breve/{letter}");
            Ok(done(&path, "Brevet er lavet ud fra sagen. Læs det igennem, og send det."))
        }
        Err(text) => {
            let overview = app::adulthood::show(&desk.app, &desk.actor, case).await?;
            page_again(&whole(&desk, &overview, &typed.voksen, Errors::one("voksen", text)))
        }
    }
}
