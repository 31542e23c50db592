//! Families: members, cases, core team, coordinators, what is opened to whom, and what the core team works with.

pub(crate) mod list;
pub(crate) mod write;

pub use list::FamilyRow;

use crate::error::{Error, Result};
use crate::row::{Row, args, statements};
use crate::tx::Tx;
use domain::access::{Permit, Target};
use domain::consent::Consent;
use domain::family::{
    Analysis, Around, Examination, Family, Kin, Link, Linked, Member, Opening, Outsider, Seat, Sits, Term, Waived,
};
use domain::function::Part;
use domain::ids::{CaseId, ConsentId, FamilyId, PersonId, StaffId};
use domain::information::Basis;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::BTreeSet;

statements! {
    REF = "select f.id, f.case_id, f.department, f.ended_on, c.closed_to_unit, c.citizen_id from families f \
        join cases c on c.id = f.case_id where f.id = $1";
    SITS = "select 1 as yes from family_coordinators where family_id = $2 and staff_id = $1 and from_day <= $3 \
        and (until_day is null or $3 <= until_day) union all \
        select 1 from family_seats where family_id = $2 and staff_id = $1 and from_day <= $3 \
        and (until_day is null or $3 <= until_day) limit 1";
    CONFLICT = "select 1 as yes from conflicts x join family_members m on m.person_id = x.person_id \
        where x.staff_id = $1 and m.family_id = $2 and m.until_day is null limit 1";
    OF_CASE = "select x.family_id from family_cases x join families f on f.id = x.family_id \
        where x.case_id = $1 and x.until_day is null and f.ended_on is null";
    OF_PERSON = "select m.family_id from family_members m join families f on f.id = m.family_id \
        where m.person_id = $1 and m.until_day is null and f.ended_on is null order by m.nr";
    OPENED_TO = "select nr, case_id, to_department, to_title, parts, consent_id, law, law_reason, by_id, at, closed_on \
        from family_openings where family_id = $1 and case_id = $2 and to_department = $3 order by nr";
    FAMILIES_SAT_IN = "select x.family_id from family_cases x join families f on f.id = x.family_id \
        where x.case_id = $2 and x.until_day is null and f.ended_on is null and (exists \
        (select 1 from family_coordinators k where k.family_id = f.id and k.staff_id = $1 and k.from_day <= $3 \
        and (k.until_day is null or $3 <= k.until_day)) or exists \
        (select 1 from family_seats s where s.family_id = f.id and s.staff_id = $1 and s.from_day <= $3 \
        and (s.until_day is null or $3 <= s.until_day)))";
    ONE = "select id, case_id, department, why_sealed, begun_on, begun_by_id, waived_on, waived_by_id, waived_sealed, \
        ended_on, ended_sealed, version from families where id = $1";
    MEMBERS = "select seal_id, person_id, kin, why_sealed, since, until_day from family_members where family_id = $1 \
        order by nr";
    CASES = "select x.case_id, c.department, c.citizen_id, x.by_id, x.since, x.until_day from family_cases x \
        join cases c on c.id = x.case_id where x.family_id = $1 order by x.nr";
    SEATS = "select nr, seal_id, staff_id, outside_sealed, why_sealed, from_day, until_day from family_seats \
        where family_id = $1 order by nr";
    TERMS = "select seal_id, staff_id, from_day, until_day, why_sealed, by_id from family_coordinators \
        where family_id = $1 order by nr";
    OPENINGS = "select nr, case_id, to_department, to_title, parts, consent_id, law, law_reason, by_id, at, closed_on \
        from family_openings where family_id = $1 order by nr";
    EXAMINATIONS = "select nr, seal_id, what_sealed, why_sealed, owner_id, chosen_on, due, done_on, result_sealed \
        from family_examinations where family_id = $1 order by nr";
    LINKS = "select nr, seal_id, link_sealed from family_links where family_id = $1 and removed_on is null order by nr";
    ANALYSES = "select meeting_id, summary_sealed, outsiders_sealed, direction_sealed, named_id, given_on, version \
        from family_analyses where family_id = $1 order by nr";
    AROUND_FAMILY = "select f.id, f.case_id from family_cases x join families f on f.id = x.family_id \
        where x.case_id = $1 and x.until_day is null and f.ended_on is null";
    AROUND_CASES = "select c.id, c.department from family_cases x join cases c on c.id = x.case_id \
        where x.family_id = $1 and x.until_day is null and c.closed_on is null order by x.nr";
    AROUND_CITIZEN = "select distinct department from cases where citizen_id = $1 and closed_on is null";
}

