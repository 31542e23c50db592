//! Coordinating functions: who has which, on which case or in which team; why and what it rests on beside it.

use crate::error::{Error, Result};
use crate::row::{Row, args, statements};
use crate::tx::{Tx, changed};
use domain::access::{Permit, Scope};
use domain::function::{Ended, Held, On, Part};
use domain::ids::{CaseId, CaseNumber, ConsentId, FunctionId, StaffId};
use domain::information::Basis;
use jiff::civil::Date;
use std::collections::BTreeSet;

const WHY: &str = "functions.why";
const ENDED: &str = "functions.ended";

/// The day a person `p` comes of age, as text. Of one born on 29 February it is no day of the calendar and still stands
/// after 28 February and before 1 March.
macro_rules! of_age {
    () => {
        " (cast(cast(substr(p.born, 1, 4) as bigint) + 18 as text) || substr(p.born, 5)) "
    };
}

statements! {
    INSERT = "insert into functions (id, model, case_id, department, staff_id, from_day, until_day, why_sealed, sees, \
        consent_id, law, law_reason, given_by_id, given_at, moved_from_id, version) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1)";
    END = "update functions set ended_on = $3, ended_by_id = $4, ended_sealed = $5, version = version + 1 \
        where id = $1 and version = $2 and ended_on is null";
    OF_CASE = "select id, model, case_id, department, staff_id, from_day, until_day, why_sealed, sees, consent_id, law, \
        law_reason, given_by_id, given_at, ended_on, ended_by_id, ended_sealed, moved_from_id, version \
        from functions where case_id = $1 order by nr";
    OF_TEAM = "select id, model, case_id, department, staff_id, from_day, until_day, why_sealed, sees, consent_id, law, \
        law_reason, given_by_id, given_at, ended_on, ended_by_id, ended_sealed, moved_from_id, version \
        from functions where department = $1 order by nr";
    ONE = "select id, model, case_id, department, staff_id, from_day, until_day, why_sealed, sees, consent_id, law, \
        law_reason, given_by_id, given_at, ended_on, ended_by_id, ended_sealed, moved_from_id, version \
        from functions where id = $1";
    /// One's own that run, with the case's number.
    OF_STAFF = "select f.id, f.model, f.case_id, f.department, f.staff_id, f.from_day, f.until_day, f.why_sealed, f.sees, \
        f.consent_id, f.law, f.law_reason, f.given_by_id, f.given_at, f.ended_on, f.ended_by_id, f.ended_sealed, \
        f.moved_from_id, f.version, c.number, c.benefit from functions f left join cases c on c.id = f.case_id \
        where f.staff_id = $1 and f.ended_on is null and f.from_day <= $2 and (f.until_day is null or $2 <= f.until_day) \
        order by f.nr";
    /// What a function opens, as long as the consent it rests on holds.
    /// One given on a child's behalf ends with the 18th birthday, unless whoever gave it acts by a right that goes on
    /// (`domain::adulthood::is_on_behalf`).
    COORDINATES = concat!(
        "select f.sees from functions f where f.staff_id = $1 and f.case_id = $2 and f.ended_on is null \
         and f.from_day <= $3 and (f.until_day is null or $3 <= f.until_day) and (f.consent_id is null or exists \
         (select 1 from consents s join cases c on c.id = s.case_id join persons p on p.id = c.citizen_id \
         where s.id = f.consent_id and s.case_id = f.case_id and s.given_on <= $3 \
         and $3 <= s.until_day and (s.withdrawn_on is null or $3 < s.withdrawn_on) \
         and (s.given_by_id = p.id or $3 <",
        of_age!(),
        "or",
        of_age!(),
        "<= s.given_on or exists \
         (select 1 from relations r where r.person_id = p.id and r.other_id = s.given_by_id \
         and (r.kind = 'power-of-attorney' or (r.kind = 'guardian' and r.from_day is null) \
         or (r.kind = 'representative' and (r.from_day is null or r.appointed_by_id = p.id))) \
         and (r.from_day is null or r.from_day <= s.given_on) \
         and (r.until_day is null or",
        of_age!(),
        "<= r.until_day)))))"
    );
    LATE = "select distinct t.case_id, c.number from tasks t join cases c on c.id = t.case_id where c.department = $2 \
        and c.closed_on is null and t.state = 'open' and t.origin = 'duty' and t.due < $3 \
        and c.citizen_id not in (select person_id from conflicts where staff_id = $1) order by c.number limit 200";
    LAPSED = "select id, model, case_id, department, staff_id, from_day, until_day, why_sealed, sees, consent_id, law, \
        law_reason, given_by_id, given_at, ended_on, ended_by_id, ended_sealed, moved_from_id, version \
        from functions where case_id is not null and ended_on is null and until_day < $1 order by nr limit 50";
}

