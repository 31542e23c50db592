//! An enquiry (henvendelse): somebody tells the municipality that a citizen may need support, before there is a case
//! (`procedures.md` P-05, steps 1 to 2.1).
//!
//! Who told and what was told are about others than the citizen, and are read only by those whose permit opens that.

use crate::access::{FieldClass, Permit, Yes};
use crate::application::Received;
use crate::ids::{CaseId, EnquiryId, PersonId, StaffId};
pub use crate::notification::Contact;
use crate::staff::coded;
use jiff::Timestamp;
use jiff::civil::Date;
use std::fmt;

coded! {
    /// What the one who tells is.
    Source {
        Relative = "relative", "Pårørende.";
        Neighbour = "neighbour", "Nabo.";
        Shop = "shop", "Butik.";
        Bank = "bank", "Bank.";
        Housing = "housing", "Boligforening eller udlejer.";
        Police = "police", "Politi.";
        Doctor = "doctor", "Læge.";
        Hospital = "hospital", "Sygehus.";
        BailiffCourt = "bailiff-court", "Fogedret.";
        OtherMunicipality = "other-municipality", "En anden kommune.";
        PrisonService = "prison-service", "Kriminalforsorgen.";
        OwnDepartment = "own-department", "En af vores egne afdelinger.";
        Citizen = "citizen", "Borgeren selv.";
        Other = "other", "En anden.";
    }
}

coded! {
    /// What an enquiry became.
    Became {
        Application = "application", "Der søges om noget; ansøgningen registreres for sig.";
        Case = "case", "En sag er åbnet af henvendelsen.";
        Known = "known", "Den hører til en sag, der er åben.";
        Advice = "advice", "Der er givet råd og vejledning.";
        Notification = "notification", "Det er en underretning om et barn; den registreres for sig.";
        PassedOn = "passed-on", "Den er givet videre.";
        Nothing = "nothing", "Den er lukket uden mere.";
    }
}

coded! {
    /// What the one who knows the citizen answers.
    Reply {
        Mine = "mine", "Jeg tager den.";
        Nothing = "nothing", "Har ingen betydning for min sag.";
    }
}

/// Who told. Neither `Debug` nor `Display` tells a name.
#[derive(Clone, PartialEq, Eq)]
pub struct Referrer {
    source: Source,
    anonymous: Yes,
    contact: Contact,
}

impl Referrer {
    /// Of this kind, with what they said of themselves. Nothing is kept of one who will not be named.
    pub fn new(source: Source, anonymous: Yes, contact: Contact) -> Self {
        let contact = if anonymous == Yes::Yes { Contact::default() } else { contact };
        Self { source, anonymous, contact }
    }

    /// What they are.
    pub fn source(&self) -> Source {
        self.source
    }

    /// They will not be named.
    pub fn anonymous(&self) -> Yes {
        self.anonymous
    }

    /// Who they are, if the permit opens what is about others than the citizen.
    pub fn for_reader(&self, permit: &Permit) -> Option<&Contact> {
        permit.opens(FieldClass::ThirdParty).then_some(&self.contact)
    }

    /// For sealing in the store, and nothing else.
    pub fn expose_for_storage(&self) -> &Contact {
        &self.contact
    }
}

impl fmt::Debug for Referrer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Referrer({:?}, …)", self.source)
    }
}

/// How an enquiry ended.
#[derive(Clone, PartialEq, Eq)]
pub struct Settled {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: StaffId,
    /// What it became.
    pub became: Became,
    /// The case it became or belongs to.
    pub case: Option<CaseId>,
    /// What was said, to whom it went, or why it ended; may be empty when it became something else.
    pub note: String,
}

/// That somebody with an open case about the citizen was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Their case. The one who asked never learns which.
    pub case: CaseId,
    /// When they were told.
    pub told_at: Timestamp,
    /// What they answered, when and who.
    pub answer: Option<(Reply, Timestamp, StaffId)>,
}

/// An enquiry.
#[derive(Clone, PartialEq, Eq)]
pub struct Enquiry {
    /// Its id.
    pub id: EnquiryId,
    /// The day it came.
    pub received_on: Date,
    /// How it came.
    pub received_by: Received,
    /// Who told.
    pub referrer: Referrer,
    /// What was told, as it was told.
    pub told: String,
    /// Whom it is about, once found.
    pub person: Option<PersonId>,
    /// What is known of one who is not found yet.
    pub known: String,
    /// The department that received it.
    pub department: String,
    /// The citizen's matters are closed to the department and open to named people only, and so is this.
    pub closed_to_unit: Yes,
    /// Who received it.
    pub registered_by: StaffId,
    /// When it was written down.
    pub registered_at: Timestamp,
    /// How it ended.
    pub settled: Option<Settled>,
    /// Version for optimistic locking.
    pub version: i64,
}

impl fmt::Debug for Enquiry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Enquiry({}, {}, …)", self.id, self.received_on)
    }
}

/// Why an enquiry is not registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRegistered {
    /// It says nothing about what was told.
    NothingTold,
    /// It came after today.
    InTheFuture,
    /// It came more than a year ago: surely a slip of the pen.
    TooLongAgo,
    /// One who may be named, and is not the citizen, has a name.
    ReferrerWithoutName,
    /// Neither a person nor anything by which they could be found.
    NobodyKnown,
}

/// Why an enquiry is not settled, or not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSettled {
    /// It is done already.
    Already,
    /// First find out whom it is about.
    PersonUnknown,
    /// It must say what was said, to whom it went, or why it ends.
    NoteMissing,
    /// No such kind of case begins with an enquiry.
    NoSuchKind,
    /// The case is not an open one of the citizen's.
    NotTheirCase,
    /// Somebody is found already; whom it is about does not change.
    FoundAlready,
}

