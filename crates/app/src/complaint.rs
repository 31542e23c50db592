//! The complaint (klage): registered as it was said, reassessed by somebody else, sent on in one file, answered, learnt
//! from. What goes to Ankestyrelsen is put together in [`package`].

pub mod package;

use crate::act::Act;
use crate::letter::{self, About};
use crate::{Actor, App, Outcome, Reason, Refused, Resource, access, progress};
use domain::access::{Action, Permit};
use domain::case::CaseFile;
use domain::complaint::{
    self, Answer, Answered, Channel, Complaint, DecidedBy, Learning, New, NotDone, Reassessed, Reassessment,
    Reassessor, Stage, Standing, Stay,
};
use domain::deadline::{self, Direction};
use domain::decision::{Decision, Draft, State};
use domain::ids::{CaseId, ComplaintId, CourseId, DecisionId, LetterId, PersonId, StaffId};
use domain::letter::{Addressee, Occasion};
use domain::procedure::Begins;
use domain::progress::{ActSubject, Answer as Known};
use domain::staff::Function;
use domain::words::{self, Act as ActWord};
use jiff::ToSpan as _;
use jiff::civil::Date;
use letters::{Words, danish_date};
use store::access::FunctionOnCase;
pub use store::complaint::{Listed, Paper};

/// Where complaints go on to: a national authority, the same for every municipality.
pub const APPEALS_BOARD: (&str, &str) = ("Ankestyrelsen", "7998 Statsservice");
/// Most complaints of a year in one list.
const MOST_LISTED: u32 = 2_000;
/// Days back that are looked through for complaints that wait too long.
const LOOKED_BACK: i32 = 400;

/// What is typed when a complaint is registered.
pub struct Register {
    /// About which decision.
    pub decision: DecisionId,
    /// Who complains.
    pub by: PersonId,
    /// The day it came.
    pub received_on: Date,
    /// How it came.
    pub channel: Channel,
    /// What was said.
    pub words: String,
    /// Who made the decision.
    pub decided_by: DecidedBy,
    /// The day the decision was really received, when later than presumed, and why that is believed.
    pub late_receipt: Option<(Date, String)>,
}

/// Registers a complaint. A closed case opens again, the procedure begins with the day the complaint came, and the
/// receipt is ready to be read and sent.
pub async fn register(app: &App, actor: &Actor, case: CaseId, order: Register) -> Outcome<ComplaintId> {
    let mut act = app.act(actor, "complaint_registered").await?;
    let (permit, mut file) = act.case(case, Action::Work).await?;
    let late = order.late_receipt.as_ref().map(|(day, reason)| (*day, reason.as_str()));
    let new = New {
        decision: order.decision,
        by: order.by,
        received_on: order.received_on,
        words: &order.words,
        late_receipt: late,
    };
    let period = complaint::check(&new, &file, &app.content.calendar, act.today()).map_err(Reason::Complaint)?;
    if file.case.closed_on.is_some() {
        let responsible = crate::handover::when_reopened(&mut act.tx, &file.case).await?;
        act.tx.reopen_case(&permit, case, file.case.version, responsible).await?;
        file.case.responsible = responsible;
        act.journal_as(&permit, case, "case_reopened", "").await?;
        (file.case.closed_on, file.case.version) = (None, file.case.version.saturating_add(1));
    }
    let course = begin(&mut act, &permit, &mut file, order.received_on).await?;
    let complaint = Complaint {
        id: ComplaintId(act.id()),
        course,
        decision: order.decision,
        by: order.by,
        received_on: order.received_on,
        channel: order.channel,
        words: order.words.trim().to_string(),
        decided_by: order.decided_by,
        period,
        reassessor: None,
        stay: None,
        reassessment: None,
        standing: None,
        forwarded: None,
        answer: None,
        learning: None,
        version: 1,
    };
    act.tx.insert_complaint(&permit, case, &complaint).await?;
    let id = complaint.id;
    let in_time = if complaint.is_in_time() { "ja" } else { "for-sent" };
    file.complaints.push(complaint);
    report(&mut act, &permit, &mut file, course, ActWord::Complaint, order.decided_by.code()).await?;
    report(&mut act, &permit, &mut file, course, ActWord::Complaint, in_time).await?;
    let about = About::Complaint { complaint: id.0, remark: String::new() };
    letter::draft(&mut act, &permit, &file, Occasion::ComplaintReceipt, Addressee::Person(order.by), about).await?;
    act.journal(&permit, case, in_time).await?;
    act.commit(Resource::Inside(case, id.0)).await?;
    Ok(id)
}

