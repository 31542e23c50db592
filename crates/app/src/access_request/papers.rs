//! The papers of a case as one who asks for access could get them, each read by machine for what must be thought of.

use crate::{App, Outcome, Refused};
use domain::access::Permit;
use domain::access_request::{self, AccessRequest, Item, Paper, Reader, Seen, Shown, Thing};
use domain::case::CaseFile;
use domain::document::{Direction, Document};
use domain::enclosure::Mark;
use domain::ids::DocumentId;
use domain::journal::{Entry, EntryKind};
use domain::letter::{IssuedLetter, Occasion};
use jiff::civil::Date;
use letters::redact::PageText;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::Tx;
use store::form::FilledForm;

/// A paper as listed, with what it is made of.
pub(crate) struct Listed {
    /// As it is listed.
    pub item: Item,
    /// What it is made of.
    pub source: Source,
}

/// What a paper is made of.
pub(crate) enum Source {
    /// A stored file; its bytes are read when they are needed.
    Document(Box<Document>),
    /// A note, with who wrote it.
    Note(Entry, Option<String>),
    /// A form as filled in: each question with its answer.
    Form(Vec<(String, String)>),
}

/// What a machine read in a stored file.
enum Reading {
    Pages(Vec<PageText>),
    Text(String),
    Picture,
    NoPages,
}

/// Readings of files by their hash, so that a list is not read anew each time it is shown. A file never changes.
static READINGS: Mutex<BTreeMap<String, Arc<Reading>>> = Mutex::new(BTreeMap::new());
/// Most files remembered.
const REMEMBERED: usize = 400;

/// Everything of the case who asks could get: documents in their order, then notes and forms by day. Letters about
/// access itself and papers once sent as an answer to it are not listed: they belong to that request.
pub(crate) async fn gather(
    app: &App,
    tx: &mut Tx,
    permit: &Permit,
    file: &CaseFile,
    request: &AccessRequest,
) -> Outcome<(Vec<Listed>, Reader)> {
    let today = tx.today();
    let reader = reader(permit, file, request, today);
    let letters = tx.letters(permit, file.case.id).await?;
    let marks = tx.document_marks(permit, file.case.id).await?;
    let mut found = Vec::new();
    for document in tx.documents(permit, file.case.id).await? {
        let letter = letters.iter().find(|letter| letter.document == Some(document.id));
        if belongs_to_access(letter) || is_an_answer(tx, permit, file, document.id).await? {
            continue;
        }
        let own: Vec<Mark> = marks.iter().filter(|(id, _)| *id == document.id).map(|(_, mark)| *mark).collect();
        let reading = reading(tx, permit, &document).await?;
        found.push(of_document(document, letter, &own, &reading, &reader));
    }
    let mut written = notes(tx, permit, file, &reader).await?;
    for form in tx.forms(permit, file.case.id).await? {
        written.extend(of_form(app, &form, &reader)?);
    }
    written.sort_by_key(|listed| listed.item.dated);
    found.extend(written);
    for (number, listed) in (1..).zip(&mut found) {
        listed.item.number = number;
    }
    Ok((found, reader))
}

/// What who asks may not learn.
pub(crate) fn reader(permit: &Permit, file: &CaseFile, request: &AccessRequest, today: Date) -> Reader {
    let contact = file.notification.as_ref().and_then(|notification| notification.notifier.for_reader(permit));
    let notifiers: Vec<String> =
        contact.map(|contact| vec![contact.name.clone(), contact.phone.clone()]).unwrap_or_default();
    Reader::of(file, &request.requester, request.capacity, &notifiers, today)
}

fn belongs_to_access(letter: Option<&IssuedLetter>) -> bool {
    letter.is_some_and(|letter| matches!(letter.occasion, Occasion::AccessDecision | Occasion::AccessDelay))
}

async fn is_an_answer(tx: &mut Tx, permit: &Permit, file: &CaseFile, id: DocumentId) -> Outcome<bool> {
    let requests = tx.access_requests(permit, file.case.id).await?;
    Ok(requests.iter().any(
        |request| matches!(request.state, access_request::State::Answered { document: Some(sent), .. } if sent == id),
    ))
}

/// What a machine reads in a stored file, beside the requests: files come from outside.
async fn reading(tx: &mut Tx, permit: &Permit, document: &Document) -> Outcome<Arc<Reading>> {
    let known = READINGS.lock().unwrap_or_else(PoisonError::into_inner).get(&document.sha256).cloned();
    if let Some(known) = known {
        return Ok(known);
    }
    let (_, bytes) = tx.document_bytes(permit, document.id).await?;
    let media_type = document.media_type.clone();
    // What breaks the reader is a file that cannot be read, and a person must look at it.
    let read = tokio::task::spawn_blocking(move || read(&media_type, &bytes)).await.unwrap_or(Reading::NoPages);
    let read = Arc::new(read);
    let mut readings = READINGS.lock().unwrap_or_else(PoisonError::into_inner);
    if REMEMBERED <= readings.len() {
        readings.clear();
    }
    readings.insert(document.sha256.clone(), read.clone());
    Ok(read)
}

