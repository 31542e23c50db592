//! One's own functions, and what a function opens of a case.

use super::title;
use crate::act::Look;
use crate::{Actor, App, Outcome, access};
use domain::access::{Action, Permit, Relation, Scope};
use domain::case::CaseFile;
use domain::function::{Held, Model, On, Overview, Part};
use domain::grant::Grant;
use domain::ids::{CaseId, CaseNumber, StaffId};
use domain::progress::Due;
use domain::staff::Staff;
use domain::task::{Origin, Owner, Task};
use jiff::civil::Date;
use store::Tx;

/// One's own functions.
pub struct Mine<'a> {
    /// On cases, each with its next duty.
    pub on_cases: Vec<OnCase<'a>>,
    /// In departments.
    pub in_teams: Vec<InTeam<'a>>,
    /// Today.
    pub today: Date,
}

/// A function of one's own on a case.
pub struct OnCase<'a> {
    /// The function.
    pub held: Held,
    /// Its model.
    pub model: Option<&'a Model>,
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: CaseNumber,
    /// Its benefit, by id.
    pub benefit: String,
    /// The citizen's name, and whether they are protected; none when what the function rests on holds no more.
    pub citizen: Option<(String, bool)>,
    /// The reader may open the case itself.
    pub opens: bool,
    /// Duties to do, soonest first.
    pub duties: Vec<Task>,
}

/// A function of one's own in a department.
pub struct InTeam<'a> {
    /// The function.
    pub held: Held,
    /// Its model.
    pub model: Option<&'a Model>,
    /// The department, by id.
    pub department: String,
    /// Duties of coordinators on the department's cases that are over their day, soonest first, for a team's coordinator.
    pub overdue: Vec<(CaseId, CaseNumber, Task, String)>,
}

/// Shows one's own functions, with the next duty of each.
///
/// # Errors
/// Not found for who lists no cases.
pub async fn mine<'a>(app: &'a App, actor: &Actor) -> Outcome<Mine<'a>> {
    let scope = access::scope(actor)?;
    let mut look = app.look(actor, "see_own_functions").await?;
    let today = look.today();
    let (mut on_cases, mut in_teams, mut seen) = (Vec::new(), Vec::new(), Vec::new());
    for own in look.tx.functions_of(&scope, today).await? {
        let model = app.content.function(&own.held.model);
        match (own.held.on.clone(), own.case) {
            (On::Case(case), Some((number, benefit))) => {
                seen.push(case.to_string());
                on_cases.push(on_case(&mut look, actor, own.held, model, (case, number, benefit)).await?);
            }
            (On::Team(department), _) => {
                let wants = model.is_some_and(|model| model.overview == Some(Overview::Team));
                let overdue = if wants { overdue(&mut look, actor, &scope, &department).await? } else { Vec::new() };
                in_teams.push(InTeam { held: own.held, model, department, overdue });
            }
            (On::Case(_), None) => {}
        }
    }
    look.done(None, seen, Vec::new()).await?;
    Ok(Mine { on_cases, in_teams, today })
}

async fn on_case<'a>(
    look: &mut Look<'_>,
    actor: &Actor,
    held: Held,
    model: Option<&'a Model>,
    (case, number, benefit): (CaseId, CaseNumber, String),
) -> Outcome<OnCase<'a>> {
    let opens = access::to_case(&mut look.tx, actor, case, Action::See).await.is_ok();
    let permit = access::to_case(&mut look.tx, actor, case, Action::Oversee).await.ok();
    let (mut citizen, mut duties) = (None, Vec::new());
    if let Some(permit) = &permit {
        let found = look.tx.case(permit, case).await?;
        let person = look.tx.person(permit, found.citizen).await?;
        citizen = Some((person.name.clone(), person.is_protected()));
        duties = look.tx.tasks(permit, case).await?;
        duties.retain(|task| task.is_open() && task.origin == Origin::Duty(held.id));
        duties.sort_by_key(|task| task.due);
    }
    Ok(OnCase { held, model, case, number, benefit, citizen, opens, duties })
}

/// Duties over their day on the department's cases, with who has each.
async fn overdue(
    look: &mut Look<'_>,
    actor: &Actor,
    scope: &Scope,
    department: &str,
) -> Outcome<Vec<(CaseId, CaseNumber, Task, String)>> {
    // A function in a department one does not list opens none of its cases.
    if !scope.departments().iter().any(|known| known == department) {
        return Ok(Vec::new());
    }
    let today = look.today();
    let people = look.tx.all_staff().await?;
    let mut found = Vec::new();
    for case in look.tx.cases_with_duties_before(scope, department, today).await? {
        let Ok(permit) = access::to_case(&mut look.tx, actor, case, Action::Oversee).await else { continue };
        let number = look.tx.case(&permit, case).await?.number;
        for task in look.tx.tasks(&permit, case).await? {
            let late =
                task.is_open() && matches!(task.origin, Origin::Duty(_)) && task.due.is_some_and(|due| due < today);
            if late {
                let who = people.iter().find(|staff| task.owner == Owner::Staff(staff.id));
                found.push((case, number, task, who.map(|staff| staff.name.clone()).unwrap_or_default()));
            }
        }
    }
    found.sort_by_key(|(_, _, task, _)| task.due);
    Ok(found)
}

