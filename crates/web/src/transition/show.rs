//! One young person on the way from child to adult: what is decided, what comes next, and who takes over.

use super::{SEES, WORKS, path};
use crate::error::{Failure, Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Deadline, Field, Hidden, Moment, Outreach, Summary};
use crate::routes::Routes;
use crate::session::Desk;
use crate::wording::{Wording, danish, transition as words};
use app::transition::{self as act, View};
use app::{Outcome, Reason, Refused};
use askama::Template;
use axum::response::{IntoResponse as _, Redirect};
use domain::access::Yes;
use domain::deadline::Kind;
use domain::ids::{CaseId, StaffId, TransitionId};
use domain::people::{Protection, Shown};
use domain::staff::Staff;
use domain::transition::{Stage, State};
use jiff::civil::Date;
use serde::Deserialize;
use store_row::todo_deadline;

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/overgang/{id}", SEES, show)
        .post("/overgang/{id}/med", WORKS, confirm)
        .post("/overgang/{id}/ikke", WORKS, leave_out)
        .post("/overgang/{id}/ansvarlig", WORKS, coordinator)
        .post("/overgang/{id}/pension", WORKS, pension)
        .post("/overgang/{id}/voksen", WORKS, adult)
        .post("/overgang/{id}/overdraget", WORKS, hand_over)
        .get("/sager/{id}/overgang", crate::case::SEE, of_case)
}

/// A todo of the case as a date with its rule.
mod store_row {
    use super::{Date, Deadline, Kind};
    use app::worklist::TodoRow;

    pub(super) fn todo_deadline(todo: &TodoRow, today: Date) -> Option<Deadline> {
        let mut deadline = Deadline::plain(todo.due?, todo.rule.clone(), todo.due_kind.unwrap_or(Kind::Goal), today);
        deadline.to_be_confirmed = todo.to_be_confirmed;
        deadline.source.clone_from(&todo.source);
        deadline.passed_at_start = todo.passed_at_start;
        Some(deadline)
    }
}

/// As typed; each form has its own fields.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    version: i64,
    grund: String,
    tovholder: String,
    pension: String,
    hvorfor: String,
    overtager: String,
}

#[derive(Template)]
#[template(path = "transition/show.html")]
struct Show {
    frame: Frame,
    id: TransitionId,
    version: i64,
    name: String,
    protected: bool,
    age: String,
    stage: String,
    stage_said: String,
    reason: String,
    decide: Option<Deadline>,
    news: bool,
    birthdays: Vec<(String, Deadline)>,
    todos: Vec<TodoView>,
    runs: bool,
    case: Option<CaseLink>,
    coordinator: String,
    successor: String,
    school: Option<String>,
    pension_said: String,
    pension_because: String,
    may_confirm: bool,
    may_leave_out: bool,
    may_name: bool,
    may_judge: bool,
    may_name_adult: bool,
    may_hand_over: bool,
    colleagues: Vec<Choice>,
    successors: Vec<Choice>,
    history: Vec<Moment>,
    typed: Typed,
    errors: Errors,
}

impl Show {
    fn obvious(&self) -> Choices {
        let choices = [
            Choice::new("ja", "Ja").hint("Jobcenterets trin falder væk."),
            Choice::new("nej", "Nej").hint("Jobcenteret får besked, når den unge er 17½ år."),
        ];
        Choices::radios(
            "pension",
            "Er det åbenlyst, at den unge skal have førtidspension?",
            &choices,
            &self.typed.pension,
            &self.errors,
        )
    }
}

struct TodoView {
    title: String,
    deadline: Option<Deadline>,
    ahead: bool,
    waits_for: Option<String>,
}

struct CaseLink {
    number: String,
    path: Option<String>,
    closed: bool,
}

async fn show(desk: Desk, Id(id): Id<TransitionId>) -> Page {
    let view = act::show(&desk.app, &desk.actor, id).await?;
    page(&shown(&desk, view, Typed::default(), Errors::default()))
}

async fn again(desk: &Desk, id: TransitionId, typed: Typed, errors: Errors) -> Page {
    let view = act::show(&desk.app, &desk.actor, id).await?;
    page_again(&shown(desk, view, typed, errors))
}

