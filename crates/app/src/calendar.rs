//! Meetings in a calendar: one's own list, the file of a meeting, and a private feed for each member of staff.
//!
//! The feed is read by machines that cannot sign in, so its address is the key: 256 random bits, shown once, kept as a
//! hash. It holds the owner's own meetings in the few words of [`file`] and nothing a role could open.

pub mod file;

use crate::act::bare_row;
use crate::letter::{About, Snapshot};
use crate::meeting::{MyMeeting, Paper};
use crate::ports::Appointment;
use crate::session::{hash, random_text};
use crate::{Actor, App, Outcome, Refused, Resource};
use domain::access::{Action, Permit};
use domain::case::CaseFile;
use domain::ids::{CaseId, MeetingId, StaffId};
use domain::letter::IssuedLetter;
use domain::meeting::{Meeting, Participant, State, Who};
use domain::staff::Staff;
use file::{Event, Invited, Method};
use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Timestamp, ToSpan};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
pub use store::meeting::Stage;
use store::{Tx, audit};

/// Weeks of one page of one's meetings.
const WEEKS: i32 = 4;
/// How far back and ahead the feed reaches, in days.
const FEED_BACK: i32 = 30;
const FEED_AHEAD: i32 = 365;
/// Unknown addresses asked for from one place within a minute before nothing more is looked up for it.
const GUESSES: u32 = 30;
/// Places remembered at a time; more than ever guess at once.
const MOST_PLACES: usize = 10_000;

/// One's own meetings, by day.
pub struct Mine {
    /// Days that have any, in order.
    pub days: Vec<(Date, Vec<Line>)>,
    /// The first day of the page, a Monday.
    pub from: Date,
    /// Its last day, a Sunday.
    pub to: Date,
    /// Today.
    pub today: Date,
    /// Now.
    pub now: Timestamp,
}

/// A meeting of the list.
pub struct Line {
    /// The meeting; without title and name when its case is not open to the reader.
    pub meeting: MyMeeting,
    /// Who leads it.
    pub leader: String,
}

/// The reader's meetings in the four weeks from the one a day lies in; this week without a day.
pub async fn mine(app: &App, actor: &Actor, day: Option<Date>) -> Outcome<Mine> {
    let (today, now) = (app.today(), app.now());
    let from = monday(day.unwrap_or(today));
    let to = from.saturating_add((WEEKS.saturating_mul(7).saturating_sub(1)).days());
    let meetings = crate::meeting::mine(app, actor, from, to).await?;
    let mut tx = app.store.read(now, today).await?;
    let names: BTreeMap<StaffId, String> =
        tx.all_staff().await?.into_iter().map(|staff| (staff.id, staff.name)).collect();
    let mut days: Vec<(Date, Vec<Line>)> = Vec::new();
    for meeting in meetings {
        let leader = names.get(&meeting.row.leader).cloned().unwrap_or_default();
        let day = meeting.row.when.day;
        let line = Line { meeting, leader };
        match days.last_mut() {
            Some((last, lines)) if *last == day => lines.push(line),
            _ => days.push((day, vec![line])),
        }
    }
    Ok(Mine { days, from, to, today, now })
}

/// The Monday of the week a day lies in.
fn monday(day: Date) -> Date {
    let since = day.weekday().since(Weekday::Monday);
    day.saturating_sub(i32::from(since).days())
}

/// The calendar file of a meeting: an invitation, a later issue of it, or the word that it is called off. For one of the
/// participants by number, or for whoever it is given to. Its name, and its bytes.
pub async fn of_meeting(
    app: &App,
    actor: &Actor,
    case: CaseId,
    id: MeetingId,
    participant: Option<u32>,
) -> Outcome<(String, Vec<u8>)> {
    let mut look = app.look(actor, "see_calendar_file").await?;
    let (permit, file) = look.case(case, Action::See).await?;
    let meeting = look.tx.meeting(&permit, case, id).await?.ok_or(Refused::NotFound)?;
    let participant = match participant {
        Some(nr) => Some(meeting.participant(nr).ok_or(Refused::NotFound)?),
        None => None,
    };
    let bytes = for_participant(&mut look.tx, &file, &meeting, participant).await?;
    look.done(Some(&permit), vec![case.to_string(), id.to_string()], vec![file.citizen.id]).await?;
    Ok((format!("moede-{}.ics", file.case.number), bytes))
}

