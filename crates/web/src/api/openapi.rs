//! The OpenAPI document of the API, at `/api/v1/openapi.json`.
//!
//! What every operation has in common (session, token, key, problems, path ids) is put on here, so that it cannot be
//! forgotten on one.

use super::problem::ProblemDocument;
use super::{
    absences, access_requests, assessment, break_glasses, by_hand, cases, complaint_papers, complaints,
    complaints_of_year, consents, courses, decisions, documents, forms, grants, information, journal, letters,
    letters_by_hand, log, notifications, party_hearings, people, people_search, text_search, toolbox, worklist,
};
use crate::OWN;
use crate::Web;
use crate::routes::Routes;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use std::sync::LazyLock;
use utoipa::openapi::path::{HttpMethod, Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, ObjectBuilder, OpenApi, Ref, RefOr, Required, ResponseBuilder, Tag,
};
use utoipa::{IntoParams, PartialSchema, ToSchema};
use utoipa_axum::router::OpenApiRouter;

/// Its route.
pub(super) fn routes() -> Routes {
    Routes::new().get("/api/v1/openapi.json", OWN, openapi_document)
}

/// What an edit carries.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes a header that `parts::Tag` reads")]
pub(super) struct Edits {
    /// The `ETag` of what you last read, in its quotes. Missing is 428, stale is 412; `*` counts as missing.
    #[param(rename = "If-Match", example = "\"3\"")]
    if_match: String,
}

const ABOUT: &str = "The acts of Tovholder for programs: the same as the pages do, with the same rules.

Sign in as the pages do (`POST /log-ind`) and send the session's cookie. Everything but GET carries the session's token \
in `X-CSRF-Token` (read it at `GET /api/v1/session`), and every command a key of its own in `Idempotency-Key`: sent \
again within 30 days it answers with what it did the first time and does nothing more; with another body it is refused. \
Edits carry the version they were made from in `If-Match`. Errors are RFC 9457 problems with a stable `code`; what you \
may not see answers exactly as what does not exist. Answers have one top-level key named after the thing, days are \
`2026-03-30`, instants UTC, amounts whole øre in fields that end in `_oere`.";

static DOCUMENT: LazyLock<String> = LazyLock::new(|| document().to_json().unwrap_or_default());

/// The OpenAPI document
///
/// This document.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "session",
    responses((status = 200, content_type = "application/json", body = serde_json::Value)))]
async fn openapi_document() -> Response {
    let json = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, json)], DOCUMENT.as_str()).into_response()
}

/// The whole document.
fn document() -> OpenApi {
    let described = OpenApiRouter::<Web>::default()
        .merge(worklist::described())
        .merge(cases::described())
        .merge(courses::described())
        .merge(journal::described())
        .merge(consents::described())
        .merge(information::described())
        .merge(documents::described())
        .merge(assessment::described())
        .merge(party_hearings::described())
        .merge(decisions::described())
        .merge(letters::described())
        .merge(people::described())
        .merge(people_search::described())
        .merge(by_hand::described())
        .merge(letters_by_hand::described())
        .merge(forms::described())
        .merge(grants::described())
        .merge(complaints::described())
        .merge(complaints_of_year::described())
        .merge(complaint_papers::described())
        .merge(access_requests::described())
        .merge(notifications::described())
        .merge(absences::described())
        .merge(break_glasses::described())
        .merge(log::described())
        .merge(text_search::described())
        .merge(toolbox::described())
        .merge(OpenApiRouter::new().routes(utoipa_axum::routes!(openapi_document)));
    let (_, mut document) = described.split_for_parts();
    document.info =
        InfoBuilder::new().title("Tovholder").version(env!("CARGO_PKG_VERSION")).description(Some(ABOUT)).build();
    document.tags = Some(TAGS.iter().map(|name| Tag::new(*name)).collect());
    let components = document.components.get_or_insert_default();
    components.schemas.insert(ProblemDocument::name().into_owned(), ProblemDocument::schema());
    for scheme in ["session", "session_loopback"] {
        let cookie = if scheme == "session" { "__Host-tovholder" } else { "tovholder" };
        let value = ApiKeyValue::with_description(cookie, "The session's cookie, set by `POST /log-ind`.");
        components.add_security_scheme(scheme, SecurityScheme::ApiKey(ApiKey::Cookie(value)));
    }
    document.security =
        Some(["session", "session_loopback"].iter().map(|scheme| SecurityRequirement::new(*scheme, [""; 0])).collect());
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in [
            (HttpMethod::Get, &mut item.get),
            (HttpMethod::Post, &mut item.post),
            (HttpMethod::Put, &mut item.put),
            (HttpMethod::Delete, &mut item.delete),
        ] {
            if let Some(operation) = operation {
                complete(path, &method, operation);
            }
        }
    }
    document
}

const TAGS: &[&str] = &[
    "session",
    "worklist",
    "cases",
    "journal",
    "information",
    "documents",
    "assessment",
    "party hearings",
    "decisions",
    "letters",
    "forms",
    "grants",
    "complaints",
    "access requests",
    "notifications",
    "absences",
    "break-glass",
    "log",
    "people",
    "toolbox",
];

/// POST that reads: nothing is changed, so it takes no key.
const READS: &[&str] = &[
    "/api/v1/people/search",
    "/api/v1/people/{id}/reveal",
    "/api/v1/texts/search",
    "/api/v1/cases/{id}/complaints/{complaint}/package",
    "/api/v1/log/verify",
];

