//! Words for families with one entrance.

use super::Wording;
use domain::family::NotDone;

impl Wording for NotDone {
    fn danish(&self) -> String {
        match self {
            NotDone::WrongDepartment => "Familien begynder på en sag i en afdeling, der koordinerer familier. Vælg barnets sag på børnehandicapområdet.",
            NotDone::OtherFamily => "Sagen hører til en anden familie i forvejen. Se den familie, eller tag sagen ud af den først.",
            NotDone::NoReason => "Skriv hvorfor.",
            NotDone::Over => "Familiens forløb er slut. Det kan læses, men ikke ændres.",
            NotDone::MemberAlready => "Personen er med i familien i forvejen.",
            NotDone::TheChildStays => "Det barn, familien koordineres om, er med, så længe familien er her.",
            NotDone::NotAMember => "Sagen handler ikke om nogen i familien. Tag personen med i familien først.",
            NotDone::HasACase => "Personen har en sag i familien. Tag sagen ud først.",
            NotDone::LinkedAlready => "Sagen er med i familien i forvejen.",
            NotDone::TheCaseStays => "Barnets sag er den, familien koordineres fra. Den kan ikke tages ud.",
            NotDone::CoordinatorFromElsewhere => "Familiekoordinatoren kommer altid fra børnehandicapområdet. Vælg en derfra.",
            NotDone::OpensNoCases => "Den valgte arbejder her ikke mere, eller rollen åbner ingen sager. Vælg en anden.",
            NotDone::HeldAlready => "Den valgte har pladsen i forvejen.",
            NotDone::EndsBeforeItBegins => "Sidste dag ligger før den første. Ret en af dem.",
            NotDone::NoName => "Skriv navnet.",
            NotDone::NoSuchDepartment => "Vælg en anden afdeling end den, der har sagen.",
            NotDone::ClosedAlready => "Der er lukket for det i forvejen.",
            NotDone::Nothing => "Skriv, hvad der skal gøres.",
            NotDone::InThePast => "Dagen er gået. Vælg en dag, der kommer.",
            NotDone::InTheFuture => "Dagen er ikke kommet endnu. Vælg i dag eller tidligere.",
            NotDone::NoOutsider => "Den valgte er i kerneteamet eller arbejder på en af familiens sager. Vælg en, der ser på den udefra.",
            NotDone::TellsWho => "Resuméet røber, hvem familien er. Tag navne, numre og adresser ud.",
            NotDone::ConsentDoesNotName => "Samtykket dækker ikke, at resuméet nævner navne. Indhent et, der gør, eller tag navnene ud.",
            NotDone::GivenAlready => "Resuméet er givet til dem i forvejen og står, som det var.",
            NotDone::NobodyGetsIt => "Vælg, hvem der får resuméet.",
            NotDone::AnalysisHeld => "Analysemødet er holdt. Det kan ikke laves om bagefter.",
            NotDone::GoesInACircle => "Målene ville vente på hinanden i ring. Tag en af afhængighederne ud.",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            NotDone::WrongDepartment => "family_wrong_department",
            NotDone::OtherFamily => "family_other",
            NotDone::NoReason => "family_reason_missing",
            NotDone::Over => "family_over",
            NotDone::MemberAlready => "family_member_already",
            NotDone::TheChildStays => "family_child_stays",
            NotDone::NotAMember => "family_not_a_member",
            NotDone::HasACase => "family_member_has_case",
            NotDone::LinkedAlready => "family_case_linked_already",
            NotDone::TheCaseStays => "family_case_stays",
            NotDone::CoordinatorFromElsewhere => "family_coordinator_from_elsewhere",
            NotDone::OpensNoCases => "family_opens_no_cases",
            NotDone::HeldAlready => "family_held_already",
            NotDone::EndsBeforeItBegins => "family_ends_before_it_begins",
            NotDone::NoName => "family_name_missing",
            NotDone::NoSuchDepartment => "family_no_such_department",
            NotDone::ClosedAlready => "family_closed_already",
            NotDone::Nothing => "family_nothing",
            NotDone::InThePast => "family_in_the_past",
            NotDone::InTheFuture => "family_in_the_future",
            NotDone::NoOutsider => "family_no_outsider",
            NotDone::TellsWho => "family_summary_tells_who",
            NotDone::ConsentDoesNotName => "family_consent_does_not_name",
            NotDone::GivenAlready => "family_summary_given_already",
            NotDone::NobodyGetsIt => "family_summary_to_nobody",
            NotDone::AnalysisHeld => "family_analysis_held",
            NotDone::GoesInACircle => "family_goals_in_a_circle",
        }
    }
}
