//! The council (samråd): its dates, its agenda of cases that wait, and what it answers.

use crate::act::Act;
use crate::function::{Row as Member, chosen};
use crate::{Actor, App, Outcome, Reason, Refused, Resource, access};
use domain::access::{Action, Permit};
use domain::case::{Case, CaseFile};
use domain::council::{Item, NotDone, Rhythm, Sitting, State};
use domain::function::Overview;
use domain::ids::{CaseId, CouncilItemId};
use jiff::civil::Date;
use store::Tx;

pub use store::council::AgendaRow;

/// Sittings a page shows ahead.
const AHEAD: usize = 6;
/// Most items of one agenda.
const MOST: u32 = 200;

/// A case on the agenda, with the sitting it stands on.
pub struct Waiting {
    /// The case and its question.
    pub row: AgendaRow,
    /// Who asked, by name.
    pub by: String,
    /// The sitting; none when the department has no council.
    pub sitting: Option<Sitting>,
    /// A sitting has been held since it was put on, and nobody has written what came of it.
    pub unanswered: bool,
}

/// The council of a department.
pub struct Page<'a> {
    /// The departments the reader lists.
    pub departments: Vec<String>,
    /// The one that is shown.
    pub department: String,
    /// When it meets; none before it is set.
    pub rhythm: Option<Rhythm>,
    /// The next sittings.
    pub sittings: Vec<Sitting>,
    /// Cases that wait, by sitting.
    pub agenda: Vec<Waiting>,
    /// Who sits in it.
    pub members: Vec<Member<'a>>,
    /// The reader may set when it meets.
    pub may_lead: bool,
    /// Today.
    pub today: Date,
}

/// Shows the council of a department.
///
/// # Errors
/// Not found for who lists no cases.
pub async fn show<'a>(app: &'a App, actor: &Actor, department: &str) -> Outcome<Page<'a>> {
    let scope = access::scope(actor)?;
    let department = chosen(&scope, department)?;
    let team = crate::function::team(app, actor, &department).await?;
    let mut look = app.look(actor, "see_council").await?;
    let (today, calendar) = (look.today(), &app.content.calendar);
    let rhythm = look.tx.council(&department).await?;
    let people = look.tx.all_staff().await?;
    let rows = look.tx.council_agenda(&scope, &department, MOST).await?;
    let waiting = |row: AgendaRow| Waiting {
        by: people.iter().find(|staff| staff.id == row.item.by).map(|staff| staff.name.clone()).unwrap_or_default(),
        sitting: rhythm.as_ref().and_then(|rhythm| row.item.sitting(rhythm, today, calendar)),
        unanswered: rhythm
            .as_ref()
            .is_some_and(|rhythm| row.item.was_taken_on(rhythm, today, calendar).is_ok_and(|on| on < today)),
        row,
    };
    let mut agenda: Vec<Waiting> = rows.into_iter().map(waiting).collect();
    agenda.sort_by_key(|waiting| waiting.sitting.as_ref().map(|sitting| sitting.on));
    let sits = |member: &Member<'_>| member.model.is_some_and(|model| model.overview == Some(Overview::Council));
    let members = team.running.into_iter().filter(|member| member.held.holds_on(today)).filter(sits).collect();
    let seen = agenda.iter().map(|waiting| waiting.row.item.case.to_string()).collect();
    look.done(None, seen, Vec::new()).await?;
    Ok(Page {
        sittings: rhythm.as_ref().map(|rhythm| rhythm.sittings(today, AHEAD, calendar)).unwrap_or_default(),
        departments: team.departments,
        department,
        rhythm,
        agenda,
        members,
        may_lead: team.may_lead,
        today,
    })
}

/// Sets when the council of a department meets.
///
/// # Errors
/// [`Reason::Council`]; [`Reason::Stale`]; not found for who does not lead there.
pub async fn set(app: &App, actor: &Actor, rhythm: Rhythm) -> Outcome<()> {
    let mut act = app.act(actor, "council_set").await?;
    let permit = act.leading_in(&rhythm.department)?;
    rhythm.check(&app.content.calendar).map_err(Reason::Council)?;
    act.tx.save_council(&permit, &rhythm).await?;
    act.because(&format!("department {} from {} every {} weeks", rhythm.department, rhythm.first, rhythm.weeks));
    act.commit(Resource::Own(actor.id())).await
}

/// The sitting a case waits for, if it waits.
pub(crate) async fn awaited(app: &App, tx: &mut Tx, permit: &Permit, case: &Case) -> Outcome<Option<Sitting>> {
    // A closed case waits for nothing, whatever was asked before.
    if case.closed_on.is_some() {
        return Ok(None);
    }
    let Some(item) = tx.council_items(permit, case.id).await?.into_iter().find(Item::waits) else { return Ok(None) };
    let Some(rhythm) = tx.council(&case.department).await? else { return Ok(None) };
    Ok(item.sitting(&rhythm, tx.today(), &app.content.calendar))
}

