//! The model in figures, for those who lead: each indicator quarter by quarter, with what it is counted from, and the
//! cases behind a quarter that the reader may open.

use crate::{Actor, App, Outcome, Refused, access, form};
use domain::access::Action;
use domain::family::{Gathering, next_status};
use domain::ids::{CaseId, CaseNumber};
use domain::indicator::{Figure, Indicator, Observation, QUARTERS, Quarter, observe, trend};
use domain::setting::{Dated, Value};
use jiff::civil::Date;
use std::collections::BTreeMap;
use store::indicator::Tells;

/// How few are hidden, when the municipality has not said; the setting goes before it.
const FEWEST: u32 = 5;
/// The setting with how few are hidden.
const FEWEST_SETTING: &str = "indikator-mindste-antal";

/// An indicator with its figures.
pub struct Shown<'a> {
    /// What it is.
    pub indicator: &'a Indicator,
    /// Quarter by quarter, oldest first; the last is the one that runs.
    pub trend: Vec<(Quarter, Figure)>,
    /// The target in force, if one is set.
    pub target: Option<(i64, &'a Dated)>,
}

/// The page.
pub struct View<'a> {
    /// Departments the reader leads, by id.
    pub departments: Vec<String>,
    /// The one that is shown.
    pub department: String,
    /// The indicators, in content's order.
    pub shown: Vec<Shown<'a>>,
    /// Fewer than so many are hidden.
    pub fewest: u32,
    /// Today.
    pub today: Date,
}

/// Departments the actor leads.
fn led(actor: &Actor) -> Vec<String> {
    let mut departments = vec![actor.staff.department.clone()];
    departments.extend(actor.staff.heads.iter().cloned());
    departments.dedup();
    departments.retain(|department| access::to_lead_in(actor, department).is_ok());
    departments
}

/// The department asked for, if the actor leads it; the first they lead when none is asked for.
fn chosen(actor: &Actor, wanted: Option<&str>) -> Outcome<(Vec<String>, String)> {
    let departments = led(actor);
    let found = match wanted {
        Some(wanted) => departments.iter().find(|department| *department == wanted),
        None => departments.first(),
    };
    let department = found.cloned().ok_or(Refused::NotFound)?;
    Ok((departments, department))
}

/// Shows the model's indicators of a department.
///
/// # Errors
/// Not found for who does not lead it.
pub async fn show<'a>(app: &'a App, actor: &Actor, wanted: Option<&str>) -> Outcome<View<'a>> {
    shown(app, actor, wanted, "see_indicators").await
}

/// The same, to be taken out as a list; the log tells that it was.
///
/// # Errors
/// Not found for who does not lead it.
pub async fn export<'a>(app: &'a App, actor: &Actor, wanted: Option<&str>) -> Outcome<View<'a>> {
    shown(app, actor, wanted, "export_indicators").await
}

async fn shown<'a>(app: &'a App, actor: &Actor, wanted: Option<&str>, code: &'static str) -> Outcome<View<'a>> {
    let (departments, department) = chosen(actor, wanted)?;
    let (seen, today) = observations(app, actor, &department, code).await?;
    let fewest = fewest(app, today);
    let last = Quarter::of(today);
    let shown = app.content.indicators.iter().map(|indicator| Shown {
        indicator,
        trend: trend(indicator.measured, seen.get(&indicator.id).map(Vec::as_slice).unwrap_or_default(), last, fewest),
        target: target(app, indicator, today),
    });
    Ok(View { shown: shown.collect(), departments, department, fewest, today })
}

/// What each indicator counts in a department over the quarters that are looked back on, by its id.
async fn observations(
    app: &App,
    actor: &Actor,
    department: &str,
    code: &'static str,
) -> Outcome<(BTreeMap<String, Vec<Observation>>, Date)> {
    let scope = access::scope(actor)?;
    let mut look = app.look(actor, code).await?;
    let today = look.today();
    let status = app.content.meeting_kinds.all_on(today).find(|kind| kind.gathering == Some(Gathering::Status));
    let tells = Tells {
        plans: joint_plans(app, today),
        status: status.map(|kind| kind.id.clone()),
        rating: rating(app, today),
    };
    let facts = look.tx.family_facts(&scope, department, &tells).await?;
    look.done(None, vec![department.to_string()], Vec::new()).await?;
    let rhythm = status.and_then(|kind| kind.rhythm.clone());
    let due = |day: Date| match &rhythm {
        Some(rhythm) => next_status(None, day, rhythm, &app.content.calendar).due,
        None => Date::MAX,
    };
    let quarters = Quarter::of(today).so_many(QUARTERS);
    let counted = app.content.indicators.iter();
    let counted =
        counted.map(|indicator| (indicator.id.clone(), observe(indicator.measured, &facts, &quarters, today, &due)));
    Ok((counted.collect(), today))
}

