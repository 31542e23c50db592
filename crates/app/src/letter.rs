//! Letters (breve): made from the case, read through, perhaps changed, promised. Sending is the outbox's.

use crate::act::Act;
use crate::letter_words::Shown;
use crate::{Actor, App, Outcome, Reason, Refused, Resource, information, party_hearing, progress};
use domain::access::{Action, Permit};
use domain::case::CaseFile;
use domain::deadline::Channel;
use domain::document::{Direction, Document};
use domain::ids::{CaseId, DocumentId, FindingId, LetterId, PersonId};
use domain::information::Basis;
use domain::letter::{Addressee, IssuedLetter, Letter, LetterState, Occasion, Part, Recipient};
use domain::people::{Person, Protection};
use domain::procedure::Condition;
use domain::progress::{ActSubject, Answer};
use domain::words;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub(crate) use crate::letter_pages::render;
pub use crate::letter_pages::{View, pdf, picture, show};

/// What a letter is about, besides the case itself. Kept with the letter, so that sending it can do what it promises.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum About {
    /// Nothing more.
    Case,
    /// A hearing of one party about some facts.
    Hearing {
        /// Who is heard.
        party: uuid::Uuid,
        /// About what.
        findings: Vec<uuid::Uuid>,
        /// Last day to answer.
        answer_by: Date,
    },
    /// A request for information.
    Request(Request),
    /// Being late.
    Delay {
        /// Why.
        reason: String,
        /// The new date.
        new_date: Date,
    },
    /// A notification, to who made it.
    Notification {
        /// When it came, in words.
        received: String,
        /// They work with the child.
        professional: bool,
        /// Whether it led to anything, once that is decided.
        led_to_something: Option<bool>,
    },
    /// Made by hand: what its fields say, as the letter writes it.
    ByHand {
        /// By field.
        answers: BTreeMap<String, String>,
    },
    /// An answer to a request for access to documents.
    Access(crate::access_request::Told),
    /// Access to documents takes longer than the law allows.
    AccessDelay {
        /// The request.
        request: uuid::Uuid,
        /// What was asked for.
        about: String,
        /// The day it came.
        received_on: Date,
        /// Why.
        reason: String,
        /// The new date.
        new_date: Date,
    },
    /// A decision, to one party.
    Decision {
        /// The party.
        party: uuid::Uuid,
    },
    /// A complaint, and the decision it is about.
    Complaint {
        /// The complaint.
        complaint: uuid::Uuid,
        /// What else is said to Ankestyrelsen; empty for who complains.
        remark: String,
    },
}

/// What a letter was made from, kept beside it so that it can be explained, set and sent later (D-3).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    /// What it is about.
    pub about: About,
    /// The words it was filled from.
    pub words: String,
}

impl Snapshot {
    /// The snapshot of a letter.
    pub(crate) fn of(letter: &IssuedLetter) -> Outcome<Snapshot> {
        Ok(serde_json::from_str(&letter.snapshot).map_err(anyhow::Error::from)?)
    }
}

/// A request for information, as its letter keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Request {
    /// Who is asked.
    pub source: String,
    /// Their address.
    pub address: String,
    /// About what.
    pub about: String,
    /// What it rests on.
    pub basis: RequestBasis,
    /// Last day to answer.
    pub reply_by: Date,
}

/// What a request rests on, as its letter keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum RequestBasis {
    /// A consent.
    Consent(uuid::Uuid),
    /// A provision.
    Law {
        /// Which.
        paragraph: String,
        /// Why it applies.
        reason: String,
    },
}

impl From<&Basis> for RequestBasis {
    fn from(basis: &Basis) -> Self {
        match basis {
            Basis::Consent(id) => RequestBasis::Consent(id.0),
            Basis::Law { paragraph, reason } => {
                RequestBasis::Law { paragraph: paragraph.clone(), reason: reason.clone() }
            }
        }
    }
}

impl From<&RequestBasis> for Basis {
    fn from(basis: &RequestBasis) -> Self {
        match basis {
            RequestBasis::Consent(id) => Basis::Consent(domain::ids::ConsentId(*id)),
            RequestBasis::Law { paragraph, reason } => {
                Basis::Law { paragraph: paragraph.clone(), reason: reason.clone() }
            }
        }
    }
}

/// Letters one may make by hand from the case page, with what they need.
pub enum Make {
    /// The receipt (T-L01).
    Receipt,
    /// The limit will not be met (T-L03).
    Delay {
        /// Why.
        reason: String,
        /// The new date.
        new_date: Date,
    },
}

