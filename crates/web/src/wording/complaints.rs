//! Words for complaints: how they came, what they came to, and why something is not done.

use super::{Wording, listed};
use domain::complaint::{Answered, Channel, DecidedBy, NotDone, Reassessed, Stage, Standing};

impl Wording for Channel {
    fn danish(&self) -> String {
        match self {
            Channel::Letter => "Brev",
            Channel::Phone => "Telefon",
            Channel::Portal => "Digital Post eller selvbetjening",
            Channel::Meeting => "Møde eller personligt fremmøde",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        Channel::code(*self)
    }
}

impl Wording for DecidedBy {
    fn danish(&self) -> String {
        match self {
            DecidedBy::Administration => "Forvaltningen",
            DecidedBy::Committee => "Børne- og ungeudvalget",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        DecidedBy::code(*self)
    }
}

impl Wording for Reassessed {
    fn danish(&self) -> String {
        match self {
            Reassessed::Fully => "Fuldt medhold",
            Reassessed::Partly => "Delvist medhold",
            Reassessed::Upheld => "Fastholdt",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        Reassessed::code(*self)
    }
}

impl Wording for Standing {
    fn danish(&self) -> String {
        match self {
            Standing::Stands => "Klagen fastholdes",
            Standing::Satisfied => "Klagen fastholdes ikke",
            Standing::NoAnswer => "Intet svar inden fristen",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        Standing::code(*self)
    }
}

impl Wording for Answered {
    fn danish(&self) -> String {
        match self {
            Answered::Upheld => "Stadfæstet",
            Answered::Changed => "Ændret",
            Answered::Annulled => "Ophævet",
            Answered::SentBack => "Hjemvist",
            Answered::Dismissed => "Afvist",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        Answered::code(*self)
    }
}

impl Wording for Stage {
    fn danish(&self) -> String {
        match self {
            Stage::Reassess => "Skal genvurderes",
            Stage::Decide => "Ny afgørelse skrives",
            Stage::AskIfStands => "Venter på, om resten af klagen fastholdes",
            Stage::Forward => "Skal sendes til Ankestyrelsen",
            Stage::AtAppeals => "Hos Ankestyrelsen",
            Stage::Learn => "Årsag og læring skal skrives ned",
            Stage::Over => "Afsluttet",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            Stage::Reassess => "reassess",
            Stage::Decide => "decide",
            Stage::AskIfStands => "ask-if-stands",
            Stage::Forward => "forward",
            Stage::AtAppeals => "at-appeals",
            Stage::Learn => "learn",
            Stage::Over => "over",
        }
    }
}

impl Wording for NotDone {
    fn danish(&self) -> String {
        match self {
            NotDone::NoSentDecision => "Vælg en afgørelse, der er sendt. Der kan kun klages over den.",
            NotDone::InTheFuture => "Dagen ligger efter i dag. Vælg den dag, det kom.",
            NotDone::BeforeTheDecision => "Dagen ligger før afgørelsen. Se efter, om datoen er rigtig.",
            NotDone::NotEntitled => {
                "Den, der klager, skal være part i sagen eller handle for en part. Registrér relationen på stamkortet, og \
                 prøv igen."
            }
            NotDone::NothingSaid => "Skriv, hvad der klages over, med klagerens egne ord. Et par ord er nok.",
            NotDone::UnderWay => "Den samme person har allerede en klage over den afgørelse i gang.",
            NotDone::ReceiptWithoutReason => "Skriv, hvorfor afgørelsen kom frem senere, end systemet regner med.",
            NotDone::NotNow(stage) => {
                return format!("Det kan ikke gøres nu. Klagen står sådan: {}.", stage.danish().to_lowercase());
            }
            NotDone::SamePerson => {
                "Den, der indstillede eller godkendte afgørelsen, genvurderer den normalt ikke. Vælg en anden, eller \
                 skriv, hvorfor det ikke kan lade sig gøre."
            }
            NotDone::SomebodyElseWasAsked => {
                "En anden er bedt om at genvurdere. Vælg dig selv først, hvis det er dig, der skal."
            }
            NotDone::ReasonsMissing => "Skriv begrundelsen.",
            NotDone::DecisionUnderWay => "Der er et udkast til en afgørelse i sagen. Gør det færdigt først.",
            NotDone::OtherOutcome(must) => {
                return format!(
                    "Genvurderingen nåede frem til {}. Afgørelsen skal sige det samme.",
                    must.danish().to_lowercase()
                );
            }
            NotDone::BasisMissing => "Skriv den bestemmelse, der giver opsættende virkning.",
            NotDone::LetterMissing => "Brevet til klageren mangler.",
            NotDone::LeftOutWithoutReason(titles) => {
                return format!("Skriv, hvorfor det vælges anderledes end foreslået: {}.", listed(titles));
            }
            NotDone::MustNotLeave(titles) => {
                return format!(
                    "Det fortæller, hvor en adressebeskyttet person er, og kan ikke sendes med: {}. Udelad det, eller \
                     læg en udgave på sagen, hvor det er dækket.",
                    listed(titles)
                );
            }
            NotDone::NumberMissing => "Skriv Ankestyrelsens sagsnummer. Det står i brevet.",
            NotDone::DaysOutOfOrder => {
                "Dagene passer ikke sammen: Ankestyrelsen afgør, efter klagen er sendt, og brevet kommer bagefter."
            }
            NotDone::NoSuchCause => "Vælg mindst én årsag på listen.",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            NotDone::NoSentDecision => "complaint_no_sent_decision",
            NotDone::InTheFuture => "complaint_in_the_future",
            NotDone::BeforeTheDecision => "complaint_before_the_decision",
            NotDone::NotEntitled => "complaint_not_entitled",
            NotDone::NothingSaid => "complaint_nothing_said",
            NotDone::UnderWay => "complaint_under_way",
            NotDone::ReceiptWithoutReason => "complaint_receipt_without_reason",
            NotDone::NotNow(_) => "complaint_not_now",
            NotDone::SamePerson => "complaint_same_person",
            NotDone::SomebodyElseWasAsked => "complaint_somebody_else_was_asked",
            NotDone::ReasonsMissing => "complaint_reasons_missing",
            NotDone::DecisionUnderWay => "complaint_decision_under_way",
            NotDone::OtherOutcome(_) => "complaint_other_outcome",
            NotDone::BasisMissing => "complaint_basis_missing",
            NotDone::LetterMissing => "complaint_letter_missing",
            NotDone::LeftOutWithoutReason(_) => "complaint_left_out_without_reason",
            NotDone::MustNotLeave(_) => "complaint_must_not_leave",
            NotDone::NumberMissing => "complaint_number_missing",
            NotDone::DaysOutOfOrder => "complaint_days_out_of_order",
            NotDone::NoSuchCause => "complaint_no_such_cause",
        }
    }
}
