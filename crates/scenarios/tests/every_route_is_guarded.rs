//! Every route of the table × nobody and every role × own, the unit's, a foreign and no case at all.
//!
//! What is expected follows from `docs/access-policy.csv` and from what the person is to the case, worked out here anew.
//! What one may not see answers as what does not exist: 404 with the same bytes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use domain::access::{Action, Object};
use domain::assessment::{Known, Weight};
use domain::information::Basis;
use domain::meeting::{Venue, When};
use domain::staff::Role;
use scenarios::browser::{Browser, Page};
use scenarios::deeds::Application;
use scenarios::everywhere::{About, NOBODYS, Things, about, fill};
use scenarios::people::{Citizen, IDA, KIM, LONE, MAGNUS, SOFIE, VIKTOR};
use scenarios::town::STAFF;
use scenarios::{Desk, Town, play};
use std::collections::BTreeSet;
use web::routes::{Needs, Route, Takes};

/// A case with something behind every kind of id a path can name.
struct Furnished {
    /// Who is responsible, by sign-in name.
    responsible: &'static str,
    department: &'static str,
    things: Things,
}

const fn child(cpr: &'static str) -> Citizen {
    Citizen { cpr, ..MAGNUS }
}

const fn grown_up(cpr: &'static str) -> Citizen {
    Citizen { cpr, ..KIM }
}

fn application(responsible: &str) -> Application {
    let compensation = |citizen: Citizen, parents: &'static [Citizen]| Application {
        benefit: "kompensation-merudgifter-barn",
        citizen,
        parents,
        received: "2026-03-02",
    };
    let companion =
        |citizen: Citizen| Application { benefit: "ledsagelse-voksen", citizen, parents: &[], received: "2026-03-02" };
    match responsible {
        "karen" => compensation(MAGNUS, &[SOFIE]),
        "jonas" => compensation(IDA, &[LONE]),
        "birgitte" => compensation(child("7404179903"), &[SOFIE]),
        "henrik" => compensation(child("7404179905"), &[SOFIE]),
        "louise" => companion(KIM),
        "pia" => companion(grown_up("8111919909")),
        other => panic!("{other} has no case"),
    }
}

async fn furnished(town: &Town, responsible: &'static str) -> Furnished {
    let case = town.registers(responsible, application(responsible)).await;
    let receipt = town.makes_receipt(responsible, case).await;
    let consent = town.registers_consent(responsible, case, "Tovby Skole").await;
    let asked = town.asks(responsible, case, "Tovby Skole", Some(Basis::Consent(consent))).await.unwrap();
    town.sends_letter(responsible, case, asked).await;
    town.writes_fact(responsible, case, "Familien planlægger.", Known::Known, Weight::NotAgainst).await;
    town.writes_fact(responsible, case, "Hverdagen fungerer.", Known::Unknown, Weight::Against).await;
    town.hears(responsible, case, "2026-03-20").await;
    let asked = app::access_request::Register {
        requester: domain::access_request::Requester::Person(town.file(case).await.application.unwrap().applicant),
        capacity: domain::access_request::Capacity::Party,
        authority: String::new(),
        about: "Hele sagen".to_string(),
        received_on: town.app.today(),
        form: domain::access_request::Form::Phone,
    };
    let actor = town.actor(responsible).await;
    app::access_request::register(&town.app, &actor, case, asked).await.unwrap();
    town.begins_plan(responsible, case).await;
    let task = app::task::Give {
        what: "Ring til skolen".to_string(),
        owner: domain::task::Owner::Citizen,
        due: None,
        origin: domain::task::Origin::ByHand,
        every: None,
        agreed_on: None,
    };
    app::task::give(&town.app, &actor, case, task).await.unwrap();
    let meeting = app::meeting::Plan {
        kind: None,
        title: "Møde om skolen".to_string(),
        purpose: "Vi aftaler, hvem der gør hvad".to_string(),
        when: When { day: "2026-03-20".parse().unwrap(), from: jiff::civil::time(10, 0, 0, 0), minutes: 45 },
        venue: Venue { place: "Rådhustorvet 1".to_string(), ..Venue::default() },
        leader: actor.staff.id,
    };
    app::meeting::plan(&town.app, &actor, case, meeting).await.unwrap();
    let mut things = Things::of(town, responsible, case).await;
    // The one letter that is not sent, so that it can be worked on.
    things.parts.insert("letter", receipt.to_string());
    let department = STAFF.iter().find(|(username, ..)| *username == responsible).unwrap().2;
    Furnished { responsible, department, things }
}

