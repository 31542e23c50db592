//! One request as its page shows it.

use super::{Reasoned, TypedChoices, place};
use crate::case::{Head, Place};
use crate::form::Errors;
use crate::layout::{Frame, Here};
use crate::parts::{Alert, Deadline, Field, Hidden, Summary, Tone};
use crate::session::Desk;
use crate::wording::access_request::{capacity, flag, form, letter_state, outcome, paper, state, verdict};
use crate::wording::{Wording, danish};
use app::access_request::View;
use askama::Template;
use domain::access_request::{
    AccessRequest, Capacity, Choice, Item, Requester, Shown, State, Thing, Verdict, WORKING_DAYS, Wrong, write_pages,
};
use domain::case::CaseFile;
use domain::deadline::{Counted, Kind};
use domain::letter::Occasion;
use domain::progress::Due;
use jiff::civil::Date;

#[derive(Template)]
#[template(path = "access_request/show.html")]
pub(super) struct Show {
    frame: Frame,
    head: Head,
    path: String,
    case_path: String,
    version: i64,
    who: String,
    protected: bool,
    capacity: &'static str,
    authority: String,
    about: String,
    came: String,
    state: String,
    deadline: Option<Deadline>,
    said: Option<Alert>,
    flagged: usize,
    rows: Vec<Row>,
    provisions: Vec<(String, String)>,
    says: Vec<(String, String, bool)>,
    /// Choices may be changed here.
    open: bool,
    /// The papers can be read as they would leave.
    complete: bool,
    letters: Vec<(String, String)>,
    /// A second person may clear or send back.
    second_look: bool,
    own_work: bool,
    may_reopen: bool,
    may_answer: bool,
    may_delay: bool,
    may_withdraw: bool,
    reason: String,
    new_date: Field,
    errors: Errors,
}

/// A paper with its fields.
pub(super) struct Row {
    nr: usize,
    number: u32,
    key: String,
    title: String,
    about: String,
    link: Option<String>,
    flags: Vec<String>,
    /// Verdicts to choose between: code, words, chosen.
    verdicts: Vec<(&'static str, &'static str, bool)>,
    /// Whether pages can be taken out.
    pages: Option<u32>,
    provision: String,
    left_out: String,
    reason: String,
    error: Option<String>,
    /// The choice in words, where it is only read.
    told: String,
}

impl Show {
    pub(super) fn of(
        desk: &Desk,
        view: &View<'_>,
        typed: Option<&TypedChoices>,
        reasoned: &Reasoned,
        errors: Errors,
    ) -> Show {
        let (request, file) = (&view.request, &view.case.file);
        let (who, protected) = named(&view.case, &request.requester);
        let work = view.case.may.work;
        let cleared = matches!(request.state, State::Cleared { .. });
        let waiting = matches!(request.state, State::Submitted { .. });
        let settled = request.state.is_settled();
        let open = work && request.state.is_open();
        let rows: Vec<Row> =
            (1..).zip(&view.items).map(|(nr, item)| row(view, nr, item, typed, &errors, file)).collect();
        Show {
            frame: desk.frame(Here::Elsewhere),
            head: Head::of(&desk.app, &view.case, Place::Documents),
            path: place(file.case.id, request.id),
            case_path: format!("/sager/{}", file.case.id),
            version: request.version,
            who,
            protected,
            capacity: capacity(request.capacity),
            authority: request.authority.clone(),
            about: request.about.clone(),
            came: format!("{}, {}", danish::date_long(request.received_on), form(request.form).to_lowercase()),
            state: state(&request.state),
            deadline: deadline(request, &view.due, view.case.today),
            said: said(view),
            flagged: view.items.iter().filter(|item| !item.flags.is_empty()).count(),
            provisions: view
                .provisions
                .iter()
                .map(|p| (p.id.clone(), format!("{} ({})", p.paragraph, p.title)))
                .collect(),
            says: view
                .provisions
                .iter()
                .map(|p| (format!("{}: {}", p.paragraph, p.title), p.says.clone(), p.to_be_confirmed))
                .collect(),
            open,
            complete: view.wrong.is_empty() && !view.items.is_empty() && !settled && may_read(view),
            letters: letters(view),
            second_look: waiting && view.case.may.approve && view.may_clear.is_ok(),
            own_work: waiting && view.case.may.approve && view.may_clear.is_err(),
            may_reopen: work && (waiting || cleared),
            may_answer: work && cleared,
            may_delay: work && !settled,
            may_withdraw: work && !settled,
            reason: reasoned.grund.clone(),
            new_date: Field::date("ny_dato", "Hvornår regner vi med at svare?", &reasoned.ny_dato, &errors),
            rows,
            errors,
        }
    }
}

