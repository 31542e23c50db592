//! The letters of a handover: which by the table of P-04, and what their fields say.

use super::house::House;
use super::{Letters, system};
use crate::act::Act;
use crate::letter::{self, About};
use crate::letter_by_hand::NotAnswered;
use crate::{App, Outcome, Reason};
use domain::access::Permit;
use domain::case::CaseFile;
use domain::handover::{self as core, Audience, Duration, Handover, Item, Known, Wanted};
use domain::ids::StaffId;
use domain::letter::{Addressee, Letter};
use jiff::civil::Date;
use letters::danish_date;
use std::collections::BTreeMap;

/// The letter that tells of this in this case today, if content has one.
pub(super) fn template<'a>(app: &'a App, file: &CaseFile, kind: core::Kind, today: Date) -> Option<&'a Letter> {
    let audience = if file.citizen.is_child_on(today) { Audience::Child } else { Audience::Adult };
    core::letter(app.content.letters.all_on(today), kind, audience)
}

/// Whom the citizen knew: the leaver, or who left before when the leaver held the case as leader until somebody was found.
pub(super) async fn first(
    act: &mut Act<'_>,
    permit: &Permit,
    (before, handover): (Option<&Handover>, &Handover),
) -> Outcome<StaffId> {
    let case = permit.case();
    let held_it = before.filter(|old| {
        old.items.iter().any(|item| {
            Some(item.case) == case && item.known == Known::Unknown && item.to == handover.from && old.from != item.to
        })
    });
    match held_it {
        Some(old) if act.tx.staff(old.from).await?.is_some() => Ok(old.from),
        _ => Ok(handover.from),
    }
}

/// Drafts the letter to each party. Whoever is responsible sends it: the leaver while it is still theirs, else the leader.
pub(super) async fn draft(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &CaseFile,
    (handover, item, leaver): (&Handover, &Item, StaffId),
    (wanted, house): (&Wanted, &House),
    letters: Letters,
) -> Outcome<()> {
    let today = act.today();
    let Some(template) = template(act.app, file, handover.kind_for(item), today) else { return Ok(()) };
    let answers = answers(act.app, file, template, (wanted, item, leaver), house);
    let unsaid = unsaid(template, &answers);
    if !unsaid.is_empty() {
        return match letters {
            Letters::Demanded => {
                Err(Reason::LetterAsks(unsaid.into_iter().map(|id| (id, NotAnswered::Empty)).collect()).into())
            }
            Letters::WhenKnown => Ok(()),
        };
    }
    for party in file.parties_on(today) {
        let about = About::ByHand { answers: answers.clone() };
        let made = letter::issue_as(act, file, template, Addressee::Person(party.id), about).await?;
        act.tx.insert_letter(permit, &made).await?;
        act.journal_as(&system(file.case.id), file.case.id, "letter_made", &made.title).await?;
    }
    Ok(())
}

/// Fields the letter cannot be without and nobody has said.
pub(super) fn unsaid(template: &Letter, answers: &BTreeMap<String, String>) -> Vec<String> {
    let empty = |id: &str| answers.get(id).is_none_or(|said| said.trim().is_empty());
    template.asks.iter().filter(|ask| !ask.optional && empty(&ask.id)).map(|ask| ask.id.clone()).collect()
}

/// What each field of the letter says: as typed, else as the handover knows it. Never why.
pub(super) fn answers(
    app: &App,
    file: &CaseFile,
    template: &Letter,
    (wanted, item, leaver): (&Wanted, &Item, StaffId),
    house: &House,
) -> BTreeMap<String, String> {
    let known = |id: &str| known(app, file, id, (wanted, item, leaver), house).unwrap_or_default();
    let said = |id: &str| wanted.said.get(id).map(|said| said.trim().to_string()).filter(|said| !said.is_empty());
    template.asks.iter().map(|ask| (ask.id.clone(), said(&ask.id).unwrap_or_else(|| known(&ask.id)))).collect()
}

/// The words for these fields stand in the letters of the occasion; one that is not here is asked for.
fn known(
    app: &App,
    file: &CaseFile,
    field: &str,
    (wanted, item, leaver): (&Wanted, &Item, StaffId),
    house: &House,
) -> Option<String> {
    let successor = (item.known == Known::Known).then(|| house.reached(item.to));
    let back = match wanted.duration {
        Duration::Temporary { until } => until.and_then(|until| until.tomorrow().ok()),
        Duration::Permanent => None,
    };
    let department = app.content.department(&file.case.department);
    match field {
        "fra" => Some(house.name(leaver)),
        "dag" => Some(danish_date(wanted.on)),
        "sidste" => wanted.on.yesterday().ok().map(danish_date),
        "til" | "vikar" => successor,
        "tilbage" => back.map(|day| danish_date(domain::function::on_working_day(day, &app.content.calendar))),
        // While nobody is known it is the one who has it: the leader.
        "kontakt" => (item.known == Known::Unknown).then(|| house.reached(item.to)),
        "leder" if item.known == Known::Unknown => Some(house.reached(item.to)),
        "leder" => house.leads(&file.case.department).map(|leader| house.reached(leader)),
        "akut" if wanted.planned == core::Planned::Unplanned => {
            department.map(|department| format!("{}, telefon {}", department.title, department.phone))
        }
        _ => None,
    }
}
