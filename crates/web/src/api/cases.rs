//! Cases: lists, the case with where it stands, and registering an application.

use super::codes::{ReceivedBy, RelationTo};
use super::courses::{self, Course};
use super::parts::{
    Answer, Ask, Body, Created, Day, Json, Page, Reader, Uid, Writer, day, done, made, next_page, top_level,
};
use super::people::NewPerson;
use super::problem::{self, Lacks};
use crate::form::Check;
use crate::form::Id;
use crate::routes::{Needs, Routes};
use app::application::{Applicant, Register, Who};
use app::case::View;
use app::worklist::{CaseFilter, CaseRow, Open, PAGE, Who as Whose};
use domain::access::{Action, Object};
use domain::deadline::Kind;
use domain::decision::State;
use domain::ids::{CaseId, CaseNumber, PersonId, StaffId};
use domain::people::Protection;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

/// Reads a case.
pub(super) const SEES: Needs = Needs::Right(Action::See, Object::Case);
/// Works on a case.
pub(super) const WORKS: Needs = Needs::Right(Action::Work, Object::Case);
const REGISTERS: Needs = Needs::Right(Action::Register, Object::Person);

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/cases", SEES, list_cases)
        .post("/api/v1/applications", REGISTERS, register_application)
        .get("/api/v1/cases/{id}", SEES, show_case)
        .post("/api/v1/cases/{id}/close", WORKS, close_case)
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new()
        .routes(utoipa_axum::routes!(list_cases))
        .routes(utoipa_axum::routes!(register_application))
        .routes(utoipa_axum::routes!(show_case))
        .routes(utoipa_axum::routes!(close_case))
}

top_level! {
    /// A list of cases.
    struct CaseList { cases: Vec<CaseLine> }
    /// A case.
    pub(super) struct CaseAnswer { case: Case }
    /// The case that was opened. Who registers may work in another department than the one that owns it.
    pub(super) struct CaseOpened { case: CaseReference }
}

/// A case by its id.
#[derive(Serialize, ToSchema)]
pub(super) struct CaseReference {
    /// Its id.
    pub id: Uid,
}

/// A line of a list of cases.
#[derive(Serialize, ToSchema)]
pub(super) struct CaseLine {
    /// Its id.
    pub id: Uid,
    /// Number on pages and letters; never in an address.
    #[schema(example = "2026-000123")]
    pub number: String,
    /// The benefit, by id.
    pub benefit: String,
    /// The citizen's name.
    pub citizen: String,
    /// The citizen is protected.
    pub protected: bool,
    /// The responsible person's name.
    pub responsible: String,
    /// The day it was opened.
    pub opened_on: Day,
    /// The day it was closed.
    pub closed_on: Option<Day>,
    /// The earliest due date.
    pub next_due: Option<Day>,
    /// The rule behind it, in Danish.
    pub next_rule: Option<String>,
    /// Whether it is set by law; a goal of our own if not.
    pub next_is_law: Option<bool>,
}

impl From<CaseRow> for CaseLine {
    fn from(row: CaseRow) -> Self {
        Self {
            id: Uid(row.id.0),
            number: row.number.to_string(),
            benefit: row.benefit,
            citizen: row.citizen,
            protected: row.protected,
            responsible: row.responsible,
            opened_on: Day(row.opened_on),
            closed_on: day(row.closed_on),
            next_due: day(row.next.as_ref().map(|next| next.due)),
            next_is_law: row.next.as_ref().map(|next| next.kind == Kind::Law),
            next_rule: row.next.map(|next| next.rule),
        }
    }
}

/// Someone of the staff.
#[derive(Serialize, ToSchema)]
pub(super) struct StaffMember {
    /// Their id.
    pub id: Uid,
    /// Name.
    pub name: String,
}

impl StaffMember {
    /// By id, with the name the case knows.
    pub(super) fn of(view: &View<'_>, id: StaffId) -> Self {
        Self { id: Uid(id.0), name: view.staff_name(id).to_string() }
    }
}

/// A person as a case shows them. Where they are stands on their stamkort alone.
#[derive(Serialize, ToSchema)]
pub(super) struct PersonOfCase {
    /// Their id.
    pub id: Uid,
    /// Name.
    pub name: String,
    /// CPR number, masked.
    #[schema(example = "611015-****")]
    pub cpr: String,
    /// Age today.
    pub age: u32,
    /// Name and address protection.
    pub protected: bool,
    /// Must be written to and heard in this case.
    pub party: bool,
    /// What they are to the citizen; nothing for the citizen.
    pub relation: Option<RelationTo>,
}

