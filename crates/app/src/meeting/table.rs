//! At the table: what is decided and who does what is written as it is said; at the end it becomes tasks.

use super::{Ended, Opened, minutes_due, open, people, report, told_when};
use crate::draft::Field;
use crate::task::{self, Give};
use crate::{Actor, App, Outcome, Reason};
use domain::access::Yes;
use domain::ids::{CaseId, MeetingId};
use domain::meeting::{
    Agreed, Held, How, Meeting, NotDone, State, Told, Who, may_cancel, may_hold, may_send_minutes, may_tell_citizen,
};
use domain::task::{Origin, Owner, Settled};

/// What stands on the page of the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The version that was read.
    pub version: i64,
    /// By item: what was decided, and who does what.
    pub items: Vec<(u32, String, Vec<Agreed>)>,
    /// By participant: whether they came.
    pub came: Vec<(u32, Yes)>,
}

fn take(meeting: &mut Meeting, written: Written) -> Outcome<()> {
    for (nr, decision, agreed) in written.items {
        let item = meeting.items.iter_mut().find(|item| item.nr == nr);
        let item = item.ok_or(Reason::Meeting(NotDone::Nobody))?;
        item.decision = decision.trim().to_string();
        item.agreed = agreed.into_iter().filter(|one| !one.what.trim().is_empty()).collect();
    }
    for (nr, came) in written.came {
        people::of(meeting, nr)?.came = Some(came);
    }
    Ok(())
}

/// What was kept while it was written is saved now.
async fn forget_draft(opened: &mut Opened<'_>) -> Outcome<()> {
    let (case, by) = (opened.meeting.case, opened.act.actor.id());
    Ok(opened.act.tx.forget_draft(&opened.permit, case, by, Field::Meeting.code()).await?)
}

/// Saves what is written so far; the meeting goes on.
///
/// # Errors
/// [`Reason::Meeting`]; [`Reason::Stale`] when somebody was first.
pub async fn write(app: &App, actor: &Actor, at: (CaseId, MeetingId), written: Written) -> Outcome<()> {
    let mut opened = open(app, actor, at, "meeting_written").await?.unchanged_since(written.version)?.still_ahead()?;
    if opened.act.today() < opened.meeting.when.day {
        return Err(Reason::Meeting(NotDone::NotYet).into());
    }
    take(&mut opened.meeting, written)?;
    forget_draft(&mut opened).await?;
    opened.save(None).await
}

/// Ends a meeting: what was agreed becomes tasks, the day for the minutes is counted, and who was not there is told by
/// somebody named.
///
/// # Errors
/// [`Reason::Meeting`], [`Reason::Task`]; [`Reason::Stale`] when somebody was first.
pub async fn hold(
    app: &App,
    actor: &Actor,
    at: (CaseId, MeetingId),
    written: Written,
    (writer, informs): (String, Option<Owner>),
) -> Outcome<()> {
    let mut opened = open(app, actor, at, "meeting_held").await?.unchanged_since(written.version)?;
    take(&mut opened.meeting, written)?;
    may_hold(&opened.meeting, opened.act.today(), informs.as_ref()).map_err(Reason::Meeting)?;
    let (on, due) = (opened.meeting.when.day, minutes_due(app, &opened.meeting).due);
    // Nobody tells the citizen who was there: they heard it themselves.
    let came = |one: &domain::meeting::Participant| one.who == Who::Citizen && one.came == Some(Yes::Yes);
    let there = opened.meeting.participants.iter().any(came);
    let informs = informs.filter(|_| !there);
    let held = Held {
        on,
        by: actor.id(),
        writer: writer.trim().to_string(),
        informs: informs.clone(),
        minutes_due: due,
        citizen_told_on: None,
    };
    opened.meeting.state = State::Held(held);
    let agreed: Vec<Agreed> = opened.meeting.items.iter().flat_map(|item| item.agreed.clone()).collect();
    let told = informs.map(|owner| Agreed { what: telling(on), owner, due: Some(due) });
    for one in agreed.into_iter().chain(told) {
        let origin = Origin::Meeting(opened.meeting.id);
        let give = Give { what: one.what, owner: one.owner, due: one.due, origin, every: None, agreed_on: Some(on) };
        task::add(&mut opened.act, &opened.permit, &opened.file, give).await?;
    }
    forget_draft(&mut opened).await?;
    report(&mut opened, Ended::Held, on, "").await?;
    let line = told_when(&opened.meeting);
    opened.save(Some(line)).await
}

