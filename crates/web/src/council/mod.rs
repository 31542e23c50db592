//! Samråd: the fixed dates, the agenda of cases that wait, and what the council answered.

use crate::error::{Failure, Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, Ids, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Empty, Field, Hidden, Summary, Tab, Tabs};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::{Wording, coordination, counted, danish};
use crate::worklist::benefit_title;
use app::council::{self as act, Page as Found, Settle, Waiting};
use app::{Reason, Refused};
use askama::Template;
use axum::extract::Query;
use domain::access::{Action, Object};
use domain::council::{NotDone, Rhythm};
use domain::ids::{CaseId, CouncilItemId};
use serde::Deserialize;

const HOME: &str = "/samraad";

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get(HOME, crate::case::SEE, show)
        .post(HOME, Needs::Right(Action::Lead, Object::Case), set)
        .post("/sager/{id}/samraad", crate::case::WORK, ask)
        .post("/sager/{id}/samraad/{item}", Needs::Right(Action::Note, Object::Case), settle)
}

#[derive(Template)]
#[template(path = "council/show.html")]
struct Show {
    frame: Frame,
    whose: Tabs,
    department: String,
    meets: Option<String>,
    sittings: Vec<(String, usize)>,
    groups: Vec<Group>,
    members: Vec<String>,
    may_lead: bool,
    first: Field,
    weeks: Field,
    at: Field,
    place: Field,
    version: i64,
    errors: Errors,
}

/// The cases of one sitting.
struct Group {
    title: String,
    rows: Vec<RowView>,
}

struct RowView {
    nr: usize,
    path: String,
    citizen: String,
    protected: bool,
    about: String,
    question: String,
    asked: String,
    unanswered: bool,
}

/// Which department.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    afdeling: String,
}

/// When it meets, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    afdeling: String,
    version: i64,
    foerste: String,
    uger: String,
    kl: String,
    sted: String,
}

async fn show(desk: Desk, Query(wanted): Query<Wanted>) -> Page {
    page(&view(&desk, &wanted.afdeling, None, Errors::default()).await?)
}

async fn view(desk: &Desk, department: &str, typed: Option<Typed>, errors: Errors) -> Result<Show, Failure> {
    let found = act::show(&desk.app, &desk.actor, department).await?;
    let title = |id: &String| desk.app.content.department(id).map_or_else(|| id.clone(), |known| known.title.clone());
    let tab = |id: &String| Tab {
        title: title(id),
        path: format!("{HOME}?afdeling={id}"),
        current: *id == found.department,
        count: None,
    };
    let typed = typed.unwrap_or_else(|| kept(&found));
    let on = |day: jiff::civil::Date| {
        found.agenda.iter().filter(|row| row.sitting.as_ref().is_some_and(|sitting| sitting.on == day)).count()
    };
    Ok(Show {
        frame: desk.frame(Here::Coordination),
        whose: Tabs { label: "Afdeling".into(), tabs: found.departments.iter().map(tab).collect() },
        meets: found.rhythm.as_ref().map(|rhythm| {
            let weeks = match rhythm.weeks {
                1 => "hver uge".to_string(),
                weeks => format!("hver {weeks}. uge"),
            };
            format!("Samrådet mødes {weeks} kl. {} i {}.", rhythm.at, rhythm.place)
        }),
        sittings: found.sittings.iter().map(|sitting| (coordination::sitting(sitting), on(sitting.on))).collect(),
        groups: groups(desk, &found),
        members: found
            .members
            .iter()
            .map(|member| format!("{}, tlf. {}", member.staff.name, member.staff.phone))
            .collect(),
        may_lead: found.may_lead,
        first: Field::date("foerste", "Første dag", &typed.foerste, &errors).hint("Ugedagen er samrådets dag."),
        weeks: Field::number("uger", "Uger mellem møderne", &typed.uger, &errors),
        at: Field::line("kl", "Klokken", &typed.kl, &errors),
        place: Field::line("sted", "Sted", &typed.sted, &errors),
        version: typed.version,
        department: found.department,
        errors,
    })
}

fn kept(found: &Found<'_>) -> Typed {
    match &found.rhythm {
        None => Typed { uger: "2".into(), kl: "13.00".into(), ..Typed::default() },
        Some(rhythm) => Typed {
            version: rhythm.version,
            foerste: rhythm.first.to_string(),
            uger: rhythm.weeks.to_string(),
            kl: rhythm.at.clone(),
            sted: rhythm.place.clone(),
            ..Typed::default()
        },
    }
}

fn groups(desk: &Desk, found: &Found<'_>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for waiting in &found.agenda {
        let title = waiting.sitting.as_ref().map_or_else(|| "Uden dag".to_string(), coordination::sitting);
        let row = row(desk, found, waiting);
        match groups.last_mut().filter(|group| group.title == title) {
            Some(group) => group.rows.push(RowView { nr: group.rows.len().saturating_add(1), ..row }),
            None => groups.push(Group { title, rows: vec![row] }),
        }
    }
    groups
}

