//! The assessment: facts with their sources, answers to criteria, considerations.

use crate::error::Result;
use crate::row::{Row, args, statements};
use crate::tx::{Tx, changed};
use domain::access::Permit;
use domain::assessment::{Assessment, CriterionAnswer, Finding, Known, Weight};
use domain::ids::{CaseId, FindingId};
use jiff::civil::Date;

statements! {
    INSERT_FINDING = "insert into findings (id, case_id, fact, source, document_id, known, against) \
        values ($1, $2, $3, $4, $5, $6, $7)";
    UPDATE_FINDING = "update findings set fact = $3, source = $4, document_id = $5, known = $6, against = $7 \
        where id = $1 and case_id = $2 and removed_at is null and decided_on is null";
    REMOVE_FINDING = "update findings set removed_at = $3 where id = $1 and case_id = $2 and removed_at is null \
        and decided_on is null";
    FINDINGS = "select id, fact, source, document_id, known, against, decided_on from findings where case_id = $1 \
        and removed_at is null order by nr";
    FIX = "update findings set decided_on = $2 where case_id = $1 and removed_at is null and decided_on is null";
    ONE = "select considerations, version from assessments where case_id = $1";
    CRITERIA = "select criterion, met, reason from criterion_answers where case_id = $1";
    FIRST = "insert into assessments (case_id, considerations, version) values ($1, $2, 1) on conflict do nothing";
    UPDATE = "update assessments set considerations = $3, version = version + 1 where case_id = $1 and version = $2";
    TOUCH = "update assessments set version = version + 1 where case_id = $1 and version = $2";
    SAVE_CRITERION = "insert into criterion_answers (case_id, criterion, met, reason) values ($1, $2, $3, $4) \
        on conflict (case_id, criterion) do update set met = excluded.met, reason = excluded.reason";
}

impl Tx {
    /// Adds a fact.
    pub async fn insert_finding(&mut self, permit: &Permit, case: CaseId, finding: &Finding) -> Result<()> {
        self.writes_case(permit, case)?;
        let args = finding_args(case, finding)?;
        self.run(INSERT_FINDING, args).await.map(|_| ())
    }

    /// Changes a fact; `Stale` when it was removed.
    pub async fn save_finding(&mut self, permit: &Permit, case: CaseId, finding: &Finding) -> Result<()> {
        self.writes_case(permit, case)?;
        changed(self.run(UPDATE_FINDING, finding_args(case, finding)?).await?)
    }

    /// Takes a fact out of the assessment; the row stays, since a hearing may have been about it.
    pub async fn remove_finding(&mut self, permit: &Permit, id: FindingId) -> Result<()> {
        let case = self.case_to_write(permit)?;
        let now = self.now();
        changed(self.run(REMOVE_FINDING, args![id, case, now]).await?)
    }

    /// A decision that rests on the facts of the case was sent: they stand as they are from this day.
    pub async fn fix_findings(&mut self, permit: &Permit, case: CaseId, on: Date) -> Result<()> {
        self.writes_case(permit, case)?;
        self.run(FIX, args![case, on]).await.map(|_| ())
    }

    /// Saves the considerations over the version that was read (0: none yet); answers the new version.
    pub async fn save_considerations(
        &mut self,
        permit: &Permit,
        case: CaseId,
        considerations: &str,
        version: i64,
    ) -> Result<i64> {
        self.writes_case(permit, case)?;
        let rows = match version {
            0 => self.run(FIRST, args![case, considerations]).await?,
            _ => self.run(UPDATE, args![case, version, considerations]).await?,
        };
        changed(rows)?;
        Ok(version.saturating_add(1))
    }

    /// Saves the answer to a criterion over the version of the assessment that was read; answers the new version.
    pub async fn save_criterion(
        &mut self,
        permit: &Permit,
        case: CaseId,
        criterion: &str,
        answer: &CriterionAnswer,
        version: i64,
    ) -> Result<i64> {
        self.writes_case(permit, case)?;
        let rows = match version {
            0 => self.run(FIRST, args![case, ""]).await?,
            _ => self.run(TOUCH, args![case, version]).await?,
        };
        changed(rows)?;
        self.run(SAVE_CRITERION, args![case, criterion, answer.met, answer.reason]).await?;
        Ok(version.saturating_add(1))
    }

    pub(crate) async fn load_findings(&mut self, case: CaseId) -> Result<Vec<Finding>> {
        self.all(FINDINGS, args![case]).await?.iter().map(read).collect()
    }

    pub(crate) async fn load_assessment(&mut self, case: CaseId) -> Result<Assessment> {
        let Some(row) = self.one(ONE, args![case]).await? else { return Ok(Assessment::default()) };
        let mut assessment = Assessment {
            considerations: row.get("considerations")?,
            version: row.get("version")?,
            ..Assessment::default()
        };
        for row in self.all(CRITERIA, args![case]).await? {
            let answer = CriterionAnswer { met: row.get("met")?, reason: row.get("reason")? };
            assessment.criteria.insert(row.get("criterion")?, answer);
        }
        Ok(assessment)
    }
}

fn finding_args(case: CaseId, finding: &Finding) -> Result<crate::row::Args> {
    let known = finding.known == Known::Known;
    let against = finding.weight == Weight::Against;
    Ok(args![finding.id, case, finding.text, finding.source, finding.document, known, against])
}

fn read(row: &Row) -> Result<Finding> {
    Ok(Finding {
        id: row.get("id")?,
        text: row.get("fact")?,
        source: row.get("source")?,
        document: row.maybe("document_id")?,
        known: if row.get("known")? { Known::Known } else { Known::Unknown },
        weight: if row.get("against")? { Weight::Against } else { Weight::NotAgainst },
        decided_on: row.maybe("decided_on")?,
    })
}
