//! What was promised is sent: the relay that hands each letter to the post and keeps the receipt.
//!
//! Each letter has one id for life, fixed before the first try and used as message id at the receiver. The relay may die
//! at any point and be started again: the end is the same.

use crate::ports::{Parcel, PostAddress};
use crate::{Actor, App, Outcome, Reason, Refused, Resource, access, letter};
use domain::access::{Action, Permit, Target};
use domain::case::CaseFile;
use domain::deadline::Channel;
use domain::ids::{CaseId, EntryId, LetterId};
use domain::journal::{Entry, EntryKind};
use domain::letter::{Addressee, IssuedLetter};
use jiff::SignedDuration;
use std::collections::BTreeSet;
use store::outbox::{Claimed, State};

pub use store::outbox::{Listed, Message};

/// How long a try may take before another relay may take over.
const LEASE: SignedDuration = SignedDuration::from_mins(2);
/// Letters taken at a time.
const AT_ONCE: u32 = 20;

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
}

impl Why {
    /// Every reason with its stable code.
    const CODES: &'static [(Why, &'static str)] = &[
        (Why::NotFound, "not_found"),
        (Why::RefusedBeforeSending, "refused_before_sending"),
        (Why::PostUnreachable, "post_unreachable"),
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
    /// Delivered, newest first.
    pub delivered: Vec<Listed>,
    /// Of those given up, the ones the reader may try again.
    pub may_retry: BTreeSet<LetterId>,
}

/// Shows the outbox; the delivered ones from before a row, when one is given.
pub async fn list(app: &App, actor: &Actor, before: Option<i64>) -> Outcome<Post> {
    let scope = access::scope(actor)?;
    let mut look = app.look(actor, "see_outbox").await?;
    let failed = look.tx.outbox(&scope, State::Poison, None, PAGE).await?;
    let waiting = look.tx.outbox(&scope, State::Waiting, None, PAGE).await?;
    let delivered = look.tx.outbox(&scope, State::Delivered, before, PAGE).await?;
    let mut may_retry = BTreeSet::new();
    for letter in &failed {
        if access::to_case(&mut look.tx, actor, letter.case, Action::Work).await.is_ok() {
            may_retry.insert(letter.message.letter);
        }
    }
    let rows = failed.len().saturating_add(waiting.len()).saturating_add(delivered.len());
    look.done(None, vec![format!("{rows} rows")], Vec::new()).await?;
    Ok(Post { failed, waiting, delivered, may_retry })
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

/// Sends what is due now; answers how many letters reached the post. A letter that fails is tried again later, and one
/// that fails often becomes a task for a person.
pub async fn deliver_due(app: &App) -> Outcome<usize> {
    let mut delivered: usize = 0;
    loop {
        let mut tx = app.store.write(app.now(), app.today()).await?;
        let claimed = tx.claim_due(LEASE, AT_ONCE).await?;
        tx.commit().await?;
        if claimed.is_empty() {
            return Ok(delivered);
        }
        for message in claimed {
            match deliver(app, &message).await {
                Ok(()) => delivered = delivered.saturating_add(1),
                Err(refused) => failed(app, &message, &refused).await?,
            }
        }
    }
}

async fn deliver(app: &App, message: &Claimed) -> Outcome<()> {
    let permit = Permit::of_the_system(Target::Case(message.case));
    let mut tx = app.store.read(app.now(), app.today()).await?;
    let letter = tx.letter(&permit, message.message).await?;
    let file = tx.case_file(&permit, message.case).await?;
    let document = letter.document.ok_or_else(|| anyhow::anyhow!("a promised letter without pages"))?;
    let (_, pdf) = tx.document_bytes(&permit, document).await?;
    drop(tx);
    // Parties and protection may have changed since it was promised: asked again before it leaves (P-5, P-6).
    letter::check_recipient(app, &file, &letter, letter.queued_on.unwrap_or_else(|| app.today()))?;
    if letter::tells_where(&file, &letter) {
        return Err(Reason::LetterTellsWhere.into());
    }
    let receipt = app.post_box.send(parcel(&file, &letter, &permit, pdf)?).await?;
    let mut tx = app.store.write(app.now(), app.today()).await?;
    if tx.delivered(&permit, letter.id, &receipt.reference).await? {
        let entry = Entry {
            id: EntryId(app.random.id()),
            case: letter.case,
            written_at: tx.now(),
            happened_on: tx.today(),
            by: None,
            kind: EntryKind::Act("letter_delivered".to_string()),
            text: letter.title.clone(),
            corrects: None,
        };
        tx.append_entry(&permit, &entry).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn parcel(file: &CaseFile, letter: &IssuedLetter, permit: &Permit, pdf: Vec<u8>) -> Outcome<Parcel> {
    let to = match &letter.addressee {
        Addressee::Person(id) => {
            let person = letter::person(file, *id).ok_or(Refused::NotFound)?;
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
        to,
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
