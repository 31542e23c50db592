//! The notice (varsling) before help is reduced or ended: serviceloven § 3 a, barnets lov § 11 (D15).

use super::{Draft, Missing, Outcome};
use crate::benefit::Benefit;
use crate::calendar::Calendar;
use crate::case::CaseFile;
use crate::deadline::{Actor, Direction, count, presumed_receipt};
use crate::grant::Grant;
use jiff::{ToSpan, civil::Date};

/// The first day a change of a running grant may take effect when its decision is sent today: so long after the last of
/// the parties is presumed to have received it as the law's notice says, or the day after when the law asks for none.
pub fn earliest_effect(
    file: &CaseFile,
    benefit: &Benefit,
    outcome: Outcome,
    calendar: &Calendar,
    today: Date,
) -> Option<Date> {
    let received = file
        .parties_on(today)
        .iter()
        .map(|party| presumed_receipt(today, party.channel(), calendar).due)
        .max()
        .unwrap_or(today);
    match benefit.notice.as_ref().filter(|notice| notice.outcomes.contains(&outcome)) {
        Some(notice) => Some(count(&notice.span, received, Direction::Forward, Actor::Authority, calendar).due),
        None => received.tomorrow().ok(),
    }
}

pub(super) fn is_long_enough(
    file: &CaseFile,
    benefit: &Benefit,
    calendar: &Calendar,
    today: Date,
    found: &mut Vec<Missing>,
) {
    let Some(draft) = file.open_decision().map(|decision| &decision.draft) else { return };
    let Some(effect) = draft.effect_on.filter(|_| draft.outcome.is_about_a_grant()) else { return };
    if let Some(earliest) = earliest_effect(file, benefit, draft.outcome, calendar, today)
        && effect < earliest
    {
        found.push(Missing::NoticeTooShort { earliest });
    }
}

/// What takes help away is notified whatever it is called: a new grant may not give less than the one whose place it
/// takes, and neither a new grant nor a reduction may end sooner than an ending could.
pub(super) fn is_not_gone_around(
    file: &CaseFile,
    benefit: &Benefit,
    calendar: &Calendar,
    today: Date,
    found: &mut Vec<Missing>,
) {
    let Some(draft) = file.open_decision().map(|decision| &decision.draft) else { return };
    let Some(notice) = benefit.notice.as_ref().filter(|_| draft.outcome.gives()) else { return };
    let runs = |grant: &&Grant| Some(grant.id) == draft.grant && grant.runs_on_or_after(today);
    let Some(old) = file.grants.iter().find(runs) else { return };
    let notified = |outcome: Outcome| notice.outcomes.contains(&outcome);
    let less = draft.outcome.begins_a_grant() && notified(Outcome::Reduction) && gives_less(draft, old);
    let sooner = draft.until.is_some_and(|until| {
        old.until.is_none_or(|was| until < was)
            && earliest_effect(file, benefit, Outcome::Ending, calendar, today)
                .is_some_and(|earliest| until.saturating_add(1.day()) < earliest)
    });
    if less || notified(Outcome::Ending) && sooner {
        found.push(Missing::TakesHelpWithoutNotice);
    }
}

/// Whether some number of the draft is lower than that of the grant whose place it takes.
fn gives_less(draft: &Draft, old: &Grant) -> bool {
    draft.monthly_amount < old.monthly_amount
        || draft.weekly_hours < old.weekly_hours
        || draft.monthly_hours < old.monthly_hours
        || draft.weekly_days < old.weekly_days
}
