//! The answer: the decision letter with its papers, or a letter of delay.

use super::choose::complete;
use super::papers::{self, Listed};
use super::{is_answer, package, refused, report, stated};
use crate::act::Act;
use crate::letter::{self, About};
use crate::{Actor, App, Outcome, Resource, progress};
use domain::access::{Action, Permit};
use domain::access_request::{self as core, AccessRequest, Choices, Requester, State, Verdict};
use domain::case::CaseFile;
use domain::document::Document;
use domain::ids::{AccessRequestId, CaseId, LetterId};
use domain::letter::{Addressee, IssuedLetter, Occasion};
use domain::progress::Happening;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What the decision letter says, kept with it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Told {
    /// The request.
    pub request: uuid::Uuid,
    /// What was asked for.
    pub about: String,
    /// The day it came.
    pub received_on: Date,
    /// As party, for a party, or as anybody else.
    pub capacity: String,
    /// How it ends, by its code.
    pub outcome: String,
    /// What is left out.
    pub left_out: Vec<LeftOut>,
}

/// Something left out, as the letter says it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LeftOut {
    /// Number, kind and day.
    pub paper: String,
    /// The whole, or which pages.
    pub extent: String,
    /// The provision.
    pub paragraph: String,
    /// What it says.
    pub says: String,
    /// Why here.
    pub reason: String,
}

/// Makes the decision letter (T-L30); it is read through and sent as any letter, and the papers follow it.
pub async fn answer(app: &App, actor: &Actor, case: CaseId, id: AccessRequestId) -> Outcome<LetterId> {
    let mut act = app.act(actor, "access_answer_made").await?;
    let (permit, file) = act.case(case, Action::Work).await?;
    let request = act.tx.access_request(&permit, id).await?;
    if !matches!(request.state, State::Cleared { .. }) {
        return Err(refused(core::Refused::NotNow));
    }
    let (listed, _) = papers::gather(app, &mut act.tx, &permit, &file, &request).await?;
    let choices = complete(&mut act, &permit, &request, &listed).await?;
    let about = About::Access(told(app, &request, &listed, &choices));
    let to = addressee(&request.requester);
    let letter = letter::draft(&mut act, &permit, &file, Occasion::AccessDecision, to, about).await?;
    act.commit(Resource::Letter(case, letter)).await?;
    Ok(letter)
}

fn told(app: &App, request: &AccessRequest, listed: &[Listed], choices: &Choices) -> Told {
    let left_out = listed.iter().filter_map(|paper| {
        let choice = choices.get(&paper.item.thing)?;
        let extent = match choice.verdict {
            Verdict::LeaveOut => "hele papiret".to_string(),
            Verdict::Part => format!("side {}", core::write_pages(&choice.pages)),
            Verdict::Give | Verdict::AsPdf => return None,
        };
        let provision = app.content.exceptions.iter().find(|p| Some(&p.id) == choice.provision.as_ref())?;
        Some(LeftOut {
            paper: package::named(&paper.item),
            extent,
            paragraph: provision.paragraph.clone(),
            says: provision.says.clone(),
            reason: choice.reason.clone(),
        })
    });
    Told {
        request: request.id.0,
        about: request.about.clone(),
        received_on: request.received_on,
        capacity: request.capacity.code().to_string(),
        outcome: core::outcome(choices).code().to_string(),
        left_out: left_out.collect(),
    }
}

fn addressee(requester: &Requester) -> Addressee {
    match requester {
        Requester::Person(id) => Addressee::Person(*id),
        Requester::Outside { name, address } => Addressee::Partner { name: name.clone(), address: address.clone() },
    }
}

