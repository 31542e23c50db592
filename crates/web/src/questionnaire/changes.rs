//! What changed from one version of a form to the next, in words.

use super::asked::answer;
use app::form::Filled;
use domain::questionnaire::difference::{Cell, Difference, Kind, difference};

/// A field or row that changed.
pub(super) struct Changed {
    /// "Tilføjet", "Ændret", "Fjernet".
    pub how: &'static str,
    /// The question, or the section and the row's name.
    pub what: String,
    /// What stood and what stands, question by question.
    pub cells: Vec<(String, String, String)>,
}

/// What a version changed of the one before it.
pub(super) fn between(before: &Filled<'_>, after: &Filled<'_>) -> Vec<Changed> {
    difference(after.form, &before.answers, &after.answers).iter().map(changed).collect()
}

fn changed(one: &Difference<'_>) -> Changed {
    let how = match one.kind {
        Kind::Added => "Tilføjet",
        Kind::Changed => "Ændret",
        Kind::Removed => "Fjernet",
    };
    let cell = |cell: &Cell<'_>| {
        let told = |given: &[String]| answer(cell.field, Some(given));
        let question = if one.section.rows { cell.field.title.clone() } else { String::new() };
        (question, told(&cell.before), told(&cell.after))
    };
    let what = match one.cells.first() {
        Some(cell) if !one.section.rows => cell.field.title.clone(),
        _ => format!("{}: {}", one.section.title, one.row),
    };
    Changed { how, what, cells: one.cells.iter().map(cell).collect() }
}
