//! The assessment (vurdering): the facts a decision rests on, the benefit's criteria, the considerations.

mod considerations;
mod fact;

use crate::case::{Head, Place};
use crate::draft;
use crate::error::{Failure, Page, page};
use crate::form::{Errors, Id};
use crate::layout::Here;
use crate::parts::{Alert, Choice, Choices, Conflict, Empty, Field, Hidden, Summary, Tone};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::{Wording, danish};
use app::case::View;
use app::draft::Field as DraftField;
use app::{Actor, App, assessment};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use domain::access::{Action, Object};
use domain::assessment::{Finding, Known, Weight};
use domain::decision::Missing;
use domain::ids::CaseId;
use domain::journal::EntryKind;
use domain::party_hearing::HearingState;

const SEE: Needs = Needs::Right(Action::See, Object::Case);
const WORK: Needs = Needs::Right(Action::Work, Object::Case);

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/sager/{id}/vurdering", SEE, show)
        .post("/sager/{id}/vurdering", WORK, considerations::save)
        .post("/sager/{id}/vurdering/oplysning", WORK, fact::add)
        .get("/sager/{id}/vurdering/oplysning/{fact}", WORK, fact::show)
        .post("/sager/{id}/vurdering/oplysning/{fact}", WORK, fact::change)
        .post("/sager/{id}/vurdering/oplysning/{fact}/fjern", WORK, fact::remove)
}

#[derive(Template)]
#[template(path = "assessment/show.html")]
struct Show {
    frame: crate::layout::Frame,
    head: Head,
    number: String,
    path: String,
    closed: Option<Alert>,
    facts: Vec<FactRow>,
    new: fact::Form,
    criteria: Vec<considerations::Row>,
    considerations: String,
    version: i64,
    amounts: Vec<Amount>,
    provision: String,
    /// Whether the reader may write here now.
    writable: Writable,
    missing: Vec<(String, String)>,
    errors: Errors,
    conflicts: Vec<Conflict>,
    /// Where what is written is kept, and the notice of what was kept before.
    draft_path: String,
    draft: Option<draft::Notice>,
}

/// Whether the page offers its forms.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writable {
    Yes,
    No,
}

/// A fact as the list shows it.
struct FactRow {
    id: String,
    text: String,
    source: String,
    document: Option<(String, String)>,
    known: String,
    weight: String,
    against: bool,
    /// Where it stands with hearing the parties; nothing when nobody need be heard.
    hearing: Option<Hearing>,
    edit: Option<String>,
    locked: bool,
    /// It is part of a decision that was sent.
    decided: bool,
}

/// Where a fact stands with hearing the parties.
struct Hearing {
    text: String,
    icon: &'static str,
    settled: bool,
}

/// An amount of the benefit in force today.
pub(crate) struct Amount {
    /// What it is.
    pub(crate) title: String,
    /// Its value as written; `None` when it is not set.
    pub(crate) value: Option<String>,
    /// Since when.
    pub(crate) from: String,
    /// The paragraph.
    pub(crate) source: String,
    /// A person must look it up first.
    pub(crate) to_be_confirmed: bool,
}

async fn show(desk: Desk, Id(id): Id<CaseId>) -> Page {
    let view = app::case::show(&desk.app, &desk.actor, id).await?;
    let writes = view.may.work && why_closed(&view).is_none();
    let begun = if writes { draft::begun(&desk, id, DraftField::Considerations).await? } else { None };
    let Some(begun) = begun else { return page(&the_page(&desk, &view, Typed::default())) };
    let considerations = considerations::read(&view, begun.fields.clone()).ok();
    let begun_on = considerations.as_ref().and_then(considerations::Typed::begun_on);
    let mut shown = the_page(&desk, &view, Typed { considerations, begun_on, ..Typed::default() });
    shown.draft = Some(begun.notice(&shown.draft_path, &shown.frame));
    page(&shown)
}

