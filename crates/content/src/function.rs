//! Reads the models of coordinating functions (`[[funktion]]` in `roller.toml`).

use crate::index::RawFile;
use crate::mistake::Mistakes;
use crate::node::Node;
use crate::rule::parse_span;
use domain::deadline::Unit;
use domain::function::{Duty, Model, Overview, Part, Place, Towards};

/// The words `retning` takes.
pub(crate) fn towards_words() -> Vec<&'static str> {
    Towards::ALL.iter().map(|value| value.code()).collect()
}

/// The words `ser` takes.
pub(crate) fn part_words() -> Vec<&'static str> {
    Part::ALL.iter().map(|value| value.code()).collect()
}

/// The words `paa` takes.
pub(crate) fn place_words() -> Vec<&'static str> {
    Place::ALL.iter().map(|value| value.code()).collect()
}

/// The words `overblik` takes.
pub(crate) fn overview_words() -> Vec<&'static str> {
    Overview::ALL.iter().map(|value| value.code()).collect()
}

/// The models in the order of the file.
pub(crate) fn functions(file: &RawFile, mistakes: &mut Mistakes) -> Vec<Model> {
    file.node.tables("funktion").into_iter().filter_map(|node| function(file, node, mistakes)).collect()
}

fn function(file: &RawFile, node: &Node, mistakes: &mut Mistakes) -> Option<Model> {
    let (id, title) = (node.text("id")?, node.text("titel")?);
    let words = |key: &str| node.words(key);
    for key in ["ser", "paa"] {
        if node.get(key).is_some() && words(key).is_empty() {
            let message = format!("\"{key}\" er tom i funktionen \"{id}\"");
            mistakes.error(&file.path, node.line_of(key), message, "Skriv mindst ét ord, eller fjern funktionen.");
        }
    }
    let duties = node.tables("pligter").into_iter().filter_map(|duty| read_duty(file, duty, mistakes)).collect();
    Some(Model {
        id,
        title,
        towards: Towards::from_code(&node.text("retning")?)?,
        strengths: words("styrke"),
        weaknesses: words("svaghed"),
        sees: words("ser").iter().filter_map(|word| Part::from_code(word)).collect(),
        places: words("paa").iter().filter_map(|word| Place::from_code(word)).collect(),
        duties,
        overview: node.text("overblik").and_then(|word| Overview::from_code(&word)),
    })
}

/// A duty comes again after whole days or more: a rhythm of hours, or of no length, is a slip of the finger.
fn read_duty(file: &RawFile, node: &Node, mistakes: &mut Mistakes) -> Option<Duty> {
    let (text, written, source) = (node.text("tekst")?, node.text("hver")?, node.text("kilde")?);
    let mut wrong = |message: String, advice: String| {
        mistakes.error(&file.path, node.line_of("hver"), message, advice);
    };
    match parse_span(&written) {
        Err(error) => {
            wrong(error.message(), error.advice());
            None
        }
        Ok(every) if every.0.iter().any(|(n, unit)| *n == 0 || *unit == Unit::Hours) => {
            let message = format!("\"{written}\" er ingen rytme for en pligt");
            wrong(message, "Skriv hele dage eller mere, fx \"2 uger\".".to_string());
            None
        }
        Ok(every) => Some(Duty { text, every, source }),
    }
}
