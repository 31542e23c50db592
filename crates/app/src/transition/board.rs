//! The board: all young people by activity, what is late in front.

use super::{prepares, window};
use crate::worklist::Who;
use crate::{Actor, App, Outcome, access};
use domain::access::{Action, Object, Yes};
use domain::ids::{StaffId, TransitionId};
use domain::procedure::Procedure;
use domain::transition::{DecideRule, Stage, Turning, decide_by, next_turning};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use store::transition::{TransitionRow, TransitionTodo};

/// What the board shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Whose: one's own, or a department's.
    pub who: Who,
    /// Only those in these hands.
    pub in_hand_of: Option<StaffId>,
    /// Only those born that year.
    pub born_in: Option<i16>,
    /// Only what is late.
    pub late: Yes,
}

/// What a column is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heading {
    /// Found: somebody must decide.
    Found,
    /// A phase of the preparation, as the procedure calls it.
    Phase(String),
    /// Handed over, or the preparation has ended.
    Over,
}

/// A young person on the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Who, and how far.
    pub row: TransitionRow,
    /// What is to be done next, by date.
    pub next: Option<TransitionTodo>,
    /// By when somebody decides, and the rule, while nobody has.
    pub decide_by: Option<(Date, DecideRule)>,
    /// The next birthday the transition goes by.
    pub turning: Option<Turning>,
    /// Something is late.
    pub late: bool,
}

impl Card {
    /// The day that counts: of the decision, or of what is next.
    pub fn due(&self) -> Option<Date> {
        self.decide_by.map(|(day, _)| day).or(self.next.as_ref().and_then(|todo| todo.due))
    }
}

/// A column with its young people, those that are late in front.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What it is about.
    pub heading: Heading,
    /// Who.
    pub cards: Vec<Card>,
}

/// The board.
pub struct Board {
    /// Its columns, in the order of the activities.
    pub columns: Vec<Column>,
    /// Not in the target group, decided.
    pub left_out: Vec<Card>,
    /// How many stand in the columns.
    pub shown: usize,
    /// How many of them are late.
    pub late: usize,
    /// Birth years there are, for the filter.
    pub years: BTreeSet<i16>,
    /// Who has somebody in hand, by name, for the filter.
    pub hands: BTreeMap<String, StaffId>,
    /// The reader may take the school's list in.
    pub may_import: bool,
    /// Today.
    pub today: Date,
}

/// The young people the reader may list, by activity.
///
/// # Errors
/// Not found for roles that list nothing, or a department outside the scope.
pub async fn board(app: &App, actor: &Actor, filter: &Filter) -> Outcome<Board> {
    let scope = access::scope(actor)?;
    let mut look = app.look(actor, "see_transitions").await?;
    let today = look.today();
    let procedure = prepares(app, today).map(|(procedure, _)| procedure);
    let id = procedure.map(|procedure| procedure.id.as_str()).unwrap_or_default();
    let department = match &filter.who {
        Who::Mine => None,
        Who::Department(department) => Some(department.as_str()),
    };
    let rows = look.tx.list_transitions(&scope, department, id).await?;
    let mut todos: BTreeMap<TransitionId, Vec<TransitionTodo>> = BTreeMap::new();
    for todo in look.tx.transition_todos(&scope, department, id).await? {
        todos.entry(todo.transition).or_default().push(todo);
    }
    // With a department chosen, what is one's own elsewhere does not stand between.
    let rows: Vec<_> = rows.into_iter().filter(|row| department.is_none_or(|d| row.department == d)).collect();
    let ids = rows.iter().map(|row| row.id.to_string()).collect();
    look.done(None, ids, rows.iter().map(|row| row.person).collect()).await?;
    let law = window(app, today).law_age();
    let may_import = access::without_case(actor, Action::Register, Object::Transition).is_ok();
    Ok(arrange(rows, todos, procedure, filter, (today, law, may_import)))
}

fn arrange(
    rows: Vec<TransitionRow>,
    mut todos: BTreeMap<TransitionId, Vec<TransitionTodo>>,
    procedure: Option<&Procedure>,
    filter: &Filter,
    (today, law, may_import): (Date, u32, bool),
) -> Board {
    let phases: Vec<String> = procedure.map(|procedure| procedure.phases.clone()).unwrap_or_default();
    let last = phases.len().saturating_add(1);
    let mut headings = vec![Heading::Found];
    headings.extend(phases.iter().cloned().map(Heading::Phase));
    headings.push(Heading::Over);
    let mut columns: Vec<Column> = headings.into_iter().map(|heading| Column { heading, cards: Vec::new() }).collect();
    let years = rows.iter().map(|row| row.born.year()).collect();
    let hands = rows.iter().filter_map(|row| Some((row.coordinator.clone()?, row.in_hand_of?))).collect();
    let (mut left_out, mut shown, mut late) = (Vec::new(), 0_usize, 0_usize);
    for row in rows {
        let to_do = todos.remove(&row.id).unwrap_or_default();
        let at = match row.stage {
            Stage::Found => Some(0),
            Stage::NotTarget if row.news_on.is_some() => Some(0),
            Stage::NotTarget => None,
            Stage::HandedOver => Some(last),
            Stage::InTrack if row.ended_on.is_some() => Some(last),
            Stage::InTrack => Some(phase_of(procedure, &to_do).saturating_add(1).min(last)),
        };
        let card = card(row, to_do, (today, law), at == Some(0));
        let wanted = filter.in_hand_of.is_none_or(|staff| card.row.in_hand_of == Some(staff))
            && filter.born_in.is_none_or(|year| card.row.born.year() == year)
            && (filter.late == Yes::No || card.late);
        if !wanted {
            continue;
        }
        match at.and_then(|at| columns.get_mut(at)) {
            Some(column) => {
                shown = shown.saturating_add(1);
                late = late.saturating_add(usize::from(card.late));
                column.cards.push(card);
            }
            None => left_out.push(card),
        }
    }
    for column in &mut columns {
        column.cards.sort_by_key(|card| (!card.late, card.due().unwrap_or(Date::MAX)));
    }
    Board { columns, left_out, shown, late, years, hands, may_import, today }
}

fn card(row: TransitionRow, to_do: Vec<TransitionTodo>, (today, law): (Date, u32), undecided: bool) -> Card {
    let decide_by = undecided.then(|| decide_by(row.news_on.unwrap_or(row.found_on), row.born, law));
    // The copy is ordered by date; what has come and is due stands before what is known ahead.
    let next = to_do.into_iter().next();
    let is_late = |day: Date| day < today;
    let late =
        decide_by.is_some_and(|(day, _)| is_late(day)) || next.as_ref().and_then(|todo| todo.due).is_some_and(is_late);
    Card { turning: next_turning(row.born, today), next, decide_by, late, row }
}

/// The first phase with something to do now, else the first with something ahead; the first of all when nothing is.
fn phase_of(procedure: Option<&Procedure>, to_do: &[TransitionTodo]) -> usize {
    let Some(procedure) = procedure else { return 0 };
    let phase = |todo: &&TransitionTodo| {
        let title = procedure.step(&todo.step)?.phase.as_ref()?;
        procedure.phases.iter().position(|phase| phase == title)
    };
    let open = to_do.iter().filter(|todo| todo.open).filter_map(|todo| phase(&todo)).min();
    open.or_else(|| to_do.iter().filter_map(|todo| phase(&todo)).min()).unwrap_or_default()
}