fn read(media_type: &str, bytes: &[u8]) -> Reading {
    match media_type {
        "application/pdf" => letters::redact::read_pages(bytes).map_or(Reading::NoPages, Reading::Pages),
        "text/plain" => std::str::from_utf8(bytes).map_or(Reading::NoPages, |text| Reading::Text(text.to_string())),
        "image/jpeg" | "image/png" => Reading::Picture,
        _ => Reading::NoPages,
    }
}

fn of_document(
    document: Document,
    letter: Option<&IssuedLetter>,
    marks: &[Mark],
    reading: &Reading,
    reader: &Reader,
) -> Listed {
    let (shown, seen) = match reading {
        Reading::Pages(pages) => {
            let texts = pages.iter().map(|page| page.text.clone()).collect();
            let pictures = pages.iter().filter(|page| page.picture).count();
            let seen = match pictures {
                0 => Seen::Text(texts),
                all if all == pages.len() => Seen::Unreadable,
                _ => Seen::Partly(texts),
            };
            (Shown::Pages(u32::try_from(pages.len()).unwrap_or(u32::MAX)), seen)
        }
        Reading::Text(text) => (Shown::Whole, Seen::Text(vec![text.clone()])),
        Reading::Picture => (Shown::Whole, Seen::Unreadable),
        Reading::NoPages => (Shown::NotAsPages, Seen::Unreadable),
    };
    let paper = match (document.direction, letter.map(|letter| letter.occasion)) {
        (Direction::Received, _) => Paper::Received,
        (Direction::Internal, _) => Paper::Internal,
        (Direction::Sent, Some(occasion)) if decides(occasion) => Paper::Decision,
        (Direction::Sent, _) => Paper::Letter,
    };
    let flags = access_request::flags(reader, Some(&document), marks, &document.title, &seen);
    Listed {
        item: Item {
            thing: Thing::Document(document.id),
            number: 0,
            paper,
            title: document.title.clone(),
            source: document.source.clone(),
            dated: document.dated,
            shown,
            flags,
        },
        source: Source::Document(Box::new(document)),
    }
}

fn decides(occasion: Occasion) -> bool {
    matches!(
        occasion,
        Occasion::Grant
            | Occasion::PartialGrant
            | Occasion::Refusal
            | Occasion::Reduction
            | Occasion::Ending
            | Occasion::Notice
            | Occasion::ReassessedFully
            | Occasion::ReassessedPartly
            | Occasion::ReassessedUpheld
    )
}

/// Notes of the journal. A wrong note and the line that corrects it are both listed (Z-3).
async fn notes(tx: &mut Tx, permit: &Permit, file: &CaseFile, reader: &Reader) -> Outcome<Vec<Listed>> {
    let lines = tx.entries(permit, file.case.id, None, u32::MAX).await?;
    let notes = lines.into_iter().rev().filter(|line| matches!(line.entry.kind, EntryKind::Note { .. }));
    Ok(notes
        .map(|line| {
            let seen = Seen::Text(vec![line.entry.text.clone()]);
            let item = Item {
                thing: Thing::Entry(line.entry.id),
                number: 0,
                paper: Paper::Note,
                title: "Notat".to_string(),
                source: line.by.clone().unwrap_or_default(),
                dated: line.entry.happened_on,
                shown: Shown::Whole,
                flags: access_request::flags(reader, None, &[], "", &seen),
            };
            Listed { item, source: Source::Note(line.entry, line.by) }
        })
        .collect())
}

/// A form as filled in, every version of it; one whose questionnaire is gone is an error, never left out unseen.
fn of_form(app: &App, form: &FilledForm, reader: &Reader) -> Outcome<Option<Listed>> {
    let questionnaire = app
        .content
        .questionnaire_version(&form.form, form.form_version)
        .ok_or_else(|| Refused::Broken(anyhow::anyhow!("form {} is not in content", form.form)))?;
    let (answers, signatures) = crate::form::read_signed(&form.answers)?;
    let mut rows = Vec::new();
    for section in &questionnaire.sections {
        let fields = section.fields.iter();
        if section.rows {
            for row in answers.rows.get(&section.id).into_iter().flatten() {
                rows.extend(
                    fields.clone().filter_map(|field| Some((field.title.clone(), row.get(&field.id)?.clone()))),
                );
            }
        } else {
            rows.extend(fields.map(|field| (field.title.clone(), answers.all(&field.id).join(", "))));
        }
    }
    rows.extend(signatures.iter().map(|one| {
        let how = if one.drawing.is_some() { "tegnet på skærmen" } else { "skrev sit navn" };
        ("Underskrift".to_string(), format!("{}, {} ({how})", one.name, letters::danish_date(one.signed_on)))
    }));
    rows.retain(|(_, answer)| !answer.trim().is_empty());
    let seen = Seen::Text(vec![rows.iter().map(|(question, answer)| format!("{question} {answer} ")).collect()]);
    let item = Item {
        thing: Thing::Form { form: form.form.clone(), nr: form.nr },
        number: 0,
        paper: Paper::Form,
        title: questionnaire.title.clone(),
        source: String::new(),
        dated: form.filled_on,
        shown: Shown::Whole,
        flags: access_request::flags(reader, None, &[], "", &seen),
    };
    Ok(Some(Listed { item, source: Source::Form(rows) }))
}
