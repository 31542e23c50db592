//! Words for coordinating functions, what depends on what, and the council.

use super::Wording;
use super::danish::{date_plain, date_short};
use domain::council::{MOST_WEEKS, NotDone, Sitting};
use domain::dependency::{First, Last, NotKept, Stretch, Verdict};
use domain::function::{NotGiven, Part, Place, Towards};

impl Wording for Towards {
    fn danish(&self) -> String {
        match self {
            Towards::Citizen => "Rettet mod borgeren",
            Towards::Municipality => "Rettet mod kommunen",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        Towards::code(*self)
    }
}

impl Wording for Part {
    fn danish(&self) -> String {
        match self {
            Part::Course => "Hvor sagen er, og hvad der har en frist",
            Part::Tasks => "Opgaver, og hvem der har dem",
            Part::Grants => "Bevillinger, fra hvornår til hvornår",
            Part::Contacts => "Hvem der arbejder med borgeren",
            Part::Meetings => "Møder",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        Part::code(*self)
    }
}

impl Wording for Place {
    fn danish(&self) -> String {
        match self {
            Place::Case => "på en sag",
            Place::Team => "på et hold",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        Place::code(*self)
    }
}

impl Wording for NotGiven {
    fn danish(&self) -> String {
        match self {
            NotGiven::NoSuchModel => "Vælg en af funktionerne.".into(),
            NotGiven::WrongPlace => "Funktionen kan ikke gives her. Vælg en anden.".into(),
            NotGiven::NoReason => "Skriv, hvorfor.".into(),
            NotGiven::EndsBeforeItBegins => {
                "Sidste dag ligger før den første eller er passeret. Ret den, eller lad feltet stå tomt.".into()
            }
            NotGiven::OpensNoCases => {
                "Den valgte kan ikke have en funktion på en sag. Vælg en sagsbehandler, koordinator eller leder.".into()
            }
            NotGiven::HeldAlready => "Den valgte har funktionen i forvejen. Vælg en anden.".into(),
            NotGiven::NoBasis => {
                "Den valgte arbejder i en anden afdeling. Vælg det samtykke eller skriv den bestemmelse, det hviler på."
                    .into()
            }
            NotGiven::ConsentNotInForce => {
                "Samtykket gælder ikke i dag. Få et nyt, eller skriv den bestemmelse, det hviler på.".into()
            }
            NotGiven::ConsentNamesAnother => {
                "Samtykket nævner hverken den valgte eller deres afdeling. Vælg et andet, eller få et nyt.".into()
            }
            NotGiven::ConsentIsNotToShare => {
                "Samtykket er ikke til at give oplysninger videre. Vælg et andet, eller få et nyt.".into()
            }
            NotGiven::LawWithoutReason => "Skriv bestemmelsen, og hvorfor den gælder her.".into(),
            NotGiven::NothingCovered => "Vælg de dele af sagen, som samtykket eller bestemmelsen dækker.".into(),
            NotGiven::MoreThanTheModel => {
                "En af de valgte dele hører ikke til funktionen. Fjern den, eller vælg en anden funktion.".into()
            }
            NotGiven::OverAlready => "Funktionen er ophørt i forvejen.".into(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            NotGiven::NoSuchModel => "no_such_function",
            NotGiven::WrongPlace => "function_not_given_here",
            NotGiven::NoReason => "function_without_reason",
            NotGiven::EndsBeforeItBegins => "function_ends_before_it_begins",
            NotGiven::OpensNoCases => "function_for_one_who_opens_no_cases",
            NotGiven::HeldAlready => "function_held_already",
            NotGiven::NoBasis => "function_without_basis",
            NotGiven::ConsentNotInForce => "function_consent_not_in_force",
            NotGiven::ConsentNamesAnother => "function_consent_names_another",
            NotGiven::ConsentIsNotToShare => "function_consent_is_not_to_share",
            NotGiven::LawWithoutReason => "function_law_without_reason",
            NotGiven::NothingCovered => "function_covers_nothing",
            NotGiven::MoreThanTheModel => "function_covers_more_than_the_model",
            NotGiven::OverAlready => "function_over_already",
        }
    }
}

impl Wording for NotKept {
    fn danish(&self) -> String {
        match self {
            NotKept::NoName => "Skriv, hvad det er, fx sygedagpenge.",
            NotKept::NoSuchGrant => "Vælg en af bevillingerne på listen.",
            NotKept::OnItself => "Intet afhænger af sig selv. Vælg noget andet.",
            NotKept::EndsBeforeItBegins => "Den sidste dag ligger før den første. Ret en af dem.",
            NotKept::NoReason => "Skriv, hvorfor.",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            NotKept::NoName => "dependency_without_name",
            NotKept::NoSuchGrant => "no_such_grant",
            NotKept::OnItself => "depends_on_itself",
            NotKept::EndsBeforeItBegins => "dependency_ends_before_it_begins",
            NotKept::NoReason => "dependency_without_reason",
        }
    }
}

impl Wording for NotDone {
    fn danish(&self) -> String {
        match self {
            NotDone::NoRhythm => format!("Skriv et helt antal uger fra 1 til {MOST_WEEKS}."),
            NotDone::FirstIsOff => "Den første dag er ikke en arbejdsdag. Vælg en anden.".into(),
            NotDone::Incomplete => "Skriv både tid og sted.".into(),
            NotDone::NoCouncil => "Afdelingen har ikke sat dage for samråd. En leder gør det under Samråd.".into(),
            NotDone::NoQuestion => "Skriv, hvad samrådet skal svare på.".into(),
            NotDone::WaitsAlready => "Sagen er på samrådets dagsorden i forvejen.".into(),
            NotDone::NoWords => "Skriv, hvad samrådet svarede, eller hvorfor sagen tages af.".into(),
            NotDone::SettledAlready => "Punktet er afsluttet i forvejen.".into(),
            NotDone::NotMetYet => "Samrådet har ikke mødtes, siden sagen kom på dagsordenen.".into(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            NotDone::NoRhythm => "council_no_rhythm",
            NotDone::FirstIsOff => "council_first_is_off",
            NotDone::Incomplete => "council_incomplete",
            NotDone::NoCouncil => "no_council",
            NotDone::NoQuestion => "council_without_question",
            NotDone::WaitsAlready => "council_waits_already",
            NotDone::NoWords => "council_without_words",
            NotDone::SettledAlready => "council_settled_already",
            NotDone::NotMetYet => "council_not_met_yet",
        }
    }
}

impl Wording for Verdict {
    fn danish(&self) -> String {
        match self {
            Verdict::Holds { ends } => {
                format!("Hænger sammen: det næste er begyndt, når det første stopper {}.", date_short(*ends))
            }
            Verdict::GoesOn => "Det første løber videre uden en sidste dag. Der er intet at dække endnu.".into(),
            Verdict::Gap { from, until: Some(until) } if from == until => {
                format!("Der er intet {}.", date_short(*from))
            }
            Verdict::Gap { from, until: Some(until) } => {
                format!("Der er intet fra {} til og med {}.", date_short(*from), date_short(*until))
            }
            Verdict::Gap { from, until: None } => {
                format!("Der er intet fra {}: det næste er forbi, før det første stopper.", date_short(*from))
            }
            Verdict::BeginningUnknown { ends } => {
                format!("Det første stopper {}, og det kendes ikke, hvornår det næste begynder.", date_short(*ends))
            }
            Verdict::EndUnknown => "Det kendes ikke, hvornår det første stopper. Find ud af det.".into(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Verdict::Holds { .. } => "holds",
            Verdict::GoesOn => "goes_on",
            Verdict::Gap { .. } => "gap",
            Verdict::BeginningUnknown { .. } => "beginning_unknown",
            Verdict::EndUnknown => "end_unknown",
        }
    }
}

/// "1. marts 2026 til 31. marts 2026", "kendes ikke" where a day does.
pub fn stretch(stretch: &Stretch) -> String {
    let first = match stretch.first {
        First::On(day) => date_plain(day),
        First::Unknown => "første dag kendes ikke".into(),
    };
    let last = match stretch.last {
        Last::On(day) => format!("til og med {}", date_plain(day)),
        Last::Open => "uden slutdato".into(),
        Last::Unknown => "sidste dag kendes ikke".into(),
    };
    format!("{first}, {last}")
}

/// "tor. 19. marts 2026", with the day it was moved from.
pub fn sitting(sitting: &Sitting) -> String {
    let day = date_short(sitting.on);
    match &sitting.moved {
        None => day,
        Some((from, why)) => format!("{day} (flyttet fra {}, {})", date_short(*from), why.danish()),
    }
}
