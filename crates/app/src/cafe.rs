//! Café meetings about turning eighteen (T-P05): made, invited to, answered, and who came.
//!
//! The meeting itself says nothing of anybody. Each invitation is an act on its own case, with its own letter, so that no
//! family learns who else is asked; whoever may not open a case does not see its guests.

use crate::act::Act;
use crate::letter::{self, About};
use crate::{Actor, App, Outcome, Reason, Refused, Resource, access};
use domain::access::{Action, Object, Permit, Scope, Yes};
use domain::cafe::{self, Answer, Attendance, Cafe, Guest, Invitation, NotACafe};
use domain::case::CaseFile;
use domain::ids::{CafeId, CaseId, PersonId};
use domain::letter::{Addressee, Letter, Recipient};
use domain::task::{Origin, Owner};
use jiff::ToSpan as _;
use jiff::civil::{Date, Time};
use letters::danish_date;
use std::collections::{BTreeMap, BTreeSet};

pub use store::cafe::{CandidateRow, InvitedRow};

/// Days one has to call a family that did not come: a goal.
const DAYS: i32 = 14;
/// The field that makes a letter an invitation to a café meeting: what happens there.
const PROGRAMME: &str = "program";

/// What is typed of a meeting.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The day.
    pub day: Date,
    /// When it begins.
    pub from: Time,
    /// When it ends.
    pub until: Time,
    /// Where.
    pub place: String,
    /// What happens.
    pub programme: String,
    /// Room for how many.
    pub capacity: u32,
    /// Last day to answer.
    pub reply_by: Date,
}

/// Makes a meeting of one's own department.
///
/// # Errors
/// [`Reason::Cafe`].
pub async fn plan(app: &App, actor: &Actor, order: Plan) -> Outcome<CafeId> {
    let mut act = app.act(actor, "cafe_planned").await?;
    let permit = act.without_case(Action::Register, Object::Person)?;
    let blank = Cafe {
        id: CafeId(act.id()),
        department: actor.staff.department.clone(),
        day: order.day,
        from: order.from,
        until: order.until,
        place: String::new(),
        programme: String::new(),
        capacity: order.capacity,
        reply_by: order.reply_by,
        made_by: actor.id(),
        called_off_on: None,
        version: 1,
    };
    let made = planned(blank, order);
    cafe::check(&made, 0, act.today()).map_err(Reason::Cafe)?;
    act.tx.insert_cafe(&permit, &made).await?;
    act.because(&format!("cafe {}", made.id));
    act.commit(Resource::Own(actor.id())).await?;
    Ok(made.id)
}

fn planned(cafe: Cafe, order: Plan) -> Cafe {
    Cafe {
        day: order.day,
        from: order.from,
        until: order.until,
        place: order.place.trim().to_string(),
        programme: order.programme.replace("\r\n", "\n").trim().to_string(),
        capacity: order.capacity,
        reply_by: order.reply_by,
        ..cafe
    }
}

/// Changes a meeting over the version that was read. Letters that have left say what they said; those invited are
/// rung, which the page says.
///
/// # Errors
/// [`Reason::Cafe`]; [`Reason::Stale`] when somebody was first.
pub async fn change(app: &App, actor: &Actor, id: CafeId, version: i64, order: Plan) -> Outcome<()> {
    let mut act = app.act(actor, "cafe_changed").await?;
    let permit = act.without_case(Action::Register, Object::Person)?;
    let scope = access::scope(actor)?;
    let known = act.tx.hold_cafe(&scope, id).await?;
    known.may_invite(act.today()).map_err(Reason::Cafe)?;
    let taken = cafe::taken(&act.tx.cafe_answers(&known, None).await?);
    let changed = Cafe { version, ..planned(known, order) };
    cafe::check(&changed, taken, act.today()).map_err(Reason::Cafe)?;
    act.tx.save_cafe(&permit, &changed).await?;
    act.because(&format!("cafe {id}"));
    act.commit(Resource::Own(actor.id())).await
}

/// Calls a meeting off: each case whose guests the actor may work with gets the task of telling them.
///
/// # Errors
/// [`Reason::Cafe`]; [`Reason::Stale`].
pub async fn call_off(app: &App, actor: &Actor, id: CafeId, version: i64) -> Outcome<()> {
    let mut act = app.act(actor, "cafe_called_off").await?;
    let permit = act.without_case(Action::Register, Object::Person)?;
    let scope = access::scope(actor)?;
    let known = act.tx.hold_cafe(&scope, id).await?;
    known.may_invite(act.today()).map_err(Reason::Cafe)?;
    let invited = act.tx.cafe_invited_in(&scope, &known).await?;
    let gone = Cafe { version, called_off_on: Some(act.today()), ..known };
    act.tx.save_cafe(&permit, &gone).await?;
    for case in invited.iter().map(|row| row.invitation.case).collect::<BTreeSet<CaseId>>() {
        let Ok((permit, file)) = act.case(case, Action::Note).await else { continue };
        let what = format!("Fortæl familien, at cafémødet {} er aflyst.", danish_date(gone.day));
        follow(&mut act, &permit, &file, what, Some(gone.day)).await?;
        act.journal(&permit, case, &danish_date(gone.day)).await?;
    }
    act.because(&format!("cafe {id}"));
    act.commit(Resource::Own(actor.id())).await
}

