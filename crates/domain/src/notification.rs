//! A notification of concern for a child (underretning): who told what and when, the twenty-four hours in which it must
//! be assessed (D01), and what came of it.
//!
//! The clock runs in elapsed hours from the instant the notification came, through nights, weekends and Christmas. The
//! assessment is the municipality's own; it is no duty to contact the family within the hours.

use crate::access::{FieldClass, Permit, Yes};
use crate::application::Received;
use crate::ids::{CaseId, NotificationId, StaffId};
use jiff::{Timestamp, civil::Date};
use std::fmt;

/// What a notifier is (underretter).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotifierKind {
    /// Someone who works with the child and must notify (barnets lov § 133); hears whether it led to anything (D03).
    Professional,
    /// Anybody else (barnets lov § 135).
    Citizen,
    /// Someone who does not say who they are: nobody can be written to.
    Anonymous,
}

/// Who notified, by name. About another person than the one the case is about, and read only by those whose permit
/// opens that.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// Full name.
    pub name: String,
    /// Where they work, for a professional.
    pub workplace: String,
    /// Street and number, postcode and town, one line each.
    pub address: String,
    /// Telephone.
    pub phone: String,
}

/// Who notified. Neither `Debug` nor `Display` tells a name.
#[derive(Clone, PartialEq, Eq)]
pub struct Notifier {
    kind: NotifierKind,
    contact: Contact,
}

impl Notifier {
    /// Of this kind, with what they said of themselves. Nothing is kept of one who is anonymous.
    pub fn new(kind: NotifierKind, contact: Contact) -> Self {
        let contact = if kind == NotifierKind::Anonymous { Contact::default() } else { contact };
        Self { kind, contact }
    }

    /// What they are.
    pub fn kind(&self) -> NotifierKind {
        self.kind
    }

    /// Who they are, if the permit opens what is about others than the citizen.
    pub fn for_reader(&self, permit: &Permit) -> Option<&Contact> {
        permit.opens(FieldClass::ThirdParty).then_some(&self.contact)
    }

    /// For sealing in the store, and nothing else.
    pub fn expose_for_storage(&self) -> &Contact {
        &self.contact
    }
}

impl fmt::Debug for Notifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Notifier({:?}, …)", self.kind)
    }
}

/// Whom it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A child; the case is about the child.
    Child,
    /// An unborn child; the case is about the one who is pregnant.
    Unborn {
        /// When the child is expected, if known.
        expected: Option<Date>,
    },
}

/// The assessment within twenty-four hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// When it was made.
    pub at: Timestamp,
    /// By whom.
    pub by: StaffId,
    /// The child's health or development is in danger.
    pub danger: Yes,
    /// Something must be done at once.
    pub acute: Yes,
    /// Why.
    pub reason: String,
}

impl Assessment {
    /// The outcome of the act `underretning` it is reported as.
    pub fn outcome(&self) -> &'static str {
        match self.acute {
            Yes::Yes => "akut",
            Yes::No => "ikke-akut",
        }
    }
}

/// What comes of it (barnets lov § 18).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Result {
    /// Nothing further.
    Nothing,
    /// One or more matters are assessed (afdækning, barnets lov § 19).
    Assessment,
    /// A children's examination (børnefaglig undersøgelse, barnets lov § 20).
    Examination,
}

impl Result {
    /// Every result with the outcome of the act `underretning` it is reported as.
    pub const OUTCOMES: &'static [(Result, &'static str)] = &[
        (Result::Nothing, "intet-videre"),
        (Result::Assessment, "afdaekning"),
        (Result::Examination, "undersoegelse"),
    ];

    /// The outcome of the act.
    pub fn outcome(self) -> &'static str {
        Self::OUTCOMES.iter().find(|(result, _)| *result == self).map_or("", |(_, outcome)| outcome)
    }

    /// Read back.
    pub fn from_outcome(outcome: &str) -> Option<Result> {
        Self::OUTCOMES.iter().find(|(_, known)| *known == outcome).map(|(result, _)| *result)
    }

    /// Whether a professional notifier is told that it led to something.
    pub fn led_to_something(self) -> bool {
        self != Result::Nothing
    }
}

/// What came of it, when, by whom and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: StaffId,
    /// What.
    pub result: Result,
    /// Why.
    pub reason: String,
}

