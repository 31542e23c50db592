//! What the pages of a handover show: before it, of one, and of all that a leader has to mind.

use super::house::House;
use super::{Right, right, told};
use crate::act::Look;
use crate::{Actor, App, Outcome, Reason, Refused, access};
use domain::access::{Action, Permit};
use domain::case::CaseFile;
use domain::handover::{self as core, Handover, Item, Kind, Known, NotHanded, State, Successor, Wanted, Which};
use domain::ids::{CaseId, CaseNumber, HandoverId, MeetingId, StaffId};
use domain::meeting::When;
use domain::progress::Answer;
use domain::staff::Staff;
use domain::task::{Owner, Task};
use domain::words::Fact;
use jiff::Timestamp;
use jiff::civil::Date;
use store::handover::Held;
use store::todo::TodoRow;

/// Days a handover that is over stays on the list.
const REMEMBERED: i32 = 90;

/// A letter that would go out, or did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterPreview {
    /// The template, by id.
    pub template: String,
    /// Its heading.
    pub title: String,
    /// Its ids in the catalogue.
    pub catalogue: Vec<String>,
    /// The parties it goes to, by name.
    pub to: Vec<String>,
    /// Fields it cannot be without and that nobody has said: id and what it asks.
    pub asks: Vec<(String, String)>,
    /// Fields it can be without and that nobody has said: one may say more.
    pub offers: Vec<(String, String)>,
}

/// One case as the one who hands over, or takes over, reads it first. Nothing here is moved but what says so.
#[derive(Clone, Debug)]
pub struct CasePreview {
    /// The case.
    pub id: CaseId,
    /// Its number.
    pub number: CaseNumber,
    /// The citizen: initials when somebody of the case is protected.
    pub citizen: String,
    /// Somebody of the case is protected (P-8).
    pub protected: bool,
    /// The department, by id.
    pub department: String,
    /// Who takes over; none when nobody can, see `wrong`.
    pub to: Option<Staff>,
    /// Whether they are the successor, or hold it until one is found.
    pub known: Known,
    /// What there is to do with its dates, as it stands today and as it stands afterwards: never moved.
    pub deadlines: Vec<TodoRow>,
    /// Meetings to come: id, title, when, and whether the leaver leads or takes part, so that it follows.
    pub meetings: Vec<(MeetingId, String, When, bool)>,
    /// A decision waits for an approver.
    pub awaits_approval: bool,
    /// Open tasks of the leaver, which follow.
    pub tasks: Vec<Task>,
    /// Functions of the leaver on the case, by title.
    pub functions: Vec<String>,
    /// The day the stamkort was last gone through.
    pub reviewed_on: Option<Date>,
    /// Whether that is within its rhythm.
    pub stamkort_current: bool,
    /// The letter that tells of it, if content has one.
    pub letter: Option<LetterPreview>,
    /// Why this case cannot be handed over so.
    pub wrong: Option<NotHanded>,
}

impl CasePreview {
    /// What is due on a day or was before it.
    pub fn due_by(&self, day: Date) -> impl Iterator<Item = &TodoRow> {
        self.deadlines.iter().filter(move |todo| todo.due.is_some_and(|due| due <= day))
    }
}

/// What a handover would do, case by case.
pub struct Preview {
    /// Who hands over.
    pub from: Staff,
    /// The cases the reader may see, by number.
    pub rows: Vec<CasePreview>,
    /// Cases that follow although the reader may not see them: closed to the department, or of their own family.
    pub hidden: usize,
    /// What is wrong with the whole.
    pub wrong: Option<NotHanded>,
    /// Colleagues who can take over.
    pub successors: Vec<Staff>,
    /// Today.
    pub today: Date,
}

/// Somebody whose cases the reader may hand over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// Who.
    pub staff: Staff,
    /// How many open cases they have.
    pub open_cases: u32,
}

/// A handover on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The handover.
    pub handover: Handover,
    /// Who hands over, by name.
    pub from: String,
    /// Who takes over, by name, each once.
    pub to: Vec<String>,
    /// The reader leads the one who hands over, so that they may end it or call it off.
    pub leads: bool,
}

