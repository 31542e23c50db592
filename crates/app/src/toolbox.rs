//! The toolbox (værktøjskasse): what content says of letters beyond its own file. Nothing here is about a citizen.

use crate::App;
use domain::letter::Letter;
use letters::Words;

/// A letter filled with made-up facts, as its readers would meet it.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The text in the small markup of letters.
    pub text: String,
    /// How it reads.
    pub readability: letters::Readability,
}

/// The letter with made-up facts; `None` when it cannot be filled, which the check of content reports.
pub fn sample(app: &App, letter: &Letter) -> Option<Sample> {
    let words = Words::sample_for(letter);
    // A general decision letter is shown as the first benefit that uses it would send it.
    let benefit = app.content.benefits.iter().find(|benefit| letter.has_slots() && benefit.uses_letter(&letter.id));
    let letter = &benefit.map_or_else(|| letter.clone(), |benefit| letter.for_benefit(benefit));
    let filled = letters::fill(letter, &app.content.blocks, &words).ok()?;
    Some(Sample { readability: letters::readability(&filled.text), text: filled.text })
}

/// The words a letter and its shared pieces use, each with what it says.
pub fn words_of(app: &App, letter: &Letter) -> Vec<(&'static str, &'static str)> {
    let mut text = letter.text.clone();
    for (id, block) in &app.content.blocks {
        if letter.text.contains(&format!("{{{{> {id} }}}}")) {
            text.push_str(block);
        }
    }
    let uses = |word: &str| text.contains(&format!("{{{{ {word} }}}}"));
    Words::KNOWN.iter().filter(|(word, _, _)| uses(word)).map(|(word, _, meaning)| (*word, *meaning)).collect()
}
