//! Letters of a meeting: the calling, a change, the minutes. Each is a draft that is read and sent like any letter; that
//! somebody was told is noted when their letter leaves, and asked about once more then.

use super::people::{self, called_as, calls_done};
use super::{Opened, clock, open, report_as, told_when};
use crate::act::Act;
use crate::letter::{self, About};
use crate::{Actor, App, Outcome, Reason, Refused, Resource};
use domain::access::{Permit, Yes};
use domain::case::CaseFile;
use domain::ids::{CaseId, LetterId, MeetingId};
use domain::letter::{Addressee, Letter, Occasion, Recipient};
use domain::meeting::{
    How, Item, Meeting, NotDone, Participant, Placed, Reader, Spot, State, Told, Who, may_call, may_send_minutes,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a letter of a meeting is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Paper {
    /// Asks somebody to come.
    Call,
    /// Tells of another time, or that it is called off.
    Change,
    /// The minutes.
    Minutes,
}

/// A letter of a meeting, as the letter keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MeetingLetter {
    /// The meeting.
    pub meeting: uuid::Uuid,
    /// The participant it goes to.
    pub participant: u32,
    /// The issue it tells of.
    pub issue: u32,
    /// What it is.
    pub paper: Paper,
    /// What it says, by the letter's fields.
    pub answers: BTreeMap<String, String>,
}

/// Makes the letter that asks one participant to come, or tells them of the last change.
///
/// # Errors
/// [`Reason::Meeting`], [`Reason::NotShared`], [`Reason::NoRecipient`].
pub async fn call_by_letter(app: &App, actor: &Actor, at: (CaseId, MeetingId), nr: u32) -> Outcome<LetterId> {
    let mut opened = open(app, actor, at, "letter_made").await?;
    let id = draft_call(&mut opened, nr).await?;
    opened.act.commit(Resource::Letter(at.0, id)).await?;
    Ok(id)
}

async fn draft_call(opened: &mut Opened<'_>, nr: u32) -> Outcome<LetterId> {
    may_call(&opened.meeting, nr).map_err(Reason::Meeting)?;
    let Opened { act, permit, file, meeting } = opened;
    if meeting.state == State::Planned {
        people::may_ask(act, file, meeting, nr).await?;
    }
    let known = meeting.participant(nr).is_some_and(|one| one.called.is_some());
    draft(act, permit, file, meeting, (nr, if known { Paper::Change } else { Paper::Call })).await
}

/// What came of asking everybody at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CalledAll {
    /// Letters that wait to be read and sent.
    pub letters: Vec<LetterId>,
    /// Those of us who see it in their list.
    pub in_house: usize,
    /// Those nobody could write to, and who are told by hand.
    pub by_hand: usize,
}

/// Asks everybody who does not know of it: a letter for who can be written to, our own staff by their list. One who may
/// not be asked stops all, so that nobody is called to a meeting that is not to be.
///
/// # Errors
/// [`Reason::NotShared`] and the others of [`call_by_letter`].
pub async fn call_all(app: &App, actor: &Actor, at: (CaseId, MeetingId)) -> Outcome<CalledAll> {
    let mut opened = open(app, actor, at, "meeting_called").await?;
    let mut all = CalledAll::default();
    let everybody = opened.meeting.participants.iter().map(|one| one.nr);
    let waiting: Vec<u32> = everybody.filter(|nr| may_call(&opened.meeting, *nr).is_ok()).collect();
    let drafted = drafts(&mut opened.act, &opened.permit, &opened.meeting).await?;
    for nr in waiting {
        let Some(one) = opened.meeting.participant(nr).cloned() else { continue };
        if matches!(one.who, Who::Staff(_)) {
            people::called(&mut opened, nr, How::InHouse).await?;
            all.in_house = all.in_house.saturating_add(1);
        } else if drafted.iter().any(|(letter, _)| letter.participant == nr && letter.paper != Paper::Minutes) {
            // Their letter lies ready to be sent.
        } else if addressee(&opened.file, &one, opened.act.today()).is_ok() {
            all.letters.push(draft_call(&mut opened, nr).await?);
        } else {
            if opened.meeting.state == State::Planned {
                let Opened { act, file, meeting, .. } = &mut opened;
                people::may_ask(act, file, meeting, nr).await?;
            }
            all.by_hand = all.by_hand.saturating_add(1);
        }
    }
    let line = told_when(&opened.meeting);
    opened.save(Some(line)).await?;
    Ok(all)
}