/// A task for the responsible person, when there still is one to do it.
async fn follow(act: &mut Act<'_>, permit: &Permit, file: &CaseFile, what: String, due: Option<Date>) -> Outcome<()> {
    if file.case.closed_on.is_some() {
        return Ok(());
    }
    let give = crate::task::Give {
        what,
        owner: Owner::Staff(file.case.responsible),
        due,
        origin: Origin::ByHand,
        every: None,
        agreed_on: None,
    };
    crate::task::add(act, permit, file, give).await.map(|_| ())
}

/// Whom to invite, and how.
#[derive(Clone, Debug)]
pub struct Invite {
    /// The year in which they turn eighteen.
    pub year: i16,
    /// By these cases, one for each young person.
    pub cases: Vec<CaseId>,
    /// Custody holders get an invitation of their own.
    pub parents: Yes,
}

/// What came of inviting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Invited {
    /// Letters promised to the post.
    pub sent: usize,
    /// Letters left as drafts for the responsible person, who has the task of sending them.
    pub left: usize,
}

/// Letters of content that invite to a café meeting: to the young person, and to parents. They are made by hand and ask
/// for a programme.
pub fn letters(app: &App, today: Date) -> (Option<&Letter>, Option<&Letter>) {
    let invites =
        |letter: &&Letter| letter.occasion.is_made_by_hand() && letter.asks.iter().any(|ask| ask.id == PROGRAMME);
    let found: Vec<&Letter> = app.content.letters.all_on(today).filter(invites).collect();
    let to = |young: bool| found.iter().find(|letter| (letter.recipient == Recipient::Citizen) == young).copied();
    (to(true), to(false))
}

/// Invites young people of a year group, each by a letter of their own on their own case. Who may work on the case sends
/// at once; else the letter waits there for the responsible person.
///
/// # Errors
/// [`Reason::Cafe`]; not found for a case the actor may not write on.
pub async fn invite(app: &App, actor: &Actor, id: CafeId, order: Invite) -> Outcome<Invited> {
    let mut act = app.act(actor, "cafe_invited").await?;
    let scope = access::scope(actor)?;
    let cafe = act.tx.hold_cafe(&scope, id).await?;
    cafe.may_invite(act.today()).map_err(Reason::Cafe)?;
    if order.cases.is_empty() {
        return Err(Reason::Cafe(NotACafe::Nobody).into());
    }
    let mut came_of_it = Invited::default();
    for case in order.cases.iter().copied().collect::<BTreeSet<CaseId>>() {
        invite_one(&mut act, &cafe, case, &order, &mut came_of_it).await?;
    }
    act.because(&format!("cafe {id}"));
    act.commit(Resource::Own(actor.id())).await?;
    Ok(came_of_it)
}

async fn invite_one(
    act: &mut Act<'_>,
    cafe: &Cafe,
    case: CaseId,
    order: &Invite,
    came_of_it: &mut Invited,
) -> Outcome<()> {
    let (permit, mut file) = act.case(case, Action::Note).await?;
    if file.case.closed_on.is_some() {
        return Err(Reason::CaseClosed.into());
    }
    let today = act.today();
    // The meeting is before the birthday: its letters tell of what is to come.
    if !cafe::is_of_the_year(file.citizen.born, order.year) || !file.citizen.is_child_on(today) {
        return Err(Reason::Cafe(NotACafe::NotOfTheYear).into());
    }
    let works = access::to_case(&mut act.tx, act.actor, case, Action::Work).await.ok();
    let mut guests = vec![(Guest::Young, file.citizen.id)];
    if order.parents == Yes::Yes {
        let others = file.parties_on(today).into_iter().filter(|party| party.id != file.citizen.id);
        guests.extend(others.map(|party| (Guest::Parent, party.id)));
    }
    let (to_young, to_parent) = letters(act.app, today);
    for (guest, person) in guests {
        let template = match guest {
            Guest::Young => to_young,
            Guest::Parent => to_parent,
        };
        let template = template.ok_or(Reason::Cafe(NotACafe::NoLetter))?;
        let about = About::ByHand { answers: answers(cafe, template) };
        let letter = letter::issue_as(act, &file, template, Addressee::Person(person), about).await?;
        letter::check_recipient(act.app, &file, &letter, today)?;
        act.tx.insert_letter(&permit, &letter).await?;
        let invitation = Invitation {
            cafe: cafe.id,
            case,
            person,
            guest,
            letter: letter.id,
            answer: Answer::None,
            attendance: None,
        };
        let by = act.actor.id();
        act.tx.insert_cafe_invitation(&permit, &invitation, by).await.map_err(invited_already)?;
        match &works {
            Some(permit) => {
                letter::promise(act, permit, &mut file, letter).await?;
                came_of_it.sent = came_of_it.sent.saturating_add(1);
            }
            None => came_of_it.left = came_of_it.left.saturating_add(1),
        }
    }
    if works.is_none() {
        let what =
            format!("Send indbydelserne til cafémødet {}. De ligger som kladder på sagen.", danish_date(cafe.day));
        follow(act, &permit, &file, what, Some(cafe.reply_by)).await?;
    }
    act.journal(&permit, case, &danish_date(cafe.day)).await
}