/// A case with where it stands.
#[derive(Serialize, ToSchema)]
pub(super) struct Case {
    /// Its id.
    pub id: Uid,
    /// Number on pages and letters.
    pub number: String,
    /// The benefit, by id.
    pub benefit: String,
    /// Its title.
    pub title: String,
    /// The provision in force today, or on the day of the decision.
    pub provision: Option<String>,
    /// Department that owns it, by id.
    pub department: String,
    /// KLE subject.
    pub kle: String,
    /// The citizen.
    pub citizen: PersonOfCase,
    /// People with a relation to the citizen that holds today.
    pub related: Vec<PersonOfCase>,
    /// Somebody of the case is protected: do not write where they live, work or go to school.
    pub someone_protected: bool,
    /// The one responsible person.
    pub responsible: StaffMember,
    /// The day it was opened.
    pub opened_on: Day,
    /// The day it was closed.
    pub closed_on: Option<Day>,
    /// What was applied for.
    pub application: Option<Application>,
    /// Courses of procedures, oldest first.
    pub courses: Vec<Course>,
    /// All that stands between the case and a decision; empty means ready.
    pub missing: Vec<Lacks>,
    /// What you are to the case.
    #[schema(example = "responsible")]
    pub your_relation: &'static str,
    /// What you may do.
    pub you_may: Rights,
}

/// What was applied for.
#[derive(Serialize, ToSchema)]
pub(super) struct Application {
    /// Who applied.
    pub applicant: Uid,
    /// In the applicant's own words.
    pub applied_for: String,
    /// The day it came.
    pub received_on: Day,
    /// How it came.
    pub received_by: ReceivedBy,
}

/// What the asker may do to the case; each act asks again.
#[derive(Serialize, ToSchema)]
pub(super) struct Rights {
    /// Register, collect, assess, recommend, send.
    pub work: bool,
    /// Write notes.
    pub note: bool,
    /// Approve or return.
    pub approve: bool,
    /// Reveal a CPR number or a protected address.
    pub reveal: bool,
}

impl Case {
    /// As its reader may see it.
    pub(super) fn of(view: &View<'_>) -> Self {
        let (file, case) = (&view.file, &view.file.case);
        Self {
            id: Uid(case.id.0),
            number: case.number.to_string(),
            benefit: case.benefit.clone(),
            title: view.benefit.title.clone(),
            provision: provision(view),
            department: case.department.clone(),
            kle: case.kle.clone(),
            citizen: person(view, &file.citizen, None),
            related: related(view),
            someone_protected: file.someone_is_protected(),
            responsible: StaffMember::of(view, case.responsible),
            opened_on: Day(case.opened_on),
            closed_on: day(case.closed_on),
            application: file.application.as_ref().map(|application| Application {
                applicant: Uid(application.applicant.0),
                applied_for: application.applied_for.clone(),
                received_on: Day(application.received_on),
                received_by: application.received_by.into(),
            }),
            courses: view.courses.iter().map(courses::course).collect(),
            missing: view.missing.iter().map(Lacks::from).collect(),
            your_relation: view.relation.code(),
            you_may: Rights {
                work: view.may.work,
                note: view.may.note,
                approve: view.may.approve,
                reveal: view.may.reveal,
            },
        }
    }
}

fn provision(view: &View<'_>) -> Option<String> {
    let sent = view.file.decisions.iter().rev().find_map(|decision| match &decision.state {
        State::Sent { on, .. } => Some(*on),
        _ => None,
    });
    view.benefit.provision_on(sent.unwrap_or(view.today)).map(|law| law.paragraph.clone())
}

fn related(view: &View<'_>) -> Vec<PersonOfCase> {
    let holding = view.file.relations.iter().filter(|relation| relation.holds_on(view.today));
    holding
        .filter_map(|relation| {
            let other = view.file.related.iter().find(|other| other.id == relation.other)?;
            Some(person(view, other, Some(relation.kind.into())))
        })
        .collect()
}

fn person(view: &View<'_>, person: &domain::people::Person, relation: Option<RelationTo>) -> PersonOfCase {
    PersonOfCase {
        id: Uid(person.id.0),
        name: person.name.clone(),
        cpr: person.cpr.masked(),
        age: person.age_on(view.today),
        protected: person.contact.protection() == Protection::Protected,
        party: view.file.parties_on(view.today).iter().any(|party| party.id == person.id),
        relation,
    }
}

/// Which cases.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct CasesWanted {
    /// Those of this department; your own unless given.
    department: Option<String>,
    /// Closed ones instead of open ones.
    #[serde(default)]
    closed: bool,
    /// From after this case number; the next page's address carries it.
    after: Option<String>,
}

