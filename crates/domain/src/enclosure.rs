//! Enclosures (bilag): documents of the case that follow a letter, and what must be looked at before they do.
//!
//! A party hearing encloses the papers it is about (forvaltningsloven § 19). What a recipient may not see is flagged
//! before it can be chosen, and what tells where a protected person is never follows.

use crate::document::{Direction, Document};
use crate::ids::DocumentId;
use crate::letter::Addressee;

/// What somebody has marked a document with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// It says something about another person than the one the case is about (oplysninger om andre).
    ThirdParty,
    /// It tells where a protected person is (fortæller, hvor en beskyttet person er).
    TellsWhere,
}

impl Mark {
    /// Every mark with its stable code.
    pub const CODES: &'static [(Mark, &'static str)] =
        &[(Mark::ThirdParty, "third-party"), (Mark::TellsWhere, "tells-where")];

    /// Its stable code.
    pub fn code(self) -> &'static str {
        Self::CODES.iter().find(|(mark, _)| *mark == self).map_or("", |(_, code)| code)
    }

    /// The code read back.
    pub fn from_code(code: &str) -> Option<Mark> {
        Self::CODES.iter().find(|(_, known)| *known == code).map(|(mark, _)| *mark)
    }
}

/// Why a document is looked at twice before it follows a letter to this recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flag {
    /// Marked, or found by the machine: it tells where a protected person is. It never follows.
    TellsWhere,
    /// Marked: it says something about another person.
    ThirdParty,
    /// It is a letter that went to somebody else.
    ToSomebodyElse,
    /// Somebody of the case is protected, and no machine can read a document that is a picture: a person must.
    SomebodyIsProtected,
}

/// Whether a person says to have read the flagged documents through and that this recipient may have them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadThrough {
    /// Yes.
    Yes,
    /// Not said.
    No,
}

/// Why documents do not follow a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotEnclosed {
    /// Our own working paper.
    Internal,
    /// Not a PDF: neither Digital Post nor the printer takes it as it is.
    NotPdf,
    /// A PDF that cannot be opened: it is broken or locked.
    Unreadable,
    /// It tells where a protected person is.
    TellsWhere,
    /// It is flagged and nobody says to have read it through.
    NotReadThrough,
    /// More than [`MOST`].
    TooMany,
    /// More than [`MOST_BYTES`] in all.
    TooLarge,
}

/// Most enclosures of one letter: what Digital Post takes of attachments (`interop.md` 3.3).
pub const MOST: usize = 10;

/// Most bytes of all enclosures: a message may have 99.5 MB, and a document in it grows by a third.
pub const MOST_BYTES: u64 = 60 * 1024 * 1024;

/// A document of the case as the page offers it for one letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// The document.
    pub document: Document,
    /// It follows the letter as the letter stands.
    pub chosen: Chosen,
    /// Why it is looked at twice.
    pub flags: Vec<Flag>,
    /// Why it cannot follow, if it cannot.
    pub barred: Option<NotEnclosed>,
}

/// Whether a document follows the letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// It follows.
    Yes,
    /// It does not.
    No,
}

/// The flags of a document for one recipient, as far as they are known without reading its pages. `protected` says
/// whether anybody of the case is protected.
pub fn flags(document: &Document, marks: &[Mark], to: &Addressee, protected: Protected) -> Vec<Flag> {
    let mut flags = Vec::new();
    if marks.contains(&Mark::TellsWhere) {
        flags.push(Flag::TellsWhere);
    }
    if marks.contains(&Mark::ThirdParty) {
        flags.push(Flag::ThirdParty);
    }
    let own = document.recipient.is_some_and(|recipient| *to == Addressee::Person(recipient));
    if document.direction == Direction::Sent && !own {
        flags.push(Flag::ToSomebodyElse);
    }
    if protected == Protected::Somebody && !own {
        flags.push(Flag::SomebodyIsProtected);
    }
    flags
}

/// Whether anybody of a case is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protected {
    /// At least one.
    Somebody,
    /// None.
    Nobody,
}

/// Why this document can follow no letter to this recipient, whoever reads it through.
pub fn barred(document: &Document, flags: &[Flag]) -> Option<NotEnclosed> {
    if document.direction == Direction::Internal {
        Some(NotEnclosed::Internal)
    } else if document.media_type != "application/pdf" {
        Some(NotEnclosed::NotPdf)
    } else if flags.contains(&Flag::TellsWhere) {
        Some(NotEnclosed::TellsWhere)
    } else {
        None
    }
}

