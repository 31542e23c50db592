//! The binary: reads the command line and the environment, wires everything together.

mod content;
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
    Content(content::Args),
    Deadline(deadline::Args),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Content(args) => {
            return content::run(&args).unwrap_or_else(|error| {
                eprintln!("{error:#}");
                ExitCode::FAILURE
            });
        }
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
