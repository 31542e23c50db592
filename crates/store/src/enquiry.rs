//! Enquiries: who told, what was told and what is known are sealed; whom it waits for stands beside them in the clear.

use crate::case::{Who, in_scope};
use crate::error::{Error, Result};
use crate::notification::{received, received_code};
use crate::row::{Row, args, statements};
use crate::tx::{Tx, changed};
use domain::access::{Permit, Scope, Target, Yes};
use domain::enquiry::{Became, Contact, Enquiry, Notice, Referrer, Reply, Settled, Source};
use domain::ids::{CaseId, CaseNumber, EnquiryId, PersonId, StaffId};
use jiff::{Timestamp, civil::Date};
use serde_json::{Value, json};

/// Rows of what `$part` names: oldest first while they wait, newest first when they are over.
macro_rules! listed {
    ($part:expr, $order:literal) => {
        concat!(
            "select e.id, e.received_on, e.source, e.became, p.name as citizen, p.protected, o.name as outreach, \
             s.name as registered_by, \
             (select count(*) from enquiry_notices n where n.enquiry_id = e.id and n.answer is null) as waiting \
             from enquiries e join staff s on s.id = e.registered_by_id left join persons p on p.id = e.person_id \
             left join staff o on o.id = p.outreach_id where ",
            $part,
            " and (e.person_id is null or e.person_id not in (select person_id from conflicts where staff_id = $1)) \
             order by e.received_on ",
            $order,
            ", e.id limit $3"
        )
    };
}
/// A case `c` that `$1` is responsible for on the day `$2`, or has a function on.
macro_rules! mine {
    () => {
        " (c.responsible_id = $1 or exists (select 1 from case_functions f where f.staff_id = $1 and f.case_id = c.id \
         and f.from_day <= $2 and (f.until_day is null or $2 <= f.until_day))) "
    };
}

statements! {
    INSERT = "insert into enquiries (id, received_on, received_by, source, anonymous, referrer_sealed, told_sealed, \
        known_sealed, person_id, department, closed_to_unit, registered_by_id, registered_at, version) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)";
    REF = "select id, department, person_id, registered_by_id, closed_to_unit from enquiries where id = $1";
    ONE = "select id, received_on, received_by, source, anonymous, referrer_sealed, told_sealed, known_sealed, person_id, \
        department, closed_to_unit, registered_by_id, registered_at, became, case_id, note_sealed, settled_at, \
        settled_by_id, version from enquiries where id = $1";
    TOLD = concat!("select 1 as yes from enquiry_notices n join cases c on c.id = n.case_id \
        where n.enquiry_id = $3 and", mine!(), "limit 1");
    FOUND = "update enquiries set person_id = $3, closed_to_unit = $4, version = version + 1 where id = $1 \
        and version = $2 and person_id is null and settled_at is null";
    SETTLE = "update enquiries set became = $3, case_id = $4, note_sealed = $5, settled_at = $6, settled_by_id = $7, \
        version = version + 1 where id = $1 and version = $2 and settled_at is null";
    TELL = "insert into enquiry_notices (enquiry_id, case_id, told_at) values ($1, $2, $3) on conflict do nothing";
    NOTICES = "select case_id, told_at, answer, answered_at, answered_by_id from enquiry_notices where enquiry_id = $1 \
        order by told_at, case_id";
    ANSWER = "update enquiry_notices set answer = $3, answered_at = $4, answered_by_id = $5 where enquiry_id = $1 \
        and case_id = $2 and answer is null";
    WAITING = concat!("select n.enquiry_id, n.case_id, e.received_on, c.number, p.name as citizen, p.protected, \
        o.name as outreach \
        from enquiry_notices n join enquiries e on e.id = n.enquiry_id join cases c on c.id = n.case_id \
        join persons p on p.id = c.citizen_id left join staff o on o.id = p.outreach_id \
        where n.answer is null and e.settled_at is null and c.closed_on is null and", mine!(), "and c.citizen_id not in \
        (select person_id from conflicts where staff_id = $1) order by e.received_on, e.id limit 50");
    OF_CASE = "select e.id, e.received_on from enquiries e where e.case_id = $1 union \
        select e.id, e.received_on from enquiries e join enquiry_notices n on n.enquiry_id = e.id where n.case_id = $1 \
        order by 2, 1";
    MINE_OPEN = listed!("e.registered_by_id = $1 and $2 = $2 and e.settled_at is null", "asc");
    MINE_SETTLED = listed!("e.registered_by_id = $1 and $2 = $2 and e.settled_at is not null", "desc");
    DEPARTMENT_OPEN = listed!("e.department = $2 and e.closed_to_unit = 0 and e.settled_at is null", "asc");
    DEPARTMENT_SETTLED = listed!("e.department = $2 and e.closed_to_unit = 0 and e.settled_at is not null", "desc");
    MARK = "update persons set outreach_id = $2 where id = $1";
    MARKED = "select s.id, s.name from persons p join staff s on s.id = p.outreach_id where p.id = $1";
}