/// Begins the procedure that begins with a complaint.
async fn begin(act: &mut Act<'_>, permit: &Permit, file: &mut CaseFile, day: Date) -> Outcome<CourseId> {
    let word = ActWord::Complaint.word();
    let procedures = &act.app.content.procedures;
    let found = procedures.all_on(act.today()).find(|p| matches!(&p.begins, Begins::Act(act) if act == word));
    let id = found.map(|procedure| procedure.id.clone());
    let id = id.ok_or_else(|| Refused::Broken(anyhow::anyhow!("no procedure begins with a complaint")))?;
    progress::begin(act, permit, file, &id, day).await?;
    let course = file.courses.last().map(|course| course.id);
    course.ok_or_else(|| Refused::Broken(anyhow::anyhow!("a course that was begun is not in the case")))
}

/// Reports an act to the complaint's own course: a case may have two complaints.
async fn report(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    course: CourseId,
    what: words::Act,
    outcome: &str,
) -> Outcome<()> {
    let today = act.today();
    let Some(index) = file.courses.iter().position(|known| known.id == course && known.ended_on.is_none()) else {
        return Ok(());
    };
    let Some(known) = file.courses.get(index) else { return Ok(()) };
    let procedure = progress::procedure_of(act.app, known)?;
    let situation = progress::situation(act.app, file, known, today, Known::Yes);
    let subject = ActSubject { outcome: Some(outcome.to_string()), ..ActSubject::default() };
    for what in domain::progress::record_act(procedure, &known.milestones, &situation, what, &subject, today) {
        progress::happen(act, permit, file, index, today, what).await?;
    }
    Ok(())
}

/// The complaint as it is in the case, if it still is what was read.
fn read(file: &CaseFile, id: ComplaintId, version: i64) -> Outcome<Complaint> {
    let found = file.complaints.iter().find(|complaint| complaint.id == id).ok_or(Refused::NotFound)?;
    if found.version == version { Ok(found.clone()) } else { Err(Reason::Stale.into()) }
}

/// Saves the complaint, and keeps it in the file that rules are asked about.
async fn save(act: &mut Act<'_>, permit: &Permit, file: &mut CaseFile, mut complaint: Complaint) -> Outcome<()> {
    complaint.version = act.tx.save_complaint(permit, file.case.id, &complaint).await?;
    if let Some(known) = file.complaints.iter_mut().find(|known| known.id == complaint.id) {
        *known = complaint;
    }
    Ok(())
}

fn due(file: &CaseFile, complaint: &Complaint, stages: &[Stage]) -> Outcome<()> {
    let stage = complaint.stage(&file.decisions);
    if stages.contains(&stage) { Ok(()) } else { Err(Reason::Complaint(NotDone::NotNow(stage)).into()) }
}

fn about<'a>(file: &'a CaseFile, complaint: &Complaint) -> Outcome<&'a Decision> {
    file.decisions.iter().find(|decision| decision.id == complaint.decision).ok_or(Refused::NotFound)
}

