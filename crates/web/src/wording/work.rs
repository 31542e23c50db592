//! Words about work: deadlines, steps, decisions, letters.

use super::{Wording, counted, danish, danish::date_short, listed};
use domain::application::Received;
use domain::assessment::{Known, Weight};
use domain::benefit::Detail;
use domain::calendar::DayOff;
use domain::consent::{Covers, Form};
use domain::deadline::{Channel, Kind, Span, Unit};
use domain::decision::{Outcome, State as DecisionState};
use domain::document::Direction;
use domain::grant::Grant;
use domain::information::RequestState;
use domain::letter::LetterState;
use domain::party_hearing::HearingState;
use domain::procedure::{Condition, Ref};
use domain::progress::{Answer, Block, State as StepState};
use domain::words::Act;

/// Each value with its words and its code, for enums whose variants carry nothing.
macro_rules! plain {
    ($($name:ident { $($variant:ident = $code:literal, $danish:literal;)* })*) => { $(
        impl Wording for $name {
            fn danish(&self) -> String {
                match self { $($name::$variant => $danish,)* }.into()
            }

            fn code(&self) -> &'static str {
                match self { $($name::$variant => $code,)* }
            }
        }
    )* };
}

plain! {
    Covers {
        Fetch = "fetch", "spørge om oplysninger";
        Share = "share", "give oplysninger videre";
        Invite = "invite", "invitere til møder";
    }
    Kind {
        Law = "law", "lovfrist";
        Goal = "goal", "mål";
    }
    Channel {
        Digital = "digital", "Digital Post";
        Letter = "letter", "almindeligt brev";
        QuickLetter = "quick_letter", "quickbrev";
        HandedOver = "handed_over", "overleveret";
    }
    Unit {
        Hours = "hours", "timer";
        WorkingDays = "working_days", "arbejdsdage";
        Weekdays = "weekdays", "hverdage";
        Days = "days", "dage";
        Weeks = "weeks", "uger";
        Months = "months", "måneder";
        Years = "years", "år";
    }
    Received {
        DigitalPost = "digital_post", "Digital Post";
        Letter = "letter", "brev";
        Phone = "phone", "telefon";
        Mail = "mail", "mail";
        InPerson = "in_person", "personligt fremmøde";
    }
    Form {
        Written = "written", "skriftligt";
        Oral = "oral", "mundtligt, noteret i journalen";
        Digital = "digital", "digitalt";
    }
    Known {
        Known = "known", "Parten kender oplysningen";
        Unknown = "unknown", "Parten kender ikke oplysningen";
    }
    Weight {
        Against = "against", "Væsentlig og til ugunst for parten";
        NotAgainst = "not_against", "Ikke til ugunst for parten";
    }
    Direction {
        Received = "received", "modtaget";
        Sent = "sent", "sendt";
        Internal = "internal", "internt";
    }
    LetterState {
        Drafted = "drafted", "kladde";
        Queued = "queued", "på vej";
        Sent = "sent", "sendt";
        Failed = "failed", "ikke sendt, kræver handling";
    }
    Answer {
        Yes = "yes", "ja";
        No = "no", "nej";
        Unknown = "unknown", "ikke vurderet";
    }
}

impl Wording for Outcome {
    fn danish(&self) -> String {
        match self {
            Outcome::Grant => "Bevilling",
            Outcome::PartialGrant => "Delvis bevilling",
            Outcome::Refusal => "Afslag",
            Outcome::Reduction => "Nedsættelse",
            Outcome::Ending => "Ophør",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            Outcome::Grant => "grant",
            Outcome::PartialGrant => "partial_grant",
            Outcome::Refusal => "refusal",
            Outcome::Reduction => "reduction",
            Outcome::Ending => "ending",
        }
    }
}

impl Wording for DecisionState {
    fn danish(&self) -> String {
        match self {
            DecisionState::Drafted => "Udkast".into(),
            DecisionState::Submitted { at } => {
                format!("Sendt til godkendelse {}", super::danish::instant(*at))
            }
            DecisionState::Returned { at, reason, .. } => {
                format!("Sendt tilbage {}: {reason}", super::danish::instant(*at))
            }
            DecisionState::Approved { at, .. } => format!("Godkendt {}, ikke sendt", super::danish::instant(*at)),
            DecisionState::Sent { on, .. } => format!("Sendt {}", date_short(*on)),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            DecisionState::Drafted => "drafted",
            DecisionState::Submitted { .. } => "submitted",
            DecisionState::Returned { .. } => "returned",
            DecisionState::Approved { .. } => "approved",
            DecisionState::Sent { .. } => "sent",
        }
    }
}

