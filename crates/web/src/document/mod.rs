//! Documents and letters of a case (dokumenter): the lists, taking a document in, fetching one, beginning a letter.

use crate::case::{Head, Place};
use crate::error::{Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, Ids, Upload, date_value, done, once, once_letter};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Empty, Field, Hidden, Summary};
use crate::routes::{Needs, Routes};
use crate::security;
use crate::session::{Desk, Who};
use crate::wording::danish::{self, date_short};
use crate::wording::{Wording, counted};
use app::case::View;
use app::document as act;
use app::letter::Make;
use app::{App, Reason, Refused};
use askama::Template;
use axum::extract::{Query, State};
use domain::access::{Action, Object};
use domain::document::{ALLOWED, Direction, Document, NotTaken};
use domain::enclosure::Mark;
use domain::ids::{CaseId, CaseNumber, DocumentId, PersonId};
use domain::information::InformationRequest;
use domain::letter::{Addressee, IssuedLetter, LetterState};
use serde::Deserialize;

/// Its routes.
pub(crate) fn routes() -> Routes {
    let see = Needs::Right(Action::See, Object::Case);
    let work = Needs::Right(Action::Work, Object::Case);
    Routes::new()
        .get("/sager/{id}/dokumenter", see, show)
        .upload("/sager/{id}/dokumenter", work, take_in)
        .get("/sager/{id}/dokumenter/{doc}", see, fetch)
        .post("/sager/{id}/dokumenter/{doc}/maerker", work, mark)
        .post("/sager/{id}/breve", work, make)
}

/// What is typed when a document is taken in.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TypedDocument {
    titel: String,
    kilde: String,
    dato: String,
    besvarer: String,
}

/// What is typed when a letter is begun: `slags` is `kvittering` or `forsinkelse`, the rest belongs to a delay.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TypedLetter {
    slags: String,
    grund: String,
    ny_dato: String,
}

/// What a link may fill in: the request that is being answered.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    svar: String,
}

#[derive(Template)]
#[template(path = "document/list.html")]
struct List {
    frame: Frame,
    head: Head,
    case: CaseId,
    errors: Errors,
    letters: Vec<LetterRow>,
    documents: Vec<DocumentRow>,
    counted: String,
    may_work: bool,
    document: TypedDocument,
    requests: Vec<Choice>,
    letter: TypedLetter,
    letter_open: bool,
}

struct LetterRow {
    path: String,
    title: String,
    to: String,
    protected: bool,
    state: String,
    failed: bool,
    made: String,
}

struct DocumentRow {
    number: String,
    title: String,
    path: Option<String>,
    where_from: String,
    dated: String,
    file: String,
    protected: bool,
    /// What it is marked with, in words.
    marks: Vec<String>,
    /// The form that marks it, where one may.
    marking: Option<Marking>,
}

/// The form that marks a document.
struct Marking {
    path: String,
    hidden: Hidden,
    choices: Vec<MarkBox>,
}

/// One mark to set or take off.
struct MarkBox {
    id: String,
    code: &'static str,
    label: String,
    set: bool,
}

/// What is ticked when a document is marked.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TypedMarks {
    maerke: Vec<String>,
}

async fn mark(
    desk: Desk,
    Ids(case, document): Ids<CaseId, DocumentId>,
    Who(actor): Who,
    Form(typed): Form<TypedMarks>,
) -> Page {
    let marks: Vec<Mark> = typed.maerke.iter().filter_map(|code| Mark::from_code(code)).collect();
    once(app::enclosure::mark(&desk.app, &actor, case, document, &marks).await)?;
    Ok(done(&format!("/sager/{case}/dokumenter"), "Mærkerne er gemt."))
}

async fn show(desk: Desk, Id(case): Id<CaseId>, Query(asked): Query<Asked>) -> Page {
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    let mut document = TypedDocument { dato: date_value(view.today), ..TypedDocument::default() };
    if let Some(request) = view.file.requests.iter().find(|request| request.id.to_string() == asked.svar) {
        document.besvarer = request.id.to_string();
        document.kilde = request.source.clone();
        document.titel = "Svar på anmodning om oplysninger".into();
    }
    page(&list(&desk, &view, document, TypedLetter::default(), Errors::default()))
}

