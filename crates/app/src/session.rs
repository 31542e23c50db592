//! Signing in and out, and who a session is.
//!
//! Passwords are Argon2id; guessing is slowed per account and per address, and an unknown name costs the same time
//! and gets the same answer as a wrong password (S-7, S-8).

use crate::{Actor, App, Mode, Outcome, Reason, Refused, act};
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, PasswordHash};
use domain::ids::StaffId;
use domain::staff::Staff;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use store::audit;
use store::staff::Attempt;

/// Unused for so long, a session of staff ends (S-4).
pub const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// And so long after it began in any case.
pub const ABSOLUTE: SignedDuration = SignedDuration::from_hours(10);
/// Wrong tries that cost nothing yet.
const FREE_TRIES: u64 = 5;
/// Shortest password (S-7).
pub const SHORTEST_PASSWORD: usize = 15;

/// What is typed to sign in.
pub struct SignIn {
    /// Name.
    pub username: String,
    /// Password.
    pub password: String,
    /// Address it comes from.
    pub ip: String,
    /// Id of the request.
    pub request: String,
}

/// A session just begun. The secret goes to the browser's cookie and is kept only as a hash.
pub struct NewSession {
    /// The cookie's value: 256 random bits.
    pub secret: String,
}

/// Signs in by name and password.
pub async fn sign_in(app: &App, typed: SignIn) -> Outcome<NewSession> {
    let now = app.now();
    let mut tx = app.store.write(now, app.today()).await?;
    let account = format!("account {}", typed.username.trim().to_lowercase());
    let address = format!("address {}", typed.ip);
    let wait = wait(&mut tx, &[&account, &address], now).await?;
    if let Some(minutes) = wait {
        log(app, None, "sign_in_slowed", audit::Verdict::Denied, &typed.ip, &typed.request).await?;
        return Err(Reason::TryLater { minutes }.into());
    }
    let found = tx.staff_by_username(typed.username.trim()).await?;
    let verified = verify(found.as_ref().map(|(_, hash)| hash.clone()), typed.password).await?;
    let staff = found.map(|(staff, _)| staff).filter(|staff| verified && staff.active);
    for key in [&account, &address] {
        tx.record_attempt(key, now, if staff.is_some() { Attempt::Succeeded } else { Attempt::Failed }).await?;
    }
    let Some(staff) = staff else {
        tx.commit().await?;
        log(app, None, "sign_in_failed", audit::Verdict::Denied, &typed.ip, &typed.request).await?;
        return Err(Reason::WrongNameOrPassword.into());
    };
    begin(app, tx, &staff, &typed.ip, &typed.request).await
}

/// Signs in as one of the demo town's people with one click; only in the demo town (K-3).
pub async fn sign_in_demo(app: &App, staff: StaffId, ip: &str, request: &str) -> Outcome<NewSession> {
    if app.mode != Mode::Demo {
        return Err(Refused::NotFound);
    }
    let mut tx = app.store.write(app.now(), app.today()).await?;
    let staff = tx.staff(staff).await?.ok_or(Refused::NotFound)?;
    begin(app, tx, &staff, ip, request).await
}

/// The people one can sign in as with one click; none outside the demo town.
pub async fn demo_people(app: &App) -> Outcome<Vec<Staff>> {
    if app.mode != Mode::Demo {
        return Ok(Vec::new());
    }
    let mut tx = app.store.read(app.now(), app.today()).await?;
    Ok(tx.all_staff().await?)
}

/// Who a session's secret stands for; nobody when it is unknown, idle too long or too old. An id we did not issue is
/// never adopted (S-3); roles are read anew, so that a change counts from the next request.
pub async fn who(app: &App, secret: &str, ip: &str, request: &str) -> Outcome<Actor> {
    let now = app.now();
    let hash = hash(secret);
    let mut tx = app.store.read(now, app.today()).await?;
    let session = tx.session(&hash).await?.ok_or(Refused::NotFound)?;
    let alive = now.duration_since(session.seen_at) <= IDLE && now.duration_since(session.created_at) <= ABSOLUTE;
    let staff = tx.staff(session.staff).await?.ok_or(Refused::NotFound)?;
    drop(tx);
    if !alive || !staff.active {
        return Err(Refused::NotFound);
    }
    // Once a minute is enough to know that somebody is there, and spares a write on most pages.
    if SignedDuration::from_mins(1) < now.duration_since(session.seen_at) {
        let mut tx = app.store.write(now, app.today()).await?;
        tx.touch_session(&hash, now).await?;
        tx.commit().await?;
    }
    Ok(Actor { staff, session: hash, csrf: session.csrf_token, ip: ip.into(), request: request.into(), command: None })
}

