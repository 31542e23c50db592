//! Forms (skemaer): filled in on a case, every version kept, with the results the procedure asks for.

mod known;
mod paper;

pub use paper::pdf;

use crate::act::Act;
use crate::case::View;
use crate::{Actor, App, Outcome, Reason, Refused, Resource, StepRefused, handover_check, progress};
use domain::access::{FieldClass, Permit};
use domain::case::CaseFile;
use domain::ids::CaseId;
use domain::progress::{ActSubject, Answer};
use domain::questionnaire::{
    AnswerRow, Answers, Drawing, Field, FieldKind, Questionnaire, Signature, check, check_signatures, results,
};
use domain::setting::Value;
use domain::words;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::form::FilledForm;

/// One filling-in of a form.
pub struct Filled<'a> {
    /// Its number in the case, from 1; for a form kept in versions the highest is the one that counts.
    pub nr: u32,
    /// The form in the version it was filled in by.
    pub form: &'a Questionnaire,
    /// What was answered.
    pub answers: Answers,
    /// Who signed this version, and how.
    pub signatures: Vec<Signature>,
    /// Its results.
    pub results: BTreeMap<String, Answer>,
    /// The day.
    pub filled_on: Date,
    /// By whom.
    pub by: String,
}

/// A form of a case as its page shows it.
pub struct FormView<'a> {
    /// The case.
    pub view: View<'a>,
    /// The form as it stands today, to be filled in now.
    pub form: &'a Questionnaire,
    /// What has been filled in, newest first.
    pub filled: Vec<Filled<'a>>,
    /// What the case knows already, for a form that is begun (`hent`).
    pub known: Answers,
    /// The reader sees all of it. One who does not may not save: what was left out would be lost.
    pub whole: bool,
}

impl FormView<'_> {
    /// The highest number so far; 0 when nothing has been filled in.
    pub fn latest(&self) -> u32 {
        self.filled.iter().map(|filled| filled.nr).max().unwrap_or_default()
    }
}

/// Shows a form of a case.
pub async fn show<'a>(app: &'a App, actor: &Actor, case: CaseId, form: &str) -> Outcome<FormView<'a>> {
    let mut look = app.look(actor, "see_form").await?;
    let (permit, view) = crate::case::gather(app, &mut look, case).await?;
    let found = app.content.questionnaire(form, view.today).ok_or(Refused::NotFound)?;
    let mut filled = Vec::new();
    let whole = found.kept_in.as_deref() != Some(NETWORK) || permit.opens(FieldClass::ThirdParty);
    for kept in look.tx.forms(&permit, case).await?.into_iter().filter(|kept| kept.form == form).rev() {
        let version = app.content.questionnaire_version(form, kept.form_version).unwrap_or(found);
        let (mut answers, signatures) = read_signed(&kept.answers)?;
        known::leave_out_where(version, &mut answers, &view.file);
        if !whole {
            domain::network::leave_out_private_phones(&mut answers);
        }
        filled.push(Filled {
            nr: kept.nr,
            form: version,
            answers,
            signatures,
            results: kept.results,
            filled_on: kept.filled_on,
            by: view.staff_name(kept.filled_by).to_string(),
        });
    }
    let mut words = known::words(&view.file, &view.responsible, view.today);
    if handover_check::asks(found) {
        let (tasks, meetings) = (look.tx.tasks(&permit, case).await?, look.tx.meetings(&permit, case).await?);
        let open = handover_check::words(&view, &tasks, &meetings);
        words.extend(open.into_iter().filter(|(_, said)| !said.trim().is_empty()));
    }
    look.done(Some(&permit), vec![case.to_string(), form.to_string()], vec![view.file.citizen.id]).await?;
    let mut known = Answers::default();
    known::fill_in(found, &mut known, &words);
    Ok(FormView { view, form: found, filled, known, whole })
}

/// Answers with what the case knows laid in where nothing is answered, inside an act.
pub(crate) async fn with_known(
    act: &mut Act<'_>,
    file: &CaseFile,
    form: &Questionnaire,
    mut answers: Answers,
) -> Outcome<Answers> {
    let responsible = act.tx.staff(file.case.responsible).await?;
    let responsible =
        responsible.ok_or_else(|| Refused::Broken(anyhow::anyhow!("a case without a responsible person")))?;
    known::fill_in(form, &mut answers, &known::words(file, &responsible, act.today()));
    Ok(answers)
}

