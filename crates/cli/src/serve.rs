//! `tovholder serve`: the web, and beside it what is done without anybody asking.

use crate::config::Config;
use crate::mark::Mark;
use crate::wiring;
use anyhow::{Context, bail};
use app::App;
use std::sync::Arc;
use std::time::Duration;
use store::LastStop;
use tokio::net::TcpListener;

/// Serves until it is told to stop.
pub async fn run(config: &Config) -> anyhow::Result<()> {
    if !config.listen.ip().is_loopback() && !config.behind_tls_proxy {
        bail!(
            "{} er ikke loopback. Sæt en TLS-proxy foran, og sig det med --behind-tls-proxy; uden TLS lyttes kun på loopback.",
            config.listen
        );
    }
    wiring::claim(&config.data, wiring::Folder::Real)?;
    let mut mark = Mark::find(&config.data)?;
    let app = wiring::real(config, mark.last_stop()).await?;
    if config.audit_heads.is_none() {
        tracing::warn!("The ends of the log's days are kept in the data folder: choose a place further away");
    }
    tracing::warn!("Sign-in is by name and password: a second factor comes with the identity provider");
    let settings =
        web::Settings { trusted_proxies: config.trusted_proxies.clone(), cookie: web::session::CookieKind::Host };
    let listener =
        TcpListener::bind(config.listen).await.with_context(|| format!("kan ikke lytte på {}", config.listen))?;
    println!("Tovholder lytter på http://{}", config.listen);
    mark.set(app.now())?;
    on(app, settings, listener, mark).await
}

/// Serves an app on a listener until it is told to stop, and then takes away the mark that it runs.
pub async fn on(app: App, settings: web::Settings, listener: TcpListener, mark: Mark) -> anyhow::Result<()> {
    if mark.last_stop() == LastStop::Clean {
        // Asked beside serving, so that a start stays short; after an unclean stop it was asked before.
        tokio::spawn(look_for_damage(app.clone()));
    }
    let background = tokio::spawn(beside(app.clone()));
    let web = web::Web { app: app.clone(), settings: Arc::new(settings) };
    web::serve(web, listener, told_to_stop()).await.context("serving")?;
    background.abort();
    app.store.close().await;
    mark.take_away()
}

async fn look_for_damage(app: App) {
    if let Err(error) = app.store.quick_check().await {
        tracing::error!("The database could not be found whole; stop, keep the files, restore a backup: {error:#}");
    }
}

/// What is done beside the requests. Nothing depends on being alive at a certain instant: what was missed is due, and
/// done at the next round.
async fn beside(app: App) {
    let mut rounds: u64 = 0;
    loop {
        if let Err(refused) = app::jobs::round(&app, rounds).await {
            tracing::error!("A round of background work failed and is tried again: {refused:?}");
        }
        rounds = rounds.wrapping_add(1);
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
}

async fn told_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let terminated = async {
            match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(mut signal) => {
                    signal.recv().await;
                }
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! { _ = interrupted => {}, () = terminated => {} }
    }
    #[cfg(not(unix))]
    let _ = interrupted.await;
}
