//! "Plan": the citizen's own words, goals as a line of steps, who does what by when, and how it went.

mod steps;
mod view;

use crate::case::{SEE, WORK};
use crate::error::{Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, Ids, done, once, parse_date};
use crate::questionnaire::asked;
use crate::routes::Routes;
use crate::security;
use crate::session::{Desk, Who};
use crate::wording::Wording;
use app::plan::Order;
use app::{Outcome, Reason, Refused};
use axum::extract::Query;
use domain::ids::CaseId;
use domain::plan::{Change, NotChanged, Reached, ids};
use domain::questionnaire::{AnswerRow, Spot};
use serde::Deserialize;
use view::{Citizen, Settling, Show, Typed, Writing, name_of};

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/sager/{id}/plan", SEE, show)
        .get("/sager/{id}/plan/{plan}/borger", SEE, citizen)
        .get("/sager/{id}/plan/{plan}/pdf", SEE, pdf)
        .post("/sager/{id}/plan/{plan}/maal", WORK, add)
        .post("/sager/{id}/plan/{plan}/ret", WORK, edit)
        .post("/sager/{id}/plan/{plan}/tag-ud", WORK, drop_goal)
        .post("/sager/{id}/plan/{plan}/naaet", WORK, settle)
        .post("/sager/{id}/plan/{plan}/genaabn", WORK, reopen)
        .post("/sager/{id}/plan/{plan}/opfulgt", WORK, review)
        .post("/sager/{id}/plan/{plan}/opgaver", WORK, make_tasks)
}

/// Which plan, and which goal is being written: `?ret=0`, `?ny=ja`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    plan: String,
    ret: String,
    ny: String,
}

async fn show(desk: Desk, Id(case): Id<CaseId>, Query(wanted): Query<Wanted>) -> Page {
    let which = Some(wanted.plan.as_str()).filter(|id| !id.is_empty());
    let shown = app::plan::show(&desk.app, &desk.actor, case, which).await?;
    let said_on = crate::form::date_value(shown.view.today);
    let goal = wanted.ret.parse::<usize>().ok();
    let goal = goal.and_then(|row| shown.current.as_ref()?.plan.goals.get(row));
    let writing = match goal {
        Some(goal) => Some(Writing { row: Some(goal.row), was: goal.text.clone(), said_on, ..Writing::default() }),
        None if !wanted.ny.is_empty() => Some(Writing { said_on, ..Writing::default() }),
        None => None,
    };
    let typed = Typed { writing, ..Typed::default() };
    page(&Show::of(&desk, &shown, &typed, &Errors::default(), Errors::default()))
}

async fn citizen(desk: Desk, Ids(case, form): Ids<CaseId, String>) -> Page {
    let shown = app::plan::show(&desk.app, &desk.actor, case, Some(&form)).await?;
    let current = shown.current.as_ref().ok_or(Refused::NotFound)?;
    page(&Citizen::of(&desk, &shown, current))
}

async fn pdf(desk: Desk, Ids(case, form): Ids<CaseId, String>) -> Page {
    let (name, bytes) = app::plan::pdf(&desk.app, &desk.actor, case, &form).await?;
    Ok(security::download(&name, "application/pdf", bytes))
}

/// All fields as they come: a goal's are content's.
type Fields = Vec<(String, String)>;

fn one<'t>(typed: &'t Fields, name: &str) -> &'t str {
    typed.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

fn knew_of(typed: &Fields) -> u32 {
    one(typed, "kendt").parse().unwrap_or_default()
}

/// The goal it is about; none at all is for the core to refuse.
fn row_of(typed: &Fields) -> usize {
    one(typed, "raekke").parse().unwrap_or(usize::MAX)
}

fn home(case: CaseId, form: &str) -> String {
    format!("/sager/{case}/plan?plan={form}")
}

/// A goal as written: a field one emptied is emptied.
fn written(desk: &Desk, form: &str, typed: &Fields) -> Result<AnswerRow, Refused> {
    let form = app::plan::forms(&desk.app, desk.app.today()).find(|known| known.id == form).ok_or(Refused::NotFound)?;
    let columns = view::columns(form);
    let mut cells = asked::read_row(columns, view::PREFIX, typed);
    for column in columns.iter().filter(|column| typed.iter().any(|(key, _)| *key == name_of(&column.id))) {
        cells.entry(column.id.clone()).or_default();
    }
    Ok(cells)
}

