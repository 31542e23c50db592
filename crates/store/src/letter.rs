//! Letters as issued: one row each from draft to receipt; text, words and a partner's address are sealed.

use crate::error::{Error, Result};
use crate::row::{Row, args, codes, statements};
use crate::tx::{Tx, changed};
use domain::access::Permit;
use domain::deadline::Channel;
use domain::ids::{CaseId, DocumentId, LetterId, PersonId};
use domain::letter::{Addressee, IssuedLetter, LetterState, Occasion};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};

macro_rules! columns {
    () => {
        "id, case_id, template, template_version, occasion, person_id, partner_sealed, title, body_sealed, \
         snapshot_sealed, channel, state, document_id, made_at, made_by_id, queued_on, sent_at, version"
    };
}

statements! {
    INSERT = "insert into letters (id, case_id, template, template_version, occasion, person_id, partner_sealed, title, \
        body_sealed, snapshot_sealed, channel, state, made_at, made_by_id, version) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'drafted', $12, $13, 1)";
    SAVE = "update letters set title = $4, body_sealed = $5, snapshot_sealed = $6, channel = $7, template = $8, \
        template_version = $9, occasion = $10, version = version + 1 \
        where id = $1 and case_id = $2 and version = $3 and state = 'drafted'";
    /// A letter that was never promised leaves no trace but in the journal.
    DISCARD = "delete from letters where id = $1 and case_id = $2 and version = $3 and state = 'drafted'";
    QUEUE = "update letters set state = 'queued', document_id = $4, queued_on = $5, version = version + 1 \
        where id = $1 and case_id = $2 and version = $3 and state = 'drafted'";
    /// A receipt settles a letter that was given up as well: it did arrive.
    SENT = "update letters set state = 'sent', sent_at = $3, version = version + 1 where id = $1 and case_id = $2 \
        and state in ('queued', 'failed')";
    FAILED = "update letters set state = 'failed', version = version + 1 where id = $1 and case_id = $2 \
        and state = 'queued'";
    QUEUE_AGAIN = "update letters set state = 'queued', version = version + 1 where id = $1 and case_id = $2 \
        and state = 'failed'";
    ONE = concat!("select ", columns!(), " from letters where id = $1");
    OF_CASE = concat!("select ", columns!(), " from letters where case_id = $1 order by nr");
}

codes! { channel_code, channel, Channel,
    Channel::Digital = "digital", Channel::Letter = "letter", Channel::QuickLetter = "quick-letter",
    Channel::HandedOver = "handed-over",
}
codes! { occasion_code, occasion, Occasion,
    Occasion::Receipt = "receipt", Occasion::PartyHearing = "party-hearing", Occasion::Delay = "delay",
    Occasion::InformationRequest = "information-request", Occasion::Grant = "grant",
    Occasion::PartialGrant = "partial-grant", Occasion::Refusal = "refusal", Occasion::Reduction = "reduction",
    Occasion::Ending = "ending", Occasion::Notice = "notice", Occasion::CaseLetter = "case-letter",
    Occasion::CaseworkerChange = "caseworker-change", Occasion::ComplaintReceipt = "complaint-receipt",
    Occasion::ReassessedFully = "reassessed-fully", Occasion::ReassessedPartly = "reassessed-partly",
    Occasion::ReassessedUpheld = "reassessed-upheld", Occasion::Forwarding = "forwarding",
    Occasion::AccessDecision = "access-decision", Occasion::AccessDelay = "access-delay",
    Occasion::NotificationReceipt = "notification-receipt", Occasion::NotificationFeedback = "notification-feedback",
    Occasion::ReferrerReply = "referrer-reply",
    Occasion::MeetingCall = "meeting-call", Occasion::MeetingChange = "meeting-change", Occasion::Minutes = "minutes",
}
codes! { state_code, state, LetterState,
    LetterState::Drafted = "drafted", LetterState::Queued = "queued", LetterState::Sent = "sent",
    LetterState::Failed = "failed",
}

impl Tx {
    /// Saves a new letter as a draft, with version 1.
    pub async fn insert_letter(&mut self, permit: &Permit, letter: &IssuedLetter) -> Result<()> {
        self.writes_case(permit, letter.case)?;
        if letter.state != LetterState::Drafted {
            return Err(Error::broken(format!("a letter begins as a draft, not as {}", state_code(letter.state))));
        }
        let (person, partner) = self.addressee_columns(letter)?;
        let body = self.seal("letters.body", &letter.id, &letter.text)?;
        let snapshot = self.seal("letters.snapshot", &letter.id, &letter.snapshot)?;
        let args = args![
            letter.id,
            letter.case,
            letter.template,
            letter.template_version,
            occasion_code(letter.occasion),
            person,
            partner,
            letter.title,
            body,
            snapshot,
            channel_code(letter.channel),
            letter.made_at,
            letter.by
        ];
        self.run(INSERT, args).await.map(|_| ())
    }

