//! The table: one page to write decisions and "hvem gør hvad hvornår" on while they are said, with large letters and the
//! time that is left.

use super::guests::name;
use super::{danish_when, path, wrong};
use crate::case::WORK;
use crate::draft::{self, Fields};
use crate::error::{Failure, Page, page, page_again};
use crate::form::{Errors, Form, Ids, done, once, parse_date};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Field, Hidden, Summary};
use crate::routes::Routes;
use crate::session::Desk;
use crate::wording::Wording;
use app::draft::Field as DraftField;
use app::meeting::{MeetingView, Written};
use app::{Reason, Refused};
use askama::Template;
use domain::access::Yes;
use domain::ids::{CaseId, MeetingId};
use domain::meeting::{Agreed, Item, Participant, State, Who};
use domain::task::Owner;

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new().get("/sager/{id}/moeder/{moede}/bord", WORK, show).post("/sager/{id}/moeder/{moede}/bord", WORK, save)
}

/// Empty lines offered under what is agreed for an item.
const EMPTY_LINES: usize = 2;
/// Most lines of one item that are read.
const MOST_LINES: usize = 30;

#[derive(Template)]
#[template(path = "meeting/table.html")]
struct Table {
    frame: Frame,
    number: String,
    path: String,
    draft_path: String,
    draft: Option<draft::Notice>,
    version: i64,
    meeting: MeetingId,
    title: String,
    purpose: String,
    when: String,
    starts: String,
    ends: String,
    errors: Errors,
    people: Vec<Choices>,
    items: Vec<ItemView>,
    writer: Field,
    informs: Choices,
}

struct ItemView {
    nr: u32,
    title: String,
    purpose: String,
    about: String,
    decision: Field,
    lines: Vec<Line>,
    open: bool,
}

/// Who does what by when.
struct Line {
    what: Field,
    owner: Choices,
    name: Field,
    due: Field,
}

async fn show(desk: Desk, Ids(case, id): Ids<CaseId, MeetingId>) -> Page {
    let found = app::meeting::show(&desk.app, &desk.actor, (case, id)).await?;
    if !found.view.may.work {
        // Writing down what is decided is work on the case: for others the page does not exist.
        return Err(Refused::NotFound.into());
    }
    if found.meeting.state != State::Planned || found.view.today < found.meeting.when.day {
        return Ok(done(&path(case, id), "Mødebordet åbner på mødets dag og lukker, når mødet er afsluttet."));
    }
    let begun = draft::begun(&desk, case, DraftField::Meeting).await?;
    let begun = begun.filter(|begun| value(&begun.fields, "moede") == id.to_string());
    let typed = begun.as_ref().map(|begun| begun.fields.clone());
    let mut table = of(&desk, &found, typed.as_ref(), Errors::default());
    table.draft = begun.map(|begun| begun.notice(&table.draft_path, &table.frame));
    page(&table)
}

/// What stands in a field of the form; empty when it does not.
fn value<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
}

fn of(desk: &Desk, found: &MeetingView<'_>, typed: Option<&Fields>, errors: Errors) -> Table {
    let (meeting, case) = (&found.meeting, found.view.file.case.id);
    let owners = owners(found);
    let kept = |name: &str, saved: String| typed.map_or(saved, |typed| value(typed, name).to_string());
    Table {
        frame: desk.frame(Here::Elsewhere),
        number: found.view.file.case.number.to_string(),
        path: path(case, meeting.id),
        draft_path: draft::path(case, DraftField::Meeting),
        draft: None,
        version: typed.and_then(|typed| value(typed, "version").parse().ok()).unwrap_or(meeting.version),
        meeting: meeting.id,
        title: meeting.title.clone(),
        purpose: meeting.purpose.clone(),
        when: danish_when(meeting.when),
        starts: meeting.when.starts().to_string(),
        ends: meeting.when.ends().to_string(),
        people: meeting.participants.iter().map(|one| attendance(found, one, typed, &errors)).collect(),
        items: meeting.items.iter().map(|item| item_view(item, &owners, typed, &errors)).collect(),
        writer: Field::line("referent", "Referent", &kept("referent", String::new()), &errors).optional(),
        informs: Choices::select(
            "fortaeller",
            "Hvem fortæller borgeren, hvad I kom frem til?",
            &owners.iter().filter(|choice| choice.value != "borger").cloned().collect::<Vec<_>>(),
            &kept("fortaeller", String::new()),
            &errors,
        )
        .optional()
        .hint("Kun når borgeren ikke var med. Det bliver en opgave for den, du vælger."),
        errors,
    }
}

