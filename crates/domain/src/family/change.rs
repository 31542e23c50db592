//! What happened in a case since the core team last met (udvikling): the status list names no case where nothing did.

use crate::case::CaseFile;
use crate::decision::State;
use crate::function::Part;
use crate::progress::{Happening, Milestone, annulled};
use crate::staff::coded;
use jiff::civil::Date;

coded! {
    /// What happened.
    ChangeKind {
        Step = "step", "A step of a course was done.";
        Course = "course", "A course began or ended.";
        Decision = "decision", "A decision was sent.";
        GrantBegan = "grant_began", "Something granted began.";
        GrantEnded = "grant_ended", "Something granted ended.";
        Complaint = "complaint", "A complaint came.";
        Consent = "consent", "A consent was given or withdrawn.";
    }
}

impl ChangeKind {
    /// The part of the case that one must see to be told of it; `None` is told only to those who read the case itself.
    pub fn part(self) -> Option<Part> {
        match self {
            ChangeKind::Step | ChangeKind::Course | ChangeKind::Decision => Some(Part::Course),
            ChangeKind::GrantBegan | ChangeKind::GrantEnded => Some(Part::Grants),
            ChangeKind::Complaint | ChangeKind::Consent => None,
        }
    }
}

/// That something happened, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// The day.
    pub on: Date,
    /// What.
    pub kind: ChangeKind,
}

/// What happened in a case after one day and until another, both as days; oldest first. What happened on the day of the
/// last meeting was talked about there.
pub fn changes(file: &CaseFile, after: Date, until: Date) -> Vec<Change> {
    let steps = file.courses.iter().flat_map(|course| done(&course.milestones));
    let steps = steps.map(|day| (day, ChangeKind::Step));
    let courses = file.courses.iter().flat_map(|course| [Some(course.began_on), course.ended_on]).flatten();
    let courses = courses.map(|day| (day, ChangeKind::Course));
    let decisions = file.decisions.iter().filter_map(|decision| match &decision.state {
        State::Sent { on, .. } => Some((*on, ChangeKind::Decision)),
        _ => None,
    });
    let began = file.grants.iter().map(|grant| (grant.from, ChangeKind::GrantBegan));
    // The last day of a grant counts; it has ended the day after.
    let ended = file.grants.iter().filter_map(|grant| grant.until?.tomorrow().ok());
    let ended = ended.map(|day| (day, ChangeKind::GrantEnded));
    let complaints = file.complaints.iter().map(|complaint| (complaint.received_on, ChangeKind::Complaint));
    let consents = file.consents.iter().flat_map(|consent| [Some(consent.given_on), consent.withdrawn_on]).flatten();
    let consents = consents.map(|day| (day, ChangeKind::Consent));
    let all = steps.chain(courses).chain(decisions).chain(began).chain(ended).chain(complaints).chain(consents);
    let within = all.filter(|(day, _)| after < *day && *day <= until);
    let mut found: Vec<Change> = within.map(|(on, kind)| Change { on, kind }).collect();
    found.sort();
    found
}

/// The days steps were done; what was taken back again happened never.
fn done(milestones: &[Milestone]) -> impl Iterator<Item = Date> {
    let gone = annulled(milestones);
    let stands =
        move |milestone: &&Milestone| matches!(milestone.what, Happening::Done { .. }) && !gone.contains(&milestone.nr);
    milestones.iter().filter(stands).map(|milestone| milestone.day)
}
