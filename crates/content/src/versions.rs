//! Versions side by side: the same id, each from its own day.

use jiff::civil::Date;
use std::collections::BTreeMap;

/// Things by id, each in one or more versions by first day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versions<T>(BTreeMap<String, BTreeMap<Date, T>>);

impl<T> Default for Versions<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> Versions<T> {
    /// The version in force on a day: the latest that has begun.
    pub fn on(&self, id: &str, day: Date) -> Option<&T> {
        self.0.get(id)?.range(..=day).next_back().map(|(_, version)| version)
    }

    /// The version that begins on exactly that day.
    pub fn version(&self, id: &str, valid_from: Date) -> Option<&T> {
        self.0.get(id)?.get(&valid_from)
    }

    /// The latest version, begun or not.
    pub fn latest(&self, id: &str) -> Option<&T> {
        self.0.get(id)?.last_key_value().map(|(_, version)| version)
    }

    /// Everything in force on a day, by id.
    pub fn all_on(&self, day: Date) -> impl Iterator<Item = &T> {
        self.0.values().filter_map(move |versions| versions.range(..=day).next_back().map(|(_, version)| version))
    }

    /// Every id, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Every version of everything, by id and day.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.values().flat_map(BTreeMap::values)
    }

    /// Adds a version; gives back the one that already began that day, if there was one.
    pub(crate) fn insert(&mut self, id: &str, valid_from: Date, version: T) -> Option<T> {
        self.0.entry(id.to_string()).or_default().insert(valid_from, version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_version_in_force_is_the_latest_that_has_begun() {
        let mut versions = Versions::default();
        versions.insert("a", date(2026, 1, 1), "first");
        versions.insert("a", date(2027, 1, 1), "second");
        assert_eq!(versions.on("a", date(2025, 12, 31)), None);
        assert_eq!(versions.on("a", date(2026, 12, 31)), Some(&"first"));
        assert_eq!(versions.on("a", date(2027, 1, 1)), Some(&"second"));
        assert_eq!(versions.version("a", date(2026, 1, 1)), Some(&"first"));
        assert_eq!(versions.version("a", date(2026, 6, 1)), None);
    }
}
