//! Koordinatorfunktioner: who holds which on a case or a team, one's own, and what a function opens.

mod mine;
mod overseen;
mod team;

use crate::case::{Head, Place, SEE, WORK};
use crate::error::{Failure, Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, Ids, date_value, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Empty, Field, Hidden, Summary};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::{Wording, coordination, danish};
use app::function::{Page as Found, Row};
use app::{App, Outcome, Reason, Refused};
use askama::Template;
use domain::access::{Action, Object};
use domain::council::{Item, State};
use domain::function::{NotGiven, Overview, Part, Place as Where, Wanted};
use domain::ids::{CaseId, FunctionId};
use domain::information::Basis;
use jiff::civil::Date;
use serde::Deserialize;

/// What a function opens.
const OVERSEE: Needs = Needs::Right(Action::Oversee, Object::Case);
/// Settling one's own duties.
const COORDINATE: Needs = Needs::Right(Action::Coordinate, Object::Case);
/// Leading a department.
const LEADS: Needs = Needs::Right(Action::Lead, Object::Case);
/// Rests on a provision instead of a consent.
const LAW: &str = "lov";
/// Rests on nothing: one's own department.
const NONE: &str = "ingen";

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/sager/{id}/funktioner", SEE, show)
        .post("/sager/{id}/funktioner", WORK, give)
        .post("/sager/{id}/funktioner/{function}/flyt", WORK, pass_on)
        .post("/sager/{id}/funktioner/{function}/slut", WORK, end)
        .get("/sager/{id}/koordinering", OVERSEE, overseen::show)
        .post("/sager/{id}/koordinering", COORDINATE, overseen::done_with)
        .get("/mine-funktioner", OVERSEE, mine::show)
        .get("/holdet/funktioner", SEE, team::show)
        .post("/holdet/funktioner", LEADS, team::give)
        .post("/holdet/funktioner/slut", LEADS, team::end)
}

#[derive(Template)]
#[template(path = "function/case.html")]
struct Show {
    frame: Frame,
    head: Head,
    number: String,
    path: String,
    running: Vec<RowView>,
    over: Vec<RowView>,
    may_work: bool,
    may_note: bool,
    new: NewView,
    items: Vec<ItemView>,
    waits: bool,
    question: Field,
    errors: Errors,
}

/// A function with what can be done to it.
pub(super) struct RowView {
    pub(super) title: String,
    pub(super) who: String,
    pub(super) contact: String,
    pub(super) days: String,
    pub(super) why: String,
    pub(super) sees: String,
    pub(super) basis: String,
    pub(super) lost: bool,
    pub(super) given: String,
    pub(super) ended: Option<String>,
    pub(super) version: i64,
    pub(super) id: FunctionId,
    pub(super) path: String,
    pub(super) links: Vec<(String, String)>,
    pub(super) end: Field,
    pub(super) ending: bool,
    pub(super) passing: Option<NewView>,
}

/// The fields of a function to be given or passed on.
pub(super) struct NewView {
    model: Choices,
    who: Choices,
    from: Field,
    until: Field,
    why: Field,
    basis: Choices,
    law: Field,
    law_reason: Field,
    covers: Choices,
    /// Something in it is wrong, so that it is not shut.
    open: bool,
}

/// An item of the council's agenda.
struct ItemView {
    question: String,
    asked: String,
    state: String,
    version: i64,
    path: String,
    waits: bool,
    what: Choices,
    words: Field,
}

/// A function as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Typed {
    version: i64,
    pub(super) funktion: String,
    pub(super) hvem: String,
    pub(super) fra: String,
    pub(super) til: String,
    pub(super) hvorfor: String,
    pub(super) grundlag: String,
    pub(super) bestemmelse: String,
    pub(super) begrundelse: String,
    pub(super) daekker: Vec<String>,
}

/// The end of a function as typed.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct End {
    version: i64,
    grund: String,
}

/// Which form of the page is shown again.
enum Again {
    /// None.
    No,
    /// The one that gives a function.
    New(Typed),
    /// The one that passes this function on.
    Passing(FunctionId, Typed),
    /// The one that ends this function.
    Ending(FunctionId, String),
    /// The question to the council.
    Question(String),
    /// What becomes of an item.
    Item(domain::ids::CouncilItemId, crate::council::Settling),
}

