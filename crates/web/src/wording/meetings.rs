//! Words for meetings.

use super::{Wording, counted};
use domain::meeting::{NotDone, NotPlanned, Warning};

impl Wording for NotPlanned {
    fn danish(&self) -> String {
        match self {
            NotPlanned::NoTitle => "Skriv, hvad mødet hedder.",
            NotPlanned::NoPurpose => "Skriv, hvad mødet skal føre til.",
            NotPlanned::InThePast => "Mødet ligger i fortiden. Vælg en dag og et klokkeslæt, der kommer.",
            NotPlanned::NoLength => "Skriv, hvor mange minutter mødet varer, fra 1 til 480.",
            NotPlanned::NoPlace => "Skriv, hvor mødet er.",
            NotPlanned::NoName => "Skriv navnet på den, der skal med.",
            NotPlanned::NoWhy => "Skriv, hvorfor deltageren er nødvendig. Alle skal vide, hvorfor de er med.",
            NotPlanned::Twice => "Deltageren er på mødet i forvejen.",
            NotPlanned::NotOfTheCase => "Personen hører ikke til sagen. Skriv navnet som en uden for sagen.",
            NotPlanned::ItemWithoutTitle => "Skriv, hvad punktet handler om.",
            NotPlanned::NotStaff => "Den valgte arbejder her ikke mere. Vælg en anden.",
            NotPlanned::TooMany => "Der er plads til 40 deltagere og 40 punkter.",
            NotPlanned::FamilyStaysAway => {
                "Kerneteamet holder dette møde uden familien. Tag familien af deltagerlisten."
            }
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            NotPlanned::NoTitle => "meeting_without_title",
            NotPlanned::NoPurpose => "meeting_without_purpose",
            NotPlanned::InThePast => "meeting_in_the_past",
            NotPlanned::NoLength => "meeting_without_length",
            NotPlanned::NoPlace => "meeting_without_place",
            NotPlanned::NoName => "participant_without_name",
            NotPlanned::NoWhy => "participant_without_why",
            NotPlanned::Twice => "participant_twice",
            NotPlanned::NotOfTheCase => "participant_not_of_case",
            NotPlanned::ItemWithoutTitle => "item_without_title",
            NotPlanned::NotStaff => "participant_not_staff",
            NotPlanned::TooMany => "meeting_too_many",
            NotPlanned::FamilyStaysAway => "family_stays_away",
        }
    }
}

impl Wording for NotDone {
    fn danish(&self) -> String {
        match self {
            NotDone::Over => "Mødet er holdt eller aflyst, så det kan ikke ændres. Planlæg et nyt.",
            NotDone::NotYet => "Mødets dag er ikke kommet endnu.",
            NotDone::NotHeld => "Mødet er ikke holdt endnu.",
            NotDone::NobodyInforms => {
                "Borgeren var ikke med. Vælg, hvem der fortæller borgeren, hvad I kom frem til."
            }
            NotDone::AttendanceMissing => "Sæt kryds ved, om hver deltager kom.",
            NotDone::AgreedWithoutOwner => "En aftale mangler navnet på den, der har opgaven.",
            NotDone::NoReason => "Skriv hvorfor. Det bliver fortalt til dem, der er indkaldt.",
            NotDone::SameTime => "Tid og sted er, som de var. Vælg noget andet, eller lad mødet stå.",
            NotDone::Already => "Det er gjort i forvejen.",
            NotDone::Nobody => "Deltageren eller punktet findes ikke mere. Se mødet, som det står nu.",
            NotDone::NothingWritten => "Der er ikke skrevet nogen beslutning eller aftale endnu, så der er intet referat.",
            NotDone::LetterIsOld => {
                "Mødet er flyttet eller aflyst, efter at brevet blev lavet. Smid brevet ud, og lav et nyt fra mødets side."
            }
            NotDone::WasCalled => "Deltageren har fået besked om mødet og bliver derfor stående. Skriv afbud i stedet.",
            NotDone::NoAddress => "Der er ingen adresse at skrive til. Sig det mundtligt, og skriv hvordan, eller tilføj adressen.",
            NotDone::HowMissing => "Skriv, hvordan deltageren fik besked.",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            NotDone::Over => "meeting_over",
            NotDone::NotYet => "meeting_not_yet",
            NotDone::NotHeld => "meeting_not_held",
            NotDone::NobodyInforms => "meeting_nobody_informs",
            NotDone::AttendanceMissing => "meeting_attendance_missing",
            NotDone::AgreedWithoutOwner => "meeting_agreed_without_owner",
            NotDone::NoReason => "meeting_without_reason",
            NotDone::SameTime => "meeting_same_time",
            NotDone::Already => "meeting_already",
            NotDone::Nobody => "meeting_nobody",
            NotDone::NothingWritten => "meeting_nothing_written",
            NotDone::LetterIsOld => "meeting_letter_is_old",
            NotDone::WasCalled => "meeting_was_called",
            NotDone::NoAddress => "meeting_no_address",
            NotDone::HowMissing => "meeting_how_missing",
        }
    }
}

impl Wording for Warning {
    fn danish(&self) -> String {
        match self {
            Warning::LongerThan { at_most } => {
                format!("Mødet er sat til mere end {at_most} minutter. Så langt bør det højst være.")
            }
            Warning::AgendaLonger { items } => {
                let minutes = counted(u64::from(*items), "minut", "minutter");
                format!("Punkterne tager {minutes}, og det er mere, end mødet varer.")
            }
            Warning::WithoutCitizen => "Borgeren er ikke på mødet. Aftal, hvem der fortæller borgeren om det.".into(),
            Warning::DayOff => "Mødet er på en fridag.".into(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Warning::LongerThan { .. } => "meeting_long",
            Warning::AgendaLonger { .. } => "meeting_agenda_long",
            Warning::WithoutCitizen => "meeting_without_citizen",
            Warning::DayOff => "meeting_day_off",
        }
    }
}
