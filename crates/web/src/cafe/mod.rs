//! "Cafémøder": planned, invited to, answered, and who came. Nothing a family gets tells of another.

mod show;

use crate::error::{Page, page, page_again};
use crate::form::{Check, Errors, Form, date_value, done};
use crate::layout::{Frame, Here};
use crate::meeting::{clock, read_clock};
use crate::parts::{Empty, Field, Hidden, Summary};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::{Wording, danish};
use app::cafe::Plan;
use app::{Reason, Refused};
use askama::Template;
use domain::access::{Action, Object};
use domain::cafe::{Cafe, NotACafe};
use domain::ids::CafeId;
use serde::Deserialize;

/// Who registers citizens holds café meetings for them; whom one may see, each list asks.
const HOLDS: Needs = Needs::Right(Action::Register, Object::Person);
/// Where they are listed.
const PATH: &str = "/overgang/cafe";

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/overgang/cafe", HOLDS, list)
        .get("/overgang/cafe/ny", HOLDS, new)
        .post("/overgang/cafe", HOLDS, plan)
        .merge(show::routes())
}

fn path(id: CafeId) -> String {
    format!("{PATH}/{id}")
}

/// "torsdag den 8. oktober 2026 kl. 16.30-18.30".
fn when(cafe: &Cafe) -> String {
    format!("{} kl. {}-{}", danish::date_long(cafe.day), clock(cafe.from), clock(cafe.until))
}

#[derive(Template)]
#[template(path = "cafe/list.html")]
struct List {
    frame: Frame,
    rows: Vec<Row>,
    empty: Empty,
}

struct Row {
    path: String,
    when: String,
    place: String,
    stands: String,
}

async fn list(desk: Desk) -> Page {
    let lines = app::cafe::list(&desk.app, &desk.actor).await?;
    let row = |line: &app::cafe::Line| Row {
        path: path(line.cafe.id),
        when: when(&line.cafe),
        place: line.cafe.place.clone(),
        stands: match line.cafe.called_off_on {
            Some(day) => format!("Aflyst {}", danish::date_short(day)),
            None => {
                format!("{} indbudt · {} af {} pladser taget", line.invited, line.taken, line.cafe.capacity)
            }
        },
    };
    page(&List {
        rows: lines.iter().map(row).collect(),
        empty: Empty {
            text: "Her står afdelingens cafémøder for unge, der snart fylder 18 år, og deres forældre.".into(),
            act: Some(("Planlæg det første".into(), format!("{PATH}/ny"))),
        },
        frame: desk.frame(Here::Transition),
    })
}

/// A meeting as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    version: i64,
    dag: String,
    fra: String,
    til: String,
    sted: String,
    program: String,
    pladser: String,
    senest: String,
}

impl Typed {
    fn of(cafe: &Cafe) -> Typed {
        Typed {
            version: cafe.version,
            dag: date_value(cafe.day),
            fra: clock(cafe.from),
            til: clock(cafe.until),
            sted: cafe.place.clone(),
            program: cafe.programme.clone(),
            pladser: cafe.capacity.to_string(),
            senest: date_value(cafe.reply_by),
        }
    }

    fn read(&self, check: &mut Check) -> Option<Plan> {
        let day = check.date("dag", &self.dag);
        let mut time = |field: &'static str, typed: &str| {
            let read = read_clock(typed);
            if read.is_none() {
                check.wrong(field, "Skriv klokkeslættet som 16.30.");
            }
            read
        };
        let (from, until) = (time("fra", &self.fra), time("til", &self.til));
        let place = check.line("sted", &self.sted);
        let programme = check.text("program", &self.program);
        let capacity = check.optional_number("pladser", &self.pladser);
        let reply_by = check.date("senest", &self.senest);
        Some(Plan {
            day: day?,
            from: from?,
            until: until?,
            place,
            programme,
            capacity: capacity.unwrap_or(0),
            reply_by: reply_by?,
        })
    }
}

/// The fields of a meeting.
struct Fields {
    day: Field,
    from: Field,
    until: Field,
    place: Field,
    programme: Field,
    capacity: Field,
    reply_by: Field,
}

fn fields(typed: &Typed, errors: &Errors) -> Fields {
    Fields {
        day: Field::date("dag", "Hvilken dag?", &typed.dag, errors),
        from: Field::line("fra", "Hvad tid begynder det?", &typed.fra, errors).hint("Som 16.30."),
        until: Field::line("til", "Hvad tid slutter det?", &typed.til, errors),
        place: Field::line("sted", "Hvor?", &typed.sted, errors),
        programme: Field::text("program", "Hvem fortæller?", &typed.program, errors)
            .rows(4)
            .hint("Står i indbydelsen. Nævn ingen unge eller familier ved navn."),
        capacity: Field::number("pladser", "Hvor mange er der plads til?", &typed.pladser, errors)
            .hint("Alle, der kommer, også dem, de har med."),
        reply_by: Field::date("senest", "Hvornår skal de senest svare?", &typed.senest, errors),
    }
}

/// The field a refusal is about.
fn field(reason: &Reason) -> &'static str {
    match reason {
        Reason::Cafe(NotACafe::NoPlace) => "sted",
        Reason::Cafe(NotACafe::NoProgramme) => "program",
        Reason::Cafe(NotACafe::Past) => "dag",
        Reason::Cafe(NotACafe::EndsBeforeItBegins) => "til",
        Reason::Cafe(NotACafe::NoRoom | NotACafe::FewerThanCome) => "pladser",
        Reason::Cafe(NotACafe::ReplyOutsideTime) => "senest",
        _ => "",
    }
}

#[derive(Template)]
#[template(path = "cafe/new.html")]
struct New {
    frame: Frame,
    fields: Fields,
    errors: Errors,
}

fn form(desk: &Desk, typed: &Typed, errors: Errors) -> New {
    New { frame: desk.frame(Here::Transition), fields: fields(typed, &errors), errors }
}

async fn new(desk: Desk) -> Page {
    // It does not exist for those who list no cases.
    app::cafe::list(&desk.app, &desk.actor).await?;
    let after = |days: i64| date_value(desk.app.today().saturating_add(jiff::Span::new().days(days)));
    let typed = Typed {
        dag: after(42),
        senest: after(28),
        fra: "16.30".into(),
        til: "18.30".into(),
        pladser: "30".into(),
        ..Typed::default()
    };
    page(&form(&desk, &typed, Errors::default()))
}

async fn plan(desk: Desk, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let read = typed.read(&mut check);
    if let Some(errors) = check.errors() {
        return page_again(&form(&desk, &typed, errors));
    }
    let Some(order) = read else { return Err(crate::error::Fault::unreadable().into()) };
    match app::cafe::plan(&desk.app, &desk.actor, order).await {
        Ok(id) => Ok(done(&path(id), "Cafémødet er planlagt. Vælg, hvem der skal indbydes.")),
        Err(Refused::Replayed(_)) => Ok(done(PATH, "Cafémødet er planlagt.")),
        Err(Refused::Because(reason)) => page_again(&form(&desk, &typed, Errors::one(field(&reason), reason.danish()))),
        Err(other) => Err(other.into()),
    }
}