/// An enquiry as the policy sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnquiryRef {
    /// Its id.
    pub id: EnquiryId,
    /// The department that received it.
    pub department: String,
    /// Whom it is about, once found.
    pub person: Option<PersonId>,
    /// Who received it.
    pub registered_by: StaffId,
    /// Closed to the department.
    pub closed_to_unit: bool,
}

/// A line of a list of enquiries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnquiryRow {
    /// The enquiry.
    pub id: EnquiryId,
    /// The day it came.
    pub received_on: Date,
    /// What the one who told is.
    pub source: Source,
    /// What it became.
    pub became: Option<Became>,
    /// The citizen's name, once found.
    pub citizen: Option<String>,
    /// The citizen is protected, so that the page says so (P-8).
    pub protected: bool,
    /// The citizen's outreach caseworker.
    pub outreach: Option<String>,
    /// Who received it.
    pub registered_by: String,
    /// How many have been told and not answered.
    pub waiting: u32,
}

/// That somebody asked about the citizen of a case one is responsible for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRow {
    /// The enquiry.
    pub enquiry: EnquiryId,
    /// The case.
    pub case: CaseId,
    /// The case's number.
    pub number: CaseNumber,
    /// The day the enquiry came.
    pub received_on: Date,
    /// The citizen's name.
    pub citizen: String,
    /// The citizen is protected (P-8).
    pub protected: bool,
    /// The citizen's outreach caseworker.
    pub outreach: Option<String>,
}

/// Most enquiries of one list.
pub const MOST: u32 = 100;

impl Tx {
    /// An enquiry, as the policy sees it; takes no permit, because one is decided from it.
    pub async fn enquiry_ref(&mut self, id: EnquiryId) -> Result<Option<EnquiryRef>> {
        let Some(row) = self.one(REF, args![id]).await? else { return Ok(None) };
        Ok(Some(EnquiryRef {
            id: row.get("id")?,
            department: row.get("department")?,
            person: row.maybe("person_id")?,
            registered_by: row.get("registered_by_id")?,
            closed_to_unit: row.get("closed_to_unit")?,
        }))
    }

    /// Whether this member of staff was told of it, by a case of theirs on the day.
    pub async fn told_of_enquiry(&mut self, staff: StaffId, id: EnquiryId, day: Date) -> Result<bool> {
        Ok(self.one(TOLD, args![staff, day, id]).await?.is_some())
    }

    /// Saves a new enquiry.
    pub async fn insert_enquiry(&mut self, permit: &Permit, enquiry: &Enquiry) -> Result<()> {
        self.writes_enquiry(permit, enquiry.id)?;
        let contact = enquiry.referrer.expose_for_storage();
        let contact = json!({
            "name": contact.name, "workplace": contact.workplace, "address": contact.address, "phone": contact.phone,
        });
        let referrer = self.seal("enquiries.referrer", &enquiry.id, &contact.to_string())?;
        let told = self.seal("enquiries.told", &enquiry.id, &enquiry.told)?;
        let known = self.seal("enquiries.known", &enquiry.id, &enquiry.known)?;
        let args = args![
            enquiry.id,
            enquiry.received_on,
            received_code(enquiry.received_by),
            enquiry.referrer.source().code(),
            enquiry.referrer.anonymous() == Yes::Yes,
            referrer,
            told,
            known,
            enquiry.person,
            enquiry.department,
            enquiry.closed_to_unit == Yes::Yes,
            enquiry.registered_by,
            enquiry.registered_at
        ];
        self.run(INSERT, args).await.map(|_| ())
    }

