//! The words the system lends to content files (ord): facts, dates, lists and acts, one closed list each.
//!
//! Each has its Danish word and one sentence of meaning; `tovholder content words` prints them.
//! A fact's *answer* is computed in [`crate::case`] from the case.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal, $meaning:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $(#[doc = $meaning] $variant,)* }
        impl $name {
            /// Every word of the list.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];
            /// The Danish word, as content files write it.
            pub fn word(self) -> &'static str { match self { $($name::$variant => $word,)* } }
            /// What it means, in one Danish sentence.
            pub fn meaning(self) -> &'static str { match self { $($name::$variant => $meaning,)* } }
            /// The word read back.
            pub fn from_word(word: &str) -> Option<$name> { Self::ALL.iter().copied().find(|w| w.word() == word) }
        }
    };
}

words! {
    /// What can be asked of a case: yes, no or not known yet.
    Fact {
        Child = "barn", "Personen, sagen handler om, er under 18 år.";
        Adult = "voksen", "Personen, sagen handler om, er fyldt 18 år.";
        PartyOver10 = "part over 10", "Barnet er fyldt 10 år og er selv part i denne sag (barnets lov § 3).";
        Guardian = "værge", "Personen har en værge, hvis hverv dækker sagen.";
        Representative = "repræsentant", "Parten har en partsrepræsentant.";
        DigitalPost = "digital post", "Modtageren kan få Digital Post.";
        Interpreter = "tolk", "Der er brug for tolk.";
        AddressProtected = "adressebeskyttet", "Personen eller en anden part har navne- og adressebeskyttelse.";
        Consent = "samtykke", "Der er et gældende samtykke i sagen.";
        ConsentOrBasis = "samtykke eller hjemmel", "Der er et gældende samtykke eller en angivet hjemmel.";
        HearingNeeded = "skal partshøres", "Der er oplysninger, som parten ikke kender, og som er til ugunst og væsentlige.";
        DecisionReady = "afgørelse klar", "Intet mangler før afgørelsen kan sendes.";
        CommitteeDecision = "udvalgsafgørelse", "Afgørelsen er truffet af børne- og ungeudvalget.";
        ComplaintInTime = "klage rettidig", "Klagen er kommet inden klagefristen.";
        RunningGrant = "løbende bevilling", "Personen har en bevilling, der løber.";
        DecisionAdverse = "afgørelsen er til ugunst", "Afgørelsen giver ikke fuldt medhold.";
        NoticeRequired = "varslingspligtig", "Afgørelsen skal varsles, før den får virkning.";
        Planned = "planlagt", "Skiftet er planlagt.";
        Permanent = "varigt", "Skiftet er varigt.";
        SuccessorKnown = "afløser kendt", "Afløseren er kendt.";
        MasterRecordCurrent = "stamkort ajour", "Stamkortet er gennemgået inden for sin rytme.";
        SharedFinancingPossible = "delt finansiering mulig", "Kriterierne for delt finansiering er opfyldt.";
        SeveralDepartments = "flere afdelinger", "Flere afdelinger har sager om personen eller familien.";
        NotifierKnown = "underretter kendt", "Den, der har underrettet, har sagt, hvem de er.";
        NotifierProfessional = "underretter er fagperson", "Den, der har underrettet, arbejder med barnet.";
        PensionCase = "åbenlys pensionssag", "Det er åbenlyst, at den unge skal have førtidspension; jobcenteret er ikke med.";
        SelfDefenceOrNecessity = "nødværge eller nødret", "Indgrebet skete i nødværge eller nødret.";
    }
}

words! {
    /// Dates the system knows by name.
    DateWord {
        DecisionReceived = "afgørelsen modtaget", "Den dag afgørelsen formodes modtaget.";
        ReplyDate = "svarfrist", "Sidste dag for svar på partshøringen.";
        GrantEnds = "bevillingen ophører", "Bevillingens sidste dag.";
        MeasureBegins = "indsatsen begynder", "Den dag indsatsen begynder.";
        Event = "hændelsen", "Den dag hændelsen skete.";
        FollowUpDay = "opfølgningsdag", "Den dag bevillingen skal følges op.";
        SchoolYearEnd15 = "skoleår slut 15 år", "Slutningen af det skoleår, hvor den unge fylder 15 år.";
    }
}