/// The file to send with a calling, a change or a cancellation, for one participant and nobody else.
pub(crate) async fn for_participant(
    tx: &mut Tx,
    file: &CaseFile,
    meeting: &Meeting,
    participant: Option<&Participant>,
) -> Outcome<Vec<u8>> {
    let mut event = Event::of(meeting, file.case.number, &private_words(file));
    if let Some(leader) = tx.staff(meeting.leader).await? {
        event = event.called_by(&leader);
    }
    if let Some(participant) = participant {
        event = event.to(Invited { mail: mail_of(tx, participant).await?, reply: participant.reply });
    }
    Ok(file::write(file::method_of(meeting), &[event], None, tx.now()).into_bytes())
}

/// The mail an answer comes from. A citizen's is left out: the file may end in a calendar others read.
async fn mail_of(tx: &mut Tx, participant: &Participant) -> Outcome<String> {
    Ok(match &participant.who {
        Who::Citizen | Who::Person(_) => String::new(),
        Who::Staff(id) => tx.staff(*id).await?.map(|staff| staff.mail).unwrap_or_default(),
        Who::Outside(outside) => outside.mail.trim().to_string(),
    })
}

/// The meeting a letter calls to, for the reader's own calendar; none for other letters, and none when the meeting was
/// moved or called off since the letter was made.
pub(crate) async fn appointment(
    tx: &mut Tx,
    permit: &Permit,
    file: &CaseFile,
    letter: &IssuedLetter,
) -> Outcome<Option<Appointment>> {
    let About::Meeting(told) = Snapshot::of(letter)?.about else { return Ok(None) };
    let Some(meeting) = tx.meeting(permit, file.case.id, MeetingId(told.meeting)).await? else { return Ok(None) };
    if told.paper == Paper::Minutes || meeting.issue != told.issue || meeting.state != State::Planned {
        return Ok(None);
    }
    let leader = tx.staff(meeting.leader).await?;
    let (leader, mail) = leader.map(|leader| (leader.name, leader.mail)).unwrap_or_default();
    let event = Event::of(&meeting, file.case.number, &private_words(file));
    Ok(Some(event.appointment(meeting.id.0, leader, mail)))
}

/// What a calendar may not hold: who the citizen is, and where they live.
fn private_words(file: &CaseFile) -> Vec<String> {
    let mut private = file::words_of(&file.citizen.name);
    private.push(file.citizen.contact.for_owner().street.clone());
    private
}

/// One's own feed, as its page shows it.
pub struct Feed {
    /// Since when it opens; none when there is none.
    pub since: Option<Timestamp>,
}

/// Shows whether the reader has a feed. Its address is shown once, when it is made.
pub async fn feed_of(app: &App, actor: &Actor) -> Outcome<Feed> {
    let mut look = app.look(actor, "see_calendar_feed").await?;
    let since = look.tx.calendar_feed_since(actor.id()).await?;
    look.done(None, Vec::new(), Vec::new()).await?;
    Ok(Feed { since })
}

/// The secret part of a feed's address, which is never seen again.
pub struct Secret(pub String);

/// Makes the reader's feed; the address they had opens no more.
pub async fn make_feed(app: &App, actor: &Actor) -> Outcome<Secret> {
    let mut act = app.act(actor, "calendar_feed_made").await?;
    let secret = random_text(app);
    act.tx.make_calendar_feed(&hash(&secret), actor.id()).await?;
    act.commit(Resource::Own(actor.id())).await?;
    Ok(Secret(secret))
}

/// Ends the reader's feed.
pub async fn end_feed(app: &App, actor: &Actor) -> Outcome<()> {
    let mut act = app.act(actor, "calendar_feed_ended").await?;
    act.tx.end_calendar_feed(actor.id()).await?;
    act.commit(Resource::Own(actor.id())).await
}

