//! Costs divided between departments: assessed by the family's coordinator, accepted by each department that pays, kept
//! in versions, and taken out for the budget.
//!
//! Who pays but does not work with the family sees measures, amounts, shares and periods, and nothing of why.

mod export;

use crate::act::Act;
use crate::{Actor, App, Outcome, Reason, Refused, Resource, access, progress};
use domain::access::{Action, Object, Permit, Target};
use domain::financing::{self, Answer, Answered, Assessment, Cost, Measure, NotAnswered, Said, Standing};
use domain::ids::{CaseId, CaseNumber, FamilyId, FinancingId, GrantId, StaffId};
use domain::progress::ActSubject;
use domain::setting::Value;
use domain::staff::Role;
use domain::words;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

pub use export::{Exported, Line, Total, export};

/// What is typed of a new assessment.
pub struct Assess {
    /// The day it begins.
    pub from: Date,
    /// Why it is assessed now.
    pub why: String,
    /// The criteria.
    pub criteria: Vec<Answered>,
    /// The measures.
    pub measures: Vec<Measure>,
    /// The highest version the page knew of: nothing is laid over what it did not show.
    pub knew_of: u32,
}

/// Assesses how a family's costs are divided: a new version, which holds when everybody who is asked has accepted.
///
/// # Errors
/// [`Reason::Financing`] with all that is wrong; [`Reason::Stale`] when somebody was first.
pub async fn assess(app: &App, actor: &Actor, family: FamilyId, order: Assess) -> Outcome<FinancingId> {
    let mut act = app.act(actor, "financing_assessed").await?;
    let permit = access::to_financing(&mut act.tx, actor, family, Action::Work).await?;
    act.note_permit(&permit);
    act.about_family(family);
    let earlier = act.tx.financings(&permit, family).await?;
    let latest = earlier.iter().map(|version| version.nr).max().unwrap_or_default();
    if latest != order.knew_of {
        return Err(Reason::Stale.into());
    }
    let mut new = Assessment {
        id: FinancingId(act.id()),
        family,
        nr: latest.saturating_add(1),
        from: order.from,
        why: order.why.trim().to_string(),
        criteria: order.criteria,
        measures: order.measures,
        asked: BTreeSet::new(),
        said: Vec::new(),
        by: actor.id(),
        at: act.tx.now(),
        withdrawn_at: None,
    };
    let departments: Vec<String> = app.content.departments.iter().map(|known| known.id.clone()).collect();
    let wrong = financing::check(&new, &earlier, &app.content.financing_criteria, &departments, act.today());
    if !wrong.is_empty() {
        return Err(Reason::Financing(wrong).into());
    }
    known_grants(&mut act, family, &earlier, &new.measures).await?;
    new.asked = financing::to_be_asked(&new, &earlier);
    act.tx.insert_financing(&permit, &new).await?;
    note(&mut act, family, "financing_assessed", Some(words::Act::Financing)).await?;
    act.commit(Resource::Family(family)).await?;
    Ok(new.id)
}

/// A grant that a measure names is one of the family's that the actor sees, or one an earlier version named.
async fn known_grants(act: &mut Act<'_>, family: FamilyId, earlier: &[Assessment], new: &[Measure]) -> Outcome<()> {
    let before: BTreeSet<GrantId> =
        earlier.iter().flat_map(|version| &version.measures).filter_map(|measure| measure.grant).collect();
    let seen: BTreeSet<GrantId> =
        grants(act.app, &mut act.tx, act.actor, family).await?.into_iter().map(|grant| grant.id).collect();
    let known = |grant: GrantId| before.contains(&grant) || seen.contains(&grant);
    if new.iter().filter_map(|measure| measure.grant).all(known) { Ok(()) } else { Err(Refused::NotFound) }
}

