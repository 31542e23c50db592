//! "Netværk": the network card of a case as a map around the citizen, changed row by row, with its history.

mod history;
mod map;
mod rows;

use crate::case::{Head, Place as Tab, SEE, WORK};
use crate::error::{Page, page, page_again};
use crate::form::{Errors, Form, Id, date_value, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Alert, Conflict, Empty, Hidden, Summary, Tone};
use crate::questionnaire::asked;
use crate::routes::Routes;
use crate::session::{Desk, Who};
use crate::wording::{Wording, counted, danish};
use app::network::NetworkView;
use app::{Reason, Refused};
use askama::Template;
use axum::extract::Query;
use domain::ids::CaseId;
use domain::network::{CONFIRMED, Change, NAME, Place};
use domain::questionnaire::{AnswerRow, Spot};
use history::Was;
use rows::{Rows, Writing};
use serde::Deserialize;

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/sager/{id}/netvaerk", SEE, show)
        .get("/sager/{id}/netvaerk/udskriv", SEE, print)
        .post("/sager/{id}/netvaerk/tilfoej", WORK, add)
        .post("/sager/{id}/netvaerk/ret", WORK, edit)
        .post("/sager/{id}/netvaerk/fjern", WORK, remove)
        .post("/sager/{id}/netvaerk/bekraeft", WORK, confirm)
        .post("/sager/{id}/netvaerk/bekraeft-alle", WORK, confirm_all)
}

#[derive(Template)]
#[template(path = "network/show.html")]
struct Show {
    frame: Frame,
    head: Head,
    number: String,
    case: CaseId,
    may_work: bool,
    knew_of: u32,
    /// The card's form, for its own page and for printing it empty.
    form: String,
    picture: String,
    words: Vec<String>,
    sectors: Vec<Rows>,
    people: usize,
    /// "2 rækker"; empty when all are confirmed.
    to_confirm: String,
    updated: Option<(String, String)>,
    holds: String,
    to_be_confirmed: bool,
    phones_left_out: bool,
    history: Vec<Was>,
    summary: Errors,
    /// The row as somebody saved it meanwhile, beside what was typed.
    conflict: Option<Conflict>,
}

#[derive(Template)]
#[template(path = "network/print.html")]
struct Print {
    frame: Frame,
    number: String,
    back: String,
    citizen: String,
    protected: bool,
    picture: String,
    sectors: Vec<Rows>,
    people: usize,
    updated: Option<(String, String)>,
    phones_left_out: bool,
}

/// Which row is being written on the page: `?ny=private`, `?ret=private-0`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    ny: String,
    ret: String,
}

async fn show(desk: Desk, Id(case): Id<CaseId>, Query(wanted): Query<Wanted>) -> Page {
    let network = app::network::show(&desk.app, &desk.actor, case).await?;
    let writing = if wanted.ny.is_empty() {
        place(&wanted.ret).and_then(|at| {
            let mut row = network.answers.rows.get(&at.sector)?.get(at.row)?.clone();
            let was = row.get(NAME).cloned().unwrap_or_default();
            // Who puts a row right has looked at it; another day can be chosen.
            row.insert(CONFIRMED.to_string(), date_value(network.view.today));
            Some(Writing { was, sector: at.sector, row: Some(at.row), answers: row })
        })
    } else {
        let known = network.sectors.iter().any(|sector| sector.id == wanted.ny);
        known.then(|| Writing { sector: wanted.ny, ..Writing::default() })
    };
    page(&Show::of(&desk, case, &network, writing.as_ref(), Errors::default(), Errors::default()))
}

/// "private-0" as a place on the card.
pub(crate) fn place(text: &str) -> Option<Place> {
    let (sector, row) = text.rsplit_once('-')?;
    Some(Place { sector: sector.to_string(), row: row.parse().ok()? })
}

