//! Keeping the stamkort right: going through it counts as today's review.

use crate::error::{Fault, Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Conflict, Field, Hidden, Summary, Tick};
use crate::session::Desk;
use crate::wording::Wording;
use app::person::{Changes, MasterRecord};
use app::{Reason, Refused};
use askama::Template;
use axum::response::IntoResponse;
use domain::access::FieldClass;
use domain::ids::PersonId;
use domain::people::{Contact, DigitalPost, Protection, Shown};
use serde::Deserialize;

#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Typed {
    version: String,
    navn: String,
    /// "ja" when the form showed where the person is; else what is saved is left alone.
    med_kontakt: String,
    vej: String,
    by: String,
    telefon: String,
    mail: String,
    skole: String,
    post: String,
    tolk: String,
    vigtigst: String,
    beskyttet: String,
    grund: String,
}

#[derive(Template)]
#[template(path = "person/edit.html")]
struct Edit {
    frame: Frame,
    path: String,
    name: String,
    protected: bool,
    may_reveal: bool,
    typed: Typed,
    errors: Errors,
    conflicts: Vec<Conflict>,
}

impl Edit {
    fn shows_contact(&self) -> bool {
        self.typed.med_kontakt == "ja"
    }

    fn post(&self) -> Choices {
        let choices: Vec<Choice> = POST.into_iter().map(|state| Choice::new(state.code(), state.danish())).collect();
        Choices::radios("post", "Digital Post", &choices, &self.typed.post, &self.errors)
    }
}

/// In the order one chooses.
pub(crate) const POST: [DigitalPost; 3] = [DigitalPost::Registered, DigitalPost::Exempt, DigitalPost::Unknown];

/// Read back from its code.
pub(crate) fn digital_post(code: &str) -> Option<DigitalPost> {
    POST.into_iter().find(|state| state.code() == code)
}

pub(super) async fn show(desk: Desk, Id(id): Id<PersonId>) -> Page {
    let record = app::person::show(&desk.app, &desk.actor, id).await?;
    // A form one may not send is not there.
    if !record.may.work {
        return Err(Refused::NotFound.into());
    }
    let contact = match &record.contact {
        Shown::Value(contact) => Some(contact.clone()),
        Shown::Protected => None,
    };
    let typed = saved(&record, contact.as_ref());
    page(&view(&desk, &record, typed, Errors::default(), Vec::new()))
}

/// The form with where a protected person is, so that it can be put right; the reveal is logged.
pub(super) async fn show_with_contact(desk: Desk, Id(id): Id<PersonId>) -> Page {
    // Nobody is shown an address for the sake of a form they may not send.
    if !app::person::show(&desk.app, &desk.actor, id).await?.may.work {
        return Err(Refused::NotFound.into());
    }
    let revealed = app::person::reveal(&desk.app, &desk.actor, id, FieldClass::AddressProtected).await?;
    let record = app::person::show(&desk.app, &desk.actor, id).await?;
    let typed = saved(&record, revealed.contact.as_ref());
    page(&view(&desk, &record, typed, Errors::default(), Vec::new()))
}

/// The form as the stamkort stands.
fn saved(record: &MasterRecord, contact: Option<&Contact>) -> Typed {
    let person = &record.person;
    let shown = contact.cloned().unwrap_or_default();
    Typed {
        version: person.version.to_string(),
        navn: person.name.clone(),
        med_kontakt: contact.map(|_| "ja".to_string()).unwrap_or_default(),
        vej: shown.street,
        by: shown.town,
        telefon: shown.phone,
        mail: shown.mail,
        skole: shown.occupation,
        post: person.digital_post.code().to_string(),
        tolk: person.interpreter.clone().unwrap_or_default(),
        vigtigst: person.most_important.clone(),
        beskyttet: if person.is_protected() { "ja".into() } else { String::new() },
        grund: String::new(),
    }
}

fn view(desk: &Desk, record: &MasterRecord, typed: Typed, errors: Errors, conflicts: Vec<Conflict>) -> Edit {
    Edit {
        frame: desk.frame(Here::People),
        path: format!("/borgere/{}", record.person.id),
        name: record.person.name.clone(),
        protected: record.person.is_protected(),
        may_reveal: record.may.reveal,
        typed,
        errors,
        conflicts,
    }
}

