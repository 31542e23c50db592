//! Meetings (møder): planned, called, held, written down, told to who was not there.
//!
//! Reading order: here planning, moving and calling off; [`people`] (who takes part, and what asking them rests on),
//! [`agenda`], [`table`] (at the table, and the end of it), [`papers`] (letters of a meeting). What a meeting does to the
//! course of the case goes through `report`.

mod agenda;
mod look;
mod papers;
mod people;
mod table;

pub use agenda::{Listed, NewItem, add_item, change_item, move_item, prepare, remove_item};
pub use look::{MeetingView, MyMeeting, mine, of_case, show, to_finish};
pub(crate) use papers::letter_sent;
pub use papers::{MeetingLetter, Paper, call_all, call_by_letter, minutes_by_letter, minutes_to_all};
pub use people::{Guest, add_guest, answer, call_by_hand, change_guest, remove_guest};
pub use table::{Written, citizen_told, hold, minutes_by_hand, too_few, write};

use crate::act::Act;
use crate::{Actor, App, Outcome, Reason, Refused, Resource, progress};
use domain::access::{Permit, Yes};
use domain::case::CaseFile;
use domain::deadline::Counted;
use domain::ids::{CaseId, MeetingId, StaffId};
use domain::meeting::{
    Item, Meeting, Next, NotDone, NotPlanned, Participant, Placed, Ready, Reply, State, Told, Venue, When, Who,
};
use domain::meeting_kind::{ItemOwner, MeetingKind};
use domain::progress::{ActSubject, Answer, record_act};
use domain::words;
use jiff::civil::Date;

/// Most participants or items of one meeting: a table, not a conference.
const MOST: usize = 40;

/// What is planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Its kind, or none.
    pub kind: Option<String>,
    /// What it is called; empty takes the kind's title.
    pub title: String,
    /// What it is to lead to; empty takes what the kind says.
    pub purpose: String,
    /// When.
    pub when: When,
    /// Where.
    pub venue: Venue,
    /// Who leads it.
    pub leader: StaffId,
}

/// Plans a meeting. The agenda and the things to have ready begin with those of its kind; the leader takes part, and the
/// citizen unless the kind's circle is without the family. A kind that is followed by another circle brings that one
/// along: right after, on the same day, at the same place.
///
/// # Errors
/// [`Reason::MeetingPlan`].
pub async fn plan(app: &App, actor: &Actor, case: CaseId, order: Plan) -> Outcome<MeetingId> {
    let mut act = app.act(actor, "meeting_planned").await?;
    let (permit, file) = act.open_case(case).await?;
    let id = plan_in(&mut act, &permit, &file, order, Also::default()).await?;
    act.commit(Resource::Inside(case, id.0)).await?;
    Ok(id)
}

/// Who and what stands on a meeting from the start, besides what its kind says.
#[derive(Default)]
pub(crate) struct Also {
    /// Staff who take part, each with why.
    pub colleagues: Vec<(StaffId, String)>,
    /// Items, each with what it is to lead to.
    pub items: Vec<(String, String)>,
}

/// Plans a meeting, and those of the circles after it, inside an act; answers the first.
pub(crate) async fn plan_in(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &CaseFile,
    order: Plan,
    also: Also,
) -> Outcome<MeetingId> {
    let app = act.app;
    let case = file.case.id;
    let mut first = planned(act, case, order);
    let colleagues = also.colleagues.into_iter().filter(|(staff, _)| *staff != first.leader).collect::<Vec<_>>();
    for (staff, why) in colleagues {
        let nr = first.next_participant();
        first.participants.push(participant(nr, Who::Staff(staff), why));
    }
    for (title, purpose) in also.items {
        let nr = first.items.iter().map(|item| item.nr).max().unwrap_or(0).saturating_add(1);
        first.items.push(Item {
            nr,
            title,
            purpose,
            owner: String::new(),
            minutes: None,
            placed: Placed::Agenda,
            sent_by: None,
            decision: String::new(),
            agreed: Vec::new(),
        });
    }
    let id = first.id;
    let mut all = vec![first];
    while let Some(next) = all.last().and_then(|last| next_circle(app, last, &all)) {
        if all.last().is_some_and(|last| next.when.from <= last.when.from) {
            // The last hour of the day is no time to begin another circle.
            return Err(Reason::MeetingPlan(vec![NotPlanned::NoLength]).into());
        }
        all.push(planned(act, case, next));
    }
    for meeting in &all {
        checked(act, file, meeting).await?;
        act.tx.insert_meeting(permit, meeting).await?;
        act.journal(permit, case, &told_when(meeting)).await?;
    }
    Ok(id)
}

