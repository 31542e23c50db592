//! Words for every refusal: what is the case, and what to do next. One file for each area; here all are gathered.

mod casework;
mod decisions;
mod letters;
mod registering;

use super::{Wording, all, counted};
use app::Reason;

impl Wording for Reason {
    fn danish(&self) -> String {
        match self {
            Reason::Cpr(why) => why.danish(),
            Reason::PersonExists(_) => "Borgeren er oprettet i forvejen. Åbn stamkortet i stedet.".into(),
            Reason::NameMissing => "Skriv borgerens navn.".into(),
            Reason::Absence(why) => why.danish(),
            Reason::Task(why) => why.danish(),
            Reason::MeetingPlan(wrong) => all(wrong),
            Reason::Meeting(why) => why.danish(),
            Reason::Notification(why) => why.danish(),
            Reason::NotificationAssessment(why) => why.danish(),
            Reason::Enquiry(why) => why.danish(),
            Reason::Transition(why) => why.danish(),
            Reason::SchoolList(why) => why.danish(),
            Reason::NotImported(why) => why.danish(),
            Reason::EnquiryEnd(why) => why.danish(),
            Reason::Financing(wrong) => all(wrong),
            Reason::FinancingAnswer(why) => why.danish(),
            Reason::NoOutreachCaseworker => {
                "Vælg en, der er fremskudt sagsbehandler i den afdeling, sagen ligger i.".into()
            }
            Reason::Application(why) => why.danish(),
            Reason::NoSuchBenefit => {
                "Ydelsen findes ikke, eller den har ingen gældende bestemmelse på den dag. Vælg en anden.".into()
            }
            Reason::ResponsibleElsewhere => {
                "Den valgte arbejder ikke i den afdeling, der ejer ydelsen. Vælg en fra afdelingen, eller vælg ingen."
                    .into()
            }
            Reason::RelatedToThemselves => {
                "CPR-nummeret er borgerens eget. Skriv nummeret på den anden person.".into()
            }
            Reason::Mandate(why) => why.danish(),
            Reason::Cafe(why) => why.danish(),
            Reason::Consent(why) => why.danish(),
            Reason::Plan(why) => why.danish(),
            Reason::NotShared(why) => why.danish(),
            Reason::Information(why) => why.danish(),
            Reason::AccessRequest(why) => why.danish(),
            Reason::Hearing(why) => why.danish(),
            Reason::HearingOpen(why) => why.danish(),
            Reason::FindingIncomplete => "Skriv både oplysningen og dens kilde.".into(),
            Reason::FindingWasHeard => {
                "Parten er hørt om oplysningen, så den ændres ikke. Tilføj en ny oplysning, hvis \
                 noget er kommet til."
                    .into()
            }
            Reason::AssessmentSettled => {
                "Den hører til en afgørelse, der er sendt, og ligger fast. Er noget nyt, eller skal sagen genoptages, så \
                 begynd en ny vurdering: tilføj en ny oplysning."
                    .into()
            }
            Reason::Submission(missing) => format!("Afgørelsen er ikke klar til godkendelse. {}", all(missing)),
            Reason::Approval(why) => why.danish(),
            Reason::Sending(why) => why.danish(),
            Reason::DecisionClosed => {
                "Afgørelsen er sendt til godkendelse, godkendt eller sendt, så udkastet kan ikke \
                 ændres nu. Se, hvordan den står."
                    .into()
            }
            Reason::Document(why) => why.danish(),
            Reason::OneOfFiles { nr, why } => {
                format!("Fil nummer {nr} kan ikke tages ind, og derfor er ingen af filerne lagt på sagen. {}", why.danish())
            }
            Reason::Step(why) => why.danish(),
            Reason::LetterParts(parts) => letters::lacks(parts),
            Reason::GrantDays => {
                "En løbende bevilling skal være begyndt og må ikke være ophørt. Ret første eller sidste dag.".into()
            }
            Reason::LetterAsks(wrong) => letters::asks(wrong),
            Reason::LetterWord(word) => {
                format!("Brevet bruger ordet \"{word}\", som sagen ikke har. Udfyld det i sagen, eller ret brevet.")
            }
            Reason::LetterCharacters(found) => letters::no_shape_for(found),
            Reason::LetterTooLong => letters::TOO_LONG.into(),
            Reason::LetterTookTooLong => letters::TOOK_TOO_LONG.into(),
            Reason::NewDateNotAhead => "Den nye dato skal ligge efter i dag. Vælg en senere dag.".into(),
            Reason::LetterSent => "Brevet er sendt og kan ikke ændres. Skriv et nyt brev i stedet.".into(),
            Reason::LetterTellsWhere => letters::TELLS_WHERE.into(),
            Reason::Enclosure(why) => why.danish(),
            Reason::NothingPrinted => "Sæt kryds ved de breve, der er sendt.".into(),
            Reason::SentOutsideTime => letters::SENT_OUTSIDE_TIME.into(),
            Reason::NoRecipient => {
                "Der er ingen at sende brevet til. Registrér parten og en adresse på stamkortet.".into()
            }
            Reason::FormIncomplete(wrong) => super::form_is_incomplete(wrong),
            Reason::Network(why) => why.danish(),
            Reason::Signature(why) => why.danish(),
            Reason::FieldKit(why) => why.danish(),
            Reason::NotDelivered(why) => why.danish(),
            Reason::FieldKitNotRevoked(why) => why.danish(),
            Reason::Function(why) => why.danish(),
            Reason::Handover(why) => why.danish(),
            Reason::Family(why) => why.danish(),
            Reason::Dependency(why) => why.danish(),
            Reason::Council(why) => why.danish(),
            Reason::Committee(why) => why.danish(),
            Reason::Interface(why) => why.danish(),
            Reason::NoteEmpty => "Notatet er tomt. Skriv, hvad der skete.".into(),
            Reason::ReasonMissing => {
                "Begrundelsen mangler eller er for kort. Skriv den, så andre kan forstå den.".into()
            }
            Reason::Stale => "Nogen har gemt, siden siden blev åbnet, så intet er overskrevet. Se den nye udgave, og \
                 gem igen."
                .into(),
            Reason::Complaint(why) => why.danish(),
            Reason::CaseClosed => "Sagen er lukket, så der kan ikke arbejdes i den.".into(),
            Reason::WrongNameOrPassword => {
                "Navn og adgangskode passer ikke sammen. Prøv igen, eller spørg systemadministratoren.".into()
            }
            Reason::TryLater { minutes } => format!(
                "Der er prøvet for mange gange. Vent {}, og prøv igen.",
                counted(minutes.unsigned_abs(), "minut", "minutter")
            ),
            Reason::TooManyLookups => "Der er slået mange CPR-numre op den seneste time. Vent lidt, eller søg på navn \
                 eller sagsnummer."
                .into(),
            Reason::RolesDoNotFit => "Rollerne kan ikke samles hos én person, eller afdelingen findes ikke. \
                 Systemadministrator og databeskyttelsesrådgiver forenes ikke med roller, der åbner sager. Vælg mindst én \
                 rolle og en af kommunens afdelinger."
                .into(),
            Reason::WeakPassword => {
                "Adgangskoden er for kort eller for let at gætte. Brug mindst 15 tegn, gerne flere \
                 ord, som ikke hænger sammen."
                    .into()
            }
            Reason::KeyReused => "Siden er allerede sendt med et andet indhold. Åbn siden på ny, og prøv igen.".into(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Reason::Cpr(why) => why.code(),
            Reason::PersonExists(_) => "person_exists",
            Reason::NameMissing => "name_missing",
            Reason::Absence(why) => why.code(),
            Reason::Task(why) => why.code(),
            Reason::MeetingPlan(_) => "meeting_plan",
            Reason::Meeting(why) => why.code(),
            Reason::Notification(why) => why.code(),
            Reason::NotificationAssessment(why) => why.code(),
            Reason::Enquiry(why) => why.code(),
            Reason::Transition(why) => why.code(),
            Reason::SchoolList(why) => why.code(),
            Reason::NotImported(why) => why.code(),
            Reason::EnquiryEnd(why) => why.code(),
            Reason::Financing(_) => "financing_not_assessed",
            Reason::FinancingAnswer(why) => why.code(),
            Reason::NoOutreachCaseworker => "no_outreach_caseworker",
            Reason::Application(why) => why.code(),
            Reason::NoSuchBenefit => "no_such_benefit",
            Reason::ResponsibleElsewhere => "responsible_elsewhere",
            Reason::RelatedToThemselves => "related_to_themselves",
            Reason::Mandate(why) => why.code(),
            Reason::Cafe(why) => why.code(),
            Reason::Consent(why) => why.code(),
            Reason::Plan(why) => why.code(),
            Reason::NotShared(why) => why.code(),
            Reason::Information(why) => why.code(),
            Reason::AccessRequest(why) => why.code(),
            Reason::Hearing(why) => why.code(),
            Reason::HearingOpen(why) => why.code(),
            Reason::FindingIncomplete => "finding_incomplete",
            Reason::FindingWasHeard => "finding_was_heard",
            Reason::Submission(_) => "decision_not_ready",
            Reason::Approval(why) => why.code(),
            Reason::Sending(why) => why.code(),
            Reason::AssessmentSettled => "assessment_settled",
            Reason::DecisionClosed => "decision_closed",
            Reason::Document(why) | Reason::OneOfFiles { why, .. } => why.code(),
            Reason::Step(why) => why.code(),
            Reason::LetterParts(_) => "letter_parts_missing",
            Reason::GrantDays => "grant_days",
            Reason::LetterAsks(_) => "letter_field_missing",
            Reason::LetterWord(_) => "letter_word_unknown",
            Reason::LetterCharacters(_) => "letter_characters",
            Reason::LetterTooLong => "letter_too_long",
            Reason::LetterTookTooLong => "letter_took_too_long",
            Reason::NewDateNotAhead => "new_date_not_ahead",
            Reason::LetterSent => "letter_already_sent",
            Reason::LetterTellsWhere => "letter_tells_where",
            Reason::Enclosure(why) => why.code(),
            Reason::NothingPrinted => "nothing_printed",
            Reason::SentOutsideTime => "sent_outside_time",
            Reason::NoRecipient => "no_recipient",
            Reason::FormIncomplete(_) => "form_incomplete",
            Reason::Network(why) => why.code(),
            Reason::Signature(why) => why.code(),
            Reason::FieldKit(why) => why.code(),
            Reason::NotDelivered(why) => why.code(),
            Reason::FieldKitNotRevoked(why) => why.code(),
            Reason::Function(why) => why.code(),
            Reason::Handover(why) => why.code(),
            Reason::Family(why) => why.code(),
            Reason::Dependency(why) => why.code(),
            Reason::Council(why) => why.code(),
            Reason::Committee(why) => why.code(),
            Reason::Interface(why) => why.code(),
            Reason::NoteEmpty => "note_empty",
            Reason::ReasonMissing => "reason_missing",
            Reason::Stale => "stale",
            Reason::Complaint(why) => why.code(),
            Reason::CaseClosed => "case_closed",
            Reason::WrongNameOrPassword => "wrong_name_or_password",
            Reason::TryLater { .. } => "try_later",
            Reason::TooManyLookups => "too_many_lookups",
            Reason::RolesDoNotFit => "roles_do_not_fit",
            Reason::WeakPassword => "weak_password",
            Reason::KeyReused => "key_reused",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::decision::{Missing, NotSent};
    use jiff::civil::date;

    #[test]
    fn a_refusal_names_the_day_that_is_fine() {
        let refused = Reason::Sending(NotSent::BadDay { next_good_day: date(2026, 4, 7) });
        assert!(refused.danish().contains("Vent til tir. 7. april 2026"), "{}", refused.danish());
        assert_eq!(refused.code(), "bad_day_for_refusal");
    }

    #[test]
    fn all_that_is_missing_is_said_at_once() {
        let refused = Reason::Submission(vec![Missing::Reasons, Missing::FollowUp]);
        let text = refused.danish();
        assert!(text.contains("Begrundelsen mangler") && text.contains("opfølgning"), "{text}");
    }
}
