//! Committees: when forums meet, the cases that wait, and the log of what was decided. Questions and decisions are sealed.

use crate::error::{Error, Result};
use crate::row::{Row, args, statements};
use crate::tx::{Tx, changed};
use domain::access::{Permit, Scope};
use domain::committee::{Decided, Item, Rhythm, State};
use domain::ids::{CaseId, CaseNumber, CouncilItemId};

const QUESTION: &str = "committee_items.question";
const WORDS: &str = "committee_items.words";

macro_rules! item {
    () => {
        "i.id, i.forum, i.case_id, i.question_sealed, i.by_id, i.put_on, i.not_before, i.postponed, i.state, i.settled_on, \
         i.settled_by_id, i.words_sealed, i.owner_id, i.due, i.version "
    };
}

statements! {
    RHYTHMS = "select forum, first_on, months, at_hour, place, version from forum_rhythms order by forum";
    SAVE_RHYTHM = "insert into forum_rhythms (forum, first_on, months, at_hour, place, version) \
        values ($1, $2, $3, $4, $5, 1) on conflict (forum) do update set first_on = $2, months = $3, at_hour = $4, \
        place = $5, version = forum_rhythms.version + 1 where forum_rhythms.version = $6";
    INSERT = "insert into committee_items (id, forum, case_id, question_sealed, by_id, put_on, not_before, postponed, \
        state, version) values ($1, $2, $3, $4, $5, $6, $7, 0, 'waiting', 1)";
    SETTLE = "update committee_items set state = $4, settled_on = $5, settled_by_id = $6, words_sealed = $7, \
        owner_id = $8, due = $9, version = version + 1 \
        where id = $1 and case_id = $2 and version = $3 and state = 'waiting'";
    POSTPONE = "update committee_items set not_before = $4, postponed = postponed + 1, version = version + 1 \
        where id = $1 and case_id = $2 and version = $3 and state = 'waiting'";
    OF_CASE = concat!("select ", item!(), "from committee_items i where i.case_id = $1 order by i.nr");
    /// The items of a department that the reader may see: its waiting ones of open cases, and its log.
    LISTED = concat!("select ", item!(), ", c.number, c.benefit, p.name as citizen, p.protected, s.name as responsible \
        from committee_items i join cases c on c.id = i.case_id join persons p on p.id = c.citizen_id \
        join staff s on s.id = c.responsible_id where i.forum = $3 and c.department = $2 \
        and (i.state <> 'waiting' or c.closed_on is null) and (c.closed_to_unit = 0 or c.responsible_id = $1) \
        and c.citizen_id not in (select person_id from conflicts where staff_id = $1) order by i.nr desc limit $4");
    WAITING = "select count(*) as number from committee_items i join cases c on c.id = i.case_id \
        where i.forum = $1 and i.state = 'waiting' and c.closed_on is null";
}

/// A case on the agenda or in the log, with what the list says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The item.
    pub item: Item,
    /// The case's number.
    pub number: CaseNumber,
    /// Its benefit, by id.
    pub benefit: String,
    /// The citizen's name.
    pub citizen: String,
    /// The citizen is protected, so that the page says so (P-8).
    pub protected: bool,
    /// Who is responsible, by name.
    pub responsible: String,
}

impl Tx {
    /// When each forum meets that has days.
    pub async fn forum_rhythms(&mut self) -> Result<Vec<Rhythm>> {
        let rows = self.all(RHYTHMS, args![]).await?;
        rows.iter().map(read_rhythm).collect()
    }

    /// Saves when a forum meets, over the version that was read.
    pub async fn save_forum_rhythm(&mut self, permit: &Permit, rhythm: &Rhythm) -> Result<()> {
        self.writes(permit)?;
        let args = args![rhythm.forum, rhythm.first, rhythm.months, rhythm.at, rhythm.place, rhythm.version];
        changed(self.run(SAVE_RHYTHM, args).await?)
    }

    /// Puts a case on the agenda; `Conflict` when it waits already.
    pub async fn insert_committee_item(&mut self, permit: &Permit, item: &Item) -> Result<()> {
        self.writes_case(permit, item.case)?;
        let sealed = self.seal(QUESTION, &item.id, &item.question)?;
        let args = args![item.id, item.forum, item.case, sealed, item.by, item.put_on, item.not_before];
        self.run(INSERT, args).await.map(|_| ())
    }

