//! Meetings: what is said of them is sealed as one; day, leader and how far they are stand in the clear, for lists.

mod details;

use crate::error::{Error, Result};
use crate::row::{Row, args, codes, statements};
use crate::tx::{Tx, changed};
use domain::access::{Permit, Scope};
use domain::ids::{CaseId, CaseNumber, MeetingId, StaffId};
use domain::meeting::{Meeting, Spot, State, When};
use jiff::Timestamp;
use jiff::civil::{Date, Time};

const PLACE: &str = "meetings.details";
/// Most meetings of one list.
const MOST: u32 = 300;

statements! {
    INSERT = "insert into meetings (id, case_id, kind, day, starts_at, minutes, leader_id, state, minutes_due, \
        without_minutes, issue, planned_by_id, planned_at, details_sealed, version) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1)";
    SAVE = "update meetings set kind = $4, day = $5, starts_at = $6, minutes = $7, leader_id = $8, state = $9, \
        minutes_due = $10, without_minutes = $11, issue = $12, details_sealed = $13, version = version + 1 \
        where id = $1 and case_id = $2 and version = $3";
    NO_STAFF = "delete from meeting_staff where meeting_id = $1";
    STAFF = "insert into meeting_staff (meeting_id, staff_id) values ($1, $2)";
    OF_CASE = "select id, case_id, kind, day, minutes, leader_id, issue, planned_by_id, planned_at, details_sealed, \
        version from meetings where case_id = $1 order by starts_at, nr";
    ONE = "select id, case_id, kind, day, minutes, leader_id, issue, planned_by_id, planned_at, details_sealed, version \
        from meetings where case_id = $1 and id = $2";
    OF_STAFF = "select m.id, m.case_id, m.kind, m.day, m.minutes, m.leader_id, m.issue, m.state, m.planned_at, \
        m.minutes_due, m.without_minutes, m.details_sealed, c.number, p.name as citizen, p.protected \
        from meeting_staff t join meetings m on m.id = t.meeting_id join cases c on c.id = m.case_id \
        join persons p on p.id = c.citizen_id where t.staff_id = $1 and m.day >= $2 and m.day <= $3 \
        and c.citizen_id not in (select person_id from conflicts where staff_id = $1) \
        order by m.starts_at, m.nr limit $4";
    MISSING = "select m.id, m.case_id, m.kind, m.day, m.minutes, m.leader_id, m.issue, m.state, m.planned_at, \
        m.minutes_due, m.without_minutes, m.details_sealed, c.number, p.name as citizen, p.protected from meetings m \
        join cases c on c.id = m.case_id join persons p on p.id = c.citizen_id where m.leader_id = $1 \
        and c.closed_on is null and ((m.state = 'held' and m.without_minutes > 0) \
        or (m.state = 'planned' and m.day < $2)) \
        and c.citizen_id not in (select person_id from conflicts where staff_id = $1) \
        order by m.starts_at, m.nr limit $3";
}

/// How far a meeting is, as lists tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// To come.
    Planned,
    /// Held.
    Held,
    /// Too few came.
    TooFew,
    /// Called off.
    Cancelled,
}

codes! { stage_code, stage, Stage,
    Stage::Planned = "planned", Stage::Held = "held", Stage::TooFew = "too-few", Stage::Cancelled = "cancelled",
}

/// A meeting on somebody's list. What its title and citizen say is shown only to who may open the case.
#[derive(Clone, Debug)]
pub struct MeetingRow {
    /// Its id.
    pub id: MeetingId,
    /// The case.
    pub case: CaseId,
    /// The case's number.
    pub number: CaseNumber,
    /// What it is called.
    pub title: String,
    /// When.
    pub when: When,
    /// Where, as it may be told to others than the citizen; none for a home that is protected, or no place.
    pub place: Option<String>,
    /// What kind of place that is; a calendar holds our own rooms alone.
    pub spot: Spot,
    /// Who leads it.
    pub leader: StaffId,
    /// Whom the case is about.
    pub citizen: String,
    /// The citizen is protected (P-8).
    pub protected: bool,
    /// How far it is.
    pub stage: Stage,
    /// Its kind.
    pub kind: Option<String>,
    /// Until when all have the minutes, once it is held.
    pub minutes_due: Option<Date>,
    /// How many have not got them.
    pub without_minutes: u32,
    /// How many times it was moved or called off; a calendar's SEQUENCE.
    pub issue: u32,
    /// When it was planned.
    pub planned_at: Timestamp,
}

impl Tx {
    /// Saves a new meeting, with version 1.
    pub async fn insert_meeting(&mut self, permit: &Permit, meeting: &Meeting) -> Result<()> {
        self.writes_case(permit, meeting.case)?;
        let sealed = self.seal(PLACE, &meeting.id, &details::write(meeting))?;
        let args = args![
            meeting.id,
            meeting.case,
            meeting.kind,
            meeting.when.day,
            meeting.when.starts(),
            u32::from(meeting.when.minutes),
            meeting.leader,
            stage_code(stage_of(meeting)),
            meeting.held().map(|held| held.minutes_due),
            without_minutes(meeting),
            meeting.issue,
            meeting.planned_by,
            meeting.planned_at,
            sealed
        ];
        self.run(INSERT, args).await?;
        self.list_for_staff(meeting).await
    }

