//! Young people's tracks from child to adult: found by one query, each once; reasons, health and school sealed.

use crate::case::in_scope;
use crate::error::{Error, Result};
use crate::row::{Row, args, statements};
use crate::todo::due_kind;
use crate::tx::{Tx, changed};
use domain::access::{Permit, Scope, Target, Yes};
use domain::deadline::Kind;
use domain::ids::{CaseId, CaseNumber, CourseId, PersonId, StaffId, TransitionId};
use domain::people::{Located, Protection};
use domain::progress::Answer;
use domain::transition::{Adult, Births, Found, Known, Pension, Said, School, Stage, State, Transition, YoungPerson};
use jiff::{Timestamp, civil::Date};
use serde_json::{Value, json};

/// Cases and grants the person `p` has had.
macro_rules! matters {
    ($person:literal) => {
        concat!(
            "((select count(*) from cases m where m.citizen_id = ",
            $person,
            ") + (select count(*) from grants m where m.person_id = ",
            $person,
            "))"
        )
    };
}
/// Who has a track `t` in hand: the coordinator named, or whoever is responsible for its case `c`.
macro_rules! in_hand_of {
    () => {
        "coalesce(t.coordinator_id, c.responsible_id)"
    };
}
/// Tracks `t` with person `p` and case `c` that `$1` may list on the day `$2`: those in their hands, those they will
/// take over, and those of the department `$3`. One whose matters are closed to the department is for named people.
macro_rules! listed {
    ($columns:expr, $from:literal, $rest:literal) => {
        concat!(
            "select ",
            $columns,
            " from transitions t join persons p on p.id = t.person_id left join cases c on c.id = t.case_id",
            $from,
            " where (",
            in_hand_of!(),
            " = $1 or t.adult_coordinator_id = $1 or exists (select 1 from case_functions f where f.staff_id = $1 \
             and f.case_id = c.id and f.from_day <= $2 and (f.until_day is null or $2 <= f.until_day)) \
             or (t.department = $3 and not exists (select 1 from cases k where k.citizen_id = p.id \
             and k.closed_to_unit = 1))) \
             and p.id not in (select person_id from conflicts where staff_id = $1)",
            $rest
        )
    };
}

