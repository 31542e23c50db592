//! Sagsbehandlerskift: cases go from one responsible person to another; what happens is seen before it is confirmed.

mod checklist;
mod one;
mod own;
mod preview;
mod typed;

pub(crate) use checklist::{Checklist, of as checklist};

use crate::error::{Failure, Page, page, page_again};
use crate::form::{Errors, Form, done};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Empty, Field, Summary};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::{Wording, counted, danish};
use app::handover::Row;
use app::{App, Reason, Refused, Resource};
use askama::Template;
use axum::extract::Query;
use domain::access::{Action, Object};
use domain::handover::{Duration, NotHanded, Planned, State, Successor};
use domain::letter::{Letter, Occasion};
use domain::staff::Staff;
use typed::{ALL, EACH, FOR_A_TIME, FOR_GOOD, LEADER, SOME, Stage, Typed};

const LEADS: Needs = Needs::Right(Action::Lead, Object::Case);
const HOME: &str = "/holdet/skift";

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get(HOME, LEADS, show)
        .get("/holdet/skift/nyt", LEADS, look)
        .post(HOME, LEADS, carry_out)
        .merge(one::routes())
        .merge(own::routes())
}

#[derive(Template)]
#[template(path = "handover/show.html")]
struct Show {
    frame: Frame,
    errors: Errors,
    procedure: Option<String>,
    who: Choices,
    which: Choices,
    planned: Choices,
    lasts: Choices,
    until: Field,
    day: Field,
    successor: Choices,
    rows: Vec<RowView>,
}

/// A handover on the list.
struct RowView {
    path: String,
    who: String,
    state: String,
    what: String,
    days: String,
    cases: String,
}

async fn show(desk: Desk, Query(pairs): Query<Vec<(String, String)>>) -> Page {
    let typed = if pairs.is_empty() { typed::fresh(desk.app.today()) } else { Typed(pairs) };
    page(&start(&desk, &typed, Errors::default()).await?)
}

async fn start(desk: &Desk, typed: &Typed, errors: Errors) -> Result<Show, Failure> {
    let found = app::handover::list(&desk.app, &desk.actor).await?;
    let from: Vec<Choice> = found
        .colleagues
        .iter()
        .map(|colleague| {
            let cases = counted(colleague.open_cases.into(), "åben sag", "åbne sager");
            Choice::new(colleague.staff.id.to_string(), format!("{} ({cases})", colleague.staff.name))
        })
        .collect();
    let mut to = vec![
        Choice::new(LEADER, "Ikke kendt endnu: lederen har sagerne imens"),
        Choice::new(EACH, "Flere: vælg for hver sag på næste side"),
    ];
    to.extend(found.successors.iter().map(|staff| named(&desk.app, staff)));
    let planned: Vec<Choice> =
        Planned::ALL.iter().map(|kind| Choice::new(Wording::code(kind), kind.danish())).collect();
    Ok(Show {
        frame: desk.frame(Here::Handover),
        procedure: procedure(&desk.app),
        who: Choices::select("hvem", "Hvem går sagerne fra?", &from, typed.one("hvem"), &errors),
        which: Choices::radios("omfang", "Hvilke sager?", &which(), typed.one("omfang"), &errors),
        planned: Choices::radios("slags", "Er det planlagt?", &planned, typed.one("slags"), &errors)
            .hint("Uventet er sygdom og andet, der kom fra den ene dag til den anden."),
        lasts: Choices::radios("varighed", "Hvor længe?", &lasts(), typed.one("varighed"), &errors),
        until: Field::date("til", "Sidste dag, hvis det er for en tid", typed.one("til"), &errors)
            .optional()
            .hint("Lad feltet stå tomt, når ingen ved det."),
        day: Field::date("dag", "Første dag med den nye", typed.one("dag"), &errors)
            .hint("I dag sker det med det samme; en senere dag sker det om morgenen."),
        successor: Choices::select("afloeser", "Hvem overtager?", &to, typed.one("afloeser"), &errors),
        rows: found.rows.iter().map(row).collect(),
        errors,
    })
}

fn which() -> [Choice; 2] {
    [Choice::new(ALL, "Alle åbne sager"), Choice::new(SOME, "Nogle: vælg på næste side")]
}

pub(super) fn lasts() -> [Choice; 2] {
    [Choice::new(FOR_GOOD, "Varigt"), Choice::new(FOR_A_TIME, "For en tid")]
}

/// "Jonas Havrelund, Børnehandicap".
pub(super) fn named(app: &App, staff: &Staff) -> Choice {
    let department = app.content.department(&staff.department).map_or("", |department| department.title.as_str());
    Choice::new(staff.id.to_string(), format!("{}, {department}", staff.name))
}

/// The procedure that says how a handover is done, by what it begins with.
fn procedure(app: &App) -> Option<String> {
    let known = app.content.procedures.all_on(app.today());
    let mut known = known.filter(|procedure| app::handover_check::is_handover(procedure));
    known.next().map(|procedure| procedure.id.clone())
}

