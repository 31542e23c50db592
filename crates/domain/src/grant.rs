//! A grant (bevilling): from, until, how much, and when it is followed up.

use crate::ids::{DecisionId, GrantId};
use crate::setting::Kroner;
use jiff::civil::Date;

/// A grant: what a decision gave, or one that ran already when the case was taken into the system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Its id.
    pub id: GrantId,
    /// The decision it stems from; none for one granted before the case was in the system.
    pub decision: Option<DecisionId>,
    /// The benefit, by id.
    pub benefit: String,
    /// First day.
    pub from: Date,
    /// Last day, if it ends.
    pub until: Option<Date>,
    /// Kroner a month.
    pub monthly_amount: Option<Kroner>,
    /// Hours a week.
    pub weekly_hours: Option<u32>,
    /// Hours a month.
    pub monthly_hours: Option<u32>,
    /// Kroner, once.
    pub one_off_amount: Option<Kroner>,
    /// Days a week.
    pub weekly_days: Option<u32>,
    /// Who gives the help (leverandør), when somebody does.
    pub provider: Option<String>,
    /// The grant that took over when this one was changed.
    pub replaced_by: Option<GrantId>,
    /// The day of the next follow-up.
    pub follow_up_on: Date,
}

impl Grant {
    /// Whether it runs on a day.
    pub fn runs_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// Whether it runs on a day or begins later: something is left of it to change.
    pub fn runs_on_or_after(&self, day: Date) -> bool {
        self.until.is_none_or(|until| day <= until)
    }

    /// Whether its last day lies within so many days from a day, that day included.
    pub fn ends_within(&self, days: i64, day: Date) -> bool {
        let last = day.checked_add(jiff::Span::new().days(days)).unwrap_or(Date::MAX);
        self.until.is_some_and(|until| day <= until && until <= last)
    }
}
