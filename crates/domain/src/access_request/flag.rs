//! What must be thought of before a paper is given: found by the system, before anybody chooses.

use super::{Capacity, Requester};
use crate::case::CaseFile;
use crate::document::{Direction, Document};
use crate::enclosure::Mark;
use crate::ids::PersonId;
use crate::people::Person;
use jiff::civil::Date;

/// Why a paper is looked at twice.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flag {
    /// The machine found that it tells where a protected person is, on these pages; none when it stands in the title or
    /// where two pages meet. What tells it is never given.
    TellsWhere {
        /// Counted from 1.
        pages: Vec<u32>,
    },
    /// Marked by a person: it tells where a protected person is. It is never given whole.
    MarkedTellsWhere,
    /// Marked by a person: it says something about another.
    MarkedThirdParty,
    /// It names somebody who is neither party nor who asks, or carries their CPR number.
    NamesOthers,
    /// It tells who notified of concern for a child.
    NamesNotifier,
    /// It is a letter that went to somebody else.
    ToSomebodyElse,
    /// No machine can read it, or not all of it, so a person must say that it holds nothing about others.
    Unread,
}

/// What the machine read of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// The text of each page; one for what is no PDF.
    Text(Vec<String>),
    /// The text of each page, and at least one page that is a picture.
    Partly(Vec<String>),
    /// Nothing: a picture, a scan, a file that is locked.
    Unreadable,
}

/// What the reader of the papers may not learn, worked out once for a request.
#[derive(Clone)]
pub struct Reader {
    /// Who they are, if registered.
    person: Option<PersonId>,
    /// What tells where protected people are, squeezed.
    places: Vec<String>,
    /// Names and CPR numbers of people who are neither party nor reader, squeezed.
    others: Vec<String>,
    /// Names of who notified, squeezed.
    notifiers: Vec<String>,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reader(…)")
    }
}

/// Shorter than this a word proves nothing.
const SHORTEST: usize = 4;

impl Reader {
    /// Who asks, against the people of the case. A protected person's whereabouts are no secret to themselves or to who
    /// lives with them. For a party the other parties and the citizen are no third persons; for anybody else everybody
    /// is. `notifiers` are the names of those who notified of concern.
    pub fn of(file: &CaseFile, requester: &Requester, capacity: Capacity, notifiers: &[String], today: Date) -> Reader {
        let person = match requester {
            Requester::Person(id) => Some(*id),
            Requester::Outside { .. } => None,
        };
        let own = person.and_then(|id| file.person(id));
        let known_places: Vec<String> = own.map(places).unwrap_or_default();
        let hidden = |other: &&Person| other.is_protected() && Some(other.id) != person;
        let lives_with = |other: &Person| {
            let home = |of: &Person| squeeze(&of.contact.expose_for_storage().street);
            own.is_some_and(|own| SHORTEST <= home(own).chars().count() && home(own) == home(other))
        };
        let secret = file.people().filter(hidden).filter(|other| !lives_with(other)).flat_map(places);
        let parties = file.parties_on(today);
        let is_known = |other: &Person| {
            Some(other.id) == person
                || (capacity != Capacity::Other
                    && (other.id == file.citizen.id || parties.iter().any(|party| party.id == other.id)))
        };
        let mut others = Vec::new();
        for other in file.people().filter(|other| !is_known(other)) {
            others.extend([squeeze(&other.name), squeeze(other.cpr.expose_for_storage())]);
        }
        let names = |names: Vec<String>| names.into_iter().filter(|name| SHORTEST <= name.chars().count()).collect();
        Reader {
            person,
            places: names(secret.filter(|place| !known_places.contains(place)).collect()),
            others: names(others),
            notifiers: names(notifiers.iter().map(|name| squeeze(name)).collect()),
        }
    }

    /// Whether anybody's whereabouts are secret to them.
    pub fn must_not_learn_where(&self) -> bool {
        !self.places.is_empty()
    }
}

/// All that is found about one paper. `document` and `marks` are given for one that is a document; `seen` is what the
/// machine read, the title among it.
pub fn flags(reader: &Reader, document: Option<&Document>, marks: &[Mark], title: &str, seen: &Seen) -> Vec<Flag> {
    let mut found = Vec::new();
    let pages: &[String] = match seen {
        Seen::Text(pages) | Seen::Partly(pages) => pages,
        Seen::Unreadable => &[],
    };
    if marks.contains(&Mark::TellsWhere) {
        found.push(Flag::MarkedTellsWhere);
    }
    if holds(title, &reader.places) {
        found.push(Flag::TellsWhere { pages: Vec::new() });
    } else {
        let told: Vec<u32> =
            (1..).zip(pages).filter(|(_, text)| holds(text, &reader.places)).map(|(page, _)| page).collect();
        // A word broken from one page to the next is on neither; then the whole paper is meant.
        let across = told.is_empty() && holds(&pages.concat(), &reader.places);
        if !told.is_empty() || across {
            found.push(Flag::TellsWhere { pages: told });
        }
    }
    if marks.contains(&Mark::ThirdParty) {
        found.push(Flag::MarkedThirdParty);
    }
    let whole = format!("{title} {}", pages.concat());
    if holds(&whole, &reader.others) {
        found.push(Flag::NamesOthers);
    }
    if holds(&whole, &reader.notifiers) {
        found.push(Flag::NamesNotifier);
    }
    let to_reader = |document: &Document| document.recipient.is_some() && document.recipient == reader.person;
    if document.is_some_and(|document| document.direction == Direction::Sent && !to_reader(document)) {
        found.push(Flag::ToSomebodyElse);
    }
    if !matches!(seen, Seen::Text(_)) {
        found.push(Flag::Unread);
    }
    found
}

/// Whether a finished text tells who asks where a protected person is.
pub fn tells_where(reader: &Reader, text: &str) -> bool {
    holds(text, &reader.places)
}

fn places(person: &Person) -> Vec<String> {
    let contact = person.contact.expose_for_storage();
    [&contact.street, &contact.phone, &contact.mail, &contact.occupation].map(|place| squeeze(place)).to_vec()
}

fn holds(text: &str, words: &[String]) -> bool {
    if words.is_empty() {
        return false;
    }
    let text = squeeze(text);
    words.iter().any(|word| text.contains(word))
}

/// Letters and digits alone, so that a line break, a hyphen or another way of writing hides nothing.
fn squeeze(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