fn row(row: &Row) -> RowView {
    let handover = &row.handover;
    let number = u64::try_from(handover.items.len()).unwrap_or(u64::MAX);
    let until = match handover.duration {
        Duration::Temporary { until } => danish::until(until),
        Duration::Permanent => String::new(),
    };
    RowView {
        path: format!("{HOME}/{}", handover.id),
        who: format!("{} → {}", row.from, crate::wording::listed(&row.to)),
        state: handover.state.danish(),
        what: format!("{} {}", kind(handover.planned, handover.duration), day_of(handover)),
        days: until,
        cases: counted(number, "sag", "sager"),
    }
}

/// "Uventet og for en tid".
pub(super) fn kind(planned: Planned, duration: Duration) -> String {
    let lasts = match duration {
        Duration::Permanent => "varigt",
        Duration::Temporary { .. } => "for en tid",
    };
    format!("{} og {lasts}", planned.danish())
}

fn day_of(handover: &domain::handover::Handover) -> String {
    let day = danish::date_short(handover.on);
    match handover.state {
        State::Planned => format!("fra {day}"),
        State::CarriedOut | State::Ended => format!("siden {day}"),
        State::CalledOff => format!("var planlagt til {day}"),
    }
}

/// The letters that tell of a change of caseworker, for what they may ask.
pub(super) fn letters(app: &App) -> Vec<&Letter> {
    let known = app.content.letters.all_on(app.today());
    known.filter(|letter| letter.occasion == Occasion::CaseworkerChange).collect()
}

async fn look(desk: Desk, Query(pairs): Query<Vec<(String, String)>>) -> Page {
    let typed = Typed(pairs);
    match typed::read(&typed, Stage::Preview, &letters(&desk.app)) {
        Ok(wanted) => page(&preview::of(&desk, &typed, &wanted, Errors::default()).await?),
        Err(errors) => page_again(&start(&desk, &typed, errors).await?),
    }
}

async fn carry_out(desk: Desk, Form(pairs): Form<Vec<(String, String)>>) -> Page {
    let typed = Typed(pairs);
    let letters = letters(&desk.app);
    let errors = match typed::read(&typed, Stage::Confirmed, &letters) {
        Ok(wanted) => {
            let later = desk.app.today() < wanted.on;
            match app::handover::carry_out(&desk.app, &desk.actor, wanted).await {
                Ok(id) | Err(Refused::Replayed(Resource::Handover(id))) => {
                    let said = if later {
                        "Skiftet er planlagt. Brevene ligger som kladder på sagerne."
                    } else {
                        "Sagerne har skiftet hånd. Læs brevene igennem, og send dem."
                    };
                    return Ok(done(&format!("{HOME}/{id}"), said));
                }
                Err(Refused::Because(reason)) => refused(&reason),
                Err(other) => return Err(other.into()),
            }
        }
        Err(errors) => errors,
    };
    // What was typed is shown again with what it would do, as long as the choices themselves can be read.
    match typed::read(&typed, Stage::Preview, &letters) {
        Ok(wanted) => page_again(&preview::of(&desk, &typed, &wanted, errors).await?),
        Err(_) => page_again(&start(&desk, &typed, errors).await?),
    }
}

/// Why it did not happen, by the field it is about.
pub(super) fn refused(reason: &Reason) -> Errors {
    match reason {
        Reason::Handover(why) => Errors::one(field(*why), why.danish()),
        Reason::LetterAsks(asks) => {
            let mut errors = Errors::default();
            for (id, why) in asks {
                errors.add(typed::field_of(id), crate::letter::not_answered(*why));
            }
            errors
        }
        other => Errors::one("", other.danish()),
    }
}

/// The field a refusal is about.
fn field(why: NotHanded) -> &'static str {
    match why {
        NotHanded::NoReason => "hvorfor",
        NotHanded::DayBehind => "dag",
        NotHanded::EndsBeforeItBegins => "til",
        NotHanded::ToThemselves
        | NotHanded::SuccessorMissing
        | NotHanded::SuccessorOpensNoCases
        | NotHanded::SuccessorElsewhere
        | NotHanded::SuccessorAway { .. }
        | NotHanded::SuccessorTooClose
        | NotHanded::NoLeader
        | NotHanded::OwnNeedsColleague
        | NotHanded::NotActive => "afloeser",
        NotHanded::NothingToHand
        | NotHanded::PlannedAlready { .. }
        | NotHanded::NotOut
        | NotHanded::OverAlready
        | NotHanded::FirstIsGone
        | NotHanded::HoldsCases
        | NotHanded::HistoryIsFixed
        | NotHanded::StillHolds(_) => "",
    }
}

/// Who takes over, in words.
pub(super) fn successor_words(successor: &Successor, people: &[Staff]) -> String {
    match successor {
        Successor::One(id) => {
            people.iter().find(|staff| staff.id == *id).map_or_else(String::new, |staff| staff.name.clone())
        }
        Successor::PerCase(_) => "En for hver sag".to_string(),
        Successor::Leader => "Ikke kendt endnu. Lederen har sagerne imens".to_string(),
    }
}
