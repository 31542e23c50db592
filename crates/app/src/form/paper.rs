//! A filled-in form as a file: set by the press that sets the letters, with who signed it.

use super::Filled;
use crate::case::View;
use crate::{Actor, App, Outcome, Refused};
use domain::ids::CaseId;
use domain::questionnaire::{AnswerRow, Field, FieldKind, NO, Section, YES};
use domain::setting::Kroner;
use jiff::civil::Date;
use letters::markup::{Block, Level, Signed};
use letters::{Contact, Letterhead, Page};

/// One version of a form as a PDF, with the name the file gets: no names of people in it.
pub async fn pdf(app: &App, actor: &Actor, case: CaseId, form: &str, nr: Option<u32>) -> Outcome<(String, Vec<u8>)> {
    let shown = super::show(app, actor, case, form).await?;
    // Newest first.
    let wanted = |filled: &&Filled<'_>| nr.is_none_or(|nr| filled.nr == nr);
    let filled = shown.filled.iter().find(wanted).ok_or(Refused::NotFound)?;
    let name = format!("{}-{form}-{}.pdf", shown.view.file.case.number, filled.nr);
    let page = page(app, &shown.view, filled);
    Ok((name, crate::letter_pages::render(app, page).await?))
}

fn page(app: &App, view: &View<'_>, filled: &Filled<'_>) -> Page {
    let department = app.content.department(&view.file.case.department);
    let citizen = &view.file.citizen;
    let whose = [
        ("Borger", citizen.name.clone()),
        ("CPR-nummer", citizen.cpr.masked()),
        ("Udfyldt", format!("{} af {}", day(filled.filled_on), filled.by)),
    ];
    let mut body = vec![facts(whose.into_iter().map(|(question, answer)| (question.to_string(), answer)))];
    for section in &filled.form.sections {
        body.extend(if section.rows { rows(section, filled) } else { plain(section, filled) });
    }
    let places = places(app, filled);
    if !places.is_empty() {
        body.push(Block::heading(Level::Section, "Underskrift"));
        body.push(Block::Signatures(places));
    }
    Page {
        letterhead: Letterhead {
            municipality: app.content.municipality.name.clone(),
            department: department.map(|department| department.title.clone()).unwrap_or_default(),
            address: department.map(|department| department.address.clone()).unwrap_or_default(),
        },
        recipient: Vec::new(),
        date: filled.filled_on,
        case_number: view.file.case.number.to_string(),
        title: filled.form.title.clone(),
        body,
        contact: Contact::default(),
        attachments: Vec::new(),
    }
}

fn plain(section: &Section, filled: &Filled<'_>) -> Vec<Block> {
    let asked = section.fields.iter().filter(|field| filled.answers.shows(field) && field.kind != FieldKind::Cpr);
    let (long, short): (Vec<&Field>, Vec<&Field>) = asked.partition(|field| field.kind == FieldKind::LongText);
    let said = |field: &Field| match told(field, filled.answers.all(&field.id)) {
        nothing if nothing.is_empty() => "Ikke besvaret".to_string(),
        said => said,
    };
    let mut blocks = vec![Block::heading(Level::Section, &section.title)];
    if !short.is_empty() {
        blocks.push(facts(short.into_iter().map(|field| (field.title.clone(), said(field)))));
    }
    for field in long {
        blocks.push(Block::heading(Level::Subsection, &field.title));
        blocks.extend(said(field).split("\n\n").map(Block::plain));
    }
    blocks
}

/// A section without rows says nothing, and is left out; a card has ten.
fn rows(section: &Section, filled: &Filled<'_>) -> Vec<Block> {
    let given = filled.answers.rows.get(&section.id).map_or(&[][..], Vec::as_slice);
    if given.is_empty() {
        return Vec::new();
    }
    let row = |row: &AnswerRow| {
        let cell = |field: &Field| told(field, row.get(&field.id).map_or(&[][..], std::slice::from_ref));
        section.fields.iter().map(cell).collect()
    };
    let header = section.fields.iter().map(|field| field.title.clone()).collect();
    let table = Block::Table { header, rows: given.iter().map(row).collect() };
    vec![Block::heading(Level::Section, &section.title), table]
}

fn facts(rows: impl Iterator<Item = (String, String)>) -> Block {
    Block::Table { header: Vec::new(), rows: rows.map(|(question, answer)| vec![question, answer]).collect() }
}

/// A place for each who is to sign; signed where somebody has.
fn places(app: &App, filled: &Filled<'_>) -> Vec<Signed> {
    let title = |role: &str| app.content.role(role).map_or_else(|| role.to_string(), |role| role.title.clone());
    let signed = filled.signatures.iter().map(|one| Signed {
        who: title(&one.role),
        under: format!("{}, skrevet under på skærmen {}", one.name, day(one.signed_on)),
        path: one.drawing.as_ref().map(|drawing| drawing.path().to_string()).unwrap_or_default(),
    });
    let waits = |role: &&String| !filled.signatures.iter().any(|one| one.role == **role);
    let unsigned = filled.form.signatures.iter().filter(waits).map(|role| Signed {
        who: title(role),
        under: "Dato og underskrift".to_string(),
        path: String::new(),
    });
    signed.chain(unsigned).collect()
}

fn told(field: &Field, given: &[String]) -> String {
    let one = |text: &String| match (field.kind, text.trim()) {
        (FieldKind::Date, text) => text.parse().map_or_else(|_| text.to_string(), day),
        (FieldKind::Tick | FieldKind::YesNo, YES) => "Ja".to_string(),
        (FieldKind::YesNo, NO) => "Nej".to_string(),
        (FieldKind::Time, text) => text.replace(':', "."),
        (FieldKind::Amount, text) => Kroner::parse(text).map_or_else(|| text.to_string(), |amount| amount.to_string()),
        (_, text) => text.to_string(),
    };
    given.iter().filter(|text| !text.trim().is_empty()).map(one).collect::<Vec<_>>().join(", ")
}

/// "9.4.2026".
fn day(day: Date) -> String {
    format!("{}.{}.{}", day.day(), day.month(), day.year())
}