/// Puts a case on the agenda of its department's council.
///
/// # Errors
/// [`Reason::Council`]; not found without the right to work on the case.
pub async fn put_on(app: &App, actor: &Actor, case: CaseId, question: &str) -> Outcome<CouncilItemId> {
    if question.trim().is_empty() {
        return Err(Reason::Council(NotDone::NoQuestion).into());
    }
    let mut act = app.act(actor, "council_asked").await?;
    let (permit, file) = act.open_case(case).await?;
    let rhythm = rhythm_of(&mut act, &file).await?;
    if act.tx.council_items(&permit, case).await?.iter().any(Item::waits) {
        return Err(Reason::Council(NotDone::WaitsAlready).into());
    }
    let today = act.today();
    let item = Item {
        id: CouncilItemId(act.id()),
        case,
        question: question.trim().to_string(),
        by: actor.id(),
        put_on: today,
        not_before: today,
        postponed: 0,
        state: State::Waiting,
        version: 1,
    };
    act.tx.insert_council_item(&permit, &item).await?;
    let sitting = item.sitting(&rhythm, today, &app.content.calendar);
    let when = sitting.map(|sitting| letters::dates::danish_date(sitting.on)).unwrap_or_default();
    act.journal(&permit, case, &format!("Til samrådet {when}. {}", item.question)).await?;
    act.commit(Resource::Inside(case, item.id.0)).await?;
    Ok(item.id)
}

async fn rhythm_of(act: &mut Act<'_>, file: &CaseFile) -> Outcome<Rhythm> {
    let found = act.tx.council(&file.case.department).await?;
    found.ok_or_else(|| Reason::Council(NotDone::NoCouncil).into())
}

/// What becomes of an item.
pub enum Settle {
    /// The council answered.
    Concluded(String),
    /// It was not reached, and stands on the next sitting.
    NotReached,
    /// It is taken off, because.
    TakenOff(String),
}

/// Writes what became of an item; a conclusion stands in the journal of the case.
///
/// # Errors
/// [`Reason::Council`]; [`Reason::Stale`]; not found for who may not write on the case.
pub async fn settle(
    app: &App,
    actor: &Actor,
    case: CaseId,
    (id, version): (CouncilItemId, i64),
    what: Settle,
) -> Outcome<()> {
    let code = match &what {
        Settle::Concluded(_) => "council_concluded",
        Settle::NotReached => "council_postponed",
        Settle::TakenOff(_) => "council_taken_off",
    };
    let mut act = app.act(actor, code).await?;
    let (permit, file) = act.case(case, Action::Note).await?;
    let found = act.tx.council_items(&permit, case).await?.into_iter().find(|item| item.id == id);
    let item = found.ok_or(Refused::NotFound)?;
    if !item.waits() {
        return Err(Reason::Council(NotDone::SettledAlready).into());
    }
    if item.version != version {
        return Err(Reason::Stale.into());
    }
    let rhythm = rhythm_of(&mut act, &file).await?;
    let (today, by) = (act.today(), actor.id());
    let taken = item.was_taken_on(&rhythm, today, &app.content.calendar);
    let detail = match what {
        Settle::Concluded(words) => {
            let (on, words) = (taken.map_err(Reason::Council)?, needed(&words)?);
            act.tx.settle_council_item(&permit, &item, &State::Concluded { on, by, words: words.clone() }).await?;
            format!("Samrådet {}: {words}", letters::dates::danish_date(on))
        }
        Settle::TakenOff(words) => {
            let words = needed(&words)?;
            act.tx
                .settle_council_item(&permit, &item, &State::TakenOff { on: today, by, words: words.clone() })
                .await?;
            words
        }
        Settle::NotReached => {
            let held = taken.map_err(Reason::Council)?;
            let from = held.tomorrow().map_err(|error| Refused::Broken(error.into()))?;
            act.tx.postpone_council_item(&permit, &item, from).await?;
            let next = rhythm.next(from, &app.content.calendar);
            let next = next.map(|sitting| letters::dates::danish_date(sitting.on)).unwrap_or_default();
            format!("Blev ikke nået. Næste samråd er {next}.")
        }
    };
    act.journal(&permit, case, &detail).await?;
    act.commit(Resource::Inside(case, id.0)).await
}

fn needed(words: &str) -> Outcome<String> {
    match words.trim() {
        "" => Err(Reason::Council(NotDone::NoWords).into()),
        words => Ok(words.to_string()),
    }
}
