//! Café meetings: the meeting says nothing of anybody; an invitation is read with the case it belongs to, or in a scope.

use crate::error::{Error, Result};
use crate::row::{Row, args, codes, statements};
use crate::tx::{Tx, changed};
use domain::access::{Permit, Scope};
use domain::cafe::{Answer, Attendance, Cafe, Guest, Invitation};
use domain::ids::{CafeId, CaseId, CaseNumber, PersonId, StaffId};
use jiff::civil::{Date, Time};

/// Most people of a year group, and most meetings of a list.
const MOST: u32 = 500;

/// A case `c` about a person `p` that `$1` may list: their own, or one of the department `$2` that is open to it.
macro_rules! listed {
    () => {
        " (c.responsible_id = $1 or (c.department = $2 and c.closed_to_unit = 0)) \
         and p.id not in (select person_id from conflicts where staff_id = $1) "
    };
}
macro_rules! columns {
    () => {
        "select id, department, held_on, from_time, until_time, place, programme, capacity, reply_by, made_by_id, \
         called_off_on, version from cafes where "
    };
}

statements! {
    INSERT = "insert into cafes (id, department, held_on, from_time, until_time, place, programme, capacity, reply_by, \
        made_by_id, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)";
    SAVE = "update cafes set held_on = $3, from_time = $4, until_time = $5, place = $6, programme = $7, capacity = $8, \
        reply_by = $9, called_off_on = $10, version = version + 1 where id = $1 and version = $2";
    /// The row is locked, so that the last seat is given once.
    HOLD = "update cafes set version = version where id = $1";
    ONE = concat!(columns!(), "id = $1");
    OF_DEPARTMENT = concat!(columns!(), "department = $1 order by held_on desc, id limit $2");
    ANSWERS = "select answer, companions from cafe_invitations where cafe_id = $1 and person_id <> $2";
    INVITE = "insert into cafe_invitations (cafe_id, case_id, person_id, guest, letter_id, answer, companions, \
        invited_by_id, invited_on) values ($1, $2, $3, $4, $5, 'none', 0, $6, $7)";
    ANSWER = "update cafe_invitations set answer = $4, companions = $5 where cafe_id = $1 and case_id = $2 \
        and person_id = $3";
    ATTEND = "update cafe_invitations set attendance = $4 where cafe_id = $1 and case_id = $2 and person_id = $3 \
        and (attendance is null or attendance <> $4)";
    OF_CASE = "select cafe_id, case_id, person_id, guest, letter_id, answer, companions, attendance \
        from cafe_invitations where cafe_id = $1 and case_id = $2 order by person_id";
    INVITED = concat!("select i.cafe_id, i.case_id, i.person_id, i.guest, i.letter_id, i.answer, i.companions, \
        i.attendance, c.number, c.responsible_id, g.name, g.protected, p.name as young, l.state as letter_state \
        from cafe_invitations i join cases c on c.id = i.case_id join persons p on p.id = c.citizen_id \
        join persons g on g.id = i.person_id join letters l on l.id = i.letter_id \
        where i.cafe_id = $3 and", listed!(), "order by p.sort_key, p.id, i.guest desc, g.sort_key limit $4");
    HOW_MANY = "select count(*) as invited from cafe_invitations where cafe_id = $1";
    CANDIDATES = concat!("select c.id, c.number, c.responsible_id, s.name as responsible, p.id as person_id, p.name, \
        p.born, p.protected from cases c join persons p on p.id = c.citizen_id join staff s on s.id = c.responsible_id \
        where c.closed_on is null and $3 <= p.born and p.born <= $4 and", listed!(),
        "and p.id not in (select person_id from cafe_invitations where cafe_id = $5) \
        order by p.sort_key, p.id, c.number limit $6");
}

codes! { guest_code, guest, Guest, Guest::Young = "young", Guest::Parent = "parent", }
codes! { attendance_code, attendance, Attendance,
    Attendance::Came = "came", Attendance::DidNotCome = "did-not-come",
}

