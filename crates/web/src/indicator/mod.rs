//! The model in figures (modellen i tal): what the theory of change is measured by, quarter by quarter, and the cases
//! behind each figure.

mod trend;

use crate::error::{Page, page};
use crate::form::date_value;
use crate::layout::{Frame, Here};
use crate::parts::{Alert, Empty, Tab, Tabs, Tone};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::spreadsheet::{self, Cell};
use crate::wording::counted;
use app::App;
use app::indicator::{self as act, Shown, View};
use askama::Template;
use axum::extract::{Path, Query};
use domain::access::{Action, Object};
use domain::indicator::{Figure, Measured, Quarter};
use jiff::civil::Date;
use serde::Deserialize;
use trend::Trend;

const HOME: &str = "/kvalitet/modellen";
const LEADS: Needs = Needs::Right(Action::Lead, Object::Case);

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new().get(HOME, LEADS, show).get("/kvalitet/modellen/udtraek", LEADS, take_out).get(
        "/kvalitet/modellen/sager/{indikator}",
        LEADS,
        behind,
    )
}

/// Which department, and of the cases behind a figure which quarter, by its first day.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    afdeling: String,
    kvartal: String,
}

#[derive(Template)]
#[template(path = "indicator/show.html")]
struct Show {
    frame: Frame,
    whose: Tabs,
    department: String,
    export: String,
    care: Alert,
    blocks: Vec<Block>,
    nothing: bool,
    empty: Empty,
}

/// An indicator.
struct Block {
    id: String,
    title: String,
    element: String,
    explains: String,
    counts: String,
    among: String,
    source: String,
    target: Option<String>,
    unconfirmed: bool,
    /// The last whole quarter, in one sentence.
    said: String,
    verdict: Option<&'static str>,
    trend: Trend,
    rows: Vec<RowView>,
}

struct RowView {
    quarter: String,
    running: bool,
    figure: String,
    of: String,
    target: &'static str,
    behind: Option<String>,
}

async fn show(desk: Desk, Query(wanted): Query<Wanted>) -> Page {
    let found = act::show(&desk.app, &desk.actor, Some(wanted.afdeling.as_str()).filter(|id| !id.is_empty())).await?;
    let tab = |id: &String| Tab {
        title: title(&desk.app, id),
        path: format!("{HOME}?afdeling={id}"),
        current: *id == found.department,
        count: None,
    };
    let nothing = found.shown.iter().all(|shown| shown.trend.iter().all(|(_, figure)| *figure == Figure::Nothing));
    page(&Show {
        whose: Tabs { label: "Afdeling".into(), tabs: found.departments.iter().map(tab).collect() },
        department: title(&desk.app, &found.department),
        export: format!("{HOME}/udtraek?afdeling={}", found.department),
        care: Alert::new(
            Tone::Info,
            "Læs tallene med omtanke",
            format!(
                "Færre end {} vises ikke, for så kan et tal pege på en familie. Det kvartal, der løber, er talt til og med \
                 i dag. Et tal siger, hvordan vi arbejder, ikke hvorfor.",
                found.fewest
            ),
        ),
        blocks: found.shown.iter().map(|shown| block(&found, shown)).collect(),
        nothing,
        empty: Empty {
            text: "Her kommer tallene for én familie - én indgang, kvartal for kvartal. Afdelingen koordinerer ingen \
                   familier endnu."
                .into(),
            act: None,
        },
        frame: desk.frame(Here::Indicators),
    })
}

fn title(app: &App, id: &str) -> String {
    app.content.department(id).map_or_else(|| id.to_string(), |known| known.title.clone())
}

fn block(found: &View<'_>, shown: &Shown<'_>) -> Block {
    let indicator = shown.indicator;
    let now = Quarter::of(found.today);
    let whole = shown.trend.iter().rev().find(|(quarter, _)| *quarter != now);
    let target = shown.target.map(|(target, _)| target);
    let row = |(quarter, figure): &(Quarter, Figure)| RowView {
        quarter: quarter.to_string(),
        running: *quarter == now,
        figure: figure_said(*figure, found.fewest),
        of: of(*figure),
        target: reached(*figure, target).unwrap_or("-"),
        behind: (*figure != Figure::Nothing).then(|| {
            let (id, department, first) = (&indicator.id, &found.department, date_value(quarter.first()));
            format!("{HOME}/sager/{id}?afdeling={department}&kvartal={first}")
        }),
    };
    Block {
        id: indicator.id.clone(),
        title: indicator.title.clone(),
        element: indicator.element.clone(),
        explains: indicator.explains.clone(),
        counts: indicator.counts.clone(),
        among: indicator.among.clone(),
        source: indicator.source.clone(),
        target: target.map(|target| target_said(indicator.measured, target)),
        unconfirmed: shown.target.is_some_and(|(_, dated)| dated.to_be_confirmed),
        said: whole
            .map(|(quarter, figure)| format!("{quarter}: {}", figure_said(*figure, found.fewest)))
            .unwrap_or_default(),
        verdict: whole.and_then(|(_, figure)| reached(*figure, target)),
        trend: Trend::of(&indicator.title, &shown.trend, target, found.fewest),
        rows: shown.trend.iter().rev().map(row).collect(),
    }
}