/// Asks somebody to reassess: another person than the first two, unless there is a reason. Whoever is asked can work on
/// the case from today.
pub async fn ask_to_reassess(
    app: &App,
    actor: &Actor,
    (case, id): (CaseId, ComplaintId),
    version: i64,
    staff: StaffId,
    reason: &str,
) -> Outcome<()> {
    let mut act = app.act(actor, "complaint_reassessor_chosen").await?;
    let (permit, mut file) = act.open_case(case).await?;
    let mut complaint = read(&file, id, version)?;
    due(&file, &complaint, &[Stage::Reassess])?;
    let known = act.tx.staff(staff).await?.filter(|staff| staff.active).ok_or(Refused::NotFound)?;
    complaint::may_reassess(about(&file, &complaint)?, staff, reason).map_err(Reason::Complaint)?;
    if file.case.responsible != staff && !act.tx.has_function(staff, case, act.today()).await? {
        let function = FunctionOnCase { staff, function: Function::Recommender, from: act.today(), until: None };
        act.tx.add_function(&permit, case, &function).await?;
    }
    complaint.reassessor = Some(Reassessor { staff, reason: reason.trim().to_string() });
    save(&mut act, &permit, &mut file, complaint).await?;
    let detail = if reason.trim().is_empty() { known.name } else { format!("{}. {}", known.name, reason.trim()) };
    act.journal(&permit, case, &detail).await?;
    act.commit(Resource::Inside(case, id.0)).await
}

/// What is typed of a reassessment.
pub struct Reassess {
    /// What it came to.
    pub outcome: Reassessed,
    /// Why, in words the letter carries.
    pub reasons: String,
    /// Why one of the first two does it, when nobody else was asked.
    pub same_person: String,
}

/// Writes down the reassessment. In full or in part it begins a new decision that goes the ordinary way; upheld makes
/// the letter to who complained.
pub async fn reassess(
    app: &App,
    actor: &Actor,
    (case, id): (CaseId, ComplaintId),
    version: i64,
    order: Reassess,
) -> Outcome<()> {
    let mut act = app.act(actor, "complaint_reassessed").await?;
    let (permit, mut file) = act.open_case(case).await?;
    let mut complaint = read(&file, id, version)?;
    due(&file, &complaint, &[Stage::Reassess])?;
    let today = act.today();
    let first = about(&file, &complaint)?.clone();
    match &complaint.reassessor {
        Some(asked) if asked.staff != actor.id() => return Err(Reason::Complaint(NotDone::SomebodyElseWasAsked).into()),
        Some(_) => {}
        None => {
            complaint::may_reassess(&first, actor.id(), &order.same_person).map_err(Reason::Complaint)?;
            complaint.reassessor = Some(Reassessor { staff: actor.id(), reason: order.same_person.trim().to_string() });
        }
    }
    let reasons = order.reasons.trim().to_string();
    if reasons.is_empty() {
        return Err(Reason::Complaint(NotDone::ReasonsMissing).into());
    }
    let by = actor.id();
    let mut done = Reassessment { outcome: order.outcome, reasons, on: today, by, decision: None, letter: None };
    if let Some(outcome) = order.outcome.decision() {
        done.decision = Some(draft_decision(&mut act, &permit, &mut file, &first, outcome).await?);
    }
    complaint.reassessment = Some(done);
    save(&mut act, &permit, &mut file, complaint.clone()).await?;
    if order.outcome == Reassessed::Upheld {
        // The letter says what has just been saved.
        let letter = letter_of_upheld(&mut act, &permit, &file, &complaint).await?;
        complaint = read(&file, id, version.saturating_add(1))?;
        if let Some(done) = &mut complaint.reassessment {
            done.letter = Some(letter);
        }
        save(&mut act, &permit, &mut file, complaint.clone()).await?;
    }
    report(&mut act, &permit, &mut file, complaint.course, ActWord::Reassessment, order.outcome.code()).await?;
    act.journal(&permit, case, order.outcome.code()).await?;
    act.commit(Resource::Inside(case, id.0)).await
}

async fn letter_of_upheld(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &CaseFile,
    complaint: &Complaint,
) -> Outcome<LetterId> {
    let about = About::Complaint { complaint: complaint.id.0, remark: String::new() };
    let to = file.in_the_place_of(complaint.by, act.today());
    letter::draft(act, permit, file, Occasion::ReassessedUpheld, Addressee::Person(to), about).await
}

