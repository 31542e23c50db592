//! The parts of a letter's text, so that a letter changed by a caseworker can still be checked before it is sent.
//!
//! In the filled text a part begins with a line of its own, `{# del: begrundelse #}`, exactly as in the template. It is
//! not printed. [`sections`] takes the text apart at these lines, so that a page can offer each section to be edited
//! without the marks, and [`join`] puts it together again.

use domain::letter::Part;
use std::borrow::Borrow;

/// A stretch of a letter's text that carries the same parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// What it is in law; none for what stands before the first mark and after `{# slut del #}`.
    pub parts: Vec<Part>,
    /// Its text, without the mark.
    pub text: String,
}

/// The line that begins parts.
pub(crate) fn mark(parts: &[Part]) -> String {
    let words: Vec<&str> = parts.iter().map(|part| part.word()).collect();
    format!("{{# del: {} #}}", words.join(", "))
}

/// The line that ends parts.
pub(crate) const END: &str = "{# slut del #}";

/// The parts a line begins, when it is a mark; the empty list for a line that ends parts.
pub(crate) fn read_mark(line: &str) -> Option<Vec<Part>> {
    let line = line.trim();
    if line == END {
        return Some(Vec::new());
    }
    let names = line.strip_prefix("{# del:")?.strip_suffix("#}")?;
    names.split(',').map(|name| Part::from_word(name.trim())).collect()
}

/// The text taken apart at its marks, in order; nothing of it is lost.
pub fn sections(text: &str) -> Vec<Section> {
    let mut found = vec![Section { parts: Vec::new(), text: String::new() }];
    for line in text.lines() {
        if let Some(parts) = read_mark(line) {
            found.push(Section { parts, text: String::new() });
        } else if let Some(section) = found.last_mut() {
            section.text.push_str(line);
            section.text.push('\n');
        }
    }
    // An empty beginning is only there because the text began with a mark.
    found.retain(|section| !section.parts.is_empty() || !section.text.trim().is_empty());
    found
}

/// Sections put together again. A mark inside a section's text (typed by hand) stays what it is.
pub fn join(sections: &[Section]) -> String {
    let mut text = String::new();
    let mut inside = false;
    for section in sections {
        if !section.parts.is_empty() {
            text.push_str(&mark(&section.parts));
            text.push('\n');
        } else if inside {
            text.push_str(END);
            text.push('\n');
        }
        inside = !section.parts.is_empty();
        text.push_str(&section.text);
        if !section.text.is_empty() && !section.text.ends_with('\n') {
            text.push('\n');
        }
    }
    text
}

/// The parts that the text has, with something said in them.
pub fn present_parts(text: &str) -> Vec<Part> {
    let mut present = Vec::new();
    let mut before = String::new();
    for section in sections(text) {
        if says_something(&section.text, ends_in_heading(&before)) {
            present.extend(section.parts.iter().copied().filter(|part| !present.contains(part)).collect::<Vec<_>>());
        }
        before = section.text;
    }
    present
}

/// The required parts that are not in the text, or are there with nothing said in them.
pub fn missing_parts(text: &str, required: impl IntoIterator<Item = impl Borrow<Part>>) -> Vec<Part> {
    let present = present_parts(text);
    let mut missing = Vec::new();
    for part in required {
        let part = *part.borrow();
        if !present.contains(&part) && !missing.contains(&part) {
            missing.push(part);
        }
    }
    missing
}

fn ends_in_heading(text: &str) -> bool {
    text.lines().rfind(|line| !line.trim().is_empty()).is_some_and(is_heading)
}

fn is_heading(line: &str) -> bool {
    line.trim_start().starts_with('#')
}

/// A part has one heading, before its mark or just after; text under the next heading is no longer its own.
fn says_something(text: &str, heading_before: bool) -> bool {
    let mut headings = u32::from(heading_before);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if is_heading(line) {
            headings += 1;
        } else if line.chars().any(char::is_alphanumeric) {
            return headings <= 1;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
    use super::*;

    const LETTER: &str = "Kære Anna\n\n{# del: afgørelsen #}\nDu får hjælp.\n\n## Hvorfor\n{# del: begrundelse #}\n\
                          Fordi.\n{# del: klagevejledning #}\n## Hvis du vil klage\nRing til os.\n{# slut del #}\nHilsen\n";

    #[test]
    fn each_part_of_a_whole_letter_is_present() {
        let present = present_parts(LETTER);
        assert_eq!(present, [Part::Decision, Part::Reasons, Part::ComplaintGuidance]);
        assert_eq!(missing_parts(LETTER, [Part::Reasons, Part::Rules]), [Part::Rules]);
    }

    #[test]
    fn a_part_emptied_by_hand_is_missing_though_its_heading_stands() {
        assert_eq!(
            missing_parts(&LETTER.replace("Ring til os.", ""), [Part::ComplaintGuidance]),
            [Part::ComplaintGuidance]
        );
        assert_eq!(missing_parts(&LETTER.replace("Fordi.", " - "), [Part::Reasons]), [Part::Reasons]);
    }

    #[test]
    fn text_under_the_next_heading_does_not_count_for_an_emptied_part() {
        let text = "## Hvorfor\n{# del: begrundelse #}\n\n## Bilag\nEn lægeerklæring.\n";
        assert_eq!(missing_parts(text, [Part::Reasons]), [Part::Reasons]);
    }

    #[test]
    fn taken_apart_and_joined_the_text_is_the_same() {
        assert_eq!(join(&sections(LETTER)), LETTER);
        assert_eq!(sections(LETTER)[1].text, "Du får hjælp.\n\n## Hvorfor\n");
    }
}