/// A figure in words.
fn figure_said(figure: Figure, fewest: u32) -> String {
    match figure {
        Figure::Nothing => "ingen".into(),
        Figure::TooFew => format!("færre end {fewest}: vises ikke"),
        Figure::Share { met, of } => {
            let percent = figure.percent().unwrap_or_default();
            format!("{percent} % ({met} af {of})")
        }
        Figure::Median { days, of } => {
            let days = counted(days.unsigned_abs(), "dag", "dage");
            format!("{days} (den midterste af {of})")
        }
    }
}

fn of(figure: Figure) -> String {
    match figure {
        Figure::Nothing | Figure::TooFew => "-".into(),
        Figure::Share { of, .. } | Figure::Median { of, .. } => of.to_string(),
    }
}

fn target_said(measured: Measured, target: i64) -> String {
    if measured.counts_days() { format!("højst {target} dage") } else { format!("mindst {target} %") }
}

fn reached(figure: Figure, target: Option<i64>) -> Option<&'static str> {
    Some(if figure.reaches(target?)? { "målet er nået" } else { "målet er ikke nået" })
}

async fn take_out(desk: Desk, Query(wanted): Query<Wanted>) -> Page {
    let wanted = Some(wanted.afdeling.as_str()).filter(|id| !id.is_empty());
    let found = act::export(&desk.app, &desk.actor, wanted).await?;
    let name = format!("modellen-i-tal-{}-{}.csv", found.department, found.today);
    let department = title(&desk.app, &found.department);
    let mut rows = Vec::new();
    for shown in &found.shown {
        for (quarter, figure) in &shown.trend {
            rows.push(row_cells(&department, shown, *quarter, *figure));
        }
    }
    spreadsheet::file(&name, &HEADING, &rows).map_err(|error| app::Refused::Broken(error).into())
}

const HEADING: [&str; 9] =
    ["Afdeling", "Indikator", "Kvartal", "Fra", "Til", "Procent eller dage", "Tæller", "Nævner", "Mål"];

fn row_cells(department: &str, shown: &Shown<'_>, quarter: Quarter, figure: Figure) -> Vec<Cell> {
    let (value, met, of) = match figure {
        Figure::Nothing => (Cell::Empty, Cell::Number(0), Cell::Number(0)),
        // What the page hides the list hides too.
        Figure::TooFew => (Cell::Text("for få".into()), Cell::Empty, Cell::Empty),
        Figure::Share { met, of } => (
            Cell::Number(i64::from(figure.percent().unwrap_or_default())),
            Cell::Number(i64::from(met)),
            Cell::Number(i64::from(of)),
        ),
        Figure::Median { days, of } => (Cell::Number(days), Cell::Empty, Cell::Number(i64::from(of))),
    };
    vec![
        Cell::Text(department.to_string()),
        Cell::Text(shown.indicator.title.clone()),
        Cell::Text(quarter.to_string()),
        Cell::Day(quarter.first()),
        Cell::Day(quarter.last()),
        value,
        met,
        of,
        shown.target.map_or(Cell::Empty, |(target, _)| Cell::Number(target)),
    ]
}

#[derive(Template)]
#[template(path = "indicator/behind.html")]
struct BehindView {
    frame: Frame,
    back: String,
    title: String,
    quarter: String,
    counts: String,
    not_met: Vec<CaseView>,
    met: Vec<CaseView>,
    others: Option<String>,
    counts_days: bool,
    empty: Empty,
}

struct CaseView {
    path: String,
    number: String,
    days: Option<String>,
}

async fn behind(desk: Desk, Path(id): Path<String>, Query(wanted): Query<Wanted>) -> Page {
    let day: Date = wanted.kvartal.parse().map_err(|_| app::Refused::NotFound)?;
    let found = act::behind(&desk.app, &desk.actor, &wanted.afdeling, &id, day).await?;
    let case = |behind: &act::Behind| CaseView {
        path: format!("/sager/{}", behind.case),
        number: behind.number.to_string(),
        days: behind.days.map(|days| counted(days.unsigned_abs(), "dag", "dage")),
    };
    page(&BehindView {
        frame: desk.frame(Here::Indicators),
        back: format!("{HOME}?afdeling={}#{}", found.department, found.indicator.id),
        title: found.indicator.title.clone(),
        quarter: found.quarter.to_string(),
        counts: found.indicator.counts.clone(),
        not_met: found.cases.iter().filter(|behind| !behind.met).map(case).collect(),
        met: found.cases.iter().filter(|behind| behind.met).map(case).collect(),
        others: (0 < found.others).then(|| {
            let others = u64::try_from(found.others).unwrap_or_default();
            format!("{}, som du ikke kan åbne, er også talt med.", counted(others, "sag", "sager"))
        }),
        counts_days: found.indicator.measured.counts_days(),
        empty: Empty { text: "Ingen sager hører til kvartalet.".into(), act: None },
    })
}