fn shown(desk: &Desk, view: View, typed: Typed, errors: Errors) -> Show {
    let today = view.today;
    let stage = view.track.state.stage();
    let open = matches!(stage, Stage::Found | Stage::InTrack) || view.track.news_on.is_some();
    let said = view.track.state.said();
    let title = |id: &str| desk.app.content.department(id).map_or_else(|| id.to_string(), |known| known.title.clone());
    let choices = |staff: &[Staff], with_department: bool| -> Vec<Choice> {
        let label = |s: &Staff| match with_department {
            true => format!("{}, {}", s.name, title(&s.department)),
            false => s.name.clone(),
        };
        staff.iter().map(|s| Choice::new(s.id.to_string(), label(s))).collect()
    };
    let work = view.may_work;
    let adult = domain::calendar::age_on(view.born, today) >= domain::transition::ADULT;
    Show {
        frame: desk.frame(Here::Transition),
        id: view.track.id,
        version: view.track.version,
        protected: view.protection == Protection::Protected,
        age: format!("{} år, født {}", domain::calendar::age_on(view.born, today), danish::date_plain(view.born)),
        stage: stage.danish(),
        stage_said: match said {
            Some(said) => format!("{}, {}", view.said_by, danish::date_plain(said.on)),
            None => format!("{}, {}", view.track.found.danish(), danish::date_plain(view.track.found_on)),
        },
        reason: match &view.track.state {
            State::NotTarget(_, because) => because.clone(),
            _ => String::new(),
        },
        decide: view.decide_by.map(|by| words::decide_by(by, view.window.law_age(), today)),
        news: view.track.news_on.is_some(),
        birthdays: birthdays(&view),
        todos: view.todos.iter().map(|todo| todo_view(todo, today)).collect(),
        runs: view.runs,
        case: view.case.map(|(case, number, is_open)| CaseLink {
            number: number.to_string(),
            path: view.may_open_case.then(|| format!("/sager/{case}")),
            closed: !is_open,
        }),
        coordinator: view.coordinator.clone(),
        successor: match &view.track.adult {
            Some(adult) => format!("{}, {}", view.successor, title(&adult.department)),
            None => String::new(),
        },
        school: view.school.as_ref().map(|(name, grade)| match name {
            Shown::Value(name) => format!("{name}, {grade}. klasse"),
            Shown::Protected => format!("Adressebeskyttet, {grade}. klasse"),
        }),
        pension_said: pension_said(&view),
        pension_because: view.track.pension.as_ref().map(|pension| pension.because.clone()).unwrap_or_default(),
        may_confirm: work && !adult && (stage == Stage::Found || stage == Stage::NotTarget),
        may_leave_out: work && open && !view.runs,
        may_name: work && stage != Stage::HandedOver,
        may_judge: work && matches!(stage, Stage::Found | Stage::InTrack),
        may_name_adult: work && stage == Stage::InTrack,
        may_hand_over: work && stage == Stage::InTrack && view.track.adult.is_some(),
        colleagues: choices(&view.colleagues, false),
        successors: choices(&view.successors, true),
        history: view.history.into_iter().map(moment).collect(),
        name: view.name,
        typed,
        errors,
    }
}

fn birthdays(view: &View) -> Vec<(String, Deadline)> {
    let rule = |years: u32, months: u32| match (years, months) {
        (18, _) => "forberedelsen er slut, og hjælpen som voksen begynder",
        (_, 6) => "jobcenteret får besked",
        (years, _) if years == view.window.law_age() => "forberedelsen begynder efter loven",
        (years, _) if years == view.window.from_age() => "kommunen begynder at forberede",
        _ => "elevkonference",
    };
    let kind = |years: u32| if years == 18 || years == view.window.law_age() { Kind::Law } else { Kind::Goal };
    let line = |turning: &domain::transition::Turning| {
        let deadline =
            Deadline::plain(turning.on, rule(turning.years, turning.months), kind(turning.years), view.today);
        // A birthday that is over is no date that was missed.
        (words::turns(turning), Deadline { overdue: false, ..deadline })
    };
    view.turnings.iter().map(line).collect()
}

fn todo_view(todo: &app::worklist::TodoRow, today: Date) -> TodoView {
    TodoView {
        title: todo.title.clone(),
        deadline: todo_deadline(todo, today),
        ahead: todo.kind == app::worklist::TodoKind::Ahead,
        waits_for: todo.waits_for.clone(),
    }
}

fn pension_said(view: &View) -> String {
    match &view.track.pension {
        None => String::new(),
        Some(pension) => {
            let said = match pension.obvious {
                Yes::Yes => "Åbenlyst en pensionssag: jobcenteret er ikke med",
                Yes::No => "Ikke åbenlyst en pensionssag: jobcenteret er med",
            };
            format!("{said}. {}, {}", view.judged_by, danish::date_plain(pension.said.on))
        }
    }
}

fn moment(told: act::Told) -> Moment {
    let (title, text) = words::event(&told.code, &told.detail);
    Moment {
        when: danish::instant(told.at),
        datetime: told.at.to_string(),
        icon: "flag",
        title: title.into(),
        by: told.by,
        text,
        link: None,
        id: String::new(),
    }
}

