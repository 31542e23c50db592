//! The receiver's checklist on the case, while the handover's course runs.

use crate::case::links::{act_of, step_path};
use crate::parts::Deadline;
use crate::wording::{counted, danish};
use app::case::{CourseView, View};
use app::handover_check::{self as check, Line, What};
use askama::Template;
use askama::filters::HtmlSafe;
use jiff::civil::Date;

/// The checklist, a part of the case page and of the page of the case's handovers.
#[derive(Template)]
#[template(path = "handover/checklist.html")]
pub(crate) struct Checklist {
    since: String,
    lines: Vec<LineView>,
    open: Vec<Step>,
}

impl HtmlSafe for Checklist {}

/// What the case says by itself.
struct LineView {
    title: &'static str,
    said: String,
    to_see_to: bool,
    path: String,
}

/// A step of the handover and where it stands.
pub(super) struct Step {
    /// What it is.
    pub title: String,
    /// Where it is done, for who may open the case.
    pub path: Option<String>,
    /// It is settled.
    pub done: bool,
    /// The day it was settled, or that it waits.
    pub said: String,
    /// Its date while it is open.
    pub deadline: Option<Deadline>,
}

/// The checklist of a case, if a handover of it runs.
pub(crate) fn of(view: &View<'_>) -> Option<Checklist> {
    let course = check::course(view).filter(|_| view.file.case.closed_on.is_none())?;
    let open = steps(view, course).into_iter().filter(|step| !step.done && step.deadline.is_some()).collect();
    let since = if view.today < course.began_on {
        format!(
            "Sagen skifter hånd {} ({}).",
            danish::date_short(course.began_on),
            danish::distance(course.began_on, view.today)
        )
    } else {
        format!("Sagen skiftede hånd {}. {} er ansvarlig.", danish::date_short(course.began_on), view.responsible.name)
    };
    Some(Checklist { since, lines: check::lines(view).iter().map(|one| line(view, one)).collect(), open })
}

/// Every step of the handover that counts, with where it is done.
pub(super) fn steps(view: &View<'_>, course: &CourseView<'_>) -> Vec<Step> {
    check::remains(course)
        .into_iter()
        .map(|remains| {
            let found = course.procedure.step(remains.step);
            let own = step_path(view, course.id, remains.step);
            let path = found.filter(|_| remains.open).and_then(|step| act_of(view, step)).map_or(own, |(_, path)| path);
            let said = match remains.settled {
                Some(day) => danish::date_short(day),
                None if remains.open => String::new(),
                None => "venter på det forrige".to_string(),
            };
            Step {
                title: remains.title.to_string(),
                path: Some(path),
                done: remains.settled.is_some(),
                said,
                deadline: remains.due.map(|due| Deadline::of(due, view.today)),
            }
        })
        .collect()
}

fn line(view: &View<'_>, line: &Line) -> LineView {
    let case = format!("/sager/{}", view.file.case.id);
    let day = |day: Option<Date>| day.map(danish::date_short);
    let (title, said, path) = match line.what {
        What::MasterRecord => {
            let said = match (line.to_see_to, day(line.day)) {
                (false, Some(day)) => format!("ajour, gennemgået {day}"),
                (true, Some(day)) => format!("senest gennemgået {day}; gå det igennem"),
                (_, None) => "aldrig gennemgået; gå det igennem".to_string(),
            };
            ("Stamkort", said, format!("{case}/stamkort"))
        }
        What::Deadlines => {
            let first = day(line.day).map_or_else(String::new, |day| format!(", den første {day}"));
            let late = if line.to_see_to { " og overskredet" } else { "" };
            let open = counted(u64::try_from(line.count).unwrap_or(u64::MAX), "åbent trin", "åbne trin");
            ("Frister", format!("{open}{first}{late}"), format!("{case}#aabne"))
        }
        What::Drafts => {
            let said = match line.count {
                0 => "ingen breve ligger som kladde".to_string(),
                1 => "1 brev er begyndt og ikke sendt".to_string(),
                more => format!("{more} breve er begyndt og ikke sendt"),
            };
            ("Kladder", said, format!("{case}/dokumenter"))
        }
        What::Consents => {
            let said = match (line.count, day(line.day)) {
                (0, _) => "ingen gældende samtykker".to_string(),
                (1, Some(day)) => format!("1 gælder, til og med {day}"),
                (more, Some(day)) => format!("{more} gælder, det første til og med {day}"),
                (more, None) => format!("{more} gælder"),
            };
            ("Samtykker", said, format!("{case}/oplysninger"))
        }
        What::NextContact => {
            let said = day(line.day).unwrap_or_else(|| "ikke aftalt endnu".to_string());
            ("Næste kontakt med borgeren", said, format!("{case}#aabne"))
        }
    };
    LineView { title, said, to_see_to: line.to_see_to, path }
}
