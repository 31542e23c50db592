//! The eighteenth birthday: what it changes is told on the case before and after, and written down once.
//!
//! Nothing here makes anything change. Consents, relations and recipients follow from the day (`domain::adulthood`); the
//! nightly round writes in the journal what has changed and gives the responsible person what there is to do.

use crate::case::{View, gather};
use crate::letter_by_hand::{self, To};
use crate::{Actor, App, Outcome, Reason, Refused, act, progress};
use domain::access::{Permit, Target};
use domain::adulthood::{self, Changes};
use domain::benefit::Benefit;
use domain::case::CaseFile;
use domain::grant::Grant;
use domain::ids::{CaseId, EntryId, LetterId, TaskId};
use domain::journal::{Entry, EntryKind};
use domain::letter::{Ask, AskKind, Letter, Recipient};
use domain::people::DigitalPost;
use domain::task::{Origin, Owner, State, Task};
use jiff::ToSpan as _;
use jiff::civil::Date;
use letters::dates::danish_date;
use std::collections::BTreeMap;
use store::Tx;

/// Days the responsible person has for what the birthday gives to do: a goal, the law sets no day.
const DAYS: i32 = 14;
/// Fields a letter about the birthday asks for: the day, what stops, what to apply for, and the contact for adults.
const DAY: &str = "dag";
const STOPS: &str = "stopper";
const APPLY: &str = "soeges";
const CONTACT: &str = "voksen";

/// A grant that ends with the birthday, and the adult benefit to consider in its place.
pub struct Ending<'a> {
    /// The grant.
    pub grant: Grant,
    /// What it is called.
    pub title: String,
    /// The adult benefit content names.
    pub adult: Option<&'a Benefit>,
}

/// What the birthday changes in a case, for its page.
pub struct Overview<'a> {
    /// The case.
    pub view: View<'a>,
    /// Grants that end.
    pub endings: Vec<Ending<'a>>,
    /// Letters that tell the young person, as content says them.
    pub letters: Vec<&'a Letter>,
    /// There is something to tell: the citizen is fifteen or more, and the case began in their childhood.
    pub is_told: bool,
    /// The day it was written in the journal.
    pub noted_on: Option<Date>,
}

impl Overview<'_> {
    /// What changes.
    pub fn changes<'f>(&'f self, app: &App) -> Changes<'f> {
        changes(app, &self.view.file)
    }
}

/// Whether the page says anything: from fifteen, and afterwards in cases that began in childhood.
pub fn is_told(file: &CaseFile, today: Date) -> bool {
    let day = adulthood::birthday(file.citizen.born);
    adulthood::TOLD_FROM <= file.citizen.age_on(today) && file.case.opened_on < day
}

/// Shows what changes with the birthday, or did.
///
/// # Errors
/// Not found without the right to see the case.
pub async fn show<'a>(app: &'a App, actor: &Actor, case: CaseId) -> Outcome<Overview<'a>> {
    let mut look = app.look(actor, "see_birthday").await?;
    let (permit, view) = gather(app, &mut look, case).await?;
    let noted_on = look.tx.noted_of_age(&permit, case).await?;
    let people = view.file.people().map(|person| person.id).collect();
    look.done(Some(&permit), vec![case.to_string()], people).await?;
    let letters = letter_by_hand::offered(app, &view.file, view.today);
    Ok(Overview {
        endings: endings(app, &view.file),
        letters: letters.into_iter().filter(|letter| is_about_the_birthday(letter)).collect(),
        is_told: is_told(&view.file, view.today),
        noted_on,
        view,
    })
}

fn is_about_the_birthday(letter: &Letter) -> bool {
    let asks = |id: &str| letter.asks.iter().any(|ask| ask.id == id);
    asks(DAY) && asks(CONTACT)
}

fn changes<'f>(app: &App, file: &'f CaseFile) -> Changes<'f> {
    adulthood::changes(file, |benefit| is_for_children(app, benefit, adulthood::eve(file.citizen.born)))
}

fn is_for_children(app: &App, benefit: &str, day: Date) -> bool {
    let known = app.content.benefit(benefit, day);
    known.and_then(|benefit| benefit.to_age).is_some_and(|age| age < adulthood::OF_AGE)
}