/// What was typed and not saved, when the page is shown again.
#[derive(Default)]
struct Typed {
    fact: Option<fact::Typed>,
    considerations: Option<considerations::Typed>,
    /// The version a draft was begun on: saving it tells if somebody saved meanwhile.
    begun_on: Option<i64>,
    errors: Errors,
    conflicts: Vec<Conflict>,
}

async fn again(desk: &Desk, id: CaseId, status: StatusCode, typed: Typed) -> Page {
    let view = app::case::show(&desk.app, &desk.actor, id).await?;
    Ok((status, Html(the_page(desk, &view, typed).render()?)).into_response())
}

fn the_page(desk: &Desk, view: &View<'_>, typed: Typed) -> Show {
    let case = &view.file.case;
    let closed = why_closed(view);
    let may = view.may.work && closed.is_none();
    let assessed = &view.file.assessment;
    let (considered, criteria) = match &typed.considerations {
        Some(typed) => (typed.text.clone(), considerations::rows(view, Some(typed), &typed.errors)),
        None => (assessed.considerations.clone(), considerations::rows(view, None, &Errors::default())),
    };
    let version = typed.begun_on.unwrap_or(assessed.version);
    let fact = typed.fact.unwrap_or_default();
    let mut errors = typed.errors;
    for (field, text) in typed.considerations.iter().flat_map(|typed| typed.errors.iter()) {
        errors.add(field.to_string(), text);
    }
    Show {
        frame: desk.frame(Here::Elsewhere),
        head: Head::of(&desk.app, view, Place::Assessment),
        number: case.number.to_string(),
        path: format!("/sager/{}", case.id),
        closed: if view.may.work { closed } else { Some(only_reading()) },
        facts: view.file.findings.iter().map(|finding| row(view, finding, may)).collect(),
        new: fact::Form::of(view, &fact, &errors, "Tilføj oplysningen"),
        criteria,
        considerations: considered,
        version,
        amounts: amounts(&desk.app, view),
        provision: provision(view),
        writable: if may { Writable::Yes } else { Writable::No },
        missing: missing(view),
        draft_path: draft::path(case.id, DraftField::Considerations),
        draft: None,
        errors,
        conflicts: typed.conflicts,
    }
}

fn only_reading() -> Alert {
    let text = "Den, der er ansvarlig for sagen eller har fået en opgave på den, skriver vurderingen.";
    Alert::new(Tone::Info, "Du kan læse vurderingen", text)
}

/// Why nothing can be changed now, with a way on.
fn why_closed(view: &View<'_>) -> Option<Alert> {
    let path = format!("/sager/{}/afgoerelse", view.file.case.id);
    if view.file.case.closed_on.is_some() {
        return Some(Alert::new(Tone::Info, "Sagen er lukket", "Vurderingen kan læses, men ikke ændres."));
    }
    if assessment::is_decided_on(&view.file) {
        let text = "Godkenderen skal kunne stole på, at grundlaget ikke flytter sig. Skal noget rettes, så træk \
                    afgørelsen tilbage først.";
        let alert = Alert::new(Tone::Info, "Afgørelsen ligger til godkendelse eller er godkendt", text);
        return Some(alert.link("Gå til afgørelsen", path));
    }
    None
}

fn row(view: &View<'_>, finding: &Finding, may: bool) -> FactRow {
    let path = format!("/sager/{}", view.file.case.id);
    let document = finding.document.and_then(|id| view.documents.iter().find(|document| document.id == id));
    let heard = view.file.hearings.iter().any(|hearing| hearing.findings.contains(&finding.id));
    let locked = heard || finding.decided_on.is_some();
    FactRow {
        id: finding.id.to_string(),
        text: finding.text.clone(),
        source: finding.source.clone(),
        document: document.map(|found| (found.title.clone(), format!("{path}/dokumenter/{}", found.id))),
        known: finding.known.danish(),
        weight: finding.weight.danish(),
        against: finding.weight == Weight::Against,
        hearing: hearing(view, finding),
        edit: (may && !locked).then(|| format!("{path}/vurdering/oplysning/{}", finding.id)),
        locked,
        decided: finding.decided_on.is_some(),
    }
}

