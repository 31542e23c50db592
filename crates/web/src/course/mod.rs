//! "Begynd et forløb": a further course in a case, begun by hand.

use crate::case::{Head, Place, SEE, WORK};
use crate::error::{Failure, Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, date_value, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Empty, Field, Hidden, Summary};
use crate::routes::Routes;
use crate::session::Desk;
use crate::wording::Wording;
use app::{Reason, Refused, StepRefused};
use askama::Template;
use domain::ids::CaseId;
use serde::Deserialize;

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new().get("/sager/{id}/forloeb", SEE, show).post("/sager/{id}/forloeb", WORK, begin)
}

#[derive(Template)]
#[template(path = "course/show.html")]
struct Show {
    frame: Frame,
    head: Head,
    number: String,
    case: CaseId,
    may_work: bool,
    offered: Vec<Choice>,
    /// Forms that begin a course: title and path.
    forms: Vec<(String, String)>,
    typed: Typed,
    errors: Errors,
}

impl Show {
    fn which(&self) -> Choices {
        Choices::radios("forloeb", "Hvad skal begynde?", &self.offered, &self.typed.forloeb, &self.errors)
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    forloeb: String,
    dag: String,
}

async fn show(desk: Desk, Id(case): Id<CaseId>) -> Page {
    let typed = Typed { dag: date_value(desk.app.today()), ..Typed::default() };
    page(&read(&desk, case, typed, Errors::default()).await?)
}

async fn read(desk: &Desk, case: CaseId, typed: Typed, errors: Errors) -> Result<Show, Failure> {
    let (view, offered) = app::course::offered(&desk.app, &desk.actor, case).await?;
    let choice = |procedure: &&domain::procedure::Procedure| {
        Choice::new(procedure.id.clone(), procedure.title.clone()).hint(procedure.source.clone().unwrap_or_default())
    };
    Ok(Show {
        frame: desk.frame(Here::Elsewhere),
        head: Head::of(&desk.app, &view, Place::Course),
        number: view.file.case.number.to_string(),
        case,
        may_work: view.may.work && view.file.case.closed_on.is_none(),
        offered: offered.iter().map(choice).collect(),
        forms: app::form::beginning(&desk.app, view.today)
            .into_iter()
            .map(|form| (form.title.clone(), format!("/sager/{case}/skema/{}", form.id)))
            .collect(),
        typed,
        errors,
    })
}

async fn begin(desk: Desk, Id(case): Id<CaseId>, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let day = check.date("dag", &typed.dag);
    if typed.forloeb.trim().is_empty() {
        check.wrong("forloeb", "Vælg, hvad der skal begynde.");
    }
    let errors = match (check.errors(), day) {
        (None, Some(day)) => {
            match once(app::course::begin(&desk.app, &desk.actor, case, typed.forloeb.trim(), day).await) {
                Ok(()) => return Ok(done(&format!("/sager/{case}"), "Forløbet er begyndt.")),
                Err(Refused::Because(Reason::Step(StepRefused::InTheFuture))) => {
                    Errors::one("dag", "Den første dag ligger efter i dag. Vælg den dag, det begyndte.")
                }
                Err(Refused::Because(Reason::Step(_))) => {
                    Errors::one("forloeb", "Det forløb er allerede i gang i sagen, eller det begyndes ikke i hånden.")
                }
                Err(Refused::Because(reason)) => Errors::one("", reason.danish()),
                Err(other) => return Err(other.into()),
            }
        }
        (errors, _) => errors.unwrap_or_default(),
    };
    page_again(&read(&desk, case, typed, errors).await?)
}
