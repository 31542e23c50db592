//! Ids and numbers of things. Ids are random (UUID version 4) and open nothing by being known.

use std::fmt;
use std::str::FromStr;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub uuid::Uuid);
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> { text.parse().map(Self) }
        }
    )* };
}

ids! {
    /// A case (sag).
    CaseId;
    /// A person: one record per CPR number in the municipality.
    PersonId;
    /// A member of staff.
    StaffId;
    /// A course of a procedure in a case (forløb).
    CourseId;
    /// A document.
    DocumentId;
    /// A letter, from draft to receipt; also the message id at the receiver, one for life.
    LetterId;
    /// A consent.
    ConsentId;
    /// A request for information.
    InformationRequestId;
    /// A fact of the assessment.
    FindingId;
    /// A party hearing.
    PartyHearingId;
    /// A decision.
    DecisionId;
    /// A grant.
    GrantId;
    /// A request for access to documents.
    AccessRequestId;
    /// A complaint.
    ComplaintId;
    /// A notification of concern for a child.
    NotificationId;
    /// An absence of a member of staff.
    AbsenceId;
    /// A task given to somebody (opgave).
    TaskId;
    /// An enquiry about a citizen (henvendelse).
    EnquiryId;
    /// A meeting.
    MeetingId;
    /// A function somebody has on a case or in a team.
    FunctionId;
    /// What must not stop before something else begins.
    DependencyId;
    /// A case on the council's agenda.
    CouncilItemId;
    /// A device that forms are taken along on (feltsæt).
    FieldKitId;
    /// A line of the journal.
    EntryId;
    /// A signed-in session.
    SessionId;
    /// A handover of cases from one responsible person to another (sagsbehandlerskift).
    HandoverId;
    /// A young person's way from child to adult (overgang).
    TransitionId;
    /// A café meeting about turning 18.
    CafeId;
    /// A family with its core team (én familie - én indgang).
    FamilyId;
    /// A division of costs between departments (fordeling af udgifter).
    FinancingId;
    /// A cooperation contract between two departments (samarbejdskontrakt).
    AgreementId;
    /// A case on its way to another department (overdragelse).
    TransferId;
}

/// A case's number on pages and letters: year opened and running number, `2026-000123`. Never in a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseNumber {
    /// Year opened.
    pub year: i16,
    /// Running number in the municipality that year; gaps are allowed, reuse is not.
    pub running: u32,
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:06}", self.year, self.running)
    }
}

/// Why a text is no case number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotACaseNumber;

impl FromStr for CaseNumber {
    type Err = NotACaseNumber;
    fn from_str(text: &str) -> Result<Self, NotACaseNumber> {
        let (year, running) = text.trim().split_once('-').ok_or(NotACaseNumber)?;
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if year.len() != 4 || running.is_empty() || running.len() > 6 || !digits(year) || !digits(running) {
            return Err(NotACaseNumber);
        }
        Ok(Self {
            year: year.parse().map_err(|_| NotACaseNumber)?,
            running: running.parse().map_err(|_| NotACaseNumber)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_number_reads_back_as_it_is_written() {
        let number = CaseNumber { year: 2026, running: 123 };
        assert_eq!(number.to_string(), "2026-000123");
        assert_eq!("2026-000123".parse(), Ok(number));
        assert_eq!("26-123".parse::<CaseNumber>(), Err(NotACaseNumber));
    }
}
