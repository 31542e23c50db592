//! `tovholder content …`: for those who write the files in `content/`: what is wrong, which words there are, and which
//! keys.

use ::content::{Content, Mistake, Severity, lock, schema};
use anyhow::{Context, Result, bail};
use clap::Subcommand;
use domain::letter::{Occasion, Part};
use domain::words::{Act, DateWord, Fact, List};
use letters::Words;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `tovholder content` is told.
#[derive(clap::Args, Debug)]
#[command(about = "Hjælp til dem, der skriver filerne i content/")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Every mistake in the files, with file, line and remedy.
    #[command(about = "Viser alle fejl på én gang, med fil, linje og råd")]
    Check {
        /// The folder; without it, what the program was built with.
        #[arg(long, value_name = "DIR", help = "Mappen med filerne [ellers dem, programmet er bygget med]")]
        content: Option<PathBuf>,
    },
    /// The closed lists, with meanings.
    #[command(about = "Viser de ord, filer og breve kan bruge, og hvad de betyder")]
    Words,
    /// Writes the fingerprints of the procedures in use.
    #[command(about = "Skriver aftryk af forløbene i brug i versioner.lock")]
    Lock {
        /// The folder.
        #[arg(long, value_name = "DIR", default_value = "content", help = "Mappen med filerne")]
        content: PathBuf,
        /// Also replaces fingerprints that have changed.
        #[arg(long, help = "Erstat også aftryk, der er ændret; kun når ingen sag er begyndt efter dem")]
        replace: bool,
    },
    /// Writes a JSON Schema for each format.
    #[command(about = "Skriver et JSON Schema for hver slags fil, til den editor, man skriver i")]
    Schema {
        /// The folder for them; made when it is not there.
        #[arg(value_name = "DIR", help = "Mappen, de skrives i")]
        out: PathBuf,
    },
}

/// Does what is asked; fails the program when the files have an error.
///
/// # Errors
/// When a folder cannot be read or written, or a version in use would be overwritten.
pub fn run(args: &Args) -> Result<ExitCode> {
    match &args.what {
        What::Check { content } => {
            let files = read(content.as_deref())?;
            let mistakes = find_mistakes(&files);
            print!("{}{}", counts(&::content::load(&files).0), report(&mistakes));
            let wrong = mistakes.iter().any(|mistake| mistake.severity == Severity::Error);
            return Ok(if wrong { ExitCode::FAILURE } else { ExitCode::SUCCESS });
        }
        What::Words => print!("{}", words()),
        What::Lock { content, replace } => print!("{}", write_lock(content, Overwrite::from(*replace))?),
        What::Schema { out } => print!("{}", write_schemas(out)?),
    }
    Ok(ExitCode::SUCCESS)
}

fn read(folder: Option<&Path>) -> Result<BTreeMap<String, String>> {
    match folder {
        Some(folder) => {
            ::content::read_dir(folder).with_context(|| format!("mappen {} kan ikke læses", folder.display()))
        }
        None => Ok(::content::shipped_files()),
    }
}

/// Everything wrong in the files: what the loader finds, and what the letters' own words and parts show.
pub fn find_mistakes(files: &BTreeMap<String, String>) -> Vec<Mistake> {
    let (content, _) = ::content::load(files);
    let mut mistakes = ::content::check(files);
    mistakes.extend(letter_mistakes(&content));
    mistakes.sort();
    mistakes
}

fn letter_mistakes(content: &Content) -> Vec<Mistake> {
    let of = |letter: &domain::letter::Letter| {
        let file = content.letter_file(letter);
        letters::check(letter, &content.blocks).into_iter().map(move |found| Mistake {
            file: file.clone(),
            line: found.line,
            message: found.message.trim_end_matches('.').to_string(),
            advice: String::new(),
            severity: Severity::Error,
        })
    };
    content.letters_as_sent().iter().flat_map(of).collect()
}

