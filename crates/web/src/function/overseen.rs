//! What a function opens of a case: the parts that coordinating takes, and one's own duties.

use super::mine::deadline;
use crate::error::{Failure, Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, date_value, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Alert, Choice, Choices, Deadline, Field, Hidden, Summary, Tone};
use crate::session::Desk;
use crate::wording::{Wording, danish, grant, listed};
use crate::worklist::benefit_title;
use app::Refused;
use app::function::Overseen;
use app::task::Settle;
use askama::Template;
use domain::access::Relation;
use domain::function::{Overview, Part};
use domain::ids::{CaseId, TaskId};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "function/overseen.html")]
struct Show {
    frame: Frame,
    number: String,
    benefit: String,
    department: String,
    citizen: String,
    protected: bool,
    notice: Option<Alert>,
    path: String,
    opens: bool,
    grants_link: bool,
    parts: Vec<PartView>,
    duties: Vec<(String, Option<Deadline>)>,
    duty: Option<Choices>,
    on: Field,
    words: Field,
    errors: Errors,
}

/// A part with its lines.
struct PartView {
    id: &'static str,
    title: String,
    empty: &'static str,
    lines: Vec<(String, Option<Deadline>)>,
}

/// A duty that is done, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Typed {
    opgave: String,
    dag: String,
    ord: String,
}

/// Shows it.
pub(super) async fn show(desk: Desk, Id(case): Id<CaseId>) -> Page {
    page(&view(&desk, case, None, Errors::default()).await?)
}

async fn view(desk: &Desk, case: CaseId, typed: Option<Typed>, errors: Errors) -> Result<Show, Failure> {
    let found = app::function::oversee(&desk.app, &desk.actor, case).await?;
    let typed = typed.unwrap_or_else(|| Typed { dag: date_value(found.today), ..Typed::default() });
    let department = desk.app.content.department(&found.department).map(|known| known.title.clone());
    let partial = found.relation == Relation::Coordinator;
    // The version travels with the choice, so that nothing newer is settled unseen.
    let choice = |task: &domain::task::Task| Choice::new(format!("{}:{}", task.id, task.version), &task.what);
    let duties: Vec<Choice> = found.own.iter().map(choice).collect();
    Ok(Show {
        frame: desk.frame(Here::Coordination),
        number: found.number.to_string(),
        benefit: benefit_title(&desk.app, &found.benefit, found.today),
        department: department.unwrap_or_default(),
        citizen: found.citizen.clone(),
        protected: found.protected,
        notice: partial.then(|| partial_notice(&found)),
        path: format!("/sager/{case}"),
        opens: !partial,
        grants_link: found.parts.contains(&Part::Grants)
            && (!partial || found.models.iter().any(|model| model.overview == Some(Overview::Grants))),
        parts: found.parts.iter().map(|part| part_view(desk, &found, *part)).collect(),
        duties: found.own.iter().map(|task| (task.what.clone(), deadline(task, found.today))).collect(),
        duty: (!duties.is_empty())
            .then(|| Choices::radios("opgave", "Hvilken pligt er gjort?", &duties, &typed.opgave, &errors)),
        on: Field::date("dag", "Hvornår?", &typed.dag, &errors),
        words: Field::text("ord", "Hvad kom der ud af det?", &typed.ord, &errors).rows(3).optional(),
        errors,
    })
}

fn partial_notice(found: &Overseen<'_>) -> Alert {
    let models: Vec<String> = found.models.iter().map(|model| model.title.to_lowercase()).collect();
    // Who sits in the core team of a family sees parts of its cases without a function on any of them.
    let through = if models.is_empty() {
        "Du ser det, der er åbnet for din afdeling, fordi du sidder i familiens kerneteam.".to_string()
    } else {
        let models = listed(&models);
        format!("Du ser det, din funktion som {models} åbner, og som samtykket eller bestemmelsen dækker.")
    };
    let text = format!("Sagen hører til en anden afdeling. {through} Resten af sagen er lukket for dig.");
    Alert::new(Tone::Info, "Du ser dele af sagen", text)
}

fn part_view(desk: &Desk, found: &Overseen<'_>, part: Part) -> PartView {
    let today = found.today;
    let (id, empty, lines): (_, _, Vec<(String, Option<Deadline>)>) = match part {
        Part::Course => {
            let lines =
                found.due.iter().map(|(title, due)| (title.clone(), due.as_ref().map(|due| Deadline::of(due, today))));
            ("forloeb", "Intet trin er åbent.", lines.collect())
        }
        Part::Tasks => {
            let line =
                |(task, who): &(domain::task::Task, String)| (format!("{} ({who})", task.what), deadline(task, today));
            ("opgaver", "Ingen opgaver venter.", found.tasks.iter().map(line).collect())
        }
        Part::Grants => {
            let line = |found: &domain::grant::Grant| {
                (format!("{}: {}", benefit_title(&desk.app, &found.benefit, today), grant(found)), None)
            };
            ("bevillinger", "Intet er bevilget i sagen.", found.grants.iter().map(line).collect())
        }
        Part::Contacts => {
            let line = |(title, staff): &(String, domain::staff::Staff)| {
                let department =
                    desk.app.content.department(&staff.department).map_or("", |known| known.title.as_str());
                (format!("{title}: {}, {department}, tlf. {}, {}", staff.name, staff.phone, staff.mail), None)
            };
            ("kontakter", "Ingen er registreret.", found.contacts.iter().map(line).collect())
        }
        Part::Meetings => {
            let line =
                |(day, title): &(jiff::civil::Date, String)| (format!("{}: {title}", danish::date_short(*day)), None);
            ("moeder", "Der er ingen møder i sagen.", found.meetings.iter().map(line).collect())
        }
    };
    PartView { id, title: part.danish(), empty, lines }
}

/// A duty is done.
pub(super) async fn done_with(desk: Desk, Id(case): Id<CaseId>, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let chosen = check.choice("opgave", &typed.opgave, |code| {
        let (task, version) = code.split_once(':')?;
        Some((task.parse::<TaskId>().ok()?, version.parse::<i64>().ok()?))
    });
    let on = check.date("dag", &typed.dag);
    let words = check.optional_text("ord", &typed.ord);
    let errors = match (check.errors(), chosen, on) {
        (None, Some((task, version)), Some(on)) => {
            let order = Settle { version, on, words };
            match once(app::task::done(&desk.app, &desk.actor, case, task, order).await) {
                Ok(()) => {
                    return Ok(done(&format!("/sager/{case}/koordinering"), "Pligten er gjort. Den næste står klar."));
                }
                Err(Refused::Because(reason)) => Errors::one("dag", reason.danish()),
                Err(other) => return Err(other.into()),
            }
        }
        (errors, ..) => errors.unwrap_or_default(),
    };
    page_again(&view(&desk, case, Some(typed), errors).await?)
}
