//! What the policy is asked with: which case, whose, and what a member of staff is to it.
//!
//! These functions take no permit, because a permit is decided from what they answer. They return ids, a department and
//! flags, and nothing of what a case says.

use crate::error::Result;
use crate::row::{Row, args, statements};
use crate::tx::Tx;
use domain::ids::{CaseId, CaseNumber, PersonId, StaffId};
use domain::staff::Function;
use jiff::{Timestamp, civil::Date};

statements! {
    CASE_REF = "select id, number, department, citizen_id, responsible_id, closed_to_unit, closed_on from cases \
        where id = $1";
    CASES_OF_PERSON = "select id, number, department, citizen_id, responsible_id, closed_to_unit, closed_on from cases \
        where citizen_id = $1 or citizen_id in (select person_id from relations where other_id = $1) order by number";
    BY_NUMBER = "select id from cases where number = $1";
    HAS_FUNCTION = "select 1 as yes from cases where id = $2 and responsible_id = $1 union all \
        select 1 from case_functions where staff_id = $1 and case_id = $2 and from_day <= $3 \
        and (until_day is null or $3 <= until_day) limit 1";
    ADD_FUNCTION = "insert into case_functions (case_id, staff_id, function, from_day, until_day) \
        values ($1, $2, $3, $4, $5)";
    END_FUNCTION = "update case_functions set until_day = case when from_day < $4 then $5 else from_day end \
        where case_id = $1 and staff_id = $2 and function = $3 and from_day <= $4 \
        and (until_day is null or $4 <= until_day)";
    FUNCTIONS = "select staff_id, function, from_day, until_day from case_functions where case_id = $1 order by nr";
    CONFLICT = "select 1 as yes from conflicts where staff_id = $1 and person_id = $2";
    INSERT_CONFLICT = "insert into conflicts (staff_id, person_id, reason) values ($1, $2, $3) on conflict do nothing";
    BREAK_GLASS = "select 1 as yes from break_glasses where case_id = $2 and staff_id = $1 and at <= $3 and $3 < until_at \
        limit 1";
    BREAK_GLASSES = "select b.case_id, c.number, s.name, b.purpose, b.reason, b.at, b.until_at from break_glasses b \
        join cases c on c.id = b.case_id join staff s on s.id = b.staff_id where c.department = $1 and b.at >= $2 \
        order by b.at desc limit $3";
    INSERT_BREAK_GLASS = "insert into break_glasses (id, staff_id, case_id, purpose, reason, at, until_at) \
        values ($1, $2, $3, $4, $5, $6, $7)";
}

/// A case as the policy sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRef {
    /// Its id.
    pub id: CaseId,
    /// Its number.
    pub number: CaseNumber,
    /// Department that owns it.
    pub department: String,
    /// The citizen.
    pub citizen: PersonId,
    /// The responsible person.
    pub responsible: StaffId,
    /// Closed to the department.
    pub closed_to_unit: bool,
    /// Not closed.
    pub open: bool,
}

/// A function on a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionOnCase {
    /// Who.
    pub staff: StaffId,
    /// What.
    pub function: Function,
    /// First day.
    pub from: Date,
    /// Last day, if it ends.
    pub until: Option<Date>,
}

/// An opening of a foreign case with a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BreakGlass {
    /// Its id.
    pub id: uuid::Uuid,
    /// Who.
    pub staff: StaffId,
    /// Which case.
    pub case: CaseId,
    /// Purpose from the list.
    pub purpose: String,
    /// The written reason.
    pub reason: String,
    /// From when.
    pub at: Timestamp,
    /// Until when, exclusive.
    pub until: Timestamp,
}

/// A break-glass as the leader is told about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsedBreakGlass {
    /// Which case.
    pub case: CaseId,
    /// Its number.
    pub number: CaseNumber,
    /// Who, by name.
    pub by: String,
    /// Purpose from the list, by code.
    pub purpose: String,
    /// The written reason.
    pub reason: String,
    /// From when.
    pub at: Timestamp,
    /// Until when, exclusive.
    pub until: Timestamp,
}

impl Tx {
    /// A case, as the policy sees it.
    pub async fn case_ref(&mut self, id: CaseId) -> Result<Option<CaseRef>> {
        self.one(CASE_REF, args![id]).await?.as_ref().map(case_ref).transpose()
    }

    /// Cases a person is the citizen of, or whose citizen they are a custody holder, guardian or other relation to.
    pub async fn cases_of_person(&mut self, person: PersonId) -> Result<Vec<CaseRef>> {
        self.all(CASES_OF_PERSON, args![person]).await?.iter().map(case_ref).collect()
    }

