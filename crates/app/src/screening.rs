//! Why a filled-in form points where it does: the reasons of its results, with the ages the municipality has set.

use crate::App;
use domain::questionnaire::{Answers, Explained, Questionnaire, explain};
use jiff::civil::Date;

/// The reasons of every result of a form, for somebody of that age on that day.
pub fn explained(app: &App, form: &Questionnaire, answers: &Answers, age: u32, day: Date) -> Vec<Explained> {
    explain(form, answers, age, |setting| crate::form::interval(app, setting, day))
}
