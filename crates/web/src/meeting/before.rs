//! What is done to a meeting from its page: each a small form that comes back to the page.

use super::{path, read, show, wrong};
use crate::case::WORK;
use crate::error::{Failure, Page, page_again};
use crate::form::{Check, Errors, Form, Ids, done, once};
use crate::routes::Routes;
use crate::session::Desk;
use app::Outcome;
use app::meeting::{self as act, Cancel, Change, Guest, Listed, Move, NewItem};
use domain::access::Yes;
use domain::ids::{CaseId, MeetingId};
use domain::meeting::{Ground, Next, Outside, Reply, Who};
use serde::Deserialize;

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/sager/{id}/moeder/{moede}/ret", WORK, change)
        .post("/sager/{id}/moeder/{moede}/flyt", WORK, move_to)
        .post("/sager/{id}/moeder/{moede}/aflys", WORK, cancel)
        .post("/sager/{id}/moeder/{moede}/faa", WORK, too_few)
        .post("/sager/{id}/moeder/{moede}/klar", WORK, prepare)
        .post("/sager/{id}/moeder/{moede}/deltager", WORK, add_guest)
        .post("/sager/{id}/moeder/{moede}/deltager/ret", WORK, change_guest)
        .post("/sager/{id}/moeder/{moede}/deltager/fjern", WORK, remove_guest)
        .post("/sager/{id}/moeder/{moede}/deltager/svar", WORK, answer)
        .post("/sager/{id}/moeder/{moede}/deltager/besked", WORK, call_by_hand)
        .post("/sager/{id}/moeder/{moede}/deltager/brev", WORK, call_by_letter)
        .post("/sager/{id}/moeder/{moede}/deltager/referat", WORK, minutes_by_letter)
        .post("/sager/{id}/moeder/{moede}/deltager/givet", WORK, minutes_by_hand)
        .post("/sager/{id}/moeder/{moede}/indkald", WORK, call_all)
        .post("/sager/{id}/moeder/{moede}/referat", WORK, minutes_to_all)
        .post("/sager/{id}/moeder/{moede}/borger", WORK, citizen_told)
        .post("/sager/{id}/moeder/{moede}/punkt", WORK, add_item)
        .post("/sager/{id}/moeder/{moede}/punkt/ret", WORK, change_item)
        .post("/sager/{id}/moeder/{moede}/punkt/op", WORK, move_item)
        .post("/sager/{id}/moeder/{moede}/punkt/fjern", WORK, remove_item)
}

/// Which form of the page was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    Change,
    Move,
    Cancel,
    Guest,
    ChangeGuest,
    Item,
    ChangeItem,
    Other,
}

/// As typed in one of the forms of the page.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Typed {
    #[serde(skip)]
    pub form: Option<Ask>,
    pub version: i64,
    pub nr: u32,
    pub titel: String,
    pub formaal: String,
    pub leder: String,
    pub dag: String,
    pub fra: String,
    pub minutter: String,
    pub hvor: String,
    pub sted: String,
    pub lokale: String,
    pub grund: String,
    pub igen: String,
    pub hvem: String,
    pub navn: String,
    pub arbejde: String,
    pub adresse: String,
    pub telefon: String,
    pub mail: String,
    pub hvorfor: String,
    pub hjemmel: String,
    pub begrundelse: String,
    pub svar: String,
    pub ord: String,
    pub punkt: String,
    pub opnaa: String,
    pub ansvarlig: String,
    pub tid: String,
    pub sendt_af: String,
    pub klar_hvad: Vec<String>,
    pub klar_gjort: Vec<usize>,
}

impl Typed {
    /// The part that says when and where.
    pub(super) fn when(&self) -> super::Typed {
        super::Typed {
            dag: self.dag.clone(),
            fra: self.fra.clone(),
            minutter: self.minutter.clone(),
            hvor: self.hvor.clone(),
            sted: self.sted.clone(),
            lokale: self.lokale.clone(),
            ..super::Typed::default()
        }
    }

    fn guest(&self, who: Who) -> Guest {
        let (kind, id) = self.hjemmel.split_once(':').unwrap_or_default();
        let ground = match kind {
            "s" => id.parse().ok().map(Ground::Consent),
            "l" => Some(Ground::Law { basis: id.to_string(), reason: self.begrundelse.trim().to_string() }),
            _ => None,
        };
        Guest { who, why: self.hvorfor.clone(), ground }
    }

