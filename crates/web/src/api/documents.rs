//! Documents of a case: listed, taken in, downloaded.

use super::cases::{SEES, WORKS};
use super::codes::DocumentDirection;
use super::parts::{Answer, At, Created, Day, Json, Reader, Uid, found, key_missing, made, top_level};
use super::problem;
use crate::Web;
use crate::error::{Failure, Fault};
use crate::form::{Check, Id, Ids, parse_date};
use crate::guard;
use crate::routes::Routes;
use crate::security::download;
use crate::session::Who;
use app::document::Upload;
use app::{Actor, App};
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRef, FromRequest, FromRequestParts, Multipart, Request};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use domain::document::Document;
use domain::ids::{CaseId, DocumentId, InformationRequestId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/cases/{id}/documents", SEES, list_documents)
        .upload("/api/v1/cases/{id}/documents", WORKS, upload_document)
        .get("/api/v1/cases/{id}/documents/{document}", SEES, download_document)
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new()
        .routes(utoipa_axum::routes!(list_documents))
        .routes(utoipa_axum::routes!(upload_document))
        .routes(utoipa_axum::routes!(download_document))
}

top_level! {
    /// Documents of a case, newest first.
    struct DocumentList { documents: Vec<DocumentOfCase> }
    /// A document.
    struct DocumentAnswer { document: DocumentOfCase }
}

/// A document of a case.
#[derive(Serialize, ToSchema)]
struct DocumentOfCase {
    /// Its id.
    id: Uid,
    /// Running number in the case.
    running: u32,
    /// Title.
    title: String,
    /// Which way it went.
    direction: DocumentDirection,
    /// Who it comes from or went to.
    source: String,
    /// The day it came or went.
    dated: Day,
    /// Media type, by content.
    media_type: String,
    /// Bytes.
    size: u64,
    /// SHA-256 of the bytes, hexadecimal.
    sha256: String,
    /// When it was stored.
    stored_at: At,
}

impl From<&Document> for DocumentOfCase {
    fn from(document: &Document) -> Self {
        Self {
            id: Uid(document.id.0),
            running: document.running,
            title: document.title.clone(),
            direction: document.direction.into(),
            source: document.source.clone(),
            dated: Day(document.dated),
            media_type: document.media_type.clone(),
            size: document.size,
            sha256: document.sha256.clone(),
            stored_at: At(document.stored_at),
        }
    }
}

/// Lists the documents of a case
#[utoipa::path(get, path = "/api/v1/cases/{id}/documents", tag = "documents",
    responses((status = 200, body = DocumentList)))]
async fn list_documents(Reader { app, actor }: Reader, Id(id): Id<CaseId>) -> Answer<Json<DocumentList>> {
    let view = app::case::show(&app, &actor, id).await?;
    Ok(Json(DocumentList { documents: view.documents.iter().map(DocumentOfCase::from).collect() }))
}

/// A file with what is known of it, as `multipart/form-data`.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
struct NewDocument {
    /// The file: PDF, JPG, PNG, DOCX, XLSX, ODT or TXT, at most 25 MB.
    #[serde(skip)]
    #[schema(required, value_type = String, format = Binary)]
    file: (),
    /// Who it comes from.
    #[schema(required)]
    source: String,
    /// The day it came, as `2026-03-30`.
    #[schema(required, value_type = String, format = Date)]
    received_on: String,
    /// Title for the list; the file's name unless given.
    title: String,
    /// The request for information it answers, by id.
    #[schema(value_type = Option<String>, format = "uuid")]
    answers: String,
}

/// A file with its fields and who sends it.
struct Sent {
    app: App,
    actor: Actor,
    fields: NewDocument,
    name: String,
    bytes: Vec<u8>,
}

