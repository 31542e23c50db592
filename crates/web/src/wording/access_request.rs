//! Words for access to documents.

use super::{Wording, all, danish};
use domain::access_request::{Capacity, Flag, Form, Outcome, Paper, Refused, State, Verdict, Wrong};
use domain::letter::LetterState;

/// What who asks is to the case.
pub fn capacity(capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::Party => "Part i sagen",
        Capacity::Representative => "Taler for en part (partsrepræsentant, værge)",
        Capacity::Other => "En anden",
    }
}

/// How a request came.
pub fn form(form: Form) -> &'static str {
    match form {
        Form::DigitalPost => "Digital Post",
        Form::Letter => "Brev",
        Form::Mail => "Mail",
        Form::Phone => "Telefon",
        Form::InPerson => "Sagt til os",
    }
}

/// How far a request is.
pub fn state(state: &State) -> String {
    match state {
        State::Open => "Papirerne gennemgås".into(),
        State::Submitted { .. } => "Venter på en kollega".into(),
        State::Returned { .. } => "Sendt tilbage: papirerne gennemgås igen".into(),
        State::Cleared { .. } => "Klar til svar".into(),
        State::Answered { on, outcome: ended, .. } => {
            format!("Besvaret {}: {}", danish::date_short(*on), outcome(*ended))
        }
        State::Withdrawn { on, .. } => format!("Afsluttet uden svar {}", danish::date_short(*on)),
    }
}

/// How it ended.
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Full => "aktindsigt i det hele",
        Outcome::Partial => "aktindsigt i en del",
        Outcome::Refusal => "afslag",
    }
}

/// What kind of paper it is.
pub fn paper(paper: Paper) -> &'static str {
    match paper {
        Paper::Received => "Modtaget",
        Paper::Letter => "Brev",
        Paper::Decision => "Afgørelse",
        Paper::Internal => "Internt papir",
        Paper::Note => "Notat",
        Paper::Form => "Skema",
    }
}

/// What happens to it.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Give => "Gives",
        Verdict::LeaveOut => "Undtages",
        Verdict::Part => "Gives delvist",
        Verdict::AsPdf => "Gives som PDF under et andet nummer",
    }
}

/// What must be thought of.
pub fn flag(flag: &Flag) -> String {
    match flag {
        Flag::TellsWhere { pages } if pages.is_empty() => "Fortæller, hvor en beskyttet person er: gives ikke".into(),
        Flag::TellsWhere { pages } => {
            let pages = domain::access_request::write_pages(&pages.iter().copied().collect());
            format!("Fortæller, hvor en beskyttet person er, på side {pages}: den side gives ikke")
        }
        Flag::MarkedTellsWhere => {
            "Mærket: fortæller, hvor en beskyttet person er. Undtag papiret, eller tag siderne ud".into()
        }
        Flag::MarkedThirdParty => "Mærket: oplysninger om andre".into(),
        Flag::NamesOthers => "Nævner en, der ikke er part".into(),
        Flag::NamesNotifier => "Nævner den, der har givet underretningen".into(),
        Flag::ToSomebodyElse => "Brev til en anden end den, der spørger".into(),
        Flag::Unread => "Kan ikke læses af en maskine. Læs det selv".into(),
    }
}

/// How far a letter is.
pub fn letter_state(state: LetterState) -> &'static str {
    match state {
        LetterState::Drafted => "kladde, ikke sendt",
        LetterState::Queued => "i udbakken",
        LetterState::Sent => "sendt",
        LetterState::Failed => "kunne ikke sendes",
    }
}

