//! Meetings as pages show them.

use super::papers::{self, Paper};
use super::{items_until, kind, minutes_due};
use crate::case::{View, gather};
use crate::network::{self, Known};
use crate::{Actor, App, Outcome, Refused, access};
use domain::access::{FieldClass, Yes};
use domain::deadline::Counted;
use domain::ids::{CaseId, LetterId, MeetingId};
use domain::meeting::{Meeting, Outside, Warning, Who, warnings};
use domain::meeting_kind::MeetingKind;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use store::meeting::MeetingRow;

/// A meeting as its page shows it.
pub struct MeetingView<'a> {
    /// The case.
    pub view: View<'a>,
    /// The meeting; how people from outside are reached is left out for who may not read it.
    pub meeting: Meeting,
    /// Its kind.
    pub kind: Option<&'a MeetingKind>,
    /// The last day participants send items in.
    pub items_until: Counted,
    /// The day everybody has the minutes.
    pub minutes_due: Counted,
    /// What is worth a second look.
    pub warnings: Vec<Warning>,
    /// Participants whom asking needs consent or a provision.
    pub needs_basis: BTreeSet<u32>,
    /// Letters that are made and not sent, by participant: the calling or a change.
    pub calls: BTreeMap<u32, LetterId>,
    /// The same: the minutes.
    pub minutes: BTreeMap<u32, LetterId>,
    /// Everybody on the network card, to be asked along.
    pub network: Vec<Known>,
}

/// Shows a meeting.
pub async fn show<'a>(app: &'a App, actor: &Actor, (case, id): (CaseId, MeetingId)) -> Outcome<MeetingView<'a>> {
    let mut look = app.look(actor, "see_meeting").await?;
    let (permit, view) = gather(app, &mut look, case).await?;
    let Some(mut meeting) = look.tx.meeting(&permit, case, id).await? else {
        look.denied(vec![id.to_string()]).await?;
        return Err(Refused::NotFound);
    };
    let mut needs_basis = BTreeSet::new();
    for one in &meeting.participants {
        let needs = match one.who {
            Who::Staff(staff) => match look.tx.staff(staff).await? {
                Some(staff) => (!access::may_see(&mut look.tx, &staff, case).await?).into(),
                None => Yes::Yes,
            },
            _ => domain::meeting::needs_basis(&one.who, &view.file, view.today),
        };
        if needs == Yes::Yes {
            needs_basis.insert(one.nr);
        }
    }
    if !permit.opens(FieldClass::ThirdParty) {
        for one in &mut meeting.participants {
            if let Who::Outside(outside) = &mut one.who {
                *outside =
                    Outside { name: outside.name.clone(), workplace: outside.workplace.clone(), ..Outside::default() };
            }
        }
    }
    let (mut calls, mut minutes) = (BTreeMap::new(), BTreeMap::new());
    for (letter, id) in papers::drafts_among(&view.letters, &meeting) {
        let into = if letter.paper == Paper::Minutes { &mut minutes } else { &mut calls };
        into.insert(letter.participant, id);
    }
    let kind = kind(app, meeting.kind.as_deref(), meeting.when.day);
    let at_most = kind.and_then(|kind| kind.at_most_minutes).and_then(|most| u16::try_from(most).ok());
    let network = network::contacts(app, &mut look.tx, &permit, &view.file).await?;
    let persons = vec![view.file.citizen.id];
    look.done(Some(&permit), vec![case.to_string(), id.to_string()], persons).await?;
    Ok(MeetingView {
        kind,
        items_until: items_until(app, &meeting),
        minutes_due: minutes_due(app, &meeting),
        warnings: warnings(&meeting, at_most, &app.content.calendar),
        needs_basis,
        calls,
        minutes,
        network,
        meeting,
        view,
    })
}

/// A case with its meetings, by when they are.
pub async fn of_case<'a>(app: &'a App, actor: &Actor, case: CaseId) -> Outcome<(View<'a>, Vec<Meeting>)> {
    let mut look = app.look(actor, "see_meetings").await?;
    let (permit, view) = gather(app, &mut look, case).await?;
    let meetings = look.tx.meetings(&permit, case).await?;
    look.done(Some(&permit), vec![case.to_string()], vec![view.file.citizen.id]).await?;
    Ok((view, meetings))
}

/// A meeting on somebody's own list.
#[derive(Clone, Debug)]
pub struct MyMeeting {
    /// The meeting; title, number and citizen are empty for a case its reader may not open.
    pub row: MeetingRow,
    /// Its reader may open the case.
    pub opens: bool,
}

/// The actor's own meetings, from one day to another.
pub async fn mine(app: &App, actor: &Actor, from: Date, to: Date) -> Outcome<Vec<MyMeeting>> {
    let scope = access::scope(actor)?;
    let mut look = app.look(actor, "see_my_meetings").await?;
    let rows = look.tx.meetings_of_staff(&scope, from, to).await?;
    shown(look, actor, rows).await
}

/// Meetings the actor leads that are held and whose minutes are not with all, or that nobody has ended.
pub async fn to_finish(app: &App, actor: &Actor) -> Outcome<Vec<MyMeeting>> {
    let scope = access::scope(actor)?;
    let mut look = app.look(actor, "see_my_meetings").await?;
    let rows = look.tx.meetings_to_finish(&scope).await?;
    shown(look, actor, rows).await
}

async fn shown(mut look: crate::act::Look<'_>, actor: &Actor, rows: Vec<MeetingRow>) -> Outcome<Vec<MyMeeting>> {
    let mut found = Vec::new();
    for mut row in rows {
        let opens = access::may_see(&mut look.tx, &actor.staff, row.case).await?;
        if !opens {
            (row.title, row.citizen) = (String::new(), String::new());
        }
        found.push(MyMeeting { row, opens });
    }
    if !found.is_empty() {
        look.done(None, found.iter().map(|one| one.row.case.to_string()).collect(), Vec::new()).await?;
    }
    Ok(found)
}
