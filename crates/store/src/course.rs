//! Courses of procedures and their milestones: what happened, and nothing else about progress.

use crate::error::{Error, Result};
use crate::row::{Args, Row, args, codes, statements};
use crate::tx::{Tx, changed};
use domain::access::Permit;
use domain::case::Course;
use domain::deadline::Pause;
use domain::ids::{CaseId, CourseId};
use domain::progress::{Happening, Milestone};
use jiff::civil::Date;
use serde_json::Value;
use std::collections::BTreeMap;

statements! {
    INSERT = "insert into courses (id, case_id, procedure_id, procedure_version, began_on, ended_on) \
        values ($1, $2, $3, $4, $5, $6)";
    INSERT_MILESTONE = "insert into milestones (course_id, nr, day, at, kind, step, element, outcome, dates, reason, due, \
        waiting_for, look_again, annuls) select c.id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15 \
        from courses c where c.id = $1 and c.case_id = $2 and c.ended_on is null";
    END = "update courses set ended_on = $3 where id = $1 and case_id = $2 and ended_on is null";
    OF_CASE = "select id, procedure_id, procedure_version, began_on, ended_on from courses where case_id = $1 \
        order by began_on, id";
    MILESTONES = "select m.course_id, m.nr, m.day, m.at, m.kind, m.step, m.element, m.outcome, m.dates, m.reason, m.due, \
        m.waiting_for, m.look_again, m.annuls from milestones m join courses c on c.id = m.course_id \
        where c.case_id = $1 order by m.course_id, m.nr";
    OPEN = "select case_id, id from courses where ended_on is null order by case_id, began_on, id";
}

codes! { pause_code, pause, Pause,
    Pause::Citizen = "citizen", Pause::Others = "others", Pause::Any = "any",
}

impl Tx {
    /// Begins a course, with the milestones it already has.
    pub async fn insert_course(&mut self, permit: &Permit, case: CaseId, course: &Course) -> Result<()> {
        self.writes_case(permit, case)?;
        let args = args![course.id, case, course.procedure, course.version, course.began_on, course.ended_on];
        self.run(INSERT, args).await?;
        for milestone in &course.milestones {
            self.append_milestone(permit, course.id, milestone).await?;
        }
        Ok(())
    }

    /// Adds what happened; `Conflict("milestones")` when the number is taken, `Stale` when the course has ended.
    pub async fn append_milestone(&mut self, permit: &Permit, course: CourseId, milestone: &Milestone) -> Result<()> {
        let case = self.case_to_write(permit)?;
        let args = milestone_args(course, case, milestone)?;
        changed(self.run(INSERT_MILESTONE, args).await?)
    }

    /// Ends a course that runs.
    pub async fn end_course(&mut self, permit: &Permit, course: CourseId, on: Date) -> Result<()> {
        let case = self.case_to_write(permit)?;
        changed(self.run(END, args![course, case, on]).await?)
    }

    /// Ids of all running courses and their cases, for rebuilding the todos: no content.
    pub async fn open_courses_all(&mut self) -> Result<Vec<(CaseId, CourseId)>> {
        self.all(OPEN, args![]).await?.iter().map(|row| Ok((row.get("case_id")?, row.get("id")?))).collect()
    }

    pub(crate) async fn load_courses(&mut self, case: CaseId) -> Result<Vec<Course>> {
        let mut milestones: BTreeMap<CourseId, Vec<Milestone>> = BTreeMap::new();
        for row in self.all(MILESTONES, args![case]).await? {
            milestones.entry(row.get("course_id")?).or_default().push(milestone(&row)?);
        }
        let rows = self.all(OF_CASE, args![case]).await?;
        rows.iter()
            .map(|row| {
                let id = row.get("id")?;
                Ok(Course {
                    id,
                    procedure: row.get("procedure_id")?,
                    version: row.get("procedure_version")?,
                    began_on: row.get("began_on")?,
                    ended_on: row.maybe("ended_on")?,
                    milestones: milestones.remove(&id).unwrap_or_default(),
                })
            })
            .collect()
    }
}

