//! Cooperation contracts (samarbejdskontrakter): written, said yes to by both leaders, looked at again, ended.

use super::{led, title};
use crate::act::Act;
use crate::{Actor, App, Outcome, Reason, Refused, Resource, access};
use domain::access::{Action, Object, Permit};
use domain::ids::{AgreementId, CaseId, CaseNumber};
use domain::interface::{Contract, NotDone, Said, Standing, Terms};
use domain::staff::Staff;
use jiff::civil::Date;

/// A contract with where it stands.
pub struct Shown {
    /// In its latest version.
    pub contract: Contract,
    /// Where it stands.
    pub standing: Standing,
    /// The number of the case it is about, for who may see the case.
    pub number: Option<CaseNumber>,
    /// The reader's yes is what it waits for.
    pub waits_for_me: bool,
}

/// The contracts a reader may read.
pub struct Contracts {
    /// Those that wait or are in force, newest first.
    pub running: Vec<Shown>,
    /// Those that are over.
    pub over: Vec<Shown>,
    /// Departments the reader leads, who may write one for them.
    pub leads: Vec<String>,
    /// Today.
    pub today: Date,
}

/// What a page about a case shows of its contracts.
pub type OfCase = Vec<Contract>;

/// One contract with its versions.
pub struct Written {
    /// The latest version, with where it stands.
    pub shown: Shown,
    /// Earlier versions, newest first.
    pub earlier: Vec<Contract>,
    /// The version both have said yes to, when it is not the latest.
    pub in_force: Option<u32>,
    /// The reader leads in one of the departments.
    pub may_lead: bool,
    /// Everybody, for names.
    pub staff: Vec<Staff>,
    /// Today.
    pub today: Date,
}

/// Shows the contracts: those about the work to all who browse the toolbox; those about a case to the leaders of the two
/// departments and to who may see the case.
///
/// # Errors
/// Not found for who may not browse the toolbox.
pub async fn all(app: &App, actor: &Actor) -> Outcome<Contracts> {
    let permit = access::without_case(actor, Action::Browse, Object::Toolbox)?;
    let mut look = app.look(actor, "see_contracts").await?;
    let today = look.today();
    let leads: Vec<String> = led(app, actor).into_iter().map(|(_, department)| department).collect();
    let (mut running, mut over) = (Vec::new(), Vec::new());
    for contract in look.tx.contracts(&permit).await? {
        if let Some(shown) = shown(&mut look.tx, actor, contract, &leads, today).await? {
            if shown.standing == Standing::Over { &mut over } else { &mut running }.push(shown);
        }
    }
    look.done(Some(&permit), vec![format!("{} rows", running.len().saturating_add(over.len()))], Vec::new()).await?;
    Ok(Contracts { running, over, leads, today })
}

/// The contract as this reader may see it, if they may.
async fn shown(
    tx: &mut store::Tx,
    actor: &Actor,
    contract: Contract,
    leads: &[String],
    today: Date,
) -> Outcome<Option<Shown>> {
    let mine = |department: &String| leads.contains(department);
    let mut number = None;
    if let Some(case) = contract.case {
        match access::to_case(tx, actor, case, Action::See).await {
            Ok(permit) => number = Some(tx.case(&permit, case).await?.number),
            Err(Refused::NotFound) if contract.between.iter().any(mine) => {}
            Err(Refused::NotFound) => return Ok(None),
            Err(other) => return Err(other),
        }
    }
    let standing = contract.standing(today);
    let waits = |(department, yes): (&String, &Option<Said>)| yes.is_none() && mine(department);
    let waits_for_me = standing == Standing::Waiting && contract.between.iter().zip(&contract.accepted).any(waits);
    Ok(Some(Shown { contract, standing, number, waits_for_me }))
}

/// Shows one contract.
///
/// # Errors
/// Not found for who may not read it.
pub async fn one(app: &App, actor: &Actor, id: AgreementId) -> Outcome<Written> {
    let permit = access::without_case(actor, Action::Browse, Object::Toolbox)?;
    let mut look = app.look(actor, "see_contract").await?;
    let today = look.today();
    let leads: Vec<String> = led(app, actor).into_iter().map(|(_, department)| department).collect();
    let mut versions = look.tx.contract_versions(&permit, id).await?.into_iter();
    let latest = match versions.next() {
        None => None,
        Some(latest) => shown(&mut look.tx, actor, latest, &leads, today).await?,
    };
    let Some(shown) = latest else {
        look.denied(vec![id.to_string()]).await?;
        return Err(Refused::NotFound);
    };
    let earlier: Vec<Contract> = versions.collect();
    let agreed = |contract: &&Contract| contract.accepted.iter().all(Option::is_some);
    let in_force = earlier.iter().find(agreed).map(|contract| contract.nr);
    let in_force = in_force.filter(|_| shown.standing == Standing::Waiting);
    let may_lead = shown.contract.between.iter().any(|department| leads.contains(department));
    let staff = look.tx.all_staff().await?;
    look.done(Some(&permit), vec![id.to_string()], Vec::new()).await?;
    Ok(Written { shown, earlier, in_force, may_lead, staff, today })
}

