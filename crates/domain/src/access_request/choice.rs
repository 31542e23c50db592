//! What is chosen for each paper: given, left out or given in part, by which provision, and whether that may stand.

use super::{Capacity, Flag, Item, Outcome, Refused, Shown, State, Thing};
use crate::ids::StaffId;
use crate::staff::coded;
use std::collections::{BTreeMap, BTreeSet};

coded! {
    /// What happens to one paper.
    Verdict {
        Give = "give", "Given whole.";
        LeaveOut = "leave-out", "Left out, by a provision.";
        Part = "part", "Given without some of its pages, by a provision.";
        AsPdf = "as-pdf", "A file without pages, given as a PDF that is another document of the case.";
    }
}

/// What was chosen for one paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What happens.
    pub verdict: Verdict,
    /// The provision, by its id in `content/undtagelser.toml`.
    pub provision: Option<String>,
    /// Why: for what is left out, and for what is given although it is flagged.
    pub reason: String,
    /// Pages that are left out, counted from 1.
    pub pages: BTreeSet<u32>,
    /// Who chose it.
    pub by: StaffId,
}

/// All that was chosen for a request.
pub type Choices = BTreeMap<Thing, Choice>;

/// A provision by which something may be left out; read from `content/undtagelser.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provision {
    /// Its id.
    pub id: String,
    /// The paragraph as it is cited.
    pub paragraph: String,
    /// What it is about, in a few words.
    pub title: String,
    /// What it says, in plain Danish.
    pub says: String,
    /// For a party's access, anybody's, or both.
    pub applies: Vec<Capacity>,
    /// Waits for a person to confirm it.
    pub to_be_confirmed: bool,
}

/// What is wrong with the choice for one paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing is chosen.
    NotChosen,
    /// Left out without a provision.
    ProvisionMissing,
    /// The provision is not on the list, or not for who asks.
    NoSuchProvision,
    /// A reason is missing: it is left out, or given although it is flagged.
    ReasonMissing,
    /// It cannot be given in part: only pages of a PDF can be left out.
    NotInPart,
    /// No page is named to be left out.
    PagesMissing,
    /// A page that it does not have.
    PagesOutside {
        /// How many it has.
        pages: u32,
    },
    /// Every page is left out: then the whole paper is.
    EveryPage,
    /// A file without pages cannot be given; it must be put on the case as a PDF.
    NotAsPages,
    /// It has pages, so it is given as it is.
    HasPages,
    /// It tells where a protected person is, on these pages (empty for one given whole only): it is never given.
    TellsWhere {
        /// The pages.
        pages: Vec<u32>,
    },
}

/// All that is wrong with what was chosen, paper by paper, in the order of the list.
pub fn check(items: &[Item], choices: &Choices, provisions: &[Provision], capacity: Capacity) -> Vec<(Thing, Wrong)> {
    let mut wrong = Vec::new();
    for item in items {
        match choices.get(&item.thing) {
            None => wrong.push((item.thing.clone(), Wrong::NotChosen)),
            Some(choice) => {
                let found = check_one(item, choice, provisions, capacity);
                wrong.extend(found.into_iter().map(|wrong| (item.thing.clone(), wrong)));
            }
        }
    }
    wrong
}

fn check_one(item: &Item, choice: &Choice, provisions: &[Provision], capacity: Capacity) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let by_provision = matches!(choice.verdict, Verdict::LeaveOut | Verdict::Part);
    if by_provision {
        match &choice.provision {
            None => wrong.push(Wrong::ProvisionMissing),
            Some(id) => {
                let known = |known: &&Provision| known.id == *id && known.applies.contains(&capacity);
                if !provisions.iter().any(|provision| known(&provision)) {
                    wrong.push(Wrong::NoSuchProvision);
                }
            }
        }
    }
    let flagged = !item.flags.is_empty();
    if choice.reason.trim().is_empty() && (flagged || choice.verdict != Verdict::Give) {
        wrong.push(Wrong::ReasonMissing);
    }
    match (choice.verdict, item.shown) {
        (Verdict::Give | Verdict::Part, Shown::NotAsPages) => wrong.push(Wrong::NotAsPages),
        (Verdict::AsPdf, Shown::Pages(_) | Shown::Whole) => wrong.push(Wrong::HasPages),
        (Verdict::Part, Shown::Whole) => wrong.push(Wrong::NotInPart),
        (Verdict::Part, Shown::Pages(pages)) => wrong.extend(check_pages(&choice.pages, pages)),
        _ => {}
    }
    if let Some(told) = told_where(item, choice) {
        wrong.push(Wrong::TellsWhere { pages: told });
    }
    wrong
}

