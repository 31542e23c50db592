//! People: found by CPR number, created from one, their stamkort read and kept.

mod basic;
mod record;

pub use basic::{BasicData, basic_data, basic_data_of, is_child};
pub(crate) use record::where_reached;
pub use record::{Grants, KnownCase, Lacking, MasterRecord, May, Related, show};

use crate::act::Act;
use crate::{Actor, App, Outcome, Reason, Refused, Resource, access, act};
use domain::access::{Action, FieldClass, Object, Permit, Yes};
use domain::cpr::Cpr;
use domain::ids::{CaseId, CaseNumber, PersonId};
use domain::people::{Contact, DigitalPost, Located, Person, Protection, Relation, RelationKind, Shown};
use jiff::SignedDuration;
use jiff::civil::Date;
use store::Tx;
use store::audit::Verdict;
use store::staff::Attempt;

pub use store::people::PersonHit;

/// Look-ups by CPR number a person may make in an hour (C-4).
const LOOKUPS_AN_HOUR: u64 = 30;
/// People one search answers at most.
pub const MOST_HITS: u32 = 50;

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
    let hits = look.tx.search_people(&scope, words, MOST_HITS).await?;
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
    count_lookup(&mut tx, actor).await?;
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

/// Counts one look-up by CPR number, unless the hour's are used up (C-4).
pub(crate) async fn count_lookup(tx: &mut Tx, actor: &Actor) -> Outcome<()> {
    let now = tx.now();
    let key = format!("cpr-lookup {}", actor.id());
    let hour_ago = now.saturating_sub(SignedDuration::from_hours(1)).unwrap_or(now);
    if LOOKUPS_AN_HOUR <= tx.failures_since(&key, hour_ago).await?.count {
        return Err(Reason::TooManyLookups.into());
    }
    Ok(tx.record_attempt(&key, now, Attempt::Failed).await?)
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
    let ends_protection = person.is_protected() && changes.protection == Protection::None;
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
    touch_open_cases(&mut act, id).await?;
    act.commit(Resource::Person(id)).await
}

/// Registers what one person is to another (custody holder, guardian …). Registering it again changes nothing.
///
/// # Errors
/// [`Reason::NameMissing`] when the number is not registered yet and no name was given;
/// [`Reason::RelatedToThemselves`]; not found without the right to work on the person.
pub async fn relate(app: &App, actor: &Actor, person: PersonId, other: NewPerson, kind: RelationKind) -> Outcome<()> {
    relate_on(app, actor, person, other, kind, Terms::default()).await
}

/// What a relation rests on, besides what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// First day; none is today.
    pub from: Option<Date>,
    /// Last day, when one is agreed.
    pub until: Option<Date>,
    /// What a power of attorney or a guardianship covers.
    pub covers: String,
    /// The person has chosen the other themselves, as one does a representative.
    pub own_choice: Yes,
}

impl Default for Terms {
    fn default() -> Self {
        Terms { from: None, until: None, covers: String::new(), own_choice: Yes::No }
    }
}

/// The same with its days: a power of attorney (fuldmagt), a guardianship (værgemål), a representative one has chosen.
///
/// # Errors
/// As [`relate`]; [`Reason::Mandate`].
pub async fn relate_on(
    app: &App,
    actor: &Actor,
    person: PersonId,
    other: NewPerson,
    kind: RelationKind,
    terms: Terms,
) -> Outcome<()> {
    let mut act = app.act(actor, "relation_registered").await?;
    let permit = act.person(person, Action::Work).await?;
    let registering = act.without_case(Action::Register, Object::Person)?;
    let other = find_or_create(&mut act, &registering, other).await?;
    related_on(&mut act, &permit, (person, other), kind, terms).await?;
    touch_open_cases(&mut act, person).await?;
    act.commit(Resource::Person(person)).await
}

/// Saves a relation from today, unless it holds already.
pub(crate) async fn relate_found(
    act: &mut Act<'_>,
    permit: &Permit,
    person: PersonId,
    other: PersonId,
    kind: RelationKind,
) -> Outcome<()> {
    related_on(act, permit, (person, other), kind, Terms::default()).await
}

async fn related_on(
    act: &mut Act<'_>,
    permit: &Permit,
    (person, other): (PersonId, PersonId),
    kind: RelationKind,
    terms: Terms,
) -> Outcome<()> {
    if person == other {
        return Err(Reason::RelatedToThemselves.into());
    }
    let relation = Relation {
        person,
        other,
        kind,
        from: Some(terms.from.unwrap_or(act.today())),
        until: terms.until,
        covers: terms.covers.trim().to_string(),
        appointed_by: (terms.own_choice == Yes::Yes).then_some(person),
    };
    let born = act.tx.person(permit, person).await?.born;
    domain::adulthood::check(&relation, born).map_err(Reason::Mandate)?;
    let (relations, _) = act.tx.relations_of(permit, person).await?;
    let first = relation.from.unwrap_or(act.today());
    let holds = |known: &Relation| {
        known.other == other
            && known.kind == kind
            && known.holds_on(first)
            && known.appointed_by == relation.appointed_by
            && known.covers == relation.covers
    };
    if !relations.iter().any(holds) {
        act.tx.insert_relation(permit, &relation).await?;
    }
    Ok(())
}

/// Ends a relation with yesterday as its last day: custody has moved, a mandate was withdrawn, or it was registered by
/// mistake. It stays in the record as ended.
///
/// # Errors
/// Not found without the right to work on the person, or when there is no such relation.
pub async fn end_relation(
    app: &App,
    actor: &Actor,
    person: PersonId,
    other: PersonId,
    kind: RelationKind,
) -> Outcome<()> {
    let mut act = app.act(actor, "relation_ended").await?;
    let permit = act.person(person, Action::Work).await?;
    let today = act.today();
    let last = today.yesterday().unwrap_or(today);
    act.tx.end_relation(&permit, person, other, kind, last).await?;
    act.concerns(other);
    touch_open_cases(&mut act, person).await?;
    act.commit(Resource::Person(person)).await
}

/// Who the parties are has changed, so that the open cases about the person work out their steps anew.
async fn touch_open_cases(act: &mut Act<'_>, person: PersonId) -> Outcome<()> {
    for case in act.tx.cases_of_person(person).await?.into_iter().filter(|case| case.open) {
        act.touches(case.id, case.citizen);
    }
    Ok(())
}
