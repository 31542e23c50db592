//! The core team's meetings, called on the coordinating child's case with the team at the table.

use super::look;
use crate::meeting::{Also, Plan, plan_in};
use crate::{Actor, App, Outcome, Reason, Refused, Resource};
use domain::access::Action;
use domain::family::{Gathering, NotDone, Sits};
use domain::ids::{FamilyId, MeetingId};
use domain::meeting::{Venue, When};
use domain::meeting_kind::MeetingKind;
use jiff::civil::Date;

/// When and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Which of the core team's meetings.
    pub gathering: Gathering,
    /// When.
    pub when: When,
    /// Where.
    pub venue: Venue,
}

/// The kind of meeting this gathering is, as content has it on a day.
pub(crate) fn kind(app: &App, gathering: Gathering, day: Date) -> Option<&MeetingKind> {
    app.content.meeting_kinds.all_on(day).find(|kind| kind.gathering == Some(gathering))
}

/// Calls one of the core team's meetings, led by the coordinator, with everybody of the team who works here. A status
/// meeting begins with the cases where something happened since the last one, and with no other.
///
/// # Errors
/// [`Reason::MeetingPlan`], [`Reason::Family`].
pub async fn call(app: &App, actor: &Actor, id: FamilyId, order: Call) -> Outcome<MeetingId> {
    let items = match order.gathering {
        Gathering::Status => changed(app, actor, id).await?,
        Gathering::Assessment | Gathering::Analysis => Vec::new(),
    };
    let mut act = app.act(actor, "family_meeting_called").await?;
    let (_, family) = act.family(id, Action::Work).await?;
    let (permit, file) = act.open_case(family.case).await?;
    let today = act.today();
    if !family.runs_on(today) {
        return Err(Reason::Family(NotDone::Over).into());
    }
    let kind = kind(app, order.gathering, order.when.day).ok_or(Refused::NotFound)?;
    let colleagues = family.team_on(today).filter_map(|seat| match seat.who {
        Sits::Staff(staff) => Some((staff, seat.why.clone())),
        Sits::Outside(_) => None,
    });
    let also = Also { colleagues: colleagues.collect(), items };
    let plan = Plan {
        kind: Some(kind.id.clone()),
        title: String::new(),
        purpose: String::new(),
        when: order.when,
        venue: order.venue,
        leader: family.coordinator_on(today).unwrap_or(actor.id()),
    };
    let meeting = plan_in(&mut act, &permit, &file, plan, also).await?;
    act.commit(Resource::Inside(family.case, meeting.0)).await?;
    Ok(meeting)
}

/// An item for each case with change, of those that who calls the meeting may know that of.
async fn changed(app: &App, actor: &Actor, id: FamilyId) -> Outcome<Vec<(String, String)>> {
    let view = look::show(app, actor, id).await?;
    let title = |department: &str| {
        let known = app.content.department(department);
        known.map_or_else(|| department.to_string(), |known| known.title.clone())
    };
    let item = |case: &look::CaseLine| {
        let number = case.number?;
        let purpose = "Hvad er der sket, og skal den fælles plan ændres?".to_string();
        (!case.changes.is_empty()).then(|| (format!("Sag {number}, {}", title(&case.linked.department)), purpose))
    };
    Ok(view.cases.iter().filter_map(item).collect())
}
