//! The agenda of a meeting, and the things to have ready.

use super::{items_until, open};
use crate::{Actor, App, Outcome, Reason};
use domain::access::Yes;
use domain::ids::{CaseId, MeetingId};
use domain::meeting::{Item, Meeting, NotDone, Placed, Ready, late_or_not};

/// An item as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewItem {
    /// What it is about.
    pub title: String,
    /// What it is to lead to.
    pub purpose: String,
    /// Who has it.
    pub owner: String,
    /// Minutes set aside.
    pub minutes: Option<u16>,
    /// The participant who sent it in.
    pub sent_by: Option<u32>,
}

/// Puts an item on the agenda. One that a participant sends in after the closing day stands under "eventuelt".
///
/// # Errors
/// [`Reason::MeetingPlan`], [`Reason::Meeting`].
pub async fn add_item(app: &App, actor: &Actor, at: (CaseId, MeetingId), order: NewItem) -> Outcome<()> {
    let mut opened = open(app, actor, at, "meeting_item_added").await?.still_ahead()?;
    let (nr, today) = (opened.meeting.next_item(), opened.act.today());
    let placed = match order.sent_by {
        Some(by) if opened.meeting.participant(by).is_none() => return Err(Reason::Meeting(NotDone::Nobody).into()),
        Some(_) => late_or_not(today, items_until(app, &opened.meeting).due),
        None => Placed::Agenda,
    };
    opened.meeting.items.push(Item {
        nr,
        title: order.title.trim().to_string(),
        purpose: order.purpose.trim().to_string(),
        owner: order.owner.trim().to_string(),
        minutes: order.minutes,
        placed,
        sent_by: order.sent_by,
        decision: String::new(),
        agreed: Vec::new(),
    });
    late_last(&mut opened.meeting);
    opened.save(None).await
}

/// Changes an item; who sent it in and where it stands stays.
///
/// # Errors
/// [`Reason::MeetingPlan`], [`Reason::Meeting`]; [`Reason::Stale`] when somebody was first.
pub async fn change_item(
    app: &App,
    actor: &Actor,
    at: (CaseId, MeetingId),
    (nr, version): (u32, i64),
    order: NewItem,
) -> Outcome<()> {
    let mut opened = open(app, actor, at, "meeting_item_changed").await?.unchanged_since(version)?.still_ahead()?;
    let item = opened.meeting.items.iter_mut().find(|item| item.nr == nr);
    let item = item.ok_or(Reason::Meeting(NotDone::Nobody))?;
    item.title = order.title.trim().to_string();
    item.purpose = order.purpose.trim().to_string();
    item.owner = order.owner.trim().to_string();
    item.minutes = order.minutes;
    opened.save(None).await
}

/// Takes an item off the agenda.
///
/// # Errors
/// [`Reason::Meeting`].
pub async fn remove_item(app: &App, actor: &Actor, at: (CaseId, MeetingId), nr: u32) -> Outcome<()> {
    let mut opened = open(app, actor, at, "meeting_item_removed").await?.still_ahead()?;
    let before = opened.meeting.items.len();
    opened.meeting.items.retain(|item| item.nr != nr);
    if opened.meeting.items.len() == before {
        return Err(Reason::Meeting(NotDone::Nobody).into());
    }
    opened.save(None).await
}

/// Moves an item one place up the agenda.
///
/// # Errors
/// [`Reason::Meeting`].
pub async fn move_item(app: &App, actor: &Actor, at: (CaseId, MeetingId), nr: u32) -> Outcome<()> {
    let mut opened = open(app, actor, at, "meeting_item_moved").await?.still_ahead()?;
    let place = opened.meeting.items.iter().position(|item| item.nr == nr);
    let place = place.ok_or(Reason::Meeting(NotDone::Nobody))?;
    if let Some(above) = place.checked_sub(1) {
        opened.meeting.items.swap(above, place);
    }
    late_last(&mut opened.meeting);
    opened.save(None).await
}

/// Items that came too late stand after all others.
fn late_last(meeting: &mut Meeting) {
    meeting.items.sort_by_key(|item| item.placed);
}

/// A thing on the list of what is to be ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// What; a line without a word is taken off.
    pub what: String,
    /// It is ready.
    pub done: Yes,
}

/// Saves the whole list of what is to be ready, as it stands on the page.
///
/// # Errors
/// [`Reason::Meeting`]; [`Reason::Stale`] when somebody was first.
pub async fn prepare(
    app: &App,
    actor: &Actor,
    at: (CaseId, MeetingId),
    version: i64,
    list: Vec<Listed>,
) -> Outcome<()> {
    let mut opened = open(app, actor, at, "meeting_prepared").await?.unchanged_since(version)?.still_ahead()?;
    let said = list.into_iter().filter(|one| !one.what.trim().is_empty());
    opened.meeting.ready = said.map(|one| Ready { what: one.what.trim().to_string(), done: one.done }).collect();
    opened.save(None).await
}
