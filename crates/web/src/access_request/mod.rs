//! Access to documents (aktindsigt): requests of a case, and one request paper by paper until it is answered.

mod view;

use crate::case::{Head, Place};
use crate::error::{Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, Ids, date_value, done};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Deadline, Empty, Field, Hidden, Summary};
use crate::routes::{Needs, Routes};
use crate::security;
use crate::session::{Desk, Who};
use crate::wording::access_request::{capacity, form, state};
use crate::wording::{Wording, danish};
use app::access_request::{self as act, Chosen, Next, Register};
use app::{Reason, Refused, Resource};
use askama::Template;
use domain::access::{Action, Object};
use domain::access_request::{self as core, Capacity, Requester, Thing, Verdict, parse_pages};
use domain::ids::{AccessRequestId, CaseId};
use serde::Deserialize;
use view::{Show, deadline};

/// Its routes.
pub(crate) fn routes() -> Routes {
    let see = Needs::Right(Action::See, Object::Case);
    let work = Needs::Right(Action::Work, Object::Case);
    let approve = Needs::Right(Action::Approve, Object::Case);
    Routes::new()
        .get("/sager/{id}/aktindsigt", see, list)
        .post("/sager/{id}/aktindsigt", work, register)
        .get("/sager/{id}/aktindsigt/{access_request}", see, show)
        .post("/sager/{id}/aktindsigt/{access_request}", work, choose)
        .get("/sager/{id}/aktindsigt/{access_request}/papirer", see, papers)
        .post("/sager/{id}/aktindsigt/{access_request}/godkend", approve, clear)
        .post("/sager/{id}/aktindsigt/{access_request}/tilbage", approve, give_back)
        .post("/sager/{id}/aktindsigt/{access_request}/genoptag", work, reopen)
        .post("/sager/{id}/aktindsigt/{access_request}/svar", work, answer)
        .post("/sager/{id}/aktindsigt/{access_request}/forsinkelse", work, delay)
        .post("/sager/{id}/aktindsigt/{access_request}/frafald", work, withdraw)
}

/// Where a request stands.
fn place(case: CaseId, id: AccessRequestId) -> String {
    format!("/sager/{case}/aktindsigt/{id}")
}

#[derive(Template)]
#[template(path = "access_request/list.html")]
struct List {
    frame: Frame,
    head: Head,
    path: String,
    rows: Vec<ListRow>,
    /// The form for a new request; none for who may not.
    new: Option<New>,
    errors: Errors,
}

struct ListRow {
    path: String,
    who: String,
    protected: bool,
    capacity: &'static str,
    about: String,
    came: String,
    state: String,
    deadline: Option<Deadline>,
}

struct New {
    who: Choices,
    name: Field,
    address: Field,
    capacity: Choices,
    authority: Field,
    about: Field,
    day: Field,
    form: Choices,
}

/// A request as typed. `hvem` is a person of the case or `anden`.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    hvem: String,
    navn: String,
    adresse: String,
    som: String,
    fuldmagt: String,
    om: String,
    dag: String,
    maade: String,
}

const SOMEBODY_ELSE: &str = "anden";

async fn list(desk: Desk, Id(case): Id<CaseId>) -> Page {
    let (view, rows) = act::list(&desk.app, &desk.actor, case).await?;
    let typed = Typed { dag: date_value(view.today), ..Typed::default() };
    page(&the_list(&desk, &view, &rows, &typed, Errors::default()))
}

fn the_list(desk: &Desk, view: &app::case::View<'_>, rows: &[act::Row], typed: &Typed, errors: Errors) -> List {
    let case = view.file.case.id;
    let row = |row: &act::Row| {
        let (who, protected) = view::named(view, &row.request.requester);
        ListRow {
            path: place(case, row.request.id),
            who,
            protected,
            capacity: capacity(row.request.capacity),
            about: row.request.about.clone(),
            came: danish::date_short(row.request.received_on),
            state: state(&row.request.state),
            deadline: deadline(&row.request, &row.due, view.today),
        }
    };
    List {
        frame: desk.frame(Here::Elsewhere),
        head: Head::of(&desk.app, view, Place::Documents),
        path: format!("/sager/{case}/aktindsigt"),
        rows: rows.iter().map(row).collect(),
        new: view.may.work.then(|| new(view, typed, &errors)),
        errors,
    }
}

