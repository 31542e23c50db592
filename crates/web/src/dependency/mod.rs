//! Bevillingsoverblik: what a citizen lives by and is helped with, as bars over time, and what must not stop before
//! something else begins.

mod bars;

use crate::error::{Failure, Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, Ids, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Empty, Field, Hidden, Summary};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::{Wording, coordination, duration};
use crate::worklist::benefit_title;
use app::dependency::{self as act, Page as Found, Row, Wanted};
use app::{Reason, Refused};
use askama::Template;
use bars::Bars;
use domain::access::{Action, Object};
use domain::dependency::{First, Last, NotKept, Stretch, Support};
use domain::ids::{CaseId, DependencyId};
use serde::Deserialize;

/// Its routes.
pub(crate) fn routes() -> Routes {
    let coordinate = Needs::Right(Action::Coordinate, Object::Case);
    Routes::new()
        .get("/sager/{id}/bevillingsoverblik", Needs::Right(Action::Oversee, Object::Case), show)
        .post("/sager/{id}/bevillingsoverblik", coordinate, add)
        .post("/sager/{id}/bevillingsoverblik/{dependency}/dage", coordinate, change)
        .post("/sager/{id}/bevillingsoverblik/{dependency}/fjern", coordinate, remove)
}

#[derive(Template)]
#[template(path = "dependency/show.html")]
struct Show {
    frame: Frame,
    number: String,
    citizen: String,
    protected: bool,
    path: String,
    case_path: String,
    bars: Option<Bars>,
    lines: Vec<(String, String, String)>,
    rows: Vec<RowView>,
    lead: String,
    may_write: bool,
    first: Side,
    next: Side,
    why: Field,
    errors: Errors,
}

/// One dependency with what the days say.
struct RowView {
    says: String,
    verdict: String,
    warns: bool,
    why: String,
    id: DependencyId,
    version: i64,
    path: String,
    /// The days of what stems from elsewhere, to be changed.
    sides: Vec<(String, Days)>,
    /// It was written on this case and may be changed here.
    may_change: bool,
    changing: bool,
    reason: Field,
    removing: bool,
}

/// One side of a new dependency.
struct Side {
    what: Choices,
    name: Field,
    days: Days,
}

/// The days of what stems from elsewhere.
struct Days {
    begins: Field,
    ends: Field,
    open: Choices,
}

/// A dependency as typed; each side is a grant here, or something else with a name and days.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    version: i64,
    foerst: String,
    foerst_navn: String,
    foerst_fra: String,
    foerst_til: String,
    foerst_slut: String,
    saa: String,
    saa_navn: String,
    saa_fra: String,
    saa_til: String,
    saa_slut: String,
    hvorfor: String,
}

/// Why it is taken off, as typed.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Removal {
    version: i64,
    grund: String,
}

/// Something that is no grant here.
const ELSEWHERE: &str = "andet";
const ON: &str = "dag";
const OPEN: &str = "loeber";
const UNKNOWN: &str = "kendes-ikke";

/// Which form is shown again.
enum Again {
    No,
    New(Box<Typed>),
    Days(DependencyId, Box<Typed>),
    Removal(DependencyId, String),
}

async fn show(desk: Desk, Id(case): Id<CaseId>) -> Page {
    page(&view(&desk, case, Again::No, Errors::default()).await?)
}