/// The same right as to fetch a letter where somebody is protected.
fn may_read(view: &View<'_>) -> bool {
    !view.case.file.someone_is_protected() || view.case.may.reveal
}

/// Who asks by name, and whether they are protected.
pub(super) fn named(view: &app::case::View<'_>, requester: &Requester) -> (String, bool) {
    match requester {
        Requester::Outside { name, .. } => (name.clone(), false),
        Requester::Person(id) => {
            view.file.person(*id).map_or_else(Default::default, |person| (person.name.clone(), person.is_protected()))
        }
    }
}

/// The day to answer by: the new one when a letter of delay was sent, else the law's. None once it is settled.
pub(super) fn deadline(request: &AccessRequest, counted: &Counted, today: Date) -> Option<Deadline> {
    if request.state.is_settled() {
        return None;
    }
    let source = match request.capacity {
        Capacity::Party | Capacity::Representative => "forvaltningsloven § 16, stk. 2",
        Capacity::Other => "offentlighedsloven § 36, stk. 2",
    };
    Some(match request.delayed_until {
        Some(until) => Deadline::plain(until, "ny dag, som vi har skrevet til den, der spørger", Kind::Goal, today),
        None => {
            let due = Due {
                counted: counted.clone(),
                kind: Kind::Law,
                rule: format!("{WORKING_DAYS} arbejdsdage efter den dag, anmodningen kom"),
                counted_from: Some(request.received_on),
                source: Some(source.to_string()),
                set_by_hand: None,
                passed_at_start: false,
                standing_still_since: None,
                to_be_confirmed: false,
            };
            Deadline::of(&due, today)
        }
    })
}

/// What stands now, in a sentence or two on top.
fn said(view: &View<'_>) -> Option<Alert> {
    let staff = |id| view.case.staff_name(id).to_string();
    match &view.request.state {
        State::Open => None,
        State::Submitted { by, at } => {
            let text =
                format!("{} sendte den videre {}. En anden skal se den igennem.", staff(*by), danish::instant(*at));
            Some(Alert::new(Tone::Info, "Venter på, at en kollega ser efter", text))
        }
        State::Returned { by, at, reason } => {
            let text = format!("{} {}: {reason}", staff(*by), danish::instant(*at));
            Some(Alert::new(Tone::Warning, "Sendt tilbage", text))
        }
        State::Cleared { by, at } => {
            let text = format!("{} {}. Lav svaret, læs det igennem, og send det.", staff(*by), danish::instant(*at));
            Some(Alert::new(Tone::Success, "Klar til at blive besvaret", text))
        }
        State::Answered { on, outcome: ended, .. } => {
            let text = format!("Svaret blev sendt {}: {}.", danish::date_long(*on), outcome(*ended));
            Some(Alert::new(Tone::Success, "Besvaret", text))
        }
        State::Withdrawn { on, reason } => {
            Some(Alert::new(Tone::Info, "Afsluttet uden svar", format!("{}: {reason}", danish::date_long(*on))))
        }
    }
}

fn letters(view: &View<'_>) -> Vec<(String, String)> {
    let case = view.case.file.case.id;
    let line = |(id, state, occasion): &(_, _, Occasion)| {
        let what = if *occasion == Occasion::AccessDelay { "Brev om forsinkelse" } else { "Afgørelse om aktindsigt" };
        (crate::letter::path(case, *id), format!("{what}: {}", letter_state(*state)))
    };
    view.letters.iter().map(line).collect()
}

