//! The names that exist, so that a reference to nothing is found (check 7).
//!
//! Names are taken from the files as they stand, also from those that have mistakes of their own: one mistake must not
//! become ten.

use crate::formats::Format;
use crate::mistake::{Mistakes, did_you_mean};
use crate::node::Node;
use std::collections::{BTreeMap, BTreeSet};

/// A file that could be parsed, with its name taken apart.
#[derive(Debug)]
pub(crate) struct RawFile {
    /// Path inside the content folder.
    pub(crate) path: String,
    pub(crate) format: Format,
    /// Name without ending and day.
    pub(crate) id: String,
    /// The file, or its front matter.
    pub(crate) node: Node,
    /// The text of a Markdown file.
    pub(crate) text: String,
    /// The line on which the text begins.
    pub(crate) first_line: usize,
}

/// What a reference may point at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Thing {
    Procedure,
    Benefit,
    Letter,
    Block,
    Form,
    Phrase,
    Guide,
    Standard,
    Meeting,
    Role,
    Department,
    Setting,
}

impl Thing {
    /// With the article, and where it should stand.
    fn said(self) -> (&'static str, &'static str) {
        match self {
            Thing::Procedure => ("forløbet", "content/procedurer/"),
            Thing::Benefit => ("ydelsen", "content/ydelser/"),
            Thing::Letter => ("brevet", "content/breve/"),
            Thing::Block => ("blokken", "content/breve/blokke/"),
            Thing::Form => ("skemaet", "content/skemaer/"),
            Thing::Phrase => ("frasen", "content/fraser/"),
            Thing::Guide => ("vejledningen", "content/vejledninger/"),
            Thing::Standard => ("servicestandarden", "content/servicestandarder/"),
            Thing::Meeting => ("mødet", "content/moeder/"),
            Thing::Role => ("rollen", "content/roller.toml"),
            Thing::Department => ("afdelingen", "content/afdelinger.toml"),
            Thing::Setting => ("indstillingen", "content/indstillinger.toml"),
        }
    }

    fn of(format: Format) -> Option<Thing> {
        match format {
            Format::Procedure => Some(Thing::Procedure),
            Format::Benefit => Some(Thing::Benefit),
            Format::Letter => Some(Thing::Letter),
            Format::Block => Some(Thing::Block),
            Format::Questionnaire => Some(Thing::Form),
            Format::Phrase => Some(Thing::Phrase),
            Format::Guide => Some(Thing::Guide),
            Format::Standard => Some(Thing::Standard),
            Format::Meeting => Some(Thing::Meeting),
            _ => None,
        }
    }
}

/// Kinds whose names stand in a list in one file.
fn listed(format: Format) -> Option<(Thing, &'static str)> {
    match format {
        Format::Roles => Some((Thing::Role, "rolle")),
        Format::Departments => Some((Thing::Department, "afdeling")),
        Format::Settings => Some((Thing::Setting, "indstilling")),
        _ => None,
    }
}

/// Every name of every kind.
#[derive(Debug, Default)]
pub(crate) struct Index {
    names: BTreeMap<Thing, BTreeSet<String>>,
    /// Kinds whose one file could not be parsed: nothing is known about their names, so nothing is said.
    unknown: BTreeSet<Thing>,
    /// Results of each form.
    pub(crate) results: BTreeMap<String, BTreeSet<String>>,
}

impl Index {
    /// `paths` are all files, also those that could not be parsed.
    pub(crate) fn new<'a>(files: &[RawFile], paths: impl Iterator<Item = &'a str>) -> Index {
        let mut index = Index::default();
        for path in paths {
            if let Some((format, name)) = crate::files::place_of(path)
                && let Some(thing) = Thing::of(format)
            {
                index.add(thing, name.id);
            } else if let Some((thing, _)) = crate::files::place_of(path).and_then(|(format, _)| listed(format)) {
                index.unknown.insert(thing);
            }
        }
        for file in files {
            if let Some((thing, key)) = listed(file.format) {
                index.unknown.remove(&thing);
                for id in file.node.tables(key).into_iter().filter_map(|entry| entry.text("id")) {
                    index.add(thing, id);
                }
            }
            if file.format == Format::Questionnaire {
                let results = file.node.tables("resultat").into_iter().filter_map(|result| result.text("id"));
                index.results.entry(file.id.clone()).or_default().extend(results);
            }
        }
        index
    }

    fn add(&mut self, thing: Thing, id: String) {
        self.names.entry(thing).or_default().insert(id);
    }

    pub(crate) fn has(&self, thing: Thing, id: &str) -> bool {
        self.names.get(&thing).is_some_and(|names| names.contains(id))
    }

    fn names(&self, thing: Thing) -> impl Iterator<Item = &str> {
        self.names.get(&thing).into_iter().flatten().map(String::as_str)
    }

    /// Reports a name that is not there.
    pub(crate) fn demand(&self, thing: Thing, id: &str, file: &str, line: usize, mistakes: &mut Mistakes) {
        if !self.has(thing, id) && !self.unknown.contains(&thing) {
            let (what, place) = thing.said();
            let advice = did_you_mean(id, self.names(thing), "Ret navnet, eller skriv det, der mangler.");
            mistakes.error(file, line, format!("{what} \"{id}\" findes ikke i {place}"), advice);
        }
    }

    /// Reports each name of a key that is not there.
    pub(crate) fn demand_all(&self, thing: Thing, node: &Node, key: &str, file: &str, mistakes: &mut Mistakes) {
        for (id, line) in node.texts(key) {
            self.demand(thing, &id, file, line, mistakes);
        }
    }
}
