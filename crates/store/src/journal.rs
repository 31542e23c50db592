//! The journal: lines are added, never changed; a mistake is corrected by a new line.

use crate::error::{Error, Result};
use crate::row::{Row, args, statements};
use crate::tx::Tx;
use domain::access::Permit;
use domain::ids::{CaseId, EntryId};
use domain::journal::{Entry, EntryKind};

statements! {
    INSERT = "insert into journal_entries (id, case_id, written_at, happened_on, written_by_id, kind, code, entry, \
        corrects_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    OF_CASE = "select j.nr, j.id, j.case_id, j.written_at, j.happened_on, j.written_by_id, j.kind, j.code, j.entry, \
        j.corrects_id, s.name as written_by from journal_entries j left join staff s on s.id = j.written_by_id \
        where j.case_id = $1 and j.nr < $2 order by j.nr desc limit $3";
    EXISTS = "select 1 as yes from journal_entries where id = $1 and case_id = $2";
}

/// A line of the journal as listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its place in the journal: the key of the next page.
    pub nr: i64,
    /// The line.
    pub entry: Entry,
    /// Who wrote it; nobody for what the system did itself.
    pub by: Option<String>,
}

impl Tx {
    /// Adds a line.
    pub async fn append_entry(&mut self, permit: &Permit, entry: &Entry) -> Result<()> {
        self.writes_case(permit, entry.case)?;
        let (kind, code) = match &entry.kind {
            EntryKind::Note { phrase } => ("note", phrase.as_ref()),
            EntryKind::Act(code) => ("act", Some(code)),
        };
        let args = args![
            entry.id,
            entry.case,
            entry.written_at,
            entry.happened_on,
            entry.by,
            kind,
            code,
            entry.text,
            entry.corrects
        ];
        self.run(INSERT, args).await.map(|_| ())
    }

    /// Whether a line stands in the case's journal, so that it can be corrected.
    pub async fn entry_exists(&mut self, permit: &Permit, case: CaseId, entry: EntryId) -> Result<bool> {
        self.reads_case(permit, case)?;
        Ok(self.one(EXISTS, args![entry, case]).await?.is_some())
    }

    /// A page of the journal, newest line first, from before the line with this number.
    pub async fn entries(
        &mut self,
        permit: &Permit,
        case: CaseId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Line>> {
        self.reads_case(permit, case)?;
        let rows = self.all(OF_CASE, args![case, before.unwrap_or(i64::MAX), limit]).await?;
        rows.iter().map(read).collect()
    }
}

fn read(row: &Row) -> Result<Line> {
    let code: Option<String> = row.maybe("code")?;
    let kind = match row.get::<String>("kind")?.as_str() {
        "note" => EntryKind::Note { phrase: code },
        _ => EntryKind::Act(code.ok_or_else(|| Error::broken("an act in the journal without its code"))?),
    };
    Ok(Line {
        nr: row.get("nr")?,
        entry: Entry {
            id: row.get("id")?,
            case: row.get("case_id")?,
            written_at: row.get("written_at")?,
            happened_on: row.get("happened_on")?,
            by: row.maybe("written_by_id")?,
            kind,
            text: row.get("entry")?,
            corrects: row.maybe("corrects_id")?,
        },
        by: row.maybe("written_by")?,
    })
}
