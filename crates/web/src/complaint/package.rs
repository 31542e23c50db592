//! The package to Ankestyrelsen: every paper of the case, what goes along, what does not and why.

use crate::case::{Head, Place};
use crate::error::{Failure, Page, page, page_again};
use crate::form::{Check, Errors, Form, Ids, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Field, Hidden, Summary};
use crate::session::{Desk, Who};
use crate::wording::{Wording, danish};
use app::Refused;
use app::complaint::Paper;
use app::complaint::package::{Choice, Flag, Item, Proposed};
use askama::Template;
use axum::http::header;
use axum::response::IntoResponse;
use domain::complaint::Stage;
use domain::ids::{CaseId, ComplaintId};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Where it is.
pub(super) fn path(case: CaseId, id: ComplaintId) -> String {
    format!("/sager/{case}/klage/{id}/pakke")
}

/// What was chosen: `med-<nr>` for what goes along, `grund-<nr>` for why it is another way than proposed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    version: String,
    bemaerkning: String,
    /// Which button: `vis` or `send`.
    knap: String,
    #[serde(flatten)]
    rows: BTreeMap<String, String>,
}

#[derive(Template)]
#[template(path = "complaint/package.html")]
struct Show {
    frame: Frame,
    head: Head,
    case: CaseId,
    id: ComplaintId,
    version: i64,
    errors: Errors,
    remark: String,
    rows: Vec<Row>,
    sent: Option<Sent>,
    ready: bool,
    stage: String,
    letter: Option<String>,
}

/// What was sent.
struct Sent {
    on: String,
    file: String,
    along: Vec<String>,
    left_out: Vec<(String, String)>,
}

struct Row {
    nr: usize,
    key: String,
    title: String,
    dated: String,
    flags: Vec<&'static str>,
    proposed: Proposed,
    along: bool,
    reason: String,
}

impl Row {
    fn always(&self) -> bool {
        self.proposed == Proposed::Always
    }

    fn never(&self) -> bool {
        self.proposed == Proposed::Never
    }

    /// Proposed to go along: the question why is asked when it is taken out, else when it is put in.
    fn along_first(&self) -> bool {
        self.proposed == Proposed::Along
    }

    fn ask(&self) -> &'static str {
        if self.proposed == Proposed::LeftOut { "Hvorfor skal det med?" } else { "Hvorfor udelades det?" }
    }
}

pub(super) async fn show(desk: Desk, Ids(case, id): Ids<CaseId, ComplaintId>) -> Page {
    page(&view(&desk, case, id, None, Errors::default()).await?)
}

pub(super) async fn chosen(
    desk: Desk,
    Ids(case, id): Ids<CaseId, ComplaintId>,
    Who(actor): Who,
    Form(typed): Form<Typed>,
) -> Page {
    let mut check = Check::new();
    let remark = check.optional_text("bemaerkning", &typed.bemaerkning);
    if let Some(errors) = check.errors() {
        return page_again(&view(&desk, case, id, Some(&typed), errors).await?);
    }
    let choice = choice(&typed, remark);
    let refused = if typed.knap == "vis" {
        match app::complaint::package::preview(&desk.app, &actor, (case, id), &choice).await {
            Ok((name, pdf)) => return Ok(as_file(&name, pdf)),
            Err(refused) => refused,
        }
    } else {
        let version = typed.version.trim().parse().unwrap_or(0);
        match once(app::complaint::package::forward(&desk.app, &actor, (case, id), version, &choice).await) {
            Ok(()) => return Ok(done(&super::home_of(case, id), "Klagen er sendt til Ankestyrelsen.")),
            Err(refused) => refused,
        }
    };
    match refused {
        Refused::Because(reason) => {
            let errors = Errors::one("", reason.danish());
            page_again(&view(&desk, case, id, Some(&typed), errors).await?)
        }
        other => Err(other.into()),
    }
}