impl Show {
    fn of(
        desk: &Desk,
        case: CaseId,
        network: &NetworkView<'_>,
        writing: Option<&Writing>,
        errors: Errors,
        summary: Errors,
    ) -> Self {
        let view = &network.view;
        let panels = rows::panels(network);
        let citizen = view.file.citizen.name.as_str();
        Self {
            frame: desk.frame(Here::Elsewhere),
            head: Head::of(&desk.app, view, Tab::Network),
            number: view.file.case.number.to_string(),
            case,
            may_work: view.may.work && view.file.case.closed_on.is_none(),
            knew_of: network.nr(),
            form: network.form.id.clone(),
            picture: map::svg(citizen, &panels, "netvaerk"),
            words: map::in_words(citizen, &panels),
            sectors: rows::of(network, writing, &errors),
            people: network.everybody().count(),
            to_confirm: match network.everybody().filter(|known| known.needs_confirming).count() {
                0 => String::new(),
                number => counted(u64::try_from(number).unwrap_or(u64::MAX), "række", "rækker"),
            },
            updated: updated(network),
            holds: network.holds.as_ref().map(|holds| holds.text.clone()).unwrap_or_default(),
            to_be_confirmed: network.holds.as_ref().is_some_and(|holds| holds.to_be_confirmed),
            phones_left_out: network.phones_left_out,
            history: history::of(network),
            summary,
            conflict: None,
        }
    }

    /// Some sector has nobody in it.
    fn somebody_is_missing(&self) -> bool {
        self.sectors.iter().any(|sector| !sector.is_open())
    }
}

fn updated(network: &NetworkView<'_>) -> Option<(String, String)> {
    network.versions.first().map(|version| (danish::date_plain(version.on), version.by.clone()))
}

async fn print(desk: Desk, Id(case): Id<CaseId>) -> Page {
    let network = app::network::show(&desk.app, &desk.actor, case).await?;
    let citizen = &network.view.file.citizen;
    page(&Print {
        frame: desk.frame(Here::Elsewhere),
        number: network.view.file.case.number.to_string(),
        back: format!("/sager/{case}/netvaerk"),
        citizen: citizen.name.clone(),
        protected: citizen.is_protected(),
        picture: map::svg(&citizen.name, &rows::panels(&network), "netvaerk"),
        sectors: rows::of(&network, None, &Errors::default()),
        people: network.everybody().count(),
        updated: updated(&network),
        phones_left_out: network.phones_left_out,
    })
}

/// All fields as they come: the names of the row's are content's.
type Typed = Vec<(String, String)>;

fn one<'t>(typed: &'t Typed, name: &str) -> &'t str {
    typed.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

/// What the page knew of, and the row it is about.
fn knew_of(typed: &Typed) -> u32 {
    one(typed, "kendt").parse().unwrap_or_default()
}

fn home(case: CaseId, sector: &str) -> String {
    if sector.is_empty() { format!("/sager/{case}/netvaerk") } else { format!("/sager/{case}/netvaerk#del-{sector}") }
}

async fn add(desk: Desk, Id(case): Id<CaseId>, Who(actor): Who, Form(typed): Form<Typed>) -> Page {
    let sector = one(&typed, "del").to_string();
    let card = app::network::card(&desk.app, desk.app.today()).ok_or(Refused::NotFound)?;
    let columns = domain::network::columns(card, &sector).ok_or(Refused::NotFound)?;
    let row = asked::read_row(columns, rows::PREFIX, &typed);
    let writing = Writing { sector: sector.clone(), answers: row.clone(), ..Writing::default() };
    // A row nobody wrote in is no row, and would be dropped without a word.
    if row.values().all(|text| text.trim().is_empty()) {
        return missing_name(&desk, case, &writing).await;
    }
    let change = Change::Add { sector: sector.clone(), row };
    match once(app::network::change(&desk.app, &actor, case, change, knew_of(&typed)).await) {
        Ok(()) => Ok(done(&home(case, &sector), "Kontakten står på kortet.")),
        Err(refused) => again(&desk, case, writing, refused).await,
    }
}

async fn edit(desk: Desk, Id(case): Id<CaseId>, Who(actor): Who, Form(typed): Form<Typed>) -> Page {
    let at = place(one(&typed, "hvor")).ok_or(Refused::NotFound)?;
    let card = app::network::card(&desk.app, desk.app.today()).ok_or(Refused::NotFound)?;
    let columns = domain::network::columns(card, &at.sector).ok_or(Refused::NotFound)?;
    let mut row = asked::read_row(columns, rows::PREFIX, &typed);
    // A field the page showed and one emptied is emptied; one it did not show is left as it was.
    for column in columns.iter().filter(|column| typed.iter().any(|(key, _)| *key == rows::name_of(&column.id))) {
        row.entry(column.id.clone()).or_default();
    }
    let was = one(&typed, "var").to_string();
    let writing = Writing { sector: at.sector.clone(), row: Some(at.row), answers: row.clone(), was };
    if row.values().all(|text| text.trim().is_empty()) {
        return missing_name(&desk, case, &writing).await;
    }
    let change = Change::Edit { at: at.clone(), row };
    match once(app::network::change(&desk.app, &actor, case, change, knew_of(&typed)).await) {
        Ok(()) => Ok(done(&home(case, &at.sector), "Kontakten er rettet. Det, der stod før, er i historikken.")),
        Err(refused) => again(&desk, case, writing, refused).await,
    }
}

