//! The outbox: letters promised in an act, handed over by a relay under one id for life.
//!
//! At least once on the wire, once in effect: the message id is the letter's id, fixed before the first try, and the
//! receiver knows it again. A relay that dies after a claim leaves a lease that runs out.

use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::letter::channel;
use crate::row::{Row, args, statements};
use crate::tx::{Tx, changed};
use domain::access::{Permit, Scope};
use domain::deadline::Channel;
use domain::ids::{CaseId, CaseNumber, LetterId};
use jiff::{SignedDuration, Timestamp};

/// A message that failed so many times is poison: a task for a person.
pub const MOST_TRIES: u32 = 12;

/// Most departments one list covers, as in a search.
const DEPARTMENTS: usize = 8;

/// The oldest waiting message of each case, when it is due: order per case is kept. One given up does not hold back the
/// letters after it, whose legal deadlines run on while a person looks at it.
/// Chosen once and first (`materialized`): as a plain subquery PostgreSQL may choose again for each row and take more.
macro_rules! claim {
    ($lock:literal) => {
        concat!(
            "with taken as materialized (select o.nr from outbox o \
             where o.state = 'waiting' and o.by_hand = 0 and o.handed_at is null and o.due_at <= $1 \
             and not exists (select 1 from outbox e where e.case_id = o.case_id and e.nr < o.nr \
             and e.state = 'waiting' and e.by_hand = 0 and e.handed_at is null) order by o.due_at, o.nr limit $3",
            $lock,
            ") update outbox set due_at = $2, tries = tries + 1 where nr in (select nr from taken) \
             and state = 'waiting' and due_at <= $1 returning nr, message_id, case_id, channel, tries"
        )
    };
}

macro_rules! message_columns {
    () => {
        "o.nr, o.message_id, o.case_id, o.channel, o.state, o.by_hand, o.tries, o.due_at, o.promised_at, o.handed_at, \
         o.delivered_at, o.last_error"
    };
}
/// The messages of the cases a reader may list, before or after a row of theirs.
macro_rules! listed {
    ($which:literal, $order:literal) => {
        concat!(
            "select ",
            message_columns!(),
            ", l.title, l.partner_sealed, r.name as recipient, r.protected as recipient_protected, c.number, \
             p.name as citizen, p.protected as citizen_protected from outbox o join letters l on l.id = o.message_id \
             join cases c on c.id = o.case_id join persons p on p.id = c.citizen_id \
             left join persons r on r.id = l.person_id where ",
            $which,
            " and o.nr < $3 and (c.responsible_id = $1 \
             or (c.closed_to_unit = 0 and c.department in ($4, $5, $6, $7, $8, $9, $10, $11)) \
             or exists (select 1 from case_functions f where f.staff_id = $1 and f.case_id = c.id and f.from_day <= $2 \
             and (f.until_day is null or $2 <= f.until_day))) \
             and not exists (select 1 from conflicts k where k.staff_id = $1 and k.person_id = c.citizen_id) \
             order by o.nr ",
            $order,
            " limit $12"
        )
    };
}

statements! {
    MESSAGE = concat!("select ", message_columns!(), " from outbox o where o.message_id = $1 and o.case_id = $2");
    LIST_WAITING = listed!("o.state = 'waiting' and o.by_hand = 0", "");
    LIST_BY_HAND = listed!("o.state = 'waiting' and o.by_hand = 1", "");
    LIST_POISON = listed!("o.state = 'poison'", "");
    LIST_DELIVERED = listed!("o.state = 'delivered'", "desc");
    PROMISE = "insert into outbox (message_id, case_id, channel, state, tries, due_at, promised_at) \
        select l.id, l.case_id, l.channel, 'waiting', 0, $3, $3 from letters l where l.id = $1 and l.case_id = $2";
    CLAIM_SQLITE = claim!("");
    CLAIM_POSTGRES = claim!(" for update of o skip locked");
    DELIVERED = "update outbox set state = 'delivered', delivered_at = $3, receipt = $4 \
        where message_id = $1 and case_id = $2 and state in ('waiting', 'poison')";
    FAILED = "update outbox set due_at = $3, last_error = $4 where message_id = $1 and case_id = $2 \
        and state = 'waiting' returning tries";
    POISON = "update outbox set state = 'poison' where message_id = $1 and case_id = $2 and state = 'waiting'";
    AGAIN = "update outbox set state = 'waiting', tries = 0, due_at = $3, handed_at = null \
        where message_id = $1 and case_id = $2 and state = 'poison'";
    COUNTS = "select (select count(*) from outbox where state = 'waiting' and by_hand = 0) as waiting, \
        (select count(*) from outbox where state = 'poison') as poison, \
        (select count(*) from outbox where state = 'waiting' and by_hand = 1) as by_hand";
    BY_HAND = "update outbox set by_hand = 1 where message_id = $1 and case_id = $2 and state = 'waiting'";
    IS_BY_HAND = "select 1 from outbox where message_id = $1 and case_id = $2 and state = 'waiting' and by_hand = 1";
    HANDED = "update outbox set handed_at = $3, due_at = $4, last_error = null where message_id = $1 and case_id = $2 \
        and state in ('waiting', 'poison') and handed_at is null";
    /// Those handed over whose receipt is looked for now; also after they were given up, for a receipt may come late.
    AWAITING = "with taken as materialized (select nr from outbox where handed_at is not null \
        and state in ('waiting', 'poison') and due_at <= $1 order by due_at, nr limit $3) \
        update outbox set due_at = $2 where nr in (select nr from taken) and handed_at is not null \
        and state in ('waiting', 'poison') returning nr, message_id, case_id, channel, tries, handed_at";
    LOOK_AGAIN = "update outbox set due_at = $3 where message_id = $1 and case_id = $2 and handed_at is not null \
        and state in ('waiting', 'poison')";
    REFUSED = "update outbox set state = 'poison', handed_at = null, last_error = $3 where message_id = $1 \
        and case_id = $2 and state = 'waiting'";
    REFUSED_LATE = "update outbox set handed_at = null, last_error = $3 where message_id = $1 and case_id = $2 \
        and state = 'poison'";
    NO_RECEIPT = "update outbox set state = 'poison', last_error = $3 where message_id = $1 and case_id = $2 \
        and state = 'waiting' and handed_at is not null";
}

