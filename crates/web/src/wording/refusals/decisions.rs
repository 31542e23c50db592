//! Words for what stands between a case and its decision.

use crate::wording::danish::date_short;
use crate::wording::{Wording, all, counted};
use domain::decision::{Missing, NotApproved, NotSent};

impl Wording for Missing {
    fn danish(&self) -> String {
        match self {
            Missing::Application => "Der er ikke registreret en ansøgning. Registrér den med modtagelsesdag.".into(),
            Missing::Party => "Sagen har ingen part. Registrér, hvem der har forældremyndighed, på stamkortet.".into(),
            Missing::ProvisionInForce => "Ydelsen har ingen gældende bestemmelse på afgørelsesdagen. Vælg den ydelse, \
                 loven nu har, eller få ydelsens fil rettet."
                .into(),
            Missing::Draft => "Der er ikke skrevet et udkast til afgørelse.".into(),
            Missing::Facts => "Der er ikke skrevet oplysninger, som afgørelsen bygger på.".into(),
            Missing::SourceOfFact(_) => "En oplysning mangler sin kilde. Skriv, hvor den kommer fra.".into(),
            Missing::Considerations => "Der er ikke skrevet hovedhensyn i vurderingen.".into(),
            Missing::Criterion(question) => format!("Betingelsen er ikke vurderet: {question}"),
            Missing::GrantDespiteUnmetCriterion(question) => format!(
                "En nødvendig betingelse er ikke opfyldt, men udkastet bevilger fuldt ud. Ret vurderingen eller \
                 udfaldet: {question}"
            ),
            Missing::PartyHearing { findings, .. } => format!(
                "En part skal høres om {}, der er til ugunst, og som parten ikke kender. Send partshøring.",
                counted(u64::try_from(findings.len()).unwrap_or(u64::MAX), "oplysning", "oplysninger")
            ),
            Missing::AnswerToPartyHearing { until } => format!(
                "Partshøringen løber til og med {}. Der kan træffes afgørelse, når svaret er kommet, eller dagen efter \
                 fristen.",
                date_short(*until)
            ),
            Missing::TreatmentOfAnswer => {
                "Parten har svaret på høringen. Skriv, hvordan svaret er indgået i vurderingen.".into()
            }
            Missing::Reasons => "Begrundelsen mangler. Skriv, hvordan oplysninger og regler fører til udfaldet.".into(),
            Missing::WhatIsGranted => "Skriv i én sætning, hvad der bevilges.".into(),
            Missing::WhatIsNotGranted => "Skriv, hvad der ikke bevilges, og hvorfor.".into(),
            Missing::Choice => "Ansøgerens valg er ikke registreret.".into(),
            Missing::Amount => "Beløbet pr. måned mangler.".into(),
            Missing::Hours => "Timetallet mangler.".into(),
            Missing::FirstDay => "Bevillingens første dag mangler.".into(),
            Missing::EndsBeforeItBegins => "Bevillingens sidste dag ligger før den første. Ret en af datoerne.".into(),
            Missing::FollowUp => "Datoen for første opfølgning mangler.".into(),
            Missing::Detail(detail) => format!("Der mangler noget i afgørelsen: {}", crate::wording::detail(*detail)),
            Missing::WhichGrant => "Vælg den løbende bevilling, afgørelsen handler om.".into(),
            Missing::EffectDay => "Skriv, hvornår ændringen får virkning.".into(),
            Missing::NoticeTooShort { earliest } => format!(
                "Ændringen får virkning for tidligt. Sendes afgørelsen i dag, er den første mulige dag {}.",
                date_short(*earliest)
            ),
            Missing::TakesHelpWithoutNotice => {
                "Den nye bevilling giver mindre eller slutter før den, der løber, og det skal varsles. Vælg nedsættelse \
                 eller ophør."
                    .into()
            }
            Missing::OpenRequest(source) => format!(
                "Oplysninger fra {source} er ikke kommet. Registrér svaret, eller opgiv anmodningen med en begrundelse."
            ),
            Missing::Step { title, .. } => format!("Trinnet \"{title}\" i arbejdsgangen er ikke afsluttet."),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Missing::Application => "application_missing",
            Missing::Party => "party_missing",
            Missing::ProvisionInForce => "provision_not_in_force",
            Missing::Draft => "draft_missing",
            Missing::Facts => "facts_missing",
            Missing::SourceOfFact(_) => "source_of_fact_missing",
            Missing::Considerations => "considerations_missing",
            Missing::Criterion(_) => "criterion_unanswered",
            Missing::GrantDespiteUnmetCriterion(_) => "grant_despite_unmet_criterion",
            Missing::PartyHearing { .. } => "party_hearing_missing",
            Missing::AnswerToPartyHearing { .. } => "party_hearing_still_running",
            Missing::TreatmentOfAnswer => "treatment_of_answer_missing",
            Missing::Reasons => "reasons_missing",
            Missing::WhatIsGranted => "what_is_granted_missing",
            Missing::WhatIsNotGranted => "what_is_not_granted_missing",
            Missing::Choice => "choice_missing",
            Missing::Amount => "amount_missing",
            Missing::Detail(_) => "detail_missing",
            Missing::WhichGrant => "which_grant_missing",
            Missing::EffectDay => "effect_day_missing",
            Missing::NoticeTooShort { .. } => "notice_too_short",
            Missing::TakesHelpWithoutNotice => "takes_help_without_notice",
            Missing::Hours => "hours_missing",
            Missing::FirstDay => "first_day_missing",
            Missing::EndsBeforeItBegins => "grant_ends_before_it_begins",
            Missing::FollowUp => "follow_up_missing",
            Missing::OpenRequest(_) => "information_request_open",
            Missing::Step { .. } => "step_not_settled",
        }
    }
}

impl Wording for NotApproved {
    fn danish(&self) -> String {
        match self {
            NotApproved::NotReady(missing) => {
                format!("Afgørelsen er ikke klar til godkendelse. {}", all(missing))
            }
            NotApproved::NotSubmitted => "Afgørelsen venter ikke på godkendelse. Den kan være godkendt, sendt tilbage \
                 eller trukket tilbage i mellemtiden. Se, hvordan den står nu."
                .into(),
            NotApproved::OwnDraft => {
                "Den, der indstiller, kan ikke selv godkende. En anden skal se på afgørelsen.".into()
            }
            NotApproved::AboveLimit { needs } => {
                format!("Bevillingskompetenceplanen kræver, at {needs} godkender. Send afgørelsen videre dertil.")
            }
        }
    }

    fn code(&self) -> &'static str {
        match self {
            NotApproved::NotReady(_) => "decision_not_ready",
            NotApproved::NotSubmitted => "decision_not_submitted",
            NotApproved::OwnDraft => "own_draft",
            NotApproved::AboveLimit { .. } => "above_approval_limit",
        }
    }
}

impl Wording for NotSent {
    fn danish(&self) -> String {
        match self {
            NotSent::NotApproved => "Afgørelsen er ikke godkendt. Send den til godkendelse først.".into(),
            NotSent::NotReady(missing) => format!("Afgørelsen kan ikke sendes endnu. {}", all(missing)),
            NotSent::BadDay { next_good_day } => format!(
                "Et afslag sendes ikke på en fredag, en fridag eller dagen før, så borgeren kan ringe til os dagen \
                 efter. Vent til {}, eller skriv, hvorfor det skal sendes i dag.",
                date_short(*next_good_day)
            ),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            NotSent::NotApproved => "decision_not_approved",
            NotSent::NotReady(_) => "decision_not_ready",
            NotSent::BadDay { .. } => "bad_day_for_refusal",
        }
    }
}