/// The meeting as it is planned, with the agenda and the things to have ready of its kind.
fn planned(act: &mut Act<'_>, case: CaseId, order: Plan) -> Meeting {
    let app = act.app;
    let kind = kind(app, order.kind.as_deref(), order.when.day);
    let or_kinds = |typed: &str, of: fn(&MeetingKind) -> &String| match kind {
        Some(kind) if typed.trim().is_empty() => of(kind).clone(),
        _ => typed.trim().to_string(),
    };
    Meeting {
        id: MeetingId(act.id()),
        case,
        kind: kind.map(|kind| kind.id.clone()),
        title: or_kinds(&order.title, |kind| &kind.title),
        purpose: or_kinds(&order.purpose, |kind| &kind.purpose),
        when: order.when,
        venue: order.venue,
        ready: kind.map(ready).unwrap_or_default(),
        leader: order.leader,
        participants: first_participants(app, kind, order.leader),
        items: kind.map(|kind| items(app, kind)).unwrap_or_default(),
        state: State::Planned,
        issue: 0,
        planned_by: act.actor.id(),
        planned_at: act.tx.now(),
        version: 1,
    }
}

/// The meeting of another circle that its kind puts right after this one; none when it stands there already.
fn next_circle(app: &App, last: &Meeting, all: &[Meeting]) -> Option<Plan> {
    let own = kind(app, last.kind.as_deref(), last.when.day)?;
    let next = kind(app, own.followed_by.as_deref(), last.when.day)?;
    if all.iter().any(|meeting| meeting.kind.as_ref() == Some(&next.id)) {
        return None;
    }
    let minutes = u16::try_from(next.minutes).ok()?;
    Some(Plan {
        kind: Some(next.id.clone()),
        title: String::new(),
        purpose: String::new(),
        when: When { day: last.when.day, from: last.when.until(), minutes },
        venue: last.venue.clone(),
        leader: last.leader,
    })
}

/// The kind in force on the day of the meeting.
pub(crate) fn kind<'a>(app: &'a App, id: Option<&str>, day: Date) -> Option<&'a MeetingKind> {
    app.content.meeting_kind(id?, day)
}

/// The last day participants send items in.
pub(crate) fn items_until(app: &App, meeting: &Meeting) -> Counted {
    let calendar = &app.content.calendar;
    let own = kind(app, meeting.kind.as_deref(), meeting.when.day)
        .and_then(|kind| kind.items_until(meeting.when.day, calendar));
    own.unwrap_or_else(|| domain::meeting::closing_day_for_items(meeting.when.day, None, calendar))
}

/// The day everybody has the minutes.
pub(crate) fn minutes_due(app: &App, meeting: &Meeting) -> Counted {
    let calendar = &app.content.calendar;
    let own = kind(app, meeting.kind.as_deref(), meeting.when.day)
        .and_then(|kind| kind.minutes_by(meeting.when.day, calendar));
    own.unwrap_or_else(|| domain::meeting::minutes_due(meeting.when.day, None, calendar))
}

fn ready(kind: &MeetingKind) -> Vec<Ready> {
    kind.preparation.iter().map(|what| Ready { what: what.clone(), done: Yes::No }).collect()
}

fn items(app: &App, kind: &MeetingKind) -> Vec<Item> {
    // Room for items that participants bring is not an item: it stands empty until somebody brings one.
    let own = kind.items.iter().filter(|item| item.room_for == 0);
    let item = |(nr, item): (u32, &domain::meeting_kind::StandardItem)| Item {
        nr,
        title: item.title.clone(),
        purpose: item.purpose.clone().unwrap_or_default(),
        owner: item.owner.as_ref().map(|owner| owner_title(app, owner)).unwrap_or_default(),
        minutes: item.minutes.and_then(|minutes| u16::try_from(minutes).ok()),
        placed: Placed::Agenda,
        sent_by: None,
        decision: String::new(),
        agreed: Vec::new(),
    };
    (1..).zip(own).map(item).collect()
}

