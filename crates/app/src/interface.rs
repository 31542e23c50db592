//! Interfaces between departments: who has the case, and a case that passes to another department (overdragelse).
//!
//! A case is let go of only when the other department has taken it: its leader names the new responsible person in the
//! same act, so that the case is never without one. Deadlines stand where they stood.

mod contract;

pub use contract::{Contracts, OfCase, Shown, Written, accept as accept_contract, end as end_contract};
pub use contract::{all as contracts, one as contract, rewrite as rewrite_contract, write as write_contract};

use crate::act::Act;
use crate::case::View;
use crate::{Actor, App, Outcome, Reason, Refused, Resource, access, progress};
use domain::access::{Action, Permit, Target};
use domain::case::CaseFile;
use domain::committee;
use domain::deadline::{Actor as Counts, Direction, count};
use domain::ids::{CaseId, StaffId, TransferId};
use domain::interface::{Contract, NotDone, Owner, Rule, Said, Stage, Transfer, TransferState, owner};
use domain::setting::Value;
use domain::staff::{Role, Staff};
use domain::words;
use jiff::civil::Date;
use std::collections::BTreeMap;

pub use store::interface::WaitingTransfer;

/// How long a department has to answer.
const ANSWERS_IN: &str = "overdragelse-svar";
/// How long the heads have when it says no.
const DECIDED_IN: &str = "overdragelse-uenighed";
/// Most transfers a page shows.
const MOST: u32 = 200;

/// The rules as the page shows them, with what the guide says of the answers so far.
pub struct Guide<'a> {
    /// Every rule, in the order they are asked.
    pub rules: &'a [Rule],
    /// What they say of this case.
    pub owner: Owner<'a>,
    /// Transfers that wait for the reader, soonest first; empty for who leads nowhere.
    pub waiting: Vec<WaitingTransfer>,
    /// The reader leads somewhere.
    pub leads: bool,
    /// Today.
    pub today: Date,
}

/// Shows who has which cases, and what the rules say of these answers.
///
/// # Errors
/// Not found for who may not browse the toolbox.
pub async fn guide<'a>(
    app: &'a App,
    actor: &Actor,
    stage: Stage,
    answers: &BTreeMap<String, String>,
) -> Outcome<Guide<'a>> {
    access::without_case(actor, Action::Browse, domain::access::Object::Toolbox)?;
    let mut look = app.look(actor, "see_interfaces").await?;
    let today = look.today();
    let leads = led(app, actor);
    let mut waiting: Vec<WaitingTransfer> = Vec::new();
    for (permit, department) in &leads {
        for found in look.tx.transfers_waiting(permit, department, MOST).await? {
            if waiting.iter().all(|known| known.transfer.id != found.transfer.id) {
                waiting.push(found);
            }
        }
    }
    waiting.sort_by_key(|row| row.transfer.due());
    let seen = waiting.iter().map(|row| row.transfer.case.to_string()).collect();
    look.done(leads.first().map(|(permit, _)| permit), seen, Vec::new()).await?;
    let (rules, questions) = (&app.content.interface_rules, &app.content.interface_questions);
    Ok(Guide { rules, owner: owner(rules, questions, stage, answers), leads: !leads.is_empty(), waiting, today })
}

/// The departments somebody leads in, each with the right to.
pub(crate) fn led(app: &App, actor: &Actor) -> Vec<(Permit, String)> {
    let departments = app.content.departments.iter();
    departments.filter_map(|d| Some((access::to_lead_in(actor, &d.id).ok()?, d.id.clone()))).collect()
}

/// What a case has to do with other departments.
pub struct CasePage<'a> {
    /// The case.
    pub view: View<'a>,
    /// Its transfers, newest first.
    pub transfers: Vec<Transfer>,
    /// Departments it may be passed to: those with somebody to take it.
    pub departments: Vec<String>,
    /// Items of committees, newest first, each with the meeting it stands on while it waits.
    pub items: Vec<(committee::Item, Option<domain::council::Sitting>)>,
    /// Contracts about the case.
    pub contracts: Vec<Contract>,
    /// Rules for cases that run.
    pub rules: Vec<&'a Rule>,
}