/// A leader of a department that is asked answers for it.
///
/// # Errors
/// [`Reason::FinancingAnswer`]; [`Reason::Stale`] when it is answered meanwhile; not found without the right to answer
/// for the department.
pub async fn answer(
    app: &App,
    actor: &Actor,
    (family, id): (FamilyId, FinancingId),
    department: &str,
    answer: Answer,
    why: &str,
) -> Outcome<()> {
    let mut act = app.act(actor, "financing_answered").await?;
    let permit = access::to_answer_financing(&mut act.tx, actor, family, department).await?;
    act.note_permit(&permit);
    act.about_family(family);
    let version = one(&mut act, &permit, (family, id)).await?;
    financing::may_answer(&version, department, answer, why, actor.id()).map_err(Reason::FinancingAnswer)?;
    let said = Said {
        department: department.to_string(),
        answer,
        why: why.trim().to_string(),
        by: actor.id(),
        at: act.tx.now(),
    };
    act.tx.answer_financing(&permit, (family, id), &said).await?;
    note(&mut act, family, "financing_answered", None).await?;
    act.commit(Resource::Family(family)).await
}

/// Takes back a version that still waits.
///
/// # Errors
/// [`Reason::FinancingAnswer`] when it no longer waits; [`Reason::Stale`].
pub async fn withdraw(app: &App, actor: &Actor, (family, id): (FamilyId, FinancingId)) -> Outcome<()> {
    let mut act = app.act(actor, "financing_withdrawn").await?;
    let permit = access::to_financing(&mut act.tx, actor, family, Action::Work).await?;
    act.note_permit(&permit);
    act.about_family(family);
    let version = one(&mut act, &permit, (family, id)).await?;
    if version.standing() != Standing::Waiting {
        return Err(Reason::FinancingAnswer(NotAnswered::NotWaiting).into());
    }
    let now = act.tx.now();
    act.tx.withdraw_financing(&permit, (family, id), now).await?;
    note(&mut act, family, "financing_withdrawn", None).await?;
    act.commit(Resource::Family(family)).await
}

async fn one(act: &mut Act<'_>, permit: &Permit, (family, id): (FamilyId, FinancingId)) -> Outcome<Assessment> {
    let versions = act.tx.financings(permit, family).await?;
    versions.into_iter().find(|version| version.id == id).ok_or(Refused::NotFound)
}

/// The journal of the coordinating case says that it was done, and the procedure hears of it. The words are ours: no
/// amount and no department stands in a journal that others than the payers read.
async fn note(act: &mut Act<'_>, family: FamilyId, code: &str, what: Option<words::Act>) -> Outcome<()> {
    let around = act.tx.financing_family(family).await?.ok_or(Refused::NotFound)?;
    let permit = Permit::of_the_system(Target::Case(around.case));
    let mut file = crate::case::load(act.app, &mut act.tx, &permit, around.case).await?;
    act.touches(around.case, file.citizen.id);
    act.journal_as(&permit, around.case, code, "").await?;
    if let Some(what) = what {
        progress::report(act, &permit, &mut file, what, ActSubject::default()).await?;
    }
    Ok(())
}

/// A grant of the family's that a measure can name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The grant.
    pub id: GrantId,
    /// What it is called.
    pub title: String,
    /// The department that granted it, by id.
    pub department: String,
    /// What it costs, where the grant is in kroner.
    pub cost: Option<Cost>,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Option<Date>,
}

/// The grants of the family's cases the actor may read, that run or are to come.
async fn grants(app: &App, tx: &mut store::Tx, actor: &Actor, family: FamilyId) -> Outcome<Vec<Choice>> {
    let today = tx.today();
    let mut found = Vec::new();
    for case in tx.financing_cases(family, today).await? {
        let Ok(permit) = access::to_case(tx, actor, case, Action::See).await else { continue };
        let Some(department) = tx.case_ref(case).await?.map(|case| case.department) else { continue };
        for grant in tx.grants_of_case(&permit, case).await? {
            if !grant.runs_on_or_after(today) {
                continue;
            }
            let title =
                app.content.benefit(&grant.benefit, today).map_or_else(|| grant.benefit.clone(), |b| b.title.clone());
            let monthly = grant.monthly_amount.map(Cost::Monthly);
            found.push(Choice {
                id: grant.id,
                title,
                department: department.clone(),
                cost: monthly.or(grant.one_off_amount.map(Cost::OneOff)),
                from: grant.from,
                until: grant.until,
            });
        }
    }
    Ok(found)
}

