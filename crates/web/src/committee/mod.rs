//! Where departments meet: the forums, and committees with their days, agenda and log.

use crate::case::WORK;
use crate::error::{Failure, Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, Ids, done, once};
use crate::interface::{TypedHere, again};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Empty, Field, Hidden, Summary};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::{Wording, coordination, danish};
use crate::worklist::benefit_title;
use app::committee::{self as act, Listed, Page as Found, Settle};
use app::{Reason, Refused};
use askama::Template;
use domain::access::{Action, Object};
use domain::committee::{NotDone, Rhythm, State};
use domain::ids::{CaseId, CouncilItemId, StaffId};
use domain::interface::Level;
use jiff::civil::Date;
use serde::Deserialize;

const HOME: &str = "/samarbejde/fora";

/// Its routes.
pub(crate) fn routes() -> Routes {
    let browse = Needs::Right(Action::Browse, Object::Toolbox);
    Routes::new()
        .get(HOME, browse, list)
        .get("/samarbejde/fora/{forum}", browse, show)
        .post("/samarbejde/fora/{forum}", Needs::Right(Action::Lead, Object::Case), set)
        .post("/sager/{id}/udvalg", WORK, ask)
        .post("/sager/{id}/udvalg/{item}", Needs::Right(Action::Note, Object::Case), settle)
}

#[derive(Template)]
#[template(path = "committee/list.html")]
struct List {
    frame: Frame,
    levels: Vec<(&'static str, &'static str, Vec<ForumView>)>,
}

struct ForumView {
    path: String,
    title: String,
    purpose: String,
    members: String,
    rhythm: String,
    next: String,
}

async fn list(desk: Desk) -> Page {
    let found = act::forums(&desk.app, &desk.actor).await?;
    let of = |level: Level| {
        let here = found.forums.iter().filter(|(forum, ..)| forum.level == level);
        here.map(|(forum, rhythm, sittings)| ForumView {
            path: format!("{HOME}/{}", forum.id),
            title: forum.title.clone(),
            purpose: forum.purpose.clone(),
            members: crate::wording::listed(&forum.members),
            rhythm: if forum.calls.is_empty() {
                forum.rhythm.clone()
            } else {
                format!("{}; {} indkalder", forum.rhythm, forum.calls)
            },
            next: match (rhythm, sittings.first()) {
                (Some(rhythm), Some(sitting)) => {
                    format!("{} kl. {}, {}", coordination::sitting(sitting), rhythm.at, rhythm.place)
                }
                _ => "Ingen dag er sat".to_string(),
            },
        })
        .collect()
    };
    page(&List {
        frame: desk.frame(Here::Interfaces),
        levels: vec![
            ("sag", "Om én borger", of(Level::Case)),
            ("generelt", "Om samarbejdet, aldrig om en bestemt borger", of(Level::General)),
        ],
    })
}

#[derive(Template)]
#[template(path = "committee/show.html")]
struct Show {
    frame: Frame,
    path: String,
    title: String,
    purpose: String,
    members: String,
    meets: Option<String>,
    sittings: Vec<String>,
    committee: bool,
    agenda: Vec<RowView>,
    others_wait: u32,
    log: Vec<RowView>,
    may_lead: bool,
    first: Field,
    months: Field,
    at: Field,
    place: Field,
    version: i64,
    errors: Errors,
}

struct RowView {
    path: String,
    citizen: String,
    protected: bool,
    about: String,
    question: String,
    says: String,
    mark: Option<&'static str>,
}

/// When it meets, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    version: i64,
    foerste: String,
    maaneder: String,
    kl: String,
    sted: String,
}

async fn show(desk: Desk, Id(forum): Id<String>) -> Page {
    page(&view(&desk, &forum, None, Errors::default()).await?)
}

