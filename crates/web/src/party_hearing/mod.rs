//! Party hearing (partshøring): choose facts, make the letters, register what comes back.

use crate::case::{Head, Place};
use crate::error::{Page, page, place};
use crate::form::{Check, Errors, Form, Id, Ids, done};
use crate::layout::{Frame, Here};
use crate::parts::{Alert, Choice, Choices, Deadline, Empty, Field, Hidden, Summary, Tone};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::{Wording, danish};
use app::case::View;
use app::{Reason, Refused, Resource, assessment, party_hearing};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use domain::access::{Action, Object};
use domain::deadline::Kind;
use domain::decision::Missing;
use domain::ids::{CaseId, FindingId, PartyHearingId, PersonId};
use domain::letter::{Addressee, LetterState, Occasion};
use domain::party_hearing::{HearingState, PartyHearing};
use domain::people::Person;
use serde::Deserialize;

const SEE: Needs = Needs::Right(Action::See, Object::Case);
const WORK: Needs = Needs::Right(Action::Work, Object::Case);

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/sager/{id}/partshoering", SEE, show)
        .post("/sager/{id}/partshoering", WORK, prepare)
        .post("/sager/{id}/partshoering/svar", WORK, answer)
        .post("/sager/{id}/partshoering/{hearing}/udloebet", WORK, lapse)
}

#[derive(Template)]
#[template(path = "party_hearing/show.html")]
struct Show {
    frame: Frame,
    head: Head,
    number: String,
    path: String,
    closed: Option<Alert>,
    needed: Vec<Needed>,
    drafts: Vec<(String, String)>,
    hearings: Vec<Row>,
    /// The form for a new hearing; none when there is nothing to hear about or the reader may not.
    new: Option<New>,
    nothing: bool,
    reply: Option<Reply>,
    errors: Errors,
}

/// A party who still must be heard, and about what.
struct Needed {
    party: String,
    protected: bool,
    facts: Vec<String>,
}

/// The form for a new hearing.
struct New {
    facts: Choices,
    answer_by: Field,
    parties: Vec<String>,
    period: String,
    to_be_confirmed: bool,
}

/// A hearing as the list shows it.
struct Row {
    id: String,
    party: String,
    protected: bool,
    state: String,
    sent: String,
    deadline: Option<Deadline>,
    facts: Vec<String>,
    answer: Option<String>,
    letter: Option<String>,
    lapse: Lapse,
}

/// The form for a reply to one of the hearings that wait for one.
struct Reply {
    whose: Choices,
    day: Field,
    text: Field,
}

/// Whether the period may be noted as run out.
enum Lapse {
    /// It is over, and nobody has answered.
    Offered,
    /// Not yet, and why.
    NotYet(String),
    /// Not a question any more.
    Settled,
}

/// A hearing as typed.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    oplysninger: Vec<String>,
    svarfrist: String,
}

/// A reply as typed.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Replied {
    hoering: String,
    dag: String,
    svar: String,
}

#[derive(Default)]
struct Again {
    new: Option<Typed>,
    reply: Option<Replied>,
    errors: Errors,
}

async fn show(desk: Desk, Id(case): Id<CaseId>) -> Page {
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    page(&the_page(&desk, &view, Again::default()))
}

async fn again(desk: &Desk, case: CaseId, again: Again) -> Page {
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(the_page(desk, &view, again).render()?)).into_response())
}

fn the_page(desk: &Desk, view: &View<'_>, again: Again) -> Show {
    let case = view.file.case.id;
    let writable = view.may.work && view.file.case.closed_on.is_none();
    let needed = needed(view);
    let offered = writable && !assessment::is_decided_on(&view.file);
    let nothing = view.file.findings.is_empty();
    Show {
        frame: desk.frame(Here::Elsewhere),
        head: Head::of(&desk.app, view, Place::Hearing),
        number: view.file.case.number.to_string(),
        path: format!("/sager/{case}"),
        closed: closed(view, offered),
        drafts: drafts(view),
        hearings: view.file.hearings.iter().rev().map(|hearing| row(view, hearing, writable)).collect(),
        new: (offered && !nothing).then(|| new(desk, view, &needed, &again)),
        needed: needed.into_iter().map(|(party, facts)| needed_row(view, party, &facts)).collect(),
        nothing,
        reply: if writable { reply(view, &again) } else { None },
        errors: again.errors,
    }
}

fn closed(view: &View<'_>, offered: bool) -> Option<Alert> {
    if offered || view.file.case.closed_on.is_some() {
        return None;
    }
    if !view.may.work {
        let text = "Den, der er ansvarlig for sagen eller har fået en opgave på den, sender høringer.";
        return Some(Alert::new(Tone::Info, "Du kan læse høringerne", text));
    }
    let text = "Skal en part høres om mere, så træk afgørelsen tilbage først.";
    let alert = Alert::new(Tone::Info, "Afgørelsen ligger til godkendelse eller er godkendt", text);
    Some(alert.link("Gå til afgørelsen", format!("/sager/{}/afgoerelse", view.file.case.id)))
}