/// Somebody invited, as the page of the meeting lists them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitedRow {
    /// The invitation.
    pub invitation: Invitation,
    /// The case's number.
    pub number: CaseNumber,
    /// Who is responsible for the case.
    pub responsible: StaffId,
    /// Name of the invited.
    pub name: String,
    /// They are protected, so that the page says so (P-8).
    pub protected: bool,
    /// Name of the young person the case is about.
    pub young: String,
    /// The invitation has not been sent yet.
    pub is_draft: bool,
}

/// A young person who can be invited, by one case of theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidateRow {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: CaseNumber,
    /// Who is responsible.
    pub responsible: StaffId,
    /// Their name.
    pub responsible_name: String,
    /// The young person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Born.
    pub born: Date,
    /// Protected (P-8).
    pub protected: bool,
}

impl Tx {
    /// Saves a new meeting.
    pub async fn insert_cafe(&mut self, permit: &Permit, cafe: &Cafe) -> Result<()> {
        self.writes(permit)?;
        let args = args![
            cafe.id,
            cafe.department,
            cafe.day,
            time_text(cafe.from),
            time_text(cafe.until),
            cafe.place,
            cafe.programme,
            cafe.capacity,
            cafe.reply_by,
            cafe.made_by
        ];
        self.run(INSERT, args).await.map(|_| ())
    }

    /// Saves a changed meeting over the version that was read.
    pub async fn save_cafe(&mut self, permit: &Permit, cafe: &Cafe) -> Result<()> {
        self.writes(permit)?;
        let args = args![
            cafe.id,
            cafe.version,
            cafe.day,
            time_text(cafe.from),
            time_text(cafe.until),
            cafe.place,
            cafe.programme,
            cafe.capacity,
            cafe.reply_by,
            cafe.called_off_on
        ];
        changed(self.run(SAVE, args).await?)
    }

    /// A meeting of a department in scope.
    pub async fn cafe(&mut self, scope: &Scope, id: CafeId) -> Result<Cafe> {
        let row = self.one(ONE, args![id]).await?.ok_or(Error::NotFound)?;
        let cafe = read_cafe(&row)?;
        if cafe.made_by != scope.subject() && !scope.departments().contains(&cafe.department) {
            return Err(Error::NotFound);
        }
        Ok(cafe)
    }

    /// The same, and nobody else gives its seats before this ends.
    pub async fn hold_cafe(&mut self, scope: &Scope, id: CafeId) -> Result<Cafe> {
        self.run(HOLD, args![id]).await?;
        self.cafe(scope, id).await
    }

    /// Meetings of a department in scope, newest first.
    pub async fn cafes(&mut self, scope: &Scope, department: &str) -> Result<Vec<Cafe>> {
        crate::case::in_scope(scope, department)?;
        self.all(OF_DEPARTMENT, args![department, MOST]).await?.iter().map(read_cafe).collect()
    }

    /// What everybody but this person has answered; of whom, it does not say.
    pub async fn cafe_answers(&mut self, cafe: &Cafe, but: Option<PersonId>) -> Result<Vec<Answer>> {
        let but = but.map(|person| person.to_string()).unwrap_or_default();
        self.all(ANSWERS, args![cafe.id, but]).await?.iter().map(answer).collect()
    }

    /// How many are invited, in whatever cases.
    pub async fn cafe_invited(&mut self, cafe: &Cafe) -> Result<u32> {
        self.one(HOW_MANY, args![cafe.id]).await?.map_or(Ok(0), |row| row.get("invited"))
    }

    /// Saves an invitation on its case; `Conflict` for one who is invited already.
    pub async fn insert_cafe_invitation(&mut self, permit: &Permit, new: &Invitation, by: StaffId) -> Result<()> {
        self.writes_case(permit, new.case)?;
        let today = self.today();
        let args = args![new.cafe, new.case, new.person, guest_code(new.guest), new.letter, by, today];
        self.run(INVITE, args).await.map(|_| ())
    }

    /// Invitations to a meeting on one case.
    pub async fn cafe_invitations(&mut self, permit: &Permit, cafe: CafeId, case: CaseId) -> Result<Vec<Invitation>> {
        self.reads_case(permit, case)?;
        self.all(OF_CASE, args![cafe, case]).await?.iter().map(invitation).collect()
    }