/// The task of who tells the citizen.
fn telling(on: jiff::civil::Date) -> String {
    format!("Fortæl borgeren, hvad mødet {} kom frem til", letters::danish_date(on))
}

/// Too few came for the meeting to be held.
///
/// # Errors
/// [`Reason::Meeting`]; [`Reason::Stale`] when somebody was first.
pub async fn too_few(app: &App, actor: &Actor, at: (CaseId, MeetingId), version: i64, note: &str) -> Outcome<()> {
    let mut opened = open(app, actor, at, "meeting_too_few").await?.unchanged_since(version)?;
    may_cancel(&opened.meeting, note).map_err(Reason::Meeting)?;
    if opened.act.today() < opened.meeting.when.day {
        return Err(Reason::Meeting(NotDone::NotYet).into());
    }
    let on = opened.meeting.when.day;
    opened.meeting.state = State::TooFew { on, note: note.trim().to_string() };
    report(&mut opened, Ended::TooFew, on, note).await?;
    let line = told_when(&opened.meeting);
    opened.save(Some(line)).await
}

/// Notes that somebody got the minutes by hand, or as they work here.
///
/// # Errors
/// [`Reason::Meeting`].
pub async fn minutes_by_hand(app: &App, actor: &Actor, at: (CaseId, MeetingId), nr: u32) -> Outcome<()> {
    let mut opened = open(app, actor, at, "meeting_minutes_given").await?;
    may_send_minutes(&opened.meeting, nr).map_err(Reason::Meeting)?;
    let (on, issue) = (opened.act.today(), opened.meeting.issue);
    let one = people::of(&mut opened.meeting, nr)?;
    let how = if matches!(one.who, Who::Staff(_)) { How::InHouse } else { How::HandedOver };
    one.minutes = Some(Told { how, on, issue });
    let line = told_when(&opened.meeting);
    opened.save(Some(line)).await
}

/// Notes that the citizen knows what the meeting came to; the task of who was to tell is done with it.
///
/// # Errors
/// [`Reason::Meeting`].
pub async fn citizen_told(app: &App, actor: &Actor, at: (CaseId, MeetingId), words: &str) -> Outcome<()> {
    let mut opened = open(app, actor, at, "meeting_citizen_told").await?;
    may_tell_citizen(&opened.meeting).map_err(Reason::Meeting)?;
    let today = opened.act.today();
    let ended = match opened.meeting.citizen_came() {
        Some(true) => Ended::CitizenWasThere,
        Some(false) | None => Ended::CitizenTold,
    };
    if let State::Held(held) = &mut opened.meeting.state {
        held.citizen_told_on = Some(today);
    }
    let (told_of, meeting) = (telling(opened.meeting.when.day), opened.meeting.id);
    for known in opened.act.tx.tasks(&opened.permit, opened.meeting.case).await? {
        if known.origin == Origin::Meeting(meeting) && known.what == told_of && known.is_open() {
            let settled = Settled { on: today, by: actor.id(), words: words.trim().to_string() };
            let (case, state) = (opened.meeting.case, domain::task::State::Done(settled));
            opened.act.tx.settle_task(&opened.permit, case, (known.id, known.version), &state).await?;
        }
    }
    report(&mut opened, ended, today, "").await?;
    let line = if words.trim().is_empty() { told_when(&opened.meeting) } else { words.trim().to_string() };
    opened.save(Some(line)).await
}
