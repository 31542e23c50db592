//! How much room a text takes, guessed on the wide side, since the reader's font is not ours to know.

/// Size of titles.
pub(crate) const BODY: f64 = 14.0;
/// Size of what is said around them.
pub(crate) const SMALL: f64 = 12.0;

fn width(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | 't' | 'f' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' => 0.36,
        'r' | 's' | '-' | '(' | ')' | '/' => 0.46,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '–' | '→' => 0.96,
        'æ' | 'Æ' => 0.98,
        other if other.is_uppercase() => 0.74,
        _ => 0.62,
    }
}

/// The width of a text at a size.
pub(crate) fn text_width(text: &str, size: f64) -> f64 {
    text.chars().map(width).sum::<f64>() * size
}

/// Breaks a text into lines no wider than the room; a word wider than that is broken with a hyphen.
pub(crate) fn wrap(text: &str, room: f64, size: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace().flat_map(|word| pieces(word, room, size)) {
        let longer = if line.is_empty() { word.clone() } else { format!("{line} {word}") };
        if text_width(&longer, size) <= room || line.is_empty() {
            line = longer;
        } else {
            lines.push(std::mem::replace(&mut line, word));
        }
        // A broken word goes on alone on the next line.
        if line.ends_with('\u{2010}') {
            lines.push(std::mem::take(&mut line).replace('\u{2010}', "-"));
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// A word, or its parts when it is wider than the room: all but the last end in a hyphen (U+2010).
fn pieces(word: &str, room: f64, size: f64) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    for character in word.chars() {
        if text_width(&part, size) + (width(character) + width('-')) * size > room && !part.is_empty() {
            parts.push(format!("{part}\u{2010}"));
            part.clear();
        }
        part.push(character);
    }
    parts.push(part);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_title_is_broken_between_words() {
        let lines = wrap("Fordeling, og markering af at borgeren har fremskudt sagsbehandler", 188.0, BODY);
        assert!(lines.len() >= 3, "{lines:?}");
        assert!(lines.iter().all(|line| text_width(line, BODY) <= 188.0), "{lines:?}");
        assert_eq!(lines.join(" "), "Fordeling, og markering af at borgeren har fremskudt sagsbehandler");
    }

    #[test]
    fn a_word_wider_than_the_box_is_hyphenated() {
        let word = "bevillingskompetenceplansrevisionsudvalgsmøde";
        let lines = wrap(word, 188.0, BODY);
        assert!(lines.iter().all(|line| text_width(line, BODY) <= 188.0), "{lines:?}");
        assert_eq!(lines.concat().replace('-', ""), word);
    }
}
