//! Complaints: one row each, from registration to what was learnt.

use crate::case::in_scope;
use crate::error::{Error, Result};
use crate::row::{Args, Row, ToColumn as _, args, statements};
use crate::tx::{Tx, changed};
use domain::access::{Permit, Scope};
use domain::complaint::{
    Answer, Answered, Channel, Complaint, DecidedBy, Forwarded, Learning, Period, Reassessed, Reassessment, Reassessor,
    Standing, Stay,
};
use domain::ids::{CaseId, CaseNumber, ComplaintId, StaffId};
use jiff::civil::Date;
use std::collections::BTreeMap;

macro_rules! columns {
    () => {
        "c.id, c.case_id, c.course_id, c.decision_id, c.complainant_id, c.received_on, c.channel, c.own_words, \
         c.decided_by, c.party_received_on, c.complain_by, c.late_receipt, c.reassessor_id, c.reassessor_reason, \
         c.stay_on, c.stay_basis, c.stay_reason, c.outcome, c.reasons, c.reassessed_on, c.reassessed_by_id, \
         c.new_decision_id, c.letter_id, c.standing, c.standing_on, c.forwarded_on, c.forwarding_letter_id, \
         c.package_id, c.answer, c.answer_decided_on, c.answer_received_on, c.answer_number, c.answer_summary, \
         c.learning, c.learnt_on, c.learnt_by_id, c.version"
    };
}

statements! {
    INSERT = "insert into complaints (id, case_id, course_id, decision_id, complainant_id, received_on, channel, \
        own_words, decided_by, party_received_on, complain_by, late_receipt, version) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)";
    SAVE = "update complaints set version = version + 1, reassessor_id = $4, reassessor_reason = $5, stay_on = $6, \
        stay_basis = $7, stay_reason = $8, outcome = $9, reasons = $10, reassessed_on = $11, reassessed_by_id = $12, \
        new_decision_id = $13, letter_id = $14, standing = $15, standing_on = $16, forwarded_on = $17, \
        forwarding_letter_id = $18, package_id = $19, answer = $20, answer_decided_on = $21, answer_received_on = $22, \
        answer_number = $23, answer_summary = $24, learning = $25, learnt_on = $26, learnt_by_id = $27 \
        where id = $1 and case_id = $2 and version = $3";
    OF_CASE = concat!("select ", columns!(), " from complaints c where c.case_id = $1 order by c.nr");
    CAUSES = "select k.complaint_id, k.cause from complaint_causes k join complaints c on c.id = k.complaint_id \
        where c.case_id = $1 order by k.complaint_id, k.cause";
    ADD_CAUSE = "insert into complaint_causes (complaint_id, cause) values ($1, $2)";
    ADD_PAPER = "insert into complaint_papers (complaint_id, position, paper, title, left_out) \
        values ($1, $2, $3, $4, $5)";
    PAPERS = "select p.paper, p.title, p.left_out from complaint_papers p join complaints c on c.id = p.complaint_id \
        where c.id = $1 and c.case_id = $2 order by p.position";
    REOPEN = "update cases set closed_on = null, responsible_id = $3, \
        responsible_at = case when responsible_at < $4 then $4 else responsible_at + 1 end, version = version + 1 where id = $1 and version = $2 \
        and closed_on is not null";
    /// Of one department, newest first; a case closed to the department, or of one's own family, is in no list.
    LISTED = concat!("select ", columns!(), ", s.number, s.benefit, d.sent_on as new_sent_on from complaints c \
        join cases s on s.id = c.case_id left join decisions d on d.id = c.new_decision_id \
        where s.department = $2 and s.closed_to_unit = 0 and $3 <= c.received_on and c.received_on <= $4 \
        and s.citizen_id not in (select person_id from conflicts where staff_id = $1) \
        order by c.received_on desc, c.nr desc limit $5");
    LISTED_CAUSES = "select k.complaint_id, k.cause from complaint_causes k join complaints c on c.id = k.complaint_id \
        join cases s on s.id = c.case_id where s.department = $1 and $2 <= c.received_on and c.received_on <= $3 \
        order by k.complaint_id, k.cause";
}

/// A complaint in a list of a department's: nothing of who complains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: CaseNumber,
    /// The benefit, by id.
    pub benefit: String,
    /// The complaint.
    pub complaint: Complaint,
    /// The day its new decision was sent, if it was.
    pub new_decision_sent_on: Option<Date>,
}

/// A paper of the case, and whether it went along to Ankestyrelsen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// What it is, by code.
    pub paper: String,
    /// Its title.
    pub title: String,
    /// Why it was left out; none when it went along.
    pub left_out: Option<String>,
}

