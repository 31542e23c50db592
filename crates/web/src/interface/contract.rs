//! Cooperation contracts: written, said yes to by both leaders, looked at again, printed, ended.

use super::{BROWSE, LEAD, department, field};
use crate::error::{Failure, Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, date_value, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Empty, Field, Hidden, Summary};
use crate::routes::Routes;
use crate::session::Desk;
use crate::wording::{Wording, danish};
use app::interface::{self as act, Shown, Written};
use app::{Outcome, Reason, Refused};
use askama::Template;
use domain::ids::{AgreementId, CaseId};
use domain::interface::{Contract, Said, Standing, Terms};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;

const LIST: &str = "/samarbejde/kontrakter";

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get(LIST, BROWSE, list)
        .post(LIST, LEAD, write)
        .get("/samarbejde/kontrakter/{id}", BROWSE, show)
        .post("/samarbejde/kontrakter/{id}/ja", LEAD, accept)
        .post("/samarbejde/kontrakter/{id}/ny-udgave", LEAD, rewrite)
        .post("/samarbejde/kontrakter/{id}/slut", LEAD, end)
}

#[derive(Template)]
#[template(path = "interface/contracts.html")]
struct List {
    frame: Frame,
    running: Vec<Row>,
    over: Vec<Row>,
    /// The form for a new one, for who leads a department.
    new: Option<New>,
    errors: Errors,
}

struct Row {
    path: String,
    title: String,
    purpose: String,
    standing: String,
    warns: bool,
    review: String,
    about: String,
}

/// The fields of a new contract.
struct New {
    own: Choices,
    other: Choices,
    case: Field,
    terms: TermFields,
}

/// The fields of what a contract says.
struct TermFields {
    purpose: Field,
    own_does: Field,
    other_does: Field,
    own_calls: Field,
    other_calls: Field,
    from: Field,
    until: Field,
    review: Field,
}

/// A contract as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    nr: u32,
    egen: String,
    afdeling: String,
    sag: String,
    formaal: String,
    foerste_goer: String,
    anden_goer: String,
    foerste_ring: String,
    anden_ring: String,
    fra: String,
    til: String,
    gennemgang: String,
}

async fn list(desk: Desk) -> Page {
    page(&list_view(&desk, None, Errors::default()).await?)
}

async fn list_view(desk: &Desk, typed: Option<Typed>, errors: Errors) -> Result<List, Failure> {
    let found = act::contracts(&desk.app, &desk.actor).await?;
    let typed = typed.unwrap_or_else(|| {
        let in_half_a_year = found.today.checked_add(6.months()).unwrap_or(found.today);
        Typed {
            egen: found.leads.first().cloned().unwrap_or_default(),
            fra: date_value(found.today),
            gennemgang: date_value(in_half_a_year),
            ..Typed::default()
        }
    });
    let choice = |id: &String| Choice::new(id, department(desk, id));
    let own: Vec<Choice> = found.leads.iter().map(choice).collect();
    let all: Vec<Choice> = desk.app.content.departments.iter().map(|known| choice(&known.id)).collect();
    let new = (!own.is_empty()).then(|| New {
        own: Choices::select("egen", "Din afdeling", &own, &typed.egen, &errors),
        other: Choices::select("afdeling", "Den anden afdeling", &all, &typed.afdeling, &errors),
        case: Field::line("sag", "Sagens nummer, hvis den kun gælder én sag", &typed.sag, &errors)
            .hint("Skriv ikke om borgeren i kontrakten. Den læses af begge ledere.")
            .optional(),
        terms: fields(&typed, ["Din afdeling", "Den anden afdeling"].map(String::from), &errors),
    });
    Ok(List {
        frame: desk.frame(Here::Interfaces),
        running: found.running.iter().map(|shown| row(desk, shown)).collect(),
        over: found.over.iter().map(|shown| row(desk, shown)).collect(),
        new,
        errors,
    })
}

fn fields(typed: &Typed, [first, second]: [String; 2], errors: &Errors) -> TermFields {
    TermFields {
        purpose: Field::text("formaal", "Hvad er samarbejdet til?", &typed.formaal, errors).rows(3),
        own_does: Field::text("foerste_goer", &format!("{first} gør"), &typed.foerste_goer, errors).rows(3),
        other_does: Field::text("anden_goer", &format!("{second} gør"), &typed.anden_goer, errors).rows(3),
        own_calls: Field::line("foerste_ring", &format!("Ring i {first} til"), &typed.foerste_ring, errors)
            .hint("Funktion, navn og telefon."),
        other_calls: Field::line("anden_ring", &format!("Ring i {second} til"), &typed.anden_ring, errors),
        from: Field::date("fra", "Gælder fra", &typed.fra, errors),
        until: Field::date("til", "Gælder til", &typed.til, errors).optional(),
        review: Field::date("gennemgang", "Ses på igen", &typed.gennemgang, errors),
    }
}

