//! The questions of a form as fields, what was typed as answers, and answers as text.

use crate::form::{Errors, date_value, parse_date};
use crate::parts::{Choice, Choices, Field, Tick};
use crate::wording::danish;
use askama::Template;
use askama::filters::HtmlSafe;
use domain::questionnaire::{self as form, AnswerRow, Answers, FieldKind, NO, Questionnaire, Section, Spot, YES};

/// Rows ready to write in, beside those that are filled.
const SPARE_ROWS: usize = 1;
/// Most rows of a section: a form of a page, not a ledger.
const MOST_ROWS: usize = 60;

/// A section to be filled in.
pub(super) struct Asked {
    pub id: String,
    pub title: String,
    pub help: Option<String>,
    pub fields: Vec<Question>,
    /// One adds rows: each with its number from 1 and its fields.
    pub rows: Vec<(usize, Vec<Question>)>,
    pub has_rows: bool,
}

/// A field, and when it is asked.
pub(crate) struct Question {
    pub field: Part,
    /// "Udfyldes, hvis »Er der brug for tolk?« er ja"; may be empty.
    pub condition: String,
}

/// One of the parts a question is made of.
pub(crate) enum Part {
    Field(Field),
    Choices(Choices),
    Tick(Tick),
    /// What is not answered on the screen, and where it is instead.
    Note(Note),
}

/// A question that is not answered on the screen.
#[derive(Template)]
#[template(
    source = r#"<div class="form-group"><p class="form-label">{{ title }}</p><p class="th-quiet">{{ said }}</p></div>"#,
    ext = "html"
)]
pub(crate) struct Note {
    title: String,
    said: &'static str,
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let html = match self {
            Part::Field(part) => part.render(),
            Part::Choices(part) => part.render(),
            Part::Tick(part) => part.render(),
            Part::Note(part) => part.render(),
        };
        f.write_str(&html.map_err(|_| std::fmt::Error)?)
    }
}

/// Each part has escaped its own text.
impl HtmlSafe for Part {}

/// The id and name of a field on the page; content's own ids could collide with the page's.
pub(super) fn id_of(spot: &Spot) -> String {
    match spot {
        Spot::Field(field) => format!("f-{field}"),
        Spot::Cell(section, row, field) => format!("r-{section}-{row}-{field}"),
    }
}

/// What a field is called in the list of what is wrong.
pub(super) fn title_of(form: &Questionnaire, spot: &Spot) -> String {
    let (section, field, row) = match spot {
        Spot::Field(field) => (None, field, None),
        Spot::Cell(section, row, field) => (Some(section), field, Some(row)),
    };
    let inside = |found: &&Section| section.is_none_or(|section| found.id == *section);
    let fields = form.sections.iter().filter(inside).flat_map(|section| &section.fields);
    let title = fields.into_iter().find(|known| known.id == *field).map_or(field.as_str(), |known| &known.title);
    match row {
        Some(row) => format!("{}, række {}", title.trim_end_matches('?'), row.saturating_add(1)),
        None => title.trim_end_matches('?').to_string(),
    }
}

/// The sections as fields to fill in.
pub(super) fn sections(form: &Questionnaire, answers: &Answers, errors: &Errors) -> Vec<Asked> {
    let plain = |field: &form::Field| Question {
        field: part(field, &id_of(&Spot::Field(field.id.clone())), answers.all(&field.id), errors),
        condition: condition(form, field),
    };
    let sections = form.sections.iter().map(|section| Asked {
        id: section.id.clone(),
        title: section.title.clone(),
        help: section.help.clone(),
        fields: if section.rows { Vec::new() } else { section.fields.iter().map(plain).collect() },
        rows: if section.rows { rows(section, answers, errors) } else { Vec::new() },
        has_rows: section.rows,
    });
    sections.collect()
}

fn rows(section: &Section, answers: &Answers, errors: &Errors) -> Vec<(usize, Vec<Question>)> {
    let kept = answers.rows.get(&section.id).map_or(&[][..], Vec::as_slice);
    let number = kept.len().saturating_add(SPARE_ROWS).min(MOST_ROWS);
    let empty = AnswerRow::new();
    (0..number)
        .map(|nr| {
            let row = kept.get(nr).unwrap_or(&empty);
            let cell = |field: &form::Field| {
                let given: Vec<String> = row.get(&field.id).cloned().into_iter().collect();
                let id = id_of(&Spot::Cell(section.id.clone(), nr, field.id.clone()));
                Question { field: part(field, &id, &given, errors), condition: String::new() }
            };
            (nr.saturating_add(1), section.fields.iter().map(cell).collect())
        })
        .collect()
}

