//! The binary: reads the command line and the environment, wires everything together.

mod config;
mod content;
mod deadline;
mod demo;
mod letters;
mod log;
mod mark;
mod procedure;
mod serve;
mod staff;
mod wiring;

use anyhow::Context;
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// The command line.
#[derive(Parser)]
#[command(name = "tovholder", version, about = "Det fælles sagssystem på handicapområdet")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    #[command(about = "Starter demobyen på loopback")]
    Demo(demo::command::Args),
    #[command(about = "Starter systemet")]
    Serve(config::Config),
    #[command(about = "Viser indstillingerne, som de står, uden hemmeligheder")]
    Config(config::Config),
    #[command(about = "Laver nye nøgler til en ny base")]
    Keys(config::Config),
    #[command(about = "Medarbejdere: opret og vis")]
    Staff(staff::Args),
    #[command(about = "En sag: trin, datoer og regler")]
    Case(CaseArgs),
    #[command(about = "Regner alle åbne trin ud forfra")]
    Todos(TodosArgs),
    #[command(about = "Loggen: er hver linje, som den blev skrevet?")]
    Log(log::Args),
    Content(content::Args),
    #[command(about = "Regner en frist ud og forklarer hver dag, der springes over")]
    Deadline(deadline::Args),
    #[command(about = "En arbejdsgang: tegnet, læst op eller prøvet af")]
    Procedure(ProcedureArgs),
    #[command(about = "Laver alle breve med prøveoplysninger, et PDF hver")]
    Letters(LettersArgs),
}

#[derive(clap::Args)]
struct LettersArgs {
    #[command(flatten)]
    letters: letters::Args,
    /// Content folder instead of what the program was built with.
    #[arg(long, value_name = "DIR", help = "Læs brevene fra en mappe i stedet for de indbyggede")]
    content: Option<PathBuf>,
}

#[derive(clap::Args)]
struct ProcedureArgs {
    #[command(flatten)]
    procedure: procedure::Args,
    /// Content folder instead of what the program was built with.
    #[arg(long, value_name = "DIR", help = "Læs indholdet fra en mappe i stedet for det indbyggede")]
    content: Option<PathBuf>,
}

#[derive(clap::Args)]
struct CaseArgs {
    #[command(subcommand)]
    what: CaseCommand,
}

#[derive(Subcommand)]
enum CaseCommand {
    #[command(about = "Viser en sags trin, datoer og regler; ingen navne")]
    Show {
        /// The case's number.
        number: String,
        /// As a tree.
        #[arg(long, help = "Som træ (det eneste, der findes)")]
        tree: bool,
        #[command(flatten)]
        config: config::Config,
    },
}

#[derive(clap::Args)]
struct TodosArgs {
    #[command(subcommand)]
    what: TodosCommand,
}

#[derive(Subcommand)]
enum TodosCommand {
    #[command(about = "Tømmer kopien og regner den ud igen")]
    Rebuild(config::Config),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Content(args) => content::run(&args),
        Command::Deadline(args) => deadline::run(&args).map(printed),
        Command::Letters(args) => all_letters(&args).map(printed),
        Command::Procedure(args) => procedures(&args).map(|()| ExitCode::SUCCESS),
        Command::Config(config) => Ok(printed(config.shown())),
        Command::Keys(config) => make_keys(&config).map(printed),
        Command::Demo(args) => with_runtime(demo::command::run(&args)).map(|()| ExitCode::SUCCESS),
        Command::Serve(config) => with_runtime(serve::run(&config)).map(|()| ExitCode::SUCCESS),
        Command::Staff(args) => with_runtime(staff::run(&args)).map(printed),
        Command::Log(args) => with_runtime(log::run(&args)),
        Command::Case(CaseArgs { what: CaseCommand::Show { number, tree: _, config } }) => {
            with_runtime(tree(&number, &config)).map(printed)
        }
        Command::Todos(TodosArgs { what: TodosCommand::Rebuild(config) }) => {
            with_runtime(rebuild(&config)).map(printed)
        }
    };
    done.unwrap_or_else(|error| {
        eprintln!("{error:#}");
        ExitCode::FAILURE
    })
}

fn printed(answer: String) -> ExitCode {
    print!("{answer}");
    ExitCode::SUCCESS
}

fn with_runtime<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let filter = tracing_subscriber::EnvFilter::try_from_env("TOVHOLDER_LOG").unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    tokio::runtime::Runtime::new().context("starting the runtime")?.block_on(work)
}

fn all_letters(args: &LettersArgs) -> anyhow::Result<String> {
    let content = wiring::load_content(args.content.as_deref())?;
    letters::run(&args.letters, &content.letters_as_sent(), &content.blocks)
}

fn procedures(args: &ProcedureArgs) -> anyhow::Result<()> {
    let content = wiring::load_content(args.content.as_deref())?;
    let procedures: Vec<_> = content.procedures.iter().cloned().collect();
    procedure::run(&args.procedure, &procedures, &content.roles, &content.calendar)
}

fn make_keys(config: &config::Config) -> anyhow::Result<String> {
    wiring::claim(&config.data, wiring::Folder::Real)?;
    let seal = config.seal_key_file.clone().unwrap_or_else(|| config.data.join("seal.key"));
    let lookup = config.lookup_key_file.clone().unwrap_or_else(|| config.data.join("lookup.key"));
    wiring::make_key(&seal)?;
    wiring::make_key(&lookup)?;
    Ok(format!("{}\n{}\nGem en kopi et andet sted end databasen.\n", seal.display(), lookup.display()))
}

/// A data folder of either kind may be looked into; the demo's keys are its own.
async fn look_into(config: &config::Config) -> anyhow::Result<app::App> {
    match demo::command::open_for_looking(&config.data, config.content.as_deref()).await? {
        Some(app) => Ok(app),
        None => wiring::real(config, store::LastStop::Clean).await,
    }
}

async fn tree(number: &str, config: &config::Config) -> anyhow::Result<String> {
    let number =
        number.parse().map_err(|_| anyhow::anyhow!("{number} er ikke et sagsnummer. Skriv fx 2026-000123."))?;
    let app = look_into(config).await?;
    match app::case::tree(&app, number).await {
        Ok(tree) => Ok(tree),
        Err(app::Refused::NotFound) => anyhow::bail!("Der er ingen sag med nummeret {number}."),
        Err(other) => anyhow::bail!("{other:?}"),
    }
}

async fn rebuild(config: &config::Config) -> anyhow::Result<String> {
    let app = look_into(config).await?;
    let cases = app::progress::rebuild(&app).await.map_err(|refused| anyhow::anyhow!("{refused:?}"))?;
    Ok(format!("Åbne trin er regnet ud igen for {cases} sager.\n"))
}
