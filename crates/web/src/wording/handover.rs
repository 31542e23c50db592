//! Words for handing cases over (sagsbehandlerskift).

use super::Wording;
use super::danish::date_short;
use super::{counted, listed};
use domain::handover::{Holds, NotHanded, Planned, State};

impl Wording for Planned {
    fn danish(&self) -> String {
        match self {
            Planned::Planned => "Planlagt",
            Planned::Unplanned => "Uventet",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        Planned::code(*self)
    }
}

impl Wording for State {
    fn danish(&self) -> String {
        match self {
            State::Planned => "Planlagt",
            State::CarriedOut => "Gennemført",
            State::Ended => "Tilbage igen",
            State::CalledOff => "Aflyst",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        State::code(*self)
    }
}

/// "2 sager, 1 opgave og 3 møder".
pub fn holds(holds: &Holds) -> String {
    let of = |number: u32, one: &str, many: &str| (0 < number).then(|| counted(number.into(), one, many));
    let parts = [
        of(holds.cases, "sag", "sager"),
        of(holds.tasks, "opgave", "opgaver"),
        of(holds.functions, "funktion", "funktioner"),
        of(holds.meetings, "kommende møde", "kommende møder"),
    ];
    listed(&parts.into_iter().flatten().collect::<Vec<_>>())
}

impl Wording for NotHanded {
    fn danish(&self) -> String {
        match self {
            NotHanded::NothingToHand => {
                "Der er ingen åben sag at overdrage. Vælg mindst én sag, eller vælg en anden medarbejder.".into()
            }
            NotHanded::NoReason => "Skriv, hvorfor sagerne skifter hånd. Det kommer aldrig i et brev.".into(),
            NotHanded::DayBehind => {
                "Dagen er gået. Vælg i dag eller en senere dag; hvem der havde sagen før, kan ikke ændres.".into()
            }
            NotHanded::EndsBeforeItBegins => {
                "Den ventede sidste dag ligger før den første. Ret en af dem, eller lad den sidste stå tom.".into()
            }
            NotHanded::ToThemselves => "Ingen overtager sager fra sig selv. Vælg en kollega.".into(),
            NotHanded::SuccessorMissing => {
                "En af sagerne har ingen afløser. Vælg en for den, eller lad lederen have den imens.".into()
            }
            NotHanded::SuccessorOpensNoCases => {
                "Den valgtes rolle kan ikke have ansvar for en sag. Vælg en sagsbehandler, koordinator eller leder.".into()
            }
            NotHanded::SuccessorElsewhere => {
                "Den valgte arbejder i en anden afdeling end sagen. Vælg en fra afdelingen; skal sagen til en anden \
                 afdeling, er det en overdragelse."
                    .into()
            }
            NotHanded::SuccessorAway { from } => {
                format!("Den valgte er selv fraværende fra {}. Vælg en anden eller en anden dag.", date_short(*from))
            }
            NotHanded::SuccessorTooClose => {
                "Den valgte må ikke behandle en af sagerne (inhabil eller for tæt på borgeren). Vælg en anden til den sag."
                    .into()
            }
            NotHanded::NoLeader => {
                "Afdelingen har ingen leder, der kan have sagerne imens. Vælg en afløser.".into()
            }
            NotHanded::OwnNeedsColleague => {
                "Vælg den kollega, der overtager. Er der ingen, så bed din leder registrere skiftet.".into()
            }
            NotHanded::PlannedAlready { on } => format!(
                "En af sagerne skifter efter planen hånd {} i forvejen. Aflys det skift først, eller tag sagen ud.",
                date_short(*on)
            ),
            NotHanded::NotOut => "Kun et midlertidigt skift, der er gennemført, kan gå tilbage.".into(),
            NotHanded::OverAlready => "Skiftet er gennemført eller aflyst i forvejen. Se siden igen.".into(),
            NotHanded::FirstIsGone => {
                "Den første arbejder her ikke længere. Giv sagerne varigt til en anden i stedet.".into()
            }
            NotHanded::NotActive => "Den valgte arbejder her ikke længere. Vælg en anden.".into(),
            NotHanded::HoldsCases => {
                "Medarbejderen har åbne sager. Registrér et skift af sagsbehandler først.".into()
            }
            NotHanded::HistoryIsFixed => "Hvem der har haft en sag hvornår, kan ikke ændres bagefter.".into(),
            NotHanded::StillHolds(held) => format!(
                "Medarbejderen har stadig {}. Registrér et skift af sagsbehandler først, og flyt det, der bliver tilbage.",
                holds(held)
            ),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            NotHanded::NothingToHand => "nothing_to_hand_over",
            NotHanded::NoReason => "handover_reason_missing",
            NotHanded::DayBehind => "handover_day_behind",
            NotHanded::EndsBeforeItBegins => "handover_ends_before_it_begins",
            NotHanded::ToThemselves => "handover_to_themselves",
            NotHanded::SuccessorMissing => "successor_missing",
            NotHanded::SuccessorOpensNoCases => "successor_opens_no_cases",
            NotHanded::SuccessorElsewhere => "successor_elsewhere",
            NotHanded::SuccessorAway { .. } => "successor_away",
            NotHanded::SuccessorTooClose => "successor_too_close",
            NotHanded::NoLeader => "no_leader",
            NotHanded::OwnNeedsColleague => "own_needs_colleague",
            NotHanded::PlannedAlready { .. } => "handover_planned_already",
            NotHanded::NotOut => "handover_not_out",
            NotHanded::OverAlready => "handover_over_already",
            NotHanded::FirstIsGone => "first_is_gone",
            NotHanded::NotActive => "staff_not_active",
            NotHanded::HoldsCases => "staff_holds_cases",
            NotHanded::HistoryIsFixed => "responsibility_is_fixed",
            NotHanded::StillHolds(_) => "staff_still_holds",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_still_has_is_said_as_one_would() {
        let held = Holds { cases: 2, tasks: 1, functions: 0, meetings: 3 };
        assert_eq!(holds(&held), "2 sager, 1 opgave og 3 kommende møder");
        assert!(NotHanded::StillHolds(held).danish().contains("2 sager, 1 opgave"));
    }
}
