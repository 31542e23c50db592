//! One café meeting: whom to invite, who answered, who came, and the list for the door.

use super::{Fields, HOLDS, PATH, Typed, field, fields, path, when};
use crate::error::{Failure, Fault, Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Empty, Field, Hidden, Summary, Tick};
use crate::routes::Routes;
use crate::session::Desk;
use crate::wording::{Wording, danish};
use app::Refused;
use app::cafe::{Invite, InvitedRow, Shown};
use askama::Template;
use axum::extract::Query;
use domain::cafe::{Answer, Attendance, Guest, first_name};
use domain::ids::{CafeId, CaseId, PersonId};
use serde::Deserialize;

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/overgang/cafe/{id}", HOLDS, show)
        .post("/overgang/cafe/{id}", HOLDS, change)
        .post("/overgang/cafe/{id}/aflys", HOLDS, call_off)
        .post("/overgang/cafe/{id}/indbyd", HOLDS, invite)
        .post("/overgang/cafe/{id}/svar", HOLDS, answer)
        .post("/overgang/cafe/{id}/fremmoede", HOLDS, attended)
        .get("/overgang/cafe/{id}/doeren", HOLDS, door)
}

#[derive(Template)]
#[template(path = "cafe/show.html")]
struct ShowPage {
    frame: Frame,
    path: String,
    when: String,
    place: String,
    programme: String,
    seats: String,
    reply_by: String,
    version: i64,
    called_off: Option<String>,
    /// People may still be invited.
    open: bool,
    /// Who came may be written down.
    may_attend: bool,
    hidden: u32,
    invited: Vec<Guests>,
    year: Field,
    chosen_year: i16,
    candidates: Option<Choices>,
    parents: Tick,
    fields: Fields,
    changing: bool,
    errors: Errors,
}

/// Somebody invited.
struct Guests {
    key: String,
    case: CaseId,
    person: PersonId,
    name: String,
    what: String,
    protected: bool,
    answer: String,
    companions: Field,
    came: Option<&'static str>,
    ticked: bool,
    letter: String,
    is_draft: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    aar: String,
}

async fn show(desk: Desk, Id(id): Id<CafeId>, Query(wanted): Query<Wanted>) -> Page {
    let shown = app::cafe::show(&desk.app, &desk.actor, id, wanted.aar.trim().parse().ok()).await?;
    page(&of(&desk, &shown, None, &[], Errors::default()))
}

fn of(desk: &Desk, shown: &Shown, typed: Option<&Typed>, chosen: &[String], errors: Errors) -> ShowPage {
    let cafe = &shown.cafe;
    let choices: Vec<Choice> = shown
        .candidates
        .iter()
        .map(|row| {
            let protected = if row.protected { " · adressebeskyttet" } else { "" };
            let label = format!("{} ({}){protected}", row.name, row.number);
            let mine = row.responsible == desk.actor.id();
            let sends = if mine {
                "du sender nu".to_string()
            } else {
                format!("{} får opgaven at sende", row.responsible_name)
            };
            let day = danish::date_short(domain::adulthood::birthday(row.born));
            Choice::new(row.case.to_string(), label).hint(format!("fylder 18 {day} · {sends}"))
        })
        .collect();
    let own = Typed::of(cafe);
    let typed_or_own = typed.unwrap_or(&own);
    ShowPage {
        frame: desk.frame(Here::Transition),
        path: path(cafe.id),
        when: when(cafe),
        place: cafe.place.clone(),
        programme: cafe.programme.clone(),
        seats: format!("{} af {} pladser taget", shown.taken, cafe.capacity),
        reply_by: danish::date_long(cafe.reply_by),
        version: typed_or_own.version,
        called_off: cafe.called_off_on.map(danish::date_long),
        open: cafe.may_invite(shown.today).is_ok(),
        may_attend: cafe.may_note_attendance(shown.today).is_ok() && !shown.invited.is_empty(),
        hidden: shown.hidden,
        invited: shown.invited.iter().map(guest).collect(),
        year: Field::number("aar", "Unge, der fylder 18 år i", &shown.year.to_string(), &Errors::default()),
        chosen_year: shown.year,
        candidates: (!choices.is_empty()).then(|| Choices::ticks("sager", "Hvem indbydes?", &choices, chosen, &errors)),
        parents: Tick::new("foraeldre", "Indbyd også forældrene, hver med sit eget brev", "ja", &Errors::default()),
        fields: fields(typed_or_own, &errors),
        changing: typed.is_some(),
        errors,
    }
}

fn guest(row: &InvitedRow) -> Guests {
    let invitation = &row.invitation;
    let key = format!("{}.{}", invitation.case, invitation.person);
    let companions = match invitation.answer {
        Answer::Comes { companions } => companions,
        Answer::None | Answer::StaysAway => 0,
    };
    Guests {
        case: invitation.case,
        person: invitation.person,
        name: row.name.clone(),
        what: match invitation.guest {
            Guest::Young => format!("den unge · sag {}", row.number),
            Guest::Parent => format!("forælder til {} · sag {}", row.young, row.number),
        },
        protected: row.protected,
        answer: invitation.answer.danish(),
        companions: Field::number(
            &format!("med-{}", invitation.person),
            "Hvor mange har de med?",
            &companions.to_string(),
            &Errors::default(),
        )
        .named("med"),
        came: invitation.attendance.map(|came| match came {
            Attendance::Came => "Kom",
            Attendance::DidNotCome => "Kom ikke",
        }),
        ticked: invitation.attendance == Some(Attendance::Came),
        letter: format!("/sager/{}/breve/{}", invitation.case, invitation.letter),
        is_draft: row.is_draft,
        key,
    }
}

