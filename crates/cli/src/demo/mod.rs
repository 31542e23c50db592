//! The demo town (Tovby Kommune): staff, about 400 citizens and half a year of stories, played through the same acts as
//! everything else, so that it can never hold a case the rules would not allow.
//!
//! It is the same every time for the same day: chance comes from a seed, and the clock is turned through the half year.

pub mod command;
mod complaint;
mod enquiry;
mod notification;
mod people;
mod play;
mod staff;
mod stories;

use anyhow::Context;
use app::App;
use integrations::clock::DemoClock;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use std::sync::Arc;

/// What a filled demo town holds, for the line printed at the end.
pub struct Filled {
    /// Members of staff.
    pub staff: usize,
    /// Citizens.
    pub citizens: usize,
    /// Cases.
    pub cases: usize,
    /// Letters that reached the post.
    pub letters: usize,
}

/// The day half a year of stories begins, counted back from today.
pub fn first_day(today: Date) -> Date {
    today.saturating_sub(26.weeks())
}

/// An instant on a day, at a working hour.
pub fn at(day: Date, hour: i8, minute: i8) -> anyhow::Result<Timestamp> {
    let zone = jiff::tz::TimeZone::get("Europe/Copenhagen").context("the zone Europe/Copenhagen")?;
    Ok(day.at(hour, minute, 0, 0).to_zoned(zone)?.timestamp())
}

/// Fills an empty database with the demo town as it stands on `today`; `progress` hears how far it is, in percent.
pub async fn fill(
    app: &App,
    clock: &Arc<DemoClock>,
    today: Date,
    progress: &(dyn Fn(usize) + Sync),
) -> anyhow::Result<Filled> {
    clock.turn_to(at(first_day(today).saturating_sub(1.day()), 8, 0)?);
    let staff = staff::employ_all(app).await?;
    let town = people::Town::new(today);
    let stories = stories::all(&town, &app.content.calendar, today);
    let played = play::all(app, clock, &staff, &town, stories, progress).await?;
    notification::register(app, clock, &town, today).await?;
    enquiry::register(app, clock, today).await?;
    // The night before today: whoever turned 15 in the half year stands on the board.
    app::transition::identify(app).await.map_err(play::broken)?;
    Ok(Filled { staff: staff.len(), citizens: town.count(), cases: played.cases, letters: played.letters })
}
