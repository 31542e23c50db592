//! Signing in and out (log ind, log ud).

use crate::error::{Page, page, page_again};
use crate::form::{Errors, Form};
use crate::parts::{Field, Summary};
use crate::routes::{Needs, Routes};
use crate::session::{self, Asked, Who};
use crate::wording::{self, Wording};
use crate::{OWN, Web};
use app::session::{NewSession, SignIn};
use app::{Mode, Refused};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/log-ind", Needs::Nobody, show)
        .post("/log-ind", Needs::Nobody, sign_in)
        .post("/log-ind/demo", Needs::Nobody, sign_in_demo)
        .post("/log-ud", OWN, sign_out)
        .post("/bliv", OWN, stay)
}

#[derive(Template)]
#[template(path = "sign_in/show.html")]
struct Show {
    assets: &'static str,
    username: String,
    to: String,
    errors: Errors,
    demo: bool,
    people: Vec<Person>,
}

/// One of the demo town's people.
struct Person {
    id: String,
    name: String,
    role: String,
    department: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    til: String,
}

async fn show(State(web): State<Web>, Query(wanted): Query<Wanted>) -> Page {
    page(&view(&web, String::new(), &wanted.til, Errors::default()).await?)
}

async fn view(web: &Web, username: String, to: &str, errors: Errors) -> Result<Show, Refused> {
    let people = app::session::demo_people(&web.app).await?;
    let people = people
        .into_iter()
        .map(|staff| Person {
            id: staff.id.to_string(),
            name: staff.name,
            role: wording::listed(&staff.roles.iter().map(Wording::danish).collect::<Vec<_>>()),
            department: title_of(web, &staff.department),
        })
        .collect();
    let to = own_path(to).to_string();
    Ok(Show { assets: crate::assets::BASE, username, to, errors, demo: web.app.mode == Mode::Demo, people })
}

fn title_of(web: &Web, department: &str) -> String {
    web.app.content.department(department).map(|department| department.title.clone()).unwrap_or_default()
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    navn: String,
    adgangskode: String,
    til: String,
}

async fn sign_in(State(web): State<Web>, asked: Asked, Form(typed): Form<Typed>) -> Page {
    let order =
        SignIn { username: typed.navn.clone(), password: typed.adgangskode, ip: asked.ip, request: asked.request };
    match app::session::sign_in(&web.app, order).await {
        Ok(new) => Ok(signed_in(&web, &new, &typed.til)),
        Err(Refused::Because(reason)) => {
            page_again(&view(&web, typed.navn, &typed.til, Errors::one("navn", reason.danish())).await?)
        }
        Err(other) => Err(other.into()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    person: String,
    #[serde(default)]
    til: String,
}

async fn sign_in_demo(State(web): State<Web>, asked: Asked, Form(chosen): Form<Chosen>) -> Page {
    let person = chosen.person.parse().map_err(|_| Refused::NotFound)?;
    let new = app::session::sign_in_demo(&web.app, person, &asked.ip, &asked.request).await?;
    Ok(signed_in(&web, &new, &chosen.til))
}

fn signed_in(web: &Web, new: &NewSession, to: &str) -> Response {
    let mut response = Redirect::to(own_path(to)).into_response();
    session::set_cookie(web.settings.cookie, &new.secret, &mut response);
    response
}

async fn sign_out(State(web): State<Web>, headers: HeaderMap, Who(actor): Who) -> Page {
    crate::field_kit::ended_with(&web, &headers, &actor).await?;
    app::session::sign_out(&web.app, &actor).await?;
    let mut response = Redirect::to("/log-ind").into_response();
    session::clear_cookie(web.settings.cookie, &mut response);
    let all = HeaderValue::from_static("\"cache\", \"cookies\", \"storage\"");
    response.headers_mut().insert("clear-site-data", all);
    Ok(response)
}

/// "Bliv logget på": asking is enough, the guard has seen the session (S-4).
async fn stay(_: Who) -> StatusCode {
    StatusCode::NO_CONTENT
}

/// Where to go after signing in: a path of ours, and nothing that a browser could read as another host (W-8).
fn own_path(wanted: &str) -> &str {
    let ours = wanted.starts_with('/')
        && !wanted.starts_with("//")
        && !wanted.contains('\\')
        && wanted.chars().all(|c| !c.is_control())
        && !wanted.starts_with("/log-");
    if ours { wanted } else { "/i-dag" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_sent_on_to_our_own_pages_and_nowhere_else() {
        assert_eq!(own_path("/sager/1?fane=journal"), "/sager/1?fane=journal");
        for foreign in ["", "https://example.com", "//example.com", "/\\example.com", "i-dag", "/a\nb", "/log-ud"] {
            assert_eq!(own_path(foreign), "/i-dag", "{foreign:?}");
        }
    }
}
