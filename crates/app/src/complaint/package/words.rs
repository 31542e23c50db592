//! What we set ourselves of the case: the complaint, the application, the assessment, the hearings, and what is hidden in
//! them.

use domain::benefit::Benefit;
use domain::case::CaseFile;
use domain::complaint::Complaint;
use domain::party_hearing::HearingState;
use letters::danish_date;
use letters::markup::{Block, Level, Run, Weight};

pub(super) fn the_complaint(file: &CaseFile, complaint: &Complaint) -> Vec<Block> {
    let name = file.name_of(complaint.by);
    let mut blocks = vec![table(&[
        ("Klager", name),
        ("Klagen kom", danish_date(complaint.received_on)),
        ("Afgørelsen regnes for modtaget", danish_date(complaint.period.received_on)),
        ("Sidste dag at klage", danish_date(complaint.period.complain_by)),
    ])];
    if !complaint.period.late_receipt.is_empty() {
        blocks.push(heading("Hvorfor en senere dag for modtagelsen"));
        blocks.extend(paragraphs(&complaint.period.late_receipt));
    }
    blocks.push(heading("Klagen med klagerens ord"));
    blocks.extend(paragraphs(&complaint.words));
    blocks
}

pub(super) fn the_application(file: &CaseFile) -> Vec<Block> {
    let Some(application) = &file.application else { return Vec::new() };
    let name = file.name_of(application.applicant);
    let mut blocks = vec![table(&[("Ansøger", name), ("Modtaget", danish_date(application.received_on))])];
    blocks.push(heading("Der er søgt om"));
    blocks.extend(paragraphs(&application.applied_for));
    blocks
}

pub(super) fn the_assessment(file: &CaseFile, benefit: &Benefit) -> Vec<Block> {
    let mut blocks = vec![heading("Oplysninger")];
    let rows = file.findings.iter().map(|finding| vec![one_line(&finding.text), one_line(&finding.source)]).collect();
    blocks.push(Block::Table { header: vec!["Oplysning".to_string(), "Kilde".to_string()], rows });
    if !file.assessment.criteria.is_empty() {
        blocks.push(heading("Betingelser"));
        let said = |met: bool| if met { "opfyldt" } else { "ikke opfyldt" };
        // The answer alone says nothing: Ankestyrelsen reads it beside what was asked.
        let asked = |id: &String| {
            let criterion = benefit.criteria.iter().find(|criterion| criterion.id == *id);
            criterion.map_or_else(|| id.clone(), |criterion| criterion.question.clone())
        };
        let rows = file.assessment.criteria.iter();
        let rows =
            rows.map(|(id, answer)| vec![asked(id), said(answer.met).into(), one_line(&answer.reason)]).collect();
        blocks.push(Block::Table { header: ["Betingelse", "Svar", "Hvorfor"].map(String::from).to_vec(), rows });
    }
    blocks.push(heading("Hensyn"));
    blocks.extend(paragraphs(&file.assessment.considerations));
    blocks
}

pub(super) fn the_hearings(file: &CaseFile) -> Vec<Block> {
    let mut blocks = Vec::new();
    for hearing in &file.hearings {
        let name = file.name_of(hearing.party);
        blocks.push(heading(&format!("{name}, hørt {}", danish_date(hearing.sent_on))));
        let about = file.findings.iter().filter(|finding| hearing.findings.contains(&finding.id));
        blocks.push(Block::List(about.map(|finding| run(&finding.text)).collect()));
        match &hearing.state {
            HearingState::Answered { answer, .. } => blocks.extend(paragraphs(answer)),
            HearingState::Sent | HearingState::Lapsed { .. } => blocks.push(paragraph("Der kom intet svar.")),
        }
    }
    blocks
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn run(text: &str) -> Vec<Run> {
    vec![Run { text: one_line(text), weight: Weight::Regular }]
}

pub(super) fn paragraph(text: &str) -> Block {
    Block::Paragraph(vec![run(text)])
}

/// A text as it was written, paragraph by paragraph and line by line.
pub(super) fn paragraphs(text: &str) -> Vec<Block> {
    let text = text.replace("\r\n", "\n");
    let written = text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty());
    written.map(|paragraph| Block::Paragraph(paragraph.lines().map(run).collect())).collect()
}

fn heading(text: &str) -> Block {
    Block::Heading { level: Level::Section, runs: run(text) }
}

fn table(rows: &[(&str, String)]) -> Block {
    let rows = rows.iter().map(|(name, said)| vec![(*name).to_string(), said.clone()]).collect();
    Block::Table { header: Vec::new(), rows }
}

/// A block of what we set ourselves without what tells where a protected person is: the words of a complaint go along,
/// the address in them does not.
pub(super) fn masked(file: &CaseFile, block: &Block) -> Block {
    let hide = |text: &str| hidden(file, text);
    let runs = |runs: &[Run]| runs.iter().map(|run| Run { text: hide(&run.text), weight: run.weight }).collect();
    match block {
        Block::Heading { level, runs: text } => Block::Heading { level: *level, runs: runs(text) },
        Block::Paragraph(lines) => Block::Paragraph(lines.iter().map(|line| runs(line)).collect()),
        Block::List(lines) => Block::List(lines.iter().map(|line| runs(line)).collect()),
        Block::Table { header, rows } => Block::Table {
            header: header.clone(),
            rows: rows.iter().map(|row| row.iter().map(|cell| hide(cell)).collect()).collect(),
        },
        // Names and days alone.
        Block::Signatures(places) => Block::Signatures(places.clone()),
    }
}

fn hidden(file: &CaseFile, text: &str) -> String {
    let protected = file.people().filter(|person| person.is_protected());
    let mut shown = text.to_string();
    for person in protected {
        let contact = person.contact.expose_for_storage();
        for value in [&contact.street, &contact.phone, &contact.mail, &contact.occupation] {
            shown = without(&shown, &one_line(value));
        }
    }
    shown
}

/// The text with every occurrence of a value, in capitals or not, replaced by the word that it is protected.
fn without(text: &str, value: &str) -> String {
    if value.chars().count() < 4 {
        return text.to_string();
    }
    let (low, wanted) = (text.to_lowercase(), value.to_lowercase());
    // Where capitals change the length of a text, places in one are no places in the other.
    if low.len() != text.len() {
        return if low.contains(&wanted) { "[adressebeskyttet]".to_string() } else { text.to_string() };
    }
    let mut shown = String::new();
    let mut at = 0;
    for (place, found) in low.match_indices(&wanted) {
        shown.push_str(text.get(at..place).unwrap_or_default());
        shown.push_str("[adressebeskyttet]");
        at = place.saturating_add(found.len());
    }
    shown.push_str(text.get(at..).unwrap_or_default());
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_the_words_of_a_complaint_is_hidden_and_the_words_stay() {
        let shown = without("Jeg bor på LÆRKEVEJ 4 og kan ikke flytte.", "Lærkevej 4");
        assert_eq!(shown, "Jeg bor på [adressebeskyttet] og kan ikke flytte.");
        assert_eq!(without("Vi bor på vej", "vej"), "Vi bor på vej");
    }
}
