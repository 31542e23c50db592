//! The decision: drafted, sent for approval, approved or sent back, sent. What its page shows is in [`page`].

mod approver;
pub mod page;

use crate::act::Act;
use crate::letter::{self, About};
use crate::{Actor, App, Outcome, Reason, Refused, Resource, party_hearing, progress};
use domain::access::{Action, Permit};
use domain::benefit::{ApprovalLine, Benefit};
use domain::case::CaseFile;
use domain::complaint::Reassessed;
use domain::deadline;
use domain::decision::{self, Decision, Draft, NotApproved, Outcome as Result3, SentTo, State};
use domain::ids::{CaseId, DecisionId, PersonId};
use domain::letter::{Addressee, Occasion};
use domain::progress::ActSubject;
use domain::words;

/// Saves the draft: a new one, or the open one while nobody else is deciding on it. Whoever saves last is the
/// recommender (indstiller).
pub async fn save_draft(app: &App, actor: &Actor, case: CaseId, version: i64, draft: Draft) -> Outcome<DecisionId> {
    let mut act = app.act(actor, "decision_drafted").await?;
    let (permit, file) = act.open_case(case).await?;
    let draft = without_leftovers(draft);
    if let Some(open) = file.open_decision() {
        domain::complaint::check_outcome(&file.complaints, open.id, draft.outcome).map_err(Reason::Complaint)?;
    }
    let detail = draft.outcome.code();
    let id = match file.open_decision() {
        None if version == 0 => {
            if !progress::awaits_decision(app, &file, act.today())? {
                return Err(Reason::DecisionClosed.into());
            }
            let id = DecisionId(act.id());
            let new = Decision { id, draft, recommender: actor.id(), state: State::Drafted, version: 1 };
            act.tx.insert_decision(&permit, case, &new).await?;
            id
        }
        None => return Err(Reason::Stale.into()),
        Some(open) if matches!(open.state, State::Drafted | State::Returned { .. }) => {
            if open.version != version {
                return Err(Reason::Stale.into());
            }
            act.tx.save_draft(&permit, open.id, version, &draft, actor.id()).await?;
            open.id
        }
        Some(_) => return Err(Reason::DecisionClosed.into()),
    };
    act.journal(&permit, case, detail).await?;
    act.commit(Resource::Case(case)).await?;
    Ok(id)
}

/// The draft without what belongs to another outcome, typed before the outcome was changed: a refusal has no amount that
/// the approval plan could be asked about, and a grant in full says no to nothing.
fn without_leftovers(mut draft: Draft) -> Draft {
    match draft.outcome {
        Result3::Grant => draft.not_granted.clear(),
        Result3::PartialGrant => {}
        Result3::Refusal => {
            draft = Draft {
                not_granted: draft.not_granted,
                reasons: draft.reasons,
                hearing_treatment: draft.hearing_treatment,
                ..Draft::of(Result3::Refusal)
            };
        }
        Result3::Reduction => draft.from = None,
        Result3::Ending => {
            draft = Draft {
                not_granted: draft.not_granted,
                reasons: draft.reasons,
                hearing_treatment: draft.hearing_treatment,
                grant: draft.grant,
                effect_on: draft.effect_on,
                ..Draft::of(Result3::Ending)
            };
        }
    }
    if !draft.outcome.is_about_a_grant() {
        draft.effect_on = None;
    }
    draft
}

/// Sends the draft for approval; refused with all that is missing at once.
pub async fn submit(app: &App, actor: &Actor, case: CaseId, version: i64) -> Outcome<()> {
    let mut act = app.act(actor, "decision_submitted").await?;
    let (permit, mut file) = act.open_case(case).await?;
    let today = act.today();
    party_hearing::lapse_overdue(&mut act, &permit, &mut file).await?;
    let missing = progress::readiness(app, &file, today)?;
    if !missing.is_empty() {
        return Err(Reason::Submission(missing).into());
    }
    let open = open(&file)?.clone();
    if !matches!(open.state, State::Drafted | State::Returned { .. }) {
        return Err(Reason::DecisionClosed.into());
    }
    let state = State::Submitted { at: act.tx.now() };
    act.tx.set_decision_state(&permit, open.id, version, &state).await?;
    progress::report(&mut act, &permit, &mut file, words::Act::Submission, ActSubject::default()).await?;
    act.journal(&permit, case, open.draft.outcome.code()).await?;
    act.commit(Resource::Case(case)).await
}