impl Wording for HearingState {
    fn danish(&self) -> String {
        match self {
            HearingState::Sent => "Sendt, venter på svar".into(),
            HearingState::Answered { on, .. } => format!("Besvaret {}", date_short(*on)),
            HearingState::Lapsed { on } => format!("Fristen er udløbet uden svar, noteret {}", date_short(*on)),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            HearingState::Sent => "sent",
            HearingState::Answered { .. } => "answered",
            HearingState::Lapsed { .. } => "lapsed",
        }
    }
}

impl Wording for RequestState {
    fn danish(&self) -> String {
        match self {
            RequestState::Sent { on } => format!("Sendt {}, venter på svar", date_short(*on)),
            RequestState::Answered { on, .. } => format!("Besvaret {}", date_short(*on)),
            RequestState::GivenUp { on, reason } => format!("Opgivet {}: {reason}", date_short(*on)),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            RequestState::Sent { .. } => "sent",
            RequestState::Answered { .. } => "answered",
            RequestState::GivenUp { .. } => "given_up",
        }
    }
}

impl Wording for StepState {
    fn danish(&self) -> String {
        match self {
            StepState::Done(on) => format!("Gjort {}", date_short(*on)),
            StepState::LeftOut(on) => format!("Sprunget over {}", date_short(*on)),
            StepState::Waiting => "Ikke begyndt".into(),
            StepState::FellAway => "Bortfaldet".into(),
            StepState::PassedOver(_) => "Ikke relevant her".into(),
            StepState::Undecided(_) => "Uafklaret, noget skal vurderes først".into(),
            StepState::Open(since) => format!("Åbent siden {}", date_short(*since)),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            StepState::Done(_) => "done",
            StepState::LeftOut(_) => "left_out",
            StepState::Waiting => "waiting",
            StepState::FellAway => "fell_away",
            StepState::PassedOver(_) => "passed_over",
            StepState::Undecided(_) => "undecided",
            StepState::Open(_) => "open",
        }
    }
}

impl Wording for DayOff {
    fn danish(&self) -> String {
        match self {
            DayOff::Saturday => "lørdag".into(),
            DayOff::Sunday => "søndag".into(),
            DayOff::Holiday(name) => (*name).into(),
            DayOff::Customary(name) => format!("{name} (lukket efter sædvane)"),
            DayOff::Closed(reason) => format!("lukkedag: {reason}"),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            DayOff::Saturday => "saturday",
            DayOff::Sunday => "sunday",
            DayOff::Holiday(_) => "holiday",
            DayOff::Customary(_) => "customary",
            DayOff::Closed(_) => "closed",
        }
    }
}

/// The question a detail of a grant is asked with, and the heading it is shown under.
pub fn detail(detail: Detail) -> &'static str {
    match detail {
        Detail::Purpose => "Hvad er formålet?",
        Detail::ExpectedDuration => "Hvor længe ventes hjælpen at vare?",
        Detail::Provider => "Hvem giver hjælpen?",
        Detail::Place => "Hvor gives den?",
        Detail::Form => "Hvordan gives den, fx besøg eller på skærm?",
        Detail::OwnPayment => "Hvad betaler borgeren selv?",
        Detail::ChildsView => "Hvad mener barnet?",
        Detail::SupplierChoice => "Hvordan kan borgeren vælge leverandør?",
        Detail::Ownership => "Hvem ejer det?",
        Detail::WorkLeaderAndEmployer => "Hvem er arbejdsleder, og hvem er arbejdsgiver?",
        Detail::HoursByTask => "Hvordan fordeles timerne på opgaver?",
        Detail::Accounting => "Hvordan aflægges der regnskab?",
        Detail::FormerIncome => "Hvilken indtægt kompenseres?",
        Detail::Transport => "Hvordan kommer borgeren frem?",
        Detail::WaitingList => "Er der venteliste, og hvad sker der imens?",
        Detail::Conditions => "Hvilke andre vilkår gælder?",
    }
}

/// A running grant in one line: how much, from when, until when.
pub fn grant(grant: &Grant) -> String {
    let until = grant.until.map_or_else(|| "uden slutdato".into(), |day| format!("til {}", danish::date_short(day)));
    let amounts = grant_amounts(grant);
    let lead = if amounts.is_empty() { "Bevilling".to_string() } else { amounts.join(" · ") };
    format!("{lead}, fra {} {until}", danish::date_short(grant.from))
}