/// Ends the session.
pub async fn sign_out(app: &App, actor: &Actor) -> Outcome<()> {
    let mut tx = app.store.write(app.now(), app.today()).await?;
    tx.end_session(&actor.session, app.now()).await?;
    tx.audit(act::row(actor, app.now(), "signed_out", audit::Verdict::Allowed));
    tx.commit().await?;
    Ok(())
}

/// The hash a password is kept by (Argon2id, 19 MiB).
pub fn password_hash(app: &App, password: &str) -> anyhow::Result<String> {
    let mut salt = [0; 16];
    app.random.fill(&mut salt);
    Argon2::default()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(|error| anyhow::anyhow!("hashing a password: {error}"))
}

/// Why a new password is not taken: too short, or made of words one would guess first (S-7).
pub fn weak_password(password: &str, context: &[&str]) -> bool {
    const COMMON: &[&str] = &["password", "adgangskode", "kodeord", "123456", "qwerty", "tovholder", "kommune"];
    let lower = password.to_lowercase();
    let guessable = |word: &str| {
        3 < word.len() && lower.contains(word) && lower.chars().count().saturating_sub(word.chars().count()) < 8
    };
    password.chars().count() < SHORTEST_PASSWORD
        || COMMON.iter().any(|word| guessable(word))
        || context.iter().any(|word| guessable(&word.to_lowercase()))
}

async fn begin(app: &App, mut tx: store::Tx, staff: &Staff, ip: &str, request: &str) -> Outcome<NewSession> {
    let now = app.now();
    let secret = random_text(app);
    let session = hash(&secret);
    tx.insert_session(&session, staff.id, &random_text(app), now).await?;
    let row = audit::Row {
        subject: Some(staff.id),
        session: act::mark(&session),
        role: staff.roles.first().copied(),
        request: request.into(),
        ip: ip.into(),
        ..act::bare_row(now, "signed_in")
    };
    tx.audit(row);
    tx.commit().await?;
    Ok(NewSession { secret })
}

/// Verified beside the request threads, and with the same work for a name nobody has.
async fn verify(hash: Option<String>, password: String) -> anyhow::Result<bool> {
    tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.to_string());
        let Ok(parsed) = PasswordHash::new(&hash) else { return false };
        Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && known
    })
    .await
    .map_err(|error| anyhow::anyhow!("verifying a password: {error}"))
}

/// The hash of a password nobody has, with the same costs as the real ones.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Whole minutes to wait: after five wrong tries one more minute for each, doubled up to an hour.
async fn wait(tx: &mut store::Tx, keys: &[&String], now: Timestamp) -> Outcome<Option<i64>> {
    let since = now.saturating_sub(SignedDuration::from_hours(1)).unwrap_or(now);
    for key in keys {
        let failures = tx.failures_since(key, since).await?;
        if FREE_TRIES <= failures.count {
            let doublings = u32::try_from(failures.count.saturating_sub(FREE_TRIES)).unwrap_or(6).min(6);
            let minutes = 2i64.saturating_pow(doublings).min(60);
            let waited = failures.latest.map_or(i64::MAX, |last| now.duration_since(last).as_mins());
            if waited < minutes {
                return Ok(Some(minutes.saturating_sub(waited)));
            }
        }
    }
    Ok(None)
}

async fn log(
    app: &App,
    staff: Option<StaffId>,
    action: &str,
    verdict: audit::Verdict,
    ip: &str,
    request: &str,
) -> Outcome<()> {
    let row = audit::Row {
        subject: staff,
        verdict,
        request: request.into(),
        ip: ip.into(),
        ..act::bare_row(app.now(), action)
    };
    app.store.audit(row).await?;
    Ok(())
}

/// 256 random bits in hexadecimal.
pub(crate) fn random_text(app: &App) -> String {
    let mut bytes = [0; 32];
    app.random.fill(&mut bytes);
    hex(&bytes)
}

/// The hash a session, or another secret of 256 bits, is kept by.
pub(crate) fn hash(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
