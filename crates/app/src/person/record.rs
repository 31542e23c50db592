//! The stamkort as one reader sees it.

use crate::act::Look;
use crate::{Actor, App, Outcome, access};
use domain::access::{Action, FieldClass, Permit};
use domain::deadline::Span;
use domain::grant::Grant;
use domain::ids::{CaseId, CaseNumber, PersonId};
use domain::people::{Contact, DigitalPost, Person, Protection, Relation, RelationKind, Shown};
use jiff::civil::Date;

/// A person's stamkort as one reader sees it.
pub struct MasterRecord {
    /// The person.
    pub person: Person,
    /// Age today.
    pub age: u32,
    /// Under eighteen today.
    pub is_child: bool,
    /// Where they are reached, or the word that says it is protected.
    pub contact: Shown<Contact>,
    /// Their address is kept from view because somebody at the same address is protected (P-2).
    pub protected_by: Option<String>,
    /// The outreach caseworker, by name.
    pub outreach: Option<String>,
    /// Relations that hold, with the other person and what the reader sees of where they are.
    pub related: Vec<Related>,
    /// Cases the reader may know of: the person's own, and those of children and others they act for.
    pub cases: Vec<KnownCase>,
    /// Grants of the person's own cases among them.
    pub grants: Vec<Grants>,
    /// The families with one entrance the person is of, of those the reader may open.
    pub families: Vec<domain::ids::FamilyId>,
    /// What the stamkort lacks, as words for the page.
    pub incomplete: Vec<Lacking>,
    /// What the reader may do, besides seeing.
    pub may: May,
    /// Today.
    pub today: Date,
}

/// What the reader may do to a stamkort. A page offers only what its reader may do; the acts ask again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct May {
    /// Keep the stamkort and register relations.
    pub work: bool,
    /// Reveal a CPR number or a protected address.
    pub reveal: bool,
}

/// Someone around a person.
pub struct Related {
    /// Who.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Age today.
    pub age: u32,
    /// `010190-****`.
    pub cpr: String,
    /// What they are to the person.
    pub kind: RelationKind,
    /// From and until.
    pub relation: Relation,
    /// Where they are reached.
    pub contact: Shown<Contact>,
    /// Protection.
    pub protection: Protection,
}

/// A case the reader may know of.
#[derive(Clone, Debug)]
pub struct KnownCase {
    /// The case.
    pub id: CaseId,
    /// Its number.
    pub number: CaseNumber,
    /// The benefit, by id.
    pub benefit: String,
    /// Department that owns it.
    pub department: String,
    /// Name of the responsible person.
    pub responsible: String,
    /// Who coordinates today: what each is, and who.
    pub coordinators: Vec<(String, String)>,
    /// The day it was opened.
    pub opened_on: Date,
    /// The day it was closed, if it is.
    pub closed_on: Option<Date>,
    /// Whom it is about, when that is another person.
    pub about: Option<String>,
}

/// A grant with where it stems from and how it is followed up.
pub struct Grants {
    /// The case.
    pub case: CaseId,
    /// The grant.
    pub grant: Grant,
    /// How often it is followed up, with the source of that.
    pub follow_up: Option<(Span, String)>,
}

/// What a stamkort may lack (T-F10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacking {
    /// No address.
    Address,
    /// No telephone.
    Phone,
    /// A child without a registered custody holder.
    CustodyHolder,
    /// Digital Post not known.
    DigitalPost,
    /// "Det vigtigste at vide" is empty.
    MostImportant,
    /// Never gone through.
    Review,
}

