//! From the start of the built program to its first answered page, and what it holds when idle:
//! `cargo bench -p scenarios --bench start`.
//!
//! Starts the release build on a demo folder in `target/bench/demo`, which is filled first if it is not. What is built
//! is the caller's to see to: `cargo build --release -p cli`.
//!
//! - `TOVHOLDER_BENCH_PROGRAM`: another program than `target/release/tovholder`.

use anyhow::Context as _;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const STARTS: usize = 10;
/// A start that takes longer has failed.
const LONGEST: Duration = Duration::from_secs(30);
/// How long it is left alone before its memory is read.
const IDLE: Duration = Duration::from_secs(5);

fn main() -> anyhow::Result<()> {
    // `cargo test --benches` runs this too; there is nothing to learn from it there.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    #[allow(clippy::disallowed_methods, reason = "a measure, told what to do by the environment")]
    let program = std::env::var_os("TOVHOLDER_BENCH_PROGRAM").map(PathBuf::from);
    let program = program.unwrap_or_else(|| target.join("release/tovholder"));
    anyhow::ensure!(program.exists(), "{} is not there: cargo build --release -p cli", program.display());
    let folder = target.join("bench/demo");
    std::fs::create_dir_all(&folder).context("making target/bench/demo")?;
    let filled = demo(&program, &folder).arg("--only-fill").status().context("filling the demo folder")?;
    anyhow::ensure!(filled.success(), "the demo folder could not be filled");

    let mut times = Vec::new();
    for _ in 0..STARTS {
        let (mut running, took) = start(&program, &folder)?;
        times.push(took);
        stop(&mut running)?;
    }
    times.sort();
    let (mut running, _) = start(&program, &folder)?;
    let first = resident(&running)?;
    std::thread::sleep(IDLE);
    let idle = resident(&running)?;
    stop(&mut running)?;

    let ms = |time: Option<&Duration>| time.map_or(0.0, |time| time.as_secs_f64() * 1000.0);
    let (median, slowest) = (ms(times.get(times.len() / 2)), ms(times.last()));
    println!("målt: start to first page: median {median:.0} ms, slowest {slowest:.0} ms, of {STARTS}");
    println!("målt: resident memory: {first:.0} MB after the first page, {idle:.0} MB idle after {} s", IDLE.as_secs());
    Ok(())
}

fn demo(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("demo").arg("--data").arg(folder).stdout(Stdio::null());
    command
}

/// Starts it on a free port and asks for the sign-in page until it answers.
fn start(program: &Path, folder: &Path) -> anyhow::Result<(Child, Duration)> {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
    let begun = Instant::now();
    let mut running = demo(program, folder).arg("--port").arg(port.to_string()).spawn().context("starting it")?;
    while !answers(port) {
        if let Some(ended) = running.try_wait()? {
            anyhow::bail!("it ended instead of serving: {ended}");
        }
        if LONGEST < begun.elapsed() {
            stop(&mut running)?;
            anyhow::bail!("no page in {} s", LONGEST.as_secs());
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok((running, begun.elapsed()))
}

/// Whether the sign-in page came with 200. It waits for the answer once the port is open.
fn answers(port: u16) -> bool {
    let Ok(mut connection) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) else { return false };
    let asked = format!("GET /log-ind HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    let mut answer = Vec::new();
    connection.set_read_timeout(Some(LONGEST)).is_ok()
        && connection.write_all(asked.as_bytes()).is_ok()
        && connection.read_to_end(&mut answer).is_ok()
        && answer.starts_with(b"HTTP/1.1 200 ")
}

/// Asks it to end, as an operator would, and waits.
fn stop(running: &mut Child) -> anyhow::Result<()> {
    let told = Command::new("kill").arg(running.id().to_string()).status().context("telling it to stop")?;
    if !told.success() {
        running.kill()?;
    }
    running.wait()?;
    Ok(())
}

/// Megabytes it holds.
fn resident(running: &Child) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", running.id())).context("reading its memory")?;
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next());
    Ok(kilobytes.context("no memory told")?.parse::<f64>()? / 1000.0)
}
