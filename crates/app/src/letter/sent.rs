//! A letter sent: checked once more, fixed, promised to the post, and what it says it does, done.

use super::changed::{drafted, keep, with_sections};
use super::told::tells_where;
use super::{About, Snapshot, channel, required};
use crate::act::Act;
use crate::letter_pages::render;
use crate::letter_words::Shown;
use crate::{Actor, App, Outcome, Reason, Resource, information, party_hearing, progress};
use domain::access::{Action, Permit};
use domain::case::CaseFile;
use domain::document::{Direction, Document};
use domain::ids::{CaseId, DocumentId, FindingId, LetterId, PersonId};
use domain::letter::{Addressee, IssuedLetter, Occasion, Recipient};
use domain::progress::ActSubject;
use domain::words;
use jiff::civil::Date;

/// Sends a letter: checks it once more, promises it to the post, and does what the letter says it does.
pub async fn send(app: &App, actor: &Actor, case: CaseId, id: LetterId, version: i64) -> Outcome<()> {
    let mut act = app.act(actor, "letter_sent").await?;
    let (permit, file) = act.case(case, Action::Work).await?;
    let letter = drafted(&mut act, &permit, &file, id, version).await?;
    leave(&mut act, &permit, file, letter).await?;
    act.commit(Resource::Letter(case, id)).await
}

/// What came of pressing "Send".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// It is promised to the post.
    Sent,
    /// Something had been typed since its pages were made: it is saved, and nobody has seen those pages yet.
    SavedFirst,
}

/// Sends a letter from its page. What was typed and not saved is saved and shown first: nothing leaves the house that
/// nobody has seen as it will be read.
pub async fn send_as_seen(
    app: &App,
    actor: &Actor,
    case: CaseId,
    id: LetterId,
    version: i64,
    texts: &[String],
) -> Outcome<Pressed> {
    let mut act = app.act(actor, "letter_sent").await?;
    let (permit, file) = act.case(case, Action::Work).await?;
    let letter = drafted(&mut act, &permit, &file, id, version).await?;
    let text = with_sections(&letter.text, texts)?;
    let pressed = if text == letter.text {
        leave(&mut act, &permit, file, letter).await?;
        Pressed::Sent
    } else {
        keep(&mut act, &permit, letter, text).await?;
        Pressed::SavedFirst
    };
    act.commit(Resource::Letter(case, id)).await?;
    Ok(pressed)
}

/// The draft leaves the house, and what it does happens.
async fn leave(act: &mut Act<'_>, permit: &Permit, mut file: CaseFile, letter: IssuedLetter) -> Outcome<()> {
    match Snapshot::of(&letter)?.about {
        About::Hearing { party, findings, answer_by } => {
            let findings = findings.iter().copied().map(FindingId).collect();
            let party = PersonId(party);
            party_hearing::sent(act, permit, &mut file, letter.id, party, findings, answer_by).await?;
        }
        About::Meeting(told) => crate::meeting::letter_sent(act, permit, &mut file, letter.id, &told).await?,
        About::Request(request) => information::sent(act, permit, &mut file, letter.id, &request).await?,
        About::Case
        | About::Delay { .. }
        | About::ByHand { .. }
        | About::Notification { .. }
        | About::Complaint { .. } => {}
        About::Access(told) => crate::access_request::sent(act, permit, &mut file, &letter, &told).await?,
        About::AccessDelay { request, reason, new_date, .. } => {
            let delay = (domain::ids::AccessRequestId(request), reason, new_date);
            crate::access_request::delay_sent(act, permit, &mut file, &letter, delay).await?;
        }
        // A decision's letters are sent with the decision and never by themselves.
        About::Decision { .. } => return Err(Reason::LetterSent.into()),
    }
    promise(act, permit, &mut file, letter).await
}

/// Fixes a letter and promises it to the post; the step it belongs to is done by it.
pub(crate) async fn promise(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    letter: IssuedLetter,
) -> Outcome<()> {
    let letter = may_leave(act, permit, file, letter).await?;
    let page = crate::letter_words::page(file, &letter, act.today(), Shown::ToRecipient)?;
    let pdf = render(act.app, page).await?;
    promise_as(act, permit, file, &letter, &pdf).await.map(|_| ())
}

/// The letter by the way it goes now, if everything it must have is there and nothing it must not.
pub(crate) async fn may_leave(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &CaseFile,
    mut letter: IssuedLetter,
) -> Outcome<IssuedLetter> {
    let today = act.today();
    let missing = letters::missing_parts(&letter.text, required(act.app, &letter));
    if !missing.is_empty() {
        return Err(Reason::LetterParts(missing).into());
    }
    check_recipient(act.app, file, &letter, today)?;
    if tells_where(file, &letter) {
        return Err(Reason::LetterTellsWhere.into());
    }
    let enclosed = crate::enclosure::of_letter(&mut act.tx, permit, letter.id).await?;
    crate::enclosure::scan(file, &letter, &enclosed).await?;
    let channel = channel(file, &letter.addressee);
    if channel != letter.channel {
        letter.channel = channel;
        letter.version = act.tx.save_letter(permit, &letter).await?;
    }
    Ok(letter)
}

