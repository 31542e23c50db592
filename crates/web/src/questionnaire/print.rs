//! Forms on paper: empty, filled, and as a file.

use super::paper::{self, Shown};
use super::results;
use super::signing::{self, Signed};
use crate::error::{Page, page};
use crate::form::{Id, Ids};
use crate::layout::{Frame, Here};
use crate::security;
use crate::session::Desk;
use crate::wording::danish;
use app::Refused;
use askama::Template;
use axum::extract::Query;
use domain::ids::CaseId;
use domain::questionnaire::{Answers, Questionnaire};
use serde::Deserialize;

/// Which version to print; without a number it is printed empty, to be filled in by hand.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    nr: String,
}

/// Whose form it is, for the line under the title; nobody's when it comes from the toolbox.
pub(super) struct Whose {
    pub number: String,
    pub citizen: String,
    pub cpr: String,
    pub protected: bool,
}

#[derive(Template)]
#[template(path = "questionnaire/print.html")]
pub(super) struct Print {
    pub frame: Frame,
    pub whose: Option<Whose>,
    pub back: String,
    pub title: String,
    pub help: Option<String>,
    /// "udfyldt 9. april 2026 af Pia Nørrevang"; empty on an empty form.
    pub filled: String,
    pub results: Vec<(String, String)>,
    pub sections: Vec<Shown>,
    pub places: Vec<Signed>,
    pub wide: bool,
}

impl Print {
    /// The form without answers.
    pub fn blank(desk: &Desk, form: &Questionnaire, here: Here, back: String) -> Self {
        Self {
            frame: desk.frame(here),
            whose: None,
            back,
            title: form.title.clone(),
            help: form.help.clone(),
            filled: String::new(),
            results: Vec::new(),
            sections: paper::shown(form, None),
            places: signing::places(&desk.app, form, &[]),
            wide: paper::is_wide(form),
        }
    }

    /// The form with these answers.
    pub fn answered(mut self, form: &Questionnaire, answers: &Answers, filled: String) -> Self {
        self.sections = paper::shown(form, Some(answers));
        self.filled = filled;
        self
    }
}

/// A form from the toolbox, empty.
pub(super) async fn empty(desk: Desk, Id(id): Id<String>) -> Page {
    let content = &desk.app.content;
    let found = content.questionnaire(&id, desk.app.today()).or_else(|| content.questionnaires.latest(&id));
    let form = found.ok_or(Refused::NotFound)?;
    page(&Print::blank(&desk, form, Here::Toolbox, format!("/vaerktoejskasse/skemaer/{id}")))
}

/// A form of a case, empty or as one version was filled in.
pub(super) async fn print(desk: Desk, Ids(case, id): Ids<CaseId, String>, Query(wanted): Query<Wanted>) -> Page {
    let form = app::form::show(&desk.app, &desk.actor, case, &id).await?;
    let chosen = match wanted.nr.as_str() {
        "" => None,
        nr => Some(form.filled.iter().find(|filled| filled.nr.to_string() == nr).ok_or(Refused::NotFound)?),
    };
    let version = chosen.map_or(form.form, |filled| filled.form);
    let mut print = Print::blank(&desk, version, Here::Elsewhere, format!("/sager/{case}/skema/{id}"));
    print.whose = Some(whose(&form.view.file));
    if let Some(filled) = chosen {
        print = print.answered(version, &filled.answers, said(filled.filled_on, &filled.by));
        print.results = results(version, &filled.results);
        print.places = signing::places(&desk.app, version, &filled.signatures);
    }
    page(&print)
}

pub(super) fn said(on: jiff::civil::Date, by: &str) -> String {
    format!("udfyldt {} af {by}", danish::date_plain(on))
}

pub(super) fn whose(file: &domain::case::CaseFile) -> Whose {
    Whose {
        number: file.case.number.to_string(),
        citizen: file.citizen.name.clone(),
        cpr: file.citizen.cpr.masked(),
        protected: file.citizen.is_protected(),
    }
}

/// One version as a file; the latest when none is named.
pub(super) async fn pdf(desk: Desk, Ids(case, id): Ids<CaseId, String>, Query(wanted): Query<Wanted>) -> Page {
    let nr = match wanted.nr.as_str() {
        "" => None,
        nr => Some(nr.parse().map_err(|_| Refused::NotFound)?),
    };
    let (name, pdf) = app::form::pdf(&desk.app, &desk.actor, case, &id, nr).await?;
    Ok(security::download(&name, "application/pdf", pdf))
}
