//! A form as text: on the page, on paper to be filled in by hand, and on paper as it was filled in.

use super::asked::{answer, first_upper};
use domain::questionnaire::{self as form, AnswerRow, Answers, FieldKind, NO, Questionnaire, Section, YES};

/// Empty rows on paper; fewer where a form has many sections of rows.
const ROWS_ON_PAPER: usize = 6;
const FEW_ROWS_ON_PAPER: usize = 3;
/// From so many columns a sheet is turned.
const WIDE: usize = 6;

/// A section with its answers as text.
pub(super) struct Shown {
    pub title: String,
    pub help: String,
    /// Questions with their answers.
    pub fields: Vec<Line>,
    /// Headings of the columns, and rows of answers.
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// A question with its answer as text.
pub(super) struct Line {
    pub question: String,
    pub help: String,
    pub answer: String,
    /// What there is to choose from, to tick on paper.
    pub options: Vec<String>,
    /// Room for more than a line.
    pub long: bool,
}

/// Whether the form's rows are too wide for a sheet that stands.
pub(super) fn is_wide(form: &Questionnaire) -> bool {
    form.sections.iter().any(|section| section.rows && WIDE <= section.fields.len())
}

/// The sections with answers as text; without answers as empty lines to write on. A CPR number is written on paper only:
/// what is filled in on the screen never has one.
pub(super) fn shown(form: &Questionnaire, answers: Option<&Answers>) -> Vec<Shown> {
    let of_rows = form.sections.iter().filter(|section| section.rows).count();
    let blank = if of_rows < 4 { ROWS_ON_PAPER } else { FEW_ROWS_ON_PAPER };
    form.sections
        .iter()
        .map(|section| if section.rows { rows(section, answers, blank) } else { plain(section, answers) })
        .collect()
}

fn plain(section: &Section, answers: Option<&Answers>) -> Shown {
    let asked = |field: &&form::Field| match answers {
        None => true,
        Some(answers) => answers.shows(field) && field.kind != FieldKind::Cpr,
    };
    let line = |field: &form::Field| Line {
        question: field.title.clone(),
        help: field.help.clone().unwrap_or_default(),
        answer: answer(field, answers.map(|answers| answers.all(&field.id))),
        options: options(field),
        long: field.kind == FieldKind::LongText,
    };
    Shown { fields: section.fields.iter().filter(asked).map(line).collect(), ..titled(section) }
}

fn rows(section: &Section, answers: Option<&Answers>, blank: usize) -> Shown {
    let text = |row: &AnswerRow| -> Vec<String> {
        let cell = |field: &form::Field| answer(field, row.get(&field.id).map(std::slice::from_ref));
        section.fields.iter().map(cell).collect()
    };
    let rows = match answers {
        None => vec![vec![String::new(); section.fields.len()]; blank],
        Some(answers) => answers.rows.get(&section.id).map_or(&[][..], Vec::as_slice).iter().map(text).collect(),
    };
    Shown { columns: section.fields.iter().map(|field| field.title.clone()).collect(), rows, ..titled(section) }
}

fn titled(section: &Section) -> Shown {
    Shown {
        title: section.title.clone(),
        help: section.help.clone().unwrap_or_default(),
        fields: Vec::new(),
        columns: Vec::new(),
        rows: Vec::new(),
    }
}

fn options(field: &form::Field) -> Vec<String> {
    match field.kind {
        FieldKind::YesNo => vec![first_upper(YES), first_upper(NO)],
        FieldKind::Tick => vec![first_upper(YES)],
        _ => field.options.iter().map(|option| first_upper(option)).collect(),
    }
}
