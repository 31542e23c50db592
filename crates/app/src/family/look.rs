//! What each reader sees of a family: the department it belongs to, its core team, and of each case what is opened.
//!
//! A case of another department is shown by what it opens to the reader's, asked now; one that opens nothing is not there.

use super::{change_since, gather, work};
use crate::act::{Look, row};
use crate::{Actor, App, Outcome, access};
use domain::access::{Action, Permit, Relation, Target};
use domain::consent::{Consent, Covers};
use domain::deadline::Counted;
use domain::family::{
    Change, Family, Gathering, Kin, Linked, Member, Opening, Outsider, Seat, Seen, Sits, Term, changes, next_status,
};
use domain::function::Part;
use domain::ids::{CaseId, CaseNumber, FamilyId, MeetingId, PersonId, StaffId};
use domain::people::{Person, RelationKind};
use domain::staff::Staff;
use jiff::civil::Date;
use std::collections::BTreeSet;
use store::Tx;
use store::audit::Verdict;
use store::family::FamilyRow;

/// Families one may open.
pub struct Listing {
    /// The lines, by the child's name.
    pub rows: Vec<FamilyRow>,
}

/// What the reader may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct May {
    /// Members, core team, examinations, goals, the analysis, meetings.
    pub work: bool,
    /// Appoint the coordinator, and end it.
    pub lead: bool,
}

/// Somebody of the family.
pub struct MemberLine {
    /// The membership.
    pub member: Member,
    /// Name.
    pub name: String,
    /// Age today.
    pub age: u32,
    /// Protected; nothing on the page tells where anybody is.
    pub protected: bool,
}

/// Somebody registered with a relation to one of the family, who is not of it yet.
pub struct Suggestion {
    /// Who.
    pub person: Person,
    /// What they would be in the family.
    pub kin: Kin,
}

/// How much the reader sees of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sees {
    /// The case itself.
    Whole,
    /// These parts.
    Parts(BTreeSet<Part>),
    /// That there is a case in the department.
    Exists,
}

/// What is opened of a case, for those who read the case itself.
pub struct OpeningLine {
    /// The opening.
    pub opening: Opening,
    /// It opens something today.
    pub holds: bool,
    /// Who opened it.
    pub by: String,
}

/// A case of the family, as the reader sees it.
pub struct CaseLine {
    /// The link; its ids are for those who see more than that there is one.
    pub linked: Linked,
    /// How much.
    pub sees: Sees,
    /// Number.
    pub number: Option<CaseNumber>,
    /// The citizen's name, and whether they are protected.
    pub citizen: Option<(String, bool)>,
    /// The benefit, by id.
    pub benefit: Option<String>,
    /// What happened since the core team last met, as far as the reader sees it.
    pub changes: Vec<Change>,
    /// What is or was opened of it.
    pub openings: Vec<OpeningLine>,
    /// Consents in force that let us pass something on.
    pub consents: Vec<Consent>,
    /// The reader may work on the case.
    pub may_work: bool,
}

/// A seat in the core team.
pub struct SeatLine {
    /// The seat.
    pub seat: Seat,
    /// Who.
    pub name: String,
    /// Department, by id, or where they work.
    pub place: String,
    /// Telephone.
    pub phone: String,
    /// Of another department to which nothing of the child's case is opened: they do not see the family.
    pub shut_out: bool,
}

/// A coordinator, then and now.
pub struct TermLine {
    /// The time.
    pub term: Term,
    /// Who.
    pub staff: Staff,
    /// Who appointed them.
    pub by: String,
}

/// A meeting of the core team.
pub struct MeetingLine {
    /// Its id.
    pub id: MeetingId,
    /// The day.
    pub day: Date,
    /// What it is called.
    pub title: String,
    /// Which of the core team's it is.
    pub gathering: Gathering,
    /// It was held.
    pub held: bool,
}

/// When the core team meets next.
pub struct Status {
    /// The day, and why.
    pub due: Counted,
    /// The last one held.
    pub last: Option<Date>,
}

/// The goals of the joint plan, and the order in which they wait for each other.
#[derive(Default)]
pub struct Goals {
    /// Goals, as the plan writes them, and whether each is reached.
    pub goals: Vec<(String, bool)>,
    /// Those that wait for each other, in an order that can be kept.
    pub order: Vec<String>,
}