/// Who must be heard about what, as the core says it.
fn needed(view: &View<'_>) -> Vec<(PersonId, Vec<FindingId>)> {
    let found = view.missing.iter().filter_map(|missing| match missing {
        Missing::PartyHearing { findings, party } => Some((*party, findings.clone())),
        _ => None,
    });
    found.collect()
}

fn needed_row(view: &View<'_>, party: PersonId, facts: &[FindingId]) -> Needed {
    let person = view.file.person(party);
    Needed {
        party: person.map(|person| person.name.clone()).unwrap_or_default(),
        protected: person.is_some_and(Person::is_protected),
        facts: texts(view, facts),
    }
}

fn texts(view: &View<'_>, ids: &[FindingId]) -> Vec<String> {
    view.file.findings.iter().filter(|finding| ids.contains(&finding.id)).map(|finding| finding.text.clone()).collect()
}

/// Hearing letters that are made and not sent: recipient and path.
fn drafts(view: &View<'_>) -> Vec<(String, String)> {
    let waiting = |letter: &&domain::letter::IssuedLetter| {
        letter.occasion == Occasion::PartyHearing && letter.state == LetterState::Drafted
    };
    let line = |letter: &domain::letter::IssuedLetter| {
        let to = match &letter.addressee {
            Addressee::Person(id) => view.file.name_of(*id),
            Addressee::Partner { name, .. } => name.clone(),
        };
        (to, format!("/sager/{}/breve/{}", view.file.case.id, letter.id))
    };
    view.letters.iter().filter(waiting).map(line).collect()
}

fn new(desk: &Desk, view: &View<'_>, needed: &[(PersonId, Vec<FindingId>)], again: &Again) -> New {
    let proposed = party_hearing::proposed(&desk.app, view.today);
    let must = |id: FindingId| needed.iter().any(|(_, facts)| facts.contains(&id));
    let choices: Vec<Choice> = view
        .file
        .findings
        .iter()
        .map(|finding| {
            let must = if must(finding.id) { "Skal i partshøring. " } else { "" };
            let hint =
                format!("{must}Kilde: {}. {}. {}.", finding.source, finding.known.danish(), finding.weight.danish());
            Choice::new(finding.id.to_string(), &finding.text).hint(hint)
        })
        .collect();
    let (chosen, answer_by) = match &again.new {
        Some(typed) => (typed.oplysninger.clone(), typed.svarfrist.clone()),
        None => {
            let chosen = view.file.findings.iter().filter(|finding| must(finding.id));
            (chosen.map(|finding| finding.id.to_string()).collect(), proposed.answer_by.to_string())
        }
    };
    let earliest = danish::date_short(proposed.earliest);
    let hint = format!("Sidste dag at svare. Den hører med til fristen. Tidligst {earliest}.");
    let period = proposed.length.map_or_else(String::new, |length| {
        let moved = "flyttet til en arbejdsdag, hvis den sidste dag er en fridag";
        format!("Foreslået: {length} fra i dag, {moved} (forvaltningsloven § 19; længden er en lokal beslutning).")
    });
    New {
        facts: Choices::ticks("oplysninger", "Hvad skal parten høres om?", &choices, &chosen, &again.errors),
        answer_by: Field::date("svarfrist", "Svarfrist", &answer_by, &again.errors).hint(&hint),
        parties: view.file.parties_on(view.today).iter().map(|party| party.name.clone()).collect(),
        period,
        to_be_confirmed: proposed.to_be_confirmed,
    }
}

fn row(view: &View<'_>, hearing: &PartyHearing, writable: bool) -> Row {
    let person = view.file.person(hearing.party);
    let waiting = matches!(hearing.state, HearingState::Sent);
    let over = hearing.answer_by < view.today;
    let rule = "svarfrist for partshøring, sidste dag hører med";
    let deadline = Deadline { overdue: false, ..Deadline::plain(hearing.answer_by, rule, Kind::Goal, view.today) };
    Row {
        id: hearing.id.to_string(),
        party: person.map(|person| person.name.clone()).unwrap_or_default(),
        protected: person.is_some_and(Person::is_protected),
        state: hearing.state.danish(),
        sent: danish::date_short(hearing.sent_on),
        deadline: waiting.then_some(deadline),
        facts: texts(view, &hearing.findings),
        answer: match &hearing.state {
            HearingState::Answered { answer, .. } => Some(answer.clone()),
            HearingState::Sent | HearingState::Lapsed { .. } => None,
        },
        letter: hearing.letter.map(|letter| format!("/sager/{}/breve/{letter}", view.file.case.id)),
        lapse: match (waiting, over) {
            (false, _) => Lapse::Settled,
            (true, true) if writable => Lapse::Offered,
            (true, true) => Lapse::Settled,
            (true, false) => {
                let open = domain::party_hearing::NotClosed::StillRunning { until: hearing.answer_by };
                Lapse::NotYet(open.danish())
            }
        },
    }
}

