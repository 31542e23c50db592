//! The consent form (samtykkeerklæring) of a case: printed empty, or filled with a consent that is registered.
//!
//! The consent is registered on its own page; here it is laid back on the form, so that there is a paper to sign and to
//! leave with the citizen. The fields are those content gives the form that is the face of consents.

use super::print::{Print, said, whose};
use crate::error::{Page, page};
use crate::form::Ids;
use crate::layout::Here;
use crate::session::Desk;
use crate::wording::Wording;
use app::Refused;
use app::form::FormView;
use axum::extract::{FromRequestParts, RawPathParams};
use domain::case::CaseFile;
use domain::consent::Consent;
use domain::ids::{CaseId, ConsentId};
use domain::questionnaire::{Answers, FieldKind, Questionnaire, YES};

/// What a form is the face of when it is a consent.
const CONSENT: &str = "samtykke";

/// The registered consents of a case, each with where it is printed on this form; none on any other form.
pub(super) fn of(form: &FormView<'_>) -> Vec<(String, String)> {
    if form.form.kept_in.as_deref() != Some(CONSENT) {
        return Vec::new();
    }
    let file = &form.view.file;
    let path = |consent: &Consent| format!("/sager/{}/skema/{}/samtykke/{}", file.case.id, form.form.id, consent.id);
    file.consents.iter().rev().map(|consent| (consent.source.clone(), path(consent))).collect()
}

/// The case, the form and the consent of the path.
pub(super) struct Asked {
    case: CaseId,
    form: String,
    consent: ConsentId,
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = crate::error::Failure;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, state: &S) -> Result<Self, Self::Rejection> {
        let Ids(case, form) = Ids::<CaseId, String>::from_request_parts(parts, state).await?;
        let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Refused::NotFound)?;
        let consent = params.iter().find(|(name, _)| *name == "consent").and_then(|(_, value)| value.parse().ok());
        Ok(Self { case, form, consent: consent.ok_or(Refused::NotFound)? })
    }
}

/// A registered consent on the form.
pub(super) async fn print(desk: Desk, asked: Asked) -> Page {
    let form = app::form::show(&desk.app, &desk.actor, asked.case, &asked.form).await?;
    if form.form.kept_in.as_deref() != Some(CONSENT) {
        return Err(Refused::NotFound.into());
    }
    let file = &form.view.file;
    let consent = file.consents.iter().find(|consent| consent.id == asked.consent).ok_or(Refused::NotFound)?;
    let answers = laid_on(form.form, consent, file);
    let back = format!("/sager/{}/skema/{}", asked.case, asked.form);
    let blank = Print::blank(&desk, form.form, Here::Elsewhere, back);
    let mut print = blank.answered(form.form, &answers, said(consent.given_on, &file.name_of(consent.given_by)));
    print.filled = print.filled.replacen("udfyldt", "givet", 1);
    print.whose = Some(whose(file));
    page(&print)
}

/// The consent as answers of its form. Whoever registers a consent has said that what must be told was told.
fn laid_on(form: &Questionnaire, consent: &Consent, file: &CaseFile) -> Answers {
    let known = [
        ("giver", vec![file.name_of(consent.given_by)]),
        ("ung", vec![file.citizen.name.clone()]),
        ("givet", vec![consent.given_on.to_string()]),
        ("form", vec![consent.form.danish().to_lowercase()]),
        ("fra", vec![consent.source.clone()]),
        ("om", vec![consent.about.clone()]),
        ("formaal", vec![consent.purpose.clone()]),
        ("til", vec![consent.until.to_string()]),
        ("daekker", consent.covers.iter().map(Wording::danish).collect()),
    ];
    let mut answers = Answers::default();
    let fields = form.sections.iter().filter(|section| !section.rows).flat_map(|section| &section.fields);
    for field in fields {
        if let Some((_, said)) = known.iter().find(|(id, _)| *id == field.id) {
            answers.fields.insert(field.id.clone(), said.clone());
        } else if field.kind == FieldKind::Tick && field.required {
            answers.fields.insert(field.id.clone(), vec![YES.to_string()]);
        }
    }
    answers
}
