//! The page of a meeting: who, what about and what is to be ready before it; what was decided and who has the minutes
//! after it.

use super::before::{Ask, Typed};
use super::guests::{AddPerson, Person, add_person, name, person};
use super::{Fields, danish_when, fields, path, state};
use crate::case::{Head, Place, SEE};
use crate::error::{Failure, Page, page};
use crate::form::{Errors, Ids, date_value};
use crate::layout::{Frame, Here};
use crate::parts::{Alert, Choice, Choices, Deadline, Empty, Field, Hidden, Summary, Tone};
use crate::routes::Routes;
use crate::session::Desk;
use crate::wording::{Wording, danish};
use app::meeting::MeetingView;
use askama::Template;
use domain::access::Yes;
use domain::deadline::Kind;
use domain::ids::{CaseId, MeetingId};
use domain::meeting::{Item, Placed, Reader, State};
use domain::task::Owner;

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new().get("/sager/{id}/moeder/{moede}", SEE, show)
}

#[derive(Template)]
#[template(path = "meeting/show.html")]
struct Show {
    frame: Frame,
    head: Head,
    number: String,
    path: String,
    version: i64,
    title: String,
    purpose: String,
    when: String,
    place: String,
    leader: String,
    state: &'static str,
    why_not: Option<String>,
    errors: Errors,
    warnings: Vec<Alert>,
    may_work: bool,
    planned: bool,
    table: bool,
    held: Option<HeldView>,
    /// Somebody is to be asked, or told of a change.
    to_call: bool,
    protected_home: bool,
    people: Vec<Person>,
    add: AddPerson,
    items: Vec<ItemView>,
    items_until: String,
    total: u32,
    new_item: ItemFields,
    ready: Vec<(usize, String, bool)>,
    new_ready: Field,
    move_fields: Fields,
    change: ChangeFields,
    cancel: CancelFields,
    guides: Vec<(String, String)>,
}

struct ItemView {
    nr: u32,
    title: String,
    purpose: String,
    owner: String,
    minutes: String,
    late: bool,
    sent_by: Option<String>,
    decision: String,
    agreed: Vec<String>,
    first: bool,
    fields: ItemFields,
}

struct ItemFields {
    title: Field,
    purpose: Field,
    owner: Field,
    minutes: Field,
    sent_by: Option<Choices>,
}

struct ChangeFields {
    title: Field,
    purpose: Field,
    leader: Choices,
}

struct CancelFields {
    reason: Field,
    next: Choices,
    few: Field,
}

/// What is left to do after the meeting.
struct HeldView {
    writer: String,
    informs: Option<String>,
    told_on: Option<String>,
    citizen_came: bool,
    due: Deadline,
    all_have_it: bool,
    words: Field,
    updates: Vec<(String, String)>,
    tasks: String,
}

async fn show(desk: Desk, Ids(case, meeting): Ids<CaseId, MeetingId>) -> Page {
    page(&read(&desk, (case, meeting), Typed::default(), Errors::default()).await?)
}

/// The page with what was typed in one of its forms, and what is wrong with it.
pub(super) async fn again(
    desk: &Desk,
    at: (CaseId, MeetingId),
    typed: Typed,
    errors: Errors,
    placed: Errors,
) -> Result<impl Template, Failure> {
    Ok(Show { errors: placed, ..read(desk, at, typed, errors).await? })
}

