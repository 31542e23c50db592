//! Todos: the copy of what the engine derives, so that "I dag" is one question to the database.

use crate::case::{Who, due_of, in_scope};
use crate::error::{Error, Result};
use crate::row::{Row, args, codes, statements};
use crate::tx::{Tx, found};
use domain::access::{Permit, Scope};
use domain::deadline::Kind;
use domain::ids::{CaseId, CaseNumber, CourseId, StaffId, TaskId};
use jiff::{Timestamp, civil::Date};
use serde_json::Value;

/// Sorts todos without a date last.
pub(crate) const NO_DATE: Date = Date::constant(9999, 12, 31);
/// A count on the page ends here ("1000+"), so that it costs the same for every department.
pub const COUNT_CAP: u32 = 1000;

macro_rules! conflict_free {
    () => {
        " and t.citizen_id not in (select person_id from conflicts where staff_id = $1) "
    };
}
macro_rules! my_functions {
    () => {
        " t.responsible_id <> $1 and t.case_id in (select f.case_id from case_functions f where f.staff_id = $1 \
         and f.from_day <= $2 and (f.until_day is null or $2 <= f.until_day)) "
    };
}
macro_rules! columns {
    () => {
        "t.nr, t.case_id, t.course_id, t.task_id, \
         (select k.what_sealed from tasks k where k.id = t.task_id) as what_sealed, t.due_key, t.step, t.element, t.title, t.role, t.kind, t.opens, t.due, t.due_at, \
         t.due_kind, \
         t.rule, t.source, t.to_be_confirmed, t.set_by_hand, t.standing_still_since, t.passed_at_start, t.warn_on, \
         t.waits_for, t.blocked, t.optional"
    };
}
/// The todos chosen by `$keys`, with what a page shows of their cases.
macro_rules! shown {
    ($keys:expr) => {
        concat!(
            "select ",
            columns!(),
            ", c.number, c.benefit, p.name as citizen, p.protected, o.name as outreach, \
             s.name as responsible from (",
            $keys,
            ") k join todos t on t.nr = k.nr join cases c on c.id = t.case_id \
            join persons p on p.id = c.citizen_id join staff s on s.id = c.responsible_id \
            left join staff o on o.id = p.outreach_id order by t.due_key, t.nr"
        )
    };
}
/// One block's part of a range of dates, after the last row of the page before.
macro_rules! range {
    () => {
        " and t.due_key >= $3 and t.due_key <= $4 and (t.due_key > $7 or (t.due_key = $7 and t.nr > $8)) "
    };
}
macro_rules! counted {
    ($from:expr, $waiting:expr, $range:expr) => {
        concat!(
            "(select count(*) from (select 1 as one ",
            $from,
            " and t.waiting ",
            $waiting,
            $range,
            " limit 1000) x)"
        )
    };
}
macro_rules! counts {
    ($from:expr) => {
        concat!(
            "select ",
            counted!($from, "in (0, 1)", " and t.due_key < $3"),
            " as overdue, ",
            counted!($from, "= 0", " and t.due_key = $3"),
            " as today, ",
            counted!($from, "= 0", " and t.due_key > $3 and t.due_key <= $4"),
            " as week, ",
            counted!($from, "= 1", " and t.due_key >= $3"),
            " as waiting, ",
            counted!($from, "= 0", " and t.due_key > $4"),
            " as later"
        )
    };
}

