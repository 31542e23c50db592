//! Lists of pupils: the file only until it is confirmed, then what came of it; pupils nobody knows stay sealed until
//! their day.

use crate::error::{Error, Result};
use crate::row::{Row, args, statements};
use crate::seal;
use crate::tx::{Tx, changed};
use domain::access::{Object, Permit, Target};
use domain::cpr::Cpr;
use domain::ids::StaffId;
use domain::school_list::{Became, Pupil};
use jiff::{Timestamp, civil::Date};
use serde_json::{Value, json};
use uuid::Uuid;

statements! {
    DRAFT = "insert into school_list_drafts (id, staff_id, fingerprint, file_sealed, kept_at) values ($1, $2, $3, $4, $5)";
    ONE_DRAFT = "select fingerprint, file_sealed from school_list_drafts where id = $1 and staff_id = $2";
    FORGET = "delete from school_list_drafts where id = $1 and staff_id = $2";
    FORGET_OLD = "delete from school_list_drafts where kept_at < $1";
    INSERT = "insert into school_lists (id, fingerprint, imported_at, imported_on, imported_by_id, department, basis, \
        basis_sealed, pupils, left_out) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    BY_FINGERPRINT = "select imported_on from school_lists where fingerprint = $1";
    LISTS = "select l.id, l.imported_on, l.department, l.basis, l.basis_sealed, l.pupils, l.left_out, s.name as imported_by \
        from school_lists l join staff s on s.id = l.imported_by_id where l.department = $1 \
        order by l.imported_at desc limit 20";
    INSERT_ROW = "insert into school_list_rows (id, list_id, department, lookup, pupil_sealed, delete_on) \
        values ($1, $2, $3, $4, $5, $6)";
    KNOWN_ROW = "select became from school_list_rows where lookup = $1";
    WAITING = "select id, department, pupil_sealed, delete_on from school_list_rows where department = $1 \
        and became is null order by delete_on, id limit 500";
    ONE_ROW = "select id, department, pupil_sealed, delete_on from school_list_rows where id = $1 and department = $2 \
        and became is null";
    SETTLE = "update school_list_rows set became = $2, reason_sealed = $3, settled_on = $4, settled_by_id = $5 \
        where id = $1 and became is null";
    DELETE_DUE = "delete from school_list_rows where delete_on <= $1";
}

/// A list that was taken in.
#[derive(Clone, PartialEq, Eq)]
pub struct ListRow {
    /// Its id.
    pub id: Uuid,
    /// The day.
    pub imported_on: Date,
    /// By whom, by name.
    pub imported_by: String,
    /// The provision it rests on, by id; none: consent.
    pub basis: Option<String>,
    /// Why it applies, or which consent.
    pub words: String,
    /// Pupils taken in.
    pub pupils: u32,
    /// Rows left out because something was wrong with them.
    pub left_out: u32,
}

/// What is kept of a list.
pub struct NewList<'a> {
    /// Its id.
    pub id: Uuid,
    /// Keyed hash of the file's bytes.
    pub fingerprint: &'a str,
    /// By whom.
    pub by: StaffId,
    /// The department it is taken in for.
    pub department: &'a str,
    /// The provision it rests on, by id; none: consent.
    pub basis: Option<&'a str>,
    /// Why it applies, or which consent.
    pub words: &'a str,
    /// Pupils taken in.
    pub pupils: u32,
    /// Rows left out.
    pub left_out: u32,
}

/// A pupil nobody knows.
#[derive(Clone, PartialEq, Eq)]
pub struct UnknownPupil {
    /// The row's id.
    pub id: Uuid,
    /// The department whose list it is.
    pub department: String,
    /// The pupil.
    pub pupil: Pupil,
    /// The day the row is deleted.
    pub delete_on: Date,
}

impl Tx {
    /// The keyed hash of a file, by which it is known again.
    pub fn file_fingerprint(&self, bytes: &[u8]) -> Result<String> {
        seal::keyed(self.keys(), bytes)
    }

    /// Keeps an uploaded list until it is confirmed or given up; its uploader's alone.
    pub async fn keep_list(&mut self, permit: &Permit, id: Uuid, fingerprint: &str, text: &str) -> Result<()> {
        self.of_lists(permit)?;
        let sealed = self.seal("school_list_drafts.file", &id, text)?;
        let (by, now) = (permit.subject(), self.now());
        self.run(DRAFT, args![id.to_string(), by, fingerprint, sealed, now]).await.map(|_| ())
    }

    /// An uploaded list: its fingerprint and its text.
    pub async fn kept_list(&mut self, permit: &Permit, id: Uuid) -> Result<(String, String)> {
        self.of_lists(permit)?;
        let row = self.one(ONE_DRAFT, args![id.to_string(), permit.subject()]).await?.ok_or(Error::NotFound)?;
        let text = self.unseal("school_list_drafts.file", &id, &row.get::<Vec<u8>>("file_sealed")?)?;
        Ok((row.get("fingerprint")?, text))
    }

    /// Throws an uploaded list away.
    pub async fn forget_list(&mut self, permit: &Permit, id: Uuid) -> Result<()> {
        self.of_lists(permit)?;
        self.run(FORGET, args![id.to_string(), permit.subject()]).await.map(|_| ())
    }

    /// Throws away what was uploaded before a moment and never confirmed, and pupils whose day has come.
    pub async fn forget_lists_before(&mut self, before: Timestamp) -> Result<u64> {
        let today = self.today();
        let lists = self.run(FORGET_OLD, args![before]).await?;
        Ok(lists.saturating_add(self.run(DELETE_DUE, args![today]).await?))
    }

