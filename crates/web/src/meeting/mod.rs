//! "Møder": the meetings of a case, a new one, and the meeting's own page before, during and after.

mod before;
mod guests;
mod show;
mod table;
mod today;

pub(crate) use today::{Today, today};

use crate::case::{Head, Place, SEE, WORK};
use crate::error::{Failure, Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, date_value, done};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Deadline, Empty, Field, Hidden, Summary};
use crate::routes::Routes;
use crate::session::Desk;
use crate::wording::{Wording, counted, danish};
use app::case::View;
use app::meeting::Plan;
use app::{Reason, Refused, Resource};
use askama::Template;
use axum::extract::Query;
use domain::deadline::Kind;
use domain::ids::{CaseId, MeetingId};
use domain::meeting::{Meeting, NotPlanned, Spot, State, Venue, When};
use jiff::civil::{Date, Time};
use serde::Deserialize;

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/sager/{id}/moeder", SEE, list)
        .get("/sager/{id}/moeder/ny", WORK, new)
        .post("/sager/{id}/moeder", WORK, plan)
        .merge(show::routes())
        .merge(before::routes())
        .merge(table::routes())
}

/// The page of a meeting.
pub(crate) fn path(case: CaseId, meeting: MeetingId) -> String {
    format!("/sager/{case}/moeder/{meeting}")
}

#[derive(Template)]
#[template(path = "meeting/list.html")]
struct List {
    frame: Frame,
    head: Head,
    number: String,
    case: CaseId,
    may_work: bool,
    coming: Vec<Row>,
    past: Vec<Row>,
}

/// A meeting in a list.
struct Row {
    path: String,
    title: String,
    when: String,
    who: String,
    state: &'static str,
    minutes: Option<Deadline>,
}

async fn list(desk: Desk, Id(case): Id<CaseId>) -> Page {
    let (view, meetings) = app::meeting::of_case(&desk.app, &desk.actor, case).await?;
    let is_past = |meeting: &&Meeting| meeting.state != State::Planned;
    let row = |meeting: &Meeting| Row {
        path: path(case, meeting.id),
        title: meeting.title.clone(),
        when: danish_when(meeting.when),
        who: counted(meeting.participants.len() as u64, "deltager", "deltagere"),
        state: state(meeting, view.today),
        minutes: meeting
            .held()
            .filter(|_| meeting.without_minutes().next().is_some())
            .map(|held| Deadline::plain(held.minutes_due, "referatet skal være hos alle", Kind::Goal, view.today)),
    };
    page(&List {
        number: view.file.case.number.to_string(),
        may_work: view.may.work && view.file.case.closed_on.is_none(),
        coming: meetings.iter().filter(|meeting| !is_past(meeting)).map(row).collect(),
        past: meetings.iter().rev().filter(is_past).map(row).collect(),
        frame: desk.frame(Here::Elsewhere),
        head: Head::of(&desk.app, &view, Place::Meetings),
        case,
    })
}

/// How far a meeting is, in a word or two.
fn state(meeting: &Meeting, today: Date) -> &'static str {
    match &meeting.state {
        State::Planned if meeting.when.day < today => "Mangler at blive afsluttet",
        State::Planned if meeting.when.day == today => "I dag",
        State::Planned if meeting.to_tell().next().is_some() => "Ændret: ikke alle har fået det at vide",
        State::Planned if meeting.is_called() => "Indkaldt",
        State::Planned => "Planlagt",
        State::Held(_) if meeting.without_minutes().next().is_some() => "Holdt. Referatet er ikke hos alle",
        State::Held(_) => "Holdt",
        State::TooFew { .. } => "Ikke holdt: der kom for få",
        State::Cancelled { .. } => "Aflyst",
    }
}

/// "torsdag den 9. april 2026 kl. 10.00-11.00".
pub(crate) fn danish_when(when: When) -> String {
    format!("{} kl. {}-{}", danish::date_long(when.day), clock(when.from), clock(when.until()))
}

/// "10.00".
pub(crate) fn clock(time: Time) -> String {
    format!("{}.{:02}", time.hour(), time.minute())
}

