//! Tasks: what is to be done stands sealed, because it may say anything about the citizen.

use crate::error::{Error, Result};
use crate::row::{Row, args, statements};
use crate::tx::{Tx, changed};
use domain::access::Permit;
use domain::deadline::{Span, Unit};
use domain::ids::{CaseId, StaffId, TaskId};
use domain::task::{Origin, Owner, Settled, State, Task};

const WHAT: &str = "tasks.what";
const OTHER: &str = "tasks.other";
const WORDS: &str = "tasks.words";

statements! {
    INSERT = "insert into tasks (id, case_id, what_sealed, owner_id, other_sealed, due, origin, origin_id, every, \
        given_by_id, given_on, state, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'open', 1)";
    SETTLE = "update tasks set state = $4, settled_on = $5, settled_by_id = $6, words_sealed = $7, version = version + 1 \
        where id = $1 and case_id = $2 and version = $3 and state = 'open'";
    REOPEN = "update tasks set state = 'open', settled_on = null, settled_by_id = null, words_sealed = null, \
        version = version + 1 where id = $1 and case_id = $2 and version = $3 and state <> 'open'";
    HAND_OVER = "update tasks set owner_id = $4, other_sealed = null, version = version + 1 \
        where id = $1 and case_id = $2 and version = $3 and state = 'open'";
    WITH_OPEN = "select distinct t.case_id from tasks t join cases c on c.id = t.case_id \
        where t.state = 'open' and c.closed_on is null";
    OF_CASE = "select id, case_id, what_sealed, owner_id, other_sealed, due, origin, origin_id, every, given_by_id, \
        given_on, state, settled_on, settled_by_id, words_sealed, version from tasks where case_id = $1 order by nr";
}

impl Tx {
    /// Saves a new task, with version 1.
    pub async fn insert_task(&mut self, permit: &Permit, task: &Task) -> Result<()> {
        self.writes_case(permit, task.case)?;
        let what = self.seal(WHAT, &task.id, &task.what)?;
        let (owner, other) = match &task.owner {
            Owner::Staff(staff) => (Some(*staff), None),
            Owner::Citizen => (None, None),
            Owner::Other(name) => (None, Some(self.seal(OTHER, &task.id, name)?)),
        };
        let (origin, origin_id) = origin_columns(task.origin);
        let args = args![
            task.id,
            task.case,
            what,
            owner,
            other,
            task.due,
            origin,
            origin_id,
            task.every.as_ref().map(ToString::to_string),
            task.given_by,
            task.given_on
        ];
        self.run(INSERT, args).await.map(|_| ())
    }

    /// Ends a task over the version that was read.
    pub async fn settle_task(
        &mut self,
        permit: &Permit,
        case: CaseId,
        (task, version): (TaskId, i64),
        state: &State,
    ) -> Result<()> {
        self.writes_case(permit, case)?;
        let (code, settled) = match state {
            State::Done(settled) => ("done", settled),
            State::Dropped(settled) => ("dropped", settled),
            State::Open => return changed(self.run(REOPEN, args![task, case, version]).await?),
        };
        let words = self.seal(WORDS, &task, &settled.words)?;
        let args = args![task, case, version, code, settled.on, settled.by, words];
        changed(self.run(SETTLE, args).await?)
    }

    /// Gives an open task to another member of staff, over the version that was read.
    pub async fn hand_task_over(
        &mut self,
        permit: &Permit,
        case: CaseId,
        (task, version): (TaskId, i64),
        to: StaffId,
    ) -> Result<()> {
        self.writes_case(permit, case)?;
        changed(self.run(HAND_OVER, args![task, case, version, to]).await?)
    }

    /// Tasks of a case in the order they were given, settled ones too.
    pub async fn tasks(&mut self, permit: &Permit, case: CaseId) -> Result<Vec<Task>> {
        self.reads_case(permit, case)?;
        self.all(OF_CASE, args![case]).await?.iter().map(|row| self.read_task(row)).collect()
    }