impl<S: Send + Sync> FromRequest<S> for Sent
where
    Web: FromRef<S>,
{
    type Rejection = Failure;

    /// The guard leaves a body with a file to its reader, so that token and key are asked for here, before any of it.
    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let Who(mut actor) = Who::from_request_parts(&mut parts, state).await?;
        let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_string);
        if !guard::token_is_right(header("x-csrf-token").as_deref(), &actor) {
            return Err(Fault::new(StatusCode::FORBIDDEN, "token_missing").into());
        }
        let key = header("idempotency-key");
        let path = parts.uri.path().to_string();
        let request = Request::from_parts(parts, body);
        let mut multipart = Multipart::from_request(request, state).await.map_err(|_| unsupported())?;
        let (mut fields, mut file) = (Vec::new(), None);
        while let Some(part) = multipart.next_field().await.map_err(unread)? {
            let name = part.name().unwrap_or_default().to_string();
            let file_name = part.file_name().map(str::to_string);
            let bytes = part.bytes().await.map_err(unread)?;
            match file_name {
                Some(file_name) if name == "file" && file.is_none() => file = Some((file_name, bytes.to_vec())),
                Some(_) => return Err(Fault::unreadable().into()),
                None => {
                    let text = std::str::from_utf8(&bytes).map_err(|_| Failure::from(Fault::unreadable()))?;
                    fields.push((name, guard::clean(text)));
                }
            }
            if 20 < fields.len() {
                return Err(Fault::unreadable().into());
            }
        }
        let (name, bytes) = file.unwrap_or_default();
        let fields = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let whole = [fields.as_bytes(), name.as_bytes(), &bytes].concat();
        actor.command = guard::command(key, &Method::POST, &path, &whole);
        if actor.command.is_none() {
            return Err(key_missing());
        }
        let fields = serde_html_form::from_str(&fields).map_err(|_| Failure::from(Fault::unreadable()))?;
        Ok(Sent { app: Web::from_ref(state).app, actor, fields, name, bytes })
    }
}

fn unsupported() -> Failure {
    Fault::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type").into()
}

fn unread(error: MultipartError) -> Failure {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Fault::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large").into()
    } else {
        Fault::unreadable().into()
    }
}

/// Takes a document in
///
/// Type by content and extension both. One that answers a request for information settles it.
#[utoipa::path(post, path = "/api/v1/cases/{id}/documents", tag = "documents",
    request_body(content = NewDocument, content_type = "multipart/form-data"),
    responses((status = 201, body = DocumentAnswer)))]
async fn upload_document(Id(id): Id<CaseId>, sent: Sent) -> Answer<Created<DocumentAnswer>> {
    let Sent { app, actor, fields, name, bytes } = sent;
    let mut check = Check::new();
    let source = check.optional_line("source", &fields.source);
    let title = check.optional_line("title", &fields.title);
    let received_on = parse_date(&fields.received_on);
    let answers = if fields.answers.is_empty() { None } else { check.id("answers", &fields.answers) };
    if received_on.is_none() {
        check.wrong("received_on", "Skriv dagen som 2026-03-30.");
    }
    let (errors, Some(received_on)) = (check.errors(), received_on) else {
        return Err(problem::fields(&crate::form::Errors::one("received_on", "Skriv dagen som 2026-03-30.")));
    };
    if let Some(errors) = errors {
        return Err(problem::fields(&errors));
    }
    let answers: Option<InformationRequestId> = answers;
    let upload = Upload { name, bytes, title, source, received_on, answers };
    let new = made(app::document::upload(&app, &actor, id, upload).await, DocumentId)?;
    let view = app::case::show(&app, &actor, id).await?;
    let known = found(view.documents.iter().find(|known| known.id == new))?;
    let place = format!("/api/v1/cases/{id}/documents/{new}");
    Ok(Created(place, DocumentAnswer { document: known.into() }))
}

/// The bytes of a document
///
/// Always as an attachment. The pages of a letter tell where its recipient is: where somebody of the case is protected
/// they ask for the right to reveal.
#[utoipa::path(get, path = "/api/v1/cases/{id}/documents/{document}", tag = "documents",
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>)))]
async fn download_document(
    Reader { app, actor }: Reader,
    Ids(id, document): Ids<CaseId, DocumentId>,
) -> Answer<Response> {
    let (number, document, bytes) = app::document::download(&app, &actor, id, document).await?;
    Ok(download(&crate::document::file_name(number, &document), &document.media_type, bytes))
}