/// Shows what a case has to do with other departments.
///
/// # Errors
/// Not found for who may not see the case.
pub async fn of_case<'a>(app: &'a App, actor: &Actor, case: CaseId) -> Outcome<CasePage<'a>> {
    let mut look = app.look(actor, "see_cooperation").await?;
    let (permit, view) = crate::case::gather(app, &mut look, case).await?;
    let mut transfers = look.tx.transfers_of_case(&permit, case).await?;
    transfers.reverse();
    let rhythms = look.tx.forum_rhythms().await?;
    let sitting = |item: &committee::Item| {
        let rhythm = rhythms.iter().find(|rhythm| rhythm.forum == item.forum).filter(|_| item.waits())?;
        item.sitting(rhythm, view.today, &app.content.calendar)
    };
    let items = look.tx.committee_items(&permit, case).await?.into_iter().rev();
    let items = items.map(|item| (sitting(&item), item)).map(|(sitting, item)| (item, sitting)).collect();
    let contracts = look.tx.contracts_of_case(&permit, case).await?;
    let takes = |id: &String| *id != view.file.case.department && view.staff.iter().any(|s| may_take(s, id));
    let departments = app.content.departments.iter().map(|d| d.id.clone()).filter(takes).collect();
    let rules = app.content.interface_rules.iter().filter(|rule| rule.stage == Stage::Existing).collect();
    look.done(Some(&permit), vec![case.to_string()], vec![view.file.citizen.id]).await?;
    Ok(CasePage { view, transfers, departments, items, contracts, rules })
}

/// Whether somebody may be responsible for a case of a department.
fn may_take(staff: &Staff, department: &str) -> bool {
    let takes = |role: &Role| {
        matches!(role, Role::Caseworker | Role::OutreachCaseworker | Role::ProfessionalCoordinator | Role::TeamLeader)
    };
    staff.active && staff.department == department && staff.roles.iter().any(takes)
}

/// What another department is asked.
pub struct Proposal {
    /// The department, by id.
    pub to: String,
    /// The rule it rests on, by id.
    pub rule: Option<String>,
    /// Why, and what it must know to answer.
    pub why: String,
}

/// Asks another department to take a case.
///
/// # Errors
/// [`Reason::Interface`]; not found without the right to work on the case.
pub async fn propose(app: &App, actor: &Actor, case: CaseId, proposal: Proposal) -> Outcome<TransferId> {
    let mut act = app.act(actor, "transfer_proposed").await?;
    let (permit, mut file) = act.open_case(case).await?;
    if proposal.why.trim().is_empty() {
        return Err(Reason::Interface(NotDone::NoReason).into());
    }
    let staff = act.tx.all_staff().await?;
    if proposal.to == file.case.department || !staff.iter().any(|staff| may_take(staff, &proposal.to)) {
        return Err(Reason::Interface(NotDone::SameDepartment).into());
    }
    if act.tx.transfers_of_case(&permit, case).await?.iter().any(Transfer::is_open) {
        return Err(Reason::Interface(NotDone::OnItsWay).into());
    }
    let on = act.today();
    let transfer = Transfer {
        id: TransferId(act.id()),
        case,
        from: file.case.department.clone(),
        to: proposal.to,
        rule: proposal.rule.filter(|id| app.content.interface_rules.iter().any(|rule| rule.id == *id)),
        why: proposal.why.trim().to_string(),
        by: actor.id(),
        on,
        answer_by: after(app, ANSWERS_IN, on),
        state: TransferState::Proposed,
        version: 1,
    };
    act.tx.insert_transfer(&permit, &transfer).await?;
    let detail = format!("{} er spurgt. {}", title(app, &transfer.to), transfer.why);
    act.journal(&permit, case, &detail).await?;
    progress::report(&mut act, &permit, &mut file, words::Act::Transfer, progress::outcome("foreslaaet")).await?;
    act.commit(Resource::Inside(case, transfer.id.0)).await?;
    Ok(transfer.id)
}

/// The day so long after another; without the setting the same day, so that nobody waits without one.
fn after(app: &App, setting: &str, from: Date) -> Date {
    match app.content.setting_on(setting, from).map(|dated| &dated.value) {
        Some(Value::Span(span)) => count(span, from, Direction::Forward, Counts::Authority, &app.content.calendar).due,
        _ => from,
    }
}

fn title(app: &App, department: &str) -> String {
    app.content.department(department).map_or_else(|| department.to_string(), |known| known.title.clone())
}

/// A transfer as the leader of a department it touches sees it: what they need to answer, and nothing else of the case.
pub struct Asked {
    /// The transfer, with what may be known of the case.
    pub row: WaitingTransfer,
    /// Who may be responsible in the department that is asked.
    pub colleagues: Vec<Staff>,
    /// The reader may say yes.
    pub may_accept: bool,
    /// The reader may say no.
    pub may_decline: bool,
    /// The reader may decide that the case stays.
    pub may_keep: bool,
    /// Who proposed it, by name.
    pub by: String,
    /// Today.
    pub today: Date,
}

