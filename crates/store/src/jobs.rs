//! Jobs: what is done later, and on a schedule. Written in the act that wants them, claimed with a lease.

use crate::dialect::Dialect;
use crate::error::Result;
use crate::outbox::{MOST_TRIES, wait_after};
use crate::row::{Row, args, statements};
use crate::tx::{Tx, changed};
use jiff::{SignedDuration, Timestamp};

/// Chosen once and first (`materialized`): as a plain subquery PostgreSQL may choose again for each row and take more.
macro_rules! claim {
    ($lock:literal) => {
        concat!(
            "with taken as materialized (select j.nr from jobs j \
             where j.state = 'ready' and j.run_at <= $1 order by j.run_at, j.nr limit 1",
            $lock,
            ") update jobs set run_at = $2, tries = tries + 1 where nr in (select nr from taken) \
             and state = 'ready' and run_at <= $1 returning nr, kind, payload, tries"
        )
    };
}

statements! {
    ENQUEUE = "insert into jobs (kind, payload, unique_key, state, tries, run_at) values ($1, $2, $3, 'ready', 0, $4) \
        on conflict do nothing";
    CLAIM_SQLITE = claim!("");
    CLAIM_POSTGRES = claim!(" for update of j skip locked");
    DONE = "update jobs set state = 'done' where nr = $1 and state = 'ready'";
    FAILED = "update jobs set run_at = $2, last_error = $3 where nr = $1 and state = 'ready' returning tries";
    DEAD = "update jobs set state = 'dead', last_error = $2 where nr = $1 and state = 'ready'";
    COUNTS = "select (select count(*) from jobs where state = 'ready') as ready, \
        (select count(*) from jobs where state = 'dead') as dead, \
        (select min(run_at) from jobs where state = 'ready') as next_at";
}

/// A job a worker has taken until its lease runs out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its number.
    pub nr: i64,
    /// What to do.
    pub kind: String,
    /// With what: ids, as JSON.
    pub payload: String,
    /// Which try this is, from 1.
    pub tries: u32,
}

/// How many jobs there are, for the status page and for stories that must end with none left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobCounts {
    /// Ready or leased.
    pub ready: u64,
    /// Given up.
    pub dead: u64,
    /// When the next one runs.
    pub next_at: Option<Timestamp>,
}

impl Tx {
    /// Asks for a job. With `unique`, one of the same kind and key that is not done yet is enough; answers whether this
    /// one was added.
    pub async fn enqueue(
        &mut self,
        kind: &str,
        payload: &str,
        run_at: Timestamp,
        unique: Option<&str>,
    ) -> Result<bool> {
        Ok(self.run(ENQUEUE, args![kind, payload, unique, run_at]).await? == 1)
    }

    /// Takes the next job that is due, until the lease runs out. Commit before beginning it.
    pub async fn claim_job(&mut self, lease: SignedDuration) -> Result<Option<Job>> {
        let now = self.now();
        let until = now.saturating_add(lease).unwrap_or(Timestamp::MAX);
        let sql = match self.dialect() {
            Dialect::Sqlite => CLAIM_SQLITE,
            Dialect::Postgres => CLAIM_POSTGRES,
        };
        loop {
            let Some(row) = self.one(sql, args![now, until]).await? else { return Ok(None) };
            let job = read(&row)?;
            if job.tries <= MOST_TRIES {
                return Ok(Some(job));
            }
            self.run(DEAD, args![job.nr, "each try ended the process"]).await?;
        }
    }

    /// It is done; `Stale` when another worker finished it after the lease ran out.
    pub async fn job_done(&mut self, nr: i64) -> Result<()> {
        changed(self.run(DONE, args![nr]).await?)
    }

    /// It failed; `error` carries no personal data. Tried again after a growing wait, given up after [`MOST_TRIES`].
    pub async fn job_failed(&mut self, nr: i64, error: &str) -> Result<()> {
        let now = self.now();
        let Some(row) = self.one(FAILED, args![nr, now, error]).await? else { return Ok(()) };
        let tries: u32 = row.get("tries")?;
        if MOST_TRIES <= tries {
            self.run(DEAD, args![nr, error]).await?;
            return Ok(());
        }
        let again = now.saturating_add(wait_after(tries)).unwrap_or(Timestamp::MAX);
        self.one(FAILED, args![nr, again, error]).await.map(|_| ())
    }

    /// How many there are.
    pub async fn job_counts(&mut self) -> Result<JobCounts> {
        let Some(row) = self.one(COUNTS, args![]).await? else { return Ok(JobCounts::default()) };
        Ok(JobCounts { ready: row.get("ready")?, dead: row.get("dead")?, next_at: row.maybe("next_at")? })
    }
}

fn read(row: &Row) -> Result<Job> {
    Ok(Job { nr: row.get("nr")?, kind: row.get("kind")?, payload: row.get("payload")?, tries: row.get("tries")? })
}
