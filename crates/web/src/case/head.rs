//! The head of every page of a case: who, what, where it stands, who is responsible, and the tabs.

use crate::parts::{Alert, Outreach, Person, StageState, Stages, Tab, Tabs, Tone};
use crate::wording::danish;
use app::App;
use app::case::{CourseView, View};
use askama::Template;
use askama::filters::HtmlSafe;
use domain::access::Relation;
use domain::people::Protection;
use domain::progress::Happening;

/// The tab a page of a case belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// "Forløb": the case page itself, its steps and forms.
    Course,
    /// "Stamkort": what a newcomer reads first.
    MasterRecord,
    /// "Underretning", where the case began with one.
    Notification,
    /// "Journal".
    Journal,
    /// "Dokumenter": documents and letters.
    Documents,
    /// "Oplysninger": consents and requests for information.
    Information,
    /// "Vurdering".
    Assessment,
    /// "Partshøring".
    Hearing,
    /// "Afgørelse".
    Decision,
    /// "Klage", once a decision is sent.
    Complaint,
    /// "Plan".
    Plan,
    /// "Møder".
    Meetings,
    /// "Netværk".
    Network,
    /// "Opgaver".
    Tasks,
    /// "Koordinering": who holds a function, and the council.
    Functions,
    /// "Samarbejde": transfers, committees and contracts.
    Cooperation,
    /// "18 år": what the 18th birthday changes.
    Birthday,
    /// "Historik".
    History,
}

/// What a tab says, and the end of its path.
const TABS: &[(Place, &str, &str)] = &[
    (Place::Course, "Forløb", ""),
    (Place::MasterRecord, "Stamkort", "/stamkort"),
    (Place::Notification, "Underretning", "/underretning"),
    (Place::Journal, "Journal", "/journal"),
    (Place::Documents, "Dokumenter", "/dokumenter"),
    (Place::Information, "Oplysninger", "/oplysninger"),
    (Place::Assessment, "Vurdering", "/vurdering"),
    (Place::Hearing, "Partshøring", "/partshoering"),
    (Place::Decision, "Afgørelse", "/afgoerelse"),
    (Place::Complaint, "Klage", "/klage"),
    (Place::Plan, "Plan", "/plan"),
    (Place::Meetings, "Møder", "/moeder"),
    (Place::Network, "Netværk", "/netvaerk"),
    (Place::Tasks, "Opgaver", "/opgaver"),
    (Place::Functions, "Koordinering", "/funktioner"),
    (Place::Cooperation, "Samarbejde", "/samarbejde"),
    (Place::Birthday, "18 år", "/18-aar"),
    (Place::History, "Historik", "/historik"),
];

/// The head; a page writes `{{ head }}` first in its main block. It holds the page's `h1`, so the page goes on with `h2`.
#[derive(Clone, Debug, Template)]
#[template(path = "case/head.html")]
pub(crate) struct Head {
    title: String,
    number: String,
    kle: String,
    provision: String,
    citizen: Person,
    outreach: Option<Outreach>,
    enquiries: Vec<(String, String)>,
    responsible: String,
    /// Where the case is.
    path: String,
    /// What somebody is for the citizen, who, and their telephone.
    coordinators: Vec<(String, String, String)>,
    department: String,
    /// The page of the family the case is of.
    family: Option<String>,
    received: Option<String>,
    notices: Vec<Alert>,
    stages: Stages,
    tabs: Tabs,
}

impl HtmlSafe for Head {}

impl Head {
    /// The head of this case, on the page of this tab.
    pub(crate) fn of(app: &App, view: &View<'_>, here: Place) -> Self {
        let (case, citizen) = (&view.file.case, &view.file.citizen);
        let department = app.content.department(&case.department).map(|department| department.title.clone());
        let path = format!("/sager/{}", case.id);
        let tab = |(place, title, end): &(Place, &str, &str)| Tab {
            title: (*title).into(),
            path: format!("{path}{end}"),
            current: *place == here,
            count: count(view, *place),
        };
        Self {
            title: view.benefit.title.clone(),
            number: case.number.to_string(),
            kle: case.kle.clone(),
            provision: provision(view),
            citizen: Person {
                name: citizen.name.clone(),
                link: Some(format!("/borgere/{}", citizen.id)),
                age: citizen.age_on(view.today),
                cpr: citizen.cpr.masked(),
                protected: citizen.contact.protection() == Protection::Protected,
                role: String::new(),
            },
            outreach: view.outreach.as_ref().map(|(_, name)| Outreach::new(name.clone())),
            enquiries: view
                .enquiries
                .iter()
                .map(|(id, day)| (format!("/henvendelser/{id}"), danish::date_short(*day)))
                .collect(),
            responsible: view.responsible.name.clone(),
            path: path.clone(),
            coordinators: view
                .coordinators
                .iter()
                .map(|(title, staff)| (title.clone(), staff.name.clone(), staff.phone.clone()))
                .collect(),
            department: department.unwrap_or_default(),
            family: view.family.map(|family| format!("/familier/{family}")),
            received: view.file.application.as_ref().map(|application| danish::date_short(application.received_on)),
            notices: notices(view),
            stages: Stages { stages: stages(view) },
            tabs: Tabs {
                label: "Sagens sider".into(),
                tabs: TABS.iter().filter(|(place, ..)| has(app, view, *place)).map(tab).collect(),
            },
        }
    }
}

