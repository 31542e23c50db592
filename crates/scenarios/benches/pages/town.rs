//! Who lives and works in the large municipality, and how far each application has come. The same every time.

use anyhow::Context as _;
use domain::cpr::Cpr;
use domain::deadline::Pause;
use domain::ids::{PersonId, StaffId};
use domain::people::{Contact, DigitalPost, Located, Person, Protection};
use domain::progress::{Happening, Milestone};
use domain::staff::{Role, Staff};
use jiff::{ToSpan, civil::Date};
use uuid::Uuid;

/// Four caseworkers in each department.
const STAFF: [(&str, &str); 12] = [
    ("karen", "Karen Tangbjerg"),
    ("louise", "Louise Kærlund"),
    ("rikke", "Rikke Ågren"),
    ("jonas", "Jonas Havrelund"),
    ("amir", "Amir Solbæk"),
    ("bodil", "Bodil Lyngvig"),
    ("mette", "Mette Skovrup"),
    ("pia", "Pia Nørrevang"),
    ("esben", "Esben Hvidtorn"),
    ("signe", "Signe Brinkholt"),
    ("thomas", "Thomas Birkedam"),
    ("gitte", "Gitte Krogsbæk"),
];
const FIRST: [&str; 24] = [
    "Magnus", "Ida", "Elias", "Sofie", "Åse", "Torben", "Freja", "Kim", "Øjvind", "Bente", "Aksel", "Liva", "Hassan",
    "Merete", "Villads", "Nanna", "Carsten", "Asta", "Yusuf", "Dorthe", "Malthe", "Signe", "Viggo", "Æmilie",
];
const LAST: [&str; 32] = [
    "Holm",
    "Aagaard",
    "Tveje",
    "Krogsbæk",
    "Brinkholt",
    "Overbæk",
    "Ågesen",
    "Rosenvang",
    "Lyngvig",
    "Hvidtorn",
    "Skovrup",
    "Mosevig",
    "Birkedam",
    "Fuglsig",
    "Ravnkær",
    "Stenhøj",
    "Hedevig",
    "Ellemose",
    "Vadsted",
    "Holtegård",
    "Engløkke",
    "Sandvad",
    "Åkjær",
    "Ørnstrup",
    "Bækgård",
    "Klitgren",
    "Lundtofte",
    "Nørrevang",
    "Østerlund",
    "Pilager",
    "Solbæk",
    "Tangbjerg",
];

/// What one department decides on here.
#[derive(Clone, Copy)]
pub struct Field {
    /// The department, by id.
    pub department: &'static str,
    /// The benefit, by id.
    pub benefit: &'static str,
    /// In the applicant's words.
    pub applied_for: &'static str,
    /// Whether those it is about are children.
    pub child: bool,
}

/// One for each department.
pub const FIELDS: [Field; 3] = [
    Field {
        department: "boernehandicap",
        benefit: "kompensation-merudgifter-barn",
        applied_for: "Vi søger om hjælp til de ekstra udgifter, vi har til kost, tøj og kørsel.",
        child: true,
    },
    Field {
        department: "voksenhandicap",
        benefit: "ledsagelse-voksen",
        applied_for: "Jeg vil gerne kunne komme til svømning og koncerter uden at bede min familie om det.",
        child: false,
    },
    Field {
        department: "boern-og-familie",
        benefit: "tabt-arbejdsfortjeneste",
        applied_for: "Jeg søger om at gå ned i tid, så jeg kan være hjemme om eftermiddagen.",
        child: true,
    },
];

/// A list's element by a running number, round and round.
pub fn pick<T: Copy>(from: &[T], n: usize) -> anyhow::Result<T> {
    from.get(n.checked_rem(from.len()).unwrap_or(0)).copied().context("nothing to pick from")
}

/// Caseworkers, in the order of the departments.
pub fn staff() -> anyhow::Result<Vec<Staff>> {
    STAFF
        .iter()
        .enumerate()
        .map(|(n, (username, name))| {
            Ok(Staff {
                id: StaffId(Uuid::from_u128(u128::try_from(n)? + 1)),
                username: (*username).into(),
                name: (*name).into(),
                phone: format!("10 00 00 {n:02}"),
                mail: format!("{username}@tovby.example"),
                department: pick(&FIELDS, n)?.department.into(),
                heads: Vec::new(),
                roles: vec![Role::Caseworker],
                active: true,
            })
        })
        .collect()
}