async fn view(desk: &Desk, forum: &str, typed: Option<Typed>, errors: Errors) -> Result<Show, Failure> {
    let found = act::show(&desk.app, &desk.actor, forum).await?;
    let typed = typed.unwrap_or_else(|| kept(&found));
    Ok(Show {
        frame: desk.frame(Here::Interfaces),
        path: format!("{HOME}/{}", found.forum.id),
        title: found.forum.title.clone(),
        purpose: found.forum.purpose.clone(),
        members: crate::wording::listed(&found.forum.members),
        meets: found.rhythm.as_ref().map(|rhythm| {
            let months = match rhythm.months {
                1 => "hver måned".to_string(),
                months => format!("hver {months}. måned"),
            };
            format!("Mødes {months} kl. {} i {}.", rhythm.at, rhythm.place)
        }),
        sittings: found.sittings.iter().map(coordination::sitting).collect(),
        committee: found.forum.committee,
        agenda: found
            .agenda
            .iter()
            .map(|(row, sitting)| {
                let says = sitting.as_ref().map_or_else(|| "Uden dag".to_string(), coordination::sitting);
                row_view(desk, row, says, waits_long(row).then_some("ikke nået før"), found.today)
            })
            .collect(),
        others_wait: found.others_wait,
        log: found.log.iter().map(|row| logged(desk, &found, row)).collect(),
        may_lead: found.may_lead,
        first: Field::date("foerste", "Første dag", &typed.foerste, &errors)
            .hint("Ugedagens plads i måneden er forummets, fx den første torsdag."),
        months: Field::number("maaneder", "Måneder mellem møderne", &typed.maaneder, &errors),
        at: Field::line("kl", "Klokken", &typed.kl, &errors),
        place: Field::line("sted", "Sted", &typed.sted, &errors),
        version: typed.version,
        errors,
    })
}

fn waits_long(row: &Listed) -> bool {
    0 < row.item.postponed
}

fn kept(found: &Found<'_>) -> Typed {
    match &found.rhythm {
        None => Typed { maaneder: "1".into(), kl: "13.00".into(), ..Typed::default() },
        Some(rhythm) => Typed {
            version: rhythm.version,
            foerste: rhythm.first.to_string(),
            maaneder: rhythm.months.to_string(),
            kl: rhythm.at.clone(),
            sted: rhythm.place.clone(),
        },
    }
}

fn row_view(desk: &Desk, row: &Listed, says: String, mark: Option<&'static str>, today: Date) -> RowView {
    RowView {
        path: format!("/sager/{}/samarbejde#udvalg", row.item.case),
        citizen: row.citizen.clone(),
        protected: row.protected,
        about: format!("{} · {} · {}", benefit_title(&desk.app, &row.benefit, today), row.number, row.responsible),
        question: row.item.question.clone(),
        says,
        mark,
    }
}

fn logged(desk: &Desk, found: &Found<'_>, row: &Listed) -> RowView {
    let name = |id: StaffId| found.staff.iter().find(|staff| staff.id == id).map_or("", |staff| staff.name.as_str());
    let (says, mark) = match &row.item.state {
        State::Waiting => (String::new(), None),
        State::Decided(decided) => (
            format!(
                "{}: {} {} inden {}",
                danish::date_short(decided.on),
                decided.words,
                name(decided.owner),
                danish::date_short(decided.due)
            ),
            (decided.due < found.today).then_some("dagen er gået: følg op"),
        ),
        State::TakenOff { on, words, .. } => (format!("{}: taget af. {words}", danish::date_short(*on)), None),
    };
    row_view(desk, row, says, mark, found.today)
}

async fn set(desk: Desk, Id(forum): Id<String>, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let first = check.date("foerste", &typed.foerste);
    let months = check.optional_number("maaneder", &typed.maaneder).unwrap_or_default();
    let at = check.optional_line("kl", &typed.kl);
    let place = check.optional_line("sted", &typed.sted);
    let errors = match (check.errors(), first) {
        (None, Some(first)) => {
            let rhythm = Rhythm { forum: forum.clone(), first, months, at, place, version: typed.version };
            match once(act::set(&desk.app, &desk.actor, rhythm).await) {
                Ok(()) => return Ok(done(HOME, "Dagene er sat.")),
                Err(Refused::Because(Reason::Committee(why))) => Errors::one(field(why), why.danish()),
                Err(Refused::Because(reason)) => Errors::one("", reason.danish()),
                Err(other) => return Err(other.into()),
            }
        }
        (errors, _) => errors.unwrap_or_default(),
    };
    page_again(&view(&desk, &forum, Some(typed), errors).await?)
}

