//! What a handover would do, case by case, and the one button that does it.

use super::typed::{self, EACH, SOME, Typed};
use super::{HOME, kind, letters, named, successor_words};
use crate::error::Failure;
use crate::form::{Errors, date_value};
use crate::layout::{Frame, Here};
use crate::parts::{Alert, Choice, Choices, Deadline, Empty, Field, Hidden, Summary, Tone};
use crate::session::Desk;
use crate::wording::{Wording, counted, danish, listed};
use app::App;
use app::handover::{CasePreview, Preview};
use app::worklist::TodoRow;
use askama::Template;
use domain::handover::{Duration, Known, NotHanded, Wanted};
use domain::letter::{Ask, AskKind, Letter};

/// Deadlines of a case that are listed; the rest are counted.
const LISTED: usize = 4;

#[derive(Template)]
#[template(path = "handover/preview.html")]
pub(super) struct Page {
    frame: Frame,
    errors: Errors,
    back: String,
    from: String,
    facts: Vec<(&'static str, String)>,
    urgent: String,
    notices: Vec<Alert>,
    action: &'static str,
    hidden: Vec<(&'static str, String)>,
    choose: bool,
    cases: Vec<CaseView>,
    asks: Vec<Field>,
    writes: String,
    why: Field,
    button: &'static str,
    auto_reply: String,
}

/// A case and what follows with it.
struct CaseView {
    id: String,
    number: String,
    citizen: String,
    protected: bool,
    box_id: String,
    ticked: bool,
    deadlines: Vec<(String, Deadline)>,
    more: String,
    follows: Vec<String>,
    letter: String,
    wrong: String,
    to: Option<Choices>,
}

/// The preview of what is wanted, with what was typed and what was wrong with it.
pub(super) async fn of(desk: &Desk, typed: &Typed, wanted: &Wanted, errors: Errors) -> Result<Page, Failure> {
    let found = app::handover::preview(&desk.app, &desk.actor, wanted).await?;
    let per_case = typed.one("afloeser") == EACH;
    let choices: Vec<Choice> = found.successors.iter().map(|staff| named(&desk.app, staff)).collect();
    let cases = found.rows.iter().map(|case| {
        let to = per_case.then(|| {
            let field = typed::successor_field(case.id);
            Choices::select(&field, "Hvem overtager?", &choices, typed.successor_of(case.id), &errors)
        });
        case_view(desk, typed, case, to)
    });
    let cases = cases.collect();
    let named_one = match &wanted.successor {
        domain::handover::Successor::One(id) => found.successors.iter().find(|staff| staff.id == *id),
        _ => None,
    };
    let holds = found.rows.iter().find_map(|case| case.to.as_ref()).filter(|_| !per_case);
    Ok(Page {
        frame: desk.frame(Here::Handover),
        back: format!("{HOME}?{}", typed.choices()),
        facts: facts(wanted, &found),
        urgent: urgent(&found, typed),
        notices: notices(&found, wanted),
        action: HOME,
        hidden: hidden(typed),
        choose: typed.one("omfang") == SOME,
        cases,
        asks: asks(&desk.app, typed, &found, &errors),
        writes: match wanted.planned {
            domain::handover::Planned::Planned => "sagsbehandleren eller du".into(),
            domain::handover::Planned::Unplanned => "du".into(),
        },
        why: Field::text("hvorfor", "Hvorfor?", typed.one("hvorfor"), &errors)
            .rows(3)
            .hint("For dig og den, det handler om. Står aldrig i et brev eller på en sag."),
        button: if found.today < wanted.on { "Planlæg skiftet" } else { "Gennemfør skiftet" },
        auto_reply: auto_reply(&desk.app, wanted, &found, named_one.or(holds)),
        from: found.from.name,
        errors,
    })
}

/// The text of the automatic reply: for who is away, as long as they are known to come back or not.
fn auto_reply(app: &App, wanted: &Wanted, found: &Preview, helps: Option<&domain::staff::Staff>) -> String {
    let back = match wanted.duration {
        Duration::Temporary { until } => until.and_then(|day| day.tomorrow().ok()),
        Duration::Permanent => None,
    };
    let back = back.map(|day| domain::function::on_working_day(day, &app.content.calendar));
    app::handover_check::auto_reply(app, &found.from, helps, back).unwrap_or_default()
}

fn facts(wanted: &Wanted, found: &Preview) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        ("Slags", kind(wanted.planned, wanted.duration)),
        ("Første dag", format!("{} ({})", danish::date_short(wanted.on), danish::distance(wanted.on, found.today))),
    ];
    if let Duration::Temporary { until } = wanted.duration {
        facts.push(("Varer", danish::until(until)));
    }
    facts.push(("Overtager", successor_words(&wanted.successor, &found.successors)));
    facts
}

