//! Every address of the route table, with ids of a case that has something behind each of them.

use crate::town::Town;
use domain::ids::{CaseId, PersonId};
use std::collections::BTreeMap;
use web::routes::Route;

/// The ids of a case, by the names the paths use.
pub struct Things {
    /// The case.
    pub case: CaseId,
    /// Its citizen.
    pub citizen: PersonId,
    /// What is in it.
    pub parts: BTreeMap<&'static str, String>,
}

impl Things {
    /// Of this case, as its responsible person sees it.
    pub async fn of(town: &Town, responsible: &str, case: CaseId) -> Things {
        let file = town.file(case).await;
        let actor = town.actor(responsible).await;
        let view = town.seen_by(&actor, case).await;
        let mut parts = BTreeMap::from([
            ("course", file.courses[0].id.to_string()),
            ("step", "kvittering".to_string()),
            ("consent_form", consent_form(town)),
            ("nr", "1.png".to_string()),
        ]);
        let mut put = |names: &[&'static str], id: Option<String>| {
            let Some(id) = id else { return };
            for name in names {
                parts.insert(name, id.clone());
            }
        };
        put(&["letter"], view.letters.first().map(|letter| letter.id.to_string()));
        put(&["doc", "document"], view.documents.first().map(|document| document.id.to_string()));
        put(&["consent"], file.consents.first().map(|consent| consent.id.to_string()));
        put(&["request"], file.requests.first().map(|request| request.id.to_string()));
        let plans = app::plan::forms(&town.app, town.app.today());
        let mut begun = plans.filter(|form| file.forms.contains_key(&form.id)).map(|form| form.id.clone());
        let begun = begun.next();
        // A form that is filled in, so that it can be read on paper too.
        put(&["form", "plan"], begun);
        let requests = app::access_request::list(&town.app, &actor, case).await.unwrap().1;
        put(&["access_request"], requests.first().map(|row| row.request.id.to_string()));
        put(&["hearing"], file.hearings.first().map(|hearing| hearing.id.to_string()));
        let (_, meetings) = app::meeting::of_case(&town.app, &actor, case).await.unwrap();
        put(&["moede"], meetings.first().map(|meeting| meeting.id.to_string()));
        let tasks = app::task::show(&town.app, &actor, case).await.unwrap();
        put(&["task"], tasks.open.first().map(|task| task.id.to_string()));
        put(&["fact", "finding"], file.findings.first().map(|finding| finding.id.to_string()));
        Things { case, citizen: file.citizen.id, parts }
    }
}

/// The form that a consent is on paper.
fn consent_form(town: &Town) -> String {
    let mut forms = town.app.content.questionnaires.all_on(town.app.today());
    forms.find(|form| form.kept_in.as_deref() == Some("samtykke")).unwrap().id.clone()
}

/// What a path is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A case.
    Case,
    /// A person.
    Person,
    /// Nothing of a citizen's.
    Neither,
}

/// What a route is about, by its path.
pub fn about(route: &Route) -> About {
    let begins = |starts: &[&str]| starts.iter().any(|start| route.path.starts_with(start));
    if begins(&["/sager/{id}", "/udbakke/{id}", "/api/v1/cases/{id}"]) {
        About::Case
    } else if begins(&["/borgere/{id}", "/api/v1/people/{id}"]) {
        About::Person
    } else {
        About::Neither
    }
}

/// An id that nothing has.
pub const NOBODYS: &str = "5b2a64f0-0000-4000-8000-00000000dead";

/// The path with ids of this case; of a case that does not exist when there is none.
pub fn fill(route: &Route, of: Option<&Things>) -> String {
    let of_every_case = |name: &str| match name {
        "step" => "kvittering",
        "form" => "stamkort",
        "plan" => "ingen",
        "nr" => "1.png",
        "felt" => "notat",
        _ => NOBODYS,
    };
    let part = |part: &str| match part.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
        None => part.to_string(),
        Some(name) => match (name, about(route), of) {
            ("id", About::Case, Some(of)) => of.case.to_string(),
            ("id", About::Person, Some(of)) => of.citizen.to_string(),
            (name, About::Case | About::Person, Some(of)) => {
                let name = if name == "form" && route.path.contains("{consent}") { "consent_form" } else { name };
                of.parts.get(name).cloned().unwrap_or_else(|| of_every_case(name).to_string())
            }
            (name, ..) => of_every_case(name).to_string(),
        },
    };
    let path = route.path.split('/').map(part).collect::<Vec<_>>().join("/");
    // The one command whose kind of relation stands in its address.
    if route.path.ends_with("/relations/{other}") { format!("{path}?relation=custody_holder") } else { path }
}
