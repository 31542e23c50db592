//! Notifications of concern for a child (underretninger): the registration at any hour, and the case's own page with the
//! clock, the assessment and what comes of it.

mod show;

use crate::error::{Fault, Page, page, page_again};
use crate::form::{Check, Errors, Form, date_value, done};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Field, Hidden, Summary, Tick};
use crate::person::relation::{self, capital};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::Wording;
use app::application::Who;
use app::notification::Register;
use app::person::{NewPerson, basic_data};
use app::{Reason, Refused, Resource};
use askama::Template;
use domain::access::{Action, Object, Yes};
use domain::application::Received;
use domain::deadline::copenhagen;
use domain::ids::CaseId;
use domain::notification::{About, Contact, NotRegistered, Notifier, NotifierKind};
use domain::people::{Contact as Reached, DigitalPost, Protection};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::Deserialize;

const REGISTERS: Needs = Needs::Right(Action::Register, Object::Person);
/// In the order one chooses; most come by telephone or Digital Post.
const WAYS: [Received; 5] =
    [Received::DigitalPost, Received::Phone, Received::Mail, Received::Letter, Received::InPerson];
const CHILD: &str = "barn";
const UNBORN: &str = "ufoedt";

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/underretning/ny", REGISTERS, start)
        .post("/underretning", REGISTERS, register)
        .merge(show::routes())
}

/// Kinds of notifier with what the page sends and says.
pub(super) const NOTIFIERS: [(NotifierKind, &str, &str); 3] = [
    (NotifierKind::Professional, "fagperson", "En fagperson, der arbejder med barnet"),
    (NotifierKind::Citizen, "borger", "En borger"),
    (NotifierKind::Anonymous, "anonym", "En, der vil være anonym"),
];

#[derive(Template)]
#[template(path = "notification/new.html")]
struct New {
    frame: Frame,
    typed: Typed,
    errors: Errors,
}

impl New {
    fn about(&self) -> Choices {
        let choices = [
            Choice::new(CHILD, "Et barn eller en ung under 18 år"),
            Choice::new(UNBORN, "Et barn, der ikke er født").hint("Skriv CPR-nummeret på den, der er gravid."),
        ];
        Choices::radios("om", "Hvem er der bekymring for?", &choices, &self.typed.om, &self.errors)
    }

    fn way(&self) -> Choices {
        let choices: Vec<Choice> =
            WAYS.into_iter().map(|way| Choice::new(way.code(), capital(&way.danish()))).collect();
        Choices::select("maade", "Hvordan kom den?", &choices, &self.typed.maade, &self.errors)
    }

    fn notifier(&self) -> Choices {
        let choices: Vec<Choice> = NOTIFIERS.iter().map(|(_, code, title)| Choice::new(*code, *title)).collect();
        Choices::radios("underretter", "Hvem underretter?", &choices, &self.typed.underretter, &self.errors)
    }
}

/// As typed; `u_` is about who notifies.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    om: String,
    cpr: String,
    navn: String,
    vej: String,
    by: String,
    beskyttet: String,
    termin: String,
    dag: String,
    klokken: String,
    maade: String,
    underretter: String,
    u_navn: String,
    u_sted: String,
    u_adresse: String,
    u_telefon: String,
    fortalt: String,
}

async fn start(desk: Desk) -> Page {
    let now = app::ports::local(desk.app.now());
    let typed = Typed {
        om: CHILD.into(),
        dag: date_value(now.date()),
        klokken: format!("{:02}.{:02}", now.hour(), now.minute()),
        maade: Received::DigitalPost.code().into(),
        ..Typed::default()
    };
    page(&New { frame: desk.frame(Here::Elsewhere), typed, errors: Errors::default() })
}

fn again(desk: &Desk, typed: Typed, errors: Errors) -> Page {
    page_again(&New { frame: desk.frame(Here::Elsewhere), typed, errors })
}

async fn register(desk: Desk, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let cpr = relation::cpr(&mut check, "cpr", &typed.cpr, &desk);
    let read = read(&mut check, &typed);
    if let Some(errors) = check.errors() {
        return again(&desk, typed, errors);
    }
    let (Some(cpr), Some(read)) = (cpr, read) else { return Err(Fault::unreadable().into()) };
    let citizen = match basic_data(&desk.app, &desk.actor, &cpr).await {
        Ok(Some(known)) => Who::Registered(known.id),
        Ok(None) if read.name.is_empty() => {
            let text = "Nummeret er ikke oprettet endnu. Skriv navnet.";
            return again(&desk, typed, Errors::one("navn", text));
        }
        Ok(None) => Who::New(Box::new(NewPerson {
            cpr,
            name: read.name,
            contact: read.reached,
            protection: read.protection,
            digital_post: DigitalPost::Unknown,
            interpreter: None,
        })),
        Err(Refused::Because(reason)) => return again(&desk, typed, Errors::one("cpr", reason.danish())),
        Err(Refused::NotFound) => return again(&desk, typed, Errors::one("cpr", NOT_YOURS)),
        Err(other) => return Err(other.into()),
    };
    let order = Register {
        citizen,
        about: read.about,
        received_at: read.received_at,
        received_by: read.received_by,
        notifier: read.notifier,
        told: read.told,
    };
    match app::notification::register(&desk.app, &desk.actor, order).await {
        Ok(case) | Err(Refused::Replayed(Resource::Case(case))) => opened(&desk, case).await,
        Err(Refused::Because(reason)) => again(&desk, typed, Errors::one(field(&reason), reason.danish())),
        Err(Refused::NotFound) => again(&desk, typed, Errors::one("cpr", NOT_YOURS)),
        Err(other) => Err(other.into()),
    }
}

