//! Who was responsible for a case and when, as the database itself keeps it; and handovers of cases.

use crate::error::{Error, Result};
use crate::row::{Row, args, statements};
use crate::tx::{Tx, changed};
use domain::access::Permit;
use domain::handover::{AllTo, Duration, Handover, Holds, Item, Kind, Known, Planned, State};
use domain::ids::{AbsenceId, CaseId, CaseNumber, HandoverId, MeetingId, StaffId, TaskId};
use jiff::Timestamp;
use jiff::civil::Date;

const WHY: &str = "handovers.why";

macro_rules! columns {
    () => {
        "h.id, h.from_id, h.on_day, h.planned, h.permanent, h.until_day, h.whole, h.all_to_id, h.why_sealed, \
         h.absence_id, h.registered_by_id, h.registered_at, h.state, h.version"
    };
}

statements! {
    /// A case that goes back through one who covered ends two handovers at once: the period is of the one who is back.
    PERIODS = "select r.staff_id, r.from_at, r.until_at, (select h.handover_id from handover_cases h \
        join handovers v on v.id = h.handover_id where h.case_id = r.case_id and (h.moved_at = r.from_at \
        or (h.back_at = r.from_at and v.from_id = r.staff_id)) order by v.nr limit 1) as handover_id \
        from responsibilities r where r.case_id = $1 order by r.from_at";
    CHANGED_AT = "select responsible_at from cases where id = $1";
    OPEN_OF = "select id, number, department, citizen_id, closed_to_unit from cases \
        where responsible_id = $1 and closed_on is null order by number";
    OTHERS = "select id, number, department, citizen_id, closed_to_unit from cases c where c.closed_on is null \
        and c.responsible_id <> $1 and (exists (select 1 from tasks t where t.case_id = c.id and t.owner_id = $1 \
        and t.state = 'open') or exists (select 1 from meetings m where m.case_id = c.id and m.leader_id = $1 \
        and m.state = 'planned') or exists (select 1 from functions f where f.case_id = c.id and f.staff_id = $1 \
        and f.ended_on is null and (f.until_day is null or $2 <= f.until_day))) order by c.number";
    HOLDS = "select (select count(*) from cases where responsible_id = $1 and closed_on is null) as cases, \
        (select count(*) from tasks t join cases c on c.id = t.case_id where t.owner_id = $1 and t.state = 'open' \
        and c.closed_on is null) as tasks, \
        (select count(*) from functions f where f.staff_id = $1 and f.ended_on is null \
        and (f.until_day is null or $2 <= f.until_day)) as functions, \
        (select count(*) from meetings m join cases c on c.id = m.case_id where m.leader_id = $1 \
        and m.state = 'planned' and $2 <= m.day and c.closed_on is null) as meetings";
    OPEN_COUNTS = "select responsible_id, count(*) as cases from cases where closed_on is null group by responsible_id";
    INSERT = "insert into handovers (id, from_id, on_day, planned, permanent, until_day, whole, all_to_id, why_sealed, \
        absence_id, registered_by_id, registered_at, state, version) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)";
    INSERT_CASE = "insert into handover_cases (handover_id, case_id, to_id, known, moved_at) \
        values ($1, $2, $3, $4, $5)";
    SET_STATE = "update handovers set state = $3, version = version + 1 where id = $1 and version = $2";
    MOVED = "update handover_cases set to_id = $3, known = $4, moved_at = $5 where handover_id = $1 and case_id = $2";
    BACK = "update handover_cases set back_at = $3 where handover_id = $1 and case_id = $2";
    DROP_CASE = "delete from handover_cases where handover_id = $1 and case_id = $2 and moved_at is null";
    ADD_THING = "insert into handover_things (handover_id, case_id, kind, thing_id) values ($1, $2, $3, $4)";
    THINGS = "select kind, thing_id from handover_things where handover_id = $1 and case_id = $2";
    ONE = concat!("select ", columns!(), " from handovers h where h.id = $1");
    ALL_FROM = concat!("select ", columns!(), " from handovers h where $1 <= h.on_day or h.state in ('planned') \
        or (h.state = 'carried-out' and h.permanent = 0) order by h.nr desc limit 500");
    DUE = concat!("select ", columns!(), " from handovers h where h.state = 'planned' and h.on_day <= $1 order by h.nr");
    /// Temporary ones of an absence that is over, so that the cases go back on the morning somebody is back.
    RETURNS = concat!("select ", columns!(), " from handovers h join absences a on a.id = h.absence_id \
        where h.state in ('planned', 'carried-out') and h.permanent = 0 and a.until_day < $1 order by h.nr");
    OF_ABSENCE = concat!("select ", columns!(), " from handovers h where h.absence_id = $1 \
        and h.state in ('planned', 'carried-out') order by h.nr");
    PLANNED_OF_CASE = "select h.on_day from handovers h join handover_cases c on c.handover_id = h.id \
        where c.case_id = $1 and h.state = 'planned' order by h.nr limit 1";
    OF_CASE = concat!("select ", columns!(), " from handovers h join handover_cases c on c.handover_id = h.id \
        where c.case_id = $1 order by h.nr desc");
    ITEMS = "select case_id, to_id, known, moved_at, back_at from handover_cases where handover_id = $1 order by case_id";
    KIND = "select h.planned, h.permanent, c.known from handovers h join handover_cases c on c.handover_id = h.id \
        where c.case_id = $1 and h.state <> 'called-off' order by h.nr desc limit 1";
    MOVE_DEPUTY = "update absences set deputy_id = $2, version = version + 1 where deputy_id = $1 \
        and staff_id <> coalesce($2, '') and (until_day is null or $3 <= until_day)";
}

