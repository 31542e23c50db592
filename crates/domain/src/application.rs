//! What was applied for (ansøgning), by whom, and when it came.

use crate::ids::PersonId;
use jiff::civil::Date;

/// How an application or enquiry came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Received {
    /// By Digital Post.
    DigitalPost,
    /// By letter.
    Letter,
    /// By telephone.
    Phone,
    /// By mail.
    Mail,
    /// In person.
    InPerson,
}

/// An application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Who applies: a custody holder for a child, else the citizen.
    pub applicant: PersonId,
    /// In the applicant's own words.
    pub applied_for: String,
    /// The day it came; all limits run from here (retssikkerhedsloven § 3).
    pub received_on: Date,
    /// How it came.
    pub received_by: Received,
}

/// Why an application is not registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRegistered {
    /// It says nothing about what is applied for.
    NothingAppliedFor,
    /// The day of receipt lies after today.
    ReceivedInTheFuture,
    /// The day of receipt is more than a year ago: surely a slip of the pen.
    ReceivedTooLongAgo,
    /// The benefit is for an age the citizen does not have that day.
    OutsideAge {
        /// Youngest, inclusive.
        from: Option<u32>,
        /// Oldest, inclusive.
        to: Option<u32>,
        /// The citizen's age.
        age: u32,
    },
    /// The applicant is neither the citizen nor one who may act for them.
    NotEntitled,
}

/// Whether an application can be registered today.
pub fn check(
    application: &Application,
    born: Date,
    ages: (Option<u32>, Option<u32>),
    today: Date,
) -> Result<(), NotRegistered> {
    if application.applied_for.trim().is_empty() {
        return Err(NotRegistered::NothingAppliedFor);
    }
    if today < application.received_on {
        return Err(NotRegistered::ReceivedInTheFuture);
    }
    if application.received_on.saturating_add(jiff::Span::new().years(1)) < today {
        return Err(NotRegistered::ReceivedTooLongAgo);
    }
    let age = crate::calendar::age_on(born, application.received_on);
    let (from, to) = ages;
    if from.is_some_and(|from| age < from) || to.is_some_and(|to| to < age) {
        return Err(NotRegistered::OutsideAge { from, to, age });
    }
    Ok(())
}