/// A family as the policy sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyRef {
    /// Its id.
    pub id: FamilyId,
    /// The coordinating child's case.
    pub case: CaseId,
    /// The department it belongs to.
    pub department: String,
    /// The coordinating child.
    pub child: PersonId,
    /// Its case is closed to the department.
    pub closed_to_unit: bool,
    /// It runs.
    pub runs: bool,
}

impl Tx {
    /// A family, as the policy sees it; takes no permit, because one is decided from it.
    pub async fn family_ref(&mut self, id: FamilyId) -> Result<Option<FamilyRef>> {
        let Some(row) = self.one(REF, args![id]).await? else { return Ok(None) };
        Ok(Some(FamilyRef {
            id: row.get("id")?,
            case: row.get("case_id")?,
            department: row.get("department")?,
            child: row.get("citizen_id")?,
            closed_to_unit: row.get("closed_to_unit")?,
            runs: row.maybe::<Date>("ended_on")?.is_none(),
        }))
    }

    /// Whether a member of staff coordinates a family or sits in its core team on a day.
    pub async fn sits_in_family(&mut self, staff: StaffId, id: FamilyId, day: Date) -> Result<bool> {
        Ok(self.one(SITS, args![staff, id, day]).await?.is_some())
    }

    /// Whether somebody of the family is one whose matters are never this member of staff's.
    pub async fn family_conflict(&mut self, staff: StaffId, id: FamilyId) -> Result<bool> {
        Ok(self.one(CONFLICT, args![staff, id]).await?.is_some())
    }

    /// The family a case is of, if it is of one that runs. Tells nothing but its id.
    pub async fn family_of_case(&mut self, case: CaseId) -> Result<Option<FamilyId>> {
        self.one(OF_CASE, args![case]).await?.map(|row| row.get("family_id")).transpose()
    }

    /// The families a person is of. Tells nothing but their ids.
    pub async fn families_of_person(&mut self, person: PersonId) -> Result<Vec<FamilyId>> {
        self.all(OF_PERSON, args![person]).await?.iter().map(|row| row.get("family_id")).collect()
    }

    /// What is or was opened of a case of a family to a department, with the consents of that case, for the policy to ask.
    pub async fn opened_to(
        &mut self,
        family: FamilyId,
        case: CaseId,
        department: &str,
    ) -> Result<(Vec<Opening>, Vec<Consent>)> {
        let rows = self.all(OPENED_TO, args![family, case, department]).await?;
        if rows.is_empty() {
            return Ok((Vec::new(), Vec::new()));
        }
        let openings = rows.iter().map(opening).collect::<Result<_>>()?;
        Ok((openings, self.load_consents(case).await?))
    }

    /// Families with this case in whose core team this member of staff sits on a day; for the policy.
    pub async fn families_sat_in(&mut self, staff: StaffId, case: CaseId, day: Date) -> Result<Vec<FamilyId>> {
        self.all(FAMILIES_SAT_IN, args![staff, case, day]).await?.iter().map(|row| row.get("family_id")).collect()
    }

    /// A family with all that is on it. What a reader of another department may know of its cases is not decided here.
    pub async fn family(&mut self, permit: &Permit, id: FamilyId) -> Result<Family> {
        self.reads_family(permit, id)?;
        let row = self.one(ONE, args![id]).await?.ok_or(Error::NotFound)?;
        let why = self.unseal("families.why", &id, &row.get::<Vec<u8>>("why_sealed")?)?;
        let ended = match (row.maybe("ended_on")?, row.maybe::<Vec<u8>>("ended_sealed")?) {
            (Some(on), Some(bytes)) => Some((on, self.unseal("families.ended", &id, &bytes)?)),
            _ => None,
        };
        let waived = match (row.maybe("waived_on")?, row.maybe("waived_by_id")?, row.maybe::<Vec<u8>>("waived_sealed")?)
        {
            (Some(on), Some(by), Some(bytes)) => {
                Some(Waived { on, by, why: self.unseal("families.waived", &id, &bytes)? })
            }
            _ => None,
        };
        Ok(Family {
            id,
            case: row.get("case_id")?,
            department: row.get("department")?,
            why,
            begun_on: row.get("begun_on")?,
            begun_by: row.get("begun_by_id")?,
            ended,
            members: self.family_members(id).await?,
            cases: self.family_cases(id).await?,
            team: self.family_seats(id).await?,
            coordinators: self.family_terms(id).await?,
            openings: self.all(OPENINGS, args![id]).await?.iter().map(opening).collect::<Result<_>>()?,
            examinations: self.family_examinations(id).await?,
            links: self.family_links(id).await?,
            analyses: self.family_analyses(id).await?,
            waived,
            version: row.get("version")?,
        })
    }