/// Makes a receipt or a letter of delay to the applicant.
pub async fn make(app: &App, actor: &Actor, case: CaseId, make: Make) -> Outcome<LetterId> {
    let mut act = app.act(actor, "letter_made").await?;
    let (permit, file) = act.open_case(case).await?;
    let (occasion, about) = match make {
        Make::Receipt => (Occasion::Receipt, About::Case),
        Make::Delay { reason, new_date } => {
            if reason.trim().is_empty() {
                return Err(Reason::ReasonMissing.into());
            }
            if new_date <= act.today() {
                return Err(Reason::NewDateNotAhead.into());
            }
            (Occasion::Delay, About::Delay { reason: reason.trim().to_string(), new_date })
        }
    };
    let applicant = file.applicant().ok_or(Reason::NoRecipient)?.id;
    let id = draft(&mut act, &permit, &file, occasion, Addressee::Person(applicant), about).await?;
    act.commit(Resource::Letter(case, id)).await?;
    Ok(id)
}

/// The letter of an occasion: the benefit names its decision letters, all others are found by occasion and condition.
pub(crate) fn template<'a>(app: &'a App, file: &CaseFile, occasion: Occasion, today: Date) -> Outcome<&'a Letter> {
    let benefit = progress::benefit_of(app, file)?;
    let converts = |conversion: &domain::benefit::Conversion| {
        let old = file.open_decision().and_then(|open| open.draft.grant);
        file.grants.iter().any(|grant| Some(grant.id) == old && grant.benefit == conversion.of)
    };
    let named = match occasion {
        Occasion::Grant if benefit.conversion.as_ref().is_some_and(converts) => {
            benefit.letters.conversion.as_ref().or(Some(&benefit.letters.grant))
        }
        Occasion::Grant => Some(&benefit.letters.grant),
        Occasion::PartialGrant => Some(&benefit.letters.partial),
        Occasion::Refusal => Some(&benefit.letters.refusal),
        Occasion::Reduction => benefit.letters.change.as_ref(),
        Occasion::Ending => benefit.letters.ending.as_ref(),
        Occasion::Notice => benefit.letters.notice.as_ref(),
        _ => None,
    };
    let found = match named {
        Some(id) => app.content.letter(id, today),
        None => by_occasion(app, file, occasion, today),
    };
    found.ok_or_else(|| Refused::Broken(anyhow::anyhow!("no letter for {occasion:?} in content")))
}

/// Of the letters for an occasion whose conditions all hold, the one with most conditions.
fn by_occasion<'a>(app: &'a App, file: &CaseFile, occasion: Occasion, today: Date) -> Option<&'a Letter> {
    let facts = file.facts(today, Answer::Yes);
    let holds = |condition: &Condition| match condition {
        Condition::Fact(fact) => facts.get(fact) == Some(&Answer::Yes),
        Condition::Not(inner) => matches!(&**inner, Condition::Fact(fact) if facts.get(fact) == Some(&Answer::No)),
        _ => false,
    };
    app.content
        .letters
        .all_on(today)
        .filter(|letter| letter.occasion == occasion && letter.when.iter().all(holds))
        .max_by_key(|letter| letter.when.len())
}

/// Whether nothing that is known of the case speaks against the letter's conditions.
pub(crate) fn speaks_not_against(letter: &Letter, file: &CaseFile, today: Date) -> bool {
    let facts = file.facts(today, Answer::Yes);
    letter.when.iter().all(|condition| match condition {
        Condition::Fact(fact) => facts.get(fact) != Some(&Answer::No),
        Condition::Not(inner) => !matches!(&**inner, Condition::Fact(fact) if facts.get(fact) == Some(&Answer::Yes)),
        _ => true,
    })
}

/// Fills a letter from the case and keeps it as a draft.
pub(crate) async fn draft(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &CaseFile,
    occasion: Occasion,
    addressee: Addressee,
    about: About,
) -> Outcome<LetterId> {
    let letter = issue(act, file, occasion, addressee, about).await?;
    act.tx.insert_letter(permit, &letter).await?;
    act.journal_as(permit, file.case.id, "letter_made", &letter.title).await?;
    Ok(letter.id)
}