/// The field a refusal is about.
fn field(why: NotDone) -> &'static str {
    match why {
        NotDone::NoRhythm => "maaneder",
        NotDone::FirstIsOff => "foerste",
        NotDone::Incomplete => "sted",
        NotDone::NoDays | NotDone::NoQuestion | NotDone::WaitsAlready => "spoergsmaal",
        NotDone::NoWords => "beslutning",
        NotDone::NoOwner => "hvem",
        NotDone::DueBefore => "inden",
        NotDone::SettledAlready | NotDone::NotMetYet => "hvad",
    }
}

/// A question as typed.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Question {
    forum: String,
    spoergsmaal: String,
}

async fn ask(desk: Desk, Id(case): Id<CaseId>, Form(typed): Form<Question>) -> Page {
    let mut check = Check::new();
    let question = check.text("spoergsmaal", &typed.spoergsmaal);
    let errors = match check.errors() {
        Some(errors) => errors,
        None => match once(act::put_on(&desk.app, &desk.actor, case, &typed.forum, &question).await) {
            Ok(()) => return Ok(done(&home(case), "Sagen er på dagsordenen.")),
            Err(Refused::Because(reason)) => Errors::one("spoergsmaal", reason.danish()),
            Err(other) => return Err(other.into()),
        },
    };
    again(&desk, case, TypedHere::question(typed.forum, typed.spoergsmaal), errors).await
}

/// What becomes of an item, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settling {
    version: i64,
    hvad: String,
    beslutning: String,
    hvem: String,
    inden: String,
}

const DECIDED: &str = "besluttet";
const NOT_REACHED: &str = "naeste";
const TAKEN_OFF: &str = "af";

/// The fields that say what becomes of an item.
pub(crate) fn fields(typed: &Settling, staff: &[Choice], errors: &Errors) -> (Choices, Field, Choices, Field) {
    let choices = [
        Choice::new(DECIDED, "Udvalget har besluttet noget"),
        Choice::new(NOT_REACHED, "Det blev ikke nået: næste møde"),
        Choice::new(TAKEN_OFF, "Tag sagen af dagsordenen"),
    ];
    (
        Choices::radios("hvad", "Hvad blev der af det?", &choices, &typed.hvad, errors),
        Field::text("beslutning", "Beslutningen, eller hvorfor sagen tages af", &typed.beslutning, errors)
            .rows(3)
            .optional(),
        Choices::select("hvem", "Hvem gør det?", staff, &typed.hvem, errors)
            .hint("Kun ved en beslutning. Den bliver til en opgave i sagen.")
            .optional(),
        Field::date("inden", "Inden hvornår? Så følges der op", &typed.inden, errors).optional(),
    )
}

async fn settle(desk: Desk, Ids(case, item): Ids<CaseId, CouncilItemId>, Form(typed): Form<Settling>) -> Page {
    let mut check = Check::new();
    let words = check.optional_text("beslutning", &typed.beslutning);
    let chosen = check
        .choice("hvad", &typed.hvad, |code| [DECIDED, NOT_REACHED, TAKEN_OFF].into_iter().find(|known| *known == code));
    let what = match chosen {
        Some(DECIDED) => {
            let owner = check.id::<StaffId>("hvem", &typed.hvem);
            let due = check.date("inden", &typed.inden);
            owner.zip(due).map(|(owner, due)| Settle::Decided { words, owner, due })
        }
        Some(NOT_REACHED) => Some(Settle::NotReached),
        Some(_) => Some(Settle::TakenOff(words)),
        None => None,
    };
    let errors = match (check.errors(), what) {
        (None, Some(what)) => {
            match once(act::settle(&desk.app, &desk.actor, case, (item, typed.version), what).await) {
                Ok(()) => return Ok(done(&home(case), "Gemt i sagens journal.")),
                Err(Refused::Because(Reason::Committee(why))) => Errors::one(field(why), why.danish()),
                Err(Refused::Because(reason)) => Errors::one("hvad", reason.danish()),
                Err(other) => return Err(other.into()),
            }
        }
        (errors, _) => errors.unwrap_or_default(),
    };
    again(&desk, case, TypedHere::settling(item, typed), errors).await
}

fn home(case: CaseId) -> String {
    format!("/sager/{case}/samarbejde")
}
