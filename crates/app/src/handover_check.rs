//! What whoever takes over a case reads first: its checklist, and what the forms of a handover need not ask.
//!
//! The checklist (kvalitetssikring ved skift, 3-3 of `002_5d334826057af794.txt`) is read from what the case holds and
//! from the course that every handover begins; nothing of it is kept twice.

use crate::case::{CourseView, View};
use crate::{Actor, App, Outcome, Refused};
use domain::deadline::Kind;
use domain::ids::CaseId;
use domain::letter::{AskKind, Head, IssuedLetter, LetterState};
use domain::meeting::{self, Meeting};
use domain::procedure::{Begins, Procedure};
use domain::progress::{Answer, State, Todo, TodoKind};
use domain::questionnaire::Questionnaire;
use domain::staff::Staff;
use domain::task::{self, Task};
use domain::words::{Act, Fact};
use jiff::Timestamp;
use jiff::civil::Date;
use letters::markup::{Block, Run};
use letters::{Words, danish_date};

/// The words of [`domain::questionnaire::FETCHED`] that are answered here: they say what stands open in a case.
const OPEN: [&str; 7] = [
    "borger.tolk",
    "stamkort.vigtigst",
    "stamkort.gennemgået",
    "sag.frister",
    "sag.samtykker",
    "sag.bevillinger",
    "sag.kladder",
];

/// Days before its last day a consent is called one that soon runs out, in the checklist.
const SOON: i64 = 30;

/// What the receiver of a case looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The stamkort is current.
    MasterRecord,
    /// Deadlines that stand open.
    Deadlines,
    /// Letters that are begun and not sent.
    Drafts,
    /// Consents that run.
    Consents,
    /// When the citizen is talked to next.
    NextContact,
}

/// One line of the checklist: what the case says by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What.
    pub what: What,
    /// Whether there is something to see to.
    pub to_see_to: bool,
    /// How many of them there are; 0 where one does not count.
    pub count: usize,
    /// The day that says most: last gone through, first due, first to run out, talked to next.
    pub day: Option<Date>,
}

/// Whether the procedure is the one a handover begins.
pub fn is_handover(procedure: &Procedure) -> bool {
    matches!(&procedure.begins, Begins::Act(word) if word == Act::Handover.word())
}

/// The course of the handover that runs in the case, the latest if there are several.
pub fn course<'v, 'a>(view: &'v View<'a>) -> Option<&'v CourseView<'a>> {
    view.courses.iter().rev().find(|course| course.ended_on.is_none() && is_handover(course.procedure))
}

/// The checklist of whoever took the case over.
pub fn lines(view: &View<'_>) -> Vec<Line> {
    let today = view.today;
    let current = view.file.facts(today, Answer::No).get(&Fact::MasterRecordCurrent) == Some(&Answer::Yes);
    let first_due = open_todos(view).filter_map(|(_, todo)| due(todo)).min();
    let overdue = first_due.is_some_and(|day| day < today);
    let drafts = view.letters.iter().filter(|letter| is_draft(letter)).count();
    let consents: Vec<Date> =
        view.file.consents.iter().filter(|consent| consent.holds_on(today)).map(|consent| consent.until).collect();
    let runs_out = consents.iter().min().copied();
    let soon = runs_out.is_some_and(|day| today.until(day).is_ok_and(|left| i64::from(left.get_days()) < SOON));
    let contact = next_contact(view);
    let line = |what, to_see_to, count, day| Line { what, to_see_to, count, day };
    vec![
        line(What::MasterRecord, !current, 0, view.file.citizen.reviewed_on),
        line(What::Deadlines, overdue, open_todos(view).count(), first_due),
        line(What::Drafts, drafts != 0, drafts, None),
        line(What::Consents, soon, consents.len(), runs_out),
        line(What::NextContact, contact.is_none(), 0, contact),
    ]
}

/// The day that was agreed with the citizen in a step of the handover that asks for one.
fn next_contact(view: &View<'_>) -> Option<Date> {
    use domain::progress::Happening;
    course(view)?.milestones.iter().rev().find_map(|milestone| match &milestone.what {
        Happening::Done { dates, .. } => dates.values().max().copied(),
        _ => None,
    })
}

fn is_draft(letter: &IssuedLetter) -> bool {
    letter.state == LetterState::Drafted
}

fn due(todo: &Todo) -> Option<Date> {
    todo.due.as_ref().map(|due| due.counted.due)
}

