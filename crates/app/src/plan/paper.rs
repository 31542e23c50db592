//! The plan as a paper for the citizen: their own words first, then goals, who does what, and when we meet again.

use super::{Current, PlanView, horizon, show, told, who_does};
use crate::letter_pages::render;
use crate::{Actor, App, Outcome, Refused};
use domain::ids::CaseId;
use domain::plan::{Action, Goal, Reached, Said, Who};
use letters::dates::danish_date;
use letters::markup::{Block, Level};
use letters::{Contact, Letterhead, Page};

/// The plan for the citizen as a PDF, with its file's name.
///
/// # Errors
/// [`Refused::NotFound`] when the case has no such plan.
pub async fn pdf(app: &App, actor: &Actor, case: CaseId, which: &str) -> Outcome<(String, Vec<u8>)> {
    let shown = show(app, actor, case, Some(which)).await?;
    let current = shown.current.as_ref().ok_or(Refused::NotFound)?;
    let page = page(app, &shown, current);
    Ok((format!("{}-{}.pdf", shown.view.file.case.number, current.form.id), render(app, page).await?))
}

fn page(app: &App, shown: &PlanView<'_>, current: &Current<'_>) -> Page {
    let view = &shown.view;
    let department = app.content.department(&view.file.case.department);
    let saved = current.versions.first().map_or(view.today, |version| version.on);
    let line = |name: &str, answer: &str| (name.to_string(), answer.to_string());
    Page {
        letterhead: Letterhead {
            municipality: app.content.municipality.name.clone(),
            department: department.map(|one| one.title.clone()).unwrap_or_default(),
            address: department.map(|one| one.address.clone()).unwrap_or_default(),
        },
        recipient: Vec::new(),
        date: saved,
        case_number: view.file.case.number.to_string(),
        title: current.form.title.clone(),
        body: body(shown, current),
        contact: Contact {
            lines: vec![line("Sagsbehandler", &view.responsible.name), line("Telefon", &view.responsible.phone)],
        },
        attachments: Vec::new(),
    }
}

fn body(shown: &PlanView<'_>, current: &Current<'_>) -> Vec<Block> {
    let plan = &current.plan;
    let mut body = vec![Block::plain(format!("Planen gælder {}.", shown.view.file.citizen.name))];
    let present = plan.present.trim();
    if let Some(agreed) = plan.agreed_on {
        let who = if present.is_empty() { String::new() } else { format!(" af {present}") };
        body.push(Block::plain(format!("Den er lavet {}{who}.", danish_date(agreed))));
    }
    body.push(Block::heading(Level::Section, "Dine egne ord"));
    said(&mut body, &plan.own_words);
    if let Some(day) = plan.said_on {
        body.push(Block::plain(format!("Sådan sagde du det {}.", danish_date(day))));
    }
    body.push(Block::heading(Level::Section, "Målene, og hvem der gør hvad"));
    if plan.goals.is_empty() {
        body.push(Block::plain("Der er ikke sat mål endnu."));
    }
    for goal in &plan.goals {
        goal_of(&mut body, shown, goal);
    }
    if !plan.coordination.is_empty() {
        body.push(Block::heading(Level::Section, "Sammen med andre"));
        let rows = plan
            .coordination
            .iter()
            .map(|one| vec![one.with.clone(), one.about.clone(), one.on.map(danish_date).unwrap_or_default()]);
        let header = ["Med hvem", "Om hvad", "Hvornår"].map(String::from).to_vec();
        body.push(Block::Table { header, rows: rows.collect() });
    }
    if !plan.other.is_empty() {
        body.push(Block::heading(Level::Section, "Mere om planen"));
        said(&mut body, &plan.other);
    }
    body.push(Block::heading(Level::Section, "Vi ser på planen igen"));
    match &current.next {
        Some(next) => {
            body.push(Block::plain(format!("Det gør vi {}, eller før, hvis noget ændrer sig.", danish_date(next.on))))
        }
        None => body.push(Block::plain("Vi har ikke aftalt en dag. Ring til os, hvis noget ændrer sig.")),
    }
    for review in &plan.reviews {
        body.push(Block::plain(format!("{}: {}", danish_date(review.on), review.status)));
    }
    body
}

fn said(body: &mut Vec<Block>, all: &[Said]) {
    for one in all {
        body.push(Block::heading(Level::Subsection, one.question.clone()));
        body.extend(told(one).lines().filter(|line| !line.trim().is_empty()).map(Block::plain));
    }
}

fn goal_of(body: &mut Vec<Block>, shown: &PlanView<'_>, goal: &Goal) {
    let number = goal.row.saturating_add(1);
    body.push(Block::heading(Level::Subsection, format!("Mål {number}: {}", goal.text)));
    let mut rows = vec![vec!["Hvor langt frem".to_string(), horizon(goal.horizon).to_string()]];
    rows.extend(goal.actions.iter().map(|action| action_of(shown, action)));
    if let Some(day) = goal.follow_up {
        rows.push(vec!["Vi følger op".into(), danish_date(day)]);
    }
    if let Some(reached) = goal.reached {
        let told = match reached {
            Reached::Yes => "Ja",
            Reached::Partly => "Delvist",
            Reached::No => "Nej",
        };
        let day = goal.reached_on.map(|day| format!(", {}", danish_date(day))).unwrap_or_default();
        rows.push(vec!["Er målet nået?".into(), format!("{told}{day}")]);
    }
    for (title, text) in [("Det gik godt", &goal.went_well), ("Det gik mindre godt", &goal.less_well)] {
        if !text.is_empty() {
            rows.push(vec![title.into(), text.clone()]);
        }
    }
    body.push(Block::Table { header: Vec::new(), rows });
}

fn action_of(shown: &PlanView<'_>, action: &Action) -> Vec<String> {
    let view = &shown.view;
    let who = match who_does(&action.who, &view.staff, view.file.case.responsible) {
        None if action.who == Who::Citizen => "Det gør du".to_string(),
        None => "Det gør vi".to_string(),
        Some(name) => format!("Det gør {name}"),
    };
    let by = action.by.map(|by| format!(" Senest {}.", danish_date(by))).unwrap_or_default();
    vec![who, format!("{}{by}", action.what)]
}
