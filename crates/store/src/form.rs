//! Forms filled in: answers as sealed JSON, results as the engine asks for them.

use crate::error::{Error, Result};
use crate::row::{Row, args, statements};
use crate::tx::{Tx, changed};
use domain::access::Permit;
use domain::ids::{CaseId, StaffId};
use domain::progress::Answer;
use jiff::civil::Date;
use serde_json::Value;
use std::collections::BTreeMap;

statements! {
    INSERT = "insert into forms (case_id, form, nr, form_version, answers_sealed, results, filled_on, filled_by_id, \
        version) values ($1, $2, $3, $4, $5, $6, $7, $8, 1)";
    UPDATE = "update forms set form_version = $5, answers_sealed = $6, results = $7, filled_on = $8, filled_by_id = $9, \
        version = version + 1 where case_id = $1 and form = $2 and nr = $3 and version = $4";
    OF_CASE = "select form, nr, form_version, answers_sealed, results, filled_on, filled_by_id, version from forms \
        where case_id = $1 order by form, nr";
    RESULTS = "select form, results from forms where case_id = $1 order by form, nr";
}

/// A form as filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilledForm {
    /// The questionnaire, by id.
    pub form: String,
    /// Running number, for those that may be filled in several times; else 1.
    pub nr: u32,
    /// The questionnaire's version.
    pub form_version: Date,
    /// The answers, as JSON.
    pub answers: String,
    /// Results that are decided, by id.
    pub results: BTreeMap<String, Answer>,
    /// The day it was filled in.
    pub filled_on: Date,
    /// By whom.
    pub filled_by: StaffId,
    /// Version for optimistic locking; 0 for one not saved yet.
    pub version: i64,
}

impl Tx {
    /// Saves a form: a new one with version 0, else over the version that was read. Answers the new version.
    pub async fn save_form(&mut self, permit: &Permit, case: CaseId, form: &FilledForm) -> Result<i64> {
        self.writes_case(permit, case)?;
        let answers = self.seal("forms.answers", &place(case, form), &form.answers)?;
        let results = results_json(&form.results);
        let (version, on, by) = (form.form_version, form.filled_on, form.filled_by);
        if form.version == 0 {
            let args = args![case, form.form, form.nr, version, answers, results, on, by];
            self.run(INSERT, args).await?;
        } else {
            let args = args![case, form.form, form.nr, form.version, version, answers, results, on, by];
            changed(self.run(UPDATE, args).await?)?;
        }
        Ok(form.version.saturating_add(1))
    }

    /// Forms of a case.
    pub async fn forms(&mut self, permit: &Permit, case: CaseId) -> Result<Vec<FilledForm>> {
        self.reads_case(permit, case)?;
        self.all(OF_CASE, args![case]).await?.iter().map(|row| self.read_form(case, row)).collect()
    }

    pub(crate) async fn load_form_results(
        &mut self,
        case: CaseId,
    ) -> Result<BTreeMap<String, BTreeMap<String, Answer>>> {
        // Of a form filled in several times the latest counts.
        let rows = self.all(RESULTS, args![case]).await?;
        rows.iter().map(|row| Ok((row.get("form")?, results(&row.get::<String>("results")?)?))).collect()
    }

    fn read_form(&self, case: CaseId, row: &Row) -> Result<FilledForm> {
        let mut form = FilledForm {
            form: row.get("form")?,
            nr: row.get("nr")?,
            form_version: row.get("form_version")?,
            answers: String::new(),
            results: results(&row.get::<String>("results")?)?,
            filled_on: row.get("filled_on")?,
            filled_by: row.get("filled_by_id")?,
            version: row.get("version")?,
        };
        form.answers = self.unseal("forms.answers", &place(case, &form), &row.get::<Vec<u8>>("answers_sealed")?)?;
        Ok(form)
    }
}

fn place(case: CaseId, form: &FilledForm) -> String {
    format!("{case}/{}/{}", form.form, form.nr)
}

fn results_json(results: &BTreeMap<String, Answer>) -> String {
    let code = |answer: &Answer| match answer {
        Answer::Yes => "yes",
        Answer::No => "no",
        Answer::Unknown => "unknown",
    };
    Value::Object(results.iter().map(|(id, answer)| (id.clone(), Value::from(code(answer)))).collect()).to_string()
}

pub(crate) fn results(json: &str) -> Result<BTreeMap<String, Answer>> {
    let unreadable = || Error::broken("the results of a form cannot be read back");
    let value: Value = serde_json::from_str(json).map_err(|_| unreadable())?;
    let object = value.as_object().ok_or_else(unreadable)?;
    object
        .iter()
        .map(|(id, code)| {
            let answer = match code.as_str() {
                Some("yes") => Answer::Yes,
                Some("no") => Answer::No,
                Some("unknown") => Answer::Unknown,
                _ => return Err(unreadable()),
            };
            Ok((id.clone(), answer))
        })
        .collect()
}
