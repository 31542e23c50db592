//! The catalogue (`katalog.toml`): all that there is to be, and which file each part of it has become.
//!
//! A file names its entries with `katalog`. An entry that no file names says what it comes with, so that nothing is
//! missing in silence (`content-formats.md`, check 29).

use crate::Content;
use crate::index::RawFile;
use crate::mistake::Mistakes;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// All that there is to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// How many note phrases there are to be.
    pub phrases: usize,
    /// Entries under their headings, in the order of the file.
    pub groups: Vec<Group>,
}

/// Entries of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its Danish heading.
    pub title: String,
    /// Its entries.
    pub entries: Vec<Entry>,
}

/// One thing there is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What files call it, e.g. "T-L01".
    pub id: String,
    /// Its Danish title.
    pub title: String,
    /// What it comes with, as long as no file names it.
    pub comes_with: Option<String>,
}

/// Reads the catalogue; an id that stands twice is reported.
pub(crate) fn read(file: &RawFile, mistakes: &mut Mistakes) -> Catalogue {
    let mut seen = BTreeSet::new();
    let mut groups = Vec::new();
    for node in file.node.tables("gruppe") {
        let mut entries = Vec::new();
        for node in node.tables("poster") {
            let (Some(id), Some(title)) = (node.text("id"), node.text("titel")) else { continue };
            if !seen.insert(id.clone()) {
                let message = format!("posten \"{id}\" står to gange");
                mistakes.error(&file.path, node.line, message, "Slet den ene.");
            }
            entries.push(Entry { id, title, comes_with: node.text("kommer") });
        }
        groups.extend(node.text("titel").map(|title| Group { title, entries }));
    }
    let phrases = file.node.number("fraser").and_then(|count| usize::try_from(count).ok()).unwrap_or_default();
    Catalogue { phrases, groups }
}

impl Content {
    /// The files that name each entry, by its id.
    pub fn files_by_entry(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut found: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (path, note) in &self.notes {
            for id in &note.catalogue {
                found.entry(id).or_default().push(path);
            }
        }
        found
    }

    /// What does not fit between the catalogue and the files, one Danish sentence each: an entry without a file that
    /// does not say what it comes with, one with a file that still says so, a file that names what is not in the
    /// catalogue, and another number of phrases.
    pub fn catalogue_gaps(&self) -> Vec<String> {
        let mut files = self.files_by_entry();
        let mut gaps = Vec::new();
        for entry in self.catalogue.groups.iter().flat_map(|group| &group.entries) {
            match (files.remove(entry.id.as_str()), &entry.comes_with) {
                (None, None) => gaps
                    .push(format!("{} ({}) har ingen fil og siger ikke, hvad den kommer med", entry.id, entry.title)),
                (Some(paths), Some(comes)) => {
                    gaps.push(format!("{} har {}, men siger stadig \"{comes}\"", entry.id, paths.join(" og ")));
                }
                _ => {}
            }
        }
        gaps.extend(
            files.iter().map(|(id, paths)| format!("{} nævner {id}, som ikke er i kataloget", paths.join(" og "))),
        );
        let phrases = self.phrases.iter().map(|phrase| phrase.id.as_str()).collect::<BTreeSet<_>>().len();
        if phrases != self.catalogue.phrases {
            gaps.push(format!("der er {phrases} notatfraser; der skal være {}", self.catalogue.phrases));
        }
        gaps
    }

    /// `docs/coverage.md`: each entry with its files, or with what it comes with.
    pub fn coverage(&self) -> String {
        let files = self.files_by_entry();
        let all = || self.catalogue.groups.iter().flat_map(|group| &group.entries);
        let there = all().filter(|entry| files.contains_key(entry.id.as_str())).count();
        let mut text = format!(
            "# Dækning\n\nHver post i `content/katalog.toml` og den fil, den er blevet til. Skrives af prøven \
             `the_table_in_docs_is_what_the_files_say`.\n{there} af {} poster har en fil.\n",
            all().count()
        );
        for group in &self.catalogue.groups {
            let _ = write!(text, "\n## {}\n\n| Id | Titel | Fil |\n| --- | --- | --- |\n", group.title);
            for entry in &group.entries {
                let place = match (files.get(entry.id.as_str()), &entry.comes_with) {
                    (Some(paths), _) => paths.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join("<br>"),
                    (None, Some(comes)) => comes.clone(),
                    (None, None) => "mangler".to_string(),
                };
                let _ = writeln!(text, "| {} | {} | {place} |", entry.id, entry.title);
            }
        }
        let phrases = self.phrases.iter().map(|phrase| phrase.id.as_str()).collect::<BTreeSet<_>>().len();
        let _ = write!(text, "\n## Notatfraser\n\n{phrases} af {} står i `content/fraser/`.\n", self.catalogue.phrases);
        text
    }
}