/// Promises a letter that may leave, as the file it goes out as: its own pages, or one with all that follows it. Answers
/// the document.
pub(crate) async fn promise_as(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    letter: &IssuedLetter,
    pdf: &[u8],
) -> Outcome<DocumentId> {
    let today = act.today();
    let document = act.tx.insert_document(permit, document_of(act, file, letter, pdf), pdf).await?;
    act.tx.queue_letter(permit, letter.id, letter.version, document.id, today).await?;
    if !act.app.post_box.takes(letter.channel) {
        act.tx.print_by_hand(permit, letter.id).await?;
    }
    // Where a step is done for each party, the letter closes it for the one it goes to.
    let element = match &letter.addressee {
        Addressee::Person(id) => Some(id.to_string()),
        Addressee::Partner { .. } => None,
    };
    let subject = ActSubject { letter: Some(letter.template.clone()), element, ..ActSubject::default() };
    progress::report(act, permit, file, words::Act::Letter, subject).await?;
    act.journal_as(permit, file.case.id, "letter_sent", &letter.title).await?;
    Ok(document.id)
}

/// Whether the letter goes to who notified, or who told in an enquiry: their name is about another than the citizen.
pub fn is_to_notifier(letter: &IssuedLetter) -> bool {
    use Occasion::{NotificationFeedback, NotificationReceipt, ReferrerReply};
    matches!(letter.occasion, NotificationReceipt | NotificationFeedback | ReferrerReply)
}

/// What who notified, or who told in an enquiry, is called where their name may not stand.
pub fn unnamed(letter: &IssuedLetter) -> &'static str {
    if letter.occasion == Occasion::ReferrerReply { "henviseren" } else { "underretteren" }
}

/// The letter's pages as a document of the case: what the recipient got, byte for byte (D-3).
pub(crate) fn document_of(act: &Act<'_>, file: &CaseFile, letter: &IssuedLetter, pdf: &[u8]) -> Document {
    let (source, recipient) = match &letter.addressee {
        Addressee::Person(id) => (file.name_of(*id), Some(*id)),
        // Who notified stands in the letter alone, never in a list of documents.
        Addressee::Partner { .. } if letter.occasion == Occasion::ReferrerReply => ("Henviseren".to_string(), None),
        Addressee::Partner { .. } if is_to_notifier(letter) => ("Underretteren".to_string(), None),
        Addressee::Partner { name, .. } => (name.clone(), None),
    };
    Document {
        id: DocumentId(act.id()),
        case: letter.case,
        running: 0,
        title: letter.title.clone(),
        direction: Direction::Sent,
        source,
        dated: act.today(),
        recipient,
        media_type: "application/pdf".to_string(),
        size: u64::try_from(pdf.len()).unwrap_or(u64::MAX),
        sha256: String::new(),
        stored_at: act.tx.now(),
    }
}

/// The recipient is still one this letter may go to: applicant, party, or someone outside.
pub(crate) fn check_recipient(app: &App, file: &CaseFile, letter: &IssuedLetter, today: Date) -> Outcome<()> {
    let kind = app
        .content
        .letter_version(&letter.template, letter.template_version)
        .map_or(Recipient::Party, |template| template.recipient);
    let allowed = match &letter.addressee {
        Addressee::Partner { name, .. } => {
            let outside =
                matches!(kind, Recipient::Partner | Recipient::Requester | Recipient::Notifier | Recipient::Referrer);
            outside && !name.trim().is_empty()
        }
        Addressee::Person(id) => {
            let party = file.parties_on(today).iter().any(|person| person.id == *id);
            let for_adult = |id: PersonId| !file.citizen.is_child_on(today) && file.acts_for_citizen(id, today);
            match kind {
                Recipient::Partner | Recipient::Referrer => false,
                // What was for a custody holder is for the young adult from the 18th birthday.
                Recipient::Applicant | Recipient::Party | Recipient::Citizen if file.has_stepped_back(*id, today) => {
                    false
                }
                // Who acts for a party may complain, and is answered; who acts for an adult is written to as well.
                Recipient::Party => {
                    party
                        || for_adult(*id)
                        || file.complaints.iter().any(|complaint| file.in_the_place_of(complaint.by, today) == *id)
                }
                Recipient::Citizen => *id == file.citizen.id || party || for_adult(*id),
                // Whoever asks is answered; with what, the answer says.
                Recipient::Requester | Recipient::Notifier => file.person(*id).is_some(),
                Recipient::Applicant => party || file.applicant_on(today).is_some_and(|applicant| applicant.id == *id),
            }
        }
    };
    if allowed { Ok(()) } else { Err(Reason::NoRecipient.into()) }
}
