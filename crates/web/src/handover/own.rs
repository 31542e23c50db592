//! One case goes to a colleague; and who has had it, with the days.

use super::checklist::{self, Checklist};
use super::typed::{self, EACH, FOR_GOOD, LEADER, SOME, Stage, Typed};
use super::{lasts, letters, named, preview, refused};
use crate::case::{Head, Place, SEE, WORK};
use crate::error::{Failure, Page, page, page_again};
use crate::form::{Errors, Form, Id, date_value, done};
use crate::layout::{Frame, Here, has_right};
use crate::parts::{Choice, Choices, Field, Hidden, Summary};
use crate::routes::Routes;
use crate::session::Desk;
use crate::wording::{Wording, danish};
use app::case::View;
use app::handover::PeriodRow;
use app::{Refused, Resource};
use askama::Template;
use domain::access::{Action, Object};
use domain::handover::{Planned, Wanted, Which};
use domain::ids::CaseId;

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new().get("/sager/{id}/skift", SEE, show).post("/sager/{id}/skift", WORK, carry_out)
}

#[derive(Template)]
#[template(path = "handover/own.html")]
struct Own {
    frame: Frame,
    head: Head,
    number: String,
    errors: Errors,
    history: Vec<Period>,
    checklist: Option<Checklist>,
    form: Option<Giving>,
    why_not: &'static str,
}

/// A time somebody was responsible.
struct Period {
    who: String,
    days: String,
    now: bool,
}

/// The form that gives the case to a colleague.
struct Giving {
    path: String,
    choices: Vec<Choices>,
    fields: Vec<Field>,
}

async fn show(desk: Desk, Id(case): Id<CaseId>) -> Page {
    page(&read(&desk, case, None, Errors::default()).await?)
}

async fn read(desk: &Desk, case: CaseId, typed: Option<Typed>, errors: Errors) -> Result<Own, Failure> {
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    let history = app::handover::history(&desk.app, &desk.actor, case).await?;
    let closed = view.file.case.closed_on.is_some();
    let own = view.file.case.responsible == desk.actor.id();
    let may = !closed && view.may.work && (own || has_right(&desk.actor, Action::Lead, Object::Case));
    let form = if may { Some(giving(desk, &view, typed, &errors).await?) } else { None };
    Ok(Own {
        frame: desk.frame(Here::Elsewhere),
        head: Head::of(&desk.app, &view, Place::Course),
        number: view.file.case.number.to_string(),
        history: history.iter().rev().map(period).collect(),
        checklist: checklist::of(&view),
        why_not: match (closed, may) {
            (true, _) => "Sagen er lukket. En lukket sag har den ansvarlige, den havde.",
            (false, false) => "Den ansvarlige eller lederen kan give sagen videre.",
            (false, true) => "",
        },
        form,
        errors,
    })
}

fn period(row: &PeriodRow) -> Period {
    let from = danish::instant(row.from);
    Period {
        who: row.name.clone(),
        days: match row.until {
            Some(until) => format!("fra {from} til {}", danish::instant(until)),
            None => format!("siden {from}"),
        },
        now: row.until.is_none(),
    }
}

