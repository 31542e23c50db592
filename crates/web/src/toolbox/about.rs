//! What every page of the toolbox says on top: kind, version, owner, source, and what to mind.

use crate::wording::danish;
use app::App;
use askama::Template;
use askama::filters::HtmlSafe;
use jiff::civil::Date;

/// The top of a page of the toolbox. It holds the page's `h1`.
#[derive(Template)]
#[template(path = "toolbox/about.html")]
pub(super) struct About {
    title: String,
    kind: &'static str,
    /// Label and value.
    facts: Vec<(&'static str, String)>,
    /// Other versions: what the link says, where it leads.
    others: Vec<(String, String)>,
    warnings: Vec<String>,
    to_be_confirmed: bool,
}

impl HtmlSafe for About {}

/// What a file says about itself.
pub(super) struct Note {
    pub(super) catalogue: Vec<String>,
    pub(super) source: Option<String>,
    pub(super) warning: Option<String>,
    pub(super) to_be_confirmed: bool,
}

/// What the file with this name says about itself, whatever its ending.
pub(super) fn note(app: &App, name: &str) -> Option<Note> {
    let found = app
        .content
        .notes
        .iter()
        .find(|(path, _)| path.strip_prefix(name).is_some_and(|ending| matches!(ending, ".toml" | ".md")));
    found.map(|(_, note)| Note {
        catalogue: note.catalogue.clone(),
        source: note.source.clone(),
        warning: note.warning.clone(),
        to_be_confirmed: note.to_be_confirmed,
    })
}

impl About {
    /// With a title and what kind of thing it is.
    pub(super) fn new(title: &str, kind: &'static str) -> Self {
        Self {
            title: title.into(),
            kind,
            facts: Vec::new(),
            others: Vec::new(),
            warnings: Vec::new(),
            to_be_confirmed: false,
        }
    }

    /// And a fact; an empty one is left out.
    pub(super) fn fact(mut self, label: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.facts.push((label, value));
        }
        self
    }

    /// And something a reader must know first.
    pub(super) fn warning(mut self, text: Option<String>) -> Self {
        self.warnings.extend(text.filter(|text| !self.warnings.contains(text)));
        self
    }

    /// And what its file says: `folder` and `id` name it, `from` its version.
    pub(super) fn file(self, app: &App, folder: &str, id: &str, from: Date) -> Self {
        let found = note(app, &format!("{folder}/{id}.{from}")).or_else(|| note(app, &format!("{folder}/{id}")));
        match found {
            Some(note) => self.noted(note),
            None => self,
        }
    }

    /// And what a file says of itself.
    pub(super) fn noted(mut self, note: Note) -> Self {
        self.to_be_confirmed = self.to_be_confirmed || note.to_be_confirmed;
        self.fact("Katalog", note.catalogue.join(", "))
            .fact("Kilde", note.source.unwrap_or_default())
            .warning(note.warning)
    }

    /// And its version among the others.
    pub(super) fn versions(mut self, shown: Date, all: impl Iterator<Item = Date>, path: &str) -> Self {
        for day in all.filter(|day| *day != shown) {
            self.others.push((format!("Udgaven fra {}", danish::date_plain(day)), format!("{path}?fra={day}")));
        }
        self.fact("Gælder fra", danish::date_plain(shown))
    }
}