/// A message a relay has taken until its lease runs out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The letter, and the message id at the receiver.
    pub message: LetterId,
    /// Its case, for the relay's permit.
    pub case: CaseId,
    /// How it goes.
    pub channel: Channel,
    /// Which try this is, from 1.
    pub tries: u32,
}

/// A message the post has accepted, whose receipt is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Awaiting {
    /// The letter, and the message id at the receiver.
    pub message: LetterId,
    /// Its case, for the relay's permit.
    pub case: CaseId,
    /// When the post accepted it.
    pub handed_at: Timestamp,
}

/// Which messages a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// On their way by the post.
    OnTheirWay,
    /// For the office to print and send.
    ByHand,
    /// Given up.
    GivenUp,
    /// Delivered.
    Delivered,
}

/// How far a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not confirmed yet.
    Waiting,
    /// The receiver has confirmed it.
    Delivered,
    /// Given up: a task for a person.
    Poison,
}

fn state(code: &str) -> Option<State> {
    match code {
        "waiting" => Some(State::Waiting),
        "delivered" => Some(State::Delivered),
        "poison" => Some(State::Poison),
        _ => None,
    }
}

/// A message as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its letter, and the message id at the receiver.
    pub letter: LetterId,
    /// How it goes.
    pub channel: Channel,
    /// How far it is.
    pub state: State,
    /// The office prints and sends it; the relay keeps off.
    pub by_hand: bool,
    /// When the post accepted it, while its receipt is awaited.
    pub handed_at: Option<Timestamp>,
    /// Tries so far.
    pub tries: u32,
    /// When it is tried next, while it waits.
    pub due_at: Timestamp,
    /// When it was promised.
    pub promised_at: Timestamp,
    /// When the receiver confirmed it.
    pub delivered_at: Option<Timestamp>,
    /// Code of why the last try failed.
    pub last_error: Option<String>,
}

/// A message in a list, with what a reader of its case may know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its number in the outbox: the key of the next page.
    pub nr: i64,
    /// The message.
    pub message: Message,
    /// Its case.
    pub case: CaseId,
    /// The case's number.
    pub number: CaseNumber,
    /// Heading of the letter.
    pub title: String,
    /// Name of who it goes to.
    pub to: String,
    /// Who it goes to is protected.
    pub to_protected: bool,
    /// The citizen's name.
    pub citizen: String,
    /// The citizen is protected.
    pub citizen_protected: bool,
}

/// What became of a failed try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterFailure {
    /// It is tried again then.
    TriedAgain(Timestamp),
    /// Given up: a task for a person.
    Poison,
    /// It had been delivered or given up meanwhile; nothing changed.
    Settled,
}

/// How many messages wait and how many were given up; ids and counts for the status page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutboxCounts {
    /// Waiting.
    pub waiting: u64,
    /// Given up.
    pub poison: u64,
    /// For the office to print.
    pub by_hand: u64,
}

impl Tx {
    pub(crate) async fn promise(&mut self, case: CaseId, letter: LetterId) -> Result<()> {
        let now = self.now();
        changed(self.run(PROMISE, args![letter, case, now]).await?)
    }

