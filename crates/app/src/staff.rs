//! Staff: employed, given roles, locked out. Set up from the command line until the pages for it are built.

use crate::{App, Outcome, Reason, act, session};
use domain::access::{Object, Permit, Target};
use domain::handover::NotHanded;
use domain::ids::StaffId;
use domain::staff::{Role, Staff};
use store::audit;

/// A member of staff to employ.
pub struct Employ {
    /// Sign-in name.
    pub username: String,
    /// Full name.
    pub name: String,
    /// Work telephone.
    pub phone: String,
    /// Work mail.
    pub mail: String,
    /// Department by id.
    pub department: String,
    /// Departments headed.
    pub heads: Vec<String>,
    /// Roles.
    pub roles: Vec<Role>,
}

/// Employs somebody with a first password. Those who run the system or watch over the log never open cases, so these
/// roles are not joined with others (`people-and-roles.md` section 2).
pub async fn employ(app: &App, new: Employ, password: &str) -> Outcome<StaffId> {
    let lonely = |role: &Role| matches!(role, Role::Administrator | Role::Dpo);
    let mixed = new.roles.iter().any(lonely) && !new.roles.iter().all(lonely);
    if mixed || new.roles.is_empty() || app.content.department(&new.department).is_none() {
        return Err(Reason::RolesDoNotFit.into());
    }
    if session::weak_password(password, &[&new.username, &new.name]) {
        return Err(Reason::WeakPassword.into());
    }
    let hash = session::password_hash(app, password)?;
    let staff = Staff {
        id: StaffId(app.random.id()),
        username: new.username.trim().to_lowercase(),
        name: new.name.trim().to_string(),
        phone: new.phone,
        mail: new.mail,
        department: new.department,
        heads: new.heads,
        roles: new.roles,
        active: true,
    };
    let mut tx = app.store.write(app.now(), app.today()).await?;
    tx.insert_staff(&staff, &hash).await?;
    let row = audit::Row { objects: vec![staff.id.to_string()], ..act::bare_row(app.now(), "staff_employed") };
    tx.audit(row);
    tx.commit().await?;
    Ok(staff.id)
}

/// Takes somebody out of service: they can sign in no more, and nothing is given to them. Refused while they hold open
/// cases, tasks, functions or meetings to come: nothing may stay with somebody who is not here (P-04).
///
/// # Errors
/// [`Reason::Handover`] with what they still hold; not found for a sign-in name nobody has.
pub async fn lock_out(app: &App, username: &str) -> Outcome<()> {
    let mut tx = app.store.write(app.now(), app.today()).await?;
    let found = tx.staff_by_username(&username.trim().to_lowercase()).await?;
    let (staff, _) = found.ok_or(crate::Refused::NotFound)?;
    let holds = tx.holds(staff.id).await?;
    if !holds.is_nothing() {
        return Err(NotHanded::StillHolds(holds).into());
    }
    let gone = Staff { active: false, ..staff };
    tx.save_staff(&gone).await?;
    let now = tx.now();
    tx.end_sessions_of(gone.id, now).await?;
    let permit = Permit::of_the_system(Target::Other(Object::Case));
    tx.move_deputy(&permit, gone.id, None).await?;
    let row = audit::Row { objects: vec![gone.id.to_string()], ..act::bare_row(app.now(), "staff_locked_out") };
    tx.audit(row);
    tx.commit().await?;
    Ok(())
}

/// Everybody who works here.
pub async fn all(app: &App) -> Outcome<Vec<Staff>> {
    let mut tx = app.store.read(app.now(), app.today()).await?;
    Ok(tx.all_staff().await?)
}