fn row(view: &View<'_>, nr: usize, item: &Item, typed: Option<&TypedChoices>, errors: &Errors, file: &CaseFile) -> Row {
    let key = item.thing.key();
    let kept = view.choices.get(&item.thing);
    let again = typed.and_then(|typed| typed.rows().find(|(thing, ..)| **thing == key));
    let (chosen, provision, left_out, reason) = match (again, kept) {
        (Some((_, verdict, provision, pages, reason)), _) => {
            (verdict.clone(), provision.clone(), pages.clone(), reason.clone())
        }
        (None, Some(choice)) => (
            choice.verdict.code().to_string(),
            choice.provision.clone().unwrap_or_default(),
            write_pages(&choice.pages),
            choice.reason.clone(),
        ),
        // What nothing speaks against is given; what is flagged is chosen by a person.
        (None, None) => {
            let plain = item.flags.is_empty() && item.shown != Shown::NotAsPages;
            let given = if plain { Verdict::Give.code() } else { "" };
            (given.to_string(), String::new(), String::new(), String::new())
        }
    };
    let offered: &[Verdict] = match item.shown {
        Shown::Pages(pages) if 1 < pages => &[Verdict::Give, Verdict::Part, Verdict::LeaveOut],
        Shown::Pages(_) | Shown::Whole => &[Verdict::Give, Verdict::LeaveOut],
        Shown::NotAsPages => &[Verdict::AsPdf, Verdict::LeaveOut],
    };
    let case = file.case.id;
    Row {
        nr,
        number: item.number,
        title: item.title.clone(),
        about: about(item),
        link: match &item.thing {
            Thing::Document(id) => Some(format!("/sager/{case}/dokumenter/{id}")),
            Thing::Entry(_) => Some(format!("/sager/{case}/journal")),
            Thing::Form { form, .. } => Some(format!("/sager/{case}/skema/{form}")),
        }
        .filter(|_| may_read(view)),
        flags: item.flags.iter().map(flag).collect(),
        verdicts: offered.iter().map(|v| (v.code(), verdict(*v), v.code() == chosen)).collect(),
        pages: match item.shown {
            Shown::Pages(pages) if 1 < pages => Some(pages),
            _ => None,
        },
        provision,
        left_out,
        reason,
        error: errors.of(&format!("valg-{nr}")).or_else(|| errors.of(&format!("sider-{nr}"))).map(Into::into),
        told: kept.map_or_else(|| "Ikke valgt".to_string(), |choice| told(view, choice)),
        key,
    }
}

fn about(item: &Item) -> String {
    let pages = match item.shown {
        Shown::Pages(1) => " · 1 side".to_string(),
        Shown::Pages(pages) => format!(" · {pages} sider"),
        Shown::Whole => String::new(),
        Shown::NotAsPages => " · fil uden sider".to_string(),
    };
    let source = if item.source.is_empty() { String::new() } else { format!(" · {}", item.source) };
    format!("{}{source} · {}{pages}", paper(item.paper), danish::date_short(item.dated))
}

fn told(view: &View<'_>, choice: &Choice) -> String {
    let provision = view.provisions.iter().find(|p| Some(&p.id) == choice.provision.as_ref());
    let by = provision.map_or_else(String::new, |p| format!(" efter {}", p.paragraph));
    let pages =
        if choice.pages.is_empty() { String::new() } else { format!(" uden side {}", write_pages(&choice.pages)) };
    let why = if choice.reason.is_empty() { String::new() } else { format!(". {}", choice.reason) };
    format!("{}{pages}{by}{why}", verdict(choice.verdict))
}

/// What is wrong, at the field of its paper.
pub(super) fn errors_of(view: &View<'_>, wrong: &[(Thing, Wrong)]) -> Errors {
    let mut errors = Errors::default();
    for (nr, item) in (1..).zip(&view.items) {
        let found: Vec<String> =
            wrong.iter().filter(|(thing, _)| *thing == item.thing).map(|(_, wrong)| wrong.danish()).collect();
        if !found.is_empty() {
            errors.add(format!("valg-{nr}"), format!("Nr. {}: {}", item.number, found.join(" ")));
        }
    }
    errors
}