fn owner_title(app: &App, owner: &ItemOwner) -> String {
    match owner {
        ItemOwner::Leader => "Mødelederen".to_string(),
        ItemOwner::MinuteTaker => "Referenten".to_string(),
        ItemOwner::Everybody => "Alle".to_string(),
        ItemOwner::Role(id) => app.content.role(id).map_or_else(|| id.clone(), |role| role.title.clone()),
    }
}

/// The citizen, whose meeting it is, and the leader. A kind that names no place for the citizen is a circle of
/// professionals; what it came to is then told to the citizen.
fn first_participants(app: &App, kind: Option<&MeetingKind>, leader: StaffId) -> Vec<Participant> {
    let why = |is: &dyn Fn(&String) -> bool, or: &str| {
        let expected = kind.and_then(|kind| kind.participants.iter().find(|one| is(&one.role)));
        expected.map_or_else(|| or.to_string(), |one| one.why.clone())
    };
    let citizen = why(&|role| app.citizen_roles().contains(role), "Mødet handler om borgerens egen hverdag");
    let leads = why(&|role| kind.is_some_and(|kind| kind.leader == *role), "Leder mødet");
    let comes = |kind: &MeetingKind| kind.participants.iter().any(|one| app.citizen_roles().contains(&one.role));
    if kind.is_some_and(|kind| kind.is_without_family() || !comes(kind)) {
        return vec![participant(1, Who::Staff(leader), leads)];
    }
    vec![participant(1, Who::Citizen, citizen), participant(2, Who::Staff(leader), leads)]
}

fn participant(nr: u32, who: Who, why: String) -> Participant {
    Participant { nr, who, why, ground: None, called: None, reply: Reply::None, came: None, minutes: None }
}

/// Everything that is wrong with a plan, said at once.
async fn checked(act: &mut Act<'_>, file: &CaseFile, meeting: &Meeting) -> Outcome<()> {
    let staff = act.tx.all_staff().await?;
    let works_here = |id| staff.iter().any(|one| one.id == id && one.active);
    let mut wrong = domain::meeting::check(meeting, file, act.tx.now(), works_here);
    if meeting.state != State::Planned || 0 < meeting.issue {
        // What is written down after the day is no plan.
        wrong.retain(|what| *what != NotPlanned::InThePast);
    }
    let of_the_family = |one: &Participant| matches!(one.who, Who::Citizen | Who::Person(_));
    let kind = kind(act.app, meeting.kind.as_deref(), meeting.when.day);
    if kind.is_some_and(MeetingKind::is_without_family) && meeting.participants.iter().any(of_the_family) {
        wrong.push(NotPlanned::FamilyStaysAway);
    }
    if MOST < meeting.participants.len() || MOST < meeting.items.len() {
        wrong.push(NotPlanned::TooMany);
    }
    if wrong.is_empty() { Ok(()) } else { Err(Reason::MeetingPlan(wrong).into()) }
}

/// A meeting opened to be changed.
pub(crate) struct Opened<'a> {
    pub act: Act<'a>,
    pub permit: Permit,
    pub file: CaseFile,
    pub meeting: Meeting,
}

/// Opens a meeting of an open case.
pub(crate) async fn open<'a>(
    app: &'a App,
    actor: &'a Actor,
    (case, id): (CaseId, MeetingId),
    code: &'static str,
) -> Outcome<Opened<'a>> {
    let mut act = app.act(actor, code).await?;
    let (permit, file) = act.open_case(case).await?;
    let meeting = act.tx.meeting(&permit, case, id).await?.ok_or(Refused::NotFound)?;
    Ok(Opened { act, permit, file, meeting })
}

