//! Documents of a case: taken in with type check and hash, shown back byte for byte.

use crate::act::Act;
use crate::ports::local;
use crate::{Actor, App, Outcome, Reason, Refused, Resource};
use domain::access::{Action, FieldClass, Permit};
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

/// A file of several.
pub struct File {
    /// Name as the sender had it.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// What is known of files that came together.
pub struct Received {
    /// Title for the list; empty takes each file's name, and of several files each has it before its name.
    pub title: String,
    /// Who they come from.
    pub source: String,
    /// The day they came.
    pub on: Date,
    /// The request they answer.
    pub answers: Option<InformationRequestId>,
}

/// Takes a document in; if it answers a request for information, the request is answered.
pub async fn upload(app: &App, actor: &Actor, case: CaseId, upload: Upload) -> Outcome<DocumentId> {
    let Upload { name, bytes, title, source, received_on: on, answers } = upload;
    upload_files(app, actor, case, vec![File { name, bytes }], Received { title, source, on, answers }).await
}

/// Takes all of the files in or none of them; answers the first, which is the answer to the request.
pub async fn upload_files(
    app: &App,
    actor: &Actor,
    case: CaseId,
    files: Vec<File>,
    received: Received,
) -> Outcome<DocumentId> {
    if received.source.trim().is_empty() {
        return Err(Reason::Document(NotTaken::NoSource).into());
    }
    let sizes: Vec<u64> = files.iter().map(|file| size_of(&file.bytes)).collect();
    document::check_submission(&sizes).map_err(Reason::Document)?;
    let mut checked = Vec::with_capacity(files.len());
    let several = 1 < files.len();
    for (nr, file) in (1..).zip(files) {
        let why = |why| if several { Reason::OneOfFiles { nr, why } } else { Reason::Document(why) };
        checked.push(check(file).await.map_err(why)?);
    }
    let mut act = app.act(actor, "document_received").await?;
    let (permit, mut file) = act.open_case(case).await?;
    if act.today() < received.on {
        return Err(Reason::Step(crate::StepRefused::InTheFuture).into());
    }
    room_today(&mut act, &permit, case, sizes.iter().fold(0, |sum, size| sum.saturating_add(*size))).await?;
    let mut first = None;
    for (name, media_type, bytes) in checked {
        let document = Document {
            id: DocumentId(act.id()),
            case,
            running: 0,
            title: title(&received.title, &name, several),
            direction: Direction::Received,
            source: received.source.trim().to_string(),
            dated: received.on,
            recipient: None,
            media_type: media_type.to_string(),
            size: size_of(&bytes),
            sha256: String::new(),
            stored_at: act.tx.now(),
        };
        let document = act.tx.insert_document(&permit, document, &bytes).await?;
        act.journal(&permit, case, &document.title).await?;
        first.get_or_insert(document.id);
    }
    let first = first.ok_or(Reason::Document(NotTaken::Empty))?;
    // Asked again: until now another could lay something on the case at the same time.
    room_today(&mut act, &permit, case, 0).await?;
    if let Some(request) = received.answers {
        let answer = crate::information::Answer { request, document: first, on: received.on };
        crate::information::answered(&mut act, &permit, &mut file, answer).await?;
    }
    act.commit(Resource::Inside(case, first.0)).await?;
    Ok(first)
}

/// A file's name, its type, and the bytes to keep. Looked through beside the requests: it may take a while, and what
/// makes a reader of foreign bytes give up altogether is no file of its kind.
async fn check(file: File) -> Result<(String, &'static str, Vec<u8>), NotTaken> {
    let sniffed = infer::get(&file.bytes).map(|kind| kind.mime_type());
    let media_type = document::check_upload(&file.name, size_of(&file.bytes), sniffed)?;
    let cleaned = tokio::task::spawn_blocking(move || crate::upload::cleaned(media_type, file.bytes)).await;
    let bytes = cleaned.unwrap_or(Err(NotTaken::ContentDiffersFromName))?;
    Ok((file.name, media_type, bytes))
}

fn size_of(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

fn title(typed: &str, name: &str, several: bool) -> String {
    match (typed.trim(), document::clean_name(name)) {
        ("", name) => name,
        (typed, name) if several => format!("{}: {name}", document::clean_name(typed)),
        (typed, _) => document::clean_name(typed),
    }
}

/// Whether the case may take so many more bytes in today (D-6).
async fn room_today(act: &mut Act<'_>, permit: &Permit, case: CaseId, more: u64) -> Outcome<()> {
    let zone = local(act.tx.now()).time_zone().clone();
    let midnight = act.today().to_zoned(zone).map_err(anyhow::Error::from)?.timestamp();
    let taken = act.tx.received_since(permit, case, midnight).await?;
    Ok(document::check_day(taken, more).map_err(Reason::Document)?)
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