/// "3 frister er i dag eller overskredet".
fn urgent(found: &Preview, typed: &Typed) -> String {
    let meant = found.rows.iter().filter(|case| typed.means(case.id));
    let due =
        meant.map(|case| open_rows(case).iter().filter(|todo| todo.due <= Some(found.today)).count()).sum::<usize>();
    match due {
        0 => String::new(),
        number => {
            let number = u64::try_from(number).unwrap_or(u64::MAX);
            format!("{} i dag eller overskredet", counted(number, "frist er", "frister er"))
        }
    }
}

fn notices(found: &Preview, wanted: &Wanted) -> Vec<Alert> {
    let mut notices = Vec::new();
    // The reason is asked for at the end of this page, and a successor for each case beside it.
    let shown = found.wrong.filter(|why| !matches!(why, NotHanded::NoReason | NotHanded::NothingToHand));
    if let Some(why) = shown {
        notices.push(Alert::new(Tone::Error, "Det kan ikke gøres sådan", why.danish()));
    }
    if found.hidden != 0 {
        let number = u64::try_from(found.hidden).unwrap_or(u64::MAX);
        let text = format!(
            "{} kan du ikke læse, fordi den er lukket for afdelingen eller for tæt på dig. Den følger med.",
            counted(number, "sag", "sager")
        );
        notices.push(Alert::new(Tone::Info, "Der er mere, end du ser", text));
    }
    let to_leader = found.rows.iter().filter(|case| case.known == Known::Unknown).find_map(|case| case.to.as_ref());
    if let Some(leader) = to_leader {
        let text = format!(
            "{} er ansvarlig for sagerne fra {}, til en ny er fundet. Ingen sag er uden ansvarlig imens.",
            leader.name,
            danish::date_short(wanted.on)
        );
        notices.push(Alert::new(Tone::Info, "Lederen har sagerne imens", text));
    }
    notices
}

/// What is to be done by a day, the first day first; what is only offered is left out.
fn open_rows(case: &CasePreview) -> Vec<&TodoRow> {
    let mut rows: Vec<&TodoRow> = case.deadlines.iter().filter(|todo| !todo.optional && todo.due.is_some()).collect();
    rows.sort_by_key(|todo| todo.due);
    rows
}

fn hidden(typed: &Typed) -> Vec<(&'static str, String)> {
    let kept = ["hvem", "omfang", "slags", "varighed", "til", "dag", "afloeser"];
    kept.into_iter().map(|name| (name, typed.one(name).to_string())).collect()
}

fn case_view(desk: &Desk, typed: &Typed, case: &CasePreview, to: Option<Choices>) -> CaseView {
    let rows = open_rows(case);
    let (today, now) = (desk.app.today(), desk.app.now());
    let deadlines = rows.iter().take(LISTED).filter_map(|todo| {
        let deadline = crate::worklist::deadline(todo, today, now)?;
        Some((todo.title.clone(), deadline))
    });
    let per_case = to.is_some();
    CaseView {
        id: case.id.to_string(),
        number: case.number.to_string(),
        citizen: case.citizen.clone(),
        protected: case.protected,
        box_id: format!("sag-{}", case.id),
        ticked: typed.cases().contains(&case.id),
        deadlines: deadlines.collect(),
        more: match rows.len().saturating_sub(LISTED) {
            0 => String::new(),
            1 => "og 1 frist mere".to_string(),
            more => format!("og {more} frister mere"),
        },
        follows: follows(case),
        letter: letter(case),
        wrong: case
            .wrong
            .filter(|why| !(per_case && *why == NotHanded::SuccessorMissing))
            .map(|why| why.danish())
            .unwrap_or_default(),
        to,
    }
}

