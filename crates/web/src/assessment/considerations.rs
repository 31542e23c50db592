//! The criteria as a check-list, and the considerations, saved together.

use super::{Choice, Choices, Conflict, Errors, Field, Typed as Shown};
use crate::error::{Fault, Page};
use crate::form::{Check, Form, Id, done};
use crate::session::Desk;
use crate::wording::Wording;
use app::assessment::{self, Considerations};
use app::case::View;
use app::{Reason, Refused};
use axum::http::StatusCode;
use domain::assessment::CriterionAnswer;
use domain::ids::CaseId;
use std::collections::BTreeMap;

const YES: &str = "ja";
const NO: &str = "nej";

/// A criterion as the check-list shows it.
pub(super) struct Row {
    pub(super) question: String,
    pub(super) source: String,
    pub(super) necessary: bool,
    pub(super) answer: Option<(bool, String)>,
    pub(super) choice: Choices,
    pub(super) reason: Field,
}

/// What was typed of it, by the criterion's id: answer and reason.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) text: String,
    answers: BTreeMap<String, (String, String)>,
    version: String,
    pub(super) errors: Errors,
}

/// The rows of the check-list: as saved, or as typed.
pub(super) fn rows(view: &View<'_>, typed: Option<&Typed>, errors: &Errors) -> Vec<Row> {
    let choices = [Choice::new(YES, "Ja"), Choice::new(NO, "Nej")];
    let assessed = &view.file.assessment.criteria;
    view.benefit
        .criteria
        .iter()
        .map(|criterion| {
            let saved = assessed.get(&criterion.id);
            let (answer, reason) = match typed.and_then(|typed| typed.answers.get(&criterion.id)) {
                Some(typed) => typed.clone(),
                None => saved.map(|a| (word(a.met).to_string(), a.reason.clone())).unwrap_or_default(),
            };
            let choice = Choices::radios(&field(&criterion.id), &criterion.question, &choices, &answer, errors);
            let hint = criterion.help.clone().unwrap_or_default();
            Row {
                question: criterion.question.clone(),
                source: criterion.source.clone().unwrap_or_default(),
                necessary: criterion.necessary,
                answer: saved.map(|answer| (answer.met, answer.reason.clone())),
                choice: choice.hint(&hint),
                reason: Field::text(&reason_field(&criterion.id), "Hvorfor?", &reason, errors).rows(2).optional(),
            }
        })
        .collect()
}

fn word(met: bool) -> &'static str {
    if met { YES } else { NO }
}

fn field(id: &str) -> String {
    format!("betingelse-{id}")
}

fn reason_field(id: &str) -> String {
    format!("grund-{id}")
}

/// The form has a pair of fields for each criterion of the benefit, and no other field is taken.
pub(super) fn read(view: &View<'_>, sent: Vec<(String, String)>) -> Result<Typed, Fault> {
    let mut typed = Typed::default();
    for (name, value) in sent {
        let ids = || view.benefit.criteria.iter().map(|criterion| criterion.id.clone());
        match name.as_str() {
            "hensyn" => typed.text = value,
            "version" => typed.version = value,
            name => {
                if let Some(id) = ids().find(|id| field(id) == name) {
                    typed.answers.entry(id).or_default().0 = value;
                } else if let Some(id) = ids().find(|id| reason_field(id) == name) {
                    typed.answers.entry(id).or_default().1 = value;
                } else {
                    return Err(Fault::unreadable());
                }
            }
        }
    }
    Ok(typed)
}

impl Typed {
    /// The version it was begun on.
    pub(super) fn begun_on(&self) -> Option<i64> {
        self.version.parse().ok()
    }

    fn order(&self) -> Result<Considerations, Errors> {
        let mut check = Check::new();
        let text = check.optional_text("hensyn", &self.text);
        let version = check.choice("version", &self.version, |typed| typed.parse().ok());
        let mut criteria = Vec::new();
        let mut errors = Errors::default();
        for (id, (answer, reason)) in &self.answers {
            let reason = reason.trim().to_string();
            match answer.as_str() {
                YES => criteria.push((id.clone(), CriterionAnswer { met: true, reason })),
                NO if reason.is_empty() => {
                    let text = "Skriv, hvorfor betingelsen ikke er opfyldt. Det står i brevet.";
                    errors.add(reason_field(id), text);
                }
                NO => criteria.push((id.clone(), CriterionAnswer { met: false, reason })),
                "" if reason.is_empty() => {}
                _ => errors.add(field(id), "Svar ja eller nej, så begrundelsen kan gemmes."),
            }
        }
        for (field, text) in check.errors().iter().flat_map(Errors::iter) {
            errors.add(field.to_string(), text);
        }
        match version {
            Some(version) if errors.is_empty() => Ok(Considerations { version, text, criteria }),
            _ => Err(errors),
        }
    }
}

/// Saves considerations and criteria.
pub(super) async fn save(desk: Desk, Id(case): Id<CaseId>, Form(sent): Form<Vec<(String, String)>>) -> Page {
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    let mut typed = read(&view, sent)?;
    let order = match typed.order() {
        Ok(order) => order,
        Err(errors) => {
            typed.errors = errors;
            return again(&desk, case, StatusCode::UNPROCESSABLE_ENTITY, typed, Vec::new()).await;
        }
    };
    match assessment::save_considerations(&desk.app, &desk.actor, case, order).await {
        Ok(()) | Err(Refused::Replayed(_)) => Ok(done(&format!("/sager/{case}/vurdering"), "Vurderingen er gemt.")),
        Err(Refused::Because(Reason::Stale)) => {
            let (by, at) = super::last_done(&desk.app, &desk.actor, case, &["considerations_saved"]).await?;
            let conflicts = conflicts(&view, &typed, &by, &at);
            again(&desk, case, StatusCode::CONFLICT, typed, conflicts).await
        }
        Err(Refused::Because(reason)) => {
            typed.errors = Errors::one("", reason.danish());
            again(&desk, case, StatusCode::UNPROCESSABLE_ENTITY, typed, Vec::new()).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn again(desk: &Desk, case: CaseId, status: StatusCode, typed: Typed, conflicts: Vec<Conflict>) -> Page {
    let shown = Shown { considerations: Some(typed), conflicts, ..Shown::default() };
    super::again(desk, case, status, shown).await
}

/// Everything that differs between what is saved and what was typed.
fn conflicts(view: &View<'_>, typed: &Typed, by: &str, at: &str) -> Vec<Conflict> {
    let assessed = &view.file.assessment;
    let conflict = |what: &str, saved: String, typed: String| Conflict {
        what: what.into(),
        by: by.into(),
        at: at.into(),
        saved,
        typed,
    };
    let mut found = Vec::new();
    if typed.text.trim() != assessed.considerations.trim() {
        found.push(conflict("Hovedhensyn", assessed.considerations.clone(), typed.text.clone()));
    }
    for criterion in &view.benefit.criteria {
        let saved = assessed.criteria.get(&criterion.id).map(|a| (word(a.met).to_string(), a.reason.clone()));
        let (saved, typed) = (saved.unwrap_or_default(), typed.answers.get(&criterion.id).cloned().unwrap_or_default());
        if saved != typed {
            found.push(conflict(&criterion.question, said(&saved), said(&typed)));
        }
    }
    found
}

fn said((answer, reason): &(String, String)) -> String {
    match answer.as_str() {
        "" => "Ikke besvaret".into(),
        answer => format!("{}. {reason}", if answer == YES { "Ja" } else { "Nej" }),
    }
}
