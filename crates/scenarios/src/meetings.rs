//! Meetings that a story is not about: called, held and told in one sentence.

use crate::deeds::done;
use crate::town::Town;
use app::meeting::{self as act, Plan, Written};
use domain::access::Yes;
use domain::ids::{CaseId, MeetingId};
use domain::meeting::{Spot, Venue, When, Who};
use jiff::civil::{Date, time};

impl Town {
    /// A meeting of a kind is planned for a day at ten, in the town hall; the citizen and who plans it take part.
    pub async fn plans_meeting(&self, username: &str, case: CaseId, kind: &str, day: Date) -> MeetingId {
        let actor = self.actor(username).await;
        let plan = Plan {
            kind: Some(kind.to_string()),
            title: String::new(),
            purpose: String::new(),
            when: When { day, from: time(10, 0, 0, 0), minutes: 60 },
            venue: Venue { spot: Spot::Ours, place: "Rådhustorvet 1".into(), room: "Lokale 4".into() },
            leader: actor.id(),
        };
        done(act::plan(&self.app, &actor, case, plan).await)
    }

    /// Everybody is asked to a meeting, told by hand.
    pub async fn calls_meeting(&self, username: &str, case: CaseId, meeting: MeetingId) {
        let actor = self.actor(username).await;
        let people = done(act::show(&self.app, &actor, (case, meeting)).await).meeting.participants;
        for one in people {
            done(act::call_by_hand(&self.app, &actor, (case, meeting), one.nr, "Ringet op").await);
        }
    }

    /// A meeting of a kind is called and held today with everybody there, and talked through with the citizen after it.
    pub async fn holds_meeting(&self, username: &str, case: CaseId, kind: &str) -> MeetingId {
        let actor = self.actor(username).await;
        let meeting = self.plans_meeting(username, case, kind, self.app.today()).await;
        self.calls_meeting(username, case, meeting).await;
        let at = (case, meeting);
        let now = done(act::show(&self.app, &actor, at).await).meeting;
        let items = now.items.iter().map(|item| (item.nr, "Aftalt.".to_string(), Vec::new())).collect();
        let came = now.participants.iter().map(|one| (one.nr, Yes::Yes)).collect();
        let written = Written { version: now.version, items, came };
        done(act::hold(&self.app, &actor, at, written, (String::new(), None)).await);
        done(act::citizen_told(&self.app, &actor, at, "").await);
        for one in now.participants.iter().filter(|one| matches!(one.who, Who::Citizen | Who::Staff(_))) {
            done(act::minutes_by_hand(&self.app, &actor, at, one.nr).await);
        }
        meeting
    }
}