/// Whether an enquiry can be registered on a day.
///
/// # Errors
/// The first thing that is wrong.
pub fn check(enquiry: &Enquiry, today: Date) -> Result<(), NotRegistered> {
    if enquiry.told.trim().is_empty() {
        return Err(NotRegistered::NothingTold);
    }
    if today < enquiry.received_on {
        return Err(NotRegistered::InTheFuture);
    }
    if enquiry.received_on < today.saturating_sub(jiff::Span::new().years(1)) {
        return Err(NotRegistered::TooLongAgo);
    }
    let referrer = &enquiry.referrer;
    let named = referrer.anonymous == Yes::No && referrer.source != Source::Citizen;
    if named && referrer.contact.name.trim().is_empty() {
        return Err(NotRegistered::ReferrerWithoutName);
    }
    if enquiry.person.is_none() && enquiry.known.trim().is_empty() {
        return Err(NotRegistered::NobodyKnown);
    }
    Ok(())
}

/// Whether an enquiry can end so.
///
/// # Errors
/// Why not.
pub fn may_settle(enquiry: &Enquiry, became: Became, note: &str) -> Result<(), NotSettled> {
    if enquiry.settled.is_some() {
        return Err(NotSettled::Already);
    }
    match became {
        // Nobody applies for, or opens a case about, one whom nobody has found.
        Became::Application | Became::Case | Became::Known if enquiry.person.is_none() => {
            Err(NotSettled::PersonUnknown)
        }
        Became::Advice | Became::PassedOn | Became::Nothing if note.trim().is_empty() => Err(NotSettled::NoteMissing),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use jiff::civil::date;
    use uuid::Uuid;

    fn neighbour() -> Referrer {
        let contact = Contact { name: "Bodil Kringelbach".into(), ..Contact::default() };
        Referrer::new(Source::Neighbour, Yes::No, contact)
    }

    /// Came on Monday 30 March 2026, the week before Easter.
    fn before_easter() -> Enquiry {
        Enquiry {
            id: EnquiryId(Uuid::nil()),
            received_on: date(2026, 3, 30),
            received_by: Received::Phone,
            referrer: neighbour(),
            told: "Gardinerne har været trukket for siden jul.".into(),
            person: None,
            known: "Bor i stuen, Ågade 4".into(),
            department: "voksenhandicap".into(),
            closed_to_unit: Yes::No,
            registered_by: StaffId(Uuid::nil()),
            registered_at: "2026-03-30T07:00:00Z".parse().unwrap(),
            settled: None,
            version: 1,
        }
    }

    #[test]
    fn an_enquiry_says_what_was_told_by_whom_and_about_whom() {
        let today = date(2026, 3, 30);
        let whole = before_easter();
        let nobody = Referrer::new(Source::Shop, Yes::No, Contact::default());
        let self_told = Referrer::new(Source::Citizen, Yes::No, Contact::default());
        let rows = [
            ("whole", whole.clone(), Ok(())),
            ("silent", Enquiry { told: " ".into(), ..whole.clone() }, Err(NotRegistered::NothingTold)),
            ("tomorrow", Enquiry { received_on: date(2026, 3, 31), ..whole.clone() }, Err(NotRegistered::InTheFuture)),
            ("a year ago", Enquiry { received_on: date(2025, 3, 30), ..whole.clone() }, Ok(())),
            (
                "more than a year ago",
                Enquiry { received_on: date(2025, 3, 29), ..whole.clone() },
                Err(NotRegistered::TooLongAgo),
            ),
            ("no name", Enquiry { referrer: nobody, ..whole.clone() }, Err(NotRegistered::ReferrerWithoutName)),
            ("the citizen", Enquiry { referrer: self_told, ..whole.clone() }, Ok(())),
            ("nobody known", Enquiry { known: String::new(), ..whole.clone() }, Err(NotRegistered::NobodyKnown)),
        ];
        for (what, enquiry, expected) in rows {
            assert_eq!(check(&enquiry, today), expected, "{what}");
        }
    }

    #[test]
    fn nothing_is_kept_of_one_who_will_not_be_named() {
        let contact = Contact { name: "Bodil Kringelbach".into(), phone: "10 00 07 07".into(), ..Contact::default() };
        let hidden = Referrer::new(Source::Neighbour, Yes::Yes, contact);
        assert!(*hidden.expose_for_storage() == Contact::default(), "a name was kept");
        assert!(!format!("{:?} {:?}", neighbour(), before_easter()).contains("Bodil"));
    }

    #[test]
    fn what_it_can_become_hangs_on_whom_it_is_about_and_on_a_word_of_why() {
        let unknown = before_easter();
        let found = Enquiry { person: Some(PersonId(Uuid::nil())), ..before_easter() };
        for became in [Became::Application, Became::Case, Became::Known] {
            assert_eq!(may_settle(&unknown, became, "x"), Err(NotSettled::PersonUnknown), "{became:?}");
            assert_eq!(may_settle(&found, became, ""), Ok(()), "{became:?}");
        }
        for became in [Became::Advice, Became::PassedOn, Became::Nothing] {
            assert_eq!(may_settle(&unknown, became, " "), Err(NotSettled::NoteMissing), "{became:?}");
            assert_eq!(may_settle(&unknown, became, "Ringede, hun er hos sin søster."), Ok(()), "{became:?}");
        }
        assert_eq!(may_settle(&unknown, Became::Notification, ""), Ok(()));
        let settled = Settled {
            at: unknown.registered_at,
            by: unknown.registered_by,
            became: Became::Advice,
            case: None,
            note: "Talt med naboen.".into(),
        };
        let done = Enquiry { settled: Some(settled), ..found };
        assert_eq!(may_settle(&done, Became::Advice, "Igen."), Err(NotSettled::Already));
    }
}
