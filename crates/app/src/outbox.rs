//! What was promised is sent: the relay that makes each letter's pages, hands it to the post and keeps the receipt.
//!
//! Each letter has one id for life, fixed before the first try and used as message id at the receiver. The relay may die
//! at any point and be started again: the end is the same.

use crate::letter_words::{self, Shown};
use crate::ports::{Parcel, PostAddress, Receipt};
use crate::{App, Outcome, Refused, letter};
use domain::access::{Permit, Target};
use domain::case::CaseFile;
use domain::deadline::Channel;
use domain::document::{Direction, Document};
use domain::ids::{DocumentId, EntryId};
use domain::journal::{Entry, EntryKind};
use domain::letter::{Addressee, IssuedLetter};
use jiff::SignedDuration;
use store::outbox::Promised;

/// How long a try may take before another relay may take over.
const LEASE: SignedDuration = SignedDuration::from_mins(2);

/// Sends what is due now; answers how many letters reached the post. A letter that fails is tried again later, and a
/// letter that fails often becomes a task for a person.
pub async fn deliver_due(app: &App) -> Outcome<usize> {
    let mut delivered: usize = 0;
    loop {
        let now = app.now();
        let mut tx = app.store.write(now, app.today()).await?;
        let Some(promised) = tx.claim_promised(now, LEASE).await? else { return Ok(delivered) };
        tx.commit().await?;
        match deliver(app, &promised).await {
            Ok(()) => delivered = delivered.saturating_add(1),
            Err(refused) => failed(app, &promised, &refused).await?,
        }
    }
}

async fn deliver(app: &App, promised: &Promised) -> Outcome<()> {
    let permit = Permit::of_the_system(Target::Case(promised.case));
    let (letter, file, document, pdf) = fixed(app, &permit, promised).await?;
    let parcel = parcel(&file, &letter, &permit, pdf)?;
    let receipt = app.post_box.send(parcel).await?;
    received(app, &permit, &letter, &document, &receipt).await
}

/// The letter's pages, made once and kept: what the recipient got can be shown again byte for byte (D-3).
async fn fixed(
    app: &App,
    permit: &Permit,
    promised: &Promised,
) -> Outcome<(IssuedLetter, CaseFile, DocumentId, Vec<u8>)> {
    let mut tx = app.store.read(app.now(), app.today()).await?;
    let letter = tx.letter(permit, promised.case, promised.letter).await?;
    let file = tx.case_file(permit, promised.case).await?;
    if let Some(document) = letter.document {
        let pdf = tx.document_bytes(permit, document).await?;
        return Ok((letter, file, document, pdf));
    }
    // Parties and protection may have changed since it was promised: asked again before it leaves (P-5, P-6).
    letter::check_recipient(app, &file, &letter, letter.queued_on.unwrap_or_else(|| app.today()))?;
    if letter::tells_where(&file, &letter) {
        return Err(crate::Reason::LetterTellsWhere.into());
    }
    let caseworker = tx.staff(file.case.responsible).await?;
    drop(tx);
    let page = letter_words::page(app, &file, &letter, &caseworker, Shown::ToRecipient);
    let pdf = letter::render(app, page).await?;
    let document = Document {
        id: DocumentId(app.random.id()),
        case: promised.case,
        running: 0,
        title: letter.title.clone(),
        direction: Direction::Sent,
        source: match &letter.addressee {
            Addressee::Person(id) => letter::person(&file, *id).map(|p| p.name.clone()).unwrap_or_default(),
            Addressee::Partner { name, .. } => name.clone(),
        },
        dated: letter.queued_on.unwrap_or_else(|| app.today()),
        recipient: match &letter.addressee {
            Addressee::Person(id) => Some(*id),
            Addressee::Partner { .. } => None,
        },
        media_type: "application/pdf".to_string(),
        size: u64::try_from(pdf.len()).unwrap_or(u64::MAX),
        sha256: String::new(),
        stored_at: app.now(),
    };
    let mut tx = app.store.write(app.now(), app.today()).await?;
    tx.insert_document(permit, &document, &pdf).await?;
    tx.set_letter_document(permit, letter.id, document.id).await?;
    tx.commit().await?;
    Ok((letter, file, document.id, pdf))
}

fn parcel(file: &CaseFile, letter: &IssuedLetter, permit: &Permit, pdf: Vec<u8>) -> Outcome<Parcel> {
    let to = match &letter.addressee {
        Addressee::Person(id) => {
            let person = letter::person(file, *id).ok_or(Refused::NotFound)?;
            match letter.channel {
                Channel::Digital => PostAddress::Cpr(person.cpr.reveal(permit).replace('-', "")),
                Channel::Letter | Channel::QuickLetter | Channel::HandedOver => {
                    let contact = person.contact.for_owner();
                    PostAddress::Lines(vec![person.name.clone(), contact.street.clone(), contact.town.clone()])
                }
            }
        }
        Addressee::Partner { name, address } => {
            PostAddress::Lines(std::iter::once(name.clone()).chain(address.lines().map(str::to_string)).collect())
        }
    };
    Ok(Parcel {
        message: letter.id,
        channel: letter.channel,
        subject: letter.title.clone(),
        file_name: format!("{}-{}.pdf", file.case.number, letter.template),
        pdf,
        to,
    })
}

/// "Sent" is set by the receipt, not by the attempt.
async fn received(
    app: &App,
    permit: &Permit,
    letter: &IssuedLetter,
    _document: &DocumentId,
    receipt: &Receipt,
) -> Outcome<()> {
    let mut tx = app.store.write(app.now(), app.today()).await?;
    tx.letter_delivered(permit, letter.id, receipt.arrived_at, &receipt.reference).await?;
    let entry = Entry {
        id: EntryId(app.random.id()),
        case: letter.case,
        written_at: tx.now(),
        happened_on: tx.today(),
        by: None,
        kind: EntryKind::Act("letter_delivered".to_string()),
        text: letter.title.clone(),
        corrects: None,
    };
    tx.append_entry(permit, &entry).await?;
    tx.commit().await?;
    Ok(())
}

async fn failed(app: &App, promised: &Promised, refused: &Refused) -> Outcome<()> {
    tracing::warn!(letter = %promised.letter, attempts = promised.attempts, "A letter did not reach the post: {refused:?}");
    let mut tx = app.store.write(app.now(), app.today()).await?;
    tx.promise_failed(promised.letter, &short(refused)).await?;
    tx.commit().await?;
    Ok(())
}

/// What failed, without anything of the letter.
fn short(refused: &Refused) -> String {
    match refused {
        Refused::NotFound => "not_found".to_string(),
        Refused::Because(_) => "refused_before_sending".to_string(),
        Refused::Replayed(_) => "replayed".to_string(),
        Refused::Broken(error) => format!("{error}").chars().take(200).collect(),
    }
}
