//! `tovholder demo`: fills the demo town if it is not there, and serves it on loopback.

use super::{fill, first_day, staff};
use crate::config;
use crate::mark::Mark;
use crate::serve;
use crate::wiring::{self, Folder};
use anyhow::Context;
use app::ports::Clock;
use app::{App, Mode, Parts};
use integrations::clock::{DemoClock, MachineClock};
use integrations::folder_log::FolderLog;
use integrations::folder_post::{FolderPost, Paper};
use integrations::random::{MachineRandom, SeededRandom};
use jiff::civil::Date;
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use store::{Durability, Keys, LastStop, Options, Upgrade};
use tokio::net::TcpListener;

/// What `tovholder demo` is told.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Port on loopback; 0 takes a free one.
    #[arg(long, default_value_t = 8080, help = "Port på loopback; 0 tager en ledig")]
    port: u16,
    /// The demo's own data folder.
    #[arg(long, value_name = "DIR", default_value = "demo-data", help = "Demobyens egen mappe")]
    data: PathBuf,
    /// Fill it afresh.
    #[arg(long, help = "Fyld byen forfra")]
    fresh: bool,
    /// Fill it and stop.
    #[arg(long, help = "Fyld byen, og stop så")]
    only_fill: bool,
    /// Content folder instead of what the program was built with.
    #[arg(long, value_name = "DIR", help = "Læs indholdet fra en mappe i stedet for det indbyggede")]
    content: Option<PathBuf>,
}

/// The demo's keys: known to everybody, because nothing in the demo is secret.
const KEYS: Keys = Keys { seal: [7; 32], lookup: [11; 32] };
const SEED: u64 = 20_141_101;
/// The note in the data that it is filled.
const FILLED: &str = "demo-filled";

/// Fills, tells, serves.
pub async fn run(args: &Args) -> anyhow::Result<()> {
    wiring::claim(&args.data, Folder::Demo)?;
    if args.fresh || !filled(&args.data).await {
        fill_afresh(args).await?;
    }
    if args.only_fill {
        return Ok(());
    }
    // Listening first: an occupied port is told before anything is opened. Loopback only, whatever is asked (K-3).
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port));
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("port {} er optaget. Vælg en anden med --port.", args.port))?;
    let address = listener.local_addr()?;
    let mut mark = Mark::find(&args.data)?;
    let app = open(args, Durability::Durable, Arc::new(MachineRandom), mark.last_stop()).await?;
    mark.set(MachineClock.now())?;
    let days = days_ahead(&app.0).await?;
    app.1.run(days);
    tell(&app.0, address, &args.data).await?;
    let settings = web::Settings { trusted_proxies: Vec::new(), cookie: web::session::CookieKind::Loopback };
    serve::on(app.0, settings, listener, mark).await
}

async fn open(
    args: &Args,
    durability: Durability,
    random: Arc<dyn app::ports::Random>,
    last_stop: LastStop,
) -> anyhow::Result<(App, Arc<DemoClock>)> {
    let clock = Arc::new(DemoClock::at(MachineClock.now()));
    let options = Options { url: config::sqlite(&args.data), keys: KEYS, durability };
    let upgrade = Upgrade { at: MachineClock.now(), backed_up_before: None };
    // The town's past is posted already; what is written from today on waits for the office to print it.
    let paper = if durability == Durability::Filling { Paper::Folder } else { Paper::Office };
    let app = App::new(Parts {
        store: wiring::open(&options, upgrade, last_stop).await?,
        content: wiring::load_content(args.content.as_deref())?,
        press: letters::Press::new().context("skrifttyperne til brevene kan ikke læses")?,
        post_box: Arc::new(FolderPost::new(args.data.join("post"), clock.clone()).with_paper_by(paper)),
        second_place: Arc::new(FolderLog::new(config::audit_heads(&args.data))),
        clock: clock.clone(),
        random,
        mode: Mode::Demo,
    });
    Ok((app, clock))
}

/// The app over a demo folder, for commands that look into data; nothing when the folder is no demo's.
pub async fn open_for_looking(data: &Path, content: Option<&Path>) -> anyhow::Result<Option<App>> {
    if !data.join(FILLED).exists() {
        return Ok(None);
    }
    let args = Args {
        port: 0,
        data: data.to_path_buf(),
        fresh: false,
        only_fill: false,
        content: content.map(Path::to_path_buf),
    };
    let (app, clock) = open(&args, Durability::Durable, Arc::new(MachineRandom), LastStop::Clean).await?;
    clock.run(days_ahead(&app).await?);
    Ok(Some(app))
}