/// What is to be done in the case, besides the handover's own steps and what is only offered.
fn open_todos<'v>(view: &'v View<'_>) -> impl Iterator<Item = (&'v Procedure, &'v Todo)> {
    let running = view.courses.iter().filter(|course| course.ended_on.is_none() && !is_handover(course.procedure));
    running.flat_map(|course| {
        let procedure: &Procedure = course.procedure;
        course.todos.iter().filter(|todo| !todo.optional).map(move |todo| (procedure, todo))
    })
}

/// Whether a form asks for any of these words, so that no form pays for them that does not.
pub(crate) fn asks(form: &Questionnaire) -> bool {
    let fields = form.sections.iter().filter(|section| !section.rows).flat_map(|section| &section.fields);
    fields.filter_map(|field| field.fetch.as_deref()).any(|word| OPEN.contains(&word))
}

/// What the words say of a case, with its tasks and meetings among what stands open.
pub(crate) fn words(view: &View<'_>, tasks: &[Task], meetings: &[Meeting]) -> Vec<(&'static str, String)> {
    let (citizen, today) = (&view.file.citizen, view.today);
    let reviewed = citizen.reviewed_on.map_or_else(|| "Ikke gennemgået endnu".to_string(), danish_date);
    let drafts = view.letters.iter().filter(|letter| is_draft(letter)).map(|letter| letter.title.clone());
    let consents = view.file.consents.iter().filter(|consent| consent.holds_on(today));
    let consents = consents.map(|consent| {
        format!("{}: {}. Gælder til og med {}", consent.source, consent.about, danish_date(consent.until))
    });
    vec![
        ("borger.tolk", citizen.interpreter.clone().unwrap_or_default()),
        ("stamkort.vigtigst", citizen.most_important.clone()),
        ("stamkort.gennemgået", reviewed),
        ("sag.frister", stands_open(view, tasks, meetings)),
        ("sag.samtykker", in_lines(consents)),
        ("sag.bevillinger", in_lines(view.file.grants.iter().filter(|grant| grant.runs_on(today)).map(running))),
        ("sag.kladder", in_lines(drafts)),
    ]
}

fn running(grant: &domain::grant::Grant) -> String {
    let until = grant.until.map_or_else(String::new, |day| format!(" til og med {}", danish_date(day)));
    format!("Fra {}{until}. Følges op {}", danish_date(grant.from), danish_date(grant.follow_up_on))
}

/// Steps, tasks and meetings, what is due first above; a deadline with its rule and kind, since a date is never alone.
fn stands_open(view: &View<'_>, tasks: &[Task], meetings: &[Meeting]) -> String {
    let mut lines: Vec<(Option<Date>, String)> =
        open_todos(view).filter_map(|(at, todo)| step_line(at, todo)).collect();
    let open = tasks.iter().filter(|task| task.state == task::State::Open);
    lines.extend(open.map(|task| {
        let day = task.due.map_or_else(String::new, |day| format!(": {}", danish_date(day)));
        (task.due, format!("Opgave: {}{day}", task.what))
    }));
    let planned = meetings.iter().filter(|meeting| meeting.state == meeting::State::Planned);
    lines.extend(planned.map(|meeting| {
        (Some(meeting.when.day), format!("Møde: {}, {}", meeting.title, danish_date(meeting.when.day)))
    }));
    lines.sort_by_key(|(day, _)| (day.is_none(), *day));
    in_lines(lines.into_iter().map(|(_, line)| line))
}

fn step_line(procedure: &Procedure, todo: &Todo) -> Option<(Option<Date>, String)> {
    if !matches!(todo.kind, TodoKind::Step | TodoKind::Ahead) {
        return None;
    }
    let title = &procedure.step(&todo.step)?.title;
    let Some(found) = &todo.due else { return Some((None, title.clone())) };
    let kind = match found.kind {
        Kind::Law => "lovfrist",
        Kind::Goal => "mål",
    };
    let day = found.counted.due;
    Some((Some(day), format!("{title}: {} ({}, {kind})", danish_date(day), found.rule)))
}

fn in_lines(lines: impl Iterator<Item = String>) -> String {
    lines.map(|line| format!("- {line}")).collect::<Vec<_>>().join("\n")
}

/// Where a step of the handover stands, for a page that lists what remains.
pub struct Remains<'a> {
    /// The step's title.
    pub title: &'a str,
    /// Which step.
    pub step: &'a str,
    /// The day it was settled; none while it stands open or waits.
    pub settled: Option<Date>,
    /// Open now.
    pub open: bool,
    /// Its date, while it is open.
    pub due: Option<&'a domain::progress::Due>,
}