/// The page of handovers.
pub struct Page {
    /// Those planned, out, or done these months, newest first, that the reader leads or is part of.
    pub rows: Vec<Row>,
    /// Those whose cases the reader may hand over: those they lead, and themselves.
    pub colleagues: Vec<Colleague>,
    /// Colleagues who can take over.
    pub successors: Vec<Staff>,
    /// Today.
    pub today: Date,
}

/// A handover with its cases.
pub struct View {
    /// It.
    pub row: Row,
    /// Its cases that the reader may see, as they stand today.
    pub rows: Vec<CasePreview>,
    /// How many it has that the reader may not see.
    pub hidden: usize,
    /// Today.
    pub today: Date,
}

/// A time somebody was responsible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodRow {
    /// Who, by name.
    pub name: String,
    /// From this instant.
    pub from: Timestamp,
    /// Until this one; still, without one.
    pub until: Option<Timestamp>,
    /// The handover it came of.
    pub handover: Option<HandoverId>,
}

/// Shows what a handover would do. Nothing is changed.
///
/// # Errors
/// Not found for who neither leads the leaver nor is the leaver, and for a case that is not theirs.
pub async fn preview(app: &App, actor: &Actor, wanted: &Wanted) -> Outcome<Preview> {
    let mut look = app.look(actor, "see_handover").await?;
    let from = look.tx.staff(wanted.from).await?.ok_or(Refused::NotFound)?;
    let right = right(actor, &from)?;
    let today = look.today();
    let house = House::on(&mut look.tx, wanted.on).await?;
    let (mut rows, mut hidden) = (Vec::new(), 0_usize);
    let held = look.tx.cases_held(wanted.from).await?;
    let meant = |one: &&Held| match &wanted.cases {
        Which::All => true,
        Which::Some(named) => named.contains(&one.case),
    };
    for one in held.iter().filter(meant) {
        let Ok(permit) = access::to_case(&mut look.tx, actor, one.case, Action::See).await else {
            hidden = hidden.saturating_add(1);
            continue;
        };
        rows.push(wanted_row(&mut look, &permit, (wanted, one), &house).await?);
    }
    if matches!(&wanted.cases, Which::Some(named) if rows.len() < named.len()) {
        return Err(Refused::NotFound);
    }
    let mut wrong = core::check(wanted, today).err();
    if right == Right::Own && wanted.successor == Successor::Leader {
        wrong = wrong.or(Some(NotHanded::OwnNeedsColleague));
    }
    if rows.is_empty() && hidden == 0 {
        wrong = wrong.or(Some(NotHanded::NothingToHand));
    }
    let successors = successors(&house, |staff| staff.id != wanted.from);
    look.done(None, rows.iter().map(|row| row.id.to_string()).collect(), Vec::new()).await?;
    Ok(Preview { from, rows, hidden, wrong, successors, today })
}

fn successors(house: &House, also: impl Fn(&Staff) -> bool) -> Vec<Staff> {
    house.people().iter().filter(|staff| core::may_be_responsible(staff) && also(staff)).cloned().collect()
}