/// What is answered.
pub struct Fill {
    /// The form.
    pub form: String,
    /// The answers.
    pub answers: Answers,
    /// The highest number the page knew of: nothing is laid over what it did not show.
    pub knew_of: u32,
    /// Who signs this version. A signature stands under what was signed and is never carried over to the next version.
    pub signatures: Vec<Signature>,
}

/// Saves a form that is filled in, as a new version; the steps it belongs to are done by it, and its results are asked
/// by others.
///
/// # Errors
/// [`Reason::FormIncomplete`] with all that is wrong; [`Reason::Signature`] when it is not signed as it must be;
/// [`Reason::Stale`] when somebody saved first. A form that is the face of something else (samtykke, stamkort) is
/// filled in there and does not exist here.
pub async fn fill(app: &App, actor: &Actor, case: CaseId, fill: Fill) -> Outcome<u32> {
    let mut act = app.act(actor, "form_filled").await?;
    let (permit, mut file) = act.open_case(case).await?;
    let saved = save(&mut act, &permit, &mut file, fill).await?;
    act.journal(&permit, case, &saved.noted).await?;
    act.commit(Resource::Case(case)).await?;
    Ok(saved.nr)
}

/// A version that was saved inside an act.
pub(crate) struct Saved {
    /// Its number.
    pub nr: u32,
    /// What the journal keeps of it when the act has no words of its own.
    pub noted: String,
}

/// Saves a new version inside an act that has its own code and journal; the errors of [`fill`].
pub(crate) async fn save(act: &mut Act<'_>, permit: &Permit, file: &mut CaseFile, fill: Fill) -> Outcome<Saved> {
    let (app, today, case) = (act.app, act.today(), file.case.id);
    let form = app.content.questionnaire(&fill.form, today).ok_or(Refused::NotFound)?;
    let what = act_of(form).ok_or(Refused::NotFound)?;
    let wrong = check(form, &fill.answers);
    if !wrong.is_empty() {
        return Err(Reason::FormIncomplete(wrong).into());
    }
    check_signatures(&form.signatures, &fill.signatures, today).map_err(Reason::Signature)?;
    let kept = act.tx.forms(permit, case).await?;
    let latest = kept.iter().filter(|kept| kept.form == form.id).map(|kept| kept.nr).max().unwrap_or_default();
    if latest != fill.knew_of {
        return Err(Reason::Stale.into());
    }
    let mut answers = asked(form, fill.answers);
    if form.kept_in.as_deref() == Some(PLAN) {
        let before = kept.iter().filter(|kept| kept.form == form.id).max_by_key(|kept| kept.nr);
        let before = before.map(|kept| read(&kept.answers)).transpose()?.unwrap_or_default();
        if !domain::plan::said_by_the_citizen(form, &before, &answers, today) {
            let spot = domain::questionnaire::Spot::Field(domain::plan::ids::SAID_ON.into());
            return Err(Reason::FormIncomplete(vec![(spot, domain::questionnaire::Wrong::NotTheirWords)]).into());
        }
    }
    known::leave_out_where(form, &mut answers, file);
    let results = results(form, &answers, file.citizen.age_on(today), |setting| interval(app, setting, today));
    let row = FilledForm {
        form: form.id.clone(),
        nr: latest.saturating_add(1),
        form_version: form.valid_from,
        answers: write(&answers, &fill.signatures)?,
        results: results.clone(),
        filled_on: today,
        filled_by: act.actor.id(),
        version: 0,
    };
    act.tx.save_form(permit, case, &row).await?;
    file.forms.insert(form.id.clone(), results.clone());
    if let Some(procedure) = progress::begun_by_act(app, what, today) {
        let first_day = first_day(form, &answers).unwrap_or(today);
        if today < first_day {
            return Err(Reason::Step(StepRefused::InTheFuture).into());
        }
        progress::begin(act, permit, file, &procedure.id, first_day).await?;
    }
    let subject = ActSubject { form: Some(form.id.clone()), ..ActSubject::default() };
    progress::report(act, permit, file, what, subject).await?;
    Ok(Saved { nr: row.nr, noted: noted(form, &answers, &results) })
}

/// The act that filling a form in is; none for a form that is the face of something registered on a page of its own.
fn act_of(form: &Questionnaire) -> Option<words::Act> {
    match form.kept_in.as_deref() {
        // A network card and a plan are what was answered last: their history is the versions of the form.
        None | Some(NETWORK | PLAN | RATING | crate::master_record::MASTER_RECORD) => Some(words::Act::Form),
        Some(noun) if noun == words::Act::Force.word() => Some(words::Act::Force),
        Some(_) => None,
    }
}

