//! From what is known of families to what is counted of them in each quarter.

use super::{Measured, Observation, Quarter};
use crate::ids::{CaseId, StaffId};
use jiff::civil::Date;

/// One coordinator's time with a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// Who.
    pub staff: StaffId,
    /// First day.
    pub from: Date,
    /// Last day, once it is over.
    pub until: Option<Date>,
}

/// A family's own rating, at a follow-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rated {
    /// The day.
    pub on: Date,
    /// It said that the help hangs together well or very well.
    pub well: bool,
}

/// What is known of a family: days, and nothing of what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyFacts {
    /// The coordinating case.
    pub case: CaseId,
    /// First day.
    pub begun: Date,
    /// The first day it no longer runs.
    pub ended: Option<Date>,
    /// Its coordinators, oldest first.
    pub coordinators: Vec<Term>,
    /// The day of its first joint plan.
    pub planned: Option<Date>,
    /// The day of its first analysis meeting that was held.
    pub analysed: Option<Date>,
    /// The day the first measure after the family's beginning began.
    pub measured: Option<Date>,
    /// The days of the status meetings that were held, oldest first.
    pub met: Vec<Date>,
    /// Its ratings, oldest first.
    pub rated: Vec<Rated>,
}

impl FamilyFacts {
    fn runs_on(&self, day: Date) -> bool {
        self.begun <= day && self.ended.is_none_or(|ended| day < ended)
    }

    /// The days of the quarter it ran in, up to today.
    fn days_in(&self, quarter: Quarter, today: Date) -> Option<(Date, Date)> {
        let last = self.ended.and_then(|ended| ended.yesterday().ok()).unwrap_or(today).min(today);
        let (from, until) = (self.begun.max(quarter.first()), last.min(quarter.last()));
        (from <= until).then_some((from, until))
    }

    /// Whether the same one coordinated on each of these days. Somebody who was appointed anew without a day between
    /// goes on.
    fn one_coordinated(&self, from: Date, until: Date) -> bool {
        let Some(first) = self.coordinators.iter().find(|term| term.holds_on(from)) else { return false };
        let mut reached = first.until;
        for term in &self.coordinators {
            let follows = reached.and_then(|last| last.tomorrow().ok()) == Some(term.from);
            if term.staff == first.staff && follows {
                reached = term.until;
            }
        }
        reached.is_none_or(|last| until <= last)
    }

    /// Whether no status meeting of these days was later than its rhythm, the one to come included. `due` gives the last
    /// day for the meeting after that day.
    fn met_in_rhythm(&self, from: Date, until: Date, due: &impl Fn(Date) -> Date) -> bool {
        let mut last = self.met.iter().rev().copied().find(|met| *met < from).unwrap_or(self.begun);
        for met in self.met.iter().copied().filter(|met| from <= *met && *met <= until) {
            if due(last) < met {
                return false;
            }
            last = met;
        }
        until <= due(last)
    }
}

