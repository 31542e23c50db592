//! Field kits: which forms are out on which device, and what came home. The answers are never here.

use crate::error::Result;
use crate::row::{Row, args, statements};
use crate::tx::{Tx, changed};
use domain::access::Permit;
use domain::field_kit::{FormState, Kit, KitForm, Revoked};
use domain::ids::{FieldKitId, StaffId};
use jiff::Timestamp;

statements! {
    INSERT = "insert into field_kits (id, staff_id, device, label, taken_at, until_at) values ($1, $2, $3, $4, $5, $6)";
    INSERT_FORM = "insert into field_kit_forms (kit_id, case_id, form, form_version, base_nr, state) \
        values ($1, $2, $3, $4, $5, $6)";
    ONE = "select id, staff_id, label, taken_at, until_at, ended_at, revoked_at, revoked_by_id, revoked_reason \
        from field_kits where id = $1";
    OF_STAFF = "select id, staff_id, label, taken_at, until_at, ended_at, revoked_at, revoked_by_id, revoked_reason \
        from field_kits where staff_id = $1 and $2 < until_at order by taken_at desc, id";
    OF_DEVICE = "select id, staff_id, label, taken_at, until_at, ended_at, revoked_at, revoked_by_id, revoked_reason \
        from field_kits where device = $1 and staff_id = $2 and ended_at is null and revoked_at is null order by id";
    SINCE = "select id, staff_id, label, taken_at, until_at, ended_at, revoked_at, revoked_by_id, revoked_reason \
        from field_kits where $1 < until_at order by taken_at desc, id";
    FORMS = "select kit_id, case_id, form, form_version, base_nr, state from field_kit_forms where kit_id = $1 \
        order by case_id, form";
    DELIVER = "update field_kit_forms set state = 'delivered', delivered_nr = $4, late_reason = $5 \
        where kit_id = $1 and case_id = $2 and form = $3 and state <> 'delivered'";
    GIVE_UP = "update field_kit_forms set state = 'given_up' where kit_id = $1 and state = 'taken'";
    END = "update field_kits set ended_at = $2 where id = $1 and ended_at is null and revoked_at is null";
    REVOKE = "update field_kits set revoked_at = $2, revoked_by_id = $3, revoked_reason = $4 \
        where id = $1 and revoked_at is null and ended_at is null";
}

impl Tx {
    /// Saves a kit and its forms. `device` is the random mark of the browser it went into. Each form's right to be taken
    /// along is the caller's to ask, case by case.
    pub async fn insert_field_kit(
        &mut self,
        permit: &Permit,
        kit: &Kit,
        device: &str,
        forms: &[KitForm],
    ) -> Result<()> {
        self.writes(permit)?;
        let values = args![kit.id, kit.staff, device, kit.label, kit.taken_at, kit.until];
        self.run(INSERT, values).await?;
        for form in forms {
            let state = form.state.code();
            let values = args![form.kit, form.case, form.form, form.form_version, form.base, state];
            self.run(INSERT_FORM, values).await?;
        }
        Ok(())
    }

    /// A kit.
    pub async fn field_kit(&mut self, id: FieldKitId) -> Result<Option<Kit>> {
        self.one(ONE, args![id]).await?.as_ref().map(read).transpose()
    }

    /// The kits of somebody whose day had not come at an instant, newest first, ended and revoked ones too.
    pub async fn field_kits_of(&mut self, staff: StaffId, at: Timestamp) -> Result<Vec<Kit>> {
        self.all(OF_STAFF, args![staff, at]).await?.iter().map(read).collect()
    }

    /// The kits somebody has on a device, neither ended nor revoked.
    pub async fn field_kits_on(&mut self, device: &str, staff: StaffId) -> Result<Vec<Kit>> {
        self.all(OF_DEVICE, args![device, staff]).await?.iter().map(read).collect()
    }

    /// Everybody's kits whose day had not come at an instant, newest first.
    pub async fn field_kits_since(&mut self, at: Timestamp) -> Result<Vec<Kit>> {
        self.all(SINCE, args![at]).await?.iter().map(read).collect()
    }

    /// The forms of a kit.
    pub async fn field_kit_forms(&mut self, kit: FieldKitId) -> Result<Vec<KitForm>> {
        self.all(FORMS, args![kit]).await?.iter().map(read_form).collect()
    }

    /// Notes that a form came home, once, as which number of the case's answers.
    ///
    /// # Errors
    /// Stale when it had come home already.
    pub async fn deliver_field_kit_form(
        &mut self,
        permit: &Permit,
        form: &KitForm,
        nr: u32,
        late_because: Option<&str>,
    ) -> Result<()> {
        self.writes_case(permit, form.case)?;
        changed(self.run(DELIVER, args![form.kit, form.case, form.form, nr, late_because]).await?)
    }

    /// Ends a kit: what was not delivered is given up.
    pub async fn end_field_kit(&mut self, permit: &Permit, kit: FieldKitId) -> Result<()> {
        self.writes(permit)?;
        let now = self.now();
        changed(self.run(END, args![kit, now]).await?)?;
        self.run(GIVE_UP, args![kit]).await.map(|_| ())
    }

    /// Revokes a kit: what was not delivered is given up.
    pub async fn revoke_field_kit(&mut self, permit: &Permit, kit: FieldKitId, revoked: &Revoked) -> Result<()> {
        self.writes(permit)?;
        changed(self.run(REVOKE, args![kit, revoked.at, revoked.by, revoked.reason]).await?)?;
        self.run(GIVE_UP, args![kit]).await.map(|_| ())
    }
}

fn read(row: &Row) -> Result<Kit> {
    let revoked = match (row.maybe("revoked_at")?, row.maybe("revoked_by_id")?, row.maybe("revoked_reason")?) {
        (Some(at), Some(by), Some(reason)) => Some(Revoked { at, by, reason }),
        _ => None,
    };
    Ok(Kit {
        id: row.get("id")?,
        staff: row.get("staff_id")?,
        label: row.get("label")?,
        taken_at: row.get("taken_at")?,
        until: row.get("until_at")?,
        ended_at: row.maybe("ended_at")?,
        revoked,
    })
}

fn read_form(row: &Row) -> Result<KitForm> {
    Ok(KitForm {
        kit: row.get("kit_id")?,
        case: row.get("case_id")?,
        form: row.get("form")?,
        form_version: row.get("form_version")?,
        base: row.get("base_nr")?,
        state: row.code("state", FormState::from_code)?,
    })
}