/// Whether the folder holds a town that was filled to the end.
async fn filled(data: &Path) -> bool {
    data.join(FILLED).exists()
}

async fn fill_afresh(args: &Args) -> anyhow::Result<()> {
    clear(&args.data)?;
    let today = MachineClock.today();
    let (app, clock) = open(args, Durability::Filling, Arc::new(SeededRandom::new(SEED)), LastStop::Clean).await?;
    println!("Fylder demobyen Tovby med et halvt år fra {} …", first_day(today));
    let shown = AtomicUsize::new(0);
    let progress = |percent: usize| {
        if shown.fetch_max(percent, Ordering::Relaxed) < percent && percent.is_multiple_of(5) {
            print!("\r  {percent:>3} %");
            // A terminal that cannot be written to is no reason to stop.
            let _ = std::io::stdout().flush();
        }
    };
    let town = fill(&app, &clock, today, &progress).await?;
    app.store.gather_statistics().await.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    app.store.close().await;
    std::fs::write(args.data.join(FILLED), today.to_string()).context("demomappen kan ikke skrives i")?;
    println!(
        "\r  {} ansatte, {} borgere, {} sager, {} breve afleveret.",
        town.staff, town.citizens, town.cases, town.letters
    );
    Ok(())
}

/// Takes away an old town, and only what a demo makes.
fn clear(data: &Path) -> anyhow::Result<()> {
    for name in ["tovholder.db", "tovholder.db-wal", "tovholder.db-shm", "running", FILLED] {
        let file = data.join(name);
        if file.exists() {
            std::fs::remove_file(&file).with_context(|| format!("{} kan ikke fjernes", file.display()))?;
        }
    }
    for folder in [data.join("post"), config::audit_heads(data)] {
        if folder.exists() {
            std::fs::remove_dir_all(&folder).with_context(|| format!("{} kan ikke fjernes", folder.display()))?;
        }
    }
    Ok(())
}

/// How many days the town was turned ahead of the machine before.
async fn days_ahead(app: &App) -> anyhow::Result<i32> {
    let today = MachineClock.today();
    let mut tx = app.store.read(MachineClock.now(), today).await.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let turned = tx.meta(app::demo::TURNED_TO).await.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let turned: Option<Date> = turned.and_then(|day| day.parse().ok());
    let days = turned.map_or(0, |day| day.duration_since(today).as_hours() / 24);
    Ok(i32::try_from(days).unwrap_or(0).max(0))
}

async fn tell(app: &App, address: SocketAddr, data: &Path) -> anyhow::Result<()> {
    let staff = app::staff::all(app).await.map_err(|refused| anyhow::anyhow!("{refused:?}"))?;
    println!("\nTovholder med demobyen Tovby:  http://{address}\n");
    println!("Log ind med ét klik, eller med brugernavn og adgangskoden {}:", staff::PASSWORD);
    for person in staff {
        let roles: Vec<&str> = person.roles.iter().map(|role| role.code()).collect();
        println!("  {:<10} {:<20} {:<18} {}", person.username, person.name, person.department, roles.join(", "));
    }
    if let Some((child, parent)) = tour(data) {
        println!("\nTil rundturen, ikke oprettet endnu: Magnus Holm {child}, hans mor Sofie Holm {parent}.");
    }
    println!("\nDag i byen: {}. Stop med Ctrl-C.", app.today());
    // Whoever started it in a pipe sees the address at once.
    let _ = std::io::stdout().flush();
    Ok(())
}

/// The numbers of the family whose application the tour registers. They belong to nobody, so they may be shown.
fn tour(data: &Path) -> Option<(String, String)> {
    let filled_on: Date = std::fs::read_to_string(data.join(FILLED)).ok()?.trim().parse().ok()?;
    let town = super::people::Town::new(filled_on);
    let family = town.children.first()?;
    let shown = |cpr: &str| Some(format!("{}-{}", cpr.get(..6)?, cpr.get(6..)?));
    Some((shown(&family.citizen.cpr)?, shown(&family.parents.first()?.cpr)?))
}

#[cfg(test)]
mod tests {
    use super::super::at;
    use super::*;
    use jiff::civil::date;

    #[test]
    fn half_a_year_lies_behind_the_town() {
        assert_eq!(first_day(date(2026, 11, 23)), date(2026, 5, 25));
        assert!(at(date(2026, 11, 23), 9, 0).is_ok());
    }
}
