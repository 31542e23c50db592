//! Notifications: who notified and what was told are sealed; the clock stands beside them in the clear.

use crate::error::{Error, Result};
use crate::row::{Row, ToColumn as _, args, codes, statements};
use crate::tx::{Tx, changed};
use domain::access::{Permit, Scope, Yes};
use domain::application::Received;
use domain::ids::{CaseId, CaseNumber};
use domain::notification::{About, Assessment, Contact, Notification, Notifier, NotifierKind, Settled};
use jiff::Timestamp;
use serde_json::{Value, json};

/// Most departments one list covers, as in a search.
const DEPARTMENTS: usize = 8;

statements! {
    INSERT = "insert into notifications (case_id, id, received_at, received_by, notifier_kind, notifier_sealed, unborn, \
        expected_on, told_sealed, due_at, warn_at, version) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)";
    ONE = "select id, received_at, received_by, notifier_kind, notifier_sealed, unborn, expected_on, told_sealed, due_at, \
        warn_at, warned_at, assessed_at, assessed_by_id, danger, acute, assessment, settled_at, settled_by_id, result, \
        result_reason, version from notifications where case_id = $1";
    ASSESS = "update notifications set assessed_at = $3, assessed_by_id = $4, danger = $5, acute = $6, assessment = $7, \
        version = version + 1 where case_id = $1 and version = $2 and assessed_at is null";
    SETTLE = "update notifications set settled_at = $3, settled_by_id = $4, result = $5, result_reason = $6, \
        version = version + 1 where case_id = $1 and version = $2 and assessed_at is not null and settled_at is null";
    TO_WARN = "select case_id from notifications where assessed_at is null and warned_at is null and warn_at <= $1 \
        order by warn_at limit 50";
    WARNED = "update notifications set warned_at = $2 where case_id = $1 and warned_at is null and assessed_at is null";
    URGENT = "select n.case_id, n.received_at, n.due_at, c.number, p.name as citizen, p.protected, \
        s.name as responsible from notifications n join cases c on c.id = n.case_id \
        join persons p on p.id = c.citizen_id join staff s on s.id = c.responsible_id \
        where n.assessed_at is null and n.warned_at is not null and c.closed_on is null and (c.responsible_id = $1 \
        or (c.closed_to_unit = 0 and c.department in ($2, $3, $4, $5, $6, $7, $8, $9))) \
        and not exists (select 1 from conflicts k where k.staff_id = $1 and k.person_id = c.citizen_id) \
        order by n.due_at limit 50";
}

codes! { received_code, received, Received,
    Received::DigitalPost = "digital-post", Received::Letter = "letter", Received::Phone = "phone",
    Received::Mail = "mail", Received::InPerson = "in-person",
}
codes! { kind_code, kind, NotifierKind,
    NotifierKind::Professional = "professional", NotifierKind::Citizen = "citizen",
    NotifierKind::Anonymous = "anonymous",
}

/// A notification the leader has been told of and nobody has assessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrgentRow {
    /// Its case.
    pub case: CaseId,
    /// The case's number.
    pub number: CaseNumber,
    /// Whom it is about.
    pub citizen: String,
    /// The citizen is protected, so that the page says so (P-8).
    pub protected: bool,
    /// Who is responsible.
    pub responsible: String,
    /// When it came.
    pub received_at: Timestamp,
    /// Until when it must be assessed.
    pub due_at: Timestamp,
}

impl Tx {
    /// Saves the notification a case begins with.
    pub async fn insert_notification(&mut self, permit: &Permit, notification: &Notification) -> Result<()> {
        let case = notification.case;
        self.writes_case(permit, case)?;
        let contact = notification.notifier.expose_for_storage();
        let contact = json!({
            "name": contact.name, "workplace": contact.workplace, "address": contact.address, "phone": contact.phone,
        });
        let notifier = self.seal("notifications.notifier", &notification.id, &contact.to_string())?;
        let told = self.seal("notifications.told", &notification.id, &notification.told)?;
        let (unborn, expected) = match notification.about {
            About::Child => (false, None),
            About::Unborn { expected } => (true, expected),
        };
        let args = args![
            case,
            notification.id,
            notification.received_at,
            received_code(notification.received_by),
            kind_code(notification.notifier.kind()),
            notifier,
            unborn,
            expected,
            told,
            notification.due_at,
            notification.warn_at
        ];
        self.run(INSERT, args).await.map(|_| ())
    }

