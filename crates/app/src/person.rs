//! People: found by CPR number, created from one, their stamkort read and kept.

use crate::act::Act;
use crate::{Actor, App, Outcome, Reason, Refused, Resource, access, act};
use domain::access::{Action, FieldClass, Object, Permit};
use domain::cpr::Cpr;
use domain::ids::{CaseId, CaseNumber, PersonId};
use domain::people::{Contact, DigitalPost, Located, Person, Protection, Relation, RelationKind, Shown};
use jiff::SignedDuration;
use jiff::civil::Date;
use store::audit::Verdict;
use store::people::PersonHit;
use store::staff::Attempt;

/// Look-ups by CPR number a person may make in an hour (C-4).
const LOOKUPS_AN_HOUR: u64 = 30;

/// What a search found.
pub enum Found {
    /// People and cases in the actor's scope.
    People(Vec<PersonHit>),
    /// One case, by its number.
    Case(CaseId),
    /// A person by CPR number whom the actor may see.
    Person(PersonId),
    /// The number belongs to nobody the actor has to do with: a new matter may be registered on it.
    Register(Cpr),
}

/// Searches by name, CPR number or case number. What is found and what is not costs the same and says the same about
/// people one has nothing to do with (A-2, C-4).
pub async fn search(app: &App, actor: &Actor, words: &str) -> Outcome<Found> {
    let words = words.trim();
    if let Ok(number) = words.parse::<CaseNumber>() {
        return by_number(app, actor, number).await;
    }
    let digits = words.chars().filter(char::is_ascii_digit).count();
    if 8 <= digits && words.chars().all(|c| c.is_ascii_digit() || c == '-' || c == ' ') {
        let cpr = Cpr::parse(words, app.today()).map_err(Reason::Cpr)?;
        return by_cpr(app, actor, cpr).await;
    }
    let scope = access::scope(actor)?;
    let mut look = app.look(actor, "search_people").await?;
    let hits = look.tx.search_people(&scope, words, 50).await?;
    let persons = hits.iter().map(|hit| hit.id).collect();
    look.done(None, vec![format!("terms {}", words.split_whitespace().count())], persons).await?;
    Ok(Found::People(hits))
}

async fn by_number(app: &App, actor: &Actor, number: CaseNumber) -> Outcome<Found> {
    let mut look = app.look(actor, "search_case_number").await?;
    let found = look.tx.case_by_number(number).await?;
    let allowed = match found {
        Some(case) => access::to_case(&mut look.tx, actor, case, Action::See).await.ok().map(|_| case),
        None => None,
    };
    match allowed {
        Some(case) => {
            look.done(None, vec![case.to_string()], Vec::new()).await?;
            Ok(Found::Case(case))
        }
        None => {
            look.denied(vec![number.to_string()]).await?;
            Ok(Found::People(Vec::new()))
        }
    }
}

async fn by_cpr(app: &App, actor: &Actor, cpr: Cpr) -> Outcome<Found> {
    access::without_case(actor, Action::Register, Object::Person)?;
    let now = app.now();
    let mut tx = app.store.write(now, app.today()).await?;
    let key = format!("cpr-lookup {}", actor.id());
    let hour_ago = now.saturating_sub(SignedDuration::from_hours(1)).unwrap_or(now);
    if LOOKUPS_AN_HOUR <= tx.failures_since(&key, hour_ago).await?.count {
        return Err(Reason::TooManyLookups.into());
    }
    tx.record_attempt(&key, now, Attempt::Failed).await?;
    let found = tx.person_by_cpr(&cpr).await?;
    let seen = match found {
        Some(person) => access::to_person(&mut tx, actor, person, Action::See).await.ok().map(|_| person),
        None => None,
    };
    let verdict = if seen.is_some() { Verdict::Allowed } else { Verdict::Denied };
    let mut row = act::row(actor, now, "search_cpr", verdict);
    row.persons = seen.into_iter().collect();
    row.objects = vec![format!("cpr {}", tx.cpr_hash(&cpr)?)];
    tx.audit(row);
    tx.commit().await?;
    Ok(seen.map_or(Found::Register(cpr), Found::Person))
}

/// What is typed when a person is created.
pub struct NewPerson {
    /// The number.
    pub cpr: Cpr,
    /// Full name.
    pub name: String,
    /// Where they are reached.
    pub contact: Contact,
    /// Name and address protection.
    pub protection: Protection,
    /// Digital Post.
    pub digital_post: DigitalPost,
    /// Language, if an interpreter is needed.
    pub interpreter: Option<String>,
}

