//! A kind of meeting: who, why, what about and how long.

use super::Version;
use super::about::About;
use crate::error::{Page, page};
use crate::form::Id;
use crate::layout::{Frame, Here};
use crate::parts::Prose;
use crate::session::Desk;
use app::{App, Refused};
use askama::Template;
use axum::extract::Query;
use domain::deadline::{Anchor, Rule};
use domain::meeting_kind::{ItemOwner, MeetingKind, StandardItem};

#[derive(Template)]
#[template(path = "toolbox/meeting.html")]
struct Show {
    frame: Frame,
    title: String,
    about: About,
    purpose: String,
    help: Option<Prose>,
    participants: Vec<Participant>,
    items: Vec<Item>,
    preparation: Vec<String>,
    /// Title and path of letters, the form and guides that go with it.
    belongs: Vec<(String, String)>,
    /// Title and path of the steps it is called in.
    steps: Vec<(String, String)>,
}

/// Somebody who is expected.
struct Participant {
    who: String,
    why: String,
    when: String,
}

/// An item of the agenda.
struct Item {
    title: String,
    purpose: String,
    owner: String,
    minutes: String,
    updates: String,
}

/// Shows a kind of meeting.
pub(super) async fn show(desk: Desk, Id(id): Id<String>, Query(version): Query<Version>) -> Page {
    let content = &desk.app.content;
    let found = match version.day() {
        Some(day) => content.meeting_kind_version(&id, day),
        None => content.meeting_kind(&id, desk.app.today()).or_else(|| content.meeting_kinds.latest(&id)),
    };
    let kind = found.ok_or(Refused::NotFound)?;
    let days = content.meeting_kinds.iter().filter(|other| other.id == id).map(|other| other.valid_from);
    let rule = |rule: &Option<Rule>| rule.as_ref().map(in_words).unwrap_or_default();
    let at_most = kind.at_most_minutes.map(|most| format!(", højst {}", minutes(most))).unwrap_or_default();
    let about = About::new(&kind.title, "Møde")
        .versions(kind.valid_from, days, &path(&id))
        .fact("Varer", format!("{}{at_most}", minutes(kind.minutes)))
        .fact("Leder", crate::decision::role_title(&desk.app, &kind.leader))
        .fact("Punkter fra deltagerne", rule(&kind.extra_items))
        .fact("Referat til alle", rule(&kind.minutes_due))
        .file(&desk.app, "moeder", &id, kind.valid_from);
    page(&Show {
        frame: desk.frame(Here::Toolbox),
        title: kind.title.clone(),
        about,
        purpose: kind.purpose.clone(),
        help: kind.help.as_ref().map(|help| Prose::of(help, 3)),
        participants: participants(&desk.app, kind),
        items: kind.items.iter().map(|item| read_item(&desk.app, item)).collect(),
        preparation: kind.preparation.clone(),
        belongs: belongs(&desk.app, kind),
        steps: steps(&desk.app, &id),
    })
}

/// Where a kind of meeting is read.
pub(super) fn path(id: &str) -> String {
    format!("/vaerktoejskasse/moeder/{id}")
}

/// "senest 4 dage før mødet".
fn in_words(rule: &Rule) -> String {
    match rule {
        Rule::After(length, _) => format!("senest {length} efter mødet"),
        Rule::Before(length, _) => format!("senest {length} før mødet"),
        Rule::At(Anchor::Named(_)) => "på mødets dag".to_string(),
        // The loader takes no other rule.
        other => other.to_string(),
    }
}

fn minutes(count: u32) -> String {
    match count {
        60 => "1 time".to_string(),
        count if count % 60 == 0 => format!("{} timer", count / 60),
        count => format!("{count} minutter"),
    }
}

fn participants(app: &App, kind: &MeetingKind) -> Vec<Participant> {
    let read = kind.participants.iter().map(|one| Participant {
        who: one.title.clone().unwrap_or_else(|| crate::decision::role_title(app, &one.role)),
        why: one.why.clone(),
        when: one.when.clone().unwrap_or_default(),
    });
    read.collect()
}

fn read_item(app: &App, item: &StandardItem) -> Item {
    let owner = match &item.owner {
        Some(ItemOwner::Leader) => "mødelederen".to_string(),
        Some(ItemOwner::MinuteTaker) => "referenten".to_string(),
        Some(ItemOwner::Everybody) => "alle".to_string(),
        Some(ItemOwner::Role(role)) => crate::decision::role_title(app, role).to_lowercase(),
        None => String::new(),
    };
    let room = if 1 < item.room_for { format!(" (plads til {})", item.room_for) } else { String::new() };
    let form = item.updates.as_ref().and_then(|id| app.content.questionnaires.latest(id));
    Item {
        title: format!("{}{room}", item.title),
        purpose: item.purpose.clone().unwrap_or_default(),
        owner,
        minutes: item.minutes.map(|minutes| minutes.to_string()).unwrap_or_default(),
        updates: form.map(|form| form.title.to_lowercase()).unwrap_or_default(),
    }
}

/// The letters, the form and the guides it names.
fn belongs(app: &App, kind: &MeetingKind) -> Vec<(String, String)> {
    let content = &app.content;
    let form = kind.form.iter().filter_map(|id| {
        let form = content.questionnaires.latest(id)?;
        Some((format!("Skema: {}", form.title), format!("/vaerktoejskasse/skemaer/{id}")))
    });
    let letters = kind.letters.iter().filter_map(|id| {
        let letter = content.letters.latest(id)?;
        Some((format!("Brev: {}", letter.title), format!("/vaerktoejskasse/breve/{id}")))
    });
    let guides = kind.guides.iter().filter_map(|id| {
        let guide = content.guide(id)?;
        Some((format!("Vejledning: {}", guide.title), format!("/vaerktoejskasse/vejledninger/{id}")))
    });
    form.chain(letters).chain(guides).collect()
}

/// The steps of procedures in force that call it.
fn steps(app: &App, id: &str) -> Vec<(String, String)> {
    let procedures = app.content.procedures.all_on(app.today());
    let steps = procedures.flat_map(|procedure| {
        let path = format!("/vaerktoejskasse/procedurer/{}", procedure.id);
        let calls = procedure.steps.iter().filter(|step| step.meeting.as_deref() == Some(id));
        calls.map(move |step| (format!("{}: {}", procedure.title, step.title), path.clone()))
    });
    steps.collect()
}
