//! The frame around every page: search, who is signed in, the menu, the banner of the demo town.

use crate::wording;
use app::{Actor, App, Mode};
use axum::http::Method;
use domain::access::{Action, Object};

/// The place in the menu a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Here {
    /// "I dag".
    Today,
    /// "Mine sager".
    MyCases,
    /// "Borgere".
    People,
    /// "Udbakke".
    Outbox,
    /// "Værktøjskasse".
    Toolbox,
    /// "Loggen".
    Log,
    /// Somewhere under none of them: the search, a case.
    Elsewhere,
}

/// The menu: where, what, with which icon, by which path.
const MENU: &[(Here, &str, &str, &str)] = &[
    (Here::Today, "I dag", "checklist", "/i-dag"),
    (Here::MyCases, "Mine sager", "folder", "/mine-sager"),
    (Here::People, "Borgere", "persons", "/borgere"),
    (Here::Outbox, "Udbakke", "send", "/udbakke"),
    (Here::Toolbox, "Værktøjskasse", "construction", "/vaerktoejskasse"),
    (Here::Log, "Loggen", "list-check", "/log-indhold"),
];

/// A line of the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuItem {
    /// What it says.
    pub title: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// Where it leads.
    pub path: &'static str,
    /// The page belongs to it.
    pub current: bool,
}

/// What `layout/page.html` needs. A view has it as its field `frame`.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Where the static files stand.
    pub assets: &'static str,
    /// The session's token; `parts/hidden.html` puts it into a form.
    pub csrf: String,
    /// A fresh key for the one form of the page that makes something.
    pub key: String,
    /// Name of the signed-in person.
    pub name: String,
    /// Their roles, in words.
    pub role: String,
    /// Title of their department; may be empty.
    pub department: String,
    /// The menu: only what exists and may be opened.
    pub menu: Vec<MenuItem>,
    /// Whether there is a search to send to.
    pub search: bool,
    /// Whether this is the demo town.
    pub demo: bool,
    /// Today, in words; the demo's banner shows it.
    pub today: String,
    /// What was just done, if the page before said so.
    pub notice: Option<String>,
    /// Minutes until an unused session ends, for the warning.
    pub idle_minutes: i64,
}

impl Frame {
    /// The frame for this person, here.
    pub fn new(app: &App, actor: &Actor, here: Here, notice: Option<String>) -> Self {
        let department = app.content.department(&actor.staff.department).map(|department| department.title.clone());
        let roles: Vec<String> = actor.staff.roles.iter().map(|role| wording::role(*role).to_string()).collect();
        Self {
            assets: crate::assets::BASE,
            csrf: actor.csrf.clone(),
            key: app.random.id().to_string(),
            name: actor.staff.name.clone(),
            role: wording::listed(&roles),
            department: department.unwrap_or_default(),
            menu: menu(actor, here),
            search: may(actor, &Method::POST, "/soeg"),
            demo: app.mode == Mode::Demo,
            today: wording::danish::date_long(app.today()),
            notice,
            idle_minutes: app::session::IDLE.as_mins(),
        }
    }
}

fn menu(actor: &Actor, here: Here) -> Vec<MenuItem> {
    MENU.iter()
        .filter(|(_, _, _, path)| may(actor, &Method::GET, path))
        .map(|(place, title, icon, path)| MenuItem { title, icon, path, current: *place == here })
        .collect()
}

/// Whether the route exists and one of the person's roles may use it at all.
fn may(actor: &Actor, method: &Method, path: &str) -> bool {
    let route = crate::table().iter().find(|route| route.path == path && route.method == *method);
    route.is_some_and(|route| match route.needs {
        crate::routes::Needs::Nobody => true,
        crate::routes::Needs::Right(action, object) => has_right(actor, action, object),
    })
}

/// Whether one of the person's roles may do this to something of the kind. Which one is asked by the act.
pub(crate) fn has_right(actor: &Actor, action: Action, object: Object) -> bool {
    domain::access::policy()
        .iter()
        .any(|line| line.action == action && line.object == object && actor.staff.roles.contains(&line.role))
}