/// Makes the minutes as a letter to one participant.
///
/// # Errors
/// [`Reason::Meeting`], [`Reason::NoRecipient`].
pub async fn minutes_by_letter(app: &App, actor: &Actor, at: (CaseId, MeetingId), nr: u32) -> Outcome<LetterId> {
    let mut opened = open(app, actor, at, "letter_made").await?;
    may_send_minutes(&opened.meeting, nr).map_err(Reason::Meeting)?;
    let Opened { act, permit, file, meeting } = &mut opened;
    people::may_ask(act, file, meeting, nr).await?;
    let id = draft(act, permit, file, meeting, (nr, Paper::Minutes)).await?;
    opened.act.commit(Resource::Letter(at.0, id)).await?;
    Ok(id)
}

/// The minutes to everybody who has not got them: a letter for who can be written to, our own staff on the case.
///
/// # Errors
/// As [`minutes_by_letter`].
pub async fn minutes_to_all(app: &App, actor: &Actor, at: (CaseId, MeetingId)) -> Outcome<CalledAll> {
    let mut opened = open(app, actor, at, "meeting_minutes_given").await?;
    let mut all = CalledAll::default();
    let drafted = drafts(&mut opened.act, &opened.permit, &opened.meeting).await?;
    let waiting: Vec<Participant> = opened.meeting.without_minutes().cloned().collect();
    if waiting.is_empty() {
        return Err(Reason::Meeting(NotDone::Already).into());
    }
    for one in waiting {
        may_send_minutes(&opened.meeting, one.nr).map_err(Reason::Meeting)?;
        let (on, issue) = (opened.act.today(), opened.meeting.issue);
        if matches!(one.who, Who::Staff(_)) {
            people::of(&mut opened.meeting, one.nr)?.minutes = Some(Told { how: How::InHouse, on, issue });
            all.in_house = all.in_house.saturating_add(1);
        } else if drafted.iter().any(|(letter, _)| letter.participant == one.nr && letter.paper == Paper::Minutes) {
            // Theirs lies ready to be sent.
        } else if addressee(&opened.file, &one, opened.act.today()).is_ok() {
            let Opened { act, permit, file, meeting } = &mut opened;
            people::may_ask(act, file, meeting, one.nr).await?;
            all.letters.push(draft(act, permit, file, meeting, (one.nr, Paper::Minutes)).await?);
        } else {
            all.by_hand = all.by_hand.saturating_add(1);
        }
    }
    let line = told_when(&opened.meeting);
    opened.save(Some(line)).await?;
    Ok(all)
}

/// Letters of this meeting that are not sent yet.
pub(super) async fn drafts(
    act: &mut Act<'_>,
    permit: &Permit,
    meeting: &Meeting,
) -> Outcome<Vec<(MeetingLetter, LetterId)>> {
    let letters = act.tx.letters(permit, meeting.case).await?;
    Ok(drafts_among(&letters, meeting))
}

/// The same among letters that are loaded.
pub(super) fn drafts_among(
    letters: &[domain::letter::IssuedLetter],
    meeting: &Meeting,
) -> Vec<(MeetingLetter, LetterId)> {
    let open = letters.iter().filter(|letter| letter.state == domain::letter::LetterState::Drafted);
    let of_meeting = open.filter_map(|letter| match letter::Snapshot::of(letter).ok()?.about {
        About::Meeting(told) if told.meeting == meeting.id.0 && told.issue == meeting.issue => Some((told, letter.id)),
        _ => None,
    });
    of_meeting.collect()
}

async fn draft(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &CaseFile,
    meeting: &Meeting,
    (nr, paper): (u32, Paper),
) -> Outcome<LetterId> {
    let one = meeting.participant(nr).ok_or(Reason::Meeting(NotDone::Nobody))?;
    let today = act.today();
    let addressee = addressee(file, one, today)?;
    let template = template(act.app, file, meeting, (&addressee, paper), today)?;
    let told = answers(act, file, meeting, one).await?;
    let asked = |ask: &domain::letter::Ask| (ask.id.clone(), told.get(ask.id.as_str()).cloned().unwrap_or_default());
    let answers = template.asks.iter().map(asked).collect();
    let about =
        About::Meeting(MeetingLetter { meeting: meeting.id.0, participant: nr, issue: meeting.issue, paper, answers });
    let letter = letter::issue_as(act, file, template, addressee, about).await?;
    letter::check_recipient(act.app, file, &letter, today)?;
    act.tx.insert_letter(permit, &letter).await?;
    act.journal_as(permit, file.case.id, "letter_made", &letter.title).await?;
    Ok(letter.id)
}

