//! Grants (bevillinger): what a sent decision does to those that run, and what a leader sees of them.

use crate::act::Act;
use crate::{Outcome, Reason};
use domain::access::Permit;
use domain::benefit::Detail;
use domain::case::CaseFile;
use domain::decision::{Decision, Draft, Missing, Outcome as Result3};
use domain::grant::Grant;
use domain::ids::{DecisionId, GrantId};
use jiff::civil::Date;

/// Does what a sent decision says: begins a grant, puts one in another's place, or ends one the day before the change
/// takes effect. Nothing is overwritten: the grant that was is kept with its last day.
pub(crate) async fn carry_out(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    decision: &Decision,
) -> Outcome<()> {
    let draft = &decision.draft;
    let old = draft.grant.and_then(|id| file.grants.iter().find(|grant| grant.id == id)).cloned();
    let new = match draft.outcome {
        Result3::Refusal | Result3::Ending => None,
        Result3::Grant | Result3::PartialGrant => Some(begun(act, file, decision)?),
        Result3::Reduction => {
            let old = old.as_ref().ok_or(Reason::Submission(vec![Missing::WhichGrant]))?;
            Some(reduced(act, old, decision.id, draft)?)
        }
    };
    if let Some(new) = &new {
        act.tx.insert_grant(permit, file.case.id, new).await?;
    }
    if let Some(old) = &old {
        let first = new.as_ref().map(|new| new.from).or(draft.effect_on);
        end(act, permit, file, old, first, new.as_ref().map(|new| new.id)).await?;
    }
    file.grants.extend(new);
    Ok(())
}

/// The old grant's last day is the day before the change; one that ends before that already is left as it is.
async fn end(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    old: &Grant,
    change_on: Option<Date>,
    by: Option<GrantId>,
) -> Outcome<()> {
    let last = change_on.and_then(|day| day.yesterday().ok()).ok_or(Reason::Submission(vec![Missing::EffectDay]))?;
    // A change from before its first day leaves a grant of that one day: it is history, not nothing.
    let last = last.max(old.from);
    if old.until.is_some_and(|until| until < last) {
        return Ok(());
    }
    act.tx.end_grant(permit, file.case.id, old.id, last, by).await?;
    if let Some(known) = file.grants.iter_mut().find(|grant| grant.id == old.id) {
        (known.until, known.replaced_by) = (Some(last), by);
    }
    Ok(())
}

fn begun(act: &Act<'_>, file: &CaseFile, decision: &Decision) -> Outcome<Grant> {
    let draft = &decision.draft;
    // A grant without first day or follow-up never comes so far: both are asked for before it can be submitted.
    let (Some(from), Some(follow_up_on)) = (draft.from, draft.follow_up_on) else {
        return Err(Reason::Submission(vec![Missing::FirstDay, Missing::FollowUp]).into());
    };
    Ok(Grant {
        id: GrantId(act.id()),
        decision: decision.id,
        benefit: file.case.benefit.clone(),
        from,
        until: draft.until,
        monthly_amount: draft.monthly_amount,
        weekly_hours: draft.weekly_hours,
        monthly_hours: draft.monthly_hours,
        one_off_amount: draft.one_off_amount,
        weekly_days: draft.weekly_days,
        provider: provider(draft),
        replaced_by: None,
        follow_up_on,
    })
}

/// What is left of a grant: its new numbers from the day the reduction takes effect, all else as it was.
fn reduced(act: &Act<'_>, old: &Grant, decision: DecisionId, draft: &Draft) -> Outcome<Grant> {
    let from = draft.effect_on.ok_or(Reason::Submission(vec![Missing::EffectDay]))?;
    Ok(Grant {
        id: GrantId(act.id()),
        decision,
        from,
        until: draft.until.or(old.until).filter(|until| from <= *until),
        monthly_amount: draft.monthly_amount,
        weekly_hours: draft.weekly_hours,
        monthly_hours: draft.monthly_hours,
        one_off_amount: draft.one_off_amount,
        weekly_days: draft.weekly_days,
        provider: provider(draft).or_else(|| old.provider.clone()),
        replaced_by: None,
        follow_up_on: draft.follow_up_on.unwrap_or(old.follow_up_on),
        benefit: old.benefit.clone(),
    })
}

fn provider(draft: &Draft) -> Option<String> {
    draft.details.get(&Detail::Provider).map(|said| said.trim().to_string()).filter(|said| !said.is_empty())
}
