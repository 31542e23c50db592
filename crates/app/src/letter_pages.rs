//! A letter as it is read through: its sections, its pages as pictures, the file.
//!
//! Setting pages is the one heavy thing of a letter. It runs beside the requests, a few at a time, and is given up after
//! ten seconds (D-1, K-5); what cannot be set is a refusal that says what to change.

use crate::letter::{required, tells_where};
use crate::letter_words::Shown;
use crate::{Actor, App, Outcome, Reason, Refused, case};
use domain::access::Action;
use domain::document::Document;
use domain::enclosure::Offered;
use domain::ids::{CaseId, LetterId};
use domain::letter::{Addressee, IssuedLetter, LetterState, Occasion, Part};
use domain::people::{Person, Protection};
use jiff::civil::Date;
use letters::{NotPrinted, Page, Press};
use std::time::Duration;
use store::outbox::Message;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// After this a page that is being set is given up (D-1).
const GIVE_UP: Duration = Duration::from_secs(10);
/// Pages set at the same time, so that the rest of the house stays fast (K-5).
static PRESSES: Semaphore = Semaphore::const_new(4);
/// Sharp enough to read on a screen, light enough for a phone.
const PIXELS_PER_POINT: f64 = 1.6;

/// A letter as its page shows it.
pub struct View {
    /// The letter.
    pub letter: IssuedLetter,
    /// Its text in sections, each with the parts it carries.
    pub sections: Vec<letters::parts::Section>,
    /// The case's number.
    pub number: domain::ids::CaseNumber,
    /// The citizen, for the head of the page.
    pub citizen: Person,
    /// Name of who it goes to.
    pub to: String,
    /// The person it goes to; none for someone outside.
    pub recipient: Option<Person>,
    /// The recipient is protected, so the page says so.
    pub protection: Protection,
    /// Somebody of the case is protected: what must not be written (P-8).
    pub someone_protected: bool,
    /// The text tells where somebody is who is protected from the recipient: sending will be refused (P-6).
    pub tells_where: bool,
    /// How it reads.
    pub readability: letters::Readability,
    /// The highest LIX a letter may have without giving its reason.
    pub highest_lix: u32,
    /// Required parts that are missing or empty.
    pub missing: Vec<Part>,
    /// Parts that may not be taken out.
    pub required: Vec<Part>,
    /// How many pages it has, or why it cannot be set.
    pub pages: Result<usize, Reason>,
    /// Days it should not be sent, as a warning.
    pub bad_day: Option<Date>,
    /// The case's documents as they may follow it, with those that do.
    pub enclosures: Vec<Offered>,
    /// The stored file, once its pages are fixed.
    pub document: Option<Document>,
    /// Its place in the outbox, once it is promised.
    pub message: Option<Message>,
    /// What the reader may do to the case.
    pub may: case::May,
    /// The case is open, so that something may be done.
    pub open: bool,
    /// Today.
    pub today: Date,
}

/// Shows a letter beside its pages.
pub async fn show(app: &App, actor: &Actor, case: CaseId, id: LetterId) -> Outcome<View> {
    let mut look = app.look(actor, "see_letter").await?;
    let (permit, file) = look.case(case, Action::See).await?;
    let letter = look.tx.letter(&permit, id).await?;
    let today = look.today();
    let page = crate::letter_words::page(&file, &letter, today, Shown::Masked)?;
    let pages = match set(app, page, Press::count).await {
        Ok(pages) => Ok(pages),
        // The text must still be shown, or nobody could mend it.
        Err(Refused::Because(reason)) => Err(reason),
        Err(other) => return Err(other),
    };
    let required = required(app, &letter);
    let recipient = match &letter.addressee {
        Addressee::Person(id) => file.person(*id).cloned(),
        Addressee::Partner { .. } => None,
    };
    let to = match (&letter.addressee, &recipient) {
        (Addressee::Partner { name, .. }, _) => name.clone(),
        (Addressee::Person(_), recipient) => recipient.as_ref().map(|p| p.name.clone()).unwrap_or_default(),
    };
    let drafted = letter.state == LetterState::Drafted;
    let bad = drafted && letter.occasion == Occasion::Refusal && app.content.calendar.is_bad_day_for_refusals(today);
    let document = match letter.document {
        Some(document) => Some(look.tx.document(&permit, document).await?),
        None => None,
    };
    let view = View {
        sections: letters::parts::sections(&letter.text),
        number: file.case.number,
        citizen: file.citizen.clone(),
        to,
        protection: recipient.as_ref().map_or(Protection::None, |person| person.contact.protection()),
        recipient,
        someone_protected: file.someone_is_protected(),
        tells_where: drafted && tells_where(&file, &letter),
        readability: letters::readability(&letter.text),
        highest_lix: letters::lix::HIGHEST,
        missing: letters::missing_parts(&letter.text, required.iter().copied()),
        required,
        pages,
        bad_day: bad.then(|| app.content.calendar.next_good_day_for_refusals(today)),
        document,
        enclosures: crate::enclosure::offered(&mut look.tx, &permit, &file, &letter).await?,
        message: look.tx.message(&permit, id).await?,
        may: case::may(&mut look, actor, case).await,
        open: file.case.closed_on.is_none() || crate::letter::answers_access(&letter),
        today,
        letter,
    };
    look.done(Some(&permit), vec![case.to_string(), id.to_string()], vec![file.citizen.id]).await?;
    Ok(view)
}