/// How a family's costs are divided, as its page shows it.
pub struct View {
    /// The family.
    pub family: FamilyId,
    /// The number of the coordinating case: a family has none, and its name is not for everybody who pays.
    pub number: CaseNumber,
    /// The department it is coordinated from, by id.
    pub department: String,
    /// Who coordinates it.
    pub coordinator: Option<String>,
    /// Every version, oldest first; without reasons for a reader who may not read why.
    pub versions: Vec<Assessment>,
    /// Departments with an open case of the family's, by id.
    pub departments: BTreeSet<String>,
    /// How many there must be, by criterion, as set on the day.
    pub at_least: BTreeMap<String, i64>,
    /// Grants a measure can name.
    pub grants: Vec<Choice>,
    /// The reader may assess anew.
    pub may_assess: bool,
    /// Departments the reader may answer for now.
    pub answers_for: Vec<String>,
    /// The reader may read why, not amounts alone.
    pub reads_why: bool,
    /// The reader may open the family.
    pub opens_family: bool,
    /// Names of staff.
    pub names: BTreeMap<StaffId, String>,
    /// Today.
    pub today: Date,
}

impl View {
    /// The version that waits for answers.
    pub fn waiting(&self) -> Option<&Assessment> {
        self.versions.iter().find(|version| version.standing() == Standing::Waiting)
    }

    /// The highest version.
    pub fn latest(&self) -> u32 {
        self.versions.iter().map(|version| version.nr).max().unwrap_or_default()
    }

    /// A name of the staff; empty for who is not there any longer.
    pub fn name(&self, staff: StaffId) -> &str {
        self.names.get(&staff).map(String::as_str).unwrap_or_default()
    }
}

/// Shows how a family's costs are divided, to who works with it, pays for it, or keeps the accounts.
///
/// # Errors
/// Not found for everybody else.
pub async fn show(app: &App, actor: &Actor, family: FamilyId) -> Outcome<View> {
    let mut look = app.look(actor, "see_financing").await?;
    let permit = match access::to_financing(&mut look.tx, actor, family, Action::See).await {
        Ok(permit) => permit,
        Err(refused) => {
            look.denied(vec![family.to_string()]).await?;
            return Err(refused);
        }
    };
    let today = look.today();
    let around = look.tx.financing_family(family).await?.ok_or(Refused::NotFound)?;
    let mut versions = look.tx.financings(&permit, family).await?;
    let reads_why = permit.role() != Role::Controller;
    if !reads_why {
        versions.iter_mut().for_each(leave_out_why);
    }
    let may_assess = access::to_financing(&mut look.tx, actor, family, Action::Work).await.is_ok();
    let grants = if may_assess { grants(app, &mut look.tx, actor, family).await? } else { Vec::new() };
    let mut answers_for = Vec::new();
    if let Some(waits) = versions.iter().find(|version| version.standing() == Standing::Waiting) {
        for department in waits.waits_for() {
            if waits.by != actor.id()
                && access::to_answer_financing(&mut look.tx, actor, family, department).await.is_ok()
            {
                answers_for.push(department.to_string());
            }
        }
    }
    let mut departments = BTreeSet::new();
    for case in look.tx.financing_cases(family, today).await? {
        departments.extend(look.tx.case_ref(case).await?.filter(|case| case.open).map(|case| case.department));
    }
    let number = look.tx.case_ref(around.case).await?.ok_or(Refused::NotFound)?.number;
    let opens_family = access::to_family(&mut look.tx, actor, family, Action::See).await.is_ok();
    let staff = look.tx.all_staff().await?;
    look.done(Some(&permit), vec![family.to_string()], Vec::new()).await?;
    let names: BTreeMap<StaffId, String> = staff.into_iter().map(|staff| (staff.id, staff.name)).collect();
    Ok(View {
        family,
        number,
        coordinator: around.coordinator.and_then(|staff| names.get(&staff).cloned()),
        department: around.department,
        versions,
        departments,
        at_least: at_least(app, today),
        grants,
        may_assess,
        answers_for,
        reads_why,
        opens_family,
        names,
        today,
    })
}

