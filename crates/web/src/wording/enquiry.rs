//! Words for enquiries: who tells, what comes of it, and why something is not done.

use super::Wording;
use domain::enquiry::{Became, NotRegistered, NotSettled, Source};

impl Wording for Source {
    fn danish(&self) -> String {
        match self {
            Source::Relative => "Pårørende",
            Source::Neighbour => "Nabo",
            Source::Shop => "Butik",
            Source::Bank => "Bank",
            Source::Housing => "Boligforening eller udlejer",
            Source::Police => "Politi",
            Source::Doctor => "Læge",
            Source::Hospital => "Sygehus",
            Source::BailiffCourt => "Fogedret",
            Source::OtherMunicipality => "En anden kommune",
            Source::PrisonService => "Kriminalforsorgen",
            Source::OwnDepartment => "En af vores egne afdelinger",
            Source::Citizen => "Borgeren selv",
            Source::Other => "En anden",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        Source::code(*self)
    }
}

impl Wording for Became {
    fn danish(&self) -> String {
        match self {
            Became::Application => "Der søges om noget",
            Became::Case => "En sag er åbnet",
            Became::Known => "Hører til en sag, der er i gang",
            Became::Advice => "Råd og vejledning givet",
            Became::Notification => "Det er en underretning om et barn",
            Became::PassedOn => "Givet videre",
            Became::Nothing => "Lukket uden mere",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        Became::code(*self)
    }
}

impl Wording for NotRegistered {
    fn danish(&self) -> String {
        match self {
            NotRegistered::NothingTold => "Skriv, hvad der er fortalt.",
            NotRegistered::InTheFuture => "Dagen ligger efter i dag. Skriv den dag, henvendelsen kom.",
            NotRegistered::TooLongAgo => "Dagen ligger mere end et år tilbage. Se efter, om årstallet er rigtigt.",
            NotRegistered::ReferrerWithoutName => "Skriv navnet, eller vælg, at vedkommende ikke vil nævnes.",
            NotRegistered::NobodyKnown => {
                "Skriv CPR-nummeret. Kender du det ikke, så skriv, hvad du ved om borgeren, så vi kan finde ud af, hvem det er."
            }
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            NotRegistered::NothingTold => "enquiry_says_nothing",
            NotRegistered::InTheFuture => "enquiry_in_the_future",
            NotRegistered::TooLongAgo => "enquiry_too_long_ago",
            NotRegistered::ReferrerWithoutName => "referrer_without_name",
            NotRegistered::NobodyKnown => "enquiry_about_nobody",
        }
    }
}

impl Wording for NotSettled {
    fn danish(&self) -> String {
        match self {
            NotSettled::Already => "Henvendelsen er allerede afsluttet. Læs, hvad den blev til.",
            NotSettled::PersonUnknown => "Find først ud af, hvem borgeren er.",
            NotSettled::NoteMissing => "Skriv et par ord om hvorfor. Det er det, andre læser bagefter.",
            NotSettled::NoSuchKind => "Den slags sag åbnes ikke af en henvendelse. Vælg en af mulighederne.",
            NotSettled::NotTheirCase => "Vælg en af borgerens åbne sager, som du selv arbejder på.",
            NotSettled::FoundAlready => {
                "Borgeren er allerede fundet. Er det den forkerte, så luk henvendelsen, og opret den igen."
            }
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            NotSettled::Already => "enquiry_settled_already",
            NotSettled::PersonUnknown => "enquiry_person_unknown",
            NotSettled::NoteMissing => "enquiry_note_missing",
            NotSettled::NoSuchKind => "no_such_kind_of_case",
            NotSettled::NotTheirCase => "not_their_case",
            NotSettled::FoundAlready => "enquiry_person_found_already",
        }
    }
}
