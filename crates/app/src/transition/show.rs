//! One young person's track as its page shows it, and those that wait for a decision.

use super::{Window, prepares, window};
use crate::{Actor, App, Outcome, access, application};
use domain::access::{Action, FieldClass, Permit, Target};
use domain::ids::{CaseId, CaseNumber, PersonId, StaffId, TransitionId};
use domain::people::{Protection, Shown};
use domain::staff::Staff;
use domain::transition::{DecideRule, State, Transition, Turning, decide_by, turnings};
use jiff::{Timestamp, civil::Date};
use store::todo::TodoRow;

/// A line of the history.
pub struct Told {
    /// When.
    pub at: Timestamp,
    /// By whom, by name; empty: the night.
    pub by: String,
    /// What, by code.
    pub code: String,
    /// The words that go with it; may be empty.
    pub detail: String,
}

/// A track as its page shows it.
pub struct View {
    /// The track.
    pub track: Transition,
    /// The young person's name.
    pub name: String,
    /// Their birth date.
    pub born: Date,
    /// Protected.
    pub protection: Protection,
    /// The birthdays the transition goes by.
    pub turnings: [Turning; 4],
    /// By when somebody decides, while nobody has.
    pub decide_by: Option<(Date, DecideRule)>,
    /// The ages looked for.
    pub window: Window,
    /// The case, with its number and whether it is open.
    pub case: Option<(CaseId, CaseNumber, bool)>,
    /// The reader may open the case.
    pub may_open_case: bool,
    /// What is to be done in the preparation, by date.
    pub todos: Vec<TodoRow>,
    /// The preparation stands open in the case.
    pub runs: bool,
    /// Who has it in hand, by name.
    pub coordinator: String,
    /// Who takes over, by name.
    pub successor: String,
    /// The school and grade a list told, for who may know where the young person is.
    pub school: Option<(Shown<String>, u8)>,
    /// The history, newest first.
    pub history: Vec<Told>,
    /// The reader may decide.
    pub may_work: bool,
    /// Who may be named coordinator, in the department that prepares.
    pub colleagues: Vec<Staff>,
    /// Who may take over, in other departments.
    pub successors: Vec<Staff>,
    /// Who said what there is to say of the track, by name.
    pub said_by: String,
    /// Who judged the pension, by name.
    pub judged_by: String,
    /// Today.
    pub today: Date,
}