/// Begins the decision that follows: what the first one said is its beginning, and the grant that runs is the one it
/// takes the place of.
async fn draft_decision(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    first: &Decision,
    outcome: domain::decision::Outcome,
) -> Outcome<DecisionId> {
    if file.open_decision().is_some() {
        return Err(Reason::Complaint(NotDone::DecisionUnderWay).into());
    }
    let today = act.today();
    let runs = file.grants.iter().rev().find(|grant| grant.runs_on_or_after(today) && grant.replaced_by.is_none());
    let draft = Draft {
        outcome,
        reasons: String::new(),
        not_granted: if outcome == domain::decision::Outcome::Grant {
            String::new()
        } else {
            first.draft.not_granted.clone()
        },
        grant: runs.map(|grant| grant.id),
        effect_on: None,
        ..first.draft.clone()
    };
    let id = DecisionId(act.id());
    let new = Decision { id, draft, recommender: act.actor.id(), state: State::Drafted, version: 1 };
    act.tx.insert_decision(permit, file.case.id, &new).await?;
    act.journal_as(permit, file.case.id, "decision_drafted", outcome.code()).await?;
    file.decisions.push(new);
    Ok(id)
}

/// Registers the exception that the decision is not carried out meanwhile, with what it rests on.
pub async fn stay(
    app: &App,
    actor: &Actor,
    (case, id): (CaseId, ComplaintId),
    version: i64,
    basis: &str,
    reason: &str,
) -> Outcome<()> {
    let mut act = app.act(actor, "complaint_stayed").await?;
    let (permit, mut file) = act.open_case(case).await?;
    let mut complaint = read(&file, id, version)?;
    if complaint.answer.is_some() || complaint.learning.is_some() {
        return Err(Reason::Complaint(NotDone::NotNow(complaint.stage(&file.decisions))).into());
    }
    if basis.trim().is_empty() {
        return Err(Reason::Complaint(NotDone::BasisMissing).into());
    }
    if reason.trim().is_empty() {
        return Err(Reason::Complaint(NotDone::ReasonsMissing).into());
    }
    let (basis, reason) = (basis.trim().to_string(), reason.trim().to_string());
    let detail = format!("{basis}. {reason}");
    complaint.stay = Some(Stay { on: act.today(), basis, reason });
    save(&mut act, &permit, &mut file, complaint).await?;
    act.journal(&permit, case, &detail).await?;
    act.commit(Resource::Inside(case, id.0)).await
}

/// Writes down whether the rest of the complaint stands after a partial change (D14).
pub async fn answer_standing(
    app: &App,
    actor: &Actor,
    (case, id): (CaseId, ComplaintId),
    version: i64,
    standing: Standing,
) -> Outcome<()> {
    let mut act = app.act(actor, "complaint_standing").await?;
    let (permit, mut file) = act.open_case(case).await?;
    let mut complaint = read(&file, id, version)?;
    due(&file, &complaint, &[Stage::AskIfStands])?;
    complaint.standing = Some((standing, act.today()));
    let course = complaint.course;
    save(&mut act, &permit, &mut file, complaint).await?;
    report(&mut act, &permit, &mut file, course, ActWord::Complaint, standing.code()).await?;
    act.journal(&permit, case, standing.code()).await?;
    act.commit(Resource::Inside(case, id.0)).await
}

