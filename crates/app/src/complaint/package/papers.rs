//! The papers of the case, and whether each is proposed to go along.

use super::words::{paragraph, paragraphs, the_application, the_assessment, the_complaint, the_hearings};
use super::{Flag, Gathered, Item, Proposed, Source};
use crate::Outcome;
use crate::complaint::{APPEALS_BOARD, about};
use crate::letter::{self, says_where};
use domain::access::Permit;
use domain::benefit::Benefit;
use domain::case::CaseFile;
use domain::complaint::Complaint;
use domain::decision::State;
use domain::document::{Direction, Document};
use domain::enclosure::Mark;
use domain::ids::{DocumentId, LetterId};
use domain::journal::EntryKind;
use domain::letter::{Addressee, IssuedLetter};
use jiff::civil::Date;
use letters::danish_date;
use letters::markup::Block;
use std::collections::BTreeSet;
use store::Tx;

/// Most notes of a journal that are looked through.
const MOST_NOTES: u32 = 2_000;

/// Everything of the case, in the order of the file: the complaint, the decision, the application, facts, hearings,
/// letters and documents by day, notes.
pub(super) async fn gather(
    tx: &mut Tx,
    permit: &Permit,
    (file, benefit): (&CaseFile, &Benefit),
    complaint: &Complaint,
) -> Outcome<Vec<Gathered>> {
    let case = file.case.id;
    let letters = tx.letters(permit, case).await?;
    let documents = tx.documents(permit, case).await?;
    let marks = tx.document_marks(permit, case).await?;
    let decided = decision_letters(file, complaint)?;
    let always = |key: &str, title: &str, dated: Option<Date>, blocks: Vec<Block>| Gathered {
        item: Item { key: key.into(), title: title.into(), dated, proposed: Proposed::Always, flags: Vec::new() },
        source: Source::Text(blocks),
    };
    let mut found = vec![always("klagen", "Klagen", Some(complaint.received_on), the_complaint(file, complaint))];
    let of_decision = |document: &&Document| {
        letters.iter().any(|letter| letter.document == Some(document.id) && decided.contains(&letter.id))
    };
    for document in documents.iter().filter(of_decision) {
        let mut paper = stored(file, document, &marks, &letters);
        // The decision always goes along, without the address of who is protected.
        paper.item.proposed = Proposed::Always;
        paper.item.flags.clear();
        paper.item.title = format!("Afgørelsen: {}", paper.item.title);
        found.push(paper);
    }
    if let Some(application) = &file.application {
        found.push(always("ansoegningen", "Ansøgningen", Some(application.received_on), the_application(file)));
    }
    found.push(always("vurderingen", "Sagens oplysninger og vurdering", None, the_assessment(file, benefit)));
    if !file.hearings.is_empty() {
        found.push(always("hoeringen", "Partshøring og svar", None, the_hearings(file)));
    }
    let package = |id: DocumentId| file.complaints.iter().filter_map(|c| c.forwarded.as_ref()).any(|f| f.package == id);
    for document in documents.iter().rev().filter(|document| !of_decision(document) && !package(document.id)) {
        found.push(stored(file, document, &marks, &letters));
    }
    for line in tx.entries(permit, case, None, MOST_NOTES).await?.into_iter().rev() {
        if matches!(line.entry.kind, EntryKind::Note { .. }) {
            found.push(note(file, &line));
        }
    }
    Ok(found)
}

/// The letters of the decision, and of the one that followed the reassessment.
fn decision_letters(file: &CaseFile, complaint: &Complaint) -> Outcome<BTreeSet<LetterId>> {
    about(file, complaint)?;
    let new = complaint.reassessment.as_ref().and_then(|done| done.decision);
    let about = |id| id == complaint.decision || Some(id) == new;
    let sent = file.decisions.iter().filter(|decision| about(decision.id)).flat_map(|decision| match &decision.state {
        State::Sent { letters, .. } => letters.as_slice(),
        _ => &[],
    });
    Ok(sent.map(|sent| sent.letter).collect())
}

fn stored(file: &CaseFile, document: &Document, marks: &[(DocumentId, Mark)], letters: &[IssuedLetter]) -> Gathered {
    let marked = |mark: Mark| marks.contains(&(document.id, mark));
    let letter = letters.iter().find(|letter| letter.document == Some(document.id));
    let protected = |letter: &&IssuedLetter| match letter.addressee {
        Addressee::Person(id) => file.person(id).is_some_and(|person| person.is_protected()),
        Addressee::Partner { .. } => false,
    };
    let mut flags = Vec::new();
    if document.direction == Direction::Internal {
        flags.push(Flag::Internal);
    }
    if marked(Mark::ThirdParty) || letter.is_some_and(letter::is_to_notifier) {
        flags.push(Flag::ThirdParty);
    }
    if marked(Mark::TellsWhere) {
        flags.push(Flag::TellsWhere);
    }
    let read_by_machine = matches!(document.media_type.as_str(), "application/pdf" | "text/plain");
    if file.someone_is_protected() && !read_by_machine {
        flags.push(Flag::CannotBeRead);
    }
    if !read_by_machine && !matches!(document.media_type.as_str(), "image/jpeg" | "image/png") {
        flags.push(Flag::Separate);
    }
    let proposed = match flags.as_slice() {
        flags if flags.contains(&Flag::TellsWhere) => Proposed::Never,
        [] | [Flag::Separate] => Proposed::Along,
        _ => Proposed::LeftOut,
    };
    let source = match letter.filter(protected) {
        Some(letter) => Source::Masked(Box::new(letter.clone())),
        None => Source::Stored(document.clone()),
    };
    let key = format!("dokument:{}", document.id);
    let item = Item { key, title: document.title.clone(), dated: Some(document.dated), proposed, flags };
    Gathered { item, source }
}

fn note(file: &CaseFile, line: &store::journal::Line) -> Gathered {
    let entry = &line.entry;
    let (name, address) = APPEALS_BOARD;
    let to = Addressee::Partner { name: name.to_string(), address: address.to_string() };
    let tells = says_where(file, &to, &entry.text);
    let day = danish_date(entry.happened_on);
    let mut blocks = vec![paragraph(&format!("{day}. Skrevet af {}.", line.by.as_deref().unwrap_or_default()))];
    if entry.corrects.is_some() {
        blocks.push(paragraph("Notatet retter et tidligere notat."));
    }
    blocks.extend(paragraphs(&entry.text));
    Gathered {
        item: Item {
            key: format!("notat:{}", entry.id),
            title: format!("Notat {day}"),
            dated: Some(entry.happened_on),
            proposed: if tells { Proposed::Never } else { Proposed::Along },
            flags: if tells { vec![Flag::TellsWhere] } else { Vec::new() },
        },
        source: Source::Text(blocks),
    }
}