    /// Open cases with a task to do, for the system's own work.
    pub async fn cases_with_tasks(&mut self) -> Result<Vec<CaseId>> {
        self.all(WITH_OPEN, args![]).await?.iter().map(|row| row.get("case_id")).collect()
    }

    /// What a task says, from the column of another question.
    pub(crate) fn task_text(&self, task: TaskId, sealed: &[u8]) -> Result<String> {
        self.unseal(WHAT, &task, sealed)
    }

    fn read_task(&self, row: &Row) -> Result<Task> {
        let id: TaskId = row.get("id")?;
        let owner = match (row.maybe("owner_id")?, row.maybe::<Vec<u8>>("other_sealed")?) {
            (Some(staff), _) => Owner::Staff(staff),
            (None, Some(sealed)) => Owner::Other(self.unseal(OTHER, &id, &sealed)?),
            (None, None) => Owner::Citizen,
        };
        Ok(Task {
            id,
            case: row.get("case_id")?,
            what: self.task_text(id, &row.get::<Vec<u8>>("what_sealed")?)?,
            owner,
            due: row.maybe("due")?,
            origin: origin(row)?,
            every: row.maybe_code("every", span)?,
            given_by: row.get("given_by_id")?,
            given_on: row.get("given_on")?,
            state: self.read_state(row, id)?,
            version: row.get("version")?,
        })
    }

    fn read_state(&self, row: &Row, id: TaskId) -> Result<State> {
        let code: String = row.get("state")?;
        if code == "open" {
            return Ok(State::Open);
        }
        let words = row.maybe::<Vec<u8>>("words_sealed")?.map(|sealed| self.unseal(WORDS, &id, &sealed)).transpose()?;
        let settled =
            Settled { on: row.get("settled_on")?, by: row.get("settled_by_id")?, words: words.unwrap_or_default() };
        match code.as_str() {
            "done" => Ok(State::Done(settled)),
            "dropped" => Ok(State::Dropped(settled)),
            _ => Err(Error::broken("a task in an unknown state")),
        }
    }
}

fn origin_columns(origin: Origin) -> (&'static str, Option<String>) {
    match origin {
        Origin::ByHand => ("by-hand", None),
        Origin::Plan => ("plan", None),
        Origin::Meeting(meeting) => ("meeting", Some(meeting.to_string())),
        Origin::Duty(function) => ("duty", Some(function.to_string())),
        Origin::Consent(consent) => ("consent", Some(consent.to_string())),
    }
}

fn origin(row: &Row) -> Result<Origin> {
    match row.get::<String>("origin")?.as_str() {
        "by-hand" => Ok(Origin::ByHand),
        "plan" => Ok(Origin::Plan),
        "meeting" => Ok(Origin::Meeting(row.get("origin_id")?)),
        "duty" => Ok(Origin::Duty(row.get("origin_id")?)),
        "consent" => Ok(Origin::Consent(row.get("origin_id")?)),
        _ => Err(Error::broken("a task of unknown origin")),
    }
}

/// A length as [`Span`] writes itself: "1 måned", "17 år 6 måneder".
fn span(text: &str) -> Option<Span> {
    let words: Vec<&str> = text.split(' ').collect();
    let parts = words.chunks(2).map(|pair| match pair {
        [number, unit] => Some((number.parse().ok()?, Unit::from_word(unit)?)),
        _ => None,
    });
    parts.collect::<Option<Vec<_>>>().map(Span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_reads_back_as_it_was_written() {
        let written = Span(vec![(17, Unit::Years), (6, Unit::Months)]);
        assert_eq!(span(&written.to_string()), Some(written));
        assert_eq!(span("1 måned"), Some(Span(vec![(1, Unit::Months)])));
        assert_eq!(span("hver måned"), None);
        assert_eq!(span("1"), None);
    }
}