/// A time somebody was responsible for a case; the end belongs to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Who.
    pub staff: StaffId,
    /// From this instant.
    pub from: Timestamp,
    /// Until this one; still, without one.
    pub until: Option<Timestamp>,
    /// The handover it came of, or ended by giving back.
    pub handover: Option<HandoverId>,
}

/// An open case as the one who leads its responsible person must count it, whether or not they may read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: CaseNumber,
    /// Its department.
    pub department: String,
    /// The citizen.
    pub citizen: domain::ids::PersonId,
    /// Closed to its department.
    pub closed_to_unit: bool,
}

/// What followed a case for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// A task.
    Task(TaskId),
    /// A meeting to lead.
    Meeting(MeetingId),
}

impl Tx {
    /// Who was responsible for a case, oldest first, as the database wrote it down itself.
    pub async fn responsibilities(&mut self, permit: &Permit, case: CaseId) -> Result<Vec<Period>> {
        self.reads_case(permit, case)?;
        let read = |row: &Row| {
            let (from, until) = (row.get("from_at")?, row.maybe("until_at")?);
            Ok(Period { staff: row.get("staff_id")?, from, until, handover: row.maybe("handover_id")? })
        };
        self.all(PERIODS, args![case]).await?.iter().map(read).collect()
    }

    /// Open cases somebody is responsible for, by number. Numbers and departments alone: what a handover must not forget.
    pub async fn cases_held(&mut self, staff: StaffId) -> Result<Vec<Held>> {
        self.all(OPEN_OF, args![staff]).await?.iter().map(held).collect()
    }

    /// Open cases of others on which somebody has a task, leads a meeting to come or has a function.
    pub async fn cases_helped(&mut self, staff: StaffId) -> Result<Vec<Held>> {
        let today = self.today();
        self.all(OTHERS, args![staff, today]).await?.iter().map(held).collect()
    }

    /// What somebody still has to do here, counted.
    pub async fn holds(&mut self, staff: StaffId) -> Result<Holds> {
        let today = self.today();
        let row = self.one(HOLDS, args![staff, today]).await?.ok_or(Error::NotFound)?;
        Ok(Holds {
            cases: row.get("cases")?,
            tasks: row.get("tasks")?,
            functions: row.get("functions")?,
            meetings: row.get("meetings")?,
        })
    }

    /// How many open cases each is responsible for.
    pub async fn open_case_counts(&mut self) -> Result<Vec<(StaffId, u32)>> {
        let read = |row: &Row| Ok((row.get("responsible_id")?, row.get("cases")?));
        self.all(OPEN_COUNTS, args![]).await?.iter().map(read).collect()
    }

