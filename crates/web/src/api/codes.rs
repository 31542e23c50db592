//! Stable codes of the API for values of the core. No type of the core is serialised; a test keeps each code what
//! `wording` says in problems.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $core:path { $($variant:ident),* $(,)? })*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub(super) enum $name { $($variant),* }

        impl From<$core> for $name {
            fn from(value: $core) -> Self {
                use $core as Core;
                match value { $(Core::$variant => $name::$variant),* }
            }
        }

        impl From<$name> for $core {
            fn from(value: $name) -> Self {
                use $core as Core;
                match value { $($name::$variant => Core::$variant),* }
            }
        }

        #[cfg(test)]
        impl $name {
            /// Every one.
            pub(super) const ALL: &'static [Self] = &[$(Self::$variant),*];
        }
    )*

        /// Every code of every list, written and read back.
        #[cfg(test)]
        fn each_reads_back() {
            $(tests::reads_back($name::ALL);)*
        }
    };
}

codes! {
    /// How an application came.
    ReceivedBy = domain::application::Received { DigitalPost, Letter, Phone, Mail, InPerson }
    /// How consent was given.
    ConsentForm = domain::consent::Form { Written, Oral, Digital }
    /// What a consent lets us do with the one it names.
    Covers = domain::consent::Covers { Fetch, Share, Invite }
    /// Whether the party knows a fact.
    KnownToParty = domain::assessment::Known { Known, Unknown }
    /// Which way a fact weighs: `against` is to the party's detriment and of importance.
    WeighsFor = domain::assessment::Weight { Against, NotAgainst }
    /// The outcome of an application.
    DecisionOutcome = domain::decision::Outcome { Grant, PartialGrant, Refusal, Reduction, Ending }
    /// Law or the municipality's own goal.
    DeadlineKind = domain::deadline::Kind { Law, Goal }
    /// How a letter goes.
    SentBy = domain::deadline::Channel { Digital, Letter, QuickLetter, HandedOver }
    /// When the last day is a day off: it stands, moves on, or stands with a warning the working day before.
    RollTo = domain::deadline::Roll { None, Next, Previous }
    /// Who must act.
    ActsBy = domain::deadline::Actor { Authority, Citizen }
    /// For whom a case is suspended.
    WaitingFor = domain::deadline::Pause { Citizen, Others, Any }
    /// Which way a document went.
    DocumentDirection = domain::document::Direction { Received, Sent, Internal }
    /// How far a letter is.
    LetterProgress = domain::letter::LetterState { Drafted, Queued, Sent, Failed }
    /// What a letter answers.
    LetterOccasion = domain::letter::Occasion {
        Receipt, PartyHearing, Delay, InformationRequest, Grant, PartialGrant, Refusal, Reduction, Ending, Notice,
        CaseLetter, CaseworkerChange, ComplaintReceipt, ReassessedFully, ReassessedPartly, ReassessedUpheld,
        Forwarding, AccessDecision, AccessDelay, NotificationReceipt, NotificationFeedback, ReferrerReply,
        MeetingCall, MeetingChange, Minutes,
    }
    /// Where a text was found.
    FoundIn = app::search::TextKind { Note, Letter, Document }
    /// How something a letter asks for is typed.
    AskedAs = domain::letter::AskKind { Text, LongText, Date, Time }
    /// How a field of a form is answered.
    FieldAnswered = domain::questionnaire::FieldKind {
        Text, LongText, Number, Amount, Hours, Date, Time, Tick, YesNo, Choice, MultiChoice, Scale, Person, Phone, Mail,
        Cpr, Address, File, Document,
    }
    /// How a complaint came.
    ComplaintChannel = domain::complaint::Channel { Letter, Phone, Portal, Meeting }
    /// Who made a decision that is complained about.
    DecidedBy = domain::complaint::DecidedBy { Administration, Committee }
    /// What a reassessment came to.
    ReassessmentOutcome = domain::complaint::Reassessed { Fully, Partly, Upheld }
    /// Whether a complaint stands after a partial change.
    ComplaintStands = domain::complaint::Standing { Stands, Satisfied, NoAnswer }
    /// What Ankestyrelsen decided.
    AppealOutcome = domain::complaint::Answered { Upheld, Changed, Annulled, SentBack, Dismissed }
    /// What is to be done next with a complaint.
    ComplaintStage = domain::complaint::Stage { Reassess, Decide, AskIfStands, Forward, AtAppeals, Learn, Over }
    /// Why a paper is looked at before it goes to Ankestyrelsen.
    PaperFlag = app::complaint::package::Flag { Internal, ThirdParty, TellsWhere, CannotBeRead, Separate }
    /// Whether a paper goes to Ankestyrelsen, as first proposed.
    PaperProposed = app::complaint::package::Proposed { Always, Along, LeftOut, Never }
    /// What somebody who asks for access is to the case.
    AccessCapacity = domain::access_request::Capacity { Party, Representative, Other }
    /// How a request for access came.
    AccessForm = domain::access_request::Form { DigitalPost, Letter, Mail, Phone, InPerson }
    /// What happens to a paper that is asked for.
    AccessVerdict = domain::access_request::Verdict { Give, LeaveOut, Part, AsPdf }
    /// What kind of paper it is.
    AccessPaper = domain::access_request::Paper { Received, Letter, Decision, Internal, Note, Form }
    /// What a notifier is.
    NotifiedBy = domain::notification::NotifierKind { Professional, Citizen, Anonymous }
    /// What comes of a notification.
    NotificationResult = domain::notification::Result { Nothing, Assessment, Examination }
    /// A letter to who notified.
    NotificationReply = app::notification::Reply { Receipt, Feedback }
    /// Why somebody is away.
    AbsentBecause = domain::absence::Why { Holiday, Illness, Leave, Other }
    /// What a foreign case is opened for.
    BreakGlassPurpose = app::break_glass::Purpose { Danger, ChildSafety, DeadlinePasses, CitizenAsks }
    /// What one person is to another.
    RelationTo = domain::people::RelationKind {
        CustodyHolder, Parent, Guardian, Representative, PowerOfAttorney, Sibling
    }
    /// How a person gets post.
    DigitalPostStatus = domain::people::DigitalPost { Registered, Exempt, Unknown }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::Wording;

    fn same<A, C>(all: &[A])
    where
        A: Copy + Serialize + std::fmt::Debug + Into<C>,
        C: Wording,
    {
        for value in all {
            let core: C = (*value).into();
            assert_eq!(serde_json::to_value(value).unwrap(), core.code(), "{value:?}");
        }
    }

    pub(super) fn reads_back<A>(all: &[A])
    where
        A: Copy + Serialize + serde::de::DeserializeOwned + std::fmt::Debug + PartialEq,
    {
        for value in all {
            let code = serde_json::to_value(value).unwrap();
            assert_eq!(serde_json::from_value::<A>(code).unwrap(), *value);
        }
    }

    #[test]
    fn a_code_reads_back_as_what_it_says() {
        each_reads_back();
    }

    #[test]
    fn a_code_is_the_same_in_a_thing_and_in_a_problem() {
        same::<_, domain::application::Received>(ReceivedBy::ALL);
        same::<_, domain::consent::Form>(ConsentForm::ALL);
        same::<_, domain::consent::Covers>(Covers::ALL);
        same::<_, domain::assessment::Known>(KnownToParty::ALL);
        same::<_, domain::assessment::Weight>(WeighsFor::ALL);
        same::<_, domain::decision::Outcome>(DecisionOutcome::ALL);
        same::<_, domain::deadline::Kind>(DeadlineKind::ALL);
        same::<_, domain::deadline::Channel>(SentBy::ALL);
        same::<_, domain::document::Direction>(DocumentDirection::ALL);
        same::<_, domain::letter::LetterState>(LetterProgress::ALL);
        same::<_, domain::people::RelationKind>(RelationTo::ALL);
        same::<_, domain::people::DigitalPost>(DigitalPostStatus::ALL);
    }
}