/// What goes with the case besides its deadlines.
fn follows(case: &CasePreview) -> Vec<String> {
    let mut lines = Vec::new();
    let tasks = u64::try_from(case.tasks.len()).unwrap_or(u64::MAX);
    if tasks != 0 {
        lines.push(format!("{} følger med", counted(tasks, "opgave", "opgaver")));
    }
    for (_, title, when, follows) in &case.meetings {
        let who = if *follows { "den nye sidder med" } else { "andre holder det" };
        let hour = format!("{:02}.{:02}", when.from.hour(), when.from.minute());
        lines.push(format!("Møde: {title}, {} kl. {hour} ({who})", danish::date_short(when.day)));
    }
    if case.awaits_approval {
        lines.push("En afgørelse venter på godkendelse".to_string());
    }
    if !case.functions.is_empty() {
        lines.push(format!("Funktion: {}", listed(&case.functions)));
    }
    if !case.stamkort_current {
        let last = case.reviewed_on.map_or_else(
            || "aldrig gennemgået".to_string(),
            |day| format!("senest gennemgået {}", danish::date_short(day)),
        );
        lines.push(format!("Stamkortet er ikke ajour: {last}"));
    }
    lines
}

fn letter(case: &CasePreview) -> String {
    case.letter.as_ref().filter(|letter| !letter.to.is_empty()).map_or_else(String::new, |letter| {
        // Where somebody is protected the parties are not named in a list of many cases.
        let to = if case.protected { "parterne".to_string() } else { listed(&letter.to) };
        format!("Brev til {to}: {}", letter.title)
    })
}

/// Whether a letter cannot be without what it asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Demanded {
    Yes,
    No,
}

/// What the letters ask for and nobody knows, each once; then what one may say besides.
pub(super) fn asks(app: &App, typed: &Typed, found: &Preview, errors: &Errors) -> Vec<Field> {
    let templates = letters(app);
    let of_rows = || found.rows.iter().filter_map(|case| case.letter.as_ref());
    let mut fields: Vec<(String, Field)> = Vec::new();
    let mut add = |id: &str, letter: &str, demanded: Demanded| {
        if fields.iter().any(|(known, _)| known == id) {
            return;
        }
        if let Some(ask) = ask_of(&templates, letter, id) {
            let field = field(ask, typed, errors);
            fields.push((id.to_string(), if demanded == Demanded::No { field.optional() } else { field }));
        }
    };
    for letter in of_rows() {
        letter.asks.iter().for_each(|(id, _)| add(id, &letter.template, Demanded::Yes));
    }
    for letter in of_rows() {
        letter.offers.iter().for_each(|(id, _)| add(id, &letter.template, Demanded::No));
    }
    // What has been said is no longer asked, and stays in its field.
    for (name, _) in &typed.0 {
        let Some(id) = name.strip_prefix("svar-") else { continue };
        of_rows().for_each(|letter| add(id, &letter.template, Demanded::No));
    }
    fields.into_iter().map(|(_, field)| field).collect()
}

fn ask_of<'l>(templates: &[&'l Letter], letter: &str, id: &str) -> Option<&'l Ask> {
    templates.iter().find(|template| template.id == letter)?.asks.iter().find(|ask| ask.id == id)
}

/// The field of what a letter asks for.
pub(super) fn field(ask: &Ask, typed: &Typed, errors: &Errors) -> Field {
    let (name, said) = (typed::field_of(&ask.id), typed.said(&ask.id));
    let field = match ask.kind {
        AskKind::Text => Field::line(&name, &ask.title, said, errors),
        AskKind::LongText => Field::text(&name, &ask.title, said, errors).rows(3),
        AskKind::Date => {
            let day = crate::form::parse_date(said).map_or_else(|| said.to_string(), date_value);
            Field::date(&name, &ask.title, &day, errors)
        }
        AskKind::Time => Field::time(&name, &ask.title, said, errors),
    };
    match &ask.help {
        Some(help) => field.hint(help),
        None => field,
    }
}