impl Wording for Wrong {
    fn danish(&self) -> String {
        match self {
            Wrong::NotChosen => "Vælg, hvad der skal ske.".into(),
            Wrong::ProvisionMissing => "Vælg den bestemmelse, der undtages efter.".into(),
            Wrong::NoSuchProvision => "Bestemmelsen gælder ikke for den, der spørger. Vælg en anden.".into(),
            Wrong::ReasonMissing => "Skriv hvorfor.".into(),
            Wrong::NotInPart => "Det kan kun gives helt eller slet ikke.".into(),
            Wrong::PagesMissing => "Skriv, hvilke sider der tages ud.".into(),
            Wrong::PagesOutside { pages } => format!("Der er kun {pages} sider. Ret sidetallene."),
            Wrong::EveryPage => "Alle sider er taget ud. Vælg i stedet, at papiret undtages.".into(),
            Wrong::NotAsPages => "Filen kan ikke vises som sider. Læg den på sagen som PDF, og giv PDF'en.".into(),
            Wrong::HasPages => "Papiret kan vises som sider. Vælg, om det gives eller undtages.".into(),
            Wrong::TellsWhere { pages } if pages.is_empty() => {
                "Det fortæller, hvor en beskyttet person er, og kan ikke gives. Undtag det.".into()
            }
            Wrong::TellsWhere { pages } => {
                let pages = domain::access_request::write_pages(&pages.iter().copied().collect());
                format!("Side {pages} fortæller, hvor en beskyttet person er. Tag siden ud, eller undtag papiret.")
            }
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Wrong::NotChosen => "not_chosen",
            Wrong::ProvisionMissing => "provision_missing",
            Wrong::NoSuchProvision => "no_such_provision",
            Wrong::ReasonMissing => "reason_missing",
            Wrong::NotInPart => "not_in_part",
            Wrong::PagesMissing => "pages_missing",
            Wrong::PagesOutside { .. } => "pages_outside",
            Wrong::EveryPage => "every_page",
            Wrong::NotAsPages => "not_as_pages",
            Wrong::HasPages => "has_pages",
            Wrong::TellsWhere { .. } => "tells_where",
        }
    }
}

impl Wording for Refused {
    fn danish(&self) -> String {
        match self {
            Refused::InTheFuture => "Dagen ligger efter i dag.".into(),
            Refused::NobodyAsks => "Vælg, hvem der spørger, eller skriv navn og adresse.".into(),
            Refused::NotAParty => {
                "Personen er ikke part i sagen. Vælg, at det er en, der taler for en part, eller en anden.".into()
            }
            Refused::NoAuthority => "Skriv, hvilken fuldmagt personen har.".into(),
            Refused::NothingAsked => "Skriv, hvad der er bedt om at se.".into(),
            Refused::NotNow => {
                "Det kan ikke gøres, som anmodningen står nu. Se, hvad der er sket med den, og prøv igen.".into()
            }
            Refused::Choices(wrong) => {
                let wrong: Vec<Wrong> = wrong.iter().map(|(_, wrong)| wrong.clone()).collect();
                format!("Der mangler noget ved valgene. {}", all(&wrong))
            }
            Refused::OwnWork => "Du har selv valgt eller sendt det videre. En anden skal se det igennem.".into(),
            Refused::ReasonMissing => "Skriv hvorfor.".into(),
            Refused::NotAhead => "Den nye dag skal ligge efter i dag.".into(),
            Refused::TellsWhere => {
                "De samlede papirer fortæller, hvor en beskyttet person er. Find stedet, tag siden ud, eller undtag \
                 papiret. Intet er sendt."
                    .into()
            }
            Refused::Unreadable(_) => {
                "Et af papirerne kan ikke læses eller deles. Gem det som en ny PDF, og læg den på sagen.".into()
            }
            Refused::TooLarge => "De samlede papirer fylder for meget til én forsendelse.".into(),
            Refused::PapersDiffer => {
                "Der er valgt noget andet, siden brevet blev lavet. Kassér brevet, og lav det igen.".into()
            }
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Refused::InTheFuture => "access_in_the_future",
            Refused::NobodyAsks => "access_nobody_asks",
            Refused::NotAParty => "access_not_a_party",
            Refused::NoAuthority => "access_no_authority",
            Refused::NothingAsked => "access_nothing_asked",
            Refused::NotNow => "access_not_now",
            Refused::Choices(_) => "access_choices",
            Refused::OwnWork => "access_own_work",
            Refused::ReasonMissing => "reason_missing",
            Refused::NotAhead => "access_not_ahead",
            Refused::TellsWhere => "access_tells_where",
            Refused::Unreadable(_) => "access_unreadable",
            Refused::TooLarge => "access_too_large",
            Refused::PapersDiffer => "access_papers_differ",
        }
    }
}
