//! Costs divided between departments: versions that are never changed, and what those who pay answered.

use crate::error::{Error, Result};
use crate::row::{Row, args, statements};
use crate::tx::{Tx, changed};
use domain::access::{Permit, Target, Yes};
use domain::financing::{Answer, Answered, Assessment, Cost, Measure, Part, Said, Share};
use domain::ids::{CaseId, FamilyId, FinancingId, StaffId};
use domain::setting::Kroner;
use jiff::{Timestamp, civil::Date};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const WHY: &str = "financings.why";
const CRITERIA: &str = "financings.criteria";
const TITLE: &str = "financing_measures.title";
const PART: &str = "financing_parts.why";
const SAID: &str = "financing_answers.why";

statements! {
    INSERT = "insert into financings (id, family_id, nr, from_day, why_sealed, criteria_sealed, by_id, at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    INSERT_MEASURE = "insert into financing_measures (financing_id, nr, title_sealed, grant_id, granted_by, monthly, \
        oere, from_day, until_day) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    INSERT_PART = "insert into financing_parts (financing_id, measure_nr, place, department, points, why_sealed) \
        values ($1, $2, $3, $4, $5, $6)";
    ASK = "insert into financing_answers (financing_id, department) values ($1, $2)";
    ANSWER = "update financing_answers set answer = $3, why_sealed = $4, by_id = $5, at = $6 \
        where financing_id = $1 and department = $2 and answer is null and exists \
        (select 1 from financings f where f.id = $1 and f.withdrawn_at is null)";
    WITHDRAW = "update financings set withdrawn_at = $2 where id = $1 and withdrawn_at is null";
    OF_FAMILY = "select id, family_id, nr, from_day, why_sealed, criteria_sealed, by_id, at, withdrawn_at \
        from financings where family_id = $1 order by nr";
    MEASURES = "select nr, title_sealed, grant_id, granted_by, monthly, oere, from_day, until_day \
        from financing_measures where financing_id = $1 order by nr";
    PARTS = "select measure_nr, department, points, why_sealed from financing_parts where financing_id = $1 \
        order by measure_nr, place";
    ANSWERS = "select department, answer, why_sealed, by_id, at from financing_answers where financing_id = $1 \
        order by department";
    FAMILIES = "select distinct family_id from financings order by family_id";
    ASKED_OF = "select distinct a.department from financings f join financing_answers a on a.financing_id = f.id \
        where f.family_id = $1 order by a.department";
    FAMILY_AROUND = "select f.case_id, f.department, k.staff_id from families f left join family_coordinators k \
        on k.family_id = f.id and k.from_day <= $2 and (k.until_day is null or $2 <= k.until_day) where f.id = $1";
    CASES = "select case_id from family_cases where family_id = $1 and since <= $2 \
        and (until_day is null or $2 < until_day) order by nr";
    LATEST_CRITERIA = "select f.id, f.criteria_sealed from financings f join family_cases k on k.family_id = f.family_id \
        where k.case_id = $1 and k.until_day is null and f.withdrawn_at is null order by f.nr desc limit 1";
}

/// What a family's costs hang on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinancedFamily {
    /// The coordinating case.
    pub case: CaseId,
    /// The department the family is coordinated from, by id.
    pub department: String,
    /// Who coordinates it today.
    pub coordinator: Option<StaffId>,
}

impl Tx {
    /// What a family's costs hang on; takes no permit, because one is decided from it.
    pub async fn financing_family(&mut self, family: FamilyId) -> Result<Option<FinancedFamily>> {
        let today = self.today();
        let Some(row) = self.one(FAMILY_AROUND, args![family, today]).await? else { return Ok(None) };
        Ok(Some(FinancedFamily {
            case: row.get("case_id")?,
            department: row.get("department")?,
            coordinator: row.maybe("staff_id")?,
        }))
    }

    /// A family's cases on a day; takes no permit, because each is asked about by itself.
    pub async fn financing_cases(&mut self, family: FamilyId, day: Date) -> Result<Vec<CaseId>> {
        let rows = self.all(CASES, args![family, day]).await?;
        rows.iter().map(|row| row.get("case_id")).collect()
    }