fn title(desk: &Desk, contract: &Contract) -> String {
    let [first, second] = &contract.between;
    format!("{} og {}", department(desk, first), department(desk, second))
}

fn row(desk: &Desk, shown: &Shown) -> Row {
    let contract = &shown.contract;
    let mut standing = shown.standing.danish();
    if shown.waits_for_me {
        standing = "venter på dit ja".into();
    }
    Row {
        path: format!("{LIST}/{}", contract.id),
        title: title(desk, contract),
        purpose: contract.terms.purpose.clone(),
        warns: shown.waits_for_me || shown.standing == Standing::ToBeReviewed,
        standing,
        review: format!("Ses på igen {}", danish::date_short(contract.terms.review_on)),
        about: about(shown),
    }
}

fn about(shown: &Shown) -> String {
    match (shown.contract.case, &shown.number) {
        (None, _) => "Samarbejdet i det hele taget".into(),
        (Some(_), Some(number)) => format!("Sag {number}"),
        (Some(_), None) => "Én sag i den anden afdeling".into(),
    }
}

/// What was typed, read; none when something is wrong.
fn terms(check: &mut Check, typed: &Typed) -> Option<Terms> {
    let purpose = check.text("formaal", &typed.formaal);
    let does = [check.text("foerste_goer", &typed.foerste_goer), check.text("anden_goer", &typed.anden_goer)];
    let contacts = [check.line("foerste_ring", &typed.foerste_ring), check.line("anden_ring", &typed.anden_ring)];
    let from = check.date("fra", &typed.fra);
    let until = check.optional_date("til", &typed.til);
    let review_on = check.date("gennemgang", &typed.gennemgang);
    Some(Terms { purpose, does, contacts, from: from?, until, review_on: review_on? })
}

fn refused(outcome: Outcome<()>) -> Result<Option<Errors>, Failure> {
    match outcome {
        Ok(()) => Ok(None),
        Err(Refused::Because(Reason::Interface(why))) => Ok(Some(Errors::one(field(why), why.danish()))),
        Err(Refused::Because(reason)) => Ok(Some(Errors::one("", reason.danish()))),
        Err(other) => Err(other.into()),
    }
}

async fn write(desk: Desk, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let own = check.line("egen", &typed.egen);
    let other = check.line("afdeling", &typed.afdeling);
    let written = terms(&mut check, &typed);
    let case = case_of(&desk, &typed.sag).await?;
    if case.is_none() && !typed.sag.trim().is_empty() {
        check.wrong(
            "sag",
            "Nummeret er ikke en sag, du kan åbne. Skriv det som 2026-000123, eller lad feltet stå tomt.",
        );
    }
    let errors = match (check.errors(), written) {
        (None, Some(terms)) => {
            let made = act::write_contract(&desk.app, &desk.actor, [own, other], case, terms).await;
            match refused(once(made))? {
                None => return Ok(done(LIST, "Kontrakten er skrevet. Nu venter den på den anden leders ja.")),
                Some(errors) => errors,
            }
        }
        (errors, _) => errors.unwrap_or_default(),
    };
    page_again(&list_view(&desk, Some(typed), errors).await?)
}