/// A letter filled from the case, not yet kept.
pub(crate) async fn issue(
    act: &mut Act<'_>,
    file: &CaseFile,
    occasion: Occasion,
    addressee: Addressee,
    about: About,
) -> Outcome<IssuedLetter> {
    let template = template(act.app, file, occasion, act.today())?;
    issue_as(act, file, template, addressee, about).await
}

/// A letter of a template filled from the case, not yet kept. A child who is a party reads the letter's sibling for
/// children, when it has one.
pub(crate) async fn issue_as(
    act: &mut Act<'_>,
    file: &CaseFile,
    template: &Letter,
    addressee: Addressee,
    about: About,
) -> Outcome<IssuedLetter> {
    let today = act.today();
    let reads_as_child = matches!(addressee, Addressee::Person(id) if id == file.citizen.id && file.citizen.is_child_on(today));
    let sibling = reads_as_child.then(|| act.app.content.letter(&format!("{}.barn", template.id), today)).flatten();
    let template = sibling.unwrap_or(template);
    let occasion = template.occasion;
    let caseworker = act.tx.staff(file.case.responsible).await?.ok_or(Refused::NotFound)?;
    let words = crate::letter_words::words(act.app, file, &caseworker, &addressee, &about, today)?;
    let filled = fill(act.app, &template.for_benefit(progress::benefit_of(act.app, file)?), &words)?;
    let snapshot = Snapshot { about, words: words.around(template).to_json() };
    Ok(IssuedLetter {
        id: LetterId(act.id()),
        case: file.case.id,
        template: template.id.clone(),
        template_version: template.valid_from,
        occasion,
        channel: channel(file, &addressee),
        addressee,
        title: template.title.clone(),
        text: filled,
        state: LetterState::Drafted,
        document: None,
        snapshot: serde_json::to_string(&snapshot).map_err(anyhow::Error::from)?,
        made_at: act.tx.now(),
        by: act.actor.id(),
        queued_on: None,
        sent_at: None,
        version: 1,
    })
}

pub(crate) fn fill(app: &App, template: &Letter, words: &letters::Words) -> Outcome<String> {
    match letters::fill(template, &app.content.blocks, words) {
        Ok(filled) => Ok(filled.text),
        Err(error) => Err(Reason::LetterWord(error.to_string()).into()),
    }
}

/// How a letter goes to this recipient: by Digital Post to whoever is registered for it.
pub(crate) fn channel(file: &CaseFile, addressee: &Addressee) -> Channel {
    match addressee {
        Addressee::Person(id) => person(file, *id).map_or(Channel::Letter, Person::channel),
        Addressee::Partner { .. } => Channel::Letter,
    }
}

/// Someone of the case.
pub(crate) fn person(file: &CaseFile, id: PersonId) -> Option<&Person> {
    std::iter::once(&file.citizen).chain(&file.related).find(|person| person.id == id)
}

/// Parts a letter must have: those of its occasion and those its file says.
pub(crate) fn required(app: &App, letter: &IssuedLetter) -> Vec<Part> {
    let mut parts = letter.occasion.required_parts().to_vec();
    if let Some(template) = app.content.letter_version(&letter.template, letter.template_version) {
        parts.extend(template.parts.iter().copied());
    }
    parts.sort();
    parts.dedup();
    parts
}

/// Saves the text as changed by hand, whole. An emptied part is kept as a draft too, so that nothing typed is lost; the
/// page says what is missing, and sending is refused.
pub async fn change(app: &App, actor: &Actor, case: CaseId, id: LetterId, version: i64, text: &str) -> Outcome<()> {
    let mut act = app.act(actor, "letter_changed").await?;
    let (permit, file) = act.case(case, Action::Work).await?;
    let letter = drafted(&mut act, &permit, &file, id, version).await?;
    keep(&mut act, &permit, letter, text.replace("\r\n", "\n")).await?;
    act.commit(Resource::Letter(case, id)).await
}

/// The same, section by section as the letter's page shows them: the marks between them cannot be taken out.
pub async fn change_sections(
    app: &App,
    actor: &Actor,
    case: CaseId,
    id: LetterId,
    version: i64,
    texts: &[String],
) -> Outcome<()> {
    let mut act = app.act(actor, "letter_changed").await?;
    let (permit, file) = act.case(case, Action::Work).await?;
    let letter = drafted(&mut act, &permit, &file, id, version).await?;
    let text = with_sections(&letter.text, texts)?;
    keep(&mut act, &permit, letter, text).await?;
    act.commit(Resource::Letter(case, id)).await
}