fn invited_already(error: store::Error) -> Refused {
    match error {
        store::Error::Conflict(_) => Reason::Cafe(NotACafe::NotOfTheYear).into(),
        other => other.into(),
    }
}

/// Every field of the letter that the meeting knows; what it does not know is left empty where it may be.
fn answers(cafe: &Cafe, letter: &Letter) -> BTreeMap<String, String> {
    let time = |time: Time| format!("{}.{:02}", time.hour(), time.minute());
    let known = BTreeMap::from([
        ("dag", danish_date(cafe.day)),
        ("klokken", time(cafe.from)),
        ("slut", time(cafe.until)),
        ("sted", cafe.place.clone()),
        (PROGRAMME, cafe.programme.clone()),
        ("senest", danish_date(cafe.reply_by)),
    ]);
    letter.asks.iter().map(|ask| (ask.id.clone(), known.get(ask.id.as_str()).cloned().unwrap_or_default())).collect()
}

/// Writes down what an invited person answered, on their case.
///
/// # Errors
/// [`Reason::Cafe`]; not found for who is not invited on that case.
pub async fn answer(
    app: &App,
    actor: &Actor,
    id: CafeId,
    (case, person): (CaseId, PersonId),
    said: Answer,
) -> Outcome<()> {
    let mut act = app.act(actor, "cafe_answered").await?;
    let scope = access::scope(actor)?;
    let cafe = act.tx.hold_cafe(&scope, id).await?;
    let (permit, _) = act.case(case, Action::Note).await?;
    let invited = act.tx.cafe_invitations(&permit, id, case).await?;
    let invitation = invited.iter().find(|known| known.person == person).ok_or(Refused::NotFound)?;
    let others = cafe::taken(&act.tx.cafe_answers(&cafe, Some(person)).await?);
    cafe.may_answer(said, others).map_err(Reason::Cafe)?;
    act.tx.answer_cafe(&permit, invitation, said).await?;
    act.concerns(person);
    let words = match said {
        Answer::None => "Svaret er slettet igen.".to_string(),
        Answer::Comes { companions: 0 } => "Kommer.".to_string(),
        Answer::Comes { companions } => format!("Kommer med {companions}."),
        Answer::StaysAway => "Kommer ikke.".to_string(),
    };
    act.journal(&permit, case, &words).await?;
    act.commit(Resource::Case(case)).await
}

/// Writes down who came, on each case. Who did not come is followed up: the responsible person gets the task once.
///
/// # Errors
/// [`Reason::Cafe`]; not found for a case the actor may not write on.
pub async fn attended(app: &App, actor: &Actor, id: CafeId, marks: Vec<(CaseId, PersonId, Attendance)>) -> Outcome<()> {
    let mut act = app.act(actor, "cafe_attended").await?;
    let scope = access::scope(actor)?;
    let cafe = act.tx.hold_cafe(&scope, id).await?;
    cafe.may_note_attendance(act.today()).map_err(Reason::Cafe)?;
    let mut by_case: BTreeMap<CaseId, Vec<(PersonId, Attendance)>> = BTreeMap::new();
    for (case, person, came) in marks {
        by_case.entry(case).or_default().push((person, came));
    }
    for (case, marks) in by_case {
        attended_on(&mut act, &cafe, case, &marks).await?;
    }
    act.because(&format!("cafe {id}"));
    act.commit(Resource::Own(actor.id())).await
}

