//! Words about forms: what is wrong with an answer or a signature.

use super::{Wording, counted};
use domain::network::NotChanged;
use domain::questionnaire::{NotSigned, Spot, Wrong};

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
            Wrong::NotTheirWords => {
                "Borgerens egne ord er ændret. Kun borgeren ændrer dem: skriv den dag, borgeren har sagt det, som det nu står."
            }
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
            Wrong::NotTheirWords => "not_their_words",
        }
    }
}

impl Wording for domain::plan::NotChanged {
    fn danish(&self) -> String {
        match self {
            Self::NoSuchGoal => "Målet står ikke længere i planen. Se planen, som den er nu.",
            Self::EmptyGoal => "Skriv, hvad målet er.",
            Self::OutsideTime => "Dagen ligger efter i dag eller før, planen blev lavet. Vælg en anden.",
            Self::NoWords => "Skriv med et par ord, hvordan det gik.",
            Self::SettledAlready => "Det er allerede skrevet, om målet er nået.",
            Self::NotSettled => "Der arbejdes allerede med målet.",
            Self::NothingAgreed => "Der er ikke flere aftaler med en dag at gøre til opgaver.",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NoSuchGoal => "no_such_goal",
            Self::EmptyGoal => "empty_goal",
            Self::OutsideTime => "plan_outside_time",
            Self::NoWords => "no_words",
            Self::SettledAlready => "goal_settled_already",
            Self::NotSettled => "goal_not_settled",
            Self::NothingAgreed => "nothing_agreed",
        }
    }
}

impl Wording for domain::plan::Reached {
    fn danish(&self) -> String {
        match self {
            Self::Yes => "målet er nået",
            Self::Partly => "målet er nået delvist",
            Self::No => "målet er ikke nået",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Yes => "reached",
            Self::Partly => "partly_reached",
            Self::No => "not_reached",
        }
    }
}

/// All that keeps a form from being saved, in one sentence.
pub(super) fn form_is_incomplete(wrong: &[(Spot, Wrong)]) -> String {
    let number = u64::try_from(wrong.len()).unwrap_or(u64::MAX);
    format!("Skemaet er ikke gemt: {} mangler eller kan ikke læses.", counted(number, "svar", "svar"))
}

impl Wording for NotChanged {
    fn danish(&self) -> String {
        match self {
            NotChanged::NotThere => "Kontakten står ikke længere på kortet. Se kortet, som det er nu.",
            NotChanged::Empty => "Der står ingen på kortet endnu. Tilføj den første.",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            NotChanged::NotThere => "contact_not_there",
            NotChanged::Empty => "network_empty",
        }
    }
}

impl Wording for NotSigned {
    fn danish(&self) -> String {
        match self {
            NotSigned::NotAsked => "Skemaet beder ikke den rolle om at skrive under. Vælg en, skemaet nævner.",
            NotSigned::NoName => "Skriv navnet på den, der skriver under.",
            NotSigned::InTheFuture => "Underskriften kan ikke ligge ude i fremtiden. Ret dagen.",
            NotSigned::NotADrawing => "Underskriften kunne ikke læses. Tegn den igen, eller skriv navnet og sæt kryds.",
            NotSigned::TooMany => "Der er flere underskrifter, end et skema kan have.",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            NotSigned::NotAsked => "signature_not_asked",
            NotSigned::NoName => "signature_name_missing",
            NotSigned::InTheFuture => "signature_in_the_future",
            NotSigned::NotADrawing => "signature_unreadable",
            NotSigned::TooMany => "signatures_too_many",
        }
    }
}