impl Tx {
    /// Saves a new complaint, with version 1.
    pub async fn insert_complaint(&mut self, permit: &Permit, case: CaseId, complaint: &Complaint) -> Result<()> {
        self.writes_case(permit, case)?;
        let args = args![
            complaint.id,
            case,
            complaint.course,
            complaint.decision,
            complaint.by,
            complaint.received_on,
            complaint.channel.code(),
            complaint.words,
            complaint.decided_by.code(),
            complaint.period.received_on,
            complaint.period.complain_by,
            complaint.period.late_receipt
        ];
        self.run(INSERT, args).await.map(|_| ())
    }

    /// Saves what has happened to a complaint over the version that was read; answers the new version. Causes are added,
    /// never taken away.
    pub async fn save_complaint(&mut self, permit: &Permit, case: CaseId, complaint: &Complaint) -> Result<i64> {
        self.writes_case(permit, case)?;
        let mut args = args![complaint.id, case, complaint.version];
        happened(complaint, &mut args)?;
        changed(self.run(SAVE, args).await?)?;
        Ok(complaint.version.saturating_add(1))
    }

    /// Notes the causes of a complaint, once.
    pub async fn add_complaint_causes(
        &mut self,
        permit: &Permit,
        case: CaseId,
        id: ComplaintId,
        causes: &[String],
    ) -> Result<()> {
        self.writes_case(permit, case)?;
        for cause in causes {
            self.run(ADD_CAUSE, args![id, cause]).await?;
        }
        Ok(())
    }

    /// Notes what went along and what was left out.
    pub async fn add_complaint_papers(
        &mut self,
        permit: &Permit,
        case: CaseId,
        id: ComplaintId,
        papers: &[Paper],
    ) -> Result<()> {
        self.writes_case(permit, case)?;
        for (position, paper) in papers.iter().enumerate() {
            let position = i64::try_from(position).map_err(|_| Error::broken("too many papers"))?;
            self.run(ADD_PAPER, args![id, position, paper.paper, paper.title, paper.left_out]).await?;
        }
        Ok(())
    }

    /// What went along to Ankestyrelsen and what did not, in the order of the file.
    pub async fn complaint_papers(&mut self, permit: &Permit, case: CaseId, id: ComplaintId) -> Result<Vec<Paper>> {
        self.reads_case(permit, case)?;
        let read = |row: &Row| {
            Ok(Paper { paper: row.get("paper")?, title: row.get("title")?, left_out: row.maybe("left_out")? })
        };
        self.all(PAPERS, args![id, case]).await?.iter().map(read).collect()
    }

    /// Opens a closed case again, with somebody who works here as responsible: a complaint came.
    pub async fn reopen_case(&mut self, permit: &Permit, case: CaseId, version: i64, to: StaffId) -> Result<()> {
        self.writes_case(permit, case)?;
        let now = self.now();
        changed(self.run(REOPEN, args![case, version, to, now]).await?)
    }

    /// Complaints of a department that came in these days, newest first.
    pub async fn list_complaints(
        &mut self,
        scope: &Scope,
        department: &str,
        (from, until): (Date, Date),
        limit: u32,
    ) -> Result<Vec<Listed>> {
        in_scope(scope, department)?;
        let mut causes = grouped(&self.all(LISTED_CAUSES, args![department, from, until]).await?)?;
        let rows = self.all(LISTED, args![scope.subject(), department, from, until, limit]).await?;
        rows.iter()
            .map(|row| {
                Ok(Listed {
                    case: row.get("case_id")?,
                    number: row.get("number")?,
                    benefit: row.get("benefit")?,
                    complaint: read(row, &mut causes)?,
                    new_decision_sent_on: row.maybe("new_sent_on")?,
                })
            })
            .collect()
    }

    pub(crate) async fn load_complaints(&mut self, case: CaseId) -> Result<Vec<Complaint>> {
        let rows = self.all(OF_CASE, args![case]).await?;
        // Most cases have none: the second question is asked only of those that have.
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let mut causes = grouped(&self.all(CAUSES, args![case]).await?)?;
        rows.iter().map(|row| read(row, &mut causes)).collect()
    }
}

fn grouped(rows: &[Row]) -> Result<BTreeMap<ComplaintId, Vec<String>>> {
    let mut causes: BTreeMap<ComplaintId, Vec<String>> = BTreeMap::new();
    for row in rows {
        causes.entry(row.get("complaint_id")?).or_default().push(row.get("cause")?);
    }
    Ok(causes)
}

