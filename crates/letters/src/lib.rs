//! Letters: a template and the facts of a case become a text, and the text becomes pages.
//!
//! Reading order: [`facts`] (the words a letter may use), [`dates`] (days in Danish), [`check`] (what is looked at when
//! it is loaded), [`fill`] (the words put in), [`parts`] (what the law asks a letter to have, found again in an edited
//! text), [`markup`] and [`lix`] (the text read), [`page`] and [`press`] (paper), [`bundle`] (several papers as one),
//! [`redact`] (a paper without some of its pages).
//!
//! Invariants: data reaches the typesetter as values, never as source; a word without a fact is an error, never an
//! empty space; the same page makes the same bytes; nothing here reads a clock, a file or the network.

pub mod bundle;
mod check;
pub mod dates;
pub mod facts;
mod fill;
pub mod lix;
pub mod markup;
pub mod page;
pub mod parts;
pub mod press;
pub mod redact;
mod sample;
pub mod scan;
mod snapshot;
mod template;

pub use bundle::{Bundle, Enclosure};
pub use check::{LetterMistake, check};
pub use dates::danish_date;
pub use facts::{Answer, Value, Words};
pub use fill::{FillError, Filled, fill};
pub use lix::{Readability, lix, readability};
pub use page::{Contact, Letterhead, Page};
pub use parts::missing_parts;
pub use press::{NotPrinted, Press};
pub use snapshot::Unreadable;
