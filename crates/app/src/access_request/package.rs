//! The papers put together as one PDF: contents, what is given, and a page for each thing that is left out.
//!
//! The file is made anew from what was chosen each time it is asked for; the same choices give the same bytes. It is
//! read through as a whole before it may leave, so that nothing depends on what was flagged page by page (D-4, P-6).

use super::papers::{Listed, Source};
use crate::{App, Outcome, Reason, Refused};
use domain::access::Permit;
use domain::access_request::{self, AccessRequest, Choice, Choices, Item, Paper, Provision, Reader, Thing, Verdict};
use domain::case::CaseFile;
use domain::enclosure::MOST_BYTES;
use domain::ids::CaseNumber;
use jiff::civil::Date;
use letters::markup::{Block, Level};
use letters::{Contact, Enclosure, Letterhead, NotPrinted, Page, Press, danish_date};
use std::time::Duration;
use store::Tx;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// The title of the file, of its document and of the enclosure: the same for everybody, without names.
pub(crate) const TITLE: &str = "Aktindsigt i sagens papirer";
/// After this a package that is being made is given up.
const GIVE_UP: Duration = Duration::from_secs(60);
/// Packages made at the same time: a large case takes memory.
static MAKERS: Semaphore = Semaphore::const_new(2);

/// What one paper becomes.
enum Piece {
    /// A file as it is.
    File { media_type: String, bytes: Vec<u8> },
    /// Pages set by us.
    Set(Vec<Block>),
    /// A PDF without some of its pages, after a page that says so.
    Part { notice: Vec<Block>, bytes: Vec<u8>, left_out: std::collections::BTreeSet<u32> },
}

/// A paper on its way into the package.
struct Ready {
    thing: Thing,
    title: String,
    dated: Date,
    piece: Piece,
}

/// What every page of ours carries.
#[derive(Clone)]
struct Frame {
    letterhead: Letterhead,
    number: CaseNumber,
    date: Date,
}

impl Frame {
    fn page(&self, title: &str, body: Vec<Block>) -> Page {
        Page {
            letterhead: self.letterhead.clone(),
            recipient: Vec::new(),
            date: self.date,
            case_number: self.number.to_string(),
            title: title.to_string(),
            body,
            contact: Contact::default(),
            attachments: Vec::new(),
        }
    }
}

/// Makes the package of what was chosen.
///
/// # Errors
/// [`access_request::Refused::TellsWhere`] when the finished file tells where a protected person is;
/// [`access_request::Refused::Unreadable`] for a paper that cannot be shown or taken apart as chosen.
pub(crate) async fn make(
    app: &App,
    (tx, permit): (&mut Tx, &Permit),
    file: &CaseFile,
    request: &AccessRequest,
    (listed, reader): (&[Listed], &Reader),
    choices: &Choices,
) -> Outcome<Vec<u8>> {
    let frame = frame(app, file, tx.today())?;
    let mut ready = Vec::new();
    for paper in listed {
        if let Some(choice) = choices.get(&paper.item.thing) {
            ready.push(prepare(app, tx, permit, paper, choice).await?);
        }
    }
    let front = frame.page(TITLE, front(request, file.case.number, choices));
    let app = app.clone();
    let work = async move {
        let place = MAKERS.acquire().await.map_err(anyhow::Error::from)?;
        let made = tokio::task::spawn_blocking(move || {
            let made = put_together(&app.press, &frame, &front, ready);
            drop(place);
            made
        });
        made.await.map_err(anyhow::Error::from)?
    };
    let pdf = timeout(GIVE_UP, work).await.unwrap_or_else(|_| Err(Reason::LetterTookTooLong.into()))?;
    read_through(reader, pdf).await
}

/// The last look at the finished file: every word a person or a machine can read in it.
async fn read_through(reader: &Reader, pdf: Vec<u8>) -> Outcome<Vec<u8>> {
    if MOST_BYTES < u64::try_from(pdf.len()).unwrap_or(u64::MAX) {
        return Err(refused(access_request::Refused::TooLarge));
    }
    let (read, pdf) =
        tokio::task::spawn_blocking(move || (letters::scan::text(&pdf), pdf)).await.map_err(anyhow::Error::from)?;
    let text = read.map_err(|_| anyhow::anyhow!("a package of ours cannot be read back"))?;
    if access_request::tells_where(reader, &text) {
        return Err(refused(access_request::Refused::TellsWhere));
    }
    Ok(pdf)
}