/// The columns a happening fills; the rest stay empty.
#[derive(Default)]
struct Columns<'a> {
    kind: &'static str,
    step: Option<&'a String>,
    element: Option<&'a String>,
    outcome: Option<&'a String>,
    dates: Option<String>,
    reason: Option<&'a String>,
    due: Option<Date>,
    waiting_for: Option<&'static str>,
    look_again: Option<Date>,
    annuls: Option<u32>,
}

fn milestone_args(course: CourseId, case: CaseId, milestone: &Milestone) -> Result<Args> {
    let c = columns(&milestone.what);
    Ok(args![
        course,
        case,
        milestone.nr,
        milestone.day,
        milestone.at,
        c.kind,
        c.step,
        c.element,
        c.outcome,
        c.dates,
        c.reason,
        c.due,
        c.waiting_for,
        c.look_again,
        c.annuls
    ])
}

fn columns(what: &Happening) -> Columns<'_> {
    let none = Columns::default();
    match what {
        Happening::Done { step, element, outcome, dates, reason } => Columns {
            kind: "done",
            step: Some(step),
            element: element.as_ref(),
            outcome: outcome.as_ref(),
            dates: (!dates.is_empty()).then(|| {
                Value::Object(dates.iter().map(|(k, v)| (k.clone(), Value::String(v.to_string()))).collect())
                    .to_string()
            }),
            reason: reason.as_ref(),
            ..none
        },
        Happening::LeftOut { step, element, reason } => {
            Columns { kind: "left-out", step: Some(step), element: element.as_ref(), reason: Some(reason), ..none }
        }
        Happening::ReopenedFrom { step, reason } => {
            Columns { kind: "reopened-from", step: Some(step), reason: Some(reason), ..none }
        }
        Happening::DeadlineSet { step, due, reason } => {
            Columns { kind: "deadline-set", step: Some(step), due: Some(*due), reason: Some(reason), ..none }
        }
        Happening::Suspended { waiting_for, look_again, reason } => Columns {
            kind: "suspended",
            waiting_for: Some(pause_code(*waiting_for)),
            look_again: Some(*look_again),
            reason: Some(reason),
            ..none
        },
        Happening::Resumed => Columns { kind: "resumed", ..none },
        Happening::Annulled { nr, reason } => {
            Columns { kind: "annulled", annuls: Some(*nr), reason: Some(reason), ..none }
        }
    }
}

fn milestone(row: &Row) -> Result<Milestone> {
    let kind: String = row.get("kind")?;
    let what = match kind.as_str() {
        "done" => Happening::Done {
            step: row.get("step")?,
            element: row.maybe("element")?,
            outcome: row.maybe("outcome")?,
            dates: dates(row.maybe("dates")?)?,
            reason: row.maybe("reason")?,
        },
        "left-out" => {
            Happening::LeftOut { step: row.get("step")?, element: row.maybe("element")?, reason: row.get("reason")? }
        }
        "reopened-from" => Happening::ReopenedFrom { step: row.get("step")?, reason: row.get("reason")? },
        "deadline-set" => {
            Happening::DeadlineSet { step: row.get("step")?, due: row.get("due")?, reason: row.get("reason")? }
        }
        "suspended" => Happening::Suspended {
            waiting_for: row.code("waiting_for", pause)?,
            look_again: row.get("look_again")?,
            reason: row.get("reason")?,
        },
        "resumed" => Happening::Resumed,
        "annulled" => Happening::Annulled { nr: row.get("annuls")?, reason: row.get("reason")? },
        _ => return Err(Error::broken("a milestone of an unknown kind")),
    };
    Ok(Milestone { nr: row.get("nr")?, day: row.get("day")?, at: row.maybe("at")?, what })
}

fn dates(json: Option<String>) -> Result<BTreeMap<String, Date>> {
    let Some(json) = json else { return Ok(BTreeMap::new()) };
    let unreadable = || Error::broken("the dates of a milestone cannot be read back");
    let value: Value = serde_json::from_str(&json).map_err(|_| unreadable())?;
    let object = value.as_object().ok_or_else(unreadable)?;
    object
        .iter()
        .map(|(name, date)| {
            let date = date.as_str().and_then(|text| text.parse().ok()).ok_or_else(unreadable)?;
            Ok((name.clone(), date))
        })
        .collect()
}
