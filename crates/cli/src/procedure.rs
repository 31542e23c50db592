//! `tovholder procedure`: a procedure drawn, read aloud, or tried out in the terminal.

use anyhow::{Context, anyhow};
use clap::Subcommand;
use domain::calendar::Calendar;
use domain::procedure::Procedure;
use domain::questionnaire::RoleTitle;
use jiff::civil::Date;
use std::io::{BufRead, Write};
use std::path::PathBuf;

mod attempt;

/// A procedure drawn, read aloud, or tried out.
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Tegner arbejdsgangen som svømmebaner (SVG).
    Draw {
        /// Arbejdsgangens id, fx ansoegning.
        id: String,
        /// Skriv til denne fil i stedet for til skærmen.
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Siger arbejdsgangen i danske sætninger.
    Read {
        /// Arbejdsgangens id, fx ansoegning.
        id: String,
    },
    /// Prøver arbejdsgangen af: spørger om udfald og viser, hvad der åbner, og hvornår det har frist.
    Try {
        /// Arbejdsgangens id, fx ansoegning.
        id: String,
        /// Forløbets første dag, fx 2026-03-26.
        #[arg(long)]
        start: Date,
        /// Fødselsdato for den, forløbet handler om; uden den er alderen ikke kendt.
        #[arg(long)]
        born: Option<Date>,
        /// En indstilling, fristerne bruger, fx sagsbehandlingstid="8 uger". Kan gives flere gange.
        #[arg(long = "setting", value_name = "ID=LÆNGDE")]
        settings: Vec<String>,
    },
}

/// Does what was asked, with the procedures of the content in use.
///
/// # Errors
/// When there is no such procedure, when a setting cannot be read, or when the output cannot be written.
pub fn run(args: &Args, procedures: &[Procedure], roles: &[RoleTitle], calendar: &Calendar) -> anyhow::Result<()> {
    let mut screen = std::io::stdout().lock();
    run_on(args, procedures, roles, calendar, &mut std::io::stdin().lock(), &mut screen)
}

fn run_on(
    args: &Args,
    procedures: &[Procedure],
    roles: &[RoleTitle],
    calendar: &Calendar,
    input: &mut impl BufRead,
    screen: &mut impl Write,
) -> anyhow::Result<()> {
    match &args.verb {
        Verb::Draw { id, out } => {
            let procedure = newest(procedures, id)?;
            let picture = web::swimlane::svg(procedure, roles, None, &format!("forloeb-{id}"));
            match out {
                Some(file) => std::fs::write(file, picture).with_context(|| format!("skriver {}", file.display()))?,
                None => screen.write_all(picture.as_bytes())?,
            }
        }
        Verb::Read { id } => {
            let procedure = newest(procedures, id)?;
            writeln!(screen, "{} (gælder fra {})", procedure.title, procedure.valid_from)?;
            for (nr, step) in web::swimlane::read(procedure, roles).iter().enumerate() {
                writeln!(screen, "\n{}. {step}", nr + 1)?;
            }
        }
        Verb::Try { id, start, born, settings } => {
            let procedure = in_force(procedures, id, *start)?;
            let settings = settings.iter().map(|text| attempt::setting(text)).collect::<anyhow::Result<_>>()?;
            let citizens: Vec<String> = roles.iter().filter(|role| role.citizen).map(|role| role.id.clone()).collect();
            let begun = attempt::Begun { procedure, start: *start, born: *born, settings };
            attempt::play(begun, &citizens, calendar, input, screen)?;
        }
    }
    Ok(())
}

/// The newest version of a procedure.
fn newest<'a>(procedures: &'a [Procedure], id: &str) -> anyhow::Result<&'a Procedure> {
    let versions = procedures.iter().filter(|procedure| procedure.id == id);
    versions.max_by_key(|procedure| procedure.valid_from).ok_or_else(|| unknown(procedures, id))
}

/// The version a course begun on that day would follow; the first version for days before it.
fn in_force<'a>(procedures: &'a [Procedure], id: &str, day: Date) -> anyhow::Result<&'a Procedure> {
    let versions = || procedures.iter().filter(|procedure| procedure.id == id);
    let begun = versions().filter(|procedure| procedure.valid_from <= day).max_by_key(|procedure| procedure.valid_from);
    begun.or_else(|| versions().min_by_key(|procedure| procedure.valid_from)).ok_or_else(|| unknown(procedures, id))
}

fn unknown(procedures: &[Procedure], id: &str) -> anyhow::Error {
    let mut known: Vec<&str> = procedures.iter().map(|procedure| procedure.id.as_str()).collect();
    known.sort_unstable();
    known.dedup();
    anyhow!("der er ingen arbejdsgang med id \"{id}\". Der er: {}.", known.join(", "))
}

#[cfg(test)]
mod tests;