fn hearing(view: &View<'_>, finding: &Finding) -> Option<Hearing> {
    let about = || view.file.hearings.iter().filter(|hearing| hearing.findings.contains(&finding.id));
    let unheard = view
        .missing
        .iter()
        .any(|missing| matches!(missing, Missing::PartyHearing { findings, .. } if findings.contains(&finding.id)));
    let open = about().filter(|hearing| matches!(hearing.state, HearingState::Sent)).map(|h| h.answer_by).max();
    let (text, icon, settled) = match (unheard, open) {
        (true, _) => ("Skal i partshøring".to_string(), "warning", false),
        (false, Some(until)) => (format!("I partshøring til og med {}", danish::date_short(until)), "hourglass", false),
        (false, None) if about().next().is_some() => ("Parten er hørt".to_string(), "check", true),
        (false, None) => return None,
    };
    Some(Hearing { text, icon, settled })
}

/// The amounts of the case's benefit in force today.
pub(crate) fn amounts(app: &App, view: &View<'_>) -> Vec<Amount> {
    let settings = view.benefit.amounts.iter().filter_map(|id| app.content.setting(id));
    settings
        .map(|setting| {
            let dated = setting.on(view.today);
            Amount {
                title: setting.title.clone(),
                value: dated.map(|dated| dated.text.clone()),
                from: dated.map(|dated| danish::date_plain(dated.from)).unwrap_or_default(),
                source: setting.source.clone().unwrap_or_default(),
                to_be_confirmed: dated.is_some_and(|dated| dated.to_be_confirmed),
            }
        })
        .collect()
}

/// The provision in force today; empty when there is none.
pub(crate) fn provision(view: &View<'_>) -> String {
    view.benefit.provision_on(view.today).map_or_else(String::new, |law| law.paragraph.clone())
}

/// What the assessment itself lacks, each with the place where it is mended.
fn missing(view: &View<'_>) -> Vec<(String, String)> {
    let here = |missing: &&Missing| {
        matches!(
            missing,
            Missing::Facts
                | Missing::SourceOfFact(_)
                | Missing::Considerations
                | Missing::Criterion(_)
                | Missing::GrantDespiteUnmetCriterion(_)
                | Missing::PartyHearing { .. }
                | Missing::AnswerToPartyHearing { .. }
        )
    };
    view.missing
        .iter()
        .filter(here)
        .map(|missing| (crate::decision::missing_said(view, missing), crate::decision::mended_at(view, missing)))
        .collect()
}

/// Who last did this act on the case, and when, for the words of a conflict.
pub(crate) async fn last_done(
    app: &App,
    actor: &Actor,
    case: CaseId,
    codes: &[&str],
) -> Result<(String, String), Failure> {
    let lines = app::case::journal(app, actor, case, None).await?;
    let found = lines.into_iter().find(|line| match &line.entry.kind {
        EntryKind::Act(code) => codes.contains(&code.as_str()),
        EntryKind::Note { .. } => false,
    });
    Ok(found.map_or(("En kollega".into(), "for lidt siden".into()), |line| {
        (line.by.unwrap_or_else(|| "Systemet".into()), danish::instant(line.entry.written_at))
    }))
}

/// Known, read back from its code.
fn known(code: &str) -> Option<Known> {
    [Known::Known, Known::Unknown].into_iter().find(|known| Wording::code(known) == code)
}

/// Weight, read back from its code.
fn weight(code: &str) -> Option<Weight> {
    [Weight::Against, Weight::NotAgainst].into_iter().find(|weight| Wording::code(weight) == code)
}
