//! One handover: what remains in each case, its letters, and the way back.

use super::checklist::{self, Step};
use super::typed::{EACH, FOR_GOOD, SOME};
use super::{HOME, kind};
use crate::case::SEE;
use crate::error::{Failure, Page, page, page_again};
use crate::form::{Errors, Form, Id, done, once};
use crate::layout::{Frame, Here, has_right};
use crate::parts::{Alert, Empty, Hidden, Summary, Tone};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::{Wording, counted, danish, listed};
use app::case::View as CaseView;
use app::handover::View;
use app::handover_check::{self as check};
use app::{Reason, Refused};
use askama::Template;
use domain::access::{Action, Object};
use domain::handover::{Duration, Handover, Item, Known, State};
use domain::ids::HandoverId;
use domain::letter::LetterState;
use serde::Deserialize;

const LEADS: Needs = Needs::Right(Action::Lead, Object::Case);

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        // Who leaves and who takes over see what remains of it as well; the act asks who one is to it.
        .get("/holdet/skift/{handover}", SEE, show)
        .post("/holdet/skift/{handover}/tilbage", LEADS, back)
        .post("/holdet/skift/{handover}/aflys", LEADS, call_off)
}

#[derive(Template)]
#[template(path = "handover/one.html")]
struct One {
    frame: Frame,
    errors: Errors,
    back: Option<&'static str>,
    from: String,
    state: String,
    summary: String,
    facts: Vec<(&'static str, String)>,
    notices: Vec<Alert>,
    cases: Vec<OfCase>,
    auto_reply: String,
    ending: Option<Ending>,
}

/// A case of the handover.
struct OfCase {
    id: String,
    number: String,
    benefit: String,
    citizen: String,
    protected: bool,
    to: String,
    letters: Vec<LetterView>,
    remains: Vec<Step>,
    nothing: &'static str,
}

/// A letter that came of it.
struct LetterView {
    path: String,
    title: String,
    state: &'static str,
}

/// The form that ends a handover, or calls it off.
struct Ending {
    title: &'static str,
    text: &'static str,
    path: String,
    version: i64,
    button: &'static str,
}

async fn show(desk: Desk, Id(id): Id<HandoverId>) -> Page {
    page(&read(&desk, id, Errors::default()).await?)
}

async fn read(desk: &Desk, id: HandoverId, errors: Errors) -> Result<One, Failure> {
    let found = app::handover::show(&desk.app, &desk.actor, id).await?;
    let ids: Vec<_> = found.rows.iter().map(|row| row.id).collect();
    let views = check::views(&desk.app, &desk.actor, &ids).await?;
    let handover = &found.row.handover;
    let cases: Vec<OfCase> = views.iter().filter_map(|view| of_case(view, handover, &found)).collect();
    let left = cases.iter().flat_map(|case| &case.remains).filter(|step| !step.done).count();
    Ok(One {
        frame: desk.frame(Here::Handover),
        back: has_right(&desk.actor, Action::Lead, Object::Case).then_some(HOME),
        from: found.row.from.clone(),
        state: handover.state.danish(),
        summary: summary(handover, left),
        facts: facts(&found),
        notices: notices(&found),
        cases,
        auto_reply: auto_reply(desk, &found, &views),
        ending: ending(&found),
        errors,
    })
}

fn summary(handover: &Handover, left: usize) -> String {
    match handover.state {
        State::Planned => "Sagerne skifter hånd om morgenen på dagen.".into(),
        State::CalledOff => "Det blev ikke til noget.".into(),
        State::CarriedOut | State::Ended if left == 0 => "Alt i overleveringen er gjort.".into(),
        State::CarriedOut | State::Ended => {
            let number = u64::try_from(left).unwrap_or(u64::MAX);
            format!("Der mangler {}.", counted(number, "trin", "trin"))
        }
    }
}

fn facts(found: &View) -> Vec<(&'static str, String)> {
    let handover = &found.row.handover;
    let mut facts = vec![
        ("Slags", kind(handover.planned, handover.duration)),
        ("Første dag", format!("{} ({})", danish::date_short(handover.on), danish::distance(handover.on, found.today))),
    ];
    if let Duration::Temporary { until } = handover.duration {
        facts.push(("Varer", danish::until(until)));
    }
    facts.push(("Overtager", listed(&found.row.to)));
    if !handover.why.is_empty() {
        facts.push(("Hvorfor", handover.why.clone()));
    }
    facts.push(("Registreret", danish::instant(handover.registered_at)));
    facts
}

fn notices(found: &View) -> Vec<Alert> {
    let handover = &found.row.handover;
    let mut notices = Vec::new();
    if found.hidden != 0 {
        let number = u64::try_from(found.hidden).unwrap_or(u64::MAX);
        let text = format!("{} i skiftet kan du ikke læse.", counted(number, "sag", "sager"));
        notices.push(Alert::new(Tone::Info, "Der er mere, end du ser", text));
    }
    // Still with the leader: nobody else has taken them since.
    let waits: Vec<&Item> = handover.items.iter().filter(|item| item.known == Known::Unknown).collect();
    let out = handover.state == State::CarriedOut && found.row.leads;
    if let Some(holder) = waits.first().filter(|_| out) {
        let ticked: String = waits.iter().map(|item| format!("&sag={}", item.case)).collect();
        // As planned or not as the one it goes on from, so that what is asked of that stays as it was.
        let path = format!(
            "{HOME}/nyt?hvem={}&omfang={SOME}&slags={}&varighed={FOR_GOOD}&afloeser={EACH}&dag={}{ticked}",
            holder.to,
            handover.planned.code(),
            found.today
        );
        let text = "Ingen afløser var kendt, så lederen er ansvarlig. Giv sagerne videre, når du har fundet nogen.";
        notices.push(Alert::new(Tone::Warning, "Venter på en ny sagsbehandler", text).link("Fordel sagerne", path));
    }
    notices
}

fn of_case(view: &CaseView<'_>, handover: &Handover, found: &View) -> Option<OfCase> {
    let item = handover.items.iter().find(|item| item.case == view.file.case.id)?;
    let row = found.rows.iter().find(|row| row.id == item.case)?;
    let to = row.to.as_ref().map_or("", |staff| staff.name.as_str());
    let course = view.courses.iter().rev().find(|course| check::is_handover(course.procedure));
    let running = course.filter(|course| course.ended_on.is_none());
    let case = format!("/sager/{}", item.case);
    let letters = check::letters_since(view, handover.registered_at).into_iter().map(|letter| LetterView {
        path: format!("{case}/breve/{}", letter.id),
        title: letter.title.clone(),
        state: state_of(&letter.state),
    });
    Some(OfCase {
        id: item.case.to_string(),
        number: view.file.case.number.to_string(),
        benefit: view.benefit.title.clone(),
        citizen: row.citizen.clone(),
        protected: row.protected,
        to: whose(item, handover.state, to),
        letters: letters.collect(),
        remains: running.map(|course| checklist::steps(view, course)).unwrap_or_default(),
        nothing: match (course, running) {
            (Some(_), None) => "Overleveringen er slut.",
            _ => "",
        },
    })
}

/// "Hos Jonas Havrelund siden tir. 5. maj 2026 kl. 09.00".
fn whose(item: &Item, state: State, to: &str) -> String {
    let known = if item.known == Known::Unknown { " (leder, til en ny er fundet)" } else { "" };
    match (item.moved_at, item.back_at, state) {
        (_, Some(back), _) => format!("gik tilbage {}", danish::instant(back)),
        (Some(moved), None, _) => format!("til {to}{known} {}", danish::instant(moved)),
        (None, None, State::CalledOff) => "skiftede ikke".to_string(),
        (None, None, _) => format!("går til {to}{known}"),
    }
}

fn state_of(state: &LetterState) -> &'static str {
    match state {
        LetterState::Drafted => "kladde: læs og send",
        LetterState::Queued => "på vej",
        LetterState::Sent => "sendt",
        LetterState::Failed => "kunne ikke sendes",
    }
}

