//! How long a page takes in a large municipality: `cargo bench -p scenarios --bench pages`.
//!
//! Fills a database with cases, serves the real web on loopback with saved meaning saved, and lets fifty users ask a
//! page a second each, their load made on the same cores. Prints the times by kind of page.
//!
//! - `TOVHOLDER_BENCH_CASES`: how many cases (100000).
//! - `TOVHOLDER_BENCH_DATABASE`: `sqlite://…` or `postgres://…` (a file in `target/bench`). It is filled if it is empty;
//!   a filled one is used again on the day it was filled, because the todos lie around that day.
//! - `TOVHOLDER_BENCH_SECONDS`: how long the users ask (30).
//! - `TOVHOLDER_BENCH_USERS`: how many they are (50).

mod fill;
mod load;
mod town;

use anyhow::Context as _;
use app::{App, Mode, Parts};
use content::Content;
use integrations::clock::MachineClock;
use integrations::folder_log::FolderLog;
use integrations::folder_post::FolderPost;
use integrations::random::MachineRandom;
use load::{Kind, Times, User};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use store::{Durability, Keys, Options, Store};

/// Known to everybody: nothing in this database is secret.
const KEYS: Keys = Keys { seal: [7; 32], lookup: [11; 32] };

/// What is asked of one run.
struct Asked {
    cases: u32,
    url: String,
    post: PathBuf,
    seconds: u64,
    users: usize,
}

#[allow(clippy::disallowed_methods, reason = "a measure, told what to do by the environment")]
fn from_environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn number<T: std::str::FromStr>(name: &str, otherwise: T) -> anyhow::Result<T> {
    match from_environment(name) {
        Some(text) => text.parse().map_err(|_| anyhow::anyhow!("{name} is no number: {text}")),
        None => Ok(otherwise),
    }
}

fn asked() -> anyhow::Result<Asked> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/bench");
    std::fs::create_dir_all(&folder).context("making target/bench")?;
    let cases = number("TOVHOLDER_BENCH_CASES", 100_000)?;
    let file = folder.join(format!("cases-{cases}.db"));
    Ok(Asked {
        cases,
        url: from_environment("TOVHOLDER_BENCH_DATABASE").unwrap_or_else(|| format!("sqlite://{}", file.display())),
        post: folder.join("post"),
        seconds: number("TOVHOLDER_BENCH_SECONDS", 30)?,
        users: number("TOVHOLDER_BENCH_USERS", 50)?,
    })
}

async fn open(asked: &Asked, durability: Durability) -> anyhow::Result<App> {
    let clock = Arc::new(MachineClock);
    Ok(App::new(Parts {
        store: Store::open(&Options { url: asked.url.clone(), keys: KEYS, durability }).await?,
        content: Content::shipped(),
        press: letters::Press::new().context("reading the fonts")?,
        post_box: Arc::new(FolderPost::new(asked.post.clone(), clock.clone())),
        second_place: Arc::new(FolderLog::new(asked.post.with_file_name("audit-heads"))),
        clock,
        random: Arc::new(MachineRandom),
        mode: Mode::Demo,
    }))
}

fn main() -> anyhow::Result<()> {
    // `cargo test --benches` runs this too; there is nothing to learn from it there.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let asked = asked()?;
    let server = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    server.block_on(prepare(&asked))?;
    let (app, users, address) = server.block_on(serve(&asked))?;
    let before = resident();
    println!("{} users, a page a second each, for {} s …", users.len(), asked.seconds);
    // The users have a thread of their own, so that they wait for the server and not for each other's turn in it.
    let seconds = Duration::from_secs(asked.seconds);
    let times = std::thread::spawn(move || load::make(address, users, seconds));
    let times = times.join().map_err(|_| anyhow::anyhow!("the load stopped"))??;
    report(&asked, &times, before);
    server.block_on(app.store.close());
    Ok(())
}

/// Fills the database if it is not filled today with so many cases.
async fn prepare(asked: &Asked) -> anyhow::Result<()> {
    if let Some(file) = asked.url.strip_prefix("sqlite://") {
        if fill::is_filled(&open(asked, Durability::Durable).await?, asked.cases).await? {
            return Ok(());
        }
        for end in ["", "-wal", "-shm"] {
            let file = format!("{file}{end}");
            if Path::new(&file).exists() {
                std::fs::remove_file(&file).with_context(|| format!("removing {file}"))?;
            }
        }
    }
    let app = open(asked, Durability::Filling).await?;
    if !fill::is_filled(&app, asked.cases).await? {
        fill::fill(&app, asked.cases).await?;
    }
    app.store.close().await;
    Ok(())
}

/// The web as an installation serves it, with what is done beside it, and the users signed in.
async fn serve(asked: &Asked) -> anyhow::Result<(App, Vec<User>, std::net::SocketAddr)> {
    let app = open(asked, Durability::Durable).await?;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    let settings = web::Settings { trusted_proxies: Vec::new(), cookie: web::session::CookieKind::Loopback };
    let web = web::Web { app: app.clone(), settings: Arc::new(settings) };
    tokio::spawn(web::serve(web, listener, std::future::pending()));
    let beside = app.clone();
    tokio::spawn(async move {
        for round in 0.. {
            if let Err(refused) = app::jobs::round(&beside, round).await {
                eprintln!("background work failed: {refused:?}");
            }
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
    });
    let users = load::sign_in(&app, asked.users).await?;
    Ok((app, users, address))
}

fn report(asked: &Asked, times: &Times, before: f64) {
    let database = if asked.url.starts_with("postgres") { "PostgreSQL" } else { "SQLite" };
    for kind in Kind::ALL {
        let name = format!("{}, {database}, {} cases", kind.name(), asked.cases);
        println!("målt: {name}: {}", times.of(kind));
    }
    println!("målt: requests, {database}: {} asked, {} failed", times.asked(), times.failed());
    if let Some(why) = times.first_failure() {
        println!("      the first that failed: {why}");
    }
    if let Some(bytes) = file_size(&asked.url) {
        println!("målt: size of the database, {database}: {bytes:.0} MB");
    }
    let after = resident();
    println!("målt: resident memory, {database}: {before:.0} MB before, {after:.0} MB after (with the load's own)");
}

/// Megabytes of an SQLite file; a server's is asked of the server.
fn file_size(url: &str) -> Option<f64> {
    let bytes = std::fs::metadata(url.strip_prefix("sqlite://")?).ok()?.len();
    Some(bytes as f64 / 1e6)
}

/// Megabytes this process holds; 0 where the system does not tell.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes =
        status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse().ok());
    kilobytes.map_or(0.0, |kilobytes: f64| kilobytes / 1000.0)
}