/// The steps of a handover's course, in the file's order, without what fell away and what is only offered.
pub fn remains<'v>(course: &'v CourseView<'_>) -> Vec<Remains<'v>> {
    let due = |id: &str| course.todos.iter().find(|todo| todo.step == id).and_then(|todo| todo.due.as_ref());
    course
        .procedure
        .steps
        .iter()
        .filter(|step| !step.optional)
        .filter_map(|step| {
            let (settled, open) = match course.states.get(&step.id)? {
                State::Done(day) | State::LeftOut(day) => (Some(*day), false),
                State::Open(_) | State::Undecided(_) => (None, true),
                State::Waiting => (None, false),
                State::FellAway | State::PassedOver(_) => return None,
            };
            Some(Remains { title: &step.title, step: &step.id, settled, open, due: due(&step.id) })
        })
        .collect()
}

/// The cases of a handover as their pages show them, in one look; those the reader may not see are left out.
///
/// # Errors
/// None of its own.
pub async fn views<'a>(app: &'a App, actor: &Actor, cases: &[CaseId]) -> Outcome<Vec<View<'a>>> {
    let mut look = app.look(actor, "see_handover").await?;
    let mut found = Vec::new();
    for case in cases {
        match crate::case::gather(app, &mut look, *case).await {
            Ok((_, view)) => found.push(view),
            Err(Refused::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    let citizens = found.iter().map(|view| view.file.citizen.id).collect();
    look.done(None, found.iter().map(|view| view.file.case.id.to_string()).collect(), citizens).await?;
    Ok(found)
}

/// The letters of a case that came of a handover registered then: those the steps of its procedure name.
pub fn letters_since<'v>(view: &'v View<'_>, registered_at: Timestamp) -> Vec<&'v IssuedLetter> {
    let steps = || view.courses.iter().filter(|course| is_handover(course.procedure)).flat_map(|c| &c.procedure.steps);
    let of_one = |letter: &&IssuedLetter| steps().any(|step| step.letters.contains(&letter.template));
    let mut found: Vec<_> =
        view.letters.iter().filter(|letter| registered_at <= letter.made_at).filter(of_one).collect();
    found.sort_by_key(|letter| letter.made_at);
    found
}

/// What the mailbox of somebody who is away answers: the letter without a case among those the steps of a handover offer.
/// It says who helps meanwhile and the day they are back, if one is known; nothing of any case, and never why.
pub fn auto_reply(app: &App, away: &Staff, helps: Option<&Staff>, back: Option<Date>) -> Option<String> {
    let today = app.today();
    let procedure = app.content.procedures.all_on(today).find(|procedure| is_handover(procedure))?;
    let offered = procedure.steps.iter().flat_map(|step| &step.letters);
    let template = offered.filter_map(|id| app.content.letter(id, today)).find(|it| it.head == Head::WithoutCase)?;
    let department = app.content.department(&away.department)?;
    let reached = |staff: &Staff| format!("{}, telefon {}", staff.name, staff.phone);
    let helps = helps.map_or_else(|| format!("{}, telefon {}", department.title, department.phone), reached);
    let words = Words::new()
        .text("kommune.navn", &app.content.municipality.name)
        .text("afdeling.navn", &department.title)
        .text("afdeling.telefon", &department.phone)
        .text("afdeling.telefontid", &department.hours)
        .text("sagsbehandler.navn", &away.name);
    // A day it asks for is the day back, a line is who helps meanwhile.
    let words = template.asks.iter().fold(words, |words, ask| {
        let said = if ask.kind == AskKind::Date { back.map(danish_date) } else { Some(helps.clone()) };
        words.maybe(&format!("{}{}", letters::facts::ASKED, ask.id), said)
    });
    let filled = letters::fill(template, &app.content.blocks, &words).ok()?;
    Some(letters::markup::blocks(&filled.text).iter().map(as_typed).collect::<Vec<_>>().join("\n\n"))
}

/// A block of a letter as one types it in a mail.
fn as_typed(block: &Block) -> String {
    let line = |runs: &Vec<Run>| runs.iter().map(|run| run.text.as_str()).collect::<String>();
    match block {
        Block::Heading { runs, .. } => line(runs),
        Block::Paragraph(lines) => lines.iter().map(line).collect::<Vec<_>>().join("\n"),
        Block::List(entries) => entries.iter().map(|entry| format!("- {}", line(entry))).collect::<Vec<_>>().join("\n"),
        Block::Table { .. } | Block::Signatures(_) => String::new(),
    }
}
