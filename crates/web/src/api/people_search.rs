//! Searching for people and cases, revealing on purpose, and what people are to each other.

use super::cases::NewRelated;
use super::codes::RelationTo;
use super::parts::{Answer, Ask, Body, Day, Json, NoBody, Reader, Tagged, Uid, Writer, done, top_level};
use super::people::{ContactDetails, PersonAnswer, REVEALS, SEES, WORKS, shown};
use super::problem;
use crate::form::{Check, Id, Ids};
use crate::routes::Routes;
use app::person::Found;
use axum::http::Method;
use domain::access::FieldClass;
use domain::ids::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/api/v1/people/search", SEES, search_people)
        .post("/api/v1/people/{id}/reveal", REVEALS, reveal_of_person)
        .post("/api/v1/people/{id}/relations", WORKS, add_relation)
        .method(Method::DELETE, "/api/v1/people/{id}/relations/{other}", WORKS, end_relation)
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new()
        .routes(utoipa_axum::routes!(search_people))
        .routes(utoipa_axum::routes!(reveal_of_person))
        .routes(utoipa_axum::routes!(add_relation))
        .routes(utoipa_axum::routes!(end_relation))
}

top_level! {
    /// What a search found.
    struct SearchAnswer { found: FoundThings }
    /// What was revealed.
    struct RevealAnswer { revealed: RevealedFields }
}

/// Words to search by.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Search {
    /// A name, a CPR number or a case number.
    words: String,
}

/// What was found; exactly one of the three, or `people` that may be empty.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum FoundThings {
    /// People you have to do with.
    People(Vec<PersonLine>),
    /// The case with this number.
    Case(Uid),
    /// The person with this CPR number.
    Person(Uid),
    /// The CPR number is valid and belongs to nobody you have to do with: something may be registered on it.
    MayRegister(MayRegister),
}

/// A number that something may be registered on.
#[derive(Serialize, ToSchema)]
struct MayRegister {
    /// The number, masked.
    cpr: String,
    /// Birth date by the number.
    born: Day,
}

/// A line of a search.
#[derive(Serialize, ToSchema)]
struct PersonLine {
    /// Their id.
    id: Uid,
    /// Name.
    name: String,
    /// Birth date.
    born: Day,
    /// Name and address protection.
    protected: bool,
    /// Cases you may know of.
    cases: Vec<CaseNumbered>,
}

/// A case with its number.
#[derive(Serialize, ToSchema)]
struct CaseNumbered {
    /// Its id.
    id: Uid,
    /// Its number.
    number: String,
}

/// Searches for people and cases
///
/// By name, CPR number or case number. A POST, so that nothing typed stands in an address; it changes nothing and takes
/// no key. What is unknown and what is not yours answer the same.
#[utoipa::path(post, path = "/api/v1/people/search", tag = "people", request_body = Search,
    responses((status = 200, body = SearchAnswer)))]
async fn search_people(Reader { app, actor }: Reader, Body(typed): Body<Search>) -> Answer<Json<SearchAnswer>> {
    let mut check = Check::new();
    let words = check.line("words", &typed.words);
    problem::unless_right(check)?;
    let found = match app::person::search(&app, &actor, &words).await? {
        Found::People(hits) => {
            let line = |hit: app::person::PersonHit| PersonLine {
                id: Uid(hit.id.0),
                name: hit.name,
                born: Day(hit.born),
                protected: hit.protected,
                cases: hit
                    .cases
                    .into_iter()
                    .map(|(id, number)| CaseNumbered { id: Uid(id.0), number: number.to_string() })
                    .collect(),
            };
            FoundThings::People(hits.into_iter().map(line).collect())
        }
        Found::Case(case) => FoundThings::Case(Uid(case.0)),
        Found::Person(person) => FoundThings::Person(Uid(person.0)),
        Found::Register(cpr) => FoundThings::MayRegister(MayRegister { cpr: cpr.masked(), born: Day(cpr.born()) }),
    };
    Ok(Json(SearchAnswer { found }))
}

/// Which field.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Reveal {
    /// The field.
    field: RevealedField,
}

/// A field that is shown only on purpose.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum RevealedField {
    /// The full CPR number.
    Cpr,
    /// Where a protected person is.
    Contact,
}

/// What was asked for.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum RevealedFields {
    /// The full CPR number.
    Cpr(String),
    /// Where the person is.
    Contact(ContactDetails),
}

/// Reveals a CPR number or a protected address
///
/// Written down with the field each time; changes nothing and takes no key.
#[utoipa::path(post, path = "/api/v1/people/{id}/reveal", tag = "people", request_body = Reveal,
    responses((status = 200, body = RevealAnswer)))]
async fn reveal_of_person(
    Reader { app, actor }: Reader,
    Id(id): Id<PersonId>,
    Body(typed): Body<Reveal>,
) -> Answer<Json<RevealAnswer>> {
    let class = match typed.field {
        RevealedField::Cpr => FieldClass::Cpr,
        RevealedField::Contact => FieldClass::AddressProtected,
    };
    let shown = app::person::reveal(&app, &actor, id, class).await?;
    let revealed = match (shown.cpr, shown.contact) {
        (Some(cpr), _) => RevealedFields::Cpr(cpr),
        (None, Some(contact)) => RevealedFields::Contact(contact.into()),
        (None, None) => return Err(app::Refused::NotFound.into()),
    };
    Ok(Json(RevealAnswer { revealed }))
}

/// Registers what somebody is to a person
#[utoipa::path(post, path = "/api/v1/people/{id}/relations", tag = "people", request_body = NewRelated,
    responses((status = 200, body = PersonAnswer)))]
async fn add_relation(
    Writer { app, actor }: Writer,
    Id(id): Id<PersonId>,
    Body(typed): Body<NewRelated>,
) -> Answer<Tagged<PersonAnswer>> {
    let mut check = Check::new();
    let other = typed.person.read(&mut check, app.today())?;
    problem::unless_right(check)?;
    done(app::person::relate(&app, &actor, id, other, typed.relation.into()).await)?;
    shown(&app, &actor, id).await
}

/// Which relation.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct RelationWanted {
    /// What the other is to the person.
    relation: RelationTo,
}

/// Ends a relation
///
/// With yesterday as its last day; it stays in the record.
#[utoipa::path(delete, path = "/api/v1/people/{id}/relations/{other}", tag = "people", params(RelationWanted),
    responses((status = 200, body = PersonAnswer)))]
async fn end_relation(
    Writer { app, actor }: Writer,
    Ids(id, other): Ids<PersonId, PersonId>,
    Ask(wanted): Ask<RelationWanted>,
    _: NoBody,
) -> Answer<Tagged<PersonAnswer>> {
    done(app::person::end_relation(&app, &actor, id, other, wanted.relation.into()).await)?;
    shown(&app, &actor, id).await
}
