//! The binary: reads the command line and the environment, wires everything together.

mod deadline;

use clap::{Parser, Subcommand};
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
    Deadline(deadline::Args),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Deadline(args) => deadline::run(&args),
    };
    match done {
        Ok(answer) => {
            print!("{answer}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