/// Creates a person from a CPR number, as part of registering something on them. A person who is registered already is
/// taken as registered: one record per number in the whole municipality.
pub(crate) async fn find_or_create(act: &mut Act<'_>, permit: &Permit, new: NewPerson) -> Outcome<PersonId> {
    if let Some(known) = act.tx.person_by_cpr(&new.cpr).await? {
        act.concerns(known);
        return Ok(known);
    }
    if new.name.trim().is_empty() {
        return Err(Reason::NameMissing.into());
    }
    let person = Person {
        id: PersonId(act.id()),
        born: new.cpr.born(),
        cpr: new.cpr,
        name: new.name.split_whitespace().collect::<Vec<_>>().join(" "),
        contact: Located::new(new.contact, new.protection),
        digital_post: new.digital_post,
        interpreter: new.interpreter.filter(|language| !language.trim().is_empty()),
        most_important: String::new(),
        reviewed_on: None,
        version: 1,
    };
    act.tx.insert_person(permit, &person).await?;
    act.concerns(person.id);
    Ok(person.id)
}

/// What registering something on a number may show of the one it belongs to: the basic data, nothing of cases.
#[derive(Clone, Debug)]
pub struct BasicData {
    /// The person, if registered.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Birth date.
    pub born: Date,
    /// Protection.
    pub protection: Protection,
    /// Language, if an interpreter is needed.
    pub interpreter: Option<String>,
    /// Digital Post.
    pub digital_post: DigitalPost,
    /// People who may act for them: custody holders, guardians.
    pub acting: Vec<(PersonId, String, RelationKind)>,
}

/// The basic data of the one a number belongs to, for registering something on them: an act with a purpose, and logged
/// as such (`people-and-roles.md` section 5).
pub async fn basic_data(app: &App, actor: &Actor, cpr: &Cpr) -> Outcome<Option<BasicData>> {
    let permit = access::without_case(actor, Action::Register, Object::Person)?;
    let mut look = app.look(actor, "register_lookup").await?;
    let Some(id) = look.tx.person_by_cpr(cpr).await? else {
        look.done(Some(&permit), Vec::new(), Vec::new()).await?;
        return Ok(None);
    };
    let permit = access::to_register(actor, id)?;
    if look.tx.conflict(actor.id(), id).await? {
        look.denied(Vec::new()).await?;
        return Err(Refused::NotFound);
    }
    let person = look.tx.person(&permit, id).await?;
    let (relations, related) = look.tx.relations_of(&permit, id).await?;
    let today = look.today();
    let acting = relations
        .iter()
        .filter(|relation| relation.holds_on(today))
        .filter(|relation| !matches!(relation.kind, RelationKind::Sibling | RelationKind::Parent))
        .filter_map(|relation| {
            let other = related.iter().find(|other| other.id == relation.other)?;
            Some((other.id, other.name.clone(), relation.kind))
        })
        .collect();
    let data = BasicData {
        id,
        name: person.name.clone(),
        born: person.born,
        protection: person.contact.protection(),
        interpreter: person.interpreter.clone(),
        digital_post: person.digital_post,
        acting,
    };
    look.done(Some(&permit), Vec::new(), vec![id]).await?;
    Ok(Some(data))
}

/// A person's stamkort as one reader sees it.
pub struct MasterRecord {
    /// The person.
    pub person: Person,
    /// Age today.
    pub age: u32,
    /// Where they are reached, or the word that says it is protected.
    pub contact: Shown<Contact>,
    /// Relations that hold, with the other person and what the reader sees of where they are.
    pub related: Vec<Related>,
    /// Cases the reader may know of.
    pub cases: Vec<store::access::CaseRef>,
    /// Grants of those cases.
    pub grants: Vec<domain::grant::Grant>,
    /// What the stamkort lacks, as words for the page.
    pub incomplete: Vec<Lacking>,
}

/// Someone around a person.
pub struct Related {
    /// Who.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// What they are to the person.
    pub kind: RelationKind,
    /// From and until.
    pub relation: Relation,
    /// Where they are reached.
    pub contact: Shown<Contact>,
    /// Protection.
    pub protection: Protection,
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
    let today = look.today();
    let mut cases = Vec::new();
    let mut grants = Vec::new();
    for case in look.tx.cases_of_person(id).await? {
        if let Ok(permit) = access::to_case(&mut look.tx, actor, case.id, Action::See).await {
            grants.extend(look.tx.grants_of_case(&permit, case.id).await?);
            cases.push(case);
        }
    }
    let related = relations
        .into_iter()
        .filter(|relation| relation.holds_on(today))
        .filter_map(|relation| {
            let other = others.iter().find(|other| other.id == relation.other)?;
            Some(Related {
                id: other.id,
                name: other.name.clone(),
                kind: relation.kind,
                contact: other.contact.for_reader(&permit),
                protection: other.contact.protection(),
                relation,
            })
        })
        .collect::<Vec<_>>();
    let incomplete = lacking(&person, &related, today);
    let persons = std::iter::once(id).chain(related.iter().map(|related| related.id)).collect();
    let record = MasterRecord {
        age: person.age_on(today),
        contact: person.contact.for_reader(&permit),
        person,
        related,
        cases,
        grants,
        incomplete,
    };
    look.done(Some(&permit), vec![id.to_string()], persons).await?;
    Ok(record)
}

