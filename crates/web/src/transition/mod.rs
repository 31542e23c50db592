//! The transition from child to adult: the board of all young people, one young person's track, and the school's list.

mod list;
mod show;

use crate::error::{Failure, Page, page, page_again};
use crate::form::{Check, Errors, Form, done};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Deadline, Empty, Field, Hidden, Outreach, Summary, Tab, Tabs};
use crate::person::relation;
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::{Wording, counted, danish, transition as words};
use crate::worklist::{who, who_code, whose_tabs};
use app::person::basic_data;
use app::transition::{self as act, Card, Column, Filter, Heading, TransitionTodo};
use app::worklist::{Who, departments};
use app::{Refused, Resource};
use askama::Template;
use axum::extract::Query;
use domain::access::{Action, Object};
use domain::deadline::Kind;
use domain::ids::TransitionId;
use jiff::civil::Date;
use serde::Deserialize;

pub(crate) use show::{Waits, waits};

const SEES: Needs = Needs::Right(Action::See, Object::Transition);
const WORKS: Needs = Needs::Right(Action::Work, Object::Transition);
const IMPORTS: Needs = Needs::Right(Action::Register, Object::Transition);
const HOME: &str = "/overgang";

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new().get(HOME, SEES, board).post(HOME, WORKS, begin).merge(list::routes()).merge(show::routes())
}

/// Where a track is.
pub(crate) fn path(id: TransitionId) -> String {
    format!("{HOME}/{id}")
}

/// What the board shows; none of it tells anything about a citizen.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    hvem: String,
    ansvarlig: String,
    aargang: String,
    sent: String,
    vis: String,
}

/// Somebody to be taken along by hand.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    cpr: String,
}

#[derive(Template)]
#[template(path = "transition/board.html")]
struct Board {
    frame: Frame,
    whose: Tabs,
    views: Tabs,
    hvem: String,
    vis: String,
    filters: Vec<Choices>,
    late_only: bool,
    said: String,
    columns: Vec<ColumnView>,
    left_out: Vec<CardView>,
    as_list: bool,
    nothing: Option<Empty>,
    may_import: bool,
    may_begin: bool,
    typed: Typed,
    errors: Errors,
}

struct ColumnView {
    id: String,
    title: String,
    help: &'static str,
    cards: Vec<CardView>,
}

struct CardView {
    path: String,
    citizen: String,
    protected: bool,
    outreach: Option<Outreach>,
    age: String,
    turning: String,
    next: Option<String>,
    deadline: Option<Deadline>,
    waits_for: Option<String>,
    coordinator: String,
    marks: Vec<&'static str>,
}

async fn board(desk: Desk, Query(wanted): Query<Wanted>) -> Page {
    page(&view(&desk, &wanted, Typed::default(), Errors::default()).await?)
}

async fn view(desk: &Desk, wanted: &Wanted, typed: Typed, errors: Errors) -> Result<Board, Failure> {
    let mine = departments(&desk.actor)?;
    // A board is for the whole department, unless one asks for one's own.
    let whose = match (who(&desk.actor, &wanted.hvem), mine.first()) {
        (Who::Mine, Some(department)) if wanted.hvem.is_empty() => Who::Department(department.clone()),
        (whose, _) => whose,
    };
    let filter = Filter {
        who: whose.clone(),
        in_hand_of: wanted.ansvarlig.parse().ok(),
        born_in: wanted.aargang.parse().ok(),
        late: (wanted.sent == "ja").into(),
    };
    let found = act::board(&desk.app, &desk.actor, &filter).await?;
    let (today, law) = (found.today, act::window(&desk.app, found.today).law_age());
    let as_list = wanted.vis == "liste";
    let here = format!("{HOME}?hvem={}", who_code(&whose));
    let tab = |title: &str, path: String, current| Tab { title: title.into(), path, current, count: None };
    let columns: Vec<ColumnView> =
        found.columns.iter().enumerate().map(|(nr, column)| column_view(nr, column, today, law)).collect();
    let years: Vec<Choice> =
        found.years.iter().map(|year| Choice::new(year.to_string(), format!("Født {year}"))).collect();
    let hands: Vec<Choice> = found.hands.iter().map(|(name, id)| Choice::new(id.to_string(), name.clone())).collect();
    let none = Errors::default();
    Ok(Board {
        frame: desk.frame(Here::Transition),
        whose: whose_tabs(&desk.app, &format!("{HOME}?"), &whose, &mine),
        views: Tabs {
            label: "Tavle eller liste".into(),
            tabs: vec![tab("Tavle", here.clone(), !as_list), tab("Liste", format!("{here}&vis=liste"), as_list)],
        },
        hvem: who_code(&whose).to_string(),
        vis: wanted.vis.clone(),
        filters: vec![
            Choices::select("ansvarlig", "Tovholder", &hands, &wanted.ansvarlig, &none).optional(),
            Choices::select("aargang", "Årgang", &years, &wanted.aargang, &none).optional(),
        ],
        late_only: wanted.sent == "ja",
        said: said(found.shown, found.late),
        nothing: (found.shown == 0).then(|| Empty {
            text: "Her står alle unge fra 15 år med en åben sag eller en løbende bevilling, efter hvor langt de er på vej \
                   mod de 18 år. De findes af sig selv hver nat. Der er ingen, der passer til det valgte."
                .into(),
            act: None,
        }),
        left_out: found.left_out.iter().map(|card| card_view(card, today, law)).collect(),
        columns,
        as_list,
        may_import: found.may_import,
        may_begin: crate::layout::has_right(&desk.actor, Action::Register, Object::Person),
        typed,
        errors,
    })
}

