//! The school's list (T-F14): uploaded, looked through row by row, and taken in as a whole or not at all.
//!
//! The file lies sealed until it is confirmed, for a day at most. What is kept is what came of it: the track of each
//! pupil known here, and the pupils nobody knows until their day.

mod unknown;

pub use unknown::{pupil_begins, pupil_enquiry, pupil_left_out};

use super::{begin, file, tell};
use crate::act::Act;
use crate::{Actor, App, Outcome, Reason, Resource};
use domain::access::{Action, Object, Permit, Target, Yes};
use domain::consent::Covers;
use domain::ids::{PersonId, TransitionId};
use domain::people::{Located, Protection};
use domain::school_list::{self as core, Column, NotImported, Pupil, Row, Wrong, same_name};
use domain::setting::Value;
use domain::shared::LegalBasis;
use domain::transition::{ADULT, Found, School};
use jiff::civil::Date;
use store::Tx;
use store::school_list::{ListRow, NewList, UnknownPupil};
use uuid::Uuid;

/// Days a pupil nobody knows is kept, by the municipality's choice.
const KEPT: &str = "overgang-ukendte-gemmes";
/// Those days, should nobody have set them.
const KEPT_DAYS: i64 = 30;

/// What a list rests on.
#[derive(Clone, PartialEq, Eq)]
pub enum Basis {
    /// A provision of the list, by id, and why it applies.
    Law {
        /// Its id.
        id: String,
        /// Why it applies.
        because: String,
    },
    /// Consent: from whom, when, and how it was given.
    Consent(String),
}

/// What taking a row in would add.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adds {
    /// Known here: a track begins.
    Track,
    /// Has a track: the school and the grade are noted on it.
    School,
    /// Has a track that says the same.
    Nothing,
    /// Nobody knows them: kept until somebody has decided, or the day comes.
    Unknown,
    /// Nobody knows them, and they stand on an earlier list.
    UnknownAlready,
    /// An adult already: nothing is prepared any more.
    Adult,
}

/// A row of the preview.
pub struct PreviewRow {
    /// Its line in the file.
    pub line: u32,
    /// The name as typed.
    pub name: String,
    /// The grade, when it can be read.
    pub grade: Option<u8>,
    /// What is wrong with it.
    pub wrong: Vec<(Column, Wrong)>,
    /// The number does not fit the modulus sum; a hint.
    pub doubtful: bool,
    /// What taking it in would add; none when something is wrong.
    pub adds: Option<Adds>,
}

/// An uploaded list, looked through.
pub struct Preview<'a> {
    /// Its id.
    pub id: Uuid,
    /// Its rows, in the order of the file.
    pub rows: Vec<PreviewRow>,
    /// The day this very file was taken in, if it was.
    pub taken_in: Option<Date>,
    /// Provisions it may rest on.
    pub bases: Vec<&'a LegalBasis>,
    /// The day pupils nobody knows are deleted.
    pub delete_on: Date,
}

/// What is said when a list is taken in.
pub struct Import {
    /// What it rests on.
    pub basis: Basis,
    /// Rows with something wrong are left out.
    pub leave_out: Yes,
}

/// What taking a list in came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Tracks that began.
    pub begun: u32,
    /// Tracks that were there already.
    pub known: u32,
    /// Pupils nobody knows.
    pub unknown: u32,
    /// Rows left out.
    pub left_out: u32,
}

/// The page of the lists.
pub struct Lists<'a> {
    /// Taken in, newest first.
    pub taken_in: Vec<ListRow>,
    /// Pupils nobody knows, those deleted first in front.
    pub unknown: Vec<UnknownPupil>,
    /// Provisions a list may rest on.
    pub bases: Vec<&'a LegalBasis>,
    /// Today.
    pub today: Date,
}

/// Provisions a list of pupils may rest on: those that let us fetch.
fn bases(app: &App) -> Vec<&LegalBasis> {
    app.content.legal_bases.iter().filter(|basis| basis.covers.contains(&Covers::Fetch)).collect()
}

fn delete_on(app: &App, today: Date) -> Date {
    let days = match app.content.setting_on(KEPT, today).map(|dated| &dated.value) {
        Some(Value::Number(days)) => *days,
        _ => KEPT_DAYS,
    };
    today.saturating_add(jiff::Span::new().days(days.clamp(1, 366)))
}

/// The lists of the actor's department, and the pupils nobody knows.
///
/// # Errors
/// Not found without the right to take lists in.
pub async fn lists<'a>(app: &'a App, actor: &Actor) -> Outcome<Lists<'a>> {
    let permit = crate::access::without_case(actor, Action::Register, Object::Transition)?;
    let mut look = app.look(actor, "see_school_lists").await?;
    let department = &actor.staff.department;
    let taken_in = look.tx.school_lists(&permit, department).await?;
    let unknown = look.tx.unknown_pupils(&permit, department).await?;
    let today = look.today();
    let objects = taken_in.iter().map(|list| list.id.to_string()).chain(unknown.iter().map(|row| row.id.to_string()));
    let objects = objects.collect();
    look.done(Some(&permit), objects, Vec::new()).await?;
    Ok(Lists { taken_in, unknown, bases: bases(app), today })
}

