//! Shares of a whole and what they come to in øre: exact, so that the parts always are the whole again.

use crate::setting::Kroner;
use jiff::civil::Date;
use std::fmt;

/// A share of the whole, in hundredths of a percent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share(u32);

impl Share {
    /// All of it.
    pub const WHOLE: Share = Share(10_000);

    /// From hundredths of a percent; `None` for more than the whole.
    pub fn from_points(points: u32) -> Option<Share> {
        (points <= Self::WHOLE.0).then_some(Share(points))
    }

    /// In hundredths of a percent.
    pub fn points(self) -> u32 {
        self.0
    }

    /// Reads `60`, `33,5`, `33,33 %`; `None` for anything else, more than 100 and finer than hundredths included.
    pub fn parse(text: &str) -> Option<Share> {
        let text = text.trim().trim_end_matches('%').trim_end();
        let (whole, fraction) = text.split_once(',').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > 3 || fraction.len() > 2 || !digits(whole) || !digits(fraction) {
            return None;
        }
        let points: u32 = format!("{whole}{fraction:0<2}").parse().ok()?;
        Self::from_points(points)
    }
}

impl fmt::Display for Share {
    /// As one writes it in Danish: `60 %`, `33,33 %`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match rest {
            0 => write!(f, "{whole} %"),
            rest if rest.is_multiple_of(10) => write!(f, "{whole},{} %", rest / 10),
            rest => write!(f, "{whole},{rest:02} %"),
        }
    }
}

/// What the shares are together, in hundredths of a percent.
pub fn sum(shares: impl IntoIterator<Item = Share>) -> u64 {
    shares.into_iter().map(|share| u64::from(share.0)).sum()
}

/// An amount divided by shares that are the whole together, by largest remainder: each gets the whole øre of its share,
/// and the øre that are left go one by one to those that lost most by it, the first of equals first.
///
/// The parts add to the amount, and none is a whole øre from its exact share.
pub fn split(amount: Kroner, shares: &[Share]) -> Vec<Kroner> {
    let whole = i128::from(Share::WHOLE.0);
    let exact = |share: &Share| i128::from(amount.oere()).saturating_mul(i128::from(share.0));
    let mut parts: Vec<(i128, i128)> =
        shares.iter().map(|share| (exact(share).div_euclid(whole), exact(share).rem_euclid(whole))).collect();
    let given: i128 = parts.iter().map(|(floor, _)| floor).sum();
    let left = usize::try_from(i128::from(amount.oere()).saturating_sub(given)).unwrap_or_default();
    let mut by_loss: Vec<usize> = (0..parts.len()).collect();
    by_loss.sort_by_key(|index| std::cmp::Reverse(parts.get(*index).map(|(_, lost)| *lost)));
    for index in by_loss.into_iter().take(left) {
        if let Some((floor, _)) = parts.get_mut(index) {
            *floor = floor.saturating_add(1);
        }
    }
    parts.into_iter().map(|(part, _)| Kroner::from_oere(i64::try_from(part).unwrap_or(i64::MAX))).collect()
}

/// What an amount a month comes to from one day to another, both included: whole months in full, and of a month that is
/// begun or left so many of its days.
///
/// Counted from the month's first day each time, so that two periods that meet in a month are that month together.
pub fn monthly_over(amount: Kroner, from: Date, until: Date) -> Kroner {
    let mut total: i64 = 0;
    let mut month = from.first_of_month();
    while month <= until {
        let last = month.last_of_month();
        let begins = if from <= month { 0 } else { i64::from(from.day()).saturating_sub(1) };
        let ends = i64::from(until.min(last).day());
        let days = i64::from(last.day());
        total = total.saturating_add(reached(amount, ends, days).saturating_sub(reached(amount, begins, days)));
        let Ok(next) = last.tomorrow() else { break };
        month = next;
    }
    Kroner::from_oere(total)
}