    /// Saves a new handover with its cases, with version 1. That it may be made is the caller's to check.
    pub async fn insert_handover(&mut self, permit: &Permit, handover: &Handover) -> Result<()> {
        self.writes(permit)?;
        let why = self.seal(WHY, &handover.id, &handover.why)?;
        let one = match handover.all_to {
            Some(AllTo::One(staff)) => Some(staff),
            Some(AllTo::Leader) | None => None,
        };
        let args = args![
            handover.id,
            handover.from,
            handover.on,
            handover.planned.code(),
            handover.duration == Duration::Permanent,
            handover.until(),
            handover.all_to.is_some(),
            one,
            why,
            handover.absence,
            handover.registered_by,
            handover.registered_at,
            handover.state.code()
        ];
        self.run(INSERT, args).await?;
        for item in &handover.items {
            self.add_handover_case(permit, handover.id, item).await?;
        }
        Ok(())
    }

    /// One more case of a handover: opened between registration and the day.
    pub async fn add_handover_case(&mut self, permit: &Permit, id: HandoverId, item: &Item) -> Result<()> {
        self.writes(permit)?;
        let args = args![id, item.case, item.to, item.known.code(), item.moved_at];
        self.run(INSERT_CASE, args).await.map(|_| ())
    }

    /// A case that is not the leaver's any more when the day comes is no part of the handover.
    pub async fn drop_handover_case(&mut self, permit: &Permit, id: HandoverId, case: CaseId) -> Result<()> {
        self.writes_case(permit, case)?;
        self.run(DROP_CASE, args![id, case]).await.map(|_| ())
    }

    /// Sets how far a handover is, over the version that was read.
    pub async fn set_handover_state(
        &mut self,
        permit: &Permit,
        (id, version): (HandoverId, i64),
        state: State,
    ) -> Result<()> {
        self.writes(permit)?;
        changed(self.run(SET_STATE, args![id, version, state.code()]).await?)
    }

    /// Notes to whom a case has passed, at the instant the database wrote down.
    pub async fn handover_moved(&mut self, permit: &Permit, id: HandoverId, item: &Item) -> Result<()> {
        self.writes_case(permit, item.case)?;
        let at = self.responsible_since(item.case).await?;
        changed(self.run(MOVED, args![id, item.case, item.to, item.known.code(), at]).await?)
    }

    /// Notes that a case has gone back, at the instant the database wrote down.
    pub async fn handover_back(&mut self, permit: &Permit, id: HandoverId, case: CaseId) -> Result<()> {
        self.writes_case(permit, case)?;
        let at = self.responsible_since(case).await?;
        changed(self.run(BACK, args![id, case, at]).await?)
    }

    async fn responsible_since(&mut self, case: CaseId) -> Result<Timestamp> {
        self.one(CHANGED_AT, args![case]).await?.ok_or(Error::NotFound)?.get("responsible_at")
    }

    /// Notes what followed a case for a time, so that it goes back with it.
    pub async fn add_handover_thing(
        &mut self,
        permit: &Permit,
        (id, case): (HandoverId, CaseId),
        thing: Thing,
    ) -> Result<()> {
        self.writes_case(permit, case)?;
        let (kind, thing) = match thing {
            Thing::Task(task) => ("task", task.to_string()),
            Thing::Meeting(meeting) => ("meeting", meeting.to_string()),
        };
        self.run(ADD_THING, args![id, case, kind, thing]).await.map(|_| ())
    }

    /// What followed a case.
    pub async fn handover_things(&mut self, permit: &Permit, id: HandoverId, case: CaseId) -> Result<Vec<Thing>> {
        self.reads_case(permit, case)?;
        let read = |row: &Row| {
            let kind: String = row.get("kind")?;
            Ok(if kind == "task" { Thing::Task(row.get("thing_id")?) } else { Thing::Meeting(row.get("thing_id")?) })
        };
        self.all(THINGS, args![id, case]).await?.iter().map(read).collect()
    }

    /// A handover.
    pub async fn handover(&mut self, id: HandoverId) -> Result<Option<Handover>> {
        let rows = self.all(ONE, args![id]).await?;
        Ok(self.read_handovers(&rows).await?.into_iter().next())
    }

    /// Handovers from a day on, and those that are planned or out, newest first.
    pub async fn handovers_since(&mut self, day: Date) -> Result<Vec<Handover>> {
        let rows = self.all(ALL_FROM, args![day]).await?;
        self.read_handovers(&rows).await
    }