fn new(view: &app::case::View<'_>, typed: &Typed, errors: &Errors) -> New {
    let person = |person: &domain::people::Person| {
        let hint = if person.is_protected() { "Adressebeskyttet" } else { "" };
        Choice::new(person.id.to_string(), &person.name).hint(hint)
    };
    let mut people: Vec<Choice> = view.file.people().map(person).collect();
    people.push(Choice::new(SOMEBODY_ELSE, "En anden: skriv navn og adresse"));
    let capacities: Vec<Choice> = Capacity::ALL.iter().map(|c| Choice::new(c.code(), capacity(*c))).collect();
    let forms: Vec<Choice> = core::Form::ALL.iter().map(|f| Choice::new(f.code(), form(*f))).collect();
    New {
        who: Choices::radios("hvem", "Hvem beder om aktindsigt?", &people, &typed.hvem, errors),
        name: Field::line("navn", "Navn", &typed.navn, errors).hint("Kun for en anden end dem ovenfor.").optional(),
        address: Field::text("adresse", "Adresse", &typed.adresse, errors).rows(2).optional(),
        capacity: Choices::radios("som", "Som hvad?", &capacities, &typed.som, errors),
        authority: Field::line("fuldmagt", "Fuldmagt", &typed.fuldmagt, errors)
            .hint("For den, der taler for en part: hvilken fuldmagt, og fra hvornår.")
            .optional(),
        about: Field::text("om", "Hvad er der bedt om at se?", &typed.om, errors)
            .rows(3)
            .hint("Med personens egne ord. Teksten kommer med i brevet."),
        day: Field::date("dag", "Hvornår kom anmodningen?", &typed.dag, errors)
            .hint("Fristen på 7 arbejdsdage regnes fra den dag."),
        form: Choices::select("maade", "Hvordan kom den?", &forms, &typed.maade, errors),
    }
}

async fn register(desk: Desk, Id(case): Id<CaseId>, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let requester = if typed.hvem == SOMEBODY_ELSE {
        let name = check.line("navn", &typed.navn);
        let address = check.text("adresse", &typed.adresse);
        Some(Requester::Outside { name, address })
    } else {
        check.id("hvem", &typed.hvem).map(Requester::Person)
    };
    let capacity = check.choice("som", &typed.som, Capacity::from_code);
    let authority = check.optional_line("fuldmagt", &typed.fuldmagt);
    let about = check.text("om", &typed.om);
    let received_on = check.date("dag", &typed.dag);
    let form = check.choice("maade", &typed.maade, core::Form::from_code);
    let order = match (check.errors(), requester, capacity, received_on, form) {
        (None, Some(requester), Some(capacity), Some(received_on), Some(form)) => {
            Ok(Register { requester, capacity, authority, about, received_on, form })
        }
        (errors, ..) => Err(errors.unwrap_or_default()),
    };
    let errors = match order {
        Ok(order) => match act::register(&desk.app, &desk.actor, case, order).await {
            Ok(id) => return Ok(registered(case, id)),
            Err(Refused::Replayed(Resource::Inside(case, id))) => return Ok(registered(case, AccessRequestId(id))),
            Err(Refused::Because(reason)) => Errors::one(field_of(&reason), reason.danish()),
            Err(other) => return Err(other.into()),
        },
        Err(errors) => errors,
    };
    let (view, rows) = act::list(&desk.app, &desk.actor, case).await?;
    page_again(&the_list(&desk, &view, &rows, &typed, errors))
}

fn registered(case: CaseId, id: AccessRequestId) -> axum::response::Response {
    done(&place(case, id), "Anmodningen er registreret. Gå papirerne igennem.")
}