impl Opened<'_> {
    /// The version that was read is the one that is there.
    pub(crate) fn unchanged_since(self, version: i64) -> Outcome<Self> {
        if self.meeting.version == version { Ok(self) } else { Err(Reason::Stale.into()) }
    }

    /// It is still to come.
    pub(crate) fn still_ahead(self) -> Outcome<Self> {
        if self.meeting.state == State::Planned { Ok(self) } else { Err(Reason::Meeting(NotDone::Over).into()) }
    }

    /// Checks and saves it, writes its line in the journal, and ends the act.
    pub(crate) async fn save(mut self, line: Option<String>) -> Outcome<()> {
        checked(&mut self.act, &self.file, &self.meeting).await?;
        self.act.tx.save_meeting(&self.permit, &self.meeting).await?;
        let case = self.meeting.case;
        if let Some(line) = line {
            self.act.journal(&self.permit, case, &line).await?;
        }
        self.act.commit(Resource::Inside(case, self.meeting.id.0)).await
    }
}

/// "Koordinerende møde torsdag den 9. april 2026 kl. 10.00-11.00": never where, and never who.
pub(crate) fn told_when(meeting: &Meeting) -> String {
    format!("{} {}", meeting.title, when_in_words(meeting.when))
}

/// "torsdag den 9. april 2026 kl. 10.00-11.00".
pub(crate) fn when_in_words(when: When) -> String {
    format!("{} kl. {}-{}", letters::danish_date(when.day), clock(when.from), clock(when.until()))
}

/// "10.00".
pub(crate) fn clock(time: jiff::civil::Time) -> String {
    format!("{}.{:02}", time.hour(), time.minute())
}

/// What is changed of a plan, besides time and place.
pub struct Change {
    /// The version that was read.
    pub version: i64,
    /// What it is called.
    pub title: String,
    /// What it is to lead to.
    pub purpose: String,
    /// Who leads it.
    pub leader: StaffId,
}

/// Changes what a meeting is called, what it is for, and who leads it.
///
/// # Errors
/// [`Reason::MeetingPlan`]; [`Reason::Stale`] when somebody was first.
pub async fn change(app: &App, actor: &Actor, at: (CaseId, MeetingId), order: Change) -> Outcome<()> {
    let mut opened = open(app, actor, at, "meeting_changed").await?.unchanged_since(order.version)?.still_ahead()?;
    opened.meeting.title = order.title.trim().to_string();
    opened.meeting.purpose = order.purpose.trim().to_string();
    opened.meeting.leader = order.leader;
    let line = told_when(&opened.meeting);
    opened.save(Some(line)).await
}

/// Where and when it is moved to.
pub struct Move {
    /// The version that was read.
    pub version: i64,
    /// When.
    pub when: When,
    /// Where.
    pub venue: Venue,
}

/// Moves a meeting. Once somebody was asked, those who were are to be told, and answer anew.
///
/// # Errors
/// [`Reason::Meeting`], [`Reason::MeetingPlan`]; [`Reason::Stale`] when somebody was first.
pub async fn move_to(app: &App, actor: &Actor, at: (CaseId, MeetingId), order: Move) -> Outcome<()> {
    let mut opened = open(app, actor, at, "meeting_moved").await?.unchanged_since(order.version)?;
    domain::meeting::may_move(&opened.meeting, order.when, &order.venue).map_err(Reason::Meeting)?;
    if order.when.starts() < opened.act.tx.now() {
        return Err(Reason::MeetingPlan(vec![NotPlanned::InThePast]).into());
    }
    let before = when_in_words(opened.meeting.when);
    opened.meeting.when = order.when;
    opened.meeting.venue = order.venue;
    again(&mut opened);
    let line = format!("{}. Før: {before}", told_when(&opened.meeting));
    opened.save(Some(line)).await
}

/// A new issue, once somebody was asked: our own staff see it in their lists, all others are to be told.
fn again(opened: &mut Opened<'_>) {
    if !opened.meeting.is_called() {
        return;
    }
    opened.meeting.issue = opened.meeting.issue.saturating_add(1);
    let (issue, on) = (opened.meeting.issue, opened.act.today());
    for one in &mut opened.meeting.participants {
        if opened.meeting.state == State::Planned {
            one.reply = Reply::None;
        }
        if let Some(Told { how: domain::meeting::How::InHouse, .. }) = &one.called {
            one.called = Some(Told { how: domain::meeting::How::InHouse, on, issue });
        }
    }
}