/// What came of an act: on with a notice, or the page again with what was wrong at its field.
async fn answer<T>(
    desk: &Desk,
    id: TransitionId,
    (typed, field): (Typed, &'static str),
    outcome: Outcome<T>,
    notice: &'static str,
) -> Page {
    match once(outcome) {
        Ok(()) => Ok(done(&path(id), notice)),
        Err(Refused::Because(reason)) => {
            let field = if matches!(reason, Reason::Stale) { "" } else { field };
            again(desk, id, typed, Errors::one(field, reason.danish())).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn confirm(desk: Desk, Id(id): Id<TransitionId>, Form(typed): Form<Typed>) -> Page {
    let outcome = act::confirm(&desk.app, &desk.actor, id, typed.version).await;
    answer(&desk, id, (typed, ""), outcome, "Den unge er taget med. Forberedelsen er begyndt i sagen.").await
}

async fn leave_out(desk: Desk, Id(id): Id<TransitionId>, Form(typed): Form<Typed>) -> Page {
    let outcome = act::leave_out(&desk.app, &desk.actor, id, typed.version, &typed.grund).await;
    let notice = "Det er skrevet ned. Den unge kommer frem igen, hvis der kommer noget nyt.";
    answer(&desk, id, (typed, "grund"), outcome, notice).await
}

/// Somebody chosen from a list.
async fn chosen(desk: &Desk, id: TransitionId, typed: &Typed, field: &'static str) -> Result<StaffId, Page> {
    let mut check = Check::new();
    let value = if field == "tovholder" { &typed.tovholder } else { &typed.overtager };
    let staff = check.choice(field, value, |id| id.parse::<StaffId>().ok());
    match (check.errors(), staff) {
        (None, Some(staff)) => Ok(staff),
        (errors, _) => Err(again(desk, id, typed.clone(), errors.unwrap_or_default()).await),
    }
}

async fn coordinator(desk: Desk, Id(id): Id<TransitionId>, Form(typed): Form<Typed>) -> Page {
    let staff = match chosen(&desk, id, &typed, "tovholder").await {
        Ok(staff) => staff,
        Err(page) => return page,
    };
    let outcome = act::name_coordinator(&desk.app, &desk.actor, id, typed.version, staff).await;
    answer(&desk, id, (typed, "tovholder"), outcome, "Tovholderen er valgt.").await
}

async fn pension(desk: Desk, Id(id): Id<TransitionId>, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let obvious = check.choice("pension", &typed.pension, |code| match code {
        "ja" => Some(Yes::Yes),
        "nej" => Some(Yes::No),
        _ => None,
    });
    let (None, Some(obvious)) = (check.errors(), obvious) else {
        return again(&desk, id, typed, Errors::one("pension", "Vælg ja eller nej.")).await;
    };
    let outcome = act::judge_pension(&desk.app, &desk.actor, id, typed.version, (obvious, &typed.hvorfor)).await;
    answer(&desk, id, (typed, "hvorfor"), outcome, "Vurderingen er skrevet ned.").await
}

async fn adult(desk: Desk, Id(id): Id<TransitionId>, Form(typed): Form<Typed>) -> Page {
    let staff = match chosen(&desk, id, &typed, "overtager").await {
        Ok(staff) => staff,
        Err(page) => return page,
    };
    let outcome = act::name_adult(&desk.app, &desk.actor, id, typed.version, staff).await;
    let notice = "Det er valgt, hvem der tager over. Sagen åbnes først for dem, når den overdrages.";
    answer(&desk, id, (typed, "overtager"), outcome, notice).await
}

async fn hand_over(desk: Desk, Id(id): Id<TransitionId>, Form(typed): Form<Typed>) -> Page {
    let outcome = act::hand_over(&desk.app, &desk.actor, id, typed.version).await;
    answer(&desk, id, (typed, ""), outcome, "Overdraget til voksenområdet, som kan se sagen fra nu af.").await
}

async fn of_case(desk: Desk, Id(case): Id<CaseId>) -> Page {
    let track = act::of_case(&desk.app, &desk.actor, case).await?;
    // Without a track the page about the 18th birthday says what there is to say.
    let to = track.map_or_else(|| format!("/sager/{case}/18-aar"), path);
    Ok(Redirect::to(&to).into_response())
}

/// A young person who waits for the reader to decide.
pub(crate) struct Waits {
    pub(crate) citizen: String,
    pub(crate) protected: bool,
    pub(crate) outreach: Option<Outreach>,
    pub(crate) said: String,
    pub(crate) deadline: Deadline,
    pub(crate) path: String,
}

/// Young people who wait for the reader to decide, for the top of their day.
pub(crate) async fn waits(desk: &Desk) -> Result<Vec<Waits>, Failure> {
    let today = desk.app.today();
    let law = act::window(&desk.app, today).law_age();
    let rows = act::waiting(&desk.app, &desk.actor).await?;
    let view = |row: act::Waiting| Waits {
        citizen: row.citizen,
        protected: row.protected,
        outreach: row.outreach.map(Outreach::new),
        said: match row.news {
            true => format!("{} år. Der er kommet noget nyt, siden der blev taget stilling.", row.age),
            false => format!("{} år. Skal den unge med i overgangen?", row.age),
        },
        deadline: words::decide_by(row.decide_by, law, today),
        path: path(row.id),
    };
    Ok(rows.into_iter().map(view).collect())
}
