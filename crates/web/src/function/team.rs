//! Functions in a department: seen by those who list its cases, given and ended by who leads it.

use super::{RowView, Typed, answered, plain, read};
use crate::error::{Failure, Page, page, page_again};
use crate::form::{Check, Errors, Form, date_value, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Empty, Field, Hidden, Summary, Tab, Tabs};
use crate::session::Desk;
use crate::wording::Wording;
use app::{Refused, function as act};
use askama::Template;
use axum::extract::Query;
use domain::function::Place as Where;
use domain::ids::FunctionId;
use serde::Deserialize;

const HOME: &str = "/holdet/funktioner";

#[derive(Template)]
#[template(path = "function/team.html")]
struct Show {
    frame: Frame,
    whose: Tabs,
    department: String,
    running: Vec<RowView>,
    over: Vec<RowView>,
    may_lead: bool,
    model: Choices,
    who: Choices,
    from: Field,
    until: Field,
    why: Field,
    held: Option<Choices>,
    because: Field,
    errors: Errors,
}

/// Which department.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    afdeling: String,
}

/// A function in a department as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct New {
    afdeling: String,
    funktion: String,
    hvem: String,
    fra: String,
    til: String,
    hvorfor: String,
}

/// Its end as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct End {
    afdeling: String,
    hvilken: String,
    grund: String,
}

/// Shows them.
pub(super) async fn show(desk: Desk, Query(wanted): Query<Wanted>) -> Page {
    let new = New { afdeling: wanted.afdeling, ..New::default() };
    page(&view(&desk, new, End::default(), Errors::default()).await?)
}

async fn view(desk: &Desk, new: New, end: End, errors: Errors) -> Result<Show, Failure> {
    let found = act::team(&desk.app, &desk.actor, &new.afdeling).await?;
    let title = |id: &str| desk.app.content.department(id).map_or_else(|| id.to_string(), |known| known.title.clone());
    let tab = |id: &String| Tab {
        title: title(id),
        path: format!("{HOME}?afdeling={id}"),
        current: *id == found.department,
        count: None,
    };
    let models = desk.app.content.functions.iter().filter(|model| model.places.contains(&Where::Team));
    let models: Vec<Choice> = models.map(|model| Choice::new(&model.id, &model.title)).collect();
    let person = |staff: &domain::staff::Staff| {
        Choice::new(staff.id.to_string(), format!("{}, {}", staff.name, title(&staff.department)))
    };
    let people: Vec<Choice> = found.colleagues.iter().map(person).collect();
    let running: Vec<RowView> = found.running.iter().map(|row| plain(&desk.app, row)).collect();
    let choice =
        |row: &RowView| Choice::new(format!("{}:{}", row.id, row.version), format!("{}: {}", row.title, row.who));
    let choices: Vec<Choice> = running.iter().map(choice).collect();
    let from = if new.fra.is_empty() { date_value(found.today) } else { new.fra.clone() };
    Ok(Show {
        frame: desk.frame(Here::Coordination),
        whose: Tabs { label: "Afdeling".into(), tabs: found.departments.iter().map(tab).collect() },
        over: found.over.iter().map(|row| plain(&desk.app, row)).collect(),
        may_lead: found.may_lead,
        model: Choices::radios("funktion", "Hvilken funktion?", &models, &new.funktion, &errors),
        who: Choices::select("hvem", "Hvem?", &people, &new.hvem, &errors),
        from: Field::date("fra", "Første dag", &from, &errors),
        until: Field::date("til", "Sidste dag", &new.til, &errors).optional(),
        why: Field::text("hvorfor", "Hvorfor?", &new.hvorfor, &errors).rows(2),
        held: (!choices.is_empty())
            .then(|| Choices::radios("hvilken", "Hvilken funktion ophører?", &choices, &end.hvilken, &errors)),
        because: Field::text("grund", "Hvorfor ophører den?", &end.grund, &errors).rows(2),
        department: found.department,
        running,
        errors,
    })
}

/// Gives one.
pub(super) async fn give(desk: Desk, Form(typed): Form<New>) -> Page {
    let whole = Typed {
        funktion: typed.funktion.clone(),
        hvem: typed.hvem.clone(),
        fra: typed.fra.clone(),
        til: typed.til.clone(),
        hvorfor: typed.hvorfor.clone(),
        ..Typed::default()
    };
    let errors = match read(&whole) {
        Err(errors) => errors,
        Ok(wanted) => match answered(act::give_in_team(&desk.app, &desk.actor, &typed.afdeling, wanted).await)? {
            None => return Ok(done(&home(&typed.afdeling), "Funktionen er givet på holdet.")),
            Some(errors) => errors,
        },
    };
    page_again(&view(&desk, typed, End::default(), errors).await?)
}

/// Ends one.
pub(super) async fn end(desk: Desk, Form(typed): Form<End>) -> Page {
    let mut check = Check::new();
    let held = check.choice("hvilken", &typed.hvilken, |code| {
        let (id, version) = code.split_once(':')?;
        Some((id.parse::<FunctionId>().ok()?, version.parse::<i64>().ok()?))
    });
    let why = check.text("grund", &typed.grund);
    let errors = match (check.errors(), held) {
        (None, Some(held)) => match once(act::end_in_team(&desk.app, &desk.actor, held, &why).await) {
            Ok(()) => return Ok(done(&home(&typed.afdeling), "Funktionen på holdet er ophørt.")),
            Err(Refused::Because(reason)) => Errors::one("hvilken", reason.danish()),
            Err(other) => return Err(other.into()),
        },
        (errors, _) => errors.unwrap_or_default(),
    };
    let new = New { afdeling: typed.afdeling.clone(), ..New::default() };
    page_again(&view(&desk, new, typed, errors).await?)
}

fn home(department: &str) -> String {
    let plain = department.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if plain && !department.is_empty() { format!("{HOME}?afdeling={department}") } else { HOME.to_string() }
}
