//! From paths to parsed files: which format a path is, what its name says, and the lines of its halves.

use crate::formats::Format;
use crate::index::RawFile;
use crate::mistake::Mistakes;
use crate::node::{self, Node, Value};
use crate::shape;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A file name taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) id: String,
    pub(crate) day: Option<Date>,
}

/// Folders whose files are described in the format but read by nothing in the program.
const NOT_READ: &[&str] = &["pjecer/", "skalaer.toml", "snitflader.toml"];

/// The fingerprints of what is in use.
pub(crate) const LOCK: &str = "versioner.lock";

/// The format a path belongs to and its name; `None` when it belongs to none.
pub(crate) fn place_of(path: &str) -> Option<(Format, Name)> {
    // Longest place first, so that a block is not taken for a letter.
    let mut formats = Format::ALL.to_vec();
    formats.sort_by_key(|format| std::cmp::Reverse(format.place().len()));
    formats.into_iter().find_map(|format| {
        let stem = path.strip_suffix(format.ending())?.strip_suffix('.')?;
        if format.place().ends_with('/') {
            let stem = stem.strip_prefix(format.place())?;
            (!stem.contains('/')).then(|| (format, name_of(stem)))
        } else {
            let name = name_of(stem);
            (name.id == format.place()).then_some((format, name))
        }
    })
}

/// `overgang.2027-01-01` is the version of that day; `afslag.let` is a letter of its own.
fn name_of(stem: &str) -> Name {
    match stem.rsplit_once('.') {
        Some((id, day)) if day.parse::<Date>().is_ok() => Name { id: id.to_string(), day: day.parse().ok() },
        _ => Name { id: stem.to_string(), day: None },
    }
}

/// Parses every file and checks the keys of each; files that cannot be parsed are left out with a mistake.
pub(crate) fn parse_all(files: &BTreeMap<String, String>, mistakes: &mut Mistakes) -> Vec<RawFile> {
    files.iter().filter_map(|(path, text)| parse_one(path, text, mistakes)).collect()
}

fn parse_one(path: &str, text: &str, mistakes: &mut Mistakes) -> Option<RawFile> {
    if path == LOCK || is_hidden_or_text(path) {
        return None;
    }
    let Some((format, name)) = place_of(path) else {
        report_stray(path, mistakes);
        return None;
    };
    if !name.id.split('.').enumerate().all(|(i, part)| {
        if i == 0 { shape::is_id(part) } else { format == Format::Letter && matches!(part, "let" | "barn") }
    }) {
        mistakes.error(
            path,
            1,
            format!("filen kan ikke hedde \"{}\"", name.id),
            "Brug små bogstaver a-z, tal og bindestreg, og sæt kun en dag efter punktum: navn.2027-01-01.",
        );
    }
    let (node, text, first_line) = read_halves(path, format, text, mistakes)?;
    shape::check(path, &node, format.shape(), mistakes);
    if let (Some(named), Some(valid_from)) = (name.day, node.date("gaelder_fra"))
        && named != valid_from
    {
        mistakes.error(
            path,
            node.line_of("gaelder_fra"),
            format!("filen hedder {named}, men gælder fra {valid_from}"),
            "De to dage skal være den samme.",
        );
    }
    Some(RawFile { path: path.to_string(), format, id: name.id, node, text, first_line })
}

fn read_halves(path: &str, format: Format, text: &str, mistakes: &mut Mistakes) -> Option<(Node, String, usize)> {
    if format.ending() == "toml" {
        return Some((node::parse(path, text, mistakes)?, String::new(), 1));
    }
    match node::split(text) {
        Some(halves) => {
            let node = node::parse(path, &halves.front, mistakes)?;
            Some((node, halves.text, halves.first_line))
        }
        // A block is often just its text.
        None if format == Format::Block && !text.starts_with("+++") => {
            Some((Node { line: 1, value: Value::Table(Vec::new()) }, text.replace("\r\n", "\n"), 1))
        }
        None => {
            mistakes.error(
                path,
                1,
                "filen har ikke sine oplysninger øverst",
                "Begynd med en linje +++, skriv titel og resten, og slut med en linje +++.",
            );
            None
        }
    }
}

/// Notes to those who write (README.md) and hidden files are not content.
fn is_hidden_or_text(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with('.') || name == "README.md"
}

fn report_stray(path: &str, mistakes: &mut Mistakes) {
    if NOT_READ.iter().any(|place| path.starts_with(place)) {
        mistakes.warning(path, 1, "denne slags fil læses ikke endnu", "Den kan blive stående.");
        return;
    }
    let places: Vec<String> = Format::ALL
        .iter()
        .map(|format| match format.place() {
            folder if folder.ends_with('/') => format!("{folder}<id>.{}", format.ending()),
            file => format!("{file}.{}", format.ending()),
        })
        .collect();
    mistakes.error(path, 1, "systemet kender ikke denne fil", format!("Filer hedder: {}.", places.join(", ")));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_says_format_name_and_version() {
        let name = |path| place_of(path).map(|(format, name)| (format, name.id, name.day.is_some()));
        assert_eq!(name("procedurer/overgang.2027-01-01.toml"), Some((Format::Procedure, "overgang".into(), true)));
        assert_eq!(name("breve/afslag.let.md"), Some((Format::Letter, "afslag.let".into(), false)));
        assert_eq!(name("breve/blokke/kontakt.md"), Some((Format::Block, "kontakt".into(), false)));
        assert_eq!(name("bevillingsplan.2027-01-01.toml"), Some((Format::ApprovalPlan, "bevillingsplan".into(), true)));
        assert_eq!(name("breve/afslag.toml"), None);
    }
}
