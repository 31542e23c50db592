//! One notification in the demo town: rung in by a school the day before, not assessed yet, with the clock running.

use super::people::Town;
use anyhow::Context;
use app::application::Who;
use app::notification::Register;
use app::{Actor, App};
use domain::application::Received;
use domain::notification::{About, Contact, Notifier, NotifierKind};
use integrations::clock::DemoClock;
use jiff::ToSpan;
use jiff::civil::Date;
use std::sync::Arc;

/// Which child: one the department knows already.
const CHILD: usize = 20;

/// Registers it, as somebody in Børn og Familie takes the telephone; it lies with those who know the child.
pub async fn register(app: &App, clock: &Arc<DemoClock>, town: &Town, today: Date) -> anyhow::Result<()> {
    clock.turn_to(super::at(today, 9, 30)?);
    let staff = app::staff::all(app).await.map_err(|refused| anyhow::anyhow!("{refused:?}"))?;
    let rikke = staff.into_iter().find(|staff| staff.username == "rikke").context("nobody by that name")?;
    let actor = Actor {
        staff: rikke,
        session: String::new(),
        csrf: String::new(),
        ip: "127.0.0.1".to_string(),
        request: String::new(),
        command: None,
    };
    let child = town.children.get(CHILD).context("no such family")?;
    let order = Register {
        citizen: Who::New(Box::new(child.citizen.new_person().context("a number that cannot be read")?)),
        about: About::Child,
        received_at: super::at(today.saturating_sub(1.day()), 14, 20)?,
        received_by: Received::Phone,
        notifier: Notifier::new(
            NotifierKind::Professional,
            Contact {
                name: "Lisbeth Bjergskov".to_string(),
                workplace: "Tovby Skole- og Dagtilbud".to_string(),
                address: "Tovværksgade 1\n9999 Tovby".to_string(),
                phone: "10 00 02 20".to_string(),
            },
        ),
        told: "Barnet har haft mange fraværsdage på det sidste og siger selv, at der er meget skænderi hjemme. I dag \
               ville barnet ikke hjem. Skolen har talt med moren, som sagde, at alt er i orden."
            .to_string(),
    };
    app::notification::register(app, &actor, order).await.map_err(|refused| anyhow::anyhow!("{refused:?}"))?;
    Ok(())
}
