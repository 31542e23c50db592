//! What an enquiry becomes, and what the one who knows the citizen answers.

use super::kinds;
use crate::act::Act;
use crate::{Actor, App, Outcome, Reason, Refused, Resource, access, application, progress};
use domain::access::{Action, Permit, Target};
use domain::case::Case;
use domain::enquiry::{self, Became, Enquiry, NotSettled, Reply, Settled};
use domain::ids::{CaseId, EnquiryId, PersonId};
use domain::progress::ActSubject;
use domain::words;

/// What is typed about what an enquiry becomes.
pub struct Settle {
    /// The version that was read.
    pub version: i64,
    /// What.
    pub became: Became,
    /// What was said, to whom it went, or why it ends.
    pub note: String,
    /// The kind of case to open, by id.
    pub kind: Option<String>,
    /// The open case it belongs to.
    pub case: Option<CaseId>,
}

/// Decides what an enquiry becomes; answers the case it opened or went to.
///
/// # Errors
/// [`Reason::EnquiryEnd`]; [`Reason::Stale`] when somebody was first.
pub async fn settle(app: &App, actor: &Actor, id: EnquiryId, order: Settle) -> Outcome<Option<CaseId>> {
    let mut act = app.act(actor, "enquiry_settled").await?;
    let (permit, enquiry) = act.enquiry(id, Action::Work).await?;
    enquiry::may_settle(&enquiry, order.became, &order.note).map_err(Reason::EnquiryEnd)?;
    if enquiry.version != order.version {
        return Err(Reason::Stale.into());
    }
    let note = order.note.trim().to_string();
    let case = match (order.became, enquiry.person) {
        (Became::Case, Some(person)) => Some(open(&mut act, &enquiry, person, order.kind.as_deref()).await?),
        (Became::Known, Some(person)) => {
            let case = order.case.ok_or(Reason::EnquiryEnd(NotSettled::NotTheirCase))?;
            take(&mut act, &enquiry, person, case, &note).await?;
            Some(case)
        }
        _ => None,
    };
    let settled = Settled { at: act.tx.now(), by: actor.id(), became: order.became, case, note };
    act.tx.settle_enquiry(&permit, id, enquiry.version, &settled).await?;
    act.commit(Resource::Enquiry(id)).await?;
    Ok(case)
}

/// Opens a case of a kind that begins with an enquiry, in the department that has such cases.
async fn open(act: &mut Act<'_>, enquiry: &Enquiry, citizen: PersonId, kind: Option<&str>) -> Outcome<CaseId> {
    let today = act.today();
    let kinds = kinds(act.app, today);
    let benefit = kinds.into_iter().find(|benefit| Some(benefit.id.as_str()) == kind);
    let benefit = benefit.ok_or(Reason::EnquiryEnd(NotSettled::NoSuchKind))?;
    let case = Case {
        id: CaseId(act.id()),
        number: act.tx.next_case_number(today.year()).await?,
        benefit: benefit.id.clone(),
        department: benefit.department.clone(),
        citizen,
        responsible: application::responsible(act, &benefit.department, None).await?,
        kle: benefit.kle.clone(),
        opened_on: today,
        closed_on: None,
        closed_to_unit: enquiry.closed_to_unit == domain::access::Yes::Yes,
        version: 1,
    };
    // The one who receives an enquiry has the right to open its case, also in a department not their own.
    let permit = Permit::of_the_system(Target::Case(case.id));
    act.tx.insert_case(&permit, &case).await?;
    let mut file = crate::case::load(act.app, &mut act.tx, &permit, case.id).await?;
    progress::begin(act, &permit, &mut file, &benefit.procedure, enquiry.received_on).await?;
    progress::report(act, &permit, &mut file, words::Act::Enquiry, ActSubject::default()).await?;
    act.touches(case.id, citizen);
    act.journal_as(&permit, case.id, "enquiry_opened_case", &came(enquiry)).await?;
    Ok(case.id)
}

/// The enquiry goes to an open case of the citizen's that the actor works on.
async fn take(act: &mut Act<'_>, enquiry: &Enquiry, citizen: PersonId, case: CaseId, note: &str) -> Outcome<()> {
    let not_theirs = || Refused::from(Reason::EnquiryEnd(NotSettled::NotTheirCase));
    let permit = match access::to_case(&mut act.tx, act.actor, case, Action::Work).await {
        Err(Refused::NotFound) => return Err(not_theirs()),
        other => other?,
    };
    let found = act.tx.case_ref(case).await?.filter(|found| found.open && found.citizen == citizen);
    found.ok_or_else(not_theirs)?;
    act.touches(case, citizen);
    let detail = [came(enquiry), note.to_string()].join("\n");
    act.journal_as(&permit, case, "enquiry_taken", detail.trim()).await
}

/// What the journal says of it: the day alone. Who told and what stand on the enquiry.
fn came(enquiry: &Enquiry) -> String {
    format!("Kom {}", letters::danish_date(enquiry.received_on))
}

/// What one who knows the citizen answers.
pub struct Answer {
    /// Their case.
    pub case: CaseId,
    /// What.
    pub reply: Reply,
    /// Why, in a few words; stands in the case's journal.
    pub word: String,
}

/// Answers for a case of one's own: "jeg tager den", and the enquiry is settled with it, or that it means nothing to the
/// case. Who asked learns the answer and nothing of the case.
///
/// # Errors
/// [`Reason::EnquiryEnd`]; [`Reason::Stale`] when it is answered; not found when nobody told the case.
pub async fn answer(app: &App, actor: &Actor, id: EnquiryId, answer: Answer) -> Outcome<()> {
    let mut act = app.act(actor, "enquiry_answered").await?;
    let (permit, file) = act.open_case(answer.case).await?;
    let by_system = Permit::of_the_system(Target::Enquiry(id));
    let (_, enquiry) = act.enquiry(id, Action::See).await?;
    let notices = act.tx.enquiry_notices(&by_system, id).await?;
    if enquiry.person != Some(file.citizen.id) || !notices.iter().any(|notice| notice.case == answer.case) {
        return Err(Refused::NotFound);
    }
    if enquiry.settled.is_some() {
        return Err(Reason::EnquiryEnd(NotSettled::Already).into());
    }
    let word = answer.word.trim().to_string();
    if word.is_empty() {
        return Err(Reason::EnquiryEnd(NotSettled::NoteMissing).into());
    }
    act.tx.answer_enquiry(&permit, (id, answer.case), answer.reply, actor.id()).await?;
    let code = match answer.reply {
        Reply::Mine => {
            let case = Some(answer.case);
            let at = act.tx.now();
            let settled = Settled { at, by: actor.id(), became: Became::Known, case, note: String::new() };
            act.tx.settle_enquiry(&by_system, id, enquiry.version, &settled).await?;
            "enquiry_taken"
        }
        Reply::Nothing => "enquiry_means_nothing",
    };
    act.journal_as(&permit, answer.case, code, &format!("{}\n{word}", came(&enquiry))).await?;
    act.commit(Resource::Case(answer.case)).await
}