    /// Saves a changed draft over the version that was read; its recipient and case stay. Answers the new version.
    /// `Stale` too when it has been promised meanwhile.
    pub async fn save_letter(&mut self, permit: &Permit, letter: &IssuedLetter) -> Result<i64> {
        self.writes_case(permit, letter.case)?;
        let body = self.seal("letters.body", &letter.id, &letter.text)?;
        let snapshot = self.seal("letters.snapshot", &letter.id, &letter.snapshot)?;
        let args = args![
            letter.id,
            letter.case,
            letter.version,
            letter.title,
            body,
            snapshot,
            channel_code(letter.channel),
            letter.template,
            letter.template_version,
            occasion_code(letter.occasion)
        ];
        changed(self.run(SAVE, args).await?)?;
        Ok(letter.version.saturating_add(1))
    }

    /// Throws away a draft that was never promised; `Stale` when it has been changed or promised meanwhile.
    pub async fn discard_letter(&mut self, permit: &Permit, letter: &IssuedLetter) -> Result<()> {
        self.writes_case(permit, letter.case)?;
        changed(self.run(DISCARD, args![letter.id, letter.case, letter.version]).await?)
    }

    /// Fixes a draft's pages and promises it to the post, both or neither. Answers the new version; `Stale` when it has
    /// been changed or promised meanwhile.
    pub async fn queue_letter(
        &mut self,
        permit: &Permit,
        id: LetterId,
        version: i64,
        document: DocumentId,
        on: Date,
    ) -> Result<i64> {
        let case = self.case_to_write(permit)?;
        changed(self.run(QUEUE, args![id, case, version, document, on]).await?)?;
        self.promise(case, id).await?;
        Ok(version.saturating_add(1))
    }

    pub(crate) async fn letter_sent(&mut self, case: CaseId, id: LetterId, at: Timestamp) -> Result<()> {
        changed(self.run(SENT, args![id, case, at]).await?)
    }

    pub(crate) async fn letter_failed(&mut self, case: CaseId, id: LetterId) -> Result<()> {
        changed(self.run(FAILED, args![id, case]).await?)
    }

    pub(crate) async fn letter_queued_again(&mut self, case: CaseId, id: LetterId) -> Result<()> {
        changed(self.run(QUEUE_AGAIN, args![id, case]).await?)
    }

    /// One letter of the permit's case.
    pub async fn letter(&mut self, permit: &Permit, id: LetterId) -> Result<IssuedLetter> {
        let row = self.one(ONE, args![id]).await?.ok_or(Error::NotFound)?;
        self.reads_case(permit, row.get("case_id")?)?;
        self.read_letter(&row)
    }

    /// Letters of a case, oldest first.
    pub async fn letters(&mut self, permit: &Permit, case: CaseId) -> Result<Vec<IssuedLetter>> {
        self.reads_case(permit, case)?;
        self.all(OF_CASE, args![case]).await?.iter().map(|row| self.read_letter(row)).collect()
    }

    fn addressee_columns(&self, letter: &IssuedLetter) -> Result<(Option<PersonId>, Option<Vec<u8>>)> {
        match &letter.addressee {
            Addressee::Person(id) => Ok((Some(*id), None)),
            Addressee::Partner { name, address } => {
                let plain = json!({ "name": name, "address": address }).to_string();
                Ok((None, Some(self.seal("letters.partner", &letter.id, &plain)?)))
            }
        }
    }

    /// Name and address of the partner a letter goes to.
    pub(crate) fn partner_of(&self, id: &LetterId, sealed: &[u8]) -> Result<(String, String)> {
        let plain = self.unseal("letters.partner", id, sealed)?;
        let unreadable = || Error::broken("the partner of a letter cannot be read back");
        let value: Value = serde_json::from_str(&plain).map_err(|_| unreadable())?;
        let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_string).ok_or_else(unreadable);
        Ok((text("name")?, text("address")?))
    }

    fn read_letter(&self, row: &Row) -> Result<IssuedLetter> {
        let id: LetterId = row.get("id")?;
        let addressee = match row.maybe::<PersonId>("person_id")? {
            Some(person) => Addressee::Person(person),
            None => {
                let (name, address) = self.partner_of(&id, &row.get::<Vec<u8>>("partner_sealed")?)?;
                Addressee::Partner { name, address }
            }
        };
        Ok(IssuedLetter {
            id,
            case: row.get("case_id")?,
            template: row.get("template")?,
            template_version: row.get("template_version")?,
            occasion: row.code("occasion", occasion)?,
            addressee,
            title: row.get("title")?,
            text: self.unseal("letters.body", &id, &row.get::<Vec<u8>>("body_sealed")?)?,
            channel: row.code("channel", channel)?,
            state: row.code("state", state)?,
            document: row.maybe("document_id")?,
            snapshot: self.unseal("letters.snapshot", &id, &row.get::<Vec<u8>>("snapshot_sealed")?)?,
            made_at: row.get("made_at")?,
            by: row.get("made_by_id")?,
            queued_on: row.maybe("queued_on")?,
            sent_at: row.maybe("sent_at")?,
            version: row.get("version")?,
        })
    }
}