fn leave_out_why(version: &mut Assessment) {
    version.why.clear();
    version.criteria.iter_mut().for_each(|answered| answered.why.clear());
    version.measures.iter_mut().flat_map(|measure| &mut measure.parts).for_each(|part| part.why.clear());
    version.said.iter_mut().for_each(|said| said.why.clear());
}

fn at_least(app: &App, today: Date) -> BTreeMap<String, i64> {
    let set = |criterion: &financing::Criterion| {
        let id = criterion.at_least.as_ref()?;
        match app.content.setting_on(id, today)?.value {
            Value::Number(number) => Some((criterion.id.clone(), number)),
            _ => None,
        }
    };
    app.content.financing_criteria.iter().filter_map(set).collect()
}

/// A line of the list of divisions.
pub struct Row {
    /// The family.
    pub family: FamilyId,
    /// The number of the coordinating case.
    pub number: CaseNumber,
    /// The case, for a link inside the house.
    pub case: CaseId,
    /// Who coordinates it.
    pub coordinator: Option<String>,
    /// The version that holds today, with its first day.
    pub holds: Option<(u32, Date)>,
    /// Departments that pay by it, by id.
    pub payers: BTreeSet<String>,
    /// The version that waits, with the departments still to answer, by id.
    pub waits: Option<(u32, BTreeSet<String>)>,
    /// The reader may answer for one of them.
    pub mine: bool,
}

/// The list, and whether the reader may take out the export.
pub struct List {
    /// The families, those that wait for the reader first.
    pub rows: Vec<Row>,
    /// The reader keeps the accounts.
    pub may_export: bool,
    /// Today.
    pub today: Date,
}

/// The divisions the reader has something to do with: all of them for who keeps the accounts, those of one's departments
/// for leaders, those of one's families for coordinators.
pub async fn list(app: &App, actor: &Actor) -> Outcome<List> {
    let mut look = app.look(actor, "see_financings").await?;
    let (today, staff) = (look.today(), look.tx.all_staff().await?);
    let mut rows = Vec::new();
    for family in look.tx.financed_families().await? {
        let Ok(permit) = access::to_financing(&mut look.tx, actor, family, Action::See).await else { continue };
        let Some(around) = look.tx.financing_family(family).await? else { continue };
        let Some(case) = look.tx.case_ref(around.case).await? else { continue };
        let versions = look.tx.financings(&permit, family).await?;
        let waits = versions.iter().find(|version| version.standing() == Standing::Waiting);
        let mut mine = false;
        for department in waits.iter().flat_map(|version| version.waits_for()) {
            mine = mine || access::to_answer_financing(&mut look.tx, actor, family, department).await.is_ok();
        }
        let holds = financing::in_force_on(&versions, today);
        rows.push(Row {
            family,
            number: case.number,
            case: case.id,
            coordinator: around
                .coordinator
                .and_then(|id| staff.iter().find(|staff| staff.id == id))
                .map(|staff| staff.name.clone()),
            holds: holds.map(|version| (version.nr, version.from)),
            payers: holds.map(Assessment::payers).unwrap_or_default(),
            waits: waits.map(|version| (version.nr, version.waits_for().into_iter().map(str::to_string).collect())),
            mine,
        });
    }
    rows.sort_by_key(|row| (!row.mine, row.waits.is_none(), row.number));
    look.done(None, rows.iter().map(|row| row.family.to_string()).collect(), Vec::new()).await?;
    let may_export = access::without_case(actor, Action::See, Object::Financing).is_ok();
    Ok(List { rows, may_export, today })
}