statements! {
    /// Everybody in the window with an open case or a grant that runs on `$3`; the department that prepares is `$4`.
    YOUNG = concat!("select p.id as person_id, c.id as case_id, c.department, ", matters!("p.id"), " as matters, \
        t.id as track_id, t.stage, t.case_id as track_case_id, t.coordinator_id, t.matters as known_matters, t.news_on \
        from persons p join cases c on c.id = (select k.id from cases k where k.citizen_id = p.id \
        and (k.closed_on is null or exists (select 1 from grants g where g.case_id = k.id and g.from_day <= $3 \
        and (g.until_day is null or $3 <= g.until_day))) \
        order by case when k.department = $4 then 0 else 1 end, case when k.closed_on is null then 0 else 1 end, \
        k.number limit 1) left join transitions t on t.person_id = p.id where $1 < p.born and p.born <= $2 \
        order by p.id");
    INSERT = concat!("insert into transitions (id, person_id, department, case_id, found_by, found_on, stage, \
        coordinator_id, matters, school_sealed, version) values ($1, $2, $3, $4, $5, $6, 'found', $7, ", matters!("$2"),
        ", $8, 1) on conflict (person_id) do nothing");
    FOLLOW = "update transitions set case_id = $2, department = $3, version = version + 1 where id = $1 \
        and stage = 'found' and coordinator_id is null";
    NEWS = "update transitions set news_on = $2, version = version + 1 where id = $1 and stage = 'not-target' \
        and news_on is null";
    SCHOOL = "update transitions set school_sealed = $2, version = version + 1 where id = $1";
    SAVE = concat!("update transitions set department = $3, case_id = $4, stage = $5, said_on = $6, said_by_id = $7, \
        reason_sealed = $8, coordinator_id = $9, pension = $10, pension_sealed = $11, pension_on = $12, \
        pension_by_id = $13, adult_department = $14, adult_coordinator_id = $15, news_on = $16, matters = ",
        matters!("transitions.person_id"), ", version = version + 1 where id = $1 and version = $2");
    ONE = "select t.id, t.person_id, t.department, t.case_id, t.found_by, t.found_on, t.stage, t.said_on, t.said_by_id, \
        t.reason_sealed, t.coordinator_id, t.pension, t.pension_sealed, t.pension_on, t.pension_by_id, \
        t.adult_department, t.adult_coordinator_id, t.news_on, t.school_sealed, t.version, p.protected \
        from transitions t join persons p on p.id = t.person_id where t.id = $1";
    REF = concat!("select t.id, t.person_id, t.department, t.case_id, t.adult_coordinator_id, ", in_hand_of!(),
        " as in_hand_of, (select count(*) from cases k where k.citizen_id = t.person_id and k.closed_to_unit = 1) as closed \
        from transitions t left join cases c on c.id = t.case_id where t.id = $1");
    OF_PERSON = "select id from transitions where person_id = $1";
    PENSION = "select pension from transitions where person_id = $1";
    /// The name alone, for comparing with a list.
    NAMED = "select name from persons where id = $1";
    LAST_EVENT = "select coalesce(max(nr), 0) as nr from transition_events where transition_id = $1";
    APPEND = "insert into transition_events (transition_id, nr, at, by_id, code, detail_sealed) \
        values ($1, $2, $3, $4, $5, $6)";
    EVENTS = "select nr, at, by_id, code, detail_sealed from transition_events where transition_id = $1 order by nr";
    LISTED = listed!(concat!("t.id, t.person_id, p.name as citizen, p.protected, p.born, o.name as outreach, t.stage, \
        t.found_by, t.found_on, t.said_on, t.news_on, t.department, t.pension, c.id as case_id, c.number, c.closed_on, ",
        in_hand_of!(), " as in_hand_of, s.name as coordinator, t.adult_department, t.adult_coordinator_id, \
        (select min(k.began_on) from courses k where k.case_id = t.case_id and k.procedure_id = $4) as began_on, \
        (select max(k.ended_on) from courses k where k.case_id = t.case_id and k.procedure_id = $4 \
        and not exists (select 1 from courses r where r.case_id = t.case_id and r.procedure_id = $4 \
        and r.ended_on is null)) as ended_on"),
        " left join staff o on o.id = p.outreach_id left join staff s on s.id = coalesce(t.coordinator_id, c.responsible_id)",
        " order by p.born, p.sort_key, t.id limit 2000");
    /// What is to be done in their preparation, out of the copy of the todos.
    TODOS = listed!("t.id as transition_id, d.course_id, d.step, d.title, d.kind, d.opens, d.due, d.due_kind, d.rule, \
        d.to_be_confirmed, d.waits_for, d.nr",
        " join todos d on d.case_id = t.case_id join courses k on k.id = d.course_id and k.procedure_id = $4 \
        and k.ended_on is null", " order by d.due_key, d.nr");
    WAITING = concat!("select t.id, t.person_id, t.found_on, t.news_on, p.name as citizen, p.protected, p.born, o.name as outreach \
        from transitions t join persons p on p.id = t.person_id left join cases c on c.id = t.case_id \
        left join staff o on o.id = p.outreach_id where (t.stage = 'found' or (t.stage = 'not-target' \
        and t.news_on is not null)) and ", in_hand_of!(), " = $1 \
        and p.id not in (select person_id from conflicts where staff_id = $1) order by t.found_on, t.id limit 50");
}

/// A track as the policy sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitionRef {
    /// Its id.
    pub id: TransitionId,
    /// The department that prepares.
    pub department: String,
    /// Whose track it is.
    pub person: PersonId,
    /// The case it names.
    pub case: Option<CaseId>,
    /// The coordinator, or whoever is responsible for the case.
    pub in_hand_of: Option<StaffId>,
    /// Who takes over, once named.
    pub adult_coordinator: Option<StaffId>,
    /// One of the person's cases is closed to the department.
    pub closed_to_unit: bool,
}

