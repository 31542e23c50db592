//! Words for every refusal: what is the case, and what to do next.

use super::danish::{date_long, date_short};
use super::{Wording, all, blocked_by, counted, listed};
use app::{Reason, StepRefused};
use domain::application::NotRegistered;
use domain::consent::NotAConsent;
use domain::cpr::NotACpr;
use domain::decision::{Missing, NotApproved, NotSent as DecisionNotSent};
use domain::document::NotTaken;
use domain::information::NotAsked;
use domain::notification;
use domain::party_hearing::{NotClosed, NotSent as HearingNotSent};

impl Wording for NotACpr {
    fn danish(&self) -> String {
        match self {
            NotACpr::Form => "Et CPR-nummer har ti cifre og skrives ddmmåå-xxxx. Ret nummeret, og prøv igen.",
            NotACpr::NoSuchDay => {
                "De første fire cifre er ikke en dag og en måned. Sammenlign nummeret med kilden, og ret det."
            }
            NotACpr::NoSuchDayThatYear => {
                "Dagen findes ikke i det år, nummeret peger på. Sammenlign nummeret med kilden, og ret det."
            }
            NotACpr::NotBornYet => {
                "Nummeret giver en fødselsdag, der ligger efter i dag. Sammenlign nummeret med kilden, og ret det."
            }
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            NotACpr::Form => "cpr_form",
            NotACpr::NoSuchDay => "cpr_no_such_day",
            NotACpr::NoSuchDayThatYear => "cpr_no_such_day_that_year",
            NotACpr::NotBornYet => "cpr_not_born_yet",
        }
    }
}

impl Wording for NotRegistered {
    fn danish(&self) -> String {
        match self {
            NotRegistered::NothingAppliedFor => "Skriv, hvad der søges om, gerne med ansøgerens egne ord.".into(),
            NotRegistered::ReceivedInTheFuture => {
                "Modtagelsesdagen ligger efter i dag. Vælg den dag, ansøgningen kom.".into()
            }
            NotRegistered::ReceivedTooLongAgo => {
                "Modtagelsesdagen ligger mere end et år tilbage. Se efter, om årstallet er rigtigt.".into()
            }
            NotRegistered::OutsideAge { from, to, age } => {
                let asked = match (from, to) {
                    (Some(from), Some(to)) => format!("fra {from} til og med {to} år"),
                    (Some(from), None) => format!("fra {from} år"),
                    (None, Some(to)) => format!("til og med {to} år"),
                    (None, None) => "i en bestemt alder".into(),
                };
                format!(
                    "Ydelsen er for borgere {asked}, og borgeren var {age} år den dag, ansøgningen kom. \
                     Vælg en ydelse, der passer til alderen."
                )
            }
            NotRegistered::NotEntitled => "Ansøgeren er hverken borgeren selv eller en, der kan handle for borgeren. \
                 Registrér forældremyndighed, værgemål eller fuldmagt på stamkortet, eller vælg en anden ansøger."
                .into(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            NotRegistered::NothingAppliedFor => "application_says_nothing",
            NotRegistered::ReceivedInTheFuture => "application_received_in_the_future",
            NotRegistered::ReceivedTooLongAgo => "application_received_too_long_ago",
            NotRegistered::OutsideAge { .. } => "application_outside_age",
            NotRegistered::NotEntitled => "applicant_not_entitled",
        }
    }
}

impl Wording for notification::NotRegistered {
    fn danish(&self) -> String {
        use notification::NotRegistered::{
            InTheFuture, NotAChild, NotExpectedThen, NothingTold, NotifierWithoutName, TooLongAgo,
        };
        match self {
            NothingTold => "Skriv, hvad underretteren har fortalt.",
            InTheFuture => "Tidspunktet ligger efter nu. Skriv, hvornår underretningen kom.",
            TooLongAgo => "Tidspunktet ligger mere end et år tilbage. Se efter, om årstallet er rigtigt.",
            NotifierWithoutName => "Skriv underretterens navn, eller vælg, at vedkommende er anonym.",
            NotExpectedThen => "Terminen skal ligge inden for det næste år. Ret dagen, eller lad feltet stå tomt.",
            NotAChild => {
                "Personen er fyldt 18 år, så det er ikke en underretning om et barn. Er barnet ikke født, så vælg det."
            }
        }
        .into()
    }