/// What a form is the face of (`gemmes_i`) when it is the network card.
pub const NETWORK: &str = "netværkskort";
/// What a form is the face of when it is a plan.
pub const PLAN: &str = "plan";
/// What a form is the face of when it asks the family how the help hangs together; the model counts its answers.
pub const RATING: &str = "familiens vurdering";

/// Whether a form is filled in on its own page.
pub fn is_filled_in_here(form: &Questionnaire) -> bool {
    act_of(form).is_some()
}

/// Forms that begin a course of their own each time they are filled in.
pub fn beginning(app: &App, today: Date) -> Vec<&Questionnaire> {
    let begins =
        |form: &&Questionnaire| act_of(form).is_some_and(|act| progress::begun_by_act(app, act, today).is_some());
    app.content.questionnaires.all_on(today).filter(begins).collect()
}

/// The day a course begun by the form counts from: the first date it asks for.
fn first_day(form: &Questionnaire, answers: &Answers) -> Option<Date> {
    let fields = form.sections.iter().filter(|section| !section.rows).flat_map(|section| &section.fields);
    let asked = fields.filter(|field| field.kind == FieldKind::Date && field.required);
    asked.map(|field| answers.one(&field.id)).find_map(|answer| answer.parse().ok())
}

/// Ages behind a setting; not set is `None`.
pub(crate) fn interval(app: &App, setting: &str, today: Date) -> Option<(u32, u32)> {
    match app.content.setting_on(setting, today)?.value {
        Value::AgeInterval(from, to) => Some((from, to)),
        _ => None,
    }
}

/// The answers to what was asked, and nothing else: no unknown fields, none that was hidden, no empty rows, and never a
/// CPR number, which stands on the person alone.
fn asked(form: &Questionnaire, answers: Answers) -> Answers {
    let mut kept = Answers::default();
    for section in &form.sections {
        if section.rows {
            let full = |row: &&AnswerRow| row.values().any(|answer| !answer.trim().is_empty());
            let known = |row: &AnswerRow| -> AnswerRow {
                section
                    .fields
                    .iter()
                    .filter(|field| field.kind != FieldKind::Cpr)
                    .filter_map(|field| Some((field.id.clone(), row.get(&field.id)?.trim().to_string())))
                    .collect()
            };
            let rows = answers.rows.get(&section.id).map_or(&[][..], Vec::as_slice);
            kept.rows.insert(section.id.clone(), rows.iter().filter(full).map(known).collect());
            continue;
        }
        let kept_here = |field: &&Field| answers.shows(field) && field.kind != FieldKind::Cpr;
        for field in section.fields.iter().filter(kept_here) {
            let given = answers.all(&field.id).iter().map(|answer| answer.trim().to_string());
            let given: Vec<String> = given.filter(|answer| !answer.is_empty()).collect();
            if !given.is_empty() {
                kept.fields.insert(field.id.clone(), given);
            }
        }
    }
    kept
}

/// What the journal keeps of it: the title, what it points at, and the longer texts that had to be written.
fn noted(form: &Questionnaire, answers: &Answers, results: &BTreeMap<String, Answer>) -> String {
    // What a plan says is the citizen's, and stays in the plan.
    if form.kept_in.as_deref() == Some(PLAN) {
        return form.title.clone();
    }
    let mut lines = vec![form.title.clone()];
    for rule in &form.results {
        let told = match results.get(&rule.id) {
            Some(Answer::Yes) => "ja",
            Some(Answer::No) => "nej",
            Some(Answer::Unknown) | None => "kan ikke vurderes",
        };
        lines.push(format!("{}: {told}", rule.title));
    }
    let fields = form.sections.iter().filter(|section| !section.rows).flat_map(|section| &section.fields);
    for field in fields.filter(|field| field.kind == FieldKind::LongText && field.required) {
        let answer = answers.one(&field.id);
        if !answer.is_empty() {
            lines.push(format!("{} {answer}", field.title));
        }
    }
    lines.join("\n")
}

/// As the store keeps it.
#[derive(Serialize, Deserialize)]
struct Kept {
    fields: BTreeMap<String, Vec<String>>,
    rows: BTreeMap<String, Vec<AnswerRow>>,
    // Rows from before forms were signed on the screen have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    signatures: Vec<KeptSignature>,
}

#[derive(Serialize, Deserialize)]
struct KeptSignature {
    role: String,
    name: String,
    signed_on: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    drawing: Option<String>,
}