/// A line of the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitionRow {
    /// The track.
    pub id: TransitionId,
    /// Whose.
    pub person: PersonId,
    /// Their name.
    pub citizen: String,
    /// Protected (P-8).
    pub protected: bool,
    /// Their birth date.
    pub born: Date,
    /// Their outreach caseworker.
    pub outreach: Option<String>,
    /// How far it is.
    pub stage: Stage,
    /// How they were found.
    pub found: Found,
    /// When.
    pub found_on: Date,
    /// When it was last decided.
    pub said_on: Option<Date>,
    /// Something new since it was decided that they are not in the target group.
    pub news_on: Option<Date>,
    /// The department that prepares.
    pub department: String,
    /// Judged an obvious pension case.
    pub pension: bool,
    /// The case, with its number.
    pub case: Option<(CaseId, CaseNumber)>,
    /// The case is closed.
    pub case_closed: bool,
    /// Who has it in hand.
    pub in_hand_of: Option<StaffId>,
    /// By name.
    pub coordinator: Option<String>,
    /// The adult department, once named.
    pub adult_department: Option<String>,
    /// Its coordinator.
    pub adult_coordinator: Option<StaffId>,
    /// The first day of the preparation in the case.
    pub began_on: Option<Date>,
    /// The day the preparation ended, if it has.
    pub ended_on: Option<Date>,
}

/// Something to do in a young person's preparation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitionTodo {
    /// The track.
    pub transition: TransitionId,
    /// The course.
    pub course: CourseId,
    /// The step.
    pub step: String,
    /// Its title.
    pub title: String,
    /// Its turn has come, else its date is known ahead.
    pub open: bool,
    /// The day it opens.
    pub opens: Date,
    /// The day it is due.
    pub due: Option<Date>,
    /// Law or goal.
    pub due_kind: Option<Kind>,
    /// The rule in words.
    pub rule: String,
    /// The rule is not confirmed yet.
    pub to_be_confirmed: bool,
    /// For whom it waits.
    pub waits_for: Option<String>,
}

/// A young person somebody must decide about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingRow {
    /// The track.
    pub id: TransitionId,
    /// Whose.
    pub person: PersonId,
    /// Their name.
    pub citizen: String,
    /// Protected (P-8).
    pub protected: bool,
    /// Their birth date.
    pub born: Date,
    /// Their outreach caseworker.
    pub outreach: Option<String>,
    /// When they were found.
    pub found_on: Date,
    /// Something new since it was decided.
    pub news_on: Option<Date>,
}

/// A line of a track's history.
#[derive(Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// By whom; none: the night.
    pub by: Option<StaffId>,
    /// What, by code.
    pub code: String,
    /// The words that go with it; may be empty.
    pub detail: String,
}

impl Tx {
    /// Everybody in the window who has an open case or a grant that runs today. Ids and nothing else, for the night.
    pub async fn young_people(&mut self, births: Births, prepares: &str) -> Result<Vec<YoungPerson>> {
        let today = self.today();
        self.all(YOUNG, args![births.after, births.until, today, prepares]).await?.iter().map(young).collect()
    }

    /// Begins a track; answers whether it did: one who has a track already keeps it as it is.
    pub async fn begin_transition(&mut self, permit: &Permit, track: &Transition) -> Result<Yes> {
        self.writes_transition(permit, track.id)?;
        let school = self.sealed_school(track.id, track.school.as_ref())?;
        let args = args![
            track.id,
            track.person,
            track.department,
            track.case,
            track.found.code(),
            track.found_on,
            track.coordinator,
            school
        ];
        Ok((0 < self.run(INSERT, args).await?).into())
    }

    /// A track nobody has decided about follows to the case that is there now.
    pub async fn follow_transition(&mut self, permit: &Permit, id: TransitionId, young: &YoungPerson) -> Result<()> {
        self.writes_transition(permit, id)?;
        changed(self.run(FOLLOW, args![id, young.case, young.department]).await?)
    }

    /// Something new has come since it was decided that they are not in the target group.
    pub async fn transition_news(&mut self, permit: &Permit, id: TransitionId) -> Result<Yes> {
        self.writes_transition(permit, id)?;
        let today = self.today();
        Ok((0 < self.run(NEWS, args![id, today]).await?).into())
    }