fn list(desk: &Desk, view: &View<'_>, document: TypedDocument, letter: TypedLetter, errors: Errors) -> List {
    let mut letters: Vec<&IssuedLetter> = view.letters.iter().collect();
    letters.sort_by_key(|letter| std::cmp::Reverse(letter.made_at));
    let mut documents: Vec<&Document> = view.documents.iter().collect();
    documents.sort_by_key(|document| std::cmp::Reverse(document.running));
    let open = view.file.requests.iter().filter(|request| request.is_open());
    let frame = desk.frame(Here::Elsewhere);
    List {
        head: Head::of(&desk.app, view, Place::Documents),
        case: view.file.case.id,
        letter_open: !letter.slags.is_empty(),
        letters: letters.into_iter().map(|letter| letter_row(view, letter)).collect(),
        counted: counted(u64::try_from(documents.len()).unwrap_or_default(), "dokument", "dokumenter"),
        documents: documents.into_iter().map(|document| document_row(view, document, &frame)).collect(),
        may_work: view.may.work && view.file.case.closed_on.is_none(),
        frame,
        requests: open.map(request_choice).collect(),
        document,
        letter,
        errors,
    }
}

fn request_choice(request: &InformationRequest) -> Choice {
    Choice::new(request.id.to_string(), format!("{}, svarfrist {}", request.source, date_short(request.reply_by)))
}

fn letter_row(view: &View<'_>, letter: &IssuedLetter) -> LetterRow {
    let (to, protected) = match &letter.addressee {
        Addressee::Partner { .. } if app::letter::is_to_notifier(letter) => {
            (app::letter::unnamed(letter).into(), false)
        }
        Addressee::Partner { name, .. } => (name.clone(), false),
        Addressee::Person(id) => named(view, *id),
    };
    let state = match (letter.state, letter.sent_at) {
        (LetterState::Sent, Some(at)) => {
            format!("{} {}", crate::letter::delivered(letter.channel), danish::instant(at))
        }
        (LetterState::Queued, _) => "I udbakken, på vej".into(),
        (LetterState::Drafted, _) => "Kladde, ikke sendt".into(),
        (state, _) => state.danish(),
    };
    LetterRow {
        path: crate::letter::path(letter.case, letter.id),
        title: letter.title.clone(),
        to,
        protected,
        state,
        failed: letter.state == LetterState::Failed,
        made: danish::instant(letter.made_at),
    }
}

/// Somebody of the case by name, and whether they are protected.
fn named(view: &View<'_>, id: PersonId) -> (String, bool) {
    view.file.person(id).map_or_else(Default::default, |person| (person.name.clone(), person.is_protected()))
}

fn document_row(view: &View<'_>, document: &Document, frame: &Frame) -> DocumentRow {
    let set = |mark: Mark| view.marks.contains(&(document.id, mark));
    let choices = || {
        Mark::CODES.iter().enumerate().map(|(nr, (mark, code))| MarkBox {
            id: format!("maerke-{}-{nr}", document.running),
            code,
            label: mark.danish(),
            set: set(*mark),
        })
    };
    let protected = document.recipient.is_some() && view.file.someone_is_protected();
    let open = !protected || view.may.reveal;
    let where_from = match document.direction {
        Direction::Received => format!("modtaget fra {}", document.source),
        Direction::Sent => format!("sendt til {}", document.source),
        Direction::Internal => "internt".into(),
    };
    DocumentRow {
        number: number(view.file.case.number, document),
        title: document.title.clone(),
        path: open.then(|| format!("/sager/{}/dokumenter/{}", document.case, document.id)),
        where_from,
        dated: date_short(document.dated),
        file: format!("{}, {}", kind(document).to_uppercase(), danish::size(document.size)),
        protected,
        marks: Mark::CODES.iter().filter(|(mark, _)| set(*mark)).map(|(mark, _)| mark.danish()).collect(),
        marking: view.may.work.then(|| Marking {
            path: format!("/sager/{}/dokumenter/{}/maerker", document.case, document.id),
            hidden: Hidden::of(frame),
            choices: choices().collect(),
        }),
    }
}

/// "2026-000123-07": the case's number and the document's own in it.
pub(crate) fn number(case: CaseNumber, document: &Document) -> String {
    format!("{case}-{:02}", document.running)
}

/// The extension that belongs to a document's type.
fn kind(document: &Document) -> &'static str {
    ALLOWED.iter().find(|(_, media)| *media == document.media_type).map_or("fil", |(extension, _)| extension)
}

/// The name a document is fetched under: its number and title, and the extension of its type.
pub(crate) fn file_name(case: CaseNumber, document: &Document) -> String {
    let extension = format!(".{}", kind(document));
    let title = document.title.strip_suffix(&extension).unwrap_or(&document.title);
    format!("{} {title}{extension}", number(case, document))
}

