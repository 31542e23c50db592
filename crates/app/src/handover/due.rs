//! What nobody has to ask for: a planned handover on the morning of its day, and cases that go back when an absence is over.

use super::house::House;
use super::{pass, system};
use crate::{App, Outcome, Refused, act, progress};
use domain::case::CaseFile;
use domain::handover::{self as core, Handover, Item, State};
use domain::ids::StaffId;
use domain::journal::{Entry, EntryKind};
use domain::progress::{ActSubject, Answer, Milestone};
use domain::words;
use letters::danish_date;
use store::{Tx, audit};

/// Carries out what was planned for today or earlier, and gives back what covered an absence that is over. Each handover
/// is one transaction; one that cannot be done yet stays planned with the leaver still responsible, and the log says so.
/// Answers how many were done.
pub async fn carry_out_due(app: &App) -> Outcome<usize> {
    let mut tx = app.store.read(app.now(), app.today()).await?;
    let today = tx.today();
    let (due, returning) = (tx.handovers_due(today).await?, tx.handovers_to_return(today).await?);
    drop(tx);
    let mut done = 0_usize;
    for handover in due {
        match on_its_day(app, &handover).await {
            Ok(()) => done = done.saturating_add(1),
            Err(Refused::Because(why)) => tracing::warn!(handover = %handover.id, ?why, "A handover waits"),
            Err(other) => return Err(other),
        }
    }
    for handover in returning.into_iter().filter(Handover::is_out) {
        if back(app, &handover).await? {
            done = done.saturating_add(1);
        }
    }
    Ok(done)
}

async fn on_its_day(app: &App, known: &Handover) -> Outcome<()> {
    let mut tx = app.store.write(app.now(), app.today()).await?;
    let Some(mut handover) = tx.handover(known.id).await?.filter(|now| now.version == known.version) else {
        return Ok(());
    };
    let today = tx.today();
    let house = House::on(&mut tx, today).await?;
    let held = tx.cases_held(handover.from).await?;
    // A case that was closed, or is somebody else's by now, is no part of it any more.
    let gone: Vec<Item> =
        handover.items.iter().filter(|item| !held.iter().any(|one| one.case == item.case)).cloned().collect();
    for item in &gone {
        tx.drop_handover_case(&system(item.case), handover.id, item.case).await?;
    }
    handover.items.retain(|item| !gone.contains(item));
    handover.state = State::CarriedOut;
    let mut items = Vec::new();
    for one in &held {
        let planned = handover.items.iter().find(|item| item.case == one.case);
        let wanted = match planned {
            Some(item) if item.known == core::Known::Known => Some(core::AllTo::One(item.to)),
            Some(_) => Some(core::AllTo::Leader),
            None if handover.all_to.is_some() => handover.all_to,
            None => continue,
        };
        let (to, now_known) = house.on_the_day(&mut tx, (handover.from, one), wanted).await?;
        let item = Item { case: one.case, to, known: now_known, moved_at: None, back_at: None };
        if planned.is_none() {
            tx.add_handover_case(&system(one.case), handover.id, &item).await?;
        }
        let mut file = crate::case::load(app, &mut tx, &system(one.case), one.case).await?;
        pass::over(app, &mut tx, (&handover, &item), (&mut file, handover.registered_by)).await?;
        let said = format!("Fra {} til {} den {}", house.name(handover.from), house.name(to), danish_date(handover.on));
        // The course that was begun ahead hears of it on its first day; one that ran before heard of it already.
        let ahead = |course: &domain::case::Course| course.began_on == handover.on && course.ended_on.is_none();
        if file.courses.iter().any(ahead) {
            file.handover = Some(handover.kind_for(&item));
            steps(app, &mut tx, &file).await?;
        }
        line(app, &mut tx, &file, "case_handed_over", &said).await?;
        progress::refresh(app, &mut tx, one.case).await?;
        items.push(item);
    }
    handover.items = items;
    if !handover.items.is_empty() {
        pass::rest(app, &mut tx, (&handover, handover.registered_by)).await?;
    }
    let permit = domain::access::Permit::of_the_system(domain::access::Target::Other(domain::access::Object::Case));
    // Nothing of it was left to pass on.
    let (state, action) = if handover.items.is_empty() {
        (State::CalledOff, "handover_called_off")
    } else {
        (State::CarriedOut, "case_handed_over")
    };
    tx.set_handover_state(&permit, (handover.id, handover.version), state).await?;
    end(tx, &handover, action).await
}