/// The feed an address opens, as a file. Whatever is not the address of a feed in use answers the same.
///
/// # Errors
/// [`Refused::NotFound`].
pub async fn feed(app: &App, secret: &str, ip: &str, request: &str) -> Outcome<String> {
    let (now, today) = (app.now(), app.today());
    if !may_guess(ip, now) {
        return Err(Refused::NotFound);
    }
    let mut tx = app.store.read(now, today).await?;
    let Some(owner) = owner(&mut tx, secret).await? else {
        guessed(ip, now);
        return Err(Refused::NotFound);
    };
    let rows = tx
        .meetings_of(owner.id, today.saturating_sub(FEED_BACK.days()), today.saturating_add(FEED_AHEAD.days()))
        .await?;
    drop(tx);
    // A meeting that is called off leaves the list, and with it the calendar that reads it.
    let events: Vec<Event> = rows.iter().filter(|row| row.stage != Stage::Cancelled).map(Event::of_row).collect();
    let row = audit::Row {
        subject: Some(owner.id),
        role: owner.roles.first().copied(),
        objects: vec![format!("{} rows", events.len())],
        request: request.to_string(),
        ip: ip.to_string(),
        ..bare_row(now, "calendar_feed_read")
    };
    app.store.audit(row).await?;
    Ok(file::write(Method::Publish, &events, Some("Møder"), now))
}

/// Whose feed it is, if they still work here.
async fn owner(tx: &mut Tx, secret: &str) -> Outcome<Option<Staff>> {
    if secret.len() != 64 || !secret.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(None);
    }
    let Some(id) = tx.calendar_feed(&hash(secret)).await? else { return Ok(None) };
    Ok(tx.staff(id).await?.filter(|staff| staff.active))
}

/// Guesses of this minute by place, in memory: 256 bits are not found by guessing, and a guess must not cost a write.
static GUESSED: Mutex<BTreeMap<String, (Timestamp, u32)>> = Mutex::new(BTreeMap::new());

fn may_guess(ip: &str, now: Timestamp) -> bool {
    let guessed = GUESSED.lock().unwrap_or_else(PoisonError::into_inner);
    guessed.get(ip).is_none_or(|(since, count)| *count < GUESSES || over(*since, now))
}

fn guessed(ip: &str, now: Timestamp) {
    let mut guessed = GUESSED.lock().unwrap_or_else(PoisonError::into_inner);
    if MOST_PLACES <= guessed.len() {
        guessed.retain(|_, (since, _)| !over(*since, now));
        if MOST_PLACES <= guessed.len() {
            guessed.clear();
        }
    }
    let entry = guessed.entry(ip.to_string()).or_insert((now, 0));
    if over(entry.0, now) {
        *entry = (now, 0);
    }
    entry.1 = entry.1.saturating_add(1);
}

fn over(since: Timestamp, now: Timestamp) -> bool {
    SignedDuration::from_mins(1) <= now.duration_since(since).abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_page_of_meetings_begins_on_a_monday() {
        assert_eq!(monday(date(2026, 4, 9)), date(2026, 4, 6));
        assert_eq!(monday(date(2026, 4, 6)), date(2026, 4, 6));
        assert_eq!(monday(date(2026, 4, 12)), date(2026, 4, 6));
    }

    #[test]
    fn thirty_guesses_in_a_minute_are_looked_up_and_the_next_minute_begins_anew() {
        let place = "192.0.2.77";
        let at = |second: i64| Timestamp::from_second(1_775_000_000_i64.saturating_add(second)).unwrap_or_default();
        for second in 0..30 {
            assert!(may_guess(place, at(second)), "guess {second}");
            guessed(place, at(second));
        }
        assert!(!may_guess(place, at(31)));
        assert!(may_guess("192.0.2.78", at(31)), "somebody else is not held up");
        assert!(may_guess(place, at(60)));
        guessed(place, at(60));
        assert!(may_guess(place, at(61)));
    }
}