/// The case of a number, as the search finds it for this reader.
async fn case_of(desk: &Desk, number: &str) -> Result<Option<CaseId>, Failure> {
    let number = number.trim();
    if number.parse::<domain::ids::CaseNumber>().is_err() {
        return Ok(None);
    }
    match app::person::search(&desk.app, &desk.actor, number).await {
        Ok(app::person::Found::Case(case)) => Ok(Some(case)),
        Ok(_) | Err(Refused::NotFound) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

#[derive(Template)]
#[template(path = "interface/contract.html")]
struct One {
    frame: Frame,
    path: String,
    title: String,
    about: String,
    standing: String,
    in_force: Option<u32>,
    nr: u32,
    purpose: String,
    does: Vec<(String, String, String)>,
    period: String,
    review: String,
    written: String,
    accepted: Vec<(String, String)>,
    ended: Option<String>,
    earlier: Vec<String>,
    waits_for_me: bool,
    /// The fields of the next version, and why it ends, for who leads in one of the two while it runs.
    change: Option<(TermFields, Field)>,
    changing: bool,
    errors: Errors,
}

async fn show(desk: Desk, Id(id): Id<AgreementId>) -> Page {
    page(&one_view(&desk, id, None, String::new(), Errors::default()).await?)
}

async fn one_view(
    desk: &Desk,
    id: AgreementId,
    typed: Option<Typed>,
    ending: String,
    errors: Errors,
) -> Result<One, Failure> {
    let found = act::contract(&desk.app, &desk.actor, id).await?;
    let (shown, contract) = (&found.shown, &found.shown.contract);
    let terms = &contract.terms;
    let names = contract.between.each_ref().map(|id| department(desk, id));
    let runs = contract.ended.is_none();
    let changing = typed.is_some();
    let kept = typed.unwrap_or_else(|| kept(contract, found.today));
    let until =
        terms.until.map_or_else(|| "indtil videre".to_string(), |day| format!("til {}", danish::date_short(day)));
    let [first, second] = names.clone();
    let [first_does, second_does] = terms.does.clone();
    let [first_calls, second_calls] = terms.contacts.clone();
    Ok(One {
        frame: desk.frame(Here::Interfaces),
        path: format!("{LIST}/{id}"),
        title: title(desk, contract),
        about: about(shown),
        standing: shown.standing.danish(),
        in_force: found.in_force,
        nr: contract.nr,
        purpose: terms.purpose.clone(),
        does: vec![(first.clone(), first_does, first_calls), (second.clone(), second_does, second_calls)],
        period: format!("{} {until}", danish::date_short(terms.from)),
        review: danish::date_short(terms.review_on),
        written: said(&found, &contract.written),
        accepted: [first, second]
            .into_iter()
            .zip(&contract.accepted)
            .map(|(name, yes)| (name, yes.as_ref().map_or_else(|| "Mangler".to_string(), |yes| said(&found, yes))))
            .collect(),
        ended: contract.ended.as_ref().map(|end| format!("{}: {}", said(&found, end), end.words)),
        earlier: found.earlier.iter().map(|one| version(&found, one)).collect(),
        waits_for_me: shown.waits_for_me,
        change: (found.may_lead && runs).then(|| {
            let because = Field::text("ord", "Hvorfor ophører den?", &ending, &errors).rows(2);
            (fields(&kept, names, &errors), because)
        }),
        changing,
        errors,
    })
}

/// "fre. 6. marts 2026, Henrik Vadsted".
fn said(found: &Written, said: &Said) -> String {
    let by = found.staff.iter().find(|staff| staff.id == said.by).map_or("", |staff| &staff.name);
    format!("{}, {by}", danish::date_short(said.on))
}

fn version(found: &Written, contract: &Contract) -> String {
    format!("Udgave {}: {}. {}", contract.nr, said(found, &contract.written), contract.terms.purpose)
}

/// The contract as it stands, to be written anew; its next review is half a year ahead.
fn kept(contract: &Contract, today: Date) -> Typed {
    let terms = &contract.terms;
    let [foerste_goer, anden_goer] = terms.does.clone();
    let [foerste_ring, anden_ring] = terms.contacts.clone();
    Typed {
        nr: contract.nr,
        formaal: terms.purpose.clone(),
        foerste_goer,
        anden_goer,
        foerste_ring,
        anden_ring,
        fra: date_value(terms.from),
        til: terms.until.map(date_value).unwrap_or_default(),
        gennemgang: date_value(today.checked_add(6.months()).unwrap_or(today)),
        ..Typed::default()
    }
}

/// Which version is meant, and the words that go with it.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Which {
    nr: u32,
    ord: String,
}

async fn accept(desk: Desk, Id(id): Id<AgreementId>, Form(which): Form<Which>) -> Page {
    match refused(once(act::accept_contract(&desk.app, &desk.actor, (id, which.nr)).await))? {
        None => Ok(done(&format!("{LIST}/{id}"), "Din afdeling har sagt ja.")),
        Some(errors) => page_again(&one_view(&desk, id, None, String::new(), errors).await?),
    }
}

async fn rewrite(desk: Desk, Id(id): Id<AgreementId>, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let written = terms(&mut check, &typed);
    let errors = match (check.errors(), written) {
        (None, Some(terms)) => {
            let made = act::rewrite_contract(&desk.app, &desk.actor, (id, typed.nr), terms).await;
            match refused(once(made))? {
                None => {
                    return Ok(done(&format!("{LIST}/{id}"), "Ny udgave skrevet. Den gælder, når begge har sagt ja."));
                }
                Some(errors) => errors,
            }
        }
        (errors, _) => errors.unwrap_or_default(),
    };
    page_again(&one_view(&desk, id, Some(typed), String::new(), errors).await?)
}

async fn end(desk: Desk, Id(id): Id<AgreementId>, Form(which): Form<Which>) -> Page {
    let mut check = Check::new();
    let words = check.text("ord", &which.ord);
    let errors = match check.errors() {
        Some(errors) => errors,
        None => {
            let ended = act::end_contract(&desk.app, &desk.actor, (id, which.nr), &words).await;
            match refused(once(ended))? {
                None => return Ok(done(&format!("{LIST}/{id}"), "Kontrakten er ophørt.")),
                Some(errors) => errors,
            }
        }
    };
    page_again(&one_view(&desk, id, None, which.ord, errors).await?)
}
