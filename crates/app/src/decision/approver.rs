//! Who may approve a draft today: by their own role, or standing in for somebody who is away.

use super::plan_line;
use crate::{Actor, App, Outcome, access};
use domain::absence::{Asked, House};
use domain::access::{Action, Circumstances, Object, Permit, Relation, Target, Yes};
use domain::case::CaseFile;
use domain::decision::Decision;
use domain::staff::{Role, Staff};
use jiff::civil::Date;
use store::Tx;

/// Everybody with their right to approve on this case, and who is away today. `permit` is what the actor was let in by.
pub(crate) async fn house(tx: &mut Tx, actor: &Actor, permit: Option<&Permit>, file: &CaseFile) -> Outcome<House> {
    let (staff, today) = (tx.all_staff().await?, tx.today());
    let own = permit.is_some_and(|permit| permit.action() == Action::Approve && permit.relation() != Relation::Deputy);
    let approves = |staff: &Staff| if staff.id == actor.id() { own } else { staff.active && has_right(staff, file) };
    let approvers = staff.iter().filter(|staff| approves(staff)).map(|staff| staff.id).collect();
    Ok(House { approvers, away: tx.absences_on(today).await?, staff })
}

/// What the plan asks of who approves this draft.
pub(crate) fn asked<'a>(app: &'a App, file: &CaseFile, decision: &Decision, today: Date) -> Asked<'a> {
    let line = plan_line(app, file, decision, today);
    let named = |id: &str| app.content.role(id)?.code.as_deref().and_then(Role::from_code);
    Asked {
        line,
        approver: line.and_then(|(line, _)| named(&line.approver)).unwrap_or(Role::DepartmentHead),
        deputy: line.and_then(|(line, _)| named(line.deputy.as_deref()?)),
    }
}

/// Whether the policy lets this person approve on the case by their place in the house.
fn has_right(staff: &Staff, file: &CaseFile) -> bool {
    let circumstances = Circumstances {
        department: file.case.department.clone(),
        has_function: Yes::from(file.case.responsible == staff.id),
        coordinates: None,
        closed_to_unit: file.case.closed_to_unit.into(),
        conflict: Yes::No,
        deputy: Yes::No,
        break_glass: Yes::No,
    };
    let target = Target::Case(file.case.id);
    domain::access::decide(&access::subject(staff), Action::Approve, Object::Case, target, &circumstances).is_ok()
}
