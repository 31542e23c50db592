//! What was promised is sent: the relay that hands each letter to the post and keeps the receipt.
//!
//! Each letter has one id for life, fixed before the first try and used as message id at the receiver. The relay may die
//! at any point and be started again: the end is the same.

use crate::ports::{Answer, Enclosed, Parcel, PostAddress, Receipt};
use crate::{Actor, App, Outcome, Reason, Refused, Resource, access, enclosure, letter};
use domain::access::{Action, Permit, Target};
use domain::case::CaseFile;
use domain::deadline::Channel;
use domain::ids::{CaseId, EntryId, LetterId};
use domain::journal::{Entry, EntryKind};
use domain::letter::{Addressee, IssuedLetter};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use store::outbox::{Awaiting, Claimed, List};

pub use store::outbox::{Listed, Message};

/// How long a try may take before another relay may take over.
const LEASE: SignedDuration = SignedDuration::from_mins(2);
/// Letters taken at a time.
const AT_ONCE: u32 = 20;
/// How long the post's receipt may take before a person is asked to look. Digital Post answers in minutes; over a
/// weekend a receiving system may stand still.
const RECEIPT_LATE: SignedDuration = SignedDuration::from_hours(3 * 24);

/// Letters of a block before one asks for more.
pub const PAGE: u32 = 25;

/// Why a letter did not reach the post, as the outbox keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The letter, its recipient or its pages could not be found.
    NotFound,
    /// The check before sending said no: the recipient is no longer a party, or protection has changed.
    RefusedBeforeSending,
    /// The post could not be reached.
    PostUnreachable,
    /// The post, or its receipt, says that the letter does not arrive.
    RefusedByPost,
    /// The post has taken the letter, and its receipt has not come in time.
    NoReceipt,
}

impl Why {
    /// Every reason with its stable code.
    const CODES: &'static [(Why, &'static str)] = &[
        (Why::NotFound, "not_found"),
        (Why::RefusedBeforeSending, "refused_before_sending"),
        (Why::PostUnreachable, "post_unreachable"),
        (Why::RefusedByPost, "refused_by_post"),
        (Why::NoReceipt, "no_receipt"),
    ];

    /// Its stable code.
    pub fn code(self) -> &'static str {
        Self::CODES.iter().find(|(why, _)| *why == self).map_or("", |(_, code)| code)
    }

    /// The code read back.
    pub fn from_code(code: &str) -> Option<Why> {
        Self::CODES.iter().find(|(_, known)| *known == code).map(|(why, _)| *why)
    }
}

/// The outbox as its page shows it: the letters of the cases the reader may list.
pub struct Post {
    /// Given up: a person must look. Oldest first.
    pub failed: Vec<Listed>,
    /// On their way, oldest first.
    pub waiting: Vec<Listed>,
    /// For the office to print, oldest first; as many as a page of theirs shows.
    pub to_print: Vec<Listed>,
    /// Delivered, newest first.
    pub delivered: Vec<Listed>,
    /// Of those given up, the ones the reader may try again.
    pub may_retry: BTreeSet<LetterId>,
}

/// Shows the outbox; the delivered ones from before a row, when one is given.
pub async fn list(app: &App, actor: &Actor, before: Option<i64>) -> Outcome<Post> {
    let scope = access::scope(actor)?;
    let mut look = app.look(actor, "see_outbox").await?;
    let failed = look.tx.outbox(&scope, List::GivenUp, None, PAGE).await?;
    let waiting = look.tx.outbox(&scope, List::OnTheirWay, None, PAGE).await?;
    let to_print = look.tx.outbox(&scope, List::ByHand, None, crate::print::AT_ONCE).await?;
    let delivered = look.tx.outbox(&scope, List::Delivered, before, PAGE).await?;
    let mut may_retry = BTreeSet::new();
    for letter in &failed {
        if access::to_case(&mut look.tx, actor, letter.case, Action::Work).await.is_ok() {
            may_retry.insert(letter.message.letter);
        }
    }
    let rows = failed.len().saturating_add(waiting.len()).saturating_add(delivered.len());
    look.done(None, vec![format!("{rows} rows")], Vec::new()).await?;
    Ok(Post { failed, waiting, to_print, delivered, may_retry })
}

/// A person has looked at a letter that was given up: it is tried again under its own id.
pub async fn try_again(app: &App, actor: &Actor, case: CaseId, letter: LetterId) -> Outcome<()> {
    let mut act = app.act(actor, "letter_tried_again").await?;
    // A closed case may still owe somebody a letter.
    let (permit, _) = act.case(case, Action::Work).await?;
    let letter = act.tx.letter(&permit, letter).await?;
    act.tx.try_again(&permit, letter.id).await?;
    act.journal(&permit, case, &letter.title).await?;
    act.commit(Resource::Letter(case, letter.id)).await
}