pub(super) async fn keep(desk: Desk, Id(id): Id<PersonId>, Form(typed): Form<Typed>) -> Page {
    let changes = match read(&typed) {
        Ok(changes) => changes,
        Err(errors) => return again(&desk, id, typed, errors).await,
    };
    match once(app::person::keep(&desk.app, &desk.actor, id, changes).await) {
        Ok(()) => Ok(done(&format!("/borgere/{id}"), "Stamkortet er gemt.")),
        Err(Refused::Because(Reason::Stale)) => stale(&desk, id, typed).await,
        Err(Refused::Because(Reason::NameMissing)) => {
            again(&desk, id, typed, Errors::one("navn", Reason::NameMissing.danish())).await
        }
        Err(Refused::Because(Reason::ReasonMissing)) => {
            let text = "Skriv, hvorfor beskyttelsen ophører, og hvor det vides fra. Mindst 15 tegn.";
            again(&desk, id, typed, Errors::one("grund", text)).await
        }
        Err(Refused::Because(reason)) => again(&desk, id, typed, Errors::one("", reason.danish())).await,
        Err(other) => Err(other.into()),
    }
}

fn read(typed: &Typed) -> Result<Changes, Errors> {
    let mut check = Check::new();
    let name = check.line("navn", &typed.navn);
    let contact = Contact {
        street: check.optional_line("vej", &typed.vej),
        town: check.optional_line("by", &typed.by),
        phone: check.optional_line("telefon", &typed.telefon),
        mail: check.optional_line("mail", &typed.mail),
        occupation: check.optional_line("skole", &typed.skole),
    };
    let post = check.choice("post", &typed.post, digital_post);
    let interpreter = check.optional_line("tolk", &typed.tolk);
    let most_important = check.optional_line("vigtigst", &typed.vigtigst);
    let reason = check.optional_text("grund", &typed.grund);
    let version = typed.version.parse().ok();
    if let Some(errors) = check.errors() {
        return Err(errors);
    }
    let (Some(digital_post), Some(version)) = (post, version) else {
        return Err(Errors::one("", Fault::unreadable().detail));
    };
    Ok(Changes {
        version,
        name,
        contact: (typed.med_kontakt == "ja").then_some(contact),
        digital_post,
        interpreter: Some(interpreter),
        most_important,
        protection: if typed.beskyttet == "ja" { Protection::Protected } else { Protection::None },
        reason,
    })
}

async fn again(desk: &Desk, id: PersonId, typed: Typed, errors: Errors) -> Page {
    let record = app::person::show(&desk.app, &desk.actor, id).await?;
    page_again(&view(desk, &record, typed, errors, Vec::new()))
}

/// Somebody saved first: what stands and what was typed side by side, and the next "Gem" rests on what stands now.
async fn stale(desk: &Desk, id: PersonId, mut typed: Typed) -> Page {
    let record = app::person::show(&desk.app, &desk.actor, id).await?;
    let contact = match &record.contact {
        Shown::Value(contact) if typed.med_kontakt == "ja" => Some(contact.clone()),
        _ => None,
    };
    let now = saved(&record, contact.as_ref());
    typed.version = now.version.clone();
    let pairs = [
        ("Navn", &now.navn, &typed.navn),
        ("Vej og nummer", &now.vej, &typed.vej),
        ("Postnummer og by", &now.by, &typed.by),
        ("Telefon", &now.telefon, &typed.telefon),
        ("Mail", &now.mail, &typed.mail),
        ("Skole eller arbejde", &now.skole, &typed.skole),
        ("Digital Post", &now.post, &typed.post),
        ("Tolk", &now.tolk, &typed.tolk),
        ("Det vigtigste at vide", &now.vigtigst, &typed.vigtigst),
        ("Adressebeskyttelse", &now.beskyttet, &typed.beskyttet),
    ];
    let words = |what: &str, text: &str| match (what, text) {
        ("Digital Post", code) => digital_post(code).map(|state| state.danish()).unwrap_or_default(),
        ("Adressebeskyttelse", "ja") => Protection::Protected.danish(),
        ("Adressebeskyttelse", _) => Protection::None.danish(),
        (_, text) => text.to_string(),
    };
    // What the form did not show is not compared: it is left as it stands.
    let compared = |what: &str| now.med_kontakt == "ja" || !CONTACT.contains(&what);
    let conflicts = pairs
        .into_iter()
        .filter(|(what, saved, typed)| saved != typed && compared(what))
        .map(|(what, saved, typed)| Conflict {
            what: what.into(),
            by: "En kollega".into(),
            at: "i mellemtiden".into(),
            saved: words(what, saved),
            typed: words(what, typed),
        })
        .collect();
    let response = page_again(&view(desk, &record, typed, Errors::default(), conflicts))?;
    Ok((axum::http::StatusCode::CONFLICT, response).into_response())
}

const CONTACT: [&str; 5] = ["Vej og nummer", "Postnummer og by", "Telefon", "Mail", "Skole eller arbejde"];