    /// Saves what an invited person answered.
    pub async fn answer_cafe(&mut self, permit: &Permit, of: &Invitation, answer: Answer) -> Result<()> {
        self.writes_case(permit, of.case)?;
        let (code, companions) = match answer {
            Answer::None => ("none", 0),
            Answer::Comes { companions } => ("comes", companions),
            Answer::StaysAway => ("stays-away", 0),
        };
        let found = self.run(ANSWER, args![of.cafe, of.case, of.person, code, companions]).await?;
        crate::tx::found(found)
    }

    /// Saves whether an invited person came. Answers whether that is news.
    pub async fn attend_cafe(&mut self, permit: &Permit, of: &Invitation, came: Attendance) -> Result<bool> {
        self.writes_case(permit, of.case)?;
        let args = args![of.cafe, of.case, of.person, attendance_code(came)];
        Ok(self.run(ATTEND, args).await? == 1)
    }

    /// Who is invited, of the cases in scope.
    pub async fn cafe_invited_in(&mut self, scope: &Scope, cafe: &Cafe) -> Result<Vec<InvitedRow>> {
        let args = args![scope.subject(), cafe.department, cafe.id, MOST];
        let read = |row: &Row| {
            Ok(InvitedRow {
                invitation: invitation(row)?,
                number: row.get("number")?,
                responsible: row.get("responsible_id")?,
                name: row.get("name")?,
                protected: row.get("protected")?,
                young: row.get("young")?,
                is_draft: row.get::<String>("letter_state")? == "drafted",
            })
        };
        self.all(INVITED, args).await?.iter().map(read).collect()
    }

    /// Open cases in scope about those born from a day to another who are not invited yet.
    pub async fn cafe_candidates(
        &mut self,
        scope: &Scope,
        cafe: &Cafe,
        (from, to): (Date, Date),
    ) -> Result<Vec<CandidateRow>> {
        let args = args![scope.subject(), cafe.department, from, to, cafe.id, MOST];
        let read = |row: &Row| {
            Ok(CandidateRow {
                case: row.get("id")?,
                number: row.get("number")?,
                responsible: row.get("responsible_id")?,
                responsible_name: row.get("responsible")?,
                person: row.get("person_id")?,
                name: row.get("name")?,
                born: row.get("born")?,
                protected: row.get("protected")?,
            })
        };
        self.all(CANDIDATES, args).await?.iter().map(read).collect()
    }
}

fn time_text(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

fn time(row: &Row, column: &str) -> Result<Time> {
    row.get::<String>(column)?.parse().map_err(|_| Error::broken("a time of day that cannot be read"))
}

fn read_cafe(row: &Row) -> Result<Cafe> {
    Ok(Cafe {
        id: row.get("id")?,
        department: row.get("department")?,
        day: row.get("held_on")?,
        from: time(row, "from_time")?,
        until: time(row, "until_time")?,
        place: row.get("place")?,
        programme: row.get("programme")?,
        capacity: row.get("capacity")?,
        reply_by: row.get("reply_by")?,
        made_by: row.get("made_by_id")?,
        called_off_on: row.maybe("called_off_on")?,
        version: row.get("version")?,
    })
}

fn answer(row: &Row) -> Result<Answer> {
    match row.get::<String>("answer")?.as_str() {
        "none" => Ok(Answer::None),
        "comes" => Ok(Answer::Comes { companions: row.get("companions")? }),
        "stays-away" => Ok(Answer::StaysAway),
        _ => Err(Error::broken("an answer of no kind")),
    }
}

fn invitation(row: &Row) -> Result<Invitation> {
    Ok(Invitation {
        cafe: row.get("cafe_id")?,
        case: row.get("case_id")?,
        person: row.get("person_id")?,
        guest: row.code("guest", guest)?,
        letter: row.get("letter_id")?,
        answer: answer(row)?,
        attendance: row.maybe_code("attendance", attendance)?,
    })
}