async fn add(desk: Desk, Ids(case, form): Ids<CaseId, String>, Who(actor): Who, Form(typed): Form<Fields>) -> Page {
    let mut cells = written(&desk, &form, &typed)?;
    cells.retain(|_, text| !text.trim().is_empty());
    let writing = Writing { cells: cells.clone(), said_on: one(&typed, "sagt").into(), ..Writing::default() };
    let order = order(&form, Change::AddGoal(cells), &typed);
    let outcome = app::plan::change(&desk.app, &actor, case, order).await;
    let typed = Typed { writing: Some(writing), ..Typed::default() };
    settled(&desk, case, &form, outcome, typed, "Målet står i planen.").await
}

async fn edit(desk: Desk, Ids(case, form): Ids<CaseId, String>, Who(actor): Who, Form(typed): Form<Fields>) -> Page {
    let row = row_of(&typed);
    let cells = written(&desk, &form, &typed)?;
    let writing = Writing {
        row: Some(row),
        was: one(&typed, "var").into(),
        cells: cells.clone(),
        said_on: one(&typed, "sagt").into(),
    };
    let order = order(&form, Change::EditGoal { row, cells }, &typed);
    let outcome = app::plan::change(&desk.app, &actor, case, order).await;
    let typed = Typed { writing: Some(writing), ..Typed::default() };
    settled(&desk, case, &form, outcome, typed, "Målet er rettet. Det, der stod før, er i historikken.").await
}

fn order(form: &str, change: Change, typed: &Fields) -> Order {
    Order { form: form.to_string(), change, said_on: parse_date(one(typed, "sagt")), knew_of: knew_of(typed) }
}

async fn drop_goal(
    desk: Desk,
    Ids(case, form): Ids<CaseId, String>,
    Who(actor): Who,
    Form(typed): Form<Fields>,
) -> Page {
    let change = Change::DropGoal(row_of(&typed));
    let outcome = app::plan::change(&desk.app, &actor, case, order(&form, change, &typed)).await;
    settled(&desk, case, &form, outcome, Typed::default(), "Målet er taget ud af planen. Det står i historikken.").await
}

async fn reopen(desk: Desk, Ids(case, form): Ids<CaseId, String>, Who(actor): Who, Form(typed): Form<Fields>) -> Page {
    let change = Change::Reopen(row_of(&typed));
    let outcome = app::plan::change(&desk.app, &actor, case, order(&form, change, &typed)).await;
    settled(&desk, case, &form, outcome, Typed::default(), "I arbejder videre med målet.").await
}

async fn settle(desk: Desk, Ids(case, form): Ids<CaseId, String>, Who(actor): Who, Form(typed): Form<Fields>) -> Page {
    let row = row_of(&typed);
    let settling = Settling {
        row,
        reached: one(&typed, "naaet").into(),
        on: one(&typed, "dag").into(),
        well: one(&typed, "godt").into(),
        less: one(&typed, "mindre").into(),
    };
    let mut check = Check::new();
    let reached = check.choice("naaet", &settling.reached, Reached::from_word);
    let on = check.date("dag", &settling.on);
    let went_well = check.optional_text("godt", &settling.well);
    let less_well = check.optional_text("mindre", &settling.less);
    let kept = Typed { settling: Some(settling), ..Typed::default() };
    match (check.errors(), reached, on) {
        (None, Some(reached), Some(on)) => {
            let change = Change::Settle { row, reached, on, went_well, less_well };
            let outcome = app::plan::change(&desk.app, &actor, case, order(&form, change, &typed)).await;
            settled(&desk, case, &form, outcome, kept, "Det er skrevet, hvordan det gik med målet.").await
        }
        (errors, ..) => {
            let mut named = Errors::default();
            for (field, said) in errors.unwrap_or_default().iter() {
                named.add(format!("{field}-{row}"), said);
            }
            again(&desk, case, &form, kept, named.clone(), named).await
        }
    }
}

