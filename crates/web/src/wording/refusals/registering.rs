//! Words for what cannot be registered: numbers, applications, notifications.

use crate::wording::Wording;
use domain::application::NotRegistered;
use domain::cpr::NotACpr;
use domain::notification;

impl Wording for NotACpr {
    fn danish(&self) -> String {
        match self {
            NotACpr::Form => "Et CPR-nummer har ti cifre og skrives ddmmåå-xxxx. Ret nummeret, og prøv igen.",
            NotACpr::NoSuchDay => {
                "De første fire cifre er ikke en dag og en måned. Sammenlign nummeret med kilden, og ret det."
            }
            NotACpr::NoSuchDayThatYear => {
                "Dagen findes ikke i det år, nummeret peger på. Sammenlign nummeret med kilden, og ret det."
            }
            NotACpr::NotBornYet => {
                "Nummeret giver en fødselsdag, der ligger efter i dag. Sammenlign nummeret med kilden, og ret det."
            }
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            NotACpr::Form => "cpr_form",
            NotACpr::NoSuchDay => "cpr_no_such_day",
            NotACpr::NoSuchDayThatYear => "cpr_no_such_day_that_year",
            NotACpr::NotBornYet => "cpr_not_born_yet",
        }
    }
}

impl Wording for NotRegistered {
    fn danish(&self) -> String {
        match self {
            NotRegistered::NothingAppliedFor => "Skriv, hvad der søges om, gerne med ansøgerens egne ord.".into(),
            NotRegistered::ReceivedInTheFuture => {
                "Modtagelsesdagen ligger efter i dag. Vælg den dag, ansøgningen kom.".into()
            }
            NotRegistered::ReceivedTooLongAgo => {
                "Modtagelsesdagen ligger mere end et år tilbage. Se efter, om årstallet er rigtigt.".into()
            }
            NotRegistered::OutsideAge { from, to, age } => {
                let asked = match (from, to) {
                    (Some(from), Some(to)) => format!("fra {from} til og med {to} år"),
                    (Some(from), None) => format!("fra {from} år"),
                    (None, Some(to)) => format!("til og med {to} år"),
                    (None, None) => "i en bestemt alder".into(),
                };
                format!(
                    "Ydelsen er for borgere {asked}, og borgeren var {age} år den dag, ansøgningen kom. \
                     Vælg en ydelse, der passer til alderen."
                )
            }
            NotRegistered::NotEntitled => "Ansøgeren er hverken borgeren selv eller en, der kan handle for borgeren. \
                 Registrér forældremyndighed, værgemål eller fuldmagt på stamkortet, eller vælg en anden ansøger."
                .into(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            NotRegistered::NothingAppliedFor => "application_says_nothing",
            NotRegistered::ReceivedInTheFuture => "application_received_in_the_future",
            NotRegistered::ReceivedTooLongAgo => "application_received_too_long_ago",
            NotRegistered::OutsideAge { .. } => "application_outside_age",
            NotRegistered::NotEntitled => "applicant_not_entitled",
        }
    }
}

impl Wording for notification::NotRegistered {
    fn danish(&self) -> String {
        use notification::NotRegistered::{
            InTheFuture, NotAChild, NotExpectedThen, NothingTold, NotifierWithoutName, TooLongAgo,
        };
        match self {
            NothingTold => "Skriv, hvad underretteren har fortalt.",
            InTheFuture => "Tidspunktet ligger efter nu. Skriv, hvornår underretningen kom.",
            TooLongAgo => "Tidspunktet ligger mere end et år tilbage. Se efter, om årstallet er rigtigt.",
            NotifierWithoutName => "Skriv underretterens navn, eller vælg, at vedkommende er anonym.",
            NotExpectedThen => "Terminen skal ligge inden for det næste år. Ret dagen, eller lad feltet stå tomt.",
            NotAChild => {
                "Personen er fyldt 18 år, så det er ikke en underretning om et barn. Er barnet ikke født, så vælg det."
            }
        }
        .into()
    }

    fn code(&self) -> &'static str {
        use notification::NotRegistered::{
            InTheFuture, NotAChild, NotExpectedThen, NothingTold, NotifierWithoutName, TooLongAgo,
        };
        match self {
            NothingTold => "notification_says_nothing",
            InTheFuture => "notification_received_in_the_future",
            TooLongAgo => "notification_received_too_long_ago",
            NotifierWithoutName => "notifier_without_name",
            NotExpectedThen => "not_expected_then",
            NotAChild => "not_a_child",
        }
    }
}

impl Wording for notification::NotAssessed {
    fn danish(&self) -> String {
        use notification::NotAssessed::{AcuteWithoutDanger, Already, AssessmentFirst, NoNotification, ReasonMissing};
        match self {
            NoNotification => "Sagen begyndte ikke med en underretning. Registrér en ny, hvis der er kommet en.",
            Already => "Det er allerede gjort. Læs, hvad der står, før du skriver mere.",
            AssessmentFirst => "Vurder først, om barnet er i fare, og bestem så, hvad der skal ske.",
            ReasonMissing => "Skriv hvorfor. Begrundelsen er det, andre læser bagefter.",
            AcuteWithoutDanger => {
                "Der handles kun straks, når barnet er i fare. Ret det ene af de to svar, så de passer sammen."
            }
        }
        .into()
    }

    fn code(&self) -> &'static str {
        use notification::NotAssessed::{AcuteWithoutDanger, Already, AssessmentFirst, NoNotification, ReasonMissing};
        match self {
            NoNotification => "no_notification",
            Already => "notification_done_already",
            AssessmentFirst => "notification_not_assessed",
            ReasonMissing => "notification_reason_missing",
            AcuteWithoutDanger => "acute_without_danger",
        }
    }
}