/// One column of a row as a field of its own.
pub(crate) fn cell(field: &form::Field, id: &str, given: Option<&String>, errors: &Errors) -> Question {
    let given: Vec<String> = given.cloned().into_iter().collect();
    Question { field: part(field, id, &given, errors), condition: String::new() }
}

/// The row as typed, its fields named "prefix-column". Columns nothing was written in are left out.
pub(crate) fn read_row(columns: &[form::Field], prefix: &str, typed: &[(String, String)]) -> AnswerRow {
    let cell = |column: &form::Field| {
        let name = format!("{prefix}-{}", column.id);
        let (_, text) = typed.iter().find(|(key, text)| *key == name && !text.trim().is_empty())?;
        Some((column.id.clone(), kept(column, text)))
    };
    columns.iter().filter_map(cell).collect()
}

fn condition(form: &Questionnaire, field: &form::Field) -> String {
    let Some((other, answer)) = &field.shown_when else { return String::new() };
    let title = title_of(form, &Spot::Field(other.clone()));
    format!("Udfyldes, når svaret på »{title}« er {answer}.")
}

fn part(field: &form::Field, id: &str, given: &[String], errors: &Errors) -> Part {
    let one = given.first().map_or("", String::as_str);
    let hint = match (field.whose.as_deref(), &field.help) {
        (Some("borger"), Some(help)) => format!("{help} Borgerens egne ord; de rettes ikke af andre."),
        (Some("borger"), None) => "Borgerens egne ord; de rettes ikke af andre.".into(),
        (_, help) => help.clone().unwrap_or_default(),
    };
    let title = field.title.as_str();
    let choices =
        |options: &[&str]| options.iter().map(|option| Choice::new(*option, first_upper(option))).collect::<Vec<_>>();
    let asked = match field.kind {
        FieldKind::LongText => Field::text(id, title, one, errors).rows(4),
        FieldKind::Number => Field::number(id, title, one, errors),
        FieldKind::Hours => Field::number(id, title, one, errors).suffix("timer"),
        FieldKind::Amount => Field::amount(id, title, one, errors),
        FieldKind::Date => Field::date(id, title, one, errors),
        FieldKind::Tick => return Part::Tick(Tick::new(id, title, one, errors)),
        FieldKind::YesNo | FieldKind::Choice | FieldKind::MultiChoice => {
            let own: Vec<&str> = field.options.iter().map(String::as_str).collect();
            let made = match field.kind {
                FieldKind::YesNo => Choices::radios(id, title, &choices(&[YES, NO]), one, errors),
                FieldKind::MultiChoice => Choices::ticks(id, title, &choices(&own), given, errors),
                _ if 4 < own.len() => Choices::select(id, title, &choices(&own), one, errors),
                _ => Choices::radios(id, title, &choices(&own), one, errors),
            };
            let made = made.hint(&hint);
            return Part::Choices(if field.required { made } else { made.optional() });
        }
        FieldKind::Time => Field::time(id, title, one, errors),
        FieldKind::Phone => Field::phone(id, title, one, errors),
        FieldKind::Mail => Field::mail(id, title, one, errors),
        FieldKind::Text | FieldKind::Scale | FieldKind::Person | FieldKind::Address => {
            Field::line(id, title, one, errors)
        }
        FieldKind::Cpr => {
            let said = "CPR-nummeret skrives kun på papir. I systemet står det på sagen.";
            return Part::Note(Note { title: field.title.clone(), said });
        }
        FieldKind::File | FieldKind::Document => {
            let said = "Læg papiret på sagen under Dokumenter.";
            return Part::Note(Note { title: field.title.clone(), said });
        }
    };
    let asked = asked.hint(&hint);
    Part::Field(if field.required { asked } else { asked.optional() })
}

