//! People: their stamkort shown and kept. A CPR number goes in the body, never in an address (C-2).

use super::codes::{DigitalPostStatus, RelationTo};
use super::parts::{Answer, Body, Day, Reader, Tag, Tagged, Uid, Writer, day, edited, top_level};
use super::problem;
use crate::error::Failure;
use crate::form::{Check, Id};
use crate::routes::{Needs, Routes};
use app::person::{Changes, Grants, KnownCase, MasterRecord, Related};
use app::{App, Reason};
use axum::http::Method;
use domain::access::{Action, Object};
use domain::cpr::Cpr;
use domain::ids::PersonId;
use domain::people::{Protection, Shown};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

/// A right to a stamkort.
pub(super) const SEES: Needs = Needs::Right(Action::See, Object::Person);
/// A right to a stamkort.
pub(super) const WORKS: Needs = Needs::Right(Action::Work, Object::Person);
/// A right to a stamkort.
pub(super) const REVEALS: Needs = Needs::Right(Action::Reveal, Object::Person);

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new().get("/api/v1/people/{id}", SEES, show_person).method(
        Method::PUT,
        "/api/v1/people/{id}",
        WORKS,
        keep_person,
    )
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new().routes(utoipa_axum::routes!(show_person)).routes(utoipa_axum::routes!(keep_person))
}

top_level! {
    /// A person.
    pub(super) struct PersonAnswer { person: PersonRecord }
}

/// Someone to be registered. One record per CPR number: who is registered already is taken as registered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPerson {
    /// CPR number. Numbers that fail modulus 11 are taken.
    #[schema(example = "611015-9901")]
    cpr: String,
    /// Full name; needed unless the number is registered.
    #[serde(default)]
    name: String,
    /// Where they are reached.
    #[serde(default)]
    contact: ContactDetails,
    /// Name and address protection.
    #[serde(default)]
    protected: bool,
    /// Digital Post; `unknown` unless given.
    digital_post: Option<DigitalPostStatus>,
    /// Language, if an interpreter is needed.
    interpreter: Option<String>,
}

/// Where a person is reached.
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ContactDetails {
    /// Street, number, floor and door.
    street: String,
    /// Postcode and town.
    town: String,
    /// Telephone.
    phone: String,
    /// Mail address.
    mail: String,
    /// School, day care or work.
    occupation: String,
}

impl ContactDetails {
    fn read(&self, check: &mut Check) -> domain::people::Contact {
        domain::people::Contact {
            street: check.optional_line("street", &self.street),
            town: check.optional_line("town", &self.town),
            phone: check.optional_line("phone", &self.phone),
            mail: check.optional_line("mail", &self.mail),
            occupation: check.optional_line("occupation", &self.occupation),
        }
    }
}

impl From<domain::people::Contact> for ContactDetails {
    fn from(contact: domain::people::Contact) -> Self {
        let domain::people::Contact { street, town, phone, mail, occupation } = contact;
        Self { street, town, phone, mail, occupation }
    }
}

impl NewPerson {
    /// As an order to the act.
    pub(super) fn read(&self, check: &mut Check, today: Date) -> Result<app::person::NewPerson, Failure> {
        let cpr = Cpr::parse(&self.cpr, today).map_err(Reason::Cpr)?;
        Ok(app::person::NewPerson {
            cpr,
            name: check.optional_line("name", &self.name),
            contact: self.contact.read(check),
            protection: protection(Protected(self.protected)),
            digital_post: self.digital_post.map(Into::into).unwrap_or_default(),
            interpreter: self.interpreter.as_ref().map(|language| check.optional_line("interpreter", language)),
        })
    }
}

/// As JSON has it.
struct Protected(bool);

fn protection(Protected(protected): Protected) -> Protection {
    if protected { Protection::Protected } else { Protection::None }
}