fn endings<'a>(app: &'a App, file: &CaseFile) -> Vec<Ending<'a>> {
    let day = adulthood::birthday(file.citizen.born);
    let eve = adulthood::eve(file.citizen.born);
    let ending = |grant: &&Grant| {
        let benefit = app.content.benefit(&grant.benefit, eve);
        let adult = benefit.and_then(|benefit| benefit.adult.as_deref()).and_then(|id| app.content.benefit(id, day));
        Ending {
            grant: (*grant).clone(),
            title: benefit.map_or_else(|| grant.benefit.clone(), |benefit| benefit.title.clone()),
            adult,
        }
    };
    changes(app, file).grants.iter().map(ending).collect()
}

/// Makes one of the letters about the birthday, with the day, what stops and what to apply for filled in from the case.
///
/// # Errors
/// As [`letter_by_hand::make`]; not found for a letter that is none of them.
pub async fn write(app: &App, actor: &Actor, case: CaseId, letter: &str, contact: &str) -> Outcome<LetterId> {
    let overview = show(app, actor, case).await?;
    let letter = overview.letters.iter().find(|known| known.id == letter).ok_or(Refused::NotFound)?;
    let stops = once(overview.endings.iter().map(|ending| ending.title.as_str()));
    let apply = once(overview.endings.iter().filter_map(|ending| ending.adult).map(|benefit| benefit.title.as_str()));
    let lines = |lines: &str, none: &str| if lines.is_empty() { none.to_string() } else { lines.to_string() };
    let said = |ask: &Ask| match (ask.id.as_str(), ask.kind) {
        (DAY, AskKind::Date) => adulthood::birthday(overview.view.file.citizen.born).to_string(),
        (STOPS, _) => lines(&stops, "Din sag hos os i børneafdelingen."),
        (APPLY, _) => lines(&apply, "Det taler vi om, når vi mødes."),
        (CONTACT, _) => contact.trim().to_string(),
        _ => String::new(),
    };
    let answers: BTreeMap<String, String> = letter.asks.iter().map(|ask| (ask.id.clone(), said(ask))).collect();
    let to = match letter.recipient {
        Recipient::Citizen => To::Person(overview.view.file.citizen.id),
        _ => To::Parties,
    };
    let made = letter_by_hand::make(app, actor, case, &letter.id, &answers, to).await?;
    made.first().copied().ok_or_else(|| Reason::NoRecipient.into())
}

/// As points, none of them twice.
fn once<'t>(titles: impl Iterator<Item = &'t str>) -> String {
    let mut points: Vec<&str> = Vec::new();
    for title in titles {
        if !points.contains(&title) {
            points.push(title);
        }
    }
    points.iter().map(|title| format!("- {title}")).collect::<Vec<_>>().join("\n")
}

/// Writes in every open case whose citizen has come of age what has changed, and gives the responsible person what there
/// is to do. Nights that were missed are caught up with; what is written is not written again. Answers how many cases.
pub async fn note_due(app: &App) -> Outcome<usize> {
    let today = app.today();
    // Born on the day as many years ago; one born on 29 February is of age on 1 March and not before.
    let born_by = today.checked_sub(i64::from(adulthood::OF_AGE).years()).unwrap_or(Date::MIN);
    let mut tx = app.store.read(app.now(), today).await?;
    let due = tx.untold_of_age(born_by).await?;
    drop(tx);
    let mut noted = 0_usize;
    for (case, born) in due.into_iter().filter(|(_, born)| adulthood::birthday(*born) <= today) {
        let mut tx = app.store.write(app.now(), today).await?;
        if note(app, &mut tx, case, born).await? {
            tx.commit().await?;
            noted = noted.saturating_add(1);
        }
    }
    Ok(noted)
}

