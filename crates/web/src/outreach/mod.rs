//! Who the citizen's outreach caseworker is: chosen, changed, and taken off.

use crate::case::{Head, Place, SEE, WORK};
use crate::error::{Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Field, Hidden, Summary};
use crate::routes::Routes;
use crate::session::Desk;
use crate::wording::Wording;
use app::outreach::Allocation;
use app::{Reason, Refused};
use askama::Template;
use domain::ids::{CaseId, StaffId};
use serde::Deserialize;

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new().get("/sager/{id}/fremskudt", SEE, show).post("/sager/{id}/fremskudt", WORK, allocate).post(
        "/sager/{id}/fremskudt/ophoer",
        WORK,
        end,
    )
}

#[derive(Template)]
#[template(path = "outreach/show.html")]
struct Show {
    frame: Frame,
    head: Head,
    number: String,
    case: CaseId,
    current: Option<String>,
    /// Of the citizen, also by another case.
    marked: Option<String>,
    choices: Vec<Choice>,
    may: bool,
    chosen: String,
    errors: Errors,
    reason: String,
    end_errors: Errors,
}

impl Show {
    fn who(&self) -> Choices {
        Choices::radios("hvem", "Hvem bliver fremskudt sagsbehandler?", &self.choices, &self.chosen, &self.errors)
    }
}

async fn show(desk: Desk, Id(case): Id<CaseId>) -> Page {
    let found = app::outreach::show(&desk.app, &desk.actor, case).await?;
    page(&read(&desk, &found))
}

fn read(desk: &Desk, found: &Allocation<'_>) -> Show {
    let view = &found.view;
    let chosen = found.current.as_ref().map(|staff| staff.id.to_string()).unwrap_or_default();
    Show {
        frame: desk.frame(Here::Elsewhere),
        head: Head::of(&desk.app, view, Place::Course),
        number: view.file.case.number.to_string(),
        case: view.file.case.id,
        current: found.current.as_ref().map(|staff| staff.name.clone()),
        marked: view.outreach.as_ref().map(|(_, name)| name.clone()),
        choices: found.candidates.iter().map(|staff| Choice::new(staff.id.to_string(), &staff.name)).collect(),
        may: found.may,
        chosen,
        errors: Errors::default(),
        reason: String::new(),
        end_errors: Errors::default(),
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Chosen {
    hvem: String,
}

async fn allocate(desk: Desk, Id(case): Id<CaseId>, Form(typed): Form<Chosen>) -> Page {
    let mut check = Check::new();
    let to: Option<StaffId> = check.id("hvem", &typed.hvem);
    let errors = match (check.errors(), to) {
        (None, Some(to)) => match once(app::outreach::allocate(&desk.app, &desk.actor, case, to).await) {
            Ok(()) => {
                let text = "Borgeren har fået en fremskudt sagsbehandler. Mærket står nu ved borgeren.";
                return Ok(done(&format!("/sager/{case}"), text));
            }
            Err(Refused::Because(reason)) => Errors::one("hvem", reason.danish()),
            Err(other) => return Err(other.into()),
        },
        (errors, _) => errors.unwrap_or_default(),
    };
    let found = app::outreach::show(&desk.app, &desk.actor, case).await?;
    page_again(&Show { chosen: typed.hvem, errors, ..read(&desk, &found) })
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Ended {
    grund: String,
}

async fn end(desk: Desk, Id(case): Id<CaseId>, Form(typed): Form<Ended>) -> Page {
    let errors = match once(app::outreach::end(&desk.app, &desk.actor, case, &typed.grund).await) {
        Ok(()) => return Ok(done(&format!("/sager/{case}"), "Mærket er taget af borgeren.")),
        Err(Refused::Because(reason @ Reason::ReasonMissing)) => Errors::one("grund", reason.danish()),
        Err(Refused::Because(reason)) => Errors::one("", reason.danish()),
        Err(other) => return Err(other.into()),
    };
    let found = app::outreach::show(&desk.app, &desk.actor, case).await?;
    page_again(&Show { reason: typed.grund, end_errors: errors, ..read(&desk, &found) })
}