pub(super) fn first_upper(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What was typed as answers to this form. Names that are not the form's are passed by.
pub(super) fn read(form: &Questionnaire, typed: &[(String, String)]) -> Answers {
    let given = |name: &str| -> Vec<&str> {
        typed
            .iter()
            .filter(|(key, value)| key == name && !value.trim().is_empty())
            .map(|(_, value)| value.as_str())
            .collect()
    };
    let mut answers = Answers::default();
    for section in &form.sections {
        if section.rows {
            answers.rows.insert(section.id.clone(), read_rows(section, &given));
            continue;
        }
        for field in &section.fields {
            let texts = given(&id_of(&Spot::Field(field.id.clone())));
            if !texts.is_empty() {
                answers.fields.insert(field.id.clone(), texts.into_iter().map(|text| kept(field, text)).collect());
            }
        }
    }
    answers
}

/// Rows up to the last that something was written in; those between keep their number, so that errors find them.
fn read_rows<'t>(section: &Section, given: &impl Fn(&str) -> Vec<&'t str>) -> Vec<AnswerRow> {
    let row = |nr: usize| -> AnswerRow {
        let cells = section.fields.iter().filter_map(|field| {
            let name = id_of(&Spot::Cell(section.id.clone(), nr, field.id.clone()));
            Some((field.id.clone(), kept(field, given(&name).first()?)))
        });
        cells.collect()
    };
    let mut rows: Vec<AnswerRow> = (0..MOST_ROWS).map(row).collect();
    while rows.last().is_some_and(AnswerRow::is_empty) {
        rows.pop();
    }
    rows
}

/// A day is kept the same way however it was typed; what is no day is kept as typed, and refused.
fn kept(field: &form::Field, typed: &str) -> String {
    match field.kind {
        FieldKind::Date => parse_date(typed).map_or_else(|| typed.trim().to_string(), date_value),
        FieldKind::LongText => typed.to_string(),
        FieldKind::Time => typed.trim().replace('.', ":"),
        _ => typed.trim().to_string(),
    }
}

/// What was answered, as text; empty when nothing was.
pub(crate) fn answer(field: &form::Field, given: Option<&[String]>) -> String {
    let said = given.unwrap_or_default().iter().filter(|text| !text.trim().is_empty()).map(|text| match field.kind {
        FieldKind::Date => parse_date(text).map_or_else(|| text.clone(), danish::date_plain),
        FieldKind::Tick => "Ja".to_string(),
        FieldKind::YesNo => first_upper(text),
        FieldKind::Time => text.replace(':', "."),
        FieldKind::Amount => {
            domain::setting::Kroner::parse(text).map_or_else(|| text.clone(), |amount| amount.to_string())
        }
        _ => text.clone(),
    });
    said.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn estimate() -> Questionnaire {
        content::Content::shipped().questionnaire("merudgifter-overslag", date(2026, 3, 30)).unwrap().clone()
    }

    fn typed(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(key, value)| ((*key).to_string(), (*value).to_string())).collect()
    }

    #[test]
    fn rows_are_read_up_to_the_last_that_is_written_in() {
        let answers = read(
            &estimate(),
            &typed(&[("r-loebende-0-hvad", "Medicin"), ("r-loebende-2-hvad", "Kørsel"), ("r-loebende-3-hvad", " ")]),
        );
        let rows = answers.rows.get("loebende").unwrap();
        assert_eq!(rows.len(), 3, "the empty one between keeps its place");
        assert_eq!(rows.get(2).and_then(|row| row.get("hvad")).map(String::as_str), Some("Kørsel"));
        let asked = sections(&estimate(), &answers, &Errors::default());
        assert_eq!(asked.first().map(|section| section.rows.len()), Some(4), "and one more stands ready");
    }

    #[test]
    fn a_name_that_is_not_the_forms_is_passed_by() {
        let answers = read(&estimate(), &typed(&[("f-samlet", "1.105"), ("f-opfundet", "x"), ("kendt", "0")]));
        assert_eq!(answers.fields.len(), 1);
        assert_eq!(answers.one("samlet"), "1.105");
    }

    #[test]
    fn what_was_typed_is_text_in_every_kind_of_field() {
        for form in content::Content::shipped().questionnaires.all_on(date(2026, 3, 30)) {
            let mut answers = Answers::default();
            for field in form.sections.iter().flat_map(|section| &section.fields) {
                answers.fields.insert(field.id.clone(), vec!["<script>\"x\"".into()]);
            }
            for section in sections(form, &answers, &Errors::default()) {
                for question in section.fields {
                    assert!(!question.field.to_string().contains("<script>"), "{}", form.id);
                }
            }
        }
    }

    #[test]
    fn a_wrong_cell_is_named_with_its_row() {
        let spot = Spot::Cell("loebende".into(), 1, "maaned".into());
        assert_eq!(title_of(&estimate(), &spot), "Om måneden, række 2");
        assert_eq!(id_of(&spot), "r-loebende-1-maaned");
    }
}
