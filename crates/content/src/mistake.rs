//! What is wrong in a content file, said so that the one who wrote it can mend it (`content-formats.md` section 4).

use std::fmt;

/// How bad a mistake is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The file (or the entry) is left out until it is mended.
    Error,
    /// Something to know; the file is used as it is.
    Warning,
}

/// One mistake in one place, with what to do about it. Shown as `fil:linje: fejl. Råd.`
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// Path inside the content folder, e.g. `procedurer/ansoegning.toml`.
    pub file: String,
    /// Line in the file, from 1.
    pub line: usize,
    /// What is wrong, in Danish, without the full stop.
    pub message: String,
    /// What to do, in Danish, with its full stop; may be empty.
    pub advice: String,
    /// How bad it is.
    pub severity: Severity,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}.", self.file, self.line, self.message)?;
        if self.advice.is_empty() { Ok(()) } else { write!(f, " {}", self.advice) }
    }
}

/// Where mistakes are gathered while files are read; nothing stops at the first one.
#[derive(Debug, Default)]
pub(crate) struct Mistakes(Vec<Mistake>);

impl Mistakes {
    pub(crate) fn error(&mut self, file: &str, line: usize, message: impl Into<String>, advice: impl Into<String>) {
        self.add(file, line, message.into(), advice.into(), Severity::Error);
    }

    pub(crate) fn warning(&mut self, file: &str, line: usize, message: impl Into<String>, advice: impl Into<String>) {
        self.add(file, line, message.into(), advice.into(), Severity::Warning);
    }

    fn add(&mut self, file: &str, line: usize, message: String, advice: String, severity: Severity) {
        self.0.push(Mistake { file: file.to_string(), line, message, advice, severity });
    }

    /// Files that have at least one error, and so are left out.
    pub(crate) fn files_in_error(&self) -> std::collections::BTreeSet<String> {
        self.0.iter().filter(|m| m.severity == Severity::Error).map(|m| m.file.clone()).collect()
    }

    /// How many there are; used to see whether an entry added any.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// All of them by file and line, each once: a step taken over by three procedures is wrong in one place.
    pub(crate) fn sorted(mut self) -> Vec<Mistake> {
        self.0.sort();
        self.0.dedup();
        self.0
    }
}

/// The word nearest to a misspelt one, if any is near enough to be worth proposing.
pub(crate) fn nearest<'a>(word: &str, among: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    among
        .into_iter()
        .map(|candidate| (strsim::normalized_damerau_levenshtein(word, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= 0.55)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}

/// "Mente du …?", or what stands instead when nothing is near.
pub(crate) fn did_you_mean<'a>(word: &str, among: impl IntoIterator<Item = &'a str>, otherwise: &str) -> String {
    nearest(word, among).map_or_else(|| otherwise.to_string(), |near| format!("Mente du \"{near}\"?"))
}