/// An analysis meeting.
pub struct AnalysisLine {
    /// The meeting.
    pub meeting: MeetingLine,
    /// What is written of it.
    pub summary: String,
    /// Who from outside gets it.
    pub outsiders: Vec<Outsider>,
    /// What it recommends.
    pub direction: String,
    /// The day the summary was given.
    pub given_on: Option<Date>,
    /// Version, 0 when nothing is written.
    pub version: i64,
}

/// A family as one reader sees it.
pub struct View {
    /// The family. What is not the reader's is emptied.
    pub family: Family,
    /// The reader is of the department it belongs to.
    pub own: bool,
    /// What the reader may do.
    pub may: May,
    /// Members.
    pub members: Vec<MemberLine>,
    /// Whom one might take in.
    pub near: Vec<Suggestion>,
    /// Cases.
    pub cases: Vec<CaseLine>,
    /// Cases of the reader's own department that could be linked: their number and whose they are.
    pub linkable: Vec<(CaseId, CaseNumber, String)>,
    /// The core team today and ahead.
    pub team: Vec<SeatLine>,
    /// Coordinators, newest first.
    pub coordinators: Vec<TermLine>,
    /// Everybody who works here.
    pub staff: Vec<Staff>,
    /// Meetings of the core team, newest first.
    pub meetings: Vec<MeetingLine>,
    /// Analysis meetings, newest first.
    pub analyses: Vec<AnalysisLine>,
    /// The next status meeting.
    pub status: Option<Status>,
    /// The joint plan's goals, when the reader sees them.
    pub goals: Goals,
    /// Measures may start (SD25).
    pub measures_may_start: bool,
    /// Today.
    pub today: Date,
}

/// Families the reader may open: their own, and those of a department of theirs.
///
/// # Errors
/// Not found for who lists no cases.
pub async fn list(app: &App, actor: &Actor, who: &crate::worklist::Who, search: &str) -> Outcome<Listing> {
    let scope = access::scope(actor)?;
    let mut look = app.look(actor, "see_families").await?;
    let found = match who {
        crate::worklist::Who::Mine => look.tx.families_of_staff(&scope).await?,
        crate::worklist::Who::Department(department) => look.tx.families_of_department(&scope, department).await?,
    };
    let wanted = search.trim().to_lowercase();
    let mut rows = Vec::new();
    for row in found {
        let may = access::to_family(&mut look.tx, actor, row.id, Action::See).await.is_ok();
        if may && row.child.to_lowercase().contains(&wanted) {
            rows.push(row);
        }
    }
    look.done(None, rows.iter().map(|row| row.id.to_string()).collect(), Vec::new()).await?;
    Ok(Listing { rows })
}

/// The family a case is of, for who may open it; for the pages of the case, inside their own look.
pub(crate) async fn of_case(tx: &mut Tx, actor: &Actor, case: CaseId) -> Outcome<Option<FamilyId>> {
    let Some(id) = tx.family_of_case(case).await? else { return Ok(None) };
    Ok(access::to_family(tx, actor, id, Action::See).await.is_ok().then_some(id))
}

/// The families a person is of, of those the reader may open; for the page of the person, inside its own look.
pub(crate) async fn of_person(tx: &mut Tx, actor: &Actor, person: PersonId) -> Outcome<Vec<FamilyId>> {
    let mut found = Vec::new();
    for id in tx.families_of_person(person).await? {
        if access::to_family(tx, actor, id, Action::See).await.is_ok() {
            found.push(id);
        }
    }
    Ok(found)
}

/// Those registered with a relation to somebody of the family.
pub(crate) async fn near(tx: &mut Tx, permit: &Permit, family: &Family) -> Outcome<Vec<Suggestion>> {
    let today = tx.today();
    let mut found: Vec<Suggestion> = Vec::new();
    for member in family.members_on(today) {
        let (relations, related) = tx.relations_of(permit, member.person).await?;
        for person in related {
            let known = family.members_on(today).any(|one| one.person == person.id)
                || found.iter().any(|one| one.person.id == person.id);
            let relation = relations.iter().find(|one| one.other == person.id && one.holds_on(today));
            let Some(relation) = relation.filter(|_| !known) else { continue };
            let kin = match relation.kind {
                RelationKind::CustodyHolder | RelationKind::Parent => Kin::Parent,
                RelationKind::Sibling if person.is_child_on(today) => Kin::Child,
                RelationKind::Sibling => Kin::Sibling,
                _ => Kin::Other,
            };
            found.push(Suggestion { person, kin });
        }
    }
    Ok(found)
}