    /// The case with this number.
    pub async fn case_by_number(&mut self, number: CaseNumber) -> Result<Option<CaseId>> {
        self.one(BY_NUMBER, args![number]).await?.map(|row| row.get("id")).transpose()
    }

    /// Whether someone is responsible for a case, or has a function on it that day.
    pub async fn has_function(&mut self, staff: StaffId, case: CaseId, day: Date) -> Result<bool> {
        Ok(self.one(HAS_FUNCTION, args![staff, case, day]).await?.is_some())
    }

    /// Gives someone a function on a case; the permit is for the case.
    pub async fn add_function(
        &mut self,
        permit: &domain::access::Permit,
        case: CaseId,
        function: &FunctionOnCase,
    ) -> Result<()> {
        self.writes_case(permit, case)?;
        let args = args![case, function.staff, function.function.code(), function.from, function.until];
        self.run(ADD_FUNCTION, args).await.map(|_| ())
    }

    /// Ends a function on a case with yesterday as its last day, or with its only day; answers whether there was one.
    pub async fn end_function(
        &mut self,
        permit: &domain::access::Permit,
        case: CaseId,
        staff: StaffId,
        function: Function,
    ) -> Result<bool> {
        self.writes_case(permit, case)?;
        let today = self.today();
        let yesterday = today.yesterday().unwrap_or(today);
        let args = args![case, staff, function.code(), today, yesterday];
        Ok(0 < self.run(END_FUNCTION, args).await?)
    }

    /// Functions on a case, oldest first, ended ones too.
    pub async fn functions(&mut self, permit: &domain::access::Permit, case: CaseId) -> Result<Vec<FunctionOnCase>> {
        self.reads_case(permit, case)?;
        let read = |row: &Row| {
            Ok(FunctionOnCase {
                staff: row.get("staff_id")?,
                function: row.code("function", Function::from_code)?,
                from: row.get("from_day")?,
                until: row.maybe("until_day")?,
            })
        };
        self.all(FUNCTIONS, args![case]).await?.iter().map(read).collect()
    }

    /// Whether it is one's own, close family's or a colleague's case.
    pub async fn conflict(&mut self, staff: StaffId, person: PersonId) -> Result<bool> {
        Ok(self.one(CONFLICT, args![staff, person]).await?.is_some())
    }

    /// Notes that this person's cases are never for this member of staff.
    pub async fn insert_conflict(&mut self, staff: StaffId, person: PersonId, reason: &str) -> Result<()> {
        self.run(INSERT_CONFLICT, args![staff, person, reason]).await.map(|_| ())
    }

    /// Whether a break-glass is in force.
    pub async fn break_glass_in_force(&mut self, staff: StaffId, case: CaseId, now: Timestamp) -> Result<bool> {
        Ok(self.one(BREAK_GLASS, args![staff, case, now]).await?.is_some())
    }

    /// Uses of break-glass since an instant on cases of the departments in scope, newest first.
    pub async fn break_glasses(
        &mut self,
        scope: &domain::access::Scope,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<UsedBreakGlass>> {
        let mut found = Vec::new();
        for department in scope.departments() {
            let rows = self.all(BREAK_GLASSES, args![department, since, limit]).await?;
            for row in &rows {
                found.push(UsedBreakGlass {
                    case: row.get("case_id")?,
                    number: row.get("number")?,
                    by: row.get("name")?,
                    purpose: row.get("purpose")?,
                    reason: row.get("reason")?,
                    at: row.get("at")?,
                    until: row.get("until_at")?,
                });
            }
        }
        found.sort_by_key(|glass| std::cmp::Reverse(glass.at));
        Ok(found)
    }

    /// Saves a break-glass; that the role may, and the reason's length, are the caller's to check.
    pub async fn insert_break_glass(&mut self, glass: &BreakGlass) -> Result<()> {
        let id = glass.id.to_string();
        let args = args![id, glass.staff, glass.case, glass.purpose, glass.reason, glass.at, glass.until];
        self.run(INSERT_BREAK_GLASS, args).await.map(|_| ())
    }
}

fn case_ref(row: &Row) -> Result<CaseRef> {
    Ok(CaseRef {
        id: row.get("id")?,
        number: row.get("number")?,
        department: row.get("department")?,
        citizen: row.get("citizen_id")?,
        responsible: row.get("responsible_id")?,
        closed_to_unit: row.get("closed_to_unit")?,
        open: row.maybe::<Date>("closed_on")?.is_none(),
    })
}
