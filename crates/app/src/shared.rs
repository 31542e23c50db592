//! What is shared (videregivelse): passed on to others, taken in from our own departments, and what it rests on.
//!
//! Every act that fetches, shares or invites on a consent comes through [`record`], which asks the consent again: once
//! it is withdrawn nothing new can rest on it, whatever page was open.

use crate::act::Act;
use crate::case::{View, gather};
use crate::{Actor, App, Outcome, Reason, Resource};
use domain::access::Permit;
use domain::case::CaseFile;
use domain::consent::Covers;
use domain::ids::CaseId;
use domain::information::Basis;
use domain::shared::{self, Inside, NotShared, OnWhat, Shared, Thing, Wanted};
use jiff::civil::Date;

/// What it is to rest on, as chosen on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RestsOn {
    /// A consent of the case.
    Consent(domain::ids::ConsentId),
    /// A provision of `content/hjemler.toml`, with why it applies here.
    Law {
        /// Its id.
        basis: String,
        /// Why.
        reason: String,
    },
}

impl RestsOn {
    fn as_asked(&self) -> OnWhat<'_> {
        match self {
            RestsOn::Consent(id) => OnWhat::Consent(*id),
            RestsOn::Law { basis, reason } => OnWhat::Law { basis, reason },
        }
    }
}

/// Something done on a consent or a provision, to be recorded inside the act that does it.
pub(crate) struct Done<'a> {
    /// What it rests on; nothing is refused with the reason.
    pub rests_on: Option<&'a RestsOn>,
    /// What is done.
    pub what: Covers,
    /// With whom, as the consent names them.
    pub with: &'a str,
    /// About what.
    pub about: &'a str,
    /// What came of it; else empty.
    pub found: &'a str,
    /// The day.
    pub on: Date,
    /// By which thing.
    pub thing: Thing,
}

/// Asks whether it may be done today, and adds it to what was shared in the case.
///
/// # Errors
/// [`Reason::NotShared`] with what stands in the way.
pub(crate) async fn record(act: &mut Act<'_>, permit: &Permit, file: &CaseFile, done: Done<'_>) -> Outcome<Basis> {
    let basis = may(act, file, &done)?;
    let line = Shared {
        basis: basis.clone(),
        what: done.what,
        with: done.with.trim().to_string(),
        about: done.about.trim().to_string(),
        found: done.found.trim().to_string(),
        on: done.on,
        by: act.actor.id(),
        thing: done.thing,
    };
    let id = act.id();
    act.tx.insert_shared(permit, file.case.id, id, &line).await?;
    Ok(basis)
}

/// Asks whether it may be done today, and nothing more: a letter is made and leaves later, when it is asked again.
///
/// # Errors
/// As [`record`].
pub(crate) fn may(act: &Act<'_>, file: &CaseFile, done: &Done<'_>) -> Outcome<Basis> {
    let today = act.today();
    if today < done.on {
        return Err(Reason::NotShared(NotShared::InTheFuture).into());
    }
    let inside = inside(act.app, done.with);
    let on_what = done.rests_on.map(RestsOn::as_asked);
    let wanted = Wanted { what: done.what, with: done.with, about: done.about, on_what, inside };
    Ok(shared::may(&wanted, &file.consents, &act.app.content.legal_bases, today).map_err(Reason::NotShared)?)
}

/// Whether the one named is a department of the municipality.
fn inside(app: &App, name: &str) -> Inside {
    let name = name.trim().to_lowercase();
    let known = app.content.departments.iter().any(|department| department.title.to_lowercase() == name);
    if known { Inside::Yes } else { Inside::No }
}

/// What is typed when something is passed on, or was taken in from our own departments.
pub struct Note {
    /// To whom, or from which department.
    pub with: String,
    /// About what.
    pub about: String,
    /// What it rests on; nothing chosen is refused with the reason.
    pub rests_on: Option<RestsOn>,
    /// What we learned, when something was taken in.
    pub found: String,
    /// The day it happened.
    pub on: Date,
}

/// Notes that information about the citizen was passed on to somebody (videregivet).
pub async fn pass_on(app: &App, actor: &Actor, case: CaseId, note: Note) -> Outcome<()> {
    noted(app, actor, case, "information_passed_on", Covers::Share, note).await
}

/// Notes what was taken in from one of our own departments (intern sagsoplysning): with consent, or on a provision of
/// the list that opens for it.
pub async fn take_in(app: &App, actor: &Actor, case: CaseId, note: Note) -> Outcome<()> {
    if inside(app, &note.with) == Inside::No {
        return Err(Reason::NotShared(NotShared::NotInside).into());
    }
    noted(app, actor, case, "information_taken_in", Covers::Fetch, note).await
}

async fn noted(app: &App, actor: &Actor, case: CaseId, code: &'static str, what: Covers, note: Note) -> Outcome<()> {
    let mut act = app.act(actor, code).await?;
    let (permit, file) = act.open_case(case).await?;
    let done = Done {
        rests_on: note.rests_on.as_ref(),
        what,
        with: &note.with,
        about: &note.about,
        found: &note.found,
        on: note.on,
        thing: Thing::Noted,
    };
    record(&mut act, &permit, &file, done).await?;
    // The journal says with whom; what it was about may be about somebody's health and stays sealed.
    act.journal(&permit, case, note.with.trim()).await?;
    act.commit(Resource::Case(case)).await
}

/// A case with everything that was shared in it, oldest first.
pub async fn show<'a>(app: &'a App, actor: &Actor, case: CaseId) -> Outcome<(View<'a>, Vec<Shared>)> {
    let mut look = app.look(actor, "see_case").await?;
    let (permit, view) = gather(app, &mut look, case).await?;
    let shared = look.tx.shared(&permit, case).await?;
    look.done(Some(&permit), vec![case.to_string()], vec![view.file.citizen.id]).await?;
    Ok((view, shared))
}
