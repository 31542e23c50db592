//! The case page: everything about one case that its reader may see, gathered in one look.

use crate::act::Look;
use crate::{Actor, App, Outcome, Refused, access, decision, progress};
use domain::access::{Action, Permit, Relation};
use domain::benefit::{ApprovalLine, Benefit};
use domain::case::{CaseFile, ChildParty};
use domain::decision::Missing;
use domain::document::Document;
use domain::ids::{CaseId, CourseId, StaffId};
use domain::letter::IssuedLetter;
use domain::procedure::{Procedure, StepId};
use domain::progress::{Answer, State, Todo, TodoKind};
use domain::staff::Staff;
use jiff::civil::Date;
use std::collections::BTreeMap;

pub use store::audit::{Seen, Verdict};
pub use store::journal::Line as JournalLine;

/// Lines of journal and history on a page: on a phone each is half a screen.
pub const PAGE: u32 = 50;

/// A running or ended course with what the engine says of it.
pub struct CourseView<'a> {
    /// Its id.
    pub id: CourseId,
    /// The procedure in the version it began with.
    pub procedure: &'a Procedure,
    /// First day.
    pub began_on: Date,
    /// Last day, if ended.
    pub ended_on: Option<Date>,
    /// Where each step stands.
    pub states: BTreeMap<StepId, State>,
    /// Open steps, questions and what is ahead.
    pub todos: Vec<Todo>,
    /// Its milestones.
    pub milestones: Vec<domain::progress::Milestone>,
    /// Which phase of the procedure it stands in, from 0.
    pub phase: usize,
}

/// A case as its page shows it.
pub struct View<'a> {
    /// The case and all on it.
    pub file: CaseFile,
    /// The benefit.
    pub benefit: &'a Benefit,
    /// Who is responsible.
    pub responsible: Staff,
    /// Everybody who works here, for names.
    pub staff: Vec<Staff>,
    /// Courses, oldest first.
    pub courses: Vec<CourseView<'a>>,
    /// All that stands between the case and a decision.
    pub missing: Vec<Missing>,
    /// The line of the approval plan the open draft falls under.
    pub approval: Option<ApprovalLine>,
    /// Letters, newest first.
    pub letters: Vec<IssuedLetter>,
    /// Documents, newest first.
    pub documents: Vec<Document>,
    /// What documents are marked with, so that they are looked at before they go out.
    pub marks: Vec<(domain::ids::DocumentId, domain::enclosure::Mark)>,
    /// The citizen's outreach caseworker.
    pub outreach: Option<(StaffId, String)>,
    /// Enquiries the case came of, belongs to, or was told of, with the day each came.
    pub enquiries: Vec<(domain::ids::EnquiryId, Date)>,
    /// Who coordinates today, each with what the function is called.
    pub coordinators: Vec<(String, Staff)>,
    /// The family with one entrance the case is of, if the reader may open it.
    pub family: Option<domain::ids::FamilyId>,
    /// Families are coordinated from the case's department, so that one can begin here.
    pub may_begin_family: bool,
    /// The council's sitting the case waits for.
    pub council: Option<domain::council::Sitting>,
    /// What the reader may do, besides seeing.
    pub may: May,
    /// What the reader is to the case.
    pub relation: Relation,
    /// A decision may be begun: none is sent yet, or a course that runs has another one to come.
    pub awaits_decision: bool,
    /// Today.
    pub today: Date,
    /// Now, for clocks of hours.
    pub now: jiff::Timestamp,
}

/// What the reader may do to a case. A page offers only what its reader may do; the acts ask again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct May {
    /// Register, collect, assess, recommend, send.
    pub work: bool,
    /// Write notes.
    pub note: bool,
    /// Approve or send back.
    pub approve: bool,
    /// Reveal a CPR number or a protected address.
    pub reveal: bool,
}

impl View<'_> {
    /// A member of staff by id; nobody for what the system did.
    pub fn staff_name(&self, id: StaffId) -> &str {
        self.staff.iter().find(|staff| staff.id == id).map_or("", |staff| &staff.name)
    }
}

/// The file of a case with what the law of its benefit says of its parties, which stands in content.
pub(crate) async fn load(app: &App, tx: &mut store::Tx, permit: &Permit, id: CaseId) -> Outcome<CaseFile> {
    let mut file = tx.case_file(permit, id).await?;
    if progress::benefit_of(app, &file)?.child_is_party {
        file.child_party = ChildParty::FromTen;
    }
    file.review_due = crate::master_record::due(app, &file, tx.today());
    Ok(file)
}

