//! Requests for access to documents, and what was chosen for each paper.

use crate::error::{Error, Result};
use crate::row::{Row, args, codes, statements};
use crate::tx::{Tx, changed};
use domain::access::Permit;
use domain::access_request::{
    AccessRequest, Capacity, Choice, Choices, Form, Outcome, Requester, State, Thing, Verdict, parse_pages, write_pages,
};
use domain::ids::{AccessRequestId, CaseId, DocumentId, LetterId, StaffId};
use jiff::Timestamp;
use jiff::civil::Date;

statements! {
    INSERT = "insert into access_requests (id, case_id, course_id, requester_id, outside_sealed, capacity, authority, \
        about, received_on, form, state, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', 1)";
    OF_CASE = "select id, case_id, course_id, requester_id, outside_sealed, capacity, authority, about, received_on, form, \
        state, state_by_id, state_at, state_on, state_reason, outcome, letter_id, document_id, delayed_until, version \
        from access_requests where case_id = $1 order by nr";
    ONE = "select id, case_id, course_id, requester_id, outside_sealed, capacity, authority, about, received_on, form, \
        state, state_by_id, state_at, state_on, state_reason, outcome, letter_id, document_id, delayed_until, version \
        from access_requests where id = $1 and case_id = $2";
    SET_STATE = "update access_requests set state = $4, state_by_id = $5, state_at = $6, state_on = $7, \
        state_reason = $8, outcome = $9, letter_id = $10, document_id = $11, version = version + 1 \
        where id = $1 and case_id = $2 and version = $3 and state in ($12, $13, $14, $15)";
    SET_DELAY = "update access_requests set delayed_until = $3, version = version + 1 where id = $1 and case_id = $2 \
        and state not in ('answered', 'withdrawn')";
    CHOICES = "select c.thing, c.verdict, c.provision, c.reason, c.pages, c.chosen_by_id from access_choices c \
        join access_requests r on r.id = c.request_id where c.request_id = $1 and r.case_id = $2 order by c.thing";
    CHOOSE = "insert into access_choices (request_id, thing, verdict, provision, reason, pages, chosen_by_id) \
        values ($1, $2, $3, $4, $5, $6, $7) on conflict (request_id, thing) do update set verdict = excluded.verdict, \
        provision = excluded.provision, reason = excluded.reason, pages = excluded.pages, \
        chosen_by_id = excluded.chosen_by_id";
    TOUCH = "update access_requests set version = version + 1 where id = $1 and case_id = $2 and version = $3 \
        and state in ('open', 'returned')";
}

codes! { state_code, known_state, Kind,
    Kind::Open = "open", Kind::Submitted = "submitted", Kind::Returned = "returned", Kind::Cleared = "cleared",
    Kind::Answered = "answered", Kind::Withdrawn = "withdrawn",
}

/// How far a request is, without what the state carries.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Open,
    Submitted,
    Returned,
    Cleared,
    Answered,
    Withdrawn,
}

/// What a state carries, as its columns.
struct Columns<'s> {
    kind: Kind,
    by: Option<StaffId>,
    at: Option<Timestamp>,
    on: Option<Date>,
    reason: Option<&'s String>,
    outcome: Option<Outcome>,
    letter: Option<LetterId>,
    document: Option<DocumentId>,
    /// States it may follow.
    from: [Kind; 4],
}

impl Tx {
    /// Saves a new request.
    pub async fn insert_access_request(
        &mut self,
        permit: &Permit,
        case: CaseId,
        request: &AccessRequest,
    ) -> Result<()> {
        self.writes_case(permit, case)?;
        let (person, outside) = match &request.requester {
            Requester::Person(id) => (Some(*id), None),
            Requester::Outside { name, address } => {
                (None, Some(self.seal(PLACE, &request.id, &format!("{name}\n{address}"))?))
            }
        };
        let args = args![
            request.id,
            case,
            request.course,
            person,
            outside,
            request.capacity.code(),
            request.authority,
            request.about,
            request.received_on,
            request.form.code()
        ];
        self.run(INSERT, args).await.map(|_| ())
    }

    /// Requests of a case, oldest first.
    pub async fn access_requests(&mut self, permit: &Permit, case: CaseId) -> Result<Vec<AccessRequest>> {
        self.reads_case(permit, case)?;
        self.all(OF_CASE, args![case]).await?.iter().map(|row| self.read_access_request(row)).collect()
    }

    /// One request of the permit's case.
    pub async fn access_request(&mut self, permit: &Permit, id: AccessRequestId) -> Result<AccessRequest> {
        let case = permit.case().ok_or(Error::NotFound)?;
        let row = self.one(ONE, args![id, case]).await?.ok_or(Error::NotFound)?;
        self.read_access_request(&row)
    }

    /// What was chosen for each paper.
    pub async fn access_choices(&mut self, permit: &Permit, id: AccessRequestId) -> Result<Choices> {
        let case = permit.case().ok_or(Error::NotFound)?;
        self.all(CHOICES, args![id, case]).await?.iter().map(read_choice).collect()
    }

    /// Saves choices over those of the same papers. `Stale` when the request was changed since it was read, or is not
    /// open any more.
    pub async fn choose_access(
        &mut self,
        permit: &Permit,
        id: AccessRequestId,
        version: i64,
        choices: &Choices,
    ) -> Result<()> {
        let case = self.case_to_write(permit)?;
        changed(self.run(TOUCH, args![id, case, version]).await?)?;
        for (thing, choice) in choices {
            let pages = write_pages(&choice.pages);
            let (thing, verdict) = (thing.key(), choice.verdict.code());
            let args = args![id, thing, verdict, choice.provision, choice.reason, pages, choice.by];
            self.run(CHOOSE, args).await?;
        }
        Ok(())
    }

