//! What is done on the page of a family: one form each, all sent to the page's own address with what is to be done.

use super::show;
use crate::error::{Fault, Page};
use crate::form::{Check, Errors, Form, Id, LINE, TEXT, done, once};
use crate::session::Desk;
use crate::wording::Wording;
use app::application::Who;
use app::family as act;
use app::person::NewPerson;
use app::shared::RestsOn;
use app::{Outcome, Reason, Refused};
use domain::cpr::Cpr;
use domain::family::{Gathering, Kin, NotDone, Outsider, Sits};
use domain::function::Part;
use domain::ids::FamilyId;
use domain::meeting::{Spot, Venue, When};
use domain::people::{Contact, DigitalPost, Protection};
use serde::Deserialize;

/// Everything the page's forms can hold; each form fills its own.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Typed {
    pub hvad: String,
    pub version: i64,
    pub nr: u32,
    pub person: String,
    pub cpr: String,
    pub navn: String,
    pub slags: String,
    pub hvorfor: String,
    pub sag: String,
    pub afdeling: String,
    pub dele: Vec<String>,
    pub grundlag: String,
    pub medarbejder: String,
    pub sted: String,
    pub telefon: String,
    pub dag: String,
    pub kl: String,
    pub tekst: String,
    pub hvem: String,
    pub retning: String,
    pub moede: String,
    pub samtykke: String,
}

/// Does what the form says, and shows the page again with what was typed when it is refused.
pub(super) async fn perform(desk: Desk, Id(id): Id<FamilyId>, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let outcome = dispatch(&desk, id, &typed, &mut check).await;
    let errors = match (check.errors(), outcome) {
        (Some(errors), _) => errors,
        (None, None) => return Err(Fault::unreadable().into()),
        (None, Some(outcome)) => match once(outcome) {
            Ok(()) => return Ok(done(&format!("/familier/{id}"), "Gemt.")),
            Err(Refused::Because(reason)) => Errors::one(field_of(&reason, &typed), reason.danish()),
            Err(other) => return Err(other.into()),
        },
    };
    show::again(&desk, id, typed, errors).await
}

/// The field of the form that was sent which a refusal is about; empty for the form as a whole.
fn field_of(reason: &Reason, typed: &Typed) -> &'static str {
    match reason {
        Reason::Family(NotDone::NoReason) => "hvorfor",
        Reason::Family(NotDone::NoName) => "navn",
        Reason::Family(NotDone::Nothing | NotDone::TellsWho | NotDone::GivenAlready) if typed.hvad != "giv" => "tekst",
        Reason::Family(NotDone::InThePast | NotDone::InTheFuture) => "dag",
        Reason::Family(NotDone::CoordinatorFromElsewhere | NotDone::OpensNoCases | NotDone::HeldAlready) => {
            "medarbejder"
        }
        Reason::Family(NotDone::NoSuchDepartment) => "afdeling",
        Reason::Family(NotDone::ConsentDoesNotName) => "samtykke",
        Reason::Family(NotDone::GoesInACircle) => "retning",
        Reason::NotShared(_) if typed.hvad == "aabn" => "grundlag",
        _ => "",
    }
}

/// The act the form asks for; none when its fields are wrong or it is none of the page's forms. Every field is read
/// before the act, so that all that is wrong is said at once and nothing is done.
async fn dispatch(desk: &Desk, id: FamilyId, typed: &Typed, check: &mut Check) -> Option<Outcome<()>> {
    let (app, actor) = (&desk.app, &desk.actor);
    Some(match typed.hvad.as_str() {
        "koordinator" => {
            let (staff, why) = (check.id("medarbejder", &typed.medarbejder), reason(typed, check));
            act::appoint(app, actor, id, staff?, &why?).await
        }
        "medlem" => {
            let who = whom(typed, app.today(), check);
            let (kin, why) = (check.choice("slags", &typed.slags, Kin::from_code), reason(typed, check));
            act::add_member(app, actor, id, who?, kin?, &why?).await
        }
        "ikke-medlem" => {
            let (person, why) = (check.id("person", &typed.person), reason(typed, check));
            act::take_out(app, actor, id, person?, &why?).await
        }
        "sag" => act::link_case(app, actor, id, check.id("sag", &typed.sag)?).await,
        "ikke-sag" => {
            let (case, why) = (check.id("sag", &typed.sag), reason(typed, check));
            act::take_off(app, actor, id, case?, &why?).await
        }
        "aabn" => open(desk, id, typed, check).await?,
        "luk" => act::close(app, actor, id, (check.id("sag", &typed.sag)?, typed.nr)).await,
        "plads" => {
            let (who, why) = (sits(typed, check), reason(typed, check));
            act::seat(app, actor, id, (who?, &why?), (app.today(), None)).await
        }
        "ikke-plads" => act::unseat(app, actor, id, typed.nr).await,
        "afslut" => act::end(app, actor, (id, typed.version), &reason(typed, check)?).await,
        _ => return work(desk, id, typed, check).await,
    })
}

/// Shows another department parts of a case.
async fn open(desk: &Desk, id: FamilyId, typed: &Typed, check: &mut Check) -> Option<Outcome<()>> {
    let case = check.id("sag", &typed.sag);
    let to = named(check, "afdeling", &typed.afdeling, "Vælg en afdeling.");
    let basis = named(check, "grundlag", &typed.grundlag, "Vælg det samtykke eller den bestemmelse, det hviler på.");
    let (case, to, basis) = (case?, to?, basis?);
    let rests_on = match basis.parse() {
        Ok(consent) => RestsOn::Consent(consent),
        Err(_) => RestsOn::Law { basis, reason: typed.hvorfor.trim().to_string() },
    };
    let parts = typed.dele.iter().filter_map(|code| Part::from_code(code)).collect();
    Some(act::open(&desk.app, &desk.actor, id, act::Open { case, to, parts, rests_on: Some(rests_on) }).await)
}

