//! Danish for work across departments: transfers, contracts, committees, and what a stamkort lacks.

use super::Wording;
use domain::committee::{self, MOST_MONTHS};
use domain::interface::{NotDone, Standing};
use domain::master_record::Lacking;

impl Wording for NotDone {
    fn danish(&self) -> String {
        match self {
            NotDone::SameDepartment => "Vælg en anden afdeling, der har medarbejdere til at tage sagen.".into(),
            NotDone::NoReason => "Skriv hvorfor, så den anden afdeling og borgeren kan forstå det.".into(),
            NotDone::OnItsWay => {
                "En anden afdeling er spurgt i forvejen. Vent på svaret, eller tag spørgsmålet tilbage.".into()
            }
            NotDone::SettledAlready => "Det er besvaret i forvejen.".into(),
            NotDone::ResponsibleElsewhere => {
                "Vælg en, der arbejder med sager i den afdeling, der tager sagen, og som må arbejde med netop denne."
                    .into()
            }
            NotDone::ForTheHeads => "Afdelingerne er ikke enige. Nu er det afdelingscheferne, der afgør det.".into(),
            NotDone::Incomplete => {
                "Skriv, hvad samarbejdet er til, hvad hver afdeling gør, og hvem man ringer til.".into()
            }
            NotDone::DaysDoNotFit => {
                "Dagene passer ikke: kontrakten ses på igen efter den første dag og ikke efter den sidste.".into()
            }
            NotDone::AcceptedAlready => "Din afdeling har sagt ja til denne udgave.".into(),
            NotDone::Ended => "Kontrakten er ophørt.".into(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            NotDone::SameDepartment => "transfer_to_same_department",
            NotDone::NoReason => "cooperation_without_reason",
            NotDone::OnItsWay => "transfer_on_its_way",
            NotDone::SettledAlready => "transfer_settled_already",
            NotDone::ResponsibleElsewhere => "transfer_responsible_elsewhere",
            NotDone::ForTheHeads => "transfer_for_the_heads",
            NotDone::Incomplete => "contract_incomplete",
            NotDone::DaysDoNotFit => "contract_days_do_not_fit",
            NotDone::AcceptedAlready => "contract_accepted_already",
            NotDone::Ended => "contract_ended",
        }
    }
}

impl Wording for committee::NotDone {
    fn danish(&self) -> String {
        use committee::NotDone;
        match self {
            NotDone::NoRhythm => format!("Skriv et helt antal måneder fra 1 til {MOST_MONTHS}."),
            NotDone::FirstIsOff => "Den første dag er ikke en arbejdsdag. Vælg en anden.".into(),
            NotDone::Incomplete => "Skriv både tid og sted.".into(),
            NotDone::NoDays => "Der er ikke sat dage for møderne. En leder gør det under Samarbejdsfora.".into(),
            NotDone::NoQuestion => "Skriv, hvad udvalget skal tage stilling til.".into(),
            NotDone::WaitsAlready => "Sagen er på dagsordenen i forvejen.".into(),
            NotDone::NoWords => "Skriv, hvad der blev besluttet, eller hvorfor sagen tages af.".into(),
            NotDone::NoOwner => "Vælg, hvem der gør det, og hvornår der følges op.".into(),
            NotDone::DueBefore => "Dagen ligger før mødet. Vælg en senere.".into(),
            NotDone::SettledAlready => "Punktet er afsluttet i forvejen.".into(),
            NotDone::NotMetYet => "Udvalget har ikke mødtes, siden sagen kom på dagsordenen.".into(),
        }
    }

    fn code(&self) -> &'static str {
        use committee::NotDone;
        match self {
            NotDone::NoRhythm => "committee_no_rhythm",
            NotDone::FirstIsOff => "committee_first_is_off",
            NotDone::Incomplete => "committee_incomplete",
            NotDone::NoDays => "committee_without_days",
            NotDone::NoQuestion => "committee_without_question",
            NotDone::WaitsAlready => "committee_waits_already",
            NotDone::NoWords => "committee_without_words",
            NotDone::NoOwner => "committee_without_owner",
            NotDone::DueBefore => "committee_due_before",
            NotDone::SettledAlready => "committee_settled_already",
            NotDone::NotMetYet => "committee_not_met_yet",
        }
    }
}

impl Wording for Standing {
    fn danish(&self) -> String {
        match self {
            Standing::Waiting => "venter på et ja",
            Standing::InForce => "gælder",
            Standing::ToBeReviewed => "gælder, men skal ses på igen",
            Standing::Over => "ophørt",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            Standing::Waiting => "waiting",
            Standing::InForce => "in_force",
            Standing::ToBeReviewed => "to_be_reviewed",
            Standing::Over => "over",
        }
    }
}

impl Wording for Lacking {
    fn danish(&self) -> String {
        match self {
            Lacking::MostImportant => "Det vigtigste at vide",
            Lacking::CustodyHolder => "Hvem der har forældremyndighed",
            Lacking::Address => "Adressen",
            Lacking::DigitalPost => "Om borgeren får Digital Post",
            Lacking::Occupation => "Skole, dagtilbud eller arbejde",
            Lacking::PreferredContact => "Hvordan borgeren helst kontaktes",
            Lacking::Diagnoses => "Diagnoser eller funktionsnedsættelse, og hvor vi ved det fra",
            Lacking::Network => "Netværket",
            Lacking::KeyDates => "Vigtige datoer",
            Lacking::Risks => "Noget, man skal være opmærksom på, eller at der ikke er noget",
            Lacking::Review => "Kortet er aldrig gennemgået",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            Lacking::MostImportant => "most_important",
            Lacking::CustodyHolder => "custody_holder",
            Lacking::Address => "address",
            Lacking::DigitalPost => "digital_post",
            Lacking::Occupation => "occupation",
            Lacking::PreferredContact => "preferred_contact",
            Lacking::Diagnoses => "diagnoses",
            Lacking::Network => "network",
            Lacking::KeyDates => "key_dates",
            Lacking::Risks => "risks",
            Lacking::Review => "review",
        }
    }
}