    async fn family_members(&mut self, id: FamilyId) -> Result<Vec<Member>> {
        let rows = self.all(MEMBERS, args![id]).await?;
        let read = |row: &Row| {
            Ok(Member {
                person: row.get("person_id")?,
                kin: row.code("kin", Kin::from_code)?,
                why: self.unseal("family_members.why", &seal_id(row)?, &row.get::<Vec<u8>>("why_sealed")?)?,
                since: row.get("since")?,
                until: row.maybe("until_day")?,
            })
        };
        rows.iter().map(read).collect()
    }

    async fn family_cases(&mut self, id: FamilyId) -> Result<Vec<Linked>> {
        let read = |row: &Row| {
            Ok(Linked {
                case: row.get("case_id")?,
                department: row.get("department")?,
                citizen: row.get("citizen_id")?,
                by: row.get("by_id")?,
                since: row.get("since")?,
                until: row.maybe("until_day")?,
            })
        };
        self.all(CASES, args![id]).await?.iter().map(read).collect()
    }

    async fn family_seats(&mut self, id: FamilyId) -> Result<Vec<Seat>> {
        let rows = self.all(SEATS, args![id]).await?;
        let read = |row: &Row| {
            let line = seal_id(row)?;
            let who = match (row.maybe("staff_id")?, row.maybe::<Vec<u8>>("outside_sealed")?) {
                (Some(staff), _) => Sits::Staff(staff),
                (None, Some(bytes)) => {
                    let outsiders = outsiders(&self.unseal("family_seats.outside", &line, &bytes)?)?;
                    Sits::Outside(outsiders.into_iter().next().unwrap_or_default())
                }
                (None, None) => return Err(Error::broken("a seat of a core team with nobody on it")),
            };
            Ok(Seat {
                nr: row.get("nr")?,
                who,
                why: self.unseal("family_seats.why", &line, &row.get::<Vec<u8>>("why_sealed")?)?,
                from: row.get("from_day")?,
                until: row.maybe("until_day")?,
            })
        };
        rows.iter().map(read).collect()
    }

    async fn family_terms(&mut self, id: FamilyId) -> Result<Vec<Term>> {
        let rows = self.all(TERMS, args![id]).await?;
        let read = |row: &Row| {
            Ok(Term {
                staff: row.get("staff_id")?,
                from: row.get("from_day")?,
                until: row.maybe("until_day")?,
                why: self.unseal("family_coordinators.why", &seal_id(row)?, &row.get::<Vec<u8>>("why_sealed")?)?,
                by: row.get("by_id")?,
            })
        };
        rows.iter().map(read).collect()
    }

    async fn family_examinations(&mut self, id: FamilyId) -> Result<Vec<Examination>> {
        let rows = self.all(EXAMINATIONS, args![id]).await?;
        let read = |row: &Row| {
            let line = seal_id(row)?;
            let done = match (row.maybe("done_on")?, row.maybe::<Vec<u8>>("result_sealed")?) {
                (Some(on), Some(bytes)) => Some((on, self.unseal("family_examinations.result", &line, &bytes)?)),
                _ => None,
            };
            Ok(Examination {
                nr: row.get("nr")?,
                what: self.unseal("family_examinations.what", &line, &row.get::<Vec<u8>>("what_sealed")?)?,
                why: self.unseal("family_examinations.why", &line, &row.get::<Vec<u8>>("why_sealed")?)?,
                owner: row.get("owner_id")?,
                chosen_on: row.get("chosen_on")?,
                due: row.get("due")?,
                done,
            })
        };
        rows.iter().map(read).collect()
    }

