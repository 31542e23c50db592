//! What the page of consents and requests shows.

use super::{FORMS, Typed, TypedConsent, TypedRequest};
use crate::case::{Head, Place};
use crate::form::Errors;
use crate::layout::{Frame, Here};
use crate::parts::{Alert, Choice, Choices, Deadline, Empty, Field, Hidden, Person, Summary, Tick, Tone};
use crate::session::Desk;
use crate::sharing::{Use, UsedOn};
use crate::wording::Wording;
use crate::wording::danish::{self, date_short};
use app::case::View;
use askama::Template;
use domain::consent::{Consent, Covers};
use domain::deadline::Kind;
use domain::ids::{CaseId, ConsentId, PersonId};
use domain::information::{Basis, InformationRequest, RequestState};
use domain::letter::{Addressee, LetterState, Occasion};
use domain::shared::Shared;

/// Somebody around the case.
pub(super) struct Party {
    person: Person,
    is_party: bool,
}

/// A consent.
pub(super) struct ConsentRow {
    id: String,
    source: String,
    about: String,
    purpose: String,
    given: String,
    until: String,
    /// Why it no longer holds; empty while it does.
    ended: String,
    /// What it lets us do.
    covers: String,
    may_ask: bool,
    may_pass_on: bool,
    /// It runs out soon: the day of the reminder and its rule; empty otherwise.
    soon: Option<Deadline>,
    /// What was done on it so far, newest first.
    used: Vec<Use>,
}

/// A request for information.
pub(super) struct RequestRow {
    id: String,
    source: String,
    about: String,
    basis: String,
    state: String,
    reply_by: Deadline,
    letter: Option<String>,
    answer: Option<String>,
    giving_up: Option<String>,
}

/// A letter that asks and is not sent yet.
pub(super) struct DraftRow {
    to: String,
    path: String,
}

/// The page.
#[derive(Template)]
#[template(path = "information/show.html")]
pub(super) struct Show {
    frame: Frame,
    head: Head,
    case: CaseId,
    errors: Errors,
    parties: Vec<Party>,
    consents: Vec<ConsentRow>,
    ended: Vec<ConsentRow>,
    drafts: Vec<DraftRow>,
    open: Vec<RequestRow>,
    closed: Vec<RequestRow>,
    may_work: bool,
    givers: Vec<Choice>,
    forms: Vec<Choice>,
    covers: Vec<Choice>,
    soon: usize,
    bases: Vec<Choice>,
    consent: TypedConsent,
    request: TypedRequest,
    refusal: String,
}