    /// An enquiry.
    pub async fn enquiry(&mut self, permit: &Permit, id: EnquiryId) -> Result<Enquiry> {
        self.reads_enquiry(permit, id)?;
        let row = self.one(ONE, args![id]).await?.ok_or(Error::NotFound)?;
        let sealed = self.unseal("enquiries.referrer", &id, &row.get::<Vec<u8>>("referrer_sealed")?)?;
        let contact: Value =
            serde_json::from_str(&sealed).map_err(|_| Error::broken("a sealed referrer is not JSON"))?;
        let field = |name: &str| contact.get(name).and_then(Value::as_str).unwrap_or_default().to_string();
        let contact = Contact {
            name: field("name"),
            workplace: field("workplace"),
            address: field("address"),
            phone: field("phone"),
        };
        let source = row.code("source", Source::from_code)?;
        Ok(Enquiry {
            id,
            received_on: row.get("received_on")?,
            received_by: row.code("received_by", received)?,
            referrer: Referrer::new(source, row.get::<bool>("anonymous")?.into(), contact),
            told: self.unseal("enquiries.told", &id, &row.get::<Vec<u8>>("told_sealed")?)?,
            known: self.unseal("enquiries.known", &id, &row.get::<Vec<u8>>("known_sealed")?)?,
            person: row.maybe("person_id")?,
            department: row.get("department")?,
            closed_to_unit: row.get::<bool>("closed_to_unit")?.into(),
            registered_by: row.get("registered_by_id")?,
            registered_at: row.get("registered_at")?,
            settled: self.settled(id, &row)?,
            version: row.get("version")?,
        })
    }

    fn settled(&self, id: EnquiryId, row: &Row) -> Result<Option<Settled>> {
        let Some(at) = row.maybe("settled_at")? else { return Ok(None) };
        let note = row.maybe::<Vec<u8>>("note_sealed")?;
        Ok(Some(Settled {
            at,
            by: row.get("settled_by_id")?,
            became: row.code("became", Became::from_code)?,
            case: row.maybe("case_id")?,
            note: note.map(|note| self.unseal("enquiries.note", &id, &note)).transpose()?.unwrap_or_default(),
        }))
    }

    /// Whom it is about is found; `Stale` when somebody was first.
    pub async fn enquiry_found(
        &mut self,
        permit: &Permit,
        (id, version): (EnquiryId, i64),
        person: PersonId,
        closed_to_unit: Yes,
    ) -> Result<()> {
        self.writes_enquiry(permit, id)?;
        changed(self.run(FOUND, args![id, version, person, closed_to_unit == Yes::Yes]).await?)
    }

    /// Saves how it ended; `Stale` when somebody was first.
    pub async fn settle_enquiry(&mut self, permit: &Permit, id: EnquiryId, version: i64, end: &Settled) -> Result<()> {
        self.writes_enquiry(permit, id)?;
        let note = self.seal("enquiries.note", &id, &end.note)?;
        let args = args![id, version, end.became.code(), end.case, note, end.at, end.by];
        changed(self.run(SETTLE, args).await?)
    }

    /// Tells the responsible person of a case that somebody asked about its citizen.
    pub async fn tell_of_enquiry(&mut self, permit: &Permit, id: EnquiryId, case: CaseId) -> Result<()> {
        self.writes_enquiry(permit, id)?;
        let now = self.now();
        self.run(TELL, args![id, case, now]).await.map(|_| ())
    }

    /// Who was told.
    pub async fn enquiry_notices(&mut self, permit: &Permit, id: EnquiryId) -> Result<Vec<Notice>> {
        self.reads_enquiry(permit, id)?;
        self.all(NOTICES, args![id]).await?.iter().map(notice).collect()
    }

