//! The school's list of pupils in 8th to 10th grade (T-F14): rows as they were typed, read one by one.
//!
//! The cells come from a file that `app` has split; here they get their meaning, and every mistake its field and line.

use crate::cpr::{Cpr, NotACpr};
use crate::staff::coded;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt;

/// Most pupils of one list: all three year groups of a large municipality are fewer.
pub const MOST_ROWS: usize = 3_000;
/// Most characters of a cell.
pub const LONGEST_CELL: usize = 200;
/// The grades the list is for.
pub const GRADES: std::ops::RangeInclusive<u8> = 8..=10;

coded! {
    /// A column of the list.
    Column {
        Name = "navn", "Elevens navn.";
        Cpr = "cpr", "Elevens CPR-nummer.";
        School = "skole", "Skolens navn.";
        Grade = "klasse", "Klasse eller klassetrin.";
    }
}

coded! {
    /// What became of a pupil nobody knew.
    Became {
        Track = "track", "Taget med i overgang.";
        Enquiry = "enquiry", "Skrevet ned som henvendelse.";
        NotTarget = "not-target", "Ikke i målgruppen.";
    }
}

/// Words a header may use for a column, in small letters and without anything but letters and digits.
const HEADERS: &[(Column, &[&str])] = &[
    (
        Column::Name,
        &["navn", "elev", "elevnavn", "elevensnavn", "elevnavne", "fuldenavn", "fuldtnavn", "barn", "barnetsnavn"],
    ),
    (
        Column::Cpr,
        &[
            "cpr",
            "cprnr",
            "cprnummer",
            "personnummer",
            "personnr",
            "cprnumre",
            "elevcpr",
            "elevenscprnummer",
            "barnetscprnummer",
        ],
    ),
    (Column::School, &["skole", "skolenavn", "skolensnavn", "institution", "institutionsnavn", "skolested"]),
    (Column::Grade, &["klasse", "trin", "klassetrin", "aargang", "årgang", "klasseniveau", "klassenavn"]),
];
const FIRST_NAME: &[&str] = &["fornavn", "fornavne", "elevensfornavn"];
const LAST_NAME: &[&str] = &["efternavn", "efternavne", "elevensefternavn"];

/// A line of the file: its number there, and its cells.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it begins, from 1.
    pub nr: u32,
    /// Its cells.
    pub cells: Vec<String>,
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Line({}, {} cells)", self.nr, self.cells.len())
    }
}

/// A pupil.
#[derive(Clone, PartialEq, Eq)]
pub struct Pupil {
    /// Name.
    pub name: String,
    /// Number.
    pub cpr: Cpr,
    /// School.
    pub school: String,
    /// Grade, 8 to 10.
    pub grade: u8,
}

impl fmt::Debug for Pupil {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pupil(…)")
    }
}

/// What is wrong with a row, at its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing is written.
    Missing,
    /// No CPR number.
    Cpr(NotACpr),
    /// Nine digits: a spreadsheet has taken the zero in front away.
    ZeroLost,
    /// The same number stands on this line above.
    SameAsLine(u32),
    /// No grade can be read from it.
    NoGrade,
    /// Another grade than 8 to 10.
    GradeOutside(u32),
    /// Longer than [`LONGEST_CELL`].
    TooLong,
    /// Another name than the one known for the number.
    OtherName,
}

/// A row as it was read.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line in the file, from 1.
    pub line: u32,
    /// The name as typed, for the one who uploaded it.
    pub name: String,
    /// The pupil, if nothing is wrong.
    pub pupil: Option<Pupil>,
    /// What is wrong, in the order of the columns.
    pub wrong: Vec<(Column, Wrong)>,
    /// The number does not fit the modulus sum: numbers without it are issued, so it is a hint and no more.
    pub doubtful: bool,
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Row({}, {:?})", self.line, self.wrong)
    }
}

/// Why a file is no list at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAList {
    /// Nothing is in it, or only empty lines.
    Empty,
    /// The first line names none of what these columns are called.
    ColumnsMissing(Vec<Column>),
    /// Two columns are called the same.
    ColumnTwice(Column),
    /// A header and no pupil.
    NoPupils,
    /// More than [`MOST_ROWS`].
    TooManyRows,
    /// The text is neither UTF-8 nor Windows-1252.
    NotText,
    /// The file holds more than a list can.
    TooLarge,
    /// A quotation mark that never ends, or the like.
    NotATable,
}