async fn missing_name(desk: &Desk, case: CaseId, writing: &Writing) -> Page {
    let network = app::network::show(&desk.app, &desk.actor, case).await?;
    let text = "Skriv, hvem det er.";
    let errors = Errors::one(rows::name_of(NAME), text);
    page_again(&Show::of(desk, case, &network, Some(writing), errors.clone(), errors))
}

/// The page with what was typed. Of a row that somebody else changed meanwhile both are shown, and what was typed is laid
/// on the row that still has the name it had, else offered as somebody new: never on whoever stands in its place now.
async fn again(desk: &Desk, case: CaseId, mut writing: Writing, refused: Refused) -> Page {
    let (mut errors, mut summary) = (Errors::default(), Errors::default());
    let mut stale = false;
    match refused {
        Refused::Because(Reason::FormIncomplete(wrong)) => {
            for (spot, why) in wrong {
                let (column, text) = match &spot {
                    Spot::Cell(_, _, column) | Spot::Field(column) => (column, why.danish()),
                };
                errors.add(rows::name_of(column), text.clone());
                summary.add(rows::name_of(column), text);
            }
        }
        Refused::Because(reason) => {
            stale = matches!(reason, Reason::Stale | Reason::Network(_));
            summary.add("", reason.danish());
        }
        other => return Err(other.into()),
    }
    let network = app::network::show(&desk.app, &desk.actor, case).await?;
    let mut conflict = None;
    if stale && writing.row.is_some() {
        let rows = network.answers.rows.get(&writing.sector).map_or(&[][..], Vec::as_slice);
        let named = |row: &AnswerRow| !writing.was.is_empty() && row.get(NAME) == Some(&writing.was);
        writing.row = rows.iter().position(named);
        let saved = writing.row.and_then(|nr| rows.get(nr));
        let told = |row: &AnswerRow| rows::in_a_line(network.form, &writing.sector, row);
        conflict = network.versions.first().map(|latest| Conflict {
            what: "Kontakten".into(),
            by: latest.by.clone(),
            at: danish::date_plain(latest.on),
            saved: saved.map_or_else(|| "Står ikke længere på kortet under det navn.".into(), told),
            typed: told(&writing.answers),
        });
    }
    page_again(&Show { conflict, ..Show::of(desk, case, &network, Some(&writing), errors, summary) })
}

async fn remove(desk: Desk, Id(case): Id<CaseId>, Who(actor): Who, Form(typed): Form<Typed>) -> Page {
    let at = place(one(&typed, "hvor")).ok_or(Refused::NotFound)?;
    let sector = at.sector.clone();
    let outcome = app::network::change(&desk.app, &actor, case, Change::Remove(at), knew_of(&typed)).await;
    told(&desk, case, &sector, once(outcome), "Kontakten er taget af kortet. Den står stadig i historikken.").await
}

async fn confirm(desk: Desk, Id(case): Id<CaseId>, Who(actor): Who, Form(typed): Form<Typed>) -> Page {
    let at = place(one(&typed, "hvor")).ok_or(Refused::NotFound)?;
    let sector = at.sector.clone();
    let outcome = app::network::change(&desk.app, &actor, case, Change::Confirm(at), knew_of(&typed)).await;
    told(&desk, case, &sector, once(outcome), "Rækken er bekræftet i dag.").await
}

async fn confirm_all(desk: Desk, Id(case): Id<CaseId>, Who(actor): Who, Form(typed): Form<Typed>) -> Page {
    let outcome = app::network::change(&desk.app, &actor, case, Change::ConfirmAll, knew_of(&typed)).await;
    told(&desk, case, "", once(outcome), "Alle på kortet er bekræftet i dag.").await
}

async fn told(desk: &Desk, case: CaseId, sector: &str, outcome: Result<(), Refused>, said: &'static str) -> Page {
    match outcome {
        Ok(()) => Ok(done(&home(case, sector), said)),
        Err(Refused::Because(reason)) => {
            let network = app::network::show(&desk.app, &desk.actor, case).await?;
            let summary = Errors::one("", reason.danish());
            page_again(&Show::of(desk, case, &network, None, Errors::default(), summary))
        }
        Err(other) => Err(other.into()),
    }
}
