//! `tovholder staff add`: the first people of a real installation, with a password read from standard input.

use crate::config::Config;
use crate::wiring;
use anyhow::{Context, bail};
use app::staff::Employ;
use clap::Subcommand;
use domain::staff::Role;
use std::io::BufRead;

/// What `tovholder staff` is told.
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    config: Config,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Adds somebody; the first password is the first line of standard input.
    #[command(about = "Opretter en medarbejder; første linje på standard input er adgangskoden")]
    Add {
        /// Sign-in name.
        #[arg(long)]
        username: String,
        /// Full name.
        #[arg(long)]
        name: String,
        /// Department, by id in afdelinger.toml.
        #[arg(long)]
        department: String,
        /// Roles, by code (caseworker, team_leader …).
        #[arg(long, required = true, value_delimiter = ',')]
        role: Vec<String>,
        /// Departments headed.
        #[arg(long, value_delimiter = ',')]
        heads: Vec<String>,
        /// Telephone.
        #[arg(long, default_value = "")]
        phone: String,
        /// Mail.
        #[arg(long, default_value = "")]
        mail: String,
    },
    /// Takes somebody out of service.
    #[command(about = "Lukker en medarbejder ude; sager, opgaver, funktioner og møder skal være overdraget først")]
    Remove {
        /// Sign-in name.
        #[arg(long)]
        username: String,
    },
    /// Lists everybody.
    #[command(about = "Viser alle medarbejdere")]
    List,
}

/// Does what is asked.
pub async fn run(args: &Args) -> anyhow::Result<String> {
    let app = wiring::real(&args.config, store::LastStop::Clean).await?;
    match &args.what {
        What::List => {
            let staff = app::staff::all(&app).await.map_err(|refused| anyhow::anyhow!("{refused:?}"))?;
            let line = |person: &domain::staff::Staff| {
                let roles: Vec<&str> = person.roles.iter().map(|role| role.code()).collect();
                format!("{:<16} {:<28} {:<20} {}\n", person.username, person.name, person.department, roles.join(","))
            };
            Ok(staff.iter().map(line).collect())
        }
        What::Remove { username } => match app::staff::lock_out(&app, username).await {
            Ok(()) => Ok(format!("{username} er lukket ude.\n")),
            Err(app::Refused::Because(reason)) => {
                use web::wording::Wording;
                bail!("{}", reason.danish())
            }
            Err(app::Refused::NotFound) => {
                bail!("Ingen har brugernavnet {username}. Se listen med: tovholder staff list")
            }
            Err(other) => bail!("{other:?}"),
        },
        What::Add { username, name, department, role, heads, phone, mail } => {
            let roles = role
                .iter()
                .map(|code| {
                    let all: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
                    Role::from_code(code)
                        .with_context(|| format!("rollen {code} findes ikke. Vælg af: {}", all.join(", ")))
                })
                .collect::<anyhow::Result<Vec<Role>>>()?;
            let mut password = String::new();
            std::io::stdin().lock().read_line(&mut password).context("adgangskoden kan ikke læses")?;
            let new = Employ {
                username: username.clone(),
                name: name.clone(),
                phone: phone.clone(),
                mail: mail.clone(),
                department: department.clone(),
                heads: heads.clone(),
                roles,
            };
            match app::staff::employ(&app, new, password.trim_end_matches(['\r', '\n'])).await {
                Ok(_) => Ok(format!("{username} er oprettet.\n")),
                Err(app::Refused::Because(reason)) => {
                    use web::wording::Wording;
                    bail!("{}", reason.danish())
                }
                Err(other) => bail!("{other:?}"),
            }
        }
    }
}
