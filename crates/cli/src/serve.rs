//! `tovholder serve`: the web, and beside it what is done without anybody asking.

use crate::config::Config;
use crate::wiring;
use anyhow::{Context, bail};
use app::App;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// Serves until it is told to stop.
pub async fn run(config: &Config) -> anyhow::Result<()> {
    if !config.listen.ip().is_loopback() && !config.behind_tls_proxy {
        bail!(
            "{} er ikke loopback. Sæt en TLS-proxy foran, og sig det med --behind-tls-proxy; uden TLS lyttes kun på loopback.",
            config.listen
        );
    }
    let app = wiring::real(config).await?;
    tracing::warn!("Sign-in is by name and password: a second factor comes with the identity provider");
    let settings =
        web::Settings { trusted_proxies: config.trusted_proxies.clone(), cookie: web::session::CookieKind::Host };
    let listener =
        TcpListener::bind(config.listen).await.with_context(|| format!("kan ikke lytte på {}", config.listen))?;
    println!("Tovholder lytter på http://{}", config.listen);
    on(app, settings, listener).await
}

/// Serves an app on a listener until it is told to stop.
pub async fn on(app: App, settings: web::Settings, listener: TcpListener) -> anyhow::Result<()> {
    let background = tokio::spawn(beside(app.clone()));
    let web = web::Web { app: app.clone(), settings: Arc::new(settings) };
    web::serve(web, listener, told_to_stop()).await.context("serving")?;
    background.abort();
    app.store.close().await;
    Ok(())
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