/// The page again with what was wrong.
async fn again(desk: &Desk, id: CafeId, typed: Option<&Typed>, chosen: &[String], errors: Errors) -> Page {
    let shown = app::cafe::show(&desk.app, &desk.actor, id, None).await?;
    page_again(&of(desk, &shown, typed, chosen, errors))
}

async fn change(desk: Desk, Id(id): Id<CafeId>, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let read = typed.read(&mut check);
    if let Some(errors) = check.errors() {
        return again(&desk, id, Some(&typed), &[], errors).await;
    }
    let Some(order) = read else { return Err(Fault::unreadable().into()) };
    match once(app::cafe::change(&desk.app, &desk.actor, id, typed.version, order).await) {
        Ok(()) => Ok(done(&path(id), "Cafémødet er ændret. Ring til dem, der allerede har fået indbydelsen.")),
        Err(Refused::Because(reason)) => {
            again(&desk, id, Some(&typed), &[], Errors::one(field(&reason), reason.danish())).await
        }
        Err(other) => Err(other.into()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Version {
    version: i64,
}

async fn call_off(desk: Desk, Id(id): Id<CafeId>, Form(typed): Form<Version>) -> Page {
    match once(app::cafe::call_off(&desk.app, &desk.actor, id, typed.version).await) {
        Ok(()) => Ok(done(PATH, "Cafémødet er aflyst. Hver sag har fået opgaven at fortælle familien det.")),
        Err(Refused::Because(reason)) => again(&desk, id, None, &[], Errors::one("", reason.danish())).await,
        Err(other) => Err(other.into()),
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Chosen {
    aar: String,
    sager: Vec<String>,
    foraeldre: String,
}

async fn invite(desk: Desk, Id(id): Id<CafeId>, Form(typed): Form<Chosen>) -> Page {
    let year = typed.aar.trim().parse().map_err(|_| Failure::from(Fault::unreadable()))?;
    let cases: Option<Vec<CaseId>> = typed.sager.iter().map(|case| case.parse().ok()).collect();
    let cases = cases.ok_or(Refused::NotFound)?;
    let order = Invite { year, cases, parents: (typed.foraeldre == "ja").into() };
    match app::cafe::invite(&desk.app, &desk.actor, id, order).await {
        Ok(came_of_it) if came_of_it.left == 0 => Ok(done(&path(id), "Indbydelserne er sendt.")),
        Ok(_) => Ok(done(&path(id), "Indbydelserne er lavet. De, andre er ansvarlige for, venter på at blive sendt.")),
        Err(Refused::Replayed(_)) => Ok(done(&path(id), "Indbydelserne er lavet.")),
        Err(Refused::Because(reason)) => {
            again(&desk, id, None, &typed.sager, Errors::one("sager", reason.danish())).await
        }
        Err(other) => Err(other.into()),
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Answered {
    sag: String,
    person: String,
    svar: String,
    med: String,
}

async fn answer(desk: Desk, Id(id): Id<CafeId>, Form(typed): Form<Answered>) -> Page {
    let (Ok(case), Ok(person)) = (typed.sag.parse(), typed.person.parse()) else {
        return Err(Refused::NotFound.into());
    };
    let companions = typed.med.trim().parse().unwrap_or(0);
    let said = match typed.svar.as_str() {
        "kommer" => Answer::Comes { companions },
        "kommer-ikke" => Answer::StaysAway,
        _ => Answer::None,
    };
    match once(app::cafe::answer(&desk.app, &desk.actor, id, (case, person), said).await) {
        Ok(()) => Ok(done(&path(id), "Svaret er skrevet ned.")),
        Err(Refused::Because(reason)) => again(&desk, id, None, &[], Errors::one("", reason.danish())).await,
        Err(other) => Err(other.into()),
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Came {
    alle: Vec<String>,
    kom: Vec<String>,
}

async fn attended(desk: Desk, Id(id): Id<CafeId>, Form(typed): Form<Came>) -> Page {
    let mut marks = Vec::new();
    for key in &typed.alle {
        let (case, person) = key.split_once('.').ok_or(Refused::NotFound)?;
        let (Ok(case), Ok(person)) = (case.parse(), person.parse()) else { return Err(Refused::NotFound.into()) };
        let came = if typed.kom.contains(key) { Attendance::Came } else { Attendance::DidNotCome };
        marks.push((case, person, came));
    }
    match once(app::cafe::attended(&desk.app, &desk.actor, id, marks).await) {
        Ok(()) => Ok(done(&path(id), "Fremmødet er skrevet ned på hver sag. De, der ikke kom, følges op.")),
        Err(Refused::Because(reason)) => again(&desk, id, None, &[], Errors::one("", reason.danish())).await,
        Err(other) => Err(other.into()),
    }
}

#[derive(Template)]
#[template(path = "cafe/door.html")]
struct Door {
    frame: Frame,
    path: String,
    when: String,
    place: String,
    /// First names alone, in order, with how many they bring.
    guests: Vec<(String, u32)>,
    empty: Empty,
}

async fn door(desk: Desk, Id(id): Id<CafeId>) -> Page {
    let shown = app::cafe::show(&desk.app, &desk.actor, id, None).await?;
    let comes = |row: &InvitedRow| match row.invitation.answer {
        Answer::Comes { companions } => Some((first_name(&row.name).to_string(), companions)),
        Answer::None | Answer::StaysAway => None,
    };
    let mut guests: Vec<(String, u32)> = shown.invited.iter().filter_map(comes).collect();
    guests.sort();
    page(&Door {
        path: path(id),
        when: when(&shown.cafe),
        place: shown.cafe.place.clone(),
        guests,
        empty: Empty { text: "Her står fornavnene på dem, der har sagt, at de kommer.".into(), act: None },
        frame: desk.frame(Here::Transition),
    })
}
