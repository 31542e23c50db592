//! Words about forms: what is wrong with an answer.

use super::{Wording, counted};
use domain::questionnaire::{Spot, Wrong};

impl Wording for Wrong {
    fn danish(&self) -> String {
        match self {
            Wrong::Missing => "Feltet skal udfyldes.",
            Wrong::NotADay => "Datoen findes ikke. Skriv den som 31.3.2026.",
            Wrong::NotATime => "Skriv klokkeslættet som 14.30.",
            Wrong::NotANumber => "Skriv et helt tal, for eksempel 15.",
            Wrong::NotHours => "Skriv timerne som et tal, for eksempel 7,5.",
            Wrong::NotAnAmount => "Skriv beløbet i kroner, for eksempel 1.105,00.",
            Wrong::NotAChoice => "Vælg en af mulighederne.",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            Wrong::Missing => "answer_missing",
            Wrong::NotADay => "not_a_day",
            Wrong::NotATime => "not_a_time",
            Wrong::NotANumber => "not_a_number",
            Wrong::NotHours => "not_hours",
            Wrong::NotAnAmount => "not_an_amount",
            Wrong::NotAChoice => "not_a_choice",
        }
    }
}

/// All that keeps a form from being saved, in one sentence.
pub(super) fn form_is_incomplete(wrong: &[(Spot, Wrong)]) -> String {
    let number = u64::try_from(wrong.len()).unwrap_or(u64::MAX);
    format!("Skemaet er ikke gemt: {} mangler eller kan ikke læses.", counted(number, "svar", "svar"))
}
