//! What goes to Ankestyrelsen: one file with the letter and a contents page in front, and every paper that belongs.
//!
//! The complaint, the decision and what it rests on always go along. Everything else goes along unless somebody says
//! why not; our own working papers, papers about others and papers that tell where a protected person is stay here unless
//! somebody says why they must go, and the last never go. Before anything leaves, every paper is read through (P-6).
//!
//! `papers` finds the papers of the case and proposes; here is what is chosen, made and sent; `words` sets what we write
//! ourselves.

mod papers;
mod words;

use super::{APPEALS_BOARD, due, read, save};
use crate::act::Act;
use crate::letter::{self, About, may_leave, promise, promise_as, says_where};
use crate::letter_words::{Shown, page as letter_page};
use crate::{Actor, App, Outcome, Reason, Refused, Resource};
use domain::access::{Action, Permit};
use domain::case::CaseFile;
use domain::complaint::{Complaint, Forwarded, NotDone, Stage};
use domain::document::Document;
use domain::ids::{CaseId, ComplaintId};
use domain::letter::{Addressee, IssuedLetter, LetterState, Occasion};
use jiff::civil::Date;
use letters::markup::Block;
use letters::{Bundle, Enclosure, Page};
use papers::gather;
use std::collections::{BTreeMap, BTreeSet};
use store::complaint::Paper;
use words::masked;

/// Why a paper is looked at before it goes along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flag {
    /// Our own working paper.
    Internal,
    /// It says something about others.
    ThirdParty,
    /// It tells where a protected person is: it never goes along.
    TellsWhere,
    /// Somebody of the case is protected, and the machine cannot read this file.
    CannotBeRead,
    /// It has no pages and is sent as a file of its own.
    Separate,
}

/// Whether a paper goes along, as first proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proposed {
    /// Always: the complaint, the decision, what it rests on.
    Always,
    /// Along, unless somebody says why not.
    Along,
    /// Left out, unless somebody says why it must go.
    LeftOut,
    /// Never.
    Never,
}

/// A paper of the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is, in the form: `klagen`, `dokument:<id>`, `notat:<id>`.
    pub key: String,
    /// Its title on the contents page: without names.
    pub title: String,
    /// The day it came, went or was written.
    pub dated: Option<Date>,
    /// Whether it goes along.
    pub proposed: Proposed,
    /// What to look at.
    pub flags: Vec<Flag>,
}

/// What is chosen: papers that go another way than proposed, each with the reason, and what else is said.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Keys of papers that go along; those that always go need not be named.
    pub along: BTreeSet<String>,
    /// Why a paper goes another way than proposed, by key.
    pub reasons: BTreeMap<String, String>,
    /// What else is said to Ankestyrelsen.
    pub remark: String,
}

/// Where a paper's pages come from.
enum Source {
    /// Typeset from the case.
    Text(Vec<Block>),
    /// A letter, set without a protected recipient's address.
    Masked(Box<IssuedLetter>),
    /// A stored file.
    Stored(Document),
}

struct Gathered {
    item: Item,
    source: Source,
}

/// The papers of the case as the page offers them.
pub async fn items(app: &App, actor: &Actor, case: CaseId, id: ComplaintId) -> Outcome<Vec<Item>> {
    let mut look = app.look(actor, "see_complaint_papers").await?;
    let (permit, file) = look.case(case, Action::See).await?;
    let complaint = file.complaints.iter().find(|known| known.id == id).ok_or(Refused::NotFound)?;
    let found = gather(&mut look.tx, &permit, (&file, crate::progress::benefit_of(app, &file)?), complaint).await?;
    look.done(Some(&permit), vec![case.to_string(), id.to_string()], vec![file.citizen.id]).await?;
    Ok(found.into_iter().map(|gathered| gathered.item).collect())
}

/// The papers that went along, once it is sent on.
pub async fn sent(app: &App, actor: &Actor, case: CaseId, id: ComplaintId) -> Outcome<Vec<Paper>> {
    let mut look = app.look(actor, "see_complaint_papers").await?;
    let (permit, file) = look.case(case, Action::See).await?;
    let papers = look.tx.complaint_papers(&permit, case, id).await?;
    look.done(Some(&permit), vec![case.to_string(), id.to_string()], vec![file.citizen.id]).await?;
    Ok(papers)
}

/// The package as it would be sent now. Nothing is saved and nothing leaves.
pub async fn preview(
    app: &App,
    actor: &Actor,
    (case, id): (CaseId, ComplaintId),
    choice: &Choice,
) -> Outcome<(String, Vec<u8>)> {
    let mut act = app.act(actor, "complaint_package_seen").await?;
    let (permit, file) = act.open_case(case).await?;
    let complaint = file.complaints.iter().find(|known| known.id == id).ok_or(Refused::NotFound)?.clone();
    due(&file, &complaint, &[Stage::Forward])?;
    let made = make(&mut act, &permit, &file, &complaint, choice).await?;
    let name = format!("{}-ankestyrelsen.pdf", file.case.number);
    // The letter it was made with is not kept: leaving the act without an end takes it away again.
    drop(act);
    let mut look = app.look(actor, "see_complaint_package").await?;
    let (permit, file) = look.case(case, Action::Work).await?;
    look.done(Some(&permit), vec![case.to_string(), id.to_string()], vec![file.citizen.id]).await?;
    Ok((name, made.bundle.pdf))
}