async fn show(desk: Desk, Id(case): Id<CaseId>) -> Page {
    page(&view(&desk, case, Again::No, Errors::default()).await?)
}

/// The page once more, with the question to the council as typed.
pub(crate) async fn again_with_question(desk: &Desk, case: CaseId, question: String, errors: Errors) -> Page {
    page_again(&view(desk, case, Again::Question(question), errors).await?)
}

/// The page once more, with what was to become of an item.
pub(crate) async fn again_with_item(
    desk: &Desk,
    case: CaseId,
    item: domain::ids::CouncilItemId,
    typed: crate::council::Settling,
    errors: Errors,
) -> Page {
    page_again(&view(desk, case, Again::Item(item, typed), errors).await?)
}

async fn view(desk: &Desk, case: CaseId, again: Again, errors: Errors) -> Result<Show, Failure> {
    let found = app::function::show(&desk.app, &desk.actor, case).await?;
    let open = found.view.file.case.closed_on.is_none();
    let none = Errors::default();
    let typed = match &again {
        Again::New(typed) => typed.clone(),
        _ => Typed { fra: date_value(found.view.today), ..Typed::default() },
    };
    let on_new = if matches!(again, Again::New(_)) { &errors } else { &none };
    let (question, on_question) = match &again {
        Again::Question(question) => (question.as_str(), &errors),
        _ => ("", &none),
    };
    let running = found.running.iter().enumerate().map(|(nr, row)| row_view(desk, &found, row, nr, (&again, &errors)));
    let over = found.over.iter().enumerate().map(|(nr, row)| row_view(desk, &found, row, nr, (&Again::No, &none)));
    let items = found.council.iter().enumerate().map(|(nr, item)| item_view(&found, item, nr, (&again, &errors)));
    Ok(Show {
        frame: desk.frame(Here::Elsewhere),
        head: Head::of(&desk.app, &found.view, Place::Functions),
        number: found.view.file.case.number.to_string(),
        path: format!("/sager/{case}"),
        running: running.collect(),
        over: over.collect(),
        may_work: found.view.may.work && open,
        may_note: found.view.may.note && open,
        new: new_view(&desk.app, &found, "", &typed, on_new),
        waits: found.council.iter().any(|(item, _)| item.waits()),
        items: items.collect(),
        question: Field::text("spoergsmaal", "Hvad skal samrådet svare på?", question, on_question).rows(3),
        // The place of each error is known by its form; on top they all stand.
        errors: placed(&found, &again, errors),
    })
}

/// Errors of a form inside a row stand with that row's own field ids.
fn placed(found: &Found<'_>, again: &Again, errors: Errors) -> Errors {
    let place = |id: &FunctionId| found.running.iter().position(|row| row.held.id == *id);
    let nr = match again {
        Again::Passing(id, _) | Again::Ending(id, _) => place(id),
        Again::Item(id, _) => found.council.iter().position(|(item, _)| item.id == *id),
        Again::No | Again::New(_) | Again::Question(_) => None,
    };
    let Some(nr) = nr else { return errors };
    let mut moved = Errors::default();
    for (field, text) in errors.iter() {
        moved.add(format!("{field}-{nr}"), text);
    }
    moved
}

/// The errors of a row's form, each under the id it has there.
fn of_row(errors: &Errors, end: &str) -> Errors {
    let mut moved = Errors::default();
    for (field, text) in errors.iter() {
        moved.add(format!("{field}{end}"), text);
    }
    moved
}