/// Shows a case.
pub async fn show<'a>(app: &'a App, actor: &Actor, id: CaseId) -> Outcome<View<'a>> {
    let mut look = app.look(actor, "see_case").await?;
    let (permit, view) = gather(app, &mut look, id).await?;
    let persons = vec![view.file.citizen.id];
    look.done(Some(&permit), vec![id.to_string()], persons).await?;
    Ok(view)
}

/// Reads all that the head and the pages of a case are made of, inside a look that has its own code in the log.
pub(crate) async fn gather<'a>(app: &'a App, look: &mut Look<'_>, id: CaseId) -> Outcome<(Permit, View<'a>)> {
    let actor = look.actor;
    let (permit, file) = look.case(id, Action::See).await?;
    let today = look.today();
    let benefit = progress::benefit_of(app, &file)?;
    let staff = look.tx.all_staff().await?;
    let responsible = staff
        .iter()
        .find(|staff| staff.id == file.case.responsible)
        .cloned()
        .ok_or_else(|| Refused::Broken(anyhow::anyhow!("a case without a responsible person")))?;
    let missing = progress::readiness(app, &file, today)?;
    let awaits_decision = progress::awaits_decision(app, &file, today)?;
    let approval = file.open_decision().and_then(|open| decision::plan_line(app, &file, open, today));
    let view = View {
        benefit,
        responsible,
        staff,
        courses: courses(app, &file, today)?,
        missing,
        approval: approval.map(|(line, _)| line.clone()),
        letters: look.tx.letters(&permit, id).await?,
        documents: look.tx.documents(&permit, id).await?,
        marks: look.tx.document_marks(&permit, id).await?,
        outreach: look.tx.outreach_of(&permit, file.citizen.id).await?,
        enquiries: look.tx.enquiries_of_case(&permit, id).await?,
        coordinators: crate::function::coordinators(app, &mut look.tx, &permit, id).await?,
        family: crate::family::of_case(&mut look.tx, actor, id).await?,
        may_begin_family: crate::family::entrances(app).contains(&file.case.department.as_str()),
        council: crate::council::awaited(app, &mut look.tx, &permit, &file.case).await?,
        may: may(look, actor, id).await,
        relation: permit.relation(),
        awaits_decision,
        today,
        now: look.tx.now(),
        file,
    };
    Ok((permit, view))
}

/// Shows a case with one step of one of its courses.
pub async fn show_step<'a>(
    app: &'a App,
    actor: &Actor,
    id: CaseId,
    course: CourseId,
    step: &str,
) -> Outcome<(View<'a>, progress::AtStep)> {
    let mut look = app.look(actor, "see_case").await?;
    let (permit, view) = gather(app, &mut look, id).await?;
    let at = progress::at_step(app, actor, &view.file, (course, step), view.today)?;
    let persons = vec![view.file.citizen.id];
    look.done(Some(&permit), vec![id.to_string()], persons).await?;
    Ok((view, at))
}

pub(crate) async fn may(look: &mut Look<'_>, actor: &Actor, id: CaseId) -> May {
    let mut may = May::default();
    for (action, right) in [
        (Action::Work, &mut may.work),
        (Action::Note, &mut may.note),
        (Action::Approve, &mut may.approve),
        (Action::Reveal, &mut may.reveal),
    ] {
        *right = access::to_case(&mut look.tx, actor, id, action).await.is_ok();
    }
    may
}

pub(crate) fn courses<'a>(app: &'a App, file: &CaseFile, today: Date) -> Outcome<Vec<CourseView<'a>>> {
    let ready = if progress::readiness(app, file, today)?.is_empty() { Answer::Yes } else { Answer::No };
    file.courses
        .iter()
        .map(|course| {
            let procedure = progress::procedure_of(app, course)?;
            let situation = progress::situation(app, file, course, today, ready);
            let states = domain::progress::states(procedure, &course.milestones, &situation);
            let todos = if course.ended_on.is_some() {
                Vec::new()
            } else {
                progress::todos_of(app, file, course, procedure, &situation)
            };
            Ok(CourseView {
                id: course.id,
                procedure,
                began_on: course.began_on,
                ended_on: course.ended_on,
                phase: phase(procedure, &states, &todos, today),
                states,
                todos,
                milestones: course.milestones.clone(),
            })
        })
        .collect()
}

/// The phase one stands in: the earliest with work to do now, else the last with something done. An offer is no work,
/// and neither is a step that does not show before a later day.
fn phase(procedure: &Procedure, states: &BTreeMap<StepId, State>, todos: &[Todo], today: Date) -> usize {
    let index = |phase: &String| procedure.phases.iter().position(|known| known == phase);
    let place = |step: &StepId| procedure.step(step)?.phase.as_ref().and_then(index);
    let now = |todo: &&Todo| {
        !todo.optional && todo.opens <= today && matches!(todo.kind, TodoKind::Step | TodoKind::Question(_))
    };
    let done = |(_, state): &(&StepId, &State)| matches!(state, State::Done(_));
    let reached = || states.iter().filter(done).filter_map(|(step, _)| place(step)).max();
    todos.iter().filter(now).filter_map(|todo| place(&todo.step)).min().or_else(reached).unwrap_or(0)
}

