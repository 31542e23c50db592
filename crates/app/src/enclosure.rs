//! What follows a letter (bilag): chosen among the case's documents, looked through, sent and printed with it.
//!
//! A party is heard with the papers it is about in hand. What says where a protected person is never follows; what says
//! something about others is flagged, and follows only when somebody says to have read it through.

use crate::{Actor, App, Outcome, Reason, Refused, Resource};
use domain::access::Permit;
use domain::case::CaseFile;
use domain::document::Document;
use domain::enclosure::{self, Chosen, Mark, NotEnclosed, Offered, Protected, ReadThrough};
use domain::ids::{CaseId, DocumentId, LetterId};
use domain::letter::{IssuedLetter, LetterState};
use letters::facts::Value;
use letters::{Words, danish_date};
use std::collections::BTreeSet;
use store::Tx;

/// An enclosure with its bytes.
#[derive(Clone)]
pub struct Bytes {
    /// The document.
    pub document: Document,
    /// The PDF.
    pub bytes: Vec<u8>,
}

/// Says which documents follow a draft; those that are left out do not any more. The letter's page lists them.
pub async fn choose(
    app: &App,
    actor: &Actor,
    (case, id): (CaseId, LetterId),
    version: i64,
    chosen: &[DocumentId],
    read_through: ReadThrough,
) -> Outcome<()> {
    let mut act = app.act(actor, "enclosures_chosen").await?;
    let (permit, file) = act.open_case(case).await?;
    let letter = act.tx.letter(&permit, id).await?;
    if letter.state != LetterState::Drafted {
        return Err(Reason::LetterSent.into());
    }
    if letter.version != version {
        return Err(Reason::Stale.into());
    }
    let wanted: BTreeSet<DocumentId> = chosen.iter().copied().collect();
    let offered = offered(&mut act.tx, &permit, &file, &letter).await?;
    let follows: Vec<&Offered> = offered.iter().filter(|one| wanted.contains(&one.document.id)).collect();
    if follows.len() != wanted.len() {
        return Err(Refused::NotFound);
    }
    enclosure::check(&follows, read_through).map_err(Reason::Enclosure)?;
    let ids: Vec<DocumentId> = follows.iter().map(|one| one.document.id).collect();
    act.tx.set_enclosures(&permit, id, &ids).await?;
    let bytes = of_letter(&mut act.tx, &permit, id).await?;
    scan(&file, &letter, &bytes).await?;
    let letter = listing(letter, &bytes)?;
    act.tx.save_letter(&permit, &letter).await?;
    act.journal(&permit, case, &format!("{}: {}", letter.title, bytes.len())).await?;
    act.commit(Resource::Letter(case, id)).await
}

/// Marks a document: what must be looked at before it goes out to anybody.
pub async fn mark(app: &App, actor: &Actor, case: CaseId, document: DocumentId, marks: &[Mark]) -> Outcome<()> {
    let mut act = app.act(actor, "document_marked").await?;
    let (permit, _) = act.case(case, domain::access::Action::Work).await?;
    let document = act.tx.document(&permit, document).await?;
    for (mark, _) in Mark::CODES {
        if marks.contains(mark) {
            act.tx.mark_document(&permit, document.id, *mark, actor.id()).await?;
        } else {
            act.tx.unmark_document(&permit, document.id, *mark).await?;
        }
    }
    act.journal(&permit, case, &document.title).await?;
    act.commit(Resource::Inside(case, document.id.0)).await
}

/// The case's documents as they may follow a letter, with those that do.
pub(crate) async fn offered(
    tx: &mut Tx,
    permit: &Permit,
    file: &CaseFile,
    letter: &IssuedLetter,
) -> Outcome<Vec<Offered>> {
    let follows: BTreeSet<DocumentId> =
        tx.enclosures(permit, letter.id).await?.into_iter().map(|document| document.id).collect();
    let marks = tx.document_marks(permit, file.case.id).await?;
    let protected = if file.someone_is_protected() { Protected::Somebody } else { Protected::Nobody };
    let documents = tx.documents(permit, file.case.id).await?;
    Ok(documents
        .into_iter()
        .map(|document| {
            let own: Vec<Mark> = marks.iter().filter(|(id, _)| *id == document.id).map(|(_, mark)| *mark).collect();
            let flags = enclosure::flags(&document, &own, &letter.addressee, protected);
            Offered {
                chosen: if follows.contains(&document.id) { Chosen::Yes } else { Chosen::No },
                barred: enclosure::barred(&document, &flags),
                document,
                flags,
            }
        })
        .collect())
}

/// What follows a letter, with its bytes.
pub(crate) async fn of_letter(tx: &mut Tx, permit: &Permit, letter: LetterId) -> Outcome<Vec<Bytes>> {
    let mut found = Vec::new();
    for document in tx.enclosures(permit, letter).await? {
        let (document, bytes) = tx.document_bytes(permit, document.id).await?;
        found.push(Bytes { document, bytes });
    }
    Ok(found)
}

/// Reads every enclosure through, pages and what stands beside them, for what tells this recipient where a protected
/// person is (P-6). Files come from outside: they are read beside the requests, and what breaks the reader is refused.
pub(crate) async fn scan(file: &CaseFile, letter: &IssuedLetter, enclosed: &[Bytes]) -> Outcome<()> {
    if enclosed.is_empty() {
        return Ok(());
    }
    let refused = |why| Refused::from(Reason::Enclosure(why));
    let files: Vec<Vec<u8>> = enclosed.iter().map(|one| one.bytes.clone()).collect();
    let reading = tokio::task::spawn_blocking(move || {
        files.iter().map(|pdf| letters::scan::text(pdf)).collect::<Result<Vec<String>, _>>()
    });
    let texts = reading.await.map_err(|_| refused(NotEnclosed::Unreadable))?;
    let texts = texts.map_err(|_| refused(NotEnclosed::Unreadable))?;
    let titles = enclosed.iter().map(|one| &one.document.title);
    let told = texts.iter().chain(titles).any(|text| crate::letter::says_where(file, &letter.addressee, text));
    if told { Err(refused(NotEnclosed::TellsWhere)) } else { Ok(()) }
}

/// The letter with what follows it listed on its last page.
fn listing(mut letter: IssuedLetter, enclosed: &[Bytes]) -> Outcome<IssuedLetter> {
    let mut snapshot = crate::letter::Snapshot::of(&letter)?;
    let title = |one: &Bytes| format!("{} ({})", one.document.title, danish_date(one.document.dated));
    let rows = enclosed.iter().map(|one| Value::row([("titel", title(one).as_str())])).collect();
    let words = Words::from_json(&snapshot.words).map_err(anyhow::Error::from)?;
    snapshot.words = words.set("bilagene", Value::List(rows)).to_json();
    letter.snapshot = serde_json::to_string(&snapshot).map_err(anyhow::Error::from)?;
    Ok(letter)
}
