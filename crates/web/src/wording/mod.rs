//! Danish for every value the core can answer. One sentence each, found by `match` without `_`, so that a new reason does
//! not compile without its words; and a stable code beside it for the JSON API.
//!
//! A good sentence says what is the case and what to do next, and blames nobody.

mod absence;
pub mod access_request;
pub mod acts;
mod adulthood;
mod complaints;
mod cooperation;
pub mod coordination;
pub mod danish;
mod enquiry;
mod family;
mod field_kit;
mod financing;
mod form;
mod handover;
mod letters;
mod meetings;
mod people;
mod refusals;
mod tasks;
pub mod transition;
mod work;

use form::form_is_incomplete;
pub use letters::{lix, why_part};
pub use people::{relation_to_case, role};
pub use work::{act, blocked_by, condition, detail, duration, grant, grant_amounts};

/// A value with Danish words and a stable code.
pub trait Wording {
    /// What the page says.
    fn danish(&self) -> String;

    /// What the API says; never changes once given.
    fn code(&self) -> &'static str;
}

/// Several in one run of text, for a place that has room for one line only.
pub fn all<W: Wording>(values: &[W]) -> String {
    values.iter().map(Wording::danish).collect::<Vec<_>>().join(" ")
}

/// "1 dag", "3 dage": the number with the right form of the word.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

/// "a, b og c".
pub fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} og {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_as_one_would_say_it() {
        let items = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(listed(&[]), "");
        assert_eq!(listed(&items(&["kilde"])), "kilde");
        assert_eq!(listed(&items(&["kilde", "formål", "frist"])), "kilde, formål og frist");
        assert_eq!(counted(1, "dag", "dage"), "1 dag");
        assert_eq!(counted(0, "dag", "dage"), "0 dage");
    }
}