/// While somebody is away their mailbox answers; once they are back, or have gone for good and the cases have passed long
/// since, nobody needs the text.
fn auto_reply(desk: &Desk, found: &View, views: &[CaseView<'_>]) -> String {
    let handover = &found.row.handover;
    if matches!(handover.state, State::Ended | State::CalledOff) || !found.row.leads {
        return String::new();
    }
    let Some(staff) = views.iter().flat_map(|view| &view.staff).find(|staff| staff.id == handover.from) else {
        return String::new();
    };
    let mut to = found.rows.iter().filter_map(|row| row.to.as_ref());
    let helps = to.next().filter(|first| to.all(|other| other.id == first.id));
    let back = handover.until().and_then(|day| day.tomorrow().ok());
    let back = back.map(|day| domain::function::on_working_day(day, &desk.app.content.calendar));
    check::auto_reply(&desk.app, staff, helps, back).unwrap_or_default()
}

fn ending(found: &View) -> Option<Ending> {
    let handover = &found.row.handover;
    if !found.row.leads {
        return None;
    }
    let path = format!("{HOME}/{}", handover.id);
    match handover.state {
        State::Planned => Some(Ending {
            title: "Aflys skiftet",
            text: "Sagerne bliver, hvor de er. Brevkladderne bliver liggende på sagerne; kassér dem der.",
            path: format!("{path}/aflys"),
            version: handover.version,
            button: "Aflys skiftet",
        }),
        State::CarriedOut if handover.is_out() => Some(Ending {
            title: "Er den første tilbage?",
            text: "Sagerne går tilbage i dag med de opgaver og møder, der fulgte med. Sager, der siden er givet videre, \
                   bliver, hvor de er.",
            path: format!("{path}/tilbage"),
            version: handover.version,
            button: "Giv sagerne tilbage",
        }),
        State::CarriedOut | State::Ended | State::CalledOff => None,
    }
}

/// The version that was read.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Read {
    version: i64,
}

async fn back(desk: Desk, Id(id): Id<HandoverId>, Form(read): Form<Read>) -> Page {
    let ended = once(app::handover::back(&desk.app, &desk.actor, id, read.version).await);
    answer(&desk, id, ended, "Sagerne er gået tilbage.").await
}

async fn call_off(desk: Desk, Id(id): Id<HandoverId>, Form(read): Form<Read>) -> Page {
    let ended = once(app::handover::call_off(&desk.app, &desk.actor, id, read.version).await);
    answer(&desk, id, ended, "Skiftet er aflyst.").await
}

async fn answer(desk: &Desk, id: HandoverId, ended: Result<(), Refused>, said: &'static str) -> Page {
    match ended {
        Ok(()) => Ok(done(&format!("{HOME}/{id}"), said)),
        Err(Refused::Because(Reason::Stale)) => {
            let errors = Errors::one("", "Nogen har ændret skiftet, siden du åbnede siden. Se det igen herunder.");
            page_again(&read(desk, id, errors).await?)
        }
        Err(Refused::Because(reason)) => page_again(&read(desk, id, Errors::one("", reason.danish())).await?),
        Err(other) => Err(other.into()),
    }
}
