//! What must not stop before something else begins. What a citizen lives by elsewhere is sealed; the days are not.

use crate::error::{Error, Result};
use crate::row::{Row, args, statements};
use crate::tx::{Tx, changed};
use domain::access::Permit;
use domain::dependency::{Dependency, First, Last, Stretch, Support};
use domain::ids::{CaseId, DependencyId, PersonId, StaffId, TaskId};
use jiff::civil::Date;

const FIRST: &str = "dependencies.first";
const NEXT: &str = "dependencies.next";
const WHY: &str = "dependencies.why";
const REMOVED: &str = "dependencies.removed";
/// How a last day that is not one is kept.
const OPEN: &str = "open";

statements! {
    INSERT = "insert into dependencies (id, case_id, person_id, first_grant_id, first_sealed, first_begins, first_ends, \
        next_grant_id, next_sealed, next_begins, next_ends, why_sealed, by_id, on_day, task_id, version) \
        select $1, c.id, c.citizen_id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1 from cases c where c.id = $2";
    CHANGE = "update dependencies set first_begins = $4, first_ends = $5, next_begins = $6, next_ends = $7, task_id = $8, \
        version = version + 1 where id = $1 and case_id = $2 and version = $3 and removed_on is null";
    REMOVE = "update dependencies set removed_on = $4, removed_by_id = $5, removed_sealed = $6, version = version + 1 \
        where id = $1 and case_id = $2 and version = $3 and removed_on is null";
    OF_PERSON = "select id, case_id, first_grant_id, first_sealed, first_begins, first_ends, next_grant_id, next_sealed, \
        next_begins, next_ends, why_sealed, by_id, on_day, task_id, version from dependencies \
        where person_id = $1 and removed_on is null order by nr";
}

/// A dependency with the case it was written on and the task that reminds of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The dependency.
    pub dependency: Dependency,
    /// The case.
    pub case: CaseId,
    /// The reminder.
    pub task: Option<TaskId>,
}

impl Tx {
    /// Saves a new dependency on a case.
    pub async fn insert_dependency(
        &mut self,
        permit: &Permit,
        case: CaseId,
        dependency: &Dependency,
        task: Option<TaskId>,
    ) -> Result<()> {
        self.writes_case(permit, case)?;
        let id = dependency.id;
        let (first_grant, first, first_begins, first_ends) = self.columns(FIRST, id, &dependency.first)?;
        let (next_grant, next, next_begins, next_ends) = self.columns(NEXT, id, &dependency.next)?;
        let why = self.seal(WHY, &id, &dependency.why)?;
        let args = args![
            id,
            case,
            first_grant,
            first,
            first_begins,
            first_ends,
            next_grant,
            next,
            next_begins,
            next_ends,
            why,
            dependency.by,
            dependency.on,
            task
        ];
        self.run(INSERT, args).await.map(|_| ())
    }

    /// Saves the days of what stems from elsewhere, and the reminder, over the version that was read.
    pub async fn change_dependency(
        &mut self,
        permit: &Permit,
        case: CaseId,
        dependency: &Dependency,
        task: Option<TaskId>,
    ) -> Result<()> {
        self.writes_case(permit, case)?;
        let (first_begins, first_ends) = days(&dependency.first);
        let (next_begins, next_ends) = days(&dependency.next);
        let (id, version) = (dependency.id, dependency.version);
        let args = args![id, case, version, first_begins, first_ends, next_begins, next_ends, task];
        changed(self.run(CHANGE, args).await?)
    }

    /// Takes a dependency off; it stays in the database with who took it off, and why.
    pub async fn remove_dependency(
        &mut self,
        permit: &Permit,
        case: CaseId,
        (id, version): (DependencyId, i64),
        (on, by, because): (Date, StaffId, &str),
    ) -> Result<()> {
        self.writes_case(permit, case)?;
        let sealed = self.seal(REMOVED, &id, because)?;
        changed(self.run(REMOVE, args![id, case, version, on, by, sealed]).await?)
    }

    /// The dependencies of a citizen; the permit is for a case of theirs.
    pub async fn dependencies(&mut self, permit: &Permit, person: PersonId) -> Result<Vec<Kept>> {
        self.reads_person(permit, person).await?;
        let rows = self.all(OF_PERSON, args![person]).await?;
        rows.iter().map(|row| self.read_dependency(row)).collect()
    }

    #[expect(clippy::type_complexity, reason = "four columns of one row, named where it is taken apart")]
    fn columns(
        &self,
        place: &str,
        id: DependencyId,
        support: &Support,
    ) -> Result<(Option<domain::ids::GrantId>, Option<Vec<u8>>, Option<String>, Option<String>)> {
        let (begins, ends) = days(support);
        Ok(match support {
            Support::Grant(grant) => (Some(*grant), None, None, None),
            Support::Elsewhere { name, .. } => (None, Some(self.seal(place, &id, name)?), begins, ends),
        })
    }

    fn read_dependency(&self, row: &Row) -> Result<Kept> {
        let id: DependencyId = row.get("id")?;
        let support = |name: &str, place: &str| -> Result<Support> {
            if let Some(grant) = row.maybe(&format!("{name}_grant_id"))? {
                return Ok(Support::Grant(grant));
            }
            let sealed: Vec<u8> = row.get(&format!("{name}_sealed"))?;
            let first = row.maybe::<Date>(&format!("{name}_begins"))?.map_or(First::Unknown, First::On);
            let last = match row.maybe::<String>(&format!("{name}_ends"))? {
                None => Last::Unknown,
                Some(open) if open == OPEN => Last::Open,
                Some(day) => Last::On(day.parse().map_err(|_| Error::broken("a last day cannot be read back"))?),
            };
            Ok(Support::Elsewhere { name: self.unseal(place, &id, &sealed)?, stretch: Stretch { first, last } })
        };
        let dependency = Dependency {
            id,
            first: support("first", FIRST)?,
            next: support("next", NEXT)?,
            why: self.unseal(WHY, &id, &row.get::<Vec<u8>>("why_sealed")?)?,
            by: row.get("by_id")?,
            on: row.get("on_day")?,
            version: row.get("version")?,
        };
        Ok(Kept { dependency, case: row.get("case_id")?, task: row.maybe("task_id")? })
    }
}

/// First and last day as columns hold them; a grant's stand with the grant.
fn days(support: &Support) -> (Option<String>, Option<String>) {
    let Support::Elsewhere { stretch, .. } = support else { return (None, None) };
    let begins = match stretch.first {
        First::On(day) => Some(day.to_string()),
        First::Unknown => None,
    };
    let ends = match stretch.last {
        Last::On(day) => Some(day.to_string()),
        Last::Open => Some(OPEN.to_string()),
        Last::Unknown => None,
    };
    (begins, ends)
}