/// The cases go back on the morning after the last day of the absence. Somebody who was taken out of service meanwhile
/// gets nothing back.
async fn back(app: &App, known: &Handover) -> Outcome<bool> {
    let mut tx = app.store.write(app.now(), app.today()).await?;
    let Some(handover) = tx.handover(known.id).await?.filter(|now| now.version == known.version) else {
        return Ok(false);
    };
    let from = tx.staff(handover.from).await?.ok_or(Refused::NotFound)?;
    if !core::may_be_responsible(&from) {
        return Ok(false);
    }
    for item in &handover.items {
        if !pass::back(app, &mut tx, (&handover, item), handover.registered_by).await? {
            continue;
        }
        let mut file = crate::case::load(app, &mut tx, &system(item.case), item.case).await?;
        file.handover = Some(handover.kind_for(item));
        steps(app, &mut tx, &file).await?;
        line(app, &mut tx, &file, "case_handed_back", &format!("Tilbage til {}", from.name)).await?;
        progress::refresh(app, &mut tx, item.case).await?;
    }
    let permit = domain::access::Permit::of_the_system(domain::access::Target::Other(domain::access::Object::Case));
    tx.set_handover_state(&permit, (handover.id, handover.version), State::Ended).await?;
    end(tx, &handover, "case_handed_back").await?;
    Ok(true)
}

/// The procedure hears that the case went back, as [`progress::report`] tells it of an act somebody did.
async fn steps(app: &App, tx: &mut Tx, file: &CaseFile) -> Outcome<()> {
    let (today, now) = (tx.today(), tx.now());
    let permit = system(file.case.id);
    for course in file.courses.iter().filter(|course| course.ended_on.is_none()) {
        let procedure = progress::procedure_of(app, course)?;
        let situation = progress::situation(app, file, course, today, Answer::Yes);
        let mut milestones = course.milestones.clone();
        let act = words::Act::Handover;
        for what in domain::progress::record_act(procedure, &milestones, &situation, act, &ActSubject::default(), today)
        {
            let nr = u32::try_from(milestones.len()).unwrap_or(u32::MAX).saturating_add(1);
            let milestone = Milestone { nr, day: today, at: Some(now), what };
            tx.append_milestone(&permit, course.id, &milestone).await?;
            milestones.push(milestone);
        }
        if let Some(day) = domain::progress::ended_on(procedure, &milestones, &situation) {
            tx.end_course(&permit, course.id, day).await?;
        }
    }
    Ok(())
}

async fn line(app: &App, tx: &mut Tx, file: &CaseFile, code: &str, text: &str) -> Outcome<()> {
    let entry = Entry {
        id: domain::ids::EntryId(app.random.id()),
        case: file.case.id,
        written_at: tx.now(),
        happened_on: tx.today(),
        by: None::<StaffId>,
        kind: EntryKind::Act(code.to_string()),
        text: text.to_string(),
        corrects: None,
    };
    Ok(tx.append_entry(&system(file.case.id), &entry).await?)
}

async fn end(mut tx: Tx, handover: &Handover, action: &str) -> Outcome<()> {
    let row = audit::Row {
        case: handover.items.first().map(|item| item.case),
        objects: handover.items.iter().skip(1).map(|item| item.case.to_string()).collect(),
        purpose: format!("staff {} handover {}", handover.from, handover.id),
        ..act::bare_row(tx.now(), action)
    };
    tx.audit(row);
    tx.commit().await?;
    Ok(())
}
