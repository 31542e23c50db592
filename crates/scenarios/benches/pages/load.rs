//! Fifty users who ask a page a second, and how long each answer took.

use anyhow::Context as _;
use app::App;
use domain::access::{Subject, scope};
use domain::staff::Staff;
use reqwest::header::{ACCEPT_ENCODING, COOKIE};
use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;
use store::case::{CaseFilter, Open, Who};
use tokio::time::Instant;

/// A kind of page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// "I dag".
    Today,
    /// The first page of a case.
    Case,
}

impl Kind {
    /// Both.
    pub const ALL: [Kind; 2] = [Kind::Today, Kind::Case];

    /// What the table calls it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Today => "\"I dag\"",
            Kind::Case => "case page",
        }
    }
}

/// A signed-in user and the cases they look into.
pub struct User {
    cookie: String,
    cases: Vec<String>,
}

/// Cases one user looks into, one after the other.
const CASES_EACH: usize = 200;

/// Signs users in, as many as asked for, each as one of the caseworkers in turn, with open cases of their department.
pub async fn sign_in(app: &App, users: usize) -> anyhow::Result<Vec<User>> {
    let staff = app::session::demo_people(app).await.map_err(|refused| anyhow::anyhow!("{refused:?}"))?;
    anyhow::ensure!(!staff.is_empty(), "nobody works here");
    let mut of_staff = Vec::new();
    for one in &staff {
        of_staff.push(cases_of(app, one).await?);
    }
    let mut all = Vec::new();
    for (nr, (one, cases)) in staff.iter().zip(&of_staff).cycle().take(users).enumerate() {
        let session = app::session::sign_in_demo(app, one.id, "127.0.0.1", &format!("user-{nr}")).await;
        let session = session.map_err(|refused| anyhow::anyhow!("{refused:?}"))?;
        // Colleagues of one department look into different cases.
        let cases = cases.iter().cycle().skip(nr.saturating_mul(97)).take(CASES_EACH.min(cases.len())).cloned();
        all.push(User { cookie: format!("tovholder={}", session.secret), cases: cases.collect() });
    }
    Ok(all)
}

/// Addresses of open cases all through a department's list, not only the newest.
async fn cases_of(app: &App, staff: &Staff) -> anyhow::Result<Vec<String>> {
    let subject = Subject {
        staff: staff.id,
        roles: staff.roles.clone(),
        department: staff.department.clone(),
        heads: staff.heads.clone(),
    };
    let scope = scope(&subject).context("a role that lists no cases")?;
    let filter = CaseFilter { who: Who::Department(staff.department.clone()), open: Open::Open };
    let mut tx = app.store.read(app.now(), app.today()).await?;
    let all = tx.list_cases(&scope, &filter, None, u32::MAX).await?;
    anyhow::ensure!(!all.is_empty(), "a department without cases");
    let step = (all.len() / 5000).max(1);
    Ok(all.iter().step_by(step).map(|row| format!("/sager/{}", row.id)).collect())
}

/// What came of one question.
struct Asked {
    kind: Kind,
    took: Duration,
    failure: Option<String>,
}

/// Lets the users ask, each by a clock of their own that does not wait for slow answers: what an answer took is counted
/// from the moment it should have been asked for, so that a standstill counts for everybody it kept waiting.
pub fn make(address: SocketAddr, users: Vec<User>, long: Duration) -> anyhow::Result<Times> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async move {
        // Two each, so that connections are open and what is loaded once is loaded.
        ask_all(address, &users, Duration::from_secs(2)).await?;
        ask_all(address, &users, long).await
    })
}

async fn ask_all(address: SocketAddr, users: &[User], long: Duration) -> anyhow::Result<Times> {
    let begin = Instant::now() + Duration::from_millis(50);
    let apart = Duration::from_secs(1) / u32::try_from(users.len().max(1))?;
    let mut tasks = tokio::task::JoinSet::new();
    for (nr, user) in users.iter().enumerate() {
        integrations::digital_post::ready_tls();
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(10))
            .build()
            .context("a client")?;
        let begin = begin + apart * u32::try_from(nr)?;
        let (cookie, cases) = (user.cookie.clone(), user.cases.clone());
        tasks.spawn(ask(client, address, cookie, cases, nr, begin, long));
    }
    let mut all = Vec::new();
    while let Some(one) = tasks.join_next().await {
        all.extend(one.context("a user stopped")?);
    }
    Ok(Times(all))
}

async fn ask(
    client: reqwest::Client,
    address: SocketAddr,
    cookie: String,
    cases: Vec<String>,
    nr: usize,
    begin: Instant,
    long: Duration,
) -> Vec<Asked> {
    let mut all = Vec::new();
    let mut cases = cases.iter().cycle();
    let mut at = begin;
    for turn in nr.. {
        if begin + long <= at {
            break;
        }
        tokio::time::sleep_until(at).await;
        let (kind, path) = if turn.is_multiple_of(2) {
            (Kind::Today, "/i-dag")
        } else {
            (Kind::Case, cases.next().map_or("/", String::as_str))
        };
        let request = client
            .get(format!("http://{address}{path}"))
            .header(COOKIE, &cookie)
            .header(ACCEPT_ENCODING, "gzip, deflate, br, zstd");
        let failure = match request.send().await {
            Ok(answer) if answer.status() == 200 => answer.bytes().await.err().map(|error| error.to_string()),
            Ok(answer) => Some(format!("{} answered {}", kind.name(), answer.status())),
            Err(error) => Some(error.to_string()),
        };
        all.push(Asked { kind, took: at.elapsed(), failure });
        at += Duration::from_secs(1);
    }
    all
}

/// Every answer.
pub struct Times(Vec<Asked>);

impl Times {
    /// How many were asked for.
    pub fn asked(&self) -> usize {
        self.0.len()
    }

    /// How many got no page.
    pub fn failed(&self) -> usize {
        self.0.iter().filter(|asked| asked.failure.is_some()).count()
    }

    /// Why the first of those got none.
    pub fn first_failure(&self) -> Option<&str> {
        self.0.iter().find_map(|asked| asked.failure.as_deref())
    }

    /// The times of one kind of page that were answered.
    pub fn of(&self, kind: Kind) -> Spread {
        let answered = self.0.iter().filter(|asked| asked.kind == kind && asked.failure.is_none());
        let mut times: Vec<Duration> = answered.map(|asked| asked.took).collect();
        times.sort();
        Spread(times)
    }
}

/// Times in order.
pub struct Spread(Vec<Duration>);

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = |share: usize| {
            let place = self.0.len().saturating_mul(share) / 100;
            self.0.get(place.min(self.0.len().saturating_sub(1))).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
        };
        let (p50, p95, p99, max) = (at(50), at(95), at(99), at(100));
        write!(f, "p50 {p50:.1} ms, p95 {p95:.1} ms, p99 {p99:.1} ms, max {max:.1} ms, of {}", self.0.len())
    }
}
