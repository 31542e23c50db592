//! What is done on the page of a family: one form each, all sent to the page's own address with what is to be done.

use super::show;
use crate::error::{Fault, Page};
use crate::form::{Check, Errors, Form, Id, done, once};
use crate::session::Desk;
use crate::wording::Wording;
use app::application::Who;
use app::family as act;
use app::person::NewPerson;
use app::shared::RestsOn;
use app::{Outcome, Refused};
use domain::cpr::Cpr;
use domain::family::{Gathering, Kin, Outsider, Sits};
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
            Err(Refused::Because(reason)) => Errors::one("", reason.danish()),
            Err(other) => return Err(other.into()),
        },
    };
    show::again(&desk, id, typed, errors).await
}

/// The act the form asks for; none when its fields are wrong or it is none of the page's forms.
async fn dispatch(desk: &Desk, id: FamilyId, typed: &Typed, check: &mut Check) -> Option<Outcome<()>> {
    let (app, actor) = (&desk.app, &desk.actor);
    Some(match typed.hvad.as_str() {
        "koordinator" => {
            let staff = check.id("medarbejder", &typed.medarbejder)?;
            act::appoint(app, actor, id, staff, &typed.hvorfor).await
        }
        "medlem" => {
            let kin = check.choice("slags", &typed.slags, Kin::from_code)?;
            let who = whom(typed, app.today(), check)?;
            act::add_member(app, actor, id, who, kin, &typed.hvorfor).await
        }
        "ikke-medlem" => act::take_out(app, actor, id, check.id("person", &typed.person)?, &typed.hvorfor).await,
        "sag" => act::link_case(app, actor, id, check.id("sag", &typed.sag)?).await,
        "ikke-sag" => act::take_off(app, actor, id, check.id("sag", &typed.sag)?, &typed.hvorfor).await,
        "aabn" => {
            let case = check.id("sag", &typed.sag)?;
            let rests_on = (!typed.grundlag.is_empty()).then(|| match typed.grundlag.parse() {
                Ok(consent) => RestsOn::Consent(consent),
                Err(_) => RestsOn::Law { basis: typed.grundlag.clone(), reason: typed.hvorfor.clone() },
            });
            let parts = typed.dele.iter().filter_map(|code| Part::from_code(code)).collect();
            act::open(app, actor, id, act::Open { case, to: typed.afdeling.clone(), parts, rests_on }).await
        }
        "luk" => act::close(app, actor, id, (check.id("sag", &typed.sag)?, typed.nr)).await,
        "plads" => {
            let who = if typed.medarbejder.is_empty() {
                let (name, workplace) = (typed.navn.trim().to_string(), typed.sted.trim().to_string());
                Sits::Outside(Outsider { name, workplace, about: typed.telefon.trim().to_string() })
            } else {
                Sits::Staff(check.id("medarbejder", &typed.medarbejder)?)
            };
            act::seat(app, actor, id, (who, &typed.hvorfor), (app.today(), None)).await
        }
        "ikke-plads" => act::unseat(app, actor, id, typed.nr).await,
        "afslut" => act::end(app, actor, (id, typed.version), &typed.hvorfor).await,
        _ => return work(desk, id, typed, check).await,
    })
}

/// What the core team works with.
async fn work(desk: &Desk, id: FamilyId, typed: &Typed, check: &mut Check) -> Option<Outcome<()>> {
    let (app, actor) = (&desk.app, &desk.actor);
    Some(match typed.hvad.as_str() {
        "undersoegelse" => {
            let (owner, due) = (check.id("medarbejder", &typed.medarbejder)?, check.date("dag", &typed.dag)?);
            let order = act::Choose { what: typed.tekst.clone(), why: typed.hvorfor.clone(), owner, due };
            act::choose_examination(app, actor, id, order).await
        }
        "undersoegt" => act::examined(app, actor, id, typed.nr, (check.date("dag", &typed.dag)?, &typed.tekst)).await,
        "rækkefølge" => act::add_link(app, actor, id, (&typed.tekst, &typed.retning), &typed.hvorfor).await,
        "ikke-rækkefølge" => act::remove_link(app, actor, id, typed.nr).await,
        "vent-ikke" => act::waive(app, actor, id, &typed.hvorfor).await,
        "møde" => {
            let gathering = check.choice("slags", &typed.slags, Gathering::from_code)?;
            let (day, place) = (check.date("dag", &typed.dag)?, check.line("sted", &typed.sted));
            let from = check.choice("kl", &typed.kl, |text| text.replace('.', ":").parse().ok())?;
            let when = When { day, from, minutes: 60 };
            let venue = Venue { spot: Spot::Elsewhere, place, room: String::new() };
            act::call(app, actor, id, act::Call { gathering, when, venue }).await.map(|_| ())
        }
        "resumé" => {
            let order = act::Write {
                meeting: check.id("moede", &typed.moede)?,
                version: typed.version,
                summary: typed.tekst.clone(),
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

/// Somebody suggested, or somebody by number.
fn whom(typed: &Typed, today: jiff::civil::Date, check: &mut Check) -> Option<Who> {
    if !typed.person.is_empty() {
        return check.id("person", &typed.person).map(Who::Registered);
    }
    let cpr = check.choice("cpr", &typed.cpr, |text| Cpr::parse(text, today).ok())?;
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