/// A notification; its case is about nothing else, so that a next one has its own clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// Its id.
    pub id: NotificationId,
    /// Its case.
    pub case: CaseId,
    /// The instant it came, by any way and at any hour.
    pub received_at: Timestamp,
    /// How it came.
    pub received_by: Received,
    /// Who notified.
    pub notifier: Notifier,
    /// Whom it is about.
    pub about: About,
    /// What was told, as it was told.
    pub told: String,
    /// Until when it must be assessed.
    pub due_at: Timestamp,
    /// When the leader is told that it is not.
    pub warn_at: Timestamp,
    /// When the leader was told.
    pub warned_at: Option<Timestamp>,
    /// The assessment.
    pub assessment: Option<Assessment>,
    /// What came of it.
    pub settled: Option<Settled>,
    /// Version for optimistic locking.
    pub version: i64,
}

impl Notification {
    /// Whole hours left to assess it; negative when they have passed. Rounded down, so that nobody believes in more time
    /// than there is.
    pub fn hours_left(&self, now: Timestamp) -> i64 {
        self.due_at.duration_since(now).as_secs().div_euclid(3600)
    }

    /// It was assessed after its hours, or they have passed and it is not assessed.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.due_at < self.assessment.as_ref().map_or(now, |assessment| assessment.at)
    }

    /// The leader must be told now: the warning's hours have passed, and nobody has assessed it.
    pub fn must_be_escalated(&self, now: Timestamp) -> bool {
        self.assessment.is_none() && self.warned_at.is_none() && self.warn_at <= now
    }
}

/// Why a notification is not registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRegistered {
    /// It says nothing about what was told.
    NothingTold,
    /// It came after now.
    InTheFuture,
    /// It came more than a year ago: surely a slip of the pen.
    TooLongAgo,
    /// A notifier who is not anonymous has a name.
    NotifierWithoutName,
    /// An unborn child is expected on a day that has passed, or more than a year ahead.
    NotExpectedThen,
    /// A child of eighteen or more is no child.
    NotAChild,
}

/// Why a notification is not assessed or settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAssessed {
    /// The case did not begin with a notification.
    NoNotification,
    /// It is done already.
    Already,
    /// First the assessment within twenty-four hours, then what comes of it.
    AssessmentFirst,
    /// A reason is missing.
    ReasonMissing,
    /// Acute measures without danger contradict themselves.
    AcuteWithoutDanger,
}

/// Whether a notification can be registered now; `today` is the day of `now`.
///
/// # Errors
/// The first thing that is wrong.
pub fn check(
    (received_at, now): (Timestamp, Timestamp),
    today: Date,
    about: About,
    notifier: &Notifier,
    told: &str,
) -> std::result::Result<(), NotRegistered> {
    if told.trim().is_empty() {
        return Err(NotRegistered::NothingTold);
    }
    if now < received_at {
        return Err(NotRegistered::InTheFuture);
    }
    if jiff::SignedDuration::from_hours(366 * 24) < now.duration_since(received_at) {
        return Err(NotRegistered::TooLongAgo);
    }
    if notifier.kind != NotifierKind::Anonymous && notifier.contact.name.trim().is_empty() {
        return Err(NotRegistered::NotifierWithoutName);
    }
    let in_a_year = today.saturating_add(jiff::Span::new().years(1));
    match about {
        About::Unborn { expected: Some(day) } if day < today || in_a_year < day => Err(NotRegistered::NotExpectedThen),
        About::Unborn { .. } | About::Child => Ok(()),
    }
}

/// Whether a notification can be assessed so.
///
/// # Errors
/// Why not.
pub fn may_assess(
    notification: &Notification,
    danger: Yes,
    acute: Yes,
    reason: &str,
) -> std::result::Result<(), NotAssessed> {
    if notification.assessment.is_some() {
        return Err(NotAssessed::Already);
    }
    if reason.trim().is_empty() {
        return Err(NotAssessed::ReasonMissing);
    }
    if acute == Yes::Yes && danger == Yes::No {
        return Err(NotAssessed::AcuteWithoutDanger);
    }
    Ok(())
}