    /// Settles an item over the version that was read: decided, or taken off.
    pub async fn settle_committee_item(&mut self, permit: &Permit, item: &Item, state: &State) -> Result<()> {
        self.writes_case(permit, item.case)?;
        let (code, on, by, words, owner, due) = match state {
            State::Waiting => return Err(Error::broken("waiting settles nothing")),
            State::Decided(d) => ("decided", d.on, d.by, &d.words, Some(d.owner), Some(d.due)),
            State::TakenOff { on, by, words } => ("taken-off", *on, *by, words, None, None),
        };
        let sealed = self.seal(WORDS, &item.id, words)?;
        let args = args![item.id, item.case, item.version, code, on, by, sealed, owner, due];
        changed(self.run(SETTLE, args).await?)
    }

    /// Moves an item on: it can be taken from this day.
    pub async fn postpone_committee_item(
        &mut self,
        permit: &Permit,
        item: &Item,
        not_before: jiff::civil::Date,
    ) -> Result<()> {
        self.writes_case(permit, item.case)?;
        changed(self.run(POSTPONE, args![item.id, item.case, item.version, not_before]).await?)
    }

    /// All items of a case, oldest first.
    pub async fn committee_items(&mut self, permit: &Permit, case: CaseId) -> Result<Vec<Item>> {
        self.reads_case(permit, case)?;
        let rows = self.all(OF_CASE, args![case]).await?;
        rows.iter().map(|row| self.read_committee_item(row)).collect()
    }

    /// The items of a forum about cases of the departments of the scope, newest first.
    pub async fn committee_listed(&mut self, scope: &Scope, forum: &str, limit: u32) -> Result<Vec<Listed>> {
        let mut found = Vec::new();
        for department in scope.departments() {
            for row in self.all(LISTED, args![scope.subject(), department, forum, limit]).await? {
                found.push(Listed {
                    item: self.read_committee_item(&row)?,
                    number: row.get("number")?,
                    benefit: row.get("benefit")?,
                    citizen: row.get("citizen")?,
                    protected: row.get("protected")?,
                    responsible: row.get("responsible")?,
                });
            }
        }
        Ok(found)
    }

    /// How many cases wait for a forum, whoever has them: a number alone.
    pub async fn committee_waiting(&mut self, forum: &str) -> Result<u32> {
        let row = self.one(WAITING, args![forum]).await?.ok_or_else(|| Error::broken("a count without a row"))?;
        row.get("number")
    }

    fn read_committee_item(&self, row: &Row) -> Result<Item> {
        let id: CouncilItemId = row.get("id")?;
        let words = |row: &Row| self.unseal(WORDS, &id, &row.get::<Vec<u8>>("words_sealed")?);
        let state = match row.get::<String>("state")?.as_str() {
            "waiting" => State::Waiting,
            "decided" => State::Decided(Decided {
                on: row.get("settled_on")?,
                by: row.get("settled_by_id")?,
                words: words(row)?,
                owner: row.get("owner_id")?,
                due: row.get("due")?,
            }),
            "taken-off" => {
                State::TakenOff { on: row.get("settled_on")?, by: row.get("settled_by_id")?, words: words(row)? }
            }
            _ => return Err(Error::broken("column state holds an unknown code")),
        };
        Ok(Item {
            forum: row.get("forum")?,
            case: row.get("case_id")?,
            question: self.unseal(QUESTION, &id, &row.get::<Vec<u8>>("question_sealed")?)?,
            by: row.get("by_id")?,
            put_on: row.get("put_on")?,
            not_before: row.get("not_before")?,
            postponed: row.get("postponed")?,
            state,
            version: row.get("version")?,
            id,
        })
    }
}

fn read_rhythm(row: &Row) -> Result<Rhythm> {
    Ok(Rhythm {
        forum: row.get("forum")?,
        first: row.get("first_on")?,
        months: row.get("months")?,
        at: row.get("at_hour")?,
        place: row.get("place")?,
        version: row.get("version")?,
    })
}
