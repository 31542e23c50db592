//! Cases: number, responsible person, version; and the lists of them.

use crate::error::{Error, Result};
use crate::row::{Row, args, statements};
use crate::todo::due_kind;
use crate::tx::Tx;
use domain::access::{Permit, Scope, Target};
use domain::case::Case;
use domain::deadline::Kind;
use domain::ids::{CaseId, CaseNumber, StaffId};
use jiff::civil::Date;

/// What a list of cases shows, of the cases whose numbers `$keys` chooses.
macro_rules! listed {
    ($keys:expr) => {
        concat!(
            "select c.id, c.number, c.benefit, c.opened_on, c.closed_on, p.name as citizen, p.protected, \
             o.name as outreach, s.name as responsible, t.due as next_due, t.due_kind as next_kind, t.rule as next_rule, \
             t.to_be_confirmed as next_to_be_confirmed from (",
            $keys,
            ") k join cases c on c.number = k.number join persons p on p.id = c.citizen_id \
             join staff s on s.id = c.responsible_id left join staff o on o.id = p.outreach_id left join todos t on t.nr = \
             (select f.nr from todos f where f.case_id = c.id order by f.due_key, f.nr limit 1) order by c.number desc"
        )
    };
}
/// One page of what `$part` names, newest first, after the number `$3`. A case of one's own family is in no list.
macro_rules! page {
    ($part:expr) => {
        concat!(
            "select c.number from cases c where ",
            $part,
            " and c.number < $3 and c.citizen_id not in (select person_id from conflicts where staff_id = $1) \
             order by c.number desc limit $4"
        )
    };
}
/// Cases one is responsible for, and those one has a function on, asked one by one so that each is a walk along an index.
macro_rules! mine {
    ($open:literal) => {
        concat!(
            "select number from (select * from (",
            page!(concat!("c.responsible_id = $1 and $2 = $2 and c.closed_on ", $open)),
            ") a union all select * from (",
            page!(concat!(
                "c.responsible_id <> $1 and c.id in (select f.case_id from case_functions f where f.staff_id = $1 \
                 and f.from_day <= $2 and (f.until_day is null or $2 <= f.until_day)) and c.closed_on ",
                $open
            )),
            ") b) u order by number desc limit $4"
        )
    };
}
macro_rules! of_department {
    ($open:literal) => {
        page!(concat!("c.department = $2 and c.closed_to_unit = 0 and c.closed_on ", $open))
    };
}

statements! {
    NEXT_NUMBER = "insert into case_numbers (year, last) values ($1, 1) on conflict (year) \
        do update set last = case_numbers.last + 1 returning last";
    INSERT = "insert into cases (id, number, benefit, department, citizen_id, responsible_id, kle, opened_on, closed_on, \
        closed_to_unit, responsible_at, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)";
    ONE = "select id, number, benefit, department, citizen_id, responsible_id, kle, opened_on, closed_on, closed_to_unit, \
        version from cases where id = $1";
    BUMP = "update cases set version = version + 1 where id = $1 and version = $2 and closed_on is null \
        returning version";
    CLOSE = "update cases set closed_on = $3, \
        responsible_at = case when responsible_at < $4 then $4 else responsible_at + 1 end, version = version + 1 where id = $1 and version = $2 \
        and closed_on is null returning version";
    DELETE_TODOS = "delete from todos where case_id = $1";
    SET_RESPONSIBLE = "update cases set responsible_id = $3, \
        responsible_at = case when responsible_at < $4 then $4 else responsible_at + 1 end, version = version + 1 \
        where id = $1 and version = $2 and closed_on is null and responsible_id <> $3 returning version";
    MOVE_TODOS = "update todos set responsible_id = $2 where case_id = $1";
    CLOSE_TO_UNIT = "update cases set closed_to_unit = $3, version = version + 1 where id = $1 and version = $2 \
        returning version";
    HIDE_TODOS = "update todos set listed_for = case when $2 = 1 then '' else \
        (select c.department from cases c where c.id = todos.case_id) end where case_id = $1";
    MINE_OPEN = listed!(mine!("is null"));
    MINE_CLOSED = listed!(mine!("is not null"));
    DEPARTMENT_OPEN = listed!(of_department!("is null"));
    DEPARTMENT_CLOSED = listed!(of_department!("is not null"));
    AWAITING_APPROVAL = listed!("select c.number from decisions d join cases c on c.id = d.case_id \
        where d.state = 'submitted' and d.recommender_id <> $1 and c.department = $2 and c.closed_to_unit = 0 \
        and c.closed_on is null and c.citizen_id not in (select person_id from conflicts where staff_id = $1) \
        order by c.number limit $3");
}

