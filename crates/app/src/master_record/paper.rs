//! The stamkort on paper.

use super::{Page, lines::day};
use crate::{Actor, App, Outcome};
use domain::ids::CaseId;
use letters::markup::{Block, Level};
use letters::{Contact, Letterhead};

/// The stamkort as a PDF page, with the name the file gets: no names of people in it.
///
/// # Errors
/// As [`super::show`].
pub async fn pdf(app: &App, actor: &Actor, case: CaseId) -> Outcome<(String, Vec<u8>)> {
    let shown = super::show(app, actor, case).await?;
    let name = format!("{}-stamkort.pdf", shown.view.file.case.number);
    let page = page(app, &shown);
    Ok((name, crate::letter_pages::render(app, page).await?))
}

fn page(app: &App, shown: &Page<'_>) -> letters::Page {
    let (view, citizen) = (&shown.view, &shown.view.file.citizen);
    let department = app.content.department(&view.file.case.department);
    let reviewed = match (citizen.reviewed_on, &shown.review) {
        (None, _) => "Aldrig".to_string(),
        (Some(on), Some(review)) => format!("{} af {}", day(on), review.by),
        (Some(on), None) => day(on),
    };
    let head = [
        ("Borger", format!("{}, {} år", citizen.name, citizen.age_on(view.today))),
        ("CPR-nummer", citizen.cpr.masked()),
        ("Sagen handler om", view.benefit.title.clone()),
        ("Ansvarlig", format!("{}, tlf. {}", view.responsible.name, view.responsible.phone)),
        ("Gennemgået", reviewed),
    ];
    let table = |rows: Vec<Vec<String>>| Block::Table { header: Vec::new(), rows };
    let mut body = vec![table(head.into_iter().map(|(what, says)| vec![what.to_string(), says]).collect())];
    if !shown.most_important.is_empty() {
        body.push(Block::heading(Level::Section, "Det vigtigste at vide"));
        body.push(Block::plain(&shown.most_important));
    }
    for section in &shown.sections {
        body.push(Block::heading(Level::Section, section.title));
        body.push(table(section.lines.iter().map(|line| vec![line.what.clone(), line.says.clone()]).collect()));
    }
    letters::Page {
        letterhead: Letterhead {
            municipality: app.content.municipality.name.clone(),
            department: department.map(|department| department.title.clone()).unwrap_or_default(),
            address: department.map(|department| department.address.clone()).unwrap_or_default(),
        },
        recipient: Vec::new(),
        date: view.today,
        case_number: view.file.case.number.to_string(),
        title: "Stamkort".to_string(),
        body,
        contact: Contact::default(),
        attachments: Vec::new(),
    }
}
