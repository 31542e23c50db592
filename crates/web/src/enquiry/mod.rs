//! Enquiries (henvendelser): written down on one page, the list of those that wait, and the page of each.

mod show;

use crate::error::{Fault, Page, page, page_again};
use crate::form::{Check, Errors, Form, date_value, done};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Empty, Field, Hidden, Outreach, Summary, Tab, Tabs, Tick};
use crate::person::relation::{self, capital};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::{Wording, counted, danish};
use crate::worklist::{who, who_code, whose_tabs};
use app::application::Who;
use app::enquiry::{EnquiryRow, Register};
use app::person::{NewPerson, basic_data, basic_data_of};
use app::worklist::departments;
use app::{Reason, Refused, Resource};
use askama::Template;
use axum::extract::Query;
use domain::access::{Action, Object};
use domain::application::Received;
use domain::enquiry::{Contact, NotRegistered, Referrer, Source};
use domain::ids::{EnquiryId, PersonId};
use domain::people::{Contact as Reached, DigitalPost, Protection};
use jiff::civil::Date;
use serde::Deserialize;

const REGISTERS: Needs = Needs::Right(Action::Register, Object::Person);
const SEES: Needs = Needs::Right(Action::See, Object::Enquiry);
const WORKS: Needs = Needs::Right(Action::Work, Object::Enquiry);
/// In the order one chooses; most come by telephone.
const WAYS: [Received; 5] =
    [Received::Phone, Received::InPerson, Received::Mail, Received::DigitalPost, Received::Letter];

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/henvendelser", SEES, list)
        .get("/henvendelse/ny", REGISTERS, start)
        .post("/henvendelse/om", REGISTERS, about)
        .post("/henvendelse", REGISTERS, register)
        .merge(show::routes())
}

#[derive(Template)]
#[template(path = "enquiry/new.html")]
struct New {
    frame: Frame,
    typed: Typed,
    errors: Errors,
    /// Whom it is about, when one comes from their stamkort.
    citizen: Option<String>,
}

impl New {
    fn source(&self) -> Choices {
        let choices: Vec<Choice> =
            Source::ALL.iter().map(|source| Choice::new(source.code(), source.danish())).collect();
        Choices::select("kilde", "Hvem henvender sig?", &choices, &self.typed.kilde, &self.errors)
    }

    fn way(&self) -> Choices {
        let choices: Vec<Choice> =
            WAYS.into_iter().map(|way| Choice::new(way.code(), capital(&way.danish()))).collect();
        Choices::select("maade", "Hvordan kom den?", &choices, &self.typed.maade, &self.errors)
    }
}

/// As typed; `h_` is about who tells.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    borger: String,
    dag: String,
    maade: String,
    kilde: String,
    anonym: String,
    h_navn: String,
    h_sted: String,
    h_telefon: String,
    h_adresse: String,
    fortalt: String,
    kendt: String,
    cpr: String,
    navn: String,
    vej: String,
    by: String,
    beskyttet: String,
}

fn fresh(desk: &Desk) -> Typed {
    Typed { dag: date_value(desk.app.today()), maade: Received::Phone.code().into(), ..Typed::default() }
}