/// Whether what comes of it can be decided.
///
/// # Errors
/// Why not.
pub fn may_settle(notification: &Notification, reason: &str) -> std::result::Result<(), NotAssessed> {
    if notification.settled.is_some() {
        return Err(NotAssessed::Already);
    }
    if notification.assessment.is_none() {
        return Err(NotAssessed::AssessmentFirst);
    }
    if reason.trim().is_empty() { Err(NotAssessed::ReasonMissing) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use jiff::civil::date;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn teacher() -> Notifier {
        Notifier::new(NotifierKind::Professional, Contact { name: "Lis Bjerre".into(), ..Contact::default() })
    }

    /// Came at 16.05 Danish time on Christmas Eve.
    fn on_christmas_eve() -> Notification {
        Notification {
            id: NotificationId(uuid::Uuid::nil()),
            case: CaseId(uuid::Uuid::nil()),
            received_at: at("2026-12-24T15:05:00Z"),
            received_by: Received::Phone,
            notifier: teacher(),
            about: About::Child,
            told: "Barnet kom uden vinterjakke og sagde, at der ingen mad er hjemme.".into(),
            due_at: at("2026-12-25T15:05:00Z"),
            warn_at: at("2026-12-25T11:05:00Z"),
            warned_at: None,
            assessment: None,
            settled: None,
            version: 1,
        }
    }

    #[test]
    fn hours_run_over_christmas_and_are_rounded_down() {
        let notification = on_christmas_eve();
        assert_eq!(notification.hours_left(at("2026-12-24T15:05:00Z")), 24);
        assert_eq!(notification.hours_left(at("2026-12-25T11:06:00Z")), 3);
        assert_eq!(notification.hours_left(at("2026-12-25T15:06:00Z")), -1);
        assert!(notification.is_late(at("2026-12-25T15:06:00Z")) && !notification.is_late(at("2026-12-25T15:05:00Z")));
    }

    #[test]
    fn the_leader_is_told_once_at_twenty_hours_and_not_of_what_is_assessed() {
        let mut notification = on_christmas_eve();
        assert!(!notification.must_be_escalated(at("2026-12-25T11:04:00Z")));
        assert!(notification.must_be_escalated(at("2026-12-25T11:05:00Z")));
        notification.warned_at = Some(at("2026-12-25T11:05:02Z"));
        assert!(!notification.must_be_escalated(at("2026-12-25T12:00:00Z")));
        notification.warned_at = None;
        notification.assessment = Some(Assessment {
            at: at("2026-12-25T10:00:00Z"),
            by: StaffId(uuid::Uuid::nil()),
            danger: Yes::No,
            acute: Yes::No,
            reason: "Barnet er hos sin mormor.".into(),
        });
        assert!(!notification.must_be_escalated(at("2026-12-25T12:00:00Z")));
    }

    #[test]
    fn a_notification_is_refused_without_words_name_or_a_day_that_can_be() {
        let (now, today) = (at("2026-12-25T08:00:00Z"), date(2026, 12, 25));
        let came = at("2026-12-24T15:05:00Z");
        let nobody = Notifier::new(NotifierKind::Citizen, Contact::default());
        let anonymous = Notifier::new(NotifierKind::Anonymous, Contact { name: "Lis".into(), ..Contact::default() });
        assert!(anonymous.expose_for_storage().name.is_empty(), "nothing is kept of one who is anonymous");
        let check = |came, about, notifier: &Notifier, told: &str| check((came, now), today, about, notifier, told);
        assert_eq!(check(came, About::Child, &anonymous, "Bekymret"), Ok(()));
        assert_eq!(check(came, About::Child, &teacher(), " "), Err(NotRegistered::NothingTold));
        assert_eq!(check(came, About::Child, &nobody, "Bekymret"), Err(NotRegistered::NotifierWithoutName));
        let later = at("2026-12-25T08:01:00Z");
        assert_eq!(check(later, About::Child, &teacher(), "Bekymret"), Err(NotRegistered::InTheFuture));
        let long_ago = at("2025-12-20T08:00:00Z");
        assert_eq!(check(long_ago, About::Child, &teacher(), "Bekymret"), Err(NotRegistered::TooLongAgo));
        let passed = About::Unborn { expected: Some(date(2026, 12, 24)) };
        assert_eq!(check(came, passed, &teacher(), "Bekymret"), Err(NotRegistered::NotExpectedThen));
    }

    #[test]
    fn what_comes_of_it_waits_for_the_assessment_and_both_ask_why() {
        let mut notification = on_christmas_eve();
        assert_eq!(may_settle(&notification, "Grund"), Err(NotAssessed::AssessmentFirst));
        assert_eq!(may_assess(&notification, Yes::Yes, Yes::No, ""), Err(NotAssessed::ReasonMissing));
        assert_eq!(may_assess(&notification, Yes::No, Yes::Yes, "Grund"), Err(NotAssessed::AcuteWithoutDanger));
        assert_eq!(may_assess(&notification, Yes::Yes, Yes::Yes, "Grund"), Ok(()));
        notification.assessment = Some(Assessment {
            at: notification.received_at,
            by: StaffId(uuid::Uuid::nil()),
            danger: Yes::Yes,
            acute: Yes::Yes,
            reason: "Grund".into(),
        });
        assert_eq!(may_assess(&notification, Yes::No, Yes::No, "Grund"), Err(NotAssessed::Already));
        assert_eq!(may_settle(&notification, "Grund"), Ok(()));
    }

    #[test]
    fn no_print_tells_who_notified() {
        let printed = format!("{:?}", on_christmas_eve());
        assert!(!printed.contains("Lis") && printed.contains("Professional"), "{printed}");
    }
}