fn new_view(app: &App, found: &Found<'_>, end: &str, typed: &Typed, errors: &Errors) -> NewView {
    let case = &found.view.file.case;
    let models: Vec<Choice> = app
        .content
        .functions
        .iter()
        .filter(|model| model.places.contains(&Where::Case))
        .map(|model| Choice::new(&model.id, &model.title).hint(model.strengths.first().cloned().unwrap_or_default()))
        .collect();
    let name = |id: &str| app.content.department(id).map_or_else(|| id.to_string(), |found| found.title.clone());
    let people: Vec<Choice> = found
        .colleagues
        .iter()
        .map(|staff| Choice::new(staff.id.to_string(), format!("{}, {}", staff.name, name(&staff.department))))
        .collect();
    let mut bases = vec![Choice::new(NONE, format!("Ingen: vedkommende arbejder i {}", name(&case.department)))];
    let consents = found.view.file.consents.iter().filter(|consent| consent.holds_on(found.view.today));
    bases.extend(consents.map(|consent| {
        let until = danish::date_plain(consent.until);
        Choice::new(consent.id.to_string(), format!("Samtykke: {}, til og med {until}", consent.source))
    }));
    bases.push(Choice::new(LAW, "En bestemmelse, jeg skriver herunder"));
    let parts: Vec<Choice> = Part::ALL.iter().map(|part| Choice::new(Part::code(*part), part.danish())).collect();
    let errors = &of_row(errors, end);
    let id = |field: &str| format!("{field}{end}");
    let basis = if typed.grundlag.is_empty() { NONE } else { typed.grundlag.as_str() };
    NewView {
        open: !errors.is_empty(),
        model: Choices::radios(&id("funktion"), "Hvilken funktion?", &models, &typed.funktion, errors)
            .named("funktion"),
        who: Choices::select(&id("hvem"), "Hvem?", &people, &typed.hvem, errors).named("hvem"),
        from: Field::date(&id("fra"), "Første dag", &typed.fra, errors).named("fra"),
        until: Field::date(&id("til"), "Sidste dag", &typed.til, errors).named("til").optional(),
        why: Field::text(&id("hvorfor"), "Hvorfor?", &typed.hvorfor, errors).named("hvorfor").rows(2),
        basis: Choices::select(&id("grundlag"), "Grundlag", &bases, basis, errors)
            .named("grundlag")
            .hint("En, der arbejder i en anden afdeling, ser kun det, et samtykke eller en bestemmelse dækker."),
        law: Field::line(&id("bestemmelse"), "Bestemmelse", &typed.bestemmelse, errors).named("bestemmelse").optional(),
        law_reason: Field::text(&id("begrundelse"), "Hvorfor gælder den her?", &typed.begrundelse, errors)
            .named("begrundelse")
            .rows(2)
            .optional(),
        covers: Choices::ticks(&id("daekker"), "Hvad må de se?", &parts, &typed.daekker, errors)
            .named("daekker")
            .hint("Kun for en anden afdeling, og kun det, grundlaget dækker.")
            .optional(),
    }
}

fn row_view(desk: &Desk, found: &Found<'_>, row: &Row<'_>, nr: usize, (again, errors): (&Again, &Errors)) -> RowView {
    let held = &row.held;
    let none = Errors::default();
    let end = format!("-{nr}");
    let (passing, on_passing) = match again {
        Again::Passing(id, typed) if *id == held.id => (typed.clone(), errors),
        _ => (Typed { funktion: held.model.clone(), ..Typed::default() }, &none),
    };
    let (why, on_end) = match again {
        Again::Ending(id, why) if *id == held.id => (why.as_str(), errors),
        _ => ("", &none),
    };
    let case = found.view.file.case.id;
    RowView {
        passing: Some(new_view(&desk.app, found, &format!("-{nr}"), &passing, on_passing)),
        ending: matches!(again, Again::Ending(id, _) if *id == held.id),
        links: links(row, case),
        end: Field::text(&format!("grund{end}"), "Hvorfor?", why, &of_row(on_end, &end)).named("grund").rows(2),
        path: format!("/sager/{case}/funktioner/{}", held.id),
        ..plain(&desk.app, row)
    }
}