    /// Planned ones whose day has come.
    pub async fn handovers_due(&mut self, day: Date) -> Result<Vec<Handover>> {
        let rows = self.all(DUE, args![day]).await?;
        self.read_handovers(&rows).await
    }

    /// Temporary ones of an absence that ended before a day.
    pub async fn handovers_to_return(&mut self, day: Date) -> Result<Vec<Handover>> {
        let rows = self.all(RETURNS, args![day]).await?;
        self.read_handovers(&rows).await
    }

    /// Those that cover an absence and are not over.
    pub async fn handovers_of_absence(&mut self, absence: AbsenceId) -> Result<Vec<Handover>> {
        let rows = self.all(OF_ABSENCE, args![absence]).await?;
        self.read_handovers(&rows).await
    }

    /// Handovers of a case, newest first.
    pub async fn handovers_of_case(&mut self, permit: &Permit, case: CaseId) -> Result<Vec<Handover>> {
        self.reads_case(permit, case)?;
        let rows = self.all(OF_CASE, args![case]).await?;
        self.read_handovers(&rows).await
    }

    /// The day of a handover a case is planned into already.
    pub async fn planned_handover_of(&mut self, case: CaseId) -> Result<Option<Date>> {
        self.one(PLANNED_OF_CASE, args![case]).await?.map(|row| row.get("on_day")).transpose()
    }

    /// What the latest handover of a case answers procedures and letters.
    pub(crate) async fn load_handover_kind(&mut self, case: CaseId) -> Result<Option<Kind>> {
        let Some(row) = self.one(KIND, args![case]).await? else { return Ok(None) };
        let permanent: bool = row.get("permanent")?;
        let duration = if permanent { Duration::Permanent } else { Duration::Temporary { until: None } };
        let known = row.code("known", Known::from_code)?;
        Ok(Some(Kind::of(row.code("planned", Planned::from_code)?, duration, known)))
    }

    /// Who stands in for others: what somebody was deputy of passes to another, or to nobody by name.
    pub async fn move_deputy(&mut self, permit: &Permit, from: StaffId, to: Option<StaffId>) -> Result<u64> {
        self.writes(permit)?;
        let today = self.today();
        self.run(MOVE_DEPUTY, args![from, to, today]).await
    }

    async fn read_handovers(&mut self, rows: &[Row]) -> Result<Vec<Handover>> {
        let mut found = Vec::new();
        for row in rows {
            let id: HandoverId = row.get("id")?;
            let items = self.all(ITEMS, args![id]).await?.iter().map(item).collect::<Result<Vec<_>>>()?;
            let permanent: bool = row.get("permanent")?;
            let until = row.maybe("until_day")?;
            let whole: bool = row.get("whole")?;
            let one: Option<StaffId> = row.maybe("all_to_id")?;
            let sealed: Vec<u8> = row.get("why_sealed")?;
            found.push(Handover {
                from: row.get("from_id")?,
                on: row.get("on_day")?,
                planned: row.code("planned", Planned::from_code)?,
                duration: if permanent { Duration::Permanent } else { Duration::Temporary { until } },
                all_to: whole.then(|| one.map_or(AllTo::Leader, AllTo::One)),
                why: self.unseal(WHY, &id, &sealed)?,
                absence: row.maybe("absence_id")?,
                registered_by: row.get("registered_by_id")?,
                registered_at: row.get("registered_at")?,
                state: row.code("state", State::from_code)?,
                items,
                version: row.get("version")?,
                id,
            });
        }
        Ok(found)
    }
}

fn held(row: &Row) -> Result<Held> {
    Ok(Held {
        case: row.get("id")?,
        number: row.get("number")?,
        department: row.get("department")?,
        citizen: row.get("citizen_id")?,
        closed_to_unit: row.get("closed_to_unit")?,
    })
}

fn item(row: &Row) -> Result<Item> {
    Ok(Item {
        case: row.get("case_id")?,
        to: row.get("to_id")?,
        known: row.code("known", Known::from_code)?,
        moved_at: row.maybe("moved_at")?,
        back_at: row.maybe("back_at")?,
    })
}