fn lacking(person: &Person, related: &[Related], today: Date) -> Vec<Lacking> {
    let contact = person.contact.expose_for_storage();
    let holder = related.iter().any(|related| related.kind == RelationKind::CustodyHolder);
    [
        (contact.street.trim().is_empty(), Lacking::Address),
        (contact.phone.trim().is_empty(), Lacking::Phone),
        (person.is_child_on(today) && !holder, Lacking::CustodyHolder),
        (person.digital_post == DigitalPost::Unknown, Lacking::DigitalPost),
        (person.most_important.trim().is_empty(), Lacking::MostImportant),
        (person.reviewed_on.is_none(), Lacking::Review),
    ]
    .into_iter()
    .filter_map(|(lacks, what)| lacks.then_some(what))
    .collect()
}

/// What a deliberate reveal shows.
pub struct Revealed {
    /// The full CPR number.
    pub cpr: Option<String>,
    /// Where the person is.
    pub contact: Option<Contact>,
}

/// Reveals the CPR number or where a protected person is: an act of its own, logged with the field class (C-5).
pub async fn reveal(app: &App, actor: &Actor, id: PersonId, class: FieldClass) -> Outcome<Revealed> {
    let mut look = app.look(actor, "reveal").await?;
    let permit = match access::to_person(&mut look.tx, actor, id, Action::Reveal).await {
        Ok(permit) if permit.opens(class) => permit,
        _ => {
            look.denied(vec![id.to_string()]).await?;
            return Err(Refused::NotFound);
        }
    };
    let person = look.tx.person(&permit, id).await?;
    let contact = match person.contact.for_reader(&permit) {
        Shown::Value(contact) if class == FieldClass::AddressProtected => Some(contact),
        _ => None,
    };
    let cpr = (class == FieldClass::Cpr).then(|| person.cpr.reveal(&permit));
    look.done(Some(&permit), vec![format!("{} {}", class.code(), id)], vec![id]).await?;
    Ok(Revealed { cpr, contact })
}

/// What may be changed on a stamkort.
pub struct Changes {
    /// The version the form was made from.
    pub version: i64,
    /// Full name.
    pub name: String,
    /// Where they are reached; `None` leaves it, because the form did not show it (protected).
    pub contact: Option<Contact>,
    /// Digital Post.
    pub digital_post: DigitalPost,
    /// Language, if an interpreter is needed.
    pub interpreter: Option<String>,
    /// "Det vigtigste at vide".
    pub most_important: String,
    /// Begin or end protection; ending asks for a reason (P-3).
    pub protection: Protection,
    /// The reason for ending protection.
    pub reason: String,
}

/// Keeps a stamkort; going through it counts as today's review.
pub async fn keep(app: &App, actor: &Actor, id: PersonId, changes: Changes) -> Outcome<()> {
    let mut act = app.act(actor, "person_kept").await?;
    let permit = act.person(id, Action::Work).await?;
    let mut person = act.tx.person(&permit, id).await?;
    if person.version != changes.version {
        return Err(Reason::Stale.into());
    }
    if changes.name.trim().is_empty() {
        return Err(Reason::NameMissing.into());
    }
    let ends_protection =
        person.contact.protection() == Protection::Protected && changes.protection == Protection::None;
    if ends_protection && changes.reason.trim().chars().count() < 15 {
        return Err(Reason::ReasonMissing.into());
    }
    if ends_protection {
        act.because(&changes.reason);
    }
    let contact = changes.contact.unwrap_or_else(|| person.contact.expose_for_storage().clone());
    person.name = changes.name.split_whitespace().collect::<Vec<_>>().join(" ");
    person.contact = Located::new(contact, changes.protection);
    person.digital_post = changes.digital_post;
    person.interpreter = changes.interpreter.filter(|language| !language.trim().is_empty());
    person.most_important = changes.most_important.trim().to_string();
    person.reviewed_on = Some(act.today());
    act.tx.save_person(&permit, &person).await?;
    for case in act.tx.cases_of_person(id).await?.into_iter().filter(|case| case.open) {
        act.touches(case.id, id);
    }
    act.commit(Resource::Person(id)).await
}

/// Registers what one person is to another (custody holder, guardian …).
pub async fn relate(app: &App, actor: &Actor, person: PersonId, other: NewPerson, kind: RelationKind) -> Outcome<()> {
    let mut act = app.act(actor, "relation_registered").await?;
    let permit = act.person(person, Action::Work).await?;
    let registering = act.without_case(Action::Register, Object::Person)?;
    let other = find_or_create(&mut act, &registering, other).await?;
    let today = act.today();
    let relation = Relation { person, other, kind, from: Some(today), until: None };
    act.tx.insert_relation(&permit, &relation).await?;
    for case in act.tx.cases_of_person(person).await?.into_iter().filter(|case| case.open) {
        act.touches(case.id, person);
    }
    act.commit(Resource::Person(person)).await
}