/// Why it is called off, and whether another day is to be found.
pub struct Cancel {
    /// The version that was read.
    pub version: i64,
    /// Why; told to those who were asked.
    pub reason: String,
    /// Whether another day is to be found.
    pub next: Next,
}

/// Calls a meeting off.
///
/// # Errors
/// [`Reason::Meeting`]; [`Reason::Stale`] when somebody was first.
pub async fn cancel(app: &App, actor: &Actor, at: (CaseId, MeetingId), order: Cancel) -> Outcome<()> {
    let mut opened = open(app, actor, at, "meeting_cancelled").await?.unchanged_since(order.version)?;
    domain::meeting::may_cancel(&opened.meeting, &order.reason).map_err(Reason::Meeting)?;
    let (on, reason) = (opened.act.today(), order.reason.trim().to_string());
    opened.meeting.state = State::Cancelled { on, reason: reason.clone(), next: order.next };
    again(&mut opened);
    let outcome = match order.next {
        Next::AnotherDay => Ended::Cancelled,
        Next::None => Ended::GivenUp,
    };
    report(&mut opened, outcome, on, &reason).await?;
    let line = format!("{}. {reason}", told_when(&opened.meeting));
    opened.save(Some(line)).await
}

/// What a meeting reports to the course of the case: the outcomes of the act `møde`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// Everybody but the citizen is asked.
    Called,
    /// The citizen knows when and where.
    CitizenCalled,
    /// It was held.
    Held,
    /// It is called off, and another day is found.
    Cancelled,
    /// It comes to nothing.
    GivenUp,
    /// Too few came.
    TooFew,
    /// The citizen was there, and it was talked through.
    CitizenWasThere,
    /// The citizen was not there, and was told.
    CitizenTold,
}

impl Ended {
    fn outcome(self) -> &'static str {
        match self {
            Ended::Called => "indkaldt",
            Ended::CitizenCalled => "borger-indkaldt",
            Ended::Held => "holdt",
            Ended::Cancelled => "aflyst",
            Ended::GivenUp => "opgivet",
            Ended::TooFew => "udeblevet",
            Ended::CitizenWasThere => "var-med",
            Ended::CitizenTold => "fortalt",
        }
    }
}

/// Reports to every course of the case that runs, on the day it happened.
async fn report(opened: &mut Opened<'_>, ended: Ended, day: Date, reason: &str) -> Outcome<()> {
    let Opened { act, permit, file, meeting } = opened;
    report_as(act, permit, file, meeting, (ended, day, reason)).await
}

pub(crate) async fn report_as(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    meeting: &Meeting,
    (ended, day, reason): (Ended, Date, &str),
) -> Outcome<()> {
    let reason = Some(reason.trim().to_string()).filter(|reason| !reason.is_empty());
    let subject = ActSubject { meeting: meeting.kind.clone(), reason, ..progress::outcome(ended.outcome()) };
    let today = act.today();
    for index in 0..file.courses.len() {
        let Some(course) = file.courses.get(index).filter(|course| course.ended_on.is_none()) else { continue };
        let procedure = progress::procedure_of(act.app, course)?;
        let situation = progress::situation(act.app, file, course, today, Answer::Yes);
        let milestones = &course.milestones;
        for what in record_act(procedure, milestones, &situation, words::Act::Meeting, &subject, day) {
            progress::happen(act, permit, file, index, day, what).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_meeting_reports_are_the_outcomes_files_may_name() {
        let all = [
            Ended::Called,
            Ended::CitizenCalled,
            Ended::Held,
            Ended::Cancelled,
            Ended::GivenUp,
            Ended::TooFew,
            Ended::CitizenWasThere,
            Ended::CitizenTold,
        ];
        let mut said: Vec<&str> = all.iter().map(|ended| ended.outcome()).collect();
        let mut known = words::Act::Meeting.outcomes().to_vec();
        said.sort_unstable();
        known.sort_unstable();
        assert_eq!(said, known);
    }
}