async fn view(desk: &Desk, case: CaseId, again: Again, errors: Errors) -> Result<Show, Failure> {
    let found = act::show(&desk.app, &desk.actor, case).await?;
    let none = Errors::default();
    let (typed, on_new) = match &again {
        Again::New(typed) => ((**typed).clone(), &errors),
        _ => (Typed::default(), &none),
    };
    let choices = grants(desk, &found);
    let drawn = lines(desk, &found);
    let rows = found.rows.iter().enumerate().map(|(nr, row)| row_view(desk, &found, row, nr, (&again, &errors)));
    let rows: Vec<RowView> = rows.collect();
    let nr = match &again {
        Again::Days(id, _) | Again::Removal(id, _) => rows.iter().position(|row| row.id == *id),
        Again::No | Again::New(_) => None,
    };
    let lead = found.lead.as_ref().map_or_else(
        || "Kommunen har ikke sat, hvor længe før I bliver mindet om det. Så kommer der ingen påmindelse.".to_string(),
        |lead| format!("I bliver mindet om det {} før den sidste dag.", duration(lead)),
    );
    Ok(Show {
        frame: desk.frame(Here::Coordination),
        number: found.number.to_string(),
        citizen: found.citizen.clone(),
        protected: found.protected,
        path: format!("/sager/{case}/bevillingsoverblik"),
        case_path: format!("/sager/{case}/koordinering"),
        bars: Bars::of(&drawn, found.today),
        lines: drawn
            .iter()
            .map(|line| (line.title.clone(), coordination::stretch(&line.stretch), line.source.clone()))
            .collect(),
        rows,
        lead,
        may_write: found.may_write,
        first: side("foerst", "Hvad må ikke stoppe?", &choices, (&typed.foerst, &typed.foerst_navn), &typed, on_new),
        next: side("saa", "Før hvad er begyndt?", &choices, (&typed.saa, &typed.saa_navn), &typed, on_new),
        why: Field::text("hvorfor", "Hvorfor?", &typed.hvorfor, on_new).rows(2),
        errors: match nr {
            None => errors,
            Some(nr) => suffixed(&errors, &format!("-{nr}")),
        },
    })
}

fn suffixed(errors: &Errors, end: &str) -> Errors {
    let mut moved = Errors::default();
    for (field, text) in errors.iter() {
        moved.add(format!("{field}{end}"), text);
    }
    moved
}

/// The grants one may choose, and everything else.
fn grants(desk: &Desk, found: &Found) -> Vec<Choice> {
    let choice = |seen: &app::dependency::SeenGrant| {
        let title = benefit_title(&desk.app, &seen.grant.benefit, found.today);
        let days = coordination::stretch(&Stretch::of(&seen.grant));
        Choice::new(seen.grant.id.to_string(), format!("{title}, {days} ({})", seen.number))
    };
    let here = found.grants.iter().map(choice);
    here.chain([Choice::new(ELSEWHERE, "Noget andet, jeg skriver herunder")]).collect()
}

/// Everything on the overview once: the grants, and what stems from elsewhere.
fn lines(desk: &Desk, found: &Found) -> Vec<bars::Line> {
    let mut lines: Vec<bars::Line> = Vec::new();
    for seen in &found.grants {
        let title = benefit_title(&desk.app, &seen.grant.benefit, found.today);
        let warns =
            found.rows.iter().any(|row| row.verdict.warns() && row.dependency.first == Support::Grant(seen.grant.id));
        let source = format!("Bevilling i sag {}", seen.number);
        lines.push(bars::Line { title, stretch: Stretch::of(&seen.grant), source, warns });
    }
    for row in &found.rows {
        for (support, stretch, first) in
            [(&row.dependency.first, row.first, true), (&row.dependency.next, row.next, false)]
        {
            let Support::Elsewhere { name, .. } = support else { continue };
            let warns = first && row.verdict.warns();
            match lines.iter_mut().find(|line| line.title == *name && line.stretch == stretch) {
                Some(line) => line.warns = line.warns || warns,
                None => lines.push(bars::Line { title: name.clone(), stretch, source: "Andet".into(), warns }),
            }
        }
    }
    lines
}

fn side(
    name: &str,
    label: &str,
    choices: &[Choice],
    (chosen, called): (&str, &str),
    typed: &Typed,
    errors: &Errors,
) -> Side {
    let (begins, ends, open) = match name {
        "foerst" => (&typed.foerst_fra, &typed.foerst_til, &typed.foerst_slut),
        _ => (&typed.saa_fra, &typed.saa_til, &typed.saa_slut),
    };
    let chosen = if chosen.is_empty() { ELSEWHERE } else { chosen };
    Side {
        what: Choices::radios(name, label, choices, chosen, errors),
        name: Field::line(&format!("{name}_navn"), "Hvad er det?", called, errors)
            .hint("For eksempel sygedagpenge, løn eller fleksløntilskud.")
            .optional(),
        days: days(name, "", (begins, ends, open), errors),
    }
}