async fn attended_on(act: &mut Act<'_>, cafe: &Cafe, case: CaseId, marks: &[(PersonId, Attendance)]) -> Outcome<()> {
    let (permit, file) = act.case(case, Action::Note).await?;
    let invited = act.tx.cafe_invitations(&permit, cafe.id, case).await?;
    let mut news = false;
    for (person, came) in marks {
        let invitation = invited.iter().find(|known| known.person == *person).ok_or(Refused::NotFound)?;
        news |= act.tx.attend_cafe(&permit, invitation, *came).await?;
        act.concerns(*person);
    }
    if !news {
        return Ok(());
    }
    let invited = act.tx.cafe_invitations(&permit, cafe.id, case).await?;
    let came = |invitation: &&Invitation| invitation.attendance == Some(Attendance::Came);
    let (here, of) = (invited.iter().filter(came).count(), invited.len());
    let day = danish_date(cafe.day);
    act.journal(&permit, case, &format!("Cafémødet {day}: {here} af {of} indbudte kom.")).await?;
    let young_stayed_away = invited
        .iter()
        .any(|invitation| invitation.guest == Guest::Young && invitation.attendance == Some(Attendance::DidNotCome));
    if young_stayed_away && here == 0 {
        let what = format!("Ring til familien: Ingen kom til cafémødet {day}. Giv dem materialet på en anden måde.");
        let due = act.today().saturating_add(DAYS.days());
        follow(act, &permit, &file, what, Some(due)).await?;
    }
    Ok(())
}

/// A meeting of a list, with how it stands.
pub struct Line {
    /// The meeting.
    pub cafe: Cafe,
    /// How many are invited.
    pub invited: u32,
    /// Seats taken.
    pub taken: u32,
}

/// Meetings of one's own department, newest first.
pub async fn list(app: &App, actor: &Actor) -> Outcome<Vec<Line>> {
    let scope = access::scope(actor)?;
    let mut look = app.look(actor, "see_cafes").await?;
    let mut lines = Vec::new();
    for cafe in look.tx.cafes(&scope, &actor.staff.department).await? {
        let taken = cafe::taken(&look.tx.cafe_answers(&cafe, None).await?);
        lines.push(Line { invited: look.tx.cafe_invited(&cafe).await?, taken, cafe });
    }
    look.done(None, lines.iter().map(|line| line.cafe.id.to_string()).collect(), Vec::new()).await?;
    Ok(lines)
}

/// A meeting as its page shows it.
pub struct Shown {
    /// The meeting.
    pub cafe: Cafe,
    /// Who is invited, of the cases the reader may list.
    pub invited: Vec<InvitedRow>,
    /// Invited in cases the reader may not list.
    pub hidden: u32,
    /// Seats taken, by everybody.
    pub taken: u32,
    /// Who can be invited of the year group, one row for each young person.
    pub candidates: Vec<CandidateRow>,
    /// The year group.
    pub year: i16,
    /// Today.
    pub today: Date,
}

/// Shows a meeting, and who of a year group can be invited.
pub async fn show(app: &App, actor: &Actor, id: CafeId, year: Option<i16>) -> Outcome<Shown> {
    let scope = access::scope(actor)?;
    let mut look = app.look(actor, "see_cafe").await?;
    let cafe = look.tx.cafe(&scope, id).await?;
    let today = look.today();
    let year = year.unwrap_or_else(|| cafe.day.saturating_add(1.year()).year());
    let invited = look.tx.cafe_invited_in(&scope, &cafe).await?;
    let all = look.tx.cafe_invited(&cafe).await?;
    let taken = cafe::taken(&look.tx.cafe_answers(&cafe, None).await?);
    let candidates = if cafe.may_invite(today).is_ok() {
        candidates(&mut look.tx, &scope, (&cafe, actor), year).await?
    } else {
        Vec::new()
    };
    let mut persons: Vec<PersonId> = invited.iter().map(|row| row.invitation.person).collect();
    persons.extend(candidates.iter().map(|row| row.person));
    look.done(None, vec![id.to_string()], persons).await?;
    let seen = u32::try_from(invited.len()).unwrap_or(u32::MAX);
    Ok(Shown { hidden: all.saturating_sub(seen), cafe, invited, taken, candidates, year, today })
}

/// One row for each young person: by one's own case when there is one, else by the oldest.
async fn candidates(
    tx: &mut store::Tx,
    scope: &Scope,
    (cafe, actor): (&Cafe, &Actor),
    year: i16,
) -> Outcome<Vec<CandidateRow>> {
    let born = year.saturating_sub(18);
    let (Ok(first), Ok(last)) = (Date::new(born, 1, 1), Date::new(born, 12, 31)) else { return Ok(Vec::new()) };
    let mut rows: Vec<CandidateRow> = Vec::new();
    let today = tx.today();
    let rows_of_year = tx.cafe_candidates(scope, cafe, (first, last)).await?;
    for row in rows_of_year.into_iter().filter(|row| today < domain::adulthood::birthday(row.born)) {
        match rows.iter_mut().find(|known| known.person == row.person) {
            Some(known) if known.responsible != actor.id() && row.responsible == actor.id() => *known = row,
            Some(_) => {}
            None => rows.push(row),
        }
    }
    Ok(rows)
}