    /// Keeps what the school's list told.
    pub async fn set_school(&mut self, permit: &Permit, id: TransitionId, school: &School) -> Result<()> {
        self.writes_transition(permit, id)?;
        let sealed = self.sealed_school(id, Some(school))?;
        crate::tx::found(self.run(SCHOOL, args![id, sealed]).await?)
    }

    /// Saves what was decided over the version that was read; `Stale` when somebody was first.
    pub async fn save_transition(&mut self, permit: &Permit, track: &Transition) -> Result<()> {
        self.writes_transition(permit, track.id)?;
        let said = track.state.said();
        let reason = match &track.state {
            State::NotTarget(_, because) => Some(self.seal("transitions.reason", &track.id, because)?),
            _ => None,
        };
        let pension = track.pension.as_ref();
        let because =
            pension.map(|pension| self.seal("transitions.pension", &track.id, &pension.because)).transpose()?;
        let args = args![
            track.id,
            track.version,
            track.department,
            track.case,
            track.state.stage().code(),
            said.map(|said| said.on),
            said.map(|said| said.by),
            reason,
            track.coordinator,
            pension.map(|pension| pension.obvious == Yes::Yes),
            because,
            pension.map(|pension| pension.said.on),
            pension.map(|pension| pension.said.by),
            track.adult.as_ref().map(|adult| adult.department.clone()),
            track.adult.as_ref().map(|adult| adult.coordinator),
            track.news_on
        ];
        changed(self.run(SAVE, args).await?)
    }

    /// A track, as the policy sees it; takes no permit, because one is decided from it.
    pub async fn transition_ref(&mut self, id: TransitionId) -> Result<Option<TransitionRef>> {
        let Some(row) = self.one(REF, args![id]).await? else { return Ok(None) };
        Ok(Some(TransitionRef {
            id: row.get("id")?,
            department: row.get("department")?,
            person: row.get("person_id")?,
            case: row.maybe("case_id")?,
            in_hand_of: row.maybe("in_hand_of")?,
            adult_coordinator: row.maybe("adult_coordinator_id")?,
            closed_to_unit: 0 < row.get::<i64>("closed")?,
        }))
    }

    /// The track of a person, by id: access to it is decided from that.
    pub async fn transition_of(&mut self, person: PersonId) -> Result<Option<TransitionId>> {
        self.one(OF_PERSON, args![person]).await?.map(|row| row.get("id")).transpose()
    }

    /// The name a person is registered by, for comparing with a list and never for showing.
    pub async fn name_to_compare(&mut self, permit: &Permit, person: PersonId) -> Result<String> {
        self.of_lists(permit)?;
        self.one(NAMED, args![person]).await?.ok_or(Error::NotFound)?.get("name")
    }

    /// A track.
    pub async fn transition(&mut self, permit: &Permit, id: TransitionId) -> Result<Transition> {
        self.reads_transition(permit, id)?;
        let row = self.one(ONE, args![id]).await?.ok_or(Error::NotFound)?;
        let stage = row.code("stage", Stage::from_code)?;
        let said = |on: &str, by: &str| -> Result<Option<Said>> {
            match row.maybe(on)? {
                Some(on) => Ok(Some(Said { on, by: row.get(by)? })),
                None => Ok(None),
            }
        };
        let state = match (stage, said("said_on", "said_by_id")?) {
            (Stage::Found, _) => State::Found,
            (Stage::InTrack, Some(said)) => State::InTrack(said),
            (Stage::HandedOver, Some(said)) => State::HandedOver(said),
            (Stage::NotTarget, Some(said)) => {
                let sealed: Vec<u8> = row.get("reason_sealed")?;
                State::NotTarget(said, self.unseal("transitions.reason", &id, &sealed)?)
            }
            _ => return Err(Error::broken("a track says what was decided and not when")),
        };
        let pension = match said("pension_on", "pension_by_id")? {
            Some(said) => Some(Pension {
                obvious: row.get::<bool>("pension")?.into(),
                because: self.unseal("transitions.pension", &id, &row.get::<Vec<u8>>("pension_sealed")?)?,
                said,
            }),
            None => None,
        };
        let adult = match row.maybe::<String>("adult_department")? {
            Some(department) => Some(Adult { department, coordinator: row.get("adult_coordinator_id")? }),
            None => None,
        };
        Ok(Transition {
            id,
            person: row.get("person_id")?,
            department: row.get("department")?,
            case: row.maybe("case_id")?,
            found: row.code("found_by", Found::from_code)?,
            found_on: row.get("found_on")?,
            state,
            coordinator: row.maybe("coordinator_id")?,
            pension,
            adult,
            news_on: row.maybe("news_on")?,
            school: self.school(id, &row)?,
            version: row.get("version")?,
        })
    }