/// Who a letter goes to; one without an address cannot be written to.
pub(super) fn addressee(file: &CaseFile, one: &Participant, today: Date) -> Outcome<Addressee> {
    match &one.who {
        Who::Citizen => Ok(Addressee::Person(file.citizen.id)),
        Who::Person(id) if file.parties_on(today).iter().any(|party| party.id == *id) => Ok(Addressee::Person(*id)),
        // A letter of the case goes to parties; a brother or a guardian is told by hand.
        Who::Person(_) => Err(Reason::Meeting(NotDone::NoAddress).into()),
        Who::Outside(outside) if !outside.address.trim().is_empty() => {
            let name = if outside.workplace.trim().is_empty() {
                outside.name.clone()
            } else {
                format!("{}, {}", outside.name, outside.workplace)
            };
            Ok(Addressee::Partner { name, address: outside.address.clone() })
        }
        Who::Outside(_) => Err(Reason::Meeting(NotDone::NoAddress).into()),
        Who::Staff(_) => Err(Reason::NoRecipient.into()),
    }
}

/// The letter: the kind's own for the calling, else the one for such a paper; for who reads it.
fn template<'a>(
    app: &'a App,
    file: &CaseFile,
    meeting: &Meeting,
    (to, paper): (&Addressee, Paper),
    today: Date,
) -> Outcome<&'a Letter> {
    let party = |id| file.parties_on(today).iter().any(|party| party.id == id);
    let fits = |letter: &&Letter| match (letter.recipient, to) {
        (Recipient::Partner, Addressee::Partner { .. }) => true,
        (Recipient::Citizen, Addressee::Person(id)) => *id == file.citizen.id || party(*id),
        (Recipient::Party, Addressee::Person(id)) => party(*id),
        _ => false,
    };
    let kind = super::kind(app, meeting.kind.as_deref(), meeting.when.day).filter(|_| paper == Paper::Call);
    // A young person is a party too, and has a letter of their own: what is written to this reader goes before what fits.
    let meant = |letter: &&Letter| match to {
        Addressee::Person(id) if *id == file.citizen.id => letter.recipient == Recipient::Citizen,
        Addressee::Person(_) => letter.recipient == Recipient::Party,
        _ => false,
    };
    let letters = || kind.iter().flat_map(|kind| &kind.letters).filter_map(|id| app.content.letter(id, today));
    let own = letters().find(|letter| meant(letter) && fits(letter)).or_else(|| letters().find(fits));
    let occasion = match paper {
        Paper::Call => Occasion::MeetingCall,
        Paper::Change => Occasion::MeetingChange,
        Paper::Minutes => Occasion::Minutes,
    };
    let any = || {
        let mut of_occasion = app.content.letters.all_on(today).filter(|letter| letter.occasion == occasion);
        of_occasion.find(fits)
    };
    own.or_else(any).ok_or_else(|| Reason::NoRecipient.into())
}

/// Everything a letter of a meeting may ask for, as this participant may read it.
async fn answers(
    act: &mut Act<'_>,
    file: &CaseFile,
    meeting: &Meeting,
    one: &Participant,
) -> Outcome<BTreeMap<&'static str, String>> {
    let staff = act.tx.all_staff().await?;
    let name = |id| staff.iter().find(|known| known.id == id).map(|known| known.name.clone()).unwrap_or_default();
    let leader = name(meeting.leader);
    let place = place(file, meeting, one.reader(), &leader);
    let people: Vec<String> = meeting.participants.iter().map(|other| named(file, other, &name)).collect();
    let came = |is: Yes| {
        let those = meeting.participants.iter().filter(move |other| other.came == Some(is));
        those.map(|other| named(file, other, &name)).collect::<Vec<_>>().join(", ")
    };
    let own_why = if one.who == Who::Citizen {
        String::new()
    } else {
        format!(" I er med, fordi: {}.", one.why.trim_end_matches('.'))
    };
    let cancelled = match &meeting.state {
        State::Cancelled { reason, .. } => reason.clone(),
        _ => String::new(),
    };
    let moved = if cancelled.is_empty() { super::when_in_words(meeting.when) } else { String::new() };
    let benefit = crate::progress::benefit_of(act.app, file)?;
    let informs = meeting.held().and_then(|held| held.informs.as_ref()).map(|owner| owner_name(owner, &name));
    Ok(BTreeMap::from([
        ("titel", meeting.title.clone()),
        ("dag", letters::danish_date(meeting.when.day)),
        ("fra", clock(meeting.when.from)),
        ("til", clock(meeting.when.until())),
        ("klokken", clock(meeting.when.from)),
        ("sted", place),
        ("deltagere", format!("{}.", people.join(", "))),
        ("formaal", format!("{}.{own_why}", meeting.purpose.trim().trim_end_matches('.'))),
        ("punkter", agenda(meeting)),
        ("hjaelp", benefit.title.clone()),
        ("senest", letters::danish_date(super::items_until(act.app, meeting).due)),
        ("aflyst", cancelled),
        ("nytid", moved),
        ("moedte", came(Yes::Yes)),
        ("afbud", came(Yes::No)),
        ("referat", minutes(meeting, &name)),
        ("opgaver", tasks(meeting, &name)),
        ("referent", meeting.held().map(|held| held.writer.clone()).filter(|w| !w.is_empty()).unwrap_or(leader)),
        ("fortaeller", informs.unwrap_or_default()),
    ]))
}