/// Shows a person's stamkort.
///
/// # Errors
/// Not found when the reader has no relation to any case about the person.
pub async fn show(app: &App, actor: &Actor, id: PersonId) -> Outcome<MasterRecord> {
    let mut look = app.look(actor, "see_person").await?;
    let permit = match access::to_person(&mut look.tx, actor, id, Action::See).await {
        Ok(permit) => permit,
        Err(refused) => {
            look.denied(vec![id.to_string()]).await?;
            return Err(refused);
        }
    };
    let person = look.tx.person(&permit, id).await?;
    let (relations, others) = look.tx.relations_of(&permit, id).await?;
    let outreach = look.tx.outreach_of(&permit, id).await?.map(|(_, name)| name);
    let today = look.today();
    let (cases, mut around) = known_cases(&mut look, actor, id).await?;
    let mut grants = Vec::new();
    for case in cases.iter().filter(|case| case.about.is_none()) {
        let permit = access::to_case(&mut look.tx, actor, case.id, Action::See).await?;
        for grant in look.tx.grants_of_case(&permit, case.id).await? {
            grants.push(with_follow_up(app, case.id, grant));
        }
    }
    around.extend(others.iter().cloned());
    around.push(person.clone());
    let related: Vec<Related> = relations
        .into_iter()
        // One that begins later is shown too: a guardianship is registered before the birthday it begins on.
        .filter(|relation| relation.until.is_none_or(|until| today <= until))
        .filter_map(|relation| related(relation, &others, &around, &permit, today))
        .collect();
    let mut may = May::default();
    for (action, right) in [(Action::Work, &mut may.work), (Action::Reveal, &mut may.reveal)] {
        *right = access::to_person(&mut look.tx, actor, id, action).await.is_ok();
    }
    let families = crate::family::of_person(&mut look.tx, actor, id).await?;
    let persons = std::iter::once(id).chain(related.iter().map(|related| related.id)).collect();
    let (contact, protected_by) = where_reached(&person, &around, &permit);
    let record = MasterRecord {
        age: person.age_on(today),
        is_child: person.is_child_on(today),
        contact,
        protected_by,
        outreach,
        incomplete: lacking(&person, &related, today),
        person,
        related,
        cases,
        grants,
        families,
        may,
        today,
    };
    look.done(Some(&permit), vec![id.to_string()], persons).await?;
    Ok(record)
}

/// The cases of a person that the reader may see, newest first, and the people these are about besides the person.
pub(super) async fn known_cases(
    look: &mut Look<'_>,
    actor: &Actor,
    id: PersonId,
) -> Outcome<(Vec<KnownCase>, Vec<Person>)> {
    let staff = look.tx.all_staff().await?;
    let (mut cases, mut people) = (Vec::new(), Vec::new());
    for case in look.tx.cases_of_person(id).await? {
        let Ok(permit) = access::to_case(&mut look.tx, actor, case.id, Action::See).await else { continue };
        let about = if case.citizen == id {
            None
        } else {
            let citizen = look.tx.person(&permit, case.citizen).await?;
            let name = citizen.name.clone();
            people.push(citizen);
            Some(name)
        };
        let found = look.tx.case(&permit, case.id).await?;
        let responsible = staff.iter().find(|staff| staff.id == found.responsible);
        let coordinators = crate::function::coordinators(look.app, &mut look.tx, &permit, case.id).await?;
        cases.push(KnownCase {
            id: found.id,
            number: found.number,
            benefit: found.benefit,
            department: found.department,
            responsible: responsible.map(|staff| staff.name.clone()).unwrap_or_default(),
            coordinators: coordinators.into_iter().map(|(title, staff)| (title, staff.name)).collect(),
            opened_on: found.opened_on,
            closed_on: found.closed_on,
            about,
        });
    }
    cases.reverse();
    Ok((cases, people))
}

fn related(relation: Relation, others: &[Person], around: &[Person], permit: &Permit, today: Date) -> Option<Related> {
    let other = others.iter().find(|other| other.id == relation.other)?;
    Some(Related {
        id: other.id,
        name: other.name.clone(),
        age: other.age_on(today),
        cpr: other.cpr.masked(),
        kind: relation.kind,
        contact: where_reached(other, around, permit).0,
        protection: other.contact.protection(),
        relation,
    })
}

/// Where a person is reached, as far as the permit opens it. An address is as protected as the most protected of those
/// who live at it: the child's tells where the parent is, and the other way round (P-2).
pub(crate) fn where_reached(person: &Person, around: &[Person], permit: &Permit) -> (Shown<Contact>, Option<String>) {
    let address = |person: &Person| {
        let contact = person.contact.expose_for_storage();
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        (plain(&contact.street), plain(&contact.town))
    };
    let own = address(person);
    let protected = around
        .iter()
        .find(|other| other.id != person.id && other.is_protected() && !own.0.is_empty() && address(other) == own);
    let shown = match protected {
        Some(_) if !permit.opens(FieldClass::AddressProtected) => Shown::Protected,
        _ => person.contact.for_reader(permit),
    };
    (shown, protected.map(|other| other.name.clone()))
}