fn refused(why: access_request::Refused) -> Refused {
    Reason::AccessRequest(Box::new(why)).into()
}

fn frame(app: &App, file: &CaseFile, date: Date) -> Outcome<Frame> {
    let department = app
        .content
        .department(&file.case.department)
        .ok_or_else(|| anyhow::anyhow!("department {} is not in content", file.case.department))?;
    let letterhead = Letterhead {
        municipality: app.content.municipality.name.clone(),
        department: department.title.clone(),
        address: department.address.clone(),
    };
    Ok(Frame { letterhead, number: file.case.number, date })
}

/// What the first page says above the contents.
fn front(request: &AccessRequest, number: CaseNumber, choices: &Choices) -> Vec<Block> {
    let of = |verdict: Verdict| choices.values().filter(|choice| choice.verdict == verdict).count();
    let (given, part, left_out) = (of(Verdict::Give), of(Verdict::Part), of(Verdict::LeaveOut));
    vec![
        Block::plain(format!(
            "Her er papirerne i sag {number}, som svar på den anmodning om aktindsigt, vi fik {}.",
            danish_date(request.received_on)
        )),
        Block::plain(format!(
            "Givet helt: {given}. Givet uden enkelte sider: {part}. Undtaget: {left_out}. Hvor noget er taget ud, \
             ligger en side med bestemmelsen. Begrundelsen står i afgørelsen."
        )),
    ]
}

async fn prepare(app: &App, tx: &mut Tx, permit: &Permit, paper: &Listed, choice: &Choice) -> Outcome<Ready> {
    let item = &paper.item;
    let provision = choice.provision.as_ref().and_then(|id| app.content.exceptions.iter().find(|p| p.id == *id));
    let missing = || refused(access_request::Refused::NotNow);
    let (title, piece) = match choice.verdict {
        Verdict::LeaveOut => {
            (format!("Undtaget: {}", kind(item.paper)), Piece::Set(left_out(item, provision.ok_or_else(missing)?)))
        }
        Verdict::AsPdf => (format!("{} (uden sider)", capital(kind(item.paper))), Piece::Set(as_pdf(item))),
        Verdict::Give => (item.title.clone(), given(tx, permit, paper).await?),
        Verdict::Part => {
            let Source::Document(document) = &paper.source else {
                return Err(refused(access_request::Refused::Unreadable(item.thing.clone())));
            };
            let (_, bytes) = tx.document_bytes(permit, document.id).await?;
            let notice = in_part(item, choice, provision.ok_or_else(missing)?);
            let left_out = choice.pages.clone();
            (format!("{} (uden enkelte sider)", item.title), Piece::Part { notice, bytes, left_out })
        }
    };
    Ok(Ready { thing: item.thing.clone(), title, dated: item.dated, piece })
}

async fn given(tx: &mut Tx, permit: &Permit, paper: &Listed) -> Outcome<Piece> {
    Ok(match &paper.source {
        Source::Document(document) => {
            let (document, bytes) = tx.document_bytes(permit, document.id).await?;
            Piece::File { media_type: document.media_type, bytes }
        }
        Source::Note(entry, by) => {
            let by = by.as_deref().unwrap_or("systemet");
            let mut body = vec![Block::plain(format!("{}. Skrevet af {by}.", danish_date(entry.happened_on)))];
            body.extend(paragraphs(&entry.text));
            Piece::Set(body)
        }
        Source::Form(rows) => {
            let mut body = vec![Block::plain(format!("Udfyldt {}.", danish_date(paper.item.dated)))];
            for (question, answer) in rows {
                body.push(Block::heading(Level::Subsection, question));
                body.extend(paragraphs(answer));
            }
            Piece::Set(body)
        }
    })
}

fn paragraphs(text: &str) -> impl Iterator<Item = Block> {
    text.replace("\r\n", "\n")
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(Block::plain)
        .collect::<Vec<_>>()
        .into_iter()
}

