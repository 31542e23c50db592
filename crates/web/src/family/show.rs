//! The page of a family.

use super::act::Typed;
use super::department;
use crate::error::{Failure, Page, page, page_again};
use crate::form::{Errors, Id, date_value};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Field, Hidden, Summary};
use crate::session::Desk;
use crate::wording::{Wording, counted, danish, listed};
use crate::worklist::benefit_title;
use app::family::{AnalysisLine, CaseLine, Sees, View, candidates};
use askama::Template;
use domain::family::{ChangeKind, Gathering, Kin, Outsider};
use domain::function::Part;
use domain::ids::FamilyId;
use domain::staff::Staff;

#[derive(Template)]
#[template(path = "family/show.html")]
struct Show {
    frame: Frame,
    path: String,
    view: View,
    child: String,
    ended: Option<String>,
    coordinator: Option<(String, String)>,
    history: Vec<String>,
    members: Vec<(String, bool, String)>,
    cases: Vec<CaseView>,
    team: Vec<(u32, String, String, bool)>,
    status: Option<String>,
    examinations: Vec<(u32, String, String, bool)>,
    meetings: Vec<(String, String)>,
    analyses: Vec<AnalysisView>,
    plan: String,
    financing: bool,
    draft: Option<String>,
    typed: Typed,
    errors: Errors,
    forms: Forms,
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
    bases: Vec<Choice>,
}

/// An analysis meeting.
struct AnalysisView {
    line: AnalysisLine,
    who: String,
    day: String,
    given: Option<String>,
}

/// The fields the forms share.
struct Forms {
    entrance: Vec<Choice>,
    colleagues: Vec<Choice>,
    near: Vec<Choice>,
    kin: Vec<Choice>,
    linkable: Vec<Choice>,
    departments: Vec<Choice>,
    parts: Vec<Choice>,
    gatherings: Vec<Choice>,
    today: String,
}

pub(super) async fn page_of(desk: Desk, Id(id): Id<FamilyId>) -> Page {
    page(&view(&desk, id, Typed::default(), Errors::default()).await?)
}

/// The page again, with what was typed.
pub(super) async fn again(desk: &Desk, id: FamilyId, typed: Typed, errors: Errors) -> Page {
    page_again(&view(desk, id, typed, errors).await?)
}

async fn view(desk: &Desk, id: FamilyId, typed: Typed, errors: Errors) -> Result<Show, Failure> {
    let view = app::family::show(&desk.app, &desk.actor, id).await?;
    let draft = if view.may.work && view.analyses.iter().any(|one| one.version == 0) {
        app::family::drafted_summary(&desk.app, &desk.actor, id).await?
    } else {
        None
    };
    let child = view.members.first().map(|line| line.name.clone()).unwrap_or_default();
    let now = view.coordinators.iter().find(|line| line.term.until.is_none());
    let member = |line: &app::family::MemberLine| {
        let why = if view.own { format!(" · {}", line.member.why) } else { String::new() };
        (line.name.clone(), line.protected, format!("{}, {} år{why}", line.member.kin.danish(), line.age))
    };
    let seat = |line: &app::family::SeatLine| {
        let place = department(desk, &line.place);
        let until = line.seat.until.map(|day| format!(" til {}", danish::date_short(day))).unwrap_or_default();
        let text = format!(
            "{place}, tlf. {} · {} · fra {}{until}",
            line.phone,
            line.seat.why,
            danish::date_short(line.seat.from)
        );
        (line.seat.nr, line.name.clone(), text, line.shut_out && view.own)
    };
    let term = |line: &app::family::TermLine| {
        let until = line.term.until.map(|day| format!(" til {}", danish::date_short(day))).unwrap_or_default();
        let why = if view.own { format!(": {}", line.term.why) } else { String::new() };
        format!("{} fra {}{until}, udpeget af {}{why}", line.staff.name, danish::date_short(line.term.from), line.by)
    };
    let examination = |one: &domain::family::Examination| {
        let owner = view.staff.iter().find(|staff| staff.id == one.owner).map_or("", |staff| staff.name.as_str());
        let end = match &one.done {
            Some((on, result)) => format!("færdig {}: {result}", danish::date_short(*on)),
            None => format!("mål: færdig {}", danish::date_short(one.due)),
        };
        let text = format!("{owner} · valgt {} · {} · {end}", danish::date_short(one.chosen_on), one.why);
        (one.nr, one.what.clone(), text, one.done.is_none())
    };
    let case = view.family.case;
    let meeting = |one: &app::family::MeetingLine| {
        let state = if one.held { ", holdt" } else { "" };
        (format!("/sager/{case}/moeder/{}", one.id), format!("{} {}{state}", one.title, danish::date_short(one.day)))
    };
    let status = view.status.as_ref().map(|status| {
        let last = status.last.map(|day| format!(", sidst {}", danish::date_short(day))).unwrap_or_default();
        format!("Næste statusmøde senest {} (mål: kerneteamets faste rytme{last}).", danish::date_short(status.due.due))
    });
    Ok(Show {
        frame: desk.frame(Here::Families),
        path: format!("/familier/{id}"),
        child,
        ended: view.family.ended.as_ref().map(|(day, _)| danish::date_short(*day)),
        coordinator: now
            .map(|line| (line.staff.name.clone(), format!("tlf. {}, {}", line.staff.phone, line.staff.mail))),
        history: view.coordinators.iter().map(term).collect(),
        members: view.members.iter().map(member).collect(),
        cases: view.cases.iter().map(|line| case_view(desk, &view, line)).collect(),
        team: view.team.iter().map(seat).collect(),
        status,
        examinations: view.family.examinations.iter().map(examination).collect(),
        meetings: view.meetings.iter().map(meeting).collect(),
        analyses: view.analyses.iter().map(analysis_view).collect(),
        plan: format!("/sager/{case}/plan"),
        financing: crate::table().iter().any(|route| route.path == "/familier/{id}/finansiering"),
        draft,
        forms: forms(desk, &view),
        typed,
        errors,
        view,
    })
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
                format!("{place} · åbnet for din afdeling: {}", listed(&parts)),
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
        let parts = if parts.is_empty() { "at der er en sag".to_string() } else { listed(&parts) };
        let state = if one.holds { "" } else { " · åbner intet: samtykket gælder ikke mere" };
        (one.opening.nr, format!("{}: {parts} · åbnet af {}{state}", one.opening.title, one.by), one.holds)
    });
    let consents = line.consents.iter().map(|one| {
        Choice::new(one.id.to_string(), format!("Samtykke til {}, til {}", one.source, danish::date_short(one.until)))
    });
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
        bases: consents.chain(laws).collect(),
    }
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
        near: view.near.iter().map(near).collect(),
        kin: Kin::ALL.iter().map(|kin| Choice::new(kin.code(), kin.danish())).collect(),
        linkable: view
            .linkable
            .iter()
            .map(|(case, number, name)| Choice::new(case.to_string(), format!("{number}, {name}")))
            .collect(),
        departments: desk
            .app
            .content
            .departments
            .iter()
            .map(|one| Choice::new(one.id.clone(), one.title.clone()))
            .collect(),
        parts: Part::ALL.iter().map(|part| Choice::new(part.code(), part.danish())).collect(),
        gatherings: Gathering::ALL.iter().map(|one| Choice::new(one.code(), one.danish())).collect(),
        today: date_value(view.today),
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