impl Show {
    /// The page of a case.
    pub(super) fn of(desk: &Desk, (view, shared): (&View<'_>, &[Shared]), typed: Typed, errors: Errors) -> Self {
        let frame = desk.frame(Here::Elsewhere);
        let (in_force, ended): (Vec<&Consent>, Vec<&Consent>) =
            view.file.consents.iter().rev().partition(|consent| consent.holds_on(view.today));
        let (open, closed): (Vec<&InformationRequest>, Vec<&InformationRequest>) =
            view.file.requests.iter().rev().partition(|request| request.is_open());
        let giver = |person: &&domain::people::Person| {
            let role = role(view, person.id);
            let label = if role.is_empty() { person.name.clone() } else { format!("{}, {role}", person.name) };
            Choice::new(person.id.to_string(), label)
        };
        let row = |request: &&InformationRequest| request_row(view, request, &typed);
        let reminders = Reminders::of(desk, view);
        let given = |consent: &Consent| consent_row(view, consent, shared, &reminders);
        Self {
            frame,
            head: Head::of(&desk.app, view, Place::Information),
            case: view.file.case.id,
            parties: parties(view),
            bases: bases(&in_force),
            consents: in_force.into_iter().map(given).collect(),
            ended: ended.into_iter().map(given).collect(),
            soon: reminders.0.len(),
            covers: Covers::ALL.iter().map(|one| Choice::new(one.code(), capital(&one.danish()))).collect(),
            drafts: drafts(view),
            open: open.iter().map(row).collect(),
            closed: closed.iter().map(row).collect(),
            may_work: view.may.work && view.file.case.closed_on.is_none(),
            givers: app::consent::givers(&view.file, view.today).iter().map(giver).collect(),
            forms: FORMS.iter().map(|form| Choice::new(form.code(), capital(&form.danish()))).collect(),
            consent: typed.consent,
            request: typed.request,
            refusal: typed.refusal.grund,
            errors,
        }
    }
}

/// The citizen, and everybody with a relation that holds today.
fn parties(view: &View<'_>) -> Vec<Party> {
    let file = &view.file;
    let parties: Vec<PersonId> = file.parties_on(view.today).iter().map(|person| person.id).collect();
    let related = file.related.iter().filter(|person| {
        file.relations.iter().any(|relation| relation.other == person.id && relation.holds_on(view.today))
    });
    std::iter::once(&file.citizen)
        .chain(related)
        .map(|person| Party {
            person: Person {
                name: person.name.clone(),
                link: Some(format!("/borgere/{}", person.id)),
                age: person.age_on(view.today),
                cpr: person.cpr.masked(),
                protected: person.is_protected(),
                role: role(view, person.id),
            },
            is_party: parties.contains(&person.id),
        })
        .collect()
}

/// What somebody is to the citizen today, in words.
fn role(view: &View<'_>, id: PersonId) -> String {
    if id == view.file.citizen.id {
        return "borgeren".into();
    }
    let held = view.file.relations.iter().filter(|relation| relation.other == id && relation.holds_on(view.today));
    crate::wording::listed(&held.map(|relation| relation.kind.danish()).collect::<Vec<_>>())
}

/// Consents that run out soon, each with the day of its reminder and the rule behind it.
struct Reminders(Vec<(ConsentId, Deadline)>);

impl Reminders {
    fn of(desk: &Desk, view: &View<'_>) -> Self {
        let Some(before) = app::consent::reminded_before(&desk.app, view.today) else { return Self(Vec::new()) };
        let soon = domain::consent::running_out(&view.file.consents, before, &desk.app.content.calendar, view.today)
            .into_iter();
        let rule = format!("samtykkets sidste dag; vi spørger {before} før");
        let shown =
            soon.map(|(consent, _)| (consent.id, Deadline::plain(consent.until, rule.clone(), Kind::Goal, view.today)));
        Self(shown.collect())
    }
}

fn consent_row(view: &View<'_>, consent: &Consent, shared: &[Shared], reminders: &Reminders) -> ConsentRow {
    let may = |what: Covers| consent.holds_on(view.today) && consent.covers.contains(&what);
    let ended = match consent.withdrawn_on {
        Some(day) => format!("Trukket tilbage {}", date_short(day)),
        None if consent.until < view.today => format!("Udløbet {}", date_short(consent.until)),
        None => String::new(),
    };
    ConsentRow {
        covers: crate::wording::listed(&consent.covers.iter().map(Wording::danish).collect::<Vec<_>>()),
        may_ask: may(Covers::Fetch),
        may_pass_on: may(Covers::Share),
        soon: reminders.0.iter().find(|(id, _)| *id == consent.id).map(|(_, soon)| soon.clone()),
        used: crate::sharing::uses(view, shared, consent.id),
        id: consent.id.to_string(),
        source: consent.source.clone(),
        about: consent.about.clone(),
        purpose: consent.purpose.clone(),
        given: format!(
            "Givet {} {} af {}",
            consent.form.danish(),
            date_short(consent.given_on),
            view.file.name_of(consent.given_by)
        ),
        until: format!("{} ({}) er sidste dag", date_short(consent.until), danish::distance(consent.until, view.today)),
        ended,
    }
}

fn bases(in_force: &[&Consent]) -> Vec<Choice> {
    let to_ask = in_force.iter().filter(|consent| consent.covers.contains(&Covers::Fetch));
    let consent = |consent: &&Consent| {
        let hint = format!("Om {}. Til og med {}.", consent.about.trim_end_matches('.'), date_short(consent.until));
        Choice::new(consent.id.to_string(), format!("Samtykke: {}", consent.source)).hint(hint)
    };
    let law = Choice::new("lov", "En bestemmelse, der giver adgang uden samtykke")
        .hint("Skriv nedenfor hvilken, og hvorfor den gælder her.");
    to_ask.map(consent).chain([law]).collect()
}

fn drafts(view: &View<'_>) -> Vec<DraftRow> {
    let asks = view
        .letters
        .iter()
        .filter(|letter| letter.occasion == Occasion::InformationRequest && letter.state == LetterState::Drafted);
    asks.map(|letter| DraftRow {
        to: match &letter.addressee {
            Addressee::Partner { name, .. } => name.clone(),
            Addressee::Person(id) => view.file.name_of(*id),
        },
        path: crate::letter::path(letter.case, letter.id),
    })
    .collect()
}

fn request_row(view: &View<'_>, request: &InformationRequest, typed: &Typed) -> RequestRow {
    let case = view.file.case.id;
    let basis = match &request.basis {
        Basis::Consent(id) => {
            let given = view.file.consents.iter().find(|consent| consent.id == *id);
            given.map_or_else(
                || "Samtykke".to_string(),
                |consent| {
                    format!(
                        "Samtykke fra {}, givet {}",
                        view.file.name_of(consent.given_by),
                        date_short(consent.given_on)
                    )
                },
            )
        }
        Basis::Law { paragraph, reason } => format!("{paragraph}: {reason}"),
    };
    let readable = |id: &domain::ids::DocumentId| view.documents.iter().any(|document| document.id == *id);
    let answer = match &request.state {
        RequestState::Answered { document, .. } if readable(document) => {
            Some(format!("/sager/{case}/dokumenter/{document}"))
        }
        _ => None,
    };
    RequestRow {
        id: request.id.to_string(),
        source: request.source.clone(),
        about: request.about.clone(),
        basis,
        state: request.state.danish(),
        reply_by: Deadline::plain(request.reply_by, "svarfristen i vores brev", Kind::Goal, view.today),
        letter: request.letter.map(|letter| crate::letter::path(case, letter)),
        answer,
        giving_up: typed.given_up.as_ref().filter(|(id, _)| *id == request.id).map(|(_, reason)| reason.clone()),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
