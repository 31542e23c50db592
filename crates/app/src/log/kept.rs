//! The ends of the log's days, signed and kept in a place outside the database (L-3): whoever can rewrite the database,
//! and every row of the log in it, cannot make it fit what stands there.

use super::{Fault, KeptFault, Verified};
use crate::{App, Outcome};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use std::collections::BTreeMap;
use store::Tx;
use store::audit_head::Kept;
use store::audit_verify::{DayHead, Fault as Found, Verified as Answer};

/// The note in the database of the last day that was kept, so that one taken away outside is missed and not made again.
const KEPT_TO: &str = "audit-heads-kept-to";
/// A day has ended when so much of the next has passed: an act that began before midnight has been written by then.
const AFTER_MIDNIGHT: SignedDuration = SignedDuration::from_mins(10);

/// Keeps the end of every day that has ended and was not kept before; answers how many. Doing it again keeps none.
pub async fn keep(app: &App) -> Outcome<usize> {
    let mut tx = app.store.read(app.now(), app.today()).await?;
    let kept_to = noted(&mut tx).await?;
    let ended: Vec<DayHead> = tx.ended_days(begun(app.now())).await?;
    drop(tx);
    let waiting: Vec<DayHead> = ended.into_iter().filter(|head| kept_to.is_none_or(|to| to < head.day)).collect();
    let Some(last) = waiting.last().map(|head| head.day) else { return Ok(0) };
    let mut outside: BTreeMap<String, String> = app.second_place.kept().await?.into_iter().collect();
    let mut count: usize = 0;
    for head in waiting {
        let name = head.day.to_string();
        let before = outside.range(..name.clone()).rev().find_map(|(_, text)| Kept::read(text));
        let kept = app.store.sign_head(head, before.as_ref().map_or("", |kept| kept.signature.as_str()))?;
        if outside.get(&name).is_some_and(|there| !kept.text().starts_with(there)) {
            // Another end of that day stands there, as after a restored backup: verifying names it, and the days after
            // it are kept all the same.
            tracing::error!(day = name, "Another end of this day of the log is kept already: verify the log");
            continue;
        }
        app.second_place.keep(&name, &kept.text()).await?;
        outside.insert(name, kept.text());
        count = count.saturating_add(1);
    }
    let mut tx = app.store.write(app.now(), app.today()).await?;
    tx.set_meta(KEPT_TO, &last.to_string()).await?;
    tx.commit().await?;
    Ok(count)
}

/// Walks the whole log, and holds it against what is kept outside.
pub(super) async fn check(app: &App, tx: &mut Tx) -> Outcome<Verified> {
    // The note and the log first: what is kept after they were read is only newer, and nothing looks missing.
    let kept_to = noted(tx).await?;
    let ended = tx.ended_days(kept_to.and_then(|day| day.tomorrow().ok()).unwrap_or(Date::MIN)).await?;
    let outside = app.second_place.kept().await?;
    let (heads, fault) = read(app, &outside)?;
    let found = match tx.verify_audit_by_hand(&heads).await? {
        Answer::Whole { rows } => Verified::Whole { rows, kept: heads.len() },
        Answer::Broken { seq, fault } => return Ok(Verified::Broken { row: seq, fault: named(fault) }),
    };
    if let Some((name, fault)) = fault {
        return Ok(Verified::BrokenOutside { name, fault });
    }
    let missing = ended.iter().find(|head| !heads.iter().any(|kept| kept.day == head.day));
    Ok(match missing {
        Some(head) => Verified::BrokenOutside { name: head.day.to_string(), fault: KeptFault::Missing },
        None => found,
    })
}

/// The first file outside that is not as we left it, if any.
type FaultOutside = Option<(String, KeptFault)>;

/// What is kept, as far as it is as we signed it, and the first that is not.
fn read(app: &App, outside: &[(String, String)]) -> Outcome<(Vec<DayHead>, FaultOutside)> {
    let (mut heads, mut fault, mut before): (_, FaultOutside, _) = (Vec::new(), None, String::new());
    for (name, text) in outside {
        let kept = Kept::read(text).filter(|kept| kept.head.day.to_string() == *name);
        let signed = match &kept {
            Some(kept) => app.store.is_signed(kept)?,
            None => false,
        };
        match kept.filter(|_| signed) {
            Some(kept) => {
                if kept.before != before {
                    fault.get_or_insert((name.clone(), KeptFault::MissingBefore));
                }
                before = kept.signature;
                heads.push(kept.head);
            }
            None => {
                fault.get_or_insert((name.clone(), KeptFault::Changed));
            }
        }
    }
    Ok((heads, fault))
}

async fn noted(tx: &mut Tx) -> Outcome<Option<Date>> {
    Ok(tx.meta(KEPT_TO).await?.and_then(|day| day.parse().ok()))
}

/// The day (UTC) that is not over yet.
fn begun(now: Timestamp) -> Date {
    now.saturating_sub(AFTER_MIDNIGHT).unwrap_or(now).to_zoned(TimeZone::UTC).date()
}

fn named(fault: Found) -> Fault {
    match fault {
        Found::Changed => Fault::Changed,
        Found::Removed => Fault::Removed,
        Found::Added => Fault::Added,
        Found::Moved => Fault::Moved,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_ended_a_little_after_midnight() {
        let day = |text: &str| begun(text.parse().unwrap()).to_string();
        assert_eq!(day("2026-03-02T23:59:59Z"), "2026-03-02");
        assert_eq!(day("2026-03-03T00:09:59Z"), "2026-03-02", "an act that began on the 2nd may still be written");
        assert_eq!(day("2026-03-03T00:10:00Z"), "2026-03-03");
    }
}
