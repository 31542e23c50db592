//! Where each thing that is missing before a decision is mended.

use crate::wording::{Wording, counted};
use app::case::View;
use domain::benefit::Measure;
use domain::decision::Missing;

/// All that is missing, each with the place where it is mended. What is missing for two parties alike is said once.
pub(crate) fn lines(view: &View<'_>) -> Vec<(String, String)> {
    let mut lines: Vec<(String, String)> = Vec::new();
    for missing in &view.missing {
        let line = (said(view, missing), mended_at(view, missing));
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

/// What is missing, with the name of whom it is about.
pub(crate) fn said(view: &View<'_>, missing: &Missing) -> String {
    let Missing::PartyHearing { findings, party } = missing else { return missing.danish() };
    let Some(person) = view.file.person(*party) else { return missing.danish() };
    let count = counted(u64::try_from(findings.len()).unwrap_or(u64::MAX), "oplysning", "oplysninger");
    format!("{} skal høres om {count}, der er til ugunst, og som parten ikke kender. Send partshøring.", person.name)
}

/// The page, and the place on it, where this is mended.
pub(crate) fn mended_at(view: &View<'_>, missing: &Missing) -> String {
    let case = format!("/sager/{}", view.file.case.id);
    let decision = |field: &str| format!("{case}/afgoerelse#{field}");
    match missing {
        Missing::Application => "/ansoegning/ny".into(),
        Missing::Party => format!("/borgere/{}/rediger", view.file.citizen.id),
        Missing::ProvisionInForce => format!("/vaerktoejskasse/ydelser/{}", view.benefit.id),
        Missing::Facts => format!("{case}/vurdering#ny-oplysning"),
        Missing::SourceOfFact(fact) => format!("{case}/vurdering/oplysning/{fact}"),
        Missing::Considerations => format!("{case}/vurdering#hensyn"),
        Missing::Criterion(question) | Missing::GrantDespiteUnmetCriterion(question) => {
            let criterion = view.benefit.criteria.iter().find(|criterion| criterion.question == *question);
            criterion.map_or(format!("{case}/vurdering#betingelser"), |criterion| {
                format!("{case}/vurdering#betingelse-{}", criterion.id)
            })
        }
        Missing::PartyHearing { .. } | Missing::AnswerToPartyHearing { .. } => format!("{case}/partshoering"),
        Missing::Draft => decision("udfald"),
        Missing::TreatmentOfAnswer => decision("hoering"),
        Missing::Reasons => decision("begrundelse"),
        Missing::WhatIsGranted => decision("bevilget"),
        Missing::WhatIsNotGranted => decision("ikke_bevilget"),
        Missing::Choice => decision("valg"),
        Missing::Amount => decision(match view.benefit.measure {
            Measure::OneOffAmount => "engangsbeloeb",
            _ => "beloeb",
        }),
        Missing::Detail(detail) => decision(&super::typed::detail_field(*detail)),
        Missing::WhichGrant => decision("om"),
        Missing::TakesHelpWithoutNotice => decision("udfald"),
        Missing::EffectDay | Missing::NoticeTooShort { .. } => decision("virkning"),
        Missing::Hours => decision(match view.benefit.measure {
            Measure::MonthlyHours => "timer_maaned",
            Measure::WeeklyDays => "dage_uge",
            _ => "timer_uge",
        }),
        Missing::FirstDay => decision("fra"),
        Missing::EndsBeforeItBegins => decision("til"),
        Missing::FollowUp => decision("opfoelgning"),
        Missing::OpenRequest(_) => format!("{case}/oplysninger"),
        Missing::Step { step, .. } => {
            let course = view.courses.iter().find(|course| course.procedure.step(step).is_some());
            course.map_or(case.clone(), |course| format!("{case}/trin/{}/{step}", course.id))
        }
    }
}
