//! The council: its rhythm in each department, and the cases that wait for it. Questions and conclusions are sealed.

use crate::error::{Error, Result};
use crate::row::{Row, args, statements};
use crate::tx::{Tx, changed};
use domain::access::{Permit, Scope};
use domain::council::{Item, Rhythm, State};
use domain::ids::{CaseId, CaseNumber, CouncilItemId};

const QUESTION: &str = "council_items.question";
const WORDS: &str = "council_items.words";

statements! {
    RHYTHM = "select department, first_on, weeks, at_hour, place, version from councils where department = $1";
    SAVE_RHYTHM = "insert into councils (department, first_on, weeks, at_hour, place, version) \
        values ($1, $2, $3, $4, $5, 1) on conflict (department) do update set first_on = $2, weeks = $3, at_hour = $4, \
        place = $5, version = councils.version + 1 where councils.version = $6";
    INSERT = "insert into council_items (id, case_id, question_sealed, by_id, put_on, not_before, postponed, state, version) \
        values ($1, $2, $3, $4, $5, $6, 0, 'waiting', 1)";
    SETTLE = "update council_items set state = $4, settled_on = $5, settled_by_id = $6, words_sealed = $7, \
        version = version + 1 where id = $1 and case_id = $2 and version = $3 and state = 'waiting'";
    POSTPONE = "update council_items set not_before = $4, postponed = postponed + 1, version = version + 1 \
        where id = $1 and case_id = $2 and version = $3 and state = 'waiting'";
    OF_CASE = "select id, case_id, question_sealed, by_id, put_on, not_before, postponed, state, settled_on, \
        settled_by_id, words_sealed, version from council_items where case_id = $1 order by nr";
    IN_DEPARTMENT = "select i.id, i.case_id, i.question_sealed, i.by_id, i.put_on, i.not_before, i.postponed, i.state, \
        i.settled_on, i.settled_by_id, i.words_sealed, i.version, c.number, c.benefit, p.name as citizen, p.protected, \
        s.name as responsible from council_items i join cases c on c.id = i.case_id \
        join persons p on p.id = c.citizen_id join staff s on s.id = c.responsible_id \
        where c.department = $2 and i.state = 'waiting' and c.closed_on is null \
        and (c.closed_to_unit = 0 or c.responsible_id = $1) \
        and c.citizen_id not in (select person_id from conflicts where staff_id = $1) order by i.nr limit $3";
}

/// A case on the agenda, with what the list says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgendaRow {
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
    /// When the council of a department meets.
    pub async fn council(&mut self, department: &str) -> Result<Option<Rhythm>> {
        self.one(RHYTHM, args![department]).await?.as_ref().map(read_rhythm).transpose()
    }

    /// Saves when the council of a department meets, over the version that was read.
    pub async fn save_council(&mut self, permit: &Permit, rhythm: &Rhythm) -> Result<()> {
        self.writes(permit)?;
        let (department, first, weeks) = (&rhythm.department, rhythm.first, rhythm.weeks);
        let args = args![department, first, weeks, rhythm.at, rhythm.place, rhythm.version];
        changed(self.run(SAVE_RHYTHM, args).await?)
    }

    /// Puts a case on the agenda; `Conflict` when it waits already.
    pub async fn insert_council_item(&mut self, permit: &Permit, item: &Item) -> Result<()> {
        self.writes_case(permit, item.case)?;
        let sealed = self.seal(QUESTION, &item.id, &item.question)?;
        let args = args![item.id, item.case, sealed, item.by, item.put_on, item.not_before];
        self.run(INSERT, args).await.map(|_| ())
    }

    /// Settles an item over the version that was read: concluded, or taken off.
    pub async fn settle_council_item(&mut self, permit: &Permit, item: &Item, state: &State) -> Result<()> {
        self.writes_case(permit, item.case)?;
        let (code, on, by, words) = match state {
            State::Waiting => return Err(Error::broken("waiting settles nothing")),
            State::Concluded { on, by, words } => ("concluded", on, by, words),
            State::TakenOff { on, by, words } => ("taken-off", on, by, words),
        };
        let sealed = self.seal(WORDS, &item.id, words)?;
        changed(self.run(SETTLE, args![item.id, item.case, item.version, code, on, by, sealed]).await?)
    }

    /// Moves an item on: it can be taken from this day.
    pub async fn postpone_council_item(
        &mut self,
        permit: &Permit,
        item: &Item,
        not_before: jiff::civil::Date,
    ) -> Result<()> {
        self.writes_case(permit, item.case)?;
        changed(self.run(POSTPONE, args![item.id, item.case, item.version, not_before]).await?)
    }

    /// All items of a case, oldest first.
    pub async fn council_items(&mut self, permit: &Permit, case: CaseId) -> Result<Vec<Item>> {
        self.reads_case(permit, case)?;
        let rows = self.all(OF_CASE, args![case]).await?;
        rows.iter().map(|row| self.read_council_item(row)).collect()
    }

    /// The cases of a department of the scope that wait for its council, in the order they were put on.
    pub async fn council_agenda(&mut self, scope: &Scope, department: &str, limit: u32) -> Result<Vec<AgendaRow>> {
        crate::case::in_scope(scope, department)?;
        let rows = self.all(IN_DEPARTMENT, args![scope.subject(), department, limit]).await?;
        rows.iter()
            .map(|row| {
                Ok(AgendaRow {
                    item: self.read_council_item(row)?,
                    number: row.get("number")?,
                    benefit: row.get("benefit")?,
                    citizen: row.get("citizen")?,
                    protected: row.get("protected")?,
                    responsible: row.get("responsible")?,
                })
            })
            .collect()
    }

    fn read_council_item(&self, row: &Row) -> Result<Item> {
        let id: CouncilItemId = row.get("id")?;
        let words = |row: &Row| self.unseal(WORDS, &id, &row.get::<Vec<u8>>("words_sealed")?);
        let state = match row.get::<String>("state")?.as_str() {
            "waiting" => State::Waiting,
            "concluded" => {
                State::Concluded { on: row.get("settled_on")?, by: row.get("settled_by_id")?, words: words(row)? }
            }
            "taken-off" => {
                State::TakenOff { on: row.get("settled_on")?, by: row.get("settled_by_id")?, words: words(row)? }
            }
            _ => return Err(Error::broken("column state holds an unknown code")),
        };
        Ok(Item {
            id,
            case: row.get("case_id")?,
            question: self.unseal(QUESTION, &id, &row.get::<Vec<u8>>("question_sealed")?)?,
            by: row.get("by_id")?,
            put_on: row.get("put_on")?,
            not_before: row.get("not_before")?,
            postponed: row.get("postponed")?,
            state,
            version: row.get("version")?,
        })
    }
}

fn read_rhythm(row: &Row) -> Result<Rhythm> {
    Ok(Rhythm {
        department: row.get("department")?,
        first: row.get("first_on")?,
        weeks: row.get("weeks")?,
        at: row.get("at_hour")?,
        place: row.get("place")?,
        version: row.get("version")?,
    })
}