/// What a grant gives, each as one says it.
pub fn grant_amounts(grant: &Grant) -> Vec<String> {
    [
        grant.monthly_amount.map(|amount| format!("{amount} om måneden")),
        grant.one_off_amount.map(|amount| format!("{amount} én gang")),
        grant.weekly_hours.map(|hours| format!("{hours} timer om ugen")),
        grant.monthly_hours.map(|hours| format!("{hours} timer om måneden")),
        grant.weekly_days.map(|days| format!("{days} dage om ugen")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A length of time as one says it: "17 år og 6 måneder", "1 uge".
pub fn duration(span: &Span) -> String {
    let parts: Vec<String> = span
        .0
        .iter()
        .map(|(number, unit)| {
            let one = match unit {
                Unit::Hours => "time",
                Unit::WorkingDays => "arbejdsdag",
                Unit::Weekdays => "hverdag",
                Unit::Days => "dag",
                Unit::Weeks => "uge",
                Unit::Months => "måned",
                Unit::Years => "år",
            };
            counted(u64::from(*number), one, &unit.danish())
        })
        .collect();
    listed(&parts)
}

/// What holds a step back, as part of a sentence: "at trinnet … er afsluttet".
pub fn blocked_by(block: &Block) -> String {
    match block {
        Block::Requires(condition) => self::condition(condition),
        Block::Step(step) => format!("trinnet \"{step}\" er ikke afsluttet"),
    }
}

/// What a condition asks for, as part of a sentence after "venter på".
pub fn condition(condition: &Condition) -> String {
    match condition {
        Condition::Not(inner) => format!("ikke ({})", self::condition(inner)),
        Condition::Ref(Ref::Start) => "forløbet er begyndt".into(),
        Condition::Ref(Ref::Step(step)) => format!("trinnet \"{step}\""),
        Condition::Ref(Ref::Outcome(step, outcomes)) => format!("trinnet \"{step}\" med {}", listed(outcomes)),
        Condition::Form(form) => format!("skemaet \"{form}\" er udfyldt"),
        Condition::FormResult(form, result) => format!("skemaet \"{form}\" giver \"{result}\""),
        Condition::CourseEnded(procedure) => format!("arbejdsgangen \"{procedure}\" er afsluttet"),
        Condition::Turned(years) => format!("personen er fyldt {years} år"),
        Condition::Under(years) => format!("personen er under {years} år"),
        Condition::Fact(fact) => fact.meaning().trim_end_matches('.').to_string(),
    }
}

/// The act that closes a step, as part of a sentence after "når": "brevet er sendt".
pub fn act(act: Act) -> &'static str {
    match act {
        Act::Application => "ansøgningen er registreret",
        Act::Enquiry => "henvendelsen er registreret",
        Act::Allocation => "borgeren har fået en fremskudt sagsbehandler",
        Act::Notification => "underretningen er registreret",
        Act::Letter => "brevet er sendt",
        Act::Consent => "samtykket er registreret",
        Act::Information => "oplysningerne er modtaget",
        Act::Form => "skemaet er udfyldt",
        Act::Meeting => "mødet er holdt",
        Act::PartyHearing => "partshøringen er afsluttet",
        Act::Approval => "afgørelsen er godkendt eller sendt tilbage",
        Act::Submission => "udkastet er sendt til godkendelse",
        Act::Decision => "afgørelsen er sendt",
        Act::Change => "afgørelsen om den løbende bevilling er sendt",
        Act::Complaint => "klagen er registreret",
        Act::Reassessment => "afgørelsen er genvurderet",
        Act::AppealDecision => "Ankestyrelsens afgørelse er registreret",
        Act::AccessToDocuments => "anmodningen om aktindsigt er besvaret",
        Act::Force => "magtanvendelsen er registreret",
        Act::Handover => "sagen har skiftet sagsbehandler",
        Act::Transfer => "sagen er overdraget",
        Act::Financing => "fordelingen af udgifter er registreret",
        Act::Draw => "sagerne er trukket ud",
        Act::GrantTakenIn | Act::OldGrantTakenIn => "bevillingen er taget ind",
        Act::FollowUp => "der er fulgt op på bevillingen",
        Act::Family => "familien har fået én indgang",
        Act::Transition => "den unge er taget med i overgangen",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_length_is_said_with_the_right_form_of_the_word() {
        assert_eq!(duration(&Span(vec![(1, Unit::Weeks)])), "1 uge");
        assert_eq!(duration(&Span(vec![(17, Unit::Years), (6, Unit::Months)])), "17 år og 6 måneder");
        assert_eq!(duration(&Span(vec![(7, Unit::WorkingDays)])), "7 arbejdsdage");
    }

    #[test]
    fn a_skipped_day_says_why() {
        assert_eq!(DayOff::Holiday("skærtorsdag").danish(), "skærtorsdag");
        assert_eq!(DayOff::Closed("flytning".into()).danish(), "lukkedag: flytning");
        assert_eq!(StepState::Open(date(2026, 3, 30)).danish(), "Åbent siden man. 30. marts 2026");
    }
}