/// Throws a draft away that was never promised to the post: a hearing about facts that have changed, a receipt made
/// twice. The journal keeps what it was and why.
pub async fn discard(app: &App, actor: &Actor, case: CaseId, id: LetterId, version: i64, reason: &str) -> Outcome<()> {
    let mut act = app.act(actor, "letter_discarded").await?;
    let (permit, file) = act.case(case, Action::Work).await?;
    let letter = drafted(&mut act, &permit, &file, id, version).await?;
    if reason.trim().is_empty() {
        return Err(Reason::ReasonMissing.into());
    }
    act.tx.discard_letter(&permit, &letter).await?;
    act.journal(&permit, case, &format!("{}. {}", letter.title, reason.trim())).await?;
    act.commit(Resource::Case(case)).await
}

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

/// The letter, if it is still a draft in the version that was read, and its case is open or may still owe such a letter.
async fn drafted(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &CaseFile,
    id: LetterId,
    version: i64,
) -> Outcome<IssuedLetter> {
    let letter = act.tx.letter(permit, id).await?;
    if file.case.closed_on.is_some() && !answers_access(&letter) {
        return Err(Reason::CaseClosed.into());
    }
    if letter.state != LetterState::Drafted {
        return Err(Reason::LetterSent.into());
    }
    if letter.version != version {
        return Err(Reason::Stale.into());
    }
    Ok(letter)
}

/// Answers somebody who asked for access to documents: they may ask long after a case was closed.
pub(crate) fn answers_access(letter: &IssuedLetter) -> bool {
    matches!(letter.occasion, Occasion::AccessDecision | Occasion::AccessDelay)
}

async fn keep(act: &mut Act<'_>, permit: &Permit, mut letter: IssuedLetter, text: String) -> Outcome<()> {
    letter.text = text;
    act.tx.save_letter(permit, &letter).await?;
    act.journal_as(permit, letter.case, "letter_changed", &letter.title).await
}

/// The text with what was typed in each section. Another number of sections than the letter has means that it was read
/// in another version.
fn with_sections(text: &str, typed: &[String]) -> Outcome<String> {
    let mut sections = letters::parts::sections(text);
    if sections.len() != typed.len() {
        return Err(Reason::Stale.into());
    }
    for (section, typed) in sections.iter_mut().zip(typed) {
        let typed = typed.replace("\r\n", "\n");
        if section.text.trim() != typed.trim() {
            section.text = format!("{}\n\n", typed.trim());
        }
    }
    Ok(letters::parts::join(&sections))
}

/// The draft leaves the house, and what it does happens.
async fn leave(act: &mut Act<'_>, permit: &Permit, mut file: CaseFile, letter: IssuedLetter) -> Outcome<()> {
    match Snapshot::of(&letter)?.about {
        About::Hearing { party, findings, answer_by } => {
            let findings = findings.iter().copied().map(FindingId).collect();
            let party = PersonId(party);
            party_hearing::sent(act, permit, &mut file, letter.id, party, findings, answer_by).await?;
        }
        About::Request(request) => information::sent(act, permit, &mut file, letter.id, &request).await?,
        About::Case | About::Delay { .. } | About::ByHand { .. } | About::Notification { .. } | About::Complaint { .. } => {}
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
    let subject = ActSubject { letter: Some(letter.template.clone()), ..ActSubject::default() };
    progress::report(act, permit, file, words::Act::Letter, subject).await?;
    act.journal_as(permit, file.case.id, "letter_sent", &letter.title).await?;
    Ok(document.id)
}

/// Whether the letter goes to who notified: their name is about another than the citizen.
pub fn is_to_notifier(letter: &IssuedLetter) -> bool {
    matches!(letter.occasion, Occasion::NotificationReceipt | Occasion::NotificationFeedback)
}

/// The letter's pages as a document of the case: what the recipient got, byte for byte (D-3).
fn document_of(act: &Act<'_>, file: &CaseFile, letter: &IssuedLetter, pdf: &[u8]) -> Document {
    let (source, recipient) = match &letter.addressee {
        Addressee::Person(id) => (person(file, *id).map(|p| p.name.clone()).unwrap_or_default(), Some(*id)),
        // Who notified stands in the letter alone, never in a list of documents.
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
            let outside = matches!(kind, Recipient::Partner | Recipient::Requester | Recipient::Notifier);
            outside && !name.trim().is_empty()
        }
        Addressee::Person(id) => {
            let party = file.parties_on(today).iter().any(|person| person.id == *id);
            match kind {
                Recipient::Partner => false,
                // Who acts for a party may complain, and is answered.
                Recipient::Party => party || file.complaints.iter().any(|complaint| complaint.by == *id),
                Recipient::Citizen => *id == file.citizen.id || party,
                Recipient::Requester | Recipient::Notifier => person(file, *id).is_some(),
                Recipient::Applicant => party || file.applicant().is_some_and(|applicant| applicant.id == *id),
            }
        }
    };
    if allowed { Ok(()) } else { Err(Reason::NoRecipient.into()) }
}

