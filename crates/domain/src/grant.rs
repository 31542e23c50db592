//! A grant (bevilling): from, until, how much, and when it is followed up.

use crate::ids::{DecisionId, GrantId};
use crate::setting::Kroner;
use jiff::civil::Date;

/// A grant that stems from a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Its id.
    pub id: GrantId,
    /// The decision it stems from.
    pub decision: DecisionId,
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
    /// The day of the next follow-up.
    pub follow_up_on: Date,
}

impl Grant {
    /// Whether it runs on a day.
    pub fn runs_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}