/// Writes a contract between one's own department, first, and another; writing it is one's own department's yes.
///
/// # Errors
/// [`Reason::Interface`]; not found for who does not lead in the first, or may not see the case.
pub async fn write(
    app: &App,
    actor: &Actor,
    between: [String; 2],
    case: Option<CaseId>,
    terms: Terms,
) -> Outcome<AgreementId> {
    let mut act = app.act(actor, "contract_written").await?;
    let permit = act.leading_in(&between[0])?;
    if between[0] == between[1] || app.content.department(&between[1]).is_none() {
        return Err(Reason::Interface(NotDone::SameDepartment).into());
    }
    terms.check().map_err(Reason::Interface)?;
    let id = AgreementId(act.id());
    let yes = Said { by: actor.id(), on: act.today(), words: String::new() };
    let contract =
        Contract { id, nr: 1, between, case, terms, written: yes.clone(), accepted: [Some(yes), None], ended: None };
    if let Some(case) = case {
        let (permit, _) = act.case(case, Action::Note).await?;
        act.journal(&permit, case, &names(app, &contract)).await?;
    }
    act.tx.insert_contract(&permit, &contract).await?;
    act.tx.accept_contract(&permit, &contract, 0).await?;
    act.commit(Resource::Own(actor.id())).await?;
    Ok(id)
}

/// "Børnehandicap og Voksenhandicap".
fn names(app: &App, contract: &Contract) -> String {
    format!("{} og {}", title(app, &contract.between[0]), title(app, &contract.between[1]))
}

/// The latest version, with the side the actor leads; the version that is acted on must be it.
async fn mine(act: &mut Act<'_>, id: AgreementId, nr: u32) -> Outcome<(Permit, Contract, usize)> {
    let browse = access::without_case(act.actor, Action::Browse, Object::Toolbox)?;
    let found = act.tx.contract_versions(&browse, id).await?.into_iter().next();
    let contract = found.ok_or(Refused::NotFound)?;
    let sides = contract.between.iter().enumerate().filter(|(_, d)| access::to_lead_in(act.actor, d).is_ok());
    let sides: Vec<usize> = sides.map(|(side, _)| side).collect();
    // A head over both says yes for the one that has not.
    let open = |side: &usize| contract.accepted.get(*side).is_some_and(Option::is_none);
    let side = sides.iter().copied().find(open).or_else(|| sides.first().copied()).ok_or(Refused::NotFound)?;
    let department = contract.between.get(side).ok_or(Refused::NotFound)?.clone();
    let permit = act.leading_in(&department)?;
    if contract.ended.is_some() {
        return Err(Reason::Interface(NotDone::Ended).into());
    }
    if contract.nr != nr {
        return Err(Reason::Stale.into());
    }
    act.because(&format!("contract {id} version {nr}"));
    Ok((permit, contract, side))
}

/// Writes a contract anew as its next version; until both have said yes, the one before is in force.
///
/// # Errors
/// [`Reason::Interface`]; [`Reason::Stale`]; not found for who leads in neither department.
pub async fn rewrite(app: &App, actor: &Actor, (id, nr): (AgreementId, u32), terms: Terms) -> Outcome<()> {
    let mut act = app.act(actor, "contract_rewritten").await?;
    let (permit, before, side) = mine(&mut act, id, nr).await?;
    terms.check().map_err(Reason::Interface)?;
    let yes = Said { by: actor.id(), on: act.today(), words: String::new() };
    let next = Contract { nr: nr.saturating_add(1), terms, written: yes, accepted: [None, None], ..before };
    act.tx.insert_contract_version(&permit, &next).await?;
    act.tx.accept_contract(&permit, &next, side).await?;
    act.commit(Resource::Own(actor.id())).await
}

/// The other department says yes.
///
/// # Errors
/// [`Reason::Interface`]; [`Reason::Stale`]; not found for who leads in neither department.
pub async fn accept(app: &App, actor: &Actor, (id, nr): (AgreementId, u32)) -> Outcome<()> {
    let mut act = app.act(actor, "contract_accepted").await?;
    let (permit, contract, side) = mine(&mut act, id, nr).await?;
    if contract.accepted.get(side).is_some_and(Option::is_some) {
        return Err(Reason::Interface(NotDone::AcceptedAlready).into());
    }
    act.tx.accept_contract(&permit, &contract, side).await?;
    act.commit(Resource::Own(actor.id())).await
}

/// Ends a contract, with the reason.
///
/// # Errors
/// [`Reason::Interface`]; [`Reason::Stale`]; not found for who leads in neither department.
pub async fn end(app: &App, actor: &Actor, (id, nr): (AgreementId, u32), words: &str) -> Outcome<()> {
    if words.trim().is_empty() {
        return Err(Reason::Interface(NotDone::NoReason).into());
    }
    let mut act = app.act(actor, "contract_ended").await?;
    let (permit, contract, _) = mine(&mut act, id, nr).await?;
    let said = Said { by: actor.id(), on: act.today(), words: words.trim().to_string() };
    act.tx.end_contract(&permit, contract.id, &said).await?;
    act.commit(Resource::Own(actor.id())).await
}
