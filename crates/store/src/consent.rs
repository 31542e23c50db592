//! Consents: given, and withdrawn; never removed.

use crate::error::{Error, Result};
use crate::row::{Row, args, codes, statements};
use crate::tx::{Tx, changed};
use domain::access::Permit;
use domain::consent::{Consent, Covers, Form};
use domain::ids::{CaseId, ConsentId};
use jiff::civil::Date;
use std::collections::BTreeSet;

statements! {
    INSERT = "insert into consents (id, case_id, given_by_id, source, about, purpose, form, given_on, until_day, \
        withdrawn_on, covers) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    WITHDRAW = "update consents set withdrawn_on = $3 where id = $1 and case_id = $2 and withdrawn_on is null";
    OF_CASE = "select id, given_by_id, source, about, purpose, form, given_on, until_day, withdrawn_on, covers from consents \
        where case_id = $1 order by nr";
}

codes! { form_code, form, Form, Form::Written = "written", Form::Oral = "oral", Form::Digital = "digital", }
codes! {
    covers_code, covers, Covers,
    Covers::Fetch = "fetch", Covers::Share = "share", Covers::Invite = "invite",
}

impl Tx {
    /// Saves a consent.
    pub async fn insert_consent(&mut self, permit: &Permit, case: CaseId, consent: &Consent) -> Result<()> {
        self.writes_case(permit, case)?;
        let args = args![
            consent.id,
            case,
            consent.given_by,
            consent.source,
            consent.about,
            consent.purpose,
            form_code(consent.form),
            consent.given_on,
            consent.until,
            consent.withdrawn_on,
            covers_text(&consent.covers)
        ];
        self.run(INSERT, args).await.map(|_| ())
    }

    /// Withdraws a consent from a day on; `Stale` when it is withdrawn already.
    pub async fn withdraw_consent(&mut self, permit: &Permit, id: ConsentId, on: Date) -> Result<()> {
        let case = self.case_to_write(permit)?;
        changed(self.run(WITHDRAW, args![id, case, on]).await?)
    }

    pub(crate) async fn load_consents(&mut self, case: CaseId) -> Result<Vec<Consent>> {
        self.all(OF_CASE, args![case]).await?.iter().map(read).collect()
    }
}

fn read(row: &Row) -> Result<Consent> {
    Ok(Consent {
        id: row.get("id")?,
        given_by: row.get("given_by_id")?,
        source: row.get("source")?,
        about: row.get("about")?,
        purpose: row.get("purpose")?,
        form: row.code("form", form)?,
        given_on: row.get("given_on")?,
        until: row.get("until_day")?,
        withdrawn_on: row.maybe("withdrawn_on")?,
        covers: read_covers(&row.get::<String>("covers")?)?,
    })
}

/// As one column: "fetch invite".
fn covers_text(all: &BTreeSet<Covers>) -> String {
    all.iter().map(|one| covers_code(*one)).collect::<Vec<_>>().join(" ")
}

fn read_covers(text: &str) -> Result<BTreeSet<Covers>> {
    let unknown = || Error::broken("a consent that covers something unknown");
    text.split_whitespace().map(|code| covers(code).ok_or_else(unknown)).collect()
}