async fn read(desk: &Desk, at: (CaseId, MeetingId), typed: Typed, errors: Errors) -> Result<Show, Failure> {
    let found = app::meeting::show(&desk.app, &desk.actor, at).await?;
    let (view, meeting) = (&found.view, &found.meeting);
    let none = Errors::default();
    let of = |form: Ask| if typed.form == Some(form) { &errors } else { &none };
    let own = |form: Ask| if typed.form == Some(form) { typed.clone() } else { Typed::default() };
    let may_work = view.may.work && view.file.case.closed_on.is_none();
    let planned = meeting.state == State::Planned;
    let told = meeting.venue.told_to(Reader::Citizen, Yes::No).unwrap_or_default();
    let protected_home = meeting.venue.spot == domain::meeting::Spot::Home && view.file.citizen.is_protected();
    // A protected address is not shown without being asked for, here as everywhere (P-8).
    let place = match (meeting.venue.spot, protected_home) {
        (domain::meeting::Spot::Home, true) => "Hjemme hos borgeren (beskyttet adresse)".to_string(),
        (domain::meeting::Spot::Home, false) if told.is_empty() => "Hjemme hos borgeren".to_string(),
        _ => told,
    };
    Ok(Show {
        frame: desk.frame(Here::Elsewhere),
        head: Head::of(&desk.app, view, Place::Meetings),
        number: view.file.case.number.to_string(),
        path: path(at.0, at.1),
        version: meeting.version,
        title: meeting.title.clone(),
        purpose: meeting.purpose.clone(),
        when: danish_when(meeting.when),
        place,
        leader: view.staff_name(meeting.leader).to_string(),
        state: state(meeting, view.today),
        why_not: why_not(&meeting.state),
        warnings: warnings(&found).into_iter().filter(|_| planned).collect(),
        may_work,
        planned,
        table: planned && meeting.when.day <= view.today,
        held: held(desk, &found),
        to_call: !matches!(meeting.state, State::Held(_) | State::TooFew { .. })
            && meeting.participants.iter().any(|one| domain::meeting::may_call(meeting, one.nr).is_ok()),
        protected_home,
        people: meeting.participants.iter().map(|one| person(desk, &found, one, (&typed, &errors))).collect(),
        add: add_person(desk, &found, &own(Ask::Guest), of(Ask::Guest)),
        items: items(&found, (&typed, &errors)),
        items_until: format!(
            "Deltagerne kan sende punkter til og med {} ({}). Senere punkter tages under eventuelt.",
            danish::date_short(found.items_until.due),
            danish::distance(found.items_until.due, view.today)
        ),
        total: meeting.items.iter().filter_map(|item| item.minutes).map(u32::from).sum(),
        new_item: item_fields("ny", &own(Ask::Item), of(Ask::Item), Some(senders(&found))),
        ready: meeting
            .ready
            .iter()
            .enumerate()
            .map(|(place, one)| (place, one.what.clone(), one.done == Yes::Yes))
            .collect(),
        new_ready: Field::line("klar-ny", "Tilføj til listen", "", &none).named("klar_hvad").optional(),
        move_fields: moving(&found, &typed, of(Ask::Move)),
        change: changing(&found, &own(Ask::Change), of(Ask::Change)),
        cancel: cancelling(&own(Ask::Cancel), of(Ask::Cancel)),
        guides: guides(desk, &found),
        errors,
    })
}

fn why_not(state: &State) -> Option<String> {
    match state {
        State::Cancelled { on, reason, .. } => Some(format!("Aflyst {}. {reason}", danish::date_short(*on))),
        State::TooFew { on, note } => Some(format!("Der kom for få {}. {note}", danish::date_short(*on))),
        State::Planned | State::Held(_) => None,
    }
}

fn warnings(found: &MeetingView<'_>) -> Vec<Alert> {
    found.warnings.iter().map(|warning| Alert::new(Tone::Warning, "", warning.danish())).collect()
}

fn guides(desk: &Desk, found: &MeetingView<'_>) -> Vec<(String, String)> {
    let ids = found.kind.iter().flat_map(|kind| &kind.guides);
    let known = ids.filter_map(|id| desk.app.content.guide(id));
    known.map(|guide| (guide.title.clone(), format!("/vaerktoejskasse/vejledninger/{}", guide.id))).collect()
}

fn senders(found: &MeetingView<'_>) -> Vec<Choice> {
    found.meeting.participants.iter().map(|one| Choice::new(one.nr.to_string(), name(found, one).0)).collect()
}

fn item_fields(id: &str, typed: &Typed, errors: &Errors, senders: Option<Vec<Choice>>) -> ItemFields {
    let line = |field: &str, label: &str, value: &str| {
        let errors = errors.of(field).map_or_else(Errors::default, |text| Errors::one(format!("{field}-{id}"), text));
        Field::line(&format!("{field}-{id}"), label, value, &errors).named(field)
    };
    let none = Errors::default();
    ItemFields {
        title: line("punkt", "Emne", &typed.punkt),
        purpose: line("opnaa", "Hvad skal vi opnå?", &typed.opnaa).optional(),
        owner: line("ansvarlig", "Ansvarlig", &typed.ansvarlig).optional(),
        minutes: Field::number(&format!("tid-{id}"), "Minutter", &typed.tid, &none).named("tid").optional(),
        sent_by: senders.map(|senders| {
            Choices::select("sendt_af", "Sendt ind af", &senders, &typed.sendt_af, &none)
                .optional()
                .hint("Kommer det for sent fra en deltager, tages det under eventuelt.")
        }),
    }
}

/// Who has a task, in words.
fn owner(found: &MeetingView<'_>, owner: &Owner) -> String {
    match owner {
        Owner::Staff(id) => found.view.staff_name(*id).to_string(),
        Owner::Citizen => "Borgeren".into(),
        Owner::Other(name) => name.clone(),
    }
}