    fn school(&self, id: TransitionId, row: &Row) -> Result<Option<School>> {
        let Some(sealed) = row.maybe::<Vec<u8>>("school_sealed")? else { return Ok(None) };
        let text = self.unseal("transitions.school", &id, &sealed)?;
        let told: Value = serde_json::from_str(&text).map_err(|_| Error::broken("a sealed school is not JSON"))?;
        let protection = if row.get("protected")? { Protection::Protected } else { Protection::None };
        let name = told.get("name").and_then(Value::as_str).unwrap_or_default().to_string();
        let grade = told.get("grade").and_then(Value::as_u64).and_then(|grade| u8::try_from(grade).ok());
        Ok(Some(School { name: Located::new(name, protection), grade: grade.unwrap_or_default() }))
    }

    fn sealed_school(&self, id: TransitionId, school: Option<&School>) -> Result<Option<Vec<u8>>> {
        let Some(school) = school else { return Ok(None) };
        let told = json!({ "name": school.name.expose_for_storage(), "grade": school.grade });
        self.seal("transitions.school", &id, &told.to_string()).map(Some)
    }

    /// What was judged of an obvious pension case about a person; unknown until somebody has.
    pub(crate) async fn load_pension_case(&mut self, person: PersonId) -> Result<Answer> {
        let Some(row) = self.one(PENSION, args![person]).await? else { return Ok(Answer::Unknown) };
        Ok(match row.maybe::<bool>("pension")? {
            None => Answer::Unknown,
            Some(true) => Answer::Yes,
            Some(false) => Answer::No,
        })
    }

    /// Adds a line to a track's history.
    pub async fn append_transition_event(&mut self, permit: &Permit, id: TransitionId, event: &Event) -> Result<()> {
        self.writes_transition(permit, id)?;
        let last: i64 = match self.one(LAST_EVENT, args![id]).await? {
            Some(row) => row.get("nr")?,
            None => 0,
        };
        let nr = last.saturating_add(1);
        let detail = self.seal("transition_events.detail", &format!("{id}/{nr}"), &event.detail)?;
        self.run(APPEND, args![id, nr, event.at, event.by, event.code, detail]).await.map(|_| ())
    }