/// Why a list is not taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotImported {
    /// This very file was taken in that day.
    TakenInAlready(Date),
    /// So many rows have something wrong, and nobody has said that they are left out.
    RowsWrong(u32),
    /// No row is left to take in.
    NothingLeft,
    /// Neither consent nor a provision of the list is chosen.
    NoBasis,
    /// It must say why the provision applies, or which consent it is.
    BasisWithoutWords,
}

/// Where each column stands.
struct Header {
    name: Vec<usize>,
    cpr: usize,
    school: usize,
    grade: usize,
}

/// Reads the lines of a file: a header in any order, then one pupil on each line that is not empty.
///
/// # Errors
/// [`NotAList`]; what is wrong with one pupil stands on their row.
pub fn read(lines: &[Line], today: Date) -> Result<Vec<Row>, NotAList> {
    let mut written = lines.iter().filter(|line| line.cells.iter().any(|cell| !cell.trim().is_empty()));
    let header = header(written.next().ok_or(NotAList::Empty)?)?;
    let mut rows = Vec::new();
    let mut seen: BTreeMap<Cpr, u32> = BTreeMap::new();
    for line in written {
        if rows.len() == MOST_ROWS {
            return Err(NotAList::TooManyRows);
        }
        rows.push(row(line, &header, &mut seen, today));
    }
    if rows.is_empty() { Err(NotAList::NoPupils) } else { Ok(rows) }
}

/// A header's word, comparable.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn header(line: &Line) -> Result<Header, NotAList> {
    let words: Vec<String> = line.cells.iter().map(|cell| plain(cell)).collect();
    let places = |known: &[&str]| -> Vec<usize> {
        words.iter().enumerate().filter(|(_, word)| known.contains(&word.as_str())).map(|(at, _)| at).collect()
    };
    let mut missing = Vec::new();
    let mut found = BTreeMap::new();
    for (column, known) in HEADERS {
        match places(known).as_slice() {
            [] => missing.push(*column),
            [at] => {
                found.insert(*column, *at);
            }
            _ => return Err(NotAList::ColumnTwice(*column)),
        }
    }
    // A name in two columns is a name too.
    let in_two = match (places(FIRST_NAME).as_slice(), places(LAST_NAME).as_slice()) {
        ([first], [last]) => Some(vec![*first, *last]),
        _ => None,
    };
    let name = found.get(&Column::Name).map(|at| vec![*at]).or(in_two);
    if name.is_some() {
        missing.retain(|column| *column != Column::Name);
    }
    let at = |column: Column| found.get(&column).copied();
    match (name, at(Column::Cpr), at(Column::School), at(Column::Grade)) {
        (Some(name), Some(cpr), Some(school), Some(grade)) => Ok(Header { name, cpr, school, grade }),
        _ => Err(NotAList::ColumnsMissing(missing)),
    }
}

fn row(line: &Line, header: &Header, seen: &mut BTreeMap<Cpr, u32>, today: Date) -> Row {
    // Spaces and line breaks inside a quoted cell are one space.
    let cell = |at: usize| -> String {
        let text = line.cells.get(at).map(String::as_str).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let parts: Vec<String> = header.name.iter().map(|at| cell(*at)).filter(|part| !part.is_empty()).collect();
    let (name, number, school) = (parts.join(" "), cell(header.cpr), cell(header.school));
    let mut wrong = Vec::new();
    for (column, text) in [(Column::Name, &name), (Column::School, &school)] {
        if text.is_empty() {
            wrong.push((column, Wrong::Missing));
        } else if LONGEST_CELL < text.chars().count() {
            wrong.push((column, Wrong::TooLong));
        }
    }
    let cpr = number_of(&number, today).and_then(|cpr| match seen.get(&cpr) {
        Some(above) => Err(Wrong::SameAsLine(*above)),
        None => {
            seen.insert(cpr.clone(), line.nr);
            Ok(cpr)
        }
    });
    let grade = grade_of(&cell(header.grade));
    let doubtful = cpr.as_ref().is_ok_and(|cpr| !cpr.is_replacement() && !cpr.fits_modulus_11());
    let pupil = match (cpr, grade) {
        (Ok(cpr), Ok(grade)) if wrong.is_empty() => Some(Pupil { name: name.clone(), cpr, school, grade }),
        (cpr, grade) => {
            wrong.extend(cpr.err().map(|why| (Column::Cpr, why)));
            wrong.extend(grade.err().map(|why| (Column::Grade, why)));
            wrong.sort_by_key(|(column, _)| *column);
            None
        }
    };
    Row { line: line.nr, name: name.chars().take(LONGEST_CELL).collect(), pupil, wrong, doubtful }
}

fn number_of(text: &str, today: Date) -> Result<Cpr, Wrong> {
    if text.is_empty() {
        return Err(Wrong::Missing);
    }
    if text.len() == 9 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Wrong::ZeroLost);
    }
    Cpr::parse(text, today).map_err(Wrong::Cpr)
}