/// The citizen with this number, or their parent: a test number (day and 60) nobody has, and a name many share.
pub fn person(id: PersonId, n: usize, child: bool, today: Date) -> anyhow::Result<Person> {
    let (day, month) = (61 + n % 28, 1 + n / 28 % 12);
    // The seventh digit is 9: born from 2000 until year 36, and in the last century after that.
    let (first, years) = if child { (usize::from(today.year().unsigned_abs()) - 2016, 15) } else { (50, 45) };
    let (year, serial) = (first + n / 336 % years, 9900 + n / 336 / years % 100);
    let digits = format!("{day:02}{month:02}{year:02}{serial:04}");
    let cpr = Cpr::from_storage(&digits).context("a test number")?;
    let name = format!("{} {} {}", pick(&FIRST, n)?, pick(&LAST, n / 24)?, pick(&LAST, n / 768)?);
    let protected = if n.is_multiple_of(40) { Protection::Protected } else { Protection::None };
    let contact = Contact {
        street: format!("Lærkevænget {}, 2. tv.", n % 300),
        town: "9999 Tovby".into(),
        phone: format!("10 {:02} {:02} {:02}", n / 10_000 % 100, n / 100 % 100, n % 100),
        mail: String::new(),
        occupation: "Tovby Skole".into(),
    };
    Ok(Person {
        id,
        born: cpr.born(),
        cpr,
        name,
        contact: Located::new(contact, protected),
        digital_post: if n.is_multiple_of(9) { DigitalPost::Exempt } else { DigitalPost::Registered },
        interpreter: n.is_multiple_of(25).then(|| "arabisk".into()),
        most_important: if n.is_multiple_of(3) { "Ring helst efter klokken 16".into() } else { String::new() },
        reviewed_on: Some(today),
        version: 1,
    })
}

/// How far applications have come; the last is a case that was closed.
pub const STAGES: usize = 8;

/// The step, its outcome, and the stage from which on it is done. Steps not in a procedure are left out of it.
const STEPS: [(&str, Option<&str>, usize); 9] = [
    ("kvittering", None, 1),
    ("screening-bl18", Some("intet-videre"), 2),
    ("samtykke", Some("givet"), 3),
    ("indhent", Some("modtaget"), 4),
    ("inddragelse-barn", Some("samtale"), 4),
    ("behov", Some("holdt"), 4),
    ("loenoplysninger", Some("modtaget"), 4),
    ("sagsbehandling", Some("klar"), 5),
    ("gruppevalg", Some("gruppe-1"), 6),
];

/// The steps of an application that has come to a stage, spread over its days; `known` tells which its procedure has.
pub fn milestones(
    stage: usize,
    began: Date,
    today: Date,
    known: impl Fn(&str) -> bool,
) -> anyhow::Result<Vec<Milestone>> {
    let done: Vec<_> = STEPS.iter().filter(|(step, _, from)| *from <= stage && known(step)).collect();
    let days = began.until(today)?.get_days();
    let mut all = Vec::new();
    for (index, (step, outcome, _)) in done.iter().enumerate() {
        let (nr, of) = (i32::try_from(index)? + 1, i32::try_from(done.len())? + 1);
        let what = Happening::Done {
            step: (*step).into(),
            element: None,
            outcome: outcome.map(str::to_string),
            dates: std::collections::BTreeMap::new(),
            reason: None,
        };
        all.push(Milestone {
            nr: u32::try_from(nr)?,
            day: began.checked_add((days * nr / of).days())?,
            at: None,
            what,
        });
    }
    if stage == SUSPENDED {
        let look_again = today.checked_add(9.days())?;
        let reason = "Familien er på ferie og vil selv sende resten.".to_string();
        let what = Happening::Suspended { waiting_for: Pause::Citizen, look_again, reason };
        all.push(Milestone { nr: u32::try_from(all.len())? + 1, day: today, at: None, what });
    }
    Ok(all)
}

/// The stage that is suspended on top of all that is done.
pub const SUSPENDED: usize = STAGES - 1;