/// A line of the policy file, as written.
struct Line {
    role: String,
    relation: String,
    action: String,
    object: String,
}

fn policy() -> Vec<Line> {
    let text = include_str!("../../../docs/access-policy.csv");
    let lines = text.lines().skip(1).filter(|line| !line.is_empty()).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let cell = |nr: usize| cells[nr].to_string();
        Line { role: cell(0), relation: cell(1), action: cell(2), object: cell(3) }
    });
    let lines: Vec<Line> = lines.collect();
    assert!(80 < lines.len());
    lines
}

struct Person {
    username: &'static str,
    department: &'static str,
    roles: Vec<&'static str>,
}

impl Person {
    /// What they are to the case, in the words of the policy.
    fn relations(&self, case: &Furnished) -> BTreeSet<&'static str> {
        let mut found = BTreeSet::from(["none"]);
        if case.responsible == self.username {
            found.insert("responsible");
        }
        let heads = self.roles.contains(&Role::DepartmentHead.code());
        if case.department == self.department {
            found.insert("unit");
        }
        if heads || (case.department == self.department && self.roles.contains(&Role::TeamLeader.code())) {
            found.insert("leads");
        }
        found
    }

    fn may(&self, policy: &[Line], relations: Option<&BTreeSet<&str>>, action: Action, object: Object) -> bool {
        policy.iter().any(|line| {
            self.roles.contains(&line.role.as_str())
                && line.action == action.code()
                && line.object == object.code()
                && relations.is_none_or(|relations| relations.contains(line.relation.as_str()))
        })
    }
}

/// What a form of our own pages always carries, so that the handler comes to the case and not to a form it cannot read.
fn carries(route: &Route) -> String {
    let ends = |end: &str| route.path.ends_with(end);
    if ends("/breve/{letter}/gem") || ends("/breve/{letter}/send") {
        "&version=1".to_string()
    } else if ends("/borgere/{id}/vis") {
        "&hvad=cpr".to_string()
    } else if ends("/relation/ophoer") {
        format!("&anden={NOBODYS}&forhold=custody_holder")
    } else if ends("/netvaerk/tilfoej") {
        "&del=private".to_string()
    } else if ends("/netvaerk/ret") || ends("/netvaerk/fjern") || ends("/netvaerk/bekraeft") {
        "&hvor=private-0".to_string()
    } else if ends("/afgoerelse/brev") {
        "&udfald=grant".to_string()
    } else {
        String::new()
    }
}

/// The description the API gives of itself, from which the smallest body of each command is made.
struct Described(serde_json::Value);

impl Described {
    async fn by(town: &Town) -> Described {
        let karen = town.signs_in("karen").await;
        Described(serde_json::from_slice(&karen.opens("/api/v1/openapi.json").await.body).unwrap())
    }

    /// A body with all that must be in it and nothing more.
    fn body(&self, route: &Route) -> String {
        let method = route.method.as_str().to_lowercase();
        let operation = &self.0["paths"][route.path][method];
        assert!(operation.is_object(), "{} {} is not described", route.method, route.path);
        let content = &operation["requestBody"]["content"]["application/json"]["schema"];
        if content.is_null() { "{}".to_string() } else { self.smallest(content, 0).to_string() }
    }

    fn smallest(&self, schema: &serde_json::Value, depth: usize) -> serde_json::Value {
        use serde_json::{Value, json};
        assert!(depth < 20, "a schema that never ends");
        if let Some(name) = schema["$ref"].as_str().and_then(|name| name.strip_prefix("#/components/schemas/")) {
            return self.smallest(&self.0["components"]["schemas"][name], depth + 1);
        }
        for several in ["oneOf", "anyOf", "allOf"] {
            let first = schema[several].as_array().and_then(|all| all.iter().find(|one| one["type"] != "null"));
            if let Some(first) = first {
                return self.smallest(first, depth + 1);
            }
        }
        if let Some(first) = schema["enum"].as_array().and_then(|values| values.first()) {
            return first.clone();
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => kinds.iter().find(|kind| **kind != "null").cloned().unwrap_or(Value::Null),
            kind => kind.clone(),
        };
        match (kind.as_str(), schema["format"].as_str()) {
            (Some("object"), _) => {
                let names = schema["required"].as_array().cloned().unwrap_or_default();
                let field = |name: &Value| {
                    let name = name.as_str().unwrap().to_string();
                    let value = match name.as_str() {
                        "cpr" => json!(VIKTOR.cpr),
                        _ => self.smallest(&schema["properties"][&name], depth + 1),
                    };
                    (name, value)
                };
                Value::Object(names.iter().map(field).collect())
            }
            (Some("array"), _) => json!([]),
            (Some("integer" | "number"), _) => json!(1),
            (Some("boolean"), _) => json!(false),
            (Some("string"), Some("uuid")) => json!(NOBODYS),
            (Some("string"), Some("date")) => json!("2026-03-20"),
            _ => json!("noget"),
        }
    }
}