impl Term {
    fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// What is counted of families in these quarters, up to today.
pub fn observe(
    measured: Measured,
    families: &[FamilyFacts],
    quarters: &[Quarter],
    today: Date,
    due: &impl Fn(Date) -> Date,
) -> Vec<Observation> {
    let mut found = Vec::new();
    for quarter in quarters.iter().filter(|quarter| quarter.first() <= today) {
        for family in families {
            let counted = counted(measured, family, *quarter, today, due);
            found.extend(counted.map(|(met, days)| Observation {
                quarter: *quarter,
                met,
                days,
                case: Some(family.case),
            }));
        }
    }
    found
}

/// Whether a family belongs to a quarter's figure, and how.
fn counted(
    measured: Measured,
    family: &FamilyFacts,
    quarter: Quarter,
    today: Date,
    due: &impl Fn(Date) -> Date,
) -> Option<(bool, Option<i64>)> {
    let ends = quarter.last().min(today);
    match measured {
        Measured::OneCoordinator => {
            let (from, until) = family.days_in(quarter, today)?;
            Some((family.one_coordinated(from, until), None))
        }
        Measured::PlanInPlace => {
            family.runs_on(ends).then(|| (family.planned.is_some_and(|planned| planned <= ends), None))
        }
        Measured::DaysToPlan => {
            // A plan from before the family began was in place from its first day.
            let planned = family.planned?.max(family.begun);
            let days = i64::from(family.begun.until(planned).map_or(0, |span| span.get_days()));
            (Quarter::of(planned) == quarter && planned <= today).then_some((true, Some(days)))
        }
        Measured::AnalysisFirst => {
            let began = family.measured.filter(|began| Quarter::of(*began) == quarter && *began <= today)?;
            Some((family.analysed.is_some_and(|held| held <= began), None))
        }
        Measured::StatusRhythm => {
            let whole = family.runs_on(quarter.first()) && family.runs_on(ends);
            whole.then(|| (family.met_in_rhythm(quarter.first(), ends, due), None))
        }
        Measured::FamilyRating => {
            let here = family.rated.iter().filter(|rated| Quarter::of(rated.on) == quarter && rated.on <= today);
            here.max_by_key(|rated| rated.on).map(|rated| (rated.well, None))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use jiff::ToSpan;
    use jiff::civil::date;
    use uuid::Uuid;

    const KAREN: StaffId = StaffId(Uuid::from_u128(1));
    const JONAS: StaffId = StaffId(Uuid::from_u128(2));

    /// Began on Monday 12 January 2026 with Karen.
    fn family() -> FamilyFacts {
        FamilyFacts {
            case: CaseId(Uuid::nil()),
            begun: date(2026, 1, 12),
            ended: None,
            coordinators: vec![Term { staff: KAREN, from: date(2026, 1, 12), until: None }],
            planned: None,
            analysed: None,
            measured: None,
            met: Vec::new(),
            rated: Vec::new(),
        }
    }

    /// Quarter by quarter of 2026 as seen on a day: `None` where the family is not counted.
    fn seen(measured: Measured, family: &FamilyFacts, today: Date) -> Vec<Option<(bool, Option<i64>)>> {
        let quarters = Quarter::of(date(2026, 12, 31)).so_many(4);
        // Every six weeks.
        let due = |day: Date| day.saturating_add(6.weeks());
        let found = observe(measured, std::slice::from_ref(family), &quarters, today, &due);
        let of =
            |quarter: &Quarter| found.iter().find(|seen| seen.quarter == *quarter).map(|seen| (seen.met, seen.days));
        quarters.iter().map(of).collect()
    }

    const YES: Option<(bool, Option<i64>)> = Some((true, None));
    const NO: Option<(bool, Option<i64>)> = Some((false, None));

    #[test]
    fn a_coordinator_who_changes_counts_against_the_quarter_it_happened_in() {
        let today = date(2026, 9, 15);
        assert_eq!(seen(Measured::OneCoordinator, &family(), today), [YES, YES, YES, None]);
        let mut moved = family();
        moved.coordinators = vec![
            Term { staff: KAREN, from: date(2026, 1, 12), until: Some(date(2026, 5, 3)) },
            Term { staff: JONAS, from: date(2026, 5, 4), until: None },
        ];
        assert_eq!(seen(Measured::OneCoordinator, &moved, today), [YES, NO, YES, None]);
        // The same person, appointed anew the day after, went on.
        moved.coordinators.iter_mut().for_each(|term| term.staff = KAREN);
        assert_eq!(seen(Measured::OneCoordinator, &moved, today), [YES, YES, YES, None]);
        let mut alone = family();
        alone.coordinators.clear();
        assert_eq!(seen(Measured::OneCoordinator, &alone, today), [NO, NO, NO, None]);
        let ended = FamilyFacts { ended: Some(date(2026, 4, 1)), ..family() };
        assert_eq!(seen(Measured::OneCoordinator, &ended, today), [YES, None, None, None]);
    }

    #[test]
    fn a_plan_is_in_place_from_its_day_and_its_days_are_counted_once() {
        let today = date(2026, 12, 31);
        let planned = FamilyFacts { planned: Some(date(2026, 4, 1)), ..family() };
        assert_eq!(seen(Measured::PlanInPlace, &planned, today), [NO, YES, YES, YES]);
        // 12 January to 1 April: 19 days of January, 28, 31 and one.
        assert_eq!(seen(Measured::DaysToPlan, &planned, today), [None, Some((true, Some(79))), None, None]);
        let before = FamilyFacts { planned: Some(date(2025, 11, 3)), ..family() };
        assert_eq!(seen(Measured::DaysToPlan, &before, today), [Some((true, Some(0))), None, None, None]);
        assert_eq!(seen(Measured::PlanInPlace, &family(), date(2026, 2, 1)), [NO, None, None, None]);
    }

    #[test]
    fn an_analysis_meeting_comes_first_or_not_at_all() {
        let today = date(2026, 12, 31);
        let began = FamilyFacts { measured: Some(date(2026, 5, 11)), ..family() };
        assert_eq!(seen(Measured::AnalysisFirst, &began, today), [None, NO, None, None]);
        for (held, met) in [(date(2026, 5, 11), YES), (date(2026, 5, 12), NO)] {
            let analysed = FamilyFacts { analysed: Some(held), ..began.clone() };
            assert_eq!(seen(Measured::AnalysisFirst, &analysed, today), [None, met, None, None]);
        }
    }

    #[test]
    fn a_meeting_a_day_too_late_breaks_the_rhythm_of_its_quarter_alone() {
        let today = date(2026, 12, 31);
        // The family began on 12 January, so its first quarter is not a whole one. Six weeks is 42 days.
        let on_time = |until: Date| {
            let days = (1..).map(|nr: i64| date(2026, 1, 12).saturating_add((nr * 42).days()));
            days.take_while(|day| *day <= until).collect::<Vec<_>>()
        };
        let met = FamilyFacts { met: on_time(today), ..family() };
        assert_eq!(seen(Measured::StatusRhythm, &met, today), [None, YES, YES, YES]);
        let mut late = met.clone();
        // 18 May becomes 19 May.
        let may = late.met.iter_mut().find(|day| day.month() == 5).unwrap();
        assert_eq!(*may, date(2026, 5, 18));
        *may = date(2026, 5, 19);
        assert_eq!(seen(Measured::StatusRhythm, &late, today), [None, NO, YES, YES]);
        assert_eq!(seen(Measured::StatusRhythm, &family(), today), [None, NO, NO, NO]);
    }

    #[test]
    fn the_latest_rating_of_a_quarter_counts() {
        let today = date(2026, 12, 31);
        let rated = |on: Date, well: bool| Rated { on, well };
        let family = FamilyFacts {
            rated: vec![rated(date(2026, 2, 2), true), rated(date(2026, 3, 30), false), rated(date(2026, 7, 1), true)],
            ..family()
        };
        assert_eq!(seen(Measured::FamilyRating, &family, today), [NO, None, YES, None]);
    }
}
