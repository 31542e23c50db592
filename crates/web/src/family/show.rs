//! The page of a family.

use super::act::Typed;
use super::department;
use super::sheet::{Sheet, form_id};
use crate::error::{Failure, Page, page, page_again};
use crate::form::{Errors, Id, date_value};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Hidden, Summary};
use crate::session::Desk;
use crate::wording::{Wording, counted, danish, listed};
use crate::worklist::benefit_title;
use app::family::{AnalysisLine, CaseLine, Sees, View, candidates};
use askama::Template;
use domain::family::{ChangeKind, Gathering, Kin, Outsider};
use domain::function::Part;
use domain::ids::FamilyId;
use domain::staff::Staff;
use jiff::ToSpan as _;

#[derive(Template)]
#[template(path = "family/show.html")]
struct Show {
    frame: Frame,
    path: String,
    view: View,
    child: String,
    begun: String,
    ended: Option<String>,
    coordinator: Option<(String, String)>,
    history: Vec<String>,
    members: Vec<MemberView>,
    cases: Vec<CaseView>,
    team: Vec<SeatView>,
    status: Option<String>,
    examinations: Vec<(u32, String, String, bool)>,
    meetings: Vec<(String, String)>,
    analyses: Vec<AnalysisView>,
    case: String,
    waived: Option<String>,
    financing: bool,
    draft: Option<String>,
    typed: Typed,
    errors: Errors,
    forms: Forms,
}