fn as_file(name: &str, pdf: Vec<u8>) -> axum::response::Response {
    let disposition = format!("inline; filename=\"{name}\"");
    let headers = [(header::CONTENT_TYPE, "application/pdf".to_string()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, pdf).into_response()
}

fn choice(typed: &Typed, remark: String) -> Choice {
    let keys = typed.rows.iter().filter_map(|(name, key)| Some((name.strip_prefix("papir-")?, key)));
    let mut choice = Choice { remark, ..Choice::default() };
    for (nr, key) in keys {
        if typed.rows.get(&format!("med-{nr}")).is_some_and(|said| said == "ja") {
            choice.along.insert(key.clone());
        }
        if let Some(reason) = typed.rows.get(&format!("grund-{nr}")) {
            choice.reasons.insert(key.clone(), reason.clone());
        }
    }
    choice
}

async fn view(
    desk: &Desk,
    case: CaseId,
    id: ComplaintId,
    typed: Option<&Typed>,
    errors: Errors,
) -> Result<Show, Failure> {
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    let complaint = view.file.complaints.iter().find(|known| known.id == id).ok_or(Refused::NotFound)?;
    let stage = complaint.stage(&view.file.decisions);
    let ready = stage == Stage::Forward && view.may.work && view.file.case.closed_on.is_none();
    let rows = if complaint.forwarded.is_none() {
        app::complaint::package::items(&desk.app, &desk.actor, case, id).await?
    } else {
        Vec::new()
    };
    let sent = match &complaint.forwarded {
        Some(forwarded) => {
            let papers = app::complaint::package::sent(&desk.app, &desk.actor, case, id).await?;
            Some(Sent {
                on: danish::date_long(forwarded.on),
                file: format!("/sager/{case}/dokumenter/{}", forwarded.package),
                along: papers.iter().filter(|paper| paper.left_out.is_none()).map(|p| p.title.clone()).collect(),
                left_out: papers.into_iter().filter_map(left_out).collect(),
            })
        }
        None => None,
    };
    let chosen = typed.map(|typed| choice(typed, String::new()));
    let letter = complaint.reassessment.as_ref().and_then(|done| done.letter);
    Ok(Show {
        frame: desk.frame(Here::Elsewhere),
        head: Head::of(&desk.app, &view, Place::Complaint),
        case,
        id,
        version: complaint.version,
        remark: typed.map(|typed| typed.bemaerkning.clone()).unwrap_or_default(),
        rows: rows.into_iter().enumerate().map(|(index, item)| row(index, item, chosen.as_ref())).collect(),
        sent,
        ready,
        stage: stage.danish(),
        letter: letter.map(|letter| format!("/sager/{case}/breve/{letter}")),
        errors,
    })
}

fn left_out(paper: Paper) -> Option<(String, String)> {
    paper.left_out.map(|why| (paper.title, why))
}

fn row(index: usize, item: Item, chosen: Option<&Choice>) -> Row {
    let proposed = matches!(item.proposed, Proposed::Always | Proposed::Along);
    Row {
        nr: index.saturating_add(1),
        along: chosen.map_or(proposed, |choice| choice.along.contains(&item.key)),
        reason: chosen.and_then(|choice| choice.reasons.get(&item.key)).cloned().unwrap_or_default(),
        dated: item.dated.map(danish::date_short).unwrap_or_default(),
        flags: item.flags.iter().map(said).collect(),
        proposed: item.proposed,
        key: item.key,
        title: item.title,
    }
}

fn said(flag: &Flag) -> &'static str {
    match flag {
        Flag::Internal => "Internt arbejdspapir",
        Flag::ThirdParty => "Siger noget om andre",
        Flag::TellsWhere => "Fortæller, hvor en adressebeskyttet person er",
        Flag::CannotBeRead => "Kan ikke læses igennem af systemet, og nogen i sagen er adressebeskyttet",
        Flag::Separate => "Har ingen sider og sendes som en fil for sig",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ticked_goes_along_and_a_reason_follows_its_paper() {
        let typed = Typed {
            rows: [("papir-1", "dokument:a"), ("med-1", "ja"), ("papir-2", "notat:b"), ("grund-2", "Om en anden sag.")]
                .into_iter()
                .map(|(name, said)| (name.to_string(), said.to_string()))
                .collect(),
            ..Typed::default()
        };
        let choice = choice(&typed, String::new());
        assert_eq!(choice.along.into_iter().collect::<Vec<_>>(), ["dokument:a"]);
        assert_eq!(choice.reasons.get("notat:b").map(String::as_str), Some("Om en anden sag."));
    }
}
