//! The eighteenth birthday (myndighed): what ends with it, what stays, and who is asked and written to from then on.
//!
//! All of it follows from the day: the store reads relations and consents with their last days as the law sets them
//! ([`settle_relations`], [`settle_consents`]), so that nothing waits for a job to have run. Custody and the guardianship
//! of a minor end at eighteen (værgemålsloven §§ 1-2); what custody holders said on the child's behalf ends with it.

use crate::calendar;
use crate::case::CaseFile;
use crate::consent::Consent;
use crate::grant::Grant;
use crate::ids::PersonId;
use crate::people::{Person, Relation, RelationKind};
use jiff::civil::Date;

/// The age of majority.
pub const OF_AGE: u32 = 18;
/// The age from which a case tells what will change: "15-18 år" (`002_5d334826057af794.txt`, recommendation 6).
pub const TOLD_FROM: u32 = 15;
/// Most characters of what a power of attorney covers.
pub const LONGEST: usize = 500;

/// The day a person comes of age. Born 29 February: 1 March.
pub fn birthday(born: Date) -> Date {
    calendar::birthday(born, OF_AGE, 0)
}

/// The last day as a child.
pub fn eve(born: Date) -> Date {
    let day = birthday(born);
    day.yesterday().unwrap_or(day)
}

/// Whether a relation ends with the birthday of the one it is about.
///
/// Custody always does. A guardianship that began before the birthday is that of a minor; one for an adult begins on
/// the day at the earliest. A representative stays whom the young person has chosen. A power of attorney is the young
/// person's own, and holds by its days.
pub fn ends_with_childhood(relation: &Relation, born: Date) -> bool {
    let before = || relation.from.is_some_and(|from| from < birthday(born));
    match relation.kind {
        RelationKind::CustodyHolder => true,
        RelationKind::Guardian => before(),
        RelationKind::Representative => before() && relation.appointed_by != Some(relation.person),
        RelationKind::Parent | RelationKind::Sibling | RelationKind::PowerOfAttorney => false,
    }
}

/// Relations to one person with their last days as the law sets them.
pub fn settle_relations(born: Date, relations: &mut [Relation]) {
    let last = eve(born);
    for relation in relations.iter_mut().filter(|relation| ends_with_childhood(relation, born)) {
        relation.until = Some(relation.until.map_or(last, |until| until.min(last)));
    }
}

/// Whether a consent was given on behalf of a child and ends with childhood: by somebody else, before the birthday, who
/// did not act by a right that goes on after it.
///
/// `relations` are the citizen's, settled.
pub fn is_on_behalf(consent: &Consent, citizen: &Person, relations: &[Relation]) -> bool {
    let day = birthday(citizen.born);
    let goes_on = |relation: &Relation| {
        relation.other == consent.given_by
            && relation.kind.acts_for()
            && relation.holds_on(consent.given_on)
            && relation.holds_on(day)
    };
    consent.given_by != citizen.id && consent.given_on < day && !relations.iter().any(goes_on)
}

/// Consents about one person with their last days as the law sets them.
pub fn settle_consents(citizen: &Person, relations: &[Relation], consents: &mut [Consent]) {
    let last = eve(citizen.born);
    for consent in consents.iter_mut() {
        if is_on_behalf(consent, citizen, relations) {
            consent.until = consent.until.min(last);
        }
    }
}

/// Why a relation with days is not registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAMandate {
    /// A power of attorney that does not say what it covers.
    CoversNothing,
    /// It says more than [`LONGEST`] characters.
    TooLong,
    /// Its last day lies before its first.
    EndsBeforeItBegins,
    /// Somebody not of age gives no power of attorney before the day it may hold: it begins on the birthday.
    BeforeOfAge,
    /// Nobody has custody of one who is of age.
    OfAge,
}

/// Whether a relation may be registered about somebody born that day.
///
/// # Errors
/// [`NotAMandate`], the first that is wrong.
pub fn check(relation: &Relation, born: Date) -> Result<(), NotAMandate> {
    let is_power = relation.kind == RelationKind::PowerOfAttorney;
    if is_power && relation.covers.trim().is_empty() {
        return Err(NotAMandate::CoversNothing);
    }
    if LONGEST < relation.covers.chars().count() {
        return Err(NotAMandate::TooLong);
    }
    if matches!((relation.from, relation.until), (Some(from), Some(until)) if until < from) {
        return Err(NotAMandate::EndsBeforeItBegins);
    }
    if is_power && relation.from.is_none_or(|from| from < birthday(born)) {
        return Err(NotAMandate::BeforeOfAge);
    }
    if relation.kind == RelationKind::CustodyHolder && relation.from.is_some_and(|from| birthday(born) <= from) {
        return Err(NotAMandate::OfAge);
    }
    Ok(())
}

