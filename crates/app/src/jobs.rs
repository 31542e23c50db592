//! What is done without anybody asking, and how often.

use crate::{App, Outcome, Refused, adulthood, function, handover, log, notification, outbox, transition};
use jiff::SignedDuration;

/// Rounds between two cleanings: a round is about two seconds, a cleaning about every hour.
const CLEANING: u64 = 1800;

/// How long a command's answer is remembered.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(30 * 24);

/// One round of background work; `rounds` counts them from the start, and the first does everything, so that what was
/// missed while the program was down is caught up.
pub async fn round(app: &App, rounds: u64) -> Outcome<()> {
    outbox::deliver_due(app).await?;
    notification::escalate_due(app).await?;
    if rounds.is_multiple_of(CLEANING) {
        clean(app).await?;
        function::lapse_due(app).await?;
        let found = transition::identify(app).await?;
        tracing::info!(found, "Young people on their way to adult life are found");
        transition::forget_due(app).await?;
        handover::carry_out_due(app).await?;
        adulthood::note_due(app).await?;
        let kept = log::keep(app).await?;
        tracing::info!(kept, "The ends of the log's days are kept outside the database");
    }
    Ok(())
}

async fn clean(app: &App) -> Outcome<()> {
    let before = app.now().checked_sub(REMEMBERED).map_err(|error| Refused::Broken(error.into()))?;
    let mut tx = app.store.write(app.now(), app.today()).await?;
    tx.forget_answers(before).await?;
    // What was begun and never saved is no part of the case.
    tx.forget_drafts_before(before).await?;
    tx.commit().await?;
    Ok(())
}
