//! The theory of change in figures: what is measured, over which quarter, and what may be shown of it (seed
//! `004_dab2e90feaf87893.txt`, "Forandringsteori"; `templates.md` T-G39).
//!
//! An indicator is content (`content/indikatorer.toml`); how it is measured is one of a closed list, each a query of
//! `store` that answers with [`Observation`]s. What becomes of them is counted here.

mod observe;

use crate::ids::CaseId;
use crate::staff::coded;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::fmt;

pub use observe::{FamilyFacts, Rated, Term, observe};

coded! {
    /// What can be measured. The code is the word content writes (`maaler`).
    Measured {
        OneCoordinator = "en-kontaktperson", "Families whose one coordinator was the same all the quarter.";
        PlanInPlace = "faelles-plan", "Families with a joint plan on the last day of the quarter.";
        DaysToPlan = "dage-til-faelles-plan", "Days from the family's start to its joint plan, where one was made in the quarter.";
        AnalysisFirst = "analysemoede-foer-indsatser", "Families whose analysis meeting was held before the first measure began.";
        StatusRhythm = "statusmoeder-i-rytme", "Families whose core team held its status meetings in their rhythm.";
        FamilyRating = "familiens-vurdering", "Families who say that help hangs together well or very well.";
    }
}

impl Measured {
    /// Whether what is counted is days, and not a yes or no.
    pub fn counts_days(self) -> bool {
        matches!(self, Measured::DaysToPlan)
    }
}

/// An indicator, as content defines it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it says about the model, and what it does not.
    pub explains: String,
    /// The numerator in words; of days, what is counted.
    pub counts: String,
    /// The denominator in words.
    pub among: String,
    /// The core element or result of the seed it belongs to.
    pub element: String,
    /// Where that stands.
    pub source: String,
    /// How it is measured.
    pub measured: Measured,
    /// The setting with the target: percent, or days at most.
    pub target: Option<String>,
}

/// A quarter of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    year: i16,
    nr: i8,
}

impl Quarter {
    /// The quarter a day lies in.
    pub fn of(day: Date) -> Quarter {
        Quarter { year: day.year(), nr: day.month().saturating_sub(1) / 3 + 1 }
    }

    /// Its first day.
    pub fn first(self) -> Date {
        date(self.year, self.nr.saturating_sub(1).saturating_mul(3).saturating_add(1), 1)
    }

    /// Its last day.
    pub fn last(self) -> Date {
        self.first().saturating_add(2.months()).last_of_month()
    }

    /// The one before.
    pub fn before(self) -> Quarter {
        Quarter::of(self.first().saturating_sub(1.day()))
    }

    /// So many quarters, oldest first, of which this is the last.
    pub fn so_many(self, count: usize) -> Vec<Quarter> {
        let mut found: Vec<Quarter> =
            std::iter::successors(Some(self), |quarter| Some(quarter.before())).take(count).collect();
        found.reverse();
        found
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. kvartal {}", self.nr, self.year)
    }
}

/// One that is counted: a family, an answer of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observation {
    /// The quarter it belongs to.
    pub quarter: Quarter,
    /// Whether it is as the model wants it.
    pub met: bool,
    /// Days, where days are counted.
    pub days: Option<i64>,
    /// The case that shows it.
    pub case: Option<CaseId>,
}

/// What may be shown of a quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// Nothing belongs to it.
    Nothing,
    /// So few that a figure could point somebody out.
    TooFew,
    /// So many of so many.
    Share {
        /// As the model wants it.
        met: u32,
        /// Of all.
        of: u32,
    },
    /// The median in whole days, the lower of the two in the middle, of so many.
    Median {
        /// Days.
        days: i64,
        /// Of all.
        of: u32,
    },
}

impl Figure {
    /// Of a share: whole percent, a half rounded up.
    pub fn percent(self) -> Option<u32> {
        match self {
            Figure::Share { met, of } if 0 < of => {
                let doubled = u64::from(met).saturating_mul(200).saturating_add(u64::from(of));
                u32::try_from(doubled / u64::from(of).saturating_mul(2)).ok()
            }
            _ => None,
        }
    }

    /// Whether the target is reached: at least so many percent, at most so many days. `None` where nothing is shown.
    pub fn reaches(self, target: i64) -> Option<bool> {
        match self {
            Figure::Median { days, .. } => Some(days <= target),
            // Compared before rounding: 79,6 percent is not 80.
            Figure::Share { met, of } if 0 < of => {
                Some(i64::from(of).saturating_mul(target) <= i64::from(met).saturating_mul(100))
            }
            _ => None,
        }
    }
}

