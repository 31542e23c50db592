//! "Klager og læring": the complaints of a year in one department, in plain numbers.

use crate::error::{Page, page};
use crate::layout::{Frame, Here};
use crate::parts::{Alert, Empty, Tab, Tabs, Tone};
use crate::session::Desk;
use crate::wording::{Wording, counted, danish};
use crate::worklist::benefit_title;
use app::complaint::{Listed, Year};
use askama::Template;
use axum::extract::Query;
use domain::complaint::{Answered, Reassessed};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    afdeling: String,
    aar: String,
}

#[derive(Template)]
#[template(path = "complaint/year.html")]
struct Show {
    frame: Frame,
    year: i16,
    departments: Option<Tabs>,
    years: Tabs,
    told: Option<Alert>,
    numbers: Vec<(String, String)>,
    causes: Vec<(String, usize)>,
    points: Vec<(String, String, String)>,
    rows: Vec<Row>,
    empty: Empty,
}

struct Row {
    path: String,
    number: String,
    benefit: String,
    received: String,
    in_time: &'static str,
    reassessed: String,
    answer: String,
    stage: String,
    told: bool,
}

pub(super) async fn show(desk: Desk, Query(wanted): Query<Wanted>) -> Page {
    let this_year = desk.app.today().year();
    let year = wanted.aar.trim().parse().unwrap_or(this_year);
    let department = Some(wanted.afdeling.trim()).filter(|department| !department.is_empty());
    let found = app::complaint::of_year(&desk.app, &desk.actor, department, year).await?;
    page(&view(&desk, &found, this_year))
}

fn view(desk: &Desk, found: &Year, this_year: i16) -> Show {
    let title = |id: &String| desk.app.content.department(id).map_or_else(|| id.clone(), |known| known.title.clone());
    let link = |department: &str, year: i16| format!("/kvalitet/klager?afdeling={department}&aar={year}");
    let departments = (1 < found.departments.len()).then(|| Tabs {
        label: "Afdelinger".into(),
        tabs: found
            .departments
            .iter()
            .map(|id| Tab {
                title: title(id),
                path: link(id, found.year),
                current: *id == found.department,
                count: None,
            })
            .collect(),
    });
    let years = Tabs {
        label: "År".into(),
        tabs: [this_year, this_year.saturating_sub(1)]
            .into_iter()
            .map(|year| Tab {
                title: year.to_string(),
                path: link(&found.department, year),
                current: year == found.year,
                count: None,
            })
            .collect(),
    };
    let late = found.escalated.len();
    let told = (late != 0).then(|| {
        let said = counted(u64::try_from(late).unwrap_or(u64::MAX), "klage er", "klager er");
        let text = "De fire uger til at genvurdere og sende videre er snart gået.";
        Alert::new(Tone::Warning, format!("{said} over dag 21"), text)
    });
    let text = "Her står afdelingens klager i året: udfald, årsager og det, vi lærer af dem.";
    Show {
        frame: desk.frame(Here::Elsewhere),
        year: found.year,
        departments,
        years,
        told,
        numbers: numbers(&found.complaints),
        causes: causes(&found.complaints),
        points: points(&found.complaints),
        rows: found.complaints.iter().map(|listed| row(desk, listed, found)).collect(),
        empty: Empty { text: text.into(), act: None },
    }
}

/// The year in numbers, each with what it is.
fn numbers(complaints: &[Listed]) -> Vec<(String, String)> {
    let count = |is: &dyn Fn(&Listed) -> bool| complaints.iter().filter(|listed| is(listed)).count().to_string();
    let mut numbers = vec![
        ("Klager i alt".to_string(), complaints.len().to_string()),
        ("Kommet for sent".to_string(), count(&|listed| !listed.complaint.is_in_time())),
    ];
    for outcome in Reassessed::ALL {
        let is = |listed: &Listed| listed.complaint.reassessment.as_ref().is_some_and(|r| r.outcome == *outcome);
        numbers.push((format!("Genvurdering: {}", outcome.danish().to_lowercase()), count(&is)));
    }
    numbers.push(("Sendt til Ankestyrelsen".to_string(), count(&|listed| listed.complaint.forwarded.is_some())));
    for answer in Answered::ALL {
        let is = |listed: &Listed| listed.complaint.answer.as_ref().is_some_and(|a| a.outcome == *answer);
        numbers.push((format!("Ankestyrelsen: {}", answer.danish().to_lowercase()), count(&is)));
    }
    let answered = complaints.iter().filter_map(|listed| listed.complaint.answer.as_ref());
    let (all, reversed) = answered.fold((0_usize, 0_usize), |(all, reversed), answer| {
        (all.saturating_add(1), reversed.saturating_add(usize::from(answer.outcome.is_reversal())))
    });
    if all != 0 {
        numbers
            .push(("Omgjort af Ankestyrelsen (ændret, ophævet, hjemvist)".to_string(), format!("{reversed} af {all}")));
    }
    numbers
}

/// Causes, most frequent first.
fn causes(complaints: &[Listed]) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
    for cause in complaints.iter().filter_map(|listed| listed.complaint.learning.as_ref()).flat_map(|l| &l.causes) {
        let count = counts.entry(cause).or_default();
        *count = count.saturating_add(1);
    }
    let mut causes: Vec<(String, usize)> = counts.into_iter().map(|(cause, count)| (cause.clone(), count)).collect();
    causes.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    causes
}

/// What we do differently, with the case it stems from.
fn points(complaints: &[Listed]) -> Vec<(String, String, String)> {
    complaints
        .iter()
        .filter_map(|listed| {
            let learning = listed.complaint.learning.as_ref().filter(|learning| !learning.points.is_empty())?;
            let path = format!("/sager/{}/klage?klage={}", listed.case, listed.complaint.id);
            Some((path, listed.number.to_string(), learning.points.clone()))
        })
        .collect()
}

fn row(desk: &Desk, listed: &Listed, found: &Year) -> Row {
    let complaint = &listed.complaint;
    Row {
        path: format!("/sager/{}/klage?klage={}", listed.case, complaint.id),
        number: listed.number.to_string(),
        benefit: benefit_title(&desk.app, &listed.benefit, found.today),
        received: danish::date_short(complaint.received_on),
        in_time: if complaint.is_in_time() { "I tide" } else { "For sent" },
        reassessed: complaint.reassessment.as_ref().map(|done| done.outcome.danish()).unwrap_or_default(),
        answer: complaint.answer.as_ref().map(|answer| answer.outcome.danish()).unwrap_or_default(),
        stage: complaint.stage_when(listed.new_decision_sent_on).danish(),
        told: found.escalated.contains(&complaint.id),
    }
}