    /// Saves a meeting over the version that was read; `Stale` when somebody was first.
    pub async fn save_meeting(&mut self, permit: &Permit, meeting: &Meeting) -> Result<()> {
        self.writes_case(permit, meeting.case)?;
        let sealed = self.seal(PLACE, &meeting.id, &details::write(meeting))?;
        let args = args![
            meeting.id,
            meeting.case,
            meeting.version,
            meeting.kind,
            meeting.when.day,
            meeting.when.starts(),
            u32::from(meeting.when.minutes),
            meeting.leader,
            stage_code(stage_of(meeting)),
            meeting.held().map(|held| held.minutes_due),
            without_minutes(meeting),
            meeting.issue,
            sealed
        ];
        changed(self.run(SAVE, args).await?)?;
        self.run(NO_STAFF, args![meeting.id]).await?;
        self.list_for_staff(meeting).await
    }

    async fn list_for_staff(&mut self, meeting: &Meeting) -> Result<()> {
        for staff in meeting.staff() {
            self.run(STAFF, args![meeting.id, staff]).await?;
        }
        Ok(())
    }

    /// Meetings of a case, by when they are.
    pub async fn meetings(&mut self, permit: &Permit, case: CaseId) -> Result<Vec<Meeting>> {
        self.reads_case(permit, case)?;
        self.all(OF_CASE, args![case]).await?.iter().map(|row| self.read_meeting(row)).collect()
    }

    /// A meeting of a case.
    pub async fn meeting(&mut self, permit: &Permit, case: CaseId, id: MeetingId) -> Result<Option<Meeting>> {
        self.reads_case(permit, case)?;
        match self.one(ONE, args![case, id]).await? {
            Some(row) => self.read_meeting(&row).map(Some),
            None => Ok(None),
        }
    }

    /// Meetings that stand in somebody's own list, from one day to another.
    pub async fn meetings_of_staff(&mut self, scope: &Scope, from: Date, to: Date) -> Result<Vec<MeetingRow>> {
        self.meetings_of(scope.subject(), from, to).await
    }

    /// The same for a calendar that is read without signing in; who may ask is known by its token.
    pub async fn meetings_of(&mut self, staff: StaffId, from: Date, to: Date) -> Result<Vec<MeetingRow>> {
        self.all(OF_STAFF, args![staff, from, to, MOST]).await?.iter().map(|row| self.read_row(row)).collect()
    }

    /// Meetings somebody leads that are held and whose minutes are not with all, or whose day has passed and that
    /// nobody has ended.
    pub async fn meetings_to_finish(&mut self, scope: &Scope) -> Result<Vec<MeetingRow>> {
        let today = self.today();
        self.all(MISSING, args![scope.subject(), today, MOST]).await?.iter().map(|row| self.read_row(row)).collect()
    }

    fn read_meeting(&self, row: &Row) -> Result<Meeting> {
        let id: MeetingId = row.get("id")?;
        let text = self.unseal(PLACE, &id, &row.get::<Vec<u8>>("details_sealed")?)?;
        let said = details::read(&text).ok_or_else(|| Error::broken("the details of a meeting cannot be read"))?;
        Ok(Meeting {
            id,
            case: row.get("case_id")?,
            kind: row.maybe("kind")?,
            title: said.title,
            purpose: said.purpose,
            when: when(row, said.from)?,
            venue: said.venue,
            ready: said.ready,
            leader: row.get("leader_id")?,
            participants: said.participants,
            items: said.items,
            state: said.state,
            issue: row.get("issue")?,
            planned_by: row.get("planned_by_id")?,
            planned_at: row.get("planned_at")?,
            version: row.get("version")?,
        })
    }

    fn read_row(&self, row: &Row) -> Result<MeetingRow> {
        let id: MeetingId = row.get("id")?;
        let text = self.unseal(PLACE, &id, &row.get::<Vec<u8>>("details_sealed")?)?;
        let said = details::read(&text).ok_or_else(|| Error::broken("the details of a meeting cannot be read"))?;
        let protected: bool = row.get("protected")?;
        Ok(MeetingRow {
            id,
            case: row.get("case_id")?,
            number: row.get("number")?,
            title: said.title,
            when: when(row, said.from)?,
            place: said.venue.told_to(domain::meeting::Reader::Other, protected.into()),
            spot: said.venue.spot,
            leader: row.get("leader_id")?,
            citizen: row.get("citizen")?,
            protected,
            stage: row.code("state", stage)?,
            kind: row.maybe("kind")?,
            minutes_due: row.maybe("minutes_due")?,
            without_minutes: row.get("without_minutes")?,
            issue: row.get("issue")?,
            planned_at: row.get("planned_at")?,
        })
    }
}

fn when(row: &Row, from: Time) -> Result<When> {
    let minutes: u32 = row.get("minutes")?;
    let minutes = u16::try_from(minutes).map_err(|_| Error::broken("a meeting of too many minutes"))?;
    Ok(When { day: row.get("day")?, from, minutes })
}

fn stage_of(meeting: &Meeting) -> Stage {
    match meeting.state {
        State::Planned => Stage::Planned,
        State::Held(_) => Stage::Held,
        State::TooFew { .. } => Stage::TooFew,
        State::Cancelled { .. } => Stage::Cancelled,
    }
}

fn without_minutes(meeting: &Meeting) -> u32 {
    u32::try_from(meeting.without_minutes().count()).unwrap_or(u32::MAX)
}