/// Registers Ankestyrelsen's decision. What was changed is carried out and what was sent back is decided again, each as
/// a new decision of the case.
pub async fn register_answer(
    app: &App,
    actor: &Actor,
    (case, id): (CaseId, ComplaintId),
    version: i64,
    answer: Answer,
) -> Outcome<()> {
    let mut act = app.act(actor, "complaint_answered").await?;
    let (permit, mut file) = act.open_case(case).await?;
    let mut complaint = read(&file, id, version)?;
    complaint::check_answer(&complaint, &answer, act.today()).map_err(Reason::Complaint)?;
    let outcome = answer.outcome;
    let detail = format!("{}. {}", outcome.code(), answer.number.trim());
    complaint.answer =
        Some(Answer { number: answer.number.trim().to_string(), summary: answer.summary.trim().to_string(), ..answer });
    let first = last_sent(&file).cloned();
    let course = complaint.course;
    save(&mut act, &permit, &mut file, complaint).await?;
    report(&mut act, &permit, &mut file, course, ActWord::AppealDecision, outcome.code()).await?;
    if let Some(first) = first.filter(|_| outcome.is_reversal() && file.open_decision().is_none()) {
        let next = match outcome {
            Answered::Changed => domain::decision::Outcome::Grant,
            _ => first.draft.outcome,
        };
        draft_decision(&mut act, &permit, &mut file, &first, next).await?;
    }
    act.journal(&permit, case, &detail).await?;
    act.commit(Resource::Inside(case, id.0)).await
}

fn last_sent(file: &CaseFile) -> Option<&Decision> {
    file.decisions.iter().rev().find(|decision| decision.state.is_sent())
}

/// Writes down what is learnt: causes from the closed list of the form, and what we do differently.
pub async fn learn(
    app: &App,
    actor: &Actor,
    (case, id): (CaseId, ComplaintId),
    version: i64,
    causes: &[String],
    points: &str,
) -> Outcome<()> {
    let mut act = app.act(actor, "complaint_learnt").await?;
    let (permit, mut file) = act.case(case, Action::Note).await?;
    let mut complaint = read(&file, id, version)?;
    due(&file, &complaint, &[Stage::Learn])?;
    let known = known_causes(app, act.today());
    if causes.is_empty() || causes.iter().any(|cause| !known.contains(cause)) {
        return Err(Reason::Complaint(NotDone::NoSuchCause).into());
    }
    let causes: Vec<String> = known.into_iter().filter(|cause| causes.contains(cause)).collect();
    let (on, by) = (act.today(), actor.id());
    complaint.learning = Some(Learning { causes: causes.clone(), points: points.trim().to_string(), on, by });
    let course = complaint.course;
    act.tx.add_complaint_causes(&permit, case, id, &causes).await?;
    save(&mut act, &permit, &mut file, complaint).await?;
    report(&mut act, &permit, &mut file, course, ActWord::Complaint, "laert").await?;
    act.journal(&permit, case, &causes.join("; ")).await?;
    act.commit(Resource::Inside(case, id.0)).await
}

/// The closed list of causes: the choices of the form that is kept as a complaint.
pub fn known_causes(app: &App, day: Date) -> Vec<String> {
    let kept = ActWord::Complaint.word();
    let form = app.content.questionnaires.all_on(day).find(|form| form.kept_in.as_deref() == Some(kept));
    let fields = form.into_iter().flat_map(|form| &form.sections).flat_map(|section| &section.fields);
    let several = domain::questionnaire::FieldKind::MultiChoice;
    fields.filter(|field| field.kind == several).flat_map(|field| field.options.clone()).collect()
}

/// The words of a letter about a complaint.
pub(crate) fn words(app: &App, file: &CaseFile, words: Words, complaint: &Complaint, remark: &str) -> Words {
    let calendar = &app.content.calendar;
    let name = file.name_of(complaint.by);
    let said = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_string());
    words
        .text("klage.klager", name)
        .text("klage.modtaget", danish_date(complaint.received_on))
        .text("klage.ord", &complaint.words)
        .text("klage.fik_afgørelsen", danish_date(complaint.period.received_on))
        .text("klage.sidste_dag", danish_date(complaint.period.complain_by))
        .yes_no("klage.i_tide", complaint.is_in_time())
        .yes_no("klage.over_udvalget", complaint.decided_by == DecidedBy::Committee)
        .yes_no("klage.genvurderes", !complaint.goes_straight_on())
        .text("klage.svar_senest", danish_date(complaint::reassess_by(complaint.received_on, calendar).due))
        .maybe("klage.opsættende", complaint.stay.as_ref().map(|stay| stay.basis.clone()))
        .maybe("klage.vurdering", complaint.reassessment.as_ref().map(|done| done.reasons.clone()))
        .maybe("klage.bemærkning", said(remark))
}