/// Keeps an uploaded list until it is confirmed; what is no list at all is said at once, and nothing is kept.
///
/// # Errors
/// [`Reason::SchoolList`]; not found without the right to take lists in.
pub async fn upload(app: &App, actor: &Actor, bytes: &[u8]) -> Outcome<Uuid> {
    let mut act = app.act(actor, "school_list_uploaded").await?;
    let permit = act.without_case(Action::Register, Object::Transition)?;
    let text = file::text(bytes).map_err(Reason::SchoolList)?;
    rows_of(&text, act.today())?;
    let fingerprint = act.tx.file_fingerprint(bytes)?;
    let id = act.id();
    act.tx.keep_list(&permit, id, &fingerprint, &text).await?;
    act.commit(Resource::SchoolList(id)).await?;
    Ok(id)
}

fn rows_of(text: &str, today: Date) -> Outcome<Vec<Row>> {
    let lines = file::lines(text).map_err(Reason::SchoolList)?;
    Ok(core::read(&lines, today).map_err(Reason::SchoolList)?)
}

/// Looks an uploaded list through, row by row, without changing anything.
///
/// # Errors
/// Not found for anybody but who uploaded it.
pub async fn preview<'a>(app: &'a App, actor: &Actor, id: Uuid) -> Outcome<Preview<'a>> {
    let permit = crate::access::without_case(actor, Action::Register, Object::Transition)?;
    let mut look = app.look(actor, "see_school_list").await?;
    let today = look.today();
    let (fingerprint, text) = look.tx.kept_list(&permit, id).await?;
    let taken_in = look.tx.list_taken_in(&permit, &fingerprint).await?;
    let (mut rows, mut persons) = (Vec::new(), Vec::new());
    for row in rows_of(&text, today)? {
        let judged = judge(&mut look.tx, &permit, &row, today).await?;
        persons.extend(judged.person);
        rows.push(PreviewRow {
            line: row.line,
            name: row.name,
            grade: row.pupil.as_ref().map(|pupil| pupil.grade),
            wrong: if judged.wrong.is_empty() { row.wrong } else { judged.wrong },
            doubtful: row.doubtful,
            adds: judged.adds,
        });
    }
    let objects = vec![id.to_string(), format!("rows {}", rows.len())];
    look.done(Some(&permit), objects, persons).await?;
    Ok(Preview { id, rows, taken_in, bases: bases(app), delete_on: delete_on(app, today) })
}

/// What a row is to those known here.
struct Judged {
    person: Option<PersonId>,
    track: Option<TransitionId>,
    wrong: Vec<(Column, Wrong)>,
    adds: Option<Adds>,
}

async fn judge(tx: &mut Tx, permit: &Permit, row: &Row, today: Date) -> Outcome<Judged> {
    let nobody = |adds| Judged { person: None, track: None, wrong: Vec::new(), adds };
    let Some(pupil) = &row.pupil else { return Ok(nobody(None)) };
    if ADULT <= domain::calendar::age_on(pupil.cpr.born(), today) {
        return Ok(nobody(Some(Adds::Adult)));
    }
    let Some(person) = tx.person_by_cpr(&pupil.cpr).await? else {
        let before = tx.unknown_pupil_on_list(permit, &pupil.cpr).await?;
        return Ok(nobody(Some(if before.is_some() { Adds::UnknownAlready } else { Adds::Unknown })));
    };
    let known = Judged { person: Some(person), ..nobody(None) };
    if !same_name(&tx.name_to_compare(permit, person).await?, &pupil.name) {
        return Ok(Judged { wrong: vec![(Column::Name, Wrong::OtherName)], ..known });
    }
    let Some(track) = tx.transition_of(person).await? else {
        return Ok(Judged { adds: Some(Adds::Track), ..known });
    };
    let before = tx.transition(&Permit::of_the_system(Target::Transition(track)), track).await?.school;
    let same =
        before.is_some_and(|school| school.grade == pupil.grade && *school.name.expose_for_storage() == pupil.school);
    let adds = if same { Adds::Nothing } else { Adds::School };
    Ok(Judged { track: Some(track), adds: Some(adds), ..known })
}