/// Lists cases
///
/// Newest number first, 25 at a time; `Link: rel="next"` leads to the next page.
#[utoipa::path(get, path = "/api/v1/cases", tag = "cases", params(CasesWanted), responses((status = 200, body = CaseList)))]
async fn list_cases(Reader { app, actor }: Reader, Ask(wanted): Ask<CasesWanted>) -> Answer<Page<CaseList>> {
    let who = wanted.department.clone().map_or(Whose::Mine, Whose::Department);
    let filter = CaseFilter { who, open: if wanted.closed { Open::Closed } else { Open::Open } };
    let after = wanted.after.as_deref().and_then(|number| number.parse::<CaseNumber>().ok());
    let rows = app::worklist::cases(&app, &actor, &filter, after).await?;
    let last = rows.last().filter(|_| usize::try_from(PAGE).is_ok_and(|page| page <= rows.len())).map(|row| row.number);
    let closed = wanted.closed.then_some("true");
    let query = [("department", wanted.department.as_deref()), ("closed", closed)];
    let next = last.map(|number| next_page("/api/v1/cases", &query, ("after", number)));
    Ok(Page(CaseList { cases: rows.into_iter().map(CaseLine::from).collect() }, next))
}

/// Shows a case
///
/// With its courses, open steps, deadlines and all that is missing before a decision.
#[utoipa::path(get, path = "/api/v1/cases/{id}", tag = "cases", responses((status = 200, body = CaseAnswer)))]
async fn show_case(Reader { app, actor }: Reader, Id(id): Id<CaseId>) -> Answer<Json<CaseAnswer>> {
    let view = app::case::show(&app, &actor, id).await?;
    Ok(Json(CaseAnswer { case: Case::of(&view) }))
}

/// An application.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewApplication {
    /// The citizen.
    citizen: CitizenChoice,
    /// Who applies.
    applicant: ApplicantChoice,
    /// The benefit, by id.
    #[schema(example = "kompensation-merudgifter-barn")]
    benefit: String,
    /// In the applicant's own words.
    applied_for: String,
    /// The day it came.
    received_on: Day,
    /// How it came.
    received_by: ReceivedBy,
    /// The responsible person; you, or the leader of the department that owns the benefit, unless chosen.
    responsible: Option<Uid>,
}

/// Registered already, or to be created.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum CitizenChoice {
    /// Registered: their id.
    Person(Uid),
    /// To be created; one record per CPR number.
    New(Box<NewPerson>),
}

impl CitizenChoice {
    /// As an order to the act.
    pub(super) fn read(self, check: &mut Check, today: jiff::civil::Date) -> Answer<Who> {
        Ok(match self {
            CitizenChoice::Person(id) => Who::Registered(PersonId(id.0)),
            CitizenChoice::New(new) => Who::New(Box::new(new.read(check, today)?)),
        })
    }
}

/// Who applies: the citizen, someone who may act for them, or someone who is registered as that now.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum ApplicantChoice {
    /// The citizen themselves.
    Citizen,
    /// Registered as one who may act for the citizen.
    Person(Uid),
    /// Registered now.
    New(Box<NewRelated>),
}

/// Someone with what they are to the citizen.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRelated {
    /// The person.
    pub person: NewPerson,
    /// What they are to the citizen.
    pub relation: RelationTo,
}

/// Registers an application
///
/// A case opens with number, responsible person, KLE subject and its course. The receipt is made with
/// `POST /api/v1/cases/{id}/letters`.
#[utoipa::path(post, path = "/api/v1/applications", tag = "cases", request_body = NewApplication,
    responses((status = 201, body = CaseOpened)))]
async fn register_application(
    Writer { app, actor }: Writer,
    Body(typed): Body<NewApplication>,
) -> Answer<Created<CaseOpened>> {
    let mut check = Check::new();
    let applied_for = check.optional_text("applied_for", &typed.applied_for);
    let citizen = typed.citizen.read(&mut check, app.today())?;
    let applicant = match typed.applicant {
        ApplicantChoice::Citizen => Applicant::Citizen,
        ApplicantChoice::Person(id) => Applicant::Registered(PersonId(id.0)),
        ApplicantChoice::New(new) => {
            Applicant::New(Box::new(new.person.read(&mut check, app.today())?), new.relation.into())
        }
    };
    problem::unless_right(check)?;
    let order = Register {
        citizen,
        applicant,
        benefit: typed.benefit,
        applied_for,
        received_on: typed.received_on.0,
        received_by: typed.received_by.into(),
        responsible: typed.responsible.map(|id| StaffId(id.0)),
    };
    let case = made(app::application::register(&app, &actor, order).await, CaseId)?;
    Ok(Created(format!("/api/v1/cases/{case}"), CaseOpened { case: CaseReference { id: Uid(case.0) } }))
}

/// Why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Because {
    /// The written reason; it goes into the journal.
    pub reason: String,
}

/// Closes a case
#[utoipa::path(post, path = "/api/v1/cases/{id}/close", tag = "cases", request_body = Because,
    responses((status = 200, body = CaseAnswer)))]
async fn close_case(
    Writer { app, actor }: Writer,
    Id(id): Id<CaseId>,
    Body(typed): Body<Because>,
) -> Answer<Json<CaseAnswer>> {
    done(app::case::close(&app, &actor, id, &typed.reason).await)?;
    let view = app::case::show(&app, &actor, id).await?;
    Ok(Json(CaseAnswer { case: Case::of(&view) }))
}
