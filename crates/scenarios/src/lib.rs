//! Whole cases, played through the front door on chosen days (tests only).
//!
//! [`play`] makes a [`Town`]: an empty municipality on a day one chooses, on SQLite and, when there is a server, on
//! PostgreSQL too. Its staff sit at browsers ([`desk`]) that speak HTTP to the router and know only what the pages offer
//! ([`html`]); letters end in a [`post`] that can be read, and that can fail. Every story ends with the same look around:
//! the copy of the todos is what working it out again gives, nothing is left in a queue, and the log is whole.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "this crate is tests: what cannot go on stops, and says where"
)]

pub mod browser;
pub mod casework;
pub mod database;
pub mod deeds;
pub mod desk;
pub mod everywhere;
pub mod html;
mod meetings;
pub mod pdf;
pub mod people;
pub mod post;
pub mod shelf;
pub mod town;
mod youth;

pub use desk::Desk;
pub use town::{PASSWORD, Town, day};

/// Plays a story that begins on a day, on every database there is.
pub async fn play(begins: &str, story: impl AsyncFn(&Town)) {
    for kind in database::kinds() {
        let town = Town::on(kind, begins).await;
        story(&town).await;
        town.ends_well().await;
        town.close().await;
    }
}