fn attendance(found: &MeetingView<'_>, one: &Participant, typed: Option<&Fields>, errors: &Errors) -> Choices {
    let choices = [Choice::new("ja", "Er her"), Choice::new("nej", "Er her ikke")];
    let id = format!("kom-{}", one.nr);
    let saved = one.came.map_or("", |came| if came == Yes::Yes { "ja" } else { "nej" });
    let chosen = typed.map_or(saved, |typed| value(typed, &id));
    Choices::radios(&id, &name(found, one).0, &choices, chosen, errors)
}

/// Who can be given something: those at the table, and who is responsible for the case.
fn owners(found: &MeetingView<'_>) -> Vec<Choice> {
    let (view, meeting) = (&found.view, &found.meeting);
    let mut choices = vec![Choice::new("borger", "Borgeren")];
    let mut staff: Vec<domain::ids::StaffId> = meeting.staff().into_iter().collect();
    if !staff.contains(&view.responsible.id) {
        staff.push(view.responsible.id);
    }
    choices.extend(staff.iter().map(|id| Choice::new(format!("m:{id}"), view.staff_name(*id))));
    for one in &meeting.participants {
        if matches!(one.who, Who::Outside(_) | Who::Person(_)) {
            let (name, _) = name(found, one);
            choices.push(Choice::new(format!("n:{name}"), name.clone()));
        }
    }
    choices.push(Choice::new("anden", "En anden (skriv navnet)"));
    choices
}

fn owner_code(owner: &Owner, owners: &[Choice]) -> (String, String) {
    match owner {
        Owner::Citizen => ("borger".into(), String::new()),
        Owner::Staff(id) => (format!("m:{id}"), String::new()),
        Owner::Other(name) => {
            let code = format!("n:{name}");
            if owners.iter().any(|choice| choice.value == code) {
                (code, String::new())
            } else {
                ("anden".into(), name.clone())
            }
        }
    }
}

fn item_view(item: &Item, owners: &[Choice], typed: Option<&Fields>, errors: &Errors) -> ItemView {
    let nr = item.nr;
    let id = format!("beslutning-{nr}");
    let decision = typed.map_or(item.decision.as_str(), |typed| value(typed, &id));
    let saved: Vec<[String; 4]> = match typed {
        Some(typed) => (0..MOST_LINES)
            .map(|line| {
                ["hvad", "hvem", "navn", "dag"].map(|what| value(typed, &format!("{what}-{nr}-{line}")).to_string())
            })
            .filter(|line| line.iter().any(|text| !text.trim().is_empty()))
            .collect(),
        None => item
            .agreed
            .iter()
            .map(|one| {
                let (code, name) = owner_code(&one.owner, owners);
                [one.what.clone(), code, name, one.due.map(|due| due.to_string()).unwrap_or_default()]
            })
            .collect(),
    };
    let open = !saved.is_empty();
    let empty = std::iter::repeat_n([const { String::new() }; 4], EMPTY_LINES);
    let lines = saved.into_iter().chain(empty).enumerate().map(|(line, [what, who, name, due])| Line {
        what: Field::line(&format!("hvad-{nr}-{line}"), "Hvad?", &what, errors).optional(),
        owner: Choices::select(&format!("hvem-{nr}-{line}"), "Hvem?", owners, &who, errors).optional(),
        name: Field::line(&format!("navn-{nr}-{line}"), "Navn, når det er en anden", &name, errors).optional(),
        due: Field::date(&format!("dag-{nr}-{line}"), "Hvornår?", &due, errors).optional(),
    });
    let about = [item.owner.clone(), item.minutes.map(|minutes| format!("{minutes} min.")).unwrap_or_default()];
    ItemView {
        nr,
        title: item.title.clone(),
        purpose: item.purpose.clone(),
        about: about.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
        decision: Field::text(&id, "Beslutning", decision, errors).rows(3).optional(),
        lines: lines.collect(),
        open,
    }
}