async fn start(desk: Desk) -> Page {
    page(&New { frame: desk.frame(Here::Enquiries), typed: fresh(&desk), errors: Errors::default(), citizen: None })
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct About {
    borger: String,
}

/// From somebody's stamkort: whom it is about is known.
async fn about(desk: Desk, Form(about): Form<About>) -> Page {
    let Ok(person) = about.borger.parse::<PersonId>() else {
        return again(&desk, fresh(&desk), Errors::one("cpr", "Skriv CPR-nummeret, eller hvad vi ved om borgeren."))
            .await;
    };
    let citizen = basic_data_of(&desk.app, &desk.actor, person).await?.name;
    let typed = Typed { borger: about.borger, ..fresh(&desk) };
    page(&New { frame: desk.frame(Here::Enquiries), typed, errors: Errors::default(), citizen: Some(citizen) })
}

async fn again(desk: &Desk, typed: Typed, errors: Errors) -> Page {
    let citizen = match typed.borger.parse::<PersonId>() {
        Ok(person) => Some(basic_data_of(&desk.app, &desk.actor, person).await?.name),
        Err(_) => None,
    };
    page_again(&New { frame: desk.frame(Here::Enquiries), typed, errors, citizen })
}

async fn register(desk: Desk, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let read = read(&mut check, &typed);
    let found = Found {
        borger: &typed.borger,
        cpr: &typed.cpr,
        navn: &typed.navn,
        vej: &typed.vej,
        by: &typed.by,
        beskyttet: &typed.beskyttet,
    };
    let asked = found.asked(&mut check, &desk);
    if !asked && check.optional_text("kendt", &typed.kendt).is_empty() {
        check.wrong("kendt", NotRegistered::NobodyKnown.danish());
    }
    if let Some(errors) = check.errors() {
        return again(&desk, typed, errors).await;
    }
    let Some(read) = read else { return Err(Fault::unreadable().into()) };
    let citizen = match found.who(&desk).await {
        Ok(citizen) => citizen,
        Err(NotFound::Field(field, text)) => return again(&desk, typed, Errors::one(field, text)).await,
        Err(NotFound::Other(refused)) => return Err(refused.into()),
    };
    let order = Register {
        received_on: read.day,
        received_by: read.way,
        referrer: read.referrer,
        told: read.told,
        citizen,
        known: typed.kendt.clone(),
    };
    match app::enquiry::register(&desk.app, &desk.actor, order).await {
        Ok(id) | Err(Refused::Replayed(Resource::Enquiry(id))) => {
            Ok(done(&format!("/henvendelser/{id}"), "Henvendelsen er skrevet ned. Vælg, hvad den bliver til."))
        }
        Err(Refused::Because(reason)) => again(&desk, typed, Errors::one(field(&reason), reason.danish())).await,
        Err(Refused::NotFound) => again(&desk, typed, Errors::one("cpr", NOT_YOURS)).await,
        Err(other) => Err(other.into()),
    }
}

const NOT_YOURS: &str =
    "Du kan ikke selv skrive en henvendelse ned på dette nummer. Bed en kollega eller din leder om det.";

/// What was typed of the enquiry itself, read.
struct Read {
    day: Date,
    way: Received,
    referrer: Referrer,
    told: String,
}

fn read(check: &mut Check, typed: &Typed) -> Option<Read> {
    let day = check.date("dag", &typed.dag);
    let way = check.choice("maade", &typed.maade, |code| WAYS.into_iter().find(|way| way.code() == code));
    let source = check.choice("kilde", &typed.kilde, Source::from_code);
    let contact = Contact {
        name: check.optional_line("h_navn", &typed.h_navn),
        workplace: check.optional_line("h_sted", &typed.h_sted),
        address: check.optional_text("h_adresse", &typed.h_adresse),
        phone: check.optional_line("h_telefon", &typed.h_telefon),
    };
    let anonymous = typed.anonym == "ja";
    if !anonymous && contact.name.is_empty() && source.is_some_and(|source| source != Source::Citizen) {
        check.wrong("h_navn", NotRegistered::ReferrerWithoutName.danish());
    }
    let told = check.optional_text("fortalt", &typed.fortalt);
    if told.is_empty() {
        check.wrong("fortalt", NotRegistered::NothingTold.danish());
    }
    Some(Read { day: day?, way: way?, referrer: Referrer::new(source?, anonymous.into(), contact), told })
}

/// Whom it is about, as typed: by their page, or by CPR number and, when they are not registered, by name.
struct Found<'a> {
    borger: &'a str,
    cpr: &'a str,
    navn: &'a str,
    vej: &'a str,
    by: &'a str,
    beskyttet: &'a str,
}

/// Why nobody was found.
enum NotFound {
    /// What to write, in which field.
    Field(&'static str, String),
    /// Anything else.
    Other(Refused),
}

impl Found<'_> {
    /// Whether anybody is pointed out at all; an impossible number is a mistake.
    fn asked(&self, check: &mut Check, desk: &Desk) -> bool {
        if !self.cpr.trim().is_empty() {
            relation::cpr(check, "cpr", self.cpr, desk);
        }
        !self.borger.is_empty() || !self.cpr.trim().is_empty()
    }

    async fn who(&self, desk: &Desk) -> Result<Option<Who>, NotFound> {
        if let Ok(person) = self.borger.parse::<PersonId>() {
            return Ok(Some(Who::Registered(person)));
        }
        if self.cpr.trim().is_empty() {
            return Ok(None);
        }
        let cpr = domain::cpr::Cpr::parse(self.cpr, desk.app.today());
        let cpr = cpr.map_err(|why| NotFound::Field("cpr", why.danish()))?;
        let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        match basic_data(&desk.app, &desk.actor, &cpr).await {
            Ok(Some(known)) => Ok(Some(Who::Registered(known.id))),
            Ok(None) if self.navn.trim().is_empty() => {
                Err(NotFound::Field("navn", "Nummeret er ikke oprettet endnu. Skriv navnet.".into()))
            }
            Ok(None) => Ok(Some(Who::New(Box::new(NewPerson {
                cpr,
                name: line(self.navn),
                contact: Reached { street: line(self.vej), town: line(self.by), ..Reached::default() },
                protection: if self.beskyttet == "ja" { Protection::Protected } else { Protection::None },
                digital_post: DigitalPost::Unknown,
                interpreter: None,
            })))),
            Err(Refused::Because(reason)) => Err(NotFound::Field("cpr", reason.danish())),
            Err(Refused::NotFound) => Err(NotFound::Field("cpr", NOT_YOURS.into())),
            Err(other) => Err(NotFound::Other(other)),
        }
    }
}