statements! {
    CLEAR_CASE = "delete from todos where case_id = $1";
    CLEAR_ALL = "delete from todos";
    INSERT = "insert into todos (case_id, course_id, citizen_id, responsible_id, listed_for, waiting, due_key, step, \
        element, title, role, kind, opens, due, due_kind, rule, source, to_be_confirmed, set_by_hand, \
        standing_still_since, passed_at_start, warn_on, waits_for, blocked, optional, due_at, task_id) \
        select c.id, $2, c.citizen_id, coalesce($25, c.responsible_id), case when c.closed_to_unit = 1 then '' else c.department end, \
        $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24 \
        from cases c where c.id = $1";
    OF_CASE = concat!("select ", columns!(), " from todos t where t.case_id = $1 order by t.due_key, t.nr");
    /// Two ways of waiting are asked one by one, so that each is a walk along an index.
    MINE = shown!(concat!("select nr, due_key from (\
        select * from (select t.nr, t.due_key from todos t where t.responsible_id = $1 and t.waiting = $5 and $2 = $2 ",
        range!(), conflict_free!(), " order by t.due_key, t.nr limit $9) a union all \
        select * from (select t.nr, t.due_key from todos t where t.responsible_id = $1 and t.waiting = $6 ",
        range!(), conflict_free!(), " order by t.due_key, t.nr limit $9) b union all \
        select * from (select t.nr, t.due_key from todos t where ", my_functions!(), " and t.waiting in ($5, $6) ",
        range!(), conflict_free!(), " order by t.due_key, t.nr limit $9) c) u order by due_key, nr limit $9"));
    DEPARTMENT = shown!(concat!("select nr, due_key from (\
        select * from (select t.nr, t.due_key from todos t where t.listed_for = $2 and t.waiting = $5 ",
        range!(), conflict_free!(), " order by t.due_key, t.nr limit $9) a union all \
        select * from (select t.nr, t.due_key from todos t where t.listed_for = $2 and t.waiting = $6 ",
        range!(), conflict_free!(), " order by t.due_key, t.nr limit $9) b) u order by due_key, nr limit $9"));
    COUNT_MINE = counts!(concat!("from todos t where t.responsible_id = $1 and $2 = $2 ", conflict_free!()));
    COUNT_MY_FUNCTIONS = counts!(concat!("from todos t where ", my_functions!(), conflict_free!()));
    COUNT_DEPARTMENT = counts!(concat!("from todos t where t.listed_for = $2 ", conflict_free!()));
}

codes! { kind_code, kind, TodoKind,
    TodoKind::Step = "step", TodoKind::Question = "question", TodoKind::Ahead = "ahead",
    TodoKind::LookAgain = "look-again", TodoKind::Task = "task", TodoKind::MasterRecord = "master-record",
}
codes! { due_kind_code, due_kind, Kind, Kind::Law = "law", Kind::Goal = "goal", }

/// The kinds of todo, as `domain::progress::TodoKind` without its facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TodoKind {
    /// A step to do.
    Step,
    /// Facts to be judged first.
    Question,
    /// Not yet its turn, but its date is known.
    Ahead,
    /// The case is suspended; look again on the due date.
    LookAgain,
    /// A task somebody was given, beside the procedure.
    Task,
    /// The stamkort is to be gone through.
    MasterRecord,
}

/// A todo of a case with all that a page shows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TodoRow {
    /// The course; none for a task.
    pub course: Option<CourseId>,
    /// The task, if it is one.
    pub task: Option<TaskId>,
    /// Whose list it stands on, when not the responsible person's.
    pub owner: Option<StaffId>,
    /// The step.
    pub step: String,
    /// Which element of `for_each`.
    pub element: Option<String>,
    /// The step's title, or what the task says; the copy itself holds no text of a task.
    pub title: String,
    /// The role that does it, by the id of content.
    pub role: String,
    /// What it is.
    pub kind: TodoKind,
    /// The day it opened, or will.
    pub opens: Date,
    /// The date that counts.
    pub due: Option<Date>,
    /// The instant, for a clock of hours.
    pub due_at: Option<Timestamp>,
    /// Law or goal.
    pub due_kind: Option<Kind>,
    /// The rule as written; empty without a date.
    pub rule: String,
    /// Paragraph or document behind the rule.
    pub source: Option<String>,
    /// The number in the rule is not confirmed.
    pub to_be_confirmed: bool,
    /// Why the date was set by hand, if it was.
    pub set_by_hand: Option<String>,
    /// The clock stands still since that day.
    pub standing_still_since: Option<Date>,
    /// It had passed before the course began.
    pub passed_at_start: bool,
    /// The working day to warn on.
    pub warn_on: Option<Date>,
    /// Whom we wait for, in Danish; makes it "venter på andre".
    pub waits_for: Option<String>,
    /// What holds it back, one Danish text each.
    pub blocked: Vec<String>,
    /// Offered, never demanded.
    pub optional: bool,
}