    /// Saves that a list was taken in.
    pub async fn insert_school_list(&mut self, permit: &Permit, list: &NewList<'_>) -> Result<()> {
        self.of_lists(permit)?;
        let words = self.seal("school_lists.basis", &list.id, list.words)?;
        let (now, today) = (self.now(), self.today());
        let args = args![
            list.id.to_string(),
            list.fingerprint,
            now,
            today,
            list.by,
            list.department,
            list.basis,
            words,
            list.pupils,
            list.left_out
        ];
        self.run(INSERT, args).await.map(|_| ())
    }

    /// The day this very file was taken in, if it was.
    pub async fn list_taken_in(&mut self, permit: &Permit, fingerprint: &str) -> Result<Option<Date>> {
        self.of_lists(permit)?;
        self.one(BY_FINGERPRINT, args![fingerprint]).await?.map(|row| row.get("imported_on")).transpose()
    }

    /// Lists a department took in, newest first.
    pub async fn school_lists(&mut self, permit: &Permit, department: &str) -> Result<Vec<ListRow>> {
        self.of_lists(permit)?;
        let rows = self.all(LISTS, args![department]).await?;
        let read = |row: &Row| {
            let id: String = row.get("id")?;
            let id: Uuid = id.parse().map_err(|_| Error::broken("a list's id is none"))?;
            Ok(ListRow {
                id,
                imported_on: row.get("imported_on")?,
                imported_by: row.get("imported_by")?,
                basis: row.maybe("basis")?,
                words: self.unseal("school_lists.basis", &id, &row.get::<Vec<u8>>("basis_sealed")?)?,
                pupils: row.get("pupils")?,
                left_out: row.get("left_out")?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Keeps a pupil nobody knows until a day.
    pub async fn insert_unknown_pupil(&mut self, permit: &Permit, list: Uuid, row: &UnknownPupil) -> Result<()> {
        self.of_lists(permit)?;
        let lookup = seal::lookup(self.keys(), &row.pupil.cpr)?;
        let pupil = &row.pupil;
        let told = json!({
            "name": pupil.name, "cpr": pupil.cpr.expose_for_storage(), "school": pupil.school, "grade": pupil.grade,
        });
        let sealed = self.seal("school_list_rows.pupil", &row.id, &told.to_string())?;
        let args = args![row.id.to_string(), list.to_string(), row.department, lookup, sealed, row.delete_on];
        self.run(INSERT_ROW, args).await.map(|_| ())
    }

    /// Whether a pupil nobody knows stands on a list already: what became of them, if anything has.
    pub async fn unknown_pupil_on_list(&mut self, permit: &Permit, cpr: &Cpr) -> Result<Option<Option<Became>>> {
        self.of_lists(permit)?;
        let lookup = seal::lookup(self.keys(), cpr)?;
        let row = self.one(KNOWN_ROW, args![lookup]).await?;
        row.map(|row| row.maybe_code("became", Became::from_code)).transpose()
    }

    /// Pupils of a department's lists nobody knows and nobody has decided about.
    pub async fn unknown_pupils(&mut self, permit: &Permit, department: &str) -> Result<Vec<UnknownPupil>> {
        self.of_lists(permit)?;
        let rows = self.all(WAITING, args![department]).await?;
        rows.iter().map(|row| self.unknown(row)).collect()
    }

    /// One of them.
    pub async fn unknown_pupil(&mut self, permit: &Permit, id: Uuid, department: &str) -> Result<UnknownPupil> {
        self.of_lists(permit)?;
        let row = self.one(ONE_ROW, args![id.to_string(), department]).await?.ok_or(Error::NotFound)?;
        self.unknown(&row)
    }

    /// Saves what became of one; `Stale` when somebody was first.
    pub async fn settle_unknown_pupil(
        &mut self,
        permit: &Permit,
        id: Uuid,
        became: Became,
        because: &str,
    ) -> Result<()> {
        self.of_lists(permit)?;
        let reason =
            if because.is_empty() { None } else { Some(self.seal("school_list_rows.reason", &id, because)?) };
        let (today, by) = (self.today(), permit.subject());
        changed(self.run(SETTLE, args![id.to_string(), became.code(), reason, today, by]).await?)
    }

    fn unknown(&self, row: &Row) -> Result<UnknownPupil> {
        let broken = || Error::broken("a sealed pupil cannot be read back");
        let id: String = row.get("id")?;
        let id: Uuid = id.parse().map_err(|_| broken())?;
        let text = self.unseal("school_list_rows.pupil", &id, &row.get::<Vec<u8>>("pupil_sealed")?)?;
        let told: Value = serde_json::from_str(&text).map_err(|_| broken())?;
        let field = |name: &str| told.get(name).and_then(Value::as_str).unwrap_or_default().to_string();
        let grade = told.get("grade").and_then(Value::as_u64).and_then(|grade| u8::try_from(grade).ok());
        let cpr = Cpr::from_storage(&field("cpr")).ok_or_else(broken)?;
        let pupil = Pupil { name: field("name"), cpr, school: field("school"), grade: grade.ok_or_else(broken)? };
        Ok(UnknownPupil { id, department: row.get("department")?, pupil, delete_on: row.get("delete_on")? })
    }

    /// The permit is for working with the school's lists.
    pub(crate) fn of_lists(&self, permit: &Permit) -> Result<()> {
        self.writes(permit)?;
        if permit.target() == Target::Other(Object::Transition) { Ok(()) } else { Err(Error::NotFound) }
    }
}
