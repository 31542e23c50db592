//! Fingerprints of the procedures in use (`versioner.lock`): a version cases have begun by must not change its shape.
//!
//! Texts may be mended; `id`, `efter`, `foer`, `hvis`, `kraever`, `udfald`, `frist`, `tidligst` and `indtil` may not
//! (`content-formats.md` section 1, versions; check 22).

use crate::files::{self, LOCK};
use crate::formats::Format;
use crate::index::RawFile;
use crate::mistake::Mistakes;
use crate::node::{Node, Value};
use crate::procedure::{self, Merged};
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The keys of a step that make its shape.
const SHAPE: [&str; 9] = ["id", "efter", "foer", "hvis", "kraever", "udfald", "frist", "tidligst", "indtil"];
/// Texts inside them that may be mended.
const TEXTS: [&str; 5] = ["titel", "borgeren_ser", "kilde", "breve", "skal_bekraeftes"];

/// A procedure in a version: what a line of the file is about.
type Version = (String, Date);

/// What writing the file anew would do.
#[derive(Debug, PartialEq, Eq)]
pub struct Update {
    /// The new text of `versioner.lock`.
    pub text: String,
    /// Versions that were not there before, as `id 2026-01-01`.
    pub added: Vec<String>,
    /// Versions whose shape has changed since they were locked; only to be written when no case has begun by them.
    pub changed: Vec<String>,
    /// Versions that are locked but no longer there.
    pub gone: Vec<String>,
}

/// Works out the lock file for these files, and how it differs from the one among them.
pub fn update(files: &BTreeMap<String, String>) -> Update {
    let mut ignored = Mistakes::default();
    let parsed = files::parse_all(files, &mut ignored);
    let sources: Vec<&RawFile> = parsed.iter().filter(|file| file.format == Format::Procedure).collect();
    let merged = procedure::merge_all(&sources, &mut ignored);
    let now = lines(&merged.iter().collect::<Vec<_>>());
    let before = read(files.get(LOCK).map_or("", String::as_str));
    let named = |(id, day): &Version| format!("{id} {day}");
    let added = now.keys().filter(|version| !before.contains_key(version)).map(named).collect();
    let changed =
        now.iter().filter(|(v, line)| before.get(v).is_some_and(|(_, old)| old != *line)).map(|(v, _)| named(v));
    let gone = before.keys().filter(|version| !now.contains_key(version)).map(named).collect();
    let mut text = "# Aftryk af forløbene i brug. Skrives af: tovholder content lock\n".to_string();
    for ((id, day), line) in &now {
        text.push_str(&format!("{id} {day} {line}\n"));
    }
    Update { text, added, changed: changed.collect(), gone }
}

/// The line of each version: its fingerprint and, if it builds on another, which version of that.
fn lines(merged: &[&Merged<'_>]) -> BTreeMap<Version, String> {
    merged
        .iter()
        .map(|merged| {
            let mut line = fingerprint(merged);
            if let Some(base) = merged.base
                && let Some(day) = base.node.date("gaelder_fra")
            {
                line.push_str(&format!(" bygger_paa {} {day}", base.id));
            }
            ((merged.file.id.clone(), merged.valid_from), line)
        })
        .collect()
}

/// The lines of a lock file with their numbers; what is no line is passed over.
fn read(text: &str) -> BTreeMap<Version, (usize, String)> {
    text.lines()
        .enumerate()
        .filter_map(|(at, line)| {
            let (id, rest) = line.split_once(' ')?;
            let (day, rest) = rest.split_once(' ')?;
            Some(((id.to_string(), day.parse().ok()?), (at + 1, rest.trim().to_string())))
        })
        .collect()
}

/// Check 22, last third.
pub(crate) fn check(merged: &[&Merged<'_>], files: &BTreeMap<String, String>, mistakes: &mut Mistakes) {
    let Some(locked) = files.get(LOCK).map(|text| read(text)) else { return };
    let now = lines(merged);
    for merged in merged {
        let version = (merged.file.id.clone(), merged.valid_from);
        let line = merged.file.node.line_of("gaelder_fra");
        match (locked.get(&version), now.get(&version)) {
            (Some((_, old)), Some(new)) if old != new => mistakes.error(
                &merged.file.path,
                line,
                "filen er ændret, siden den kom i brug",
                "Lav en ny med ny \"gaelder_fra\".",
            ),
            (None, _) => mistakes.warning(
                &merged.file.path,
                line,
                format!("udgaven fra {} står ikke i {LOCK}", merged.valid_from),
                "Kør tovholder content lock, når den tages i brug.",
            ),
            _ => {}
        }
    }
    for ((id, day), (line, _)) in locked.iter().filter(|(version, _)| !now.contains_key(version)) {
        let message = format!("udgaven af \"{id}\" fra {day} er taget i brug, men findes ikke mere");
        mistakes.error(LOCK, *line, message, "Læg filen tilbage; sager kan være begyndt efter den.");
    }
}

/// Sixteen hexadecimal digits that change when the shape does, and not when a text or the order of steps does.
fn fingerprint(merged: &Merged<'_>) -> String {
    let mut steps: Vec<String> = merged.steps.iter().map(|place| shape_of(place.node)).collect();
    steps.sort();
    let hash = Sha256::digest(steps.join("\n").as_bytes());
    hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn shape_of(step: &Node) -> String {
    SHAPE.iter().filter_map(|key| Some(format!("{key}={};", canonical(step.get(key)?)))).collect()
}

/// A value in one way of writing: keys in order, and one alone like a list of one.
fn canonical(node: &Node) -> String {
    match &node.value {
        Value::List(items) => items.iter().map(canonical).collect(),
        Value::Table(entries) => {
            let mut parts: Vec<String> = entries
                .iter()
                .filter(|entry| !TEXTS.contains(&entry.key.as_str()))
                .map(|entry| format!("{}={};", entry.key, canonical(&entry.node)))
                .collect();
            parts.sort();
            format!("[{}]", parts.concat())
        }
        _ => format!("[{:?}]", node.shown()),
    }
}