fn said(shown: usize, late: usize) -> String {
    let number = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let all = counted(number(shown), "ung", "unge");
    match late {
        0 => format!("{all}, og ingen er for sent på den."),
        late => format!("{all}. {} for sent på den og står forrest.", counted(number(late), "er", "er")),
    }
}

fn column_view(nr: usize, column: &Column, today: Date, law: u32) -> ColumnView {
    let (title, help) = match &column.heading {
        Heading::Found => ("Fundet".to_string(), "Skal de med i overgangen? Tag stilling."),
        Heading::Phase(title) => (title.clone(), ""),
        Heading::Over => ("Overdraget eller afsluttet".to_string(), ""),
    };
    let cards = column.cards.iter().map(|card| card_view(card, today, law)).collect();
    ColumnView { id: format!("kolonne-{nr}"), title, help, cards }
}

fn card_view(card: &Card, today: Date, law: u32) -> CardView {
    let row = &card.row;
    let mut marks = Vec::new();
    if row.pension {
        marks.push("Åbenlys pensionssag");
    }
    if row.news_on.is_some() {
        marks.push("Noget nyt, siden der blev taget stilling");
    }
    if row.case_closed {
        marks.push("Sagen er lukket");
    }
    let deadline = match (card.decide_by, &card.next) {
        (Some(by), _) => Some(words::decide_by(by, law, today)),
        (None, Some(todo)) => todo_deadline(todo, today),
        (None, None) => None,
    };
    CardView {
        path: path(row.id),
        citizen: row.citizen.clone(),
        protected: row.protected,
        outreach: row.outreach.clone().map(Outreach::new),
        age: format!("{} år, født {}", domain::calendar::age_on(row.born, today), row.born.year()),
        turning: card.turning.map_or_else(
            || "Fyldt 18 år".to_string(),
            |turning| format!("{} {}", words::turns(&turning), danish::date_in_year(turning.on)),
        ),
        next: match card.decide_by {
            Some(_) => Some("Tag stilling".into()),
            None => card.next.as_ref().map(|todo| todo.title.clone()),
        },
        deadline,
        waits_for: card.next.as_ref().and_then(|todo| todo.waits_for.clone()).filter(|_| card.decide_by.is_none()),
        coordinator: row.coordinator.clone().unwrap_or_else(|| "Ingen endnu".into()),
        marks,
    }
}

fn todo_deadline(todo: &TransitionTodo, today: Date) -> Option<Deadline> {
    let mut deadline = Deadline::plain(todo.due?, todo.rule.clone(), todo.due_kind.unwrap_or(Kind::Goal), today);
    deadline.to_be_confirmed = todo.to_be_confirmed;
    Some(deadline)
}

/// Takes somebody along by hand, who is registered already.
async fn begin(desk: Desk, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let cpr = relation::cpr(&mut check, "cpr", &typed.cpr, &desk);
    let errors = match (check.errors(), cpr) {
        (None, Some(cpr)) => match by_number(&desk, &cpr).await {
            Ok(id) => {
                return Ok(done(&path(id), "Den unge er fundet. Tag stilling til, om den unge skal med i overgangen."));
            }
            Err(Failed::Field(text)) => Errors::one("cpr", text),
            Err(Failed::Other(refused)) => return Err(refused.into()),
        },
        (errors, _) => errors.unwrap_or_default(),
    };
    page_again(&view(&desk, &Wanted::default(), typed, errors).await?)
}

/// Why nobody was taken along.
enum Failed {
    /// What to write.
    Field(String),
    /// Anything else.
    Other(Refused),
}

async fn by_number(desk: &Desk, cpr: &domain::cpr::Cpr) -> Result<TransitionId, Failed> {
    const NOT_YOURS: &str = "Du kan ikke selv gøre det på dette nummer. Bed en kollega eller din leder om det.";
    let failed = |refused| match refused {
        Refused::Because(reason) => Failed::Field(reason.danish()),
        Refused::NotFound => Failed::Field(NOT_YOURS.into()),
        other => Failed::Other(other),
    };
    let known = basic_data(&desk.app, &desk.actor, cpr).await.map_err(failed)?;
    let known = known.ok_or_else(|| {
        Failed::Field(
            "Nummeret er ikke oprettet. Skriv en henvendelse om den unge i stedet, så bliver borgeren oprettet.".into(),
        )
    })?;
    match act::begin_by_hand(&desk.app, &desk.actor, known.id).await {
        Ok(id) | Err(Refused::Replayed(Resource::Transition(id))) => Ok(id),
        Err(refused) => Err(failed(refused)),
    }
}