/// Shows a family. Every case of another department that is shown gets its own row in the log, so that the case's own
/// history tells who saw what of it.
///
/// # Errors
/// Not found for who may not see it today.
pub async fn show(app: &App, actor: &Actor, id: FamilyId) -> Outcome<View> {
    let mut look = app.look(actor, "see_family").await?;
    let permit = match access::to_family(&mut look.tx, actor, id, Action::See).await {
        Ok(permit) => permit,
        Err(refused) => {
            look.denied(vec![id.to_string()]).await?;
            return Err(refused);
        }
    };
    let view = seen_by(app, actor, &mut look, &permit, id).await?;
    let seen: Vec<CaseId> =
        view.cases.iter().filter(|case| case.sees != Sees::Whole).map(|case| case.linked.case).collect();
    let persons = view.members.iter().map(|line| line.member.person).collect();
    let now = look.tx.now();
    look.done(Some(&permit), vec![id.to_string()], persons).await?;
    for case in seen {
        let mut across = row(actor, now, "see_family_case", Verdict::Allowed);
        across.case = Some(case);
        across.objects = vec![id.to_string()];
        app.store.audit(across).await?;
    }
    Ok(view)
}

async fn seen_by(app: &App, actor: &Actor, look: &mut Look<'_>, permit: &Permit, id: FamilyId) -> Outcome<View> {
    let mut family = look.tx.family(permit, id).await?;
    let today = look.today();
    let own = permit.relation() != Relation::Coordinator;
    let may = May {
        work: access::to_family(&mut look.tx, actor, id, Action::Work).await.is_ok() && family.runs_on(today),
        lead: access::to_family(&mut look.tx, actor, id, Action::Lead).await.is_ok() && family.runs_on(today),
    };
    let staff = look.tx.all_staff().await?;
    let by_act = Permit::of_the_system(Target::Case(family.case));
    let held = meetings(app, &mut look.tx, &by_act, family.case).await?;
    let last = held.iter().filter(|one| one.held && one.gathering == Gathering::Status).map(|one| one.day).max();
    let analysed = held.iter().filter(|one| one.held && one.gathering == Gathering::Analysis).map(|one| one.day).max();
    let cases = cases(app, actor, look, &family, change_since(&family, last)).await?;
    let status = gather::kind(app, Gathering::Status, today).and_then(|kind| kind.rhythm.as_ref());
    let status =
        status.map(|rhythm| Status { due: next_status(last, family.begun_on, rhythm, &app.content.calendar), last });
    let analyses = if own { analyses(&family, &held) } else { Vec::new() };
    let goals = if own || permit.shows(Part::Tasks) {
        goals(app, &mut look.tx, &by_act, &family).await?
    } else {
        Goals::default()
    };
    let members = members(&mut look.tx, permit, &family).await?;
    let near = if may.work { near(&mut look.tx, permit, &family).await? } else { Vec::new() };
    let linkable = linkable(actor, look, &family).await?;
    let team = team(look, &family, &staff).await?;
    let name = |id: StaffId| staff.iter().find(|one| one.id == id);
    let term = |term: &Term| {
        let by = name(term.by).map(|by| by.name.clone()).unwrap_or_default();
        Some(TermLine { term: term.clone(), staff: name(term.staff)?.clone(), by })
    };
    let coordinators = family.coordinators.iter().rev().filter_map(term).collect();
    let measures_may_start = family.measures_may_start(analysed, today);
    if !own {
        hide(&mut family);
    }
    let meetings = if own || permit.shows(Part::Meetings) { held } else { Vec::new() };
    Ok(View {
        family,
        own,
        may,
        members,
        near,
        cases,
        linkable,
        team,
        coordinators,
        staff,
        meetings,
        analyses,
        status,
        goals,
        measures_may_start,
        today,
    })
}