async fn wanted_row(
    look: &mut Look<'_>,
    permit: &Permit,
    (wanted, held): (&Wanted, &Held),
    house: &House,
) -> Outcome<CasePreview> {
    let (to, known, mut wrong) = match house.successor(&mut look.tx, wanted, held).await {
        Ok((to, known)) => (Some(to), known, None),
        Err(Refused::Because(Reason::Handover(why))) => (None, Known::Known, Some(why)),
        Err(other) => return Err(other),
    };
    if let Some(on) = look.tx.planned_handover_of(held.case).await? {
        wrong = wrong.or(Some(NotHanded::PlannedAlready { on }));
    }
    let file = crate::case::load(look.app, &mut look.tx, permit, held.case).await?;
    let mut row = row(look, permit, &file, wanted.from).await?;
    row.to = to.and_then(|to| house.person(to)).cloned();
    row.known = known;
    row.wrong = wrong;
    let item = Item { case: held.case, to: to.unwrap_or(wanted.from), known, moved_at: None, back_at: None };
    let kind = Kind::of(wanted.planned, wanted.duration, known);
    let today = look.today();
    if let Some(template) = told::template(look.app, &file, kind, today) {
        let answers = told::answers(look.app, &file, template, (wanted, &item, wanted.from), house);
        let unsaid = told::unsaid(template, &answers);
        let asks = template.asks.iter().filter(|ask| unsaid.contains(&ask.id));
        let empty = |id: &str| answers.get(id).is_none_or(|said| said.trim().is_empty());
        let offers = template.asks.iter().filter(|ask| ask.optional && empty(&ask.id));
        row.letter = Some(LetterPreview {
            template: template.id.clone(),
            title: template.title.clone(),
            catalogue: template.catalogue.clone(),
            to: file.parties_on(today).iter().map(|party| party.name.clone()).collect(),
            asks: asks.map(|ask| (ask.id.clone(), ask.title.clone())).collect(),
            offers: offers.map(|ask| (ask.id.clone(), ask.title.clone())).collect(),
        });
    }
    Ok(row)
}

/// One case as it stands, with what there is of this person's.
async fn row(look: &mut Look<'_>, permit: &Permit, file: &CaseFile, of: StaffId) -> Outcome<CasePreview> {
    let today = look.today();
    let case = file.case.id;
    let protected = file.someone_is_protected();
    let planned = |meeting: &domain::meeting::Meeting| {
        meeting.state == domain::meeting::State::Planned && today <= meeting.when.day
    };
    let meetings = look.tx.meetings(permit, case).await?.into_iter().filter(planned);
    let meetings = meetings.map(|m| (m.id, m.title.clone(), m.when, m.staff().contains(&of))).collect();
    let mine = |task: &Task| task.is_open() && task.owner == Owner::Staff(of);
    let tasks = look.tx.tasks(permit, case).await?.into_iter().filter(mine).collect();
    let held = look.tx.functions_on_case(permit, case).await?.into_iter();
    let functions = held
        .filter(|held| held.staff == of && held.is_not_over(today))
        .map(|held| look.app.content.function(&held.model).map_or(held.model.clone(), |model| model.title.clone()));
    let functions = functions.collect();
    let submitted = |open: &domain::decision::Decision| matches!(open.state, domain::decision::State::Submitted { .. });
    let facts = file.facts(today, Answer::Yes);
    Ok(CasePreview {
        id: case,
        number: file.case.number,
        citizen: if protected { domain::field_kit::initials(&file.citizen.name) } else { file.citizen.name.clone() },
        protected,
        department: file.case.department.clone(),
        to: None,
        known: Known::Known,
        deadlines: look.tx.todos_of_case(permit, case).await?,
        meetings,
        awaits_approval: file.open_decision().is_some_and(submitted),
        tasks,
        functions,
        reviewed_on: file.citizen.reviewed_on,
        stamkort_current: facts.get(&Fact::MasterRecordCurrent) == Some(&Answer::Yes),
        letter: None,
        wrong: None,
    })
}

/// The page of handovers: for who leads, and for everybody who is part of one.
///
/// # Errors
/// Not found for roles that have no cases and lead nobody.
pub async fn list(app: &App, actor: &Actor) -> Outcome<Page> {
    access::scope(actor)?;
    let mut look = app.look(actor, "see_handovers").await?;
    let today = look.today();
    let since = today.saturating_sub(jiff::Span::new().days(REMEMBERED));
    let known = look.tx.handovers_since(since).await?;
    let house = House::on(&mut look.tx, today).await?;
    let counts = look.tx.open_case_counts().await?;
    let leads = |staff: &Staff| access::to_lead(actor, staff).is_ok();
    let rows: Vec<Row> = known.into_iter().filter_map(|one| seen(actor, &house, one)).collect();
    let mine = |staff: &&Staff| leads(staff) || staff.id == actor.id();
    let open = |id: StaffId| counts.iter().find(|(staff, _)| *staff == id).map_or(0, |(_, cases)| *cases);
    let colleagues = house
        .people()
        .iter()
        .filter(mine)
        .map(|staff| Colleague { staff: staff.clone(), open_cases: open(staff.id) })
        .filter(|colleague| 0 < colleague.open_cases)
        .collect();
    let successors = successors(&house, |_| true);
    look.done(None, rows.iter().map(|row| row.handover.id.to_string()).collect(), Vec::new()).await?;
    Ok(Page { rows, colleagues, successors, today })
}

