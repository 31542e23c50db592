//! Requests for information: the database refuses one without a consent or a stated legal basis.

use crate::error::{Error, Result};
use crate::row::{Row, args, statements};
use crate::tx::{Tx, changed};
use domain::access::Permit;
use domain::ids::{CaseId, ConsentId, DocumentId, InformationRequestId, LetterId};
use domain::information::{Basis, InformationRequest, RequestState};
use jiff::civil::Date;

statements! {
    INSERT = "insert into information_requests (id, case_id, source, address_sealed, about, consent_id, paragraph, \
        paragraph_reason, reply_by, letter_id, state, state_on, document_id, given_up_reason) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    /// Only a request that is still open is answered or given up.
    SET_STATE = "update information_requests set state = $3, state_on = $4, document_id = $5, given_up_reason = $6 \
        where id = $1 and case_id = $2 and state = 'sent'";
    SET_LETTER = "update information_requests set letter_id = $3 where id = $1 and case_id = $2 and letter_id is null";
    OF_CASE = "select id, source, address_sealed, about, consent_id, paragraph, paragraph_reason, reply_by, letter_id, \
        state, state_on, document_id, given_up_reason from information_requests where case_id = $1 order by nr";
}

impl Tx {
    /// Saves a request.
    pub async fn insert_request(&mut self, permit: &Permit, case: CaseId, request: &InformationRequest) -> Result<()> {
        self.writes_case(permit, case)?;
        let address = self.seal("information_requests.address", &request.id, &request.address)?;
        let (consent, paragraph, why) = match &request.basis {
            Basis::Consent(id) => (Some(*id), None, None),
            Basis::Law { paragraph, reason } => (None, Some(paragraph), Some(reason)),
        };
        let (state, on, document, reason) = columns(&request.state);
        let args = args![
            request.id,
            case,
            request.source,
            address,
            request.about,
            consent,
            paragraph,
            why,
            request.reply_by,
            request.letter,
            state,
            on,
            document,
            reason
        ];
        self.run(INSERT, args).await.map(|_| ())
    }

    /// Notes the answer, or that we gave up; `Stale` when somebody did already.
    pub async fn set_request_state(
        &mut self,
        permit: &Permit,
        id: InformationRequestId,
        state: &RequestState,
    ) -> Result<()> {
        let case = self.case_to_write(permit)?;
        let (state, on, document, reason) = columns(state);
        changed(self.run(SET_STATE, args![id, case, state, on, document, reason]).await?)
    }

    /// Notes the letter a request went out in.
    pub async fn set_request_letter(
        &mut self,
        permit: &Permit,
        id: InformationRequestId,
        letter: LetterId,
    ) -> Result<()> {
        let case = self.case_to_write(permit)?;
        changed(self.run(SET_LETTER, args![id, case, letter]).await?)
    }

    pub(crate) async fn load_requests(&mut self, case: CaseId) -> Result<Vec<InformationRequest>> {
        self.all(OF_CASE, args![case]).await?.iter().map(|row| self.read_request(row)).collect()
    }

    fn read_request(&self, row: &Row) -> Result<InformationRequest> {
        let id: InformationRequestId = row.get("id")?;
        let address = self.unseal("information_requests.address", &id, &row.get::<Vec<u8>>("address_sealed")?)?;
        let basis = match row.maybe::<ConsentId>("consent_id")? {
            Some(consent) => Basis::Consent(consent),
            None => Basis::Law { paragraph: row.get("paragraph")?, reason: row.get("paragraph_reason")? },
        };
        Ok(InformationRequest {
            id,
            source: row.get("source")?,
            address,
            about: row.get("about")?,
            basis,
            reply_by: row.get("reply_by")?,
            letter: row.maybe("letter_id")?,
            state: state(row)?,
        })
    }
}

fn columns(state: &RequestState) -> (&'static str, Date, Option<DocumentId>, Option<&String>) {
    match state {
        RequestState::Sent { on } => ("sent", *on, None, None),
        RequestState::Answered { on, document } => ("answered", *on, Some(*document), None),
        RequestState::GivenUp { on, reason } => ("given-up", *on, None, Some(reason)),
    }
}

fn state(row: &Row) -> Result<RequestState> {
    let on = row.get("state_on")?;
    match row.get::<String>("state")?.as_str() {
        "sent" => Ok(RequestState::Sent { on }),
        "answered" => Ok(RequestState::Answered { on, document: row.get("document_id")? }),
        "given-up" => Ok(RequestState::GivenUp { on, reason: row.get("given_up_reason")? }),
        _ => Err(Error::broken("a request for information in an unknown state")),
    }
}
