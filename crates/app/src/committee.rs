//! Forums and committees: when each meets, the agenda of cases that wait, and the log of what was decided.

use crate::act::Act;
use crate::{Actor, App, Outcome, Reason, Refused, Resource, access, task};
use domain::access::{Action, Object};
use domain::committee::{Decided, Item, NotDone, Rhythm, State};
use domain::council::Sitting;
use domain::ids::{CaseId, CouncilItemId, StaffId};
use domain::interface::Forum;
use domain::staff::Staff;
use domain::task::{Origin, Owner};
use jiff::civil::Date;

pub use store::committee::Listed;

/// Meetings a page shows ahead.
const AHEAD: usize = 6;
/// Most items of one page.
const MOST: u32 = 200;

/// The forums with their next days.
pub struct Forums<'a> {
    /// Each with its rhythm and next meetings, where days are set.
    pub forums: Vec<(&'a Forum, Option<Rhythm>, Vec<Sitting>)>,
    /// The reader may set days.
    pub may_lead: bool,
    /// Today.
    pub today: Date,
}

/// Shows where departments meet.
///
/// # Errors
/// Not found for who may not browse the toolbox.
pub async fn forums<'a>(app: &'a App, actor: &Actor) -> Outcome<Forums<'a>> {
    let permit = access::without_case(actor, Action::Browse, Object::Toolbox)?;
    let mut look = app.look(actor, "see_forums").await?;
    let (today, calendar) = (look.today(), &app.content.calendar);
    let rhythms = look.tx.forum_rhythms().await?;
    let days = |forum: &'a Forum| {
        let rhythm = rhythms.iter().find(|rhythm| rhythm.forum == forum.id).cloned();
        let sittings = rhythm.as_ref().map(|rhythm| rhythm.sittings(today, 3, calendar)).unwrap_or_default();
        (forum, rhythm, sittings)
    };
    let forums = app.content.forums.iter().map(days).collect();
    look.done(Some(&permit), Vec::new(), Vec::new()).await?;
    Ok(Forums { forums, may_lead: !crate::interface::led(app, actor).is_empty(), today })
}

/// One forum: its days, and for a committee its agenda and log as far as the reader may see the cases.
pub struct Page<'a> {
    /// The forum.
    pub forum: &'a Forum,
    /// When it meets.
    pub rhythm: Option<Rhythm>,
    /// The next meetings.
    pub sittings: Vec<Sitting>,
    /// Cases that wait, soonest meeting first.
    pub agenda: Vec<(Listed, Option<Sitting>)>,
    /// What was decided or taken off, newest first.
    pub log: Vec<Listed>,
    /// Cases that wait and are not the reader's to see.
    pub others_wait: u32,
    /// The reader may set days.
    pub may_lead: bool,
    /// The reader may see cases of their own.
    pub lists_cases: bool,
    /// Everybody, for names.
    pub staff: Vec<Staff>,
    /// Today.
    pub today: Date,
}

/// Shows one forum.
///
/// # Errors
/// Not found for a forum that does not exist, and for who may not browse the toolbox.
pub async fn show<'a>(app: &'a App, actor: &Actor, forum: &str) -> Outcome<Page<'a>> {
    access::without_case(actor, Action::Browse, Object::Toolbox)?;
    let forum = named(app, forum)?;
    let scope = access::scope(actor).ok();
    let mut look = app.look(actor, "see_committee").await?;
    let (today, calendar) = (look.today(), &app.content.calendar);
    let rhythm = look.tx.forum_rhythms().await?.into_iter().find(|rhythm| rhythm.forum == forum.id);
    let rows = match &scope {
        Some(scope) => look.tx.committee_listed(scope, &forum.id, MOST).await?,
        None => Vec::new(),
    };
    let waiting = look.tx.committee_waiting(&forum.id).await?;
    let (agenda, mut log): (Vec<Listed>, Vec<Listed>) = rows.into_iter().partition(|row| row.item.waits());
    let on = |row: &Listed| row.item.sitting(rhythm.as_ref()?, today, calendar);
    let mut agenda: Vec<_> = agenda.into_iter().rev().map(|row| (on(&row), row)).map(|(on, row)| (row, on)).collect();
    agenda.sort_by_key(|(_, sitting)| sitting.as_ref().map(|sitting| sitting.on));
    log.sort_by_key(|row| std::cmp::Reverse(settled_on(&row.item)));
    let seen = agenda.iter().map(|(row, _)| row).chain(&log).map(|row| row.item.case.to_string()).collect();
    let staff = look.tx.all_staff().await?;
    look.done(None, seen, Vec::new()).await?;
    Ok(Page {
        sittings: rhythm.as_ref().map(|rhythm| rhythm.sittings(today, AHEAD, calendar)).unwrap_or_default(),
        others_wait: waiting.saturating_sub(u32::try_from(agenda.len()).unwrap_or(u32::MAX)),
        may_lead: !crate::interface::led(app, actor).is_empty(),
        lists_cases: scope.is_some(),
        forum,
        rhythm,
        agenda,
        log,
        staff,
        today,
    })
}

