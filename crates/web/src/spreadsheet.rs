//! Lists for Danish spreadsheets: UTF-8 with its mark, semicolons, comma decimals, CRLF, and no cell that is a formula.

use crate::security::download;
use axum::response::Response;
use domain::setting::Kroner;
use jiff::civil::Date;

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Words; whoever wrote them cannot make the spreadsheet reckon.
    Text(String),
    /// Kroner as a number: `1105,50`.
    Amount(Kroner),
    /// Hundredths as a number: `33,33`.
    Hundredths(u32),
    /// A whole number.
    Number(i64),
    /// A day: `31-03-2026`.
    Day(Date),
    /// Nothing.
    Empty,
}

impl Cell {
    fn written(&self) -> String {
        match self {
            Cell::Text(text) => harmless(text),
            Cell::Amount(amount) => {
                let sign = if amount.oere() < 0 { "-" } else { "" };
                let oere = amount.oere().unsigned_abs();
                format!("{sign}{},{:02}", oere / 100, oere % 100)
            }
            Cell::Hundredths(hundredths) => format!("{},{:02}", hundredths / 100, hundredths % 100),
            Cell::Number(number) => number.to_string(),
            Cell::Day(day) => format!("{:02}-{:02}-{:04}", day.day(), day.month(), day.year()),
            Cell::Empty => String::new(),
        }
    }
}

/// Text on one line that no spreadsheet takes for a formula: what could begin one gets an apostrophe before it.
fn harmless(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '|', '%']) { format!("'{line}") } else { line }
}

/// The list as a file to save. Every row has as many cells as the heading.
///
/// # Errors
/// When a row has not, which is our mistake.
pub(crate) fn file(name: &str, heading: &[&str], rows: &[Vec<Cell>]) -> anyhow::Result<Response> {
    Ok(download(name, "text/csv; charset=utf-8", bytes(heading, rows)?))
}

fn bytes(heading: &[&str], rows: &[Vec<Cell>]) -> anyhow::Result<Vec<u8>> {
    // The mark tells the spreadsheet that it is UTF-8; without it the Danish letters fall apart.
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(heading)?;
    for row in rows {
        writer.write_record(row.iter().map(Cell::written))?;
    }
    writer.into_inner().map_err(|error| anyhow::anyhow!("writing a list: {}", error.error()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn text(rows: &[Vec<Cell>]) -> String {
        String::from_utf8(bytes(&["Navn", "Beløb"], rows).unwrap()).unwrap()
    }

    #[test]
    fn a_list_opens_in_a_danish_spreadsheet() {
        let rows = vec![
            vec![Cell::Text("Støtte; \"hver\" dag".into()), Cell::Amount(Kroner::from_oere(110_505))],
            vec![Cell::Day(date(2026, 3, 31)), Cell::Hundredths(3_333)],
            vec![Cell::Number(-2), Cell::Empty],
        ];
        assert_eq!(
            text(&rows),
            "\u{feff}Navn;Beløb\r\n\"Støtte; \"\"hver\"\" dag\";1105,05\r\n31-03-2026;33,33\r\n-2;\r\n"
        );
    }

    #[test]
    fn nothing_anybody_typed_is_a_formula() {
        for typed in ["=1+1", "+45", "-1", "@SUM(A1)", "  =1", "\t=1", "\r\n=1", "|calc", "＝1"] {
            let written = text(&[vec![Cell::Text(typed.into()), Cell::Empty]]);
            let cell = written.lines().nth(1).unwrap().trim_end_matches(';').trim_matches('"');
            assert!(cell.starts_with('\''), "{typed:?} became {cell:?}");
        }
        assert!(text(&[vec![Cell::Text("Aflastning = fri".into()), Cell::Empty]]).contains("\r\nAflastning = fri;"));
    }

    #[test]
    fn a_row_that_is_too_short_is_our_mistake() {
        assert!(bytes(&["Navn", "Beløb"], &[vec![Cell::Empty]]).is_err());
    }
}
