//! All divisions one has something to do with, and the export for who keeps the accounts.

use super::{SEES, department, departments, home};
use crate::error::{Failure, Page, page, page_again};
use crate::form::{Check, Errors, date_value};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Empty, Field, Summary};
use crate::routes::Routes;
use crate::session::Desk;
use crate::spreadsheet::{self, Cell};
use crate::wording::danish;
use app::financing::{self as act, Exported};
use askama::Template;
use axum::extract::Query;
use domain::indicator::Quarter;
use jiff::civil::Date;
use serde::Deserialize;

const HOME: &str = "/finansiering";

pub(super) fn routes() -> Routes {
    Routes::new().get(HOME, SEES, show).get("/finansiering/udtraek", SEES, take_out)
}

#[derive(Template)]
#[template(path = "financing/list.html")]
struct List {
    frame: Frame,
    rows: Vec<RowView>,
    empty: Empty,
    export: Option<Export>,
    errors: Errors,
}

struct RowView {
    path: String,
    number: String,
    who: String,
    holds: String,
    waits: String,
    mine: bool,
}

/// The fields of the export.
struct Export {
    from: Field,
    until: Field,
    department: Choices,
}

/// The period, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Period {
    fra: String,
    til: String,
    afdeling: String,
}

async fn show(desk: Desk) -> Page {
    let before = Quarter::of(desk.app.today()).before();
    let period = Period { fra: date_value(before.first()), til: date_value(before.last()), afdeling: String::new() };
    page(&view(&desk, &period, Errors::default()).await?)
}

async fn view(desk: &Desk, period: &Period, errors: Errors) -> Result<List, Failure> {
    let found = act::list(&desk.app, &desk.actor).await?;
    let rows = found.rows.iter().map(|row| RowView {
        path: home(row.family),
        number: row.number.to_string(),
        who: row.coordinator.clone().unwrap_or_else(|| "Ingen koordinator".into()),
        holds: match row.holds {
            Some((nr, from)) if row.payers.is_empty() => {
                format!("Udgave {nr}: udgifterne deles ikke fra {}", danish::date_short(from))
            }
            Some((nr, from)) => {
                format!("Udgave {nr} fra {}: {}", danish::date_short(from), departments(&desk.app, &row.payers))
            }
            None => "Ingen fordeling gælder i dag".into(),
        },
        waits: row.waits.as_ref().map_or_else(String::new, |(nr, waits)| {
            format!("Udgave {nr} venter på svar fra {}", departments(&desk.app, waits))
        }),
        mine: row.mine,
    });
    let choices: Vec<Choice> =
        desk.app.content.departments.iter().map(|known| Choice::new(&known.id, &known.title)).collect();
    Ok(List {
        rows: rows.collect(),
        empty: Empty {
            text:
                "Her står de familier, hvor udgifterne er delt mellem afdelinger, og hvem der skal svare. Der er ingen."
                    .into(),
            act: None,
        },
        export: found.may_export.then(|| Export {
            from: Field::date("fra", "Fra og med", &period.fra, &errors),
            until: Field::date("til", "Til og med", &period.til, &errors),
            department: Choices::select("afdeling", "Kun én afdeling", &choices, &period.afdeling, &errors).optional(),
        }),
        frame: desk.frame(Here::Financing),
        errors,
    })
}

async fn take_out(desk: Desk, Query(period): Query<Period>) -> Page {
    let mut check = Check::new();
    let days = check.date("fra", &period.fra).zip(check.date("til", &period.til));
    if days.is_some_and(|(from, until)| until < from) {
        check.wrong("til", "Den sidste dag ligger før den første.");
    }
    if !period.afdeling.is_empty() && desk.app.content.department(&period.afdeling).is_none() {
        check.wrong("afdeling", "Vælg en af mulighederne.");
    }
    let days = match (check.errors(), days) {
        (None, Some(days)) => days,
        (errors, _) => return page_again(&view(&desk, &period, errors.unwrap_or_default()).await?),
    };
    let only = Some(period.afdeling.as_str()).filter(|only| !only.is_empty());
    let found = act::export(&desk.app, &desk.actor, days, only).await?;
    let name = format!("delt-finansiering-{}-{}.csv", days.0, days.1);
    spreadsheet::file(&name, &HEADING, &rows(&desk, &found)).map_err(|error| app::Refused::Broken(error).into())
}

const HEADING: [&str; 13] = [
    "Linje",
    "Familie",
    "Koordinerende sag",
    "Udgave",
    "Indsats",
    "Bevilges af",
    "Betales af",
    "Andel i procent",
    "Fra",
    "Til",
    "Indsatsen i perioden, kr.",
    "Beløb, kr.",
    "Perioden",
];

fn rows(desk: &Desk, found: &Exported) -> Vec<Vec<Cell>> {
    let period = format!("{} til {}", numbers(found.from), numbers(found.until));
    let title = |id: &str| Cell::Text(department(&desk.app, id));
    let lines = found.lines.iter().map(|line| {
        vec![
            Cell::Text("Post".into()),
            Cell::Text(line.family.to_string()),
            Cell::Text(line.number.to_string()),
            Cell::Number(i64::from(line.version)),
            Cell::Text(line.measure.clone()),
            title(&line.granted_by),
            title(&line.department),
            Cell::Hundredths(line.share.points()),
            Cell::Day(line.from),
            Cell::Day(line.until),
            Cell::Amount(line.of),
            Cell::Amount(line.amount),
            Cell::Text(period.clone()),
        ]
    });
    let totals = found.totals.iter().map(|total| {
        let mut row = vec![Cell::Empty; HEADING.len()];
        let cells = [(0, Cell::Text("I alt".into())), (6, title(&total.department)), (11, Cell::Amount(total.amount))];
        for (place, cell) in cells.into_iter().chain([(12, Cell::Text(period.clone()))]) {
            if let Some(empty) = row.get_mut(place) {
                *empty = cell;
            }
        }
        row
    });
    lines.chain(totals).collect()
}

fn numbers(day: Date) -> String {
    danish::date_numbers(day)
}