    fn code(&self) -> &'static str {
        use notification::NotRegistered::{
            InTheFuture, NotAChild, NotExpectedThen, NothingTold, NotifierWithoutName, TooLongAgo,
        };
        match self {
            NothingTold => "notification_says_nothing",
            InTheFuture => "notification_received_in_the_future",
            TooLongAgo => "notification_received_too_long_ago",
            NotifierWithoutName => "notifier_without_name",
            NotExpectedThen => "not_expected_then",
            NotAChild => "not_a_child",
        }
    }
}

impl Wording for notification::NotAssessed {
    fn danish(&self) -> String {
        use notification::NotAssessed::{AcuteWithoutDanger, Already, AssessmentFirst, NoNotification, ReasonMissing};
        match self {
            NoNotification => "Sagen begyndte ikke med en underretning. Registrér en ny, hvis der er kommet en.",
            Already => "Det er allerede gjort. Læs, hvad der står, før du skriver mere.",
            AssessmentFirst => "Vurder først, om barnet er i fare, og bestem så, hvad der skal ske.",
            ReasonMissing => "Skriv hvorfor. Begrundelsen er det, andre læser bagefter.",
            AcuteWithoutDanger => {
                "Der handles kun straks, når barnet er i fare. Ret det ene af de to svar, så de passer sammen."
            }
        }
        .into()
    }

    fn code(&self) -> &'static str {
        use notification::NotAssessed::{AcuteWithoutDanger, Already, AssessmentFirst, NoNotification, ReasonMissing};
        match self {
            NoNotification => "no_notification",
            Already => "notification_done_already",
            AssessmentFirst => "notification_not_assessed",
            ReasonMissing => "notification_reason_missing",
            AcuteWithoutDanger => "acute_without_danger",
        }
    }
}

impl Wording for NotAConsent {
    fn danish(&self) -> String {
        match self {
            NotAConsent::NoSource => "Skriv, hvem samtykket giver lov til at spørge, ved navn.",
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
            NotAConsent::NoSource => "consent_without_source",
            NotAConsent::NotAbout => "consent_without_subject",
            NotAConsent::NoPurpose => "consent_without_purpose",
            NotAConsent::EndsBeforeItBegins => "consent_ends_before_it_begins",
            NotAConsent::GivenInTheFuture => "consent_given_in_the_future",
            NotAConsent::NotEntitled => "consent_giver_not_entitled",
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
            NotAsked::LawWithoutReason => "law_without_reason",
            NotAsked::Incomplete => "request_incomplete",
            NotAsked::ReplyDateTooEarly => "reply_date_too_early",
        }
    }
}