/// Shows a track to who has it in hand, to the department that prepares, and to who takes over.
///
/// # Errors
/// Not found for anybody else.
pub async fn show(app: &App, actor: &Actor, id: TransitionId) -> Outcome<View> {
    let mut look = app.look(actor, "see_transition").await?;
    let permit = match access::to_transition(&mut look.tx, actor, id, Action::See).await {
        Ok(permit) => permit,
        Err(refused) => {
            look.denied(vec![id.to_string()]).await?;
            return Err(refused);
        }
    };
    let track = look.tx.transition(&permit, id).await?;
    let may_work = access::to_transition(&mut look.tx, actor, id, Action::Work).await.is_ok();
    let person = look.tx.person(&Permit::of_the_system(Target::Person(track.person)), track.person).await?;
    let today = look.today();
    let window = window(app, today);
    let staff = look.tx.all_staff().await?;
    let name = |id: StaffId| staff.iter().find(|s| s.id == id).map(|s| s.name.clone()).unwrap_or_default();
    let in_hand = look.tx.transition_ref(id).await?.and_then(|known| known.in_hand_of);
    let history = look.tx.transition_events(&permit, id).await?;
    let history = history.into_iter().rev().map(|event| Told {
        at: event.at,
        by: event.by.map(&name).unwrap_or_default(),
        code: event.code,
        detail: event.detail,
    });
    let history = history.collect();
    let procedure = prepares(app, today).map(|(procedure, _)| procedure.id.as_str()).unwrap_or_default();
    let (mut case, mut todos, mut runs, mut may_open_case) = (None, Vec::new(), false, false);
    if let Some(found) = track.case
        && let Some(known) = look.tx.case_ref(found).await?
    {
        // The dates of the preparation are what a track is about; nothing else of the case is read.
        let on_case = Permit::of_the_system(Target::Case(found));
        let file = crate::case::load(app, &mut look.tx, &on_case, found).await?;
        let courses: Vec<_> =
            file.courses.iter().filter(|c| c.procedure == procedure && c.ended_on.is_none()).collect();
        runs = !courses.is_empty();
        todos = look.tx.todos_of_case(&on_case, found).await?;
        todos.retain(|todo| courses.iter().any(|course| Some(course.id) == todo.course));
        may_open_case = access::to_case(&mut look.tx, actor, found, Action::See).await.is_ok();
        case = Some((known.id, known.number, known.open));
    }
    let where_they_are = |name: &domain::people::Located<String>| {
        if person.is_protected() && !permit.opens(FieldClass::AddressProtected) {
            Shown::Protected
        } else {
            name.for_reader(&permit)
        }
    };
    let does_casework = |s: &&Staff| s.active && application::may_own(s);
    let view = View {
        school: track.school.as_ref().map(|school| (where_they_are(&school.name), school.grade)),
        decide_by: track
            .waits_for_a_decision()
            .then(|| decide_by(track.news_on.unwrap_or(track.found_on), person.born, window.law_age())),
        turnings: turnings(person.born),
        name: person.name.clone(),
        born: person.born,
        protection: person.contact.protection(),
        window,
        case,
        may_open_case,
        todos,
        runs,
        coordinator: in_hand.map(&name).unwrap_or_default(),
        successor: track.adult.as_ref().map(|adult| name(adult.coordinator)).unwrap_or_default(),
        said_by: match &track.state {
            State::Found => String::new(),
            state => state.said().map(|said| name(said.by)).unwrap_or_default(),
        },
        judged_by: track.pension.as_ref().map(|pension| name(pension.said.by)).unwrap_or_default(),
        history,
        may_work,
        colleagues: staff.iter().filter(does_casework).filter(|s| s.department == track.department).cloned().collect(),
        successors: staff.iter().filter(does_casework).filter(|s| s.department != track.department).cloned().collect(),
        track,
        today,
    };
    look.done(Some(&permit), vec![id.to_string()], vec![view.track.person]).await?;
    Ok(view)
}

/// The track of a case's citizen, for who may see it; nothing when there is none.
pub async fn of_case(app: &App, actor: &Actor, case: CaseId) -> Outcome<Option<TransitionId>> {
    let mut look = app.look(actor, "see_transition").await?;
    let (permit, file) = look.case(case, Action::See).await?;
    let mut found = look.tx.transition_of(file.citizen.id).await?;
    if let Some(id) = found
        && access::to_transition(&mut look.tx, actor, id, Action::See).await.is_err()
    {
        found = None;
    }
    look.done(Some(&permit), vec![case.to_string()], vec![file.citizen.id]).await?;
    Ok(found)
}

/// A young person somebody must decide about.
pub struct Waiting {
    /// The track.
    pub id: TransitionId,
    /// Whose.
    pub person: PersonId,
    /// Their name.
    pub citizen: String,
    /// Protected (P-8).
    pub protected: bool,
    /// Their outreach caseworker.
    pub outreach: Option<String>,
    /// Their age.
    pub age: u32,
    /// Something new since it was decided that they are not in the target group.
    pub news: bool,
    /// By when, and the rule.
    pub decide_by: (Date, DecideRule),
}

/// Young people in the actor's hands whom nobody has decided about, those due first in front.
///
/// # Errors
/// Broken storage only.
pub async fn waiting(app: &App, actor: &Actor) -> Outcome<Vec<Waiting>> {
    let mut look = app.look(actor, "see_transitions").await?;
    let rows = look.tx.transitions_waiting_for(actor.id()).await?;
    let today = look.today();
    let law = window(app, today).law_age();
    if !rows.is_empty() {
        let ids = rows.iter().map(|row| row.id.to_string()).collect();
        look.done(None, ids, rows.iter().map(|row| row.person).collect()).await?;
    }
    let mut waiting: Vec<Waiting> = rows
        .into_iter()
        .map(|row| Waiting {
            decide_by: decide_by(row.news_on.unwrap_or(row.found_on), row.born, law),
            id: row.id,
            person: row.person,
            citizen: row.citizen,
            protected: row.protected,
            outreach: row.outreach,
            age: domain::calendar::age_on(row.born, today),
            news: row.news_on.is_some(),
        })
        .collect();
    waiting.sort_by_key(|row| row.decide_by.0);
    Ok(waiting)
}