/// The complaints of a year in one department, for who leads or looks after quality.
pub struct Year {
    /// Departments the reader may ask about.
    pub departments: Vec<String>,
    /// The one shown.
    pub department: String,
    /// The year they came.
    pub year: i16,
    /// The complaints, newest first.
    pub complaints: Vec<Listed>,
    /// Those that passed the day the leader is told, and are neither reassessed nor sent on.
    pub escalated: Vec<ComplaintId>,
    /// Today.
    pub today: Date,
}

/// Lists the complaints that came in a year in one of the departments the reader may list; the first when none is named.
pub async fn of_year(app: &App, actor: &Actor, department: Option<&str>, year: i16) -> Outcome<Year> {
    let mut look = app.look(actor, "see_complaints").await?;
    let permit = access::without_case(actor, Action::SignedIn, domain::access::Object::Worklist)?;
    let scope = access::scope(actor)?;
    let departments = scope.departments().to_vec();
    let chosen = department.map(str::to_string).or_else(|| departments.first().cloned()).ok_or(Refused::NotFound)?;
    let today = look.today();
    let days = Date::new(year, 1, 1).ok().zip(Date::new(year, 12, 31).ok()).ok_or(Refused::NotFound)?;
    let complaints = look.tx.list_complaints(&scope, &chosen, days, MOST_LISTED).await?;
    let told = |row: &&Listed| is_escalated(app, row, today);
    let escalated = complaints.iter().filter(told).map(|row| row.complaint.id).collect();
    look.done(Some(&permit), vec![chosen.clone()], Vec::new()).await?;
    Ok(Year { departments, department: chosen, year, complaints, escalated, today })
}

/// How many complaints of the departments one leads have passed the day the leader is told. One that came longer ago than
/// [`LOOKED_BACK`] and still waits is in the year's list.
pub async fn told(app: &App, actor: &Actor) -> Outcome<usize> {
    let mut look = app.look(actor, "see_complaints").await?;
    let permit = access::without_case(actor, Action::SignedIn, domain::access::Object::Worklist)?;
    let scope = access::scope(actor)?;
    let today = look.today();
    let days = (today.saturating_sub(LOOKED_BACK.days()), today);
    let mut told = 0_usize;
    for department in scope.departments() {
        let rows = look.tx.list_complaints(&scope, department, days, MOST_LISTED).await?;
        told = told.saturating_add(rows.iter().filter(|row| is_escalated(app, row, today)).count());
    }
    look.done(Some(&permit), scope.departments().to_vec(), Vec::new()).await?;
    Ok(told)
}

/// Whether the leader is told: so much time has passed as the procedure says, and the clock of the law still runs.
fn is_escalated(app: &App, row: &Listed, today: Date) -> bool {
    let running =
        matches!(row.complaint.stage_when(row.new_decision_sent_on), Stage::Reassess | Stage::Decide | Stage::Forward);
    running && told_on(app, row.complaint.received_on, today).is_some_and(|day| day <= today)
}

/// The day the leader is told of a complaint that came this day: the earliest warning the procedure has.
pub fn told_on(app: &App, received_on: Date, today: Date) -> Option<Date> {
    let word = ActWord::Complaint.word();
    let procedure =
        app.content.procedures.all_on(today).find(|p| matches!(&p.begins, Begins::Act(act) if act == word))?;
    let warnings =
        procedure.steps.iter().flat_map(|step| &step.deadlines).filter_map(|deadline| deadline.warn.as_ref());
    let calendar = &app.content.calendar;
    let count = |span| deadline::count(span, received_on, Direction::Forward, deadline::Actor::Authority, calendar).due;
    warnings.map(|(span, _)| count(span)).min()
}