/// What kind of paper it is, in words that tell nothing of what stands in it.
pub(crate) fn kind(paper: Paper) -> &'static str {
    match paper {
        Paper::Received => "modtaget papir",
        Paper::Letter => "brev",
        Paper::Decision => "afgørelse",
        Paper::Internal => "internt papir",
        Paper::Note => "notat",
        Paper::Form => "skema",
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// "Nr. 4, brev af mandag den 9. marts 2026": what a paper that is left out is called.
pub(crate) fn named(item: &Item) -> String {
    format!("Nr. {}, {} af {}", item.number, kind(item.paper), danish_date(item.dated))
}

fn left_out(item: &Item, provision: &Provision) -> Vec<Block> {
    vec![
        Block::plain(format!("{} er undtaget efter {}.", named(item), provision.paragraph)),
        Block::plain(&provision.says),
    ]
}

fn in_part(item: &Item, choice: &Choice, provision: &Provision) -> Vec<Block> {
    vec![
        Block::plain(format!(
            "{} gives uden side {}, som er undtaget efter {}. Resten følger her.",
            named(item),
            access_request::write_pages(&choice.pages),
            provision.paragraph
        )),
        Block::plain(&provision.says),
    ]
}

fn as_pdf(item: &Item) -> Vec<Block> {
    vec![Block::plain(format!(
        "{} er en fil, der ikke kan vises som sider. Indholdet er gengivet i et andet af papirerne her.",
        named(item)
    ))]
}

fn put_together(press: &Press, frame: &Frame, front: &Page, ready: Vec<Ready>) -> Outcome<Vec<u8>> {
    let mut enclosures = Vec::new();
    for Ready { thing, title, dated, piece } in ready {
        let unreadable = || refused(access_request::Refused::Unreadable(thing.clone()));
        let (media_type, bytes) = match piece {
            Piece::File { media_type, bytes } => (media_type, bytes),
            Piece::Set(body) => ("application/pdf".to_string(), set(press, frame, &title, body)?),
            Piece::Part { notice, bytes, left_out } => {
                let notice = set(press, frame, &title, notice)?;
                let rest = letters::redact::without_pages(&bytes, &left_out).ok_or_else(unreadable)?;
                let both = letters::bundle::join(&title, &[notice, rest]).ok_or_else(unreadable)?;
                ("application/pdf".to_string(), both)
            }
        };
        enclosures.push((thing, Enclosure { title, dated: Some(dated), media_type, bytes }));
    }
    let (things, enclosures): (Vec<Thing>, Vec<Enclosure>) = enclosures.into_iter().unzip();
    let bundle = press.bundle(front, &enclosures).map_err(not_printed)?;
    // A paper that has no pages after all would be missing without a word.
    let absent = things.into_iter().zip(&bundle.first_pages).find(|(_, first)| first.is_none());
    match absent {
        Some((thing, _)) => Err(refused(access_request::Refused::Unreadable(thing))),
        None => Ok(bundle.pdf),
    }
}

/// A page of ours; a character that the fonts have no shape for is printed as a question mark, as in the contents.
fn set(press: &Press, frame: &Frame, title: &str, body: Vec<Block>) -> Outcome<Vec<u8>> {
    let mut page = frame.page(title, body);
    match press.pdf(&page) {
        Err(NotPrinted::Characters(lacking)) => {
            let plain =
                |text: &str| text.chars().map(|c| if lacking.contains(&c) { '?' } else { c }).collect::<String>();
            page.title = plain(&page.title);
            for block in &mut page.body {
                match block {
                    Block::Heading { runs, .. } => runs.iter_mut().for_each(|run| run.text = plain(&run.text)),
                    Block::Paragraph(lines) | Block::List(lines) => {
                        lines.iter_mut().flatten().for_each(|run| run.text = plain(&run.text));
                    }
                    Block::Table { .. } | Block::Signatures(_) => {}
                }
            }
            press.pdf(&page).map_err(not_printed)
        }
        made => made.map_err(not_printed),
    }
}

fn not_printed(why: NotPrinted) -> Refused {
    match why {
        NotPrinted::TooLong | NotPrinted::TooManyPages => refused(access_request::Refused::TooLarge),
        NotPrinted::Characters(found) => Reason::LetterCharacters(found.into_iter().collect()).into(),
        NotPrinted::Broken(_) => Refused::Broken(anyhow::Error::from(why).context("putting papers together")),
    }
}
