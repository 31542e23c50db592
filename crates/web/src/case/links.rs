//! Where things are done: from a step to its page.

use app::case::View;
use domain::ids::CourseId;
use domain::letter::LetterState;
use domain::party_hearing::HearingState;
use domain::procedure::Step;
use domain::words::Act;

/// The page of a step.
pub(crate) fn step_path(view: &View<'_>, course: CourseId, step: &str) -> String {
    format!("/sager/{}/trin/{course}/{step}", view.file.case.id)
}

/// The button of a step: what it says, and where it leads. `None` for a step done on its own page.
pub(crate) fn act_of(view: &View<'_>, step: &Step) -> Option<(String, String)> {
    let case = format!("/sager/{}", view.file.case.id);
    let (title, end) = match step.act? {
        Act::Letter => {
            let draft = view
                .letters
                .iter()
                .find(|letter| step.letters.contains(&letter.template) && matches!(letter.state, LetterState::Drafted));
            // Letters about a complaint are made where the complaint is.
            let Some(draft) = draft else {
                return is_of_a_complaint(view, step).then(|| ("Gå til klagen".into(), format!("{case}/klage")));
            };
            return Some(("Læs og send brevet".into(), format!("{case}/breve/{}", draft.id)));
        }
        Act::Notification => ("Åbn underretningen", "/underretning"),
        Act::Meeting => ("Gå til møderne", "/moeder"),
        Act::Allocation => ("Vælg fremskudt sagsbehandler", "/fremskudt"),
        Act::Handover => ("Giv sagen videre", "/skift"),
        Act::Consent => ("Registrér samtykke", "/oplysninger"),
        Act::Information if view.file.requests.iter().any(|request| request.is_open()) => {
            ("Registrér svar", "/oplysninger")
        }
        Act::Information => ("Bed om oplysninger", "/oplysninger"),
        Act::PartyHearing if view.file.hearings.iter().any(|hearing| hearing.state == HearingState::Sent) => {
            ("Registrér høringssvar", "/partshoering")
        }
        Act::PartyHearing => ("Send i partshøring", "/partshoering"),
        Act::Submission => ("Skriv afgørelsen", "/afgoerelse"),
        Act::Approval if view.may.approve => ("Læs og godkend", "/afgoerelse"),
        Act::Approval => ("Se afgørelsen", "/afgoerelse"),
        Act::Family => ("Gå til familien", "/familie"),
        Act::Financing => {
            let family = view.family?;
            return Some(("Gå til finansieringen".into(), format!("/familier/{family}/finansiering")));
        }
        Act::Transfer => ("Gå til overdragelsen", "/samarbejde"),
        Act::AccessToDocuments => ("Gå til aktindsigten", "/aktindsigt"),
        Act::Complaint => ("Se klagen", "/klage"),
        Act::Reassessment => ("Genvurdér", "/klage"),
        Act::AppealDecision => ("Registrér Ankestyrelsens afgørelse", "/klage"),
        Act::Decision => ("Send afgørelsen", "/afgoerelse"),
        Act::Form | Act::Force => {
            return step.forms.first().map(|form| ("Udfyld skemaet".into(), form_path(view, form, None)));
        }
        _ => return None,
    };
    Some((title.into(), format!("{case}{end}")))
}

fn is_of_a_complaint(view: &View<'_>, step: &Step) -> bool {
    let of_one = |course: CourseId| view.file.complaints.iter().any(|complaint| complaint.course == course);
    view.courses.iter().any(|course| of_one(course.id) && course.procedure.steps.contains(step))
}

/// Where a form is filled in: on its own page, or where the thing it is the face of is registered.
pub(crate) fn form_path(view: &View<'_>, form: &str, kept_in: Option<&str>) -> String {
    let case = view.file.case.id;
    match kept_in {
        Some(app::form::NETWORK) => format!("/sager/{case}/netvaerk"),
        Some("klage") => format!("/sager/{case}/klage"),
        Some("samtykke") => format!("/sager/{case}/oplysninger"),
        Some(app::master_record::MASTER_RECORD) => format!("/sager/{case}/stamkort"),
        _ => format!("/sager/{case}/skema/{form}"),
    }
}
