//! An empty municipality on a chosen day.

use crate::database::{Database, Kind};
use crate::desk::Desk;
use crate::post::Post;
use crate::shelf::Shelf;
use app::staff::Employ;
use app::{Actor, App, Mode, Parts};
use content::Content;
use domain::access::{Permit, Target};
use domain::ids::CaseId;
use domain::staff::{Role, Staff};
use integrations::clock::TurnedClock;
use integrations::random::SeededRandom;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use store::todo::TodoRow;
use store::{Durability, Keys, Options, Store};

/// Everybody's password.
pub const PASSWORD: &str = "en lang adgangskode til prøver";

/// The seed of all chance; a story that fails fails again.
const SEED: u64 = 29_082_014;

/// The staff of Tovby (`people-and-roles.md` section 8).
pub const STAFF: &[(&str, &str, &str, &[Role])] = &[
    ("henrik", "Henrik Vadsted", "boernehandicap", &[Role::TeamLeader]),
    ("karen", "Karen Tangbjerg", "boernehandicap", &[Role::Caseworker]),
    ("jonas", "Jonas Havrelund", "boernehandicap", &[Role::Caseworker]),
    ("birgitte", "Birgitte Ellemose", "boernehandicap", &[Role::ProfessionalCoordinator]),
    ("susanne", "Susanne Holtegård", "voksenhandicap", &[Role::TeamLeader]),
    ("louise", "Louise Kærlund", "voksenhandicap", &[Role::Caseworker]),
    ("pia", "Pia Nørrevang", "voksenhandicap", &[Role::OutreachCaseworker]),
    ("ole", "Ole Mosevig", "boern-og-familie", &[Role::TeamLeader]),
    ("rikke", "Rikke Ågren", "boern-og-familie", &[Role::Caseworker]),
    ("anders", "Anders Lyngtoft", "stab", &[Role::DepartmentHead]),
    ("lene", "Lene Fuglsig", "stab", &[Role::Controller]),
    ("jens", "Jens Ravnkær", "stab", &[Role::Auditor]),
    ("camilla", "Camilla Stenhøj", "stab", &[Role::Administrator]),
    ("niels", "Niels Hedevig", "stab", &[Role::Dpo]),
];

/// A municipality of one story.
pub struct Town {
    /// The system.
    pub app: App,
    /// Its clock.
    pub clock: Arc<TurnedClock>,
    /// Where letters end.
    pub post: Arc<Post>,
    /// Where the ends of the log's days are kept.
    pub shelf: Arc<Shelf>,
    /// Its database.
    pub database: Database,
    /// How often the day was turned: sessions do not outlive a night.
    pub(crate) nights: AtomicU32,
}

/// A day as written.
pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

impl Town {
    /// An empty one on a day, at nine in the morning.
    pub async fn on(kind: Kind, begins: &str) -> Town {
        let database = Database::of(kind).await;
        let durability = if kind == Kind::Sqlite { Durability::Filling } else { Durability::Durable };
        let keys = Keys { seal: [3; 32], lookup: [5; 32] };
        let options = Options { url: database.url.clone(), keys, durability };
        let clock = Arc::new(TurnedClock::at(morning(day(begins))));
        let post = Arc::new(Post::default());
        let shelf = Arc::new(Shelf::default());
        let app = App::new(Parts {
            store: Store::open(&options).await.unwrap(),
            content: Content::shipped(),
            press: letters::Press::new().unwrap(),
            clock: clock.clone(),
            random: Arc::new(SeededRandom::new(SEED)),
            post_box: post.clone(),
            second_place: shelf.clone(),
            mode: Mode::Real,
        });
        let town = Town { app, clock, post, shelf, database, nights: AtomicU32::new(0) };
        for (nr, (username, name, department, roles)) in STAFF.iter().enumerate() {
            let heads = ["boernehandicap", "voksenhandicap", "boern-og-familie"].map(str::to_string).to_vec();
            let new = Employ {
                username: (*username).to_string(),
                name: (*name).to_string(),
                phone: format!("10 00 00 {:02}", nr + 10),
                mail: format!("{username}@tovby.example"),
                department: (*department).to_string(),
                heads: if roles.contains(&Role::DepartmentHead) { heads } else { Vec::new() },
                roles: roles.to_vec(),
            };
            app::staff::employ(&town.app, new, PASSWORD).await.unwrap();
        }
        town
    }