    fn outside(&self) -> Who {
        Who::Outside(Outside {
            name: self.navn.trim().to_string(),
            workplace: self.arbejde.trim().to_string(),
            address: self.adresse.replace("\r\n", "\n").trim().to_string(),
            mail: self.mail.trim().to_string(),
            phone: self.telefon.trim().to_string(),
        })
    }

    fn item(&self, check: &mut Check) -> NewItem {
        NewItem {
            title: check.optional_line("punkt", &self.punkt),
            purpose: check.optional_line("opnaa", &self.opnaa),
            owner: check.optional_line("ansvarlig", &self.ansvarlig),
            minutes: check.optional_number("tid", &self.tid).and_then(|minutes| u16::try_from(minutes).ok()),
            sent_by: self.sendt_af.parse().ok(),
        }
    }
}

type At = Ids<CaseId, MeetingId>;

/// Back to the page: with what was done, or with what was typed and what is wrong.
async fn answered<T>(
    desk: &Desk,
    (case, meeting): (CaseId, MeetingId),
    (form, typed): (Ask, Typed),
    outcome: Outcome<T>,
    notice: &'static str,
) -> Page {
    match once(outcome) {
        Ok(()) => Ok(done(&path(case, meeting), notice)),
        Err(refused) => failed(desk, (case, meeting), (form, typed), wrong(refused)?).await,
    }
}

async fn failed(desk: &Desk, at: (CaseId, MeetingId), (form, typed): (Ask, Typed), errors: Errors) -> Page {
    let typed = Typed { form: Some(form), ..typed };
    // An error of a row stands on the row's own field.
    let mut placed = Errors::default();
    let row = match form {
        Ask::ChangeGuest | Ask::ChangeItem => Some(typed.nr.to_string()),
        Ask::Item => Some("ny".to_string()),
        _ => None,
    };
    for (field, text) in errors.iter() {
        match &row {
            Some(row) if !field.is_empty() => placed.add(format!("{field}-{row}"), text),
            _ => placed.add(field.to_string(), text),
        }
    }
    let shown: Result<_, Failure> = show::again(desk, at, typed, errors, placed).await;
    page_again(&shown?)
}

async fn change(desk: Desk, Ids(case, id): At, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let leader = check.id("leder", &typed.leder);
    let (Some(leader), None) = (leader, check.errors()) else {
        return failed(&desk, (case, id), (Ask::Change, typed), Errors::one("leder", "Vælg, hvem der leder mødet."))
            .await;
    };
    let (title, purpose) = (typed.titel.clone(), typed.formaal.clone());
    let order = Change { version: typed.version, title, purpose, leader };
    let outcome = act::change(&desk.app, &desk.actor, (case, id), order).await;
    answered(&desk, (case, id), (Ask::Change, typed), outcome, "Mødet er rettet.").await
}

async fn move_to(desk: Desk, Ids(case, id): At, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let read = read(&mut check, &typed.when());
    let (when, venue) = match (check.errors(), read) {
        (None, Some(read)) => read,
        (errors, _) => {
            return failed(&desk, (case, id), (Ask::Move, typed), errors.unwrap_or_default()).await;
        }
    };
    let order = Move { version: typed.version, when, venue };
    let outcome = act::move_to(&desk.app, &desk.actor, (case, id), order).await;
    let notice = "Mødet er flyttet. De, der har fået den gamle tid, skal have besked.";
    answered(&desk, (case, id), (Ask::Move, typed), outcome, notice).await
}

async fn cancel(desk: Desk, Ids(case, id): At, Form(typed): Form<Typed>) -> Page {
    let next = if typed.igen == "nej" { Next::None } else { Next::AnotherDay };
    let order = Cancel { version: typed.version, reason: typed.grund.clone(), next };
    let outcome = act::cancel(&desk.app, &desk.actor, (case, id), order).await;
    let notice = "Mødet er aflyst. De, der er indkaldt, skal have besked.";
    answered(&desk, (case, id), (Ask::Cancel, typed), outcome, notice).await
}