/// Shows a transfer that waits.
///
/// # Errors
/// Not found for who leads in neither department, and when it waits no more.
pub async fn asked(app: &App, actor: &Actor, id: TransferId) -> Outcome<Asked> {
    let mut look = app.look(actor, "see_transfer").await?;
    let mut found = None;
    for (permit, department) in led(app, actor) {
        let rows = look.tx.transfers_waiting(&permit, &department, MOST).await?;
        if let Some(row) = rows.into_iter().find(|row| row.transfer.id == id) {
            found = Some((permit, row));
            break;
        }
    }
    let Some((permit, row)) = found else {
        look.denied(vec![id.to_string()]).await?;
        return Err(Refused::NotFound);
    };
    let staff = look.tx.all_staff().await?;
    let by = staff.iter().find(|staff| staff.id == row.transfer.by).map(|staff| staff.name.clone());
    let (to, from) = (leads(actor, &row.transfer.to), leads(actor, &row.transfer.from));
    let head = is_head(actor);
    let disputed = matches!(row.transfer.state, TransferState::Disputed { .. });
    let asked = Asked {
        colleagues: staff.into_iter().filter(|staff| may_take(staff, &row.transfer.to)).collect(),
        may_accept: to && (!disputed || head),
        may_decline: to && !disputed,
        may_keep: from && disputed && head,
        by: by.unwrap_or_default(),
        today: look.today(),
        row,
    };
    let case = asked.row.transfer.case;
    look.done(Some(&permit), vec![case.to_string(), id.to_string()], Vec::new()).await?;
    Ok(asked)
}

fn leads(actor: &Actor, department: &str) -> bool {
    access::to_lead_in(actor, department).is_ok()
}

fn is_head(actor: &Actor) -> bool {
    actor.staff.roles.contains(&Role::DepartmentHead)
}

/// What is answered.
pub enum Answer {
    /// Yes: this person is responsible from now on.
    Yes(StaffId),
    /// No: the heads decide.
    No,
    /// The heads decide that it stays.
    Stays,
}

/// Answers a transfer.
///
/// # Errors
/// [`Reason::Interface`]; [`Reason::Stale`]; not found for who does not lead where the answer is given.
pub async fn answer(
    app: &App,
    actor: &Actor,
    (id, version): (TransferId, i64),
    answer: Answer,
    words: &str,
) -> Outcome<CaseId> {
    let code = match answer {
        Answer::Yes(_) => "transfer_accepted",
        Answer::No => "transfer_declined",
        Answer::Stays => "transfer_stays",
    };
    let mut act = app.act(actor, code).await?;
    let (transfer, permit, mut file) = answering(&mut act, (id, version), &answer).await?;
    let said = Said { by: actor.id(), on: act.today(), words: words.trim().to_string() };
    let disputed = matches!(transfer.state, TransferState::Disputed { .. });
    if disputed && !is_head(actor) {
        return Err(Reason::Interface(NotDone::ForTheHeads).into());
    }
    if !matches!(answer, Answer::Yes(_)) && said.words.is_empty() {
        return Err(Reason::Interface(NotDone::NoReason).into());
    }
    let case = transfer.case;
    match answer {
        Answer::Yes(responsible) => take(&mut act, &permit, &mut file, &transfer, (said, responsible)).await?,
        Answer::No => {
            let decide_by = after(app, DECIDED_IN, said.on);
            let day = letters::dates::danish_date(decide_by);
            let detail =
                format!("{} siger nej. {} Cheferne afgør det inden {day}.", title(app, &transfer.to), said.words);
            act.tx.settle_transfer(&permit, &transfer, &TransferState::Disputed { said, decide_by }).await?;
            act.journal(&permit, case, &detail).await?;
            let outcome = progress::outcome("uenighed");
            progress::report(&mut act, &permit, &mut file, words::Act::Transfer, outcome).await?;
        }
        Answer::Stays => stay(&mut act, &permit, &mut file, &transfer, said).await?,
    }
    act.commit(Resource::Case(case)).await?;
    Ok(case)
}