/// Whose cases or todos a list shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Those one is responsible for or has a function on.
    Mine,
    /// Those of a department in one's scope.
    Department(String),
}

/// Whether a list shows what runs or what is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// Not closed.
    Open,
    /// Closed.
    Closed,
}

/// What a list of cases shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFilter {
    /// Whose.
    pub who: Who,
    /// Open or closed.
    pub open: Open,
}

/// A line of a list of cases, newest number first. The number is the key of the next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    /// The case.
    pub id: CaseId,
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
    /// The day it was opened.
    pub opened_on: Date,
    /// The day it was closed, if it is.
    pub closed_on: Option<Date>,
    /// The earliest due date of its todos, with its rule.
    pub next: Option<NextDate>,
}

/// The earliest date of a case: never alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextDate {
    /// The date that counts.
    pub due: Date,
    /// Law or goal.
    pub kind: Kind,
    /// The rule as written.
    pub rule: String,
    /// The number in the rule is not confirmed.
    pub to_be_confirmed: bool,
}

impl Tx {
    /// The next running number of a year, never given twice; an act that is given up leaves a gap or not, as the
    /// database likes.
    pub async fn next_case_number(&mut self, year: i16) -> Result<CaseNumber> {
        let row = self.one(NEXT_NUMBER, args![year]).await?.ok_or(Error::NotFound)?;
        Ok(CaseNumber { year, running: row.get("last")? })
    }

    /// Saves a new case, with version 1. The permit is for the case or for its citizen.
    pub async fn insert_case(&mut self, permit: &Permit, case: &Case) -> Result<()> {
        self.writes(permit)?;
        if permit.target() != Target::Case(case.id) && permit.target() != Target::Person(case.citizen) {
            return Err(Error::NotFound);
        }
        let args = args![
            case.id,
            case.number,
            case.benefit,
            case.department,
            case.citizen,
            case.responsible,
            case.kle,
            case.opened_on,
            case.closed_on,
            case.closed_to_unit,
            self.now()
        ];
        self.run(INSERT, args).await.map(|_| ())
    }

    /// The case alone.
    pub async fn case(&mut self, permit: &Permit, id: CaseId) -> Result<Case> {
        self.reads_case(permit, id)?;
        let row = self.one(ONE, args![id]).await?.ok_or(Error::NotFound)?;
        read(&row)
    }

    /// Takes the next version of an open case, or says that somebody was there first. Every act on a case begins with
    /// it, so that two acts on one case cannot both rest on the same view of it.
    pub async fn bump_case(&mut self, permit: &Permit, id: CaseId, expected_version: i64) -> Result<i64> {
        self.writes_case(permit, id)?;
        self.version(BUMP, args![id, expected_version]).await
    }

    /// Closes an open case; its todos go.
    pub async fn close_case(&mut self, permit: &Permit, id: CaseId, version: i64, on: Date) -> Result<i64> {
        self.writes_case(permit, id)?;
        let version = self.version(CLOSE, args![id, version, on, self.now()]).await?;
        self.run(DELETE_TODOS, args![id]).await?;
        Ok(version)
    }

    /// Gives an open case another responsible person; the database writes down from when, and refuses one who does not
    /// work here ([`Error::Responsible`]). Giving it to who has it already is [`Error::Stale`].
    pub async fn set_responsible(&mut self, permit: &Permit, id: CaseId, version: i64, to: StaffId) -> Result<i64> {
        self.writes_case(permit, id)?;
        let version = self.version(SET_RESPONSIBLE, args![id, version, to, self.now()]).await?;
        self.run(MOVE_TODOS, args![id, to]).await?;
        Ok(version)
    }

