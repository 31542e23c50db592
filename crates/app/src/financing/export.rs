//! What is owed by whom in a period, for who keeps the accounts: measures, shares, periods and amounts, and nothing of
//! why.

use crate::{Actor, App, Outcome, access};
use domain::access::{Action, Object};
use domain::financing::{Share, owed};
use domain::ids::{CaseNumber, FamilyId};
use domain::setting::Kroner;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A line: a measure, a payer, a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The family.
    pub family: FamilyId,
    /// The number of its coordinating case.
    pub number: CaseNumber,
    /// The version it is owed by.
    pub version: u32,
    /// What the measure is called.
    pub measure: String,
    /// Who granted it, by id.
    pub granted_by: String,
    /// Who pays, by id.
    pub department: String,
    /// The share.
    pub share: Share,
    /// First day that counts.
    pub from: Date,
    /// Last day that counts.
    pub until: Date,
    /// What the whole measure costs in those days.
    pub of: Kroner,
    /// What the payer pays of it.
    pub amount: Kroner,
}

/// What a department owes in the period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    /// The department, by id.
    pub department: String,
    /// All of it.
    pub amount: Kroner,
}

/// What was taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// The lines, by family and version.
    pub lines: Vec<Line>,
    /// One for each department.
    pub totals: Vec<Total>,
}

/// Takes out what is owed from one day to another, both included, of all families or for one department.
///
/// # Errors
/// Not found for everybody but who keeps the accounts.
pub async fn export(
    app: &App,
    actor: &Actor,
    (from, until): (Date, Date),
    department: Option<&str>,
) -> Outcome<Exported> {
    let mut look = app.look(actor, "export_financing").await?;
    let taken = match access::without_case(actor, Action::See, Object::Financing) {
        Ok(taken) => taken,
        Err(refused) => {
            look.denied(vec![format!("{from}/{until}")]).await?;
            return Err(refused);
        }
    };
    let mut lines = Vec::new();
    // The period stands in the log with the families: who took out what of whom.
    let mut objects = vec![format!("{from}/{until}")];
    for family in look.tx.financed_families().await? {
        let Ok(permit) = access::to_financing(&mut look.tx, actor, family, Action::See).await else { continue };
        let Some(around) = look.tx.financing_family(family).await? else { continue };
        let Some(case) = look.tx.case_ref(around.case).await? else { continue };
        let versions = look.tx.financings(&permit, family).await?;
        let before = lines.len();
        let found = owed(&versions, from, until).into_iter();
        lines.extend(found.filter(|owed| department.is_none_or(|only| only == owed.part.department)).map(|owed| {
            Line {
                family,
                number: case.number,
                version: owed.version.nr,
                measure: owed.measure.title.clone(),
                granted_by: owed.measure.granted_by.clone(),
                department: owed.part.department.clone(),
                share: owed.part.share,
                from: owed.from,
                until: owed.until,
                of: owed.of,
                amount: owed.amount,
            }
        }));
        if before < lines.len() {
            objects.push(family.to_string());
        }
    }
    let mut totals: BTreeMap<String, i64> = BTreeMap::new();
    for line in &lines {
        let total = totals.entry(line.department.clone()).or_default();
        *total = total.saturating_add(line.amount.oere());
    }
    look.done(Some(&taken), objects, Vec::new()).await?;
    let totals = totals.into_iter();
    Ok(Exported {
        from,
        until,
        lines,
        totals: totals.map(|(department, oere)| Total { department, amount: Kroner::from_oere(oere) }).collect(),
    })
}