impl Wording for HearingNotSent {
    fn danish(&self) -> String {
        match self {
            HearingNotSent::NothingToHear => "Der er ingen oplysninger, som parten skal høres om. Vælg mindst én \
                 oplysning, eller gå videre til afgørelsen."
                .into(),
            HearingNotSent::TooShort { earliest } => format!(
                "Parten skal have mindst syv dage til at svare. Vælg {} eller en senere dag.",
                date_short(*earliest)
            ),
            HearingNotSent::NotAParty => "Personen er ikke længere part i sagen. Vælg en, der er part i dag.".into(),
            HearingNotSent::FactsDiffer => "Brevet gengiver ikke oplysningerne, som de nu står i vurderingen. Lav et \
                 nyt høringsbrev, så parten hører om det, afgørelsen bygger på."
                .into(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            HearingNotSent::NothingToHear => "nothing_to_hear",
            HearingNotSent::TooShort { .. } => "hearing_too_short",
            HearingNotSent::NotAParty => "not_a_party",
            HearingNotSent::FactsDiffer => "hearing_facts_differ",
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
            Missing::Detail(detail) => format!("Der mangler noget i afgørelsen: {}", super::detail(*detail)),
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

impl Wording for DecisionNotSent {
    fn danish(&self) -> String {
        match self {
            DecisionNotSent::NotApproved => "Afgørelsen er ikke godkendt. Send den til godkendelse først.".into(),
            DecisionNotSent::NotReady(missing) => format!("Afgørelsen kan ikke sendes endnu. {}", all(missing)),
            DecisionNotSent::BadDay { next_good_day } => format!(
                "Et afslag sendes ikke på en fredag, en fridag eller dagen før, så borgeren kan ringe til os dagen \
                 efter. Vent til {}, eller skriv, hvorfor det skal sendes i dag.",
                date_short(*next_good_day)
            ),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            DecisionNotSent::NotApproved => "decision_not_approved",
            DecisionNotSent::NotReady(_) => "decision_not_ready",
            DecisionNotSent::BadDay { .. } => "bad_day_for_refusal",
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
            StepRefused::ClosedByAct(act) => format!("Trinnet lukkes af sig selv, når {}.", super::act(*act)),
            StepRefused::OutcomeMissing => "Vælg, hvordan trinnet endte.".into(),
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

impl Wording for Reason {
    fn danish(&self) -> String {
        match self {
            Reason::Cpr(why) => why.danish(),
            Reason::PersonExists(_) => "Borgeren er oprettet i forvejen. Åbn stamkortet i stedet.".into(),
            Reason::NameMissing => "Skriv borgerens navn.".into(),
            Reason::Absence(why) => why.danish(),
            Reason::Notification(why) => why.danish(),
            Reason::NotificationAssessment(why) => why.danish(),
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
            Reason::Consent(why) => why.danish(),
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
            Reason::LetterParts(parts) => {
                let words: Vec<String> = parts.iter().map(|part| part.word().to_string()).collect();
                format!("Brevet mangler {}. Sæt afsnittet ind igen, før brevet sendes.", listed(&words))
            }
            Reason::GrantDays => {
                "En løbende bevilling skal være begyndt og må ikke være ophørt. Ret første eller sidste dag.".into()
            }
            Reason::LetterAsks(wrong) => {
                let wrong: Vec<String> =
                    wrong.iter().map(|(field, why)| format!("{field}: {}", crate::letter::not_answered(*why))).collect();
                format!("Brevet mangler svar. {}", wrong.join(" "))
            }
            Reason::LetterWord(word) => {
                format!("Brevet bruger ordet \"{word}\", som sagen ikke har. Udfyld det i sagen, eller ret brevet.")
            }
            Reason::LetterCharacters(found) => {
                let found: Vec<String> = found.iter().map(|c| format!("\"{c}\"")).collect();
                format!("Brevets skrift har ikke tegnet {}. Skriv det med ord, eller tag det ud.", listed(&found))
            }
            Reason::LetterTooLong => {
                "Brevet er for langt til at blive sat op. Gør teksten kortere, eller del den på flere breve.".into()
            }
            Reason::LetterTookTooLong => {
                "Det tog for lang tid at sætte brevet op, så det er opgivet. Teksten er ikke tabt. Prøv igen om lidt."
                    .into()
            }
            Reason::NewDateNotAhead => "Den nye dato skal ligge efter i dag. Vælg en senere dag.".into(),
            Reason::LetterSent => "Brevet er sendt og kan ikke ændres. Skriv et nyt brev i stedet.".into(),
            Reason::LetterTellsWhere => {
                "Brevet rummer noget, der fortæller, hvor en beskyttet person er, og modtageren \
                 må ikke se det. Det er ikke sendt. Tag oplysningen ud, før brevet sendes."
                    .into()
            }
            Reason::Enclosure(why) => why.danish(),
            Reason::NothingPrinted => "Sæt kryds ved de breve, der er sendt.".into(),
            Reason::SentOutsideTime => {
                "Dagen ligger før den dag, et af brevene blev gjort klar, eller efter i dag. Vælg den dag, brevene blev \
                 afleveret til posten."
                    .into()
            }
            Reason::NoRecipient => {
                "Der er ingen at sende brevet til. Registrér parten og en adresse på stamkortet.".into()
            }
            Reason::FormIncomplete(wrong) => super::form_is_incomplete(wrong),
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
            Reason::Notification(why) => why.code(),
            Reason::NotificationAssessment(why) => why.code(),
            Reason::Application(why) => why.code(),
            Reason::NoSuchBenefit => "no_such_benefit",
            Reason::ResponsibleElsewhere => "responsible_elsewhere",
            Reason::RelatedToThemselves => "related_to_themselves",
            Reason::Consent(why) => why.code(),
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
    use jiff::civil::date;

    #[test]
    fn a_refusal_names_the_day_that_is_fine() {
        let refused = Reason::Sending(DecisionNotSent::BadDay { next_good_day: date(2026, 4, 7) });
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
