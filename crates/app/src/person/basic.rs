//! The basic data of the one a CPR number belongs to: what one sees in order to register something on them.

use super::count_lookup;
use super::record::{KnownCase, known_cases};
use crate::act::{Look, row};
use crate::{Actor, App, Outcome, Refused, access};
use domain::access::{Action, Object};
use domain::cpr::Cpr;
use domain::ids::PersonId;
use domain::people::{DigitalPost, Protection, RelationKind};
use jiff::civil::Date;
use store::audit::Verdict;

/// What registering something on a number may show of the one it belongs to: the basic data, and those of their cases
/// the reader may know of anyway, so that nothing is registered twice.
#[derive(Clone, Debug)]
pub struct BasicData {
    /// The person, if registered.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// `010190-****`.
    pub cpr: String,
    /// Birth date.
    pub born: Date,
    /// Age today.
    pub age: u32,
    /// Under eighteen today: others apply for them.
    pub is_child: bool,
    /// Protection.
    pub protection: Protection,
    /// Language, if an interpreter is needed.
    pub interpreter: Option<String>,
    /// Digital Post.
    pub digital_post: DigitalPost,
    /// People who may act for them: custody holders, guardians.
    pub acting: Vec<(PersonId, String, RelationKind)>,
    /// Their cases that the reader may know of.
    pub cases: Vec<KnownCase>,
}

/// The basic data of the one a number belongs to, for registering something on them: an act with a purpose, counted
/// with the look-ups of the hour and logged as such (C-4; `people-and-roles.md` section 5).
///
/// # Errors
/// [`crate::Reason::TooManyLookups`]; not found for one whose matters are never the reader's.
pub async fn basic_data(app: &App, actor: &Actor, cpr: &Cpr) -> Outcome<Option<BasicData>> {
    access::without_case(actor, Action::Register, Object::Person)?;
    let mut tx = app.store.write(app.now(), app.today()).await?;
    count_lookup(&mut tx, actor).await?;
    let found = tx.person_by_cpr(cpr).await?;
    let mut looked = row(actor, tx.now(), "register_lookup", Verdict::Allowed);
    looked.objects = vec![format!("cpr {}", tx.cpr_hash(cpr)?)];
    looked.persons = found.into_iter().collect();
    tx.audit(looked);
    tx.commit().await?;
    match found {
        Some(id) => basic_data_of(app, actor, id).await.map(Some),
        None => Ok(None),
    }
}

/// The same of a person known by id: on the way from their stamkort, or when the form is shown again.
///
/// # Errors
/// Not found for one whose matters are never the reader's.
pub async fn basic_data_of(app: &App, actor: &Actor, id: PersonId) -> Outcome<BasicData> {
    let permit = access::to_register(actor, id)?;
    let mut look: Look<'_> = app.look(actor, "register_basic_data").await?;
    if look.tx.conflict(actor.id(), id).await? {
        look.denied(vec![id.to_string()]).await?;
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
    let (mut cases, _) = known_cases(&mut look, actor, id).await?;
    cases.retain(|case| case.about.is_none());
    let data = BasicData {
        id,
        age: person.age_on(today),
        is_child: person.is_child_on(today),
        cpr: person.cpr.masked(),
        born: person.born,
        protection: person.contact.protection(),
        interpreter: person.interpreter,
        digital_post: person.digital_post,
        name: person.name,
        acting,
        cases,
    };
    look.done(Some(&permit), vec![id.to_string()], vec![id]).await?;
    Ok(data)
}

/// Whether one born that day is under eighteen today, so that others apply for them.
pub fn is_child(app: &App, born: Date) -> bool {
    domain::calendar::age_on(born, app.today()) < 18
}