/// Asks as the route wants to be asked, with the token of the person's own pages and nothing typed.
async fn ask(browser: &mut Browser, route: &Route, path: &str, csrf: &str, described: &Described) -> Page {
    let request = Request::builder().method(&route.method).uri(path).header("sec-fetch-site", "same-origin");
    let request = match route.takes {
        _ if route.method == Method::GET => request.body(Body::empty()),
        Takes::Upload if !route.is_api() => {
            let body = format!("--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n--x--\r\n");
            request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=x").body(Body::from(body))
        }
        Takes::Upload => {
            let part =
                |head: &str, text: &str| format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n{text}\r\n");
            let body = [
                part("name=\"source\"", "Tovby Skole"),
                part("name=\"received_on\"", "2026-03-04"),
                part("name=\"file\"; filename=\"svar.txt\"", "Udtalelse"),
            ];
            let body = format!("{}--x--\r\n", body.concat());
            let request = request.header("x-csrf-token", csrf).header("idempotency-key", key());
            request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=x").body(Body::from(body))
        }
        _ if route.is_api() => request
            .header(header::CONTENT_TYPE, "application/json")
            .header("x-csrf-token", csrf)
            .header("idempotency-key", key())
            .header(header::IF_MATCH, "\"1\"")
            .body(Body::from(described.body(route))),
        _ => request
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("csrf={csrf}{}", carries(route)))),
    };
    browser.ask(request.unwrap()).await
}

/// A key no command has had.
fn key() -> String {
    static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    format!("walk-{:08}", NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
}

/// An answer without what differs between any two: the request's id.
fn bytes(page: &Page) -> (StatusCode, Vec<(String, String)>, String) {
    let id = page.header("x-request-id").to_string();
    let headers = page.headers.iter().filter(|(name, _)| name.as_str() != "x-request-id");
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_string()));
    (page.status, headers.collect(), page.html().replace(&id, "?"))
}

/// What a person is asked to do once more with what the walk needs.
struct Walker<'a> {
    person: Person,
    desk: Desk<'a>,
    browser: Browser,
    csrf: String,
    described: &'a Described,
}

impl<'a> Walker<'a> {
    async fn arrives(town: &'a Town, place: usize, described: &'a Described) -> Walker<'a> {
        let (username, _, department, roles) = STAFF[place];
        let desk = town.signs_in(username).await;
        let mut browser = desk.browser().await;
        let csrf = browser.get("/i-dag").await.shown().form("/log-ud").value("csrf").unwrap().to_string();
        let person = Person { username, department, roles: roles.iter().map(|role| role.code()).collect() };
        Walker { person, desk, browser, csrf, described }
    }

    async fn asks(&mut self, route: &Route, of: Option<&Furnished>) -> Page {
        let mut browser = self.browser.clone();
        let page = ask(&mut browser, route, &fill(route, of.map(|of| &of.things)), &self.csrf, self.described).await;
        if route.path == "/log-ud" {
            // That ended the session of all copies.
            let place = STAFF.iter().position(|staff| staff.0 == self.person.username).unwrap();
            let fresh = Walker::arrives(self.desk.town, place, self.described);
            *self = Box::pin(fresh).await;
        }
        page
    }
}

fn name(route: &Route, who: &str, what: &str) -> String {
    format!("{} {} as {who}, {what}", route.method, route.path)
}