/// What may be shown of one quarter when fewer than `fewest` are hidden.
pub fn figure(measured: Measured, observations: &[Observation], quarter: Quarter, fewest: u32) -> Figure {
    let here: Vec<&Observation> = observations.iter().filter(|seen| seen.quarter == quarter).collect();
    let of = u32::try_from(here.len()).unwrap_or(u32::MAX);
    if of == 0 {
        return Figure::Nothing;
    }
    if of < fewest {
        return Figure::TooFew;
    }
    if measured.counts_days() {
        let mut days: Vec<i64> = here.iter().filter_map(|seen| seen.days).collect();
        days.sort_unstable();
        let middle = days.len().saturating_sub(1) / 2;
        return days.get(middle).map_or(Figure::Nothing, |days| Figure::Median { days: *days, of });
    }
    let met = u32::try_from(here.iter().filter(|seen| seen.met).count()).unwrap_or(u32::MAX);
    Figure::Share { met, of }
}

/// The trend over the last quarters, oldest first.
pub fn trend(measured: Measured, observations: &[Observation], last: Quarter, fewest: u32) -> Vec<(Quarter, Figure)> {
    last.so_many(QUARTERS)
        .into_iter()
        .map(|quarter| (quarter, figure(measured, observations, quarter, fewest)))
        .collect()
}

/// How many quarters are looked back over: two years.
pub const QUARTERS: usize = 8;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use proptest::prelude::*;

    fn seen(quarter: Quarter, met: bool) -> Observation {
        Observation { quarter, met, days: None, case: None }
    }

    #[test]
    fn a_day_lies_in_one_quarter_and_a_quarter_has_its_days() {
        for (day, said, first, last) in [
            (date(2026, 1, 1), "1. kvartal 2026", date(2026, 1, 1), date(2026, 3, 31)),
            (date(2026, 3, 31), "1. kvartal 2026", date(2026, 1, 1), date(2026, 3, 31)),
            (date(2026, 4, 1), "2. kvartal 2026", date(2026, 4, 1), date(2026, 6, 30)),
            (date(2026, 12, 31), "4. kvartal 2026", date(2026, 10, 1), date(2026, 12, 31)),
        ] {
            let quarter = Quarter::of(day);
            assert_eq!((quarter.to_string().as_str(), quarter.first(), quarter.last()), (said, first, last), "{day}");
        }
        let two_years = Quarter::of(date(2026, 2, 1)).so_many(QUARTERS);
        assert_eq!(two_years.first().unwrap().to_string(), "2. kvartal 2024");
        assert_eq!(two_years.last().unwrap().to_string(), "1. kvartal 2026");
    }

    #[test]
    fn fewer_than_five_are_never_shown() {
        let quarter = Quarter::of(date(2026, 4, 9));
        let of = |count: usize| figure(Measured::OneCoordinator, &vec![seen(quarter, true); count], quarter, 5);
        assert_eq!((of(0), of(1), of(4)), (Figure::Nothing, Figure::TooFew, Figure::TooFew));
        assert_eq!(of(5), Figure::Share { met: 5, of: 5 });
    }

    #[test]
    fn a_share_is_compared_with_its_target_before_it_is_rounded() {
        for (met, of, percent, reaches_80) in [
            (4, 5, 80, true),
            (43, 54, 80, false),
            (0, 5, 0, false),
            (7, 7, 100, true),
            (1, 6, 17, false),
            (1, 8, 13, false),
        ] {
            let share = Figure::Share { met, of };
            assert_eq!((share.percent(), share.reaches(80)), (Some(percent), Some(reaches_80)), "{met} of {of}");
        }
        assert_eq!(Figure::TooFew.reaches(80), None);
        assert_eq!(Figure::Median { days: 90, of: 5 }.reaches(90), Some(true));
        assert_eq!(Figure::Median { days: 91, of: 5 }.reaches(90), Some(false));
    }

    #[test]
    fn the_median_is_the_one_in_the_middle() {
        let quarter = Quarter::of(date(2026, 4, 9));
        let of = |days: &[i64]| {
            let seen: Vec<Observation> =
                days.iter().map(|days| Observation { days: Some(*days), ..seen(quarter, true) }).collect();
            figure(Measured::DaysToPlan, &seen, quarter, 1)
        };
        assert_eq!(of(&[90, 10, 40]), Figure::Median { days: 40, of: 3 });
        assert_eq!(of(&[90, 10, 40, 50]), Figure::Median { days: 40, of: 4 });
        assert_eq!(of(&[7]), Figure::Median { days: 7, of: 1 });
    }

    proptest! {
        #[test]
        fn each_is_counted_in_its_own_quarter_alone(days in prop::collection::vec((0i64..1000, any::<bool>()), 0..60)) {
            let begins = date(2024, 1, 1);
            let observations: Vec<Observation> =
                days.iter().map(|(day, met)| seen(Quarter::of(begins.saturating_add(day.days())), *met)).collect();
            let last = Quarter::of(begins.saturating_add(1000.days()));
            let whole = last.so_many(16).into_iter().map(|q| figure(Measured::PlanInPlace, &observations, q, 1));
            let (met, of) = whole.fold((0, 0), |(met, of), figure| match figure {
                Figure::Share { met: m, of: o } => (met + m, of + o),
                _ => (met, of),
            });
            prop_assert_eq!(usize::try_from(of).unwrap(), observations.len());
            prop_assert_eq!(usize::try_from(met).unwrap(), observations.iter().filter(|seen| seen.met).count());
        }
    }
}
