//! Documents of a case (dokumenter): where they come from, what they are, and their hash.

use crate::ids::{CaseId, DocumentId, PersonId};
use jiff::{Timestamp, civil::Date};

/// Which way a document went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Came in.
    Received,
    /// Went out.
    Sent,
    /// Ours alone.
    Internal,
}

/// A document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its id.
    pub id: DocumentId,
    /// The case.
    pub case: CaseId,
    /// Running number in the case.
    pub running: u32,
    /// Title without names.
    pub title: String,
    /// Which way it went.
    pub direction: Direction,
    /// Who it comes from or went to.
    pub source: String,
    /// The day it came or went.
    pub dated: Date,
    /// Recipient, for one that went out.
    pub recipient: Option<PersonId>,
    /// Media type, by content.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the bytes, hexadecimal.
    pub sha256: String,
    /// When it was stored.
    pub stored_at: Timestamp,
}

/// Most bytes a file may have: 25 MB (D-6).
pub const MAX_BYTES: u64 = 25 * 1024 * 1024;

/// What may be uploaded: extension and media type, by content and extension both (D-6).
pub const ALLOWED: &[(&str, &str)] = &[
    ("pdf", "application/pdf"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("txt", "text/plain"),
];

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// Nothing in it.
    Empty,
    /// More than [`MAX_BYTES`].
    TooLarge,
    /// Not on the list.
    TypeNotAllowed,
    /// The content is not what the name says.
    ContentDiffersFromName,
    /// More pixels, files or unpacked bytes inside than are taken in.
    TooMuchInside,
    /// Where it comes from is missing.
    NoSource,
}

/// The media type of a file, if name and content agree and are allowed. `sniffed` is the type told by the content.
pub fn check_upload(name: &str, size: u64, sniffed: Option<&str>) -> Result<&'static str, NotTaken> {
    if size == 0 {
        return Err(NotTaken::Empty);
    }
    if MAX_BYTES < size {
        return Err(NotTaken::TooLarge);
    }
    let extension = name.rsplit_once('.').map(|(_, ext)| ext.to_lowercase()).unwrap_or_default();
    let (_, expected) = ALLOWED.iter().find(|(ext, _)| *ext == extension).ok_or(NotTaken::TypeNotAllowed)?;
    match sniffed {
        Some(found) if found == *expected => Ok(expected),
        // Plain text has no signature; office files may be told only as the zip they are.
        None if *expected == "text/plain" => Ok(expected),
        Some("application/zip") if expected.starts_with("application/vnd.") => Ok(expected),
        _ => Err(NotTaken::ContentDiffersFromName),
    }
}

/// A shown name without path, control or direction characters.
pub fn clean_name(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let bidi = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let clean: String = base.chars().filter(|c| !c.is_control() && !bidi(*c) && *c != '"').take(120).collect();
    let clean = clean.trim().trim_start_matches('.').to_string();
    if clean.is_empty() { "dokument".to_string() } else { clean }
}
