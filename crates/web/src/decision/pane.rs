//! The letter as it will be read, beside what is written.

use crate::parts::Prose;
use crate::wording;
use app::decision::page::Preview;
use askama::Template;
use askama::filters::HtmlSafe;

/// The letter, or why it cannot be shown yet. A page of its own for the script that asks for it while one writes.
#[derive(Debug, Template)]
#[template(path = "decision/letter.html")]
pub(super) struct Pane {
    title: String,
    prose: Option<Prose>,
    lix: u32,
    words: u32,
    reading: &'static str,
    trouble: String,
    /// Other parties' letters: name and path; the one shown has no path.
    readers: Vec<(String, Option<String>)>,
}

impl HtmlSafe for Pane {}

impl Pane {
    /// Nothing is chosen yet.
    pub(super) fn not_yet() -> Self {
        Self::trouble("Vælg et udfald, så vises brevet her, mens du skriver.")
    }

    fn trouble(text: &str) -> Self {
        Self {
            title: String::new(),
            prose: None,
            lix: 0,
            words: 0,
            reading: "",
            trouble: text.into(),
            readers: Vec::new(),
        }
    }

    /// Of the letter; `sent` is the text of one that is fixed.
    pub(super) fn of(found: &Result<Preview, String>, sent: Option<(&str, &str)>) -> Self {
        if let Some((title, text)) = sent {
            return Self { title: title.into(), prose: Some(Prose::of(text, 4)), ..Self::trouble("") };
        }
        match found {
            Ok(preview) => Self {
                title: preview.title.clone(),
                prose: Some(Prose::of(&preview.text, 4)),
                lix: preview.readability.lix,
                words: preview.readability.words,
                reading: wording::lix(preview.readability.lix),
                ..Self::trouble("")
            },
            Err(word) if word.is_empty() => Self::not_yet(),
            // What it lacks stands in the list of what is missing, in the words of the form.
            Err(_) => Self::trouble("Brevet vises her, når det, det skal sige, er skrevet. Se, hvad der mangler."),
        }
    }

    /// With the parties one may read it as.
    pub(super) fn readers(mut self, readers: Vec<(String, Option<String>)>) -> Self {
        self.readers = readers;
        self
    }
}