/// Takes a submitted draft back to be written on.
pub async fn take_back(app: &App, actor: &Actor, case: CaseId, version: i64) -> Outcome<()> {
    let mut act = app.act(actor, "decision_taken_back").await?;
    let (permit, mut file) = act.open_case(case).await?;
    let open = open(&file)?;
    if !matches!(open.state, State::Submitted { .. } | State::Approved { .. }) {
        return Err(Reason::DecisionClosed.into());
    }
    if open.version != version {
        return Err(Reason::Stale.into());
    }
    reopen(&mut act, &permit, &mut file).await?;
    act.commit(Resource::Case(case)).await
}

/// The open decision becomes a draft again: taken back by hand, or because something new came after it was sent for
/// approval.
pub(crate) async fn reopen(act: &mut Act<'_>, permit: &Permit, file: &mut CaseFile) -> Outcome<()> {
    let open = open(file)?.clone();
    act.tx.set_decision_state(permit, open.id, open.version, &State::Drafted).await?;
    if let Some(known) = file.decisions.last_mut() {
        known.state = State::Drafted;
    }
    progress::report(act, permit, file, words::Act::Approval, progress::outcome("sendt-tilbage")).await?;
    act.journal_as(permit, file.case.id, "decision_taken_back", "").await
}

/// Approves. The right is checked here, in the same transaction, against the plan in force today and who is away today;
/// of two approvers at the same moment one succeeds and the other is told.
pub async fn approve(app: &App, actor: &Actor, case: CaseId, version: i64) -> Outcome<()> {
    let mut act = app.act(actor, "decision_approved").await?;
    let (permit, mut file) = act.case(case, Action::Approve).await?;
    let open = open(&file)?.clone();
    let missing = progress::readiness(app, &file, act.today())?;
    let asked = approver::asked(app, &file, &open, act.today());
    let house = approver::house(&mut act.tx, actor, Some(&permit), &file).await?;
    let stands_in = house.may_approve(&actor.staff, &open, &asked, &missing).map_err(Reason::Approval)?;
    if open.version != version {
        return Err(Reason::Stale.into());
    }
    let on_behalf_of = stands_in.map(|stands_in| stands_in.absent);
    let state = State::Approved { by: actor.id(), on_behalf_of, at: act.tx.now() };
    act.tx.set_decision_state(&permit, open.id, version, &state).await?;
    let subject = progress::outcome("godkendt");
    progress::report(&mut act, &permit, &mut file, words::Act::Approval, subject).await?;
    act.journal(&permit, case, open.draft.outcome.code()).await?;
    if let Some(absent) = on_behalf_of {
        act.because(&format!("deputy for staff {absent}"));
        let name = house.staff.into_iter().find(|staff| staff.id == absent).map(|staff| staff.name);
        act.journal_as(&permit, case, "approved_as_deputy", &name.unwrap_or_default()).await?;
    }
    act.commit(Resource::Case(case)).await
}

/// Sends it back, with the reason.
pub async fn give_back(app: &App, actor: &Actor, case: CaseId, version: i64, reason: &str) -> Outcome<()> {
    if reason.trim().is_empty() {
        return Err(Reason::ReasonMissing.into());
    }
    let mut act = app.act(actor, "decision_returned").await?;
    let (permit, mut file) = act.case(case, Action::Approve).await?;
    let open = open(&file)?.clone();
    if !matches!(open.state, State::Submitted { .. }) {
        return Err(Reason::Approval(NotApproved::NotSubmitted).into());
    }
    let state = State::Returned { by: actor.id(), at: act.tx.now(), reason: reason.trim().to_string() };
    act.tx.set_decision_state(&permit, open.id, version, &state).await?;
    let subject = progress::outcome("sendt-tilbage");
    progress::report(&mut act, &permit, &mut file, words::Act::Approval, subject).await?;
    act.journal(&permit, case, reason.trim()).await?;
    act.commit(Resource::Case(case)).await
}

/// The line of the plan a decision falls under today, with the level of the role it names.
pub(crate) fn plan_line<'a>(
    app: &'a App,
    file: &CaseFile,
    decision: &Decision,
    today: jiff::civil::Date,
) -> Option<(&'a ApprovalLine, u8)> {
    let plan = app.content.approval_plan_on(today)?;
    let line = decision::approval_line(plan, &file.case.benefit, &decision.draft)?;
    let code = app.content.role(&line.approver)?.code.as_deref()?;
    Some((line, domain::staff::Role::from_code(code)?.approval_level()))
}

