//! `tovholder log verify`: is every row of the audit log as it was written, also by what is kept outside the database?

use crate::config::Config;
use std::process::ExitCode;

/// What `tovholder log` is told.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    #[command(about = "Efterprøver hele loggen mod sig selv og mod dagenes aftryk uden for databasen")]
    Verify(Config),
}

/// Says what was found; fails when the log is not whole.
pub async fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let What::Verify(config) = &args.what;
    let app = crate::look_into(config).await?;
    let found = app::log::verify_by_hand(&app).await.map_err(|refused| anyhow::anyhow!("{refused:?}"))?;
    app.store.close().await;
    let (title, text) = web::log::in_words(&found);
    println!("{title}.\n{text}");
    Ok(match found {
        app::log::Verified::Whole { .. } => ExitCode::SUCCESS,
        app::log::Verified::Broken { .. } | app::log::Verified::BrokenOutside { .. } => ExitCode::FAILURE,
    })
}