/// What a function opens of a case: each part only when it may be read.
pub struct Overseen<'a> {
    /// The case's number.
    pub number: CaseNumber,
    /// The case.
    pub case: CaseId,
    /// Its benefit, by id.
    pub benefit: String,
    /// Its department, by id.
    pub department: String,
    /// The citizen's name.
    pub citizen: String,
    /// The citizen is protected.
    pub protected: bool,
    /// How the reader comes to it.
    pub relation: Relation,
    /// The parts the reader may see.
    pub parts: Vec<Part>,
    /// The phase of the case, and what is due.
    pub due: Vec<(String, Option<Due>)>,
    /// What is agreed and to do, with who has it.
    pub tasks: Vec<(Task, String)>,
    /// What is granted.
    pub grants: Vec<Grant>,
    /// Who works with the citizen: what they are, and who.
    pub contacts: Vec<(String, Staff)>,
    /// Meetings ahead and behind: the day, and what each is.
    pub meetings: Vec<(Date, String)>,
    /// One's own duties on the case.
    pub own: Vec<Task>,
    /// The models one holds on it.
    pub models: Vec<&'a Model>,
    /// Today.
    pub today: Date,
}

/// Shows the parts of a case that coordinating takes.
///
/// # Errors
/// Not found for who may neither read the case nor has a function on it whose basis holds.
pub async fn oversee<'a>(app: &'a App, actor: &Actor, case: CaseId) -> Outcome<Overseen<'a>> {
    let mut look = app.look(actor, "see_coordination").await?;
    let (permit, file) = look.case(case, Action::Oversee).await?;
    let today = look.today();
    let people = look.tx.all_staff().await?;
    let held = look.tx.functions_on_case(&permit, case).await?;
    let own: Vec<&Held> = held.iter().filter(|held| held.staff == actor.id() && held.holds_on(today)).collect();
    let mut tasks = look.tx.tasks(&permit, case).await?;
    tasks.retain(Task::is_open);
    tasks.sort_by_key(|task| task.due.unwrap_or(Date::MAX));
    let name = |owner: &Owner| match owner {
        Owner::Staff(id) => people.iter().find(|staff| staff.id == *id).map(|who| who.name.clone()).unwrap_or_default(),
        Owner::Citizen => "borgeren".to_string(),
        // Who it is outside the house is about a third party; the case itself says it.
        Owner::Other(_) => "en anden uden for kommunen".to_string(),
    };
    let is_own = |task: &&Task| own.iter().any(|held| task.origin == Origin::Duty(held.id));
    let overseen = Overseen {
        number: file.case.number,
        case,
        benefit: file.case.benefit.clone(),
        department: file.case.department.clone(),
        citizen: file.citizen.name.clone(),
        protected: file.citizen.is_protected(),
        relation: permit.relation(),
        parts: Part::ALL.iter().copied().filter(|part| permit.shows(*part)).collect(),
        due: if permit.shows(Part::Course) { due(app, &file, today)? } else { Vec::new() },
        own: tasks.iter().filter(is_own).cloned().collect(),
        tasks: if permit.shows(Part::Tasks) {
            tasks.iter().map(|task| (task.clone(), name(&task.owner))).collect()
        } else {
            Vec::new()
        },
        grants: if permit.shows(Part::Grants) { file.grants.clone() } else { Vec::new() },
        contacts: if permit.shows(Part::Contacts) { contacts(app, &file, &held, &people, today) } else { Vec::new() },
        meetings: if permit.shows(Part::Meetings) { meetings(&mut look.tx, &permit, case).await? } else { Vec::new() },
        models: own.iter().filter_map(|held| app.content.function(&held.model)).collect(),
        today,
    };
    look.done(Some(&permit), vec![case.to_string()], vec![file.citizen.id]).await?;
    Ok(overseen)
}

/// Open steps of the courses that run, by title, with the day that counts.
fn due(app: &App, file: &CaseFile, today: Date) -> Outcome<Vec<(String, Option<Due>)>> {
    let mut found = Vec::new();
    for course in crate::case::courses(app, file, today)? {
        let open = course.todos.iter().filter(|todo| !todo.optional && todo.opens <= today);
        let title = |step| course.procedure.step(step).map(|step| step.title.clone()).unwrap_or_default();
        found.extend(open.map(|todo| (title(&todo.step), todo.due.clone())));
    }
    Ok(found)
}

/// The meetings of a case by day, with what each is called; nothing of who comes or what is said.
async fn meetings(tx: &mut Tx, permit: &Permit, case: CaseId) -> Outcome<Vec<(Date, String)>> {
    let mut found: Vec<(Date, String)> =
        tx.meetings(permit, case).await?.into_iter().map(|meeting| (meeting.when.day, meeting.title)).collect();
    found.sort();
    Ok(found)
}

/// The responsible person and everybody with a function today.
fn contacts(app: &App, file: &CaseFile, held: &[Held], people: &[Staff], today: Date) -> Vec<(String, Staff)> {
    let person = |id: StaffId| people.iter().find(|staff| staff.id == id).cloned();
    let responsible = person(file.case.responsible).map(|staff| ("Ansvarlig".to_string(), staff));
    let functions = held.iter().filter(|held| held.holds_on(today));
    let functions = functions.filter_map(|held| Some((title(app, &held.model).to_string(), person(held.staff)?)));
    responsible.into_iter().chain(functions).collect()
}