/// One's own function, with the case it is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnRow {
    /// The function.
    pub held: Held,
    /// The case's number and benefit, when it is on one.
    pub case: Option<(CaseNumber, String)>,
}

impl Tx {
    /// Saves a function on a case; that it may be given is the caller's to check.
    pub async fn insert_function(&mut self, permit: &Permit, held: &Held) -> Result<()> {
        let (case, department) = match &held.on {
            On::Case(case) => {
                self.writes_case(permit, *case)?;
                (Some(*case), None)
            }
            On::Team(department) => {
                self.writes(permit)?;
                (None, Some(department.as_str()))
            }
        };
        let sealed = self.seal(WHY, &held.id, &held.why)?;
        let (law, reason) = match &held.basis {
            Some(Basis::Law { paragraph, reason }) => (Some(paragraph.as_str()), Some(reason.as_str())),
            Some(Basis::Consent(_)) | None => (None, None),
        };
        let args = args![
            held.id,
            held.model,
            case,
            department,
            held.staff,
            held.from,
            held.until,
            sealed,
            codes(&held.sees),
            held.consent(),
            law,
            reason,
            held.given_by,
            held.given_at,
            held.moved_from
        ];
        self.run(INSERT, args).await.map(|_| ())
    }

    /// Ends a function from a day on, over the version that was read.
    pub async fn end_held(&mut self, permit: &Permit, held: &Held, ended: &Ended) -> Result<()> {
        match &held.on {
            On::Case(case) => self.writes_case(permit, *case)?,
            On::Team(_) => self.writes(permit)?,
        }
        let sealed = self.seal(ENDED, &held.id, &ended.because)?;
        changed(self.run(END, args![held.id, held.version, ended.on, ended.by, sealed]).await?)
    }

    /// Functions on a case, oldest first, ended ones too.
    pub async fn functions_on_case(&mut self, permit: &Permit, case: CaseId) -> Result<Vec<Held>> {
        self.reads_case(permit, case)?;
        let rows = self.all(OF_CASE, args![case]).await?;
        rows.iter().map(|row| self.read_function(row)).collect()
    }

    /// Functions in a department of the scope, oldest first, ended ones too.
    pub async fn functions_in_team(&mut self, scope: &Scope, department: &str) -> Result<Vec<Held>> {
        crate::case::in_scope(scope, department)?;
        let rows = self.all(OF_TEAM, args![department]).await?;
        rows.iter().map(|row| self.read_function(row)).collect()
    }

    /// Functions in a department, for an act that leads its people.
    pub async fn functions_led(&mut self, permit: &Permit, department: &str) -> Result<Vec<Held>> {
        self.writes(permit)?;
        let rows = self.all(OF_TEAM, args![department]).await?;
        rows.iter().map(|row| self.read_function(row)).collect()
    }

    /// One's own functions that hold on a day.
    pub async fn functions_of(&mut self, scope: &Scope, day: Date) -> Result<Vec<OwnRow>> {
        let rows = self.all(OF_STAFF, args![scope.subject(), day]).await?;
        let own = |row: &Row| {
            let number = row.maybe("number")?;
            let benefit = row.maybe("benefit")?;
            Ok(OwnRow { held: self.read_function(row)?, case: number.zip(benefit) })
        };
        rows.iter().map(own).collect()
    }