    /// Closes a case to its department, or opens it again.
    pub async fn set_closed_to_unit(
        &mut self,
        permit: &Permit,
        id: CaseId,
        version: i64,
        closed: domain::access::Yes,
    ) -> Result<i64> {
        self.writes_case(permit, id)?;
        let closed = closed == domain::access::Yes::Yes;
        let version = self.version(CLOSE_TO_UNIT, args![id, version, closed]).await?;
        self.run(HIDE_TODOS, args![id, closed]).await?;
        Ok(version)
    }

    /// A page of cases, newest number first; `after` is the last number of the page before.
    pub async fn list_cases(
        &mut self,
        scope: &Scope,
        filter: &CaseFilter,
        after: Option<CaseNumber>,
        limit: u32,
    ) -> Result<Vec<CaseRow>> {
        // Every case number sorts before a colon.
        let after = after.map_or_else(|| ":".to_string(), |number| number.to_string());
        let rows = match &filter.who {
            Who::Mine => {
                let sql = if filter.open == Open::Open { MINE_OPEN } else { MINE_CLOSED };
                let args = args![scope.subject(), self.today(), after, limit];
                self.all(sql, args).await?
            }
            Who::Department(department) => {
                in_scope(scope, department)?;
                let sql = if filter.open == Open::Open { DEPARTMENT_OPEN } else { DEPARTMENT_CLOSED };
                self.all(sql, args![scope.subject(), department, after, limit]).await?
            }
        };
        rows.iter().map(list_row).collect()
    }

    /// Cases of the scope's departments whose decision waits for an approver and was not drafted by the one who asks,
    /// oldest number first in each department.
    pub async fn awaiting_approval(&mut self, scope: &Scope, limit: u32) -> Result<Vec<CaseRow>> {
        let mut found = Vec::new();
        for department in scope.departments() {
            let rows = self.all(AWAITING_APPROVAL, args![scope.subject(), department, limit]).await?;
            // A list is newest first; who waits longest comes first here.
            found.extend(rows.iter().rev().map(list_row).collect::<Result<Vec<_>>>()?);
        }
        Ok(found)
    }

    async fn version(&mut self, sql: &'static str, args: crate::row::Args) -> Result<i64> {
        self.one(sql, args).await?.ok_or(Error::Stale)?.get("version")
    }
}

/// A department outside the scope is listed as if it did not exist.
pub(crate) fn in_scope(scope: &Scope, department: &str) -> Result<()> {
    if scope.departments().iter().any(|listed| listed == department) { Ok(()) } else { Err(Error::NotFound) }
}

/// A sorting date read back: the far one stands for none.
pub(crate) fn due_of(key: Option<Date>) -> Option<Date> {
    key.filter(|date| *date < crate::todo::NO_DATE)
}

pub(crate) fn read(row: &Row) -> Result<Case> {
    Ok(Case {
        id: row.get("id")?,
        number: row.get("number")?,
        benefit: row.get("benefit")?,
        department: row.get("department")?,
        citizen: row.get("citizen_id")?,
        responsible: row.get("responsible_id")?,
        kle: row.get("kle")?,
        opened_on: row.get("opened_on")?,
        closed_on: row.maybe("closed_on")?,
        closed_to_unit: row.get("closed_to_unit")?,
        version: row.get("version")?,
    })
}

fn next_date(row: &Row) -> Result<Option<NextDate>> {
    let Some(due) = row.maybe("next_due")? else { return Ok(None) };
    Ok(Some(NextDate {
        due,
        kind: row.maybe_code("next_kind", due_kind)?.unwrap_or(Kind::Goal),
        rule: row.get("next_rule")?,
        to_be_confirmed: row.get("next_to_be_confirmed")?,
    }))
}

fn list_row(row: &Row) -> Result<CaseRow> {
    Ok(CaseRow {
        id: row.get("id")?,
        number: row.get("number")?,
        benefit: row.get("benefit")?,
        citizen: row.get("citizen")?,
        protected: row.get("protected")?,
        outreach: row.maybe("outreach")?,
        responsible: row.get("responsible")?,
        opened_on: row.get("opened_on")?,
        closed_on: row.maybe("closed_on")?,
        next: next_date(row)?,
    })
}
