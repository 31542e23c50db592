//! What was shared (videregivelse): what we fetched, passed on, and whom we invited, each with what it rested on.
//!
//! The list answers the citizen's question after a withdrawal: "what did you use it for?" It is only ever added to.

use crate::consent::{Consent, Covers, NotCovered};
use crate::ids::{ConsentId, InformationRequestId, LetterId, MeetingId, StaffId};
use crate::information::Basis;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// One thing done with information about the citizen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// What it rested on.
    pub basis: Basis,
    /// What was done.
    pub what: Covers,
    /// With whom, named.
    pub with: String,
    /// About what.
    pub about: String,
    /// What came of it, when information from the house itself was taken in; else empty.
    pub found: String,
    /// The day.
    pub on: Date,
    /// By whom.
    pub by: StaffId,
    /// By which thing.
    pub thing: Thing,
}

/// The thing it was done by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// Said or handed over, and noted.
    Noted,
    /// A request for information.
    Request(InformationRequestId),
    /// A letter.
    Letter(LetterId),
    /// A meeting.
    Meeting(MeetingId),
}

/// A provision that gives access without consent (hjemmel), as `content/hjemler.toml` lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegalBasis {
    /// Its id.
    pub id: String,
    /// "forvaltningsloven § 29, stk. 2, nr. 2".
    pub paragraph: String,
    /// In a few words.
    pub title: String,
    /// What it opens for.
    pub covers: BTreeSet<Covers>,
    /// Whether it opens only for information that the municipality's own departments have.
    pub inside_only: bool,
    /// When it may be used, in plain words.
    pub when: String,
    /// Its text has not been checked against the law by a person.
    pub to_be_confirmed: bool,
}

/// Why something is not shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotShared {
    /// With whom, or about what, is missing.
    Incomplete,
    /// Neither consent nor a provision is chosen.
    NoBasis,
    /// The consent does not let us.
    Consent(NotCovered),
    /// The provision is none of those the list knows, or opens for something else.
    LawIsForSomethingElse,
    /// The reason why the provision applies here is missing.
    LawWithoutReason,
    /// Own departments alone: the one named is none of them.
    NotInside,
    /// It would have happened on a day to come.
    InTheFuture,
}

/// What somebody wants to do, before it is asked whether they may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// What.
    pub what: Covers,
    /// With whom.
    pub with: &'a str,
    /// About what.
    pub about: &'a str,
    /// On what.
    pub on_what: Option<OnWhat<'a>>,
    /// The one named is a department of ours.
    pub inside: Inside,
}

/// Whether somebody is of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inside {
    /// A department of the municipality.
    Yes,
    /// Anybody else.
    No,
}

/// What it is to rest on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OnWhat<'a> {
    /// A consent of the case.
    Consent(ConsentId),
    /// A provision of the list, with why it applies here.
    Law {
        /// Its id.
        basis: &'a str,
        /// Why.
        reason: &'a str,
    },
}

/// Whether it may be done today; the answer is what it rests on, as it is kept.
///
/// # Errors
/// [`NotShared`], the first that is wrong.
pub fn may(wanted: &Wanted<'_>, consents: &[Consent], bases: &[LegalBasis], today: Date) -> Result<Basis, NotShared> {
    if wanted.with.trim().is_empty() || wanted.about.trim().is_empty() {
        return Err(NotShared::Incomplete);
    }
    match wanted.on_what.as_ref().ok_or(NotShared::NoBasis)? {
        OnWhat::Consent(id) => {
            let consent = consents.iter().find(|known| known.id == *id).ok_or(NotShared::NoBasis)?;
            consent.permits(wanted.with, wanted.what, today).map_err(NotShared::Consent)?;
            Ok(Basis::Consent(*id))
        }
        OnWhat::Law { basis, reason } => {
            let known = bases.iter().find(|known| known.id == *basis).ok_or(NotShared::LawIsForSomethingElse)?;
            if !known.covers.contains(&wanted.what) {
                return Err(NotShared::LawIsForSomethingElse);
            }
            if known.inside_only && wanted.inside == Inside::No {
                return Err(NotShared::NotInside);
            }
            if reason.trim().is_empty() {
                return Err(NotShared::LawWithoutReason);
            }
            Ok(Basis::Law { paragraph: known.paragraph.clone(), reason: reason.trim().to_string() })
        }
    }
}

impl Shared {
    /// Whether it rested on this consent.
    pub fn rests_on(&self, consent: ConsentId) -> bool {
        self.basis == Basis::Consent(consent)
    }
}