async fn take_in(desk: Desk, Id(case): Id<CaseId>, upload: Upload<TypedDocument>) -> Page {
    let typed = upload.form;
    let mut check = Check::new();
    let title = check.optional_line("titel", &typed.titel);
    let source = check.optional_line("kilde", &typed.kilde);
    if source.is_empty() {
        check.wrong("kilde", NotTaken::NoSource.danish());
    }
    let received_on = check.date("dato", &typed.dato);
    let answers = match typed.besvarer.as_str() {
        "" => None,
        chosen => check.choice("besvarer", chosen, |id| id.parse().ok()),
    };
    let files = upload.files;
    if files.is_empty() {
        check.wrong("fil", "Vælg den fil eller de filer, der skal lægges på sagen.");
    }
    let laid = if 1 < files.len() { "Dokumenterne er lagt på sagen." } else { "Dokumentet er lagt på sagen." };
    let errors = match (check.errors(), received_on) {
        (None, Some(on)) => {
            let files = files.into_iter().map(|file| act::File { name: file.name, bytes: file.bytes }).collect();
            let received = act::Received { title, source, on, answers };
            match once(act::upload_files(&desk.app, &upload.actor, case, files, received).await) {
                Ok(()) if answers.is_some() => {
                    let path = format!("/sager/{case}/oplysninger");
                    return Ok(done(&path, "Svaret er lagt på sagen, og anmodningen er besvaret."));
                }
                Ok(()) => return Ok(done(&format!("/sager/{case}/dokumenter"), laid)),
                Err(Refused::Because(reason)) => Errors::one(field_of(&reason), reason.danish()),
                Err(other) => return Err(other.into()),
            }
        }
        (errors, _) => errors.unwrap_or_default(),
    };
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    page_again(&list(&desk, &view, typed, TypedLetter::default(), errors))
}

fn field_of(reason: &Reason) -> &'static str {
    match reason {
        Reason::Document(NotTaken::NoSource) => "kilde",
        Reason::Document(_) | Reason::OneOfFiles { .. } => "fil",
        Reason::Step(_) => "dato",
        Reason::Stale => "besvarer",
        _ => "",
    }
}

async fn fetch(State(app): State<App>, Who(actor): Who, Ids(case, document): Ids<CaseId, DocumentId>) -> Page {
    let (number, document, bytes) = act::download(&app, &actor, case, document).await?;
    Ok(security::download(&file_name(number, &document), &document.media_type, bytes))
}

async fn make(desk: Desk, Id(case): Id<CaseId>, Who(actor): Who, Form(typed): Form<TypedLetter>) -> Page {
    let mut check = Check::new();
    let order = if typed.slags == "forsinkelse" {
        let reason = check.text("grund", &typed.grund);
        let new_date = check.date("ny_dato", &typed.ny_dato);
        new_date.map(|new_date| Make::Delay { reason, new_date })
    } else {
        check.choice("slags", &typed.slags, |slags| (slags == "kvittering").then_some(Make::Receipt))
    };
    let errors = match (check.errors(), order) {
        (None, Some(order)) => match once_letter(app::letter::make(&desk.app, &actor, case, order).await) {
            Ok(letter) => {
                return Ok(done(&crate::letter::path(case, letter), "Brevet er lavet. Læs det igennem, og send det."));
            }
            Err(Refused::Because(reason @ Reason::NewDateNotAhead)) => Errors::one("ny_dato", reason.danish()),
            Err(Refused::Because(reason)) => Errors::one("", reason.danish()),
            Err(other) => return Err(other.into()),
        },
        (errors, _) => errors.unwrap_or_default(),
    };
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    let document = TypedDocument { dato: date_value(view.today), ..TypedDocument::default() };
    page_again(&list(&desk, &view, document, typed, errors))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use jiff::civil::date;

    fn document(title: &str, media_type: &str) -> Document {
        Document {
            id: DocumentId(uuid::Uuid::nil()),
            case: CaseId(uuid::Uuid::nil()),
            running: 7,
            title: title.into(),
            direction: Direction::Received,
            source: "Tovby Skole".into(),
            dated: date(2026, 4, 9),
            recipient: None,
            media_type: media_type.into(),
            size: 417,
            sha256: String::new(),
            stored_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_document_is_fetched_under_its_number_title_and_type() {
        let case = CaseNumber { year: 2026, running: 123 };
        assert_eq!(file_name(case, &document("Udtalelse", "application/pdf")), "2026-000123-07 Udtalelse.pdf");
        assert_eq!(file_name(case, &document("udtalelse.txt", "text/plain")), "2026-000123-07 udtalelse.txt");
        assert_eq!(file_name(case, &document("Foto.exe", "image/jpeg")), "2026-000123-07 Foto.exe.jpg");
    }
}