/// Sends what is due now and reads the receipts that have come; answers how many letters were confirmed. A letter that
/// fails is tried again later, and one that fails often becomes a task for a person.
pub async fn deliver_due(app: &App) -> Outcome<usize> {
    let mut delivered: usize = 0;
    loop {
        let mut tx = app.store.write(app.now(), app.today()).await?;
        let claimed = tx.claim_due(LEASE, AT_ONCE).await?;
        tx.commit().await?;
        if claimed.is_empty() {
            break;
        }
        for message in claimed {
            match deliver(app, &message).await {
                Ok(Step::Confirmed) => delivered = delivered.saturating_add(1),
                Ok(Step::Other) => {}
                Err(refused) => failed(app, &message, &refused).await?,
            }
        }
    }
    Ok(delivered.saturating_add(read_receipts(app).await?))
}

/// What one try led to.
enum Step {
    /// The letter is sent, now for the first time known.
    Confirmed,
    /// Accepted, refused, or put aside for the office.
    Other,
}

async fn deliver(app: &App, message: &Claimed) -> Outcome<Step> {
    let permit = Permit::of_the_system(Target::Case(message.case));
    let mut tx = app.store.read(app.now(), app.today()).await?;
    let letter = tx.letter(&permit, message.message).await?;
    if !app.post_box.takes(letter.channel) {
        // Promised while the post still took it.
        drop(tx);
        let mut tx = app.store.write(app.now(), app.today()).await?;
        tx.print_by_hand(&permit, letter.id).await?;
        tx.commit().await?;
        return Ok(Step::Other);
    }
    let file = crate::case::load(app, &mut tx, &permit, message.case).await?;
    let promised_at = tx.message(&permit, letter.id).await?.ok_or(Refused::NotFound)?.promised_at;
    let document = letter.document.ok_or_else(|| anyhow::anyhow!("a promised letter without pages"))?;
    let (_, pdf) = tx.document_bytes(&permit, document).await?;
    let enclosed = enclosure::of_letter(&mut tx, &permit, letter.id).await?;
    let appointment = crate::calendar::appointment(&mut tx, &permit, &file, &letter).await?;
    drop(tx);
    // Parties and protection may have changed since it was promised: asked again before it leaves (P-5, P-6).
    may_leave(app, &file, &letter, &enclosed).await?;
    let parcel = Parcel { appointment, ..parcel(&file, &letter, &permit, (pdf, enclosed), promised_at)? };
    match app.post_box.send(parcel).await? {
        Answer::Delivered(receipt) => confirmed(app, &permit, &letter, promised_at, &receipt).await,
        Answer::Accepted => {
            let mut tx = app.store.write(app.now(), app.today()).await?;
            let look_at = tx.now();
            tx.handed_over(&permit, letter.id, look_at).await?;
            tx.commit().await?;
            Ok(Step::Other)
        }
        Answer::Refused => {
            refused_by_post(app, &permit, &letter).await?;
            Ok(Step::Other)
        }
    }
}

/// The letter and what follows it may still go to this recipient.
pub(crate) async fn may_leave(
    app: &App,
    file: &CaseFile,
    letter: &IssuedLetter,
    enclosed: &[enclosure::Bytes],
) -> Outcome<()> {
    letter::check_recipient(app, file, letter, letter.queued_on.unwrap_or_else(|| app.today()))?;
    if letter::tells_where(file, letter) {
        return Err(Reason::LetterTellsWhere.into());
    }
    enclosure::scan(file, letter, enclosed).await
}

/// The receipt says that it arrived: from now on, and only now, the letter is sent.
async fn confirmed(
    app: &App,
    permit: &Permit,
    letter: &IssuedLetter,
    promised_at: Timestamp,
    receipt: &Receipt,
) -> Outcome<Step> {
    let mut tx = app.store.write(app.now(), app.today()).await?;
    // The receiver's clock is not ours: nothing arrives before it was promised, or tomorrow.
    let arrived_at = receipt.arrived_at.clamp(promised_at, tx.now().max(promised_at));
    let news = tx.delivered_at(permit, letter.id, &receipt.reference, arrived_at).await?;
    if news {
        let entry = entry(app, &tx, letter, "letter_delivered");
        tx.append_entry(permit, &entry).await?;
    }
    tx.commit().await?;
    Ok(if news { Step::Confirmed } else { Step::Other })
}

