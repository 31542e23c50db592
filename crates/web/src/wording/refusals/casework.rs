//! Words for what cannot be done on the way to a decision: consent, information, hearings, documents, steps.

use crate::wording::danish::{date_long, date_short};
use crate::wording::{Wording, act, blocked_by, listed};
use app::StepRefused;
use domain::consent::{NotAConsent, NotCovered};
use domain::document::NotTaken;
use domain::information::NotAsked;
use domain::party_hearing::{NotClosed, NotSent};
use domain::shared::NotShared;

impl Wording for NotAConsent {
    fn danish(&self) -> String {
        match self {
            NotAConsent::CoversNothing => "Vælg mindst én ting, samtykket giver lov til.",
            NotAConsent::NoSource => "Skriv, hvem samtykket nævner, ved navn.",
            NotAConsent::NotAbout => "Skriv, hvilke oplysninger samtykket gælder.",
            NotAConsent::NoPurpose => "Skriv, hvad oplysningerne skal bruges til.",
            NotAConsent::EndsBeforeItBegins => {
                "Samtykkets sidste dag ligger før den dag, det blev givet. Ret en af datoerne."
            }
            NotAConsent::GivenInTheFuture => "Samtykket er dateret efter i dag. Vælg den dag, det blev givet.",
            NotAConsent::NotEntitled => {
                "Samtykket skal gives af borgeren selv eller en, der kan handle for borgeren. Vælg en anden, eller \
                 registrér relationen på stamkortet."
            }
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            NotAConsent::CoversNothing => "consent_covers_nothing",
            NotAConsent::NoSource => "consent_without_source",
            NotAConsent::NotAbout => "consent_without_subject",
            NotAConsent::NoPurpose => "consent_without_purpose",
            NotAConsent::EndsBeforeItBegins => "consent_ends_before_it_begins",
            NotAConsent::GivenInTheFuture => "consent_given_in_the_future",
            NotAConsent::NotEntitled => "consent_giver_not_entitled",
        }
    }
}

