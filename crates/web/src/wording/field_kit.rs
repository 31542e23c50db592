//! Words for the field kit.

use super::Wording;
use domain::field_kit::{DAYS, MOST_FORMS, NotDelivered, NotRevoked, NotTaken};

impl Wording for NotTaken {
    fn danish(&self) -> String {
        match self {
            NotTaken::NothingChosen => {
                "Der er ikke valgt noget skema. Åbn en sag, og sæt kryds ved det, du skal bruge.".into()
            }
            NotTaken::TooMany => format!("Et feltsæt rummer højst {MOST_FORMS} skemaer. Vælg færre."),
            NotTaken::NoLabel => "Giv tabletten et kort navn, så du og din leder kan kende den igen.".into(),
            NotTaken::TurnedOff => {
                "Kommunen har ikke slået feltsættet til i den afdeling, der har sagen. Tag skemaet med på papir.".into()
            }
            NotTaken::FilledInElsewhere => {
                "Et af skemaerne udfyldes på sin egen side på sagen og kan ikke tages med. Fravælg det.".into()
            }
        }
    }

    fn code(&self) -> &'static str {
        match self {
            NotTaken::NothingChosen => "field_kit_empty",
            NotTaken::TooMany => "field_kit_too_large",
            NotTaken::NoLabel => "field_kit_without_name",
            NotTaken::TurnedOff => "field_kit_turned_off",
            NotTaken::FilledInElsewhere => "form_filled_in_elsewhere",
        }
    }
}

impl Wording for NotDelivered {
    fn danish(&self) -> String {
        match self {
            NotDelivered::Revoked => {
                "Feltsættet er spærret, så der tages intet imod fra det. Tal med din leder.".into()
            }
            NotDelivered::LateWithoutReason => format!(
                "Feltsættets {DAYS} dage er gået, eller det er afsluttet. Skemaet kan stadig sendes: skriv hvorfor, med \
                 mindst 10 tegn."
            ),
            NotDelivered::Already => "Skemaet er sendt og gemt på sagen i forvejen.".into(),
            NotDelivered::FormChanged => {
                "Skemaet er lavet om, siden du tog det med, og et af dine svar har ingen plads i det. Udfyld det på sagen \
                 ud fra det, der står her."
                    .into()
            }
        }
    }

    fn code(&self) -> &'static str {
        match self {
            NotDelivered::Revoked => "field_kit_revoked",
            NotDelivered::LateWithoutReason => "field_kit_late",
            NotDelivered::Already => "field_kit_delivered",
            NotDelivered::FormChanged => "form_changed",
        }
    }
}

impl Wording for NotRevoked {
    fn danish(&self) -> String {
        match self {
            NotRevoked::NoReason => "Skriv, hvorfor feltsættet spærres, med mindst 10 tegn.".into(),
            NotRevoked::Over => "Feltsættet er slut i forvejen, så der er ikke mere at spærre.".into(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            NotRevoked::NoReason => "reason_missing",
            NotRevoked::Over => "field_kit_over",
        }
    }
}
