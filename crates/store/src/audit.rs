//! The audit log: one tamper-evident chain of rows, reads included; "Historik" is a view of it (L-1 to L-3, L-6).
//!
//! Acts append as their last step, inside their own transaction. Reads append through one task that writes all rows
//! waiting in one transaction (group commit), and answers each only when it is durable. Whoever appends first takes
//! the row `audit_chain`, so that there is one chain on both databases whatever happens at the same time.

use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::row::{Row as DbRow, args, statements};
use crate::seal::{self, Keys};
use crate::tx::Tx;
use domain::access::{FieldClass, Permit, Relation};
use domain::ids::{CaseId, PersonId, StaffId};
use domain::staff::Role;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use sqlx::AnyPool;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

statements! {
    /// Takes the end of the chain for this transaction; the same on both databases.
    TAKE = "update audit_chain set seq = seq where id = 1 returning seq, hash";
    INSERT = "insert into audit_log (seq, day, at, subject_id, session, role, relation, purpose, action, case_id, \
        objects, persons, fields, verdict, request, ip, prev_hash, hash) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
    MOVE_END = "update audit_chain set seq = $1, hash = $2 where id = 1";
    SET_HEAD = "insert into audit_heads (day, seq, hash) values ($1, $2, $3) on conflict (day) \
        do update set seq = excluded.seq, hash = excluded.hash";
    OF_CASE = "select a.seq, a.at, a.subject_id, s.name as staff_name, s.department, a.role, a.relation, a.purpose, \
        a.action, a.fields, a.verdict from audit_log a left join staff s on s.id = a.subject_id \
        where a.case_id = $1 and a.seq < $2 order by a.seq desc limit $3";
}

/// Whether it was allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Yes.
    Allowed,
    /// No.
    Denied,
}

/// What is noted of an act or a read. No content: ids, codes and field classes (L-1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// When.
    pub at: Timestamp,
    /// Who; nobody for a failed sign-in and for what the system did itself.
    pub subject: Option<StaffId>,
    /// Short mark of the session.
    pub session: Option<String>,
    /// By which role.
    pub role: Option<Role>,
    /// By which relation.
    pub relation: Option<Relation>,
    /// What for.
    pub purpose: String,
    /// Stable code of what was done (`case_seen`).
    pub action: String,
    /// The one case it was about, for "Historik".
    pub case: Option<CaseId>,
    /// Ids of other things, and the terms of a search (CPR numbers hashed).
    pub objects: Vec<String>,
    /// Persons concerned.
    pub persons: Vec<PersonId>,
    /// Field classes seen.
    pub fields: Vec<FieldClass>,
    /// Allowed or denied.
    pub verdict: Verdict,
    /// Id of the request, which log lines carry too.
    pub request: String,
    /// Address the request came from.
    pub ip: String,
}

/// A line of "Historik".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Its place in the log: the key of the next page.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who, by name; nobody for the system itself.
    pub by: Option<String>,
    /// Their department now.
    pub department: Option<String>,
    /// By which role.
    pub role: Option<Role>,
    /// By which relation.
    pub relation: Option<Relation>,
    /// What for.
    pub purpose: String,
    /// Stable code of what was done.
    pub action: String,
    /// Field classes seen.
    pub fields: Vec<FieldClass>,
    /// Allowed or denied.
    pub verdict: Verdict,
}

/// A row as it stands in the table: texts, ready to be hashed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Texts {
    pub(crate) day: String,
    pub(crate) at: i64,
    pub(crate) subject: Option<String>,
    pub(crate) session: Option<String>,
    pub(crate) role: Option<String>,
    pub(crate) relation: Option<String>,
    pub(crate) purpose: String,
    pub(crate) action: String,
    pub(crate) case: Option<String>,
    pub(crate) objects: String,
    pub(crate) persons: String,
    pub(crate) fields: String,
    pub(crate) verdict: String,
    pub(crate) request: String,
    pub(crate) ip: String,
}

impl Texts {
    fn of(row: &Row) -> Texts {
        let clean_all = |items: &[String]| items.iter().map(|item| clean(item)).collect::<Vec<_>>().join("\u{1f}");
        Texts {
            day: row.at.to_zoned(TimeZone::UTC).date().to_string(),
            at: row.at.as_microsecond(),
            subject: row.subject.map(|id| id.to_string()),
            session: row.session.as_deref().map(clean),
            role: row.role.map(|role| role.code().to_string()),
            relation: row.relation.map(|relation| relation.code().to_string()),
            purpose: clean(&row.purpose),
            action: clean(&row.action),
            case: row.case.map(|id| id.to_string()),
            objects: clean_all(&row.objects),
            persons: row.persons.iter().map(PersonId::to_string).collect::<Vec<_>>().join(" "),
            fields: row.fields.iter().map(|field| field.code()).collect::<Vec<_>>().join(" "),
            verdict: verdict_code(row.verdict).to_string(),
            request: clean(&row.request),
            ip: clean(&row.ip),
        }
    }

    /// SHA-256 over the row before and every field with its length, so that no value can look like another's border.
    pub(crate) fn hash(&self, prev: &str) -> String {
        let at = self.at.to_string();
        let fields = [
            Some(prev),
            Some(self.day.as_str()),
            Some(at.as_str()),
            self.subject.as_deref(),
            self.session.as_deref(),
            self.role.as_deref(),
            self.relation.as_deref(),
            Some(self.purpose.as_str()),
            Some(self.action.as_str()),
            self.case.as_deref(),
            Some(self.objects.as_str()),
            Some(self.persons.as_str()),
            Some(self.fields.as_str()),
            Some(self.verdict.as_str()),
            Some(self.request.as_str()),
            Some(self.ip.as_str()),
        ];
        let mut bytes = Vec::with_capacity(512);
        for field in fields {
            match field {
                Some(text) => {
                    bytes.extend_from_slice(format!("{}:", text.len()).as_bytes());
                    bytes.extend_from_slice(text.as_bytes());
                }
                None => bytes.push(b'-'),
            }
        }
        seal::sha256(&bytes)
    }
}

