//! People around a case: citizen, custody holder, guardian, representative; and what tells where they are.

use crate::access::{FieldClass, Permit};
use crate::cpr::Cpr;
use crate::deadline::Channel;
use crate::ids::PersonId;
use jiff::civil::Date;
use std::fmt;

/// Anything that tells where a person is: address, phone, school, employer (P-1, P-2).
///
/// It has no `Display` and no content in `Debug`; [`Located::for_reader`] is the only way in.
#[derive(Clone, PartialEq, Eq)]
pub struct Located<T> {
    value: T,
    protected: Protection,
}

/// Whether a person is protected (navne- og adressebeskyttelse). Sticky: ends only by a person, with a reason (P-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protection {
    /// Not protected.
    None,
    /// Protected.
    Protected,
}

/// What a reader gets of a [`Located`] value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown<T> {
    /// The value.
    Value(T),
    /// The word "Adressebeskyttet" and nothing else.
    Protected,
}

impl<T: Clone> Located<T> {
    /// A value with the protection state beside it.
    pub fn new(value: T, protected: Protection) -> Self {
        Self { value, protected }
    }

    /// The value, if the person is not protected or the permit opens protected addresses.
    pub fn for_reader(&self, permit: &Permit) -> Shown<T> {
        if self.protected == Protection::None || permit.opens(FieldClass::AddressProtected) {
            Shown::Value(self.value.clone())
        } else {
            Shown::Protected
        }
    }

    /// The value for the letter to the person it is about, who always knows where they live.
    pub fn for_owner(&self) -> &T {
        &self.value
    }

    /// For sealing in the store, and nothing else.
    pub fn expose_for_storage(&self) -> &T {
        &self.value
    }

    /// The protection state.
    pub fn protection(&self) -> Protection {
        self.protected
    }
}

impl<T> fmt::Debug for Located<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Located(…)")
    }
}

/// How a person gets post (Digital Post-status).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DigitalPost {
    /// Registered.
    Registered,
    /// Exempt (fritaget): gets paper.
    Exempt,
    /// Not known yet: gets paper until it is.
    #[default]
    Unknown,
}

/// Where a person can be reached. All of it tells where they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// Street, number, floor and door.
    pub street: String,
    /// Postcode and town.
    pub town: String,
    /// Telephone.
    pub phone: String,
    /// Mail address.
    pub mail: String,
    /// School, day care or work.
    pub occupation: String,
}

/// A person (borger, forælder, værge …): one record per CPR number.
#[derive(Clone, Debug)]
pub struct Person {
    /// Random id.
    pub id: PersonId,
    /// CPR number, masked unless revealed.
    pub cpr: Cpr,
    /// Full name.
    pub name: String,
    /// Birth date, from the number.
    pub born: Date,
    /// Where they are reached.
    pub contact: Located<Contact>,
    /// Digital Post.
    pub digital_post: DigitalPost,
    /// Language an interpreter is needed for (tolk).
    pub interpreter: Option<String>,
    /// "Det vigtigste at vide", one line on top of the stamkort.
    pub most_important: String,
    /// Day the stamkort was last gone through.
    pub reviewed_on: Option<Date>,
    /// Version for optimistic locking.
    pub version: i64,
}

/// What one person is to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RelationKind {
    /// Has custody of (forældremyndighedsindehaver).
    CustodyHolder,
    /// Parent without custody.
    Parent,
    /// Guardian of (værge).
    Guardian,
    /// Represents (partsrepræsentant).
    Representative,
    /// Acts by a power of attorney the person has given (fuldmagt).
    PowerOfAttorney,
    /// Brother or sister of (søskende).
    Sibling,
}

/// A dated relation: `other` is that to `person`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The person it is about.
    pub person: PersonId,
    /// Who the other is.
    pub other: PersonId,
    /// What the other is to the person.
    pub kind: RelationKind,
    /// First day, if known.
    pub from: Option<Date>,
    /// Last day, if ended.
    pub until: Option<Date>,
    /// What it covers, as a power of attorney and a guardianship say; empty for all there is.
    pub covers: String,
    /// Who chose the other, where somebody did (a representative); not known for one registered without it.
    pub appointed_by: Option<PersonId>,
}

impl Relation {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

impl Person {
    /// Whole years on a day; born 29 February turns on 1 March.
    pub fn age_on(&self, day: Date) -> u32 {
        crate::calendar::age_on(self.born, day)
    }

    /// Under eighteen on a day.
    pub fn is_child_on(&self, day: Date) -> bool {
        self.age_on(day) < 18
    }

    /// Whether the address, the phone and whatever else tells where they are is protected (P-6).
    pub fn is_protected(&self) -> bool {
        self.contact.protection() == Protection::Protected
    }

    /// How a letter goes to this person: by Digital Post to whoever is registered for it.
    pub fn channel(&self) -> Channel {
        match self.digital_post {
            DigitalPost::Registered => Channel::Digital,
            DigitalPost::Exempt | DigitalPost::Unknown => Channel::Letter,
        }
    }
}