#[tokio::test]
async fn nobody_gets_past_the_door() {
    play("2026-03-05", async |town| {
        let described = Described::by(town).await;
        for route in web::table().iter().filter(|route| route.needs != Needs::Nobody) {
            let page = ask(&mut Browser::new(town.router()), route, &fill(route, None), "", &described).await;
            let what = name(route, "nobody", "");
            if route.is_api() {
                assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{what}");
                assert_eq!(page.header("content-type"), "application/problem+json", "{what}");
            } else {
                assert_eq!(page.status, StatusCode::SEE_OTHER, "{what}");
                assert!(page.header("location").starts_with("/log-ind"), "{what}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_14_every_route_answers_each_role_by_the_policy_and_by_what_they_are_to_the_case() {
    play("2026-03-05", async |town| {
        let (policy, described) = (policy(), Described::by(town).await);
        let mut cases = Vec::new();
        for responsible in ["karen", "jonas", "birgitte", "henrik", "louise", "pia"] {
            cases.push(furnished(town, responsible).await);
        }
        let mut wrong = Vec::new();
        let mut asked = 0;
        for place in 0..STAFF.len() {
            let mut walker = Walker::arrives(town, place, &described).await;
            for route in web::table() {
                let Needs::Right(action, object) = route.needs else { continue };
                // Only the demo town's day can be turned; here it does not exist.
                if route.path.starts_with("/demo/") {
                    continue;
                }
                asked += 1;
                let missing = walker.asks(route, None).await;
                if about(route) == About::Neither {
                    let mut may = walker.person.may(&policy, None, action, object);
                    if route.path == "/noedadgang" {
                        // Who may break the glass, and who leads and is told that somebody did.
                        may = walker.person.may(&policy, None, Action::BreakGlass, Object::Case)
                            || (route.method == Method::GET
                                && walker.person.may(&policy, None, Action::Lead, Object::Case));
                    }
                    let names_a_thing = route.path.contains('{');
                    let found = missing.status != StatusCode::NOT_FOUND;
                    if (found != may && !(may && names_a_thing)) || missing.status.is_server_error() {
                        wrong.push(format!("{}: {}", name(route, walker.person.username, "no case"), missing.status));
                    }
                    continue;
                }
                if missing.status != StatusCode::NOT_FOUND {
                    wrong.push(format!("{}: {}", name(route, walker.person.username, "missing"), missing.status));
                }
                for case in picked(&walker.person, &cases) {
                    let relations = walker.person.relations(case);
                    let may = walker.person.may(&policy, Some(&relations), action, object);
                    let watched = !may && route.method != Method::GET && may_see(&walker.person, &policy, &relations);
                    let before = if watched { lines(town, case).await } else { 0 };
                    let page = walker.asks(route, Some(case)).await;
                    let what = name(route, walker.person.username, &format!("case of {}", case.responsible));
                    if may {
                        // A relation that is not there cannot be ended, whoever asks.
                        // Nobody has complained or notified in these cases: `complaints.rs` and `notification.rs` do.
                        let names_another = route.path.ends_with("/ophoer")
                            || route.path.contains("{other}")
                            || route.path.contains("{complaint}")
                            || route.path.contains("/notification/");
                        let fine = (page.status != StatusCode::NOT_FOUND || names_another)
                            && page.status != StatusCode::UNAUTHORIZED
                            && page.status != StatusCode::FORBIDDEN
                            && !page.status.is_server_error();
                        if !fine {
                            wrong.push(format!("{what}: {} where the policy says yes", page.status));
                        }
                    } else if watched && is_refusal(&page) {
                        // A page one may read says what is wrong with the form before the act is asked; nothing happens.
                        if lines(town, case).await != before {
                            wrong.push(format!("{what}: something was done"));
                        }
                    } else if bytes(&page) != bytes(&missing) {
                        wrong.push(format!("{what}: {} where it should look as if it did not exist", page.status));
                    }
                }
            }
        }
        assert!(STAFF.len() * 30 < asked, "{asked}");
        assert!(wrong.is_empty(), "{} answers:\n{}", wrong.len(), wrong.join("\n"));
        town.post_goes().await;
    })
    .await;
}

fn may_see(person: &Person, policy: &[Line], relations: &BTreeSet<&str>) -> bool {
    person.may(policy, Some(relations), Action::See, Object::Case)
}

fn is_refusal(page: &Page) -> bool {
    matches!(page.status.as_u16(), 404 | 409 | 412 | 422 | 428)
}

/// How much the journal of a case holds.
async fn lines(town: &Town, case: &Furnished) -> usize {
    let actor = town.actor(case.responsible).await;
    app::case::journal(&town.app, &actor, case.things.case, None).await.unwrap().len()
}

/// Their own case, one of their unit's, and a foreign one, as far as there are such.
fn picked<'c>(person: &Person, cases: &'c [Furnished]) -> Vec<&'c Furnished> {
    let own = cases.iter().find(|case| case.responsible == person.username);
    let of_unit = cases.iter().find(|case| case.department == person.department && case.responsible != person.username);
    let foreign = cases.iter().find(|case| case.department != person.department);
    [own, of_unit, foreign].into_iter().flatten().collect()
}
