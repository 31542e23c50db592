//! The night: everybody in the window is found by one query, and nothing anybody decided is overwritten.

use super::{prepares, window};
use crate::{App, Outcome, Refused, act};
use domain::access::{Permit, Target, Yes};
use domain::ids::TransitionId;
use domain::transition::{Found, State, Tonight, Transition, YoungPerson, tonight};
use jiff::SignedDuration;
use store::Tx;
use store::transition::Event;

/// How long an uploaded list waits for its confirmation.
const LIST_WAITS: SignedDuration = SignedDuration::from_hours(24);

/// Finds every young person in the window with an open case or a running grant, and begins a track for those who have
/// none. Answers how many tracks were begun, moved or brought up again; done once more it does nothing.
///
/// # Errors
/// Broken storage only.
pub async fn identify(app: &App) -> Outcome<usize> {
    let today = app.today();
    let home = prepares(app, today).map(|(_, benefit)| benefit.department.clone()).unwrap_or_default();
    let births = window(app, today).births(today);
    let mut tx = app.store.read(app.now(), today).await?;
    let nothing = tx.young_people(births, &home).await?.iter().all(|young| tonight(young) == Tonight::Nothing);
    drop(tx);
    if nothing {
        return Ok(0);
    }
    // Asked again inside the write, so that what somebody decided in between is seen.
    let mut tx = app.store.write(app.now(), today).await?;
    let mut row = act::bare_row(app.now(), "transition_found");
    for young in tx.young_people(births, &home).await? {
        if let Some(id) = apply(app, &mut tx, &young).await? {
            row.objects.push(id.to_string());
            row.persons.push(young.person);
        }
    }
    let done = row.objects.len();
    tx.audit(row);
    tx.commit().await?;
    Ok(done)
}

async fn apply(app: &App, tx: &mut Tx, young: &YoungPerson) -> Outcome<Option<TransitionId>> {
    let (id, code) = match tonight(young) {
        Tonight::Nothing => return Ok(None),
        Tonight::Begin => {
            let track = found(app, tx, young);
            let permit = Permit::of_the_system(Target::Transition(track.id));
            if tx.begin_transition(&permit, &track).await? == Yes::No {
                return Ok(None);
            }
            (track.id, "found")
        }
        Tonight::Follow(id) => {
            tx.follow_transition(&Permit::of_the_system(Target::Transition(id)), id, young).await?;
            (id, "followed")
        }
        Tonight::News(id) => {
            tx.transition_news(&Permit::of_the_system(Target::Transition(id)), id).await?;
            (id, "news")
        }
    };
    let detail = if code == "found" { Found::Query.code().to_string() } else { String::new() };
    let event = Event { at: tx.now(), by: None, code: code.to_string(), detail };
    tx.append_transition_event(&Permit::of_the_system(Target::Transition(id)), id, &event).await?;
    Ok(Some(id))
}

fn found(app: &App, tx: &Tx, young: &YoungPerson) -> Transition {
    Transition {
        id: TransitionId(app.random.id()),
        person: young.person,
        department: young.department.clone(),
        case: Some(young.case),
        found: Found::Query,
        found_on: tx.today(),
        state: State::Found,
        coordinator: None,
        pension: None,
        adult: None,
        news_on: None,
        school: None,
        version: 1,
    }
}

/// Forgets lists that were uploaded and never confirmed, and pupils nobody knows whose day has come.
///
/// # Errors
/// Broken storage only.
pub async fn forget_due(app: &App) -> Outcome<u64> {
    let before = app.now().checked_sub(LIST_WAITS).map_err(|error| Refused::Broken(error.into()))?;
    let mut tx = app.store.write(app.now(), app.today()).await?;
    let forgotten = tx.forget_lists_before(before).await?;
    tx.commit().await?;
    Ok(forgotten)
}