/// Whether what was chosen may follow, before its pages are read by machine.
pub fn check(chosen: &[&Offered], read_through: ReadThrough) -> Result<(), NotEnclosed> {
    if MOST < chosen.len() {
        return Err(NotEnclosed::TooMany);
    }
    if let Some(why) = chosen.iter().find_map(|offered| offered.barred) {
        return Err(why);
    }
    let bytes = chosen.iter().fold(0u64, |sum, offered| sum.saturating_add(offered.document.size));
    if MOST_BYTES < bytes {
        return Err(NotEnclosed::TooLarge);
    }
    let flagged = chosen.iter().any(|offered| !offered.flags.is_empty());
    if flagged && read_through == ReadThrough::No { Err(NotEnclosed::NotReadThrough) } else { Ok(()) }
}

/// The ids of what was chosen, in the order of the case's numbers.
pub fn ids(offered: &[Offered]) -> Vec<DocumentId> {
    offered.iter().filter(|one| one.chosen == Chosen::Yes).map(|one| one.document.id).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
    use super::*;
    use crate::ids::{CaseId, PersonId};
    use jiff::Timestamp;
    use jiff::civil::date;

    const MOTHER: PersonId = PersonId(uuid::Uuid::from_u128(1));
    const FATHER: PersonId = PersonId(uuid::Uuid::from_u128(2));

    fn offered(document: Document, marks: &[Mark], protected: Protected) -> Offered {
        let flags = flags(&document, marks, &Addressee::Person(FATHER), protected);
        Offered { barred: barred(&document, &flags), document, chosen: Chosen::No, flags }
    }

    fn document() -> Document {
        Document {
            id: DocumentId(uuid::Uuid::from_u128(9)),
            case: CaseId(uuid::Uuid::nil()),
            running: 4,
            title: "Udtalelse".into(),
            direction: Direction::Received,
            source: "Tovby Skole".into(),
            dated: date(2026, 4, 9),
            recipient: None,
            media_type: "application/pdf".into(),
            size: 10,
            sha256: String::new(),
            stored_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn an_unmarked_answer_follows_and_one_marked_with_others_only_when_it_was_read_through() {
        let plain = offered(document(), &[], Protected::Nobody);
        assert_eq!(check(&[&plain], ReadThrough::No), Ok(()));
        let others = offered(document(), &[Mark::ThirdParty], Protected::Nobody);
        assert_eq!(check(&[&plain, &others], ReadThrough::No), Err(NotEnclosed::NotReadThrough));
        assert_eq!(check(&[&plain, &others], ReadThrough::Yes), Ok(()));
    }

    #[test]
    fn what_tells_where_somebody_is_never_follows_and_neither_does_a_working_paper() {
        let tells = offered(document(), &[Mark::TellsWhere], Protected::Somebody);
        assert_eq!(check(&[&tells], ReadThrough::Yes), Err(NotEnclosed::TellsWhere));
        let ours = offered(Document { direction: Direction::Internal, ..document() }, &[], Protected::Nobody);
        assert_eq!(check(&[&ours], ReadThrough::Yes), Err(NotEnclosed::Internal));
        let photo = offered(Document { media_type: "image/png".into(), ..document() }, &[], Protected::Nobody);
        assert_eq!(check(&[&photo], ReadThrough::Yes), Err(NotEnclosed::NotPdf));
    }

    #[test]
    fn a_letter_to_the_mother_is_flagged_for_the_father_and_not_for_her() {
        let hers = Document { direction: Direction::Sent, recipient: Some(MOTHER), ..document() };
        let to = |person| flags(&hers, &[], &Addressee::Person(person), Protected::Somebody);
        assert_eq!(to(FATHER), [Flag::ToSomebodyElse, Flag::SomebodyIsProtected]);
        assert_eq!(to(MOTHER), []);
    }

    #[test]
    fn there_is_a_limit_to_how_many_and_how_much() {
        let one = offered(document(), &[], Protected::Nobody);
        assert_eq!(check(&[&one; 11], ReadThrough::Yes), Err(NotEnclosed::TooMany));
        let large = offered(Document { size: MOST_BYTES, ..document() }, &[], Protected::Nobody);
        assert_eq!(check(&[&one, &large], ReadThrough::Yes), Err(NotEnclosed::TooLarge));
    }
}