    /// Saves the assessment within twenty-four hours over the version that was read; `Stale` when somebody was first.
    pub async fn assess_notification(
        &mut self,
        permit: &Permit,
        case: CaseId,
        version: i64,
        assessment: &Assessment,
    ) -> Result<()> {
        self.writes_case(permit, case)?;
        let (danger, acute) = (assessment.danger == Yes::Yes, assessment.acute == Yes::Yes);
        let args = args![case, version, assessment.at, assessment.by, danger, acute, assessment.reason];
        changed(self.run(ASSESS, args).await?)
    }

    /// Saves what came of it over the version that was read; `Stale` when somebody was first.
    pub async fn settle_notification(
        &mut self,
        permit: &Permit,
        case: CaseId,
        version: i64,
        settled: &Settled,
    ) -> Result<()> {
        self.writes_case(permit, case)?;
        let args = args![case, version, settled.at, settled.by, settled.result.outcome(), settled.reason];
        changed(self.run(SETTLE, args).await?)
    }

    /// Cases whose notification nobody has assessed at the hour the leader is told; the system's own question.
    pub async fn notifications_to_warn_of(&mut self, now: Timestamp) -> Result<Vec<CaseId>> {
        self.all(TO_WARN, args![now]).await?.iter().map(|row| row.get("case_id")).collect()
    }

    /// Notes that the leader is told; answers whether this was the first time.
    pub async fn notification_warned(&mut self, permit: &Permit, case: CaseId) -> Result<bool> {
        self.writes_case(permit, case)?;
        let now = self.now();
        Ok(self.run(WARNED, args![case, now]).await? == 1)
    }

    /// Notifications that leaders have been told of and nobody has assessed, in the departments of the scope.
    pub async fn urgent_notifications(&mut self, scope: &Scope) -> Result<Vec<UrgentRow>> {
        let departments = scope.departments();
        if DEPARTMENTS < departments.len() {
            return Err(Error::broken("a list covers at most eight departments"));
        }
        let mut args = args![scope.subject()];
        for slot in 0..DEPARTMENTS {
            departments.get(slot).map(String::as_str).unwrap_or_default().put(&mut args)?;
        }
        self.all(URGENT, args).await?.iter().map(urgent).collect()
    }

    pub(crate) async fn load_notification(&mut self, case: CaseId) -> Result<Option<Notification>> {
        let Some(row) = self.one(ONE, args![case]).await? else { return Ok(None) };
        let id = row.get("id")?;
        let sealed = self.unseal("notifications.notifier", &id, &row.get::<Vec<u8>>("notifier_sealed")?)?;
        let contact: Value =
            serde_json::from_str(&sealed).map_err(|_| Error::broken("a sealed notifier is not JSON"))?;
        let field = |name: &str| contact.get(name).and_then(Value::as_str).unwrap_or_default().to_string();
        let contact = Contact {
            name: field("name"),
            workplace: field("workplace"),
            address: field("address"),
            phone: field("phone"),
        };
        Ok(Some(Notification {
            case,
            received_at: row.get("received_at")?,
            received_by: row.code("received_by", received)?,
            notifier: Notifier::new(row.code("notifier_kind", kind)?, contact),
            about: if row.get("unborn")? {
                About::Unborn { expected: row.maybe("expected_on")? }
            } else {
                About::Child
            },
            told: self.unseal("notifications.told", &id, &row.get::<Vec<u8>>("told_sealed")?)?,
            due_at: row.get("due_at")?,
            warn_at: row.get("warn_at")?,
            warned_at: row.maybe("warned_at")?,
            assessment: assessment(&row)?,
            settled: settled(&row)?,
            version: row.get("version")?,
            id,
        }))
    }
}

fn assessment(row: &Row) -> Result<Option<Assessment>> {
    let Some(at) = row.maybe("assessed_at")? else { return Ok(None) };
    Ok(Some(Assessment {
        at,
        by: row.get("assessed_by_id")?,
        danger: row.get::<bool>("danger")?.into(),
        acute: row.get::<bool>("acute")?.into(),
        reason: row.get("assessment")?,
    }))
}

fn settled(row: &Row) -> Result<Option<Settled>> {
    let Some(at) = row.maybe("settled_at")? else { return Ok(None) };
    Ok(Some(Settled {
        at,
        by: row.get("settled_by_id")?,
        result: row.code("result", domain::notification::Result::from_outcome)?,
        reason: row.get("result_reason")?,
    }))
}

fn urgent(row: &Row) -> Result<UrgentRow> {
    Ok(UrgentRow {
        case: row.get("case_id")?,
        number: row.get("number")?,
        citizen: row.get("citizen")?,
        protected: row.get("protected")?,
        responsible: row.get("responsible")?,
        received_at: row.get("received_at")?,
        due_at: row.get("due_at")?,
    })
}