    /// Takes a request to another state: one conditional update, so that two who press at once have one effect.
    pub async fn set_access_state(
        &mut self,
        permit: &Permit,
        id: AccessRequestId,
        version: i64,
        state: &State,
    ) -> Result<()> {
        let case = self.case_to_write(permit)?;
        let columns = columns(state)?;
        let [a, b, c, d] = columns.from.map(state_code);
        let args = args![
            id,
            case,
            version,
            state_code(columns.kind),
            columns.by,
            columns.at,
            columns.on,
            columns.reason,
            columns.outcome.map(Outcome::code),
            columns.letter,
            columns.document,
            a,
            b,
            c,
            d
        ];
        changed(self.run(SET_STATE, args).await?)
    }

    /// Notes the new day promised in a letter of delay that leaves.
    pub async fn delay_access(&mut self, permit: &Permit, id: AccessRequestId, until: Date) -> Result<()> {
        let case = self.case_to_write(permit)?;
        changed(self.run(SET_DELAY, args![id, case, until]).await?)
    }

    fn read_access_request(&self, row: &Row) -> Result<AccessRequest> {
        let id: AccessRequestId = row.get("id")?;
        let requester = match row.maybe("requester_id")? {
            Some(person) => Requester::Person(person),
            None => {
                let plain = self.unseal(PLACE, &id, &row.get::<Vec<u8>>("outside_sealed")?)?;
                let (name, address) = plain.split_once('\n').unwrap_or((&plain, ""));
                Requester::Outside { name: name.to_string(), address: address.to_string() }
            }
        };
        Ok(AccessRequest {
            id,
            course: row.get("course_id")?,
            requester,
            capacity: row.code("capacity", Capacity::from_code)?,
            authority: row.get("authority")?,
            about: row.get("about")?,
            received_on: row.get("received_on")?,
            form: row.code("form", Form::from_code)?,
            state: read_state(row)?,
            delayed_until: row.maybe("delayed_until")?,
            version: row.get("version")?,
        })
    }
}

const PLACE: &str = "access_requests.outside";

fn read_choice(row: &Row) -> Result<(Thing, Choice)> {
    let pages: String = row.get("pages")?;
    let choice = Choice {
        verdict: row.code("verdict", Verdict::from_code)?,
        provision: row.maybe("provision")?,
        reason: row.get("reason")?,
        pages: parse_pages(&pages).ok_or_else(|| Error::broken("pages that cannot be read back"))?,
        by: row.get("chosen_by_id")?,
    };
    Ok((row.code("thing", Thing::from_key)?, choice))
}

fn columns(state: &State) -> Result<Columns<'_>> {
    let of = |kind, from| Columns {
        kind,
        by: None,
        at: None,
        on: None,
        reason: None,
        outcome: None,
        letter: None,
        document: None,
        from,
    };
    let open = [Kind::Open, Kind::Returned, Kind::Returned, Kind::Returned];
    Ok(match state {
        State::Open => return Err(Error::broken("a request is not opened a second time")),
        State::Submitted { by, at } => Columns { by: Some(*by), at: Some(*at), ..of(Kind::Submitted, open) },
        State::Returned { by, at, reason } => {
            let from = [Kind::Submitted, Kind::Cleared, Kind::Cleared, Kind::Cleared];
            Columns { by: Some(*by), at: Some(*at), reason: Some(reason), ..of(Kind::Returned, from) }
        }
        // What nothing is held back of needs no second look and is cleared at once.
        State::Cleared { by, at } => {
            let from = [Kind::Open, Kind::Returned, Kind::Submitted, Kind::Submitted];
            Columns { by: Some(*by), at: Some(*at), ..of(Kind::Cleared, from) }
        }
        State::Answered { on, outcome, letter, document } => Columns {
            on: Some(*on),
            outcome: Some(*outcome),
            letter: Some(*letter),
            document: *document,
            ..of(Kind::Answered, [Kind::Cleared; 4])
        },
        State::Withdrawn { on, reason } => {
            let from = [Kind::Open, Kind::Submitted, Kind::Returned, Kind::Cleared];
            Columns { on: Some(*on), reason: Some(reason), ..of(Kind::Withdrawn, from) }
        }
    })
}

fn read_state(row: &Row) -> Result<State> {
    Ok(match row.code("state", known_state)? {
        Kind::Open => State::Open,
        Kind::Submitted => State::Submitted { by: row.get("state_by_id")?, at: row.get("state_at")? },
        Kind::Returned => {
            State::Returned { by: row.get("state_by_id")?, at: row.get("state_at")?, reason: row.get("state_reason")? }
        }
        Kind::Cleared => State::Cleared { by: row.get("state_by_id")?, at: row.get("state_at")? },
        Kind::Answered => State::Answered {
            on: row.get("state_on")?,
            outcome: row.code("outcome", Outcome::from_code)?,
            letter: row.get("letter_id")?,
            document: row.maybe("document_id")?,
        },
        Kind::Withdrawn => State::Withdrawn { on: row.get("state_on")?, reason: row.get("state_reason")? },
    })
}