/// Takes an uploaded list in, as a whole; rows with something wrong are left out only when it is said so.
///
/// # Errors
/// [`Reason::NotImported`], all of it before anything is kept; not found for anybody but who uploaded it.
pub async fn import(app: &App, actor: &Actor, id: Uuid, order: Import) -> Outcome<Imported> {
    let mut act = app.act(actor, "school_list_taken_in").await?;
    let permit = act.without_case(Action::Register, Object::Transition)?;
    let today = act.today();
    let (fingerprint, text) = act.tx.kept_list(&permit, id).await?;
    if let Some(day) = act.tx.list_taken_in(&permit, &fingerprint).await? {
        return Err(Reason::NotImported(NotImported::TakenInAlready(day)).into());
    }
    let (basis, words) = resting_on(app, &order.basis)?;
    let mut good = Vec::new();
    let mut wrong = 0_u32;
    for row in rows_of(&text, today)? {
        let judged = judge(&mut act.tx, &permit, &row, today).await?;
        match (row.pupil, judged.adds) {
            (Some(pupil), Some(adds)) => good.push((pupil, judged.person, judged.track, adds)),
            _ => wrong = wrong.saturating_add(1),
        }
    }
    if 0 < wrong && order.leave_out == Yes::No {
        return Err(Reason::NotImported(NotImported::RowsWrong(wrong)).into());
    }
    if good.is_empty() {
        return Err(Reason::NotImported(NotImported::NothingLeft).into());
    }
    let pupils = u32::try_from(good.len()).unwrap_or(u32::MAX);
    let department = actor.staff.department.clone();
    let by = actor.id();
    let list =
        NewList { id, fingerprint: &fingerprint, by, department: &department, basis, words, pupils, left_out: wrong };
    act.tx.insert_school_list(&permit, &list).await?;
    let mut made = Imported { left_out: wrong, ..Imported::default() };
    for (pupil, person, track, adds) in good {
        add(&mut act, &permit, id, (pupil, person, track, adds), &mut made).await?;
    }
    act.tx.forget_list(&permit, id).await?;
    // The words may name people; they stand sealed with the list, and the log says which provision.
    act.because(basis.unwrap_or("samtykke"));
    act.commit(Resource::SchoolList(id)).await?;
    Ok(made)
}

/// The provision by id, if it is one, and the words that go with it.
fn resting_on<'a>(app: &App, basis: &'a Basis) -> Outcome<(Option<&'a str>, &'a str)> {
    let (id, words) = match basis {
        Basis::Law { id, because } => (Some(id.as_str()), because.trim()),
        Basis::Consent(words) => (None, words.trim()),
    };
    if id.is_some_and(|id| !bases(app).iter().any(|known| known.id == id)) {
        return Err(Reason::NotImported(NotImported::NoBasis).into());
    }
    if words.is_empty() {
        return Err(Reason::NotImported(NotImported::BasisWithoutWords).into());
    }
    Ok((id, words))
}

async fn add(
    act: &mut Act<'_>,
    permit: &Permit,
    list: Uuid,
    (pupil, person, track, adds): (Pupil, Option<PersonId>, Option<TransitionId>, Adds),
    made: &mut Imported,
) -> Outcome<()> {
    if let Some(person) = person {
        act.concerns(person);
    }
    match (adds, person, track) {
        (Adds::Track, Some(person), _) => {
            begin(act, person, Found::List, Some(school(&pupil))).await?;
            made.begun = made.begun.saturating_add(1);
        }
        (Adds::School, _, Some(track)) => {
            let by_system = Permit::of_the_system(Target::Transition(track));
            act.tx.set_school(&by_system, track, &school(&pupil)).await?;
            // On the list and not in the target group is something to look at once more.
            if act.tx.transition_news(&by_system, track).await? == Yes::Yes {
                tell(act, &by_system, track, "news", "").await?;
            }
            tell(act, &by_system, track, "school", &format!("{}. klasse", pupil.grade)).await?;
            made.known = made.known.saturating_add(1);
        }
        (Adds::Unknown, ..) => {
            let delete_on = delete_on(act.app, act.today());
            let row = UnknownPupil { id: act.id(), department: act.actor.staff.department.clone(), pupil, delete_on };
            act.tx.insert_unknown_pupil(permit, list, &row).await?;
            made.unknown = made.unknown.saturating_add(1);
        }
        _ => made.known = made.known.saturating_add(1),
    }
    Ok(())
}

/// The school tells where a young person is; whether they are protected stands on them, and is read with it.
fn school(pupil: &Pupil) -> School {
    School { name: Located::new(pupil.school.clone(), Protection::Protected), grade: pupil.grade }
}

/// Gives an uploaded list up.
///
/// # Errors
/// Not found without the right to take lists in.
pub async fn forget(app: &App, actor: &Actor, id: Uuid) -> Outcome<()> {
    let mut act = app.act(actor, "school_list_given_up").await?;
    let permit = act.without_case(Action::Register, Object::Transition)?;
    act.tx.forget_list(&permit, id).await?;
    act.commit(Resource::SchoolList(id)).await
}
