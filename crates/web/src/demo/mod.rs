//! What only the demo town can do: turning its day forward. Elsewhere the route answers as one that does not exist.

use crate::error::Page;
use crate::form::Form;
use crate::routes::Routes;
use crate::session::{self, Who};
use crate::{OWN, Web};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new().post("/demo/dag", OWN, turn)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    dage: i32,
}

async fn turn(State(web): State<Web>, Who(actor): Who, Form(typed): Form<Typed>) -> Page {
    let new = app::demo::turn_day(&web.app, &actor, typed.dage).await?;
    let mut response = Redirect::to("/i-dag").into_response();
    session::set_cookie(web.settings.cookie, &new.secret, &mut response);
    Ok(response)
}
