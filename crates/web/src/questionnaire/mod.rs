//! Forms of a case (skemaer): filled in from what content asks, kept in versions, printed empty and filled.

mod asked;

use crate::case::{Head, Place, SEE, WORK};
use crate::error::{Failure, Page, page, page_again};
use crate::form::{Errors, Form, Ids, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Alert, Empty, Hidden, Summary, Tone};
use crate::routes::Routes;
use crate::session::Desk;
use crate::wording::{self, Wording, danish};
use app::form::{Fill, Filled, FormView};
use app::{Reason, Refused};
use askama::Template;
use asked::{Asked, Shown};
use axum::extract::Query;
use domain::ids::CaseId;
use domain::progress::Answer;
use domain::questionnaire::{Answers, Questionnaire};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new().get("/sager/{id}/skema/{form}", SEE, show).post("/sager/{id}/skema/{form}", WORK, fill).get(
        "/sager/{id}/skema/{form}/udskriv",
        SEE,
        print,
    )
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
    /// What is wrong, with the question it is about.
    summary: Errors,
    filled: Vec<FilledView>,
}

/// One filling-in, as the page shows it.
struct FilledView {
    nr: u32,
    when: String,
    by: String,
    results: Vec<(String, String)>,
    sections: Vec<Shown>,
    newest: bool,
}

async fn show(desk: Desk, Ids(case, form): Ids<CaseId, String>) -> Page {
    let form = app::form::show(&desk.app, &desk.actor, case, &form).await?;
    // One goes on from what was answered last; a new version is only kept when it is saved.
    // Of a form that is filled in once for each event, each is new.
    let last = form.filled.first().filter(|_| !form.form.many);
    let answers = last.map(|last| last.answers.clone()).unwrap_or_else(|| fetched(&form));
    page(&shown(&desk, case, &form, &answers, &Errors::default(), form.latest()))
}

/// Answers the case already knows (`hent`).
fn fetched(form: &FormView<'_>) -> Answers {
    let mut answers = Answers::default();
    for field in form.form.sections.iter().flat_map(|section| &section.fields) {
        if field.fetch.as_deref() == Some("borger.navn") {
            answers.fields.insert(field.id.clone(), vec![form.view.file.citizen.name.clone()]);
        }
    }
    answers
}

fn shown(desk: &Desk, case: CaseId, form: &FormView<'_>, answers: &Answers, errors: &Errors, knew_of: u32) -> Show {
    let view = &form.view;
    let kept_in = form.form.kept_in.as_deref().filter(|_| !app::form::is_filled_in_here(form.form));
    Show {
        frame: desk.frame(Here::Elsewhere),
        head: Head::of(&desk.app, view, Place::Course),
        number: view.file.case.number.to_string(),
        case,
        path: format!("/sager/{case}/skema/{}", form.form.id),
        title: form.form.title.clone(),
        help: form.form.help.clone(),
        elsewhere: kept_in.map(|kept| crate::case::links::form_path(view, &form.form.id, Some(kept))),
        may_work: view.may.work && view.file.case.closed_on.is_none() && kept_in.is_none(),
        knew_of,
        sections: asked::sections(form.form, answers, errors),
        summary: Errors::default(),
        filled: form.filled.iter().map(|filled| filled_view(filled, form.latest())).collect(),
    }
}

fn filled_view(filled: &Filled<'_>, latest: u32) -> FilledView {
    FilledView {
        nr: filled.nr,
        when: danish::date_short(filled.filled_on),
        by: filled.by.clone(),
        results: results(filled.form, &filled.results),
        sections: asked::shown(filled.form, Some(&filled.answers)),
        newest: filled.nr == latest,
    }
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
    let (mut errors, mut summary, mut now_knows) = (Errors::default(), Errors::default(), knew_of);
    // "Tilføj række" keeps what was typed and saves nothing.
    if one("raekke").is_empty() {
        let order = Fill { form: id.clone(), answers: answers.clone(), knew_of, signatures: Vec::new() };
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
    let show = Show { summary, ..shown(&desk, case, &form, &answers, &errors, now_knows) };
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

/// Which version to print; without a number it is printed empty, to be filled in by hand.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    nr: String,
}

#[derive(Template)]
#[template(path = "questionnaire/print.html")]
struct Print {
    frame: Frame,
    number: String,
    back: String,
    title: String,
    help: Option<String>,
    citizen: String,
    cpr: String,
    filled: Option<(String, String)>,
    results: Vec<(String, String)>,
    sections: Vec<Shown>,
}

async fn print(desk: Desk, Ids(case, id): Ids<CaseId, String>, Query(wanted): Query<Wanted>) -> Page {
    let form = app::form::show(&desk.app, &desk.actor, case, &id).await?;
    let chosen = match wanted.nr.as_str() {
        "" => None,
        nr => Some(form.filled.iter().find(|filled| filled.nr.to_string() == nr).ok_or(Refused::NotFound)?),
    };
    let version = chosen.map_or(form.form, |filled| filled.form);
    let citizen = &form.view.file.citizen;
    page(&Print {
        frame: desk.frame(Here::Elsewhere),
        number: form.view.file.case.number.to_string(),
        back: format!("/sager/{case}/skema/{id}"),
        title: version.title.clone(),
        help: version.help.clone(),
        citizen: citizen.name.clone(),
        cpr: citizen.cpr.masked(),
        filled: chosen.map(|filled| (danish::date_plain(filled.filled_on), filled.by.clone())),
        results: chosen.map(|filled| results(version, &filled.results)).unwrap_or_default(),
        sections: asked::shown(version, chosen.map(|filled| &filled.answers)),
    })
}

/// How many have been filled in, for the heading.
fn counted(filled: &[FilledView]) -> String {
    wording::counted(u64::try_from(filled.len()).unwrap_or_default(), "udgave", "udgaver")
}
