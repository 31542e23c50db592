//! `/api/v1`: the same acts as the pages, in JSON. One file per noun; `docs/api.md` says the conventions.
//!
//! Each noun registers its routes with the guard and describes them in the OpenAPI document; a test keeps the two lists
//! the same.

mod absences;
mod access_request_shown;
mod access_requests;
mod assessment;
mod break_glasses;
mod by_hand;
mod cases;
mod codes;
mod complaint_papers;
mod complaints;
mod complaints_of_year;
mod consents;
mod courses;
mod decisions;
mod documents;
mod forms;
mod grants;
mod information;
mod journal;
mod letters;
mod letters_by_hand;
mod log;
mod notifications;
mod openapi;
mod parts;
mod party_hearings;
mod people;
mod people_search;
mod problem;
mod text_search;
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
        .merge(by_hand::routes())
        .merge(letters_by_hand::routes())
        .merge(forms::routes())
        .merge(grants::routes())
        .merge(complaints::routes())
        .merge(complaints_of_year::routes())
        .merge(complaint_papers::routes())
        .merge(access_requests::routes())
        .merge(notifications::routes())
        .merge(absences::routes())
        .merge(break_glasses::routes())
        .merge(log::routes())
        .merge(text_search::routes())
        .merge(toolbox::routes())
        .merge(openapi::routes())
}