    /// Departments that were ever asked about a family's costs, whose leaders may see them; takes no permit, because one
    /// is decided from it.
    pub async fn financing_departments(&mut self, family: FamilyId) -> Result<Vec<String>> {
        let rows = self.all(ASKED_OF, args![family]).await?;
        rows.iter().map(|row| row.get("department")).collect()
    }

    /// Every family whose costs were assessed; takes no permit, because each is asked about by itself.
    pub async fn financed_families(&mut self) -> Result<Vec<FamilyId>> {
        let rows = self.all(FAMILIES, args![]).await?;
        rows.iter().map(|row| row.get("family_id")).collect()
    }

    /// Saves a new version with all in it; `Stale` when somebody made the same version first.
    pub async fn insert_financing(&mut self, permit: &Permit, new: &Assessment) -> Result<()> {
        self.writes_financing(permit, new.family)?;
        let why = self.seal(WHY, &new.id, &new.why)?;
        let criteria = self.seal(CRITERIA, &new.id, &criteria_json(&new.criteria))?;
        self.run(INSERT, args![new.id, new.family, new.nr, new.from, why, criteria, new.by, new.at]).await?;
        for measure in &new.measures {
            self.insert_measure(new.id, measure).await?;
        }
        for department in &new.asked {
            self.run(ASK, args![new.id, department]).await?;
        }
        Ok(())
    }

    async fn insert_measure(&mut self, id: FinancingId, measure: &Measure) -> Result<()> {
        let title = self.seal(TITLE, &format!("{id}/{}", measure.nr), &measure.title)?;
        let monthly = matches!(measure.cost, Cost::Monthly(_));
        let args = args![
            id,
            measure.nr,
            title,
            measure.grant,
            measure.granted_by,
            monthly,
            measure.cost.amount(),
            measure.from,
            measure.until
        ];
        self.run(INSERT_MEASURE, args).await?;
        for (place, part) in (0u32..).zip(&measure.parts) {
            let why = self.seal(PART, &format!("{id}/{}/{}", measure.nr, part.department), &part.why)?;
            let args = args![id, measure.nr, place, part.department, part.share.points(), why];
            self.run(INSERT_PART, args).await?;
        }
        Ok(())
    }

    /// Saves what a department answers; `Stale` when it has answered, or the version was taken back.
    pub async fn answer_financing(
        &mut self,
        permit: &Permit,
        (family, id): (FamilyId, FinancingId),
        said: &Said,
    ) -> Result<()> {
        self.writes_financing(permit, family)?;
        let why = self.seal(SAID, &format!("{id}/{}", said.department), &said.why)?;
        let args = args![id, said.department, said.answer.code(), why, said.by, said.at];
        changed(self.run(ANSWER, args).await?)
    }

    /// Takes a version back; `Stale` when it was.
    pub async fn withdraw_financing(
        &mut self,
        permit: &Permit,
        (family, id): (FamilyId, FinancingId),
        at: Timestamp,
    ) -> Result<()> {
        self.writes_financing(permit, family)?;
        changed(self.run(WITHDRAW, args![id, at]).await?)
    }

    /// Every version of a family's division, oldest first.
    pub async fn financings(&mut self, permit: &Permit, family: FamilyId) -> Result<Vec<Assessment>> {
        self.reads_financing(permit, family)?;
        let rows = self.all(OF_FAMILY, args![family]).await?;
        let mut found = Vec::new();
        for row in &rows {
            let mut version = self.read_financing(row)?;
            version.measures = self.measures_of(version.id).await?;
            (version.asked, version.said) = self.answers_to(version.id).await?;
            found.push(version);
        }
        Ok(found)
    }

    /// Whether the latest assessment of the family a case is of found that costs can be divided; unknown before
    /// the first.
    pub(crate) async fn load_shared_financing(&mut self, case: CaseId) -> Result<domain::progress::Answer> {
        use domain::progress::Answer;
        let Some(row) = self.one(LATEST_CRITERIA, args![case]).await? else { return Ok(Answer::Unknown) };
        let id: FinancingId = row.get("id")?;
        let criteria = self.unseal(CRITERIA, &id, &row.get::<Vec<u8>>("criteria_sealed")?)?;
        let possible = read_criteria(&criteria)?.iter().all(|answered| answered.met == Yes::Yes);
        Ok(if possible { Answer::Yes } else { Answer::No })
    }