/// Puts on an operation what every one of its kind has.
fn complete(path: &str, method: &HttpMethod, operation: &mut Operation) {
    let edits = operation.parameters.iter().flatten().any(|parameter| is(parameter, "If-Match"));
    let parameters = operation.parameters.get_or_insert_default();
    for name in path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
        if !parameters.iter().any(|parameter| is(parameter, name)) {
            let content = matches!(name, "step" | "procedure" | "form");
            parameters.push(of_path(name, if content { "An id of content." } else { "A random id." }));
        }
    }
    let writes = !matches!(method, HttpMethod::Get);
    if writes {
        parameters.push(of_header("X-CSRF-Token", "The session's token."));
        if !READS.contains(&path) {
            let about = "The command's own key: 8 to 64 letters, digits and dashes.";
            parameters.push(of_header("Idempotency-Key", about));
        }
    }
    let mut problems = vec![(401, "Nobody is signed in."), (404, "It does not exist, or you may not see it.")];
    if writes {
        problems.extend([
            (400, "`Idempotency-Key` is missing."),
            (403, "The token is missing or wrong."),
            (409, "Not as things stand now: somebody was first."),
            (415, "Not JSON."),
        ]);
    }
    if edits {
        problems.extend([(412, "Somebody saved before: read it again."), (428, "`If-Match` is missing.")]);
    }
    problems.extend([
        (422, "Refused, with code and facts; also a key that was used for something else."),
        (429, "Too many, look at `Retry-After`."),
    ]);
    for (status, about) in problems {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(ProblemDocument::name()))).build();
        let response = ResponseBuilder::new().description(about).content("application/problem+json", content).build();
        operation.responses.responses.entry(status.to_string()).or_insert_with(|| response.into());
    }
}

fn is(parameter: &RefOr<Parameter>, name: &str) -> bool {
    matches!(parameter, RefOr::T(parameter) if parameter.name == name)
}

fn of_path(name: &str, about: &str) -> RefOr<Parameter> {
    parameter(name, about).parameter_in(ParameterIn::Path).build().into()
}

fn of_header(name: &str, about: &str) -> RefOr<Parameter> {
    parameter(name, about).parameter_in(ParameterIn::Header).build().into()
}

fn parameter(name: &str, about: &str) -> ParameterBuilder {
    let text = ObjectBuilder::new().schema_type(utoipa::openapi::schema::Type::String).build();
    ParameterBuilder::new().name(name).description(Some(about)).required(Required::True).schema(Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::collections::{BTreeMap, BTreeSet};

    fn read() -> Value {
        serde_json::from_str(&DOCUMENT).unwrap()
    }

    fn operations(document: &Value) -> Vec<(String, String, &Value)> {
        let paths = document["paths"].as_object().unwrap().iter();
        paths
            .flat_map(|(path, item)| {
                let operations = item.as_object().unwrap().iter();
                operations.map(move |(method, operation)| (method.to_uppercase(), path.clone(), operation))
            })
            .collect()
    }

    #[test]
    fn every_route_of_the_api_is_described_and_nothing_else_is() {
        let guarded: BTreeSet<(String, String)> = crate::table()
            .iter()
            .filter(|route| route.is_api())
            .map(|route| (route.method.to_string(), route.path.to_string()))
            .collect();
        let document = read();
        let described: BTreeSet<(String, String)> =
            operations(&document).into_iter().map(|(method, path, _)| (method, path)).collect();
        assert_eq!(guarded, described);
        assert!(30 < described.len());
    }

    #[test]
    fn every_reference_of_the_document_leads_somewhere() {
        fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
            match value {
                Value::Object(fields) => fields.iter().for_each(|(name, inner)| match inner {
                    Value::String(to) if name == "$ref" => {
                        found.insert(to);
                    }
                    inner => references(inner, found),
                }),
                Value::Array(items) => items.iter().for_each(|item| references(item, found)),
                _ => {}
            }
        }
        let document = read();
        let mut found = BTreeSet::new();
        references(&document, &mut found);
        for reference in found {
            let name = reference.strip_prefix("#/components/schemas/").unwrap();
            assert!(document["components"]["schemas"].get(name).is_some(), "{reference}");
        }
        assert_eq!(document["openapi"], "3.1.0");
    }

    #[test]
    fn every_operation_has_a_name_of_its_own_and_says_what_it_does() {
        let document = read();
        let mut names = BTreeMap::new();
        for (method, path, operation) in operations(&document) {
            let name = operation["operationId"].as_str().unwrap().to_string();
            assert_eq!(names.insert(name.clone(), path.clone()), None, "{name}");
            assert!(operation["summary"].as_str().is_some_and(|summary| !summary.is_empty()), "{method} {path}");
        }
    }

    #[test]
    fn every_write_says_that_it_needs_token_and_key() {
        let document = read();
        for (method, path, operation) in operations(&document) {
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let has = |name: &str| parameters.iter().any(|p| p["name"] == name && p["required"] == true);
            let writes = method != "GET";
            assert_eq!(has("X-CSRF-Token"), writes, "{method} {path}");
            assert_eq!(has("Idempotency-Key"), writes && !READS.contains(&path.as_str()), "{method} {path}");
            let names = path.matches('{').count();
            assert_eq!(parameters.iter().filter(|p| p["in"] == "path").count(), names, "{method} {path}");
        }
    }

    #[test]
    fn no_answer_has_more_than_one_top_level_key() {
        let document = read();
        for (method, path, operation) in operations(&document) {
            for status in ["200", "201"] {
                let schema = &operation["responses"][status]["content"]["application/json"]["schema"]["$ref"];
                let Some(name) = schema.as_str().and_then(|to| to.rsplit('/').next()) else { continue };
                let fields = document["components"]["schemas"][name]["properties"].as_object().unwrap().len();
                assert_eq!(fields, 1, "{method} {path}: {name}");
            }
        }
    }
}