impl Show {
    /// One of the page's forms, of one line of the page or of none.
    fn sheet(&self, what: &'static str, of: impl ToString) -> Sheet<'_> {
        Sheet::new(what, &of.to_string(), &self.typed, &self.errors)
    }

    /// What an analysis' summary begins with: what is written, or the draft made of the joint report.
    fn summary<'s>(&'s self, one: &'s AnalysisView) -> &'s str {
        match &self.draft {
            Some(draft) if one.line.version == 0 => draft,
            _ => &one.line.summary,
        }
    }
}

/// Somebody of the family.
struct MemberView {
    id: String,
    name: String,
    protected: bool,
    about: String,
    /// The coordinating child stays as long as the family does.
    stays: bool,
}

/// A seat in the core team.
struct SeatView {
    nr: u32,
    name: String,
    about: String,
    shut_out: bool,
}

/// A case as the page shows it.
struct CaseView {
    title: String,
    path: Option<String>,
    citizen: Option<(String, bool)>,
    about: String,
    id: String,
    opened: Vec<(u32, String, bool)>,
    changes: String,
    may_work: bool,
    /// The coordinating child's case stays as long as the family does.
    stays: bool,
    bases: Vec<Choice>,
    departments: Vec<Choice>,
}

/// An analysis meeting.
struct AnalysisView {
    line: AnalysisLine,
    who: String,
    day: String,
    given: Option<String>,
}

/// What the forms let one choose from, and what they begin with.
struct Forms {
    entrance: Vec<Choice>,
    colleagues: Vec<Choice>,
    seated: Vec<Choice>,
    near: Vec<Choice>,
    kin: Vec<Choice>,
    linkable: Vec<Choice>,
    parts: Vec<Choice>,
    gatherings: Vec<Choice>,
    goals: Vec<Choice>,
    consents: Vec<Choice>,
    today: String,
    fortnight: String,
}

pub(super) async fn page_of(desk: Desk, Id(id): Id<FamilyId>) -> Page {
    page(&view(&desk, id, Typed::default(), Errors::default()).await?)
}

/// The page again, with what was typed; each error at its field of the form that was sent.
pub(super) async fn again(desk: &Desk, id: FamilyId, typed: Typed, errors: Errors) -> Page {
    let form = typed.form();
    let mut placed = Errors::default();
    for (field, text) in errors.iter() {
        placed.add(if field.is_empty() { String::new() } else { form_id(&form, field) }, text);
    }
    page_again(&view(desk, id, typed, placed).await?)
}

async fn view(desk: &Desk, id: FamilyId, typed: Typed, errors: Errors) -> Result<Show, Failure> {
    let view = app::family::show(&desk.app, &desk.actor, id).await?;
    let draft = if view.may.work && view.analyses.iter().any(|one| one.version == 0) {
        app::family::drafted_summary(&desk.app, &desk.actor, id).await?
    } else {
        None
    };
    let case = view.family.case;
    let meeting = |one: &app::family::MeetingLine| {
        let state = if one.held { ", holdt" } else { "" };
        (format!("/sager/{case}/moeder/{}", one.id), format!("{} {}{state}", one.title, danish::date_long(one.day)))
    };
    let now = view.coordinators.iter().find(|line| line.term.until.is_none());
    let by = |staff| view.staff.iter().find(|one| one.id == staff).map_or("", |one| one.name.as_str());
    let over = |(day, why): &(jiff::civil::Date, String)| {
        let why = if view.own { format!(": {why}") } else { String::new() };
        format!("{}{why}", danish::date_long(*day))
    };
    let waived = view
        .family
        .waived
        .as_ref()
        .map(|waived| format!("Besluttet {} af {}: {}", danish::date_short(waived.on), by(waived.by), waived.why));
    Ok(Show {
        frame: desk.frame(Here::Families),
        path: format!("/familier/{id}"),
        child: view.members.first().map(|line| line.name.clone()).unwrap_or_default(),
        begun: format!("{} af {}", danish::date_long(view.family.begun_on), by(view.family.begun_by)),
        ended: view.family.ended.as_ref().map(over),
        coordinator: now
            .map(|line| (line.staff.name.clone(), format!("tlf. {}, {}", line.staff.phone, line.staff.mail))),
        history: view.coordinators.iter().map(|line| term(&view, line)).collect(),
        members: view.members.iter().enumerate().map(|(at, line)| member(&view, at, line)).collect(),
        cases: view.cases.iter().map(|line| case_view(desk, &view, line)).collect(),
        team: view.team.iter().map(|line| seat(desk, &view, line)).collect(),
        status: view.status.as_ref().map(status),
        examinations: view.family.examinations.iter().map(|one| examination(&view, one)).collect(),
        meetings: view.meetings.iter().map(meeting).collect(),
        analyses: view.analyses.iter().map(analysis_view).collect(),
        case: format!("/sager/{case}"),
        waived,
        financing: crate::table().iter().any(|route| route.path == "/familier/{id}/finansiering"),
        draft,
        forms: forms(desk, &view),
        typed,
        errors,
        view,
    })
}

/// A coordinator's time: who, when, by whom, and why for those of the department.
fn term(view: &View, line: &app::family::TermLine) -> String {
    let until = line.term.until.map(|day| format!(" til {}", danish::date_short(day))).unwrap_or_default();
    let why = if view.own { format!(": {}", line.term.why) } else { String::new() };
    format!("{} fra {}{until}, udpeget af {}{why}", line.staff.name, danish::date_short(line.term.from), line.by)
}

/// The first of the family is the child it is coordinated around.
fn member(view: &View, at: usize, line: &app::family::MemberLine) -> MemberView {
    let why = if view.own { format!(" · {}", line.member.why) } else { String::new() };
    MemberView {
        id: line.member.person.to_string(),
        name: line.name.clone(),
        protected: line.protected,
        about: format!("{}, {} år{why}", line.member.kin.danish(), line.age),
        stays: at == 0,
    }
}

fn seat(desk: &Desk, view: &View, line: &app::family::SeatLine) -> SeatView {
    let until = line.seat.until.map(|day| format!(" til {}", danish::date_short(day))).unwrap_or_default();
    let mut about = vec![department(desk, &line.place)];
    if !line.phone.is_empty() {
        about.push(format!("tlf. {}", line.phone));
    }
    about.push(line.seat.why.clone());
    about.push(format!("fra {}{until}", danish::date_short(line.seat.from)));
    about.retain(|part| !part.is_empty());
    SeatView {
        nr: line.seat.nr,
        name: line.name.clone(),
        about: about.join(" · "),
        shut_out: line.shut_out && view.own,
    }
}

fn examination(view: &View, one: &domain::family::Examination) -> (u32, String, String, bool) {
    let owner = view.staff.iter().find(|staff| staff.id == one.owner).map_or("", |staff| staff.name.as_str());
    let end = match &one.done {
        Some((on, result)) => format!("færdig {}: {result}", danish::date_short(*on)),
        None => format!("mål: færdig senest {}", danish::date_long(one.due)),
    };
    let text = format!("{owner} · valgt {} · {} · {end}", danish::date_short(one.chosen_on), one.why);
    (one.nr, one.what.clone(), text, one.done.is_none())
}

fn status(status: &app::family::Status) -> String {
    let last = status.last.map(|day| format!(", sidst {}", danish::date_short(day))).unwrap_or_default();
    format!("Næste statusmøde senest {} (mål: kerneteamets faste rytme{last}).", danish::date_long(status.due.due))
}

fn analysis_view(line: &AnalysisLine) -> AnalysisView {
    let one = |one: &Outsider| format!("{}; {}; {}", one.name, one.workplace, one.about);
    let kept = AnalysisLine {
        meeting: app::family::MeetingLine { title: line.meeting.title.clone(), ..line.meeting },
        summary: line.summary.clone(),
        outsiders: line.outsiders.clone(),
        direction: line.direction.clone(),
        ..*line
    };
    AnalysisView {
        who: line.outsiders.iter().map(one).collect::<Vec<_>>().join("\n"),
        day: danish::date_short(line.meeting.day),
        given: line.given_on.map(danish::date_short),
        line: kept,
    }
}

fn case_view(desk: &Desk, view: &View, line: &CaseLine) -> CaseView {
    let place = department(desk, &line.linked.department);
    let case = line.linked.case;
    let (path, about) = match &line.sees {
        Sees::Whole => (Some(format!("/sager/{case}")), place.clone()),
        Sees::Parts(parts) => {
            let parts: Vec<String> = parts.iter().map(|part| part.danish().to_lowercase()).collect();
            (
                Some(format!("/sager/{case}/koordinering")),
                format!("{place} · åbnet for din afdeling: {}", parts.join("; ")),
            )
        }
        Sees::Exists => (None, String::new()),
    };
    let title = match (&line.benefit, line.number) {
        (Some(benefit), Some(number)) => format!("{} ({number})", benefit_title(&desk.app, benefit, view.today)),
        _ => format!("Der er en sag i {place}"),
    };
    let opened = line.openings.iter().filter(|one| one.opening.closed_on.is_none()).map(|one| {
        let parts: Vec<String> = one.opening.parts.iter().map(|part| part.danish().to_lowercase()).collect();
        let parts = if parts.is_empty() { "at der er en sag".to_string() } else { parts.join("; ") };
        let state = if one.holds { "" } else { " · åbner intet: samtykket gælder ikke mere" };
        (one.opening.nr, format!("{}: {parts} · åbnet af {}{state}", one.opening.title, one.by), one.holds)
    });
    let consents = line.consents.iter().map(consent);
    let laws = desk
        .app
        .content
        .legal_bases
        .iter()
        .filter(|one| one.covers.contains(&domain::consent::Covers::Share) || one.inside_only);
    let laws = laws.map(|one| Choice::new(one.id.clone(), format!("{}: {}", one.paragraph, one.title)));
    CaseView {
        title,
        path,
        citizen: line.citizen.clone(),
        about,
        id: case.to_string(),
        opened: opened.collect(),
        changes: changes(line),
        may_work: line.may_work,
        stays: line.linked.case == view.family.case,
        departments: desk
            .app
            .content
            .departments
            .iter()
            .filter(|one| one.id != line.linked.department)
            .map(|one| Choice::new(one.id.clone(), one.title.clone()))
            .collect(),
        bases: consents.chain(laws).collect(),
    }
}

/// A consent as one chooses it: whom it names, and its last day.
fn consent(one: &domain::consent::Consent) -> Choice {
    Choice::new(one.id.to_string(), format!("Samtykke til {}, til {}", one.source, danish::date_short(one.until)))
}

/// "2 ændringer siden sidst: en afgørelse er sendt, …", or nothing where nothing happened.
fn changes(line: &CaseLine) -> String {
    if line.changes.is_empty() {
        return String::new();
    }
    let mut kinds: Vec<String> = Vec::new();
    for change in &line.changes {
        let word = change.kind.danish();
        if !kinds.contains(&word) {
            kinds.push(word);
        }
    }
    let number = u64::try_from(line.changes.len()).unwrap_or(u64::MAX);
    format!("{} siden sidst: {}", counted(number, "ændring", "ændringer"), listed(&kinds))
}

fn forms(desk: &Desk, view: &View) -> Forms {
    let person =
        |one: &Staff| Choice::new(one.id.to_string(), format!("{}, {}", one.name, department(desk, &one.department)));
    let near = |one: &app::family::Suggestion| Choice::new(one.person.id.to_string(), one.person.name.clone());
    Forms {
        entrance: candidates(&desk.app, &view.staff).into_iter().map(person).collect(),
        colleagues: view.staff.iter().filter(|one| domain::function::may_hold(one)).map(person).collect(),
        seated: view.staff.iter().filter(|one| view.family.sits(one.id, view.today)).map(person).collect(),
        near: view.near.iter().map(near).collect(),
        kin: Kin::ALL.iter().map(|kin| Choice::new(kin.code(), kin.danish())).collect(),
        linkable: view
            .linkable
            .iter()
            .map(|(case, number, name)| Choice::new(case.to_string(), format!("{number}, {name}")))
            .collect(),
        parts: Part::ALL.iter().map(|part| Choice::new(part.code(), part.danish())).collect(),
        gatherings: Gathering::ALL.iter().map(|one| Choice::new(one.code(), one.danish())).collect(),
        goals: view.goals.goals.iter().map(|(goal, _)| Choice::new(goal.clone(), goal.clone())).collect(),
        consents: view
            .cases
            .iter()
            .filter(|line| line.linked.case == view.family.case)
            .flat_map(|line| line.consents.iter().map(consent))
            .collect(),
        today: date_value(view.today),
        fortnight: date_value(view.today.saturating_add(14.days())),
    }
}

impl Wording for Kin {
    fn danish(&self) -> String {
        match self {
            Kin::Child => "Barn",
            Kin::Parent => "Forælder",
            Kin::StepParent => "Bonusforælder",
            Kin::Sibling => "Voksen søskende",
            Kin::Grandparent => "Bedsteforælder",
            Kin::Other => "Anden",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        Kin::code(*self)
    }
}

impl Wording for Gathering {
    fn danish(&self) -> String {
        match self {
            Gathering::Assessment => "Udredningsmøde med familien",
            Gathering::Analysis => "Analysemøde uden familien",
            Gathering::Status => "Statusmøde i kerneteamet",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        Gathering::code(*self)
    }
}

impl Wording for ChangeKind {
    fn danish(&self) -> String {
        match self {
            ChangeKind::Step => "et trin er gjort",
            ChangeKind::Course => "et forløb er begyndt eller slut",
            ChangeKind::Decision => "en afgørelse er sendt",
            ChangeKind::GrantBegan => "en bevilling er begyndt",
            ChangeKind::GrantEnded => "en bevilling er hørt op",
            ChangeKind::Complaint => "en klage er kommet",
            ChangeKind::Consent => "et samtykke er givet eller trukket tilbage",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        ChangeKind::code(*self)
    }
}
