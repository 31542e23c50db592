//! Letters: template and facts to text, text to pages.

pub mod facts;