fn settled_on(item: &Item) -> Option<Date> {
    match &item.state {
        State::Waiting => None,
        State::Decided(decided) => Some(decided.on),
        State::TakenOff { on, .. } => Some(*on),
    }
}

fn named<'a>(app: &'a App, forum: &str) -> Outcome<&'a Forum> {
    app.content.forums.iter().find(|known| known.id == forum).ok_or(Refused::NotFound)
}

/// Sets when a forum meets: any leader of a department may, since it belongs to them all.
///
/// # Errors
/// [`Reason::Committee`]; [`Reason::Stale`]; not found for who leads nowhere.
pub async fn set(app: &App, actor: &Actor, rhythm: Rhythm) -> Outcome<()> {
    let mut act = app.act(actor, "forum_set").await?;
    let (_, department) = crate::interface::led(app, actor).into_iter().next().ok_or(Refused::NotFound)?;
    let permit = act.leading_in(&department)?;
    named(app, &rhythm.forum)?;
    rhythm.check(&app.content.calendar).map_err(Reason::Committee)?;
    act.tx.save_forum_rhythm(&permit, &rhythm).await?;
    act.because(&format!("forum {} from {} every {} months", rhythm.forum, rhythm.first, rhythm.months));
    act.commit(Resource::Own(actor.id())).await
}

async fn rhythm_of(act: &mut Act<'_>, forum: &str) -> Outcome<Rhythm> {
    let found = act.tx.forum_rhythms().await?.into_iter().find(|rhythm| rhythm.forum == forum);
    found.ok_or_else(|| Reason::Committee(NotDone::NoDays).into())
}

/// Puts a case on a committee's agenda.
///
/// # Errors
/// [`Reason::Committee`]; not found without the right to work on the case, and for a forum that is no committee.
pub async fn put_on(app: &App, actor: &Actor, case: CaseId, forum: &str, question: &str) -> Outcome<CouncilItemId> {
    if question.trim().is_empty() {
        return Err(Reason::Committee(NotDone::NoQuestion).into());
    }
    let mut act = app.act(actor, "committee_asked").await?;
    let (permit, _) = act.open_case(case).await?;
    let forum = named(app, forum).ok().filter(|forum| forum.committee).ok_or(Refused::NotFound)?;
    let rhythm = rhythm_of(&mut act, &forum.id).await?;
    let items = act.tx.committee_items(&permit, case).await?;
    if items.iter().any(|item| item.waits() && item.forum == forum.id) {
        return Err(Reason::Committee(NotDone::WaitsAlready).into());
    }
    let today = act.today();
    let item = Item {
        id: CouncilItemId(act.id()),
        forum: forum.id.clone(),
        case,
        question: question.trim().to_string(),
        by: actor.id(),
        put_on: today,
        not_before: today,
        postponed: 0,
        state: State::Waiting,
        version: 1,
    };
    act.tx.insert_committee_item(&permit, &item).await?;
    let day = item.sitting(&rhythm, today, &app.content.calendar).map(|sitting| sitting.on);
    let day = day.map(letters::dates::danish_date).unwrap_or_default();
    act.journal(&permit, case, &format!("{}, {day}. {}", forum.title, item.question)).await?;
    act.commit(Resource::Inside(case, item.id.0)).await?;
    Ok(item.id)
}