/// What the core team works with.
async fn work(desk: &Desk, id: FamilyId, typed: &Typed, check: &mut Check) -> Option<Outcome<()>> {
    let (app, actor) = (&desk.app, &desk.actor);
    Some(match typed.hvad.as_str() {
        "undersoegelse" => {
            let (what, why) = (text(check, "tekst", &typed.tekst), reason(typed, check));
            let (owner, due) = (check.id("medarbejder", &typed.medarbejder), check.date("dag", &typed.dag));
            let order = act::Choose { what: what?, why: why?, owner: owner?, due: due? };
            act::choose_examination(app, actor, id, order).await
        }
        "undersoegt" => {
            let (on, came_to) = (check.date("dag", &typed.dag), text(check, "tekst", &typed.tekst));
            act::examined(app, actor, id, typed.nr, (on?, &came_to?)).await
        }
        "rækkefølge" => {
            let first = named(check, "tekst", &typed.tekst, "Vælg et mål.");
            let next = named(check, "retning", &typed.retning, "Vælg et mål.");
            let why = reason(typed, check);
            act::add_link(app, actor, id, (&first?, &next?), &why?).await
        }
        "ikke-rækkefølge" => act::remove_link(app, actor, id, typed.nr).await,
        "vent-ikke" => act::waive(app, actor, id, &reason(typed, check)?).await,
        "møde" => {
            let gathering = check.choice("slags", &typed.slags, Gathering::from_code);
            let day = check.date("dag", &typed.dag);
            let from = typed.kl.replace('.', ":").parse().ok();
            if from.is_none() {
                check.wrong("kl", "Skriv klokkeslættet, for eksempel 10.30.");
            }
            let place = named(check, "sted", &typed.sted, "Skriv, hvor mødet er.");
            let (gathering, when) = (gathering?, When { day: day?, from: from?, minutes: 60 });
            let venue = Venue { spot: Spot::Elsewhere, place: place?, room: String::new() };
            act::call(app, actor, id, act::Call { gathering, when, venue }).await.map(|_| ())
        }
        "resumé" => {
            let (meeting, summary) = (check.id("moede", &typed.moede), text(check, "tekst", &typed.tekst));
            let order = act::Write {
                meeting: meeting?,
                version: typed.version,
                summary: summary?,
                outsiders: outsiders(&typed.hvem),
                direction: typed.retning.clone(),
            };
            act::write_analysis(app, actor, id, order).await
        }
        "giv" => {
            let named = typed.samtykke.parse().ok();
            let meeting = check.id("moede", &typed.moede)?;
            act::give_summary(app, actor, id, act::GiveSummary { meeting, version: typed.version, named }).await
        }
        _ => return None,
    })
}

/// Why, which every change of a family says.
fn reason(typed: &Typed, check: &mut Check) -> Option<String> {
    named(check, "hvorfor", &typed.hvorfor, "Skriv hvorfor.")
}

/// A line that must be there, with the words for one that is not.
fn named(check: &mut Check, field: &'static str, typed: &str, missing: &str) -> Option<String> {
    let line = check.optional_line(field, typed);
    if line.is_empty() {
        check.wrong(field, missing);
    }
    (!line.is_empty() && line.chars().count() <= LINE).then_some(line)
}

/// A text that must be there.
fn text(check: &mut Check, field: &'static str, typed: &str) -> Option<String> {
    let text = check.text(field, typed);
    (!text.is_empty() && text.chars().count() <= TEXT).then_some(text)
}

/// A colleague, or somebody outside the house.
fn sits(typed: &Typed, check: &mut Check) -> Option<Sits> {
    if !typed.medarbejder.is_empty() {
        return check.id("medarbejder", &typed.medarbejder).map(Sits::Staff);
    }
    let name = named(check, "navn", &typed.navn, "Vælg en kollega, eller skriv navnet på den, der kommer udefra.")?;
    let (workplace, about) = (typed.sted.trim().to_string(), typed.telefon.trim().to_string());
    Some(Sits::Outside(Outsider { name, workplace, about }))
}

/// Somebody suggested, or somebody by number.
fn whom(typed: &Typed, today: jiff::civil::Date, check: &mut Check) -> Option<Who> {
    if !typed.person.is_empty() {
        return check.id("person", &typed.person).map(Who::Registered);
    }
    let Ok(cpr) = Cpr::parse(&typed.cpr, today) else {
        check.wrong("cpr", "Vælg en på listen, eller skriv et CPR-nummer med 10 cifre.");
        return None;
    };
    Some(Who::New(Box::new(NewPerson {
        cpr,
        name: typed.navn.clone(),
        contact: Contact::default(),
        protection: Protection::None,
        digital_post: DigitalPost::Unknown,
        interpreter: None,
    })))
}

/// One on each line: name, where they work, what they know of.
fn outsiders(text: &str) -> Vec<Outsider> {
    let one = |line: &str| {
        let mut parts = line.split(';').map(|part| part.trim().to_string());
        let mut next = || parts.next().unwrap_or_default();
        Outsider { name: next(), workplace: next(), about: next() }
    };
    text.lines().filter(|line| !line.trim().is_empty()).map(one).collect()
}
