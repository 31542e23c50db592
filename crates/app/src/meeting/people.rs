//! Who takes part in a meeting: put on, asked, what they answered. Nobody from outside without consent or a provision.

use super::{Ended, Opened, open, participant, report};
use crate::act::Act;
use crate::shared::{self, RestsOn};
use crate::{Actor, App, Outcome, Reason, access};
use domain::access::{Permit, Yes};
use domain::case::CaseFile;
use domain::consent::Covers;
use domain::ids::{CaseId, MeetingId};
use domain::meeting::{Ground, How, Meeting, NotDone, Participant, Reply, State, Told, Who, may_call, needs_basis};
use domain::shared::Thing;
use jiff::civil::Date;

/// Somebody put on a meeting, or changed.
pub struct Guest {
    /// Who.
    pub who: Who,
    /// Why they are needed.
    pub why: String,
    /// What asking them rests on, for those who need it.
    pub ground: Option<Ground>,
}

/// Puts somebody on a meeting. What asking them rests on may be added until they are asked.
///
/// # Errors
/// [`Reason::MeetingPlan`], [`Reason::Meeting`].
pub async fn add_guest(app: &App, actor: &Actor, at: (CaseId, MeetingId), guest: Guest) -> Outcome<()> {
    let mut opened = open(app, actor, at, "meeting_guest_added").await?.still_ahead()?;
    let nr = opened.meeting.next_participant();
    let mut added = participant(nr, guest.who, guest.why.trim().to_string());
    added.ground = guest.ground;
    opened.meeting.participants.push(added);
    opened.save(None).await
}

/// Changes why somebody is needed, what asking them rests on, and how they are reached; who they are stays.
///
/// # Errors
/// [`Reason::MeetingPlan`], [`Reason::Meeting`]; [`Reason::Stale`] when somebody was first.
pub async fn change_guest(
    app: &App,
    actor: &Actor,
    at: (CaseId, MeetingId),
    (nr, version): (u32, i64),
    guest: Guest,
) -> Outcome<()> {
    let mut opened = open(app, actor, at, "meeting_guest_changed").await?.unchanged_since(version)?.still_ahead()?;
    let one = of(&mut opened.meeting, nr)?;
    if let (Who::Outside(known), Who::Outside(typed)) = (&mut one.who, guest.who) {
        *known = typed;
    }
    one.why = guest.why.trim().to_string();
    one.ground = guest.ground;
    opened.save(None).await
}

/// Takes somebody off who was not asked yet; who was asked is told that it is called off, or stays.
///
/// # Errors
/// [`Reason::Meeting`].
pub async fn remove_guest(app: &App, actor: &Actor, at: (CaseId, MeetingId), nr: u32) -> Outcome<()> {
    let mut opened = open(app, actor, at, "meeting_guest_removed").await?.still_ahead()?;
    if of(&mut opened.meeting, nr)?.called.is_some() {
        return Err(Reason::Meeting(NotDone::WasCalled).into());
    }
    opened.meeting.participants.retain(|one| one.nr != nr);
    opened.save(None).await
}

/// Writes down what somebody answered.
///
/// # Errors
/// [`Reason::Meeting`].
pub async fn answer(app: &App, actor: &Actor, at: (CaseId, MeetingId), nr: u32, reply: Reply) -> Outcome<()> {
    let mut opened = open(app, actor, at, "meeting_answered").await?.still_ahead()?;
    of(&mut opened.meeting, nr)?.reply = reply;
    opened.save(None).await
}

/// Notes that somebody was told by hand: in person, by telephone, or in the house. The words say how.
///
/// # Errors
/// [`Reason::Meeting`], [`Reason::NotShared`].
pub async fn call_by_hand(app: &App, actor: &Actor, at: (CaseId, MeetingId), nr: u32, words: &str) -> Outcome<()> {
    let mut opened = open(app, actor, at, "meeting_called").await?;
    let how = match of(&mut opened.meeting, nr)?.who {
        Who::Staff(_) => How::InHouse,
        _ if words.trim().is_empty() => return Err(Reason::Meeting(NotDone::HowMissing).into()),
        _ => How::Spoken(words.trim().to_string()),
    };
    called(&mut opened, nr, how).await?;
    let line = super::told_when(&opened.meeting);
    opened.save(Some(line)).await
}

/// Somebody is asked now, or told of the last change.
pub(super) async fn called(opened: &mut Opened<'_>, nr: u32, how: How) -> Outcome<()> {
    let Opened { act, permit, file, meeting } = opened;
    called_as(act, permit, file, meeting, nr, how).await?;
    report_called(opened).await
}

/// The same without its report, for a letter that leaves.
pub(super) async fn called_as(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &CaseFile,
    meeting: &mut Meeting,
    nr: u32,
    how: How,
) -> Outcome<()> {
    may_call(meeting, nr).map_err(Reason::Meeting)?;
    if meeting.state == State::Planned {
        allowed(act, permit, file, meeting, nr).await?;
    }
    let (on, issue) = (act.today(), meeting.issue);
    of(meeting, nr)?.called = Some(Told { how, on, issue });
    Ok(())
}