/// The post says no: a person must look, at once and not after many tries.
async fn refused_by_post(app: &App, permit: &Permit, letter: &IssuedLetter) -> Outcome<()> {
    tracing::warn!(letter = %letter.id, "The post does not deliver a letter");
    let mut tx = app.store.write(app.now(), app.today()).await?;
    if tx.refused(permit, letter.id, Why::RefusedByPost.code()).await? {
        let entry = entry(app, &tx, letter, "letter_failed");
        tx.append_entry(permit, &entry).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn entry(app: &App, tx: &store::Tx, letter: &IssuedLetter, code: &str) -> Entry {
    Entry {
        id: EntryId(app.random.id()),
        case: letter.case,
        written_at: tx.now(),
        happened_on: tx.today(),
        by: None,
        kind: EntryKind::Act(code.to_string()),
        text: letter.title.clone(),
        corrects: None,
    }
}

/// Asks for the receipts that are due to be looked for; answers how many letters they confirmed.
async fn read_receipts(app: &App) -> Outcome<usize> {
    let mut confirmed: usize = 0;
    loop {
        let mut tx = app.store.write(app.now(), app.today()).await?;
        let awaited = tx.claim_awaiting(LEASE, AT_ONCE).await?;
        tx.commit().await?;
        if awaited.is_empty() {
            return Ok(confirmed);
        }
        for message in awaited {
            match read_receipt(app, &message).await {
                Ok(Step::Confirmed) => confirmed = confirmed.saturating_add(1),
                Ok(Step::Other) => {}
                // The lease runs out and it is asked again; a receipt that never comes is a task all the same.
                Err(refused) => {
                    tracing::warn!(letter = %message.message, "A receipt could not be read: {refused:?}");
                    late(app, &message).await?;
                }
            }
        }
    }
}

async fn read_receipt(app: &App, message: &Awaiting) -> Outcome<Step> {
    let permit = Permit::of_the_system(Target::Case(message.case));
    match app.post_box.receipt(message.message).await? {
        Answer::Accepted => {
            late(app, message).await?;
            Ok(Step::Other)
        }
        answer => {
            let mut tx = app.store.read(app.now(), app.today()).await?;
            let letter = tx.letter(&permit, message.message).await?;
            let promised_at = tx.message(&permit, letter.id).await?.ok_or(Refused::NotFound)?.promised_at;
            drop(tx);
            if let Answer::Delivered(receipt) = answer {
                return confirmed(app, &permit, &letter, promised_at, &receipt).await;
            }
            refused_by_post(app, &permit, &letter).await?;
            Ok(Step::Other)
        }
    }
}

/// No receipt yet: when to look again, and when a person is told.
async fn late(app: &App, message: &Awaiting) -> Outcome<()> {
    let permit = Permit::of_the_system(Target::Case(message.case));
    let mut tx = app.store.write(app.now(), app.today()).await?;
    let waited = tx.now().duration_since(message.handed_at);
    let again = tx.now().saturating_add(look_after(waited)).unwrap_or(Timestamp::MAX);
    tx.look_again(&permit, message.message, again).await?;
    if RECEIPT_LATE <= waited {
        tx.no_receipt(&permit, message.message, Why::NoReceipt.code()).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// How long until a receipt is looked for again: often at first, four times a day in the end.
fn look_after(waited: SignedDuration) -> SignedDuration {
    if waited < SignedDuration::from_hours(1) {
        SignedDuration::from_mins(1)
    } else if waited < SignedDuration::from_hours(24) {
        SignedDuration::from_mins(15)
    } else {
        SignedDuration::from_hours(6)
    }
}

fn parcel(
    file: &CaseFile,
    letter: &IssuedLetter,
    permit: &Permit,
    (pdf, enclosed): (Vec<u8>, Vec<enclosure::Bytes>),
    promised_at: Timestamp,
) -> Outcome<Parcel> {
    let to = match &letter.addressee {
        Addressee::Person(id) => {
            let person = file.person(*id).ok_or(Refused::NotFound)?;
            match letter.channel {
                Channel::Digital => PostAddress::Cpr(person.cpr.reveal(permit).replace('-', "")),
                Channel::Letter | Channel::QuickLetter | Channel::HandedOver => {
                    let contact = person.contact.for_owner();
                    PostAddress::Lines(vec![person.name.clone(), contact.street.clone(), contact.town.clone()])
                }
            }
        }
        Addressee::Partner { name, address } => {
            PostAddress::Lines(std::iter::once(name.clone()).chain(address.lines().map(str::to_string)).collect())
        }
    };
    Ok(Parcel {
        message: letter.id,
        channel: letter.channel,
        subject: letter.title.clone(),
        file_name: format!("{}-{}.pdf", file.case.number, letter.template),
        pdf,
        enclosures: enclosed
            .into_iter()
            .enumerate()
            .map(|(nr, one)| Enclosed {
                title: one.document.title,
                file_name: format!("{}-bilag-{}.pdf", file.case.number, nr.saturating_add(1)),
                pdf: one.bytes,
            })
            .collect(),
        to,
        appointment: None,
        case_number: file.case.number.to_string(),
        promised_at,
    })
}

async fn failed(app: &App, message: &Claimed, refused: &Refused) -> Outcome<()> {
    let permit = Permit::of_the_system(Target::Case(message.case));
    let why = match refused {
        Refused::NotFound => Why::NotFound,
        Refused::Because(_) => Why::RefusedBeforeSending,
        Refused::Replayed(_) | Refused::Broken(_) => Why::PostUnreachable,
    }
    .code();
    tracing::warn!(letter = %message.message, tries = message.tries, why, "A letter did not reach the post");
    let mut tx = app.store.write(app.now(), app.today()).await?;
    tx.failed(&permit, message.message, why).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_looked_for_often_at_first_and_seldom_in_the_end() {
        let after = |hours| look_after(SignedDuration::from_hours(hours));
        assert_eq!(after(0), SignedDuration::from_mins(1));
        assert_eq!(after(2), SignedDuration::from_mins(15));
        assert_eq!(after(48), SignedDuration::from_hours(6));
    }
}