/// Where it is, for this reader: nothing of a protected home leaves the house.
pub(crate) fn place(file: &CaseFile, meeting: &Meeting, reader: Reader, leader: &str) -> String {
    let told = meeting.venue.told_to(reader, file.citizen.is_protected().into());
    match (meeting.venue.spot, reader, told) {
        (_, _, Some(place)) => place,
        (Spot::Home, Reader::Citizen, None) => "hjemme hos dig".to_string(),
        (_, _, None) => format!("Det siger {leader} til jer"),
    }
}

/// A participant by name, with where they work.
fn named(file: &CaseFile, one: &Participant, staff: &impl Fn(domain::ids::StaffId) -> String) -> String {
    match &one.who {
        Who::Citizen => file.citizen.name.clone(),
        Who::Person(id) => file.name_of(*id),
        Who::Staff(id) => staff(*id),
        Who::Outside(outside) if outside.workplace.trim().is_empty() => outside.name.clone(),
        Who::Outside(outside) => format!("{} ({})", outside.name, outside.workplace),
    }
}

fn owner_name(owner: &domain::task::Owner, staff: &impl Fn(domain::ids::StaffId) -> String) -> String {
    match owner {
        domain::task::Owner::Staff(id) => staff(*id),
        domain::task::Owner::Citizen => "Borgeren".to_string(),
        domain::task::Owner::Other(name) => name.clone(),
    }
}

/// The agenda as a list, items that came too late last.
fn agenda(meeting: &Meeting) -> String {
    let line = |item: &Item| {
        let owner = if item.owner.is_empty() { String::new() } else { format!(" ({})", item.owner) };
        let late = if item.placed == Placed::AnyOther { "Eventuelt: " } else { "" };
        let purpose = if item.purpose.is_empty() { String::new() } else { format!(": {}", item.purpose) };
        format!("- {late}{}{owner}{purpose}", item.title)
    };
    meeting.items.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn minutes(meeting: &Meeting, staff: &impl Fn(domain::ids::StaffId) -> String) -> String {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = meeting.items.iter().filter(|item| !item.decision.trim().is_empty() || !item.agreed.is_empty());
    let line = |item: &Item| {
        let decision = one_line(&item.decision);
        if decision.is_empty() {
            let who: Vec<String> = item.agreed.iter().map(|one| owner_name(&one.owner, staff)).collect();
            format!("- {}: aftalt med {}", item.title, who.join(", "))
        } else {
            format!("- {}: {decision}", item.title)
        }
    };
    said.map(line).collect::<Vec<_>>().join("\n")
}

fn tasks(meeting: &Meeting, staff: &impl Fn(domain::ids::StaffId) -> String) -> String {
    let agreed = meeting.items.iter().flat_map(|item| &item.agreed);
    let line = |one: &domain::meeting::Agreed| {
        let due = one.due.map(|due| format!(", senest {}", letters::danish_date(due))).unwrap_or_default();
        format!("- {}: {}{due}", owner_name(&one.owner, staff), one.what)
    };
    agreed.map(line).collect::<Vec<_>>().join("\n")
}

/// A letter of a meeting leaves: asked once more whether it may, and noted on the meeting.
///
/// # Errors
/// [`NotDone::LetterIsOld`] when the meeting was moved since; [`Reason::NotShared`] when consent was withdrawn since.
pub(crate) async fn letter_sent(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    letter: LetterId,
    told: &MeetingLetter,
) -> Outcome<()> {
    let id = MeetingId(told.meeting);
    let mut meeting = act.tx.meeting(permit, file.case.id, id).await?.ok_or(Refused::NotFound)?;
    if meeting.issue != told.issue {
        return Err(Reason::Meeting(NotDone::LetterIsOld).into());
    }
    match told.paper {
        Paper::Call | Paper::Change => {
            called_as(act, permit, file, &mut meeting, told.participant, How::Letter(letter)).await?;
        }
        Paper::Minutes => {
            may_send_minutes(&meeting, told.participant).map_err(Reason::Meeting)?;
            people::allowed(act, permit, file, &meeting, told.participant).await?;
            let (on, issue) = (act.today(), meeting.issue);
            people::of(&mut meeting, told.participant)?.minutes = Some(Told { how: How::Letter(letter), on, issue });
        }
    }
    act.tx.save_meeting(permit, &meeting).await?;
    let today = act.today();
    for ended in calls_done(&meeting) {
        report_as(act, permit, file, &meeting, (ended, today, "")).await?;
    }
    Ok(())
}