fn check_pages(left_out: &BTreeSet<u32>, pages: u32) -> Option<Wrong> {
    let outside = left_out.iter().any(|page| !(1..=pages).contains(page));
    let all = u32::try_from(left_out.len()).is_ok_and(|left_out| left_out == pages);
    match () {
        () if left_out.is_empty() => Some(Wrong::PagesMissing),
        () if outside => Some(Wrong::PagesOutside { pages }),
        () if all => Some(Wrong::EveryPage),
        () => None,
    }
}

/// Pages that would be given although they tell where somebody is; none when nothing is told. A reason does not help.
fn told_where(item: &Item, choice: &Choice) -> Option<Vec<u32>> {
    if item.flags.contains(&Flag::MarkedTellsWhere) && choice.verdict == Verdict::Give {
        return Some(Vec::new());
    }
    let found = item.flags.iter().find_map(|flag| match flag {
        Flag::TellsWhere { pages } => Some(pages),
        _ => None,
    })?;
    match choice.verdict {
        Verdict::Give => Some(found.clone()),
        // It stands in the title, or where pages meet: no page can be left out to hide it.
        Verdict::Part if found.is_empty() => Some(Vec::new()),
        Verdict::Part => {
            let given: Vec<u32> = found.iter().copied().filter(|page| !choice.pages.contains(page)).collect();
            (!given.is_empty()).then_some(given)
        }
        Verdict::LeaveOut | Verdict::AsPdf => None,
    }
}

/// Whether a second person must look: something is left out, given in part, or flagged.
pub fn needs_second_look(items: &[Item], choices: &Choices) -> bool {
    items.iter().any(|item| !item.flags.is_empty()) || choices.values().any(|choice| choice.verdict != Verdict::Give)
}

/// Whether this person may clear or send back what others chose: never their own work.
///
/// # Errors
/// [`Refused::NotNow`] unless it waits for a second look; [`Refused::OwnWork`].
pub fn may_clear(state: &State, choices: &Choices, who: StaffId) -> Result<(), Refused> {
    let State::Submitted { by, .. } = state else { return Err(Refused::NotNow) };
    if *by == who || choices.values().any(|choice| choice.by == who) { Err(Refused::OwnWork) } else { Ok(()) }
}

/// How the request ends by what was chosen. A case without papers is given in full.
pub fn outcome(choices: &Choices) -> Outcome {
    let given = choices.values().any(|choice| matches!(choice.verdict, Verdict::Give | Verdict::Part));
    let withheld = choices.values().any(|choice| matches!(choice.verdict, Verdict::LeaveOut | Verdict::Part));
    match (given, withheld) {
        (_, false) => Outcome::Full,
        (true, true) => Outcome::Partial,
        (false, true) => Outcome::Refusal,
    }
}

/// Page numbers as people write them: `1-3, 7`. None when it cannot be read, or a range runs backwards or is absurd.
pub fn parse_pages(text: &str) -> Option<BTreeSet<u32>> {
    let mut found = BTreeSet::new();
    for piece in text.split([',', ';']).map(str::trim).filter(|piece| !piece.is_empty()) {
        let (from, to) = match piece.split_once(['-', '–']) {
            Some((from, to)) => (from.trim().parse().ok()?, to.trim().parse().ok()?),
            None => {
                let page: u32 = piece.parse().ok()?;
                (page, page)
            }
        };
        if from == 0 || to < from || 10_000 < to {
            return None;
        }
        found.extend(from..=to);
    }
    Some(found)
}

/// Page numbers as read by people: `1-3, 7`.
pub fn write_pages(pages: &BTreeSet<u32>) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for page in pages {
        match ranges.last_mut() {
            Some((_, to)) if to.checked_add(1) == Some(*page) => *to = *page,
            _ => ranges.push((*page, *page)),
        }
    }
    let written = |(from, to): &(u32, u32)| if from == to { from.to_string() } else { format!("{from}-{to}") };
    ranges.iter().map(written).collect::<Vec<_>>().join(", ")
}