async fn too_few(desk: Desk, Ids(case, id): At, Form(typed): Form<Typed>) -> Page {
    let outcome = act::too_few(&desk.app, &desk.actor, (case, id), typed.version, &typed.grund).await;
    let notice = "Det er skrevet, at der kom for få. Planlæg et nyt møde.";
    answered(&desk, (case, id), (Ask::Other, typed), outcome, notice).await
}

async fn prepare(desk: Desk, Ids(case, id): At, Form(typed): Form<Typed>) -> Page {
    let done = |place: usize| Yes::from(typed.klar_gjort.contains(&place));
    let listed = typed.klar_hvad.iter().enumerate();
    let list = listed.map(|(place, what)| Listed { what: what.clone(), done: done(place) }).collect();
    let outcome = act::prepare(&desk.app, &desk.actor, (case, id), typed.version, list).await;
    answered(&desk, (case, id), (Ask::Other, typed), outcome, "Listen er gemt.").await
}

async fn add_guest(desk: Desk, Ids(case, id): At, Form(typed): Form<Typed>) -> Page {
    let who = match typed.hvem.split_once(':') {
        Some(("p", person)) => person.parse().ok().map(Who::Person),
        Some(("m", staff)) => staff.parse().ok().map(Who::Staff),
        Some(("n", at)) => on_the_card(&desk, case, at, &typed).await?,
        _ if typed.hvem == "borger" => Some(Who::Citizen),
        _ => Some(typed.outside()),
    };
    let Some(who) = who else {
        return failed(&desk, (case, id), (Ask::Guest, typed), Errors::one("hvem", "Vælg, hvem der skal med.")).await;
    };
    let outcome = act::add_guest(&desk.app, &desk.actor, (case, id), typed.guest(who)).await;
    answered(&desk, (case, id), (Ask::Guest, typed), outcome, "Deltageren er sat på mødet.").await
}

/// Somebody on the network card, reached as the card says unless something else is typed; nobody when the card was
/// changed since the page was made, and another stands there.
async fn on_the_card(desk: &Desk, case: CaseId, at: &str, typed: &Typed) -> Result<Option<Who>, Failure> {
    let Some((place, name)) = at.split_once(':') else { return Ok(None) };
    let Some(place) = crate::network::place(place) else { return Ok(None) };
    let found = app::network::contact(&desk.app, &desk.actor, case, &place).await?;
    Ok(found.filter(|contact| contact.name == name).map(|contact| {
        let kept = |typed: &str, known: String| if typed.trim().is_empty() { known } else { typed.trim().to_string() };
        Who::Outside(Outside {
            name: contact.name,
            workplace: kept(&typed.arbejde, contact.workplace),
            address: typed.adresse.replace("\r\n", "\n").trim().to_string(),
            mail: typed.mail.trim().to_string(),
            phone: kept(&typed.telefon, contact.phone),
        })
    }))
}

async fn change_guest(desk: Desk, Ids(case, id): At, Form(typed): Form<Typed>) -> Page {
    let (at, which) = ((case, id), (typed.nr, typed.version));
    let outcome = act::change_guest(&desk.app, &desk.actor, at, which, typed.guest(typed.outside())).await;
    answered(&desk, at, (Ask::ChangeGuest, typed), outcome, "Deltageren er rettet.").await
}

async fn remove_guest(desk: Desk, Ids(case, id): At, Form(typed): Form<Typed>) -> Page {
    let outcome = act::remove_guest(&desk.app, &desk.actor, (case, id), typed.nr).await;
    answered(&desk, (case, id), (Ask::Other, typed), outcome, "Deltageren er taget af mødet.").await
}

async fn answer(desk: Desk, Ids(case, id): At, Form(typed): Form<Typed>) -> Page {
    let reply = match typed.svar.as_str() {
        "kommer" => Reply::Coming,
        "afbud" => Reply::Declined,
        _ => Reply::None,
    };
    let outcome = act::answer(&desk.app, &desk.actor, (case, id), typed.nr, reply).await;
    answered(&desk, (case, id), (Ask::Other, typed), outcome, "Svaret er skrevet.").await
}