/// The handover as this reader may know of it: who leads the leaver, the leaver, and who takes over. Why is the leader's
/// and the leaver's alone.
fn seen(actor: &Actor, house: &House, mut handover: Handover) -> Option<Row> {
    let from = house.person(handover.from)?;
    let leads = access::to_lead(actor, from).is_ok();
    let own = handover.from == actor.id();
    if !leads && !own {
        handover.items.retain(|item| item.to == actor.id());
        handover.why.clear();
    }
    if handover.items.is_empty() && !leads {
        return None;
    }
    let mut to: Vec<String> = handover.items.iter().map(|item| house.name(item.to)).collect();
    to.sort();
    to.dedup();
    Some(Row { from: from.name.clone(), to, leads, handover })
}

/// Shows one handover with its cases as they stand today, and all that is due.
///
/// # Errors
/// Not found for who is no part of it.
pub async fn show(app: &App, actor: &Actor, id: HandoverId) -> Outcome<View> {
    let mut look = app.look(actor, "see_handover").await?;
    let today = look.today();
    let house = House::on(&mut look.tx, today).await?;
    let found = look.tx.handover(id).await?.and_then(|one| seen(actor, &house, one));
    let Some(row_of) = found else {
        look.denied(vec![id.to_string()]).await?;
        return Err(Refused::NotFound);
    };
    let (mut rows, mut hidden) = (Vec::new(), 0_usize);
    for item in &row_of.handover.items {
        let Ok(permit) = access::to_case(&mut look.tx, actor, item.case, Action::See).await else {
            hidden = hidden.saturating_add(1);
            continue;
        };
        let file = crate::case::load(app, &mut look.tx, &permit, item.case).await?;
        let of = if row_of.handover.state == State::Planned { row_of.handover.from } else { item.to };
        let mut row = row(&mut look, &permit, &file, of).await?;
        row.to = house.person(item.to).cloned();
        row.known = item.known;
        if let Some(template) = told::template(app, &file, row_of.handover.kind_for(item), today) {
            row.letter = Some(LetterPreview {
                template: template.id.clone(),
                title: template.title.clone(),
                catalogue: template.catalogue.clone(),
                to: file.parties_on(today).iter().map(|party| party.name.clone()).collect(),
                asks: Vec::new(),
                offers: Vec::new(),
            });
        }
        rows.push(row);
    }
    rows.sort_by_key(|row| row.number);
    look.done(None, rows.iter().map(|row| row.id.to_string()).collect(), Vec::new()).await?;
    Ok(View { row: row_of, rows, hidden, today })
}

/// Who was responsible for a case, oldest first.
///
/// # Errors
/// Not found for who may not see the case.
pub async fn history(app: &App, actor: &Actor, case: CaseId) -> Outcome<Vec<PeriodRow>> {
    let mut look = app.look(actor, "see_responsibilities").await?;
    let (permit, file) = look.case(case, Action::See).await?;
    let people = look.tx.all_staff().await?;
    let name = |id: StaffId| people.iter().find(|staff| staff.id == id).map(|staff| staff.name.clone());
    let periods = look.tx.responsibilities(&permit, case).await?;
    let rows = periods.into_iter().map(|period| PeriodRow {
        name: name(period.staff).unwrap_or_default(),
        from: period.from,
        until: period.until,
        handover: period.handover,
    });
    let rows = rows.collect();
    look.done(Some(&permit), vec![case.to_string()], vec![file.citizen.id]).await?;
    Ok(rows)
}