async fn note(app: &App, tx: &mut Tx, case: CaseId, born: Date) -> Outcome<bool> {
    let permit = Permit::of_the_system(Target::Case(case));
    if !tx.told_of_age(&permit, case, adulthood::birthday(born)).await? {
        return Ok(false);
    }
    let file = crate::case::load(app, tx, &permit, case).await?;
    let said = Said::of(app, &file);
    let entry = Entry {
        id: EntryId(app.random.id()),
        case,
        written_at: tx.now(),
        happened_on: adulthood::birthday(born),
        by: None,
        kind: EntryKind::Act("came_of_age".to_string()),
        text: said.journal,
        corrects: None,
    };
    tx.append_entry(&permit, &entry).await?;
    for what in said.tasks {
        let task = Task {
            id: TaskId(app.random.id()),
            case,
            what: shortened(&what),
            owner: Owner::Staff(file.case.responsible),
            due: Some(tx.today().saturating_add(DAYS.days())),
            origin: Origin::ByHand,
            every: None,
            given_by: file.case.responsible,
            given_on: tx.today(),
            state: State::Open,
            version: 1,
        };
        tx.insert_task(&permit, &task).await?;
    }
    progress::refresh(app, tx, case).await?;
    let row = store::audit::Row { case: Some(case), ..act::bare_row(tx.now(), "came_of_age") };
    tx.audit(row);
    Ok(true)
}

/// As long as a task may be, cut at a word.
fn shortened(what: &str) -> String {
    if what.chars().count() <= domain::task::LONGEST {
        return what.to_string();
    }
    let kept: String = what.chars().take(domain::task::LONGEST.saturating_sub(2)).collect();
    let end = kept.rfind(' ').unwrap_or(kept.len());
    format!("{} …", kept.get(..end).unwrap_or_default())
}

/// What is written down about one case.
struct Said {
    /// The line of the journal: what changed, and by which rule. Ids and neutral words.
    journal: String,
    /// What there is to do.
    tasks: Vec<String>,
}

impl Said {
    fn of(app: &App, file: &CaseFile) -> Said {
        let changes = changes(app, file);
        let day = danish_date(changes.day);
        let mut journal = vec![format!("Borgeren fyldte 18 år {day} og er myndig.")];
        let mut tasks = Vec::new();
        if !changes.relations.is_empty() {
            journal.push(format!(
                "Forældremyndighed og det, der fulgte med den, ophørte (værgemålsloven §§ 1-2): {} i alt.",
                changes.relations.len()
            ));
        }
        let sources: Vec<&str> = changes.consents.iter().map(|consent| consent.source.as_str()).collect();
        if sources.is_empty() {
            journal.push("Ingen samtykker ophørte.".into());
        } else {
            journal.push(format!("Samtykker givet på barnets vegne gælder ikke længere: {}.", sources.join(", ")));
            tasks.push(format!(
                "Spørg den unge om nye samtykker. Disse ophørte på 18-års-dagen: {}.",
                sources.join(", ")
            ));
        }
        journal.push("Breve går fra dagen til den unge selv.".into());
        if changes.mandates.is_empty() {
            journal.push("Der er ikke registreret fuldmagt eller værge, så forældrene er ikke længere parter.".into());
            tasks.push(
                "Undersøg, om den unge har givet fuldmagt eller har fået værge. Ellers har forældrene ingen adgang."
                    .into(),
            );
        } else {
            journal.push(format!("Fuldmagt, værge eller repræsentant gælder fortsat: {}.", changes.mandates.len()));
            tasks.push("Se fuldmagt og værgemål igennem: hvad dækker det, og til hvornår?".into());
        }
        if file.citizen.digital_post != DigitalPost::Registered {
            tasks.push("Undersøg, om den unge har Digital Post. Indtil da går brevene på papir.".into());
        }
        Said::grants(&endings(app, file), &mut journal, &mut tasks);
        Said { journal: journal.join(" "), tasks }
    }

    fn grants(endings: &[Ending<'_>], journal: &mut Vec<String>, tasks: &mut Vec<String>) {
        if endings.is_empty() {
            return;
        }
        let titles: Vec<&str> = endings.iter().map(|ending| ending.title.as_str()).collect();
        journal.push(format!("Bevillinger for børn og unge, der ikke gælder fra 18 år: {}.", titles.join(", ")));
        for ending in endings {
            tasks.push(match ending.adult {
                Some(adult) => format!(
                    "{}: luk bevillingen, og tag stilling til »{}« ({}).",
                    ending.title,
                    adult.title,
                    adult.law.last().map_or("", |law| law.paragraph.as_str())
                ),
                None => format!("{}: luk bevillingen, og tag stilling til, hvad den unge har brug for.", ending.title),
            });
        }
    }
}