fn row(desk: &Desk, found: &Found<'_>, waiting: &Waiting) -> RowView {
    let found_row = &waiting.row;
    let item = &found_row.item;
    let times = match item.postponed {
        0 => String::new(),
        times => format!(" · ikke nået {}", counted(u64::from(times), "gang", "gange")),
    };
    RowView {
        nr: 1,
        path: format!("/sager/{}/funktioner#samraad", item.case),
        citizen: found_row.citizen.clone(),
        protected: found_row.protected,
        about: format!(
            "{} · {} · {}",
            benefit_title(&desk.app, &found_row.benefit, found.today),
            found_row.number,
            found_row.responsible
        ),
        question: item.question.clone(),
        asked: format!("Spurgt af {} {}{times}", waiting.by, danish::date_short(item.put_on)),
        unanswered: waiting.unanswered,
    }
}

async fn set(desk: Desk, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let first = check.date("foerste", &typed.foerste);
    let weeks = check.optional_number("uger", &typed.uger).unwrap_or_default();
    let at = check.optional_line("kl", &typed.kl);
    let place = check.optional_line("sted", &typed.sted);
    let errors = match (check.errors(), first) {
        (None, Some(first)) => {
            let department = typed.afdeling.clone();
            let rhythm = Rhythm { department, first, weeks, at, place, version: typed.version };
            match once(act::set(&desk.app, &desk.actor, rhythm).await) {
                Ok(()) => return Ok(done(HOME, "Samrådets dage er sat.")),
                Err(Refused::Because(Reason::Council(why))) => Errors::one(field(why), why.danish()),
                Err(Refused::Because(reason)) => Errors::one("", reason.danish()),
                Err(other) => return Err(other.into()),
            }
        }
        (errors, _) => errors.unwrap_or_default(),
    };
    let department = typed.afdeling.clone();
    page_again(&view(&desk, &department, Some(typed), errors).await?)
}

/// The field a refusal is about.
fn field(why: NotDone) -> &'static str {
    match why {
        NotDone::NoRhythm => "uger",
        NotDone::FirstIsOff => "foerste",
        NotDone::Incomplete => "sted",
        NotDone::NoQuestion | NotDone::NoCouncil | NotDone::WaitsAlready => "spoergsmaal",
        NotDone::NoWords => "ord",
        NotDone::SettledAlready | NotDone::NotMetYet => "hvad",
    }
}

/// A question as typed.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Question {
    spoergsmaal: String,
}

async fn ask(desk: Desk, Id(case): Id<CaseId>, Form(typed): Form<Question>) -> Page {
    let mut check = Check::new();
    let question = check.text("spoergsmaal", &typed.spoergsmaal);
    let errors = match check.errors() {
        Some(errors) => errors,
        None => match once(act::put_on(&desk.app, &desk.actor, case, &question).await) {
            Ok(()) => return Ok(done(&home(case), "Sagen er på samrådets dagsorden.")),
            Err(Refused::Because(reason)) => Errors::one("spoergsmaal", reason.danish()),
            Err(other) => return Err(other.into()),
        },
    };
    crate::function::again_with_question(&desk, case, typed.spoergsmaal, errors).await
}

/// What becomes of an item, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settling {
    version: i64,
    hvad: String,
    ord: String,
}

const CONCLUDED: &str = "konklusion";
const NOT_REACHED: &str = "naeste";
const TAKEN_OFF: &str = "af";

/// The fields that say what becomes of an item; `end` tells one item's fields from another's.
pub(crate) fn settling_fields(end: &str, typed: &Settling, errors: &Errors) -> (Choices, Field) {
    let choices = [
        Choice::new(CONCLUDED, "Samrådet har svaret"),
        Choice::new(NOT_REACHED, "Det blev ikke nået: næste samråd"),
        Choice::new(TAKEN_OFF, "Tag sagen af dagsordenen"),
    ];
    let what =
        Choices::radios(&format!("hvad{end}"), "Hvad blev der af det?", &choices, &typed.hvad, errors).named("hvad");
    let words = Field::text(&format!("ord{end}"), "Samrådets svar, eller hvorfor sagen tages af", &typed.ord, errors)
        .named("ord")
        .rows(3)
        .optional();
    (what, words)
}

async fn settle(desk: Desk, Ids(case, item): Ids<CaseId, CouncilItemId>, Form(typed): Form<Settling>) -> Page {
    let mut check = Check::new();
    let words = check.optional_text("ord", &typed.ord);
    let what = check.choice("hvad", &typed.hvad, |code| match code {
        CONCLUDED => Some(Settle::Concluded(words.clone())),
        NOT_REACHED => Some(Settle::NotReached),
        TAKEN_OFF => Some(Settle::TakenOff(words.clone())),
        _ => None,
    });
    let errors = match (check.errors(), what) {
        (None, Some(what)) => {
            match once(act::settle(&desk.app, &desk.actor, case, (item, typed.version), what).await) {
                Ok(()) => return Ok(done(&home(case), "Gemt i sagens journal.")),
                Err(Refused::Because(Reason::Council(why))) => Errors::one(field(why), why.danish()),
                Err(Refused::Because(reason)) => Errors::one("hvad", reason.danish()),
                Err(other) => return Err(other.into()),
            }
        }
        (errors, _) => errors.unwrap_or_default(),
    };
    crate::function::again_with_item(&desk, case, item, typed, errors).await
}

fn home(case: CaseId) -> String {
    format!("/sager/{case}/funktioner#samraad")
}
