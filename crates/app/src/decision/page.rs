//! What the decision page shows besides the case: the letter as it will be read, who may approve and why, what has
//! happened to the draft, and what sending it today would mean.

use super::{approver, occasion};
use crate::case::View;
use crate::letter::{self, About};
use crate::{Actor, App, Outcome, Reason, Refused, access, case};
use domain::absence::StandIn;
use domain::access::Action;
use domain::benefit::{ApprovalLine, Benefit};
use domain::case::CaseFile;
use domain::deadline::{self, Channel, Counted, Direction};
use domain::decision::{Decision, Draft, NotApproved, Outcome as Result3, State};
use domain::ids::{CaseId, DecisionId, PersonId};
use domain::journal::EntryKind;
use domain::letter::Addressee;
use domain::staff::Staff;
use jiff::{Timestamp, civil::Date};

/// Lines of the journal looked through for what has happened to the draft.
const LOOKED_THROUGH: u32 = 500;

/// The decision page.
pub struct Page<'a> {
    /// The case.
    pub view: View<'a>,
    /// The letter, or what keeps it from being shown.
    pub letter: Result<Preview, String>,
    /// Who may approve; nobody is asked before there is a draft.
    pub approval: Option<Approval>,
    /// What has happened to drafts of the case, newest first.
    pub happened: Vec<Happened>,
    /// What each party would get today.
    pub planned: Vec<Planned>,
}

/// The decision's letter from a draft.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Who reads it.
    pub party: PersonId,
    /// Heading.
    pub title: String,
    /// Text in the small markup of letters.
    pub text: String,
    /// How it reads.
    pub readability: letters::Readability,
}

/// Who may approve a draft, and by which line of the plan.
#[derive(Clone, Debug)]
pub struct Approval {
    /// The line; `None` when the plan has none, which asks for the head of the department.
    pub line: Option<ApprovalLine>,
    /// First day of the plan in force.
    pub plan_from: Option<Date>,
    /// Colleagues who may approve it today.
    pub people: Vec<MayApprove>,
    /// Those who could and are away today, with their last day away.
    pub away: Vec<(Staff, Option<Date>)>,
    /// For whom the reader would approve if not by their own role; why the reader may not, if not.
    pub reader: Result<Option<StandIn>, NotApproved>,
}

/// Somebody who may approve today.
#[derive(Clone, Debug)]
pub struct MayApprove {
    /// Who.
    pub staff: Staff,
    /// For whom, if not by their own role.
    pub stands_in: Option<StandIn>,
}

/// Something that happened to a draft.
#[derive(Clone, Debug)]
pub struct Happened {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// The act's code (`decision_returned`).
    pub code: String,
    /// The journal's words: the outcome, or the reason.
    pub text: String,
}

/// What one party would get if the decision went out today.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The party.
    pub party: PersonId,
    /// How it goes.
    pub channel: Channel,
    /// Presumed receipt, with the days that do not count.
    pub received: Counted,
    /// Last day to complain, with the days it was moved past.
    pub complain: Counted,
}

/// Shows the decision page; `typed` is a draft that is not saved, `reader` the party whose letter is wanted.
pub async fn show<'a>(
    app: &'a App,
    actor: &Actor,
    id: CaseId,
    typed: Option<Draft>,
    reader: Option<PersonId>,
) -> Outcome<Page<'a>> {
    let view = case::show(app, actor, id).await?;
    let file = match typed {
        Some(draft) => with_draft(&view.file, actor, draft),
        None => view.file.clone(),
    };
    let mut tx = app.store.read(app.now(), app.today()).await?;
    let permit = access::to_case(&mut tx, actor, id, Action::See).await?;
    let letter = preview(app, &mut tx, &file, reader).await?;
    let lines = tx.entries(&permit, id, None, LOOKED_THROUGH).await?;
    let happened = lines.into_iter().filter_map(|line| match line.entry.kind {
        EntryKind::Act(code) if code.starts_with("decision_") => {
            Some(Happened { at: line.entry.written_at, by: line.by.unwrap_or_default(), code, text: line.entry.text })
        }
        _ => None,
    });
    let approval = approval(app, &mut tx, actor, &view, &file).await?;
    let (happened, planned) = (happened.collect(), planned(app, &file, view.today));
    Ok(Page { approval, letter, happened, planned, view })
}

/// The letter of a draft that is being written; nothing is saved. The look is logged like any other.
pub async fn letter(
    app: &App,
    actor: &Actor,
    id: CaseId,
    draft: Draft,
    reader: Option<PersonId>,
) -> Outcome<Result<Preview, String>> {
    let mut look = app.look(actor, "see_draft_letter").await?;
    let (permit, file) = look.case(id, Action::Work).await?;
    let file = with_draft(&file, actor, draft);
    let found = preview(app, &mut look.tx, &file, reader).await?;
    look.done(Some(&permit), vec![id.to_string()], vec![file.citizen.id]).await?;
    Ok(found)
}

