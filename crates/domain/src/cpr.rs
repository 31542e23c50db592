//! A civil registration number (CPR-nummer) that hides itself.

use crate::access::Permit;
use jiff::civil::Date;
use std::fmt;

#[cfg(test)]
mod tests;

/// What a day of a replacement number (erstatningsnummer) or a test number is raised by.
const RAISED: i8 = 60;

/// Weights of the modulus 11 sum, one for each digit.
const WEIGHTS: [u32; 10] = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

/// Ten digits, valid in date and century rule. Its `Debug` form is masked; there is no `Display`.
///
/// Modulus 11 never refuses (numbers without it are issued since 2007); a day of 61-91 is a replacement or test
/// number, born on the day less 60. Source: `interop.md` section 4.1.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cpr {
    digits: String,
    born: Date,
}

/// Why a text is no CPR number; never carries the text itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotACpr {
    /// Something else than ten digits, with at most one hyphen or space after the sixth.
    Form,
    /// The first four digits are no day and month.
    NoSuchDay,
    /// The day does not exist in that year (29 February).
    NoSuchDayThatYear,
    /// The birth date lies after today.
    NotBornYet,
}

/// Legal sex as the last digit says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    /// Even last digit.
    Female,
    /// Odd last digit.
    Male,
}

impl Cpr {
    /// Reads a number as people write it: ten digits, space around it, a hyphen or a space after the sixth digit.
    ///
    /// # Errors
    /// [`NotACpr`] says which rule it breaks. Someone not born on `today` is refused, since a number is given at birth.
    pub fn parse(text: &str, today: Date) -> Result<Self, NotACpr> {
        let text = text.trim();
        let digits = match text.split_once(['-', ' ']) {
            Some((date, serial)) if date.len() == 6 => format!("{date}{serial}"),
            Some(_) => return Err(NotACpr::Form),
            None => text.to_owned(),
        };
        let cpr = Self::from_digits(digits)?;
        if cpr.born > today { Err(NotACpr::NotBornYet) } else { Ok(cpr) }
    }

    /// A number that was read before and kept: ten digits, no age rule. `None` if the store was tampered with.
    pub fn from_storage(digits: &str) -> Option<Self> {
        Self::from_digits(digits.to_owned()).ok()
    }

    fn from_digits(digits: String) -> Result<Self, NotACpr> {
        let bytes: &[u8; 10] = digits.as_bytes().try_into().map_err(|_| NotACpr::Form)?;
        if !bytes.iter().all(u8::is_ascii_digit) {
            return Err(NotACpr::Form);
        }
        let [d1, d2, m1, m2, y1, y2, seventh, ..] = bytes.map(|byte| byte - b'0');
        let day = two(d1, d2);
        let day = if day > RAISED { day - RAISED } else { day };
        let (month, year) = (two(m1, m2), full_year(two(y1, y2), seventh));
        // Any leap year tells whether the day and month can exist at all; the FHIR pattern asks no more than that.
        if Date::new(2000, month, day).is_err() {
            return Err(NotACpr::NoSuchDay);
        }
        let born = Date::new(year, month, day).map_err(|_| NotACpr::NoSuchDayThatYear)?;
        Ok(Self { digits, born })
    }

    /// For the screen and the letter; only `access` makes a [`Permit`].
    pub fn reveal(&self, _: &Permit) -> String {
        format!("{}-{}", self.digits.get(..6).unwrap_or_default(), self.digits.get(6..).unwrap_or_default())
    }

    /// Ten digits for sealing and hashing in the store, and nothing else.
    pub fn expose_for_storage(&self) -> &str {
        &self.digits
    }

    /// `010190-****`.
    pub fn masked(&self) -> String {
        format!("{}-****", self.digits.get(..6).unwrap_or_default())
    }

    /// Birth date by the century rule.
    pub fn born(&self) -> Date {
        self.born
    }

    /// Legal sex, by the last digit.
    pub fn sex(&self) -> Sex {
        match self.digits.bytes().last() {
            Some(last) if last % 2 == 1 => Sex::Male,
            _ => Sex::Female,
        }
    }

    /// Whether the modulus 11 sum fits: a soft hint against slips of the finger, never a reason to refuse.
    pub fn fits_modulus_11(&self) -> bool {
        let sum: u32 = self.digits.bytes().zip(WEIGHTS).map(|(byte, weight)| u32::from(byte - b'0') * weight).sum();
        sum.is_multiple_of(11)
    }

    /// Whether it is a replacement number (erstatningsnummer) or a test number: the day is raised by 60.
    pub fn is_replacement(&self) -> bool {
        self.digits.bytes().next().is_some_and(|first| first >= b'6')
    }
}

/// Two digits as one number, at most 99.
fn two(tens: u8, ones: u8) -> i8 {
    i8::try_from(tens * 10 + ones).unwrap_or(i8::MAX)
}

/// The year with its century, which the seventh digit decides.
fn full_year(year: i8, seventh: u8) -> i16 {
    let century = match (seventh, year) {
        (4 | 9, 0..=36) | (5..=8, 0..=57) => 2000,
        (5..=8, _) => 1800,
        _ => 1900,
    };
    century + i16::from(year)
}

impl fmt::Debug for Cpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cpr(******-****)")
    }
}