/// Sends the complaint on with its package, and the letter to who complained when the decision is upheld.
pub async fn forward(
    app: &App,
    actor: &Actor,
    (case, id): (CaseId, ComplaintId),
    version: i64,
    choice: &Choice,
) -> Outcome<()> {
    let mut act = app.act(actor, "complaint_forwarded").await?;
    let (permit, mut file) = act.open_case(case).await?;
    let mut complaint = read(&file, id, version)?;
    due(&file, &complaint, &[Stage::Forward])?;
    let made = make(&mut act, &permit, &file, &complaint, choice).await?;
    act.tx.insert_letter(&permit, &made.letter).await?;
    let letter = may_leave(&mut act, &permit, &file, made.letter).await?;
    let package = promise_as(&mut act, &permit, &mut file, &letter, &made.bundle.pdf).await?;
    tell(&mut act, &permit, &mut file, &complaint).await?;
    complaint.forwarded = Some(Forwarded { on: act.today(), letter: letter.id, package });
    save(&mut act, &permit, &mut file, complaint).await?;
    act.tx.add_complaint_papers(&permit, case, id, &made.papers).await?;
    act.journal(&permit, case, &made.papers.iter().filter(|p| p.left_out.is_none()).count().to_string()).await?;
    act.commit(Resource::Inside(case, id.0)).await
}

/// The letter that says it is upheld leaves with the package, if it has not left before.
async fn tell(act: &mut Act<'_>, permit: &Permit, file: &mut CaseFile, complaint: &Complaint) -> Outcome<()> {
    let Some(letter) = complaint.reassessment.as_ref().and_then(|done| done.letter) else { return Ok(()) };
    let letter = act.tx.letter(permit, letter).await?;
    if letter.state != LetterState::Drafted {
        return Ok(());
    }
    promise(act, permit, file, letter).await
}

struct Made {
    letter: IssuedLetter,
    bundle: Bundle,
    papers: Vec<Paper>,
}

async fn make(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &CaseFile,
    complaint: &Complaint,
    choice: &Choice,
) -> Outcome<Made> {
    let gathered = gather(&mut act.tx, permit, (file, crate::progress::benefit_of(act.app, file)?), complaint).await?;
    let papers = decide(&gathered, choice).map_err(Reason::Complaint)?;
    let (name, address) = APPEALS_BOARD;
    let to = Addressee::Partner { name: name.to_string(), address: address.to_string() };
    let about = About::Complaint { complaint: complaint.id.0, remark: choice.remark.clone() };
    let letter = letter::issue(act, file, Occasion::Forwarding, to.clone(), about).await?;
    let front = letter_page(file, &letter, act.today(), Shown::ToRecipient)?;
    let mut enclosures = Vec::new();
    for (gathered, _) in gathered.iter().zip(&papers).filter(|(_, paper)| paper.left_out.is_none()) {
        enclosures.push(enclosure(act, permit, file, &front, gathered).await?);
    }
    let protected = file.someone_is_protected();
    let (app, texts) = (act.app.clone(), protected.then(|| enclosures.clone()));
    let made = tokio::task::spawn_blocking(move || {
        let told = texts.into_iter().flatten().map(|enclosure| (enclosure.title.clone(), said(&enclosure))).collect();
        app.press.bundle(&front, &enclosures).map(|bundle| (bundle, told))
    });
    let made = made.await.map_err(anyhow::Error::from)?;
    let (bundle, told): (Bundle, Vec<(String, String)>) = made.map_err(crate::letter_pages::refused)?;
    let where_: Vec<String> =
        told.into_iter().filter(|(_, text)| says_where(file, &to, text)).map(|(title, _)| title).collect();
    if where_.is_empty() {
        Ok(Made { letter, bundle, papers })
    } else {
        Err(Reason::Complaint(NotDone::MustNotLeave(where_)).into())
    }
}

/// What a machine can read of a paper.
fn said(enclosure: &Enclosure) -> String {
    let inside = match enclosure.media_type.as_str() {
        "application/pdf" => letters::scan::text(&enclosure.bytes).unwrap_or_default(),
        "text/plain" => String::from_utf8_lossy(&enclosure.bytes).into_owned(),
        _ => String::new(),
    };
    format!("{} {inside}", enclosure.title)
}

