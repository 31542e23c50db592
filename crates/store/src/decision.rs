//! Decisions: one open one per case, and every change of state one conditional update.

use crate::error::{Error, Result};
use crate::letter::{channel, channel_code};
use crate::row::{Args, Row, ToColumn as _, args, statements};
use crate::tx::{Tx, changed};
use domain::access::Permit;
use domain::benefit::Detail;
use domain::decision::{Decision, Draft, Outcome, SentTo, State};
use domain::ids::{CaseId, DecisionId, LetterId, StaffId};
use jiff::civil::Date;
use std::collections::BTreeMap;

statements! {
    INSERT = "insert into decisions (id, case_id, recommender_id, state, version, outcome, granted, not_granted, reasons, \
        hearing_treatment, choice, package, monthly_amount, weekly_hours, monthly_hours, one_off_amount, weekly_days, \
        details, grant_id, effect_on, from_day, until_day, follow_up_on) values ($1, $2, $3, 'drafted', 1, $4, $5, $6, \
        $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)";
    /// A draft is changed only while it is written; one that was returned stays returned until it is sent again.
    SAVE_DRAFT = "update decisions set version = version + 1, recommender_id = $4, outcome = $5, granted = $6, \
        not_granted = $7, reasons = $8, hearing_treatment = $9, choice = $10, package = $11, monthly_amount = $12, \
        weekly_hours = $13, monthly_hours = $14, one_off_amount = $15, weekly_days = $16, details = $17, grant_id = $18, \
        effect_on = $19, from_day = $20, until_day = $21, follow_up_on = $22 \
        where id = $1 and case_id = $2 and version = $3 and state in ('drafted', 'returned')";
    TAKE_BACK = "update decisions set state = 'drafted', version = version + 1 \
        where id = $1 and case_id = $2 and version = $3 and state in ('submitted', 'returned', 'approved')";
    SUBMIT = "update decisions set state = 'submitted', submitted_at = $4, version = version + 1 \
        where id = $1 and case_id = $2 and version = $3 and state in ('drafted', 'returned')";
    RETURN = "update decisions set state = 'returned', returned_by_id = $4, returned_at = $5, return_reason = $6, \
        version = version + 1 where id = $1 and case_id = $2 and version = $3 and state in ('submitted', 'approved')";
    APPROVE = "update decisions set state = 'approved', approved_by_id = $4, approved_at = $5, approved_for_id = $6, version = version + 1 \
        where id = $1 and case_id = $2 and version = $3 and state in ('submitted')";
    SEND = "update decisions set state = 'sent', sent_on = $4, version = version + 1 \
        where id = $1 and case_id = $2 and version = $3 and state in ('approved') and approved_by_id = $5";
    INSERT_LETTER = "insert into decision_letters (decision_id, party_id, letter_id, channel, received_on, complain_by) \
        values ($1, $2, $3, $4, $5, $6)";
    LETTER_POSTED = "update decision_letters set received_on = $3, complain_by = $4 where letter_id = $1 \
        and decision_id in (select id from decisions where case_id = $2)";
    OF_CASE = "select id, recommender_id, state, version, outcome, granted, not_granted, reasons, hearing_treatment, \
        choice, package, monthly_amount, weekly_hours, monthly_hours, one_off_amount, weekly_days, details, grant_id, \
        effect_on, from_day, until_day, follow_up_on, submitted_at, \
        returned_by_id, returned_at, return_reason, approved_by_id, approved_for_id, approved_at, sent_on from decisions \
        where case_id = $1 order by nr";
    LETTERS = "select l.decision_id, l.party_id, l.letter_id, l.channel, l.received_on, l.complain_by \
        from decision_letters l join decisions d on d.id = l.decision_id where d.case_id = $1 \
        order by l.decision_id, l.party_id";
}

impl Tx {
    /// Saves a new draft, with version 1; `Conflict("decisions")` when the case has an open decision.
    pub async fn insert_decision(&mut self, permit: &Permit, case: CaseId, decision: &Decision) -> Result<()> {
        self.writes_case(permit, case)?;
        if decision.state != State::Drafted {
            return Err(Error::broken("a decision begins as a draft"));
        }
        let mut args = args![decision.id, case, decision.recommender];
        draft_args(&decision.draft, &mut args)?;
        self.run(INSERT, args).await.map(|_| ())
    }

    /// Saves a changed draft over the version that was read, with who drafted it last; answers the new version.
    /// `Stale` too when it has been sent for approval meanwhile.
    pub async fn save_draft(
        &mut self,
        permit: &Permit,
        id: DecisionId,
        version: i64,
        draft: &Draft,
        recommender: StaffId,
    ) -> Result<i64> {
        let case = self.case_to_write(permit)?;
        let mut args = args![id, case, version, recommender];
        draft_args(draft, &mut args)?;
        changed(self.run(SAVE_DRAFT, args).await?)?;
        Ok(version.saturating_add(1))
    }

    /// Moves a decision on, if it still is what was read: one update whose row count is checked. Two approvers at the
    /// same moment give one `Ok` and one `Stale`. Answers the new version.
    ///
    /// Submitted follows a draft or a return; returned follows submitted or approved; approved follows submitted; sent
    /// follows approved, with the letters; drafted again follows anything not sent.
    pub async fn set_decision_state(
        &mut self,
        permit: &Permit,
        id: DecisionId,
        version: i64,
        to: &State,
    ) -> Result<i64> {
        let case = self.case_to_write(permit)?;
        let rows = match to {
            State::Drafted => self.run(TAKE_BACK, args![id, case, version]).await?,
            State::Submitted { at } => self.run(SUBMIT, args![id, case, version, at]).await?,
            State::Returned { by, at, reason } => self.run(RETURN, args![id, case, version, by, at, reason]).await?,
            State::Approved { by, on_behalf_of, at } => {
                self.run(APPROVE, args![id, case, version, by, at, on_behalf_of]).await?
            }
            State::Sent { approved_by, on, .. } => self.run(SEND, args![id, case, version, on, approved_by]).await?,
        };
        changed(rows)?;
        if let State::Sent { letters, .. } = to {
            for sent in letters {
                self.insert_decision_letter(id, sent).await?;
            }
        }
        Ok(version.saturating_add(1))
    }