/// How much there is of each kind. A thing in several versions counts once.
fn counts(content: &Content) -> String {
    fn once<'a>(ids: impl Iterator<Item = &'a str>) -> usize {
        ids.collect::<BTreeSet<_>>().len()
    }
    let pairs: BTreeSet<(&str, &str)> = content
        .benefits
        .iter()
        .flat_map(|benefit| benefit.letters.all().map(move |letter| (letter.as_str(), benefit.id.as_str())))
        .collect();
    let files = content.files_by_entry();
    let entries = || content.catalogue.groups.iter().flat_map(|group| &group.entries);
    let there = entries().filter(|entry| files.contains_key(entry.id.as_str())).count();
    let decisions = || entries().filter(|entry| entry.id.starts_with("T-D"));
    let decided = decisions().filter(|entry| files.contains_key(entry.id.as_str())).count();
    let rows = [
        ("ydelser", once(content.benefits.iter().map(|benefit| benefit.id.as_str())), String::new()),
        ("breve", once(content.letters.iter().map(|letter| letter.id.as_str())), String::new()),
        (
            "afgørelser",
            decided,
            format!("af {} i kataloget; {} gange et brev til en ydelse", decisions().count(), pairs.len()),
        ),
        (
            "notatfraser",
            once(content.phrases.iter().map(|phrase| phrase.id.as_str())),
            format!("af {} i kataloget", content.catalogue.phrases),
        ),
        ("forløb", once(content.procedures.iter().map(|procedure| procedure.id.as_str())), String::new()),
        ("skemaer", once(content.questionnaires.iter().map(|form| form.id.as_str())), String::new()),
        ("vejledninger", content.guides.len(), String::new()),
        ("servicestandarder", content.standards.len(), String::new()),
        ("poster i kataloget med en fil", there, format!("af {}", entries().count())),
    ];
    let said = rows.iter().map(|(what, count, more)| format!("{count:>5} {what} {more}").trim_end().to_string() + "\n");
    said.collect()
}

/// The mistakes, one on each line, and how many there are.
fn report(mistakes: &[Mistake]) -> String {
    let mut text = String::new();
    let (errors, warnings): (Vec<&Mistake>, Vec<&Mistake>) =
        mistakes.iter().partition(|mistake| mistake.severity == Severity::Error);
    for mistake in &errors {
        text.push_str(&format!("{mistake}\n"));
    }
    if !warnings.is_empty() {
        text.push_str("Til orientering:\n");
    }
    for mistake in &warnings {
        text.push_str(&format!("{mistake}\n"));
    }
    let said = match errors.len() {
        0 => "Ingen fejl.\n".to_string(),
        1 => "1 fejl.\n".to_string(),
        many => format!("{many} fejl.\n"),
    };
    text + &said
}

/// Every closed list with its words and meanings.
fn words() -> String {
    let mut text = String::new();
    let mut list = |heading: &str, words: Vec<(&str, String)>| {
        text.push_str(&format!("{heading}\n"));
        for (word, meaning) in words {
            text.push_str(&format!("  {word:<32} {meaning}\n"));
        }
        text.push('\n');
    };
    list(
        "Forhold (hvis, kraever, foreslaas_af, naar)",
        Fact::ALL.iter().map(|w| (w.word(), w.meaning().into())).collect(),
    );
    list("Dage (i regler)", DateWord::ALL.iter().map(|w| (w.word(), w.meaning().into())).collect());
    list("Lister (for_hver)", List::ALL.iter().map(|w| (w.word(), w.meaning().into())).collect());
    list("Handlinger (handling, begynder)", Act::ALL.iter().map(|w| (w.word(), act(*w))).collect());
    let occasions = Occasion::WORDS.iter().map(|(occasion, word)| {
        let parts: Vec<&str> = occasion.required_parts().iter().map(|part| part.word()).collect();
        (*word, format!("Skal have delene {}.", parts.join(", ")))
    });
    list("Anledninger (anledning)", occasions.collect());
    list("Dele af et brev (dele)", Part::WORDS.iter().map(|(_, word)| (*word, String::new())).collect());
    list(
        "Ord i breve og i hent",
        Words::KNOWN.iter().map(|(word, _, meaning)| (*word, (*meaning).to_string())).collect(),
    );
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn act(act: Act) -> String {
    match act.outcomes() {
        [] => act.meaning().to_string(),
        outcomes => format!("{} Ender med {}.", act.meaning(), outcomes.join(", ")),
    }
}

/// Whether fingerprints that have changed may be replaced.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Overwrite {
    Yes,
    No,
}

