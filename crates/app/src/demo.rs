//! What only the demo town can do: turn the day, so that a period can run out while one watches.

use crate::{Actor, App, Mode, Outcome, Refused, session};

/// Most days at a time.
pub const MOST_DAYS: i32 = 60;

/// Turns the demo town's day forward, and begins a new session on the new day for the one who turned it.
pub async fn turn_day(app: &App, actor: &Actor, days: i32) -> Outcome<session::NewSession> {
    if app.mode != Mode::Demo || !(1..=MOST_DAYS).contains(&days) || !app.clock.turn_forward(days) {
        return Err(Refused::NotFound);
    }
    let mut tx = app.store.write(app.now(), app.today()).await?;
    tx.set_meta(TURNED_TO, &app.today().to_string()).await?;
    tx.commit().await?;
    session::sign_in_demo(app, actor.id(), &actor.ip, &actor.request).await
}

/// The name under which the day that was turned to is kept, so that it stands after a new start.
pub const TURNED_TO: &str = "demo-turned-to";