    /// A decision's letter on paper was posted on another day than it was promised: its presumed receipt and the last day
    /// to complain follow that day. Nothing happens for letters that carry no decision.
    pub async fn decision_letter_posted(
        &mut self,
        permit: &Permit,
        letter: LetterId,
        received_on: Date,
        complain_by: Date,
    ) -> Result<()> {
        let case = self.case_to_write(permit)?;
        self.run(LETTER_POSTED, args![letter, case, received_on, complain_by]).await.map(|_| ())
    }

    async fn insert_decision_letter(&mut self, id: DecisionId, sent: &SentTo) -> Result<()> {
        let channel = channel_code(sent.channel);
        let args = args![id, sent.party, sent.letter, channel, sent.received_on, sent.complain_by];
        self.run(INSERT_LETTER, args).await.map(|_| ())
    }

    pub(crate) async fn load_decisions(&mut self, case: CaseId) -> Result<Vec<Decision>> {
        let mut letters: BTreeMap<DecisionId, Vec<SentTo>> = BTreeMap::new();
        for row in self.all(LETTERS, args![case]).await? {
            let sent = SentTo {
                party: row.get("party_id")?,
                letter: row.get("letter_id")?,
                channel: row.code("channel", channel)?,
                received_on: row.get("received_on")?,
                complain_by: row.get("complain_by")?,
            };
            letters.entry(row.get("decision_id")?).or_default().push(sent);
        }
        let rows = self.all(OF_CASE, args![case]).await?;
        rows.iter()
            .map(|row| {
                let id = row.get("id")?;
                Ok(Decision {
                    id,
                    draft: draft(row)?,
                    recommender: row.get("recommender_id")?,
                    state: state(row, letters.remove(&id).unwrap_or_default())?,
                    version: row.get("version")?,
                })
            })
            .collect()
    }
}

fn draft_args(draft: &Draft, args: &mut Args) -> Result<()> {
    draft.outcome.code().put(args)?;
    for text in [&draft.granted, &draft.not_granted, &draft.reasons, &draft.hearing_treatment] {
        text.put(args)?;
    }
    draft.choice.put(args)?;
    draft.package.put(args)?;
    draft.monthly_amount.put(args)?;
    draft.weekly_hours.put(args)?;
    draft.monthly_hours.put(args)?;
    draft.one_off_amount.put(args)?;
    draft.weekly_days.put(args)?;
    let details: BTreeMap<&str, &String> = draft.details.iter().map(|(detail, said)| (detail.word(), said)).collect();
    serde_json::to_string(&details).map_err(|_| Error::broken("details of a draft"))?.put(args)?;
    draft.grant.put(args)?;
    draft.effect_on.put(args)?;
    draft.from.put(args)?;
    draft.until.put(args)?;
    draft.follow_up_on.put(args)
}

fn draft(row: &Row) -> Result<Draft> {
    Ok(Draft {
        outcome: row.code("outcome", Outcome::from_code)?,
        granted: row.get("granted")?,
        not_granted: row.get("not_granted")?,
        reasons: row.get("reasons")?,
        hearing_treatment: row.get("hearing_treatment")?,
        choice: row.maybe("choice")?,
        package: row.maybe("package")?,
        monthly_amount: row.maybe("monthly_amount")?,
        weekly_hours: row.maybe("weekly_hours")?,
        monthly_hours: row.maybe("monthly_hours")?,
        one_off_amount: row.maybe("one_off_amount")?,
        weekly_days: row.maybe("weekly_days")?,
        details: details(&row.get::<String>("details")?)?,
        grant: row.maybe("grant_id")?,
        effect_on: row.maybe("effect_on")?,
        from: row.maybe("from_day")?,
        until: row.maybe("until_day")?,
        follow_up_on: row.maybe("follow_up_on")?,
    })
}

fn details(text: &str) -> Result<BTreeMap<Detail, String>> {
    let said: BTreeMap<String, String> = serde_json::from_str(text).map_err(|_| Error::broken("details of a draft"))?;
    said.into_iter()
        .map(|(word, text)| {
            Ok((Detail::from_word(&word).ok_or_else(|| Error::broken("a detail of an unknown word"))?, text))
        })
        .collect()
}

fn state(row: &Row, letters: Vec<SentTo>) -> Result<State> {
    match row.get::<String>("state")?.as_str() {
        "drafted" => Ok(State::Drafted),
        "submitted" => Ok(State::Submitted { at: row.get("submitted_at")? }),
        "returned" => Ok(State::Returned {
            by: row.get("returned_by_id")?,
            at: row.get("returned_at")?,
            reason: row.get("return_reason")?,
        }),
        "approved" => Ok(State::Approved {
            by: row.get("approved_by_id")?,
            on_behalf_of: row.maybe("approved_for_id")?,
            at: row.get("approved_at")?,
        }),
        "sent" => Ok(State::Sent {
            approved_by: row.get("approved_by_id")?,
            on_behalf_of: row.maybe("approved_for_id")?,
            on: row.get("sent_on")?,
            letters,
        }),
        _ => Err(Error::broken("a decision in an unknown state")),
    }
}
