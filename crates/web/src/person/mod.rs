//! The stamkort: who a person is, who is around them, what they have from us; and keeping it right.

pub(crate) mod edit;
pub(crate) mod relation;
mod view;

use crate::error::{Page, page};
use crate::form::{Form, Id};
use crate::layout::Frame;
use crate::parts::{Alert, Deadline, Empty, Hidden, Person, Summary};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use app::person::{MasterRecord, Revealed, reveal};
use askama::Template;
use domain::access::{Action, FieldClass, Object};
use domain::ids::PersonId;
use serde::Deserialize;

const SEES: Needs = Needs::Right(Action::See, Object::Person);
const WORKS: Needs = Needs::Right(Action::Work, Object::Person);
const REVEALS: Needs = Needs::Right(Action::Reveal, Object::Person);

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/borgere/{id}", SEES, show)
        .get("/borgere/{id}/udskriv", SEES, print)
        .post("/borgere/{id}/vis", REVEALS, reveal_and_show)
        .get("/borgere/{id}/rediger", WORKS, edit::show)
        .post("/borgere/{id}/rediger", WORKS, edit::keep)
        .post("/borgere/{id}/rediger/vis", WORKS, edit::show_with_contact)
        .post("/borgere/{id}/relation", WORKS, relation::relate)
        .post("/borgere/{id}/relation/ophoer", WORKS, relation::end)
}

/// The stamkort as the page shows it.
pub(crate) struct Card {
    path: String,
    name: String,
    age: String,
    born: String,
    cpr: String,
    cpr_revealed: bool,
    protected: bool,
    /// The mark of an outreach caseworker.
    outreach: Option<crate::parts::Outreach>,
    /// Why the address is not shown, when it is not.
    hidden: Option<String>,
    contact: Vec<(&'static str, String)>,
    digital_post: String,
    interpreter: String,
    most_important: String,
    reviewed: String,
    incomplete: Vec<(String, String)>,
    related: Vec<Around>,
    /// A child without a custody holder: the form for registering one stands open.
    needs_holder: bool,
    cases: Vec<CaseLine>,
    /// Pages of the families the person is of.
    families: Vec<String>,
    periods: Option<crate::grant::Periods>,
    grants: Vec<GrantLine>,
    ended_grants: usize,
    may: app::person::May,
    registers: bool,
    id: String,
}

/// Someone around the person.
struct Around {
    person: Person,
    other: String,
    kind: &'static str,
    since: String,
    contact: String,
}

struct CaseLine {
    path: String,
    number: String,
    benefit: String,
    who: String,
    state: String,
    open: bool,
}

struct GrantLine {
    benefit: String,
    path: String,
    what: String,
    period: String,
    follow_up: Deadline,
}

#[derive(Template)]
#[template(path = "person/show.html")]
struct Show {
    frame: Frame,
    card: Card,
    notices: Vec<Alert>,
    no_cases: Empty,
    no_grants: Empty,
    relation: relation::FormView,
}

#[derive(Template)]
#[template(path = "person/print.html")]
struct Print {
    frame: Frame,
    card: Card,
    today: String,
}

async fn show(desk: Desk, Id(id): Id<PersonId>) -> Page {
    let record = app::person::show(&desk.app, &desk.actor, id).await?;
    page(&whole(&desk, &record, None, relation::FormView::fresh()))
}

async fn print(desk: Desk, Id(id): Id<PersonId>) -> Page {
    let record = app::person::show(&desk.app, &desk.actor, id).await?;
    let today = crate::wording::danish::date_long(record.today);
    let card = view::card(&desk, &record, None);
    page(&Print { frame: desk.frame(crate::layout::Here::People), card, today })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    hvad: String,
}

/// Shows the stamkort with one thing revealed. The answer to a form and never an address, so that nothing revealed stays
/// in the browser's history.
async fn reveal_and_show(desk: Desk, Id(id): Id<PersonId>, Form(wanted): Form<Wanted>) -> Page {
    let class = match wanted.hvad.as_str() {
        "cpr" => FieldClass::Cpr,
        "adresse" => FieldClass::AddressProtected,
        _ => return Err(crate::error::Fault::unreadable().into()),
    };
    let revealed = reveal(&desk.app, &desk.actor, id, class).await?;
    let record = app::person::show(&desk.app, &desk.actor, id).await?;
    page(&whole(&desk, &record, Some(revealed), relation::FormView::fresh()))
}

fn whole(desk: &Desk, record: &MasterRecord, revealed: Option<Revealed>, relation: relation::FormView) -> Show {
    let card = view::card(desk, record, revealed);
    Show {
        frame: desk.frame(crate::layout::Here::People),
        notices: view::notices(record),
        no_cases: Empty { text: "Her står de sager, du kan åbne. Der er ingen endnu.".into(), act: None },
        no_grants: Empty {
            text: "Her står det, borgeren har fået bevilget, med slutdato og næste opfølgning.".into(),
            act: None,
        },
        card,
        relation,
    }
}
