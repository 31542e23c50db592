//! Asking for information (oplysninger indhentes) and taking the answer. The letter asks; the answer is a document.

use crate::act::Act;
use crate::letter::{self, About};
use crate::{Actor, App, Outcome, Reason, Refused, Resource, progress};
use domain::access::Permit;
use domain::case::CaseFile;
use domain::ids::{CaseId, DocumentId, InformationRequestId, LetterId};
use domain::information::{self, Basis, InformationRequest, RequestState};
use domain::letter::{Addressee, Occasion};
use domain::words;
use jiff::civil::Date;

/// What is typed when information is asked for.
pub struct Ask {
    /// Who is asked; empty asks the one the consent names.
    pub source: String,
    /// Postal address of the one asked.
    pub address: String,
    /// What is asked for.
    pub about: String,
    /// What it rests on; nothing chosen is refused with the reason.
    pub basis: Option<Basis>,
    /// Last day to answer.
    pub reply_by: Date,
}

/// Makes the letter that asks. Asking without consent or a stated legal basis is refused here, and again when the
/// letter is sent.
pub async fn prepare(app: &App, actor: &Actor, case: CaseId, ask: Ask) -> Outcome<LetterId> {
    let mut act = app.act(actor, "information_prepared").await?;
    let (permit, file) = act.open_case(case).await?;
    let today = act.today();
    let ask = from_consent(&file, ask);
    information::may_ask(&ask.source, &ask.about, ask.basis.as_ref(), &file.consents, ask.reply_by, today)
        .map_err(Reason::Information)?;
    let basis = ask.basis.ok_or(Reason::Information(information::NotAsked::NoBasis))?;
    let about = About::Request(letter::Request {
        source: ask.source.trim().to_string(),
        address: ask.address.trim().to_string(),
        about: ask.about.trim().to_string(),
        basis: letter::RequestBasis::from(&basis),
        reply_by: ask.reply_by,
    });
    let addressee = Addressee::Partner { name: ask.source.trim().into(), address: ask.address.trim().into() };
    let id = letter::draft(&mut act, &permit, &file, Occasion::InformationRequest, addressee, about).await?;
    act.commit(Resource::Letter(case, id)).await?;
    Ok(id)
}

/// A consent names who may be asked, so that the name need not be written twice.
fn from_consent(file: &CaseFile, mut ask: Ask) -> Ask {
    if let (true, Some(Basis::Consent(id))) = (ask.source.trim().is_empty(), &ask.basis) {
        let named = file.consents.iter().find(|consent| consent.id == *id);
        ask.source = named.map(|consent| consent.source.clone()).unwrap_or_default();
    }
    ask
}

/// The letter goes out: the request is open from today.
pub(crate) async fn sent(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    letter: LetterId,
    request: &letter::Request,
) -> Outcome<()> {
    let today = act.today();
    let basis = Basis::from(&request.basis);
    information::may_ask(&request.source, &request.about, Some(&basis), &file.consents, request.reply_by, today)
        .map_err(Reason::Information)?;
    let request = InformationRequest {
        id: InformationRequestId(act.id()),
        source: request.source.clone(),
        address: request.address.clone(),
        about: request.about.clone(),
        basis,
        reply_by: request.reply_by,
        letter: Some(letter),
        state: RequestState::Sent { on: today },
    };
    act.tx.insert_request(permit, file.case.id, &request).await?;
    file.requests.push(request);
    Ok(())
}

/// An answer to a request.
pub(crate) struct Answer {
    /// The request.
    pub request: InformationRequestId,
    /// The document it came in.
    pub document: DocumentId,
    /// The day.
    pub on: Date,
}

/// The answer has come; when nothing more is waited for, the step of collecting is done.
pub(crate) async fn answered(act: &mut Act<'_>, permit: &Permit, file: &mut CaseFile, answer: Answer) -> Outcome<()> {
    let state = RequestState::Answered { on: answer.on, document: answer.document };
    settle(act, permit, file, answer.request, state).await
}

/// Gives a request up, with the reason: the case goes on without the answer.
pub async fn give_up(
    app: &App,
    actor: &Actor,
    case: CaseId,
    request: InformationRequestId,
    reason: &str,
) -> Outcome<()> {
    if reason.trim().is_empty() {
        return Err(Reason::ReasonMissing.into());
    }
    let mut act = app.act(actor, "request_given_up").await?;
    let (permit, mut file) = act.open_case(case).await?;
    let state = RequestState::GivenUp { on: act.today(), reason: reason.trim().to_string() };
    settle(&mut act, &permit, &mut file, request, state).await?;
    act.journal(&permit, case, reason.trim()).await?;
    act.commit(Resource::Case(case)).await
}

async fn settle(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    request: InformationRequestId,
    state: RequestState,
) -> Outcome<()> {
    let known = file.requests.iter_mut().find(|known| known.id == request).ok_or(Refused::NotFound)?;
    if !known.is_open() {
        return Err(Reason::Stale.into());
    }
    act.tx.set_request_state(permit, request, &state).await?;
    known.state = state;
    if !file.requests.iter().any(InformationRequest::is_open) {
        progress::report(act, permit, file, words::Act::Information, progress::outcome("modtaget")).await?;
    }
    Ok(())
}