impl Wording for NotShared {
    fn danish(&self) -> String {
        match self {
            NotShared::Incomplete => "Skriv, hvem det er, og hvad det handler om.".into(),
            NotShared::NoBasis => "Der er hverken samtykke eller hjemmel. Registrér et samtykke, eller vælg en \
                                   bestemmelse på listen."
                .into(),
            NotShared::Consent(NotCovered::NotInForce { until, withdrawn_on: None }) => {
                format!("Samtykket gjaldt til og med {}. Spørg borgeren om et nyt.", date_long(*until))
            }
            NotShared::Consent(NotCovered::NotInForce { withdrawn_on: Some(on), .. }) => {
                format!("Samtykket blev trukket tilbage {}. Fra den dag må intet nyt ske på det.", date_long(*on))
            }
            NotShared::Consent(NotCovered::NamesAnother { source }) => {
                format!(
                    "Samtykket nævner {source} og ikke den, du har skrevet. Ret navnet, eller spørg om et nyt samtykke."
                )
            }
            NotShared::Consent(NotCovered::ForSomethingElse { asked }) => {
                format!("Samtykket giver ikke lov til at {}. Spørg borgeren om et, der gør.", asked.danish())
            }
            NotShared::LawIsForSomethingElse => "Den bestemmelse giver ikke lov til det her. Vælg en anden.".into(),
            NotShared::LawWithoutReason => "Skriv, hvorfor bestemmelsen gælder i denne sag.".into(),
            NotShared::NotInside => {
                "Det gælder kun kommunens egne afdelinger. Vælg en afdeling, eller brug et samtykke \
                                     til den, du har skrevet."
                    .into()
            }
            NotShared::InTheFuture => "Dagen ligger efter i dag. Vælg den dag, det skete.".into(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            NotShared::Incomplete => "sharing_incomplete",
            NotShared::NoBasis => "sharing_without_basis",
            NotShared::Consent(_) => "consent_does_not_cover",
            NotShared::LawIsForSomethingElse => "law_is_for_something_else",
            NotShared::LawWithoutReason => "law_without_reason",
            NotShared::NotInside => "not_inside",
            NotShared::InTheFuture => "shared_in_the_future",
        }
    }
}

impl Wording for NotAsked {
    fn danish(&self) -> String {
        match self {
            NotAsked::NoBasis => "Der er hverken samtykke eller hjemmel til at spørge. Registrér et samtykke, eller \
                 angiv den bestemmelse, der giver adgang til oplysningerne, og hvorfor den gælder her."
                .into(),
            NotAsked::ConsentNotInForce { until, withdrawn_on: None } => format!(
                "Samtykket gjaldt til og med {}. Indhent et nyt samtykke, eller angiv en hjemmel.",
                date_long(*until)
            ),
            NotAsked::ConsentNotInForce { withdrawn_on: Some(on), .. } => format!(
                "Samtykket blev trukket tilbage {}. Indhent et nyt samtykke, eller angiv en hjemmel.",
                date_long(*on)
            ),
            NotAsked::ConsentNamesAnother { source } => format!(
                "Samtykket gælder {source}. Spørg {source}, eller indhent et samtykke, der nævner den, der skal spørges."
            ),
            NotAsked::ConsentIsNotToAsk => {
                "Samtykket giver ikke lov til at spørge. Registrér et, der gør, eller vælg et \
                                            andet grundlag."
                    .into()
            }
            NotAsked::LawWithoutReason => {
                "Skriv både bestemmelsen, og hvorfor den giver adgang til oplysningerne i denne sag.".into()
            }
            NotAsked::Incomplete => "Skriv, hvem der spørges, og hvad der spørges om.".into(),
            NotAsked::ReplyDateTooEarly => "Svarfristen skal ligge efter i dag. Vælg en senere dag.".into(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            NotAsked::NoBasis => "request_without_basis",
            NotAsked::ConsentNotInForce { .. } => "consent_not_in_force",
            NotAsked::ConsentNamesAnother { .. } => "consent_names_another",
            NotAsked::ConsentIsNotToAsk => "consent_is_not_to_ask",
            NotAsked::LawWithoutReason => "law_without_reason",
            NotAsked::Incomplete => "request_incomplete",
            NotAsked::ReplyDateTooEarly => "reply_date_too_early",
        }
    }
}

impl Wording for NotSent {
    fn danish(&self) -> String {
        match self {
            NotSent::NothingToHear => "Der er ingen oplysninger, som parten skal høres om. Vælg mindst én \
                 oplysning, eller gå videre til afgørelsen."
                .into(),
            NotSent::TooShort { earliest } => format!(
                "Parten skal have mindst syv dage til at svare. Vælg {} eller en senere dag.",
                date_short(*earliest)
            ),
            NotSent::NotAParty => "Personen er ikke længere part i sagen. Vælg en, der er part i dag.".into(),
            NotSent::FactsDiffer => "Brevet gengiver ikke oplysningerne, som de nu står i vurderingen. Lav et \
                 nyt høringsbrev, så parten hører om det, afgørelsen bygger på."
                .into(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            NotSent::NothingToHear => "nothing_to_hear",
            NotSent::TooShort { .. } => "hearing_too_short",
            NotSent::NotAParty => "not_a_party",
            NotSent::FactsDiffer => "hearing_facts_differ",
        }
    }
}

impl Wording for NotClosed {
    fn danish(&self) -> String {
        match self {
            NotClosed::StillRunning { until } => format!(
                "Svarfristen løber til og med {}. Dagen hører med til fristen, så høringen kan lukkes dagen efter.",
                date_short(*until)
            ),
            NotClosed::Answered => "Høringen er allerede besvaret. Svaret står under partshøring.".into(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            NotClosed::StillRunning { .. } => "hearing_still_running",
            NotClosed::Answered => "hearing_already_answered",
        }
    }
}

impl Wording for NotTaken {
    fn danish(&self) -> String {
        match self {
            NotTaken::Empty => "Filen er tom. Vælg filen igen, eller bed afsenderen sende den på ny.",
            NotTaken::TooLarge => "Filen er større end 25 MB. Del den op, eller gem den i en mindre udgave.",
            NotTaken::TypeNotAllowed => {
                "Filtypen kan ikke gemmes i sagen. Brug PDF, JPG, PNG, DOCX, XLSX, ODT eller TXT."
            }
            NotTaken::ContentDiffersFromName => {
                "Filens indhold passer ikke til dens navn. Åbn filen, gem den på ny som PDF, og prøv igen."
            }
            NotTaken::TooMuchInside => {
                "Filen rummer for meget: et billede med for mange punkter, eller en fil, der fylder for meget pakket \
                 ud. Gem den i en mindre udgave, og prøv igen."
            }
            NotTaken::TooManyPages => {
                "PDF-filen har flere end 2.000 sider. Del den i mindre filer, og læg dem på sagen hver for sig."
            }
            NotTaken::Locked => {
                "PDF-filen er låst med en adgangskode. Åbn den, gem den som PDF uden adgangskode, og vælg den igen, eller \
                 bed afsenderen om en fil uden lås."
            }
            NotTaken::TooManyFiles => "Der er valgt flere end 20 filer. Læg højst 20 på ad gangen.",
            NotTaken::SubmissionTooLarge => {
                "Filerne fylder tilsammen mere end 100 MB. Vælg færre filer ad gangen, eller gem dem i en mindre udgave."
            }
            NotTaken::CaseFullToday => {
                "Sagen har fået alt det, den kan få på en dag: 1 GB. Vælg færre filer, gem dem i en mindre udgave, eller læg \
                 resten på i morgen."
            }
            NotTaken::NoSource => "Skriv, hvem dokumentet kommer fra.",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            NotTaken::Empty => "file_empty",
            NotTaken::TooLarge => "file_too_large",
            NotTaken::TypeNotAllowed => "file_type_not_allowed",
            NotTaken::ContentDiffersFromName => "file_content_differs_from_name",
            NotTaken::TooMuchInside => "file_too_much_inside",
            NotTaken::TooManyPages => "file_too_many_pages",
            NotTaken::Locked => "file_locked",
            NotTaken::TooManyFiles => "too_many_files",
            NotTaken::SubmissionTooLarge => "submission_too_large",
            NotTaken::CaseFullToday => "case_full_today",
            NotTaken::NoSource => "document_without_source",
        }
    }
}

impl Wording for StepRefused {
    fn danish(&self) -> String {
        match self {
            StepRefused::Unknown => "Trinnet findes ikke i denne arbejdsgang. Se listen over åbne trin.".into(),
            StepRefused::NotOpen => "Trinnet er ikke åbent: det er afsluttet, bortfaldet eller ikke begyndt den dag. \
                 Se listen over åbne trin."
                .into(),
            StepRefused::Blocked(blocks) => {
                format!(
                    "Trinnet venter på noget andet: {}.",
                    listed(&blocks.iter().map(blocked_by).collect::<Vec<_>>())
                )
            }
            StepRefused::ClosedByAct(by) => format!("Trinnet lukkes af sig selv, når {}.", act(*by)),
            StepRefused::OutcomeMissing => "Vælg, hvordan trinnet endte.".into(),
            StepRefused::OtherRole(titles) => {
                format!("Trinnet gøres kun af: {}. Bed en af dem om det.", titles.join(", "))
            }
            StepRefused::DateMissing => "Angiv den dato, trinnet spørger om.".into(),
            StepRefused::ReasonMissing => "Skriv en begrundelse. Den kommer med i journalen.".into(),
            StepRefused::Mandatory => "Trinnet kan ikke springes over, heller ikke med en begrundelse.".into(),
            StepRefused::OutcomesFollow => {
                "Andre trin afhænger af udfaldet, så trinnet skal afgøres og kan ikke springes over.".into()
            }
            StepRefused::InTheFuture => "Dagen ligger efter i dag. Vælg den dag, det skete.".into(),
            StepRefused::StandsOnAct => {
                "Trinnet blev lukket af noget, der er gjort, fx et brev, der er sendt. Det tages ikke tilbage, men rettes \
                 ved at gøre noget nyt: send et nyt brev, eller begynd forfra på trinnet."
                    .into()
            }
            StepRefused::BeganAnother => {
                "Et andet forløb begyndte med trinnet, så det kan ikke tages tilbage. Afslut det andet forløb i stedet."
                    .into()
            }
        }
    }

    fn code(&self) -> &'static str {
        match self {
            StepRefused::Unknown => "step_unknown",
            StepRefused::NotOpen => "step_not_open",
            StepRefused::Blocked(_) => "step_blocked",
            StepRefused::ClosedByAct(_) => "step_closed_by_act",
            StepRefused::OutcomeMissing => "outcome_missing",
            StepRefused::OtherRole(_) => "step_is_for_another_role",
            StepRefused::DateMissing => "date_missing",
            StepRefused::ReasonMissing => "reason_missing",
            StepRefused::Mandatory => "step_mandatory",
            StepRefused::OutcomesFollow => "outcomes_follow",
            StepRefused::InTheFuture => "step_in_the_future",
            StepRefused::StandsOnAct => "step_stands_on_act",
            StepRefused::BeganAnother => "step_began_another",
        }
    }
}