impl RelationKind {
    /// Whether somebody who is this acts for the person: is asked, answers and may complain in their place.
    pub fn acts_for(self) -> bool {
        matches!(
            self,
            RelationKind::CustodyHolder
                | RelationKind::Guardian
                | RelationKind::Representative
                | RelationKind::PowerOfAttorney
        )
    }
}

impl CaseFile {
    /// Whether somebody acts for the citizen on a day, by whatever right.
    pub fn acts_for_citizen(&self, person: PersonId, day: Date) -> bool {
        self.relations.iter().any(|r| r.other == person && r.kind.acts_for() && r.holds_on(day))
    }

    /// Whether somebody had to do with the case by the citizen's childhood and has no right of their own since the
    /// birthday: what would have gone to them goes to the young adult.
    pub fn has_stepped_back(&self, person: PersonId, day: Date) -> bool {
        let of_age = birthday(self.citizen.born);
        let was_near = |relation: &&Relation| {
            relation.other == person
                && relation.kind != RelationKind::Sibling
                && relation.from.is_none_or(|from| from < of_age)
        };
        of_age <= day
            && person != self.citizen.id
            && self.case.opened_on < of_age
            && self.relations.iter().any(|relation| was_near(&relation))
            && !self.acts_for_citizen(person, day)
    }

    /// Who gets on a day what is for this person: the young adult in the place of one who has stepped back.
    pub fn in_the_place_of(&self, person: PersonId, day: Date) -> PersonId {
        if self.has_stepped_back(person, day) { self.citizen.id } else { person }
    }

    /// Who stands as the applicant on a day, who the receipt goes to.
    pub fn applicant_on(&self, day: Date) -> Option<&Person> {
        let applicant = self.application.as_ref()?.applicant;
        self.person(self.in_the_place_of(applicant, day))
    }
}

/// What changes with the birthday in one case, and what does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes<'a> {
    /// The day: eighteen years old.
    pub day: Date,
    /// Consents that stop, those in force on the eve.
    pub consents: Vec<&'a Consent>,
    /// Consents that go on after the day: the young person's own.
    pub consents_kept: Vec<&'a Consent>,
    /// Relations that end on the eve.
    pub relations: Vec<&'a Relation>,
    /// Powers of attorney, guardianships and representatives that hold on the day or are to begin later.
    pub mandates: Vec<&'a Relation>,
    /// Who gets the letters up to the eve.
    pub letters_before: Vec<PersonId>,
    /// Who gets them from the day.
    pub letters_after: Vec<PersonId>,
    /// Grants that run on the eve and are for children alone.
    pub grants: Vec<&'a Grant>,
}

/// What changes with the birthday in a case. `for_children` tells whether a benefit is for those under eighteen alone.
pub fn changes<'a>(file: &'a CaseFile, for_children: impl Fn(&str) -> bool) -> Changes<'a> {
    let (day, last) = (birthday(file.citizen.born), eve(file.citizen.born));
    let ids = |people: Vec<&Person>| people.iter().map(|person| person.id).collect();
    let (consents, kept): (Vec<&Consent>, Vec<&Consent>) = file
        .consents
        .iter()
        .filter(|consent| consent.holds_on(last) || day <= consent.given_on)
        .partition(|consent| is_on_behalf(consent, &file.citizen, &file.relations));
    Changes {
        day,
        consents,
        consents_kept: kept.into_iter().filter(|consent| consent.withdrawn_on.is_none()).collect(),
        relations: file
            .relations
            .iter()
            .filter(|relation| ends_with_childhood(relation, file.citizen.born) && relation.until == Some(last))
            .collect(),
        mandates: file
            .relations
            .iter()
            .filter(|relation| relation.kind.acts_for() && relation.until.is_none_or(|until| day <= until))
            .collect(),
        letters_before: ids(file.parties_on(last)),
        letters_after: ids(file.parties_on(day)),
        grants: file
            .grants
            .iter()
            .filter(|grant| grant.runs_on(last) && grant.replaced_by.is_none() && for_children(&grant.benefit))
            .collect(),
    }
}

#[cfg(test)]
mod tests;