/// The provision in force today, or on the day of the decision once there is one.
fn provision(view: &View<'_>) -> String {
    let sent = view.file.decisions.iter().rev().find_map(|decision| match &decision.state {
        domain::decision::State::Sent { on, .. } => Some(*on),
        _ => None,
    });
    let day = sent.unwrap_or(view.today);
    view.benefit.provision_on(day).map_or_else(
        || "Ingen bestemmelse gælder i dag".to_string(),
        |law| match &law.name {
            Some(name) => format!("{} ({name})", law.paragraph),
            None => law.paragraph.clone(),
        },
    )
}

/// Whether the case has what the tab is about.
fn has(app: &App, view: &View<'_>, place: Place) -> bool {
    match place {
        Place::Notification => view.file.notification.is_some(),
        // Nobody can complain before something is decided.
        Place::Complaint => view.file.decisions.iter().any(|decision| decision.state.is_sent()),
        Place::Plan => app::plan::belongs(app, view),
        Place::Network => app::network::belongs(app, view),
        Place::Birthday => app::adulthood::is_told(&view.file, view.today),
        _ => true,
    }
}

fn count(view: &View<'_>, place: Place) -> Option<usize> {
    let number = match place {
        Place::Documents => view.documents.len().saturating_add(view.letters.len()),
        Place::Assessment => view.file.findings.len(),
        Place::Hearing => view.file.hearings.len(),
        Place::Complaint => view.file.complaints.len(),
        _ => 0,
    };
    (number != 0).then_some(number)
}

/// The course whose phases are the stages of the case: the first that runs.
fn main_course<'v, 'a>(view: &'v View<'a>) -> Option<&'v CourseView<'a>> {
    let staged = |course: &&CourseView<'_>| 1 < course.procedure.phases.len();
    let running = |course: &&CourseView<'_>| course.ended_on.is_none();
    // What is under way says where the case stands; what has ended only when nothing else does.
    let found = view.courses.iter().find(|course| staged(course) && running(course));
    found.or_else(|| view.courses.iter().find(staged)).or_else(|| view.courses.first())
}

fn stages(view: &View<'_>) -> Vec<(String, StageState)> {
    let Some(course) = main_course(view) else { return Vec::new() };
    let state = |index: usize| match index.cmp(&course.phase) {
        _ if course.ended_on.is_some() || view.file.case.closed_on.is_some() => StageState::Done,
        std::cmp::Ordering::Less => StageState::Done,
        std::cmp::Ordering::Equal => StageState::Now,
        std::cmp::Ordering::Greater => StageState::Ahead,
    };
    course.procedure.phases.iter().enumerate().map(|(index, title)| (title.clone(), state(index))).collect()
}

/// The day the case was suspended and the day to look at it again, while it stands still.
pub(crate) fn suspended(view: &View<'_>) -> Option<(jiff::civil::Date, jiff::civil::Date, String)> {
    let running = view.courses.iter().filter(|course| course.ended_on.is_none());
    running.flat_map(|course| course.milestones.iter().rev()).find_map(|milestone| match &milestone.what {
        Happening::Suspended { look_again, reason, .. } => Some(Some((milestone.day, *look_again, reason.clone()))),
        Happening::Resumed => Some(None),
        _ => None,
    })?
}

fn notices(view: &View<'_>) -> Vec<Alert> {
    let mut notices = Vec::new();
    if let Some(day) = view.file.case.closed_on {
        let text = format!("Sagen blev lukket {}. Den kan læses, men ikke ændres.", danish::date_long(day));
        notices.push(Alert::new(Tone::Info, "Lukket sag", text));
    }
    if view.relation == Relation::BreakGlass {
        let text = "Du læser sagen med nødadgang. Lederen har fået besked, og alt, du åbner, står i sagens historik.";
        notices.push(Alert::new(Tone::Warning, "Nødadgang", text));
    }
    let other_protected =
        view.file.someone_is_protected() && view.file.citizen.contact.protection() == Protection::None;
    if other_protected {
        let text = "En af parterne er adressebeskyttet. Skriv ikke, hvor vedkommende bor, arbejder eller opholder sig.";
        notices.push(Alert::new(Tone::Warning, "Adressebeskyttet part", text));
    }
    if let Some(sitting) = &view.council {
        let text = format!("Næste samråd er {}.", crate::wording::coordination::sitting(sitting));
        let path = format!("/sager/{}/funktioner#samraad", view.file.case.id);
        notices.push(Alert::new(Tone::Info, "Venter på samrådet", text).link("Se spørgsmålet", path));
    }
    if let Some((since, look_again, reason)) = suspended(view) {
        let text = format!(
            "Siden {}. Vi ser på den igen {}. {reason}",
            danish::date_long(since),
            danish::date_long(look_again)
        );
        notices.push(Alert::new(Tone::Info, "Sagen er sat i bero", text));
    }
    notices
}
