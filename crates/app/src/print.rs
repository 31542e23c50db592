//! The print queue (udbakkens breve til print): letters for those without Digital Post, printed and sent by the office.
//!
//! Nothing here is sent by itself. The office fetches the letters as one file, puts them in window envelopes, and says
//! which day they were posted: that day is the day the letter was sent, from which it is presumed to have come.

use crate::act::{permitted_by, row};
use crate::outbox::Listed;
use crate::{Actor, App, Outcome, Reason, Refused, Resource, access, enclosure, outbox};
use domain::access::{Action, FieldClass, Permit};
use domain::deadline;
use domain::ids::{CaseId, EntryId, LetterId, PersonId};
use domain::journal::{Entry, EntryKind};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use store::audit::Verdict;
use store::outbox::List;

/// Letters of one page and of one file: what one person puts in envelopes in an afternoon.
pub const AT_ONCE: u32 = 100;

/// The print queue as its page shows it, oldest first.
pub struct Queue {
    /// The letters.
    pub letters: Vec<ToPrint>,
    /// Today, the latest day they can have been posted.
    pub today: Date,
}

/// A letter to print.
pub struct ToPrint {
    /// The letter and its case.
    pub listed: Listed,
    /// What the reader may do to it.
    pub may: May,
}

/// What somebody may do to a letter in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum May {
    /// Print it and say that it was posted.
    Print,
    /// Only see that it waits: its page shows a protected address, or the case is not theirs to write on.
    Look,
}

/// Shows the letters of the cases the reader may list.
pub async fn queue(app: &App, actor: &Actor) -> Outcome<Queue> {
    let scope = access::scope(actor)?;
    let mut look = app.look(actor, "see_print_queue").await?;
    let today = look.today();
    let mut letters = Vec::new();
    for listed in look.tx.outbox(&scope, List::ByHand, None, AT_ONCE).await? {
        let may = match permits(&mut look.tx, actor, listed.case).await {
            Ok(_) => May::Print,
            Err(Refused::NotFound) => May::Look,
            Err(other) => return Err(other),
        };
        letters.push(ToPrint { listed, may });
    }
    look.done(None, vec![format!("{} rows", letters.len())], Vec::new()).await?;
    Ok(Queue { letters, today })
}

/// The right to print a letter of this case, and the fields that opens; writing on the case is asked for too, since the
/// same person says that it was posted.
async fn permits(tx: &mut store::Tx, actor: &Actor, case: CaseId) -> Outcome<Permit> {
    access::to_case(tx, actor, case, Action::Note).await?;
    let see = access::to_case(tx, actor, case, Action::See).await?;
    if !tx.case_file(&see, case).await?.someone_is_protected() {
        return Ok(see);
    }
    let reveal = access::to_case(tx, actor, case, Action::Reveal).await?;
    if reveal.opens(FieldClass::AddressProtected) { Ok(reveal) } else { Err(Refused::NotFound) }
}

/// A letter ready to be printed, with what the log says of it.
struct Ready {
    permit: Permit,
    case: CaseId,
    letter: LetterId,
    citizen: PersonId,
    files: Vec<Vec<u8>>,
}

/// Every letter of the queue the reader may print, as one PDF: each letter with what follows it, each on a sheet of its
/// own also when both sides are used. None when there is nothing to print.
pub async fn pdf(app: &App, actor: &Actor) -> Outcome<Option<Vec<u8>>> {
    let scope = access::scope(actor)?;
    let mut look = app.look(actor, "letters_printed").await?;
    let mut ready = Vec::new();
    for listed in look.tx.outbox(&scope, List::ByHand, None, AT_ONCE).await? {
        let Ok(permit) = permits(&mut look.tx, actor, listed.case).await else { continue };
        let file = crate::case::load(app, &mut look.tx, &permit, listed.case).await?;
        let letter = look.tx.letter(&permit, listed.message.letter).await?;
        let enclosed = enclosure::of_letter(&mut look.tx, &permit, letter.id).await?;
        // Parties and protection may have changed since it was promised: what may not leave is not printed (P-5, P-6).
        if outbox::may_leave(app, &file, &letter, &enclosed).await.is_err() {
            continue;
        }
        let document = letter.document.ok_or_else(|| anyhow::anyhow!("a promised letter without pages"))?;
        let (_, page) = look.tx.document_bytes(&permit, document).await?;
        let files = std::iter::once(page).chain(enclosed.into_iter().map(|one| one.bytes)).collect();
        ready.push(Ready { permit, case: listed.case, letter: letter.id, citizen: file.citizen.id, files });
    }
    let at = look.tx.now();
    for one in &ready {
        let mut seen = row(actor, at, "letters_printed", Verdict::Allowed);
        seen.case = Some(one.case);
        seen.objects = vec![one.letter.to_string()];
        seen.persons = vec![one.citizen];
        permitted_by(&mut seen, &one.permit);
        app.store.audit(seen).await?;
    }
    look.done(None, vec![format!("{} rows", ready.len())], Vec::new()).await?;
    let letters: Vec<Vec<Vec<u8>>> = ready.into_iter().map(|one| one.files).collect();
    if letters.is_empty() {
        return Ok(None);
    }
    let joining = tokio::task::spawn_blocking(move || joined(letters));
    Ok(Some(joining.await.map_err(anyhow::Error::from)??))
}

