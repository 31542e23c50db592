//! What is typed about an application, read into the order for the act.

use super::WAYS;
use crate::error::Fault;
use crate::form::{Check, Errors};
use crate::person::edit::digital_post;
use crate::person::relation;
use crate::session::Desk;
use crate::wording::Wording;
use app::application::{Applicant, Register, Who};
use app::person::NewPerson;
use domain::application::NotRegistered;
use domain::ids::PersonId;
use domain::people::{Contact, DigitalPost, Protection};
use serde::Deserialize;

/// The citizen applies themselves.
pub(super) const SELF: &str = "selv";
/// Somebody who is registered with the application.
pub(super) const NEW: &str = "ny";

/// As typed; `a_` is about the applicant when they are registered now.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Typed {
    pub borger: String,
    pub cpr: String,
    pub navn: String,
    pub vej: String,
    pub by: String,
    pub telefon: String,
    pub skole: String,
    pub post: String,
    pub tolk: String,
    pub beskyttet: String,
    pub ydelse: String,
    pub soegt: String,
    pub modtaget: String,
    pub maade: String,
    pub ansoeger: String,
    pub a_cpr: String,
    pub a_navn: String,
    pub a_forhold: String,
    pub a_samme: String,
    pub a_vej: String,
    pub a_by: String,
    pub a_telefon: String,
    pub a_post: String,
    pub a_tolk: String,
    pub a_beskyttet: String,
    pub ansvarlig: String,
}

/// The order for the act, or all that is wrong with what was typed.
pub(super) fn read(typed: &Typed, desk: &Desk) -> Result<Register, Errors> {
    let mut check = Check::new();
    let citizen = citizen(&mut check, typed, desk);
    let benefit = Some(typed.ydelse.trim().to_string()).filter(|id| !id.is_empty());
    if benefit.is_none() {
        check.wrong("ydelse", "Vælg, hvad der søges om.");
    }
    // The act says what to do about an application that says nothing; asked here too, to say all at once.
    let applied_for = check.optional_text("soegt", &typed.soegt);
    if applied_for.is_empty() {
        check.wrong("soegt", NotRegistered::NothingAppliedFor.danish());
    }
    let received_on = check.date("modtaget", &typed.modtaget);
    let received_by = check.choice("maade", &typed.maade, |code| WAYS.into_iter().find(|way| way.code() == code));
    let applicant = applicant(&mut check, typed, desk);
    let responsible = match typed.ansvarlig.trim() {
        "" => None,
        chosen => check.id("ansvarlig", chosen),
    };
    if let Some(errors) = check.errors() {
        return Err(errors);
    }
    match (citizen, benefit, received_on, received_by, applicant) {
        (Some(citizen), Some(benefit), Some(received_on), Some(received_by), Some(applicant)) => {
            Ok(Register { citizen, applicant, benefit, applied_for, received_on, received_by, responsible })
        }
        _ => Err(Errors::one("", Fault::unreadable().detail)),
    }
}

fn citizen(check: &mut Check, typed: &Typed, desk: &Desk) -> Option<Who> {
    if let Ok(id) = typed.borger.parse::<PersonId>() {
        return Some(Who::Registered(id));
    }
    let cpr = relation::cpr(check, "cpr", &typed.cpr, desk);
    let name = check.optional_line("navn", &typed.navn);
    if name.is_empty() {
        check.wrong("navn", app::Reason::NameMissing.danish());
    }
    let contact = Contact {
        street: check.optional_line("vej", &typed.vej),
        town: check.optional_line("by", &typed.by),
        phone: check.optional_line("telefon", &typed.telefon),
        mail: String::new(),
        occupation: check.optional_line("skole", &typed.skole),
    };
    let interpreter = Some(check.optional_line("tolk", &typed.tolk));
    let digital_post = digital_post(&typed.post).unwrap_or(DigitalPost::Unknown);
    let protection = protection(&typed.beskyttet);
    cpr.map(|cpr| Who::New(Box::new(NewPerson { cpr, name, contact, protection, digital_post, interpreter })))
}

fn applicant(check: &mut Check, typed: &Typed, desk: &Desk) -> Option<Applicant> {
    match typed.ansoeger.as_str() {
        SELF => return Some(Applicant::Citizen),
        NEW => {}
        chosen => {
            let read = |text: &str| text.parse().ok();
            return check.choice("ansoeger", chosen, read).map(Applicant::Registered);
        }
    }
    let cpr = if typed.a_cpr.trim().is_empty() {
        check.wrong("a_cpr", "Skriv ansøgerens CPR-nummer.");
        None
    } else {
        relation::cpr(check, "a_cpr", &typed.a_cpr, desk)
    };
    let kind = check.choice("a_forhold", &typed.a_forhold, relation::kind);
    let name = check.optional_line("a_navn", &typed.a_navn);
    let own = (check.optional_line("a_vej", &typed.a_vej), check.optional_line("a_by", &typed.a_by));
    let (street, town) = if typed.a_samme == "ja" && own.0.is_empty() {
        (check.optional_line("vej", &typed.vej), check.optional_line("by", &typed.by))
    } else {
        own
    };
    let phone = check.optional_line("a_telefon", &typed.a_telefon);
    let interpreter = Some(check.optional_line("a_tolk", &typed.a_tolk));
    let digital_post = digital_post(&typed.a_post).unwrap_or(DigitalPost::Unknown);
    let contact = Contact { street, town, phone, ..Contact::default() };
    let protection = protection(&typed.a_beskyttet);
    let (cpr, kind) = (cpr?, kind?);
    let new = NewPerson { cpr, name, contact, protection, digital_post, interpreter };
    Some(Applicant::New(Box::new(new), kind))
}

fn protection(ticked: &str) -> Protection {
    if ticked == "ja" { Protection::Protected } else { Protection::None }
}