async fn review(desk: Desk, Ids(case, form): Ids<CaseId, String>, Who(actor): Who, Form(typed): Form<Fields>) -> Page {
    let text = |name: &str| one(&typed, name).to_string();
    let (day, status, goals) = (text("fulgt-op"), text("status"), text("nye-maal"));
    let mut check = Check::new();
    let on = check.date("fulgt-op", &day);
    let said = check.text("status", &status);
    let new_goals = check.choice("nye-maal", &goals, |word| match word {
        "ja" => Some(true),
        "nej" => Some(false),
        _ => None,
    });
    let kept = Typed { review: Some((day, status, goals)), ..Typed::default() };
    match (check.errors(), on, new_goals) {
        (None, Some(on), Some(new_goals)) => {
            let change = Change::Review { on, status: said, new_goals };
            let outcome = app::plan::change(&desk.app, &actor, case, order(&form, change, &typed)).await;
            settled(&desk, case, &form, outcome, kept, "Opfølgningen er skrevet i planen.").await
        }
        (errors, ..) => {
            let errors = errors.unwrap_or_default();
            again(&desk, case, &form, kept, errors.clone(), errors).await
        }
    }
}

async fn make_tasks(desk: Desk, Ids(case, form): Ids<CaseId, String>, Who(actor): Who, Form(_): Form<Fields>) -> Page {
    let outcome = app::plan::make_tasks(&desk.app, &actor, case, &form).await;
    settled(&desk, case, &form, outcome, Typed::default(), "Aftalerne med en dag er nu opgaver.").await
}

async fn settled<T>(
    desk: &Desk,
    case: CaseId,
    form: &str,
    outcome: Outcome<T>,
    typed: Typed,
    notice: &'static str,
) -> Page {
    match once(outcome) {
        Ok(()) => Ok(done(&home(case, form), notice)),
        Err(Refused::Because(reason)) => {
            let (errors, summary) = said(&reason, &typed);
            let stale = matches!(reason, Reason::Stale | Reason::Plan(NotChanged::NoSuchGoal));
            if stale {
                moved(desk, case, form, typed, summary).await
            } else {
                again(desk, case, form, typed, errors, summary).await
            }
        }
        Err(other) => Err(other.into()),
    }
}

/// What is wrong, at its field and in the summary.
fn said(reason: &Reason, typed: &Typed) -> (Errors, Errors) {
    let mut errors = Errors::default();
    match reason {
        Reason::FormIncomplete(wrong) => {
            for (spot, why) in wrong {
                let field = match spot {
                    Spot::Field(field) if field == ids::SAID_ON => "sagt".to_string(),
                    Spot::Cell(_, _, column) | Spot::Field(column) => name_of(column),
                };
                errors.add(field, why.danish());
            }
        }
        Reason::Plan(NotChanged::EmptyGoal) => errors.add(name_of(ids::GOAL), reason.danish()),
        Reason::Plan(NotChanged::NoWords) if typed.review.is_some() => errors.add("status", reason.danish()),
        Reason::Plan(NotChanged::OutsideTime) if typed.review.is_some() => errors.add("fulgt-op", reason.danish()),
        Reason::Plan(why @ (NotChanged::NoWords | NotChanged::OutsideTime)) => {
            let row = typed.settling.as_ref().map_or(0, |settling| settling.row);
            let field = if *why == NotChanged::NoWords { "godt" } else { "dag" };
            errors.add(format!("{field}-{row}"), reason.danish());
        }
        _ => errors.add("", reason.danish()),
    }
    (errors.clone(), errors)
}

async fn again(desk: &Desk, case: CaseId, form: &str, typed: Typed, errors: Errors, summary: Errors) -> Page {
    let shown = app::plan::show(&desk.app, &desk.actor, case, Some(form)).await?;
    page_again(&Show::of(desk, &shown, &typed, &errors, summary))
}

/// Somebody changed the plan meanwhile: theirs is shown, and what was typed is laid on the goal that still has the name
/// it had, else offered as a new one; never on whichever stands in its place now.
async fn moved(desk: &Desk, case: CaseId, form: &str, mut typed: Typed, summary: Errors) -> Page {
    let shown = app::plan::show(&desk.app, &desk.actor, case, Some(form)).await?;
    let goals = shown.current.as_ref().map_or(&[][..], |current| current.plan.goals.as_slice());
    if let Some(writing) = typed.writing.as_mut().filter(|writing| writing.row.is_some()) {
        let known = goals.iter().find(|goal| goal.text == writing.was);
        writing.row = known.map(|goal| goal.row);
        let actions =
            |goal: &domain::plan::Goal| goal.actions.iter().map(|one| one.what.clone()).collect::<Vec<_>>().join(". ");
        typed.saved = known.map(|goal| format!("{}. {}", goal.text, actions(goal))).unwrap_or_default();
    }
    page_again(&Show::of(desk, &shown, &typed, &Errors::default(), summary))
}