/// The blocks of "I dag".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Block {
    /// Due before today, also when we wait for others.
    Overdue,
    /// Due today.
    Today,
    /// Due after today, until the end of the week.
    Week,
    /// Waiting for others, not yet due.
    Waiting,
    /// After this week, or without a date.
    Later,
}

/// What a worklist shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorklistFilter {
    /// Whose.
    pub who: Who,
    /// Which block.
    pub block: Block,
    /// The last day of this week.
    pub week_ends: Date,
}

/// Where the next page begins: after this row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorklistKey {
    /// Its sorting date.
    pub due: Date,
    /// Its number in the table.
    pub nr: i64,
}

/// A line of a worklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorklistRow {
    /// Key of the page after it.
    pub key: WorklistKey,
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: CaseNumber,
    /// The benefit, by id.
    pub benefit: String,
    /// The citizen's name.
    pub citizen: String,
    /// The citizen is protected.
    pub protected: bool,
    /// The citizen's outreach caseworker.
    pub outreach: Option<String>,
    /// The responsible person's name.
    pub responsible: String,
    /// The todo.
    pub todo: TodoRow,
}

/// How many todos each block has, none above [`COUNT_CAP`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Overdue.
    pub overdue: u32,
    /// Today.
    pub today: u32,
    /// This week.
    pub week: u32,
    /// Waiting for others.
    pub waiting: u32,
    /// Later.
    pub later: u32,
}

impl Tx {
    /// Replaces a case's todos by those just derived.
    pub async fn replace_todos(&mut self, permit: &Permit, case: CaseId, todos: &[TodoRow]) -> Result<()> {
        self.writes_case(permit, case)?;
        self.run(CLEAR_CASE, args![case]).await?;
        for todo in todos {
            let blocked = Value::from(todo.blocked.clone()).to_string();
            let args = args![
                case,
                todo.course,
                todo.waits_for.is_some(),
                todo.due.unwrap_or(NO_DATE),
                todo.step,
                todo.element,
                // What a task says stands sealed, once.
                if todo.task.is_some() { "" } else { todo.title.as_str() },
                todo.role,
                kind_code(todo.kind),
                todo.opens,
                todo.due,
                todo.due_kind.map(due_kind_code),
                todo.rule,
                todo.source,
                todo.to_be_confirmed,
                todo.set_by_hand,
                todo.standing_still_since,
                todo.passed_at_start,
                todo.warn_on,
                todo.waits_for,
                blocked,
                todo.optional,
                todo.due_at,
                todo.task,
                todo.owner
            ];
            found(self.run(INSERT, args).await?)?;
        }
        Ok(())
    }

    /// Empties the copy, before it is worked out again for every running course.
    pub async fn clear_todos(&mut self) -> Result<()> {
        self.run(CLEAR_ALL, args![]).await.map(|_| ())
    }

    /// The todos of a case, by date.
    pub async fn todos_of_case(&mut self, permit: &Permit, case: CaseId) -> Result<Vec<TodoRow>> {
        self.reads_case(permit, case)?;
        self.all(OF_CASE, args![case]).await?.iter().map(|row| self.read_todo(row)).collect()
    }

    /// A page of a worklist, by date; `after` is the key of the last row of the page before.
    pub async fn worklist(
        &mut self,
        scope: &Scope,
        filter: &WorklistFilter,
        after: Option<&WorklistKey>,
        limit: u32,
    ) -> Result<Vec<WorklistRow>> {
        let today = self.today();
        let (from, to, waiting, waiting_too) = range(filter, today);
        let (sql, whose) = match &filter.who {
            Who::Mine => (MINE, today.to_string()),
            Who::Department(department) => {
                in_scope(scope, department)?;
                (DEPARTMENT, department.clone())
            }
        };
        let (after_due, after_nr) = after.map_or((Date::ZERO, 0), |key| (key.due, key.nr));
        let args = args![scope.subject(), whose, from, to, waiting, waiting_too, after_due, after_nr, limit];
        self.all(sql, args).await?.iter().map(|row| self.worklist_row(row)).collect()
    }