    /// A track's history, oldest first.
    pub async fn transition_events(&mut self, permit: &Permit, id: TransitionId) -> Result<Vec<Event>> {
        self.reads_transition(permit, id)?;
        let rows = self.all(EVENTS, args![id]).await?;
        let read = |row: &Row| {
            let nr: i64 = row.get("nr")?;
            let sealed: Vec<u8> = row.get("detail_sealed")?;
            Ok(Event {
                at: row.get("at")?,
                by: row.maybe("by_id")?,
                code: row.get("code")?,
                detail: self.unseal("transition_events.detail", &format!("{id}/{nr}"), &sealed)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Tracks one has in hand or will take over, and those of a department of the scope, oldest first.
    pub async fn list_transitions(
        &mut self,
        scope: &Scope,
        department: Option<&str>,
        procedure: &str,
    ) -> Result<Vec<TransitionRow>> {
        let department = of_scope(scope, department)?;
        let today = self.today();
        self.all(LISTED, args![scope.subject(), today, department, procedure]).await?.iter().map(listed).collect()
    }

    /// What there is to do in the preparation of those tracks, by date.
    pub async fn transition_todos(
        &mut self,
        scope: &Scope,
        department: Option<&str>,
        procedure: &str,
    ) -> Result<Vec<TransitionTodo>> {
        let department = of_scope(scope, department)?;
        let today = self.today();
        let rows = self.all(TODOS, args![scope.subject(), today, department, procedure]).await?;
        rows.iter().map(todo).collect()
    }

    /// Young people in somebody's hands whom nobody has decided about, those who have waited longest first.
    pub async fn transitions_waiting_for(&mut self, staff: StaffId) -> Result<Vec<WaitingRow>> {
        let read = |row: &Row| {
            Ok(WaitingRow {
                id: row.get("id")?,
                person: row.get("person_id")?,
                citizen: row.get("citizen")?,
                protected: row.get("protected")?,
                born: row.get("born")?,
                outreach: row.maybe("outreach")?,
                found_on: row.get("found_on")?,
                news_on: row.maybe("news_on")?,
            })
        };
        self.all(WAITING, args![staff]).await?.iter().map(read).collect()
    }

    fn reads_transition(&self, permit: &Permit, id: TransitionId) -> Result<()> {
        if permit.target() == Target::Transition(id) { Ok(()) } else { Err(Error::NotFound) }
    }

    fn writes_transition(&self, permit: &Permit, id: TransitionId) -> Result<()> {
        self.writes(permit)?;
        self.reads_transition(permit, id)
    }
}

/// A department of the scope; none is one that nobody works in, so that only one's own tracks are listed.
fn of_scope(scope: &Scope, department: Option<&str>) -> Result<String> {
    let Some(department) = department else { return Ok(String::new()) };
    in_scope(scope, department)?;
    Ok(department.to_string())
}

fn young(row: &Row) -> Result<YoungPerson> {
    let track = match row.maybe("track_id")? {
        Some(id) => Some(Known {
            id,
            stage: row.code("stage", Stage::from_code)?,
            case: row.maybe("track_case_id")?,
            named: row.maybe::<StaffId>("coordinator_id")?.is_some(),
            matters: row.get("known_matters")?,
            news: row.maybe::<Date>("news_on")?.is_some(),
        }),
        None => None,
    };
    Ok(YoungPerson {
        person: row.get("person_id")?,
        case: row.get("case_id")?,
        department: row.get("department")?,
        matters: row.get("matters")?,
        track,
    })
}

fn listed(row: &Row) -> Result<TransitionRow> {
    let case = match row.maybe("case_id")? {
        Some(id) => Some((id, row.get("number")?)),
        None => None,
    };
    Ok(TransitionRow {
        id: row.get("id")?,
        person: row.get("person_id")?,
        citizen: row.get("citizen")?,
        protected: row.get("protected")?,
        born: row.get("born")?,
        outreach: row.maybe("outreach")?,
        stage: row.code("stage", Stage::from_code)?,
        found: row.code("found_by", Found::from_code)?,
        found_on: row.get("found_on")?,
        said_on: row.maybe("said_on")?,
        news_on: row.maybe("news_on")?,
        department: row.get("department")?,
        pension: row.maybe("pension")?.unwrap_or(false),
        case,
        case_closed: row.maybe::<Date>("closed_on")?.is_some(),
        in_hand_of: row.maybe("in_hand_of")?,
        coordinator: row.maybe("coordinator")?,
        adult_department: row.maybe("adult_department")?,
        adult_coordinator: row.maybe("adult_coordinator_id")?,
        began_on: row.maybe("began_on")?,
        ended_on: row.maybe("ended_on")?,
    })
}

fn todo(row: &Row) -> Result<TransitionTodo> {
    Ok(TransitionTodo {
        transition: row.get("transition_id")?,
        course: row.get("course_id")?,
        step: row.get("step")?,
        title: row.get("title")?,
        open: row.get::<String>("kind")? != "ahead",
        opens: row.get("opens")?,
        due: row.maybe("due")?,
        due_kind: row.maybe_code("due_kind", due_kind)?,
        rule: row.get("rule")?,
        to_be_confirmed: row.get("to_be_confirmed")?,
        waits_for: row.maybe("waits_for")?,
    })
}
