//! Staff, their roles and passwords, and attempts to sign in (S-7, S-8).

use crate::error::{Error, Result};
use crate::row::{Row, args, statements};
use crate::sort;
use crate::tx::{Tx, found};
use domain::ids::StaffId;
use domain::staff::{Role, Staff};
use jiff::Timestamp;
use std::collections::BTreeMap;

statements! {
    INSERT = "insert into staff (id, username, name, sort_key, phone, mail, department, heads, active, password_hash) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    INSERT_ROLE = "insert into staff_roles (staff_id, role) values ($1, $2)";
    ONE = "select id, username, name, phone, mail, department, heads, active, password_hash from staff where id = $1";
    BY_USERNAME = "select id, username, name, phone, mail, department, heads, active, password_hash \
        from staff where username = $1";
    ALL = "select id, username, name, phone, mail, department, heads, active, password_hash from staff \
        order by sort_key, id";
    ROLES = "select staff_id, role from staff_roles where staff_id = $1";
    ALL_ROLES = "select staff_id, role from staff_roles";
    SET_PASSWORD = "update staff set password_hash = $2 where id = $1";
    UPDATE = "update staff set username = $2, name = $3, sort_key = $4, phone = $5, mail = $6, department = $7, \
        heads = $8, active = $9 where id = $1";
    DELETE_ROLES = "delete from staff_roles where staff_id = $1";
    RECORD_ATTEMPT = "insert into sign_in_attempts (attempt_key, at, succeeded) values ($1, $2, $3)";
    FAILURES = "select count(*) as failures, max(at) as latest from sign_in_attempts where attempt_key = $1 \
        and at >= $2 and succeeded = 0 and at > (select coalesce(max(s.at), 0) from sign_in_attempts s \
        where s.attempt_key = $1 and s.succeeded = 1)";
}

/// How an attempt to sign in ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// Signed in.
    Succeeded,
    /// Wrong name or password.
    Failed,
}

/// Failed attempts since the last that succeeded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failures {
    /// How many.
    pub count: u64,
    /// The latest.
    pub latest: Option<Timestamp>,
}

impl Tx {
    /// Saves a new member of staff with the hash of their password (Argon2id, as text).
    pub async fn insert_staff(&mut self, staff: &Staff, password_hash: &str) -> Result<()> {
        let heads = staff.heads.join(" ");
        let key = sort::key(&staff.name)?;
        let args = args![
            staff.id,
            staff.username,
            staff.name,
            key,
            staff.phone,
            staff.mail,
            staff.department,
            heads,
            staff.active,
            password_hash
        ];
        self.run(INSERT, args).await?;
        self.insert_roles(staff).await
    }

    /// Saves a changed member of staff; roles are replaced, never merged.
    pub async fn save_staff(&mut self, staff: &Staff) -> Result<()> {
        let heads = staff.heads.join(" ");
        let key = sort::key(&staff.name)?;
        let args = args![
            staff.id,
            staff.username,
            staff.name,
            key,
            staff.phone,
            staff.mail,
            staff.department,
            heads,
            staff.active
        ];
        found(self.run(UPDATE, args).await?)?;
        self.run(DELETE_ROLES, args![staff.id]).await?;
        self.insert_roles(staff).await
    }

    async fn insert_roles(&mut self, staff: &Staff) -> Result<()> {
        for role in &staff.roles {
            self.run(INSERT_ROLE, args![staff.id, role.code()]).await?;
        }
        Ok(())
    }

    /// A member of staff.
    pub async fn staff(&mut self, id: StaffId) -> Result<Option<Staff>> {
        let Some(row) = self.one(ONE, args![id]).await? else { return Ok(None) };
        self.with_roles(&row).await.map(Some)
    }

    /// A member of staff by sign-in name, with the hash of their password.
    pub async fn staff_by_username(&mut self, username: &str) -> Result<Option<(Staff, String)>> {
        let Some(row) = self.one(BY_USERNAME, args![username]).await? else { return Ok(None) };
        Ok(Some((self.with_roles(&row).await?, row.get("password_hash")?)))
    }

    /// Everyone, in Danish order of names; those locked out too.
    pub async fn all_staff(&mut self) -> Result<Vec<Staff>> {
        let mut roles: BTreeMap<StaffId, Vec<Role>> = BTreeMap::new();
        for row in self.all(ALL_ROLES, args![]).await? {
            roles.entry(row.get("staff_id")?).or_default().push(row.code("role", Role::from_code)?);
        }
        let rows = self.all(ALL, args![]).await?;
        rows.iter()
            .map(|row| {
                let mut of_one = roles.remove(&row.get("id")?).unwrap_or_default();
                of_one.sort();
                read(row, of_one)
            })
            .collect()
    }

    async fn with_roles(&mut self, row: &Row) -> Result<Staff> {
        let id: StaffId = row.get("id")?;
        let rows = self.all(ROLES, args![id]).await?;
        let mut roles: Vec<Role> = rows.iter().map(|r| r.code("role", Role::from_code)).collect::<Result<_>>()?;
        roles.sort();
        read(row, roles)
    }

    /// Replaces the hash of a password. The caller ends the person's sessions (S-5).
    pub async fn set_password(&mut self, id: StaffId, password_hash: &str) -> Result<()> {
        found(self.run(SET_PASSWORD, args![id, password_hash]).await?)
    }

    /// Notes an attempt to sign in. The key names an account or an address, as the caller chooses; hashed if personal.
    pub async fn record_attempt(&mut self, key: &str, at: Timestamp, attempt: Attempt) -> Result<()> {
        self.run(RECORD_ATTEMPT, args![key, at, attempt == Attempt::Succeeded]).await.map(|_| ())
    }

    /// Failed attempts since an instant and since the last that succeeded.
    pub async fn failures_since(&mut self, key: &str, since: Timestamp) -> Result<Failures> {
        let row = self.one(FAILURES, args![key, since]).await?.ok_or(Error::NotFound)?;
        Ok(Failures { count: row.get("failures")?, latest: row.maybe("latest")? })
    }
}

fn read(row: &Row, roles: Vec<Role>) -> Result<Staff> {
    let heads: String = row.get("heads")?;
    Ok(Staff {
        id: row.get("id")?,
        username: row.get("username")?,
        name: row.get("name")?,
        phone: row.get("phone")?,
        mail: row.get("mail")?,
        department: row.get("department")?,
        heads: heads.split_whitespace().map(str::to_string).collect(),
        roles,
        active: row.get("active")?,
    })
}