/// The function alone, without what can be done to it.
pub(super) fn plain(app: &App, row: &Row<'_>) -> RowView {
    let held = &row.held;
    let department = app.content.department(&row.staff.department).map_or("", |found| found.title.as_str());
    let parts: Vec<String> = held.sees.iter().map(|part| part.danish().to_lowercase()).collect();
    let basis = match &held.basis {
        None => String::new(),
        Some(Basis::Consent(_)) if row.basis_holds => "Hviler på et samtykke".into(),
        Some(Basis::Consent(_)) => "Samtykket gælder ikke længere, så funktionen åbner intet".into(),
        Some(Basis::Law { paragraph, reason }) => format!("Hviler på {paragraph}: {reason}"),
    };
    RowView {
        title: row.model.map_or_else(|| held.model.clone(), |model| model.title.clone()),
        who: format!("{}, {department}", row.staff.name),
        contact: format!("tlf. {} · {}", row.staff.phone, row.staff.mail),
        days: format!("Fra {} {}", danish::date_short(held.from), danish::until(held.until)),
        why: held.why.clone(),
        sees: if held.basis.is_some() { format!("Ser: {}", crate::wording::listed(&parts)) } else { String::new() },
        lost: !row.basis_holds,
        basis,
        given: format!("Givet af {} {}", row.given_by, danish::instant(held.given_at)),
        ended: held
            .ended
            .as_ref()
            .map(|ended| format!("Ophørt {} af {}: {}", danish::date_short(ended.on), row.ended_by, ended.because)),
        version: held.version,
        id: held.id,
        path: String::new(),
        links: Vec::new(),
        end: Field::text("grund", "Hvorfor?", "", &Errors::default()),
        ending: false,
        passing: None,
    }
}

/// Where the overview of a function is.
fn links(row: &Row<'_>, case: CaseId) -> Vec<(String, String)> {
    let overview = row.model.and_then(|model| model.overview);
    overview.map(|overview| link(overview, case)).into_iter().collect()
}

/// What the overview is called, and where it is.
pub(super) fn link(overview: Overview, case: CaseId) -> (String, String) {
    match overview {
        Overview::Grants => ("Bevillingsoverblik".into(), format!("/sager/{case}/bevillingsoverblik")),
        Overview::Council => ("Samråd".into(), "/samraad".into()),
        Overview::Plan => ("Planen".into(), format!("/sager/{case}/plan")),
        Overview::Entrance => {
            ("Hvem der arbejder med borgeren".into(), format!("/sager/{case}/koordinering#kontakter"))
        }
        Overview::Team => ("Holdets opgaver".into(), "/mine-funktioner#hold".into()),
    }
}

fn item_view(
    found: &Found<'_>,
    (item, sitting): &(Item, Option<domain::council::Sitting>),
    nr: usize,
    (again, errors): (&Again, &Errors),
) -> ItemView {
    let none = Errors::default();
    let (typed, errors) = match again {
        Again::Item(id, typed) if *id == item.id => (typed.clone(), errors),
        _ => (crate::council::Settling::default(), &none),
    };
    let name = |id| found.view.staff_name(id);
    let state = match (&item.state, sitting) {
        (State::Waiting, Some(sitting)) => format!("Venter på samrådet {}", coordination::sitting(sitting)),
        (State::Waiting, None) => "Venter på samrådet".into(),
        (State::Concluded { on, by, words }, _) => {
            format!("Samrådet {}: {words} (skrevet af {})", danish::date_short(*on), name(*by))
        }
        (State::TakenOff { on, by, words }, _) => {
            format!("Taget af {} af {}: {words}", danish::date_short(*on), name(*by))
        }
    };
    let times = match item.postponed {
        0 => String::new(),
        times => format!(" · ikke nået {}", crate::wording::counted(u64::from(times), "gang", "gange")),
    };
    let (what, words) = crate::council::settling_fields(&format!("-{nr}"), &typed, &of_row(errors, &format!("-{nr}")));
    ItemView {
        question: item.question.clone(),
        asked: format!("Spurgt af {} {}{times}", name(item.by), danish::date_short(item.put_on)),
        state,
        version: item.version,
        path: format!("/sager/{}/samraad/{}", item.case, item.id),
        waits: item.waits(),
        what,
        words,
    }
}

async fn give(desk: Desk, Id(case): Id<CaseId>, Form(typed): Form<Typed>) -> Page {
    let errors = match read(&typed) {
        Err(errors) => errors,
        Ok(wanted) => match answered(app::function::give(&desk.app, &desk.actor, case, wanted).await)? {
            None => return Ok(done(&home(case), "Funktionen er givet, og dens pligter står under Opgaver.")),
            Some(errors) => errors,
        },
    };
    page_again(&view(&desk, case, Again::New(typed), errors).await?)
}