async fn giving(desk: &Desk, view: &View<'_>, typed: Option<Typed>, errors: &Errors) -> Result<Giving, Failure> {
    let asked_again = typed.is_some();
    let typed = typed.unwrap_or_else(|| fresh(view));
    let wanted = of_case(view, &typed, Stage::Preview).unwrap_or_else(|_| nobody_yet(view));
    let found = app::handover::preview(&desk.app, &desk.actor, &wanted).await?;
    let department = &view.file.case.department;
    let mut to: Vec<Choice> = Vec::new();
    if view.file.case.responsible != desk.actor.id() {
        to.push(Choice::new(LEADER, "Ikke kendt endnu: lederen har sagen imens"));
    }
    let fits = found.successors.iter().filter(|staff| &staff.department == department);
    to.extend(fits.map(|staff| named(&desk.app, staff)));
    let planned: Vec<Choice> =
        Planned::ALL.iter().map(|kind| Choice::new(Wording::code(kind), kind.danish())).collect();
    let mut fields = vec![
        Field::date("dag", "Første dag med den nye", typed.one("dag"), errors),
        Field::date("til", "Sidste dag, hvis det er for en tid", typed.one("til"), errors)
            .optional()
            .hint("Lad feltet stå tomt, når ingen ved det."),
    ];
    if asked_again {
        fields.extend(preview::asks(&desk.app, &typed, &found, errors));
    }
    fields.push(
        Field::text("hvorfor", "Hvorfor?", typed.one("hvorfor"), errors)
            .rows(3)
            .hint("For dig og lederen. Står aldrig i et brev eller på sagen."),
    );
    Ok(Giving {
        path: format!("/sager/{}/skift", view.file.case.id),
        choices: vec![
            Choices::select("afloeser", "Hvem overtager?", &to, typed.one("afloeser"), errors),
            Choices::radios("slags", "Er det planlagt?", &planned, typed.one("slags"), errors),
            Choices::radios("varighed", "Hvor længe?", &lasts(), typed.one("varighed"), errors),
        ],
        fields,
    })
}

fn fresh(view: &View<'_>) -> Typed {
    let pairs = [("slags", "planned".to_string()), ("varighed", FOR_GOOD.into()), ("dag", date_value(view.today))];
    Typed(pairs.into_iter().map(|(name, value)| (name.to_string(), value)).collect())
}

/// What is typed about this case, as what is typed about many is read.
fn of_case(view: &View<'_>, typed: &Typed, stage: Stage) -> Result<Wanted, Errors> {
    let case = &view.file.case;
    let mut pairs = typed.0.clone();
    pairs.retain(|(name, _)| !["hvem", "omfang", "sag"].contains(&name.as_str()));
    // One case has one successor.
    pairs.retain(|(name, value)| name != "afloeser" || value != EACH);
    pairs.push(("hvem".into(), case.responsible.to_string()));
    pairs.push(("omfang".into(), SOME.into()));
    pairs.push(("sag".into(), case.id.to_string()));
    let mut wanted = typed::read(&Typed(pairs), stage, &[])?;
    wanted.cases = Which::Some(vec![case.id]);
    Ok(wanted)
}

/// What a handover would be before anybody is chosen, so that the page can say who can take over.
fn nobody_yet(view: &View<'_>) -> Wanted {
    Wanted {
        from: view.file.case.responsible,
        cases: Which::Some(vec![view.file.case.id]),
        planned: Planned::Planned,
        duration: domain::handover::Duration::Permanent,
        successor: domain::handover::Successor::Leader,
        on: view.today,
        why: String::new(),
        said: std::collections::BTreeMap::new(),
    }
}

async fn carry_out(desk: Desk, Id(case): Id<CaseId>, Form(pairs): Form<Vec<(String, String)>>) -> Page {
    let typed = Typed(pairs);
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    let errors = match read_all(&desk, &view, &typed) {
        Ok(wanted) => {
            let later = view.today < wanted.on;
            match app::handover::carry_out(&desk.app, &desk.actor, wanted).await {
                Ok(_) | Err(Refused::Replayed(Resource::Handover(_))) => {
                    let said = if later {
                        "Skiftet er planlagt. Brevet ligger som kladde på sagen."
                    } else {
                        "Sagen har skiftet hånd. Læs brevet igennem, og send det."
                    };
                    return Ok(done(&format!("/sager/{case}/skift"), said));
                }
                Err(Refused::Because(reason)) => refused(&reason),
                Err(other) => return Err(other.into()),
            }
        }
        Err(errors) => errors,
    };
    drop(view);
    page_again(&read(&desk, case, Some(typed), errors).await?)
}

/// Reads what is typed with what the letters ask for.
fn read_all(desk: &Desk, view: &View<'_>, typed: &Typed) -> Result<Wanted, Errors> {
    let mut wanted = of_case(view, typed, Stage::Confirmed)?;
    wanted.said = typed::said(typed, &letters(&desk.app))?;
    Ok(wanted)
}
