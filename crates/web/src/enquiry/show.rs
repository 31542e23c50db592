//! The page of an enquiry: what was told, whom it is about, who knows them, and what it becomes.

use super::{Found, NotFound, SEES, WORKS, shown};
use crate::error::{Fault, Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Field, Hidden, Outreach, Person, Summary, Tick};
use crate::routes::Routes;
use crate::session::Desk;
use crate::wording::{Wording, counted, danish};
use crate::worklist::benefit_title;
use app::application::Who;
use app::enquiry::{Answer, Settle, Told, View};
use app::{Reason, Refused};
use askama::Template;
use domain::access::Yes;
use domain::enquiry::{Became, Contact, NotSettled, Reply};
use domain::ids::{CaseId, EnquiryId};
use domain::people::Protection;
use serde::Deserialize;

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/henvendelser/{id}", SEES, show)
        .post("/henvendelser/{id}/borger", WORKS, find)
        .post("/henvendelser/{id}/bliver", WORKS, settle)
        .post("/henvendelser/{id}/svar", crate::case::WORK, answer)
}

#[derive(Template)]
#[template(path = "enquiry/show.html")]
struct Show {
    frame: Frame,
    id: EnquiryId,
    version: i64,
    received: String,
    way: String,
    source: String,
    by: String,
    told: String,
    referrer: Option<Contact>,
    anonymous: bool,
    person: Option<About>,
    known: String,
    others: Vec<String>,
    to_answer: Vec<(CaseId, String)>,
    may_settle: bool,
    may_find: bool,
    settled: Option<Ended>,
    choices: Vec<Choice>,
    finding: Finding,
    find_errors: Errors,
    settling: Settling,
    settle_errors: Errors,
    answering: Answering,
    answer_errors: Errors,
}

/// Whom it is about.
struct About {
    id: String,
    line: Person,
    outreach: Option<Outreach>,
    cases: Vec<(String, String)>,
}

/// How it ended.
struct Ended {
    what: String,
    when: String,
    by: String,
    note: String,
    case: Option<(String, String)>,
    /// What is still to be done elsewhere.
    apply: bool,
    notify: bool,
}

impl Show {
    fn becomes(&self) -> Choices {
        Choices::radios("bliver", "Hvad bliver den til?", &self.choices, &self.settling.bliver, &self.settle_errors)
    }

    fn reply(&self) -> Choices {
        let choices = [
            Choice::new(Reply::Mine.code(), "Jeg tager den").hint("Henvendelsen hører så til din sag."),
            Choice::new(Reply::Nothing.code(), "Den har ingen betydning for min sag"),
        ];
        Choices::radios("svar", "Dit svar", &choices, &self.answering.svar, &self.answer_errors)
    }
}

async fn show(desk: Desk, Id(id): Id<EnquiryId>) -> Page {
    let view = app::enquiry::show(&desk.app, &desk.actor, id).await?;
    page(&read(&desk, &view))
}

fn read(desk: &Desk, view: &View) -> Show {
    let enquiry = &view.enquiry;
    let open = enquiry.settled.is_none();
    Show {
        frame: desk.frame(Here::Enquiries),
        id: enquiry.id,
        version: enquiry.version,
        received: danish::date_long(enquiry.received_on),
        way: enquiry.received_by.danish(),
        source: enquiry.referrer.source().danish(),
        by: view.registered_by.clone(),
        told: enquiry.told.clone(),
        referrer: view.referrer.clone().filter(|contact| !contact.name.is_empty()),
        anonymous: enquiry.referrer.anonymous() == Yes::Yes,
        person: view.person.as_ref().map(|_| about(desk, view)).and_then(|about| about),
        known: enquiry.known.clone(),
        others: others(&view.told, open),
        to_answer: view.to_answer.iter().map(|(id, number)| (*id, number.to_string())).collect(),
        may_settle: view.may_work && open,
        may_find: view.may_work && open && enquiry.person.is_none(),
        settled: ended(view),
        choices: choices(desk, view),
        finding: Finding::default(),
        find_errors: Errors::default(),
        settling: Settling::default(),
        settle_errors: Errors::default(),
        answering: Answering::default(),
        answer_errors: Errors::default(),
    }
}

fn about(desk: &Desk, view: &View) -> Option<About> {
    let person = view.person.as_ref()?;
    let cases = person.cases.iter().filter(|case| case.closed_on.is_none()).map(|case| {
        let benefit = benefit_title(&desk.app, &case.benefit, view.today);
        let whose = case.about.as_ref().map(|name| format!(" til {name}")).unwrap_or_default();
        (format!("/sager/{}", case.id), format!("{benefit}{whose}, {}, {}", case.number, case.responsible))
    });
    Some(About {
        id: person.id.to_string(),
        line: Person {
            name: person.name.clone(),
            link: (!person.cases.is_empty()).then(|| format!("/borgere/{}", person.id)),
            age: person.age,
            cpr: person.cpr.clone(),
            protected: person.protection == Protection::Protected,
            role: String::new(),
        },
        outreach: view.outreach.clone().map(Outreach::new),
        cases: cases.collect(),
    })
}

