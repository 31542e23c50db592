//! A list's file as offices export it: UTF-8 or Windows-1252, semicolon, comma or tab, with quoted cells that may hold
//! line breaks. From bytes to lines of cells; what they mean is `domain::school_list`'s.

use domain::school_list::{Line, NotAList};
use encoding_rs::{Encoding, WINDOWS_1252};

/// Most bytes of a list: three thousand rows are a tenth of it.
const MOST_BYTES: usize = 2 * 1024 * 1024;
/// What may stand between two cells; the first wins when none is in the header.
const BETWEEN: [u8; 3] = [b';', b',', b'\t'];

/// The text of a file, whatever it was written in.
///
/// # Errors
/// [`NotAList::TooLarge`]; [`NotAList::NotText`] for a file that is no text, such as a workbook.
pub(super) fn text(bytes: &[u8]) -> Result<String, NotAList> {
    if MOST_BYTES < bytes.len() {
        return Err(NotAList::TooLarge);
    }
    let marked = Encoding::for_bom(bytes);
    let text = match (marked, std::str::from_utf8(bytes)) {
        (Some((encoding, mark)), _) => {
            let rest = bytes.get(mark..).unwrap_or_default();
            encoding.decode_without_bom_handling_and_without_replacement(rest).ok_or(NotAList::NotText)?.into_owned()
        }
        (None, Ok(text)) => text.to_string(),
        // Every byte is a letter in Windows-1252, so that this never fails; what is no text shows below.
        (None, Err(_)) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    };
    let is_text = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
    if text.chars().all(is_text) { Ok(text) } else { Err(NotAList::NotText) }
}

/// The lines of a text, each with its number and its cells.
///
/// # Errors
/// [`NotAList::NotATable`].
pub(super) fn lines(text: &str) -> Result<Vec<Line>, NotAList> {
    // One kind of line break, or the reader counts a line of two of them once too little.
    let text = &text.replace("\r\n", "\n").replace('\r', "\n");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(between(text))
        .from_reader(text.as_bytes());
    let blank: Vec<bool> = text.lines().map(|line| line.trim().is_empty()).collect();
    let mut found = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| NotAList::NotATable)?;
        let from = record.position().map(csv::Position::line).and_then(|line| usize::try_from(line).ok()).unwrap_or(1);
        // Empty lines are passed over by the reader, and counted with the row after them.
        let empty = blank.iter().skip(from.saturating_sub(1)).take_while(|blank| **blank).count();
        let nr = u32::try_from(from.saturating_add(empty)).unwrap_or(u32::MAX);
        found.push(Line { nr, cells: record.iter().map(ToString::to_string).collect() });
    }
    Ok(found)
}

/// What stands between the cells: whichever is most often in the first line that is not empty, outside quotes.
fn between(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut quoted = false;
    let mut counts = [0_usize; BETWEEN.len()];
    for byte in header.bytes() {
        if byte == b'"' {
            quoted = !quoted;
        }
        for (count, known) in counts.iter_mut().zip(BETWEEN) {
            if !quoted && byte == known {
                *count = count.saturating_add(1);
            }
        }
    }
    let most = counts.iter().max().copied().unwrap_or_default();
    BETWEEN.into_iter().zip(counts).find(|(_, count)| *count == most).map_or(b';', |(known, _)| known)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use super::*;

    fn cells(bytes: &[u8]) -> Vec<(u32, Vec<String>)> {
        lines(&text(bytes).unwrap()).unwrap().into_iter().map(|line| (line.nr, line.cells)).collect()
    }

    fn row(nr: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (nr, cells.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_danish_office_writes_windows_1252_with_semicolons() {
        let bytes = b"Navn;CPR;Skole;Klasse\r\nS\xF8ren \xC6gidius;740910-9902;Tovby Skole \x96 afd. \xC5;9. b\r\n";
        let expected = [
            row(1, &["Navn", "CPR", "Skole", "Klasse"]),
            row(2, &["Søren Ægidius", "740910-9902", "Tovby Skole – afd. Å", "9. b"]),
        ];
        assert_eq!(cells(bytes), expected);
    }

    #[test]
    fn the_same_list_reads_alike_however_it_is_written() {
        let list = "Navn;CPR\nSøren Æble;1\n";
        let (marked, bare) = (format!("\u{feff}{list}"), list.to_string());
        let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain(list.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let (narrow, ..) = WINDOWS_1252.encode(list);
        for bytes in [marked.as_bytes(), bare.as_bytes(), &wide, &narrow] {
            assert_eq!(cells(bytes), [row(1, &["Navn", "CPR"]), row(2, &["Søren Æble", "1"])]);
        }
        for between in [",", "\t"] {
            let other = list.replace(';', between);
            assert_eq!(cells(other.as_bytes())[1], row(2, &["Søren Æble", "1"]), "{between:?}");
        }
    }

    #[test]
    fn a_quoted_cell_holds_separators_quotes_and_line_breaks() {
        let text =
            "\"Navn\";\"Skole, afdeling\"\n\n\"Lundtoft; Freja\";\"\"\"Skolen\"\" ved\nåen\"\n\n\nEmil;Byskolen\n";
        let expected = [
            row(1, &["Navn", "Skole, afdeling"]),
            row(3, &["Lundtoft; Freja", "\"Skolen\" ved\nåen"]),
            row(7, &["Emil", "Byskolen"]),
        ];
        assert_eq!(cells(text.as_bytes()), expected);
    }

    #[test]
    fn a_workbook_is_no_text_and_neither_is_half_a_letter_in_a_file_that_says_it_is_unicode() {
        assert_eq!(text(b"PK\x03\x04\x14\x00\x06\x00"), Err(NotAList::NotText));
        assert_eq!(text(b"\xEF\xBB\xBFNavn;S\xF8ren"), Err(NotAList::NotText));
        assert_eq!(text(&vec![b'a'; MOST_BYTES + 1]), Err(NotAList::TooLarge));
        assert_eq!(text(b"").unwrap(), "");
    }
}