    async fn family_links(&mut self, id: FamilyId) -> Result<Vec<Link>> {
        let rows = self.all(LINKS, args![id]).await?;
        let read = |row: &Row| {
            let text = self.unseal("family_links.link", &seal_id(row)?, &row.get::<Vec<u8>>("link_sealed")?)?;
            let value = json_of(&text)?;
            Ok(Link {
                nr: row.get("nr")?,
                first: field(&value, "first"),
                next: field(&value, "next"),
                why: field(&value, "why"),
            })
        };
        rows.iter().map(read).collect()
    }

    async fn family_analyses(&mut self, id: FamilyId) -> Result<Vec<Analysis>> {
        let rows = self.all(ANALYSES, args![id]).await?;
        let read = |row: &Row| {
            let meeting: domain::ids::MeetingId = row.get("meeting_id")?;
            let text = |place: &str, column: &str| self.unseal(place, &meeting, &row.get::<Vec<u8>>(column)?);
            Ok(Analysis {
                meeting,
                summary: text("family_analyses.summary", "summary_sealed")?,
                outsiders: outsiders(&text("family_analyses.outsiders", "outsiders_sealed")?)?,
                direction: text("family_analyses.direction", "direction_sealed")?,
                named: row.maybe("named_id")?,
                given_on: row.maybe("given_on")?,
                version: row.get("version")?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// The family a case is of and the departments around its citizen, for the rules.
    pub(crate) async fn load_around(&mut self, case: CaseId, citizen: PersonId) -> Result<Around> {
        let mut around = Around::default();
        if let Some(row) = self.one(AROUND_FAMILY, args![case]).await? {
            let family: FamilyId = row.get("id")?;
            let coordinates = row.get::<CaseId>("case_id")? == case;
            around.family = Some(family);
            for row in &self.all(AROUND_CASES, args![family]).await? {
                around.departments.insert(row.get("department")?);
                if coordinates {
                    around.cases.push(row.get("id")?);
                }
            }
        }
        for row in &self.all(AROUND_CITIZEN, args![citizen]).await? {
            around.departments.insert(row.get("department")?);
        }
        Ok(around)
    }

    pub(crate) fn reads_family(&self, permit: &Permit, id: FamilyId) -> Result<()> {
        if permit.target() == Target::Family(id) { Ok(()) } else { Err(Error::NotFound) }
    }

    pub(crate) fn writes_family(&self, permit: &Permit, id: FamilyId) -> Result<()> {
        self.writes(permit)?;
        self.reads_family(permit, id)
    }
}

fn seal_id(row: &Row) -> Result<String> {
    row.get("seal_id")
}

fn opening(row: &Row) -> Result<Opening> {
    let basis = match row.maybe::<ConsentId>("consent_id")? {
        Some(consent) => Basis::Consent(consent),
        None => Basis::Law { paragraph: row.get("law")?, reason: row.get("law_reason")? },
    };
    let parts = row.get::<String>("parts")?;
    let unknown = || Error::broken("a part of a case that nobody knows");
    let parts: Result<BTreeSet<Part>> =
        parts.split_whitespace().map(|code| Part::from_code(code).ok_or_else(unknown)).collect();
    Ok(Opening {
        nr: row.get("nr")?,
        case: row.get("case_id")?,
        to: row.get("to_department")?,
        title: row.get("to_title")?,
        parts: parts?,
        basis,
        by: row.get("by_id")?,
        at: row.get("at")?,
        closed_on: row.maybe("closed_on")?,
    })
}

/// Parts as one column keeps them.
fn parts_column(parts: &BTreeSet<Part>) -> String {
    parts.iter().map(|part| part.code()).collect::<Vec<_>>().join(" ")
}

fn json_of(text: &str) -> Result<Value> {
    serde_json::from_str(text).map_err(|_| Error::broken("a sealed text of a family is not JSON"))
}

fn field(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_string()
}

fn outsiders(text: &str) -> Result<Vec<Outsider>> {
    let value = json_of(text)?;
    let read = |one: &Value| Outsider {
        name: field(one, "name"),
        workplace: field(one, "workplace"),
        about: field(one, "about"),
    };
    Ok(value.as_array().map(|all| all.iter().map(read).collect()).unwrap_or_default())
}

fn outsiders_text(outsiders: &[Outsider]) -> String {
    let one = |one: &Outsider| json!({ "name": one.name, "workplace": one.workplace, "about": one.about });
    Value::Array(outsiders.iter().map(one).collect()).to_string()
}
