//! What the model's indicators are counted from: days of families in a department, and nothing of what was said.

use crate::case::in_scope;
use crate::error::Result;
use crate::row::{Row, args, statements};
use crate::tx::Tx;
use domain::access::Scope;
use domain::ids::{CaseId, FamilyId, StaffId};
use domain::indicator::{FamilyFacts, Rated, Term};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Families of the department `$2`, without those that are never the reader's; `$1` is who reads.
macro_rules! of_families {
    ($columns:literal, $from:literal, $more:literal) => {
        concat!(
            "select f.id, ",
            $columns,
            " from families f ",
            $from,
            " where f.department = $2 and not exists (select 1 from family_members v join conflicts x \
             on x.person_id = v.person_id where v.family_id = f.id and x.staff_id = $1) ",
            $more
        )
    };
}

statements! {
    FAMILIES = of_families!("f.case_id, f.begun_on, f.ended_on", "", "order by f.begun_on, f.id");
    TERMS = of_families!(
        "k.staff_id, k.from_day, k.until_day",
        "join family_coordinators k on k.family_id = f.id",
        "order by k.from_day, k.nr"
    );
    /// The first day a form was filled in on the coordinating case.
    FIRST_FORM = of_families!(
        "min(p.filled_on) as day",
        "join forms p on p.case_id = f.case_id and p.form = $3",
        "group by f.id"
    );
    ANALYSED = of_families!(
        "min(m.day) as day",
        "join family_analyses a on a.family_id = f.id join meetings m on m.id = a.meeting_id and m.state = 'held'",
        "group by f.id"
    );
    /// The first day anything granted on one of the family's cases began, after the family did.
    FIRST_MEASURE = of_families!(
        "min(g.from_day) as day",
        "join family_cases k on k.family_id = f.id join grants g on g.case_id = k.case_id and f.begun_on <= g.from_day \
         and k.since <= g.from_day and (k.until_day is null or g.from_day <= k.until_day)",
        "group by f.id"
    );
    /// Meetings of a kind that were held on the coordinating case.
    HELD = of_families!(
        "m.day",
        "join meetings m on m.case_id = f.case_id and m.kind = $3 and m.state = 'held' and f.begun_on <= m.day",
        "order by m.day"
    );
    /// Every time the family's rating was filled in on one of its cases.
    RATED = of_families!(
        "p.filled_on as day, p.results",
        "join family_cases k on k.family_id = f.id join forms p on p.case_id = k.case_id and p.form = $3 \
         and f.begun_on <= p.filled_on",
        "order by p.filled_on, p.nr"
    );
}

/// Which forms and meetings tell of what, as content says on the day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tells {
    /// Forms that are a joint plan, by id.
    pub plans: Vec<String>,
    /// The kind of the core team's status meeting, by id.
    pub status: Option<String>,
    /// The form in which the family rates the help, by id.
    pub rating: Option<String>,
}

impl Tx {
    /// What is known of a department's families, those that have ended too.
    pub async fn family_facts(&mut self, scope: &Scope, department: &str, tells: &Tells) -> Result<Vec<FamilyFacts>> {
        in_scope(scope, department)?;
        let reader = scope.subject();
        let mut order: Vec<FamilyId> = Vec::new();
        let mut found: BTreeMap<FamilyId, FamilyFacts> = BTreeMap::new();
        for row in &self.all(FAMILIES, args![reader, department]).await? {
            let id: FamilyId = row.get("id")?;
            order.push(id);
            found.insert(id, begun(row)?);
        }
        for row in &self.all(TERMS, args![reader, department]).await? {
            let term = Term {
                staff: row.get::<StaffId>("staff_id")?,
                from: row.get("from_day")?,
                until: row.maybe("until_day")?,
            };
            if let Some(family) = found.get_mut(&row.get("id")?) {
                family.coordinators.push(term);
            }
        }
        for form in &tells.plans {
            for (id, day) in self.days(FIRST_FORM, reader, department, form).await? {
                if let Some(family) = found.get_mut(&id) {
                    family.planned = Some(family.planned.map_or(day, |known| known.min(day)));
                }
            }
        }
        self.first_days(&mut found, reader, department).await?;
        if let Some(kind) = &tells.status {
            for (id, day) in self.days(HELD, reader, department, kind).await? {
                if let Some(family) = found.get_mut(&id) {
                    family.met.push(day);
                }
            }
        }
        if let Some(form) = &tells.rating {
            for row in &self.all(RATED, args![reader, department, form]).await? {
                let results = crate::form::results(&row.get::<String>("results")?)?;
                let well = results.values().any(|answer| *answer == domain::progress::Answer::Yes);
                if let Some(family) = found.get_mut(&row.get("id")?) {
                    family.rated.push(Rated { on: row.get("day")?, well });
                }
            }
        }
        Ok(order.into_iter().filter_map(|id| found.remove(&id)).collect())
    }

    async fn first_days(
        &mut self,
        found: &mut BTreeMap<FamilyId, FamilyFacts>,
        reader: StaffId,
        department: &str,
    ) -> Result<()> {
        for row in &self.all(ANALYSED, args![reader, department]).await? {
            if let Some(family) = found.get_mut(&row.get("id")?) {
                family.analysed = Some(row.get("day")?);
            }
        }
        for row in &self.all(FIRST_MEASURE, args![reader, department]).await? {
            if let Some(family) = found.get_mut(&row.get("id")?) {
                family.measured = Some(row.get("day")?);
            }
        }
        Ok(())
    }

    async fn days(
        &mut self,
        sql: &'static str,
        reader: StaffId,
        department: &str,
        of: &str,
    ) -> Result<Vec<(FamilyId, Date)>> {
        let rows = self.all(sql, args![reader, department, of]).await?;
        rows.iter().map(|row| Ok((row.get("id")?, row.get("day")?))).collect()
    }
}

fn begun(row: &Row) -> Result<FamilyFacts> {
    Ok(FamilyFacts {
        case: row.get::<CaseId>("case_id")?,
        begun: row.get("begun_on")?,
        ended: row.maybe("ended_on")?,
        coordinators: Vec::new(),
        planned: None,
        analysed: None,
        measured: None,
        met: Vec::new(),
        rated: Vec::new(),
    })
}