/// A person's stamkort as you may see it.
#[derive(Serialize, ToSchema)]
pub(super) struct PersonRecord {
    /// Their id.
    id: Uid,
    /// Name.
    name: String,
    /// CPR number, masked; `POST …/reveal` shows it and is written down.
    #[schema(example = "611015-****")]
    cpr: String,
    /// Birth date.
    born: Day,
    /// Age today.
    age: u32,
    /// Under eighteen.
    is_child: bool,
    /// Name and address protection.
    protected: bool,
    /// Where they are reached, unless that is withheld.
    contact: ContactShown,
    /// Digital Post.
    digital_post: DigitalPostStatus,
    /// Language, if an interpreter is needed.
    interpreter: Option<String>,
    /// "Det vigtigste at vide".
    most_important: String,
    /// The day the stamkort was last gone through.
    reviewed_on: Option<Day>,
    /// People around them.
    related: Vec<RelatedPerson>,
    /// Cases you may know of.
    cases: Vec<CaseOfPerson>,
    /// Grants of those cases.
    grants: Vec<GrantOfPerson>,
}

/// Where a person is reached, or that it is withheld: they, or someone at the same address, are protected.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
enum ContactShown {
    /// Withheld.
    Withheld(Withheld),
    /// Shown.
    Shown(ContactDetails),
}

/// Nothing but the fact.
#[derive(Serialize, ToSchema)]
struct Withheld {
    /// Always true.
    protected: bool,
}

impl From<Shown<domain::people::Contact>> for ContactShown {
    fn from(shown: Shown<domain::people::Contact>) -> Self {
        match shown {
            Shown::Value(contact) => ContactShown::Shown(contact.into()),
            Shown::Protected => ContactShown::Withheld(Withheld { protected: true }),
        }
    }
}

/// Someone around a person.
#[derive(Serialize, ToSchema)]
struct RelatedPerson {
    /// Their id.
    id: Uid,
    /// Name.
    name: String,
    /// CPR number, masked.
    cpr: String,
    /// Age today.
    age: u32,
    /// What they are to the person.
    relation: RelationTo,
    /// First day, if known.
    from: Option<Day>,
    /// Last day, if it ends.
    until: Option<Day>,
    /// Name and address protection.
    protected: bool,
    /// Where they are reached, unless that is withheld.
    contact: ContactShown,
}

impl From<Related> for RelatedPerson {
    fn from(related: Related) -> Self {
        Self {
            id: Uid(related.id.0),
            name: related.name,
            cpr: related.cpr,
            age: related.age,
            relation: related.kind.into(),
            from: day(related.relation.from),
            until: day(related.relation.until),
            protected: related.protection == Protection::Protected,
            contact: related.contact.into(),
        }
    }
}

/// A case of a person.
#[derive(Serialize, ToSchema)]
struct CaseOfPerson {
    /// Its id.
    id: Uid,
    /// Its number.
    number: String,
    /// The benefit, by id.
    benefit: String,
    /// Department that owns it, by id.
    department: String,
    /// Name of the responsible person.
    responsible: String,
    /// The day it was opened.
    opened_on: Day,
    /// The day it was closed.
    closed_on: Option<Day>,
    /// Whom it is about, when that is another person.
    about: Option<String>,
}

impl From<KnownCase> for CaseOfPerson {
    fn from(case: KnownCase) -> Self {
        Self {
            id: Uid(case.id.0),
            number: case.number.to_string(),
            benefit: case.benefit,
            department: case.department,
            responsible: case.responsible,
            opened_on: Day(case.opened_on),
            closed_on: day(case.closed_on),
            about: case.about,
        }
    }
}

/// A grant of a person.
#[derive(Serialize, ToSchema)]
struct GrantOfPerson {
    /// The case it stems from.
    case: Uid,
    /// The benefit, by id.
    benefit: String,
    /// First day.
    from: Day,
    /// Last day, if it ends.
    until: Option<Day>,
    /// Øre a month.
    monthly_amount_oere: Option<i64>,
    /// Hours a week.
    weekly_hours: Option<u32>,
    /// Hours a month.
    monthly_hours: Option<u32>,
    /// The day of the next follow-up.
    follow_up_on: Day,
}