fn write(answers: &Answers, signatures: &[Signature]) -> Outcome<String> {
    let signature = |signature: &Signature| KeptSignature {
        role: signature.role.clone(),
        name: signature.name.trim().to_string(),
        signed_on: signature.signed_on,
        drawing: signature.drawing.as_ref().map(|drawing| drawing.path().to_string()),
    };
    let kept = Kept {
        fields: answers.fields.clone(),
        rows: answers.rows.clone(),
        signatures: signatures.iter().map(signature).collect(),
    };
    serde_json::to_string(&kept).map_err(|error| Refused::Broken(anyhow::Error::new(error).context("keeping a form")))
}

pub(crate) fn read(json: &str) -> Outcome<Answers> {
    Ok(read_signed(json)?.0)
}

/// The answers of a version and who signed it.
pub(crate) fn read_signed(json: &str) -> Outcome<(Answers, Vec<Signature>)> {
    let kept: Kept = serde_json::from_str(json)
        .map_err(|error| Refused::Broken(anyhow::anyhow!("a kept form cannot be read: {:?}", error.classify())))?;
    let drawing = |path: String| {
        Drawing::read(&path).map_err(|_| Refused::Broken(anyhow::anyhow!("a kept signature is no drawing")))
    };
    let mut signatures = Vec::new();
    for one in kept.signatures {
        let drawing = one.drawing.map(drawing).transpose()?;
        signatures.push(Signature { role: one.role, name: one.name, signed_on: one.signed_on, drawing });
    }
    Ok((Answers { fields: kept.fields, rows: kept.rows }, signatures))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn screening() -> Questionnaire {
        content::Content::shipped().questionnaire("screening-bl18", jiff::civil::date(2026, 3, 30)).unwrap().clone()
    }

    #[test]
    fn answers_read_back_as_they_were_kept() {
        let mut answers = Answers::default();
        answers.fields.insert("vurdering".into(), vec!["Trives, siger skolen \"Åen\".".into()]);
        answers.rows.insert("loebende".into(), vec![AnswerRow::from([("hvad".into(), "Medicin".into())])]);
        let today = jiff::civil::date(2026, 4, 9);
        let drawing = Drawing::read("M1 2L3.5 4").unwrap();
        let signed = [
            Signature { role: "borger".into(), name: "Torben".into(), signed_on: today, drawing: Some(drawing) },
            Signature { role: "foraelder".into(), name: "Åse".into(), signed_on: today, drawing: None },
        ];
        let kept = write(&answers, &signed).unwrap();
        assert_eq!(read_signed(&kept).unwrap(), (answers.clone(), signed.to_vec()));
        assert_eq!(read("{\"fields\":{},\"rows\":{}}").unwrap(), Answers::default(), "kept before forms were signed");
        assert!(read("{\"fields\":").is_err());
        assert!(read_signed(&kept.replace("M1 2", "Z1 2")).is_err());
    }

    #[test]
    fn what_was_not_asked_is_not_kept() {
        let mut answers = Answers::default();
        answers.fields.insert("trivsel".into(), vec!["ja".into()]);
        answers.fields.insert("soeskende".into(), vec![" ".into()]);
        answers.fields.insert("opfundet".into(), vec!["ja".into()]);
        let kept = asked(&screening(), answers);
        assert_eq!(kept.fields.keys().map(String::as_str).collect::<Vec<_>>(), ["trivsel"]);
    }

    #[test]
    fn a_cpr_number_is_never_kept_with_the_answers() {
        let content = content::Content::shipped();
        let card = content.questionnaire("netvaerkskort", jiff::civil::date(2026, 3, 30)).unwrap();
        let mut answers = Answers::default();
        answers.fields.insert("cpr".into(), vec!["701080-9901".into()]);
        answers.fields.insert("navn".into(), vec!["Torben".into()]);
        let kept = asked(card, answers);
        assert_eq!(kept.fields.keys().map(String::as_str).collect::<Vec<_>>(), ["navn"]);
    }

    #[test]
    fn the_journal_keeps_what_the_screening_points_at_and_why() {
        let mut answers = Answers::default();
        answers.fields.insert("vurdering".into(), vec!["Skolen er bekymret.".into()]);
        let found = BTreeMap::from([("undersoegelse".into(), Answer::No), ("afdaekning".into(), Answer::Unknown)]);
        let noted = noted(&screening(), &answers, &found);
        assert!(noted.contains("Børnefaglig undersøgelse: nej"), "{noted}");
        assert!(noted.contains("kan ikke vurderes") && noted.ends_with("Skolen er bekymret."), "{noted}");
    }
}