/// Makes the letter of delay (T-L30): why, and the new day.
pub async fn delay(
    app: &App,
    actor: &Actor,
    (case, id): (CaseId, AccessRequestId),
    reason: &str,
    new_date: Date,
) -> Outcome<LetterId> {
    let mut act = app.act(actor, "access_delay_made").await?;
    let (permit, file) = act.case(case, Action::Work).await?;
    let request = act.tx.access_request(&permit, id).await?;
    if request.state.is_settled() {
        return Err(refused(core::Refused::NotNow));
    }
    let reason = stated(reason)?;
    if new_date <= act.today() {
        return Err(refused(core::Refused::NotAhead));
    }
    let (about, received_on) = (request.about.clone(), request.received_on);
    let about = About::AccessDelay { request: id.0, about, received_on, reason, new_date };
    let to = addressee(&request.requester);
    let letter = letter::draft(&mut act, &permit, &file, Occasion::AccessDelay, to, about).await?;
    act.commit(Resource::Letter(case, letter)).await?;
    Ok(letter)
}

/// The letter of delay leaves: the new day replaces the deadline of the request's own course.
pub(crate) async fn delay_sent(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    letter: &IssuedLetter,
    (id, reason, new_date): (AccessRequestId, String, Date),
) -> Outcome<()> {
    let today = act.today();
    let request = act.tx.access_request(permit, id).await?;
    if request.state.is_settled() || letter.addressee != addressee(&request.requester) {
        return Err(refused(core::Refused::NotNow));
    }
    if new_date <= today {
        return Err(refused(core::Refused::NotAhead));
    }
    act.tx.delay_access(permit, id, new_date).await?;
    let Some(index) = file.courses.iter().position(|known| known.id == request.course) else { return Ok(()) };
    let Some(course) = file.courses.get(index) else { return Ok(()) };
    let procedure = progress::procedure_of(act.app, course)?;
    let step = procedure.steps.iter().find(|step| is_answer(step)).map(|step| step.id.clone());
    if let Some(step) = step {
        let set = Happening::DeadlineSet { step, due: new_date, reason };
        progress::happen(act, permit, file, index, today, set).await?;
    }
    Ok(())
}

/// The decision letter leaves, and the papers with it: made anew from what was cleared, read through, stored as what
/// who asked got, and enclosed.
pub(crate) async fn sent(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    letter: &IssuedLetter,
    told: &Told,
) -> Outcome<()> {
    let id = AccessRequestId(told.request);
    let request = act.tx.access_request(permit, id).await?;
    let cleared = matches!(request.state, State::Cleared { .. });
    if !cleared || letter.addressee != addressee(&request.requester) {
        return Err(refused(core::Refused::NotNow));
    }
    let (listed, reader) = papers::gather(act.app, &mut act.tx, permit, file, &request).await?;
    let choices = complete(act, permit, &request, &listed).await?;
    let outcome = core::outcome(&choices);
    if !says_the_same(told, &self::told(act.app, &request, &listed, &choices)) {
        // The letter was made from other choices than those that would leave.
        return Err(refused(core::Refused::PapersDiffer));
    }
    // A parent who asked as a party, or for one, before the 18th birthday gets nothing after it without a mandate.
    if let core::Requester::Person(person) = &request.requester
        && outcome != core::Outcome::Refusal
        && request.capacity != core::Capacity::Other
        && file.has_stepped_back(*person, act.today())
    {
        return Err(refused(core::Refused::NotAParty));
    }
    let mut document = None;
    if outcome != core::Outcome::Refusal {
        let app = act.app;
        let pdf = package::make(app, (&mut act.tx, permit), file, &request, (&listed, &reader), &choices).await?;
        let stored = Document { title: package::TITLE.to_string(), ..letter::document_of(act, file, letter, &pdf) };
        let stored = act.tx.insert_document(permit, stored, &pdf).await?;
        act.tx.set_enclosures(permit, letter.id, &[stored.id]).await?;
        document = Some(stored.id);
    }
    let answered = State::Answered { on: act.today(), outcome, letter: letter.id, document };
    act.tx.set_access_state(permit, id, request.version, &answered).await?;
    report(act, permit, file, request.course, outcome.code(), None).await?;
    act.journal_as(permit, file.case.id, "access_answered", &request.about).await
}

fn says_the_same(made: &Told, now: &Told) -> bool {
    let rows = |told: &Told| {
        told.left_out.iter().map(|l| (l.paper.clone(), l.extent.clone(), l.paragraph.clone())).collect::<Vec<_>>()
    };
    made.outcome == now.outcome && rows(made) == rows(now)
}