impl From<bool> for Overwrite {
    fn from(replace: bool) -> Self {
        if replace { Overwrite::Yes } else { Overwrite::No }
    }
}

fn write_lock(folder: &Path, overwrite: Overwrite) -> Result<String> {
    let update = lock::update(&read(Some(folder))?);
    if overwrite == Overwrite::No && !(update.changed.is_empty() && update.gone.is_empty()) {
        let versions: Vec<&str> = update.changed.iter().chain(&update.gone).map(String::as_str).collect();
        bail!(
            "udgaver i brug er ændret eller fjernet: {}. Lav nye udgaver med ny \"gaelder_fra\", eller skriv --replace, \
             hvis ingen sag er begyndt efter dem.",
            versions.join(", ")
        );
    }
    let path = folder.join("versioner.lock");
    std::fs::write(&path, &update.text).with_context(|| format!("{} kan ikke skrives", path.display()))?;
    let mut text = String::new();
    for (what, versions) in [("ny", &update.added), ("erstattet", &update.changed), ("fjernet", &update.gone)] {
        for version in versions {
            writeln!(text, "{what}: {version}")?;
        }
    }
    writeln!(text, "{} er skrevet.", path.display())?;
    Ok(text)
}

fn write_schemas(out: &Path) -> Result<String> {
    std::fs::create_dir_all(out).with_context(|| format!("mappen {} kan ikke laves", out.display()))?;
    let mut text = String::new();
    for (name, schema) in schema::all() {
        let path = out.join(name);
        std::fs::write(&path, schema).with_context(|| format!("{} kan ikke skrives", path.display()))?;
        writeln!(text, "{}", path.display())?;
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_content_has_no_mistake_in_files_letters_or_forms() {
        let wrong: Vec<String> = find_mistakes(&::content::shipped_files())
            .into_iter()
            .filter(|mistake| mistake.severity == Severity::Error)
            .map(|mistake| mistake.to_string())
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn a_word_no_letter_knows_is_said_with_the_line_of_its_file() {
        let mut files = ::content::shipped_files();
        let letter = files.get_mut("breve/kvittering.md").expect("the receipt letter is shipped");
        *letter = letter.replace("{{ sag.nummer }}", "{{ sag.numer }}");
        let line = letter.lines().position(|line| line.contains("sag.numer")).expect("just written") + 1;
        let found = find_mistakes(&files);
        let said = found.iter().any(|mistake| mistake.file == "breve/kvittering.md" && mistake.line == line);
        assert!(said, "{found:?}");
    }

    #[test]
    fn every_kind_is_counted_once_whatever_its_versions() {
        let mut files = ::content::shipped_files();
        let (content, _) = ::content::load(&files);
        let before = counts(&content);
        assert!(before.contains("   36 afgørelser af 36 i kataloget; "), "{before}");
        assert!(before.contains("   31 notatfraser af 31 i kataloget\n"), "{before}");
        let receipt = files.get("breve/kvittering.md").expect("the receipt letter is shipped");
        let later = receipt.replace("gaelder_fra = 2025-09-01", "gaelder_fra = 2027-01-01");
        files.insert("breve/kvittering.2027-01-01.md".to_string(), later);
        assert_eq!(counts(&::content::load(&files).0), before);
        files.retain(|path, _| !path.starts_with("skemaer/"));
        assert!(counts(&::content::load(&files).0).contains("    0 skemaer\n"));
    }

    #[test]
    fn mistakes_come_first_and_warnings_after() {
        let mistake = |severity, message: &str| Mistake {
            file: "a.toml".to_string(),
            line: 1,
            message: message.to_string(),
            advice: "Ret den.".to_string(),
            severity,
        };
        let text = report(&[mistake(Severity::Warning, "ikke sat"), mistake(Severity::Error, "forkert")]);
        assert_eq!(text, "a.toml:1: forkert. Ret den.\nTil orientering:\na.toml:1: ikke sat. Ret den.\n1 fejl.\n");
    }

    #[test]
    fn every_word_of_every_list_is_told() {
        let text = words();
        for word in Fact::ALL.iter().map(|w| w.word()).chain(Act::ALL.iter().map(|w| w.word())) {
            assert!(text.contains(word), "{word}");
        }
        assert!(text.contains("samtykke eller hjemmel"));
    }
}