/// One page of a letter as a picture, numbered from 1.
pub async fn picture(app: &App, actor: &Actor, case: CaseId, id: LetterId, nr: usize) -> Outcome<Vec<u8>> {
    let mut look = app.look(actor, "see_letter").await?;
    let (permit, file) = look.case(case, Action::See).await?;
    let letter = look.tx.letter(&permit, id).await?;
    let page = crate::letter_words::page(&file, &letter, look.today(), Shown::Masked)?;
    let index = nr.checked_sub(1).ok_or(Refused::NotFound)?;
    let made = set(app, page, move |press, page| press.picture(page, index, PIXELS_PER_POINT)).await?;
    look.done(Some(&permit), vec![case.to_string(), id.to_string()], vec![file.citizen.id]).await?;
    made.ok_or(Refused::NotFound)
}

/// The letter as a PDF; a protected recipient's address is left out until it is sent to them.
pub async fn pdf(app: &App, actor: &Actor, case: CaseId, id: LetterId) -> Outcome<(String, Vec<u8>)> {
    let mut look = app.look(actor, "see_letter").await?;
    let (permit, file) = look.case(case, Action::See).await?;
    let letter = look.tx.letter(&permit, id).await?;
    let page = crate::letter_words::page(&file, &letter, look.today(), Shown::Masked)?;
    look.done(Some(&permit), vec![case.to_string(), id.to_string()], vec![file.citizen.id]).await?;
    Ok((format!("{}-{}.pdf", file.case.number, letter.template), render(app, page).await?))
}

/// The page as a file.
pub(crate) async fn render(app: &App, page: Page) -> Outcome<Vec<u8>> {
    set(app, page, Press::pdf).await
}

/// Sets a page beside the requests. The place at the press is held until the work really ends, also when nobody waits
/// for it any more.
async fn set<T, F>(app: &App, page: Page, make: F) -> Outcome<T>
where
    T: Send + 'static,
    F: FnOnce(&Press, &Page) -> Result<T, NotPrinted> + Send + 'static,
{
    let app = app.clone();
    let work = async move {
        let place = PRESSES.acquire().await.map_err(anyhow::Error::from)?;
        let made = tokio::task::spawn_blocking(move || {
            let made = make(&app.press, &page);
            drop(place);
            made
        });
        made.await.map_err(anyhow::Error::from)?.map_err(refused)
    };
    timeout(GIVE_UP, work).await.unwrap_or_else(|_| Err(Reason::LetterTookTooLong.into()))
}

/// What the press cannot set is for the caseworker to change; what it breaks on is for us.
pub(crate) fn refused(why: NotPrinted) -> Refused {
    match why {
        NotPrinted::TooLong | NotPrinted::TooManyPages => Reason::LetterTooLong.into(),
        NotPrinted::Characters(found) => Reason::LetterCharacters(found.into_iter().collect()).into(),
        NotPrinted::Broken(_) => Refused::Broken(anyhow::Error::from(why).context("setting a letter")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_without_a_shape_is_said_to_the_caseworker_and_a_broken_press_to_us() {
        let emoji = refused(NotPrinted::Characters(['😀'].into()));
        assert!(matches!(emoji, Refused::Because(Reason::LetterCharacters(found)) if found == ['😀']));
        assert!(matches!(refused(NotPrinted::TooManyPages), Refused::Because(Reason::LetterTooLong)));
        assert!(matches!(refused(NotPrinted::Broken("x".into())), Refused::Broken(_)));
    }
}