/// Steps of the case that ask for the calling are done once all have been asked.
async fn report_called(opened: &mut Opened<'_>) -> Outcome<()> {
    let today = opened.act.today();
    for ended in calls_done(&opened.meeting) {
        report(opened, ended, today, "").await?;
    }
    Ok(())
}

/// What of the calling is done.
pub(super) fn calls_done(meeting: &Meeting) -> Vec<Ended> {
    let (citizen, others): (Vec<&Participant>, Vec<&Participant>) =
        meeting.participants.iter().partition(|one| one.who == Who::Citizen);
    let all = |of: &[&Participant]| !of.is_empty() && of.iter().all(|one| one.called.is_some());
    let mut done = Vec::new();
    if meeting.state == State::Planned && all(&others) {
        done.push(Ended::Called);
    }
    if meeting.state == State::Planned && all(&citizen) {
        done.push(Ended::CitizenCalled);
    }
    done
}

/// Whether asking somebody to this meeting needs consent or a provision: as the core says, and staff of the house only
/// when they may not open the case.
pub(super) async fn needs(act: &mut Act<'_>, file: &CaseFile, who: &Who) -> Outcome<Yes> {
    if let Who::Staff(id) = who {
        let Some(staff) = act.tx.staff(*id).await? else { return Ok(Yes::Yes) };
        return Ok((!access::may_see(&mut act.tx, &staff, file.case.id).await?).into());
    }
    Ok(needs_basis(who, file, act.today()))
}

/// Asks whether this participant may be asked today, and adds it to what was shared in the case.
pub(super) async fn allowed(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &CaseFile,
    meeting: &Meeting,
    nr: u32,
) -> Outcome<()> {
    let Some((rests_on, with)) = rests_on(act, file, meeting, nr).await? else { return Ok(()) };
    shared::record(act, permit, file, done(meeting, rests_on.as_ref(), &with, act.today())).await.map(|_| ())
}

/// Asks whether this participant may be asked today, and nothing more: their letter is only made.
pub(super) async fn may_ask(act: &mut Act<'_>, file: &CaseFile, meeting: &Meeting, nr: u32) -> Outcome<()> {
    let Some((rests_on, with)) = rests_on(act, file, meeting, nr).await? else { return Ok(()) };
    shared::may(act, file, &done(meeting, rests_on.as_ref(), &with, act.today())).map(|_| ())
}

fn done<'a>(meeting: &'a Meeting, rests_on: Option<&'a RestsOn>, with: &'a str, on: Date) -> shared::Done<'a> {
    let (what, thing) = (Covers::Invite, Thing::Meeting(meeting.id));
    shared::Done { rests_on, what, with, about: &meeting.title, found: "", on, thing }
}

/// What asking them rests on, and whom it must name; nothing for those who may be asked anyway.
async fn rests_on(
    act: &mut Act<'_>,
    file: &CaseFile,
    meeting: &Meeting,
    nr: u32,
) -> Outcome<Option<(Option<RestsOn>, String)>> {
    let one = meeting.participant(nr).ok_or(Reason::Meeting(NotDone::Nobody))?;
    if needs(act, file, &one.who).await? == Yes::No {
        return Ok(None);
    }
    let rests_on = one.ground.as_ref().map(|ground| match ground {
        Ground::Consent(id) => RestsOn::Consent(*id),
        Ground::Law { basis, reason } => RestsOn::Law { basis: basis.clone(), reason: reason.clone() },
    });
    Ok(Some((rests_on, named(act, file, one).await?)))
}

/// Whom consent must name: where they work if it names that, else who they are; for our own staff their department.
async fn named(act: &mut Act<'_>, file: &CaseFile, one: &Participant) -> Outcome<String> {
    Ok(match &one.who {
        Who::Citizen => file.citizen.name.clone(),
        Who::Person(id) => file.name_of(*id),
        Who::Staff(id) => {
            let staff = act.tx.staff(*id).await?;
            let department = staff.and_then(|staff| act.app.content.department(&staff.department));
            department.map(|department| department.title.clone()).unwrap_or_default()
        }
        Who::Outside(outside) => {
            let by_workplace = match &one.ground {
                Some(Ground::Consent(id)) => {
                    file.consents.iter().any(|consent| consent.id == *id && consent.names(&outside.workplace))
                }
                _ => false,
            };
            if by_workplace { outside.workplace.clone() } else { outside.name.clone() }
        }
    })
}

/// The participant with this number.
pub(super) fn of(meeting: &mut Meeting, nr: u32) -> Outcome<&mut Participant> {
    let found = meeting.participants.iter_mut().find(|one| one.nr == nr);
    found.ok_or_else(|| Reason::Meeting(NotDone::Nobody).into())
}