/// One file of all letters; an empty page after each with an odd number, so that no letter stands on another's back.
fn joined(letters: Vec<Vec<Vec<u8>>>) -> Outcome<Vec<u8>> {
    let unreadable = || Refused::Broken(anyhow::anyhow!("a promised letter cannot be read as a PDF"));
    let mut files = Vec::new();
    for letter in letters {
        let mut pages: usize = 0;
        for file in &letter {
            pages = pages.saturating_add(letters::scan::pages(file).map_err(|_| unreadable())?);
        }
        files.extend(letter);
        if !pages.is_multiple_of(2) {
            files.push(letters::scan::empty_page());
        }
    }
    letters::bundle::join("Breve til print", &files).ok_or_else(unreadable)
}

/// The office has posted these letters on a day. Each is sent from then on, and not before; all of them or none.
pub async fn sent(app: &App, actor: &Actor, letters: &[(CaseId, LetterId)], on: Date) -> Outcome<()> {
    let (first_case, first) = *letters.first().ok_or(Reason::NothingPrinted)?;
    let mut act = app.act(actor, "letter_posted").await?;
    for (case, letter) in letters {
        let (permit, _) = act.case(*case, Action::Note).await?;
        let letter = act.tx.letter(&permit, *letter).await?;
        let promised_on = letter.queued_on.ok_or(Refused::NotFound)?;
        if on < promised_on || act.today() < on {
            return Err(Reason::SentOutsideTime.into());
        }
        let at = act.tx.now();
        let at = if on == act.today() { at } else { noon(on).unwrap_or(at) };
        act.tx.sent_by_hand(&permit, letter.id, at).await?;
        // A decision on paper is received, and complained about, by the day it was posted, not the day it was promised.
        let calendar = &app.content.calendar;
        let received = deadline::presumed_receipt(on, letter.channel, calendar).due;
        let complain = deadline::complaint_deadline(on, letter.channel, calendar).due;
        act.tx.decision_letter_posted(&permit, letter.id, received, complain).await?;
        let entry = Entry {
            id: EntryId(act.id()),
            case: *case,
            written_at: act.tx.now(),
            happened_on: on,
            by: Some(actor.id()),
            kind: EntryKind::Act("letter_posted".to_string()),
            text: letter.title.clone(),
            corrects: None,
        };
        act.tx.append_entry(&permit, &entry).await?;
    }
    act.commit(Resource::Letter(first_case, first)).await
}

/// The middle of a day in the municipality: a day that is only a day has no other hour.
fn noon(day: Date) -> Option<jiff::Timestamp> {
    let zone = TimeZone::get("Europe/Copenhagen").unwrap_or(TimeZone::UTC);
    Some(day.at(12, 0, 0, 0).to_zoned(zone).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
    use super::*;

    #[test]
    fn every_letter_begins_on_a_sheet_of_its_own() {
        let page = letters::scan::empty_page;
        let one = letters::bundle::join("Brev", &[page(), page(), page()]).unwrap();
        let all = joined(vec![vec![page()], vec![one, page()], vec![page(), page(), page()]]).ok().unwrap();
        // 1 and an empty one, 3 + 1, 3 and an empty one.
        assert_eq!(letters::scan::pages(&all), Ok(2 + 4 + 4));
    }

    #[test]
    fn a_letter_posted_the_day_summer_time_begins_was_posted_that_day() {
        let at = noon(jiff::civil::date(2026, 3, 29)).unwrap();
        assert_eq!(crate::ports::local(at).date(), jiff::civil::date(2026, 3, 29));
        assert_eq!(at.to_string(), "2026-03-29T10:00:00Z");
    }
}