impl From<Grants> for GrantOfPerson {
    fn from(found: Grants) -> Self {
        let grant = found.grant;
        Self {
            case: Uid(found.case.0),
            benefit: grant.benefit,
            from: Day(grant.from),
            until: day(grant.until),
            monthly_amount_oere: grant.monthly_amount.map(domain::setting::Kroner::oere),
            weekly_hours: grant.weekly_hours,
            monthly_hours: grant.monthly_hours,
            follow_up_on: Day(grant.follow_up_on),
        }
    }
}

fn record(found: MasterRecord) -> Tagged<PersonAnswer> {
    let person = found.person;
    let record = PersonRecord {
        id: Uid(person.id.0),
        name: person.name,
        cpr: person.cpr.masked(),
        born: Day(person.born),
        age: found.age,
        is_child: found.is_child,
        protected: person.contact.protection() == Protection::Protected,
        contact: found.contact.into(),
        digital_post: person.digital_post.into(),
        interpreter: person.interpreter,
        most_important: person.most_important,
        reviewed_on: day(person.reviewed_on),
        related: found.related.into_iter().map(RelatedPerson::from).collect(),
        cases: found.cases.into_iter().map(CaseOfPerson::from).collect(),
        grants: found.grants.into_iter().map(GrantOfPerson::from).collect(),
    };
    Tagged(person.version.to_string(), PersonAnswer { person: record })
}

/// A stamkort as the asker may see it.
pub(super) async fn shown(app: &App, actor: &app::Actor, id: PersonId) -> Answer<Tagged<PersonAnswer>> {
    Ok(record(app::person::show(app, actor, id).await?))
}

/// Shows a person's stamkort
#[utoipa::path(get, path = "/api/v1/people/{id}", tag = "people", responses((status = 200, body = PersonAnswer)))]
async fn show_person(Reader { app, actor }: Reader, Id(id): Id<PersonId>) -> Answer<Tagged<PersonAnswer>> {
    shown(&app, &actor, id).await
}

/// A stamkort as it shall stand.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PersonChanges {
    /// Full name.
    name: String,
    /// Where they are reached; left out or null keeps it as it is.
    contact: Option<ContactDetails>,
    /// Name and address protection; ending it asks for a reason of at least fifteen characters.
    protected: bool,
    /// Digital Post.
    digital_post: DigitalPostStatus,
    /// Language, if an interpreter is needed.
    interpreter: Option<String>,
    /// "Det vigtigste at vide".
    most_important: String,
    /// The reason for ending protection.
    #[serde(default)]
    reason: String,
}

/// Keeps a person's stamkort
///
/// Going through it counts as today's review.
#[utoipa::path(put, path = "/api/v1/people/{id}", tag = "people", params(super::openapi::Edits), request_body = PersonChanges,
    responses((status = 200, body = PersonAnswer)))]
async fn keep_person(
    Writer { app, actor }: Writer,
    Id(id): Id<PersonId>,
    tag: Tag,
    Body(typed): Body<PersonChanges>,
) -> Answer<Tagged<PersonAnswer>> {
    let mut check = Check::new();
    let changes = Changes {
        version: tag.version()?,
        name: check.optional_line("name", &typed.name),
        contact: typed.contact.as_ref().map(|contact| contact.read(&mut check)),
        digital_post: typed.digital_post.into(),
        interpreter: typed.interpreter.as_ref().map(|language| check.optional_line("interpreter", language)),
        most_important: check.optional_text("most_important", &typed.most_important),
        protection: protection(Protected(typed.protected)),
        reason: check.optional_text("reason", &typed.reason),
    };
    problem::unless_right(check)?;
    edited(app::person::keep(&app, &actor, id, changes).await)?;
    shown(&app, &actor, id).await
}