/// The transfer, when the actor leads where the answer is given, with the case as the system opens it: the leader who
/// takes a case has no right to it before.
async fn answering(
    act: &mut Act<'_>,
    (id, version): (TransferId, i64),
    answer: &Answer,
) -> Outcome<(Transfer, Permit, CaseFile)> {
    let (_, any) = led(act.app, act.actor).into_iter().next().ok_or(Refused::NotFound)?;
    let permit = act.leading_in(&any)?;
    let transfer = act.tx.transfer(&permit, id).await?.ok_or(Refused::NotFound)?;
    let where_to = if matches!(answer, Answer::Stays) { &transfer.from } else { &transfer.to };
    act.leading_in(where_to)?;
    let permit = Permit::of_the_system(Target::Case(transfer.case));
    let file = crate::case::load(act.app, &mut act.tx, &permit, transfer.case).await?;
    if act.tx.conflict(act.actor.id(), file.citizen.id).await? {
        return Err(Refused::NotFound);
    }
    if !transfer.is_open() || (matches!(answer, Answer::No) && transfer.state != TransferState::Proposed) {
        return Err(Reason::Interface(NotDone::SettledAlready).into());
    }
    if transfer.version != version {
        return Err(Reason::Stale.into());
    }
    if file.case.closed_on.is_some() {
        return Err(Reason::CaseClosed.into());
    }
    act.touches(transfer.case, file.citizen.id);
    Ok((transfer, permit, file))
}

/// The case passes: department, responsible person and lists at once.
async fn take(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    transfer: &Transfer,
    (said, responsible): (Said, StaffId),
) -> Outcome<()> {
    let elsewhere = || Reason::Interface(NotDone::ResponsibleElsewhere);
    let staff = act.tx.staff(responsible).await?.filter(|staff| may_take(staff, &transfer.to)).ok_or_else(elsewhere)?;
    if act.tx.conflict(staff.id, file.citizen.id).await? {
        return Err(elsewhere().into());
    }
    let case = file.case.id;
    file.case.version = act.tx.move_to_department(permit, case, file.case.version, &transfer.to).await?;
    file.case.version = act.tx.set_responsible(permit, case, file.case.version, responsible).await?;
    file.case.department = transfer.to.clone();
    file.case.responsible = responsible;
    crate::function::end_of_house(act, permit, case, &transfer.to).await?;
    let (from, to) = (title(act.app, &transfer.from), title(act.app, &transfer.to));
    let detail = format!("Fra {from} til {to}. Ansvarlig: {}. {}", staff.name, said.words);
    act.tx.settle_transfer(permit, transfer, &TransferState::Accepted { said, responsible }).await?;
    act.journal(permit, case, detail.trim()).await?;
    progress::report(act, permit, file, words::Act::Transfer, progress::outcome("overdraget")).await
}

async fn stay(act: &mut Act<'_>, permit: &Permit, file: &mut CaseFile, transfer: &Transfer, said: Said) -> Outcome<()> {
    let detail = format!("Sagen bliver i {}. {}", title(act.app, &transfer.from), said.words);
    act.tx.settle_transfer(permit, transfer, &TransferState::Stays(said)).await?;
    act.journal(permit, transfer.case, &detail).await?;
    progress::report(act, permit, file, words::Act::Transfer, progress::outcome("bliver")).await
}

/// Takes a question back before it is answered.
///
/// # Errors
/// [`Reason::Interface`]; [`Reason::Stale`]; not found without the right to work on the case.
pub async fn withdraw(
    app: &App,
    actor: &Actor,
    case: CaseId,
    (id, version): (TransferId, i64),
    words: &str,
) -> Outcome<()> {
    if words.trim().is_empty() {
        return Err(Reason::Interface(NotDone::NoReason).into());
    }
    let mut act = app.act(actor, "transfer_withdrawn").await?;
    let (permit, mut file) = act.open_case(case).await?;
    let found = act.tx.transfers_of_case(&permit, case).await?.into_iter().find(|transfer| transfer.id == id);
    let transfer = found.ok_or(Refused::NotFound)?;
    match transfer.state {
        TransferState::Proposed if transfer.version != version => return Err(Reason::Stale.into()),
        TransferState::Proposed => {}
        TransferState::Disputed { .. } => return Err(Reason::Interface(NotDone::ForTheHeads).into()),
        _ => return Err(Reason::Interface(NotDone::SettledAlready).into()),
    }
    let said = Said { by: actor.id(), on: act.today(), words: words.trim().to_string() };
    stay(&mut act, &permit, &mut file, &transfer, said).await?;
    act.commit(Resource::Case(case)).await
}