/// Whether the letter carries anything that tells where a protected person is, other than to that person (P-6).
pub(crate) fn tells_where(file: &CaseFile, letter: &IssuedLetter) -> bool {
    let mut said = format!("{} {}", letter.title, letter.text);
    if let Addressee::Partner { name, address } = &letter.addressee {
        said.push_str(&format!(" {name} {address}"));
    }
    says_where(file, &letter.addressee, &said)
}

/// Whether a text tells this recipient where a protected person is: in so many words, or with the spaces and line ends of
/// a page. A person may always be told where they are themselves.
pub(crate) fn says_where(file: &CaseFile, to: &Addressee, said: &str) -> bool {
    let squeeze = |text: &str| text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let close = |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let (said, said_close) = (squeeze(said), close(said));
    let where_is = |person: &Person| {
        let contact = person.contact.expose_for_storage();
        [&contact.street, &contact.phone, &contact.mail, &contact.occupation].map(|value| squeeze(value))
    };
    // A school that is asked knows its own name, though it is where the child is; a mother knows the street she shares.
    let known: Vec<String> = match to {
        Addressee::Partner { name, .. } => vec![squeeze(name)],
        Addressee::Person(id) => person(file, *id).map(|own| where_is(own).to_vec()).unwrap_or_default(),
    };
    std::iter::once(&file.citizen)
        .chain(&file.related)
        .filter(|person| person.contact.protection() == Protection::Protected)
        .filter(|person| *to != Addressee::Person(person.id) && !live_together(file, to, person))
        .flat_map(where_is)
        .filter(|value| 4 <= value.chars().count() && !known.iter().any(|known| known.contains(value.as_str())))
        .any(|value| said.contains(&value) || (6 <= close(&value).len() && said_close.contains(&close(&value))))
}

/// Whether the recipient shares the person's home: then it is no secret to them, and neither is the school.
fn live_together(file: &CaseFile, to: &Addressee, other: &Person) -> bool {
    let home = |of: &Person| {
        let street = &of.contact.expose_for_storage().street;
        street.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>()
    };
    let Addressee::Person(id) = to else { return false };
    person(file, *id).is_some_and(|own| 4 <= home(own).chars().count() && home(own) == home(other))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
    use super::*;

    const TEXT: &str = "Kære Sofie\n\n{# del: forløb #}\n## Det sker der nu\n\nVi samler oplysninger.\n\n\
                        {# slut del #}\nHilsen\n";

    fn typed(texts: &[&str]) -> Vec<String> {
        texts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_nobody_changed_is_the_same_letter_though_browsers_write_lines_their_own_way() {
        let shown = typed(&["Kære Sofie", "## Det sker der nu\r\n\r\nVi samler oplysninger.\r\n", "Hilsen"]);
        assert_eq!(with_sections(TEXT, &shown).unwrap(), TEXT);
    }

    #[test]
    fn a_section_is_changed_and_the_marks_stay() {
        let changed = typed(&["Kære Sofie", "Vi ringer.", "Hilsen"]);
        let text = with_sections(TEXT, &changed).unwrap();
        assert_eq!(text, "Kære Sofie\n\n{# del: forløb #}\nVi ringer.\n\n{# slut del #}\nHilsen\n");
        let emptied = with_sections(TEXT, &typed(&["Kære Sofie", "", "Hilsen"])).unwrap();
        assert_eq!(letters::missing_parts(&emptied, [Part::Course]), [Part::Course]);
        assert_eq!(letters::parts::sections(&emptied).len(), 3, "an emptied part can be written again");
    }

    #[test]
    fn sections_of_another_version_change_nothing() {
        let refused = with_sections(TEXT, &typed(&["Kære Sofie"]));
        assert!(matches!(refused, Err(Refused::Because(Reason::Stale))));
    }
}