/// What a month's amount has come to after so many of its days, to the nearest øre.
fn reached(amount: Kroner, days: i64, of: i64) -> i64 {
    let (amount, days, of) = (i128::from(amount.oere()), i128::from(days), i128::from(of));
    let doubled = amount.saturating_mul(days).saturating_mul(2).saturating_add(of);
    i64::try_from(doubled.div_euclid(of.saturating_mul(2))).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn shares(points: &[u32]) -> Vec<Share> {
        points.iter().map(|points| Share::from_points(*points).unwrap()).collect()
    }

    fn oere(parts: &[Kroner]) -> Vec<i64> {
        parts.iter().map(|part| part.oere()).collect()
    }

    #[test]
    fn a_share_is_read_and_written_the_danish_way() {
        for (typed, points, shown) in [
            ("60", 6_000, "60 %"),
            ("33,33 %", 3_333, "33,33 %"),
            ("33,5", 3_350, "33,5 %"),
            ("0,05%", 5, "0,05 %"),
            ("100", 10_000, "100 %"),
        ] {
            let share = Share::parse(typed).unwrap();
            assert_eq!((share.points(), share.to_string().as_str()), (points, shown), "{typed}");
        }
        for wrong in ["", "%", "101", "100,01", "33.3", "33,333", "-5", "1 0", "1,a"] {
            assert_eq!(Share::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_oere_that_are_left_go_to_those_who_lost_most() {
        let rows: &[(i64, &[u32], &[i64])] = &[
            (10_000, &[6_000, 4_000], &[6_000, 4_000]),
            // Three thirds of 100 kroner: 33,34 for the one whose share is a hundredth larger.
            (10_000, &[3_334, 3_333, 3_333], &[3_334, 3_333, 3_333]),
            // One krone: 33,34 and 33,33 and 33,33 øre are 34 and 33 and 33.
            (100, &[3_334, 3_333, 3_333], &[34, 33, 33]),
            // One øre in two equal parts: the first has it.
            (1, &[5_000, 5_000], &[1, 0]),
            (5, &[2_500, 2_500, 2_500, 2_500], &[2, 1, 1, 1]),
            (0, &[5_000, 5_000], &[0, 0]),
            (999, &[10_000], &[999]),
            (999, &[0, 10_000], &[0, 999]),
        ];
        for (amount, points, expected) in rows {
            assert_eq!(oere(&split(Kroner::from_oere(*amount), &shares(points))), *expected, "{amount} by {points:?}");
        }
    }

    #[test]
    fn a_month_that_is_begun_counts_its_days() {
        let amount = Kroner::from_oere(310_000);
        for (from, until, expected) in [
            (date(2026, 1, 1), date(2026, 1, 31), 310_000),
            (date(2026, 1, 1), date(2026, 12, 31), 3_720_000),
            // From 17 January: 15 of 31 days.
            (date(2026, 1, 17), date(2026, 1, 31), 150_000),
            // 16 days of January and 14 of the 28 of February.
            (date(2026, 1, 16), date(2026, 2, 14), 160_000 + 155_000),
            (date(2026, 3, 9), date(2026, 3, 9), 10_000),
            (date(2026, 3, 9), date(2026, 3, 8), 0),
        ] {
            assert_eq!(monthly_over(amount, from, until).oere(), expected, "{from} to {until}");
        }
    }

    /// Shares of two to six payers that are the whole together.
    fn whole() -> impl Strategy<Value = Vec<Share>> {
        prop::collection::vec(0u32..=10_000, 1..6).prop_map(|mut cuts| {
            cuts.sort_unstable();
            cuts.push(10_000);
            let mut before = 0;
            let mut found = Vec::new();
            for cut in cuts {
                found.push(Share::from_points(cut - before).unwrap());
                before = cut;
            }
            found
        })
    }

    proptest! {
        #[test]
        fn the_parts_always_are_the_whole_again(amount in 0i64..1_000_000_000_000, shares in whole()) {
            prop_assert_eq!(sum(shares.iter().copied()), 10_000);
            let parts = split(Kroner::from_oere(amount), &shares);
            prop_assert_eq!(parts.iter().map(|part| part.oere()).sum::<i64>(), amount);
            for (part, share) in parts.iter().zip(&shares) {
                let exact = i128::from(amount) * i128::from(share.points());
                prop_assert!((i128::from(part.oere()) * 10_000 - exact).abs() < 10_000, "{part} of {amount}");
            }
        }

        #[test]
        fn two_periods_that_meet_are_the_long_one_together(
            amount in 0i64..1_000_000_000, first in 0i64..900, second in 0i64..900,
        ) {
            let amount = Kroner::from_oere(amount);
            let from = date(2025, 11, 14);
            let meets = from.saturating_add(first.days());
            let until = meets.saturating_add(second.days()).tomorrow().unwrap();
            let apart = monthly_over(amount, from, meets).oere() + monthly_over(amount, meets.tomorrow().unwrap(), until).oere();
            prop_assert_eq!(apart, monthly_over(amount, from, until).oere());
        }

        #[test]
        fn a_share_shown_reads_back_as_itself(points in 0u32..=10_000) {
            let share = Share::from_points(points).unwrap();
            prop_assert_eq!(Share::parse(&share.to_string()), Some(share));
        }
    }
}