/// What becomes of an item.
pub enum Settle {
    /// The committee decided.
    Decided {
        /// What.
        words: String,
        /// Who does it.
        owner: StaffId,
        /// By when; then one looks at it again.
        due: Date,
    },
    /// It was not reached, and stands on the next meeting.
    NotReached,
    /// It is taken off, because.
    TakenOff(String),
}

/// Writes what became of an item. A decision stands in the journal and becomes a task: the owner's when they may open the
/// case, else that of the one who is responsible for it.
///
/// # Errors
/// [`Reason::Committee`]; [`Reason::Stale`]; not found for who may not write on the case.
pub async fn settle(
    app: &App,
    actor: &Actor,
    case: CaseId,
    (id, version): (CouncilItemId, i64),
    what: Settle,
) -> Outcome<()> {
    let code = match &what {
        Settle::Decided { .. } => "committee_decided",
        Settle::NotReached => "committee_postponed",
        Settle::TakenOff(_) => "committee_taken_off",
    };
    let mut act = app.act(actor, code).await?;
    let (permit, file) = act.case(case, Action::Note).await?;
    let found = act.tx.committee_items(&permit, case).await?.into_iter().find(|item| item.id == id);
    let item = found.ok_or(Refused::NotFound)?;
    if !item.waits() {
        return Err(Reason::Committee(NotDone::SettledAlready).into());
    }
    if item.version != version {
        return Err(Reason::Stale.into());
    }
    let rhythm = rhythm_of(&mut act, &item.forum).await?;
    let title = named(app, &item.forum)?.title.clone();
    let (today, by) = (act.today(), actor.id());
    let taken = item.was_taken_on(&rhythm, today, &app.content.calendar).map_err(Reason::Committee);
    let detail = match what {
        Settle::Decided { words, owner, due } => {
            let decided = Decided { on: taken?, by, words: words.trim().to_string(), owner, due };
            decided.check().map_err(Reason::Committee)?;
            let staff = act.tx.staff(owner).await?.filter(|staff| staff.active);
            let staff = staff.ok_or(Reason::Committee(NotDone::NoOwner))?;
            let (on, words) = (letters::dates::danish_date(decided.on), decided.words.clone());
            act.tx.settle_committee_item(&permit, &item, &State::Decided(decided)).await?;
            let opens = access::may_see(&mut act.tx, &staff, case).await?;
            let (holder, what) = if opens {
                (owner, format!("{title}: {words}"))
            } else {
                (file.case.responsible, format!("{title}: {words} ({})", staff.name))
            };
            let what: String = what.chars().take(domain::task::LONGEST).collect();
            let (owner, origin) = (Owner::Staff(holder), Origin::ByHand);
            let give = task::Give { what, owner, due: Some(due.max(today)), origin, every: None, agreed_on: None };
            task::add(&mut act, &permit, &file, give).await?;
            format!("{title} {on}: {words} {} inden {}.", staff.name, letters::dates::danish_date(due))
        }
        Settle::TakenOff(words) => {
            let words = words.trim().to_string();
            if words.is_empty() {
                return Err(Reason::Committee(NotDone::NoWords).into());
            }
            let state = State::TakenOff { on: today, by, words: words.clone() };
            act.tx.settle_committee_item(&permit, &item, &state).await?;
            format!("{title}: {words}")
        }
        Settle::NotReached => {
            let from = taken?.tomorrow().map_err(|error| Refused::Broken(error.into()))?;
            act.tx.postpone_committee_item(&permit, &item, from).await?;
            let next = rhythm.next(from, &app.content.calendar);
            let next = next.map(|sitting| letters::dates::danish_date(sitting.on)).unwrap_or_default();
            format!("{title}: Blev ikke nået. Næste møde er {next}.")
        }
    };
    act.journal(&permit, case, &detail).await?;
    act.commit(Resource::Inside(case, id.0)).await
}