    fn read_financing(&self, row: &Row) -> Result<Assessment> {
        let id: FinancingId = row.get("id")?;
        let criteria = self.unseal(CRITERIA, &id, &row.get::<Vec<u8>>("criteria_sealed")?)?;
        Ok(Assessment {
            id,
            family: row.get("family_id")?,
            nr: row.get("nr")?,
            from: row.get("from_day")?,
            why: self.unseal(WHY, &id, &row.get::<Vec<u8>>("why_sealed")?)?,
            criteria: read_criteria(&criteria)?,
            measures: Vec::new(),
            asked: BTreeSet::new(),
            said: Vec::new(),
            by: row.get("by_id")?,
            at: row.get("at")?,
            withdrawn_at: row.maybe("withdrawn_at")?,
        })
    }

    async fn measures_of(&mut self, id: FinancingId) -> Result<Vec<Measure>> {
        let parts = self.all(PARTS, args![id]).await?;
        let mut found = Vec::new();
        for row in &self.all(MEASURES, args![id]).await? {
            let nr: u32 = row.get("nr")?;
            let amount: Kroner = row.get("oere")?;
            let mut measure = Measure {
                nr,
                title: self.unseal(TITLE, &format!("{id}/{nr}"), &row.get::<Vec<u8>>("title_sealed")?)?,
                grant: row.maybe("grant_id")?,
                granted_by: row.get("granted_by")?,
                cost: if row.get::<bool>("monthly")? { Cost::Monthly(amount) } else { Cost::OneOff(amount) },
                from: row.get::<Date>("from_day")?,
                until: row.maybe("until_day")?,
                parts: Vec::new(),
            };
            for part in &parts {
                if part.get::<u32>("measure_nr")? == nr {
                    measure.parts.push(self.read_part(id, nr, part)?);
                }
            }
            found.push(measure);
        }
        Ok(found)
    }

    fn read_part(&self, id: FinancingId, nr: u32, row: &Row) -> Result<Part> {
        let department: String = row.get("department")?;
        let share = Share::from_points(row.get("points")?).ok_or_else(|| Error::broken("a share is over the whole"))?;
        let why = self.unseal(PART, &format!("{id}/{nr}/{department}"), &row.get::<Vec<u8>>("why_sealed")?)?;
        Ok(Part { department, share, why })
    }

    async fn answers_to(&mut self, id: FinancingId) -> Result<(BTreeSet<String>, Vec<Said>)> {
        let (mut asked, mut said) = (BTreeSet::new(), Vec::new());
        for row in &self.all(ANSWERS, args![id]).await? {
            let department: String = row.get("department")?;
            if let Some(answer) = row.maybe_code("answer", Answer::from_code)? {
                let why = self.unseal(SAID, &format!("{id}/{department}"), &row.get::<Vec<u8>>("why_sealed")?)?;
                let by: StaffId = row.get("by_id")?;
                said.push(Said { department: department.clone(), answer, why, by, at: row.get("at")? });
            }
            asked.insert(department);
        }
        Ok((asked, said))
    }

    fn reads_financing(&self, permit: &Permit, family: FamilyId) -> Result<()> {
        if permit.target() == Target::Financing(family) { Ok(()) } else { Err(Error::NotFound) }
    }

    fn writes_financing(&self, permit: &Permit, family: FamilyId) -> Result<()> {
        self.writes(permit)?;
        self.reads_financing(permit, family)
    }
}

fn criteria_json(criteria: &[Answered]) -> String {
    let one = |answered: &Answered| json!({ "criterion": answered.criterion, "met": answered.met == Yes::Yes, "why": answered.why });
    Value::Array(criteria.iter().map(one).collect()).to_string()
}

fn read_criteria(json: &str) -> Result<Vec<Answered>> {
    let unreadable = || Error::broken("the criteria of a division cannot be read back");
    let value: Value = serde_json::from_str(json).map_err(|_| unreadable())?;
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_string);
    let one = |value: &Value| {
        let met = value.get("met").and_then(Value::as_bool).ok_or_else(unreadable)?;
        Ok(Answered {
            criterion: text(value, "criterion").ok_or_else(unreadable)?,
            met: met.into(),
            why: text(value, "why").ok_or_else(unreadable)?,
        })
    };
    value.as_array().ok_or_else(unreadable)?.iter().map(one).collect()
}
