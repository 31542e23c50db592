//! Words for costs divided between departments.

use super::Wording;
use domain::financing::{Answer, MeasureWrong, NotAnswered, Share, Standing, Wrong};

impl Wording for Standing {
    fn danish(&self) -> String {
        match self {
            Standing::Waiting => "Venter på svar",
            Standing::Agreed => "Accepteret",
            Standing::Declined => "Ikke accepteret",
            Standing::Withdrawn => "Taget tilbage",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            Standing::Waiting => "waiting",
            Standing::Agreed => "agreed",
            Standing::Declined => "declined",
            Standing::Withdrawn => "withdrawn",
        }
    }
}

impl Wording for Answer {
    fn danish(&self) -> String {
        match self {
            Answer::Accepted => "Accepterer",
            Answer::Declined => "Accepterer ikke",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        Answer::code(*self)
    }
}

impl Wording for Wrong {
    fn danish(&self) -> String {
        match self {
            Wrong::OneWaits => {
                "En udgave venter på svar. Vent, til alle har svaret, eller tag den tilbage, før I vurderer på ny."
                    .into()
            }
            Wrong::WhyMissing => "Skriv, hvorfor fordelingen vurderes nu.".into(),
            Wrong::BeginsTooEarly(day) => format!(
                "Den skal begynde efter den udgave, der gælder fra {}. Vælg en senere dag.",
                super::danish::date_plain(*day)
            ),
            Wrong::OutsideTime => "Dagen ligger mere end et år fra i dag. Se efter, om årstallet er rigtigt.".into(),
            Wrong::CriterionUnanswered(_) => "Svar ja eller nej.".into(),
            Wrong::CriterionWithoutReason(_) => "Skriv grunden til svaret.".into(),
            Wrong::NotPossible => {
                "Et svar er nej, så udgifterne deles ikke. Fjern indsatserne, eller se på svaret igen.".into()
            }
            Wrong::NothingToDivide => "Skriv mindst én indsats, der deles.".into(),
            Wrong::TooMany => {
                format!(
                    "Der er plads til {} indsatser. Saml dem, der deles på samme måde.",
                    domain::financing::MOST_MEASURES
                )
            }
            Wrong::Measure(nr, why) => format!("Indsats {nr}: {}", why.danish()),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Wrong::OneWaits => "financing_waits",
            Wrong::WhyMissing => "financing_without_reason",
            Wrong::BeginsTooEarly(_) => "financing_begins_too_early",
            Wrong::OutsideTime => "financing_outside_time",
            Wrong::CriterionUnanswered(_) => "financing_criterion_unanswered",
            Wrong::CriterionWithoutReason(_) => "financing_criterion_without_reason",
            Wrong::NotPossible => "financing_not_possible",
            Wrong::NothingToDivide => "financing_nothing_to_divide",
            Wrong::TooMany => "financing_too_many_measures",
            Wrong::Measure(_, why) => why.code(),
        }
    }
}

impl Wording for MeasureWrong {
    fn danish(&self) -> String {
        match self {
            MeasureWrong::TitleMissing => "Skriv, hvad indsatsen hedder.".into(),
            MeasureWrong::CostMissing => "Skriv, hvad den koster.".into(),
            MeasureWrong::GranterMissing => "Vælg den afdeling, der kan bevilge den.".into(),
            MeasureWrong::EndsBeforeItBegins => "Den sidste dag ligger før den første.".into(),
            MeasureWrong::UnknownPayer => "En andel er sat på en afdeling, der ikke findes.".into(),
            MeasureWrong::PayerTwice => "En afdeling står to gange.".into(),
            MeasureWrong::ReasonMissing(_) => "Skriv, hvorfor afdelingen betaler denne andel.".into(),
            MeasureWrong::NotWhole(together) => {
                let said = u32::try_from(*together).ok().and_then(Share::from_points);
                let together = said.map_or_else(|| "mere end 100 %".to_string(), |share| share.to_string());
                format!("Andelene er {together} tilsammen. De skal være 100 %.")
            }
        }
    }

    fn code(&self) -> &'static str {
        match self {
            MeasureWrong::TitleMissing => "measure_without_title",
            MeasureWrong::CostMissing => "measure_without_cost",
            MeasureWrong::GranterMissing => "measure_without_granter",
            MeasureWrong::EndsBeforeItBegins => "measure_ends_before_it_begins",
            MeasureWrong::UnknownPayer => "measure_unknown_payer",
            MeasureWrong::PayerTwice => "measure_payer_twice",
            MeasureWrong::ReasonMissing(_) => "measure_share_without_reason",
            MeasureWrong::NotWhole(_) => "measure_shares_not_whole",
        }
    }
}

impl Wording for NotAnswered {
    fn danish(&self) -> String {
        match self {
            NotAnswered::NotWaiting => "Udgaven venter ikke på svar længere. Se, hvordan den står nu.",
            NotAnswered::NotAsked => "Afdelingen betaler ikke til den og er ikke spurgt.",
            NotAnswered::Already => "Afdelingen har svaret.",
            NotAnswered::ReasonMissing => "Skriv, hvad der skal ændres, så de andre kan se på det.",
            NotAnswered::OwnAssessment => "Du har selv lavet vurderingen. En anden leder svarer for afdelingen.",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            NotAnswered::NotWaiting => "financing_not_waiting",
            NotAnswered::NotAsked => "financing_not_asked",
            NotAnswered::Already => "financing_answered_already",
            NotAnswered::ReasonMissing => "financing_answer_without_reason",
            NotAnswered::OwnAssessment => "financing_own_assessment",
        }
    }
}