words! {
    /// Lists a step can be made for each of.
    List {
        CustodyHolders = "forældremyndighedsindehavere", "De, der har forældremyndighed over barnet.";
        Siblings = "søskende", "Barnets søskende.";
        Parties = "parter", "Sagens parter.";
        Participants = "mødedeltagere", "Deltagerne i mødet.";
        FamilyCases = "familiens sager", "Familiens sager på tværs af afdelinger.";
        Departments = "afdelinger i sagen", "Afdelinger, der har en del i sagen.";
        DrawnCases = "udtrukne sager", "Sager, der er trukket ud til audit.";
        CaseworkersCases = "sagsbehandlerens sager", "Sagsbehandlerens åbne sager.";
        Measures = "indsatser", "De indsatser, der er bevilget i sagen.";
    }
}

words! {
    /// Acts that close steps.
    Act {
        Application = "ansøgning", "En ansøgning registreres.";
        Enquiry = "henvendelse", "En henvendelse registreres.";
        Allocation = "fordeling", "Borgeren får en fremskudt sagsbehandler.";
        Notification = "underretning", "En underretning registreres.";
        Letter = "brev", "Et brev sendes.";
        Consent = "samtykke", "Et samtykke registreres.";
        Information = "oplysninger", "Oplysninger indhentes eller modtages.";
        Form = "skema", "Et skema udfyldes.";
        Meeting = "møde", "Et møde afholdes.";
        PartyHearing = "partshøring", "Partshøringen afsluttes.";
        Submission = "indstilling", "Udkastet til afgørelse sendes til godkendelse.";
        Approval = "godkendelse", "Afgørelsen godkendes eller sendes tilbage.";
        Decision = "afgørelse", "Afgørelsen sendes.";
        Change = "ændring", "En afgørelse om en løbende bevilling sendes.";
        Complaint = "klage", "En klage registreres.";
        Reassessment = "genvurdering", "Afgørelsen genvurderes.";
        AppealDecision = "ankeafgørelse", "Ankestyrelsens afgørelse registreres.";
        AccessToDocuments = "aktindsigt", "En anmodning om aktindsigt besvares.";
        Force = "magtanvendelse", "En magtanvendelse registreres.";
        Handover = "sagsbehandlerskift", "Sagen skifter sagsbehandler.";
        Transfer = "overdragelse", "Sagen overdrages til en anden afdeling.";
        Financing = "finansiering", "Fordelingen af udgifter registreres.";
        Draw = "udtræk", "Sager trækkes ud.";
        GrantTakenIn = "løbende bevilling", "En bevilling, der løber, tages ind i systemet.";
        OldGrantTakenIn = "gammel bevilling", "En bevilling efter gamle regler tages ind for at blive afgjort på ny.";
        FollowUp = "opfølgning", "Der følges op på en bevilling.";
        Transition = "overgang", "Den unge tages med i overgangen til voksenlivet.";
        Family = "familie", "En familie får én indgang og en familiekoordinator.";
    }
}

impl Act {
    /// The outcomes the act itself can end with, by the ids files use; empty when it just happens.
    pub fn outcomes(self) -> &'static [&'static str] {
        match self {
            Act::Notification => &["akut", "ikke-akut", "intet-videre", "afdaekning", "undersoegelse"],
            Act::Information => &["modtaget"],
            Act::Consent => &["givet", "delvist", "naegtet"],
            Act::Meeting => {
                &["holdt", "aflyst", "udeblevet", "opgivet", "indkaldt", "borger-indkaldt", "var-med", "fortalt"]
            }
            Act::PartyHearing => &["besvaret", "udloebet"],
            Act::Approval => &["godkendt", "sendt-tilbage"],
            Act::Decision => &["bevilling", "delvis-bevilling", "afslag"],
            Act::Change => &["bevilling", "delvis-bevilling", "afslag", "nedsaettelse", "ophoer"],
            Act::Reassessment => &["medhold", "delvist-medhold", "fastholdt"],
            Act::AppealDecision => &["stadfaestet", "aendret", "ophaevet", "hjemvist", "afvist"],
            Act::AccessToDocuments => &["fuld", "delvis", "afslag"],
            Act::FollowUp => &["fortsaet", "aendres", "ophoerer"],
            Act::Transfer => &["foreslaaet", "overdraget", "uenighed", "bliver"],
            _ => &[],
        }
    }

    /// Acts for which every outcome must be named by a step closed by them (check 16).
    pub fn outcomes_must_be_named(self) -> bool {
        matches!(
            self,
            Act::Decision | Act::Approval | Act::Reassessment | Act::AppealDecision | Act::PartyHearing | Act::Consent
        )
    }
}