/// "9", "9.", "9. b", "9B" and "9. klasse" are all the ninth grade.
fn grade_of(text: &str) -> Result<u8, Wrong> {
    if text.is_empty() {
        return Err(Wrong::Missing);
    }
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let number: u32 = digits.parse().map_err(|_| Wrong::NoGrade)?;
    u8::try_from(number).ok().filter(|grade| GRADES.contains(grade)).ok_or(Wrong::GradeOutside(number))
}

/// Whether two names can be one person's: every word of the shorter stands in the longer, whatever the order and the
/// size of the letters. Middle names and initials come and go; a slip in the number gives another name altogether.
pub fn same_name(one: &str, other: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    };
    let (one, other) = (words(one), words(other));
    let (shorter, longer) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let initial = |one: &str, whole: &str| one.chars().count() == 1 && whole.starts_with(one);
    let stands =
        |word: &String| longer.iter().any(|known| known == word || initial(word, known) || initial(known, word));
    !shorter.is_empty() && shorter.iter().all(stands)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use super::*;
    use jiff::civil::date;

    fn lines(rows: &[&[&str]]) -> Vec<Line> {
        let line = |(at, cells): (usize, &&[&str])| Line {
            nr: u32::try_from(at).unwrap() + 1,
            cells: cells.iter().map(ToString::to_string).collect(),
        };
        rows.iter().enumerate().map(line).collect()
    }

    /// Read on Friday 4 December 2026, when the school has been asked (SD14).
    fn read_on_friday(rows: &[&[&str]]) -> Result<Vec<Row>, NotAList> {
        read(&lines(rows), date(2026, 12, 4))
    }

    const HEAD: &[&str] = &["Navn", "CPR-nr.", "Skole", "Klasse"];

    #[test]
    fn the_columns_stand_in_any_order_under_the_names_schools_use() {
        let heads: &[&[&str]] = &[
            &["Klasse", "Skole", "CPR-nr.", "Navn"],
            &["TRIN", "Skolens navn", "Personnummer", "Elev"],
            &["klassetrin", "Institution", "cpr nummer", "Elevens navn"],
        ];
        for head in heads {
            let rows = read_on_friday(&[head, &["9. b", "Tovby Skole", "740910-9902", "Freja Lundtoft"]]).unwrap();
            let pupil = rows[0].pupil.clone().unwrap();
            assert_eq!((pupil.name.as_str(), pupil.school.as_str(), pupil.grade), ("Freja Lundtoft", "Tovby Skole", 9));
        }
        let two = read_on_friday(&[
            &["Efternavn", "Fornavn", "CPR", "Skole", "Klasse"],
            &["Lundtoft", "Freja", "7409109902", "Tovby Skole", "9"],
        ]);
        assert_eq!(two.unwrap()[0].pupil.as_ref().unwrap().name, "Freja Lundtoft");
    }

    #[test]
    fn a_file_that_is_no_list_says_what_it_lacks() {
        assert_eq!(read_on_friday(&[]), Err(NotAList::Empty));
        assert_eq!(read_on_friday(&[&["", " "], &[]]), Err(NotAList::Empty));
        let missing = read_on_friday(&[&["Navn", "Telefon"], &["Freja", "10 00 00 01"]]);
        assert_eq!(missing, Err(NotAList::ColumnsMissing(vec![Column::Cpr, Column::School, Column::Grade])));
        let twice = read_on_friday(&[&["Navn", "CPR", "CPR-nr.", "Skole", "Klasse"]]);
        assert_eq!(twice, Err(NotAList::ColumnTwice(Column::Cpr)));
        assert_eq!(read_on_friday(&[HEAD, &["", "", "", ""]]), Err(NotAList::NoPupils));
        let many: Vec<&[&str]> =
            std::iter::once(HEAD).chain(std::iter::repeat_n(&["x", "x", "x", "x"] as &[&str], MOST_ROWS + 1)).collect();
        assert_eq!(read_on_friday(&many), Err(NotAList::TooManyRows));
    }

    #[test]
    fn every_mistake_of_a_row_is_told_with_its_column() {
        use Column as C;
        use Wrong as W;
        type Row = (&'static [&'static str], &'static [(Column, Wrong)]);
        let rows: &[Row] = &[
            (&["Freja Lundtoft", "740910-9902", "Tovby Skole", "9"], &[]),
            (&["", "740911-9900", "Tovby Skole", "9"], &[(C::Name, W::Missing)]),
            (&["Emil", "", "Tovby Skole", "9"], &[(C::Cpr, W::Missing)]),
            (&["Emil", "741310-9902", "", "9"], &[(C::Cpr, W::Cpr(NotACpr::NoSuchDay)), (C::School, W::Missing)]),
            (&["Emil", "40910990", "Tovby Skole", "9"], &[(C::Cpr, W::Cpr(NotACpr::Form))]),
            (&["Emil", "109109902", "Tovby Skole", "9"], &[(C::Cpr, W::ZeroLost)]),
            (&["Emil", "890211-9904", "Tovby Skole", "9"], &[(C::Cpr, W::Cpr(NotACpr::NoSuchDayThatYear))]),
            (&["Freja L.", "7409109902", "Tovby Skole", "9"], &[(C::Cpr, W::SameAsLine(2))]),
            (&["Emil", "740912-9908", "Tovby Skole", "7.a"], &[(C::Grade, W::GradeOutside(7))]),
            (&["Emil", "740913-9906", "Tovby Skole", "11"], &[(C::Grade, W::GradeOutside(11))]),
            (&["Emil", "740914-9904", "Tovby Skole", "b"], &[(C::Grade, W::NoGrade)]),
            (&["Emil", "740915-9902", "Tovby Skole"], &[(C::Grade, W::Missing)]),
        ];
        let mut table = vec![HEAD];
        table.extend(rows.iter().map(|(cells, _)| *cells));
        for (row, (cells, wrong)) in read_on_friday(&table).unwrap().iter().zip(rows) {
            assert_eq!(row.wrong, *wrong, "{cells:?}");
            assert_eq!(row.pupil.is_some(), wrong.is_empty(), "{cells:?}");
        }
    }

    #[test]
    fn a_grade_is_read_from_what_the_school_calls_the_class() {
        for (text, expected) in [("9", Ok(9)), ("9.", Ok(9)), ("8B", Ok(8)), ("10. klasse", Ok(10)), ("8. kl.", Ok(8))]
        {
            assert_eq!(grade_of(text), expected, "{text}");
        }
        assert_eq!(grade_of("99999999999"), Err(Wrong::NoGrade));
    }

    #[test]
    fn empty_lines_are_passed_over_and_a_line_break_inside_a_cell_is_a_space() {
        let rows = read_on_friday(&[HEAD, &["", "", "", ""], &["Freja\nLundtoft", "740910-9902", "Tovby  Skole", "9"]]);
        let rows = rows.unwrap();
        assert_eq!((rows.len(), rows[0].line), (1, 3));
        assert_eq!(rows[0].pupil.as_ref().unwrap().name, "Freja Lundtoft");
        assert_eq!(rows[0].pupil.as_ref().unwrap().school, "Tovby Skole");
    }

    #[test]
    fn a_middle_name_more_or_less_is_the_same_name_and_another_is_not() {
        let rows = [
            ("Freja Lundtoft", "Freja Maria Lundtoft", true),
            ("LUNDTOFT, FREJA", "Freja Lundtoft", true),
            ("Freja M. Lundtoft", "Freja Maria Lundtoft", true),
            ("Freja Lundtoft", "Emil Rosenvang", false),
            ("Freja Lundtoft", "Freja Rosenvang", false),
            ("", "Freja Lundtoft", false),
        ];
        for (one, other, expected) in rows {
            assert_eq!(same_name(one, other), expected, "{one} / {other}");
            assert_eq!(same_name(other, one), expected, "{other} / {one}");
        }
    }

    #[test]
    fn a_row_never_prints_who_it_is_about() {
        let rows = read_on_friday(&[HEAD, &["Freja Lundtoft", "740910-9902", "Tovby Skole", "9"]]).unwrap();
        assert!(!format!("{rows:?} {:?}", rows[0].pupil).contains("Freja"));
    }
}