/// A time of day as people write it: 9.30, 09:30, kl. 9, 930.
pub(crate) fn read_clock(typed: &str) -> Option<Time> {
    let typed = typed.trim().trim_start_matches("kl.").trim().replace('.', ":");
    let (hour, minute) = match typed.split_once(':') {
        Some((hour, minute)) => (hour.to_string(), minute.to_string()),
        None if typed.len() == 4 => (typed.get(..2)?.to_string(), typed.get(2..)?.to_string()),
        None => (typed, "0".to_string()),
    };
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// When and where, as typed for a new meeting and for one that is moved.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    slags: String,
    titel: String,
    formaal: String,
    dag: String,
    fra: String,
    minutter: String,
    hvor: String,
    sted: String,
    lokale: String,
    leder: String,
}

/// Which kind is chosen.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Chosen {
    slags: String,
}

#[derive(Template)]
#[template(path = "meeting/new.html")]
struct New {
    frame: Frame,
    head: Head,
    number: String,
    case: CaseId,
    kinds: Vec<Kinds>,
    chosen: Option<String>,
    help: Option<String>,
    slags: String,
    errors: Errors,
    fields: Fields,
    title: Field,
    purpose: Field,
    leader: Choices,
}

/// A kind one can choose.
struct Kinds {
    id: String,
    title: String,
    purpose: String,
}

/// The fields of when and where.
struct Fields {
    day: Field,
    from: Field,
    minutes: Field,
    spot: Choices,
    place: Field,
    room: Field,
}

/// What the page sends for each kind of place, and says.
const SPOTS: [(Spot, &str, &str); 3] = [
    (Spot::Ours, "os", "Hos os"),
    (Spot::Home, "hjemme", "Hjemme hos borgeren"),
    (Spot::Elsewhere, "andet", "Et andet sted, eller på telefon"),
];

fn fields(typed: &Typed, errors: &Errors) -> Fields {
    let spots: Vec<Choice> = SPOTS.iter().map(|(_, code, title)| Choice::new(*code, *title)).collect();
    let spot = if typed.hvor.is_empty() { "os" } else { &typed.hvor };
    Fields {
        day: Field::date("dag", "Hvilken dag?", &typed.dag, errors),
        from: Field::line("fra", "Hvad tid begynder det?", &typed.fra, errors).hint("Som 10.00."),
        minutes: Field::number("minutter", "Hvor mange minutter varer det?", &typed.minutter, errors),
        spot: Choices::radios("hvor", "Hvor?", &spots, spot, errors),
        place: Field::line("sted", "Sted", &typed.sted, errors)
            .optional()
            .hint("Det, deltagerne får at vide. Er borgerens adresse beskyttet, kommer den aldrig med til andre."),
        room: Field::line("lokale", "Lokale", &typed.lokale, errors).optional(),
    }
}

/// When and where, or what is wrong with it.
fn read(check: &mut Check, typed: &Typed) -> Option<(When, Venue)> {
    let day = check.date("dag", &typed.dag);
    let from = read_clock(&typed.fra);
    if from.is_none() {
        check.wrong("fra", "Skriv klokkeslættet som 10.00.");
    }
    let minutes = check.optional_number("minutter", &typed.minutter).and_then(|minutes| u16::try_from(minutes).ok());
    let spot = SPOTS.iter().find(|(_, code, _)| *code == typed.hvor).map(|(spot, ..)| *spot).unwrap_or_default();
    let venue = Venue {
        spot,
        place: check.optional_line("sted", &typed.sted),
        room: check.optional_line("lokale", &typed.lokale),
    };
    Some((When { day: day?, from: from?, minutes: minutes.unwrap_or(0) }, venue))
}

async fn new(desk: Desk, Id(case): Id<CaseId>, Query(chosen): Query<Chosen>) -> Page {
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    if !view.may.work {
        return Err(Refused::NotFound.into());
    }
    let day = view.today.saturating_add(jiff::Span::new().days(14));
    let kind = desk.app.content.meeting_kind(&chosen.slags, view.today);
    let mut typed = Typed {
        slags: chosen.slags.clone(),
        dag: date_value(day),
        fra: "10.00".into(),
        minutter: "60".into(),
        leder: desk.actor.id().to_string(),
        ..Typed::default()
    };
    if let Some(kind) = kind {
        typed.minutter = kind.minutes.to_string();
        typed.titel.clone_from(&kind.title);
        typed.formaal.clone_from(&kind.purpose);
    }
    if let Some(department) = desk.app.content.department(&view.file.case.department) {
        typed.sted = department.address.join(", ");
    }
    page(&of(&desk, &view, &typed, Errors::default()))
}