    /// Saves what the one who knows the citizen answers, for a permit to work on their case; `Stale` when it is answered.
    pub async fn answer_enquiry(
        &mut self,
        permit: &Permit,
        (id, case): (EnquiryId, CaseId),
        reply: Reply,
        by: StaffId,
    ) -> Result<()> {
        self.writes_case(permit, case)?;
        let now = self.now();
        changed(self.run(ANSWER, args![id, case, reply.code(), now, by]).await?)
    }

    /// What waits for an answer from this person, oldest first.
    pub async fn enquiries_to_answer(&mut self, staff: StaffId) -> Result<Vec<NoticeRow>> {
        let read = |row: &Row| {
            Ok(NoticeRow {
                enquiry: row.get("enquiry_id")?,
                case: row.get("case_id")?,
                number: row.get("number")?,
                received_on: row.get("received_on")?,
                citizen: row.get("citizen")?,
                protected: row.get("protected")?,
                outreach: row.maybe("outreach")?,
            })
        };
        let today = self.today();
        self.all(WAITING, args![staff, today]).await?.iter().map(read).collect()
    }

    /// Enquiries a case came of, belongs to, or was told of.
    pub async fn enquiries_of_case(&mut self, permit: &Permit, case: CaseId) -> Result<Vec<(EnquiryId, Date)>> {
        self.reads_case(permit, case)?;
        let rows = self.all(OF_CASE, args![case]).await?;
        rows.iter().map(|row| Ok((row.get("id")?, row.get("received_on")?))).collect()
    }

    /// Enquiries one received, or a department of the scope: those that wait, or those that are over.
    pub async fn list_enquiries(&mut self, scope: &Scope, who: &Who, open: Yes) -> Result<Vec<EnquiryRow>> {
        let rows = match who {
            Who::Mine => {
                let sql = if open == Yes::Yes { MINE_OPEN } else { MINE_SETTLED };
                self.all(sql, args![scope.subject(), String::new(), MOST]).await?
            }
            Who::Department(department) => {
                in_scope(scope, department)?;
                let sql = if open == Yes::Yes { DEPARTMENT_OPEN } else { DEPARTMENT_SETTLED };
                self.all(sql, args![scope.subject(), department, MOST]).await?
            }
        };
        rows.iter().map(listed).collect()
    }

    /// Marks that a person has an outreach caseworker, or no longer has one; the permit is for the person or a case of
    /// theirs.
    pub async fn mark_outreach(&mut self, permit: &Permit, person: PersonId, staff: Option<StaffId>) -> Result<()> {
        self.writes(permit)?;
        self.reads_person(permit, person).await?;
        crate::tx::found(self.run(MARK, args![person, staff]).await?)
    }

    /// A person's outreach caseworker, by id and name.
    pub async fn outreach_of(&mut self, permit: &Permit, person: PersonId) -> Result<Option<(StaffId, String)>> {
        self.reads_person(permit, person).await?;
        let Some(row) = self.one(MARKED, args![person]).await? else { return Ok(None) };
        Ok(Some((row.get("id")?, row.get("name")?)))
    }

    fn reads_enquiry(&self, permit: &Permit, id: EnquiryId) -> Result<()> {
        if permit.target() == Target::Enquiry(id) { Ok(()) } else { Err(Error::NotFound) }
    }

    fn writes_enquiry(&self, permit: &Permit, id: EnquiryId) -> Result<()> {
        self.writes(permit)?;
        self.reads_enquiry(permit, id)
    }
}

fn notice(row: &Row) -> Result<Notice> {
    let at: Option<Timestamp> = row.maybe("answered_at")?;
    Ok(Notice {
        case: row.get("case_id")?,
        told_at: row.get("told_at")?,
        answer: match at {
            Some(at) => Some((row.code("answer", Reply::from_code)?, at, row.get("answered_by_id")?)),
            None => None,
        },
    })
}

fn listed(row: &Row) -> Result<EnquiryRow> {
    Ok(EnquiryRow {
        id: row.get("id")?,
        received_on: row.get("received_on")?,
        source: row.code("source", Source::from_code)?,
        became: row.maybe_code("became", Became::from_code)?,
        citizen: row.maybe("citizen")?,
        protected: row.maybe("protected")?.unwrap_or(false),
        outreach: row.maybe("outreach")?,
        registered_by: row.get("registered_by")?,
        waiting: row.get("waiting")?,
    })
}
