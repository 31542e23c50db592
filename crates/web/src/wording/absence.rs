//! Words for absence and deputies.

use super::Wording;
use super::danish::date_short;
use domain::absence::{NotRegistered, Why};

impl Wording for Why {
    fn danish(&self) -> String {
        match self {
            Why::Holiday => "Ferie",
            Why::Illness => "Sygdom",
            Why::Leave => "Orlov",
            Why::Other => "Andet",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        Why::code(*self)
    }
}

impl Wording for NotRegistered {
    fn danish(&self) -> String {
        match self {
            NotRegistered::EndsBeforeItBegins => "Sidste dag ligger før den første. Ret en af dem.".into(),
            NotRegistered::AwayAlready { from } => {
                format!("Der er registreret fravær fra {} i forvejen. Afslut det, eller vælg andre dage.", date_short(*from))
            }
            NotRegistered::OwnDeputy => "Ingen er stedfortræder for sig selv. Vælg en anden.".into(),
            NotRegistered::DeputyOpensNoCases => {
                "Stedfortræderens rolle åbner ikke sager. Vælg en sagsbehandler, koordinator eller leder.".into()
            }
            NotRegistered::DeputyAway { from } => {
                format!("Stedfortræderen er selv fraværende fra {}. Vælg en anden.", date_short(*from))
            }
            NotRegistered::DeputyForOneAbove => {
                "Du kan ikke gøre dig selv til stedfortræder for en, der godkender mere end dig. Vælg en anden, eller lad \
                 den fraværende selv gøre det."
                    .into()
            }
            NotRegistered::OverAlready => "Fraværet er aflyst i forvejen.".into(),
            NotRegistered::LaterThanRegistered => {
                "Dagen ligger efter det, der er registreret. Bliver fraværet længere, så registrér de nye dage for sig.".into()
            }
        }
    }

    fn code(&self) -> &'static str {
        match self {
            NotRegistered::EndsBeforeItBegins => "absence_ends_before_it_begins",
            NotRegistered::AwayAlready { .. } => "away_already",
            NotRegistered::OwnDeputy => "own_deputy",
            NotRegistered::DeputyOpensNoCases => "deputy_opens_no_cases",
            NotRegistered::DeputyAway { .. } => "deputy_away",
            NotRegistered::DeputyForOneAbove => "deputy_for_one_above",
            NotRegistered::OverAlready => "absence_over_already",
            NotRegistered::LaterThanRegistered => "back_later_than_registered",
        }
    }
}
