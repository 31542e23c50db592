//! `/api/v1`: the same acts as the pages, in JSON. One file per noun; `docs/api.md` says the conventions.
//!
//! Each noun registers its routes with the guard and describes them in the OpenAPI document; a test keeps the two lists
//! the same.

mod assessment;
mod cases;
mod codes;
mod consents;
mod courses;
mod decisions;
mod documents;
mod information;
mod journal;
mod letters;
mod openapi;
mod parts;
mod party_hearings;
mod people;
mod people_search;
mod problem;
mod toolbox;
mod worklist;

pub(crate) use problem::facts;

use crate::routes::Routes;

/// Every route of the API.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .merge(worklist::routes())
        .merge(cases::routes())
        .merge(courses::routes())
        .merge(journal::routes())
        .merge(consents::routes())
        .merge(information::routes())
        .merge(documents::routes())
        .merge(assessment::routes())
        .merge(party_hearings::routes())
        .merge(decisions::routes())
        .merge(letters::routes())
        .merge(people::routes())
        .merge(people_search::routes())
        .merge(toolbox::routes())
        .merge(openapi::routes())
}