async fn call_by_hand(desk: Desk, Ids(case, id): At, Form(typed): Form<Typed>) -> Page {
    let outcome = act::call_by_hand(&desk.app, &desk.actor, (case, id), typed.nr, &typed.ord).await;
    answered(&desk, (case, id), (Ask::Other, typed), outcome, "Det er skrevet, at deltageren har fået besked.").await
}

async fn call_by_letter(desk: Desk, Ids(case, id): At, Form(typed): Form<Typed>) -> Page {
    let outcome = act::call_by_letter(&desk.app, &desk.actor, (case, id), typed.nr).await;
    let notice = "Brevet er lavet. Læs det igennem, og send det.";
    answered(&desk, (case, id), (Ask::Other, typed), outcome, notice).await
}

async fn call_all(desk: Desk, Ids(case, id): At, Form(typed): Form<Typed>) -> Page {
    let outcome = act::call_all(&desk.app, &desk.actor, (case, id)).await;
    let notice = "Brevene er lavet. Læs dem igennem, og send dem. Sig det mundtligt til dem, der ikke får brev.";
    answered(&desk, (case, id), (Ask::Other, typed), outcome, notice).await
}

async fn minutes_by_letter(desk: Desk, Ids(case, id): At, Form(typed): Form<Typed>) -> Page {
    let outcome = act::minutes_by_letter(&desk.app, &desk.actor, (case, id), typed.nr).await;
    let notice = "Referatet er lavet som brev. Læs det igennem, og send det.";
    answered(&desk, (case, id), (Ask::Other, typed), outcome, notice).await
}

async fn minutes_by_hand(desk: Desk, Ids(case, id): At, Form(typed): Form<Typed>) -> Page {
    let outcome = act::minutes_by_hand(&desk.app, &desk.actor, (case, id), typed.nr).await;
    answered(&desk, (case, id), (Ask::Other, typed), outcome, "Det er skrevet, at deltageren har fået referatet.").await
}

async fn minutes_to_all(desk: Desk, Ids(case, id): At, Form(typed): Form<Typed>) -> Page {
    let outcome = act::minutes_to_all(&desk.app, &desk.actor, (case, id)).await;
    let notice = "Referatet er lavet som brev til dem, der kan få det. Læs brevene igennem, og send dem.";
    answered(&desk, (case, id), (Ask::Other, typed), outcome, notice).await
}

async fn citizen_told(desk: Desk, Ids(case, id): At, Form(typed): Form<Typed>) -> Page {
    let outcome = act::citizen_told(&desk.app, &desk.actor, (case, id), &typed.ord).await;
    answered(&desk, (case, id), (Ask::Other, typed), outcome, "Det er skrevet, at borgeren har fået besked.").await
}

async fn add_item(desk: Desk, Ids(case, id): At, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let item = typed.item(&mut check);
    if let Some(errors) = check.errors() {
        return failed(&desk, (case, id), (Ask::Item, typed), errors).await;
    }
    let outcome = act::add_item(&desk.app, &desk.actor, (case, id), item).await;
    answered(&desk, (case, id), (Ask::Item, typed), outcome, "Punktet er sat på dagsordenen.").await
}

async fn change_item(desk: Desk, Ids(case, id): At, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let item = typed.item(&mut check);
    if let Some(errors) = check.errors() {
        return failed(&desk, (case, id), (Ask::ChangeItem, typed), errors).await;
    }
    let (at, which) = ((case, id), (typed.nr, typed.version));
    let outcome = act::change_item(&desk.app, &desk.actor, at, which, item).await;
    answered(&desk, at, (Ask::ChangeItem, typed), outcome, "Punktet er rettet.").await
}

async fn move_item(desk: Desk, Ids(case, id): At, Form(typed): Form<Typed>) -> Page {
    let outcome = act::move_item(&desk.app, &desk.actor, (case, id), typed.nr).await;
    answered(&desk, (case, id), (Ask::Other, typed), outcome, "Punktet er flyttet op.").await
}

async fn remove_item(desk: Desk, Ids(case, id): At, Form(typed): Form<Typed>) -> Page {
    let outcome = act::remove_item(&desk.app, &desk.actor, (case, id), typed.nr).await;
    answered(&desk, (case, id), (Ask::Other, typed), outcome, "Punktet er taget af dagsordenen.").await
}