/// Saves what is written so far, or ends the meeting with it.
async fn save(desk: Desk, Ids(case, id): Ids<CaseId, MeetingId>, Form(typed): Form<Fields>) -> Page {
    let found = app::meeting::show(&desk.app, &desk.actor, (case, id)).await?;
    let ends = value(&typed, "slut") == "ja";
    let (written, informs) = match written(&found, &typed) {
        Ok(read) => read,
        Err(errors) => return page_again(&of(&desk, &found, Some(&typed), errors)),
    };
    let outcome = if ends {
        let writer = value(&typed, "referent").trim().to_string();
        app::meeting::hold(&desk.app, &desk.actor, (case, id), written, (writer, informs)).await
    } else {
        app::meeting::write(&desk.app, &desk.actor, (case, id), written).await
    };
    match once(outcome) {
        Ok(()) if ends => {
            let notice = "Mødet er afsluttet. Aftalerne er blevet til opgaver. Send referatet til alle.";
            Ok(done(&path(case, id), notice))
        }
        Ok(()) => Ok(done(&format!("{}/bord", path(case, id)), "Gemt. Mødet går videre.")),
        Err(refused) => {
            let errors: Result<Errors, Failure> = match refused {
                Refused::Because(Reason::Meeting(why @ domain::meeting::NotDone::NobodyInforms)) => {
                    Ok(Errors::one("fortaeller", why.danish()))
                }
                Refused::Because(Reason::Stale) => Ok(Errors::one("", STALE)),
                other => wrong(other),
            };
            let mut table = of(&desk, &found, Some(&typed), errors?);
            // What stands saved is beside what is typed: saving again is the writer's own choice.
            table.version = found.meeting.version;
            page_again(&table)
        }
    }
}

const STALE: &str = "En anden har gemt på mødet, mens du skrev. Dit står her endnu og er ikke gemt. Åbn mødet i en ny fane, \
     se efter, flet det ind, og gem igen.";

type Read = (Written, Option<Owner>);

fn written(found: &MeetingView<'_>, typed: &Fields) -> Result<Read, Errors> {
    let mut errors = Errors::default();
    let mut items = Vec::new();
    for item in &found.meeting.items {
        let nr = item.nr;
        let mut agreed = Vec::new();
        for line in 0..MOST_LINES {
            let of = |what: &str| value(typed, &format!("{what}-{nr}-{line}")).trim();
            let (what, who) = (of("hvad"), of("hvem"));
            if what.is_empty() && who.is_empty() {
                continue;
            }
            if what.is_empty() {
                errors.add(format!("hvad-{nr}-{line}"), "Skriv, hvad der skal gøres.");
                continue;
            }
            let due = parse_date(of("dag"));
            if due.is_none() && !of("dag").is_empty() {
                errors.add(format!("dag-{nr}-{line}"), "Datoen findes ikke. Skriv den som 31.3.2026.");
            }
            match read_owner(who, of("navn")) {
                Some(owner) => agreed.push(Agreed { what: what.to_string(), owner, due }),
                None => errors.add(format!("hvem-{nr}-{line}"), "Vælg, hvem der gør det."),
            }
        }
        let decision = value(typed, &format!("beslutning-{nr}")).replace("\r\n", "\n");
        items.push((nr, decision, agreed));
    }
    let came = found.meeting.participants.iter().filter_map(|one| match value(typed, &format!("kom-{}", one.nr)) {
        "ja" => Some((one.nr, Yes::Yes)),
        "nej" => Some((one.nr, Yes::No)),
        _ => None,
    });
    let version = value(typed, "version").parse().unwrap_or(0);
    let informs = read_owner(value(typed, "fortaeller"), "");
    if errors.is_empty() { Ok((Written { version, items, came: came.collect() }, informs)) } else { Err(errors) }
}

fn read_owner(code: &str, name: &str) -> Option<Owner> {
    match code.split_once(':') {
        Some(("m", id)) => id.parse().ok().map(Owner::Staff),
        Some(("n", name)) => Some(Owner::Other(name.to_string())),
        _ if code == "borger" => Some(Owner::Citizen),
        _ if code == "anden" && !name.is_empty() => Some(Owner::Other(name.to_string())),
        _ => None,
    }
}
