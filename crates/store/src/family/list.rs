//! Lists of families: one's own, and a department's.

use crate::case::in_scope;
use crate::error::Result;
use crate::row::{Row, args, statements};
use crate::tx::Tx;
use domain::access::Scope;
use domain::ids::FamilyId;
use jiff::civil::Date;

macro_rules! listed {
    ($which:literal) => {
        concat!(
            "select f.id, f.department, f.begun_on, p.name as child, p.protected, ",
            "(select s.name from family_coordinators k join staff s on s.id = k.staff_id ",
            "where k.family_id = f.id and k.until_day is null) as coordinator ",
            "from families f join cases c on c.id = f.case_id join persons p on p.id = c.citizen_id ",
            "where f.ended_on is null and ",
            $which,
            " order by p.name, f.id limit 200"
        )
    };
}

statements! {
    MINE = listed!("(exists (select 1 from family_coordinators k where k.family_id = f.id and k.staff_id = $1 \
        and k.from_day <= $2 and (k.until_day is null or $2 <= k.until_day)) or exists \
        (select 1 from family_seats s where s.family_id = f.id and s.staff_id = $1 and s.from_day <= $2 \
        and (s.until_day is null or $2 <= s.until_day)))");
    DEPARTMENT = listed!("f.department = $1 and c.closed_to_unit = 0");
}

/// A line of a list of families.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyRow {
    /// The family.
    pub id: FamilyId,
    /// The department it belongs to, by id.
    pub department: String,
    /// First day.
    pub begun_on: Date,
    /// The coordinating child's name.
    pub child: String,
    /// The child is protected, so that the page says so (P-8).
    pub protected: bool,
    /// The coordinator's name; nobody is appointed yet without one.
    pub coordinator: Option<String>,
}

impl Tx {
    /// Families this member of staff coordinates or sits in the core team of. Which of them they may open is asked of the
    /// policy for each.
    pub async fn families_of_staff(&mut self, scope: &Scope) -> Result<Vec<FamilyRow>> {
        let today = self.today();
        self.all(MINE, args![scope.subject(), today]).await?.iter().map(listed).collect()
    }

    /// Families of a department of the scope.
    pub async fn families_of_department(&mut self, scope: &Scope, department: &str) -> Result<Vec<FamilyRow>> {
        in_scope(scope, department)?;
        let rows = self.all(DEPARTMENT, args![department]).await?;
        rows.iter().map(listed).collect()
    }
}

fn listed(row: &Row) -> Result<FamilyRow> {
    Ok(FamilyRow {
        id: row.get("id")?,
        department: row.get("department")?,
        begun_on: row.get("begun_on")?,
        child: row.get("child")?,
        protected: row.get("protected")?,
        coordinator: row.maybe("coordinator")?,
    })
}