    /// Nine in the morning of another day.
    pub fn turn_to(&self, to: &str) {
        self.clock.turn_to(morning(day(to)));
        self.nights.fetch_add(1, Ordering::Relaxed);
    }

    /// So many minutes later.
    pub fn minutes_later(&self, minutes: i64) {
        let later = self.app.now().saturating_add(jiff::SignedDuration::from_mins(minutes)).unwrap();
        self.clock.turn_to(later);
    }

    /// The web as it is served.
    pub fn router(&self) -> axum::Router {
        web::router(web::Web { app: self.app.clone(), settings: Arc::default() })
    }

    /// A member of staff.
    pub async fn staff(&self, username: &str) -> Staff {
        let all = app::staff::all(&self.app).await.unwrap();
        all.into_iter().find(|staff| staff.username == username).unwrap()
    }

    /// A member of staff, asking without a browser.
    pub async fn actor(&self, username: &str) -> Actor {
        Actor {
            staff: self.staff(username).await,
            session: String::new(),
            csrf: String::new(),
            ip: "-".to_string(),
            request: String::new(),
            command: None,
        }
    }

    /// A member of staff at a browser, signed in by name and password.
    pub async fn signs_in(&self, username: &'static str) -> Desk<'_> {
        Desk::sign_in(self, username).await
    }

    /// The relay runs until nothing is due.
    pub async fn post_goes(&self) -> usize {
        app::outbox::deliver_due(&self.app).await.unwrap()
    }

    /// Everything known of a case, as the system itself reads it.
    pub async fn file(&self, case: CaseId) -> domain::case::CaseFile {
        let mut tx = self.app.store.read(self.app.now(), self.app.today()).await.unwrap();
        tx.case_file(&Permit::of_the_system(Target::Case(case)), case).await.unwrap()
    }

    /// The todos of every case as they are kept.
    pub async fn todos(&self) -> Vec<(CaseId, TodoRow)> {
        let mut tx = self.app.store.read(self.app.now(), self.app.today()).await.unwrap();
        let cases: BTreeSet<CaseId> = tx.open_courses_all().await.unwrap().into_iter().map(|(case, _)| case).collect();
        let mut found = Vec::new();
        for case in cases {
            let permit = Permit::of_the_system(Target::Case(case));
            found.extend(tx.todos_of_case(&permit, case).await.unwrap().into_iter().map(|todo| (case, todo)));
        }
        found
    }

    /// What must be so after every story: the post has gone, the copy of the todos is what working it out again gives,
    /// nothing is left in a queue, and every row of the log is as it was written.
    pub async fn ends_well(&self) {
        self.post_goes().await;
        let kept = self.todos().await;
        app::progress::rebuild(&self.app).await.unwrap();
        assert_eq!(kept, self.todos().await, "the copy of the todos had fallen behind");
        let mut tx = self.app.store.read(self.app.now(), self.app.today()).await.unwrap();
        let jobs = tx.job_counts().await.unwrap();
        assert_eq!((jobs.ready, jobs.dead), (0, 0), "a job is left in the queue");
        let outbox = tx.outbox_counts().await.unwrap();
        assert_eq!((outbox.waiting, outbox.poison), (0, 0), "a letter is left in the outbox");
        drop(tx);
        let guard = self.actor("niels").await;
        let found = app::log::verify(&self.app, &guard).await.unwrap();
        assert!(matches!(found, app::log::Verified::Whole { rows, .. } if 0 < rows), "{found:?}");
    }

    /// Takes everything away.
    pub async fn close(self) {
        self.app.store.close().await;
        self.database.remove().await;
    }
}

fn morning(day: Date) -> jiff::Timestamp {
    let zone = TimeZone::get("Europe/Copenhagen").unwrap();
    day.at(9, 0, 0, 0).to_zoned(zone).unwrap().timestamp()
}