/// The field a refusal is about.
fn field(reason: &Reason) -> &'static str {
    match reason {
        Reason::NameMissing => "navn",
        Reason::Enquiry(NotRegistered::NothingTold) => "fortalt",
        Reason::Enquiry(NotRegistered::InTheFuture | NotRegistered::TooLongAgo) => "dag",
        Reason::Enquiry(NotRegistered::ReferrerWithoutName) => "h_navn",
        Reason::Enquiry(NotRegistered::NobodyKnown) => "kendt",
        _ => "",
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    hvem: String,
    lukkede: String,
}

#[derive(Template)]
#[template(path = "enquiry/list.html")]
struct List {
    frame: Frame,
    whose: Tabs,
    which: Tabs,
    /// Asked about a citizen of the reader's: an answer is waited for.
    asked: Vec<Asked>,
    rows: Vec<RowView>,
    empty: Empty,
    registers: bool,
}

/// An enquiry about a citizen of the reader's.
pub(crate) struct Asked {
    pub(crate) citizen: String,
    pub(crate) protected: bool,
    pub(crate) outreach: Option<Outreach>,
    pub(crate) number: String,
    pub(crate) came: String,
    pub(crate) path: String,
}

struct RowView {
    path: String,
    citizen: Option<String>,
    protected: bool,
    outreach: Option<Outreach>,
    came: String,
    source: String,
    by: String,
    became: String,
    waiting: String,
}

/// What waits for an answer from the reader.
pub(crate) async fn asked(desk: &Desk) -> Result<Vec<Asked>, Refused> {
    let rows = app::enquiry::waiting(&desk.app, &desk.actor).await?;
    let asked = rows.into_iter().map(|row| Asked {
        citizen: row.citizen,
        protected: row.protected,
        outreach: row.outreach.map(Outreach::new),
        number: row.number.to_string(),
        came: danish::date_short(row.received_on),
        path: format!("/henvendelser/{}", row.enquiry),
    });
    Ok(asked.collect())
}

async fn list(desk: Desk, Query(wanted): Query<Wanted>) -> Page {
    let whose = who(&desk.actor, &wanted.hvem);
    let closed = wanted.lukkede == "ja";
    let rows = app::enquiry::list(&desk.app, &desk.actor, &whose, (!closed).into()).await?;
    let here = format!("/henvendelser?hvem={}", who_code(&whose));
    let tab = |title: &str, path: String, current| Tab { title: title.into(), path, current, count: None };
    let path = if closed { "/henvendelser?lukkede=ja&" } else { "/henvendelser?" };
    let text = if closed {
        "Her kommer de henvendelser, der er afsluttet, med hvad de blev til."
    } else {
        "Her står de henvendelser, nogen har skrevet ned, til borgeren er fundet, og det er valgt, hvad de bliver til. \
         Der er ingen, der venter."
    };
    page(&List {
        frame: desk.frame(Here::Enquiries),
        whose: whose_tabs(&desk.app, path, &whose, &departments(&desk.actor)?),
        which: Tabs {
            label: "Ventende eller afsluttede".into(),
            tabs: vec![tab("Venter", here.clone(), !closed), tab("Afsluttede", format!("{here}&lukkede=ja"), closed)],
        },
        asked: asked(&desk).await?,
        rows: rows.into_iter().map(row_view).collect(),
        empty: Empty { text: text.into(), act: (!closed).then(|| ("Ny henvendelse".into(), "/henvendelse/ny".into())) },
        registers: crate::layout::has_right(&desk.actor, Action::Register, Object::Person),
    })
}

fn row_view(row: EnquiryRow) -> RowView {
    let waiting = u64::from(row.waiting);
    RowView {
        path: format!("/henvendelser/{}", row.id),
        citizen: row.citizen,
        protected: row.protected,
        outreach: row.outreach.map(Outreach::new),
        came: danish::date_short(row.received_on),
        source: row.source.danish(),
        by: row.registered_by,
        became: row.became.map(|became| became.danish()).unwrap_or_default(),
        waiting: if waiting == 0 || row.became.is_some() {
            String::new()
        } else {
            format!("{} har ikke svaret endnu", counted(waiting, "kollega", "kolleger"))
        },
    }
}

/// The choice is made on the page of the enquiry.
fn shown(id: EnquiryId) -> String {
    format!("/henvendelser/{id}")
}