fn field_of(reason: &Reason) -> &'static str {
    let Reason::AccessRequest(why) = reason else { return "" };
    match **why {
        core::Refused::InTheFuture => "dag",
        core::Refused::NobodyAsks => "hvem",
        core::Refused::NotAParty => "som",
        core::Refused::NoAuthority => "fuldmagt",
        core::Refused::NothingAsked => "om",
        core::Refused::NotAhead => "ny_dato",
        core::Refused::ReasonMissing => "grund",
        _ => "",
    }
}

async fn show(desk: Desk, Ids(case, id): Ids<CaseId, AccessRequestId>) -> Page {
    let view = act::show(&desk.app, &desk.actor, case, id).await?;
    page(&Show::of(&desk, &view, None, &Reasoned::default(), Errors::default()))
}

/// Choices as typed: the papers in the order of the page, each with its fields.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TypedChoices {
    version: i64,
    videre: String,
    ting: Vec<String>,
    valg: Vec<String>,
    bestemmelse: Vec<String>,
    sider: Vec<String>,
    begrundelse: Vec<String>,
}

impl TypedChoices {
    /// The fields of one paper after the other; a form that was cut off has fewer.
    fn rows(&self) -> impl Iterator<Item = (&String, &String, &String, &String, &String)> {
        let fields = self.ting.iter().zip(&self.valg).zip(&self.bestemmelse).zip(&self.sider).zip(&self.begrundelse);
        fields.map(|((((thing, verdict), provision), pages), reason)| (thing, verdict, provision, pages, reason))
    }
}

/// A reason as typed, with the version it is about, and a day where one is asked for.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Reasoned {
    version: i64,
    grund: String,
    ny_dato: String,
}

async fn choose(desk: Desk, Ids(case, id): Ids<CaseId, AccessRequestId>, Form(typed): Form<TypedChoices>) -> Page {
    let mut errors = Errors::default();
    let mut chosen = Vec::new();
    for (nr, (thing, verdict, provision, pages, reason)) in (1..).zip(typed.rows()) {
        let Some(thing) = Thing::from_key(thing) else { return Err(crate::error::Fault::unreadable().into()) };
        let Some(verdict) = Verdict::from_code(verdict) else { continue };
        let Some(pages) = parse_pages(pages) else {
            errors.add(format!("sider-{nr}"), "Skriv sidetal som 1-3, 7.");
            continue;
        };
        if 4_000 < reason.chars().count() {
            errors.add(format!("begrundelse-{nr}"), "Teksten er for lang.");
        }
        let provision = Some(provision.clone()).filter(|provision| !provision.is_empty());
        chosen.push(Chosen { thing, verdict, provision, reason: reason.clone(), pages });
    }
    if errors.is_empty() {
        let next = if typed.videre.is_empty() { Next::Keep } else { Next::HandOn };
        match act::choose(&desk.app, &desk.actor, (case, id), typed.version, chosen, next).await {
            Ok(()) | Err(Refused::Replayed(_)) => {
                let said = if next == Next::Keep { "Valgene er gemt." } else { "Valgene er gemt og sendt videre." };
                return Ok(done(&place(case, id), said));
            }
            Err(Refused::Because(Reason::AccessRequest(why))) => match *why {
                core::Refused::Choices(wrong) => {
                    let view = act::show(&desk.app, &desk.actor, case, id).await?;
                    errors = view::errors_of(&view, &wrong);
                    return page_again(&Show::of(&desk, &view, Some(&typed), &Reasoned::default(), errors));
                }
                other => errors.add("", other.danish()),
            },
            Err(Refused::Because(reason)) => errors.add("", reason.danish()),
            Err(other) => return Err(other.into()),
        }
    }
    let view = act::show(&desk.app, &desk.actor, case, id).await?;
    page_again(&Show::of(&desk, &view, Some(&typed), &Reasoned::default(), errors))
}