    /// Takes messages that are due, until the lease runs out. Commit before handing anything over.
    pub async fn claim_due(&mut self, lease: SignedDuration, limit: u32) -> Result<Vec<Claimed>> {
        let now = self.now();
        let until = now.saturating_add(lease).unwrap_or(Timestamp::MAX);
        let sql = match self.dialect() {
            Dialect::Sqlite => CLAIM_SQLITE,
            Dialect::Postgres => CLAIM_POSTGRES,
        };
        let mut rows: Vec<(i64, Claimed)> =
            self.all(sql, args![now, until, limit]).await?.iter().map(read).collect::<Result<_>>()?;
        rows.sort_by_key(|(nr, _)| *nr);
        let mut claimed = Vec::new();
        for (_, message) in rows {
            if MOST_TRIES < message.tries {
                // Each try ended the process before it could say that it failed.
                self.give_up(message.case, message.message).await?;
            } else {
                claimed.push(message);
            }
        }
        Ok(claimed)
    }

    /// The receiver has confirmed: the message is delivered and its letter is sent, once. Answers whether this was the
    /// first time. The permit is for the letter's case.
    pub async fn delivered(&mut self, permit: &Permit, message: LetterId, receipt: &str) -> Result<bool> {
        let now = self.now();
        self.delivered_at(permit, message, receipt, now).await
    }

    /// The same, at the instant the receipt names.
    pub async fn delivered_at(
        &mut self,
        permit: &Permit,
        message: LetterId,
        receipt: &str,
        at: Timestamp,
    ) -> Result<bool> {
        let case = self.case_to_write(permit)?;
        if self.run(DELIVERED, args![message, case, at, receipt]).await? == 0 {
            return Ok(false);
        }
        self.letter_sent(case, message, at).await?;
        Ok(true)
    }

    /// The office prints and sends this one: the relay keeps off from now on.
    pub async fn print_by_hand(&mut self, permit: &Permit, message: LetterId) -> Result<()> {
        let case = self.case_to_write(permit)?;
        changed(self.run(BY_HAND, args![message, case]).await?)
    }

    /// The office has sent a printed letter. `Stale` when it was not in the print queue any more.
    pub async fn sent_by_hand(&mut self, permit: &Permit, message: LetterId, at: Timestamp) -> Result<()> {
        let case = self.case_to_write(permit)?;
        self.one(IS_BY_HAND, args![message, case]).await?.ok_or(Error::Stale)?;
        if self.delivered_at(permit, message, "by hand", at).await? { Ok(()) } else { Err(Error::Stale) }
    }

    /// The post has accepted the message; whether it arrives, its receipt will say. Looked for first at `look_at`.
    pub async fn handed_over(&mut self, permit: &Permit, message: LetterId, look_at: Timestamp) -> Result<()> {
        let case = self.case_to_write(permit)?;
        let now = self.now();
        self.run(HANDED, args![message, case, now, look_at]).await.map(|_| ())
    }

    /// Takes messages whose receipt is due to be looked for, until the lease runs out.
    pub async fn claim_awaiting(&mut self, lease: SignedDuration, limit: u32) -> Result<Vec<Awaiting>> {
        let now = self.now();
        let until = now.saturating_add(lease).unwrap_or(Timestamp::MAX);
        let rows = self.all(AWAITING, args![now, until, limit]).await?;
        rows.iter()
            .map(|row| {
                let (_, claimed) = read(row)?;
                Ok(Awaiting { message: claimed.message, case: claimed.case, handed_at: row.get("handed_at")? })
            })
            .collect()
    }

    /// No receipt yet: it is looked for again then.
    pub async fn look_again(&mut self, permit: &Permit, message: LetterId, at: Timestamp) -> Result<()> {
        let case = self.case_to_write(permit)?;
        self.run(LOOK_AGAIN, args![message, case, at]).await.map(|_| ())
    }

    /// The post, or its receipt, says that the message does not arrive: a task for a person. Answers whether that was
    /// news: it may have been settled meanwhile.
    pub async fn refused(&mut self, permit: &Permit, message: LetterId, why: &str) -> Result<bool> {
        let case = self.case_to_write(permit)?;
        if self.run(REFUSED, args![message, case, why]).await? == 0 {
            self.run(REFUSED_LATE, args![message, case, why]).await?;
            return Ok(false);
        }
        self.letter_failed(case, message).await?;
        Ok(true)
    }

    /// The receipt did not come in time: a task for a person, though it is still looked for.
    pub async fn no_receipt(&mut self, permit: &Permit, message: LetterId, why: &str) -> Result<bool> {
        let case = self.case_to_write(permit)?;
        if self.run(NO_RECEIPT, args![message, case, why]).await? == 0 {
            return Ok(false);
        }
        self.letter_failed(case, message).await?;
        Ok(true)
    }

