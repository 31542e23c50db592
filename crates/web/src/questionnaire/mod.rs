//! Forms of a case (skemaer): filled in from what content asks, kept in versions, printed empty and filled.

pub(crate) mod asked;
mod changes;
mod consent;
mod explained;
mod paper;
mod print;
mod signing;

use crate::case::{Head, Place, SEE, WORK};
use crate::error::{Failure, Page, page, page_again};
use crate::form::{Errors, Form, Ids, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Alert, Empty, Hidden, Summary, Tone};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::{self, Wording, danish};
use app::form::{Fill, Filled, FormView};
use app::{Reason, Refused};
use askama::Template;
use asked::Asked;
use changes::Changed;
use domain::access::{Action, Object};
use domain::ids::CaseId;
use domain::progress::Answer;
use domain::questionnaire::{Answers, Questionnaire};
pub(crate) use explained::Explanation;
use paper::Shown;
use signing::{SignHere, Signed};
use std::collections::BTreeMap;

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/sager/{id}/skema/{form}", SEE, show)
        .post("/sager/{id}/skema/{form}", WORK, fill)
        .get("/sager/{id}/skema/{form}/udskriv", SEE, print::print)
        .get("/sager/{id}/skema/{form}/pdf", SEE, print::pdf)
        .get("/sager/{id}/skema/{form}/samtykke/{consent}", SEE, consent::print)
        .get("/vaerktoejskasse/skemaer/{id}/udskriv", Needs::Right(Action::Browse, Object::Toolbox), print::empty)
}

#[derive(Template)]
#[template(path = "questionnaire/show.html")]
struct Show {
    frame: Frame,
    head: Head,
    number: String,
    case: CaseId,
    path: String,
    title: String,
    help: Option<String>,
    /// Where it is filled in instead, when it is the face of something else.
    elsewhere: Option<String>,
    may_work: bool,
    knew_of: u32,
    sections: Vec<Asked>,
    /// Boxes to sign in on the screen.
    signing: Vec<SignHere>,
    /// The network of the case, for the form that is its card.
    network: bool,
    /// Registered consents, to be printed on the form that is their face: who it names, and where.
    consents: Vec<(String, String)>,
    /// What is wrong, with the question it is about.
    summary: Errors,
    filled: Vec<FilledView>,
}

/// One filling-in, as the page shows it.
struct FilledView {
    nr: u32,
    when: String,
    by: String,
    /// Its results, each with why.
    why: Explanation,
    sections: Vec<Shown>,
    signed: Vec<Signed>,
    /// What it changed of the version before; none for the first, and for forms that are filled in once for each event.
    changes: Option<Vec<Changed>>,
    newest: bool,
}

async fn show(desk: Desk, Ids(case, form): Ids<CaseId, String>) -> Page {
    let form = app::form::show(&desk.app, &desk.actor, case, &form).await?;
    // One goes on from what was answered last; a new version is only kept when it is saved.
    // Of a form that is filled in once for each event, each is new.
    let last = form.filled.first().filter(|_| !form.form.many);
    let answers = last.map_or_else(|| form.known.clone(), |last| last.answers.clone());
    page(&shown(&desk, case, &form, Typing { answers: Some(&answers), ..Typing::default() }, form.latest()))
}

/// What is being typed, and what is wrong with it.
#[derive(Default)]
struct Typing<'t> {
    answers: Option<&'t Answers>,
    signing: &'t [signing::Typed],
    errors: Errors,
}

fn shown(desk: &Desk, case: CaseId, form: &FormView<'_>, typing: Typing<'_>, knew_of: u32) -> Show {
    let view = &form.view;
    let kept_in = form.form.kept_in.as_deref();
    let elsewhere = kept_in.filter(|_| !app::form::is_filled_in_here(form.form));
    let nothing = Answers::default();
    let before = form.filled.iter().skip(1).map(Some).chain([None]);
    Show {
        frame: desk.frame(Here::Elsewhere),
        head: Head::of(&desk.app, view, Place::Course),
        number: view.file.case.number.to_string(),
        case,
        path: format!("/sager/{case}/skema/{}", form.form.id),
        title: form.form.title.clone(),
        help: form.form.help.clone(),
        elsewhere: elsewhere.map(|kept| crate::case::links::form_path(view, &form.form.id, Some(kept))),
        may_work: view.may.work && view.file.case.closed_on.is_none() && elsewhere.is_none() && form.whole,
        knew_of,
        sections: asked::sections(form.form, typing.answers.unwrap_or(&nothing), &typing.errors),
        signing: signing::boxes(&desk.app, form, &desk.actor.staff.name, typing.signing, &typing.errors),
        network: kept_in == Some(app::form::NETWORK),
        consents: consent::of(form),
        summary: Errors::default(),
        // The newest is first, so the one before stands after.
        filled: form
            .filled
            .iter()
            .zip(before)
            .map(|(filled, before)| filled_view(desk, form, filled, before))
            .collect(),
    }
}