fn days(name: &str, end: &str, (begins, ends, open): (&str, &str, &str), errors: &Errors) -> Days {
    let id = |field: &str| format!("{name}_{field}{end}");
    let choices = [
        Choice::new(ON, "Den dag, jeg skriver"),
        Choice::new(OPEN, "Det løber, til andet besluttes"),
        Choice::new(UNKNOWN, "Det kendes ikke"),
    ];
    let open = if open.is_empty() { UNKNOWN } else { open };
    Days {
        begins: Field::date(&id("fra"), "Første dag", begins, errors)
            .named(&format!("{name}_fra"))
            .hint("Tom: den kendes ikke.")
            .optional(),
        open: Choices::radios(&id("slut"), "Hvornår slutter det?", &choices, open, errors)
            .named(&format!("{name}_slut")),
        ends: Field::date(&id("til"), "Sidste dag", ends, errors).named(&format!("{name}_til")).optional(),
    }
}

fn row_view(desk: &Desk, found: &Found, row: &Row, nr: usize, (again, errors): (&Again, &Errors)) -> RowView {
    let end = format!("-{nr}");
    let none = Errors::default();
    let id = row.dependency.id;
    let (typed, on_days) = match again {
        Again::Days(which, typed) if *which == id => ((**typed).clone(), errors),
        _ => (kept(row), &none),
    };
    let (reason, on_removal) = match again {
        Again::Removal(which, reason) if *which == id => (reason.as_str(), errors),
        _ => ("", &none),
    };
    let moved = suffixed(on_days, &end);
    let mut sides = Vec::new();
    if let Support::Elsewhere { name, .. } = &row.dependency.first {
        let days = days("foerst", &end, (&typed.foerst_fra, &typed.foerst_til, &typed.foerst_slut), &moved);
        sides.push((name.clone(), days));
    }
    if let Support::Elsewhere { name, .. } = &row.dependency.next {
        sides.push((name.clone(), days("saa", &end, (&typed.saa_fra, &typed.saa_til, &typed.saa_slut), &moved)));
    }
    let called = |support: &Support, stretch: &Stretch| {
        let name = match support {
            Support::Elsewhere { name, .. } => name.clone(),
            Support::Grant(grant) => found
                .grants
                .iter()
                .find(|seen| seen.grant.id == *grant)
                .map(|seen| benefit_title(&desk.app, &seen.grant.benefit, found.today))
                .unwrap_or_default(),
        };
        format!("{name} ({})", coordination::stretch(stretch))
    };
    let (first, next) = (called(&row.dependency.first, &row.first), called(&row.dependency.next, &row.next));
    RowView {
        says: format!("{first} må ikke stoppe, før {next} er begyndt"),
        verdict: row.verdict.danish(),
        warns: row.verdict.warns(),
        why: row.dependency.why.clone(),
        id,
        version: row.dependency.version,
        path: format!("/sager/{}/bevillingsoverblik/{id}", found.case),
        sides,
        may_change: found.may_write && row.case == found.case,
        changing: matches!(again, Again::Days(which, _) if *which == id),
        removing: matches!(again, Again::Removal(which, _) if *which == id),
        reason: Field::text(&format!("grund{end}"), "Hvorfor tages den af?", reason, &suffixed(on_removal, &end))
            .named("grund")
            .rows(2),
    }
}

/// The days as they stand, for the form that changes them.
fn kept(row: &Row) -> Typed {
    let first = |stretch: Stretch| match stretch.first {
        First::On(day) => day.to_string(),
        First::Unknown => String::new(),
    };
    let last = |stretch: Stretch| match stretch.last {
        Last::On(day) => (day.to_string(), ON.to_string()),
        Last::Open => (String::new(), OPEN.to_string()),
        Last::Unknown => (String::new(), UNKNOWN.to_string()),
    };
    let ((foerst_til, foerst_slut), (saa_til, saa_slut)) = (last(row.first), last(row.next));
    Typed {
        foerst_fra: first(row.first),
        foerst_til,
        foerst_slut,
        saa_fra: first(row.next),
        saa_til,
        saa_slut,
        ..Typed::default()
    }
}