/// Sends the decision to every party, each with their own letter and period of complaint. `reason` is the stated reason
/// for a refusal on a Friday, a day off or the day before one.
pub async fn send(app: &App, actor: &Actor, case: CaseId, version: i64, reason: &str) -> Outcome<()> {
    let mut act = app.act(actor, "decision_sent").await?;
    let (permit, mut file) = act.open_case(case).await?;
    let today = act.today();
    let open = open(&file)?.clone();
    let missing = progress::readiness(app, &file, today)?;
    decision::may_send(&open, &app.content.calendar, today, reason, missing).map_err(Reason::Sending)?;
    if open.version != version {
        return Err(Reason::Stale.into());
    }
    let State::Approved { by: approved_by, on_behalf_of, .. } = open.state else {
        return Err(Reason::Sending(decision::NotSent::NotApproved).into());
    };
    let letters = letters(&mut act, &permit, &mut file, &open).await?;
    let state = State::Sent { approved_by, on_behalf_of, on: today, letters };
    act.tx.set_decision_state(&permit, open.id, version, &state).await?;
    act.tx.fix_findings(&permit, case, today).await?;
    crate::grant::carry_out(&mut act, &permit, &mut file, &open).await?;
    let subject = progress::outcome(open.draft.outcome.code());
    if progress::deciding_acts(app, &file, today)?.contains(&words::Act::Change) {
        progress::report(&mut act, &permit, &mut file, words::Act::Change, subject.clone()).await?;
    }
    // A grant that takes the place of another (after a complaint) is a decision of the case too.
    if !open.draft.outcome.is_about_a_grant() {
        progress::report(&mut act, &permit, &mut file, words::Act::Decision, subject).await?;
    }
    act.journal(&permit, case, open.draft.outcome.code()).await?;
    if !reason.trim().is_empty() && app.content.calendar.is_bad_day_for_refusals(today) {
        act.journal_as(&permit, case, "sent_on_bad_day", reason.trim()).await?;
    }
    act.commit(Resource::Case(case)).await
}

/// One letter to each party, promised; with presumed receipt and the last day to complain.
async fn letters(act: &mut Act<'_>, permit: &Permit, file: &mut CaseFile, open: &Decision) -> Outcome<Vec<SentTo>> {
    let today = act.today();
    let parties: Vec<PersonId> = file.parties_on(today).iter().map(|person| person.id).collect();
    let mut sent = Vec::new();
    for party in parties {
        let about = About::Decision { party: party.0 };
        let occasion = occasion(file, progress::benefit_of(act.app, file)?, open);
        let made = letter::issue(act, file, occasion, Addressee::Person(party), about).await?;
        act.tx.insert_letter(permit, &made).await?;
        let calendar = &act.app.content.calendar;
        sent.push(SentTo {
            party,
            letter: made.id,
            channel: made.channel,
            received_on: deadline::presumed_receipt(today, made.channel, calendar).due,
            complain_by: deadline::complaint_deadline(today, made.channel, calendar).due,
        });
        letter::promise(act, permit, file, made).await?;
    }
    Ok(sent)
}

/// The occasion whose letter carries this decision: what follows a complaint says so, and a reduction or an ending that
/// the law wants notified goes out as a notice.
pub(crate) fn occasion(file: &CaseFile, benefit: &Benefit, decision: &Decision) -> Occasion {
    let outcome = decision.draft.outcome;
    let reassessed = domain::complaint::reassessed_by(&file.complaints, decision.id)
        .and_then(|complaint| complaint.reassessment.as_ref())
        .map(|reassessment| reassessment.outcome);
    match reassessed {
        Some(Reassessed::Fully) => return Occasion::ReassessedFully,
        Some(Reassessed::Partly) => return Occasion::ReassessedPartly,
        Some(Reassessed::Upheld) | None => {}
    }
    if benefit.notice.as_ref().is_some_and(|notice| notice.outcomes.contains(&outcome)) {
        return Occasion::Notice;
    }
    match outcome {
        Result3::Grant => Occasion::Grant,
        Result3::PartialGrant => Occasion::PartialGrant,
        Result3::Refusal => Occasion::Refusal,
        Result3::Reduction => Occasion::Reduction,
        Result3::Ending => Occasion::Ending,
    }
}

fn open(file: &CaseFile) -> Outcome<&Decision> {
    file.open_decision().ok_or_else(|| Refused::from(Reason::DecisionClosed))
}