/// Appends rows at the end of the chain, which is held until the transaction ends.
pub(crate) async fn append(tx: &mut Tx, rows: &[Row]) -> Result<()> {
    let end = tx.one(TAKE, args![]).await?.ok_or_else(|| Error::broken("the audit log has lost its end"))?;
    let (mut seq, mut hash): (i64, String) = (end.get("seq")?, end.get("hash")?);
    let mut heads: Vec<(String, i64, String)> = Vec::new();
    for row in rows {
        let texts = Texts::of(row);
        let next = texts.hash(&hash);
        seq = seq.saturating_add(1);
        let args = args![
            seq,
            texts.day,
            texts.at,
            texts.subject,
            texts.session,
            texts.role,
            texts.relation,
            texts.purpose,
            texts.action,
            texts.case,
            texts.objects,
            texts.persons,
            texts.fields,
            texts.verdict,
            texts.request,
            texts.ip,
            hash,
            next
        ];
        tx.run(INSERT, args).await?;
        hash = next;
        heads.retain(|(day, _, _)| *day != texts.day);
        heads.push((texts.day, seq, hash.clone()));
    }
    for (day, seq, hash) in heads {
        tx.run(SET_HEAD, args![day, seq, hash]).await?;
    }
    tx.run(MOVE_END, args![seq, hash]).await.map(|_| ())
}

impl Tx {
    /// Who saw and did what on a case, newest first, from before the row with this number.
    pub async fn audit_of_case(
        &mut self,
        permit: &Permit,
        case: CaseId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Seen>> {
        self.reads_case(permit, case)?;
        let rows = self.all(OF_CASE, args![case, before.unwrap_or(i64::MAX), limit]).await?;
        rows.iter().map(seen).collect()
    }
}

fn seen(row: &DbRow) -> Result<Seen> {
    let fields: String = row.get("fields")?;
    Ok(Seen {
        seq: row.get("seq")?,
        at: row.get("at")?,
        by: row.maybe("staff_name")?,
        department: row.maybe("department")?,
        role: row.maybe_code("role", Role::from_code)?,
        relation: row.maybe_code("relation", Relation::from_code)?,
        purpose: row.get("purpose")?,
        action: row.get("action")?,
        fields: fields.split_whitespace().filter_map(FieldClass::from_code).collect(),
        verdict: row.code("verdict", verdict)?,
    })
}

crate::row::codes! { verdict_code, verdict, Verdict, Verdict::Allowed = "allowed", Verdict::Denied = "denied", }

/// A text in which no character can forge a line, a column or a direction (L-6).
fn clean(text: &str) -> String {
    let forges = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut out = String::with_capacity(text.len());
    for c in text.chars().take(500) {
        if forges(c) || c == '\\' { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}

/// Rows waiting for the next shared commit, each with who waits for it.
type Waiting = (Row, oneshot::Sender<Result<()>>);

/// Most rows in one shared commit.
const BATCH: usize = 256;

/// The one task that appends for reads.
#[derive(Debug)]
pub(crate) struct Appender {
    rows: mpsc::Sender<Waiting>,
}

impl Appender {
    /// Starts the task; it ends when the store is dropped.
    pub(crate) fn start(writers: AnyPool, dialect: Dialect, keys: Arc<Keys>) -> Appender {
        let (rows, mut waiting) = mpsc::channel::<Waiting>(4096);
        tokio::spawn(async move {
            let mut batch: Vec<Waiting> = Vec::with_capacity(BATCH);
            while waiting.recv_many(&mut batch, BATCH).await > 0 {
                let (rows, waiters): (Vec<Row>, Vec<_>) = batch.drain(..).unzip();
                let ended = write(&writers, dialect, &keys, &rows).await;
                if let Err(error) = &ended {
                    tracing::error!(rows = rows.len(), %error, "the audit log could not be written");
                }
                for waiter in waiters {
                    let answer = match &ended {
                        Ok(()) => Ok(()),
                        Err(_) => Err(Error::broken("the audit log could not be written")),
                    };
                    // A request that was given up meanwhile waits for no answer.
                    let _ = waiter.send(answer);
                }
            }
        });
        Appender { rows }
    }

    /// Hands a row over and waits until it is durable.
    pub(crate) async fn append(&self, row: Row) -> Result<()> {
        let (answer, wait) = oneshot::channel();
        let gone = || Error::broken("the audit log is not being written");
        self.rows.send((row, answer)).await.map_err(|_| gone())?;
        wait.await.map_err(|_| gone())?
    }
}

async fn write(writers: &AnyPool, dialect: Dialect, keys: &Arc<Keys>, rows: &[Row]) -> Result<()> {
    let tx = writers.begin_with(dialect.begin_write()).await?;
    let mut tx = Tx::new(tx, dialect, keys.clone(), Timestamp::UNIX_EPOCH, Date::ZERO);
    append(&mut tx, rows).await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_forges_a_line_a_column_or_a_direction() {
        assert_eq!(clean("grund\nadmin\u{202e}\\"), "grund\\u{a}admin\\u{202e}\\u{5c}");
    }
}