fn of(desk: &Desk, view: &View<'_>, typed: &Typed, errors: Errors) -> New {
    let kinds = desk.app.content.meeting_kinds_on(view.today);
    let chosen = desk.app.content.meeting_kind(&typed.slags, view.today);
    New {
        frame: desk.frame(Here::Elsewhere),
        head: Head::of(&desk.app, view, Place::Meetings),
        number: view.file.case.number.to_string(),
        case: view.file.case.id,
        kinds: kinds
            .map(|kind| Kinds { id: kind.id.clone(), title: kind.title.clone(), purpose: kind.purpose.clone() })
            .collect(),
        chosen: match (chosen, typed.slags.as_str()) {
            (Some(kind), _) => Some(kind.title.clone()),
            (None, FREE) => Some("Et andet møde".into()),
            (None, _) => None,
        },
        help: chosen.and_then(|kind| kind.help.clone()),
        slags: typed.slags.clone(),
        fields: fields(typed, &errors),
        title: Field::line("titel", "Hvad hedder mødet?", &typed.titel, &errors),
        purpose: Field::text("formaal", "Hvad skal mødet føre til?", &typed.formaal, &errors).rows(3),
        leader: Choices::select("leder", "Hvem leder mødet?", &colleagues(view), &typed.leder, &errors),
        errors,
    }
}

/// A meeting of no kind.
const FREE: &str = "andet";

/// Everybody who works here.
fn colleagues(view: &View<'_>) -> Vec<Choice> {
    let here = view.staff.iter().filter(|staff| staff.active);
    here.map(|staff| Choice::new(staff.id.to_string(), staff.name.clone())).collect()
}

async fn plan(desk: Desk, Id(case): Id<CaseId>, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let when = read(&mut check, &typed);
    let leader = check.id("leder", &typed.leder);
    let errors = match (check.errors(), when, leader) {
        (None, Some((when, venue)), Some(leader)) => {
            let kind = Some(typed.slags.clone()).filter(|kind| kind != FREE && !kind.is_empty());
            let order = Plan { kind, title: typed.titel.clone(), purpose: typed.formaal.clone(), when, venue, leader };
            match app::meeting::plan(&desk.app, &desk.actor, case, order).await {
                Ok(meeting) => return Ok(done(&path(case, meeting), PLANNED)),
                Err(Refused::Replayed(Resource::Inside(case, id))) => {
                    return Ok(done(&path(case, MeetingId(id)), PLANNED));
                }
                Err(other) => wrong(other)?,
            }
        }
        (errors, ..) => errors.unwrap_or_default(),
    };
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    page_again(&of(&desk, &view, &typed, errors))
}

const PLANNED: &str = "Mødet er planlagt. Sæt deltagere og punkter på, og indkald.";

/// What an act refused, on its field; all else is a fault of its own.
fn wrong(refused: Refused) -> Result<Errors, Failure> {
    match refused {
        Refused::Because(Reason::MeetingPlan(wrong)) => {
            let mut errors = Errors::default();
            for what in wrong {
                errors.add(field(what), what.danish());
            }
            Ok(errors)
        }
        Refused::Because(reason) => Ok(Errors::one("", reason.danish())),
        other => Err(other.into()),
    }
}

/// The field a refusal is about.
fn field(what: NotPlanned) -> &'static str {
    match what {
        NotPlanned::NoTitle => "titel",
        NotPlanned::NoPurpose => "formaal",
        NotPlanned::InThePast => "dag",
        NotPlanned::NoLength => "minutter",
        NotPlanned::NoPlace => "sted",
        NotPlanned::NoName => "navn",
        NotPlanned::NoWhy => "hvorfor",
        NotPlanned::ItemWithoutTitle => "punkt",
        NotPlanned::Twice | NotPlanned::NotOfTheCase | NotPlanned::NotStaff | NotPlanned::FamilyStaysAway => "hvem",
        NotPlanned::TooMany => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::time;

    #[test]
    fn a_time_of_day_is_read_as_people_write_it() {
        for typed in ["9.30", "09:30", "kl. 9.30", "0930"] {
            assert_eq!(read_clock(typed), Some(time(9, 30, 0, 0)), "{typed}");
        }
        assert_eq!(read_clock("14"), Some(time(14, 0, 0, 0)));
        for typed in ["", "halv ti", "25.00", "9.75"] {
            assert_eq!(read_clock(typed), None, "{typed}");
        }
    }
}