/// What the department it belongs to keeps to itself: reasons, examinations, and what other cases open to others.
fn hide(family: &mut Family) {
    family.why.clear();
    family.waived = None;
    family.openings.clear();
    family.examinations.clear();
    family.links.clear();
    family.analyses.clear();
    family.cases.clear();
}

async fn members(tx: &mut Tx, permit: &Permit, family: &Family) -> Outcome<Vec<MemberLine>> {
    let today = tx.today();
    let mut found = Vec::new();
    for member in family.members_on(today) {
        let person = tx.person(permit, member.person).await?;
        found.push(MemberLine {
            age: person.age_on(today),
            protected: person.is_protected(),
            name: person.name,
            member: member.clone(),
        });
    }
    Ok(found)
}

async fn meetings(app: &App, tx: &mut Tx, permit: &Permit, case: CaseId) -> Outcome<Vec<MeetingLine>> {
    let of_team = |meeting: &domain::meeting::Meeting| {
        let kind = app.content.meeting_kind(meeting.kind.as_deref()?, meeting.when.day)?;
        Some(MeetingLine {
            id: meeting.id,
            day: meeting.when.day,
            title: meeting.title.clone(),
            gathering: kind.gathering?,
            held: meeting.held().is_some(),
        })
    };
    let mut found: Vec<MeetingLine> = tx.meetings(permit, case).await?.iter().filter_map(of_team).collect();
    found.sort_by_key(|one| std::cmp::Reverse(one.day));
    Ok(found)
}

fn analyses(family: &Family, held: &[MeetingLine]) -> Vec<AnalysisLine> {
    let of = |one: &MeetingLine| {
        let kept = family.analyses.iter().find(|kept| kept.meeting == one.id);
        AnalysisLine {
            meeting: MeetingLine { title: one.title.clone(), ..*one },
            summary: kept.map(|kept| kept.summary.clone()).unwrap_or_default(),
            outsiders: kept.map(|kept| kept.outsiders.clone()).unwrap_or_default(),
            direction: kept.map(|kept| kept.direction.clone()).unwrap_or_default(),
            given_on: kept.and_then(|kept| kept.given_on),
            version: kept.map_or(0, |kept| kept.version),
        }
    };
    held.iter().filter(|one| one.gathering == Gathering::Analysis).map(of).collect()
}

async fn cases(app: &App, actor: &Actor, look: &mut Look<'_>, family: &Family, since: Date) -> Outcome<Vec<CaseLine>> {
    let today = look.today();
    let sits = family.sits(actor.id(), today);
    let linked: Vec<Linked> = family.cases_on(today).cloned().collect();
    let mut found = Vec::new();
    for linked in linked {
        let case = linked.case;
        let (sees, permit) = match access::to_case(&mut look.tx, actor, case, Action::See).await {
            Ok(permit) => (Sees::Whole, Some(permit)),
            Err(_) if !sits => continue,
            Err(_) => match access::seen_of(&mut look.tx, actor, (family.id, case)).await? {
                Seen::Nothing => continue,
                Seen::Exists => (Sees::Exists, None),
                Seen::Parts(parts) => {
                    let permit = access::to_case(&mut look.tx, actor, case, Action::Oversee).await.ok();
                    (Sees::Parts(parts), permit)
                }
            },
        };
        found.push(line(app, actor, look, family, (linked, sees, permit), since).await?);
    }
    Ok(found)
}