    /// How many todos each block has, over exactly what [`Tx::worklist`] lists.
    pub async fn worklist_counts(&mut self, scope: &Scope, who: &Who, week_ends: Date) -> Result<Counts> {
        let today = self.today();
        match who {
            Who::Mine => {
                let own = self.counts(COUNT_MINE, scope.subject(), today.to_string(), week_ends).await?;
                let given = self.counts(COUNT_MY_FUNCTIONS, scope.subject(), today.to_string(), week_ends).await?;
                Ok(own.plus(given))
            }
            Who::Department(department) => {
                in_scope(scope, department)?;
                self.counts(COUNT_DEPARTMENT, scope.subject(), department.clone(), week_ends).await
            }
        }
    }

    async fn counts(&mut self, sql: &'static str, staff: StaffId, whose: String, week_ends: Date) -> Result<Counts> {
        let args = args![staff, whose, self.today(), week_ends];
        let row = self.one(sql, args).await?.ok_or(Error::NotFound)?;
        Ok(Counts {
            overdue: row.get("overdue")?,
            today: row.get("today")?,
            week: row.get("week")?,
            waiting: row.get("waiting")?,
            later: row.get("later")?,
        })
    }
}

impl Counts {
    fn plus(self, other: Counts) -> Counts {
        let sum = |a: u32, b: u32| a.saturating_add(b).min(COUNT_CAP);
        Counts {
            overdue: sum(self.overdue, other.overdue),
            today: sum(self.today, other.today),
            week: sum(self.week, other.week),
            waiting: sum(self.waiting, other.waiting),
            later: sum(self.later, other.later),
        }
    }
}

/// First and last sorting date, and which of waiting and not waiting; -1 is neither.
fn range(filter: &WorklistFilter, today: Date) -> (Date, Date, i64, i64) {
    let before = |day: Date| day.yesterday().unwrap_or(day);
    let next = |day: Date| day.tomorrow().unwrap_or(day);
    match filter.block {
        Block::Overdue => (Date::ZERO, before(today), 0, 1),
        Block::Today => (today, today, 0, -1),
        Block::Week => (next(today), filter.week_ends, 0, -1),
        Block::Waiting => (today, NO_DATE, 1, -1),
        Block::Later => (next(filter.week_ends), NO_DATE, 0, -1),
    }
}

impl Tx {
    fn worklist_row(&self, row: &Row) -> Result<WorklistRow> {
        Ok(WorklistRow {
            key: WorklistKey { due: row.get("due_key")?, nr: row.get("nr")? },
            case: row.get("case_id")?,
            number: row.get("number")?,
            benefit: row.get("benefit")?,
            citizen: row.get("citizen")?,
            protected: row.get("protected")?,
            outreach: row.maybe("outreach")?,
            responsible: row.get("responsible")?,
            todo: self.read_todo(row)?,
        })
    }

    fn read_todo(&self, row: &Row) -> Result<TodoRow> {
        let blocked: String = row.get("blocked")?;
        let blocked: Value =
            serde_json::from_str(&blocked).map_err(|_| Error::broken("the blocks of a todo cannot be read back"))?;
        let texts = blocked.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_string);
        let task: Option<TaskId> = row.maybe("task_id")?;
        let title = match (task, row.maybe::<Vec<u8>>("what_sealed")?) {
            (Some(task), Some(sealed)) => self.task_text(task, &sealed)?,
            _ => row.get("title")?,
        };
        Ok(TodoRow {
            course: row.maybe("course_id")?,
            task,
            owner: None,
            step: row.get("step")?,
            element: row.maybe("element")?,
            title,
            role: row.get("role")?,
            kind: row.code("kind", kind)?,
            opens: row.get("opens")?,
            due: due_of(row.maybe("due")?),
            due_at: row.maybe("due_at")?,
            due_kind: row.maybe_code("due_kind", due_kind)?,
            rule: row.get("rule")?,
            source: row.maybe("source")?,
            to_be_confirmed: row.get("to_be_confirmed")?,
            set_by_hand: row.maybe("set_by_hand")?,
            standing_still_since: row.maybe("standing_still_since")?,
            passed_at_start: row.get("passed_at_start")?,
            warn_on: row.maybe("warn_on")?,
            waits_for: row.maybe("waits_for")?,
            blocked: texts.collect(),
            optional: row.get("optional")?,
        })
    }
}