async fn papers(desk: Desk, Who(actor): Who, Ids(case, id): Ids<CaseId, AccessRequestId>) -> Page {
    let (number, pdf) = act::preview(&desk.app, &actor, case, id).await?;
    Ok(security::download(&format!("{number} aktindsigt.pdf"), "application/pdf", pdf))
}

async fn clear(desk: Desk, Ids(case, id): Ids<CaseId, AccessRequestId>, Form(typed): Form<Reasoned>) -> Page {
    let outcome = act::clear(&desk.app, &desk.actor, case, id, typed.version).await;
    after(&desk, (case, id), typed, outcome, "Set igennem. Anmodningen kan besvares.").await
}

async fn give_back(desk: Desk, Ids(case, id): Ids<CaseId, AccessRequestId>, Form(typed): Form<Reasoned>) -> Page {
    let outcome = act::give_back(&desk.app, &desk.actor, (case, id), typed.version, &typed.grund).await;
    after(&desk, (case, id), typed, outcome, "Sendt tilbage med din begrundelse.").await
}

async fn reopen(desk: Desk, Ids(case, id): Ids<CaseId, AccessRequestId>, Form(typed): Form<Reasoned>) -> Page {
    let outcome = act::reopen(&desk.app, &desk.actor, (case, id), typed.version, &typed.grund).await;
    after(&desk, (case, id), typed, outcome, "Valgene kan ændres igen.").await
}

async fn withdraw(desk: Desk, Ids(case, id): Ids<CaseId, AccessRequestId>, Form(typed): Form<Reasoned>) -> Page {
    let outcome = act::withdraw(&desk.app, &desk.actor, (case, id), typed.version, &typed.grund).await;
    after(&desk, (case, id), typed, outcome, "Anmodningen er afsluttet uden svar.").await
}

async fn answer(desk: Desk, Ids(case, id): Ids<CaseId, AccessRequestId>, Form(typed): Form<Reasoned>) -> Page {
    match act::answer(&desk.app, &desk.actor, case, id).await {
        Ok(letter) => Ok(letter_made(case, letter)),
        Err(Refused::Replayed(Resource::Letter(case, letter))) => Ok(letter_made(case, letter)),
        Err(refused) => after(&desk, (case, id), typed, Err(refused), "").await,
    }
}

async fn delay(desk: Desk, Ids(case, id): Ids<CaseId, AccessRequestId>, Form(typed): Form<Reasoned>) -> Page {
    let mut check = Check::new();
    let reason = check.text("grund", &typed.grund);
    let new_date = check.date("ny_dato", &typed.ny_dato);
    let new_date = match (check.errors(), new_date) {
        (None, Some(new_date)) => new_date,
        (errors, _) => {
            let view = act::show(&desk.app, &desk.actor, case, id).await?;
            return page_again(&Show::of(&desk, &view, None, &typed, errors.unwrap_or_default()));
        }
    };
    match act::delay(&desk.app, &desk.actor, (case, id), &reason, new_date).await {
        Ok(letter) => Ok(letter_made(case, letter)),
        Err(Refused::Replayed(Resource::Letter(case, letter))) => Ok(letter_made(case, letter)),
        Err(refused) => after(&desk, (case, id), typed, Err(refused), "").await,
    }
}

fn letter_made(case: CaseId, letter: domain::ids::LetterId) -> axum::response::Response {
    done(&crate::letter::path(case, letter), "Brevet er lavet. Læs det igennem, og send det.")
}

/// On with a notice, or the page again with what was typed and why it was not taken.
async fn after(
    desk: &Desk,
    (case, id): (CaseId, AccessRequestId),
    typed: Reasoned,
    outcome: app::Outcome<()>,
    notice: &'static str,
) -> Page {
    match outcome {
        Ok(()) | Err(Refused::Replayed(_)) => Ok(done(&place(case, id), notice)),
        Err(Refused::Because(reason)) => {
            let view = act::show(&desk.app, &desk.actor, case, id).await?;
            let errors = Errors::one(field_of(&reason), reason.danish());
            page_again(&Show::of(desk, &view, None, &typed, errors))
        }
        Err(other) => Err(other.into()),
    }
}
