//! Documents of a case: taken in with type check and hash, shown back byte for byte.

use crate::{Actor, App, Outcome, Reason, Refused, Resource};
use domain::access::{Action, FieldClass};
use domain::document::{self, Direction, Document, NotTaken};
use domain::ids::{CaseId, CaseNumber, DocumentId, InformationRequestId};
use jiff::civil::Date;

/// A file as it comes in.
pub struct Upload {
    /// Name as the sender had it.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
    /// Title for the list; empty takes the name.
    pub title: String,
    /// Who it comes from.
    pub source: String,
    /// The day it came.
    pub received_on: Date,
    /// The request it answers.
    pub answers: Option<InformationRequestId>,
}

/// What a download answers: the number of the case, the document, its bytes.
pub type Fetched = (CaseNumber, Document, Vec<u8>);

/// Takes a document in; if it answers a request for information, the request is answered.
pub async fn upload(app: &App, actor: &Actor, case: CaseId, upload: Upload) -> Outcome<DocumentId> {
    if upload.source.trim().is_empty() {
        return Err(Reason::Document(NotTaken::NoSource).into());
    }
    let size = u64::try_from(upload.bytes.len()).unwrap_or(u64::MAX);
    let sniffed = infer::get(&upload.bytes).map(|kind| kind.mime_type());
    let media_type = document::check_upload(&upload.name, size, sniffed).map_err(Reason::Document)?;
    let bytes = crate::upload::cleaned(media_type, upload.bytes).map_err(Reason::Document)?;
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let mut act = app.act(actor, "document_received").await?;
    let (permit, mut file) = act.open_case(case).await?;
    if act.today() < upload.received_on {
        return Err(Reason::Step(crate::StepRefused::InTheFuture).into());
    }
    let title = if upload.title.trim().is_empty() { &upload.name } else { &upload.title };
    let document = Document {
        id: DocumentId(act.id()),
        case,
        running: 0,
        title: document::clean_name(title.trim()),
        direction: Direction::Received,
        source: upload.source.trim().to_string(),
        dated: upload.received_on,
        recipient: None,
        media_type: media_type.to_string(),
        size,
        sha256: String::new(),
        stored_at: act.tx.now(),
    };
    let document = act.tx.insert_document(&permit, document, &bytes).await?;
    act.journal(&permit, case, &document.title).await?;
    if let Some(request) = upload.answers {
        let answer = crate::information::Answer { request, document: document.id, on: upload.received_on };
        crate::information::answered(&mut act, &permit, &mut file, answer).await?;
    }
    act.commit(Resource::Inside(case, document.id.0)).await?;
    Ok(document.id)
}

/// The case's number, and a document with its bytes, for download. A letter to a protected person tells where they are, so that the reader
/// needs the right to reveal, and the log names the field class.
pub async fn download(app: &App, actor: &Actor, case: CaseId, id: DocumentId) -> Outcome<Fetched> {
    let mut look = app.look(actor, "see_document").await?;
    let (permit, file) = look.case(case, Action::See).await?;
    let document = look.tx.document(&permit, id).await?;
    let protected = document.recipient.is_some() && file.someone_is_protected();
    let permit = if protected {
        let reveal = crate::access::to_case(&mut look.tx, actor, case, Action::Reveal).await?;
        if !reveal.opens(FieldClass::AddressProtected) {
            look.denied(vec![id.to_string()]).await?;
            return Err(Refused::NotFound);
        }
        reveal
    } else {
        permit
    };
    let (document, bytes) = look.tx.document_bytes(&permit, id).await?;
    look.done(Some(&permit), vec![case.to_string(), id.to_string()], vec![file.citizen.id]).await?;
    Ok((file.case.number, document, bytes))
}
