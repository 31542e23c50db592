//! The outside systems: the only crate that opens a connection, or a door, out of the house.
//!
//! Each file implements one port of `app::ports`.

pub mod clock;
pub mod digital_post;
pub mod folder_log;
pub mod folder_post;
pub mod random;
