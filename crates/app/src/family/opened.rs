//! What a department shows the others of its case: opened part by part, on a consent or a provision.

use super::change;
use crate::shared::{Done, RestsOn, record};
use crate::{Actor, App, Outcome, Reason, Resource};
use domain::access::Action;
use domain::consent::Covers;
use domain::family::{NotDone, Opening};
use domain::function::Part;
use domain::ids::{CaseId, FamilyId};
use domain::shared::Thing;
use std::collections::BTreeSet;

/// What is opened, as a page orders it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The case.
    pub case: CaseId,
    /// To the core team's members of which department, by id.
    pub to: String,
    /// Which parts; none opens no more than that there is a case.
    pub parts: BTreeSet<Part>,
    /// What it rests on; nothing is refused with the reason.
    pub rests_on: Option<RestsOn>,
}

/// Opens parts of a case to a department's members of the core team. It is kept among what was shared in the case, and
/// what it rests on is asked again every time somebody looks.
///
/// # Errors
/// [`Reason::NotShared`], [`Reason::Family`]; not found for who may not work on the case.
pub async fn open(app: &App, actor: &Actor, id: FamilyId, order: Open) -> Outcome<()> {
    let mut opened = change(app, actor, (id, Action::See), "family_case_opened").await?;
    let (permit, file) = opened.act.open_case(order.case).await?;
    let today = opened.act.today();
    if !opened.family.cases_on(today).any(|linked| linked.case == order.case) {
        return Err(crate::Refused::NotFound);
    }
    let department = app.content.department(&order.to).filter(|known| known.id != file.case.department);
    let department = department.ok_or(Reason::Family(NotDone::NoSuchDepartment))?;
    let about = about(&order.parts);
    let done = Done {
        rests_on: order.rests_on.as_ref(),
        what: what(app, order.rests_on.as_ref()),
        with: &department.title,
        about: &about,
        found: "",
        on: today,
        thing: Thing::Noted,
    };
    let basis = record(&mut opened.act, &permit, &file, done).await?;
    let opening = Opening {
        nr: 0,
        case: order.case,
        to: department.id.clone(),
        title: department.title.clone(),
        parts: order.parts,
        basis,
        by: actor.id(),
        at: opened.act.tx.now(),
        closed_on: None,
    };
    opened.act.tx.insert_opening(&permit, id, &opening).await?;
    opened.act.journal(&permit, order.case, &format!("{}: {about}", department.title)).await?;
    opened.act.commit(Resource::Family(id)).await
}

/// Closes what was opened; from today it opens nothing.
///
/// # Errors
/// [`Reason::Stale`] when it was closed already; not found for who may not work on the case.
pub async fn close(app: &App, actor: &Actor, id: FamilyId, (case, nr): (CaseId, u32)) -> Outcome<()> {
    let mut opened = change(app, actor, (id, Action::See), "family_case_closed").await?;
    let (permit, _) = opened.act.case(case, Action::Work).await?;
    let known = opened.family.openings.iter().find(|known| known.nr == nr && known.case == case);
    let title = known.map(|known| known.title.clone()).ok_or(crate::Refused::NotFound)?;
    opened.act.tx.close_opening(&permit, id, (case, nr)).await?;
    opened.act.journal(&permit, case, &title).await?;
    opened.act.commit(Resource::Family(id)).await
}

/// "forløb, opgaver", or that there is a case.
fn about(parts: &BTreeSet<Part>) -> String {
    if parts.is_empty() {
        return "at der er en sag".to_string();
    }
    parts.iter().map(|part| part.code()).collect::<Vec<_>>().join(", ")
}

/// A consent lets us pass on; a provision does, or lets our own department fetch what its task needs.
fn what(app: &App, rests_on: Option<&RestsOn>) -> Covers {
    match rests_on {
        Some(RestsOn::Law { basis, .. }) => {
            let known = app.content.legal_bases.iter().find(|known| known.id == *basis);
            let passes = known.is_none_or(|known| known.covers.contains(&Covers::Share) || !known.inside_only);
            if passes { Covers::Share } else { Covers::Fetch }
        }
        Some(RestsOn::Consent(_)) | None => Covers::Share,
    }
}