async fn line(
    app: &App,
    actor: &Actor,
    look: &mut Look<'_>,
    family: &Family,
    (linked, sees, permit): (Linked, Sees, Option<Permit>),
    since: Date,
) -> Outcome<CaseLine> {
    let today = look.today();
    let mut line = CaseLine {
        linked,
        sees,
        number: None,
        citizen: None,
        benefit: None,
        changes: Vec::new(),
        openings: Vec::new(),
        consents: Vec::new(),
        may_work: false,
    };
    let Some(permit) = permit else { return Ok(line) };
    let file = crate::case::load(app, &mut look.tx, &permit, line.linked.case).await?;
    line.number = Some(file.case.number);
    line.citizen = Some((file.citizen.name.clone(), file.citizen.is_protected()));
    line.benefit = Some(file.case.benefit.clone());
    let shown = |change: &Change| match &line.sees {
        Sees::Whole => true,
        Sees::Parts(parts) => change.kind.part().is_some_and(|part| parts.contains(&part)),
        Sees::Exists => false,
    };
    line.changes = changes(&file, since, today).into_iter().filter(shown).collect();
    if line.sees == Sees::Whole {
        let staff = look.tx.all_staff().await?;
        let by = |id: StaffId| staff.iter().find(|one| one.id == id).map(|one| one.name.clone()).unwrap_or_default();
        let mine = family.openings.iter().filter(|opening| opening.case == line.linked.case);
        let kept = mine.map(|opening| OpeningLine {
            holds: opening.holds(&file.consents, today),
            by: by(opening.by),
            opening: opening.clone(),
        });
        line.openings = kept.collect();
        line.may_work = access::to_case(&mut look.tx, actor, line.linked.case, Action::Work).await.is_ok();
        let shares = |one: &Consent| one.holds_on(today) && one.covers.contains(&Covers::Share);
        line.consents = file.consents.into_iter().filter(shares).collect();
    }
    Ok(line)
}

/// Open cases about somebody of the family that the reader may work on and that are of no family.
async fn linkable(actor: &Actor, look: &mut Look<'_>, family: &Family) -> Outcome<Vec<(CaseId, CaseNumber, String)>> {
    let today = look.today();
    let mut found = Vec::new();
    let members: Vec<PersonId> = family.members_on(today).map(|member| member.person).collect();
    for person in members {
        for case in look.tx.cases_of_person(person).await? {
            if case.citizen != person || !case.open || look.tx.family_of_case(case.id).await?.is_some() {
                continue;
            }
            let Ok(permit) = access::to_case(&mut look.tx, actor, case.id, Action::Work).await else { continue };
            let name = look.tx.person(&permit, person).await?.name;
            found.push((case.id, case.number, name));
        }
    }
    Ok(found)
}

async fn team(look: &mut Look<'_>, family: &Family, staff: &[Staff]) -> Outcome<Vec<SeatLine>> {
    let today = look.today();
    let mut found = Vec::new();
    for seat in family.team.iter().filter(|seat| seat.until.is_none_or(|until| today <= until)) {
        let line = match &seat.who {
            Sits::Outside(one) => SeatLine {
                seat: seat.clone(),
                name: one.name.clone(),
                place: one.workplace.clone(),
                phone: one.about.clone(),
                shut_out: false,
            },
            Sits::Staff(id) => {
                let Some(one) = staff.iter().find(|one| one.id == *id) else { continue };
                let (openings, consents) = look.tx.opened_to(family.id, family.case, &one.department).await?;
                let opened = openings.iter().any(|opening| opening.holds(&consents, today));
                SeatLine {
                    seat: seat.clone(),
                    name: one.name.clone(),
                    place: one.department.clone(),
                    phone: one.phone.clone(),
                    shut_out: one.department != family.department && !opened,
                }
            }
        };
        found.push(line);
    }
    Ok(found)
}

/// The goals of the plan the family's procedure asks for, as the coordinating child's case has it.
async fn goals(app: &App, tx: &mut Tx, permit: &Permit, family: &Family) -> Outcome<Goals> {
    let asked = work::forms_of_procedure(app, tx.today());
    let kept = tx.forms(permit, family.case).await?;
    let is_plan = |form: &domain::questionnaire::Questionnaire| form.kept_in.as_deref() == Some(crate::form::PLAN);
    let mut goals = Goals::default();
    for kept in kept.iter().rev().filter(|kept| asked.contains(&kept.form)) {
        let form = app.content.questionnaire_version(&kept.form, kept.form_version).filter(|form| is_plan(form));
        let Some(form) = form else { continue };
        let plan = domain::plan::read(form, &crate::form::read(&kept.answers)?);
        let reached = |goal: &domain::plan::Goal| goal.reached == Some(domain::plan::Reached::Yes);
        goals.goals = plan.goals.iter().map(|goal| (goal.text.clone(), reached(goal))).collect();
        break;
    }
    // A circle is refused when it is written, so there is always an order.
    goals.order = domain::family::in_order(&family.links).unwrap_or_default().into_iter().map(str::to_string).collect();
    Ok(goals)
}