const NOT_YOURS: &str =
    "Du kan ikke selv registrere en underretning på dette nummer. Bed en kollega eller din leder om det straks.";

/// What was typed, read.
struct Read {
    about: About,
    name: String,
    reached: Reached,
    protection: Protection,
    received_at: Timestamp,
    received_by: Received,
    notifier: Notifier,
    told: String,
}

fn read(check: &mut Check, typed: &Typed) -> Option<Read> {
    let expected = check.optional_date("termin", &typed.termin);
    let about = check.choice("om", &typed.om, |code| match code {
        CHILD => Some(About::Child),
        UNBORN => Some(About::Unborn { expected }),
        _ => None,
    });
    let name = check.optional_line("navn", &typed.navn);
    let reached = Reached {
        street: check.optional_line("vej", &typed.vej),
        town: check.optional_line("by", &typed.by),
        ..Reached::default()
    };
    let day = check.date("dag", &typed.dag);
    let time = clock(&typed.klokken);
    if time.is_none() {
        check.wrong("klokken", "Skriv klokkeslættet som 16.05.");
    }
    let received_by = check.choice("maade", &typed.maade, |code| WAYS.into_iter().find(|way| way.code() == code));
    let notifier = notifier(check, typed);
    // The act says what to do about a notification that says nothing; asked here too, to say all at once.
    let told = check.optional_text("fortalt", &typed.fortalt);
    if told.is_empty() {
        check.wrong("fortalt", NotRegistered::NothingTold.danish());
    }
    let received_at = instant(day?, time?)?;
    let protection = if typed.beskyttet == "ja" { Protection::Protected } else { Protection::None };
    let (about, received_by, notifier) = (about?, received_by?, notifier?);
    Some(Read { about, name, reached, protection, received_at, received_by, notifier, told })
}

fn notifier(check: &mut Check, typed: &Typed) -> Option<Notifier> {
    let known = |code: &str| NOTIFIERS.iter().find(|(_, known, _)| *known == code).map(|(kind, ..)| *kind);
    let kind = check.choice("underretter", &typed.underretter, known);
    let contact = Contact {
        name: check.optional_line("u_navn", &typed.u_navn),
        workplace: check.optional_line("u_sted", &typed.u_sted),
        address: check.optional_text("u_adresse", &typed.u_adresse),
        phone: check.optional_line("u_telefon", &typed.u_telefon),
    };
    if kind.is_some_and(|kind| kind != NotifierKind::Anonymous) && contact.name.is_empty() {
        check.wrong("u_navn", NotRegistered::NotifierWithoutName.danish());
    }
    Some(Notifier::new(kind?, contact))
}

/// "16.05", "16:05" or "1605".
fn clock(typed: &str) -> Option<Time> {
    let digits: String = typed.trim().chars().filter(|c| !matches!(c, '.' | ':')).collect();
    if !(3..=4).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i16 = digits.parse().ok()?;
    let (hour, minute) = (number.div_euclid(100), number.rem_euclid(100));
    Time::new(hour.try_into().ok()?, minute.try_into().ok()?, 0, 0).ok()
}

fn instant(day: Date, time: Time) -> Option<Timestamp> {
    day.to_datetime(time).to_zoned(copenhagen().clone()).ok().map(|zoned| zoned.timestamp())
}

/// The field a refusal is about.
fn field(reason: &Reason) -> &'static str {
    match reason {
        Reason::NameMissing => "navn",
        Reason::Notification(NotRegistered::NothingTold) => "fortalt",
        Reason::Notification(NotRegistered::InTheFuture | NotRegistered::TooLongAgo) => "dag",
        Reason::Notification(NotRegistered::NotifierWithoutName) => "u_navn",
        Reason::Notification(NotRegistered::NotExpectedThen) => "termin",
        Reason::Notification(NotRegistered::NotAChild) => "om",
        _ => "",
    }
}

/// On to the notification, or, when another department has it, back to one's own day.
async fn opened(desk: &Desk, case: CaseId) -> Page {
    Ok(match app::application::may_open(&desk.app, &desk.actor, case).await? {
        Yes::Yes => {
            done(&format!("/sager/{case}/underretning"), "Underretningen er registreret. Uret på 24 timer løber.")
        }
        Yes::No => done(
            "/i-dag",
            "Underretningen er registreret. Den ligger hos den afdeling, der skal vurdere den. Ring til dem nu, så de \
             ved det.",
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn a_time_is_read_in_the_ways_people_write_it() {
        for typed in ["16.05", "16:05", "1605", " 16.05 "] {
            assert_eq!(clock(typed), Some(time(16, 5, 0, 0)), "{typed}");
        }
        assert_eq!(clock("8.30"), Some(time(8, 30, 0, 0)));
        for wrong in ["", "8", "24.00", "16.60", "kl. 16", "16.05.30"] {
            assert_eq!(clock(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_hour_is_the_municipalitys_own_winter_and_summer() {
        let winter = instant(date(2026, 12, 24), time(16, 5, 0, 0)).unwrap();
        assert_eq!(winter.to_string(), "2026-12-24T15:05:00Z");
        let summer = instant(date(2026, 6, 24), time(16, 5, 0, 0)).unwrap();
        assert_eq!(summer.to_string(), "2026-06-24T14:05:00Z");
    }
}