/// Forms that are a plan for all of a family: for children and grown-ups alike.
fn joint_plans(app: &App, today: Date) -> Vec<String> {
    let forms = app.content.questionnaires.all_on(today);
    let joint = forms
        .filter(|form| form.kept_in.as_deref() == Some(form::PLAN))
        .filter(|form| form.plan.as_ref().is_some_and(|plan| plan.ages.0 == 0 && 18 < plan.ages.1));
    joint.map(|form| form.id.clone()).collect()
}

fn rating(app: &App, today: Date) -> Option<String> {
    let mut forms = app.content.questionnaires.all_on(today);
    forms.find(|form| form.kept_in.as_deref() == Some(form::RATING)).map(|form| form.id.clone())
}

fn fewest(app: &App, today: Date) -> u32 {
    match app.content.setting_on(FEWEST_SETTING, today).map(|dated| &dated.value) {
        Some(Value::Number(number)) => u32::try_from(*number).unwrap_or(FEWEST).max(1),
        _ => FEWEST,
    }
}

fn target<'a>(app: &'a App, indicator: &Indicator, today: Date) -> Option<(i64, &'a Dated)> {
    let dated = app.content.setting_on(indicator.target.as_ref()?, today)?;
    match dated.value {
        Value::Number(number) => Some((number, dated)),
        _ => None,
    }
}

/// A case behind a quarter.
pub struct Behind {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: CaseNumber,
    /// Whether it is as the model wants it.
    pub met: bool,
    /// Days, where days are counted.
    pub days: Option<i64>,
}

/// The cases behind one quarter of an indicator.
pub struct Cases<'a> {
    /// The indicator.
    pub indicator: &'a Indicator,
    /// The department, by id.
    pub department: String,
    /// The quarter.
    pub quarter: Quarter,
    /// Those the reader may open.
    pub cases: Vec<Behind>,
    /// How many there are besides.
    pub others: usize,
}

/// The cases behind a quarter: those of them the reader may see, so that a leader can look at what a figure is made of.
///
/// # Errors
/// Not found for who does not lead the department, and for an indicator or quarter that is not shown.
pub async fn behind<'a>(
    app: &'a App,
    actor: &Actor,
    department: &str,
    indicator: &str,
    first_day: Date,
) -> Outcome<Cases<'a>> {
    let (_, department) = chosen(actor, Some(department))?;
    let found = app.content.indicators.iter().find(|known| known.id == indicator).ok_or(Refused::NotFound)?;
    let (seen, today) = observations(app, actor, &department, "see_indicator_cases").await?;
    let quarter = Quarter::of(first_day);
    if !Quarter::of(today).so_many(QUARTERS).contains(&quarter) {
        return Err(Refused::NotFound);
    }
    let mut look = app.look(actor, "see_indicator_cases").await?;
    let (mut cases, mut others) = (Vec::new(), 0usize);
    let here = seen.get(indicator).map(Vec::as_slice).unwrap_or_default();
    for observation in here.iter().filter(|seen| seen.quarter == quarter) {
        let Some(case) = observation.case else { continue };
        if access::to_case(&mut look.tx, actor, case, Action::See).await.is_err() {
            others = others.saturating_add(1);
            continue;
        }
        let number = look.tx.case_ref(case).await?.map(|case| case.number);
        cases.extend(number.map(|number| Behind { case, number, met: observation.met, days: observation.days }));
    }
    cases.sort_by_key(|behind| (behind.met, behind.number));
    look.done(None, cases.iter().map(|behind| behind.case.to_string()).collect(), Vec::new()).await?;
    Ok(Cases { indicator: found, department, quarter, cases, others })
}