/// What came of telling others; never who, and never of which case.
fn others(told: &Told, open: bool) -> Vec<String> {
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let mut said = Vec::new();
    if told.taken {
        said.push("En kollega, der kender borgeren, har taget henvendelsen.".to_string());
    }
    if open && 0 < told.waiting {
        let who = counted(number(told.waiting), "kollega", "kolleger");
        said.push(format!("{who}, der kender borgeren, har fået besked på sin liste og svarer her."));
    }
    if 0 < told.nothing {
        let who = counted(number(told.nothing), "kollega", "kolleger");
        said.push(format!("{who} har svaret, at den ingen betydning har for det, de arbejder med."));
    }
    said
}

fn ended(view: &View) -> Option<Ended> {
    let settled = view.enquiry.settled.as_ref()?;
    Some(Ended {
        what: settled.became.danish(),
        when: danish::instant(settled.at),
        by: if settled.became == Became::Known && view.case.is_none() {
            // Who took it would tell whose case it is.
            String::new()
        } else {
            view.settled_by.clone()
        },
        note: settled.note.clone(),
        case: view.case.map(|(id, number)| (format!("/sager/{id}"), number.to_string())),
        apply: settled.became == Became::Application,
        notify: settled.became == Became::Notification,
    })
}

const KIND: &str = "sag:";
const BELONGS: &str = "hoerer-til:";

fn choices(desk: &Desk, view: &View) -> Vec<Choice> {
    let mut choices = Vec::new();
    if let Some(person) = &view.person {
        let own = person.cases.iter().filter(|case| case.closed_on.is_none() && case.about.is_none());
        choices.extend(own.map(|case| {
            let benefit = benefit_title(&desk.app, &case.benefit, view.today);
            let label = format!("Den hører til sag {}: {benefit}", case.number);
            Choice::new(format!("{BELONGS}{}", case.id), label).hint("Kun når du selv arbejder på sagen.")
        }));
        choices.extend(app::enquiry::kinds(&desk.app, view.today).into_iter().map(|benefit| {
            Choice::new(format!("{KIND}{}", benefit.id), format!("Ny sag: {}", benefit.title))
                .hint(benefit.target_group.clone())
        }));
        choices.push(
            Choice::new(Became::Application.code(), "Der søges om en ydelse")
                .hint("Ansøgningen registrerer du bagefter, på samme borger."),
        );
    }
    choices.extend([
        Choice::new(Became::Advice.code(), "Jeg har givet råd og vejledning").hint("Skriv, hvad der blev sagt."),
        Choice::new(Became::Notification.code(), "Det er en underretning om et barn")
            .hint("Den registrerer du bagefter. Vent ikke med det: uret på 24 timer løber."),
        Choice::new(Became::PassedOn.code(), "Den er givet videre").hint("Skriv til hvem."),
        Choice::new(Became::Nothing.code(), "Den lukkes uden mere")
            .hint("Når borgeren ikke kan findes, eller der ikke er noget at gøre. Skriv hvorfor."),
    ]);
    choices
}

/// Whom it is about, found later.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Finding {
    version: i64,
    cpr: String,
    navn: String,
    vej: String,
    by: String,
    beskyttet: String,
}

async fn find(desk: Desk, Id(id): Id<EnquiryId>, Form(typed): Form<Finding>) -> Page {
    let mut check = Check::new();
    let found = Found {
        borger: "",
        cpr: &typed.cpr,
        navn: &typed.navn,
        vej: &typed.vej,
        by: &typed.by,
        beskyttet: &typed.beskyttet,
    };
    if !found.asked(&mut check, &desk) {
        check.wrong("cpr", "Skriv CPR-nummeret.");
    }
    let errors = match check.errors() {
        Some(errors) => errors,
        None => match found.who(&desk).await {
            Ok(Some(who)) => match find_as(&desk, id, typed.version, who).await? {
                None => return Ok(done(&shown(id), FOUND)),
                Some(errors) => errors,
            },
            Ok(None) => return Err(Fault::unreadable().into()),
            Err(NotFound::Field(field, text)) => Errors::one(field, text),
            Err(NotFound::Other(refused)) => return Err(refused.into()),
        },
    };
    let view = app::enquiry::show(&desk.app, &desk.actor, id).await?;
    page_again(&Show { finding: typed, find_errors: errors, ..read(&desk, &view) })
}