fn with_follow_up(app: &App, case: CaseId, grant: Grant) -> Grants {
    let rule = app.content.benefit(&grant.benefit, grant.from).map(|benefit| &benefit.follow_up);
    Grants { case, follow_up: rule.map(|rule| (rule.every.clone(), rule.source.clone())), grant }
}

fn lacking(person: &Person, related: &[Related], today: Date) -> Vec<Lacking> {
    let contact = person.contact.expose_for_storage();
    let holder = related.iter().any(|related| related.kind == RelationKind::CustodyHolder);
    // Of a child it is the custody holders we call and write to.
    let child = person.is_child_on(today);
    [
        (contact.street.trim().is_empty(), Lacking::Address),
        (!child && contact.phone.trim().is_empty(), Lacking::Phone),
        (child && !holder, Lacking::CustodyHolder),
        (!child && person.digital_post == DigitalPost::Unknown, Lacking::DigitalPost),
        (person.most_important.trim().is_empty(), Lacking::MostImportant),
        (person.reviewed_on.is_none(), Lacking::Review),
    ]
    .into_iter()
    .filter_map(|(lacks, what)| lacks.then_some(what))
    .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use domain::access::{Object, Target};
    use domain::cpr::Cpr;
    use domain::people::Located;
    use jiff::civil::date;

    fn person(nr: u128, street: &str, protection: Protection) -> Person {
        let cpr = Cpr::parse(if nr == 1 { "611015-9901" } else { "610185-9902" }, date(2026, 3, 30)).unwrap();
        let contact = Contact { street: street.into(), town: "9999 Tovby".into(), ..Contact::default() };
        Person {
            id: PersonId(uuid::Uuid::from_u128(nr)),
            born: cpr.born(),
            cpr,
            name: format!("Person {nr}"),
            contact: Located::new(contact, protection),
            digital_post: DigitalPost::Unknown,
            interpreter: None,
            most_important: String::new(),
            reviewed_on: None,
            version: 1,
        }
    }

    fn seeing() -> Permit {
        let subject = domain::access::Subject {
            staff: domain::ids::StaffId(uuid::Uuid::from_u128(9)),
            roles: vec![domain::staff::Role::Caseworker],
            department: "boernehandicap".into(),
            heads: Vec::new(),
        };
        let around = domain::access::Circumstances {
            department: "boernehandicap".into(),
            has_function: true.into(),
            coordinates: None,
            closed_to_unit: false.into(),
            conflict: false.into(),
            deputy: false.into(),
            break_glass: false.into(),
        };
        let target = Target::Person(PersonId(uuid::Uuid::from_u128(1)));
        domain::access::decide(&subject, Action::See, Object::Person, target, &around).unwrap()
    }

    #[test]
    fn the_address_of_a_child_is_hidden_when_the_parent_at_it_is_protected() {
        let child = person(1, "Enggade 4", Protection::None);
        let parent = person(2, "enggade  4", Protection::Protected);
        let (shown, by) = where_reached(&child, std::slice::from_ref(&parent), &seeing());
        assert_eq!(shown, Shown::Protected);
        assert_eq!(by.as_deref(), Some("Person 2"));
        let elsewhere = person(1, "Skovvej 9", Protection::None);
        assert!(matches!(where_reached(&elsewhere, &[parent], &seeing()), (Shown::Value(_), None)));
    }

    #[test]
    fn a_child_lacks_a_custody_holder_and_not_a_telephone() {
        let today = date(2026, 3, 30);
        let child = lacking(&person(1, "", Protection::None), &[], today);
        assert!(child.contains(&Lacking::CustodyHolder) && child.contains(&Lacking::Address));
        assert!(!child.contains(&Lacking::Phone));
        let adult = lacking(&person(2, "Enggade 4", Protection::None), &[], today);
        assert!(adult.contains(&Lacking::Phone) && !adult.contains(&Lacking::CustodyHolder));
    }
}