fn happened(complaint: &Complaint, args: &mut Args) -> Result<()> {
    let reassessor = complaint.reassessor.as_ref();
    reassessor.map(|reassessor| reassessor.staff).put(args)?;
    reassessor.map(|reassessor| reassessor.reason.clone()).unwrap_or_default().put(args)?;
    let stay = complaint.stay.as_ref();
    stay.map(|stay| stay.on).put(args)?;
    stay.map(|stay| stay.basis.clone()).put(args)?;
    stay.map(|stay| stay.reason.clone()).put(args)?;
    let done = complaint.reassessment.as_ref();
    done.map(|done| done.outcome.code()).put(args)?;
    done.map(|done| done.reasons.clone()).put(args)?;
    done.map(|done| done.on).put(args)?;
    done.map(|done| done.by).put(args)?;
    done.and_then(|done| done.decision).put(args)?;
    done.and_then(|done| done.letter).put(args)?;
    complaint.standing.map(|(standing, _)| standing.code()).put(args)?;
    complaint.standing.map(|(_, on)| on).put(args)?;
    let forwarded = complaint.forwarded.as_ref();
    forwarded.map(|forwarded| forwarded.on).put(args)?;
    forwarded.map(|forwarded| forwarded.letter).put(args)?;
    forwarded.map(|forwarded| forwarded.package).put(args)?;
    let answer = complaint.answer.as_ref();
    answer.map(|answer| answer.outcome.code()).put(args)?;
    answer.map(|answer| answer.decided_on).put(args)?;
    answer.map(|answer| answer.received_on).put(args)?;
    answer.map(|answer| answer.number.clone()).put(args)?;
    answer.map(|answer| answer.summary.clone()).put(args)?;
    let learning = complaint.learning.as_ref();
    learning.map(|learning| learning.points.clone()).put(args)?;
    learning.map(|learning| learning.on).put(args)?;
    learning.map(|learning| learning.by).put(args)
}

fn read(row: &Row, causes: &mut BTreeMap<ComplaintId, Vec<String>>) -> Result<Complaint> {
    let id = row.get("id")?;
    Ok(Complaint {
        id,
        course: row.get("course_id")?,
        decision: row.get("decision_id")?,
        by: row.get("complainant_id")?,
        received_on: row.get("received_on")?,
        channel: row.code("channel", Channel::from_code)?,
        words: row.get("own_words")?,
        decided_by: row.code("decided_by", DecidedBy::from_code)?,
        period: Period {
            received_on: row.get("party_received_on")?,
            complain_by: row.get("complain_by")?,
            late_receipt: row.get("late_receipt")?,
        },
        reassessor: reassessor(row)?,
        stay: stay(row)?,
        reassessment: reassessment(row)?,
        standing: row.maybe_code("standing", Standing::from_code)?.zip(row.maybe("standing_on")?),
        forwarded: forwarded(row)?,
        answer: answer(row)?,
        learning: learning(row, causes.remove(&id).unwrap_or_default())?,
        version: row.get("version")?,
    })
}

fn reassessor(row: &Row) -> Result<Option<Reassessor>> {
    let Some(staff) = row.maybe("reassessor_id")? else { return Ok(None) };
    Ok(Some(Reassessor { staff, reason: row.get("reassessor_reason")? }))
}

fn stay(row: &Row) -> Result<Option<Stay>> {
    let Some(on) = row.maybe("stay_on")? else { return Ok(None) };
    Ok(Some(Stay { on, basis: row.get("stay_basis")?, reason: row.get("stay_reason")? }))
}

fn reassessment(row: &Row) -> Result<Option<Reassessment>> {
    let Some(outcome) = row.maybe_code("outcome", Reassessed::from_code)? else { return Ok(None) };
    Ok(Some(Reassessment {
        outcome,
        reasons: row.get("reasons")?,
        on: row.get("reassessed_on")?,
        by: row.get("reassessed_by_id")?,
        decision: row.maybe("new_decision_id")?,
        letter: row.maybe("letter_id")?,
    }))
}

fn forwarded(row: &Row) -> Result<Option<Forwarded>> {
    let Some(on) = row.maybe("forwarded_on")? else { return Ok(None) };
    Ok(Some(Forwarded { on, letter: row.get("forwarding_letter_id")?, package: row.get("package_id")? }))
}

fn answer(row: &Row) -> Result<Option<Answer>> {
    let Some(outcome) = row.maybe_code("answer", Answered::from_code)? else { return Ok(None) };
    Ok(Some(Answer {
        outcome,
        decided_on: row.get("answer_decided_on")?,
        received_on: row.get("answer_received_on")?,
        number: row.get("answer_number")?,
        summary: row.get("answer_summary")?,
    }))
}

fn learning(row: &Row, causes: Vec<String>) -> Result<Option<Learning>> {
    let Some(on) = row.maybe("learnt_on")? else { return Ok(None) };
    Ok(Some(Learning { causes, points: row.get("learning")?, on, by: row.get("learnt_by_id")? }))
}