/// The days of one side, read.
fn read_days(
    check: &mut Check,
    (begins, ends, how): (&'static str, &'static str, &'static str),
    (from, until, open): (&str, &str, &str),
) -> Stretch {
    let first = check.optional_date(begins, from).map_or(First::Unknown, First::On);
    let last = match open.trim() {
        OPEN => Last::Open,
        ON => check.date(ends, until).map_or(Last::Unknown, Last::On),
        "" | UNKNOWN => Last::Unknown,
        _ => {
            check.wrong(how, "Vælg en af mulighederne.");
            Last::Unknown
        }
    };
    Stretch { first, last }
}

fn first_days(check: &mut Check, typed: &Typed) -> Stretch {
    let fields = ("foerst_fra", "foerst_til", "foerst_slut");
    read_days(check, fields, (&typed.foerst_fra, &typed.foerst_til, &typed.foerst_slut))
}

fn next_days(check: &mut Check, typed: &Typed) -> Stretch {
    read_days(check, ("saa_fra", "saa_til", "saa_slut"), (&typed.saa_fra, &typed.saa_til, &typed.saa_slut))
}

fn read(typed: &Typed) -> Result<Wanted, Errors> {
    let mut check = Check::new();
    let first = match typed.foerst.trim() {
        ELSEWHERE => {
            let name = check.line("foerst_navn", &typed.foerst_navn);
            Some(Support::Elsewhere { name, stretch: first_days(&mut check, typed) })
        }
        chosen => check.id("foerst", chosen).map(Support::Grant),
    };
    let next = match typed.saa.trim() {
        ELSEWHERE => {
            let name = check.line("saa_navn", &typed.saa_navn);
            Some(Support::Elsewhere { name, stretch: next_days(&mut check, typed) })
        }
        chosen => check.id("saa", chosen).map(Support::Grant),
    };
    let why = check.text("hvorfor", &typed.hvorfor);
    match (check.errors(), first, next) {
        (None, Some(first), Some(next)) => Ok(Wanted { first, next, why }),
        (errors, ..) => Err(errors.unwrap_or_default()),
    }
}

async fn add(desk: Desk, Id(case): Id<CaseId>, Form(typed): Form<Typed>) -> Page {
    let errors = match read(&typed) {
        Err(errors) => errors,
        Ok(wanted) => match once(act::add(&desk.app, &desk.actor, case, wanted).await) {
            Ok(()) => return Ok(done(&home(case), "Afhængigheden står på overblikket.")),
            Err(refused) => refusal(refused)?,
        },
    };
    page_again(&view(&desk, case, Again::New(Box::new(typed)), errors).await?)
}

async fn change(desk: Desk, Ids(case, id): Ids<CaseId, DependencyId>, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    if typed.foerst_slut.is_empty() && typed.saa_slut.is_empty() {
        check.wrong("foerst_slut", "Vælg en af mulighederne.");
    }
    let first = (!typed.foerst_slut.is_empty()).then(|| first_days(&mut check, &typed));
    let next = (!typed.saa_slut.is_empty()).then(|| next_days(&mut check, &typed));
    let errors = match check.errors() {
        Some(errors) => errors,
        None => match once(act::change_days(&desk.app, &desk.actor, case, (id, typed.version), (first, next)).await) {
            Ok(()) => return Ok(done(&home(case), "Dagene er ændret.")),
            Err(refused) => refusal(refused)?,
        },
    };
    page_again(&view(&desk, case, Again::Days(id, Box::new(typed)), errors).await?)
}

async fn remove(desk: Desk, Ids(case, id): Ids<CaseId, DependencyId>, Form(typed): Form<Removal>) -> Page {
    let mut check = Check::new();
    let why = check.text("grund", &typed.grund);
    let errors = match check.errors() {
        Some(errors) => errors,
        None => match once(act::remove(&desk.app, &desk.actor, case, (id, typed.version), &why).await) {
            Ok(()) => return Ok(done(&home(case), "Afhængigheden er taget af overblikket.")),
            Err(refused) => refusal(refused)?,
        },
    };
    page_again(&view(&desk, case, Again::Removal(id, typed.grund), errors).await?)
}

/// A refusal at its field; what is no refusal goes on.
fn refusal(refused: Refused) -> Result<Errors, Failure> {
    match refused {
        Refused::Because(Reason::Dependency(why)) => {
            let field = match why {
                NotKept::NoName => "foerst_navn",
                NotKept::NoSuchGrant => "foerst",
                NotKept::OnItself => "saa",
                NotKept::EndsBeforeItBegins => "foerst_til",
                NotKept::NoReason => "hvorfor",
            };
            Ok(Errors::one(field, why.danish()))
        }
        Refused::Because(reason) => Ok(Errors::one("", reason.danish())),
        other => Err(other.into()),
    }
}

fn home(case: CaseId) -> String {
    format!("/sager/{case}/bevillingsoverblik")
}
