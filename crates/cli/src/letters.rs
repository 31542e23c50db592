//! `tovholder letters --out DIR`: every letter with sample facts, one PDF each, to be read and judged on paper.

use ::letters::{Page, Press, Words, fill, readability};
use anyhow::{Context, Result};
use domain::letter::Letter;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

/// What `tovholder letters` is told.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Folder for the files; made when it is not there. Each is named by its letter: `kvittering.pdf`.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

/// The day every sample letter carries: the sample facts lie around it.
const SAMPLE_DAY: jiff::civil::Date = jiff::civil::date(2026, 3, 31);

/// Renders each letter with sample facts; answers one line for each: its file, size and readability.
///
/// `blocks` are the shared parts of `content/breve/blokke/` by name. Stops at the first letter that cannot be made.
pub fn run(args: &Args, letters: &[Letter], blocks: &BTreeMap<String, String>) -> Result<String> {
    std::fs::create_dir_all(&args.out).with_context(|| format!("making the folder {}", args.out.display()))?;
    let mut made = String::new();
    let press = Press::new().context("loading the letters' fonts")?;
    for letter in letters {
        let words = Words::sample_for(letter);
        let filled = fill(letter, blocks, &words).with_context(|| format!("filling the letter {}", letter.id))?;
        let page = Page::of_letter(&letter.title, &filled.text, SAMPLE_DAY, &words.around(letter))
            .with_context(|| format!("laying out the letter {}", letter.id))?;
        let pdf = press.pdf(&page).with_context(|| format!("setting the letter {}", letter.id))?;
        let path = args.out.join(format!("{}.pdf", letter.id));
        std::fs::write(&path, &pdf).with_context(|| format!("writing {}", path.display()))?;
        let lix = readability(&filled.text).lix;
        writeln!(made, "{:<44} {:>4} KB  lix {lix}", path.display(), pdf.len() / 1000)?;
    }
    Ok(made)
}