/// True whether or not anybody was told; the page says how many were.
const FOUND: &str = "Borgeren er fundet. Har en kollega en sag om borgeren, har kollegaen fået besked.";

async fn find_as(desk: &Desk, id: EnquiryId, version: i64, who: Who) -> Result<Option<Errors>, Refused> {
    match once(app::enquiry::find(&desk.app, &desk.actor, id, version, who).await) {
        Ok(()) => Ok(None),
        Err(Refused::Because(reason)) => Ok(Some(Errors::one("cpr", reason.danish()))),
        Err(other) => Err(other),
    }
}

/// What it becomes.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Settling {
    version: i64,
    bliver: String,
    ord: String,
}

async fn settle(desk: Desk, Id(id): Id<EnquiryId>, Form(typed): Form<Settling>) -> Page {
    let mut check = Check::new();
    let note = check.optional_text("ord", &typed.ord);
    let order = check.choice("bliver", &typed.bliver, |code| becomes(code, typed.version, &note));
    let errors = match (check.errors(), order) {
        (None, Some(order)) => {
            let opens = order.became == Became::Case;
            match app::enquiry::settle(&desk.app, &desk.actor, id, order).await {
                Ok(case) => return opened(&desk, id, case.filter(|_| opens)).await,
                Err(Refused::Replayed(_)) => return Ok(done(&shown(id), "Henvendelsen er afsluttet.")),
                Err(Refused::Because(reason)) => Errors::one(settle_field(&reason), reason.danish()),
                Err(other) => return Err(other.into()),
            }
        }
        (errors, _) => errors.unwrap_or_default(),
    };
    let view = app::enquiry::show(&desk.app, &desk.actor, id).await?;
    page_again(&Show { settling: typed, settle_errors: errors, ..read(&desk, &view) })
}

fn becomes(code: &str, version: i64, note: &str) -> Option<Settle> {
    let order = |became| Settle { version, became, note: note.to_string(), kind: None, case: None };
    if let Some(kind) = code.strip_prefix(KIND) {
        return Some(Settle { kind: Some(kind.to_string()), ..order(Became::Case) });
    }
    if let Some(case) = code.strip_prefix(BELONGS) {
        return Some(Settle { case: Some(case.parse().ok()?), ..order(Became::Known) });
    }
    Became::from_code(code).filter(|became| !matches!(became, Became::Case | Became::Known)).map(order)
}

fn settle_field(reason: &Reason) -> &'static str {
    match reason {
        Reason::EnquiryEnd(NotSettled::NoteMissing) => "ord",
        Reason::EnquiryEnd(NotSettled::PersonUnknown | NotSettled::NoSuchKind | NotSettled::NotTheirCase) => "bliver",
        _ => "",
    }
}

/// On to the case it opened, if the reader may open it; else the enquiry says what it became.
async fn opened(desk: &Desk, id: EnquiryId, case: Option<CaseId>) -> Page {
    let Some(case) = case else { return Ok(done(&shown(id), "Henvendelsen er afsluttet.")) };
    Ok(match app::application::may_open(&desk.app, &desk.actor, case).await? {
        Yes::Yes => done(&format!("/sager/{case}"), "Sagen er åbnet af henvendelsen."),
        Yes::No => done(&shown(id), "Sagen er åbnet. Den ligger nu hos den afdeling, der har den slags sager."),
    })
}

/// What one who knows the citizen answers.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Answering {
    sag: String,
    svar: String,
    svar_ord: String,
}

async fn answer(desk: Desk, Id(id): Id<EnquiryId>, Form(typed): Form<Answering>) -> Page {
    let mut check = Check::new();
    let case: Option<CaseId> = check.id("sag", &typed.sag);
    let reply = check.choice("svar", &typed.svar, Reply::from_code);
    let word = check.text("svar_ord", &typed.svar_ord);
    let errors = match (check.errors(), case, reply) {
        (None, Some(case), Some(reply)) => {
            let order = Answer { case, reply, word };
            match once(app::enquiry::answer(&desk.app, &desk.actor, id, order).await) {
                Ok(()) => return Ok(done(&shown(id), "Dit svar er givet, og det står i sagens journal.")),
                Err(Refused::Because(reason)) => Errors::one("svar_ord", reason.danish()),
                Err(other) => return Err(other.into()),
            }
        }
        (errors, ..) => errors.unwrap_or_default(),
    };
    let view = app::enquiry::show(&desk.app, &desk.actor, id).await?;
    page_again(&Show { answering: typed, answer_errors: errors, ..read(&desk, &view) })
}