/// Which papers go along: as proposed, or another way with a reason.
fn decide(gathered: &[Gathered], choice: &Choice) -> Result<Vec<Paper>, NotDone> {
    let (mut papers, mut unexplained, mut forbidden) = (Vec::new(), Vec::new(), Vec::new());
    for Gathered { item, .. } in gathered {
        let along = choice.along.contains(&item.key);
        let reason = choice.reasons.get(&item.key).map(|reason| reason.trim()).unwrap_or_default();
        let left_out = match (item.proposed, along) {
            (Proposed::Always, _) | (Proposed::Along, true) => None,
            (Proposed::LeftOut, true) | (Proposed::Along, false) if reason.is_empty() => {
                unexplained.push(item.title.clone());
                None
            }
            (Proposed::LeftOut, true) => None,
            (Proposed::Never, true) => {
                forbidden.push(item.title.clone());
                None
            }
            (Proposed::Along, false) => Some(reason.to_string()),
            (Proposed::LeftOut | Proposed::Never, false) => Some(usual(&item.flags).to_string()),
        };
        papers.push(Paper { paper: item.key.clone(), title: item.title.clone(), left_out });
    }
    match (forbidden.is_empty(), unexplained.is_empty()) {
        (false, _) => Err(NotDone::MustNotLeave(forbidden)),
        (_, false) => Err(NotDone::LeftOutWithoutReason(unexplained)),
        _ => Ok(papers),
    }
}

/// Why a paper stays here without anybody saying so.
fn usual(flags: &[Flag]) -> &'static str {
    match flags.iter().max() {
        Some(Flag::TellsWhere) => "Fortæller, hvor en adressebeskyttet person er.",
        Some(Flag::ThirdParty) => "Oplysninger om andre.",
        Some(Flag::CannotBeRead) => "Kan ikke læses igennem af systemet, og nogen i sagen er adressebeskyttet.",
        _ => "Internt arbejdspapir.",
    }
}

async fn enclosure(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &CaseFile,
    front: &Page,
    gathered: &Gathered,
) -> Outcome<Enclosure> {
    let Item { title, dated, .. } = &gathered.item;
    let typeset = |media_type: &str, bytes: Vec<u8>| Enclosure {
        title: title.clone(),
        dated: *dated,
        media_type: media_type.to_string(),
        bytes,
    };
    Ok(match &gathered.source {
        Source::Stored(document) => {
            let (document, bytes) = act.tx.document_bytes(permit, document.id).await?;
            typeset(&document.media_type, bytes)
        }
        Source::Masked(letter) => {
            let page = letter_page(file, letter, act.today(), Shown::Masked)?;
            typeset("application/pdf", letter::render(act.app, page).await?)
        }
        Source::Text(blocks) => {
            let page = Page {
                recipient: Vec::new(),
                title: title.clone(),
                body: blocks.iter().map(|block| masked(file, block)).collect(),
                contact: letters::Contact::default(),
                attachments: Vec::new(),
                ..front.clone()
            };
            typeset("application/pdf", letter::render(act.app, page).await?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(key: &str, proposed: Proposed, flags: &[Flag]) -> Gathered {
        let (key, title) = (key.to_string(), format!("Papir {key}"));
        let item = Item { key, title, dated: None, proposed, flags: flags.to_vec() };
        Gathered { item, source: Source::Text(Vec::new()) }
    }

    fn choice(along: &[&str], reasons: &[(&str, &str)]) -> Choice {
        Choice {
            along: along.iter().map(ToString::to_string).collect(),
            reasons: reasons.iter().map(|(key, why)| (key.to_string(), why.to_string())).collect(),
            remark: String::new(),
        }
    }

    fn papers() -> Vec<Gathered> {
        vec![
            item("klagen", Proposed::Always, &[]),
            item("a", Proposed::Along, &[]),
            item("b", Proposed::LeftOut, &[Flag::Internal]),
            item("c", Proposed::Never, &[Flag::TellsWhere]),
        ]
    }

    #[test]
    fn what_is_proposed_needs_no_reason_and_what_stays_here_says_why() {
        let chosen = decide(&papers(), &choice(&["a"], &[]));
        let left_out: Vec<Option<String>> = chosen.into_iter().flatten().map(|paper| paper.left_out).collect();
        assert_eq!(left_out.len(), 4);
        assert_eq!(left_out.iter().flatten().count(), 2);
        assert!(left_out.iter().flatten().any(|why| why == "Internt arbejdspapir."));
    }

    #[test]
    fn another_way_than_proposed_needs_a_reason() {
        let unexplained =
            |titles: &[&str]| NotDone::LeftOutWithoutReason(titles.iter().map(|key| format!("Papir {key}")).collect());
        assert_eq!(decide(&papers(), &choice(&[], &[])), Err(unexplained(&["a"])));
        assert_eq!(decide(&papers(), &choice(&["a", "b"], &[("b", " ")])), Err(unexplained(&["b"])));
        let both = choice(&["b"], &[("a", "Om en anden sag."), ("b", "Viser regnestykket.")]);
        assert!(decide(&papers(), &both).is_ok());
    }

    #[test]
    fn what_tells_where_somebody_is_never_leaves_whatever_the_reason() {
        let asked = choice(&["a", "c"], &[("c", "Ankestyrelsen skal se det.")]);
        assert_eq!(decide(&papers(), &asked), Err(NotDone::MustNotLeave(vec!["Papir c".to_string()])));
    }
}