fn items(found: &MeetingView<'_>, (typed, errors): (&Typed, &Errors)) -> Vec<ItemView> {
    let none = Errors::default();
    let view = |(place, item): (usize, &Item)| {
        let mine = typed.form == Some(Ask::ChangeItem) && typed.nr == item.nr;
        let kept = Typed {
            punkt: item.title.clone(),
            opnaa: item.purpose.clone(),
            ansvarlig: item.owner.clone(),
            tid: item.minutes.map(|minutes| minutes.to_string()).unwrap_or_default(),
            ..Typed::default()
        };
        let by = item.sent_by.and_then(|nr| found.meeting.participant(nr));
        ItemView {
            nr: item.nr,
            title: item.title.clone(),
            purpose: item.purpose.clone(),
            owner: item.owner.clone(),
            minutes: item.minutes.map(|minutes| format!("{minutes} min.")).unwrap_or_default(),
            late: item.placed == Placed::AnyOther,
            sent_by: by.map(|by| name(found, by).0),
            decision: item.decision.clone(),
            agreed: item
                .agreed
                .iter()
                .map(|one| {
                    let due = one.due.map(|due| format!(", senest {}", danish::date_short(due))).unwrap_or_default();
                    format!("{}: {}{due}", owner(found, &one.owner), one.what)
                })
                .collect(),
            first: place == 0,
            fields: item_fields(
                &item.nr.to_string(),
                if mine { typed } else { &kept },
                if mine { errors } else { &none },
                None,
            ),
        }
    };
    found.meeting.items.iter().enumerate().map(view).collect()
}

fn moving(found: &MeetingView<'_>, typed: &Typed, errors: &Errors) -> Fields {
    let (when, venue) = (found.meeting.when, &found.meeting.venue);
    let spot = super::SPOTS.iter().find(|(spot, ..)| *spot == venue.spot).map_or("", |(_, code, _)| *code);
    let place = if found.view.file.citizen.is_protected() && venue.spot == domain::meeting::Spot::Home {
        String::new()
    } else {
        venue.place.clone()
    };
    let kept = super::Typed {
        dag: date_value(when.day),
        fra: super::clock(when.from),
        minutter: when.minutes.to_string(),
        hvor: spot.into(),
        sted: place,
        lokale: venue.room.clone(),
        ..super::Typed::default()
    };
    fields(&if typed.form == Some(Ask::Move) { typed.when() } else { kept }, errors)
}

fn changing(found: &MeetingView<'_>, typed: &Typed, errors: &Errors) -> ChangeFields {
    let mine = typed.form == Some(Ask::Change);
    let or = |typed: &String, kept: String| if mine { typed.clone() } else { kept };
    let title = or(&typed.titel, found.meeting.title.clone());
    let purpose = or(&typed.formaal, found.meeting.purpose.clone());
    let leader = or(&typed.leder, found.meeting.leader.to_string());
    ChangeFields {
        title: Field::line("titel", "Hvad hedder mødet?", &title, errors),
        purpose: Field::text("formaal", "Hvad skal mødet føre til?", &purpose, errors).rows(3),
        leader: Choices::select("leder", "Hvem leder mødet?", &super::colleagues(&found.view), &leader, errors),
    }
}

fn cancelling(typed: &Typed, errors: &Errors) -> CancelFields {
    let next = [Choice::new("ny", "Ja, der findes en ny dag"), Choice::new("nej", "Nej, mødet bliver ikke til noget")];
    let none = Errors::default();
    CancelFields {
        reason: Field::line("grund", "Hvorfor aflyses det?", &typed.grund, errors)
            .hint("Det bliver fortalt til dem, der er indkaldt. Skriv intet om borgerens forhold."),
        next: Choices::radios(
            "igen",
            "Skal mødet holdes en anden dag?",
            &next,
            if typed.igen.is_empty() { "ny" } else { &typed.igen },
            &none,
        ),
        few: Field::line("faa-grund", "Hvem manglede, og hvad gjorde I?", "", &none).named("grund"),
    }
}

/// What the day for the minutes is about.
const ALL_HAVE_IT: &str = "referatet er hos alle deltagere";

fn held(desk: &Desk, found: &MeetingView<'_>) -> Option<HeldView> {
    let held = found.meeting.held()?;
    let forms = found.kind.iter().flat_map(|kind| &kind.items).filter_map(|item| item.updates.as_deref());
    let mut updates: Vec<(String, String)> = Vec::new();
    for id in forms {
        let Some(form) = desk.app.content.questionnaire(id, found.view.today) else { continue };
        let link = (form.title.clone(), crate::case::links::form_path(&found.view, id, form.kept_in.as_deref()));
        if !updates.contains(&link) {
            updates.push(link);
        }
    }
    let rule = found.kind.and_then(|kind| kind.minutes_due.as_ref());
    let rule = rule.map_or_else(|| ALL_HAVE_IT.to_string(), |rule| format!("{ALL_HAVE_IT}: {rule}"));
    Some(HeldView {
        writer: held.writer.clone(),
        informs: held.informs.as_ref().map(|who| owner(found, who)),
        told_on: held.citizen_told_on.map(danish::date_short),
        citizen_came: found.meeting.citizen_came() == Some(true),
        due: Deadline::plain(held.minutes_due, rule, Kind::Goal, found.view.today),
        all_have_it: found.meeting.without_minutes().next().is_none(),
        words: Field::line("ord", "Hvad blev sagt?", "", &Errors::default()).optional(),
        updates,
        tasks: format!("/sager/{}/opgaver", found.view.file.case.id),
    })
}
