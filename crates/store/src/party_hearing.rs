//! Party hearings and the facts they are about.

use crate::error::{Error, Result};
use crate::row::{Row, args, statements};
use crate::tx::{Tx, changed};
use domain::access::Permit;
use domain::ids::{CaseId, FindingId, LetterId, PartyHearingId};
use domain::party_hearing::{HearingState, PartyHearing};
use jiff::civil::Date;
use std::collections::BTreeMap;

statements! {
    INSERT = "insert into party_hearings (id, case_id, party_id, letter_id, sent_on, answer_by, state, state_on, answer) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    INSERT_FINDING = "insert into hearing_findings (hearing_id, finding_id) values ($1, $2)";
    SET_STATE = "update party_hearings set state = $3, state_on = $4, answer = $5 where id = $1 and case_id = $2 \
        and state in ($6, $7)";
    SET_LETTER = "update party_hearings set letter_id = $3 where id = $1 and case_id = $2 and letter_id is null";
    OF_CASE = "select id, party_id, letter_id, sent_on, answer_by, state, state_on, answer from party_hearings \
        where case_id = $1 order by nr";
    FINDINGS = "select f.hearing_id, f.finding_id from hearing_findings f \
        join party_hearings h on h.id = f.hearing_id join findings x on x.id = f.finding_id \
        where h.case_id = $1 order by x.nr";
}

impl Tx {
    /// Saves a hearing with the facts it is about.
    pub async fn insert_hearing(&mut self, permit: &Permit, case: CaseId, hearing: &PartyHearing) -> Result<()> {
        self.writes_case(permit, case)?;
        let (state, on, answer) = columns(&hearing.state);
        let args = args![
            hearing.id,
            case,
            hearing.party,
            hearing.letter,
            hearing.sent_on,
            hearing.answer_by,
            state,
            on,
            answer
        ];
        self.run(INSERT, args).await?;
        for finding in &hearing.findings {
            self.run(INSERT_FINDING, args![hearing.id, finding]).await?;
        }
        Ok(())
    }

    /// Notes the answer or the lapse. A lapse needs a hearing that waits; a late answer still counts after a lapse.
    /// `Stale` when it is answered already.
    pub async fn set_hearing_state(&mut self, permit: &Permit, id: PartyHearingId, state: &HearingState) -> Result<()> {
        let case = self.case_to_write(permit)?;
        let also_from = match state {
            HearingState::Answered { .. } => "lapsed",
            HearingState::Lapsed { .. } => "sent",
            HearingState::Sent => return Err(Error::broken("a hearing is not sent a second time")),
        };
        let (state, on, answer) = columns(state);
        changed(self.run(SET_STATE, args![id, case, state, on, answer, "sent", also_from]).await?)
    }

    /// Notes the letter a hearing went out in.
    pub async fn set_hearing_letter(&mut self, permit: &Permit, id: PartyHearingId, letter: LetterId) -> Result<()> {
        let case = self.case_to_write(permit)?;
        changed(self.run(SET_LETTER, args![id, case, letter]).await?)
    }

    pub(crate) async fn load_hearings(&mut self, case: CaseId) -> Result<Vec<PartyHearing>> {
        let mut findings: BTreeMap<PartyHearingId, Vec<FindingId>> = BTreeMap::new();
        for row in self.all(FINDINGS, args![case]).await? {
            findings.entry(row.get("hearing_id")?).or_default().push(row.get("finding_id")?);
        }
        let rows = self.all(OF_CASE, args![case]).await?;
        rows.iter()
            .map(|row| {
                let id = row.get("id")?;
                Ok(PartyHearing {
                    id,
                    party: row.get("party_id")?,
                    findings: findings.remove(&id).unwrap_or_default(),
                    letter: row.maybe("letter_id")?,
                    sent_on: row.get("sent_on")?,
                    answer_by: row.get("answer_by")?,
                    state: state(row)?,
                })
            })
            .collect()
    }
}

fn columns(state: &HearingState) -> (&'static str, Option<Date>, Option<&String>) {
    match state {
        HearingState::Sent => ("sent", None, None),
        HearingState::Answered { on, answer } => ("answered", Some(*on), Some(answer)),
        HearingState::Lapsed { on } => ("lapsed", Some(*on), None),
    }
}

fn state(row: &Row) -> Result<HearingState> {
    match row.get::<String>("state")?.as_str() {
        "sent" => Ok(HearingState::Sent),
        "answered" => Ok(HearingState::Answered { on: row.get("state_on")?, answer: row.get("answer")? }),
        "lapsed" => Ok(HearingState::Lapsed { on: row.get("state_on")? }),
        _ => Err(Error::broken("a hearing in an unknown state")),
    }
}