/// The journal: the case, and a page of lines, newest first, before a line if one is given.
pub async fn show_journal<'a>(
    app: &'a App,
    actor: &Actor,
    id: CaseId,
    before: Option<i64>,
) -> Outcome<(View<'a>, Vec<store::journal::Line>)> {
    let mut look = app.look(actor, "see_journal").await?;
    let (permit, view) = gather(app, &mut look, id).await?;
    let entries = look.tx.entries(&permit, id, before, PAGE).await?;
    look.done(Some(&permit), vec![id.to_string()], vec![view.file.citizen.id]).await?;
    Ok((view, entries))
}

/// Lines of the journal alone.
pub async fn journal(app: &App, actor: &Actor, id: CaseId, before: Option<i64>) -> Outcome<Vec<store::journal::Line>> {
    Ok(show_journal(app, actor, id, before).await?.1)
}

/// "Historik": the case, and who saw and did what, newest first.
pub async fn show_history<'a>(
    app: &'a App,
    actor: &Actor,
    id: CaseId,
    before: Option<i64>,
) -> Outcome<(View<'a>, Vec<store::audit::Seen>)> {
    let mut look = app.look(actor, "see_history").await?;
    let (permit, view) = gather(app, &mut look, id).await?;
    let lines = look.tx.audit_of_case(&permit, id, before, PAGE).await?;
    look.done(Some(&permit), vec![id.to_string()], vec![view.file.citizen.id]).await?;
    Ok((view, lines))
}

/// Who saw and did what, alone.
pub async fn history(app: &App, actor: &Actor, id: CaseId, before: Option<i64>) -> Outcome<Vec<store::audit::Seen>> {
    Ok(show_history(app, actor, id, before).await?.1)
}

/// Closes a case, with the reason.
pub async fn close(app: &App, actor: &Actor, id: CaseId, reason: &str) -> Outcome<()> {
    if reason.trim().is_empty() {
        return Err(crate::Reason::ReasonMissing.into());
    }
    let mut act = app.act(actor, "case_closed").await?;
    let (permit, file) = act.open_case(id).await?;
    let today = act.today();
    crate::function::end_all(&mut act, &permit, id).await?;
    act.tx.close_case(&permit, id, file.case.version, today).await?;
    act.journal(&permit, id, reason.trim()).await?;
    act.commit(crate::Resource::Case(id)).await
}

/// The tree of a case for the command line: steps, dates and rules; no names.
pub async fn tree(app: &App, number: domain::ids::CaseNumber) -> Outcome<String> {
    let mut tx = app.store.read(app.now(), app.today()).await?;
    let id = tx.case_by_number(number).await?.ok_or(Refused::NotFound)?;
    let permit = domain::access::Permit::of_the_system(domain::access::Target::Case(id));
    let file = crate::case::load(app, &mut tx, &permit, id).await?;
    let mut text = format!("{number} · {} · åbnet {}\n", file.case.benefit, file.case.opened_on);
    for course in courses(app, &file, tx.today())? {
        text.push_str(&tree_of(&course));
    }
    Ok(text)
}

fn tree_of(course: &CourseView<'_>) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    let ended = course.ended_on.map_or(String::new(), |day| format!(", sluttet {day}"));
    let version = course.procedure.valid_from;
    let _ = writeln!(text, "└─ {} ({version}), begyndt {}{ended}", course.procedure.title, course.began_on);
    for step in &course.procedure.steps {
        let state = match course.states.get(&step.id) {
            Some(State::Done(day)) => format!("sket {day}"),
            Some(State::LeftOut(day)) => format!("udeladt {day}"),
            Some(State::Open(day)) => format!("åben siden {day}"),
            Some(State::Undecided(day)) => format!("uafklaret siden {day}"),
            Some(State::PassedOver(day)) => format!("forbigået {day}"),
            Some(State::FellAway) => "bortfaldet".to_string(),
            Some(State::Waiting) | None => "venter".to_string(),
        };
        let _ = writeln!(text, "   ├─ {} [{}] {state}", step.title, step.id);
        for due in course.todos.iter().filter(|todo| todo.step == step.id).flat_map(|todo| &todo.all_due) {
            let kind = if due.kind == domain::deadline::Kind::Law { "lov" } else { "mål" };
            let _ = writeln!(text, "   │     frist {} ({kind}): {}", due.counted.due, due.rule);
        }
    }
    text
}
