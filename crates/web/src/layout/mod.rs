//! The frame around every page: search, who is signed in, the menu, the banner of the demo town.

use crate::wording;
use app::{Actor, App, Mode};
use axum::http::Method;
use domain::access::{Action, Object};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The place in the menu a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Here {
    /// "I dag".
    Today,
    /// "Mine sager".
    MyCases,
    /// "Møder".
    Meetings,
    /// "Henvendelser".
    Enquiries,
    /// "Bevillinger".
    Grants,
    /// "Borgere".
    People,
    /// "Udbakke".
    Outbox,
    /// "Koordinering".
    Coordination,
    /// "Værktøjskasse".
    Toolbox,
    /// "Feltsæt".
    FieldKit,
    /// "Holdets feltsæt".
    FieldKits,
    /// "Overgang 15-18".
    Transition,
    /// "Familier".
    Families,
    /// "Sagsbehandlerskift".
    Handover,
    /// "På tværs".
    Interfaces,
    /// "Fordeling af udgifter".
    Financing,
    /// "Modellen i tal".
    Indicators,
    /// "Fravær".
    Absence,
    /// "Loggen".
    Log,
    /// Somewhere under none of them: the search, a case.
    Elsewhere,
}

/// The menu: where, what, with which icon, by which path.
const MENU: &[(Here, &str, &str, &str)] = &[
    (Here::Today, "I dag", "checklist", "/i-dag"),
    (Here::MyCases, "Mine sager", "folder", "/mine-sager"),
    (Here::Meetings, "Møder", "calendar-month", "/moeder"),
    (Here::Enquiries, "Henvendelser", "forum", "/henvendelser"),
    (Here::Grants, "Bevillinger", "payments", "/bevillinger"),
    (Here::People, "Borgere", "persons", "/borgere"),
    (Here::Outbox, "Udbakke", "send", "/udbakke"),
    (Here::Coordination, "Koordinering", "share", "/mine-funktioner"),
    (Here::Toolbox, "Værktøjskasse", "construction", "/vaerktoejskasse"),
    (Here::FieldKit, "Feltsæt", "smartphone", "/feltsaet"),
    (Here::FieldKits, "Holdets feltsæt", "smartphone", "/holdet/feltsaet"),
    (Here::Transition, "Overgang 15-18", "arrow-forward", "/overgang"),
    (Here::Families, "Familier", "groups", "/familier"),
    (Here::Financing, "Fordeling af udgifter", "payments", "/finansiering"),
    (Here::Interfaces, "På tværs", "share", "/samarbejde"),
    (Here::Handover, "Sagsbehandlerskift", "persons", "/holdet/skift"),
    (Here::Indicators, "Modellen i tal", "list-check", "/kvalitet/modellen"),
    (Here::Absence, "Fravær", "groups", "/holdet/fravaer"),
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
    /// The page's fresh key, from which each of its forms has its own.
    keys: Keys,
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

/// Keys of a page's forms: one id of the page, and the number of the form on it. Two forms of one page are two commands.
#[derive(Clone, Debug)]
struct Keys {
    page: String,
    given: Arc<AtomicUsize>,
}

impl Keys {
    fn new(page: String) -> Self {
        Self { page, given: Arc::default() }
    }

    fn next(&self) -> String {
        let nr = self.given.fetch_add(1, Ordering::Relaxed).saturating_add(1);
        format!("{}-{nr}", self.page)
    }
}

impl Frame {
    /// The key of the page's next form: sent twice, the form has one effect.
    pub(crate) fn next_key(&self) -> String {
        self.keys.next()
    }

    /// The frame for this person, here.
    pub fn new(app: &App, actor: &Actor, here: Here, notice: Option<String>) -> Self {
        let department = app.content.department(&actor.staff.department).map(|department| department.title.clone());
        let roles: Vec<String> = actor.staff.roles.iter().map(|role| wording::role(*role).to_string()).collect();
        Self {
            assets: crate::assets::BASE,
            csrf: actor.csrf.clone(),
            keys: Keys::new(app.random.id().to_string()),
            name: actor.staff.name.clone(),
            role: wording::listed(&roles),
            department: department.unwrap_or_default(),
            menu: menu(app, actor, here),
            search: may(actor, &Method::POST, "/soeg"),
            demo: app.mode == Mode::Demo,
            today: wording::danish::date_long(app.today()),
            notice,
            idle_minutes: app::session::IDLE.as_mins(),
        }
    }
}

fn menu(app: &App, actor: &Actor, here: Here) -> Vec<MenuItem> {
    MENU.iter()
        .filter(|(_, _, _, path)| may(actor, &Method::GET, path))
        .filter(|(place, ..)| *place != Here::FieldKit || app::field_kit::is_offered(app, actor))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_forms_of_one_page_have_each_their_own_key() {
        let keys = Keys::new("0b0c0d0e-0000-4000-8000-000000000001".into());
        let (first, second) = (keys.next(), keys.clone().next());
        assert_ne!(first, second);
        for key in [first, second] {
            assert!(crate::guard::command(Some(key.clone()), &Method::POST, "/sager", b"").is_some(), "{key}");
        }
    }
}