async fn pass_on(desk: Desk, Ids(case, id): Ids<CaseId, FunctionId>, Form(typed): Form<Typed>) -> Page {
    // The model and the first day are the function's own: it goes on from today.
    let today = date_value(desk.app.today());
    let whole = Typed { funktion: "-".into(), fra: today, ..typed.clone() };
    let errors = match read(&whole) {
        Err(errors) => errors,
        Ok(wanted) => {
            let version = typed.version;
            match answered(app::function::pass_on(&desk.app, &desk.actor, case, (id, version), wanted).await)? {
                None => return Ok(done(&home(case), "Funktionen er givet videre fra i dag.")),
                Some(errors) => errors,
            }
        }
    };
    page_again(&view(&desk, case, Again::Passing(id, typed), errors).await?)
}

async fn end(desk: Desk, Ids(case, id): Ids<CaseId, FunctionId>, Form(typed): Form<End>) -> Page {
    let mut check = Check::new();
    let why = check.text("grund", &typed.grund);
    let errors = match check.errors() {
        Some(errors) => errors,
        None => match once(app::function::end(&desk.app, &desk.actor, case, (id, typed.version), &why).await) {
            Ok(()) => return Ok(done(&home(case), "Funktionen er ophørt, og dens åbne pligter er bortfaldet.")),
            Err(Refused::Because(reason)) => Errors::one("grund", reason.danish()),
            Err(other) => return Err(other.into()),
        },
    };
    page_again(&view(&desk, case, Again::Ending(id, typed.grund), errors).await?)
}

/// What went wrong, at the field it is about.
pub(super) fn answered<T>(outcome: Outcome<T>) -> Result<Option<Errors>, Failure> {
    match once(outcome) {
        Ok(()) => Ok(None),
        Err(Refused::Because(Reason::Function(why))) => Ok(Some(Errors::one(field(why), why.danish()))),
        Err(Refused::Because(reason)) => Ok(Some(Errors::one("", reason.danish()))),
        Err(other) => Err(other.into()),
    }
}

pub(super) fn read(typed: &Typed) -> Result<Wanted, Errors> {
    let mut check = Check::new();
    let model =
        check.choice("funktion", &typed.funktion, |code| Some(code.to_string()).filter(|code| !code.is_empty()));
    let staff = check.id("hvem", &typed.hvem);
    let from: Option<Date> = check.date("fra", &typed.fra);
    let until = check.optional_date("til", &typed.til);
    let why = check.text("hvorfor", &typed.hvorfor);
    let basis = match typed.grundlag.trim() {
        "" | NONE => None,
        LAW => Some(Basis::Law {
            paragraph: check.optional_line("bestemmelse", &typed.bestemmelse),
            reason: check.optional_text("begrundelse", &typed.begrundelse),
        }),
        consent => check.id("grundlag", consent).map(Basis::Consent),
    };
    let covers = typed.daekker.iter().filter_map(|code| Part::from_code(code)).collect();
    match (check.errors(), model, staff, from) {
        (None, Some(model), Some(staff), Some(from)) => Ok(Wanted { model, staff, from, until, why, covers, basis }),
        (errors, ..) => Err(errors.unwrap_or_default()),
    }
}

/// The field a refusal is about.
fn field(why: NotGiven) -> &'static str {
    match why {
        NotGiven::NoSuchModel | NotGiven::WrongPlace => "funktion",
        NotGiven::NoReason => "hvorfor",
        NotGiven::EndsBeforeItBegins => "til",
        NotGiven::OpensNoCases | NotGiven::HeldAlready => "hvem",
        NotGiven::NoBasis
        | NotGiven::ConsentNotInForce
        | NotGiven::ConsentNamesAnother
        | NotGiven::ConsentIsNotToShare => "grundlag",
        NotGiven::LawWithoutReason => "bestemmelse",
        NotGiven::NothingCovered | NotGiven::MoreThanTheModel => "daekker",
        NotGiven::OverAlready => "",
    }
}

fn home(case: CaseId) -> String {
    format!("/sager/{case}/funktioner")
}