/// One filling-in, with what it changed of the one before it.
fn filled_view(desk: &Desk, form: &FormView<'_>, filled: &Filled<'_>, before: Option<&Filled<'_>>) -> FilledView {
    FilledView {
        nr: filled.nr,
        when: danish::date_short(filled.filled_on),
        by: filled.by.clone(),
        why: explanation(desk, form, filled),
        sections: paper::shown(filled.form, Some(&filled.answers)),
        signed: signing::shown(&desk.app, &filled.signatures),
        changes: before.filter(|_| !form.form.many).map(|before| changes::between(before, filled)),
        newest: filled.nr == form.latest(),
    }
}

/// The results as they were told that day, with why.
fn explanation(desk: &Desk, form: &FormView<'_>, filled: &Filled<'_>) -> Explanation {
    let age = form.view.file.citizen.age_on(filled.filled_on);
    let why = app::screening::explained(&desk.app, filled.form, &filled.answers, age, filled.filled_on);
    Explanation::of(&desk.app, why, &filled.results, age)
}

fn results(form: &Questionnaire, results: &BTreeMap<String, Answer>) -> Vec<(String, String)> {
    let told = |answer: Option<&Answer>| match answer {
        Some(Answer::Yes) => "Ja",
        Some(Answer::No) => "Nej",
        Some(Answer::Unknown) | None => "Kan ikke vurderes",
    };
    form.results.iter().map(|rule| (rule.title.clone(), told(results.get(&rule.id)).to_string())).collect()
}

/// All fields as they come: their names are content's.
type Typed = Vec<(String, String)>;

async fn fill(desk: Desk, Ids(case, id): Ids<CaseId, String>, Form(typed): Form<Typed>) -> Page {
    let one = |name: &str| typed.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let knew_of: u32 = one("kendt").parse().unwrap_or_default();
    let form = desk.app.content.questionnaire(&id, desk.app.today()).ok_or(Refused::NotFound)?;
    let answers = asked::read(form, &typed);
    let signing = signing::typed(form, &typed);
    let (mut errors, mut summary, mut now_knows) = (Errors::default(), Errors::default(), knew_of);
    // "Tilføj række" keeps what was typed and saves nothing.
    let adding = !one("raekke").is_empty();
    let signatures = signing::signatures(form, &signing, desk.app.today(), &mut errors);
    if !adding && !errors.is_empty() {
        errors.iter().for_each(|(id, text)| summary.add(id.to_string(), text));
    } else if !adding {
        let order = Fill { form: id.clone(), answers: answers.clone(), knew_of, signatures };
        match once(app::form::fill(&desk.app, &desk.actor, case, order).await) {
            Ok(()) => {
                return Ok(done(
                    &format!("/sager/{case}/skema/{id}#udfyldt"),
                    "Skemaet er gemt, og svarene gælder nu.",
                ));
            }
            Err(Refused::Because(Reason::FormIncomplete(wrong))) => {
                for (spot, wrong) in wrong {
                    let (id, text) = (asked::id_of(&spot), wrong.danish());
                    summary.add(id.clone(), format!("{}: {text}", asked::title_of(form, &spot)));
                    errors.add(id, text);
                }
            }
            Err(Refused::Because(Reason::Stale)) => now_knows = stale(&desk, case, &id, &mut summary).await?,
            Err(Refused::Because(reason)) => summary.add("", reason.danish()),
            Err(other) => return Err(other.into()),
        }
    }
    let form = app::form::show(&desk.app, &desk.actor, case, &id).await?;
    let typing = Typing { answers: Some(&answers), signing: &signing, errors };
    let show = Show { summary, ..shown(&desk, case, &form, typing, now_knows) };
    if show.summary.is_empty() { page(&show) } else { page_again(&show) }
}

/// Somebody saved first: their version is shown below, and what was typed here stays in the fields.
async fn stale(desk: &Desk, case: CaseId, id: &str, errors: &mut Errors) -> Result<u32, Failure> {
    let form = app::form::show(&desk.app, &desk.actor, case, id).await?;
    let by = form.filled.first().map(|last| last.by.clone()).unwrap_or_default();
    let text = format!(
        "{by} gemte skemaet, mens du skrev. Intet er overskrevet: deres svar står nederst på siden, dine står i \
         felterne. Gem igen, hvis dine skal gælde."
    );
    errors.add("", text);
    Ok(form.latest())
}

/// How many have been filled in, for the heading.
fn counted(filled: &[FilledView]) -> String {
    wording::counted(u64::try_from(filled.len()).unwrap_or_default(), "udgave", "udgaver")
}