    /// A try failed; `error` is a code or a sentence without personal data. The wait grows from one minute to six hours.
    pub async fn failed(&mut self, permit: &Permit, message: LetterId, error: &str) -> Result<AfterFailure> {
        let case = self.case_to_write(permit)?;
        let now = self.now();
        let Some(row) = self.one(FAILED, args![message, case, now, error]).await? else {
            return Ok(AfterFailure::Settled);
        };
        let tries: u32 = row.get("tries")?;
        if MOST_TRIES <= tries {
            self.give_up(case, message).await?;
            return Ok(AfterFailure::Poison);
        }
        let again = now.saturating_add(wait_after(tries)).unwrap_or(Timestamp::MAX);
        self.one(FAILED, args![message, case, again, error]).await?;
        Ok(AfterFailure::TriedAgain(again))
    }

    /// A person has looked at a message that was given up: it is tried again under the same id.
    pub async fn try_again(&mut self, permit: &Permit, message: LetterId) -> Result<()> {
        let case = self.case_to_write(permit)?;
        let now = self.now();
        changed(self.run(AGAIN, args![message, case, now]).await?)?;
        self.letter_queued_again(case, message).await
    }

    /// The message of a letter of the permit's case; none while it is a draft.
    pub async fn message(&mut self, permit: &Permit, letter: LetterId) -> Result<Option<Message>> {
        let case = permit.case().ok_or(Error::NotFound)?;
        self.reads_case(permit, case)?;
        self.one(MESSAGE, args![letter, case]).await?.as_ref().map(message).transpose()
    }

    /// Messages of the cases in scope: waiting ones and those given up oldest first, delivered ones newest first and
    /// before a row, when one is given.
    pub async fn outbox(&mut self, scope: &Scope, list: List, before: Option<i64>, limit: u32) -> Result<Vec<Listed>> {
        let sql = match list {
            List::OnTheirWay => LIST_WAITING,
            List::ByHand => LIST_BY_HAND,
            List::GivenUp => LIST_POISON,
            List::Delivered => LIST_DELIVERED,
        };
        let departments = scope.departments();
        if DEPARTMENTS < departments.len() {
            return Err(Error::broken("a list covers at most eight departments"));
        }
        let mut args = args![scope.subject(), self.today(), before.unwrap_or(i64::MAX)];
        for slot in 0..DEPARTMENTS {
            crate::row::ToColumn::put(&departments.get(slot).map(String::as_str).unwrap_or_default(), &mut args)?;
        }
        crate::row::ToColumn::put(&limit, &mut args)?;
        self.all(sql, args).await?.iter().map(|row| self.listed(row)).collect()
    }

    fn listed(&self, row: &Row) -> Result<Listed> {
        let message = message(row)?;
        let to = match row.maybe::<String>("recipient")? {
            Some(name) => name,
            None => self.partner_of(&message.letter, &row.get::<Vec<u8>>("partner_sealed")?)?.0,
        };
        Ok(Listed {
            nr: row.get("nr")?,
            message,
            case: row.get("case_id")?,
            number: row.get("number")?,
            title: row.get("title")?,
            to,
            to_protected: row.maybe("recipient_protected")?.unwrap_or(false),
            citizen: row.get("citizen")?,
            citizen_protected: row.get("citizen_protected")?,
        })
    }

    /// How many wait and how many were given up.
    pub async fn outbox_counts(&mut self) -> Result<OutboxCounts> {
        let Some(row) = self.one(COUNTS, args![]).await? else { return Ok(OutboxCounts::default()) };
        Ok(OutboxCounts { waiting: row.get("waiting")?, poison: row.get("poison")?, by_hand: row.get("by_hand")? })
    }

    async fn give_up(&mut self, case: CaseId, message: LetterId) -> Result<()> {
        changed(self.run(POISON, args![message, case]).await?)?;
        self.letter_failed(case, message).await
    }
}

/// The wait after a failed try: one minute, two, four … at most six hours.
pub(crate) fn wait_after(tries: u32) -> SignedDuration {
    let minutes = 1i64.checked_shl(tries.saturating_sub(1).min(16)).unwrap_or(i64::MAX).min(360);
    SignedDuration::from_mins(minutes)
}

fn message(row: &Row) -> Result<Message> {
    Ok(Message {
        letter: row.get("message_id")?,
        channel: row.code("channel", channel)?,
        state: row.code("state", state)?,
        by_hand: row.get("by_hand")?,
        handed_at: row.maybe("handed_at")?,
        tries: row.get("tries")?,
        due_at: row.get("due_at")?,
        promised_at: row.get("promised_at")?,
        delivered_at: row.maybe("delivered_at")?,
        last_error: row.maybe("last_error")?,
    })
}

fn read(row: &Row) -> Result<(i64, Claimed)> {
    let claimed = Claimed {
        message: row.get("message_id")?,
        case: row.get("case_id")?,
        channel: row.code("channel", channel)?,
        tries: row.get("tries")?,
    };
    Ok((row.get("nr")?, claimed))
}