/// A late answer still counts, so a hearing whose period has run out is among the choices.
fn reply(view: &View<'_>, again: &Again) -> Option<Reply> {
    let unanswered = |hearing: &&PartyHearing| !matches!(hearing.state, HearingState::Answered { .. });
    let choice = |hearing: &PartyHearing| {
        let name = view.file.person(hearing.party).map_or("", |person| &person.name);
        let label = format!("{name}, høring sendt {}", danish::date_short(hearing.sent_on));
        Choice::new(hearing.id.to_string(), label)
    };
    let choices: Vec<Choice> = view.file.hearings.iter().filter(unanswered).map(choice).collect();
    let only = match choices.as_slice() {
        [] => return None,
        [only] => only.value.clone(),
        _ => String::new(),
    };
    let (whose, day, text) = match &again.reply {
        Some(typed) => (typed.hoering.clone(), typed.dag.clone(), typed.svar.clone()),
        None => (only, view.today.to_string(), String::new()),
    };
    let hint = "Ordret, eller som notat af, hvad parten sagde. Lad feltet stå tomt, hvis parten ikke har bemærkninger.";
    Some(Reply {
        whose: Choices::radios("hoering", "Hvem har svaret?", &choices, &whose, &again.errors),
        day: Field::date("dag", "Hvornår kom svaret?", &day, &again.errors),
        text: Field::text("svar", "Hvad svarede parten?", &text, &again.errors).hint(hint).optional(),
    })
}

async fn prepare(desk: Desk, Id(case): Id<CaseId>, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let findings: Option<Vec<FindingId>> = typed.oplysninger.iter().map(|id| id.parse().ok()).collect();
    let findings = match findings {
        Some(findings) if !findings.is_empty() => findings,
        _ => {
            check.wrong("oplysninger", "Vælg mindst én oplysning, parten skal høres om.");
            Vec::new()
        }
    };
    let answer_by = check.date("svarfrist", &typed.svarfrist);
    let errors = match (answer_by, check.errors()) {
        (Some(answer_by), None) => {
            match party_hearing::prepare(&desk.app, &desk.actor, case, findings, answer_by).await {
                Ok(letters) => return Ok(made(case, &letters)),
                Err(Refused::Replayed(made @ Resource::Letter(..))) => {
                    return Ok(done(&place(&made), "Høringsbrevet er lavet. Læs det, og send det."));
                }
                Err(Refused::Because(reason)) => refused(&reason),
                Err(other) => return Err(other.into()),
            }
        }
        (_, errors) => errors.unwrap_or_default(),
    };
    again(&desk, case, Again { new: Some(typed), errors, ..Again::default() }).await
}

/// On to the letter; to this page when there are several to read through.
fn made(case: CaseId, letters: &[domain::ids::LetterId]) -> axum::response::Response {
    match letters {
        [only] => done(&format!("/sager/{case}/breve/{only}"), "Høringsbrevet er lavet. Læs det, og send det."),
        _ => done(
            &format!("/sager/{case}/partshoering"),
            "Der er lavet et høringsbrev til hver part. Læs dem, og send dem ét for ét.",
        ),
    }
}

fn refused(reason: &Reason) -> Errors {
    let field = match reason {
        Reason::Hearing(domain::party_hearing::NotSent::TooShort { .. }) => "svarfrist",
        Reason::Hearing(_) => "oplysninger",
        _ => "",
    };
    Errors::one(field, reason.danish())
}

async fn answer(desk: Desk, Id(case): Id<CaseId>, Form(typed): Form<Replied>) -> Page {
    let mut check = Check::new();
    let hearing = check.id::<PartyHearingId>("hoering", &typed.hoering);
    let day = check.date("dag", &typed.dag);
    let text = check.optional_text("svar", &typed.svar);
    let errors = match (hearing, day, check.errors()) {
        (Some(hearing), Some(day), None) => {
            match party_hearing::answer(&desk.app, &desk.actor, case, hearing, day, &text).await {
                Ok(()) | Err(Refused::Replayed(_)) => {
                    let home = format!("/sager/{case}/partshoering");
                    return Ok(done(&home, "Svaret er registreret. Skriv på afgørelsen, hvordan det indgår."));
                }
                Err(Refused::Because(reason @ Reason::Step(_))) => Errors::one("dag", reason.danish()),
                Err(Refused::Because(reason)) => Errors::one("", reason.danish()),
                Err(other) => return Err(other.into()),
            }
        }
        (_, _, errors) => errors.unwrap_or_default(),
    };
    again(&desk, case, Again { reply: Some(typed), errors, ..Again::default() }).await
}

async fn lapse(desk: Desk, Ids(case, hearing): Ids<CaseId, PartyHearingId>) -> Page {
    match party_hearing::lapse(&desk.app, &desk.actor, case, hearing).await {
        Ok(()) | Err(Refused::Replayed(_)) => {
            Ok(done(&format!("/sager/{case}/partshoering"), "Det er noteret, at fristen er gået uden svar."))
        }
        Err(Refused::Because(reason)) => {
            again(&desk, case, Again { errors: Errors::one("", reason.danish()), ..Again::default() }).await
        }
        Err(other) => Err(other.into()),
    }
}