/// The day a grant from this day is first followed up by the benefit's own rule.
pub fn first_follow_up(app: &App, benefit: &Benefit, from: Date) -> Date {
    let every = &benefit.follow_up.every;
    deadline::count(every, from, Direction::Forward, deadline::Actor::Authority, &app.content.calendar).due
}

/// The case as it would be with this draft.
fn with_draft(file: &CaseFile, actor: &Actor, draft: Draft) -> CaseFile {
    let mut file = file.clone();
    match file.decisions.last_mut().filter(|decision| !decision.state.is_sent()) {
        Some(open) => open.draft = draft,
        None => {
            // Never saved, so its id names nothing.
            let id = DecisionId(uuid::Uuid::nil());
            let (recommender, state) = (actor.id(), State::Drafted);
            file.decisions.push(Decision { id, draft, recommender, state, version: 0 });
        }
    }
    file
}

/// The letter as this party will read it, else the first; or the word that keeps it from being filled.
async fn preview(
    app: &App,
    tx: &mut store::Tx,
    file: &CaseFile,
    reader: Option<PersonId>,
) -> Outcome<Result<Preview, String>> {
    let today = tx.today();
    let Some(open) = file.open_decision() else { return Ok(Err(String::new())) };
    let parties = file.parties_on(today);
    let wanted = parties.iter().find(|party| Some(party.id) == reader).or(parties.first());
    let Some(party) = wanted.map(|party| party.id) else { return Ok(Err(String::new())) };
    let template = letter::template(app, file, occasion(file, crate::progress::benefit_of(app, file)?, open), today)?;
    let caseworker = tx.staff(file.case.responsible).await?.ok_or(Refused::NotFound)?;
    let about = About::Decision { party: party.0 };
    let shown = with_gaps(file);
    let words = match crate::letter_words::words(app, &shown, &caseworker, &Addressee::Person(party), &about, today) {
        Ok(words) => words,
        Err(Refused::Because(Reason::Submission(_) | Reason::DecisionClosed)) => return Ok(Err(String::new())),
        Err(other) => return Err(other),
    };
    match letter::fill(app, &template.for_benefit(crate::progress::benefit_of(app, file)?), &words) {
        Ok(text) => {
            let (title, readability) = (template.title.clone(), letters::readability(&text));
            Ok(Ok(Preview { party, title, readability, text }))
        }
        Err(Refused::Because(Reason::LetterWord(word))) => Ok(Err(word)),
        Err(other) => Err(other),
    }
}

/// What the draft does not say yet stands in the letter as a gap, so that the rest can be read.
fn with_gaps(file: &CaseFile) -> CaseFile {
    let mut file = file.clone();
    let Some(draft) = file.decisions.last_mut().map(|open| &mut open.draft) else { return file };
    let fill = |text: &mut String, gap: &str| {
        if text.trim().is_empty() {
            *text = gap.to_string();
        }
    };
    if !matches!(draft.outcome, Result3::Refusal | Result3::Ending) {
        fill(&mut draft.granted, "[mangler: hvad der bevilges]");
    }
    if draft.outcome != Result3::Grant {
        fill(&mut draft.not_granted, "[mangler: hvad der ikke bevilges, og hvorfor]");
        fill(&mut draft.reasons, "[mangler: begrundelsen]");
    }
    file
}

async fn approval(
    app: &App,
    tx: &mut store::Tx,
    actor: &Actor,
    view: &View<'_>,
    file: &CaseFile,
) -> Outcome<Option<Approval>> {
    let Some(open) = file.open_decision() else { return Ok(None) };
    let permit = access::to_case(tx, actor, file.case.id, Action::Approve).await.ok();
    let house = approver::house(tx, actor, permit.as_ref(), file).await?;
    let asked = approver::asked(app, file, open, view.today);
    // Asked as if it were sent for approval now and nothing were missing: who could say yes?
    let supposed = Decision { state: State::Submitted { at: app.now() }, ..open.clone() };
    let could = |staff: &Staff| house.may_approve(staff, &supposed, &asked, &[]);
    let (mut people, mut away) = (Vec::new(), Vec::new());
    for staff in house.staff.iter().filter(|staff| staff.active) {
        let Ok(stands_in) = could(staff) else { continue };
        match house.absence(staff.id) {
            None => people.push(MayApprove { staff: staff.clone(), stands_in }),
            Some(absence) => away.push((staff.clone(), absence.until)),
        }
    }
    Ok(Some(Approval {
        line: asked.line.map(|(line, _)| line.clone()),
        plan_from: app.content.approval_plan_on(view.today).map(|plan| plan.valid_from),
        people,
        away,
        reader: could(&actor.staff),
    }))
}

fn planned(app: &App, file: &CaseFile, today: Date) -> Vec<Planned> {
    let calendar = &app.content.calendar;
    let of = |party: PersonId| {
        let channel = letter::channel(file, &Addressee::Person(party));
        let received = deadline::presumed_receipt(today, channel, calendar);
        Planned { party, channel, received, complain: deadline::complaint_deadline(today, channel, calendar) }
    };
    file.parties_on(today).iter().map(|party| of(party.id)).collect()
}