    /// What a person's functions open on a case on a day; none without one. Asked by the policy, so it takes no permit
    /// and tells nothing of the case.
    pub async fn coordinates(&mut self, staff: StaffId, case: CaseId, day: Date) -> Result<Option<BTreeSet<Part>>> {
        let rows = self.all(COORDINATES, args![staff, case, day]).await?;
        if rows.is_empty() {
            return Ok(None);
        }
        let mut parts = BTreeSet::new();
        for row in &rows {
            parts.extend(read_parts(row)?);
        }
        Ok(Some(parts))
    }

    /// Functions on cases whose last day has passed and that nobody has ended; for the system's own round.
    pub async fn lapsed_functions(&mut self, day: Date) -> Result<Vec<Held>> {
        let rows = self.all(LAPSED, args![day]).await?;
        rows.iter().map(|row| self.read_function(row)).collect()
    }

    /// Open cases of a department of the scope with a standing duty that was due before a day.
    pub async fn cases_with_duties_before(
        &mut self,
        scope: &Scope,
        department: &str,
        day: Date,
    ) -> Result<Vec<CaseId>> {
        crate::case::in_scope(scope, department)?;
        let rows = self.all(LATE, args![scope.subject(), department, day]).await?;
        rows.iter().map(|row| row.get("case_id")).collect()
    }

    /// A function in a team, to be ended or moved by who leads its holder.
    pub async fn team_function(&mut self, id: FunctionId) -> Result<Option<Held>> {
        let row = self.one(ONE, args![id]).await?;
        let held = row.as_ref().map(|row| self.read_function(row)).transpose()?;
        Ok(held.filter(|held| matches!(held.on, On::Team(_))))
    }

    fn read_function(&self, row: &Row) -> Result<Held> {
        let id: FunctionId = row.get("id")?;
        let on = match (row.maybe::<CaseId>("case_id")?, row.maybe::<String>("department")?) {
            (Some(case), None) => On::Case(case),
            (None, Some(department)) => On::Team(department),
            _ => return Err(Error::broken("a function on both or neither")),
        };
        let basis = match (row.maybe::<ConsentId>("consent_id")?, row.maybe("law")?, row.maybe("law_reason")?) {
            (Some(consent), _, _) => Some(Basis::Consent(consent)),
            (None, Some(paragraph), Some(reason)) => Some(Basis::Law { paragraph, reason }),
            _ => None,
        };
        let ended = match (row.maybe("ended_on")?, row.maybe("ended_by_id")?, row.maybe::<Vec<u8>>("ended_sealed")?) {
            (Some(on), Some(by), Some(sealed)) => Some(Ended { on, by, because: self.unseal(ENDED, &id, &sealed)? }),
            _ => None,
        };
        Ok(Held {
            id,
            model: row.get("model")?,
            on,
            staff: row.get("staff_id")?,
            from: row.get("from_day")?,
            until: row.maybe("until_day")?,
            why: self.unseal(WHY, &id, &row.get::<Vec<u8>>("why_sealed")?)?,
            sees: read_parts(row)?,
            basis,
            given_by: row.get("given_by_id")?,
            given_at: row.get("given_at")?,
            ended,
            moved_from: row.maybe("moved_from_id")?,
            version: row.get("version")?,
        })
    }
}

/// The parts as one column holds them.
fn codes(parts: &[Part]) -> String {
    parts.iter().map(|part| part.code()).collect::<Vec<_>>().join(" ")
}

fn read_parts(row: &Row) -> Result<Vec<Part>> {
    let text: String = row.get("sees")?;
    let read = |word: &str| Part::from_code(word).ok_or_else(|| Error::broken("column sees holds an unknown code"));
    text.split_whitespace().map(read).collect()
}
